"""The store: what was said about each company, by whom it may be read and changed, and what was shared.

One interface, `Store`, kept by `MemoryStore` here and by `SqlStore` in sql_store.py; one contract test runs on
all of them. A company is a set of items; a write names the revision of each item it saw, a stale one is refused
whole; every version of every item is kept; a write carries an id made by its caller and repeating it changes
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from strategy.models import Company, Item


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

    @classmethod
    def put(cls, item: Item, seen: int = 0) -> Change:
        """Write this item over revision `seen`."""
        return cls(item.KIND, item.id, seen, item)


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


@dataclass(frozen=True)
class Snapshot:
    """A company as it stands after write number `sequence`; items in the order in which they were made."""

    company_id: str
    sequence: int
    rows: tuple[Stored, ...]

    @property
    def company(self) -> Company:
        """The items as one `Company`."""
        return Company.of_items([row.item for row in self.rows])

    def revision(self, kind: str, id: str) -> int:
        """The revision of this item, 0 where there is none."""
        return next((row.revision for row in self.rows if (row.item.KIND, row.item.id) == (kind, id)), 0)


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

    `purpose` is `share` (payload: the frozen overview) or `return` (payload: the role it grants). `hint` is the
    end of the token, enough to tell links apart in a list and useless to open one.
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


class StaleWrite(Exception):
    """A write that saw an older revision than the one that stands; nothing of it was written.

    `theirs` is what stands now (None: it was removed), `mine` what the refused write wanted.
    """

    def __init__(self, mine: Change, theirs: Version | None) -> None:
        super().__init__(f"{mine.kind} {mine.id} was seen at revision {mine.seen}")
        self.mine = mine
        self.theirs = theirs


class UnknownCompany(LookupError):
    """No company has this id."""


class Store(Protocol):
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
        changes nothing. Raises `StaleWrite` where a revision that was seen no longer stands.
        """
        ...

    def sequence(self, company_id: str) -> int:
        """The number of the last write of this company, cheap enough to ask on every page; 0 without one."""
        ...

    def read(self, company_id: str) -> Snapshot:
        """The company as it stands. Raises `UnknownCompany`."""
        ...

    def read_at(self, company_id: str, sequence: int) -> Snapshot:
        """The company as it stood after write number `sequence`. Raises `UnknownCompany`."""
        ...

    def history(self, company_id: str, kind: str | None = None, id: str | None = None) -> list[Version]:
        """Every version, oldest first, of all items, of those of one kind, or of one item."""
        ...

    def delete_company(self, company_id: str) -> None:
        """Delete for good: items, history, links and grants of this company."""
        ...

    def grant(self, grant: Grant) -> None:
        """Give a visitor a role; giving it twice changes nothing."""
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
        """Keep a new link."""
        ...

    def link(self, token_hash: str) -> Link | None:
        """The link under this hash, revoked and expired ones too; None where there is none."""
        ...

    def links(self, subject: str, purpose: str) -> list[Link]:
        """The links given for this subject, newest first, with an empty payload."""
        ...

    def revoke_link(self, token_hash: str, at: datetime) -> None:
        """Make a link open nothing from now on; the first moment of revocation stays."""
        ...
