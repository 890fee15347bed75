"""Whatever is sent or changed in a session is kept as typed or refused in one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy import workshop as room
from strategy.company.access import new_token
from strategy.nouns.workshop import Step
from strategy.store.interface import MemoryStore
from strategy.workshop import Refused
from tests.rooms import STEPS, Room
from ui.room import pictures

ODD = ("👨‍👩‍👧 Gezinnen", "<b>Cafés</b>", 'O\'Neill & "Zoon"', "Crèmerie 🥐", "**vet** _en_ [link](x)")


@pytest.fixture
def here() -> Room:
    return Room(MemoryStore())


def line(here: Room, words: str) -> str:
    an = here.join("An")
    here.go("list")
    return room.add_idea(here.store, an, here.id, "list", "B1", words, new_token()).words


@pytest.mark.parametrize("words", ODD)
def test_a_line_with_odd_signs_is_kept_as_typed_and_runs_nowhere(here: Room, words: str) -> None:
    assert line(here, words) == words
    here.reveal("list")
    picture = pictures.ideas(here.screen(), "nl")
    assert "<b>" not in picture
    (idea,) = here.desk().ideas
    item = room.keep_ideas(here.store, here.facilitator, here.id, [idea.id], idea.words, here.now)
    assert here.store.read(here.company).company.segments[0] == item
    assert item.name == words


@given(words=st.text(max_size=250))
def test_any_line_is_kept_in_one_row_or_refused_with_a_reason(words: str) -> None:
    kept, code = "", ""
    try:
        kept = line(Room(MemoryStore()), words)
    except Refused as refused:
        code = refused.code
    assert bool(kept) != (code in ("workshop.refused.no_text", "workshop.refused.too_long"))
    assert len(kept) <= 200
    assert kept == " ".join(kept.split())


def test_a_step_that_is_edited_while_people_are_in_it_keeps_what_they_sent(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("customers")
    here.vote(an, "customer:k1/judged.margin", 2)
    room.be_ready(here.store, an, here.id, here.phone(an).stage)
    edited = [
        step.model_copy(update={"title": "Wie telt?", "minutes": 30}) if step.id == "customers" else step
        for step in STEPS
    ]
    room.edit_steps(here.store, here.facilitator, here.id, edited)
    assert here.phone(bo).step.title == "Wie telt?"
    assert here.phone(an).votes == {"customer:k1/judged.margin": 2}
    assert (here.phone(an).ready, here.screen().counts.ready) == (True, 1)
    here.vote(bo, "customer:k1/judged.margin", 4)
    with pytest.raises(Refused, match="step_in_use"):
        room.edit_steps(
            here.store,
            here.facilitator,
            here.id,
            [step for step in edited if "customers" not in (step.id, step.about)],
        )


def test_a_step_that_another_facilitator_added_meanwhile_stays_where_it_is(here: Room) -> None:
    seen = [step.id for step in STEPS]
    pause = Step(id="break", kind="pause")
    room.edit_steps(here.store, here.facilitator, here.id, [*STEPS[:3], pause, *STEPS[3:]])
    longer = [step.model_copy(update={"minutes": 1}) for step in STEPS if step.id != "channels"]
    room.edit_steps(here.store, here.facilitator, here.id, longer, seen)
    ids = [step.id for step in here.desk().run]
    assert ids == [*seen[:3], "break", *(id for id in seen[3:] if id != "channels")]


def test_a_step_that_was_left_out_on_purpose_does_not_come_back(here: Room) -> None:
    seen = [step.id for step in STEPS]
    room.edit_steps(here.store, here.facilitator, here.id, STEPS[:6], seen)
    assert [step.id for step in here.desk().run] == seen[:6]


def test_a_vote_after_the_session_was_closed_is_refused(here: Room) -> None:
    (an,) = here.joined("An")
    here.go("customers")
    room.close(here.store, here.facilitator, here.id, here.now)
    with pytest.raises(Refused, match="closed"):
        here.vote(an, "customer:k1/judged.margin", 2)
    with pytest.raises(Refused, match="closed"):
        room.add_idea(here.store, an, here.id, "list", "B1", "Cafés", new_token())
