"""Giving a vote: private, kept before it is confirmed, and only while its round is open."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from strategy.company.access import Visitor
from strategy.nouns.company import Noun
from strategy.nouns.workshop import Poll, Vote, Workshop, subject_of
from strategy.store.interface import Store
from strategy.workshop.rights import TRIES, Refused, seated, workshop_or_stop
from strategy.workshop.subjects import is_asked, scale_of


class Ballot(Noun):
    """A vote as a phone sends it. `subject` is a key (`customer:k1/judged.margin`); `value` None: weet ik niet."""

    workshop: str
    step: str
    round: int
    subject: Annotated[str, Field(max_length=300)]
    value: float | None
    write_id: Annotated[str, Field(min_length=8, max_length=80)]


def give_vote(store: Store, visitor: Visitor, ballot: Ballot) -> None:
    """Keep a vote; the last one of a participant on a subject counts, sending one twice changes nothing.

    A vote that was typed while the line was down is kept as long as its round is open, wherever the others are.
    Raises `NotAllowed`, and `Refused`: the round is over, the subject is not asked, the value is not on the scale.
    """
    participant = seated(store, visitor, ballot.workshop)
    vote = Vote(
        participant=participant.id,
        step=ballot.step,
        round=1 if ballot.round == 1 else 2,
        subject=ballot.subject,
        value=ballot.value,
    )
    if _cast(store, vote, ballot, at_least=0):
        return
    for _ in range(TRIES):
        if _cast(store, vote, ballot):
            return
    raise TimeoutError("this workshop is changed all the time")


def _cast(store: Store, vote: Vote, ballot: Ballot, at_least: int | None = None) -> bool:
    """Whether the vote is kept, by the workshop as this process knows it or, without `at_least`, as it stands.

    The store keeps a vote only if the workshop stands as it was read. Raises `Refused` by how it stands.
    """
    workshop = workshop_or_stop(store, ballot.workshop, at_least)
    try:
        poll_or_stop(workshop, ballot)
    except Refused:
        if at_least is not None:
            return False
        if store.has_vote(workshop.id, ballot.write_id):
            return True
        raise
    return store.append_vote(workshop.id, vote, ballot.write_id, workshop.version)


def poll_or_stop(workshop: Workshop, ballot: Ballot) -> Poll:
    """The poll that takes this ballot. Raises `Refused`."""
    poll = workshop.poll(ballot.step)
    if workshop.closed is not None:
        raise Refused("workshop.refused.closed")
    if poll is None or ballot.round > poll.round:
        raise Refused("workshop.refused.not_begun")
    if not poll.open or ballot.round != poll.round:
        raise Refused("workshop.refused.revealed")
    try:
        subject = subject_of(ballot.subject)
    except ValueError:
        raise Refused("workshop.refused.not_asked") from None
    asked = scale_of(workshop, ballot.step, ballot.subject)
    if asked is None or not is_asked(workshop, poll, subject):
        raise Refused("workshop.refused.not_asked")
    if ballot.value is not None and ballot.value not in range(asked.lowest, asked.highest + 1):
        raise Refused("workshop.refused.no_such_value", lowest=asked.lowest, highest=asked.highest)
    return poll


def standing_votes(votes: list[Vote], round: int) -> dict[str, dict[str, float | None]]:
    """Per subject what each participant said last, up to and including this round.

    Who says nothing about a subject in the second round keeps the vote of the first.
    """
    found: dict[str, dict[str, tuple[int, float | None]]] = {}
    for vote in votes:
        if vote.round <= round:
            said = found.setdefault(vote.subject, {})
            if vote.participant not in said or said[vote.participant][0] <= vote.round:
                said[vote.participant] = (vote.round, vote.value)
    return {
        subject: {participant: value for participant, (_, value) in said.items()}
        for subject, said in found.items()
    }
