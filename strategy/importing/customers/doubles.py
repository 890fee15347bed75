"""Customers that may be the same one under two names: proposed side by side, never joined by themselves.

Names are compared without accents, with look-alike letters taken for one another, in any word order, and with one
letter added, left out, replaced or swapped. Names with other digits (`Werf 1`, `Werf 2`) are not the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, Protocol

from strategy.importing.customers.gathering import name_key

Likeness = Literal["name", "accents", "alike", "order", "spelling"]
SHORTEST = 5
MOST_FOR_SPELLING = 20_000
MOST_PROPOSED = 500
MOST_ALIKE = 20
# Cyrillic and Greek letters, digits and signs that look like Latin letters
ALIKE = str.maketrans(
    "авекмнорстухіјѕԁԛԝαβεικνορτυχ01|!$@",
    "abekmhopctyxijsdqwabeikvoptyxolilsa",
)
AND = re.compile(r"\s*[&+]\s*|\b(en|et|and|und)\b")


class WithName(Protocol):
    """Anything with an id, a customer number and a name."""

    @property
    def id(self) -> str:
        """The id."""

    @property
    def number(self) -> str:
        """The customer number, or ""."""

    @property
    def name(self) -> str:
        """The name as shown."""


@dataclass(frozen=True, slots=True)
class Double:
    """Two customers that may be one, by id, and why."""

    first: str
    second: str
    reason: Likeness

    @property
    def code(self) -> str:
        """The text key of the reason."""
        return f"import.double.{self.reason}"


def possible_doubles(customers: Sequence[WithName]) -> tuple[Double, ...]:
    """Pairs of customers whose names are nearly the same, each pair once with its first reason; 500 at most."""
    found: dict[tuple[str, str], Likeness] = {}
    for first, second, reason in _pairs(customers):
        if len(found) >= MOST_PROPOSED:
            break
        found.setdefault((first.id, second.id), reason)
    return tuple(Double(first, second, reason) for (first, second), reason in found.items())


def _pairs(customers: Sequence[WithName]) -> Iterator[tuple[WithName, WithName, Likeness]]:
    named = [(customer, name_key(customer.name)) for customer in customers if customer.name.strip()]
    keys: tuple[tuple[Likeness, list[str]], ...] = (
        ("name", [key for _, key in named]),
        ("accents", [without_accents(key) for _, key in named]),
        ("alike", [look(key) for _, key in named]),
        ("order", [" ".join(sorted(look(key).split())) for _, key in named]),
    )
    for reason, of_customer in keys:
        for group in _groups(of_customer):
            for first, second in combinations(group[:MOST_ALIKE], 2):
                yield named[first][0], named[second][0], reason
    if len(named) <= MOST_FOR_SPELLING:
        looks = [look(key).replace(" ", "") for _, key in named]
        for one, other in _nearly(looks):
            yield named[one][0], named[other][0], "spelling"


def _groups(keys: Sequence[str]) -> Iterator[list[int]]:
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        if key:
            places.setdefault(key, []).append(place)
    yield from (group for group in places.values() if len(group) > 1)


def without_accents(name: str) -> str:
    """A folded name without accents: `café zoë` -> `cafe zoe`."""
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.replace("ø", "o").replace("æ", "ae").replace("œ", "oe").replace("ß", "ss").replace("ł", "l")


def look(name: str) -> str:
    """What a folded name looks like: no accents or punctuation, look-alike letters as one, `&` as `en`."""
    words = [
        word if word.isdecimal() else word.translate(ALIKE)
        for word in AND.sub(" en ", without_accents(name)).split()
    ]
    return " ".join(re.sub(r"[^\w ]", "", " ".join(words)).split())


def _nearly(looks: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of names one letter apart (or equal without spaces): they share a form with a letter left out."""
    forms: dict[str, list[int]] = {}
    for place, word in enumerate(looks):
        if len(word) >= SHORTEST:
            for form in {word, *(word[:cut] + word[cut + 1 :] for cut in range(len(word)))}:
                forms.setdefault(form, []).append(place)
    seen: set[tuple[int, int]] = set()
    for places in forms.values():
        for at, one in enumerate(places[:MOST_ALIKE]):
            for other in places[at + 1 : MOST_ALIKE]:
                pair = (min(one, other), max(one, other))
                if pair not in seen and one_apart(looks[pair[0]], looks[pair[1]]):
                    seen.add(pair)
                    yield pair


def one_apart(one: str, other: str) -> bool:
    """Whether two words differ in at most one letter (added, replaced or swapped with its neighbour), not in digits."""
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other) or abs(len(one) - len(other)) > 1:
        return False
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    one, other = one[begin:], other[begin:]
    swapped = len(one) > 1 and len(other) > 1 and one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]
