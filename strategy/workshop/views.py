"""What each of them may see of a workshop, and not a bit more: the phone, the projector, the facilitator.

Views are plain data, ready to become JSON. Before its reveal a round gives counts only: how many are ready, and
to the facilitator who voted on how much. The votes of others, their average, a count per option and the lines
they wrote are not read from the store for a view that may not show them. After the reveal votes come without
names, unless everybody agreed to open cards. Nothing is ever split by group, so that nobody in a group under five
can be told apart by subtraction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from strategy.access import NotAllowed, Visitor
from strategy.deck import deck_in
from strategy.models import Company, Noun
from strategy.room import (
    Idea,
    Participant,
    Poll,
    Pulse,
    Step,
    Vote,
    Workshop,
)
from strategy.store import Store
from strategy.texts import text
from strategy.workshop.closing import Sheet, sheet_of
from strategy.workshop.listing import is_revealed
from strategy.workshop.results import Cell, Result, class_map, results_of, to_talk_about
from strategy.workshop.rights import facilitated, roles_of, seated, workshop_or_stop
from strategy.workshop.running import cards_are_open
from strategy.workshop.subjects import all_subjects, asked_in, listed_in, subjects_in
from strategy.workshop.voting import standing_votes

TRACEABLE = 2


class StepView(Noun):
    """A step with its title in words; `number` counts from 1."""

    id: str
    kind: str
    title: str
    card: str
    card_title: str
    questions: tuple[str, ...]
    minutes: float
    number: int
    about: str


class Scale(Noun):
    """A scale to vote on, in words: `question` its code, `title` the question, `anchors` (number, words)."""

    question: str
    title: str
    kind: str
    field: str
    label: str
    help: str
    anchors: tuple[tuple[float, str], ...]


class ListQuestion(Noun):
    """A list question in words."""

    question: str
    title: str
    hint: str


class AskedItem(Noun):
    """An item to vote on, with the keys of its subjects in the order of the scales of its kind."""

    kind: str
    id: str
    name: str
    subjects: tuple[str, ...]


class IdeaView(Noun):
    """A line without its author; `mine` on the phone of who wrote it."""

    id: str
    question: str
    words: str
    group: str
    state: str
    item: str
    mine: bool = False


class Counts(Noun):
    """How many take part, and how many of them are ready with what everybody does now."""

    joined: int
    ready: int


class Named(Noun):
    """Who gave which vote on a subject: only with open cards."""

    subject: str
    name: str
    value: float | None


class RoomView(Noun):
    """What everybody in the room may see, the projector too.

    `edition` differs whenever anything here may differ, but for one's own votes. `now` is the clock of the server, `clock_end` the moment at
    which the time of this step is over: a screen counts down by the difference. `step` is where everybody is, or the
    one that was looked at (`here` false). `open`: people can send something for `round` of `poll_step` now, or wait
    for the reveal; `revealed` how many rounds were shown. `scales` and `items` describe a vote, `lists` a list.
    `results` and `ideas` are of revealed rounds only. `traceable`: so few take part that votes can be told apart.
    """

    workshop_id: str
    edition: str
    code: str
    company_name: str
    now: datetime
    steps: tuple[StepView, ...]
    step: StepView
    here: bool
    stage: str
    clock_end: datetime | None
    locked: bool
    closed: bool
    counts: Counts
    traceable: bool
    open_cards_asked: bool
    cards_open: bool
    poll_step: str
    poll_kind: str
    round: int
    revealed: int
    open: bool
    scales: tuple[Scale, ...] = ()
    items: tuple[AskedItem, ...] = ()
    lists: tuple[ListQuestion, ...] = ()
    results: tuple[Result, ...] = ()
    cells: tuple[Cell, ...] = ()
    names: tuple[Named, ...] = ()
    ideas: tuple[IdeaView, ...] = ()


class ParticipantView(RoomView):
    """The phone: the room, and what this participant sent.

    `votes` by subject for the current round (one of the first round stands until it is given again), `voted` how many
    subjects of this round were answered, `asked` how many there are. `ideas` holds own lines too.
    """

    participant_id: str
    name: str
    ready: bool
    open_cards: bool | None
    votes: dict[str, float | None]
    voted: int
    asked: int
    sheet: Sheet | None = None


class Person(Noun):
    """A participant as the facilitator sees one: whether they are ready and how much they voted on, never what."""

    id: str
    name: str
    number: int
    ready: bool
    voted: int
    removed: bool
    open_cards: bool | None


class FacilitatorView(RoomView):
    """The facilitator's room: who takes part, how far they are, and after the reveal what to talk about.

    `asked` subjects are asked in this round; `ideas_written` lines were written and not revealed yet;
    `to_talk_about` are subject keys, the most urgent first.
    """

    people: tuple[Person, ...]
    asked: int
    ideas_written: int
    to_talk_about: tuple[str, ...]
    script: str
    run: tuple[Step, ...]


# The three views


def view_for(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    now: datetime,
    language: str = "nl",
    look_at: str | None = None,
) -> ParticipantView:
    """The phone of this participant, at the step where everybody is or at the one it looks at.

    Raises `NotAllowed`, also for who was removed.
    """
    me = seated(store, visitor, workshop_id)
    room = _Room.of(store, workshop_id, now, language, look_at)
    ideas = [] if room.poll is None else [_idea_view(idea, me) for idea in room.ideas_for(me)]
    votes = room.votes_of(me)
    asked = room.asked()
    answered = {vote.subject for vote in room.cast_by(me) if room.poll and vote.round == room.poll.round}
    return ParticipantView(
        **room.shared() | {"ideas": tuple(ideas)},
        participant_id=me.id,
        name=me.name,
        ready=me.id in room.ready,
        open_cards=me.open_cards,
        votes=votes,
        voted=len(answered & set(asked)),
        asked=len(asked),
        sheet=sheet_of(store, visitor, workshop_id) if room.step.kind == "close" else None,
    )


def screen_view(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    now: datetime,
    language: str = "nl",
) -> RoomView:
    """The projector. For a facilitator, a screen that was given the role, or a participant. Raises `NotAllowed`."""
    if not roles_of(store, visitor, workshop_id):
        raise NotAllowed
    return RoomView(**_Room.of(store, workshop_id, now, language, None).shared())


def facilitator_view(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    now: datetime,
    language: str = "nl",
    look_at: str | None = None,
) -> FacilitatorView:
    """The facilitator's room, at the step where everybody is or at the one looked at. Raises `NotAllowed`."""
    workshop = facilitated(store, visitor, workshop_id)
    room = _Room.of(store, workshop_id, now, language, look_at)
    shared = room.shared()
    voted = store.answered(workshop_id, room.poll.step, room.poll.round) if room.poll else {}
    hidden = [idea for idea in store.ideas(workshop_id) if not is_revealed(workshop, idea)]
    return FacilitatorView(
        **shared | {"edition": room.pulse.edition},
        people=tuple(
            Person(
                id=each.id,
                name=each.name,
                number=each.number,
                ready=each.id in room.ready,
                voted=voted.get(each.id, 0),
                removed=each.removed,
                open_cards=each.open_cards,
            )
            for each in room.people
            if not each.merged_into
        ),
        asked=len(room.asked()),
        ideas_written=sum(idea.step == room.step.gathers and idea.state == "new" for idea in hidden),
        to_talk_about=tuple(to_talk_about(shared["results"])),
        script=workshop.script,
        run=workshop.steps,
    )


def edition_for(store: Store, visitor: Visitor, workshop_id: str) -> str:
    """What moves with every change of this workshop, votes included, without making a view.

    Raises `NotAllowed`.
    """
    if not roles_of(store, visitor, workshop_id):
        raise NotAllowed
    return _pulse(store, workshop_id).edition


def _pulse(store: Store, workshop_id: str) -> Pulse:
    found = store.pulses([workshop_id]).get(workshop_id)
    if found is None:
        raise NotAllowed
    return found


class _Room:
    """A workshop as it is read for one view."""

    def __init__(
        self,
        store: Store,
        workshop: Workshop,
        pulse: Pulse,
        company: Company,
        step: Step,
        now: datetime,
        language: str,
    ) -> None:
        self.store = store
        self.workshop = workshop
        self.pulse = pulse
        self.company = company
        self.step = step
        self.now = now
        self.language = language
        self.poll = workshop.poll(step.gathers)
        self.people = store.participants(workshop.id)
        self.ready = store.ready(workshop.id, self.stage)

    @classmethod
    def of(cls, store: Store, workshop_id: str, now: datetime, language: str, look_at: str | None) -> _Room:
        """Read it. The pulse is read first: what changes in between shows at the next edition."""
        pulse = _pulse(store, workshop_id)
        workshop = workshop_or_stop(store, workshop_id)
        company = store.read(workshop.company_id).company
        step = (workshop.step_named(look_at) if look_at else None) or workshop.step
        return cls(store, workshop, pulse, company, step, now, language)

    @property
    def stage(self) -> str:
        """What readiness belongs to at this step."""
        return self.workshop.model_copy(update={"position": self.step.id}).stage

    @property
    def present(self) -> list[Participant]:
        """Who takes part."""
        return [person for person in self.people if not person.removed]

    def shared(self) -> dict[str, Any]:
        """What everybody may see, as fields of `RoomView`."""
        workshop, poll, present = self.workshop, self.poll, self.present
        results = tuple(results_of(self.store, workshop, self.step.gathers, self.company)) if poll else ()
        cards_open = cards_are_open(self.store, workshop)
        return {
            "workshop_id": workshop.id,
            "edition": self.pulse.shared,
            "code": workshop.code,
            "company_name": self.company.profile.name,
            "now": self.now,
            "steps": tuple(self._step_view(each) for each in workshop.steps),
            "step": self._step_view(self.step),
            "here": self.step.id == workshop.position,
            "stage": self.stage,
            "clock_end": workshop.clock_end,
            "locked": workshop.locked,
            "closed": workshop.closed is not None,
            "counts": Counts(joined=len(present), ready=sum(each.id in self.ready for each in present)),
            "traceable": len(present) <= TRACEABLE,
            "open_cards_asked": workshop.open_cards,
            "cards_open": cards_open,
            "poll_step": self.step.gathers,
            "poll_kind": self._poll_kind(),
            "round": poll.round if poll else 0,
            "revealed": poll.revealed if poll else 0,
            "open": poll is not None and poll.open and workshop.closed is None,
            "scales": self._scales(),
            "items": self._items(),
            "lists": self._lists(),
            "results": results,
            "cells": tuple(class_map(self.company, results)),
            "names": self._names() if cards_open and results else (),
            "ideas": tuple(_idea_view(idea) for idea in self._revealed_ideas()),
        }

    def _poll_kind(self) -> str:
        gathering = self.workshop.step_named(self.step.gathers)
        return gathering.kind if gathering is not None else ""

    def _step_view(self, step: Step) -> StepView:
        deck = deck_in(self.language)
        card = deck.card(step.card)
        titled = step.title or (text(f"workshop.step.{step.name}", self.language) if step.name else "")
        return StepView(
            id=step.id,
            kind=step.kind,
            title=titled or text(f"workshop.kind.{step.kind}", self.language),
            card=step.card,
            card_title=card.title if card is not None else "",
            questions=step.questions,
            minutes=step.minutes,
            number=self.workshop.steps.index(step) + 1,
            about=step.about,
        )

    # A vote

    def asked(self) -> list[str]:
        """The keys of the subjects of the current round."""
        return [subject.key for subject in subjects_in(self.workshop, self.poll)] if self.poll else []

    def _gathering(self) -> Step | None:
        return self.workshop.step_named(self.step.gathers)

    def _scales(self) -> tuple[Scale, ...]:
        gathering = self._gathering()
        if gathering is None or gathering.kind != "vote":
            return ()
        return tuple(
            Scale(
                question=asked.question.code,
                title=asked.question.title,
                kind=asked.question.item or "",
                field=asked.spec.name,
                label=asked.spec.label,
                help=asked.spec.help,
                anchors=asked.spec.anchors,
            )
            for asked in asked_in(gathering, self.language)
        )

    def _items(self) -> tuple[AskedItem, ...]:
        """What is asked now, item by item; after the second reveal all that was asked."""
        if self.poll is None or self._poll_kind() != "vote":
            return ()
        subjects = (
            subjects_in(self.workshop, self.poll)
            if self.poll.open
            else all_subjects(self.workshop, self.poll)
        )
        names = {(item.KIND, item.id): str(getattr(item, "name", "")) for item in self.company.items()}
        keys: dict[tuple[str, str], list[str]] = {}
        for subject in subjects:
            keys.setdefault((subject.kind, subject.id), []).append(subject.key)
        return tuple(
            AskedItem(kind=kind, id=id, name=names[(kind, id)], subjects=tuple(found))
            for (kind, id), found in keys.items()
            if (kind, id) in names
        )

    def cast_by(self, me: Participant) -> list[Vote]:
        """The votes of this participant in this poll."""
        if self.poll is None:
            return []
        return self.store.votes(self.workshop.id, step=self.poll.step, participant=me.id)

    def votes_of(self, me: Participant) -> dict[str, float | None]:
        """What this participant said last on each subject of this poll."""
        standing = standing_votes(self.cast_by(me), self.poll.round if self.poll else 1)
        return {subject: said[me.id] for subject, said in standing.items()}

    def _names(self) -> tuple[Named, ...]:
        """Who gave which vote in the revealed rounds. Only for open cards."""
        poll: Poll | None = self.poll
        if poll is None:
            return ()
        present = {person.id: person.name for person in self.present}
        standing = standing_votes(self.store.votes(self.workshop.id, step=poll.step), poll.revealed)
        return tuple(
            Named(subject=subject, name=present[id], value=value)
            for subject, said in standing.items()
            for id, value in said.items()
            if id in present
        )

    # A list

    def _lists(self) -> tuple[ListQuestion, ...]:
        gathering = self._gathering()
        if gathering is None or gathering.kind != "list":
            return ()
        return tuple(
            ListQuestion(question=each.code, title=each.title, hint=each.hint)
            for each in listed_in(gathering, self.language)
        )

    def ideas_for(self, me: Participant) -> list[Idea]:
        """The lines of this step that this participant may see: their own, and all once it is revealed."""
        revealed = self._revealed_ideas()
        own = [idea for idea in self._ideas() if idea.participant == me.id and idea not in revealed]
        return sorted((*revealed, *own), key=lambda idea: idea.number)

    def _revealed_ideas(self) -> list[Idea]:
        if self.poll is None or not self.poll.revealed:
            return []
        return self._ideas()

    def _ideas(self) -> list[Idea]:
        """The lines of this step by who still takes part, without those taken back."""
        if self._poll_kind() != "list":
            return []
        gone = {person.id for person in self.people if person.removed}
        return [
            idea
            for idea in self.store.ideas(self.workshop.id)
            if idea.step == self.step.gathers and idea.state != "withdrawn" and idea.participant not in gone
        ]


def _idea_view(idea: Idea, me: Participant | None = None) -> IdeaView:
    return IdeaView(
        id=idea.id,
        question=idea.question,
        words=idea.words,
        group=idea.group,
        state=idea.state,
        item=idea.item,
        mine=me is not None and idea.participant == me.id,
    )
