"""Databases that earlier versions left, each brought to a place of its own (see tests/old/README.md)."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, create_engine, inspect, text

from strategy.store.database import accepted

FOLDER = Path(__file__).resolve().parent / "old"
NAMES = sorted(path.name for path in FOLDER.glob("schema-*"))


@dataclass(frozen=True)
class Old:
    """One of them: its address, the tokens of the links that were given, and the company file."""

    name: str
    url: str
    links: dict[str, Any]
    company: dict[str, Any]

    @property
    def schema(self) -> str:
        """The number of its schema, "0001"."""
        return f"{int(self.name.split('-')[1]):04}"


def company_file(name: str) -> bytes:
    return (FOLDER / name / "company.json").read_bytes()


@contextmanager
def in_sqlite(name: str, folder: Path) -> Iterator[Old]:
    """A copy of the file."""
    file = Path(tempfile.mkdtemp(dir=folder)) / "bierkaartjes.db"
    shutil.copy(FOLDER / name / "bierkaartjes.db", file)
    yield _old(name, f"sqlite:///{file}", "links.json")


@contextmanager
def in_postgres(name: str, server: str) -> Iterator[Old]:
    """The dump, in a schema of its own."""
    schema = f"old_{uuid4().hex}"
    dump = gzip.decompress((FOLDER / name / "postgres.sql.gz").read_bytes()).decode()
    statements = re.sub(r"^\\.*$", "", dump, flags=re.MULTILINE).replace("public.", f"{schema}.")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create schema {schema}")
        connection.execute(statements)  # type: ignore[arg-type]
    yield _old(name, f"{server}&options={quote(f'-csearch_path={schema}')}", "postgres-links.json")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop schema {schema} cascade")


def _old(name: str, url: str, links: str) -> Old:
    return Old(name, url, json.loads((FOLDER / name / links).read_text()), json.loads(company_file(name)))


def rows_in(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, without the two that tell the schema."""
    engine = create_engine(accepted(url))
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"schema_version", "alembic_version"}
        found = {name: _rows(connection, name) for name in names}
    engine.dispose()
    return found


def _rows(connection: Connection, table: str) -> list[dict[str, Any]]:
    rows = connection.execute(text(f'select * from "{table}"')).mappings()
    return sorted((dict(row) for row in rows), key=repr)
