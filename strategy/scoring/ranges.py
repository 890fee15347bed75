"""How low and how high a total and a class may still end (method.md 3.7, "bounds that hold").

Whatever the unknown answers of a customer turn out to be, its total and class lie within its range, gates included.
Everybody is looked at alone: the A-revenue and the others stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from strategy.nouns.company import CRITERIA, Settings
from strategy.scoring.classes import UNCLASSED, Classified, Gates, classify, is_positive
from strategy.scoring.columns import Bools, Codes, Floats, Rows
from strategy.scoring.margins import FULL, OTHERS, Margin, other_positives, reserve_for

# One in four or five is incomplete: as many of those fit the cache as of whole ones in `classify`.
_BLOCK = 32_768
MARGIN, REVENUE = CRITERIA.index("margin"), CRITERIA.index("revenue")


class Range(NamedTuple):
    """The lowest and highest total of every customer, and the classes that go with them."""

    lowest: Floats
    highest: Floats
    lowest_class: Codes
    highest_class: Codes


@dataclass(frozen=True)
class Openness:
    """What is known of customers and what is not, (5, customers) by criterion.

    `known` are the scores with 0 for whatever misses a part; `highest` what each can be at most, with the margin at
    `margin.score` for the reserve of the known positives. `open_` is what misses a part. `gates` are those that are
    certain, and `may_close` those that may still turn out so.
    """

    known: Floats
    highest: Floats
    open_: Bools
    margin: Margin
    gates: Gates
    may_close: Gates

    def incomplete(self, block: slice) -> Rows:
        """Of whom in this block something is unknown, a gate included; counted from its start."""
        floor = self.may_close.below_floor
        assert floor is not None
        return np.flatnonzero(np.logical_or.reduce(self.open_[:, block], axis=0) | floor[block])

    def take(self, rows: Rows) -> Openness:
        """The same for these customers only."""
        return Openness(
            self.known[:, rows],
            self.highest[:, rows],
            self.open_[:, rows],
            self.margin.take(rows),
            self.gates.at(rows),
            self.may_close.at(rows),
        )


def ranges(openness: Openness, found: Classified, weights: Floats, settings: Settings) -> Range:
    """The range of every customer; that of who misses nothing is its total and class as `found`."""
    result = Range(found.total.copy(), found.total.copy(), found.klass.copy(), found.klass.copy())
    for start in range(0, len(found.total), _BLOCK):
        rows = start + openness.incomplete(slice(start, start + _BLOCK))
        if rows.size:
            some = openness.take(rows)
            best = _highest(some, weights, settings)
            result.highest[rows], result.highest_class[rows] = best.total, best.klass
            result.lowest[rows], result.lowest_class[rows] = _lowest(some, weights, settings)
    return result


def within(found: Classified, range_: Range) -> Classified:
    """The same, with no total or class above what can still be reached.

    A total is a mean over what is known. Where an upper bound (of the margin, of paying) lies below that mean, nobody
    could ever get there.
    """
    has_class = found.klass != UNCLASSED
    return found._replace(
        total=np.where(has_class, np.minimum(found.total, range_.highest), np.nan),
        klass=np.where(has_class, np.maximum(found.klass, range_.highest_class), found.klass),
    )


def _highest(some: Openness, weights: Floats, settings: Settings) -> Classified:
    """Everything that is unknown at its best, with the gates that are certain."""
    gates = some.gates
    if gates.at_least_b is not None:
        gates = gates._replace(at_least_b=gates.at_least_b | some.open_[REVENUE])
    return _classify(some.highest, weights, settings, gates)


def _lowest(some: Openness, weights: Floats, settings: Settings) -> tuple[Floats, Codes]:
    """The lowest total and class over every number of unknown criteria that turn positive.

    A light criterion that turns positive may cost more reserve on the margin than it adds: so the lightest k of them
    are put at the threshold, for every k that could matter.
    """
    gates = _with_open_gates_closed(some.gates, some.may_close)
    ends = [_classify(scores, weights, settings, gates) for scores in _worst(some, weights, settings)]
    return (
        np.minimum.reduce([end.total for end in ends]),
        np.maximum.reduce([end.klass for end in ends]),
    )


def _with_open_gates_closed(gates: Gates, may_close: Gates) -> Gates:
    both = [
        certain if open_ is None else open_ if certain is None else certain | open_
        for certain, open_ in zip(gates, may_close, strict=True)
    ]
    return Gates(*both)


def _worst(some: Openness, weights: Floats, settings: Settings) -> Iterator[Floats]:
    """The lowest scores with no unknown criterion positive, then with the lightest at the threshold, and so on."""
    known = some.known.copy()
    known[REVENUE, some.may_close.below_floor] = 0
    positives = (other_positives(known, weights, settings) & ~some.open_).sum(axis=0)
    yield _with_margin(known, positives, some.margin, settings)
    if not _a_positive_may_cost(weights, settings):
        return
    lightest_first = _turning(some, weights, settings)
    for k in range(1, len(OTHERS) + 1):
        turned = lightest_first & (np.cumsum(lightest_first, axis=0) <= k)
        scores, more = known.copy(), positives.copy()
        for criterion, turns in zip(_by_weight(weights), turned, strict=True):
            scores[criterion, turns] = settings.positive_from
            more += turns
        yield _with_margin(scores, more, some.margin, settings)


def _with_margin(scores: Floats, positives: Rows, margin: Margin, settings: Settings) -> Floats:
    """These scores with the margin that so many positives leave, 0 where it is not known."""
    scores[MARGIN] = margin.lowest(reserve_for(positives, settings))
    return scores


def _a_positive_may_cost(weights: Floats, settings: Settings) -> bool:
    """Whether the reserve of one more positive can cost more than the lightest criterion brings at the threshold."""
    others = [weights[place] for place in OTHERS if weights[place] > 0]
    if not others or not weights[MARGIN]:
        return False
    step = settings.max_reserve / (len(OTHERS) if settings.reserve_rule == "graded" else 1)
    costs = weights[MARGIN] * FULL * step / settings.target_contribution
    return bool(costs > min(others) * settings.positive_from)


def _by_weight(weights: Floats) -> list[int]:
    """The criteria but the margin that have weight, the lightest first."""
    return sorted((place for place in OTHERS if weights[place] > 0), key=weights.__getitem__)


def _turning(some: Openness, weights: Floats, settings: Settings) -> Bools:
    """Which criteria may still turn positive, a row each in the order of `_by_weight`."""
    rows = _by_weight(weights)
    turning: Bools = some.open_[rows] & is_positive(some.highest[rows], settings.positive_from)
    turning[[row == REVENUE for row in rows]] &= ~np.asarray(some.may_close.below_floor)
    return turning


def _classify(scores: Floats, weights: Floats, settings: Settings, gates: Gates) -> Classified:
    return classify(
        scores.T, weights, bounds=settings.bounds, positive_from=settings.positive_from, gates=gates
    )
