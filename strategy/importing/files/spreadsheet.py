"""A workbook (XLSX) to its mapped columns: sheets, shared strings, number formats and dates, all by the standard library."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter
from posixpath import join, normpath
from typing import Any, Protocol, TypeVar
from xml.parsers import expat

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from strategy.importing.columns.dates import NO_DAY
from strategy.importing.columns.dialect import asked_header
from strategy.importing.columns.headers import Header, find_header
from strategy.importing.files.archive import Archive
from strategy.importing.files.scan import NUMBER, SHARED, WORDS
from strategy.importing.files.sheet import Block, CellCollector, blocks_of, unescaped, unescaped_excel
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.limits import FIELD_BYTES, ROWS
from strategy.importing.nouns.progress import Tell, silent
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import (
    NO_VALUE,
    BoolArray,
    CodeArray,
    Column,
    FloatArray,
    IntArray,
    Table,
    is_amount,
    is_read,
)
from strategy.importing.rows.invoices import has_required

HEAD_ROWS = 60
SHARED_BYTES = 150_000_000
CLOCK_FORMATS = {*range(18, 22), *range(45, 48)}
HOURS_A_DAY = 24
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
PLAIN_STRING = re.compile(rb"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")
DATES = ("date", "due", "paid")
OTHER_DOCUMENTS = {
    "word/document.xml": "Word",
    "ppt/presentation.xml": "PowerPoint",
    "Index/Document.iwa": "Numbers",
}
# Excel's day numbers: 25569 is 1970-01-01 in the 1900 system, 24107 in the 1904 system
DAY_ZERO, DAY_ZERO_1904 = 25_569, 24_107
FIRST_DAY, LAST_DAY = -25_567, 47_846


def is_other_workbook(archive: Archive) -> bool:
    """Whether this is a workbook in another form: a binary one (.xlsb) or OpenDocument (.ods)."""
    if "xl/workbook.bin" in archive:
        return True
    if "content.xml" in archive and ("mimetype" in archive or "META-INF/manifest.xml" in archive):
        kind = archive.read("mimetype") if "mimetype" in archive else b"spreadsheet"
        if b"spreadsheet" not in kind:
            raise FileRefused("import.foreign", kind="OpenDocument")
        return True
    return False


def other_document_or_go_on(archive: Archive) -> None:
    """Refuses documents that are zip files as well: Word, PowerPoint, Numbers."""
    for part, name in OTHER_DOCUMENTS.items():
        if part in archive:
            raise FileRefused("import.foreign", kind=name)


def xml_of(data: bytes) -> ET.Element:
    """A small part of a workbook. Raises `FileRefused` for a document type or damage."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data[:200]:
        raise FileRefused("import.doctype")
    try:
        return ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError):
        raise FileRefused("import.damaged_sheet") from None


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A worksheet: its name, the part that holds it, and whether it is hidden in the workbook."""

    name: str
    part: str
    hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """A workbook in an archive that was found safe."""

    file: str
    archive: Archive
    part: str

    @classmethod
    def of(cls, file: str, archive: Archive) -> Workbook | None:
        """The workbook in this archive, or None where it is another kind of zip. Raises `FileRefused` for other documents."""
        other_document_or_go_on(archive)
        named = [name for name in archive.names if name.lower() == "xl/workbook.xml"]
        if not named and "_rels/.rels" in archive:
            targets = [rel.get("Target", "") for rel in xml_of(archive.read("_rels/.rels"))]
            named = [
                name for name in archive.names for to in targets if to.strip("/") == name and "workbook" in to
            ]
        return cls(file, archive, named[0]) if named else None

    @property
    def sheets(self) -> tuple[Worksheet, ...]:
        """The visible worksheets, in the order of their tabs."""
        return tuple(sheet for sheet in self.all_sheets if not sheet.hidden)

    @cached_property
    def all_sheets(self) -> tuple[Worksheet, ...]:
        """All worksheets, in the order of their tabs."""
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
            if local(element) == "sheet":
                key = next((value for name, value in element.items() if name.endswith("}id")), "")
                if targets.get(key, "") in self.archive:
                    hidden = element.get("state", "visible") != "visible"
                    found.append(Worksheet(element.get("name", "")[:100], targets[key], hidden))
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

    @cached_property
    def strings_and_nothing(self) -> Any:
        """The shared strings as an Arrow array, with an empty text behind the last."""
        return pa.array([*self.strings, b""], pa.binary())

    def _beside(self, name: str) -> str | None:
        folder = self.part.rpartition("/")[0]
        wanted = f"{folder}/{name}".strip("/").lower()
        return next((part for part in self.archive.names if part.lower() == wanted), None)

    def records(self, sheet: Worksheet) -> Iterator[tuple[int, dict[int, str]]]:
        """Row by row: the row number, and the text of its cells by column counted from 0."""
        for block in blocks_of(self.archive.chunks(sheet.part)):
            texts = map(self.text, block.kinds.tolist(), block.styles.tolist(), block.values.to_pylist())
            cells = zip(block.rows.tolist(), block.columns.tolist(), texts, strict=True)
            for row, of_row in groupby(cells, key=itemgetter(0)):
                if filled := {column - 1: text for _, column, text in of_row if text}:
                    yield row, filled

    def text(self, kind: int, style: int, value: bytes) -> str:
        """A cell as text: dates as yyyy-mm-dd, numbers with a point, formulas without value empty."""
        if not value:
            return ""
        if kind == SHARED:
            return self._shared(value).decode("utf-8", "replace")
        if kind == NUMBER:
            if style in self.formats.dates:
                number = int(days_of_serials(_floats(pa.array([value], pa.binary())), self.day_zero)[0])
                return str(np.datetime64(number, "D")) if number != NO_DAY else ""
            return number_text(value, self.formats.zeros.get(style, 0)).decode()
        return value.decode("utf-8", "replace")

    def _shared(self, value: bytes) -> bytes:
        place = int(value) if value.isdigit() and len(value) < 9 else -1
        if not 0 <= place < len(self.strings):
            raise FileRefused("import.damaged_sheet")
        return self.strings[place]


@dataclass(frozen=True, slots=True)
class Formats:
    """Style numbers of dates, how many digits a style with leading zeros (`00000`) shows, and the styles of hours."""

    dates: frozenset[int]
    zeros: dict[int, int]
    clocks: frozenset[int] = frozenset()

    @classmethod
    def of(cls, styles: ET.Element) -> Formats:
        """Read the styles of a workbook."""
        codes = {
            e.get("numFmtId", ""): e.get("formatCode", "") for e in styles.iter() if local(e) == "numFmt"
        }
        dates, zeros, clocks = set(), {}, set()
        for cells in (e for e in styles if local(e) == "cellXfs"):
            for place, style in enumerate(cells):
                number = style.get("numFmtId", "0")
                code = codes.get(number, "")
                if is_clock_format(code) if code else number.isdecimal() and int(number) in CLOCK_FORMATS:
                    clocks.add(place)
                if is_date_format(code) if code else number.isdecimal() and int(number) in DATE_FORMATS:
                    dates.add(place)
                elif re.fullmatch(r"0{2,20}", code):
                    zeros[place] = len(code)
        return cls(frozenset(dates), zeros, frozenset(clocks))


def is_clock_format(code: str) -> bool:
    """Whether a number format shows hours and minutes and no day: `h:mm`, `[h]:mm:ss`, `[u]:mm`."""
    return bool(re.match(r"(\[[hu]+\]|[hu]+)\\?:", code.split(";")[0], re.IGNORECASE))


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date: day, month or year letters outside quotes and brackets."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code.split(";")[0])
    return bool(re.search(r"[dyj]|m{2,}", bare, re.IGNORECASE)) and not re.search(r"[0#?]", bare)


def shared_strings(data: bytes) -> list[bytes]:
    """The texts that cells point at, each one UTF-8 without phonetic hints. Raises `FileRefused`."""
    if len(data) > SHARED_BYTES:
        raise FileRefused(
            "import.too_large_unpacked", megabytes=len(data) // 1_000_000, limit=SHARED_BYTES // 1_000_000
        )
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FileRefused("import.doctype")
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
        raise FileRefused("import.damaged_sheet") from None
    return found


def days_of_serials(serials: FloatArray, day_zero: int) -> CodeArray:
    """Day numbers of Excel dates, `NO_DAY` where they lie outside 1900-2100."""
    days = np.floor(np.where(np.isfinite(serials), serials, 0)) - day_zero
    near = (serials >= 1) & (days >= FIRST_DAY) & (days <= LAST_DAY)
    return np.where(near, days, NO_DAY).astype(np.int32)


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


class AnySheet(Protocol):
    """A worksheet of whatever form of workbook."""

    @property
    def name(self) -> str:
        """As it stands on its tab."""
        ...

    @property
    def hidden(self) -> bool:
        """Whether the workbook does not show it."""
        ...


SheetOf = TypeVar("SheetOf", bound=AnySheet)


class AnyBook(Protocol[SheetOf]):
    """A workbook of whatever form."""

    @property
    def file(self) -> str:
        """The name of its file."""
        ...

    @property
    def sheets(self) -> tuple[SheetOf, ...]:
        """The visible worksheets."""
        ...

    @property
    def all_sheets(self) -> tuple[SheetOf, ...]:
        """All worksheets."""
        ...

    def records(self, sheet: SheetOf) -> Iterator[tuple[int, dict[int, str]]]:
        """Row by row: the row number, and the text of its cells by column counted from 0."""
        ...


HeadedSheet = tuple[SheetOf, Header, tuple[tuple[str, ...], ...]]


def choose_sheets(
    book: AnyBook[SheetOf], answers: Mapping[str, str]
) -> tuple[list[HeadedSheet[SheetOf]], list[ImportQuestion], Findings]:
    """The sheets to read with their headers, or a question where several hold invoices.

    Raises `FileRefused` for a workbook without a table.
    """
    found = []
    for sheet in book.sheets:
        header, preview = _head_of(book, sheet, answers)
        if header.names:
            found.append((sheet, header, preview))
    if not found:
        raise FileRefused("import.no_table")
    likely = [one for one in found if has_required(one[1].names)] or found
    asked = answers.get("sheet")
    if asked is not None:
        return _asked_or_stop(asked, likely, found), [], Findings()
    passed_over = [sheet for sheet, _, _ in found if sheet not in [one[0] for one in likely]]
    notes = _notes_on_sheets(book, passed_over)
    if len(likely) == 1:
        return likely, [], notes
    return likely[:1], [_which_sheet(likely)], notes


def _asked_or_stop(
    asked: str, likely: list[HeadedSheet[SheetOf]], found: list[HeadedSheet[SheetOf]]
) -> list[HeadedSheet[SheetOf]]:
    """The sheet with the name that was answered, `*` for all likely ones."""
    chosen = likely if asked == "*" else [one for one in found if asked == one[0].name]
    if not chosen:
        raise FileRefused(
            "import.unknown_sheet", sheet=asked[:60], sheets=tuple(one[0].name for one in found)
        )
    return chosen


def _notes_on_sheets(book: AnyBook[SheetOf], passed_over: list[SheetOf]) -> Findings:
    """What is said of sheets that are hidden, and of those that hold something else."""
    notes = Notes()
    for sheet in book.all_sheets:
        if sheet.hidden:
            notes.repair("import.repair.sheet_hidden", sheet=sheet.name, file=book.file)
    for sheet in passed_over:
        notes.repair("import.repair.sheet_ignored", sheet=sheet.name, file=book.file)
    return notes.found()


def _which_sheet(likely: list[HeadedSheet[SheetOf]]) -> ImportQuestion:
    """The question which of these sheets to read; all of them where they have the same columns."""
    options = [Option(one[0].name, "import.option.literal", {"name": one[0].name}) for one in likely]
    if len({one[1].names for one in likely}) == 1:
        options.append(Option("*", "import.option.all_sheets"))
    names = tuple(one[0].name for one in likely)
    return ImportQuestion("sheet", "import.question.sheet", tuple(options), {"sheets": names})


def _head_of(
    book: AnyBook[SheetOf], sheet: SheetOf, answers: Mapping[str, str]
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
    while header.index >= 0 and names and not records[header.index][len(names) - 1].strip():
        names = names[:-1]
    preview = tuple(
        tuple(cell[:200] for cell in record[: len(names)]) for record in records[header.index + 1 :][:10]
    )
    return replace(header, names=names), preview


@dataclass(slots=True)
class Filling:
    """The mapped columns of a sheet being filled, block by block."""

    book: Workbook
    places: dict[str, int]
    first_row: int
    texts: dict[str, list[Any]] = field(default_factory=dict)
    numbers: dict[str, list[FloatArray]] = field(default_factory=dict)
    days: dict[str, list[CodeArray]] = field(default_factory=dict)
    rows: list[IntArray] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """The cells of a block; rows above the first data row are passed over."""
        below = block.rows >= self.first_row
        cells = {
            name: np.flatnonzero(below & (block.columns == place + 1)) for name, place in self.places.items()
        }
        filled = np.unique(np.concatenate([block.rows[found] for found in cells.values()]))
        if self.rows and len(filled) and len(self.rows[-1]) and filled[0] <= self.rows[-1][-1]:
            raise FileRefused("import.damaged_sheet")
        self.rows.append(filled)
        for name, found in cells.items():
            self._column(name, block, found, np.searchsorted(filled, block.rows[found]), len(filled))

    def _column(self, name: str, block: Block, cells: IntArray, rows: IntArray, n: int) -> None:
        """One column of a block: its cells, the row of the block that each is in, and how many rows there are."""
        values = block.values.take(pa.array(cells))
        stored = compute.binary_length(values).to_numpy(zero_copy_only=False) > 0
        never = ~stored & block.formulas[cells]
        kinds, styles = block.kinds[cells], block.styles[cells]
        numeric = stored & (kinds == NUMBER)
        if is_amount(name):
            numbers = np.full(n, np.nan)
            hours = np.isin(styles[numeric], list(self.book.formats.clocks))
            numbers[rows[numeric]] = _floats(values.filter(numeric)) * np.where(hours, HOURS_A_DAY, 1)
            self.numbers.setdefault(name, []).append(numbers)
            numeric = np.zeros(len(cells), np.bool_)
        elif name in DATES:
            dated = numeric & np.isin(styles, list(self.book.formats.dates))
            days = np.full(n, NO_DAY, np.int32)
            days[rows[dated]] = days_of_serials(_floats(values.filter(dated)), self.book.day_zero)
            self.days.setdefault(name, []).append(days)
            numeric = numeric & ~dated
        shared = stored & (kinds == SHARED)
        places = np.full(n, len(self.book.strings), np.int64)
        places[rows[shared]] = self._shared_places(values.filter(shared))
        texts = self.book.strings_and_nothing.take(pa.array(places))
        written = numeric | (stored & (kinds == WORDS))
        if written.any():
            texts = self._with_written(texts, values, styles, rows, np.flatnonzero(written), numeric)
        if never.any() and (is_amount(name) or name in DATES):
            shown: list[bytes] = texts.to_pylist()
            for place in rows[never].tolist():
                shown[place] = NO_VALUE
            texts = pa.array(shown, pa.binary())
        self.texts.setdefault(name, []).append(texts)

    def _with_written(
        self, texts: Any, values: Any, styles: IntArray, rows: IntArray, written: IntArray, numeric: BoolArray
    ) -> Any:
        """The texts completed with the cells that hold text of their own, or a number in a column of texts."""
        zeros = self.book.formats.zeros
        shown: list[bytes] = texts.to_pylist()
        for place in written.tolist():
            value: bytes = values[place].as_py()
            if len(value) > FIELD_BYTES:
                raise FileRefused(
                    "import.field_too_long", row=int(self.rows[-1][rows[place]]), limit=FIELD_BYTES
                )
            shown[rows[place]] = (
                number_text(value, zeros.get(int(styles[place]), 0)) if numeric[place] else value
            )
        return pa.array(shown, pa.binary())

    def _shared_places(self, values: Any) -> IntArray:
        try:
            places: IntArray = values.cast(pa.string()).cast(pa.int64()).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:
            raise FileRefused("import.damaged_sheet") from None
        if len(places) and not 0 <= int(places.min()) <= int(places.max()) < len(self.book.strings):
            raise FileRefused("import.damaged_sheet")
        return places


def _floats(values: Any) -> FloatArray:
    """Numbers as a workbook stores them."""
    try:
        floats: FloatArray = values.cast(pa.string()).cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        raise FileRefused("import.damaged_sheet") from None
    return floats


def read_sheet(
    book: Workbook, sheet: Worksheet, header: Header, chosen: Mapping[str, int], tell: Tell = silent
) -> Table:
    """The mapped columns of a sheet; what stands in a formula that was never computed is `NO_VALUE`."""
    places = {field: place for field, place in chosen.items() if is_read(field)}
    filling = Filling(book, places, header.index + 2)
    for block in blocks_of(book.archive.chunks(sheet.part, tell)):
        filling.add(block)
    if not filling.rows:
        raise FileRefused("import.no_rows")
    rows = np.concatenate(filling.rows)
    if len(rows) > ROWS:
        raise FileRefused("import.too_many_rows", n=len(rows), limit=ROWS)
    columns = {field: _joined(header.names[place], field, filling) for field, place in places.items()}
    return Table(
        file=book.file,
        codec="utf-8",
        names=header.names,
        columns=columns,
        rows=rows,
        has_lines=bool({"line", "quantity", "unit_price"} & chosen.keys()),
        complete=partial(_complete, book, sheet),
        ignored=tuple(name for place, name in enumerate(header.names) if place not in places.values()),
    )


def _joined(name: str, field: str, filling: Filling) -> Column:
    return Column(
        name,
        pa.chunked_array(filling.texts[field], pa.binary()),
        np.concatenate(filling.numbers[field]) if is_amount(field) else None,
        np.concatenate(filling.days[field]) if field in DATES else None,
    )


def _complete(book: Workbook, sheet: Worksheet, rows: IntArray) -> IntArray:
    """A number per row (ascending) that is the same for rows of which all cells are equal."""
    wanted = {row: place for place, row in enumerate(rows.tolist())}
    found = np.zeros(len(rows), np.int64)
    for row, cells in book.records(sheet):
        if row in wanted:
            found[wanted[row]] = hash(tuple(sorted(cells.items())))
    return found
