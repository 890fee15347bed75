"""The steps of a session as fields: title, minutes, order, whether it takes part, and steps of any kind to add."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import streamlit as st

from strategy.deck import Question, deck_in
from strategy.nouns.workshop import STEP_KINDS, WAYS, Step
from strategy.words.formats import number
from strategy.words.texts import text
from strategy.words.typed import Unreadable, plain_number
from strategy.workshop import title_of
from strategy.workshop.subjects import can_be_listed, can_be_voted_on
from ui.frame import choosing
from ui.overview.report import as_typed
from ui.room.lead import REFUSED, say_in

LONGEST = 600.0


# The steps as they stand on the page: the given ones and those that were added, in the order of the arrows


def in_order(steps: Sequence[Step], key: str) -> list[Step]:
    """The steps as they were put in order, with those that were added."""
    known = {step.id: step for step in (*steps, *st.session_state.get(f"{key}_added", ()))}
    order = [id for id in st.session_state.get(f"{key}_order", ()) if id in known]
    return [known[id] for id in (*order, *(id for id in known if id not in order))]


def move(steps: Sequence[Step], key: str, id: str, by: int) -> None:
    """Put a step one place earlier or later."""
    order = [step.id for step in in_order(steps, key)]
    place = order.index(id)
    to = min(max(place + by, 0), len(order) - 1)
    order.insert(to, order.pop(place))
    st.session_state[f"{key}_order"] = order


def fields(steps: Sequence[Step], language: str, *, key: str, here: str = "") -> None:
    """Draw the fields, and below them those of one more step. The step `here` cannot be left out."""
    st.caption(say_in(language, "steps.text"))
    run = in_order(steps, key)
    with st.container(key=f"bk_steps_{key}", gap="small"):
        for place, step in enumerate(run):
            one_step(steps, step, language, key, fixed=step.id == here, first=not place, last=step is run[-1])
    one_more(steps, language, key)


def one_step(
    steps: Sequence[Step], step: Step, language: str, key: str, *, fixed: bool, first: bool, last: bool
) -> None:
    """The fields of one step, with the arrows that move it."""
    card = deck_in(language).card(step.card)
    title = title_of(step, language)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.checkbox(
            say_in(language, "steps.takes_part"),
            value=True,
            key=f"{key}_on_{step.id}",
            label_visibility="collapsed",
            disabled=fixed,
            help=card.title if card is not None else None,
        )
        st.text_input(
            say_in(language, "steps.name"),
            value=title,
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
        for way, by, end in (("up", -1, first), ("down", 1, last)):
            st.button(
                "",
                key=f"{key}_{way}_{step.id}",
                icon=f":material/arrow_{way}ward:",
                type="tertiary",
                help=as_typed(say_in(language, f"steps.{way}", step=title)),
                disabled=end,
                on_click=move,
                args=(steps, key, step.id, by),
            )


# One more


def one_more(steps: Sequence[Step], language: str, key: str) -> None:
    """The fields of a step to add: any kind, with what it is about."""
    run = in_order(steps, key)
    titles = {step.id: f"{place}. {title_of(step, language)}" for place, step in enumerate(run, start=1)}
    with st.expander(say_in(language, "steps.more"), icon=":material/add:"):
        kind = choosing.from_list(
            say_in(language, "steps.kind"),
            choosing.in_words(STEP_KINDS, lambda each: text(f"workshop.kind.{each}", language)),
            index=STEP_KINDS.index("talk"),
            key=f"{key}_more_kind",
        )
        what_about(run, titles, kind or "talk", language, key)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(
                say_in(language, "steps.name"), key=f"{key}_more_title", max_chars=100, width="stretch"
            )
            st.text_input(say_in(language, "steps.minutes"), key=f"{key}_more_minutes", max_chars=6, width=76)
        choosing.from_list(
            say_in(language, "steps.after"), titles, index=max(len(titles) - 2, 0), key=f"{key}_more_after"
        )
        st.button(
            say_in(language, "steps.add"), key=f"{key}_more_add", on_click=add, args=(steps, language, key)
        )


def what_about(run: Sequence[Step], titles: dict[str, str], kind: str, language: str, key: str) -> None:
    """The questions of a list or a vote, and the list or vote that a talk is about."""
    if kind in ("list", "vote"):
        asked = [each for each in deck_in(language).questions() if fits(each, kind)]
        choosing.several(
            say_in(language, "steps.questions"),
            {each.code: f"{each.code} · {each.title}" for each in asked},
            key=f"{key}_more_questions_{kind}",
            placeholder=say_in(language, "steps.questions_hint"),
        )
    if kind == "talk":
        about = {step.id: titles[step.id] for step in run if step.gathers == step.id}
        choosing.from_list(
            say_in(language, "steps.about"),
            {"": say_in(language, "steps.about_nothing")} | about,
            key=f"{key}_more_about",
        )
        choosing.from_list(
            say_in(language, "steps.way"),
            choosing.in_words(WAYS, lambda each: say_in(language, f"steps.ways.{each}")),
            key=f"{key}_more_way",
        )


def fits(question: Question, kind: str) -> bool:
    """Whether a list or a vote can ask this question."""
    return can_be_listed(question) if kind == "list" else can_be_voted_on(question)


def add(steps: Sequence[Step], language: str, key: str) -> None:
    """Put the step that was described where it was wanted, and lay out blank fields."""
    try:
        new = described(language, key)
    except Unreadable:
        st.session_state[REFUSED] = say_in(language, "steps.unreadable")
        return
    if new.kind in ("list", "vote") and not new.questions:
        st.session_state[REFUSED] = say_in(language, "steps.no_question")
        return
    state = st.session_state
    order = [step.id for step in in_order(steps, key)]
    after = state.get(f"{key}_more_after")
    order.insert(order.index(after) + 1 if after in order else len(order), new.id)
    state[f"{key}_added"] = (*state.get(f"{key}_added", ()), new)
    state[f"{key}_order"] = order
    state[f"{key}_more_title"] = state[f"{key}_more_minutes"] = ""


def described(language: str, key: str) -> Step:
    """The step that the fields describe. Raises `Unreadable` for its minutes."""
    state = st.session_state
    kind = state.get(f"{key}_more_kind", "talk")
    questions = tuple(state.get(f"{key}_more_questions_{kind}", ())) if kind in ("list", "vote") else ()
    cards = [
        card.name for card in deck_in(language).cards for each in card.questions if each.code in questions
    ]
    return Step(
        id=f"own-{uuid4().hex[:8]}",
        kind=kind,
        title=str(state.get(f"{key}_more_title") or "").strip(),
        card=cards[0] if cards else "",
        questions=questions,
        about=state.get(f"{key}_more_about", "") if kind == "talk" else "",
        way=state.get(f"{key}_more_way") or "discuss" if kind == "talk" else "discuss",
        minutes=_minutes(state.get(f"{key}_more_minutes"), language, 0.0),
    )


# Reading them back


def read(steps: Sequence[Step], *, key: str, language: str) -> list[Step]:
    """The steps as they stand in the fields, [] where a number of minutes cannot be read.

    A step that talks about one that was left out goes with it.
    """
    kept = [step for step in in_order(steps, key) if st.session_state.get(f"{key}_on_{step.id}", True)]
    there = {step.id for step in kept}
    try:
        return [_changed(step, key, language) for step in kept if not step.about or step.about in there]
    except Unreadable:
        return []


def _changed(step: Step, key: str, language: str) -> Step:
    blank = step.model_copy(update={"title": ""})
    typed = st.session_state.get(f"{key}_title_{step.id}")
    title = step.title if typed is None else typed.strip()
    own = "" if title == title_of(blank, language) else title
    minutes = _minutes(st.session_state.get(f"{key}_minutes_{step.id}"), language, step.minutes)
    return blank.model_copy(update={"title": own, "minutes": minutes})


def _minutes(typed: str | None, language: str, otherwise: float) -> float:
    """So many minutes, `otherwise` where nothing was typed. Raises `Unreadable`."""
    read = plain_number(typed or "", at_least=0, at_most=LONGEST, language=language)
    return otherwise if read is None else read
