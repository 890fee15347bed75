"""Curves over all customers: what they bring added up, and how the revenue is spread."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from strategy.words.formats import euro, percent
from ui.charts.house import annotate, canvas, euro_sign
from ui.look import palette
from ui.look.palette import Theme

HEIGHT = 340
NAMED_AT = (1, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
CLOSEST = 0.09


def whale(heights: Sequence[float], words: tuple[str, str, str], language: str, theme: Theme) -> go.Figure:
    """The whale curve: contribution added up from the best customer to the worst, with its peak and its end.

    `heights`: the euro so far after none, one, two customers and so on.

    `words`: the x axis, what stands at the peak (`{amount}`), what stands at the end (`{amount}`).
    """
    x_title, at_peak, at_end = words
    figure = canvas(HEIGHT, language, theme)
    counts = range(len(heights))
    peak = heights.index(max(heights))
    ink, red = palette.INK[theme], palette.CLASSES_DARK["D"] if theme == "dark" else palette.CLASSES["D"]
    style = "lines+markers" if len(heights) <= 40 else "lines"
    for part, colour in ((slice(None, peak + 1), ink), (slice(peak, None), red)):
        figure.add_scatter(
            x=list(counts[part]),
            y=heights[part],
            mode=style,
            line={"color": colour, "width": 3},
            marker={"size": 7, "color": colour},
            hoverinfo="skip",
            cliponaxis=False,
        )
    lowest, highest = min(heights), max(heights)
    span = (highest - lowest) or 1
    anchor = (
        "left"
        if counts[peak] < 0.2 * counts[-1]
        else "right"
        if counts[peak] > 0.6 * counts[-1]
        else "center"
    )
    if peak:
        annotate(
            figure,
            counts[peak],
            heights[peak],
            at_peak.format(amount=euro(heights[peak], language)),
            xanchor=anchor,
            yanchor="bottom",
            yshift=8,
        )
    if peak < len(heights) - 1:
        annotate(
            figure,
            counts[-1],
            heights[-1],
            at_end.format(amount=euro(heights[-1], language)),
            xanchor="right",
            yanchor="top",
            yshift=-10,
            font={"color": red},
        )
    figure.update_xaxes(title_text=x_title, range=[-0.18 * counts[-1], 1.03 * counts[-1]])
    _whole(figure, counts[-1])
    figure.update_yaxes(
        range=[lowest - 0.16 * span, highest + 0.18 * span],
        tickprefix=euro_sign(language),
        tickformat=",.0f",
        ticklabelposition="inside top",
        nticks=5,
    )
    return figure


def concentration(
    shares: Sequence[float], words: tuple[str, str, str], language: str, theme: Theme
) -> go.Figure:
    """Revenue added up from the largest customer to the smallest, as a share of all; some points in words.

    `words`: the x axis, a point of one customer (`{share}`), a point of more (`{n}`, `{share}`).
    """
    x_title, one, more = words
    figure = canvas(HEIGHT, language, theme)
    heights = [0.0]
    for share in shares:
        heights.append(heights[-1] + share)
    ink = palette.INK[theme]
    figure.add_scatter(
        x=list(range(len(heights))),
        y=heights,
        mode="lines",
        line={"color": ink, "width": 3},
        hoverinfo="skip",
        cliponaxis=False,
    )
    named, last = _named(heights), len(heights) - 1
    figure.add_scatter(
        x=named,
        y=[heights[count] for count in named],
        mode="markers",
        marker={"size": 9, "color": ink},
        hoverinfo="skip",
        cliponaxis=False,
    )
    for count in named:
        annotate(
            figure,
            count,
            heights[count],
            (one if count == 1 else more).format(n=count, share=percent(heights[count], language, 1)),
            xanchor="left" if count < last else "right",
            yanchor="top",
            xshift=6 if count < last else -10,
            yshift=2,
        )
    figure.update_xaxes(title_text=x_title, range=[-0.03 * last, 1.03 * last])
    figure.update_yaxes(range=[0, 1.06], visible=False)
    _whole(figure, last)
    return figure


def _whole(figure: go.Figure, last: int) -> None:
    """Whole numbers of customers on the x axis."""
    if last <= 8:
        figure.update_xaxes(dtick=1)
    else:
        figure.update_xaxes(nticks=8)


def _named(heights: Sequence[float]) -> list[int]:
    """The numbers of customers whose words have room below each other, the first half of the curve only."""
    found: list[int] = []
    for count in NAMED_AT:
        has_room = count < len(heights) and (count == 1 or count <= (len(heights) - 1) * 0.62)
        if has_room and (not found or heights[count] - heights[found[-1]] >= CLOSEST):
            found.append(count)
    return found
