"""A range holds (method.md 3.7): whatever the unknown answers turn out to be, total and class lie within it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from strategy.nouns.company import JUDGED_PARTS, Company, Customer, Settings
from strategy.scoring.as_json import score_report
from strategy.scoring.scores import Scores, score
from tests.portfolios import SETTINGS, customer, customers

METHODS = st.sampled_from(["combined", "figures", "judgement"])
UNKNOWN = json.loads((Path(__file__).parent / "vectors" / "onbekend.json").read_text(encoding="utf-8"))
KEPT = (
    "total",
    "class",
    "lowest",
    "highest",
    "lowest_class",
    "highest_class",
    "provisional",
    "margin_at_most",
)

AMOUNTS = st.one_of(st.sampled_from([0.0, 1.0, 1e6]), st.integers(0, 300_000).map(float))
FIGURES = {
    "revenue": AMOUNTS,
    "potential": AMOUNTS,
    "orders": st.one_of(st.sampled_from([0.0, 1.0, 5_000.0]), st.integers(0, 200).map(float)),
    "variable_cost": st.one_of(st.sampled_from([0.0, 1.0, 1.2]), st.integers(0, 120).map(lambda n: n / 100)),
    "hours": st.one_of(st.sampled_from([0.0, 9_000.0]), st.integers(0, 500).map(float)),
    "acquisition_cost": st.one_of(st.sampled_from([0.0, 1e6]), st.integers(0, 20_000).map(float)),
    "offer_margin": st.one_of(st.sampled_from([-1.0, 0.0, 1.0]), st.integers(-20, 60).map(lambda n: n / 100)),
    "days_to_decide": st.one_of(st.sampled_from([0.0, 3_650.0]), st.integers(0, 150).map(float)),
}
JUDGEMENTS = st.one_of(st.sampled_from([1.0, 5.0]), st.integers(2, 10).map(lambda n: n / 2))
OF_MARGIN = ("variable_cost", "hours", "orders", "acquisition_cost")


def may_be_filled_in(scores: Scores) -> list[str]:
    """The fields of a company's only customer that answer something unknown (3.7)."""
    customer, way = scores.customers[0], scores.method
    open_ = {part for part, score in zip(JUDGED_PARTS, scores.parts[:, 0], strict=True) if np.isnan(score)}
    found = [f"judged.{part}" for part in open_ if getattr(customer.judged, part) is None]
    if way == "judgement":
        return found
    if "revenue" in open_:
        found += ["potential"] if customer.kind == "prospect" else ["revenue", "potential"]
    if "margin" in open_ or (scores.loss_making[0] and scores.origins[JUDGED_PARTS.index("margin"), 0] == 1):
        found += ["offer_margin"] if customer.kind == "prospect" else OF_MARGIN
    found += [
        days for days, part in (("days_to_decide", "decides"), ("days_to_pay", "pays")) if part in open_
    ]
    return [
        field
        for field in found
        if field.startswith("judged.")
        or getattr(customer, field) is None
        or (field == "days_to_pay" and customer.days_to_pay_at_least)
    ]


def filled_in(customer: Customer, field: str, draw: Any) -> Customer:
    """The customer with this answer."""
    if field.startswith("judged."):
        judgements = customer.judged.model_copy(update={field.removeprefix("judged."): draw(JUDGEMENTS)})
        return customer.model_copy(update={"judged": judgements})
    if field == "days_to_pay":
        least = customer.days_to_pay if customer.days_to_pay_at_least and customer.days_to_pay else 0.0
        days = least + draw(st.one_of(st.sampled_from([0.0, 3_000.0]), st.integers(0, 100).map(float)))
        return customer.model_copy(update={"days_to_pay": days, "days_to_pay_at_least": False})
    return customer.model_copy(update={field: draw(FIGURES[field])})


@settings(max_examples=400, deadline=None)
@given(customers(), SETTINGS, METHODS, st.data())
def test_a_range_holds(found: Customer, given: Settings, method: Any, data: st.DataObject) -> None:
    given = given.model_copy(update={"a_revenue": given.a_revenue or 100_000.0})
    scores = score([found], given, method)
    now, fields = scores.at(0), may_be_filled_in(scores)
    assume(fields)
    chosen = data.draw(st.one_of(st.just(fields), st.lists(st.sampled_from(fields), unique=True)))
    then_customer = found
    for field in chosen:
        then_customer = filled_in(then_customer, field, data.draw)
    then = score([then_customer], given, method).at(0)
    if then.klass == "?":
        return
    assert now.lowest - 1e-9 <= then.total <= now.highest + 1e-9
    assert now.highest_class <= then.klass <= now.lowest_class
    # What is found out later never widens what was promised.
    assert now.lowest_class >= then.lowest_class
    assert now.highest_class <= then.highest_class


def test_a_judged_margin_holds_only_until_the_revenue_tells() -> None:
    told = {"variable_cost": 0.5, "hours": 100, "orders": 0, "days_to_pay": 10, "days_to_decide": 10}
    judged = {"margin": 5, "openness": 4, "repeatability": 4, "size": 4, "relevance": 4, "reputation": 4}
    given = Settings(a_revenue=100_000, hourly_cost=55, fixed_cost_per_order=0)
    now = score([customer("k", judged=judged, **told)], given).at(0)
    assert (now.scores["margin"], now.klass, now.provisional) == (100, "A", True)
    small = score([customer("k", judged=judged, revenue=2_000, **told)], given).at(0)
    assert small.loss_making
    assert now.lowest <= small.total
    assert now.lowest_class >= small.klass == "C"


# --- the vectors of an independent reference -----------------------------------------------------------------


@pytest.mark.parametrize("name", UNKNOWN["sets"])
def test_ranges_and_totals_are_those_of_the_reference(name: str) -> None:
    company = Company.from_file(
        {"settings": UNKNOWN["settings"] | UNKNOWN["sets"][name], "customers": UNKNOWN["customers"]}
    )
    found = {row["id"]: row for row in score_report(company)["customers"]}
    expected = {row["id"]: row for row in UNKNOWN["expected"] if row["set"] == name}
    assert len(expected) == 15
    assert {id: {key: found[id][key] for key in KEPT} for id in expected} == {
        id: {key: row[key] for key in KEPT} for id, row in expected.items()
    }
