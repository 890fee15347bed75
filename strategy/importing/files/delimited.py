"""A text table to its mapped columns: `pyarrow.csv` where every record is regular, record by record where not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv

from strategy.importing.columns.dialect import Dialect, decode_cell, letters_of
from strategy.importing.nouns.findings import Notes
from strategy.importing.nouns.limits import COLUMNS, FIELD_BYTES, ROWS
from strategy.importing.nouns.progress import Counted, Tell, part, silent
from strategy.importing.nouns.refusal import Refused, listed
from strategy.importing.nouns.table import FEW, READ, Column, Gathering, IntArray, Table
from strategy.importing.rows.totals import TOTAL_WORDS
from strategy.importing.rows.weighing import give_back_memory

BLOCK = 8 << 20
LARGE = 5_000_000
LONGEST_LINE = 1_000_000
TOLD_EVERY = 10_000
# where reading all at once fails, reading record by record starts anew and takes much longer
AT_ONCE = 0.4


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text table whose dialect and columns are known, ready to be read; `tell` hears which share of it was."""

    file: str
    data: bytes
    dialect: Dialect
    chosen: dict[str, int]
    tell: Tell = silent

    def read(self) -> Table:
        """The mapped columns. Raises `Refused` for uneven records, too many rows or too long fields."""
        places = {field: place for field, place in self.chosen.items() if field in READ}
        if len(self.data) > LARGE and self.dialect.tells_order(places["date"]):
            # the due date is only read to see how the other dates are written
            places.pop("due", None)
        notes = Notes()
        quick = self._read_regular(places)
        columns, rows = quick if quick else self._read_records(places, notes)
        names = self.dialect.header.names
        if len(rows) > ROWS:
            raise Refused("import.too_many_rows", n=len(rows), limit=ROWS)
        return Table(
            file=self.file,
            codec=letters_of(self.dialect.encoding),
            names=names,
            columns={field: Column(names[place], columns[field]) for field, place in places.items()},
            rows=rows,
            has_lines=bool({"line", "quantity", "unit_price"} & self.chosen.keys()),
            complete=self.complete,
            ignored=tuple(name for place, name in enumerate(names) if place not in places.values()),
            findings=notes.found(),
        )

    def _read_regular(self, places: dict[str, int]) -> tuple[dict[str, Any], IntArray] | None:
        """All records at once, or None where one of them is not as wide as the header."""
        width = len(self.dialect.header.names)
        end = self._end()
        if width < 2 or end <= self.dialect.start:
            return None
        body = memoryview(self.data)[self.dialect.start : end]
        labels = [f"c{place}" for place in range(width)]
        few = pa.dictionary(pa.int32(), pa.binary())
        kinds = {labels[place]: few if field in FEW else pa.binary() for field, place in places.items()}
        try:
            found = arrow_csv.read_csv(
                pa.PythonFile(Counted(body, part(self.tell, 0, AT_ONCE)), "r"),
                read_options=arrow_csv.ReadOptions(column_names=labels, block_size=BLOCK),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.dialect.delimiter,
                    newlines_in_values=b'"' in self.data,
                    ignore_empty_lines=False,
                ),
                convert_options=arrow_csv.ConvertOptions(column_types=kinds, include_columns=list(kinds)),
            )
        except (pa.ArrowInvalid, pa.ArrowKeyError):
            return None
        columns = {field: found.column(labels[place]) for field, place in places.items()}
        for cells in columns.values():
            self._short_enough_or_stop(cells)
        give_back_memory(found.num_rows)
        rows = np.arange(found.num_rows, dtype=np.int64) + self.dialect.first_row
        return columns, rows

    def _end(self) -> int:
        """Where the last record ends: blank lines at the end of the file are no records."""
        end = len(self.data)
        while end > self.dialect.start and self.data[end - 1] in b"\r\n \x1a\x00":
            end -= 1
        return end

    def _short_enough_or_stop(self, cells: Any) -> None:
        for chunk in cells.chunks:
            values = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
            if (compute.max(compute.binary_length(values)).as_py() or 0) > FIELD_BYTES:
                raise Refused("import.field_too_long", row=self._long_row(), limit=FIELD_BYTES)

    def _long_row(self) -> int:
        return next(
            (row for row, record in self._records() if any(len(cell) > FIELD_BYTES for cell in record)),
            self.dialect.first_row,
        )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Every record with its row number, one at a time, in latin-1. Raises `Refused` where it cannot go on."""
        stream = io.BytesIO(self.data)
        stream.seek(self.dialect.start)
        text = io.TextIOWrapper(stream, encoding="latin-1", newline="")
        row = self.dialect.first_row - 1
        try:
            for record in csv.reader(self._lines(text), delimiter=self.dialect.delimiter):
                row += 1
                yield row, record
        except csv.Error:
            raise Refused("import.field_too_long", row=row + 1, limit=FIELD_BYTES) from None

    def _lines(self, text: Iterable[str]) -> Iterator[str]:
        """The lines of the text. Raises `Refused` for one that no table has."""
        for number, line in enumerate(text):
            if len(line) > LONGEST_LINE or line.count(self.dialect.delimiter) > 4 * COLUMNS:
                row = self.dialect.first_row + number
                raise Refused("import.field_too_long", row=row, limit=FIELD_BYTES)
            yield line

    def _read_records(self, places: dict[str, int], notes: Notes) -> tuple[dict[str, Any], IntArray]:
        """Record by record: blank lines are passed over, short totals and notes left out, the rest must fit."""
        width = len(self.dialect.header.names)
        wanted = list(places.values())
        gathering = Gathering(len(wanted))
        uneven: list[tuple[int, int]] = []
        count = n_uneven = 0
        tell = part(self.tell, AT_ONCE, 1)
        lines = self.dialect.first_row + self.data.count(b"\n", self.dialect.start)
        for row, record in self._records():
            cells = record if len(record) == width else self._fitted(row, record, notes)
            if cells is None:
                continue
            count += 1
            if count > ROWS:
                raise Refused("import.too_many_rows", n=count, limit=ROWS)
            if count % TOLD_EVERY == 0:
                tell(row / lines)
            if len(cells) != width:
                n_uneven += 1
                uneven += [(row, len(cells))] if len(uneven) < 20 else []
                continue
            if max(map(len, cells)) > FIELD_BYTES:
                raise Refused("import.field_too_long", row=row, limit=FIELD_BYTES)
            gathering.add(row, [cells[place].encode("latin-1") for place in wanted])
        if uneven:
            raise self._uneven(uneven, n_uneven)
        arrays, rows = gathering.arrays()
        return dict(zip(places, arrays, strict=True)), rows

    def _fitted(self, row: int, record: list[str], notes: Notes) -> list[str] | None:
        """A record of another width: without its empty end, or filled up; None where it is no record."""
        width = len(self.dialect.header.names)
        filled = [cell for cell in record if cell.strip()]
        if not filled:
            return None
        first = decode_cell(filled[0], letters_of(self.dialect.encoding)).strip()
        if len(record) < width and (TOTAL_WORDS.match(first) or len(filled) == 1):
            code = "import.skipped.total" if TOTAL_WORDS.match(first) else "import.skipped.remark"
            notes.skip(
                code, row, self.dialect.header.names[record.index(filled[0])], text=first[:60], file=self.file
            )
            return None
        while len(record) > width and not record[-1].strip():
            record = record[:-1]
        return record

    def _uneven(self, uneven: list[tuple[int, int]], total: int) -> Refused:
        width = len(self.dialect.header.names)
        places = [{"code": "import.place.fields", "row": row, "fields": fields} for row, fields in uneven]
        return Refused(
            "import.uneven", width=width, delimiter=self.dialect.delimiter, **listed(places, total)
        )

    def complete(self, rows: IntArray) -> IntArray:
        """A number per row (ascending) that is the same for rows of which all cells are equal."""
        found = np.zeros(len(rows), np.int64)
        place = 0
        for row, record in self._records():
            if place < len(rows) and row == rows[place]:
                found[place] = hash(tuple(record))
                place += 1
        return found
