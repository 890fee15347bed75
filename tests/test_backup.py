"""Everything in one file while the app runs, and back in an empty database of either kind."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from strategy import workshop
from strategy.__main__ import main
from strategy.company import access, sharing
from strategy.company.example import example_company
from strategy.nouns.company import Segment
from strategy.store import backup
from strategy.store.backup import back_up, restore
from strategy.store.database import WrongDatabase
from strategy.store.interface import Change, Store
from strategy.store.sql import SqlStore, companies_in
from tests import stores
from tests.rooms import Room
from tests.stores import NOON, Database, in_postgres, in_sqlite

lasting, postgres = stores.lasting, stores.postgres
AN = access.visitor_of_token("an")


@pytest.fixture
def another(tmp_path: Path, postgres: str) -> Iterator[dict[str, Database]]:
    """An empty database of each kind."""
    sqlite, server = in_sqlite(tmp_path / "another"), in_postgres(postgres)
    yield {"sqlite": next(sqlite), "postgres": next(server)}
    next(sqlite, None)
    next(server, None)


def filled(store: Store) -> Room:
    """A database with two companies, one deleted, a session with votes, links and rights."""
    here = Room(store)
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, "customer:k1/judged.margin", 2, 4)
    workshop.screen_link(store, here.facilitator, here.id, NOON)
    company_id = access.open_example(store, AN, example_company("nl"), "start", NOON)
    sharing.freeze(store, AN, company_id, "short", "nl", "bank é", {"a": [1.5, None]}, NOON, days=None)
    gone = access.start_company(store, AN, example_company("nl").profile, "gone", NOON)
    access.delete_company(store, AN, gone)
    return here


def companies(database: Database) -> dict[str, object]:
    store = database.open()
    assert isinstance(store, SqlStore)
    found = companies_in(store)
    return {
        id: (store.read(id).rows, store.history(id), store.granted(id), store.workshops_of(id))
        for id in found
    }


def refused(code: str, act: object) -> WrongDatabase:
    with pytest.raises(WrongDatabase) as problem:
        act()  # type: ignore[operator]
    assert problem.value.code == code
    assert "\n" not in problem.value.sentence()
    return problem.value


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_everything_comes_back_in_a_database_of_either_kind(
    lasting: Database, another: dict[str, Database], kind: str, tmp_path: Path
) -> None:
    filled(lasting.open())
    file, again = tmp_path / "all.gz", tmp_path / "again.gz"
    counts = back_up(lasting.url, file)
    assert counts["companies"] == 2
    assert counts["votes"] == 2
    assert counts["deleted"] == 1
    assert restore(another[kind].url, file) == counts
    assert companies(another[kind]) == companies(lasting)
    assert back_up(another[kind].url, again) == counts
    assert backup._end_of(again) == backup._end_of(file)


def test_a_restored_database_goes_on_counting(
    lasting: Database, another: dict[str, Database], tmp_path: Path
) -> None:
    here = filled(lasting.open())
    back_up(lasting.url, tmp_path / "all.gz")
    for database in another.values():
        restore(database.url, tmp_path / "all.gz")
        store = database.open()
        assert workshop.facilitator_link(store, here.facilitator, here.id, NOON)
        assert access.start_company(store, AN, example_company("nl").profile, "new", NOON)
        with pytest.raises(access.NotAllowed):
            access.start_company(store, AN, example_company("nl").profile, "gone", NOON)


def test_a_backup_while_people_write_is_of_one_moment(
    lasting: Database, another: dict[str, Database], tmp_path: Path
) -> None:
    store, stop = lasting.open(), threading.Event()
    filled(store)

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            items = [Change.put(Segment(id=f"s{number}a")), Change.put(Segment(id=f"s{number}b"))]
            store.write("busy", items, author="an", write_id=str(number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            back_up(lasting.url, tmp_path / f"{number}.gz")
    finally:
        stop.set()
        writer.join()
    restore(another["sqlite"].url, tmp_path / "2.gz")
    found = another["sqlite"].open().read("busy")
    assert len(found.rows) == 2 * found.sequence > 0


def test_nothing_is_ever_written_over(lasting: Database, tmp_path: Path) -> None:
    store = lasting.open()
    filled(store)
    before = companies(lasting)
    back_up(lasting.url, tmp_path / "all.gz")
    refused("store.backup.not_empty", lambda: restore(lasting.url, tmp_path / "all.gz"))
    assert companies(lasting) == before


def test_only_its_owner_reads_a_backup_and_a_half_one_is_never_there(
    lasting: Database, tmp_path: Path
) -> None:
    filled(lasting.open())
    file = tmp_path / "all.gz"
    back_up(lasting.url, file)
    back_up(lasting.url, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.glob("*.gz")] == ["all.gz"]
    assert [each.name for each in tmp_path.glob(".*")] == []
    refused("store.backup.unwritable", lambda: back_up(lasting.url, tmp_path / "no folder" / "all.gz"))


def changed(file: Path, change: str) -> bytes:
    lines = gzip.decompress(file.read_bytes()).decode().splitlines()
    if change == "cut":
        return gzip.compress("\n".join(lines[:-1]).encode())
    if change == "torn":
        return file.read_bytes()[:-20]
    if change == "row away":
        return gzip.compress("\n".join([*lines[:3], *lines[4:]]).encode())
    if change == "row twice":
        return gzip.compress("\n".join([*lines[:3], *lines[2:]]).encode())
    if change == "other words":
        return gzip.compress("\n".join(lines).replace("Bakkerij", "Slagerij").encode())
    return gzip.compress("\n".join([lines[0], '["nothing",[1]]', *lines[1:]]).encode())


@pytest.mark.parametrize("change", ["cut", "torn", "row away", "row twice", "other words", "unknown table"])
def test_a_damaged_backup_is_refused_and_leaves_the_database_empty(tmp_path: Path, change: str) -> None:
    source, target = f"sqlite:///{tmp_path / 'a.db'}", f"sqlite:///{tmp_path / 'b.db'}"
    store = SqlStore(source)
    filled(store)
    store.close()
    back_up(source, tmp_path / "all.gz")
    (tmp_path / "bad.gz").write_bytes(changed(tmp_path / "all.gz", change))
    refused("store.backup.damaged", lambda: restore(target, tmp_path / "bad.gz"))
    empty = SqlStore(target)
    assert companies_in(empty) == []
    empty.close()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_backup"),
        (b"no gzip", "no_backup"),
        (gzip.compress(b"{}", mtime=0), "no_backup"),
        (gzip.compress(b"[1]", mtime=0), "no_backup"),
        (
            gzip.compress(json.dumps({"format": backup.FORMAT, "schema": "9999"}).encode(), mtime=0),
            "other_schema",
        ),
        (None, "no_file"),
    ],
)
def test_what_is_no_backup_of_this_version_is_refused(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    file = tmp_path / "x.gz"
    if content is not None:
        file.write_bytes(content)
    refused(f"store.backup.{code}", lambda: restore(f"sqlite:///{tmp_path / 'b.db'}", file))
    assert not (tmp_path / "b.db").exists()


def test_the_command_line_takes_everything_along_and_puts_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "all.gz")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    assert main(["backup", file]) == 1
    assert "is er nog niet" in capsys.readouterr().err
    store = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    filled(store)
    store.close()
    assert main(["backup", file]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["companies"] == 2
    assert main(["restore", file]) == 1
    assert "staat al iets" in capsys.readouterr().err
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'b.db'}")
    assert main(["restore", file]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["votes"] == 2
