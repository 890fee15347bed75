"""What need not be asked of a customer any more: the figures that decide, and the yardstick beside a question.

A part whose figure is known is shown with its score in the place of the scale (method.md 3.2): the figure counts,
whatever is judged beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from strategy.deck import Question
from strategy.nouns.company import Customer
from strategy.scoring.scores import CustomerScore
from strategy.words.formats import euro, fixed, number, percent
from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.overview import overview_of

JUDGED = "judged."
Figure = Callable[[Customer, CustomerScore, str], str]
FIGURES: dict[str, Figure] = {
    "revenue": lambda customer, row, language: euro(row.expected_revenue or 0, language),
    "margin": lambda customer, row, language: percent(row.margin or 0, language, 1),
    "decides": lambda customer, row, language: _days(customer.days_to_decide, language),
    "pays": lambda customer, row, language: _days(customer.days_to_pay, language),
}
"""The figure behind each part that can be one, in words."""


def beside(desk: Desk, question: Question) -> dict[str, dict[str, str]]:
    """By id of a customer and field: the figure that decides with its score, in words; without those not known."""
    paths = [field.name for field in question.fields if field.name.removeprefix(JUDGED) in FIGURES]
    if question.item != "customer" or not paths:
        return {}
    scores = overview_of.scores(desk)
    found = {}
    for customer, row in zip(scores.customers, scores, strict=True):
        words = {path: _in_words(customer, row, path, desk.language) for path in paths if _decides(row, path)}
        if words:
            found[customer.id] = words
    return found


def _decides(row: CustomerScore, path: str) -> bool:
    part = row.parts[path.removeprefix(JUDGED)]
    return part.origin == "figure" and part.score is not None


def _in_words(customer: Customer, row: CustomerScore, path: str, language: str) -> str:
    name = path.removeprefix(JUDGED)
    figure, score = FIGURES[name](customer, row, language), fixed(row.parts[name].score or 0, language)
    return text("form.known.figure", language, figure=figure, score=score)


def _days(days: float | None, language: str) -> str:
    return text("form.known.days", language, n=number(days or 0, language))


def classes(desk: Desk, question: Question) -> dict[str, tuple[str, bool]]:
    """By id of a customer its class, and whether an answer could still change it; for the list of customers only."""
    if (question.form, question.item) != ("list", "customer") or not desk.company.customers:
        return {}
    return {row.id: (row.klass, row.klass == "?" or row.provisional) for row in overview_of.scores(desk)}


def yardstick(desk: Desk, question: Question) -> str:
    """What to hold a customer against, "" where the question needs none or it is not known yet."""
    asked = YARDSTICKS.get(question.code)
    return asked(desk) if asked is not None else ""


def _a_revenue(desk: Desk) -> str:
    amount = float(overview_of.scores(desk).yardsticks.a_revenue)
    if amount != amount:
        return text("form.yardstick.no_a_revenue", desk.language)
    own = desk.company.settings.a_revenue is not None
    words: Mapping[str, Any] = {"amount": euro(amount, desk.language)}
    return text(f"form.yardstick.{'own_a_revenue' if own else 'a_revenue'}", desk.language, **words)


def _contribution(desk: Desk) -> str:
    share = percent(desk.company.settings.target_contribution, desk.language)
    return text("form.yardstick.contribution", desk.language, share=share)


def _normal_days(desk: Desk) -> str:
    settings = desk.company.settings
    decide, pay = (
        number(days, desk.language)
        for days in (settings.reference_days_to_decide, settings.reference_days_to_pay)
    )
    return text("form.yardstick.days", desk.language, decide=decide, pay=pay)


YARDSTICKS: dict[str, Callable[[Desk], str]] = {"S2": _a_revenue, "S3": _contribution, "S4": _normal_days}
