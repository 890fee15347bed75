"""Which phones are there: a participant without an open stream, who asks nothing for a minute, is marked away.

Remembered in this process for the phones that it hears; the mark itself is kept in the store, so that every process
counts the same. A phone that comes back is marked back at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from strategy.company.access import NotAllowed, Visitor
from strategy.store.sql import DatabaseError
from strategy.workshop import note_away
from ui.frame import visitor

GONE = 60.0

_log = logging.getLogger(__name__)


class Phone(NamedTuple):
    """The phone of a visitor in a workshop."""

    workshop_id: str
    who: Visitor


class Presence:
    """The phones that one process hears."""

    def __init__(self, patience: float = GONE) -> None:
        self.patience = patience
        self._open: Counter[Phone] = Counter()
        self._leaving: dict[Phone, asyncio.TimerHandle] = {}
        self._known: set[Phone] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def came(self, phone: Phone) -> None:
        """A stream of this phone opened."""
        self._open[phone] += 1
        self._stay(phone)

    def left(self, phone: Phone) -> None:
        """A stream of this phone ended."""
        self._open[phone] -= 1
        if self._open[phone] <= 0:
            del self._open[phone]
            self._wait(phone)

    def asked(self, phone: Phone) -> None:
        """This phone asked for its view: it is there, also without a stream."""
        self._stay(phone)
        if not self._open[phone]:
            self._wait(phone)

    def _stay(self, phone: Phone) -> None:
        if (timer := self._leaving.pop(phone, None)) is not None:
            timer.cancel()
        if phone not in self._known:
            self._known.add(phone)
            self._note(phone, away=False)

    def _wait(self, phone: Phone) -> None:
        loop = asyncio.get_running_loop()
        self._leaving[phone] = loop.call_later(self.patience, self._gone, phone)

    def _gone(self, phone: Phone) -> None:
        self._leaving.pop(phone, None)
        self._known.discard(phone)
        self._note(phone, away=True)

    def _note(self, phone: Phone, *, away: bool) -> None:
        task = asyncio.get_running_loop().create_task(_noted(phone, away))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _noted(phone: Phone, away: bool) -> None:
    """Keep the mark; somebody who was put out or merged, and a store that fails, change nothing."""
    with suppress(NotAllowed):
        try:
            await run_in_threadpool(note_away, visitor.store(), phone.who, phone.workshop_id, away)
        except DatabaseError:
            _log.exception("the store did not keep who is away")


PRESENCE = Presence()
"""The phones that this process hears."""
