"""Opening a workshop, changing its steps, and the links that give a role in it.

Every link is shown once: the store keeps the hash of its token. `follow_workshop_link` gives the role to the
browser that opens it and says where to go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from strategy.company.access import (
    HINT_LENGTH,
    OWNER,
    NotAllowed,
    Visitor,
    hash_of_token,
    may_edit,
    new_token,
    owner_or_stop,
)
from strategy.company.quotas import room_for_link_or_stop, room_for_session_or_stop
from strategy.nouns.company import Company
from strategy.nouns.workshop import FACILITATOR, PARTICIPANT, PREPARER, SCREEN, Role, Step, Workshop
from strategy.store.interface import Grant, Link, Store, UnknownCompany
from strategy.store.rooms import TakenCode, UnknownWorkshop
from strategy.workshop.codes import new_code
from strategy.workshop.rights import TRIES, Refused, changed, facilitated, running, seated, workshop_or_stop
from strategy.workshop.scripts import run_of

LINK = "workshop"
LASTS = {
    FACILITATOR: timedelta(days=180),
    PARTICIPANT: timedelta(days=30),
    SCREEN: timedelta(days=7),
    PREPARER: timedelta(days=60),
}
MOST_STEPS = 60


class OwnWorkshop(NamedTuple):
    """A workshop of this visitor, and what it is in it."""

    workshop: Workshop
    company_name: str
    role: Role


class Arrival(NamedTuple):
    """What a link gave: this role in this workshop."""

    role: Role
    workshop_id: str


def open_workshop(
    store: Store,
    visitor: Visitor,
    company_id: str,
    script: str,
    write_id: str,
    now: datetime,
    steps: Sequence[Step] | None = None,
) -> str:
    """Open a workshop on a company of this visitor, who becomes its facilitator, and return its id.

    `script` is a name in `SCRIPTS`, run as the company needs it; `steps` go before those of the script. It starts at the first step, no clock
    runs. Repeating the write id returns the same workshop. Raises `NotAllowed`, `Refused` for steps that cannot be.
    """
    owner_or_stop(store, visitor, company_id)
    return begin_session(store, visitor, company_id, script, write_id, now, steps)


def begin_session(
    store: Store,
    visitor: Visitor,
    company_id: str,
    script: str,
    write_id: str,
    now: datetime,
    steps: Sequence[Step] | None,
    *,
    rehearsal: bool = False,
) -> str:
    """Begin a session on a company that this visitor may use, as `open_workshop` says; the caller asked whether."""
    run = _checked(run_of(script, _company_or_stop(store, company_id)) if steps is None else steps)
    made = f"{visitor.hash} workshop {write_id}".encode("utf-8", "replace")
    workshop_id = hashlib.sha256(made).hexdigest()[:32]
    if workshop_id not in (grant.subject for grant in store.grants(visitor.hash)):
        room_for_session_or_stop(store, company_id)
    store.grant(Grant(visitor.hash, FACILITATOR, workshop_id, now))
    for _ in range(TRIES):
        workshop = Workshop(
            id=workshop_id,
            company_id=company_id,
            code=new_code(),
            script=script,
            steps=run,
            position=run[0].id,
            opened=now,
            rehearsal=rehearsal,
        )
        try:
            return store.make_workshop(workshop).id
        except TakenCode:
            continue
        except UnknownCompany:
            raise NotAllowed from None
    raise TimeoutError("no code is free")


def _company_or_stop(store: Store, company_id: str) -> Company:
    try:
        return store.read(company_id).company
    except UnknownCompany:
        raise NotAllowed from None


def edit_steps(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    steps: Sequence[Step],
    seen: Collection[str] | None = None,
) -> Workshop:
    """Change the steps that are still to come, their minutes or their order.

    The step where everybody is and every step that has votes or ideas must stay. `seen` are the ids from which the
    wish was made: a step that somebody added since stays where it is. Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)
    _checked(steps)

    def change(workshop: Workshop) -> Workshop:
        run = _checked(steps if seen is None else _with_those_added(steps, workshop.steps, seen))
        needed = {workshop.position, *(poll.step for poll in workshop.polls)}
        missing = needed - {step.id for step in run}
        if missing:
            raise Refused("workshop.refused.step_in_use")
        return workshop.model_copy(update={"steps": run})

    return changed(store, workshop_id, change)


def _with_those_added(steps: Sequence[Step], standing: Sequence[Step], seen: Collection[str]) -> list[Step]:
    """These steps with those that stand in the run but were not seen, each behind the one it stands behind."""
    run = list(steps)
    for place, step in enumerate(standing):
        if step.id not in seen and step not in run:
            ids = [each.id for each in run]
            before = [ids.index(each.id) for each in standing[:place] if each.id in ids]
            run.insert(max(before, default=-1) + 1, step)
    return run


def _checked(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, if they can be a run: at least one, ids that differ, and `about` an earlier list or vote step."""
    gathering = {step.id for step in steps if step.kind in ("list", "vote") and not step.about}
    ids = [step.id for step in steps]
    if not steps or len(steps) > MOST_STEPS or len(set(ids)) < len(ids) or not all(ids):
        raise Refused("workshop.refused.steps")
    if any(step.about and step.about not in gathering for step in steps):
        raise Refused("workshop.refused.steps")
    if any(step.about and ids.index(step.about) > ids.index(step.id) for step in steps):
        raise Refused("workshop.refused.steps_order")
    return tuple(steps)


def workshops_of(store: Store, visitor: Visitor) -> list[OwnWorkshop]:
    """The workshops that this visitor facilitates or takes part in, the newest first."""
    found: dict[str, OwnWorkshop] = {}
    for grant in store.grants(visitor.hash):
        if grant.role not in (FACILITATOR, PARTICIPANT):
            continue
        role: Role = FACILITATOR if grant.role == FACILITATOR else PARTICIPANT
        known = found.get(grant.subject)
        if known is not None and known.role == FACILITATOR:
            continue
        try:
            workshop = store.workshop(grant.subject)
            name = store.read(workshop.company_id).company.profile.name
        except (UnknownWorkshop, UnknownCompany):
            continue
        if role == FACILITATOR or _still_seated(store, visitor, workshop.id):
            found[grant.subject] = OwnWorkshop(workshop, name, role)
    return sorted(found.values(), key=lambda own: own.workshop.opened, reverse=True)


def _still_seated(store: Store, visitor: Visitor, workshop_id: str) -> bool:
    participant = store.seat(workshop_id, visitor.hash)
    return participant is not None and not participant.removed


# Links


def facilitator_link(store: Store, visitor: Visitor, workshop_id: str, now: datetime, label: str = "") -> str:
    """A token that makes who opens it a facilitator beside you, not an owner of the company. Raises `NotAllowed`."""
    workshop = facilitated(store, visitor, workshop_id)
    return _give(store, workshop, FACILITATOR, now, label, {})


def recovery_link(store: Store, visitor: Visitor, workshop_id: str, now: datetime) -> str:
    """A token for the facilitator's own other device, with everything this one may do. Raises `NotAllowed`."""
    workshop = facilitated(store, visitor, workshop_id)
    owns = may_edit(store, visitor, workshop.company_id)
    return _give(
        store, workshop, FACILITATOR, now, "recovery", {"company": workshop.company_id if owns else ""}
    )


def screen_link(store: Store, visitor: Visitor, workshop_id: str, now: datetime) -> str:
    """A token for the computer behind the projector: it may show the screen and nothing else. Raises `NotAllowed`."""
    workshop = facilitated(store, visitor, workshop_id)
    return _give(store, workshop, SCREEN, now, "screen", {})


def own_link(store: Store, visitor: Visitor, workshop_id: str, now: datetime) -> str:
    """A token with which a participant goes on as the same person on another device. Raises `NotAllowed`."""
    participant = seated(store, visitor, workshop_id)
    workshop = workshop_or_stop(store, workshop_id)
    return _give(store, workshop, PARTICIPANT, now, "", {"participant": participant.id})


def preparation_link(store: Store, visitor: Visitor, workshop_id: str, now: datetime, label: str = "") -> str:
    """A token for the page of preparing.py, for whoever brings the customers; no right to the company.

    Raises `NotAllowed`.
    """
    workshop = facilitated(store, visitor, workshop_id)
    return _give(store, workshop, PREPARER, now, label, {})


def follow_workshop_link(store: Store, visitor: Visitor, token: str, now: datetime) -> Arrival:
    """Give this visitor the role behind a link. Raises `NotAllowed` for one that is unknown, revoked or expired.

    A participant who was merged goes on as the other; one who was removed is refused.
    """
    link = store.link(hash_of_token(token))
    if link is None or not link.opens(LINK, now) or link.payload["role"] == PREPARER:
        raise NotAllowed
    workshop = workshop_or_stop(store, link.subject)
    role: Role = link.payload["role"]
    if role == PARTICIPANT:
        _sit_as(store, visitor, workshop.id, link.payload["participant"], now)
        return Arrival(role, workshop.id)
    try:
        store.grant(Grant(visitor.hash, role, workshop.id, now))
        if link.payload.get("company"):
            store.grant(Grant(visitor.hash, OWNER, workshop.company_id, now))
    except UnknownCompany:
        raise NotAllowed from None
    return Arrival(role, workshop.id)


def _sit_as(store: Store, visitor: Visitor, workshop_id: str, participant_id: str, now: datetime) -> None:
    people = {each.id: each for each in store.participants(workshop_id)}
    participant = people.get(participant_id)
    while participant is not None and participant.merged_into:
        participant = people.get(participant.merged_into)
    if participant is None or participant.removed:
        raise NotAllowed
    taken = store.take_seat(workshop_id, visitor.hash, participant)
    if taken.removed:
        raise NotAllowed
    store.grant(Grant(visitor.hash, PARTICIPANT, workshop_id, now))


def workshop_links(store: Store, visitor: Visitor, workshop_id: str) -> list[Link]:
    """The links that facilitators gave for this workshop, newest first; `about["role"]` says which role.

    Raises `NotAllowed`.
    """
    facilitated(store, visitor, workshop_id)
    return [link for link in store.links(workshop_id, LINK) if link.about["role"] != PARTICIPANT]


def revoke_workshop_link(store: Store, visitor: Visitor, token_hash: str, now: datetime) -> None:
    """Make a link of a workshop open nothing from now on; who came in by it stays. Raises `NotAllowed`."""
    link = store.link(token_hash)
    if link is None or link.purpose != LINK:
        raise NotAllowed
    facilitated(store, visitor, link.subject)
    store.revoke_link(token_hash, now)


def _give(
    store: Store, workshop: Workshop, role: Role, now: datetime, label: str, payload: dict[str, Any]
) -> str:
    room_for_link_or_stop(store, workshop.id, LINK, role)
    token = new_token()
    link = Link(
        token_hash=hash_of_token(token),
        purpose=LINK,
        subject=workshop.id,
        hint=token[-HINT_LENGTH:],
        label=label[:200],
        payload={"role": role, **payload},
        created=now,
        expires=now + LASTS[role],
        about={"role": role},
    )
    store.put_link(link)
    return token
