"""XLSX exports become customers, and a workbook that is not what it seems is refused before it takes memory."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.importing import FileRefused, Imported, read_export

HEADER = (
    "Klantnr",
    "Klantnaam",
    "Factuurnummer",
    "Factuurdatum",
    "Bedrag excl. btw",
    "Kostprijs",
    "Betaald op",
)
HOEVE = ("K01", "Hoeve Ter Linde BV", "V101", date(2025, 1, 15), 1250.0, 800, date(2025, 2, 10))
ZOE = ("K02", "Brasserie Zoë & Co NV", "V102", date(2025, 2, 28), 2499.95, 1900.1, None)
TODAY = date(2026, 1, 1)
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(sheets: dict[str, list[tuple[Any, ...]]], **options: Any) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(place, column, value, day)
                elif value is not None:
                    sheet.write(place, column, value)
    book.close()
    return out.getvalue()


def imported(data: bytes, **asked: Any) -> Imported:
    return read_export([("export.xlsx", data)], today=TODAY, **asked)


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        imported(data)
    return refused.value.sentence("nl")


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return out.getvalue()


def sheet_of(*rows: str, head: str = "") -> bytes:
    xml = f'<?xml version="1.0" encoding="UTF-8"?><worksheet {NAMESPACE}>{head}<sheetData>{"".join(rows)}</sheetData></worksheet>'
    return with_part(workbook({"Blad1": [HEADER]}), "xl/worksheets/sheet1.xml", xml.encode())


def row_of(number: int, *cells: str) -> str:
    placed = [cell.replace("?", f"{chr(65 + place)}{number}", 1) for place, cell in enumerate(cells)]
    return f'<row r="{number}">{"".join(placed)}</row>'


def words(text: str) -> str:
    return f'<c r="?" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER_ROW = row_of(1, words("Klant"), words("Factuurdatum"), words("Bedrag excl. btw"))


def test_a_workbook_becomes_customers() -> None:
    result = imported(workbook({"Facturen": [HEADER, HOEVE, ZOE]}))
    zoe, hoeve = result.customers
    assert (zoe.name, zoe.invoiced, zoe.days_to_pay_at_least) == (
        "Brasserie Zoë & Co NV",
        Decimal("2499.95"),
        True,
    )
    assert (hoeve.days_to_pay, hoeve.variable_cost) == (26, 0.64)
    assert result.preview.kind == "xlsx"


def test_the_1904_calendar_gives_the_same_days() -> None:
    plain = imported(workbook({"Facturen": [HEADER, HOEVE]}))
    old_mac = imported(workbook({"Facturen": [HEADER, HOEVE]}, date_1904=True))
    assert old_mac.report.first == plain.report.first == date(2025, 1, 15)


def test_title_rows_empty_rows_and_totals_are_no_invoices() -> None:
    total = (None, "Totaal", None, None, 3749.95, None, None)
    rows = [("Verkoopjournaal",), (), HEADER, HOEVE, (), ZOE, total]
    result = imported(workbook({"Facturen": rows}))
    assert sum(customer.invoiced for customer in result.customers) == Decimal("3749.95")
    assert [found.row for found in result.report.skipped] == [7]


def test_numbers_written_as_text_are_read_with_the_sign_of_their_column() -> None:
    text = (*HOEVE[:4], "1.250,00", "800,50", "20/02/2025")
    result = imported(workbook({"Facturen": [HEADER, text, ZOE]}))
    assert result.customers[1].invoiced == 1250
    assert result.customers[1].days_to_pay == 36


def test_a_customer_number_that_is_a_number_is_text_without_decimals() -> None:
    result = imported(workbook({"Facturen": [HEADER, (41100.0, *HOEVE[1:])]}))
    assert result.customers[0].number == "41100"


def test_leading_zeros_that_a_format_shows_are_kept() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    zeros, day = book.add_format({"num_format": "00000"}), book.add_format({"num_format": "d/m/yy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Klantnr", "Factuurdatum", "Bedrag excl. btw"])
    sheet.write_number(1, 0, 123, zeros)
    sheet.write_datetime(1, 1, date(2025, 1, 15), day)
    sheet.write_number(1, 2, 10)
    book.close()
    assert imported(out.getvalue()).customers[0].number == "00123"


def test_several_sheets_with_invoices_are_one_question() -> None:
    data = workbook({"2024": [HEADER, HOEVE], "2025": [HEADER, ZOE], "Uitleg": [("Hallo", "daar")]})
    result = imported(data)
    assert [(q.key, [o.value for o in q.options]) for q in result.questions] == [
        ("sheet", ["2024", "2025", "*"])
    ]
    assert len(imported(data, answers={"sheet": "2025"}).customers) == 1
    assert len(imported(data, answers={"sheet": "*"}).customers) == 2


def test_one_sheet_with_invoices_among_others_is_no_question() -> None:
    result = imported(workbook({"Uitleg": [("Hallo", "daar")], "Facturen": [HEADER, HOEVE]}))
    assert len(result.customers) == 1
    assert any("blad 'Uitleg' niet gelezen" in found.sentence() for found in result.report.repairs)


def test_a_formula_without_a_stored_value_is_named() -> None:
    row = row_of(2, words("A"), words("15/01/2025"), '<c r="?"><f>1+1</f></c>')
    assert refusal(sheet_of(HEADER_ROW, row)) == (
        "Rij 2, kolom 'Bedrag excl. btw' bevat een formule zonder opgeslagen waarde: "
        "open het bestand in Excel, bewaar het en kies het opnieuw."
    )


def test_a_formula_in_a_column_nobody_reads_does_no_harm() -> None:
    header = row_of(1, words("Klant"), words("Factuurdatum"), words("Bedrag excl. btw"), words("Opmerking"))
    row = row_of(2, words("A"), words("15/01/2025"), '<c r="?"><v>10</v></c>', '<c r="?"><f>1+1</f></c>')
    assert imported(sheet_of(header, row)).customers[0].invoiced == 10


def test_an_error_cell_in_the_amount_is_named() -> None:
    row = row_of(2, words("A"), words("15/01/2025"), '<c r="?" t="e"><v>#DIV/0!</v></c>')
    assert "rij 2: #DIV/0!" in refusal(sheet_of(HEADER_ROW, row))


def test_a_far_cell_is_refused_by_what_the_sheet_claims() -> None:
    said = refusal(sheet_of(HEADER_ROW, head='<dimension ref="A1:XFD1048576"/>'))
    assert said.startswith("Het blad heeft 1.048.576 x 16.384 cellen")


def test_a_far_cell_is_refused_wherever_it_hides() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    odd = "<row r='1048576'><c s='0' r='XFD1048576'><v>1</v></c></row>"
    assert "16.384" in refusal(sheet_of(HEADER_ROW, far))
    assert "16.384" in refusal(sheet_of(HEADER_ROW, odd))


def test_cells_in_any_lawful_form_are_read() -> None:
    rows = (
        "<row><c t='inlineStr'><is><r><t>Kla</t></r><r><t>nt</t></r></is></c><c t='str'><v>Factuurdatum</v></c>"
        "<c t='inlineStr'><is><t>Bedrag excl. btw</t></is></c></row>"
        "<row><c t='str'><v>A &amp; B</v></c><c t='str'><v>2025-01-15</v></c><c><f>2*5</f><v>10</v></c></row>"
    )
    assert imported(sheet_of(rows)).customers[0].name == "A & B"


def test_a_prefixed_sheet_is_read() -> None:
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1">'
        '<x:c r="A1" t="str"><x:v>Klant</x:v></x:c><x:c r="B1" t="str"><x:v>Factuurdatum</x:v></x:c>'
        '<x:c r="C1" t="str"><x:v>Bedrag excl. btw</x:v></x:c></x:row><x:row r="2"><x:c r="A2" t="str"><x:v>A</x:v></x:c>'
        '<x:c r="B2" t="str"><x:v>2025-01-15</x:v></x:c><x:c r="C2"><x:v>12.5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    data = with_part(workbook({"Blad1": [HEADER]}), "xl/worksheets/sheet1.xml", xml.encode())
    assert imported(data).customers[0].invoiced == Decimal("12.50")


def test_a_document_type_in_a_workbook_is_refused() -> None:
    xml = f'<!DOCTYPE a [<!ENTITY b "c">]><worksheet {NAMESPACE}><sheetData/></worksheet>'
    data = with_part(workbook({"Blad1": [HEADER]}), "xl/worksheets/sheet1.xml", xml.encode())
    assert "DOCTYPE" in refusal(data)


def test_a_truncated_workbook_says_so() -> None:
    data = workbook({"Facturen": [HEADER, HOEVE]})
    assert refusal(data[: len(data) // 2]).startswith("Het bestand is onvolledig")


def test_a_protected_workbook_says_so() -> None:
    container = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )
    assert "wachtwoord" in refusal(container)


def test_a_workbook_from_before_2007_says_so() -> None:
    assert "bewaar het als .xlsx" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))


def test_a_bomb_is_refused_from_its_directory() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b" " * 50_000_000)
    assert "keer kleiner ingepakt" in refusal(out.getvalue())


def test_too_many_parts_are_refused_from_the_directory() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as many:
        for number in range(2_001):
            many.writestr(f"{number}.xml", b"")
    assert "meer dan 2.000 delen" in refusal(out.getvalue())


def test_a_damaged_part_is_refused() -> None:
    data = bytearray(workbook({"Facturen": [HEADER, HOEVE]}))
    place = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[place : place + 40] = bytes(40)
    assert "beschadigd" in refusal(bytes(data))


def test_a_workbook_without_a_table_is_refused() -> None:
    assert "geen tabel" in refusal(workbook({"Leeg": []}))


amounts = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-(10**7), 10**7), st.booleans()), min_size=1, max_size=40
)


@settings(max_examples=80, deadline=None)
@given(found=amounts)
def test_a_sheet_reads_the_same_quickly_and_slowly(found: list[tuple[int, int, bool]]) -> None:
    rows = [
        f'<row r="{place + 2}"><c r="A{place + 2}" t="str"><v>K{who}</v></c><c r="B{place + 2}" s="0"/>'
        f'<c r="B{place + 2}" t="str"><v>2025-01-15</v></c><c r="C{place + 2}"{" s=" + chr(34) + "0" + chr(34) if styled else ""}>'
        f"<v>{cents / 100}</v></c></row>"
        for place, (who, cents, styled) in enumerate(found)
    ]
    quick, slow = (imported(sheet_of(HEADER_ROW, *rows, extra)) for extra in ("", "<!-- traag -->"))
    assert quick.customers == slow.customers
    assert sum(customer.invoiced for customer in quick.customers) == Decimal(
        sum(c for _, c, _ in found)
    ).scaleb(-2)


def test_a_million_empty_rows_are_no_invoices_and_take_no_memory() -> None:
    empty = "".join(f'<row r="{number}" ht="15"/>' for number in range(3, 300_000))
    row = row_of(2, words("A"), words("15/01/2025"), '<c r="?"><v>10</v></c>')
    assert imported(sheet_of(HEADER_ROW, row, empty)).customers[0].invoiced == 10


XLS = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600)
SPREADSHEET_2003 = b"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>"""


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def open_document(kind: bytes) -> bytes:
    return zipped({"mimetype": b"application/vnd.oasis.opendocument." + kind, "content.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("data", "what", "todo"),
    [
        (XLS, "rekenblad is beschadigd", "bewaar het als .xlsx of als CSV"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(50), "(.xls)", "bewaar het als .xlsx of als CSV"),
        (SPREADSHEET_2003, "(.xls)", "bewaar het als .xlsx of als CSV"),
        (
            open_document(b"spreadsheet"),
            "rekenblad is beschadigd",
            "bewaar het als .xlsx of als CSV",
        ),
        (zipped({"xl/workbook.bin": b"x"}), "rekenblad is beschadigd", "bewaar het als .xlsx of als CSV"),
        (open_document(b"text"), "OpenDocument", "kies de CSV"),
        (zipped({"word/document.xml": b"<x/>"}), "Word", "kies de CSV"),
        (XLS.replace("Workbook".encode("utf-16-le"), "WordDocument".encode("utf-16-le")), "Word", "kies de"),
    ],
)
def test_what_is_not_read_says_what_it_is_and_what_to_do(data: bytes, what: str, todo: str) -> None:
    for name in ("facturen.xls", "facturen.csv"):
        with pytest.raises(FileRefused) as refused:
            read_export([(name, data)])
        assert what in refused.value.sentence("nl")
        assert todo in refused.value.sentence("nl")
