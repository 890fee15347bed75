"""Overzicht: the four cards together, and the way to share it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.frame import frame
from ui.overview import actions_panel, overview_of, report, share


def show() -> None:
    """Draw the page."""
    desk = frame.open_company_page("overzicht")
    overview = overview_of.overview(desk)
    words, button = st.columns([0.9, 0.1])
    with words:
        report.heading(overview, desk.language)
    with button, st.container(horizontal_alignment="right"):
        if st.button(desk.say("share.button"), key="share"):
            st.session_state.pop("shared_token", None)
            share.ask(desk)
    own = report.Own(desk.address, partial(actions_panel.offer, desk), partial(actions_panel.show, desk))
    report.draw(overview, desk.language, key="own", own=own)
