"""GET /live/{workshop_id}: tells a screen that its workshop changed, by server-sent events.

An event carries nothing but the edition of what may be seen; whoever hears it asks for the view, or reruns its
fragment. One hub per process watches every workshop that somebody listens to: the store's bell wakes it at once for
changes in this process, a call over PostgreSQL for those in others (strategy/store/calling.py), and one query a second
over all of them finds what was not heard. Changes within 250 ms
become one event. A phone hears of a new step or a reveal at once, of counts at most once a second, of votes never.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from itertools import chain
from types import FrameType
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from strategy.company.sharing import editions
from strategy.nouns.workshop import FACILITATOR, PARTICIPANT
from strategy.store.calling import Calls
from strategy.store.database import accepted, configured
from strategy.store.interface import Store
from strategy.store.sql import DatabaseError
from strategy.words import clock
from strategy.workshop import DOOR, roles_of
from ui.frame import cookies, visitor
from ui.web import log
from ui.web.presence import PRESENCE, Phone

TOGETHER = 0.25
TICK = 1.0
COUNTS = 1.0
HEARTBEAT = 15.0
RETRY = "retry: 1000\n\n"
STILL_HERE = ": \n\n"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Told(Protocol):
    """How something stands that is listened to: in whole, and as everybody may see it."""

    @property
    def version(self) -> Any:
        """What everybody hears at once when it changes."""

    @property
    def edition(self) -> str:
        """The whole as one text."""

    @property
    def shared(self) -> str:
        """What everybody may see as one text."""


class LinkTold(NamedTuple):
    """What a shared link gives now, as an edition; `ENDED` where it gives nothing any more."""

    version: str

    @property
    def edition(self) -> str:
        """The edition."""
        return self.version

    @property
    def shared(self) -> str:
        """The same: there is nothing in it that not everybody may see."""
        return self.version


ENDED = "ended"
Look = Callable[[Store, list[str]], Mapping[str, Told]]


def workshops_now(store: Store, workshop_ids: list[str]) -> Mapping[str, Told]:
    """How these workshops stand."""
    return store.pulses(workshop_ids)


def links_now(store: Store, token_hashes: list[str]) -> Mapping[str, Told]:
    """What these links give now."""
    found = editions(store, token_hashes, clock.now())
    return {token_hash: LinkTold(edition or ENDED) for token_hash, edition in found.items()}


async def listen(request: Request) -> Response:
    """The stream of one screen: for a participant, a facilitator or a projector of this workshop, else 403."""
    who = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
    workshop_id = request.path_params["workshop_id"]
    roles = await run_in_threadpool(roles_of, visitor.store(), who, workshop_id) if who else frozenset()
    if not roles:
        return Response(status_code=403, headers=STREAM_HEADERS)
    if FACILITATOR in roles and request.client:
        DOOR.trust(request.client.host)
    listener = Listener(workshop_id, hears_votes=FACILITATOR in roles)
    phone = Phone(workshop_id, who) if who is not None and PARTICIPANT in roles else None
    return stream(_events(hubs_here().workshops, listener, phone))


async def listen_to_link(token_hash: str) -> Response:
    """The stream of one page of a shared link: the edition of what it gives, from now on. It ends where nothing is."""
    now = await run_in_threadpool(links_now, visitor.store(), [token_hash])
    if now[token_hash].edition == ENDED:
        return Response(f"data: {ENDED}\n\n", media_type="text/event-stream", headers=STREAM_HEADERS)
    return stream(_events(hubs_here().links, Listener(token_hash, hears_votes=False), None))


def stream(events: AsyncIterator[str]) -> Response:
    """Events as an answer that goes on."""
    return StreamingResponse(events, media_type="text/event-stream", headers=STREAM_HEADERS)


async def _events(hub: Hub, listener: Listener, phone: Phone | None) -> AsyncIterator[str]:
    with hub.hearing(listener), _present(phone):
        yield RETRY
        while not hub.ending:
            edition = await listener.next_edition(HEARTBEAT)
            yield STILL_HERE if edition is None else f"data: {edition}\n\n"


@contextmanager
def _present(phone: Phone | None) -> Iterator[None]:
    """While the block lasts this phone is there; a projector and a desk are nobody's phone."""
    if phone is None:
        yield
        return
    PRESENCE.came(phone)
    try:
        yield
    finally:
        PRESENCE.left(phone)


class Listener:
    """One open stream: the last pulse it was told of, and the one it passed on."""

    def __init__(self, workshop_id: str, *, hears_votes: bool) -> None:
        self.workshop_id = workshop_id
        self.hears_votes = hears_votes
        self._told: Told | None = None
        self._passed_on: Told | None = None
        self._at = 0.0
        self._news = asyncio.Event()

    def tell(self, pulse: Told | None) -> None:
        """Note how the workshop stands now; None only wakes the stream, to end it."""
        self._told = pulse or self._told
        self._news.set()

    async def next_edition(self, patience: float) -> str | None:
        """The next edition worth passing on, None where none came within so many seconds."""
        clock = asyncio.get_running_loop().time
        until = clock() + patience
        while True:
            self._news.clear()
            due = self._due()
            if due is not None and due <= clock():
                self._passed_on, self._at = self._told, clock()
                return self._edition()
            wait = min(until, due or until) - clock()
            try:
                await asyncio.wait_for(self._news.wait(), max(0.0, wait))
            except TimeoutError:
                if clock() >= until:
                    return None
            if self._told is None:
                return None

    def _due(self) -> float | None:
        """When what was told last must be passed on, None where it need not."""
        told, before = self._told, self._passed_on
        if told is None or told == before:
            return None
        if before is None or self.hears_votes or told.version != before.version:
            return 0.0
        return self._at + COUNTS if told.shared != before.shared else None

    def _edition(self) -> str:
        assert self._told is not None
        return self._told.edition if self.hears_votes else self._told.shared


class Hub:
    """The listeners of one event loop, and the one task that watches their workshops while there are any."""

    def __init__(self, store: Callable[[], Store], look: Look = workshops_now) -> None:
        self.ending = False
        self._store = store
        self._how = look
        self._loop = asyncio.get_running_loop()
        self._listeners: dict[str, set[Listener]] = {}
        self._pulses: dict[str, Told] = {}
        self._rung: set[str] = set()
        self._news = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    @contextmanager
    def hearing(self, listener: Listener) -> Any:
        """Tell this listener of every change of its workshop, from how it stands now, while the block lasts."""
        self._listeners.setdefault(listener.workshop_id, set()).add(listener)
        if listener.workshop_id in self._pulses:
            listener.tell(self._pulses[listener.workshop_id])
        self._rung.add(listener.workshop_id)
        self._news.set()
        if self._watching is None or self._watching.done():
            self._watching = self._loop.create_task(self._watch())
        try:
            yield
        finally:
            self._leave(listener)

    def _leave(self, listener: Listener) -> None:
        here = self._listeners[listener.workshop_id]
        here.discard(listener)
        if not here:
            del self._listeners[listener.workshop_id]
            self._pulses.pop(listener.workshop_id, None)

    def wake(self, workshop_id: str) -> None:
        """A workshop changed; called in any thread."""
        if workshop_id in self._listeners and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, workshop_id)

    def wake_all(self) -> None:
        """Any workshop may have changed; called in the loop."""
        for workshop_id in self._listeners:
            self._ring(workshop_id)

    def end(self) -> None:
        """Let every stream end: the server stops, and waits for them. Called in any thread, or by a signal."""
        self.ending = True
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell_all)

    def _ring(self, workshop_id: str) -> None:
        self._rung.add(workshop_id)
        self._news.set()

    def _tell_all(self) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.tell(None)

    async def _watch(self) -> None:
        """Look at what rang, at most four times a second, and at everything once a second."""
        store = self._store()
        store.bell.hang(self.wake)
        looked_at_all = 0.0
        try:
            while self._listeners and not self.ending:
                await self._something_rings(looked_at_all + TICK - self._loop.time())
                rung = list(self._rung)
                every = self._loop.time() >= looked_at_all + TICK
                looked_at_all = self._loop.time() if every else looked_at_all
                await self._look(store, list(self._listeners) if every else rung)
                if rung:
                    await asyncio.sleep(TOGETHER)
        finally:
            store.bell.take_down(self.wake)

    async def _something_rings(self, patience: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), max(0.0, patience))
        except TimeoutError:
            return

    async def _look(self, store: Store, workshop_ids: list[str]) -> None:
        """Ask how these workshops stand and tell who listens; a store that fails is asked again at the next tick."""
        self._news.clear()
        self._rung.clear()
        try:
            pulses = await run_in_threadpool(self._how, store, workshop_ids)
        except DatabaseError as problem:
            log.database.failed(problem)
            return
        log.database.went_well()
        for workshop_id, pulse in pulses.items():
            if pulse != self._pulses.get(workshop_id) and workshop_id in self._listeners:
                self._pulses[workshop_id] = pulse
                for listener in self._listeners[workshop_id]:
                    listener.tell(pulse)


class Hubs(NamedTuple):
    """Who is listened to in one event loop."""

    workshops: Hub
    links: Hub

    def wake(self, id: str) -> None:
        """A workshop or a link changed; called in any thread."""
        for hub in self:
            hub.wake(id)

    def wake_all(self) -> None:
        """Anything may have changed; called in the loop."""
        for hub in self:
            hub.wake_all()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hubs] = WeakKeyDictionary()


def hubs_here() -> Hubs:
    """The hubs of the event loop that runs now."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hubs(Hub(visitor.store), Hub(visitor.store, links_now))
    return _hubs[loop]


@asynccontextmanager
async def hearing_other_processes() -> AsyncIterator[None]:
    """While the block lasts, hear at once what changes in other processes on the same PostgreSQL, and tell them.

    LISTEN_URL is the address of PostgreSQL itself where DATABASE_URL is that of a pooler.
    """
    url = os.environ.get("LISTEN_URL") or configured()
    if accepted(url).get_backend_name() != "postgresql":
        yield
        return
    hubs, line = hubs_here(), log.Outage("the line to the other processes is down")
    deaf = partial(
        log.faults.warning, "no calls come through: LISTEN_URL must be PostgreSQL itself, not a pooler"
    )
    calls = Calls(url, hubs.wake, hubs.wake_all, line.failed, line.went_well, deaf)
    bell = visitor.store().bell
    bell.hang(calls.ring)
    listening = asyncio.create_task(calls.stay_on_the_line())
    try:
        yield
    finally:
        bell.take_down(calls.ring)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


def end_with_the_server() -> None:
    """Let the streams end as soon as the server is told to stop: it waits for every answer that is under way."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _ending_streams(before))


def _ending_streams(then: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], None]:
    def end(number: int, frame: FrameType | None) -> None:
        for hub in chain.from_iterable(list(_hubs.values())):
            hub.end()
        then(number, frame)

    return end
