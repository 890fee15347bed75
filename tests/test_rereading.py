"""What was read of a list of items, and read again after some of them changed."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.nouns.company import JUDGED_PARTS, Customer
from strategy.scoring.columns import Columns, groups_of, ids_of, placed_in, said_of, segments_of
from strategy.scoring.remembered import FEW, read_each


class Reader:
    """Reads twice the weight, and counts what it had to read."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def __call__(self, items: Sequence[list[int]], more: int = 0) -> np.ndarray:
        self.read.append(len(items))
        return np.array([[2 * item[0] + more, item[0]] for item in items]).reshape(-1, 2).T.copy()


def items(count: int) -> list[list[int]]:
    return [[number] for number in range(count)]


def test_only_what_changed_or_came_after_is_read_again():
    reader, these = Reader(), items(3 * FEW)
    read_each(these, reader)
    changed = [*these[:7], [1000], *these[8:], [2000], [3000]]
    found = read_each(changed, reader)
    assert reader.read == [3 * FEW, 3]
    assert found.tolist() == Reader()(changed).tolist()
    read_each(list(changed), reader)
    assert reader.read == [3 * FEW, 3]


def test_what_was_given_along_is_part_of_what_was_read():
    reader, these = Reader(), items(FEW)
    assert read_each(these, reader, 1)[0, 0] == 1
    assert read_each(these, reader, 5)[0, 0] == 5
    assert read_each(these, reader, 1)[0, 0] == 1
    assert reader.read == [FEW, FEW]


def test_what_is_remembered_cannot_be_written_in():
    found = read_each(items(FEW), Reader())
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 1


edits = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 10_000)),
        st.tuples(st.just("add"), st.integers(0, 10_000)),
        st.tuples(st.just("remove"), st.integers(0, 10_000)),
        st.tuples(st.just("turn"), st.just(0)),
        st.tuples(st.just("empty"), st.just(0)),
    ),
    max_size=8,
)


@given(edits)
def test_whatever_is_edited_the_same_is_read_as_at_the_first_time(these_edits):
    reader, now = Reader(), items(FEW)
    for what, number in these_edits:
        if what == "change" and now:
            now = [*now]
            now[number % len(now)] = [number]
        elif what == "add":
            now = [*now, [number]]
        elif what == "remove" and now:
            now = [item for place, item in enumerate(now) if place != number % len(now)]
        elif what == "turn":
            now = now[::-1]
        elif what == "empty":
            now = []
        assert read_each(now, reader).tolist() == Reader()(now).tolist()


def test_many_at_once_each_get_their_own():
    reader, wrong = Reader(), []
    these = items(2 * FEW)

    def edits(seed: int) -> None:
        luck = np.random.default_rng(seed)
        for _ in range(60):
            now = [*these]
            now[int(luck.integers(len(now)))] = [int(luck.integers(9999))]
            if read_each(now, reader)[1].tolist() != [item[0] for item in now]:
                wrong.append(seed)

    threads = [Thread(target=edits, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def crowd(count: int) -> list[Customer]:
    luck = np.random.default_rng(1)
    return [
        Customer(
            id=f"c{place}",
            name=f"Klant {place}",
            kind=str(luck.choice(["customer", "prospect", "dormant"])),
            revenue=None if luck.random() < 0.2 else float(luck.integers(1, 9999)),
            group=str(luck.choice(["", "Groep", " groep "])),
            segment=None if luck.random() < 0.5 else "cafes",
            streams=("bread",) if luck.random() < 0.5 else (),
            values={"fresh": 0.5} if luck.random() < 0.5 else {},
            judged={part: float(luck.integers(1, 6)) for part in JUDGED_PARTS[:4]},
        )
        for place in range(count)
    ]


def test_the_columns_of_customers_of_whom_one_changed_are_those_of_all_read_anew():
    customers = crowd(2 * FEW)
    Columns.of(customers)
    changed = [*customers]
    changed[3] = changed[3].model_copy(
        update={"revenue": 7.0, "kind": "prospect", "group": "x", "segment": None, "values": {"fresh": 1.0}}
    )
    each = [Columns.of([customer]) for customer in changed]
    for field, column in vars(Columns.of(changed)).items():
        alone = np.concatenate([np.atleast_2d(getattr(one, field)) for one in each], axis=-1)
        np.testing.assert_array_equal(np.atleast_2d(column), alone, err_msg=field)
    read: Any
    for read in (ids_of, groups_of, segments_of):
        read(customers)
        assert read(changed).tolist() == [read([customer])[0] for customer in changed]
    for read, of in ((said_of, ("fresh", "local")), (placed_in, ("bread",))):
        read(customers, of)
        alone = np.concatenate([read([customer], of) for customer in changed], axis=-1)
        np.testing.assert_array_equal(read(changed, of), alone)
