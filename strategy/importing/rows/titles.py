"""Lists without a column of customers, where each customer stands as a title above their invoices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from strategy.importing.columns.contents import has_letters
from strategy.importing.columns.dates import NO_DAY, written
from strategy.importing.nouns.names import decoded
from strategy.importing.nouns.table import BoolArray, Column, Table, as_codes
from strategy.importing.rows.totals import TOTAL_WORDS

CUSTOMER = ("customer_number", "customer_name", "account")


def title_column(rows: Sequence[Sequence[str]], fields: Mapping[str, int]) -> int | None:
    """The column that holds titles among the first rows, where no column is the customer: rows of one cell each.

    None where a row with a day stands above the first title, or where titles stand in several columns.
    """
    if "date" not in fields or any(field in fields for field in CUSTOMER):
        return None
    places: set[int] = set()
    for row in rows:
        filled = [place for place, cell in enumerate(row) if cell.strip()]
        dated = written("".join(row[fields["date"] :][:1]).strip()) is not None
        if dated and not places:
            return None
        if len(filled) == 1 and not dated and is_title(row[filled[0]]):
            places.add(filled[0])
    return places.pop() if len(places) == 1 else None


def is_title(text: str) -> bool:
    """Whether a cell alone on its row may name a customer."""
    return has_letters(text.strip()) and not TOTAL_WORDS.match(text.strip())


def with_titles(table: Table, place: int) -> Table:
    """The table with the titles in this column as its customers, and the column itself without them."""
    dated = _dated(table)
    columns = dict(table.columns)
    for field, column in table.columns.items():
        if table.names.index(column.name) == place:
            columns[field] = _only(column, dated)
            columns["customer_name"] = replace(_only(column, ~dated), numbers=None, days=None)
    return replace(table, columns=columns)


def _dated(table: Table) -> BoolArray:
    """The rows with a day."""
    column = table.columns["date"]
    codes, values = as_codes(column.cells)
    days = np.array([written(text.strip()) is not None for text in decoded(values, table.codec)], np.bool_)
    dated: BoolArray = days[codes] if len(days) else np.zeros(len(table), np.bool_)
    return dated if column.days is None else dated | (column.days != NO_DAY)


def _only(column: Column, rows: BoolArray) -> Column:
    """The column with the cells of these rows alone."""
    codes, values = as_codes(column.cells)
    texts = pa.concat_arrays([values.cast(pa.binary()), pa.array([b""], pa.binary())])
    kept = pa.array(np.where(rows, codes, len(values)), pa.int32())
    return replace(column, cells=pa.DictionaryArray.from_arrays(kept, texts).cast(pa.binary()))
