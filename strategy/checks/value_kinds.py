"""Added value, read from the answers: what kind of value each one is, and how well a customer matches (2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from strategy.nouns.company import Customer, Value

ValueKind = Literal["threshold", "difference", "bonus", "needless", "behind", "less"]


def kind_of(value: Value) -> ValueKind | None:
    """The kind of value of method.md 2.2, or None while comparison or importance is unknown.

    threshold drempelwaarde, difference verschilwaarde, bonus mooi meegenomen, needless overbodig verschil,
    behind achterstand, less bewust minder.
    """
    if value.comparison is None:
        return None
    if -1 < value.comparison < 1:
        return "threshold"
    if value.importance is None:
        return None
    if value.comparison <= -1:
        return "behind" if value.importance >= 4 else "less"
    if value.importance >= 4:
        return "difference"
    return "needless" if value.importance <= 2 else "bonus"


def value_match(customer: Customer, values: Iterable[Value]) -> float | None:
    """The part 0-1 of what the company is good at that this customer cares for, weighted by importance (2.2).

    Values without importance and values this customer said nothing about are left out; None when none is left.
    """
    known = [
        (value.importance, customer.values[value.id])
        for value in values
        if value.importance is not None and value.id in customer.values
    ]
    weight = sum(importance for importance, _ in known)
    return sum(importance * x for importance, x in known) / weight if weight else None
