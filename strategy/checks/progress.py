"""How far each card is: questions handled out of the questions asked.

A question is handled when it was answered or somebody said "weet ik niet"; "niet van toepassing" takes it out of
the count. Of a question about each item (or about customers and values), a card's share counts the part that is
done, and the question counts as handled when every item is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from strategy.deck import Card, Deck, FieldSpec, Question
from strategy.nouns.company import JUDGED_PARTS, KINDS, Company, Customer, Entry, Item
from strategy.scoring.columns import Bools, Columns, Floats, said_of
from strategy.scoring.remembered import read_each

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


def progress_of(company: Company, deck: Deck, columns: Columns | None = None) -> dict[str, Progress]:
    """The progress of every card in the deck, by card name; `columns` are those of the company's customers."""
    asked = _Asked(company, columns or Columns.of(company.customers))
    return {card.name: _progress(asked, card) for card in deck.cards}


def card_progress(company: Company, card: Card) -> Progress:
    """The progress of one card; a card whose every question is not applicable is done."""
    return _progress(_Asked(company, Columns.of(company.customers)), card)


def part_handled(company: Company, question: Question) -> float | None:
    """The part 0-1 of this question that is handled, or None where it does not apply to this company."""
    return _part_handled(_Asked(company, Columns.of(company.customers)), question)


def handled_of(company: Company, question: Question) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The items that a question about each item (or about values and customers) is handled for, and the others."""
    asked = _Asked(company, Columns.of(company.customers))
    items, done = _each_done(asked, question)
    return tuple(i for i, yes in zip(items, done, strict=True) if yes), tuple(
        i for i, yes in zip(items, done, strict=True) if not yes
    )


def _progress(asked: _Asked, card: Card) -> Progress:
    parts = [part for question in card.questions if (part := _part_handled(asked, question)) is not None]
    share = sum(parts) / len(parts) if parts else 1.0
    return Progress(card.name, sum(part >= 1 for part in parts), len(parts), share)


def _part_handled(asked: _Asked, question: Question) -> float | None:
    said = asked.company.answer(question.code)
    if said and said.state == "not_applicable":
        return None
    if said and said.state == "unknown":
        return 1.0
    return FORMS[question.form](asked, question)


# --- the forms of a question ---


@dataclass(frozen=True)
class _Asked:
    """The company that the questions are asked of; its customers are read once for all questions."""

    company: Company
    columns: Columns

    @cached_property
    def customers(self) -> _Items:
        """The customers and prospects."""
        return _Items(self.company.customers, self.columns)

    def items(self, question: Question) -> _Items:
        """The items this question is about."""
        if question.item == Customer.KIND:
            return self.customers
        items: tuple[Item, ...] = getattr(self.company, KINDS[question.item].PLURAL) if question.item else ()
        if question.item == Entry.KIND:
            items = tuple(entry for entry in self.company.entries if entry.question == question.code)
        return _Items(items)


def _one(asked: _Asked, question: Question) -> float:
    said = asked.company.answer(question.code)
    if said is None:
        return 0.0
    known = {
        field.name: _has(said.values.get(field.name)) or field.name in said.unknown
        for field in question.fields
    }
    must = _must(question.fields)
    return float(all(known[field.name] for field in must) if must else any(known.values()))


def _list(asked: _Asked, question: Question) -> float:
    return float(asked.items(question).named.any())


def _each(asked: _Asked, question: Question) -> float:
    return _part(_each_done(asked, question)[1])


def _each_done(asked: _Asked, question: Question) -> tuple[list[Item], Bools]:
    """The items that are asked about, and of which the question is handled."""
    if question.form == "match":
        values = tuple(value.id for value in asked.company.values if _named(value))
        asked_of = asked.customers.named & ~asked.columns.prospect
        said = ~np.isnan(said_of(asked.company.customers, values)).any(axis=0)
        done = (said | asked.customers.marked("values")) & bool(values)
        return _where(asked.company.customers, asked_of), done[asked_of]
    items = asked.items(question)
    return _where(items.items, items.named), items.handled(question.fields)[items.named]


def _where(items: Sequence[Item], which: Bools) -> list[Item]:
    return [item for item, yes in zip(items, which, strict=True) if yes]


FORMS: dict[str, Callable[[_Asked, Question], float]] = {
    "one": _one,
    "list": _list,
    "each": _each,
    "match": _each,
}


def _part(done: Bools | Sequence[bool]) -> float:
    return int(np.count_nonzero(done)) / len(done) if len(done) else 0.0


# --- what is known of items ---


@dataclass(frozen=True)
class _Items:
    """Items of one kind, a field at a time; the figures of customers are columns already."""

    items: Sequence[Item]
    columns: Columns | None = None

    @cached_property
    def named(self) -> Bools:
        """Which items have a name."""
        return read_each(self.items, _all_named)

    def handled(self, fields: Sequence[FieldSpec]) -> Bools:
        """Of which items what must be filled in is; a prospect is not asked what it cannot know."""
        done = self._filled(fields)
        if self.columns is None:
            return done
        fewer = [field for field in fields if field.name not in NOT_ASKED_OF_PROSPECTS]
        return (
            np.where(self.columns.prospect, self._filled(fewer), done) if len(fewer) < len(fields) else done
        )

    def _filled(self, fields: Sequence[FieldSpec]) -> Bools:
        if not fields:
            return np.ones(len(self.items), np.bool_)
        must = _must(fields)
        known = [self._known(field.name) for field in must or fields]
        filled: Bools = (np.logical_and if must else np.logical_or).reduce(known)
        return filled

    def _known(self, name: str) -> Bools:
        """Of which items this field is known, by itself or by the figures that answer it, or marked unknown."""
        known = self._has(name) | self.marked(name)
        if figures := ANSWERED_BY_FIGURE.get(name):
            known |= np.logical_and.reduce([self._has(figure) for figure in figures])
        return known

    def _has(self, name: str) -> Bools:
        column = self._column(name)
        if column is not None:
            return ~np.isnan(column)
        return read_each(self.items, _all_having, tuple(name.split(".")))

    def _column(self, name: str) -> Floats | None:
        """The field as an array, where it is a figure or a judgement of customers."""
        if self.columns is None:
            return None
        part = name.removeprefix("judged.")
        if part != name and part in JUDGED_PARTS:
            judged: Floats = self.columns.judged[JUDGED_PARTS.index(part)]
            return judged
        column = getattr(self.columns, name, None)
        return column if column is not None and column.dtype == np.float64 else None

    def marked(self, name: str) -> Bools:
        """Of which items somebody said "weet ik niet" about this field."""
        return read_each(self.items, _all_marked, name)


def _all_named(items: Sequence[Item]) -> Bools:
    return np.array([_named(item) for item in items], np.bool_)


def _all_having(items: Sequence[Item], steps: tuple[str, ...]) -> Bools:
    return np.array([_has(_value(item, steps)) for item in items], np.bool_)


def _all_marked(items: Sequence[Item], name: str) -> Bools:
    return np.array([name in item.unknown for item in items], np.bool_)


def _must(fields: Iterable[FieldSpec]) -> list[FieldSpec]:
    """What must be filled in: required fields, else choices, else scales; none where any field will do."""
    found = list(fields)
    required = [field for field in found if field.required]
    choices = [field for field in found if field.type == "choice"]
    scales = [field for field in found if field.type == "scale" and field.name not in OPTIONAL]
    return required or choices or scales


def _named(item: Item) -> bool:
    return bool(getattr(item, "name", "").strip())


def _value(item: Item, steps: tuple[str, ...]) -> Any:
    found: Any = item
    for step in steps:
        found = getattr(found, step, None)
    return found


def _has(value: Any) -> bool:
    return value is not None and value != "" and value != ()
