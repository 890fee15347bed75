"""A company file that is too large for a company is refused at the door, with one sentence that says what to do."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.company.access import (
    companies_of,
    export_company,
    import_company,
    start_company,
    visitor_of_token,
)
from strategy.company.file_limits import (
    LARGEST_BYTES,
    MOST_CUSTOMERS,
    MOST_ITEMS,
    MOST_LINKS,
    RefusedFile,
    content_of,
    within_limits_or_stop,
)
from strategy.nouns.company import Profile, Segment
from strategy.store.interface import Change, MemoryStore, Receipt
from strategy.store.sql import SqlStore
from tests.stores import NOON

AN = visitor_of_token("an")


def customers(count: int) -> dict[str, Any]:
    return {"customers": [{"id": f"k{number}"} for number in range(count)]}


def entries(count: int) -> dict[str, Any]:
    return {"entries": [{"id": f"e{number}"} for number in range(count)]}


def linked(count: int) -> dict[str, Any]:
    return {"channels": [{"id": "c1", "customers": [f"k{number}" for number in range(count)]}]}


def refusal(data: Any) -> RefusedFile:
    store = MemoryStore()
    with pytest.raises(RefusedFile) as refused:
        import_company(store, AN, data, "w1", NOON)
    assert store.grants(AN.hash) == []
    return refused.value


@pytest.mark.parametrize(
    "largest",
    [
        customers(MOST_CUSTOMERS),
        entries(MOST_ITEMS),
        linked(MOST_LINKS),
        {"customers": [{"id": "k1", "values": {f"v{number}": 1 for number in range(MOST_LINKS)}}]},
    ],
)
def test_the_largest_company_that_fits_is_taken_in(largest: dict[str, Any]) -> None:
    store = MemoryStore()
    data = content_of(json.dumps(largest).encode())
    company_id = import_company(store, AN, data, "w1", NOON)
    again = json.dumps(export_company(store, AN, company_id)).encode()
    assert import_company(store, AN, content_of(again), "w2", NOON) != company_id


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (customers(60_000), "In dit bestand staan 60.000 klanten en er passen er 5.000 in een bedrijf."),
        (customers(5_000) | entries(5_001), "staan 10.001 regels en er passen er 10.000 in een bedrijf."),
        (linked(201), "Bij channels.0.customers staan 201 verwijzingen en er kunnen er 200."),
        (
            {"customers": [{"id": "k1", "values": {f"v{number}": 1 for number in range(201)}}]},
            "Bij customers.0.values staan 201 verwijzingen",
        ),
        ({"channels": [{"id": "c1", "x" * 4000: [0] * 201}]}, "staan 201 verwijzingen"),
    ],
)
def test_a_file_with_too_much_says_what_and_how_much_fits(data: dict[str, Any], sentence: str) -> None:
    said = refusal(data).sentence()
    assert sentence in said
    assert len(said) < 200


def test_a_file_of_too_many_bytes_is_not_even_read() -> None:
    with pytest.raises(RefusedFile) as refused:
        content_of(b"[" * (LARGEST_BYTES + 1))
    assert refused.value.sentence().startswith("Dit bestand is 6 MB groot en er kan 5 MB in.")
    assert refused.value.sentence("en").startswith("This file is 6 MB and 5 MB is the most.")


@pytest.mark.parametrize(
    "written", ["1" * 21, "-" + "9" * 5000, "0." + "1" * 21, "1" * 15 + "." + "2" * 6, "1e1234"]
)
def test_a_number_that_nobody_writes_is_refused(written: str) -> None:
    with pytest.raises(RefusedFile) as refused:
        content_of(b'{"customers": [{"id": "k1", "revenue": ' + written.encode() + b"}]}")
    assert "getal van meer dan 20 cijfers" in refused.value.sentence()
    assert len(refused.value.sentence()) < 120


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**20) + 1, 10**20 - 1))
def test_every_number_that_an_export_writes_comes_back(value: float) -> None:
    assert content_of(json.dumps([value]).encode()) == [value]


@pytest.mark.parametrize("data", [b"", b"\xff", b"{", b"[" * 100_000, b"{]", "é".encode("latin-1")])
def test_what_is_no_json_is_no_company_file(data: bytes) -> None:
    with pytest.raises(RefusedFile) as refused:
        content_of(data)
    assert refused.value.code == "access.refused_file"


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_a_file_says_is_counted_without_failing(data: Any) -> None:
    within_limits_or_stop(data)


def test_while_the_largest_file_is_taken_in_others_write_between_its_parts(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    other = start_company(store, visitor_of_token("bo"), Profile(name="Van Bo"), "start", NOON)
    moments: list[float] = []
    taken_in = threading.Event()

    def write_on() -> None:
        while not taken_in.is_set():
            name = str(len(moments))
            store.write(other, [Change.put(Segment(id=f"s{name}"))], author="bo", write_id=name, at=NOON)
            moments.append(time.perf_counter())
            time.sleep(0.001)

    bo = threading.Thread(target=write_on)
    bo.start()
    begun = time.perf_counter()
    company_id = import_company(store, AN, customers(5_000) | entries(5_000), "w1", NOON)
    ended = time.perf_counter()
    taken_in.set()
    bo.join()
    assert len([at for at in moments if begun < at < ended]) >= 10
    company = store.read(company_id).company
    assert (len(company.customers), len(company.entries)) == (5_000, 5_000)
    assert [each.id for each in company.customers] == [f"k{number}" for number in range(5_000)]
    store.close()


def test_a_file_that_was_taken_in_half_is_no_company_yet_and_is_finished_when_repeated() -> None:
    class Cut(MemoryStore):
        left = 3

        def write(self, *args: Any, **more: Any) -> Receipt:
            self.left -= 1
            if not self.left:
                raise OSError("the power went")
            return super().write(*args, **more)

    store, data = Cut(), customers(2_000)
    with pytest.raises(OSError, match="power"):
        import_company(store, AN, data, "w1", NOON)
    assert companies_of(store, AN) == []
    company_id = import_company(store, AN, data, "w1", NOON)
    assert import_company(store, AN, data, "w1", NOON) == company_id
    assert [own.company_id for own in companies_of(store, AN)] == [company_id]
    assert len(store.read(company_id).company.customers) == 2_000
