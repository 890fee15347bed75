"""Invoice lines of an export as columns of numbers: one entry per row that counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np

from strategy.importing.columns.dates import EMPTY
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import BoolArray, CodeArray, IntArray

NONE = -1
LedgerMeasure = Literal["revenue", "hours", "orders"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A text per row: a code into the different texts, -1 where there is none."""

    codes: CodeArray
    texts: Sequence[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Coded:
        """Code a text per row; empty ones have none."""
        known: dict[str, int] = {}
        codes = [known.setdefault(text, len(known)) if text else NONE for text in texts]
        return cls(np.array(codes, np.int32), list(known))

    def at(self, places: BoolArray | IntArray) -> Coded:
        """Only these rows."""
        return Coded(self.codes[places], self.texts)

    def text(self, place: int) -> str:
        """The text of one row."""
        code = int(self.codes[place])
        return self.texts[code] if code >= 0 else ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What counts, row by row: who, which invoice, when, how much, at what cost, paid when.

    Amounts are whole numbers of 10**-places. `date` and `paid` are day numbers (dates.py); `paid` is None where
    the file does not tell, and `EMPTY` for an open row. `settled` marks rows that are paid on an unknown day.
    With `covers` (first and last day) the rows are totals of stretches of time and no invoices. `measure` is what
    the amounts are: hours and orders are read like invoices.
    """

    files: tuple[str, ...]
    file: CodeArray
    rows: IntArray
    number: Coded
    name: Coded
    invoice: Coded
    date: CodeArray
    amount: IntArray
    places: int
    cost: IntArray | None = None
    has_cost: BoolArray | None = None
    paid: CodeArray | None = None
    settled: BoolArray | None = None
    currency: str = ""
    has_lines: bool = False
    complete: tuple[Callable[[IntArray], IntArray] | None, ...] = ()
    covers: tuple[int, int] | None = None
    measure: LedgerMeasure = "revenue"

    def __len__(self) -> int:
        return len(self.rows)

    def keep(self, mask: BoolArray) -> Ledger:
        """Only the rows of the mask."""
        if mask.all():
            return self
        return replace(
            self,
            file=self.file[mask],
            rows=self.rows[mask],
            number=self.number.at(mask),
            name=self.name.at(mask),
            invoice=self.invoice.at(mask),
            date=self.date[mask],
            amount=self.amount[mask],
            cost=None if self.cost is None else self.cost[mask],
            has_cost=None if self.has_cost is None else self.has_cost[mask],
            paid=None if self.paid is None else self.paid[mask],
            settled=None if self.settled is None else self.settled[mask],
        )

    def file_of(self, place: int) -> str:
        """The file that an entry stands in."""
        return self.files[int(self.file[place])]

    def exact(self, amount: int) -> Decimal:
        """A whole number of the smallest part as an exact amount, with cents at least."""
        return as_decimal(amount, self.places)


def as_decimal(amount: int, places: int) -> Decimal:
    """A whole number of 10**-places as a decimal with at least two decimals."""
    value = Decimal(int(amount)).scaleb(-places)
    return value if places >= 2 else value.quantize(Decimal("0.01"))


def total(amounts: IntArray) -> int:
    """An exact sum."""
    if len(amounts) and float(np.abs(amounts).max()) * len(amounts) >= 2.0**62:
        return sum(amounts.tolist())
    return int(amounts.sum())


def joined(ledgers: Sequence[Ledger]) -> Ledger:
    """Several files as one ledger, amounts in the finest part that any of them uses."""
    if len(ledgers) == 1:
        return ledgers[0]
    places = max(ledger.places for ledger in ledgers)
    file_offsets = np.cumsum([0, *(len(ledger.files) for ledger in ledgers)])

    def scaled(ledger: Ledger, amounts: IntArray | None) -> IntArray:
        if amounts is None:
            return np.zeros(len(ledger), np.int64)
        return amounts * np.int64(10 ** (places - ledger.places))

    def costs(ledger: Ledger) -> BoolArray:
        return np.zeros(len(ledger), np.bool_) if ledger.has_cost is None else ledger.has_cost

    any_cost = any(ledger.cost is not None for ledger in ledgers)
    any_paid = any(ledger.paid is not None for ledger in ledgers)
    return Ledger(
        files=tuple(file for ledger in ledgers for file in ledger.files),
        file=np.concatenate(
            [ledger.file + np.int32(offset) for ledger, offset in zip(ledgers, file_offsets, strict=False)]
        ),
        rows=np.concatenate([ledger.rows for ledger in ledgers]),
        number=_joined_texts([ledger.number for ledger in ledgers]),
        name=_joined_texts([ledger.name for ledger in ledgers]),
        invoice=_joined_texts([ledger.invoice for ledger in ledgers]),
        date=np.concatenate([ledger.date for ledger in ledgers]),
        amount=np.concatenate([scaled(ledger, ledger.amount) for ledger in ledgers]),
        places=places,
        cost=np.concatenate([scaled(ledger, ledger.cost) for ledger in ledgers]) if any_cost else None,
        has_cost=np.concatenate([costs(ledger) for ledger in ledgers]) if any_cost else None,
        paid=np.concatenate([_paid(ledger) for ledger in ledgers]) if any_paid else None,
        settled=np.concatenate([_settled(ledger) for ledger in ledgers]) if any_paid else None,
        currency=next((ledger.currency for ledger in ledgers if ledger.currency), ""),
        has_lines=any(ledger.has_lines for ledger in ledgers),
        complete=tuple(reread for ledger in ledgers for reread in ledger.complete),
        covers=_covered(ledgers),
        measure=_measured(ledgers),
    )


def _measured(ledgers: Sequence[Ledger]) -> LedgerMeasure:
    """What all of them measure. Raises `FileRefused` for hours or orders beside invoices."""
    measures = {ledger.measure for ledger in ledgers}
    if len(measures) > 1:
        raise FileRefused("import.mixed_measures")
    return ledgers[0].measure


def _covered(ledgers: Sequence[Ledger]) -> tuple[int, int] | None:
    """The days that totals cover together. Raises `FileRefused` for totals beside invoices: they would count double."""
    covers = [ledger.covers for ledger in ledgers if ledger.covers]
    if not covers:
        return None
    if len(covers) < len(ledgers):
        raise FileRefused("import.mixed_sums")
    return min(first for first, _ in covers), max(last for _, last in covers)


def _paid(ledger: Ledger) -> CodeArray:
    return np.full(len(ledger), EMPTY, np.int32) if ledger.paid is None else ledger.paid


def _settled(ledger: Ledger) -> BoolArray:
    """A file that tells nothing about payment has no open rows."""
    if ledger.paid is None:
        return np.ones(len(ledger), np.bool_)
    return np.zeros(len(ledger), np.bool_) if ledger.settled is None else ledger.settled


def _joined_texts(columns: Sequence[Coded]) -> Coded:
    texts: dict[str, int] = {}
    codes = []
    for column in columns:
        own = [texts.setdefault(text, len(texts)) for text in column.texts]
        to_new = np.array([*own, NONE], np.int32)
        codes.append(to_new[column.codes])
    return Coded(np.concatenate(codes), list(texts))
