"""Where a name can stand beside its dot so that nothing overlaps, on a phone as well as on a wide screen.

A figure is drawn once and stretched by the browser: dots and letters keep their size in pixels, distances between
dots grow with the width. A place is therefore only good when it is free at every width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Side = Literal["above", "right", "left", "below"]

SIDES: tuple[Side, ...] = ("above", "right", "left", "below")
NARROWEST, WIDEST = 318, 1400
LETTER, LINE = 6.7, 18
GAP = 3
MOST_TRIED = 60
AXIS = 68


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
    """A rectangle around a fraction `x` of the width: from `left` to `right` in pixels from there, and its height."""

    x: float
    left: float
    right: float
    bottom: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap at some width."""
        if self.bottom >= other.top or other.bottom >= self.top:
            return False
        apart = sorted(((self.x - other.x) * NARROWEST, (self.x - other.x) * WIDEST))
        return apart[0] < other.right - self.left and apart[1] > other.left - self.right

    def fits(self, height: float) -> bool:
        """Whether it lies in the drawing area at every width, clear of the figures along the left side."""
        beside = self.x * NARROWEST + self.left >= AXIS and (1 - self.x) * NARROWEST >= self.right
        return beside and self.bottom >= 0 and self.top <= height


def sides(spots: Sequence[Spot], height: float, most: int = 14) -> list[Side | None]:
    """On which side the words of every spot can stand, None where there is no room; the first spots go first."""
    things = [_thing(spot, height) for spot in spots]
    found: list[Side | None] = [None] * len(spots)
    words: list[Box] = []
    for place, spot in enumerate(spots[:MOST_TRIED]):
        if len(words) == most:
            break
        taken = [*things[:place], *things[place + 1 :], *words]
        for side in SIDES:
            label = label_of(spot, side, height)
            if label.fits(height) and not any(label.meets(other) for other in taken):
                found[place] = side
                words.append(label)
                break
    return found


def _thing(spot: Spot, height: float) -> Box:
    """What the dot and its arrow cover."""
    y, radius = spot.y * height, spot.radius
    return Box(spot.x, -radius, radius, y - radius, max(y + radius, spot.tip * height))


def label_of(spot: Spot, side: Side, height: float) -> Box:
    """What the words cover on this side."""
    thing = _thing(spot, height)
    long, middle = LETTER * len(spot.words), spot.y * height
    if side in ("above", "below"):
        bottom = thing.top + GAP if side == "above" else thing.bottom - GAP - LINE
        return Box(spot.x, -long / 2, long / 2, bottom, bottom + LINE)
    left = thing.right + GAP if side == "right" else thing.left - GAP - long
    return Box(spot.x, left, left + long, middle - LINE / 2, middle + LINE / 2)
