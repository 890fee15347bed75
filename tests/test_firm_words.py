"""How firm a class is, in words: every sentence about a weight is true when that weight is set."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings

from strategy.company.example import example_company
from strategy.nouns.company import CRITERIA, Customer, Settings, Weights
from strategy.scoring.classes import LETTERS
from strategy.scoring.firmness import firmness_sentence, tipping_sentence
from strategy.scoring.robustness import tipping
from strategy.scoring.scores import score
from strategy.words.texts import text
from tests.portfolios import PORTFOLIOS

SENTENCE = re.compile(r"Wordt (?P<klass>[ABCD]) als (?P<criterion>\w+) \w+ (?P<share>[\d,]+)% ")
NAMED = {text(f"scoring.criterion.{name}"): name for name in CRITERIA}


def weighed(criterion: str, share: float) -> Weights:
    """This criterion gets that share of all weight, the other four what is left in equal parts."""
    rest = (1 - share) / 4
    return Weights(**{name: share if name == criterion else rest for name in CRITERIA})


def becomes(customers: Sequence[Customer], settings_: Settings, place: int, sentence: str) -> tuple[str, str]:
    """The class that the sentence promises and the one that setting its weight gives."""
    said = SENTENCE.match(sentence)
    assert said is not None, sentence
    share = float(said["share"].replace(",", ".")) / 100
    changed = settings_.model_copy(update={"weights": weighed(NAMED[said["criterion"]], share)})
    return said["klass"], LETTERS[score(customers, changed).computed[place]]


@settings(max_examples=60, deadline=None)
@given(customers=PORTFOLIOS)
def test_the_weight_in_the_sentence_makes_that_class(customers: tuple[Customer, ...]) -> None:
    before = score(customers, Settings())
    tips = tipping(before)
    for place in range(len(customers)):
        if sentence := tipping_sentence(before, tips, place):
            promised, found = becomes(customers, Settings(), place, sentence)
            assert found == promised, sentence


def test_the_example_says_which_weight_moves_which_customer() -> None:
    company = example_company()
    scores = score(company.customers, company.settings)
    tips = tipping(scores)
    said = {
        customer.name: tipping_sentence(scores, tips, place)
        for place, customer in enumerate(company.customers)
    }
    assert said["Cultuurhuis De Kalender"] == ""
    for place, customer in enumerate(company.customers):
        if sentence := said[customer.name]:
            promised, found = becomes(company.customers, company.settings, place, sentence)
            assert promised == found != scores.at(place).computed


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "Vast: hoe je de vijf criteria ook weegt, dit blijft een A-klant."),
        (0.9567, "Vast: weeg je de vijf criteria anders, dan blijft dit in 95% van de gevallen een A-klant."),
        (0.004, "Vast: weeg je de vijf criteria anders, dan is dit bijna nooit nog een A-klant."),
    ],
)
def test_the_share_of_weightings_is_never_rounded_up(share: float, words: str) -> None:
    assert firmness_sentence("firm", share, "A") == words


def test_nothing_is_said_where_no_weight_moves_the_class() -> None:
    company = example_company()
    scores = score(company.customers[:1], company.settings)
    nothing = tipping(scores)._replace(weights=np.full((5, 1), np.nan))
    assert tipping_sentence(scores, nothing, 0) == ""
