"""What a question is measured against, said beside it on the phone: the A revenue, the normal terms, the alternative."""

from __future__ import annotations

from math import isnan

from strategy.nouns.company import Company
from strategy.scoring.scores import score
from strategy.words.formats import euro, number
from strategy.words.texts import text

ALTERNATIVE = "W3"
MOST_WORDS = 80


def yardsticks_of(company: Company, language: str = "nl") -> dict[tuple[str, str], str]:
    """Per (kind, field) the yardstick in words; nothing for a question whose yardstick is not known."""
    found = {
        ("customer", "judged.revenue"): _revenue(company, language),
        ("customer", "judged.decides"): _decides(company, language),
        ("value", "comparison"): _alternative(company, language),
    }
    return {key: words for key, words in found.items() if words}


def _revenue(company: Company, language: str) -> str:
    if not company.customers and company.settings.a_revenue is None:
        return ""
    a_revenue = float(score(company.customers, company.settings).yardsticks.a_revenue)
    if isnan(a_revenue):
        return ""
    return text("workshop.yardstick.revenue", language, amount=euro(a_revenue, language))


def _decides(company: Company, language: str) -> str:
    days = company.settings.reference_days_to_decide
    return text("workshop.yardstick.decides", language, days=number(days, language))


def _alternative(company: Company, language: str) -> str:
    """Who or what the customer would go to, as the owner named it (W3)."""
    answer = company.answer(ALTERNATIVE)
    who = str((answer.values.get("who") if answer is not None else "") or "").strip()
    return text("workshop.yardstick.alternative", language, who=who[:MOST_WORDS]) if who else ""
