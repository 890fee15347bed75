"""How firm a class is and what moves it (method.md 3.12 and 3.13)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.nouns.company import CRITERIA, Customer, Settings, Weights
from strategy.scoring.as_json import change_sentence, reason_sentence
from strategy.scoring.classes import LETTERS, Gates
from strategy.scoring.columns import Floats
from strategy.scoring.robustness import (
    LEVERS,
    SmallestChange,
    acceptability,
    acceptability_of,
    firmness,
    reasons,
    smallest_by_criterion,
    smallest_changes,
    tipping,
)
from strategy.scoring.scores import Scores, score
from tests.portfolios import EXAMPLE, PORTFOLIOS, SETTINGS, customer, judged

METHODS = st.sampled_from(["combined", "figures", "judgement"])
POINTS = st.one_of(st.none(), st.floats(0, 100), st.sampled_from([30.0, 50.0, 60.0, 70.0]))
FIVE = st.lists(POINTS, min_size=5, max_size=5)


def array(points: list[list[float | None]]) -> Floats:
    return np.array(points, dtype=np.float64)


def example(method: Any = "figures") -> Scores:
    return score(EXAMPLE.customers, EXAMPLE.settings, method)


def drawn(points: Floats, weightings: Floats, gates: Gates | None = None) -> Floats:
    """Acceptability by counting classes over many weightings, the rules of 3.7 written out."""
    shares = np.empty((len(points), 4))
    gated = [gate if gate is not None else np.zeros(len(points), bool) for gate in gates or Gates()]
    for place, scores in enumerate(points):
        known = ~np.isnan(scores)
        weights = weightings[:, known]
        total = np.floor((weights @ scores[known]) / weights.sum(axis=1) * 10 + 0.5 + 1e-6) / 10
        klass = np.select([total >= 70, total >= 50, total >= 30], [0, 1, 2], default=3)
        if np.sum(scores >= 60) < 3:
            klass = np.maximum(klass, 1)
        if np.sum(scores >= 60) == 5:
            klass[:] = 0
        below_floor, loss_making, at_least_b = (gate[place] for gate in gated)
        if below_floor or loss_making:
            klass = np.maximum(klass, 2)
        if at_least_b and not loss_making:
            klass = np.minimum(klass, 1)
        shares[place] = np.bincount(klass, minlength=4) / len(weightings)
    return shares


# --- acceptability -------------------------------------------------------------------------------------------


def test_two_criteria_have_the_share_that_geometry_gives() -> None:
    # T = 100w + 0(1-w) reaches 49.95 for w above 0.4995, and never a class A without three positives.
    shares = acceptability_of(array([[100, 0, None, None, None]]), [1, 1, 0, 0, 0])
    assert shares[0] == pytest.approx([0, 1 - 0.4995, 0.4995 - 0.2995, 0.2995], abs=1e-6)


@pytest.mark.parametrize(
    ("points", "lands"), [([80, 80, 80, 80, 80], "A"), ([55] * 5, "B"), ([30] * 5, "C"), ([0] * 5, "D")]
)
def test_equal_scores_leave_nothing_to_the_weights(points: list[float | None], lands: str) -> None:
    shares = acceptability_of(array([points]), np.ones(5))[0]
    assert shares.tolist() == [1.0 if letter == lands else 0.0 for letter in "ABCD"]


def test_a_total_that_rounds_up_to_the_bound_reaches_it() -> None:
    assert acceptability_of(array([[69.95] * 5, [29.95] * 5, [29.94] * 5]), np.ones(5)).tolist() == [
        [1, 0, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
    ]


def test_rules_that_do_not_depend_on_weights_move_whole_shares() -> None:
    points = array([[90, 90, 90, 20, 20], [90, 90, 20, 20, 20], [60, 60, 60, 60, 60]])
    free = acceptability_of(points, np.ones(5))
    assert free[0, 0] > 0
    assert free[1, 0] == 0
    assert free[2].tolist() == [1, 0, 0, 0]
    assert acceptability_of(points, np.ones(5), partial=np.array([False, False, True]))[2].tolist() == [
        0,
        1,
        0,
        0,
    ]
    gated = acceptability_of(points, np.ones(5), gates=Gates(loss_making=np.array([True, True, True])))
    assert gated[:, :2].tolist() == [[0, 0]] * 3
    assert gated[0, 2] == pytest.approx(free[0, :3].sum())
    lifted = acceptability_of(points, np.ones(5), gates=Gates(at_least_b=np.array([True, True, True])))
    assert lifted[:, 2:].tolist() == [[0, 0]] * 3


@settings(max_examples=25, deadline=None)
@given(
    st.lists(FIVE, min_size=1, max_size=20),
    st.lists(st.booleans(), min_size=3, max_size=3),
    st.integers(0, 2**32 - 1),
)
def test_acceptability_is_what_random_weightings_approach(
    found: list[list[float | None]], gated: list[bool], seed: int
) -> None:
    points = array(found)
    gates = Gates(*(np.full(len(points), gate) for gate in gated))
    weightings = np.random.default_rng(seed).dirichlet(np.ones(5), 5000)
    exact = acceptability_of(points, np.ones(5), gates=gates)
    nothing = np.isnan(points).all(axis=1)
    assert np.isnan(exact[nothing]).all()
    # Weights that are uniform over five criteria are uniform over the known ones among them too.
    some = Gates(*(gate[~nothing] for gate in gates))
    assert exact[~nothing] == pytest.approx(drawn(points[~nothing], weightings, some), abs=0.04)


def test_acceptability_is_what_a_fine_grid_of_weightings_counts() -> None:
    # Three criteria: cells of a fine triangular grid, each weighing the same.
    n = 200
    cells = np.array([(a + 1 / 3, b + 1 / 3, n - a - b - 2 / 3) for a in range(n) for b in range(n - a)]) / n
    weightings = np.column_stack([cells, np.zeros((len(cells), 2))])
    points = array([[90, 40, 10, None, None], [65, 72, 20, None, None], [100, 65, 61, None, None]])
    counted = drawn(points, weightings)
    assert acceptability_of(points, [1, 1, 1, 0, 0]) == pytest.approx(counted, abs=0.01)


def test_unknown_criteria_are_left_out() -> None:
    with_gap = acceptability_of(array([[90, 40, None, 10, None]]), np.ones(5))
    without = acceptability_of(array([[90, 40, 0, 10, 0]]), [1, 1, 0, 1, 0])
    assert with_gap == pytest.approx(without)


@settings(max_examples=60, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_acceptability_adds_up_for_every_class_and_is_missing_without_one(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    scores = score(found, given, method)
    shares = acceptability(scores)
    for place, customer_shares in enumerate(shares):
        if LETTERS[scores.computed[place]] == "?":
            assert np.isnan(customer_shares).all()
            assert firmness(scores, shares)[place] is None
        else:
            assert customer_shares.sum() == pytest.approx(1)
            assert (customer_shares >= 0).all()


@settings(max_examples=60, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_a_provisional_class_is_never_called_firm_and_never_has_a_star(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    scores = score(found, given, method)
    words = firmness(scores, acceptability(scores))
    for word, provisional, dream in zip(words, scores.provisional, scores.dream, strict=True):
        assert not (provisional and (word or dream))


def test_the_best_imaginable_customer_is_not_firm_while_its_margin_is_unknown() -> None:
    best = customer(
        revenue=200_000, orders=40, days_to_pay=10, days_to_decide=5,
        judged={"openness": 5, "repeatability": 5, "size": 5, "relevance": 5, "reputation": 5},
    )  # fmt: skip
    given = Settings(a_revenue=100_000, hourly_cost=55, fixed_cost_per_order=90)
    scores = score([best], given)
    only = scores.at(0)
    assert (only.klass, only.provisional, only.lowest_class, only.highest_class) == ("A", True, "C", "A")
    assert firmness(scores, acceptability(scores)) == [None]
    turned_out = best.model_copy(update={"variable_cost": 0.95, "hours": 600})
    assert score([turned_out], given).at(0).klass == "C"


def test_the_example_says_how_firm_its_classes_are() -> None:
    scores = example()
    words = dict(
        zip(
            [found.id for found in EXAMPLE.customers],
            firmness(scores, acceptability(scores)),
            strict=True,
        )
    )
    assert words["K01"] == "firm"
    assert words["K03"] == "fairly"
    assert words["K07"] == "shaky"
    assert words["K12"] == "firm"


# --- tipping weights -----------------------------------------------------------------------------------------


def reweighted(given: Settings, place: int, share: float) -> Settings:
    """The settings with this share of all weight for one criterion, the others in proportion."""
    weights = np.array(given.weights.as_tuple())
    weights = weights if weights.any() else np.ones(5)
    rest = np.delete(weights, place).sum()
    new = weights / rest * (1 - share)
    new[place] = share
    return given.model_copy(update={"weights": Weights(**dict(zip(CRITERIA, new.tolist(), strict=True)))})


@settings(max_examples=80, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_a_class_tips_at_its_tipping_weight_and_not_before(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    scores = score(found, given, method)
    tips = tipping(scores)
    own = scores.yardsticks.weights / scores.yardsticks.weights.sum()
    for place, at in zip(*np.nonzero(~np.isnan(tips.weights)), strict=True):
        tip = tips.weights[place, at]
        beyond = tip + np.copysign(1e-5, tip - own[place])
        before = own[place] + (tip - own[place]) * 0.999
        if not (1e-4 < beyond < 1 - 1e-4) or abs(tip - own[place]) < 1e-4:
            continue
        after = score(found, reweighted(given, place, beyond), method).computed[at]
        assert after in (tips.classes[place, at], LETTERS.index("?"))
        kept = score(found, reweighted(given, place, before), method).computed[at]
        assert kept in (scores.computed[at], LETTERS.index("?"))


def test_the_criterion_that_tips_a_class_soonest() -> None:
    scores = example()
    tips = tipping(scores)
    # K07 is a B of 60.1 with a revenue of 9 points: weigh revenue 4.5% instead of 20% and it is an A.
    assert CRITERIA[tips.soonest[6]] == "revenue"
    assert tips.weights[0, 6] == pytest.approx(0.0445, abs=0.0005)
    assert LETTERS[tips.classes[0, 6]] == "A"
    # A dream customer stays an A whatever the weights.
    assert tips.soonest[0] == -1
    assert np.isnan(tips.weights[:, 0]).all()


# --- the smallest change -------------------------------------------------------------------------------------


def applied(
    found: tuple[Customer, ...], at: int, change: SmallestChange, amount: float
) -> tuple[Customer, ...]:
    """The portfolio after turning one input of one customer by this amount."""
    value = round(change.before + (amount if change.after > change.before else -amount), 9)
    one = found[at]
    if change.input.startswith("judged."):
        judgements = one.judged.model_copy(update={change.input.removeprefix("judged."): value})
        one = one.model_copy(update={"judged": judgements})
    else:
        one = one.model_copy(update={change.input: value})
    return (*found[:at], Customer(**one.model_dump()), *found[at + 1 :])


@settings(max_examples=60, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_the_smallest_change_moves_the_class_and_one_unit_less_does_not(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    scores = score(found, given, method)
    for at, changes in enumerate(smallest_changes(scores)):
        for change in changes:
            assert change.amount > 0
            moved = score(applied(found, at, change, change.amount), given, method).computed[at]
            assert LETTERS[moved] == change.klass
            assert (moved < scores.computed[at]) == change.better
            assert moved != scores.computed[at]
            shown = score(applied(found, at, change, abs(change.shown - change.before)), given, method)
            assert (shown.computed[at] < scores.computed[at]) == change.better
            assert shown.computed[at] != scores.computed[at]
            assert abs(change.shown - change.before) >= change.amount - 1e-9
            if change.input.startswith("judged."):
                assert change.amount == 1
            else:
                reach = sorted((change.before / 2, 2 * change.before))
                assert reach[0] - 1e-9 <= min(change.after, change.shown)
                assert max(change.after, change.shown) <= reach[1] + 1e-9
            less = score(applied(found, at, change, change.amount - change.unit), given, method).computed[at]
            assert (less >= scores.computed[at]) if change.better else (less <= scores.computed[at])


@settings(max_examples=40, deadline=None)
@given(PORTFOLIOS, SETTINGS, METHODS)
def test_no_smaller_change_of_days_or_judgement_would_do(
    found: tuple[Customer, ...], given: Settings, method: Any
) -> None:
    scores = score(found, given, method)
    for at, changes in enumerate(smallest_changes(scores, range(min(2, len(found))))):
        for change in changes:
            if change.unit != 1 or change.amount > 30:
                continue
            for amount in np.arange(1, change.amount):
                tried = score(applied(found, at, change, amount), given, method).computed[at]
                assert (tried >= scores.computed[at]) if change.better else (tried <= scores.computed[at])


def test_the_example_changes_in_words() -> None:
    scores = example("combined")
    changes = smallest_changes(scores)
    second = smallest_by_criterion(changes[1], better=True)
    assert (second["margin"].input, second["margin"].amount, second["margin"].klass) == (
        "variable_cost",
        0.051,
        "B",
    )
    assert change_sentence(second["margin"], "Klant 02") == (
        "Daalt de variabele kost van Klant 02 van 68% naar 62% van de omzet, dan wordt dit een B-klant."
    )
    hours = next(change for change in changes[1] if change.input == "hours" and change.better)
    assert (hours.amount, hours.after, hours.shown) == (193, 327, 320)
    ninth = smallest_by_criterion(changes[8], better=False)["speed"]
    assert change_sentence(ninth, "Klant 09", "en") == (
        "If Klant 09 decides after 27 days instead of 25, this becomes a class B customer."
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_change_can_be_said(language: str) -> None:
    found = next(change for changes in smallest_changes(example("combined")) for change in changes)
    for lever in LEVERS:
        for better in (True, False):
            change = replace(found, input=lever.input, better=better, before=4.0, shown=5.0)
            said = change_sentence(change, "de klant", language)
            assert change.klass in said
            assert "4" in said
            assert "5" in said


def test_what_can_never_be_reached_is_not_reported() -> None:
    small = customer(
        revenue=5_500, orders=2, variable_cost=0.4, hours=0, days_to_pay=30, days_to_decide=30,
        judged={"openness": 3, "repeatability": 3, "size": 3, "relevance": 3, "reputation": 3},
    )  # fmt: skip
    given = Settings(a_revenue=100_000, hourly_cost=55, fixed_cost_per_order=90)
    changes = smallest_changes(score([small], given))[0]
    assert all(change.after <= 11_000 for change in changes if change.input == "revenue")
    assert all(change.after in (1, 3, 4) for change in changes if change.input == "orders")


def test_only_changes_that_are_possible_are_reported() -> None:
    best_payer = customer(judged=judged(4, 3, 5, 3, 3))
    changes = smallest_changes(score([best_payer], Settings(), "judgement"))[0]
    assert not [change for change in changes if change.better and change.criterion == "speed"]
    assert all(1 <= change.after <= 5 for change in changes)


def test_without_a_class_there_is_nothing_to_move() -> None:
    assert smallest_changes(score([customer(days_to_pay=30)], Settings())) == [()]


# --- reasons -------------------------------------------------------------------------------------------------


def test_reasons_name_what_weighs_most_for_and_against() -> None:
    found = reasons(example())[6]
    assert [one.criterion for one in found.for_] == ["speed", "margin"]
    assert [one.criterion for one in found.against] == ["revenue", "innovation"]


def test_weights_decide_what_weighs_most() -> None:
    heavy = EXAMPLE.settings.model_copy(update={"weights": Weights(network=10, revenue=0)})
    found = reasons(score(EXAMPLE.customers, heavy, "figures"))[6]
    assert found.for_[0].criterion == "network"
    assert "revenue" not in [one.criterion for one in found.against]


def said(found: Customer, given: Settings | None = None, method: Any = "judgement") -> str:
    return reason_sentence(reasons(score([found], given or Settings(), method))[0])


def test_the_reason_names_the_rule_that_decided() -> None:
    assert said(customer(judged=judged(5, 1, 5, 5, 5))) == (
        "Sterk op omzet (100) en snelheid (100), zwak op winstmarge (0); er blijft niets over, dus hoogstens C."
    )
    assert said(customer(judged=judged(5, 5, 3, 3, 3)), Settings(bounds=(60, 50, 30))).endswith("dus geen A.")
    assert said(customer(judged=judged(4, 4, 4, 4, 4))).endswith(": een droomklant.")
    assert said(customer(judged={"revenue": 3})) == "Te weinig gegevens: 1 van de 5 criteria bekend."
    small = customer(revenue=50_000, orders=500, variable_cost=0.4, hours=0, judged=judged(5, 5, 5, 5, 5))
    sold = Settings(fixed_cost_per_order=70, a_revenue=50_000, target_contribution=0.05, hourly_cost=0)
    assert "hoogstens C" in said(small, sold, "combined")


def test_the_reason_says_that_something_is_unknown() -> None:
    found = customer(judged=judged(5, 5, 5, 5, 5) | dict.fromkeys(("openness", "repeatability")))
    assert said(found).startswith("Sterk op omzet (100) en winstmarge (100), voor zover bekend nergens zwak")
