"""Plain cells of a worksheet found by calculating with its bytes, a hundred thousand at a time.

Plain is `<c r="B7" s="1" t="s"><v>12</v></c>`, style and type left out or not, or without a value `<c r="B7"/>`. Every
tag of the piece is accounted for: one that is not plain, and the piece is left to a slower reader.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from strategy.importing.nouns.table import BoolArray, IntArray, LetterArray

Found = tuple[IntArray, IntArray, IntArray, IntArray, BoolArray, Any]
ROW, CELL, VALUE, VALUE_END, CELL_END, ROW_END = range(1, 7)
STARTS = {b"<row": ROW, b"<c r": CELL, b"<v>": VALUE, b"</v>": VALUE_END, b"</c>": CELL_END, b"</ro": ROW_END}
BEHIND = 24
NUMBER, SHARED, WORDS = 0, 1, 2
MOST_LETTERS, MOST_DIGITS, LONGEST_KIND = 3, 7, 9


def scanned_cells(piece: bytes) -> Found | None:
    """Columns, rows, styles, kinds, formulas (none) and values of all cells; None for a piece that is not plain."""
    if b"&" in piece or b"_x" in piece:
        return None
    letters = np.frombuffer(piece + bytes(BEHIND), np.uint8)
    opens, closes = np.flatnonzero(letters == ord("<")), np.flatnonzero(letters == ord(">"))
    if (
        not len(opens)
        or len(opens) != len(closes)
        or (closes < opens).any()
        or (opens[1:] < closes[:-1]).any()
    ):
        return None
    tags = _tags(letters, opens)
    cells = np.flatnonzero(tags == CELL)
    if not tags.all() or not len(cells):
        return None
    empty = letters[closes[cells] - 1] == ord("/")
    if not _in_order(tags, cells, empty):
        return None
    read = _attributes(letters, opens[cells], closes[cells], empty)
    if read is None:
        return None
    columns, rows, styles, kinds = read
    following = np.minimum(cells + 2, len(opens) - 1)
    starts = np.where(empty, 0, closes[np.minimum(cells + 1, len(opens) - 1)] + 1)
    values = _pieces(letters, starts, np.where(empty, 0, opens[following]))
    return columns, rows, styles, kinds, np.zeros(len(cells), np.bool_), values


def _tags(letters: LetterArray, opens: IntArray) -> npt.NDArray[np.uint8]:
    """What every tag is, 0 for one that plain rows do not have."""
    four = sum(letters[opens + place].astype(np.uint32) << np.uint32(8 * place) for place in range(4))
    tags = np.zeros(len(opens), np.uint8)
    for start, tag in STARTS.items():
        mask = (1 << 8 * len(start)) - 1
        tags[(np.asarray(four) & np.uint32(mask)) == int.from_bytes(start, "little")] = tag
    return tags


def _in_order(tags: npt.NDArray[np.uint8], cells: IntArray, empty: BoolArray) -> bool:
    """Whether every cell with a value is followed by exactly that value, and nothing else holds one."""
    full = cells[~empty]
    if len(full) and int(full[-1]) + 3 >= len(tags):
        return False
    inner = (VALUE, VALUE_END, CELL_END)
    counts = all(int((tags == tag).sum()) == len(full) for tag in inner)
    return counts and all(bool((tags[full + 1 + step] == tag).all()) for step, tag in enumerate(inner))


def _attributes(
    letters: LetterArray, opens: IntArray, closes: IntArray, empty: BoolArray
) -> tuple[IntArray, IntArray, IntArray, IntArray] | None:
    """Column, row, style and kind of every cell; None where an attribute is not as expected."""
    at = opens + len(b'<c r="')
    columns = np.zeros(len(opens), np.int64)
    for _ in range(MOST_LETTERS):
        here = letters[at]
        is_letter = (here >= ord("A")) & (here <= ord("Z"))
        columns = np.where(is_letter, columns * 26 + here - 64, columns)
        at = at + is_letter
    rows, at = _digits(letters, at)
    good = (letters[opens + 5] == ord('"')) & (columns > 0) & (rows > 0) & (letters[at] == ord('"'))
    at = at + 1
    has_style = (letters[at] == ord(" ")) & (letters[at + 1] == ord("s"))
    styles, behind = _digits(letters, np.where(has_style, at + 4, at))
    styles = np.where(has_style, styles, 0)
    good &= ~has_style | ((letters[at + 2] == ord("=")) & (letters[behind] == ord('"')))
    at = np.where(has_style, behind + 1, at)
    kinds, at, kind_good = _kinds(letters, at)
    good &= kind_good & (at == closes - empty)
    return (columns, rows, styles, kinds) if good.all() else None


def _digits(letters: LetterArray, at: IntArray) -> tuple[IntArray, IntArray]:
    """The whole number that begins at each place, and where it ends; at most seven digits."""
    number = np.zeros(len(at), np.int64)
    for _ in range(MOST_DIGITS):
        here = letters[at]
        is_digit = (here >= ord("0")) & (here <= ord("9"))
        number = np.where(is_digit, number * 10 + here - 48, number)
        at = at + is_digit
    return number, at


def _kinds(letters: LetterArray, at: IntArray) -> tuple[IntArray, IntArray, BoolArray]:
    """The type of each cell, where its attribute ends, and whether it is one that plain cells have."""
    has_kind = (letters[at] == ord(" ")) & (letters[at + 1] == ord("t")) & (letters[at + 2] == ord("="))
    first, end = letters[at + 4], at + 4
    for _ in range(LONGEST_KIND):
        end = end + (has_kind & (letters[end] != ord('"')))
    short = has_kind & (end == at + 5)
    kinds = np.where(has_kind, WORDS, NUMBER)
    kinds = np.where(short & (first == ord("s")), SHARED, kinds)
    kinds = np.where(short & (first == ord("n")), NUMBER, kinds)
    good = ~has_kind | (letters[end] == ord('"'))
    return kinds, np.where(has_kind, end + 1, at), good


def _pieces(letters: LetterArray, starts: IntArray, ends: IntArray) -> Any:
    """The bytes between these places as an Arrow binary array."""
    lengths = ends - starts
    offsets = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    places = np.repeat(starts - offsets[:-1], lengths) + np.arange(int(offsets[-1]))
    return pa.Array.from_buffers(
        pa.binary(),
        len(starts),
        [None, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(letters[places])],
    )
