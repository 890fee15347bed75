"""The help of a talk step on the desk: whose turn it is in a round, and the dots of a step that chooses."""

from __future__ import annotations

from html import escape

import streamlit as st

from strategy.workshop import RoomView
from ui.frame import choosing
from ui.room import pictures
from ui.room.lead import Lead, say_in
from ui.room.sure import press_twice

NOBODY = ""


def help_of_talk(lead: Lead) -> None:
    """How this talk goes, and what the desk does in it."""
    if not lead.view.way:
        return
    guide(lead)
    if lead.view.way == "round":
        turns(lead)
    elif lead.view.choosing or lead.view.dots_shown:
        dots(lead)


def guide(lead: Lead) -> None:
    """What to do in a talk of this kind, in three lines."""
    way = "talk" if lead.view.way == "discuss" else lead.view.way
    lines = "".join(f"<li>{escape(lead.say(f'guide.{way}_{place}'))}</li>" for place in (1, 2, 3))
    st.html(f'<ul class="bk-guide bk-guide-small">{lines}</ul>')


# A round


def turns(lead: Lead) -> None:
    """Who speaks, who comes after, and who has the last word."""
    with st.container(key="bk_panel_turns"):
        st.html(speaking(lead.view, lead.language))
        left = lead.view.turn < len(lead.view.speakers)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.button(
                lead.say("turn.next"),
                key=f"turn_{lead.view.step.id}_{lead.view.turn}",
                icon=":material/record_voice_over:",
                type="primary" if left else "secondary",
                disabled=not left,
                on_click=lead.next_speaker,
            )
            last_word(lead)


def last_word(lead: Lead) -> None:
    """The list from which the one who always speaks last is chosen."""
    present = {each.id: each.name for each in lead.view.people if not each.removed and not each.watching}
    labels = {NOBODY: lead.say("turn.nobody_last")} | present
    key = f"last_word_{lead.view.last_word}"
    choosing.from_list(
        lead.say("turn.last"),
        labels,
        index=[*labels].index(lead.view.last_word) if lead.view.last_word in labels else 0,
        key=key,
        on_change=lead.give_last_word,
        args=(key,),
    )


def speaking(view: RoomView, language: str) -> str:
    """Who has the floor, large, and who comes after."""
    if not view.speakers:
        return f'<p class="bk-note">{escape(say_in(language, "turn.nobody"))}</p>'
    if view.turn >= len(view.speakers):
        return f'<p class="bk-speaker">{escape(say_in(language, "turn.all"))}</p>'
    now, *after = view.speakers[view.turn :]
    words = say_in(language, "turn.after", names=", ".join(after)) if after else ""
    return (
        f'<p class="bk-speaker">{escape(say_in(language, "turn.now", name=now))}</p>'
        f"{f'<p class=bk-note>{escape(words)}</p>' if words else ''}"
    )


# Dots


def dots(lead: Lead) -> None:
    """How many chose, and the way to show it; then what each line got."""
    view = lead.view
    if view.dots_shown:
        st.html(pictures.choices(view, lead.language))
        st.button(
            lead.say("dots.again"),
            key=f"dots_again_{view.step.id}",
            type="tertiary",
            icon=":material/undo:",
            on_click=lead.show_dots,
            args=(False,),
        )
        return
    ready, joined = view.counts.ready, view.counts.expected
    st.html(pictures.progress(ready, joined, lead.say("ready.count", ready=str(ready), joined=str(joined))))
    key, label = f"dots_{view.step.id}", lead.say("dots.show")
    if busy := joined - ready:
        press_twice(
            label,
            stake=lead.say("dots.busy", n=busy),
            yes=lead.say("reveal.anyway"),
            key=key,
            on_click=lead.show_dots,
            icon=":material/visibility:",
            type="primary",
        )
    else:
        st.button(label, key=key, type="primary", icon=":material/visibility:", on_click=lead.show_dots)
