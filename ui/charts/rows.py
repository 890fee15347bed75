"""Charts with a row per customer: the name stands above its row, so that a long one fits a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts.house import annotate, canvas, clipped, letter_colours
from ui.look import palette
from ui.look.palette import Theme

LONGEST_NAME = 34
ROW = 58


@dataclass(frozen=True)
class Pair:
    """What one customer takes and what it earns, shares of the same whole, and both in words."""

    name: str
    klass: str
    taken: float
    earned: float
    taken_words: str
    earned_words: str


@dataclass(frozen=True)
class Bar:
    """One customer with an amount, and that amount in words."""

    name: str
    klass: str
    amount: float
    words: str


def pairs(rows: Sequence[Pair], language: str, theme: Theme) -> go.Figure:
    """Per customer a full dot for what it takes, an open one for what it earns, and the gap between them."""
    figure = _rows(rows, language, theme)
    strong, _ = letter_colours(theme)
    top = max([max(row.taken, row.earned) for row in rows], default=0) or 1
    heights = [len(rows) - place - 0.2 for place in range(len(rows))]
    for row, height in zip(rows, heights, strict=True):
        figure.add_scatter(
            x=[row.taken, row.earned],
            y=[height, height],
            mode="lines",
            line={"color": strong[row.klass], "width": 3},
            hoverinfo="skip",
        )
        for share, words, right in (
            (row.taken, row.taken_words, row.taken >= row.earned),
            (row.earned, row.earned_words, row.earned > row.taken),
        ):
            annotate(
                figure,
                share,
                height,
                words,
                xanchor="left" if right else "right",
                xshift=9 if right else -9,
            )
    for shares, fill in (
        ([row.earned for row in rows], [palette.PAPER[theme]] * len(rows)),
        ([row.taken for row in rows], [strong[row.klass] for row in rows]),
    ):
        figure.add_scatter(
            x=shares,
            y=heights,
            mode="markers",
            marker={
                "size": 14,
                "color": fill,
                "line": {"color": [strong[row.klass] for row in rows], "width": 3},
            },
            hoverinfo="skip",
            cliponaxis=False,
        )
    figure.update_xaxes(range=[-0.36 * top, 1.36 * top])
    return figure


def bars(rows: Sequence[Bar], language: str, theme: Theme) -> go.Figure:
    """Per customer a bar with its amount at the end."""
    figure = _rows(rows, language, theme)
    strong, _ = letter_colours(theme)
    top = max((row.amount for row in rows), default=0) or 1
    figure.add_bar(
        x=[row.amount for row in rows],
        y=[len(rows) - place - 0.18 for place in range(len(rows))],
        orientation="h",
        width=0.3,
        marker_color=[strong[row.klass] for row in rows],
        text=[row.words for row in rows],
        textposition="outside",
        textfont={"size": 14, "color": palette.INK[theme]},
        constraintext="none",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(range=[0, 1.75 * top])
    return figure


def _rows(rows: Sequence[Pair | Bar], language: str, theme: Theme) -> go.Figure:
    """An empty figure with the class and the name of every customer above its row."""
    figure = canvas(ROW * len(rows) + 8, language, theme)
    strong, _ = letter_colours(theme)
    for place, row in enumerate(rows):
        name = f'<span style="color:{strong[row.klass]}"><b>{row.klass}</b></span>  {clipped(row.name, LONGEST_NAME)}'
        annotate(
            figure,
            0,
            len(rows) - place + 0.2,
            name,
            xref="paper",
            xanchor="left",
            font={"size": 15},
        )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, range=[0.45, len(rows) + 0.5])
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
    return figure
