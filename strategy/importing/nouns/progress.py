"""How far an import is: shares of the work from 0 to 1, told by whoever reads (bytes, rows, files)."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[float], None]


def silent(_: float) -> None:
    """Tells nobody."""


def part(tell: Tell, begin: float, end: float) -> Tell:
    """The same teller for one part of the work, which itself runs from 0 to 1."""
    return lambda share: tell(begin + (end - begin) * share)


class Rising:
    """Passes on shares from 0 to 1 that rise; it may be told from any thread."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.highest = -1.0

    def __call__(self, share: float) -> None:
        """This far now; what is behind what was told before is passed over."""
        share = min(max(share, 0.0), 1.0)
        if share > self.highest:
            self.highest = share
            self.tell(share)


class Counted:
    """Bytes as a file of which every piece that is taken is told."""

    def __init__(self, data: memoryview, tell: Tell) -> None:
        self.data = data
        self.tell = tell
        self.place = 0
        self.closed = False

    def read(self, size: int = -1) -> memoryview:
        """The next bytes, without a copy."""
        end = len(self.data) if size < 0 else min(self.place + size, len(self.data))
        piece = self.data[self.place : end]
        self.place = end
        self.tell(end / max(len(self.data), 1))
        return piece

    def readable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Nothing more is read."""
        self.closed = True
