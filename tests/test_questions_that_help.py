"""The questions that would settle most classes: counted right, whatever the answers turn out to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.company.fields import with_values
from strategy.nouns.company import JUDGED_PARTS, Customer, Override, Settings, Weights
from strategy.scoring.helping import QUESTIONS, HelpfulQuestion, question_sentence, questions_that_help
from strategy.scoring.scores import CustomerScore, Scores, score
from strategy.words.texts import LANGUAGES
from tests.portfolios import EXAMPLE, PORTFOLIOS, SETTINGS, customer, judged
from tests.stores import NOON

QUICK = settings(max_examples=60, deadline=None)
BY_JUDGEMENT = Settings(method="judgement")
WHOLE = judged(3, 3, 3, 3, 3)


def without(*parts: str, **other: float) -> dict[str, float]:
    """Judgements of 3, or what is given, but for these parts."""
    return {part: other.get(part, 3) for part in JUDGED_PARTS if part not in parts}


def helping(*customers: Customer, n: int = 3, chosen: Settings = BY_JUDGEMENT) -> list[HelpfulQuestion]:
    return questions_that_help(score(customers, chosen), n)


def keys(questions: Sequence[HelpfulQuestion]) -> list[str]:
    return [question.key for question in questions]


# --- what is asked -------------------------------------------------------------------------------------------


def test_where_nothing_is_missing_nothing_is_asked() -> None:
    assert helping(customer("k", judged=WHOLE)) == []
    assert helping() == []


def test_the_question_that_settles_most_customers_stands_first() -> None:
    network = ("size", "relevance", "reputation")
    found = helping(
        customer("a", judged=without("margin")),
        customer("b", judged=without(*network)),
        customer("c", judged=without(*network)),
    )
    assert keys(found) == ["network", "margin"]
    assert found[0].settles == ("b", "c")
    assert found[0].effect == "settles"
    assert (found[0].code, found[0].answers) == ("S6", 6)
    assert found[0].fields == ("judged.size", "judged.relevance", "judged.reputation")
    assert found[1].settles == ("a",)


def test_where_as_many_customers_are_settled_their_revenue_decides() -> None:
    found = helping(
        customer("a", revenue=10_000, judged=without("margin")),
        customer("b", revenue=30_000, judged=without("revenue")),
    )
    assert keys(found) == ["revenue", "margin"]
    assert found[0].revenue == 0.75


def test_where_all_is_equal_a_whole_criterion_goes_before_half_of_one() -> None:
    assert keys(helping(customer("k"), chosen=Settings()))[:3] == ["revenue", "margin", "speed"]


def test_where_all_is_equal_the_fewest_answers_go_first() -> None:
    found = helping(
        customer("a", judged=without("openness", "repeatability")),
        customer("b", judged=without("reputation")),
    )
    assert keys(found) == ["network", "innovation"]
    assert [question.answers for question in found] == [1, 2]


def test_a_customer_that_misses_two_criteria_is_narrowed_by_one_and_settled_by_both() -> None:
    found = helping(customer("k", judged=without("margin", "revenue", openness=5, repeatability=5)))
    assert [question.effect for question in found] == ["narrows", "settles"]
    assert [question.customers for question in found] == [("k",), ("k",)]


def test_what_a_gate_already_decides_need_not_be_asked() -> None:
    certain_loss = customer("k", judged=without("reputation", margin=1, size=1, revenue=2, decides=1))
    assert [each.klass for each in score([certain_loss], BY_JUDGEMENT)] == ["D"]
    [found] = helping(certain_loss)
    assert found.settles == ("k",)


def test_who_said_not_to_know_is_not_asked_again() -> None:
    missing = without("openness", "repeatability")
    assert helping(customer("k", judged=missing, unknown=("judged.openness", "judged.repeatability"))) == []
    [found] = helping(customer("k", judged=without("reputation", "size"), unknown=("judged.size",)))
    assert found.fields == ("judged.reputation",)
    assert found.settles == ()


def test_a_class_by_hand_is_certain_already() -> None:
    by_hand = Override(klass="A", reason="Familie", who="An", at=NOON)
    assert helping(customer("k", judged=without("margin"), override=by_hand)) == []


def test_a_criterion_without_weight_is_not_asked() -> None:
    chosen = Settings(method="judgement", weights=Weights(margin=0))
    assert helping(customer("k", judged=without("margin")), chosen=chosen) == []


def test_prospects_are_not_asked_what_nobody_can_know() -> None:
    for method in ("judgement", "combined", "figures"):
        found = helping(
            customer("p", kind="prospect"),
            n=20,
            chosen=Settings(method=method, a_revenue=1000, hourly_cost=40, fixed_cost_per_order=10),
        )
        fields = {field for question in found for field in question.fields}
        assert fields
        assert not fields & {"judged.revenue", "judged.margin", "judged.pays", "days_to_pay", "revenue"}
        assert not fields & {"variable_cost", "hours", "orders"}


# --- figures -------------------------------------------------------------------------------------------------


BUYER: dict[str, Any] = {
    "revenue": 30_000,
    "orders": 10,
    "variable_cost": 0.5,
    "hours": 50,
    "days_to_pay": 30,
    "days_to_decide": 30,
    "judged": dict.fromkeys(JUDGED_PARTS[4:], 3),
}
FIGURES = Settings(method="figures", a_revenue=50_000, hourly_cost=50, fixed_cost_per_order=20)


@pytest.mark.parametrize(
    ("gone", "key", "fields"),
    [
        ("revenue", "yearly_revenue", ("revenue",)),
        ("orders", "order_cost", ("orders",)),
        ("variable_cost", "variable_cost", ("variable_cost",)),
        ("hours", "own_time", ("hours",)),
        ("days_to_pay", "days_to_pay", ("days_to_pay",)),
        ("days_to_decide", "days_to_decide", ("days_to_decide",)),
    ],
)
def test_the_one_missing_figure_is_asked_and_settles(gone: str, key: str, fields: tuple[str, ...]) -> None:
    [found] = helping(customer("k", **BUYER | {gone: None}), chosen=FIGURES)
    assert (found.key, found.fields, found.settles, found.code) == (key, fields, ("k",), "S1")


def test_one_setting_can_settle_many_customers() -> None:
    some = [customer(id, **BUYER) for id in ("a", "b", "c")]
    chosen = FIGURES.model_copy(update={"hourly_cost": None})
    [found] = helping(*some, chosen=chosen)
    assert (found.fields, found.code) == (("settings.hourly_cost",), "")
    assert (found.answers, found.settles) == (1, ("a", "b", "c"))


def test_hours_and_what_an_hour_costs_are_one_question_where_both_are_missing() -> None:
    some = [customer("a", **BUYER), customer("b", **BUYER | {"hours": None})]
    [found] = helping(*some, chosen=FIGURES.model_copy(update={"hourly_cost": None}))
    assert found.fields == ("hours", "settings.hourly_cost")
    assert (found.answers, found.settles) == (2, ("a", "b"))


def test_a_setting_that_nobody_knows_is_not_asked() -> None:
    chosen = FIGURES.model_copy(update={"hourly_cost": None, "unknown": ("hourly_cost",)})
    assert helping(customer("a", **BUYER), chosen=chosen) == []


def test_an_answer_that_only_may_help_is_called_so() -> None:
    """Without the hours only a variable cost that leaves nothing tells more than today."""
    some = customer("k", **BUYER | {"variable_cost": None, "hours": None, "unknown": ("hours",)})
    [found] = helping(some, chosen=FIGURES)
    assert (found.key, found.effect, found.may_narrow) == ("variable_cost", "may_narrow", ("k",))


def test_a_customer_of_whom_only_revenue_is_known_comes_closer_to_a_class_question_by_question() -> None:
    found = helping(customer("k", revenue=30_000), n=9, chosen=Settings(a_revenue=50_000))
    assert keys(found) == ["margin", "speed", "innovation", "network"]
    assert [question.effect for question in found] == ["narrows", "narrows", "narrows", "settles"]


def test_combined_asks_a_judgement_or_a_figure_and_not_both() -> None:
    combined = FIGURES.model_copy(update={"method": "combined"})
    found = helping(customer("k", **BUYER | {"days_to_pay": None}), chosen=combined)
    assert keys(found) == ["speed"]


def test_revenue_is_asked_where_nobodys_is_known() -> None:
    chosen = Settings(method="figures", hourly_cost=50, fixed_cost_per_order=20)
    [found] = helping(customer("k", **BUYER | {"revenue": None}), chosen=chosen)
    assert (found.key, found.revenue) == ("yearly_revenue", None)


# --- for every portfolio -------------------------------------------------------------------------------------


def answer(draw: st.DataObject, field: str) -> float:
    """Any answer that somebody might give to this field."""
    if field.startswith("judged."):
        return draw.draw(st.integers(2, 10)) / 2
    limits = {"variable_cost": (0, 100), "offer_margin": (-5, 40)}
    if field in limits:
        return draw.draw(st.integers(*limits[field])) / 100
    most = {"days_to_pay": 200, "days_to_decide": 200, "hours": 100, "orders": 60}.get(field, 300_000)
    return float(draw.draw(st.integers(1 if field == "revenue" else 0, most)))


def with_answers(scores: Scores, question: HelpfulQuestion, draw: st.DataObject) -> list[CustomerScore]:
    """The portfolio once everybody who is asked answered, each part apart; the A-revenue stays."""
    of_settings = [field for field in question.fields if field.startswith("settings.")]
    priced = {field.removeprefix("settings."): answer(draw, "hours") for field in of_settings}
    a_revenue = float(scores.yardsticks.a_revenue)
    chosen = scores.settings.model_copy(
        update={**priced, "a_revenue": None if a_revenue != a_revenue else a_revenue}
    )
    answered = []
    for each in scores.customers:
        missing = [
            field
            for field in question.fields
            if each.id in question.customers
            and field not in of_settings
            and field not in each.unknown
            and value(each, field) is None
        ]
        answered.append(with_values(each, {field: answer(draw, field) for field in missing}))
    return list(score(answered, chosen, scores.method))


def value(each: Customer, field: str) -> Any:
    found: Any = each
    for step in field.split("."):
        found = getattr(found, step)
    return found


@settings(max_examples=150, deadline=None)
@given(PORTFOLIOS, SETTINGS, st.data())
def test_who_is_settled_has_a_certain_class_whatever_the_answers(
    customers: tuple[Customer, ...], chosen: Settings, data: st.DataObject
) -> None:
    scores = score(customers, chosen)
    found = questions_that_help(scores, 1)
    if not found:
        return
    after = {each.id: each for each in with_answers(scores, found[0], data)}
    for id in found[0].settles:
        assert not after[id].provisional
        assert after[id].klass != "?"


@QUICK
@given(PORTFOLIOS, SETTINGS)
def test_questions_concern_open_customers_only_and_each_comes_once(
    customers: tuple[Customer, ...], chosen: Settings
) -> None:
    scores = score(customers, chosen)
    open_ = {each.id for each in scores if each.provisional or each.klass == "?"}
    found = questions_that_help(scores, 5)
    assert len(set(keys(found))) == len(found) <= 5
    for question in found:
        effects = (*question.settles, *question.narrows, *question.may_narrow)
        assert effects
        assert len(set(effects)) == len(effects)
        assert set(effects) <= set(question.customers) <= open_
        assert question.answers > 0
    settled = [id for question in found for id in question.settles]
    assert len(set(settled)) == len(settled)


@QUICK
@given(PORTFOLIOS, SETTINGS, st.integers(1, 4))
def test_fewer_questions_are_the_first_of_more(
    customers: tuple[Customer, ...], chosen: Settings, n: int
) -> None:
    scores = score(customers, chosen)
    assert questions_that_help(scores, n) == questions_that_help(scores, 5)[:n]


@QUICK
@given(PORTFOLIOS, SETTINGS)
def test_every_question_has_a_sentence_in_both_languages(
    customers: tuple[Customer, ...], chosen: Settings
) -> None:
    for question in questions_that_help(score(customers, chosen), len(QUESTIONS)):
        for language in LANGUAGES:
            said = question_sentence(question, language)
            assert said.endswith(".")
            assert "{" not in said


# --- the worked example, and words ---------------------------------------------------------------------------


def test_the_example_asks_about_the_customer_with_two_unknown_criteria() -> None:
    found = questions_that_help(score(EXAMPLE.customers, EXAMPLE.settings, "combined"))
    assert [(question.key, question.customers) for question in found] == [
        ("innovation", ("K09",)),
        ("network", ("K09",)),
    ]
    assert [question.effect for question in found] == ["narrows", "settles"]


def test_the_sentence_says_what_to_ask_and_what_it_does() -> None:
    some = [
        customer(id, revenue=10_000, judged=without("openness", "repeatability")) for id in ("a", "b")
    ] + [customer("c", revenue=20_000, judged=WHOLE)]
    [found] = helping(*some)
    assert question_sentence(found) == (
        "Beoordeel 2 klanten op openheid en herhaalbaarheid: "
        "dan is de klasse van 2 klanten zeker, goed voor 50% van je omzet."
    )
