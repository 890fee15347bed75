"""Files to customers: what kind each file is, what it holds, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from strategy.importing import auditfile, ubl
from strategy.importing.archive import Archive, open_archive
from strategy.importing.columns import assign_columns, plain
from strategy.importing.customers import (
    CustomerTable,
    ImportedCustomer,
    coverage,
    customer_keys,
    customer_table,
    dates_of,
    note_customers_without_class,
)
from strategy.importing.dates import EMPTY, EPOCH, day_of
from strategy.importing.delimited import TextTable
from strategy.importing.dialect import as_single_bytes, detect
from strategy.importing.doubles import Double, possible_doubles
from strategy.importing.duplicates import find_doubles, group_invoices
from strategy.importing.findings import Notes
from strategy.importing.invoices import (
    VAT_INCLUDED,
    Reading,
    as_with_vat,
    has_fields,
    required_or_stop,
    vat_is_unsaid,
    vat_question,
)
from strategy.importing.joins import joined_as_said
from strategy.importing.kinds import kind_of, root_name, unknown_xml
from strategy.importing.ledger import Ledger, joined
from strategy.importing.limits import FILES, UPLOAD_BYTES
from strategy.importing.period import Period, years_between
from strategy.importing.preview import Preview, PreviewColumn
from strategy.importing.progress import Rising, Tell, part, silent
from strategy.importing.questions import Question
from strategy.importing.refusal import Refused
from strategy.importing.related import Loose, relate
from strategy.importing.report import Report
from strategy.importing.spreadsheet import Workbook, choose_sheets, read_sheet
from strategy.importing.table import Table
from strategy.importing.weighing import give_back_memory
from strategy.models import Customer

PREVIEW_ROWS = 10
# about how much of the work has been done: of one table when its columns are read and weighed, of all when the files are
READ = {"csv": 0.5, "xlsx": 0.85}
WEIGHED = 0.9
FILES_DONE = 0.9


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

    def possible_doubles(self) -> tuple[Double, ...]:
        """Customers of this import that may be one under two names; nothing was joined."""
        return possible_doubles(self.customers)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person asked for beside the files."""

    mapping: Mapping[str, str]
    answers: Mapping[str, str]
    period: Period
    today: date


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
    work is done, rising from 0 to 1, from any thread. Raises `Refused` and nothing else.
    """
    asked = Asked(mapping or {}, answers or {}, period or Period(), today or date.today())
    _size_or_stop(files, limit)
    tell = Rising(progress)
    pile = Pile(asked, several=len(files) > 1)
    size, done = max(sum(len(data) for _, data in files), 1), 0
    for name, data in files:
        begin, done = done, done + len(data)
        pile.tell = part(tell, FILES_DONE * begin / size, FILES_DONE * done / size)
        try:
            pile.add(name, data)
        except Refused as refused:
            refused.file = name if len(files) > 1 else ""
            raise
        pile.tell(1)
    imported = pile.imported()
    tell(1)
    return imported


def _size_or_stop(files: Sequence[tuple[str, bytes]], limit: int) -> None:
    if not files:
        raise Refused("import.no_file")
    if len(files) > FILES:
        raise Refused("import.too_many_files", n=len(files), limit=FILES)
    size = sum(len(data) for _, data in files)
    if size > limit:
        raise Refused("import.too_large", megabytes=-(-size // 1_000_000), limit=limit // 1_000_000)


@dataclass(slots=True)
class Pile:
    """The files of one import as they are opened: tables and audit files become ledgers, e-invoices documents."""

    asked: Asked
    notes: Notes = field(default_factory=Notes)
    ledgers: list[Ledger] = field(default_factory=list)
    documents: list[ubl.Document] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    loose: list[Loose] = field(default_factory=list)
    several: bool = False
    tell: Tell = silent

    def add(self, name: str, data: bytes) -> None:
        """One chosen file. Raises `Refused`; of several files an e-invoice that cannot be read is listed instead."""
        if not data:
            raise Refused("import.empty", bytes=0)
        kind = kind_of(data)
        if kind == "text":
            self._add_text(name, data)
        elif kind == "xml":
            self._add_xml(name, data, self.several)
        else:
            archive = open_archive(data)
            book = Workbook.of(name, archive)
            if book:
                self._add_workbook(name, book)
            else:
                self._add_parts(archive)

    def _add_text(self, name: str, data: bytes) -> None:
        self.kinds.add("table")
        text, encoding = as_single_bytes(data)
        dialect, questions = detect(text, encoding, self.asked.answers)
        preview = Preview(
            file=name,
            kind="csv",
            encoding=dialect.encoding,
            delimiter=dialect.delimiter,
            header_row=dialect.header_row,
            rows=dialect.preview[:PREVIEW_ROWS],
        )
        tell = part(self.tell, 0, READ["csv"])
        self._add_table(
            preview,
            dialect.header.names,
            questions,
            lambda chosen: TextTable(name, text, dialect, chosen, tell).read(self.notes),
        )

    def _add_workbook(self, name: str, book: Workbook) -> None:
        self.kinds.add("table")
        chosen_sheets, questions = choose_sheets(book, self.asked.answers, self.notes)
        for sheet, header, rows in chosen_sheets:
            preview = Preview(
                file=name, kind="xlsx", sheet=sheet.name, header_row=header.index + 1, rows=rows
            )
            self._add_table(
                preview,
                header.names,
                list(questions),
                partial(read_sheet, book, sheet, header, tell=part(self.tell, 0, READ["xlsx"])),
            )

    def _add_table(
        self,
        preview: Preview,
        names: Sequence[str],
        questions: list[Question],
        read: Callable[[dict[str, int]], Table],
    ) -> None:
        """A table whose header is known. A refusal carries what was understood, so that columns can be named."""
        chosen, more = assign_columns(names, self.asked.mapping, self.asked.answers)
        questions += more
        preview = replace(preview, columns=_preview_columns(names, chosen, {}))
        if self.several and not has_fields(
            {*chosen, *(question.key.removeprefix("column_") for question in questions)}
        ):
            self.loose.append(Loose(preview, tuple(names), chosen, read))
            return
        try:
            required_or_stop(names, chosen, [question.key.removeprefix("column_") for question in questions])
            if questions:
                self._ask(questions)
            else:
                preview = self._read_table(preview, names, chosen, read)
        except Refused as refused:
            refused.preview = preview
            raise
        self.previews.append(preview)

    def _read_table(
        self,
        preview: Preview,
        names: Sequence[str],
        chosen: dict[str, int],
        read: Callable[[dict[str, int]], Table],
    ) -> Preview:
        table = read(chosen)
        if not len(table):
            raise Refused("import.no_rows")
        return self._take_table(preview, names, chosen, table)

    def _take_table(
        self, preview: Preview, names: Sequence[str], chosen: dict[str, int], table: Table
    ) -> Preview:
        self.tell(READ[preview.kind])
        table, chosen = self._with_vat_said(table, chosen)
        reading = Reading(table, self.asked.answers, self.notes, self.asked.today)
        self.tell(WEIGHED)
        ledger = reading.ledger()
        self._ask(reading.questions)
        if ledger is not None:
            self.ledgers.append(ledger)
        return replace(preview, columns=_preview_columns(names, chosen, _understood(reading)))

    def _with_vat_said(self, table: Table, chosen: dict[str, int]) -> tuple[Table, dict[str, int]]:
        """The amount as what it is, where its name does not say whether VAT is in it; asks where nobody said."""
        named = {plain(name) for name, field in self.asked.mapping.items() if field == "amount"}
        if not vat_is_unsaid(table) or plain(table.columns["amount"].name) in named:
            return table, chosen
        answer = self.asked.answers.get(VAT_INCLUDED, "").strip().lower()
        if answer == "yes":
            columns = {as_with_vat(field): column for field, column in table.columns.items()}
            return replace(table, columns=columns), {as_with_vat(name): at for name, at in chosen.items()}
        if answer != "no":
            self._ask([vat_question(table)])
        return table, chosen

    def _ask(self, questions: Sequence[Question]) -> None:
        known = {question.key for question in self.questions}
        self.questions += [question for question in questions if question.key not in known]

    def _add_xml(self, name: str, data: bytes, several: bool) -> None:
        if root_name(data) == "auditfile":
            self.kinds.add("audit")
            audit = auditfile.read_audit_file(name, data, self.notes, self.tell)
            self.ledgers.append(auditfile.ledger_of_sales(name, audit, self.notes))
            self.previews.append(Preview(file=name, kind="xaf"))
            return
        self.kinds.add("invoices")
        try:
            document = ubl.read_document(name, data, self.notes)
            if document is None:
                raise unknown_xml(data)
        except Refused as refused:
            if not several:
                raise
            self.refusals.append(refused)
            self.notes.skip(
                "import.skipped.refused", file=name, reason={"code": refused.code, **refused.values}
            )
            return
        self.documents.append(document)

    def _add_parts(self, archive: Archive) -> None:
        """The parts of a zip file: e-invoices, or else tables; what is neither is listed."""
        others: list[tuple[str, bytes]] = []
        for place, name in enumerate(archive.names):
            self.tell(place / len(archive.names))
            data = archive.read(name)
            try:
                if data and kind_of(data) == "xml":
                    self._add_xml(name, data, several=True)
                elif data:
                    others.append((name, data))
            except Refused:
                self.notes.skip("import.skipped.other_file", file=name, name=name[-60:])
        for name, data in others:
            self._add_other(name, data)
        if not self.documents and not self.ledgers and not self.questions:
            raise (
                self.refusals[0] if self.refusals else Refused("import.nothing_in_zip", n=len(archive.names))
            )

    def _add_other(self, name: str, data: bytes) -> None:
        if self.documents or kind_of(data) != "text":
            self.notes.skip("import.skipped.other_file", file=name, name=name[-60:])
            return
        try:
            self._add_text(name, data)
        except Refused as refused:
            self.refusals.append(refused)
            self.notes.skip(
                "import.skipped.refused", file=name, reason={"code": refused.code, **refused.values}
            )

    def imported(self) -> Imported:
        """All files together."""
        if len(self.kinds) > 1 and not (self.kinds == {"table", "invoices"} and not self.documents):
            raise Refused("import.mixed_kinds")
        if self.loose:
            self._relate()
        self._known_columns_or_stop()
        if self.documents:
            self._take_documents()
        elif self.refusals and not self.ledgers:
            raise self.refusals[0]
        if self.questions:
            return Imported(None, _no_report(self.notes), tuple(self.questions), tuple(self.previews))
        ledger = joined(self.ledgers)
        give_back_memory(len(ledger))
        return customers_of(ledger, self.asked, self.notes, tuple(self.previews))

    def _relate(self) -> None:
        """Tables that miss something: lines and headers that belong together, or else a refusal or a spare file."""
        related = relate(self.loose)
        if related:
            lines = related.lines
            self.previews.append(self._take_table(lines.preview, lines.names, related.chosen, related.table))
            self.notes.repair(
                "import.repair.related", file=lines.preview.file, n=len(self.loose) - len(related.unused)
            )
        elif not self.ledgers and not self.questions:
            first = self.loose[0]
            try:
                required_or_stop(first.names, first.chosen, ())
            except Refused as refused:
                refused.preview = first.preview
                raise
        for spare in related.unused if related else self.loose:
            self.notes.repair(
                "import.repair.file_unused", file=spare.preview.file, name=spare.preview.file[-60:]
            )

    def _take_documents(self) -> None:
        ledger, questions = ubl.ledger_of_documents(self.documents, self.asked.answers, self.notes)
        self._ask(questions)
        if ledger is not None:
            self.ledgers.append(ledger)
        rows = tuple(
            (
                document.file,
                document.number,
                day_of(document.day).isoformat(),
                document.customer.name,
                str(document.amount),
            )
            for document in self.documents[:PREVIEW_ROWS]
        )
        self.previews.append(Preview(file=self.documents[0].file, kind="ubl", rows=rows))

    def _known_columns_or_stop(self) -> None:
        """A column that was named by hand must be in one of the tables."""
        names = [column.name for preview in self.previews for column in preview.columns]
        known = {plain(name) for name in names}
        for name in self.asked.mapping:
            if names and plain(name) not in known:
                raise Refused("import.unknown_column", column=name[:60], columns=tuple(names[:30]))


def _preview_columns(
    names: Sequence[str], chosen: Mapping[str, int], understood: Mapping[str, tuple[str, dict[str, Any]]]
) -> tuple[PreviewColumn, ...]:
    fields = {place: field for field, place in chosen.items()}
    columns = []
    for place, name in enumerate(names):
        found = fields.get(place)
        plainly = "import.understood.text" if found else "import.understood.ignored"
        code, values = understood.get(name, (plainly, {}))
        columns.append(PreviewColumn(name, found, code, values))
    return tuple(columns)


def _understood(reading: Reading) -> dict[str, tuple[str, dict[str, Any]]]:
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
    keys = joined_as_said(customer_keys(ledger, notes), asked.answers, notes)
    invoices = group_invoices(ledger, keys.of_row)
    keep, questions = find_doubles(ledger, invoices, asked.answers, notes)
    if questions:
        return Imported(None, _no_report(notes), tuple(questions), previews)
    whole = dates_of(ledger)
    if whole is None:
        raise Refused("import.nothing_counts", n=skipped_rows(notes))
    reference = _reference_day(ledger)
    first, last = asked.period.within(*whole)
    inside = (ledger.date >= (first - EPOCH).days) & (ledger.date <= (last - EPOCH).days)
    n_read = int(keep.sum()) + skipped_rows(notes)
    n_outside = int((keep & ~inside).sum())
    keep &= inside
    if not keep.any():
        raise Refused(
            "import.nothing_in_period", first=first, last=last, file_first=whole[0], file_last=whole[1]
        )
    if not keep.all():
        ledger = ledger.keep(keep)
        keys = replace(keys, of_row=keys.of_row[keep])
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
        skipped=tuple(sorted(notes.skipped, key=lambda finding: (finding.file or "", finding.row or 0))),
        repairs=tuple(notes.repairs),
        counts=dict(notes.counts),
        coverage={**coverage(ledger, table, notes), "outside_period": n_outside},
    )
    return Imported(table, report, (), previews)


def skipped_rows(notes: Notes) -> int:
    """How many rows were left out, also those beyond the findings that are kept."""
    return sum(n for code, n in notes.counts.items() if code.startswith("import.skipped."))


def _reference_day(ledger: Ledger) -> int:
    """The day at which open invoices are aged: the last day that the export knows of."""
    last = int(ledger.date.max())
    if ledger.paid is None:
        return last
    known = ledger.paid[ledger.paid != EMPTY]
    return max(last, int(known.max())) if len(known) else last
