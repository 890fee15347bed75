"""Two replicas on one PostgreSQL behind a real nginx with TLS: what a visitor notices of it is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from strategy.company.access import new_token, start_company, visitor_of_token
from strategy.nouns.company import Profile, Segment
from strategy.store.interface import Change
from strategy.store.sql import SqlStore
from tests import stores
from tests.proxied import Browser, Proxied, proxied
from tests.rooms import Room
from tests.stores import in_postgres
from tests.tabs import opened

postgres = stores.postgres
pytestmark = pytest.mark.xdist_group("replicas")
VISITORS = 8


@pytest.fixture(scope="module")
def house(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    made = in_postgres(postgres)
    with proxied(next(made).url, tmp_path_factory.mktemp("replicas")) as running:
        yield running
    next(made, None)


@pytest.fixture(scope="module")
def store(house: Proxied) -> Iterator[SqlStore]:
    opened_here = SqlStore(house.replicas[0].database)
    yield opened_here
    opened_here.close()


def company_of(store: SqlStore, browser: Browser) -> str:
    """A company with one group of customers, of this browser."""
    who, now = visitor_of_token(browser.cookies["bk_visitor"]), datetime.now(UTC)
    company = start_company(store, who, Profile(name="Bakkerij"), new_token(), now)
    store.write(company, [Change.put(Segment(id="s1"))], author=who.hash, write_id=new_token(), at=now)
    return company


def say(browser: Browser, company: str, name: str, seen: int) -> httpx.Response:
    said = {"company_id": company, "kind": "segment", "id": "s1", "field": "name", "value": name}
    return browser.post("/api/say", {**said, "seen": seen, "write_id": new_token(), "language": "nl"})


def test_a_page_comes_over_tls_and_its_cookies_never_go_without(house: Proxied) -> None:
    answer = httpx.get(house.address, verify=house.trusted)
    cookies = answer.headers.get_list("set-cookie")
    assert {each.partition("=")[0] for each in cookies} >= {"bk_visitor", "bk_node"}
    assert all("; Secure" in each for each in cookies)
    assert "max-age" in answer.headers["strict-transport-security"]
    plain = httpx.get(f"{house.plain}/deel/x?y=z")
    assert (plain.status_code, plain.headers["location"]) == (308, "https://127.0.0.1/deel/x?y=z")


def test_both_replicas_get_visitors_and_each_visitor_stays_with_one(house: Proxied) -> None:
    found = []
    for _ in range(VISITORS):
        visitor = house.visitor()
        first, *rest = [house.replica_of(visitor.get(path)) for path in ("/livez", "/robots.txt", "/")]
        assert rest == [first, first]
        found.append(first)
    assert set(found) <= set(house.replicas)


def test_what_a_page_asks_for_is_taken_whichever_replica_drew_it(house: Proxied) -> None:
    for replica in house.replicas:
        visitor = house.visitor_of(replica)
        with opened(house.address, visitor.cookies, house.trusted) as tab:
            assert [tab.send(each, 100_000) for each in tab.ask_for(3)] == [204] * 3


def test_a_vote_on_one_replica_is_heard_by_who_listens_on_the_other(house: Proxied, store: SqlStore) -> None:
    desk, phone = (house.visitor_of(replica) for replica in house.replicas)
    room = Room(store, now=datetime.now(UTC), facilitator=visitor_of_token(desk.cookies["bk_visitor"]))
    room.join("An", visitor_of_token(phone.cookies["bk_visitor"]))
    room.go("customers")
    vote = {
        "workshop": room.id,
        "item": "customer:k1",
        "field": "judged.margin",
        "step": "customers",
        "round": 1,
    }
    with desk.client.stream("GET", f"/live/{room.id}") as stream:
        events = (line for line in stream.iter_lines() if line.startswith("data:"))
        before = next(events)
        assert phone.post("/api/vote", {**vote, "value": 4, "write_id": new_token()}).status_code == 200
        assert next(events) != before


def test_a_replica_that_dies_takes_nobody_with_it(house: Proxied, store: SqlStore) -> None:
    first, second = house.replicas
    visitors = [house.visitor_of(first) for _ in range(VISITORS)]
    companies = [company_of(store, each) for each in visitors]
    for visitor, company in zip(visitors, companies, strict=True):
        assert say(visitor, company, "Horeca", 1).status_code == 200
    first.stop()
    try:
        for visitor, company in zip(visitors, companies, strict=True):
            assert house.replica_of(visitor.get("/")) is second
            with opened(house.address, visitor.cookies, house.trusted):
                assert say(visitor, company, "Horeca en bakkers", 2).status_code == 200
            assert store.read(company).company.segments[0].name == "Horeca en bakkers"
    finally:
        first.start()
