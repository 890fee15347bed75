"""Every word on screen that is not on a card: texts/<area>.nl.toml leads, <area>.en.toml has the same keys.

A key is `area.table.name`. A text may hold `{placeholders}`; a table with the keys `one` and `other` is chosen
by the parameter `n`. Numbers are formatted before they come here (formats.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from strategy.words.formats import number, percent

FOLDER = Path(__file__).resolve().parent.parent.parent / "texts"
LANGUAGES = ("nl", "en")

KEPT = 1 << 13


class MissingText(KeyError):
    """No text under this key; a test reads every key that the code uses, so no visitor meets it."""


@cache
def area(name: str, language: str) -> dict[str, Any]:
    """One area's texts as nested tables. Raises FileNotFoundError for an area nobody wrote."""
    return tomllib.loads((FOLDER / f"{name}.{language}.toml").read_text(encoding="utf-8"))


def text(key: str, language: str = "nl", **values: Any) -> str:
    """The text under `key` in this language with its placeholders filled. Raises `MissingText`."""
    found = _under(key, language)
    if isinstance(found, dict):
        found = found.get("one" if str(values.get("n")) == "1" else "other")
    if not isinstance(found, str):
        raise MissingText(key)
    return found.format(**values) if values else found


def joined(names: Sequence[str], language: str = "nl") -> str:
    """`A, B en C`."""
    if len(names) < 2:
        return "".join(names)
    return text("overview.and", language, names=", ".join(names[:-1]), last=names[-1])


def inside_quotes(name: str) -> str:
    """A name as it stands between quotation marks: `“Café ‘Het Anker’”`."""
    return name.translate({ord("“"): "‘", ord("”"): "’"})


def hours_in_words(hours: float, language: str = "nl", decimals: int = 0) -> str:
    """`1 uur`, `12 uur`; `1 hour`, `12 hours`."""
    shown = number(hours, language, decimals)
    return text("scoring.amount.hours", language, n=shown, shown=shown)


def part_in_words(share: float, language: str = "nl") -> str:
    """A share within a sentence: `27%`, `minder dan 1%`, or `niets`."""
    if not share:
        return text("overview.no_part", language)
    return percent(share, language) if abs(share) >= 0.005 else text("overview.less_than_one", language)


@lru_cache(KEPT)
def _under(key: str, language: str) -> Any:
    """The text or the table under `key`, None where there is nothing; a page asks for the same ones all the time."""
    name, *path = key.split(".")
    found: Any = area(name, language)
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found
