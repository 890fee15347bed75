"""A ledger to customers: number before name, exact sums, cost and payment days weighed by amount (method 3.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from strategy.importing.columns.dates import EMPTY, day_of
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.limits import KEPT_FINDINGS
from strategy.importing.nouns.names import folded, without_legal_form
from strategy.importing.nouns.table import BoolArray, CodeArray, FloatArray, IntArray
from strategy.importing.rows.duplicates import Invoices
from strategy.importing.rows.ledger import NONE, Ledger, LedgerMeasure, as_decimal
from strategy.importing.rows.weighing import MANY, side_by_side
from strategy.nouns.company import Customer

MOST_DAYS = 3650
EXACT_BELOW = 2.0**53
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ImportedCustomer:
    """One customer as the export tells it.

    `revenue` and `orders` are per year, `invoiced` and `invoices` exact over the period; `variable_cost` is a
    share of the revenue that has a cost; `days_to_pay` is weighed by amount, `days_to_pay_at_least` where no invoice
    is settled yet, so that only the age of open ones is known. None is unknown; totals tell no orders, and a list of
    hours or of orders tells no revenue.
    """

    id: str
    number: str
    name: str
    revenue: float | None
    orders: float | None
    variable_cost: float | None
    days_to_pay: float | None
    days_to_pay_at_least: bool
    invoiced: Decimal
    invoices: int | None
    cost: Decimal | None
    revenue_with_cost: Decimal | None
    hours: float | None = None

    def as_customer(self) -> Customer:
        """The customer of the method; a revenue below zero, which no class can be given to, is unknown."""
        return Customer(
            id=self.id,
            name=self.name[:LONGEST_NAME],
            number=self.number[:LONGEST_NAME],
            kind="dormant" if self.revenue is not None and self.revenue <= 0 else "customer",
            revenue=self.revenue if self.revenue is not None and self.revenue >= 0 else None,
            orders=self.orders,
            hours=self.hours if self.hours is not None and self.hours >= 0 else None,
            variable_cost=self.variable_cost,
            days_to_pay=self.days_to_pay,
            days_to_pay_at_least=self.days_to_pay_at_least,
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """The customer of each row, with the number and the name of every customer."""

    of_row: CodeArray
    numbers: list[str]
    names: list[str]

    def __len__(self) -> int:
        return len(self.numbers)


def customer_keys(ledger: Ledger) -> tuple[Keys, Findings]:
    """Who each row belongs to: its customer number, else its name without case, spaces and legal form.

    Names that were joined, and numbers that carry several names, are the findings.
    """
    notes = Notes()
    of_row, numbers = _by_number(ledger, notes)
    last_name = _last_names(of_row, ledger.name.codes, len(numbers))
    names = [ledger.name.texts[code] if code != NONE else "" for code in last_name.tolist()]
    _note_other_names(ledger, of_row, last_name, numbers, notes)
    nameless = np.flatnonzero(of_row == NONE)
    keys = Keys(of_row, numbers, names)
    if len(nameless):
        keys = _with_named(ledger, nameless, keys, notes)
    return keys, notes.found()


def _by_number(ledger: Ledger, notes: Notes) -> tuple[CodeArray, list[str]]:
    """The customer by number; numbers that differ in case or spaces only are one, and listed."""
    texts, codes = ledger.number.texts, ledger.number.codes
    keys = folded(texts)
    if len(set(keys)) == len(keys):
        return codes, list(texts)
    place: dict[str, int] = {}
    to_customer = [place.setdefault(key, len(place)) for key in keys]
    numbers = [""] * len(place)
    used = np.bincount(codes[codes != NONE], minlength=len(texts)) > 0
    for text, customer, seen in zip(texts, to_customer, used.tolist(), strict=True):
        if seen and numbers[customer] and numbers[customer] != text:
            notes.repair("import.repair.numbers_joined", number=numbers[customer], other=text)
        elif seen or not numbers[customer]:
            numbers[customer] = text
    return np.array([*to_customer, NONE], np.int32)[codes], numbers


def _last_names(of_row: CodeArray, names: CodeArray, n: int) -> CodeArray:
    """Per customer the name on its last row that has one."""
    last = np.full(n, NONE, np.int32)
    named = (of_row != NONE) & (names != NONE)
    last[of_row[named]] = names[named]
    return last


def _note_other_names(
    ledger: Ledger, of_row: CodeArray, last_name: CodeArray, numbers: Sequence[str], notes: Notes
) -> None:
    """Lists the numbers that carry names which differ in more than case, spaces and legal form."""
    if not len(last_name):
        return
    codes = ledger.name.codes
    differing = np.flatnonzero((codes != last_name[of_row]) & (of_row != NONE) & (codes != NONE))
    if not len(differing):
        return
    pairs = np.unique(np.stack((of_row[differing], ledger.name.codes[differing]), axis=1), axis=0)
    others: dict[int, list[str]] = {}
    for customer, name in pairs.tolist():
        others.setdefault(customer, []).append(ledger.name.texts[name])
    for customer, names in others.items():
        shown = ledger.name.texts[int(last_name[customer])]
        apart = [name for name in names if name_key(name) != name_key(shown)]
        if apart:
            notes.repair(
                "import.repair.names_differ", number=numbers[customer], name=shown, others=tuple(apart[:5])
            )


def name_key(name: str) -> str:
    """What two spellings of the same name share: no case, single spaces, no legal form."""
    return without_legal_form(folded([name])[0])


def _with_named(ledger: Ledger, rows: IntArray, numbered: Keys, notes: Notes) -> Keys:
    """Rows without a number: to the one numbered customer of that name, else a customer by name."""
    known: dict[str, int] = {}
    for code, name in enumerate(numbered.names):
        key = name_key(name)
        known[key] = code if key not in known else NONE
    of_row = numbered.of_row.copy()
    numbers, names = list(numbered.numbers), list(numbered.names)
    used = np.unique(ledger.name.codes[rows])
    to_customer = np.full(len(ledger.name.texts), NONE, np.int32)
    place: dict[str, int] = {}
    spellings: dict[int, list[str]] = {}
    keys = [without_legal_form(key) for key in folded([ledger.name.texts[code] for code in used.tolist()])]
    for code, key in zip(used.tolist(), keys, strict=True):
        customer = known.get(key, NONE) if key else NONE
        if customer != NONE:
            notes.repair(
                "import.repair.name_to_number", name=ledger.name.texts[code], number=numbers[customer]
            )
        else:
            customer = place.setdefault(key, len(numbers))
            if customer == len(numbers):
                numbers.append("")
                names.append("")
            names[customer] = ledger.name.texts[code]
            spellings.setdefault(customer, []).append(ledger.name.texts[code])
        to_customer[code] = customer
    for found in spellings.values():
        if len(found) > 1:
            notes.repair("import.repair.names_joined", name=found[-1], others=tuple(found[:-1][:5]))
    of_row[rows] = to_customer[ledger.name.codes[rows]]
    return Keys(of_row, numbers, names)


@dataclass(frozen=True, slots=True)
class CustomerTable:
    """All customers of a period as columns; `customers()` makes objects of them.

    `days` is nan where unknown, and `at_least` where only the age of open invoices is known; `waiting` is who has an
    open invoice; amounts are whole numbers of 10**-places; `years` divides them into a year.
    """

    numbers: list[str]
    names: list[str]
    invoiced: IntArray
    invoices: IntArray | None
    cost: IntArray | None
    revenue_with_cost: IntArray | None
    days: FloatArray
    at_least: BoolArray
    waiting: BoolArray
    places: int
    years: float
    measure: LedgerMeasure = "revenue"

    def __len__(self) -> int:
        return len(self.numbers)

    def customers(self) -> tuple[ImportedCustomer, ...]:
        """One object per customer, the largest first."""
        order = np.argsort(-self.invoiced, kind="stable").tolist()
        return tuple(self._customer(place) for place in order)

    def _customer(self, place: int) -> ImportedCustomer:
        invoiced = as_decimal(int(self.invoiced[place]), self.places)
        days = float(self.days[place])
        invoices = None if self.invoices is None else int(self.invoices[place])
        cost = with_cost = None
        if self.cost is not None and self.revenue_with_cost is not None and self.revenue_with_cost[place]:
            cost = as_decimal(int(self.cost[place]), self.places)
            with_cost = as_decimal(int(self.revenue_with_cost[place]), self.places)
        return ImportedCustomer(
            id=customer_id(self.numbers[place], self.names[place]),
            number=self.numbers[place],
            name=self.names[place],
            revenue=round(float(invoiced) / self.years, 2) if self.measure == "revenue" else None,
            orders=None if invoices is None or self.measure == "hours" else round(invoices / self.years, 4),
            hours=round(float(invoiced) / self.years, 4) if self.measure == "hours" else None,
            variable_cost=share_of(cost, with_cost),
            days_to_pay=None if days != days else round(days, 6),
            days_to_pay_at_least=bool(self.at_least[place]),
            invoiced=invoiced,
            invoices=invoices,
            cost=cost,
            revenue_with_cost=with_cost,
        )


def customer_id(number: str, name: str) -> str:
    """The same id for the same number (or, without one, the same name) at every import."""
    key = f"number {folded([number])[0]}" if number else f"name {name_key(name)}"
    return f"customer-{sha256(key.encode()).hexdigest()[:16]}"


def share_of(cost: Decimal | None, revenue: Decimal | None) -> float | None:
    """Cost as a share of the revenue it belongs to; None without revenue above zero or outside 0-10,000%."""
    if cost is None or revenue is None or revenue <= 0:
        return None
    share = float(cost / revenue)
    return round(share, 6) if 0 <= share <= 100 else None


def customer_table(
    ledger: Ledger, keys: Keys, invoices: Invoices, years: float, reference: int | None
) -> CustomerTable:
    """The figures of every customer with a row in the ledger; `reference` is the day open invoices are aged at."""
    n = len(keys)
    who = keys.of_row
    sums: dict[str, Callable[[], IntArray]] = {
        "rows": lambda: np.bincount(who, minlength=n),
        "invoiced": lambda: exact_sums(who, ledger.amount, n),
        "invoices": lambda: _count_invoices(ledger, who, invoices, n),
    }
    if ledger.cost is not None and ledger.has_cost is not None:
        cost, has_cost = ledger.cost, ledger.has_cost
        complete = bool(has_cost.all())
        sums["cost"] = lambda: exact_sums(who, cost if complete else np.where(has_cost, cost, 0), n)
        if not complete:
            sums["with_cost"] = lambda: exact_sums(who, np.where(has_cost, ledger.amount, 0), n)
    found = side_by_side(lambda name: sums[name](), list(sums), len(ledger) > MANY)
    there = np.flatnonzero(found.pop("rows") > 0)
    found = {name: values[there] for name, values in found.items()}
    paying = _paying(ledger, who, n, reference)
    return CustomerTable(
        numbers=[keys.numbers[place] for place in there.tolist()],
        names=[keys.names[place] for place in there.tolist()],
        invoiced=found["invoiced"],
        invoices=None if ledger.covers else found["invoices"],
        cost=found.get("cost"),
        revenue_with_cost=found.get("with_cost", found["invoiced"] if "cost" in found else None),
        days=paying.days[there],
        at_least=paying.at_least[there],
        waiting=paying.waiting[there],
        places=ledger.places,
        years=years,
        measure=ledger.measure,
    )


def exact_sums(groups: CodeArray | IntArray, amounts: IntArray, n: int) -> IntArray:
    """The sum of whole numbers per group, exact also where floats would not be."""
    largest = int(np.abs(amounts).max(initial=0))
    if largest * max(len(amounts), 1) < EXACT_BELOW:
        return np.bincount(groups, weights=amounts, minlength=n).astype(np.int64)
    high, low = np.divmod(amounts, 1 << 26)
    upper = np.bincount(groups, weights=high, minlength=n).astype(np.int64)
    lower = np.bincount(groups, weights=low, minlength=n).astype(np.int64)
    return upper * (1 << 26) + lower


def _count_invoices(ledger: Ledger, who: CodeArray, invoices: Invoices, n: int) -> IntArray:
    """Invoices per customer; a credit note, below zero as a whole, is no order."""
    if len(invoices) == len(ledger):
        counted = who[ledger.amount >= 0]
    else:
        sums = exact_sums(invoices.of_row, ledger.amount, len(invoices))
        counted = who[invoices.first_row[sums >= 0]]
    return np.bincount(counted, minlength=n)


class _Paying(NamedTuple):
    """Days to pay per customer, nan where unknown; see `CustomerTable` for the other two."""

    days: FloatArray
    at_least: BoolArray
    waiting: BoolArray


def _paying(ledger: Ledger, who: CodeArray, n: int, reference: int | None) -> _Paying:
    """Days from invoice to payment weighed by amount, credit notes left out (method 3.5 point 4).

    An open invoice counts with its age where that makes the days longer: a young one says nothing yet of a customer
    that pays late. With open invoices only, the customer takes at least as long as they are old.
    """
    if ledger.paid is None:
        nobody = np.zeros(n, np.bool_)
        return _Paying(np.full(n, np.nan), nobody, nobody)
    is_open = ledger.paid == EMPTY
    counts = ledger.amount > 0
    if ledger.settled is not None:
        counts = counts & ~(is_open & ledger.settled)
    until = np.where(is_open, np.int32(reference or 0), ledger.paid)
    days = np.clip(until - ledger.date, 0, MOST_DAYS)
    settled = _mean_days(who, np.where(counts & ~is_open, ledger.amount, 0), days, n)
    every = _mean_days(who, np.where(counts, ledger.amount, 0), days, n)
    waiting = np.bincount(who, weights=counts & is_open, minlength=n) > 0
    return _Paying(np.fmax(settled, every), np.isnan(settled) & waiting, waiting)


def _mean_days(who: CodeArray, amounts: IntArray, days: IntArray | CodeArray, n: int) -> FloatArray:
    """Per customer the mean of the days weighed by these amounts, nan where nothing weighs."""
    weight = amounts.astype(np.float64)
    weights = np.bincount(who, weights=weight, minlength=n)
    weighed = np.bincount(who, weights=weight * days, minlength=n)
    mean: FloatArray = np.divide(weighed, weights, out=np.full(n, np.nan), where=weights > 0)
    return mean


def coverage(ledger: Ledger, table: CustomerTable, sums: Mapping[str, Decimal]) -> Mapping[str, object]:
    """How much of the revenue the figures rest on: cost, payment days, and what stands apart."""
    invoiced = int(table.invoiced.sum())
    with_cost = 0 if table.revenue_with_cost is None else int(table.revenue_with_cost.sum())
    return {
        "measure": table.measure,
        "invoiced": as_decimal(invoiced, table.places),
        "cost": None if table.cost is None else as_decimal(int(table.cost.sum()), table.places),
        "revenue_with_cost": as_decimal(with_cost, table.places),
        "cost_share": cost_share(ledger),
        "customers": len(table),
        "customers_with_cost": 0
        if table.revenue_with_cost is None
        else int((table.revenue_with_cost > 0).sum()),
        "customers_with_days_to_pay": int(np.isfinite(table.days).sum()),
        "customers_with_open_invoices": int(table.waiting.sum()),
        "invoices": None if table.invoices is None else int(table.invoices.sum()),
        "without_customer": sums.get("import.skipped.no_customer", Decimal(0)),
        "left_out": {code.removeprefix("import.skipped."): amount for code, amount in sums.items()},
        "currency": ledger.currency or None,
    }


def cost_share(ledger: Ledger) -> float | None:
    """The share of the amounts, credit notes as large as invoices, that has a cost; None without amounts."""
    if ledger.has_cost is None:
        return None
    sizes = np.abs(ledger.amount)
    if not sizes.any():
        return None
    return round(float(sizes[ledger.has_cost].sum() / sizes.sum()), 4)


def customers_without_class(table: CustomerTable) -> Findings:
    """Customers with nothing, or less than nothing, invoiced: no margin or class follows from those."""
    notes = Notes()
    if table.measure != "revenue":
        return notes.found()
    for place in np.flatnonzero(table.invoiced <= 0)[:KEPT_FINDINGS].tolist():
        code = "import.repair.negative_revenue" if table.invoiced[place] < 0 else "import.repair.no_revenue"
        notes.repair(
            code,
            customer=table.names[place] or table.numbers[place],
            amount=as_decimal(int(table.invoiced[place]), table.places),
        )
    return notes.found()


def dates_of(ledger: Ledger) -> tuple[date, date] | None:
    """The first and last invoice date, or those that totals cover; None without rows."""
    if not len(ledger):
        return None
    first, last = ledger.covers or (int(ledger.date.min()), int(ledger.date.max()))
    return day_of(first), day_of(last)
