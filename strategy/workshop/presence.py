"""Who a round waits for: not who only watches, and not who is gone for a while; and how people of one name are told apart.

A phone that is gone for a minute is marked away and counts no longer among who is still busy, until it is back. What
it sent stays. Marks are kept as readiness with a stage of their own, which moves the counts and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from strategy.company.access import Visitor
from strategy.nouns.workshop import Participant
from strategy.store.interface import Store
from strategy.workshop.rights import facilitated, person_or_stop, seated

AWAY = "away"
OBSERVER = "observer"


def note_away(store: Store, visitor: Visitor, workshop_id: str, away: bool = True) -> None:
    """Note that the phone of this participant is gone for a while, or back. Raises `NotAllowed`."""
    store.put_ready(workshop_id, seated(store, visitor, workshop_id).id, AWAY, away)


def let_watch(
    store: Store, visitor: Visitor, workshop_id: str, participant_id: str, watches: bool = True
) -> None:
    """Let somebody only watch: they count in no round, and what they vote counts in no result. Raises `NotAllowed`."""
    facilitated(store, visitor, workshop_id)
    store.put_ready(workshop_id, person_or_stop(store, workshop_id, participant_id).id, OBSERVER, watches)


def those_who_vote(store: Store, workshop_id: str) -> list[Participant]:
    """Everybody who takes part and does not only watch."""
    watching = store.ready(workshop_id, OBSERVER)
    return [each for each in store.participants(workshop_id) if not each.removed and each.id not in watching]


def told_apart(people: Sequence[Participant]) -> list[Participant]:
    """The same people; of several with one name the later ones carry a number: *An*, *An 2*."""
    times: Counter[str] = Counter()
    found = []
    for person in people:
        key = person.name.casefold()
        times[key] += not person.merged_into
        marked = f"{person.name} {times[key]}" if times[key] > 1 and not person.merged_into else person.name
        found.append(person.model_copy(update={"name": marked}))
    return found
