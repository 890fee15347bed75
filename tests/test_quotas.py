"""What one visitor and one company may keep, and how often somebody may ask for more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import app as door
from strategy import workshop
from strategy.company import access, quotas, sharing
from strategy.company.quotas import Full
from strategy.company.saying import Saying, put_customers, say
from strategy.nouns.company import Customer, Entry, Profile, Segment
from strategy.nouns.shapes import body_of
from strategy.store.interface import Change, Grant, MemoryStore, Store
from strategy.words.texts import LANGUAGES, text
from tests import stores
from tests.app_store import own_database as own_database
from tests.rooms import Room
from tests.stores import NOON
from ui.frame import rates
from ui.frame.rates import A_MINUTE, Rates, TooFast, household
from ui.web.pace import COUNTED, asked_in

database, postgres, store = stores.database, stores.postgres, stores.store
AN = access.visitor_of_token("an")
BO = access.visitor_of_token("bo")
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def company_of_an(store: Store) -> str:
    return access.start_company(store, AN, Profile(name="Bakkerij Peeters"), "start", NOON)


# Quotas


def test_every_quota_says_in_both_languages_how_much_fits() -> None:
    for what in ("companies", "sessions", "links", "customers", "items", "bytes"):
        for language in LANGUAGES:
            assert "1.234" in Full(what, 1234).sentence(language).replace(",", ".")


def test_a_visitor_has_so_many_companies_and_no_more() -> None:
    store = MemoryStore()
    for number in range(quotas.MOST_COMPANIES - 1):
        store.grant(Grant(AN.hash, access.OWNER, f"c{number}", NOON))
    last = company_of_an(store)
    with pytest.raises(Full, match="companies"):
        access.import_company(store, AN, {}, "one more", NOON)
    assert company_of_an(store) == last
    assert access.start_company(store, BO, Profile(name="Van Bo"), "start", NOON)


def test_a_company_has_so_many_sessions_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_SESSIONS", 2)
    store = MemoryStore()
    company_id = company_of_an(store)
    opened = [
        workshop.open_workshop(store, AN, company_id, "half_day", f"w{number}", NOON) for number in range(2)
    ]
    with pytest.raises(Full, match="sessions"):
        workshop.open_workshop(store, AN, company_id, "half_day", "one more", NOON)
    assert workshop.open_workshop(store, AN, company_id, "half_day", "w1", NOON) == opened[1]


def test_so_many_links_are_given_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_LINKS", 2)
    here = Room(MemoryStore())
    phone = here.join("An")
    for _ in range(2):
        sharing.freeze(here.store, here.facilitator, here.company, "short", "nl", "", {}, NOON)
        workshop.screen_link(here.store, here.facilitator, here.id, NOON)
        workshop.own_link(here.store, phone, here.id, NOON)
    with pytest.raises(Full, match="links"):
        sharing.freeze(here.store, here.facilitator, here.company, "short", "nl", "", {}, NOON)
    with pytest.raises(Full, match="links"):
        workshop.own_link(here.store, phone, here.id, NOON)
    assert workshop.facilitator_link(here.store, here.facilitator, here.id, NOON)


def test_customers_that_do_not_fit_are_refused_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_CUSTOMERS", 3)
    store = MemoryStore()
    company_id = company_of_an(store)
    three = [Customer(id=f"k{number}") for number in range(3)]
    put_customers(store, AN, company_id, three, {}, "first")
    with pytest.raises(Full, match="customers"):
        put_customers(store, AN, company_id, [Customer(id="k4")], {}, "second")
    changed = [Customer(id="k0", name="Frituur")]
    put_customers(store, AN, company_id, changed, {"k0": 1}, "third")
    add = Saying(company_id=company_id, kind="customer", id="k5", value={}, write_id="add", deed="add")
    with pytest.raises(Full, match="customers"):
        say(store, AN, add)
    assert len(store.read(company_id).company.customers) == 3


def test_a_line_that_was_taken_away_leaves_room_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_ITEMS", 2)
    store = MemoryStore()
    company_id = company_of_an(store)

    def deed(deed: str, id: str) -> None:
        write = f"{deed} {id} {store.sequence(company_id)}"
        named = {"company_id": company_id, "kind": "segment", "id": id, "value": {}, "write_id": write}
        say(store, AN, Saying(**named, deed=deed))

    deed("add", "s1")
    with pytest.raises(Full, match="items"):
        deed("add", "s2")
    deed("remove", "s1")
    deed("add", "s2")
    with pytest.raises(Full, match="items"):
        deed("restore", "s1")


def test_a_history_that_grew_too_long_stops_growing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_BYTES", 20_000)
    company_id = company_of_an(store)
    named = {"company_id": company_id, "kind": "segment", "id": "s1"}
    said = say(store, AN, Saying(**named, value={"name": "Horeca"}, write_id="add", deed="add"))

    def write_on(count: int) -> None:
        seen = said.revision
        for number in range(count):
            value = f"{number} " + "x" * 300
            again = Saying(**named, field="need", value=value, seen=seen, write_id=f"write {number}")
            seen = say(store, AN, again).revision

    with pytest.raises(Full, match="bytes"):
        write_on(2 * quotas.WEIGHED_EVERY)
    assert store.sequence(company_id) % quotas.WEIGHED_EVERY == 0
    assert store.weight(company_id) > 20_000


def test_what_is_kept_is_weighed_the_same_everywhere(store: Store) -> None:
    items = [Segment(id="s1", name="Café"), Entry(id="e1", name="Eén")]
    store.write("c1", [Change.put(item) for item in items], author="an", write_id="w", at=NOON)
    store.write("c1", [Change.remove(items[0], 1)], author="an", write_id="x", at=NOON)
    assert store.weight("c1") == sum(len(body_of(item)) for item in items)
    assert store.weight("nothing") == 0


def test_a_write_id_and_a_name_of_an_item_have_an_end() -> None:
    named = {"company_id": "c", "kind": "segment", "id": "s1", "write_id": "w"}
    for field in named:
        with pytest.raises(ValidationError):
            Saying(**{**named, field: "x" * 201})


# How often


def test_a_visitor_who_asks_too_often_waits_and_others_do_not() -> None:
    rates = Rates()
    for _ in range(A_MINUTE["start"]):
        rates.count_or_stop("start", "an", "10.0.0.1")
    with pytest.raises(TooFast):
        rates.count_or_stop("start", "an", "10.0.0.2")
    rates.count_or_stop("start", "bo", "10.0.0.1")
    rates.count_or_stop("join", "an", "10.0.0.1")


def test_two_hundred_phones_behind_one_address_come_in_at_once() -> None:
    rates = Rates()
    for phone in range(200):
        rates.count_or_stop("join", f"phone {phone}", "10.0.0.1")
        rates.count_or_stop("join", f"phone {phone}", "10.0.0.1")


def test_a_new_cookie_for_every_request_does_not_help() -> None:
    rates = Rates()
    for number in range(10 * A_MINUTE["open"]):
        rates.count_or_stop("open", f"cookie {number}", "2001:db8::1")
    with pytest.raises(TooFast):
        rates.count_or_stop("open", "one more", "2001:db8::1")
    rates.count_or_stop("open", "somebody else", "2001:db8:1::1")
    with pytest.raises(TooFast):
        rates.count_or_stop("open", "next door", "2001:db8::ffff")


def test_a_new_address_for_every_request_does_not_help_either() -> None:
    rates = Rates()
    for number in range(100 * A_MINUTE["start"]):
        rates.count_or_stop("start", f"{number}", f"10.0.{number >> 8}.{number & 255}")
    with pytest.raises(TooFast):
        rates.count_or_stop("start", "one more", "10.1.0.0")


def test_an_address_is_a_household() -> None:
    assert household("::ffff:10.0.0.1") == "10.0.0.1"
    assert household("2001:db8::1") == household("2001:db8::2") != household("2001:db8:0:1::1")
    assert household("testclient") == "testclient"


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("POST", "/api/join", "join"),
        ("POST", "/api/say", "write"),
        ("GET", "/deel/x", "open"),
        ("GET", "/gedeeld", "open"),
        ("GET", "/beheer/x.json", "download"),
        ("GET", "/beheer", None),
        ("GET", "/api/room/x", None),
        ("GET", "/", None),
    ],
)
def test_what_costs_something_is_counted(method: str, path: str, asked: str | None) -> None:
    assert asked_in({"type": "http", "method": method, "path": path}) == asked
    assert {kind for *_, kind in COUNTED} | {"start"} == set(A_MINUTE)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything at most twice a minute."""
    monkeypatch.setattr(rates, "A_MINUTE", dict.fromkeys(A_MINUTE, 2))
    rates.rates.cache_clear()
    yield
    rates.rates.cache_clear()


@pytest.mark.usefixtures("hurried")
def test_who_opens_too_many_links_gets_a_page_that_says_so() -> None:
    browser = TestClient(door.app)
    browser.get("/")
    answers = [browser.get(f"/deel/{number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert text("web.too_fast.text") in answers[-1].text
    assert answers[-1].headers["retry-after"] == "60"


@pytest.mark.usefixtures("hurried")
def test_what_is_sent_too_often_is_to_be_sent_again() -> None:
    browser = TestClient(door.app, headers=FROM_HERE)
    browser.get("/")
    answers = [browser.post("/api/vote", json={}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert answers[-1].json() == {"message": text("web.too_fast.text")}


def test_a_page_says_in_one_sentence_why_nothing_was_done() -> None:
    def page() -> None:
        from strategy.company.quotas import Full
        from ui.frame.rates import TooFast
        from ui.frame.refusals import say_refusal

        assert [say_refusal(problem) for problem in (Full("items", 10), TooFast(), ValueError())] == [
            True,
            True,
            False,
        ]

    screen = AppTest.from_function(page, default_timeout=30).run()
    assert not screen.exception
    assert [error.value for error in screen.error] == [Full("items", 10).sentence(), TooFast().sentence()]
