"""What became of the last session: its actions, and the classes that moved since (a session begins with both)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from strategy.company.access import NotAllowed, Visitor
from strategy.comparing.moments import ClassMove, compare_companies
from strategy.nouns.company import Action, Ended
from strategy.nouns.workshop import Workshop
from strategy.store.interface import Change, StaleWrite, Store, UnknownCompany
from strategy.words.texts import text
from strategy.workshop.preparing import company_of
from strategy.workshop.rights import TRIES, Refused, facilitated, running

ENDS: tuple[Ended, ...] = ("worked", "failed", "dropped")
LONGEST_LINE = 74


class SinceLast(NamedTuple):
    """The session before: when it was closed, its actions that nobody looked back on yet, and who moved class since."""

    closed: datetime
    actions: tuple[Action, ...]
    moves: tuple[ClassMove, ...]


def since_last(store: Store, visitor: Visitor, workshop_id: str) -> SinceLast | None:
    """What there is to look back on at the start of a session; None where it is the first. Raises `NotAllowed`."""
    workshop = facilitated(store, visitor, workshop_id)
    before = _last_before(store, workshop)
    if before is None or before.closed is None:
        return None
    company = company_of(store, workshop)
    planned = {id for each in _earlier(store, workshop) for id in each.actions}
    actions = [each for each in company.actions if each.id in planned and not each.done and not each.ended]
    then = store.read_at(workshop.company_id, before.closed_at).company if before.closed_at else company
    return SinceLast(before.closed, tuple(actions), compare_companies(then, company).classes)


def _earlier(store: Store, workshop: Workshop) -> list[Workshop]:
    return [
        each
        for each in store.workshops_of(workshop.company_id)
        if each.id != workshop.id and each.closed is not None and each.opened <= workshop.opened
    ]


def _last_before(store: Store, workshop: Workshop) -> Workshop | None:
    return max(_earlier(store, workshop), key=lambda each: each.closed or each.opened, default=None)


def look_back(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    action_id: str,
    ended: Ended,
    write_id: str,
    now: datetime,
) -> None:
    """Say of an action whether it worked, failed or is not needed any more; what failed stays to be done.

    Raises `NotAllowed`, `Refused` for one that is gone.
    """
    workshop = running(store, visitor, workshop_id)
    for _ in range(TRIES):
        try:
            snapshot = store.read(workshop.company_id)
            action = next((each for each in snapshot.company.actions if each.id == action_id), None)
            if action is None:
                raise Refused("workshop.refused.item_gone")
            told = action.model_copy(update={"ended": ended, "done": ended != "failed"})
            change = Change.put(told, snapshot.revision(Action.KIND, action_id))
            store.write(workshop.company_id, [change], author=visitor.hash, write_id=write_id, at=now)
        except StaleWrite:
            continue
        except UnknownCompany:
            raise NotAllowed from None
        return
    raise TimeoutError("this company is written to all the time")


def as_calendar(actions: Sequence[Action], company_name: str, made: datetime, language: str = "nl") -> str:
    """The actions with a day as an iCalendar file: whole days, one entry each."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bierkaartjes//NL", "CALSCALE:GREGORIAN"]
    for action in actions:
        if isinstance(action.due, date) and not action.done:
            lines += _entry(action, action.due, company_name, made, language)
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in _folded(line))


def _entry(action: Action, due: date, company_name: str, made: datetime, language: str) -> list[str]:
    about = [
        text("session.calendar.who", language, who=action.who) if action.who else "",
        text("session.calendar.measure", language, measure=action.measure) if action.measure else "",
        company_name,
    ]
    return [
        "BEGIN:VEVENT",
        f"UID:{_plain(action.id)}@bierkaartjes",
        f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{due:%Y%m%d}",
        f"SUMMARY:{_plain(action.name)}",
        f"DESCRIPTION:{_plain(chr(10).join(each for each in about if each))}",
        "END:VEVENT",
    ]


def _plain(words: str) -> str:
    """Words of people with the signs escaped that mean something in a calendar."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """A line in pieces of at most 75 bytes, the later ones with a space in front; no character is cut."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > LONGEST_LINE:
            pieces.append(piece)
            piece = " "
        piece += sign
    return [*pieces, piece]
