"""The steps of a session as fields: title, minutes, whether it takes part, and one more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import streamlit as st

from strategy.deck import deck_in
from strategy.formats import number
from strategy.reading import Unreadable, plain_number
from strategy.room import Step
from strategy.texts import text
from ui.room.lead import say_in

LONGEST = 600.0
MORE_KINDS = ("talk", "pause")


def title_of(step: Step, language: str) -> str:
    """The title of a step in words."""
    named = text(f"workshop.step.{step.name}", language) if step.name else ""
    return step.title or named or text(f"workshop.kind.{step.kind}", language)


def fields(steps: Sequence[Step], language: str, *, key: str, here: str = "") -> None:
    """Draw the fields, and below them those of one more step. The step `here` cannot be left out."""
    st.caption(say_in(language, "steps.text"))
    deck = deck_in(language)
    for step in steps:
        card = deck.card(step.card)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.checkbox(
                say_in(language, "steps.takes_part"),
                value=True,
                key=f"{key}_on_{step.id}",
                label_visibility="collapsed",
                disabled=step.id == here,
                help=card.title if card is not None else None,
            )
            st.text_input(
                say_in(language, "steps.name"),
                value=title_of(step, language),
                key=f"{key}_title_{step.id}",
                max_chars=100,
                label_visibility="collapsed",
                width="stretch",
            )
            st.text_input(
                say_in(language, "steps.minutes"),
                value=number(step.minutes, language, 1),
                key=f"{key}_minutes_{step.id}",
                max_chars=6,
                label_visibility="collapsed",
                width=76,
            )
    one_more(steps, language, key)


def one_more(steps: Sequence[Step], language: str, key: str) -> None:
    """The fields of a step to add."""
    st.html(f'<h3 class="bk-measure">{say_in(language, "steps.more")}</h3>')
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(say_in(language, "steps.name"), key=f"{key}_more_title", max_chars=100, width="stretch")
        st.text_input(say_in(language, "steps.minutes"), key=f"{key}_more_minutes", max_chars=6, width=76)
    titles = {step.id: title_of(step, language) for step in steps}
    st.selectbox(
        say_in(language, "steps.kind"),
        MORE_KINDS,
        key=f"{key}_more_kind",
        format_func=lambda kind: text(f"workshop.kind.{kind}", language),
    )
    st.selectbox(
        say_in(language, "steps.after"),
        list(titles),
        key=f"{key}_more_after",
        format_func=lambda id: titles.get(id, ""),
    )


def read(steps: Sequence[Step], *, key: str, language: str) -> list[Step]:
    """The steps as they stand in the fields, [] where a number of minutes cannot be read.

    A step that talks about one that was left out goes with it.
    """
    state = st.session_state
    kept = [step for step in steps if state.get(f"{key}_on_{step.id}", True)]
    there = {step.id for step in kept}
    kept = [step for step in kept if not step.about or step.about in there]
    try:
        found = [_changed(step, key, language) for step in kept]
        more = _more(key, language)
    except Unreadable:
        return []
    if more is not None:
        after = state.get(f"{key}_more_after")
        place = next((at for at, step in enumerate(found) if step.id == after), len(found) - 1)
        found.insert(place + 1, more)
    return found


def _changed(step: Step, key: str, language: str) -> Step:
    blank = step.model_copy(update={"title": ""})
    typed = st.session_state.get(f"{key}_title_{step.id}")
    title = step.title if typed is None else typed.strip()
    own = "" if title == title_of(blank, language) else title
    minutes = _minutes(st.session_state.get(f"{key}_minutes_{step.id}"), language, step.minutes)
    return blank.model_copy(update={"title": own, "minutes": minutes})


def _more(key: str, language: str) -> Step | None:
    title = str(st.session_state.get(f"{key}_more_title") or "").strip()
    if not title:
        return None
    kind = st.session_state.get(f"{key}_more_kind", "talk")
    minutes = _minutes(st.session_state.get(f"{key}_more_minutes"), language, 0.0)
    return Step(id=f"own-{uuid4().hex[:8]}", kind=kind, title=title, minutes=minutes)


def _minutes(typed: str | None, language: str, otherwise: float) -> float:
    """So many minutes, `otherwise` where nothing was typed. Raises `Unreadable`."""
    read = plain_number(typed or "", at_least=0, at_most=LONGEST, language=language)
    return otherwise if read is None else read
