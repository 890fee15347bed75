"""Electronic invoices (UBL 2.1, Peppol): one document is one row, a credit note counts below zero."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import numpy as np

from strategy.importing.columns.dates import day_number
from strategy.importing.files.documents import parse_document, text_of
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.names import clean
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import IntArray
from strategy.importing.rows.invoices import one_currency
from strategy.importing.rows.ledger import Coded, Ledger

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
ROOTS = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": 1,
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": -1,
}
# kinds of document (UNTDID 1001): credit notes also travel as an Invoice, whatever the sign of their amount
CREDIT = ("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532")
PROFORMA = ("325",)
MOST_TAGS = 400_000
AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
# both hold the Belgian enterprise number; the VAT number is the same ten digits behind BE
BELGIAN_SCHEMES = ("0208", "9925")
SMALLEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or gets an invoice: the numbers that identify it, the best one first, and its name."""

    ids: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice or credit note; `amount` is without VAT, a credit note below zero.

    `read_as` is its encoding where it said another one.
    """

    file: str
    number: str
    day: int
    currency: str
    amount: Decimal
    customer: Party
    supplier: Party
    content: bytes
    read_as: str = ""


def read_document(file: str, data: bytes) -> Document | None:
    """The invoice in this file, or None where it is another kind of XML. Raises `FileRefused`."""
    if data.count(b"<") > MOST_TAGS:
        raise FileRefused("import.document_too_large", file=file[-60:])
    root, real = parse_document(data)
    if root.tag not in ROOTS:
        # the envelope in which Peppol carries documents
        inner = [element for element in root if element.tag in ROOTS]
        if not inner:
            return None
        root = inner[0]
    return _document(file, data, root, real or "")


def _document(file: str, data: bytes, root: ET.Element, read_as: str) -> Document:
    customer = root.find(f"{CAC}AccountingCustomerParty/{CAC}Party")
    if customer is None:
        raise FileRefused("import.ubl_no_customer", file=file[-60:])
    total = root.find(f"{CAC}LegalMonetaryTotal/{CBC}TaxExclusiveAmount")
    written = text_of(total)
    if not AMOUNT.fullmatch(written):
        raise FileRefused("import.ubl_no_amount", file=file[-60:], value=written[:40])
    found = DAY.match(text_of(root.find(f"{CBC}IssueDate")))
    day = found and day_number(int(found[1]), int(found[2]), int(found[3]))
    if day is None:
        raise FileRefused("import.ubl_no_date", file=file[-60:])
    amount = Decimal(written).quantize(SMALLEST).normalize()
    supplier = root.find(f"{CAC}AccountingSupplierParty/{CAC}Party")
    said = total.get("currencyID", "").upper() if total is not None else ""
    currency = text_of(root.find(f"{CBC}DocumentCurrencyCode")).upper()
    if said and currency and said != currency:
        raise FileRefused("import.ubl_currency", file=file[-60:], currency=said[:3], document=currency[:3])
    kind = text_of(root.find(f"{CBC}InvoiceTypeCode"))
    if kind in PROFORMA:
        raise FileRefused("import.ubl_proforma", file=file[-60:])
    return Document(
        file=file,
        number=text_of(root.find(f"{CBC}ID"))[:200],
        day=day,
        currency=(said or currency)[:3],
        amount=-abs(amount) if ROOTS[root.tag] < 0 or kind in CREDIT else amount,
        customer=party_of(customer),
        supplier=party_of(supplier) if supplier is not None else Party((), ""),
        content=data,
        read_as=read_as,
    )


def party_of(party: ET.Element) -> Party:
    """The numbers and the name of a party."""
    ids = []
    vat = text_of(party.find(f"{CAC}PartyTaxScheme/{CBC}CompanyID"))
    if vat:
        ids.append(re.sub(r"[^A-Z0-9]", "", vat.upper()))
    endpoint = party.find(f"{CBC}EndpointID")
    if endpoint is not None and text_of(endpoint):
        scheme, value = endpoint.get("schemeID", ""), text_of(endpoint)
        digits = re.sub(r"\D", "", value)
        ids.append(
            f"BE{digits}"
            if scheme in BELGIAN_SCHEMES and len(digits) == 10
            else f"{scheme}:{value}".strip(":")
        )
    legal = party.find(f"{CAC}PartyLegalEntity/{CBC}CompanyID")
    if legal is not None and text_of(legal):
        ids.append(f"{legal.get('schemeID', '')}:{text_of(legal)}".strip(":"))
    name = text_of(party.find(f"{CAC}PartyLegalEntity/{CBC}RegistrationName")) or text_of(
        party.find(f"{CAC}PartyName/{CBC}Name")
    )
    return Party(tuple(dict.fromkeys(ids)), name)


def joined_parties(parties: Sequence[Party]) -> list[str]:
    """One key per party, the same for parties that share a number; without numbers the name is the key."""
    parent: dict[str, str] = {}

    def root_of(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for party in parties:
        for other in party.ids[1:]:
            first, second = root_of(party.ids[0]), root_of(other)
            parent[second] = first
    return [root_of(party.ids[0]) if party.ids else "" for party in parties]


def own_documents(
    documents: Sequence[Document], answers: Mapping[str, str], notes: Notes
) -> tuple[list[Document], list[ImportQuestion]]:
    """The invoices that one company sent; asks which company that is where there are several senders."""
    keys = joined_parties([document.supplier for document in documents])
    senders: dict[str, str] = {}
    for document, key in zip(documents, keys, strict=True):
        senders.setdefault(key or document.supplier.name, document.supplier.name or key)
    if len(senders) <= 1:
        return list(documents), []
    asked = answers.get("supplier")
    if asked not in senders:
        options = tuple(
            Option(key, "import.option.supplier", {"name": name, "number": key})
            for key, name in senders.items()
        )
        return [], [ImportQuestion("supplier", "import.question.supplier", options, {"n": len(senders)})]
    own = []
    for document, key in zip(documents, keys, strict=True):
        if (key or document.supplier.name) == asked:
            own.append(document)
        else:
            notes.add_sum("import.skipped.purchase_document", document.amount)
            notes.skip(
                "import.skipped.purchase_document",
                file=document.file,
                name=document.supplier.name,
                amount=document.amount,
            )
    return own, []


def ledger_of_documents(
    documents: Sequence[Document], asked: Mapping[str, str]
) -> tuple[Ledger | None, list[ImportQuestion], Findings]:
    """The invoices that one company sent, in one currency, one row each; or what has to be asked first."""
    notes = Notes()
    for document in documents:
        if document.read_as:
            notes.repair("import.repair.encoding", file=document.file, encoding=document.read_as)
    own, questions = own_documents(documents, asked, notes)
    if questions:
        return None, questions, notes.found()
    currencies = Coded.of([document.currency for document in own])
    chosen, question = one_currency(currencies, np.ones(len(own), np.bool_), asked)
    if question:
        return None, [question], notes.found()
    if len(currencies.texts) > 1:
        for document in own:
            if document.currency != chosen:
                notes.skip("import.skipped.currency", file=document.file, currency=document.currency or "?")
        own = [document for document in own if document.currency == chosen]
    places = max((-int(document.amount.as_tuple().exponent) for document in own), default=2)
    places = max(2, places)
    contents = [document.content for document in own]
    ledger = Ledger(
        files=tuple(document.file for document in own),
        file=np.arange(len(own), dtype=np.int32),
        rows=np.ones(len(own), np.int64),
        number=Coded.of(joined_parties([document.customer for document in own])),
        name=Coded.of([clean(document.customer.name) for document in own]),
        invoice=Coded.of([document.number for document in own]),
        date=np.array([document.day for document in own], np.int32),
        amount=np.array([int(document.amount.scaleb(places)) for document in own], np.int64),
        places=places,
        currency=chosen,
        complete=tuple(partial(_content, content) for content in contents),
    )
    return ledger, [], notes.found()


def _content(content: bytes, rows: IntArray) -> IntArray:
    """The whole document as a number, for comparing it with another."""
    return np.full(len(rows), hash(content), np.int64)
