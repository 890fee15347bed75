"""Amount columns: decimal and thousands sign are decided once per column, from all its values.

Amounts become whole numbers of the smallest part that the column uses (cents, or finer), so that sums are exact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from strategy.importing.table import BoolArray, FloatArray, IntArray

MOST_DECIMALS = 6
LARGEST = 10**12
EXACT_BELOW = 2.0**51
PLAIN_BYTES = b"0123456789.,-"
SPACES = "\u00a0\u202f\u2007\u2009\u2002\u2003\u200b\t"
CURRENCY_CODES = re.findall(
    r"[A-Z]{3}",
    "EUR USD GBP CHF SEK NOK DKK PLN CZK HUF RON BGN TRY JPY CNY CAD AUD NZD ZAR INR BRL MXN SGD HKD AED MAD ISK "
    "ILS THB KRW",
)
CURRENCIES = {"€": "EUR", "euro": "EUR", "£": "GBP", "$": "USD", "us$": "USD", "fr": "CHF"} | {
    code.lower(): code for code in CURRENCY_CODES
}
LETTERS = re.compile(r"^([^\d.,+\-−()]*)(.*?)([^\d.,+\-−()'’]*)$", re.DOTALL)
GROUPED = re.compile(r"\d{1,3}(?:['’´ ]\d{3})+(?=$|[.,]\d*$)")
BODY = re.compile(r"[\d.,]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """What the values of a column say about its signs: proof for either decimal sign, or only doubt."""

    comma_decimal: int = 0
    point_decimal: int = 0
    doubtful: int = 0

    def __add__(self, other: Signs) -> Signs:
        return Signs(
            self.comma_decimal + other.comma_decimal,
            self.point_decimal + other.point_decimal,
            self.doubtful + other.doubtful,
        )

    @property
    def decimal(self) -> str | None:
        """The decimal sign, or None where no value proves it."""
        if self.comma_decimal == self.point_decimal:
            return None
        return "," if self.comma_decimal > self.point_decimal else "."

    @property
    def open(self) -> bool:
        """Whether the column holds values that read differently with either sign, and nothing to decide by."""
        return self.decimal is None and bool(self.doubtful or self.comma_decimal)


@dataclass(slots=True)
class AmountColumn:
    """The plain text of an amount column: digits, points, commas and a leading minus only.

    `unreadable` marks what cannot be an amount in any way; `currency` is the currency written in the cell, as a
    code into `currencies` (-1: none).
    """

    name: str
    text: bytes
    starts: IntArray
    unreadable: BoolArray
    odd: int
    currency: npt.NDArray[np.int8] | None
    currencies: list[str]
    numbers: FloatArray | None
    signs: Signs
    doubtful_example: str

    @classmethod
    def of(
        cls, name: str, cells: Any, codec: str, numbers: FloatArray | None = None, share: bool = False
    ) -> AmountColumn:
        """Weigh all values of a binary Arrow array; a `share` may be written with a percent sign."""
        text, starts = _flat(cells)
        unreadable = np.zeros(len(starts) - 1, np.bool_)
        currency: npt.NDArray[np.int8] | None = None
        currencies: list[str] = []
        odd_rows = _odd_rows(text, starts)
        if len(odd_rows):
            cleaned = _clean(text, starts, odd_rows, codec, share)
            text, starts = _with_replaced(text, starts, odd_rows, cleaned)
            unreadable[odd_rows] = [value is None for value, _ in cleaned]
            if any(found for _, found in cleaned):
                currencies = sorted({found for _, found in cleaned if found})
                currency = np.full(len(unreadable), -1, np.int8)
                currency[odd_rows] = [currencies.index(found) if found else -1 for _, found in cleaned]
        signs, example = weigh_signs(text, starts)
        return cls(
            name, text, starts, unreadable, len(odd_rows), currency, currencies, numbers, signs, example
        )

    def read(self, decimal: str) -> Amounts:
        """The amounts with this decimal sign; what breaks its grammar is unreadable."""
        values, places, present, bad = parse_plain(self.text, self.starts, decimal)
        bad = bad | self.unreadable
        present = present & ~bad
        rounded = 0
        if self.numbers is not None:
            values, places, present, rounded = _with_numbers(values, places, present, self.numbers)
            bad = bad & ~present
        return Amounts(values, places, present, bad, rounded)


@dataclass(slots=True)
class Amounts:
    """Whole numbers of 10**-places; `present` is False where the cell was empty or unreadable."""

    values: IntArray
    places: int
    present: BoolArray
    bad: BoolArray
    rounded: int = 0

    def at(self, places: int) -> IntArray:
        """The values as whole numbers of a smaller part."""
        return self.values * 10 ** (places - self.places) if places != self.places else self.values


def _flat(cells: Any) -> tuple[bytes, IntArray]:
    """All text of a binary array in one piece, and where each value starts (one more than there are rows)."""
    if not len(cells):
        return b"", np.zeros(1, np.int64)
    _, offsets, data = cells.buffers()
    starts = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1].astype(np.int64)
    text = bytes(memoryview(data)[int(starts[0]) : int(starts[-1])]) if data is not None else b""
    return text, starts - starts[0]


def _rows_at(starts: IntArray, positions: IntArray) -> IntArray:
    """The row of each position (ascending); quick where every row has exactly one."""
    if len(positions) == len(starts) - 1 and bool(
        ((positions >= starts[:-1]) & (positions < starts[1:])).all()
    ):
        return np.arange(len(positions))
    return np.searchsorted(starts, positions, side="right") - 1


def _odd_rows(text: bytes, starts: IntArray) -> IntArray:
    """Rows with anything but digits, points, commas and a leading minus."""
    other = text.translate(None, PLAIN_BYTES)
    letters = np.frombuffer(text, np.uint8)
    odd = np.empty(0, np.int64)
    if other:
        allowed = np.zeros(256, np.bool_)
        allowed[list(PLAIN_BYTES)] = True
        odd = np.unique(_rows_at(starts, np.flatnonzero(~allowed[letters])))
    if b"-" in text:
        minus = np.flatnonzero(letters == ord("-"))
        rows = _rows_at(starts, minus)
        inside = minus != starts[rows]
        alone = starts[rows + 1] - starts[rows] == 1
        odd = np.unique(np.concatenate((odd, rows[inside | alone])))
    return odd


def _clean(
    text: bytes, starts: IntArray, rows: IntArray, codec: str, share: bool
) -> list[tuple[bytes | None, str | None]]:
    known: dict[bytes, tuple[bytes | None, str | None]] = {}
    cleaned = []
    for start, end in zip(starts[rows].tolist(), starts[rows + 1].tolist(), strict=True):
        cell = text[start:end]
        if cell not in known:
            words = cell.decode(codec, "replace")
            known[cell] = plain_amount(words.replace("%", "") if share else words)
        cleaned.append(known[cell])
    return cleaned


def plain_amount(cell: str) -> tuple[bytes | None, str | None]:
    """An amount as digits, points, commas and a leading minus, and its currency; (None, None) for no amount.

    Understands currency signs and codes, spaces and apostrophes between thousands, a plus, a minus behind, the
    minus of typographers and brackets for a negative amount. An empty cell stays empty.
    """
    found = LETTERS.match(cell.translate({ord(space): " " for space in SPACES}).strip())
    if found is None or not found[0]:
        return b"", None
    before, body, after = (part.strip() for part in found.groups())
    signs = [CURRENCIES.get(part.rstrip(".").lower()) for part in (before, after) if part]
    if None in signs or len(set(signs)) > 1:
        return None, None
    body = body.replace("−", "-")
    negative = False
    if body.startswith("(") and body.endswith(")"):
        body, negative = body[1:-1].strip(), True
    if body[:1] in ("+", "-"):
        body, negative = body[1:].strip(), negative != (body[0] == "-")
    elif body.endswith("-") and not body.endswith((",-", ".-", "--")):
        body, negative = body[:-1].strip(), not negative
    inner = LETTERS.match(body)
    if inner and (inner[1].strip() or inner[3].strip()):
        sign = CURRENCIES.get((inner[1].strip() or inner[3].strip()).lower())
        if sign is None:
            return None, None
        signs.append(sign)
        body = inner[2].strip()
    if GROUPED.match(body):
        body = re.sub(r"['’´ ]", "", body)
    if body.endswith((",-", ",--", ".-", ",—", ",–")):
        body = body.rstrip("-—–")[:-1]
    if not BODY.fullmatch(body) or not any(letter.isdigit() for letter in body) or not body.isascii():
        return None, None
    return (b"-" if negative else b"") + body.encode(), next(iter(signs), None)


def _with_replaced(
    text: bytes, starts: IntArray, rows: IntArray, cleaned: Sequence[tuple[bytes | None, str | None]]
) -> tuple[bytes, IntArray]:
    """The same column with these rows written plainly; unreadable ones become empty."""
    lengths = np.diff(starts)
    pieces, done = [], 0
    for row, (value, _) in zip(rows.tolist(), cleaned, strict=True):
        pieces.append(text[done : int(starts[row])])
        pieces.append(value or b"")
        done = int(starts[row + 1])
    pieces.append(text[done:])
    lengths[rows] = [len(value or b"") for value, _ in cleaned]
    return b"".join(pieces), np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))


def weigh_signs(text: bytes, starts: IntArray) -> tuple[Signs, str]:
    """What all values of a plain column prove about its decimal sign, and a doubtful value to ask about."""
    n_comma, n_point = text.count(b","), text.count(b".")
    if not n_comma and not n_point:
        return Signs(), ""
    letters = np.frombuffer(text, np.uint8)
    n = len(starts) - 1
    counts, last = {}, {}
    for sign in (",", "."):
        positions = np.flatnonzero(letters == ord(sign)) if sign.encode() in text else np.empty(0, np.int64)
        rows = _rows_at(starts, positions)
        counts[sign] = np.bincount(rows, minlength=n)
        last[sign] = np.full(n, -1, np.int64)
        last[sign][rows] = positions
    both = (counts[","] > 0) & (counts["."] > 0)
    proof = {
        ",": int((both & (last[","] > last["."])).sum()),
        ".": int((both & (last["."] > last[","])).sum()),
    }
    doubtful, example = 0, ""
    for sign, other in ((",", "."), (".", ",")):
        alone = (counts[sign] > 0) & ~both
        proof[other] += int((alone & (counts[sign] > 1)).sum())
        single = np.flatnonzero(alone & (counts[sign] == 1))
        doubt = _may_be_thousands(letters, starts, single, last[sign][single])
        proof[sign] += int((~doubt).sum())
        doubtful += int(doubt.sum())
        if doubt.any():
            row = int(single[doubt][0])
            example = example or text[int(starts[row]) : int(starts[row + 1])].decode()
    return Signs(proof[","], proof["."], doubtful), example


def _may_be_thousands(
    letters: npt.NDArray[np.uint8], starts: IntArray, rows: IntArray, positions: IntArray
) -> BoolArray:
    """Of values with one sign: whether it may stand between thousands (`1.234`, not `12.5` or `0.123`)."""
    first = starts[rows]
    negative = (
        letters[np.minimum(first, len(letters) - 1)] == ord("-") if len(rows) else np.zeros(0, np.bool_)
    )
    first = first + negative
    head, tail = positions - first, starts[rows + 1] - positions - 1
    leading_zero = letters[np.minimum(first, len(letters) - 1)] == ord("0") if len(rows) else negative
    may: BoolArray = (tail == 3) & (head >= 1) & (head <= 3) & ~leading_zero
    return may


def parse_plain(text: bytes, starts: IntArray, decimal: str) -> tuple[IntArray, int, BoolArray, BoolArray]:
    """A plain column with a known decimal sign: values, number of decimals, present, breaking the grammar."""
    n = len(starts) - 1
    thousands = "." if decimal == "," else ","
    bad = np.zeros(n, np.bool_)
    if thousands.encode() in text:
        bad |= _wrongly_grouped(text, starts, decimal, thousands)
        text, starts = _without(text, starts, thousands)
    lengths = np.diff(starts)
    decimals = 0
    if decimal.encode() in text:
        positions = np.flatnonzero(np.frombuffer(text, np.uint8) == ord(decimal))
        rows = _rows_at(starts, positions)
        tails = starts[rows + 1] - positions - 1
        bad |= np.bincount(rows, minlength=n) > 1
        bad[rows[tails == 0]] = True
        decimals = int(tails.max())
        text = text.replace(decimal.encode(), b".")
    bad |= lengths > 40
    present = (lengths > 0) & ~bad
    numbers = _as_floats(text, starts, present)
    places = min(decimals, MOST_DECIMALS)
    with np.errstate(over="ignore"):
        scaled = numbers * 10.0**places
    bad |= ~np.isfinite(scaled) | (np.abs(numbers) > LARGEST)
    present &= ~bad
    values = np.rint(np.where(present, scaled, 0.0)).astype(np.int64)
    for row in np.flatnonzero(present & (np.abs(scaled) >= EXACT_BELOW)).tolist():
        exact = Decimal(text[int(starts[row]) : int(starts[row + 1])].decode())
        values[row] = round(exact * 10**places)
    return values, places, present, bad


def _as_floats(text: bytes, starts: IntArray, present: BoolArray) -> FloatArray:
    """The plain numbers as floats, nan where absent. Raises nothing: the grammar was checked before."""
    valid = np.packbits(present, bitorder="little")
    strings = pa.StringArray.from_buffers(
        len(present), pa.py_buffer(starts.astype(np.int32)), pa.py_buffer(text), pa.py_buffer(valid)
    )
    found: FloatArray = strings.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.where(present, found, 0.0)


def _without(text: bytes, starts: IntArray, sign: str) -> tuple[bytes, IntArray]:
    positions = np.flatnonzero(np.frombuffer(text, np.uint8) == ord(sign))
    removed = np.bincount(_rows_at(starts, positions), minlength=len(starts) - 1)
    moved = starts.copy()
    moved[1:] -= np.cumsum(removed)
    return text.translate(None, sign.encode()), moved


def _wrongly_grouped(text: bytes, starts: IntArray, decimal: str, thousands: str) -> BoolArray:
    """Rows where a thousands sign does not stand before exactly three digits, or after the decimals began."""
    letters = np.frombuffer(text, np.uint8)
    positions = np.flatnonzero((letters == ord(decimal)) | (letters == ord(thousands)))
    rows = _rows_at(starts, positions)
    is_thousands = letters[positions] == ord(thousands)
    same_row_next = np.append(rows[1:] == rows[:-1], False)
    following = np.where(same_row_next, np.append(positions[1:], 0), starts[rows + 1])
    first_in_row = np.append(True, rows[1:] != rows[:-1])
    begin = starts[rows] + (letters[starts[rows]] == ord("-"))
    head = positions - begin
    after_decimal = np.append(False, (rows[1:] == rows[:-1]) & ~is_thousands[:-1])
    wrong = is_thousands & (
        (following - positions != 4) | (first_in_row & ((head < 1) | (head > 3))) | after_decimal
    )
    bad = np.zeros(len(starts) - 1, np.bool_)
    bad[rows[wrong]] = True
    return bad


def _with_numbers(
    values: IntArray, places: int, present: BoolArray, numbers: FloatArray
) -> tuple[IntArray, int, BoolArray, int]:
    """Text amounts completed with the cells that a spreadsheet stores as numbers."""
    known = np.isfinite(numbers) & (np.abs(numbers) <= LARGEST)
    wanted = next(
        (
            digits
            for digits in range(places, MOST_DECIMALS)
            if not (
                known & (np.abs(np.round(numbers, digits) - numbers) > 1e-9 * np.maximum(1, np.abs(numbers)))
            ).any()
        ),
        MOST_DECIMALS,
    )
    merged = values * 10 ** (wanted - places)
    scaled = np.where(known, np.nan_to_num(numbers) * 10.0**wanted, 0.0)
    merged = np.where(known, np.rint(scaled).astype(np.int64), merged)
    rounded = int((known & (np.abs(np.rint(scaled) - scaled) > 1e-3)).sum())
    return merged, wanted, present | known, rounded


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
