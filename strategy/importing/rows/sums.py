"""Totals per customer instead of invoices: one column a year, a quarter or a month, or one column for all of it.

They tell revenue and nothing about orders or payment; each total counts on the first day of its stretch of time.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from strategy.importing.columns.dates import EPOCH
from strategy.importing.columns.spans import Span
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused, listed
from strategy.importing.nouns.table import SUM, BoolArray, IntArray, Table
from strategy.importing.rows.invoices import Reading, without_vat
from strategy.importing.rows.ledger import NONE, Coded, Ledger, as_decimal
from strategy.importing.rows.sifting import among, cell_text
from strategy.importing.rows.totals import totals_among, totals_beginning

YEAR = "year"
MEAN = "mean"
EARLIER_YEARS = 3


def sum_field(place: int) -> str:
    """The name under which the column at this place is read."""
    return f"{SUM}{place}"


def dated_spans(
    spans: Mapping[int, Span], said: int, answers: Mapping[str, str], today: date
) -> tuple[dict[int, Span], ImportQuestion | None]:
    """The spans with their year, which the heading, the text around the table or else the person tells."""
    if all(span.year for span in spans.values()):
        return dict(spans), None
    answer = answers.get(YEAR, "")
    year = int(answer) if answer.isdecimal() and len(answer) == 4 else said
    if not year:
        years = range(today.year, today.year - EARLIER_YEARS - 1, -1)
        options = tuple(Option(str(one), "import.option.literal", {"name": str(one)}) for one in years)
        return {}, ImportQuestion(YEAR, "import.question.which_year", options)
    return {place: span if span.year else replace(span, year=year) for place, span in spans.items()}, None


def chosen_spans(
    spans: Mapping[int, Span], answers: Mapping[str, str]
) -> tuple[dict[int, Span], ImportQuestion | None]:
    """The columns that count: with several years one of them, or the mean of all, as the person says."""
    years = [span.year for span in spans.values()]
    if any(span.length != "year" for span in spans.values()) or len(years) < 2:
        return dict(spans), None
    answer = answers.get(YEAR, "")
    if answer == MEAN:
        return dict(spans), None
    if answer.isdecimal() and int(answer) in years:
        return {place: span for place, span in spans.items() if span.year == int(answer)}, None
    options = [
        Option(str(year), "import.option.only_year", {"year": str(year)})
        for year in sorted(years, reverse=True)
    ]
    options.append(Option(MEAN, "import.option.mean_year", {"n": len(years)}))
    return {}, ImportQuestion(YEAR, "import.question.year", tuple(options))


class SumReading(Reading):
    """A table of totals per customer being turned into a ledger without invoices."""

    def __init__(
        self, table: Table, answers: Mapping[str, str], today: date, spans: Mapping[int, Span]
    ) -> None:
        super().__init__(table, answers, today)
        self.spans = spans

    def ledger(self) -> Ledger | None:
        """The totals that count, or None where a question is open (`questions`). Raises `FileRefused`."""
        self._read_amounts()
        rate = self._sums_vat()
        if self.questions:
            return None
        number, name = self._texts("customer_number"), self._texts("customer_name")
        counts = self._counting(number, name)
        filled = {
            place: np.flatnonzero(counts & self.amounts[sum_field(place)].present) for place in self.spans
        }
        if not any(map(len, filled.values())):
            raise FileRefused("import.no_rows")
        at = np.concatenate(list(filled.values()))
        amount = np.concatenate([self._amounts(place)[rows] for place, rows in filled.items()])
        days = [np.full(len(rows), _number(self.spans[place].first)) for place, rows in filled.items()]
        self._note_gaps()
        self.notes.repair("import.repair.sums", file=self.table.file)
        return Ledger(
            files=(self.table.file,),
            file=np.zeros(len(at), np.int32),
            rows=self.table.rows[at],
            number=number.at(at),
            name=name.at(at),
            invoice=Coded(np.full(len(at), NONE, np.int32), []),
            date=np.concatenate(days).astype(np.int32),
            amount=without_vat(amount, rate) if rate else amount,
            places=self.places,
            complete=(None,),
            covers=self._covers(),
        )

    def _amounts(self, place: int) -> IntArray:
        return self.amounts[sum_field(place)].at(self.places)

    def _sums_vat(self) -> Decimal | None:
        """The VAT to take off, asked where the headings say that it is in the totals."""
        with_vat = [place for place, span in self.spans.items() if span.with_vat]
        return self.asked_vat(self.table.columns[sum_field(with_vat[0])].name) if with_vat else None

    def _counting(self, number: Coded, name: Coded) -> BoolArray:
        """The rows of a customer; totals, rows without a customer and cells that are no amounts are listed.

        Raises `FileRefused` where rows with such cells are not outnumbered by good ones.
        """
        totals = among(number, totals_among) | among(name, totals_beginning)
        known = (number.codes != NONE) | (name.codes != NONE)
        present, bad = np.zeros(len(self.table), np.bool_), np.zeros(len(self.table), np.bool_)
        for place in self.spans:
            present |= self.amounts[sum_field(place)].present
            bad |= self.amounts[sum_field(place)].bad
        self._list_bad(bad & known & ~totals, int((known & ~totals & ~bad).sum()))
        for place in np.flatnonzero(totals).tolist():
            self._skip("import.skipped.total", place, text=(name.text(place) or number.text(place))[:60])
        for place in np.flatnonzero(present & ~known).tolist():
            amount = as_decimal(sum(int(self._amounts(one)[place]) for one in self.spans), self.places)
            self.notes.add_sum("import.skipped.no_customer", amount)
            self._skip("import.skipped.no_customer", place, amount=amount)
        counts: BoolArray = known & ~totals & ~bad
        return counts

    def _list_bad(self, bad: BoolArray, good: int) -> None:
        """Rows with a cell that is no amount, or a refusal that names them."""
        n = int(bad.sum())
        places: list[dict[str, object]] = []
        for row in np.flatnonzero(bad).tolist():
            field = next(f for f in map(sum_field, self.spans) if self.amounts[f].bad[row])
            text = cell_text(self.table, field, row)[:40]
            places.append({"code": "import.place.value", "row": int(self.table.rows[row]), "value": text})
            self._skip("import.skipped.unreadable_amount", row, self.table.columns[field].name, text=text)
        if n and (not good or n >= max(good, 2)):
            column = self.table.columns[sum_field(next(iter(self.spans)))].name
            raise FileRefused("import.unreadable_amounts", column=column, **listed(places, n))

    def _skip(self, code: str, place: int, column: str | None = None, **values: object) -> None:
        self.notes.skip(code, int(self.table.rows[place]), column, file=self.table.file, **values)

    def _note_gaps(self) -> None:
        """The months or quarters between the first and the last that have no column."""
        spans = sorted(self.spans.values(), key=lambda span: span.first)
        missing = []
        for before, after in itertools.pairwise(spans):
            day = before.last + timedelta(days=1)
            while day < after.first:
                missing.append(f"{day.month:02}/{day.year}")
                month = day.year * 12 + day.month
                day = date(month // 12, month % 12 + 1, 1)
        if missing:
            self.notes.repair("import.repair.sums_gap", file=self.table.file, months=tuple(missing[:12]))

    def _covers(self) -> tuple[int, int]:
        """The first and last day of all that is told; a stretch that is not over yet ends today."""
        first = min(span.first for span in self.spans.values())
        last = max(span.last for span in self.spans.values())
        return _number(first), max(_number(first), min(_number(last), _number(self.today)))


def _number(day: date) -> int:
    return (day - EPOCH).days


def total_columns(names: Sequence[str], spans: Mapping[int, Span]) -> list[str]:
    """The columns that add up the others."""
    return [name for place, name in enumerate(names) if place not in spans and totals_among([name])]
