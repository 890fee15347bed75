"""A picture as every view shows it: the finding above it, the figure, and the same figures in a table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go
import streamlit as st

from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.frame.paging import paged_table
from ui.look.palette import Theme


def theme() -> Theme:
    """The theme in which the visitor sees the app."""
    return "dark" if st.context.theme.type == "dark" else "light"


def chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """Put a figure on the page; `alt` says in words what it shows."""
    st.plotly_chart(
        figure, theme=None, key=key, alt=alt, config={"displayModeBar": False, "responsive": True}
    )


def finding(words: str, *notes: str) -> None:
    """The finding as a heading, and below it what must be known to read the picture; empty notes are left out."""
    said = "".join(f'<p class="bk-note">{together(note)}</p>' for note in notes if note)
    st.html(f'<div class="bk-finding"><h2 class="bk-panel-title">{together(words)}</h2>{said}</div>')


def together(words: str) -> str:
    """Plain words as HTML, in which a euro sign stays on the line of its amount."""
    return escape(words).replace("€ ", "€&nbsp;")


def named(desk: Desk, name: str) -> str:
    """A customer's name, or that it has none."""
    return name.strip() or text("portfolio.nameless", desk.language)


def behind(
    desk: Desk, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int], *, key: str
) -> None:
    """The same figures in a table, folded away; the columns in `numbers` are set to the right."""
    with st.expander(text("portfolio.as_table", desk.language)):
        paged_table(heads, rows, lambda row: row, language=desk.language, key=key, numbers=numbers)
