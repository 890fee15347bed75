"""Files to customers: what kind each file is, what it holds, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from strategy.importing.columns import assign_columns
from strategy.importing.customers import (
    CustomerTable,
    ImportedCustomer,
    coverage,
    customer_keys,
    customer_table,
    dates_of,
    note_customers_without_class,
)
from strategy.importing.dates import EMPTY, EPOCH
from strategy.importing.delimited import TextTable
from strategy.importing.dialect import as_single_bytes, detect
from strategy.importing.duplicates import find_doubles, group_invoices
from strategy.importing.invoices import Reading, required_or_stop
from strategy.importing.ledger import Ledger, joined
from strategy.importing.limits import FILES, UPLOAD_BYTES
from strategy.importing.refusal import Refused
from strategy.importing.report import Notes, Period, Preview, PreviewColumn, Question, Report, years_between
from strategy.models import Customer

PREVIEW_ROWS = 10


@dataclass(frozen=True)
class Imported:
    """What came of an import. With open `questions` there are no customers yet."""

    table: CustomerTable | None
    report: Report
    questions: tuple[Question, ...]
    previews: tuple[Preview, ...]

    @cached_property
    def customers(self) -> tuple[ImportedCustomer, ...]:
        """Every customer with an invoice in the period, the largest first."""
        return self.table.customers() if self.table else ()

    @property
    def preview(self) -> Preview:
        """What was understood of the first file."""
        return self.previews[0]

    def to_customers(self) -> tuple[Customer, ...]:
        """The customers of the method."""
        return tuple(customer.as_customer() for customer in self.customers)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person asked for beside the files."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    period: Period = field(default_factory=Period)
    today: date = date.max


def read_export(
    files: Sequence[tuple[str, bytes]],
    *,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    period: Period | None = None,
    today: date | None = None,
    limit: int = UPLOAD_BYTES,
) -> Imported:
    """Exports of an accounting package to customers.

    `mapping` gives column names a field (`{"Bedrag": "amount"}`, `""` ignores one), `answers` answers questions
    by their key, `limit` is the most bytes that all files together may have. Raises `Refused` and nothing else.
    """
    asked = Asked(mapping or {}, answers or {}, period or Period(), today or date.today())
    _size_or_stop(files, limit)
    notes = Notes()
    ledgers: list[Ledger] = []
    questions: list[Question] = []
    previews: list[Preview] = []
    for name, data in files:
        ledger, open_questions, preview = read_text_table(name, data, asked, notes)
        previews.append(preview)
        questions += [
            question for question in open_questions if question.key not in {q.key for q in questions}
        ]
        if ledger is not None:
            ledgers.append(ledger)
    if questions:
        return Imported(None, _no_report(notes), tuple(questions), tuple(previews))
    return customers_of(joined(ledgers), asked, notes, tuple(previews))


def _size_or_stop(files: Sequence[tuple[str, bytes]], limit: int) -> None:
    if not files:
        raise Refused("import.no_file")
    if len(files) > FILES:
        raise Refused("import.too_many_files", n=len(files), limit=FILES)
    size = sum(len(data) for _, data in files)
    if size > limit:
        raise Refused("import.too_large", megabytes=-(-size // 1_000_000), limit=limit // 1_000_000)


def read_text_table(
    name: str, data: bytes, asked: Asked, notes: Notes
) -> tuple[Ledger | None, list[Question], Preview]:
    """A CSV or other text table. Raises `Refused`, with the preview where the columns are the trouble."""
    text, encoding = as_single_bytes(data)
    dialect, questions = detect(text, encoding, asked.answers)
    names = dialect.header.names
    chosen, more = assign_columns(names, asked.mapping, asked.answers)
    questions += more
    preview = Preview(
        file=name,
        kind="csv",
        encoding=dialect.encoding,
        delimiter=dialect.delimiter,
        header_row=dialect.header_row,
        columns=_preview_columns(names, chosen, {}),
        rows=dialect.preview[:PREVIEW_ROWS],
    )
    try:
        required_or_stop(names, chosen, [question.key.removeprefix("column_") for question in questions])
        table = TextTable(name, text, dialect, chosen).read(notes)
        if not len(table):
            raise Refused("import.no_rows")
        if questions:
            return None, questions, preview
        reading = Reading(table, asked.answers, notes, asked.today)
        ledger = reading.ledger()
    except Refused as refused:
        refused.preview = preview
        raise
    shown = _preview_columns(names, chosen, _understood(reading, chosen, names))
    preview = Preview(
        preview.file,
        preview.kind,
        preview.encoding,
        preview.delimiter,
        "",
        preview.header_row,
        shown,
        preview.rows,
    )
    return ledger, reading.questions, preview


def _preview_columns(
    names: Sequence[str], chosen: Mapping[str, int], understood: Mapping[str, tuple[str, dict[str, Any]]]
) -> tuple[PreviewColumn, ...]:
    fields = {place: field for field, place in chosen.items()}
    columns = []
    for place, name in enumerate(names):
        found = fields.get(place)
        code, values = understood.get(
            name, ("import.understood.text", {}) if found else ("import.understood.ignored", {})
        )
        columns.append(PreviewColumn(name, found, code, values))
    return tuple(columns)


def _understood(
    reading: Reading, chosen: Mapping[str, int], names: Sequence[str]
) -> dict[str, tuple[str, dict[str, Any]]]:
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, sign in reading.understanding.signs.items():
        found[name] = "import.understood.amount", {"sign": sign}
    for name, order in reading.understanding.orders.items():
        serial = name in reading.understanding.serials
        found[name] = ("import.understood.serial", {}) if serial else (f"import.understood.{order}", {})
    return found


def _no_report(notes: Notes) -> Report:
    return Report(None, None, 0.0, 0, 0, tuple(notes.skipped), tuple(notes.repairs), dict(notes.counts), {})


def customers_of(ledger: Ledger, asked: Asked, notes: Notes, previews: tuple[Preview, ...]) -> Imported:
    """Rows to customers: doubles out, the period in, then the figures."""
    keys = customer_keys(ledger, notes)
    invoices = group_invoices(ledger, keys.of_row)
    keep, questions = find_doubles(ledger, invoices, asked.answers, notes)
    if questions:
        return Imported(None, _no_report(notes), tuple(questions), previews)
    whole = dates_of(ledger)
    if whole is None:
        raise Refused("import.nothing_counts", n=sum(1 for _ in notes.skipped))
    reference = _reference_day(ledger)
    first, last = asked.period.within(*whole)
    inside = (ledger.date >= (first - EPOCH).days) & (ledger.date <= (last - EPOCH).days)
    n_read = int(keep.sum()) + len_of_skipped(notes)
    n_outside = int((keep & ~inside).sum())
    keep &= inside
    if not keep.any():
        raise Refused(
            "import.nothing_in_period", first=first, last=last, file_first=whole[0], file_last=whole[1]
        )
    if not keep.all():
        ledger = ledger.keep(keep)
        keys = type(keys)(keys.of_row[keep], keys.numbers, keys.names)
        invoices = group_invoices(ledger, keys.of_row)
    span = years_between(first, last)
    years = max(1.0, span)
    if span < 1:
        notes.repair("import.repair.short_period", first=first, last=last)
    table = customer_table(ledger, keys, invoices, years, reference)
    note_customers_without_class(table, notes)
    report = Report(
        first=first,
        last=last,
        years=years,
        rows=n_read,
        used=len(ledger),
        skipped=tuple(notes.skipped),
        repairs=tuple(notes.repairs),
        counts=dict(notes.counts),
        coverage={**coverage(ledger, table, notes), "outside_period": n_outside},
    )
    return Imported(table, report, (), previews)


def len_of_skipped(notes: Notes) -> int:
    """How many rows were left out, also those beyond the findings that are kept."""
    return sum(n for code, n in notes.counts.items() if code.startswith("import.skipped."))


def _reference_day(ledger: Ledger) -> int:
    """The day at which open invoices are aged: the last day that the export knows of."""
    last = int(ledger.date.max())
    if ledger.paid is None:
        return last
    known = ledger.paid[ledger.paid != EMPTY]
    return max(last, int(known.max())) if len(known) else last
