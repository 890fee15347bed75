"""The part of the store that keeps live sessions: workshops, who takes part, votes, ideas and readiness.

`RoomStore` is part of `Store`; `MemoryRooms` here and `SqlRooms` in sql_rooms.py keep its promises, checked by one
contract test. Nothing returns before it is kept. A bell rings in this process after every change; other processes
notice by asking for pulses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Protocol

from strategy.nouns.workshop import Idea, Participant, Pulse, Vote, Workshop


class UnknownWorkshop(LookupError):
    """No workshop has this id, or its company was deleted."""


class TakenCode(ValueError):
    """Another workshop has this code."""


class StaleWorkshop(Exception):
    """The workshop changed since it was seen; nothing was written."""


class Bell:
    """Tells whoever listens in this process that a workshop changed, or a shared link."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: list[Callable[[str], None]] = []

    def hang(self, listener: Callable[[str], None]) -> None:
        """From now on call this with each id of a workshop, or hash of a link, that changes, in the thread that did it."""
        with self._lock:
            self._listeners = [*self._listeners, listener]

    def take_down(self, listener: Callable[[str], None]) -> None:
        """Stop calling this."""
        with self._lock:
            self._listeners = [each for each in self._listeners if each is not listener]

    def ring(self, workshop_id: str) -> None:
        """Call every listener."""
        for listener in self._listeners:
            listener(workshop_id)


class RoomStore(Protocol):
    """Live sessions. Every method is safe to call from several threads at once."""

    bell: Bell

    def make_workshop(self, workshop: Workshop) -> Workshop:
        """Keep a new workshop at version 1; one with an id that is there already is returned as it stands.

        Raises `TakenCode`, `UnknownCompany` where the company is not there (any more).
        """
        ...

    def change_workshop(self, workshop: Workshop) -> Workshop:
        """Write the workshop over the version it carries and return it at the next one.

        Raises `StaleWorkshop`, `UnknownWorkshop`.
        """
        ...

    def workshop(self, workshop_id: str, at_least: int | None = None) -> Workshop:
        """The workshop as it stands. Raises `UnknownWorkshop`.

        With `at_least`, what this process read last will do if it is of that version or later.
        """
        ...

    def workshop_with_code(self, code: str) -> Workshop | None:
        """The workshop with this code, closed ones too."""
        ...

    def open_workshops(self) -> int:
        """How many workshops are not closed."""
        ...

    def workshops_of(self, company_id: str) -> list[Workshop]:
        """The workshops on this company, newest first."""
        ...

    def pulses(self, workshop_ids: Iterable[str]) -> dict[str, Pulse]:
        """What changed how often, of the workshops that are there; one query, whatever their number."""
        ...

    def take_seat(self, workshop_id: str, visitor: str, participant: Participant) -> Participant:
        """Let this visitor sit as this participant, who is made where new, and return who it sits as.

        A visitor has one seat: one that sits already stays who it is. Raises `UnknownWorkshop`.
        """
        ...

    def seat(self, workshop_id: str, visitor: str) -> Participant | None:
        """Who this visitor sits as, removed people too; None for who has no seat."""
        ...

    def participants(self, workshop_id: str) -> list[Participant]:
        """Everybody who joined, removed people too, in the order of joining."""
        ...

    def change_participant(self, workshop_id: str, participant: Participant) -> None:
        """Write who somebody is now; a change that everybody must see. Somebody who is not there changes nothing."""
        ...

    def merge_participants(self, workshop_id: str, lost: str, kept: str) -> None:
        """Give the seats, votes, ideas and readiness of one participant to another, and remove the first."""
        ...

    def append_vote(self, workshop_id: str, vote: Vote, write_id: str, seen: int) -> bool:
        """Append a vote, if the workshop still stands at version `seen`; whether it was kept.

        Repeating a `write_id` keeps the first and says True. One transaction; the store numbers the votes.
        """
        ...

    def has_vote(self, workshop_id: str, write_id: str) -> bool:
        """Whether a vote with this write id was kept."""
        ...

    def votes(self, workshop_id: str, step: str | None = None, participant: str | None = None) -> list[Vote]:
        """Votes in the order in which they came, of one step or one participant where asked."""
        ...

    def answered(self, workshop_id: str, step: str, round: int) -> dict[str, int]:
        """On how many subjects each participant voted in this round."""
        ...

    def forget_authors(self, workshop_id: str) -> None:
        """Delete every vote and cut every idea from who wrote it, for good; a change that everybody must see.

        In SQLite it is soon in no file any more: at once, or as soon as nobody reads what was there before.
        """
        ...

    def with_authors(self) -> list[str]:
        """The workshops of which a vote is kept, or an idea with its author."""
        ...

    def put_idea(self, workshop_id: str, idea: Idea) -> Idea:
        """Keep an idea under its id, new or changed; its number is the order in which ideas came."""
        ...

    def ideas(self, workshop_id: str) -> list[Idea]:
        """Every idea in the order in which they came, withdrawn and dropped ones too."""
        ...

    def put_ready(self, workshop_id: str, participant: str, stage: str, ready: bool) -> None:
        """Keep whether a participant is ready with this stage."""
        ...

    def ready(self, workshop_id: str, stage: str) -> set[str]:
        """The participants that are ready with this stage."""
        ...


@dataclass
class _Room:
    """One workshop in memory. Votes are kept with their write ids, seats by visitor, readiness by stage."""

    workshop: Workshop
    counts: int = 0
    seats: dict[str, str] = field(default_factory=dict)
    people: dict[str, Participant] = field(default_factory=dict)
    votes: dict[str, Vote] = field(default_factory=dict)
    cast: int = 0
    ideas: dict[str, Idea] = field(default_factory=dict)
    ready: dict[str, set[str]] = field(default_factory=dict)

    def has_authors(self) -> bool:
        """Whether a vote is kept, or an idea with its author."""
        return bool(self.votes) or any(idea.participant for idea in self.ideas.values())

    def turn(self) -> None:
        """Count a change that everybody must see."""
        self.workshop = self.workshop.model_copy(update={"version": self.workshop.version + 1})


class MemoryRooms:
    """The sessions of a `MemoryStore`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._rooms: dict[str, _Room] = {}
        self.bell = Bell()

    def sequence(self, company_id: str) -> int:
        """See `Store.sequence`."""
        raise NotImplementedError

    def _company_or_stop(self, company_id: str) -> None:
        raise NotImplementedError

    def _room(self, workshop_id: str) -> _Room:
        if workshop_id not in self._rooms:
            raise UnknownWorkshop(workshop_id)
        return self._rooms[workshop_id]

    def _forget_rooms(self, company_id: str) -> set[str]:
        """Drop the workshops of a company that is deleted, and say which they were."""
        gone = {id for id, room in self._rooms.items() if room.workshop.company_id == company_id}
        self._rooms = {id: room for id, room in self._rooms.items() if id not in gone}
        return gone

    def make_workshop(self, workshop: Workshop) -> Workshop:
        """See `RoomStore.make_workshop`."""
        with self._lock:
            self._company_or_stop(workshop.company_id)
            if workshop.id not in self._rooms:
                if self.workshop_with_code(workshop.code) is not None:
                    raise TakenCode(workshop.code)
                self._rooms[workshop.id] = _Room(workshop.model_copy(update={"version": 1}))
            return self._rooms[workshop.id].workshop

    def change_workshop(self, workshop: Workshop) -> Workshop:
        """See `RoomStore.change_workshop`."""
        with self._lock:
            room = self._room(workshop.id)
            if room.workshop.version != workshop.version:
                raise StaleWorkshop(workshop.id)
            room.workshop = workshop
            room.turn()
            changed = room.workshop
        self.bell.ring(workshop.id)
        return changed

    def workshop(self, workshop_id: str, at_least: int | None = None) -> Workshop:
        """See `RoomStore.workshop`."""
        with self._lock:
            return self._room(workshop_id).workshop

    def workshop_with_code(self, code: str) -> Workshop | None:
        """See `RoomStore.workshop_with_code`."""
        with self._lock:
            found = (room.workshop for room in self._rooms.values() if room.workshop.code == code)
            return next(found, None)

    def open_workshops(self) -> int:
        """See `RoomStore.open_workshops`."""
        with self._lock:
            return sum(room.workshop.closed is None for room in self._rooms.values())

    def workshops_of(self, company_id: str) -> list[Workshop]:
        """See `RoomStore.workshops_of`."""
        with self._lock:
            found = [room.workshop for room in self._rooms.values() if room.workshop.company_id == company_id]
            return sorted(found, key=lambda workshop: workshop.opened)[::-1]

    def pulses(self, workshop_ids: Iterable[str]) -> dict[str, Pulse]:
        """See `RoomStore.pulses`."""
        with self._lock:
            rooms = {id: self._rooms[id] for id in workshop_ids if id in self._rooms}
            return {
                id: Pulse(
                    room.workshop.version, room.counts, room.cast, self.sequence(room.workshop.company_id)
                )
                for id, room in rooms.items()
            }

    def take_seat(self, workshop_id: str, visitor: str, participant: Participant) -> Participant:
        """See `RoomStore.take_seat`."""
        with self._lock:
            room = self._room(workshop_id)
            if participant.id not in room.people and visitor not in room.seats:
                numbered = participant.model_copy(update={"number": len(room.people) + 1})
                room.people[participant.id] = numbered
                room.counts += 1
            seated = room.people[room.seats.setdefault(visitor, participant.id)]
        self.bell.ring(workshop_id)
        return seated

    def seat(self, workshop_id: str, visitor: str) -> Participant | None:
        """See `RoomStore.seat`."""
        with self._lock:
            room = self._rooms.get(workshop_id)
            return room.people[room.seats[visitor]] if room and visitor in room.seats else None

    def participants(self, workshop_id: str) -> list[Participant]:
        """See `RoomStore.participants`."""
        with self._lock:
            return list(self._rooms[workshop_id].people.values()) if workshop_id in self._rooms else []

    def change_participant(self, workshop_id: str, participant: Participant) -> None:
        """See `RoomStore.change_participant`."""
        with self._lock:
            room = self._room(workshop_id)
            if participant.id in room.people:
                number = room.people[participant.id].number
                room.people[participant.id] = participant.model_copy(update={"number": number})
                room.turn()
        self.bell.ring(workshop_id)

    def merge_participants(self, workshop_id: str, lost: str, kept: str) -> None:
        """See `RoomStore.merge_participants`."""
        with self._lock:
            room = self._room(workshop_id)
            room.seats = {visitor: kept if id == lost else id for visitor, id in room.seats.items()}
            for key, vote in room.votes.items():
                room.votes[key] = vote._replace(
                    participant=kept if vote.participant == lost else vote.participant
                )
            for id, idea in room.ideas.items():
                author = kept if idea.participant == lost else idea.participant
                room.ideas[id] = idea.model_copy(update={"participant": author})
            for people in room.ready.values():
                if lost in people:
                    people.discard(lost)
                    people.add(kept)
            gone = room.people[lost].model_copy(update={"removed": True, "merged_into": kept})
            room.people[lost] = gone
            room.turn()
        self.bell.ring(workshop_id)

    def append_vote(self, workshop_id: str, vote: Vote, write_id: str, seen: int) -> bool:
        """See `RoomStore.append_vote`."""
        with self._lock:
            room = self._room(workshop_id)
            if write_id in room.votes:
                return True
            if room.workshop.version != seen:
                return False
            room.cast += 1
            room.votes[write_id] = vote._replace(number=room.cast)
        self.bell.ring(workshop_id)
        return True

    def has_vote(self, workshop_id: str, write_id: str) -> bool:
        """See `RoomStore.has_vote`."""
        with self._lock:
            return write_id in self._room(workshop_id).votes

    def votes(self, workshop_id: str, step: str | None = None, participant: str | None = None) -> list[Vote]:
        """See `RoomStore.votes`."""
        with self._lock:
            found = self._rooms[workshop_id].votes.values() if workshop_id in self._rooms else ()
            return [
                vote
                for vote in found
                if step in (None, vote.step) and participant in (None, vote.participant)
            ]

    def answered(self, workshop_id: str, step: str, round: int) -> dict[str, int]:
        """See `RoomStore.answered`."""
        subjects: dict[str, set[str]] = {}
        for vote in self.votes(workshop_id, step):
            if vote.round == round:
                subjects.setdefault(vote.participant, set()).add(vote.subject)
        return {participant: len(found) for participant, found in subjects.items()}

    def forget_authors(self, workshop_id: str) -> None:
        """See `RoomStore.forget_authors`."""
        with self._lock:
            room = self._room(workshop_id)
            room.votes.clear()
            room.ideas = {id: idea.model_copy(update={"participant": ""}) for id, idea in room.ideas.items()}
            room.turn()
        self.bell.ring(workshop_id)

    def with_authors(self) -> list[str]:
        """See `RoomStore.with_authors`."""
        with self._lock:
            return [id for id, room in self._rooms.items() if room.has_authors()]

    def put_idea(self, workshop_id: str, idea: Idea) -> Idea:
        """See `RoomStore.put_idea`."""
        with self._lock:
            room = self._room(workshop_id)
            number = room.ideas[idea.id].number if idea.id in room.ideas else len(room.ideas) + 1
            room.ideas[idea.id] = idea.model_copy(update={"number": number})
            room.counts += 1
            kept = room.ideas[idea.id]
        self.bell.ring(workshop_id)
        return kept

    def ideas(self, workshop_id: str) -> list[Idea]:
        """See `RoomStore.ideas`."""
        with self._lock:
            return list(self._rooms[workshop_id].ideas.values()) if workshop_id in self._rooms else []

    def put_ready(self, workshop_id: str, participant: str, stage: str, ready: bool) -> None:
        """See `RoomStore.put_ready`."""
        with self._lock:
            room = self._room(workshop_id)
            people = room.ready.setdefault(stage, set())
            if (participant in people) == ready:
                return
            (people.add if ready else people.discard)(participant)
            room.counts += 1
        self.bell.ring(workshop_id)

    def ready(self, workshop_id: str, stage: str) -> set[str]:
        """See `RoomStore.ready`."""
        with self._lock:
            return set(self._rooms[workshop_id].ready.get(stage, ())) if workshop_id in self._rooms else set()
