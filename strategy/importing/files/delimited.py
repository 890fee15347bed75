"""A text table to its mapped columns: `pyarrow.csv` where every record is regular, record by record where not."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv

from strategy.importing.columns.dialect import Dialect, decode_cell, letters_of
from strategy.importing.nouns.findings import Notes
from strategy.importing.nouns.limits import COLUMNS, FIELD_BYTES, LISTED, ROWS
from strategy.importing.nouns.progress import Counted, Tell, part, silent
from strategy.importing.nouns.refusal import FileRefused, listed
from strategy.importing.nouns.table import FEW, Column, Gathering, IntArray, Table, is_read
from strategy.importing.rows.totals import TOTAL_WORDS
from strategy.importing.rows.weighing import give_back_memory

BLOCK = 8 << 20
LARGE = 5_000_000
LONGEST_LINE = 1_000_000
TOLD_EVERY = 10_000
# where reading all at once fails, reading record by record starts anew and takes much longer
AT_ONCE = 0.4
UNEVEN = "import.skipped.uneven"


class Lines(Iterator[str]):
    """Lines of text one by one; `taken` are those since it was emptied last, and lines may be put back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.waiting: deque[str] = deque()
        self.taken: list[str] = []

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self.lines)
        self.taken.append(line)
        return line

    def back(self, lines: Sequence[str]) -> None:
        """Read these lines once more."""
        self.waiting.extendleft(reversed(lines))


def _swallows(record: Sequence[str], lines: Sequence[str], width: int, delimiter: str) -> bool:
    """Whether a record holds rows that are no part of it, because a quote in its first line is never closed."""
    if not lines or lines[0].count('"') % 2 == 0:
        return False
    if len(lines) > 1 and any(
        ("\n" in cell or "\r" in cell) and cell.count(delimiter) >= width - 1 for cell in record
    ):
        return True
    return len(record) != width and lines[0].count(delimiter) == width - 1


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text table whose dialect and columns are known, ready to be read; `tell` hears which share of it was."""

    file: str
    data: bytes
    dialect: Dialect
    chosen: dict[str, int]
    tell: Tell = silent

    def read(self) -> Table:
        """The mapped columns. Raises `FileRefused` for uneven records, too many rows or too long fields."""
        places = {field: place for field, place in self.chosen.items() if is_read(field)}
        if len(self.data) > LARGE and "date" in places and self.dialect.tells_order(places["date"]):
            # the due date is only read to see how the other dates are written
            places.pop("due", None)
        notes = Notes()
        quick = self._read_regular(places)
        columns, rows = quick if quick else self._read_records(places, notes)
        names = self.dialect.header.names
        if len(rows) > ROWS:
            raise FileRefused("import.too_many_rows", n=len(rows), limit=ROWS)
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
        if self.data.count(b"\n", self.dialect.start, end) >= found.num_rows:
            # cells of several lines: only record by record is it seen whether a quote was never closed
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
                raise FileRefused("import.field_too_long", row=self._long_row(), limit=FIELD_BYTES)

    def _long_row(self) -> int:
        return next(
            (row for row, record, _ in self._records() if any(len(cell) > FIELD_BYTES for cell in record)),
            self.dialect.first_row,
        )

    def _records(self) -> Iterator[tuple[int, list[str], bool]]:
        """Every record with its row number, one at a time, in latin-1, and whether its quotes were repaired.

        A quote that is never closed would take the rows below with it: such a line is read as it stands, without
        its quotes. Raises `FileRefused` for a line that no table has.
        """
        stream = io.BytesIO(self.data)
        stream.seek(self.dialect.start)
        lines = Lines(self._lines(io.TextIOWrapper(stream, encoding="latin-1", newline="")))
        width, sign = len(self.dialect.header.names), self.dialect.delimiter
        reader = csv.reader(lines, delimiter=sign)
        row = self.dialect.first_row - 1
        while True:
            row += 1
            lines.taken = []
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                record = []
                reader = csv.reader(lines, delimiter=sign)
            if not _swallows(record, lines.taken, width, sign):
                yield row, record, False
                continue
            lines.back(lines.taken[1:])
            yield row, [cell.strip().strip('"') for cell in lines.taken[0].rstrip("\r\n").split(sign)], True

    def _lines(self, text: Iterable[str]) -> Iterator[str]:
        """The lines of the text. Raises `FileRefused` for one that no table has."""
        for number, line in enumerate(text):
            if len(line) > LONGEST_LINE or line.count(self.dialect.delimiter) > 4 * COLUMNS:
                row = self.dialect.first_row + number
                raise FileRefused("import.field_too_long", row=row, limit=FIELD_BYTES)
            yield line

    def _read_records(self, places: dict[str, int], notes: Notes) -> tuple[dict[str, Any], IntArray]:
        """Record by record: blank lines are passed over, totals and notes left out, and what does not fit is listed.

        Raises `FileRefused` where the records that fit do not outnumber those that do not.
        """
        width = len(self.dialect.header.names)
        wanted = list(places.values())
        gathering = Gathering(len(wanted))
        uneven: list[tuple[int, list[str]]] = []
        count = 0
        tell = part(self.tell, AT_ONCE, 1)
        lines = self.dialect.first_row + self.data.count(b"\n", self.dialect.start)
        for row, record, repaired in self._records():
            cells = record if len(record) == width else self._fitted(row, record, notes)
            if cells is None:
                continue
            count += 1
            if count > ROWS:
                raise FileRefused("import.too_many_rows", n=count, limit=ROWS)
            if count % TOLD_EVERY == 0:
                tell(row / lines)
            if len(cells) != width:
                uneven.append((row, cells))
                continue
            if max(map(len, cells)) > FIELD_BYTES:
                raise FileRefused("import.field_too_long", row=row, limit=FIELD_BYTES)
            if repaired:
                notes.repair("import.repair.quote", row, file=self.file, text=self._shown(cells))
            gathering.add(row, [cells[place].encode("latin-1") for place in wanted])
        if uneven and not (count > len(uneven) and (len(uneven) == 1 or 2 * len(uneven) < count)):
            raise self._uneven([(row, len(cells)) for row, cells in uneven[:LISTED]], len(uneven))
        for row, cells in uneven:
            notes.skip(UNEVEN, row, file=self.file, fields=len(cells), width=width, text=self._shown(cells))
        arrays, rows = gathering.arrays()
        return dict(zip(places, arrays, strict=True)), rows

    def _shown(self, cells: list[str]) -> str:
        """The beginning of a record, as it stands in the file."""
        return decode_cell(self.dialect.delimiter.join(cells), letters_of(self.dialect.encoding))[:60]

    def _fitted(self, row: int, record: list[str], notes: Notes) -> list[str] | None:
        """A record of another width: without its empty end, or filled up; None where it is no record."""
        width = len(self.dialect.header.names)
        filled = [cell for cell in record if cell.strip()]
        if not filled:
            return None
        first = decode_cell(filled[0], letters_of(self.dialect.encoding)).strip()
        place = record.index(filled[0])
        is_total = TOTAL_WORDS.match(first) is not None
        if len(record) < width and len(filled) == 1 and not is_total and place in self._customer_places:
            return record + [""] * (width - len(record))
        if len(record) < width and (is_total or len(filled) == 1):
            code = "import.skipped.total" if is_total else "import.skipped.remark"
            notes.skip(code, row, self.dialect.header.names[place], text=first[:60], file=self.file)
            return None
        while len(record) > width and not record[-1].strip():
            record = record[:-1]
        return record

    @property
    def _customer_places(self) -> set[int]:
        """Where a customer stands, who may head the rows below."""
        return {
            place for field, place in self.chosen.items() if field in ("customer_number", "customer_name")
        }

    def _uneven(self, uneven: list[tuple[int, int]], total: int) -> FileRefused:
        width = len(self.dialect.header.names)
        places = [{"code": "import.place.fields", "row": row, "fields": fields} for row, fields in uneven]
        return FileRefused(
            "import.uneven", width=width, delimiter=self.dialect.delimiter, **listed(places, total)
        )

    def complete(self, rows: IntArray) -> IntArray:
        """A number per row (ascending) that is the same for rows of which all cells are equal."""
        found = np.zeros(len(rows), np.int64)
        place = 0
        for row, record, _ in self._records():
            if place < len(rows) and row == rows[place]:
                found[place] = hash(tuple(record))
                place += 1
        return found
