"""Workbooks of other forms (.xls, .xlsb, .ods): read by python-calamine in a process of its own, then as any other.

The reader in Rust ends its whole process on some files of two kilobytes. In a child with limits on time and memory
that costs one file and a sentence.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from strategy.importing.columns.dates import NO_DAY
from strategy.importing.columns.headers import Header
from strategy.importing.files.spreadsheet import DATES, number_text
from strategy.importing.nouns.limits import CELLS, FIELD_BYTES, ROWS
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import (
    BoolArray,
    Column,
    FloatArray,
    IntArray,
    Table,
    is_amount,
    is_read,
)

CHILD = Path(__file__).with_name("calamine_child.py")
SECONDS = 60
AT_ONCE = BoundedSemaphore(2)
NOTHING, TEXT, NUMBER, DAY = 0, 1, 2, 3
SAID = {"password": "import.password", "large": "import.too_large_sheet"}
PARTS = 4


@dataclass(frozen=True, slots=True)
class ColumnCells:
    """One column: the kind of each cell, its number or day, and its text."""

    kinds: npt.NDArray[np.uint8]
    numbers: FloatArray
    texts: Any

    def text(self, row: int) -> str:
        """A cell as text: days as yyyy-mm-dd, numbers with a point."""
        kind = self.kinds[row]
        if kind == DAY:
            return str(np.datetime64(int(self.numbers[row]), "D"))
        if kind == NUMBER:
            return number_text(repr(float(self.numbers[row])).encode(), 0).decode()
        return str(self.texts[row].as_py().decode("utf-8", "replace")) if kind == TEXT else ""


@dataclass(frozen=True, slots=True)
class OtherSheet:
    """A worksheet: its name, whether it is hidden, and its columns, all equally long."""

    name: str
    hidden: bool
    columns: tuple[ColumnCells, ...]

    def __len__(self) -> int:
        return len(self.columns[0].kinds) if self.columns else 0


@dataclass(frozen=True, slots=True)
class OtherWorkbook:
    """A workbook as the child read it."""

    file: str
    all_sheets: tuple[OtherSheet, ...]

    @classmethod
    def of(cls, file: str, data: bytes) -> OtherWorkbook:
        """Read in a child. Raises `FileRefused` where that fails, takes too long, or is too large."""
        with AT_ONCE:
            try:
                child = subprocess.run(
                    [sys.executable, "-I", str(CHILD)],
                    input=data,
                    capture_output=True,
                    timeout=SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise FileRefused("import.damaged_workbook") from None
        if child.returncode:
            raise FileRefused(
                SAID.get(child.stderr.decode("utf-8", "replace").strip(), "import.damaged_workbook")
            )
        return cls(file, tuple(_sheets(child.stdout)))

    @property
    def sheets(self) -> tuple[OtherSheet, ...]:
        """The visible worksheets, in the order of their tabs."""
        return tuple(sheet for sheet in self.all_sheets if not sheet.hidden)

    def records(self, sheet: OtherSheet) -> Iterator[tuple[int, dict[int, str]]]:
        """Row by row: the row number, and the text of its cells by column counted from 0."""
        for row in range(len(sheet)):
            texts = {place: text for place, column in enumerate(sheet.columns) if (text := column.text(row))}
            if texts:
                yield row + 1, texts


def _sheets(said: bytes) -> Iterator[OtherSheet]:
    """The sheets in what the child wrote; what it says of itself is checked before it is used."""
    head, _, rest = said.partition(b"\n")
    try:
        described = json.loads(head)
        sizes = [size for sheet in described for column in sheet["columns"] for size in column]
    except (ValueError, TypeError, KeyError):
        raise FileRefused("import.damaged_workbook") from None
    if sum(sizes) != len(rest) or any(len(c) != PARTS for sheet in described for c in sheet["columns"]):
        raise FileRefused("import.damaged_workbook")
    place = 0
    for sheet in described:
        columns = []
        for column in sheet["columns"]:
            pieces = []
            for size in column:
                pieces.append(rest[place : place + size])
                place += size
            columns.append(_cells(*pieces))
        yield OtherSheet(str(sheet["name"])[:100], bool(sheet["hidden"]), tuple(columns))


def _cells(kinds: bytes, numbers: bytes, lengths: bytes, texts: bytes) -> ColumnCells:
    rows = len(kinds)
    ends = np.zeros(rows + 1, np.int64)
    if lengths:
        np.cumsum(np.frombuffer(lengths, np.int32), out=ends[1:])
    if int(ends[-1]) != len(texts) or rows > CELLS:
        raise FileRefused("import.damaged_workbook")
    if lengths and int(np.frombuffer(lengths, np.int32).max(initial=0)) > FIELD_BYTES:
        raise FileRefused("import.field_too_long", row=int(np.diff(ends).argmax()) + 1, limit=FIELD_BYTES)
    values = pa.Array.from_buffers(
        pa.binary(), rows, [None, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(texts)]
    )
    floats = np.frombuffer(numbers, np.float64) if numbers else np.full(rows, np.nan)
    return ColumnCells(np.frombuffer(kinds, np.uint8), floats, values)


def read_other_sheet(
    book: OtherWorkbook, sheet: OtherSheet, header: Header, chosen: Mapping[str, int]
) -> Table:
    """The mapped columns of a sheet, the rows below its header that hold anything in them."""
    first = header.index + 1
    places = {field: place for field, place in chosen.items() if is_read(field)}
    filled = np.zeros(len(sheet) - first, np.bool_)
    for place in places.values():
        filled |= sheet.columns[place].kinds[first:] != NOTHING
    rows = np.flatnonzero(filled) + first
    if not len(rows):
        raise FileRefused("import.no_rows")
    if len(rows) > ROWS:
        raise FileRefused("import.too_many_rows", n=len(rows), limit=ROWS)
    return Table(
        file=book.file,
        codec="utf-8",
        names=header.names,
        columns={
            field: _column(header.names[place], field, sheet.columns[place], rows)
            for field, place in places.items()
        },
        rows=rows + 1,
        has_lines=bool({"line", "quantity", "unit_price"} & chosen.keys()),
        complete=partial(_complete, sheet),
        ignored=tuple(name for place, name in enumerate(header.names) if place not in places.values()),
    )


def _column(name: str, field: str, cells: ColumnCells, rows: IntArray) -> Column:
    """One column of these rows: amounts as numbers, days as days, everything else as text."""
    kinds, texts = cells.kinds[rows], cells.texts.take(pa.array(rows))
    if is_amount(field):
        return Column(name, texts, np.where(kinds == NUMBER, cells.numbers[rows], np.nan))
    if field in DATES:
        days = np.where(kinds == DAY, np.nan_to_num(cells.numbers[rows]), NO_DAY).astype(np.int32)
        return Column(name, _with_written(texts, cells, rows, kinds == NUMBER), None, days)
    return Column(name, _with_written(texts, cells, rows, (kinds == NUMBER) | (kinds == DAY)))


def _with_written(texts: Any, cells: ColumnCells, rows: IntArray, written: BoolArray) -> Any:
    """The texts completed with the numbers and days among them, as they would be shown."""
    if not written.any():
        return texts
    shown: list[bytes] = texts.to_pylist()
    for place in np.flatnonzero(written).tolist():
        shown[place] = cells.text(int(rows[place])).encode()
    return pa.array(shown, pa.binary())


def _complete(sheet: OtherSheet, rows: IntArray) -> IntArray:
    """A number per row that is the same for rows of which all cells are equal."""
    texts = [tuple(column.text(int(row) - 1) for column in sheet.columns) for row in rows.tolist()]
    return np.array([hash(row) for row in texts], np.int64)
