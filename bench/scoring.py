"""From criterion scores to classes: a million customers against the barest weighted sum that numpy can do.

The timed path is `strategy.scoring.classes.classify`, the one the product uses. The floor knows no gaps, no rules and no
rounding: one weighted sum and three comparisons on the same array. Run `python -m bench.scoring`.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np

from strategy.nouns.company import JUDGED_PARTS, Settings
from strategy.scoring.classes import Gates, classify
from strategy.scoring.columns import NO_OVERRIDE, Codes, Columns, Floats
from strategy.scoring.margins import Margin
from strategy.scoring.ranges import Openness, ranges
from strategy.scoring.scores import score_columns

CUSTOMERS = 1_000_000
Row = tuple[str, float, str, float, float]


def best_of(runs: int, *works: Callable[[], object]) -> list[float]:
    """The shortest run of each work, in seconds; they take turns, so a busy machine disturbs them alike."""

    def once(work: Callable[[], object]) -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    turns = [[once(work) for work in works] for _ in range(runs)]
    return [min(took) for took in zip(*turns, strict=True)]


def weighted_sum(scores: Floats, weights: Floats) -> Codes:
    """The floor: a weighted sum and the three bounds."""
    total = scores @ weights
    klass: Codes = (total < 70).astype(np.int8) + (total < 50) + (total < 30)
    return klass


def random_scores(customers: int, gaps: float = 0.0, seed: int = 1) -> Floats:
    """Criterion scores (customers, 5), this share of them unknown."""
    luck = np.random.default_rng(seed)
    scores = luck.uniform(0, 100, (customers, 5))
    scores[luck.random(scores.shape) < gaps] = np.nan
    return scores


def random_gates(customers: int, seed: int = 2) -> Gates:
    """One customer in ten below the floor, one in ten making a loss."""
    luck = np.random.default_rng(seed)
    return Gates(luck.random(customers) < 0.1, luck.random(customers) < 0.1)


def what_is_open(scores: Floats, gates: Gates) -> Openness:
    """What is known of these scores, every margin a judgement: nothing else caps what is unknown."""
    points = scores.T.copy()
    unknown = np.isnan(points)
    nothing = np.full(len(scores), np.nan)
    return Openness(
        known=np.where(unknown, 0.0, points),
        highest=np.where(unknown, 100.0, points),
        open_=unknown,
        margin=Margin(nothing, nothing, points[1], nothing, 0.35),
        gates=gates,
        may_close=Gates(np.zeros(len(scores), np.bool_), unknown[1]),
    )


def random_columns(customers: int, seed: int = 3) -> Columns:
    """Raw figures of existing customers, one number in twenty unknown."""
    luck = np.random.default_rng(seed)

    def column(low: float, high: float) -> Floats:
        values = luck.uniform(low, high, customers)
        values[luck.random(customers) < 0.05] = np.nan
        return values

    nobody = np.zeros(customers, np.bool_)
    return Columns(
        prospect=nobody,
        dormant=nobody,
        revenue=column(1_000, 200_000),
        potential=column(0, 50_000),
        chance=np.full(customers, 0.5),
        orders=column(1, 100),
        variable_cost=column(0.3, 0.9),
        hours=column(0, 300),
        effort=column(1, 5),
        days_to_pay=column(0, 100),
        days_to_decide=column(0, 100),
        offer_margin=np.full(customers, np.nan),
        acquisition_cost=column(0, 5_000),
        days_to_pay_at_least=luck.random(customers) < 0.05,
        override=np.full(customers, NO_OVERRIDE, np.int8),
        judged=np.stack([column(1, 5) for _ in JUDGED_PARTS]),
    )


def rows() -> list[Row]:
    """Classes of a million customers, whole and with gaps, against the floor; and the full path, for information."""
    equal = np.ones(5)
    gates = random_gates(CUSTOMERS)
    whole, gappy = random_scores(CUSTOMERS), random_scores(CUSTOMERS, gaps=0.05)
    columns = random_columns(CUSTOMERS)
    settings = Settings(hourly_cost=55, fixed_cost_per_order=90)
    openness = what_is_open(gappy, gates)
    floor, *ours = best_of(
        25,
        lambda: weighted_sum(whole, equal / 5),
        lambda: classify(whole, equal, gates=gates),
        lambda: classify(gappy, equal, gates=gates),
        lambda: ranges(openness, classify(gappy, equal, gates=gates), equal, settings),
    )
    ours += best_of(2, lambda: score_columns(columns, settings, "combined"))
    names = (
        "classes of 1,000,000 customers x 5 criteria",
        "the same, one score in 20 unknown",
        "the same with the range of every total and class (information)",
        "raw figures to everything a screen shows (information)",
    )
    against = "weighted sum + 3 bounds"
    return [(name, took, against, floor, took / floor) for name, took in zip(names, ours, strict=True)]


if __name__ == "__main__":
    for what, ours, against, floor, ratio in rows():
        print(f"{what}: {ours * 1000:.1f} ms, {against}: {floor * 1000:.1f} ms, {ratio:.2f} x")
