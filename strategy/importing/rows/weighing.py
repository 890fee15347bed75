"""All mapped columns of a table weighed, each from all its values, before anything is decided.

The columns do not need each other, so a large table is weighed on several threads (Arrow and numpy let go of the
interpreter while they work).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from strategy.importing.columns.amounts import AmountColumn, Amounts
from strategy.importing.columns.dates import DateColumn
from strategy.importing.nouns.names import Lazy, decoded, is_clean
from strategy.importing.nouns.table import (
    TEXTS,
    WORDS,
    CodeArray,
    Column,
    Table,
    as_codes,
    as_rising_codes,
    is_amount,
)
from strategy.importing.rows.ledger import NONE, Coded

MANY = 200_000
SHARES = ("margin_share", "discount")
DATES = ("date", "due", "paid")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class CodedDates:
    """A date column: a code per row into the different values that were weighed."""

    codes: CodeArray
    column: DateColumn


@dataclass(frozen=True, slots=True)
class Weighed:
    """The columns of a table by field, as texts, dates and amounts."""

    texts: dict[str, Coded]
    dates: dict[str, CodedDates]
    amounts: dict[str, AmountColumn]


def weigh(table: Table, today: date) -> Weighed:
    """Weigh all columns of the table."""
    columns, codec = table.columns, table.codec

    def texts_of(field: str) -> Coded:
        return coded_texts(columns[field], codec, rising=field == "invoice" and len(table) > MANY)

    def dates_of(field: str) -> CodedDates:
        codes, values = as_codes(columns[field].cells)
        return CodedDates(codes, DateColumn.of(columns[field].name, decoded(values, codec), today))

    def amounts_of(field: str) -> AmountColumn:
        source = columns[field]
        return AmountColumn.of(source.name, source.cells, codec, source.numbers, field in SHARES)

    works: dict[str, Callable[[str], Any]] = {field: amounts_of for field in columns if is_amount(field)}
    works |= {field: texts_of for field in (*TEXTS, *WORDS) if field in columns}
    works |= {field: dates_of for field in DATES if field in columns}
    found = side_by_side(lambda field: works[field](field), list(works), len(table) > MANY)
    weighed = Weighed(
        texts={field: found[field] for field in found if works[field] is texts_of},
        dates={field: found[field] for field in found if works[field] is dates_of},
        amounts={field: found[field] for field in found if works[field] is amounts_of},
    )
    for field in weighed.texts:
        # the codes say it all; in a large file the cells are a third of the memory
        columns[field] = replace(columns[field], cells=None)
    give_back_memory(len(table))
    return weighed


def give_back_memory(rows: int) -> None:
    """After a large file, hands what Arrow keeps for later back to the system: another visitor may need it."""
    if rows > MANY:
        pa.default_memory_pool().release_unused()


def side_by_side(work: Callable[[str], _Result], fields: Sequence[str], wide: bool) -> dict[str, _Result]:
    """The work done for each field, on two threads where the table is large."""
    if not wide:
        return {field: work(field) for field in fields}
    with ThreadPoolExecutor(2) as threads:
        return dict(zip(fields, threads.map(work, fields), strict=True))


def coded_texts(column: Column, codec: str, rising: bool) -> Coded:
    """A text column as a code per row, -1 where the cell is empty."""
    codes, values = (as_rising_codes(column.cells) if rising else None) or as_codes(column.cells)
    texts: Sequence[str]
    if len(values) > MANY and is_clean(values):
        empty = compute.index(values, pa.scalar(b"", pa.binary())).as_py()
        texts = Lazy(values, codec)
        return Coded(_without(codes, [empty] if empty >= 0 else []), texts)
    texts = decoded(values, codec)
    return Coded(_without(codes, [place for place, text in enumerate(texts) if text == ""]), texts)


def _without(codes: CodeArray, empty: Sequence[int]) -> CodeArray:
    return np.where(np.isin(codes, empty), np.int32(NONE), codes) if empty else codes


def read_amounts(columns: Mapping[str, AmountColumn], signs: Mapping[str, str]) -> dict[str, Amounts]:
    """All amount columns with their decimal signs known."""
    rows = max((column.rows for column in columns.values()), default=0)
    return side_by_side(
        lambda field: columns[field].read(signs[columns[field].name]), list(columns), rows > MANY
    )
