"""The end of the session: the overview, the actions, what stays and what is deleted, and opening it again."""

from __future__ import annotations

from html import escape
from uuid import uuid4

import streamlit as st

from strategy import workshop
from strategy.nouns.company import Action
from strategy.overview import overview_of
from strategy.words.formats import day
from strategy.words.texts import text
from strategy.words.typed import Unreadable
from strategy.words.typed import day as read_day
from ui.look.tables import table
from ui.overview import report
from ui.room import said, session_report
from ui.room.lead import REFUSED, Lead

WRITING = "room_action"


def closing_step(lead: Lead) -> None:
    """The overview and the actions; at the last step also the closing."""
    company = lead.company
    if lead.view.step.kind == "overview":
        overview = overview_of(company, level="short", language=lead.language, own_words=True)
        report.lights(overview, None)
        report.work_panel(overview, lead.language, "room", None)
    said.offers(lead)
    actions(lead, company.actions, primary=lead.view.step.kind == "overview")
    if lead.view.step.kind == "close":
        leave(lead)


def actions(lead: Lead, planned: tuple[Action, ...], *, primary: bool) -> None:
    """What was agreed to do, and while the session runs a form for one more."""
    with st.container(key="bk_panel_room_actions"):
        st.html(f'<h2 class="bk-panel-title">{escape(lead.say("actions.title"))}</h2>')
        opened = [action for action in planned if not action.done]
        if opened:
            heads = [lead.say(f"actions.{name}") for name in ("name", "who", "due")]
            rows = [[each.name, each.who, day(each.due) if each.due else ""] for each in opened]
            st.html(table(heads, rows))
        else:
            st.caption(lead.say("actions.none"))
        one_more(lead, primary=primary)


def one_more(lead: Lead, *, primary: bool) -> None:
    """The form for an action: what, who, by when. Sending it twice notes it once."""
    id = st.session_state.setdefault(WRITING, uuid4().hex[:16])
    with st.form(f"action_{id}", border=False):
        what, who, when = st.columns([0.5, 0.25, 0.25])
        what.text_input(
            lead.say("actions.name"),
            key=f"action_name_{id}",
            max_chars=200,
            placeholder=lead.say("actions.name_hint"),
        )
        who.text_input(lead.say("actions.who"), key=f"action_who_{id}", max_chars=200)
        when.text_input(
            lead.say("actions.due"),
            key=f"action_due_{id}",
            max_chars=40,
            placeholder=lead.say("actions.due_hint"),
        )
        st.form_submit_button(
            lead.say("actions.add"),
            key=f"action_add_{id}",
            type="primary" if primary else "secondary",
            on_click=plan,
            args=(lead, id),
        )


def plan(lead: Lead, id: str) -> None:
    """Note the action that was typed, and lay out a blank form."""
    name, who, due = (
        str(st.session_state.get(f"action_{field}_{id}") or "").strip() for field in ("name", "who", "due")
    )
    try:
        until = read_day(due, today=lead.desk.today)
    except Unreadable as refused:
        st.session_state[REFUSED] = text(refused.code, lead.language, **refused.values)
        return
    if name and lead.plan(id, name, who, until):
        st.session_state[WRITING] = uuid4().hex[:16]


def leave(lead: Lead) -> None:
    """What stays, what is deleted, and the button that ends the session."""
    st.html(kept_and_deleted(lead))
    with st.popover(lead.say("close.title"), type="primary", icon=":material/logout:"):
        st.markdown(lead.say("close.sure"))
        st.button(lead.say("close.button"), key="close", on_click=lead.close)


def kept_and_deleted(lead: Lead) -> str:
    """Two short lists."""
    parts = "".join(
        f"<div><h3>{escape(lead.say(f'close.{name}'))}</h3><ul>"
        + "".join(f"<li>{escape(lead.say(f'close.{name}_{place}'))}</li>" for place in (1, 2, 3))
        + "</ul></div>"
        for name in ("stays", "goes")
    )
    return f'<div class="bk-stays">{parts}</div>'


def closed(lead: Lead) -> None:
    """A closed session: the way to the overview, opening it again, and its report."""
    st.html(
        f'<div class="bk-page"><h1>{escape(lead.say("close.done"))}</h1>'
        f"<p>{escape(lead.say('close.done_text'))}</p></div>"
    )
    with st.container(horizontal=True, gap="small"):
        if st.button(lead.say("close.overview"), key="closed_overview", type="primary"):
            st.switch_page("pages/overzicht.py", query_params=lead.desk.address)
        st.button(lead.say("close.reopen"), key="reopen", on_click=lead.reopen)
    session_report.inside(
        workshop.report_of(lead.desk.store, lead.desk.visitor, lead.id, lead.language), lead.language
    )
