"""Reading thousands of items into an array, and after a change only the items that changed.

An item never changes: what somebody changes becomes another item. So what was read of an item stands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Array = npt.NDArray[Any]

REMEMBERED = 64
FEW = 100


@dataclass(frozen=True, eq=False)
class _Reading:
    """What `how` (a reader and what else it was given) made of these items."""

    how: tuple[Hashable, ...]
    items: tuple[Any, ...]
    array: Array

    def may_serve(self, items: tuple[Any, ...]) -> bool:
        """Whether these look like the same list, with some changed or new ones at the end."""
        shared = len(self.items)
        return 0 < shared <= len(items) and (self.items[0] is items[0] or self.items[-1] is items[shared - 1])


class _Comparison(NamedTuple):
    before: tuple[Any, ...]
    now: tuple[Any, ...]
    others: list[int]


_readings: deque[_Reading] = deque(maxlen=REMEMBERED)
_compared: deque[_Comparison] = deque(maxlen=4)
_lock = Lock()


def read_each(items: Sequence[T], read: Callable[..., Array], *more: Hashable) -> Array:
    """`read(items, *more)`: an array with the items along its last axis, each read by itself. Not to be written in.

    Where a list with mostly the same items was read before, only the others are read; a few are read sooner than
    looked up.
    """
    now = tuple(items)
    before = _found((read, *more), now) if len(now) >= FEW else None
    array = _reread(before, now, read, *more) if before else read(now, *more)
    array.flags.writeable = False
    if len(now) >= FEW:
        _remember(_Reading((read, *more), now, array), before)
    return array


def _found(how: tuple[Hashable, ...], items: tuple[Any, ...]) -> _Reading | None:
    with _lock:
        return next((each for each in _readings if each.how == how and each.may_serve(items)), None)


def _remember(reading: _Reading, before: _Reading | None) -> None:
    """Remember this one, instead of the one that it came from."""
    with _lock:
        if before is not None and before in _readings:
            _readings.remove(before)
        _readings.appendleft(reading)


def _reread(before: _Reading, items: tuple[T, ...], read: Callable[..., Array], *more: Hashable) -> Array:
    """The array of these items: of those that were there before as it was, the others read."""
    others = _others(before.items, items)
    if not others:
        return before.array
    array = np.empty((*before.array.shape[:-1], len(items)), before.array.dtype)
    array[..., : len(before.items)] = before.array
    array[..., others] = read([items[place] for place in others], *more)
    return array


def _others(before: tuple[Any, ...], now: tuple[Any, ...]) -> list[int]:
    """The places where another item stands than before, or a new one. Many readers ask it of the same two lists."""
    if before is now:
        return []
    for known in tuple(_compared):
        if known.before is before and known.now is now:
            return known.others
    changed = [place for place, item in enumerate(before) if item is not now[place]]
    found = _Comparison(before, now, [*changed, *range(len(before), len(now))])
    _compared.append(found)
    return found.others
