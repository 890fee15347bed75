"""Charts with a row per class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from strategy.words.formats import percent
from ui.charts.house import annotate, canvas, colours, letter_colours
from ui.look import palette
from ui.look.palette import Theme


@dataclass(frozen=True)
class ClassShare:
    """One class in the time chart: shares 0-1 of hours and of contribution (negative where it costs, None unknown)."""

    klass: str
    hours: float
    contribution: float | None


def time_and_contribution(
    rows: Sequence[ClassShare],
    words: tuple[str, str, str],
    language: str,
    theme: Theme,
    said: Callable[[float, str], str] = percent,
) -> go.Figure:
    """Per class a bar for its share of the hours and a thin one for its share of the contribution.

    `words`: what the two are called, and what stands where a contribution is not known. `said` puts a share in words.
    """
    strong, pale = colours(theme)
    figure = canvas(80 * len(rows) + 20, language, theme)
    measured: tuple[tuple[list[float | None], dict[str, str], float, float, str], ...] = (
        ([row.hours for row in rows], strong, 0.3, 0.14, words[0]),
        ([row.contribution for row in rows], pale, 0.16, -0.16, words[1]),
    )
    for shares, colour, width, offset, word in measured:
        figure.add_bar(
            x=[share or 0 for share in shares],
            y=[len(rows) - place + offset for place in range(len(rows))],
            orientation="h",
            width=width,
            marker_color=[colour[row.klass] for row in rows],
            text=[
                _said(share, word if place == 0 else "", words[2], lambda share: said(share, language))
                for place, share in enumerate(shares)
            ],
            textposition="outside",
            textfont={"size": 15 if width > 0.2 else 13, "color": palette.INK[theme]},
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
    contributions = [row.contribution or 0.0 for row in rows]
    lowest = min([0.0, *contributions])
    top = max([*contributions, *(row.hours for row in rows)], default=1) or 1
    figure.update_xaxes(range=[lowest - 0.12 * top, top * 1.35], visible=False, domain=[0.06, 1])
    figure.update_yaxes(visible=False, range=[0.5, len(rows) + 0.5])
    figure.update_layout(barmode="overlay")
    return figure


def _said(share: float | None, what: str, unknown: str, said: Callable[[float], str]) -> str:
    """`24% tijd`, or `bijdrage nog niet bekend`."""
    return f"{what} {unknown}" if share is None else f"{said(share)} {what}"


@dataclass(frozen=True)
class Parts:
    """One measure divided over the classes: a share per letter, negative where a class costs."""

    title: str
    shares: tuple[tuple[str, float], ...]


def class_shares(rows: Sequence[Parts], language: str, theme: Theme) -> go.Figure:
    """Per measure one bar in parts, a part per class with its letter and share where there is room."""
    strong, ink = letter_colours(theme)
    figure = canvas(64 * len(rows) + 8, language, theme)
    lowest = min([0.0, *(sum(share for _, share in row.shares if share < 0) for row in rows)])
    highest = max([1.0, *(sum(share for _, share in row.shares if share > 0) for row in rows)])
    span = highest - lowest
    for place, row in enumerate(rows):
        height = len(rows) - place
        annotate(
            figure,
            0,
            height + 0.22,
            row.title,
            xref="paper",
            xanchor="left",
            font={"size": 15},
        )
        for klass, share in row.shares:
            wide = abs(share) / span
            figure.add_bar(
                x=[share],
                y=[height - 0.2],
                orientation="h",
                width=0.42,
                marker={"color": strong[klass], "line": {"width": 1.5, "color": palette.PAPER[theme]}},
                text=[
                    f"<b>{klass}</b> {percent(share, language)}"
                    if wide >= 0.16
                    else f"<b>{klass}</b>"
                    if wide >= 0.045
                    else ""
                ],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": 14, "color": ink},
                constraintext="none",
                hoverinfo="skip",
            )
    figure.update_layout(barmode="relative", margin={"l": 0, "r": 0, "t": 0, "b": 0})
    figure.update_xaxes(visible=False, range=[lowest, highest])
    figure.update_yaxes(visible=False, range=[0.5, len(rows) + 0.5])
    return figure
