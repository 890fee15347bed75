"""Date columns: the order of day, month and year is decided once per column, from all its values.

A date is a day number since 1970. What no order can read stays `BAD`, an empty cell is `EMPTY`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from strategy.importing.columns.recognising import plain
from strategy.importing.nouns.table import CodeArray

EPOCH = date(1970, 1, 1)
EMPTY, BAD, NO_DAY = -(2**31) + 1, -(2**31) + 2, -(2**31)
ORDERS = ("dmy", "mdy", "ymd")
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_YEARS = 15
FIRST_SERIAL, LAST_SERIAL = 20_000, 70_000
REMEMBERED = 8192
NOTHING = ("", "-", "--", "null", "none", "nvt", "n.v.t.", "n/a", "00/00/0000", "0000-00-00", "00-00-0000")

TRIPLE = re.compile(r"(\d{1,4})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
NAMED = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})(?:er|st|nd|rd|th|e)?[-/. ]+([^\W\d]{3,})\.?,?[-/. ]+(\d{2}|\d{4})"
)
NAMED_FIRST = re.compile(r"([^\W\d]{3,})\.?\s+(\d{1,2}),?\s+(\d{4})")
TIME = re.compile(
    r"[T ,]+\d{1,2}[:.]\d{2}([:.]\d{2})?([.,]\d+)?\s*([ap]\.?m\.?|Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan januari janvier january janv",
            "feb februari fevrier february fev fevr",
            "mrt maart mars march mar maa",
            "apr april avril avr",
            "mei mai may",
            "jun juni juin june",
            "jul juli juillet july juil",
            "aug augustus aout august aou",
            "sep sept september septembre",
            "okt oktober octobre october oct",
            "nov november novembre",
            "dec december decembre",
        ),
        1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written: three numbers of which the order is open, or a day that is certain."""

    parts: tuple[int, int, int] | None = None
    year_first: bool = False
    short_year: bool = False
    day: int | None = None
    serial: bool = False


@lru_cache(REMEMBERED)
def day_number(year: int, month: int, day: int) -> int | None:
    """Days since 1970, or None where the date does not exist."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return (date(year, month, day) - EPOCH).days
    except ValueError:
        return None


def day_of(number: int) -> date:
    """The calendar day of a day number."""
    return EPOCH + timedelta(days=int(number))


@lru_cache(REMEMBERED)
def written(text: str) -> WrittenDate | None:
    """What stands in the cell, before the order is known; None where it is no date at all."""
    if found := TRIPLE.fullmatch(text):
        return _triple(found[1], found[3], found[4])
    if shorter := TIME.sub("", text) if TIME.search(text) else "":
        return written(shorter)
    if re.fullmatch(r"\d{8}", text):
        if (day := day_number(int(text[:4]), int(text[4:6]), int(text[6:]))) is not None:
            return WrittenDate(day=day)
        return _triple(text[:2], text[2:4], text[4:])
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        serial = int(text[:5])
        # Excel's 1900 system counts a 29 February 1900 that never was: serial 25569 is 1970-01-01
        return (
            WrittenDate(day=serial - 25_569, serial=True) if FIRST_SERIAL <= serial <= LAST_SERIAL else None
        )
    return _with_month_name(text)


def _triple(first: str, second: str, third: str) -> WrittenDate | None:
    if len(first) == 4 and len(third) <= 2:
        return WrittenDate((int(first), int(second), int(third)), year_first=True)
    if len(first) <= 2 and len(third) in (2, 4):
        return WrittenDate((int(first), int(second), int(third)), short_year=len(third) == 2)
    return None


def _with_month_name(text: str) -> WrittenDate | None:
    if found := NAMED.fullmatch(text):
        day, name, year = found[1], found[2], found[3]
    elif found := NAMED_FIRST.fullmatch(text):
        name, day, year = found[1], found[2], found[3]
    else:
        return None
    month = MONTHS.get(plain(name))
    number = month and day_number(full_year(int(year)) if len(year) == 2 else int(year), month, int(day))
    return WrittenDate(day=number) if number is not None else None


def full_year(year: int) -> int:
    """A year of two digits: 70-99 belong to the last century."""
    return year + (1900 if year >= 70 else 2000)


def in_order(value: WrittenDate, order: str) -> int | None:
    """The day number of a written date in this order; None where that day does not exist."""
    if value.parts is None:
        return value.day
    first, second, third = value.parts
    if value.year_first:
        return day_number(first, second, third)
    if order == "ymd":
        return day_number(full_year(first), second, third) if value.short_year else None
    year = full_year(third) if value.short_year else third
    return day_number(year, second, first) if order == "dmy" else day_number(year, first, second)


@dataclass(frozen=True, slots=True)
class DateColumn:
    """The different values of a date column and what they may mean.

    `orders` are the orders that read every readable value; `settled` tells that they all give the same days.
    """

    name: str
    values: tuple[str, ...]
    found: tuple[WrittenDate | None, ...]
    orders: tuple[str, ...]
    settled: bool

    @classmethod
    def of(cls, name: str, values: Sequence[str], today: date) -> DateColumn:
        """Weigh all different values of a column; an order that reads days far after today is not likely."""
        texts = tuple(value.strip() for value in values)
        found = tuple(written(text) if text.lower() not in NOTHING else None for text in texts)
        latest = (today - EPOCH).days + 366
        orders, settled = possible_orders(
            [value for value in found if value is not None and value.parts], latest
        )
        return cls(name, texts, found, orders, settled)

    def numbers(self, order: str) -> CodeArray:
        """Day number per different value: `EMPTY` for nothing, `BAD` for what is no date in this order."""
        numbers = np.empty(len(self.values), np.int32)
        for place, (text, value) in enumerate(zip(self.values, self.found, strict=True)):
            number = in_order(value, order) if value else None
            numbers[place] = EMPTY if text.lower() in NOTHING else BAD if number is None else number
        return numbers

    @property
    def example(self) -> str:
        """A value that shows why the order is open."""
        for text, value in zip(self.values, self.found, strict=True):
            if value and len({in_order(value, order) for order in self.orders}) > 1:
                return text
        return self.values[0] if self.values else ""

    @property
    def serials(self) -> int:
        """How many different values are Excel day numbers."""
        return sum(value is not None and value.serial for value in self.found)


def possible_orders(values: Sequence[WrittenDate], latest: int) -> tuple[tuple[str, ...], bool]:
    """The orders that fail on fewest values, and whether it does not matter which of them is taken."""
    loose = [value for value in values if not value.year_first]
    if not loose:
        return ("ymd",), True
    allowed = ORDERS if all(value.short_year for value in loose) else ORDERS[:2]
    read = {order: [in_order(value, order) for value in loose] for order in allowed}
    failures = {order: days.count(None) for order, days in read.items()}
    fewest = min(failures.values())
    orders = tuple(
        order for order in allowed if failures[order] == fewest and _plausible(read[order], latest)
    )
    orders = orders or tuple(order for order in allowed if failures[order] == fewest)
    settled = all(read[order] == read[orders[0]] for order in orders)
    return (orders[:1] if settled else orders), settled


def _plausible(days: Sequence[int | None], latest: int) -> bool:
    """Whether the days lie close together and not far ahead, as they do unless a day is read as a year."""
    known = [day for day in days if day is not None]
    return not known or (max(known) - min(known) <= MOST_YEARS * 366 and max(known) <= latest)


def settle(
    columns: Sequence[DateColumn], answers: Mapping[str, str]
) -> tuple[dict[str, str], list[DateColumn], list[DateColumn]]:
    """The order of each column by name: by answer, by its own values, else by the columns beside it.

    Also gives the columns that followed a neighbour, and those that stay open.
    """
    chosen: dict[str, str] = {}
    for column in columns:
        asked = answers.get(f"date_order:{column.name}", answers.get("date_order", ""))
        if asked in ORDERS and (
            asked in column.orders or f"date_order:{column.name}" in answers or not column.settled
        ):
            chosen[column.name] = asked
        elif column.settled:
            chosen[column.name] = column.orders[0]
    decided = {
        column.orders[0]
        for column in columns
        if column.settled and column.orders[0] in ("dmy", "mdy") and _tells_order(column)
    }
    followers, still_open = [], []
    for column in columns:
        if column.name in chosen:
            continue
        if len(decided) == 1 and decided <= set(column.orders):
            chosen[column.name] = next(iter(decided))
            followers.append(column)
        else:
            still_open.append(column)
    return chosen, followers, still_open


def _tells_order(column: DateColumn) -> bool:
    """Whether a value of this column excludes the other order (`15/01/2025` does, `01/01/2025` does not)."""
    return any(
        value and value.parts and not value.year_first and max(value.parts[:2]) > 12 for value in column.found
    )
