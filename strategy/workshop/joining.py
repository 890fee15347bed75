"""Coming in by a code and a name, and who takes part: rename, lock, remove, put back, merge."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from strategy.company.access import Visitor
from strategy.nouns.workshop import FACILITATOR, PARTICIPANT, Participant, Workshop
from strategy.store.interface import Grant, Store, UnknownCompany
from strategy.store.rooms import UnknownWorkshop
from strategy.workshop.codes import ALPHABET, DOOR, LENGTH, Door, TooManyGuesses, as_typed
from strategy.workshop.rights import Refused, changed, facilitated, person_or_stop, running, seated

LONGEST_NAME = 60


class Lobby(NamedTuple):
    """What whoever knows the code may see before joining; `participant` is who they are already, if they are."""

    workshop_id: str
    code: str
    company_name: str
    locked: bool
    closed: bool
    participant: Participant | None


def knock(store: Store, visitor: Visitor, typed: str, door: Door = DOOR, address: str = "") -> Lobby:
    """The session with this code, for who comes from this address (codes.py says how often).

    Raises `Refused` for a wrong code, after a pause that grows; the code of a closed session is wrong for who did not
    take part in it.
    """
    code = as_typed(typed)
    workshop = _own_workshop(store, visitor, code) or _sought(store, code, door, address)
    if workshop is None:
        door.wrong(visitor.hash)
        raise Refused("workshop.refused.wrong_code")
    name = store.read(workshop.company_id).company.profile.name
    participant = store.seat(workshop.id, visitor.hash)
    return Lobby(workshop.id, workshop.code, name, workshop.locked, workshop.closed is not None, participant)


def _own_workshop(store: Store, visitor: Visitor, code: str) -> Workshop | None:
    """The workshop with this code of who takes part in it already, who need not guess."""
    for grant in store.grants(visitor.hash):
        if grant.role in (PARTICIPANT, FACILITATOR):
            with suppress(UnknownWorkshop, UnknownCompany):
                workshop = store.workshop(grant.subject)
                if workshop.code == code and store.sequence(workshop.company_id):
                    return workshop
    return None


def _sought(store: Store, code: str, door: Door, address: str) -> Workshop | None:
    """The open workshop that a stranger names, None where there is none. Raises `Refused` for too many guesses."""
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    try:
        door.try_or_stop(address, store.open_workshops)
    except TooManyGuesses:
        raise Refused("workshop.refused.too_many_codes") from None
    workshop = store.workshop_with_code(code)
    if workshop is None or workshop.closed is not None:
        return None
    door.right(address)
    return workshop


def join(
    store: Store,
    visitor: Visitor,
    typed: str,
    name: str,
    now: datetime,
    door: Door = DOOR,
    address: str = "",
) -> tuple[str, Participant]:
    """Take part under this name: the workshop's id and who this visitor is in it.

    One browser is one person: joining again changes nothing. Names may be the same. Raises `Refused`: wrong code,
    no name, locked or closed (for who is new), removed.
    """
    lobby = knock(store, visitor, typed, door, address)
    if lobby.participant is not None:
        return lobby.workshop_id, _not_removed_or_stop(lobby.participant)
    if lobby.closed:  # closed while this one knocked, or a facilitator who did not take part
        raise Refused("workshop.refused.closed")
    if lobby.locked:
        raise Refused("workshop.refused.locked")
    made = f"{lobby.workshop_id} {visitor.hash}".encode()
    new = Participant(id=hashlib.sha256(made).hexdigest()[:16], name=_name_or_stop(name))
    participant = store.take_seat(lobby.workshop_id, visitor.hash, new)
    store.grant(Grant(visitor.hash, PARTICIPANT, lobby.workshop_id, now))
    return lobby.workshop_id, _not_removed_or_stop(participant)


def rename(store: Store, visitor: Visitor, workshop_id: str, name: str) -> None:
    """Change one's own name. Raises `NotAllowed`, `Refused` without a name."""
    participant = seated(store, visitor, workshop_id)
    store.change_participant(workshop_id, participant.model_copy(update={"name": _name_or_stop(name)}))


def introduce(store: Store, visitor: Visitor, workshop_id: str, name: str) -> Workshop:
    """A facilitator says their name, for the report and for who leads along; "" takes it back. Raises `NotAllowed`."""
    facilitated(store, visitor, workshop_id)
    named = _name_or_stop(name) if name.strip() else ""

    def change(workshop: Workshop) -> Workshop:
        return workshop.model_copy(update={"leaders": {**workshop.leaders, visitor.hash: named}})

    return changed(store, workshop_id, change)


def lock(store: Store, visitor: Visitor, workshop_id: str, locked: bool = True) -> Workshop:
    """Let nobody new in, or let them in again; who is in stays in. Raises `NotAllowed`, `Refused`."""
    running(store, visitor, workshop_id)
    return changed(store, workshop_id, lambda workshop: workshop.model_copy(update={"locked": locked}))


def remove(store: Store, visitor: Visitor, workshop_id: str, participant_id: str) -> None:
    """Put somebody out: they see nothing any more and their votes do not count. Raises `NotAllowed`."""
    _set_removed(store, visitor, workshop_id, participant_id, True)


def put_back(store: Store, visitor: Visitor, workshop_id: str, participant_id: str) -> None:
    """Let somebody who was removed in again, with what they sent. Raises `NotAllowed`."""
    _set_removed(store, visitor, workshop_id, participant_id, False)


def merge(store: Store, visitor: Visitor, workshop_id: str, lost: str, kept: str) -> None:
    """Make two people one, such as somebody who joined again on another phone.

    What `lost` sent becomes `kept`'s; of two votes on one subject the last one counts. Raises `NotAllowed`,
    `Refused` for one and the same.
    """
    facilitated(store, visitor, workshop_id)
    gone, stays = (person_or_stop(store, workshop_id, id) for id in (lost, kept))
    if gone.merged_into == stays.id:
        return
    if gone.id == stays.id or stays.removed or gone.merged_into:
        raise Refused("workshop.refused.merge")
    store.merge_participants(workshop_id, lost=gone.id, kept=stays.id)


def _set_removed(
    store: Store, visitor: Visitor, workshop_id: str, participant_id: str, removed: bool
) -> None:
    facilitated(store, visitor, workshop_id)
    person = person_or_stop(store, workshop_id, participant_id)
    if person.removed != removed and not person.merged_into:
        store.change_participant(workshop_id, person.model_copy(update={"removed": removed}))


def _not_removed_or_stop(participant: Participant) -> Participant:
    if participant.removed:
        raise Refused("workshop.refused.removed")
    return participant


def _name_or_stop(name: str) -> str:
    clean = "".join(sign for sign in " ".join(name.split()) if sign.isprintable())[:LONGEST_NAME].strip()
    if not clean:
        raise Refused("workshop.refused.no_name")
    return clean
