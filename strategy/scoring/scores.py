"""Scoring customers on the five criteria, the whole portfolio at once (method.md section 3).

Customers become columns (columns.py), columns become parts 0-100 by one of the three ways (0.1), parts become
criteria by the weakest link (3.3), criteria become totals and classes (classes.py). An unknown number is nan in
the arrays and None in a `CustomerScore`; it is never a zero.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from strategy.nouns.company import CRITERIA, JUDGED_PARTS, Customer, Method, Settings
from strategy.scoring.classes import (
    LETTERS,
    UNCLASSED,
    A,
    B,
    C,
    Classified,
    D,
    Gates,
    class_of,
    classify,
    half_up,
    is_positive,
)
from strategy.scoring.columns import NO_OVERRIDE, Bools, Codes, Columns, Floats, Rows
from strategy.scoring.margins import (
    FULL,
    SHARE_NOISE,
    Margin,
    below_floor,
    cost,
    floor_is_open,
    margins,
    net_margin,
    order_floor,
    other_positives,
    reserve_for,
)
from strategy.scoring.ranges import Openness, Range, ranges, within

Way = Literal["combined", "figures", "judgement", "judgement_first"]
Origin = Literal["figure", "judgement"]

NO_ORIGIN, FIGURE, JUDGEMENT = range(3)
ORIGINS: tuple[Origin | None, ...] = (None, "figure", "judgement")

REVENUE, MARGIN, SPEED, INNOVATION, NETWORK = range(5)
REVENUE_PART, MARGIN_PART, DECIDES, PAYS = range(4)
LINKED_PARTS = {SPEED: slice(2, 4), INNOVATION: slice(4, 6), NETWORK: slice(6, 9)}
PARTS_OF = {
    criterion: JUDGED_PARTS[LINKED_PARTS.get(place, slice(place, place + 1))]
    for place, criterion in enumerate(CRITERIA)
}

CURVE = ((0.5, 1.0, 1.5, 2.0, 3.0), (100.0, 75.0, 50.0, 25.0, 0.0))
GRID = {True: (B, B, B, A, A), False: (D, D, C, C, B)}


# --- what the settings mean for this portfolio ---------------------------------------------------------------


@dataclass(frozen=True)
class Yardsticks:
    """Settings with their open ends filled in for one portfolio.

    `a_revenue` (T_O, euro a year) is the owner's, else a tenth of the revenue of all customers but prospects,
    nan without any revenue; one number, or one per customer. `grid_revenue` (Y*) is the owner's, else 60% of it.
    `weights` in the order of `CRITERIA`; `equal_weights` says that all were zero and equal ones are used (3.3).
    """

    a_revenue: Floats
    grid_revenue: float
    weights: Floats
    equal_weights: bool

    @classmethod
    def of(cls, columns: Columns, settings: Settings) -> Yardsticks:
        """The yardsticks of this portfolio under these settings."""
        total = np.nansum(columns.revenue[~columns.prospect])
        tenth = total / 10 if total > 0 else np.nan
        a_revenue = tenth if settings.a_revenue is None else settings.a_revenue
        grid = 0.6 * a_revenue if settings.grid_revenue is None else settings.grid_revenue
        given = np.array(settings.weights.as_tuple(), dtype=np.float64)
        all_zero = not given.any()
        return cls(
            np.float64(a_revenue) + np.zeros(()), float(grid), np.ones(5) if all_zero else given, all_zero
        )


# --- figures (3.5) -------------------------------------------------------------------------------------------


def judged_score(judgement: npt.ArrayLike) -> Floats:
    """`s(x) = (x - 1) * 25`: judgements 1-5 on the scale 0-100 (3.3)."""
    return (np.asarray(judgement, dtype=np.float64) - 1) * 25


def speed_score(days: npt.ArrayLike, reference: float) -> Floats:
    """The one curve for deciding and paying (3.5 point 4): 75 at the reference, 100 at half, 0 at three times."""
    return np.interp(np.asarray(days, dtype=np.float64) / reference, *CURVE)


def expected_revenue(columns: Columns, chance: Floats | float) -> Floats:
    """Revenue now plus `chance` times the potential, euro a year (R* of 3.5, Y of 3.6 with chance 1).

    An unknown potential counts 0 beside a known revenue. Prospects and dormant customers have no revenue now, so
    theirs need not be filled in; a prospect without revenue is unknown until its potential is known.
    """
    now = np.where(np.isnan(columns.revenue) & (columns.prospect | columns.dormant), 0.0, columns.revenue)
    hoped = chance * columns.potential
    rests_on_hope = columns.prospect | np.isnan(columns.revenue)
    counts_zero = np.isnan(hoped) & ~(rests_on_hope & (now == 0))
    return now + np.where(counts_zero, 0.0, hoped)


def contribution(columns: Columns, settings: Settings) -> Floats:
    """Euro a year after variable cost, own hours and order cost (K of 3.5), nan unless all three are known.

    A prospect has no revenue and no orders unless they are filled in, so its K is what the courting costs.
    """
    revenue = np.where(columns.prospect & np.isnan(columns.revenue), 0.0, columns.revenue)
    orders = np.where(columns.prospect & np.isnan(columns.orders), 0.0, columns.orders)
    earned = np.where(revenue == 0, 0.0, revenue * (1 - columns.variable_cost))
    return earned - cost(columns.hours, settings.hourly_cost) - cost(orders, settings.fixed_cost_per_order)


# --- parts and criteria --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assessment:
    """Parts and criteria of every customer by one way of scoring.

    `parts` and `origins` (9, customers) in the order of `JUDGED_PARTS`; `criteria` and `partial` (5, customers)
    in the order of `CRITERIA`: partial is known from some of its parts only. `most` and `highest` are the same with
    every part that is unknown at the most it can be: 100, or what open invoices and a margin's bound leave.
    `reserve` is the share of revenue kept apart for negotiating, nan where the margin is a judgement. `gates` as the
    way of scoring applies them, without those of a criterion that has no weight, and `may_close` those that are
    still open; `under_floor` and `losing` are the facts themselves.
    """

    parts: Floats
    origins: Codes
    most: Floats
    criteria: Floats
    partial: Bools
    highest: Floats
    margin: Margin
    reserve: Floats
    expected: Floats
    under_floor: Bools
    losing: Bools
    gates: Gates
    may_close: Gates

    @property
    def in_part(self) -> Bools:
        """Who has a criterion that is known from some of its parts only."""
        found: Bools = np.logical_or.reduce(self.partial, axis=0)
        return found

    @cached_property
    def open_(self) -> Bools:
        """The criteria of which something is unknown, (5, customers)."""
        found: Bools = np.isnan(self.criteria) | self.partial
        return found

    @cached_property
    def openness(self) -> Openness:
        """What is known and what is not, for the ranges of 3.7."""
        open_ = self.open_
        known = np.where(open_, 0.0, self.criteria)
        return Openness(known, self.highest, open_, self.margin, self.gates, self.may_close)

    def classify(self, weights: npt.ArrayLike, settings: Settings) -> Classified:
        """Totals and classes under these weights."""
        return classify(
            self.criteria.T,
            weights,
            bounds=settings.bounds,
            positive_from=settings.positive_from,
            partial=self.in_part,
            gates=self.gates,
        )

    def judge(self, weights: Floats, settings: Settings) -> tuple[Classified, Range]:
        """Totals and classes, none above what it can still become, and their ranges."""
        found = self.classify(weights, settings)
        range_ = ranges(self.openness, found, weights, settings)
        return within(found, range_), range_


def assess(columns: Columns, settings: Settings, yardsticks: Yardsticks, way: Way) -> Assessment:
    """Score the five criteria of every customer by one way.

    `figures`: figures, with innovation and network from judgement. `judgement`: judgements only. `combined`: per
    part the figure where there is one, else the judgement (0.1), capped at what figures say it is at most.
    `judgement_first` is the reverse, for the grid (3.6).
    """
    judged = judged_score(columns.judged)
    expected = expected_revenue(columns, columns.chance)
    under_floor = below_floor(columns, settings)
    figures = _figures(columns, settings, yardsticks, expected, under_floor)
    pays_at_most = _pays_at_most(columns, settings, way)
    parts, origins = _chosen(figures, judged, way)
    if way == "combined":
        parts[PAYS] = np.where(np.isnan(parts[PAYS]), np.nan, np.fmin(parts[PAYS], pays_at_most))
    most = np.where(np.isnan(parts), FULL, parts)
    most[PAYS] = np.fmin(most[PAYS], np.where(np.isnan(parts[PAYS]), pays_at_most, np.nan))

    criteria, partial = _criteria(parts, settings)
    highest = _criteria(most, settings)[0]
    revenue_known = ~np.isnan(parts[REVENUE_PART])
    margin = margins(columns, settings, judged[MARGIN_PART], way, revenue_known)
    weights = yardsticks.weights
    reserve = reserve_for(other_positives(criteria, weights, settings).sum(axis=0), settings)
    parts[MARGIN_PART] = criteria[MARGIN] = np.where(margin.known, margin.score(reserve), np.nan)
    whole = other_positives(criteria, weights, settings) & ~partial
    most[MARGIN_PART] = highest[MARGIN] = margin.highest(reserve_for(whole.sum(axis=0), settings))
    by_judgement = ~np.isnan(margin.judged)
    origins[MARGIN_PART] = np.where(by_judgement, JUDGEMENT, np.where(margin.known, FIGURE, NO_ORIGIN))

    losing = margin.lost | (margin.judged <= 0)
    gates = Gates(
        below_floor=under_floor & (way != "judgement") & (weights[REVENUE] > 0),
        loss_making=losing & (weights[MARGIN] > 0),
        at_least_b=_is_big(expected, yardsticks) if settings.revenue_floor else None,
    )
    floor_open = floor_is_open(columns, settings, revenue_known, margin.judged > 0)
    may_close = Gates(
        below_floor=floor_open & (way != "judgement") & (weights[REVENUE] > 0),
        loss_making=~margin.stands & (weights[MARGIN] > 0),
    )
    return Assessment(
        parts=parts,
        origins=origins,
        most=most,
        criteria=criteria,
        partial=partial,
        highest=highest,
        margin=margin,
        reserve=np.where(by_judgement, np.nan, reserve),
        expected=expected,
        under_floor=under_floor,
        losing=losing,
        gates=gates,
        may_close=may_close,
    )


def _figures(
    columns: Columns, settings: Settings, yardsticks: Yardsticks, expected: Floats, under_floor: Bools
) -> Floats:
    """The parts that are figures, (4, customers): revenue, nothing yet for the margin, deciding, paying."""
    revenue = FULL * np.minimum(1.0, expected / yardsticks.a_revenue)
    revenue = np.where(under_floor & ~np.isnan(revenue), 0.0, revenue)
    pays = np.where(columns.days_to_pay_at_least, np.nan, columns.days_to_pay)
    return np.stack(
        [
            revenue,
            np.full(len(columns), np.nan),
            speed_score(columns.days_to_decide, settings.reference_days_to_decide),
            speed_score(pays, settings.reference_days_to_pay),
        ]
    )


def _pays_at_most(columns: Columns, settings: Settings, way: Way) -> Floats:
    """The most that paying can score where only open invoices tell of it, nan elsewhere (0.6)."""
    days = np.where(columns.days_to_pay_at_least & (way != "judgement"), columns.days_to_pay, np.nan)
    return speed_score(days, settings.reference_days_to_pay)


def _chosen(figures: Floats, judged: Floats, way: Way) -> tuple[Floats, Codes]:
    """Per part the figure or the judgement, by the way of scoring, and which of the two it became."""
    parts = judged.copy()
    origins = np.where(np.isnan(judged), NO_ORIGIN, JUDGEMENT).astype(np.int8)
    if way == "judgement":
        return parts, origins
    measured = slice(0, len(figures))
    has_figure = ~np.isnan(figures)
    if way == "figures":
        parts[measured] = figures
        origins[measured] = np.where(has_figure, FIGURE, NO_ORIGIN)
        return parts, origins
    use = has_figure if way == "combined" else has_figure & np.isnan(judged[measured])
    parts[measured] = np.where(use, figures, parts[measured])
    origins[measured] = np.where(use, FIGURE, origins[measured])
    return parts, origins


def _criteria(parts: Floats, settings: Settings) -> tuple[Floats, Bools]:
    """Criteria from parts by the weakest link (3.3), or softer by the geometric mean; margin follows later.

    A criterion with only some parts known scores as the minimum of those (0.2).
    """
    criteria = np.empty((len(CRITERIA), parts.shape[1]))
    partial = np.zeros(criteria.shape, np.bool_)
    criteria[:SPEED] = parts[:SPEED]
    for criterion, where in LINKED_PARTS.items():
        links = parts[where]
        unknown = np.isnan(links)
        whole = ~unknown.any(axis=0)
        partial[criterion] = ~whole & ~unknown.all(axis=0)
        criteria[criterion] = np.fmin.reduce(links, axis=0)
        if settings.weakest_link == "soft":
            criteria[criterion] = np.where(whole, linked(links, settings), criteria[criterion])
    return criteria, partial


def linked(links: Floats, settings: Settings) -> Floats:
    """One criterion of which all parts are known, from its parts (parts, customers), by the weakest link or softer."""
    if settings.weakest_link == "soft":
        mean: Floats = links.prod(axis=0) ** (1 / len(links))
        return mean
    least: Floats = links.min(axis=0)
    return least


def _is_big(expected: Floats, yardsticks: Yardsticks) -> Bools:
    """Who alone brings the A-revenue (R* >= T_O)."""
    big: Bools = expected >= yardsticks.a_revenue * (1 - SHARE_NOISE)
    return big


# --- the views beside the class: grid (3.6), strict (3b) -----------------------------------------------------


def yes_counts(
    columns: Columns, settings: Settings, yardsticks: Yardsticks
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """How often the grid says yes (X of 3.6, 0-4), at the least and at the most.

    Yes or no comes from judgements first, from figures where nothing was judged. A criterion of which something is
    unknown may still go either way, unless what is known of it says no. A criterion without weight counts as no.
    """
    seen = assess(columns, settings, yardsticks, "judgement_first")
    positive = is_positive(seen.criteria, settings.positive_from)
    undecided = seen.open_ & is_positive(seen.highest, settings.positive_from)
    asked = yardsticks.weights > 0
    asked[REVENUE] = False
    least = (positive & ~seen.open_)[asked].sum(axis=0)
    return least, least + undecided[asked].sum(axis=0)


def grid_classes(columns: Columns, settings: Settings, yardsticks: Yardsticks) -> tuple[Codes, Codes]:
    """The lowest and highest class on the grid (3.6); equal codes where nothing is open.

    "?" where the place on the revenue axis is unknown.
    """
    least, most = yes_counts(columns, settings, yardsticks)

    place = expected_revenue(columns, 1.0)
    high = place >= yardsticks.grid_revenue * (1 - SHARE_NOISE)
    placed = ~np.isnan(place) & ~np.isnan(yardsticks.grid_revenue)

    def class_at(count: npt.NDArray[np.intp]) -> Codes:
        found = np.where(high, np.take(GRID[True], count), np.take(GRID[False], count))
        return np.where(placed, found, UNCLASSED).astype(np.int8)

    return class_at(least), class_at(most)


def geometric_total(criteria: Floats, weights: Floats) -> Floats:
    """The strict total G: a weighted geometric mean over the known criteria (5, customers), half-up to 1 decimal."""
    known = ~np.isnan(criteria)
    logs = np.log(np.fmax(criteria, 1.0))
    weight = weights @ known
    mean = np.divide(weights @ logs, weight, out=np.full(criteria.shape[1], np.nan), where=weight > 0)
    return half_up(np.exp(mean))


# --- the whole portfolio -------------------------------------------------------------------------------------


class Weighting(NamedTuple):
    """Total and class code of every customer under one set of weights."""

    name: str
    total: Floats
    klass: Codes


class Part(NamedTuple):
    """A part's score 0-100 and whether it is a figure or a judgement; both None where unknown."""

    score: float | None
    origin: Origin | None


@dataclass(frozen=True)
class CustomerScore:
    """Everything computed for one customer, in plain values; None is unknown.

    `klass` is the class in force, `computed` the one by the rules; they differ only after an override. `scores`
    by criterion, `parts` by part name; `partial` names the criteria known from some of their parts only. `at_most` is what
    an unknown part or criterion can score at most, where something less than 100 is known of it. `lowest`
    and `highest` are the totals with the missing criteria at 0 and 100 and `lowest_class` and `highest_class`
    their classes. `below_floor` is the fact, `floor_missed` the gate: not applied to judgements. `margin` and `reserve` are shares of revenue, `contribution` and `expected_revenue` euro a
    year. `grid` is one letter, or lowest-highest such as "B-A".
    """

    id: str
    name: str
    kind: str
    klass: str
    computed: str
    total: float | None
    positives: int
    dream: bool
    provisional: bool
    lowest: float
    highest: float
    lowest_class: str
    highest_class: str
    scores: dict[str, float | None]
    partial: tuple[str, ...]
    parts: dict[str, Part]
    at_most: dict[str, float]
    below_floor: bool
    floor_missed: bool
    loss_making: bool
    big_low_class: bool
    contribution: float | None
    margin: float | None
    margin_at_most: float | None
    reserve: float | None
    expected_revenue: float | None
    grid: str
    strict: str
    strict_total: float | None


@dataclass(frozen=True)
class Scores:
    """The scored portfolio; arrays over customers, in their order. Classes are codes into `LETTERS`.

    `parts`, `origins`, `most` (9, customers), `criteria`, `partial`, `openness` (5, customers), see `Assessment`. `positives`,
    `total`, `dream` and `computed` by 3.7; `klass` is `computed` but for classes set by hand. `provisional`: the
    class may still change with what is unknown. `lowest`, `highest` (totals) and their classes: missing counts 0
    and 100. `floor_missed` and `loss_making` are gates 1 and 2 as this way of scoring applies them; `under_floor`
    is the fact. `big_low_class` is the flag "grote klant, lage klasse: bespreek" (3.7 rule 5). `contribution` K and
    `expected` R* in euro a year, `margin` nm and `reserve` u as shares. `floor` is the order value L.
    """

    method: Method
    settings: Settings
    yardsticks: Yardsticks
    customers: tuple[Customer, ...]
    columns: Columns
    parts: Floats
    origins: Codes
    most: Floats
    criteria: Floats
    partial: Bools
    openness: Openness
    positives: Codes
    total: Floats
    dream: Bools
    computed: Codes
    klass: Codes
    provisional: Bools
    lowest: Floats
    highest: Floats
    lowest_class: Codes
    highest_class: Codes
    gates: Gates
    under_floor: Bools
    floor_missed: Bools
    loss_making: Bools
    big_low_class: Bools
    contribution: Floats
    margin: Floats
    margin_at_most: Floats
    reserve: Floats
    expected: Floats
    floor: Floats
    grid_lowest: Codes
    grid_highest: Codes
    strict_total: Floats
    strict: Codes

    @property
    def in_part(self) -> Bools:
        """Who has a criterion that is known from some of its parts only."""
        found: Bools = np.logical_or.reduce(self.partial, axis=0)
        return found

    @property
    def whole(self) -> Bools:
        """Of whom nothing that weighs is unknown."""
        found: Bools = np.logical_not(self.openness.open_[self.yardsticks.weights > 0].any(axis=0))
        return found

    @property
    def settled(self) -> Bools:
        """Who has a class by the rules that no answer to what is unknown can change (3.7)."""
        return _settled(self.computed, self.partial, self.lowest_class, self.highest_class, self.yardsticks)

    def __len__(self) -> int:
        return len(self.total)

    def __iter__(self) -> Iterator[CustomerScore]:
        return map(self.at, range(len(self)))

    def at(self, place: int) -> CustomerScore:
        """The score of the customer at this place."""
        customer = self.customers[place]
        return CustomerScore(
            id=customer.id,
            name=customer.name,
            kind=customer.kind,
            klass=LETTERS[self.klass[place]],
            computed=LETTERS[self.computed[place]],
            total=known(self.total[place]),
            positives=int(self.positives[place]),
            dream=bool(self.dream[place]),
            provisional=bool(self.provisional[place]),
            lowest=float(self.lowest[place]),
            highest=float(self.highest[place]),
            lowest_class=LETTERS[self.lowest_class[place]],
            highest_class=LETTERS[self.highest_class[place]],
            scores=dict(zip(CRITERIA, map(known, self.criteria[:, place].tolist()), strict=True)),
            partial=tuple(compress(CRITERIA, self.partial[:, place].tolist())),
            parts={
                part: Part(known(score), ORIGINS[origin])
                for part, score, origin in zip(
                    JUDGED_PARTS,
                    self.parts[:, place].tolist(),
                    self.origins[:, place].tolist(),
                    strict=True,
                )
            },
            at_most=self._at_most(place),
            below_floor=bool(self.under_floor[place]),
            floor_missed=bool(self.floor_missed[place]),
            loss_making=bool(self.loss_making[place]),
            big_low_class=bool(self.big_low_class[place]),
            contribution=known(self.contribution[place]),
            margin=known(self.margin[place]),
            margin_at_most=known(self.margin_at_most[place]),
            reserve=known(self.reserve[place]),
            expected_revenue=known(self.expected[place]),
            grid=self.grid(place),
            strict=LETTERS[self.strict[place]],
            strict_total=known(self.strict_total[place]),
        )

    def _at_most(self, place: int) -> dict[str, float]:
        """What is unknown of a customer but known to be less than 100, by part and criterion (0.6)."""
        names = (*JUDGED_PARTS, *CRITERIA)
        unknown = np.isnan(np.concatenate([self.parts[:, place], self.criteria[:, place]]))
        most = np.concatenate([self.most[:, place], self.openness.highest[:, place]])
        return {names[at]: float(most[at]) for at in np.flatnonzero(unknown & (most < FULL)).tolist()}

    def grid(self, place: int) -> str:
        """The class on the grid: one letter, or lowest-highest where it is still open."""
        lowest, highest = LETTERS[self.grid_lowest[place]], LETTERS[self.grid_highest[place]]
        return lowest if lowest == highest else f"{lowest}-{highest}"

    def display_order(self) -> Rows:
        """The places in the order of 3.7: total, positives, contribution, R*, name; those without class last."""

        figures = np.stack([self.total, self.positives, self.contribution, self.expected])
        keys = np.stack([self.klass == UNCLASSED, *-np.where(np.isnan(figures), -np.inf, figures)])
        order = np.lexsort(keys[::-1])
        # Names are slow to sort: only those that decide are.
        as_before = np.zeros(len(self), np.bool_)
        as_before[1:] = (keys[:, order[1:]] == keys[:, order[:-1]]).all(axis=0)
        tied = as_before | np.append(as_before[1:], False)
        alike = dict(zip(order[tied].tolist(), np.cumsum(~as_before)[tied].tolist(), strict=True))
        order[tied] = sorted(alike, key=lambda place: (alike[place], name_order(self.customers[place])))
        return order


def known(value: float) -> float | None:
    """A number, or None for nan."""
    return float(value) if value == value else None


def name_order(customer: Customer) -> tuple[str, str, str]:
    """Sorts names as a Dutch reader expects: accents and capitals count only between otherwise equal names."""
    plain = customer.name if customer.name.isascii() else _without_accents(customer.name)
    return plain.casefold(), customer.name, customer.id


def _without_accents(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def score(customers: Sequence[Customer], settings: Settings, method: Method | None = None) -> Scores:
    """Score a portfolio by one of the three ways; without `method` by the one in the settings."""
    return score_columns(Columns.of(customers), settings, method, tuple(customers))


def score_columns(
    columns: Columns, settings: Settings, method: Method | None = None, customers: tuple[Customer, ...] = ()
) -> Scores:
    """Score customers that are columns already; `customers` is needed only for names and single views."""
    way = method or settings.method
    yardsticks = Yardsticks.of(columns, settings)
    seen = assess(columns, settings, yardsticks, way)
    found, range_ = seen.judge(yardsticks.weights, settings)
    margin, whole = net_margin(columns, settings)
    settled = _settled(found.klass, seen.partial, range_.lowest_class, range_.highest_class, yardsticks)
    by_hand = columns.override != NO_OVERRIDE
    klass = np.where(by_hand, columns.override, found.klass)
    strict_total, strict = _strict(seen, found, yardsticks.weights, settings)
    grid_lowest, grid_highest = grid_classes(columns, settings, yardsticks)
    assert seen.gates.below_floor is not None
    return Scores(
        method=way,
        settings=settings,
        yardsticks=yardsticks,
        customers=customers,
        columns=columns,
        parts=seen.parts,
        origins=seen.origins,
        most=seen.most,
        criteria=seen.criteria,
        partial=seen.partial,
        openness=seen.openness,
        positives=found.positives,
        total=found.total,
        dream=found.dream,
        computed=found.klass,
        klass=klass,
        provisional=(found.klass != UNCLASSED) & ~settled & ~by_hand,
        lowest=range_.lowest,
        highest=range_.highest,
        lowest_class=range_.lowest_class,
        highest_class=range_.highest_class,
        gates=seen.gates,
        under_floor=seen.under_floor,
        floor_missed=seen.gates.below_floor,
        loss_making=seen.losing,
        big_low_class=_is_big(seen.expected, yardsticks) & ((klass == C) | (klass == D)),
        contribution=contribution(columns, settings),
        margin=np.where(whole, margin, np.nan),
        margin_at_most=np.where(whole | (margin <= SHARE_NOISE), np.nan, margin),
        reserve=seen.reserve,
        expected=seen.expected,
        floor=order_floor(columns, settings),
        grid_lowest=grid_lowest,
        grid_highest=grid_highest,
        strict_total=strict_total,
        strict=strict,
    )


class AtStake(NamedTuple):
    """What a customer has to lose: class, lowest class, and whether it is a dream customer."""

    klass: Codes
    lowest_class: Codes
    dream: Bools


def standing(columns: Columns, settings: Settings, yardsticks: Yardsticks, way: Way) -> AtStake:
    """Where these customers stand by the rules, measured by the yardsticks of the whole portfolio."""
    seen = assess(columns, settings, yardsticks, way)
    found, range_ = seen.judge(yardsticks.weights, settings)
    return AtStake(found.klass, range_.lowest_class, found.dream)


def _settled(klass: Codes, partial: Bools, lowest: Codes, highest: Codes, yardsticks: Yardsticks) -> Bools:
    """Whose class stands: no weighted criterion is known in part (0.2) and both ends of the range are one class."""
    in_part = partial[yardsticks.weights > 0].any(axis=0)
    settled: Bools = (klass != UNCLASSED) & (lowest == highest) & ~in_part
    return settled


def _strict(seen: Assessment, found: Classified, weights: Floats, settings: Settings) -> tuple[Floats, Codes]:
    """The strict view (3b): the same rules on the geometric mean."""
    total = geometric_total(seen.criteria, weights)
    klass = class_of(total, found.positives, found.dream, settings.bounds, seen.gates)
    klass[found.klass == UNCLASSED] = UNCLASSED
    return total, klass


# --- other weights (3.3) -------------------------------------------------------------------------------------


def rank_sum(n: int) -> tuple[float, ...]:
    """Weights for ranks 1..n that fall evenly: `2(n+1-i) / (n(n+1))`."""
    return tuple(2 * (n + 1 - i) / (n * (n + 1)) for i in range(1, n + 1))


def rank_order_centroid(n: int) -> tuple[float, ...]:
    """Weights for ranks 1..n by the centroid: `1/n * sum(1/k for k in i..n)`; steeper than the rank sum."""
    return tuple(sum(1 / k for k in range(i, n + 1)) / n for i in range(1, n + 1))


@dataclass(frozen=True)
class Sensitivity:
    """Totals and classes under other weights; `sensitive` where the class is not the same under all (3.3)."""

    weightings: tuple[Weighting, ...]
    sensitive: Bools


def sensitivity(scores: Scores, ranking: Sequence[str]) -> Sensitivity:
    """Classes under equal, rank-sum and rank-order-centroid weights, for a ranking of criteria, heaviest first.

    Criteria that are not ranked, or to which the owner gives no weight, stay out. Raises ValueError for an
    unknown or repeated criterion, or where nothing is left to rank.
    """
    if len(set(ranking)) != len(ranking) or not set(ranking) <= set(CRITERIA):
        raise ValueError(f"not a ranking of the criteria: {ranking}")
    ranked = [place for place in map(CRITERIA.index, ranking) if scores.yardsticks.weights[place] > 0]
    if not ranked:
        raise ValueError("no ranked criterion has weight")
    n = len(ranked)
    named = {
        "equal": (1 / n,) * n,
        "rank_sum": rank_sum(n),
        "rank_order_centroid": rank_order_centroid(n),
    }
    weightings = tuple(
        _under(scores, name, ranked, np.array(falling, dtype=np.float64)) for name, falling in named.items()
    )
    differs = [weighting.klass != scores.computed for weighting in weightings]
    return Sensitivity(weightings, np.logical_or.reduce(differs))


def _under(scores: Scores, name: str, ranked: list[int], falling: Floats) -> Weighting:
    """The same criterion scores under other weights."""
    weights = np.zeros(len(CRITERIA))
    weights[ranked] = falling
    found = classify(
        scores.criteria.T,
        weights,
        bounds=scores.settings.bounds,
        positive_from=scores.settings.positive_from,
        partial=scores.in_part,
        gates=scores.gates,
    )
    return Weighting(name, found.total, found.klass)
