"""Hiding customers and amounts in what people typed, for a reader who may not know them (method.md 5.5).

A customer is recognised by its whole name, by every word of it of two letters and up that says something, by several
of its words behind each other, and by any of these written as one ("DeSmet", "de-smet"). An amount is recognised in
any spelling: 120k, 1,2 miljoen, EUR12000, BE0400123456.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from strategy.nouns.company import Customer

SHORTEST_WORD = 2
MOST_WORDS = 6
WORD = re.compile(r"[^\W_]+")
BETWEEN = re.compile(r"[^\n]{0,3}")
SAYS_NOTHING = frozenset(
    [
        "de",
        "het",
        "een",
        "den",
        "der",
        "des",
        "'t",
        "te",
        "ten",
        "ter",
        "van",
        "von",
        "vom",
        "voor",
        "en",
        "of",
        "in",
        "op",
        "aan",
        "bij",
        "met",
        "om",
        "uit",
        "als",
        "la",
        "le",
        "les",
        "du",
        "un",
        "une",
        "et",
        "au",
        "aux",
        "the",
        "and",
        "for",
        "by",
        "an",
        "at",
        "bv",
        "nv",
        "bvba",
        "vzw",
        "cv",
        "comm",
        "gcv",
        "vof",
        "sa",
        "srl",
        "sprl",
        "asbl",
        "gmbh",
        "ltd",
        "inc",
        "co",
        "cie",
    ]
)
NUMBER = r"-?\d(?:[\d.,'’\s]*\d)?"
SCALE = r"(?:k|m|mio|mln|mld|duizend|miljoen|miljard|thousand|million|billion)(?![^\W\d_])"
CURRENCY = r"(?:€|\$|£|(?<![^\W\d_])(?:euros?|eur|usd|gbp)(?![^\W\d_]))"
AMOUNT = re.compile(
    rf"{CURRENCY}\s*{NUMBER}(?:\s?{SCALE})?"
    rf"|{NUMBER}\s?(?:{SCALE}\s?)?{CURRENCY}"
    rf"|{NUMBER}\s?{SCALE}"
    r"|\b\d{1,3}(?:[.,'’\s]\d{3})+(?:[.,]\d+)?\b"
    r"|\b(?!(?:19|20)\d\d\b)[^\W\d_]*\d{4,}(?:[.,]?\d+)*[^\W_]*"
    r"|\b[^\W\d_]{2}\s?\d(?:[.\s]?\d){7,}\b"
    r"|[^\W\d_]*(?:duizend|miljoen|miljard|thousand|million|billion)[^\W\d_]*",
    re.IGNORECASE,
)


ELIDED = ("'", "’")
"""What `'t Hoekje` begins with."""


class Mask:
    """What hides the customers, each behind its stand-in, and amounts behind `amount`."""

    def __init__(
        self, customers: Sequence[Customer], stand_in: Callable[[Customer], str], amount: str
    ) -> None:
        self._stand_in = stand_in
        self._amount = amount
        self._known: dict[str, Customer] = {}
        for whole in (True, False):  # a whole name says more than a part that another has too
            for customer in customers:
                for written in _written(customer, whole):
                    self._known.setdefault(written, customer)

    def holds_a_name(self, said: str) -> bool:
        """Whether a customer can be recognised in this."""
        return any(True for _ in self._names_in(folded(said)))

    def hide(self, said: str) -> str:
        """This with every name and amount replaced."""
        plain = folded(said)
        found = [
            (start - (said[:start].endswith(ELIDED)), end, self._stand_in(customer))
            for start, end, customer in self._names_in(plain)
        ]
        for start, end, _ in found:
            plain = plain[:start] + "\0" * (end - start) + plain[end:]
        found += [(*match.span(), self._amount) for match in AMOUNT.finditer(plain)]
        for start, end, instead in sorted(found, reverse=True):
            said = said[:start] + instead + said[end:]
        return said

    def _names_in(self, plain: str) -> Iterator[tuple[int, int, Customer]]:
        """Where customers are named, the longest way first, one behind the other."""
        words = list(WORD.finditer(plain))
        place = 0
        while place < len(words):
            length, customer = self._named_at(plain, words[place : place + MOST_WORDS])
            if customer is not None:
                yield words[place].start(), words[place + length - 1].end(), customer
            place += length

    def _named_at(self, plain: str, words: Sequence[re.Match[str]]) -> tuple[int, Customer | None]:
        """How many of these words name which customer; one word and nobody where they do not."""
        for length in range(len(words), 0, -1):
            near = all(
                BETWEEN.fullmatch(plain, before.end(), after.start())
                for before, after in pairwise(words[:length])
            )
            written = "".join(word[0] for word in words[:length])
            customer = self._known.get(written) or self._known.get(written.removesuffix("s"))
            if near and customer is not None:
                return length, customer
        return 1, None


def _written(customer: Customer, whole: bool) -> Iterator[str]:
    """The ways to write this customer, without what stands between words: whole, or by a part that says something."""
    for name in (customer.name, customer.number, customer.group):
        words = WORD.findall(folded(name))
        if whole:
            if len("".join(words)) >= SHORTEST_WORD:
                yield "".join(words)
            continue
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + MOST_WORDS) + 1):
                if any(map(_says_something, words[start:end])):
                    yield "".join(words[start:end])


def _says_something(word: str) -> bool:
    return len(word) >= SHORTEST_WORD and word not in SAYS_NOTHING


def folded(said: str) -> str:
    """Lower case without accents, letter for letter, so that places stay where they are."""
    return "".join(_plain(letter) for letter in said)


def _plain(letter: str) -> str:
    lowered = unicodedata.normalize("NFKD", letter)[0].lower()
    return lowered if len(lowered) == 1 else letter
