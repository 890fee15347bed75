"""Reads a workbook that python-calamine knows (.xls, .xlsb, .ods) in a process of its own, which may fall over.

Run by its path, never imported: it needs nothing of this program. The workbook comes on standard input. On standard
output goes one line of JSON with the sheets and the lengths of what follows, then every column of every sheet: the
kind of each cell (0 nothing, 1 text, 2 number, 3 day), the numbers and days as float64, the length of each text as
int32, and the texts in UTF-8. What goes wrong is one word on standard error.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from array import array
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 40
MOST_CELLS = 5_000_000
MOST_COLUMNS = 500
HEADINGS = 30
NOTHING, TEXT, NUMBER, DAY = 0, 1, 2, 3
FIRST_DAY = date(1970, 1, 1).toordinal()


def main() -> None:
    """Standard input to standard output, within limits."""
    gc.disable()  # it lives for one workbook
    for kind, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    from io import BytesIO

    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        sys.exit("password")
    sheets, pieces, cells = [], [], 0
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        hidden = about.visible != SheetVisibleEnum.Visible
        columns = []
        if not hidden:
            sheet = book.get_sheet_by_index(place)
            height, width = sheet.total_height, sheet.total_width
            cells += height * width
            if width > MOST_COLUMNS or cells > MOST_CELLS:
                sys.exit("large")
            columns = [packed(column) for column in zip(*sheet.to_python(skip_empty_area=False), strict=True)]
        sheets.append(
            {"name": about.name, "hidden": hidden, "columns": [list(map(len, one)) for one in columns]}
        )
        pieces += [piece for column in columns for piece in column]
    out = sys.stdout.buffer
    out.write(json.dumps(sheets).encode() + b"\n")
    for piece in pieces:
        out.write(piece)
    out.flush()
    os._exit(0)


def packed(column: Sequence[Any]) -> tuple[bytes, bytes, bytes, bytes]:
    """Kinds, numbers, lengths of texts and texts of one column, as bytes; its headings apart from what is below."""
    pieces = (mixed(column[:HEADINGS]), uniform(column[HEADINGS:]))
    kinds, numbers, lengths, texts = (b"".join(parts) for parts in zip(*pieces, strict=True))
    return kinds, numbers, lengths, texts


def uniform(column: Sequence[Any]) -> tuple[bytes, bytes, bytes, bytes]:
    """Cells that are mostly of one kind, many at a time."""
    types, rows = set(map(type, column)), len(column)
    if types == {float}:
        return bytes([NUMBER]) * rows, array("d", column).tobytes(), bytes(4 * rows), b""
    if types == {date}:
        days = array("d", [cell.toordinal() - FIRST_DAY for cell in column])
        return bytes([DAY]) * rows, days.tobytes(), bytes(4 * rows), b""
    if types == {str} and (whole := "".join(column)).isascii():
        lengths = array("i", map(len, column))
        return bytes(map(bool, lengths)), bytes(8 * rows), lengths.tobytes(), whole.encode()
    return mixed(column)


def mixed(column: Sequence[Any]) -> tuple[bytes, bytes, bytes, bytes]:
    """Cells of any kind, one by one."""
    kinds, numbers, texts = bytearray(len(column)), array("d", bytes(8 * len(column))), [""] * len(column)
    for row, cell in enumerate(column):
        if isinstance(cell, str):
            kinds[row], texts[row] = TEXT if cell else NOTHING, cell
        elif isinstance(cell, bool):
            kinds[row], texts[row] = TEXT, str(cell)
        elif isinstance(cell, (int, float)):
            kinds[row], numbers[row] = NUMBER, cell
        elif isinstance(cell, (datetime, date)):
            kinds[row], numbers[row] = DAY, cell.toordinal() - FIRST_DAY
        elif isinstance(cell, (time, timedelta)):
            kinds[row], texts[row] = TEXT, clock(cell)
    encoded = [text.encode("utf-8", "replace") for text in texts]
    return bytes(kinds), numbers.tobytes(), array("i", map(len, encoded)).tobytes(), b"".join(encoded)


def clock(span: time | timedelta) -> str:
    """Hours and minutes as a sheet shows them: `30:15` for more than a day too."""
    if isinstance(span, time):
        return str(span)
    seconds = round(span.total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else ''}{hours}:{minutes:02}:{abs(seconds) % 60:02}"


if __name__ == "__main__":
    main()
