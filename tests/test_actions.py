"""From a signal to an action: what is filled in, that it is made once, and that it is on the overview."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from strategy.checks import RULES
from strategy.company.access import Visitor, open_example, visitor_of_token
from strategy.company.example import example_company
from strategy.nouns.company import Action
from strategy.overview import WorkPoint, overview_of
from strategy.overview.actions import DUE_IN, answered, drafted, take_on
from strategy.store.interface import MemoryStore
from strategy.words.texts import LANGUAGES, area

TODAY = date(2026, 3, 2)


@pytest.fixture
def visitor() -> Visitor:
    return visitor_of_token("eigenaar")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def company_id(store: MemoryStore, visitor: Visitor) -> str:
    return open_example(store, visitor, example_company(), "start", datetime.now(UTC))


def signal(rule: str) -> WorkPoint:
    found = overview_of(example_company()).said_by(rule)
    assert found is not None
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_says_how_its_action_is_measured(language: str) -> None:
    assert set(area("actions", language)["measure"]) == set(RULES)


def test_an_action_takes_its_words_from_the_advice_of_the_signal() -> None:
    point = signal("R09")
    made = drafted(point, (), TODAY)
    assert made["name"] == point.advice
    assert made["signal"] == "R09"
    assert made["who"] == ""
    assert made["measure"] == "Het aandeel van die klant in je omzet, elk kwartaal."


def test_what_weighs_more_is_due_sooner() -> None:
    days = [DUE_IN[severity] for severity in ("critical", "high", "medium", "low")]
    assert days == sorted(days)
    assert drafted(signal("R04"), (), TODAY)["due"] == TODAY + timedelta(days=days[0])


def test_who_did_the_last_action_is_proposed_again() -> None:
    earlier = (Action(id="a", name="x", who="Els"), Action(id="b", name="y", who="Bram"), Action(id="c"))
    assert drafted(signal("R09"), earlier, TODAY)["who"] == "Bram"


def test_pressing_twice_makes_one_action(store: MemoryStore, visitor: Visitor, company_id: str) -> None:
    before = len(store.read(company_id).company.actions)
    for _ in range(2):
        take_on(store, visitor, company_id, signal("R09"), TODAY, "druk")
    made = store.read(company_id).company.actions
    assert len(made) == before + 1
    assert "R09" in answered(made)


def test_the_action_stands_on_the_overview(store: MemoryStore, visitor: Visitor, company_id: str) -> None:
    point = signal("R22")
    take_on(store, visitor, company_id, point, TODAY, "druk")
    row = overview_of(store.read(company_id).company).actions[-1]
    assert (row.what, row.rule, row.done) == (point.advice, "R22", False)
    assert row.due_words == "01/04/2026"


def test_a_reader_without_names_gets_the_action_without_names(
    store: MemoryStore, visitor: Visitor, company_id: str
) -> None:
    take_on(store, visitor, company_id, signal("R22"), TODAY, "druk")
    take_on(store, visitor, company_id, signal("R10"), TODAY, "druk")
    company = store.read(company_id).company
    words = " ".join(row.what for row in overview_of(company, level="standard").actions)
    assert "€" not in words
    assert not [customer.name for customer in company.customers if customer.name in words]


def test_an_action_that_is_done_answers_its_signal_no_more() -> None:
    assert answered([Action(id="a", signal="R09", done=True), Action(id="b", signal="R10")]) == {"R10"}
