"""What an import left out, read otherwise or wants to be looked at: findings, gathered while a file is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from strategy.importing.limits import KEPT_FINDINGS
from strategy.importing.table import IntArray
from strategy.importing.words import sentence

MOST_FINDINGS = 5 * KEPT_FINDINGS


@dataclass(frozen=True, slots=True)
class Finding:
    """One row left out, one repair or one warning: where, and a text code with its values."""

    code: str
    row: int | None = None
    column: str | None = None
    file: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        """The reason in words, without the place."""
        return sentence(self.code, language, self.values)


class Notes:
    """Collects findings while a file is read; of each code at most 100,000 are kept, all are counted."""

    def __init__(self) -> None:
        self.skipped: list[Finding] = []
        self.repairs: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self.apart = Decimal(0)

    def skip(self, code: str, row: int | None = None, column: str | None = None, **where: Any) -> None:
        """A row that does not count, and why."""
        self._keep(self.skipped, code, row, column, where)

    def repair(self, code: str, row: int | None = None, column: str | None = None, **where: Any) -> None:
        """Something that was read otherwise than it was written, or that deserves a look."""
        self._keep(self.repairs, code, row, column, where)

    def kept(self, code: str, places: IntArray) -> list[int]:
        """As many of these places as are kept under a code; the others are only counted."""
        room = max(KEPT_FINDINGS - self.counts[code], 0)
        self.counts[code] += max(len(places) - room, 0)
        shown: list[int] = places[:room].tolist()
        return shown

    def _keep(
        self, into: list[Finding], code: str, row: int | None, column: str | None, where: dict[str, Any]
    ) -> None:
        self.counts[code] += 1
        if len(into) <= MOST_FINDINGS:
            file = where.pop("file", None)
            into.append(Finding(code, row, column, file, where))
