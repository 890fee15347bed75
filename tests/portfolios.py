"""The worked example of method.md 3.10, and random customers and settings for property tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from strategy.nouns.company import Company, Customer, Judged, Settings, Weights

VECTORS = json.loads((Path(__file__).parent / "vectors" / "segmentatie.json").read_text(encoding="utf-8"))
EXPECTED: dict[str, Any] = VECTORS["expected"]
EXAMPLE = Company.from_file({key: value for key, value in VECTORS.items() if key != "expected"})


def customer(id: str = "X", **fields: Any) -> Customer:
    """A customer; `judged` may be a dict."""
    if isinstance(fields.get("judged"), dict):
        fields["judged"] = Judged(**fields["judged"])
    return Customer(id=id, name=fields.pop("name", id), **fields)


def judged(
    revenue: float, margin: float, speed: float, innovation: float, network: float
) -> dict[str, float]:
    """Nine judgements with the same one for every part of a criterion."""
    return {
        "revenue": revenue,
        "margin": margin,
        "decides": speed,
        "pays": speed,
        "openness": innovation,
        "repeatability": innovation,
        "size": network,
        "relevance": network,
        "reputation": network,
    }


def hundredths(low: int, high: int) -> st.SearchStrategy[float]:
    """Numbers of two decimals, so that exact arithmetic can follow them."""
    return st.integers(low, high).map(lambda n: n / 100)


def maybe(known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly known, sometimes unknown."""
    return st.one_of(known, known, known, st.none())


def whole(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(float)


JUDGEMENT = maybe(st.integers(2, 10).map(lambda n: n / 2))
JUDGED = st.builds(Judged, **dict.fromkeys(Judged.model_fields, JUDGEMENT))


def customers(judgements: st.SearchStrategy[Judged] = JUDGED) -> st.SearchStrategy[Customer]:
    """Any customer that a person could describe, with gaps."""
    return st.builds(
        Customer,
        id=st.just("X"),
        name=st.text("abcé ", max_size=3),
        kind=st.sampled_from(["customer", "customer", "customer", "prospect", "dormant"]),
        revenue=maybe(st.one_of(whole(0, 0), whole(1, 300_000), whole(1, 300_000))),
        potential=maybe(st.one_of(whole(0, 0), whole(1, 300_000))),
        chance=hundredths(0, 100),
        orders=maybe(whole(0, 200)),
        variable_cost=maybe(hundredths(0, 120)),
        hours=maybe(whole(0, 500)),
        effort=JUDGEMENT,
        days_to_pay=maybe(whole(0, 150)),
        days_to_pay_at_least=st.sampled_from([False, False, False, True]),
        days_to_decide=maybe(whole(0, 150)),
        offer_margin=maybe(hundredths(-20, 60)),
        acquisition_cost=maybe(whole(0, 20_000)),
        judged=judgements,
    )


PORTFOLIOS = st.lists(customers(), min_size=1, max_size=8).map(
    lambda found: tuple(one.model_copy(update={"id": f"K{place}"}) for place, one in enumerate(found))
)

BOUNDS = st.sampled_from([(70.0, 50.0, 30.0), (70.0, 50.0, 30.0), (80.0, 60.0, 20.0), (66.7, 40.5, 0.1)])
WEIGHT = st.sampled_from([0.0, 1.0, 1.0, 1.0, 2.0, 3.0, 0.5])
SETTINGS = st.builds(
    Settings,
    method=st.sampled_from(["combined", "figures", "judgement"]),
    hourly_cost=maybe(whole(0, 90)),
    fixed_cost_per_order=maybe(whole(0, 150)),
    a_revenue=maybe(whole(20_000, 200_000)),
    target_contribution=hundredths(10, 60),
    max_reserve=hundredths(0, 10),
    reference_days_to_pay=whole(10, 60),
    reference_days_to_decide=whole(10, 60),
    positive_from=st.sampled_from([60.0, 60.0, 50.0, 75.0]),
    bounds=BOUNDS,
    grid_revenue=maybe(whole(10_000, 100_000)),
    weights=st.builds(Weights, **dict.fromkeys(Weights.model_fields, WEIGHT)),
    weakest_link=st.sampled_from(["minimum", "minimum", "soft"]),
    reserve_rule=st.sampled_from(["graded", "strict"]),
    revenue_floor=st.booleans(),
    horizon=st.sampled_from(["order", "year", "relation"]),
    horizon_years=whole(1, 5),
)
