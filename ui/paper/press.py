"""Printing beside the server: one process, a queue in which everybody sees their place, and an end to waiting.

Nothing here takes the interpreter of the server for longer than handing over an order; a process that hangs or falls
over is ended, and the next order starts another.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from typing import Literal

from ui.paper.compiling import Order
from ui.paper.worker import LENGTH

SECONDS = 60.0
MOST_WAITING = 40
ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = ("-m", "ui.paper.worker")

Refusal = Literal["busy", "too_long", "broken"]


class NotPrinted(Exception):
    """An order of which nothing came: `code` is a text key."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.code = f"paper.refused.{refusal}"


@dataclass(frozen=True)
class OnPaper:
    """What was printed: the file, its first page as PNG, and whether it keeps the standards."""

    pdf: bytes
    preview: bytes
    standard: bool


class Job:
    """One order in the queue of a press."""

    def __init__(self, press: Press, order: Order, until: float) -> None:
        self._press = press
        self.order = order
        self.until = until
        self._result: OnPaper | NotPrinted | None = None

    @property
    def is_done(self) -> bool:
        """Whether there is a file, or there never will be."""
        return self._result is not None

    @property
    def before(self) -> int:
        """How many orders come first, the one that is being printed too."""
        return self._press.before(self)

    def result(self) -> OnPaper:
        """Wait for the file. Raises `NotPrinted`."""
        self._press.wait_for(self)
        if isinstance(self._result, OnPaper):
            return self._result
        raise self._result or NotPrinted("too_long")

    def finish(self, result: OnPaper | NotPrinted) -> None:
        """Only the press says how it ended."""
        self._result = result


class Press:
    """Prints orders one after the other in a process of its own, which starts with the first order."""

    def __init__(self, seconds: float = SECONDS, command: tuple[str, ...] = WORKER) -> None:
        self._seconds = seconds
        self._command = command
        self._changed = Condition()
        self._waiting: deque[Job] = deque()
        self._printing: Job | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._feeder: Thread | None = None

    def ask(self, order: Order) -> Job:
        """Put an order in the queue. Raises `NotPrinted` where too many wait already."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                raise NotPrinted("busy")
            job = Job(self, order, monotonic() + self._seconds)
            self._waiting.append(job)
            if self._feeder is None:
                self._feeder = Thread(target=self._feed, name="press", daemon=True)
                self._feeder.start()
            self._changed.notify_all()
        return job

    def before(self, job: Job) -> int:
        """How many orders come before this one."""
        with self._changed:
            if job not in self._waiting:
                return 0
            return self._waiting.index(job) + (self._printing is not None)

    def wait_for(self, job: Job) -> None:
        """Wait until this order is done, or its time is over."""
        with self._changed:
            self._changed.wait_for(lambda: job.is_done, max(0.0, job.until - monotonic()) + 1)

    def close(self) -> None:
        """End the process; the next order starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()

    # --- the thread that feeds the process ---

    def _feed(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                job = self._printing = self._waiting.popleft()
            try:
                result: OnPaper | NotPrinted = self._printed(job)
            except NotPrinted as refused:
                self.close()
                result = refused
            with self._changed:
                job.finish(result)
                self._printing = None
                self._changed.notify_all()

    def _printed(self, job: Job) -> OnPaper:
        if monotonic() >= job.until:
            raise NotPrinted("too_long")
        child = self._running_child()
        sent = job.order.to_bytes()
        assert child.stdin is not None
        try:
            child.stdin.write(LENGTH.pack(len(sent)) + sent)
            child.stdin.flush()
        except OSError:
            raise NotPrinted("broken") from None
        state, pdf, preview, _ = (self._part(child, job.until) for _ in range(4))
        if state == b"refused":
            raise NotPrinted("broken")
        return OnPaper(pdf, preview, state == b"standard")

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, *self._command],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        return self._child

    def _part(self, child: subprocess.Popen[bytes], until: float) -> bytes:
        """The next message of the process. Raises `NotPrinted` where it is silent until then, or gone."""
        (length,) = LENGTH.unpack(self._bytes(child, LENGTH.size, until))
        return self._bytes(child, length, until)

    def _bytes(self, child: subprocess.Popen[bytes], count: int, until: float) -> bytes:
        assert child.stdout is not None
        found = bytearray()
        while len(found) < count:
            ready, _, _ = select.select([child.stdout], [], [], max(0.0, until - monotonic()))
            if not ready:
                raise NotPrinted("too_long")
            some = os.read(child.stdout.fileno(), count - len(found))
            if not some:
                raise NotPrinted("broken")
            found += some
        return bytes(found)


@cache
def the_press() -> Press:
    """The one press of this server."""
    return Press()
