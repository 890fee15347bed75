"""The parts of an overview that a link may leave out: what is left out is gone, not hidden."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from strategy.overview.shape import CompanyOverview

PARTS = ("sheet", "work", "classes", "customers", "actions", "method")
"""The company on one sheet, the work with what is in order, where time goes, every customer, actions, assumptions."""

EMPTY: dict[str, dict[str, Any]] = {
    "sheet": {"sheet": ()},
    "work": {"work": (), "seams": (), "strengths": (), "gaps": ()},
    "classes": {"portfolio": None},
    "customers": {"customers": ()},
    "actions": {"actions": ()},
    "method": {"assumptions": (), "method": None},
}


def with_only(overview: CompanyOverview, parts: Iterable[str]) -> CompanyOverview:
    """The overview with these `PARTS`; the cards and their lights are always in it."""
    left_out = [fields for part, fields in EMPTY.items() if part not in set(parts)]
    if not left_out:
        return overview
    emptied: dict[str, Any] = {}
    for fields in left_out:
        emptied |= fields
    if "work" in emptied:
        emptied["cards"] = tuple(card.model_copy(update={"rules": ()}) for card in overview.cards)
    return overview.model_copy(update=emptied)
