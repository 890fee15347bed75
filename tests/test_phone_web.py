"""The phone's own routes: the page, coming in by a code, and what a participant may know."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

import app as door
from strategy import workshop as room
from strategy.company.access import new_token, visitor_of_token
from strategy.words.texts import text
from tests.app_store import own_database as own_database
from tests.rooms import Room
from ui.frame import visitor
from ui.look import scripts
from ui.web import phone as phone_page

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
MARGIN = "customer:k1/judged.margin"
MOST_BYTES = 40_000
POSTS = ("/api/knock", "/api/join", "/api/name", "/api/cards", "/api/own-link")


@pytest.fixture(autouse=True)
def own_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """A door that remembers no wrong codes of other tests."""
    monkeypatch.setattr(room, "DOOR", room.Door())


@pytest.fixture
def here() -> Room:
    """A room in the store of the app."""
    return Room(visitor.store())


def browser() -> TestClient:
    """A browser that opened the page, and so has its cookie."""
    client = TestClient(door.app, base_url="http://kaartjes.test", follow_redirects=False)
    client.headers.update(FROM_HERE)
    client.get("/deelnemen")
    return client


def who(client: TestClient) -> Any:
    return visitor_of_token(client.cookies["bk_visitor"])


def joined(here: Room, name: str = "An") -> TestClient:
    client = browser()
    assert client.post("/api/join", json={"code": here.code, "name": name}).status_code == 200
    return client


def names(here: Room) -> list[str]:
    return [person.name for person in here.store.participants(here.id)]


# The page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_one_answer_of_less_than_forty_thousand_bytes(language: str) -> None:
    client = TestClient(door.app, base_url="http://kaartjes.test")
    client.cookies.set("bk_lang", language)
    with client.stream("GET", "/deelnemen?code=K7M2QX") as answer:
        sent = b"".join(answer.iter_raw())
    page = gzip.decompress(sent).decode()
    assert len(sent) < MOST_BYTES
    assert f'<html lang="{language}">' in page
    assert "noindex" in answer.headers["x-robots-tag"]
    assert not re.findall(r"""(?:src|href)=["'](?!/favicon)""", page)
    plain = client.get("/deelnemen", headers={"Accept-Encoding": "identity"})
    assert plain.text == page


def test_the_page_is_the_same_for_everybody_and_gives_each_a_cookie() -> None:
    one, other = browser(), browser()
    assert one.cookies["bk_visitor"] != other.cookies["bk_visitor"]
    assert one.get("/deelnemen?code=K7M2QX").text == other.get("/deelnemen").text


def test_nothing_runs_on_the_page_but_our_own_script_and_style() -> None:
    answer = browser().get("/deelnemen")
    policy = answer.headers["content-security-policy"]
    for tag, attributes in (("script", ' type="module"'), ("style", "")):
        found = re.search(f"<{tag}{attributes}>(.*?)</{tag}>", answer.text, re.DOTALL)
        assert found is not None
        assert f"'sha256-{b64encode(hashlib.sha256(found[1].encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_slash_behind_the_address_keeps_the_code() -> None:
    answer = browser().get("/deelnemen/?code=K7M2QX")
    assert (answer.status_code, answer.headers["location"]) == (308, "/deelnemen?code=K7M2QX")


# Coming in


def test_a_code_and_a_name_are_enough(here: Room) -> None:
    client = browser()
    answer = client.post("/api/join", json={"code": f"{here.code[:3]} {here.code[3:].lower()}", "name": "An"})
    assert answer.json() == {"kept": True, "workshop": here.id, "code": here.code}
    assert client.get(f"/api/room/{here.id}").json()["name"] == "An"


def test_a_double_tap_makes_one_person_and_two_people_may_have_one_name(here: Room) -> None:
    client = browser()
    with ThreadPoolExecutor(4) as taps:
        answers = list(
            taps.map(
                lambda _: client.post("/api/join", json={"code": here.code, "name": "An"}).status_code,
                range(8),
            )
        )
    assert answers == [200] * 8
    assert names(here) == ["An"]
    joined(here, "An")
    assert names(here) == ["An", "An"]


def test_knocking_says_whose_session_it_is_and_who_is_in_already(here: Room) -> None:
    client = browser()
    before = client.post("/api/knock", json={"code": here.code}).json()
    assert (before["company"], before["joined"], before["removed"]) == ("Bakkerij Peeters", False, False)
    client.post("/api/join", json={"code": here.code, "name": "An"})
    assert client.post("/api/knock", json={"code": here.code}).json()["joined"]
    room.remove(here.store, here.facilitator, here.id, here.person(who(client)))
    after = client.post("/api/knock", json={"code": here.code}).json()
    assert (after["joined"], after["removed"]) == (False, True)
    again = client.post("/api/join", json={"code": here.code, "name": "An"})
    assert again.json()["message"] == text("workshop.refused.removed")


@pytest.mark.parametrize("address", ["/api/knock", "/api/join"])
def test_a_wrong_code_says_so_and_is_answered_later_each_time(address: str) -> None:
    client = browser()
    for _ in range(3):
        answer = client.post(
            address, json={"code": "AAAAAA", "name": "An"} if "join" in address else {"code": "AAAAAA"}
        )
        assert (answer.status_code, answer.json()["message"]) == (409, text("workshop.refused.wrong_code"))
    assert [room.DOOR.note_wrong(who(client).hash) for _ in range(3)] == [1, 2, 4]


def test_who_guesses_codes_keeps_nobody_else_waiting(here: Room) -> None:
    """More guesses wait for their answer than the server has threads, and a right code walks in before them."""

    async def played() -> tuple[int, int]:
        transport = httpx.ASGITransport(door.app)
        options: dict[str, Any] = {
            "transport": transport,
            "base_url": "http://kaartjes.test",
            "headers": FROM_HERE,
        }
        async with httpx.AsyncClient(**options) as guesser, httpx.AsyncClient(**options) as guest:
            await guesser.get("/deelnemen")
            await guest.get("/deelnemen")
            for _ in range(7):
                room.DOOR.note_wrong(visitor_of_token(guesser.cookies["bk_visitor"]).hash)
            guesses = [
                asyncio.create_task(guesser.post("/api/knock", json={"code": "AAAAAA"})) for _ in range(50)
            ]
            await asyncio.sleep(0)
            answer = await guest.post("/api/join", json={"code": here.code, "name": "An"})
            waiting = sum(not guess.done() for guess in guesses)
            for guess in guesses:
                guess.cancel()
            return answer.status_code, waiting

    with ThreadPoolExecutor(1) as pool:  # a thread of its own: Playwright keeps a loop in this one
        assert pool.submit(asyncio.run, played()).result() == (200, 50)


def test_a_locked_session_says_so_and_a_closed_one_says_nothing_to_a_stranger(here: Room) -> None:
    inside, outside = joined(here), browser()
    room.lock(here.store, here.facilitator, here.id)
    assert outside.post("/api/knock", json={"code": here.code}).json()["locked"]
    locked = outside.post("/api/join", json={"code": here.code, "name": "Bo"})
    assert (locked.status_code, locked.json()["message"]) == (409, text("workshop.refused.locked"))
    assert inside.post("/api/join", json={"code": here.code, "name": "An"}).status_code == 200
    room.close(here.store, here.facilitator, here.id, here.now)
    closed = outside.post("/api/join", json={"code": here.code, "name": "Bo"})
    assert closed.json()["message"] == text("workshop.refused.wrong_code")
    assert "closed" not in outside.post("/api/knock", json={"code": here.code}).json()
    assert inside.post("/api/knock", json={"code": here.code}).json()["closed"]
    assert names(here) == ["An"]


def test_without_a_name_nobody_comes_in(here: Room) -> None:
    answer = browser().post("/api/join", json={"code": here.code, "name": " \u200b "})
    assert (answer.status_code, answer.json()["message"]) == (409, text("workshop.refused.no_name"))


@pytest.mark.parametrize("address", POSTS)
def test_other_websites_and_browsers_without_a_cookie_are_refused(here: Room, address: str) -> None:
    client = joined(here)
    body = {"workshop": here.id, "code": here.code, "name": "Bo", "agrees": True}
    assert client.post(address, json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(address, content=b"[" * 70_000).status_code == 413
    assert client.post(address, json={"nonsense": 1}).status_code == 422
    client.cookies.clear()
    assert client.post(address, json=body).status_code == 403
    assert names(here) == ["An"]


# Who takes part


def test_a_name_can_change_and_a_stranger_changes_nothing(here: Room) -> None:
    client = joined(here)
    assert client.post("/api/name", json={"workshop": here.id, "name": "An <b>"}).status_code == 200
    assert client.get(f"/api/room/{here.id}").json()["name"] == "An <b>"
    stranger = browser()
    for address, more in (
        ("/api/name", {"name": "X"}),
        ("/api/cards", {"agrees": True}),
        ("/api/own-link", {}),
    ):
        assert stranger.post(address, json={"workshop": here.id, **more}).status_code == 403
    assert stranger.get(f"/api/sheet/{here.id}").status_code == 403


def test_with_the_personal_link_another_device_goes_on_as_the_same_person(here: Room) -> None:
    here.go("customers")
    client = joined(here)
    here.vote(who(client), MARGIN, 4)
    path = client.post("/api/own-link", json={"workshop": here.id}).json()["path"]
    other = browser()
    assert other.get(path).headers["location"] == f"/deelnemen?sessie={here.id}"
    found = other.get(f"/api/room/{here.id}").json()
    assert (found["name"], found["votes"]) == ("An", {MARGIN: 4})
    assert names(here) == ["An"]


def test_open_cards_show_names_only_when_everybody_said_yes(here: Room) -> None:
    an, bo = joined(here, "An"), joined(here, "Bo")
    room.ask_open_cards(here.store, here.facilitator, here.id)
    an.post("/api/cards", json={"workshop": here.id, "agrees": True})
    assert not an.get(f"/api/room/{here.id}").json()["cards_open"]
    bo.post("/api/cards", json={"workshop": here.id, "agrees": True})
    assert an.get(f"/api/room/{here.id}").json()["cards_open"]


# What a participant may know


def test_before_the_reveal_nothing_of_others_goes_over_the_line(here: Room) -> None:
    """Whatever a phone can ask is the same before and after the others answered, but for counts."""
    mine = joined(here, "An")
    others = [joined(here, name) for name in ("Boudewijn", "Cécile", "Désiré")]

    def asked() -> list[str]:
        views = [mine.get(f"/api/room/{here.id}?stap={step.id}").json() for step in here.steps]
        views.append(mine.get(f"/api/room/{here.id}").json())
        for view in views:
            for moving in ("edition", "now", "clock_end"):
                view.pop(moving)
        sheet = mine.get(f"/api/sheet/{here.id}").text
        return [*map(json.dumps, views), sheet, mine.post("/api/knock", json={"code": here.code}).text]

    here.go("list")
    here.go("customers")
    before = asked()
    for number, other in enumerate(others):
        here.vote(who(other), MARGIN, 1 + number)
        here.vote(who(other), "customer:k2/judged.pays", None)
        room.add_idea(here.store, who(other), here.id, "list", "B1", "STRENG GEHEIM", new_token())
    after = asked()
    assert after == before
    for payload in after:
        for secret in ("STRENG GEHEIM", "Boudewijn", "Cécile", "Désiré", *map(here.person, map(who, others))):
            assert secret not in payload


def test_the_sheet_holds_what_i_sent_in_words_and_nothing_of_others(here: Room) -> None:
    an, bo = joined(here, "An"), joined(here, "Bo")
    here.go("list")
    for phone, line in ((an, "Cafés"), (bo, "Scholen")):
        room.add_idea(here.store, who(phone), here.id, "list", "B1", line, new_token())
    here.go("customers")
    here.vote(who(an), MARGIN, 4)
    here.vote(who(an), "customer:k1/judged.pays", None)
    here.vote(who(bo), "customer:k2/judged.pays", 1)
    here.go("values")
    here.vote(who(an), "value:v2/comparison", -1, step="values")
    sheet = an.get(f"/api/sheet/{here.id}").json()
    assert sheet["name"] == "An"
    assert [part["lines"] for part in sheet["parts"]] == [["Cafés"], [], []]
    votes = [vote for part in sheet["parts"] for vote in part["votes"]]
    assert [(vote["item"], vote["value"].split(" · ")[0]) for vote in votes] == [
        ("Maatwerk", "-1"),
        ("Café <b>'t Hoekske</b>", "4"),
        ("Café <b>'t Hoekske</b>", text("phone.vote.unknown")),
    ]
    assert all(vote["question"] for vote in votes)
    an.cookies.set("bk_lang", "en")
    assert an.get(f"/api/sheet/{here.id}").json()["parts"][1]["votes"][0]["value"] == "-1 · A little worse"
    room.close(here.store, here.facilitator, here.id, here.now)
    assert an.get(f"/api/sheet/{here.id}").json()["parts"] == []


def test_every_word_that_the_script_asks_for_exists() -> None:
    script = scripts.joined("phone/phone.js")
    asked = set(re.findall(r"""["'`]([a-z]+\.[a-z_]+)["'`]""", script))
    sections = set(phone_page.words("nl"))
    keys = {key for key in asked if key.split(".")[0] in sections}
    assert len(keys) > 100
    for language in ("nl", "en"):
        known = phone_page.words(language)
        assert {key for key in keys if key.split(".")[1] not in known[key.split(".")[0]]} == set()
    unused = {
        f"{section}.{key}"
        for section, table in phone_page.words("nl").items()
        for key in table
        if section not in ("label", "direction", "refused", "status")
    } - keys
    assert unused == {"page.no_script", "list.kept", "list.dropped"}
