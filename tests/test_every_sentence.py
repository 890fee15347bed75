"""Sentences that are put together read as if somebody wrote them: number, doubled words, quotes, empty names, nothing."""

from __future__ import annotations

import re
from functools import cache

import pytest

from strategy.words.texts import LANGUAGES
from tests.every_sentence import every_sentence

MANY = {
    "nl": "klanten|groepen|punten|dagen|waarden|kanalen|stromen|inkomstenstromen|prospects|orders|activiteiten|vragen|"
    "regels|rijen|personen|mensen|stemmen|criteria|kaartjes|antwoorden|acties|verschillen",
    "en": "customers|hours|groups|points|days|values|channels|streams|prospects|orders|activities|questions|lines|rows|"
    "people|votes|cards|answers|actions|differences",
}
ONE = {
    "nl": "klant|groep|punt|dag|waarde|kanaal|stroom|inkomstenstroom|prospect|order|activiteit|vraag|regel|rij|persoon|"
    "stem|kaartje|antwoord|actie|verschil",
    "en": "customer(?! jobs)|hour|group|point|day|value|channel|stream|prospect|order|activity|question|line|row|person|"
    "vote|card|answer|action|difference",
}
# Says how many of more than fit on a page or may be, or of days that are a week at least: never of one.
NEVER_ONE = re.compile(r"(first_rows|share\.days\.days|largest_only|too_many_lines|in_place\.reading)$")

ODD = {
    "a word twice": r"\b(\w+) \1\b",
    "a sign twice": r"(?<![.\d])[.,;:?!] ?[.,;:?!](?!\.)",
    "quotes in quotes": r"“[^”]*“|‘[^’]*‘",
    "an empty name": r"“\s*”|\(\s*\)| [.,;:!](?: |$)|  ",
    "0%": r"(?<![\d.,])0%",
    "something of the code": r"[{}]|(?<!“)\bNone\b(?! of)|\bnan\b|\binf\b|&(?:amp|#)",
    "an accent on a capital": r"É[eé]n",
}


@cache
def said(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(every_sentence(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("odd", ODD)
def test_no_sentence_holds(odd: str, language: str) -> None:
    found = re.compile(ODD[odd])
    assert [(place, words) for place, words in said(language) if found.search(words)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_one_and_more_are_more(language: str) -> None:
    wrong = re.compile(
        rf"(?<![\d.,])(?:1|[Éé]én|Eén|[Oo]ne) (?:{MANY[language]})\b"
        rf"|(?<![\d.,])(?:0|[2-9]|[1-9]\d+) (?:{ONE[language]})\b"
    )
    found = [(place, words) for place, words in said(language) if wrong.search(words)]
    assert [each for each in found if not NEVER_ONE.search(each[0])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_heard(language: str) -> None:
    """The companies of the generator together raise nearly every rule, so that its sentence is among those read."""
    heard = {place.split(" · ")[1].split()[1] for place, _ in said(language) if place.endswith(" finding")}
    assert len([rule for rule in heard if rule.startswith("R")]) >= 25
