"""Changing the steps of a session that runs: the form takes the place of the step for as long as it takes."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui.room import steps
from ui.room.lead import REFUSED, Lead

EDITING, ROUND = "room_editing", "room_editing_round"


def begin() -> None:
    """Open the form."""
    st.session_state[EDITING] = True


def end() -> None:
    """Close the form; what was added or moved in it and not kept is forgotten."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(EDITING, None)


def editing_form(lead: Lead) -> bool:
    """Draw the form where it is open; whether it is."""
    if not st.session_state.get(EDITING):
        return False
    st.html(f'<div class="bk-page bk-step"><h1>{escape(lead.say("steps.edit"))}</h1></div>')
    steps.fields(lead.view.run, lead.language, key=key_of(lead), here=lead.view.step.id)
    with st.container(horizontal=True, gap="small"):
        st.button(lead.say("steps.save"), key="edit_save", type="primary", on_click=save, args=(lead,))
        st.button(lead.say("steps.cancel"), key="edit_cancel", on_click=end)
    return True


def save(lead: Lead) -> None:
    """Keep the steps as they stand in the form."""
    changed = steps.read(lead.view.run, key=key_of(lead), language=lead.language)
    if not changed:
        st.session_state[REFUSED] = lead.say("steps.unreadable")
    elif lead.edit(changed):
        end()


def key_of(lead: Lead) -> str:
    """The start of the keys of the fields of this workshop's steps."""
    return f"edit_{st.session_state.get(ROUND, 0)}_{lead.id[:8]}_{lead.language}"
