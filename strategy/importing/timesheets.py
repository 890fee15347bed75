"""A list of hours or of orders: a second source beside the invoices, added to customers that are known.

It is read like a list of invoices of which the amounts are hours, or one for every order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from strategy.importing.columns.dates import EPOCH
from strategy.importing.columns.recognising import LETTER, plain
from strategy.importing.nouns.names import decoded
from strategy.importing.nouns.table import Column, Table, as_codes
from strategy.importing.rows.invoices import has_amounts
from strategy.importing.rows.ledger import LedgerMeasure

CUSTOMER = ("customer_number", "customer_name")
AN_ORDER = re.compile(
    r"\b(order|orders|ordernummer|ordernr|bestel\w*|bestelling\w*|commande\w*|auftrag\w*|werkbon\w*)\b"
)
# 7:30, 7:30:00, 7u30, 7h30
CLOCK = re.compile(r"(-?)(\d{1,5})\s*[:uh]\s*(\d{2})?(?::(\d{2}))?\s*(?:uur|u|h)?", re.IGNORECASE)
HOURS_BEHIND = re.compile(r"\s*(uren|uur|hours|hour|heures|heure|stunden|std|hrs|u|h)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Timesheet:
    """What a table measures, and its columns under the names that a list of invoices has."""

    measure: LedgerMeasure
    chosen: dict[str, int]

    @property
    def is_of_a_year(self) -> bool:
        """Whether no day stands beside the hours: they are what a year came to, up to now."""
        return "date" not in self.chosen

    def covers(self, today: date) -> tuple[int, int]:
        """The first and last day of the year that ends today."""
        last = (today - EPOCH).days
        return last - 364, last

    def read(self, table: Table, today: date) -> Table:
        """The table with an amount and a day on every row."""
        read = self._with_amounts(table)
        if not self.is_of_a_year:
            return read
        days = pa.array([today.isoformat().encode()] * len(table), pa.binary())
        return replace(read, columns={**read.columns, "date": Column("", days)})

    def _with_amounts(self, table: Table) -> Table:
        if self.measure == "orders":
            ones = np.ones(len(table))
            column = Column(table.columns["invoice"].name, pa.array([b""] * len(table), pa.binary()), ones)
        else:
            column = in_hours(table.columns["amount"], table.codec)
        return replace(table, columns={**table.columns, "amount": column}, has_lines=True)


def timesheet(names: Sequence[str], chosen: Mapping[str, int]) -> Timesheet | None:
    """What the headings say of hours or orders per customer; None for any other table."""
    if has_amounts(set(chosen)) or not any(field in chosen for field in CUSTOMER):
        return None
    kept = {
        field: place for field, place in chosen.items() if field in (*CUSTOMER, "date", "status", "invoice")
    }
    if "hours" in chosen:
        return Timesheet("hours", {**kept, "amount": chosen["hours"]})
    if {"invoice", "date"} <= chosen.keys() and AN_ORDER.search(
        plain(LETTER.sub("", names[chosen["invoice"]]))
    ):
        return Timesheet("orders", kept)
    return None


def in_hours(column: Column, codec: str) -> Column:
    """A column of hours as numbers: `7:30` and `7u30` are 7,5 hours."""
    codes, values = as_codes(column.cells)
    texts = [_written(text) for text in decoded(values, codec)]
    cells = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(texts, pa.binary())).cast(
        pa.binary()
    )
    return Column(column.name, cells, column.numbers)


def _written(text: str) -> bytes:
    found = CLOCK.fullmatch(text.strip())
    if not found or not (found[3] or re.search(r"[uh]", text, re.IGNORECASE)):
        return HOURS_BEHIND.sub("", text).encode()
    hours = int(found[2]) + int(found[3] or 0) / 60 + int(found[4] or 0) / 3600
    return f"{found[1]}{hours:.4f}".encode()
