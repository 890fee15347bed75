"""Passwords of shared links: kept as argon2 hashes, weighed a few at a time, and slowed where they are guessed.

A hash takes 19 MB and some 20 ms of a processor on purpose. A pool of two keeps that small however many arrive at
once. Every try takes its place in line before it is weighed, so that many at once wait like one after the other:
`FREE_TRIES` pass at once, then each waits 1, 2, 4, ... seconds, at most `LONGEST_WAIT`, and who would wait longer is
refused. Counted per link and, wider, per range of addresses, in this process only; forgotten after `REMEMBERED_FOR`.
"""

from __future__ import annotations

import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 6
LONGEST = 200
FREE_TRIES = {"link": 5, "address": 20}
LONGEST_WAIT = 30.0
REMEMBERED_FOR = 900.0
REMEMBERED = 10_000

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_POOL = ThreadPoolExecutor(2, "passwords")


class ShortPassword(ValueError):
    """A password of too few signs. `code` is a text key."""

    code = "access.short_password"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, Any] = {"least": SHORTEST}


class TooManyTries(Exception):
    """So many passwords were tried that this one is not weighed. `code` is a text key."""

    code = "access.too_many_tries"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, Any] = {}


def hashed(password: str) -> str:
    """What is kept of a password. Raises `ShortPassword`."""
    if len(password.strip()) < SHORTEST:
        raise ShortPassword
    return _POOL.submit(_HASHER.hash, _as_typed(password)).result()


def is_right(typed: str, kept: str) -> bool:
    """Whether this is the password of which that was kept."""
    return _POOL.submit(_is_right, _as_typed(typed), kept).result()


def _is_right(typed: str, kept: str) -> bool:
    try:
        return _HASHER.verify(kept, typed)
    except (VerificationError, InvalidHashError):
        return False


def _as_typed(password: str) -> str:
    """The same signs, however a keyboard composes them, without what was copied around them."""
    return unicodedata.normalize("NFC", password.strip())[:LONGEST].encode("utf-8", "replace").decode()


class _Tried(NamedTuple):
    times: int
    until: float
    last: float


@dataclass
class Tries:
    """Who tried how many passwords lately. `clock` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    _lock: Lock = field(default_factory=Lock)
    _tried: OrderedDict[tuple[str, str], _Tried] = field(default_factory=OrderedDict)

    def take_place_or_stop(self, link: str, address: str) -> float:
        """Count a try before it is weighed, and say how many seconds it has to wait. Raises `TooManyTries`."""
        with self._lock:
            now = self.clock()
            counted = {key: self._counted(key, now) for key in (("link", link), ("address", address))}
            wait = max(tried.until for tried in counted.values()) - now
            if wait > LONGEST_WAIT:
                raise TooManyTries
            for key, tried in counted.items():
                self._tried[key] = tried
                self._tried.move_to_end(key)
            while len(self._tried) > REMEMBERED:
                self._tried.popitem(last=False)
            return max(0.0, wait)

    def right(self, link: str, address: str) -> None:
        """The try that was counted last was right: it costs nothing."""
        with self._lock:
            for key in (("link", link), ("address", address)):
                tried = self._tried.get(key)
                if tried is not None:
                    self._tried[key] = tried._replace(times=max(0, tried.times - 1))

    def _counted(self, key: tuple[str, str], now: float) -> _Tried:
        """What is known of this key with one try more, and until when that try waits."""
        before = self._tried.get(key, _Tried(0, now, now))
        if now - before.last > REMEMBERED_FOR:
            before = _Tried(0, now, now)
        times = before.times + 1
        over = times - FREE_TRIES[key[0]]
        pause = min(2.0 ** min(over - 1, 10), LONGEST_WAIT) if over > 0 else 0.0
        return _Tried(times, max(before.until, now) + pause, now)


TRIES = Tries()
"""The tries of this process."""
