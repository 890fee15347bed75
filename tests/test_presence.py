"""Who a round waits for, who is told apart, and what comes late."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy import workshop as room
from strategy.company.access import NotAllowed, Visitor, new_token, visitor_of_token
from strategy.store.interface import MemoryStore
from strategy.workshop import Refused
from tests.rooms import Room
from ui.frame import visitor
from ui.web import presence, routes
from ui.web.presence import Phone, Presence

MARGIN = "customer:k1/judged.margin"


@pytest.fixture
def here() -> Room:
    return Room(MemoryStore())


def counts(here: Room) -> tuple[int, int, int]:
    found = here.screen().counts
    return found.joined, found.ready, found.expected


def test_a_phone_that_is_gone_is_not_waited_for_until_it_is_back(here: Room) -> None:
    an, _ = here.joined("An", "Bo")
    here.go("customers")
    room.note_away(here.store, an, here.id)
    assert counts(here) == (2, 0, 1)
    assert [person.away for person in here.desk().people] == [True, False]
    room.note_away(here.store, an, here.id, False)
    assert counts(here) == (2, 0, 2)


def test_who_was_ready_before_going_away_still_counts(here: Room) -> None:
    an, _ = here.joined("An", "Bo")
    here.go("customers")
    room.be_ready(here.store, an, here.id, here.phone(an).stage)
    room.note_away(here.store, an, here.id)
    assert counts(here) == (2, 1, 2)


def test_who_only_watches_counts_nowhere_and_their_votes_do_not_either(here: Room) -> None:
    an, bo, boss = here.joined("An", "Bo", "Baas")
    here.go("customers")
    here.votes([an, bo, boss], MARGIN, 2, 2, 5)
    room.let_watch(here.store, here.facilitator, here.id, here.person(boss))
    assert counts(here) == (2, 0, 2)
    assert here.phone(boss).watching
    here.reveal("customers")
    assert next(each.votes for each in here.desk().results if each.subject == MARGIN) == (2, 2)
    room.let_watch(here.store, here.facilitator, here.id, here.person(boss), False)
    assert counts(here)[0] == 3


def test_only_a_facilitator_lets_somebody_watch(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    for who in (an, visitor_of_token(new_token())):
        with pytest.raises(NotAllowed):
            room.let_watch(here.store, who, here.id, here.person(bo))


def test_two_people_of_one_name_are_told_apart_on_the_desk_and_beside_open_votes(here: Room) -> None:
    phones = here.joined("An", "Bo", "an", "An")
    assert [person.name for person in here.desk().people] == ["An", "Bo", "an 2", "An 3"]
    here.go("customers")
    here.votes(phones, MARGIN, 1, 2, 3, 4)
    room.ask_open_cards(here.store, here.facilitator, here.id)
    for phone in phones:
        room.agree_to_open_cards(here.store, phone, here.id, True)
    here.reveal("customers")
    named = {each.name: each.value for each in here.screen().names if each.subject == MARGIN}
    assert named == {"An": 1, "Bo": 2, "an 2": 3, "An 3": 4}


# A process that hears phones come and go


@pytest.fixture
def noted(here: Room, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What the store was told of who is away, in order."""
    told: list[tuple[str, bool]] = []

    def note(store: object, who: Visitor, workshop_id: str, away: bool) -> None:
        told.append((who.hash, away))

    monkeypatch.setattr(presence, "note_away", note)
    monkeypatch.setattr(visitor, "store", lambda: here.store)
    return told


def test_a_phone_is_gone_after_its_last_stream_ended_and_nothing_was_asked(
    here: Room, noted: list[tuple[str, bool]]
) -> None:
    phone = Phone(here.id, here.join("An"))

    async def heard_of(times: int) -> list[bool]:
        while len(noted) < times:
            await asyncio.sleep(0.01)
        return [away for _, away in noted]

    async def play() -> None:
        heard = Presence(patience=0.05)
        heard.came(phone)
        heard.came(phone)
        heard.left(phone)
        assert await heard_of(1) == [False]
        heard.left(phone)
        heard.asked(phone)
        assert await heard_of(2) == [False, True]
        heard.asked(phone)
        assert (await heard_of(3))[:3] == [False, True, False]

    asyncio.run(asyncio.wait_for(play(), 60))


# What comes late


@pytest.fixture
def phone(here: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    token = new_token()
    here.join("An", visitor_of_token(token))
    monkeypatch.setattr(visitor, "store", lambda: here.store)
    client = TestClient(
        Starlette(routes=routes.ROUTES),
        headers={"sec-fetch-site": "same-origin"},
        cookies={"bk_visitor": token},
    )
    with client:
        yield client


def sent(here: Room, **more: object) -> dict[str, object]:
    vote = {
        "workshop": here.id,
        "item": "customer:k1",
        "field": "judged.margin",
        "step": "customers",
        "round": 1,
    }
    return {**vote, "value": 3, "write_id": new_token(), **more}


def test_a_late_vote_is_told_what_it_was_about_and_what_runs_now(here: Room, phone: TestClient) -> None:
    here.go("customers")
    here.reveal("customers")
    here.go("talk")
    answer = phone.post("/api/vote", json=sent(here))
    assert answer.status_code == 409
    message = answer.json()["message"]
    assert message.startswith("“Café <b>'t Hoekske</b>: Winstmarge")
    assert "Deze ronde is al getoond." in message
    assert message.endswith("Nu loopt: “Bespreken”.")


def test_a_vote_on_what_was_never_asked_is_refused_in_words(here: Room, phone: TestClient) -> None:
    here.go("customers")
    for odd in (
        {"item": "customer:gone"},
        {"field": "judged.nothing"},
        {"item": "<b>", "field": ""},
        {"step": "x"},
    ):
        answer = phone.post("/api/vote", json=sent(here, **odd))
        assert answer.status_code == 409, odd
        assert answer.json()["message"]


def test_a_line_for_a_step_long_past_is_kept_and_its_author_is_told(here: Room, phone: TestClient) -> None:
    here.go("list")
    line = {"workshop": here.id, "step": "list", "question": "W2", "text": "Snel"}
    assert phone.post("/api/idea", json={**line, "write_id": new_token()}).json()["late"] == ""
    here.go("customers")
    answer = phone.post("/api/idea", json={**line, "write_id": new_token()})
    assert "De groep is intussen bij" in answer.json()["late"]
    assert len(here.store.ideas(here.id)) == 2


def test_the_fifty_first_line_of_one_person_in_one_step_is_refused_with_the_limit(here: Room) -> None:
    an = here.join("An")
    here.go("list")
    for n in range(50):
        room.add_idea(here.store, an, here.id, "list", "W2", f"Waarde {n}", new_token())
    with pytest.raises(Refused, match="too_many") as refused:
        room.add_idea(here.store, an, here.id, "list", "W2", "Nog een", new_token())
    assert refused.value.values == {"most": 50}
    room.withdraw_idea(here.store, an, here.id, here.store.ideas(here.id)[0].id)
    room.add_idea(here.store, an, here.id, "list", "W2", "Nog een", new_token())


@pytest.mark.parametrize("typed", ["x" * 2_000, "😀" * 300])
def test_a_line_that_is_too_long_is_refused_with_the_limit(here: Room, phone: TestClient, typed: str) -> None:
    here.go("list")
    line = {"workshop": here.id, "step": "list", "question": "W2", "text": typed, "write_id": new_token()}
    answer = phone.post("/api/idea", json=line)
    assert (answer.status_code, answer.json()["message"]) == (409, "Dat is te lang. Hou het op 200 tekens.")


def test_a_link_that_was_cut_off_is_asked_for_whole(phone: TestClient) -> None:
    for address in ("/deel/abc", "/voorbereiden/abc", "/gedeeld?t=abc"):
        assert "Heb je de hele link?" in phone.get(address).text, address
    whole = new_token()
    for address in (f"/deel/{whole}", f"/voorbereiden/{whole}"):
        answer = phone.get(address)
        assert answer.status_code == 404
        assert "Heb je de hele link?" not in answer.text, address


def test_somebody_elsewhere_opens_the_screen_as_a_participant_and_nobody_else_does(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("customers")
    assert room.screen_view(here.store, an, here.id, here.now).results == ()
    room.remove(here.store, here.facilitator, here.id, here.person(bo))
    for who in (bo, visitor_of_token(new_token())):
        with pytest.raises(NotAllowed):
            room.screen_view(here.store, who, here.id, here.now)
