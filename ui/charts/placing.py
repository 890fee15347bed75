"""Where a name can stand beside its dot so that nothing overlaps, on a phone as well as on a wide screen.

A figure is drawn once and stretched by the browser: sizes of dots and letters stay, distances between dots grow.
A place is therefore only good when it is free at every width of `WIDTHS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Side = Literal["above", "right", "left", "below"]

WIDTHS = (318, 560, 1140)
LETTER, LINE = 6.7, 18
GAP = 3
MOST_TRIED = 60


class Spot(NamedTuple):
    """A dot: `x` and `y` as fractions of the drawing area (0 left and below), `radius` in pixels.

    `tip` is the fraction to which something rises above the dot (its arrow), else equal to `y`. `words` is what
    should stand beside it.
    """

    x: float
    y: float
    radius: float
    tip: float
    words: str


class Box(NamedTuple):
    """A rectangle in pixels: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


def sides(spots: Sequence[Spot], height: float, most: int = 14) -> list[Side | None]:
    """On which side the words of every spot can stand, None where there is no room; the first spots go first."""
    found: list[Side | None] = [None] * len(spots)
    things = {width: [_thing(spot, width, height) for spot in spots] for width in WIDTHS}
    words: dict[int, list[Box]] = {width: [] for width in WIDTHS}
    for place, spot in enumerate(spots[:MOST_TRIED]):
        if sum(side is not None for side in found) == most:
            break
        found[place] = next(
            (side for side in _wanted() if _is_free(side, place, spot, height, things, words)), None
        )
        if (side := found[place]) is not None:
            for width in WIDTHS:
                words[width].append(_label(spot, side, width, height))
    return found


def _wanted() -> Iterable[Side]:
    return "above", "right", "left", "below"


def _is_free(
    side: Side,
    place: int,
    spot: Spot,
    height: float,
    things: dict[int, list[Box]],
    words: dict[int, list[Box]],
) -> bool:
    for width in WIDTHS:
        box = _label(spot, side, width, height)
        if box.left < 0 or box.right > width or box.bottom < 0 or box.top > height:
            return False
        others = (other for at, other in enumerate(things[width]) if at != place)
        if any(box.meets(other) for other in others) or any(box.meets(other) for other in words[width]):
            return False
    return True


def _thing(spot: Spot, width: float, height: float) -> Box:
    """What the dot and its arrow cover."""
    x, y, radius = spot.x * width, spot.y * height, spot.radius
    return Box(x - radius, y - radius, x + radius, max(y + radius, spot.tip * height))


def _label(spot: Spot, side: Side, width: float, height: float) -> Box:
    """What the words cover on this side."""
    thing = _thing(spot, width, height)
    long, x, y = LETTER * len(spot.words), spot.x * width, spot.y * height
    if side in ("above", "below"):
        bottom = thing.top + GAP if side == "above" else thing.bottom - GAP - LINE
        return Box(x - long / 2, bottom, x + long / 2, bottom + LINE)
    left = thing.right + GAP if side == "right" else thing.left - GAP - long
    return Box(left, y - LINE / 2, left + long, y + LINE / 2)
