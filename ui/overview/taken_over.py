"""What was taken over in one go (an import, a paste, a scenario): why it could not be, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from strategy.company import saying, taking_over
from strategy.company.quotas import Full
from strategy.company.taking_over import TakenOver
from strategy.comparing.whatif import OutOfDate
from strategy.store.interface import Receipt
from strategy.words import clock
from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.overview import report

AREAS = {"import": "app.import", "paste": "paste", "whatif": "whatif"}
"""Where the words of each way of taking over stand."""


def take_over(desk: Desk, way: str, write_id: str, write: Callable[[str], Receipt], words: str = "") -> bool:
    """Write in one go and remember it, so that it can be undone; whether it was. Why not is said on the page."""
    company_id = desk.sheet.company_id
    try:
        taking_over.take_over(desk.store, desk.visitor, company_id, way, write_id, write, words, clock.now())
    except (saying.ChangedSince, OutOfDate, Full) as refused:
        st.session_state[f"{way}_refused"] = refused.sentence(desk.language)
        return False
    st.session_state.pop(f"{way}_undone", None)
    return True


def last(desk: Desk, way: str) -> TakenOver | None:
    """What was last taken over in this way and can be undone; what went wrong since is said here, once."""
    if refused := st.session_state.pop(f"{way}_refused", ""):
        st.error(report.as_typed(refused))
    return taking_over.last(desk.store, desk.visitor, desk.sheet.company_id, way)


def way_back(desk: Desk, taken: TakenOver) -> None:
    """Undo all of it, or leave it as it is."""
    with st.container(horizontal=True):
        st.button(
            text(f"{AREAS[taken.way]}.undo", desk.language),
            key=f"{taken.way}_undo",
            on_click=undo,
            args=(desk, taken),
        )
        st.button(
            desk.say("leave_taken_over"),
            key=f"{taken.way}_aside",
            type="tertiary",
            on_click=put_aside,
            args=(desk, taken),
        )


def undo(desk: Desk, taken: TakenOver) -> None:
    """Take everything back in one go; what changed since stays, and is named."""
    undone = taking_over.undo(desk.store, desk.visitor, desk.sheet.company_id, taken.sequence, clock.now())
    if not undone.kept:
        st.session_state[f"{taken.way}_undone"] = desk.sheet.company_id
    else:
        names = saying.names_in_words(undone.kept, desk.language)
        st.session_state[f"{taken.way}_refused"] = text(
            f"{AREAS[taken.way]}.kept", desk.language, n=len(undone.kept), names=names
        )


def was_undone(desk: Desk, way: str) -> bool:
    """Whether everything that was last taken over into this company went back, during this visit."""
    return bool(st.session_state.get(f"{way}_undone") == desk.sheet.company_id)


def put_aside(desk: Desk, taken: TakenOver) -> None:
    """Leave it as it is now."""
    taking_over.put_aside(desk.store, desk.visitor, desk.sheet.company_id, taken.way, clock.now())
