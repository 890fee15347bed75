"""The charts, drawn with Plotly in one house style: direct labels, no legend, Dutch separators.

Every function takes plain figures and returns a figure without a title: the finding stands above it as text and
the table beside it, so that nothing is said by a picture alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from strategy.formats import euro, percent
from ui import palette

SANS = '"Source Sans", sans-serif'


@dataclass(frozen=True)
class ClassShare:
    """One class in the time chart: shares 0-1 of hours and of contribution (negative where it costs)."""

    klass: str
    hours: float
    contribution: float


@dataclass(frozen=True)
class Dot:
    """One customer in a map: x and y in the units of the axes, `size` in hours a year."""

    name: str
    klass: str
    x: float
    y: float
    size: float
    detail: str


def mode() -> str:
    """`light` or `dark`, as the visitor sees the app."""
    return st.context.theme.type or "light"


def canvas(height: int, language: str) -> go.Figure:
    """An empty figure in the house style."""
    ink, muted = palette.INK[mode()], palette.MUTED[mode()]
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
        "gridcolor": palette.LINE[mode()],
        "zeroline": False,
        "color": muted,
        "fixedrange": True,
        "automargin": True,
        "title": {"font": {"size": 14}},
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def show(figure: go.Figure, *, key: str, alt: str) -> None:
    """Put a figure on the page; `alt` says in words what it shows."""
    st.plotly_chart(
        figure, theme=None, key=key, alt=alt, config={"displayModeBar": False, "responsive": True}
    )


def colours() -> tuple[dict[str, str], dict[str, str]]:
    """The strong and the pale colour of every class in the visitor's theme."""
    if mode() == "dark":
        return palette.CLASSES_DARK, palette.CLASSES_DARK_PALE
    return palette.CLASSES, palette.CLASSES_PALE


def time_and_contribution(rows: Sequence[ClassShare], words: tuple[str, str], language: str) -> go.Figure:
    """Per class a bar for its share of the hours and a thin one for its share of the contribution."""
    strong, pale = colours()
    figure = canvas(80 * len(rows) + 20, language)
    for shares, colour, width, offset, word in (
        ([row.hours for row in rows], strong, 0.3, 0.14, words[0]),
        ([row.contribution for row in rows], pale, 0.16, -0.16, words[1]),
    ):
        figure.add_bar(
            x=shares,
            y=[len(rows) - place + offset for place in range(len(rows))],
            orientation="h",
            width=width,
            marker_color=[colour[row.klass] for row in rows],
            text=[
                f"{percent(share, language)} {word if place == 0 else ''}"
                for place, share in enumerate(shares)
            ],
            textposition="outside",
            textfont={"size": 15 if width > 0.2 else 13, "color": palette.INK[mode()]},
            constraintext="none",
            cliponaxis=False,
            hoverinfo="skip",
        )
    for place, row in enumerate(rows):
        figure.add_annotation(
            x=0,
            y=len(rows) - place,
            xref="paper",
            xanchor="left",
            text=f"<b>{row.klass}</b>",
            showarrow=False,
            font={"size": 17, "color": strong[row.klass]},
        )
    shares = [max(row.hours, row.contribution) for row in rows]
    lowest = min(0.0, *(row.contribution for row in rows))
    top = max(shares, default=1) or 1
    figure.update_xaxes(range=[lowest - 0.12 * top, top * 1.35], visible=False, domain=[0.06, 1])
    figure.update_yaxes(visible=False, range=[0.5, len(rows) + 0.5])
    figure.update_layout(barmode="overlay")
    return figure


def bubble(size: float, largest: float) -> float:
    """The diameter in pixels of a bubble whose area follows the hours."""
    return 12 + 34 * (size / largest) ** 0.5 if largest > 0 else 16


def customer_map(dots: Sequence[Dot], x_title: str, y_title: str, language: str) -> go.Figure:
    """Customers as bubbles with their class; as many carry their name as stand free of each other."""
    strong, _ = colours()
    figure = canvas(440, language)
    largest = max((dot.size for dot in dots), default=0)
    figure.add_scatter(
        x=[dot.x for dot in dots],
        y=[dot.y for dot in dots],
        mode="markers+text",
        marker={
            "size": [bubble(dot.size, largest) for dot in dots],
            "color": [strong[dot.klass] for dot in dots],
            "line": {"width": 1.5, "color": palette.SURFACE[mode()]},
            "opacity": 0.92,
        },
        text=labels(dots),
        textposition="top center",
        textfont={"size": 13, "color": palette.INK[mode()]},
        customdata=[plain(dot.detail) for dot in dots],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
    least, most = min((dot.x for dot in dots), default=0), max((dot.x for dot in dots), default=1)
    room = 0.22 * ((most - least) or 1)
    figure.update_xaxes(title_text=x_title, range=[least - room, most + room])
    figure.update_yaxes(title_text=y_title, tickprefix="€ ", tickformat=",.0f", rangemode="tozero")
    return figure


def labels(dots: Sequence[Dot]) -> list[str]:
    """A label for every bubble that has room for one on a phone, the highest first; "" for the others."""
    width = max((dot.x for dot in dots), default=0) - min((dot.x for dot in dots), default=0) or 1
    height = max((dot.y for dot in dots), default=0) or 1
    taken: list[Dot] = []
    for dot in sorted(dots, key=lambda dot: -dot.y):
        if all(
            abs(dot.x - other.x) > 0.34 * width or abs(dot.y - other.y) > 0.07 * height for other in taken
        ):
            taken.append(dot)
    return [short(dot) if dot in taken else "" for dot in dots]


def short(dot: Dot) -> str:
    """The label at a bubble: class and the start of the name."""
    name = dot.name if len(dot.name) <= 18 else dot.name[:17] + "…"
    return f"{dot.klass} · {plain(name)}"


def plain(words: str) -> str:
    """Plotly reads a few HTML tags in labels; a name is shown as it was typed."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def grid(dots: Sequence[Dot], high_from: float, words: tuple[str, str, str], language: str) -> go.Figure:
    """The Rooster of 3.6: number of yeses 0-4 against revenue with potential, and the bound of *hoog*."""
    x_title, y_title, high = words
    figure = customer_map(dots, x_title, y_title, language)
    figure.update_xaxes(range=[-0.8, 4.8], tickvals=[0, 1, 2, 3, 4])
    figure.add_hline(
        y=high_from,
        line={"color": palette.MUTED[mode()], "dash": "dot"},
        annotation_text=f"{high} {euro(high_from, language)}",
        annotation_position="top left",
        annotation_font={"size": 13, "color": palette.MUTED[mode()]},
    )
    return figure
