"""Who visits, in which language, and which company lies in front of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from strategy.company import access
from strategy.company.access import new_token, visitor_of_token
from strategy.nouns.company import Profile
from ui.frame import cookies, visitor

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database of its own for every test."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    visitor.store.cache_clear()
    yield
    visitor.store.cache_clear()


def desk() -> None:
    """A page that shows what `ui.frame.frame.visitor` answers."""
    import streamlit as st

    from ui.frame import visitor

    st.text(visitor.visitor().hash)
    st.text(visitor.current_company())
    st.text(visitor.language())
    st.text(visitor.company_in_address())


def shown(page: AppTest) -> list[str]:
    assert not page.exception
    return [element.value for element in page.text]


def start_of(page: AppTest, name: str, at: datetime = NOW) -> str:
    who = visitor_of_token(page.session_state[visitor.STAND_IN])
    return access.start_company(visitor.store(), who, Profile(name=name), name, at)


def test_a_cookie_that_we_made_is_a_visitor() -> None:
    token = new_token()
    assert cookies.visitor_of_cookie(token) == visitor_of_token(token)


@pytest.mark.parametrize("value", [None, "", "kort", "x" * 65, "a b" * 10, "é" * 30, "a" * 30 + "\n"])
def test_a_cookie_that_we_did_not_make_is_nobody(value: str | None) -> None:
    assert cookies.visitor_of_cookie(value) is None


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "nl"),
        ("", "nl"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.4, nl;q=0.7", "nl"),
        ("fr-BE,fr;q=0.9", "nl"),
        ("fr-BE,fr;q=0.9,en;q=0.5", "en"),
        ("en;q=0,nl;q=0.1", "nl"),
        ("nl, en", "nl"),
        (";;;q=,,en;q=9", "en"),
    ],
)
def test_the_language_follows_the_browser(accepted: str | None, language: str) -> None:
    assert cookies.language_of({}, accepted) == language


@given(st.text(max_size=60))
def test_any_header_gives_one_of_our_languages(accepted: str) -> None:
    assert cookies.language_of({}, accepted) in ("nl", "en")


def test_a_chosen_language_goes_before_the_browser() -> None:
    assert cookies.language_of({"bk_lang": "nl"}, "en") == "nl"
    assert cookies.language_of({"bk_lang": "en"}, "nl") == "en"
    assert cookies.language_of({"bk_lang": "xx"}, "en") == "en"


def test_without_cookies_a_tab_keeps_its_identity() -> None:
    page = AppTest.from_function(desk).run()
    first = shown(page)[0]
    assert shown(page.run())[0] == first
    assert shown(AppTest.from_function(desk).run())[0] != first


def test_who_has_no_company_has_none_in_front() -> None:
    page = AppTest.from_function(desk).run()
    assert shown(page)[1:] == ["None", "nl", "{}"]


def test_the_company_written_last_lies_in_front() -> None:
    page = AppTest.from_function(desk).run()
    start_of(page, "Oud", NOW)
    new = start_of(page, "Nieuw", NOW.replace(hour=10))
    assert shown(page.run())[1] == new


def test_the_company_in_the_address_goes_first_and_stays_for_this_tab() -> None:
    page = AppTest.from_function(desk).run()
    old = start_of(page, "Oud", NOW)
    start_of(page, "Nieuw", NOW.replace(hour=10))
    page.session_state[visitor.CHOSEN] = None
    page.query_params[visitor.IN_ADDRESS] = old
    assert shown(page.run())[1] == old
    page.query_params.clear()
    assert shown(page.run())[1] == old
    assert shown(page)[3] == str({visitor.IN_ADDRESS: old})


def test_an_address_gives_no_right() -> None:
    theirs = access.start_company(
        visitor.store(), visitor_of_token(new_token()), Profile(name="Van een ander"), "w", NOW
    )
    page = AppTest.from_function(desk)
    page.query_params[visitor.IN_ADDRESS] = theirs
    assert shown(page.run())[1] == "None"


def test_a_company_deleted_elsewhere_gives_way_to_the_next() -> None:
    page = AppTest.from_function(desk).run()
    old = start_of(page, "Oud", NOW)
    new = start_of(page, "Nieuw", NOW.replace(hour=10))
    assert shown(page.run())[1] == new
    access.delete_company(visitor.store(), visitor_of_token(page.session_state[visitor.STAND_IN]), new)
    assert shown(page.run())[1] == old
