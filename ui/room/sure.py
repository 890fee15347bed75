"""Asking once before something that people notice: a button opens what is at stake, a second press does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st


def press_twice(
    label: str,
    *,
    stake: str,
    yes: str,
    key: str,
    on_click: Callable[..., Any],
    args: tuple[Any, ...] = (),
    icon: str | None = None,
    type: Literal["primary", "secondary", "tertiary"] = "secondary",
    disabled: bool = False,
) -> None:
    """A button that says what is at stake, with how many, and does it at a second press."""
    with st.popover(label, icon=icon, type=type, disabled=disabled, key=f"sure_{key}"):
        st.markdown(stake)
        st.button(yes, key=key, type="primary", on_click=on_click, args=args)
