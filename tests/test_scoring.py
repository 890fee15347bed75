"""Scores and classes: the worked example of method.md 3.10, the edge cases of 3.11, and any company at all."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.nouns.company import CRITERIA, Customer, Override, Settings, Weights
from strategy.scoring.classes import UNCLASSED, Gates, classify, half_up
from strategy.scoring.scores import (
    CustomerScore,
    expected_revenue,
    judged_score,
    rank_order_centroid,
    rank_sum,
    score,
    sensitivity,
    speed_score,
)
from tests.plain_scoring import plain_score
from tests.portfolios import EXAMPLE, EXPECTED, PORTFOLIOS, SETTINGS, customer, judged

IDS = list(EXPECTED["customers"])
METHODS = st.sampled_from(["combined", "figures", "judgement"])
POINTS = st.one_of(
    st.just(float("nan")), st.floats(0, 100), st.sampled_from([0.0, 30.0, 50.0, 60.0, 70.0, 100.0])
)
FIVE = st.lists(POINTS, min_size=5, max_size=5)
OWN_A = Settings(a_revenue=100_000, hourly_cost=55, fixed_cost_per_order=90, reference_days_to_decide=20)


def one(found: Customer, given: Settings = OWN_A, method: Any = "figures") -> CustomerScore:
    """The score of a customer that is a company's only one."""
    return score([found], given, method).at(0)


def good(**fields: Any) -> Customer:
    """A customer with every figure and good judgements, to change one thing of."""
    figures = {
        "revenue": 80_000,
        "potential": 0,
        "orders": 20,
        "variable_cost": 0.4,
        "hours": 50,
        "days_to_pay": 20,
        "days_to_decide": 12,
    }
    return customer(**(figures | {"judged": judged(5, 5, 5, 4, 4)} | fields))


def example(method: Any) -> dict[str, CustomerScore]:
    return {found.id: found for found in score(EXAMPLE.customers, EXAMPLE.settings, method)}


# --- the worked example (3.10) -------------------------------------------------------------------------------


@pytest.mark.parametrize("id", IDS)
def test_the_example_scores_by_figures_as_worked_out(id: str) -> None:
    found, expected = example("figures")[id], EXPECTED["customers"][id]["figures"]
    shown = {name: None if value is None else float(half_up(value)) for name, value in found.scores.items()}
    assert shown == expected["scores"]
    assert (found.total, found.klass) == (expected["total"], expected["class"])
    assert (found.positives, found.dream) == (expected["positives"], expected["dream"])
    assert (found.lowest, found.highest) == (expected["lowest"], expected["highest"])


@pytest.mark.parametrize("id", IDS)
def test_the_example_scores_by_judgement_as_worked_out(id: str) -> None:
    found, expected = example("judgement")[id], EXPECTED["customers"][id]["judgement"]
    assert (found.total, found.klass) == (expected["total"], expected["class"])


@pytest.mark.parametrize("id", IDS)
def test_the_example_lands_on_the_grid_and_in_the_strict_view_as_worked_out(id: str) -> None:
    found, expected = example("figures")[id], EXPECTED["customers"][id]
    assert (found.grid, found.strict) == (expected["grid"], expected["strict"])


def test_the_example_judgements_per_criterion() -> None:
    table = {
        "K01": [100, 75, 75, 75, 75],
        "K02": [100, 75, 25, 25, 50],
        "K03": [50, 75, 75, 100, 50],
        "K04": [25, 25, 25, 0, 25],
        "K05": [50, 50, 50, 50, 50],
        "K06": [50, 75, 50, 50, 25],
        "K07": [0, 75, 100, 25, 75],
        "K08": [50, 50, 0, 0, 0],
        "K09": [75, 75, 50, None, None],
        "K10": [None, 50, 75, 75, 50],
        "K11": [25, 75, 75, 50, 25],
        "K12": [0, 0, 0, 0, 0],
    }
    assert {id: list(found.scores.values()) for id, found in example("judgement").items()} == table


def test_the_example_money_per_customer() -> None:
    table = {
        "K01": (130000, 40500, 33.8, 5.00),
        "K02": (210000, 33200, 15.8, 1.25),
        "K03": (65000, 11500, 32.9, 3.75),
        "K04": (20500, -14250, -79.2, 0.00),
        "K05": (69000, 17950, 28.0, 2.50),
        "K06": (51000, 15740, 30.9, 0.00),
        "K07": (9000, 3100, 34.4, 2.50),
        "K08": (42000, -3850, -9.2, 0.00),
        "K09": (95500, 26290, 29.9, 2.50),
        "K10": (30000, -2200, None, 2.50),
        "K11": (29500, 8865, 32.8, 1.25),
        "K12": (6000, -3300, -66.0, 0.00),
    }
    for id, (expected, contribution, margin, reserve) in table.items():
        found = example("figures")[id]
        assert found.expected_revenue == pytest.approx(expected)
        assert found.contribution == pytest.approx(contribution)
        assert found.margin is None if margin is None else half_up(100 * found.margin) == margin
        assert 100 * found.reserve == pytest.approx(reserve)


def test_the_example_orders_against_their_floor() -> None:
    scores = score(EXAMPLE.customers, EXAMPLE.settings, "figures")
    assert half_up(scores.floor, 0).tolist() == [200, 281, 180, 200, 214, 209, 164, 450, 225, 200, 188, 200]
    assert [found.id for found in scores if found.floor_missed] == ["K04"]
    assert [found.id for found in scores if found.loss_making] == ["K04", "K08", "K12"]


def test_the_example_strict_totals() -> None:
    totals = [found.strict_total for found in score(EXAMPLE.customers, EXAMPLE.settings, "figures")]
    assert totals == [81.6, 39.6, 75.6, 4.1, 60.9, 49.9, 43.4, 2.1, 77.6, 54.8, 48.8, 1.4]


def test_what_is_missing_makes_a_class_provisional_with_its_range() -> None:
    figures, judgement = example("figures"), example("judgement")
    assert [id for id, found in figures.items() if found.provisional] == ["K09", "K10"]
    assert [id for id, found in judgement.items() if found.provisional] == ["K09", "K10"]
    assert (figures["K09"].lowest_class, figures["K09"].highest_class) == ("C", "A")
    assert (figures["K10"].lowest_class, figures["K10"].highest_class) == ("C", "B")
    assert figures["K10"].partial == ("speed",)
    assert (judgement["K09"].lowest, judgement["K09"].highest) == (40.0, 80.0)
    assert (judgement["K10"].lowest, judgement["K10"].highest) == (35.0, 70.0)
    assert (judgement["K10"].lowest_class, judgement["K10"].highest_class) == ("C", "A")


def test_a_big_customer_in_a_low_class_is_flagged() -> None:
    assert [id for id, found in example("figures").items() if found.big_low_class] == ["K02"]


def test_combined_takes_the_figure_where_there_is_one_and_remembers_it() -> None:
    figures, combined = example("figures"), example("combined")
    assert all(combined[id].scores == figures[id].scores for id in IDS if id != "K10")
    prospect = combined["K10"]
    assert prospect.scores["margin"] == 50
    assert prospect.total == 57.0
    assert prospect.parts["revenue"].origin == "figure"
    assert prospect.parts["margin"].origin == "judgement"
    assert prospect.parts["decides"].origin == "figure"
    assert prospect.parts["pays"].origin is None
    assert prospect.parts["openness"].origin == "judgement"
    assert prospect.reserve is None


def test_other_weights_change_the_class_of_one_customer_of_the_example() -> None:
    scores = score(EXAMPLE.customers, EXAMPLE.settings, "figures")
    seen = sensitivity(scores, ("margin", "speed", "revenue", "network", "innovation"))
    totals = {found.name: dict(zip(IDS, found.total, strict=True)) for found in seen.weightings}
    assert [totals[name]["K07"] for name in totals] == [60.1, 70.6, 76.5]
    assert [totals[name]["K11"] for name in totals] == [55.6, 64.9, 71.5]
    classes = [dict(zip(IDS, found.klass, strict=True)) for found in seen.weightings]
    assert [found["K07"] for found in classes] == [1, 0, 0]
    # 71.5 points would be an A, but two positive criteria are not three (3.7 rule 2).
    assert [found["K11"] for found in classes] == [1, 1, 1]
    assert [id for id, sensitive in zip(IDS, seen.sensitive, strict=True) if sensitive] == ["K07"]


def test_equal_totals_are_shown_by_positives() -> None:
    scores = score(EXAMPLE.customers, EXAMPLE.settings, "judgement")
    ids = [scores.customers[place].id for place in scores.display_order()]
    assert ids == ["K01", "K03", "K09", "K10", "K07", "K02", "K11", "K06", "K05", "K08", "K04", "K12"]


# --- the pieces (3.3 to 3.5) ---------------------------------------------------------------------------------


def test_judgements_become_points() -> None:
    assert judged_score([1, 2, 3, 3.5, 5]).tolist() == [0, 25, 50, 62.5, 100]


def test_the_speed_curve_meets_its_marks() -> None:
    days = [0, 15, 21, 30, 39, 45, 60, 75, 90, 400]
    assert speed_score(days, 30) == pytest.approx([100, 100, 90, 75, 60, 50, 25, 12.5, 0, 0])


def test_paying_after_39_days_is_still_positive() -> None:
    assert one(good(days_to_pay=39), OWN_A.model_copy(update={"reference_days_to_pay": 30})).positives == 5


def test_rank_weights() -> None:
    assert half_up(np.multiply(rank_sum(5), 100)).tolist() == [33.3, 26.7, 20, 13.3, 6.7]
    assert half_up(np.multiply(rank_order_centroid(5), 100)).tolist() == [45.7, 25.7, 15.7, 9, 4]
    assert sum(rank_sum(4)) == pytest.approx(1)
    assert sum(rank_order_centroid(3)) == pytest.approx(1)


def test_a_ranking_names_each_criterion_once() -> None:
    scores = score(EXAMPLE.customers, EXAMPLE.settings)
    with pytest.raises(ValueError, match="not a ranking"):
        sensitivity(scores, ("margin", "margin"))


def test_what_you_see_is_what_is_classed() -> None:
    found = classify(np.array([[99.9, 99.9, 99.95, 25, 25], [99.9, 99.9, 99.9, 25, 25]]), np.ones(5))
    assert found.total.tolist() == [70.0, 69.9]
    assert found.klass.tolist() == [0, 1]


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 2))
def test_halves_go_up_whatever_the_float(hundred_thousandths: int, decimals: int) -> None:
    exact = Decimal(hundred_thousandths) / 100_000
    step = Decimal(1).scaleb(-decimals)
    assert float(half_up(float(exact), decimals)) == float(exact.quantize(step, ROUND_HALF_UP))


@given(st.integers(0, 1000), st.integers(1, 9), st.integers(1, 9))
def test_halves_go_up_after_arithmetic_too(tenths: int, left: int, right: int) -> None:
    tie = (2 * tenths + 1) / 20
    noisy = (tie * left / 7 + tie * right / 7) / ((left + right) / 7)
    assert half_up(noisy) == (tenths + 1) / 10


def test_the_soft_link_is_a_geometric_mean() -> None:
    parts = judged(4, 4, 4, 4, 4) | {
        "openness": 5,
        "repeatability": 2,
        "size": 5,
        "relevance": 5,
        "reputation": 2,
    }
    found = one(customer(judged=parts), Settings(weakest_link="soft"), "judgement")
    assert found.scores["innovation"] == pytest.approx(50)
    assert found.scores["network"] == pytest.approx((100 * 100 * 25) ** (1 / 3))
    assert one(
        customer(judged=parts | {"repeatability": 1}), Settings(weakest_link="soft"), "judgement"
    ).scores["innovation"] == pytest.approx(0)


def test_a_missing_part_counts_as_the_weakest_known_one_even_when_soft() -> None:
    parts = judged(4, 4, 4, 4, 4) | {"size": 5, "relevance": None, "reputation": 2}
    for link in ("minimum", "soft"):
        found = one(customer(judged=parts), Settings(weakest_link=link), "judgement")
        assert found.scores["network"] == 25
        assert found.partial == ("network",)
        assert found.provisional


def test_the_strict_reserve_is_kept_only_for_a_customer_that_is_positive_on_all_others() -> None:
    strict = OWN_A.model_copy(update={"reserve_rule": "strict"})
    assert one(good(), strict).reserve == 0.05
    assert one(good(judged=judged(5, 5, 5, 4, 3)), strict).reserve == 0
    assert one(good(judged=judged(5, 5, 5, 4, 3))).reserve == pytest.approx(0.0375)


def test_the_horizon_changes_the_margin() -> None:
    found = good(variable_cost=0.6, hours=100, acquisition_cost=6000)
    margins = {
        horizon: one(found, OWN_A.model_copy(update={"horizon": horizon})).margin
        for horizon in ("year", "order", "relation")
    }
    assert margins["year"] == pytest.approx((32_000 - 5500 - 1800) / 80_000)
    assert margins["order"] == pytest.approx((32_000 - 1800) / 80_000)
    assert margins["relation"] == pytest.approx((3 * 24_700 - 6000) / 240_000)


def test_the_revenue_floor_lifts_a_big_customer_to_b_unless_it_makes_a_loss() -> None:
    lifted = EXAMPLE.settings.model_copy(update={"revenue_floor": True})
    big = {found.id: found for found in score(EXAMPLE.customers, lifted, "figures")}["K02"]
    assert (big.total, big.klass) == (47.1, "B")
    assert not big.big_low_class
    losing = good(revenue=150_000, variable_cost=0.99, judged=judged(5, 1, 1, 1, 1), days_to_pay=90)
    assert one(losing, OWN_A.model_copy(update={"revenue_floor": True})).klass == "D"


def test_the_a_revenue_is_a_tenth_of_all_revenue_without_prospects() -> None:
    open_ = EXAMPLE.settings.model_copy(update={"a_revenue": None, "grid_revenue": None})
    scores = score(EXAMPLE.customers, open_)
    assert scores.yardsticks.a_revenue == 66_900
    assert scores.yardsticks.grid_revenue == pytest.approx(40_140)


# --- figures that are not whole ------------------------------------------------------------------------------


def test_a_margin_without_hourly_cost_is_an_upper_bound() -> None:
    found = one(good(), OWN_A.model_copy(update={"hourly_cost": None}))
    assert found.margin_at_most == pytest.approx((48_000 - 1800) / 80_000)
    assert (found.margin, found.scores["margin"], found.parts["margin"].score) == (None, None, None)
    assert found.provisional
    assert not found.dream
    assert found.contribution is None
    assert found.lowest < found.total <= found.highest
    assert (found.klass, found.lowest_class, found.highest_class) == ("A", "C", "A")


def test_no_total_and_no_class_is_above_what_an_upper_bound_leaves() -> None:
    thin = good(variable_cost=0.9, judged=judged(5, 5, 5, 4, 4) | {"margin": None})
    found = one(thin, OWN_A.model_copy(update={"hourly_cost": None}), "combined")
    known = [value for value in found.scores.values() if value is not None]
    assert sum(known) / 4 > found.highest == found.total
    assert found.klass == found.highest_class


def test_days_from_open_invoices_alone_limit_what_paying_can_score() -> None:
    waiting = good(days_to_pay=60, days_to_pay_at_least=True)
    found = one(waiting, OWN_A, "figures")
    assert (found.scores["speed"], found.partial) == (95.0, ("speed",))
    assert found.parts["pays"] == (None, None)
    assert found.highest < one(good(days_to_pay=None), OWN_A, "figures").highest
    prompt_they_say = good(days_to_pay=60, days_to_pay_at_least=True)
    combined = one(prompt_they_say, OWN_A, "combined")
    assert (combined.parts["pays"], combined.partial) == ((25.0, "judgement"), ())


def test_a_criterion_without_weight_closes_no_gate() -> None:
    losing = good(variable_cost=0.99, orders=20)
    assert one(losing).klass in "CD"
    free = OWN_A.model_copy(update={"weights": Weights(margin=0, revenue=0)})
    found = one(losing, free)
    assert (found.loss_making, found.below_floor, found.klass) == (True, True, "A")


def test_no_hours_need_no_hourly_cost_and_no_orders_no_order_cost() -> None:
    bare = Settings(a_revenue=100_000)
    found = one(good(hours=0, orders=0), bare)
    assert found.partial == ()
    assert found.contribution == pytest.approx(48_000)


def test_an_upper_bound_that_is_a_loss_is_a_loss() -> None:
    nearly_all = good(variable_cost=0.99, orders=20)
    without_hours = OWN_A.model_copy(update={"hourly_cost": None})
    assert one(nearly_all, without_hours, "figures").loss_making
    combined = one(nearly_all, without_hours, "combined")
    assert combined.parts["margin"] == (0.0, "figure")
    assert (combined.margin, combined.margin_at_most) == (None, None)
    assert combined.loss_making
    assert combined.klass in "CD"


def test_a_judgement_takes_the_place_of_a_margin_from_some_parts_and_is_capped_by_it() -> None:
    without_hours = OWN_A.model_copy(update={"hourly_cost": None})
    assert one(good(), without_hours, "combined").parts["margin"] == (100.0, "judgement")
    thin = one(good(variable_cost=0.8), without_hours, "combined").parts["margin"]
    assert thin == (pytest.approx(100 * (0.2 - 1800 / 80_000 - 0.05) / 0.35), "judgement")
    unjudged = good(judged=judged(5, 5, 5, 4, 4) | {"margin": None})
    assert one(unjudged, without_hours, "combined").parts["margin"] == (None, None)


def test_an_order_below_its_fixed_cost_is_below_its_floor_though_v_is_unknown() -> None:
    small = good(revenue=60_000, orders=1000, variable_cost=None)
    assert one(small).below_floor
    assert one(small).scores["revenue"] == 0
    assert not one(good(revenue=60_000, orders=100, variable_cost=None)).below_floor


def test_without_a_cost_per_order_nobody_is_checked_against_a_floor() -> None:
    unknown = OWN_A.model_copy(update={"fixed_cost_per_order": None})
    assert not one(good(orders=5000, variable_cost=1.0), unknown).below_floor
    free = OWN_A.model_copy(update={"fixed_cost_per_order": 0})
    sells_at_a_loss = one(good(orders=5000, variable_cost=1.0), free)
    assert (sells_at_a_loss.below_floor, sells_at_a_loss.loss_making) == (False, True)


def test_revenue_of_a_customer_is_unknown_without_revenue_though_its_potential_is_known() -> None:
    found = one(good(revenue=None, potential=50_000))
    assert found.scores["revenue"] is None
    assert found.expected_revenue is None
    assert one(good(revenue=None, potential=None)).scores["revenue"] is None
    assert one(good(revenue=40_000, potential=None)).scores["revenue"] == pytest.approx(40)


# --- the edge cases of 3.11 ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["combined", "figures", "judgement"])
def test_no_customers_is_no_problem(method: Any) -> None:
    scores = score([], Settings(), method)
    assert list(scores) == []
    assert scores.display_order().tolist() == []
    assert np.isnan(scores.yardsticks.a_revenue)


def test_one_customer_has_a_class() -> None:
    assert one(good(), Settings(hourly_cost=55, fixed_cost_per_order=90)).klass == "A"


def test_a_dormant_customer_has_no_margin_but_may_cost_money() -> None:
    found = one(customer(kind="dormant", revenue=0, orders=0, variable_cost=0.5, hours=20))
    assert found.margin is None
    assert found.scores["margin"] is None
    assert found.contribution == pytest.approx(-1100)


def test_a_prospect_has_revenue_from_its_potential_and_a_margin_only_from_an_offer() -> None:
    prospect = customer(kind="prospect", potential=80_000, chance=0.5, variable_cost=0.5, days_to_decide=20)
    found = one(prospect)
    assert found.scores["revenue"] == pytest.approx(40)
    assert found.scores["margin"] is None
    assert found.scores["speed"] == pytest.approx(75)
    assert found.partial == ("speed",)
    offered = one(prospect.model_copy(update={"offer_margin": 0.35}))
    assert offered.scores["margin"] == pytest.approx(100 * (0.35 - 0.0125) / 0.35)
    assert one(prospect.model_copy(update={"offer_margin": -0.1})).loss_making


def test_a_prospect_of_unknown_potential_has_unknown_revenue() -> None:
    assert one(customer(kind="prospect", revenue=0)).scores["revenue"] is None


def test_a_loss_turns_an_a_into_a_c() -> None:
    losing = good(
        revenue=100_000,
        variable_cost=0.99,
        orders=10,
        days_to_pay=10,
        days_to_decide=5,
        judged=judged(5, 1, 5, 4, 4),
    )
    found = one(losing)
    assert [found.scores[name] for name in CRITERIA] == [100, 0, 100, 75, 75]
    assert (found.total, found.klass) == (70.0, "C")


def test_a_dream_customer_is_an_a_whatever_its_total() -> None:
    dream = classify(np.array([[60.0, 60, 60, 75, 75]]), np.ones(5))
    assert (dream.total[0], dream.dream[0], dream.klass[0]) == (66.0, True, 0)


@pytest.mark.parametrize("known", [{}, {"revenue": 5}, {"revenue": 5, "margin": 5}])
def test_too_little_known_is_no_class_but_has_bounds(known: dict[str, float]) -> None:
    found = one(customer(judged=known), Settings(), "judgement")
    assert found.klass == "?"
    assert not found.provisional
    assert (found.lowest, found.highest) == (20.0 * len(known), 100.0)
    assert found.total is None


def test_half_of_the_weight_must_be_known() -> None:
    heavy = Settings(weights=Weights(revenue=1, margin=1, speed=1, innovation=2, network=2))
    found = customer(judged=judged(5, 5, 5, 5, 5) | dict.fromkeys(("openness", "repeatability")))
    assert one(found, heavy, "judgement").klass == "A"
    found = found.model_copy(
        update={"judged": found.judged.model_copy(update=dict.fromkeys(("size", "relevance", "reputation")))}
    )
    assert one(found, heavy, "judgement").klass == "?"


def test_variable_cost_of_all_revenue_is_below_the_floor_and_a_loss() -> None:
    found = one(good(variable_cost=1.0))
    assert (found.floor_missed, found.loss_making, found.scores["revenue"]) == (True, True, 0)
    assert one(good(variable_cost=1.2, orders=None)).loss_making


def test_without_orders_there_is_no_floor() -> None:
    assert not one(good(orders=0)).floor_missed
    assert not one(good(orders=None)).floor_missed


def test_an_order_exactly_on_the_floor_is_enough() -> None:
    found = customer(revenue=5000, orders=25, variable_cost=0.55)
    assert not one(found).floor_missed
    assert one(found.model_copy(update={"revenue": 4999.0})).floor_missed


def test_all_weights_zero_means_equal_weights() -> None:
    nothing = EXAMPLE.settings.model_copy(update={"weights": Weights(**dict.fromkeys(CRITERIA, 0))})
    scores = score(EXAMPLE.customers, nothing, "figures")
    assert scores.yardsticks.equal_weights
    assert [found.total for found in scores] == [found.total for found in example("figures").values()]


def test_one_weighted_criterion_gives_at_best_a_b_unless_all_five_are_positive() -> None:
    only = EXAMPLE.settings.model_copy(
        update={"weights": Weights(**(dict.fromkeys(CRITERIA, 0) | {"revenue": 1}))}
    )
    found = {one.id: one for one in score(EXAMPLE.customers, only, "figures")}
    assert (found["K02"].total, found["K02"].klass) == (100.0, "B")
    assert (found["K01"].klass, found["K01"].dream) == ("A", True)
    assert found["K09"].lowest == found["K09"].highest == found["K09"].total


def test_a_criterion_without_weight_need_not_be_answered() -> None:
    without = Settings(weights=Weights(network=0, innovation=0))
    found = customer(judged={"revenue": 5, "margin": 4, "decides": 4, "pays": 4})
    answered = one(found, without, "judgement")
    assert (answered.klass, answered.provisional, answered.positives) == ("A", False, 3)


def test_customers_may_share_a_name() -> None:
    scores = score([customer("a", name="Jan"), customer("b", name="Jan")], Settings())
    assert [found.id for found in scores] == ["a", "b"]


def test_huge_numbers_stay_numbers() -> None:
    found = one(good(revenue=1e12, potential=1e12, orders=1e9, hours=1e6))
    assert found.total is not None
    assert 0 <= found.total <= 100


def test_without_any_revenue_there_is_no_revenue_criterion() -> None:
    prospects = [customer(kind="prospect", potential=50_000, judged=judged(4, 4, 4, 4, 4))]
    figures = score(prospects, Settings(), "figures")
    assert figures.at(0).scores["revenue"] is None
    assert figures.at(0).grid == "?"
    assert score(prospects, Settings(), "combined").at(0).parts["revenue"] == (75.0, "judgement")


def test_a_judged_loss_is_a_loss_and_judgements_know_no_floor() -> None:
    found = one(good(orders=5000, judged=judged(5, 1, 5, 5, 5)), method="judgement")
    assert (found.klass, found.loss_making) == ("C", True)
    assert (found.below_floor, found.floor_missed) == (True, False)


def test_a_class_by_hand_stands_beside_the_computed_one() -> None:
    by_hand = Override(klass="A", reason="familie", who="An", at=datetime(2025, 1, 1, tzinfo=UTC))
    found = one(customer(override=by_hand, judged=judged(1, 2, 1, 1, 1)), Settings(), "judgement")
    assert (found.klass, found.computed) == ("A", "D")


def test_names_are_ordered_as_a_reader_expects() -> None:
    names = ["Zeta", "émile", "Eric", "emiel", "Émile"]
    scores = score([customer(f"i{place}", name=name) for place, name in enumerate(names)], Settings())
    assert [scores.customers[place].name for place in scores.display_order()] == [
        "emiel",
        "Émile",
        "émile",
        "Eric",
        "Zeta",
    ]


# --- any company at all --------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_the_arrays_compute_what_plain_fractions_compute(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    given = given.model_copy(update={"weakest_link": "minimum"})
    for place, computed in enumerate(score(found, given, method)):
        plain = plain_score(place, found, given, method)
        for name in CRITERIA:
            assert computed.scores[name] == (
                None if plain.scores[name] is None else pytest.approx(float(plain.scores[name]), abs=1e-6)
            )
        assert set(computed.partial) == plain.partial
        assert computed.total == (None if plain.total is None else float(plain.total))
        assert (computed.klass, computed.positives, computed.dream) == (
            plain.klass,
            plain.positives,
            plain.dream,
        )
        assert (computed.lowest_class, computed.highest_class) == (plain.lowest_class, plain.highest_class)
        assert (computed.lowest, computed.highest) == (float(plain.lowest), float(plain.highest))
        assert computed.provisional == plain.provisional
        assert (computed.below_floor, computed.loss_making) == (plain.below_floor, plain.loss_making)
        assert computed.contribution == (
            None if plain.contribution is None else pytest.approx(float(plain.contribution), abs=1e-6)
        )
        assert computed.grid == plain.grid


@settings(max_examples=100, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_every_figure_keeps_within_its_limits(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    for computed in score(found, given, method):
        points = [computed.total, computed.strict_total, *computed.scores.values()]
        assert all(value is None or 0 <= value <= 100 for value in points)
        assert computed.total is None or computed.lowest <= computed.total <= computed.highest
        if computed.klass != "?":
            assert computed.highest_class <= computed.klass <= computed.lowest_class
        assert not (computed.dream and (computed.partial or None in computed.scores.values()))
        assert 0 <= computed.positives <= 5
        assert all(
            value is None or np.isfinite(value)
            for value in (computed.contribution, computed.margin, computed.reserve, computed.expected_revenue)
        )
        assert all((part.score is None) == (part.origin is None) for part in computed.parts.values())


@settings(max_examples=60, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS, st.randoms(use_true_random=False))
def test_the_order_of_customers_changes_nothing(
    found: tuple[Customer, ...], given: Settings, method: Any, luck: Any
) -> None:
    shuffled = list(found)
    luck.shuffle(shuffled)
    before = {one.id: (one.total, one.klass, one.grid, one.strict) for one in score(found, given, method)}
    after = {one.id: (one.total, one.klass, one.grid, one.strict) for one in score(shuffled, given, method)}
    assert before == after
    first = score(found, given, method)
    second = score(shuffled, given, method)
    assert [first.customers[place].id for place in first.display_order()] == [
        second.customers[place].id for place in second.display_order()
    ]


@settings(max_examples=60, deadline=None)
@given(PORTFOLIOS, SETTINGS)
def test_judgements_do_not_depend_on_other_customers(found: tuple[Customer, ...], given: Settings) -> None:
    given = given.model_copy(update={"revenue_floor": False})
    alone = score(found[:1], given, "judgement").at(0)
    together = score(found, given, "judgement").at(0)
    assert (alone.scores, alone.total, alone.klass) == (together.scores, together.total, together.klass)


@settings(max_examples=150, deadline=None)
@given(FIVE, st.integers(0, 4), st.floats(0, 1), st.lists(st.booleans(), min_size=3, max_size=3), st.data())
def test_a_lower_score_never_gives_a_better_class(
    points: list[float], place: int, share: float, gates: list[bool], data: st.DataObject
) -> None:
    weights = data.draw(st.lists(st.sampled_from([0.0, 1.0, 2.5]), min_size=5, max_size=5).filter(any))
    lower = [*points]
    lower[place] = points[place] * share
    found = classify(
        np.array([points, lower]), weights, gates=Gates(*(np.array([gate] * 2) for gate in gates))
    )
    assert found.klass[1] >= found.klass[0]
    assert (found.klass[0] == UNCLASSED) == (found.klass[1] == UNCLASSED)


@settings(max_examples=50, deadline=None)
@given(st.lists(FIVE, min_size=1, max_size=30))
def test_a_customer_is_classed_the_same_alone_or_among_many(points: list[list[float]]) -> None:
    scores = np.array(points)
    many = classify(np.tile(scores, (3000, 1)), np.ones(5))
    for place in range(len(scores)):
        alone = classify(scores[place : place + 1], np.ones(5))
        column: Any
        whole: Any
        for column, whole in zip(alone, many, strict=True):
            among = whole.reshape(3000, len(scores))[:, place]
            assert np.array_equal(among, np.repeat(column, 3000), equal_nan=column.dtype.kind == "f")


def test_expected_revenue_adds_the_chance_of_more() -> None:
    scores = score([customer(revenue=100, potential=50, chance=0.5)], Settings())
    assert expected_revenue(scores.columns, scores.columns.chance).tolist() == [125]
    assert expected_revenue(scores.columns, 1.0).tolist() == [150]
