"""The Dutch audit file (XAF 3.0 to 4.0): sales journals to invoices, receipts matched on their reference.

Revenue is what the sales journals book on accounts of the profit and loss account, credit less debit. What a
customer owes stands on the accounts of debtors, known by their name or code, else by how sales use them.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from strategy.importing.columns.dates import EMPTY, EPOCH
from strategy.importing.files.documents import as_declared, elements_of, local_name, plain_xml, text_of
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.progress import Tell, silent
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.rows.ledger import Coded, Ledger

WANTED = frozenset({"curCode", "customerSupplier", "ledgerAccount", "transaction", "jrnID", "jrnTp"})
SALES, MONEY, MEMORIAL = "S", ("B", "C"), ("M", "Z")
AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?")
CENT = Decimal("0.01")
# what accounts of debtors are called, or coded in the Dutch reference scheme; a provision for bad debts is none of them
DEBTORS = re.compile(
    r"debiteur|debtor|receivable|vorderingen op (klant|afnemer)|handelsvordering", re.IGNORECASE
)
NO_DEBTORS = re.compile(r"voorziening|oninbaar|dubieus|provision|doubtful|crediteur", re.IGNORECASE)
DEBTOR_CODE = re.compile(r"BVorDeb(?!Vdd)")
REFERENCES = ("invRef", "docRef", "matchKeyID", "recRef")
SHORTEST_REFERENCE = 4
MOST_USED = 0.2


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of a journal; `references` are all it may be known by, `invoice` and `document` two of them."""

    account: str
    amount: Decimal
    customer: str
    references: tuple[str, ...]
    day: date
    words: str = ""
    invoice: str = ""
    document: str = ""


@dataclass(slots=True)
class Sale:
    """One invoice of a sales journal: revenue without VAT, and what the customer owes for it."""

    number: str
    day: date
    customer: str
    references: set[str]
    revenue: Decimal
    owed: Decimal
    receipts: list[tuple[date, Decimal]] = field(default_factory=list)


@dataclass(slots=True)
class AuditFile:
    """What the import needs of an audit file; `read_as` is its encoding where it said another one.

    `entries` are the transactions of the sales journals, `receipts` the other bookings on accounts of customers.
    """

    file: str = ""
    read_as: str = ""
    currency: str = ""
    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    debtors: set[str] = field(default_factory=set)
    entries: list[tuple[str, date, list[Booking]]] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    receipts: list[Booking] = field(default_factory=list)
    unmatched: set[str] = field(default_factory=set)

    @property
    def has_matched(self) -> bool:
        """Whether any receipt names an invoice of this file."""
        return any(sale.receipts for sale in self.sales)

    def is_result(self, booking: Booking) -> bool:
        """Whether a booking is on the profit and loss account."""
        return self.kinds.get(booking.account, "") == "P"


def read_audit_file(file: str, data: bytes, tell: Tell = silent) -> AuditFile:
    """The sales and receipts of an audit file. Raises `FileRefused` for damage or a file without a sales journal."""
    data, declared, repaired = plain_xml(data)
    try:
        audit = _read(data, tell)
    except FileRefused as refused:
        if refused.code != "import.damaged_xml":
            raise
        data, declared = as_declared(data, declared)
        audit, repaired = _read(data, tell), True
    audit.file, audit.read_as = file, declared if repaired else ""
    if not audit.entries:
        raise FileRefused("import.xaf_no_sales")
    audit.debtors |= _debtors_by_use(audit)
    audit.sales = [sale for number, day, lines in audit.entries for sale in _sales(audit, number, day, lines)]
    audit.receipts = [booking for booking in audit.receipts if booking.account in audit.debtors]
    _match(audit)
    return audit


def _read(data: bytes, tell: Tell) -> AuditFile:
    audit = AuditFile()
    journal_kind = ""
    for name, element in elements_of(data, WANTED, tell):
        if name == "curCode" and not audit.currency:
            audit.currency = text_of(element).upper()[:3]
        elif name == "customerSupplier":
            audit.names[_child(element, "custSupID")] = _child(element, "custSupName")
        elif name == "ledgerAccount":
            _account(audit, element)
        elif name in ("jrnID", "jrnTp"):
            # the number opens a journal, its type follows
            journal_kind = text_of(element).upper() if name == "jrnTp" else ""
        elif name == "transaction":
            _transaction(audit, element, journal_kind)
    return audit


def _account(audit: AuditFile, element: ET.Element) -> None:
    """An account of the ledger: its kind, and whether it is one of debtors by its name or its code."""
    number, name = _child(element, "accID"), _child(element, "accDesc")
    code = _child(element, "RGScode") or _child(element, "leadReference") or _child(element, "leadCode")
    by_code = "P" if code.startswith("W") else ""
    audit.kinds[number] = _child(element, "accTp").upper() or by_code
    named = DEBTORS.search(name) and not NO_DEBTORS.search(name)
    if audit.kinds[number] != "P" and (DEBTOR_CODE.match(code) or named):
        audit.debtors.add(number)


def _debtors_by_use(audit: AuditFile) -> set[str]:
    """Where no account is called one of debtors: those on which sales leave most, with a customer."""
    if audit.debtors:
        return set()
    owing: Counter[str] = Counter()
    for _, _, lines in audit.entries:
        owed = [b for b in lines if b.customer and not audit.is_result(b)]
        if owed:
            owing[max(owed, key=lambda b: abs(b.amount)).account] += 1
    return {account for account, n in owing.items() if n >= MOST_USED * max(owing.values())}


def _transaction(audit: AuditFile, element: ET.Element, journal_kind: str) -> None:
    if journal_kind != SALES and journal_kind not in (*MONEY, *MEMORIAL):
        return
    day = _day(_child(element, "trDt"))
    lines = [line for line in element.iter() if local_name(line) == "trLine"]
    bookings = [_booking(line, day) for line in lines]
    if journal_kind == SALES:
        audit.entries.append((_child(element, "nr"), day, bookings))
    else:
        audit.receipts += [booking for booking in bookings if not audit.is_result(booking)]


def _sales(audit: AuditFile, number: str, day: date, bookings: Sequence[Booking]) -> list[Sale]:
    """The invoices of one transaction: one per customer and reference, each with its own revenue.

    A line without a customer belongs to the invoice that it balances with, else to the one before it.
    """
    by_invoice = any(booking.invoice for booking in bookings)
    sales: dict[tuple[str, str], list[Booking]] = {}
    for run in _balanced(bookings):
        own = [(b.customer, b.invoice if by_invoice else b.document) for b in run if b.customer]
        last = own[0] if own else ("", "")
        for booking in run:
            if booking.customer:
                key = (booking.customer, booking.invoice if by_invoice else booking.document)
                last = key if key[1] else _of_customer(booking.customer, last, own)
            sales.setdefault(last, []).append(booking)
    found = [_sale(audit, number, day, key, lines, len(sales) == 1) for key, lines in sales.items()]
    return [sale for sale in found if sale.revenue or sale.owed]


def _of_customer(customer: str, last: tuple[str, str], own: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The invoice of a line that names only its customer: the one before it, else the first of that customer."""
    if last[0] == customer:
        return last
    return next((key for key in own if key[0] == customer and key[1]), (customer, ""))


def _balanced(bookings: Sequence[Booking]) -> Iterator[list[Booking]]:
    """The lines in runs of which debit and credit are equal; one run where they never are."""
    run: list[Booking] = []
    balance = Decimal(0)
    for booking in bookings:
        run.append(booking)
        balance += booking.amount
        if balance == 0:
            yield run
            run = []
    if run:
        yield run


def _sale(
    audit: AuditFile, number: str, day: date, key: tuple[str, str], lines: Sequence[Booking], alone: bool
) -> Sale:
    on_debtors = [b for b in lines if b.account in audit.debtors]
    owing = on_debtors or [b for b in lines if not audit.is_result(b)]
    references = {reference for b in lines for reference in b.references}
    return Sale(
        number=key[1] or number,
        day=next((b.day for b in owing), day),
        customer=key[0],
        references=references | ({number} if alone and number else set()),
        revenue=sum((-b.amount for b in lines if audit.is_result(b)), Decimal(0)),
        owed=sum((b.amount for b in on_debtors), Decimal(0))
        if on_debtors
        else max((b.amount for b in owing), key=abs, default=Decimal(0)),
    )


def _booking(line: ET.Element, day: date) -> Booking:
    written = _child(line, "amnt")
    if not AMOUNT.fullmatch(written):
        raise FileRefused("import.xaf_amount", value=written[:40], number=_child(line, "nr")[:40])
    amount = Decimal(written)
    references = (_child(line, name) for name in REFERENCES)
    return Booking(
        account=_child(line, "accID"),
        amount=-amount if _child(line, "amntTp").upper() == "C" else amount,
        customer=_child(line, "custSupID"),
        references=tuple(dict.fromkeys(one for one in references if one.strip("0"))),
        day=_day(_child(line, "effDate")) if _child(line, "effDate") else day,
        words=_child(line, "desc")[:200],
        invoice=_child(line, "invRef").strip("0") and _child(line, "invRef"),
        document=_child(line, "docRef").strip("0") and _child(line, "docRef"),
    )


def _child(element: ET.Element, name: str) -> str:
    for child in element:
        if local_name(child) == name:
            return text_of(child)
    return ""


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        raise FileRefused("import.xaf_date", value=written[:40]) from None


def _match(audit: AuditFile) -> None:
    """Give every receipt that names an invoice to that invoice; the others leave their customer in doubt.

    A receipt names an invoice by a reference of its own customer, by one that no other customer has, or in words.
    """
    own: dict[tuple[str, str], Sale] = {}
    anybody: dict[str, Sale | None] = {}
    for sale in audit.sales:
        for reference in sale.references:
            own[(sale.customer, reference)] = sale
            anybody[reference] = sale if anybody.get(reference, sale) is sale else None
    for receipt in audit.receipts:
        found = _paid_by(receipt, own, anybody)
        if found and receipt.amount * found.owed < 0:
            found.receipts.append((receipt.day, abs(receipt.amount)))
        elif receipt.amount < 0:
            audit.unmatched.add(receipt.customer)


def _paid_by(
    receipt: Booking, own: Mapping[tuple[str, str], Sale], anybody: Mapping[str, Sale | None]
) -> Sale | None:
    """The invoice that a receipt names."""
    for reference in receipt.references:
        if receipt.customer:
            if found := own.get((receipt.customer, reference)):
                return found
        elif found := anybody.get(reference):
            return found
    words = {word for word in re.split(r"[^\w/.-]+", receipt.words) if len(word) >= SHORTEST_REFERENCE}
    named = [
        sale
        for word in words
        if (sale := own.get((receipt.customer, word)) if receipt.customer else anybody.get(word))
    ]
    return named[0] if len({id(sale) for sale in named}) == 1 else None


def parts_of(sale: Sale) -> Iterator[tuple[Decimal, date | None]]:
    """The revenue of a sale divided over its receipts, exact to the cent, and the part that is still open."""
    total = max(abs(sale.owed), sum((amount for _, amount in sale.receipts), Decimal(0)))
    given = Decimal(0)
    received = Decimal(0)
    for day, amount in sale.receipts:
        received += amount
        upto = (sale.revenue * received / total).quantize(CENT) if total else sale.revenue
        yield upto - given, day
        given = upto
    if sale.revenue != given or not sale.receipts:
        yield sale.revenue - given, None


def ledger_of_sales(audit: AuditFile) -> tuple[Ledger, Findings]:
    """The sales as rows, one for every part that was paid on another day; payment days only where receipts tell."""
    file, notes = audit.file, Notes()
    if audit.read_as:
        notes.repair("import.repair.encoding", file=file, encoding=audit.read_as)
    rows = [(sale, amount, paid) for sale in audit.sales for amount, paid in parts_of(sale)]
    if not audit.has_matched:
        notes.repair("import.repair.xaf_no_payments", file=file, n=len(audit.receipts))
    doubtful = [audit.has_matched and sale.customer in audit.unmatched for sale, _, _ in rows]
    if any(doubtful):
        notes.repair("import.repair.xaf_unmatched", file=file, n=sum(doubtful))
    paid = [EMPTY if day is None else (day - EPOCH).days for _, _, day in rows]
    ledger = Ledger(
        files=(file,),
        file=np.zeros(len(rows), np.int32),
        rows=np.arange(1, len(rows) + 1, dtype=np.int64),
        number=Coded.of([sale.customer for sale, _, _ in rows]),
        name=Coded.of([audit.names.get(sale.customer, "") for sale, _, _ in rows]),
        invoice=Coded.of([sale.number for sale, _, _ in rows]),
        date=np.array([(sale.day - EPOCH).days for sale, _, _ in rows], np.int32),
        amount=np.array([int(amount.scaleb(2)) for _, amount, _ in rows], np.int64),
        places=2,
        paid=np.array(paid, np.int32) if audit.has_matched else None,
        settled=np.array(doubtful, np.bool_) if audit.has_matched else None,
        currency=audit.currency,
        has_lines=True,
        complete=(None,),
    )
    return ledger, notes.found()
