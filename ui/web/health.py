"""Whether this process runs, and whether it can work: for whoever watches over it.

GET /livez    the process answers: nothing else is asked, a watcher that hears nothing starts it again
GET /readyz   it can work now: database, tables and disk, over a connection and a thread of their own
GET /healthz  both, in the words of before
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from strategy.store import readiness
from strategy.store.database import configured
from ui.frame import visitor
from ui.web import log

NOT_KEPT = {"Cache-Control": "no-store"}
PATIENCE_SECONDS = 0.9
_watchers = ThreadPoolExecutor(2, thread_name_prefix="readyz")


async def livez(request: Request) -> Response:
    """200 as long as the loop turns."""
    return PlainTextResponse("ok", headers=NOT_KEPT)


async def readyz(request: Request) -> Response:
    """200, or 503 with what is missing, within a second whatever the others wait for."""
    asked = asyncio.get_running_loop().run_in_executor(_watchers, readiness.missing, configured())
    try:
        missing = await asyncio.wait_for(asked, PATIENCE_SECONDS)
    except TimeoutError:
        missing = "database"
    if missing is None:
        log.database.went_well()
    return PlainTextResponse(missing or "ok", 503 if missing else 200, headers=NOT_KEPT)


async def healthz(request: Request) -> Response:
    """Whether this process answers and its store can be reached."""
    await run_in_threadpool(visitor.store().sequence, "healthz")
    return PlainTextResponse("ok", headers=NOT_KEPT)


ROUTES = [Route("/livez", livez), Route("/readyz", readyz), Route("/healthz", healthz)]
