"""What a page says where something is refused that it did not expect to be."""

from __future__ import annotations

import streamlit as st

from strategy.company.quotas import Full
from strategy.store.database import AWAY
from strategy.words.texts import text
from ui.frame import visitor as who
from ui.frame.rates import TooFast


def say_refusal(problem: Exception) -> bool:
    """Say why nothing was done, in place of Streamlit's own words; whether this was a refusal."""
    if isinstance(problem, Full | TooFast):
        st.error(problem.sentence(who.language()))
    elif isinstance(problem, AWAY):
        st.error(text("web.away.text", who.language()))
    else:
        return False
    return True
