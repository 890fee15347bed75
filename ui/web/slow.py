"""Closing what never gets finished: a request of which the head or the body does not come.

The server under us waits for ever for the head of a request, and for every part of its body. A browser sends both at
once; who opens hundreds of connections and sends a line a minute keeps others out.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http import auto
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE_SECONDS = 60.0
MOST_BYTES_OF_A_HEAD = 64 * 1024


class WholeHeads(HttpToolsProtocol):
    """A connection that is closed where the head of a request takes a minute, or is larger than any of a browser."""

    _waiting: asyncio.TimerHandle | None = None
    _came = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._stop_waiting()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Take what came, and begin to wait where it is the beginning of a next request."""
        super().data_received(data)
        if self._waiting is None and self._is_between_requests():
            self._wait()
        if self._waiting is not None:
            self._came += len(data)
            if self._came > MOST_BYTES_OF_A_HEAD:
                self.transport.close()

    def _is_between_requests(self) -> bool:
        answered: Any = self.cycle is None or self.cycle.response_complete
        return answered and self.transport.get_protocol() is self

    def _wait(self) -> None:
        self._came = 0
        self._waiting = self.loop.call_later(PATIENCE_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def want_whole_heads() -> None:
    """Let the server take its connections so; called before it starts."""
    auto.AutoHTTPProtocol = WholeHeads


class TooSlow(Exception):
    """The next part of a body did not come."""


class NoEndlessBody:
    """Answers 408 where a part of a body takes a minute to come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        more, begun = True, False

        async def receive_in_time() -> Message:
            nonlocal more
            if not more:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), PATIENCE_SECONDS)
            except TimeoutError:
                raise TooSlow from None
            more = message.get("more_body", False)
            return message

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive_in_time, send_noting)
        except TooSlow:
            if not begun:
                await PlainTextResponse("too slow", 408, {"Connection": "close"})(scope, receive, send)
