"""Only sales count: what a row calls itself, which side it stands on and which account it is booked on decide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from strategy.importing import FileRefused, Imported, read_export

TODAY = date(2026, 1, 1)


def imported(*lines: str, **asked: Any) -> Imported:
    return read_export([("export.csv", "\n".join(lines).encode())], today=TODAY, **asked)


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


KINDS = "Soort document;Factuurnr;Klant;Factuurdatum;Bedrag excl. btw"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("Aankoop", "aankoop"),
        ("Aankoopfactuur", "aankoop"),
        ("Facture d'achat", "aankoop"),
        ("Purchase invoice", "aankoop"),
        ("Eingangsrechnung", "aankoop"),
        ("in_invoice", "aankoop"),
        ("Offerte", "offerte"),
        ("Devis", "offerte"),
        ("Quotation", "offerte"),
        ("Angebot", "offerte"),
        ("Pro forma", "pro forma"),
        ("Proforma factuur", "pro forma"),
        ("Concept", "nooit verstuurd"),
        ("Betaling", "betaling"),
        ("Cash flow", "betaling"),
        ("Memoriaal", "correctie"),
        ("Verkooporder", "bestelling"),
    ],
)
def test_what_calls_itself_no_sale_is_left_out_with_its_sum(word: str, reason: str) -> None:
    result = imported(
        KINDS,
        "Factuur;1;Alfa;15/01/2025;1.000,00",
        f"{word};2;Beta;16/01/2025;300,00",
        f"{word};3;Alfa;;50,00",
    )
    assert by_name(result) == {"Alfa": 1000}
    assert any(line.startswith(reason) and "300,00" in line for line in said(result))
    assert sum(result.report.coverage["left_out"].values()) == 350


@pytest.mark.parametrize(
    "word", ["Verkoop", "Vente", "Sales entry", "Rechnung", "out_invoice", "Particulier", "Dienst", ""]
)
def test_a_sale_and_a_word_that_says_nothing_count(word: str) -> None:
    assert by_name(imported(KINDS, f"{word};1;Alfa;15/01/2025;1.000,00")) == {"Alfa": 1000}


def test_orders_count_in_a_list_of_orders_and_not_beside_invoices() -> None:
    assert by_name(imported(KINDS, "Order;1;Alfa;15/01/2025;1,00", "Order;2;Beta;15/01/2025;2,00")) == {
        "Alfa": 1,
        "Beta": 2,
    }


def test_a_journal_of_purchases_is_known_beside_one_of_sales() -> None:
    head = "Dagboek;Factuurnr;Klant;Factuurdatum;Bedrag excl. btw"
    sale, purchase = "V1;1;Alfa;15/01/2025;10,00", "A1;2;Beta;15/01/2025;20,00"
    assert by_name(imported(head, sale, purchase)) == {"Alfa": 10}
    assert by_name(imported(head, purchase, "B1;2;Beta;15/01/2025;5,00")) == {"Beta": 25}


def test_a_file_of_purchases_alone_is_refused() -> None:
    assert "De enige rij is weggelaten" in refusal(KINDS, "Aankoop;1;Alfa;15/01/2025;10,00")


SIDES = "Datum;Factuurnr;Klant;Bedrag excl. btw;{}"


@pytest.mark.parametrize(
    ("head", "sale", "credit"),
    [
        ("D/C", "D", "C"),
        ("D/C", "Debet", "Credit"),
        ("Sens", "Débit", "Crédit"),
        ("Af/Bij", "Bij", "Af"),
        ("+/-", "+", "-"),
        ("Soll/Haben", "S", "H"),
        ("D/C", "C", "D"),
    ],
)
def test_a_side_gives_the_sign(head: str, sale: str, credit: str) -> None:
    result = imported(
        SIDES.format(head),
        f"15/01/2025;1;Alfa;1000,00;{sale}",
        f"16/01/2025;2;Beta;500,00;{sale}",
        f"20/01/2025;3;Alfa;200,00;{credit}",
    )
    assert by_name(result) == {"Alfa": 800, "Beta": 500}


def test_what_comes_in_counts_and_what_goes_out_takes_off_even_where_more_goes_out() -> None:
    lines = (SIDES.format("Af/Bij"), "15/01/2025;1;Alfa;100,00;Bij", "16/01/2025;2;Alfa;300,00;Af")
    assert by_name(imported(*lines)) == {"Alfa": -200}


def test_amounts_that_have_their_sign_already_are_not_turned() -> None:
    lines = (SIDES.format("D/C"), "15/01/2025;1;Alfa;1000,00;D", "20/01/2025;3;Alfa;-200,00;C")
    assert by_name(imported(*lines)) == {"Alfa": 800}


def test_a_large_other_side_may_be_the_payments_and_is_asked() -> None:
    lines = (SIDES.format("D/C"), "15/01/2025;1;Alfa;1000,00;D", "20/01/2025;3;Alfa;1000,00;C")
    (question,) = imported(*lines).questions
    assert "1.000,00" in question.sentence()
    assert by_name(imported(*lines, answers={question.key: "payments"})) == {"Alfa": 1000}
    assert by_name(imported(*lines, answers={question.key: "credit"})) == {"Alfa": 0}


def test_a_side_turns_the_cost_as_well() -> None:
    head = "Datum;Factuurnr;Klant;Bedrag excl. btw;Kostprijs;D/C"
    result = imported(head, "15/01/2025;1;Alfa;1000,00;600,00;D", "20/01/2025;3;Alfa;200,00;120,00;C")
    assert [(c.invoiced, c.cost) for c in result.customers] == [(800, 480)]


PAIR = (
    "Datum;Stuknr;Klantnr;Klant;Debet;Credit",
    "15/01/2025;V1;K1;Alfa;1210,00;0,00",
    "25/01/2025;C1;K1;Alfa;;121,00",
)


def test_a_debit_and_a_credit_column_are_one_amount_and_vat_is_asked() -> None:
    (question,) = imported(*PAIR).questions
    assert question.key == "vat_included"
    assert by_name(imported(*PAIR, answers={"vat_included": "no"})) == {"Alfa": 1089}
    assert by_name(imported(*PAIR, answers={"vat_included": "yes", "vat": "21"})) == {"Alfa": 900}


LEDGER = "Dagboek;Docnr;Boekdatum;Rekening;Naam rekening;Relatie;Bedrag;D/C"


def booking(document: int, account: str, name: str, customer: str, amount: str, side: str) -> str:
    return f"V1;{document};15/01/2025;{account};{name};{customer};{amount};{side}"


def test_a_ledger_counts_by_its_accounts_of_sales_and_asks_nothing_about_vat() -> None:
    result = imported(
        LEDGER,
        booking(1, "400000", "Handelsdebiteuren", "Alfa", "1210,00", "D"),
        booking(1, "700000", "Verkopen", "Alfa", "1000,00", "C"),
        booking(1, "451000", "Btw", "Alfa", "210,00", "C"),
        booking(2, "700000", "Verkopen", "Beta", "500,00", "C"),
        booking(3, "700000", "Verkopen", "Alfa", "100,00", "D"),
        booking(4, "756000", "Intresten", "Beta", "7,00", "C"),
    )
    assert by_name(result) == {"Alfa": 900, "Beta": 500}
    assert any("400000" in line and "451000" in line for line in said(result))
    assert any("7,00" in line and "andere opbrengsten" in line for line in said(result))


def test_a_booking_without_a_customer_gets_the_one_of_its_document() -> None:
    result = imported(
        LEDGER,
        booking(1, "400000", "Handelsdebiteuren", "Alfa", "1210,00", "D"),
        booking(1, "700000", "Verkopen", "", "1000,00", "C"),
        booking(2, "400000", "Handelsdebiteuren", "Beta", "605,00", "D"),
        booking(2, "700000", "Verkopen", "", "500,00", "C"),
    )
    assert by_name(result) == {"Alfa": 1000, "Beta": 500}


def test_a_ledger_with_signed_amounts_counts_credit_as_a_sale() -> None:
    head = "Docnr;Boekdatum;Rekening;Klant;Bedrag"
    result = imported(
        head,
        "1;15/01/2025;400000;Alfa;1210,00",
        "1;15/01/2025;700000;Alfa;-1000,00",
        "2;15/01/2025;700000;Beta;-500,00",
    )
    assert by_name(result) == {"Alfa": 1000, "Beta": 500}


def test_a_ledger_without_7_accounts_asks_which_accounts_are_the_sales() -> None:
    lines = (
        LEDGER,
        booking(1, "1300", "Debiteuren", "Alfa", "1210,00", "D"),
        booking(1, "8000", "Omzet", "Alfa", "1000,00", "C"),
        booking(2, "8000", "Omzet", "Beta", "500,00", "C"),
    )
    (question,) = imported(*lines).questions
    assert [option.value for option in question.options] == ["1", "8"]
    assert "1.500,00" in question.options[1].sentence()
    assert by_name(imported(*lines, answers={question.key: "8"})) == {"Alfa": 1000, "Beta": 500}


def test_a_ledger_that_looks_like_a_list_of_invoices_is_never_taken_as_one() -> None:
    assert "grootboekrekeningen als 400000" in refusal(
        "Docnr;Datum;Rekening;Klant;Bedrag",
        "1;15/01/2025;400000;Alfa;1210,00",
        "2;16/01/2025;400000;Beta;605,00",
    )
    assert "grootboek zonder klanten" in refusal(
        "Docnr;Datum;Rekening;Bedrag", "1;15/01/2025;400000;1210,00", "1;15/01/2025;700000;1000,00"
    )


def test_the_number_of_a_bank_account_is_never_a_customer() -> None:
    head, row = "Rekening;Factuurdatum;Bedrag excl. btw", "BE68 5390 0754 7034;15/01/2025;100,00"
    assert "rekeningnummers van een bank" in refusal(head, row)
    named = imported("Klantnr;Klant;Factuurdatum;Bedrag excl. btw", "BE68539007547034;Alfa;15/01/2025;100,00")
    assert [(c.number, c.name) for c in named.customers] == [("", "Alfa")]
    assert any("rekeningnummers van een bank" in line for line in said(named))


def test_a_column_of_accounts_that_holds_codes_of_customers_is_the_customer() -> None:
    result = imported("Rekening;Factuurdatum;Bedrag excl. btw", "K001;15/01/2025;100,00")
    assert [c.number for c in result.customers] == ["K001"]


@pytest.mark.parametrize(
    ("head", "row", "word"),
    [
        (
            "Datum;Naam tegenpartij;Rekening tegenpartij;Bedrag;Mededeling",
            "15/01/2025;Alfa;BE68539007547034;100,00;F1",
            "rekeninguittreksel",
        ),
        ("Klant;Niet vervallen;0-30;31-60;61-90;> 90", "Alfa;1;2;3;4;5", "ouderdomsanalyse"),
        ("Klant;Factuurdatum;Openstaand bedrag", "Alfa;15/01/2025;100,00", "openstaande bedragen"),
        ("Customer;Invoice date;Amount due", "Alfa;2025-01-15;100.00", "openstaande bedragen"),
    ],
)
def test_a_list_that_holds_no_sales_is_called_by_its_name(head: str, row: str, word: str) -> None:
    assert word in refusal(head, row)


def test_a_list_of_invoices_with_an_open_amount_and_a_message_beside_it_is_read() -> None:
    head = "Klant;Factuurnr;Factuurdatum;Bedrag excl. btw;Openstaand;Mededeling;IBAN"
    assert by_name(imported(head, "Alfa;1;15/01/2025;100,00;0,00;+++1+++;BE68539007547034")) == {"Alfa": 100}


def test_what_is_pointed_at_by_hand_is_read_all_the_same() -> None:
    lines = ("Klant;Factuurdatum;Openstaand bedrag", "Alfa;15/01/2025;100,00")
    assert by_name(imported(*lines, mapping={"Openstaand bedrag": "amount"})) == {"Alfa": 100}
