"""Which database this is about, and what is the matter with one that cannot be used, in one sentence."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import exc, make_url
from sqlalchemy.engine import URL

from strategy.words.texts import text

# SQLite's own result codes, without what they add in their higher bits.
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
UNWRITABLE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
)


OWN_FILE = Path(__file__).resolve().parent.parent.parent / "data" / "bierkaartjes.db"
"""Where everything is kept when nothing is configured."""
AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
"""What the verbs of a store raise while the database cannot be used: it is away, locked, full, or too busy."""


class WrongDatabase(Exception):
    """A database that this program leaves as it is: `code` is a text key, `values` fill its placeholders."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, language: str = "nl") -> str:
        """What is the matter and what to do about it, in one line and without the password."""
        return text(self.code, language, **self.values)


def configured() -> str:
    """The address of the database: `DATABASE_URL`, or a file of our own where nothing is configured."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{OWN_FILE}"


def accepted(url: str) -> URL:
    """The address of a SQLite file or a PostgreSQL database. Raises `WrongDatabase` for any other."""
    try:
        found = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise WrongDatabase("store.address") from None
    if found.get_backend_name() in ("postgres", "postgresql"):
        return found.set(drivername="postgresql+psycopg")
    if found.get_backend_name() == "sqlite" and found.database not in (None, "", ":memory:"):
        return found
    raise WrongDatabase("store.address")


def place_of(url: URL) -> str:
    """How people know this database: its file, or its server and name; never its user or password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    port = f":{url.port}" if url.port else ""
    return f"{url.host or 'localhost'}{port}/{url.database or ''}"


@contextmanager
def said_clearly(url: URL) -> Iterator[None]:
    """Raise `WrongDatabase` for what goes wrong inside because of the database itself."""
    place = place_of(url)
    try:
        yield
    except (exc.DBAPIError, sqlite3.Error) as problem:
        raise WrongDatabase(_matter_with(problem), place=place) from None
    except OSError:
        raise WrongDatabase("store.unwritable", place=place, folder=Path(place).parent) from None


def _matter_with(problem: exc.DBAPIError | sqlite3.Error) -> str:
    """The text that says what this error of the driver means."""
    cause = problem.orig if isinstance(problem, exc.DBAPIError) else problem
    if not isinstance(cause, sqlite3.Error):
        return "store.no_rights" if getattr(cause, "sqlstate", None) == "42501" else "store.unreachable"
    result = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if result in DAMAGED:
        return "store.damaged"
    return "store.unwritable" if result in UNWRITABLE else "store.busy"
