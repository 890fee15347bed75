"""The store: what was said about each company, by whom it may be read and changed, and what was shared.

One interface, `Store`, kept by `MemoryStore` here and by `SqlStore` in sql_store.py; one contract test runs on
all of them. A company is a set of items; a write names the revision of each item it saw, a stale one is refused
whole; every version of every item is kept; a write carries an id made by its caller and repeating it changes
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

from strategy.nouns.company import Company, Item
from strategy.nouns.shapes import body_of
from strategy.store.rooms import MemoryRooms, RoomStore

ItemKey = tuple[str, str]


@dataclass(frozen=True)
class Stored:
    """An item as it stands in the store, with the number of times it was written."""

    item: Item
    revision: int


@dataclass(frozen=True)
class Change:
    """One item to write. `seen` is the revision the writer saw, 0 for an item that is new to it.

    `item` None removes the item with this kind and id. A removed item keeps its history and its revision
    goes on counting: writing it again (undo) names the revision of the removal.
    """

    kind: str
    id: str
    seen: int
    item: Item | None

    def __post_init__(self) -> None:
        """Raises ValueError where the item is not the one that kind and id name."""
        if self.item is not None and (self.item.KIND, self.item.id) != self.key:
            raise ValueError(f"{self.item.KIND} {self.item.id} does not go under {self.kind} {self.id}")

    @property
    def key(self) -> ItemKey:
        """What the change is about, as (kind, id)."""
        return (self.kind, self.id)

    @classmethod
    def put(cls, item: Item, seen: int = 0) -> Change:
        """Write this item over revision `seen`."""
        return cls(item.KIND, item.id, seen, item)

    @classmethod
    def remove(cls, item: Item, seen: int) -> Change:
        """Remove this item, seen at revision `seen`."""
        return cls(item.KIND, item.id, seen, None)


@dataclass(frozen=True)
class Version:
    """One version of one item: what it became (None: removed), in which write of the company, by whom, when."""

    kind: str
    id: str
    revision: int
    item: Item | None
    sequence: int
    author: str
    at: datetime

    @property
    def key(self) -> ItemKey:
        """What the version is of, as (kind, id)."""
        return (self.kind, self.id)


@dataclass(frozen=True)
class Snapshot:
    """A company as it stands after write number `sequence`, made at `at` (None before the first write).

    Items come in the order in which they were first made; an item that was removed and put back has its old
    place.
    """

    company_id: str
    sequence: int
    rows: tuple[Stored, ...]
    at: datetime | None = None

    @cached_property
    def company(self) -> Company:
        """The items as one `Company`."""
        return Company.of_items([row.item for row in self.rows])

    @cached_property
    def _revisions(self) -> dict[ItemKey, int]:
        return {(row.item.KIND, row.item.id): row.revision for row in self.rows}

    def revision(self, kind: str, id: str) -> int:
        """The revision of this item, 0 where there is none."""
        return self._revisions.get((kind, id), 0)


@dataclass(frozen=True)
class Receipt:
    """What a write did: its number in the company and the versions it made (in the order of the changes)."""

    sequence: int
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Grant:
    """What a visitor may do: `role` is owner, facilitator or participant; `subject` a company or workshop id."""

    visitor: str
    role: str
    subject: str
    at: datetime
    name: str = ""


@dataclass(frozen=True)
class Link:
    """A link somebody gave away, kept under the hash of its token.

    `purpose` is `share` (payload: the frozen overview), `return` (payload: the role it grants) or `moment` (a name
    for a version of a company: no token leads to it). `hint` is the end of the token, enough to tell links apart
    in a list and useless to open one. `about` is what a list of links shows beside the label (level, language,
    version), `terms` what else was agreed on what it gives. Several addresses (tokens) may stand under one entry:
    `entry` is the hash of the first of them, None for the first itself. `password` is the hash of one, None without.
    `openings` counts how often the page behind it was really seen, the last time at `opened`.
    """

    token_hash: str
    purpose: str
    subject: str
    hint: str
    label: str
    payload: dict[str, Any]
    created: datetime
    expires: datetime | None
    revoked: datetime | None = None
    about: dict[str, str] = field(default_factory=dict)
    entry: str | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    password: str | None = None
    openings: int = 0
    opened: datetime | None = None

    @property
    def entry_hash(self) -> str:
        """The hash that names the entry to which this address belongs."""
        return self.entry or self.token_hash

    def opens(self, purpose: str, now: datetime) -> bool:
        """Whether this link is for that purpose and neither revoked nor expired."""
        return (
            self.purpose == purpose and self.revoked is None and (self.expires is None or now < self.expires)
        )


class StaleWrite(Exception):
    """A write that saw an older revision than the one that stands; nothing of it was written.

    `theirs` is the version that stands now (its `item` None: it was removed), None where there never was one;
    `mine` is what the refused write wanted.
    """

    def __init__(self, mine: Change, theirs: Version | None) -> None:
        super().__init__(f"{mine.kind} {mine.id} was seen at revision {mine.seen}")
        self.mine = mine
        self.theirs = theirs


class UnknownCompany(LookupError):
    """No company has this id, or it was deleted."""


class Store(RoomStore, Protocol):
    """Where everything is kept. Every method is safe to call from several threads at once."""

    def write(
        self,
        company_id: str,
        changes: Sequence[Change],
        *,
        author: str,
        write_id: str,
        at: datetime | None = None,
    ) -> Receipt:
        """Write all changes or none, and keep the versions they replace.

        The first write of a company makes it. Repeating a `write_id` returns the receipt of the first time and
        changes nothing, also when other writes came in between. Two changes of one item follow each other: the
        second sees the revision that the first makes. `at` is now without one. Raises `StaleWrite` where a
        revision that was seen no longer stands, `UnknownCompany` where the company was deleted, ValueError for
        a moment without time zone.
        """
        ...

    def sequence(self, company_id: str) -> int:
        """The number of the last write of this company, cheap enough to ask on every page; 0 without one."""
        ...

    def read(self, company_id: str) -> Snapshot:
        """The company as it stands. Raises `UnknownCompany`."""
        ...

    def read_at(self, company_id: str, sequence: int) -> Snapshot:
        """The company as it stood after write number `sequence`, at most the last. Raises `UnknownCompany`."""
        ...

    def history(self, company_id: str, kind: str | None = None, id: str | None = None) -> list[Version]:
        """Every version, oldest first, of all items, of those of one kind, or of one item; [] without any."""
        ...

    def weight(self, company_id: str) -> int:
        """How many characters all versions of this company take together."""
        ...

    def last_backup(self) -> datetime | None:
        """When everything was last written to a file, None where it never was."""
        ...

    def delete_company(self, company_id: str) -> None:
        """Delete for good: items, history, workshops, links and grants of this company. Nothing gets in after it."""
        ...

    def grant(self, grant: Grant) -> None:
        """Give a visitor a role; giving it twice changes nothing. Raises `UnknownCompany` if deleted."""
        ...

    def withdraw(self, visitor: str, role: str, subject: str) -> None:
        """Take a role back; taking back what was not given changes nothing."""
        ...

    def grants(self, visitor: str) -> list[Grant]:
        """What this visitor may do, oldest first."""
        ...

    def granted(self, subject: str) -> list[Grant]:
        """Who may do something with this subject, oldest first."""
        ...

    def put_link(self, link: Link) -> None:
        """Keep a new link; one under a hash that is taken changes nothing. Raises `UnknownCompany` if deleted."""
        ...

    def link(self, token_hash: str) -> Link | None:
        """The link under this hash, revoked and expired ones too; None where there is none."""
        ...

    def links(self, subject: str, purpose: str) -> list[Link]:
        """The links given for this subject, newest first, with an empty payload."""
        ...

    def known_links(self, token_hashes: Sequence[str]) -> dict[str, Link]:
        """The links under these hashes, with an empty payload: cheap enough to ask all the time."""
        ...

    def change_link(self, link: Link) -> None:
        """Give every address of this entry what this link says: label, about, terms, password, payload, expires.

        The bell rings with the hash of each of them, and with that of one that is revoked.
        """
        ...

    def note_opening(self, token_hash: str, at: datetime) -> None:
        """Count that the page behind this link was seen."""
        ...

    def revoke_link(self, token_hash: str, at: datetime) -> None:
        """Make a link open nothing from now on; the first moment of revocation stays."""
        ...


CHANGEABLE = ("label", "about", "terms", "password", "expires")
"""What may change of a link beside its payload."""


def in_utc(moment: datetime | None) -> datetime:
    """The moment in UTC, now for None. Raises ValueError for a moment without time zone."""
    if moment is None:
        return datetime.now(UTC)
    if moment.tzinfo is None:
        raise ValueError("a moment in the store has a time zone")
    return moment.astimezone(UTC)


def versions_of(
    changes: Sequence[Change],
    standing: Mapping[ItemKey, int],
    theirs: Callable[[ItemKey], Version | None],
    blank: Version,
) -> tuple[Version, ...]:
    """The versions that these changes make over the `standing` revisions; `blank` gives sequence, author and time.

    Raises `StaleWrite` for the first change that saw another revision; `theirs` finds what stands instead.
    """
    revisions = dict(standing)
    made = []
    for change in changes:
        if change.seen != revisions.get(change.key, 0):
            raise StaleWrite(change, theirs(change.key))
        revisions[change.key] = change.seen + 1
        made.append(
            replace(blank, kind=change.kind, id=change.id, revision=change.seen + 1, item=change.item)
        )
    return tuple(made)


def rows_of(standing: Iterable[Version]) -> tuple[Stored, ...]:
    """The rows of a snapshot: what stands, without what was removed."""
    return tuple(Stored(version.item, version.revision) for version in standing if version.item is not None)


@dataclass
class _Book:
    """One company in memory. `standing` has the last version of every item, in the order of the first ones."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    standing: dict[ItemKey, Version] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)

    def write(self, changes: Sequence[Change], author: str, write_id: str, at: datetime) -> Receipt:
        if write_id not in self.receipts:
            blank = Version("", "", 0, None, len(self.moments) + 1, author, at)
            seen = {key: version.revision for key, version in self.standing.items()}
            made = versions_of(changes, seen, self.standing.get, blank)
            self.versions.extend(made)
            self.standing.update({version.key: version for version in made})
            self.moments.append(at)
            self.receipts[write_id] = Receipt(blank.sequence, made)
        return self.receipts[write_id]

    def snapshot(self, company_id: str, sequence: int) -> Snapshot:
        standing = {version.key: version for version in self.versions if version.sequence <= sequence}
        at = self.moments[sequence - 1] if sequence else None
        return Snapshot(company_id, sequence, rows_of(standing.values()), at)


class MemoryStore(MemoryRooms):
    """A `Store` in the memory of this process: for tests, the command line and trying things out."""

    def __init__(self) -> None:
        super().__init__()
        self._books: dict[str, _Book] = {}
        self._deleted: set[str] = set()
        self._grants: dict[tuple[str, str, str], Grant] = {}
        self._links: dict[str, tuple[Link, str]] = {}

    def _book(self, company_id: str) -> _Book:
        if company_id not in self._books:
            raise UnknownCompany(company_id)
        return self._books[company_id]

    def _company_or_stop(self, company_id: str) -> None:
        self._book(company_id)

    def _not_deleted_or_stop(self, company_id: str) -> None:
        if company_id in self._deleted:
            raise UnknownCompany(company_id)

    def write(
        self,
        company_id: str,
        changes: Sequence[Change],
        *,
        author: str,
        write_id: str,
        at: datetime | None = None,
    ) -> Receipt:
        """See `Store.write`."""
        moment = in_utc(at)
        with self._lock:
            self._not_deleted_or_stop(company_id)
            book = self._books.get(company_id, _Book())
            receipt = book.write(changes, author, write_id, moment)
            self._books[company_id] = book
            return receipt

    def sequence(self, company_id: str) -> int:
        """See `Store.sequence`."""
        with self._lock:
            return len(self._books[company_id].moments) if company_id in self._books else 0

    def read(self, company_id: str) -> Snapshot:
        """See `Store.read`."""
        with self._lock:
            book = self._book(company_id)
            return Snapshot(company_id, len(book.moments), rows_of(book.standing.values()), book.moments[-1])

    def read_at(self, company_id: str, sequence: int) -> Snapshot:
        """See `Store.read_at`."""
        with self._lock:
            book = self._book(company_id)
            return book.snapshot(company_id, max(0, min(sequence, len(book.moments))))

    def history(self, company_id: str, kind: str | None = None, id: str | None = None) -> list[Version]:
        """See `Store.history`."""
        with self._lock:
            versions = self._books[company_id].versions if company_id in self._books else []
            return [each for each in versions if kind in (None, each.kind) and id in (None, each.id)]

    def weight(self, company_id: str) -> int:
        """See `Store.weight`."""
        return sum(len(body_of(each.item)) for each in self.history(company_id) if each.item)

    def last_backup(self) -> datetime | None:
        """See `Store.last_backup`; what is only in memory has none."""
        return None

    def delete_company(self, company_id: str) -> None:
        """See `Store.delete_company`."""
        with self._lock:
            self._deleted.add(company_id)
            self._books.pop(company_id, None)
            gone = {company_id, *self._forget_rooms(company_id)}
            self._grants = {key: each for key, each in self._grants.items() if each.subject not in gone}
            self._links = {key: each for key, each in self._links.items() if each[0].subject not in gone}

    def grant(self, grant: Grant) -> None:
        """See `Store.grant`."""
        given = replace(grant, at=in_utc(grant.at))
        with self._lock:
            self._not_deleted_or_stop(grant.subject)
            self._grants.setdefault((grant.visitor, grant.role, grant.subject), given)

    def withdraw(self, visitor: str, role: str, subject: str) -> None:
        """See `Store.withdraw`."""
        with self._lock:
            self._grants.pop((visitor, role, subject), None)

    def grants(self, visitor: str) -> list[Grant]:
        """See `Store.grants`."""
        with self._lock:
            return sorted((g for g in self._grants.values() if g.visitor == visitor), key=lambda g: g.at)

    def granted(self, subject: str) -> list[Grant]:
        """See `Store.granted`."""
        with self._lock:
            return sorted((g for g in self._grants.values() if g.subject == subject), key=lambda g: g.at)

    def put_link(self, link: Link) -> None:
        """See `Store.put_link`."""
        expires = None if link.expires is None else in_utc(link.expires)
        kept = replace(link, payload={}, created=in_utc(link.created), expires=expires)
        with self._lock:
            self._not_deleted_or_stop(link.subject)
            self._links.setdefault(link.token_hash, (kept, json.dumps(link.payload)))

    def link(self, token_hash: str) -> Link | None:
        """See `Store.link`."""
        with self._lock:
            found = self._links.get(token_hash)
            return None if found is None else replace(found[0], payload=json.loads(found[1]))

    def links(self, subject: str, purpose: str) -> list[Link]:
        """See `Store.links`."""
        with self._lock:
            given = [
                link for link, _ in self._links.values() if (link.subject, link.purpose) == (subject, purpose)
            ]
            return sorted(given, key=lambda link: link.created)[::-1]

    def known_links(self, token_hashes: Sequence[str]) -> dict[str, Link]:
        """See `Store.known_links`."""
        with self._lock:
            return {each: self._links[each][0] for each in token_hashes if each in self._links}

    def change_link(self, link: Link) -> None:
        """See `Store.change_link`."""
        changed = {name: getattr(link, name) for name in CHANGEABLE}
        with self._lock:
            of_entry = {
                token_hash: (replace(known, **changed), json.dumps(link.payload))
                for token_hash, (known, _) in self._links.items()
                if known.entry_hash == link.entry_hash
            }
            self._links |= of_entry
        for token_hash in of_entry:
            self.bell.ring(token_hash)

    def note_opening(self, token_hash: str, at: datetime) -> None:
        """See `Store.note_opening`."""
        with self._lock:
            if token_hash in self._links:
                link, payload = self._links[token_hash]
                seen = replace(link, openings=link.openings + 1, opened=in_utc(at))
                self._links[token_hash] = (seen, payload)

    def revoke_link(self, token_hash: str, at: datetime) -> None:
        """See `Store.revoke_link`."""
        with self._lock:
            if token_hash in self._links and self._links[token_hash][0].revoked is None:
                link, payload = self._links[token_hash]
                self._links[token_hash] = (replace(link, revoked=in_utc(at)), payload)
        self.bell.ring(token_hash)
