"""Codes and values of the import in the words of a language (texts/import.*.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from strategy.words.formats import day, fixed, number
from strategy.words.texts import text


def shown(value: Any, language: str) -> str:
    """A value as people read it: amounts with their decimals, dates as dd/mm/jjjj, lists with commas."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return fixed(float(value), language, max(2, -exponent if isinstance(exponent, int) else 2))
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int):
        return number(value, language)
    if isinstance(value, float):
        return number(value, language, 2)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Mapping):
        return sentence(value["code"], language, {k: v for k, v in value.items() if k != "code"})
    if isinstance(value, tuple | list):
        separator = "; " if any(isinstance(part, Mapping) for part in value) else ", "
        return separator.join(shown(part, language) for part in value)
    return str(value)


def sentence(code: str, language: str, values: Mapping[str, Any]) -> str:
    """The text under `code` with every value shown in this language; a value may itself be a coded text."""
    return text(code, language, **{key: shown(value, language) for key, value in values.items()})
