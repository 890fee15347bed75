"""Who never finishes asking is sent away, and nobody else waits for it meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.web import slow

HEAD = b"POST / HTTP/1.1\r\nHost: kaartjes.test\r\nContent-Length: 10\r\n"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


def play(scene: Callable[[int], Awaitable[None]]) -> None:
    """A server that takes its connections as ours does, while the scene lasts."""

    async def both() -> None:
        app = Starlette(
            routes=[Route("/", echo, methods=["GET", "POST"])], middleware=[Middleware(slow.NoEndlessBody)]
        )
        server = uvicorn.Server(uvicorn.Config(app, port=0, http=slow.WholeHeads, log_level="critical"))
        running = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            await scene(server.servers[0].sockets[0].getsockname()[1])
        finally:
            server.should_exit = True
            await running

    asyncio.run(asyncio.wait_for(both(), 60))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "PATIENCE_SECONDS", 0.5)


async def opened(port: int, first: bytes) -> Line:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)
    return reader, writer


async def asked(port: int) -> int:
    async with httpx.AsyncClient() as browser:
        return (await browser.get(f"http://127.0.0.1:{port}/")).status_code


@pytest.mark.usefixtures("hurried")
def test_five_hundred_half_open_requests_are_closed_and_others_are_answered_meanwhile() -> None:
    async def scene(port: int) -> None:
        firsts = (b"", b"GET / HT", HEAD, HEAD + b"X-Slow: ")
        lines = [await opened(port, firsts[number % 4]) for number in range(500)]
        assert await asked(port) == 200
        assert await asyncio.gather(*(reader.read() for reader, _ in lines)) == [b""] * 500
        assert await asked(port) == 200

    play(scene)


@pytest.mark.usefixtures("hurried")
def test_a_line_a_moment_does_not_keep_a_head_open() -> None:
    async def scene(port: int) -> None:
        reader, writer = await opened(port, b"GET / HTTP/1.1\r\n")
        while not reader.at_eof() and not writer.is_closing():
            writer.write(b"X: y\r\n")
            await asyncio.sleep(0.05)

    play(scene)


@pytest.mark.usefixtures("hurried")
def test_a_body_that_does_not_come_is_answered_408() -> None:
    async def scene(port: int) -> None:
        reader, _ = await opened(port, HEAD + b"\r\n12345")
        assert (await reader.read()).startswith(b"HTTP/1.1 408 ")

    play(scene)


@pytest.mark.usefixtures("hurried")
def test_a_second_request_that_is_never_finished_is_closed_too() -> None:
    async def scene(port: int) -> None:
        reader, writer = await opened(port, HEAD + b"\r\n1234567890")
        await reader.readuntil(b"1234567890")
        writer.write(b"\r\nGET / HT")
        assert await reader.read() == b""

    play(scene)


def test_a_head_larger_than_that_of_any_browser_is_closed_at_once() -> None:
    async def scene(port: int) -> None:
        reader, writer = await opened(port, b"GET / HTTP/1.1\r\n")
        writer.write(b"".join(b"X-%d: %s\r\n" % (number, b"x" * 1000) for number in range(200)))
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)

    play(scene)


def test_a_slow_but_steady_body_is_taken() -> None:
    async def scene(port: int) -> None:
        reader, writer = await opened(port, HEAD + b"\r\n")
        for sign in b"1234567890":
            writer.write(bytes([sign]))
            await asyncio.sleep(0.01)
        assert b"1234567890" in await reader.readuntil(b"1234567890")

    play(scene)
