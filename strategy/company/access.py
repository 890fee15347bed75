"""Who may do what with a company, and the verbs around a company as a whole.

A visitor is a browser: the hash of a random token in its cookie. What it may do stands in the store as grants;
no right ever stands in an address, except in a return link, which grants it once to the browser that opens it.
A company that is not there and one that is not yours are refused in the same way.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import sleep
from typing import Any, NamedTuple

from pydantic import ValidationError

from strategy.company.file_limits import RefusedFile, within_limits_or_stop
from strategy.company.quotas import room_for_company_or_stop, room_for_link_or_stop
from strategy.nouns.company import Company, Item, Profile, Settings
from strategy.store.interface import Change, Grant, Link, Store, UnknownCompany, in_utc

OWNER = "owner"
RETURN = "return"
RETURN_LINK_LASTS = timedelta(days=180)
TOKEN_BYTES = 24
HINT_LENGTH = 4
LONGEST_LABEL = 200
WRITTEN_TOGETHER = 500
OTHERS_FIRST_SECONDS = 0.002
"""Between two parts of a large file: who waits to write goes first, which a lock does not see to by itself."""


class NotAllowed(Exception):
    """This visitor may not do this, or there is nothing here to do it with."""

    code = "access.not_allowed"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, Any] = {}


@dataclass(frozen=True)
class Visitor:
    """One browser, known by the SHA-256 of the token in its cookie."""

    hash: str


class OwnCompany(NamedTuple):
    """A company of this visitor, with the number and the moment of its last write."""

    company_id: str
    profile: Profile
    sequence: int
    at: datetime


def new_token() -> str:
    """A random token of 192 bits, safe in an address; its last `HINT_LENGTH` characters may be shown."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_whole(token: str) -> bool:
    """Whether a token has the length of ours; one that is shorter was cut off somewhere on its way."""
    return len(token) >= TOKEN_BYTES * 4 // 3


def hash_of_token(token: str) -> str:
    """What is kept of a token; any text has one, so a malformed token is simply an unknown one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def visitor_of_token(token: str) -> Visitor:
    """The visitor whose cookie holds this token."""
    return Visitor(hash_of_token(token))


def may_edit(store: Store, visitor: Visitor, company_id: str) -> bool:
    """Whether this visitor is an owner of this company."""
    return any(grant.subject == company_id and grant.role == OWNER for grant in store.grants(visitor.hash))


def owner_or_stop(store: Store, visitor: Visitor, company_id: str) -> None:
    """Raises `NotAllowed` unless this visitor is an owner of this company."""
    if not may_edit(store, visitor, company_id):
        raise NotAllowed


def companies_of(store: Store, visitor: Visitor) -> list[OwnCompany]:
    """The companies this visitor owns, the one written last on top."""
    own = [
        company
        for grant in store.grants(visitor.hash)
        if grant.role == OWNER and (company := _own_company(store, grant.subject)) is not None
    ]
    return sorted(own, key=lambda company: company.at, reverse=True)


def _own_company(store: Store, company_id: str) -> OwnCompany | None:
    """None for a company that was granted and not finished: its start was cut off and will be repeated."""
    try:
        snapshot = store.read(company_id)
    except UnknownCompany:
        return None
    if not snapshot.revision(Profile.KIND, Profile().id):
        return None
    return OwnCompany(company_id, snapshot.company.profile, snapshot.sequence, in_utc(snapshot.at))


# Starting, taking along, deleting


def start_company(store: Store, visitor: Visitor, profile: Profile, write_id: str, now: datetime) -> str:
    """Start a company of this visitor and return its id; repeating the write id returns the same company.

    The right is given before the company is written: what stops in between leaves a right to nothing, never a
    company that nobody can open. Raises `NotAllowed` where that company was deleted since.
    """
    return _make_company(store, visitor, Company(profile=profile), write_id, now)


def open_example(store: Store, visitor: Visitor, company: Company, write_id: str, now: datetime) -> str:
    """Give this visitor a copy of its own of an example, marked as one, and return its id."""
    profile = company.profile.model_copy(update={"example": True})
    return _make_company(store, visitor, company.model_copy(update={"profile": profile}), write_id, now)


def export_company(store: Store, visitor: Visitor, company_id: str) -> dict[str, Any]:
    """The whole company as the company file. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    return _read_or_stop(store, company_id).to_file()


def import_company(store: Store, visitor: Visitor, data: Any, write_id: str, now: datetime) -> str:
    """Make a new company of this visitor from what a company file says and return its id.

    Exporting it gives the same file again. Raises `RefusedFile` with what is wrong, or too much.
    """
    return _make_company(store, visitor, company_in_file(data), write_id, now)


def delete_company(store: Store, visitor: Visitor, company_id: str) -> None:
    """Delete a company for good, with its history, its links and everybody's rights. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    store.delete_company(company_id)


def begin_company(store: Store, visitor: Visitor, write_id: str, now: datetime) -> str:
    """The id of a company that this visitor begins, with the right to it; nothing is written yet. Raises `Full`."""
    company_id = hashlib.sha256(f"{visitor.hash} {write_id}".encode("utf-8", "replace")).hexdigest()[:32]
    if not may_edit(store, visitor, company_id):
        room_for_company_or_stop(store, visitor.hash, OWNER)
    try:
        store.grant(Grant(visitor.hash, OWNER, company_id, now))
    except UnknownCompany:
        raise NotAllowed from None
    return company_id


def _make_company(store: Store, visitor: Visitor, company: Company, write_id: str, now: datetime) -> str:
    company_id = begin_company(store, visitor, write_id, now)
    try:
        for part, changes in _in_parts(_first_changes(company)):
            store.write(company_id, changes, author=visitor.hash, write_id=f"{write_id}{part}", at=now)
            if part:
                sleep(OTHERS_FIRST_SECONDS)
    except UnknownCompany:
        raise NotAllowed from None
    return company_id


def _in_parts(changes: list[Change]) -> Iterator[tuple[str, list[Change]]]:
    """What is written together, each under a mark of its own: nobody waits long for a part.

    The company itself comes last and without a mark: until then it is not finished, and nobody sees it.
    """
    if len(changes) > WRITTEN_TOGETHER:
        profile, *rest = changes
        for start in range(0, len(rest), WRITTEN_TOGETHER):
            yield f" {start}", rest[start : start + WRITTEN_TOGETHER]
        changes = [profile]
    yield "", changes


def _first_changes(company: Company) -> list[Change]:
    """Everything in the company under its fixed ids, without the settings where nobody changed them."""
    profile = company.profile.model_copy(update={"id": Profile().id})
    settings = company.settings.model_copy(update={"id": Settings().id})
    named = company.model_copy(update={"profile": profile, "settings": settings})
    return [Change.put(item) for item in named.items() if item != Settings()]


def _read_or_stop(store: Store, company_id: str) -> Company:
    try:
        return store.read(company_id).company
    except UnknownCompany:
        raise NotAllowed from None


def company_in_file(data: Any) -> Company:
    """The company that a file says, within the limits. Raises `RefusedFile`."""
    within_limits_or_stop(data)
    try:
        company = Company.from_file(data)
    except ValidationError as problem:
        raise RefusedFile(".".join(map(str, problem.errors()[0]["loc"]))) from problem
    except (ValueError, TypeError, AttributeError) as problem:
        raise RefusedFile from problem
    _no_doubles_or_stop(tuple(company.items()))
    return company


def _no_doubles_or_stop(items: Sequence[Item]) -> None:
    seen = set()
    for item in items:
        if (item.KIND, item.id) in seen:
            raise RefusedFile(f"{item.PLURAL}.{item.id}")
        seen.add((item.KIND, item.id))


# Links


def give_link(store: Store, visitor: Visitor, link: Link) -> str:
    """Keep this link under a new token, of which only the hash is kept: it is shown once. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, link.subject)
    room_for_link_or_stop(store, link.subject, link.purpose)
    token = new_token()
    named = replace(
        link, token_hash=hash_of_token(token), hint=token[-HINT_LENGTH:], label=cut_label(link.label)
    )
    try:
        store.put_link(named)
    except UnknownCompany:
        raise NotAllowed from None
    return token


def cut_label(label: str) -> str:
    """One line of at most `LONGEST_LABEL` signs that can be seen."""
    return "".join(sign for sign in " ".join(label.split()) if sign.isprintable())[:LONGEST_LABEL]


def revoke_link(store: Store, visitor: Visitor, token_hash: str, now: datetime) -> None:
    """Make a return link or a share of a company of this visitor open nothing from now on.

    Who came in by a return link before stays. Raises `NotAllowed`.
    """
    link = store.link(token_hash)
    if link is None:
        raise NotAllowed
    owner_or_stop(store, visitor, link.subject)
    store.revoke_link(token_hash, now)


def give_return_link(store: Store, visitor: Visitor, company_id: str, now: datetime, label: str = "") -> str:
    """A token that makes every browser that opens it an owner too, for 180 days or until it is revoked.

    Raises `NotAllowed`.
    """
    link = Link(
        token_hash="",
        purpose=RETURN,
        subject=company_id,
        hint="",
        label=label,
        payload={"role": OWNER},
        created=now,
        expires=now + RETURN_LINK_LASTS,
    )
    return give_link(store, visitor, link)


def follow_return_link(store: Store, visitor: Visitor, token: str, now: datetime) -> str:
    """Make this visitor an owner by a return link and return the company's id.

    Raises `NotAllowed` for a link that is unknown, revoked, expired or of a company that is no more.
    """
    link = store.link(hash_of_token(token))
    if link is None or not link.opens(RETURN, now):
        raise NotAllowed
    try:
        store.grant(Grant(visitor.hash, OWNER, link.subject, now))
    except UnknownCompany:
        raise NotAllowed from None
    return link.subject


def return_links(store: Store, visitor: Visitor, company_id: str) -> list[Link]:
    """The return links given for this company, newest first. Raises `NotAllowed`."""
    owner_or_stop(store, visitor, company_id)
    return store.links(company_id, RETURN)
