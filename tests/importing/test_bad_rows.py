"""One bad row never costs the file: it is listed with what it said; what is fatal is said before anything is asked."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from strategy.importing import FileRefused, Imported, read_export

TODAY = date(2026, 1, 1)
HEADER = "Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Bedrag excl. btw"
ALFA, BETA = "K1;Alfa;F1;15/01/2025;1.000,00", "K2;Beta;F2;31/01/2025;500,00"


def imported(*lines: str, end: str = "\n", **asked: Any) -> Imported:
    return read_export([("export.csv", end.join(lines).encode())], today=TODAY, **asked)


def refusal(*lines: str, **asked: Any) -> str:
    with pytest.raises(FileRefused) as refused:
        imported(*lines, **asked)
    assert refused.value.sentence("en")
    return refused.value.sentence()


def skipped(result: Imported) -> list[tuple[int | None, str]]:
    return [(found.row, found.sentence()) for found in result.report.skipped]


def invoiced(result: Imported) -> dict[str, Decimal]:
    return {customer.name: customer.invoiced for customer in result.customers}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("K3;Gamma;F3;31/02/2025;310,50", "'31/02/2025' is geen datum: 310,50 telt niet mee"),
        ("K3;Gamma;F3;morgen;310,50", "'morgen' is geen datum: 310,50 telt niet mee"),
        (
            "K3;Gamma;F3;15/01/2035;310,50",
            "15/01/2035 ligt meer dan een jaar in de toekomst: 310,50 telt niet mee",
        ),
        ("K3;Gamma;F3;15/01/2025;NaN", "'NaN' is geen getal"),
        ("K3;Gamma;F3;15/01/2025;veel", "'veel' is geen getal"),
        ("K3;Gamma;F3;15/01/2025;1;2;3", "7 velden in plaats van 5: K3;Gamma;F3;15/01/2025;1;2;3"),
        ("K3;Gamma;F3", "3 velden in plaats van 5: K3;Gamma;F3"),
    ],
)
@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_bad_row_is_listed_with_what_it_said_and_the_file_is_read(
    row: str, reason: str, place: int, end: str
) -> None:
    lines = [HEADER, ALFA, BETA]
    lines.insert(place, row)
    result = imported(*lines, end=end)
    assert invoiced(result) == {"Alfa": 1000, "Beta": 500}
    assert skipped(result) == [(place + 1, reason)]
    assert result.report.rows == 3


def test_one_bad_row_beside_a_single_good_one_is_listed() -> None:
    assert invoiced(imported(HEADER, ALFA, "K3;Gamma;F3;31/02/2025;310,50")) == {"Alfa": 1000}


@pytest.mark.parametrize(
    "row", ["K3;Gamma;F{n};31/02/2025;310,50", "K3;Gamma;F{n};15/01/2025;veel", "K3;Gamma;F{n}"]
)
def test_as_many_bad_rows_as_good_ones_are_refused_and_named(row: str) -> None:
    bad = [row.format(n=n) for n in (3, 4)]
    said = refusal(HEADER, ALFA, bad[0], bad[1], BETA).lower()
    assert "rij 3" in said
    assert "rij 4" in said
    assert invoiced(imported(HEADER, ALFA, bad[0], bad[1], BETA, ALFA.replace("F1", "F9"))) == {
        "Alfa": 2000,
        "Beta": 500,
    }


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["", "Beta", '"Beta, Zonen"'])
def test_a_quote_that_is_never_closed_takes_no_other_row_with_it(name: str, end: str) -> None:
    below = [f"K2;{name};F2;16/01/2025;5,00"] if name else []
    result = imported(HEADER, ALFA, 'K3;"Gamma;F3;15/01/2025;310,50', *below, end=end)
    expected = {"Alfa": 1000, "Gamma": Decimal("310.50")} | ({name.strip('"'): 5} if name else {})
    assert invoiced(result) == expected
    (repair,) = [one for one in result.report.repairs if "aanhalingsteken" in one.sentence()]
    assert repair.row == 3


def test_two_quotes_that_are_never_closed_are_both_repaired() -> None:
    result = imported(HEADER, 'K3;"Gamma;F3;15/01/2025;310,50', 'K4;"Delta;F4;16/01/2025;9,50', BETA)
    assert invoiced(result) == {"Beta": 500, "Gamma": Decimal("310.50"), "Delta": Decimal("9.50")}


def test_a_name_of_several_lines_stays_one_name() -> None:
    result = imported(HEADER, 'K1;"Alfa\nen Zonen";F1;15/01/2025;1,00', 'K2;"Be;ta\nNV";F2;16/01/2025;2,00')
    assert invoiced(result) == {"Alfa en Zonen": 1, "Be;ta NV": 2}


def test_a_customer_alone_in_its_row_is_a_remark() -> None:
    result = imported(HEADER, ALFA, "Gemaakt op 3 maart;;;;")
    assert skipped(result) == [(3, "opmerking 'Gemaakt op 3 maart', geen factuur")]


def workbook(*rows: tuple[object, ...], hidden: str = "") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Facturen")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place, row in enumerate((tuple(HEADER.split(";")), *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(place, column, cell, value="")
                elif isinstance(cell, date):
                    sheet.write_datetime(place, column, cell, day)
                else:
                    sheet.write(place, column, cell)
        if hidden:
            book.add_worksheet(hidden).hide()
    return out.getvalue()


DAY = date(2025, 1, 15)


def test_a_formula_without_a_value_in_the_row_of_the_total_does_no_harm() -> None:
    data = workbook(("K1", "Alfa", "F1", DAY, 1000), ("Totaal", "", "", "", "=SUM(E2:E2)"))
    result = read_export([("export.xlsx", data)], today=TODAY)
    assert invoiced(result) == {"Alfa": 1000}
    assert skipped(result) == [(3, "(sub)totaal 'Totaal' telt niet mee")]


def test_a_formula_without_a_value_in_an_invoice_is_named_because_excel_can_mend_it() -> None:
    data = workbook(("K1", "Alfa", "F1", DAY, 1000), ("K2", "Beta", "F2", DAY, "=1+1"))
    with pytest.raises(FileRefused) as refused:
        read_export([("export.xlsx", data)], today=TODAY)
    assert refused.value.sentence().startswith("Rij 3, kolom 'Bedrag excl. btw' bevat een formule")


def test_a_hidden_sheet_is_named() -> None:
    data = workbook(("K1", "Alfa", "F1", DAY, 1000), hidden="Vorig jaar")
    result = read_export([("export.xlsx", data)], today=TODAY)
    assert "blad 'Vorig jaar' is verborgen en niet gelezen" in [
        one.sentence() for one in result.report.repairs
    ]


def test_what_is_fatal_is_said_before_anything_is_asked() -> None:
    two_amounts = "Klant;Factuurdatum;Bedrag;Omzet"
    assert "bestaan niet" in refusal(two_amounts, "A;31/02/2025;121,00;100,00", "B;30/02/2025;121,00;100,00")
    assert imported(two_amounts, "A;28/02/2025;121,00;100,00").questions


def test_an_impossible_order_of_day_and_month_is_not_offered() -> None:
    (question,) = imported("Klant;Factuurdatum;Vervaldatum;Omzet", "A;1-2-25;14-2-25;1,00").questions
    assert "mdy" not in [option.value for option in question.options]


def test_days_to_pay_keep_six_decimals() -> None:
    rows = ("A;15/01/2025;1,00;25/01/2025", "A;15/01/2025;2,00;26/01/2025")
    (customer,) = imported("Klant;Factuurdatum;Omzet;Betaald op", *rows).customers
    assert customer.days_to_pay == 10.666667
