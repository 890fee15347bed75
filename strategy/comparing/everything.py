"""A company with all that led to it, as one file and back: every write, and the moments that were named.

The file is the company file with two lists more, so that a reader that knows nothing of them takes in the company as it
stands. Writes are numbered from 1 in the order of `history`. Who wrote is not in it: a hash says nothing elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, TypeGuard

from pydantic import ValidationError

from strategy.company.access import (
    NotAllowed,
    Visitor,
    begin_company,
    company_in_file,
    export_company,
    import_company,
)
from strategy.company.file_limits import RefusedFile
from strategy.comparing.moments import moments, name_moment
from strategy.nouns import shapes
from strategy.nouns.company import KINDS, Item, Settings
from strategy.nouns.shapes import Fields
from strategy.store.interface import Change, Store, UnknownCompany, Version

HISTORY, MOMENTS = "history", "moments"
MOST_WRITES = 5_000
MOST_MOMENTS = 500
MOST_CHANGES = 50_000


def everything_of(store: Store, visitor: Visitor, company_id: str) -> Fields:
    """The company file with its history and named moments. Raises `NotAllowed`."""
    file = export_company(store, visitor, company_id)
    writes = [list(made) for _, made in groupby(store.history(company_id), key=lambda each: each.sequence)]
    numbers = [made[0].sequence for made in writes]
    named = sorted(moments(store, visitor, company_id), key=lambda each: (each.sequence, each.named, each.id))
    return file | {
        HISTORY: [_write_as_json(made) for made in writes],
        MOMENTS: [
            {
                "name": each.name,
                "write": bisect_right(numbers, each.sequence),
                "named": each.named.isoformat(),
            }
            for each in named
        ],
    }


def _write_as_json(made: Sequence[Version]) -> Fields:
    return {
        "at": made[0].at.isoformat(),
        "changes": [
            {"kind": each.kind, "id": each.id, "item": each.item and each.item.model_dump(mode="json")}
            for each in made
        ],
    }


def bring_back(store: Store, visitor: Visitor, data: Any, write_id: str, now: datetime) -> str:
    """Make a new company of this visitor from a company file, with its history and moments where it has them.

    Returns its id; repeating the write id makes one company, and goes on where it stopped. Raises `RefusedFile`, also
    for a history that does not lead to the company in the file, `Full` and `NotAllowed`.
    """
    if not isinstance(data, dict) or HISTORY not in data:
        return import_company(store, visitor, data, write_id, now)
    writes = list(_writes_in(data, now))
    named = list(_moments_in(data, len(writes), now))
    company = company_in_file({key: value for key, value in data.items() if key not in (HISTORY, MOMENTS)})
    if _after(writes) != _said(company.items()):
        raise RefusedFile(HISTORY)
    company_id = begin_company(store, visitor, write_id, now)
    try:
        for number, write in enumerate(writes, start=1):
            mark = f"{write_id} {number}"
            store.write(company_id, write.changes, author=visitor.hash, write_id=mark, at=write.at)
        for place, moment in enumerate(named):
            mark = f"{write_id} {place}"
            name_moment(store, visitor, company_id, moment.name, mark, moment.named, moment.write)
    except UnknownCompany:
        raise NotAllowed from None
    return company_id


@dataclass(frozen=True)
class _Written:
    """One write of a file: when, and what it changed."""

    at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class _Named:
    """One moment of a file: the number of its write, its name, and when it got that."""

    write: int
    name: str
    named: datetime


def _writes_in(data: Mapping[str, Any], now: datetime) -> Iterator[_Written]:
    """The writes of the file, every change with the revision that it sees. Raises `RefusedFile`."""
    listed = _list_or_stop(data, HISTORY, MOST_WRITES)
    revisions: dict[tuple[str, str], int] = {}
    count, before = 0, None
    for number, write in enumerate(listed):
        place = f"{HISTORY}.{number}"
        changes = write.get("changes") if isinstance(write, dict) else None
        if not isinstance(changes, list) or not changes:
            raise RefusedFile(place)
        count += len(changes)
        if count > MOST_CHANGES:
            raise RefusedFile(code="access.file.history", found=count, most=MOST_CHANGES)
        at = _moment_or_stop(write.get("at"), f"{place}.at", now, before)
        before = at
        yield _Written(
            at,
            tuple(
                _change(each, f"{place}.changes.{nth}", data, revisions) for nth, each in enumerate(changes)
            ),
        )


def _change(said: Any, place: str, data: Mapping[str, Any], revisions: dict[tuple[str, str], int]) -> Change:
    kind, id, fields = (said.get(name) if isinstance(said, dict) else None for name in ("kind", "id", "item"))
    if kind not in KINDS or not isinstance(id, str):
        raise RefusedFile(place)
    item = _item(KINDS[kind], fields, place, data.get(shapes.KEY, 1)) if fields is not None else None
    seen = revisions.get((kind, id), 0)
    revisions[kind, id] = seen + 1
    try:
        return Change(kind, id, seen, item)
    except ValueError:
        raise RefusedFile(place) from None


def _item(model: type[Item], fields: Any, place: str, shape: Any) -> Item:
    more: Literal["allow", "forbid"] = "allow" if shapes.is_newer(shape) else "forbid"
    try:
        return model.model_validate(shapes.lifted_from(shape, model, fields), extra=more)
    except ValidationError:
        raise RefusedFile(place) from None


def _moments_in(data: Mapping[str, Any], writes: int, now: datetime) -> Iterator[_Named]:
    for place, each in enumerate(_list_or_stop(data, MOMENTS, MOST_MOMENTS)):
        number, name = (each.get(key) if isinstance(each, dict) else None for key in ("write", "name"))
        if not isinstance(number, int) or not 1 <= number <= writes or not _says_something(name):
            raise RefusedFile(f"{MOMENTS}.{place}")
        yield _Named(number, name, _moment_or_stop(each.get("named"), f"{MOMENTS}.{place}.named", now))


def _says_something(name: Any) -> TypeGuard[str]:
    """Whether this is a name of which anything is seen."""
    return isinstance(name, str) and any(sign.isprintable() and not sign.isspace() for sign in name)


def _list_or_stop(data: Mapping[str, Any], name: str, most: int) -> list[Any]:
    listed = data.get(name, [])
    if not isinstance(listed, list):
        raise RefusedFile(name)
    if len(listed) > most:
        raise RefusedFile(code="access.file.history", found=len(listed), most=most)
    return listed


def _moment_or_stop(said: Any, place: str, now: datetime, before: datetime | None = None) -> datetime:
    """A moment with its zone, not in the future and not before the one before it."""
    try:
        found = datetime.fromisoformat(said)
        if found > now or (before is not None and found < before):
            raise RefusedFile(place)
    except (TypeError, ValueError):
        raise RefusedFile(place) from None
    return found


def _after(writes: Iterable[_Written]) -> dict[tuple[str, str], Item]:
    """What stands after these writes, by kind and id."""
    standing = {change.key: change.item for write in writes for change in write.changes}
    return _said(item for item in standing.values() if item is not None)


def _said(items: Iterable[Item]) -> dict[tuple[str, str], Item]:
    """The items by kind and id, without settings that nobody changed."""
    return {(item.KIND, item.id): item for item in items if item != Settings()}
