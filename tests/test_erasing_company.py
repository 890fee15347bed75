"""Erasing a company says what it ends, and nothing typed for it stays; taking it along says what is in the file."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from strategy.company.access import delete_company
from strategy.company.saying import Saying
from strategy.store.backup import back_up
from strategy.store.interface import MemoryStore
from strategy.store.sql import SqlStore
from strategy.words import clock
from strategy.words.formats import day_in_words
from strategy.words.texts import text
from tests.rooms import Room
from ui.frame import visitor
from ui.frame.frame import Desk
from ui.web.say import answer


def desk_of(here: Room) -> Desk:
    return Desk(here.store, here.facilitator, "nl", here.store.read(here.company), address={})


def part_of_manage(part: str) -> None:
    import streamlit as st

    from ui.company import manage_screen

    getattr(manage_screen, part)(st.session_state["desk"])


def page_with(part: str, desk: Desk) -> AppTest:
    page = AppTest.from_function(part_of_manage, args=(part,), default_timeout=60)
    page.session_state["desk"] = desk
    page.run()
    assert not page.exception
    return page


def test_before_erasing_every_running_session_is_named_with_who_is_in_it() -> None:
    here = Room(MemoryStore())
    here.joined("An", "Bo")
    page = page_with("delete", desk_of(here))
    (said,) = page.warning
    assert "2 deelnemers" in said.value
    assert here.code[:3] in said.value
    from strategy import workshop

    workshop.close(here.store, here.facilitator, here.id, here.now)
    assert not page_with("delete", desk_of(here)).warning


def test_what_is_typed_for_an_erased_company_is_answered_as_gone_for_good(monkeypatch) -> None:
    here = Room(MemoryStore())
    monkeypatch.setattr(visitor, "store", lambda: here.store)
    saying = Saying(
        company_id=here.company, kind="value", id="v1", field="name", value="Nieuw", seen=1, write_id="w"
    )
    stranger = Room(MemoryStore()).facilitator
    assert answer(stranger, saying).status_code == 403
    delete_company(here.store, here.facilitator, here.company)
    gone = answer(here.facilitator, saying)
    assert gone.status_code == 410
    assert text("form.erased", "nl").encode() in gone.body


def test_taking_everything_along_says_what_is_in_it_and_what_is_not() -> None:
    page = page_with("taken_along", desk_of(Room(MemoryStore())))
    assert "2 waarden, 1 kanaal en 2 klanten" in page.markdown[0].value
    assert "links die je gaf" in page.caption[0].value


def test_manage_says_when_everything_was_last_backed_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    here = Room(SqlStore(url))
    assert not page_with("last_backup", desk_of(here)).caption
    back_up(url, tmp_path / "all.gz")
    at = here.store.last_backup()
    assert at is not None
    (said,) = page_with("last_backup", desk_of(here)).caption
    day, time = day_in_words(at, "nl"), clock.local(at).strftime("%H:%M")
    assert said.value == text("app.manage.backup", day=day, time=time)
