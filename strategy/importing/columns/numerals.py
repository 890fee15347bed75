"""Amounts as text: cleaned to digits, points, commas and a leading minus, weighed, and read; many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from strategy.importing.nouns.table import BoolArray, FloatArray, IntArray, LetterArray
from strategy.words.amounts import multiplied, spelled

MOST_DECIMALS = 6
LONGEST = 40
MOST_DIGITS = 14
LARGEST = 10**12
EXACT_BELOW = 2.0**51
PLAIN_BYTES = b"0123456789.,-"


def plain_amount(cell: str) -> tuple[bytes | None, str | None]:
    """An amount as digits, points, commas and a leading minus, and its currency; (None, None) for no amount.

    An empty cell stays empty; what a word such as `mln` multiplies is multiplied.
    """
    found = spelled(cell)
    if found is None:
        return None, None
    digits = found.digits if found.times == 1 else multiplied(found.digits, found.times)
    return (None, None) if digits is None else (digits.encode(), found.currency)


@dataclass(frozen=True, slots=True)
class Signs:
    """What values say about their signs: proof for either decimal sign, or only doubt.

    The tails are the most digits behind the last sign of its kind; `example` is a doubtful value. `even` tells
    that every value has exactly one sign, always the same one with as many digits behind it.
    """

    comma_decimal: int = 0
    point_decimal: int = 0
    doubtful: int = 0
    comma_tail: int = 0
    point_tail: int = 0
    example: str = ""
    even: bool = False

    def __add__(self, other: Signs) -> Signs:
        """Both together; the first piece of a column is added to nothing."""
        if self == Signs():
            return other
        tails = (self.comma_tail, self.point_tail) == (other.comma_tail, other.point_tail)
        return Signs(
            self.comma_decimal + other.comma_decimal,
            self.point_decimal + other.point_decimal,
            self.doubtful + other.doubtful,
            max(self.comma_tail, other.comma_tail),
            max(self.point_tail, other.point_tail),
            self.example or other.example,
            self.even and other.even and tails,
        )

    @property
    def decimal(self) -> str | None:
        """The decimal sign, or None where no value proves it."""
        if self.comma_decimal == self.point_decimal:
            return None
        return "," if self.comma_decimal > self.point_decimal else "."

    @property
    def open(self) -> bool:
        """Whether values read differently with either sign, and nothing decides."""
        return self.decimal is None and bool(self.doubtful or self.comma_decimal)

    def places(self, decimal: str) -> int:
        """The decimals that a column with this decimal sign uses, at most six."""
        return min(self.comma_tail if decimal == "," else self.point_tail, MOST_DECIMALS)


@dataclass(frozen=True, slots=True)
class Numerals:
    """The text of a piece of an amount column, and where each value starts (one more than there are rows)."""

    text: bytes
    starts: IntArray

    @classmethod
    def of(cls, cells: Any) -> Numerals:
        """The values of a binary Arrow array."""
        _, offsets, data = cells.buffers()
        if not len(cells) or data is None:
            return cls(b"", np.zeros(len(cells) + 1, np.int64))
        starts = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1].astype(
            np.int64
        )
        return cls(bytes(memoryview(data)[int(starts[0]) : int(starts[-1])]), starts - starts[0])

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def letters(self) -> LetterArray:
        """The text as bytes to calculate with."""
        return np.frombuffer(self.text, np.uint8)

    def value(self, row: int) -> bytes:
        """The text of one row."""
        return self.text[int(self.starts[row]) : int(self.starts[row + 1])]

    def rows_at(self, positions: IntArray) -> IntArray:
        """The row of each position (ascending); quick where every row has exactly one."""
        if len(positions) == len(self) and bool(
            ((positions >= self.starts[:-1]) & (positions < self.starts[1:])).all()
        ):
            return np.arange(len(positions))
        return np.searchsorted(self.starts, positions, side="right") - 1

    def positions(self, sign: str) -> IntArray:
        """Where a sign stands."""
        return np.flatnonzero(self.letters == ord(sign))

    def odd_rows(self) -> IntArray:
        """Rows with anything but digits, points, commas and a leading minus."""
        odd = np.empty(0, np.int64)
        if self.text.translate(None, PLAIN_BYTES):
            allowed = np.zeros(256, np.bool_)
            allowed[list(PLAIN_BYTES)] = True
            odd = np.unique(self.rows_at(np.flatnonzero(~allowed[self.letters])))
        if b"-" in self.text:
            minus = self.positions("-")
            rows = self.rows_at(minus)
            wrong = (minus != self.starts[rows]) | (self.starts[rows + 1] - self.starts[rows] == 1)
            odd = np.unique(np.concatenate((odd, rows[wrong])))
        return odd

    def replaced(self, rows: IntArray, values: Sequence[bytes]) -> Numerals:
        """The same piece with other values in these rows."""
        lengths = np.diff(self.starts)
        pieces, done = [], 0
        for row, value in zip(rows.tolist(), values, strict=True):
            pieces += [self.text[done : int(self.starts[row])], value]
            done = int(self.starts[row + 1])
        pieces.append(self.text[done:])
        lengths[rows] = [len(value) for value in values]
        return Numerals(b"".join(pieces), np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths))))

    def weigh(self) -> Signs:
        """What the values prove about the decimal sign. Only for a piece without odd rows."""
        signs = [sign for sign in (",", ".") if sign.encode() in self.text]
        if not signs:
            return Signs()
        return self._weigh_one(signs[0]) if len(signs) == 1 else self._weigh_both()

    def _weigh_one(self, sign: str) -> Signs:
        """A piece with one kind of sign: decimal, repeated between thousands, or doubtful."""
        positions = self.positions(sign)
        rows = self.rows_at(positions)
        grouped = 0
        if len(positions) > 1 and bool((rows[1:] == rows[:-1]).any()):
            found, counts = np.unique(rows, return_counts=True)
            grouped = int((counts > 1).sum())
            single = np.isin(rows, found[counts == 1])
            positions, rows = positions[single], rows[single]
        tails = self.starts[1:][rows] - positions - 1
        three = np.flatnonzero(tails == 3)
        doubt = self._may_be_thousands(rows[three], positions[three])
        doubtful = rows[three][doubt]
        proven, tail = len(rows) - len(doubtful), int(tails.max(initial=0))
        example = self.value(int(doubtful[0])).decode() if len(doubtful) else ""
        even = len(rows) == len(self) and not grouped and tail == int(tails.min(initial=tail))
        if sign == ",":
            return Signs(proven, grouped, len(doubtful), tail, 0, example, even)
        return Signs(grouped, proven, len(doubtful), 0, tail, example, even)

    def _weigh_both(self) -> Signs:
        """A piece with commas and points: the last sign of a value that has both is its decimal sign."""
        counts, last = {}, {}
        for sign in (",", "."):
            positions = self.positions(sign)
            rows = self.rows_at(positions)
            counts[sign] = np.bincount(rows, minlength=len(self))
            last[sign] = np.full(len(self), -1, np.int64)
            last[sign][rows] = positions
        both = (counts[","] > 0) & (counts["."] > 0)
        found = Signs()
        for sign, other in ((",", "."), (".", ",")):
            there = np.flatnonzero(counts[sign] > 0)
            proven = int((both & (last[sign] > last[other])).sum())
            grouped = int((~both & (counts[sign] > 1)).sum())
            single = np.flatnonzero(~both & (counts[sign] == 1))
            doubtful = single[self._may_be_thousands(single, last[sign][single])]
            proven += len(single) - len(doubtful)
            tail = int((self.starts[1:][there] - last[sign][there] - 1).max(initial=0))
            example = self.value(int(doubtful[0])).decode() if len(doubtful) else ""
            found += (
                Signs(proven, grouped, len(doubtful), tail, 0, example)
                if sign == ","
                else Signs(grouped, proven, len(doubtful), 0, tail, example)
            )
        return found

    def _may_be_thousands(self, rows: IntArray, positions: IntArray) -> BoolArray:
        """Of values with one sign: whether it may stand between thousands (`1.234`, not `12.5` or `0.123`)."""
        if not len(rows):
            return np.zeros(0, np.bool_)
        letters = self.letters
        first = self.starts[rows]
        first = first + (letters[first] == ord("-"))
        head, tail = positions - first, self.starts[rows + 1] - positions - 1
        may: BoolArray = (tail == 3) & (head >= 1) & (head <= 3) & (letters[first] != ord("0"))
        return may

    def read(self, decimal: str, places: int) -> tuple[IntArray, BoolArray, BoolArray]:
        """Whole numbers of 10**-places, where there is a value, and where it breaks the grammar."""
        thousands = "." if decimal == "," else ","
        if thousands.encode() in self.text:
            wrong = self._wrongly_grouped(decimal, thousands)
            values, present, bad = self._without(thousands)._read_ungrouped(decimal, places)
            return values, present & ~wrong, bad | wrong
        return self._read_ungrouped(decimal, places)

    def read_even(self) -> IntArray | None:
        """Values that all have one sign with as many digits behind it: the digits are the whole numbers.

        None where a value is so long that it could be too large, or where it has hardly any digits.
        """
        if self.text.count(b",") + self.text.count(b".") != len(self):
            return None
        starts = self.starts - np.arange(len(self.starts))
        lengths = np.diff(starts)
        if not len(self) or int(lengths.max()) > MOST_DIGITS or int(lengths.min()) < 2:
            return None
        digits = pa.StringArray.from_buffers(
            len(self), pa.py_buffer(starts.astype(np.int32)), pa.py_buffer(self.text.translate(None, b",."))
        )
        try:
            values: IntArray = digits.cast(pa.int64()).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:
            return None
        return values

    def _read_ungrouped(self, decimal: str, places: int) -> tuple[IntArray, BoolArray, BoolArray]:
        lengths = np.diff(self.starts)
        bad = lengths > LONGEST
        text = self.text
        if decimal.encode() in text:
            positions = self.positions(decimal)
            rows = self.rows_at(positions)
            bad[rows[self.starts[1:][rows] - positions == 1]] = True
            bad[rows[1:][rows[1:] == rows[:-1]]] = True
            text = text.replace(decimal.encode(), b".")
        present = (lengths > 0) & ~bad
        numbers = _as_floats(text, self.starts, present)
        scaled = numbers * 10.0**places
        bad |= np.abs(numbers) > LARGEST
        present &= ~bad
        values = np.rint(np.where(present, scaled, 0.0)).astype(np.int64)
        for row in np.flatnonzero(present & (np.abs(scaled) >= EXACT_BELOW)).tolist():
            exact = Decimal(text[int(self.starts[row]) : int(self.starts[row + 1])].decode())
            values[row] = round(exact * 10**places)
        return values, present, bad

    def _without(self, sign: str) -> Numerals:
        removed = np.bincount(self.rows_at(self.positions(sign)), minlength=len(self))
        moved = self.starts.copy()
        moved[1:] -= np.cumsum(removed)
        return Numerals(self.text.translate(None, sign.encode()), moved)

    def _wrongly_grouped(self, decimal: str, thousands: str) -> BoolArray:
        """Rows where a thousands sign does not stand before exactly three digits, or after the decimals began."""
        letters = self.letters
        positions = np.flatnonzero((letters == ord(decimal)) | (letters == ord(thousands)))
        rows = self.rows_at(positions)
        is_thousands = letters[positions] == ord(thousands)
        same_row = rows[1:] == rows[:-1]
        following = np.where(np.append(same_row, False), np.append(positions[1:], 0), self.starts[rows + 1])
        head = positions - self.starts[rows] - (letters[self.starts[rows]] == ord("-"))
        is_first = np.append(True, ~same_row)
        after_decimal = np.append(False, same_row & ~is_thousands[:-1])
        wrong = is_thousands & (
            (following - positions != 4) | (is_first & ((head < 1) | (head > 3))) | after_decimal
        )
        bad = np.zeros(len(self), np.bool_)
        bad[rows[wrong]] = True
        return bad


def _as_floats(text: bytes, starts: IntArray, present: BoolArray) -> FloatArray:
    """The plain numbers as floats, 0 where absent. The grammar was checked before, so that all can be read."""
    valid = np.packbits(present, bitorder="little")
    strings = pa.StringArray.from_buffers(
        len(present), pa.py_buffer(starts.astype(np.int32)), pa.py_buffer(text), pa.py_buffer(valid)
    )
    found: FloatArray = strings.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.where(present, found, 0.0)
