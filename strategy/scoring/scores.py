"""Scoring customers on the five criteria, the whole portfolio at once (method.md section 3).

Customers become columns (columns.py), columns become parts 0-100 by one of the three ways (0.1), parts become
criteria by the weakest link (3.3), criteria become totals and classes (classes.py). An unknown number is nan in
the arrays and None in a `CustomerScore`; it is never a zero.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

HALF_A_CENT = 0.005
# A margin or share that differs by less than this from its limit differs by float noise only.
SHARE_NOISE = 1e-9
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


def known_or_nan(value: float | None) -> float:
    """A setting that may be unknown, as a number for arithmetic."""
    return np.nan if value is None else float(value)


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


def order_floor(columns: Columns, settings: Settings) -> Floats:
    """The order value at which fixed plus variable cost is just covered, euro (L of 3.5); infinite from v = 100%."""
    fixed = known_or_nan(settings.fixed_cost_per_order)
    left = 1 - columns.variable_cost
    floor = np.divide(fixed, left, out=np.full(len(columns), np.inf), where=left > 0)
    return np.where(np.isnan(left), np.nan, floor)


def below_floor(columns: Columns, settings: Settings) -> Bools:
    """Whose average order does not cover its own cost (gate 1): never a prospect, nor anyone without orders."""
    ordering = ~columns.prospect & (columns.orders > 0) & ~np.isnan(columns.revenue)
    average = np.divide(columns.revenue, columns.orders, out=np.full(len(columns), np.nan), where=ordering)
    below: Bools = average < order_floor(columns, settings) - HALF_A_CENT
    return below


def _cost(amount: Floats, price: float | None) -> Floats:
    """Amount times price; nothing costs nothing, even where the other of the two is unknown."""
    if price == 0:
        return np.zeros(len(amount))
    return np.where(amount == 0, 0.0, amount * known_or_nan(price))


def contribution(columns: Columns, settings: Settings) -> Floats:
    """Euro a year after variable cost, own hours and order cost (K of 3.5), nan unless all three are known.

    A prospect has no revenue and no orders unless they are filled in, so its K is what the courting costs.
    """
    revenue = np.where(columns.prospect & np.isnan(columns.revenue), 0.0, columns.revenue)
    orders = np.where(columns.prospect & np.isnan(columns.orders), 0.0, columns.orders)
    earned = np.where(revenue == 0, 0.0, revenue * (1 - columns.variable_cost))
    return earned - _cost(columns.hours, settings.hourly_cost) - _cost(orders, settings.fixed_cost_per_order)


def net_margin(columns: Columns, settings: Settings) -> tuple[Floats, Bools]:
    """The margin before reserve as a share of revenue (nm of 3.5) over the chosen horizon, and where it is whole.

    Parts: variable cost, own hours, order cost. With variable cost known and another part unknown the margin is
    an upper bound from the known parts, and not whole. Missing without revenue. A prospect has only the margin
    of its offer. Horizon `order` leaves own hours out; `relation` spreads the acquisition cost (unknown counts
    as none) over the years. The field is a share: 0.15 is 15%.
    """
    own = _cost(columns.hours, settings.hourly_cost)
    if settings.horizon == "order":
        own = np.zeros(len(columns))
    ordering = _cost(columns.orders, settings.fixed_cost_per_order)
    kept = columns.revenue * (1 - columns.variable_cost) - np.nan_to_num(own) - np.nan_to_num(ordering)
    if settings.horizon == "relation":
        kept = kept - np.nan_to_num(columns.acquisition_cost) / settings.horizon_years
    earning = columns.revenue > 0
    share = np.divide(kept, columns.revenue, out=np.full(len(columns), np.nan), where=earning)
    margin = np.where(columns.prospect, columns.offer_margin, share)
    return margin, columns.prospect | ~(np.isnan(own) | np.isnan(ordering))


# --- parts and criteria --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assessment:
    """Parts and criteria of every customer by one way of scoring.

    `parts` and `origins` (9, customers) in the order of `JUDGED_PARTS`; `criteria` and `partial` (5, customers)
    in the order of `CRITERIA`: partial is known from some of its parts only. `reserve` is the share of revenue
    kept apart for negotiating, nan where the margin is a judgement. `gates` as the way of scoring applies them;
    `under_floor` is the fact itself.
    """

    parts: Floats
    origins: Codes
    criteria: Floats
    partial: Bools
    margin: Floats
    reserve: Floats
    expected: Floats
    under_floor: Bools
    gates: Gates

    @property
    def in_part(self) -> Bools:
        """Who has a criterion that is known from some of its parts only."""
        found: Bools = np.logical_or.reduce(self.partial, axis=0)
        return found

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


def assess(columns: Columns, settings: Settings, yardsticks: Yardsticks, way: Way) -> Assessment:
    """Score the five criteria of every customer by one way.

    `figures`: figures, with innovation and network from judgement. `judgement`: judgements only. `combined`: per
    part the figure where there is one, else the judgement (0.1); for the margin the whole figure, else the
    judgement, else the figure from its known parts. `judgement_first` is the reverse, for the grid (3.6).
    """
    judged = judged_score(columns.judged)
    expected = expected_revenue(columns, columns.chance)
    under_floor = below_floor(columns, settings)
    figures = _figures(columns, settings, yardsticks, expected, under_floor)
    parts, origins = _chosen(figures, judged, way)
    criteria, partial = _linked(parts, settings)

    margin, whole = net_margin(columns, settings)
    is_figure = _margin_is_figure(margin, whole, judged[MARGIN_PART], way)
    reserve = _reserve(criteria, yardsticks.weights, settings)
    scored = 100 * np.clip((margin - reserve) / settings.target_contribution, 0, 1)
    fallback = judged[MARGIN_PART] if way != "figures" else np.full(len(columns), np.nan)
    parts[MARGIN_PART] = criteria[MARGIN] = np.where(is_figure, scored, fallback)
    origins[MARGIN_PART] = np.where(is_figure, FIGURE, np.where(np.isnan(fallback), NO_ORIGIN, JUDGEMENT))
    partial[MARGIN] = is_figure & ~whole

    gates = Gates(
        below_floor=under_floor & (way != "judgement"),
        loss_making=_loss_making(margin, origins[MARGIN_PART], columns.judged[MARGIN_PART], way),
        at_least_b=_is_big(expected, yardsticks) if settings.revenue_floor else None,
    )
    reserve = np.where(origins[MARGIN_PART] == JUDGEMENT, np.nan, reserve)
    return Assessment(parts, origins, criteria, partial, margin, reserve, expected, under_floor, gates)


def _figures(
    columns: Columns, settings: Settings, yardsticks: Yardsticks, expected: Floats, under_floor: Bools
) -> Floats:
    """The parts that are figures, (4, customers): revenue, nothing yet for the margin, deciding, paying."""
    revenue = 100 * np.minimum(1.0, expected / yardsticks.a_revenue)
    revenue = np.where(under_floor & ~np.isnan(revenue), 0.0, revenue)
    return np.stack(
        [
            revenue,
            np.full(len(columns), np.nan),
            speed_score(columns.days_to_decide, settings.reference_days_to_decide),
            speed_score(columns.days_to_pay, settings.reference_days_to_pay),
        ]
    )


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


def _linked(parts: Floats, settings: Settings) -> tuple[Floats, Bools]:
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
            criteria[criterion] = np.where(whole, links.prod(axis=0) ** (1 / len(links)), criteria[criterion])
    return criteria, partial


def _margin_is_figure(margin: Floats, whole: Bools, judged: Floats, way: Way) -> Bools:
    """Where the margin is taken from figures; a judgement goes before a figure of which parts are missing."""
    has_figure: Bools = ~np.isnan(margin)
    if way == "combined":
        has_figure &= whole | np.isnan(judged)
    elif way == "judgement_first":
        has_figure &= np.isnan(judged)
    elif way == "judgement":
        has_figure[:] = False
    return has_figure


def _reserve(criteria: Floats, weights: Floats, settings: Settings) -> Floats:
    """The negotiation reserve u as a share of revenue: a good customer knows its position (3.5 point 3).

    Counted over the other four criteria, those without weight left out; the strict rule reserves only for a
    customer that is positive on all four.
    """
    others = [place for place in range(len(CRITERIA)) if place != MARGIN and weights[place] > 0]
    positives = is_positive(criteria[others], settings.positive_from).sum(axis=0)
    share = positives / 4 if settings.reserve_rule == "graded" else (positives == 4) * 1.0
    reserve: Floats = settings.max_reserve * share
    return reserve


def _loss_making(margin: Floats, origin: Codes, judged: Floats, way: Way) -> Bools:
    """Gate 2: nothing is left before reserve, or the margin is judged a loss.

    A figure from known parts only is an upper bound: at or under zero the customer certainly makes a loss, even
    where a judgement gives the score.
    """
    loss: Bools = (origin == JUDGEMENT) & (judged <= 1)
    return loss if way == "judgement" else loss | (margin <= SHARE_NOISE)


def _is_big(expected: Floats, yardsticks: Yardsticks) -> Bools:
    """Who alone brings the A-revenue (R* >= T_O)."""
    big: Bools = expected >= yardsticks.a_revenue * (1 - SHARE_NOISE)
    return big


# --- the views beside the class: grid (3.6), strict (3b) -----------------------------------------------------


def yes_counts(
    columns: Columns, settings: Settings, yardsticks: Yardsticks
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """How often the grid says yes (X of 3.6, 0-4), at the least and at the most.

    Yes or no comes from judgements first, from figures where nothing was judged. An unknown criterion, or one
    whose known parts are positive while others are unknown, may still go either way. A criterion without weight
    counts as no.
    """
    seen = assess(columns, settings, yardsticks, "judgement_first")
    positive = is_positive(seen.criteria, settings.positive_from)
    undecided = np.isnan(seen.criteria) | (seen.partial & positive)
    asked = yardsticks.weights > 0
    asked[REVENUE] = False
    least = (positive & ~undecided)[asked].sum(axis=0)
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
    by criterion, `parts` by part name; `partial` names the criteria known from some of their parts only. `lowest`
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
    below_floor: bool
    floor_missed: bool
    loss_making: bool
    big_low_class: bool
    contribution: float | None
    margin: float | None
    reserve: float | None
    expected_revenue: float | None
    grid: str
    strict: str
    strict_total: float | None


@dataclass(frozen=True)
class Scores:
    """The scored portfolio; arrays over customers, in their order. Classes are codes into `LETTERS`.

    `parts`, `origins` (9, customers), `criteria`, `partial` (5, customers), see `Assessment`. `positives`,
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
    criteria: Floats
    partial: Bools
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
            below_floor=bool(self.under_floor[place]),
            floor_missed=bool(self.floor_missed[place]),
            loss_making=bool(self.loss_making[place]),
            big_low_class=bool(self.big_low_class[place]),
            contribution=known(self.contribution[place]),
            margin=known(self.margin[place]),
            reserve=known(self.reserve[place]),
            expected_revenue=known(self.expected[place]),
            grid=self.grid(place),
            strict=LETTERS[self.strict[place]],
            strict_total=known(self.strict_total[place]),
        )

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
    found = seen.classify(yardsticks.weights, settings)
    bounds = _bounds(seen, found, yardsticks.weights, settings)
    by_hand = columns.override != NO_OVERRIDE
    klass = np.where(by_hand, columns.override, found.klass)
    strict_total, strict = _strict(seen, found, yardsticks.weights, settings)
    grid_lowest, grid_highest = grid_classes(columns, settings, yardsticks)
    assert seen.gates.below_floor is not None
    assert seen.gates.loss_making is not None
    return Scores(
        method=way,
        settings=settings,
        yardsticks=yardsticks,
        customers=customers,
        columns=columns,
        parts=seen.parts,
        origins=seen.origins,
        criteria=seen.criteria,
        partial=seen.partial,
        positives=found.positives,
        total=found.total,
        dream=found.dream,
        computed=found.klass,
        klass=klass,
        provisional=_provisional(seen, found, bounds, yardsticks.weights) & ~by_hand,
        lowest=bounds.lowest,
        highest=bounds.highest,
        lowest_class=bounds.lowest_class,
        highest_class=bounds.highest_class,
        gates=seen.gates,
        under_floor=seen.under_floor,
        floor_missed=seen.gates.below_floor,
        loss_making=seen.gates.loss_making,
        big_low_class=_is_big(seen.expected, yardsticks) & ((klass == C) | (klass == D)),
        contribution=contribution(columns, settings),
        margin=seen.margin,
        reserve=seen.reserve,
        expected=seen.expected,
        floor=order_floor(columns, settings),
        grid_lowest=grid_lowest,
        grid_highest=grid_highest,
        strict_total=strict_total,
        strict=strict,
    )


class Standing(NamedTuple):
    """What a customer has to lose: class, lowest class, and whether it is a dream customer."""

    klass: Codes
    lowest_class: Codes
    dream: Bools


def standing(columns: Columns, settings: Settings, yardsticks: Yardsticks, way: Way) -> Standing:
    """Where these customers stand by the rules, measured by the yardsticks of the whole portfolio."""
    seen = assess(columns, settings, yardsticks, way)
    found = seen.classify(yardsticks.weights, settings)
    bounds = _bounds(seen, found, yardsticks.weights, settings)
    return Standing(found.klass, bounds.lowest_class, found.dream)


class Bounds(NamedTuple):
    """Total and class with everything missing at its worst and at its best (3.7)."""

    lowest: Floats
    highest: Floats
    lowest_class: Codes
    highest_class: Codes


def _bounds(seen: Assessment, found: Classified, weights: Floats, settings: Settings) -> Bounds:
    """The bounds of every customer: missing counts 0 or 100, some parts missing counts 0 or what is known.

    The full rules hold at both ends (a 100 counts as positive), but the gates come from what is known. A
    criterion without weight stays out.
    """
    missing = np.isnan(seen.criteria)
    open_ = (missing | seen.partial) & (weights > 0)[:, None]
    rows = np.flatnonzero(open_.any(axis=0))
    bounds = Bounds(found.total.copy(), found.total.copy(), found.klass.copy(), found.klass.copy())
    if not rows.size:
        return bounds
    criteria, open_, missing = seen.criteria[:, rows], open_[:, rows], missing[:, rows]
    worst = np.where(open_, 0.0, criteria)
    best = np.where(open_ & missing, 100.0, criteria)
    for filled, total, klass in (
        (worst, bounds.lowest, bounds.lowest_class),
        (best, bounds.highest, bounds.highest_class),
    ):
        at_end = classify(
            filled.T,
            weights,
            bounds=settings.bounds,
            positive_from=settings.positive_from,
            gates=seen.gates.at(rows),
        )
        total[rows], klass[rows] = at_end.total, at_end.klass
    return bounds


def _provisional(seen: Assessment, found: Classified, bounds: Bounds, weights: Floats) -> Bools:
    """Whose class may still change: a weighted criterion is known in part (0.2) or the bounds differ (3.7)."""
    in_part = seen.partial[weights > 0].any(axis=0)
    provisional: Bools = (found.klass != UNCLASSED) & (
        in_part | (bounds.lowest_class != bounds.highest_class)
    )
    return provisional


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
