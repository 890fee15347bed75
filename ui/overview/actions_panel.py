"""Actions on the overview: one click from a signal, open or done, and a form to change them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.deck import FieldSpec, Question
from strategy.nouns.company import Action
from strategy.overview import WorkPoint, actions
from strategy.words.formats import day, number
from strategy.words.texts import text
from ui.form import question_form
from ui.frame.frame import Desk
from ui.look.palette import CARDS
from ui.overview import report

FIELDS = {"name": "long_text", "who": "text", "due": "date", "measure": "long_text"}


def actions_text(desk: Desk, key: str, **values: Any) -> str:
    """A text about actions."""
    return text(f"actions.{key}", desk.language, **values)


def offer(desk: Desk, point: WorkPoint) -> None:
    """Below a signal: make it an action, or that there is one already."""
    if point.rule in actions.answered(desk.company.actions):
        st.caption(f":material/check: {actions_text(desk, 'made')}")
        return
    st.button(
        actions_text(desk, "make"),
        key=f"act_{point.rule}_{desk.sheet.sequence}",
        type="tertiary",
        icon=":material/add_task:",
        on_click=take_on,
        args=(desk, point),
    )


def take_on(desk: Desk, point: WorkPoint) -> None:
    """Add the action that this signal asks for; pressing twice on the same screen adds one."""
    write_id = f"{desk.sheet.company_id[:24]}-{desk.sheet.sequence}"
    actions.take_on(
        desk.store, desk.visitor, desk.sheet.company_id, point, desk.today, write_id, desk.language
    )
    st.toast(actions_text(desk, "added"))


def action_list(desk: Desk) -> None:
    """Draw the list of actions, what is open first, and the form below it."""
    with st.container(key="bk_panel_actions"):
        st.html(f'<h2 class="bk-panel-title">{actions_text(desk, "title")}</h2>')
        # In a container of its own, so that the form below stays open when a line comes or goes.
        with st.container(key="bk_actions_list"):
            lines(desk)
        with st.expander(actions_text(desk, "edit")):
            st.caption(actions_text(desk, "hint"))
            question_form(
                as_question(desk.language),
                desk.sheet,
                desk.language,
                accent=CARDS["business_model"],
                key=f"{desk.sheet.company_id}-actions",
            )


def lines(desk: Desk) -> None:
    """Every action, the first due on top; those that are done are folded away."""
    found = sorted(desk.company.actions, key=lambda action: action.due or date.max)
    finished = [action for action in found if action.done]
    if not found:
        st.caption(actions_text(desk, "none"))
    for action in found:
        if not action.done:
            line(desk, action)
    if finished:
        with st.expander(actions_text(desk, "finished", n=number(len(finished), desk.language))):
            for action in finished:
                line(desk, action)


def line(desk: Desk, action: Action) -> None:
    """One action with a box to tick, and below it who, by when and how it is measured."""
    revision = desk.sheet.revision(Action.KIND, action.id)
    key = f"done_{action.id}_{revision}"
    below = [report.as_typed(action.who) or actions_text(desk, "nobody"), when(desk, action)]
    below.append(report.as_typed(action.measure))
    with st.container(key=f"bk_action_{action.id}", gap=None):
        st.checkbox(
            report.as_typed(action.name) or desk.say("classes.nameless"),
            value=action.done,
            key=key,
            on_change=turn,
            args=(desk, action, revision),
        )
        st.caption(" · ".join(part for part in below if part))


def when(desk: Desk, action: Action) -> str:
    """By when, and whether that day went by."""
    if action.due is None:
        return ""
    late = action.due < desk.today and not action.done
    return actions_text(desk, "late" if late else "by", day=day(action.due))


def turn(desk: Desk, action: Action, revision: int) -> None:
    """Say that the action is done, or open again."""
    try:
        saying.say(
            desk.store,
            desk.visitor,
            saying.Saying(
                company_id=desk.sheet.company_id,
                kind=Action.KIND,
                id=action.id,
                field="done",
                value=not action.done,
                seen=revision,
                write_id=uuid4().hex,
            ),
        )
    except (saying.StaleSaying, saying.Gone) as refused:
        st.toast(text(refused.code, desk.language, **refused.values))


def as_question(language: str) -> Question:
    """The list of actions in the shape of a question, so that the saving form can draw it."""
    return Question(
        code="actions",
        card="overzicht",
        name="actions",
        form="list",
        item=Action.KIND,
        short=False,
        at_least=None,
        at_most=None,
        per=None,
        fields=tuple(
            FieldSpec(name=name, type=type_, label=text(f"actions.fields.{name}", language))
            for name, type_ in FIELDS.items()
        ),
        beside=(),
        title=text("actions.title", language),
        hint=text("actions.hint", language),
        sections={},
        facilitation="",
    )
