"""What a Prometheus may ask, on a port of its own (METRICS_PORT), off unless that is set.

Labels are the pattern of an address (`/deel/{token}`), the method and the status: few values, and nothing that opens a
door or says who it was. The numbers are of this process; with several replicas each has its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, start_http_server
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.log import pattern_of
from ui.web.settings import OFF, WrongSetting, value_of

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
STREAM = "/live/"
SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

registry = CollectorRegistry()
ProcessCollector(registry=registry)
answered = Histogram(
    "bierkaartjes_request_seconds",
    "Requests that were answered, and how long it took",
    ("method", "route", "status"),
    buckets=SECONDS,
    registry=registry,
)
open_pages = Gauge("bierkaartjes_open_pages", "Pages that are open in a browser", registry=registry)
open_streams = Gauge("bierkaartjes_open_streams", "Screens that hear of changes", registry=registry)


class Measured:
    """Counts every request once it was answered, and what is open now."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            with open_pages.track_inprogress():
                await self.app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(STREAM):
            with open_streams.track_inprogress():
                await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status = time.perf_counter(), 500

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            answered.labels(method, pattern_of(scope), status).observe(time.perf_counter() - begun)


def is_on() -> bool:
    """Whether somebody asked for figures."""
    return value_of("METRICS_PORT") != OFF


def measuring() -> tuple[type[Measured], ...]:
    """What stands in front of the routes to measure them: nothing where nobody asked for figures."""
    return (Measured,) if is_on() else ()


def shown_apart() -> AbstractContextManager[None]:
    """The figures on their own port while the block lasts. Raises `WrongSetting` where that port is taken."""
    if not is_on():
        return nullcontext()
    port, address = value_of("METRICS_PORT"), value_of("ADDRESS")
    try:
        server, thread = start_http_server(int(port), address, registry)
    except OSError:
        raise WrongSetting("server.port_taken", port=port, address=address) from None
    return _until_the_end(server, thread)


@contextmanager
def _until_the_end(server: WSGIServer, thread: Thread) -> Iterator[None]:
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
