"""What our configuration and our door are worth, against Streamlit as it installs itself.

The floor is the same page (`one_word/bare.py`) under `streamlit run`, with the default options, without uvloop
(which comes with `streamlit[performance]` only) and without our middleware.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench.loadgen import Tab
from ui.web import static

PROJECT = Path(__file__).resolve().parent.parent
PAGES = Path(__file__).resolve().parent / "one_word"
IN_A_ROW = 60
TABS = 60
SECONDS = 8.0
PHONES = 40
CONNECTIONS = 6
Row = tuple[str, float, str, float, float]
Figures = dict[str, float]


def rows() -> list[Row]:
    """The same measurements on our server and on the floor, one row each."""
    with ours() as address:
        mine = asyncio.run(measure(address))
    with bare() as address:
        floor = asyncio.run(measure(address))
    return [
        (what, mine[what], "Streamlit by default", floor[what], mine[what] / floor[what]) for what in mine
    ]


async def measure(address: str) -> Figures:
    """What people wait for, in seconds."""
    return {
        "rerun of a page, one after the other, median": await reruns_in_a_row(address),
        f"rerun with {TABS} tabs, each once a second, p95": await reruns_together(address),
        f"{PHONES} phones scan one code within a second, page ready, p95": await scan_together(address),
    }


async def reruns_in_a_row(address: str) -> float:
    """The median of one tab that reruns its page again and again."""
    async with Tab(address) as tab:
        return at([await tab.rerun() for _ in range(IN_A_ROW)], 0.5)


async def reruns_together(address: str) -> float:
    """The p95 of many tabs that rerun their page once a second, not all at once."""
    took: list[float] = []

    async def one(number: int) -> None:
        async with Tab(address) as tab:
            await asyncio.sleep(number / TABS)
            until = time.perf_counter() + SECONDS
            while (start := time.perf_counter()) < until:
                took.append(await tab.rerun())
                await asyncio.sleep(max(0.0, start + 1 - time.perf_counter()))

    await asyncio.gather(*(one(number) for number in range(TABS)))
    return at(took, 0.95)


async def scan_together(address: str) -> float:
    """The p95 of phones that fetch every file of a first visit and then open the page."""
    names = sorted(name for name in static.asked_first() if "PlotlyChart" not in name)

    async def phone(number: int) -> float:
        await asyncio.sleep(number / PHONES)
        start = time.perf_counter()
        todo = [f"/static/{name}" for name in names]
        await asyncio.gather(*(fetch(address, todo) for _ in range(CONNECTIONS)))
        async with Tab(address):
            return time.perf_counter() - start

    return at(await asyncio.gather(*(phone(number) for number in range(PHONES))), 0.95)


async def fetch(address: str, todo: list[str]) -> None:
    """Fetch what is still to do over one connection, as a browser does over six."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    while todo:
        asked = f"GET {todo.pop()} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n"
        writer.write(asked.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        await reader.readexactly(int(lengths[0].split(b":")[1]))
    writer.close()


def at(seconds: Sequence[float], share: float) -> float:
    """The value below which this share of the figures lies."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


@contextmanager
def ours() -> Iterator[str]:
    """The page as this project serves it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DATABASE_URL": f"sqlite:///{folder}/bench.db", "PYTHONPATH": str(PROJECT)}
        with running(PAGES / "ours.py", PROJECT, settings) as address:
            yield address


@contextmanager
def bare() -> Iterator[str]:
    """The page as Streamlit serves it after `pip install streamlit`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text("import sys\nsys.modules['uvloop'] = None\n")
        page = Path(folder, "bare.py")
        page.write_text((PAGES / "bare.py").read_text())
        with running(page, Path(folder), {"PYTHONPATH": folder}) as address:
            yield address


@contextmanager
def running(page: Path, folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """`streamlit run` on a free port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(page), *options],
        cwd=folder,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(f"{address}/_stcore/health")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_until_it_answers(address: str) -> None:
    """Wait until the server is up, and its warming up is over. Raises TimeoutError."""
    for _ in range(300):
        try:
            with urlopen(address) as answer:
                if answer.read() == b"ok":
                    time.sleep(4)
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(address)
