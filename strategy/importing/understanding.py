"""The second step of an import: tables, audit files and e-invoices to ledgers, or to what has to be asked first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from strategy.importing.columns.dates import day_of
from strategy.importing.columns.recognising import assign_columns, plain
from strategy.importing.customers.related import Loose, Related, relate
from strategy.importing.files.auditfile import AuditFile, ledger_of_sales
from strategy.importing.files.ubl import Document, ledger_of_documents
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.period import Period
from strategy.importing.nouns.preview import Preview, PreviewColumn
from strategy.importing.nouns.questions import ImportQuestion
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import Table
from strategy.importing.opening import PREVIEW_ROWS, READ, Opened, Source, listed_refusal
from strategy.importing.rows.accounts import with_customer
from strategy.importing.rows.invoices import (
    VAT_INCLUDED,
    Reading,
    amounts_named,
    as_with_vat,
    has_fields,
    required_or_stop,
    vat_is_unsaid,
    vat_question,
)
from strategy.importing.rows.ledger import Ledger
from strategy.importing.rows.other_lists import sales_or_stop
from strategy.importing.rows.sums import total_columns
from strategy.importing.rows.titles import title_column, with_titles
from strategy.importing.sum_tables import SumTable, sum_table
from strategy.importing.timesheets import Timesheet, timesheet

# how much of the work on a table is done when its columns are weighed
WEIGHED = 0.9


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the person asked for beside the files."""

    mapping: Mapping[str, str]
    answers: Mapping[str, str]
    period: Period
    today: date


@dataclass(frozen=True, slots=True)
class Understood:
    """What came of files: ledgers, or the questions that come first; `loose` are tables that miss something."""

    ledgers: tuple[Ledger, ...] = ()
    questions: tuple[ImportQuestion, ...] = ()
    previews: tuple[Preview, ...] = ()
    loose: tuple[Loose, ...] = ()
    refusals: tuple[FileRefused, ...] = ()
    findings: Findings = field(default_factory=Findings)

    @classmethod
    def together(cls, parts: Iterable[Understood]) -> Understood:
        """What came of several files; a question that two of them ask is asked once."""
        all = list(parts)
        asked = {one.key: one for each in reversed(all) for one in reversed(each.questions)}
        keys = dict.fromkeys(one.key for each in all for one in each.questions)
        return cls(
            tuple(one for each in all for one in each.ledgers),
            tuple(asked[key] for key in keys),
            tuple(one for each in all for one in each.previews),
            tuple(one for each in all for one in each.loose),
            tuple(one for each in all for one in each.refusals),
            Findings.together(each.findings for each in all),
        )


def understand(opened: Opened, asked: ImportRequest, several: bool = False) -> Understood:
    """All that was opened. Raises `FileRefused` where nothing in it can be accepted."""
    found = [Understood(refusals=opened.refusals, findings=opened.findings)]
    found += [_audit(audit) for audit in opened.audits]
    found += [_listed_or_stop(source, asked, several) for source in opened.sources]
    understood = Understood.together(found)
    if understood.loose:
        understood = Understood.together((understood, _related(understood, asked)))
    _known_columns_or_stop(understood.previews, asked.mapping)
    if opened.documents:
        understood = Understood.together((understood, _documents(opened.documents, asked)))
    if understood.refusals and not (understood.ledgers or understood.questions or opened.documents):
        raise understood.refusals[0]
    return understood


def _audit(audit: AuditFile) -> Understood:
    ledger, findings = ledger_of_sales(audit)
    return Understood((ledger,), previews=(Preview(file=audit.file, kind="xaf"),), findings=findings)


def _listed_or_stop(source: Source, asked: ImportRequest, several: bool) -> Understood:
    """A table; one among the many of a zip file that is refused is listed."""
    try:
        return _source(source, asked, several or source.one_of_many)
    except FileRefused as refused:
        if source.one_of_many:
            listed = listed_refusal(source.preview.file, refused)
            return Understood(refusals=listed.refusals, findings=listed.findings)
        refused.file = source.preview.file if several else ""
        raise


def _source(source: Source, asked: ImportRequest, several: bool) -> Understood:
    """A table whose header is known. A refusal carries what was understood, so that columns can be named."""
    names = source.names
    chosen, more = assign_columns(names, asked.mapping, asked.answers, source.preview.rows)
    questions = (*source.questions, *more)
    preview = replace(source.preview, columns=_preview_columns(names, chosen, {}))
    open_fields = [question.key.removeprefix("column_") for question in questions]
    sums = sum_table(names, chosen, asked.mapping, open_fields)
    if sums and (not several or len(sums.spans) > 1):
        return _sums(source, sums, asked)
    sheet = timesheet(names, chosen)
    if sheet and not (
        several and sheet.measure == "orders"
    ):  # among several it may head the lines of another
        return _timesheet(source, sheet, preview, asked)
    if several and not has_fields({*chosen, *open_fields}):
        return Understood(loose=(Loose(preview, tuple(names), chosen, source.read),))
    titles = title_column(source.preview.rows, chosen | dict.fromkeys(open_fields, -1))
    read = chosen if titles is None else {**chosen, "customer_name": titles}
    try:
        sales_or_stop(names, chosen, asked.mapping)
        required_or_stop(names, read, open_fields)
        if questions:
            return Understood(questions=questions, previews=(preview,))
        table = source.read(read)
        if not len(table):
            raise FileRefused("import.no_rows")
        source.tell(READ[preview.kind])
        table = table if titles is None else with_titles(table, titles)
        understood = _table(preview, names, chosen, table, asked)
        source.tell(WEIGHED)
        return understood
    except FileRefused as refused:
        refused.preview = preview
        raise


def _timesheet(source: Source, sheet: Timesheet, preview: Preview, asked: ImportRequest) -> Understood:
    """A list of hours or orders. A refusal carries what was understood."""
    if source.questions:
        return Understood(questions=source.questions, previews=(preview,))
    try:
        table = source.read(sheet.chosen)
        if not len(table):
            raise FileRefused("import.no_rows")
        reading = Reading(sheet.read(table, asked.today), asked.answers, asked.today)
        ledger = reading.ledger()
    except FileRefused as refused:
        refused.preview = preview
        raise
    notes = Notes()
    notes.repair(f"import.repair.{sheet.measure}", file=source.preview.file)
    covers = sheet.covers(asked.today) if sheet.is_of_a_year else None
    if covers:
        notes.repair("import.repair.hours_of_a_year", file=source.preview.file)
    return Understood(
        () if ledger is None else (replace(ledger, measure=sheet.measure, covers=covers),),
        tuple(reading.questions),
        (preview,),
        findings=Findings.together((table.findings, reading.notes.found(), notes.found())),
    )


def _sums(source: Source, sums: SumTable, asked: ImportRequest) -> Understood:
    """A table of totals per customer. A refusal carries what was understood."""
    names = source.names
    preview = replace(source.preview, columns=_columns_as(names, sums.shown, {}))
    texts = (*source.above, source.preview.sheet, source.preview.file)
    dated, questions = sums.dated(texts, asked.answers, asked.today)
    questions = (*source.questions, *questions)
    if questions:
        return Understood(questions=questions, previews=(preview,))
    try:
        table = source.read(dated.chosen)
        source.tell(READ[preview.kind])
        dated, vat = _with_vat_in_sums(dated, asked)
        reading = dated.reading(table, asked.answers, asked.today)
        ledger = reading.ledger()
    except FileRefused as refused:
        refused.preview = preview
        raise
    return Understood(
        () if ledger is None else (ledger,),
        (*vat, *reading.questions),
        (replace(preview, columns=_columns_as(names, sums.shown, _as_read(reading))),),
        findings=Findings.together((table.findings, reading.notes.found(), _added_up(source, sums))),
    )


def _with_vat_in_sums(sums: SumTable, asked: ImportRequest) -> tuple[SumTable, tuple[ImportQuestion, ...]]:
    """The totals as what they are, where their heading does not say whether VAT is in them; asks where nobody said."""
    answer = asked.answers.get(VAT_INCLUDED, "").strip().lower()
    if not sums.vague or answer == "no":
        return sums, ()
    if answer == "yes":
        spans = {place: replace(span, with_vat=True) for place, span in sums.spans.items()}
        return replace(sums, spans=spans), ()
    return sums, (vat_question(sums.vague),)


def _added_up(source: Source, sums: SumTable) -> Findings:
    """The columns that add up the others."""
    notes = Notes()
    for name in total_columns(source.names, sums.spans):
        notes.repair("import.repair.sums_total", column=name, file=source.preview.file)
    return notes.found()


def _table(
    preview: Preview, names: Sequence[str], chosen: dict[str, int], table: Table, asked: ImportRequest
) -> Understood:
    """A table that was read, as a ledger."""
    table, chosen, vat = _with_vat_said(with_customer(table), chosen, asked)
    reading = Reading(table, asked.answers, asked.today)
    ledger = reading.ledger()
    return Understood(
        () if ledger is None else (ledger,),
        (*vat, *reading.questions),
        (replace(preview, columns=_preview_columns(names, chosen, _as_read(reading))),),
        findings=Findings.together((table.findings, reading.notes.found())),
    )


def _with_vat_said(
    table: Table, chosen: dict[str, int], asked: ImportRequest
) -> tuple[Table, dict[str, int], tuple[ImportQuestion, ...]]:
    """The amount as what it is, where its name does not say whether VAT is in it; asks where nobody said."""
    named = {plain(name) for name, field in asked.mapping.items() if field == "amount"}
    if not vat_is_unsaid(table) or (
        "amount" in table.columns and plain(table.columns["amount"].name) in named
    ):
        return table, chosen, ()
    if "column_amount" in asked.answers:
        # it was just said which column is without VAT
        return table, chosen, ()
    answer = asked.answers.get(VAT_INCLUDED, "").strip().lower()
    if answer == "yes":
        columns = {as_with_vat(field): column for field, column in table.columns.items()}
        return replace(table, columns=columns), {as_with_vat(name): at for name, at in chosen.items()}, ()
    return table, chosen, () if answer == "no" else (vat_question(amounts_named(table)),)


def _related(understood: Understood, asked: ImportRequest) -> Understood:
    """Tables that miss something: lines and headers that belong together, or else a refusal or a spare file."""
    loose = understood.loose
    related = relate(loose)
    if related is None:
        if not understood.ledgers and not understood.questions:
            _complete_or_stop(loose[0])
        return Understood(findings=_unused(loose))
    lines = related.lines
    found = _table(lines.preview, lines.names, related.chosen, related.table, asked)
    return Understood.together((found, Understood(findings=_joined(related, len(loose)))))


def _complete_or_stop(one: Loose) -> None:
    try:
        required_or_stop(one.names, one.chosen, ())
    except FileRefused as refused:
        refused.preview = one.preview
        raise


def _joined(related: Related, n: int) -> Findings:
    notes = Notes()
    notes.repair("import.repair.related", file=related.lines.preview.file, n=n - len(related.unused))
    return Findings.together((notes.found(), _unused(related.unused)))


def _unused(loose: Sequence[Loose]) -> Findings:
    notes = Notes()
    for spare in loose:
        notes.repair("import.repair.file_unused", file=spare.preview.file, name=spare.preview.file[-60:])
    return notes.found()


def _documents(documents: Sequence[Document], asked: ImportRequest) -> Understood:
    ledger, questions, findings = ledger_of_documents(documents, asked.answers)
    rows = tuple(
        (
            document.file,
            document.number,
            day_of(document.day).isoformat(),
            document.customer.name,
            str(document.amount),
        )
        for document in documents[:PREVIEW_ROWS]
    )
    preview = Preview(file=documents[0].file, kind="ubl", rows=rows)
    return Understood(() if ledger is None else (ledger,), tuple(questions), (preview,), findings=findings)


def _known_columns_or_stop(previews: Sequence[Preview], mapping: Mapping[str, str]) -> None:
    """A column that was named by hand must be in one of the tables."""
    names = [column.name for preview in previews for column in preview.columns]
    known = {plain(name) for name in names}
    for name in mapping:
        if names and plain(name) not in known:
            raise FileRefused("import.unknown_column", column=name[:60], columns=tuple(names[:30]))


def _preview_columns(
    names: Sequence[str], chosen: Mapping[str, int], understood: Mapping[str, tuple[str, dict[str, Any]]]
) -> tuple[PreviewColumn, ...]:
    return _columns_as(names, {place: field for field, place in chosen.items()}, understood)


def _columns_as(
    names: Sequence[str], fields: Mapping[int, str], understood: Mapping[str, tuple[str, dict[str, Any]]]
) -> tuple[PreviewColumn, ...]:
    columns = []
    for place, name in enumerate(names):
        found = fields.get(place)
        plainly = "import.understood.text" if found else "import.understood.ignored"
        code, values = understood.get(name, (plainly, {}))
        columns.append(PreviewColumn(name, found, code, values))
    return tuple(columns)


def _as_read(reading: Reading) -> dict[str, tuple[str, dict[str, Any]]]:
    """How each column was read, by its name."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, sign in reading.understanding.signs.items():
        found[name] = "import.understood.amount", {"sign": sign}
    for name, order in reading.understanding.orders.items():
        serial = name in reading.understanding.serials
        found[name] = ("import.understood.serial", {}) if serial else (f"import.understood.{order}", {})
    return found
