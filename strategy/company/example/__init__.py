"""The worked example: Drukkerij De Gouden Letter, a made-up printer with made-up customers, all cards filled.

`drukkerij.json` is a company file; `drukkerij.en.json` holds the English words, by kind, id and field.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from strategy.nouns.company import Company

FOLDER = Path(__file__).resolve().parent


@cache
def example_company(language: str = "nl") -> Company:
    """The example in this language; Dutch where there are no words for it."""
    company = _read("drukkerij.json")
    words = FOLDER / f"drukkerij.{language}.json"
    return Company.from_file(_translated(company, _read(words.name)) if words.exists() else company)


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
