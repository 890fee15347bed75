"""What columns without a heading hold, by their first cells: a table of invoices that begins with an invoice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from strategy.importing.columns.dates import written
from strategy.importing.columns.numerals import plain_amount
from strategy.importing.columns.recognising import column_letter
from strategy.words.amounts import CURRENCY_CODES

ENOUGH = 0.8
DATE_NAMES = ("Factuurdatum", "Vervaldatum", "Betaald op")
Cells = Sequence[str]


def names_by_content(records: Sequence[Cells]) -> tuple[str, ...]:
    """Names for the columns of records that are invoices; empty where they are something else.

    The letter of the column stands behind each name (`Bedrag (F)`), so that two columns of one kind are two names.
    """
    width = max(map(len, records), default=0)
    rows = [record for record in records if len(record) == width and any(map(str.strip, record))]
    if not rows or not is_invoice(rows[0]) or sum(map(is_invoice, rows)) < ENOUGH * len(rows):
        return ()
    columns = [[row[place].strip() for row in rows if row[place].strip()] for place in range(width)]
    kinds = [_kind(cells) for cells in columns]
    names = [""] * width
    _name_dates(names, kinds, columns, len(rows))
    _name_customers(names, kinds, columns)
    for place, kind in enumerate(kinds):
        names[place] = names[place] or {"amount": "Bedrag", "currency": "Munt"}.get(kind, "Kolom")
    return tuple(f"{name} ({column_letter(place)})" for place, name in enumerate(names))


def is_invoice(record: Cells) -> bool:
    """Whether a row has a day, an amount and a word."""
    cells = [cell.strip() for cell in record]
    return any(map(_is_date, cells)) and any(map(_is_amount, cells)) and any(map(has_letters, cells))


def _kind(cells: Cells) -> str:
    kinds: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("date", _is_date),
        ("currency", lambda cell: cell.upper() in CURRENCY_CODES),
        ("code", _is_code),
        ("amount", _is_number),
    )
    if not cells:
        return ""
    if all(map(_is_number, cells)) and any(map(_is_amount, cells)):
        return "amount"
    return next((kind for kind, fits in kinds if all(map(fits, cells))), "text")


def _is_date(cell: str) -> bool:
    digits = cell.replace(".", "").replace(",", "")
    return not digits.isdigit() and written(cell) is not None


def _is_number(cell: str) -> bool:
    return plain_amount(cell)[0] not in (None, b"")


def _is_amount(cell: str) -> bool:
    """A number with decimals or a currency, as amounts have and codes do not."""
    plain, currency = plain_amount(cell)
    return bool(plain) and not _is_date(cell) and (currency is not None or b"." in plain or b"," in plain)  # type: ignore[operator]


def has_letters(cell: str) -> bool:
    """Whether a cell is a word and no date."""
    return any(map(str.isalpha, cell)) and not _is_date(cell)


def _is_code(cell: str) -> bool:
    """A number of a customer or an invoice: one word with a digit in it, and no amount."""
    return " " not in cell and any(map(str.isdigit, cell)) and not _is_date(cell) and not _is_amount(cell)


def _name_dates(names: list[str], kinds: Cells, columns: Sequence[Cells], rows: int) -> None:
    """The first day is that of the invoice; of the others one that is not always there is the day it was paid."""
    places = [place for place, kind in enumerate(kinds) if kind == "date"]
    names[places[0]] = DATE_NAMES[0]
    others = places[1:3]
    gaps = [place for place in others if len(columns[place]) < rows]
    paid = others[1:] if len(others) > 1 else gaps
    for place in others:
        names[place] = DATE_NAMES[2] if place in paid else DATE_NAMES[1]


def _name_customers(names: list[str], kinds: Cells, columns: Sequence[Cells]) -> None:
    """The first words are the customer, a code beside them its number, the code that is never repeated the invoice."""
    words = [place for place, kind in enumerate(kinds) if kind == "text"]
    codes = [place for place, kind in enumerate(kinds) if kind == "code"]
    if words:
        names[words[0]] = "Klant"
    beside = [place for place in codes if words and place == words[0] - 1]
    others = [place for place in codes if place not in beside]
    unique = [place for place in others if len(set(columns[place])) == len(columns[place])]
    if unique or not words:
        for place in (unique or others)[:1]:
            names[place] = "Factuurnr" if words or beside else "Klantnr"
    for place in beside:
        names[place] = "Klantnr"
