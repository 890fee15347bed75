"""The whole company as a file and back: with its history and named moments, or refused with one sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.company.access import (
    NotAllowed,
    Visitor,
    companies_of,
    export_company,
    import_company,
    start_company,
)
from strategy.company.file_limits import RefusedFile
from strategy.comparing.everything import bring_back, everything_of
from strategy.comparing.moments import moments, name_moment, told
from strategy.nouns.company import Company, Customer, Item, Profile, Settings, Value
from strategy.store.interface import Change, MemoryStore, Store

AN, BO = Visitor("a" * 64), Visitor("b" * 64)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=200)
ITEMS: tuple[type[Item], ...] = (Customer, Value, Settings)

STEPS = st.lists(
    st.tuples(st.sampled_from([Customer, Value]), st.sampled_from("abc"), st.sampled_from(["put", "put", "remove"]), st.text("xyé", max_size=3)),
    max_size=12,
)  # fmt: skip


def made(steps: list[tuple[type[Item], str, str, str]], named: set[int]) -> tuple[Store, str]:
    """A company that was written to in these steps, with a moment named at some of its writes."""
    store = MemoryStore()
    company = start_company(store, AN, Profile(name="Bakkerij"), "begin", NOON)
    revisions: dict[tuple[str, str], int] = {}
    for number, (model, id, deed, name) in enumerate(steps):
        key = (model.KIND, id)
        item = model(id=id, name=name) if deed == "put" else None  # type: ignore[call-arg]
        if item is None and not revisions.get(key):
            continue
        change = Change(model.KIND, id, revisions.get(key, 0), item)
        at = NOON + timedelta(hours=number)
        store.write(company, [change], author=AN.hash, write_id=f"w{number}", at=at)
        revisions[key] = revisions.get(key, 0) + 1
    for place in named:
        sequence = min(place, store.sequence(company))
        name_moment(
            store, AN, company, f"moment {place}", f"m{place}", NOON + timedelta(days=place), sequence
        )
    return store, company


def through_a_file(file: dict[str, Any]) -> Any:
    return json.loads(json.dumps(file))


@settings(max_examples=25, deadline=None)
@given(STEPS, st.sets(st.integers(1, 12), max_size=3))
def test_out_and_in_again_is_the_same_company_with_the_same_past(steps: Any, named: set[int]) -> None:
    store, company = made(steps, named)
    file = through_a_file(everything_of(store, AN, company))
    again = bring_back(store, BO, file, "again", LATER)
    assert again != company
    assert through_a_file(everything_of(store, BO, again)) == file
    assert export_company(store, BO, again) == export_company(store, AN, company)
    for sequence in range(1, store.sequence(again) + 1):
        assert store.read_at(again, sequence).company == store.read_at(company, sequence).company
    assert [each.name for each in moments(store, BO, again)] == [
        each.name for each in moments(store, AN, company)
    ]
    assert len(told(store, BO, again)) == len(told(store, AN, company))


def test_a_reader_that_knows_no_history_takes_in_the_company() -> None:
    store, company = made([(Customer, "a", "put", "x")], {1})
    file = through_a_file(everything_of(store, AN, company))
    assert Company.from_file(file) == store.read(company).company
    file.pop("history")
    file.pop("moments")
    assert bring_back(store, BO, file, "plain", LATER) == import_company(store, BO, file, "plain", LATER)


def test_bringing_back_twice_makes_one_company() -> None:
    store, company = made([(Customer, "a", "put", "x"), (Customer, "a", "remove", "")], {2})
    file = through_a_file(everything_of(store, AN, company))
    first = bring_back(store, BO, file, "once", LATER)
    assert bring_back(store, BO, file, "once", LATER) == first
    assert store.sequence(first) == len(file["history"])
    assert len(moments(store, BO, first)) == 1


def test_only_the_owner_takes_everything() -> None:
    store, company = made([], set())
    with pytest.raises(NotAllowed):
        everything_of(store, BO, company)


def broken(file: dict[str, Any], how: str) -> dict[str, Any]:
    """A file that somebody changed by hand."""
    history = file["history"]
    changes: dict[str, Any] = {
        "no list": {"history": {}},
        "no write": {"history": [*history, 7]},
        "nothing changed": {"history": [*history, {"at": history[-1]["at"], "changes": []}]},
        "no moment": {"history": [{**history[0], "at": "gisteren"}, *history[1:]]},
        "without a zone": {"history": [{**history[0], "at": "2026-03-01T12:00:00"}, *history[1:]]},
        "in the future": {"history": [*history[:-1], {**history[-1], "at": "2999-01-01T00:00:00+00:00"}]},
        "backwards": {"history": [*history[:-1], {**history[-1], "at": "1999-01-01T00:00:00+00:00"}]},
        "an unknown kind": {"history": [{**history[0], "changes": [{"kind": "x", "id": "a", "item": None}]}]},
        "another id": {
            "history": [
                {**history[0], "changes": [{"kind": "customer", "id": "b", "item": {"id": "a"}}]},
                *history[1:],
            ]
        },
        "a wrong field": {
            "history": [
                {
                    **history[0],
                    "changes": [{"kind": "customer", "id": "a", "item": {"id": "a", "revenue": -1}}],
                }
            ]
        },
        "another end": {"customers": []},
        "a moment that never was": {"moments": [{"name": "x", "write": 99, "named": history[0]["at"]}]},
        "a moment without a name": {"moments": [{"name": " ", "write": 1, "named": history[0]["at"]}]},
    }
    return file | changes[how]


@pytest.mark.parametrize(
    "how",
    [
        "no list", "no write", "nothing changed", "no moment", "without a zone", "in the future", "backwards",
        "an unknown kind", "another id", "a wrong field", "another end", "a moment that never was",
        "a moment without a name",
    ],
)  # fmt: skip
def test_a_history_that_cannot_be_is_refused_with_one_sentence(how: str) -> None:
    store, company = made([(Customer, "a", "put", "x"), (Value, "b", "put", "y")], set())
    file = broken(through_a_file(everything_of(store, AN, company)), how)
    with pytest.raises(RefusedFile) as refused:
        bring_back(store, BO, file, "wrong", LATER)
    sentence = refused.value.sentence()
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert companies_of(store, BO) == []
    assert store.grants(BO.hash) == []


def test_more_history_than_can_be_is_refused() -> None:
    store, company = made([], set())
    file = through_a_file(everything_of(store, AN, company))
    file["history"] = file["history"] * 5_001
    with pytest.raises(RefusedFile, match="history"):
        bring_back(store, BO, file, "much", LATER)


@pytest.mark.parametrize("data", [None, [], "x", 7, {"format": "iets anders"}])
def test_what_is_no_company_file_is_refused(data: Any) -> None:
    with pytest.raises(RefusedFile):
        bring_back(MemoryStore(), AN, data, "no", LATER)
