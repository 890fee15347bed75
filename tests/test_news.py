"""The news of a form: what the browser puts together is what stands, and a tap sends next to nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from strategy.deck import deck_in
from strategy.nouns.company import Customer
from strategy.store.interface import Change, MemoryStore
from tests.rooms import Room
from ui.form import news, spec

MANY = 800
IDS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)
TEN_KB = 10_000


def form(items: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    return {**parts, "items": items}


FORMS = st.builds(
    form,
    st.tuples(IDS, st.dictionaries(st.sampled_from(["name", "seen", "klass"]), st.integers(0, 2))).map(
        lambda both: [{"id": id, **both[1]} for id in both[0]]
    ),
    yardstick=st.sampled_from(["", "a"]),
)


def put_together(before: dict[str, Any], step: dict[str, Any]) -> dict[str, Any]:
    """What form.js makes of a step, a part that is None being one that is not there."""
    left = {item["id"]: item for item in before["items"] if item["id"] not in step.get("gone", [])}
    for item in step.get("items", []):
        left[item["id"]] = {**left.get(item["id"], {}), **item}
    items = [{name: said for name, said in item.items() if said is not None} for item in left.values()]
    return {**before, **step.get("parts", {}), "items": items}


@given(FORMS, FORMS)
def test_the_browser_puts_together_what_stands(before: dict[str, Any], now: dict[str, Any]) -> None:
    step = news.difference(before, now)
    if step is not None:
        assert put_together(before, step) == now
    elif [item["id"] for item in now["items"]] == [item["id"] for item in before["items"]]:
        pytest.fail("what stands in the same order is told")


def test_a_form_that_did_not_change_has_no_news() -> None:
    same = form([{"id": "a", "values": {"x": 1}}], yardstick="")
    assert news.difference(same, same) == {}


@pytest.mark.parametrize("code", ["S1", "S3", "S5"])
def test_the_news_of_one_answer_is_short_with_many_customers(code: str) -> None:
    room = Room(MemoryStore())
    many = [Customer(id=f"c{n}", name=f"Klant {n}", revenue=1000 + n) for n in range(MANY)]
    room.store.write(room.company, [Change.put(each) for each in many], author="test", write_id="many")
    question = deck_in("nl").question(code)
    assert question is not None

    def drawn() -> dict[str, Any]:
        return dict(spec(question, room.store.read(room.company), "nl", "#000"))

    before = drawn()
    changed = many[7].model_copy(
        update={"revenue": 5.0, "judged": many[7].judged.model_copy(update={"margin": 4, "openness": 2})}
    )
    seen = room.store.read(room.company).revision("customer", "c7")
    room.store.write(room.company, [Change.put(changed, seen)], author="test", write_id="one")
    step = news.difference(before, drawn())
    assert step is not None
    assert [item["id"] for item in step["items"]] == ["c7"]
    assert len(json.dumps(step)) < TEN_KB / 20 < len(json.dumps(before)) / 50


def form_page() -> None:
    """The list of customers of the company whose room stands in the session."""
    import streamlit as st

    from strategy.deck import deck_in
    from ui.form import question_form

    here = st.session_state["here"]
    question = deck_in("nl").question("S1")
    assert question is not None
    if st.session_state.get("elsewhere"):
        return
    question_form(question, here.store.read(here.company), "nl", accent="#A63A28", key="form")


def messages(at: AppTest) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser gets: the form and its news."""
    assert not at.exception
    drawn, told = [json.loads(each.proto.json) for each in at.get("bidi_component")]  # type: ignore[union-attr]
    return drawn, told


def rename(room: Room, id: str, name: str) -> None:
    seen = room.store.read(room.company).revision("customer", id)
    room.store.write(
        room.company, [Change.put(Customer(id=id, name=name), seen)], author="test", write_id=name
    )


@pytest.fixture
def page() -> AppTest:
    """A list of forty customers, drawn once."""
    room = Room(MemoryStore())
    many = [Customer(id=f"c{n}", name=f"Klant {n}") for n in range(40)]
    room.store.write(room.company, [Change.put(each) for each in many], author="test", write_id="many")
    at = AppTest.from_function(form_page, default_timeout=60)
    at.session_state["here"] = room
    return at.run()


def test_a_long_form_stays_the_same_message_and_its_news_grows(page: AppTest) -> None:
    first, told = messages(page)
    assert told["steps"] == []
    for number, name in enumerate(("Eén", "Twee"), 1):
        rename(page.session_state["here"], "c7", name)
        again, told = messages(page.run())
        assert again == first
        assert [step["number"] for step in told["steps"]] == list(range(1, number + 1))
        assert told["steps"][-1]["items"][0]["name"] == name


def test_a_form_that_was_off_the_page_is_sent_whole(page: AppTest) -> None:
    first, _ = messages(page)
    page.session_state["elsewhere"] = True
    page.run()
    rename(page.session_state["here"], "c7", "Eén")
    page.session_state["elsewhere"] = False
    again, told = messages(page.run())
    assert again["edition"] != first["edition"]
    assert {item["id"]: item["name"] for item in again["items"]}["c7"] == "Eén"
    assert told["steps"] == []


@pytest.mark.parametrize(
    ("has", "left", "dropped"), [(2, [3], 2), (3, [], 3), (0, [1, 2, 3], 0), (9, [1, 2, 3], 0)]
)
def test_what_the_browser_has_is_not_told_again(
    monkeypatch: pytest.MonkeyPatch, has: int, left: list[int], dropped: int
) -> None:
    here = news.Sent({"edition": "e"}, {}, [(number, {}) for number in (1, 2, 3)])
    state = {news.KEPT: {"form": here}, "form": {"said": {"edition": "e", "has": has}}}
    monkeypatch.setattr("ui.form.news.st.session_state", state)
    news.heard("form")
    assert ([number for number, _ in here.steps], here.dropped) == (left, dropped)


def test_a_browser_that_missed_a_step_gets_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {
        news.KEPT: {"form": news.Sent({"edition": "e"}, {})},
        "form": {"said": {"edition": "e", "has": news.LOST}},
    }
    monkeypatch.setattr("ui.form.news.st.session_state", state)
    news.heard("form")
    assert state[news.KEPT] == {}
