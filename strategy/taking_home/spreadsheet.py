"""An overview as a spreadsheet: numbers as numbers, dates as dates, and text that can start nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from strategy.importing.nouns.cells import STARTS_A_FORMULA
from strategy.overview import CompanyOverview
from strategy.taking_home.tables import Cell, Kind, Measured, Sheet, WrittenColumn, WrittenTable, sheets_of
from strategy.workshop.report import SessionReport

NUMBERS: dict[Kind, str] = {
    "count": "#,##0",
    "score": "0.0",
    "euro": "€\u00a0#,##0.00;[Red]-€\u00a0#,##0.00",
    "share": "0.0%",
    "hours": "#,##0.0",
    "days": "#,##0.0",
    "date": "dd/mm/yyyy",
}
WIDTHS: dict[Kind, int] = {"long": 60, "euro": 16, "date": 12}
OTHER_WIDTH = 13
WIDEST_WORDS = 40
"""Widths in signs of the standard letter."""
LONGEST_CELL = 32_000
"""A cell of a spreadsheet holds 32,767 signs."""
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def as_spreadsheet(overview: CompanyOverview, session: SessionReport | None = None) -> bytes:
    """The overview as XLSX, with the report of a session where one is given; the same bytes for the same overview."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        midnight = datetime.combine(overview.made_on, time())
        book.set_properties({"title": overview.company, "created": midnight})
        writer = _Writer(book)
        for sheet in sheets_of(overview, session):
            writer.write(book.add_worksheet(sheet.name), sheet)
    return made.getvalue()


class _Writer:
    """Writes tables on worksheets, with the formats that they share."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats: dict[tuple[str, bool], Format] = {}
        head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#FAF6EE"}
        self._head = book.add_format(head)
        self._title = book.add_format({"bold": True, "font_size": 13})

    def write(self, page: Worksheet, sheet: Sheet) -> None:
        """All the tables of a sheet below each other; one that stands alone is frozen under its heads and sifted."""
        tables = [table for table in sheet.tables if table.rows]
        if not tables:
            page.set_column(0, 0, WIDTHS["long"])
            page.write_string(0, 0, sheet.empty)
            return
        self._widen(page, tables)
        row = 0
        for table in tables:
            row = self._table(page, row, table) + 1
        page.freeze_panes(1, 1)
        if len(tables) == 1:
            page.autofilter(0, 0, len(tables[0].rows), len(tables[0].columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _widen(self, page: Worksheet, tables: Sequence[WrittenTable]) -> None:
        for place in range(max(len(table.columns) for table in tables)):
            page.set_column(place, place, max(_width(table, place) for table in tables))

    def _table(self, page: Worksheet, row: int, table: WrittenTable) -> int:
        """One table from this row on; the first row under it."""
        if table.title:
            page.write_string(row, 0, table.title, self._title)
            row += 1
        for place, column in enumerate(table.columns):
            page.write_string(row, place, column.head, self._head)
        for cells in table.rows:
            row += 1
            for place, cell in enumerate(cells):
                self._cell(page, row, place, cell, _column_at(table, place))
        return row + 1

    def _cell(self, page: Worksheet, row: int, place: int, cell: Cell, column: WrittenColumn) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, Measured):
            page.write_number(row, place, cell.value, self._format(cell.kind))
        elif isinstance(cell, str):
            shown = cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…"
            page.write_string(row, place, shown, self._format("words", cell.startswith(STARTS_A_FORMULA)))
        elif isinstance(cell, date):
            page.write_datetime(row, place, datetime.combine(cell, time()), self._format("date"))
        else:
            page.write_number(row, place, cell, self._format(column.kind))

    def _format(self, kind: Kind, quoted: bool = False) -> Format:
        """The format of this kind; `quoted` text stays text, also when somebody edits it."""
        if (kind, quoted) not in self._formats:
            made = self._book.add_format({"valign": "top"})
            if kind in NUMBERS:
                made.set_num_format(NUMBERS[kind])
            if kind == "words":
                made.set_text_wrap()
            if kind in ("words", "date"):
                made.set_align("left")
            if quoted:
                made.set_quote_prefix()
            self._formats[kind, quoted] = made
        return self._formats[kind, quoted]


def _width(table: WrittenTable, place: int) -> int:
    """How wide a column is: for words as wide as the longest of them, up to a limit behind which they are wrapped."""
    if place >= len(table.columns):
        return 0
    column = table.columns[place]
    if column.kind != "words":
        return WIDTHS.get(column.kind, OTHER_WIDTH)
    under = [cell for row in table.rows for cell in row[place : place + 1]]
    longest = max((len(cell) for cell in under if isinstance(cell, str)), default=0)
    return min(max(longest + 1, OTHER_WIDTH), WIDEST_WORDS)


def _column_at(table: WrittenTable, place: int) -> WrittenColumn:
    return table.columns[place] if place < len(table.columns) else WrittenColumn("")
