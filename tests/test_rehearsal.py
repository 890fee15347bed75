"""A rehearsal is the same session with made-up people, who answer as phones do; nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from strategy import workshop as room
from strategy.company.access import NotAllowed, Visitor, new_token, visitor_of_token
from strategy.company.example import example_company
from strategy.nouns.company import Company
from strategy.nouns.workshop import OFFER, POINT
from strategy.store.interface import MemoryStore, Store
from strategy.store.sql import SqlStore
from strategy.workshop import Refused
from strategy.workshop.rehearsing import CAST, NOBODY, made_up_vote
from tests.rooms import Room
from tests.stores import NOON

PATIENCE = 60


class Rehearsal:
    """A rehearsal of the half day on a company, with the desk and the screen of its facilitator."""

    def __init__(self, store: Store, company: Company | None = None) -> None:
        self.store = store
        self.lead = visitor_of_token(new_token())
        company = example_company("nl") if company is None else company
        run = room.run_of("half_day", company)
        self.id = room.open_rehearsal(store, self.lead, company, "half_day", new_token(), NOON, run)

    @property
    def desk(self) -> room.FacilitatorView:
        return room.facilitator_view(self.store, self.lead, self.id, NOON)

    @property
    def screen(self) -> room.RoomView:
        return room.screen_view(self.store, self.lead, self.id, NOON)

    def goes(self) -> int:
        """Let the made-up people act until nobody has anything to do; how many goes it took."""
        for go in range(PATIENCE):
            if not room.rehearse(self.store, self.lead, self.id, NOON):
                return go
        raise TimeoutError("the made-up people never end")

    def go(self, step: str) -> None:
        room.move_to(self.store, self.lead, self.id, step, NOON)

    def reveal(self, step: str, round: int = 1) -> None:
        room.reveal(self.store, self.lead, self.id, step, round)


@pytest.fixture
def here() -> Rehearsal:
    return Rehearsal(MemoryStore())


def test_one_of_the_made_up_people_comes_late(here: Rehearsal) -> None:
    here.goes()
    assert here.desk.counts.joined == CAST - 1
    here.go("warm_up")
    here.goes()
    assert here.desk.counts.joined == here.desk.counts.ready == CAST


def test_they_vote_all_over_the_scale_and_one_does_not_know(here: Rehearsal) -> None:
    here.goes()
    here.go("customer_vote")
    assert here.goes() > 4
    assert (here.desk.counts.ready, here.screen.results) == (CAST, ())
    here.reveal("customer_vote")
    votes = [vote for result in here.screen.results for vote in result.votes]
    assert set(votes) == {1, 2, 3, 4, 5}
    assert sum(result.not_known for result in here.screen.results) == 1
    labels = {result.label for result in here.screen.results}
    assert {"agree", "disagree"} <= labels


def test_the_late_one_is_ready_after_all_others(here: Rehearsal) -> None:
    here.goes()
    here.go("warm_up")
    here.goes()
    here.go("customer_vote")
    seen = []
    while room.rehearse(here.store, here.lead, here.id, NOON):
        seen.append({each.name: each.voted for each in here.desk.people})
    last = here.desk.people[-1].name
    begun = next(voted for voted in seen if voted[last])
    assert all(count == here.desk.asked for name, count in begun.items() if name != last)


def test_the_second_round_brings_them_closer_together(here: Rehearsal) -> None:
    here.goes()
    here.go("customer_vote")
    here.goes()
    here.reveal("customer_vote")
    here.go("customer_again")
    here.goes()
    here.reveal("customer_vote", 2)
    again = [each for each in here.screen.results if each.round == 2]
    assert again
    assert any(each.direction == "closer" for each in again)


def test_they_play_every_step_of_a_half_day_on_a_new_company() -> None:
    here = Rehearsal(MemoryStore(), Company())
    points: list[Any] = []
    for step in here.desk.run:
        here.go(step.id)
        here.goes()
        view = here.desk
        if view.choosing:
            room.show_dots(here.store, here.lead, here.id, step.id)
            assert sum(each.dots for each in here.screen.choices) > CAST
        if view.poll_kind == "list" and view.open:
            assert view.ideas_written >= CAST
            here.reveal(step.id)
            lines = [[idea.id] for idea in here.screen.ideas]
            for ids in lines:
                word = next(idea.words for idea in here.screen.ideas if idea.id == ids[0])
                room.keep_ideas(here.store, here.lead, here.id, ids, word, NOON)
        elif step.kind == "vote" and view.open:
            assert view.counts.ready == view.counts.expected
            here.reveal(view.poll_step, view.round)
            assert here.screen.results
        points += [POINT for _ in here.screen.points] + [OFFER for _ in here.screen.offers]
    assert {POINT, OFFER} == set(points)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    yield opened
    opened.close()


def rows(folder: Path) -> dict[str, list[Any]]:
    """Every row of every table, but for the hashes of what was deleted."""
    engine = create_engine(f"sqlite:///{folder / 'a.db'}")
    with engine.connect() as connection:
        names = connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%deleted%'")
        )
        found = {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in list(names)}
    engine.dispose()
    return {name: [tuple(row) for row in of] for name, of in found.items() if not name.startswith("sqlite_")}


def test_a_rehearsal_that_is_ended_leaves_nothing_behind(file: SqlStore, tmp_path: Path) -> None:
    real = Room(file)
    before = rows(tmp_path)
    here = Rehearsal(file)
    for step in ("welcome", "customer_vote", "overview"):
        here.go(step)
        here.goes()
    room.screen_link(file, here.lead, here.id, NOON)
    assert rows(tmp_path) != before
    room.end_rehearsal(file, here.lead, here.id)
    assert rows(tmp_path) == before
    assert b"Ann (oefening)" not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert file.workshop(real.id).id == real.id
    with pytest.raises(NotAllowed):
        assert here.desk


def test_the_company_that_is_rehearsed_on_stays_as_it_was(here: Rehearsal) -> None:
    real = Room(here.store)
    company = here.store.read(real.company)
    run = room.run_of("quick", company.company)
    rehearsed = room.open_rehearsal(
        here.store, real.facilitator, company.company, "quick", new_token(), NOON, run
    )
    copy = here.store.workshop(rehearsed).company_id
    assert copy != real.company
    assert here.store.read(copy).company == company.company
    room.plan_action(here.store, real.facilitator, rehearsed, "a", "Bel", "An", None, new_token(), NOON)
    assert here.store.read(real.company).company == company.company
    assert [each.id for each in here.store.workshops_of(real.company)] == [real.id]


def test_pressing_twice_is_one_rehearsal_and_the_next_one_takes_its_place(here: Rehearsal) -> None:
    company, run = Company(), room.run_of("quick", Company())
    first, again, second = (
        room.open_rehearsal(here.store, here.lead, company, "quick", write, NOON, run)
        for write in ("write-one", "write-one", "write-two")
    )
    assert first == again != second
    assert [grant.subject for grant in here.store.grants(NOBODY)] == [second]
    with pytest.raises(NotAllowed):
        room.facilitator_view(here.store, here.lead, first, NOON)


def test_a_rehearsal_that_was_left_alone_goes_after_half_a_day_and_no_other(here: Rehearsal) -> None:
    room.forget_rehearsals(here.store, NOON + timedelta(hours=11))
    assert here.desk.rehearsal
    real = Room(here.store)
    room.forget_rehearsals(here.store, NOON + timedelta(hours=13))
    with pytest.raises(NotAllowed):
        assert here.desk
    assert not real.desk().rehearsal


def test_no_real_session_is_played_or_ended_as_a_rehearsal(here: Rehearsal) -> None:
    real = Room(here.store)
    for verb in (
        lambda: room.end_rehearsal(real.store, real.facilitator, real.id),
        lambda: room.rehearse(real.store, real.facilitator, real.id, NOON),
    ):
        with pytest.raises(Refused, match="no_rehearsal"):
            verb()
    stranger = Visitor("f" * 64)
    with pytest.raises(NotAllowed):
        room.end_rehearsal(here.store, stranger, here.id)
    with pytest.raises(NotAllowed):
        room.rehearse(here.store, stranger, here.id, NOON)


@pytest.mark.parametrize("points", [2, 5])
def test_made_up_votes_lie_on_the_scale_and_the_second_is_never_further_from_the_middle(points: int) -> None:
    for number in range(60):
        subject = f"customer:k{number}/judged.margin"
        for place in range(CAST):
            first, second = (made_up_vote(subject, place, round, points) for round in (1, 2))
            assert 0 <= first < points
            assert 0 <= second < points
            assert abs(first - second) <= 1
