"""The house style of the charts: an empty figure and the colours. The theme comes in as an argument."""

from __future__ import annotations

from typing import Any

# Plotly looks into pandas as soon as another thread begins to import it, and half of it is not enough.
import pandas  # noqa: F401
import plotly.graph_objects as go

from ui.look import palette
from ui.look.palette import Theme

SANS = '"Source Sans", sans-serif'


def canvas(height: int, language: str, theme: Theme) -> go.Figure:
    """An empty figure in the house style."""
    ink, muted = palette.INK[theme], palette.MUTED[theme]
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": SANS, "size": 15, "color": ink},
        separators=",." if language == "nl" else ".,",
        showlegend=False,
        dragmode=False,
        hoverlabel={"font": {"family": SANS, "size": 14}},
    )
    axis = {
        "gridcolor": palette.LINE[theme],
        "zeroline": False,
        "color": muted,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"color": muted},
        "title": {"font": {"size": 14}},
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def colours(theme: Theme) -> tuple[dict[str, str], dict[str, str]]:
    """The strong and the pale colour of every class in this theme."""
    if theme == "dark":
        return palette.CLASSES_DARK, palette.CLASSES_DARK_PALE
    return palette.CLASSES, palette.CLASSES_PALE


def letter_colours(theme: Theme) -> tuple[dict[str, str], str]:
    """The colour of every class that a letter can be read on, and the colour of that letter."""
    if theme == "dark":
        return palette.CLASSES_DARK, palette.PAPER["dark"]
    return palette.CLASSES | palette.LETTERS, palette.SURFACE["light"]


def clipped(words: str, most: int) -> str:
    """The start of a name, as it was typed."""
    return plain(words if len(words) <= most else words[: most - 1].rstrip() + "…")


def euro_sign(language: str) -> str:
    """What stands before an amount on an axis, as in formats.euro."""
    return "€ " if language == "nl" else "€"


def annotate(figure: go.Figure, x: float, y: float, words: str, **more: Any) -> None:
    """Put words at a point of the figure, in ink and small unless told otherwise."""
    font = {"size": 13, "color": figure.layout.font.color} | more.pop("font", {})
    figure.add_annotation(x=x, y=y, text=words, showarrow=False, font=font, **more)


def plain(words: str) -> str:
    """Plotly reads a few HTML tags in labels; a name is shown as it was typed."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
