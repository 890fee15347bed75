"""The portfolio as a whole: attention, classes, concentration, receivables and the whale curve (method.md 3.8).

Everything is computed from `Scores`; nothing here has words. Shares run from 0 to 1, amounts are euro a year.
Prospects stay out of revenue, contribution, concentration and the whale curve, and in the hours (3.11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from strategy.nouns.company import Company, Settings
from strategy.scoring.classes import LETTERS, A, C, D, half_up
from strategy.scoring.columns import Bools, Codes, Columns, Floats, Rows, groups_of
from strategy.scoring.margins import HALF_A_CENT, SHARE_NOISE
from strategy.scoring.robustness import first_that_holds
from strategy.scoring.scores import JUDGEMENT, MARGIN_PART, Scores, standing

Signal = Literal["loud", "cold"]
AttentionMeasure = Literal["hours", "effort"]
OfWhat = Literal["customers", "streams", "list"]

EARNED_BY_CLASS = np.array([2.0, 1.0, 0.5, 0.25, 1.0])
LOUD_FROM_INDEX = 1.5
LOUD_FROM_SHARE = 0.03
COLD_TO_INDEX = 0.67
LOUD_FROM_EFFORT = 4
COLD_TO_EFFORT = 2
MONTHS = 12
NEARLY_ALL = 0.9
ENOUGH_KNOWN = 0.8


# --- of what is a share? -------------------------------------------------------------------------------------


class Whole(NamedTuple):
    """What shares of revenue are of (section 4): of the whole revenue, or only of the customers in the list.

    `customers`: the list is whole, so their sum. `streams`: it is not, but every stream has its amount: the larger of
    the two sums. `list`: the whole is not known, a share is of the sum of the list. `revenue` is euro a year, None
    where it is not known of any customer.
    """

    of_what: OfWhat
    revenue: float | None


def whole_of(company: Company, scores: Scores) -> Whole:
    """What the shares of revenue of this company are of.

    The list is whole where the owner says so, after an import too, or where it brings 90% of the streams.
    """
    listed = _known_sum(scores.columns.revenue, ~scores.columns.prospect)
    streams = _sum_of_streams(company)
    nearly_all = streams is not None and (listed or 0) >= NEARLY_ALL * streams - HALF_A_CENT
    if company.profile.all_customers or nearly_all:
        return Whole("customers", listed)
    if streams is None or listed is None:
        return Whole("list", listed)
    return Whole("streams", max(streams, listed))


SENSIBLE_REACH = (0.03, 0.5)


def a_revenue_fit(scores: Scores) -> Literal["few", "many"] | None:
    """Whether so few (below 3%) or so many (over half) of the customers are strong on revenue that it sorts nobody.

    Only of an A-revenue that nobody chose; None where it sorts well, or where no revenue is known.
    """
    share = scores.expected[~scores.columns.prospect] / scores.yardsticks.a_revenue
    known = share[~np.isnan(share)]
    if scores.settings.a_revenue is not None or not known.size:
        return None
    reached = float((100 * known >= scores.settings.positive_from - SHARE_NOISE).mean())
    few, many = SENSIBLE_REACH
    return "few" if reached < few else "many" if reached > many else None


def _sum_of_streams(company: Company) -> float | None:
    """What all streams bring together, None where there are none or an amount is not known."""
    amounts = [stream.amount for stream in company.streams if stream.amount is not None]
    known = len(amounts) == len(company.streams) and sum(amounts) > 0
    return sum(amounts) if known else None


# --- attention -----------------------------------------------------------------------------------------------


class HoursOf(NamedTuple):
    """So many hours a year of the customer at this place."""

    place: int
    hours: float


Room = Literal["some", "all", "none", "hourly_cost", "nobody_cold"]


@dataclass(frozen=True)
class HoursAdvice:
    """The one advice on hours (3.8), in hours a year; the attention view, R22 and what-if show these figures.

    `free` is what each loud customer takes above what it earns, the loudest first; `given` who in the cold gets how
    many of those, the coldest first, each as many as leave its class, lowest class and star what they are. The rest
    is for new customers like them. `room` says what of the free hours can be given: `some` or `all`, less than an hour
    a month (`none`), `hourly_cost` where it takes the cost of an hour to tell, `nobody_cold` where nobody is cold.
    """

    free: tuple[HoursOf, ...]
    given: tuple[HoursOf, ...]
    room: Room

    @property
    def freed(self) -> float:
        """All hours that can be freed."""
        return sum(each.hours for each in self.free)

    @property
    def handed(self) -> float:
        """The part of them that goes to who is in the cold."""
        return sum(each.hours for each in self.given)

    @property
    def monthly(self) -> tuple[float, float]:
        """What can be freed, and of that handed on, in whole hours a month."""
        freed, handed = half_up([self.freed / MONTHS, self.handed / MONTHS], 0).tolist()
        return freed, handed


@dataclass(frozen=True)
class Attention:
    """Who gets the time and who earns it (3.8); arrays over customers, nan where not compared.

    `measure`: hours, or effort 1-5 where nobody's hours are known, or None where nothing can be compared;
    `reason` then says why there is no index: `no_hours` (ask for effort), `too_few` (fewer than two customers with
    hours), `no_figures` (no contribution can be computed), `nobody_contributes`. Compared are customers whose
    hours (or effort) and contribution before own hours are both known. `movable` is the share of the time that
    would have to move. `index` is infinite for time without any earned share. `loud_anyway` are the loud ones that stay
    so where every class weighs the same. `provisional`: the class is, or the number of orders is not known.
    `without_order_cost`: what an order costs is not filled in, and left out for everybody.
    """

    measure: AttentionMeasure | None
    reason: str | None
    total_hours: float
    movable: float | None
    hours_share: Floats
    earned_share: Floats
    earned_hours: Floats
    index: Floats
    loud: Bools
    loud_anyway: Bools
    cold: Bools
    provisional: Bools
    without_order_cost: bool

    def signal(self, place: int) -> Signal | None:
        """`loud`, `cold` or nothing for the customer at this place."""
        return "loud" if self.loud[place] else "cold" if self.cold[place] else None


def attention(scores: Scores) -> Attention:
    """Compare the time every customer takes with the share it earns."""
    columns = scores.columns
    base, upper_bound = contribution_before_hours(scores)
    total_hours = float(np.nansum(columns.hours))
    by_hours = total_hours > 0
    taken = columns.hours if by_hours else 2.0 ** (columns.effort - 1)
    compared = ~np.isnan(taken) & ~np.isnan(base)
    reason = _why_no_index(columns, taken, base, compared)
    hours_share = _shares(taken, compared)
    earned_share = _shares(base * EARNED_BY_CLASS[scores.klass], compared)
    if reason:
        earned_share[:] = np.nan
    index = _index(hours_share, earned_share)
    loud, cold = _signals(scores.klass, index, hours_share) if by_hours else _signals_by_effort(scores)
    unweighed = _index(hours_share, _shares(base, compared))
    price_known = scores.settings.fixed_cost_per_order is not None
    earned_hours = earned_share * float(columns.hours[compared].sum()) if by_hours else earned_share * np.nan
    shifted = float(np.nansum(np.abs(hours_share - earned_share))) / 2
    has_effort = not by_hours and not np.isnan(columns.effort).all()
    return Attention(
        measure="hours" if by_hours and not reason else "effort" if has_effort else None,
        reason=reason,
        total_hours=total_hours,
        movable=None if reason else shifted,
        hours_share=hours_share,
        earned_share=earned_share,
        earned_hours=earned_hours,
        index=index,
        loud=loud,
        loud_anyway=loud & (unweighed >= LOUD_FROM_INDEX) & by_hours,
        cold=cold,
        provisional=scores.provisional | (upper_bound & price_known),
        without_order_cost=not price_known,
    )


def contribution_before_hours(scores: Scores) -> tuple[Floats, Bools]:
    """`max(0, R* (1 - v) - orders F)` per customer, potential included, and where it is an upper bound.

    An unknown order cost is left out, which makes it an upper bound; a prospect without orders has none.
    """
    columns = scores.columns
    orders = np.where(scores.columns.prospect & np.isnan(columns.orders), 0.0, columns.orders)
    order_cost = _order_cost(orders, scores.settings)
    left = scores.expected * (1 - columns.variable_cost) - np.nan_to_num(order_cost)
    base = np.where(left < HALF_A_CENT, 0.0, left)
    return base, np.isnan(order_cost) & ~np.isnan(base)


def _order_cost(orders: Floats, settings: Settings) -> Floats:
    fixed = settings.fixed_cost_per_order
    return np.where(orders == 0, 0.0, orders * (np.nan if fixed is None else fixed))


def _why_no_index(columns: Columns, taken: Floats, base: Floats, compared: Bools) -> str | None:
    """The reason why shares cannot be compared, or None."""
    if not np.nansum(taken) > 0:
        return "no_hours"
    if np.count_nonzero(taken > 0) < 2:
        return "too_few"
    if not compared.any():
        return "no_figures"
    return None if base[compared].sum() > 0 else "nobody_contributes"


def _shares(amounts: Floats, compared: Bools) -> Floats:
    """Every compared customer's share of the sum over those compared."""
    total = amounts[compared].sum()
    where = compared & (total > 0)
    shares: Floats = np.divide(amounts, total, out=np.full(len(amounts), np.nan), where=where)
    return shares


def _index(hours_share: Floats, earned_share: Floats) -> Floats:
    """Time share over earned share; infinite for time nobody earned, nan for neither."""
    index: Floats = np.divide(
        hours_share, earned_share, out=np.full(len(hours_share), np.nan), where=earned_share > 0
    )
    index[(earned_share == 0) & (hours_share > 0)] = np.inf
    return index


def _signals(klass: Codes, index: Floats, hours_share: Floats) -> tuple[Bools, Bools]:
    """Who is loud (class C or D, well over its share, enough time to matter) and who is in the cold (class A)."""
    low = (klass == C) | (klass == D)
    loud = low & (index >= LOUD_FROM_INDEX) & (hours_share >= LOUD_FROM_SHARE)
    cold = (klass == A) & (index <= COLD_TO_INDEX)
    return loud, cold


def _signals_by_effort(scores: Scores) -> tuple[Bools, Bools]:
    """The same signals from effort 1-5, where no hours are known."""
    effort = scores.columns.effort
    low = (scores.klass == C) | (scores.klass == D)
    return low & (effort >= LOUD_FROM_EFFORT), (scores.klass == A) & (effort <= COLD_TO_EFFORT)


def advice_on_hours(scores: Scores, seen: Attention | None = None) -> HoursAdvice | None:
    """What to do with the hours of who is loud; None where nobody is, or no hours are compared."""
    seen = seen or attention(scores)
    if seen.measure != "hours" or not seen.loud.any():
        return None
    hours = scores.columns.hours
    loud = _by(np.flatnonzero(seen.loud), -seen.index, -hours)
    cold = _by(np.flatnonzero(seen.cold), seen.index, -seen.earned_hours)
    free = _each(loud, hours[loud] - seen.earned_hours[loud])
    room = room_for_hours(scores, cold, seen.earned_hours[cold] - hours[cold])
    left = np.maximum(sum(each.hours for each in free) - np.concatenate([[0.0], np.cumsum(room)[:-1]]), 0)
    given = _each(cold, np.minimum(room, left)) if cold.size else ()
    return HoursAdvice(free, given, _room_said(scores, cold, free, given))


def _room_said(scores: Scores, cold: Rows, free: tuple[HoursOf, ...], given: tuple[HoursOf, ...]) -> Room:
    if not cold.size:
        return "nobody_cold"
    if _asks_hourly_cost(scores):
        return "hourly_cost"
    freed, handed = HoursAdvice(free, given, "none").monthly
    return "none" if handed < 1 else "some" if handed < freed else "all"


def _asks_hourly_cost(scores: Scores) -> bool:
    """Whether own hours weigh in the margin while nobody knows what one costs."""
    settings = scores.settings
    return settings.hourly_cost is None and settings.horizon != "order" and scores.method != "judgement"


def _each(places: Rows, hours: Floats) -> tuple[HoursOf, ...]:
    """These customers with their hours, without who has none."""
    pairs = zip(places.tolist(), hours.tolist(), strict=True)
    return tuple(HoursOf(place, more) for place, more in pairs if more > 0)


def room_for_hours(scores: Scores, places: Rows, most: Floats) -> Floats:
    """The most extra hours a year, whole and up to `most`, that leave class, lowest class and star what they are.

    None for a customer whose margin is a judgement, for hours then say nothing of it, and for nobody while the cost
    of an hour is asked (3.8).
    """
    if not places.size or _asks_hourly_cost(scores):
        return np.zeros(places.size)
    figures = scores.origins[MARGIN_PART, places] != JUDGEMENT
    limit = np.where(figures, np.floor(np.maximum(most, 0) + SHARE_NOISE), 0).astype(np.int64)

    def falls(at: Rows, more: npt.NDArray[np.int64]) -> Bools:
        rows = places[at]
        columns = scores.columns.take(rows)
        then = standing(
            replace(columns, hours=columns.hours + more), scores.settings, scores.yardsticks, scores.method
        )
        same = (then.klass == scores.computed[rows]) & (then.lowest_class == scores.lowest_class[rows])
        fallen: Bools = ~(same & (then.dream == scores.dream[rows]))
        return fallen

    first = first_that_holds(falls, np.ones(places.size, np.int64), limit)
    return np.where(first > 0, first - 1, limit).astype(np.float64)


def _by(places: Rows, first: Floats, then: Floats) -> Rows:
    """Places sorted by one column and, where equal, by the other."""
    return places[np.lexsort((then[places], first[places]))]


# --- classes -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClassFacts:
    """What one class is and takes: all of it, prospects included in `customers` and `hours` only.

    A sum adds what is known; it is None where it is known of nobody it should come from, and so is its share, which
    is also None where the total is not above zero. `contribution_unknown` and `receivables_unknown` count the
    customers that are not in those sums.
    """

    customers: int
    prospects: int
    hours: float | None
    hours_share: float | None
    revenue: float | None
    revenue_share: float | None
    contribution: float | None
    contribution_share: float | None
    contribution_unknown: int
    receivables: float | None
    receivables_unknown: int


def classes(scores: Scores, whole: Whole | None = None) -> dict[str, ClassFacts]:
    """Facts per class, A to D and "?" (3.8); shares of revenue of the whole, without it of those in the list."""
    columns = scores.columns
    existing = ~columns.prospect
    everybody = np.ones(len(scores), np.bool_)
    waiting = outstanding(scores)

    def facts(members: Bools) -> ClassFacts:
        hours, hours_share = _summed(columns.hours, members, everybody)
        revenue, revenue_share = _summed(columns.revenue, members, existing)
        if whole is not None and revenue is not None:
            revenue_share = _part(revenue, whole.revenue or 0)
        contribution, contribution_share = _summed(scores.contribution, members, existing)
        return ClassFacts(
            customers=int(members.sum()),
            prospects=int((members & columns.prospect).sum()),
            hours=hours,
            hours_share=hours_share,
            revenue=revenue,
            revenue_share=revenue_share,
            contribution=contribution,
            contribution_share=contribution_share,
            contribution_unknown=int((members & existing & np.isnan(scores.contribution)).sum()),
            receivables=_summed(waiting, members, existing)[0],
            receivables_unknown=int((members & existing & np.isnan(waiting)).sum()),
        )

    return {letter: facts(scores.klass == code) for code, letter in enumerate(LETTERS)}


def _summed(amounts: Floats, members: Bools, asked: Bools) -> tuple[float | None, float | None]:
    """What these members have of an amount and their share of all of it; `asked` are those who can have it at all.

    None where members are asked and it is known of none of them, or where it is known of nobody at all: unknown is
    not 0. A class without anybody who is asked has 0 of what others have.
    """
    known = asked & ~np.isnan(amounts)
    here = members & known
    unknown_of_all = asked.any() and not known.any()
    if unknown_of_all or ((members & asked).any() and not here.any()):
        return None, None
    amount = float(amounts[here].sum())
    return amount, _part(amount, float(amounts[known].sum()))


def _part(amount: float, total: float) -> float | None:
    """A share of a total, None where there is nothing to share."""
    return float(amount / total) if total > 0 else None


# --- concentration, receivables, whale curve -----------------------------------------------------------------


@dataclass(frozen=True)
class Whale:
    """Contribution added up from the best customer to the worst (the whale curve).

    `heights` is the euro so far after none, one, two customers and so on; `places` the customers in that order. `peak`
    is the highest, `end` the last; `loss_share` what is lost from peak to end, None without a peak. `unknown`
    counts the customers whose contribution is not known.
    """

    heights: tuple[float, ...]
    places: tuple[int, ...]
    peak: float
    end: float
    loss_share: float | None
    unknown: int


@dataclass(frozen=True)
class Portfolio:
    """The customers without the prospects. Shares and times are None where the figures for them are missing.

    `top1`, `top3`, `top5` are shares of revenue, and `of_what` says of which (section 4); they and `hhi` are None while the
    revenue of more than a fifth of the customers is not known, for those could be the largest. `hhi` is the sum of squared
    percentages (0-10,000), None where part of the revenue is with customers outside the list; `alike` is how many
    customers of equal size would give the same. Customers of one group are taken as one. `days_to_pay` is weighted by revenue over those with both known; `receivables` is
    what stands out on average, `waiting_cost` what that costs a year. `orders` counts every known order,
    `orders_checked` those of customers whose average order is certainly below its floor or certainly not.
    """

    customers: int
    of_what: OfWhat
    revenue: float | None
    top1: float | None
    top3: float | None
    top5: float | None
    hhi: float | None
    alike: float | None
    days_to_pay: float | None
    receivables: float | None
    waiting_cost: float | None
    orders: float | None
    orders_checked: float | None
    orders_below_floor: float | None
    whale: Whale


def portfolio(scores: Scores, whole: Whole | None = None) -> Portfolio:
    """Concentration, payment times, orders below the floor and the whale curve (3.8 and 3.10).

    Without a `whole` shares are of the customers in the list.
    """
    columns = scores.columns
    existing = ~columns.prospect
    bringing = _bringing(scores)
    brought = np.bincount(owners(scores)[bringing], columns.revenue[bringing])
    largest = np.sort(brought[brought > 0])[::-1]
    listed = float(largest.sum())
    of_what, revenue = whole or Whole("list", listed)
    total = revenue or 0
    compared = listed > 0 and bool((~np.isnan(columns.revenue[existing])).mean() >= ENOUGH_KNOWN)
    hhi = float(((100 * largest / listed) ** 2).sum()) if compared and of_what != "streams" else None
    days, receivables = _paying(columns, existing)
    checked = existing & _floor_is_certain(scores)
    return Portfolio(
        customers=int(existing.sum()),
        of_what=of_what,
        revenue=_known_sum(columns.revenue, existing),
        top1=_part(largest[:1].sum(), total) if compared else None,
        top3=_part(largest[:3].sum(), total) if compared else None,
        top5=_part(largest[:5].sum(), total) if compared else None,
        hhi=hhi,
        alike=None if hhi is None else 10_000 / hhi,
        days_to_pay=days,
        receivables=receivables,
        waiting_cost=None if receivables is None else receivables * scores.settings.capital_cost,
        orders=_known_sum(columns.orders, existing),
        orders_checked=float(columns.orders[checked].sum()) if checked.any() else None,
        orders_below_floor=float(columns.orders[scores.under_floor].sum()) if checked.any() else None,
        whale=_whale(scores, existing),
    )


def _known_sum(amounts: Floats, members: Bools) -> float | None:
    """The sum of what is known of these members, None where there are members and nothing is known of them."""
    return _summed(amounts, members, members)[0]


def _floor_is_certain(scores: Scores) -> Bools:
    """Whose orders are certainly below their floor or certainly not; nobody's where the order cost is unknown (3.5)."""
    ordering: Bools = scores.columns.orders > 0
    fixed = scores.settings.fixed_cost_per_order
    if not fixed:
        return ordering & (fixed == 0)
    compared = ~np.isnan(scores.floor) & ~np.isnan(scores.columns.revenue)
    return ordering & (scores.under_floor | compared)


ContributionField = Literal[
    "revenue", "variable_cost", "hours", "orders", "hourly_cost", "fixed_cost_per_order"
]
PRICES: Mapping[ContributionField, ContributionField] = {
    "hours": "hourly_cost",
    "orders": "fixed_cost_per_order",
}


def needed_for_contribution(scores: Scores) -> tuple[ContributionField, ...]:
    """What is not known of the customers without a contribution; () where everybody has one."""
    open_ = ~scores.columns.prospect & np.isnan(scores.contribution)
    return _missing(scores, open_, PRICES)


def needed_for_floor(scores: Scores) -> tuple[ContributionField, ...]:
    """What is not known to check the orders of every customer against their floor (3.5); () where all are checked."""
    open_ = ~scores.columns.prospect & (scores.columns.orders != 0) & ~_floor_is_certain(scores)
    return _missing(scores, open_, {"orders": PRICES["orders"]})


def _missing(
    scores: Scores, members: Bools, prices: Mapping[ContributionField, ContributionField]
) -> tuple[ContributionField, ...]:
    """Which figures of these members are unknown, and which prices; what costs nothing need not be counted."""
    if not members.any():
        return ()
    price_of = {name: getattr(scores.settings, price) for name, price in prices.items()}
    figures: list[ContributionField] = [
        "revenue",
        "variable_cost",
        *(name for name in prices if price_of[name] != 0),
    ]
    unknown = [name for name in figures if np.isnan(getattr(scores.columns, name)[members]).any()]
    return (*unknown, *(price for name, price in prices.items() if price_of[name] is None))


class Owner(NamedTuple):
    """Who decides over a part of the revenue: one customer, or several of one group; `places` in the portfolio."""

    name: str
    revenue: float
    places: tuple[int, ...]


def owners(scores: Scores) -> Rows:
    """For everybody the place of the first of its group, its own where it is in none (3.11)."""
    found = np.arange(len(scores))
    first: dict[str, int] = {}
    groups = groups_of(scores.customers)
    for place in np.flatnonzero(groups != "").tolist():
        found[place] = first.setdefault(groups[place], place)
    return found


def _bringing(scores: Scores) -> Rows:
    """Whose revenue counts in the concentration: no prospects, and none of whom it is unknown."""
    return np.flatnonzero(~scores.columns.prospect & (scores.columns.revenue > 0))


def revenue_by_owner(scores: Scores) -> list[Owner]:
    """Every group, or customer without a group, the largest first; prospects and unknown revenue are left out."""
    revenue, owner = scores.columns.revenue.tolist(), owners(scores)
    found: dict[int, list[int]] = {}
    for place in _bringing(scores).tolist():
        found.setdefault(int(owner[place]), []).append(place)
    named = [
        Owner(_owner_name(scores, places[0]), sum(map(revenue.__getitem__, places)), tuple(places))
        for places in found.values()
    ]
    return sorted(named, key=attrgetter("revenue"), reverse=True)


def _owner_name(scores: Scores, place: int) -> str:
    if not scores.customers:
        return ""
    customer = scores.customers[place]
    return customer.group.strip() or customer.name


def outstanding(scores: Scores) -> Floats:
    """What every customer has yet to pay on average (revenue x days / 365), euro; nan where it is unknown."""
    columns = scores.columns
    waiting = np.where(columns.revenue == 0, 0.0, columns.revenue * columns.days_to_pay / 365)
    return np.where(columns.prospect, np.nan, waiting)


def _paying(columns: Columns, existing: Bools) -> tuple[float | None, float | None]:
    """Days to pay weighted by revenue, and the receivables that go with them."""
    both = existing & (columns.revenue > 0) & ~np.isnan(columns.days_to_pay)
    revenue = float(columns.revenue[both].sum())
    if revenue <= 0:
        return None, None
    waiting = float((columns.revenue[both] * columns.days_to_pay[both]).sum())
    return waiting / revenue, waiting / 365


def _whale(scores: Scores, existing: Bools) -> Whale:
    """Contributions from high to low, added up."""
    gained = scores.contribution
    places = np.flatnonzero(existing & ~np.isnan(gained))
    places = places[np.argsort(-gained[places], kind="stable")]
    heights = np.concatenate([[0.0], np.cumsum(gained[places])])
    peak, end = float(heights.max()), float(heights[-1])
    return Whale(
        heights=tuple(heights.tolist()),
        places=tuple(places.tolist()),
        peak=peak,
        end=end,
        loss_share=(peak - end) / peak if peak > 0 else None,
        unknown=int((existing & np.isnan(gained)).sum()),
    )
