"""What an import would change: new customers, known ones with new figures, and those the file does not have.

A known customer is found by its number, else by its name as `name_key` reads it; its judgements, links and notes
stay, only the figures that the file gives are replaced (method.md 3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strategy.importing.customers import name_key
from strategy.importing.reading import Imported
from strategy.models import Customer

FIGURES = ("revenue", "orders", "variable_cost", "days_to_pay", "days_to_pay_at_least")


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """`customers` is what would be written: the new ones and the changed ones. `missing` stay as they are."""

    new: tuple[Customer, ...]
    changed: tuple[Customer, ...]
    missing: tuple[Customer, ...]

    @property
    def customers(self) -> tuple[Customer, ...]:
        """What would be written."""
        return self.new + self.changed


def compare(known: Sequence[Customer], imported: Imported) -> ImportPlan:
    """Set the imported customers beside the known ones; nothing is written."""
    by_number = {customer.number: customer for customer in known if customer.number}
    by_name = {name_key(customer.name): customer for customer in known if customer.name}
    new: list[Customer] = []
    changed: list[Customer] = []
    found: set[str] = set()
    for read in imported.to_customers():
        before = by_number.get(read.number) or (
            _same_name(read, by_name.get(name_key(read.name))) if read.name else None
        )
        if before is None or before.id in found:
            new.append(_with_free_id(read, {customer.id for customer in known}))
            continue
        found.add(before.id)
        after = with_figures(before, read)
        if after != before:
            changed.append(after)
    missing = tuple(customer for customer in known if customer.id not in found)
    return ImportPlan(tuple(new), tuple(changed), missing)


def _same_name(read: Customer, known: Customer | None) -> Customer | None:
    """The known customer with this name, unless both have a number and the numbers differ."""
    if known is None or (read.number and known.number and read.number != known.number):
        return None
    return known


def _with_free_id(read: Customer, taken: set[str]) -> Customer:
    """The imported customer under an id that no other customer has."""
    number, id = 1, read.id
    while id in taken:
        number += 1
        id = f"{read.id}-{number}"
    return read.model_copy(update={"id": id})


def with_figures(known: Customer, read: Customer) -> Customer:
    """The known customer with the figures that the file gives; what the file does not say stays."""
    given = {name: value for name in FIGURES if (value := getattr(read, name)) is not None}
    if read.days_to_pay is None:
        given.pop("days_to_pay_at_least", None)
    number = known.number or read.number
    kind = read.kind if known.kind == "prospect" else known.kind
    return known.model_copy(update={**given, "number": number, "kind": kind})
