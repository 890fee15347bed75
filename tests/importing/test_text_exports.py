"""CSV exports become customers: the right figures, and every odd thing refused, asked or listed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from strategy.importing import FileRefused, Imported, Period, imported_json, read_export
from strategy.importing.nouns.period import years_found

HEADER = (
    "Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag excl. btw;Kostprijs;Betaald op;Valuta"
)
HOEVE = "K01;Hoeve Ter Linde BV;V101;15/01/2025;14/02/2025;1.250,00;800,00;10/02/2025;EUR"
ZOE = "K02;Brasserie Zoë NV;V102;28/02/2025;30/03/2025;2499,95;1.900,10;02/04/2025;EUR"
TODAY = date(2026, 1, 1)


def imported(*lines: str, encoding: str = "utf-8", end: str = "\r\n", **asked: Any) -> Imported:
    text = end.join(lines) + end
    return read_export([("export.csv", text.encode(encoding))], today=TODAY, **asked)


def refusal(*lines: str, **asked: Any) -> str:
    with pytest.raises(FileRefused) as refused:
        imported(*lines, **asked)
    return refused.value.sentence("nl")


def invoiced(result: Imported) -> Decimal:
    return sum((customer.invoiced for customer in result.customers), Decimal(0))


def reasons(result: Imported) -> list[tuple[int | None, str]]:
    return [(found.row, found.sentence("nl")) for found in (*result.report.skipped, *result.report.repairs)]


def test_an_export_becomes_customers_with_exact_figures() -> None:
    result = imported(HEADER, HOEVE, ZOE)
    zoe, hoeve = result.customers
    assert (zoe.number, zoe.name, zoe.invoiced, zoe.invoices) == (
        "K02",
        "Brasserie Zoë NV",
        Decimal("2499.95"),
        1,
    )
    assert (hoeve.variable_cost, hoeve.days_to_pay, hoeve.days_to_pay_at_least) == (0.64, 26.0, False)
    assert result.to_customers()[1].variable_cost == 0.64


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read_export([("leeg.csv", b"")])
    assert refused.value.sentence() == (
        "Het bestand is leeg (0 bytes): exporteer het opnieuw uit je boekhoudpakket."
    )


def test_a_header_without_invoices_is_refused() -> None:
    assert refusal(HEADER).startswith("Er is wel een kopregel, maar geen enkele factuurregel")


def test_a_missing_amount_names_the_columns_that_are_there() -> None:
    assert "wel: Klantnaam, Factuurdatum;" in refusal("Klantnaam;Factuurdatum", "Peeters;15/01/2025")


def test_uneven_rows_are_named_with_their_width() -> None:
    said = refusal(HEADER, HOEVE, ZOE + ";EXTRA;KOLOM", "K04;Te kort;V104")
    assert said.startswith("Rij 3 heeft 11 velden; rij 4 heeft 3 velden; verwacht 9")


def test_a_line_break_inside_a_name_is_a_space_and_rows_keep_their_number() -> None:
    split = HOEVE.replace("Hoeve Ter Linde BV", '"Hoeve\nTer Linde BV"')
    result = imported(HEADER, split, ZOE.replace("02/04/2025", "01/02/2025"))
    assert result.customers[1].name == "Hoeve Ter Linde BV"
    assert any(row == 3 and "27 dagen voor de factuurdatum" in reason for row, reason in reasons(result))


def test_totals_do_not_count_and_are_listed() -> None:
    result = imported(
        HEADER,
        HOEVE,
        ZOE,
        ";Subtotaal;;;;3.749,95;;;",
        HOEVE.replace("V101", "V103"),
        ";Totaal;;;;4.999,95;;;",
    )
    assert invoiced(result) == Decimal("4999.95")
    assert [row for row, reason in reasons(result) if "totaal" in reason] == [4, 6]
    assert (result.report.rows, result.report.used) == (5, 3)


def test_a_customer_called_total_is_a_customer() -> None:
    result = imported(HEADER, HOEVE.replace("Hoeve Ter Linde BV", "Totaal Interieur BV"), ZOE)
    assert {customer.name for customer in result.customers} == {"Totaal Interieur BV", "Brasserie Zoë NV"}


def test_a_total_without_a_word_is_known_by_its_amount() -> None:
    result = imported(HEADER, HOEVE, ZOE, ";;;;;3.749,95;;;")
    assert (4, "totaal van de rijen erboven, telt niet mee") in reasons(result)


def test_title_rows_blank_lines_and_a_repeated_header_are_no_invoices() -> None:
    result = imported("Verkoopjournaal 2025", "", HEADER, HOEVE, "", HEADER, ZOE)
    assert invoiced(result) == Decimal("3749.95")
    assert (6, "herhaalde kopregel") in reasons(result)
    assert result.preview.header_row == 3


def test_two_header_rows_are_read_together() -> None:
    result = imported(
        "Klant;;Factuur;;", "Nr;Naam;Nr;Datum;Bedrag excl. btw", "K1;Peeters;F1;15/01/2025;12,50"
    )
    assert (result.customers[0].number, result.customers[0].name) == ("K1", "Peeters")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_letters_survive_every_encoding(encoding: str) -> None:
    result = imported(HEADER, ZOE.replace("Zoë", "Löwenhof Crème"), encoding=encoding)
    assert result.customers[0].name == "Brasserie Löwenhof Crème NV"


def test_letters_that_fit_two_alphabets_are_a_question() -> None:
    lines = (HEADER, ZOE.replace("Zoë", "Cafétéria"))
    result = imported(*lines, encoding="cp850")
    assert [question.key for question in result.questions] == ["encoding"]
    answered = imported(*lines, encoding="cp850", answers={"encoding": "cp850"})
    assert answered.customers[0].name == "Brasserie Cafétéria NV"


def test_an_english_file_with_commas_and_points() -> None:
    result = imported(
        "Customer,Invoice number,Invoice date,Due date,Amount excl VAT,Paid on",
        '"Peeters, BV",F1,2025-01-15,2025-02-14,1250.00,2025-02-10',
    )
    assert (result.customers[0].name, result.customers[0].invoiced) == ("Peeters, BV", Decimal("1250.00"))


def test_a_french_file_with_a_declared_delimiter() -> None:
    result = imported(
        "sep=|",
        "N° client|Nom du client|N° facture|Date de facture|Montant HTVA",
        "411|Café Crème SA|F1|15 janvier 2025|1 250,50",
    )
    assert result.customers[0].invoiced == Decimal("1250.50")


def test_currency_signs_spaces_and_apostrophes_are_left_out_of_amounts() -> None:
    result = imported(
        HEADER,
        'K1;A;F1;15/01/2025;;"€ 1.234,56";"€\u00a0900,00";;EUR',
        "K2;B;F2;16/01/2025;;2 500,00 EUR;1'900,00;;EUR",
        "K3;C;F3;17/01/2025;;(10,00);5,00-;;EUR",
    )
    assert [str(customer.invoiced) for customer in result.customers] == ["2500.00", "1234.56", "-10.00"]
    assert any("3 bedragen" in reason for _, reason in reasons(result))


def test_values_that_are_no_finite_number_are_named_row_by_row() -> None:
    odd = ("NaN", "inf", "-Infinity", "n.v.t.", "-", "#N/B", "#DEEL/0!", "1e400")
    said = refusal(HEADER, *(f"K{n};A;F{n};15/01/2025;;{value};1,00;;EUR" for n, value in enumerate(odd)))
    assert "rij 2: NaN" in said
    assert "rij 9: 1e400" in said
    assert "deze 8 waarden zijn geen getallen" in said


def test_of_many_unreadable_rows_the_first_twenty_and_the_total_are_named() -> None:
    said = refusal(HEADER, *(f"K{n};A;F{n};15/01/2025;;x;1,00;;EUR" for n in range(30)))
    assert "rij 21: x:" in said
    assert "rij 22" not in said
    assert "deze 30 waarden" in said


def test_leading_zeros_make_another_customer() -> None:
    result = imported(HEADER, HOEVE.replace("K01", "0123"), ZOE.replace("K02", "123"))
    assert {customer.number for customer in result.customers} == {"0123", "123"}


def test_a_date_that_does_not_exist_is_refused_with_its_rows() -> None:
    said = refusal(HEADER, HOEVE.replace("15/01", "31/02"), ZOE.replace("28/02", "29/02"))
    assert said == (
        "Kolom 'Factuurdatum', rij 2: 31/02/2025; rij 3: 29/02/2025: "
        "deze 2 datums bestaan niet; verbeter ze in het bestand."
    )


def test_day_numbers_of_excel_are_dates_and_said() -> None:
    result = imported(HEADER, "K01;A;F1;45672;45702;1250,00;800,00;45698;EUR")
    assert result.customers[0].days_to_pay == 26
    assert (2, "dagnummer van Excel: 45672 is 15/01/2025 (1900-stelsel)") in reasons(result)


def test_dates_that_can_be_read_two_ways_are_one_question() -> None:
    lines = (
        HEADER,
        HOEVE.replace("15/01/2025;14/02/2025", "01/02/2025;03/04/2025").replace("10/02", "05/03"),
    )
    result = imported(*lines)
    assert [question.key for question in result.questions] == ["date_order"]
    assert result.customers == ()
    assert imported(*lines, answers={"date_order": "dmy"}).report.first == date(2025, 2, 1)
    assert imported(*lines, answers={"date_order": "mdy"}).report.first == date(2025, 1, 2)


def test_an_ambiguous_date_column_follows_the_column_beside_it() -> None:
    result = imported(HEADER, HOEVE.replace("10/02/2025", "11/02/2025"))
    assert result.customers[0].days_to_pay == 27
    assert any("zoals de andere datumkolommen" in reason for _, reason in reasons(result))


def test_short_years_are_read_by_what_is_plausible() -> None:
    lines = ("Klant;Datum;Bedrag excl btw", "A;15/01/24;1,00", "A;28/02/25;1,00")
    assert imported(*lines).report.first == date(2024, 1, 15)


def test_an_amount_that_may_be_a_thousand_is_one_question() -> None:
    lines = ("Klant;Factuurdatum;Bedrag excl. btw", "A;15/01/2025;1.234", "B;16/01/2025;250")
    result = imported(*lines)
    assert [(q.key, [o.sentence() for o in q.options]) for q in result.questions] == [
        ("decimal", ["1234 (een geheel getal)", "1,234 (met cijfers na de komma)"])
    ]
    assert invoiced(imported(*lines, answers={"decimal": "comma"})) == 1484
    assert invoiced(imported(*lines, answers={"decimal": "point"})) == Decimal("251.234")


def test_two_amount_columns_are_one_question() -> None:
    lines = ("Klant;Factuurdatum;Bedrag;Omzet", "A;15/01/2025;121,00;100,00")
    result = imported(*lines)
    assert [question.key for question in result.questions] == ["column_amount"]
    assert invoiced(imported(*lines, answers={"column_amount": "Omzet"})) == 100
    assert invoiced(imported(*lines, mapping={"Omzet": "amount"})) == 100


def test_an_amount_with_vat_beside_one_without_is_no_question() -> None:
    result = imported("Klant;Factuurdatum;Bedrag incl. btw;Bedrag excl. btw", "A;15/01/2025;121,00;100,00")
    assert invoiced(result) == 100


def test_amounts_with_vat_only_are_one_question() -> None:
    lines = ("Klant;Factuurdatum;Totaal incl. btw", "A;15/01/2025;121,00")
    assert [question.key for question in imported(*lines).questions] == ["vat"]
    assert invoiced(imported(*lines, answers={"vat": "21"})) == 100


def test_vat_in_a_column_of_its_own_is_taken_off() -> None:
    result = imported("Klant;Factuurdatum;Totaal incl. btw;Btw", "A;15/01/2025;121,00;21,00")
    assert invoiced(result) == 100


def test_currencies_are_never_added() -> None:
    lines = (HEADER, HOEVE, ZOE.replace("EUR", "USD"))
    result = imported(*lines)
    assert [question.key for question in result.questions] == ["currency"]
    answered = imported(*lines, answers={"currency": "EUR"})
    assert invoiced(answered) == 1250
    assert (3, "andere munt: USD") in reasons(answered)


def test_a_currency_written_in_the_cell_counts_as_well() -> None:
    lines = ("Klant;Factuurdatum;Bedrag excl. btw", "A;15/01/2025;€ 10,00", "B;16/01/2025;$ 10,00")
    assert [question.key for question in imported(*lines).questions] == ["currency"]


def test_payment_before_the_invoice_is_zero_days_and_listed() -> None:
    result = imported(HEADER, HOEVE.replace("10/02/2025", "10/01/2025"), ZOE)
    hoeve = result.customers[1]
    assert hoeve.days_to_pay == 0
    assert any(
        row == 2 and reason.startswith("5 dagen voor de factuurdatum") for row, reason in reasons(result)
    )


def test_an_open_invoice_counts_with_its_age_and_is_marked() -> None:
    result = imported(HEADER, HOEVE.replace("10/02/2025", ""), ZOE)
    hoeve = result.customers[1]
    assert (hoeve.days_to_pay, hoeve.days_to_pay_at_least) == (77.0, True)


def test_a_young_open_invoice_does_not_make_a_slow_payer_look_fast() -> None:
    paid_late = "K01;De Gouden Hoeve;V1;15/01/2025;;1000,00;;16/05/2025;EUR"
    just_sent = "K01;De Gouden Hoeve;V2;18/05/2025;;9000,00;;;EUR"
    reference = "K02;Zoë;V3;25/05/2025;;10,00;;25/05/2025;EUR"
    slow = imported(HEADER, paid_late, just_sent, reference).customers[0]
    assert (slow.days_to_pay, slow.days_to_pay_at_least) == (121, False)


def test_an_old_open_invoice_makes_the_days_longer() -> None:
    paid_soon = "K01;De Gouden Hoeve;V1;15/01/2025;;500,00;;25/01/2025;EUR"
    still_open = "K01;De Gouden Hoeve;V2;15/01/2025;;500,00;;;EUR"
    reference = "K02;Zoë;V3;25/04/2025;;10,00;;25/04/2025;EUR"
    result = imported(HEADER, paid_soon, still_open, reference)
    waiting = result.customers[0]
    assert (waiting.days_to_pay, waiting.days_to_pay_at_least) == (55, False)
    assert result.report.coverage["customers_with_open_invoices"] == 1


def test_part_payments_weigh_by_amount() -> None:
    result = imported(
        HEADER,
        "K01;A;V1;15/01/2025;;300,00;;25/01/2025;EUR",
        "K01;A;V1;15/01/2025;;100,00;;14/02/2025;EUR",
    )
    assert result.customers[0].days_to_pay == 15
    assert result.customers[0].invoices == 1


def test_an_invoice_that_stands_there_twice_counts_once() -> None:
    result = imported(HEADER, HOEVE, HOEVE, ZOE)
    assert invoiced(result) == Decimal("3749.95")
    assert (3, "factuur V101 staat er nog eens volledig gelijk in; ze telt één keer") in reasons(result)


def test_equal_lines_in_a_file_of_invoice_lines_all_count() -> None:
    header = "Klantnr;Factuurnummer;Factuurdatum;Bedrag excl. btw"
    lines = [f"K{n};V{n};15/01/2025;{amount}" for n in range(5) for amount in ("10,00", "20,00")]
    result = imported(header, *lines, "K1;V1;15/01/2025;20,00")
    assert invoiced(result) == 170
    assert sum(customer.invoices for customer in result.customers) == 5


def test_rows_that_differ_in_a_column_nobody_mapped_are_no_doubles() -> None:
    header = "Klantnr;Factuurnummer;Factuurdatum;Bedrag excl. btw;Opmerking"
    result = imported(header, "K1;V1;15/01/2025;10,00;rood", "K1;V1;15/01/2025;10,00;blauw")
    assert invoiced(result) == 20


def test_a_credit_note_lowers_revenue_and_stays_out_of_payment_days_and_orders() -> None:
    result = imported(
        HEADER,
        HOEVE,
        "K01;Hoeve Ter Linde BV;C201;20/02/2025;;-250,00;-160,00;;EUR",
        "K03;Enkel Credit;C202;20/02/2025;;-500,00;;;EUR",
    )
    hoeve, credit = result.customers
    assert (hoeve.invoiced, hoeve.invoices, hoeve.days_to_pay, hoeve.variable_cost) == (1000, 1, 26, 0.64)
    assert credit.as_customer().revenue is None
    assert any("onder nul; de klasse wordt niet berekend" in reason for _, reason in reasons(result))


def test_credit_notes_written_without_a_minus_are_turned_round() -> None:
    result = imported(
        "Klant;Type;Factuurdatum;Bedrag excl. btw",
        "A;Factuur;15/01/2025;100,00",
        "A;Creditnota;16/01/2025;30,00",
    )
    assert invoiced(result) == 70


def test_revenue_zero_has_no_margin_and_is_listed() -> None:
    result = imported(HEADER, "K01;A;F1;15/01/2025;;0,00;50,00;;EUR", ZOE)
    assert result.customers[1].variable_cost is None
    assert any(reason == "A: omzet 0, de marge is niet te berekenen" for _, reason in reasons(result))


def test_a_line_without_customer_stands_apart() -> None:
    result = imported(HEADER, HOEVE, ";;V102;28/02/2025;;99,00;1,00;;EUR")
    assert invoiced(result) == 1250
    assert result.report.coverage["without_customer"] == 99
    assert (3, "geen klant: 99,00 staat apart als 'zonder klant'") in reasons(result)


def test_an_empty_cost_is_unknown_and_not_zero() -> None:
    result = imported(HEADER, HOEVE, HOEVE.replace("V101", "V102").replace("800,00", ""))
    assert result.customers[0].variable_cost == 0.64
    assert result.report.coverage["cost_share"] == 0.5


def test_a_profit_column_gives_the_cost() -> None:
    result = imported("Customer,Order date,Sales,Profit", "A,11/30/2024,200.00,50.00")
    assert result.customers[0].variable_cost == 0.75


def test_names_that_differ_in_case_spaces_and_legal_form_are_joined_and_listed() -> None:
    result = imported(
        "Klant;Factuurdatum;Bedrag excl. btw", "Peeters BV;15/01/2025;10,00", "PEETERS  bvba;16/01/2025;5,00"
    )
    assert [customer.invoiced for customer in result.customers] == [15]
    assert any("samengevoegd onder" in reason for _, reason in reasons(result))


def test_a_row_without_number_finds_the_number_of_its_name() -> None:
    result = imported(HEADER, HOEVE, HOEVE.replace("K01", "").replace("V101", "V102"))
    assert [(customer.number, customer.invoices) for customer in result.customers] == [("K01", 2)]


def test_names_are_kept_as_typed() -> None:
    names = [
        '=HYPERLINK(""x"")',
        "+32 9 123",
        "-Delta NV",
        "@SUM(A1)",
        "<script>",
        "**vet** [x](y)",
        "{{7*7}}",
    ]
    rows = (f'K{n};"{name}";F{n};15/01/2025;;10,00;5,00;;EUR' for n, name in enumerate(names))
    result = imported(HEADER, *rows)
    assert {customer.name for customer in result.customers} == {name.replace('""', '"') for name in names}


def test_figures_per_year_follow_from_the_period() -> None:
    lines = (HEADER, HOEVE.replace("/2025", "/2023"), ZOE)
    whole = imported(*lines)
    assert whole.report.years == pytest.approx(2.1232, abs=0.001)
    assert whole.customers[0].revenue == pytest.approx(2499.95 / whole.report.years, abs=0.01)
    last_year = imported(*lines, period=Period(months=12))
    assert (last_year.report.first, last_year.report.last) == (date(2024, 3, 1), date(2025, 2, 28))
    assert [customer.number for customer in last_year.customers] == ["K02"]
    assert last_year.report.years == 1


def test_a_file_shorter_than_a_year_is_not_stretched() -> None:
    result = imported(HEADER, HOEVE)
    assert result.customers[0].revenue == 1250
    assert any("niet verlengd tot een heel jaar" in reason for _, reason in reasons(result))


def test_a_calendar_year_is_one_year() -> None:
    result = imported(HEADER, HOEVE, period=Period.parse("2025-01-01..2025-12-31"))
    assert result.report.years == 1


def test_a_period_without_invoices_says_which_days_the_file_has() -> None:
    said = refusal(HEADER, HOEVE, period=Period.parse("2020-01-01..2020-12-31"))
    assert "kies een periode tussen 15/01/2025 en 15/01/2025" in said


def test_several_files_are_read_as_one() -> None:
    files = [
        ("a.csv", f"{HEADER}\n{HOEVE}\n".encode()),
        ("b.csv", f"{HEADER}\n{ZOE}\n{HOEVE}\n".encode("cp1252")),
    ]
    result = read_export(files, today=TODAY)
    assert invoiced(result) == Decimal("3749.95")
    assert [(found.file, found.row) for found in result.report.skipped] == [("b.csv", 3)]


def test_of_several_files_the_one_that_is_refused_is_named() -> None:
    good = "\n".join((HEADER, HOEVE)).encode()
    with pytest.raises(FileRefused) as refused:
        read_export([("goed.csv", good), ("januari.csv", b"")], today=TODAY)
    assert refused.value.sentence().startswith("januari.csv: Het bestand is leeg")


def test_too_large_a_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(FileRefused) as refused:
        read_export([("groot.csv", b"x" * 1001)], limit=1000)
    assert refused.value.code == "import.too_large"


def test_a_mapping_overrules_the_names() -> None:
    result = imported(
        "A;B;C", "Peeters;15/01/2025;10,50", mapping={"A": "customer_name", "B": "date", "C": "amount"}
    )
    assert invoiced(result) == Decimal("10.50")


def test_a_mapping_to_an_unknown_field_is_refused() -> None:
    assert "Het veld 'omzetje' bestaat niet" in refusal(HEADER, HOEVE, mapping={"Klantnr": "omzetje"})


def test_the_json_has_the_shape_of_the_command_line() -> None:
    shape = imported_json(imported(HEADER, HOEVE, HOEVE))
    assert set(shape) == {"customers", "report", "doubles", "questions"}
    assert shape["report"]["period"] == {"from": "2025-01-15", "to": "2025-01-15", "years": 1.0}
    assert shape["customers"][0]["invoiced"] == 1250.0
    assert set(shape["report"]["skipped"][0]) == {"row", "column", "reason"}


def test_drafts_and_cancelled_invoices_do_not_count() -> None:
    result = imported(
        "Klant;Status;Factuurdatum;Bedrag excl. btw",
        "A;Betaald;15/01/2025;100,00",
        "A;Concept;16/01/2025;30,00",
        "A;Geannuleerd;17/01/2025;20,00",
    )
    assert invoiced(result) == 100
    assert [found.row for found in result.report.skipped] == [3, 4]


@pytest.mark.parametrize("name", ["Bedrag", "Factuurbedrag", "Totaal", "Montant", "Amount", "Invoice total"])
def test_an_amount_that_does_not_speak_of_vat_is_one_question_with_two_answers(name: str) -> None:
    lines = (f"Klant;Factuurdatum;{name}", "A;15/01/2025;121,00")
    (question,) = imported(*lines).questions
    assert (question.key, [option.value for option in question.options]) == ("vat_included", ["no", "yes"])
    assert f"'{name}'" in question.sentence()
    assert invoiced(imported(*lines, answers={"vat_included": "no"})) == 121
    (rate,) = imported(*lines, answers={"vat_included": "yes"}).questions
    assert rate.key == "vat"
    with_vat = imported(*lines, answers={"vat_included": "yes", "vat": "21"})
    assert invoiced(with_vat) == 100
    assert with_vat.preview.mapping[name] == "amount_incl"


def test_an_amount_with_vat_is_lowered_by_the_vat_that_stands_beside_it() -> None:
    lines = ("Klant;Factuurdatum;Bedrag;BTW", "A;15/01/2025;121,00;21,00")
    assert [question.key for question in imported(*lines).questions] == ["vat_included"]
    assert invoiced(imported(*lines, answers={"vat_included": "yes"})) == 100
    assert invoiced(imported(*lines, answers={"vat_included": "no"})) == 121


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Klant;Factuurdatum;Omzet", "A;15/01/2025;100,00"),
        ("Customer;Invoice date;Sales", "A;2025-01-15;100,00"),
        ("Klant;Factuurdatum;Bedrag;Bedrag incl. btw", "A;15/01/2025;100,00;121,00"),
        ("Klant;Factuurdatum;Bedrag excl. btw", "A;15/01/2025;100,00"),
    ],
)
def test_an_amount_that_is_known_to_be_without_vat_is_no_question(header: str, row: str) -> None:
    result = imported(header, row)
    assert result.questions == ()
    assert invoiced(result) == 100


def test_an_amount_that_was_pointed_at_by_hand_is_no_question() -> None:
    lines = ("Klant;Factuurdatum;Bedrag", "A;15/01/2025;121,00")
    assert invoiced(imported(*lines, mapping={"Bedrag": "amount"})) == 121
    assert invoiced(imported(*lines, mapping={"Bedrag": "amount_incl"}, answers={"vat": "21"})) == 100


def test_a_bad_value_is_refused_before_anything_is_asked() -> None:
    assert "geen getallen" in refusal("Klant;Factuurdatum;Bedrag", "A;15/01/2025;veel", "B;16/01/2025;weinig")


def test_a_column_named_by_hand_must_exist() -> None:
    assert "De kolom 'Bedragg' staat niet in het bestand" in refusal(
        HEADER, HOEVE, mapping={"Bedragg": "amount"}
    )


def test_lines_headers_and_customers_in_files_of_their_own_are_joined() -> None:
    files = {
        "lijnen.csv": "Order ID,Product,Unit price,Quantity,Discount\n1,Brood,2.50,10,0\n1,Taart,20.00,1,0.5\n2,Brood,2.50,4,0\n",
        "orders.csv": "Order ID,Customer ID,Order date\n1,K1,2025-01-15\n2,K2,2025-02-15\n",
        "klanten.csv": "Customer ID,Company name\nK1,Café Zoë\nK2,Hoeve\n",
        "producten.csv": "Product,Unit price\nBrood,2.50\n",
    }
    result = read_export([(name, text.encode()) for name, text in files.items()], today=TODAY)
    assert [(c.name, c.number, c.invoiced, c.invoices) for c in result.customers] == [
        ("Café Zoë", "K1", 35, 1),
        ("Hoeve", "K2", 10, 1),
    ]
    assert any("bestand 'producten.csv' niet gelezen" in reason for _, reason in reasons(result))


def test_figures_of_a_belgian_export_with_a_bit_of_everything() -> None:
    sample = Path(__file__).parent / "samples" / "verkopen.csv"
    result = read_export([(sample.name, sample.read_bytes())], today=TODAY)
    assert invoiced(result) == Decimal("9812.75")
    assert [(c.number, c.invoices) for c in result.customers] == [
        ("411003", 2),
        ("411001", 2),
        ("0411002", 1),
    ]
    assert [found.row for found in result.report.skipped] == [9, 10]


def test_doubles_are_found_between_blank_lines_as_well() -> None:
    result = imported(HEADER, HOEVE, "", HOEVE, "", ZOE)
    assert [found.row for found in result.report.skipped] == [4]


def test_many_rows_without_a_customer_are_added_up_exactly() -> None:
    rows = [f";;V{n};15/01/2025;;0,01;;;EUR" for n in range(3_000)]
    result = imported(HEADER, HOEVE, *rows)
    assert result.report.coverage["without_customer"] == 30
    assert (result.report.rows, result.report.used) == (3_001, 1)


def test_a_line_that_is_nothing_but_delimiters_is_refused_and_not_unfolded() -> None:
    assert refusal(HEADER, "x" + ";" * 100_000 + "x").startswith("In rij 2 staat een cel")


def test_a_period_may_be_a_year_and_the_years_of_a_file_are_found() -> None:
    assert Period.parse("2024") == Period(date(2024, 1, 1), date(2024, 12, 31))
    calendar = years_found(date(2023, 2, 1), date(2025, 8, 20))
    assert [(one.first, one.last) for one in calendar] == [
        (date(2025, 1, 1), date(2025, 8, 20)),
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2023, 1, 1), date(2023, 12, 31)),
    ]
    book = years_found(date(2023, 7, 3), date(2025, 6, 28))
    assert [(one.first, one.last) for one in book] == [
        (date(2024, 7, 1), date(2025, 6, 28)),
        (date(2023, 7, 1), date(2024, 6, 30)),
    ]


def test_what_lies_outside_the_period_is_told_with_its_sum() -> None:
    rows = ("K1;A;F1;15/01/2024;;100,00;;;", "K1;A;F2;15/01/2025;;50,00;;;")
    known = imported(HEADER, *rows, period=Period.parse("2025")).report.coverage
    assert (known["outside_period"], known["outside_amount"], known["file_from"]) == (1, 100, "2024-01-15")
