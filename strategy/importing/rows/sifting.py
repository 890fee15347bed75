"""Which rows of a table are invoices: totals, repeated headers, blanks and rows without a customer are not.

Everything is decided for all rows at once; only what is listed is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from strategy.importing.columns.dates import BAD, EMPTY, EPOCH, written
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.limits import LISTED
from strategy.importing.nouns.refusal import Refused, listed
from strategy.importing.nouns.table import BoolArray, CodeArray, IntArray, Table
from strategy.importing.rows.ledger import NONE, Coded, as_decimal, total
from strategy.importing.rows.totals import is_repeated_header, totals_among, totals_beginning
from strategy.importing.rows.weighing import MANY, CodedDates

AMOUNT_FIELDS = ("amount", "amount_incl", "unit_price")
CUSTOMER_FIELDS = ("customer_number", "customer_name")
Chooser = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class Sifting:
    """The rows of a table with what is known of each: who, which document, which day, how much."""

    table: Table
    number: Coded
    name: Coded
    invoice: Coded
    dates: CodedDates
    days: CodeArray
    amount: IntArray
    places: int
    present: BoolArray
    bad: BoolArray

    @property
    def known(self) -> BoolArray:
        """Rows with a customer."""
        found: BoolArray = (self.number.codes != NONE) | (self.name.codes != NONE)
        return found

    def counting(self, today: date) -> tuple[BoolArray, Findings]:
        """The rows that count, and the others as findings.

        Raises `Refused` for dates and amounts that cannot be read.
        """
        dated = (self.days != EMPTY) & (self.days != BAD)
        counts: BoolArray = self.present & dated & self.known
        alone = _among(self.number, totals_among) | _among(self.name, totals_among)
        if counts.all() and not alone.any():
            return self._not_ahead_or_stop(counts, today), Findings()
        notes = Notes()
        suspect = ~counts | alone
        counts = counts & ~alone
        for code, column, rows in self._reasons(suspect, alone, dated, counts):
            suspect = suspect & ~rows
            self._list(notes, code, column, np.flatnonzero(rows))
        counts = counts | suspect
        if not counts.any() and not notes.counts:
            raise Refused("import.no_rows")
        return self._not_ahead_or_stop(counts, today), notes.found()

    def _reasons(
        self, suspect: BoolArray, alone: BoolArray, dated: BoolArray, counts: BoolArray
    ) -> list[tuple[str, str, BoolArray]]:
        """Text code, column and rows of every reason to leave a row out, the strongest first."""
        filled = self._filled_dates()
        numbered = self.invoice.codes != NONE
        known = self.known
        blank = ~(known | numbered | filled | self.present | self.bad)
        label = alone | _among(self.number, totals_beginning) | _among(self.name, totals_beginning)
        label = label | self._among_dates(totals_beginning)
        if len(self.invoice.texts) <= MANY:
            label = label | _among(self.invoice, totals_beginning)
        date_name = self.table.columns["date"].name
        headers = self._among_dates(
            lambda texts: [at for at, text in enumerate(texts) if is_repeated_header(text, date_name)]
        )
        running = np.cumsum(np.where(counts, self.amount, 0))
        unnamed = ~known & ~numbered & self.present & (self.amount == running) & (running != 0)
        customer = self._name_of(CUSTOMER_FIELDS)
        reasons = [
            ("", "", blank),
            ("import.skipped.total", "", label & (~dated | (alone & ~numbered))),
            ("import.skipped.header", "", headers),
            ("import.skipped.unnamed_total", "", unnamed),
            ("import.impossible_dates", date_name, self.days == BAD),
            ("import.unreadable_amounts", self._name_of(AMOUNT_FIELDS), self.bad),
            ("import.skipped.no_date", date_name, ~dated),
            ("import.skipped.no_amount", self._name_of(AMOUNT_FIELDS), ~self.present),
            ("import.skipped.no_customer", customer, ~known),
        ]
        left = suspect
        found = []
        for code, column, rows in reasons:
            found.append((code, column, left & rows))
            left = left & ~rows
        return found

    def _list(self, notes: Notes, code: str, column: str, places: IntArray) -> None:
        """List the rows that a reason leaves out, or refuse the file for them."""
        if not len(places) or not code:
            return
        if code == "import.impossible_dates":
            dates = all(written(self.text_at("date", place)) for place in places[:LISTED].tolist())
            raise self.refusal(code if dates else "import.unreadable_dates", "date", places)
        if code == "import.unreadable_amounts":
            raise self.refusal(code, self._field_of(AMOUNT_FIELDS), places)
        if code == "import.skipped.no_customer":
            notes.apart += as_decimal(total(self.amount[places]), self.places)
        for place in notes.kept(code, places):
            values: dict[str, object] = {}
            if code == "import.skipped.no_customer":
                values["amount"] = Decimal(int(self.amount[place])).scaleb(-self.places)
            elif code == "import.skipped.total":
                values["text"] = self._label(place)
            notes.skip(code, int(self.table.rows[place]), column or None, file=self.table.file, **values)

    def _label(self, place: int) -> str:
        """The word by which a total was known."""
        texts = [
            self.number.text(place),
            self.name.text(place),
            self.dates.column.values[int(self.dates.codes[place])],
            self.invoice.text(place),
        ]
        return next((text for text in texts if totals_beginning([text])), "")[:60]

    def _among_dates(self, choose: Chooser) -> BoolArray:
        found = choose(self.dates.column.values)
        chosen: BoolArray = np.isin(self.dates.codes, found) if found else np.zeros(len(self.days), np.bool_)
        return chosen

    def _filled_dates(self) -> BoolArray:
        """Rows with anything in the date column, as text or as a date of a spreadsheet."""
        empty = self._among_dates(lambda texts: [at for at, text in enumerate(texts) if not text])
        filled: BoolArray = ~empty | (self.days != EMPTY)
        return filled

    def _field_of(self, fields: Sequence[str]) -> str:
        return next(field for field in fields if field in self.table.columns)

    def _name_of(self, fields: Sequence[str]) -> str:
        return self.table.columns[self._field_of(fields)].name

    def _not_ahead_or_stop(self, counts: BoolArray, today: date) -> BoolArray:
        ahead = np.flatnonzero(counts & (self.days > (today - EPOCH).days + 366))
        if len(ahead):
            raise self.refusal("import.future_dates", "date", ahead)
        return counts

    def refusal(self, code: str, field: str, places: IntArray) -> Refused:
        """A refusal that names the rows and what stands there."""
        shown = [
            {
                "code": "import.place.value",
                "row": int(self.table.rows[place]),
                "value": self.text_at(field, place)[:40],
            }
            for place in places[:LISTED].tolist()
        ]
        return Refused(code, column=self.table.columns[field].name, **listed(shown, len(places)))

    def text_at(self, field: str, place: int) -> str:
        """What stands in one cell."""
        return cell_text(self.table, field, place)


def cell_text(table: Table, field: str, place: int) -> str:
    """What stands in one cell of a table, with single spaces."""
    value = table.columns[field].cells[place].as_py()
    return " ".join((value or b"").decode(table.codec, "replace").split())


def _among(texts: Coded, choose: Chooser) -> BoolArray:
    found = choose(texts.texts)
    chosen: BoolArray = np.isin(texts.codes, found) if found else np.zeros(len(texts.codes), np.bool_)
    return chosen
