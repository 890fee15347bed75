"""How firm a class is, and what would move it (method.md 3.12 and 3.13).

Acceptability is exact: only the total depends on the weights, so the share of all weightings with a total of at
least t is the part of a simplex above a hyperplane. Nothing here has words: codes and figures only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import repeat
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from strategy.nouns.company import CRITERIA, JUDGED_PARTS
from strategy.scoring.classes import (
    HALF_A_TENTH,
    LETTERS,
    NOISE,
    POSITIVES_FOR_AN_A,
    UNCLASSED,
    A,
    C,
    Gates,
    class_of,
    half_up,
    is_positive,
)
from strategy.scoring.columns import Bools, Codes, Columns, Floats, Rows
from strategy.scoring.scores import (
    DECIDES,
    FIGURE,
    JUDGEMENT,
    MARGIN,
    MARGIN_PART,
    PARTS_OF,
    PAYS,
    REVENUE_PART,
    Scores,
    Yardsticks,
    assess,
)

Firmness = Literal["firm", "fairly", "shaky"]
Rule = Literal[
    "override", "too_little", "dream", "loss_making", "below_floor", "few_positives", "revenue_floor"
]

FIRM_FROM = 0.9
FAIRLY_FROM = 0.7
EVERYBODY = slice(None)
_BLOCK = 32_768


# --- acceptability (3.12) ------------------------------------------------------------------------------------


def acceptability(scores: Scores, places: Rows | slice = EVERYBODY) -> Floats:
    """The share of all weightings under which each customer lands in A, B, C and D; shape (customers, 4).

    Of every customer or of those at `places`. The classes are those by the rules, not those set by hand; nan for a
    customer without a class.
    """
    shares = acceptability_of(
        scores.criteria.T[places],
        scores.yardsticks.weights,
        bounds=scores.settings.bounds,
        positive_from=scores.settings.positive_from,
        partial=scores.in_part[places],
        gates=scores.gates.at(places),
    )
    shares[scores.computed[places] == UNCLASSED] = np.nan
    return shares


def acceptability_of(
    criteria: Floats,
    weights: npt.ArrayLike,
    *,
    bounds: tuple[float, float, float] = (70.0, 50.0, 30.0),
    positive_from: float = 60.0,
    partial: Bools | None = None,
    gates: Gates | None = None,
) -> Floats:
    """Acceptability of criterion scores (customers, 5), nan where unknown; exact, over every weighting (3.12).

    Of `weights` only zero or not matters: a criterion without weight stays out. Unknown criteria are left out.
    nan where nothing is known.
    """
    weighted = np.asarray(weights, dtype=np.float64) > 0
    shares = np.empty((len(criteria), 4))
    for start in range(0, len(criteria), _BLOCK):
        block = slice(start, start + _BLOCK)
        columns = np.ascontiguousarray(criteria[block].T)
        positive = is_positive(columns, positive_from)
        dream: Bools = np.logical_and.reduce(positive, axis=0)
        if partial is not None:
            dream &= ~partial[block]
        falling, known = _falling(columns[weighted])
        at_least = [_above(falling, known, bound - HALF_A_TENTH - NOISE) for bound in bounds]
        by_total = _between(at_least)
        few = positive[weighted].sum(axis=0, dtype=np.int8) < POSITIVES_FOR_AN_A
        landed = _by_the_rules(by_total, few, dream, gates.at(block) if gates else None)
        landed[:, known == 0] = np.nan
        shares[block] = landed.T
    return shares


def _falling(columns: Floats) -> tuple[Floats, Codes]:
    """Every customer's known scores from high to low (an unknown one is -1, at the end), and how many are known."""
    rows = [np.fmax(column, -1.0) for column in columns]
    for last in range(len(rows) - 1, 0, -1):
        for place in range(last):
            high, low = rows[place], rows[place + 1]
            rows[place], rows[place + 1] = np.maximum(high, low), np.minimum(high, low)
    falling = np.stack(rows)
    return falling, (falling >= 0).sum(axis=0, dtype=np.int8)


def _above(falling: Floats, known: Codes, limit: float) -> Floats:
    """The share of weightings with a total above `limit`: the part of the simplex above a hyperplane (3.12)."""
    above = (falling > limit).sum(axis=0, dtype=np.int8)
    share: Floats = (above == known).astype(np.float64)
    case = known * np.int8(8) + above
    for count in range(2, len(falling) + 1):
        for over in range(1, count):
            rows = np.flatnonzero(case == count * 8 + over)
            if rows.size:
                share[rows] = _part_of_simplex(falling[:count, rows] - limit, over)
    return share


def _part_of_simplex(distance: Floats, over: int) -> Floats:
    """P(sum of w z >= 0), w uniform on the simplex, for z falling with the first `over` above zero."""
    rows = [np.ones(distance.shape[1]), *np.zeros((over, distance.shape[1]))]
    for below in distance[over:]:
        for place in range(1, over + 1):
            above = distance[place - 1]
            rows[place] = (above * rows[place] - below * rows[place - 1]) / (above - below)
    share: Floats = 1 - rows[over]
    return share


def _between(at_least: list[Floats]) -> Floats:
    """Shares of A, B, C and D by the total alone (4, customers), from the shares of at least A, B and C."""
    a, b, c = at_least
    return np.clip(np.stack([a, b - a, c - b, 1 - c]), 0.0, 1.0)


def _by_the_rules(by_total: Floats, few: Bools, dream: Bools, gates: Gates | None) -> Floats:
    """Move shares as the rules of 3.7 move classes; they do not depend on the weights."""
    shares = np.zeros_like(by_total)
    for lands, share in zip(_landings(few, dream, gates), by_total, strict=True):
        for landed in range(4):
            shares[landed] += np.where(lands == landed, share, 0.0)
    return shares


def _landings(few: Bools, dream: Bools, gates: Gates | None) -> Iterator[Codes]:
    """For a total of class A, of B, of C and of D in turn: the class the rules make of it, per customer."""
    positives = np.where(few, 0, len(CRITERIA)).astype(np.int8)
    for code in range(4):
        # Any total between the bounds will do: 0 for A, -1 for B and so on.
        yield class_of(np.full(len(few), -float(code)), positives, dream, (0.0, -1.0, -2.0), gates)


def firmness(scores: Scores, shares: Floats, places: Rows | slice = EVERYBODY) -> list[Firmness | None]:
    """How firm each computed class is: its share of all weightings (3.12), of everybody or those at `places`.

    `shares` are their acceptability. None without a class, and while an answer could still change it (0.7).
    """
    computed = scores.computed[places]
    own = np.take_along_axis(shares, np.minimum(computed, 3)[:, None].astype(np.intp), axis=1)[:, 0]
    words: tuple[Firmness | None, ...] = ("shaky", "fairly", "firm", None)
    reached = sum(own + NOISE >= bound for bound in (FAIRLY_FROM, FIRM_FROM))
    return [words[place] for place in np.where(scores.settled[places], reached, words.index(None)).tolist()]


# --- tipping weights (3.12) ----------------------------------------------------------------------------------


class Tipping(NamedTuple):
    """The weight at which a customer's class tips, as a share 0-1 of all weight, others kept in proportion.

    `weights` (5, customers), nan where no weight of that criterion tips the class; `classes` the class code on
    the other side ("?" where it does not tip). `soonest` the place in `CRITERIA` of the criterion that has to
    change least, -1 where none tips.
    """

    weights: Floats
    classes: Codes
    soonest: npt.NDArray[np.int8]


def tipping(scores: Scores) -> Tipping:
    """Per customer and criterion the nearest weight at which the computed class becomes another.

    The three-positives rule, gates and dream customers hold throughout. A criterion whose weight is 0 stays out, and so
    does a customer of whom something is unknown: under other weights that could count for more.
    """
    weights = scores.yardsticks.weights / scores.yardsticks.weights.sum()
    size = len(scores)
    tips = np.full((len(CRITERIA), size), np.nan)
    classes = np.full((len(CRITERIA), size), UNCLASSED, np.int8)
    landings = list(_landings(scores.positives < POSITIVES_FOR_AN_A, scores.dream, scores.gates))
    for place in np.flatnonzero((weights > 0) & (weights < 1)):
        nearest = np.full(size, np.inf)
        for bound, upper, lower in zip(scores.settings.bounds, landings[:-1], landings[1:], strict=True):
            limit = bound - HALF_A_TENTH
            weight = _weight_at(scores.criteria, weights, int(place), limit)
            distance = np.abs(weight - weights[place])
            rows = (upper != lower) & (distance < nearest) & scores.whole & scores.settled
            nearest[rows] = distance[rows]
            tips[place, rows] = weight[rows]
            over = scores.total >= bound
            classes[place, rows] = np.where(over, lower, upper)[rows]
    away = np.abs(tips - weights[:, None])
    soonest = np.where(np.isnan(away).all(axis=0), -1, np.nan_to_num(away, nan=np.inf).argmin(axis=0))
    return Tipping(tips, classes, soonest.astype(np.int8))


def _weight_at(criteria: Floats, weights: Floats, place: int, limit: float) -> Floats:
    """The share of the weight for one criterion at which the total is exactly `limit`; nan where none strictly
    between 0 and 1 is. The total stands still or moves one way with the share, so there is at most one."""
    others = np.array([other != place for other in range(len(weights))]) & (weights > 0)
    part = (weights * others / weights[others].sum())[:, None]
    known = ~np.isnan(criteria)
    rest = (part * known * np.nan_to_num(criteria - limit)).sum(axis=0)
    own = criteria[place] - limit
    crosses = rest * own < 0
    weight: Floats = np.divide(rest, rest - own, out=np.full(len(own), np.nan), where=crosses)
    return weight


# --- what weighs most (3.13) ---------------------------------------------------------------------------------


class Weighing(NamedTuple):
    """A criterion with its score 0-100, rounded half-up to 1 decimal as it is shown."""

    criterion: str
    score: float


class Reason(NamedTuple):
    """Why a customer has its class: up to two criteria that weigh most for it and two that weigh most against.

    A criterion is for the customer when it is positive; it weighs its distance from the threshold times its
    weight. `rule` names the rule that decided rather than the total, if one did; `known` and `asked` count the
    criteria.
    """

    klass: str
    for_: tuple[Weighing, ...]
    against: tuple[Weighing, ...]
    rule: Rule | None
    known: int
    asked: int


def reasons(scores: Scores, places: Rows | slice = EVERYBODY) -> list[Reason]:
    """The main reasons for the class of every customer, or of those at these places."""
    weights = scores.yardsticks.weights[:, None]
    criteria = scores.criteria[:, places]
    pull = np.abs(weights * (criteria - scores.settings.positive_from))
    counts = (weights > 0) & ~np.isnan(criteria)
    positive = is_positive(criteria, scores.settings.positive_from)
    shown = half_up(np.nan_to_num(criteria))
    columns = (
        [LETTERS[code] for code in scores.klass[places].tolist()],
        _heaviest(pull, counts & positive, shown),
        _heaviest(pull, counts & ~positive, shown),
        _deciding_rules(scores, places),
        counts.sum(axis=0).tolist(),
        repeat(int((weights > 0).sum()), criteria.shape[1]),
    )
    return list(map(Reason._make, zip(*columns, strict=True)))


def _heaviest(pull: Floats, side: Bools, shown: Floats) -> Iterator[tuple[Weighing, ...]]:
    """Per customer the two criteria on this side that pull hardest, the hardest first."""
    order = np.argsort(np.where(side, -pull, np.inf), axis=0, kind="stable")[:2]
    scores = np.take_along_axis(shown, order, axis=0)
    first, second = map(partial(map, _weighing), order.tolist(), scores.tolist())
    for pair, count in zip(zip(first, second, strict=True), side.sum(axis=0).tolist(), strict=True):
        yield pair[:count]


@lru_cache(1 << 13)
def _weighing(criterion: int, score: float) -> Weighing:
    """There are five criteria and about a thousand scores: each pair is made once."""
    return Weighing(CRITERIA[criterion], score)


def _deciding_rules(scores: Scores, places: Rows | slice) -> list[Rule | None]:
    """The rule of 3.7 that made the class another than the total alone says, if one did."""
    a, b, c = scores.settings.bounds
    by_total = (scores.total < a) * 1 + (scores.total < b) * 1 + (scores.total < c) * 1
    differs = scores.computed != by_total
    cases: dict[Rule, Bools] = {
        "override": scores.klass != scores.computed,
        "too_little": scores.computed == UNCLASSED,
        "dream": scores.dream & (scores.computed == A),
        "loss_making": differs & scores.loss_making & (scores.computed == C),
        "below_floor": differs & scores.floor_missed & (scores.computed == C),
        "revenue_floor": differs & (scores.computed < by_total),
        "few_positives": differs,
    }
    names = list(cases)
    found = np.select(list(cases.values()), list(range(len(names))), default=-1)
    return [names[place] if place >= 0 else None for place in found[places].tolist()]


# --- the smallest change (3.13) ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lever:
    """A measurable input that can be turned: a field or a judged part, in whole units, within limits.

    `helps` is +1 where more is better and -1 where less is. `scale` is the amount that counts as one whole turn
    when changes of different inputs are compared: [OWN] choices, see `_scale`.
    """

    input: str
    criterion: str
    unit: float
    helps: Literal[1, -1]
    least: float
    most: float
    part: int
    origin: int = FIGURE


def _levers() -> tuple[Lever, ...]:
    figures = (
        Lever("revenue", "revenue", 1, 1, 0, 1e12, REVENUE_PART),
        Lever("potential", "revenue", 1, 1, 0, 1e12, REVENUE_PART),
        Lever("orders", "revenue", 1, -1, 1, 1e9, REVENUE_PART),
        Lever("variable_cost", "margin", 0.001, -1, 0, 1, MARGIN_PART),
        Lever("hours", "margin", 1, -1, 0, 1e6, MARGIN_PART),
        Lever("offer_margin", "margin", 0.001, 1, -1, 1, MARGIN_PART),
        Lever("days_to_decide", "speed", 1, -1, 0, 3650, DECIDES),
        Lever("days_to_pay", "speed", 1, -1, 0, 3650, PAYS),
    )
    judged = tuple(
        Lever(f"judged.{part}", criterion, 1, 1, 1, 5, JUDGED_PARTS.index(part), JUDGEMENT)
        for criterion in CRITERIA
        for part in PARTS_OF[criterion]
    )
    return figures + judged


LEVERS = _levers()


@dataclass(frozen=True)
class SmallestChange:
    """The smallest change of one input that moves a class, everything else equal.

    `input` is a customer field, or `judged.<part>`; `before`, `after` and `amount` (always > 0) in its own unit:
    euro, share 0-1, hours, days, orders or points. One unit less (`unit`) does not move the class. `shown` is `after`
    as people read it: rounded to two figures, away from `before`, where that moves the class too. `klass` is the
    class it leads to and `better` whether that is a higher one. `effort` compares changes of different inputs.
    """

    criterion: str
    input: str
    better: bool
    before: float
    after: float
    shown: float
    amount: float
    unit: float
    klass: str
    effort: float


def smallest_changes(scores: Scores, places: Iterable[int] | None = None) -> list[tuple[SmallestChange, ...]]:
    """For each customer (or those at `places`) the smallest change of every input that moves its computed class.

    Upward by turning an input the way that helps and downward the other way, whole units only, within what can be
    reached: at most double and at least half of today's figure, or one step of a judgement. Sorted by effort. Inputs
    that are unknown, or not the ones that count in this way of scoring, are left out; so are customers without a
    class.
    """
    rows = np.arange(len(scores)) if places is None else np.array(list(places), dtype=np.intp)
    found: list[list[SmallestChange]] = [[] for _ in rows]
    for lever in LEVERS:
        for better in (True, False):
            for at, change in _changes(scores, rows, lever, better):
                found[at].append(change)
    return [tuple(sorted(changes, key=lambda change: change.effort)) for changes in found]


def smallest_by_criterion(changes: Iterable[SmallestChange], better: bool) -> dict[str, SmallestChange]:
    """Of one customer's changes the smallest per criterion, upward or downward."""
    smallest: dict[str, SmallestChange] = {}
    for change in sorted(changes, key=lambda change: change.effort):
        if change.better is better:
            smallest.setdefault(change.criterion, change)
    return smallest


def _changes(scores: Scores, rows: Rows, lever: Lever, better: bool) -> Iterator[tuple[int, SmallestChange]]:
    """The changes by one lever in one direction, each with the position in `rows` of its customer."""
    trial = _Trial(scores, lever, better)
    turnable = np.flatnonzero(trial.turnable(rows))
    steps = _first_moves(trial, rows[turnable])
    at, steps = turnable[steps > 0], steps[steps > 0]
    if not at.size:
        return
    places = rows[at]
    after = trial.after(places, steps)
    codes, _ = trial.outcome(places, steps)
    shown = trial.shown(places, after)
    for position, place, value, read, code in zip(at, places, after, shown, codes, strict=True):
        before = float(trial.value[place])
        amount = round(abs(float(value) - before), 9)
        effort = amount / _scale(scores, lever, int(place))
        change = SmallestChange(
            lever.criterion,
            lever.input,
            better,
            before,
            float(value),
            float(read),
            amount,
            lever.unit,
            LETTERS[code],
            effort,
        )
        yield int(position), change


def _scale(scores: Scores, lever: Lever, place: int) -> float:
    """What counts as one whole turn of a lever: the reference of the method, or today's amount [OWN]."""
    settings = scores.settings
    scales = {
        "revenue": float(np.broadcast_to(scores.yardsticks.a_revenue, (1,))[0]),
        "potential": float(np.broadcast_to(scores.yardsticks.a_revenue, (1,))[0]),
        "orders": float(scores.columns.orders[place]),
        "hours": float(scores.columns.hours[place]),
        "variable_cost": settings.target_contribution,
        "offer_margin": settings.target_contribution,
        "days_to_pay": settings.reference_days_to_pay,
        "days_to_decide": settings.reference_days_to_decide,
    }
    scale = scales.get(lever.input, 4.0)
    return scale if scale > 0 else 1.0


class _Trial:
    """One lever turned one way: what becomes of customers after so many steps, all else equal."""

    def __init__(self, scores: Scores, lever: Lever, better: bool) -> None:
        self.scores = scores
        self.lever = lever
        self.better = better
        self.sign = lever.helps if better else -lever.helps
        self.judged_part = lever.part if lever.origin == JUDGEMENT else None
        columns = scores.columns
        self.value: Floats = (
            getattr(columns, lever.input) if self.judged_part is None else columns.judged[self.judged_part]
        )

    def turnable(self, rows: Rows) -> Bools:
        """Whose input is known, counts, and can still move the class this way."""
        scores, lever = self.scores, self.lever
        code = scores.computed[rows]
        movable = (code > A) & (code < UNCLASSED) if self.better else code < UNCLASSED - 1
        movable &= scores.origins[lever.part, rows] == lever.origin
        movable &= self.most_steps(rows) > 0
        columns = scores.columns
        if lever.input == "potential":
            movable &= columns.prospect[rows] | columns.dormant[rows]
        if lever.input in ("revenue", "orders", "hours", "variable_cost"):
            movable &= ~columns.prospect[rows]
        if lever.part == MARGIN_PART and lever.origin == FIGURE:
            movable &= ~np.isnan(scores.margin[rows])
        return movable

    def most_steps(self, rows: Rows) -> npt.NDArray[np.int64]:
        """How many whole units the input can turn within reach; 0 where it is unknown."""
        room = (self._limit(rows) - self.value[rows]) * self.sign / self.lever.unit
        return np.floor(np.nan_to_num(room, nan=0.0) + NOISE).clip(0).astype(np.int64)

    def _limit(self, rows: Rows) -> Floats:
        """How far the input can be turned: to half or double of today, or one step of a judgement."""
        today = self.value[rows]
        if self.judged_part is not None:
            turned = today + self.sign
        else:
            turned = np.where(self.sign * today > 0, 2 * today, today / 2)
        return np.clip(turned, self.lever.least, self.lever.most)

    def shown(self, rows: Rows, after: Floats) -> Floats:
        """What is shown of these inputs: two figures, rounded away from today, as long as that moves the class too."""
        read = after if self.judged_part is not None else _outward(after, self.sign)
        limit = self._limit(rows)
        read = np.minimum(read, limit) if self.sign > 0 else np.maximum(read, limit)
        code, _ = self.at(rows, read)
        base = self.scores.computed[rows]
        return np.where(code < base if self.better else code > base, read, after)

    def after(self, rows: Rows, steps: npt.NDArray[np.int64]) -> Floats:
        """The input after so many steps."""
        step = np.float64(self.sign * self.lever.unit)
        turned: Floats = np.round(self.value[rows] + step * steps, 9)
        return turned

    def outcome(self, rows: Rows, steps: npt.NDArray[np.int64]) -> tuple[Codes, npt.NDArray[np.int64]]:
        """Class codes after so many steps, and which criteria but the margin are positive, as one number."""
        return self.at(rows, self.after(rows, steps))

    def at(self, rows: Rows, values: Floats) -> tuple[Codes, npt.NDArray[np.int64]]:
        """The same with these values of the input."""
        scores = self.scores
        seen = assess(
            self._turned(rows, values), scores.settings, self._yardsticks(rows, values), scores.method
        )
        positive = is_positive(seen.criteria, scores.settings.positive_from)
        positive[MARGIN] = False
        signature = (1 << np.arange(len(CRITERIA))) @ positive
        return seen.judge(scores.yardsticks.weights, scores.settings)[0].klass, signature

    def _turned(self, rows: Rows, values: Floats) -> Columns:
        columns = self.scores.columns.take(rows)
        if self.judged_part is None:
            changed: dict[str, Floats] = {self.lever.input: values}
            return replace(columns, **changed)  # type: ignore[arg-type]
        columns.judged[self.judged_part] = values
        return columns

    def _yardsticks(self, rows: Rows, values: Floats) -> Yardsticks:
        """Where the A-revenue is a tenth of all revenue, more revenue of one customer raises it."""
        yardsticks = self.scores.yardsticks
        if self.lever.input != "revenue" or self.scores.settings.a_revenue is not None:
            return yardsticks
        more = values - self.value[rows]
        tenth = yardsticks.a_revenue + more / 10
        return replace(yardsticks, a_revenue=np.where(tenth > NOISE, tenth, np.nan))


def _outward(values: Floats, sign: int) -> Floats:
    """These values to two figures, up where `sign` is positive and down where it is not."""
    size = 10.0 ** (np.floor(np.log10(np.maximum(np.abs(values), NOISE))) - 1)
    figures = values / size
    rounded = np.ceil(figures - NOISE) if sign > 0 else np.floor(figures + NOISE)
    outward: Floats = np.round(rounded * size, 9)
    return outward


def _first_moves(trial: _Trial, places: Rows) -> npt.NDArray[np.int64]:
    """The first number of steps at which each customer's class moves; 0 where it never does.

    The reserve on the margin makes the total jump back once, where the turned criterion becomes positive (or
    stops being so). Before and after that step the class moves one way only, so each stretch is searched apart.
    """
    if not places.size:
        return np.zeros(0, np.int64)
    base = trial.scores.computed[places]
    _, at_rest = trial.outcome(places, np.zeros(len(places), np.int64))

    def moved(at: Rows, steps: npt.NDArray[np.int64]) -> Bools:
        code, _ = trial.outcome(places[at], steps)
        other: Bools = code < base[at] if trial.better else code > base[at]
        return other

    def jumped(at: Rows, steps: npt.NDArray[np.int64]) -> Bools:
        _, signature = trial.outcome(places[at], steps)
        other: Bools = signature != at_rest[at]
        return other

    most = trial.most_steps(places)
    ones = np.ones(len(places), np.int64)
    jump = first_that_holds(jumped, ones, most)
    first = first_that_holds(moved, ones, np.where(jump > 0, jump - 1, most))
    later = first_that_holds(moved, np.where(jump > 0, jump, most + 1), np.where(first > 0, 0, most))
    return np.where(first > 0, first, later)


def first_that_holds(
    holds: Callable[[Rows, npt.NDArray[np.int64]], Bools],
    low: npt.NDArray[np.int64],
    high: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """The first step in [low, high] from which `holds`, 0 where it holds nowhere; one search for every customer.

    Known not to hold at low - 1; holds from some step on or never. Many steps are tried at once, so a few
    rounds do: arrays cost little more than numbers.
    """
    found = np.zeros(len(low), np.int64)
    at = np.flatnonzero(high >= low)
    at = at[holds(at, high[at])] if at.size else at
    below, above = low[at] - 1, high[at].copy()
    while at.size:
        probes = _probes(below, above)
        hit = holds(np.repeat(at, probes.shape[1]), probes.ravel()).reshape(probes.shape)
        first = np.where(hit.any(axis=1), hit.argmax(axis=1), probes.shape[1])
        ladder = np.column_stack([below, probes, above])
        each = np.arange(len(at))
        below, above = ladder[each, first], ladder[each, first + 1]
        done = above - below <= 1
        found[at[done]] = above[done]
        at, below, above = at[~done], below[~done], above[~done]
    return found


def _probes(below: npt.NDArray[np.int64], above: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Steps to try between two steps, evenly spread: more of them where there are fewer customers."""
    gap = int((above - below).max())
    count = max(1, min(gap - 1, int(np.clip(2048 // len(below), 3, 1023))))
    parts = np.arange(1, count + 1)
    return below[:, None] + (above - below)[:, None] * parts // (count + 1)
