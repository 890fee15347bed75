"""A long read tells which share of it is done: from the bytes, rows and files that were really read."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from strategy.importing import FileRefused, read_export
from strategy.importing.nouns.progress import Rising, part
from tests.importing.test_electronic_invoices import audit_file, booking, document, transaction

HEADER = "Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Bedrag excl. btw;Omschrijving\n"
SAMPLE = Path(__file__).parent / "samples" / "verkopen.csv"


def many_rows(rows: int, note: str = "") -> bytes:
    lines = (f"K{row % 99:03};Klant {row % 99:03};F{row};15/01/2025;12,50;{note}\n" for row in range(rows))
    return (HEADER + "".join(lines)).encode()


def shares_of(*files: bytes) -> list[float]:
    told: list[float] = []
    read_export([(f"{place}.csv", data) for place, data in enumerate(files)], progress=told.append)
    return told


def rises(told: list[float]) -> bool:
    return all(0 <= before < after <= 1 for before, after in pairwise(told))


def test_shares_rise_to_one() -> None:
    told = shares_of(SAMPLE.read_bytes())
    assert rises(told)
    assert told[-1] == 1


def test_a_large_file_is_told_piece_by_piece() -> None:
    told = shares_of(many_rows(200_000, note="x" * 80))
    assert rises(told)
    assert len(told) >= 6
    assert 0 < told[0] < 0.4
    assert told[-1] == 1


def test_rows_that_are_read_one_by_one_are_told_as_well() -> None:
    uneven = many_rows(50_000) + b"Totaal;1\n"
    told = shares_of(uneven)
    assert rises(told)
    assert len(told) >= 6


def test_a_large_workbook_is_told_piece_by_piece() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Facturen")
        sheet.write_row(0, 0, HEADER.strip().split(";"))
        for row in range(1, 20_001):
            sheet.write_row(row, 0, ("K1", "Klant", f"F{row}", "15/01/2025", 12.5, "x"))
    told = shares_of(out.getvalue())
    assert rises(told)
    assert len(told) >= 6


def test_files_count_by_their_size() -> None:
    small, large = many_rows(10), many_rows(2_000)
    told = shares_of(small, large)
    assert rises(told)
    assert told[0] < 0.1


def test_the_invoices_in_a_zip_are_told_one_by_one() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.xml", document(number=f"F{number}"))
    told = shares_of(out.getvalue())
    assert rises(told)
    assert len(told) >= 20


def test_an_audit_file_is_told_too() -> None:
    told = shares_of(audit_file(transaction("1", "2025-01-15", booking("1", "1.00", "C"))).encode())
    assert rises(told)
    assert told[-1] == 1


def test_a_refused_file_never_says_that_it_is_done() -> None:
    told: list[float] = []
    with pytest.raises(FileRefused):
        read_export([("a.csv", HEADER.encode())], progress=told.append)
    assert 1 not in told


@given(st.lists(st.floats(-1, 2)))
def test_what_is_told_rises_within_its_part(shares: list[float]) -> None:
    told: list[float] = []
    tell = part(Rising(told.append), 0.0, 1.0)
    for share in shares:
        tell(share)
    assert rises(told)
