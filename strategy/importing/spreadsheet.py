"""A workbook (XLSX) to its mapped columns: sheets, shared strings, number formats and dates, all by the standard library."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

import numpy as np
import pyarrow as pa

from strategy.importing.archive import Archive
from strategy.importing.columns import Header, column_letter, find_header
from strategy.importing.dates import NO_DAY
from strategy.importing.dialect import asked_header
from strategy.importing.invoices import has_required
from strategy.importing.limits import FIELD_BYTES, LISTED, ROWS
from strategy.importing.refusal import Refused, listed
from strategy.importing.report import Notes, Option, Question
from strategy.importing.sheet import Cell, CellCollector, cells_of, column_number, unescaped, unescaped_excel
from strategy.importing.table import AMOUNTS, READ, CodeArray, Column, FloatArray, IntArray, Table

HEAD_ROWS = 60
SHARED_BYTES = 150_000_000
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
PLAIN_STRING = re.compile(rb"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")
DATES = ("date", "due", "paid")
# Excel's day numbers: 25569 is 1970-01-01 in the 1900 system, 24107 in the 1904 system
DAY_ZERO, DAY_ZERO_1904 = 25_569, 24_107


def xml_of(data: bytes) -> ET.Element:
    """A small part of a workbook. Raises `Refused` for a document type or damage."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data[:200]:
        raise Refused("import.doctype")
    try:
        return ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError):
        raise Refused("import.damaged_sheet") from None


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its name and the part that holds it."""

    name: str
    part: str


@dataclass(frozen=True)
class Workbook:
    """A workbook in an archive that was found safe."""

    file: str
    archive: Archive
    part: str

    @classmethod
    def of(cls, file: str, archive: Archive) -> Workbook | None:
        """The workbook in this archive, or None where it is another kind of zip. Raises `Refused` for .xlsb and .ods."""
        if "xl/workbook.bin" in archive or "mimetype" in archive or "content.xml" in archive:
            raise Refused("import.old_workbook")
        named = [name for name in archive.names if name.lower() == "xl/workbook.xml"]
        if not named and "_rels/.rels" in archive:
            targets = [rel.get("Target", "") for rel in xml_of(archive.read("_rels/.rels"))]
            named = [
                name for name in archive.names for to in targets if to.strip("/") == name and "workbook" in to
            ]
        return cls(file, archive, named[0]) if named else None

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The visible worksheets, in the order of their tabs."""
        root = xml_of(self.archive.read(self.part))
        folder, _, name = self.part.rpartition("/")
        links = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        targets: dict[str, str] = {}
        if links in self.archive:
            for rel in xml_of(self.archive.read(links)):
                to = rel.get("Target", "")
                targets[rel.get("Id", "")] = (
                    to.strip("/") if to.startswith("/") else normpath(join(folder, to))
                )
        found = []
        for element in root.iter():
            if local(element) == "sheet" and element.get("state", "visible") == "visible":
                key = next((value for name, value in element.items() if name.endswith("}id")), "")
                if targets.get(key, "") in self.archive:
                    found.append(Sheet(element.get("name", "")[:100], targets[key]))
        return tuple(found)

    @cached_property
    def day_zero(self) -> int:
        """The day number of 1970-01-01: workbooks count from 1900 or, from old Macs, from 1904."""
        root = xml_of(self.archive.read(self.part))
        said = [e.get("date1904", "0") for e in root.iter() if local(e) == "workbookPr"]
        return DAY_ZERO_1904 if said and said[0] in ("1", "true") else DAY_ZERO

    @cached_property
    def formats(self) -> Formats:
        """The styles that matter: those of dates, and those that show leading zeros."""
        part = self._beside("styles.xml")
        return Formats.of(xml_of(self.archive.read(part))) if part else Formats(frozenset(), {})

    @cached_property
    def strings(self) -> list[bytes]:
        """The shared strings."""
        part = self._beside("sharedStrings.xml")
        return shared_strings(self.archive.read(part)) if part else []

    def _beside(self, name: str) -> str | None:
        folder = self.part.rpartition("/")[0]
        wanted = f"{folder}/{name}".strip("/").lower()
        return next((part for part in self.archive.names if part.lower() == wanted), None)

    def records(self, sheet: Sheet) -> Iterator[tuple[int, dict[int, str]]]:
        """Row by row: the row number, and the text of its cells by column counted from 0."""
        for cells in cells_of(self.archive.chunks(sheet.part)):
            for row, of_row in groupby(cells, key=lambda cell: cell.row):
                shown = {column_number(cell.column) - 1: self.text(cell) for cell in of_row}
                if filled := {column: text for column, text in shown.items() if text}:
                    yield row, filled

    def text(self, cell: Cell) -> str:
        """A cell as text: dates as yyyy-mm-dd, numbers with a point, formulas without value empty."""
        if cell.value is None:
            return ""
        if cell.kind == b"s":
            return self._shared(cell.value).decode("utf-8", "replace")
        if cell.kind in (b"", b"n"):
            if cell.style in self.formats.dates:
                number = day_of_serial(cell.value, self.day_zero)
                return str(np.datetime64(number, "D")) if number != NO_DAY else ""
            return number_text(cell.value, self.formats.zeros.get(cell.style, 0)).decode()
        return cell.value.decode("utf-8", "replace")

    def _shared(self, value: bytes) -> bytes:
        place = int(value) if value.isdigit() and len(value) < 9 else -1
        if not 0 <= place < len(self.strings):
            raise Refused("import.damaged_sheet")
        return self.strings[place]


@dataclass(frozen=True, slots=True)
class Formats:
    """Style numbers of dates, and how many digits a style with leading zeros (`00000`) shows."""

    dates: frozenset[bytes]
    zeros: dict[bytes, int]

    @classmethod
    def of(cls, styles: ET.Element) -> Formats:
        """Read the styles of a workbook."""
        codes = {
            e.get("numFmtId", ""): e.get("formatCode", "") for e in styles.iter() if local(e) == "numFmt"
        }
        dates, zeros = set(), {}
        for cells in (e for e in styles if local(e) == "cellXfs"):
            for place, style in enumerate(cells):
                number = style.get("numFmtId", "0")
                code = codes.get(number, "")
                if is_date_format(code) if code else number.isdecimal() and int(number) in DATE_FORMATS:
                    dates.add(str(place).encode())
                elif re.fullmatch(r"0{2,20}", code):
                    zeros[str(place).encode()] = len(code)
        return cls(frozenset(dates), zeros)


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date: day, month or year letters outside quotes and brackets."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code.split(";")[0])
    return bool(re.search(r"[dyj]|m{2,}", bare, re.IGNORECASE)) and not re.search(r"[0#?]", bare)


def shared_strings(data: bytes) -> list[bytes]:
    """The texts that cells point at, each one UTF-8 without phonetic hints. Raises `Refused`."""
    if len(data) > SHARED_BYTES:
        raise Refused(
            "import.too_large_unpacked", megabytes=len(data) // 1_000_000, limit=SHARED_BYTES // 1_000_000
        )
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refused("import.doctype")
    plain = PLAIN_STRING.findall(data)
    if len(plain) == data.count(b"<si") and b"<!" not in data and b"\x00" not in data[:100]:
        return [unescaped(text) for text in plain] if b"&" in data or b"_x" in data else plain
    return _strings_by_expat(data)


def _strings_by_expat(data: bytes) -> list[bytes]:
    collector = CellCollector()
    found: list[bytes] = []
    parser = collector.parser()

    def end(name: str) -> None:
        collector.end(name)
        if name.rpartition(":")[2] == "si":
            found.append(unescaped_excel(collector.value or "").encode("utf-8", "replace"))
            collector.value = None

    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Refused("import.damaged_sheet") from None
    return found


def day_of_serial(value: bytes, day_zero: int) -> int:
    """The day number of an Excel date, `NO_DAY` where it lies outside 1900-2100."""
    try:
        serial = float(value)
    except ValueError:
        return NO_DAY
    day = int(serial) - day_zero if 1 <= serial <= 80_000 else NO_DAY
    return day if day == NO_DAY or -25_567 <= day <= 47_846 else NO_DAY


def number_text(value: bytes, zeros: int) -> bytes:
    """A stored number as text: `123` for 123.0, with the leading zeros that its style shows."""
    if not value.isdigit():
        try:
            number = float(value)
        except ValueError:
            return value
        if number != int(number) if abs(number) < 1e15 else True:
            return repr(number).encode()
        value = str(int(number)).encode()
    return value.zfill(zeros) if zeros else value


def choose_sheets(
    book: Workbook, answers: Mapping[str, str], notes: Notes
) -> tuple[list[tuple[Sheet, Header, tuple[tuple[str, ...], ...]]], list[Question]]:
    """The sheets to read with their headers, or a question where several hold invoices.

    Raises `Refused` for a workbook without a table.
    """
    found = []
    for sheet in book.sheets:
        header, preview = _head_of(book, sheet, answers)
        if header.names:
            found.append((sheet, header, preview))
    if not found:
        raise Refused("import.no_table")
    likely = [one for one in found if has_required(one[1].names)] or found
    asked = answers.get("sheet")
    if asked is not None:
        chosen = likely if asked == "*" else [one for one in found if asked == one[0].name]
        if not chosen:
            raise Refused(
                "import.unknown_sheet", sheet=asked[:60], sheets=tuple(one[0].name for one in found)
            )
        return chosen, []
    for sheet, _, _ in found:
        if sheet not in [one[0] for one in likely]:
            notes.repair("import.repair.sheet_ignored", sheet=sheet.name, file=book.file)
    if len(likely) == 1:
        return likely, []
    options = [Option(one[0].name, "import.option.literal", {"name": one[0].name}) for one in likely]
    if len({one[1].names for one in likely}) == 1:
        options.append(Option("*", "import.option.all_sheets"))
    names = tuple(one[0].name for one in likely)
    return likely[:1], [Question("sheet", "import.question.sheet", tuple(options), {"sheets": names})]


def _head_of(
    book: Workbook, sheet: Sheet, answers: Mapping[str, str]
) -> tuple[Header, tuple[tuple[str, ...], ...]]:
    """The header of a sheet (its index is the row number minus one) and the rows below it."""
    by_row: dict[int, dict[int, str]] = {}
    for row, cells in book.records(sheet):
        by_row[row] = cells
        if len(by_row) >= HEAD_ROWS:
            break
    if not by_row:
        return Header(0, (), 0), ()
    width = max(max(cells) for cells in by_row.values()) + 1
    last = min(max(by_row), 10 * HEAD_ROWS)
    records = [[by_row.get(row, {}).get(place, "") for place in range(width)] for row in range(1, last + 1)]
    header = asked_header(records, answers) or find_header(records[:30])
    names = header.names
    while names and not records[header.index][len(names) - 1].strip():
        names = names[:-1]
    preview = tuple(
        tuple(cell[:200] for cell in record[: len(names)]) for record in records[header.index + 1 :][:10]
    )
    return Header(header.index, names, header.recognised), preview


@dataclass(slots=True)
class Target:
    """One mapped column being filled: text, numbers and days by place in the table."""

    of: str
    text: list[bytes] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    days: list[int] = field(default_factory=list)

    def grow(self) -> None:
        """Room for one more row."""
        self.text.append(b"")
        if self.of in AMOUNTS:
            self.numbers.append(float("nan"))
        elif self.of in DATES:
            self.days.append(NO_DAY)


@dataclass(slots=True)
class Filling:
    """The columns of a sheet being filled from its cells, packed every piece so that memory stays small."""

    book: Workbook
    targets: dict[bytes, Target]
    rows: list[int] = field(default_factory=list)
    packed: list[dict[str, tuple[Any, FloatArray | None, CodeArray | None]]] = field(default_factory=list)
    row_parts: list[IntArray] = field(default_factory=list)
    without_value: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, cells: Sequence[Cell], first_row: int) -> None:
        """The cells of a piece; rows above the first data row are passed over."""
        formats, zero = self.book.formats, self.book.day_zero
        dates, zeros, strings = formats.dates, formats.zeros, self.book.strings
        last = self.rows[-1] if self.rows else 0
        for column, row, style, kind, has_formula, value in cells:
            target = self.targets.get(column)
            if target is None or row < first_row:
                continue
            if value is None:
                if has_formula:
                    self.without_value.append((row, column))
                continue
            if row != last:
                self._next_row(row, last)
                last = row
            if kind == b"s":
                target.text[-1] = (
                    strings[int(value)] if value.isdigit() and int(value) < len(strings) else self._damaged()
                )
            elif kind in (b"", b"n"):
                if target.numbers:
                    target.numbers[-1] = _float(value)
                elif target.days and style in dates:
                    target.days[-1] = day_of_serial(value, zero)
                else:
                    target.text[-1] = number_text(value, zeros.get(style, 0))
            elif len(value) > FIELD_BYTES:
                raise Refused("import.field_too_long", row=row, limit=FIELD_BYTES)
            else:
                target.text[-1] = value
        if len(self.rows) > 20_000:
            self.pack(keep_last=True)

    def _damaged(self) -> bytes:
        raise Refused("import.damaged_sheet")

    def _next_row(self, row: int, last: int) -> None:
        if row < last:
            raise Refused("import.damaged_sheet")
        self.rows.append(row)
        for target in self.targets.values():
            target.grow()

    def pack(self, keep_last: bool = False) -> None:
        """Turn what was gathered into arrays; the last row may still get cells from the next piece."""
        n = len(self.rows) - keep_last
        part: dict[str, tuple[Any, FloatArray | None, CodeArray | None]] = {}
        for target in self.targets.values():
            numbers = np.array(target.numbers[:n], np.float64) if target.of in AMOUNTS else None
            days = np.array(target.days[:n], np.int32) if target.of in DATES else None
            part[target.of] = pa.array(target.text[:n], pa.binary()), numbers, days
            target.text, target.numbers, target.days = target.text[n:], target.numbers[n:], target.days[n:]
        self.packed.append(part)
        self.row_parts.append(np.array(self.rows[:n], np.int64))
        self.rows = self.rows[n:]


def _float(value: bytes) -> float:
    try:
        return float(value)
    except ValueError:
        raise Refused("import.damaged_sheet") from None


def read_sheet(book: Workbook, sheet: Sheet, header: Header, chosen: Mapping[str, int]) -> Table:
    """The mapped columns of a sheet. Raises `Refused` for formulas without a stored value, naming the cells."""
    places = {field: place for field, place in chosen.items() if field in READ}
    letters = {field: column_letter(place).encode() for field, place in places.items()}
    filling = Filling(book, {letters[field]: Target(field) for field in places})
    for cells in cells_of(book.archive.chunks(sheet.part), set(letters.values())):
        filling.add(cells, header.index + 2)
    filling.pack()
    if filling.without_value:
        raise _without_value(filling.without_value, header)
    rows = np.concatenate(filling.row_parts)
    if len(rows) > ROWS:
        raise Refused("import.too_many_rows", n=len(rows), limit=ROWS)
    columns = {field: _joined(header.names[place], field, filling) for field, place in places.items()}
    return Table(
        file=book.file,
        codec="utf-8",
        names=header.names,
        columns=columns,
        rows=rows,
        has_lines=bool({"line", "quantity", "unit_price"} & chosen.keys()),
        complete=lambda records: _complete(book, sheet, rows[records]),
        ignored=tuple(name for place, name in enumerate(header.names) if place not in places.values()),
    )


def _joined(name: str, field: str, filling: Filling) -> Column:
    texts, numbers, days = zip(*(part[field] for part in filling.packed), strict=True)
    return Column(
        name,
        pa.chunked_array(texts, pa.binary()).combine_chunks() if len(texts) > 1 else texts[0],
        np.concatenate(numbers) if field in AMOUNTS else None,
        np.concatenate(days) if field in DATES else None,
    )


def _without_value(found: Sequence[tuple[int, bytes]], header: Header) -> Refused:
    shown = [
        {"code": "import.place.cell", "row": row, "column": header.names[column_number(column) - 1]}
        for row, column in found[:LISTED]
    ]
    return Refused("import.formula_without_value", **listed(shown, len(found)))


def _complete(book: Workbook, sheet: Sheet, rows: IntArray) -> list[tuple[bytes, ...]]:
    """All cells of these rows (ascending)."""
    wanted = set(rows.tolist())
    found = []
    for row, cells in book.records(sheet):
        if row in wanted:
            width = max(cells) + 1
            found.append(tuple(cells.get(place, "").encode("utf-8", "replace") for place in range(width)))
            if len(found) == len(wanted):
                break
    return found
