"""What the answers on Toegevoegde Waarde already say: the kind of every value, and how well customers match (2.2)."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from strategy.checks.value_kinds import kind_of, value_match
from strategy.nouns.company import Customer, Value
from strategy.words.formats import number, percent
from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.look.tables import Html, letter, table
from ui.overview import overview_of

HALF = 0.5
FIRST = 15


def value_text(desk: Desk, key: str, **values: Any) -> str:
    """A text of these panels."""
    return text(f"value_panel.{key}", desk.language, **values)


def panel(title: str, *inside: str) -> None:
    """Draw a panel under a title that says the finding."""
    st.html(f'<section class="bk-panel bk-found"><h2>{escape(title)}</h2>{"".join(inside)}</section>')


# --- the kind of every value (W4 with W5) --------------------------------------------------------------------


def kinds(desk: Desk) -> None:
    """Draw every value with its kind and what that means."""
    values = [value for value in desk.company.values if value.name.strip()]
    if not values:
        return
    heads = [value_text(desk, f"kinds.{head}") for head in ("value", "meaning")]
    panel(kinds_title(desk, values), table(heads, [kind_line(desk, value) for value in values]))


def kinds_title(desk: Desk, values: list[Value]) -> str:
    """How many values make the difference."""
    found = [kind_of(value) for value in values]
    if not any(found):
        return value_text(desk, "kinds.title_none")
    n = found.count("difference")
    return (
        value_text(desk, "kinds.title", n=number(n, desk.language))
        if n
        else value_text(desk, "kinds.title_zero")
    )


def kind_line(desk: Desk, value: Value) -> list[str]:
    """One value: its kind in a word and in a sentence, or what is still needed to tell."""
    kind = kind_of(value)
    name = value_text(desk, f"kinds.names.{kind}" if kind else "kinds.open")
    meaning = value_text(desk, f"kinds.meanings.{kind}" if kind else f"kinds.{lacking(value)}")
    notes = [meaning, value_text(desk, "kinds.disputed")] if value.disputed else [meaning]
    below = "".join(f'<p class="bk-note">{escape(note)}</p>' for note in notes)
    return [value.name, Html(f'<b class="bk-kind-{kind}">{escape(name)}</b>{below}')]


def lacking(value: Value) -> str:
    """What is missing to tell the kind of this value."""
    if value.comparison is None:
        return "open_both" if value.importance is None else "open_comparison"
    return "open_importance"


# --- how well customers match (W7) ---------------------------------------------------------------------------


def matches(desk: Desk) -> None:
    """Draw how well every customer matches, the best one first."""
    asked = [each for each in desk.company.customers if each.kind != "prospect" or each.values]
    found = {each.id: value_match(each, desk.company.values) for each in asked}
    known = [match for match in found.values() if match is not None]
    if not known:
        if asked:
            panel(
                value_text(desk, "match.title"),
                f'<p class="bk-note">{escape(value_text(desk, "match.empty"))}</p>',
            )
        return
    below = sum(match < HALF for match in known)
    title = (
        value_text(desk, "match.finding", n=number(below, desk.language))
        if below
        else value_text(desk, "match.finding_zero")
    )
    unknown_last = {id: -1.0 if match is None else match for id, match in found.items()}
    ordered = sorted(asked, key=lambda each: -unknown_last[each.id])
    note = f'<p class="bk-note">{escape(value_text(desk, "match.text"))}</p>'
    panel(title, note, match_table(desk, ordered[:FIRST], found))
    if rest := ordered[FIRST:]:
        with st.expander(value_text(desk, "match.more", n=number(len(rest), desk.language))):
            st.html(match_table(desk, rest, found))


def match_table(desk: Desk, customers: list[Customer], found: dict[str, float | None]) -> Html:
    """Customers with their match, their class and how much of it is filled in."""
    heads = [value_text(desk, f"match.{head}") for head in ("customer", "klass", "match", "known")]
    return table(heads, [match_line(desk, each, found[each.id]) for each in customers], numbers=(2,))


def match_line(desk: Desk, customer: Customer, match: float | None) -> list[str]:
    """One customer."""
    values = desk.company.values
    known = sum(value.id in customer.values for value in values)
    row = overview_of.customer_row(desk, customer.id)
    return [
        customer.name or desk.say("classes.nameless"),
        letter(row.klass, row.dream),
        value_text(desk, "match.open") if match is None else percent(match, desk.language),
        value_text(
            desk, "match.known_of", n=number(known, desk.language), total=number(len(values), desk.language)
        ),
    ]
