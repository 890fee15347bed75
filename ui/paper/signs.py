"""What the letters on paper can show: every other sign is replaced before a page is made.

The standards for readable and lasting files refuse a sign without a glyph, and typst then makes nothing at all. So what
people typed is looked at here: a sign that the letters lack becomes its plainer form where it has one, else a square.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
SQUARE = "\N{WHITE SQUARE}"
BREAK = "\N{ZERO WIDTH SPACE}"
STAR = "\N{BLACK STAR}"
"""A sign of our own that the letters lack: the pages draw it."""
LONGEST_WORD = 24
"""Signs in a row without a place to break; a longer word may be broken anywhere."""
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me")


@cache
def shown_by_all() -> frozenset[int]:
    """The signs that can be shown: those of all the files of a letter, and those of either letter.

    The slanted one counts for nothing: only the words of the cards are printed in it.
    """
    families: dict[str, set[int]] = {}
    for path in sorted(each for each in FONTS.glob("*.otf") if not each.stem.endswith("-It")):
        found, family = set(_signs_of(path.read_bytes())), path.name.split("-")[0]
        families[family] = families.get(family, found) & found
    return frozenset({ord(STAR)}.union(*families.values()))


def printable(words: str) -> str:
    """The words as they can be printed, on one line, with places to break in what is very long."""
    found = " ".join(_breakable(word) for word in _replaced(words).split())
    return found.replace("€ ", "€\N{NO-BREAK SPACE}")


def printable_all(data: Any) -> Any:
    """The same for every text within these lists and objects; keys stay as they are."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {key: printable_all(value) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [printable_all(value) for value in data]
    return data


def loses_signs(words: str) -> bool:
    """Whether a sign of these words is printed as a square."""
    return SQUARE in _replaced(words) and SQUARE not in words


@cache
def _replaced(words: str) -> str:
    if words.isascii() and words.isprintable():
        return words
    drawn: list[str] = []
    for sign in unicodedata.normalize("NFC", words):
        shown = _as_shown(sign)
        if shown != SQUARE or drawn[-1:] != [SQUARE]:
            drawn.append(shown)
    return "".join(drawn)


def _as_shown(sign: str) -> str:
    """The sign, its plainer form, nothing for what nobody sees, or a square."""
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in UNSEEN:
        return ""
    if ord(sign) in shown_by_all():
        return sign
    plain = unicodedata.normalize("NFKD", sign)
    kept = "".join(each for each in plain if ord(each) in shown_by_all() and not unicodedata.combining(each))
    return kept if kept.strip() and plain[0] in kept else SQUARE


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    pieces = (word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD))
    return BREAK.join(pieces)


# --- which signs a letter has: the table `cmap` of a font file ---


def _signs_of(font: bytes) -> Iterator[int]:
    """Every code point that this font maps to a glyph (formats 4 and 12 of `cmap`)."""
    start = _table(font, b"cmap")
    for each in range(struct.unpack_from(">H", font, start + 2)[0]):
        _, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * each)
        place = start + offset
        kind = struct.unpack_from(">H", font, place)[0]
        if kind == 4:
            yield from _in_segments(font, place)
        elif kind == 12:
            yield from _in_groups(font, place)


def _table(font: bytes, name: bytes) -> int:
    for each in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * each)
        if tag == name:
            return int(offset)
    raise ValueError("a font without cmap")


def _in_segments(font: bytes, place: int) -> Iterator[int]:
    double = struct.unpack_from(">H", font, place + 6)[0]
    ends = struct.unpack_from(f">{double // 2}H", font, place + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, place + 16 + double)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)


def _in_groups(font: bytes, place: int) -> Iterator[int]:
    for each in range(struct.unpack_from(">L", font, place + 12)[0]):
        first, last, _ = struct.unpack_from(">LLL", font, place + 16 + 12 * each)
        yield from range(first, last + 1)
