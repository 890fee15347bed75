"""What is stored as JSON is read by whichever version, and nothing that another version said is lost."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from strategy import workshop as room
from strategy.company.access import (
    NotAllowed,
    export_company,
    import_company,
    new_token,
    start_company,
    visitor_of_token,
)
from strategy.company.example import example_company
from strategy.company.fields import with_values
from strategy.company.file import NotACompany, read_company
from strategy.company.saying import Saying, say
from strategy.company.sharing import freeze, open_share
from strategy.comparing.differences import changed_fields
from strategy.nouns import shapes
from strategy.nouns.company import KINDS, Company, Customer, Judged, Profile, RevenueStream
from strategy.nouns.shapes import SHAPE, UnreadableShape, body_of, noun_in, noun_of
from strategy.nouns.workshop import Workshop
from strategy.overview import CompanyOverview, overview_of
from strategy.store.database import WrongDatabase, accepted
from strategy.store.interface import Change, MemoryStore
from strategy.store.sql import SqlStore
from tests import newer_program, stores
from tests.rooms import Room
from tests.stores import NOON, Database

lasting = stores.lasting
postgres = stores.postgres
AN = visitor_of_token("an")
EXAMPLE = example_company()
ITEMS = list(EXAMPLE.items())


def overwrite(url: str, table: str, change: Any) -> None:
    """Change what every body in this table says."""
    engine = create_engine(accepted(url))
    with engine.begin() as connection:
        for (body,) in connection.execute(text(f"select body from {table}")).all():
            said = json.loads(body)
            change(said)
            where = {"old": body, "new": json.dumps(said)}
            connection.execute(text(f"update {table} set body = :new where body = :old"), where)
    engine.dispose()


def bodies(url: str, table: str) -> list[dict[str, Any]]:
    engine = create_engine(accepted(url))
    with engine.connect() as connection:
        found = [json.loads(body) for (body,) in connection.execute(text(f"select body from {table}"))]
    engine.dispose()
    return found


# Every stored noun


names = st.text("abcdefgh_", min_size=9, max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(names, inside, max_size=2),
    max_leaves=4,
)


@given(
    st.sampled_from(ITEMS), st.dictionaries(names, values, max_size=3), st.sampled_from([SHAPE, SHAPE + 7])
)
def test_what_a_newer_program_wrote_is_written_back_as_it_was(
    item: Any, more: dict[str, Any], number: int
) -> None:
    body = json.dumps({**json.loads(item.model_dump_json()), **more, "shape": number})
    read = noun_in(type(item), body)
    assert json.loads(body_of(read)) == json.loads(body)


@pytest.mark.parametrize("item", [ITEMS[0], ITEMS[-1]])
def test_what_is_stored_carries_the_number_of_its_shape_and_comes_back_equal(item: Any) -> None:
    assert json.loads(body_of(item))["shape"] == SHAPE
    assert noun_in(type(item), body_of(item)) == item
    assert noun_in(type(item), item.model_dump_json()) == item


def test_a_field_less_gets_its_default() -> None:
    assert noun_in(Customer, '{"shape":1,"id":"k1"}') == Customer(id="k1")


def test_only_what_does_not_fit_is_left_out() -> None:
    said = {
        "id": "k1",
        "name": "Jef",
        "judged": {"margin": 9, "pays": 4},
        "values": {"v1": 0.5, "v2": "much"},
    }
    assert noun_of(Customer, said) == Customer(id="k1", name="Jef", judged=Judged(pays=4), values={"v1": 0.5})


def test_one_answer_of_a_new_kind_does_not_cost_the_others() -> None:
    said = {"id": "W9", "values": {"story": "Wij zijn snel.", "map": {"x": 1}}}
    assert dict(noun_of(KINDS["answer"], said).values) == {"story": "Wij zijn snel."}  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ["[]", "3", '{"shape":1}', '{"id":"w","steps":[{"id":"s","kind":"dance"}]}'])
def test_what_is_no_such_noun_is_refused(said: str) -> None:
    with pytest.raises(UnreadableShape):
        noun_in(Workshop, said)


def test_an_older_shape_is_lifted_step_by_step_and_a_newer_one_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shapes, "SHAPE", 3)
    monkeypatch.setattr(
        shapes,
        "LIFTS",
        {
            1: lambda name, fields: {"note": f"{name} {fields.pop('remark', '')}", **fields},
            2: lambda name, fields: {**fields, "note": fields["note"] + "!"},
        },
    )
    assert noun_in(Customer, '{"id":"k","remark":"goed"}').note == "Customer goed!"
    assert noun_in(Customer, '{"shape":2,"id":"k","note":"goed"}').note == "goed!"
    assert noun_in(Customer, '{"shape":3,"id":"k","note":"goed"}').note == "goed"
    assert noun_in(Customer, '{"shape":4,"id":"k","note":"goed"}').note == "goed"
    assert json.loads(body_of(Customer(id="k")))["shape"] == 3
    file = {"customers": [{"id": "k", "remark": "goed"}]}
    assert Company.from_file(file).customers[0].note == "Customer goed!"


# What people do with what a newer program wrote


def test_saying_one_thing_leaves_what_a_newer_program_said(lasting: Database) -> None:
    store = lasting.open()
    company = start_company(store, AN, Profile(name="Bakkerij"), "w", NOON)
    store.write(company, [Change.put(Customer(id="k1", name="Jef"))], author=AN.hash, write_id="k", at=NOON)

    def newer(said: dict[str, Any]) -> None:
        said |= {"colour": "green", "shape": SHAPE + 1}
        if "judged" in said:
            said["judged"]["charm"] = 5

    overwrite(lasting.url, "items", newer)
    overwrite(lasting.url, "versions", newer)
    here = lasting.open()
    say(
        here,
        AN,
        Saying(
            company_id=company, kind="customer", id="k1", field="judged.pays", value=4, seen=1, write_id="p"
        ),
    )
    kept = next(body for body in bodies(lasting.url, "items") if body["id"] == "k1")
    assert (kept["colour"], kept["judged"]["charm"], kept["judged"]["pays"], kept["shape"]) == (
        "green",
        5,
        4,
        SHAPE + 1,
    )
    before, after = here.read_at(company, 2).company, here.read(company).company
    assert [change.field for change in changed_fields(before, after)] == ["judged.pays"]


def test_a_session_goes_on_with_what_a_newer_program_said(lasting: Database) -> None:
    there = Room(lasting.open())
    (an,) = there.joined("An")
    there.go("list")
    room.add_idea(there.store, an, there.id, "list", "B1", "Cafés", new_token())

    def newer(said: dict[str, Any]) -> None:
        said["mood"] = "merry"
        for step in said.get("steps", ()):
            step["music"] = "jazz"

    overwrite(lasting.url, "workshops", newer)
    overwrite(lasting.url, "ideas", newer)
    here = lasting.open()
    room.move_to(here, there.facilitator, there.id, "customers", NOON)
    room.reveal(here, there.facilitator, there.id, "list", 1)
    assert [idea.words for idea in here.ideas(there.id)] == ["Cafés"]
    here.put_idea(there.id, here.ideas(there.id)[0].model_copy(update={"wording": "Kroegen"}))
    (kept,), (idea,) = bodies(lasting.url, "workshops"), bodies(lasting.url, "ideas")
    assert kept["mood"] == idea["mood"] == "merry"
    assert {step["music"] for step in kept["steps"]} == {"jazz"}
    assert kept["position"] == "customers"
    assert idea["wording"] == "Kroegen"


def test_a_session_with_steps_that_only_a_newer_program_knows_is_passed_over(lasting: Database) -> None:
    there = Room(lasting.open())

    def newer(said: dict[str, Any]) -> None:
        said["steps"][0]["kind"] = "dance"

    overwrite(lasting.url, "workshops", newer)
    before = bodies(lasting.url, "workshops")
    here = lasting.open()
    assert room.workshops_of(here, there.facilitator) == []
    with pytest.raises(NotAllowed):
        room.move_to(here, there.facilitator, there.id, "customers", NOON)
    assert here.workshop_with_code(there.code) is None
    assert bodies(lasting.url, "workshops") == before


# Links


def test_a_frozen_overview_with_a_field_more_or_less_still_opens() -> None:
    said = overview_of(EXAMPLE).model_dump(mode="json")
    said["weather"] = "fine"
    said["customers"][0]["colour"] = "green"
    said["portfolio"].pop("unknown")
    del said["format"]
    read = noun_of(CompanyOverview, said)
    assert read.customers[0].name == said["customers"][0]["name"]
    assert read.portfolio is not None
    assert read.portfolio.unknown == ()


def test_a_share_is_kept_with_the_number_of_its_shape() -> None:
    store = MemoryStore()
    company = start_company(store, AN, Profile(name="Bakkerij"), "w", NOON)
    token = freeze(store, AN, company, "full", "nl", "", {"company": "Bakkerij"}, NOON)
    (kept,) = store._links.values()
    assert json.loads(kept[1]) == {"shape": SHAPE, "company": "Bakkerij"}
    assert open_share(store, token, NOON + timedelta(days=1)) == {"company": "Bakkerij"}


# Company files


NEWER_FILE = {
    "format": "bierkaartjes/1",
    "shape": SHAPE + 1,
    "company": {"name": "Bakkerij", "colour": "green"},
    "settings": {"weights": {"taste": 3}},
    "customers": [{"id": "k1", "judged": {"charm": 5}, "colour": "blue"}],
}


def test_a_file_of_a_newer_program_comes_in_and_goes_out_with_all_that_it_says(lasting: Database) -> None:
    store = lasting.open()
    company = import_company(store, AN, NEWER_FILE, "w", NOON)
    out = export_company(lasting.open(), AN, company)
    assert out["shape"] == SHAPE + 1
    assert out["company"]["colour"] == "green"
    assert out["settings"]["weights"]["taste"] == 3
    assert (out["customers"][0]["judged"]["charm"], out["customers"][0]["colour"]) == (5, "blue")
    again = import_company(store, AN, out, "w2", NOON)
    assert export_company(store, AN, again) == out
    assert read_company(json.dumps(NEWER_FILE).encode()).profile.name == "Bakkerij"


@pytest.mark.parametrize("shape", [{}, {"shape": SHAPE}, {"shape": "9"}, {"shape": None}])
def test_a_field_that_we_do_not_know_in_a_file_of_ours_is_a_mistake(shape: dict[str, Any]) -> None:
    file = {**NEWER_FILE, "company": {}, "settings": {}, **shape}
    if not shape:
        del file["shape"]
    with pytest.raises(NotACompany, match=r"cli\.error"):
        read_company(json.dumps(file).encode())


def test_a_class_by_hand_takes_nothing_along_that_nobody_asked_for() -> None:
    from strategy.company.fields import field_of, read
    from strategy.words.typed import Unreadable

    raw = {"klass": "A", "reason": "vriend", "colour": "green"}
    with pytest.raises(Unreadable):
        read(field_of("customer", "k1", "override"), raw)


# Two versions, one database


def test_an_older_program_and_a_newer_one_share_a_database(lasting: Database, tmp_path: Path) -> None:
    program = newer_program.made_in(tmp_path / "newer")
    older = SqlStore(lasting.url)
    company = start_company(older, AN, Profile(name="Bakkerij"), "w", NOON)
    there = Room(older)
    put = 'Customer(id="k1", name="Jef", colour="green", judged=Judged(charm=5))'
    newer_program.run(
        program,
        lasting.url,
        f"""
store.write({company!r}, [Change.put({put})], author="newer", write_id="n")
workshop = store.workshop({there.id!r})
store.change_workshop(workshop.model_copy(update={{"mood": "merry"}}))
""",
    )
    assert older.read(company).company.customers[0].name == "Jef"
    say(
        older,
        AN,
        Saying(company_id=company, kind="customer", id="k1", field="name", value="Jos", seen=1, write_id="s"),
    )
    there.go("list")
    freeze(older, AN, company, "full", "nl", "voor de bank", {"company": "Bakkerij"}, NOON)
    found = newer_program.run(
        program,
        lasting.url,
        f"""
customer = store.read({company!r}).company.customers[0]
workshop = store.workshop({there.id!r})
(link,) = store.links({company!r}, "share")
found = [customer.name, customer.colour, customer.judged.charm, workshop.mood, workshop.position, link.label]
""",
    )
    assert found == ["Jos", "green", 5, "merry", "list", "voor de bank"]
    older.close()
    with pytest.raises(WrongDatabase) as caught:
        SqlStore(lasting.url)
    assert caught.value.code == "store.newer"


def test_the_one_group_of_an_older_stream_is_read_as_a_list_of_one() -> None:
    assert noun_in(RevenueStream, '{"id":"s","segment":"a"}').segments == ("a",)
    assert noun_in(RevenueStream, '{"id":"s","segment":null}').segments == ()
    older = {"format": "bierkaartjes/1", "streams": [{"id": "s", "name": "Brood", "segment": "a"}]}
    assert Company.from_file(older).streams[0].segments == ("a",)


def test_for_an_older_program_a_stream_goes_on_holding_its_first_group() -> None:
    both = with_values(RevenueStream(id="s", segments=("a", "b")), {"segments": ("b",)})
    assert (both.segments, both.segment) == (("b",), "b")
    assert with_values(both, {"segments": ()}).segment is None
    one, other = (Company(streams=(RevenueStream(id="s", segments=ids),)) for ids in (("a",), ("b",)))
    assert [change.field for change in changed_fields(one, other)] == ["segments"]
