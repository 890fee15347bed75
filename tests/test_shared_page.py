"""The page of a shared link as it goes over the wire: what is on it, what is not, and who gets in."""

from __future__ import annotations

import asyncio
import gzip
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.company import access, sharing
from strategy.company.access import hash_of_token, visitor_of_token
from strategy.company.example import example_company
from strategy.company.passwords import FREE_TRIES, Tries
from strategy.company.sharing import Terms
from strategy.nouns.company import Company, Customer, Profile
from strategy.overview import Level
from strategy.overview.shared import overview_for
from strategy.store.interface import Change, MemoryStore
from strategy.words import clock
from ui.frame import visitor
from ui.html import page as html
from ui.web import MIDDLEWARE, shared
from ui.web.live import ENDED, Hub, Listener, links_now

AN = visitor_of_token("an")
SEEN = {"Sec-Fetch-Site": "same-origin"}
Given = Callable[..., str]
FROZEN = Terms()


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    found = MemoryStore()
    monkeypatch.setattr(visitor, "store", lambda: found)
    monkeypatch.setattr(shared, "DRAWN", shared.Drawn())
    monkeypatch.setattr(shared, "TRIES", Tries())
    return found


@pytest.fixture
def browser(store: MemoryStore) -> TestClient:
    app = Starlette(routes=shared.ROUTES, middleware=MIDDLEWARE)
    return TestClient(app, base_url="http://kaartjes.test", follow_redirects=False)


@pytest.fixture
def give(store: MemoryStore) -> Given:
    """Gives a link of a company away and returns its address."""

    def give_it(
        company: Company | None = None, level: Level = "standard", terms: Terms = FROZEN, **more: Any
    ) -> str:
        now = clock.now()
        company_id = access.open_example(store, AN, company or example_company(), access.new_token(), now)
        frozen = overview_for(store.read(company_id).company, level, "nl", terms).model_dump(mode="json")
        token = sharing.freeze(store, AN, company_id, level, "nl", "", frozen, now, terms=terms, **more)
        return f"/deel/{token}"

    return give_it


def many(count: int) -> Company:
    customers = tuple(
        Customer(id=f"k{n}", name=f"Klant nummer {n:04}", revenue=1000.0 + n) for n in range(count)
    )
    return Company(profile=Profile(name="Groothandel"), customers=customers)


def text_of(page: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", page.split("<body", 1)[1]).split())


def test_the_page_is_whole_without_a_script_and_fetches_nothing(browser: TestClient, give: Given) -> None:
    answer = browser.get(give(level="full"))
    words = text_of(answer.text)
    for part in (
        "Drukkerij De Gouden Letter",
        "Werk aan de winkel",
        "De 18 klanten en hun klasse",
        "Hoe er gerekend is",
    ):
        assert part in words
    assert "Meubelhuis De Zetelaar" in words
    assert not re.search(r"\bstyle=|\bon\w+=|<img|<iframe|<details[^>]*hidden", answer.text)
    assert re.findall(r'(?:src|href)="([^"?#][^"]*)"', answer.text) == ["/favicon.svg"]
    assert answer.text.count("<script") == 1
    assert answer.text.count("<style>") == 1


def test_nobody_keeps_or_finds_the_page_and_nothing_else_runs_on_it(browser: TestClient, give: Given) -> None:
    answer = browser.get(give())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert "set-cookie" not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "connect-src 'self'" in policy


def test_a_preview_tells_nothing_of_what_is_shared(browser: TestClient, give: Given) -> None:
    head = browser.get(give(level="full")).text.split("<body")[0]
    assert (
        '<meta property="og:title" content="Een bedrijfsoverzicht werd met je gedeeld · Bierkaartjes">'
        in head
    )
    assert '<meta property="og:image" content="http://kaartjes.test/kaartjes.png">' in head
    assert '<meta name="robots" content="noindex, nofollow">' in head
    assert "Gouden Letter" not in head


@pytest.mark.parametrize("count", [0, 200, 2500])
def test_a_page_is_small_whatever_the_company(browser: TestClient, give: Given, count: int) -> None:
    answer = browser.get(give(many(count), level="full"))
    assert len(gzip.compress(answer.content, 6)) < 100_000
    assert len(answer.content) < 400_000


def test_many_customers_come_in_pages_with_plain_links(browser: TestClient, give: Given) -> None:
    address = give(many(2 * html.A_PAGE + 1), level="full")
    pages = [browser.get(f"{address}?klanten={number}").text for number in (1, 2, 3)]
    names = [re.findall(r"Klant nummer \d{4}(?=</td>)", page) for page in pages]
    assert [len(found) for found in names] == [html.A_PAGE, html.A_PAGE, 1]
    assert len({name for found in names for name in found}) == 2 * html.A_PAGE + 1
    assert 'href="?klanten=2#klanten"' in pages[0]
    assert ['href="?klanten=1#klanten"' in page for page in pages] == [False, True, False]
    assert "blad 3 van 3" in pages[2]
    for odd in ("0", "-1", "x", "", "²", "99999999999", "1.5"):
        assert browser.get(f"{address}?klanten={odd}").text == pages[0]
    assert browser.get(f"{address}?klanten=999").text == pages[2]


def test_what_people_typed_is_shown_as_typed(browser: TestClient, give: Given) -> None:
    odd = '<script>alert(1)</script>" onload="x'
    company = Company(profile=Profile(name=odd), customers=(Customer(id="a", name=odd, revenue=5),))
    page = browser.get(give(company, level="full")).text
    assert page.count("<script") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x" in page


def test_an_address_of_before_leads_to_the_page(browser: TestClient, give: Given) -> None:
    address = give()
    answer = browser.get("/gedeeld", params={"t": address.removeprefix("/deel/")})
    assert (answer.status_code, answer.headers["location"]) == (308, address)
    assert "set-cookie" not in answer.headers
    assert (
        browser.get("/gedeeld", params={"t": "//elders.test"}).headers["location"]
        == "/deel/%2F%2Felders.test"
    )


# Files


@pytest.mark.parametrize(
    ("kind", "start"),
    [("pdf", b"%PDF"), ("xlsx", b"PK"), ("md", b"# Drukkerij"), ("csv", b"\xef\xbb\xbfKlant;")],
)
def test_what_the_reader_sees_can_be_taken_along_until_the_link_ends(
    store: MemoryStore, browser: TestClient, give: Given, kind: str, start: bytes
) -> None:
    address = give()
    assert f'href="?neem={kind}"' in browser.get(address).text
    file = browser.get(f"{address}?neem={kind}")
    assert file.content.startswith(start)
    assert "attachment" in file.headers["content-disposition"]
    assert file.headers["cache-control"] == "no-store"
    assert b"Zetelaar" not in file.content
    sharing.revoke(store, AN, hash_of_token(address.removeprefix("/deel/")), clock.now())
    assert browser.get(f"{address}?neem={kind}").status_code == 404


def test_a_file_is_behind_the_password_too(browser: TestClient, give: Given) -> None:
    assert "Wachtwoord" in browser.get(give(password="geheim woord") + "?neem=md").text


def test_without_customers_there_is_no_table_of_them(browser: TestClient, give: Given) -> None:
    page = browser.get(give(level="short")).text
    assert "?neem=md" in page
    assert "?neem=csv" not in page


# Live


def test_a_live_page_follows_the_company_and_a_frozen_one_does_not(
    store: MemoryStore, browser: TestClient, give: Given
) -> None:
    frozen, live = give(), give(terms=Terms(live=True))
    company_id = sharing.known_share(store, live.removeprefix("/deel/"), clock.now()).company_id
    assert "Gouden Letter" in browser.get(live).text
    for each in (company_id,):
        profile = store.read(each).company.profile.model_copy(update={"name": "Anders"})
        store.write(each, [Change.put(profile, 1)], author="an", write_id="w2")
    assert "<h1>Anders</h1>" in browser.get(live).text
    assert "Gouden Letter" in browser.get(frozen).text
    store.delete_company(company_id)
    assert browser.get(live).status_code == 404


# Ending


def test_a_link_that_ends_gives_nothing_from_the_next_request(
    store: MemoryStore, browser: TestClient, give: Given
) -> None:
    address = give()
    assert browser.get(address).status_code == 200
    token_hash = hash_of_token(address.removeprefix("/deel/"))
    sharing.revoke(store, AN, token_hash, clock.now())
    unknown = browser.get(f"/deel/{access.new_token()}")
    for dead in (address, f"{address}?klanten=2"):
        answer = browser.get(dead)
        assert (answer.status_code, answer.text) == (404, unknown.text)
        assert {**answer.headers, "x-request-id": ""} == {**unknown.headers, "x-request-id": ""}
    assert "wie je deze gaf" in text_of(unknown.text)


def test_the_line_tells_an_open_page_that_its_link_ended_or_changed(
    store: MemoryStore, browser: TestClient, give: Given
) -> None:
    address = give()
    token_hash = hash_of_token(address.removeprefix("/deel/"))
    shown = re.search(r'data-edition="(\w+)"', browser.get(address).text)
    assert shown is not None
    assert links_now(store, [token_hash])[token_hash].edition == shown[1]
    options: dict[str, Any] = {"label": "", "overview": {}, "expires": None}
    sharing.change(store, AN, token_hash, level="short", terms=Terms(), **options)
    changed = links_now(store, [token_hash])[token_hash].edition
    assert changed not in (shown[1], ENDED)
    sharing.revoke(store, AN, token_hash, clock.now())
    assert links_now(store, [token_hash, "unknown"]) == {token_hash: (ENDED,), "unknown": (ENDED,)}


def test_an_open_page_hears_what_happens_to_its_link(store: MemoryStore, give: Given) -> None:
    token_hash = hash_of_token(give().removeprefix("/deel/"))
    shown = sharing.preview(store, AN, token_hash).edition

    async def heard() -> list[str | None]:
        hub, listener = Hub(lambda: store, links_now), Listener(token_hash, hears_votes=False)
        with hub.hearing(listener):
            first = await listener.next_edition(20)
            sharing.note_seen(store, sharing.preview(store, AN, token_hash), clock.now())
            sharing.revoke(store, AN, token_hash, clock.now())
            return [first, await listener.next_edition(20)]

    assert asyncio.run(heard()) == [shown, ENDED]


def test_a_page_whose_link_ended_hears_so_when_it_asks(browser: TestClient, give: Given) -> None:
    answer = browser.get(f"/deel/{access.new_token()}/einde")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == f"data: {ENDED}\n\n"


# Openings


def test_an_opening_counts_when_the_page_says_that_it_was_seen(
    store: MemoryStore, browser: TestClient, give: Given
) -> None:
    address = give()

    def openings() -> int:
        return sharing.known_share(store, address.removeprefix("/deel/"), clock.now()).openings

    browser.head(address)
    browser.get(address)
    browser.post(f"{address}/gezien")
    browser.post(f"{address}/gezien", headers={"Sec-Fetch-Site": "cross-site"})
    assert openings() == 0
    answer = browser.post(f"{address}/gezien", headers=SEEN)
    assert openings() == 1
    unknown = browser.post(f"/deel/{access.new_token()}/gezien", headers=SEEN)
    assert (answer.status_code, answer.content) == (unknown.status_code, unknown.content) == (204, b"")


# Passwords


def test_a_password_opens_the_link_in_this_browser_only(browser: TestClient, give: Given) -> None:
    address = give(password="geheim woord")
    asked = browser.get(address)
    assert asked.status_code == 200
    assert "set-cookie" not in asked.headers
    assert "Gouden" not in asked.text
    assert "<script" not in asked.text
    assert "form-action 'self'" in asked.headers["content-security-policy"]
    wrong = browser.post(address, data={"password": "iets anders"})
    assert wrong.status_code == 403
    assert "Dat is niet het wachtwoord" in text_of(wrong.text)
    assert "set-cookie" not in wrong.headers
    right = browser.post(address, data={"password": "geheim woord"})
    assert (right.status_code, right.headers["location"]) == (303, address)
    cookie = right.headers["set-cookie"]
    assert all(part in cookie for part in (f"Path={address}", "HttpOnly", "SameSite=lax"))
    assert "bk_visitor" not in cookie
    assert "Gouden Letter" in browser.get(address).text
    browser.cookies.clear()
    assert "Gouden" not in browser.get(address).text


def test_nothing_of_a_link_goes_out_before_its_password(
    store: MemoryStore, browser: TestClient, give: Given
) -> None:
    address = give(password="geheim woord")
    browser.post(f"{address}/gezien", headers=SEEN)
    assert sharing.known_share(store, address.removeprefix("/deel/"), clock.now()).openings == 0
    for odd in ({}, {"password": ""}, {"password": "x" * 100_000}, {"iets": "anders"}):
        assert browser.post(address, data=odd).status_code == 403


def test_another_password_closes_the_browsers_that_knew_the_old_one(
    store: MemoryStore, browser: TestClient, give: Given
) -> None:
    address = give(password="geheim woord")
    browser.post(address, data={"password": "geheim woord"})
    token_hash = hash_of_token(address.removeprefix("/deel/"))
    frozen = sharing.preview(store, AN, token_hash).overview
    options: dict[str, Any] = {"label": "", "overview": frozen, "expires": None, "level": "standard"}
    sharing.change(store, AN, token_hash, terms=Terms(), password="ander woord", **options)
    assert "Gouden" not in browser.get(address).text


def test_a_password_of_one_link_opens_no_other(browser: TestClient, give: Given) -> None:
    one, other = give(password="geheim woord"), give(password="geheim woord")
    cookie = browser.post(one, data={"password": "geheim woord"}).headers["set-cookie"].split(";")[0]
    assert "Gouden Letter" in browser.get(one, headers={"Cookie": cookie}).text
    name, value = (
        browser.post(other, data={"password": "geheim woord"}).headers["set-cookie"].split(";")[0].split("=")
    )
    browser.cookies.clear()
    forged = f"{name}={cookie.partition('=')[2]}"
    assert value not in forged
    assert "Gouden" not in browser.get(other, headers={"Cookie": forged}).text


def test_who_guesses_passwords_has_to_wait_and_is_refused_in_the_end(
    monkeypatch: pytest.MonkeyPatch, browser: TestClient, give: Given
) -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("asyncio.sleep", note)
    address = give(password="geheim woord")
    answers = [
        browser.post(address, data={"password": f"gok {n} lang"}) for n in range(FREE_TRIES["link"] + 8)
    ]
    assert [answer.status_code for answer in answers[: FREE_TRIES["link"] + 4]] == [403] * (
        FREE_TRIES["link"] + 4
    )
    assert answers[-1].status_code == 429
    assert "te vaak een wachtwoord" in text_of(answers[-1].text)
    assert sorted(round(each) for each in waited)[-4:] == [1, 3, 7, 15]


# Alone


def test_the_page_needs_no_streamlit() -> None:
    code = "import sys, ui.html.page, ui.html.sheet, ui.html.parts; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_link_that_expired_ends_an_open_page(store: MemoryStore, give: Given) -> None:
    token_hash = hash_of_token(give(days=7).removeprefix("/deel/"))
    assert sharing.editions(store, [token_hash], clock.now())[token_hash]
    assert sharing.editions(store, [token_hash], clock.now() + timedelta(days=7)) == {token_hash: ""}
