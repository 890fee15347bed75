"""Sharing an overview: give it away frozen or live, behind a password or not, open it by its token, change, end.

A frozen overview is all that its reader gets: what the level and the parts hide was taken out before it came here. A
live one is made from the company when somebody reads it (strategy/overview/shared.py). One entry in the owner's list
may have several addresses; each opens until it is revoked. Unknown, revoked and expired are one and the same to a reader.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from strategy.company.access import (
    NotAllowed,
    Visitor,
    cut_label,
    give_link,
    hash_of_token,
    owner_or_stop,
    revoke_link,
)
from strategy.company.passwords import hashed
from strategy.nouns.shapes import KEY, SHAPE, lifted
from strategy.store.interface import Link, Store

SHARE = "share"
GUARDED = "guarded"
"""Where the overview of a link with a password is kept: a program that knows no passwords finds none, and shows nothing."""
DAYS = 90
LASTS = (7, 30, 90, 365)
"""The days that a link may last; it may also have no end."""


class NotShared(LookupError):
    """Nothing is shared under this token (any more)."""

    code = "access.not_shared"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, Any] = {}


@dataclass(frozen=True)
class Terms:
    """What a link gives beside its level: as it was or as it is (`live`), with what people typed, amounts in bands.

    `parts` are the parts of the overview that are in it, None all of them. `sequence` is the write of the company as it
    was frozen, None where that was not noted.
    """

    live: bool = False
    own_words: bool = False
    bands: bool = False
    parts: tuple[str, ...] | None = None
    sequence: int | None = None

    def as_fields(self) -> dict[str, Any]:
        """The terms as they are stored."""
        parts = None if self.parts is None else list(self.parts)
        return {**vars(self), "parts": parts}

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Terms:
        """The terms in what was stored, by whatever version."""
        parts, sequence = fields.get("parts"), fields.get("sequence")
        return cls(
            live=bool(fields.get("live")),
            own_words=bool(fields.get("own_words")),
            bands=bool(fields.get("bands")),
            parts=tuple(map(str, parts)) if isinstance(parts, list) else None,
            sequence=sequence if isinstance(sequence, int) else None,
        )


@dataclass(frozen=True)
class Address:
    """One address of a link. `hint` is the end of its token; `openings` how often its page was really seen."""

    token_hash: str
    hint: str
    created: datetime
    revoked: datetime | None
    openings: int
    opened: datetime | None


@dataclass(frozen=True)
class SharedLink:
    """An overview that was given away. `entry` names it in a list; `overview` is empty in a list, and where it is live.

    `expires` None means never. `addresses` are all of the entry in a list, newest first, else the one that was opened.
    """

    entry: str
    company_id: str
    level: str
    language: str
    label: str
    created: datetime
    expires: datetime | None
    terms: Terms
    addresses: tuple[Address, ...]
    overview: dict[str, Any]
    password: str | None = field(default=None, repr=False)

    @property
    def token_hash(self) -> str:
        """The hash of the newest address."""
        return self.addresses[0].token_hash

    @property
    def hint(self) -> str:
        """The end of the newest address."""
        return self.addresses[0].hint

    @property
    def revoked(self) -> datetime | None:
        """When the last address was revoked; None while one is not."""
        moments = [each.revoked for each in self.addresses]
        return None if None in moments else max(moment for moment in moments if moment)

    @property
    def openings(self) -> int:
        """How often its page was seen, through all addresses."""
        return sum(each.openings for each in self.addresses)

    @property
    def opened(self) -> datetime | None:
        """When its page was seen last."""
        return max((each.opened for each in self.addresses if each.opened), default=None)

    def is_open(self, now: datetime) -> bool:
        """Whether the link still shows something."""
        return self.revoked is None and (self.expires is None or now < self.expires)

    @property
    def edition(self) -> str:
        """A text that differs whenever what a reader gets was changed by the owner; it tells nothing of what it is."""
        told = (self.level, self.terms, self.password)
        return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def key(self) -> str:
        """What a browser shows after the password was right; another password makes another key."""
        secret = (self.password or "").encode()
        return hmac.new(secret, self.entry.encode(), hashlib.sha256).hexdigest()


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
    *,
    terms: Terms = Terms(),
    password: str = "",
) -> str:
    """Keep this overview as it is now and return the token that opens it, for so many days (None: no end).

    Only the token's hash is kept, so it is shown once; terms and password are kept in the same insert. A live link
    keeps nothing of the overview. Raises `NotAllowed`, and `ShortPassword` for a password of too few signs.
    """
    link = Link(
        token_hash="",
        purpose=SHARE,
        subject=company_id,
        hint="",
        label=label,
        payload=_kept(overview, terms, guarded=bool(password)),
        created=now,
        expires=end_after(days, now),
        about={"level": level, "language": language},
        terms=terms.as_fields(),
        password=hashed(password) if password else None,
    )
    return give_link(store, visitor, link)


def end_after(days: int | None, now: datetime) -> datetime | None:
    """The moment on which a link ends that lasts so many days from now."""
    return None if days is None else now + timedelta(days=days)


def _kept(overview: dict[str, Any], terms: Terms, *, guarded: bool) -> dict[str, Any]:
    if terms.live:
        return {}
    return {KEY: SHAPE, GUARDED: overview} if guarded else {KEY: SHAPE, **overview}


# Reading


def open_share(store: Store, token: str, now: datetime) -> dict[str, Any]:
    """The frozen overview behind this token. Raises `NotShared`, for whatever reason there is none."""
    return share_behind(store, token, now).overview


def share_behind(store: Store, token: str, now: datetime) -> SharedLink:
    """The share behind this token: the overview with its level, language and dates. Raises `NotShared`."""
    link = store.link(hash_of_token(token))
    if link is None or not link.opens(SHARE, now):
        raise NotShared
    return _shared_in([link])


def known_share(store: Store, token: str, now: datetime) -> SharedLink:
    """The same without the overview, at one price whatever is the matter with the token. Raises `NotShared`."""
    token_hash = hash_of_token(token)
    link = store.known_links([token_hash]).get(token_hash)
    if link is None or not link.opens(SHARE, now):
        raise NotShared
    return _shared_in([link])


def editions(store: Store, token_hashes: Iterable[str], now: datetime) -> dict[str, str]:
    """The edition of what each of these addresses gives, "" where it gives nothing (any more)."""
    asked = list(token_hashes)
    known = store.known_links(asked)
    return {
        each: _shared_in([link]).edition if (link := known.get(each)) and link.opens(SHARE, now) else ""
        for each in asked
    }


def note_seen(store: Store, share: SharedLink, now: datetime) -> None:
    """Count that somebody looked at the page behind this address."""
    store.note_opening(share.token_hash, now)


# The owner's list


def shares_of(store: Store, visitor: Visitor, company_id: str) -> list[SharedLink]:
    """What was shared of this company, newest first, revoked and expired too. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    entries: dict[str, list[Link]] = {}
    for link in store.links(company_id, SHARE):
        entries.setdefault(link.entry_hash, []).append(link)
    found = [_shared_in(links) for links in entries.values()]
    return sorted(found, key=lambda share: share.created, reverse=True)


def preview(store: Store, visitor: Visitor, token_hash: str) -> SharedLink:
    """A share as its receiver sees it, for an owner of the company. Raises `NotAllowed`."""
    return _shared_in([_own_link_or_stop(store, visitor, token_hash)])


def new_address(store: Store, visitor: Visitor, entry: str, now: datetime) -> str:
    """A new token under the same entry, which gives the same; the ones before keep working. Raises `NotAllowed`."""
    link = _own_link_or_stop(store, visitor, entry)
    another = replace(link, created=now, revoked=None, entry=link.entry_hash, openings=0, opened=None)
    return give_link(store, visitor, another)


def change(
    store: Store,
    visitor: Visitor,
    entry: str,
    *,
    level: str,
    label: str,
    terms: Terms,
    overview: dict[str, Any],
    expires: datetime | None,
    password: str | None = None,
) -> None:
    """Let every address of an entry give something else from now on; `password` None keeps the one it has, "" none.

    `overview` is what is frozen instead, reduced to the new level and parts. Raises `NotAllowed` and `ShortPassword`.
    """
    link = _own_link_or_stop(store, visitor, entry)
    secret = link.password if password is None else hashed(password) if password else None
    changed = replace(
        link,
        label=cut_label(label),
        about={**link.about, "level": level},
        terms={**link.terms, **terms.as_fields()},
        payload=_kept(overview, terms, guarded=secret is not None),
        expires=expires,
        password=secret,
    )
    store.change_link(changed)


def revoke(store: Store, visitor: Visitor, token_hash: str, now: datetime) -> None:
    """Make one address open nothing from now on. Raises `NotAllowed`."""
    revoke_link(store, visitor, token_hash, now)


def revoke_all(store: Store, visitor: Visitor, entry: str, now: datetime) -> None:
    """Make every address of an entry open nothing from now on. Raises `NotAllowed`."""
    link = _own_link_or_stop(store, visitor, entry)
    for each in store.links(link.subject, SHARE):
        if each.entry_hash == link.entry_hash:
            revoke_link(store, visitor, each.token_hash, now)


def _own_link_or_stop(store: Store, visitor: Visitor, token_hash: str) -> Link:
    link = store.link(token_hash)
    if link is None or link.purpose != SHARE:
        raise NotAllowed
    owner_or_stop(store, visitor, link.subject)
    return link


def _shared_in(links: list[Link]) -> SharedLink:
    """The entry to which these addresses belong, of which the first is the newest."""
    first = links[-1]
    return SharedLink(
        entry=first.entry_hash,
        company_id=first.subject,
        level=first.about.get("level", ""),
        language=first.about.get("language") or "nl",
        label=first.label,
        created=first.created,
        expires=first.expires,
        terms=Terms.of(first.terms),
        addresses=tuple(map(_address_in, links)),
        overview=lifted("CompanyOverview", _overview_in(first.payload)),
        password=first.password,
    )


def _overview_in(payload: dict[str, Any]) -> dict[str, Any]:
    """The overview that is kept, with the number of its shape."""
    if GUARDED not in payload:
        return payload
    return {KEY: payload.get(KEY, SHAPE), **payload[GUARDED]}


def _address_in(link: Link) -> Address:
    return Address(link.token_hash, link.hint, link.created, link.revoked, link.openings, link.opened)
