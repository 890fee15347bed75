"""What a card tells the facilitator agrees with the steps of the half day: the minutes, and in that order."""

from __future__ import annotations

import re

import pytest

from strategy.deck import CARDS
from strategy.words.texts import LANGUAGES
from strategy.workshop.scripts import HALF_DAY, NAMING


def minutes_told(card: str, language: str) -> list[int]:
    """The numbers of the paragraph on time, codes of questions left out: the whole first, then its parts."""
    ending = "" if language == "nl" else ".en"
    notes = (CARDS / card / f"card{ending}.md").read_text(encoding="utf-8")
    [told] = re.findall(r"\*\*(?:Tijd|Time):\*\* (.*?)\n\n", notes, re.DOTALL)
    return [int(number) for number in re.findall(r"\b\d+\b", re.sub(r"\b[BWKS]\d+\b", "", told))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("card", sorted({step.card for step in HALF_DAY if step.card}))
def test_the_notes_tell_the_minutes_of_the_half_day(card: str, language: str) -> None:
    steps = [step.minutes for step in HALF_DAY if step.card == card and step.id != NAMING]
    assert minutes_told(card, language)[: len(steps) + 1] == [sum(steps), *steps]
