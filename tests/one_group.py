"""A company of one group of customers, and what a browser says of it: enough to see whether an answer is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from strategy.company.access import new_token, start_company, visitor_of_token
from strategy.nouns.company import Profile, Segment
from strategy.store.interface import Change
from strategy.store.sql import SqlStore


def company_of(store: SqlStore, token: str) -> str:
    """A company with one group of customers, of the browser with this cookie."""
    who, now = visitor_of_token(token), datetime.now(UTC)
    company = start_company(store, who, Profile(name="Bakkerij"), new_token(), now)
    store.write(company, [Change.put(Segment(id="s1"))], author=who.hash, write_id=new_token(), at=now)
    return company


def saying(company: str, name: str, seen: int, write_id: str = "") -> dict[str, Any]:
    said = {"company_id": company, "kind": "segment", "id": "s1", "field": "name", "language": "nl"}
    return {**said, "value": name, "seen": seen, "write_id": write_id or new_token()}
