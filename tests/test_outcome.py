"""The outcome of scoring: classes with what changed since the vote, and who gets the time."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from strategy import workshop as room
from strategy.company.access import new_token
from strategy.company.example import example_company
from strategy.comparing.moments import compare_companies, move_sentence
from strategy.nouns.company import Customer
from strategy.overview import overview_of
from strategy.store.interface import MemoryStore
from strategy.workshop.results import company_before
from tests.rooms import Room
from ui.frame.frame import Desk
from ui.room.lead import Lead

RUN = room.SCRIPTS["quick"]


def outcome_page(lead) -> None:
    from ui.room import running

    running.running_step(lead)


def shown(here: Room, step: str) -> str:
    """Everything that the desk shows at this step."""
    here.go(step)
    desk = Desk(here.store, here.facilitator, "nl", here.store.read(here.company), {})
    page = AppTest.from_function(outcome_page, args=(Lead(desk, here.desk()),), default_timeout=60).run()
    assert not page.exception
    return "".join(str(each.proto) for each in page.get("html"))


@pytest.fixture
def here() -> Room:
    return Room(MemoryStore(), steps=RUN, items=tuple(example_company().items())[1:])


def test_the_outcome_shows_who_moved_to_another_class_since_the_vote_began(here: Room) -> None:
    here.go("customer_vote")
    before = company_before(here.store, here.store.workshop(here.id))
    assert before is not None
    here.reveal("customer_vote")
    dream = next(row for row in overview_of(before).customers if row.klass == "A")
    low = {
        f"customer:{dream.id}/judged.{part}": 1.0
        for part in ("openness", "repeatability", "size", "relevance")
    }
    for subject, value in low.items():
        if subject in {each.subject for each in here.desk().results}:
            room.agree(
                here.store,
                here.facilitator,
                here.id,
                "customer_vote",
                subject,
                value,
                "zo is het",
                new_token(),
                here.now,
            )
    after = here.store.read(here.company).company
    moved = {row.id: row.klass for row in overview_of(after).customers}
    assert moved[dream.id] != "A"
    words = shown(here, "customer_outcome")
    assert "Sinds de stemming" in words
    (move,) = [each for each in compare_companies(before, after).classes if each.id == dream.id]
    assert move_sentence(move, dream.name) in words


def test_nobody_moved_is_said_too(here: Room) -> None:
    here.go("customer_vote")
    assert "Sinds de stemming veranderde niemand van klasse" in shown(here, "customer_outcome")


def test_without_a_vote_there_is_nothing_to_compare_with(here: Room) -> None:
    assert company_before(here.store, here.store.workshop(here.id)) is None
    assert "Sinds de stemming veranderde niemand van klasse" in shown(here, "customer_outcome")


def test_who_gets_your_time_shows_the_advice_of_the_overview_word_for_word(here: Room) -> None:
    point = next(each for each in overview_of(example_company()).work if each.rule == "R22")
    words = shown(here, "customer_attention")
    assert point.advice in words
    cold = [row.name for row in overview_of(example_company()).customers if row.attention == "cold"]
    assert cold
    assert all(name in words for name in cold)


def test_time_that_nobody_knows_is_not_shown_as_zero() -> None:
    here = Room(MemoryStore(), steps=RUN, items=(Customer(id="k1", name="Café"),))
    words = shown(here, "customer_attention")
    assert "weten we nog niet" in words
    assert "0%" not in words


def test_an_outcome_without_customers_says_so() -> None:
    here = Room(MemoryStore(), steps=RUN, items=())
    assert "nog geen klanten met een score" in shown(here, "customer_outcome")


def test_the_customer_and_the_alternative_come_before_the_vote_on_values() -> None:
    asked = [code for step in room.SCRIPTS["half_day"] for code in step.questions]
    assert asked.index("W1") < asked.index("W3") < asked.index("W4")
