"""A round in which everybody speaks once: in which order, whose turn it is, and who has the last word (method.md 5.2)."""

from __future__ import annotations

from collections.abc import Sequence

from strategy.company.access import Visitor
from strategy.nouns.workshop import Participant, Step, Workshop
from strategy.store.interface import Store
from strategy.workshop.rights import changed, person_or_stop, running


def speaking_order(workshop: Workshop, step: Step, voting: Sequence[Participant]) -> list[Participant]:
    """These people in the order in which they speak: each round another one begins, who has the last word ends it."""
    if step.kind != "talk" or step.way != "round" or not voting:
        return []
    first = sum(each.way == "round" for each in workshop.steps[: workshop.steps.index(step)]) % len(voting)
    turned = [*voting[first:], *voting[:first]]
    return sorted(turned, key=lambda person: person.id == workshop.last_word)


def next_speaker(store: Store, visitor: Visitor, workshop_id: str, seen: int) -> Workshop:
    """Give the floor to the next; `seen` is how many had spoken when it was wished, so that two presses are one.

    Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        return workshop.model_copy(update={"turn": seen + 1}) if workshop.turn == seen else workshop

    return changed(store, workshop_id, change)


def give_last_word(store: Store, visitor: Visitor, workshop_id: str, participant_id: str) -> Workshop:
    """Let this participant speak last in every round; "" lets nobody. Raises `NotAllowed`, `Refused`."""
    running(store, visitor, workshop_id)
    if participant_id:
        person_or_stop(store, workshop_id, participant_id)
    return changed(
        store, workshop_id, lambda workshop: workshop.model_copy(update={"last_word": participant_id})
    )
