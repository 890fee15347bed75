"""Rules about the customers: concentration, small orders, late money, attention, losses, dream customers."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import median

import numpy as np

from strategy.checks.facts import Facts, added, how_many
from strategy.checks.known import (
    by_amount,
    by_revenue,
    by_time,
    classes_or_stop,
    contributions_or_stop,
    customers_or_stop,
    enough_or_stop,
    figures_or_stop,
    revenue_or_stop,
    share_or_stop,
    unlisted_or_stop,
    whole_or_stop,
)
from strategy.checks.rule import (
    SEVERITIES,
    Affected,
    CannotJudge,
    Figure,
    Verdict,
    above,
    at_least,
    count,
    days,
    euro,
    hours,
    passed,
    percent,
    raised,
    rule,
    those_above,
    those_at_least,
)
from strategy.nouns.company import Customer
from strategy.scoring.columns import Bools, Rows
from strategy.scoring.portfolio import HoursAdvice, advice_on_hours, outstanding
from strategy.scoring.remembered import read_each

MODEL = "business_model"
VALUE = "toegevoegde_waarde"
CUSTOMERS = "segmentatie"


@rule("R09", cards=(CUSTOMERS,), mend=("S1", "B2"))
def one_customer_carries_much(facts: Facts) -> Verdict:
    """The largest customer's share of revenue: >= 10% low, 20% medium, 25% high, 40% critical.

    Customers of one group count as one (3.11).
    """
    whole_or_stop(facts)
    largest = facts.largest(1)[0]
    share = facts.portfolio.top1 or 0.0
    figures = {"share": percent(share)}
    reached = [bound for bound in facts.thresholds.top_1 if at_least(share, bound)]
    if reached:
        return raised(SEVERITIES[len(reached) - 1], by_revenue(facts, largest), share, figures)
    unlisted_or_stop(facts, 0.0, facts.thresholds.top_1[0])
    return passed(1 - share, figures)


@rule("R10", cards=(CUSTOMERS,), mend=("S1", "B2"))
def five_customers_carry_most(facts: Facts) -> Verdict:
    """The five largest: over 50% high, over 70% critical with 10 customers or more, else one level lower.

    Below six customers the five largest are nearly everybody: R09 says it.
    """
    whole_or_stop(facts)
    if facts.owners < facts.thresholds.fewest_for_top_5:
        raise CannotJudge("S1", "few_customers", facts.thresholds.fewest_for_top_5 - facts.owners)
    groups = facts.largest(5)
    largest = np.concatenate(groups)
    share = facts.portfolio.top5 or 0.0
    figures = {"share": percent(share), "top": count(len(groups)), "n": count(len(groups))}
    reached = [bound for bound in facts.thresholds.top_5 if above(share, bound)]
    if not reached:
        unlisted_or_stop(facts, share, facts.thresholds.top_5[0])
        return passed(1 - share, figures)
    many = facts.owners >= facts.thresholds.enough_for_top_5
    growing, potential = _growing(facts, largest)
    return raised(
        SEVERITIES[len(reached) + many],
        by_revenue(facts, largest),
        share,
        figures | {"potential": euro(potential)},
        also={"growing": growing},
        wording="growing" if growing else "",
    )


def _growing(facts: Facts, largest: Rows) -> tuple[Sequence[Affected], float]:
    """The two customers outside the largest with most chance x potential, and how much that is; none with fewer."""
    columns = facts.scores.columns
    expected = np.nan_to_num(columns.potential) * columns.chance * facts.customers
    expected[largest] = 0
    first = np.argsort(-expected, kind="stable")[:2]
    if len(first) < 2 or not expected[first].all():
        return (), 0.0
    return by_amount(facts, first, expected), added(expected[first])


@rule("R18", cards=(CUSTOMERS,), mend=("S1", "S3"))
def too_many_small_orders(facts: Facts) -> Verdict:
    """Orders of customers whose average order lies below the floor, over all orders: above 20% high."""
    customers, columns = customers_or_stop(facts), facts.scores.columns
    figures_or_stop(facts, "S1", "orders", columns.orders)
    fixed = facts.company.settings.fixed_cost_per_order
    if fixed is None:
        raise CannotJudge("S3", "fixed_cost")
    ordering = customers & (columns.orders > 0)
    if not ordering.any():
        raise CannotJudge("S1", "no_orders")
    enough_or_stop(facts, "S1", "variable_cost", ~np.isnan(columns.revenue + columns.variable_cost)[ordering])
    small = ordering & facts.scores.under_floor
    below, orders = facts.portfolio.orders_below_floor, facts.portfolio.orders
    if below is None or orders is None:
        raise CannotJudge("S1", "variable_cost")
    floors = facts.scores.floor[small & (columns.variable_cost < 1)]
    figures = {
        "share": percent(below / orders),
        "fine": percent(1 - below / orders),
        "floor": euro(ceil(round(floors.max() if floors.size else fixed, 6))),
        "below": count(below),
        "orders": count(orders),
    }
    if above(below / orders, facts.thresholds.small_orders):
        wording = "single" if below == 1 else ""
        affected = by_amount(facts, small, columns.orders)
        return raised("high", affected, facts.part(small), figures, wording=wording)
    return passed(1 - facts.part(small), figures)


@rule("R19", cards=(CUSTOMERS, MODEL), mend=("S4", "B3"))
def money_that_stays_out(facts: Facts) -> Verdict:
    """Days to pay weighted by revenue: above 45 medium, above 60 high."""
    revenue_or_stop(facts)
    days_to_pay = facts.scores.columns.days_to_pay
    paying = facts.brought > 0
    known = paying & ~np.isnan(days_to_pay)
    if added(facts.brought[known]) < facts.thresholds.enough_known * facts.revenue:
        raise CannotJudge("S4", "days_to_pay", how_many(paying & ~known))
    waiting = facts.portfolio.days_to_pay or 0.0
    late, very_late = facts.thresholds.days_to_pay
    slow = known & those_above(days_to_pay, late)
    figures = {
        "days": days(waiting),
        "a_day": euro(facts.revenue / 365),
    }
    if not above(waiting, late):
        return passed(1 - facts.part(slow), figures | {"n": count(round(waiting))})
    affected = by_amount(facts, slow, facts.brought * days_to_pay)
    return raised("high" if above(waiting, very_late) else "medium", affected, facts.part(slow), figures)


@rule("R34", cards=(CUSTOMERS,), mend=("S4",))
def later_than_the_law_allows(facts: Facts) -> Verdict:
    """A customer that pays after more than 60 days: high where one holds 20% of what stands out, else medium."""
    customers, days_to_pay = customers_or_stop(facts), facts.scores.columns.days_to_pay
    late = customers & those_above(days_to_pay, facts.thresholds.legal_days)
    if not late.any():
        enough_or_stop(facts, "S4", "days_to_pay", ~np.isnan(days_to_pay[facts.brought > 0]))
        return passed(1.0)
    waiting = np.nan_to_num(outstanding(facts.scores))
    total = added(waiting)
    affected = by_amount(facts, late, waiting)
    first = int(facts.places[late][np.argmax(waiting[late])])
    heavy = total > 0 and at_least(waiting[first] / total, facts.thresholds.late_receivables)
    figures = {"days": days(float(days_to_pay[first])), "open": euro(float(waiting[first]))}
    wording = "" if waiting[first] > 0 else "nothing_open"
    return raised("high" if heavy else "medium", affected, facts.part(late), figures, wording=wording)


@rule("R20", cards=(CUSTOMERS, VALUE), mend=("S5", "W2"))
def a_source_of_ideas_left_unused(facts: Facts) -> Verdict:
    """Innovation >= 75 and no value or idea linked: medium."""
    customers_or_stop(facts)
    innovation = facts.criterion("innovation")
    sources = facts.places[those_at_least(innovation, facts.thresholds.source_of_ideas)]
    if not any(customer.idea or customer.values for customer in facts.company.customers):
        reason = "ideas" if facts.company.values else "values"
        question = "S5" if facts.company.values else "W2"
        raise CannotJudge(question, reason, affected=by_revenue(facts, sources))
    unused = sources[~read_each(facts.company.customers, _give_ideas)[sources]]
    if unused.size:
        return raised("medium", by_revenue(facts, unused), facts.part(unused))
    enough_or_stop(facts, "S5", "innovation", ~np.isnan(innovation))
    return passed(facts.part(sources), {"n": count(len(sources))})


def _give_ideas(customers: Sequence[Customer]) -> Bools:
    """Who shared an idea, or appreciates something you do."""
    gives = [bool(each.idea) or any(x > 0 for x in each.values.values()) for each in customers]
    return np.array(gives, np.bool_)


@rule("R22", cards=(CUSTOMERS,), mend=("S7", "S1"))
def attention_goes_to_the_wrong_customers(facts: Facts) -> Verdict:
    """Hours of C and D minus their contribution above 15 points, or a loud customer beside an A in the cold: high."""
    classes_or_stop(facts)
    loud, cold = facts.signalled("loud"), facts.signalled("cold")
    gap, stop = _attention_gap(facts)
    tilted = bool(gap) and above(gap["hours"] - gap["contribution"], facts.thresholds.attention_gap)
    figures = {name: percent(share) for name, share in gap.items()}
    if tilted or (loud.any() and cold.any()):
        weak = facts.of_class("C", "D")
        wording = "loud" if not tilted else "" if gap["contribution"] >= 0 else "loss"
        advice = advice_on_hours(facts.scores, facts.attention)
        return raised(
            "high",
            by_time(facts, weak),
            facts.part(weak),
            figures | _monthly(advice),
            also={
                "loud": by_time(facts, loud),
                "cold": by_revenue(facts, cold),
                "takers": by_revenue(facts, _takers(advice, cold)),
            },
            wording=f"{wording} room_{advice.room}" if advice and advice.monthly[0] >= 1 else wording,
        )
    if stop:
        raise stop
    return passed(facts.part(facts.of_class("A", "B")), figures)


def _attention_gap(facts: Facts) -> tuple[dict[str, float], CannotJudge | None]:
    """The share of hours C and D take and of contribution they give, or the reason why that is unknown."""
    try:
        figures_or_stop(facts, "S7", "hours", facts.scores.columns.hours)
        contributions_or_stop(facts)
        taken = share_or_stop(facts, "CD", "hours_share")
        given = share_or_stop(facts, "CD", "contribution_share")
    except CannotJudge as stop:
        return {}, stop
    return {"hours": taken, "contribution": given}, None


def _monthly(advice: HoursAdvice | None) -> dict[str, Figure]:
    """Hours a month that can be freed and of that handed on."""
    return dict(zip(("freed", "handed"), map(hours, advice.monthly), strict=True)) if advice else {}


def _takers(advice: HoursAdvice | None, cold: Bools) -> Rows:
    """Who in the cold gets hours, else everybody there."""
    given = [each.place for each in advice.given] if advice else []
    return np.array(given, np.intp) if given else np.flatnonzero(cold)


@rule("R23", cards=(VALUE, CUSTOMERS, MODEL), mend=("W8", "S7"))
def the_choice_and_the_diary_disagree(facts: Facts) -> Verdict:
    """The discipline of W8 against what the customers show: medium."""
    chosen = facts.company.answer("W8")
    discipline = chosen.values.get("discipline") if chosen and chosen.state == "answered" else None
    if discipline == "customer_partner":
        return _partner_of_its_customers(facts)
    if discipline == "cost_leader":
        return _cheapest_to_deal_with(facts)
    if discipline == "product_leader":
        return _best_product(facts)
    raise CannotJudge("W8", "discipline")


def _partner_of_its_customers(facts: Facts) -> Verdict:
    """Klantenpartner, and A customers get fewer hours than C and D together."""
    classes_or_stop(facts)
    figures_or_stop(facts, "S7", "hours", facts.scores.columns.hours)
    for_best = share_or_stop(facts, "A", "hours_share")
    for_weak = share_or_stop(facts, "CD", "hours_share")
    best, weak = facts.of_class("A"), facts.of_class("C", "D")
    figures = {"best": percent(for_best), "weak": percent(for_weak)}
    if above(for_weak, for_best):
        return raised(
            "medium", by_time(facts, weak), facts.part(best | weak), figures, wording="customer_partner"
        )
    return passed(facts.part(best), figures, "customer_partner")


def _cheapest_to_deal_with(facts: Facts) -> Verdict:
    """Kostenleider, and half of the customers pay over 10% of an average order to the cost of that order."""
    revenue_or_stop(facts)
    fixed = facts.company.settings.fixed_cost_per_order
    if fixed is None:
        raise CannotJudge("S3", "fixed_cost")
    orders = facts.scores.columns.orders
    figures_or_stop(facts, "S1", "orders", orders)
    ordering = (facts.brought > 0) & (orders > 0)
    if not ordering.any():
        raise CannotJudge("S1", "no_orders")
    cost = np.divide(fixed * orders, facts.brought, out=np.zeros(len(orders)), where=ordering)
    middle = median(cost[ordering].tolist())
    dear = those_above(cost, facts.thresholds.cost_of_an_order)
    figures = {"share": percent(middle)}
    if above(middle, facts.thresholds.cost_of_an_order):
        return raised(
            "medium", by_amount(facts, dear, cost), facts.part(dear), figures, wording="cost_leader"
        )
    return passed(1 - facts.part(dear), figures, "cost_leader")


def _best_product(facts: Facts) -> Verdict:
    """Productleider, and no customer with innovation >= 60."""
    customers, innovation = customers_or_stop(facts), facts.criterion("innovation")
    open_minded = customers & those_at_least(innovation, facts.thresholds.open_customer)
    if open_minded.any():
        return passed(facts.part(open_minded), wording="product_leader")
    figures_or_stop(facts, "S5", "innovation", innovation)
    return raised("medium", [], 1.0, wording="product_leader")


@rule("R25", cards=(MODEL, CUSTOMERS), mend=("B2", "S1"))
def little_recurring_and_concentrated(facts: Facts) -> Verdict:
    """Under 20% of the streams recurs and the largest customer is 25% or more: high."""
    streams = facts.company.streams
    if not streams:
        raise CannotJudge("B2", "streams")
    whole_or_stop(facts)
    known = [stream for stream in streams if stream.amount is not None and stream.recurring is not None]
    if len(known) < facts.thresholds.enough_known * len(streams):
        raise CannotJudge("B2", "recurring", len(streams) - len(known))
    amount = sum(stream.amount or 0 for stream in known)
    if not amount:
        raise CannotJudge("B2", "stream_amounts")
    recurring = sum(stream.amount or 0 for stream in known if stream.recurring) / amount
    largest = facts.largest(1)[0]
    share = facts.part(largest)
    figures = {"recurring": percent(recurring), "share": percent(share)}
    little = round(recurring - facts.thresholds.little_recurring, 9) < 0
    if little and not at_least(share, facts.thresholds.recurring_top_1):
        unlisted_or_stop(facts, 0.0, facts.thresholds.recurring_top_1)
    if little and at_least(share, facts.thresholds.recurring_top_1):
        wording = "" if recurring else "nothing"
        return raised("high", by_revenue(facts, largest), share, figures, wording=wording)
    much = at_least(recurring, facts.thresholds.much_recurring)
    return passed(0.0 if little else recurring, figures, "strong" if much else "")


@rule("R27", cards=(CUSTOMERS,), mend=("S3", "S1"))
def losses_in_the_tail(facts: Facts) -> Verdict:
    """What loss-making customers eat of the whale curve's peak: above 10% medium, above 25% high."""
    contributions_or_stop(facts)
    whole_or_stop(facts)
    whale = facts.portfolio.whale
    losers = facts.customers & (facts.scores.contribution < 0)
    eaten = whale.loss_share if whale.loss_share is not None else float(losers.any())
    figures = {"share": percent(eaten), "loss": euro(whale.peak - whale.end)}
    reached = [bound for bound in facts.thresholds.loss_in_tail if above(eaten, bound)]
    if reached:
        affected = by_amount(facts, losers, -facts.scores.contribution)
        wording = "alone" if whale.loss_share is None else ""
        return raised(SEVERITIES[len(reached)], affected, facts.part(losers), figures, wording=wording)
    if above(facts.unlisted, 1 - facts.thresholds.enough_known):
        raise CannotJudge("S1", "unlisted")
    return passed(1 - facts.part(losers), figures, "" if losers.any() else "none")


@rule("R29", cards=(CUSTOMERS,), mend=("S1", "S5"))
def no_dream_customer_in_sight(facts: Facts) -> Verdict:
    """Eight customers or more, no dream customer and none with four positives: low."""
    customers = customers_or_stop(facts)
    dreams = customers & facts.scores.dream
    near = customers & (facts.scores.positives >= facts.thresholds.near_dream)
    if dreams.any():
        return passed(facts.part(dreams), {"n": count(how_many(dreams))})
    if near.any():
        return passed(0.0)
    few = facts.thresholds.enough_for_dream - how_many(customers)
    if few > 0:
        raise CannotJudge("S1", "few_customers", few)
    classes_or_stop(facts)
    return raised("low", [], 0.0)


@rule("R30", cards=(), mend=("S2",))
def the_team_disagrees(facts: Facts) -> Verdict:
    """At least 30% of what was scored is still *oneens* after round 2: low."""
    held = facts.disagreement
    if held is None or not held.scored:
        raise CannotJudge("", "workshop")
    share = held.disputed / held.scored
    if at_least(share, facts.thresholds.disagreement):
        return raised("low", [], 0.0, {"share": percent(share)})
    return passed(0.0, {"share": percent(share)})
