"""What an import says about itself: findings, questions, the preview and the period."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from strategy.importing.limits import KEPT_FINDINGS
from strategy.importing.refusal import Refused
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


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question: the value to answer with, and its words."""

    value: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        """The option in words."""
        return sentence(self.code, language, self.values)


@dataclass(frozen=True, slots=True)
class Question:
    """What the file cannot decide. Answer with `answers={key: option.value}`."""

    key: str
    code: str
    options: tuple[Option, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        """The question in words."""
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


@dataclass(frozen=True, slots=True)
class Period:
    """Which invoices count: all of them, the last months up to the last invoice, or from day to day."""

    first: date | None = None
    last: date | None = None
    months: int | None = None

    @classmethod
    def parse(cls, words: str) -> Period:
        """`all`, `12m` or `2024-01-01..2024-12-31`. Raises `Refused`."""
        words = words.strip().lower()
        if words in ("", "all"):
            return cls()
        if found := re.fullmatch(r"(\d{1,3})m", words):
            return cls(months=int(found[1]))
        try:
            first, last = (date.fromisoformat(part.strip()) for part in words.split(".."))
        except ValueError:
            raise Refused("import.period_unreadable", value=words[:60]) from None
        if first > last:
            raise Refused("import.period_backwards", first=first, last=last)
        return cls(first, last)

    def within(self, first: date, last: date) -> tuple[date, date]:
        """The first and last day that count, in a file whose invoices run from `first` to `last`."""
        if self.months is not None:
            return months_before(last + timedelta(days=1), self.months), last
        return self.first or first, self.last or last


LAST_YEAR = Period(months=12)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month."""
    month = max(day.year * 12 + day.month - 1 - months, 12)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(
        date(month // 12, month % 12 + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1)
    )


def years_between(first: date, last: date) -> float:
    """The length of first..last, both days included: whole calendar years plus the rest of a year of 365.25."""
    end = last + timedelta(days=1)
    whole = max(end.year - first.year, 0)
    while whole and months_before(end, 12 * whole) < first:
        whole -= 1
    rest = (months_before(end, 12 * whole) - first).days
    return round(whole + rest / 365.25, 4)


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column of the file: its name, the field it was taken for (None: ignored), and how it was read."""

    name: str
    field: str | None
    code: str
    values: Mapping[str, Any]

    def sentence(self, language: str = "nl") -> str:
        """How the column was read, in words."""
        return sentence(self.code, language, self.values)


@dataclass(frozen=True, slots=True)
class Preview:
    """What was understood of a file, with its first rows as they stand in it."""

    file: str
    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    columns: tuple[PreviewColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def layout(self) -> str:
        """A fingerprint of the column names: the same for the next export from the same package."""
        return layout_of(column.name for column in self.columns)

    @property
    def mapping(self) -> dict[str, str]:
        """Column name to field, as it was understood or asked for; empty for an ignored column."""
        return {column.name: column.field or "" for column in self.columns}


def layout_of(names: Iterable[str]) -> str:
    """The fingerprint of a row of column names."""
    return sha256("\x1f".join(name.casefold() for name in names).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Report:
    """What was read, left out and repaired. `rows` are the data rows of the file, `used` those that count."""

    first: date | None
    last: date | None
    years: float
    rows: int
    used: int
    skipped: tuple[Finding, ...]
    repairs: tuple[Finding, ...]
    counts: Mapping[str, int]
    coverage: Mapping[str, Any]
