"""E-invoices (UBL) and audit files (XAF) become customers."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from strategy.importing import FileRefused, Imported, read_export

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
TODAY = date(2026, 1, 1)


def document(
    amount: str = "1000.00",
    *,
    root: str = "Invoice",
    number: str = "F1",
    endpoint: str = '<cbc:EndpointID schemeID="0208">0123456789</cbc:EndpointID>',
    vat: str = "",
    name: str = "Hoeve Ter Linde BV",
    supplier: str = "BE0987654321",
    currency: str = "EUR",
    kind: str = "",
    document_currency: str = "",
) -> str:
    tax = f"<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID></cac:PartyTaxScheme>" if vat else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{UBL}{root}-2" '
        f'xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:cbc="{UBL}CommonBasicComponents-2">'
        f"<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2025-01-15</cbc:IssueDate>"
        + (f"<cbc:InvoiceTypeCode>{kind}</cbc:InvoiceTypeCode>" if kind else "")
        + (
            f"<cbc:DocumentCurrencyCode>{document_currency}</cbc:DocumentCurrencyCode>"
            if document_currency
            else ""
        )
        + "<cac:AccountingSupplierParty><cac:Party><cac:PartyTaxScheme>"
        f"<cbc:CompanyID>{supplier}</cbc:CompanyID></cac:PartyTaxScheme></cac:Party></cac:AccountingSupplierParty>"
        f"<cac:AccountingCustomerParty><cac:Party>{endpoint}{tax}<cac:PartyLegalEntity>"
        f"<cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>"
        "</cac:AccountingCustomerParty><cac:LegalMonetaryTotal>"
        f'<cbc:TaxExclusiveAmount currencyID="{currency}">{amount}</cbc:TaxExclusiveAmount>'
        f"</cac:LegalMonetaryTotal></{root}>"
    )


def imported(*documents: str, **asked: Any) -> Imported:
    files = [(f"{place}.xml", text.encode()) for place, text in enumerate(documents)]
    return read_export(files, today=TODAY, **asked)


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_export([("bestand.xml", data)], today=TODAY)
    return refused.value.sentence("nl")


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_an_invoice_counts_without_vat_for_its_customer() -> None:
    customer = imported(document()).customers[0]
    assert (customer.name, customer.number, customer.invoiced) == ("Hoeve Ter Linde BV", "BE0123456789", 1000)


def test_a_credit_note_counts_below_zero() -> None:
    result = imported(document(), document("250.00", root="CreditNote", number="C1"))
    assert (result.customers[0].invoiced, result.customers[0].invoices) == (750, 1)


def test_a_negative_invoice_counts_once() -> None:
    assert imported(document("-1325")).customers[0].invoiced == -1325


def test_the_vat_number_and_the_endpoint_are_the_same_customer() -> None:
    by_vat = document(number="F2", endpoint="", vat="BE 0123.456.789")
    by_both = document(
        number="F3", endpoint='<cbc:EndpointID schemeID="0088">54</cbc:EndpointID>', vat="BE0123456789"
    )
    by_other = document(number="F4", endpoint='<cbc:EndpointID schemeID="0088">54</cbc:EndpointID>')
    result = imported(document(), by_vat, by_both, by_other)
    assert [(customer.number, customer.invoices) for customer in result.customers] == [("BE0123456789", 4)]


def test_any_prefix_will_do() -> None:
    text = document().replace("cbc:", "x:").replace(":cbc", ":x").replace("cac:", "y:").replace(":cac", ":y")
    assert imported(text).customers[0].invoiced == 1000


def test_an_envelope_is_opened() -> None:
    inner = document().partition("?>")[2]
    assert (
        imported(f"<StandardBusinessDocument>{inner}</StandardBusinessDocument>").customers[0].invoiced
        == 1000
    )


def test_a_zip_of_invoices_lists_what_is_no_invoice() -> None:
    data = zipped(
        {
            "a.xml": document().encode(),
            "a.pdf": b"%PDF-1.7",
            "lees.txt": b"hallo",
            "b.xml": b"<order/>",
            "c.xml": b"<kapot",
        }
    )
    result = read_export([("facturen.zip", data)], today=TODAY)
    assert result.customers[0].invoiced == 1000
    assert sorted(str(found.file) for found in result.report.skipped) == [
        "a.pdf",
        "b.xml",
        "c.xml",
        "lees.txt",
    ]


def test_the_same_document_twice_counts_once() -> None:
    result = imported(document(), document())
    assert result.customers[0].invoiced == 1000
    assert result.report.skipped[0].file == "1.xml"


def test_invoices_of_several_senders_are_one_question() -> None:
    texts = (document(), document(number="F2", supplier="NL001234567B01"))
    result = imported(*texts)
    assert [question.key for question in result.questions] == ["supplier"]
    answered = imported(*texts, answers={"supplier": "BE0987654321"})
    assert answered.customers[0].invoices == 1


def test_currencies_are_never_added() -> None:
    texts = (document(), document(number="F2", currency="USD"))
    assert [question.key for question in imported(*texts).questions] == ["currency"]
    assert imported(*texts, answers={"currency": "EUR"}).customers[0].invoiced == 1000


def test_a_document_type_is_refused_in_any_alphabet() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "lol">]>' + document().partition("?>")[2]
    assert "DOCTYPE" in refusal(laughs.encode())
    assert "DOCTYPE" in refusal(laughs.encode("utf-16"))
    assert "tekenset" in refusal(b'<?xml version="1.0" encoding="cp037"?><Invoice/>')


def test_a_missing_customer_is_named() -> None:
    text = document().replace("AccountingCustomerParty", "SomebodyElse")
    assert "ontbreekt de klant (AccountingCustomerParty)" in refusal(text.encode())


def test_damage_and_depth_are_refused() -> None:
    assert "beschadigd of onvolledig" in refusal(document()[:500].encode())
    deep = "<Invoice>" + "<a>" * 101 + "</a>" * 101 + "</Invoice>"
    assert "100 lagen" in refusal(deep.encode())


def test_letters_that_are_not_what_the_file_declares_are_repaired_and_said() -> None:
    result = imported(document(name="Café Zoë"))
    wrong = document(name="Café Zoë").encode("cp1252")
    repaired = read_export([("a.xml", wrong)], today=TODAY)
    assert repaired.customers[0].name == result.customers[0].name == "Café Zoë"
    assert any("cp1252" in found.sentence() for found in repaired.report.repairs)


def booking(account: str, amount: str, kind: str, customer: str = "7", reference: str = "") -> str:
    ref = f"<invRef>{reference}</invRef>" if reference else ""
    return (
        f"<trLine><nr>1</nr><accID>{account}</accID><amnt>{amount}</amnt><amntTp>{kind}</amntTp>"
        f"<custSupID>{customer}</custSupID>{ref}</trLine>"
    )


def transaction(number: str, day: str, *lines: str) -> str:
    return f"<transaction><nr>{number}</nr><trDt>{day}</trDt>{''.join(lines)}</transaction>"


def audit_file(sales: str, bank: str = "", version: str = "3.2") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><auditfile xmlns="http://www.auditfiles.nl/XAF/{version}">'
        "<header><curCode>EUR</curCode></header><company><customersSuppliers>"
        "<customerSupplier><custSupID>7</custSupID><custSupName>Café Zoë</custSupName></customerSupplier>"
        "</customersSuppliers><generalLedger>"
        + "".join(
            f"<ledgerAccount><accID>{account}</accID><accTp>{kind}</accTp></ledgerAccount>"
            for account, kind in (("1300", "B"), ("1500", "B"), ("1100", "B"), ("8000", "P"))
        )
        + "</generalLedger><transactions>"
        f"<journal><jrnID>70</jrnID><jrnTp>S</jrnTp><offsetAccID>1300</offsetAccID>{sales}</journal>"
        f"<journal><jrnID>20</jrnID><jrnTp>B</jrnTp><offsetAccID>1100</offsetAccID>{bank}</journal>"
        "</transactions></company></auditfile>"
    )


SALE = transaction(
    "V1",
    "2025-01-15",
    booking("1300", "121.00", "D", reference="V1"),
    booking("8000", "100.00", "C"),
    booking("1500", "21.00", "C"),
)


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2", "4.0"])
def test_an_audit_file_gives_revenue_without_vat(version: str) -> None:
    result = imported(audit_file(SALE, version=version))
    assert [(c.name, c.number, c.invoiced) for c in result.customers] == [("Café Zoë", "7", 100)]


def test_payment_days_that_cannot_be_derived_are_said() -> None:
    bank = transaction("B1", "2025-02-04", booking("1100", "121.00", "D"), booking("1300", "121.00", "C"))
    result = imported(audit_file(SALE, bank))
    assert result.customers[0].days_to_pay is None
    assert any("niet af te leiden" in found.sentence() for found in result.report.repairs)


def test_receipts_that_name_an_invoice_give_its_payment_days() -> None:
    bank = transaction("B1", "2025-02-04", booking("1300", "60.50", "C", reference="V1")) + transaction(
        "B2", "2025-02-24", booking("1300", "60.50", "C", reference="V1")
    )
    customer = imported(audit_file(SALE, bank)).customers[0]
    assert (customer.days_to_pay, customer.invoices, customer.invoiced) == (30, 1, Decimal("100.00"))
    assert not customer.days_to_pay_at_least


def test_a_wrongly_declared_audit_file_is_repaired_and_said() -> None:
    result = read_export([("a.xaf", audit_file(SALE).encode("cp1252"))], today=TODAY)
    assert result.customers[0].name == "Café Zoë"
    assert any("cp1252" in found.sentence() for found in result.report.repairs)


def test_an_audit_file_without_sales_is_refused() -> None:
    assert "verkoopdagboek" in refusal(audit_file("").encode())


def test_other_xml_and_mixtures_are_refused() -> None:
    assert "'order'" in refusal(b"<order/>")
    with pytest.raises(FileRefused) as refused:
        read_export([("a.xml", document().encode()), ("b.xaf", audit_file(SALE).encode())], today=TODAY)
    assert "telt een factuur dubbel" in refused.value.sentence()


@pytest.mark.parametrize("kind", ["381", "396", "261"])
@pytest.mark.parametrize("amount", ["200.00", "-200.00"])
def test_a_credit_note_inside_an_invoice_takes_off_whatever_its_sign(kind: str, amount: str) -> None:
    (customer,) = imported(document(), document(amount, number="F2", kind=kind)).customers
    assert (customer.invoiced, customer.invoices) == (800, 1)


def test_a_credit_note_with_a_minus_takes_off_as_well() -> None:
    (customer,) = imported(document(), document("-200.00", number="F2", root="CreditNote")).customers
    assert customer.invoiced == 800


def test_an_invoice_below_zero_that_is_no_credit_note_keeps_its_sign() -> None:
    (customer,) = imported(document(kind="380"), document("-150.00", number="F2", kind="384")).customers
    assert customer.invoiced == 850


def test_a_pro_forma_among_invoices_is_left_out_and_alone_it_is_refused() -> None:
    proforma = document("500.00", number="F2", kind="325")
    assert "pro forma" in refusal(proforma.encode())
    result = imported(document(), proforma)
    assert result.customers[0].invoiced == 1000
    assert any("pro forma" in one.sentence() for one in result.report.skipped)


def test_an_amount_in_another_currency_than_its_document_is_never_taken_as_if() -> None:
    wrong = document(number="F2", currency="USD", document_currency="EUR")
    assert "in USD, maar de factuur zelf is in EUR" in refusal(wrong.encode())
    result = imported(document(document_currency="EUR"), wrong)
    assert result.customers[0].invoiced == 1000
    assert any("USD" in one.sentence() for one in result.report.skipped)


def test_purchases_among_e_invoices_are_left_out_with_their_sum() -> None:
    files = (document(), document("300.00", number="F2", supplier="BE0111111111"))
    (question,) = imported(*files).questions
    result = imported(*files, answers={question.key: "BE0987654321"})
    assert result.report.coverage["left_out"] == {"purchase_document": 300}


def line(account: str, amount: str, customer: str = "", **more: str) -> str:
    """A line of a journal: debit above zero, credit below it."""
    cells = {"custSupID": customer, **more}
    said = "".join(f"<{name}>{value}</{name}>" for name, value in cells.items() if value)
    side, size = ("C", amount[1:]) if amount.startswith("-") else ("D", amount)
    return (
        f"<trLine><nr>1</nr><accID>{account}</accID><amnt>{size}</amnt><amntTp>{side}</amntTp>{said}</trLine>"
    )


def books(*journals: tuple[str, str], accounts: str = "", offset: str = "") -> str:
    """An audit file with these journals (kind, transactions) and accounts of a common scheme."""
    ledger = accounts or "".join(
        f"<ledgerAccount><accID>{number}</accID><accDesc>{name}</accDesc><accTp>{kind}</accTp></ledgerAccount>"
        for number, name, kind in (
            ("1300", "Debiteuren", "B"),
            ("1310", "Voorziening dubieuze debiteuren", "B"),
            ("1500", "Btw", "B"),
            ("1100", "Bank", "B"),
            ("8000", "Omzet", "P"),
        )
    )
    people = "".join(
        f"<customerSupplier><custSupID>{n}</custSupID><custSupName>Klant {n}</custSupName></customerSupplier>"
        for n in (1, 2, 3)
    )
    found = "".join(
        f"<journal><jrnID>{place}</jrnID><jrnTp>{kind}</jrnTp><offsetAccID>{offset}</offsetAccID>{lines}</journal>"
        for place, (kind, lines) in enumerate(journals)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><auditfile><header><curCode>EUR</curCode></header><company>'
        f"<customersSuppliers>{people}</customersSuppliers><generalLedger>{ledger}</generalLedger>"
        f"<transactions>{found}</transactions></company></auditfile>"
    )


def figures(*journals: tuple[str, str], **more: str) -> dict[str, tuple[Decimal, int | None, float | None]]:
    customers = imported(books(*journals, **more)).customers
    return {c.number: (c.invoiced, c.invoices, c.days_to_pay) for c in customers}


SEVERAL = transaction(
    "2025-01",
    "2025-01-31",
    line("1300", "121.00", "1", invRef="A1", effDate="2025-01-10"),
    line("8000", "-100.00"),
    line("1500", "-21.00"),
    line("1300", "242.00", "2", invRef="A2", effDate="2025-01-20"),
    line("8000", "-200.00"),
    line("1500", "-42.00"),
    line("1300", "60.50", "1", invRef="A3", effDate="2025-01-25"),
    line("8000", "-50.00"),
    line("1500", "-10.50"),
)


def test_a_transaction_of_several_invoices_counts_each_to_its_own_customer() -> None:
    assert figures(("S", SEVERAL)) == {"1": (150, 2, None), "2": (200, 1, None)}


def test_lines_that_name_their_customer_count_there_in_any_order() -> None:
    mixed = transaction(
        "1",
        "2025-01-31",
        line("1300", "121.00", "1", invRef="A1"),
        line("1300", "242.00", "2", invRef="A2"),
        line("8000", "-200.00", "2", invRef="A2"),
        line("8000", "-100.00", "1"),
        line("1500", "-63.00"),
    )
    assert figures(("S", mixed)) == {"1": (100, 1, None), "2": (200, 1, None)}


def test_payments_are_matched_by_any_reference_and_counted_from_the_day_of_the_invoice() -> None:
    bank = (
        transaction("B1", "2025-01-24", line("1100", "121.00"), line("1300", "-121.00", "1", invRef="A1"))
        + transaction(
            "B2",
            "2025-03-03",
            line("1100", "242.00"),
            line("1300", "-242.00", "2", desc="Uw factuur A2-bis A2"),
        )
        + transaction("B3", "2025-02-08", line("1100", "60.50"), line("1300", "-60.50", "1", docRef="A3"))
    )
    found = figures(("S", SEVERAL), ("B", bank))
    assert found["1"] == (150, 2, 14)
    assert found["2"][2] is None
    named = bank.replace("A2-bis A2", "A2/2025").replace("A2", "FACT2")
    assert (
        figures(("S", SEVERAL.replace("A2", "FACT2")), ("B", named.replace("FACT2/2025", "FACT2")))["2"][2]
        == 42
    )


def test_a_receipt_without_a_customer_is_matched_where_one_invoice_has_its_reference() -> None:
    bank = transaction("B1", "2025-01-24", line("1100", "121.00"), line("1300", "-121.00", invRef="A1"))
    assert figures(("S", SEVERAL), ("B", bank))["1"][2] is not None


@pytest.mark.parametrize("offset", ["", "8000", "1100"])
def test_the_accounts_of_debtors_are_known_without_the_sales_journal_saying_so(offset: str) -> None:
    bank = transaction(
        "B1", "2025-01-24", line("1100", "121.00", "1"), line("1300", "-121.00", "1", invRef="A1")
    )
    assert figures(("S", SEVERAL), ("B", bank), offset=offset)["1"][2] is not None


def test_the_accounts_of_debtors_are_known_by_their_use_where_they_have_no_name() -> None:
    bare = "".join(
        f"<ledgerAccount><accID>{number}</accID><accTp>{kind}</accTp></ledgerAccount>"
        for number, kind in (("1300", "B"), ("1500", "B"), ("1100", "B"), ("8000", "P"))
    )
    bank = transaction(
        "B1", "2025-01-24", line("1100", "121.00", "1"), line("1300", "-121.00", "1", invRef="A1")
    )
    assert figures(("S", SEVERAL), ("B", bank), accounts=bare)["1"][2] is not None


def test_accounts_are_known_by_their_code_in_version_4() -> None:
    coded = "".join(
        f"<ledgerAccount><accID>{number}</accID><RGScode>{code}</RGScode></ledgerAccount>"
        for number, code in (("1300", "BVorDebHad"), ("1500", "BSchBep"), ("8000", "WOmzNopOlv"))
    )
    sale = transaction(
        "1",
        "2025-01-31",
        "<trLines>"
        + line("1300", "121.00", "1", invRef="A1")
        + line("8000", "-100.00")
        + line("1500", "-21.00")
        + "</trLines>",
    )
    bank = transaction("B1", "2025-02-14", line("1300", "-121.00", "1", invRef="A1"))
    assert figures(("S", sale), ("B", bank), accounts=coded) == {"1": (100, 1, 14)}


def test_a_ledger_of_purchases_and_bank_only_is_refused_as_without_sales() -> None:
    purchase = transaction("P1", "2025-01-31", line("1300", "121.00", "1"), line("8000", "-121.00", "1"))
    assert "verkoopdagboek" in refusal(books(("P", purchase), ("B", purchase)).encode())
