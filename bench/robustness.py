"""Exact acceptability against drawing weightings at random, on the same scores. Run `python -m bench.robustness`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.scoring import Row, best_of, random_columns, random_gates, random_scores
from strategy.nouns.company import Settings
from strategy.scoring.classes import Gates
from strategy.scoring.columns import Floats
from strategy.scoring.first_picture import first_pictures
from strategy.scoring.robustness import acceptability_of
from strategy.scoring.scores import Scores, score_columns

CUSTOMERS = 100_000
WEIGHTINGS = 1_000
_BLOCK = 2_000


def by_drawing(scores: Floats, weightings: Floats, gates: Gates) -> Floats:
    """The floor: count classes over random weightings, in blocks that fit the cache."""
    shares = np.empty((len(scores), 4))
    gated = (gates.below_floor if gates.below_floor is not None else False) | (
        gates.loss_making if gates.loss_making is not None else np.zeros(len(scores), np.bool_)
    )
    for start in range(0, len(scores), _BLOCK):
        block = slice(start, start + _BLOCK)
        total = scores[block] @ weightings.T
        at_least = [(total >= bound - 0.05).mean(axis=1) for bound in (70.0, 50.0, 30.0)]
        positives = (scores[block] >= 60).sum(axis=1)
        a = np.where(positives == 5, 1.0, np.where(positives < 3, 0.0, at_least[0]))
        b = np.maximum(at_least[1], a) - a
        c = np.maximum(at_least[2], a + b) - a - b
        stopped = gated[block]
        shares[block] = np.column_stack(
            [np.where(stopped, 0, a), np.where(stopped, 0, b), c + np.where(stopped, a + b, 0), 1 - a - b - c]
        )
    return shares


def as_invoiced(customers: int) -> Scores:
    """Customers of whom invoices tell revenue, orders and days to pay, and of every second one the cost of what it buys."""
    columns = random_columns(customers)
    nothing = np.full(customers, np.nan)
    every_second = np.where(np.arange(customers) % 2, columns.variable_cost, np.nan)
    told = replace(
        columns,
        potential=nothing,
        variable_cost=every_second,
        hours=nothing,
        days_to_decide=nothing,
        judged=np.full_like(columns.judged, np.nan),
    )
    return score_columns(told, Settings(hourly_cost=55, fixed_cost_per_order=90))


def rows() -> list[Row]:
    """Exact shares for 100,000 customers against 1,000 draws, and for a million for information.

    The first pictures of as many customers that came from invoices stand beside those exact shares.
    """
    scores, gates = random_scores(CUSTOMERS), random_gates(CUSTOMERS)
    weightings = np.random.default_rng(5).dirichlet(np.ones(5), WEIGHTINGS)
    many, many_gates = random_scores(1_000_000), random_gates(1_000_000)
    invoiced = as_invoiced(CUSTOMERS)
    exact, drawing, million, pictures = best_of(
        3,
        lambda: acceptability_of(scores, np.ones(5), gates=gates),
        lambda: by_drawing(scores, weightings, gates),
        lambda: acceptability_of(many, np.ones(5), gates=many_gates),
        lambda: first_pictures(invoiced),
    )
    floor = f"{WEIGHTINGS:,} random weightings of {CUSTOMERS:,}"
    return [
        (f"exact acceptability of {CUSTOMERS:,} customers", exact, floor, drawing, exact / drawing),
        ("exact acceptability of 1,000,000 customers", million, floor, drawing, million / drawing),
        (
            f"first picture of {CUSTOMERS:,} customers from invoices, by counting",
            pictures,
            f"exact acceptability of {CUSTOMERS:,}",
            exact,
            pictures / exact,
        ),
    ]


if __name__ == "__main__":
    for what, ours, against, floor, ratio in rows():
        print(f"{what}: {ours * 1000:.0f} ms, {against}: {floor * 1000:.0f} ms, {ratio:.2f} x")
