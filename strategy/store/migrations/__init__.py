"""Bringing a database up to date before the store uses it: numbered steps, all or none, one process at a time.

Each file in `versions` is one step; its number is the schema it makes. What a running older program does must go
on working after a step: a new column may be empty or has a default in the database, and nothing that the program
before it uses changes its name or its meaning. In SQLite everything is copied into a file beside the database
first, while nobody can write.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    NullPool,
    String,
    Table,
    create_engine,
    event,
    exc,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import URL

from strategy.store.database import WrongDatabase, place_of, said_clearly
from strategy.store.sql_columns import schema_version, tables

HERE = Path(__file__).resolve().parent
NUMBERS = sorted(re.findall(r"schema_(\d{4})_", " ".join(path.name for path in HERE.glob("versions/*.py"))))
HEAD = NUMBERS[-1]
"""The schema that this program needs: the number of the last step."""
NOTHING = "0000"
"""The schema of a database without tables of ours."""

START_LOCK = 0x6269_6572
ANSWERS_WITHIN = 15
OTHERS_TAKE = 600
"""Seconds that one process waits while another brings the same database up to date."""
LOCKED_OUT = "55P03"
TRIES = 200

_log = logging.getLogger(__name__)
_alembic = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def bring_up_to_date(url: URL) -> None:
    """Make the tables in an empty database, or bring those of an earlier program to the schema of this one.

    Of a database that is up to date nothing is written. Raises `WrongDatabase` for one of a newer program, one
    that is damaged or incomplete, and one that cannot be reached or written; it stays as it was.
    """
    with said_clearly(url), _engine_of_its_own(url) as engine:
        if _is_there(url) and _looked_at(engine, url) == HEAD:
            return
        _log_ahead(url)
        _try_while_locked_out(lambda: _bring_up_to_date(engine, url))


def _bring_up_to_date(engine: Engine, url: URL) -> None:
    with engine.begin() as connection:
        _only_one_at_a_time(connection)
        before = _schema_of(connection, url)
        if before == NOTHING:
            _make(connection)
        elif before != HEAD:
            _back_up(engine, url, before)
            _migrate(connection, before)
            _sound_or_stop(connection, url)
        _complete_or_stop(connection, url)


def _is_there(url: URL) -> bool:
    """Whether there is something to look at: a SQLite file that is not there yet must not be made by looking."""
    file = _file_of(url)
    return file is None or (file.exists() and file.stat().st_size > 0)


def _file_of(url: URL) -> Path | None:
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


# Looking


def _looked_at(engine: Engine, url: URL) -> str:
    """The schema of this database, which was checked and not touched."""
    with engine.connect() as connection:
        found = _schema_of(connection, url)
        if found == HEAD:
            _complete_or_stop(connection, url)
        return found


def _schema_of(connection: Connection, url: URL) -> str:
    """The number of the schema that stands here. Raises `WrongDatabase` where it is not one of ours."""
    _sound_or_stop(connection, url)
    there = set(inspect(connection).get_table_names())
    told = _told(connection, there)
    newer = max((each for each in told if each.isdigit()), default=NOTHING)
    if newer > HEAD:
        raise WrongDatabase("store.newer", place=place_of(url), found=newer.lstrip("0"), own=int(HEAD))
    if not told and not there & set(tables.tables):
        return NOTHING
    if not told or told[0] not in NUMBERS:
        raise WrongDatabase("store.incomplete", place=place_of(url), what=schema_version.name)
    return told[0]


def _told(connection: Connection, there: set[str]) -> list[str]:
    """What the database says that its schema is: to Alembic first, then to programs of before it."""
    told = list(connection.scalars(select(_alembic.c.version_num))) if _alembic.name in there else []
    if schema_version.name in there:
        told += [f"{version:04}" for version in connection.scalars(select(schema_version.c.version))]
    return told


def _sound_or_stop(connection: Connection, url: URL) -> None:
    """Raises `WrongDatabase` for a SQLite file of which parts are broken: writing on would lose more."""
    if _file_of(url) is None:
        return
    whole = connection.scalar(text("PRAGMA quick_check(1)")) == "ok"
    if not whole or connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise WrongDatabase("store.damaged", place=place_of(url))


def _complete_or_stop(connection: Connection, url: URL) -> None:
    """Raises `WrongDatabase` where a table or column that this program needs is not there; more may be."""
    there = inspect(connection).get_multi_columns()
    columns = {f"{table}.{column['name']}" for (_, table), found in there.items() for column in found}
    needed = [f"{table.name}.{column.name}" for table in tables.sorted_tables for column in table.columns]
    missing = [each for each in needed if each not in columns]
    if missing:
        raise WrongDatabase("store.incomplete", place=place_of(url), what=missing[0])


# Making and migrating, in one transaction


def _make(connection: Connection) -> None:
    """All tables of today in an empty database; a test compares them with what the steps make."""
    tables.create_all(connection)
    _alembic.create(connection, checkfirst=True)
    connection.execute(insert(_alembic).values(version_num=HEAD))
    connection.execute(insert(schema_version).values(version=int(HEAD)))


def _migrate(connection: Connection, before: str) -> None:
    """Take the steps after `before`. The old table of the schema follows, so that an old program keeps out."""
    _steps_after(connection, before)
    connection.execute(update(schema_version).values(version=int(HEAD)))
    _log.warning("the database went from schema %s to %s", int(before), int(HEAD))


def _steps_after(connection: Connection, before: str) -> None:
    from alembic import command
    from alembic.config import Config

    steps = Config()
    steps.set_main_option("script_location", str(HERE).replace("%", "%%"))
    steps.attributes["connection"] = connection
    if before != NOTHING and _alembic.name not in inspect(connection).get_table_names():
        command.stamp(steps, before)
    command.upgrade(steps, HEAD)


def _back_up(engine: Engine, url: URL, before: str) -> None:
    """Copy a SQLite database as it stands, checked, into a file of its own beside it.

    Whoever calls this holds the write lock, so that nothing can be written between the copy and the first step.
    """
    file = _file_of(url)
    if file is None:
        return
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    copy = file.with_name(f"{file.stem}-schema-{int(before)}-{moment}.db")
    unfinished = copy.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with engine.connect() as reader:
        reader.exec_driver_sql("VACUUM INTO ?", (str(unfinished),))
    with closing(sqlite3.connect(unfinished)) as copied:
        if copied.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the copy is not sound")
    unfinished.rename(copy)
    _log.warning("before migrating, everything was copied to %s", copy)


# Engines and locks


@contextmanager
def _engine_of_its_own(url: URL) -> Iterator[Engine]:
    """An engine for this one task. SQLite deletes no rows of other tables behind a table that is made again."""
    if _file_of(url) is None:
        waiting = {"connect_timeout": ANSWERS_WITHIN, "prepare_threshold": None}
        engine = create_engine(url, poolclass=NullPool, connect_args=waiting)
    else:
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": OTHERS_TAKE})
        event.listen(engine, "connect", _without_foreign_keys)
    try:
        yield engine
    finally:
        engine.dispose()


def _without_foreign_keys(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    connection.execute("PRAGMA foreign_keys = OFF")


def _only_one_at_a_time(connection: Connection) -> None:
    """Keep other processes away until this transaction ends."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.execute(select(func.pg_advisory_xact_lock(START_LOCK)))
    connection.execute(text("SET LOCAL lock_timeout = '3s'"))


def _try_while_locked_out(work: Callable[[], None]) -> None:
    """Begin again where a reader stands in the way for long: waiting on would make everybody wait behind us."""
    for _ in range(TRIES):
        try:
            return work()
        except exc.OperationalError as problem:
            if getattr(problem.orig, "sqlstate", None) != LOCKED_OUT:
                raise
            time.sleep(1)
    return work()


def _log_ahead(url: URL) -> None:
    """Put a SQLite file in WAL mode, in which it stays; make it where it is not there.

    SQLite does not wait for that where another process is at it (starting at the same moment, say), so this does.
    """
    file = _file_of(url)
    if file is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + ANSWERS_WITHIN
    while True:
        try:
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
