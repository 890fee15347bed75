"""Rules about the business model: streams, segments, activities, and how complete the cards are."""

from __future__ import annotations

import numpy as np

from strategy.checks.facts import Facts, added, how_many
from strategy.checks.known import (
    by_revenue,
    classes_or_stop,
    customers_or_stop,
    each,
    enough_or_stop,
    figures_or_stop,
    revenue_or_stop,
    share_or_stop,
    unlisted_or_stop,
    whole_or_stop,
)
from strategy.checks.rule import (
    Affected,
    CannotJudge,
    Severity,
    Verdict,
    above,
    count,
    euro,
    passed,
    percent,
    raised,
    ranked,
    rule,
)
from strategy.checks.value_kinds import kind_of
from strategy.nouns.company import RevenueStream
from strategy.scoring.columns import Bools

MODEL = "business_model"
VALUE = "toegevoegde_waarde"
CUSTOMERS = "segmentatie"
PERSONAL = ("personal", "contact")
HIGH: Severity = "high"
MEDIUM: Severity = "medium"


@rule("R08", cards=(MODEL, CUSTOMERS), mend=("B2", "S1"))
def a_stream_that_leans_on_d(facts: Facts) -> Verdict:
    """Of a stream, D brings over 50%: high; C and D bring over 70%: medium.

    A customer placed in several streams counts for an equal part in each. The stream is worth its own amount, or
    what its customers bring where that is more [OWN].
    """
    streams = facts.company.streams
    if not streams:
        raise CannotJudge("B2", "streams")
    revenue_or_stop(facts)
    classes_or_stop(facts)
    on_d = {stream.id: _leaning(facts, stream, "D") for stream in streams}
    on_weak = {stream.id: _leaning(facts, stream, "C", "D") for stream in streams}
    bad = [stream for stream in streams if above(on_d[stream.id], facts.thresholds.stream_on_d)]
    if bad:
        return _leaning_streams(facts, bad, on_d, "high")
    weak = [stream for stream in streams if above(on_weak[stream.id], facts.thresholds.stream_on_c_and_d)]
    if weak:
        return _leaning_streams(facts, weak, on_weak, "medium")
    unplaced = [stream for stream in streams if not _placed_enough(facts, stream)]
    if unplaced:
        raise CannotJudge("S1", "streams_of_customers", len(unplaced), each(unplaced))
    return passed(facts.part(facts.of_class("A", "B")))


def _leaning_streams(
    facts: Facts, streams: list[RevenueStream], on: dict[str, float], severity: str
) -> Verdict:
    affected = ranked(Affected("stream", stream.id, on[stream.id]) for stream in streams)
    share = facts.part(facts.joined(facts.in_stream[stream.id] for stream in streams))
    figures = {"share": percent(affected[0].amount)}
    if severity == "high":
        return raised("high", affected, share, figures)
    return raised("medium", affected, share, figures, wording="c_and_d")


def _brought(facts: Facts, group: Bools) -> float:
    """What these customers, all in some stream, bring to each one of the streams they are in, euro a year."""
    return added(facts.brought_to_each[group])


def _leaning(facts: Facts, stream: RevenueStream, *classes: str) -> float:
    customers = facts.in_stream[stream.id]
    worth = max(stream.amount or 0, _brought(facts, customers))
    return _brought(facts, customers & facts.of_class(*classes)) / worth if worth else 0.0


def _placed_enough(facts: Facts, stream: RevenueStream) -> bool:
    placed = _brought(facts, facts.in_stream[stream.id])
    return placed > 0 and placed >= facts.thresholds.enough_known * (stream.amount or 0)


@rule("R15", cards=(MODEL, CUSTOMERS), mend=("B1", "S1"))
def a_segment_without_customers(facts: Facts) -> Verdict:
    """A segment with no customer and no prospect: medium."""
    segments = facts.company.segments
    if not segments:
        raise CannotJudge("B1", "segments")
    _segments_of_customers_or_stop(facts)
    empty = [segment for segment in segments if not facts.members(segment.id).any()]
    if empty:
        return raised("medium", each(empty), 0.0)
    return passed(facts.part(~facts.unplaced), {"n": count(len(segments))})


@rule("R16", cards=(CUSTOMERS, MODEL), mend=("S1", "B1"))
def customers_outside_every_segment(facts: Facts) -> Verdict:
    """Customers without a segment bring over 20% of revenue: medium."""
    if not facts.company.segments:
        raise CannotJudge("B1", "segments")
    whole_or_stop(facts)
    _segments_of_customers_or_stop(facts)
    inside = facts.joined(facts.members(segment.id) for segment in facts.company.segments)
    outside = facts.customers & ~inside
    share = facts.part(outside)
    if above(share, facts.thresholds.outside_segments):
        return raised("medium", by_revenue(facts, outside), share, {"share": percent(share)})
    unlisted_or_stop(facts, share, facts.thresholds.outside_segments)
    return passed(1 - share, {"share": percent(1 - share)})


def _segments_of_customers_or_stop(facts: Facts) -> None:
    customers = facts.company.customers
    if not customers:
        raise CannotJudge("S1", "customers")
    if facts.unplaced.all():
        raise CannotJudge("S1", "segment_of_customers", len(customers))


@rule("R17", cards=(MODEL, CUSTOMERS), mend=("B2", "S1"))
def streams_and_customers_differ(facts: Facts) -> Verdict:
    """The streams and the customers add up to sums over 10% apart, both lists complete: low."""
    streams = facts.company.streams
    if not streams:
        raise CannotJudge("B2", "streams")
    customers = customers_or_stop(facts)
    without_amount = sum(stream.amount is None for stream in streams)
    if without_amount:
        raise CannotJudge("B2", "stream_amounts", without_amount)
    without_revenue = int(np.isnan(facts.scores.columns.revenue[customers]).sum())
    if without_revenue:
        raise CannotJudge("S1", "revenue", without_revenue)
    placed = sum(stream.amount or 0 for stream in streams)
    if not placed:
        raise CannotJudge("B2", "no_stream_amounts")
    apart = abs(placed - facts.revenue) / placed
    figures = {"share": percent(apart), "streams": euro(placed), "customers": euro(facts.revenue)}
    if above(apart, facts.thresholds.streams_differ):
        few = how_many(customers) < facts.thresholds.fewest_for_a_whole_list
        unfinished = few and placed > facts.revenue and not facts.company.profile.all_customers
        return raised("low", [], min(1.0, apart), figures, wording="unfinished" if unfinished else "")
    return passed(1 - apart, figures, "" if round(apart, 9) else "exact")


@rule("R28", cards=(MODEL, VALUE), mend=("B4", "W2"))
def an_activity_without_value(facts: Facts) -> Verdict:
    """An activity linked to no value: low."""
    activities = facts.company.activities
    if not activities:
        raise CannotJudge("B4", "activities")
    if not facts.company.values:
        raise CannotJudge("W2", "values")
    if not any(activity.values for activity in activities):
        raise CannotJudge("B4", "values_of_activities", len(activities))
    empty = [activity for activity in activities if not activity.values and "values" not in activity.unknown]
    if empty:
        return raised("low", each(empty), 0.0)
    enough_or_stop(facts, "B4", "values_of_activities", [bool(activity.values) for activity in activities])
    return passed(0.0, {"n": count(len(activities))})


@rule("R32", cards=(MODEL, VALUE), mend=("B5", "W2"))
def it_hangs_on_one_person(facts: Facts) -> Verdict:
    """What one person carries and a verschilwaarde needs: high; what another value needs: medium."""
    resources = facts.company.resources
    if not resources:
        raise CannotJudge("B5", "resources")
    alone = [each for each in resources if each.one_person]
    kinds = {value.id: kind_of(value) for value in facts.company.values}
    telling = [one for one in alone if any(kinds.get(id) == "difference" for id in one.values)]
    linked = [one for one in alone if any(id in kinds for id in one.values)]
    if telling or linked:
        found, severity = (telling, HIGH) if telling else (linked, MEDIUM)
        needed = [value for value in facts.company.values if any(value.id in one.values for one in found)]
        return raised(severity, each(found), facts.caring(needed), wording="" if telling else "other_value")
    open_links = [one for one in alone if not one.values and "values" not in one.unknown]
    if open_links:
        raise CannotJudge("B5", "values_of_resources", len(open_links), each(open_links))
    enough_or_stop(facts, "B5", "one_person", [one.one_person is not None for one in resources])
    return passed(0.0)


@rule("R41", cards=(MODEL, CUSTOMERS), mend=("B8", "S7"))
def personal_for_everybody(facts: Facts) -> Verdict:
    """Every group is kept personally, and C and D take over 30% of the hours: medium."""
    segments = facts.company.segments
    if not segments:
        raise CannotJudge("B1", "segments")
    if any(segment.relation not in (None, *PERSONAL) for segment in segments):
        return passed(0.0)
    unknown = sum(segment.relation is None for segment in segments)
    if unknown:
        raise CannotJudge("B8", "relations", unknown)
    classes_or_stop(facts)
    figures_or_stop(facts, "S7", "hours", facts.scores.columns.hours)
    taken = share_or_stop(facts, "CD", "hours_share")
    figures = {"hours": percent(taken)}
    if not above(taken, facts.thresholds.hours_of_c_and_d):
        return passed(0.0, figures)
    weak, hours = facts.of_class("C", "D"), np.nan_to_num(facts.scores.columns.hours)
    most = max(segments, key=lambda segment: added(hours[weak & facts.members(segment.id)]))
    return raised("medium", each([most]), facts.part(weak), figures)


@rule("R31", cards=(MODEL, VALUE, "communicatiekanalen", CUSTOMERS), mend=())
def a_card_not_far_enough(facts: Facts) -> Verdict:
    """A card of which less than 60% is handled: low."""
    behind = {
        name: found.share
        for name, found in facts.progress.items()
        if round(found.share - facts.thresholds.complete, 9) < 0
    }
    if not behind:
        return passed(0.0)
    affected = ranked(Affected("card", name, 1 - share) for name, share in behind.items())
    least = min(behind.values())
    wording = "" if least else "empty"
    return raised("low", affected, 0.0, {"share": percent(least)}, cards=tuple(behind), wording=wording)
