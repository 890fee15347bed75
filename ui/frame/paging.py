"""A long table a page at a time: everybody is in it, and only the page in sight is made and sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from strategy.words.formats import number
from strategy.words.texts import text
from ui.look.tables import table

ROWS = 50
Row = TypeVar("Row")


@st.fragment
def paged(rows: Sequence[Row], draw: Callable[[Sequence[Row]], str], *, language: str, key: str) -> None:
    """Draw a page of these rows as HTML, and the way to the other pages where there are any."""
    last = max(0, (len(rows) - 1) // ROWS)
    page = min(st.session_state.get(f"page_{key}", 0), last)
    some = rows[page * ROWS : (page + 1) * ROWS]
    st.html(draw(some))
    if last:
        first = page * ROWS + 1
        pager(f"page_{key}", page, last, (first, first + len(some) - 1, len(rows)), language)


def paged_table(
    heads: Sequence[str],
    rows: Sequence[Row],
    line: Callable[[Row], Sequence[str]],
    *,
    language: str,
    key: str,
    numbers: Sequence[int] = (),
) -> None:
    """The same as a table; `line` puts a row in cells."""
    paged(
        rows,
        lambda some: table(heads, [line(row) for row in some], numbers=numbers),
        language=language,
        key=key,
    )


def pager(key: str, page: int, last: int, shown: tuple[int, int, int], language: str) -> None:
    """The page before, which rows these are of how many, the page after."""
    first, to, all_ = (number(count, language) for count in shown)
    with st.container(horizontal=True, vertical_alignment="center", key=f"bk_pager_{key}"):
        for move, name in ((-1, "before"), (1, "after")):
            if move > 0:
                st.caption(
                    text("portfolio.pages.where", language, first=first, last=to, n=all_), width="content"
                )
            st.button(
                text(f"portfolio.pages.{name}", language),
                key=f"{key}_{name}",
                disabled=not 0 <= page + move <= last,
                on_click=_turn,
                args=(key, page + move),
            )


def _turn(key: str, page: int) -> None:
    st.session_state[key] = page
