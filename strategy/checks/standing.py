"""Where each question stands: done with its count, open, unknown, not applicable, or waiting for another one.

A question about each item, or about values and customers, waits until there are items: it never looks done before.
A link that could not be laid yet because its other end was missing comes back in `links_to_lay`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from strategy.checks.progress import part_handled
from strategy.deck import Card, Deck, FieldSpec, Question
from strategy.nouns.company import KINDS, LISTED, Company, Item

StandingKind = Literal["done", "open", "unknown", "not_applicable", "waits"]


@dataclass(frozen=True)
class QuestionStanding:
    """One question of one company: `count` items are named in a list (None for another form); `waits_for` is the
    question that must be answered first."""

    question: Question
    standing: StandingKind
    count: int | None = None
    waits_for: Question | None = None


def standings(company: Company, card: Card, deck: Deck) -> tuple[QuestionStanding, ...]:
    """Every question of this card, in order."""
    return tuple(standing_of(company, question, deck) for question in card.questions)


def standing_of(company: Company, question: Question, deck: Deck) -> QuestionStanding:
    """Where this question stands."""
    said = company.answer(question.code)
    count = len(_named(company, question)) if question.form == "list" else None
    if said is not None and said.state == "not_applicable":
        return QuestionStanding(question, "not_applicable", count)
    if said is not None and said.state == "unknown":
        return QuestionStanding(question, "unknown", count)
    source = waits_for(company, question, deck)
    if source is not None:
        return QuestionStanding(question, "waits", count, source)
    return QuestionStanding(question, "open" if _is_open(company, question) else "done", count)


def waits_for(company: Company, question: Question, deck: Deck) -> Question | None:
    """The question that must name something before this one can be answered, None where nothing is missing."""
    for kind in _kinds_needed(question):
        if not _is_named(company, kind):
            return _source(deck, kind)
    return None


def links_to_lay(company: Company, deck: Deck) -> tuple[Question, ...]:
    """The questions of which a link can be laid now and is not: each end has items, and nobody said otherwise."""
    return tuple(question for question in deck.questions() if _has_open_link(company, question))


def minutes_left(standing: tuple[QuestionStanding, ...]) -> int:
    """Minutes that the questions which are open or waiting take somebody alone."""
    return sum(each.question.minutes for each in standing if each.standing in ("open", "waits"))


def _kinds_needed(question: Question) -> tuple[str, ...]:
    if question.form == "match":
        return ("value", "customer")
    return (question.item,) if question.form == "each" and question.item else ()


def _source(deck: Deck, kind: str) -> Question | None:
    """The question in which items of this kind are named."""
    return next((q for q in deck.questions() if (q.form, q.item) == ("list", kind)), None)


def _has_open_link(company: Company, question: Question) -> bool:
    said = company.answer(question.code)
    if said is not None and said.state != "answered":
        return False
    if question.form == "match":
        return all(_is_named(company, kind) for kind in ("value", "customer")) and _is_open(company, question)
    fields = [field for field in _link_fields(question) if _is_named(company, field.to or "")]
    return bool(fields) and any(
        all(_lacks(item, field) for field in fields) for item in _named(company, question)
    )


def _is_open(company: Company, question: Question) -> bool:
    return (part_handled(company, question) or 0.0) < 1


def _is_named(company: Company, kind: str) -> bool:
    return any(_has_name(item) for item in _items(company, kind))


def _link_fields(question: Question) -> Iterator[FieldSpec]:
    if question.form in ("list", "each"):
        yield from (field for field in question.fields if field.type in ("link", "links"))


def _lacks(item: Item, field: FieldSpec) -> bool:
    return field.name not in item.unknown and not getattr(item, field.name, None)


def _named(company: Company, question: Question) -> list[Item]:
    items = _items(company, question.item or "")
    if question.item == "entry":
        items = tuple(item for item in items if getattr(item, "question", None) == question.code)
    return [item for item in items if _has_name(item)]


def _items(company: Company, kind: str) -> tuple[Item, ...]:
    model = KINDS.get(kind)
    found: tuple[Item, ...] = getattr(company, model.PLURAL) if model in LISTED else ()
    return found


def _has_name(item: Item) -> bool:
    return bool(getattr(item, "name", "").strip())
