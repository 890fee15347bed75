"""Sharing on screen: what is chosen is what the link gives, and the list says how it fares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from strategy.company import access, sharing
from strategy.company.access import visitor_of_token
from strategy.company.example import example_company
from strategy.company.passwords import is_right
from strategy.company.sharing import SharedLink, Terms
from strategy.overview.shared import read_share
from strategy.store.interface import MemoryStore
from strategy.words.formats import day
from tests.servers import PROJECT
from tests.test_pages import said
from ui.frame import visitor

TOKEN = "the browser of An"
AN = visitor_of_token(TOKEN)
Opened = Callable[[str], AppTest]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    store = MemoryStore()
    monkeypatch.setattr(visitor, "store", lambda: store)
    return store


@pytest.fixture
def company(store: MemoryStore) -> str:
    return access.open_example(store, AN, example_company(), "w", datetime.now(UTC))


@pytest.fixture
def opened(store: MemoryStore) -> Opened:
    def open_it(page: str) -> AppTest:
        at = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
        at.session_state[visitor.STAND_IN] = TOKEN
        at = at.run().switch_page(f"pages/{page}.py").run()
        assert not at.exception
        return at

    return open_it


def asking() -> None:
    from ui.frame import frame
    from ui.overview import share

    share.ask(frame.read_desk())


def changing() -> None:
    from strategy.company import sharing
    from ui.frame import frame
    from ui.overview import links_given

    desk = frame.read_desk()
    (share,) = sharing.shares_of(desk.store, desk.visitor, desk.sheet.company_id)
    links_given.change(desk, share)


def dialog(drawn: Callable[[], None]) -> AppTest:
    """A dialog that stays open, as in a browser; AppTest would close it at every answer."""
    at = AppTest.from_function(drawn, default_timeout=120)
    at.session_state[visitor.STAND_IN] = TOKEN
    at.run()
    assert not at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def only_link(store: MemoryStore, company: str) -> SharedLink:
    (link,) = sharing.shares_of(store, AN, company)
    return link


def token_in(at: AppTest) -> str:
    return at.code[0].value.rpartition("/")[2]


def a_link(store: MemoryStore, company: str, **more: object) -> str:
    overview = {"company": "x"}
    now = datetime.now(UTC)
    return sharing.freeze(store, AN, company, "standard", "nl", "de bank", overview, now, **more)  # type: ignore[arg-type]


def test_without_choosing_a_link_is_standard_frozen_whole_and_lasts_90_days(
    store: MemoryStore, company: str
) -> None:
    at = press(dialog(asking), "share_make")
    share = sharing.share_behind(store, token_in(at), datetime.now(UTC))
    assert (share.level, share.terms.live, share.terms.parts, share.password) == (
        "standard",
        False,
        None,
        None,
    )
    assert share.expires is not None
    assert timedelta(days=89) < share.expires - datetime.now(UTC) <= timedelta(days=90)
    seen = read_share(store, share)
    assert seen.customers[0].name.startswith("Klant")
    assert seen.story == ""


@pytest.mark.usefixtures("company")
def test_everything_that_is_chosen_is_in_the_link(store: MemoryStore) -> None:
    at = dialog(asking)
    at.button_group(key="share_level").set_value("full").run()
    at.button_group(key="share_kind").set_value("live").run()
    at.button_group(key="share_parts").set_value(["work", "customers"]).run()
    at.checkbox(key="share_bands").check().run()
    at.selectbox(key="share_days").set_value(0).run()
    at.text_input(key="share_password").set_value("geheim woord").run()
    at = press(at, "share_make")
    share = sharing.share_behind(store, token_in(at), datetime.now(UTC))
    assert share.terms == Terms(live=True, bands=True, parts=("work", "customers"))
    assert (share.level, share.expires, share.overview) == ("full", None, {})
    assert share.password is not None
    assert is_right("geheim woord", share.password)
    assert "Opent pas met het wachtwoord" in said(at)
    assert "data:image/svg" in " ".join(element.proto.body for element in at.get("html"))  # type: ignore[union-attr]


@pytest.mark.usefixtures("company")
def test_the_preview_is_what_the_reader_gets() -> None:
    at = dialog(asking)
    assert "Meubelhuis De Zetelaar" not in preview(at)
    at.button_group(key="share_level").set_value("full").run()
    assert "Meubelhuis De Zetelaar" in preview(at)
    assert "€ 195.000" in preview(at)
    at.checkbox(key="share_bands").check().run()
    assert "€ 195.000" not in preview(at)
    assert "€ 100.000 tot € 250.000" in preview(at)


def preview(at: AppTest) -> str:
    bodies = [element.proto.body for element in at.get("html")]  # type: ignore[union-attr]
    return next(body for body in bodies if "bk-reader" in body).replace("\u00a0", " ")


def test_a_password_that_is_too_short_is_refused_in_one_sentence(store: MemoryStore, company: str) -> None:
    at = dialog(asking)
    at.text_input(key="share_password").set_value("kort").run()
    at = press(at, "share_make")
    assert "minstens 6 tekens" in at.error[0].value
    assert sharing.shares_of(store, AN, company) == []


def test_the_list_tells_what_a_link_gives_and_how_it_fares(
    store: MemoryStore, company: str, opened: Opened
) -> None:
    token = a_link(store, company, terms=Terms(parts=("work", "sheet")), password="geheim woord")
    assert "nog niet geopend" in said(opened("beheer"))
    now = datetime.now(UTC)
    for _ in range(2):
        sharing.note_seen(store, sharing.known_share(store, token, now), now)
    words = said(opened("beheer"))
    assert f"**de bank** · Standaard · eindigt op …{token[-4:]}" in words
    assert "Erin: het blad en het werk · met wachtwoord" in words
    assert f"2 keer geopend, laatst op {day(now)}" in words
    assert "zonder JavaScript leest" in words


def test_an_owner_looks_at_what_the_reader_sees_now(store: MemoryStore, company: str, opened: Opened) -> None:
    a_link(store, company, terms=Terms(live=True))
    at = press(opened("beheer"), f"look_{only_link(store, company).entry}")
    assert "Klant 01" in preview(at)
    assert "Meubelhuis De Zetelaar" not in preview(at)


def test_a_link_is_changed_for_everybody_who_has_it(store: MemoryStore, company: str) -> None:
    token = token_in(press(dialog(asking), "share_make"))
    entry = only_link(store, company).entry
    at = dialog(changing)
    at.button_group(key=f"change_{entry[:12]}_level").set_value("short").run()
    at.selectbox(key=f"change_{entry[:12]}_days").set_value(7).run()
    at.text_input(key=f"change_{entry[:12]}_password").set_value("geheim woord").run()
    press(at, f"change_{entry[:12]}_go")
    share = sharing.share_behind(store, token, datetime.now(UTC))
    assert (share.level, share.password is not None) == ("short", True)
    assert share.expires is not None
    assert share.expires - datetime.now(UTC) <= timedelta(days=7)
    assert read_share(store, share).customers == ()


def test_a_new_address_is_shown_and_ends_alone(store: MemoryStore, company: str, opened: Opened) -> None:
    old = a_link(store, company)
    entry = only_link(store, company).entry
    new = token_in(press(opened("beheer"), f"address_{entry}"))
    assert sharing.known_share(store, new, datetime.now(UTC)).entry == entry
    at = press(opened("beheer"), f"revoke_address_{access.hash_of_token(old)}")
    with pytest.raises(sharing.NotShared):
        sharing.known_share(store, old, datetime.now(UTC))
    press(at, f"revoke_{entry}")
    with pytest.raises(sharing.NotShared):
        sharing.known_share(store, new, datetime.now(UTC))
    assert "ingetrokken op" in said(opened("beheer"))
