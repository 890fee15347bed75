"""What people send while the room talks: points to discuss, and what they take on themselves."""

from __future__ import annotations

from datetime import date

import pytest

from strategy import workshop as room
from strategy.company.access import NotAllowed, Visitor, new_token, visitor_of_token
from strategy.nouns.workshop import OFFER, POINT, Step
from strategy.store.interface import MemoryStore
from strategy.workshop import Refused
from tests.rooms import Room

RUN = (
    Step(id="talk", kind="talk"),
    Step(id="vote", kind="vote", questions=("S2",)),
    Step(id="overview", kind="overview"),
    Step(id="end", kind="close"),
)


@pytest.fixture
def here() -> Room:
    return Room(MemoryStore(), steps=RUN)


def say(here: Room, who: Visitor, question: str, words: str) -> str:
    return room.add_idea(here.store, who, here.id, here.desk().step.id, question, words, new_token()).id


def take(here: Room, idea: str, name: str = "Prijs herbekijken") -> None:
    room.take_over(
        here.store,
        here.facilitator,
        here.id,
        idea,
        name,
        "An",
        date(2026, 12, 1),
        "nieuwe prijslijst",
        new_token(),
        here.now,
    )


def test_a_point_is_seen_by_everybody_at_once_and_without_a_name(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    say(here, an, POINT, "De levertijd")
    for view in (here.phone(bo), here.screen(), here.desk()):
        assert [(each.words, each.by) for each in view.points] == [("De levertijd", "")]


def test_points_keep_their_order_and_go_off_the_queue_once_discussed(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    first, second = say(here, an, POINT, "Eerst"), say(here, bo, POINT, "Dan")
    room.settle_point(here.store, here.facilitator, here.id, first)
    assert [(each.id, each.settled) for each in here.screen().points] == [(first, True), (second, False)]
    room.settle_point(here.store, here.facilitator, here.id, first, False)
    assert not any(each.settled for each in here.screen().points)


def test_what_somebody_takes_on_is_seen_with_their_name_and_becomes_an_action_once(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("overview")
    idea = say(here, an, OFFER, "als een order onder € 100 is, dan bel ik")
    assert [(each.by, each.settled) for each in here.phone(bo).offers] == [("An", False)]
    for _ in range(2):
        take(here, idea)
    (action,) = here.store.read(here.company).company.actions
    assert (action.name, action.who, action.due, action.measure) == (
        "Prijs herbekijken",
        "An",
        date(2026, 12, 1),
        "nieuwe prijslijst",
    )
    assert here.desk().offers[0].settled
    assert [each.name for each in room.report_of(here.store, here.facilitator, here.id).actions] == [
        "Prijs herbekijken"
    ]


def test_an_offer_is_still_there_at_the_last_step(here: Room) -> None:
    an = here.join("An")
    here.go("overview")
    say(here, an, OFFER, "ik bel")
    here.go("end")
    assert [each.words for each in here.phone(an).offers] == ["ik bel"]


def test_points_and_offers_are_taken_only_where_they_belong(here: Room) -> None:
    an = here.join("An")
    with pytest.raises(Refused, match="not_asked"):
        say(here, an, OFFER, "te vroeg")
    here.go("vote")
    with pytest.raises(Refused, match="not_asked"):
        say(here, an, POINT, "tijdens de stemming")


def test_only_a_facilitator_takes_over_and_settles(here: Room) -> None:
    an = here.join("An")
    point = say(here, an, POINT, "De levertijd")
    for who in (an, visitor_of_token(new_token())):
        with pytest.raises(NotAllowed):
            room.settle_point(here.store, who, here.id, point)
    with pytest.raises(Refused, match="not_asked"):
        take(here, point)
