"""/workshop: the facilitator's room; without a session in front, the place where one begins."""

from __future__ import annotations

from contextlib import suppress
from html import escape

import streamlit as st

from strategy import workshop
from strategy.company.access import NotAllowed
from strategy.workshop import Refused, in_halves
from ui.frame import frame, live
from ui.frame.frame import Desk
from ui.look import links
from ui.room import closing, door, editing, opening, running, session_report, stage
from ui.room.lead import Lead, now, refusal, say_in

TOKEN = "t"
GO = 2.0
"""Seconds between two goes of the made-up people of a rehearsal."""


def workshop_page() -> None:
    """Draw the page."""
    desk = frame.open_page("workshop")
    if TOKEN in st.query_params:
        follow(desk, str(st.query_params[TOKEN]))
    if session_report.REPORT in st.query_params:
        session_report.report_page(desk, str(st.query_params[session_report.REPORT]))
        return
    workshop_id = str(st.query_params.get(opening.SESSION, ""))
    if workshop_id and is_mine(desk, workshop_id):
        room(desk, workshop_id)
        return
    refusal()
    if workshop_id:
        elsewhere(desk)
    opening.opening_page(desk)


def follow(desk: Desk, token: str) -> None:
    """Take the role behind a link, and take the link out of the address."""
    try:
        arrival = workshop.follow_workshop_link(desk.store, desk.visitor, token, now())
    except NotAllowed:
        title, words = links.dead(token, desk.language)
        st.html(f'<div class="bk-page"><h1>{escape(title)}</h1><p>{escape(words)}</p></div>')
        st.stop()
    del st.query_params[TOKEN]
    st.query_params[opening.SESSION] = arrival.workshop_id


def is_mine(desk: Desk, workshop_id: str) -> bool:
    """Whether this visitor is a facilitator of it."""
    return "facilitator" in workshop.roles_of(desk.store, desk.visitor, workshop_id)


@st.fragment
def room(desk: Desk, workshop_id: str) -> None:
    """The session as it stands; only this is drawn again when something changes."""
    try:
        view = workshop.facilitator_view(desk.store, desk.visitor, workshop_id, now(), desk.language)
    except NotAllowed:
        opening.opening_page(desk)
        return
    lead = Lead(desk, view)
    live.listen(workshop_id, view.edition, key="room")
    if not view.closed:
        stage.by_itself(view, pages=False, key="desk_stage")
    head(lead)
    if view.rehearsal:
        rehearsal(lead)
    refusal()
    if view.closed:
        closing.closed(lead)
        return
    step, side = st.columns([0.68, 0.32], gap="large")
    with step:
        if not editing.editing_form(lead):
            running.running_step(lead)
    with side:
        door.side_of_the_room(lead)


def rehearsal(lead: Lead) -> None:
    """What a rehearsal is and the way out of it; the made-up people go on meanwhile."""
    with st.container(key="bk_rehearsal", horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(lead.say("rehearsal.text"))
        st.button(
            lead.say("rehearsal.end"), key="end_rehearsal", icon=":material/stop:", on_click=end, args=(lead,)
        )
    if not lead.view.closed:
        act(lead.desk, lead.id)


def end(lead: Lead) -> None:
    """Delete the rehearsal and lay out the page on which a session begins."""
    with suppress(NotAllowed, Refused):
        workshop.end_rehearsal(lead.desk.store, lead.desk.visitor, lead.id)
    st.query_params.clear()


@st.fragment(run_every=GO)
def act(desk: Desk, workshop_id: str) -> None:
    """Let the made-up people do what comes next, every few seconds."""
    with suppress(NotAllowed, Refused):
        workshop.rehearse(desk.store, desk.visitor, workshop_id, now(), desk.language)


def elsewhere(desk: Desk) -> None:
    """Why the address of a session does not open it in this browser, and what does."""
    with st.container(key="bk_panel_elsewhere"):
        st.markdown(f"**{say_in(desk.language, 'elsewhere.title')}**")
        for line in ("back", "helper", "join"):
            st.markdown(f"- {say_in(desk.language, f'elsewhere.{line}')}")
        st.link_button(say_in(desk.language, "elsewhere.button"), "/deelnemen")


def head(lead: Lead) -> None:
    """Which session this is; the code stays in sight on a small screen too."""
    view = lead.view
    name = view.company_name or lead.desk.say("home.nameless")
    people = lead.say("people.short", n=view.counts.joined)
    state = (
        lead.say("close.word")
        if view.closed
        else f"{lead.say('door.code')} {in_halves(view.code)} · {people}"
    )
    st.html(f'<p class="bk-room-head"><b>{escape(name)}</b><span>{escape(state)}</span></p>')
