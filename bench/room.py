"""A room full of phones: votes, a step that everybody must see, and a server that is killed in the middle.

    python -m bench.room

The server runs on the first core, the phones on the second. The floors are behind the same server: a route that
does one insert by sqlite3, and a stream that passes on a tap without asking any store.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.request import urlopen

from strategy import workshop as room
from strategy.company.access import new_token, start_company, visitor_of_token
from strategy.nouns.company import Customer, Profile
from strategy.nouns.workshop import Step
from strategy.store.interface import Change
from strategy.store.sql import SqlStore

PROJECT = Path(__file__).resolve().parent.parent
CORES = (0, 1)
PHONES = 100
CROWD = 500
SCANS = 200
ROUNDS = 5
MOVES = 12
SETTLE = 1.1
STEPS = (
    Step(id="customers", kind="vote", questions=("S2", "S3", "S4", "S5", "S6"), minutes=12),
    Step(id="talk", kind="talk", about="customers", minutes=25),
)
Row = tuple[str, float, str, float, float]


class Line:
    """One connection of a phone, kept open, just enough HTTP to post, get and listen."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self.token = token

    async def __aenter__(self) -> Self:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        self.writer.close()

    async def post(self, path: str, body: Any = None) -> tuple[int, bytes]:
        """Status and body of the answer."""
        return await self._ask("POST", path, json.dumps(body).encode())

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of the answer."""
        return await self._ask("GET", path, b"")

    async def _ask(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        self._send(method, path, body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        self._keep_cookie(head)
        found = await self.reader.readexactly(int(lengths[0].split(b":")[1]) if lengths else 0)
        packed = b"content-encoding: gzip" in head.lower()
        return int(head.split(b" ", 2)[1]), gzip.decompress(found) if packed else found

    def _keep_cookie(self, head: bytes) -> None:
        if b"bk_visitor=" in head:
            self.token = head.split(b"bk_visitor=", 1)[1].split(b";", 1)[0].decode()

    def _send(self, method: str, path: str, body: bytes) -> None:
        lines = (
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: bk_visitor={self.token}",
            "Sec-Fetch-Site: same-origin",
            "Accept-Encoding: gzip",
            f"Content-Length: {len(body)}",
        )
        self.writer.write("\r\n".join((*lines, "", "")).encode() + body)

    async def start_listening(self, path: str) -> None:
        """Open a stream and wait for its first event."""
        self._send("GET", path, b"")
        await self.next_event()

    async def next_event(self) -> float:
        """The moment at which the next event comes."""
        async for line in self.reader:
            if line.startswith(b"data:"):
                return time.perf_counter()
        raise ConnectionError("the stream ended")


class Session:
    """A workshop in a database, with so many phones that joined: their cookies."""

    def __init__(self, url: str, boss: str, crowd: int = CROWD) -> None:
        self.url = url
        self.store = SqlStore(url)
        self.boss = visitor_of_token(boss)
        now = datetime.now(UTC)
        company = start_company(self.store, self.boss, Profile(name="Bench"), new_token(), now)
        customers = [Change.put(Customer(id=f"k{number}", name=f"Klant {number}")) for number in range(20)]
        self.store.write(company, customers, author="bench", write_id=new_token())
        self.id = room.open_workshop(self.store, self.boss, company, "quick", new_token(), now, steps=STEPS)
        room.move_to(self.store, self.boss, self.id, "customers", now)
        self.code = self.store.workshop(self.id).code
        self.tokens = [new_token() for _ in range(crowd)]
        for number, token in enumerate(self.tokens):
            room.join(self.store, visitor_of_token(token), self.code, f"Deelnemer {number}", now)

    def vote(self, number: int, customer: int) -> dict[str, Any]:
        """What phone number so many sends of a customer: one to five, each phone its own."""
        return {
            "workshop": self.id,
            "item": f"customer:k{customer}",
            "field": "judged.margin",
            "step": "customers",
            "round": 1,
            "value": 1 + (number + customer) % 5,
            "write_id": new_token(),
        }


class Server:
    """The app on one core, that can be killed and started again."""

    def __init__(self, url: str, boss: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.settings = {
            **os.environ,
            "DATABASE_URL": url,
            "BENCH_FACILITATOR": visitor_of_token(boss).hash,
            "PYTHONPATH": str(PROJECT),
        }

    def start(self) -> None:
        """Start it, and wait until it answers and has warmed up."""
        options = ["--port", str(self.port), "--no-access-log", "--timeout-keep-alive", "60"]
        self.running = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "bench.room_app:app", *options],
            cwd=PROJECT,
            env=self.settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.sched_setaffinity(self.running.pid, {CORES[0]})
        for _ in range(600):
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
                    if answer.read() == b"ok":
                        break
            except OSError:
                time.sleep(0.1)
        time.sleep(4)

    def kill(self) -> None:
        """As a power cut would."""
        self.running.kill()
        self.running.wait(20)

    def memory(self) -> float:
        """Megabytes in use."""
        pages = int(Path(f"/proc/{self.running.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def rows() -> Iterator[Row]:
    """The table of `python -m bench`."""
    with tempfile.TemporaryDirectory() as folder, on_second_core():
        url, boss = f"sqlite:///{folder}/room.db", new_token()
        session, server = Session(url, boss), Server(url, boss)
        server.start()
        try:
            yield from asyncio.run(measured(session, server))
            server.kill()
            server.start()
            back = asyncio.run(own_answers(session, server))
            print(f"killed and started again: {back} of {CROWD} back with their own answers", file=sys.stderr)
        finally:
            server.kill()
            session.store.close()


@contextmanager
def on_second_core() -> Iterator[None]:
    """Keep the load away from the server."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORES[1]})
    yield
    os.sched_setaffinity(0, before)


async def measured(session: Session, server: Server) -> list[Row]:
    """Every figure with its floor."""
    before = server.memory()
    found = [
        await compare(
            f"{PHONES} phones, each a vote a second: kept, p95", 0.95, session, server, PHONES, ROUNDS
        ),
        await compare(f"{CROWD} votes within one second: all kept, p95", 0.95, session, server, CROWD, 1),
    ]
    bare = await taps(session, server, "/bench/live", lambda number: "/bench/tell")
    ours = await taps(session, server, f"/live/{session.id}", lambda number: move_path(session, number))
    for share, name in ((0.95, "p95"), (0.99, "p99")):
        mine, floor = at(ours, share), at(bare, share)
        what = f"a new step, heard by {PHONES} phones, {name}"
        found.append((what, mine, "a stream that asks no store", floor, mine / floor))
    shown = (
        ("a new step, its view", await views(session, server)),
        ("a reveal, its view", await reveals(session, server)),
    )
    for name, taken in shown:
        mine, floor = at(taken, 0.95), at(bare, 0.95)
        what = f"{name} fetched by {PHONES} phones, p95"
        found.append((what, mine, "a stream that asks no store", floor, mine / floor))
    floor = at(await scans(server, bare_scan), 0.95)
    empty = Session(session.url, new_token(), crowd=0)
    ready = at(await scans(server, lambda line, number: scan(empty, line, number)), 0.95)
    empty.store.close()
    what = f"{SCANS} phones scan one QR within a second: each in the room, p95"
    found.append((what, ready, "the bare page, fetched once", floor, ready / floor))
    elsewhere = await taps_elsewhere(session, server)
    what = f"a new step made by another process, heard by {PHONES} phones, p95"
    found.append((what, at(elsewhere, 0.95), "the look once a second", 1.0, at(elsewhere, 0.95)))
    print(f"memory: {before:.0f} MB before, {server.memory():.0f} MB after", file=sys.stderr)
    return found


async def compare(what: str, share: float, session: Session, server: Server, phones: int, rounds: int) -> Row:
    """Votes on our route beside one insert on a bare route, under the same load."""
    start = len(session.store.votes(session.id))
    floor = at(await votes(session, server, "/bench/vote", phones, rounds), share)
    ours = at(await votes(session, server, "/api/vote", phones, rounds), share)
    stored = len(session.store.votes(session.id)) - start
    if stored != phones * rounds:
        raise AssertionError(f"{stored} of {phones * rounds} votes were stored")
    return (what, ours, "one insert by sqlite3, same server", floor, ours / floor)


async def votes(session: Session, server: Server, path: str, phones: int, rounds: int) -> list[float]:
    """How long each vote takes until it is confirmed; every phone votes once a second, not all at once."""
    took: list[float] = []
    ready = asyncio.Barrier(phones)

    async def phone(number: int) -> None:
        async with Line(server.port, session.tokens[number]) as line:
            await ready.wait()
            for turn in range(rounds):
                vote = session.vote(number, turn)
                await asyncio.sleep(number / phones if turn == 0 else 1 - took[-1] if took[-1] < 1 else 0)
                start = time.perf_counter()
                status, answer = await line.post(path, vote)
                took.append(time.perf_counter() - start)
                if status != 200:
                    raise AssertionError(answer)

    await asyncio.gather(*(phone(number) for number in range(phones)))
    return took


def move_path(session: Session, number: int) -> str:
    """To and fro between the two steps."""
    return f"/bench/move/{session.id}/{STEPS[(number + 1) % 2].id}"


async def taps(session: Session, server: Server, stream: str, path: Callable[[int], str]) -> list[float]:
    """From the facilitator's tap to the event on each phone."""

    async def tap(number: int, line: Line) -> None:
        await line.post(path(number))

    return await heard(session, server, stream, tap)


async def taps_elsewhere(session: Session, server: Server) -> list[float]:
    """The same, by a facilitator whom another process serves: this one."""

    async def tap(number: int, line: Line) -> None:
        step = STEPS[(number + 1) % 2].id
        await asyncio.to_thread(
            room.move_to, session.store, session.boss, session.id, step, datetime.now(UTC)
        )

    return await heard(session, server, f"/live/{session.id}", tap)


async def heard(
    session: Session, server: Server, stream: str, tap: Callable[[int, Line], Awaitable[None]]
) -> list[float]:
    """The seconds between each of so many taps and every phone that hears of it."""
    took: list[float] = []
    phones = [Line(server.port, token) for token in session.tokens[:PHONES]]
    async with Line(server.port) as boss:
        await asyncio.gather(*(phone.__aenter__() for phone in phones))
        await asyncio.gather(*(phone.start_listening(stream) for phone in phones))
        for number in range(MOVES):
            await asyncio.sleep(SETTLE + number / MOVES)
            start = time.perf_counter()
            hearing = [asyncio.create_task(phone.next_event()) for phone in phones]
            await tap(number, boss)
            took.extend(moment - start for moment in await asyncio.gather(*hearing))
        await asyncio.gather(*(phone.__aexit__() for phone in phones))
    return took


async def views(session: Session, server: Server) -> list[float]:
    """From the facilitator's tap until each phone has the view of the new step in its hands."""
    steps = [STEPS[(number + 1) % 2].id for number in range(MOVES // 2)]
    taps = [
        (f"/bench/move/{session.id}/{step}", lambda view, step=step: view["step"]["id"] == step)
        for step in steps
    ]
    return await seen(session, server, taps)


async def reveals(session: Session, server: Server) -> list[float]:
    """The same for a reveal, which comes once: what everybody voted, on each phone."""
    return await seen(
        session, server, [(f"/bench/reveal/{session.id}/customers", lambda view: view["revealed"])]
    )


async def seen(
    session: Session, server: Server, taps: Sequence[tuple[str, Callable[[dict[str, Any]], bool]]]
) -> list[float]:
    """The seconds from each tap of the facilitator until each phone holds a view that shows it."""
    took: list[float] = []
    streams = [Line(server.port, token) for token in session.tokens[:PHONES]]
    lines = [Line(server.port, token) for token in session.tokens[:PHONES]]
    async with Line(server.port) as boss:
        await asyncio.gather(*(line.__aenter__() for line in (*streams, *lines)))
        await asyncio.gather(*(stream.start_listening(f"/live/{session.id}") for stream in streams))

        async def see(stream: Line, line: Line, shows: Callable[[dict[str, Any]], bool]) -> float:
            await stream.next_event()
            _, view = await line.get(f"/api/room/{session.id}")
            moment = time.perf_counter()
            if not shows(json.loads(view)):
                raise AssertionError("an older view was shown")
            return moment

        for path, shows in taps:
            await asyncio.sleep(SETTLE)
            start = time.perf_counter()
            seeing = [asyncio.create_task(see(*pair, shows)) for pair in zip(streams, lines, strict=True)]
            await boss.post(path)
            took.extend(moment - start for moment in await asyncio.gather(*seeing))
        await asyncio.gather(*(line.__aexit__() for line in (*streams, *lines)))
    return took


async def scans(server: Server, scanned: Callable[[Line, int], Awaitable[None]]) -> list[float]:
    """The seconds each of so many new phones needs, all starting within one second, each on a line of its own."""
    took: list[float] = []

    async def phone(number: int) -> None:
        await asyncio.sleep(number / SCANS)
        start = time.perf_counter()
        async with Line(server.port) as line:
            await scanned(line, number)
            took.append(time.perf_counter() - start)
            await asyncio.sleep(SETTLE)

    await asyncio.gather(*(phone(number) for number in range(SCANS)))
    return took


async def bare_scan(line: Line, number: int) -> None:
    """Only the page, as the floor."""
    await line.get("/bench/page")


async def scan(session: Session, line: Line, number: int) -> None:
    """All that a phone does: the page, whose code it is, a name, the view of the step, and the stream of changes."""
    await line.get(f"/deelnemen?code={session.code}")
    for path, body in (
        ("/api/knock", {"code": session.code}),
        ("/api/join", {"code": session.code, "name": f"Gast {number}"}),
    ):
        status, answer = await line.post(path, body)
        if status != 200:
            raise AssertionError(answer)
    status, answer = await line.get(f"/api/room/{session.id}")
    if status != 200:
        raise AssertionError(answer)
    await line.start_listening(f"/live/{session.id}")


async def own_answers(session: Session, server: Server) -> int:
    """How many phones find their own answer after the server came back."""

    async def phone(number: int) -> bool:
        async with Line(server.port, session.tokens[number]) as line:
            _, view = await line.get(f"/api/room/{session.id}?stap=customers")
        votes: dict[str, float] = json.loads(view)["votes"]
        return bool(votes["customer:k0/judged.margin"] == session.vote(number, 0)["value"])

    return sum(await asyncio.gather(*(phone(number) for number in range(CROWD))))


def at(seconds: Sequence[float], share: float) -> float:
    """The value below which this share of the figures lies."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


if __name__ == "__main__":
    from bench.__main__ import table

    print(table(rows()))
