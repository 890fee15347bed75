"""Who may do what in a workshop, and how its verbs refuse and change it.

A facilitator has a grant on the workshop, a participant a seat in it, a projector the grant `screen`. Nobody gets
a role but by opening the workshop, by joining, or by a link that a facilitator gave. A workshop that is not there
and one that is not yours are refused in the same way: `NotAllowed`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from strategy.company.access import NotAllowed, Visitor
from strategy.nouns.workshop import FACILITATOR, PARTICIPANT, SCREEN, Participant, Role, Workshop
from strategy.store.interface import Store
from strategy.store.rooms import StaleWorkshop, UnknownWorkshop

TRIES = 50


class Refused(Exception):
    """Something that cannot be done (now). `code` is a text key, `values` fill its placeholders."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def roles_of(store: Store, visitor: Visitor, workshop_id: str) -> frozenset[Role]:
    """What this visitor is in this workshop; a facilitator may take part as well."""
    roles: set[Role] = set()
    granted = {grant.role for grant in store.grants(visitor.hash) if grant.subject == workshop_id}
    roles.update(role for role in (FACILITATOR, SCREEN) if role in granted)
    seated = store.seat(workshop_id, visitor.hash)
    if seated is not None and not seated.removed:
        roles.add(PARTICIPANT)
    return frozenset(roles)


def facilitated(store: Store, visitor: Visitor, workshop_id: str) -> Workshop:
    """The workshop, for a facilitator of it. Raises `NotAllowed`."""
    if not any(
        grant.subject == workshop_id and grant.role == FACILITATOR for grant in store.grants(visitor.hash)
    ):
        raise NotAllowed
    return workshop_or_stop(store, workshop_id)


def running(store: Store, visitor: Visitor, workshop_id: str) -> Workshop:
    """The workshop, for a facilitator of it, while it is not closed. Raises `NotAllowed`, `Refused`."""
    workshop = facilitated(store, visitor, workshop_id)
    not_closed_or_stop(workshop)
    return workshop


def seated(store: Store, visitor: Visitor, workshop_id: str) -> Participant:
    """Who this visitor takes part as. Raises `NotAllowed`, also for who was removed."""
    participant = store.seat(workshop_id, visitor.hash)
    if participant is None or participant.removed:
        raise NotAllowed
    return participant


def person_or_stop(store: Store, workshop_id: str, participant_id: str) -> Participant:
    """This participant, removed people too. Raises `NotAllowed` where there is none."""
    people = store.participants(workshop_id)
    found = next((person for person in people if person.id == participant_id), None)
    if found is None:
        raise NotAllowed
    return found


def workshop_or_stop(store: Store, workshop_id: str, at_least: int | None = None) -> Workshop:
    """The workshop (`at_least` as in the store). Raises `NotAllowed` where there is none."""
    try:
        return store.workshop(workshop_id, at_least)
    except UnknownWorkshop:
        raise NotAllowed from None


def not_closed_or_stop(workshop: Workshop) -> None:
    """Raises `Refused` for a closed workshop."""
    if workshop.closed is not None:
        raise Refused("workshop.refused.closed")


def changed(store: Store, workshop_id: str, change: Callable[[Workshop], Workshop]) -> Workshop:
    """Write the workshop as `change` makes it; tried again where somebody else changed it in between."""
    for _ in range(TRIES):
        standing = workshop_or_stop(store, workshop_id)
        wanted = change(standing)
        if wanted == standing:
            return standing
        try:
            return store.change_workshop(wanted)
        except StaleWorkshop:
            continue
    raise TimeoutError("this workshop is changed all the time")
