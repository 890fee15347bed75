"""The card Segmentatie: its front, and eight views, from the customers to what-if and the settings."""

from __future__ import annotations

import streamlit as st

from ui.cards import card_screen
from ui.customers import (
    attention_view,
    classes_view,
    customers_view,
    first_view,
    guided_view,
    judge_view,
    portfolio_view,
    settings_view,
    whatif_view,
)
from ui.frame import choosing, frame
from ui.look import links

CARD = "segmentatie"
VIEWS = {
    "customers": customers_view.show,
    "first": first_view.show,
    "judge": judge_view.show,
    "classes": classes_view.show,
    "portfolio": portfolio_view.show,
    "attention": attention_view.show,
    "what_if": whatif_view.show,
    "settings": settings_view.show,
}


def show() -> None:
    """Draw the page."""
    desk = frame.open_company_page(CARD)
    card = card_screen.card_or_stop(desk, CARD)
    go_to_question()
    if st.session_state.get("segment_view") == "first" and guided_view.is_going_on(desk):
        guided_view.show(desk)
        return
    card_screen.front(desk, card)
    view = choosing.from_row(
        desk.say("segment.views"),
        choosing.in_words(VIEWS, lambda name: desk.say(f"segment.view.{name}")),
        default="customers",
        required=True,
        key="segment_view",
        label_visibility="collapsed",
        persist_state="session",
    )
    VIEWS[view or "customers"](desk)
    card_screen.neighbours(desk, CARD)


def go_to_question() -> None:
    """Open the view that asks what a link from the overview leads to (`?vraag=S4`), once."""
    question = st.query_params.get("vraag")
    if question is None or st.session_state.get("segment_question") == question:
        return
    st.session_state["segment_question"] = question
    judged = question in judge_view.JUDGED
    other = "settings" if question == links.SETTINGS else "customers"
    st.session_state["segment_view"] = "judge" if judged else other
    if judged:
        st.session_state["judge_question"] = question
