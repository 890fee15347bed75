"""A web page that calls itself .xls, as many packages export: read where it is one table, else explained."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from strategy.importing.nouns.limits import COLUMNS
from strategy.importing.nouns.refusal import FileRefused

MOST_BYTES = 20_000_000
MOST_CELLS = 1_000_000
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,30})", re.IGNORECASE)
NO_TEXT = ("script", "style", "head", "title")


def table_of_page(data: bytes) -> bytes:
    """The one table of a page as a text table in UTF-8. Raises `FileRefused` for a page without one, or with several."""
    if len(data) > MOST_BYTES:
        raise FileRefused(
            "import.too_large", megabytes=-(-len(data) // 1_000_000), limit=MOST_BYTES // 1_000_000
        )
    reader = PageReader()
    reader.feed(_letters(data))
    reader.close()
    tables = [table for table in reader.tables if any(map(any, table))]
    if len(tables) != 1 or reader.nested:
        raise FileRefused("import.html")
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(tables[0])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _letters(data: bytes) -> str:
    """The text of a page, in the letters that it declares or else those that fit."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    found = CHARSET.search(data[:4096])
    for encoding in (found[1].decode() if found else "utf-8", "utf-8", "cp1252"):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


class PageReader(HTMLParser):
    """Gathers the rows of every table; a cell over several columns leaves the others empty."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.depth = 0
        self.nested = False
        self.silent = 0
        self.cell: list[str] | None = None
        self.width = 1
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins; one that is never closed ends where the next of its kind begins."""
        if tag in NO_TEXT:
            self.silent += 1
        elif tag == "table":
            self.nested = self.nested or self.depth > 0
            self.depth += 1
            self.tables.append([])
        elif tag == "tr" and self.depth:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.depth:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self.width = min(int(span), COLUMNS) if span.isdecimal() and len(span) < 5 else 1
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag in NO_TEXT:
            self.silent = max(self.silent - 1, 0)
        elif tag == "table" and self.depth:
            self._end_cell()
            self.depth -= 1
        elif tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Letters."""
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        self.cells += self.width
        if self.cells > MOST_CELLS:
            raise FileRefused("import.too_many_cells", limit=MOST_CELLS)
        if not self.tables[-1]:
            self.tables[-1].append([])
        self.tables[-1][-1] += [" ".join("".join(self.cell).split()), *[""] * (self.width - 1)]
        self.cell = None
