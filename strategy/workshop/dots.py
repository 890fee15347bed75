"""Choosing from a list: three dots a person and question, one a line, seen by nobody before they are shown (method.md 5.2).

A dot is kept as a vote on the line, so that it is deleted with the votes at the closing; what stays is how many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from strategy.company.access import Visitor
from strategy.nouns.workshop import Idea, Poll, Subject, Vote, Workshop, subject_of
from strategy.store.interface import Store
from strategy.workshop.listing import as_one
from strategy.workshop.rights import (
    TRIES,
    Refused,
    changed,
    not_closed_or_stop,
    running,
    seated,
    workshop_or_stop,
)

MOST_DOTS = 3
LINE, DOT = "line", "dot"


class Bundle(NamedTuple):
    """The lines of one question that say the same: `id` of the first, by which the bundle goes, and all of them."""

    id: str
    question: str
    words: str
    lines: tuple[Idea, ...]


def bundles(ideas: Iterable[Idea]) -> list[Bundle]:
    """What can be chosen: the lines that were not left out, those that say the same together."""
    found: dict[tuple[str, str], list[Idea]] = {}
    for idea in ideas:
        if idea.state in ("new", "kept"):
            found.setdefault((idea.question, as_one(idea.words)), []).append(idea)
    return [Bundle(same[0].id, same[0].question, same[0].words, tuple(same)) for same in found.values()]


def dots_of(
    poll: Poll, votes: Iterable[Vote], voters: Collection[str], found: Sequence[Bundle]
) -> dict[str, int]:
    """How many people chose each bundle; what was kept of it where the votes are gone."""
    lines = {line.id: bundle.id for bundle in found for line in bundle.lines}
    if poll.dots:
        counts = dict.fromkeys((bundle.id for bundle in found), 0)
        for line, count in poll.dots.items():
            if line in lines:
                counts[lines[line]] += count
        return counts
    by_person = {person: chosen_by(person, votes, found) for person in voters}
    return {bundle.id: sum(bundle.id in own for own in by_person.values()) for bundle in found}


def chosen_by(participant: str, votes: Iterable[Vote], found: Sequence[Bundle]) -> tuple[str, ...]:
    """The bundles on which this participant laid a dot: of each question the last three."""
    lines = {line.id: bundle for bundle in found for line in bundle.lines}
    laid: dict[Bundle, bool] = {}
    for vote in votes:
        bundle = lines.get(subject_of(vote.subject).id)
        if vote.participant == participant and bundle is not None:
            laid.pop(bundle, None)
            laid[bundle] = bool(vote.value)
    standing = [bundle for bundle, is_laid in laid.items() if is_laid]
    return tuple(
        bundle.id
        for question in dict.fromkeys(bundle.question for bundle in standing)
        for bundle in [each for each in standing if each.question == question][-MOST_DOTS:]
    )


def lay_dot(
    store: Store, visitor: Visitor, workshop_id: str, step_id: str, line_id: str, laid: bool, write_id: str
) -> None:
    """Lay a dot on a line, or take it back; sending it twice changes nothing.

    Raises `NotAllowed`, and `Refused`: not begun, already shown, not in the list, no dot left.
    """
    me = seated(store, visitor, workshop_id)
    subject = Subject(LINE, line_id, DOT).key
    for _ in range(TRIES):
        workshop = workshop_or_stop(store, workshop_id)
        if store.has_vote(workshop_id, write_id):
            return
        _takes_dots_or_stop(workshop, step_id)
        if laid:
            _has_one_left_or_stop(store, workshop, step_id, line_id, me.id)
        vote = Vote(participant=me.id, step=step_id, round=1, subject=subject, value=float(laid))
        if store.append_vote(workshop_id, vote, write_id, workshop.version):
            return
    raise TimeoutError("this workshop is changed all the time")


def _takes_dots_or_stop(workshop: Workshop, step_id: str) -> None:
    not_closed_or_stop(workshop)
    step, poll = workshop.step_named(step_id), workshop.poll(step_id)
    if step is None or not workshop.chooses(step):
        raise Refused("workshop.refused.not_asked")
    listed = workshop.poll(step.about)
    if poll is None or listed is None or not listed.revealed:
        raise Refused("workshop.refused.not_begun")
    if not poll.open:
        raise Refused("workshop.refused.revealed")


def _has_one_left_or_stop(store: Store, workshop: Workshop, step_id: str, line_id: str, person: str) -> None:
    found = bundles(lines_of(store, workshop, step_id))
    wanted = next((each for each in found if line_id in {line.id for line in each.lines}), None)
    if wanted is None:
        raise Refused("workshop.refused.not_asked")
    own = chosen_by(person, store.votes(workshop.id, step=step_id, participant=person), found)
    of_question = {each.id for each in found if each.question == wanted.question}
    if wanted.id not in own and len(of_question.intersection(own)) >= MOST_DOTS:
        raise Refused("workshop.refused.no_dot_left", most=MOST_DOTS)


def lines_of(store: Store, workshop: Workshop, step_id: str) -> list[Idea]:
    """The lines from which this step chooses, by who still takes part."""
    step = workshop.step_named(step_id)
    gone = {person.id for person in store.participants(workshop.id) if person.removed}
    return [
        idea
        for idea in store.ideas(workshop.id)
        if step is not None and idea.step == step.about and idea.participant not in gone
    ]


def show_dots(store: Store, visitor: Visitor, workshop_id: str, step_id: str, shown: bool = True) -> Workshop:
    """Show everybody how many dots each line has, or let people go on laying them.

    Raises `NotAllowed`, `Refused` for a step that does not choose or did not begin.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        step, poll = workshop.step_named(step_id), workshop.poll(step_id)
        if step is None or poll is None or not workshop.chooses(step):
            raise Refused("workshop.refused.not_begun")
        if bool(poll.revealed) == shown:
            return workshop
        return workshop.with_poll(poll.model_copy(update={"revealed": int(shown), "dots": {}}))

    return changed(store, workshop_id, change)
