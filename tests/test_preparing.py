"""What a session works on: seen missing in time, written down first, pasted on the desk, sent by a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy import workshop as room
from strategy.company.access import NotAllowed, Visitor, may_edit, new_token, visitor_of_token
from strategy.nouns.company import Customer, Value
from strategy.nouns.workshop import Step
from strategy.store.interface import MemoryStore
from strategy.workshop import Refused
from tests.rooms import Room
from ui.frame import visitor
from ui.web import routes

VOTE = Step(id="vote", kind="vote", card="segmentatie", questions=("S2",))
RUN = (Step(id="hello", kind="intro"), VOTE, Step(id="end", kind="close"))
PASTED = "Klant\tOmzet\tOrders\nCafé Central\t12.500\t24\nDe Linde\tveel\t6"


@pytest.fixture
def here() -> Room:
    """A session on a company without anything."""
    return Room(MemoryStore(), steps=RUN, items=())


def stranger() -> Visitor:
    return visitor_of_token(new_token())


def customers(here: Room) -> dict[str, float | None]:
    return {each.name: each.revenue for each in here.store.read(here.company).company.customers}


def test_a_vote_without_anything_to_vote_on_gets_a_list_before_it_once(here: Room) -> None:
    for _ in range(2):
        room.write_down_first(here.store, here.facilitator, here.id, "vote", here.now)
    assert [step.kind for step in here.store.workshop(here.id).steps] == ["intro", "list", "vote", "close"]
    assert [each.question for each in here.desk().lists] == ["S1"]
    assert here.desk().open


def test_a_vote_whose_list_was_skipped_goes_back_to_that_list() -> None:
    listing = Step(id="names", kind="list", questions=("S1",))
    here = Room(MemoryStore(), steps=(RUN[0], listing, *RUN[1:]), items=())
    here.go("vote")
    room.write_down_first(here.store, here.facilitator, here.id, "vote", here.now)
    assert here.desk().step.id == "names"
    assert len(here.store.workshop(here.id).steps) == 4


def test_a_vote_that_has_all_it_needs_stays_as_it_is() -> None:
    here = Room(MemoryStore(), steps=RUN, items=(Customer(id="k1", name="Café"),))
    room.write_down_first(here.store, here.facilitator, here.id, "vote", here.now)
    assert here.desk().step.id == "hello"
    assert here.store.workshop(here.id).steps == RUN


def test_customers_pasted_on_the_desk_stand_in_the_company_with_their_figures(here: Room) -> None:
    done = room.bring(here.store, here.facilitator, here.id, "customer", PASTED, new_token())
    assert customers(here) == {"Café Central": 12_500, "De Linde": None}
    assert done.in_words() == "2 nieuw. 1 regel of cel konden we niet gebruiken."
    again = room.bring(here.store, here.facilitator, here.id, "customer", PASTED, new_token())
    assert (again.new, again.changed, again.same) == (0, 0, 2)


def test_names_pasted_for_another_list_join_what_is_there() -> None:
    here = Room(MemoryStore(), steps=RUN, items=(Value(id="v1", name="Snel antwoord"),))
    typed = "snel  antwoord\nMaatwerk\n\nmaatwerk.\n"
    done = room.bring(here.store, here.facilitator, here.id, "value", typed, new_token())
    assert (done.new, done.same) == (1, 1)
    assert [each.name for each in here.store.read(here.company).company.values] == [
        "Snel antwoord",
        "Maatwerk",
    ]


def test_too_many_lines_are_refused_with_how_many_there_were(here: Room) -> None:
    typed = "\n".join(f"Waarde {n}" for n in range(301))
    with pytest.raises(Refused, match="too_many_lines") as refused:
        room.bring(here.store, here.facilitator, here.id, "value", typed, new_token())
    assert refused.value.values == {"most": 300, "n": 301}


def test_only_a_facilitator_pastes_on_the_desk(here: Room) -> None:
    for who in (stranger(), here.join("An")):
        with pytest.raises(NotAllowed):
            room.bring(here.store, who, here.id, "customer", PASTED, new_token())
        with pytest.raises(NotAllowed):
            room.write_down_first(here.store, who, here.id, "vote", here.now)


# The page behind the link


@pytest.fixture
def page(here: Room) -> Iterator[TestClient]:
    """A browser without any right."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visitor, "store", lambda: here.store)
        app = Starlette(routes=routes.ROUTES)

        async def with_visitor(scope, receive, send):  # type: ignore[no-untyped-def]
            scope["bk_visitor"] = "b" * 43
            await app(scope, receive, send)

        yield TestClient(with_visitor, headers={"sec-fetch-site": "same-origin"})


def preparation_link(here: Room) -> str:
    return f"/voorbereiden/{room.preparation_link(here.store, here.facilitator, here.id, here.now)}"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, here: Room) -> None:
    """The pages ask what time it is; links of the room are made at noon of its day."""

    class Clock(type(here.now)):  # type: ignore[misc]
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def]
            return here.now

    monkeypatch.setattr("ui.web.preparation.datetime", Clock)


def test_the_preparation_page_takes_customers_and_gives_nothing_of_the_company(
    here: Room, page: TestClient
) -> None:
    address = preparation_link(here)
    assert "Er staan nog geen klanten in." in page.get(address).text
    answer = page.post(address, data={"customers": PASTED, "write_id": "a" * 32})
    assert "Bewaard: 2 nieuw." in answer.text
    assert "Regel 3: " in answer.text
    assert customers(here) == {"Café Central": 12_500, "De Linde": None}
    later = page.get(address).text
    assert "Er staan nu 2 klanten in." in later
    assert "Café Central" not in re.sub(r'placeholder="[^"]*"', "", later)
    who = visitor_of_token("b" * 43)
    assert not may_edit(here.store, who, here.company)
    assert room.roles_of(here.store, who, here.id) == frozenset()


def test_sending_the_preparation_form_twice_makes_nobody_double(here: Room, page: TestClient) -> None:
    address = preparation_link(here)
    for _ in range(2):
        page.post(address, data={"customers": PASTED, "write_id": "a" * 32})
    assert len(customers(here)) == 2


def test_a_preparation_link_ends_with_the_session_and_when_it_is_revoked(
    here: Room, page: TestClient
) -> None:
    address = preparation_link(here)
    room.close(here.store, here.facilitator, here.id, here.now)
    assert "Deze sessie is al afgesloten." in page.get(address).text
    assert "Deze sessie is afgesloten." in page.post(address, data={"customers": PASTED}).text
    assert customers(here) == {}
    (link,) = room.workshop_links(here.store, here.facilitator, here.id)
    room.revoke_workshop_link(here.store, here.facilitator, link.token_hash, here.now)
    assert page.get(address).status_code == page.post(address, data={"customers": PASTED}).status_code == 404


def test_a_preparation_link_opens_nothing_else_and_nothing_else_opens_it(
    here: Room, page: TestClient
) -> None:
    token = preparation_link(here).rpartition("/")[2]
    with pytest.raises(NotAllowed):
        room.follow_workshop_link(here.store, stranger(), token, here.now)
    screen = room.screen_link(here.store, here.facilitator, here.id, here.now)
    for other in (screen, "nothing", new_token()):
        assert page.get(f"/voorbereiden/{other}").status_code == 404


@pytest.mark.parametrize(
    "typed", ["", " \n\n", "<b>Café</b>; 3", "x" * 300_000, "\x00\ufffd😀", "Klant\n" + "a" * 2_000]
)
def test_whatever_is_sent_to_the_preparation_page_is_answered_in_words(
    here: Room, page: TestClient, typed: str
) -> None:
    answer = page.post(preparation_link(here), data={"customers": typed})
    assert answer.status_code == 200
    assert "<b>Café</b>" not in answer.text
    assert re.search(r"Bewaard: |role=.alert.", answer.text)


def test_a_form_of_another_website_is_refused(here: Room, page: TestClient) -> None:
    answer = page.post(
        preparation_link(here), data={"customers": PASTED}, headers={"sec-fetch-site": "cross-site"}
    )
    assert "niet van deze website" in answer.text
    assert customers(here) == {}


def test_only_a_facilitator_notes_an_answer_and_only_to_a_question_that_asks_for_words(here: Room) -> None:
    an = here.join("An")

    def noted(who: Visitor, code: str = "W3", field: str = "who", words: str = "Bol") -> None:
        room.answer_in_room(here.store, who, here.id, code, field, words, new_token())

    with pytest.raises(NotAllowed):
        noted(an)
    for code, field in (("W3", "alternative"), ("S2", "judged.revenue"), ("X9", "who")):
        with pytest.raises(Refused, match="not_asked"):
            noted(here.facilitator, code, field)
    with pytest.raises(Refused, match="too_long"):
        noted(here.facilitator, words="x" * 2000)
    noted(here.facilitator)
    answer = here.store.read(here.company).company.answer("W3")
    assert answer is not None
    assert answer.values == {"who": "Bol"}
