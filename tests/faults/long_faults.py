"""The faults of tests/test_faults.py for longer and on a larger scale: `make faults`, some ten minutes."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from strategy.company.access import new_token
from strategy.store.sql import SqlStore
from strategy.words.texts import text
from tests import stores
from tests.one_group import company_of, saying
from tests.proxied import Browser, proxied
from tests.servers import PROJECT, served
from tests.stores import Database, in_postgres
from tests.tabs import opened

lasting, postgres = stores.lasting, stores.postgres
AWAY = text("web.away.text")
BROWSERS = 20


def test_a_thousand_killed_processes_lose_nothing_that_they_said_they_kept(lasting: Database) -> None:
    lasting.open()
    command = [sys.executable, "-m", "tests.killed_writes", lasting.url, "1000"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=1800)
    assert (done.returncode, done.stdout.endswith("0 lost\n")) == (0, True), done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_fills_up_refuses_in_a_sentence_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    url, token = f"sqlite:///{small_disk / 'a.db'}", new_token()
    store = SqlStore(url)
    company = company_of(store, token)
    with served(url, "ui.web") as server:
        browser = browser_of(server.address, token)
        (small_disk / "filler").write_bytes(b"\0" * (_free(small_disk) - 100_000))
        seen, kept = 1, 0
        while (
            answer := browser.post("/api/say", json=saying(company, f"{kept} {'x' * 180}", seen))
        ).is_success:
            seen, kept = answer.json()["revision"], kept + 1
        assert (answer.status_code, answer.json()["message"]) == (503, AWAY)
        assert browser.get("/readyz").text == "disk"
        assert store.read(company).company.segments[0].name.startswith(f"{kept - 1} ")
        (small_disk / "filler").unlink()
        assert browser.post("/api/say", json=saying(company, "Horeca", seen)).status_code == 200
        assert len(store.history(company, "segment", "s1")) == kept + 2
    store.close()


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def browser_of(address: str, token: str) -> httpx.Client:
    headers = {"Sec-Fetch-Site": "same-origin"}
    return httpx.Client(base_url=address, cookies={"bk_visitor": token}, headers=headers, timeout=60)


def test_a_file_that_another_program_holds_for_twenty_seconds(tmp_path: Path) -> None:
    url, token = f"sqlite:///{tmp_path / 'a.db'}", new_token()
    store = SqlStore(url)
    company = company_of(store, token)
    with (
        served(url, "ui.web") as server,
        closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other,
    ):
        browser, said = browser_of(server.address, token), saying(company, "Horeca", 1)
        other.execute("begin immediate")
        held = time.monotonic()
        first = browser.post("/api/say", json=said)
        assert (first.status_code, first.json()["message"]) == (503, AWAY)
        assert browser.get("/livez").status_code == 200
        time.sleep(max(0.0, held + 20 - time.monotonic()))
        other.execute("rollback")
        assert browser.post("/api/say", json=said).status_code == 200
    assert [each.revision for each in store.history(company, "segment", "s1")] == [1, 2]
    store.close()


def test_five_hundred_half_open_requests_are_closed_after_a_minute(tmp_path: Path) -> None:
    with served(f"sqlite:///{tmp_path / 'a.db'}", "ui.web") as server:
        begun = time.monotonic()
        lines = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(500)]
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nHost: kaartjes.test\r\nX-Slow: ")
            line.settimeout(90)
        with opened(server.address) as tab:
            tab.draw()
        assert all(line.recv(1) == b"" for line in lines)
        assert 55 < time.monotonic() - begun < 80
        assert httpx.get(server.address).status_code == 200


def test_twenty_browsers_go_on_through_a_rolling_restart(postgres: str, tmp_path: Path) -> None:
    made = in_postgres(postgres)
    url = next(made).url
    with proxied(url, tmp_path) as house:
        store = SqlStore(url)
        browsers = [house.visitor() for _ in range(BROWSERS)]
        companies = [company_of(store, each.cookies["bk_visitor"]) for each in browsers]
        done, counts = threading.Event(), [0] * BROWSERS
        working = [
            threading.Thread(target=_work, args=(browsers[nth], companies[nth], done, counts, nth))
            for nth in range(BROWSERS)
        ]
        for each in working:
            each.start()
        for replica in house.replicas:
            before = list(counts)
            replica.running.send_signal(signal.SIGTERM)
            replica.running.wait(60)
            replica.start()
            _until(lambda before=before: all(now > then for now, then in zip(counts, before, strict=True)))
        done.set()
        for each in working:
            each.join()
        for company, count in zip(companies, counts, strict=True):
            assert len(store.history(company, "segment", "s1")) == count + 1
            assert store.read(company).company.segments[0].name == f"Groep {count}"
        for browser in browsers:
            with opened(house.address, browser.cookies, house.trusted) as tab:
                tab.draw()
        store.close()
    next(made, None)


def _work(browser: Browser, company: str, done: threading.Event, counts: list[int], nth: int) -> None:
    """Say one thing after another; what got no answer is said again as it was, as the form does."""
    while not done.is_set():
        said = saying(company, f"Groep {counts[nth] + 1}", counts[nth] + 1)
        for _ in range(200):
            try:
                answer = browser.post("/api/say", said)
            except httpx.TransportError:
                continue
            if answer.is_success:
                break
            time.sleep(0.1)
        assert answer.is_success, answer.text
        counts[nth] += 1
        time.sleep(0.5)


def _until(holds: Any) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise TimeoutError
