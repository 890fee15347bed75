"""From a signal to something to do: what, who, by when, how it is measured (method.md section 4, part 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from strategy.checks import Severity
from strategy.company.access import Visitor
from strategy.company.saying import Kept, Saying, say
from strategy.nouns.company import Action
from strategy.overview import WorkPoint
from strategy.store.interface import Store
from strategy.words.texts import text

# Days until an action is due, by how heavily its signal weighs [OWN].
DUE_IN: dict[Severity, int] = {"critical": 14, "high": 30, "medium": 60, "low": 90}


def drafted(point: WorkPoint, actions: Iterable[Action], today: date, language: str = "nl") -> dict[str, Any]:
    """The first fields of an action that answers this signal: the advice, a date, and a way to measure it.

    Who does it is whoever the last action with a name was given to, "" where nobody was named yet.
    """
    named = [action.who for action in actions if action.who]
    return {
        "name": point.advice,
        "who": named[-1] if named else "",
        "due": today + timedelta(days=DUE_IN[point.severity]),
        "measure": text(f"actions.measure.{point.rule}", language),
        "signal": point.rule,
    }


def take_on(
    store: Store,
    visitor: Visitor,
    company_id: str,
    point: WorkPoint,
    today: date,
    write_id: str,
    language: str = "nl",
) -> Kept:
    """Make an action of this signal. Repeating the write id makes one action. Raises `NotAllowed`."""
    actions = store.read(company_id).company.actions
    return say(
        store,
        visitor,
        Saying(
            company_id=company_id,
            kind=Action.KIND,
            id=f"{point.rule}-{write_id}"[:80],
            value=drafted(point, actions, today, language),
            write_id=write_id,
            deed="add",
            language="en" if language == "en" else "nl",
        ),
    )


def answered(actions: Iterable[Action]) -> set[str]:
    """The rules for which an action is still open."""
    return {action.signal for action in actions if action.signal and not action.done}
