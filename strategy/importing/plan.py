"""What an import would change: new customers, known ones with new figures, and those the file does not have.

A known customer is found by its number, else by its name as `name_key` reads it; its judgements, links and notes
stay, only the figures that the file gives are replaced (method.md 3.1). An answer `known:<customer of the file>`
names the known customer that it is. A customer that was taken away is found in the same way and comes back as it
was, with the figures of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strategy.importing.customers.doubles import Likeness, possible_doubles
from strategy.importing.customers.gathering import name_key
from strategy.importing.customers.joins import SAME
from strategy.importing.nouns.names import folded
from strategy.importing.reading import Imported
from strategy.nouns.company import Customer

OPTIONAL_FIGURES = ("orders", "variable_cost", "days_to_pay")
KNOWN = "known:"


@dataclass(frozen=True, slots=True)
class PossibleDouble:
    """Two customers that may be one: `other` is new, `kept` is known or the larger new one.

    With `answer` (key and value) among the answers of the import they are joined under `kept`.
    """

    kept: Customer
    other: Customer
    reason: Likeness
    answer: tuple[str, str]

    @property
    def code(self) -> str:
        """The text key of the reason."""
        return f"import.double.{self.reason}"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """`customers` is what would be written: the new ones, those that come back and the changed ones.

    `missing` stay as they are, `gone` were taken away and stay away. `doubles` are pairs, of which at least one is
    new, that may be one customer under two names. `strangers` are in a list of hours or orders and not known.
    """

    new: tuple[Customer, ...]
    changed: tuple[Customer, ...]
    missing: tuple[Customer, ...]
    doubles: tuple[PossibleDouble, ...] = ()
    back: tuple[Customer, ...] = ()
    gone: tuple[Customer, ...] = ()
    strangers: tuple[Customer, ...] = ()

    @property
    def customers(self) -> tuple[Customer, ...]:
        """What would be written."""
        return self.new + self.back + self.changed


def compare(
    known: Sequence[Customer],
    imported: Imported,
    answers: Mapping[str, str] | None = None,
    removed: Sequence[Customer] = (),
) -> ImportPlan:
    """Set the imported customers beside the known ones and beside those taken away; nothing is written."""
    if imported.measure != "revenue":
        return _added(known, imported, answers or {})
    said = _said_to_be_known(known, answers or {})
    standing, away = _Found(known), _Found(removed)
    new: list[Customer] = []
    changed: list[Customer] = []
    back: list[Customer] = []
    in_file: dict[str, str] = {}
    taken = {customer.id for customer in (*known, *removed)}
    for read in imported.to_customers():
        if before := standing.take(read, said.get(read.id)):
            after = with_figures(before, read)
            if after != before:
                changed.append(after)
        elif before := away.take(read):
            back.append(with_figures(before, read))
        else:
            fresh = _with_free_id(read, taken)
            taken.add(fresh.id)
            in_file[fresh.id] = read.id
            new.append(fresh)
    doubles = tuple(_proposed([*known, *back, *new], in_file, standing.taken | away.taken))
    return ImportPlan(tuple(new), tuple(changed), standing.left, doubles, tuple(back), away.left)


def _added(known: Sequence[Customer], imported: Imported, answers: Mapping[str, str]) -> ImportPlan:
    """Hours or orders added to the customers that are known; nobody is new, and nothing else of them changes."""
    said, standing = _said_to_be_known(known, answers), _Found(known)
    changed, strangers = [], []
    in_file: dict[str, str] = {}
    taken = {customer.id for customer in known}
    for read in imported.to_customers():
        if before := standing.take(read, said.get(read.id)):
            after = _with_measured(before, read, imported.measure)
            changed += [after] if after != before else []
        else:
            stranger = _with_free_id(read, taken)
            taken.add(stranger.id)
            in_file[stranger.id] = read.id
            strangers.append(stranger)
    doubles = tuple(_proposed([*known, *strangers], in_file, standing.taken))
    return ImportPlan((), tuple(changed), standing.left, doubles, strangers=tuple(strangers))


def _with_measured(known: Customer, read: Customer, field: str) -> Customer:
    """The known customer with its hours, or its orders, of the file."""
    value = getattr(read, field)
    if value is None:
        return known
    unknown = tuple(name for name in known.unknown if name != field)
    return known.model_copy(update={field: value, "unknown": unknown})


class _Found:
    """Customers that rows of the file are held against, each found once: `taken` gives the id in the file by theirs."""

    def __init__(self, customers: Sequence[Customer]) -> None:
        self.customers = customers
        self.by_number = _only_once((number_key(customer.number), customer) for customer in customers)
        self.by_name = _only_once((name_key(customer.name), customer) for customer in customers)
        self.taken: dict[str, str] = {}

    def take(self, read: Customer, said: Customer | None = None) -> Customer | None:
        """The customer that this row is, None where it is nobody here or somebody who was taken before."""
        before = said or _known_as(read, self.by_number, self.by_name)
        if before is None or before.id in self.taken:
            return None
        self.taken[before.id] = read.id
        return before

    @property
    def left(self) -> tuple[Customer, ...]:
        """Those that the file does not have."""
        return tuple(customer for customer in self.customers if customer.id not in self.taken)


def _said_to_be_known(known: Sequence[Customer], answers: Mapping[str, str]) -> dict[str, Customer]:
    """The known customer by the id of the customer in the file that was said to be the same."""
    by_id = {customer.id: customer for customer in known}
    return {
        key.removeprefix(KNOWN): by_id[value]
        for key, value in answers.items()
        if key.startswith(KNOWN) and value in by_id
    }


def _proposed(
    customers: Sequence[Customer], in_file: Mapping[str, str], found: Mapping[str, str]
) -> Iterator[PossibleDouble]:
    """Pairs of which the second is new. `in_file` gives the id in the file of new customers, `found` of known ones."""
    by_id = {customer.id: customer for customer in customers}
    for double in possible_doubles(customers):
        if double.second not in in_file:
            continue
        other = in_file[double.second]
        kept = in_file.get(double.first) or found.get(double.first)
        answer = (SAME + other, kept) if kept else (KNOWN + other, double.first)
        yield PossibleDouble(by_id[double.first], by_id[double.second], double.reason, answer)


def number_key(number: str) -> str:
    """A customer number without case and double spaces; leading zeros count."""
    return folded([number])[0]


def _only_once(pairs: Iterable[tuple[str, Customer]]) -> dict[str, Customer]:
    """Customers by key, without the keys that several share: those cannot tell which one is meant."""
    found: dict[str, Customer | None] = {}
    for key, customer in pairs:
        if key:
            found[key] = None if key in found else customer
    return {key: customer for key, customer in found.items() if customer is not None}


def _known_as(
    read: Customer, by_number: dict[str, Customer], by_name: dict[str, Customer]
) -> Customer | None:
    """The known customer with this number, else with this name unless both have a number."""
    if read.number and (found := by_number.get(number_key(read.number))):
        return found
    named = by_name.get(name_key(read.name)) if read.name else None
    return None if named is None or (read.number and named.number) else named


def _with_free_id(read: Customer, taken: set[str]) -> Customer:
    """The imported customer under an id that no other customer has."""
    number, id = 1, read.id
    while id in taken:
        number += 1
        id = f"{read.id}-{number}"
    return read.model_copy(update={"id": id})


def with_figures(known: Customer, read: Customer) -> Customer:
    """The known customer with the figures of the file; orders, a cost or a payment time that it does not tell stay.

    A figure that is now known is no longer marked as unknown.
    """
    given: dict[str, Any] = {"revenue": read.revenue}
    given |= {name: value for name in OPTIONAL_FIGURES if (value := getattr(read, name)) is not None}
    if read.days_to_pay is not None:
        given["days_to_pay_at_least"] = read.days_to_pay_at_least
    told = {name for name, value in given.items() if value is not None}
    buys = read.revenue is not None and read.revenue > 0
    return known.model_copy(
        update={
            **given,
            "unknown": tuple(name for name in known.unknown if name not in told),
            "number": known.number or read.number,
            "kind": "customer" if buys else known.kind,
        }
    )
