"""Lists where the customer stands once for several rows: as a row of its own above them, or only on the first of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.table import BoolArray, IntArray
from strategy.importing.rows.ledger import NONE, Coded, as_decimal, total

BELONGS = "fill_customer"
# `Alfa BV (2)`: how many rows a group has, as some packages write it behind the name
SIZE = re.compile(r"(.+?)\s+\(\d+\)")


@dataclass(frozen=True, slots=True)
class Filled:
    """Number and name of every row with the customer of its group; `heads` are the rows that only name a group."""

    number: Coded
    name: Coded
    heads: BoolArray
    question: ImportQuestion | None = None
    filled: int = 0


@dataclass(frozen=True, slots=True)
class RowsRead:
    """What is known of every row before it has a customer: `invoices` are rows with a day and an amount."""

    number: Coded
    name: Coded
    dated: BoolArray
    present: BoolArray
    numbered: BoolArray
    totals: BoolArray
    amount: IntArray
    places: int

    @property
    def known(self) -> BoolArray:
        """Rows that name a customer."""
        found: BoolArray = (self.number.codes != NONE) | (self.name.codes != NONE)
        return found


def customers_filled(rows: RowsRead, answers: Mapping[str, str]) -> Filled:
    """Rows without a customer that belong to one above them: certain under a row of its own, else a question."""
    nothing = np.zeros(len(rows.amount), np.bool_)
    as_is = Filled(rows.number, rows.name, nothing)
    known = rows.known & ~rows.totals
    lacking = ~rows.known & rows.dated & rows.present
    if not lacking.any():
        return as_is
    heads = known & ~rows.dated & ~rows.numbered
    if heads.any() and _all_below(heads, lacking) and not (known & rows.dated).any():
        return _filled(_without_sizes(rows, heads), heads, lacking, heads)
    starts = known & rows.dated
    if (
        starts.sum() < 2
        or lacking.sum() < 2
        or not _stands_once(rows, starts)
        or not _all_below(starts, lacking)
    ):
        return as_is
    answer = answers.get(BELONGS, "")
    if answer == "yes":
        return _filled(rows, starts, lacking, nothing)
    if answer == "no":
        return as_is
    amount = as_decimal(total(rows.amount[lacking]), rows.places)
    values = {"n": int(lacking.sum()), "amount": amount}
    options = tuple(Option(value, f"import.option.belongs_{value}", values) for value in ("yes", "no"))
    return replace(as_is, question=ImportQuestion(BELONGS, "import.question.fill_customer", options, values))


def _all_below(starts: BoolArray, rows: BoolArray) -> bool:
    """Whether every one of these rows has a start above it."""
    return bool(starts.any()) and int(np.flatnonzero(starts)[0]) < int(np.flatnonzero(rows)[0])


def _stands_once(rows: RowsRead, starts: BoolArray) -> bool:
    """Whether no customer is named by two rows, as in a list that names it on the first row of its group."""
    for named in (rows.number, rows.name):
        codes = named.codes[starts & (named.codes != NONE)]
        if len(codes) and len(np.unique(codes)) == len(codes):
            return True
    return False


def _filled(rows: RowsRead, starts: BoolArray, lacking: BoolArray, heads: BoolArray) -> Filled:
    """Every lacking row with the customer of the last start above it."""
    places = np.arange(len(starts))
    above = np.maximum.accumulate(np.where(starts, places, -1))
    number = np.where(lacking, rows.number.codes[above], rows.number.codes).astype(np.int32)
    name = np.where(lacking, rows.name.codes[above], rows.name.codes).astype(np.int32)
    n = int(lacking.sum())
    return Filled(Coded(number, rows.number.texts), Coded(name, rows.name.texts), heads, filled=n)


def _without_sizes(rows: RowsRead, heads: BoolArray) -> RowsRead:
    """The names of groups without the number of rows behind them, where all of them have one."""
    used = np.unique(rows.name.codes[heads & (rows.name.codes != NONE)]).tolist()
    found = [SIZE.fullmatch(rows.name.texts[code]) for code in used]
    if not used or not all(found):
        return rows
    texts = list(rows.name.texts)
    for code, one in zip(used, found, strict=True):
        texts[code] = one[1] if one else texts[code]
    return replace(rows, name=Coded(rows.name.codes, texts))
