"""How fast exports become customers, beside the bare readers of the same files.

    python -m bench.importing

Everything is written to a temporary folder first: 1,000,000 Dutch invoice rows (`;`, decimal comma, three dd/mm/yyyy
columns), a workbook of 100,000 rows, an old one of 60,000, 10,000 e-invoices. Ours and the floor take turns, the best of each counts; memory
is the peak of a fresh process. Days are in no particular order, as customers pay; pandas is four times faster on a
file sorted by day, because it then remembers the days it has seen.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import xlsxwriter
import xlwt
from python_calamine import CalamineWorkbook

from strategy.importing import LOCAL_BYTES, read_export

Row = tuple[str, float, str, float, float]
ROWS = 1_000_000
TURNS = 5
DATES = ("Factuurdatum", "Vervaldatum", "Betaald op")
AMOUNTS = ("Bedrag excl. btw", "Kostprijs")
HEADER = "Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag excl. btw;Kostprijs;Betaald op;Munt"
PEAK = """
import sys
from strategy.importing import LOCAL_BYTES, read_export

def highest():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

data = open(sys.argv[1], "rb").read()
before = highest()
read_export([("export.csv", data)], limit=LOCAL_BYTES)
print(highest() - before)
"""


def write_csv(path: Path, rows: int) -> None:
    """A Belgian-style export of 20,000 customers over four years."""
    random = np.random.default_rng(20_260_101)
    customer = random.integers(0, 20_000, rows)
    day = random.integers(0, 1460, rows)
    paid = day + random.integers(5, 90, rows)
    cents = random.integers(1_000, 500_000, rows)
    cost = cents * random.integers(40, 95, rows) // 100
    shown = [f"{d:%d/%m/%Y}" for d in pd.date_range("2022-01-01", periods=1600)]
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write(HEADER + "\r\n")
        for n in range(rows):
            file.write(
                f"{customer[n]:05d};Klant {customer[n]} BV;{n:07d};{shown[day[n]]};{shown[day[n] + 30]};"
                f"{cents[n] // 100},{cents[n] % 100:02d};{cost[n] // 100},{cost[n] % 100:02d};{shown[paid[n]]};EUR\r\n"
            )


def with_pandas(data: bytes) -> pd.DataFrame:
    """The obvious way to the same columns."""
    frame = pd.read_csv(BytesIO(data), sep=";", decimal=",", encoding="cp1252")
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name], format="%d/%m/%Y")
    return frame


def with_arrow(data: bytes) -> pa.Table:
    """All columns with their types known beforehand."""
    names = HEADER.split(";")
    kinds = {name: pa.string() for name in names}
    kinds |= {name: pa.timestamp("s") for name in DATES} | {name: pa.float64() for name in AMOUNTS}
    return arrow_csv.read_csv(
        pa.BufferReader(data),
        parse_options=arrow_csv.ParseOptions(delimiter=";"),
        convert_options=arrow_csv.ConvertOptions(
            column_types=kinds, decimal_point=",", timestamp_parsers=["%d/%m/%Y"]
        ),
    )


def in_turn(*deeds: Callable[[], object], turns: int = TURNS) -> list[float]:
    """The best time of each deed, taking turns so that a busy machine slows them alike."""
    best = [float("inf")] * len(deeds)
    for _ in range(turns):
        for place, deed in enumerate(deeds):
            start = time.perf_counter()
            deed()
            best[place] = min(best[place], time.perf_counter() - start)
    return best


def csv_rows(folder: Path, rows: int = ROWS) -> list[Row]:
    """The large CSV beside pandas and beside pyarrow.csv, and the memory it takes."""
    path = folder / "export.csv"
    write_csv(path, rows)
    data = path.read_bytes()
    what = f"{rows:,} rows CSV ({len(data) / 1e6:.0f} MB) to customers"
    ours, arrow = in_turn(
        lambda: read_export([("export.csv", data)], limit=LOCAL_BYTES).table, lambda: with_arrow(data)
    )
    start = time.perf_counter()
    with_pandas(data)
    pandas = time.perf_counter() - start
    peak = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
    ).stdout
    return [
        (what, ours, "pyarrow.csv with types", arrow, ours / arrow),
        (what, ours, "pandas + 3 to_datetime", pandas, ours / pandas),
        (f"the same, peak {float(peak):.0f} MB above start", ours, "300 MB allowed", ours, float(peak) / 300),
    ]


def write_workbook(path: Path, rows: int) -> None:
    """The same kind of export as a workbook."""
    random = np.random.default_rng(20_260_102)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Facturen")
    sheet.write_row(0, 0, HEADER.split(";"))
    customer, days = random.integers(0, 5_000, rows), random.integers(44_562, 46_000, rows)
    cents = random.integers(1_000, 500_000, rows)
    for n in range(rows):
        first = (f"{customer[n]:05d}", f"Klant {customer[n]} BV", f"F{n:07d}")
        for column, text in enumerate(first):
            sheet.write_string(n + 1, column, text)
        for column, serial in ((3, days[n]), (4, days[n] + 30), (7, days[n] + 20)):
            sheet.write_number(n + 1, column, int(serial), day)
        sheet.write_number(n + 1, 5, cents[n] / 100)
        sheet.write_number(n + 1, 6, int(cents[n] * 0.7) / 100)
        sheet.write_string(n + 1, 8, "EUR")
    book.close()


def workbook_rows(folder: Path, rows: int = 100_000) -> list[Row]:
    """The workbook to customers, safety scan included, beside python-calamine reading its cells."""
    path = folder / "export.xlsx"
    write_workbook(path, rows)
    data = path.read_bytes()
    ours, calamine = in_turn(
        lambda: read_export([("export.xlsx", data)]).table,
        lambda: CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(),
    )
    return [(f"{rows:,} rows XLSX to customers", ours, "python-calamine", calamine, ours / calamine)]


def old_workbook(rows: int) -> bytes:
    """The same kind of export as a workbook of old Excel (.xls), which holds at most 65,536 rows."""
    random = np.random.default_rng(20_260_103)
    book, out = xlwt.Workbook(), BytesIO()
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    sheet = book.add_sheet("Facturen")
    for column, name in enumerate(HEADER.split(";")):
        sheet.write(0, column, name)
    customer, days = random.integers(0, 5_000, rows).tolist(), random.integers(44_562, 46_000, rows).tolist()
    cents = random.integers(1_000, 500_000, rows).tolist()
    for n in range(rows):
        cells = (
            *(f"{customer[n]:05d}", f"Klant {customer[n]} BV", f"F{n:07d}", days[n], days[n] + 30),
            *(cents[n] / 100, int(cents[n] * 0.7) / 100, days[n] + 20, "EUR"),
        )
        for column, value in enumerate(cells):
            sheet.write(n + 1, column, value, *([day] if column in (3, 4, 7) else []))
    book.save(out)
    return out.getvalue()


def old_workbook_rows(rows: int = 60_000) -> list[Row]:
    """The old workbook to customers, the child that reads it included, beside python-calamine reading its cells."""
    data = old_workbook(rows)
    ours, calamine = in_turn(
        lambda: read_export([("export.xls", data)]).table,
        lambda: CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(),
    )
    return [(f"{rows:,} rows XLS to customers", ours, "python-calamine", calamine, ours / calamine)]


def e_invoice(number: int) -> bytes:
    """An electronic invoice with ten lines, as packages send it."""
    ubl = "urn:oasis:names:specification:ubl:schema:xsd:"
    line = (
        "<cac:InvoiceLine><cbc:ID>{n}</cbc:ID><cbc:InvoicedQuantity unitCode='C62'>3</cbc:InvoicedQuantity>"
        "<cbc:LineExtensionAmount currencyID='EUR'>100.00</cbc:LineExtensionAmount><cac:Item>"
        "<cbc:Description>Brood en gebak, wekelijkse levering</cbc:Description><cbc:Name>Brood</cbc:Name>"
        "<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>6</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID>"
        "</cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID='EUR'>33.33"
        "</cbc:PriceAmount></cac:Price></cac:InvoiceLine>"
    )
    party = (
        "<cac:Party><cbc:EndpointID schemeID='0208'>{number:010d}</cbc:EndpointID><cac:PostalAddress><cbc:StreetName>"
        "Dorpsstraat 1</cbc:StreetName><cbc:CityName>Gent</cbc:CityName><cac:Country><cbc:IdentificationCode>BE"
        "</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>"
        "Klant {number}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>"
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><Invoice xmlns='{ubl}Invoice-2' "
        f"xmlns:cac='{ubl}CommonAggregateComponents-2' xmlns:cbc='{ubl}CommonBasicComponents-2'>"
        f"<cbc:ID>F{number}</cbc:ID><cbc:IssueDate>2025-0{number % 9 + 1}-15</cbc:IssueDate>"
        "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
        f"<cac:AccountingSupplierParty>{party.format(number=1)}</cac:AccountingSupplierParty>"
        f"<cac:AccountingCustomerParty>{party.format(number=number % 500 + 2)}</cac:AccountingCustomerParty>"
        "<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID='EUR'>1000.00</cbc:TaxExclusiveAmount>"
        f"</cac:LegalMonetaryTotal>{''.join(line.format(n=n) for n in range(10))}</Invoice>"
    ).encode()


def e_invoice_rows(count: int = 10_000) -> list[Row]:
    """E-invoices to customers beside bare parsing of the same files."""
    files = [(f"{number}.xml", e_invoice(number)) for number in range(count)]

    def bare() -> None:
        for _, data in files:
            ET.fromstring(data)

    ours, parsing = in_turn(lambda: read_export(files, limit=LOCAL_BYTES).table, bare, turns=2)
    return [(f"{count:,} e-invoices to customers", ours, "xml.etree", parsing, ours / parsing)]


def rows() -> list[Row]:
    """Everything that is measured here."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            *csv_rows(Path(folder)),
            *workbook_rows(Path(folder)),
            *old_workbook_rows(),
            *e_invoice_rows(),
        ]


def main() -> None:
    """Print the rows, the ratio first."""
    for what, ours, floor, took, ratio in rows():
        print(f"{ratio:6.3f} x   {ours:8.3f} s   {what}   (floor: {floor}, {took:.3f} s)")


if __name__ == "__main__":
    main()
