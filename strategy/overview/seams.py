"""Where the cards touch: every point of work belongs to one card or to the seam of two (method.md 4, deck.md 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from strategy.checks.progress import Progress
from strategy.checks.ranking import Colour
from strategy.overview.reader import Reader
from strategy.overview.shape import Seam, WorkPoint

MODEL, VALUE, CHANNELS, CUSTOMERS = CARDS = (
    "business_model",
    "toegevoegde_waarde",
    "communicatiekanalen",
    "segmentatie",
)
PAIRS = (
    (MODEL, VALUE),
    (MODEL, CHANNELS),
    (VALUE, CUSTOMERS),
    (CHANNELS, CUSTOMERS),
    (MODEL, CUSTOMERS),
    (VALUE, CHANNELS),
)
"""Top, left, right and bottom; the last two meet in the round centre."""

WHERE: dict[str, tuple[str, ...]] = {"R20": (VALUE, CUSTOMERS), "R23": (VALUE, CUSTOMERS)}
"""Where three cards meet (R23 of a cost leader is of the first two: it carries no customers then)."""

NOWHERE = ("R30", "R31")
"""About the answers themselves: in the list and on their card only."""

COLOURS: dict[str, Colour] = {"critical": "red", "high": "orange", "medium": "yellow", "low": "yellow"}


def place_of(point: WorkPoint) -> tuple[str, ...]:
    """The one card, or the pair of cards in the order of `CARDS`, that this point stands on; () for none."""
    if point.rule in NOWHERE:
        return ()
    cards = point.cards
    if len(cards) > 2 and point.rule in WHERE:
        cards = WHERE[point.rule]
    return tuple(card for card in CARDS if card in cards)[:2]


def seams_of(
    work: Sequence[WorkPoint], most: int, progress: Mapping[str, Progress], reader: Reader
) -> tuple[Seam, ...]:
    """The six seams, in the order of `PAIRS`; the light is of all points, the rules only of the first `most`."""
    shown = {point.rule for point in work[:most]}
    placed = [(place_of(point), point) for point in work]
    return tuple(
        _seam(pair, [point for place, point in placed if place == pair], shown, progress, reader)
        for pair in PAIRS
    )


def _seam(
    pair: tuple[str, str],
    points: list[WorkPoint],
    shown: set[str],
    progress: Mapping[str, Progress],
    reader: Reader,
) -> Seam:
    begun = all(card in progress and progress[card].share > 0 for card in pair)
    light: Colour = COLOURS[points[0].severity] if points else "green" if begun else "grey"
    words = (
        reader.say("sheet.points", n=len(points))
        if points
        else reader.say("sheet.fits" if begun else "sheet.not_yet")
    )
    rules = tuple(point.rule for point in points if point.rule in shown)
    return Seam(cards=pair, light=light, light_words=words, points=rules)
