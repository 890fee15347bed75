"""Telling the other processes at once which workshops and shared links changed, where the database is PostgreSQL.

Every process listens on one connection and calls on another, neither from the pool of the store. What rings within 50 ms
is called together, outside the transactions in which it changed: a NOTIFY inside each halves how many votes a second
fit. A call carries ids and nothing else; who hears one looks for itself. A call that gets lost is no harm: everybody
looks once a second anyway.

The connection must be to PostgreSQL itself. A pooler that gives every transaction another connection swallows LISTEN
without a word; the process therefore calls itself at the start, and says so when it hears nothing.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection

from strategy.store.database import accepted

CHANNEL = "bierkaartjes"
TOGETHER = 0.05
MOST_AT_ONCE = 100
HEARD_WITHIN = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
STAYS_ALIVE: dict[str, Any] = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


class Calls:
    """What one process calls to the others, and hears from them.

    `heard` is given the id of a workshop that changed elsewhere, `missed` is called when calls may have been lost,
    `failing` and `working` when the line breaks and when it is there, `deaf` when nothing comes back over it.
    """

    def __init__(
        self,
        url: str,
        heard: Callable[[str], None],
        missed: Callable[[], None],
        failing: Callable[[BaseException], None] = lambda problem: None,
        working: Callable[[], None] = lambda: None,
        deaf: Callable[[], None] = lambda: None,
    ) -> None:
        self._address = accepted(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard, self._missed = heard, missed
        self._failing, self._working, self._deaf = failing, working, deaf
        self._own = secrets.token_hex(8)
        self._loop = asyncio.get_running_loop()
        self._rung: dict[str, None] = {}
        self._news = asyncio.Event()
        self._hears = asyncio.Event()

    def ring(self, workshop_id: str) -> None:
        """A workshop changed in this process; called in any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._collect, workshop_id)

    def _collect(self, workshop_id: str) -> None:
        self._rung[workshop_id] = None
        self._news.set()

    async def stay_on_the_line(self) -> None:
        """Listen and call until cancelled, on a new line whenever it breaks."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with await self._connected() as listening, await self._connected() as calling:
                    await listening.execute(f"LISTEN {CHANNEL}")
                    self._working()
                    self._missed()
                    pause = FIRST_PAUSE
                    await self._on_the_line(listening, calling)
            except (psycopg.Error, OSError) as problem:
                self._failing(problem)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _connected(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(
            self._address, autocommit=True, connect_timeout=5, prepare_threshold=None, **STAYS_ALIVE
        )

    async def _on_the_line(self, listening: AsyncConnection[Any], calling: AsyncConnection[Any]) -> None:
        """Until one of the three stops, which only a broken line does."""
        deeds = (self._listen(listening), self._call(calling), self._test(calling))
        tasks = [asyncio.create_task(deed) for deed in deeds]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError, psycopg.Error, OSError):
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, line: AsyncConnection[Any]) -> None:
        async for call in line.notifies():
            who, *workshop_ids = call.payload.split()
            self._hears.set()
            for workshop_id in workshop_ids if who != self._own else ():
                self._heard(workshop_id)
        raise OSError("the line was closed")

    async def _call(self, line: AsyncConnection[Any]) -> None:
        while True:
            await self._news.wait()
            await asyncio.sleep(TOGETHER)
            self._news.clear()
            rung, self._rung = list(self._rung), {}
            for start in range(0, len(rung), MOST_AT_ONCE):
                await self._send(line, rung[start : start + MOST_AT_ONCE])

    async def _test(self, line: AsyncConnection[Any]) -> None:
        """Call nobody but ourselves, to hear whether calls come through."""
        self._hears.clear()
        await self._send(line, ())
        try:
            await asyncio.wait_for(self._hears.wait(), HEARD_WITHIN)
        except TimeoutError:
            self._deaf()

    async def _send(self, line: AsyncConnection[Any], workshop_ids: Iterable[str]) -> None:
        await line.execute("SELECT pg_notify(%s, %s)", (CHANNEL, " ".join((self._own, *workshop_ids))))
