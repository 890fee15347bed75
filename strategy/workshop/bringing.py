"""Lists that somebody brings: pasted on the desk while the session runs, or sent by a preparation link before it.

A preparation link leads to a page of this session alone. It gives no right to the company: who has it can put
customers in and sees how many there are, not who they are or what was said of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from strategy.company.access import NotAllowed, Visitor, hash_of_token
from strategy.deck import FieldSpec, deck_in
from strategy.importing.pasting.pasted import Paste, PasteProblem, read_paste
from strategy.nouns.company import KINDS, Answer, Customer, Item
from strategy.nouns.workshop import PREPARER, Workshop
from strategy.store.interface import Change, Snapshot, StaleWrite, Store, UnknownCompany
from strategy.words.texts import text
from strategy.workshop.listing import LONGEST_IDEA, as_one, text_or_stop
from strategy.workshop.preparing import company_of
from strategy.workshop.rights import TRIES, Refused, not_closed_or_stop, running, workshop_or_stop

MOST_LINES = 300
LINK = "workshop"


class Brought(NamedTuple):
    """What a list that somebody brought did: names that were `new`, `changed` and known already, and how it was read."""

    new: int = 0
    changed: int = 0
    same: int = 0
    paste: Paste = Paste()

    def in_words(self, language: str = "nl") -> str:
        """What it did, in a sentence, with how much of it could not be used."""
        counted = {"new": self.new, "changed": self.changed, "same": self.same}
        parts = [_say(key, language, n) for key, n in counted.items() if n] or [_say("none", language)]
        unused = len(self.unused)
        return ", ".join(parts) + "." + (f" {_say('left_out', language, unused)}" if unused else "")

    @property
    def unused(self) -> tuple[PasteProblem, ...]:
        """The cells and rows that could not be used, empty rows aside."""
        skipped = (each for each in self.paste.skipped if each.code != "paste.skipped.empty")
        return (*self.paste.problems, *skipped)


def _say(key: str, language: str, n: int = 0) -> str:
    return text(f"workshop.bring.{key}", language, n=n)


def bring(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    kind: str,
    typed: str,
    write_id: str,
    language: str = "nl",
) -> Brought:
    """A facilitator puts a list in: customers with their figures, of another kind a name on each line.

    What is there already is joined, not doubled. Repeating the write id changes nothing. Raises `NotAllowed`,
    `Refused`, `PasteRefused` (pasting.py).
    """
    workshop = running(store, visitor, workshop_id)
    return _brought(store, visitor, workshop.company_id, kind, typed, write_id, language)


def answer_in_room(
    store: Store, visitor: Visitor, workshop_id: str, code: str, field: str, words: str, write_id: str
) -> None:
    """A facilitator notes what the room says to a question that asks for words; "" takes it back.

    Raises `NotAllowed`, `Refused` for what is no such question.
    """
    workshop = running(store, visitor, workshop_id)
    if field not in {spec.name for spec in asked_in_words(code)}:
        raise Refused("workshop.refused.not_asked")
    said = text_or_stop(words) if words.strip() else None
    for _ in range(TRIES):
        with suppress(StaleWrite):
            try:
                standing = store.read(workshop.company_id)
                before = standing.company.answer(code) or Answer(id=code)
                values = {name: value for name, value in before.values.items() if name != field}
                values |= {field: said} if said else {}
                answer = before.model_copy(update={"state": "answered", "values": values})
                change = Change.put(answer, standing.revision(Answer.KIND, code))
                store.write(workshop.company_id, [change], author=visitor.hash, write_id=write_id)
            except UnknownCompany:
                raise NotAllowed from None
            return
    raise TimeoutError("this company is written to all the time")


def asked_in_words(code: str, language: str = "nl") -> tuple[FieldSpec, ...]:
    """The fields of a question about the whole company that take words."""
    question = deck_in(language).question(code)
    if question is None or question.form != "one":
        return ()
    return tuple(spec for spec in question.fields if spec.type == "text")


def _brought(
    store: Store, author: Visitor, company_id: str, kind: str, typed: str, write_id: str, language: str
) -> Brought:
    for _ in range(TRIES):
        try:
            snapshot = store.read(company_id)
            done, changes = _read_as(kind)(snapshot, typed, language)
            if changes:
                store.write(company_id, changes, author=author.hash, write_id=write_id)
        except StaleWrite:
            continue
        except UnknownCompany:
            raise NotAllowed from None
        return done
    raise TimeoutError("this company is written to all the time")


TableReader = Callable[[Snapshot, str, str], tuple[Brought, list[Change]]]


def _read_as(kind: str) -> TableReader:
    if kind == Customer.KIND:
        return _customers
    return lambda snapshot, typed, language: _lines(snapshot, kind, typed)


def _customers(snapshot: Snapshot, typed: str, language: str) -> tuple[Brought, list[Change]]:
    company = snapshot.company
    paste = read_paste(typed, company.customers, segments=company.segments, language=language)
    changes = [Change.put(each, snapshot.revision(Customer.KIND, each.id)) for each in paste.customers]
    return Brought(len(paste.new), len(paste.changed), len(paste.same), paste), changes


def _lines(snapshot: Snapshot, kind: str, typed: str) -> tuple[Brought, list[Change]]:
    known = {as_one(getattr(item, "name", "")) for item in getattr(snapshot.company, KINDS[kind].PLURAL)}
    lines = [text_or_stop(line) for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Refused("workshop.refused.too_many_lines", most=MOST_LINES, n=len(lines))
    wanted = {as_one(line): line for line in reversed(lines)}
    new = [line for key, line in reversed(wanted.items()) if key not in known]
    return Brought(len(new), 0, len(wanted) - len(new)), [Change.put(_item(kind, line)) for line in new]


def _item(kind: str, name: str) -> Item:
    id = hashlib.sha256(f"{kind} {as_one(name)}".encode()).hexdigest()[:20]
    return KINDS[kind].model_validate({"id": f"list-{id}", "name": name[:LONGEST_IDEA]})


# The page behind a preparation link


class Preparation(NamedTuple):
    """What a preparation link shows: whose session, opened when, its steps, and how many customers are in."""

    workshop: Workshop
    company_name: str
    customers: int


def open_preparation(store: Store, token: str, now: datetime) -> Preparation:
    """What this link shows; looking gives nobody a right. Raises `NotAllowed`."""
    workshop = _prepared(store, token, now)
    company = company_of(store, workshop)
    return Preparation(workshop, company.profile.name, len(company.customers))


def prepare(
    store: Store,
    visitor: Visitor,
    token: str,
    typed: str,
    write_id: str,
    now: datetime,
    language: str = "nl",
) -> Brought:
    """Put customers in by a preparation link, until the session is closed.

    Raises `NotAllowed`, `Refused` once it is closed, `PasteRefused`.
    """
    workshop = _prepared(store, token, now)
    not_closed_or_stop(workshop)
    return _brought(store, visitor, workshop.company_id, Customer.KIND, typed, write_id, language)


def _prepared(store: Store, token: str, now: datetime) -> Workshop:
    link = store.link(hash_of_token(token))
    if link is None or not link.opens(LINK, now) or link.payload["role"] != PREPARER:
        raise NotAllowed
    return workshop_or_stop(store, link.subject)
