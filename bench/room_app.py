"""The app as it is, with what the benchmark of the room needs beside it: a facilitator's tap, and two bare routes.

`/bench/move/{workshop}/{step}` and `/bench/reveal/...` do what the facilitator's page does, in the same process.
`/bench/vote` is the floor of a vote: one insert by sqlite3 behind the same server. `/bench/live` and `/bench/tell` are
the floor of an event, `/bench/page` that of a scan.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from strategy import workshop as room
from strategy.company.access import Visitor
from ui.frame import visitor
from ui.web import EXCEPTION_HANDLERS, MIDDLEWARE, ROUTES, lifespan, phone

BARE = Path(os.environ.get("BENCH_BARE") or os.environ["DATABASE_URL"].removeprefix("sqlite:///") + ".bare")
PAGE = phone.page_in("nl").packed
waiting: set[asyncio.Event] = set()


async def move(request: Request) -> Response:
    """Bring everybody to a step."""
    facilitator = Visitor(os.environ["BENCH_FACILITATOR"])
    where = request.path_params
    await run_in_threadpool(
        room.move_to, visitor.store(), facilitator, where["workshop"], where["step"], datetime.now(UTC)
    )
    return Response()


async def reveal(request: Request) -> Response:
    """Show everybody what the room voted."""
    facilitator = Visitor(os.environ["BENCH_FACILITATOR"])
    where = request.path_params
    await run_in_threadpool(room.reveal, visitor.store(), facilitator, where["workshop"], where["step"], 1)
    return Response()


async def bare_vote(request: Request) -> Response:
    """One insert, confirmed."""
    vote = await request.body()
    await run_in_threadpool(insert, vote)
    return JSONResponse({"kept": True})


def insert(vote: bytes) -> None:
    """Keep it as it came."""
    connection = sqlite3.connect(BARE, isolation_level=None, timeout=15)
    connection.execute("pragma synchronous = normal")
    connection.execute("insert into votes values (?)", (vote,))
    connection.close()


async def bare_live(request: Request) -> Response:
    """A stream that says something when told."""

    async def events() -> AsyncIterator[str]:
        told = asyncio.Event()
        waiting.add(told)
        yield "data: 0\n\n"
        while True:
            await told.wait()
            told.clear()
            yield "data: 1\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


async def bare_tell(request: Request) -> Response:
    """Tell every stream."""
    for each in waiting:
        each.set()
    return Response()


async def bare_page(request: Request) -> Response:
    """The packed page, without anything else."""
    return Response(PAGE, media_type="text/html", headers={"Content-Encoding": "gzip"})


with sqlite3.connect(BARE) as made:
    made.execute("pragma journal_mode = wal")
    made.execute("create table if not exists votes (body text)")

app = st.App(
    Path(__file__).resolve().parent.parent / "app.py",
    routes=[
        Route("/bench/move/{workshop}/{step}", move, methods=["POST"]),
        Route("/bench/reveal/{workshop}/{step}", reveal, methods=["POST"]),
        Route("/bench/vote", bare_vote, methods=["POST"]),
        Route("/bench/page", bare_page),
        Route("/bench/live", bare_live),
        Route("/bench/tell", bare_tell, methods=["POST"]),
        *ROUTES,
    ],
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    exception_handlers=EXCEPTION_HANDLERS,
)
