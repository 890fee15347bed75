"""What a run works on that the company does not have yet, seen in time, and writing it down first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from strategy.company.access import NotAllowed, Visitor
from strategy.deck import Question, deck_in
from strategy.nouns.company import KINDS, Company
from strategy.nouns.workshop import Step, Workshop
from strategy.store.interface import Store, UnknownCompany
from strategy.workshop.rights import (
    Refused,
    changed,
    running,
)
from strategy.workshop.running import move_to
from strategy.workshop.subjects import can_be_listed, kinds_in, listed_in

WRITING_MINUTES = 5


# What is missing


class MissingItems(NamedTuple):
    """Items of this `kind`, of which the company has none while the step `vote` is about them.

    `written` is the earlier step in which the room writes them down, None where no step does.
    """

    kind: str
    vote: Step
    written: Step | None


def missing_in(steps: Sequence[Step], company: Company) -> list[MissingItems]:
    """What the votes of this run need and the company does not have, each kind once, at its first vote."""
    found: dict[str, MissingItems] = {}
    for place, step in enumerate(steps):
        for kind in missing_for(step, company):
            if kind not in found:
                found[kind] = MissingItems(kind, step, _writes_down(steps[:place], kind))
    return list(found.values())


def missing_for(step: Step, company: Company) -> list[str]:
    """The kinds that this step votes on and of which the company has none."""
    if step.kind != "vote" or step.about:
        return []
    return [kind for kind in kinds_in(step) if not getattr(company, KINDS[kind].PLURAL)]


def _writes_down(before: Sequence[Step], kind: str) -> Step | None:
    lists = (step for step in before if step.kind == "list")
    return next((step for step in lists if kind in {each.item for each in listed_in(step)}), None)


def write_down_first(
    store: Store, visitor: Visitor, workshop_id: str, vote_id: str, now: datetime
) -> Workshop:
    """Go to a step in which the room writes down what this vote has nothing of yet, made where there is none.

    A vote that has all it needs, and one that is already shown, stay as they are. Raises `NotAllowed`, `Refused`.
    """
    workshop = running(store, visitor, workshop_id)
    vote = workshop.step_named(vote_id)
    missing = missing_for(vote, company_of(store, workshop)) if vote is not None else []
    if vote is None or not missing:
        return workshop
    before = workshop.steps[: workshop.steps.index(vote)]
    first = next((step for kind in missing if (step := _writes_down(before, kind))), None)
    if first is not None:
        return move_to(store, visitor, workshop_id, first.id, now)
    new = _list_before(vote, missing)
    changed(store, workshop_id, lambda standing: _with_step_before(standing, new, vote.id))
    return move_to(store, visitor, workshop_id, new.id, now)


def _list_before(vote: Step, kinds: Sequence[str]) -> Step:
    asked = [question.code for kind in kinds if (question := question_that_lists(kind)) is not None]
    if not asked:
        raise Refused("workshop.refused.no_step")
    return Step(
        id=f"{vote.id[:70]}-list",
        kind="list",
        card=vote.card,
        questions=tuple(asked),
        minutes=WRITING_MINUTES,
    )


def question_that_lists(kind: str) -> Question | None:
    """The question of the deck that lists things of this kind."""
    return next(
        (each for each in deck_in("nl").questions() if each.item == kind and can_be_listed(each)), None
    )


def _with_step_before(workshop: Workshop, new: Step, before: str) -> Workshop:
    if workshop.step_named(new.id) is not None:
        return workshop
    place = [step.id for step in workshop.steps].index(before)
    return workshop.model_copy(update={"steps": (*workshop.steps[:place], new, *workshop.steps[place:])})


def company_of(store: Store, workshop: Workshop) -> Company:
    """The company that a session is about. Raises `NotAllowed` where it was deleted."""
    try:
        return store.read(workshop.company_id).company
    except UnknownCompany:
        raise NotAllowed from None
