"""Overzicht: the four cards together, and the way to share it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from strategy.workshop import discussed_on
from ui.frame import frame
from ui.frame.frame import Desk
from ui.overview import actions_panel, overview_of, report, share, take_along

MOST_SESSIONS = 3


def overview_page() -> None:
    """Draw the page."""
    desk = frame.open_company_page("overzicht")
    overview = overview_of.overview(desk)
    words, button = st.columns([0.74, 0.26])
    with words:
        report.heading(overview, desk.language)
        discussed(desk)
    with button, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        take_along.button(desk)
        if st.button(desk.say("share.button"), key="share"):
            st.session_state.pop(share.TOKEN, None)
            share.ask(desk)
    own = report.Own(
        desk.address, partial(actions_panel.offer, desk), partial(actions_panel.action_list, desk)
    )
    report.draw(overview, desk.language, key="own", own=own)


def discussed(desk: Desk) -> None:
    """The sessions that were held on this company, each with the way to its report."""
    for each in discussed_on(desk.store, desk.visitor, desk.sheet.company_id)[:MOST_SESSIONS]:
        st.page_link(
            "pages/workshop.py",
            label=each.in_words(desk.language),
            icon=":material/groups:",
            query_params={**desk.address, "verslag": each.workshop_id},
        )
