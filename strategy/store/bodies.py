"""Items as the text in which a database keeps them, also where another version of this program wrote it."""

from __future__ import annotations

from strategy.nouns import shapes
from strategy.nouns.company import KINDS, Item


def body_of(item: Item | None) -> str | None:
    """The item as JSON, None for what was removed."""
    return None if item is None else shapes.body_of(item)


def item_in(kind: str, id: str, body: str | None) -> Item | None:
    """The item in this body of a kind in `KINDS`; the reverse of `body_of`. One that says nothing we know is blank."""
    if body is None:
        return None
    try:
        return shapes.noun_in(KINDS[kind], body)
    except shapes.UnreadableShape:
        return KINDS[kind](id=id)
