"""Versions of a company: name a moment, go back to any, lay two beside each other.

Every write of a company is a version, numbered from 1. A moment is a name for one of them. It is kept beside
the company and not in it, because it tells about the company's history: going back, comparing, undoing and
the company file leave it alone. Going back is a new write, so nothing that was said is ever lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import permutations, product
from typing import Any, NamedTuple

import numpy as np

from strategy.company.access import Visitor, hash_of_token, owner_or_stop
from strategy.company.saying import TRIES
from strategy.comparing.differences import FieldChange, changed_fields, changes_by_write, items_that_differ
from strategy.nouns.company import Company, Customer
from strategy.scoring.classes import LETTERS
from strategy.scoring.columns import Columns, Floats, Rows
from strategy.scoring.scores import Scores, known, score, score_columns
from strategy.store.interface import Change, Link, StaleWrite, Store
from strategy.words.formats import fixed
from strategy.words.texts import text

MOMENT = "moment"
LONGEST_NAME = 200
GROUPS = ("figures", "judgement", "settings")


class NoSuchVersion(LookupError):
    """This company has no write with this number. `code` is a text key."""

    code = "versions.error.no_such_version"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, Any] = {}


class NoName(ValueError):
    """A moment needs a name. `code` is a text key."""

    code = "versions.error.no_name"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, Any] = {}


# --- moments ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """A name for the company as it stood after write number `sequence`, made at `at` and named at `named`."""

    id: str
    name: str
    sequence: int
    at: datetime
    named: datetime


def name_moment(
    store: Store,
    visitor: Visitor,
    company_id: str,
    name: str,
    write_id: str,
    now: datetime,
    sequence: int | None = None,
) -> Moment:
    """Give a name to the company as it stands, or as it stood after write number `sequence`.

    Repeating the write id gives the first moment again. Raises `NotAllowed`, `NoName`, `NoSuchVersion`.
    """
    owner_or_stop(store, visitor, company_id)
    shown = "".join(sign for sign in " ".join(name.split()) if sign.isprintable())[:LONGEST_NAME]
    if not shown:
        raise NoName
    moment = _version_at(store, company_id, store.sequence(company_id) if sequence is None else sequence)
    id = hash_of_token(f"{MOMENT} {company_id} {write_id}")
    store.put_link(
        Link(
            token_hash=id,
            purpose=MOMENT,
            subject=company_id,
            hint="",
            label=shown,
            payload={},
            created=now,
            expires=None,
            about={"sequence": str(moment.sequence), "at": moment.at.isoformat()},
        )
    )
    kept = store.link(id)
    assert kept is not None
    return _moment_in(kept)


def moments(store: Store, visitor: Visitor, company_id: str) -> list[Moment]:
    """The moments of this company, the latest version on top. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    named = [_moment_in(link) for link in store.links(company_id, MOMENT) if link.revoked is None]
    return sorted(named, key=lambda moment: moment.sequence, reverse=True)


def forget_moment(store: Store, visitor: Visitor, company_id: str, moment_id: str, now: datetime) -> None:
    """Take the name away; the version itself stays. Forgetting twice changes nothing. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    link = store.link(moment_id)
    if link is not None and (link.purpose, link.subject) == (MOMENT, company_id):
        store.revoke_link(moment_id, now)


@dataclass(frozen=True)
class Told:
    """One write with everything that it changed; `sequence` is the version that it made."""

    sequence: int
    at: datetime
    changes: tuple[FieldChange, ...]


def told(store: Store, visitor: Visitor, company_id: str) -> list[Told]:
    """What every write changed, the last one on top. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    found: dict[int, tuple[datetime, list[FieldChange]]] = {}
    for version, changes in changes_by_write(store.history(company_id)):
        found.setdefault(version.sequence, (version.at, []))[1].extend(changes)
    return [
        Told(sequence, at, tuple(changes)) for sequence, (at, changes) in sorted(found.items(), reverse=True)
    ]


def _moment_in(link: Link) -> Moment:
    at = datetime.fromisoformat(link.about["at"])
    return Moment(link.token_hash, link.label, int(link.about["sequence"]), at, link.created)


class _Version(NamedTuple):
    sequence: int
    at: datetime
    company: Company


def _version_at(store: Store, company_id: str, sequence: int) -> _Version:
    """The company after this write. Raises `NoSuchVersion`."""
    if not 1 <= sequence <= store.sequence(company_id):
        raise NoSuchVersion
    snapshot = store.read_at(company_id, sequence)
    assert snapshot.at is not None
    return _Version(sequence, snapshot.at, snapshot.company)


# --- going back ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WentBack:
    """What going back did: the number of its own write, and how many items it changed."""

    sequence: int
    items: int


def restore(store: Store, visitor: Visitor, company_id: str, sequence: int, write_id: str) -> WentBack:
    """Make the company what it was after write number `sequence`, by a new write.

    What was said since stays in the history, and `undo_write` brings it back. Repeating the write id changes
    nothing. Raises `NotAllowed`, `NoSuchVersion`.
    """
    owner_or_stop(store, visitor, company_id)
    then = _version_at(store, company_id, sequence).company
    for _ in range(TRIES):
        changes = _way_to(then, store, company_id)
        try:
            receipt = store.write(company_id, changes, author=visitor.hash, write_id=write_id)
        except StaleWrite:
            continue
        return WentBack(receipt.sequence, len(receipt.versions))
    raise TimeoutError("this company is written to all the time")


def _way_to(then: Company, store: Store, company_id: str) -> list[Change]:
    """The changes that make the company as it stands into the company of then."""
    # Of an item that was removed only the history knows the revision. It is read first: a write that comes
    # between the two readings makes the changes stale, never wrong.
    last = {version.key: version.revision for version in store.history(company_id)}
    differing = items_that_differ(store.read(company_id).company, then)
    return [Change(kind, id, last.get((kind, id), 0), item) for (kind, id), item in differing.items()]


# --- comparing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """How much of the change of a total (points of 100) came from what; the three add up to the change.

    `figures` are all numbers and facts about customers, who came and went included; `judgement` is what was
    judged from 1 to 5; `settings` are weights, bounds, costs and the way of scoring.
    """

    figures: float
    judgement: float
    settings: float


@dataclass(frozen=True)
class ClassMove:
    """A customer that was in another class. `total` before and after may be None (nothing known).

    `moved` is None where one of the totals is unknown. `by_hand`: a class by hand was given, changed or taken
    away, which moves the class and not the total.
    """

    id: str
    name: str
    before: str
    after: str
    total_before: float | None
    total_after: float | None
    moved: Moved | None
    by_hand: bool


class Came(NamedTuple):
    """A customer that came, or went, with its class in the version where it was."""

    id: str
    name: str
    klass: str


@dataclass(frozen=True)
class Compared:
    """Two versions beside each other: what was said differently, and which customers changed class."""

    fields: tuple[FieldChange, ...]
    classes: tuple[ClassMove, ...]
    came: tuple[Came, ...]
    went: tuple[Came, ...]


def compare(store: Store, visitor: Visitor, company_id: str, earlier: int, later: int) -> Compared:
    """What changed from one write number to another. Raises `NotAllowed`, `NoSuchVersion`."""
    owner_or_stop(store, visitor, company_id)
    before, after = (_version_at(store, company_id, sequence).company for sequence in (earlier, later))
    return compare_companies(before, after)


def compare_companies(before: Company, after: Company) -> Compared:
    """The same for two companies at hand."""
    old, new = (score(company.customers, company.settings) for company in (before, after))
    here, there = _places(old.customers), _places(new.customers)
    return Compared(
        fields=changed_fields(before, after),
        classes=tuple(_class_moves(old, new, attribution(before, after))),
        came=tuple(_without(new, here)),
        went=tuple(_without(old, there)),
    )


def attribution(before: Company, after: Company) -> dict[str, Moved | None]:
    """What each group did to the total of every customer in both companies, by id.

    Each group is changed for the whole company at once. What a group did depends on what was changed before
    it, so it is averaged over all six orders (the Shapley value): no order is preferred and the three add up
    to the whole change. Orders in which the total is unknown on the way are left out; None where no order is
    left.
    """
    here = _places(before.customers)
    ids = [customer.id for customer in after.customers if customer.id in here]
    totals = _totals_under_way(before, after, ids)
    sums, counts = np.zeros((len(GROUPS), len(ids))), np.zeros(len(ids))
    for order in permutations(range(len(GROUPS))):
        steps = _steps_of(order, totals)
        complete = ~np.isnan(steps).any(axis=0)
        sums += np.where(complete, steps, 0.0)
        counts += complete
    means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return {
        id: None if np.isnan(mean).any() else Moved(*map(float, mean))
        for id, mean in zip(ids, means.T, strict=True)
    }


Corner = tuple[int, ...]


def _steps_of(order: tuple[int, ...], totals: dict[Corner, Floats]) -> Floats:
    """What each group adds when the groups change in this order, (groups, customers)."""
    corner = [0] * len(order)
    steps = np.empty((len(order), len(totals[tuple(corner)])))
    for group in order:
        before = totals[tuple(corner)]
        corner[group] = 1
        steps[group] = totals[tuple(corner)] - before
    return steps


def _totals_under_way(before: Company, after: Company, ids: Sequence[str]) -> dict[Corner, Floats]:
    """The totals of these customers with each group as before (0) or as after (1)."""
    sides = (before, after)
    columns = tuple(Columns.of(side.customers) for side in sides)
    places = tuple(_places(side.customers) for side in sides)
    totals: dict[Corner, Floats] = {}
    for figures, judged in product((0, 1), repeat=2):
        rows = np.array([places[judged].get(id, -1) for id in places[figures]], dtype=np.intp)
        mixed = _judged_by(columns[figures], columns[judged], rows)
        asked = np.array([places[figures][id] for id in ids], dtype=np.intp)
        for chosen in (0, 1):
            totals[figures, judged, chosen] = score_columns(mixed, sides[chosen].settings).total[asked]
    return totals


def _judged_by(columns: Columns, other: Columns, rows: Rows) -> Columns:
    """The customers with the judgements of `other`, where they are there (row -1: they are not)."""
    there = rows >= 0
    judged = columns.judged.copy()
    judged[:, there] = other.judged[:, rows[there]]
    return replace(columns, judged=judged)


def _class_moves(old: Scores, new: Scores, moved: dict[str, Moved | None]) -> Iterator[ClassMove]:
    places = _places(old.customers)
    for there, customer in enumerate(new.customers):
        here = places.get(customer.id)
        if here is None or old.klass[here] == new.klass[there]:
            continue
        yield ClassMove(
            id=customer.id,
            name=customer.name,
            before=LETTERS[old.klass[here]],
            after=LETTERS[new.klass[there]],
            total_before=known(old.total[here]),
            total_after=known(new.total[there]),
            moved=moved[customer.id],
            by_hand=old.columns.override[here] != new.columns.override[there],
        )


def _without(scores: Scores, others: dict[str, int]) -> Iterator[Came]:
    for customer, code in zip(scores.customers, scores.klass, strict=True):
        if customer.id not in others:
            yield Came(customer.id, customer.name, LETTERS[code])


def _places(customers: Iterable[Customer]) -> dict[str, int]:
    return {customer.id: place for place, customer in enumerate(customers)}


# --- in words -----------------------------------------------------------------------------------------------


def move_sentence(move: ClassMove, name: str, language: str = "nl") -> str:
    """The change of class in one sentence, with where it came from. `name` is how the customer is called."""
    said = text("versions.move.class", language, name=name, before=move.before, after=move.after)
    why = _why(move, language)
    by_hand = text("versions.move.by_hand", language) if move.by_hand else ""
    return " ".join(part for part in (said, why, by_hand) if part)


def _why(move: ClassMove, language: str) -> str:
    if move.moved is None or move.total_before is None or move.total_after is None:
        return text("versions.move.unknown", language)
    change = round(move.total_after - move.total_before, 1)
    if not change:
        return text("versions.move.same", language, total=fixed(move.total_after, language))
    parts = [
        text(f"versions.group.{group}", language, points=_signed(points, language))
        for group, points in _shown(move.moved, change).items()
        if points
    ]
    return text(
        "versions.move.up" if change > 0 else "versions.move.down",
        language,
        before=fixed(move.total_before, language),
        after=fixed(move.total_after, language),
        parts=", ".join(parts),
    )


def _shown(moved: Moved, change: float) -> dict[str, float]:
    """The three parts in tenths that add up to the change; what rounding leaves goes to the largest part."""
    parts = {group: round(getattr(moved, group), 1) for group in GROUPS}
    largest = max(GROUPS, key=lambda group: abs(getattr(moved, group)))
    parts[largest] = round(parts[largest] + change - sum(parts.values()), 1)
    return parts


def _signed(points: float, language: str) -> str:
    return ("+" if points > 0 else "") + fixed(points, language)
