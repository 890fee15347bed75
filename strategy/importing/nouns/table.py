"""A table of an export on its way to invoices: the mapped columns only, one Arrow array each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from strategy.importing.nouns.findings import Findings

IntArray = npt.NDArray[np.int64]
CodeArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
LetterArray = npt.NDArray[np.uint8]

# few different values in every piece of the file: read straight into a dictionary
FEW = ("date", "due", "paid", "currency", "document_kind", "status", "side", "journal", "account")
TEXTS = ("customer_number", "customer_name", "invoice")
AMOUNTS = (
    "amount",
    "amount_incl",
    "vat_amount",
    "cost",
    "margin",
    "margin_share",
    "quantity",
    "unit_price",
    "discount",
    "open_amount",
    "debit",
    "credit",
)
READ = (*FEW, *TEXTS, *AMOUNTS)
# a column that holds what a stretch of time came to is read under this with its place
SUM = "sum "
WORDS = ("currency", "document_kind", "status", "side", "journal", "account")
# what stands in a cell whose formula was never computed
NO_VALUE = b"=?"


def is_amount(field: str) -> bool:
    """Whether a column is read as amounts."""
    return field in AMOUNTS or field.startswith(SUM)


def is_read(field: str) -> bool:
    """Whether a column is read at all."""
    return field in READ or field.startswith(SUM)


@dataclass(frozen=True, slots=True)
class Column:
    """One mapped column.

    `cells` is the text of each row as bytes (an Arrow binary array, or a dictionary of it). A spreadsheet also
    gives `numbers` (nan where the cell is no number) and `days` since 1970 (`NO_DAY` where it is no date).
    """

    name: str
    cells: Any
    numbers: FloatArray | None = None
    days: CodeArray | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The mapped columns of one file or sheet, by field, all equally long.

    `rows` holds the row number of each record as a spreadsheet shows it. `complete` gives for rows (ascending) a
    number that is the same for rows of which all cells are equal, also those of columns that nobody mapped;
    `findings` tells what was passed over while reading.
    """

    file: str
    codec: str
    names: tuple[str, ...]
    columns: dict[str, Column]
    rows: IntArray
    has_lines: bool
    complete: Callable[[IntArray], IntArray]
    ignored: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(slots=True)
class Gathering:
    """Cells gathered row by row, turned into Arrow arrays every 50,000 rows so that memory stays small."""

    width: int
    cells: list[list[bytes]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    parts: list[list[Any]] = field(default_factory=list)
    row_parts: list[IntArray] = field(default_factory=list)
    at_once: int = 50_000

    def add(self, row: int, cells: list[bytes]) -> None:
        """One record."""
        self.cells.append(cells)
        self.rows.append(row)
        if len(self.rows) >= self.at_once:
            self._pack()

    def _pack(self) -> None:
        columns = zip(*self.cells, strict=True) if self.cells else [()] * self.width
        self.parts.append([pa.array(column, pa.binary()) for column in columns])
        self.row_parts.append(np.array(self.rows, np.int64))
        self.cells, self.rows = [], []

    def arrays(self) -> tuple[list[Any], IntArray]:
        """The columns as binary arrays, and the row numbers."""
        if self.rows or not self.parts:
            self._pack()
        arrays = [pa.concat_arrays(pieces) for pieces in zip(*self.parts, strict=True)]
        return arrays, np.concatenate(self.row_parts)


def as_codes(cells: Any) -> tuple[CodeArray, Any]:
    """A column as a code per row and an Arrow array of the different values, whatever Arrow made of it."""
    if isinstance(cells, pa.ChunkedArray):
        is_coded = pa.types.is_dictionary(cells.type)
        chunks = (cells.unify_dictionaries() if is_coded else cells.dictionary_encode()).chunks
        if chunks:
            codes = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in chunks]
            return np.concatenate(codes).astype(np.int32, copy=False), chunks[-1].dictionary
        cells = pa.array([], pa.binary())
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    codes_of = cells.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes_of, cells.dictionary


def as_rising_codes(cells: Any) -> tuple[CodeArray, Any] | None:
    """Like `as_codes`, for numbers that only go up, as invoices do in most exports; None where they do not.

    Compares neighbours of equal length as whole numbers instead of looking every value up.
    """
    cells = as_one(cells)
    if not len(cells):
        return None
    _, offsets, data = cells.buffers()
    starts = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    lengths = np.diff(starts)
    turns = np.flatnonzero(np.diff(lengths)) + 1
    if (
        len(turns) > 16
        or int(lengths.max()) > 16
        or int(lengths.min()) < 1
        or (np.diff(lengths[turns]) < 0).any()
    ):
        return None
    if len(turns) and lengths[0] > lengths[turns[0]]:
        return None
    letters = np.frombuffer(data, np.uint8)
    is_new = np.ones(len(cells), np.bool_)
    for begin, end in _overlapping_runs(turns.tolist(), len(cells)):
        width = int(lengths[begin])
        words = np.zeros((end - begin, 16), np.uint8)
        words[:, 16 - width :] = letters[int(starts[begin]) : int(starts[end])].reshape(-1, width)
        high, low = words.view(">u8").astype(np.uint64).T
        if ((high[1:] < high[:-1]) | ((high[1:] == high[:-1]) & (low[1:] < low[:-1]))).any():
            return None
        is_new[begin + 1 : end] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    codes = (np.cumsum(is_new) - 1).astype(np.int32)
    return codes, cells if is_new.all() else cells.take(pa.array(np.flatnonzero(is_new)))


def _overlapping_runs(turns: list[int], n: int) -> Iterator[tuple[int, int]]:
    """Runs of equal length in pieces that share one value with the next, so that all neighbours are compared."""
    for first, last in zip([0, *turns], [*turns, n], strict=True):
        for begin in range(first, last, 65_536):
            yield begin, min(begin + 65_537, last)


def as_one(cells: Any) -> Any:
    """A column as one contiguous binary array."""
    if isinstance(cells, pa.ChunkedArray):
        return cells.combine_chunks() if cells.num_chunks != 1 else cells.chunk(0)
    return cells


def take_rows(rows: IntArray, places: Sequence[int] | IntArray) -> list[int]:
    """The row numbers of these records, as plain integers."""
    return [int(row) for row in rows[np.asarray(places, np.int64)]]
