"""Rows that are no invoices: totals, subtotals and headers repeated on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from strategy.importing.columns.recognising import plain
from strategy.importing.nouns.names import folded

_WORD = r"(totaal|totalen|total|totals|totaux|sous[- ]?total|sous[- ]?totaux|subtotaal|subtotal|eindtotaal|som|somme|sum)"
_BEFORE = r"\W*((sub|eind|klant|factuur|algemeen|general|generaal|grand|report|over te dragen)[- ]?)?"
TOTAL_WORDS = re.compile(rf"^{_BEFORE}{_WORD}\b", re.IGNORECASE)
TOTAL_ALONE = re.compile(
    rf"^{_BEFORE}{_WORD}\W*(general|générale?|generaal|algemeen|omzet|excl\.?|periode|jaar|\d{{4}})?\W*$",
    re.IGNORECASE,
)


def totals_among(texts: Sequence[str]) -> list[int]:
    """The places of texts that are a word for a total and nothing else."""
    return [place for place in _likely(texts) if TOTAL_ALONE.match(texts[place])]


def totals_beginning(texts: Sequence[str]) -> list[int]:
    """The places of texts that begin with a word for a total (`Totaal klant 12`)."""
    return [place for place in _likely(texts) if TOTAL_WORDS.match(texts[place])]


def _likely(texts: Sequence[str]) -> list[int]:
    """The places of texts with the letters of such a word; quick where there are none."""
    joined = "\n".join(texts).casefold()
    if not any(part in joined for part in ("tota", "totau", "som", "sum")):
        return []
    return [
        place for place, text in enumerate(folded(texts)) if "tot" in text or "som" in text or "sum" in text
    ]


def is_repeated_header(text: str, name: str) -> bool:
    """Whether a cell repeats the name of its column, as on every page of a printed list."""
    return bool(text) and plain(text) == plain(name)
