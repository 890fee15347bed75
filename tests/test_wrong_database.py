"""A database that cannot be used is left as it is, and one sentence says what to do."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from strategy.nouns.company import Profile
from strategy.store.database import WrongDatabase, accepted
from strategy.store.interface import Change
from strategy.store.migrations import HEAD
from strategy.store.sql import SqlStore
from strategy.words.texts import LANGUAGES
from tests import stores
from tests.old_databases import in_sqlite, rows_in
from tests.servers import PROJECT
from tests.stores import Database

lasting = stores.lasting
postgres = stores.postgres


def refused(url: str) -> str:
    """The code of what is the matter; what is said stands in one line, with the place, in both languages."""
    with pytest.raises(WrongDatabase) as caught:
        SqlStore(url)
    for language in LANGUAGES:
        said = caught.value.sentence(language)
        assert "\n" not in said
        assert str(caught.value.values.get("place", "DATABASE_URL")) in said
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return caught.value.code


def change(url: str, statement: str) -> None:
    engine = create_engine(accepted(url))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def file_of(url: str) -> Path:
    return Path(str(accepted(url).database))


@pytest.mark.parametrize(
    "table", ["schema_version set version = 99", "alembic_version set version_num = '0099'"]
)
def test_a_database_of_a_newer_program_is_refused_and_stays_as_it_was(lasting: Database, table: str) -> None:
    lasting.open().write("c", [Change.put(Profile(name="Bakkerij"))], author="an", write_id="w")
    change(lasting.url, f"update {table}")
    before = rows_in(lasting.url)
    with pytest.raises(WrongDatabase, match=rf"schema 99, .* tot {int(HEAD)}\b"):
        lasting.open()
    assert rows_in(lasting.url) == before


@pytest.mark.parametrize(
    "broken",
    [
        "drop table votes",
        "alter table links drop column about",
        "delete from alembic_version",
        "update alembic_version set version_num = 'abcd'",
        "drop table alembic_version",
    ],
)
def test_a_database_that_is_half_there_is_refused(lasting: Database, broken: str) -> None:
    lasting.open().close()  # type: ignore[attr-defined]
    change(lasting.url, broken)
    change(lasting.url, "delete from schema_version")
    assert refused(lasting.url) == "store.incomplete"


def test_a_database_with_a_column_more_is_used(lasting: Database) -> None:
    lasting.open()
    change(lasting.url, "alter table links add column colour text")
    assert lasting.open().links("c", "share") == []


def test_a_file_that_is_no_database_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("boodschappen: melk, brood, kaas" * 100)
    before = file.read_bytes()
    assert refused(f"sqlite:///{file}") == "store.damaged"
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["schema-1", "schema-2"])
def test_a_damaged_database_is_refused_and_not_migrated(name: str, tmp_path: Path) -> None:
    with in_sqlite(name, tmp_path) as old:
        file = file_of(old.url)
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        before = file.read_bytes()
        assert refused(old.url) == "store.damaged"
        assert file.read_bytes() == before
        assert [each.name for each in file.parent.glob("*.db")] == [file.name]


def test_a_database_of_another_program_is_not_filled_with_ours(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("create table items (number integer)")
    assert refused(f"sqlite:///{file}") == "store.incomplete"


@pytest.mark.parametrize("place", ["/proc/bierkaartjes/here.db", "/dev/null/here.db", "/dev"])
def test_a_place_where_nothing_can_be_written_is_refused(place: str) -> None:
    assert refused(f"sqlite:///{place}") == "store.unwritable"


def test_a_file_that_another_program_holds_for_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strategy.store.migrations.OTHERS_TAKE", 0.1)
    monkeypatch.setattr("strategy.store.migrations.ANSWERS_WITHIN", 0.1)
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("begin exclusive")
        assert refused(f"sqlite:///{file}") == "store.busy"


@pytest.mark.parametrize(
    "url",
    [
        "bierkaartjes",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://an:geheim@localhost/x",
        "postgresql://an:geheim@localhost:poort/x",
        "://",
        "",
    ],
)
def test_what_is_no_address_of_a_database_is_refused(url: str) -> None:
    with pytest.raises(WrongDatabase, match="DATABASE_URL") as caught:
        SqlStore(url)
    assert caught.value.code == "store.address"
    assert "geheim" not in repr(caught.value) + str(caught.value)


@pytest.mark.parametrize(
    "server", ["127.0.0.1:9", "127.0.0.1:9/x?sslmode=perhaps", "127.0.0.1:9/x?no_such_option=1"]
)
def test_a_server_that_does_not_answer_is_named_without_its_password(server: str) -> None:
    url = f"postgresql://an:geheim@{server}" if "/" in server else f"postgresql://an:geheim@{server}/x"
    assert refused(url) == "store.unreachable"
    with pytest.raises(WrongDatabase, match=r"127\.0\.0\.1:9/x") as caught:
        SqlStore(url)
    assert "geheim" not in str(caught.value) + repr(caught.value.values)


def test_a_database_that_is_not_on_the_server_is_said_to_be_out_of_reach(postgres: str) -> None:
    assert refused(postgres.replace("/postgres?", "/nergens?")) == "store.unreachable"


@pytest.mark.parametrize(
    "url", ["sqlite:////proc/bierkaartjes/here.db", "postgresql://an:geheim@127.0.0.1:9/x"]
)
def test_the_server_says_it_in_one_line_and_ends_with_status_1(url: str) -> None:
    with pytest.raises(WrongDatabase) as caught:
        SqlStore(url)
    started = subprocess.run(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.headless",
            "true",
            "--server.port",
            "0",
        ],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert started.returncode == 1
    said = [line for line in started.stderr.splitlines() if "WARNING" not in line]
    assert said == [caught.value.sentence()]
    assert "geheim" not in started.stdout + started.stderr
