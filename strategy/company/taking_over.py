"""What was taken over in one go, so that it can be undone, also after a reload and on another device.

Kept beside the company as a link that no token opens, as moments are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from strategy.company.access import Visitor, hash_of_token, owner_or_stop
from strategy.company.saying import Undone, undo_write
from strategy.store.interface import Link, Store

TAKEN_OVER = "taken_over"


@dataclass(frozen=True)
class TakenOver:
    """One write that took over many things: what it did in words, and when. `way` is where it came from."""

    id: str
    way: str
    sequence: int
    words: str
    at: datetime


def note(
    store: Store, visitor: Visitor, company_id: str, way: str, sequence: int, words: str, now: datetime
) -> None:
    """Remember this write until it is undone or put aside. Noting it again changes nothing. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    for before in _standing(store, company_id, way):
        if before.sequence != sequence:
            store.revoke_link(before.id, now)
    store.put_link(
        Link(
            token_hash=hash_of_token(f"{TAKEN_OVER} {company_id} {way} {sequence}"),
            purpose=TAKEN_OVER,
            subject=company_id,
            hint="",
            label=words,
            payload={},
            created=now,
            expires=None,
            about={"way": way, "sequence": str(sequence)},
        )
    )


def last(store: Store, visitor: Visitor, company_id: str, way: str) -> TakenOver | None:
    """What was last taken over in this way and neither undone nor put aside. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    return next(iter(_standing(store, company_id, way)), None)


def undo(store: Store, visitor: Visitor, company_id: str, taken: TakenOver, now: datetime) -> Undone:
    """Take it all back, as `undo_write` does."""
    undone = undo_write(store, visitor, company_id, taken.sequence)
    store.revoke_link(taken.id, now)
    return undone


def put_aside(store: Store, visitor: Visitor, company_id: str, way: str, now: datetime) -> None:
    """Stop offering to undo what was taken over in this way. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    for taken in _standing(store, company_id, way):
        store.revoke_link(taken.id, now)


def _standing(store: Store, company_id: str, way: str) -> list[TakenOver]:
    found = [link for link in store.links(company_id, TAKEN_OVER) if link.revoked is None]
    taken = [
        TakenOver(link.token_hash, link.about["way"], int(link.about["sequence"]), link.label, link.created)
        for link in found
        if link.about.get("way") == way
    ]
    return sorted(taken, key=lambda each: each.sequence, reverse=True)
