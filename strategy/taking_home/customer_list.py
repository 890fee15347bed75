"""The customers of an overview as CSV, as a Flemish spreadsheet opens it."""

from __future__ import annotations

import csv
import io
from datetime import date

from strategy.importing.nouns.cells import neutralise
from strategy.overview import CompanyOverview
from strategy.taking_home.tables import Cell, Measured, customer_table

DECIMALS = 6
"""Of an amount and of a share; no figure of the overview has more that count."""


def as_csv(overview: CompanyOverview) -> bytes:
    """The customers that this level shows: `;` between cells, a decimal comma, a byte order mark, nothing that starts
    a formula."""
    table = customer_table(overview)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.head for column in table.columns])
    writer.writerows([[_written(cell) for cell in row] for row in table.rows])
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Measured):
        return _number(cell.value)
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return neutralise(cell) if isinstance(cell, str) else _number(cell)


def _number(value: float) -> str:
    """A number without points between thousands, which a spreadsheet might read as something else: `1234,5`."""
    shown = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown.replace(".", ",")
