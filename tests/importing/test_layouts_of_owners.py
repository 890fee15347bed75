"""The lists most owners have: revenue per customer in columns of time, groups, files without headings, other languages."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.importing import FileRefused, Imported, Period, read_export

TODAY = date(2026, 6, 1)


def imported(*lines: str, name: str = "export.csv", **asked: Any) -> Imported:
    return read_export([(name, "\n".join(lines).encode())], today=TODAY, **asked)


def by_name(result: Imported) -> dict[str, Decimal]:
    assert not result.questions, [question.sentence() for question in result.questions]
    return {customer.name: customer.invoiced for customer in result.customers}


def said(result: Imported) -> list[str]:
    return [found.sentence() for found in (*result.report.skipped, *result.report.repairs)]


def refusal(*lines: str, **asked: Any) -> str:
    with pytest.raises(FileRefused) as refused:
        imported(*lines, **asked)
    assert refused.value.sentence("en")
    return refused.value.sentence()


MONTHS = (
    "Klant;jan/25;feb/25;mrt/25;apr/25;Totaal",
    "Alfa BV;1.000,00;500,00;;250,00;1.750,00",
    "Beta NV;;700,00;300,00;;1.000,00",
    "Totaal;1.000,00;1.200,00;300,00;250,00;2.750,00",
)


def test_a_table_of_customers_by_month_is_read_with_its_period_and_without_orders() -> None:
    result = imported(*MONTHS)
    assert by_name(result) == {"Alfa BV": 1750, "Beta NV": 1000}
    assert (result.report.first, result.report.last) == (date(2025, 1, 1), date(2025, 4, 30))
    assert [(c.orders, c.invoices, c.days_to_pay) for c in result.customers] == [(None, None, None)] * 2
    assert {customer.orders for customer in result.to_customers()} == {None}
    assert "dit zijn totalen per klant en geen facturen" in " ".join(said(result))
    assert "(sub)totaal 'Totaal' telt niet mee" in said(result)
    assert [one.column for one in result.report.repairs if "som van de andere" in one.sentence()] == [
        "Totaal"
    ]


def test_a_month_without_a_column_is_named() -> None:
    result = imported("Klant;jan/25;feb/25;apr/25", "Alfa;1,00;2,00;3,00")
    assert by_name(result) == {"Alfa": 6}
    assert "er is geen kolom voor 03/2025; die maanden tellen als niets" in said(result)


@pytest.mark.parametrize(
    "heads",
    [
        ("jan/25", "feb/25"),
        ("januari 2025", "februari 2025"),
        ("Jan 2025", "Feb 2025"),
        ("2025-01", "2025-02"),
        ("01/2025", "02/2025"),
        ("202501", "202502"),
        ("janv. 2025", "févr. 2025"),
        ("Januar 2025", "Februar 2025"),
        ("Omzet jan 2025", "Omzet feb 2025"),
        ("2025-01-01", "2025-02-01"),
    ],
)
def test_a_month_is_known_in_every_spelling(heads: tuple[str, str]) -> None:
    result = imported(f"Klant;{heads[0]};{heads[1]}", "Alfa;10,00;20,00")
    assert by_name(result) == {"Alfa": 30}
    assert (result.report.first, result.report.last) == (date(2025, 1, 1), date(2025, 2, 28))


def test_quarters_are_read_as_well() -> None:
    result = imported("Klant;Q1 2025;Q2 2025", "Alfa;10,00;20,00")
    assert by_name(result) == {"Alfa": 30}
    assert result.report.last == date(2025, 6, 30)


def test_months_without_a_year_take_it_from_the_title_the_name_of_the_file_or_the_person() -> None:
    lines = ("Klant;jan;feb", "Alfa;10,00;20,00")
    assert imported("Omzet 2024 per klant", *lines).report.first == date(2024, 1, 1)
    assert imported(*lines, name="omzet-2023.csv").report.first == date(2023, 1, 1)
    (question,) = imported(*lines).questions
    assert [option.value for option in question.options] == ["2026", "2025", "2024", "2023"]
    assert imported(*lines, answers={"year": "2025"}).report.last == date(2025, 2, 28)


YEARS = (
    "Klantnr;Klant;Omzet 2023;Omzet 2024;Omzet 2025",
    "1;Alfa BV;10.000,00;12.000,00;11.000,00",
    "2;Beta NV;5.000,00;4.000,00;6.000,00",
)


def test_of_several_years_one_or_the_mean_is_asked() -> None:
    (question,) = imported(*YEARS).questions
    assert [option.value for option in question.options] == ["2025", "2024", "2023", "mean"]
    assert by_name(imported(*YEARS, answers={"year": "2025"})) == {"Alfa BV": 11_000, "Beta NV": 6_000}
    mean = imported(*YEARS, answers={"year": "mean"})
    assert [(c.revenue, c.orders) for c in mean.customers] == [(11_000, None), (5_000, None)]


def test_a_year_that_is_asked_for_is_the_whole_of_what_counts() -> None:
    result = imported(*YEARS, answers={"year": "2024"}, period=Period(months=12))
    assert [(c.number, c.revenue) for c in result.customers] == [("1", 12_000), ("2", 4_000)]


def test_the_yearly_list_of_customers_is_read() -> None:
    result = imported(
        "Btw-nummer;Naam;Omzet;Btw-bedrag", "BE0123456749;Alfa;1.000,00;210,00", name="listing 2025.csv"
    )
    assert by_name(result) == {"Alfa": 1000}
    assert (result.report.first, result.report.last) == (date(2025, 1, 1), date(2025, 12, 31))
    assert result.customers[0].number == "BE0123456749"


def test_totals_that_do_not_say_their_year_or_their_vat_are_asked() -> None:
    lines = ("Klant;Totaal", "Alfa;1.210,00")
    assert [question.key for question in imported(*lines).questions] == ["year"]
    assert [q.key for q in imported(*lines, answers={"year": "2025"}).questions] == ["vat_included"]
    answers = {"year": "2025", "vat_included": "yes", "vat": "21"}
    assert by_name(imported(*lines, answers=answers)) == {"Alfa": 1000}


def test_lines_of_invoices_without_a_date_are_no_totals_per_customer() -> None:
    assert "Er is geen kolom met de factuurdatum" in refusal(
        "Factuurnr;Klant;Omzet", "F1;Alfa;1,00", "F2;Alfa;2,00"
    )


def test_a_budget_is_no_revenue() -> None:
    assert "Er is geen kolom met het bedrag" in refusal("Klant;Budget 2024;Budget 2025", "Alfa;1,00;2,00")


def test_a_total_that_is_no_amount_is_listed_and_a_table_of_them_refused() -> None:
    result = imported("Klant;jan/25;feb/25", "Alfa;1,00;2,00", "Beta;1,00;veel", "Gamma;1,00;4,00")
    assert by_name(result) == {"Alfa": 3, "Gamma": 5}
    assert "'veel' is geen getal" in said(result)
    assert "geen getallen" in refusal("Klant;jan/25;feb/25", "Alfa;1,00;veel", "Beta;1,00;meer")


def test_totals_and_invoices_together_are_refused() -> None:
    invoices = b"Klant;Factuurnr;Factuurdatum;Bedrag excl. btw\nAlfa;F1;15/01/2025;10,00\n"
    with pytest.raises(FileRefused) as refused:
        read_export([("a.csv", "\n".join(MONTHS).encode()), ("b.csv", invoices)], today=TODAY)
    assert "totalen per klant samen met facturen" in refused.value.sentence()


def test_a_customer_keeps_its_orders_where_totals_tell_none() -> None:
    from strategy.importing.plan import compare
    from strategy.nouns.company import Customer

    known = Customer(id="mine", name="Alfa BV", orders=12, revenue=1)
    (after,) = compare([known], imported(*MONTHS)).changed
    assert (after.orders, after.revenue) == (12, 1750)


def pivot() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Draaitabel")
        month = book.add_format({"num_format": "mmm-yy"})
        sheet.write_row(0, 0, ("Som van Bedrag", "Kolomlabels"))
        sheet.write(1, 0, "Rijlabels")
        for column, one in enumerate((1, 2), 1):
            sheet.write_datetime(1, column, datetime(2025, one, 1), month)
        sheet.write(1, 3, "Eindtotaal")
        sheet.write_row(2, 0, ("Alfa", 10.5, 20, 30.5))
        sheet.write_row(3, 0, ("Eindtotaal", 10.5, 20, 30.5))
    return out.getvalue()


def test_a_pivot_table_is_read() -> None:
    result = read_export([("draaitabel.xlsx", pivot())], today=TODAY)
    assert by_name(result) == {"Alfa": Decimal("30.50")}
    assert result.report.last == date(2025, 2, 28)


def test_years_above_months_are_joined() -> None:
    lines = ("Klant;2024;;2025;", ";nov;dec;jan;feb", "Alfa;1,00;2,00;3,00;4,00")
    result = imported(*lines)
    assert by_name(result) == {"Alfa": 10}
    assert (result.report.first, result.report.last) == (date(2024, 11, 1), date(2025, 2, 28))


GROUPS = (
    "Partner,Number,Invoice Date,Untaxed Amount",
    '"Alfa BV (2)",,,1500.00',
    ",INV/2025/0001,2025-01-15,1000.00",
    ",INV/2025/0002,2025-02-15,500.00",
    '"Beta NV (1)",,,700.00',
    ",INV/2025/0003,2025-01-20,700.00",
)


def test_a_row_that_heads_a_group_names_the_customer_and_its_subtotal_does_not_count() -> None:
    result = imported(*GROUPS)
    assert by_name(result) == {"Alfa BV": 1500, "Beta NV": 700}
    assert [customer.invoices for customer in result.customers] == [2, 1]
    assert "'Alfa BV' is de kop van een groep; het bedrag erbij telt niet mee" in said(result)


def test_a_group_may_be_headed_by_a_row_of_one_cell() -> None:
    lines = (
        "Klant;Factuurnr;Factuurdatum;Omzet",
        "Alfa BV",
        ";F1;15/01/2025;10,00",
        "Beta NV",
        ";F2;16/01/2025;5,00",
    )
    assert by_name(imported(*lines)) == {"Alfa BV": 10, "Beta NV": 5}


FIRST_ROW = (
    "Klant;Factuurnr;Factuurdatum;Bedrag excl. btw",
    "Alfa BV;F1;15/01/2025;1000,00",
    ";F2;15/02/2025;500,00",
    ";F3;15/03/2025;250,00",
    "Beta NV;F4;20/01/2025;700,00",
    ";F5;21/01/2025;300,00",
)


def test_a_customer_on_the_first_row_only_is_one_question_with_the_amount_at_stake() -> None:
    (question,) = imported(*FIRST_ROW).questions
    assert "1.050,00" in question.sentence()
    assert [option.sentence() for option in question.options] == [
        "Ja, bij de klant erboven",
        "Nee, die 1.050,00 staat apart",
    ]
    assert by_name(imported(*FIRST_ROW, answers={question.key: "yes"})) == {"Alfa BV": 1750, "Beta NV": 1000}
    apart = imported(*FIRST_ROW, answers={question.key: "no"})
    assert by_name(apart) == {"Alfa BV": 1000, "Beta NV": 700}
    assert apart.report.coverage["without_customer"] == 1050


def test_a_few_rows_without_a_customer_in_an_ordinary_list_are_no_question() -> None:
    rows = [f"Klant {n % 3};F{n};15/01/2025;10,00" for n in range(9)]
    result = imported(FIRST_ROW[0], *rows, ";F10;15/02/2025;500,00", ";F11;15/02/2025;500,00")
    assert not result.questions
    assert result.report.coverage["without_customer"] == 1000


BARE = (
    "K001;Bakkerij Peeters BV;F1001;15/01/2025;14/02/2025;1250,00;800,00;10/02/2025;EUR",
    "K002;Löwenbräu & Zoë NV;F1002;28/02/2025;30/03/2025;2.499,95;1.900,10;02/04/2025;EUR",
    'K003;"Van den Berg, Zonen";F1003;03/03/2025;02/04/2025;310,50;120,00;;EUR',
)


def test_a_file_without_headings_names_its_columns_by_what_they_hold() -> None:
    (question,) = imported(*BARE).questions
    assert [option.sentence() for option in question.options] == [
        "Bedrag (F) (zoals 1250,00)",
        "Bedrag (G) (zoals 800,00)",
    ]
    result = imported(*BARE, answers={question.key: "Bedrag (F)"})
    assert sum(by_name(result).values()) == Decimal("4060.45")
    assert sorted(c.number for c in result.customers) == ["K001", "K002", "K003"]
    assert [c.days_to_pay for c in result.customers][1] == 26
    assert result.preview.header_row == 0


def test_no_row_of_headings_is_a_choice() -> None:
    lines = ("Klant A;F1;15/01/2025;10,00;Omzet", "Klant B;F2;16/01/2025;5,00;Omzet")
    result = imported(*lines, answers={"header_row": "none", "vat_included": "no"})
    assert by_name(result) == {"Klant A": 10, "Klant B": 5}


def test_two_columns_of_one_name_are_one_question() -> None:
    lines = ("Klantnaam;Bedrag;Bedrag;Factuurdatum", "Peeters;100,00;121,00;15/01/2025")
    (question,) = imported(*lines).questions
    assert by_name(imported(*lines, answers={question.key: "Bedrag (B)"})) == {"Peeters": 100}


@pytest.mark.parametrize(
    "header",
    [
        "AccountCode,AccountName,InvoiceNumber,InvoiceDate,AmountDC,SettledDate,Type",
        "CustomerCode,CustomerName,InvoiceNr,InvoiceDate,TotalPriceExcl,PaidDate,InvoiceType",
        "Kundennr.,Kundenname,Rechnungsnr.,Rechnungsdatum,Nettobetrag,Bezahlt am,Belegart",
        "Kunden-Nr,Kunde,Belegnummer,Belegdatum,Umsatz,Zahlungsdatum,Rechnungsart",
        "N° client,Nom du client,N° de facture,Date d'émission,Montant HT,Date de règlement,Type de pièce",
        "Code tiers,Raison sociale,N° pièce,Date pièce,CA HT,Réglé le,Nature pièce",
    ],
)
def test_headings_of_other_packages_and_languages_are_known(header: str) -> None:
    result = imported(header, "1001,Alfa,F1,15-01-2025,1000.00,25-01-2025,Factuur")
    (customer,) = result.customers
    assert (customer.number, customer.name, customer.invoiced, customer.days_to_pay) == (
        "1001",
        "Alfa",
        1000,
        10,
    )


# --- every layout in every dialect ---

cents = st.integers(-(10**8), 10**8).filter(bool)
names = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHé ", min_size=2, max_size=12)
    .map(lambda text: "Klant " + " ".join(text.split()))
    .filter(lambda text: len(text) > 7 and not re.search("tot|som|sum", text, re.IGNORECASE)),
    min_size=2,
    max_size=6,
    unique_by=lambda text: text.casefold(),
)
dialects = st.tuples(
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from([",", "."]),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)


def amount(value: int | None, decimal: str) -> str:
    if value is None:
        return ""
    return f"{'-' if value < 0 else ''}{abs(value) // 100}{decimal}{abs(value) % 100:02}"


def written(rows: list[list[str]], dialect: tuple[str, str, str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=dialect[0], lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(dialect[2])


def read(data: bytes, **answers: str) -> dict[str, Decimal]:
    return by_name(read_export([("x.csv", data)], today=TODAY, answers=answers))


def exact(values: list[int | None]) -> Decimal:
    return Decimal(sum(value or 0 for value in values)).scaleb(-2)


@settings(max_examples=40, deadline=None)
@given(who=names, data=st.data(), dialect=dialects, years=st.booleans())
def test_any_table_of_columns_of_time_reads_back_equal(
    who: list[str], data: st.DataObject, dialect: tuple[str, str, str], years: bool
) -> None:
    heads = ["Omzet 2023", "Omzet 2024", "2025"] if years else ["jan/25", "feb/25", "mrt 2025"]
    cells = [data.draw(st.lists(st.none() | cents, min_size=3, max_size=3)) for _ in who]
    cells = [row if any(row) else [1, *row[1:]] for row in cells]
    rows = [["Klant", *heads, "Totaal"]]
    rows += [
        [name, *(amount(value, dialect[1]) for value in row), amount(sum(v or 0 for v in row), dialect[1])]
        for name, row in zip(who, cells, strict=True)
    ]
    found = read(written(rows, dialect), **({"year": "mean"} if years else {}))
    assert found == {name: exact(row) for name, row in zip(who, cells, strict=True)}


@settings(max_examples=40, deadline=None)
@given(who=names, data=st.data(), dialect=dialects, headed=st.booleans())
def test_any_grouped_list_reads_back_equal(
    who: list[str], data: st.DataObject, dialect: tuple[str, str, str], headed: bool
) -> None:
    groups = {name: data.draw(st.lists(cents, min_size=2, max_size=4)) for name in who}
    rows = [["Klant", "Factuurnr", "Factuurdatum", "Bedrag excl. btw"]]
    number = 0
    for name, values in groups.items():
        if headed:
            rows.append([name, "", "", amount(sum(values), dialect[1])])
        for place, value in enumerate(values):
            number += 1
            first = name if not headed and place == 0 else ""
            rows.append([first, f"F{number}", "2025-01-15", amount(value, dialect[1])])
    answers = {} if headed else {"fill_customer": "yes"}
    assert read(written(rows, dialect), **answers) == {
        name: exact(list(values)) for name, values in groups.items()
    }


@settings(max_examples=40, deadline=None)
@given(who=names, data=st.data(), dialect=dialects)
def test_any_ledger_reads_back_equal(
    who: list[str], data: st.DataObject, dialect: tuple[str, str, str]
) -> None:
    sales = [(data.draw(st.sampled_from(who)), data.draw(st.integers(100, 10**8))) for _ in range(5)]
    rows = [["Dagboek", "Docnr", "Boekdatum", "Rekening", "Relatie", "Bedrag", "D/C"]]
    totals: dict[str, int] = defaultdict(int)
    for number, (name, value) in enumerate(sales):
        totals[name] += value
        line = ["V1", str(number), "2025-01-15"]
        rows.append([*line, "400000", name, amount(value * 121 // 100, dialect[1]), "D"])
        rows.append([*line, "700000", data.draw(st.sampled_from([name, ""])), amount(value, dialect[1]), "C"])
    assert read(written(rows, dialect)) == {name: exact([value]) for name, value in totals.items()}


@settings(max_examples=40, deadline=None)
@given(who=names, data=st.data(), dialect=dialects, pair=st.booleans())
def test_any_list_with_sides_reads_back_equal(
    who: list[str], data: st.DataObject, dialect: tuple[str, str, str], pair: bool
) -> None:
    values = [(name, data.draw(st.integers(1000, 10**8)), data.draw(st.integers(0, 300))) for name in who]
    rows = [
        [
            "Klant",
            "Factuurnr",
            "Factuurdatum",
            *(["Debet", "Credit"] if pair else ["Bedrag excl. btw", "D/C"]),
        ]
    ]
    for number, (name, sale, credit) in enumerate(values):
        for side, value in (("D", sale), ("C", credit)):
            shown = amount(value, dialect[1])
            cells = [shown if side == "D" else "", shown if side == "C" else ""] if pair else [shown, side]
            rows.append([name, f"{side}{number}", "2025-01-15", *cells])
    answers = {"vat_included": "no"} if pair else {}
    assert read(written(rows, dialect), **answers) == {
        name: exact([sale, -credit]) for name, sale, credit in values
    }


@settings(max_examples=40, deadline=None)
@given(who=names, data=st.data(), dialect=dialects)
def test_any_table_without_headings_reads_back_equal(
    who: list[str], data: st.DataObject, dialect: tuple[str, str, str]
) -> None:
    values = [data.draw(cents) for _ in who]
    rows = [
        [f"K{place}x", name, f"F25{place:03}", "31-01-2025", amount(value, dialect[1])]
        for place, (name, value) in enumerate(zip(who, values, strict=True))
    ]
    found = read(written(rows, dialect), vat_included="no")
    assert found == {name: exact([value]) for name, value in zip(who, values, strict=True)}


TITLES = (
    "Datum;Factuur;Bedrag excl. btw",
    "Alfa BV;;",
    "13/02/2025;F1;1.000,00",
    "20/03/2025;F2;750,00",
    "Totaal Alfa BV;;1.750,00",
    "Beta NV;;",
    "05/02/2025;F3;500,00",
    "07/03/2025;F4;500,00",
    "Totaal;;2.750,00",
)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2)])
def test_a_customer_that_stands_as_a_title_above_the_invoices_needs_no_column(order: tuple[int, ...]) -> None:
    """In the column of the days, or in that of the numbers of invoices."""
    title = order[0]
    rows = [line.split(";") for line in TITLES]
    for row in rows[1:]:
        if not row[1] and title:
            row[0], row[1] = row[1], row[0]
    result = imported(*(";".join(row[place] for place in order) for row in rows))
    assert by_name(result) == {"Alfa BV": 1750, "Beta NV": 1000}
    assert [customer.invoices for customer in result.customers] == [2, 2]
    assert {found.row for found in result.report.skipped} == {2, 5, 6, 9}


def test_titles_in_a_column_of_their_own_are_customers_as_well() -> None:
    rows = [";" + line for line in TITLES]
    rows = [re.sub("^;([A-Z][^;]+);", r"\1;;", row) if place else row for place, row in enumerate(rows)]
    assert by_name(imported(*rows)) == {"Alfa BV": 1750, "Beta NV": 1000}


def test_a_list_that_begins_with_an_invoice_of_nobody_has_no_titles() -> None:
    assert "Er is geen kolom met de klant" in refusal(TITLES[0], *TITLES[2:])
    assert "Er is geen kolom met de klant" in refusal(TITLES[0], *TITLES[2:4])
