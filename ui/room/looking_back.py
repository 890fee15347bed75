"""At the welcome of a next session: the actions of the last one, and which customers moved class since."""

from __future__ import annotations

from html import escape

import streamlit as st

from strategy import workshop
from strategy.comparing.moments import move_sentence
from strategy.nouns.company import Action
from strategy.words.formats import day
from strategy.workshop.following import ENDS
from ui.overview.report import as_typed
from ui.room.lead import Lead

MOST_MOVES = 6


def looking_back(lead: Lead) -> None:
    """Draw what there is to look back on; nothing at a first session."""
    found = workshop.since_last(lead.desk.store, lead.desk.visitor, lead.id)
    if found is None:
        return
    with st.container(key="bk_panel_since"):
        title = lead.say("since.title", day=day(found.closed))
        st.html(f'<h2 class="bk-panel-title">{escape(title)}</h2>')
        if found.actions:
            st.markdown(f"**{lead.say('since.actions')}**")
            for action in found.actions:
                one_action(lead, action)
        else:
            st.caption(lead.say("since.no_actions"))
        moves = [move_sentence(each, each.name, lead.language) for each in found.moves]
        words = lead.say("since.moved", n=len(moves)) if moves else lead.say("since.unmoved")
        lines = "".join(f"<li>{escape(line)}</li>" for line in moves[:MOST_MOVES])
        st.html(f'<p><b>{escape(words)}</b></p><ul class="bk-list">{lines}</ul>')


def one_action(lead: Lead, action: Action) -> None:
    """An action with the three ways in which it can have ended."""
    about = ", ".join(part for part in (action.who, day(action.due) if action.due else "") if part)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(as_typed(action.name) + (f" ({as_typed(about)})" if about else ""))
        for ended in ENDS:
            st.button(
                lead.say(f"since.{ended}"),
                key=f"look_back_{ended}_{action.id}",
                on_click=lead.look_back,
                args=(action.id, ended),
            )
