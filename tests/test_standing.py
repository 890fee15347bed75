"""Where each question of a card stands, which links can be laid, and what an answer says back (deck.md 1)."""

from __future__ import annotations

import pytest

from strategy.checks.standing import links_to_lay, minutes_left, standing_of, standings
from strategy.company.example import example_company
from strategy.deck import deck_in
from strategy.nouns.company import Activity, Answer, Company, Customer, RevenueStream, Segment, Value
from strategy.overview.said import said_back

DECK = deck_in("nl")
EMPTY = Company()


def question(code: str):  # type: ignore[no-untyped-def]
    found = DECK.question(code)
    assert found is not None
    return found


def standing(company: Company, code: str) -> str:
    return standing_of(company, question(code), DECK).standing


@pytest.mark.parametrize(
    ("code", "first"), [("W4", "W2"), ("W7", "W2"), ("K2", "K1"), ("S4", "S1"), ("B3", "B2")]
)
def test_a_question_about_things_that_are_not_named_yet_waits_for_the_question_that_names_them(
    code: str, first: str
) -> None:
    here = standing_of(EMPTY, question(code), DECK)
    assert here.standing == "waits"
    assert here.waits_for is not None
    assert here.waits_for.code == first


def test_who_pays_for_a_value_waits_for_customers_once_there_are_values() -> None:
    here = standing_of(Company(values=(Value(id="v", name="Snel"),)), question("W7"), DECK)
    assert here.waits_for is not None
    assert here.waits_for.code == "S1"


def test_a_waiting_question_never_looks_done_but_what_was_said_of_it_stands() -> None:
    assert standing(EMPTY, "W4") == "waits"
    unknown = Company(answers=(Answer(id="W4", state="unknown"),))
    assert standing(unknown, "W4") == "unknown"
    left_out = Company(answers=(Answer(id="W4", state="not_applicable"),))
    assert standing(left_out, "W4") == "not_applicable"


def test_a_list_counts_what_was_named_and_not_what_was_left_blank() -> None:
    company = Company(segments=(Segment(id="a", name="Cafés"), Segment(id="b", name="  ")))
    here = standing_of(company, question("B1"), DECK)
    assert (here.standing, here.count) == ("done", 1)


def test_every_question_of_the_example_is_handled() -> None:
    company = example_company("nl")
    for card in DECK.cards:
        assert {each.standing for each in standings(company, card, DECK)} <= {
            "done",
            "unknown",
            "not_applicable",
        }


def test_the_minutes_left_are_those_of_open_and_waiting_questions_only() -> None:
    card = DECK.card("business_model")
    assert card is not None
    all_open = minutes_left(standings(EMPTY, card, DECK))
    assert all_open == sum(q.minutes for q in card.questions) > 0
    named = Company(segments=(Segment(id="a", name="Cafés"),))
    assert minutes_left(standings(named, card, DECK)) == all_open - question("B1").minutes


def test_a_link_comes_back_once_both_its_ends_are_there() -> None:
    activity = Activity(id="a", name="Nakijken")
    assert links_to_lay(Company(activities=(activity,)), DECK) == ()
    both = Company(activities=(activity,), values=(Value(id="v", name="Snel"),))
    assert [q.code for q in links_to_lay(both, DECK)] == ["B4"]
    laid = Company(activities=(activity.model_copy(update={"values": ("v",)}),), values=both.values)
    assert links_to_lay(laid, DECK) == ()


def test_who_pays_for_a_value_is_a_link_to_lay_once_there_are_values_and_customers() -> None:
    values, customers = (Value(id="v", name="Snel"),), (Customer(id="c", name="Peeters"),)
    assert "W7" in [q.code for q in links_to_lay(Company(values=values, customers=customers), DECK)]
    said = (Customer(id="c", name="Peeters", values={"v": 1.0}),)
    assert "W7" not in [q.code for q in links_to_lay(Company(values=values, customers=said), DECK)]


def test_a_list_says_back_how_many_their_names_and_what_they_amount_to() -> None:
    streams = tuple(RevenueStream(id=n, name=f"Stroom {n}", amount=1000.0) for n in "abcde")
    said = said_back(Company(streams=streams), question("B2"), "nl")
    assert said == "Je noemde er 5: Stroom a, Stroom b, Stroom c en nog 2. Samen € 5.000."


def test_an_amount_that_nobody_gave_is_not_said_to_be_zero() -> None:
    said = said_back(Company(streams=(RevenueStream(id="a", name="Verhuur"),)), question("B2"), "nl")
    assert said == "Je noemde er één: Verhuur."


def test_a_question_about_each_says_for_whom_it_is_still_open() -> None:
    values = (Value(id="a", name="Snel", importance=4), Value(id="b", name="Net"))
    said = said_back(Company(values=values), question("W5"), "nl")
    assert said == "Ingevuld voor 1 van de 2. Nog niet voor: Net."


def test_nothing_is_said_of_a_question_that_nobody_answered() -> None:
    assert [said_back(EMPTY, asked, "nl") for asked in DECK.questions()] == [""] * len(list(DECK.questions()))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_answer_of_the_example_is_said_back(language: str) -> None:
    company = example_company(language)
    for asked in deck_in(language).questions():
        assert said_back(company, asked, language), asked.code
