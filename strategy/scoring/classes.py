"""From criterion scores to totals and classes, on bare arrays (method.md 3.3 and 3.7).

A class is a code: 0 A, 1 B, 2 C, 3 D, 4 "?" (too little known). The work goes through in blocks that fit the
processor's cache: a million customers cost little more than the weighted sum itself (bench/scoring.py).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from strategy.scoring.columns import Bools, Codes, Floats, Rows

A, B, C, D, UNCLASSED = range(5)
LETTERS = ("A", "B", "C", "D", "?")
CRITERIA_FOR_A_CLASS = 3
POSITIVES_FOR_AN_A = 3

WEAK_BELOW = 40.0
Band = Literal["strong", "medium", "weak"]

# Float noise is near 1e-12 points; nobody writes a score with seven decimals.
NOISE = 1e-7
# Totals are rounded half-up to a tenth before they are compared with a bound (3.3).
HALF_A_TENTH = 0.05
_BLOCK = 8_192


class Gates(NamedTuple):
    """What bounds a class whatever the total, each of shape (customers,); None is nobody (3.7 rules 4 and 5)."""

    below_floor: Bools | None = None
    loss_making: Bools | None = None
    at_least_b: Bools | None = None

    def at(self, rows: Rows | slice) -> Gates:
        """The gates of these customers only."""
        return Gates(*(None if gate is None else gate[rows] for gate in self))


class Classified(NamedTuple):
    """Per customer: total rounded half-up to 1 decimal (nan: too little known), positives, dream and class code."""

    total: Floats
    positives: Codes
    dream: Bools
    klass: Codes


def half_up(values: npt.ArrayLike, decimals: int = 1) -> Floats:
    """Round half-up, not fooled by float noise: 69.95 is 70.0 even when it is stored as 69.94999999999999.

    Halves of negative numbers go away from zero. For figures as they are shown: at most 4 decimals.
    """
    given = np.asarray(values, dtype=np.float64)
    scale = 10.0**decimals
    rounded: Floats = (
        np.copysign(np.floor(np.abs(given) * scale + (0.5 + NOISE * scale)) / scale, given) + 0.0
    )
    return rounded


def is_positive(scores: Floats, positive_from: float) -> Bools:
    """Which scores count as positive (3.3); an unknown one does not."""
    return scores >= positive_from - NOISE


def band_of(score: float, positive_from: float) -> Band:
    """`strong` where it counts as positive, `weak` below 40, else `medium` (5.5): the same words everywhere.

    Of a score as it is shown, to 0.1.
    """
    shown = float(half_up(score))
    if shown >= positive_from - NOISE:
        return "strong"
    return "weak" if shown < WEAK_BELOW else "medium"


def classify(
    scores: Floats,
    weights: npt.ArrayLike,
    *,
    bounds: tuple[float, float, float] = (70.0, 50.0, 30.0),
    positive_from: float = 60.0,
    partial: Bools | None = None,
    gates: Gates | None = None,
) -> Classified:
    """Totals and classes of criterion scores 0-100 of shape (customers, 5), nan where unknown (3.3, 3.7).

    `weights` are five numbers >= 0, not all zero; a criterion without weight is left out of total, positives and
    what must be known, but a dream customer is positive on all five. `partial` marks customers with a criterion
    of which only some parts are known: never a dream customer. The class is "?" unless three criteria (or all
    that have weight, where those are fewer) and half of the weight are known.
    """
    heaviness = np.asarray(weights, dtype=np.float64)
    size = len(scores)
    result = Classified(
        np.empty(size), np.empty(size, np.int8), np.empty(size, np.bool_), np.empty(size, np.int8)
    )
    for start in range(0, size, _BLOCK):
        block = slice(start, start + _BLOCK)
        columns = np.ascontiguousarray(scores[block].T)
        total, too_little = _totals(columns, heaviness)
        positives, dream = _positives(columns, heaviness, positive_from)
        if partial is not None:
            dream &= ~partial[block]
        result.total[block] = total
        result.positives[block] = positives
        result.dream[block] = dream
        klass = result.klass[block]
        klass[:] = class_of(total, positives, dream, bounds, gates.at(block) if gates else None)
        klass[too_little] = UNCLASSED
        total[too_little] = np.nan
    return result


def class_of(
    total: Floats, positives: Codes, dream: Bools, bounds: tuple[float, float, float], gates: Gates | None
) -> Codes:
    """The class by the rules of 3.7 in their order: bound, three positives, dream customer, gates, revenue floor."""
    klass = (total < bounds[0]).view(np.int8)
    klass += total < bounds[1]
    klass += total < bounds[2]
    np.maximum(klass, positives < POSITIVES_FOR_AN_A, out=klass)
    klass *= ~dream
    if gates is None:
        return klass
    for gate in (gates.below_floor, gates.loss_making):
        if gate is not None:
            np.maximum(klass, gate * np.int8(C), out=klass)
    if gates.at_least_b is not None:
        lifted = gates.at_least_b & (klass > B)
        if gates.loss_making is not None:
            lifted &= ~gates.loss_making
        klass[lifted] = B
    return klass


def _totals(columns: Floats, weights: Floats) -> tuple[Floats, Rows]:
    """Rounded totals of columns (5, customers), and the rows of which too little is known for a class."""
    total: Floats = (weights / weights.sum()) @ columns
    gaps = np.flatnonzero(np.isnan(total))
    too_little = gaps
    if gaps.size:
        total[gaps], enough = _totals_with_gaps(columns[:, gaps], weights)
        too_little = gaps[~enough]
    total *= 10
    total += 0.5 + 10 * NOISE
    np.floor(total, out=total)
    total /= 10
    return total, too_little


def _totals_with_gaps(columns: Floats, weights: Floats) -> tuple[Floats, Bools]:
    """Totals over what is known, and whether that is enough for a class."""
    known = columns == columns
    known_weight = weights @ known
    earned = weights @ np.fmax(columns, 0.0)
    total = np.divide(earned, known_weight, out=np.full(len(earned), np.nan), where=known_weight > 0)
    counted = (weights > 0).astype(np.float64) @ known
    needed = min(CRITERIA_FOR_A_CLASS, np.count_nonzero(weights))
    return total, (counted >= needed) & (2 * known_weight >= weights.sum() * (1 - 1e-9))


def _positives(columns: Floats, weights: Floats, positive_from: float) -> tuple[Codes, Bools]:
    """How many criteria with weight are positive, and whether all five are."""
    positives = np.zeros(columns.shape[1], np.int8)
    dream = np.ones(columns.shape[1], np.bool_)
    for column, weight in zip(columns, weights, strict=True):
        positive = is_positive(column, positive_from)
        dream &= positive
        if weight > 0:
            positives += positive
    return positives, dream
