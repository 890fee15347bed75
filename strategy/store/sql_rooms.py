"""Live sessions in SQL: the part of `SqlStore` that keeps workshops, people, votes, ideas and readiness.

Every change first counts itself in the row of its workshop. That row is the lock: in PostgreSQL changes of one
workshop follow each other, and votes get numbers without gaps. A vote is one update and one insert, and only
counts if the workshop is still as its sender saw it, so that none slips in behind a reveal.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    exc,
    func,
    insert,
    select,
    update,
)

from strategy.nouns.shapes import UnreadableShape, body_of, noun_in
from strategy.nouns.workshop import Idea, Participant, Pulse, Vote, Workshop
from strategy.store.interface import UnknownCompany
from strategy.store.rooms import Bell, StaleWorkshop, TakenCode, UnknownWorkshop
from strategy.store.sql_columns import AnyRow, CleanText, UtcMoment, companies, tables

REMEMBERED_WORKSHOPS = 500


def _of_workshop() -> Column[str]:
    return Column("workshop_id", CleanText, ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)


_workshops = Table(
    "workshops",
    tables,
    Column("id", CleanText, primary_key=True),
    Column(
        "company_id", CleanText, ForeignKey("companies.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("code", CleanText, nullable=False, unique=True),
    Column("opened", UtcMoment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("counts", Integer, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("closed", UtcMoment, index=True),
)
_people = Table(
    "participants",
    tables,
    _of_workshop(),
    Column("id", CleanText, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("open_cards", Integer),
    Column("merged_into", CleanText, nullable=False),
)
_seats = Table(
    "seats",
    tables,
    _of_workshop(),
    Column("visitor", CleanText, primary_key=True),
    Column("participant", CleanText, nullable=False),
)
_votes = Table(
    "votes",
    tables,
    _of_workshop(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("participant", CleanText, nullable=False),
    Column("step", CleanText, nullable=False),
    Column("round", Integer, nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("value", Float),
    Column("write_id", CleanText, nullable=False),
    UniqueConstraint("workshop_id", "write_id"),
    Index("votes_by_step", "workshop_id", "step", "participant", "round", "subject"),
)
_ideas = Table(
    "ideas",
    tables,
    _of_workshop(),
    Column("id", CleanText, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("participant", CleanText, nullable=False),
    Column("body", Text, nullable=False),
)
_ready = Table(
    "readiness",
    tables,
    _of_workshop(),
    Column("stage", CleanText, primary_key=True),
    Column("participant", CleanText, primary_key=True),
)


# Statements are built once: building one costs more than running it.

_HERE = _workshops.c.id == bindparam("workshop")
_VERSION = select(_workshops.c.version).where(_HERE)
_BODY = select(_workshops.c.version, _workshops.c.body)
_BODY_HERE = _BODY.where(_HERE)
_BODY_WITH_CODE = _BODY.where(_workshops.c.code == bindparam("code"))
_HOW_MANY_OPEN = select(func.count()).where(_workshops.c.closed.is_(None))
_BODIES_OF = _BODY.where(_workshops.c.company_id == bindparam("company")).order_by(
    _workshops.c.opened.desc(), _workshops.c.id
)
_PULSES = (
    select(
        _workshops.c.id,
        _workshops.c.version,
        _workshops.c.counts,
        _workshops.c.votes,
        companies.c.sequence,
    )
    .join(companies, companies.c.id == _workshops.c.company_id)
    .where(_workshops.c.id.in_(bindparam("ids", expanding=True)))
)
_COMPANY = select(companies.c.id).where(companies.c.id == bindparam("company"))
_TURN = update(_workshops).where(_HERE).values(version=_workshops.c.version + 1)
_COUNT = update(_workshops).where(_HERE).values(counts=_workshops.c.counts + 1)
_WRITE = (
    update(_workshops)
    .where(_HERE, _workshops.c.version == bindparam("seen"))
    .values(
        version=_workshops.c.version + 1,
        body=bindparam("to_body"),
        closed=bindparam("to_closed", type_=UtcMoment()),
    )
)
_CAST = (
    update(_workshops)
    .where(_HERE, _workshops.c.version == bindparam("seen"))
    .values(votes=_workshops.c.votes + 1)
    .returning(_workshops.c.votes)
)

_PEOPLE = select(_people).where(_people.c.workshop_id == bindparam("workshop")).order_by(_people.c.number)
_PERSON = select(_people.c.id).where(
    _people.c.workshop_id == bindparam("workshop"), _people.c.id == bindparam("participant")
)
_HOW_MANY_PEOPLE = select(func.count()).where(_people.c.workshop_id == bindparam("workshop"))
_SEATED = (
    select(_people)
    .join(_seats, and_(_seats.c.workshop_id == _people.c.workshop_id, _seats.c.participant == _people.c.id))
    .where(_seats.c.workshop_id == bindparam("workshop"), _seats.c.visitor == bindparam("visitor"))
)
_VOTES = (
    select(*(_votes.c[name] for name in Vote._fields))
    .where(_votes.c.workshop_id == bindparam("workshop"))
    .order_by(_votes.c.number)
)
_VOTED = select(_votes.c.number).where(
    _votes.c.workshop_id == bindparam("workshop"), _votes.c.write_id == bindparam("write_id")
)
_ANSWERED = (
    select(_votes.c.participant, func.count(_votes.c.subject.distinct()).label("subjects"))
    .where(
        _votes.c.workshop_id == bindparam("workshop"),
        _votes.c.step == bindparam("step"),
        _votes.c.round == bindparam("round"),
    )
    .group_by(_votes.c.participant)
)
_IDEAS = select(_ideas).where(_ideas.c.workshop_id == bindparam("workshop")).order_by(_ideas.c.number)
_IDEA = select(_ideas.c.number).where(
    _ideas.c.workshop_id == bindparam("workshop"), _ideas.c.id == bindparam("idea")
)
_AUTHORED = _IDEAS.where(_ideas.c.participant != "")
_WITH_AUTHORS = select(_votes.c.workshop_id).union(
    select(_ideas.c.workshop_id).where(_ideas.c.participant != "")
)
_LAST_IDEA = select(func.max(_ideas.c.number)).where(_ideas.c.workshop_id == bindparam("workshop"))
_READY = select(_ready.c.participant).where(
    _ready.c.workshop_id == bindparam("workshop"), _ready.c.stage == bindparam("stage")
)


def forget_rooms(connection: Connection, company_id: str) -> list[str]:
    """The ids of the workshops of a company that is about to be deleted; they go with it."""
    return list(connection.scalars(select(_workshops.c.id).where(_workshops.c.company_id == company_id)))


class SqlRooms:
    """The sessions of a `SqlStore`. What was read last of a workshop stays in memory with its version."""

    def __init__(self) -> None:
        self.bell = Bell()
        self._workshops: dict[str, Workshop] = {}

    def _writing(self) -> AbstractContextManager[Connection]:
        raise NotImplementedError

    def _reading(self) -> AbstractContextManager[Connection]:
        raise NotImplementedError

    def _erase(self) -> None:
        raise NotImplementedError

    def make_workshop(self, workshop: Workshop) -> Workshop:
        """See `RoomStore.make_workshop`."""
        row = {
            "id": workshop.id,
            "company_id": workshop.company_id,
            "code": workshop.code,
            "opened": workshop.opened,
            "version": 1,
            "counts": 0,
            "votes": 0,
            "body": _body_of(workshop),
            "closed": workshop.closed,
        }
        try:
            with self._writing() as connection:
                if connection.execute(_COMPANY, {"company": workshop.company_id}).first() is None:
                    raise UnknownCompany(workshop.company_id)
                if connection.execute(_VERSION, {"workshop": workshop.id}).first() is None:
                    connection.execute(insert(_workshops), row)
        except exc.IntegrityError:
            if self.workshop_with_code(workshop.code) is not None:
                raise TakenCode(workshop.code) from None
            raise UnknownCompany(workshop.company_id) from None
        return self.workshop(workshop.id)

    def change_workshop(self, workshop: Workshop) -> Workshop:
        """See `RoomStore.change_workshop`."""
        wanted = {
            "workshop": workshop.id,
            "seen": workshop.version,
            "to_body": _body_of(workshop),
            "to_closed": workshop.closed,
        }
        with self._writing() as connection:
            if not connection.execute(_WRITE, wanted).rowcount:
                if connection.execute(_VERSION, {"workshop": workshop.id}).first() is None:
                    raise UnknownWorkshop(workshop.id)
                raise StaleWorkshop(workshop.id)
        self.bell.ring(workshop.id)
        return workshop.model_copy(update={"version": workshop.version + 1})

    def workshop(self, workshop_id: str, at_least: int | None = None) -> Workshop:
        """See `RoomStore.workshop`."""
        known = self._workshops.get(workshop_id)
        if known is not None and at_least is not None and known.version >= at_least:
            return known
        with self._reading() as connection:
            version = connection.scalar(_VERSION, {"workshop": workshop_id})
            if version is None:
                raise UnknownWorkshop(workshop_id)
            if known is not None and known.version == version:
                return known
            row = connection.execute(_BODY_HERE, {"workshop": workshop_id}).first()
        if row is None:
            raise UnknownWorkshop(workshop_id)
        found = _workshop_in(row)
        if found is None:
            raise UnknownWorkshop(workshop_id)
        return self._remembered(found)

    def _remembered(self, workshop: Workshop) -> Workshop:
        if len(self._workshops) >= REMEMBERED_WORKSHOPS:
            self._workshops = {}
        self._workshops[workshop.id] = workshop
        return workshop

    def workshop_with_code(self, code: str) -> Workshop | None:
        """See `RoomStore.workshop_with_code`."""
        with self._reading() as connection:
            row = connection.execute(_BODY_WITH_CODE, {"code": code}).first()
        return None if row is None else _workshop_in(row)

    def open_workshops(self) -> int:
        """See `RoomStore.open_workshops`."""
        with self._reading() as connection:
            return connection.scalar(_HOW_MANY_OPEN) or 0

    def workshops_of(self, company_id: str) -> list[Workshop]:
        """See `RoomStore.workshops_of`."""
        with self._reading() as connection:
            found = map(_workshop_in, connection.execute(_BODIES_OF, {"company": company_id}))
            return [workshop for workshop in found if workshop is not None]

    def pulses(self, workshop_ids: Iterable[str]) -> dict[str, Pulse]:
        """See `RoomStore.pulses`."""
        with self._reading() as connection:
            rows = connection.execute(_PULSES, {"ids": list(workshop_ids)})
            return {row.id: Pulse(row.version, row.counts, row.votes, row.sequence) for row in rows}

    def take_seat(self, workshop_id: str, visitor: str, participant: Participant) -> Participant:
        """See `RoomStore.take_seat`."""
        seated = self.seat(workshop_id, visitor)
        if seated is not None:
            return seated
        with self._writing() as connection:
            _count(connection, workshop_id)
            here = {"workshop": workshop_id}
            if connection.execute(_SEATED, {**here, "visitor": visitor}).first() is None:
                if connection.execute(_PERSON, {**here, "participant": participant.id}).first() is None:
                    number = (connection.scalar(_HOW_MANY_PEOPLE, here) or 0) + 1
                    connection.execute(insert(_people), _person_row(workshop_id, participant, number))
                seat = {"workshop_id": workshop_id, "visitor": visitor, "participant": participant.id}
                connection.execute(insert(_seats), seat)
            row = connection.execute(_SEATED, {**here, "visitor": visitor}).one()
        self.bell.ring(workshop_id)
        return _person_in(row)

    def seat(self, workshop_id: str, visitor: str) -> Participant | None:
        """See `RoomStore.seat`."""
        with self._reading() as connection:
            row = connection.execute(_SEATED, {"workshop": workshop_id, "visitor": visitor}).first()
        return None if row is None else _person_in(row)

    def participants(self, workshop_id: str) -> list[Participant]:
        """See `RoomStore.participants`."""
        with self._reading() as connection:
            return [_person_in(row) for row in connection.execute(_PEOPLE, {"workshop": workshop_id})]

    def change_participant(self, workshop_id: str, participant: Participant) -> None:
        """See `RoomStore.change_participant`."""
        changed = _person_row(workshop_id, participant, participant.number)
        kept = {key: changed[key] for key in ("name", "removed", "open_cards", "merged_into")}
        with self._writing() as connection:
            _turn(connection, workshop_id)
            connection.execute(
                update(_people)
                .where(_people.c.workshop_id == workshop_id, _people.c.id == participant.id)
                .values(kept)
            )
        self.bell.ring(workshop_id)

    def merge_participants(self, workshop_id: str, lost: str, kept: str) -> None:
        """See `RoomStore.merge_participants`."""
        with self._writing() as connection:
            _turn(connection, workshop_id)
            for table in (_seats, _votes, _ideas):
                connection.execute(
                    update(table)
                    .where(table.c.workshop_id == workshop_id, table.c.participant == lost)
                    .values(participant=kept)
                )
            _merge_ready(connection, workshop_id, lost, kept)
            connection.execute(
                update(_people)
                .where(_people.c.workshop_id == workshop_id, _people.c.id == lost)
                .values(removed=1, merged_into=kept)
            )
        self.bell.ring(workshop_id)

    def append_vote(self, workshop_id: str, vote: Vote, write_id: str, seen: int) -> bool:
        """See `RoomStore.append_vote`."""
        row = {
            "workshop_id": workshop_id,
            "participant": vote.participant,
            "step": vote.step,
            "round": vote.round,
            "subject": vote.subject,
            "value": vote.value,
            "write_id": write_id,
        }
        try:
            with self._writing() as connection:
                number = connection.scalar(_CAST, {"workshop": workshop_id, "seen": seen})
                if number is not None:
                    connection.execute(insert(_votes), {**row, "number": number})
        except exc.IntegrityError:
            return True
        if number is None:
            return self.has_vote(workshop_id, write_id)
        self.bell.ring(workshop_id)
        return True

    def has_vote(self, workshop_id: str, write_id: str) -> bool:
        """See `RoomStore.has_vote`."""
        with self._reading() as connection:
            found = connection.scalar(_VOTED, {"workshop": workshop_id, "write_id": write_id})
        return found is not None

    def votes(self, workshop_id: str, step: str | None = None, participant: str | None = None) -> list[Vote]:
        """See `RoomStore.votes`."""
        statement = _VOTES if step is None else _VOTES.where(_votes.c.step == step)
        if participant is not None:
            statement = statement.where(_votes.c.participant == participant)
        with self._reading() as connection:
            return [Vote(*row) for row in connection.execute(statement, {"workshop": workshop_id})]

    def answered(self, workshop_id: str, step: str, round: int) -> dict[str, int]:
        """See `RoomStore.answered`."""
        with self._reading() as connection:
            rows = connection.execute(_ANSWERED, {"workshop": workshop_id, "step": step, "round": round})
            return {row.participant: row.subjects for row in rows}

    def forget_authors(self, workshop_id: str) -> None:
        """See `RoomStore.forget_authors`."""
        with self._writing() as connection:
            _turn(connection, workshop_id)
            connection.execute(delete(_votes).where(_votes.c.workshop_id == workshop_id))
            for row in connection.execute(_AUTHORED, {"workshop": workshop_id}).all():
                nobodys = _idea_in(row).model_copy(update={"participant": ""})
                place = (_ideas.c.workshop_id == workshop_id, _ideas.c.id == row.id)
                connection.execute(update(_ideas).where(*place).values(_idea_row(nobodys)))
        self.bell.ring(workshop_id)
        self._erase()

    def with_authors(self) -> list[str]:
        """See `RoomStore.with_authors`."""
        with self._reading() as connection:
            return list(connection.scalars(_WITH_AUTHORS))

    def put_idea(self, workshop_id: str, idea: Idea) -> Idea:
        """See `RoomStore.put_idea`."""
        here = {"workshop": workshop_id}
        with self._writing() as connection:
            _count(connection, workshop_id)
            number = connection.scalar(_IDEA, {**here, "idea": idea.id})
            is_new = number is None
            if number is None:
                number = (connection.scalar(_LAST_IDEA, here) or 0) + 1
            numbered = idea.model_copy(update={"number": number})
            row = _idea_row(numbered)
            if is_new:
                row |= {"workshop_id": workshop_id, "id": idea.id, "number": number}
                connection.execute(insert(_ideas), row)
            else:
                place = (_ideas.c.workshop_id == workshop_id, _ideas.c.id == idea.id)
                connection.execute(update(_ideas).where(*place).values(row))
        self.bell.ring(workshop_id)
        return numbered

    def ideas(self, workshop_id: str) -> list[Idea]:
        """See `RoomStore.ideas`."""
        with self._reading() as connection:
            return [_idea_in(row) for row in connection.execute(_IDEAS, {"workshop": workshop_id})]

    def put_ready(self, workshop_id: str, participant: str, stage: str, ready: bool) -> None:
        """See `RoomStore.put_ready`."""
        if (participant in self.ready(workshop_id, stage)) == ready:
            return
        with self._writing() as connection:
            _count(connection, workshop_id)
            if ready:
                _add_ready(connection, workshop_id, stage, [participant])
            else:
                _drop_ready(connection, workshop_id, participant, stage)
        self.bell.ring(workshop_id)

    def ready(self, workshop_id: str, stage: str) -> set[str]:
        """See `RoomStore.ready`."""
        with self._reading() as connection:
            return set(connection.scalars(_READY, {"workshop": workshop_id, "stage": stage}))


def _body_of(workshop: Workshop) -> str:
    return body_of(workshop, exclude={"version"})


def _workshop_in(row: AnyRow) -> Workshop | None:
    """The workshop in this row, None for one that a newer program made of steps we cannot follow."""
    try:
        return noun_in(Workshop, row.body).model_copy(update={"version": row.version})
    except UnreadableShape:
        return None


def _turn(connection: Connection, workshop_id: str) -> None:
    """Count a change that everybody must see. Raises `UnknownWorkshop`."""
    if not connection.execute(_TURN, {"workshop": workshop_id}).rowcount:
        raise UnknownWorkshop(workshop_id)


def _count(connection: Connection, workshop_id: str) -> None:
    """Count somebody who joined, is ready or wrote an idea. Raises `UnknownWorkshop`."""
    if not connection.execute(_COUNT, {"workshop": workshop_id}).rowcount:
        raise UnknownWorkshop(workshop_id)


def _person_row(workshop_id: str, participant: Participant, number: int) -> dict[str, Any]:
    return {
        "workshop_id": workshop_id,
        "id": participant.id,
        "number": number,
        "name": participant.name,
        "removed": int(participant.removed),
        "open_cards": None if participant.open_cards is None else int(participant.open_cards),
        "merged_into": participant.merged_into,
    }


def _person_in(row: AnyRow) -> Participant:
    return Participant(
        id=row.id,
        name=row.name,
        number=row.number,
        removed=bool(row.removed),
        open_cards=None if row.open_cards is None else bool(row.open_cards),
        merged_into=row.merged_into,
    )


def _idea_row(idea: Idea) -> dict[str, Any]:
    return {"participant": idea.participant, "body": body_of(idea)}


def _idea_in(row: AnyRow) -> Idea:
    return noun_in(Idea, row.body).model_copy(update={"participant": row.participant, "number": row.number})


def _add_ready(connection: Connection, workshop_id: str, stage: str, participants: Iterable[str]) -> None:
    """Note these participants, who may be noted already; the locked row of the workshop keeps others away."""
    known = set(connection.scalars(_READY, {"workshop": workshop_id, "stage": stage}))
    for participant in set(participants) - known:
        row = {"workshop_id": workshop_id, "stage": stage, "participant": participant}
        connection.execute(insert(_ready), row)


def _drop_ready(connection: Connection, workshop_id: str, participant: str, stage: str | None = None) -> None:
    statement = delete(_ready).where(_ready.c.workshop_id == workshop_id, _ready.c.participant == participant)
    connection.execute(statement if stage is None else statement.where(_ready.c.stage == stage))


def _merge_ready(connection: Connection, workshop_id: str, lost: str, kept: str) -> None:
    stages = connection.scalars(
        select(_ready.c.stage).where(_ready.c.workshop_id == workshop_id, _ready.c.participant == lost)
    ).all()
    _drop_ready(connection, workshop_id, lost)
    for stage in stages:
        _add_ready(connection, workshop_id, stage, [kept])
