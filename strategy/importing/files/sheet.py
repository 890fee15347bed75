"""The cells of a worksheet as they stream by: never more than a few rows in memory, however far a cell claims to be.

Rows of plain cells are scanned as arrays of bytes (scan.py), rows with formulas or text of their own are read with one
expression, and rows in any other form go through expat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple
from xml.parsers import expat

import numpy as np
import pyarrow as pa

from strategy.importing.files.scan import NUMBER, SHARED, WORDS, scanned_cells
from strategy.importing.nouns.limits import CELLS, COLUMNS, FIELD_BYTES
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import BoolArray, IntArray

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
LONGEST_ROW = 8_000_000


class SheetCell(NamedTuple):
    """One cell: column and row counted from 1, style number, type as in the file, formula or not, value in UTF-8.

    An empty `value` is nothing stored. `s` values are places in the shared strings.
    """

    column: int
    row: int
    style: int
    kind: bytes
    has_formula: bool
    value: bytes


KINDS = {b"": NUMBER, b"n": NUMBER, b"s": SHARED}


@dataclass(frozen=True, slots=True)
class Block:
    """The cells of whole rows as columns of one table; `kinds` are NUMBER, SHARED or WORDS, `values` Arrow binary."""

    columns: IntArray
    rows: IntArray
    styles: IntArray
    kinds: IntArray
    formulas: BoolArray
    values: Any

    @classmethod
    def of(cls, cells: Sequence[SheetCell]) -> Block:
        """From single cells."""
        columns, rows, styles, kinds, formulas, values = zip(*cells, strict=True) if cells else ((),) * 6
        return cls(
            np.array(columns, np.int64),
            np.array(rows, np.int64),
            np.array(styles, np.int64),
            np.array([KINDS.get(kind, WORDS) for kind in kinds], np.int64),
            np.array(formulas, np.bool_),
            pa.array(values, pa.binary()),
        )

    def __len__(self) -> int:
        return len(self.rows)


def blocks_of(chunks: Iterator[bytes]) -> Iterator[Block]:
    """All cells of a worksheet, in blocks of whole rows of about a megabyte.

    Raises `FileRefused` for a sheet that is no XML, that reaches further than 500 columns or holds more than 5,000,000 cells.
    """
    head = next(chunks, b"")
    while head and not BEGIN.search(head) and len(head) < LONGEST_ROW and (more := next(chunks, b"")):
        head += more
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise FileRefused("import.doctype")
    if found := DIMENSION.search(head):
        near_or_stop(int(found[2]), column_number(found[1]))
    begin = BEGIN.search(head)
    if begin and begin[0] == b"<sheetData/>":
        return
    regular = begin is not None and UTF8.match(head) is not None
    pieces = _regular_blocks(head[begin.end() :], chunks) if regular and begin else _any_form(head, chunks)
    count = 0
    for block in pieces:
        count += len(block)
        if count > CELLS:
            raise FileRefused("import.too_many_cells", limit=CELLS)
        if len(block):
            yield block


def column_number(letters: bytes) -> int:
    """A=1, B=2, ..., XFD=16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def near_or_stop(rows: int, columns: int) -> None:
    """Refuses a sheet that reaches further than 500 columns."""
    if columns > COLUMNS:
        raise FileRefused("import.far_cell", rows=rows, columns=columns, limit=COLUMNS)


def _regular_blocks(begin: bytes, chunks: Iterator[bytes]) -> Iterator[Block]:
    """Blocks of whole rows, by expression where every cell has the regular form."""
    rest, ended = begin, False
    while not ended:
        chunk = next(chunks, b"")
        rest += chunk
        ended = not chunk or b"</sheetData>" in rest
        # rows do not nest: all before the last row that begins is whole
        place = rest.find(b"</sheetData>") if ended else rest.rfind(b"<row")
        if place <= 0 and not ended:
            if len(rest) > LONGEST_ROW:
                raise FileRefused("import.damaged_sheet")
            continue
        if ended and place < 0:
            raise FileRefused("import.damaged_sheet")
        piece, rest = rest[:place], rest[place:]
        yield _block_of(piece)


def _block_of(piece: bytes) -> Block:
    found_quickly = scanned_cells(piece)
    if found_quickly:
        block = Block(*found_quickly)
    else:
        found = CELL.findall(piece)
        if len(found) != piece.count(b"<c") or b"<!" in piece:
            return Block.of(_by_expat(b"<sheetData>" + piece + b"</sheetData>"))
        block = Block.of(
            [
                SheetCell(column_number(c), int(r), int(s or b"0"), k, bool(f), unescaped(v or i))
                for c, r, s, k, f, v, i in found
            ]
        )
    if len(block) and int(block.columns.max()) > COLUMNS:
        far = int(block.columns.argmax())
        near_or_stop(int(block.rows[far]), int(block.columns[far]))
    return block


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
        self.cells: list[SheetCell] = []
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
        raise FileRefused("import.doctype")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > 100:
            raise FileRefused("import.too_deep", limit=100)
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
        near_or_stop(self.row, self.column)
        self.attributes, self.value, self.has_formula = attributes, None, False

    def text(self, data: str) -> None:
        """Letters of a value."""
        if self.parts is not None:
            self.parts.append(data)
            if sum(map(len, self.parts)) > 4 * FIELD_BYTES:
                raise FileRefused("import.field_too_long", row=self.row, limit=FIELD_BYTES)

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
            style = self.attributes.get("s", "")
            self.cells.append(
                SheetCell(
                    self.column,
                    self.row,
                    int(style) if style.isdecimal() and len(style) < 7 else 0,
                    self.attributes.get("t", "").encode(),
                    self.has_formula,
                    unescaped_excel(self.value or "").encode("utf-8", "replace"),
                )
            )


def unescaped_excel(text: str) -> str:
    """Text that expat has already unescaped, without Excel's own escapes."""
    return unescaped(text.replace("&", "&amp;").encode("utf-8", "replace")).decode() if "_x" in text else text


def _by_expat(piece: bytes) -> list[SheetCell]:
    collector = CellCollector()
    try:
        collector.parser().Parse(piece, True)
    except expat.ExpatError:
        raise FileRefused("import.damaged_sheet") from None
    return collector.cells


def _any_form(head: bytes, chunks: Iterator[bytes]) -> Iterator[Block]:
    """Blocks by expat, the cells of a row that is not finished kept for the next block."""
    collector = CellCollector()
    parser = collector.parser()
    try:
        for chunk in chain((head,), chunks):
            parser.Parse(chunk, False)
            done = [cell for cell in collector.cells if cell.row != collector.row]
            collector.cells = [cell for cell in collector.cells if cell.row == collector.row]
            yield Block.of(done)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FileRefused("import.damaged_sheet") from None
    yield Block.of(collector.cells)
