"""What the server says of itself to whoever watches over it, and to its log."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

import app as door
from strategy.nouns.company import Profile
from strategy.store import readiness
from strategy.store.interface import Change
from strategy.store.sql import SqlStore
from strategy.words.texts import text
from tests import stores
from tests.app_store import own_database as own_database
from tests.stores import NOON, Database
from ui.frame import visitor
from ui.web import log

lasting, postgres = stores.lasting, stores.postgres
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
NOBODY_THERE = "postgresql://kaartjes:geheim@127.0.0.1:9/kaartjes"


@pytest.fixture
def browser() -> TestClient:
    return TestClient(door.app, base_url="http://kaartjes.test", follow_redirects=False)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What is written to our own log."""
    for logger in (log.requests, log.faults):
        logger.addHandler(caplog.handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    yield caplog
    for logger in (log.requests, log.faults):
        logger.removeHandler(caplog.handler)


def requests_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == log.requests.name]


# Health


def test_a_well_server_says_so_at_each_of_its_addresses(browser: TestClient) -> None:
    visitor.store()
    for path in ("/livez", "/readyz", "/healthz"):
        answer = browser.get(path)
        assert (answer.status_code, answer.text) == (200, "ok")
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers


def test_without_its_database_it_lives_and_is_not_ready(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", NOBODY_THERE)
    assert browser.get("/livez").status_code == 200
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database")


def test_it_is_ready_while_every_connection_of_the_app_is_taken(lasting: Database) -> None:
    store = lasting.open()
    assert isinstance(store, SqlStore)
    taken = [store._engine.connect() for _ in range(40)]
    for connection in taken:
        connection.execute(sql("select 1"))
    assert readiness.missing(lasting.url) is None
    for connection in taken:
        connection.close()


def test_a_database_without_our_tables_is_not_ready(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table alembic_version (version_num text)")
    connection.close()
    assert readiness.missing(f"sqlite:///{file}") == "schema"
    assert readiness.missing(f"sqlite:///{tmp_path / 'not there.db'}") == "database"


def test_a_disk_that_is_almost_full_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    SqlStore(url).close()
    assert readiness.missing(url) is None
    monkeypatch.setattr(readiness, "LEAST_FREE_BYTES", 10**18)
    assert readiness.missing(url) == "disk"


# The log


def test_every_request_is_one_line_without_what_opens_a_door(
    browser: TestClient, lines: pytest.LogCaptureFixture
) -> None:
    browser.get("/")
    browser.get("/deel/geheim-woord?t=geheim-woord")
    browser.post("/api/say", json={"value": "geheim-woord"}, headers=FROM_HERE)
    browser.get("/geheim-woord")
    browser.get("/beheer/geheim-woord.json")
    written = requests_in(lines)
    shape = r"\S+\+00:00 [0-9a-f]{12} (\S+ \S+ \d+) \d+ ms"
    assert [re.fullmatch(shape, line)[1] for line in written] == [
        "GET / 200",
        "GET /deel/{token} 404",
        "POST /api/say 422",
        "GET unknown 404",
        "GET /beheer/{company_id}.json 404",
    ]
    assert "geheim" not in lines.text


def test_a_line_can_be_json_and_its_number_is_in_the_answer(
    browser: TestClient, lines: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    answer = browser.get("/livez")
    told = json.loads(requests_in(lines)[-1])
    assert told.keys() == {"at", "id", "method", "route", "status", "ms"}
    assert (told["id"], told["route"], told["status"]) == (answer.headers["x-request-id"], "/livez", 200)


def test_an_error_of_the_database_does_not_tell_what_was_in_the_statement(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("alter table writes rename to elsewhere")
    connection.close()
    with pytest.raises(OperationalError) as problem:
        store.write("c1", [Change.put(Profile(name="Geheim BV"))], author="geheim", write_id="w", at=NOON)
    assert "eheim" not in str(problem.value)
    store.close()


def test_an_outage_is_one_line_and_its_end_another(lines: pytest.LogCaptureFixture) -> None:
    moment = [0.0]
    outage = log.Outage("the database cannot be used", clock=lambda: moment[0])
    outage.went_well()
    for _ in range(1000):
        outage.failed(
            OperationalError("select geheim", {"name": "Geheim"}, sqlite3.OperationalError("geheim"))
        )
    for _ in range(3):
        outage.went_well()
    outage.failed(ValueError("geheim"))
    moment[0] = 61.0
    outage.failed(KeyError("geheim"))
    assert [each.getMessage() for each in lines.records] == [
        "the database cannot be used: OperationalError",
        "the database cannot be used: over",
        "the database cannot be used: ValueError",
        "the database cannot be used: KeyError",
    ]


def test_who_asks_while_the_database_is_away_hears_that_nothing_is_lost(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, lines: pytest.LogCaptureFixture
) -> None:
    away = OperationalError("select", {}, sqlite3.OperationalError("away"))

    class Away:
        def __getattr__(self, name: str) -> object:
            raise away

    browser.get("/")
    monkeypatch.setattr(visitor, "store", Away)
    monkeypatch.setattr(log, "database", log.Outage("the database cannot be used"))
    pages = [browser.get("/deel/x"), browser.get("/terug/x")]
    assert [(page.status_code, text("web.away.text") in page.text) for page in pages] == [(503, True)] * 2
    said = {"company_id": "c", "kind": "answer", "id": "B9", "field": "strength", "value": 1, "write_id": "w"}
    saved = browser.post("/api/say", json=said, headers=FROM_HERE)
    assert (saved.status_code, saved.json()) == (503, {"message": text("web.away.text")})
    assert [each.getMessage() for each in lines.records if each.name == log.faults.name] == [
        "the database cannot be used: OperationalError"
    ]
