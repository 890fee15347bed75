"""Attention, classes and the portfolio: the worked example of method.md 3.10 and its edge cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.nouns.company import Company, Customer, Profile, RevenueStream, Settings
from strategy.scoring.as_json import reason_sentence, score_report
from strategy.scoring.classes import band_of, half_up
from strategy.scoring.portfolio import (
    a_revenue_fit,
    advice_on_hours,
    attention,
    classes,
    portfolio,
    room_for_hours,
)
from strategy.scoring.robustness import reasons
from strategy.scoring.scores import Scores, score, standing
from tests.portfolios import EXAMPLE, EXPECTED, PORTFOLIOS, SETTINGS, customer, judged

METHODS = st.sampled_from(["combined", "figures", "judgement"])


def example(method: Any = "figures") -> Scores:
    return score(EXAMPLE.customers, EXAMPLE.settings, method)


def two(first: dict[str, Any], second: dict[str, Any], **given: Any) -> Scores:
    """Two customers scored by judgement."""
    chosen = Settings(**({"hourly_cost": 50, "fixed_cost_per_order": 0} | given))
    return score([customer("a", **first), customer("b", **second)], chosen, "judgement")


A_JUDGED = {"judged": judged(5, 5, 5, 5, 5)}
D_JUDGED = {"judged": judged(2, 2, 1, 1, 1)}


LOUD_ANYWAY = ["K04", "K08", "K12"]

# --- the worked example --------------------------------------------------------------------------------------


def test_the_example_attention_as_worked_out() -> None:
    seen = attention(example())
    index = [float(half_up(value, 2)) for value in seen.index]
    expected = [float(value) for value in EXPECTED["attention"]["index"].values()]
    assert index == expected
    assert half_up(100 * seen.hours_share).tolist() == [
        *(11.3, 32.7, 3.8, 13.2, 6.9, 4.4, 0.9, 12.0, 5.7, 2.5, 2.8, 3.8)
    ]
    assert half_up(100 * seen.earned_share).tolist() == [
        *(31.7, 8.9, 17.2, 0.0, 7.5, 5.7, 1.1, 0.5, 19.8, 3.9, 3.6, 0.0)
    ]
    assert half_up(seen.earned_hours, 0).tolist() == [504, 142, 274, 0, 120, 90, 18, 8, 314, 62, 58, 1]
    assert seen.total_hours == EXPECTED["attention"]["total_hours"]
    assert half_up(100 * seen.movable) == EXPECTED["attention"]["movable_pct"]


def test_the_example_signals_as_worked_out() -> None:
    seen = attention(example())
    ids = np.array([found.id for found in EXAMPLE.customers])
    assert ids[seen.loud].tolist() == EXPECTED["attention"]["loud"]
    assert ids[seen.cold].tolist() == EXPECTED["attention"]["cold"]
    assert ids[seen.cold & seen.provisional].tolist() == ["K09"]
    assert seen.signal(1) == "loud"
    assert seen.signal(0) == "cold"
    assert seen.signal(4) is None


def test_the_loud_of_the_example_are_so_whatever_their_class_weighs_but_one() -> None:
    seen = attention(example())
    ids = [found.id for found in EXAMPLE.customers]
    assert [ids[place] for place in np.flatnonzero(seen.loud_anyway)] == LOUD_ANYWAY
    assert not seen.without_order_cost


def test_an_order_cost_that_is_not_filled_in_is_left_out_for_everybody() -> None:
    unknown = EXAMPLE.settings.model_copy(update={"fixed_cost_per_order": None})
    scores = score(EXAMPLE.customers, unknown, "judgement")
    seen = attention(scores)
    assert seen.without_order_cost
    assert (seen.provisional == scores.provisional).all()


def test_the_advice_on_hours_frees_what_the_loud_do_not_earn_and_gives_what_the_cold_can_bear() -> None:
    scores = example()
    advised = advice_on_hours(scores)
    ids = [found.id for found in EXAMPLE.customers]
    assert [(ids[place], half_up(hours, 0)) for place, hours in advised.free] == [
        ("K04", 210),
        ("K12", 59),
        ("K08", 182),
        ("K02", 378),
    ]
    assert [(ids[place], hours) for place, hours in advised.given] == [
        ("K03", 89),
        ("K09", 102),
        ("K01", 169),
    ]
    assert (half_up(advised.freed, 0), advised.handed, half_up(advised.freed - advised.handed, 0)) == (
        830,
        360,
        470,
    )
    assert (advised.room, advised.monthly) == ("some", (69, 30))


def test_one_hour_more_than_its_room_would_take_a_class_or_a_star() -> None:
    scores = example()
    cold = np.flatnonzero(attention(scores).cold)
    room = room_for_hours(scores, cold, np.full(len(cold), 1e5))
    columns = scores.columns.take(cold)
    for more, holds in ((room, True), (room + 1, False)):
        then = standing(
            replace(columns, hours=columns.hours + more), scores.settings, scores.yardsticks, scores.method
        )
        as_before = (
            (then.klass == scores.computed[cold])
            & (then.lowest_class == scores.lowest_class[cold])
            & (then.dream == scores.dream[cold])
        )
        assert (as_before == holds).all()


def test_without_the_cost_of_an_hour_the_advice_asks_for_it() -> None:
    settings = EXAMPLE.settings.model_copy(update={"hourly_cost": None})
    cheap = {"revenue": 100_000, "variable_cost": 0.5, "orders": 10, "hours": 10, **A_JUDGED}
    loud = {"revenue": 1_000, "variable_cost": 0.5, "orders": 1, "hours": 300, **D_JUDGED}
    advised = advice_on_hours(score([customer("a", **cheap), customer("d", **loud)], settings))
    assert (advised.room, advised.given) == ("hourly_cost", ())
    assert advised.freed > 200


def test_a_judged_margin_gives_no_room() -> None:
    judged_margin = {"revenue": 100_000, "orders": 0, "variable_cost": 0.5, "hours": 10, **A_JUDGED}
    loud = {"revenue": 1_000, "variable_cost": 0.5, "orders": 0, "hours": 300, **D_JUDGED}
    pair = [customer("a", **judged_margin), customer("d", **loud)]
    advised = advice_on_hours(score(pair, EXAMPLE.settings, "judgement"))
    assert (advised.room, advised.given) == ("none", ())


def test_the_example_classes_as_worked_out() -> None:
    found = classes(example())
    assert [half_up(100 * found[k].hours_share) for k in "ABCD"] == [20.8, 17.6, 32.7, 28.9]
    assert [found[k].contribution for k in "ABCD"] == pytest.approx([78290, 45655, 33200, -21400])
    low = [found["C"], found["D"]]
    assert half_up(100 * sum(facts.hours for facts in low) / 1589) == 61.7
    assert half_up(100 * sum(facts.contribution_share for facts in low)) == 8.7
    assert [found[k].customers for k in "ABCD?"] == [3, 5, 1, 3, 0]
    assert found["B"].prospects == 1


def test_the_example_portfolio_as_worked_out() -> None:
    found, expected = portfolio(example()), EXPECTED["portfolio"]
    assert found.revenue == expected["revenue"]
    for name in ("top1", "top3", "top5"):
        assert half_up(100 * getattr(found, name)) == expected[f"{name}_pct"]
    assert half_up(found.hhi, 0) == expected["hhi"]
    assert half_up(found.days_to_pay) == expected["days_to_pay"]
    assert half_up(found.receivables, 0) == expected["receivables"]
    assert half_up(found.waiting_cost, 0) == expected["waiting_cost"]
    assert found.whale.peak == pytest.approx(expected["whale_peak"])
    assert found.whale.end == pytest.approx(expected["whale_end"])
    assert half_up(100 * found.whale.loss_share) == 13.6
    assert (found.orders_below_floor, found.orders) == (expected["orders_below_floor"], expected["orders"])
    assert found.customers == 11


def test_the_whale_curve_rises_to_its_peak_and_then_falls() -> None:
    whale = portfolio(example()).whale
    heights = list(whale.heights)
    assert heights[0] == 0
    assert len(heights) == 12
    assert heights.index(max(heights)) == 8
    assert heights == sorted(heights[:9]) + sorted(heights[9:], reverse=True)
    assert [EXAMPLE.customers[place].id for place in whale.places[-3:]] == ["K12", "K08", "K04"]


# --- edge cases ----------------------------------------------------------------------------------------------


def test_no_customers_is_an_empty_portfolio() -> None:
    nobody = score([], Settings())
    found = portfolio(nobody)
    assert (found.revenue, found.top1, found.hhi, found.days_to_pay) == (0, None, None, None)
    assert (found.whale.heights, found.whale.loss_share) == ((0.0,), None)
    assert attention(nobody).reason == "no_hours"
    assert classes(nobody)["A"].revenue_share is None


def test_one_customer_is_all_of_the_revenue_and_has_no_index() -> None:
    alone = score([customer(revenue=1000, variable_cost=0.5, hours=10, **A_JUDGED)], Settings())
    assert portfolio(alone).top1 == 1
    assert portfolio(alone).hhi == 10_000
    seen = attention(alone)
    assert (seen.reason, seen.movable, seen.measure) == ("too_few", None, None)
    assert np.isnan(seen.index).all()


@pytest.mark.parametrize("hours", [0, None])
def test_without_hours_effort_is_asked(hours: float | None) -> None:
    silent = two({"hours": hours, **A_JUDGED}, {"hours": hours, **D_JUDGED})
    assert attention(silent).reason == "no_hours"
    assert attention(silent).measure is None


def test_effort_stands_in_for_hours() -> None:
    sells = {"revenue": 1000, "variable_cost": 0.5, "orders": 0}
    told = two({"effort": 2, **A_JUDGED, **sells}, {"effort": 5, **D_JUDGED, **sells})
    seen = attention(told)
    assert seen.measure == "effort"
    assert seen.hours_share == pytest.approx([2 / 18, 16 / 18])
    assert seen.cold.tolist() == [True, False]
    assert seen.loud.tolist() == [False, True]
    assert advice_on_hours(told, seen) is None


def test_effort_gives_signals_without_any_figures() -> None:
    seen = attention(two({"effort": 1, **A_JUDGED}, {"effort": 4, **D_JUDGED}))
    assert (seen.measure, seen.reason) == ("effort", "no_figures")
    assert (seen.signal(0), seen.signal(1)) == ("cold", "loud")


def test_nobody_contributes() -> None:
    sells = {"revenue": 1000, "variable_cost": 1.0, "hours": 10, "orders": 0}
    seen = attention(two({**A_JUDGED, **sells}, {**D_JUDGED, **sells}))
    assert seen.reason == "nobody_contributes"
    assert np.isnan(seen.index).all()
    assert not seen.loud.any()


def test_a_customer_of_unknown_contribution_is_not_compared() -> None:
    sells = {"revenue": 1000, "variable_cost": 0.5, "orders": 0, "hours": 10}
    found = [customer("a", **sells), customer("b", **sells), customer("c", hours=100)]
    seen = attention(score(found, Settings(), "judgement"))
    assert seen.hours_share[:2].tolist() == [0.5, 0.5]
    assert np.isnan(seen.hours_share[2])
    assert seen.total_hours == 120
    assert seen.movable == 0


def test_an_unknown_number_of_orders_makes_the_comparison_provisional() -> None:
    sells = {"revenue": 1000, "variable_cost": 0.5, "hours": 10}
    seen = attention(two({**A_JUDGED, **sells}, {**D_JUDGED, **sells, "orders": 0}, fixed_cost_per_order=5))
    assert seen.provisional.tolist() == [True, False]


def test_customers_of_one_group_count_as_one() -> None:
    found = [
        customer(str(place), revenue=100, group=group)
        for place, group in enumerate(["Holding", "holding ", "", ""])
    ]
    seen = portfolio(score(found, Settings()))
    assert (seen.top1, seen.top3) == (0.5, 1.0)
    assert seen.hhi == pytest.approx(50**2 + 25**2 + 25**2)


def test_concentration_is_not_known_where_the_revenue_of_most_customers_is_not() -> None:
    """One known revenue among ten customers is not all of the revenue: the nine others may be larger."""
    known = Customer(id="k0", revenue=50_000)
    unknown = [Customer(id=f"k{place}") for place in range(1, 10)]
    found = portfolio(score((known, *unknown), Settings()))
    assert (found.top1, found.top3, found.top5, found.hhi, found.alike) == (None,) * 5
    enough = [Customer(id=f"k{place}", revenue=50_000) for place in range(1, 8)]
    found = portfolio(score((known, *enough, *unknown[7:]), Settings()))
    assert found.top1 == pytest.approx(1 / 8)


def test_prospects_stay_out_of_revenue_and_in_the_hours() -> None:
    found = [
        customer("a", revenue=100, hours=1),
        customer("b", kind="prospect", revenue=900, potential=5, hours=3),
    ]
    scores = score(found, Settings(hourly_cost=1, fixed_cost_per_order=0))
    assert portfolio(scores).revenue == 100
    assert portfolio(scores).top1 == 1
    assert len(portfolio(scores).whale.heights) == 1
    assert classes(scores)["?"].hours == 4
    assert classes(scores)["?"].revenue == 100


@settings(max_examples=80, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_shares_add_up_and_nothing_is_negative(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    scores = score(found, given, method)
    seen = attention(scores)
    for shares in (seen.hours_share, seen.earned_share):
        known = shares[~np.isnan(shares)]
        assert (known >= 0).all()
        assert not known.size or known.sum() == pytest.approx(1)
    assert seen.movable is None or 0 <= seen.movable <= 1 + 1e-9
    assert not (seen.loud & seen.cold).any()
    facts = portfolio(scores)
    assert facts.top1 is None or 0 < facts.top1 <= facts.top3 <= facts.top5 <= 1 + 1e-9
    assert facts.whale.peak >= max(0.0, facts.whale.end)
    if facts.orders_below_floor is not None:
        assert facts.orders_below_floor <= facts.orders_checked <= facts.orders
    assert sum(one.customers for one in classes(scores).values()) == len(found)


@settings(max_examples=80, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_a_sum_is_given_exactly_where_it_is_known_of_somebody_it_should_come_from(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    scores = score(found, given, method)
    buyers = [each.kind != "prospect" for each in found]
    letters = [each.klass for each in scores]
    for letter, facts in classes(scores).items():
        here = [place for place, klass in enumerate(letters) if klass == letter]
        for name, amounts, asked in (
            ("hours", scores.columns.hours, [True] * len(found)),
            ("revenue", scores.columns.revenue, buyers),
            ("contribution", scores.contribution, buyers),
        ):
            of_class = [float(amounts[place]) for place in here if asked[place]]
            of_all = [float(amount) for amount, is_asked in zip(amounts, asked, strict=True) if is_asked]
            known = [amount for amount in of_class if amount == amount]
            somewhere = not of_all or any(amount == amount for amount in of_all)
            expected = sum(known) if somewhere and (known or not of_class) else None
            assert getattr(facts, name) == (None if expected is None else pytest.approx(expected))


def test_orders_are_checked_only_where_the_floor_is_known() -> None:
    found = [
        customer("a", revenue=1000, orders=10, variable_cost=0.5),
        customer("b", revenue=1000, orders=30),
        customer("c", revenue=100, orders=5, variable_cost=0.5),
    ]
    unknown, known = (
        portfolio(score(found, Settings(fixed_cost_per_order=cost, a_revenue=9_000))) for cost in (None, 20)
    )
    assert (unknown.orders, unknown.orders_checked, unknown.orders_below_floor) == (45, None, None)
    assert (known.orders, known.orders_checked, known.orders_below_floor) == (45, 15, 5)


# --- the command line's view ---------------------------------------------------------------------------------


def test_the_report_of_the_example_gives_the_worked_figures() -> None:
    for method in ("figures", "judgement"):
        report = score_report(EXAMPLE, method)
        for found in report["customers"]:
            expected = EXPECTED["customers"][found["id"]]
            assert {key: found[key] for key in expected[method]} == expected[method]
            assert found["grid"] == expected["grid"]
            assert found["strict"] == expected["strict"] or method == "judgement"
    report = score_report(EXAMPLE, "figures")
    assert {key: report["portfolio"][key] for key in EXPECTED["portfolio"]} == EXPECTED["portfolio"]
    assert {key: report["attention"][key] for key in EXPECTED["attention"]} == EXPECTED["attention"]
    advice = report["attention"]["advice"]
    assert (advice["freed"], advice["handed"]) == (830, 360)
    assert advice["given"] == {"K03": 89, "K09": 102, "K01": 169}


def test_the_report_has_the_documented_fields() -> None:
    report = score_report(EXAMPLE)
    assert report["method"] == "combined"
    assert set(report["customers"][0]) == {
        *("id", "name", "class", "total", "scores", "positives", "dream", "provisional", "lowest", "highest"),
        *("floor_missed", "big_low_class", "loss_making", "contribution", "grid", "strict", "acceptability"),
        *("attention", "reason", "lowest_class", "highest_class", "margin_at_most"),
        "first_picture",
    }
    assert set(report["customers"][0]["attention"]) == {"hours_share", "earned_share", "index", "signal"}
    assert report["customers"][3]["attention"] == {
        "hours_share": 0.1322,
        "earned_share": 0.0,
        "index": "inf",
        "signal": "loud",
    }


def test_the_report_says_why_in_one_sentence() -> None:
    sentences = {found["id"]: found["reason"] for found in score_report(EXAMPLE, "figures")["customers"]}
    assert sentences["K02"] == "Sterk op omzet (100), zwak op snelheid (18,8) en innovatie (25)."
    assert (
        sentences["K05"] == "Sterk op winstmarge (73) en omzet (69), matig op innovatie (50) en netwerk (50)."
    )
    assert sentences["K01"] == "Sterk op omzet (100) en winstmarge (82,1), nergens zwak: een droomklant."
    english = {found["id"]: found["reason"] for found in score_report(EXAMPLE, "figures", "en")["customers"]}
    assert english["K02"] == "Strong on revenue (100), weak on speed (18.8) and innovation (25)."


@settings(max_examples=60, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_the_report_holds_plain_values_only(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(one) for key, one in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return (
            value is None or type(value) in (str, bool, int) or (type(value) is float and abs(value) < 1e18)
        )

    report = score_report(Company(customers=found, settings=given), method)
    assert plain(report)
    for one in report["customers"]:
        shares = one["acceptability"].values()
        assert (None in shares) == (one["class"] == "?")
        assert None in shares or sum(shares) == pytest.approx(1)
        assert one["reason"].endswith(".")
        assert one["reason"].count(".") == 1


def test_the_report_says_what_its_shares_are_of() -> None:
    assert score_report(EXAMPLE)["portfolio"]["of_what"] == "customers"
    assert score_report(EXAMPLE)["portfolio"]["alike"] == 5.8
    unsaid = EXAMPLE.model_copy(update={"profile": Profile()})
    assert score_report(unsaid)["portfolio"]["of_what"] == "list"
    streams = (RevenueStream(id="s", name="Drukwerk", amount=1_000_000),)
    of_streams = score_report(unsaid.model_copy(update={"streams": streams}))
    assert (of_streams["portfolio"]["of_what"], of_streams["portfolio"]["hhi"]) == ("streams", None)
    assert of_streams["portfolio"]["top1_pct"] == 21.0
    assert of_streams["classes"]["C"]["revenue_pct"] == 21.0


@pytest.mark.parametrize(
    ("reason", "words", "quiet"),
    [
        ("K05", "Sterk op winstmarge (73) en omzet (69), matig op innovatie (50) en netwerk (50).", None),
        ("K02", None, "Sterk op omzet, zwak op snelheid en innovatie."),
        ("K01", None, "Sterk op omzet en winstmarge, nergens zwak: een droomklant."),
    ],
)
def test_a_score_of_50_is_called_medium_and_a_sentence_can_leave_the_scores_out(
    reason: str, words: str | None, quiet: str | None
) -> None:
    scores = score(EXAMPLE.customers, EXAMPLE.settings, "figures")
    place = [customer.id for customer in EXAMPLE.customers].index(reason)
    (found,) = reasons(scores, slice(place, place + 1))
    if words:
        assert reason_sentence(found) == words
    if quiet:
        assert reason_sentence(found, exact=False) == quiet


@pytest.mark.parametrize(
    ("score", "threshold", "band"),
    [
        (59.96, 60, "strong"),
        (59.94, 60, "medium"),
        (40, 60, "medium"),
        (39.94, 60, "weak"),
        (35, 30, "strong"),
        (50, 75, "medium"),
    ],
)
def test_a_band_is_of_the_score_as_it_is_shown(score: float, threshold: float, band: str) -> None:
    assert band_of(score, threshold) == band


@pytest.mark.parametrize(
    ("large", "small", "fit"), [(1, 9, None), (6, 0, "many"), (0, 40, "few"), (3, 7, None)]
)
def test_a_default_a_revenue_that_sorts_hardly_anybody_is_noticed(
    large: int, small: int, fit: str | None
) -> None:
    """A tenth of the revenue; strong on revenue is six tenths of that."""
    found = [customer(str(place), revenue=1_000 if place < large else 10) for place in range(large + small)]
    assert a_revenue_fit(score(found, Settings())) == fit
    assert a_revenue_fit(score(found, Settings(a_revenue=10))) is None
