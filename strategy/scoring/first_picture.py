"""The first picture: what known figures alone already say of a customer without a class (method.md 3.15).

After an import most customers are "?". Each criterion of which something is unknown takes each of five answers, and the
share of all combinations that ends in A, B, C and D is counted: closed, without drawing any. Beside it stands whom to
judge next, so that most of the revenue gets its class soonest. Nothing here has words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from strategy.nouns.company import CRITERIA, JUDGED_PARTS
from strategy.scoring.classes import (
    HALF_A_TENTH,
    LETTERS,
    NOISE,
    POSITIVES_FOR_AN_A,
    UNCLASSED,
    is_positive,
)
from strategy.scoring.columns import Bools, Codes, Floats, Rows
from strategy.scoring.margins import FULL, OTHERS, reserve_for
from strategy.scoring.scores import JUDGEMENT, LINKED_PARTS, MARGIN, PARTS_OF, Scores, linked

PARTS = [LINKED_PARTS.get(place, slice(place, place + 1)) for place in range(len(CRITERIA))]
ANSWERS = np.array([0.0, 25.0, 50.0, 75.0, 100.0])
ENOUGH_JUDGED = 10
CLASSES = LETTERS[:UNCLASSED]
LIKELY_TENTHS = 7
MOST_OF_REVENUE = 0.8
MOST_TO_JUDGE = 20
_BLOCK = 16_384


@dataclass(frozen=True)
class FirstPicture:
    """What a customer without a class may still become.

    `p` is the share of all combinations of answers that ends in each class. `classes` is the shortest run of
    neighbouring classes that has at least 70% of them, the best one first, and `share` what that run has.
    `combinations` is how many were counted; `own` names the open criteria that were not answered evenly, but as the
    customers of this company score that are judged on it (from ten of them).
    """

    classes: tuple[str, ...]
    share: float
    p: dict[str, float]
    combinations: int
    own: tuple[str, ...]


@dataclass(frozen=True)
class FirstPictures:
    """The first pictures of all customers without a class, at these `places` of the portfolio.

    `counts` (4, customers) are whole numbers of combinations per class A to D, `totals` their sums. `open_`
    (5, customers) are the criteria that were answered, `own` those that were answered as others score.
    """

    places: Rows
    counts: Floats
    totals: Floats
    open_: Bools
    own: Bools

    def __len__(self) -> int:
        return len(self.places)

    @property
    def shares(self) -> Floats:
        """The share of all combinations that ends in A, B, C and D, (4, customers)."""
        found: Floats = self.counts / self.totals
        return found

    def by_place(self) -> dict[int, FirstPicture]:
        """Every picture, by the place of its customer."""
        first, last = _shortest_runs(self.counts, self.totals)
        found = {}
        for position, place in enumerate(self.places.tolist()):
            run = slice(first[position], last[position] + 1)
            total = float(self.totals[position])
            found[place] = FirstPicture(
                classes=CLASSES[run],
                share=float(self.counts[run, position].sum()) / total,
                p=dict(zip(CLASSES, (self.counts[:, position] / total).tolist(), strict=True)),
                combinations=len(ANSWERS) ** int(self.open_[:, position].sum()),
                own=tuple(
                    name
                    for name, is_open in zip(CRITERIA, self.open_[:, position] & self.own, strict=True)
                    if is_open
                ),
            )
        return found


def _shortest_runs(counts: Floats, totals: Floats) -> tuple[Rows, Rows]:
    """The first and last class of each shortest run with 70%; of equally short ones the fullest, then the lowest."""
    first, last = np.zeros(len(totals), np.intp), np.full(len(totals), len(counts) - 1)
    left = np.ones(len(totals), np.bool_)
    for length in range(1, len(counts)):
        starts = np.arange(len(counts) - length, -1, -1)
        sums = np.stack([counts[start : start + length].sum(axis=0) for start in starts])
        start = starts[sums.argmax(axis=0)]
        found = left & (10 * sums.max(axis=0) >= LIKELY_TENTHS * totals)
        first[found], last[found] = start[found], start[found] + length - 1
        left &= ~found
    return first, last


# --- counting ------------------------------------------------------------------------------------------------


def first_pictures(scores: Scores) -> FirstPictures:
    """The first picture of every customer without a class, by the full rules of 3.7.

    An unknown criterion takes the answers 0, 25, 50, 75 and 100 alike, or, once ten customers are judged on it, as
    often as those score nearest to each. A part that is known, and what open invoices or a bound of the margin leave,
    cap the answer; a margin of 0 is a loss, and a floor that is open stays open.
    """
    weighted = scores.yardsticks.weights > 0
    places = np.flatnonzero(scores.computed == UNCLASSED)
    often, own = _how_often(scores)
    open_ = scores.openness.open_[:, places] & weighted[:, None]
    counts = np.zeros((len(CLASSES), len(places)))
    kinds = _kinds(scores, places)
    for kind in np.unique(kinds).tolist():
        alike = np.flatnonzero(kinds == kind)
        for start in range(0, len(alike), _BLOCK):
            some = alike[start : start + _BLOCK]
            counts[:, some] = _Alike(scores, places[some], often).counts
    totals = np.prod(np.where(open_, often.sum(axis=1)[:, None], 1.0), axis=0)
    return FirstPictures(places, counts, totals, open_, own)


def _how_often(scores: Scores) -> tuple[Floats, Bools]:
    """How often each answer is given per criterion, (5, answers) in whole numbers, and where others' scores tell.

    A customer is judged on a criterion that is known whole, from a judgement of at least one of its parts.
    """
    often = np.ones((len(CRITERIA), len(ANSWERS)))
    own = np.zeros(len(CRITERIA), np.bool_)
    for criterion, points in enumerate(scores.criteria):
        by_judgement = (scores.origins[PARTS[criterion]] == JUDGEMENT).any(axis=0)
        known = points[~scores.openness.open_[criterion] & by_judgement]
        if len(known) >= ENOUGH_JUDGED:
            nearest = np.floor(known / (ANSWERS[1] - ANSWERS[0]) + 0.5 + NOISE).astype(np.intp)
            often[criterion] = np.bincount(nearest, minlength=len(ANSWERS))
            own[criterion] = True
    return often, own


KNOWN, DEPENDS, OPEN = range(3)


def _margin_kind(scores: Scores, places: Rows) -> Codes:
    """Whether the margin is known (or weighs nothing), known but for the reserve, or open.

    Open is `OPEN` plus how many answers above 0 no bound caps, whatever the reserve.
    """
    margin = scores.openness.margin.take(places)
    most, least = margin.score(0.0), margin.score(scores.settings.max_reserve)
    known = np.where(most == least, KNOWN, DEPENDS)
    uncapped = (ANSWERS[1:, None] <= least).sum(axis=0)
    found = np.where(margin.known, known, OPEN + uncapped)
    if scores.yardsticks.weights[MARGIN] == 0:
        found[:] = KNOWN
    return found.astype(np.int8)


def _takes_any_answer(scores: Scores, places: Rows) -> Bools:
    """Of which criteria (5, customers) the score is the answer itself: nothing known of them caps it."""
    openness = scores.openness
    uncapped = openness.open_[:, places] & (openness.highest[:, places] >= FULL)
    if scores.settings.weakest_link == "soft":
        uncapped &= np.isnan(scores.criteria[:, places])
    uncapped[MARGIN] = False
    return uncapped


def _kinds(scores: Scores, places: Rows) -> Rows:
    """One number for everybody of whom the same is known: such customers are counted together."""
    bits = np.array([1 << place for place in range(len(CRITERIA))], np.intp)
    open_ = bits @ scores.openness.open_[:, places]
    free = bits @ _takes_any_answer(scores, places)
    return np.asarray((open_ << 8) + (free << 3) + _margin_kind(scores, places), np.intp)


class _Sums:
    """All combinations of answers to criteria that take any: weighted sums, how many are positive, how often.

    `tails` holds how often a sum at some place or above it is given: with any number of positives, with at least
    one, two and three, and with nothing but positives.
    """

    def __init__(self, sums: Floats, positives: Rows, often: Floats, size: int) -> None:
        order = np.argsort(sums, kind="stable")
        self.sums, self.positives, self.often, self.size = sums[order], positives[order], often[order], size
        which = [self.positives >= count for count in range(POSITIVES_FOR_AN_A + 1)]
        which.append(self.positives == size)
        given = np.where(which, self.often, 0.0)
        self.tails = np.pad(np.cumsum(given[:, ::-1], axis=1)[:, ::-1], ((0, 0), (0, 1)))

    @property
    def total(self) -> float:
        """How often any combination is given."""
        return float(self.tails[0, 0])

    @property
    def all_positive(self) -> float:
        """How often every answer is positive."""
        return float(self.tails[-1, 0])

    def only(self, which: Bools) -> _Sums:
        """The same for some of the combinations."""
        return _Sums(self.sums[which], self.positives[which], self.often[which], self.size)

    @cached_property
    def by_positives(self) -> list[_Sums]:
        """The combinations with no positive answer, with exactly one, and so on."""
        return [self.only(self.positives == count) for count in range(self.size + 1)]


class _Branch(NamedTuple):
    """A part of all combinations: free answers in `sums`, and the margin's score where it is not one of them.

    `loses`: the answer to the margin is 0, a loss.
    """

    sums: _Sums
    margin: Floats | float | None
    often: float
    loses: bool


class _Alike:
    """Customers of whom the same criteria are open, in the same way: one count for all of them."""

    def __init__(self, scores: Scores, places: Rows, often: Floats) -> None:
        self.scores, self.places, self.often = scores, places, often
        self.settings, self.weights = scores.settings, scores.yardsticks.weights
        self.margin = scores.openness.margin.take(places)
        self.kind = int(_margin_kind(scores, places[:1])[0])
        open_ = scores.openness.open_[:, places[0]] & (self.weights > 0)
        free = _takes_any_answer(scores, places[:1])[:, 0]
        self.free = [place for place in OTHERS if open_[place] and free[place]]
        self.capped = [place for place in OTHERS if open_[place] and not free[place]]
        self.fixed = [place for place in OTHERS if self.weights[place] > 0 and not open_[place]]
        self.gates = scores.gates.at(places)

    @cached_property
    def counts(self) -> Floats:
        """How many combinations end in A, B, C and D, (4, customers)."""
        landed = {loses: np.zeros((len(CLASSES), len(self.places))) for loses in (False, True)}
        points = self.scores.criteria[:, self.places]
        base = self.weights[self.fixed] @ points[self.fixed]
        positive = is_positive(points[self.fixed], self.settings.positive_from)
        for answers in product(range(len(ANSWERS)), repeat=len(self.capped)):
            often = float(
                np.prod(
                    [self.often[place, answer] for place, answer in zip(self.capped, answers, strict=True)]
                )
            )
            if not often:
                continue
            given = self._capped(answers)
            also = is_positive(given, self.settings.positive_from)
            here = base + self.weights[self.capped] @ given
            count = positive.sum(axis=0) + also.sum(axis=0)
            every = positive.all(axis=0) & also.all(axis=0) & self._rest_is_positive
            for branch in self._branches(count):
                if weight := often * branch.often:
                    landed[branch.loses] += weight * self._landed(branch, here, count, every)
        return self._gated(landed[False], loses=False) + self._gated(landed[True], loses=True)

    def _capped(self, answers: Sequence[int]) -> Floats:
        """The scores of the criteria that something known caps, at these answers; (criteria, customers)."""
        found = [
            self._capped_score(place, ANSWERS[answer])
            for place, answer in zip(self.capped, answers, strict=True)
        ]
        return np.array(found).reshape(len(found), len(self.places))

    def _capped_score(self, criterion: int, answer: float) -> Floats:
        where = PARTS[criterion]
        parts, most = self.scores.parts[where, self.places], self.scores.most[where, self.places]
        return linked(np.where(np.isnan(parts), np.minimum(most, answer), parts), self.settings)

    @cached_property
    def _rest_is_positive(self) -> Bools:
        """Whether the criteria without weight, that no answer is asked for, are known and positive."""
        rest = self.weights == 0
        points = np.where(self.scores.openness.open_, np.nan, self.scores.criteria)[rest][:, self.places]
        return np.asarray(is_positive(points, self.settings.positive_from).all(axis=0))

    @cached_property
    def _free_sums(self) -> _Sums:
        return self._sums(self.free)

    def _sums(self, criteria: Sequence[int], to_margin: Sequence[int] = ()) -> _Sums:
        """All answers to these criteria, these to the margin."""
        choices = [to_margin if place == MARGIN else range(len(ANSWERS)) for place in criteria]
        combinations = list(product(*choices))
        given = np.array(combinations, np.intp).reshape(len(combinations), len(criteria))
        points = ANSWERS[given]
        often = np.prod([self.often[place][given[:, at]] for at, place in enumerate(criteria)], axis=0)
        positives = is_positive(points, self.settings.positive_from).sum(axis=1)
        used = np.broadcast_to(often, len(given)) > 0
        sums = _Sums(
            points @ self.weights[list(criteria)],
            positives,
            np.broadcast_to(often, len(given)),
            len(criteria),
        )
        return sums if used.all() else sums.only(sums.often > 0)

    def _branches(self, positives: Rows) -> Iterator[_Branch]:
        """Every answer to the margin, together with those to the free criteria; `positives` are the others."""
        if self.kind == KNOWN:
            yield _Branch(self._free_sums, self.margin.score(0.0), 1.0, False)
            return
        uncapped = self.kind - OPEN
        if self.kind != DEPENDS:
            yield _Branch(self._free_sums, 0.0, float(self.often[MARGIN, 0]), True)
            yield _Branch(self._with_margin, None, 1.0, False)
        for some, sums in enumerate(self._free_sums.by_positives if uncapped < len(ANSWERS) - 1 else ()):
            most = self.margin.score(reserve_for(positives + some, self.settings))
            if self.kind == DEPENDS:
                yield _Branch(sums, most, 1.0, False)
                continue
            for answer in range(1 + uncapped, len(ANSWERS)):
                capped = np.minimum(most, ANSWERS[answer])
                yield _Branch(sums, capped, float(self.often[MARGIN, answer]), False)

    @cached_property
    def _with_margin(self) -> _Sums:
        """The free criteria and the answers to the margin above 0 that nothing caps."""
        return self._sums([*self.free, MARGIN], range(1, 1 + self.kind - OPEN))

    def _landed(self, branch: _Branch, base: Floats, positives: Rows, every: Bools) -> Floats:
        """How often each class is reached in this branch, before the gates (3.7); of who loses only C and D differ."""
        sums = branch.sums
        if branch.loses:
            at_least_c = sums.tails[0, self._places(sums, base, self.settings.bounds[-1])]
            return np.stack([np.zeros_like(base), np.zeros_like(base), at_least_c, sums.total - at_least_c])
        if branch.margin is not None:
            base = base + self.weights[MARGIN] * branch.margin
            good = is_positive(np.asarray(branch.margin), self.settings.positive_from)
            if self.weights[MARGIN] > 0:
                positives, every = positives + good, every & good
        a, b, c = (self._places(sums, base, bound) for bound in self.settings.bounds)
        lacking = np.clip(POSITIVES_FOR_AN_A - positives, 0, POSITIVES_FOR_AN_A)
        reached = np.stack([sums.tails[lacking, a], sums.tails[0, b], sums.tails[0, c]])
        dreams = np.flatnonzero(every)
        if dreams.size:
            missed = sums.all_positive - sums.tails[-1][np.stack([a, b, c])[:, dreams]]
            if np.count_nonzero(self.weights) < POSITIVES_FOR_AN_A:
                missed[0] = sums.all_positive
            reached[:, dreams] += missed
        return np.diff(reached, axis=0, prepend=0.0, append=sums.total)

    def _places(self, sums: _Sums, base: Floats, bound: float) -> Rows:
        """The place in `tails` of the first sum that brings each total to this bound."""
        needed = self.weights.sum() * (bound - HALF_A_TENTH - NOISE) - base
        return np.asarray(np.searchsorted(sums.sums, needed), np.intp)

    def _gated(self, landed: Floats, loses: bool) -> Floats:
        """What the gates and the revenue floor make of it, that no answer but a margin of 0 changes."""
        below, loss, big = self.gates
        lost = np.full(len(self.places), loses) if loss is None else loss | loses
        held = lost if below is None else lost | below
        landed[2] += np.where(held, landed[0] + landed[1], 0.0)
        landed[:2, held] = 0
        if big is not None:
            lifted = big & ~lost
            landed[1] += np.where(lifted, landed[2] + landed[3], 0.0)
            landed[2:, lifted] = 0
        return landed


# --- whom to judge next --------------------------------------------------------------------------------------


class ToJudge(NamedTuple):
    """A customer to judge: its place, its share 0-1 of all revenue, and the parts that are still open to judge."""

    place: int
    revenue_share: float
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Judging:
    """Which customers to judge first, and how far that has come; shares are of the revenue of all customers.

    `largest` is how many of the largest customers together make 80% of the revenue, at most 20, and `largest_share`
    what they make. `next` are those of them without a class, by how much revenue hangs on how unsure a picture. `taps`
    is the most parts that is open of any of these. `judged_share` is the revenue that has a class; `rest` and
    `rest_share` the customers without one that are not among the largest. Shares are None without revenue.
    """

    largest: int
    largest_share: float | None
    next: tuple[ToJudge, ...]
    judged_share: float | None
    rest: int
    rest_share: float | None

    @property
    def taps(self) -> int:
        """The most taps that one of them takes."""
        return max((len(each.parts) for each in self.next), default=0)


def whom_to_judge(scores: Scores, pictures: FirstPictures | None = None) -> Judging:
    """Whom to judge next (3.15); without revenue nobody goes first."""
    pictures = first_pictures(scores) if pictures is None else pictures
    revenue = np.where(scores.columns.prospect, 0.0, np.nan_to_num(scores.columns.revenue))
    total = float(revenue.sum())
    unclassed = (scores.klass == UNCLASSED) & ~scores.columns.prospect
    if total <= 0:
        return Judging(0, None, (), None, int(unclassed.sum()), None)
    share = revenue / total
    largest = _largest(share)
    sure = np.ones(len(scores))
    sure[pictures.places] = pictures.shares.max(axis=0, initial=0.0)
    waiting = [place for place in largest.tolist() if unclassed[place] and open_to_judge(scores, place)]
    waiting.sort(key=lambda place: -share[place] * (1 - sure[place]))
    rest = unclassed.copy()
    rest[largest] = False
    return Judging(
        largest=len(largest),
        largest_share=float(share[largest].sum()),
        next=tuple(ToJudge(place, float(share[place]), open_to_judge(scores, place)) for place in waiting),
        judged_share=float(share[~unclassed].sum()),
        rest=int(rest.sum()),
        rest_share=float(share[rest].sum()),
    )


def _largest(share: Floats) -> Rows:
    """The places of the fewest largest customers that make 80% of the revenue, at most 20 of them."""
    order = np.argsort(-share, kind="stable")
    enough = int(np.searchsorted(np.cumsum(share[order]), MOST_OF_REVENUE - NOISE)) + 1
    return order[: min(enough, MOST_TO_JUDGE)]


def open_to_judge(scores: Scores, place: int) -> tuple[str, ...]:
    """The judged parts of this customer that are open, count in this way of scoring, and may be answered."""
    refused = scores.customers[place].unknown
    return tuple(
        part
        for at, part in enumerate(JUDGED_PARTS)
        if np.isnan(scores.parts[at, place])
        and _counts_as_judged(scores, part)
        and f"judged.{part}" not in refused
    )


def _counts_as_judged(scores: Scores, part: str) -> bool:
    criterion = next(name for name, parts in PARTS_OF.items() if part in parts)
    weighs = scores.yardsticks.weights[CRITERIA.index(criterion)] > 0
    return bool(weighs) and (scores.method != "figures" or criterion in ("innovation", "network"))
