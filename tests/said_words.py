"""Everything the product says, as sentences: every text and every card, with where it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TEXTS, CARDS = ROOT / "texts", ROOT / "cards"

WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
END = re.compile(r"(?<=[.?!])[”\"'*)]*\s+|;\s+|\s→\s+|\n")
LITERAL = re.compile(
    r"'[\w.:{}-]+'|\"[\w:{}=-]+\"|`[^`]*`|\]\([^)]*\)|https?:\S+|--\w+|\w+(?:://|[/=._@-])\w[\w./:@=-]*"
)
HOLE = re.compile(r"{\w+}")
# Words of a card file that the program reads and nobody sees.
READ_BY_PROGRAM = {"code", "name", "form", "item", "type", "to", "per", "min", "max", "order", "minutes"}


class Sentence(NamedTuple):
    """One sentence, and the file and line or key where it stands."""

    place: str
    words: str
    whole: bool

    @property
    def length(self) -> int:
        """Words; what the code fills in counts as one."""
        return len(WORD.findall(LITERAL.sub(" x ", HOLE.sub("x", self.words))))


def sentences(language: str) -> Iterator[Sentence]:
    """Every sentence of the texts and the cards in this language."""
    for place, words in said(language):
        for each in END.split(words):
            if WORD.search(HOLE.sub("x", each)):
                yield Sentence(place, each.strip(), each.strip().rstrip("*”\"')").endswith((".", "?", "!")))


def said(language: str) -> Iterator[tuple[str, str]]:
    """Every text and every paragraph of a card, with where it stands."""
    for path in sorted(TEXTS.glob(f"*.{language}.toml")):
        for key, words in flat(read(path)):
            yield f"{path.name}: {key}", words.replace("<br>", " ")
    for path in sorted(CARDS.rglob("*.md")):
        if path.parent != CARDS and path.name.endswith(".en.md") == (language == "en"):
            yield from paragraphs(path)


def read(path: Path) -> dict[str, object]:
    """The texts of one area in one language, as nested tables."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def flat(table: dict[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    """`{"a": {"b": "words"}}` as `("a.b", "words")`."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", str(value)


def paragraphs(path: Path) -> Iterator[tuple[str, str]]:
    """The words of the front matter and the paragraphs of a card, each with its line."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    name = f"{path.parent.name}/{path.name}"
    for number, line in enumerate(front.splitlines(), start=2):
        key, _, words = line.strip().removeprefix("- ").partition(": ")
        if words and key not in READ_BY_PROGRAM:
            yield f"{name}:{number}", words.strip("\"'")
    number = front.count("\n") + 3
    for block in re.split(r"(\n\n+|\n(?=- ))", body):
        if block.strip():
            words = " ".join(block.split()).lstrip("#- ")
            yield f"{name}:{number}", words.replace("**", "").replace("*", "")
        number += block.count("\n")
