"""The worked examples: a made-up printer, and a made-up cleaning company where hours are the main cost.

`drukkerij.json` is a company file, all cards filled; `drukkerij.en.json` holds the English words, by kind, id and field.
`schoonmaak` likewise. Customers are made up as well.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from strategy.nouns.company import Company, Profile

FOLDER = Path(__file__).resolve().parent
PRINTER, CLEANER = EXAMPLES = ("drukkerij", "schoonmaak")
LANGUAGES = ("nl", "en")


@cache
def example_company(language: str = "nl", example: str = PRINTER) -> Company:
    """The example in this language; Dutch where there are no words for it."""
    company = _read(f"{example}.json")
    words = FOLDER / f"{example}.{language}.json"
    return Company.from_file(_translated(company, _read(words.name)) if words.exists() else company)


def example_of(profile: Profile) -> str:
    """Which example a company is a copy of, by its name in any language; the printer where its name was changed."""
    found = (each for each in EXAMPLES for language in LANGUAGES if _name(each, language) == profile.name)
    return next(found, PRINTER)


def _name(example: str, language: str) -> str:
    return example_company(language, example).profile.name


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


def _translated(company: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """The company file with the texts of these items replaced; `values` of an answer are laid over the Dutch ones."""
    translated = company | {"company": company["company"] | words.get("company", {})}
    for plural, items in words.items():
        if plural == "company":
            continue
        translated[plural] = [_laid_over(item, items.get(item["id"], {})) for item in company[plural]]
    return translated


def _laid_over(item: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    if "values" in words:
        words = words | {"values": item["values"] | words["values"]}
    return item | words
