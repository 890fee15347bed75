"""How much one visitor and one company may keep, so that nobody fills the server for the others.

Far above what people make: who runs into one of these is told what to take away first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from strategy.company.file_limits import MOST_CUSTOMERS, MOST_ITEMS
from strategy.nouns.company import Customer
from strategy.store.interface import ItemKey, Store, UnknownCompany
from strategy.words.formats import number
from strategy.words.texts import text

MOST_COMPANIES = 500
MOST_SESSIONS = 200
MOST_LINKS = 500
MOST_BYTES = 200_000_000
WEIGHED_EVERY = 100


class Full(Exception):
    """There is no room for more. `code` is a text key, `values` fill its placeholders."""

    def __init__(self, what: str, most: int) -> None:
        self.code = f"access.full.{what}"
        self.values: dict[str, Any] = {"most": most}
        super().__init__(self.code)

    def sentence(self, language: str = "nl") -> str:
        """What is full and what to do, in one line."""
        return text(self.code, language, most=number(self.values["most"], language))


def room_for_company_or_stop(store: Store, visitor: str, role: str) -> None:
    """Raises `Full` for a visitor (its hash) that has as many companies as one may have."""
    own = [grant for grant in store.grants(visitor) if grant.role == role]
    if len(own) >= MOST_COMPANIES:
        raise Full("companies", MOST_COMPANIES)


def room_for_session_or_stop(store: Store, company_id: str) -> None:
    """Raises `Full` for a company with as many sessions as one may have."""
    if len(store.workshops_of(company_id)) >= MOST_SESSIONS:
        raise Full("sessions", MOST_SESSIONS)


def room_for_link_or_stop(store: Store, subject: str, purpose: str, role: str = "") -> None:
    """Raises `Full` where as many links of this purpose (and role) were given as there may be, revoked ones too."""
    given = [link for link in store.links(subject, purpose) if link.about.get("role", "") == role]
    if len(given) >= MOST_LINKS:
        raise Full("links", MOST_LINKS)


def room_for_items_or_stop(store: Store, company_id: str, keys: Iterable[ItemKey]) -> None:
    """Raises `Full` where the company would hold more customers or items than fit with these (kind, id) in it."""
    try:
        standing = store.read(company_id)
    except UnknownCompany:
        return
    there = {(row.item.KIND, row.item.id) for row in standing.rows}
    there |= set(keys)
    if sum(kind == Customer.KIND for kind, _ in there) > MOST_CUSTOMERS:
        raise Full("customers", MOST_CUSTOMERS)
    if len(there) > MOST_ITEMS:
        raise Full("items", MOST_ITEMS)


def room_for_history_or_stop(store: Store, company_id: str) -> None:
    """Raises `Full` where the versions of a company weigh more than they may; looked at every hundredth write."""
    if store.sequence(company_id) % WEIGHED_EVERY == 0 and store.weight(company_id) > MOST_BYTES:
        raise Full("bytes", MOST_BYTES // 1_000_000)
