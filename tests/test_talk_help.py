"""The help of a talk: a speaking order for the round, three dots a person for choosing, a queue of points else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy import workshop as room
from strategy.company.access import NotAllowed, Visitor, new_token, visitor_of_token
from strategy.nouns.workshop import POINT, Step
from strategy.store.interface import MemoryStore
from strategy.workshop import Refused
from tests.rooms import Room

RUN = (
    Step(id="list", kind="list", questions=("B1", "W2")),
    Step(id="round", kind="talk", about="list", way="round"),
    Step(id="talk", kind="talk", about="list"),
    Step(id="choose", kind="talk", about="list", way="choose"),
    Step(id="again", kind="talk", way="round"),
    Step(id="end", kind="close"),
)
LINES = ("Cafés", "Gezinnen", "Scholen", "Feesten")


@pytest.fixture
def here() -> Room:
    return Room(MemoryStore(), steps=RUN)


def listed(here: Room, who: Visitor, *lines: str) -> list[str]:
    """The ids of these lines, written by one and shown to all."""
    here.go("list")
    ids = [
        room.add_idea(here.store, who, here.id, "list", "B1", line, new_token()).id for line in lines or LINES
    ]
    here.reveal("list")
    return ids


def lay(here: Room, who: Visitor, line: str, laid: bool = True, write: str = "") -> None:
    room.lay_dot(here.store, who, here.id, "choose", line, laid, write or new_token())


def shown(here: Room, shown: bool = True) -> None:
    room.show_dots(here.store, here.facilitator, here.id, "choose", shown)


# The round


def test_in_a_round_everybody_sees_who_has_the_floor_and_their_own_place(here: Room) -> None:
    an, bo, ce = here.joined("An", "Bo", "Cé")
    here.go("round")
    for view in (here.desk(), here.screen(), here.phone(bo)):
        assert (view.speakers, view.turn) == (("An", "Bo", "Cé"), 0)
    assert [here.phone(each).speaks for each in (an, bo, ce)] == [1, 2, 3]
    room.next_speaker(here.store, here.facilitator, here.id, 0)
    room.next_speaker(here.store, here.facilitator, here.id, 0)
    assert here.screen().turn == 1


def test_another_one_begins_the_next_round_which_starts_anew(here: Room) -> None:
    here.joined("An", "Bo", "Cé")
    here.go("round")
    room.next_speaker(here.store, here.facilitator, here.id, 0)
    here.go("again")
    assert (here.screen().speakers, here.screen().turn) == (("Bo", "Cé", "An"), 0)


def test_who_has_the_last_word_ends_every_round(here: Room) -> None:
    an, *_ = here.joined("An", "Bo", "Cé")
    room.give_last_word(here.store, here.facilitator, here.id, here.person(an))
    here.go("round")
    assert here.screen().speakers == ("Bo", "Cé", "An")
    room.give_last_word(here.store, here.facilitator, here.id, "")
    assert here.screen().speakers == ("An", "Bo", "Cé")


def test_who_only_watches_or_was_put_out_has_no_turn(here: Room) -> None:
    an, bo, ce = here.joined("An", "Bo", "Cé")
    room.let_watch(here.store, here.facilitator, here.id, here.person(an))
    room.remove(here.store, here.facilitator, here.id, here.person(bo))
    here.go("round")
    assert here.screen().speakers == ("Cé",)
    assert (here.phone(an).speaks, here.phone(ce).speaks) == (0, 1)


def test_a_queue_of_points_belongs_to_a_discussion_and_not_to_a_round_or_a_choice(here: Room) -> None:
    (an,) = here.joined("An")
    listed(here, an)
    for step, says in (("round", ""), ("talk", POINT), ("choose", ""), ("again", "")):
        here.go(step)
        assert here.phone(an).says == says


# Dots


def test_before_they_are_shown_nobody_sees_the_dots_of_another(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    first, *_ = listed(here, an)
    here.go("choose")
    before = [view.model_dump_json() for view in (here.phone(bo), here.screen())]
    lay(here, an, first)
    assert [view.model_dump_json() for view in (here.phone(bo), here.screen())] == before
    assert here.phone(an).chosen == (first,)
    assert all(each.dots == 0 for each in here.desk().choices)


def test_shown_dots_are_counted_per_line_the_most_first_and_without_names(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    first, second, *_ = listed(here, an)
    here.go("choose")
    for who, line in ((an, second), (bo, second), (bo, first)):
        lay(here, who, line)
    shown(here)
    assert [(each.words, each.dots) for each in here.screen().choices] == [
        ("Gezinnen", 2),
        ("Cafés", 1),
        ("Scholen", 0),
        ("Feesten", 0),
    ]
    with pytest.raises(Refused, match="revealed"):
        lay(here, an, first)
    shown(here, False)
    lay(here, an, first)
    shown(here)
    assert here.screen().choices[0].dots == here.screen().choices[1].dots == 2


def test_a_fourth_dot_is_refused_until_one_is_taken_back_and_each_question_has_its_own(here: Room) -> None:
    (an,) = here.joined("An")
    ids = listed(here, an)
    other = room.add_idea(here.store, an, here.id, "list", "W2", "Vers", new_token()).id
    here.go("choose")
    for line in ids[:3]:
        lay(here, an, line)
    with pytest.raises(Refused, match="no_dot_left"):
        lay(here, an, ids[3])
    lay(here, an, other)
    lay(here, an, ids[0], laid=False)
    lay(here, an, ids[3])
    assert set(here.phone(an).chosen) == {*ids[1:], other}


def test_a_dot_sent_twice_is_laid_once(here: Room) -> None:
    (an,) = here.joined("An")
    first, *_ = listed(here, an)
    here.go("choose")
    write = new_token()
    lay(here, an, first, write=write)
    lay(here, an, first, laid=False)
    lay(here, an, first, write=write)
    assert here.phone(an).chosen == ()


def test_lines_that_say_the_same_are_one_choice(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    first, second = listed(here, an, "Cafés", "cafés.")
    here.go("choose")
    lay(here, an, first)
    lay(here, an, second)
    lay(here, bo, second)
    shown(here)
    assert [(each.id, each.times, each.dots) for each in here.screen().choices] == [(first, 2, 2)]


def test_what_is_no_choice_takes_no_dot(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    first, second, *_ = listed(here, an)
    with pytest.raises(Refused, match="not_begun"):
        lay(here, an, first)
    room.drop_ideas(here.store, here.facilitator, here.id, [second])
    here.go("choose")
    for line in (second, "none"):
        with pytest.raises(Refused, match="not_asked"):
            lay(here, bo, line)
    with pytest.raises(Refused, match="not_asked"):
        room.lay_dot(here.store, an, here.id, "talk", first, True, new_token())
    with pytest.raises(NotAllowed):
        lay(here, visitor_of_token(new_token()), first)
    with pytest.raises(NotAllowed):
        room.show_dots(here.store, an, here.id, "choose")


def test_readiness_with_the_dots_starts_anew_once_they_are_shown(here: Room) -> None:
    (an,) = here.joined("An")
    listed(here, an)
    here.go("choose")
    room.be_ready(here.store, an, here.id, here.phone(an).stage)
    assert here.screen().counts.ready == 1
    shown(here)
    assert here.screen().counts.ready == 0


def test_closing_deletes_who_chose_what_and_keeps_how_many_chose_each_line(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    first, second, *_ = listed(here, an)
    here.go("choose")
    for who, line in ((an, first), (bo, first), (bo, second)):
        lay(here, who, line)
    shown(here)
    chosen = here.screen().choices
    assert [each.name for each in room.sheet_of(here.store, bo, here.id).votes] == ["Cafés", "Gezinnen"]
    room.close(here.store, here.facilitator, here.id, here.now)
    assert here.store.votes(here.id) == []
    room.reopen(here.store, here.facilitator, here.id)
    assert here.screen().choices == chosen


@settings(max_examples=40, deadline=None)
@given(taps=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
def test_whatever_is_tapped_nobody_ever_has_more_than_three_dots(taps: list[tuple[int, bool]]) -> None:
    here = Room(MemoryStore(), steps=RUN)
    (an,) = here.joined("An")
    ids = listed(here, an)
    here.go("choose")
    kept: set[str] = set()
    for place, laid in taps:
        try:
            lay(here, an, ids[place], laid)
        except Refused:
            assert len(kept) == 3
            continue
        (kept.add if laid else kept.discard)(ids[place])
    assert set(here.phone(an).chosen) == kept
    shown(here)
    assert {each.id for each in here.screen().choices if each.dots} == kept
