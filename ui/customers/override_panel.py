"""A class chosen by hand beside the computed one (method.md 3.7 rule 6): which, why, by whom, and back again."""

from __future__ import annotations

from html import escape
from typing import Any
from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.nouns.company import CLASSES, Customer, Override
from strategy.scoring.scores import CustomerScore
from strategy.words.texts import text
from strategy.words.typed import Unreadable
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.look.tables import Html

ME = "my_name"


def override_text(desk: Desk, key: str, **values: Any) -> str:
    """A text about choosing a class."""
    return text(f"customer_panel.override.{key}", desk.language, **values)


def standing(desk: Desk, row: CustomerScore) -> Html:
    """The class chosen by hand, by whom, when and why; nothing where none was chosen."""
    chosen = customer_of(desk, row).override
    if chosen is None:
        return Html("")
    words = override_text(
        desk,
        "stands" if chosen.who else "stands_nobody",
        klass=chosen.klass,
        who=chosen.who,
        day=desk.day(chosen.at),
        computed=row.computed,
    )
    because = override_text(desk, "because", reason=chosen.reason)
    return Html(f'<div class="bk-by-hand"><p>{escape(words)}</p><p>{escape(because)}</p></div>')


def class_override(desk: Desk, row: CustomerScore) -> None:
    """The form to choose a class, and the button to take the computed one again."""
    chosen = customer_of(desk, row).override
    with st.expander(override_text(desk, "open_other" if chosen else "open")):
        st.caption(override_text(desk, "text"))
        if chosen is not None:
            st.button(
                override_text(desk, "withdraw"),
                key=f"withdraw_{row.id}",
                on_click=withdraw,
                args=(desk, row.id),
            )
        form(desk, row, chosen)


def form(desk: Desk, row: CustomerScore, chosen: Override | None) -> None:
    """Class, reason and name; what is missing is said at its own field and nothing is kept."""
    mark = f"{row.id}_{desk.sheet.revision('customer', row.id)}"
    with st.form(f"override_{mark}", border=False):
        klass = choosing.from_row(
            override_text(desk, "klass"),
            choosing.in_words(CLASSES, str),
            default=chosen.klass if chosen else None,
            key=f"override_class_{mark}",
        )
        at_class = st.empty()
        reason = st.text_area(
            override_text(desk, "reason"),
            value=chosen.reason if chosen else "",
            max_chars=1000,
            placeholder=override_text(desk, "reason_hint"),
            key=f"override_reason_{mark}",
        )
        at_reason = st.empty()
        who = st.text_input(
            override_text(desk, "who"),
            value=st.session_state.get(ME, chosen.who if chosen else ""),
            max_chars=200,
            key=f"override_who_{mark}",
        )
        at_who = st.empty()
        if not st.form_submit_button(override_text(desk, "save")):
            return
    said = {"no_class": (klass, at_class), "no_reason": (reason, at_reason), "no_who": (who, at_who)}
    lacking = {key: slot for key, (value, slot) in said.items() if not (value or "").strip()}
    for key, slot in lacking.items():
        slot.error(override_text(desk, f"error.{key}"))
    if lacking:
        return
    st.session_state[ME] = who.strip()
    refused = keep(desk, row.id, {"klass": klass, "reason": reason.strip(), "who": who.strip()})
    if refused:
        at_reason.error(refused)
    else:
        st.rerun()


def withdraw(desk: Desk, customer: str) -> None:
    """Let the computed class count again."""
    if refused := keep(desk, customer, None):
        st.toast(refused)


def keep(desk: Desk, customer: str, value: dict[str, str | None] | None) -> str:
    """Keep the class, or none; returns why not, "" where it was kept."""
    try:
        saying.say(
            desk.store,
            desk.visitor,
            saying.Saying(
                company_id=desk.sheet.company_id,
                kind=Customer.KIND,
                id=customer,
                field="override",
                value=value,
                seen=desk.sheet.revision(Customer.KIND, customer),
                write_id=uuid4().hex,
            ),
        )
    except saying.StaleSaying:
        return override_text(desk, "error.stale")
    except saying.Gone:
        return override_text(desk, "error.gone")
    except Unreadable as unreadable:
        return text(unreadable.code, desk.language, **unreadable.values)
    st.toast(override_text(desk, "withdrawn" if value is None else "kept"))
    return ""


def customer_of(desk: Desk, row: CustomerScore) -> Customer:
    """The customer behind this score."""
    return next(customer for customer in desk.company.customers if customer.id == row.id)
