"""The first step of an import: what kind each file is, and what it holds; no row of a table is read yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from strategy.importing.columns.dialect import as_single_bytes, detect
from strategy.importing.files.archive import Archive, open_archive
from strategy.importing.files.auditfile import AuditFile, read_audit_file
from strategy.importing.files.delimited import TextTable
from strategy.importing.files.kinds import kind_of, root_name, unknown_xml
from strategy.importing.files.other_workbooks import OtherWorkbook, read_other_sheet
from strategy.importing.files.spreadsheet import Workbook, choose_sheets, is_other_workbook, read_sheet
from strategy.importing.files.ubl import Document, read_document
from strategy.importing.files.webpage import table_of_page
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.preview import Preview
from strategy.importing.nouns.progress import Tell, part, silent
from strategy.importing.nouns.questions import ImportQuestion
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import Table

PREVIEW_ROWS = 10
# about how much of the work on a table is done when its columns are read
READ = {"csv": 0.5, "html": 0.5, "xlsx": 0.85}


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose header is known, and how to read columns of it; `questions` are about how it is written.

    `above` are the texts above the header.

    `tell` hears how far this table is. Of a table that is `one_of_many`, the part of a zip file, a refusal is listed.
    """

    preview: Preview
    names: tuple[str, ...]
    read: Callable[[dict[str, int]], Table]
    questions: tuple[ImportQuestion, ...] = ()
    above: tuple[str, ...] = ()
    one_of_many: bool = False
    tell: Tell = silent


@dataclass(frozen=True, slots=True)
class Opened:
    """What files hold: tables, audit files and e-invoices, and what could not be opened."""

    sources: tuple[Source, ...] = ()
    audits: tuple[AuditFile, ...] = ()
    documents: tuple[Document, ...] = ()
    refusals: tuple[FileRefused, ...] = ()
    findings: Findings = field(default_factory=Findings)

    @classmethod
    def together(cls, parts: Iterable[Opened]) -> Opened:
        """What several files hold. Raises `FileRefused` for different kinds together: an invoice would count double."""
        all = list(parts)
        opened = cls(
            tuple(one for each in all for one in each.sources),
            tuple(one for each in all for one in each.audits),
            tuple(one for each in all for one in each.documents),
            tuple(one for each in all for one in each.refusals),
            Findings.together(each.findings for each in all),
        )
        if sum(map(bool, (opened.sources, opened.audits, opened.documents))) > 1:
            raise FileRefused("import.mixed_kinds")
        return opened


def open_file(
    name: str, data: bytes, answers: Mapping[str, str], several: bool = False, tell: Tell = silent
) -> Opened:
    """What one chosen file holds.

    Raises `FileRefused`; of `several` files an e-invoice that cannot be read is a finding instead.
    """
    if not data:
        raise FileRefused("import.empty", bytes=0)
    kind = kind_of(data)
    if kind == "text":
        return Opened(sources=(text_source(name, data, answers, tell),))
    if kind == "xml":
        return _xml(name, data, several, tell)
    if kind == "html":
        return Opened(sources=(text_source(name, table_of_page(data), answers, tell, kind="html"),))
    if kind == "xls":
        return _other_workbook(name, data, answers, tell)
    archive = open_archive(data)
    if is_other_workbook(archive):
        return _other_workbook(name, data, answers, tell)
    book = Workbook.of(name, archive)
    return _workbook(name, book, answers, tell) if book else _parts(archive, answers, tell)


def text_source(
    name: str,
    data: bytes,
    answers: Mapping[str, str],
    tell: Tell = silent,
    one_of_many: bool = False,
    kind: str = "csv",
) -> Source:
    """A text table. Raises `FileRefused` where it has no header."""
    text, encoding = as_single_bytes(data)
    dialect, questions = detect(text, encoding, answers)
    preview = Preview(
        file=name,
        kind=kind,
        encoding=dialect.encoding,
        delimiter=dialect.delimiter,
        header_row=dialect.header_row,
        rows=dialect.preview[:PREVIEW_ROWS],
    )
    reading = part(tell, 0, READ[kind])
    return Source(
        preview,
        dialect.header.names,
        lambda chosen: TextTable(name, text, dialect, chosen, reading).read(),
        tuple(questions),
        dialect.header.above,
        one_of_many,
        tell,
    )


def _workbook(name: str, book: Workbook, answers: Mapping[str, str], tell: Tell) -> Opened:
    sheets, questions, findings = choose_sheets(book, answers)
    sources = tuple(
        Source(
            Preview(file=name, kind="xlsx", sheet=sheet.name, header_row=header.index + 1, rows=rows),
            header.names,
            partial(read_sheet, book, sheet, header, tell=part(tell, 0, READ["xlsx"])),
            tuple(questions),
            header.above,
            tell=tell,
        )
        for sheet, header, rows in sheets
    )
    return Opened(sources=sources, findings=findings)


def _other_workbook(name: str, data: bytes, answers: Mapping[str, str], tell: Tell) -> Opened:
    """A workbook in another form (.xls, .xlsb, .ods)."""
    book = OtherWorkbook.of(name, data)
    sheets, questions, findings = choose_sheets(book, answers)
    sources = tuple(
        Source(
            Preview(file=name, kind="xlsx", sheet=sheet.name, header_row=header.index + 1, rows=rows),
            header.names,
            partial(read_other_sheet, book, sheet, header),
            tuple(questions),
            header.above,
            tell=tell,
        )
        for sheet, header, rows in sheets
    )
    return Opened(sources=sources, findings=findings)


def _xml(name: str, data: bytes, several: bool, tell: Tell = silent) -> Opened:
    if root_name(data) == "auditfile":
        return Opened(audits=(read_audit_file(name, data, tell),))
    try:
        document = read_document(name, data)
        if document is None:
            raise unknown_xml(data)
    except FileRefused as refused:
        if not several:
            raise
        return listed_refusal(name, refused)
    return Opened(documents=(document,))


def listed_refusal(name: str, refused: FileRefused) -> Opened:
    """A file among others that is not accepted, as a finding."""
    notes = Notes()
    notes.skip("import.skipped.refused", file=name, reason={"code": refused.code, **refused.values})
    return Opened(refusals=(refused,), findings=notes.found())


def _parts(archive: Archive, answers: Mapping[str, str], tell: Tell) -> Opened:
    """The parts of a zip file: e-invoices, or else tables; what is neither is listed."""
    found, others = [], []
    for place, name in enumerate(archive.names):
        tell(place / len(archive.names))
        data = archive.read(name)
        try:
            if data and kind_of(data) == "xml":
                found.append(_xml(name, data, several=True))
            elif data:
                others.append((name, data))
        except FileRefused:
            found.append(_no_export(name))
    found += _tables_or_nothing(others, answers, any(one.documents for one in found))
    opened = Opened.together(found)
    if not opened.sources and not opened.documents and not opened.audits:
        raise (
            opened.refusals[0]
            if opened.refusals
            else FileRefused("import.nothing_in_zip", n=len(archive.names))
        )
    return opened


def _tables_or_nothing(
    others: Sequence[tuple[str, bytes]], answers: Mapping[str, str], beside_documents: bool
) -> list[Opened]:
    """The text tables among these parts; beside e-invoices there are none."""
    found = []
    for name, data in others:
        if beside_documents or kind_of(data) != "text":
            found.append(_no_export(name))
            continue
        try:
            found.append(Opened(sources=(text_source(name, data, answers, one_of_many=True),)))
        except FileRefused as refused:
            found.append(listed_refusal(name, refused))
    return found


def _no_export(name: str) -> Opened:
    notes = Notes()
    notes.skip("import.skipped.other_file", file=name, name=name[-60:])
    return Opened(findings=notes.found())
