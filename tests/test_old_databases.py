"""Whatever an earlier version left is opened by this one, and nothing of it is lost on the way."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.company.access import follow_return_link, visitor_of_token
from strategy.company.file import read_company
from strategy.company.sharing import NotShared, share_behind
from strategy.comparing.moments import moments
from strategy.nouns.shapes import noun_of
from strategy.overview import CompanyOverview, overview_of
from strategy.store import migrations
from strategy.store.database import accepted
from strategy.store.migrations import HEAD, NUMBERS
from strategy.store.sql import SqlStore, companies_in
from strategy.store.sql_columns import tables
from tests import stores
from tests.killing import killed_at
from tests.old_databases import NAMES, Old, company_file, in_postgres, in_sqlite, rows_in
from tests.stores import Database
from ui.frame import visitor
from ui.web import shared

lasting = stores.lasting
postgres = stores.postgres
LATER = datetime(2026, 4, 1, tzinfo=UTC)
Left = Callable[[str], AbstractContextManager[Old]]


@pytest.fixture(params=["sqlite", "postgres"])
def left(request: pytest.FixtureRequest, tmp_path: Path) -> Left:
    """Gives a copy of what an old version left, in each of the two databases."""
    if request.param == "sqlite":
        return lambda name: in_sqlite(name, tmp_path)
    server = request.getfixturevalue("postgres")
    return lambda name: in_postgres(name, server)


@pytest.fixture(params=NAMES)
def old(request: pytest.FixtureRequest, left: Left) -> Iterator[Old]:
    """Each of them."""
    with left(request.param) as found:
        yield found


def schema_of(url: str) -> str:
    engine = create_engine(accepted(url))
    with engine.connect() as connection:
        there = inspect(connection).get_table_names()
        told = connection.scalar(text("select version from schema_version"))
        alembics = connection.scalar(text("select version_num from alembic_version")) if "alembic_version" in there else None  # fmt: skip
    engine.dispose()
    assert alembics in (None, f"{told:04}")
    return f"{told:04}"


def kept(url: str, before: dict[str, list[dict[str, object]]]) -> bool:
    """Whether every row that was there is there, with what stood in it."""
    now = rows_in(url)
    return all(
        [{column: row[column] for column in was} for row, was in zip(now[table], rows, strict=True)] == rows
        for table, rows in before.items()
    )


def test_there_is_something_of_every_schema_before_this_one() -> None:
    assert {f"{int(name.split('-')[1]):04}" for name in NAMES} >= set(NUMBERS[:-1])


def holds(now: object, was: object) -> bool:
    """Whether all that was there is there; a newer program may know more of it."""
    if isinstance(was, dict):
        return isinstance(now, dict) and all(key in now and holds(now[key], was[key]) for key in was)
    if isinstance(was, list):
        return isinstance(now, list) and len(now) == len(was) and all(map(holds, now, was))
    return now == was


def test_an_old_company_is_what_it_was(old: Old) -> None:
    store = SqlStore(old.url)
    company = store.read(old.links["company"]).company
    assert holds(company.to_file(), old.company)
    assert company.customers[0].override is not None
    store.close()


@pytest.mark.parametrize("name", NAMES)
def test_an_old_company_file_is_read(name: str) -> None:
    company = read_company(company_file(name))
    assert company.actions[-1].name == "Bel de bank — “vandaag” ✓"
    assert len(company.customers) > 10


def test_every_link_that_was_given_still_opens(old: Old) -> None:
    store = SqlStore(old.url)
    company = store.read(old.links["company"]).company
    assert {name.split(".")[0] for name in old.links["shares"]} == {"short", "standard", "full"}
    for name, token in old.links["shares"].items():
        level, language = name.split(".")
        share = share_behind(store, token, LATER)
        overview = noun_of(CompanyOverview, share.overview)
        assert (overview.level, overview.language, share.level) == (level, language, level)
        assert overview.company == company.profile.name
        assert bool(overview.customers) == (level != "short")
    with pytest.raises(NotShared):
        share_behind(store, old.links["revoked"], LATER)
    returned = visitor_of_token("a new phone")
    assert follow_return_link(store, returned, old.links["return"], LATER) == old.links["company"]
    assert [moment.name for moment in moments(store, visitor_of_token(old.links["visitor"]), old.links["company"])] == ["Voor de lente"]  # fmt: skip
    store.close()


@pytest.mark.parametrize("name", NAMES)
def test_the_page_of_every_old_link_opens(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_sqlite(name, tmp_path) as old:
        monkeypatch.setenv("DATABASE_URL", old.url)
        visitor.store.cache_clear()
        browser = TestClient(Starlette(routes=shared.ROUTES))
        for token in old.links["shares"].values():
            answer = browser.get("/gedeeld", params={"t": token})
            assert (answer.status_code, answer.url.path) == (200, f"/deel/{token}")
            assert "Drukkerij" in answer.text
        assert browser.get(f"/deel/{old.links['revoked']}").status_code == 404
        visitor.store.cache_clear()


def paths_in(said: object, path: str = "") -> set[str]:
    """`{"a": [{"b": 1}]}` as `a`, `a.b`."""
    if isinstance(said, list):
        return set().union(*(paths_in(each, path) for each in said))
    if not isinstance(said, dict):
        return set()
    inside = (paths_in(value, f"{path}{name}.") for name, value in said.items())
    return {path + name for name in said}.union(*inside)


def test_an_overview_of_today_has_everything_that_an_older_program_looks_for(tmp_path: Path) -> None:
    with in_sqlite(NAMES[0], tmp_path) as old:
        store = SqlStore(old.url)
        company = store.read(old.links["company"]).company
        then = share_behind(store, old.links["shares"]["full.nl"], LATER).overview
        store.close()
    assert paths_in(then) - paths_in(overview_of(company).model_dump(mode="json")) == set()


def test_nothing_that_was_in_an_old_database_is_lost(old: Old) -> None:
    before = rows_in(old.url)
    SqlStore(old.url).close()
    assert schema_of(old.url) == HEAD
    assert sum(map(len, before.values())) > 150
    assert kept(old.url, before)


def test_opening_it_again_changes_nothing(old: Old) -> None:
    SqlStore(old.url).close()
    after = rows_in(old.url)
    SqlStore(old.url).close()
    assert rows_in(old.url) == after


def test_an_old_session_goes_on(left: Left) -> None:
    with left("schema-2") as old:
        store = SqlStore(old.url)
        workshop = store.workshop(old.links["workshop"])
        assert workshop.steps[2].title == "Onze klanten"
        assert workshop.agreed[0].reason == "na lang praten"
        assert [vote.value for vote in store.votes(workshop.id)] == [4, None, 5]
        assert store.ideas(workshop.id)[0].wording == "Kustcafés"
        assert store.change_workshop(workshop).version == workshop.version + 1
        store.close()


def test_a_session_that_was_open_counts_as_open(old: Old) -> None:
    store = SqlStore(old.url)
    sessions = [each for id in companies_in(store) for each in store.workshops_of(id)]
    assert bool(sessions) == (old.schema > "0001")
    assert store.open_workshops() == sum(each.closed is None for each in sessions)
    for each in sessions:
        store.change_workshop(each.model_copy(update={"closed": LATER}))
    assert store.open_workshops() == 0
    store.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_migration_killed_at_any_statement_leaves_all_old_or_all_new(left: Left, name: str) -> None:
    for statement in count(1):
        with left(name) as old:
            before = rows_in(old.url)
            killed = killed_at(statement, old.url)
            assert kept(old.url, before)
            assert schema_of(old.url) in (old.schema, HEAD)
            SqlStore(old.url).close()
            assert schema_of(old.url) == HEAD
            assert kept(old.url, before)
        if not killed:
            break
    assert statement > (10 if name == "schema-1" else 1)


# Backups


def backups_beside(url: str) -> list[Path]:
    file = Path(str(accepted(url).database))
    return [
        each for each in file.parent.iterdir() if re.fullmatch(r"bierkaartjes-schema-\d-.*\.db", each.name)
    ]


def content(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("name", NAMES)
def test_before_the_first_step_everything_is_copied(name: str, tmp_path: Path) -> None:
    with in_sqlite(name, tmp_path) as old:
        before = content(Path(str(accepted(old.url).database)))
        SqlStore(old.url).close()
        backups = backups_beside(old.url)
        assert [content(each) for each in backups] == ([before] if old.schema != HEAD else [])


def test_two_that_start_at_once_migrate_once(left: Left) -> None:
    with left("schema-1") as old, ThreadPoolExecutor(4) as starts:
        before = rows_in(old.url)
        for started in [starts.submit(SqlStore, old.url) for _ in range(4)]:
            started.result().close()
        assert kept(old.url, before)
        assert schema_of(old.url) == HEAD
        if old.url.startswith("sqlite"):
            assert len(backups_beside(old.url)) == 1


# The steps


def differences(engine: Engine) -> list[object]:
    """What Alembic would still change to come to the tables of today."""
    options = {"compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), tables))


def test_a_new_database_has_the_tables_of_today(lasting: Database) -> None:
    lasting.open()
    engine = create_engine(accepted(lasting.url))
    assert differences(engine) == []
    engine.dispose()


def test_the_steps_lead_to_the_tables_of_today(lasting: Database) -> None:
    engine = create_engine(accepted(lasting.url))
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir()
    with engine.begin() as connection:
        migrations._steps_after(connection, migrations.NOTHING)
    assert differences(engine) == []
    engine.dispose()
    lasting.open()


def test_an_old_database_gets_the_tables_of_today(old: Old) -> None:
    SqlStore(old.url).close()
    engine = create_engine(accepted(old.url))
    assert differences(engine) == []
    engine.dispose()


def test_the_steps_follow_each_other_by_number() -> None:
    steps = Config()
    steps.set_main_option("script_location", str(migrations.HERE))
    found = list(ScriptDirectory.from_config(steps).walk_revisions())
    assert [step.revision for step in reversed(found)] == NUMBERS
    assert [step.down_revision for step in reversed(found)] == [None, *NUMBERS[:-1]]


def test_an_older_program_can_go_on_writing_after_every_step(old: Old) -> None:
    """A new column may be empty or has a default in the database, and none that it writes is gone."""
    engine = create_engine(accepted(old.url))
    before = {table: inspect(engine).get_columns(table) for table in rows_in(old.url)}
    SqlStore(old.url).close()
    for table, columns in before.items():
        now = {column["name"]: column for column in inspect(engine).get_columns(table)}
        known = {column["name"] for column in columns}
        assert known <= now.keys()
        new = [column for name, column in now.items() if name not in known]
        assert all(column["nullable"] or column["default"] is not None for column in new)
    engine.dispose()


def test_no_step_makes_a_table_again_on_which_others_hang() -> None:
    """Dropping it would empty those others, should keys be on; the test above counts rows, and this one asks first."""
    for file in migrations.HERE.glob("versions/*.py"):
        assert not re.search(r"batch_alter_table\(\s*\"(companies|workshops)\"|recreate", file.read_text())
