"""How large a company file may be that somebody brings in, and reading one within those limits.

Everything in a file is written at once and read by everybody who opens the company, so a file that a person could not
have made is refused before anything is made of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from strategy.nouns.company import Customer
from strategy.words.formats import number
from strategy.words.texts import text

LARGEST_BYTES = 5_000_000
MOST_ITEMS = 10_000
MOST_CUSTOMERS = 5_000
MOST_LINKS = 200
MOST_DIGITS = 20
LONGEST_PLACE = 80
BYTES_IN_MB = 1_000_000


class RefusedFile(ValueError):
    """A company file that is not taken in: `code` is a text key, `values` fill its placeholders.

    `values["field"]` names the place that is wrong, if it is one.
    """

    def __init__(self, field: str = "", code: str = "", **values: Any) -> None:
        self.code = code or ("access.refused_field" if field else "access.refused_file")
        super().__init__(f"{self.code} {field}")
        self.values: dict[str, Any] = {"field": field, **values}

    def sentence(self, language: str = "nl") -> str:
        """What is wrong and what to do, in one line."""
        counted = {
            name: number(value, language) if isinstance(value, int) else value
            for name, value in self.values.items()
        }
        return text(self.code, language, **counted)


def content_of(data: bytes) -> Any:
    """What the JSON in these bytes says. Raises `RefusedFile`."""
    if len(data) > LARGEST_BYTES:
        found = math.ceil(len(data) / BYTES_IN_MB)
        raise RefusedFile(code="access.file.too_large", found=found, most=LARGEST_BYTES // BYTES_IN_MB)
    try:
        return json.loads(data.decode("utf-8-sig"), parse_int=_integer, parse_float=_fraction)
    except RefusedFile:
        raise
    except (ValueError, RecursionError):
        raise RefusedFile from None


def within_limits_or_stop(data: Any) -> None:
    """Raises `RefusedFile` for a file with more than a company can have; what it says is not looked at."""
    if not isinstance(data, dict):
        return
    lists = {name: listed for name, listed in data.items() if isinstance(listed, list)}
    customers, items = len(lists.get(Customer.PLURAL, ())), sum(map(len, lists.values()))
    if customers > MOST_CUSTOMERS:
        raise RefusedFile(code="access.file.customers", found=customers, most=MOST_CUSTOMERS)
    if items > MOST_ITEMS:
        raise RefusedFile(code="access.file.items", found=items, most=MOST_ITEMS)
    for place, several in _several(lists):
        if len(several) > MOST_LINKS:
            raise RefusedFile(place, "access.file.links", found=len(several), most=MOST_LINKS)


def _several(lists: dict[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    """Every list or object within an item, with its place in the file."""
    for name, listed in lists.items():
        for nth, item in enumerate(listed):
            for field, value in item.items() if isinstance(item, dict) else ():
                if isinstance(value, list | dict):
                    yield f"{name}.{nth}.{field}"[:LONGEST_PLACE], value


def _integer(written: str) -> int:
    return int(_short_or_stop(written))


def _fraction(written: str) -> float:
    return float(_short_or_stop(written))


def _short_or_stop(written: str) -> str:
    """A number as it is written, of at most `MOST_DIGITS` digits that count and a power of ten of three."""
    digits, _, power = written.lower().partition("e")
    if len(digits.lstrip("-0.").replace(".", "")) > MOST_DIGITS or len(power.lstrip("+-")) > 3:
        shown = written if len(written) <= MOST_DIGITS else f"{written[:MOST_DIGITS]}…"
        raise RefusedFile(code="access.file.number", number=shown, most=MOST_DIGITS)
    return written
