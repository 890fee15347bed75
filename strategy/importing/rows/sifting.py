"""Which rows of a table are invoices: totals, repeated headers, blanks and rows without a customer are not.

Everything is decided for all rows at once; only what is listed is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from strategy.importing.columns.dates import BAD, EMPTY, EPOCH, written
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.limits import KEPT_FINDINGS, LISTED
from strategy.importing.nouns.refusal import FileRefused, listed
from strategy.importing.nouns.table import NO_VALUE, BoolArray, CodeArray, IntArray, Table
from strategy.importing.rows.ledger import NONE, Coded, as_decimal, total
from strategy.importing.rows.totals import is_repeated_header, totals_among, totals_beginning
from strategy.importing.rows.weighing import MANY, CodedDates

AMOUNT_FIELDS = ("amount", "amount_incl", "unit_price", "debit", "credit")
CUSTOMER_FIELDS = ("customer_number", "customer_name")
IMPOSSIBLE_DATE = "import.skipped.impossible_date"
UNREADABLE_AMOUNT = "import.skipped.unreadable_amount"
FUTURE_DATE = "import.skipped.future_date"
# what a table of such rows is refused for
REFUSED = {
    IMPOSSIBLE_DATE: "import.impossible_dates",
    UNREADABLE_AMOUNT: "import.unreadable_amounts",
    FUTURE_DATE: "import.future_dates",
}
WITH_SUM = ("import.skipped.no_customer", IMPOSSIBLE_DATE, FUTURE_DATE)
Chooser = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class Sifting:
    """The rows of a table with what is known of each: who, which document, which day, how much.

    `no_sale` are rows that were left out before, `heads` rows that only name the customer of those below.
    """

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
    no_sale: BoolArray
    heads: BoolArray

    @property
    def known(self) -> BoolArray:
        """Rows with a customer."""
        found: BoolArray = (self.number.codes != NONE) | (self.name.codes != NONE)
        return found

    def counting(self, today: date) -> tuple[BoolArray, Findings]:
        """The rows that count, and the others as findings.

        Raises `FileRefused` where rows with an impossible date or amount are not outnumbered by good ones.
        """
        dated = (self.days != EMPTY) & (self.days != BAD)
        ahead = self._ahead(today)
        counts: BoolArray = self.present & dated & self.known & ~self.no_sale & ~ahead
        alone = among(self.number, totals_among) | among(self.name, totals_among)
        if counts.all() and not alone.any():
            return counts, Findings()
        notes = Notes()
        suspect = (~counts | alone) & ~self.no_sale
        counts = counts & ~alone
        reasons = self._reasons(suspect, alone, dated, counts, ahead)
        self._few_bad_or_stop(reasons, int(counts.sum()))
        for code, column, rows in reasons:
            suspect = suspect & ~rows
            self._list(notes, code, column, np.flatnonzero(rows))
        counts = counts | suspect
        if not counts.any() and not notes.counts and not self.no_sale.any():
            raise FileRefused("import.no_rows")
        return counts, notes.found()

    def _ahead(self, today: date) -> BoolArray:
        """Rows with a day more than a year from now."""
        ahead: BoolArray = self.days > (today - EPOCH).days + 366
        return ahead

    def _reasons(
        self, suspect: BoolArray, alone: BoolArray, dated: BoolArray, counts: BoolArray, ahead: BoolArray
    ) -> list[tuple[str, str, BoolArray]]:
        """Text code, column and rows of every reason to leave a row out, the strongest first."""
        filled = self._filled_dates()
        numbered = self.invoice.codes != NONE
        known = self.known
        blank = ~(known | numbered | filled | self.present | self.bad)
        label = alone | among(self.number, totals_beginning) | among(self.name, totals_beginning)
        label = label | self._among_dates(totals_beginning)
        if len(self.invoice.texts) <= MANY:
            label = label | among(self.invoice, totals_beginning)
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
            ("import.skipped.group", "", self.heads),
            ("import.skipped.remark", "", known & ~(numbered | filled | self.present | self.bad)),
            (IMPOSSIBLE_DATE, date_name, self.days == BAD),
            (UNREADABLE_AMOUNT, self._name_of(AMOUNT_FIELDS), self.bad),
            (FUTURE_DATE, date_name, ahead),
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
        """List the rows that a reason leaves out, with what stands there."""
        if not len(places) or not code:
            return
        if code in WITH_SUM:
            notes.add_sum(code, as_decimal(total(self.amount[places[self.present[places]]]), self.places))
        for place in notes.kept(code, places):
            values: dict[str, object] = {}
            if code in WITH_SUM:
                values["amount"] = as_decimal(int(self.amount[place]), self.places)
            if code in (IMPOSSIBLE_DATE, FUTURE_DATE):
                values["text"] = self.text_at("date", place)[:40]
            elif code == UNREADABLE_AMOUNT:
                values["text"] = self.text_at(self._field_of(AMOUNT_FIELDS), place)[:40]
            elif code == "import.skipped.total":
                values["text"] = self._label(place)
            elif code in ("import.skipped.group", "import.skipped.remark"):
                values["text"] = (self.name.text(place) or self.number.text(place))[:60]
            notes.skip(code, int(self.table.rows[place]), column or None, file=self.table.file, **values)

    def _few_bad_or_stop(self, reasons: Sequence[tuple[str, str, BoolArray]], good: int) -> None:
        """Refuses a table where no rows count beside those with an impossible date or amount, or hardly more."""
        bad = {code: np.flatnonzero(rows) for code, _, rows in reasons if code in REFUSED}
        self._computed_or_stop(bad)
        n = sum(map(len, bad.values()))
        if not n or (good and (n == 1 or n < good)):
            return
        code, places = next((code, places) for code, places in bad.items() if len(places))
        field = self._field_of(AMOUNT_FIELDS) if code == UNREADABLE_AMOUNT else "date"
        unwritten = code == IMPOSSIBLE_DATE and not all(
            written(self.text_at("date", place)) for place in places[:LISTED].tolist()
        )
        raise self.refusal("import.unreadable_dates" if unwritten else REFUSED[code], field, places)

    def _computed_or_stop(self, bad: Mapping[str, IntArray]) -> None:
        """Refuses a workbook of which an invoice was never computed: it was made by a program, and Excel can save it."""
        fields = {IMPOSSIBLE_DATE: "date", UNREADABLE_AMOUNT: self._field_of(AMOUNT_FIELDS)}
        shown = [
            {
                "code": "import.place.cell",
                "row": int(self.table.rows[place]),
                "column": self.table.columns[field].name,
            }
            for code, field in fields.items()
            for place in bad.get(code, np.empty(0, np.int64))[:KEPT_FINDINGS].tolist()
            if self.text_at(field, place) == NO_VALUE.decode()
        ]
        if shown:
            raise FileRefused("import.formula_without_value", **listed(shown))

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

    def refusal(self, code: str, field: str, places: IntArray) -> FileRefused:
        """A refusal that names the rows and what stands there."""
        shown = [
            {
                "code": "import.place.value",
                "row": int(self.table.rows[place]),
                "value": self.text_at(field, place)[:40],
            }
            for place in places[:LISTED].tolist()
        ]
        return FileRefused(code, column=self.table.columns[field].name, **listed(shown, len(places)))

    def text_at(self, field: str, place: int) -> str:
        """What stands in one cell."""
        return cell_text(self.table, field, place)


def cell_text(table: Table, field: str, place: int) -> str:
    """What stands in one cell of a table, with single spaces."""
    value = table.columns[field].cells[place].as_py()
    return " ".join((value or b"").decode(table.codec, "replace").split())


def among(texts: Coded, choose: Chooser) -> BoolArray:
    """The rows whose text is one of those that are chosen among the different ones."""
    found = choose(texts.texts)
    chosen: BoolArray = np.isin(texts.codes, found) if found else np.zeros(len(texts.codes), np.bool_)
    return chosen
