"""What a file is called that somebody takes along: after the company, what is in it, and the day."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import combining, normalize

LONGEST = 60


def file_name(company: str, what: str, day: date, ending: str) -> str:
    """`bakkerij-peeters-bedrijf-2026-11-28.json`: plain letters, so that every computer can keep it."""
    parts = (plain(company), plain(what), day.isoformat())
    return "-".join(part for part in parts if part) + f".{ending}"


def plain(words: str) -> str:
    """Letters and digits without accents, with `-` in between; "" where none are left."""
    letters = "".join(each for each in normalize("NFKD", words.casefold()) if not combining(each))
    return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST].strip("-")
