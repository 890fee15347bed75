"""What each of them may see of a workshop, and not a bit more: the phone, the projector, the facilitator.

Views are plain data, ready to become JSON. Before its reveal a round gives counts only: how many are ready, and
to the facilitator who voted on how much. The votes of others, their average, a count per option and the lines
they wrote are not read from the store for a view that may not show them. After the reveal votes come without
names, unless everybody agreed to open cards. Nothing is ever split by group, so that nobody in a group under five
can be told apart by subtraction.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from strategy.company.access import NotAllowed, Visitor
from strategy.company.names import item_names
from strategy.deck import deck_in
from strategy.nouns.company import KINDS, Noun
from strategy.nouns.workshop import OFFER, POINT, Idea, Participant, Poll, Pulse, Step, Vote, Workshop
from strategy.store.interface import Store
from strategy.workshop.closing import OwnAnswers, sheet_of
from strategy.workshop.dots import Bundle, bundles, chosen_by, dots_of
from strategy.workshop.listing import may_say
from strategy.workshop.presence import AWAY, OBSERVER, told_apart
from strategy.workshop.results import (
    CriterionAgreement,
    Result,
    Revealed,
    left_to_talk_about,
    revealed,
    to_talk_about,
)
from strategy.workshop.rights import facilitated, roles_of, seated, workshop_or_stop
from strategy.workshop.running import cards_are_open, marked_in, may_reopen
from strategy.workshop.scripts import title_of
from strategy.workshop.subjects import VoteScale, all_subjects, asked_in, listed_in, subjects_in
from strategy.workshop.turns import speaking_order
from strategy.workshop.voting import standing_votes
from strategy.workshop.yardsticks import Measure, Measures, measures_of

TRACEABLE = 2
REMEMBERED = 200
MOST_THERE = 100

_Made = TypeVar("_Made")


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
    """A scale to vote on, in words: `question` its code, `title` the question, `anchors` (number, words). Each says
    what the answer is measured against, where that is known (yardsticks.py).
    """

    question: str
    title: str
    kind: str
    field: str
    label: str
    help: str
    anchors: tuple[tuple[float, str], ...]


class ListQuestion(Noun):
    """A list question in words; `there` are the names that the company has already."""

    question: str
    title: str
    hint: str
    there: tuple[str, ...] = ()


class AskedItem(Noun):
    """An item to vote on, with the keys of its subjects in the order of the scales of its kind."""

    kind: str
    id: str
    name: str
    subjects: tuple[str, ...]


class Choice(Noun):
    """A line to choose, with `times` how many wrote it and `dots` how many chose it, 0 until that is shown."""

    id: str
    question: str
    words: str
    times: int
    state: str
    dots: int = 0


class IdeaView(Noun):
    """A line without its author; `mine` on the phone of who wrote it."""

    id: str
    question: str
    words: str
    group: str
    state: str
    item: str
    mine: bool = False


class SaidInRoom(Noun):
    """What somebody sent while the room talks: a point without its author, or what somebody takes on, `by` name."""

    id: str
    words: str
    settled: bool
    by: str = ""


class Counts(Noun):
    """How many take part, how many of them a round waits for, and how many of those are ready.

    Not waited for is who only watches, and who is gone for a while without being ready.
    """

    joined: int
    ready: int
    expected: int


class NamedVote(Noun):
    """Who gave which vote on a subject: only with open cards."""

    subject: str
    name: str
    value: float | None


class RoomView(Noun):
    """What everybody in the room may see, the projector too.

    `edition` differs whenever anything here may differ, but for one's own votes. `now` is the clock of the server, `clock_end` the moment at
    which the time of this step is over: a screen counts down by the difference; `clock_left` the seconds on a clock that
    was paused. `step` is where everybody is, or the
    one that was looked at (`here` false). `open`: people can send something for `round` of `poll_step` now, or wait
    for the reveal; `revealed` how many rounds were shown. `scales` and `items` describe a vote, `lists` a list.
    `results` and `ideas` are of revealed rounds only; `on_table` is the key of the one result that the facilitator
    put before everybody, "" for all; `page` and `sound` as in `Workshop`; `left` are those worth talking about and not settled, the most urgent first. `says` is what people can send while they talk (`point`, `offer`, ""), `points` and `offers` what
    was sent so. `way` is how a talk goes: `speakers` are the names in the order in which they speak and `turn` how many did;
    `choices` the lines to choose from, `choosing` whether dots can be laid now, `dots_shown` whether they are shown.
    `traceable`: so few take part that votes can be told apart; `rehearsal`: the people are made up.
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
    clock_left: float | None
    locked: bool
    closed: bool
    counts: Counts
    traceable: bool
    rehearsal: bool
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
    on_table: str = ""
    left: tuple[str, ...] = ()
    page: int = 0
    sound: bool = False
    cells: tuple[CriterionAgreement, ...] = ()
    names: tuple[NamedVote, ...] = ()
    ideas: tuple[IdeaView, ...] = ()
    says: str = ""
    points: tuple[SaidInRoom, ...] = ()
    offers: tuple[SaidInRoom, ...] = ()
    way: str = ""
    speakers: tuple[str, ...] = ()
    turn: int = 0
    choices: tuple[Choice, ...] = ()
    choosing: bool = False
    dots_shown: bool = False


class ParticipantView(RoomView):
    """The phone: the room, and what this participant sent.

    `votes` by subject for the current round (one of the first round stands until it is given again), `voted` how many
    subjects of this round were answered, `asked` how many there are. `ideas` holds own lines too, `chosen` the own dots.
    `speaks` is the own place in the speaking order, from 1; 0 for who is not in it.
    """

    participant_id: str
    name: str
    ready: bool
    open_cards: bool | None
    votes: dict[str, float | None]
    voted: int
    asked: int
    watching: bool = False
    sheet: OwnAnswers | None = None
    chosen: tuple[str, ...] = ()
    speaks: int = 0


class Person(Noun):
    """A participant as the facilitator sees one: whether they are ready and how much they voted on, never what.

    `away`: their phone is gone for a while; `watching`: they only watch.
    """

    id: str
    name: str
    number: int
    ready: bool
    voted: int
    removed: bool
    open_cards: bool | None
    away: bool = False
    watching: bool = False


class FacilitatorView(RoomView):
    """The facilitator's room: who takes part, how far they are, and after the reveal what to talk about.

    `asked` subjects are asked in this round; `ideas_written` lines were written and not revealed yet;
    `to_talk_about` are subject keys, the most urgent first; `marked` those for the second round; `may_reopen`: the last
    reveal can still be taken back; `leaders` are the names of who leads, `own_name` that of this one; `last_word` is the id of who
    speaks last.
    """

    people: tuple[Person, ...]
    asked: int
    ideas_written: int
    to_talk_about: tuple[str, ...]
    marked: tuple[str, ...]
    may_reopen: bool
    leaders: tuple[str, ...]
    own_name: str
    script: str
    run: tuple[Step, ...]
    last_word: str


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
    seen = _seen(store, workshop_id, language, look_at)
    cast = _cast_by(store, seen, me)
    votes = standing_votes(cast, seen.poll.round if seen.poll else 1)
    answered = {vote.subject for vote in cast if seen.poll and vote.round == seen.poll.round}
    ideas = tuple(
        _idea_view(idea, me) for idea in seen.ideas if seen.shows_ideas or idea.participant == me.id
    )
    return ParticipantView.model_construct(
        **seen.shared | {"now": now, "ideas": ideas},
        participant_id=me.id,
        name=me.name,
        ready=me.id in seen.ready,
        open_cards=me.open_cards,
        votes={subject: said[me.id] for subject, said in votes.items()},
        voted=len(answered & seen.asked),
        asked=len(seen.asked),
        watching=me.id in seen.watching,
        sheet=sheet_of(store, visitor, workshop_id) if seen.step.kind == "close" else None,
        chosen=_chosen(store, seen, me),
        speaks=seen.order.index(me.id) + 1 if me.id in seen.order else 0,
    )


def _chosen(store: Store, seen: _Seen, me: Participant) -> tuple[str, ...]:
    """The own dots where this step chooses from a list."""
    if not seen.bundles:
        return ()
    votes = store.votes(seen.shared["workshop_id"], step=seen.step.id, participant=me.id)
    return chosen_by(me.id, votes, seen.bundles)


def _cast_by(store: Store, seen: _Seen, me: Participant) -> list[Vote]:
    """The votes of this participant in the poll that is seen."""
    if seen.poll is None:
        return []
    return store.votes(seen.shared["workshop_id"], step=seen.poll.step, participant=me.id)


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
    return RoomView(**_seen(store, workshop_id, language, None).shared | {"now": now})


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
    seen = _seen(store, workshop_id, language, look_at)
    voted = store.answered(workshop_id, seen.poll.step, seen.poll.round) if seen.poll else {}
    hidden = () if seen.shows_ideas else seen.ideas
    return FacilitatorView(
        **seen.shared | {"now": now, "edition": _pulse(store, workshop_id).edition},
        people=tuple(
            Person(
                id=each.id,
                name=each.name,
                number=each.number,
                ready=each.id in seen.ready,
                voted=voted.get(each.id, 0),
                removed=each.removed,
                open_cards=each.open_cards,
                away=each.id in seen.away,
                watching=each.id in seen.watching,
            )
            for each in seen.people
            if not each.merged_into
        ),
        asked=len(seen.asked),
        ideas_written=len(hidden),
        to_talk_about=tuple(to_talk_about(seen.shared["results"])),
        marked=marked_in(seen.poll, seen.shared["results"]) if seen.poll else (),
        may_reopen=seen.poll is not None and may_reopen(store, workshop, seen.poll),
        leaders=tuple(dict.fromkeys(name for name in workshop.leaders.values() if name)),
        own_name=workshop.leaders.get(visitor.hash, ""),
        script=workshop.script,
        run=workshop.steps,
        last_word=workshop.last_word,
    )


def edition_for(store: Store, visitor: Visitor, workshop_id: str) -> str:
    """What moves with every change of this workshop, votes included, without making a view.

    Raises `NotAllowed`.
    """
    if not _takes_part(store, visitor, workshop_id) and not roles_of(store, visitor, workshop_id):
        raise NotAllowed
    return _pulse(store, workshop_id).edition


def _takes_part(store: Store, visitor: Visitor, workshop_id: str) -> bool:
    participant = store.seat(workshop_id, visitor.hash)
    return participant is not None and not participant.removed


def _pulse(store: Store, workshop_id: str) -> Pulse:
    found = store.pulses([workshop_id]).get(workshop_id)
    if found is None:
        raise NotAllowed
    return found


# What is the same for everybody is made once per change, not once per phone


class _Seen(NamedTuple):
    """A step of a workshop as everybody sees it (`shared`, the fields of `RoomView` but `now`), with what each own
    view is made of. `ideas` are lines of this step, not to be shown to others while `shows_ideas` is false.
    """

    shared: dict[str, Any]
    step: Step
    poll: Poll | None
    asked: frozenset[str]
    people: list[Participant]
    ready: set[str]
    away: set[str]
    watching: set[str]
    ideas: list[Idea]
    shows_ideas: bool
    order: list[str]
    bundles: list[Bundle]


_locks = tuple(Lock() for _ in range(32))
_memory: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_memory_lock = Lock()


def _once(place: tuple[str, ...], edition: Hashable, make: Callable[[], _Made]) -> _Made:
    """What was made for this edition of a place, made now if it is new; phones that ask together wait for one."""
    with _locks[hash(place) % len(_locks)]:
        return _remembered(place, edition, make)


def _remembered(place: tuple[str, ...], edition: Hashable, make: Callable[[], _Made]) -> _Made:
    """The same, for who holds a lock already.

    Only the last edition of a place is remembered, so that a long session takes no more memory than a short one.
    """
    with _memory_lock:
        kept, found = _memory.get(place, (None, None))
        if kept == edition:
            _memory.move_to_end(place)
            remembered: _Made = found
            return remembered
    made = make()
    with _memory_lock:
        _memory[place] = (edition, made)
        while len(_memory) > REMEMBERED:
            _memory.popitem(last=False)
    return made


def _seen(store: Store, workshop_id: str, language: str, look_at: str | None) -> _Seen:
    """The step that is looked at. The pulse is read before the rest: what changes in between shows at the next."""
    pulse = _pulse(store, workshop_id)
    workshop = workshop_or_stop(store, workshop_id, pulse.version)
    step = (workshop.step_named(look_at) if look_at else None) or workshop.step
    place, edition = ("seen", workshop_id, step.id, language), (pulse.shared, workshop.version)
    return _once(place, edition, lambda: _Room(store, workshop, pulse, step, language).seen())


class _Room:
    """A workshop as it is read to be seen."""

    def __init__(self, store: Store, workshop: Workshop, pulse: Pulse, step: Step, language: str) -> None:
        self.store = store
        self.workshop = workshop
        self.pulse = pulse
        self.step = step
        self.language = language
        self.company = store.read(workshop.company_id).company
        self.poll = workshop.poll(step.gathers)
        self.people = told_apart(store.participants(workshop.id))
        self.away = store.ready(workshop.id, AWAY)
        self.watching = store.ready(workshop.id, OBSERVER)
        self.stage = workshop.model_copy(update={"position": step.id}).stage
        self.ready = store.ready(workshop.id, self.stage)
        self.ideas = self._ideas()
        voting = [each for each in self.people if not each.removed and each.id not in self.watching]
        self.order = speaking_order(workshop, step, voting)
        self.bundles = bundles(self.ideas) if workshop.chooses(step) and self._shows_ideas() else []
        self.dots = workshop.poll(step.id) if self.bundles else None

    def seen(self) -> _Seen:
        """All that is needed of it."""
        return _Seen(
            shared=self.shared(),
            step=self.step,
            poll=self.poll,
            asked=frozenset(self._asked()),
            people=self.people,
            ready=self.ready,
            away=self.away,
            watching=self.watching,
            ideas=self.ideas,
            shows_ideas=self._shows_ideas(),
            order=[person.id for person in self.order],
            bundles=self.bundles,
        )

    def shared(self) -> dict[str, Any]:
        """What everybody may see, as fields of `RoomView`, but for `now`."""
        workshop, poll = self.workshop, self.poll
        present = [person for person in self.people if not person.removed]
        shown = self._revealed()
        cards_open = cards_are_open(workshop, self.people)
        return {
            "workshop_id": workshop.id,
            "edition": self.pulse.shared,
            "code": workshop.code,
            "company_name": self.company.profile.name,
            "steps": tuple(self._step_view(each) for each in workshop.steps),
            "step": self._step_view(self.step),
            "here": self.step.id == workshop.position,
            "stage": self.stage,
            "clock_end": workshop.clock_end,
            "clock_left": workshop.clock_left,
            "locked": workshop.locked,
            "closed": workshop.closed is not None,
            "counts": self._counts(present),
            "traceable": len([each for each in present if each.id not in self.watching]) <= TRACEABLE,
            "rehearsal": workshop.rehearsal,
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
            "results": shown.results,
            "on_table": self._on_table(shown),
            "page": workshop.page,
            "sound": workshop.sound,
            "left": tuple(left_to_talk_about(shown.results)),
            "cells": shown.cells,
            "names": self._names(present) if cards_open and shown.results else (),
            "ideas": tuple(map(_idea_view, self.ideas)) if self._shows_ideas() else (),
            "says": may_say(self.step),
            "points": self._points(),
            "offers": self._offers(),
            "way": self.step.way if self.step.kind == "talk" else "",
            "speakers": tuple(person.name for person in self.order),
            "turn": workshop.turn,
            "choices": self._choices(),
            "choosing": self.dots is not None and self.dots.open and workshop.closed is None,
            "dots_shown": self._dots_shown(),
        }

    def _dots_shown(self) -> bool:
        return self.dots is not None and not self.dots.open

    def _choices(self) -> tuple[Choice, ...]:
        """The lines to choose from; once the dots are shown with how many each has, the most first."""
        counts: dict[str, int] = {}
        if self.dots is not None and self._dots_shown():
            voters = {each.id for each in self.people if not each.removed and each.id not in self.watching}
            votes = self.store.votes(self.workshop.id, step=self.step.id)
            counts = dots_of(self.dots, votes, voters, self.bundles)
        found = [
            Choice(
                id=each.id,
                question=each.question,
                words=each.words,
                times=len(each.lines),
                state=each.lines[0].state,
                dots=counts.get(each.id, 0),
            )
            for each in self.bundles
        ]
        return tuple(sorted(found, key=lambda each: -each.dots))

    def _counts(self, present: Sequence[Participant]) -> Counts:
        voting = [each.id for each in present if each.id not in self.watching]
        ready = sum(id in self.ready for id in voting)
        gone = sum(id in self.away and id not in self.ready for id in voting)
        return Counts(joined=len(voting), ready=ready, expected=len(voting) - gone)

    def _revealed(self) -> Revealed:
        """Results and class map, which do not change with counts, only with a version or the company."""
        workshop, step = self.workshop, self.step.gathers
        if self.poll is None or not self.poll.revealed:
            return Revealed()
        place, edition = ("revealed", workshop.id, step), (workshop.version, self.pulse.company)
        return _remembered(place, edition, lambda: revealed(self.store, workshop, step, self.company))

    def _on_table(self, shown: Revealed) -> str:
        key = self.poll.on_table if self.poll is not None and not self.poll.open else ""
        return key if any(each.subject == key for each in shown.results) else ""

    def _poll_kind(self) -> str:
        gathering = self.workshop.step_named(self.step.gathers)
        return gathering.kind if gathering is not None else ""

    def _step_view(self, step: Step) -> StepView:
        deck = deck_in(self.language)
        card = deck.card(step.card)
        return StepView(
            id=step.id,
            kind=step.kind,
            title=title_of(step, self.language),
            card=step.card,
            card_title=card.title if card is not None else "",
            questions=step.questions,
            minutes=step.minutes,
            number=self.workshop.steps.index(step) + 1,
            about=step.about,
        )

    # A vote

    def _asked(self) -> list[str]:
        """The keys of the subjects of the current round."""
        return [subject.key for subject in subjects_in(self.workshop, self.poll)] if self.poll else []

    def _gathering(self) -> Step | None:
        return self.workshop.step_named(self.step.gathers)

    def _scales(self) -> tuple[Scale, ...]:
        gathering = self._gathering()
        if gathering is None or gathering.kind != "vote":
            return ()
        measures = self._measures()
        return tuple(
            _scale(asked, measures.get((asked.question.item or "", asked.spec.name), Measure()))
            for asked in asked_in(gathering, self.language)
        )

    def _measures(self) -> Measures:
        """What the questions are measured against, made once per change of the company."""
        place, edition = ("measures", self.workshop.id, self.language), self.pulse.company
        return _remembered(place, edition, lambda: measures_of(self.company, self.language))

    def _items(self) -> tuple[AskedItem, ...]:
        """What is asked now, item by item; after the second reveal all that was asked."""
        if self.poll is None or self._poll_kind() != "vote":
            return ()
        subjects = (
            subjects_in(self.workshop, self.poll)
            if self.poll.open
            else all_subjects(self.workshop, self.poll)
        )
        names = item_names(self.company.items())
        keys: dict[tuple[str, str], list[str]] = {}
        for subject in subjects:
            keys.setdefault((subject.kind, subject.id), []).append(subject.key)
        return tuple(
            AskedItem(kind=kind, id=id, name=names[(kind, id)], subjects=tuple(found))
            for (kind, id), found in keys.items()
            if (kind, id) in names
        )

    def _names(self, present: list[Participant]) -> tuple[NamedVote, ...]:
        """Who gave which vote in the revealed rounds. Only for open cards."""
        if self.poll is None:
            return ()
        named = {person.id: person.name for person in present}
        votes = self.store.votes(self.workshop.id, step=self.poll.step)
        return tuple(
            NamedVote(subject=subject, name=named[id], value=value)
            for subject, said in standing_votes(votes, self.poll.revealed).items()
            for id, value in said.items()
            if id in named
        )

    # A list

    def _lists(self) -> tuple[ListQuestion, ...]:
        gathering = self._gathering()
        if gathering is None or gathering.kind != "list":
            return ()
        return tuple(
            ListQuestion(
                question=each.code, title=each.title, hint=each.hint, there=self._there(each.item or "")
            )
            for each in listed_in(gathering, self.language)
        )

    def _there(self, kind: str) -> tuple[str, ...]:
        """The names of this kind that the company has, but for those that came of this step."""
        made = {idea.item for idea in self.ideas if idea.state == "kept"}
        items = getattr(self.company, KINDS[kind].PLURAL)
        return tuple(item.name for item in items if item.name and item.id not in made)[:MOST_THERE]

    def _points(self) -> tuple[SaidInRoom, ...]:
        """The points of this talk, in the order in which they came."""
        if may_say(self.step) != POINT:
            return ()
        lines = [idea for idea in self._said(POINT) if idea.step == self.step.id]
        return tuple(SaidInRoom(id=each.id, words=each.words, settled=each.state == "kept") for each in lines)

    def _offers(self) -> tuple[SaidInRoom, ...]:
        """What people take on, with their names; seen at every step where it can be offered."""
        if may_say(self.step) != OFFER:
            return ()
        names = {person.id: person.name for person in self.people}
        return tuple(
            SaidInRoom(
                id=each.id, words=each.words, settled=each.state == "kept", by=names.get(each.participant, "")
            )
            for each in self._said(OFFER)
        )

    def _said(self, question: str) -> list[Idea]:
        gone = {person.id for person in self.people if person.removed}
        return [
            idea
            for idea in self.store.ideas(self.workshop.id)
            if idea.question == question and idea.state != "withdrawn" and idea.participant not in gone
        ]

    def _shows_ideas(self) -> bool:
        return self.poll is not None and self.poll.revealed > 0

    def _ideas(self) -> list[Idea]:
        """The lines of this step by who still takes part, without those taken back.

        A line that was taken in reads as the company has it now: the agreed words, not the raw ones.
        """
        if self._poll_kind() != "list":
            return []
        gone = {person.id for person in self.people if person.removed}
        names = {item.id: str(getattr(item, "name", "")) for item in self.company.items()}
        return [
            idea.model_copy(update={"wording": names[idea.item]}) if names.get(idea.item) else idea
            for idea in self.store.ideas(self.workshop.id)
            if idea.step == self.step.gathers and idea.state != "withdrawn" and idea.participant not in gone
        ]


def _scale(asked: VoteScale, measure: Measure) -> Scale:
    return Scale(
        question=asked.question.code,
        title=asked.question.title,
        kind=asked.question.item or "",
        field=asked.spec.name,
        label=measure.label or asked.spec.label,
        help=" ".join(filter(None, (asked.spec.help, measure.beside))),
        anchors=tuple((value, measure.in_answer(words)) for value, words in asked.spec.anchors),
    )


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
