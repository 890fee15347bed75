"""Everything in one file, made while the app runs, and put back in an empty database of either kind.

The file is JSON lines in gzip: a head with the schema, a line for every row in the order of the tables, and at the end
what was counted. It is read from one moment (a transaction that sees no later write), written beside its name and
moved there when it is whole. A file is only called good after everything in it was put back somewhere and every
company read from there; a database with anything in it is never written over.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    exc,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from strategy.store.database import WrongDatabase, accepted, place_of, said_clearly
from strategy.store.migrations import HEAD, bring_up_to_date
from strategy.store.sql import SqlStore, companies_in
from strategy.store.sql_columns import AnyRow, UtcMoment, backups, schema_version, tables

FORMAT = "bierkaartjes-backup/1"
TOGETHER = 1_000
RowCounts = dict[str, int]


@dataclass
class Sum:
    """What rows come to, in whatever order they are read: how many, and their hashes added up."""

    rows: int = 0
    hashes: int = 0

    def add(self, row: str) -> None:
        """Count one row, as it is written."""
        self.rows += 1
        self.hashes = (self.hashes + int.from_bytes(hashlib.sha256(row.encode()).digest())) % 2**256


@dataclass
class TableSums:
    """The sums of all tables."""

    tables: dict[str, Sum] = field(default_factory=lambda: {table.name: Sum() for table in _kept()})

    def as_json(self) -> dict[str, list[Any]]:
        """`{table: [rows, hash]}`."""
        return {name: [each.rows, f"{each.hashes:064x}"] for name, each in self.tables.items()}

    def counts(self) -> RowCounts:
        """How many rows each table has."""
        return {name: each.rows for name, each in self.tables.items()}


def back_up(url: str, file: Path) -> RowCounts:
    """Write everything in this database to `file`, verified; how many rows of each table.

    Raises `WrongDatabase`: no such database, no room, or a file that is not what the database is.
    """
    place = accepted(url)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with _opened(beside) as out, said_clearly(place), _connected(place) as connection:
            sums = _write(connection, out)
        _verified_or_stop(beside, sums)
        beside.replace(file)
        _note_that_it_was_made(place, file.stat().st_size)
    except OSError:
        raise WrongDatabase("store.backup.unwritable", place=file) from None
    finally:
        beside.unlink(missing_ok=True)
    return sums.counts()


def restore(url: str, file: Path) -> RowCounts:
    """Put everything in `file` in the empty database at `url`, all of it or nothing; how many rows of each table.

    Raises `WrongDatabase`: a file that is damaged, cut off or of another version, a database with anything in it.
    """
    place = accepted(url)
    _head_or_stop(file)
    bring_up_to_date(place)
    with said_clearly(place), _connected(place, writing=True) as connection:
        _empty_or_stop(connection, place)
        expected = _read_into(connection, file)
        if _sums_of(connection).as_json() != expected:
            raise WrongDatabase("store.backup.damaged", place=file)
        _count_on(connection)
    return {name: rows for name, (rows, _) in expected.items()}


def _kept() -> list[Table]:
    """The tables in the order in which they can be filled; what is of one database alone stays there."""
    return [table for table in tables.sorted_tables if table not in (schema_version, backups)]


def _note_that_it_was_made(place: URL, size: int) -> None:
    """Let the app say when the last backup was made. One of a database that cannot be written is as good."""
    with suppress(exc.DBAPIError), _connected(place, writing=True) as connection:
        connection.execute(insert(backups).values(at=datetime.now(UTC), bytes=size))


# Writing


def _write(connection: Connection, out: IO[str]) -> TableSums:
    sums = TableSums()
    print(json.dumps({"format": FORMAT, "schema": HEAD}), file=out)
    for table in _kept():
        for line in _lines_of(connection, table):
            sums.tables[table.name].add(line)
            print(f'["{table.name}",{line}]', file=out)
    print(json.dumps({"end": sums.as_json()}), file=out)
    return sums


def _lines_of(connection: Connection, table: Table) -> Iterator[str]:
    order = list(table.primary_key.columns)
    rows = connection.execution_options(yield_per=TOGETHER).execute(select(table).order_by(*order))
    for row in rows:
        yield _line_of(table, row)


def _line_of(table: Table, row: AnyRow) -> str:
    values = [_as_json(value) for value in row]
    return json.dumps(values, separators=(",", ":"))


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _sums_of(connection: Connection) -> TableSums:
    sums = TableSums()
    for table in _kept():
        for line in _lines_of(connection, table):
            sums.tables[table.name].add(line)
    return sums


def _verified_or_stop(file: Path, sums: TableSums) -> None:
    """Put the file back in a database that is thrown away, compare, and read every company there."""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        url = f"sqlite:///{Path(folder) / 'verify.db'}"
        counts = restore(url, file)
        _every_company_read(url, file)
    if counts != sums.counts() or _end_of(file) != sums.as_json():
        raise WrongDatabase("store.backup.damaged", place=file)


# Reading


def _head_or_stop(file: Path) -> None:
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            head = json.loads(lines.readline())
        is_ours = isinstance(head, dict) and head.get("format") == FORMAT
    except FileNotFoundError:
        raise WrongDatabase("store.backup.no_file", place=file) from None
    except (OSError, EOFError, ValueError):
        is_ours = False
    if not is_ours:
        raise WrongDatabase("store.backup.no_backup", place=file)
    if head.get("schema") != HEAD:
        raise WrongDatabase("store.backup.other_schema", place=file, found=head.get("schema"), own=HEAD)


def _read_into(connection: Connection, file: Path) -> dict[str, list[Any]]:
    """Put every row of the file in its table; what the file says of itself. Raises `WrongDatabase`."""
    named = {table.name: table for table in _kept()}
    waiting: dict[str, list[dict[str, Any]]] = {}
    try:
        for said in _content_of(file):
            if isinstance(said, dict):
                for name, rows in waiting.items():
                    connection.execute(insert(named[name]), rows)
                return dict(said["end"])
            name, values = said
            rows = waiting.setdefault(name, [])
            rows.append(_row_in(named[name], values))
            if len(rows) >= TOGETHER or len(waiting) > 1:
                done = next(iter(waiting))
                connection.execute(insert(named[done]), waiting.pop(done))
    except (OSError, EOFError, ValueError, KeyError, TypeError, exc.IntegrityError, exc.StatementError):
        pass
    raise WrongDatabase("store.backup.damaged", place=file)


def _content_of(file: Path) -> Iterator[Any]:
    """Every line after the head."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        lines.readline()
        for line in lines:
            yield json.loads(line)


def _end_of(file: Path) -> Any:
    return next((said["end"] for said in _content_of(file) if isinstance(said, dict)), None)


def _row_in(table: Table, values: list[Any]) -> dict[str, Any]:
    return {column.name: _typed(column, value) for column, value in zip(table.c, values, strict=True)}


def _typed(column: Column[Any], value: Any) -> Any:
    is_moment = isinstance(column.type, UtcMoment) and value is not None
    return datetime.fromisoformat(value) if is_moment else value


def _empty_or_stop(connection: Connection, place: URL) -> None:
    for table in _kept():
        if connection.execute(select(table).limit(1)).first() is not None:
            raise WrongDatabase("store.backup.not_empty", place=place_of(place))


def _count_on(connection: Connection) -> None:
    """In PostgreSQL the numbers that it gives out itself go on after the highest that was put back."""
    if connection.dialect.name != "postgresql":
        return
    for table in _kept():
        column = table.autoincrement_column
        highest = None if column is None else connection.scalar(select(func.max(column)))
        if column is not None and highest is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, highest)))


def _every_company_read(url: str, file: Path) -> None:
    """Read every company as the app does; one that cannot be read makes the file a bad one."""
    store = SqlStore(url)
    try:
        for company_id in companies_in(store):
            store.read(company_id)
    except (LookupError, ValueError):
        raise WrongDatabase("store.backup.damaged", place=file) from None
    finally:
        store.close()


# Connections


@contextmanager
def _connected(place: URL, *, writing: bool = False) -> Iterator[Connection]:
    """One transaction of its own: what is read is of one moment, what is written is all or nothing."""
    engine = _engine_of(place, writing)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _engine_of(place: URL, writing: bool) -> Engine:
    if place.get_backend_name() != "sqlite":
        level = "READ COMMITTED" if writing else "REPEATABLE READ"
        return create_engine(place, poolclass=NullPool, hide_parameters=True, isolation_level=level)
    if not writing and not Path(str(place.database)).is_file():
        raise WrongDatabase("store.backup.nothing", place=place.database)
    engine = create_engine(place, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": 60})
    event.listen(engine, "connect", _begin_nothing_itself)
    begin = text("BEGIN IMMEDIATE" if writing else "BEGIN")
    event.listen(engine, "begin", lambda connection: connection.execute(begin))
    return engine


def _begin_nothing_itself(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


@contextmanager
def _opened(file: Path) -> Iterator[IO[str]]:
    """A packed file that only its owner may read, on the disk when the block ends."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with gzip.open(raw, "wt", compresslevel=6, encoding="utf-8") as out:
            yield out
        raw.flush()
        os.fsync(raw.fileno())
