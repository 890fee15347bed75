"""The routes of a session: votes and lines on their way in, the phone's view, and the stream that says what changed."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

import app as door
from strategy import workshop as room
from strategy.company.access import new_token, visitor_of_token
from strategy.nouns.workshop import Step
from strategy.store.interface import Store
from strategy.store.sql import SqlStore
from strategy.words.texts import text
from tests import stores
from tests.app_store import own_database as own_database
from tests.rooms import Room
from tests.servers import Server, served
from ui.frame import visitor

postgres = stores.postgres

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
ITEM, FIELD = "customer:k1", "judged.margin"
MARGIN = f"{ITEM}/{FIELD}"


@pytest.fixture
def here() -> Room:
    """A room in the store of the app, at the step where customers are scored."""
    made = Room(visitor.store())
    made.go("customers")
    return made


def phone() -> TestClient:
    """A browser with a cookie."""
    token = new_token()
    client = TestClient(door.app, base_url="http://kaartjes.test", follow_redirects=False)
    client.cookies.set("bk_visitor", token)
    client.headers.update(FROM_HERE)
    return client


def who(client: TestClient | httpx.Client) -> Any:
    return visitor_of_token(client.cookies["bk_visitor"])


def joined(here: Room, name: str = "An") -> TestClient:
    client = phone()
    here.join(name, who(client))
    return client


def sent(here: Room, value: Any = 4, **more: Any) -> dict[str, Any]:
    vote = {"workshop": here.id, "item": ITEM, "field": FIELD, "step": "customers", "round": 1}
    return {**vote, "value": value, "write_id": new_token(), **more}


# Votes


def test_a_vote_is_in_the_store_before_the_phone_hears_that_it_is_kept(here: Room) -> None:
    client = joined(here)
    answer = client.post("/api/vote", json=sent(here, 4))
    assert (answer.status_code, answer.json()) == (200, {"kept": True})
    assert [vote.value for vote in SqlStore(os.environ["DATABASE_URL"]).votes(here.id)] == [4]


def test_a_vote_sent_twice_is_kept_once(here: Room) -> None:
    client = joined(here)
    once = sent(here, 4)
    assert [client.post("/api/vote", json=once).status_code for _ in range(3)] == [200] * 3
    assert len(here.store.votes(here.id)) == 1


def test_not_knowing_is_a_vote(here: Room) -> None:
    client = joined(here)
    assert client.post("/api/vote", json=sent(here, None)).status_code == 200
    assert client.get(f"/api/room/{here.id}").json()["votes"] == {MARGIN: None}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"value": 9}, 409, "no_such_value"),
        ({"item": "customer:k9"}, 409, "not_asked"),
        ({"field": "note"}, 409, "not_asked"),
        ({"item": "nonsense"}, 409, "not_asked"),
        ({"step": "values"}, 409, "not_begun"),
        ({"round": 2}, 409, "not_begun"),
    ],
)
def test_a_vote_that_cannot_be_says_why_in_words(
    here: Room, change: dict[str, Any], status: int, code: str
) -> None:
    answer = joined(here).post("/api/vote", json=sent(here) | change)
    assert answer.status_code == status
    assert answer.json()["code"] == f"workshop.refused.{code}"
    assert answer.json()["message"] == text(answer.json()["code"], "nl", lowest=1, highest=5)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"workshop": 1},
        {"value": "vier"},
        {"write_id": ""},
        {"extra": True},
        {"round": "een"},
        {"value": {"a": 1}},
    ],
)
def test_a_vote_that_cannot_be_read_is_refused(here: Room, body: Any) -> None:
    asked = sent(here) | body if isinstance(body, dict) and body else body
    assert joined(here).post("/api/vote", json=asked).status_code == 422


def test_a_vote_after_the_reveal_comes_too_late_and_says_so(here: Room) -> None:
    client = joined(here)
    kept = sent(here, 2)
    client.post("/api/vote", json=kept)
    here.reveal("customers")
    late = client.post("/api/vote", json=sent(here, 5))
    assert (late.status_code, late.json()["code"]) == (409, "workshop.refused.revealed")
    assert client.post("/api/vote", json=kept).status_code == 200
    assert client.get(f"/api/room/{here.id}").json()["votes"] == {MARGIN: 2}


def test_nobody_votes_from_another_website_without_a_cookie_or_without_a_seat(here: Room) -> None:
    inside, outside = joined(here), phone()
    assert (
        inside.post("/api/vote", json=sent(here), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert outside.post("/api/vote", json=sent(here)).status_code == 403
    outside.cookies.clear()
    assert outside.post("/api/vote", json=sent(here)).status_code == 403
    assert here.store.votes(here.id) == []


def test_refusals_speak_the_language_of_the_phone(here: Room) -> None:
    client = joined(here)
    client.cookies.set("bk_lang", "en")
    answer = client.post("/api/vote", json=sent(here, 9))
    assert answer.json()["message"] == "Choose a value from 1 to 5."


# Lines and readiness


def test_a_line_is_kept_changed_and_taken_back(here: Room) -> None:
    here.go("list")
    client = joined(here)
    line = {"workshop": here.id, "step": "list", "question": "B1", "text": "Horeca", "write_id": new_token()}
    first = client.post("/api/idea", json=line)
    again = client.post("/api/idea", json=line | {"text": "Horeca & <b>feest</b>"})
    assert first.json()["idea"] == again.json()["idea"]
    assert [each["words"] for each in client.get(f"/api/room/{here.id}").json()["ideas"]] == [
        "Horeca & <b>feest</b>"
    ]
    client.post("/api/withdraw", json={"workshop": here.id, "idea": first.json()["idea"]})
    assert client.get(f"/api/room/{here.id}").json()["ideas"] == []


def test_a_dot_is_laid_and_taken_back_and_the_fourth_is_refused_in_words() -> None:
    steps = (
        Step(id="list", kind="list", questions=("B1",)),
        Step(id="choose", kind="talk", about="list", way="choose"),
    )
    here = Room(visitor.store(), steps=steps)
    client = joined(here)
    here.go("list")
    lines = [
        room.add_idea(here.store, who(client), here.id, "list", "B1", line, new_token()).id
        for line in ("Cafés", "Gezinnen", "Scholen", "Feesten")
    ]
    here.reveal("list")
    here.go("choose")

    def lay(line: str, laid: bool = True) -> httpx.Response:
        body = {"workshop": here.id, "step": "choose", "line": line, "laid": laid, "write_id": new_token()}
        return client.post("/api/dot", json=body)

    assert [lay(line).status_code for line in lines] == [200, 200, 200, 409]
    assert lay(lines[3]).json()["message"] == "Je drie stippen liggen al. Haal er eerst een weg."
    assert lay(lines[0], laid=False).status_code == 200
    assert client.get(f"/api/room/{here.id}").json()["chosen"] == lines[1:3]


def test_being_ready_counts_for_the_stage_that_was_shown(here: Room) -> None:
    client = joined(here)
    stage = client.get(f"/api/room/{here.id}").json()["stage"]
    assert client.post("/api/ready", json={"workshop": here.id, "stage": stage}).status_code == 200
    assert client.get(f"/api/room/{here.id}").json()["counts"] == {"joined": 1, "ready": 1, "expected": 1}
    client.post("/api/ready", json={"workshop": here.id, "stage": stage, "ready": False})
    assert not client.get(f"/api/room/{here.id}").json()["ready"]


# The view


def test_a_phone_gets_its_own_view_and_a_stranger_gets_nothing(here: Room) -> None:
    client = joined(here, "Zoë <i>")
    found = client.get(f"/api/room/{here.id}")
    assert found.headers["cache-control"] == "private, no-cache"
    assert (found.json()["name"], found.json()["step"]["id"]) == ("Zoë <i>", "customers")
    assert client.get(f"/api/room/{here.id}?stap=values").json()["here"] is False
    for other in (phone(), joined(Room(visitor.store()))):
        assert other.get(f"/api/room/{here.id}").status_code == 403
    assert client.get("/api/room/nothing").status_code == 403


def test_before_the_reveal_the_payload_contains_nothing_of_others(here: Room) -> None:
    mine, other = joined(here, "An"), joined(here, "Boudewijn")
    asked = mine.get(f"/api/room/{here.id}")
    other.post("/api/vote", json=sent(here, 1))
    other.post("/api/vote", json=sent(here, 3, field="judged.pays"))
    other.post("/api/vote", json=sent(here, None, field="judged.size"))
    here.go("list")
    line = {"workshop": here.id, "step": "list", "question": "B1", "text": "GEHEIM", "write_id": new_token()}
    other.post("/api/idea", json=line)
    listed = mine.get(f"/api/room/{here.id}").text
    here.go("customers")
    again = mine.get(f"/api/room/{here.id}")
    before, after = asked.json(), again.json()
    for moving in ("edition", "now", "clock_end"):
        before.pop(moving)
        after.pop(moving)
    assert after == before
    for payload in (listed, again.text):
        assert "GEHEIM" not in payload
        assert "Boudewijn" not in payload
        assert here.person(who(other)) not in payload
    here.reveal("customers")
    shown = {each["subject"]: each["votes"] for each in mine.get(f"/api/room/{here.id}").json()["results"]}
    assert shown[MARGIN] == [1.0]


def test_a_view_that_did_not_change_is_not_sent_again(here: Room) -> None:
    client = joined(here)
    first = client.get(f"/api/room/{here.id}")
    same = client.get(f"/api/room/{here.id}", headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.text) == (304, "")
    client.post("/api/vote", json=sent(here))
    changed = client.get(f"/api/room/{here.id}", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    elsewhere = client.get(
        f"/api/room/{here.id}?stap=values", headers={"If-None-Match": first.headers["etag"]}
    )
    assert elsewhere.status_code == 200


# Links


def test_a_personal_link_leads_to_the_page_of_its_role(here: Room) -> None:
    inside = joined(here)
    store, boss, now = here.store, here.facilitator, datetime.now(UTC)
    links = {
        "/deelnemen": room.own_link(store, who(inside), here.id, now),
        "/workshop": room.facilitator_link(store, boss, here.id, now),
        "/scherm": room.screen_link(store, boss, here.id, now),
    }
    for page, token in links.items():
        answer = phone().get(f"/terug/{token}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{page}?sessie={here.id}")
    assert phone().get("/terug/nothing").status_code == 404


# The stream, on a real server


class Stream:
    """A browser that listens; `heard` are the editions with the moment at which each came."""

    def __init__(self, server: Server, token: str, workshop: str) -> None:
        self.heard: list[tuple[float, str]] = []
        self._client = httpx.Client(cookies={"bk_visitor": token}, timeout=30)
        self._answer: httpx.Response | None = None
        self._reading = threading.Thread(target=self._read, args=(f"{server.address}/live/{workshop}",))
        self._reading.start()

    def _read(self, address: str) -> None:
        try:
            with self._client.stream("GET", address) as answer:
                for line in answer.iter_lines():
                    if line.startswith("data: "):
                        self.heard.append((time.monotonic(), line.removeprefix("data: ")))
        except httpx.HTTPError:
            pass

    @property
    def editions(self) -> list[str]:
        return [edition for _, edition in self.heard]

    def wait_for(self, number: int) -> str:
        """The edition heard as number so many."""
        return until(lambda: self.editions[number - 1] if len(self.heard) >= number else None)

    def join(self) -> None:
        self._reading.join(20)
        assert not self._reading.is_alive()


def until(found: Callable[[], Any]) -> Any:
    """What is found, once it is there."""
    for _ in range(1000):
        outcome = found()
        if outcome:
            return outcome
        time.sleep(0.02)
    raise TimeoutError


@contextmanager
def a_server(database: str) -> Iterator[Server]:
    with served(database, "uvicorn", "app:app", "--port", "{port}") as server:
        yield server


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Store]]:
    """A server, and a store on its database in this process: two processes, as with two servers."""
    url = f"sqlite:///{tmp_path_factory.mktemp('live') / 'live.db'}"
    with a_server(url) as server:
        store = SqlStore(url)
        yield server, store
        store.close()


def seated_at(here: Room, name: str) -> str:
    """The cookie of a phone that joined."""
    token = new_token()
    here.join(name, visitor_of_token(token))
    return token


@pytest.mark.xdist_group("room")
def test_a_phone_hears_of_a_new_step_that_another_process_made(live: tuple[Server, Store]) -> None:
    server, store = live
    here = Room(store)
    stream = Stream(server, seated_at(here, "An"), here.id)
    first = stream.wait_for(1)
    here.go("customers")
    second = stream.wait_for(2)
    assert first != second == here.screen().edition


@pytest.mark.xdist_group("room")
def test_a_phone_hears_nothing_of_votes_and_the_facilitator_does(live: tuple[Server, Store]) -> None:
    server, store = live
    boss = new_token()
    here = Room(store, facilitator=visitor_of_token(boss))
    here.go("customers")
    an, bo = seated_at(here, "An"), seated_at(here, "Bo")
    screens = [Stream(server, token, here.id) for token in (boss, an)]
    [screen.wait_for(1) for screen in screens]
    with httpx.Client(base_url=server.address, cookies={"bk_visitor": bo}, headers=FROM_HERE) as client:
        assert client.post("/api/vote", json=sent(here)).status_code == 200
    screens[0].wait_for(2)
    here.reveal("customers")
    revealed = screens[1].wait_for(2)
    assert revealed == here.screen().edition
    assert len(screens[1].heard) == 2


@pytest.mark.xdist_group("room")
def test_many_changes_at_once_become_few_events(live: tuple[Server, Store]) -> None:
    server, store = live
    boss = new_token()
    here = Room(store, facilitator=visitor_of_token(boss))
    here.go("customers")
    token = seated_at(here, "An")
    stream = Stream(server, boss, here.id)
    stream.wait_for(1)
    with httpx.Client(base_url=server.address, cookies={"bk_visitor": token}, headers=FROM_HERE) as client:
        for _ in range(30):
            client.post("/api/vote", json=sent(here))
    last = here.desk().edition
    until(lambda: stream.editions[-1] == last)
    assert len(stream.heard) < 20


@pytest.mark.xdist_group("room")
def test_a_stranger_may_not_listen(live: tuple[Server, Store]) -> None:
    server, store = live
    here = Room(store)
    for token in (new_token(), ""):
        answer = httpx.get(f"{server.address}/live/{here.id}", cookies={"bk_visitor": token})
        assert (answer.status_code, answer.text) == (403, "")


@pytest.mark.xdist_group("room")
def test_a_server_that_is_asked_to_stop_does_not_wait_for_who_listens(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'stop.db'}"
    with a_server(url) as server:
        store = SqlStore(url)
        here = Room(store)
        stream = Stream(server, seated_at(here, "An"), here.id)
        stream.wait_for(1)
        server.running.terminate()
        server.running.wait(20)
        stream.join()
        store.close()


@pytest.mark.xdist_group("room")
def test_a_server_that_is_killed_comes_back_with_every_answer_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kill.db'}"
    with a_server(url) as server:
        store = SqlStore(url)
        here = Room(store)
        here.go("customers")
        tokens = [seated_at(here, f"P{number}") for number in range(8)]
        votes = {token: sent(here, 1 + number % 5) for number, token in enumerate(tokens)}

        def send(token: str) -> None:
            """As a phone does: again and again, until it hears that the vote is kept."""
            with httpx.Client(
                base_url=server.address, cookies={"bk_visitor": token}, headers=FROM_HERE
            ) as client:
                for _ in range(300):
                    try:
                        if client.post("/api/vote", json=votes[token]).status_code == 200:
                            return
                    except httpx.TransportError:
                        time.sleep(0.1)
            raise TimeoutError

        with ThreadPoolExecutor(8) as pool:
            sending = [pool.submit(send, token) for token in tokens]
            server.stop()
            server.start()
            [each.result() for each in sending]
        for token in tokens:
            found = httpx.get(f"{server.address}/api/room/{here.id}", cookies={"bk_visitor": token}).json()
            assert found["step"]["id"] == "customers"
            assert found["votes"] == {MARGIN: votes[token]["value"]}
        assert len(store.votes(here.id)) == len(tokens)
        store.close()


@pytest.mark.xdist_group("room")
def test_two_servers_on_one_postgres_show_the_same(postgres: str) -> None:
    for database in stores.in_postgres(postgres):
        with a_server(database.url) as one, a_server(database.url) as other:
            here = Room(database.open())
            here.go("customers")
            token = seated_at(here, "An")
            stream = Stream(other, token, here.id)
            stream.wait_for(1)
            with httpx.Client(
                base_url=one.address, cookies={"bk_visitor": token}, headers=FROM_HERE
            ) as client:
                assert client.post("/api/vote", json=sent(here, 5)).status_code == 200
            here.reveal("customers")
            stream.wait_for(2)
            room.put_on_table(here.store, here.facilitator, here.id, "customers", MARGIN)
            room.start_clock(here.store, here.facilitator, here.id, here.now, minutes=12)
            room.pause_clock(here.store, here.facilitator, here.id, here.now)
            views = [
                httpx.get(f"{server.address}/api/room/{here.id}", cookies={"bk_visitor": token}).json()
                for server in (one, other)
            ]
            for view in views:
                view.pop("now")
            assert views[0] == views[1]
            assert json.dumps(views[0]["results"]).count("5.0") > 0
            assert (views[0]["on_table"], views[0]["clock_left"]) == (MARGIN, 12 * 60)
