"""The only SQL: a `Store` in SQLite or PostgreSQL, by SQLAlchemy Core.

SQLite is for one server: one write lock per process keeps its threads from waiting for each other inside the
database, `BEGIN IMMEDIATE` and a busy timeout do the same between processes. In PostgreSQL every change of a
company first locks its row. What was read last of a company stays in memory: reading it again asks for its
sequence and for the items written since, in one query.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    create_engine,
    delete,
    event,
    exc,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from strategy.nouns.company import KINDS
from strategy.store.bodies import body_of, item_in
from strategy.store.database import accepted
from strategy.store.interface import (
    Change,
    Grant,
    ItemKey,
    Link,
    Receipt,
    Snapshot,
    Stored,
    UnknownCompany,
    Version,
    in_utc,
    rows_of,
    versions_of,
)
from strategy.store.migrations import bring_up_to_date
from strategy.store.sql_columns import AnyRow, CleanText, UtcMoment, tables
from strategy.store.sql_columns import backups as _backups
from strategy.store.sql_columns import companies as _companies
from strategy.store.sql_erasing import Eraser
from strategy.store.sql_rooms import SqlRooms, forget_rooms

DatabaseError = SQLAlchemyError
"""What every failing database raises, for who must go on without it."""
REMEMBERED_ROWS = 40_000
ASKED_BY_NAME = 200
WAIT_SECONDS = 15
# An error of the database names the statement; what stood in it is nobody's business.
POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 20, "hide_parameters": True}
# A page cache of 256 kB: there are up to forty connections, and each would come to hold 2 MB of the same pages.
SQLITE_PRAGMAS = ("synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -256")

_sqlite_write_lock = Lock()


def _of_company() -> Column[str]:
    return Column(
        "company_id",
        CleanText,
        ForeignKey("companies.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    )


_writes = Table(
    "writes",
    tables,
    _of_company(),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("write_id", CleanText, nullable=False),
    Column("author", CleanText, nullable=False),
    Column("at", UtcMoment, nullable=False),
    UniqueConstraint("company_id", "write_id"),
)
_versions = Table(
    "versions",
    tables,
    _of_company(),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("kind", CleanText, nullable=False),
    Column("id", CleanText, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", Text),
    UniqueConstraint("company_id", "kind", "id", "revision"),
)
_items = Table(
    "items",
    tables,
    _of_company(),
    Column("kind", CleanText, primary_key=True),
    Column("id", CleanText, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", Text),
    Index("items_by_sequence", "company_id", "sequence"),
)
_grants = Table(
    "grants",
    tables,
    Column("number", Integer, primary_key=True),
    Column("visitor", CleanText, nullable=False),
    Column("role", CleanText, nullable=False),
    Column("subject", CleanText, nullable=False, index=True),
    Column("at", UtcMoment, nullable=False),
    Column("name", CleanText, nullable=False),
    UniqueConstraint("visitor", "role", "subject"),
)
_links = Table(
    "links",
    tables,
    Column("number", Integer, primary_key=True),
    Column("token_hash", CleanText, nullable=False, unique=True),
    Column("purpose", CleanText, nullable=False),
    Column("subject", CleanText, nullable=False, index=True),
    Column("hint", CleanText, nullable=False),
    Column("label", CleanText, nullable=False),
    Column("about", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("created", UtcMoment, nullable=False),
    Column("expires", UtcMoment),
    Column("revoked", UtcMoment),
    Column("entry", CleanText, index=True),
    Column("terms", Text, nullable=False, server_default="{}"),
    Column("password", CleanText),
    Column("openings", Integer, nullable=False, server_default="0"),
    Column("opened", UtcMoment),
)
_deleted = Table("deleted", tables, Column("id_hash", Text, primary_key=True))


# Statements are built once: building one costs more than running it.

_LOCKED_COMPANY = select(_companies).where(_companies.c.id == bindparam("company")).with_for_update()
_SEQUENCE = select(_companies.c.sequence).where(_companies.c.id == bindparam("company"))
_COMPANY_WRITTEN = (
    update(_companies)
    .where(_companies.c.id == bindparam("company"))
    .values(sequence=bindparam("to_sequence"), made=bindparam("to_made"), at=bindparam("to_at"))
)
_DELETED = select(_deleted.c.id_hash).where(_deleted.c.id_hash == bindparam("id_hash"))

_EARLIER = select(_writes.c.sequence).where(
    _writes.c.company_id == bindparam("company"), _writes.c.write_id == bindparam("write_id")
)
_MOMENT = select(_writes.c.at).where(
    _writes.c.company_id == bindparam("company"), _writes.c.sequence == bindparam("sequence")
)

_ALL_STANDING = select(_items.c.kind, _items.c.id, _items.c.revision, _items.c.position).where(
    _items.c.company_id == bindparam("company")
)
_STANDING = _ALL_STANDING.where(_items.c.id.in_(bindparam("ids", expanding=True)))
_ITEM_WRITTEN = (
    update(_items)
    .where(
        _items.c.company_id == bindparam("to_company_id"),
        _items.c.kind == bindparam("to_kind"),
        _items.c.id == bindparam("to_id"),
    )
    .values(revision=bindparam("to_revision"), sequence=bindparam("to_sequence"), body=bindparam("to_body"))
)
_WRITTEN_SINCE = (
    select(
        _companies.c.sequence.label("now"),
        _companies.c.at,
        _items.c.kind,
        _items.c.id,
        _items.c.revision,
        _items.c.position,
        _items.c.body,
    )
    .outerjoin(_items, and_(_items.c.company_id == _companies.c.id, _items.c.sequence > bindparam("known")))
    .where(_companies.c.id == bindparam("company"))
)

_HISTORY = (
    select(_versions, _writes.c.author, _writes.c.at)
    .join(
        _writes,
        and_(_writes.c.company_id == _versions.c.company_id, _writes.c.sequence == _versions.c.sequence),
    )
    .where(_versions.c.company_id == bindparam("company"))
    .order_by(_versions.c.sequence, _versions.c.place)
)
_HISTORY_OF_KIND = _HISTORY.where(_versions.c.kind == bindparam("kind"))
_HISTORY_OF_ITEM = _HISTORY_OF_KIND.where(_versions.c.id == bindparam("id"))
_WRITE = _HISTORY.where(_versions.c.sequence == bindparam("sequence"))

_WEIGHT = select(func.sum(func.length(_versions.c.body))).where(
    _versions.c.company_id == bindparam("company")
)

_last_revisions = (
    select(_versions.c.kind, _versions.c.id, func.max(_versions.c.revision).label("revision"))
    .where(_versions.c.company_id == bindparam("company"), _versions.c.sequence <= bindparam("sequence"))
    .group_by(_versions.c.kind, _versions.c.id)
    .subquery()
)
_STOOD_AT = (
    _HISTORY.join(
        _last_revisions,
        and_(
            _versions.c.kind == _last_revisions.c.kind,
            _versions.c.id == _last_revisions.c.id,
            _versions.c.revision == _last_revisions.c.revision,
        ),
    )
    .order_by(None)
    .order_by(_versions.c.position)
)

_GRANTS = select(_grants).order_by(_grants.c.at, _grants.c.number)
_GRANTS_OF = _GRANTS.where(_grants.c.visitor == bindparam("visitor"))
_GRANTS_ON = _GRANTS.where(_grants.c.subject == bindparam("subject"))
_LAST_BACKUP = select(func.max(_backups.c.at))
_LINK = select(_links).where(_links.c.token_hash == bindparam("token_hash"))
_LINKS_WITHOUT_PAYLOAD = select(*(column for column in _links.c if column.name != "payload"))
_LINKS = _LINKS_WITHOUT_PAYLOAD.where(
    _links.c.subject == bindparam("subject"), _links.c.purpose == bindparam("purpose")
).order_by(_links.c.created.desc(), _links.c.number.desc())
_KNOWN_LINKS = _LINKS_WITHOUT_PAYLOAD.where(
    _links.c.token_hash.in_(bindparam("token_hashes", expanding=True))
)


@dataclass(frozen=True)
class _Known:
    """What this process last read of a company: its snapshot and the place of every row in it."""

    snapshot: Snapshot
    placed: dict[ItemKey, tuple[int, Stored]]


class _Memory:
    """The companies read last, at most `REMEMBERED_ROWS` items together (but always the very last one)."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._rows = 0

    def recall(self, company_id: str) -> _Known:
        with self._lock:
            if company_id in self._known:
                self._known.move_to_end(company_id)
            return self._known.get(company_id) or _Known(Snapshot(company_id, 0, ()), {})

    def keep(self, known: _Known) -> None:
        with self._lock:
            self._drop(known.snapshot.company_id)
            self._known[known.snapshot.company_id] = known
            self._rows += len(known.placed)
            while self._rows > REMEMBERED_ROWS and len(self._known) > 1:
                self._drop(next(iter(self._known)))

    def forget(self, company_id: str) -> None:
        with self._lock:
            self._drop(company_id)

    def _drop(self, company_id: str) -> None:
        dropped = self._known.pop(company_id, None)
        self._rows -= len(dropped.placed) if dropped else 0


class SqlStore(SqlRooms):
    """A `Store` in the database at `url`: `sqlite:///path/to/file.db`, `postgres://...` or `postgresql://...`.

    Makes its tables where they are not there yet and brings those of an earlier program up to date, also when
    several processes start at once. Raises `WrongDatabase` for one that cannot be used.
    """

    def __init__(self, url: str) -> None:
        place = accepted(url)
        bring_up_to_date(place)
        self._engine = _engine_for(place)
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        self._writer = _writing_engine(self._engine)
        self._reader = (
            self._engine if self._is_sqlite else self._engine.execution_options(isolation_level="AUTOCOMMIT")
        )
        self._write_lock: AbstractContextManager[Any] = (
            _sqlite_write_lock if self._is_sqlite else nullcontext()
        )
        self._memory = _Memory()
        super().__init__()
        self._eraser = (
            Eraser(Path(str(self._engine.url.database)), self._write_lock) if self._is_sqlite else None
        )
        self._erase()  # what an earlier process could not finish

    def close(self) -> None:
        """Close every connection to the database."""
        if self._eraser is not None:
            self._eraser.end()
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._write_lock, self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._reader.connect() as connection:
            yield connection

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
        with self._writing() as connection:
            company = _locked_or_made(connection, company_id, moment)
            earlier = _receipt(connection, company_id, write_id)
            return earlier or _write(connection, company, changes, author, write_id, moment)

    def sequence(self, company_id: str) -> int:
        """See `Store.sequence`."""
        with self._reading() as connection:
            return _last_sequence(connection, company_id)

    def read(self, company_id: str) -> Snapshot:
        """See `Store.read`."""
        known = self._memory.recall(company_id)
        with self._reading() as connection:
            found = connection.execute(
                _WRITTEN_SINCE, {"company": company_id, "known": known.snapshot.sequence}
            ).all()
        if not found:
            self._memory.forget(company_id)
            raise UnknownCompany(company_id)
        if found[0].now != known.snapshot.sequence:
            known = _brought_up_to_date(known, found)
            self._memory.keep(known)
        return known.snapshot

    def read_at(self, company_id: str, sequence: int) -> Snapshot:
        """See `Store.read_at`."""
        with self._reading() as connection:
            last = _last_sequence(connection, company_id)
            if not last:
                raise UnknownCompany(company_id)
            sequence = max(0, min(sequence, last))
            found = connection.execute(_STOOD_AT, {"company": company_id, "sequence": sequence}).all()
            at = connection.scalar(_MOMENT, {"company": company_id, "sequence": sequence})
        return Snapshot(company_id, sequence, rows_of(_versions_in(found)), at)

    def history(self, company_id: str, kind: str | None = None, id: str | None = None) -> list[Version]:
        """See `Store.history`."""
        wanted: dict[str, str] = {"company": company_id}
        statement = _HISTORY
        if kind is not None:
            statement = _HISTORY_OF_KIND if id is None else _HISTORY_OF_ITEM
            wanted |= {"kind": kind} if id is None else {"kind": kind, "id": id}
        with self._reading() as connection:
            return _versions_in(connection.execute(statement, wanted).all())

    def weight(self, company_id: str) -> int:
        """See `Store.weight`."""
        with self._reading() as connection:
            return connection.scalar(_WEIGHT, {"company": company_id}) or 0

    def delete_company(self, company_id: str) -> None:
        """See `Store.delete_company`. The database keeps only a hash of the random id."""
        with self._writing() as connection:
            _lock(connection, company_id)
            gone = [company_id, *forget_rooms(connection, company_id)]
            connection.execute(delete(_companies).where(_companies.c.id == company_id))
            connection.execute(delete(_grants).where(_grants.c.subject.in_(gone)))
            connection.execute(delete(_links).where(_links.c.subject.in_(gone)))
            if not _was_deleted(connection, company_id):
                connection.execute(insert(_deleted).values(id_hash=_hash(company_id)))
        self._memory.forget(company_id)
        self._erase()

    def _erase(self) -> None:
        if self._eraser is not None:
            self._eraser.erase()

    def grant(self, grant: Grant) -> None:
        """See `Store.grant`."""
        row = {
            "visitor": grant.visitor,
            "role": grant.role,
            "subject": grant.subject,
            "at": in_utc(grant.at),
            "name": grant.name,
        }
        with suppress(exc.IntegrityError), self._writing() as connection:
            _not_deleted_or_stop(connection, grant.subject)
            connection.execute(insert(_grants).values(row))

    def withdraw(self, visitor: str, role: str, subject: str) -> None:
        """See `Store.withdraw`."""
        with self._writing() as connection:
            connection.execute(
                delete(_grants).where(
                    _grants.c.visitor == visitor, _grants.c.role == role, _grants.c.subject == subject
                )
            )

    def grants(self, visitor: str) -> list[Grant]:
        """See `Store.grants`."""
        with self._reading() as connection:
            return _grants_in(connection.execute(_GRANTS_OF, {"visitor": visitor}).all())

    def granted(self, subject: str) -> list[Grant]:
        """See `Store.granted`."""
        with self._reading() as connection:
            return _grants_in(connection.execute(_GRANTS_ON, {"subject": subject}).all())

    def put_link(self, link: Link) -> None:
        """See `Store.put_link`."""
        row = {
            "token_hash": link.token_hash,
            "purpose": link.purpose,
            "subject": link.subject,
            "hint": link.hint,
            "label": link.label,
            "about": json.dumps(link.about),
            "payload": json.dumps(link.payload),
            "created": in_utc(link.created),
            "expires": link.expires,
            "revoked": link.revoked,
            "entry": link.entry,
            "terms": json.dumps(link.terms),
            "password": link.password,
        }
        with suppress(exc.IntegrityError), self._writing() as connection:
            _not_deleted_or_stop(connection, link.subject)
            connection.execute(insert(_links).values(row))

    def link(self, token_hash: str) -> Link | None:
        """See `Store.link`."""
        with self._reading() as connection:
            row = connection.execute(_LINK, {"token_hash": token_hash}).first()
        return None if row is None else _link_in(row, json.loads(row.payload))

    def links(self, subject: str, purpose: str) -> list[Link]:
        """See `Store.links`."""
        with self._reading() as connection:
            given = connection.execute(_LINKS, {"subject": subject, "purpose": purpose})
            return [_link_in(row, {}) for row in given]

    def known_links(self, token_hashes: Sequence[str]) -> dict[str, Link]:
        """See `Store.known_links`."""
        with self._reading() as connection:
            found = connection.execute(_KNOWN_LINKS, {"token_hashes": list(token_hashes)})
            return {row.token_hash: _link_in(row, {}) for row in found}

    def change_link(self, link: Link) -> None:
        """See `Store.change_link`."""
        changed = {
            "label": link.label,
            "about": json.dumps(link.about),
            "terms": json.dumps(link.terms),
            "password": link.password,
            "payload": json.dumps(link.payload),
            "expires": link.expires,
        }
        of_entry = or_(_links.c.token_hash == link.entry_hash, _links.c.entry == link.entry_hash)
        with self._writing() as connection:
            addresses = list(connection.scalars(select(_links.c.token_hash).where(of_entry)))
            connection.execute(update(_links).where(of_entry).values(changed))
        for token_hash in addresses:
            self.bell.ring(token_hash)

    def note_opening(self, token_hash: str, at: datetime) -> None:
        """See `Store.note_opening`."""
        with self._writing() as connection:
            connection.execute(
                update(_links)
                .where(_links.c.token_hash == token_hash)
                .values(openings=_links.c.openings + 1, opened=in_utc(at))
            )

    def revoke_link(self, token_hash: str, at: datetime) -> None:
        """See `Store.revoke_link`."""
        with self._writing() as connection:
            connection.execute(
                update(_links)
                .where(_links.c.token_hash == token_hash, _links.c.revoked.is_(None))
                .values(revoked=in_utc(at))
            )
        self.bell.ring(token_hash)

    def last_backup(self) -> datetime | None:
        """See `Store.last_backup`."""
        with self._reading() as connection:
            found: datetime | None = connection.scalar(_LAST_BACKUP)
        return found


def companies_in(store: SqlStore) -> list[str]:
    """The id of every company in this database."""
    with store._reading() as connection:
        return list(connection.scalars(select(_companies.c.id)))


# The database


def _engine_for(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        # A pooler in front of PostgreSQL may give every transaction another server: prepare nothing.
        waiting = {"connect_timeout": WAIT_SECONDS, "prepare_threshold": None}
        return create_engine(url, pool_pre_ping=True, connect_args=waiting, **POOL)
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, **POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _writing_engine(engine: Engine) -> Engine:
    """The same engine and pool; in SQLite its transactions take the write lock before they read."""
    writer = engine.execution_options()
    if engine.dialect.name == "sqlite":
        event.listen(writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return writer


# Writing


def _hash(company_id: str) -> str:
    return hashlib.sha256(company_id.encode("utf-8", "replace")).hexdigest()


def _lock(connection: Connection, company_id: str) -> AnyRow | None:
    """The company's row, which nobody else changes before this transaction ends."""
    return connection.execute(_LOCKED_COMPANY, {"company": company_id}).first()


def _was_deleted(connection: Connection, company_id: str) -> bool:
    return connection.scalar(_DELETED, {"id_hash": _hash(company_id)}) is not None


def _not_deleted_or_stop(connection: Connection, subject: str) -> None:
    if _lock(connection, subject) is None and _was_deleted(connection, subject):
        raise UnknownCompany(subject)


def _locked_or_made(connection: Connection, company_id: str, at: datetime) -> AnyRow:
    """The locked row of this company, new where there was none. Raises `UnknownCompany` if it was deleted."""
    company = _lock(connection, company_id)
    if company is not None:
        return company
    if _was_deleted(connection, company_id):
        raise UnknownCompany(company_id)
    with suppress(exc.IntegrityError), connection.begin_nested():  # somebody else makes it at this moment
        connection.execute(insert(_companies).values(id=company_id, sequence=0, made=0, at=at))
    company = _lock(connection, company_id)
    if company is None:
        raise UnknownCompany(company_id)
    return company


def _receipt(connection: Connection, company_id: str, write_id: str) -> Receipt | None:
    """What an earlier write with this id did, None where there was none."""
    sequence = connection.scalar(_EARLIER, {"company": company_id, "write_id": write_id})
    if sequence is None:
        return None
    made = connection.execute(_WRITE, {"company": company_id, "sequence": sequence}).all()
    return Receipt(sequence, tuple(_versions_in(made)))


def _write(
    connection: Connection,
    company: AnyRow,
    changes: Sequence[Change],
    author: str,
    write_id: str,
    at: datetime,
) -> Receipt:
    standing = _standing(connection, company.id, changes)
    blank = Version("", "", 0, None, company.sequence + 1, author, at)
    made = versions_of(
        changes,
        {key: revision for key, (revision, _) in standing.items()},
        lambda key: _last_version(connection, company.id, key),
        blank,
    )
    new = [key for key in dict.fromkeys(version.key for version in made) if key not in standing]
    positions = {key: position for key, (_, position) in standing.items()}
    positions |= {key: company.made + place for place, key in enumerate(new)}
    rows = [
        {
            "company_id": company.id,
            "sequence": version.sequence,
            "place": place,
            "kind": version.kind,
            "id": version.id,
            "revision": version.revision,
            "position": positions[version.key],
            "body": body_of(version.item),
        }
        for place, version in enumerate(made)
    ]
    connection.execute(
        insert(_writes),
        {
            "company_id": company.id,
            "sequence": blank.sequence,
            "write_id": write_id,
            "author": author,
            "at": at,
        },
    )
    if rows:
        connection.execute(insert(_versions), rows)
        _put_standing(connection, rows, standing)
    now = {"to_sequence": blank.sequence, "to_made": company.made + len(new), "to_at": at}
    connection.execute(_COMPANY_WRITTEN, {"company": company.id} | now)
    return Receipt(blank.sequence, made)


def _standing(
    connection: Connection, company_id: str, changes: Sequence[Change]
) -> dict[ItemKey, tuple[int, int]]:
    """Revision and position of what these changes are about, as far as it is there."""
    wanted: dict[str, Any] = {"company": company_id}
    statement = _ALL_STANDING
    if len(changes) <= ASKED_BY_NAME:
        statement = _STANDING
        wanted["ids"] = list({change.id for change in changes})
    keys = {change.key for change in changes}
    rows = connection.execute(statement, wanted)
    found = {(row.kind, row.id): (row.revision, row.position) for row in rows}
    return {key: found[key] for key in keys & found.keys()}


def _put_standing(
    connection: Connection, rows: Sequence[dict[str, Any]], standing: Mapping[ItemKey, tuple[int, int]]
) -> None:
    """Bring the table of what stands in line with these version rows."""
    last = {(row["kind"], row["id"]): row for row in rows}
    new = [row for key, row in last.items() if key not in standing]
    changed = [row for key, row in last.items() if key in standing]
    columns = ("company_id", "kind", "id", "revision", "sequence", "position", "body")
    if new:
        connection.execute(insert(_items), [{name: row[name] for name in columns} for row in new])
    if changed:
        connection.execute(_ITEM_WRITTEN, [{f"to_{name}": row[name] for name in columns} for row in changed])


# Reading


def _last_sequence(connection: Connection, company_id: str) -> int:
    return connection.scalar(_SEQUENCE, {"company": company_id}) or 0


def _last_version(connection: Connection, company_id: str, key: ItemKey) -> Version | None:
    named = {"company": company_id, "kind": key[0], "id": key[1]}
    return next(reversed(_versions_in(connection.execute(_HISTORY_OF_ITEM, named).all())), None)


def _versions_in(rows: Sequence[AnyRow]) -> list[Version]:
    """The versions in these rows, without those of kinds that no longer exist."""
    return [
        Version(
            row.kind,
            row.id,
            row.revision,
            item_in(row.kind, row.id, row.body),
            row.sequence,
            row.author,
            row.at,
        )
        for row in rows
        if row.kind in KINDS
    ]


def _grants_in(rows: Sequence[AnyRow]) -> list[Grant]:
    return [Grant(row.visitor, row.role, row.subject, row.at, row.name) for row in rows]


def _link_in(row: AnyRow, payload: dict[str, Any]) -> Link:
    return Link(
        row.token_hash,
        row.purpose,
        row.subject,
        row.hint,
        row.label,
        payload,
        row.created,
        row.expires,
        row.revoked,
        json.loads(row.about),
        row.entry,
        json.loads(row.terms),
        row.password,
        row.openings,
        row.opened,
    )


def _brought_up_to_date(known: _Known, written: Sequence[AnyRow]) -> _Known:
    """What was known, with the rows written since; the first row tells the sequence and time of now."""
    placed = dict(known.placed)
    for row in written:
        item = item_in(row.kind, row.id, row.body) if row.kind in KINDS else None
        if item is None:
            placed.pop((row.kind, row.id), None)
        else:
            placed[(row.kind, row.id)] = (row.position, Stored(item, row.revision))
    in_order = tuple(stored for _, stored in sorted(placed.values(), key=lambda each: each[0]))
    company_id = known.snapshot.company_id
    return _Known(Snapshot(company_id, written[0].now, in_order, written[0].at), placed)
