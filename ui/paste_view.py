"""Customers pasted from a spreadsheet."""

from ui.frame import Desk


def show(desk: Desk) -> None:
    """Draw the paste."""
