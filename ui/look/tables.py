"""Tables as HTML: readable by a screen reader, printable, and every name shown as it was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape


class Html(str):
    """Markup that was made here and may go out as it is; every other text is escaped."""


def as_typed(words: str) -> str:
    """Typed words inside markdown, shown letter for letter."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])", r"\\\1", " ".join(words.split()))


def cell(value: str) -> str:
    """The content of one cell."""
    return value if isinstance(value, Html) else escape(value)


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int] = (),
    *,
    labelled: bool = False,
) -> Html:
    """A table; the columns in `numbers` (from 0) are set to the right.

    `labelled`: every cell carries its head along, for a screen too narrow for columns.
    """

    def line(tag: str, values: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=bk-number' if place in numbers else ''}{label(tag, place)}>{cell(value)}</{tag}>"
            for place, value in enumerate(values)
        )

    def label(tag: str, place: int) -> str:
        return f' data-head="{escape(heads[place])}"' if labelled and tag == "td" else ""

    body = "".join(f"<tr>{line('td', row)}</tr>" for row in rows)
    return Html(
        f'<div class="bk-scroll"><table class="bk-table"><thead><tr>{line("th", heads)}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def letter(klass: str, star: bool = False) -> Html:
    """A class as its letter in its colour, with a star for a dream customer."""
    code = "unknown" if klass == "?" else klass
    return Html(
        f'<span class="bk-letter bk-class-{escape(code)}">{escape(klass)}{" ★" if star else ""}</span>'
    )
