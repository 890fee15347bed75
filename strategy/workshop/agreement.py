"""Measures of agreement between people who scored the same thing (method.md 5.3).

Screens show words and dots only: `label`, the outlier and the two camps. AD_M, r_wg and Kendall's W are for who
studies a session afterwards; with three to six voters they are unstable and no participant sees them.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Label = Literal["agree", "differ", "disagree", "few", "none"]
Direction = Literal["closer", "apart", "same"]

SMALL_GROUP = 8
BROAD = 0.75
HALF = 0.5
NEAR = 1.0
FAR = 2.0
WIDE = 3.0
ENOUGH_VOTES = 2
ENOUGH_OF_THOSE_ASKED = 1 / 3
SMALLEST_CAMP = 0.3
ENOUGH_FOR_OUTLIER = 4
NOISE = 1e-9


@dataclass(frozen=True)
class Agreement:
    """How far people agree on one item: their `votes` in ascending order, on a scale of so many `points`.

    At least one vote; who does not know is not among them. `asked` people could have given one; without it, as many
    as did.
    """

    votes: tuple[float, ...]
    points: int = 5
    asked: int | None = None

    @property
    def n(self) -> int:
        """How many people gave a vote."""
        return len(self.votes)

    @property
    def lowest(self) -> float:
        """The lowest vote."""
        return self.votes[0]

    @property
    def highest(self) -> float:
        """The highest vote."""
        return self.votes[-1]

    @property
    def range(self) -> float:
        """The highest vote less the lowest."""
        return self.highest - self.lowest

    @property
    def median(self) -> float:
        """The middle vote, or the mean of the two in the middle."""
        return statistics.median(self.votes)

    @property
    def label(self) -> Label:
        """The word for the screen."""
        return label_of(self.votes, self.asked)

    @property
    def outlier(self) -> float | None:
        """The one vote that stands apart."""
        return outlier_in(self.votes)

    @property
    def camps(self) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
        """The two groups of votes in which the room falls apart, whatever the label."""
        return camps_in(self.votes)

    @property
    def share_near(self) -> float:
        """The part 0-1 of the votes within one point of the median."""
        return share_near_median(self.votes)

    @property
    def iqr(self) -> float:
        """Q3 - Q1."""
        return interquartile_range(self.votes)

    @property
    def deviation(self) -> float:
        """AD_M."""
        return mean_deviation(self.votes)

    @property
    def within_group(self) -> float | None:
        """r_wg, None for a single vote."""
        return within_group_agreement(self.votes, self.points)


@dataclass(frozen=True)
class Shift:
    """What a second round did to one item: the median and the range, from the first round to the second."""

    median: tuple[float, float]
    range: tuple[float, float]

    @property
    def direction(self) -> Direction:
        """Whether the votes came closer together, went further apart, or neither."""
        before, after = self.range
        if after < before - NOISE:
            return "closer"
        return "apart" if after > before + NOISE else "same"

    @property
    def moved(self) -> float:
        """How far the median went, with its sign."""
        return self.median[1] - self.median[0]


def agreement(votes: Sequence[float | None], points: int = 5, asked: int | None = None) -> Agreement | None:
    """How far these votes agree on a scale of so many points; None means "weet ik niet" and does not count.

    `asked` is how many people could answer, as many as did without it. None where nobody gave a vote.
    """
    known = tuple(sorted(float(vote) for vote in votes if vote is not None))
    return Agreement(known, points, asked) if known else None


def shift(first: Agreement, second: Agreement) -> Shift:
    """From the first round to the second."""
    return Shift((first.median, second.median), (first.range, second.range))


def label_of(votes: Sequence[float], asked: int | None = None) -> Label:
    """`agree`, `differ` or `disagree` (eens, verschil, oneens) where enough of those asked answered.

    `none` where only one was asked: there is nothing to compare. `few` with a single vote, or fewer than a third of
    those asked. Up to eight votes the range decides: to 1, to 2, more. In a larger group a single vote may not decide
    for everybody: agreement is three quarters within one point of the median, an IQR below 2 and no two camps;
    disagreement is two camps 3 or more apart, or fewer than half within one point of the median.
    """
    people = len(votes) if asked is None else asked
    if people < ENOUGH_VOTES:
        return "none"
    if len(votes) < max(ENOUGH_VOTES, ENOUGH_OF_THOSE_ASKED * people - NOISE):
        return "few"
    if len(votes) > SMALL_GROUP:
        return _label_of_many(votes)
    spread = max(votes) - min(votes)
    if spread <= NEAR + NOISE:
        return "agree"
    return "differ" if spread <= FAR + NOISE else "disagree"


def _label_of_many(votes: Sequence[float]) -> Label:
    camps, near = camps_in(votes), share_near_median(votes)
    if near < HALF - NOISE or (camps and camps[1][0] - camps[0][-1] >= WIDE - NOISE):
        return "disagree"
    alike = near >= BROAD - NOISE and interquartile_range(votes) < FAR - NOISE
    return "agree" if alike and not camps else "differ"


def interquartile_range(votes: Sequence[float]) -> float:
    """Q3 - Q1 by linear interpolation; 0 for a single vote."""
    if len(votes) < 2:
        return 0.0
    first, _, third = statistics.quantiles(votes, n=4, method="inclusive")
    return third - first


def share_near_median(votes: Sequence[float]) -> float:
    """The part 0-1 of the votes within one point of the median."""
    median = statistics.median(votes)
    return sum(abs(vote - median) <= NEAR + NOISE for vote in votes) / len(votes)


def mean_deviation(votes: Sequence[float]) -> float:
    """AD_M: how far a vote lies from the mean, on average; to 5/6 is agreement on a scale of five."""
    mean = statistics.fmean(votes)
    return statistics.fmean(abs(vote - mean) for vote in votes)


def within_group_agreement(votes: Sequence[float], points: int = 5) -> float | None:
    """r_wg: 1 - s²/σ² with σ² of a flat distribution over the points; a negative outcome is 0, one vote None."""
    if len(votes) < 2:
        return None
    return max(0.0, 1 - statistics.variance(votes) / ((points**2 - 1) / 12))


def outlier_in(votes: Sequence[float]) -> float | None:
    """The one vote of at least four that lies 2 or more from the median and alone keeps the range above 1."""
    if len(votes) < ENOUGH_FOR_OUTLIER:
        return None
    median = statistics.median(votes)
    apart = [vote for vote in votes if abs(vote - median) >= FAR - NOISE]
    if len(apart) != 1:
        return None
    rest = sorted(votes)
    rest.remove(apart[0])
    return apart[0] if rest[-1] - rest[0] <= NEAR + NOISE else None


def camps_in(votes: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """The two groups in which the votes fall apart, with nobody within two points between them; None without.

    Each has at least two votes and 30% of them. Of several splits the widest gap, then the most even, then the lowest.
    """
    in_order = sorted(votes)
    smallest = max(2, SMALLEST_CAMP * len(in_order) - NOISE)
    splits = [
        (-gap, abs(len(in_order) - 2 * place), place)
        for place in range(1, len(in_order))
        if (gap := in_order[place] - in_order[place - 1]) >= FAR - NOISE
        and smallest <= min(place, len(in_order) - place)
    ]
    if not splits:
        return None
    place = min(splits)[-1]
    return tuple(in_order[:place]), tuple(in_order[place:])


def ranks(scores: Sequence[float]) -> list[float]:
    """The rank of each score, 1 for the lowest; equal scores share the mean of their ranks."""
    in_order = sorted(scores)
    first = {score: place for place, score in reversed(list(enumerate(in_order, start=1)))}
    times = Counter(scores)
    return [first[score] + (times[score] - 1) / 2 for score in scores]


def kendalls_w(rankings: Sequence[Sequence[float]]) -> float | None:
    """Kendall's W: how far m people rank n things alike, 0-1, corrected for ties.

    `rankings` has one row per person with a rank per thing. None with fewer than two people or things, and
    where nobody made any difference.
    """
    people, things = len(rankings), len(rankings[0]) if rankings else 0
    if people < 2 or things < 2:
        return None
    sums = [sum(row[place] for row in rankings) for place in range(things)]
    mean = statistics.fmean(sums)
    spread = sum((each - mean) ** 2 for each in sums)
    ties = sum(times**3 - times for row in rankings for times in Counter(row).values())
    largest = people**2 * (things**3 - things) - people * ties
    return 12 * spread / largest if largest > 0 else None
