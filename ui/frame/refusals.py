"""What a page says where something is refused that it did not expect to be."""

from __future__ import annotations

import streamlit as st

from strategy.company.quotas import Full
from ui.frame import visitor as who
from ui.frame.rates import TooFast


def say_refusal(problem: Exception) -> bool:
    """Say why nothing was done, in place of Streamlit's own words; whether this was a refusal."""
    if not isinstance(problem, Full | TooFast):
        return False
    st.error(problem.sentence(who.language()))
    return True
