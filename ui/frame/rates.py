"""How often somebody may ask for what costs the server something, so that one visitor cannot hold up the others.

Counted per minute for a visitor (its cookie), ten times wider for an address, because a whole room may sit behind
one, and a hundred times wider for everybody together. Counted in this process: with two of them it is twice as much.
"""

from __future__ import annotations

from functools import cache
from ipaddress import IPv6Address, ip_address
from typing import Any, Literal

import streamlit as st
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from strategy.words.texts import text
from ui.frame import visitor as who

Asked = Literal["start", "join", "open", "download", "upload", "write"]
A_MINUTE: dict[Asked, int] = {
    "start": 20,
    "join": 60,
    "open": 120,
    "download": 30,
    "upload": 120,
    "write": 1200,
}
"""`start` a company or a session, `join` a session, `open` a link, `download` a file, `upload` one, `write` an answer."""
WIDER = {"visitor": 1, "address": 10, "everybody": 100}


class TooFast(Exception):
    """Somebody asks for something too often. `code` is a text key."""

    code = "web.too_fast.text"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, Any] = {}

    def sentence(self, language: str = "nl") -> str:
        """What is the matter and what to do, in one line."""
        return text(self.code, language)


class Rates:
    """Counts who asked for what in this minute."""

    def __init__(self) -> None:
        self._counted = FixedWindowRateLimiter(MemoryStorage())

    def count_or_stop(self, asked: Asked, visitor: str, address: str) -> None:
        """Count one time. Raises `TooFast`; who is not known by a cookie or an address is counted by the other."""
        keys = {"visitor": visitor, "address": household(address), "everybody": "all"}
        for whose, key in keys.items():
            most = RateLimitItemPerMinute(A_MINUTE[asked] * WIDER[whose])
            if key and not self._counted.hit(most, asked, whose, key):
                raise TooFast


def household(address: str) -> str:
    """The address, or of IPv6 the first half: one line at home has all of the second half to itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))


@cache
def rates() -> Rates:
    """The counts of this process."""
    return Rates()


def count_on_page_or_stop(asked: Asked) -> None:
    """Count what the visitor of this page asks for. Raises `TooFast`."""
    rates().count_or_stop(asked, who.visitor().hash, st.context.ip_address or "")
