"""What an import left out, read otherwise or wants to be looked at: findings, gathered while a file is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from strategy.importing.nouns.limits import KEPT_FINDINGS
from strategy.importing.nouns.words import sentence

MOST_FINDINGS = 5 * KEPT_FINDINGS


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """One row left out, one repair or one warning: where, and a text code with its values."""

    code: str
    row: int | None = None
    column: str | None = None
    file: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        """The reason in words, without the place."""
        return sentence(self.code, language, self.values)


@dataclass(frozen=True, slots=True)
class Findings:
    """What one step found: rows left out, what was read otherwise, how often each, and what was left out together.

    `counts` goes on where no more findings are kept; `sums` are the amounts left out by text code.
    """

    skipped: tuple[ImportFinding, ...] = ()
    repairs: tuple[ImportFinding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, Decimal] = field(default_factory=dict)

    @classmethod
    def together(cls, parts: Iterable[Findings]) -> Findings:
        """The findings of several steps, in their order; no more are kept than one step may have."""
        notes = Notes()
        for found in parts:
            notes.take(found)
        return notes.found()

    @property
    def left_out(self) -> int:
        """How many rows were left out, also those beyond the findings that are kept."""
        return sum(n for code, n in self.counts.items() if code.startswith("import.skipped."))


class Notes:
    """Gathers the findings of one step; of each code at most 100,000 are kept, all are counted."""

    def __init__(self) -> None:
        self.skipped: list[ImportFinding] = []
        self.repairs: list[ImportFinding] = []
        self.counts: Counter[str] = Counter()
        self.sums: dict[str, Decimal] = {}

    def found(self) -> Findings:
        """What was gathered."""
        return Findings(tuple(self.skipped), tuple(self.repairs), dict(self.counts), dict(self.sums))

    def take(self, found: Findings) -> None:
        """What another step found."""
        self.skipped += found.skipped[: MOST_FINDINGS - len(self.skipped)]
        self.repairs += found.repairs[: MOST_FINDINGS - len(self.repairs)]
        self.counts.update(found.counts)
        for code, amount in found.sums.items():
            self.add_sum(code, amount)

    def add_sum(self, code: str, amount: Decimal) -> None:
        """What the rows left out under a code come to together."""
        self.sums[code] = self.sums.get(code, Decimal(0)) + amount

    def skip(self, code: str, row: int | None = None, column: str | None = None, **where: Any) -> None:
        """A row that does not count, and why."""
        self._keep(self.skipped, code, row, column, where)

    def repair(self, code: str, row: int | None = None, column: str | None = None, **where: Any) -> None:
        """Something that was read otherwise than it was written, or that deserves a look."""
        self._keep(self.repairs, code, row, column, where)

    def kept(self, code: str, places: npt.NDArray[np.int64]) -> list[int]:
        """As many of these places as are kept under a code; the others are only counted."""
        room = max(KEPT_FINDINGS - self.counts[code], 0)
        self.counts[code] += max(len(places) - room, 0)
        shown: list[int] = places[:room].tolist()
        return shown

    def _keep(
        self, into: list[ImportFinding], code: str, row: int | None, column: str | None, where: dict[str, Any]
    ) -> None:
        self.counts[code] += 1
        if len(into) < MOST_FINDINGS:
            file = where.pop("file", None)
            into.append(ImportFinding(code, row, column, file, where))
