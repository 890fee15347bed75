"""What a question is measured against, said in the question on the phone: the A revenue, what is normal, the alternative."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import NamedTuple

from strategy.nouns.company import Company
from strategy.scoring.scores import score
from strategy.words.formats import euro, number, percent
from strategy.words.texts import text

ALTERNATIVE = "W3"
MOST_WORDS = 80


class Measure(NamedTuple):
    """How a scale is said with what it is measured against, where that is known.

    `label` takes the place of its own, `beside` stands below it, and in the words of its answers `term` is followed
    by `worth`.
    """

    label: str = ""
    beside: str = ""
    term: str = ""
    worth: str = ""

    def in_answer(self, words: str) -> str:
        """The words of an answer: *20 tot 40% van je A-omzet (€ 62.550)*."""
        return words.replace(self.term, f"{self.term} ({self.worth})") if self.worth else words


Measures = Mapping[tuple[str, str], Measure]
"""By the kind of item and the field."""


def measures_of(company: Company, language: str = "nl") -> Measures:
    """How each scale is said for this company; nothing for one of which the yardstick is not known."""
    settings = company.settings
    return {
        ("customer", "judged.revenue"): _revenue(company, language),
        ("customer", "judged.margin"): _beside(
            language, "margin", share=percent(settings.target_contribution, language)
        ),
        ("customer", "judged.decides"): _days(settings.reference_days_to_decide, language),
        ("customer", "judged.pays"): _days(settings.reference_days_to_pay, language),
        ("value", "comparison"): _alternative(company, language),
    }


def _beside(language: str, key: str, **values: str) -> Measure:
    return Measure(beside=text(f"workshop.yardstick.{key}", language, **values))


def _days(days: float, language: str) -> Measure:
    return _beside(language, "days", days=number(days, language))


def _revenue(company: Company, language: str) -> Measure:
    if not company.customers and company.settings.a_revenue is None:
        return Measure()
    a_revenue = float(score(company.customers, company.settings).yardsticks.a_revenue)
    if isnan(a_revenue):
        return Measure()
    return Measure(term=text("workshop.yardstick.a_revenue", language), worth=euro(a_revenue, language))


def _alternative(company: Company, language: str) -> Measure:
    """Who or what the customer would go to, as the owner named it (W3)."""
    answer = company.answer(ALTERNATIVE)
    who = str((answer.values.get("who") if answer is not None else "") or "").strip()
    if not who:
        return Measure()
    return Measure(label=text("workshop.yardstick.alternative", language, who=who[:MOST_WORDS]))
