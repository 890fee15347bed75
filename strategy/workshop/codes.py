"""The code of a workshop, and the door that slows down who guesses it.

A code is six characters that nobody mixes up, without vowels so that it spells no word: 23 to the sixth, 148
million codes. Whoever types a right code walks in at once, however often others (or the whole room behind the same
address) were wrong. A wrong code is answered late: later the more often this browser was wrong, and later for
everybody while many are wrong at once. The door remembers in this process only, so with several processes an
attacker gets each of their budgets.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

ALPHABET = "234679CDFGHJKMNPQRTVWXY"
"""No 0 and O, 1, I and L, 5 and S, 8 and B, U beside V, Z beside 2; no vowels but Y."""
LENGTH = 6
LOOK_ALIKES = str.maketrans({"Z": "2", "U": "V"})

FREE_TRIES = 3
REMEMBERED_FOR = 600.0
REMEMBERED_BROWSERS = 10_000
FREE_FOR_ALL = 60
PER_MINUTE = 60.0
LONGEST_WAIT = 10.0


def new_code() -> str:
    """A random code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def as_typed(typed: str) -> str:
    """The code that somebody typed, whatever its case, spaces and dashes."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return signs.translate(LOOK_ALIKES)[: LENGTH + 1]


def in_halves(code: str) -> str:
    """The code as it is shown: `K7M 2QX`."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


@dataclass
class Door:
    """How long each wrong code has to wait for its answer, in seconds.

    `pause` waits, `clock` counts seconds; a test may give its own.
    """

    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _lock: Lock = field(default_factory=Lock)
    _wrong_by: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    _wrong: deque[float] = field(default_factory=deque)

    def wrong(self, browser: str) -> float:
        """Note that this browser was wrong, wait as long as it has to, and return how long that was."""
        wait = self.note_wrong(browser)
        if wait:
            self.pause(wait)
        return wait

    def note_wrong(self, browser: str) -> float:
        """Note a wrong code; the seconds its answer has to wait: none, then 1, 2, 4, 8, at most `LONGEST_WAIT`."""
        with self._lock:
            now = self.clock()
            own = self._own(browser, now) - FREE_TRIES
            everybody = self._everybody(now) - FREE_FOR_ALL
        wait = (2.0 ** min(own - 1, 10) if own > 0 else 0.0) + (everybody / 20 if everybody > 0 else 0.0)
        return min(wait, LONGEST_WAIT)

    def _own(self, browser: str, now: float) -> int:
        times, last = self._wrong_by.pop(browser, (0, now))
        times = 1 if now - last > REMEMBERED_FOR else times + 1
        self._wrong_by[browser] = (times, now)
        while len(self._wrong_by) > REMEMBERED_BROWSERS:
            self._wrong_by.popitem(last=False)
        return times

    def _everybody(self, now: float) -> int:
        self._wrong.append(now)
        while self._wrong[0] < now - PER_MINUTE:
            self._wrong.popleft()
        return len(self._wrong)


DOOR = Door()
"""The door of this process."""
