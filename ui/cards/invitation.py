"""On the first screen: run a workshop, or join one with a code."""

from __future__ import annotations

from html import escape

import streamlit as st

from strategy.words.texts import text
from ui.frame.frame import Desk


def invitations(desk: Desk) -> None:
    """Draw both ways into a workshop. The form is plain HTML: it works with Enter, and before anything is loaded."""
    if st.button(
        text("room.home.run", desk.language), key="run_workshop", type="tertiary", icon=":material/groups:"
    ):
        st.switch_page("pages/workshop.py", query_params=desk.address)
    label, button = (escape(text(f"room.home.{name}", desk.language)) for name in ("join", "join_go"))
    st.html(
        f'<form class="bk-join" action="/deelnemen" method="get"><label>{label} '
        f'<input name="code" required maxlength="9" autocomplete="off" autocapitalize="characters" '
        f'spellcheck="false" placeholder="K7M 2QX"></label><button type="submit">{button}</button></form>'
    )
