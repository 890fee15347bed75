"""One contract for every store: memory, SQLite and PostgreSQL keep the same promises."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect, text

from strategy.nouns.company import (
    KINDS,
    Action,
    Answer,
    Channel,
    Customer,
    Item,
    Judged,
    Override,
    Profile,
    Segment,
    Settings,
    Weights,
)
from strategy.store.interface import Change, Grant, Link, MemoryStore, StaleWrite, Store, UnknownCompany
from strategy.store.sql import SqlStore
from tests import stores
from tests.stores import NOON, Database

database = stores.database
lasting = stores.lasting
postgres = stores.postgres
store = stores.store

ROOT = Path(__file__).resolve().parent.parent
BAKER = Profile(name="Bakkerij Lievens")
HORECA = Segment(id="s1", name="Horeca")
PRIVATE = Segment(id="s2", name="Particulieren")


def put(store: Store, *items: Item, seen: int = 0, write_id: str = "", company: str = "c1") -> int:
    """Write these items, all seen at the same revision; the number of the write."""
    changes = [Change.put(item, seen) for item in items]
    return store.write(company, changes, author="an", write_id=write_id or uuid4().hex, at=NOON).sequence


def remove(store: Store, item: Item, seen: int) -> int:
    return store.write("c1", [Change.remove(item, seen)], author="an", write_id=uuid4().hex).sequence


def names(store: Store) -> list[str]:
    return [segment.name for segment in store.read("c1").company.segments]


def everything_in(store: Store) -> tuple[Any, ...]:
    return store.read("c1"), store.history("c1"), store.sequence("c1")


def test_what_is_written_is_read_back(store: Store) -> None:
    put(store, BAKER, HORECA, PRIVATE)
    company = store.read("c1").company
    assert company.profile == BAKER
    assert company.segments == (HORECA, PRIVATE)


def test_every_kind_of_item_comes_back_equal(store: Store) -> None:
    full = [
        BAKER,
        Settings(weights=Weights(margin=2.5), bounds=(80, 60, 20), hourly_cost=45.5),
        Answer(
            id="B1",
            state="unknown",
            values={"not_for": "wie niet betaalt", "n": 3, "yes": True, "l": ("a", "b")},
        ),
        Customer(
            id="k1",
            name="Café 't Hoekske",
            revenue=12345.67,
            judged=Judged(margin=3.5),
            values={"v1": 0.5},
            unknown=("hours",),
            override=Override(klass="A", reason="familie", who="An", at=NOON),
        ),
        Channel(id="ch1", segments=("s1", "s2"), awareness=3),
        Action(id="a1", name="Bellen", due=NOON.date()),
        *(model(id="x") for model in KINDS.values() if model not in (Profile, Settings)),
    ]
    put(store, *full)
    snapshot = store.read("c1")
    assert [row.item for row in snapshot.rows] == full
    assert [version.item for version in store.history("c1")] == full
    assert store.read_at("c1", 1) == snapshot


def test_a_snapshot_tells_its_number_its_moment_and_the_revision_of_each_item(store: Store) -> None:
    put(store, BAKER, HORECA)
    put(store, replace_name(HORECA, "Horeca en feestzalen"), seen=1)
    snapshot = store.read("c1")
    assert (snapshot.company_id, snapshot.sequence, snapshot.at) == ("c1", 2, NOON)
    assert snapshot.revision("segment", "s1") == 2
    assert snapshot.revision("company", "company") == 1
    assert snapshot.revision("segment", "s9") == 0


def replace_name(item: Segment, name: str) -> Segment:
    return item.model_copy(update={"name": name})


def test_a_receipt_names_the_write_and_its_versions_in_order(store: Store) -> None:
    receipt = store.write("c1", [Change.put(PRIVATE), Change.put(HORECA)], author="an", write_id="w", at=NOON)
    assert receipt.sequence == 1
    assert [(version.item, version.revision, version.sequence) for version in receipt.versions] == [
        (PRIVATE, 1, 1),
        (HORECA, 1, 1),
    ]
    assert {(version.author, version.at) for version in receipt.versions} == {("an", NOON)}


def test_a_write_of_nothing_still_counts(store: Store) -> None:
    put(store, BAKER)
    assert store.write("c1", [], author="an", write_id="empty").versions == ()
    assert store.read("c1").sequence == 2


def test_moments_come_back_in_utc(store: Store) -> None:
    in_brussels = datetime(2026, 7, 1, 14, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    store.write("c1", [Change.put(BAKER)], author="an", write_id="w", at=in_brussels)
    [version] = store.history("c1")
    assert version.at == in_brussels
    assert version.at.utcoffset() == timedelta(0)
    assert store.read("c1").at == in_brussels


def test_a_write_without_a_moment_is_of_now(store: Store) -> None:
    before = datetime.now(UTC)
    store.write("c1", [Change.put(BAKER)], author="an", write_id="w")
    assert before <= store.history("c1")[0].at <= datetime.now(UTC)


def test_a_moment_without_time_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.write("c1", [Change.put(BAKER)], author="an", write_id="w", at=datetime(2026, 1, 1))
    assert store.sequence("c1") == 0


def test_an_unknown_company_has_no_sequence_no_history_and_cannot_be_read(store: Store) -> None:
    assert store.sequence("nobody") == 0
    assert store.history("nobody") == []
    with pytest.raises(UnknownCompany):
        store.read("nobody")
    with pytest.raises(UnknownCompany):
        store.read_at("nobody", 1)


@pytest.mark.parametrize("strange", ["", "a\0b", "\ud800", "x" * 10_000, "'; drop table items; --", "é😀"])
def test_a_strange_company_id_is_simply_unknown(store: Store, strange: str) -> None:
    put(store, BAKER)
    assert store.sequence(strange) == 0
    assert store.link(strange) is None
    assert store.grants(strange) == []
    with pytest.raises(UnknownCompany):
        store.read(strange)


def test_companies_do_not_see_each_other(store: Store) -> None:
    put(store, BAKER, HORECA, write_id="same")
    put(store, Profile(name="Brouwerij De Gist"), PRIVATE, company="c2", write_id="same")
    assert names(store) == ["Horeca"]
    assert store.read("c2").company.profile.name == "Brouwerij De Gist"


# Repeating


def test_repeating_a_write_changes_nothing_and_gives_the_first_receipt(store: Store) -> None:
    first = store.write("c1", [Change.put(BAKER), Change.put(HORECA)], author="an", write_id="w1", at=NOON)
    before = everything_in(store)
    again = store.write("c1", [Change.put(BAKER), Change.put(HORECA)], author="an", write_id="w1")
    assert again == first
    assert everything_in(store) == before


def test_a_repeated_write_that_would_now_be_stale_still_gets_its_receipt(store: Store) -> None:
    first = store.write("c1", [Change.put(HORECA)], author="an", write_id="w1", at=NOON)
    put(store, replace_name(HORECA, "Feestzalen"), seen=1)
    remove(store, HORECA, seen=2)
    again = store.write("c1", [Change.put(HORECA)], author="an", write_id="w1")
    assert again == first
    assert names(store) == []


def test_a_refused_write_may_be_repeated_with_what_stands(store: Store) -> None:
    put(store, HORECA)
    put(store, replace_name(HORECA, "theirs"), seen=1)
    with pytest.raises(StaleWrite):
        put(store, replace_name(HORECA, "mine"), seen=1, write_id="w")
    assert put(store, replace_name(HORECA, "mine"), seen=2, write_id="w") == 3
    assert names(store) == ["mine"]


# Stale writes


def test_a_stale_write_is_refused_with_both_versions(store: Store) -> None:
    put(store, HORECA)
    theirs = replace_name(HORECA, "theirs")
    put(store, theirs, seen=1)
    mine = Change.put(replace_name(HORECA, "mine"), 1)
    with pytest.raises(StaleWrite) as refused:
        store.write("c1", [mine], author="bo", write_id="w")
    assert refused.value.mine == mine
    assert refused.value.theirs == store.history("c1")[-1]
    assert refused.value.theirs is not None
    assert refused.value.theirs.item == theirs


def test_a_stale_write_names_a_removal_as_what_stands(store: Store) -> None:
    put(store, HORECA)
    remove(store, HORECA, seen=1)
    with pytest.raises(StaleWrite) as refused:
        put(store, HORECA, seen=1)
    assert refused.value.theirs is not None
    assert (refused.value.theirs.item, refused.value.theirs.revision) == (None, 2)


def test_a_write_over_what_never_was_is_stale(store: Store) -> None:
    put(store, BAKER)
    with pytest.raises(StaleWrite) as refused:
        put(store, HORECA, seen=3)
    assert refused.value.theirs is None


def test_a_new_item_under_an_id_that_is_taken_is_stale(store: Store) -> None:
    put(store, HORECA)
    with pytest.raises(StaleWrite):
        put(store, replace_name(HORECA, "another"))
    assert names(store) == ["Horeca"]


def test_a_stale_write_is_refused_whole(store: Store) -> None:
    put(store, BAKER, HORECA)
    before = everything_in(store)
    changes = [
        Change.put(PRIVATE),
        Change.put(replace_name(HORECA, "mine"), 1),
        Change.put(Profile(name="stale"), 7),
        Change.put(Segment(id="s3")),
    ]
    with pytest.raises(StaleWrite):
        store.write("c1", changes, author="an", write_id="w")
    assert everything_in(store) == before


def test_a_refused_first_write_leaves_no_company(store: Store) -> None:
    with pytest.raises(StaleWrite):
        put(store, HORECA, seen=1)
    assert store.sequence("c1") == 0
    with pytest.raises(UnknownCompany):
        store.read("c1")


def test_two_changes_of_one_item_in_a_write_follow_each_other(store: Store) -> None:
    changes = [
        Change.put(HORECA),
        Change.put(replace_name(HORECA, "second"), 1),
        Change.remove(HORECA, 2),
        Change.put(replace_name(HORECA, "last"), 3),
    ]
    store.write("c1", changes, author="an", write_id="w")
    assert names(store) == ["last"]
    assert [version.revision for version in store.history("c1", "segment", "s1")] == [1, 2, 3, 4]
    with pytest.raises(StaleWrite):
        store.write("c1", [Change.put(PRIVATE), Change.put(PRIVATE)], author="an", write_id="doubled")


def test_an_item_does_not_go_under_another_name() -> None:
    with pytest.raises(ValueError, match="segment s1 does not go under segment s2"):
        Change("segment", "s2", 0, HORECA)
    with pytest.raises(ValueError, match="does not go under"):
        Change("customer", "s1", 0, HORECA)


# History


def test_history_keeps_every_version_with_its_author_and_moment(store: Store) -> None:
    later = NOON + timedelta(days=1)
    store.write("c1", [Change.put(HORECA), Change.put(PRIVATE)], author="an", write_id="1", at=NOON)
    store.write("c1", [Change.put(replace_name(HORECA, "Cafés"), 1)], author="bo", write_id="2", at=later)
    store.write("c1", [Change.remove(HORECA, 2)], author="an", write_id="3", at=later)
    versions = store.history("c1", "segment", "s1")
    assert [(v.revision, getattr(v.item, "name", None), v.sequence, v.author, v.at) for v in versions] == [
        (1, "Horeca", 1, "an", NOON),
        (2, "Cafés", 2, "bo", later),
        (3, None, 3, "an", later),
    ]


def test_history_can_be_asked_of_everything_of_one_kind_or_of_one_item(store: Store) -> None:
    put(store, BAKER, HORECA, PRIVATE)
    put(store, Customer(id="s1"))
    assert [version.key for version in store.history("c1")] == [
        ("company", "company"),
        ("segment", "s1"),
        ("segment", "s2"),
        ("customer", "s1"),
    ]
    assert len(store.history("c1", "segment")) == 2
    assert len(store.history("c1", "segment", "s1")) == 1
    assert store.history("c1", "job") == []


def test_the_company_at_every_earlier_moment_equals_the_snapshot_taken_then(store: Store) -> None:
    taken = []
    for write in (
        lambda: put(store, BAKER, HORECA, PRIVATE),
        lambda: put(store, replace_name(HORECA, "Cafés"), seen=1),
        lambda: remove(store, PRIVATE, seen=1),
        lambda: put(store, Customer(id="k1", name="Jef")),
        lambda: put(store, PRIVATE, seen=2),
        lambda: remove(store, HORECA, seen=2),
    ):
        write()
        taken.append(store.read("c1"))
    assert [store.read_at("c1", snapshot.sequence) for snapshot in taken] == taken


def test_before_the_first_write_there_was_nothing_and_after_the_last_it_stays_so(store: Store) -> None:
    put(store, HORECA)
    assert store.read_at("c1", 0).rows == ()
    assert store.read_at("c1", -5) == store.read_at("c1", 0)
    assert store.read_at("c1", 99) == store.read("c1")


def test_undoing_a_removal_gives_the_item_its_place_and_its_history_back(store: Store) -> None:
    put(store, HORECA, PRIVATE, Segment(id="s3", name="Scholen"))
    remove(store, HORECA, seen=1)
    assert names(store) == ["Particulieren", "Scholen"]
    assert store.read("c1").revision("segment", "s1") == 0
    put(store, HORECA, seen=2)
    assert names(store) == ["Horeca", "Particulieren", "Scholen"]
    assert store.read("c1").revision("segment", "s1") == 3
    assert [version.item for version in store.history("c1", "segment", "s1")] == [HORECA, None, HORECA]


def test_a_changed_item_keeps_its_place(store: Store) -> None:
    put(store, PRIVATE)
    put(store, HORECA)
    put(store, replace_name(PRIVATE, "Gezinnen"), seen=1)
    put(store, Segment(id="s0", name="Scholen"))
    assert names(store) == ["Gezinnen", "Horeca", "Scholen"]


# What people type


@pytest.mark.parametrize(
    "name",
    [
        "<b>vet</b> & <script>alert(1)</script>",
        """d'Hoekske "bij" \\ `Jef`""",
        "Crème brûlée 🍺👩‍🍳 مرحبا 日本",
        "x" * 200,
        "🍺" * 200,
        "a\u2028b",
        "%s {name} :name ? ' or 1=1 --",
        "  ruimte  ",
        "",
    ],
)
def test_a_name_comes_back_as_it_was_typed(database: Database, name: str) -> None:
    put(database.open(), Segment(id="s1", name=name), Customer(id="k1", values={name: 0.5}))
    company = database.open().read("c1").company
    assert company.segments[0].name == name
    assert company.customers[0].values == {name: 0.5}


@pytest.mark.parametrize("id", ["A", "a", "0", "-", "..", "a:b.c_d-e", "B1", "x" * 80, "__proto__", "NULL"])
def test_an_odd_but_legal_id_is_an_id_like_any_other(store: Store, id: str) -> None:
    put(store, Segment(id=id, name="odd"), Segment(id="other"))
    put(store, Segment(id=id, name="changed"), seen=1)
    assert names(store) == ["changed", ""]
    assert store.read("c1").revision("segment", id) == 2


def test_ids_that_differ_in_case_alone_are_two_ids(store: Store) -> None:
    put(store, Segment(id="s", name="small"), Segment(id="S", name="large"))
    put(store, Profile(name="other"), company="C1")
    assert names(store) == ["small", "large"]
    assert store.read("c1").company.profile.name == ""


def test_a_whole_portfolio_goes_in_and_out_at_once(store: Store) -> None:
    customers = [Customer(id=f"k{number}", name=f"Klant {number}", revenue=number) for number in range(2000)]
    put(store, *customers)
    assert list(store.read("c1").company.customers) == customers
    put(store, *(each.model_copy(update={"hours": 2}) for each in customers), seen=1)
    assert {customer.hours for customer in store.read("c1").company.customers} == {2}


# Several at once


def test_a_second_store_on_the_same_database_sees_everything(database: Database) -> None:
    one, other = database.open(), database.open()
    put(one, BAKER, HORECA)
    assert one.read("c1") == other.read("c1")
    put(other, replace_name(HORECA, "Cafés"), seen=1)
    assert names(one) == ["Cafés"]
    remove(one, HORECA, seen=2)
    assert names(other) == []
    assert everything_in(one) == everything_in(other)
    one.delete_company("c1")
    assert other.sequence("c1") == 0
    with pytest.raises(UnknownCompany):
        other.read("c1")


def at_once(count: int, deed: Callable[[int], Any]) -> list[Any]:
    """Do this in so many threads at the same moment; what each gave or raised."""
    results: list[Any] = [None] * count
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait()
        try:
            results[number] = deed(number)
        except (StaleWrite, UnknownCompany) as refused:
            results[number] = refused

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_writes_at_once_over_one_revision_exactly_one_wins(database: Database) -> None:
    shelves = [database.open(), database.open()]
    put(shelves[0], HORECA)
    for revision in range(1, 6):
        results = at_once(
            8,
            lambda number, seen=revision: put(
                shelves[number % 2], replace_name(HORECA, f"{number}"), seen=seen
            ),
        )
        won = [number for number, result in enumerate(results) if not isinstance(result, StaleWrite)]
        assert len(won) == 1
        assert names(shelves[0]) == names(shelves[1]) == [f"{won[0]}"]
        assert shelves[0].read("c1").revision("segment", "s1") == revision + 1
        for refused in (result for result in results if isinstance(result, StaleWrite)):
            assert refused.theirs.item.name == f"{won[0]}"


def test_one_write_sent_many_times_at_once_is_written_once(database: Database) -> None:
    shelves = [database.open(), database.open()]
    receipts = at_once(
        8,
        lambda number: shelves[number % 2].write(
            "c1", [Change.put(BAKER), Change.put(HORECA)], author="an", write_id="w", at=NOON
        ),
    )
    assert all(receipt == receipts[0] for receipt in receipts)
    assert everything_in(shelves[0])[2] == 1
    assert len(shelves[0].history("c1")) == 2


def test_writes_at_once_of_different_items_all_arrive(database: Database) -> None:
    shelves = [database.open(), database.open()]
    sequences = at_once(12, lambda number: put(shelves[number % 2], Segment(id=f"s{number}")))
    assert sorted(sequences) == list(range(1, 13))
    assert len(names(shelves[0])) == 12
    in_order_of_writing = [version.id for version in shelves[0].history("c1")]
    assert [segment.id for segment in shelves[1].read("c1").company.segments] == in_order_of_writing


def test_reading_while_others_write_gives_whole_companies(database: Database) -> None:
    store = database.open()
    put(store, HORECA, PRIVATE)

    def write_or_read(number: int) -> list[tuple[str, str]]:
        pairs = []
        for round in range(20):
            if number == 0:
                put(
                    store, replace_name(HORECA, f"{round}"), replace_name(PRIVATE, f"{round}"), seen=round + 1
                )
            else:
                first, second = names(store)
                pairs.append((first, second))
        return pairs

    for pairs in at_once(4, write_or_read):
        assert all(first == second or first == "Horeca" for first, second in pairs)


def test_a_write_at_the_moment_of_deletion_leaves_nothing_behind(database: Database) -> None:
    store = database.open()
    for number in range(5):
        company = f"c{number}"
        put(store, BAKER, company=company)
        at_once(
            4,
            lambda thread, company=company: (
                store.delete_company(company)
                if thread == 0
                else put(store, Segment(id=f"s{thread}"), company=company)
            ),
        )
        assert store.sequence(company) == 0
        assert store.history(company) == []


RACE = """
import sys
from strategy.nouns.company import Segment
from strategy.store.sql import SqlStore
from strategy.store.interface import Change, StaleWrite
store, me = SqlStore(sys.argv[1]), sys.argv[2]
won = 0
for seen in range(40):
    while store.sequence("c1") < seen:
        pass
    try:
        store.write("c1", [Change.put(Segment(id="s1", name=me), seen)], author=me, write_id=f"{me}-{seen}")
        won += 1
    except StaleWrite:
        pass
print(won)
"""


def python(script: str, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def test_processes_that_start_and_write_at_once_share_the_wins(lasting: Database) -> None:
    racing = [python(RACE, lasting.url, name) for name in ("an", "bo", "cem")]
    won = [int(process.communicate()[0]) for process in racing]
    assert [process.returncode for process in racing] == [0, 0, 0]
    assert sum(won) == 40
    versions = lasting.open().history("c1")
    assert [version.revision for version in versions] == list(range(1, 41))
    assert [sum(version.author == name for version in versions) for name in ("an", "bo", "cem")] == won


WRITING = """
import sys
from strategy.nouns.company import Customer
from strategy.store.sql import SqlStore
from strategy.store.interface import Change
store = SqlStore(sys.argv[1])
for number in range(100_000):
    store.write("c1", [Change.put(Customer(id=f"k{number}", note="x" * 500))], author="an", write_id=f"w{number}")
    print(f"w{number}", flush=True)
"""


def test_a_killed_server_loses_no_confirmed_write_and_doubles_none(lasting: Database) -> None:
    writing = python(WRITING, lasting.url)
    assert writing.stdout is not None
    confirmed = [writing.stdout.readline().strip() for _ in range(150)]
    writing.send_signal(signal.SIGKILL)
    confirmed += writing.communicate()[0].split()
    store = lasting.open()
    written = [version.id for version in store.history("c1")]
    assert written == [f"k{number}" for number in range(len(written))]
    assert len(confirmed) <= len(written) <= len(confirmed) + 1
    for number in range(len(written)):
        change = Change.put(Customer(id=f"k{number}", note="x" * 500))
        assert store.write("c1", [change], author="an", write_id=f"w{number}").sequence == number + 1
    assert len(store.read("c1").company.customers) == len(written)
    assert store.sequence("c1") == len(written)


# Deleting for good


def rows_in(url: str) -> dict[str, str]:
    """Every row of every table, as text."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = {
            table: "\n".join(str(row) for row in connection.execute(text(f"select * from {table}")))
            for table in inspect(connection).get_table_names()
        }
    engine.dispose()
    return found


def a_link(subject: str = "c1", token_hash: str = "h1", **changed: Any) -> Link:
    link = Link(
        token_hash=token_hash,
        purpose="share",
        subject=subject,
        hint="abcd",
        label="Voor de bank",
        payload={"title": "Geheim", "rows": [1, 2.5, None, "inf"], "deep": {"é": True}},
        created=NOON,
        expires=NOON + timedelta(days=90),
        about={"level": "short"},
    )
    return replace(link, **changed)


def test_deleting_for_good_leaves_nothing_in_any_table(lasting: Database) -> None:
    store = lasting.open()
    store.grant(Grant("an", "owner", "c1", NOON, "Geheim"))
    put(store, Profile(name="Geheim"), Segment(id="geheim"))
    put(store, Profile(name="Geheim 2"), seen=1)
    put(store, Profile(name="Brouwerij"), company="c2", write_id="other")
    store.put_link(a_link())
    store.delete_company("c1")
    left = rows_in(lasting.url)
    assert "eheim" not in "".join(left.values())
    assert "c1" not in "".join(left.values())
    assert {table for table, rows in left.items() if rows} == {
        "schema_version", "alembic_version", "companies", "writes", "versions", "items", "deleted",
    }  # fmt: skip
    assert store.read("c2").company.profile.name == "Brouwerij"


def test_deleting_for_good_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    put(store, *(Customer(id=f"k{number}", name="Zeer geheime klant") for number in range(300)))
    assert any(b"geheime" in file.read_bytes() for file in tmp_path.iterdir())
    store.delete_company("c1")
    assert not any(b"geheime" in file.read_bytes() for file in tmp_path.iterdir())
    store.close()


def test_deleting_takes_links_and_grants_along_and_nothing_gets_in_afterwards(store: Store) -> None:
    put(store, BAKER, write_id="first")
    store.grant(Grant("an", "owner", "c1", NOON))
    store.grant(Grant("an", "owner", "c2", NOON))
    store.put_link(a_link())
    store.delete_company("c1")
    store.delete_company("c1")
    assert store.link("h1") is None
    assert store.links("c1", "share") == []
    assert store.granted("c1") == []
    assert [grant.subject for grant in store.grants("an")] == ["c2"]
    with pytest.raises(UnknownCompany):
        put(store, BAKER, write_id="first")
    with pytest.raises(UnknownCompany):
        put(store, HORECA)
    with pytest.raises(UnknownCompany):
        store.grant(Grant("bo", "owner", "c1", NOON))
    with pytest.raises(UnknownCompany):
        store.put_link(a_link(token_hash="h2"))
    assert store.sequence("c1") == 0


# Grants and links


def test_a_grant_is_found_by_visitor_and_by_subject_oldest_first(store: Store) -> None:
    later = Grant("an", "facilitator", "w1", NOON + timedelta(hours=1), "An")
    first = Grant("an", "owner", "c1", NOON, "")
    other = Grant("bo", "participant", "w1", NOON, "Bo 🍺 <b>")
    for grant in (later, first, other):
        store.grant(grant)
    assert store.grants("an") == [first, later]
    assert store.granted("w1") == [other, later]
    assert store.grants("cem") == []


def test_giving_a_grant_twice_changes_nothing(store: Store) -> None:
    first = Grant("an", "owner", "c1", NOON, "An")
    store.grant(first)
    store.grant(Grant("an", "owner", "c1", NOON + timedelta(days=1), "Another"))
    assert store.grants("an") == [first]


def test_a_withdrawn_grant_is_gone_and_withdrawing_again_changes_nothing(store: Store) -> None:
    store.grant(Grant("an", "owner", "c1", NOON))
    store.grant(Grant("an", "facilitator", "c1", NOON))
    for _ in range(2):
        store.withdraw("an", "owner", "c1")
        assert [grant.role for grant in store.grants("an")] == ["facilitator"]


def test_a_link_comes_back_under_its_hash_with_its_payload(database: Database) -> None:
    database.open().put_link(a_link())
    store = database.open()
    assert store.link("h1") == a_link()
    assert store.link("h2") is None
    found = store.link("h1")
    assert found is not None
    found.payload["title"] = "changed by a reader"
    assert store.link("h1") == a_link()


def test_links_are_listed_newest_first_without_their_payload(store: Store) -> None:
    given = [
        a_link(token_hash="old", created=NOON - timedelta(days=1)),
        a_link(token_hash="first"),
        a_link(token_hash="second", expires=None),
    ]
    for link in (*given[1:], given[0]):
        store.put_link(link)
    store.put_link(a_link(token_hash="r", purpose="return"))
    store.put_link(a_link(token_hash="c2", subject="c2"))
    assert store.links("c1", "share") == [replace(link, payload={}) for link in reversed(given)]


def test_a_link_under_a_hash_that_is_taken_changes_nothing(store: Store) -> None:
    store.put_link(a_link())
    store.put_link(a_link(label="another", payload={}))
    assert store.link("h1") == a_link()


def test_the_first_moment_of_revocation_stays(store: Store) -> None:
    store.put_link(a_link())
    store.put_link(a_link(token_hash="h2"))
    store.revoke_link("h1", NOON)
    store.revoke_link("h1", NOON + timedelta(days=1))
    store.revoke_link("nothing", NOON)
    assert store.link("h1") == a_link(revoked=NOON)
    assert store.link("h2") == a_link(token_hash="h2")


def test_links_are_known_without_their_payload(store: Store) -> None:
    given = a_link(terms={"parts": ["work"]}, password="hashed")
    for link in (given, a_link(token_hash="h2", entry="h1")):
        store.put_link(link)
    known = store.known_links(["h1", "h2", "nothing"])
    assert known == {"h1": replace(given, payload={}), "h2": a_link(token_hash="h2", entry="h1", payload={})}
    assert store.known_links([]) == {}


def test_what_changes_of_a_link_changes_for_every_address_of_its_entry(store: Store) -> None:
    for link in (a_link(), a_link(token_hash="h2", entry="h1"), a_link(token_hash="other")):
        store.put_link(link)
    store.revoke_link("h2", NOON)
    rung: list[str] = []
    store.bell.hang(rung.append)
    changed: dict[str, Any] = {
        "label": "Bank",
        "about": {"level": "full"},
        "terms": {"live": True},
        "password": "p",
        "payload": {"b": [2]},
        "expires": None,
    }
    store.change_link(replace(a_link(token_hash="h2", entry="h1"), **changed))
    assert store.link("h1") == a_link(**changed)
    assert store.link("h2") == a_link(token_hash="h2", entry="h1", revoked=NOON, **changed)
    assert store.link("other") == a_link(token_hash="other")
    store.revoke_link("h1", NOON)
    assert sorted(rung) == ["h1", "h1", "h2"]


def test_every_opening_counts_and_the_last_is_dated(store: Store) -> None:
    store.put_link(a_link())
    store.put_link(a_link(token_hash="h2", entry="h1"))
    for minute in range(3):
        store.note_opening("h1", NOON + timedelta(minutes=minute))
    store.note_opening("nothing", NOON)
    assert store.link("h1") == a_link(openings=3, opened=NOON + timedelta(minutes=2))
    assert store.link("h2") == a_link(token_hash="h2", entry="h1")


# Databases


def overwrite(url: str, statement: str, **values: Any) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(statement), values)
    engine.dispose()


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ('{"id":"k1","name":"Jef"}', Customer(id="k1", name="Jef")),
        ('{"id":"k1","name":"Jef","judged":{"margin":3,"decides":"soon"}}', Customer(id="k1", name="Jef", judged=Judged(margin=3))),
        ('{"id":"k1","name":"Jef","values":{"v1":0.5,"v2":7}}', Customer(id="k1", name="Jef", values={"v1": 0.5})),
        ('{"id":"k1","name":"Jef","kind":"ghost","revenue":-5}', Customer(id="k1", name="Jef")),
        ('{"id":"k1","name":"Jef","override":{"klass":"A"}}', Customer(id="k1", name="Jef")),
        ('{"id":"k1","name":7,"values":[1],"streams":[1]}', Customer(id="k1")),
    ],
)  # fmt: skip
def test_a_body_of_another_version_is_read_as_far_as_it_goes(
    lasting: Database, body: str, read: Customer
) -> None:
    put(lasting.open(), Customer(id="k1"))
    overwrite(lasting.url, "update items set body = :body", body=body)
    overwrite(lasting.url, "update versions set body = :body", body=body)
    store = lasting.open()
    assert store.read("c1").company.customers == (read,)
    assert store.history("c1")[0].item == read
    put(store, Customer(id="k1", name="An"), seen=1)
    assert store.read("c1").company.customers[0].name == "An"


def test_settings_that_no_longer_hold_together_become_the_usual_ones(lasting: Database) -> None:
    put(lasting.open(), Settings(bounds=(80, 60, 20)))
    overwrite(lasting.url, "update items set body = :body", body='{"id":"settings","bounds":[1,2,3]}')
    assert lasting.open().read("c1").company.settings == Settings()


def test_an_item_of_a_kind_that_no_longer_exists_is_passed_over(lasting: Database) -> None:
    put(lasting.open(), HORECA, PRIVATE)
    for table in ("items", "versions"):
        overwrite(lasting.url, f"update {table} set kind = 'mammoth' where id = 's1'")
    store = lasting.open()
    assert names(store) == ["Particulieren"]
    assert len(store.history("c1")) == 1
    assert store.read_at("c1", 1) == store.read("c1")


def test_the_usual_spellings_of_a_postgres_address_are_taken(postgres: str) -> None:
    for spelling in ("postgres:", "postgresql:", "postgresql+psycopg:", "postgresql+psycopg2:"):
        store = SqlStore(postgres.replace("postgresql:", spelling))
        assert store.sequence("nobody") == 0
        store.close()


def test_sqlite_logs_ahead_waits_and_keeps_its_keys(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    with sqlite3.connect(tmp_path / "a.db") as connection:
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    with store._reading() as inside:
        found = [inside.exec_driver_sql(f"pragma {name}").scalar() for name in ("synchronous", "foreign_keys", "busy_timeout")]  # fmt: skip
    assert found == [1, 1, 15_000]
    store.close()


def test_a_store_waits_for_a_file_that_is_in_use_when_it_starts(tmp_path: Path) -> None:
    in_use = sqlite3.connect(tmp_path / "a.db", isolation_level=None, check_same_thread=False)
    in_use.execute("create table notes (id integer)")
    in_use.execute("begin immediate")
    in_use.execute("insert into notes values (1)")
    done = threading.Timer(0.3, lambda: in_use.execute("commit"))
    done.start()
    store = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    assert put(store, BAKER) == 1
    store.close()
    done.join()
    in_use.close()


# Memory and SQLite agree

few_ids = st.sampled_from(["a", "b", "A:1"])
typed = st.text(max_size=20)
items = st.one_of(
    st.builds(Segment, id=few_ids, name=typed),
    st.builds(Customer, id=few_ids, name=typed, values=st.dictionaries(few_ids, st.floats(0, 1), max_size=2)),
    st.builds(
        Answer, id=few_ids, values=st.dictionaries(few_ids, st.one_of(typed, st.booleans(), st.none()))
    ),
)
changes = st.builds(
    lambda item, seen, removed: Change.remove(item, seen) if removed else Change.put(item, seen),
    items,
    st.integers(0, 3),
    st.booleans(),
)
companies = st.sampled_from(["c1", "c2"])
visitors = st.sampled_from(["an", "bo"])
moments = st.integers(0, 3).map(lambda hours: NOON + timedelta(hours=hours))
deeds = st.one_of(
    st.tuples(st.just("write"), companies, st.lists(changes, max_size=3), st.integers(0, 30), moments),
    st.tuples(st.just("put all"), companies, st.lists(items, min_size=1, max_size=4), moments),
    st.tuples(st.just("delete"), st.sampled_from(["c2"])),
    st.tuples(st.just("grant"), visitors, st.sampled_from(["owner", "participant"]), companies, moments),
    st.tuples(st.just("withdraw"), visitors, st.just("owner"), companies),
    st.tuples(st.just("link"), companies, few_ids, moments),
    st.tuples(st.just("revoke"), few_ids, moments),
)


def do(store: Store, deed: tuple[Any, ...], own: str) -> Any:
    """Do this deed, with `own` before every name so that runs do not meet; what it gave or what it raised."""
    try:
        match deed:
            case ("write", company, wanted, number, at):
                return store.write(own + company, wanted, author="an", write_id=f"w{number}", at=at)
            case ("put all", company, wanted, at):
                revisions = {version.key: version.revision for version in store.history(own + company)}
                last = {(item.KIND, item.id): item for item in wanted}
                over = [Change.put(item, revisions.get(key, 0)) for key, item in last.items()]
                write_id = f"all{store.sequence(own + company)}"
                return store.write(own + company, over, author="bo", write_id=write_id, at=at)
            case ("delete", company):
                return store.delete_company(own + company)
            case ("grant", visitor, role, company, at):
                return store.grant(Grant(own + visitor, role, own + company, at, visitor))
            case ("withdraw", visitor, role, company):
                return store.withdraw(own + visitor, role, own + company)
            case ("link", company, token_hash, at):
                return store.put_link(a_link(own + company, own + token_hash, created=at))
            case ("revoke", token_hash, at):
                return store.revoke_link(own + token_hash, at)
    except StaleWrite as refused:
        return ("stale", refused.mine, refused.theirs)
    except UnknownCompany:
        return "unknown"


def seen_in(store: Store, own: str) -> list[Any]:
    """Everything that can be asked of a store about what the deeds touch."""
    found: list[Any] = []
    for company in ("c1", "c2"):
        last = store.sequence(own + company)
        found += [last, store.history(own + company), store.granted(own + company)]
        found += [store.links(own + company, "share"), store.history(own + company, "segment", "a")]
        if last:
            found += [store.read(own + company)]
            found += [store.read_at(own + company, sequence) for sequence in range(last + 1)]
    return found + [store.grants(own + visitor) for visitor in ("an", "bo")]


@pytest.fixture(scope="module")
def one_file() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{folder}/a.db")
        yield store
        store.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(deeds, max_size=12))
def test_memory_and_sqlite_agree_on_any_course_of_events(one_file: SqlStore, course: list[Any]) -> None:
    memory, own = MemoryStore(), uuid4().hex
    for deed in course:
        assert do(one_file, deed, own) == do(memory, deed, own)
        assert [one_file.sequence(own + "c1")] == [memory.sequence(own + "c1")]
    assert seen_in(one_file, own) == seen_in(memory, own)
