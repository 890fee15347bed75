"""What a page says where something is refused that it did not expect to be."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from strategy.company.quotas import Full
from strategy.store.database import AWAY
from strategy.words.texts import text
from ui.frame import visitor as who
from ui.frame.rates import TooFast

AGAIN_SECONDS = 5.0


def say_refusal(problem: Exception) -> bool:
    """Say why nothing was done, in place of Streamlit's own words; whether this was a refusal."""
    if isinstance(problem, Full | TooFast):
        st.error(problem.sentence(who.language()))
    elif isinstance(problem, AWAY):
        st.error(text("web.away.text", who.language()))
        st.fragment(_try_again_by_itself(), run_every=AGAIN_SECONDS)()
    else:
        return False
    return True


def _try_again_by_itself() -> Callable[[], None]:
    """What runs the page again every few seconds, the first time not: that is now."""
    was_drawn = False

    def run_again() -> None:
        nonlocal was_drawn
        if was_drawn:
            st.rerun()
        was_drawn = True

    return run_again
