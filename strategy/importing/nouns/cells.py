"""Text on its way into a spreadsheet: no cell may start something there."""

from __future__ import annotations

import re

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"[+-]?\d[\d.,]*")


def neutralise(cell: str) -> str:
    """The cell behind an apostrophe where a spreadsheet would take it for a formula; plain numbers stay numbers."""
    if cell.startswith(STARTS_A_FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
