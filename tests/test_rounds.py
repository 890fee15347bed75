"""Rounds of a session: nothing is final by one press, and every screen counts the same."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest

from strategy import workshop as room
from strategy.company.access import NotAllowed, new_token
from strategy.store.interface import MemoryStore
from strategy.workshop import Refused
from tests.rooms import Room

MARGIN = "customer:k1/judged.margin"
PAYS = "customer:k1/judged.pays"


@pytest.fixture
def here() -> Room:
    return Room(MemoryStore())


def refused(code: str) -> AbstractContextManager[Any]:
    return pytest.raises(Refused, match=f"workshop.refused.{code}$")


def apart(here: Room, *subjects: str) -> list:
    """Two people who vote 1 and 5 on these subjects, shown."""
    phones = here.joined("An", "Bo")
    here.go("customers")
    for subject in subjects:
        here.votes(phones, subject, 1, 5)
    here.reveal("customers")
    return phones


def next_step(here: Room, to: str, seen: str) -> str:
    room.move_to(here.store, here.facilitator, here.id, to, here.now, seen=seen)
    return here.desk().step.id


def test_two_presses_at_one_step_are_one_step(here: Room) -> None:
    assert next_step(here, "list", seen="hello") == "list"
    assert next_step(here, "choose", seen="hello") == "list"
    assert next_step(here, "choose", seen="list") == "choose"


def test_a_reveal_is_taken_back_and_people_go_on_as_they_were(here: Room) -> None:
    an, _ = apart(here, MARGIN)
    room.reopen_round(here.store, here.facilitator, here.id, "customers")
    view = here.phone(an)
    assert (view.open, view.results, view.votes) == (True, (), {MARGIN: 1})
    here.vote(an, MARGIN, 4)
    here.reveal("customers")
    assert {each.subject: each.votes for each in here.desk().results}[MARGIN] == (4, 5)


def test_a_reveal_stands_once_something_was_agreed_from_it(here: Room) -> None:
    apart(here, MARGIN)
    assert here.desk().may_reopen
    room.agree(here.store, here.facilitator, here.id, "customers", MARGIN, 3, "", new_token(), here.now)
    assert not here.desk().may_reopen
    with refused("taken_over"):
        room.reopen_round(here.store, here.facilitator, here.id, "customers")


def test_a_list_opens_again_until_a_line_was_taken_in(here: Room) -> None:
    an = here.join("An")
    here.go("list")
    line = room.add_idea(here.store, an, here.id, "list", "W2", "Snel", new_token())
    here.reveal("list")
    room.reopen_round(here.store, here.facilitator, here.id, "list")
    assert here.screen().ideas == ()
    here.reveal("list")
    room.keep_ideas(here.store, here.facilitator, here.id, [line.id], "Snel", here.now)
    with refused("taken_over"):
        room.reopen_round(here.store, here.facilitator, here.id, "list")


def test_a_second_round_is_called_off_until_somebody_answered_in_it(here: Room) -> None:
    an, _ = apart(here, MARGIN)
    here.again("customers", MARGIN)
    room.reopen_round(here.store, here.facilitator, here.id, "customers")
    assert (here.desk().round, here.desk().revealed) == (1, 1)
    here.again("customers", MARGIN)
    here.vote(an, MARGIN, 3, round=2)
    with refused("taken_over"):
        room.reopen_round(here.store, here.facilitator, here.id, "customers")


def test_nothing_is_taken_back_before_a_reveal_or_by_others(here: Room) -> None:
    an = here.join("An")
    here.go("customers")
    with refused("not_revealed"):
        room.reopen_round(here.store, here.facilitator, here.id, "customers")
    for deed in (
        lambda: room.reopen_round(here.store, an, here.id, "customers"),
        lambda: room.mark_again(here.store, an, here.id, "customers", [MARGIN]),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_step_that_scores_again_opens_the_second_round_on_what_lies_open(here: Room) -> None:
    an, _ = apart(here, MARGIN, PAYS)
    room.agree(here.store, here.facilitator, here.id, "customers", PAYS, 3, "", new_token(), here.now)
    here.go("again")
    view = here.phone(an)
    assert (view.round, view.open) == (2, True)
    assert [key for item in view.items for key in item.subjects] == [MARGIN]


def test_the_step_that_scores_again_asks_what_the_facilitators_marked(here: Room) -> None:
    an, _ = apart(here, MARGIN, PAYS)
    room.mark_again(here.store, here.facilitator, here.id, "customers", [PAYS, "customer:gone/judged.margin"])
    assert here.desk().marked == (PAYS,)
    here.go("again")
    assert [key for item in here.phone(an).items for key in item.subjects] == [PAYS]


def test_the_step_that_scores_again_shows_the_outcome_where_nothing_lies_open(here: Room) -> None:
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, MARGIN, 4, 4)
    here.reveal("customers")
    here.go("again")
    assert (here.desk().round, here.desk().open) == (1, False)


def test_desk_screen_and_phone_count_the_same_points_and_only_what_is_left(here: Room) -> None:
    an, _ = apart(here, MARGIN, PAYS)
    room.agree(here.store, here.facilitator, here.id, "customers", PAYS, 3, "", new_token(), here.now)
    assert here.desk().left == here.screen().left == here.phone(an).left == (MARGIN,)


def test_readiness_is_of_a_round_and_starts_anew_at_the_reveal(here: Room) -> None:
    an = here.join("An")
    here.go("customers")
    room.be_ready(here.store, an, here.id, here.phone(an).stage)
    assert here.desk().counts.ready == 1
    here.reveal("customers")
    assert here.desk().counts.ready == 0
    assert not here.phone(an).ready
    room.be_ready(here.store, an, here.id, here.phone(an).stage)
    assert here.desk().counts.ready == 1


def test_the_clock_of_a_vote_ends_with_its_reveal(here: Room) -> None:
    here.go("customers")
    assert here.screen().clock_end is not None
    here.reveal("customers")
    assert (here.screen().clock_end, here.screen().clock_left) == (None, 0)
    here.reveal("customers")
    room.start_clock(here.store, here.facilitator, here.id, here.now)
    here.reveal("customers")
    assert here.screen().clock_end is not None
