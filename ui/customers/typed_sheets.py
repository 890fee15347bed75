"""Scoring sheets that were filled in on paper: customer by customer, a line a sheet."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from strategy.company.quotas import Full
from strategy.company.saying import ChangedSince, Gone, undo_write
from strategy.company.scored_on_paper import WrongSheet, keep_sheets, medians
from strategy.words.texts import text
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.look.tables import as_typed
from ui.paper.deck import JUDGED, scales

NEXT = "sheets_customer"
KEPT = "sheets_kept"
TYPED = "sheets_typed"


def typed_text(desk: Desk, key: str, **values: object) -> str:
    """A text about scoring sheets."""
    return text(f"sheets.{key}", desk.language, **values)


def on_paper(desk: Desk) -> None:
    """The place to type sheets in, folded until somebody has them."""
    with st.expander(typed_text(desk, "title")):
        names = desk.customer_names
        if not names:
            st.caption(typed_text(desk, "no_customers"))
            return
        kept(desk)
        parts = [field.label for field in scales(desk.deck)]
        st.caption(typed_text(desk, "how", n=len(parts), order=", ".join(parts)))
        with st.form("sheets", border=False):
            choosing.from_list(typed_text(desk, "customer"), names, key=NEXT)
            st.text_area(
                typed_text(desk, "lines"), key=TYPED, placeholder=typed_text(desk, "example"), height=100
            )
            st.form_submit_button(typed_text(desk, "keep"), on_click=keep, args=(desk,))


def kept(desk: Desk) -> None:
    """What was kept last, with the way back, or why nothing was."""
    found = st.session_state.get(KEPT)
    if isinstance(found, str):
        st.error(as_typed(found))
    elif found is not None:
        name, sequence = found
        words, button = st.columns([0.75, 0.25], vertical_alignment="center")
        words.markdown(typed_text(desk, "kept", name=as_typed(name)))
        button.button(
            typed_text(desk, "undo"), key="sheets_undo", on_click=undo, args=(desk, sequence), width="stretch"
        )


def keep(desk: Desk) -> None:
    """Keep what was typed and go to the next customer; a sentence where it cannot be."""
    customer = st.session_state[NEXT]
    parts = [field.name.removeprefix(JUDGED) for field in scales(desk.deck)]
    try:
        judged = medians(st.session_state[TYPED], parts)
        made = keep_sheets(desk.store, desk.visitor, desk.sheet.company_id, customer, judged, uuid4().hex)
    except (WrongSheet, ChangedSince, Full) as refused:
        st.session_state[KEPT] = refused.sentence(desk.language)
        return
    except Gone as gone:
        st.session_state[KEPT] = text(gone.code, desk.language)
        return
    st.session_state[KEPT] = (desk.customer_names[customer], made.sequence)
    st.session_state[TYPED] = ""
    order = list(desk.customer_names)
    st.session_state[NEXT] = order[(order.index(customer) + 1) % len(order)]


def undo(desk: Desk, sequence: int) -> None:
    """Take back what was kept last."""
    undo_write(desk.store, desk.visitor, desk.sheet.company_id, sequence)
    st.session_state.pop(KEPT, None)
