"""A server and a browser of our own, for tests that need the real thing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page

PROJECT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """One server process on a port of its own, with a database of its own; it can stop and come back."""

    def __init__(self, database: str, *command: str, log: Path | None = None, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = database
        self.command = command
        self.log = log
        self.settings = settings

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.launch()
        self.wait_until_it_answers()

    def launch(self) -> None:
        """Start, without waiting."""
        out = subprocess.DEVNULL if self.log is None else self.log.open("a")
        self.running = subprocess.Popen(
            [sys.executable, "-m", *(part.format(port=self.port) for part in self.command)],
            cwd=PROJECT,
            env={
                **os.environ,
                "DATABASE_URL": self.database,
                "PYTHONPATH": str(PROJECT),
                "PORT": str(self.port),
                **self.settings,
            },
            stdout=out,
            stderr=out,
        )

    def wait_until_it_answers(self) -> None:
        """Wait until it can work."""
        for _ in range(600):
            try:
                if httpx.get(f"{self.address}/healthz").text == "ok":
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise TimeoutError(self.address)

    def stop(self) -> None:
        """Stop at once, as a power cut would."""
        self.running.kill()
        self.running.wait(20)


@contextmanager
def served(database: str, *command: str, log: Path | None = None, **settings: str) -> Iterator[Server]:
    """A server for as long as the block lasts; `command` follows `python -m` and may hold `{port}`."""
    server = Server(database, *command, log=log, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def wait_until_drawn(page: Page) -> None:
    """Wait until Streamlit has run the page."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
