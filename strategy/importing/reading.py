"""Files to customers in three steps: what they hold (opening), what that means (understanding), and who bought what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from strategy.importing.columns.dates import EMPTY, EPOCH
from strategy.importing.customers.doubles import Double, possible_doubles
from strategy.importing.customers.gathering import (
    CustomerTable,
    ImportedCustomer,
    coverage,
    customer_keys,
    customer_table,
    customers_without_class,
    dates_of,
)
from strategy.importing.customers.joins import joined_as_said
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.limits import FILES, UPLOAD_BYTES
from strategy.importing.nouns.period import Period, years_between
from strategy.importing.nouns.preview import Preview
from strategy.importing.nouns.progress import Rising, Tell, part, silent
from strategy.importing.nouns.questions import ImportQuestion
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.report import Report
from strategy.importing.opening import Opened, open_file
from strategy.importing.rows.duplicates import find_doubles, group_invoices
from strategy.importing.rows.ledger import Ledger, LedgerMeasure, joined, total
from strategy.importing.rows.weighing import give_back_memory
from strategy.importing.understanding import ImportRequest, Understood, understand
from strategy.nouns.company import Customer
from strategy.words import clock

# about how much of the work is done when the files are read
FILES_DONE = 0.9
# up to this size it is tried whether an answer leads on before it is asked for
TRIED_BYTES = 5_000_000
MOST_QUESTIONS = 8
OPENS_DIFFERENTLY = ("encoding", "sheet")


@dataclass(frozen=True)
class Imported:
    """What came of an import. With open `questions` there are no customers yet."""

    table: CustomerTable | None
    report: Report
    questions: tuple[ImportQuestion, ...]
    previews: tuple[Preview, ...]

    @cached_property
    def customers(self) -> tuple[ImportedCustomer, ...]:
        """Every customer with an invoice in the period, the largest first."""
        return self.table.customers() if self.table else ()

    @property
    def measure(self) -> LedgerMeasure:
        """What the amounts of the files are."""
        return self.table.measure if self.table else "revenue"

    @property
    def preview(self) -> Preview:
        """What was understood of the first file."""
        return self.previews[0]

    def to_customers(self) -> tuple[Customer, ...]:
        """The customers of the method."""
        return tuple(customer.as_customer() for customer in self.customers)

    def possible_doubles(self) -> tuple[Double, ...]:
        """Customers of this import that may be one under two names; nothing was joined."""
        return possible_doubles(self.customers)


def read_export(
    files: Sequence[tuple[str, bytes]],
    *,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    period: Period | None = None,
    today: date | None = None,
    limit: int = UPLOAD_BYTES,
    progress: Tell = silent,
) -> Imported:
    """Exports of an accounting package to customers.

    `mapping` gives column names a field (`{"Bedrag": "amount"}`, `""` ignores one), `answers` answers questions
    by their key, `limit` is the most bytes that all files together may have. `progress` hears which share of the
    work is done, rising from 0 to 1, from any thread. Raises `FileRefused` and nothing else.
    """
    asked = ImportRequest(mapping or {}, answers or {}, period or Period(), today or clock.today())
    _size_or_stop(files, limit)
    tell = Rising(progress)
    opened = opened_files(files, asked.answers, part(tell, 0, FILES_DONE))
    several = len(files) > 1
    imported = customers_of(understand(opened, asked, several), asked)
    if imported.questions and sum(len(data) for _, data in files) <= TRIED_BYTES:
        _leads_on_or_stop(opened, asked, several, imported.questions[0])
    tell(1)
    return imported


def _leads_on_or_stop(
    opened: Opened, asked: ImportRequest, several: bool, question: ImportQuestion, depth: int = 0
) -> None:
    """Refuses at once what is refused after every answer: what is fatal is said before anything is asked.

    Questions about letters, sheets and such change how a file is opened and are not tried.
    """
    if depth == MOST_QUESTIONS or question.key in OPENS_DIFFERENTLY or not question.options:
        return
    refused = None
    for option in question.options:
        trying = replace(asked, answers={**asked.answers, question.key: option.value})
        try:
            tried = customers_of(understand(opened, trying, several), trying)
            if tried.questions and tried.questions[0].key != question.key:
                _leads_on_or_stop(opened, trying, several, tried.questions[0], depth + 1)
            return
        except FileRefused as found:
            refused = found
    if refused is not None:
        raise refused


def opened_files(files: Sequence[tuple[str, bytes]], answers: Mapping[str, str], tell: Tell) -> Opened:
    """What these files hold. Raises `FileRefused`, naming the file where there are several."""
    several = len(files) > 1
    size, done, found = max(sum(len(data) for _, data in files), 1), 0, []
    for name, data in files:
        begin, done = done, done + len(data)
        try:
            found.append(open_file(name, data, answers, several, part(tell, begin / size, done / size)))
        except FileRefused as refused:
            refused.file = name if several else ""
            raise
    return Opened.together(found)


def _size_or_stop(files: Sequence[tuple[str, bytes]], limit: int) -> None:
    if not files:
        raise FileRefused("import.no_file")
    if len(files) > FILES:
        raise FileRefused("import.too_many_files", n=len(files), limit=FILES)
    size = sum(len(data) for _, data in files)
    if size > limit:
        raise FileRefused("import.too_large", megabytes=-(-size // 1_000_000), limit=limit // 1_000_000)


def customers_of(understood: Understood, asked: ImportRequest) -> Imported:
    """Ledgers to customers, or the questions that come first. Raises `FileRefused` where no row counts."""
    if understood.questions:
        return _asking(understood.questions, understood.findings, understood.previews)
    ledger = joined(understood.ledgers)
    give_back_memory(len(ledger))
    return customers_in(ledger, asked, understood.findings, understood.previews)


def _asking(
    questions: tuple[ImportQuestion, ...], found: Findings, previews: tuple[Preview, ...]
) -> Imported:
    report = Report(None, None, 0.0, 0, 0, found.skipped, found.repairs, found.counts, {})
    return Imported(None, report, questions, previews)


def customers_in(
    ledger: Ledger, asked: ImportRequest, found: Findings, previews: tuple[Preview, ...]
) -> Imported:
    """Rows to customers: doubles out, the period in, then the figures."""
    keys, named = customer_keys(ledger)
    keys, joins = joined_as_said(keys, asked.answers)
    invoices = group_invoices(ledger, keys.of_row)
    doubles = find_doubles(ledger, invoices, asked.answers)
    found = Findings.together((found, named, joins, doubles.findings))
    if doubles.questions:
        return _asking(doubles.questions, found, previews)
    whole = dates_of(ledger)
    if whole is None:
        raise FileRefused("import.nothing_counts", n=found.left_out)
    reference = _reference_day(ledger)
    first, last = asked.period.within(*whole)
    inside = (ledger.date >= (first - EPOCH).days) & (ledger.date <= (last - EPOCH).days)
    keep = doubles.keep & inside
    if not keep.any():
        raise FileRefused(
            "import.nothing_in_period", first=first, last=last, file_first=whole[0], file_last=whole[1]
        )
    rows, outside = int(doubles.keep.sum()) + found.left_out, int((doubles.keep & ~inside).sum())
    outside_amount = ledger.exact(total(ledger.amount[doubles.keep & ~inside]))
    if not keep.all():
        ledger = ledger.keep(keep)
        keys = replace(keys, of_row=keys.of_row[keep])
        invoices = group_invoices(ledger, keys.of_row)
    span = years_between(first, last)
    table = customer_table(ledger, keys, invoices, max(1.0, span), reference)
    found = Findings.together((found, _short(first, last, span), customers_without_class(table)))
    report = Report(
        first=first,
        last=last,
        years=max(1.0, span),
        rows=rows,
        used=len(ledger),
        skipped=tuple(sorted(found.skipped, key=lambda finding: (finding.file or "", finding.row or 0))),
        repairs=found.repairs,
        counts=found.counts,
        coverage={
            **coverage(ledger, table, found.sums),
            "outside_period": outside,
            "outside_amount": outside_amount,
            "file_from": whole[0].isoformat(),
            "file_to": whole[1].isoformat(),
        },
    )
    return Imported(table, report, (), previews)


def _short(first: date, last: date, span: float) -> Findings:
    """That the invoices span less than a year, where they do."""
    notes = Notes()
    if span < 1:
        notes.repair("import.repair.short_period", first=first, last=last)
    return notes.found()


def _reference_day(ledger: Ledger) -> int:
    """The day at which open invoices are aged: the last day that the export knows of."""
    last = int(ledger.date.max())
    if ledger.paid is None:
        return last
    known = ledger.paid[ledger.paid != EMPTY]
    return max(last, int(known.max())) if len(known) else last
