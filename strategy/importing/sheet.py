"""The cells of a worksheet as they stream by: never more than a few rows in memory, however far a cell claims to be.

The usual writers (Excel, LibreOffice, the export of most packages) write cells in one regular form, which is read
with one expression; rows in any other form go through expat.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any, NamedTuple
from xml.parsers import expat

from strategy.importing.limits import CELLS, COLUMNS, FIELD_BYTES
from strategy.importing.refusal import Refused

CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")?(?:/>|>'
    rb"(<f[^>]*?(?:/>|>[^<]*</f>))?"
    rb'(?:<v>([^<]*)</v>|<v/>|<v></v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
BEGIN = re.compile(rb"<sheetData>|<sheetData/>")
UTF8 = re.compile(
    rb"(\xef\xbb\xbf)?\s*<(\?xml[^>]*encoding=[\"']utf-8[\"']|(?!\?xml[^>]*encoding))", re.IGNORECASE
)
DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}[0-9]{1,7}:([A-Z]{1,3})([0-9]{1,7})"')
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
ESCAPED = re.compile(rb"&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});|_x([0-9a-fA-F]{4})_")
ENTITIES = {b"&amp;": b"&", b"&lt;": b"<", b"&gt;": b">", b"&quot;": b'"', b"&apos;": b"'"}
ROW_END = b"</row>"
LONGEST_ROW = 8_000_000


class Cell(NamedTuple):
    """One cell: column letters, row, style, type (`n` unless said), whether it has a formula, and its value.

    `value` is None where nothing is stored. `s` values are places in the shared strings; the text is UTF-8.
    """

    column: bytes
    row: int
    style: bytes
    kind: bytes
    has_formula: bool
    value: bytes | None


def cells_of(chunks: Iterator[bytes], wanted: Container[bytes] = ()) -> Iterator[list[Cell]]:
    """The cells of a worksheet in pieces of about a megabyte; of the columns A-Z perhaps only the wanted ones.

    Raises `Refused` for a sheet that is no XML, that reaches further than 500 columns or holds more than 5,000,000 cells.
    """
    head = next(chunks, b"")
    while head and not BEGIN.search(head) and len(head) < LONGEST_ROW and (more := next(chunks, b"")):
        head += more
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Refused("import.doctype")
    if found := DIMENSION.search(head):
        _near_or_stop(int(found[2]), column_number(found[1]))
    begin = BEGIN.search(head)
    if begin and begin[0] == b"<sheetData/>":
        return
    if begin and UTF8.match(head):
        pieces = _regular_pieces(head[begin.end() :], chunks, wanted)
    else:
        pieces = _any_form(head, chunks)
    count = 0
    for cells in pieces:
        count += len(cells)
        if count > CELLS:
            raise Refused("import.too_many_cells", limit=CELLS)
        yield cells


def column_number(letters: bytes) -> int:
    """A=1, B=2, ..., XFD=16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _near_or_stop(rows: int, columns: int) -> None:
    if columns > COLUMNS:
        raise Refused("import.far_cell", rows=rows, columns=columns, limit=COLUMNS)


def _regular_pieces(begin: bytes, chunks: Iterator[bytes], wanted: Container[bytes]) -> Iterator[list[Cell]]:
    """Pieces of whole rows, by expression where every cell has the regular form."""
    rest, ended = begin, False
    while not ended:
        chunk = next(chunks, b"")
        rest += chunk
        ended = not chunk or b"</sheetData>" in rest
        place = rest.find(b"</sheetData>") if ended else rest.rfind(ROW_END) + len(ROW_END)
        if place < len(ROW_END) and not ended:
            if len(rest) > LONGEST_ROW:
                raise Refused("import.damaged_sheet")
            continue
        if ended and place < 0:
            raise Refused("import.damaged_sheet")
        piece, rest = rest[:place], rest[place:]
        yield _cells_in(piece, wanted)


def _cells_in(piece: bytes, wanted: Container[bytes]) -> list[Cell]:
    found = CELL.findall(piece)
    if len(found) != piece.count(b"<c") or b"<!" in piece:
        return _by_expat(b"<sheetData>" + piece + b"</sheetData>")
    cells = []
    for column, row, style, kind, formula, value, inline in found:
        if len(column) > 1:
            _near_or_stop(int(row), column_number(column))
        elif wanted and column not in wanted:
            continue
        stored = value or inline
        cells.append(
            Cell(column, int(row), style, kind, bool(formula), unescaped(stored) if stored else None)
        )
    return cells


def unescaped(text: bytes) -> bytes:
    """Text without the escapes of XML and of Excel (`_x000D_`)."""
    return ESCAPED.sub(_letter, text) if b"&" in text or b"_x" in text else text


def _letter(found: re.Match[bytes]) -> bytes:
    whole = found[0]
    if whole in ENTITIES:
        return ENTITIES[whole]
    digits = found[1] or whole[2:-1]
    code = int(digits, 16) if found[1] else int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    is_letter = code < 0x110000 and not 0xD800 <= code < 0xE000 and code != 0
    return chr(code).encode() if is_letter else b" "


class CellCollector:
    """Handlers for expat that gather cells in any form: prefixes, other attribute orders, rich text."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.depth = 0
        self.row = 0
        self.column = 0
        self.attributes: dict[str, str] = {}
        self.parts: list[str] | None = None
        self.has_formula = False
        self.value: str | None = None
        self.skip = 0

    def parser(self) -> Any:
        """An expat parser that fills `cells` and takes no document type."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype
        return parser

    def doctype(self, *_: object) -> None:
        """No document type in a worksheet."""
        raise Refused("import.doctype")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > 100:
            raise Refused("import.too_deep", limit=100)
        local = name.rpartition(":")[2]
        if local == "row":
            row = attributes.get("r", "")
            self.row = int(row) if row.isdecimal() and len(row) < 8 else self.row + 1
            self.column = 0
        elif local == "c":
            self._begin_cell(attributes)
        elif local == "f":
            self.has_formula = True
        elif local == "rPh":
            self.skip += 1
        elif local in ("v", "t") and not self.skip:
            self.parts = []

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = column_number(place[1].upper().encode()) if place else self.column + 1
        self.row = int(place[2]) if place else self.row
        _near_or_stop(self.row, self.column)
        self.attributes, self.value, self.has_formula = attributes, None, False

    def text(self, data: str) -> None:
        """Letters of a value."""
        if self.parts is not None:
            self.parts.append(data)
            if sum(map(len, self.parts)) > 4 * FIELD_BYTES:
                raise Refused("import.field_too_long", row=self.row, limit=FIELD_BYTES)

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        local = name.rpartition(":")[2]
        if local == "rPh":
            self.skip -= 1
        elif local in ("v", "t") and self.parts is not None:
            self.value = (self.value or "") + "".join(self.parts)
            self.parts = None
        elif local == "c":
            kind = self.attributes.get("t", "").encode()
            style = self.attributes.get("s", "").encode()
            value = None if self.value is None else unescaped_excel(self.value).encode("utf-8", "replace")
            self.cells.append(
                Cell(letters_of_column(self.column), self.row, style, kind, self.has_formula, value)
            )


def unescaped_excel(text: str) -> str:
    """Text that expat has already unescaped, without Excel's own escapes."""
    return unescaped(text.replace("&", "&amp;").encode("utf-8", "replace")).decode() if "_x" in text else text


def letters_of_column(number: int) -> bytes:
    """1=A, 26=Z, 27=AA."""
    letters = b""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def _by_expat(piece: bytes) -> list[Cell]:
    collector = CellCollector()
    try:
        collector.parser().Parse(piece, True)
    except expat.ExpatError:
        raise Refused("import.damaged_sheet") from None
    return collector.cells


def _any_form(head: bytes, chunks: Iterator[bytes]) -> Iterator[list[Cell]]:
    collector = CellCollector()
    parser = collector.parser()
    try:
        parser.Parse(head, False)
        yield collector.cells
        for chunk in chunks:
            collector.cells = []
            parser.Parse(chunk, False)
            yield collector.cells
        collector.cells = []
        parser.Parse(b"", True)
        yield collector.cells
    except expat.ExpatError:
        raise Refused("import.damaged_sheet") from None
