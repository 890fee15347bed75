"""The Dutch audit file (XAF 3.1 and 3.2): sales journals to invoices, receipts matched on their reference.

Revenue is what the sales journals book on accounts of the profit and loss account, credit less debit.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from strategy.importing.columns.dates import EMPTY, EPOCH
from strategy.importing.files.documents import as_declared, elements_of, local_name, plain_xml, text_of
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.progress import Tell, silent
from strategy.importing.nouns.refusal import Refused
from strategy.importing.rows.ledger import Coded, Ledger

WANTED = frozenset(
    {"curCode", "customerSupplier", "ledgerAccount", "transaction", "jrnID", "jrnTp", "offsetAccID"}
)
SALES, MONEY = "S", ("B", "C")
AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of a journal."""

    account: str
    amount: Decimal
    customer: str
    reference: str
    day: date


@dataclass(slots=True)
class Sale:
    """One transaction of a sales journal: revenue without VAT, and what the customer owes for it."""

    number: str
    day: date
    customer: str
    references: set[str]
    revenue: Decimal
    owed: Decimal
    receipts: list[tuple[date, Decimal]] = field(default_factory=list)


@dataclass(slots=True)
class AuditFile:
    """What the import needs of an audit file; `read_as` is its encoding where it said another one."""

    file: str = ""
    read_as: str = ""
    currency: str = ""
    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    sales: list[Sale] = field(default_factory=list)
    receipts: list[Booking] = field(default_factory=list)
    unmatched: set[str] = field(default_factory=set)

    @property
    def has_matched(self) -> bool:
        """Whether any receipt names an invoice of this file."""
        return any(sale.receipts for sale in self.sales)


def read_audit_file(file: str, data: bytes, tell: Tell = silent) -> AuditFile:
    """The sales and receipts of an audit file. Raises `Refused` for damage or a file without a sales journal."""
    data, declared, repaired = plain_xml(data)
    try:
        audit = _read(data, tell)
    except Refused as refused:
        if refused.code != "import.damaged_xml":
            raise
        data, declared = as_declared(data, declared)
        audit, repaired = _read(data, tell), True
    audit.file, audit.read_as = file, declared if repaired else ""
    if not audit.sales:
        raise Refused("import.xaf_no_sales")
    _match(audit)
    return audit


def _read(data: bytes, tell: Tell) -> AuditFile:
    audit = AuditFile()
    journal_kind = ""
    receivables: set[str] = set()
    for name, element in elements_of(data, WANTED, tell):
        if name == "curCode" and not audit.currency:
            audit.currency = text_of(element).upper()[:3]
        elif name == "customerSupplier":
            audit.names[_child(element, "custSupID")] = _child(element, "custSupName")
        elif name == "ledgerAccount":
            audit.kinds[_child(element, "accID")] = _child(element, "accTp").upper()
        elif name in ("jrnID", "jrnTp"):
            # the number opens a journal, its type follows
            journal_kind = text_of(element).upper() if name == "jrnTp" else ""
        elif name == "offsetAccID":
            if journal_kind == SALES and text_of(element):
                receivables.add(text_of(element))
        elif name == "transaction":
            _transaction(audit, element, journal_kind)
    if receivables:
        audit.receipts = [booking for booking in audit.receipts if booking.account in receivables]
    return audit


def _transaction(audit: AuditFile, element: ET.Element, journal_kind: str) -> None:
    if journal_kind != SALES and journal_kind not in MONEY:
        return
    day = _day(_child(element, "trDt"))
    bookings = [_booking(line, day) for line in element if local_name(line) == "trLine"]
    if journal_kind == SALES:
        audit.sales.append(_sale(audit, _child(element, "nr"), day, bookings))
    else:
        audit.receipts += [
            booking for booking in bookings if booking.customer and audit.kinds.get(booking.account) != "P"
        ]


def _sale(audit: AuditFile, number: str, day: date, bookings: list[Booking]) -> Sale:
    revenue = sum((-b.amount for b in bookings if audit.kinds.get(b.account, "") == "P"), Decimal(0))
    customers = [b.customer for b in bookings if b.customer]
    return Sale(
        number=number,
        day=day,
        customer=customers[0] if customers else "",
        references={b.reference for b in bookings if b.reference not in ("", "0")} | {number},
        revenue=revenue,
        owed=max(
            (b.amount for b in bookings if audit.kinds.get(b.account) != "P"), key=abs, default=Decimal(0)
        ),
    )


def _booking(line: ET.Element, day: date) -> Booking:
    written = _child(line, "amnt")
    if not AMOUNT.fullmatch(written):
        raise Refused("import.xaf_amount", value=written[:40], number=_child(line, "nr")[:40])
    amount = Decimal(written)
    return Booking(
        account=_child(line, "accID"),
        amount=-amount if _child(line, "amntTp").upper() == "C" else amount,
        customer=_child(line, "custSupID"),
        reference=_child(line, "invRef"),
        day=_day(_child(line, "effDate")) if _child(line, "effDate") else day,
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
        raise Refused("import.xaf_date", value=written[:40]) from None


def _match(audit: AuditFile) -> None:
    """Give every receipt that names an invoice to that invoice; the others leave their customer in doubt."""
    by_reference = {(sale.customer, reference): sale for sale in audit.sales for reference in sale.references}
    for receipt in audit.receipts:
        sale = by_reference.get((receipt.customer, receipt.reference)) if receipt.reference else None
        if sale and receipt.amount * sale.owed < 0:
            sale.receipts.append((receipt.day, abs(receipt.amount)))
        elif receipt.amount < 0:
            audit.unmatched.add(receipt.customer)


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
