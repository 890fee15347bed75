"""One line for every request, without anything that opens a door or says who it was.

Time, number, method, the pattern of the address (`/deel/{token}`, never the token), status and milliseconds: as text,
or as JSON with LOG_FORMAT=json. The number is also in the answer, so that somebody who reports a fault can name it.
What goes wrong in the same way again and again gets one line, and one when it is over.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "X-Request-ID"
OVER_AFTER = 60.0


class OneLine:
    """Logs every request when it was answered; an open line or stream when it ends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        begun, number, status = time.perf_counter(), secrets.token_hex(6), 0

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                status = message["status"]
                MutableHeaders(scope=message).setdefault(REQUEST_ID, number)
            elif message["type"].startswith("websocket.") and not status:
                status = 101 if message["type"] == "websocket.accept" else 403
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            milliseconds = round(1000 * (time.perf_counter() - begun))
            method = scope.get("method", "WS")
            requests.info(line(number, method, pattern_of(scope), status, milliseconds))


def pattern_of(scope: Scope) -> str:
    """The route that answered, as it is written in the code; `static` for files, `unknown` for no address of ours."""
    route = scope.get("route")
    if route is not None and "path:elsewhere" not in route.path:
        return str(route.path)
    path: str = scope["path"]
    return "static" if path.startswith(("/static/", "/app/static/")) else "unknown"


def line(number: str, method: str, route: str, status: int, milliseconds: int) -> str:
    """The line of one request."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    if os.environ.get("LOG_FORMAT", "text") != "json":
        return f"{at} {number} {method} {route} {status} {milliseconds} ms"
    told: dict[str, Any] = {"at": at, "id": number, "method": method, "route": route}
    return json.dumps({**told, "status": status, "ms": milliseconds})


class Outage:
    """Something that fails again and again: one line when it begins, one when it is over.

    Where nobody noticed that it was over, a minute without failing ends it.
    """

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.what = what
        self._clock = clock
        self._lock = Lock()
        self._failing = False
        self._last = 0.0

    def failed(self, problem: BaseException) -> None:
        """It failed; the kind of problem is logged, never its text, which may have values in it."""
        with self._lock:
            now = self._clock()
            first = not self._failing or now - self._last > OVER_AFTER
            self._failing, self._last = True, now
        if first:
            cause = getattr(problem, "orig", None) or problem
            faults.error("%s: %s", self.what, type(cause).__name__)

    def went_well(self) -> None:
        """It works."""
        if not self._failing:
            return
        with self._lock:
            was, self._failing = self._failing, False
        if was:
            faults.warning("%s: over", self.what)


requests = logging.getLogger("bierkaartjes.requests")
faults = logging.getLogger("bierkaartjes.faults")
database = Outage("the database cannot be used")


LINES_TO_PAGES = "streamlit.web.server.starlette.starlette_websocket"
"""Logs what a browser sends and nobody can read: a line each would do."""


def in_one_line(record: logging.LogRecord) -> bool:
    """Leave out where in the code it went wrong."""
    record.exc_info = record.exc_text = None
    return True


def log_requests() -> None:
    """From now on write our own lines, and not those of the server beside them."""
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger(LINES_TO_PAGES).addFilter(in_one_line)
    for logger in (requests, faults):
        logger.setLevel(logging.INFO)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.StreamHandler(sys.stderr))
