"""What people are asked in a vote: the scale fields of the step's questions, for the items of its poll."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from strategy.deck import FieldSpec, Question, deck_in
from strategy.nouns.company import KINDS, Company, Customer, Item
from strategy.nouns.workshop import Poll, Step, Subject, Workshop, subject_of


class VoteScale(NamedTuple):
    """A scale to vote on: the question and its field."""

    question: Question
    spec: FieldSpec

    @property
    def lowest(self) -> int:
        """The lowest step of the scale."""
        return int(self.spec.min or 0)

    @property
    def highest(self) -> int:
        """The highest step of the scale."""
        return int(self.spec.max or 0)

    @property
    def points(self) -> int:
        """How many steps the scale has."""
        return self.highest - self.lowest + 1


def can_be_voted_on(question: Question) -> bool:
    """Whether a question asks a scale of every item of a kind."""
    return question.form == "each" and any(spec.type == "scale" for spec in question.fields)


def can_be_listed(question: Question) -> bool:
    """Whether a question asks for a list of things with a name."""
    return question.form == "list" and "name" in KINDS[question.item or ""].model_fields


def asked_in(step: Step, language: str = "nl") -> tuple[VoteScale, ...]:
    """Every scale of the questions of this step."""
    return _scales(step.questions, language)


@lru_cache(maxsize=256)
def _scales(codes: tuple[str, ...], language: str) -> tuple[VoteScale, ...]:
    deck = deck_in(language)
    found = (deck.question(code) for code in codes)
    questions = [question for question in found if question is not None and can_be_voted_on(question)]
    return tuple(VoteScale(each, spec) for each in questions for spec in each.fields if spec.type == "scale")


def listed_in(step: Step, language: str = "nl") -> list[Question]:
    """Every list question of this step."""
    deck = deck_in(language)
    found = (deck.question(code) for code in step.questions)
    return [question for question in found if question is not None and can_be_listed(question)]


def items_for(step: Step, company: Company) -> tuple[str, ...]:
    """The items that a vote is about, as `kind:id`: those that were picked, else all of the kinds that it asks.

    Customers come in the order in which they matter, at most `step.most`; the others as the company lists them.
    """
    there = tuple(f"{kind}:{item.id}" for kind in kinds_in(step) for item in in_order(company, kind))
    wanted = set(step.items)
    picked = tuple(key for key in there if key in wanted)
    return picked or there[: step.most or None]


def kinds_in(step: Step) -> tuple[str, ...]:
    """The kinds of item that a vote step asks about."""
    return tuple(dict.fromkeys(asked.question.item or "" for asked in asked_in(step)))


def in_order(company: Company, kind: str) -> list[Item]:
    """The items of a kind; customers those that matter most first: by revenue, with the chance of what may come."""
    if kind != Customer.KIND:
        return list(getattr(company, KINDS[kind].PLURAL))
    customers = sorted(company.customers, key=_weight, reverse=True)
    return [*customers]


def _weight(customer: Customer) -> float:
    """R* of method.md 3.5, euro a year, with 0 for what is not known."""
    return (customer.revenue or 0.0) + customer.chance * (customer.potential or 0.0)


def subjects_in(workshop: Workshop, poll: Poll) -> list[Subject]:
    """What is asked in the current round of this poll; in the second round only what is asked again."""
    step = workshop.step_named(poll.step)
    if step is None:
        return []
    again = set(poll.again)
    return [each for each in _all_subjects(step, poll) if poll.round == 1 or each.key in again]


def all_subjects(workshop: Workshop, poll: Poll) -> list[Subject]:
    """What was asked in the first round of this poll."""
    step = workshop.step_named(poll.step)
    return list(_all_subjects(step, poll)) if step is not None else []


def _all_subjects(step: Step, poll: Poll) -> Iterator[Subject]:
    scales = asked_in(step)
    for item in poll.items:
        kind, _, id = item.partition(":")
        for asked in scales:
            if asked.question.item == kind:
                yield Subject(kind, id, asked.spec.name)


def scale_of(workshop: Workshop, step_id: str, subject_key: str) -> VoteScale | None:
    """The scale of a subject of this step, None where the step does not ask it."""
    step = workshop.step_named(step_id)
    subject = subject_of(subject_key)
    if step is None:
        return None
    scales = (asked for asked in asked_in(step) if asked.spec.name == subject.field)
    return next((asked for asked in scales if asked.question.item == subject.kind), None)


def is_asked(workshop: Workshop, poll: Poll, subject: Subject) -> bool:
    """Whether this subject is asked in the current round of this poll."""
    if poll.round > 1:
        return subject.key in poll.again
    return (
        f"{subject.kind}:{subject.id}" in poll.items
        and scale_of(workshop, poll.step, subject.key) is not None
    )
