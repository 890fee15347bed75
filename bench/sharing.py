"""A shared overview on slow 4G with a processor four times slower, against the same overview as a page of Streamlit's.

The worked example with 200 customers, seen for the first time. The bytes are what goes over the wire, websocket and
all; the first text is the name of the company on the screen.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

from playwright.async_api import Browser, Page, async_playwright

from bench import platform
from bench.overview import CHROMIUM, QUIET, crowd
from strategy.company import sharing
from strategy.company.access import new_token, open_example, visitor_of_token
from strategy.overview import overview_of
from strategy.store.sql import SqlStore

CUSTOMERS = 200
TIMES = 5
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
AFTERWARDS = 3.0
"""Seconds in which what follows the first text may still come."""
Row = tuple[str, float, str, float, float]


class Visit(NamedTuple):
    """Seconds until the first text, and kilobytes over the wire."""

    first_text: float
    kilobytes: float


def rows() -> list[Row]:
    """The first text of both, with the bytes of each in its name."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bench.db"
        cookie, token = prepared(database)
        settings = {"DATABASE_URL": database, "PYTHONPATH": str(platform.PROJECT)}
        with platform.running(platform.PROJECT / "app.py", platform.PROJECT, settings) as address:
            link, page = asyncio.run(visited(address, cookie, token))
    what = f"a shared page of {CUSTOMERS} customers, first text on slow 4G, {link.kilobytes:,.0f} kB"
    floor = f"the same overview in Streamlit, {page.kilobytes:,.0f} kB"
    return [(what, link.first_text, floor, page.first_text, link.first_text / page.first_text)]


def prepared(database: str) -> tuple[str, str]:
    """A company, the cookie of its owner and the token of a link to all of it."""
    store, cookie, now = SqlStore(database), new_token(), datetime.now(UTC)
    company, owner = crowd(CUSTOMERS), visitor_of_token(cookie)
    company_id = open_example(store, owner, company, "bench", now)
    frozen = overview_of(company).model_dump(mode="json")
    token = sharing.freeze(store, owner, company_id, "full", "nl", "bench", frozen, now)
    store.close()
    return cookie, token


async def visited(address: str, cookie: str, token: str) -> tuple[Visit, Visit]:
    """Both pages, each opened so many times by a browser that was never there."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        link = [await visit(browser, f"{address}/deel/{token}") for _ in range(TIMES)]
        page = [await visit(browser, f"{address}/overzicht", cookie) for _ in range(TIMES)]
        await browser.close()
    return middle(link), middle(page)


def middle(visits: list[Visit]) -> Visit:
    """The median of each."""
    return Visit(*(platform.at(list(figures), 0.5) for figures in zip(*visits, strict=True)))


async def visit(browser: Browser, address: str, cookie: str = "") -> Visit:
    """Open this page for the first time."""
    context = await browser.new_context(locale="nl-BE")
    if cookie:
        await context.add_cookies([{"name": "bk_visitor", "value": cookie, "url": address}])
    page = await context.new_page()
    received = await slowed(page)
    start = time.perf_counter()
    await page.goto(address, wait_until="commit", timeout=120_000)
    await page.get_by_role("heading", level=1).wait_for(timeout=120_000)
    seconds = time.perf_counter() - start
    await asyncio.sleep(AFTERWARDS)
    await context.close()
    return Visit(seconds, sum(received) / 1000)


async def slowed(page: Page) -> list[float]:
    """Slow this page down; the list grows with the bytes that it receives."""
    received: list[float] = []
    line = await page.context.new_cdp_session(page)

    def frame(event: dict[str, Any]) -> None:
        received.append(len(event["response"]["payloadData"]))

    line.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    line.on("Network.webSocketFrameReceived", frame)
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", SLOW_4G)
    await line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return received


if __name__ == "__main__":
    from bench.__main__ import table

    print(table(rows()))
