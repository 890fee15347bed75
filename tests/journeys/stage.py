"""What the journeys play on: a server with a database of its own, and an owner with browsers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect

from strategy.company.access import new_token, start_company, visitor_of_token
from strategy.nouns.company import Company, Item, Profile
from strategy.store.interface import Change
from strategy.store.sql import SqlStore

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CLOSES = 3_000
STANDS_STILL = """read => new Promise(done => {
    let height, since = 0
    const look = now => {
        const seen = read()
        if (seen !== height || seen === undefined) [height, since] = [seen, now]
        now - since > 300 ? done(true) : requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
})"""
PAGE_STANDS_STILL = f"""() => ({STANDS_STILL})(() => {{
    const running = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning"
    return running ? undefined : document.querySelector("[data-testid=stMain]")?.scrollHeight
}})"""
BOX_STANDS_STILL = f"box => ({STANDS_STILL})(() => box.getBoundingClientRect().height)"


def settled(page: Page) -> None:
    """Wait until the page has run and nothing on it moves any more: a click while it does can get lost."""
    page.wait_for_function(PAGE_STANDS_STILL)


def press(page: Page, name: str) -> None:
    """Press this button once the page stands still, and wait for what comes of it."""
    settled(page)
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def open_tab(page: Page, name: str) -> None:
    """Open this tab of Segmentatie."""
    settled(page)
    tab = page.get_by_role("navigation", name="Wat wil je doen?").get_by_role("link", name=name, exact=True)
    tab.click()
    expect(tab).to_have_attribute("aria-current", "page")
    settled(page)


def unfold(page: Page, title: str | re.Pattern[str]) -> None:
    """Open what is folded under this title, and wait until it is open: until then what is in it moves."""
    settled(page)
    box = page.get_by_test_id("stExpander").filter(has=page.locator("summary", has_text=title)).last
    box.locator("summary").first.click()
    expect(box.locator("details").first).to_have_attribute("open", "")
    box.evaluate(BOX_STANDS_STILL)


def choose_in_list(page: Page, label: str, option: str, *, exact: bool = True) -> None:
    """Choose in a list of Streamlit's own; it closes when an expander around it still opens, so once more then."""
    box = page.get_by_role("combobox", name=label)
    for tries_left in (3, 2, 1, 0):
        box.click()
        box.fill(option)
        try:
            page.get_by_role("option", name=option, exact=exact).first.click(timeout=CLOSES)
            return
        except TimeoutError:
            if not tries_left:
                raise


class Server:
    """The app on a free port, with a database of its own; it can be killed and started again in between."""

    def __init__(self, script: Path, folder: Path) -> None:
        self.script = script
        self.database = f"sqlite:///{folder / 'journey.db'}"
        self.log = folder / "server.log"
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        environment = {**os.environ, "DATABASE_URL": self.database, "PYTHONPATH": str(ROOT)}
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(self.script),
            "--server.port",
            str(self.port),
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        wait_until(self.answers)

    def answers(self) -> bool:
        """Whether it answers by now."""
        address = f"http://127.0.0.1:{self.port}/healthz"
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


class Owner:
    """Somebody with a company, and browsers in which it is theirs."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.browser = browser
        self.store = SqlStore(server.database)
        self.token = new_token()
        self.visitor = visitor_of_token(self.token)
        now = datetime.now(UTC)
        self.company_id = start_company(
            self.store, self.visitor, Profile(name="De Gouden Letter"), "start", now
        )
        self.contexts: list[BrowserContext] = []

    def has(self, *items: Item) -> None:
        """Put these items in the company."""
        changes = [Change.put(item) for item in items]
        self.store.write(self.company_id, changes, author=self.visitor.hash, write_id=new_token())

    @property
    def company(self) -> Company:
        """What stands in the database now."""
        return self.store.read(self.company_id).company

    def device(self, port: int, **more: Any) -> BrowserContext:
        """A browser of this owner, on a computer unless `PHONE` is given."""
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "nl-BE", "reduced_motion": "reduce"}
        context = self.browser.new_context(**{**options, **more})
        context.add_cookies([{"name": "bk_visitor", "value": self.token, "url": f"http://127.0.0.1:{port}"}])
        self.contexts.append(context)
        return context

    def open(self, context: BrowserContext, port: int, address: str = "") -> Page:
        """A new tab on this address."""
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"http://127.0.0.1:{port}/{address}")
        return page

    def leave(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()
        self.store.close()


def wait_until(is_true: Callable[[], Any]) -> None:
    """Wait until something becomes true; fails with what it was asked after a minute."""
    until = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < until, f"never became true: {is_true}"
        time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
