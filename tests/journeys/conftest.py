"""A real browser, a real server with a database of its own, and the line between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.line import Line
from tests.journeys.stage import ROOT, Owner, Server

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or the one that Playwright brings."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Server]]:
    """Starts a server for a script, once; it is alive whenever it is asked for."""
    servers: dict[Path, Server] = {}

    def started(script: Path) -> Server:
        if script not in servers:
            servers[script] = Server(script, tmp_path_factory.mktemp(script.stem))
        if servers[script].process is None:
            servers[script].start()
        return servers[script]

    yield started
    for server in servers.values():
        server.kill()


@pytest.fixture
def server(serve: Callable[[Path], Server]) -> Server:
    """The real app."""
    return serve(ROOT / "app.py")


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    """The line to the real app."""
    line = Line(server.port)
    yield line
    line.close()


@pytest.fixture
def owner(server: Server, browser: Browser) -> Iterator[Owner]:
    """An owner of a company in the real app."""
    owner = Owner(server, browser)
    yield owner
    owner.leave()
