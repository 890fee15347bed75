"""The frame of every page: its title, the header, and what the visitor has in front: a `Desk`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import streamlit as st

from strategy.checks import Disagreement
from strategy.company import access
from strategy.company.names import customer_names
from strategy.deck import Deck, deck_in
from strategy.nouns.company import Company
from strategy.store.interface import Snapshot, Store, UnknownCompany
from strategy.words import clock
from strategy.words.file_names import file_name
from strategy.words.formats import day
from strategy.words.texts import text
from strategy.workshop import left_open
from ui.frame import visitor as who
from ui.look.tables import as_typed

HOME = "app.py"
PLACES = {
    "": HOME,
    "overzicht": "pages/overzicht.py",
    "workshop": "pages/workshop.py",
    "beheer": "pages/beheer.py",
}
PAGE = "page"
OPENED_AT = "opened_at"
"""In the session of a tab: the page in front, and where on it somebody began; another page forgets it."""
CARD_NAMES = ("business_model", "toegevoegde_waarde", "communicatiekanalen", "segmentatie")


@dataclass(frozen=True)
class Desk:
    """What a page works with: who visits, in which language, and the company as it stands (None: none yet).

    `address` is what links to other pages carry along, so that a reload there opens the same company.
    """

    store: Store
    visitor: access.Visitor
    language: str
    snapshot: Snapshot | None
    address: dict[str, str]

    def say(self, key: str, **values: Any) -> str:
        """The text under `app.<key>` in the visitor's language."""
        return text(f"app.{key}", self.language, **values)

    @property
    def deck(self) -> Deck:
        """The cards in the visitor's language."""
        return deck_in(self.language)

    @property
    def zone(self) -> str:
        """The time zone of the company in front (clock.py)."""
        return self.company.profile.time_zone if self.snapshot is not None else ""

    @property
    def today(self) -> date:
        """The date where the company is."""
        return clock.today(self.zone)

    def day(self, moment: date) -> str:
        """A date, or that of a moment where the company is, as `dd/mm/jjjj`."""
        return day(moment, self.zone)

    def file_name(self, what: str, ending: str) -> str:
        """The name of a file to take along: after the company, what is in it, and today."""
        return file_name(self.company.profile.name, what, self.today, ending)

    @property
    def sheet(self) -> Snapshot:
        """The company in front; only pages opened with `open_company_page` ask for it."""
        assert self.snapshot is not None
        return self.snapshot

    @property
    def company(self) -> Company:
        """Everything said about the company in front."""
        return self.sheet.company

    @cached_property
    def customer_names(self) -> dict[str, str]:
        """What every customer of the company in front is called, by id; no two alike."""
        return customer_names(self.company.customers, self.language)

    @cached_property
    def left_open(self) -> Disagreement | None:
        """What the last workshop on the company in front still disagreed on; read once per run of the page."""
        return left_open(self.store, self.sheet.company_id)


def open_page(active: str) -> Desk:
    """Open a page that anyone may see: title, header, desk. `active` is the address of the page ("" is home)."""
    if st.session_state.get(PAGE) != active:
        st.session_state[PAGE] = active
        st.session_state.pop(OPENED_AT, None)
    desk = read_desk()
    title = desk.say(f"titles.{active or 'kaartenset'}")
    st.set_page_config(page_title=f"{title} · Bierkaartjes", layout="wide", initial_sidebar_state="collapsed")
    draw_header(desk, active)
    return desk


def open_company_page(active: str) -> Desk:
    """Open a page that needs a company of the visitor; without one, say how to get one and stop."""
    desk = open_page(active)
    if desk.snapshot is None:
        invite_or_stop(desk)
    return desk


def read_desk() -> Desk:
    """Read who visits and the company in front of them, right checked."""
    store, visitor = who.store(), who.visitor()
    return Desk(store, visitor, who.language(), read_company(store, visitor), who.company_in_address())


def read_company(store: Store, visitor: access.Visitor) -> Snapshot | None:
    """The company this visitor works on, None where there is none or it is not theirs."""
    company_id = who.current_company()
    if company_id is None:
        return None
    try:
        access.owner_or_stop(store, visitor, company_id)
        return store.read(company_id)
    except (access.NotAllowed, UnknownCompany):
        return None


def invite_or_stop(desk: Desk) -> None:
    """A page about a company, visited without one: the way to the first step."""
    st.html(f'<div class="bk-page"><h1>{desk.say("invite.title")}</h1><p>{desk.say("invite.text")}</p></div>')
    st.page_link(HOME, label=desk.say("invite.home"))
    st.stop()


def draw_header(desk: Desk, active: str) -> None:
    """The brand, the places to go and the two languages."""
    with st.container(key="bk_header", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="bk_brand", width="stretch"):
            st.page_link(HOME, label=brand(desk), query_params=desk.address)
        for address, page in PLACES.items():
            here = "bk_here" if address == active else f"bk_to_{address or 'home'}"
            with st.container(key=here, width="content"):
                st.page_link(
                    page, label=desk.say(f"titles.{address or 'kaartenset'}"), query_params=desk.address
                )
        st.html(languages(desk, active), width="content")


def brand(desk: Desk) -> str:
    """What this is, with the name of the company in front."""
    name = desk.company.profile.name if desk.snapshot is not None else ""
    return desk.say("brand_of", name=as_typed(name)) if name else desk.say("brand")


def languages(desk: Desk, active: str) -> str:
    """NL · EN, the one in use marked."""
    links = [
        f'<a href="/taal/{code}?terug=/{active}" target="_self" lang="{code}"{here(code == desk.language)}>{code.upper()}</a>'
        for code in ("nl", "en")
    ]
    return f'<nav class="bk-languages" aria-label="{desk.say("language")}">{" · ".join(links)}</nav>'


def here(yes: bool) -> str:
    """The attribute that tells a screen reader which link is the current one."""
    return ' aria-current="true"' if yes else ""
