"""Every word on screen that is not on a card: texts/<area>.nl.toml leads, <area>.en.toml has the same keys.

A key is `area.table.name`. A text may hold `{placeholders}`; a table with the keys `one` and `other` is chosen
by the parameter `n`. Numbers are formatted before they come here (formats.py).
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "texts"
LANGUAGES = ("nl", "en")


class MissingText(KeyError):
    """No text under this key; a test reads every key that the code uses, so no visitor meets it."""


@cache
def area(name: str, language: str) -> dict[str, Any]:
    """One area's texts as nested tables. Raises FileNotFoundError for an area nobody wrote."""
    return tomllib.loads((FOLDER / f"{name}.{language}.toml").read_text(encoding="utf-8"))


def text(key: str, language: str = "nl", **values: Any) -> str:
    """The text under `key` in this language with its placeholders filled. Raises `MissingText`."""
    name, *path = key.split(".")
    found: Any = area(name, language)
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    if isinstance(found, dict):
        found = found.get("one" if str(values.get("n")) == "1" else "other")
    if not isinstance(found, str):
        raise MissingText(key)
    return found.format(**values) if values else found
