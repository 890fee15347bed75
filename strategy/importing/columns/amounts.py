"""Amount columns: decimal and thousands sign are decided once per column, from all its values.

Amounts become whole numbers of the smallest part that the column uses (cents, or finer), so that sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from strategy.importing.columns.numerals import LARGEST, MOST_DECIMALS, Numerals, Signs, plain_amount
from strategy.importing.nouns.table import BoolArray, CodeArray, FloatArray, IntArray

AT_ONCE = 65_536


@dataclass(slots=True)
class AmountColumn:
    """An amount column after weighing.

    `pieces` are Arrow arrays, or the plain text of a piece that had odd values; `unreadable` marks the rows of what
    cannot be an amount in any way; `currency` is the place in `currencies` of what is written in a cell, -1 for none.
    """

    name: str
    rows: int
    pieces: list[Any] = field(default_factory=list)
    signs: Signs = field(default_factory=Signs)
    unreadable: BoolArray | None = None
    odd: int = 0
    currencies: list[str] = field(default_factory=list)
    currency: CodeArray | None = None
    numbers: FloatArray | None = None

    @classmethod
    def of(
        cls, name: str, cells: Any, codec: str, numbers: FloatArray | None = None, share: bool = False
    ) -> AmountColumn:
        """Weigh all values of an Arrow column; a `share` may be written with a percent sign."""
        column = cls(name, len(cells), numbers=numbers)
        begin = 0
        known: dict[bytes, tuple[bytes | None, str | None]] = {}
        for piece in pieces_of(cells):
            numerals = Numerals.of(piece)
            odd = numerals.odd_rows()
            if len(odd):
                numerals = column._cleaned(numerals, odd, begin, codec, share, known)
            column.pieces.append(numerals if len(odd) else piece)
            column.signs += numerals.weigh()
            begin += len(piece)
        return column

    def _cleaned(
        self,
        numerals: Numerals,
        odd: IntArray,
        begin: int,
        codec: str,
        share: bool,
        known: dict[bytes, tuple[bytes | None, str | None]],
    ) -> Numerals:
        """The piece with its odd values written plainly; unreadable ones become empty."""
        if self.unreadable is None or self.currency is None:
            self.unreadable = np.zeros(self.rows, np.bool_)
            self.currency = np.full(self.rows, -1, np.int32)
        values = []
        for row in odd.tolist():
            cell = numerals.value(row)
            if cell not in known:
                words = cell.decode(codec, "replace")
                known[cell] = plain_amount(words.replace("%", "") if share else words)
            value, currency = known[cell]
            values.append(value or b"")
            self.odd += bool(value)
            if value is None:
                self.unreadable[begin + row] = True
            if currency:
                if currency not in self.currencies:
                    self.currencies.append(currency)
                self.currency[begin + row] = self.currencies.index(currency)
        return numerals.replaced(odd, values)

    def read(self, decimal: str) -> Amounts:
        """The amounts with this decimal sign; what breaks its grammar is unreadable."""
        places = self.signs.places(decimal)
        amounts = Amounts.nothing(self.rows, places)
        even = self.signs.even and decimal == self.signs.decimal and 0 < places < MOST_DECIMALS
        begin = 0
        for piece in self.pieces:
            numerals = piece if isinstance(piece, Numerals) else Numerals.of(piece)
            rows = slice(begin, begin + len(numerals))
            begin += len(numerals)
            if even and (whole := numerals.read_even()) is not None:
                amounts.values[rows], amounts.present[rows] = whole, True
                continue
            values, present, bad = numerals.read(decimal, places)
            amounts.values[rows], amounts.present[rows], amounts.bad[rows] = values, present, bad
        if self.unreadable is not None:
            amounts.bad |= self.unreadable
            amounts.present &= ~self.unreadable
        return amounts if self.numbers is None else amounts.with_numbers(self.numbers)


def pieces_of(cells: Any) -> Iterator[Any]:
    """An Arrow column in pieces that fit the processor's cache."""
    for chunk in cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells]:
        for begin in range(0, len(chunk), AT_ONCE):
            yield chunk.slice(begin, AT_ONCE)


@dataclass(slots=True)
class Amounts:
    """Whole numbers of 10**-places; `present` is False where the cell was empty or unreadable (`bad`)."""

    values: IntArray
    places: int
    present: BoolArray
    bad: BoolArray
    rounded: int = 0

    @classmethod
    def nothing(cls, rows: int, places: int) -> Amounts:
        """So many rows without an amount."""
        return cls(np.zeros(rows, np.int64), places, np.zeros(rows, np.bool_), np.zeros(rows, np.bool_))

    def at(self, places: int) -> IntArray:
        """The values as whole numbers of a smaller part."""
        return self.values * 10 ** (places - self.places) if places != self.places else self.values

    def with_numbers(self, numbers: FloatArray) -> Amounts:
        """Completed with the cells that a spreadsheet stores as numbers (nan where it does not)."""
        known = np.isfinite(numbers) & (np.abs(numbers) <= LARGEST)
        places = next(
            (digits for digits in range(self.places, MOST_DECIMALS) if _exact(numbers[known], digits)),
            MOST_DECIMALS,
        )
        scaled = np.where(known, np.nan_to_num(numbers) * 10.0**places, 0.0)
        values = np.where(known, np.rint(scaled).astype(np.int64), self.at(places))
        rounded = int((known & (np.abs(np.rint(scaled) - scaled) > 1e-3)).sum())
        present = self.present | known
        return Amounts(values, places, present, self.bad & ~present, rounded)


def _exact(numbers: FloatArray, digits: int) -> bool:
    """Whether so many decimals hold all numbers, but for the noise of floating point."""
    noise = 1e-9 * np.maximum(1, np.abs(numbers))
    return not bool((np.abs(np.round(numbers, digits) - numbers) > noise).any())


def settle_signs(
    columns: Sequence[AmountColumn], answers: Mapping[str, str]
) -> tuple[dict[str, str], list[AmountColumn], list[AmountColumn]]:
    """The decimal sign of each column by name: by answer, by its own values, else by the columns beside it.

    Also gives the columns that followed a neighbour, and those that stay open.
    """
    words = {"comma": ",", "point": ".", ",": ",", ".": "."}
    chosen: dict[str, str] = {}
    for column in columns:
        own = words.get(answers.get(f"decimal:{column.name}", ""))
        general = words.get(answers.get("decimal", ""))
        sign = own or column.signs.decimal or general
        if sign:
            chosen[column.name] = sign
        elif not column.signs.open:
            chosen[column.name] = "."
    decided = {column.signs.decimal for column in columns if column.signs.decimal}
    followers, still_open = [], []
    for column in columns:
        if column.name in chosen:
            continue
        if len(decided) == 1:
            chosen[column.name] = str(next(iter(decided)))
            followers.append(column)
        else:
            still_open.append(column)
    return chosen, followers, still_open
