"""What is deleted for good stands in no file of SQLite any more, whoever reads meanwhile or kills the process."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from strategy import workshop as room
from strategy.company.access import new_token
from strategy.nouns.company import Customer, Profile
from strategy.nouns.workshop import Idea, Participant, Step, Vote, Workshop
from strategy.store.interface import Change, MemoryStore, Store
from strategy.store.sql import SqlStore
from tests.rooms import Room
from tests.stores import NOON

MARK = b"geheime"
STEPS = (Step(id="s1", kind="vote", questions=("W4",), minutes=5),)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    yield opened
    opened.close()


def readable(folder: Path) -> int:
    """How often the mark stands in the files of the database."""
    return sum(file.read_bytes().count(MARK) for file in folder.iterdir())


def wait_until_erased(folder: Path) -> None:
    """Wait until the mark is gone. Raises `TimeoutError`."""
    for _ in range(600):
        if not readable(folder):
            return
        time.sleep(0.1)
    raise TimeoutError(folder)


def voted(store: Store, sessions: int = 3, votes: int = 200) -> list[str]:
    """Sessions whose votes came in one after another, so that they share pages; all of one company."""
    store.write("c1", [Change.put(Profile(name="Bakkerij"))], author="an", write_id="start", at=NOON)
    ids = [f"w{number}" for number in range(sessions)]
    for id in ids:
        code = f"K7M2Q{id[-1]}"
        store.make_workshop(
            Workshop(
                id=id, company_id="c1", code=code, script="short", steps=STEPS, position="s1", opened=NOON
            )
        )
        store.take_seat(id, "phone", Participant(id="p1", name="An"))
        line = Idea(id="i1", participant="geheime-an", step="s1", question="B1", text="Warm brood")
        store.put_idea(id, line)
    for number in range(votes):
        for id in ids:
            cast = Vote(participant="p1", step="s1", round=1, subject=f"value:v{number}/comparison", value=4)
            store.append_vote(id, cast, f"geheime-stem-{id}-{number}", 1)
    return ids


@contextmanager
def read_by_another(folder: Path) -> Iterator[None]:
    """Another program reads the database as it stood before the block, for as long as the block lasts."""
    connection = sqlite3.connect(folder / "a.db", isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM companies").fetchone()
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def test_a_vote_is_in_no_file_any_more_once_its_session_is_closed(store: SqlStore, tmp_path: Path) -> None:
    for id in voted(store):
        assert readable(tmp_path)
        store.forget_authors(id)
    assert readable(tmp_path) == 0


def test_votes_go_as_soon_as_another_program_stops_reading_them(store: SqlStore, tmp_path: Path) -> None:
    ids = voted(store)
    with read_by_another(tmp_path):
        for id in ids:
            store.forget_authors(id)
        assert readable(tmp_path)
        assert store.votes(ids[0]) == []
        voted_meanwhile = Change.put(Customer(id="k1", name="Frituur"))
        store.write("c1", [voted_meanwhile], author="an", write_id="meanwhile", at=NOON)
    wait_until_erased(tmp_path)
    assert store.read("c1").company.customers[0].name == "Frituur"


def test_a_deleted_company_goes_as_soon_as_another_program_stops_reading_it(
    store: SqlStore, tmp_path: Path
) -> None:
    customers = [Change.put(Customer(id=f"k{number}", name="Zeer geheime klant")) for number in range(300)]
    store.write("c1", customers, author="an", write_id="start", at=NOON)
    with read_by_another(tmp_path):
        store.delete_company("c1")
        assert readable(tmp_path)
    wait_until_erased(tmp_path)


def test_the_next_start_erases_what_was_still_read_when_the_process_stopped(tmp_path: Path) -> None:
    before = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    ids = voted(before)
    with sqlite3.connect(
        tmp_path / "a.db"
    ) as still_open:  # closing the very last connection would erase it too
        still_open.execute("SELECT 1 FROM companies").fetchone()
        with read_by_another(tmp_path):
            for id in ids:
                before.forget_authors(id)
            before.close()
        assert readable(tmp_path)
        after = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
        wait_until_erased(tmp_path)
        after.close()
    still_open.close()


def test_a_session_that_was_closed_when_the_process_stopped_is_finished_by_the_next() -> None:
    here = Room(MemoryStore())
    phones = here.joined("An", "Bo")
    here.go("list")
    room.add_idea(here.store, phones[0], here.id, "list", "B1", "Horeca", new_token())
    here.go("customers")
    here.votes(phones, "customer:k1/judged.margin", 2, 4)
    workshop = here.store.workshop(here.id)
    here.store.change_workshop(workshop.model_copy(update={"closed": here.now}))
    room.finish_closing(here.store)
    assert here.store.with_authors() == []
    kept = here.store.workshop(here.id).outcomes
    assert [(each.know, each.lowest, each.highest) for each in kept] == [(2, 2, 4)]
    assert [line.text for line in here.store.ideas(here.id)] == ["Horeca"]


def test_a_session_that_goes_on_keeps_its_votes_through_a_start() -> None:
    here = Room(MemoryStore())
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, "customer:k1/judged.margin", 2, 4)
    room.finish_closing(here.store)
    assert len(here.store.votes(here.id)) == 2
