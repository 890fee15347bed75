"""What people read is plain: one word for one thing, short sentences, words that everybody knows."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict

import pytest
from wordfreq import zipf_frequency

from strategy.words.texts import LANGUAGES
from tests.said_words import HOLE, LITERAL, ROOT, WORD, said, sentences

LONGEST, MEAN = 25, 12
EVERYDAY = 3
"""Zipf: once in a million words or more."""
MOST_EXCEPTIONS = 300

LISTS = tomllib.loads((ROOT / "tests/words/everyday.toml").read_text(encoding="utf-8"))
FORMS: dict[str, str] = LISTS["forms"]
EXCEPTIONS = {word for words in LISTS["exceptions"].values() for word in words.split()}
GLOSSARY = {
    word.lower()
    for line in (ROOT / "docs/woordenlijst.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
    for word in WORD.findall(line.split("|")[1])
}

# Chosen terms: what is not said, and what is said instead.
NOT_SAID = {
    "nl": {
        r"\b[Kk]aart (?:Business|Toegevoegde|Communicatie|Segmentatie)": "kaartje",
        r"\bklas\b": "klasse",
        r"\b[Ss]egment(?:en)?\b": "groep (klanten)",
        r"\bonthul": "tonen",
        r"[Hh]erstellink": "terugkeerlink",
        r"\bok\b": "in orde",
        r"\b[Oo]ndernemer": "zaakvoerder",
        r"\b[Hh]oud\b": "hou",
        r"\b[Mm]aatstaven\b": "Instellingen",
        r"\b[Kk]lantbijdrage": "bijdrage",
        r"waardematch": "past voor",
        r"personen dat ze": "Schrijf over mensen alleen wat ze zelf mogen lezen.",
        r"\bWat je \w+ (?:staat|blijft|is)\b": "een komma tussen de twee werkwoorden",
        r"‘|’\b(?!s\b|t\b)": "“ ”",
        r"\bverhuiz": "gaan",
        r"\b(?:onder|buiten) segment": "groep",
        r"\bregels? (?:niet te|wacht)": "punt",
        r"[Rr]usthuis": "woonzorgcentrum",
        r"\bgedaan krijgen\b": "voor elkaar krijgen",
    },
    "en": {
        r"\b[Ss]egments?\b": "group (of customers)",
        r"\breveal": "show",
        r"\b[Rr]ecovery link": "return link",
        r"\b[Yy]ardsticks?\b": "Settings",
        r"\b[Cc]ustomer contribution\b": "contribution",
        r"\bI (?:do not|don['’]t) know\b(?! this customer)": "don't know",
        r"\b(?:[Aa]ll|are|is|least) in order\b": "fine",
        r"\b[Hh]oles?\b": "gap",
        r"\bTrap\b|\bThe trap\b": "pitfall",
        r"\bAsk on\b": "keep asking",
        r"\b[Cc]ustomers? (?:that|which)\b(?! we)": "customers who",
        r"\ban A customer\b": "a class A customer",
        r"\blands? in another class": "changes class",
        r"\bvalue match\b": "fits",
        r"\b[Cc]ustomers? \w+ its\b": "their",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_chosen_terms_are_said(language: str) -> None:
    said_words = [(place, words) for place, words in said(language)]
    wrong = [
        f"{place}: “{words}”: say “{instead}”"
        for pattern, instead in NOT_SAID[language].items()
        for place, words in said_words
        if re.search(pattern, HOLE.sub(" ", LITERAL.sub(" ", words))) and not allowed(place, pattern)
    ]
    assert wrong == []


def allowed(place: str, pattern: str) -> bool:
    """Where a term is explained once, or is a word that an owner's own file uses."""
    return "01-klantsegmenten" in place and "egment" in pattern


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_long(language: str) -> None:
    assert [each for each in sentences(language) if each.length > LONGEST] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_on_average(language: str) -> None:
    lengths = [each.length for each in sentences(language) if each.whole]
    assert len(lengths) > 2_000
    assert sum(lengths) / len(lengths) <= MEAN


NAME = re.compile(r"\.name_\d$")
"""A text that is somebody's name."""


def unusual() -> dict[str, str]:
    """The Dutch words that a list of everyday words does not know, with a place where each is said."""
    found: dict[str, str] = {}
    for place, words in said("nl"):
        if NAME.search(place):
            continue
        for word in WORD.findall(HOLE.sub(" ", LITERAL.sub(" ", words))):
            if not word.isupper() and not everyday(word.lower()):
                found.setdefault(word.lower(), place)
    return found


def everyday(word: str) -> bool:
    """Whether people meet this word, or else each of its parts, once in a million words."""
    parts = [part for part in re.split(r"[-.'’]", word) if part]
    return zipf_frequency(word, "nl") >= EVERYDAY or (
        len(parts) > 1 and all(zipf_frequency(part, "nl") >= EVERYDAY for part in parts)
    )


def test_every_dutch_word_is_one_that_people_know() -> None:
    known = GLOSSARY | FORMS.keys() | EXCEPTIONS
    assert {word: place for word, place in unusual().items() if word not in known} == {}


def test_the_exceptions_are_few_and_each_is_still_needed() -> None:
    said_words = unusual()
    assert len(EXCEPTIONS) <= MOST_EXCEPTIONS
    assert {word for word in EXCEPTIONS | FORMS.keys() if word not in said_words} == set()
    assert all(reason.strip() for reason in LISTS["exceptions"])


def test_a_form_of_a_verb_belongs_to_a_verb_that_people_know() -> None:
    assert {form: verb for form, verb in FORMS.items() if not everyday(verb) or not verb.endswith("n")} == {}


def test_no_word_is_explained_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for name, words in (("glossary", GLOSSARY), ("forms", FORMS), ("exceptions", EXCEPTIONS)):
        for word in words:
            places[word].append(name)
    assert {word: found for word, found in places.items() if len(found) > 1} == {}
