"""Tables that only make sense together: invoice lines, their headers and the list of customers in files of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from strategy.importing.nouns.names import decoded, folded
from strategy.importing.nouns.preview import Preview
from strategy.importing.nouns.table import Column, Table, as_codes

FROM_HEADER = ("date", "due", "paid", "currency", "document_kind", "customer_number", "customer_name")


@dataclass(frozen=True, slots=True)
class Loose:
    """A table that misses amounts, dates or customers, and how to read its columns."""

    preview: Preview
    names: tuple[str, ...]
    chosen: dict[str, int]
    read: Callable[[dict[str, int]], Table]

    @property
    def has_amounts(self) -> bool:
        """Whether rows say how much."""
        fields = self.chosen.keys()
        return bool({"amount", "amount_incl"} & fields) or {"unit_price", "quantity"} <= fields

    @property
    def is_lines(self) -> bool:
        """Whether rows are lines of invoices that another table describes."""
        return self.has_amounts and "invoice" in self.chosen

    @property
    def is_headers(self) -> bool:
        """Whether rows are invoices of which another table holds the lines."""
        customer = {"customer_number", "customer_name"} & self.chosen.keys()
        return not self.has_amounts and bool(customer) and {"invoice", "date"} <= self.chosen.keys()

    @property
    def is_customers(self) -> bool:
        """Whether rows are customers with number and name."""
        fields = self.chosen.keys()
        return {"customer_number", "customer_name"} <= fields and not {"invoice", "date"} & fields


@dataclass(frozen=True, slots=True)
class Related:
    """One table made of several: its lines, with what the other tables say about each of them."""

    lines: Loose
    table: Table
    chosen: dict[str, int]
    unused: tuple[Loose, ...]


def relate(loose: Sequence[Loose]) -> Related | None:
    """The one table of lines with its headers and customers, or None where that is not what these tables are."""
    lines = [one for one in loose if one.is_lines]
    headers = [one for one in loose if one.is_headers]
    if len(lines) != 1 or len(headers) != 1:
        return None
    customers = [one for one in loose if one.is_customers][:1]
    table = with_headers(lines[0].read(lines[0].chosen), headers[0].read(headers[0].chosen))
    if customers and "customer_name" not in table.columns and "customer_number" in table.columns:
        table = with_names(table, customers[0].read(customers[0].chosen))
    used = (lines[0], headers[0], *customers)
    return Related(lines[0], table, lines[0].chosen, tuple(one for one in loose if one not in used))


def with_headers(lines: Table, headers: Table) -> Table:
    """Every line with the date and customer of its invoice; lines without a header have none."""
    at = _places(lines, "invoice", headers, "invoice")
    found = {field: _taken(headers, field, at) for field in FROM_HEADER if field in headers.columns}
    return replace(lines, columns={**found, **lines.columns}, codec="utf-8", has_lines=True)


def with_names(table: Table, customers: Table) -> Table:
    """Every line with the name that the list of customers gives its number."""
    at = _places(table, "customer_number", customers, "customer_number")
    return replace(table, columns={**table.columns, "customer_name": _taken(customers, "customer_name", at)})


def _places(left: Table, left_field: str, right: Table, right_field: str) -> list[int]:
    """For each row of the left table the first row of the right one with the same key, -1 where there is none."""
    codes, values = as_codes(left.columns[left_field].cells)
    right_codes, right_values = as_codes(right.columns[right_field].cells)
    keys = folded(decoded(right_values, right.codec))
    first: dict[str, int] = {}
    for place, code in enumerate(right_codes.tolist()):
        first.setdefault(keys[code], place)
    of_code = np.array(
        [first.get(key, -1) if key else -1 for key in folded(decoded(values, left.codec))], np.int64
    )
    places: list[int] = of_code[codes].tolist()
    return places


def _taken(table: Table, field: str, places: Sequence[int]) -> Column:
    """One column of a table in the order of other rows, in UTF-8."""
    column = table.columns[field]
    codes, values = as_codes(column.cells)
    texts = [text.encode() for text in decoded(values, table.codec)]
    cells = [texts[codes[place]] if place >= 0 else b"" for place in places]
    days = None
    if column.days is not None:
        days = np.append(column.days, np.int32(-(2**31)))[np.array(places, np.int64)]
    return Column(column.name, pa.array(cells, pa.binary()), None, days)
