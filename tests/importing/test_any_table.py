"""Any table, written in any dialect, reads back equal; any bytes at all raise nothing but our own refusal."""

from __future__ import annotations

import csv
import io
import string
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.importing import FileRefused, Imported, read_export

TODAY = date(2026, 6, 1)
HEADERS = {
    "nl": (
        "Klantnr",
        "Klantnaam",
        "Factuurnummer",
        "Factuurdatum",
        "Bedrag excl. btw",
        "Kostprijs",
        "Betaald op",
    ),
    "fr": (
        "N° client",
        "Nom du client",
        "N° facture",
        "Date de facture",
        "Montant HTVA",
        "Prix de revient",
        "Payé le",
    ),
    "en": (
        "Customer number",
        "Customer name",
        "Invoice number",
        "Invoice date",
        "Amount excl VAT",
        "Cost",
        "Paid on",
    ),
}
LETTERS = string.ascii_letters + string.digits + " éèëüçñÅœ&.'-,;|\"/"


@dataclass(frozen=True)
class Line:
    customer: int
    invoice: int
    day: date
    cents: int
    cost: int | None
    paid: date | None


@dataclass(frozen=True)
class Writing:
    delimiter: str
    decimal: str
    thousands: str
    order: str
    encoding: str
    quoting: int
    end: str
    language: str
    titles: int
    declared: bool

    def amount(self, cents: int | None) -> str:
        if cents is None:
            return ""
        whole = f"{abs(cents) // 100:,}".replace(",", self.thousands)
        return f"{'-' if cents < 0 else ''}{whole}{self.decimal}{abs(cents) % 100:02d}"

    def day(self, day: date | None) -> str:
        return day.strftime(self.order) if day else ""


lines = st.builds(
    Line,
    customer=st.integers(0, 5),
    invoice=st.integers(1, 999_999),
    day=st.dates(date(2023, 1, 1), date(2025, 12, 31)),
    cents=st.integers(-(10**9), 10**9),
    cost=st.none() | st.integers(-(10**9), 10**9),
    paid=st.none() | st.dates(date(2023, 1, 1), date(2026, 3, 1)),
)
writings = st.builds(
    Writing,
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    decimal=st.sampled_from([",", "."]),
    thousands=st.sampled_from(["", " ", "'", "other"]),
    order=st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
    language=st.sampled_from(sorted(HEADERS)),
    titles=st.integers(0, 3),
    declared=st.booleans(),
)
names = st.lists(st.text(LETTERS, min_size=1, max_size=30), min_size=6, max_size=6)


def written(found: Sequence[Line], who: Sequence[str], writing: Writing) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=writing.delimiter, quoting=writing.quoting, lineterminator=writing.end)
    if writing.declared:
        out.write(f"sep={writing.delimiter}{writing.end}")
    for title in range(writing.titles):
        writer.writerow([f"Verkoop {title}"])
    writer.writerow(HEADERS[writing.language])
    for place, line in enumerate(found):
        writer.writerow(
            [
                f"K{line.customer}",
                who[line.customer],
                f"F{place}-{line.invoice}",
                writing.day(line.day),
                writing.amount(line.cents),
                writing.amount(line.cost),
                writing.day(line.paid),
            ]
        )
    return out.getvalue().encode(writing.encoding)


def read(data: bytes, answers: dict[str, str]) -> Imported:
    result = read_export([("tabel.csv", data)], today=TODAY, answers=answers)
    assert {question.key for question in result.questions} <= {"date_order"}
    return result


@settings(max_examples=120, deadline=None)
@given(found=st.lists(lines, min_size=1, max_size=30), who=names, writing=writings)
def test_any_table_in_any_dialect_reads_back_equal(
    found: list[Line], who: list[str], writing: Writing
) -> None:
    thousands = {",": ".", ".": ","}[writing.decimal] if writing.thousands == "other" else writing.thousands
    writing = Writing(**{**writing.__dict__, "thousands": thousands})
    data = written(found, who, writing)
    result = read(data, {})
    if result.questions:
        order = {"%d": "dmy", "%m": "mdy", "%Y": "ymd"}[writing.order[:2]]
        result = read(data, {"date_order": order})
    totals: dict[str, int] = defaultdict(int)
    costs: dict[str, int] = defaultdict(int)
    for line in found:
        totals[f"K{line.customer}"] += line.cents
        costs[f"K{line.customer}"] += line.cost or 0
    assert {customer.number: customer.invoiced for customer in result.customers} == {
        number: Decimal(cents).scaleb(-2) for number, cents in totals.items()
    }
    assert (result.report.first, result.report.last) == (
        min(line.day for line in found),
        max(line.day for line in found),
    )
    assert {
        customer.number: customer.cost for customer in result.customers if customer.cost is not None
    }.items() <= {number: Decimal(cents).scaleb(-2) for number, cents in costs.items()}.items()
    assert sum(customer.invoices for customer in result.customers) == sum(line.cents >= 0 for line in found)


def only_refused(data: bytes) -> None:
    """Read it: customers, a question, or a refusal in both languages, and no other error."""
    try:
        result = read_export([("onbekend", data)], today=TODAY)
        outcome: object = result.customers or result.questions
    except FileRefused as refused:
        outcome = refused.sentence("nl") and refused.sentence("en")
    assert outcome


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=2_000))
def test_random_bytes_raise_nothing_but_a_refusal(data: bytes) -> None:
    only_refused(data)


@settings(max_examples=200, deadline=None)
@given(
    begin=st.sampled_from(
        [
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"<?xml ",
            b"<",
            b"\xff\xfe",
            b"sep=;\n",
        ]
    ),
    rest=st.binary(max_size=500),
)
def test_what_only_begins_like_an_export_raises_nothing_but_a_refusal(begin: bytes, rest: bytes) -> None:
    only_refused(begin + rest)


cells = st.text(string.ascii_letters + string.digits + ";,\t\"'\r\n .-/€=", max_size=12)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(cells, max_size=6), max_size=12), language=st.sampled_from(sorted(HEADERS)))
def test_random_cells_under_a_real_header_raise_nothing_but_a_refusal(
    rows: list[list[str]], language: str
) -> None:
    header = ";".join(HEADERS[language])
    only_refused("\n".join([header, *(";".join(row) for row in rows)]).encode())


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_workbook_damaged_anywhere_raises_nothing_but_a_refusal(data: st.DataObject) -> None:
    whole = bytearray(small_workbook())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    only_refused(bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))]))


@settings(max_examples=150, deadline=None)
@given(
    sheet=st.lists(
        st.sampled_from(
            [
                "<row>",
                "</row>",
                '<c r="A1" t="s">',
                "<c>",
                '<c r="B2">',
                "</c>",
                "<v>1</v>",
                "<v>",
                "</v>",
                "<f/>",
                "<is><t>a</t></is>",
                "&amp;",
                "<!--",
                "]]>",
                "x",
            ]
        ),
        max_size=25,
    )
)
def test_any_sheet_raises_nothing_but_a_refusal(sheet: list[str]) -> None:
    xml = f"<worksheet><sheetData>{''.join(sheet)}</sheetData></worksheet>"
    only_refused(small_workbook(xml))


def small_workbook(sheet: str | None = None) -> bytes:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>Klant</v></c><c r="B1" t="str"><v>Factuurdatum</v></c>'
        '<c r="C1" t="str"><v>Bedrag excl. btw</v></c></row><row r="2"><c r="A2" t="str"><v>A</v></c>'
        f'<c r="B2" t="str"><v>{date(2025, 1, 15) + timedelta(days=3)}</v></c><c r="C2"><v>12.5</v></c></row>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="urn:r"><sheets><sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", sheet or f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
        )
    return out.getvalue()


def test_the_small_workbook_itself_is_read() -> None:
    assert read_export([("a.xlsx", small_workbook())], today=TODAY).customers[0].invoiced == Decimal("12.50")
