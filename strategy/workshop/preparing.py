"""What a run works on that the company does not have yet, seen before the session is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from strategy.nouns.company import KINDS, Company
from strategy.nouns.workshop import Step
from strategy.workshop.subjects import kinds_in, listed_in


class Missing(NamedTuple):
    """Items of this `kind`, of which the company has none while the step `vote` is about them.

    `written` is the earlier step in which the room writes them down, None where no step does.
    """

    kind: str
    vote: Step
    written: Step | None


def missing_in(steps: Sequence[Step], company: Company) -> list[Missing]:
    """What the votes of this run need and the company does not have, each kind once, at its first vote."""
    found: dict[str, Missing] = {}
    for place, step in enumerate(steps):
        for kind in _voted_on(step):
            if kind not in found and not getattr(company, KINDS[kind].PLURAL):
                found[kind] = Missing(kind, step, _writes_down(steps[:place], kind))
    return list(found.values())


def _voted_on(step: Step) -> tuple[str, ...]:
    return kinds_in(step) if step.kind == "vote" and not step.about else ()


def _writes_down(before: Sequence[Step], kind: str) -> Step | None:
    lists = (step for step in before if step.kind == "list")
    return next((step for step in lists if kind in {each.item for each in listed_in(step)}), None)
