"""Sharing an overview: freeze what was reduced to a level, open it by its token, list, revoke.

The frozen overview is all that a reader gets: what the level hides was taken out before it came here. Unknown,
revoked and expired are one and the same to a reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from strategy.company.access import NotAllowed, Visitor, give_link, hash_of_token, owner_or_stop, revoke_link
from strategy.nouns.shapes import KEY, SHAPE, lifted
from strategy.store.interface import Link, Store

SHARE = "share"
DAYS = 90


class NotShared(LookupError):
    """Nothing is shared under this token (any more)."""

    code = "access.not_shared"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, Any] = {}


@dataclass(frozen=True)
class SharedLink:
    """An overview that was given away. `token_hash` names it in a list; `overview` is empty in a list.

    `hint` is the end of the token, `expires` None means never.
    """

    token_hash: str
    company_id: str
    level: str
    language: str
    label: str
    hint: str
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    overview: dict[str, Any]

    def is_open(self, now: datetime) -> bool:
        """Whether the link still shows something."""
        return self.revoked is None and (self.expires is None or now < self.expires)


def freeze(
    store: Store,
    visitor: Visitor,
    company_id: str,
    level: str,
    language: str,
    label: str,
    overview: dict[str, Any],
    now: datetime,
    days: int | None = DAYS,
) -> str:
    """Keep this overview as it is now and return the token that opens it, for so many days (None: no end).

    Only the token's hash is kept, so it is shown once. Raises `NotAllowed`.
    """
    link = Link(
        token_hash="",
        purpose=SHARE,
        subject=company_id,
        hint="",
        label=label,
        payload={KEY: SHAPE, **overview},
        created=now,
        expires=None if days is None else now + timedelta(days=days),
        about={"level": level, "language": language},
    )
    return give_link(store, visitor, link)


def open_share(store: Store, token: str, now: datetime) -> dict[str, Any]:
    """The frozen overview behind this token. Raises `NotShared`, for whatever reason there is none."""
    return share_behind(store, token, now).overview


def share_behind(store: Store, token: str, now: datetime) -> SharedLink:
    """The share behind this token: the overview with its level, language and dates. Raises `NotShared`."""
    link = store.link(hash_of_token(token))
    if link is None or not link.opens(SHARE, now):
        raise NotShared
    return _share_in(link)


def shares_of(store: Store, visitor: Visitor, company_id: str) -> list[SharedLink]:
    """What was shared of this company, newest first, revoked and expired too. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    return [_share_in(link) for link in store.links(company_id, SHARE)]


def preview(store: Store, visitor: Visitor, token_hash: str) -> SharedLink:
    """A share as its receiver sees it, for an owner of the company. Raises `NotAllowed`."""
    link = store.link(token_hash)
    if link is None or link.purpose != SHARE:
        raise NotAllowed
    owner_or_stop(store, visitor, link.subject)
    return _share_in(link)


def revoke(store: Store, visitor: Visitor, token_hash: str, now: datetime) -> None:
    """Make a share open nothing from now on. Raises `NotAllowed`."""
    revoke_link(store, visitor, token_hash, now)


def _share_in(link: Link) -> SharedLink:
    return SharedLink(
        token_hash=link.token_hash,
        company_id=link.subject,
        level=link.about.get("level", ""),
        language=link.about.get("language", ""),
        label=link.label,
        hint=link.hint,
        created=link.created,
        expires=link.expires,
        revoked=link.revoked,
        overview=lifted("CompanyOverview", link.payload),
    )
