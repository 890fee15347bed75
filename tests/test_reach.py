"""Whom channels reach, how strong each phase stands, and what kind of value each one is (method.md 2.2, 2.3)."""

from __future__ import annotations

import pytest

from strategy.checks.reach import (
    channels_to,
    cost_per_new_customer,
    coverage,
    phases_used,
    reaches,
    yearly_cost,
)
from strategy.checks.value_kinds import kind_of, value_match
from strategy.nouns.company import Company
from tests.companies import buyer, channel, segment, value


def test_a_channel_reaches_a_customer_by_name_or_by_segment():
    assert reaches(channel("k", customers=("a",)), buyer("a"))
    assert reaches(channel("k", segments=("s",)), buyer("a", segment="s"))
    assert not reaches(channel("k", segments=("s",)), buyer("a"))


def test_the_strongest_channel_into_a_segment_covers_a_phase():
    company = Company(
        customers=(buyer("a", segment="s"),),
        segments=(segment("s"), segment("t")),
        channels=(
            channel("k", evaluation=1, segments=("s",)),
            channel("m", evaluation=3, customers=("a",)),
        ),
    )
    assert coverage(company, segment("s"), "evaluation") == 3
    assert coverage(company, segment("t"), "evaluation") == 0
    assert len(channels_to(company, company.customers[0])) == 2


def test_coverage_is_open_while_an_unscored_channel_could_lift_it():
    weak, unscored = channel("k", purchase=1, segments=("s",)), channel("m", segments=("s",))
    strong = channel("n", purchase=2, segments=("s",))
    company = Company(segments=(segment("s"),), channels=(weak, unscored))
    assert coverage(company, segment("s"), "purchase") is None
    assert coverage(Company(channels=(weak, unscored, strong)), segment("s"), "purchase") == 2


def test_delivery_is_left_out_where_nobody_scored_it():
    assert "delivery" not in phases_used(Company(channels=(channel("k", purchase=1),)))
    assert "delivery" in phases_used(Company(channels=(channel("k", delivery=0),)))


def test_a_channel_costs_its_money_and_its_hours():
    assert yearly_cost(channel("k", cost=100, hours=2), 50) == 200
    assert yearly_cost(channel("k", hours=2), None) is None
    assert yearly_cost(channel("k"), 50) is None
    assert cost_per_new_customer(channel("k", cost=100, new_customers=4), 50) == 25
    assert cost_per_new_customer(channel("k", cost=100, new_customers=0), 50) is None


@pytest.mark.parametrize(
    ("comparison", "importance", "kind"),
    [
        (0.5, None, "threshold"),
        (-0.5, 5, "threshold"),
        (1, 4, "difference"),
        (1, 3.5, "bonus"),
        (1, 2, "needless"),
        (2, 2.5, "bonus"),
        (-1, 4, "behind"),
        (-1, 3.5, "less"),
        (1, None, None),
        (None, 5, None),
    ],
)
def test_the_kind_of_a_value_follows_from_comparison_and_importance(comparison, importance, kind):
    assert kind_of(value("v", comparison, importance)) == kind


@pytest.mark.parametrize(
    ("said", "match"), [((1, 1, 0.5, 0), 0.75), ((1, 0, 0, 0), 5 / 14), ((0.5, 0.5, 0.5, 0.5), 0.5)]
)
def test_the_value_match_weighs_by_importance(said, match):
    values = [value(str(importance), 1, importance) for importance in (5, 4, 3, 2)]
    customer = buyer("a", values={one.id: x for one, x in zip(values, said, strict=True)})
    assert value_match(customer, values) == pytest.approx(match)


def test_the_value_match_leaves_out_what_is_unknown():
    values = [value("v", 1, 5), value("w", 1, 5), value("x", 1, None)]
    assert value_match(buyer("a", values={"v": 1, "x": 0}), values) == 1
    assert value_match(buyer("a"), values) is None
