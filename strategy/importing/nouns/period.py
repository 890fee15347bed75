"""Which invoices count, by their day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from strategy.importing.nouns.refusal import FileRefused


@dataclass(frozen=True, slots=True)
class Period:
    """Which invoices count: all of them, the last months up to the last invoice, or from day to day."""

    first: date | None = None
    last: date | None = None
    months: int | None = None

    @classmethod
    def parse(cls, words: str) -> Period:
        """`all`, `12m`, `2024` or `2024-01-01..2024-12-31`. Raises `FileRefused`."""
        words = words.strip().lower()
        if words in ("", "all"):
            return cls()
        if found := re.fullmatch(r"(\d{1,3})m", words):
            return cls(months=int(found[1]))
        if re.fullmatch(r"(19|20)\d\d", words):
            return cls(date(int(words), 1, 1), date(int(words), 12, 31))
        try:
            first, last = (date.fromisoformat(part.strip()) for part in words.split(".."))
        except ValueError:
            raise FileRefused("import.period_unreadable", value=words[:60]) from None
        if first > last:
            raise FileRefused("import.period_backwards", first=first, last=last)
        return cls(first, last)

    def within(self, first: date, last: date) -> tuple[date, date]:
        """The first and last day that count, in a file whose invoices run from `first` to `last`."""
        if self.months is not None:
            return months_before(last + timedelta(days=1), self.months), last
        return self.first or first, self.last or last


LAST_YEAR = Period(months=12)
MOST_YEARS = 6


def years_found(first: date, last: date) -> tuple[Period, ...]:
    """The years in a file whose invoices run from `first` to `last`, the newest first, at most six.

    Calendar years; where the file is whole years from another month on, the book years that begin in that month.
    The last one ends where the file does.
    """
    starts = first.month if last.month == (first.month - 2) % 12 + 1 else 1
    year = first.year if first.month >= starts else first.year - 1
    found = []
    while (begin := date(year, starts, 1)) <= last:
        end = date(year + 1, starts, 1) - timedelta(days=1)
        found.append(Period(begin, min(end, last)))
        year += 1
    return tuple(found[::-1][:MOST_YEARS])


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
