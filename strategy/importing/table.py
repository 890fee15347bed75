"""A table of an export on its way to invoices: the mapped columns only, one Arrow array each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

IntArray = npt.NDArray[np.int64]
CodeArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# columns with few different values: read straight into a dictionary
CODED = (
    "customer_number",
    "customer_name",
    "date",
    "due",
    "paid",
    "currency",
    "document_kind",
)
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
)
READ = (*CODED, "invoice", *AMOUNTS)


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

    `rows` holds the row number of each record as a spreadsheet shows it. `complete` gives all the cells of the
    records at these places, also of the columns that nobody mapped.
    """

    file: str
    codec: str
    names: tuple[str, ...]
    columns: dict[str, Column]
    rows: IntArray
    has_lines: bool
    complete: Callable[[IntArray], list[tuple[bytes, ...]]]
    ignored: tuple[str, ...] = ()

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


def as_codes(cells: Any) -> tuple[CodeArray, list[bytes]]:
    """A column as a code per row and the different values, whatever Arrow made of it."""
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.unify_dictionaries() if pa.types.is_dictionary(cells.type) else cells
        chunks = cells.chunks
        if pa.types.is_dictionary(cells.type) and chunks:
            codes = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in chunks]
            return np.concatenate(codes).astype(np.int32, copy=False), chunks[-1].dictionary.to_pylist()
        cells = cells.combine_chunks() if chunks else pa.array([], pa.binary())
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    codes_of = cells.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes_of, cells.dictionary.to_pylist()


def as_one(cells: Any) -> Any:
    """A column as one contiguous binary array."""
    if isinstance(cells, pa.ChunkedArray):
        return cells.combine_chunks() if cells.num_chunks != 1 else cells.chunk(0)
    return cells


def take_rows(rows: IntArray, places: Sequence[int] | IntArray) -> list[int]:
    """The row numbers of these records, as plain integers."""
    return [int(row) for row in rows[np.asarray(places, np.int64)]]
