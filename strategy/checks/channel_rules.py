"""Rules about communication channels: whom they reach, where a phase is empty, what they cost and bring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from strategy.checks.facts import Facts, added, how_many
from strategy.checks.known import (
    as_affected,
    by_amount,
    by_revenue,
    channel_costs_or_stop,
    channels_or_stop,
    classes_or_stop,
    contributions_or_stop,
    customers_or_stop,
    each,
    enough_or_stop,
    reach_or_stop,
    share_or_stop,
)
from strategy.checks.reach import bought_through, channels_into, coverage, phases_used
from strategy.checks.rule import (
    Affected,
    CannotJudge,
    Figure,
    Severity,
    Verdict,
    above,
    at_least,
    count,
    euro,
    passed,
    percent,
    points,
    raised,
    ranked,
    rule,
    those_at_least,
)
from strategy.nouns.company import Channel, Company, Segment
from strategy.scoring.columns import Bools

MODEL = "business_model"
CHANNELS = "communicatiekanalen"
CUSTOMERS = "segmentatie"


@rule("R04", cards=(CHANNELS, CUSTOMERS), mend=("K3", "S1"))
def an_a_customer_without_a_channel(facts: Facts) -> Verdict:
    """Class A, no channel linked, or none with after-sales >= 2: critical, low where the class is provisional."""
    customers_or_stop(facts)
    classes_or_stop(facts)
    reach_or_stop(facts)
    best = facts.of_class("A")
    kept, perhaps = _kept_up_with(facts)
    lost = facts.places[best & ~kept & ~perhaps]
    if lost.size:
        provisional = bool(facts.scores.provisional[lost].all())
        by_weight = lost[np.lexsort((-facts.brought[lost], facts.scores.provisional[lost]))]
        affected = as_affected(facts, by_weight, facts.brought)
        severity: Severity = "low" if provisional else "critical"
        wording = "provisional" if provisional else ""
        return raised(severity, affected, facts.part(lost), wording=wording)
    unsure = by_revenue(facts, best & ~kept)
    if unsure:
        raise CannotJudge("K2", "strengths", len(unsure), unsure)
    return passed(facts.part(best), {"n": count(how_many(best))})


def _kept_up_with(facts: Facts) -> tuple[Bools, Bools]:
    """With whom a channel keeps up after the sale, and with whom one perhaps does that nobody scored."""
    channels = facts.company.channels
    return (
        facts.reached_by(c for c in channels if (c.after_sales or 0) >= facts.thresholds.strong_phase),
        facts.reached_by(c for c in channels if c.after_sales is None),
    )


@rule("R05", cards=(CHANNELS, CUSTOMERS), mend=("K2", "K3"))
def a_hole_in_a_phase(facts: Facts) -> Verdict:
    """A segment with an A or B customer where no channel is above weak in some phase: high."""
    if not facts.company.segments:
        raise CannotJudge("B1", "segments")
    classes_or_stop(facts)
    reach_or_stop(facts)
    good = facts.of_class("A", "B")
    if good.any() and facts.unplaced[good].all():
        raise CannotJudge("S1", "segment_of_customers", how_many(good))
    segments = [segment for segment in facts.company.segments if good[facts.members(segment.id)].any()]
    company = _linked_by_name(facts)
    covered = {s.id: {p: coverage(company, s, p) for p in phases_used(company)} for s in segments}
    holes = {s.id: [p for p, best in covered[s.id].items() if _weak(facts, best)] for s in segments}
    open_segments = [segment for segment in segments if holes[segment.id]]
    if open_segments:
        affected = ranked(Affected("segment", s.id, facts.part(facts.members(s.id))) for s in open_segments)
        first = affected[0]
        figures = {
            "phases": count(len(holes[first.id])),
            "phase": Figure(f"rules.phase.{holes[first.id][0]}", "word"),
        }
        reached = channels_into(company, _by_id(segments, first.id))
        wording = ("several" if len(holes[first.id]) > 1 else "") if reached else "unreached"
        share = facts.part(facts.joined(facts.members(s.id) for s in open_segments))
        return raised("high", affected, share, figures, wording=wording)
    unsure = [segment for segment in segments if None in covered[segment.id].values()]
    if unsure:
        raise CannotJudge("K2", "strengths", len(unsure), each(unsure))
    return passed(facts.part(facts.joined(facts.members(s.id) for s in segments)))


def _linked_by_name(facts: Facts) -> Company:
    """The company with only the customers that a channel names: the others reach it through their segment."""
    named = {id for channel in facts.company.channels for id in channel.customers}
    linked = tuple(customer for customer in facts.company.customers if customer.id in named) if named else ()
    return facts.company.model_copy(update={"customers": linked})


def _weak(facts: Facts, best: float | None) -> bool:
    return best is not None and best <= facts.thresholds.weak_phase


def _by_id(segments: list[Segment], id: str) -> Segment:
    return next(segment for segment in segments if segment.id == id)


@rule("R06", cards=(CHANNELS, CUSTOMERS), mend=("K5", "K3"))
def a_channel_without_good_customers(facts: Facts) -> Verdict:
    """A channel that takes over 10% of cost and hours and reaches no A, no B and no prospect: medium."""
    reach_or_stop(facts)
    classes_or_stop(facts)
    costs = channel_costs_or_stop(facts)
    total = sum(costs.values())
    wanted = facts.of_class("A", "B") | facts.prospects
    dear = [
        channel
        for channel in facts.company.channels
        if above(costs.get(channel.id, 0) / total, facts.thresholds.channel_budget)
    ]
    wasted = [c for c in dear if "customers" not in c.unknown and not facts.reached[c.id][wanted].any()]
    if wasted:
        affected = ranked(Affected("channel", channel.id, costs[channel.id] / total) for channel in wasted)
        figures = {"share": percent(sum(item.amount for item in affected))}
        return raised("medium", affected, facts.part(facts.reached_by(wasted)), figures)
    return passed(facts.part(facts.reached_by(dear) & facts.of_class("A", "B")))


@rule("R07", cards=(CHANNELS, CUSTOMERS), mend=("K5", "K3"))
def channel_money_follows_the_wrong_class(facts: Facts) -> Verdict:
    """The share of channel cost spent on C and D exceeds their share of contribution by over 15 points: medium.

    A channel's cost is spread evenly over the customers and prospects it reaches [OWN].
    """
    reach_or_stop(facts)
    classes_or_stop(facts)
    contributions_or_stop(facts)
    costs = channel_costs_or_stop(facts)
    earned = share_or_stop(facts, "CD", "contribution_share")
    weak = facts.of_class("C", "D")
    spread = {id: cost for id, cost in costs.items() if facts.reached[id].any()}
    if not sum(spread.values()):
        raise CannotJudge("K3", "reach")
    on_weak = sum(cost * float(weak[facts.reached[id]].mean()) for id, cost in spread.items())
    spent = on_weak / sum(spread.values())
    figures = {"spent": percent(spent), "earned": percent(earned), "gap": points(spent - earned)}
    if above(spent - earned, facts.thresholds.budget_gap):
        wording = "" if earned >= 0 else "loss"
        return raised("medium", by_revenue(facts, weak), facts.part(weak), figures, wording=wording)
    return passed(facts.part(facts.of_class("A", "B")), figures)


@rule("R14", cards=(CHANNELS,), mend=("K4", "W2"))
def a_message_without_value(facts: Facts) -> Verdict:
    """A channel linked to no value: low."""
    channels = channels_or_stop(facts)
    if not facts.company.values:
        raise CannotJudge("W2", "values")
    if not any(channel.values for channel in channels):
        raise CannotJudge("K4", "told")
    empty = [channel for channel in channels if not channel.values and "values" not in channel.unknown]
    if empty:
        return raised("low", each(empty), facts.part(facts.reached_by(empty)))
    enough_or_stop(facts, "K4", "told", [bool(channel.values) for channel in channels])
    return passed(facts.part(facts.reached_by(channel for channel in channels if channel.values)))


@rule("R21", cards=(CHANNELS, CUSTOMERS), mend=("K9", "S6"))
def a_network_left_unused(facts: Facts) -> Verdict:
    """Network >= 75 and no earned or shared channel linked: medium."""
    customers_or_stop(facts)
    network = facts.criterion("network")
    connected = those_at_least(network, facts.thresholds.good_network)
    if not facts.linked_channels():
        question, reason = ("K3", "reach") if facts.company.channels else ("K1", "channels")
        raise CannotJudge(question, reason, affected=by_revenue(facts, connected))
    word_of_mouth = facts.reached_by(c for c in facts.company.channels if c.nature in ("earned", "shared"))
    unused = connected & ~word_of_mouth
    if unused.any():
        figures = {"score": Figure(float(network[unused].min()), "score")}
        return raised("medium", by_revenue(facts, unused), facts.part(unused), figures)
    enough_or_stop(facts, "S6", "network", ~np.isnan(network))
    return passed(facts.part(connected), {"n": count(how_many(connected))})


@rule("R24", cards=(CHANNELS, MODEL), mend=("K6", "B6"))
def one_channel_or_partner_decides(facts: Facts) -> Verdict:
    """One channel brings over 60% of what new customers buy: medium; channels of partners together over 40%: high.

    Where K6 does not say everywhere what they buy, new customers are counted by heads, and that is said."""
    channels = channels_or_stop(facts)
    known = [channel for channel in channels if channel.new_customers is not None]
    if len(known) < min(len(channels), facts.thresholds.yields_known):
        raise CannotJudge("K6", "yield", len(channels) - len(known))
    if not any(channel.new_customers for channel in known):
        raise CannotJudge("K6", "no_new_customers")
    brought, heads = _brought_by_new_customers(known)
    counted = "heads" if heads else ""
    total = sum(brought.values())
    affected = ranked(Affected("channel", id, amount / total) for id, amount in brought.items())
    partners = [c for c in affected if _owner(facts, c.id) == "partner" and c.amount]
    by_partners = sum(channel.amount for channel in partners)
    first = affected[0]
    figures = {"share": percent(by_partners), "first_share": percent(first.amount)}
    if above(by_partners, facts.thresholds.partner_channels):
        return raised(
            "high",
            partners,
            _share_through(facts, partners),
            figures,
            wording=" ".join(["partner_heads"] * heads + ["partner"]),
        )
    if above(first.amount, facts.thresholds.one_channel):
        figures |= {"share": figures["first_share"]}
        return raised("medium", [first], _share_through(facts, [first]), figures, wording=counted)
    return passed(1 - first.amount, figures, counted)


def _brought_by_new_customers(channels: Sequence[Channel]) -> tuple[dict[str, float], bool]:
    """What new customers bought by channel; where that is not known everywhere, how many they were (true)."""
    bringing = [channel for channel in channels if channel.new_customers]
    revenue = {channel.id: channel.revenue for channel in bringing if channel.revenue is not None}
    if len(revenue) == len(bringing) and any(revenue.values()):
        return {channel.id: revenue.get(channel.id, 0.0) for channel in channels}, False
    return {channel.id: channel.new_customers or 0.0 for channel in channels}, True


def _owner(facts: Facts, id: str) -> str | None:
    return next(channel.owner for channel in facts.company.channels if channel.id == id)


def _share_through(facts: Facts, affected: Sequence[Affected]) -> float:
    ids = {item.id for item in affected}
    return facts.part(facts.reached_by(c for c in facts.company.channels if c.id in ids))


@rule("R36", cards=(CHANNELS,), mend=("K5", "K6"))
def dearly_bought_customers(facts: Facts) -> Verdict:
    """What a new customer costs over what they buy in a year, per channel with two or more: above 25% medium, 50% high.

    Only of channels of which money, hours and yield are known (K5, K6).
    """
    channels = channels_or_stop(facts)
    bringing = [c for c in channels if (c.new_customers or 0) >= facts.thresholds.enough_new_customers]
    if not bringing:
        enough_or_stop(facts, "K6", "yield", [c.new_customers is not None for c in channels])
        raise CannotJudge("K6", "few_new_customers")
    hourly = facts.company.settings.hourly_cost
    if hourly is None and any(channel.hours for channel in bringing):
        raise CannotJudge("S3", "hourly_cost")
    bought = {c.id: found for c in bringing if (found := bought_through(c, hourly)) is not None}
    dear = [
        c for c in bringing if c.id in bought and above(bought[c.id].ratio, facts.thresholds.dear_customer[0])
    ]
    if not dear:
        enough_or_stop(facts, "K6", "yield_in_euro", [c.id in bought for c in bringing])
        return passed(0.0)
    affected = ranked(Affected("channel", channel.id, bought[channel.id].ratio) for channel in dear)
    worst, best = bought[affected[0].id], min(bought.values(), key=lambda found: found.ratio)
    severe = above(worst.ratio, facts.thresholds.dear_customer[1])
    figures = {"cost": euro(worst.cost), "buys": euro(worst.buys)}
    figures |= {"best_cost": euro(best.cost), "best_buys": euro(best.buys)}
    alone = best.channel.id in {channel.id for channel in dear}
    return raised(
        "high" if severe else "medium",
        affected,
        facts.part(facts.reached_by(dear)),
        figures,
        also={"best": each([best.channel])},
        wording="alone" if alone else "",
    )


@rule("R42", cards=(CHANNELS, CUSTOMERS), mend=("K9", "S6"))
def nobody_asks_for_an_introduction(facts: Facts) -> Verdict:
    """Nobody asks for a referral (K9), and an A or B customer has a network of 60 or more: medium."""
    said = facts.company.answer("K9")
    asks = said.values.get("asks") if said and said.state == "answered" else None
    if not asks:
        raise CannotJudge("K9", "referral")
    if asks != "nobody":
        return passed(0.0)
    customers_or_stop(facts)
    classes_or_stop(facts)
    network = facts.criterion("network")
    known = facts.of_class("A", "B") & those_at_least(network, facts.thresholds.known_network)
    if known.any():
        return raised("medium", by_amount(facts, known, np.nan_to_num(network)), facts.part(known))
    enough_or_stop(facts, "S6", "network", ~np.isnan(network))
    return passed(0.0)


@rule("R26", cards=(CHANNELS, CUSTOMERS), mend=("K3", "S1"))
def potential_without_a_way(facts: Facts) -> Verdict:
    """At least half of chance x potential sits where no channel makes you known or considered: medium."""
    columns = facts.scores.columns
    if not len(columns):
        raise CannotJudge("S1", "customers")
    reach_or_stop(facts)
    enough_or_stop(facts, "S1", "potential", ~np.isnan(columns.potential))
    expected = np.nan_to_num(columns.potential) * columns.chance
    total = added(expected)
    if not total:
        raise CannotJudge("S1", "no_potential")
    hopeful = expected > 0
    stuck = hopeful & ~facts.reached_by(c for c in facts.company.channels if _draws_attention(facts, c))
    share = added(expected[stuck]) / total
    figures = {"share": percent(share)}
    if at_least(share, facts.thresholds.potential_without_way):
        return raised("medium", by_amount(facts, stuck, expected), facts.part(stuck), figures)
    return passed(facts.part(hopeful) - facts.part(stuck), {"share": percent(1 - share)})


def _draws_attention(facts: Facts, channel: Channel) -> bool:
    return max(channel.awareness or 0, channel.evaluation or 0) >= facts.thresholds.strong_phase
