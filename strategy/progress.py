"""How far each card is: questions handled out of the questions asked.

A question is handled when it was answered or somebody said "weet ik niet"; "niet van toepassing" takes it out of
the count. Of a question about each item (or about customers and values), a card's share counts the part that is
done, and the question counts as handled when every item is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from strategy.deck import Card, Deck, FieldSpec, Question
from strategy.models import Company, Customer, Entry, Item

# A figure on the same customer answers a judgement just as well (method.md 0.1).
ANSWERED_BY_FIGURE: dict[str, tuple[str, ...]] = {
    "judged.revenue": ("revenue",),
    "judged.margin": ("revenue", "variable_cost", "hours"),
    "judged.decides": ("days_to_decide",),
    "judged.pays": ("days_to_pay",),
    "effort": ("hours",),
}
# What cannot be known of somebody who never bought (3.11).
NOT_ASKED_OF_PROSPECTS = ("judged.revenue", "judged.margin", "judged.pays")
# Service firms deliver through no channel (2.3).
OPTIONAL = ("delivery",)


@dataclass(frozen=True)
class Progress:
    """One card: `handled` of `total` questions, and `share` 0-1 which also counts questions half done."""

    card: str
    handled: int
    total: int
    share: float


def progress_of(company: Company, deck: Deck) -> dict[str, Progress]:
    """The progress of every card in the deck, by card name."""
    return {card.name: card_progress(company, card) for card in deck.cards}


def card_progress(company: Company, card: Card) -> Progress:
    """The progress of one card; a card whose every question is not applicable is done."""
    parts = [part for question in card.questions if (part := part_handled(company, question)) is not None]
    share = sum(parts) / len(parts) if parts else 1.0
    return Progress(card.name, sum(part >= 1 for part in parts), len(parts), share)


def part_handled(company: Company, question: Question) -> float | None:
    """The part 0-1 of this question that is handled, or None where it does not apply to this company."""
    said = company.answer(question.code)
    if said and said.state == "not_applicable":
        return None
    if said and said.state == "unknown":
        return 1.0
    return FORMS[question.form](company, question)


def _one(company: Company, question: Question) -> float:
    said = company.answer(question.code)
    if said is None:
        return 0.0
    return float(_answered(question.fields, lambda name: said.values.get(name), said.unknown))


def _list(company: Company, question: Question) -> float:
    return float(any(_named(item) for item in _items(company, question)))


def _each(company: Company, question: Question) -> float:
    items = [item for item in _items(company, question) if _named(item)]
    return _part(_item_handled(item, question) for item in items)


def _match(company: Company, question: Question) -> float:
    values = {value.id for value in company.values if _named(value)}
    asked = [customer for customer in company.customers if customer.kind != "prospect" and _named(customer)]
    return _part(
        bool(values) and ("values" in customer.unknown or values <= set(customer.values))
        for customer in asked
    )


FORMS: dict[str, Callable[[Company, Question], float]] = {
    "one": _one,
    "list": _list,
    "each": _each,
    "match": _match,
}


def _part(done: Iterable[bool]) -> float:
    found = list(done)
    return sum(found) / len(found) if found else 0.0


def _items(company: Company, question: Question) -> list[Item]:
    items = [item for item in company.items() if item.KIND == question.item]  # noqa: SIM300
    if question.item == Entry.KIND:
        return [item for item in items if isinstance(item, Entry) and item.question == question.code]
    return items


def _named(item: Item) -> bool:
    return bool(getattr(item, "name", "").strip())


def _item_handled(item: Item, question: Question) -> bool:
    prospect = isinstance(item, Customer) and item.kind == "prospect"
    fields = [field for field in question.fields if not (prospect and field.name in NOT_ASKED_OF_PROSPECTS)]
    return not fields or _answered(fields, lambda name: _value(item, name), item.unknown)


def _answered(fields: Iterable[FieldSpec], value: Callable[[str], Any], unknown: Iterable[str]) -> bool:
    """Whether what must be filled is: required fields, else choices, else scales, else at least one field."""
    found = list(fields)
    required = [field for field in found if field.required]
    choices = [field for field in found if field.type == "choice"]
    scales = [field for field in found if field.type == "scale" and field.name not in OPTIONAL]
    known = {field.name: _has(value(field.name)) or field.name in unknown for field in found}
    must = required or choices or scales
    return all(known[field.name] for field in must) if must else any(known.values())


def _value(item: Item, name: str) -> Any:
    """The value of a field of this item, or of the figures that answer it as well."""
    found: Any = item
    for step in name.split("."):
        found = getattr(found, step, None)
    if _has(found):
        return found
    figures = [getattr(item, figure, None) for figure in ANSWERED_BY_FIGURE.get(name, ())]
    return figures[0] if figures and all(_has(figure) for figure in figures) else None


def _has(value: Any) -> bool:
    return value is not None and value != "" and value != ()
