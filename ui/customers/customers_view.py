"""The customers on the card Segmentatie: bring them in, paste them, type them."""

from __future__ import annotations

import streamlit as st

from strategy.words.texts import text
from ui.bringing_in import import_view, paste_view
from ui.cards import card_screen
from ui.frame.frame import Desk

CARD = "segmentatie"


def show(desk: Desk) -> None:
    """Draw the ways to bring customers in and the list itself."""
    with st.expander(desk.say("import.title"), expanded="import_done" in st.session_state):
        import_view.show(desk)
    with st.expander(text("paste.title", desk.language)):
        paste_view.show(desk)
    card = card_screen.card_or_stop(desk, CARD)
    for question in card.questions:
        if question.form != "each":
            card_screen.draw_question(desk, question)
