"""A list takes what was pointed at, also where two of its rows would read the same."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from strategy.company.access import start_company
from strategy.company.names import customer_names, item_names
from strategy.deck import deck_in
from strategy.nouns.company import Channel, Customer, Profile, Segment, Value
from strategy.nouns.workshop import Step
from strategy.store.interface import Change, MemoryStore
from strategy.words.telling_apart import told_apart
from tests.rooms import Room
from tests.stores import NOON
from ui.form import spec

ROOT = Path(__file__).resolve().parent.parent
LISTS = {
    "selectbox",
    "multiselect",
    "radio",
    "pills",
    "segmented_control",
    "select_slider",
    "menu_button",
    "SelectboxColumn",
    "MultiselectColumn",
}
WAYS = ("from_list", "several", "from_lines", "from_row", "several_of_row")
EQUAL = {"one": "Janssens", "two": "Janssens", "three": " janssens", "four": "Janssens (2)", "five": ""}
JANSSENS = (
    Customer(id="j1", name="Janssens", number="40012", revenue=1200),
    Customer(id="j2", name="Janssens", number="40013", revenue=98_000),
    Customer(id="j3", name="Janssens"),
    Customer(id="j4", name="Janssens"),
)


# --- labels --------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.integers(), st.sampled_from(["A", "a", " A", "A (1)", "A (2)", "A · 1", "B", ""])))
def test_no_two_labels_of_a_list_read_the_same(labels: dict[int, str]) -> None:
    found = told_apart(labels, {key: "1" for key in labels if key % 2})
    read = Counter(" ".join(label.casefold().split()) for label in found.values())
    assert set(found) == set(labels)
    assert not [label for label, times in read.items() if times > 1]


@given(st.dictionaries(st.integers(), st.integers().map(str), max_size=20))
def test_a_label_that_is_the_only_one_of_its_kind_stays_as_it_is(facts: dict[int, str]) -> None:
    assert told_apart({1: "A", 2: "B"}, facts) == {1: "A", 2: "B"}


def test_customers_of_one_name_are_told_apart_by_number_then_revenue_then_place() -> None:
    without = [each.model_copy(update={"number": ""}) for each in JANSSENS]
    assert [*customer_names(JANSSENS, "nl").values()] == [
        "Janssens · 40012",
        "Janssens · 40013",
        "Janssens (1)",
        "Janssens (2)",
    ]
    assert [*customer_names(without, "nl").values()][:2] == ["Janssens · € 1.200", "Janssens · € 98.000"]


def test_a_room_tells_customers_apart_without_amounts() -> None:
    without = [each.model_copy(update={"number": ""}) for each in JANSSENS]
    names = [*item_names([*without, Value(id="j1", name="Janssens"), Value(id="v2")]).values()]
    assert names == [*(f"Janssens ({place})" for place in (1, 2, 3, 4)), "Janssens", ""]


# --- the lists that Streamlit draws ----------------------------------------------------------------------------


def calls_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute | ast.Name):
            yield node.attr if isinstance(node, ast.Attribute) else node.id


def test_every_list_of_the_product_is_drawn_in_the_one_place_that_tells_labels_apart() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for place in ("app.py", "pages", "ui")
        for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
        for name in calls_in(path)
        if name in LISTS
    }
    assert {Path(path).name for path, _ in found} == {"choosing.py"}
    assert {name for _, name in found} == {"selectbox", "multiselect", "radio", "segmented_control", "pills"}


def every_way() -> None:
    import streamlit as st

    from ui.frame import choosing

    chosen = {
        way: getattr(choosing, way)(way, st.session_state["labels"], key=way)
        for way in st.session_state["ways"]
    }
    st.session_state["chosen"] = chosen


def widgets_of(page: AppTest) -> dict[str, Any]:
    kinds = ("selectbox", "multiselect", "radio", "button_group")
    return {widget.key: widget for kind in kinds for widget in getattr(page, kind)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("id", EQUAL)
def test_of_equal_labels_the_one_that_was_pointed_at_is_taken(way: str, id: str) -> None:
    page = AppTest.from_function(every_way, default_timeout=60)
    page.session_state["labels"], page.session_state["ways"] = EQUAL, WAYS
    page.run()
    widget = widgets_of(page)[way]
    assert len({*map(str, widget.options)}) == len(EQUAL)
    widget.set_value([id] if way in ("several", "several_of_row") else id).run()
    assert not page.exception
    assert page.session_state["chosen"][way] in (id, [id])


# --- lists of the product, each with rows that would read the same -----------------------------------------------


def page_of(view: str) -> None:
    """One part of a page, on the store and the company of the test."""
    from importlib import import_module

    import streamlit as st

    from ui.frame.frame import Desk

    store = st.session_state["store"]
    desk = Desk(store, st.session_state["visitor"], "nl", store.read(st.session_state["company"]), address={})
    module, name = view.rsplit(".", 1)
    getattr(import_module(f"ui.{module}"), name)(desk)


def opened(view: str, here: Room) -> AppTest:
    page = AppTest.from_function(page_of, args=(view,), default_timeout=60)
    page.session_state["store"], page.session_state["visitor"] = here.store, here.facilitator
    page.session_state["company"] = here.company
    page.run()
    assert not page.exception
    return page


@pytest.fixture
def here() -> Room:
    """A company with four customers called Janssens."""
    room = Room(MemoryStore())
    room.store.write(
        room.company, [Change.put(each) for each in JANSSENS], author="test", write_id="janssens"
    )
    return room


def one_class() -> None:
    """The classes, opened at the customer of the test."""
    import streamlit as st

    from ui.customers import classes_view
    from ui.frame.frame import Desk

    here = st.session_state["here"]
    desk = Desk(here.store, here.facilitator, "nl", here.store.read(here.company), address={})
    classes_view.customer_classes(desk, st.session_state["customer"])


def test_why_this_class_is_told_of_the_customer_that_was_pointed_at(here: Room) -> None:
    page = AppTest.from_function(one_class, default_timeout=60)
    page.session_state["here"] = here
    for customer in JANSSENS:
        page.session_state["customer"] = customer.id
        page.run()
        assert not page.exception
        mark = f"override_class_{customer.id}_"
        assert [each.key for each in page.button_group if (each.key or "").startswith(mark)]


def test_going_back_goes_to_the_moment_that_was_pointed_at_of_many_within_one_minute(here: Room) -> None:
    for second in range(5):
        value = Value(id="v9", name=f"na {second} seconden")
        at = NOON + timedelta(minutes=3, seconds=second)
        here.store.write(
            here.company, [Change.put(value, second)], author="test", write_id=f"w{second}", at=at
        )
    now = here.store.read(here.company).sequence
    page = opened("company.versions_view.day_after_day", here)
    moments = page.selectbox(key=f"version_chosen_{here.company}_change")
    assert len(set(moments.options)) == len(moments.options)
    assert [words for words in moments.options if words.startswith("13:03:03 ")]
    moments.set_value(now - 3).run()
    page.button(key="back_chosen").click().run()
    assert not page.exception
    there = here.store.read(here.company).company.values
    assert [each.name for each in there if each.id == "v9"] == ["na 1 seconden"]


def room_part(part: str) -> None:
    """One part of the facilitator's room."""
    from importlib import import_module

    import streamlit as st

    from strategy import workshop
    from ui.frame.frame import Desk
    from ui.room.lead import Lead

    here = st.session_state["here"]
    desk = Desk(here.store, here.facilitator, "nl", here.store.read(here.company), address={})
    lead = Lead(desk, workshop.facilitator_view(here.store, here.facilitator, here.id, here.now))
    module, name = part.split(".")
    st.session_state["result"] = getattr(import_module(f"ui.room.{module}"), name)(
        *((lead,) if module != "steps" else (lead.view.run, "nl")),
        **({"key": "k"} if module == "steps" else {}),
    )


def room_page(part: str, here: Room) -> AppTest:
    page = AppTest.from_function(room_part, args=(part,), default_timeout=60)
    page.session_state["here"] = here
    page.run()
    assert not page.exception
    return page


def test_a_customer_is_left_out_of_the_vote_without_the_others_of_its_name(here: Room) -> None:
    page = room_page("picking.customers_to_pick", here)
    (field,) = page.multiselect
    assert len(set(field.options)) == len(field.options)
    field.set_value([id for id in field.value if id != "customer:j2"]).run()
    assert not page.exception
    asked = {item.id for item in (here.go("customers"), here.desk())[1].items}
    assert asked >= {"j1", "j3", "j4"}
    assert "j2" not in asked


def test_a_step_comes_after_the_one_that_was_pointed_at_of_two_with_one_title() -> None:
    run = [Step(id=id, kind="talk", title="Bespreken", minutes=5) for id in ("first", "second", "third")]
    here = Room(MemoryStore(), steps=(*run, Step(id="end", kind="close")))
    page = room_page("steps.fields", here)
    page.text_input(key="k_more_title").set_value("Koffie")
    page.selectbox(key="k_more_after").set_value("first").run()
    assert not page.exception
    assert page.session_state["k_more_after"] == "first"


def test_of_two_people_with_one_name_the_one_that_was_pointed_at_is_removed(here: Room) -> None:
    first, _second = here.joined("An", "An")
    page = room_page("door.manage", here)
    page.selectbox(key="manage_who").set_value(here.person(first)).run()
    page.button(key="remove").click().run()
    assert not page.exception
    assert [person.number for person in here.desk().people if person.removed] == [1]


def test_the_room_and_the_phone_call_every_customer_otherwise(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    names = [item.name for item in here.phone(phone).items]
    assert len(set(names)) == len(names) > 4
    assert not [name for name in names if "€" in name]
    here.vote(phone, here.phone(phone).items[0].subjects[0], 3)
    here.reveal("customers")
    subjects = {(result.name, result.field) for result in here.phone(phone).results}
    assert len(subjects) == len(here.phone(phone).results)
    page = room_page("results.results_of_vote", here)
    (agenda,) = page.selectbox
    assert len(set(agenda.options)) == len(agenda.options)


def test_the_form_names_what_can_be_linked_and_judged_each_in_its_own_way() -> None:
    store, visitor = (room := Room(MemoryStore())).store, room.facilitator
    company = start_company(store, visitor, Profile(name="Zon"), "zon", NOON)
    items = [
        *JANSSENS,
        *(Segment(id=f"s{n}", name="Horeca") for n in "12"),
        Value(id="v1", name="Snel"),
        Value(id="v2", name="snel"),
    ]
    items += [Channel(id=f"ch{n}", name="Beurs") for n in "12"]
    store.write(company, [Change.put(each) for each in items], author="test", write_id="items")
    for question in deck_in("nl").questions():
        drawn = spec(question, store.read(company), "nl", "#000")
        for named in (*drawn["targets"].values(), [[each["id"], each["name"]] for each in drawn["items"]]):
            names = [name for _, name in named]
            assert len(set(names)) == len(names)
