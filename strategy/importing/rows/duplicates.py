"""Invoices as groups of rows, and rows that stand in the export twice.

In a file with one row per invoice an equal row is a double; in a file with a row per invoice line it is a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.table import BoolArray, CodeArray, IntArray
from strategy.importing.rows.ledger import NONE, Ledger

LINES_FROM = 0.2


@dataclass(frozen=True, slots=True)
class Invoices:
    """The invoice of each row: the same customer, invoice number and date; a row without number is its own."""

    of_row: CodeArray
    first_row: CodeArray

    def __len__(self) -> int:
        return len(self.first_row)


def group_invoices(ledger: Ledger, customer: CodeArray) -> Invoices:
    """Number the invoices of a ledger from 0, in the order of their first row."""
    n = len(ledger)
    rows = np.arange(n, dtype=np.int32)
    numbered = ledger.invoice.codes != NONE
    if not numbered.any() or bool((ledger.invoice.codes == rows).all()):
        return Invoices(rows, rows)
    codes = ledger.invoice.codes
    if not numbered.all():
        codes = np.where(numbered, codes, np.int32(len(ledger.invoice.texts)) + rows)
    begin = _first_rows(codes)[codes]
    other = np.flatnonzero((customer[begin] != customer) | (ledger.date[begin] != ledger.date))
    if len(other):
        apart = np.stack((codes[other], customer[other], ledger.date[other]), axis=1)
        _, kinds = np.unique(apart, axis=0, return_inverse=True)
        codes = codes.copy()
        codes[other] = codes.max() + 1 + kinds.ravel()
        begin = _first_rows(codes)[codes]
    starts = np.zeros(n, np.bool_)
    starts[begin] = True
    place = np.cumsum(starts, dtype=np.int32) - 1
    return Invoices(place[begin], np.flatnonzero(starts).astype(np.int32))


def _first_rows(codes: CodeArray) -> CodeArray:
    """The first row of every code."""
    first = np.zeros(int(codes.max()) + 1, np.int32)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1, dtype=np.int32)
    return first


@dataclass(frozen=True, slots=True)
class Doubles:
    """Which rows count once equal rows of the same invoice are left out; a question where it cannot be told."""

    keep: BoolArray
    questions: tuple[ImportQuestion, ...] = ()
    findings: Findings = field(default_factory=Findings)


def find_doubles(ledger: Ledger, invoices: Invoices, answers: Mapping[str, str]) -> Doubles:
    """Rows that equal an earlier row of the same invoice in every cell, and what is done with them."""
    keep = np.ones(len(ledger), np.bool_)
    numbered = ledger.invoice.codes != NONE
    if len(invoices) == len(ledger):
        return Doubles(keep)
    sizes = np.bincount(invoices.of_row, minlength=len(invoices))
    several = (sizes > 1)[invoices.of_row] & numbered
    begin = invoices.first_row[invoices.of_row]
    varied = np.zeros(len(invoices), np.bool_)
    varied[invoices.of_row[several & (ledger.amount != ledger.amount[begin])]] = True
    n_invoices = max(len(invoices), 1)
    if varied.sum() >= LINES_FROM * n_invoices and len(ledger.files) == 1:
        return Doubles(keep)
    doubles = _equal_rows(ledger, invoices, np.flatnonzero(several), varied)
    if not len(doubles):
        return Doubles(keep)
    return _decide(ledger, doubles, bool(varied.any()), answers)


def _equal_rows(ledger: Ledger, invoices: Invoices, rows: IntArray, varied: BoolArray) -> IntArray:
    """Entries that equal an earlier entry of the same invoice in every cell of the file."""
    columns: list[IntArray] = [invoices.of_row[rows].astype(np.int64), ledger.amount[rows]]
    for values in (ledger.cost, ledger.paid):
        if values is not None:
            columns.append(values[rows].astype(np.int64))
    _, kinds, sizes = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True, return_counts=True)
    kinds = kinds.ravel()
    candidates = rows[sizes[kinds] > 1]
    varied[np.setdiff1d(invoices.of_row[rows], invoices.of_row[candidates])] = True
    if not len(candidates):
        return candidates
    whole = np.stack(
        (invoices.of_row[candidates].astype(np.int64), _complete_rows(ledger, candidates)), axis=1
    )
    alike, first = np.unique(whole, axis=0, return_index=True)
    of_invoice, different = np.unique(alike[:, 0], return_counts=True)
    varied[of_invoice[different > 1]] = True
    return np.delete(candidates, first)


def _complete_rows(ledger: Ledger, places: IntArray) -> IntArray:
    """A number per entry that is the same where all cells of its row in the file are equal."""
    found = np.zeros(len(places), np.int64)
    for file, reread in enumerate(ledger.complete):
        own = ledger.file[places] == file
        if reread is not None and own.any():
            found[own] = reread(ledger.rows[places[own]])
    return found


def _decide(
    ledger: Ledger, doubles: npt.NDArray[np.int64], has_varied: bool, answers: Mapping[str, str]
) -> Doubles:
    """Leave doubles out of a file of invoices, keep them in a file of lines, and ask where it may be either."""
    keep = np.ones(len(ledger), np.bool_)
    asked = answers.get("duplicates", "")
    lines = ledger.has_lines or has_varied
    if asked not in ("once", "each") and lines:
        place = int(doubles[0])
        values = {"n": len(doubles), "invoice": ledger.invoice.text(place), "row": int(ledger.rows[place])}
        options = (Option("each", "import.option.each"), Option("once", "import.option.once"))
        return Doubles(keep, (ImportQuestion("duplicates", "import.question.duplicates", options, values),))
    notes = Notes()
    if asked == "each":
        notes.repair("import.repair.equal_lines", n=len(doubles))
        return Doubles(keep, findings=notes.found())
    keep[doubles] = False
    for place in notes.kept("import.skipped.double", doubles):
        file, invoice = ledger.file_of(place), ledger.invoice.text(place)
        notes.skip("import.skipped.double", int(ledger.rows[place]), file=file, invoice=invoice)
    return Doubles(keep, findings=notes.found())
