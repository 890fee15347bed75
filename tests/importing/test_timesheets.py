"""More than one source: hours and orders are added to customers that are known, and nothing else of them changes."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.importing import FileRefused, Imported, read_export
from strategy.importing.files.calamine_child import clock
from strategy.importing.plan import compare
from strategy.nouns.company import Customer, Judged

TODAY = date(2026, 1, 1)
HOURS = (
    "Datum;Klant;Medewerker;Uren",
    "15/01/2025;Alfa BV;An;7,5",
    "16/01/2025;Alfa BV;Bert;0,25",
    "20/01/2025;Beta;An;8",
)


def imported(*lines: str, **asked: Any) -> Imported:
    return read_export([("uren.csv", "\n".join(lines).encode())], today=TODAY, **asked)


def hours(result: Imported) -> dict[str, float | None]:
    assert not result.questions
    return {customer.name: customer.hours for customer in result.customers}


def refusal(*lines: str) -> str:
    with pytest.raises(FileRefused) as refused:
        imported(*lines)
    assert refused.value.sentence("en")
    return refused.value.sentence()


def test_a_list_of_hours_gives_the_hours_of_each_customer_and_no_revenue() -> None:
    result = imported(*HOURS)
    assert hours(result) == {"Alfa BV": 7.75, "Beta": 8}
    assert {(c.revenue, c.orders) for c in result.customers} == {(None, None)}
    assert any("lijst van uren" in one.sentence() for one in result.report.repairs)


@pytest.mark.parametrize(
    ("written", "read"),
    [("7:30", 7.5), ("7u30", 7.5), ("1:15:00", 1.25), ("7,5 uur", 7.5), ("2h", 2), ("8", 8), ("-1:30", -1.5)],
)
def test_hours_are_read_as_people_write_them(written: str, read: float) -> None:
    assert hours(imported(HOURS[0], f"15/01/2025;Alfa;An;{written}")) == {"Alfa": read}


@pytest.mark.parametrize(
    "header",
    [
        "Date,Client,Duration",
        "Dag,Klantnaam,Gewerkte uren",
        "Jour,Client,Heures prestées",
        "Datum,Kunde,Stunden",
    ],
)
def test_headings_of_timesheets_in_other_languages_are_known(header: str) -> None:
    assert hours(imported(header, "2025-01-15,Alfa,7.5")) == {"Alfa": 7.5}


def test_hours_of_two_years_count_a_year() -> None:
    result = imported(HOURS[0], "01/01/2024;Alfa;An;10", "31/12/2025;Alfa;An;30")
    assert hours(result) == {"Alfa": 20}


def test_hours_in_a_workbook_are_read_as_well() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ("Datum", "Klant", "Uren"))
        sheet.write_datetime(1, 0, date(2025, 1, 15), day)
        sheet.write_row(1, 1, ("Alfa", 7.25))
    assert hours(read_export([("uren.xlsx", out.getvalue())], today=TODAY)) == {"Alfa": 7.25}


def of_sheet(out: io.BytesIO, name: str = "uren.xlsx") -> dict[str, float | None]:
    return hours(read_export([(name, out.getvalue())], today=TODAY))


@pytest.mark.parametrize("form", ["[h]:mm", "[u]:mm", "h:mm", "[h]:mm:ss"])
def test_hours_and_minutes_of_a_workbook_are_hours_and_no_days(form: str) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, clock = book.add_worksheet(), book.add_format({"num_format": form})
        sheet.write_row(0, 0, ("Klant", "Uren"))
        for row, (name, worked) in enumerate((("Alfa", 12.5), ("Beta", 30), ("Alfa", 7.5)), 1):
            sheet.write(row, 0, name)
            sheet.write_number(row, 1, worked / 24, clock)
    assert of_sheet(out) == {"Alfa": 20, "Beta": 30}


def test_more_than_a_day_of_an_opendocument_sheet_is_read_in_hours() -> None:
    assert clock(timedelta(hours=30, minutes=15)) == "30:15:00"
    assert clock(timedelta(hours=-1, minutes=-30)) == "-1:30:00"
    assert hours(imported(HOURS[0], f"15/01/2025;Alfa;An;{clock(timedelta(hours=30))}")) == {"Alfa": 30}


def test_hours_without_days_are_those_of_the_last_year() -> None:
    result = imported("Klant;Uren", "Alfa BV;12,5", "Beta;30", "Alfa BV;7,5")
    assert hours(result) == {"Alfa BV": 20, "Beta": 30}
    assert (result.report.first, result.report.last) == (date(2025, 1, 2), TODAY)
    assert any("uren tellen als die van het laatste jaar" in one.sentence() for one in result.report.repairs)


ORDERS = (
    "Besteldatum;Ordernummer;Klant",
    "15/01/2025;O1;Alfa BV",
    "15/01/2025;O1;Alfa BV",
    "20/01/2025;O2;Alfa BV",
    "21/01/2025;O3;Beta",
)


def test_a_list_of_orders_counts_every_order_once() -> None:
    result = imported(*ORDERS, answers={"duplicates": "each"})
    assert {c.name: (c.orders, c.revenue, c.hours) for c in result.customers} == {
        "Alfa BV": (2, None, None),
        "Beta": (1, None, None),
    }


KNOWN = (
    Customer(
        id="a",
        name="Alfa",
        revenue=1000,
        orders=4,
        note="belt vaak",
        judged=Judged(openness=4),
        unknown=("hours",),
    ),
    Customer(id="c", name="Gamma", revenue=5, hours=3),
)


def test_hours_are_added_to_known_customers_and_nothing_else_of_them_changes() -> None:
    plan = compare(KNOWN, imported(*HOURS))
    assert plan.customers == (KNOWN[0].model_copy(update={"hours": 7.75, "unknown": ()}),)
    assert [customer.name for customer in plan.strangers] == ["Beta"]
    assert plan.missing == (KNOWN[1],)


def test_orders_are_added_in_the_same_way() -> None:
    plan = compare(KNOWN, imported(*ORDERS, answers={"duplicates": "each"}))
    assert plan.customers == (KNOWN[0].model_copy(update={"orders": 2}),)


def test_a_stranger_that_is_said_to_be_a_known_customer_gives_it_its_hours() -> None:
    known = Customer(id="b", name="Béta", revenue=1)
    plan = compare([known], imported(*HOURS))
    (double,) = plan.doubles
    after = compare([known], imported(*HOURS), dict([double.answer]))
    assert after.changed == (known.model_copy(update={"hours": 8}),)
    assert [customer.name for customer in after.strangers] == ["Alfa BV"]


def test_hours_beside_amounts_are_a_list_of_invoices() -> None:
    result = imported("Datum;Klant;Uren;Bedrag excl. btw", "15/01/2025;Alfa;8;640,00")
    assert [(c.revenue, c.hours) for c in result.customers] == [(640, None)]


def test_hours_beside_invoices_are_refused() -> None:
    invoices = b"Klant;Factuurnr;Factuurdatum;Bedrag excl. btw\nAlfa;F1;15/01/2025;10,00\n"
    with pytest.raises(FileRefused) as refused:
        read_export([("u.csv", "\n".join(HOURS).encode()), ("f.csv", invoices)], today=TODAY)
    assert "breng ze na elkaar binnen" in refused.value.sentence()


def test_invoices_without_an_amount_are_no_list_of_orders() -> None:
    assert "Er is geen kolom met het bedrag" in refusal("Factuurdatum;Factuurnr;Klant", "15/01/2025;F1;Alfa")


def test_hours_that_are_no_number_are_listed() -> None:
    result = imported(*HOURS, "21/01/2025;Beta;An;ziek")
    assert hours(result) == {"Alfa BV": 7.75, "Beta": 8}
    assert [one.sentence() for one in result.report.skipped] == ["'ziek' is geen getal"]


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 6000)), min_size=1, max_size=15),
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    clock=st.booleans(),
    decimal=st.sampled_from([",", "."]),
)
def test_any_timesheet_reads_back_equal(
    rows: list[tuple[int, int]], delimiter: str, clock: bool, decimal: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(("Datum", "Klant", "Uren"))
    for who, quarters in rows:
        shown = (
            f"{quarters // 4}:{quarters % 4 * 15:02}"
            if clock
            else f"{quarters / 4:.2f}".replace(".", decimal)
        )
        writer.writerow(("2025-01-15", f"Klant {who}", shown))
    result = read_export([("uren.csv", out.getvalue().encode())], today=TODAY)
    expected = {f"Klant {w}": sum(q for who, q in rows if who == w) / 4 for w, _ in rows}
    assert hours(result) == expected
