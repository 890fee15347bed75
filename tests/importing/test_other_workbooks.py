"""Workbooks in other forms (.xls, .ods, .xlsb) and web pages called .xls: read, or explained in one sentence."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import Table, TableCell, TableRow
from odf.text import P

from strategy.importing import FileRefused, Imported, read_export
from strategy.importing.files import other_workbooks

TODAY = date(2026, 6, 1)
HEADER = (
    "Klantnr",
    "Klantnaam",
    "Factuurnummer",
    "Factuurdatum",
    "Bedrag excl. btw",
    "Kostprijs",
    "Betaald op",
)
HOEVE = ("007", "Hoeve Ter Linde BV", 101, date(2025, 1, 15), 1250.0, 800, date(2025, 2, 10))
ZOE = ("008", "Brasserie Zoë & Co NV", 102, date(2025, 2, 28), 2499.95, 1900.1, None)
Rows = Sequence[Sequence[Any]]


def xls(sheets: dict[str, Rows], hidden: Sequence[str] = ()) -> bytes:
    book, out = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in hidden)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write(place, column, value, day)
                elif value is not None:
                    sheet.write(place, column, value)
    book.save(out)
    return out.getvalue()


def ods(sheets: dict[str, Rows], hidden: Sequence[str] = ()) -> bytes:
    book, out = OpenDocumentSpreadsheet(), io.BytesIO()
    book.automaticstyles.addElement(Style(name="plain", family="table"))
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                if isinstance(value, date):
                    cell = TableCell(valuetype="date", datevalue=value.isoformat())
                elif isinstance(value, int | float):
                    cell = TableCell(valuetype="float", value=value)
                else:
                    cell = TableCell(valuetype="string")
                    cell.addElement(P(text=value or ""))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.write(out)
    return out.getvalue()


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of a binary workbook: its kind and its size in seven bits at a time, and its body."""

    def small(number: int) -> bytes:
        return bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])

    # kinds above 127 are written with their two bytes as they are
    return (bytes([kind & 255, kind >> 8]) if kind > 127 else bytes([kind])) + small(len(body)) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows: Rows, hidden: Rows = ()) -> bytes:
    """A binary workbook by hand: one sheet, and a hidden one where it has rows."""
    sheets = [("Facturen", rows, 0), *([("Oud", hidden, 1)] if hidden else [])]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        names = b"".join(
            record(0x019C, struct.pack("<II", state, place) + wide(f"r{place}") + wide(name))
            for place, (name, _, state) in enumerate(sheets, 1)
        )
        archive.writestr(
            "xl/workbook.bin", record(0x0183) + record(0x018F) + names + record(0x0190) + record(0x0184)
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="x/worksheet" Target="worksheets/sheet{n}.bin"/>'
            for n in range(1, len(sheets) + 1)
        )
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{links}</Relationships>")
        for place, (_, cells, _) in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{place}.bin", binary_sheet(cells))
    return out.getvalue()


def binary_sheet(rows: Rows) -> bytes:
    width = max(map(len, rows))
    found = (
        record(0x0181) + record(0x0194, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + record(0x0191)
    )
    for number, row in enumerate(rows):
        found += record(0, struct.pack("<II", number, 0) + bytes(9))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            is_number = isinstance(value, int | float)
            found += (
                record(5, place + struct.pack("<d", value)) if is_number else record(6, place + wide(value))
            )
    return found + record(0x0192) + record(0x0182)


FORMS: dict[str, Callable[[dict[str, Rows]], bytes]] = {"xls": xls, "ods": ods}


def imported(data: bytes, **asked: Any) -> Imported:
    return read_export([("export.xls", data)], today=TODAY, **asked)


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        imported(data)
    assert refused.value.sentence("en")
    return refused.value.sentence()


@pytest.mark.parametrize("form", FORMS)
def test_an_old_or_an_open_workbook_becomes_customers_with_exact_figures(form: str) -> None:
    result = imported(FORMS[form]({"Facturen": [HEADER, HOEVE, ZOE]}))
    zoe, hoeve = result.customers
    assert (zoe.number, zoe.name, zoe.invoiced) == ("008", "Brasserie Zoë & Co NV", Decimal("2499.95"))
    assert (hoeve.variable_cost, hoeve.days_to_pay, hoeve.number) == (0.64, 26, "007")
    assert (result.report.first, result.report.last) == (date(2025, 1, 15), date(2025, 2, 28))


@pytest.mark.parametrize("form", FORMS)
def test_titles_totals_and_other_sheets_are_dealt_with_as_in_any_workbook(form: str) -> None:
    rows = [("Verkoop 2025",), HEADER, HOEVE, ("Totaal", "", "", "", 1250.0, 800, "")]
    result = imported(FORMS[form]({"Uitleg": [("Hallo", "daar")], "Facturen": rows}))
    assert [c.invoiced for c in result.customers] == [1250]
    assert [(one.row, one.sentence()) for one in result.report.skipped] == [
        (4, "(sub)totaal 'Totaal' telt niet mee")
    ]
    assert any("blad 'Uitleg' niet gelezen" in one.sentence() for one in result.report.repairs)


def test_a_hidden_sheet_of_an_old_workbook_is_named() -> None:
    result = imported(xls({"Facturen": [HEADER, HOEVE], "Oud": [HEADER, ZOE]}, hidden=("Oud",)))
    assert len(result.customers) == 1
    assert any("blad 'Oud' is verborgen" in one.sentence() for one in result.report.repairs)


BINARY = (
    ("Klant", "Factuurdatum", "Bedrag excl. btw"),
    ("Alfa", "15/01/2025", 1250.5),
    ("Zoë", "28/02/2025", 10),
)


def test_a_binary_workbook_becomes_customers() -> None:
    assert {c.name: c.invoiced for c in imported(xlsb(BINARY)).customers} == {
        "Alfa": Decimal("1250.50"),
        "Zoë": 10,
    }


def test_a_hidden_sheet_of_a_binary_workbook_is_named_and_not_read() -> None:
    result = imported(xlsb(BINARY, hidden=BINARY))
    assert sum(c.invoiced for c in result.customers) == Decimal("1260.50")
    assert any("blad 'Oud' is verborgen" in one.sentence() for one in result.report.repairs)


def test_months_as_columns_and_amounts_as_text_are_read_as_well() -> None:
    assert imported(xls({"A": [("Klant", "jan/25", "feb/25"), ("Alfa", 10.5, "1.000,25")]})).customers[
        0
    ].invoiced == Decimal("1010.75")


lines = st.lists(
    st.tuples(
        st.integers(0, 3), st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.integers(-(10**8), 10**8)
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=12, deadline=None)
@given(found=lines, form=st.sampled_from(sorted(FORMS)))
def test_any_table_in_these_forms_reads_back_equal(found: list[tuple[int, date, int]], form: str) -> None:
    rows = [
        (f"K{who}", f"Klant {who}", f"F{n}", day, cents / 100, None, day + timedelta(days=who))
        for n, (who, day, cents) in enumerate(found)
    ]
    result = imported(FORMS[form]({"Blad": [HEADER, *rows]}))
    totals = {f"K{who}": Decimal(sum(c for w, _, c in found if w == who)).scaleb(-2) for who, _, _ in found}
    assert {c.number: c.invoiced for c in result.customers} == totals
    for customer in result.customers:
        if customer.days_to_pay is not None:
            assert customer.days_to_pay == int(customer.number[1:])


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_a_workbook_damaged_anywhere_costs_one_sentence(form: str, data: st.DataObject) -> None:
    whole = bytearray(FORMS[form]({"Facturen": [HEADER, HOEVE]}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        result = imported(bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))]))
        outcome: object = result.customers or result.questions
    except FileRefused as refused:
        outcome = refused.sentence("nl") and refused.sentence("en")
    assert outcome


def test_a_reader_that_falls_over_costs_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text("import os; os.abort()")
    monkeypatch.setattr(other_workbooks, "CHILD", child)
    assert "beschadigd of te groot om veilig te lezen" in refusal(xls({"A": [HEADER, HOEVE]}))


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(other_workbooks, "CHILD", child)
    monkeypatch.setattr(other_workbooks, "SECONDS", 0.5)
    assert "beschadigd of te groot om veilig te lezen" in refusal(xls({"A": [HEADER, HOEVE]}))


@pytest.mark.parametrize(
    "said", [b"", b"nonsense\n", b"[]\nmore", b'[{"name": 1}]\n', b'[{"columns": [[9]]}]\n123456789']
)
def test_what_the_reader_says_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: bytes
) -> None:
    child = tmp_path / "child.py"
    child.write_text(f"import sys; sys.stdout.buffer.write({said!r})")
    monkeypatch.setattr(other_workbooks, "CHILD", child)
    assert refusal(xls({"A": [HEADER, HOEVE]}))


def test_the_reader_takes_no_more_than_its_limits() -> None:
    wide = xls({"A": [("Klant", *(["x"] * 250))]})
    assert "kolom" in refusal(wide)
    words = other_workbooks.CHILD.read_text()
    assert "RLIMIT_AS" in words
    assert "RLIMIT_CPU" in words
    broken = subprocess.run(
        ["python3", "-I", str(other_workbooks.CHILD)], input=b"no workbook", capture_output=True, check=False
    )
    assert broken.returncode


def test_an_xls_that_is_a_picture_or_a_text_is_called_by_its_name() -> None:
    assert "PNG" in refusal(b"\x89PNG\r\n\x1a\n" + bytes(200))
    assert "Word" in refusal(
        bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le") + bytes(200)
    )


# --- web pages and text called .xls ---

ROWS = (
    HEADER[:5],
    ("K1", "Alfa & Zonen BV", "F1", "15/01/2025", "1.234,56"),
    ("K2", "Beta", "F2", "16/01/2025", "2.000,00"),
)


def page(
    rows: Sequence[Sequence[str]], before: str = "<html><head><style>td {color: red}</style></head><body>"
) -> str:
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell.replace('&', '&amp;')}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"{before}<table border=1>{cells}</table></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_web_page_of_one_table_is_read(encoding: str) -> None:
    result = imported(page(ROWS).replace("Beta", "Béta").encode(encoding))
    assert {c.name: c.invoiced for c in result.customers} == {
        "Alfa & Zonen BV": Decimal("1234.56"),
        "Béta": 2000,
    }


def test_cells_over_several_columns_and_rows_that_are_never_closed_are_read() -> None:
    loose = "<table><tr><th colspan=2>Verkoop<tr><td>Klant<td>Factuurdatum<td>Omzet<tr><td>Alfa<br>BV<td>15/01/2025<td>1,00</table>"
    assert [(c.name, c.invoiced) for c in imported(loose.encode()).customers] == [("Alfa BV", 1)]


@pytest.mark.parametrize(
    "words",
    [
        page(ROWS, "<div>"),
        page(ROWS, "<style>td {}</style>"),
        page(ROWS) + page(ROWS),
        "<html><body><table><tr><td>" + page(ROWS, "") + "</td></tr></table></body></html>",
        "<html><body><p>Geen tabel</p></body></html>",
    ],
)
def test_a_piece_of_a_page_and_a_page_of_several_tables_are_explained(words: str) -> None:
    assert "webpagina" in refusal(words.encode())


def test_text_with_tabs_called_xls_is_read() -> None:
    assert len(imported("\n".join("\t".join(row) for row in ROWS).encode()).customers) == 2
