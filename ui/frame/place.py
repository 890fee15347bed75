"""Where somebody is on the card Segmentatie: the tab, the criterion and the customer, as the address says them.

`?tab=oordeel&vraag=S4`, `?tab=klassen&klant=...`; a link that only names a question (`?vraag=S4`) opens the tab that
asks it. What does not exist leads to the nearest that does, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from urllib.parse import urlencode

import streamlit as st

from ui.frame.frame import Desk
from ui.look import links
from ui.look.tables import Html

CARD = "segmentatie"
LIST = "S1"
TABS = {
    "klanten": "customers",
    "eerste-beeld": "first",
    "oordeel": "judge",
    "klassen": "classes",
    "portefeuille": "portfolio",
    "aandacht": "attention",
    "wat-als": "what_if",
    "instellingen": "settings",
}
"""By its word in the address, the name of every tab."""
IN_ADDRESS = {name: word for word, name in TABS.items()}
OF_A_CUSTOMER = ("judge", "classes")
ALIKE = 0.6


@dataclass(frozen=True)
class Place:
    """A tab; its criterion ("S4") or its customer (an id), "" where it shows them all; and what was not found."""

    tab: str
    question: str = ""
    customer: str = ""
    unknown: Sequence[tuple[str, str]] = ()


def place_of(desk: Desk, asked: Mapping[str, str], questions: Sequence[str], at_first: str) -> Place:
    """The place in this address. `questions`: the codes of the card in order; `at_first`: the code where it opens."""
    unknown: list[tuple[str, str]] = []
    question, customer = asked.get("vraag", ""), asked.get("klant", "")
    tab = _tab(asked.get("tab", ""), unknown)
    if question == links.SETTINGS:
        return Place(tab or "settings", unknown=unknown)
    if question and question not in questions:
        unknown.append(("question", question))
        question = ""
    if customer and customer not in desk.customer_names:
        unknown.append(("customer", customer))
        customer = ""
    tab = tab or ("classes" if customer and not question else _asks(question or at_first, questions))
    if tab not in OF_A_CUSTOMER:
        return Place(tab, unknown=unknown)
    if tab == "judge" and not customer and question in ("", LIST):
        question = at_first if at_first in questions[1:] else next(iter(questions[1:]), "")
    return Place(tab, question if tab == "judge" and not customer else "", customer, unknown)


def _tab(word: str, unknown: list[tuple[str, str]]) -> str:
    """The tab with this word, the most alike where there is none, "" where nothing was asked."""
    if not word or word in TABS:
        return TABS.get(word, "")
    unknown.append(("tab", word))
    return TABS[next(iter(get_close_matches(word.casefold(), TABS, 1, ALIKE)), IN_ADDRESS["customers"])]


def _asks(question: str, questions: Sequence[str]) -> str:
    """The tab that asks this question."""
    return "judge" if question in questions[1:] else "customers"


def address(desk: Desk, tab: str, *, question: str = "", customer: str = "") -> str:
    """The address of a place, for an `href`."""
    asked = {"tab": IN_ADDRESS[tab], "vraag": question, "klant": customer}
    return escape(
        f"{CARD}?{urlencode({**desk.address, **{name: said for name, said in asked.items() if said}})}"
    )


def to_customer(desk: Desk, customer: str, words: str, tab: str = "classes") -> str:
    """A link to one customer, as HTML."""
    return links.link(address(desk, tab, customer=customer), words)


def name_cell(desk: Desk, customer: str) -> Html:
    """The name of a customer in a table, leading to the customer."""
    return Html(to_customer(desk, customer, desk.customer_names[customer]))


def open_tab(tab: str, question: str = "") -> None:
    """Go to this tab, and to this question of it; for a button."""
    for name, said in (("tab", IN_ADDRESS[tab]), ("vraag", question), ("klant", "")):
        if said:
            st.query_params[name] = said
        else:
            st.query_params.pop(name, None)


def not_found(desk: Desk, place: Place) -> str:
    """What the address named that does not exist, in a sentence each."""
    return " ".join(desk.say(f"segment.unknown.{what}", word=word) for what, word in place.unknown)
