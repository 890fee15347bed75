"""The heads of a pasted table: which field of a customer each of them names, in Dutch, English and French.

A head that says another unit than its field, VAT, or an agreed term of payment names no field, and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from strategy.company.fields import field_of
from strategy.deck import FieldSpec, deck_in
from strategy.importing.columns import recognising as exports
from strategy.importing.columns.headings import (
    AGREED_TERMS,
    CUSTOMER_HEADINGS,
    EXPLICIT,
    JUDGED_BY_NAME,
    JUDGEMENT_WORDS,
    NUMBER_HEADINGS,
    SHARED,
)
from strategy.importing.columns.recognising import plain
from strategy.words.texts import LANGUAGES

MONEY_WORDS = {"eur", "euro"}
PERCENT_WORDS = {"%", "procent", "percent", "pct", "pourcent"}
VAT_WORDS = {"btw", "vat", "tva", "ttc", "tvac"}
# Words beside the name of a field that do not change what it is.
ASIDE = (
    "eur euro % procent percent pct pourcent btw vat tva ttc tvac in per jaar jaarlijks jaarlijkse jr year yearly "
    "annual par an annuel vorig vorige laatste 12 maanden months mois excl exclusief zonder ex excluding without "
    "hors htva ht dagen days jours d uur u h"
)
SUM_OF = re.compile(r"^(som van|sum of|somme de) ")
YEAR = re.compile(r"(19|20)\d\d")
WHO = {"name", "number"}
KINDS = {
    "customer": "klant, klanten, bestaande klant, actief, actieve klant, customer, client, active, actif",
    "prospect": "prospect, prospects, prospectie, lead, nieuwe klant",
    "dormant": "slapend, slapende klant, slaapt, inactief, dormant, inactive, inactif, dormante, client dormant",
}
KIND_OF = {plain(word): kind for kind, words in KINDS.items() for word in words.split(",")}


@dataclass(frozen=True, slots=True)
class HeadRead:
    """The field that a head names and how surely (3 is in full), or the reason why it is none."""

    field: str = ""
    strength: int = 0
    code: str = "unknown"


@cache
def known_heads() -> dict[str, str]:
    """What may stand above a column, without case and accents -> the path of the field."""
    heads = {plain(words): path for path, listed in CUSTOMER_HEADINGS.items() for words in listed.split(",")}
    heads |= {
        words: SHARED[field]
        for words, (field, strength) in exports.KNOWN_NAMES.items()
        if strength == EXPLICIT and SHARED.get(field, "name") not in WHO
    }
    for path, names in _judged_names(heads).items():
        for name in names:
            heads |= {f"{name} {said}": path for said in JUDGEMENT_WORDS}
            heads |= {f"{said} {name}": path for said in JUDGEMENT_WORDS}
    readable = {*SHARED.values(), *CUSTOMER_HEADINGS, *JUDGED_BY_NAME}
    for path in readable - WHO:
        heads.setdefault(plain(path), path)
    for spec in _asked_of_customers():
        if spec.name in readable:
            heads.setdefault(plain(spec.label), spec.name)
    return heads


def _judged_names(heads: Mapping[str, str]) -> dict[str, list[str]]:
    """What a judgement is called, by its path; a word for judging may stand on either side."""
    found = {path: list(names) for path, names in JUDGED_BY_NAME.items()}
    for head, path in heads.items():
        if path.startswith("judged."):
            found.setdefault(path, []).append(head)
    return found


def _asked_of_customers() -> Iterator[FieldSpec]:
    """The fields that the cards ask of a customer, in both languages."""
    for language in LANGUAGES:
        for card in deck_in(language).cards:
            for question in card.questions:
                if question.item == "customer":
                    yield from question.fields


@cache
def known_fields() -> tuple[str, ...]:
    """Every field of a customer that a column may fill, who it is first."""
    return tuple(dict.fromkeys((*SHARED.values(), *CUSTOMER_HEADINGS, *JUDGED_BY_NAME)))


@lru_cache(maxsize=4096)
def understood(head: str) -> HeadRead:
    """What the head of a column says."""
    words = SUM_OF.sub("", plain(head[:200]))
    if words in AGREED_TERMS:
        return HeadRead(code="agreed_term")
    if words in known_heads():
        return in_its_unit(words, HeadRead(known_heads()[words], 3))
    if words in NUMBER_HEADINGS:
        return HeadRead("number", 1)
    export = exports.field_of(head[:200])
    if export and export[0] in SHARED:
        return HeadRead(SHARED[export[0]], export[1])
    if export and export == ("amount", EXPLICIT):
        return HeadRead("revenue", 2)
    bare = " ".join(word for word in words.split() if word not in ASIDE.split() and not YEAR.fullmatch(word))
    if bare in known_heads():
        return in_its_unit(words, HeadRead(known_heads()[bare], 2))
    return HeadRead(code="with_vat" if export and export[0] == "amount_incl" else "unknown")


def in_its_unit(words: str, found: HeadRead) -> HeadRead:
    """The field, unless the head says that the column is with VAT or in another unit than the field."""
    said, reads = set(words.split()), field_of("customer", "new", found.field).reads
    if said & VAT_WORDS and not exports.WITHOUT_VAT.search(words):
        return HeadRead(code="with_vat")
    if (said & MONEY_WORDS and reads != "amount") or (said & PERCENT_WORDS and reads != "percent"):
        return HeadRead(code="other_unit")
    return found
