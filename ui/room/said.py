"""What people send while the room talks: the queue of points, and what they take on."""

from __future__ import annotations

import streamlit as st

from strategy.words.texts import text
from strategy.words.typed import Unreadable
from strategy.words.typed import day as read_day
from strategy.workshop.views import SaidInRoom
from ui.overview.report import as_typed
from ui.room.lead import REFUSED, Lead


def points(lead: Lead) -> None:
    """The points to discuss, in the order in which they came; each goes off the queue with one press."""
    queue = [each for each in lead.view.points if not each.settled]
    done = [each for each in lead.view.points if each.settled]
    if not lead.view.points:
        return
    with st.container(key="bk_panel_points"):
        st.markdown(f"**{lead.say('points.title', n=len(queue))}**")
        for each in queue:
            st.button(
                as_typed(each.words),
                key=f"point_{each.id}",
                type="tertiary",
                icon=":material/check_box_outline_blank:",
                help=lead.say("points.done"),
                on_click=lead.settle_point,
                args=(each.id, True),
            )
        for each in done:
            st.button(
                f"~~{as_typed(each.words)}~~",
                key=f"point_{each.id}",
                type="tertiary",
                icon=":material/check_box:",
                help=lead.say("points.again"),
                on_click=lead.settle_point,
                args=(each.id, False),
            )


def offers(lead: Lead) -> None:
    """What people take on; the desk makes an action of it with who, when and how it is measured."""
    for each in lead.view.offers:
        if each.settled:
            continue
        with st.container(key=f"bk_panel_offer_{each.id}"):
            st.markdown(f"**{as_typed(each.by)}**: {as_typed(each.words)}")
            one_offer(lead, each)


def one_offer(lead: Lead, offer: SaidInRoom) -> None:
    """The fields of the action that an offer becomes."""
    with st.form(f"offer_{offer.id}", border=False):
        st.text_input(
            lead.say("actions.name"), value=offer.words, key=f"offer_name_{offer.id}", max_chars=200
        )
        who, when, how = st.columns([0.25, 0.25, 0.5])
        who.text_input(lead.say("actions.who"), value=offer.by, key=f"offer_who_{offer.id}", max_chars=200)
        when.text_input(
            lead.say("actions.due"),
            key=f"offer_due_{offer.id}",
            max_chars=40,
            placeholder=lead.say("actions.due_hint"),
        )
        how.text_input(lead.say("offers.measure"), key=f"offer_measure_{offer.id}", max_chars=200)
        st.form_submit_button(lead.say("offers.take"), on_click=take, args=(lead, offer.id))


def take(lead: Lead, id: str) -> None:
    """Make the action as it stands in the fields now."""
    name, who, due, measure = (
        str(st.session_state.get(f"offer_{field}_{id}") or "").strip()
        for field in ("name", "who", "due", "measure")
    )
    try:
        until = read_day(due, today=lead.desk.today)
    except Unreadable as refused:
        st.session_state[REFUSED] = text(refused.code, lead.language, **refused.values)
        return
    lead.take_over(id, name, who, until, measure)
