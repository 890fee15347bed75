"""Take over in one go (an import, a paste, a scenario), and undo it, also after a reload and on another device.

Kept beside the company as a link that no token opens, as moments are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from strategy.company.access import Visitor, hash_of_token, owner_or_stop
from strategy.company.saying import Undone, undo_write
from strategy.store.interface import Link, Receipt, Store

TAKEN_OVER = "taken_over"


@dataclass(frozen=True)
class TakenOver:
    """One write that took over many things: what it did in words, and when. `way` is where it came from."""

    id: str
    way: str
    sequence: int
    words: str
    at: datetime


def take_over(
    store: Store,
    visitor: Visitor,
    company_id: str,
    way: str,
    write_id: str,
    write: Callable[[str], Receipt],
    words: str,
    now: datetime,
) -> Receipt:
    """Do `write` with this write id, and remember it until it is undone, put aside or followed by another one.

    The id belongs to what was looked at: taking the same over again is the same write, and changes nothing. Raises
    `NotAllowed`, and whatever `write` raises; nothing is remembered then.
    """
    owner_or_stop(store, visitor, company_id)
    receipt = write(write_id)
    standing = _standing(store, company_id, way)
    if all(each.sequence < receipt.sequence for each in standing):
        _note(store, company_id, way, receipt.sequence, words, now)
        for before in standing:
            store.revoke_link(before.id, now)
    return receipt


def _note(store: Store, company_id: str, way: str, sequence: int, words: str, now: datetime) -> None:
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


def undo(store: Store, visitor: Visitor, company_id: str, sequence: int, now: datetime) -> Undone:
    """Take all of this write back, as `undo_write` does, and stop offering to."""
    undone = undo_write(store, visitor, company_id, sequence)
    for link in store.links(company_id, TAKEN_OVER):
        if link.about["sequence"] == str(sequence):
            store.revoke_link(link.token_hash, now)
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
