"""Customers on a map: how they stand on two axes, how much time they take, and where they could go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from ui.charts.house import annotate, canvas, clipped, euro_sign, letter_colours
from ui.charts.placing import GAP, Side, Spot, sides
from ui.look import palette
from ui.look.palette import Theme

HEIGHT = 460
DRAWN = HEIGHT - 64
LONGEST_NAME = 20
ASIDE = (0.0, 0.375, -0.375)
CORNERS = {"large_prompt": (0, 1), "large_slow": (1, 1), "small_prompt": (0, 0), "small_slow": (1, 0)}
"""What stands in each corner of a map of paying, as fractions from the left and from below."""


@dataclass(frozen=True)
class Dot:
    """One customer in a map: x and y in the units of the axes, `size` in hours a year.

    `klass` "?" is grey and has no letter. `reach` is where its arrow ends, on the y axis; None or not above `y` for a customer without an arrow.
    """

    name: str
    klass: str
    x: float
    y: float
    size: float
    detail: str
    reach: float | None = None

    @property
    def top(self) -> float:
        """The highest point of the dot with its arrow."""
        return max(self.y, self.reach or 0)


def bubble(size: float, largest: float) -> float:
    """The diameter in pixels of a bubble whose area follows the hours, with room for a letter."""
    return 19 + 27 * (size / largest) ** 0.5 if largest > 0 else 19


def customer_map(dots: Sequence[Dot], x_title: str, language: str, theme: Theme) -> go.Figure:
    """Customers as bubbles with the letter of their class and an arrow; x from 0 to 100, euro upwards.

    As many carry their name as stand free of each other.
    """
    figure = _mapped(dots, (-32, 108), x_title, language, theme)
    figure.update_xaxes(tickvals=[0, 20, 40, 60, 80, 100])
    return figure


def grid(
    dots: Sequence[Dot], high_from: float | None, x_title: str, language: str, theme: Theme
) -> go.Figure:
    """The Rooster of 3.6: number of yeses 0-4 against revenue with potential, a dotted line where *hoog* begins."""
    figure = _mapped(_spread(dots), (-1.4, 4.6), x_title, language, theme, lowest_top=high_from or 0)
    figure.update_xaxes(tickvals=[0, 1, 2, 3, 4])
    if high_from is not None:
        line = {"color": palette.MUTED[theme], "dash": "dot", "width": 1.5}
        figure.add_hline(y=high_from, line=line, layer="below")
    return figure


def payment_map(
    dots: Sequence[Dot],
    from_: tuple[float, float],
    words: Mapping[str, str],
    x_title: str,
    language: str,
    theme: Theme,
) -> go.Figure:
    """Days to pay against revenue; `from_` is where large begins and where prompt ends, each a dotted line.

    `words` says of every corner (`CORNERS`) what stands there.
    """
    large, prompt = from_
    last = max([dot.x for dot in dots] + [2 * prompt])
    figure = _mapped(dots, (-0.3 * last, 1.1 * last), x_title, language, theme, lowest_top=1.2 * large)
    figure.update_xaxes(tick0=0, rangemode="normal")
    line = {"color": palette.MUTED[theme], "dash": "dot", "width": 1.5}
    figure.add_hline(y=large, line=line, layer="below")
    figure.add_vline(x=prompt, line=line, layer="below")
    muted = {"color": palette.MUTED[theme]}
    for corner, (across, up) in CORNERS.items():
        left, top = across == 0, up == 1
        annotate(
            figure,
            across,
            up,
            words[corner],
            xref="paper",
            yref="paper",
            xanchor="left" if left else "right",
            yanchor="bottom" if top else "top",
            xshift=58 if left else 0,
            font=muted,
        )
    return figure


def _spread(dots: Sequence[Dot]) -> list[Dot]:
    """The dots of every column beside each other where they would lie on top of each other."""
    near = 24 / DRAWN * max((dot.top for dot in dots), default=1)
    found: list[Dot] = []
    for dot in sorted(dots, key=lambda dot: -dot.y):
        taken = {other.x - dot.x for other in found if abs(other.x - dot.x) < 0.5 and other.y - dot.y < near}
        free = next((away for away in ASIDE if away not in taken), 0.0)
        found.append(replace(dot, x=dot.x + free))
    return found


def _mapped(
    dots: Sequence[Dot],
    reach: tuple[float, float],
    x_title: str,
    language: str,
    theme: Theme,
    lowest_top: float = 0,
) -> go.Figure:
    figure = canvas(HEIGHT, language, theme)
    top = max([dot.top for dot in dots] + [lowest_top]) or 1
    floor, ceiling = -0.07 * top, 1.1 * top
    largest = max((dot.size for dot in dots), default=0)
    # Small ones last, so that a large bubble hides nobody.
    ordered = sorted(dots, key=lambda dot: -dot.size)
    strong, ink = letter_colours(theme)
    _arrows(figure, [dot for dot in ordered if dot.top > dot.y], strong)
    figure.add_scatter(
        x=[dot.x for dot in ordered],
        y=[dot.y for dot in ordered],
        mode="markers+text",
        marker={
            "size": [bubble(dot.size, largest) for dot in ordered],
            "color": [strong[dot.klass] for dot in ordered],
            "line": {"width": 1.5, "color": palette.PAPER[theme]},
            "opacity": 1,
        },
        text=["" if dot.klass == "?" else dot.klass for dot in ordered],
        textposition="middle center",
        textfont={"size": 12, "color": ink, "weight": 700},
        customdata=[clipped(dot.detail, 120) for dot in ordered],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
    figure.update_xaxes(title_text=x_title, range=reach)
    figure.update_yaxes(
        range=[floor, ceiling],
        tickprefix=euro_sign(language),
        tickformat=",.0f",
        ticklabelposition="inside top",
        nticks=6,
        rangemode="normal",
    )
    _names(figure, sorted(dots, key=lambda dot: -dot.top), reach, (floor, ceiling), largest)
    return figure


def _arrows(figure: go.Figure, dots: Sequence[Dot], strong: Mapping[str, str]) -> None:
    """A line from every dot to where it could go, with its point."""
    for klass in sorted({dot.klass for dot in dots}):
        here = [dot for dot in dots if dot.klass == klass]
        figure.add_scatter(
            x=[x for dot in here for x in (dot.x, dot.x, None)],
            y=[y for dot in here for y in (dot.y, dot.top, None)],
            mode="lines",
            line={"color": strong[klass], "width": 2},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[dot.x for dot in here],
            y=[dot.top for dot in here],
            mode="markers",
            marker={"symbol": "triangle-up", "size": 10, "color": strong[klass]},
            hoverinfo="skip",
            cliponaxis=False,
        )


def _names(
    figure: go.Figure,
    dots: Sequence[Dot],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    largest: float,
) -> None:
    """The names that have room."""

    def up(y: float) -> float:
        return (y - y_range[0]) / (y_range[1] - y_range[0])

    spots = [
        Spot(
            (dot.x - x_range[0]) / (x_range[1] - x_range[0]),
            up(dot.y),
            bubble(dot.size, largest) / 2,
            up(dot.top) + (6 / DRAWN if dot.top > dot.y else 0),
            dot.name[:LONGEST_NAME],
        )
        for dot in dots
    ]
    for dot, spot, side in zip(dots, spots, sides(spots, DRAWN), strict=True):
        if side is not None:
            _name(figure, dot, spot, side)


def _name(figure: go.Figure, dot: Dot, spot: Spot, side: Side) -> None:
    words, away = clipped(dot.name, LONGEST_NAME), spot.radius + GAP
    if side == "above":
        has_arrow = dot.top > dot.y
        annotate(figure, dot.x, dot.top, words, yanchor="bottom", yshift=6 if has_arrow else spot.radius - 2)
    elif side == "below":
        annotate(figure, dot.x, dot.y, words, yanchor="top", yshift=2 - spot.radius)
    elif side == "right":
        annotate(figure, dot.x, dot.y, words, xanchor="left", xshift=away - 2)
    else:
        annotate(figure, dot.x, dot.y, words, xanchor="right", xshift=2 - away)
