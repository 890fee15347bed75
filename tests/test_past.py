"""The worked example has a past: a session with its report, and two moments to lay beside each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from strategy import workshop as room
from strategy.company.access import companies_of, visitor_of_token
from strategy.company.example import CLEANER, PRINTER, example_company
from strategy.comparing.moments import compare_companies, moments
from strategy.store.interface import MemoryStore
from strategy.workshop.past import open_example
from strategy.workshop.report import report_of
from tests.stores import NOON

AN = visitor_of_token("an")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_copy_is_today_the_example_itself(store: MemoryStore, language: str) -> None:
    company_id = open_example(store, AN, PRINTER, language, "w", NOON)
    assert store.read(company_id).company == example_company(language)


def test_the_session_has_a_report_with_what_was_scored_and_what_stayed_open(store: MemoryStore) -> None:
    company_id = open_example(store, AN, PRINTER, "nl", "w", NOON)
    (session,) = room.workshops_of(store, AN)
    report = report_of(store, AN, session.workshop.id)
    assert report.took_part == 5
    assert len(report.scored) == 12
    (open_one,) = report.left_open
    assert (open_one.item, open_one.result.label) == ("Plantaardige inkt en gerecycleerd papier", "disagree")
    assert {action.id for action in report.actions} == {"a1", "a2", "a3"}
    assert report.closed is not None
    assert report.closed < NOON - timedelta(days=30)
    assert store.workshops_of(company_id)[0].closed is not None


def test_two_named_moments_differ_by_what_the_room_agreed_on(store: MemoryStore) -> None:
    company_id = open_example(store, AN, PRINTER, "nl", "w", NOON)
    after, before = moments(store, AN, company_id)
    assert (before.name, after.name) == ("Voor de sessie over onze waarden", "Na de sessie over onze waarden")
    then, later = (store.read_at(company_id, each.sequence).company for each in (before, after))
    fields = {change.field for change in compare_companies(then, later).fields}
    assert fields == {"comparison", "importance"}
    assert compare_companies(later, store.read(company_id).company).fields


def test_opening_it_twice_makes_one_company_one_session_and_two_moments(store: MemoryStore) -> None:
    first, again = (open_example(store, AN, PRINTER, "nl", "w", NOON) for _ in range(2))
    assert first == again
    assert len(companies_of(store, AN)) == 1
    assert len(store.workshops_of(first)) == 1
    assert len(moments(store, AN, first)) == 2


def test_an_example_without_a_session_has_no_past(store: MemoryStore) -> None:
    company_id = open_example(store, AN, CLEANER, "nl", "w", NOON)
    assert store.workshops_of(company_id) == []
    assert store.read(company_id).company == example_company("nl", CLEANER)
