"""The code of a session, and the door that makes guessing one hopeless.

A code is six characters that nobody mixes up, without vowels so that it spells no word: 23 to the sixth, 148,035,889
codes. It ends with its session: to a stranger the code of a closed one is as wrong as any other.

Whoever guesses may be wrong so often that with every guess allowed, all year long, a hit takes more than a year:

- 40 times an hour from one range of addresses (IPv4 /24, IPv6 /48): with 400 sessions open that is a hit every 1.05
  years, 148,035,889 / (40 x 8,766 x 400).
- From all ranges from which nobody came in yet together, 148,035,889 / (9,000 x open sessions x 4 processes) times an
  hour: 411 with ten sessions open, 41 with a hundred. 8,766 hours are a year.

At 200 tries a second all the others are refused without a look. A right code costs nothing, so a room of thirty
behind one address walks in at once; where somebody came in before, or a facilitator sits, the guesses of strangers
elsewhere do not count. Who is in already is not asked. Every wrong answer also comes later the more often the same
browser was wrong. All of it is remembered in this process only, hence the four.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from threading import RLock
from typing import Any

ALPHABET = "234679CDFGHJKMNPQRTVWXY"
"""No 0 and O, 1, I and L, 5 and S, 8 and B, U beside V, Z beside 2; no vowels but Y."""
LENGTH = 6
CODES: int = len(ALPHABET) ** LENGTH
LOOK_ALIKES = str.maketrans({"Z": "2", "U": "V"})

FREE_TRIES = 3
LONGEST_WAIT = 10.0
REMEMBERED_FOR = 600.0
REMEMBERED = 10_000

HOUR = 3600.0
GUESSES_OF_RANGE = 40
HOURS_TO_HIT = 9_000
PROCESSES = 4
FEWEST_OPEN = 10
TRUSTED_FOR = 12 * HOUR
MANY, LATELY = 20, 600.0
COUNTED_FOR = 60.0


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


def guesses_an_hour(open_sessions: int) -> int:
    """How many wrong codes an hour all strangers together may try in one process, with so many sessions open."""
    return max(1, CODES // (HOURS_TO_HIT * PROCESSES * max(open_sessions, FEWEST_OPEN)))


def range_of(address: str) -> str:
    """The addresses that are counted together with this one: one line, one office, one small provider."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((mapped, 24 if mapped.version == 4 else 48), strict=False))


class TooManyGuesses(Exception):
    """So many wrong codes were tried that this one is not looked at."""


@dataclass
class Door:
    """Who may try a code, and how long each wrong one has to wait for its answer, in seconds.

    `pause` waits, `clock` counts seconds; a test may give its own.
    """

    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _lock: RLock = field(default_factory=RLock)
    _wrong_by: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    _guesses: OrderedDict[Hashable, deque[float]] = field(default_factory=OrderedDict)
    _trusted: OrderedDict[str, float] = field(default_factory=OrderedDict)
    _open: dict[str, tuple[float, int]] = field(default_factory=dict)

    def try_or_stop(self, address: str, open_sessions: Callable[[], int]) -> None:
        """Count a code before it is looked up. Raises `TooManyGuesses`."""
        whose, allowed = range_of(address), guesses_an_hour(self._open_sessions(open_sessions))
        with self._lock:
            budgets: dict[Hashable, int] = {("range", whose): GUESSES_OF_RANGE}
            if not self._trusts(whose):
                budgets["strangers"] = allowed
            if any(len(self._lately(key, HOUR)) >= most for key, most in budgets.items()):
                raise TooManyGuesses
            for key in budgets:
                self._lately(key, HOUR).append(self.clock())

    def right(self, address: str) -> None:
        """The code that was counted last was right: it costs nothing, and its range is trusted from now on."""
        whose = range_of(address)
        with self._lock:
            for key in (("range", whose), *(() if self._trusts(whose) else ("strangers",))):
                times = self._lately(key, HOUR)
                if times:
                    times.pop()
            self.trust(address)

    def trust(self, address: str) -> None:
        """Somebody who belongs in a session is in this range: strangers elsewhere do not keep it waiting."""
        with self._lock:
            _remember(self._trusted, range_of(address), self.clock())

    def many_guess(self) -> bool:
        """Whether many wrong codes were tried lately."""
        with self._lock:
            return len(self._lately("wrong", LATELY)) >= MANY

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
            self._lately("wrong", LATELY).append(now)
            times, last = self._wrong_by.get(browser, (0, now))
            times = 1 if now - last > REMEMBERED_FOR else times + 1
            _remember(self._wrong_by, browser, (times, now))
        own = times - FREE_TRIES
        return min(2.0 ** min(own - 1, 10), LONGEST_WAIT) if own > 0 else 0.0

    def _open_sessions(self, count: Callable[[], int]) -> int:
        """How many sessions were open within the last minute."""
        at, found = self._open.get("sessions", (-COUNTED_FOR, 0))
        if self.clock() - at >= COUNTED_FOR:
            found = count()
            self._open["sessions"] = (self.clock(), found)
        return found

    def _trusts(self, whose: str) -> bool:
        return self.clock() - self._trusted.get(whose, -TRUSTED_FOR) < TRUSTED_FOR

    def _lately(self, key: Hashable, seconds: float) -> deque[float]:
        """The moments counted under this key in the last so many seconds."""
        times = self._guesses.get(key, deque())
        _remember(self._guesses, key, times)
        while times and times[0] <= self.clock() - seconds:
            times.popleft()
        return times


def _remember(book: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    """Keep this, and forget what was kept longest ago where it becomes too much."""
    book[key] = value
    book.move_to_end(key)
    while len(book) > REMEMBERED:
        book.popitem(last=False)


DOOR = Door()
"""The door of this process."""
