"""Rules about how the money is earned: streams that lose, when they pay, fixed costs, and where it should go."""

from __future__ import annotations

import numpy as np

from strategy.checks.facts import Facts, added, how_many
from strategy.checks.known import each, enough_or_stop, revenue_or_stop, whole_or_stop
from strategy.checks.rule import (
    Affected,
    CannotJudge,
    Severity,
    Verdict,
    above,
    at_least,
    euro,
    passed,
    percent,
    raised,
    ranked,
    rule,
)
from strategy.nouns.company import RevenueStream

MODEL = "business_model"
CUSTOMERS = "segmentatie"


@rule("R33", cards=(MODEL,), mend=("B2",))
def a_stream_that_loses(facts: Facts) -> Verdict:
    """A stream with a margin below 0: high where such streams are 5% of all streams, else medium."""
    streams = _streams_or_stop(facts)
    losing = [stream for stream in streams if (stream.margin or 0) < 0]
    if not losing:
        enough_or_stop(facts, "B2", "margins", [stream.margin is not None for stream in streams])
        return passed(0.0)
    share = _part_of_streams(facts, losing)
    affected = ranked(Affected("stream", stream.id, _lost(stream)) for stream in losing)
    worst = next(stream for stream in losing if stream.id == affected[0].id)
    figures = {"margin": percent(-(worst.margin or 0)), "loss": euro(sum(map(_lost, losing)))}
    if worst.amount is not None:
        figures["amount"] = euro(worst.amount)
    wording = "" if all(stream.amount is not None for stream in losing) else "no_amount"
    heavy = share is not None and at_least(share, facts.thresholds.losing_stream)
    return raised("high" if heavy else "medium", affected, share or 0.0, figures, wording=wording)


def _lost(stream: RevenueStream) -> float:
    """Euro a year that this stream loses, 0 where its amount is not known."""
    return -(stream.amount or 0) * (stream.margin or 0)


@rule("R35", cards=(MODEL,), mend=("B3",))
def nothing_paid_in_advance(facts: Facts) -> Verdict:
    """At least 60% of the streams is paid afterwards and nothing in advance: medium."""
    streams = _streams_or_stop(facts)
    enough_or_stop(facts, "B2", "stream_amounts", [stream.amount is not None for stream in streams])
    paying = [stream for stream in streams if stream.amount]
    total = sum(stream.amount or 0 for stream in paying)
    if not total:
        raise CannotJudge("B2", "no_stream_amounts")
    when = {
        pays: sum(stream.amount or 0 for stream in paying if stream.pays == pays) / total
        for pays in ("before", "after", None)
    }
    bound = facts.thresholds.paid_afterwards
    figures = {"share": percent(when["after"])}
    if when["before"] or not at_least(when["after"] + when[None], bound):
        return passed(0.0, figures)
    if when[None]:
        raise CannotJudge("B3", "moments", sum(stream.pays is None for stream in paying))
    late = [stream for stream in paying if stream.pays == "after"]
    return raised("medium", each(late, lambda stream: getattr(stream, "amount", 0)), when["after"], figures)


@rule("R38", cards=(MODEL, CUSTOMERS), mend=("B7", "S1"))
def customers_do_not_cover_fixed_costs(facts: Facts) -> Verdict:
    """What all customers leave after variable cost, over the fixed costs of B7: below 100% critical, 110% high.

    Nothing unknown counts as 0: it is judged where the unknown variable costs could not change the outcome.
    """
    fixed = _fixed_costs_or_stop(facts)
    whole_or_stop(facts)
    if facts.whole.of_what != "customers":
        raise CannotJudge("S1", "all_customers")
    rest = facts.scores.columns.variable_cost
    unknown = facts.customers & np.isnan(rest) & (facts.brought > 0)
    left = added(facts.brought * (1 - np.nan_to_num(rest)) * ~unknown)
    most = left + added(facts.brought[unknown])
    if added(facts.brought[unknown]) > (1 - facts.thresholds.enough_known) * facts.revenue:
        raise CannotJudge("S1", "variable_cost", how_many(unknown))
    severity = _short_of(facts, left / fixed)
    if severity != _short_of(facts, most / fixed):
        raise CannotJudge("S1", "variable_cost", how_many(unknown))
    figures = {"left": euro(left), "fixed": euro(fixed), "short": euro(abs(fixed - left))}
    if severity is None:
        if any(cost.amount is None or cost.nature is None for cost in facts.company.costs):
            raise CannotJudge("B7", "costs", len(facts.company.costs))
        return passed(0.0, figures)
    return raised(severity, [], 1.0, figures, wording="" if severity == "critical" else "barely")


def _short_of(facts: Facts, ratio: float) -> Severity | None:
    covered, comfortable = facts.thresholds.fixed_costs_covered
    if not at_least(ratio, covered):
        return "critical"
    return None if at_least(ratio, comfortable) else "high"


def _fixed_costs_or_stop(facts: Facts) -> float:
    """The fixed costs that were named at B7, euro a year, never 0."""
    costs = facts.company.costs
    if not costs:
        raise CannotJudge("B7", "costs")
    enough_or_stop(
        facts, "B7", "costs", [cost.amount is not None and cost.nature is not None for cost in costs]
    )
    fixed = sum(cost.amount or 0 for cost in costs if cost.nature == "fixed")
    if not fixed:
        raise CannotJudge("B7", "no_fixed_costs")
    return fixed


@rule("R43", cards=(MODEL,), mend=("B10", "S1"))
def a_direction_without_a_plan(facts: Facts) -> Verdict:
    """The revenue goal of B10 lies above the whole revenue and all chance x potential together: low."""
    said = facts.company.answer("B10")
    goal = said.values.get("revenue_goal") if said and said.state == "answered" else None
    if not isinstance(goal, int | float) or not goal:
        raise CannotJudge("B10", "goal")
    seen = _revenue_or_stop(facts) + _expected(facts)
    figures = {"goal": euro(goal), "seen": euro(seen), "gap": euro(max(0.0, goal - seen))}
    if above(goal, seen):
        return raised("low", [], 0.0, figures)
    return passed(0.0, figures)


def _revenue_or_stop(facts: Facts) -> float:
    """The whole revenue (section 4, *Of what is a share?*): of the streams alone where there are no customers."""
    if facts.whole.of_what == "streams" and facts.whole.revenue:
        return facts.whole.revenue
    revenue_or_stop(facts)
    return whole_or_stop(facts)


def _expected(facts: Facts) -> float:
    """Chance x potential of everybody, euro a year; an unknown potential beside a known revenue is 0 (3.7)."""
    columns = facts.scores.columns
    return added(np.nan_to_num(columns.potential) * columns.chance)


def _streams_or_stop(facts: Facts) -> tuple[RevenueStream, ...]:
    if not facts.company.streams:
        raise CannotJudge("B2", "streams")
    return facts.company.streams


def _part_of_streams(facts: Facts, some: list[RevenueStream]) -> float | None:
    """The part of all streams that these bring, None while an amount is not known."""
    amounts = [stream.amount for stream in facts.company.streams]
    total = sum(amount for amount in amounts if amount is not None) if None not in amounts else 0
    return sum(stream.amount or 0 for stream in some) / total if total else None
