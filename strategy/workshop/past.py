"""An example with a past: a session that was held on it, with its report, and two named moments to compare.

The company is written as it was before the session, then with what the room agreed on, then as it is today.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from strategy.company import access
from strategy.company.access import Visitor
from strategy.company.example import FOLDER, example_company
from strategy.comparing.differences import items_that_differ
from strategy.comparing.moments import name_moment
from strategy.nouns.company import Company, Item, Value
from strategy.nouns.workshop import FACILITATOR, Agreed, Participant, Workshop
from strategy.store.interface import Change, Grant, Store
from strategy.store.rooms import TakenCode
from strategy.words.texts import text
from strategy.workshop.codes import new_code

BEFORE, LASTED = timedelta(days=45), timedelta(minutes=35)
PEOPLE = ("Els", "Bram", "Lotte", "Dries", "Fatma")
TRIES = 5


def open_example(
    store: Store, visitor: Visitor, example: str, language: str, write_id: str, now: datetime
) -> str:
    """Give this visitor a copy of its own of this example, with its past where it has one, and return its id.

    Repeating the write id returns the same company. Raises `NotAllowed`, `Full`.
    """
    today, session = example_company(language, example), _session_of(example)
    if session is None:
        return access.open_example(store, visitor, today, write_id, now)
    began = now - BEFORE
    company_id = access.open_example(store, visitor, _before(today), write_id, began)
    if store.workshops_of(company_id):
        return company_id
    _name(store, visitor, company_id, "past.before", language, write_id, began)
    held = _hold(store, visitor, company_id, session, write_id, began)
    _name(store, visitor, company_id, "past.after", language, write_id, held)
    _bring(store, visitor, company_id, today, f"{write_id} today", now)
    return company_id


def _session_of(example: str) -> dict[str, Any] | None:
    """What is known of the session that was held on this example, None where none was."""
    file = FOLDER / f"{example}.session.json"
    found: dict[str, Any] | None = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    return found


def _before(today: Company) -> Company:
    """The company before its session: values that nobody had weighed yet, and nothing planned."""
    values = tuple(
        value.model_copy(update={"comparison": None, "importance": None}) for value in today.values
    )
    return today.model_copy(update={"values": values, "actions": ()})


def _hold(
    store: Store,
    visitor: Visitor,
    company_id: str,
    session: Mapping[str, Any],
    write_id: str,
    began: datetime,
) -> datetime:
    """Write what the room agreed on, and the session as it was closed; the moment at which that was."""
    closed = began + LASTED
    agreed = tuple(Agreed(**each | {"at": closed}) for each in session["agreed"])
    standing = store.read(company_id).company
    _bring(store, visitor, company_id, _with_agreed(standing, agreed), f"{write_id} session", closed)
    id = hashlib.sha256(f"{company_id} past".encode()).hexdigest()[:32]
    store.grant(Grant(visitor.hash, FACILITATOR, id, began))
    for _ in range(TRIES):
        told = {**session, "agreed": agreed, "id": id, "company_id": company_id, "code": new_code()}
        told |= {"opened": began, "closed": closed, "closed_at": store.sequence(company_id)}
        try:
            store.make_workshop(Workshop(**told, actions=("a1", "a2", "a3")))
            break
        except TakenCode:
            continue
    for number, name in enumerate(PEOPLE, start=1):
        store.take_seat(id, f"{id} {number}", Participant(id=f"p{number}", name=name))
    return closed


def _with_agreed(company: Company, agreed: tuple[Agreed, ...]) -> Company:
    """The company with these agreed values; every subject is a field of a value."""
    fields: dict[str, dict[str, float]] = {}
    for each in agreed:
        item, _, field = each.subject.partition("/")
        fields.setdefault(item.removeprefix(f"{Value.KIND}:"), {})[field] = each.value
    values = tuple(value.model_copy(update=fields.get(value.id, {})) for value in company.values)
    return company.model_copy(update={"values": values})


def _bring(
    store: Store, visitor: Visitor, company_id: str, company: Company, write_id: str, at: datetime
) -> None:
    """Write what differs between the company as it stands and this one."""
    snapshot = store.read(company_id)
    changes = [
        Change.put(item, snapshot.revision(item.KIND, item.id))
        for item in items_that_differ(snapshot.company, company).values()
        if isinstance(item, Item)
    ]
    store.write(company_id, changes, author=visitor.hash, write_id=write_id, at=at)


def _name(
    store: Store, visitor: Visitor, company_id: str, key: str, language: str, write_id: str, at: datetime
) -> None:
    name_moment(store, visitor, company_id, text(key, language), f"{write_id} {key}", at)
