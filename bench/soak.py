"""A room that stays open: so many phones vote, look and listen for half an hour while the steps go on.

    python -m bench.soak [minutes]

Prints how many things were asked, how many went wrong, and the memory of the server at the start and every few
minutes. The server runs on the first core, the phones on the second.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Coroutine
from typing import Any

from bench.room import PHONES, Line, Server, Session, move_path, on_second_core
from strategy.company.access import new_token

MINUTES = 30.0
WARM_UP = 2.0
VOTE_EVERY = 10.0
STEP_EVERY = 20.0
LOOKS = 10


class Soak:
    """What was asked and what went wrong until the time is over."""

    def __init__(self, session: Session, server: Server, minutes: float) -> None:
        self.session = session
        self.server = server
        self.end = time.monotonic() + 60 * minutes
        self.asked = 0
        self.heard = 0
        self.kept: set[tuple[int, str]] = set()
        self.wrong: list[str] = []
        self.memory: list[float] = []

    @property
    def going(self) -> bool:
        """Whether the time is not over yet."""
        return time.monotonic() < self.end

    async def run(self) -> None:
        """Everybody at once."""
        everybody: list[Coroutine[Any, Any, None]] = [self.facilitator(), self.memory_kept()]
        for number in range(PHONES):
            everybody += [self.voter(number), self.listener(number)]
        await asyncio.gather(*everybody)

    async def voter(self, number: int) -> None:
        """Votes on one customer after another, and changes its mind in the next turn."""
        await asyncio.sleep(VOTE_EVERY * number / PHONES)
        turn = 0
        async with Line(self.server.port, self.session.tokens[number]) as line:
            while self.going:
                vote = self.session.vote(number + turn // 20, turn % 20)
                if await self.ask(line.post("/api/vote", vote)):
                    self.kept.add((number, vote["item"]))
                turn += 1
                await asyncio.sleep(VOTE_EVERY)

    async def listener(self, number: int) -> None:
        """Hears of every change and asks for the view, as a phone does."""
        token = self.session.tokens[number]
        async with Line(self.server.port, token) as stream, Line(self.server.port, token) as line:
            await stream.start_listening(f"/live/{self.session.id}")
            while self.going:
                try:
                    await asyncio.wait_for(stream.next_event(), 2 * STEP_EVERY)
                except (TimeoutError, ConnectionError) as problem:
                    self.wrong.append(f"stream {number}: {problem!r}")
                    return
                self.heard += 1
                await self.ask(line.get(f"/api/room/{self.session.id}"))

    async def facilitator(self) -> None:
        """To and fro between the two steps."""
        number = 0
        async with Line(self.server.port) as line:
            while time.monotonic() < self.end + 2 * STEP_EVERY:  # the last event sends every listener home
                await self.ask(line.post(move_path(self.session, number)))
                number += 1
                await asyncio.sleep(STEP_EVERY)

    async def memory_kept(self) -> None:
        """The memory of the server after the warm-up and ten times more."""
        left = self.end - time.monotonic()
        start = min(60 * WARM_UP, left / 10)
        await asyncio.sleep(start)
        self.memory.append(self.server.memory())
        for _ in range(LOOKS):
            await asyncio.sleep((left - start) / LOOKS)
            self.memory.append(self.server.memory())
            print(f"{self.asked:,} asked, {self.memory[-1]:.0f} MB", file=sys.stderr)

    async def ask(self, asking: Coroutine[Any, Any, tuple[int, bytes]]) -> bool:
        """Whether it was done. A vote after its step is refused in words, and rightly; anything else is wrong."""
        self.asked += 1
        status, body = await asking
        if status != 200 and b'"message"' not in body:
            self.wrong.append(f"{status}: {body[:200]!r}")
        return status == 200


def soak(minutes: float) -> Soak:
    """A room that was open for so long."""
    with tempfile.TemporaryDirectory() as folder, on_second_core():
        url, boss = f"sqlite:///{folder}/room.db", new_token()
        session, server = Session(url, boss, crowd=PHONES), Server(url, boss)
        server.start()
        try:
            found = Soak(session, server, minutes)
            asyncio.run(found.run())
            stored = {(vote.participant, vote.subject) for vote in session.store.votes(session.id)}
            if len(stored) != len(found.kept):
                found.wrong.append(f"{len(found.kept)} answers were kept, {len(stored)} are stored")
        finally:
            server.kill()
            session.store.close()
    return found


if __name__ == "__main__":
    found = soak(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
    growth = found.memory[-1] - found.memory[0]
    print(
        f"{found.asked:,} asked, {found.heard:,} changes heard, {len(found.wrong)} wrong; memory "
        f"{found.memory[0]:.0f} -> {found.memory[-1]:.0f} MB ({growth:+.1f} MB)"
    )
    for problem in found.wrong[:20]:
        print(problem)
