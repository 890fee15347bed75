"""Customers that may be one under two names, side by side: the owner says which are, nothing is joined otherwise."""

from __future__ import annotations

from html import escape

import streamlit as st

from strategy.importing.plan import ImportPlan, PossibleDouble
from strategy.nouns.company import Customer
from strategy.words.formats import euro
from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.look.tables import Html

AT_ONCE = 10
SHOWN = "import_doubles_shown"
JOINED = "import_doubles_joined"


def joined_customers(desk: Desk, plan: ImportPlan, answers: dict[str, str]) -> None:
    """Draw what was joined, with the way back, and the pairs that are still open."""
    named: dict[str, tuple[str, str]] = st.session_state.setdefault(JOINED, {})
    joined = {key: named[key] for key in answers if key in named}
    if not joined and not plan.doubles:
        return
    n = len(plan.doubles)
    label = desk.say("import.doubles", n=n) if n else desk.say("import.doubles_done")
    with st.expander(label, expanded=bool(joined)):
        for key, (kept, other) in joined.items():
            together(desk, answers, key, kept, other)
        if n:
            st.caption(desk.say("import.doubles_text"))
        shown = int(st.session_state.get(SHOWN, AT_ONCE))
        for double in plan.doubles[:shown]:
            propose(desk, double, answers)
        if n > shown:
            st.button(
                desk.say("import.more_doubles", n=n - shown),
                key="more_doubles",
                type="tertiary",
                on_click=lambda: st.session_state.update({SHOWN: shown + 5 * AT_ONCE}),
            )


def propose(desk: Desk, double: PossibleDouble, answers: dict[str, str]) -> None:
    """One pair, and the button that says that they are the same customer."""
    pair, choice = st.columns([0.74, 0.26], vertical_alignment="center")
    sides = side(desk, double.kept) + side(desk, double.other)
    reason = escape(text(double.code, desk.language))
    pair.html(f'<div class="bk-pair">{sides}<p>{reason}</p></div>')
    choice.button(
        desk.say("import.same"),
        key=f"same_{double.answer[0]}_{double.answer[1]}",
        width="stretch",
        on_click=join,
        args=(double, answers),
    )


def side(desk: Desk, customer: Customer) -> Html:
    """One of the two: its name, its number and what it buys in a year."""
    said = [desk.say("import.number", number=customer.number)] if customer.number else []
    if customer.revenue is not None:
        said.append(desk.say("import.a_year", revenue=euro(customer.revenue, desk.language)))
    return Html(f"<div><b>{escape(customer.name)}</b><span>{escape(' · '.join(said))}</span></div>")


def join(double: PossibleDouble, answers: dict[str, str]) -> None:
    """Count the two as one in this import."""
    key, value = double.answer
    answers[key] = value
    st.session_state[JOINED][key] = (double.kept.name, double.other.name)


def part(key: str, answers: dict[str, str]) -> None:
    """Let the two be two customers again."""
    answers.pop(key, None)


def together(desk: Desk, answers: dict[str, str], key: str, kept: str, other: str) -> None:
    """What was joined, and the way back."""
    said, back = st.columns([0.74, 0.26], vertical_alignment="center")
    words = desk.say("import.together", other=other, kept=kept)
    said.html(f'<p class="bk-together">{escape(words)}</p>')
    back.button(
        desk.say("import.apart"), key=f"apart_{key}", type="tertiary", on_click=part, args=(key, answers)
    )
