"""What people say from their phone while the room talks: a point to discuss, and what they take on themselves.

Both are seen by everybody at once. A point carries no name; who takes something on does so by name.
"""

from __future__ import annotations

from datetime import date, datetime

from strategy.company.access import Visitor
from strategy.nouns.company import Action
from strategy.nouns.workshop import OFFER, POINT, Idea
from strategy.store.interface import Store
from strategy.workshop.closing import plan_action
from strategy.workshop.listing import idea_or_stop
from strategy.workshop.rights import Refused, running


def settle_point(
    store: Store, visitor: Visitor, workshop_id: str, idea_id: str, settled: bool = True
) -> Idea:
    """Take a point off the queue once it was discussed, or put it on again. Raises `NotAllowed`, `Refused`."""
    running(store, visitor, workshop_id)
    idea = idea_or_stop(store, workshop_id, idea_id)
    if idea.question != POINT:
        raise Refused("workshop.refused.not_asked")
    return store.put_idea(workshop_id, idea.model_copy(update={"state": "kept" if settled else "new"}))


def take_over(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    idea_id: str,
    name: str,
    who: str,
    due: date | None,
    measure: str,
    write_id: str,
    now: datetime,
) -> Action:
    """Make an action of what somebody offered, with who, when and how it is measured; twice makes one.

    Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)
    idea = idea_or_stop(store, workshop_id, idea_id)
    if idea.question != OFFER:
        raise Refused("workshop.refused.not_asked")
    action = plan_action(
        store, visitor, workshop_id, f"offer-{idea.id}", name, who, due, write_id, now, measure=measure
    )
    store.put_idea(workshop_id, idea.model_copy(update={"state": "kept", "item": action.id}))
    return action
