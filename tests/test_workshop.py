"""A session from opening to closing, as the facilitator and the people with phones live it."""

from __future__ import annotations

import json
import threading
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy import workshop as room
from strategy.company.access import (
    NotAllowed,
    Visitor,
    delete_company,
    may_edit,
    new_token,
    start_company,
    visitor_of_token,
)
from strategy.nouns.company import CRITERIA, Company, Customer, Profile
from strategy.nouns.workshop import Step, subject_of
from strategy.scoring.scores import score
from strategy.store.interface import Change, MemoryStore, Store
from strategy.workshop import Door, Refused
from strategy.workshop.codes import (
    ALPHABET,
    CODES,
    FREE_TRIES,
    GUESSES_OF_RANGE,
    LONGEST_WAIT,
    PROCESSES,
    guesses_an_hour,
    new_code,
    range_of,
)
from tests import stores
from tests.rooms import STEPS, Room, ballot
from tests.stores import NOON

database = stores.database
postgres = stores.postgres
store = stores.store

MARGIN = "customer:k1/judged.margin"
PAYS = "customer:k1/judged.pays"
IMPORTANCE = "value:v1/importance"


@pytest.fixture
def here() -> Room:
    """A room in memory."""
    return Room(MemoryStore())


def stranger() -> Visitor:
    return visitor_of_token(new_token())


def refused(code: str) -> AbstractContextManager[Any]:
    return pytest.raises(Refused, match=f"workshop.refused.{code}$")


def result(here: Room, subject: str, step: str = "customers") -> room.Result:
    return next(each for each in here.desk(step).results if each.subject == subject)


# Opening


def test_opening_makes_a_facilitator_a_code_and_a_first_step_without_a_clock(here: Room) -> None:
    desk = here.desk()
    assert desk.step.id == "hello"
    assert desk.clock_end is None
    assert len(desk.code) == 6
    assert set(desk.code) <= set(ALPHABET)
    assert room.roles_of(here.store, here.facilitator, here.id) == {"facilitator"}


def test_opening_twice_by_a_double_tap_opens_one(here: Room) -> None:
    twice = [
        room.open_workshop(here.store, here.facilitator, here.company, "quick", "same tap", here.now)
        for _ in range(2)
    ]
    assert twice[0] == twice[1] != here.id
    assert len(here.store.workshops_of(here.company)) == 2


def test_only_an_owner_opens_a_workshop_on_a_company(here: Room) -> None:
    with pytest.raises(NotAllowed):
        room.open_workshop(here.store, stranger(), here.company, "quick", new_token(), here.now)


@pytest.mark.parametrize(("script", "minutes"), [("half_day", 195), ("quick", 75), ("self_scan", 60)])
def test_the_scripts_last_as_long_as_the_method_says(script: str, minutes: float) -> None:
    steps = room.run_of(script, Company(customers=(Customer(id="k1"),)))
    assert sum(step.minutes for step in steps) == minutes
    assert steps[-1].kind == "close"


@pytest.mark.parametrize("script", room.SCRIPTS)
def test_on_a_new_company_every_vote_has_a_list_before_it_that_gathers_what_it_is_about(script: str) -> None:
    store = MemoryStore()
    owner = stranger()
    company = start_company(store, owner, Profile(name="Nieuw"), new_token(), NOON)
    id = room.open_workshop(store, owner, company, script, new_token(), NOON)
    missing = room.missing_in(store.workshop(id).steps, Company())
    assert "customer" in {each.kind for each in missing}
    assert all(each.written is not None for each in missing)


def test_a_half_day_on_a_new_company_reaches_its_last_vote_with_customers() -> None:
    here = Room(MemoryStore())
    company = start_company(here.store, here.facilitator, Profile(name="Nieuw"), new_token(), here.now)
    here.id = room.open_workshop(here.store, here.facilitator, company, "half_day", new_token(), here.now)
    here.code = here.store.workshop(here.id).code
    an = here.join("An")
    here.go("customer_names")
    line = room.add_idea(here.store, an, here.id, "customer_names", "S1", "Café Central", new_token())
    here.reveal("customer_names")
    room.keep_ideas(here.store, here.facilitator, here.id, [line.id], "Café Central", here.now)
    here.go("customer_vote")
    assert [item.name for item in here.phone(an).items] == ["Café Central"]


def test_a_vote_on_what_nobody_writes_down_is_seen_before_opening() -> None:
    run = [step for step in room.SCRIPTS["half_day"] if step.id != "customer_names"]
    (missing,) = [each for each in room.missing_in(run, Company()) if each.kind == "customer"]
    assert (missing.vote.id, missing.written) == ("customer_vote", None)
    assert not room.missing_in(run[-8:], Company(customers=(Customer(id="k1"),)))


@pytest.mark.parametrize("script", room.SCRIPTS)
def test_every_script_can_be_played_from_start_to_end(script: str) -> None:
    here = Room(MemoryStore(), steps=room.SCRIPTS[script])
    phone = here.join("An")
    for step in here.steps:
        here.go(step.id)
        view = here.phone(phone)
        assert view.step.title
        if step.kind == "vote" and not step.about:
            assert view.open
            assert view.items
        if step.kind == "list":
            assert view.lists


def test_a_discussion_comes_after_what_it_is_about(here: Room) -> None:
    run = [Step(id="talk", kind="talk", about="list"), Step(id="list", kind="list", questions=("B1",))]
    with refused("steps_order"):
        room.open_workshop(
            here.store, here.facilitator, here.company, "half_day", new_token(), here.now, steps=run
        )


def test_steps_change_as_long_as_nothing_in_use_goes(here: Room) -> None:
    here.go("values")
    longer = [step.model_copy(update={"minutes": 20, "title": "Onze waarden"}) for step in STEPS]
    room.edit_steps(here.store, here.facilitator, here.id, longer)
    assert here.desk().step.title == "Onze waarden"
    with refused("step_in_use"):
        room.edit_steps(here.store, here.facilitator, here.id, [s for s in STEPS if s.id != "values"])


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [Step(id="a", kind="talk"), Step(id="a", kind="pause")],
        [Step(id="", kind="talk")],
        [Step(id="a", kind="talk", about="b")],
        [Step(id="a", kind="talk"), Step(id="b", kind="talk", about="a")],
    ],
)
def test_steps_that_cannot_run_are_refused(here: Room, steps: list[Step]) -> None:
    with refused("steps"):
        room.edit_steps(here.store, here.facilitator, here.id, steps)


# Joining


def test_a_code_may_be_typed_in_any_way(here: Room) -> None:
    typed = f" {here.code[:3].lower()}-{here.code[3:]} "
    assert room.knock(here.store, stranger(), typed).company_name == "Bakkerij Peeters"


@given(st.text(max_size=20))
@settings(deadline=None, max_examples=50)
def test_anything_may_be_typed_as_a_code(typed: str) -> None:
    with refused("wrong_code"):
        room.knock(MemoryStore(), stranger(), typed, Door(pause=lambda _: None))


def test_codes_have_no_signs_that_look_alike() -> None:
    assert not set(ALPHABET) & set("01OILS58BUZAE")
    assert len({new_code() for _ in range(100)}) == 100


def test_a_double_tap_makes_one_person_and_two_people_may_have_one_name(here: Room) -> None:
    phone, other = here.joined("An", "An")
    here.join("An", phone)
    assert [person.name for person in here.store.participants(here.id)] == ["An", "An"]
    assert here.phone(phone).participant_id != here.phone(other).participant_id


def test_a_name_is_needed_and_kept_as_typed(here: Room) -> None:
    with refused("no_name"):
        here.join("  \n ")
    phone = here.join("  <b>Zoë</b> 🍞  d'Hondt ")
    assert here.phone(phone).name == "<b>Zoë</b> 🍞 d'Hondt"
    room.rename(here.store, phone, here.id, "Zoë")
    assert here.phone(phone).name == "Zoë"


def test_a_locked_door_keeps_new_people_out_and_lets_others_back_in(here: Room) -> None:
    inside = here.join("An")
    room.lock(here.store, here.facilitator, here.id)
    with refused("locked"):
        here.join("Bo")
    assert here.join("An", inside) == inside
    room.lock(here.store, here.facilitator, here.id, False)
    here.join("Bo")
    assert here.desk().counts.joined == 2


def test_who_comes_late_sees_what_the_others_see(here: Room) -> None:
    here.go("customers")
    early = here.join("An")
    here.later(3)
    late = here.join("Bo")
    first, second = here.phone(early), here.phone(late)
    assert (second.step, second.clock_end, second.items) == (first.step, first.clock_end, first.items)


def test_who_is_removed_sees_nothing_and_counts_nowhere(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("customers")
    here.votes([an, bo], MARGIN, 1, 5)
    room.remove(here.store, here.facilitator, here.id, here.person(an))
    for asked in (lambda: here.phone(an), lambda: here.vote(an, MARGIN, 3)):
        with pytest.raises(NotAllowed):
            asked()
    with refused("removed"):
        here.join("An", an)
    here.reveal("customers")
    assert result(here, MARGIN).votes == (5,)
    room.put_back(here.store, here.facilitator, here.id, here.person(an))
    assert result(here, MARGIN).votes == (1, 5)


def test_two_phones_of_one_person_become_one_and_the_last_vote_counts(here: Room) -> None:
    old, new = here.joined("An", "An")
    here.go("customers")
    here.vote(old, MARGIN, 1)
    here.vote(old, PAYS, 2)
    here.vote(new, MARGIN, 4)
    room.merge(here.store, here.facilitator, here.id, here.person(old), here.person(new))
    assert here.phone(new).votes == here.phone(old).votes == {MARGIN: 4, PAYS: 2}
    assert here.desk().counts.joined == 1
    with refused("merge"):
        room.merge(here.store, here.facilitator, here.id, here.person(new), here.person(new))


# The door


def test_a_room_of_thirty_behind_one_address_walks_in_at_once_after_thirty_typing_mistakes(
    here: Room,
) -> None:
    paused: list[float] = []
    door = Door(pause=paused.append)
    phones = [stranger() for _ in range(30)]
    for phone in phones:
        with refused("wrong_code"):
            room.knock(here.store, phone, "222222", door, "192.0.2.7")
    for phone in phones:
        room.join(here.store, phone, here.code, "An", here.now, door, "192.0.2.7")
    assert paused == []
    assert here.desk().counts.joined == 30


def test_a_thousand_phones_join_behind_one_address_without_a_single_guess(here: Room) -> None:
    door = Door(pause=lambda _: None)
    for _ in range(1000):
        assert room.knock(here.store, stranger(), here.code, door, "192.0.2.7").workshop_id == here.id


def test_a_guesser_is_not_even_looked_at_after_forty_wrong_codes_an_hour(here: Room) -> None:
    moment = [0.0]
    door = Door(pause=lambda _: None, clock=lambda: moment[0])
    for number in range(GUESSES_OF_RANGE):
        with refused("wrong_code"):
            room.knock(here.store, stranger(), "222222", door, f"192.0.2.{number}")
    with refused("too_many_codes"):
        room.knock(here.store, stranger(), here.code, door, "192.0.2.99")
    room.knock(here.store, stranger(), here.code, door, "192.0.3.1")
    moment[0] = 3601
    room.knock(here.store, stranger(), here.code, door, "192.0.2.99")


def test_who_is_in_already_never_waits_for_a_guesser_behind_the_same_address(here: Room) -> None:
    door = Door(pause=lambda _: None)
    phone = here.join("An")
    for _ in range(GUESSES_OF_RANGE):
        with refused("wrong_code"):
            room.knock(here.store, stranger(), "222222", door, "192.0.2.7")
    assert room.knock(here.store, phone, here.code, door, "192.0.2.7").participant is not None
    assert room.join(here.store, phone, here.code, "An", here.now, door, "192.0.2.7")[0] == here.id
    assert room.knock(here.store, here.facilitator, here.code, door, "192.0.2.7").workshop_id == here.id


def test_guesses_from_everywhere_at_once_stop_strangers_and_no_room_that_sits(here: Room) -> None:
    door = Door(pause=lambda _: None)
    door.trust("198.51.100.1")
    for number in range(guesses_an_hour(1)):
        with refused("wrong_code"):
            room.knock(here.store, stranger(), "222222", door, f"10.{number >> 8}.{number & 255}.1")
    assert door.many_guess()
    with refused("too_many_codes"):
        room.knock(here.store, stranger(), here.code, door, "203.0.113.1")
    assert room.knock(here.store, stranger(), here.code, door, "198.51.100.9").workshop_id == here.id


@pytest.mark.parametrize("sessions", [0, 1, 10, 37, 100, 400, 1000, 4000])
def test_guessing_all_year_in_four_processes_hits_less_than_once(sessions: int) -> None:
    hours = 365.25 * 24
    guesses = guesses_an_hour(sessions) * PROCESSES * hours
    assert guesses * sessions < CODES
    if sessions <= 400:
        assert GUESSES_OF_RANGE * hours * sessions < CODES


def test_a_code_ends_with_its_session_for_who_was_not_there(here: Room) -> None:
    phone = here.join("An")
    room.close(here.store, here.facilitator, here.id, here.now)
    with refused("wrong_code"):
        room.knock(here.store, stranger(), here.code)
    assert room.knock(here.store, phone, here.code).closed
    room.reopen(here.store, here.facilitator, here.id)
    assert room.knock(here.store, stranger(), here.code).company_name == "Bakkerij Peeters"


def test_addresses_of_one_line_count_together() -> None:
    assert range_of("192.0.2.1") == range_of("::ffff:192.0.2.200") != range_of("192.0.3.1")
    assert range_of("2001:db8:1::1") == range_of("2001:db8:1:ffff::9") != range_of("2001:db8:2::1")
    assert range_of("testclient") == "testclient"


def test_a_browser_that_keeps_guessing_waits_longer_each_time() -> None:
    door = Door(pause=lambda _: None)
    waits = [door.wrong("guesser") for _ in range(FREE_TRIES + 6)]
    assert waits == [*[0] * FREE_TRIES, 1, 2, 4, 8, LONGEST_WAIT, LONGEST_WAIT]
    assert door.wrong("somebody else") == 0


# Links


def test_a_participant_goes_on_as_the_same_person_on_another_device(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    here.vote(phone, MARGIN, 4)
    laptop = stranger()
    token = room.own_link(here.store, phone, here.id, here.now)
    assert room.follow_workshop_link(here.store, laptop, token, here.now) == ("participant", here.id)
    assert here.phone(laptop).votes == {MARGIN: 4}
    assert here.desk().counts.joined == 1


def test_a_second_facilitator_runs_the_session_but_does_not_own_the_company(here: Room) -> None:
    helper = stranger()
    token = room.facilitator_link(here.store, here.facilitator, here.id, here.now)
    assert room.follow_workshop_link(here.store, helper, token, here.now) == ("facilitator", here.id)
    room.move_to(here.store, helper, here.id, "values", here.now)
    assert here.desk().step.id == "values"
    assert not may_edit(here.store, helper, here.company)


def test_the_facilitator_recovers_everything_on_another_device(here: Room) -> None:
    laptop = stranger()
    token = room.recovery_link(here.store, here.facilitator, here.id, here.now)
    room.follow_workshop_link(here.store, laptop, token, here.now)
    assert room.roles_of(here.store, laptop, here.id) == {"facilitator"}
    assert may_edit(here.store, laptop, here.company)
    assert [own.workshop.id for own in room.workshops_of(here.store, laptop)] == [here.id]


def test_no_role_ever_moves_by_itself(here: Room) -> None:
    helper, projector, an = stranger(), stranger(), here.join("An")
    for who, link in ((helper, room.facilitator_link), (projector, room.screen_link)):
        token = link(here.store, here.facilitator, here.id, here.now)
        room.follow_workshop_link(here.store, who, token, here.now)
        room.follow_workshop_link(here.store, who, token, here.now)
    bo = here.join("Bo")
    for step in STEPS:
        here.go(step.id)
    room.remove(here.store, here.facilitator, here.id, here.person(an))
    room.close(here.store, here.facilitator, here.id, here.now)
    room.reopen(here.store, helper, here.id)
    everybody = (here.facilitator, helper, projector, an, bo)
    assert [room.roles_of(here.store, who, here.id) for who in everybody] == [
        {"facilitator"},
        {"facilitator"},
        {"screen"},
        set(),
        {"participant"},
    ]


def test_a_projector_shows_the_screen_and_may_do_nothing_else(here: Room) -> None:
    projector = stranger()
    token = room.screen_link(here.store, here.facilitator, here.id, here.now)
    room.follow_workshop_link(here.store, projector, token, here.now)
    assert room.screen_view(here.store, projector, here.id, here.now).code == here.code
    with pytest.raises(NotAllowed):
        room.facilitator_view(here.store, projector, here.id, here.now)
    with pytest.raises(NotAllowed):
        room.view_for(here.store, projector, here.id, here.now)


def test_a_link_that_is_revoked_or_expired_gives_nothing(here: Room) -> None:
    token = room.facilitator_link(here.store, here.facilitator, here.id, here.now)
    kept = room.workshop_links(here.store, here.facilitator, here.id)
    room.revoke_workshop_link(here.store, here.facilitator, kept[0].token_hash, here.now)
    for wrong, at in ((token, here.now), ("nothing", here.now)):
        with pytest.raises(NotAllowed):
            room.follow_workshop_link(here.store, stranger(), wrong, at)
    late = room.screen_link(here.store, here.facilitator, here.id, here.now)
    with pytest.raises(NotAllowed):
        room.follow_workshop_link(here.store, stranger(), late, here.now + timedelta(days=8))


def test_a_removed_person_does_not_come_back_by_an_own_link(here: Room) -> None:
    phone = here.join("An")
    token = room.own_link(here.store, phone, here.id, here.now)
    room.remove(here.store, here.facilitator, here.id, here.person(phone))
    with pytest.raises(NotAllowed):
        room.follow_workshop_link(here.store, stranger(), token, here.now)


def test_nobody_but_a_facilitator_runs_the_session(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    store, id, now = here.store, here.id, here.now
    deeds = [
        lambda who: room.move_to(store, who, id, "values", now),
        lambda who: room.start_clock(store, who, id, now, 5),
        lambda who: room.pause_clock(store, who, id, now),
        lambda who: room.pick_items(store, who, id, "customers", ["customer:k1"]),
        lambda who: room.put_on_table(store, who, id, "customers", MARGIN),
        lambda who: room.add_minutes(store, who, id, 5, "write id", now),
        lambda who: room.reveal(store, who, id, "customers"),
        lambda who: room.second_round(store, who, id, "customers", [MARGIN], now),
        lambda who: room.ask_open_cards(store, who, id),
        lambda who: room.lock(store, who, id),
        lambda who: room.remove(store, who, id, here.person(phone)),
        lambda who: room.put_back(store, who, id, here.person(phone)),
        lambda who: room.merge(store, who, id, here.person(phone), here.person(phone)),
        lambda who: room.agree(store, who, id, "customers", MARGIN, 4, "", "write id", now),
        lambda who: room.agree_on_medians(store, who, id, "customers", "write id", now),
        lambda who: room.word_idea(store, who, id, "x", "y"),
        lambda who: room.group_ideas(store, who, id, ["x"], "y"),
        lambda who: room.drop_ideas(store, who, id, ["x"]),
        lambda who: room.keep_ideas(store, who, id, ["x"], "y", now),
        lambda who: room.plan_action(store, who, id, "a1", "Bellen", "An", None, "write id", now),
        lambda who: room.edit_steps(store, who, id, STEPS),
        lambda who: room.close(store, who, id, now),
        lambda who: room.reopen(store, who, id),
        lambda who: room.facilitator_link(store, who, id, now),
        lambda who: room.recovery_link(store, who, id, now),
        lambda who: room.screen_link(store, who, id, now),
        lambda who: room.preparation_link(store, who, id, now),
        lambda who: room.workshop_links(store, who, id),
        lambda who: room.facilitator_view(store, who, id, now),
    ]
    before = here.store.workshop(here.id)
    for deed in deeds:
        for who in (phone, stranger()):
            with pytest.raises(NotAllowed):
                deed(who)
    assert here.store.workshop(here.id) == before


def test_a_stranger_sees_and_sends_nothing(here: Room) -> None:
    who = stranger()
    for asked in (
        lambda: here.phone(who),
        lambda: room.screen_view(here.store, who, here.id, here.now),
        lambda: room.edition_for(here.store, who, here.id),
        lambda: here.vote(who, MARGIN, 3),
        lambda: room.be_ready(here.store, who, here.id, "customers:1"),
        lambda: room.add_idea(here.store, who, here.id, "list", "B1", "x", "write id"),
        lambda: room.sheet_of(here.store, who, here.id),
        lambda: room.view_for(here.store, who, "no workshop", here.now),
    ):
        with pytest.raises(NotAllowed):
            asked()


# Steps, clock, readiness


def test_everybody_follows_the_step_and_the_clock_of_the_server(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    view = here.phone(phone)
    assert view.step.id == here.screen().step.id == "customers"
    assert view.clock_end == here.now + timedelta(minutes=12)
    here.later(2)
    assert here.phone(phone).clock_end - here.phone(phone).now == timedelta(minutes=10)


def test_going_where_everybody_is_already_does_not_start_the_clock_again(here: Room) -> None:
    here.go("customers")
    ends = here.desk().clock_end
    here.later(5)
    here.go("customers")
    assert here.desk().clock_end == ends


def test_minutes_are_added_once_however_often_they_are_tapped(here: Room) -> None:
    here.go("customers")
    for _ in range(3):
        room.add_minutes(here.store, here.facilitator, here.id, 5, "one tap", here.now)
    assert here.desk().clock_end == here.now + timedelta(minutes=17)
    here.later(60)
    room.add_minutes(here.store, here.facilitator, here.id, 2, "another tap", here.now)
    assert here.desk().clock_end == here.now + timedelta(minutes=2)


def test_a_paused_clock_keeps_what_is_left_for_every_screen_and_goes_on_from_there(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    here.later(4)
    room.pause_clock(here.store, here.facilitator, here.id, here.now)
    here.later(30)
    room.pause_clock(here.store, here.facilitator, here.id, here.now)
    for view in (here.desk(), here.screen(), here.phone(phone)):
        assert (view.clock_end, view.clock_left) == (None, 8 * 60)
    room.add_minutes(here.store, here.facilitator, here.id, 5, "one tap", here.now)
    assert here.screen().clock_left == 13 * 60
    for _ in range(2):
        room.start_clock(here.store, here.facilitator, here.id, here.now)
        here.later(1)
    assert here.screen().clock_left is None
    assert here.screen().clock_end == here.now + timedelta(minutes=11)


def test_a_clock_paused_after_its_time_stands_at_nothing_and_the_next_step_starts_afresh(here: Room) -> None:
    here.go("customers")
    here.later(20)
    room.pause_clock(here.store, here.facilitator, here.id, here.now)
    assert here.screen().clock_left == 0
    here.go("values")
    assert (here.screen().clock_left, here.screen().clock_end) == (None, here.now + timedelta(minutes=5))


def test_a_clock_that_never_ran_starts_at_the_minutes_of_its_step(here: Room) -> None:
    room.start_clock(here.store, here.facilitator, here.id, here.now)
    assert here.screen().clock_end == here.now + timedelta(minutes=10)


def test_a_participant_may_look_around_and_come_back(here: Room) -> None:
    phone = here.join("An")
    here.go("values")
    here.vote(phone, IMPORTANCE, 4, step="values")
    here.go("customers")
    around = here.phone(phone, look_at="values")
    assert (around.step.id, around.here, around.votes) == ("values", False, {IMPORTANCE: 4})
    assert here.phone(phone).here


def test_looking_at_a_step_that_did_not_begin_shows_nothing_to_send(here: Room) -> None:
    phone = here.join("An")
    ahead = here.phone(phone, look_at="customers")
    assert (ahead.open, ahead.items, ahead.results) == (False, (), ())
    with refused("not_begun"):
        here.vote(phone, MARGIN, 4)


def test_readiness_belongs_to_a_step_and_its_round(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("customers")
    stage = here.phone(an).stage
    room.be_ready(here.store, an, here.id, stage)
    room.be_ready(here.store, an, here.id, stage)
    assert (here.screen().counts.ready, here.screen().counts.joined) == (1, 2)
    assert here.phone(an).ready
    assert not here.phone(bo).ready
    here.go("talk")
    assert here.screen().counts.ready == 0
    room.be_ready(here.store, bo, here.id, stage)
    assert here.screen().counts.ready == 0
    here.go("customers")
    assert here.screen().counts.ready == 2
    room.be_ready(here.store, bo, here.id, stage, False)
    assert here.screen().counts.ready == 1
    with refused("no_step"):
        room.be_ready(here.store, bo, here.id, "nowhere:1")


def test_coming_back_before_the_reveal_also_asks_about_new_customers(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    here.go("talk")
    added = Change.put(Customer(id="k3", name="Nieuw", revenue=5000))
    here.store.write(here.company, [added], author="test", write_id="k3")
    here.go("customers")
    assert [item.id for item in here.phone(phone).items] == ["k2", "k1", "k3"]
    here.vote(phone, "customer:k3/judged.margin", 2)


# Voting


def test_the_last_vote_counts(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    here.votes([phone] * 3, MARGIN, 1, None, 5)
    assert here.phone(phone).votes == {MARGIN: 5}
    assert here.phone(phone).voted == 1
    here.reveal("customers")
    assert result(here, MARGIN).votes == (5,)


def test_a_vote_sent_twice_counts_once_also_when_the_round_is_over(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    sent = ballot(here.id, MARGIN, 4)
    room.give_vote(here.store, phone, sent)
    here.vote(phone, MARGIN, 5)
    room.give_vote(here.store, phone, sent)
    here.reveal("customers")
    room.give_vote(here.store, phone, sent)
    assert result(here, MARGIN).votes == (5,)


def test_a_vote_after_the_reveal_is_refused_and_says_so(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    here.reveal("customers")
    with refused("revealed"):
        here.vote(phone, MARGIN, 4)


def test_a_vote_typed_while_the_line_was_down_is_kept_while_its_round_is_open(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    here.go("talk")
    here.vote(phone, MARGIN, 4)
    assert here.phone(phone, look_at="customers").votes == {MARGIN: 4}


@pytest.mark.parametrize("value", [0, 6, 3.5, -1, 1e300])
def test_a_value_that_is_not_on_the_scale_is_refused(here: Room, value: float) -> None:
    phone = here.join("An")
    here.go("customers")
    with refused("no_such_value"):
        here.vote(phone, MARGIN, value)


def test_each_scale_has_its_own_values(here: Room) -> None:
    phone = here.join("An")
    here.go("values")
    here.vote(phone, "value:v1/comparison", -2, step="values")
    here.go("channels")
    here.vote(phone, "channel:ch1/awareness", 0, step="channels")
    with refused("no_such_value"):
        here.vote(phone, "channel:ch1/awareness", 4, step="channels")


@pytest.mark.parametrize(
    "subject",
    ["customer:k9/judged.margin", "customer:k1/note", "value:v1/importance", "nonsense", "", "a:b/"],
)
def test_what_is_not_asked_gets_no_vote(here: Room, subject: str) -> None:
    phone = here.join("An")
    here.go("customers")
    with refused("not_asked"):
        here.vote(phone, subject, 4)


def test_a_vote_step_asks_only_so_many_customers_those_with_most_revenue_first() -> None:
    few = [step.model_copy(update={"most": 1}) if step.id == "customers" else step for step in STEPS]
    here = Room(MemoryStore(), steps=tuple(few))
    phone = here.join("An")
    here.go("customers")
    assert [item.id for item in here.phone(phone).items] == ["k2"]
    assert here.phone(phone).asked == 9


def test_the_customers_that_matter_most_count_what_may_come_by_its_chance() -> None:
    few = [step.model_copy(update={"most": 2}) if step.id == "customers" else step for step in STEPS]
    here = Room(MemoryStore(), steps=tuple(few))
    hope = Customer(id="k3", name="Hoop", kind="prospect", potential=20_000, chance=0.4)
    here.store.write(here.company, [Change.put(hope)], author="test", write_id="k3")
    here.go("customers")
    assert [item.id for item in here.desk().items] == ["k2", "k3"]


def test_the_half_day_asks_no_more_taps_than_its_minutes_hold() -> None:
    vote = next(step for step in room.SCRIPTS["half_day"] if step.id == "customer_vote")
    here = Room(MemoryStore(), steps=(vote,))
    more = [Change.put(Customer(id=f"c{place}", name=f"Klant {place}")) for place in range(30)]
    here.store.write(here.company, more, author="test", write_id="more")
    here.go("customer_vote")
    taps_a_minute = 180 / 20
    assert here.desk().asked == 9 * 12 <= vote.minutes * taps_a_minute


def test_the_facilitator_picks_who_is_voted_on_before_and_during_the_vote(here: Room) -> None:
    def pick(*items: str) -> None:
        room.pick_items(here.store, here.facilitator, here.id, "customers", items)

    phone = here.join("An")
    pick("customer:k1")
    here.go("customers")
    assert [item.id for item in here.phone(phone).items] == ["k1"]
    with refused("not_asked"):
        here.vote(phone, PAYS.replace("k1", "k2"), 4)
    pick("customer:k1", "customer:k2")
    assert [item.id for item in here.phone(phone).items] == ["k2", "k1"]
    here.vote(phone, PAYS, 4)
    pick("customer:k2")
    assert (here.phone(phone).asked, here.phone(phone).voted) == (9, 0)
    pick()
    assert here.phone(phone).votes == {PAYS: 4}
    here.reveal("customers")
    with refused("shown_already"):
        pick("customer:k1")


@pytest.mark.parametrize(
    ("step", "item", "code"),
    [
        ("customers", "customer:k9", "item_gone"),
        ("customers", "value:v1", "item_gone"),
        ("again", "customer:k1", "no_step"),
        ("list", "customer:k1", "no_step"),
        ("nowhere", "customer:k1", "no_step"),
    ],
)
def test_what_cannot_be_voted_on_cannot_be_picked(here: Room, step: str, item: str, code: str) -> None:
    with refused(code):
        room.pick_items(here.store, here.facilitator, here.id, step, [item])


def test_a_picked_customer_that_left_the_company_is_left_out(here: Room) -> None:
    room.pick_items(here.store, here.facilitator, here.id, "customers", ["customer:k1", "customer:k2"])
    standing = here.store.read(here.company)
    customer = next(each for each in standing.company.customers if each.id == "k1")
    gone = Change.remove(customer, standing.revision("customer", "k1"))
    here.store.write(here.company, [gone], author="test", write_id="gone")
    here.go("customers")
    assert [item.id for item in here.desk().items] == ["k2"]


# Individual first


SECRETS = ("Geheim plan", "Horeca in de buurt")


def everything_sent(here: Room, phone: Visitor) -> str:
    """All that this phone, the projector and the facilitator get, at every step."""
    views = [here.phone(phone, look_at=step.id) for step in STEPS]
    desks = [here.desk(step.id) for step in STEPS]
    return "".join(view.model_dump_json() for view in (*views, here.screen(), *desks))


def test_before_the_reveal_nothing_of_others_is_in_the_payload(here: Room) -> None:
    me, other, third = here.joined("An", "Bo", "Cis")
    here.go("list")
    room.add_idea(here.store, other, here.id, "list", "B1", SECRETS[0], "write id 1")
    here.go("customers")
    before = json.loads(here.phone(me).model_dump_json())
    screen_before = json.loads(here.screen().model_dump_json())
    here.votes([other, third], MARGIN, 1, 5)
    here.votes([other, third], PAYS, None, 2)
    after = json.loads(here.phone(me).model_dump_json())
    screen_after = json.loads(here.screen().model_dump_json())
    for view in (before, after, screen_before, screen_after):
        view.pop("edition")
    assert after == before
    assert screen_after == screen_before
    assert SECRETS[0] not in everything_sent(here, me)
    for view in (here.phone(me), here.screen(), here.desk()):
        assert view.results == view.names == view.cells == ()
    assert [person.voted for person in here.desk().people] == [0, 2, 2]


def test_the_reveal_shows_votes_and_lines_to_all_and_names_to_nobody(here: Room) -> None:
    me, other = here.joined("Annabel", "Boudewijn")
    here.go("list")
    room.add_idea(here.store, other, here.id, "list", "B1", SECRETS[1], "write id 1")
    here.reveal("list")
    here.go("customers")
    here.votes([me, other], MARGIN, 1, 5)
    here.reveal("customers")
    assert [idea.words for idea in here.phone(me, look_at="list").ideas] == [SECRETS[1]]
    for view in (here.phone(me), here.screen()):
        shown = next(each for each in view.results if each.subject == MARGIN)
        assert (shown.votes, shown.label) == ((1, 5), "disagree")
        sent = view.model_dump_json()
        assert "Boudewijn" not in sent
        assert here.person(other) not in sent


def test_after_the_reveal_nothing_ties_the_votes_of_one_person_together(here: Room) -> None:
    phones = here.joined("An", "Bo", "Cé", "Di")
    here.go("customers")
    here.votes(phones, MARGIN, 5, 1, 4, 2)
    here.votes(phones, PAYS, 1, 5, 2, 4)
    here.reveal("customers")
    assert result(here, MARGIN).votes == (1, 2, 4, 5) == result(here, PAYS).votes
    for view in (here.screen(), here.phone(phones[1]), here.desk()):
        sent = view.model_dump_json(exclude={"people", "participant_id"})
        assert not any(here.person(phone) in sent for phone in phones)


def test_names_show_only_while_everybody_agreed(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("customers")
    here.votes([an, bo], MARGIN, 1, 5)
    here.reveal("customers")
    room.agree_to_open_cards(here.store, an, here.id, True)
    room.agree_to_open_cards(here.store, bo, here.id, True)
    assert here.screen().names == ()
    room.ask_open_cards(here.store, here.facilitator, here.id)
    assert {(each.name, each.value) for each in here.screen().names} == {("An", 1), ("Bo", 5)}
    here.join("Cis")
    assert here.screen().names == ()
    assert not here.screen().cards_open
    room.agree_to_open_cards(here.store, an, here.id, False)
    assert here.screen().names == ()


def test_open_cards_show_no_names_of_a_round_that_is_not_revealed(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    room.ask_open_cards(here.store, here.facilitator, here.id)
    for phone in (an, bo):
        room.agree_to_open_cards(here.store, phone, here.id, True)
    here.go("customers")
    here.votes([an, bo], MARGIN, 1, 5)
    assert here.screen().names == here.phone(an).names == ()
    here.reveal("customers")
    here.again("customers", MARGIN)
    here.vote(bo, MARGIN, 4, round=2)
    assert {(each.name, each.value) for each in here.screen().names} == {("An", 1), ("Bo", 5)}


def test_with_two_people_it_is_said_openly_that_votes_can_be_told_apart(here: Room) -> None:
    here.joined("An", "Bo")
    assert here.screen().traceable
    here.join("Cis")
    assert not here.screen().traceable


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5)), max_size=12), st.integers(1, 5))
@settings(deadline=None, max_examples=40)
def test_whatever_others_vote_my_phone_shows_the_same_before_the_reveal(
    votes: list[tuple[int, int]], mine: int
) -> None:
    here = Room(MemoryStore())
    me, *others = here.joined("An", "Bo", "Cis", "Dries")
    here.go("customers")
    here.vote(me, MARGIN, mine)
    before = here.phone(me).model_dump(exclude={"edition"})
    for who, value in votes:
        here.vote(others[who], MARGIN, value)
    assert here.phone(me).model_dump(exclude={"edition"}) == before


# Talking, the second round, agreeing


def test_only_the_disagreement_that_changes_a_class_is_marked(here: Room) -> None:
    phones = here.joined("An", "Bo", "Cis")
    here.go("customers")
    here.votes(phones, MARGIN, 1, 4, 4)
    here.votes(phones, "customer:k1/judged.openness", 5, 5, 3)
    here.votes(phones, PAYS, 4, 4, 4)
    here.reveal("customers")
    desk = here.desk()
    assert result(here, MARGIN).changes
    assert not result(here, "customer:k1/judged.openness").changes
    assert not result(here, PAYS).changes
    assert {cell.criterion for cell in desk.cells if cell.changes} == {"margin"}
    assert desk.to_talk_about == (MARGIN,)


def test_no_class_changes_where_a_figure_goes_before_the_judgement(here: Room) -> None:
    company = here.store.read(here.company)
    figures = company.company.settings.model_copy(update={"method": "combined"})
    change = Change.put(figures, company.revision("settings", "settings"))
    here.store.write(here.company, [change], author="test", write_id="combined")
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, "customer:k1/judged.revenue", 1, 5)
    here.reveal("customers")
    assert result(here, "customer:k1/judged.revenue").label == "disagree"
    assert not result(here, "customer:k1/judged.revenue").changes


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 9), min_size=1, max_size=4))
@settings(deadline=None, max_examples=30)
def test_the_map_says_what_scoring_says_with_the_ends_of_one_criterion(
    people: list[tuple[int, ...]],
) -> None:
    here = Room(MemoryStore())
    phones = here.joined(*(f"P{number}" for number in range(len(people))))
    here.go("customers")
    parts = list(Customer(id="x").judged.model_dump())
    for phone, values in zip(phones, people, strict=True):
        for part, value in zip(parts, values, strict=True):
            here.vote(phone, f"customer:k1/judged.{part}", value)
    here.reveal("customers")
    company = here.store.read(here.company).company
    results = {each.field.removeprefix("judged."): each for each in here.desk().results if each.id == "k1"}
    medians = {part: results[part].median for part in parts}

    def klass(**ends: float | None) -> str:
        judged = company.customers[0].judged.model_copy(update={**medians, **ends})
        customers = [company.customers[0].model_copy(update={"judged": judged}), company.customers[1]]
        return score(customers, company.settings).at(0).klass

    cells = {cell.criterion: cell for cell in here.desk().cells if cell.customer == "k1"}
    assert set(cells) == set(CRITERIA)
    speed = cells["speed"]
    assert speed.klass == klass()
    assert speed.lowest_class == klass(decides=results["decides"].lowest, pays=results["pays"].lowest)
    assert speed.highest_class == klass(decides=results["decides"].highest, pays=results["pays"].highest)


def test_a_value_whose_kind_hangs_on_the_votes_is_marked(here: Room) -> None:
    phones = here.joined("An", "Bo")
    here.go("values")
    here.votes(phones, IMPORTANCE, 2, 5, step="values")
    here.reveal("values")
    assert result(here, IMPORTANCE, "values").changes


def test_the_second_round_asks_only_what_was_picked_and_shows_the_shift(here: Room) -> None:
    phones = here.joined("An", "Bo", "Cis")
    here.go("customers")
    here.votes(phones, MARGIN, 1, 5, 5)
    here.votes(phones, PAYS, 1, 5, 5)
    here.reveal("customers")
    here.again("customers", MARGIN)
    view = here.phone(phones[0])
    assert (view.step.id, view.round, view.open, view.asked, view.voted) == ("again", 2, True, 1, 0)
    assert view.clock_end == here.now + timedelta(minutes=4)
    assert view.votes[MARGIN] == 1
    with refused("not_asked"):
        here.vote(phones[0], PAYS, 4, round=2)
    here.vote(phones[0], MARGIN, 4, round=2)
    assert result(here, MARGIN).votes == (1, 5, 5)
    here.reveal("customers", 2)
    second = result(here, MARGIN)
    assert (second.votes, second.first_votes, second.direction) == ((4, 5, 5), (1, 5, 5), "closer")
    assert result(here, PAYS).round == 1


def test_the_screen_and_the_phones_follow_the_subject_on_the_table(here: Room) -> None:
    def put(subject: str) -> None:
        room.put_on_table(here.store, here.facilitator, here.id, "customers", subject)

    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, MARGIN, 1, 5)
    with refused("not_revealed"):
        put(MARGIN)
    here.reveal("customers")
    assert here.screen().on_table == ""
    edition = here.screen().edition
    put(MARGIN)
    assert here.screen().edition != edition
    here.go("talk")
    assert {here.screen().on_table, here.desk().on_table, here.phone(phones[0]).on_table} == {MARGIN}
    with refused("not_asked"):
        put("customer:k9/judged.margin")
    put("")
    assert here.screen().on_table == ""
    put(MARGIN)
    here.again("customers", MARGIN)
    assert here.screen().on_table == ""
    here.reveal("customers", 2)
    assert here.screen().on_table == ""


def test_who_says_nothing_in_the_second_round_keeps_the_first_vote(here: Room) -> None:
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, MARGIN, 1, 5)
    here.reveal("customers")
    here.again("customers", MARGIN)
    here.vote(phones[0], MARGIN, None, round=2)
    here.reveal("customers", 2)
    assert (result(here, MARGIN).votes, result(here, MARGIN).not_known) == ((5,), 1)


def test_there_is_no_second_round_before_the_reveal_and_no_third_one(here: Room) -> None:
    here.join("An")
    here.go("customers")
    with refused("not_revealed"):
        here.again("customers", MARGIN)
    here.reveal("customers")
    with refused("nothing_again"):
        here.again("customers", "customer:k9/judged.margin")
    here.again("customers", MARGIN)
    here.again("customers", MARGIN)
    here.reveal("customers", 2)
    with refused("no_third_round"):
        here.again("customers", PAYS)


def test_a_vote_in_a_round_that_is_not_the_present_one_is_refused(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    with refused("not_begun"):
        here.vote(phone, MARGIN, 4, round=2)
    here.reveal("customers")
    here.again("customers", MARGIN)
    with refused("revealed"):
        here.vote(phone, MARGIN, 4, round=1)


def test_revealing_round_one_twice_does_not_end_round_two(here: Room) -> None:
    here.join("An")
    here.go("customers")
    here.reveal("customers")
    here.again("customers", MARGIN)
    here.reveal("customers")
    assert here.desk().open


def settle(here: Room, value: float, reason: str = "", subject: str = MARGIN) -> None:
    room.agree(
        here.store, here.facilitator, here.id, "customers", subject, value, reason, new_token(), here.now
    )


def test_the_agreed_value_becomes_the_answer_of_the_company_and_says_so(here: Room) -> None:
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, MARGIN, 3, 4)
    with refused("not_revealed"):
        settle(here, 3.5)
    here.reveal("customers")
    settle(here, 3.5)
    assert here.store.read(here.company).company.customers[0].judged.margin == 3.5
    last = here.store.history(here.company, "customer", "k1")[-1]
    assert last.author == here.facilitator.hash
    assert result(here, MARGIN).agreed == 3.5
    noted = room.agreed_in_workshops(here.store, here.company)[MARGIN]
    assert (noted.value, noted.median, noted.at) == (3.5, 3.5, here.now)


def test_an_answer_says_that_it_was_agreed_for_as_long_as_it_is_the_answer(here: Room) -> None:
    def standing() -> dict[str, room.Agreed]:
        return room.agreed_and_standing(here.store, here.company, here.store.read(here.company).company)

    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, MARGIN, 3, 4)
    here.reveal("customers")
    assert standing() == {}
    settle(here, 3.5)
    assert standing()[MARGIN].at == here.now
    room.close(here.store, here.facilitator, here.id, here.now)
    assert set(standing()) == {MARGIN}
    snapshot = here.store.read(here.company)
    customer = snapshot.company.customers[0]
    other = customer.model_copy(update={"judged": customer.judged.model_copy(update={"margin": 2})})
    change = Change.put(other, snapshot.revision("customer", "k1"))
    here.store.write(here.company, [change], author="test", write_id="other")
    assert standing() == {}


def test_another_value_than_the_median_needs_a_reason(here: Room) -> None:
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, MARGIN, 3, 4)
    here.reveal("customers")
    with refused("no_reason"):
        settle(here, 2, "  ")
    with refused("no_such_value"):
        settle(here, 6, "heel goed")
    settle(here, 2, "de ritten zaten er niet in")
    settle(here, 4, "toch wel")
    assert (result(here, MARGIN).agreed, result(here, MARGIN).reason) == (4, "toch wel")
    assert len(here.store.workshop(here.id).agreed) == 1


def test_agreeing_takes_away_that_the_company_did_not_know(here: Room) -> None:
    snapshot = here.store.read(here.company)
    unknown = snapshot.company.customers[1].model_copy(update={"unknown": ("judged.margin", "hours")})
    change = Change.put(unknown, snapshot.revision("customer", "k2"))
    here.store.write(here.company, [change], author="test", write_id="unknown")
    phone = here.join("An")
    here.go("customers")
    here.vote(phone, "customer:k2/judged.margin", 2)
    here.reveal("customers")
    settle(here, 2, subject="customer:k2/judged.margin")
    assert here.store.read(here.company).company.customers[1].unknown == ("hours",)


def test_all_that_the_room_agrees_on_is_settled_in_one_write(here: Room) -> None:
    phones = here.joined("An", "Bo")
    here.go("customers")
    here.votes(phones, MARGIN, 3, 4)
    here.votes(phones, PAYS, 1, 5)
    here.votes(phones, "customer:k2/judged.pays", 2, 2)
    here.votes(phones, "customer:k2/judged.size", None, None)
    here.reveal("customers")
    before = here.store.sequence(here.company)
    for _ in range(2):
        room.agree_on_medians(here.store, here.facilitator, here.id, "customers", "one tap", here.now)
    assert here.store.sequence(here.company) == before + 1
    settled = {each.subject: each.value for each in here.store.workshop(here.id).agreed}
    assert settled == {MARGIN: 3.5, "customer:k2/judged.pays": 2}


def test_agreeing_on_a_customer_that_was_removed_says_so(here: Room) -> None:
    phone = here.join("An")
    here.go("customers")
    here.vote(phone, MARGIN, 4)
    here.reveal("customers")
    snapshot = here.store.read(here.company)
    gone = Change.remove(snapshot.company.customers[0], snapshot.revision("customer", "k1"))
    here.store.write(here.company, [gone], author="test", write_id="gone")
    with refused("item_gone"):
        settle(here, 4)


# Lists


def idea(here: Room, phone: Visitor, words: str, write_id: str = "", question: str = "B1") -> room.Idea:
    return room.add_idea(here.store, phone, here.id, "list", question, words, write_id or new_token())


def test_lines_are_private_until_the_reveal_and_then_without_author(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("list")
    idea(here, an, "Horeca")
    idea(here, bo, "Particulieren")
    assert [each.words for each in here.phone(an).ideas] == ["Horeca"]
    assert here.desk().ideas == ()
    assert here.desk().ideas_written == 2
    here.reveal("list")
    assert [(each.words, each.mine) for each in here.phone(an).ideas] == [
        ("Horeca", True),
        ("Particulieren", False),
    ]
    assert not any(each.mine for each in here.screen().ideas)
    assert [each.words for each in here.phone(an, look_at="choose").ideas] == ["Horeca", "Particulieren"]


def test_a_line_sent_twice_is_one_line_and_can_be_changed_until_the_reveal(here: Room) -> None:
    phone = here.join("An")
    here.go("list")
    for words in ("Hor", "Horeca", "Horeca"):
        line = idea(here, phone, words, "the same line")
    assert [each.words for each in here.phone(phone).ideas] == ["Horeca"]
    room.withdraw_idea(here.store, phone, here.id, line.id)
    assert here.phone(phone).ideas == ()
    idea(here, phone, "Horeca", "the same line")
    here.reveal("list")
    with refused("revealed"):
        idea(here, phone, "Iets anders", "the same line")
    with refused("revealed"):
        room.withdraw_idea(here.store, phone, here.id, line.id)
    idea(here, phone, "Nog iets, na het tonen")
    assert len(here.screen().ideas) == 2


def test_nobody_takes_back_the_line_of_somebody_else(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("list")
    line = idea(here, an, "Horeca")
    with pytest.raises(NotAllowed):
        room.withdraw_idea(here.store, bo, here.id, line.id)


@pytest.mark.parametrize(
    ("words", "question", "code"),
    [
        ("  ", "B1", "no_text"),
        ("x" * 201, "B1", "too_long"),
        ("x", "W4", "not_asked"),
        ("x", "B2", "not_asked"),
    ],
)
def test_a_line_that_cannot_be_kept_says_why(here: Room, words: str, question: str, code: str) -> None:
    phone = here.join("An")
    here.go("list")
    with refused(code):
        idea(here, phone, words, question=question)


def test_the_facilitator_words_groups_drops_and_keeps(here: Room) -> None:
    an, bo = here.joined("An", "Bo")
    here.go("list")
    first, second, third = idea(here, an, "horeka"), idea(here, bo, "Cafés"), idea(here, bo, "Grap")
    with refused("not_revealed"):
        room.word_idea(here.store, here.facilitator, here.id, first.id, "Horeca")
    here.reveal("list")
    store, boss, id = here.store, here.facilitator, here.id
    room.word_idea(store, boss, id, first.id, "Horeca")
    room.group_ideas(store, boss, id, [first.id, second.id], "Buitenshuis")
    room.drop_ideas(store, boss, id, [third.id])
    for _ in range(2):
        item = room.keep_ideas(store, boss, id, [first.id, second.id], "Horeca en cafés", here.now)
    assert [segment.name for segment in here.store.read(here.company).company.segments] == ["Horeca en cafés"]
    shown = {each.id: each for each in here.desk().ideas}
    assert (shown[first.id].words, shown[first.id].group, shown[first.id].state) == (
        "Horeca en cafés",
        "Buitenshuis",
        "kept",
    )
    assert shown[second.id].item == item.id
    assert shown[third.id].state == "dropped"
    room.drop_ideas(store, boss, id, [third.id], False)
    assert {each.id: each.state for each in here.desk().ideas}[third.id] == "new"
    assert room.sheet_of(store, an, id).ideas[0].text == "horeka"


def test_lines_of_two_questions_do_not_become_one_item(here: Room) -> None:
    phone = here.join("An")
    here.go("list")
    lines = [idea(here, phone, "Horeca"), idea(here, phone, "Vlug", question="W2")]
    here.reveal("list")
    with refused("not_asked"):
        room.keep_ideas(here.store, here.facilitator, here.id, [line.id for line in lines], "x", here.now)


# Closing


def played(here: Room) -> list[Visitor]:
    phones = here.joined("An", "Bo", "Cis")
    here.go("list")
    idea(here, phones[0], "Horeca")
    here.reveal("list")
    here.go("customers")
    here.votes(phones, MARGIN, 1, 5, 5)
    here.votes(phones, PAYS, 4, 4, 4)
    here.vote(phones[0], "customer:k1/judged.size", 2)
    here.reveal("customers")
    here.go("end")
    return phones


def test_at_the_end_everybody_gets_their_own_sheet(here: Room) -> None:
    phones = played(here)
    sheet = here.phone(phones[0]).sheet
    assert [(vote.subject, vote.value) for vote in sheet.votes] == [
        (MARGIN, 1),
        (PAYS, 4),
        ("customer:k1/judged.size", 2),
    ]
    assert sheet.votes[0].name.startswith("Café")
    assert [line.text for line in sheet.ideas] == ["Horeca"]
    assert [vote.value for vote in here.phone(phones[1]).sheet.votes] == [5, 4]


def test_closing_deletes_the_votes_and_keeps_medians_and_ranges(here: Room) -> None:
    phones = played(here)
    for _ in range(2):
        room.close(here.store, here.facilitator, here.id, here.now)
    assert here.store.votes(here.id) == []
    assert {line.participant for line in here.store.ideas(here.id)} == {""}
    shown = result(here, MARGIN)
    assert (shown.votes, shown.median, shown.lowest, shown.highest, shown.label) == ((), 5, 1, 5, "disagree")
    alone = result(here, "customer:k1/judged.size")
    assert (alone.know, alone.median, alone.lowest) == (1, None, None)
    with refused("closed"):
        here.vote(phones[0], MARGIN, 4)
    with refused("closed"):
        here.go("values")
    with refused("wrong_code"):
        here.join("Dries")
    assert here.phone(phones[0]).closed


def test_what_the_room_left_open_reaches_the_overview(here: Room) -> None:
    played(here)
    assert room.left_open(here.store, here.company) is None
    room.close(here.store, here.facilitator, here.id, here.now)
    found = room.left_open(here.store, here.company)
    assert (found.disputed, found.scored) == (1, 2)


def test_a_closed_session_goes_on_where_it_was(here: Room) -> None:
    phones = played(here)
    room.close(here.store, here.facilitator, here.id, here.now)
    room.reopen(here.store, here.facilitator, here.id)
    assert here.desk().step.id == "end"
    assert result(here, MARGIN).deleted
    here.again("customers", MARGIN)
    here.votes(phones, MARGIN, 4, 4, 5, round=2)
    here.reveal("customers", 2)
    again = result(here, MARGIN)
    assert (again.votes, again.first_median, again.direction) == ((4, 4, 5), 5, "closer")
    assert not again.deleted
    room.close(here.store, here.facilitator, here.id, here.now)
    kept = {
        (each.round, each.median) for each in here.store.workshop(here.id).outcomes if each.subject == MARGIN
    }
    assert kept == {(1, 5), (2, 4)}


def test_actions_with_owner_and_date_belong_to_the_company(here: Room) -> None:
    due = (here.now + timedelta(days=30)).date()
    for who in ("An", "Bo"):
        room.plan_action(
            here.store, here.facilitator, here.id, "a1", "Bel Feestzaal", who, due, new_token(), here.now
        )
    with refused("no_text"):
        room.plan_action(here.store, here.facilitator, here.id, "a2", " ", "", due, new_token(), here.now)
    (action,) = here.store.read(here.company).company.actions
    assert (action.name, action.who, action.due) == ("Bel Feestzaal", "Bo", due)


def test_deleting_the_company_ends_its_workshops(here: Room) -> None:
    phone = here.join("An")
    delete_company(here.store, here.facilitator, here.company)
    with pytest.raises(NotAllowed):
        here.phone(phone)
    with pytest.raises(NotAllowed):
        here.desk()
    assert room.workshops_of(here.store, phone) == []
    with refused("wrong_code"):
        room.knock(here.store, phone, here.code)


def test_everybody_finds_the_own_workshops_back(here: Room) -> None:
    phone = here.join("An")
    assert [
        (own.workshop.id, own.company_name, own.role) for own in room.workshops_of(here.store, phone)
    ] == [(here.id, "Bakkerij Peeters", "participant")]
    assert room.workshops_of(here.store, here.facilitator)[0].role == "facilitator"


# On every store


def test_a_whole_session_on_every_store(store: Store) -> None:
    here = Room(store)
    phones = played(here)
    here.reveal("customers")
    room.agree_on_medians(store, here.facilitator, here.id, "customers", "one tap", here.now)
    assert store.read(here.company).company.customers[0].judged.pays == 4
    room.close(store, here.facilitator, here.id, here.now)
    assert here.phone(phones[0]).sheet.votes == ()
    assert result(here, MARGIN).highest == 5


def test_no_vote_slips_in_behind_the_reveal_and_none_is_lost_before_it(store: Store) -> None:
    here = Room(store)
    phones = here.joined(*(f"P{number}" for number in range(6)))
    here.go("customers")
    kept, late = [], []

    def send(phone: Visitor) -> None:
        for value in range(1, 6):
            sent = ballot(here.id, MARGIN, value)
            try:
                room.give_vote(store, phone, sent)
                kept.append(sent.write_id)
            except Refused:
                late.append(sent.write_id)

    people = [threading.Thread(target=send, args=(phone,)) for phone in phones]
    [each.start() for each in people[:3]]
    here.reveal("customers")
    shown = result(here, MARGIN).votes
    [each.start() for each in people[3:]]
    [each.join() for each in people]
    assert result(here, MARGIN).votes == shown
    assert all(store.has_vote(here.id, write_id) for write_id in kept)
    assert not any(store.has_vote(here.id, write_id) for write_id in late)
    assert len(store.votes(here.id)) == len(kept)


@given(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[A-Za-z0-9_.:-]{1,20}", fullmatch=True))
@settings(deadline=None, max_examples=50)
def test_a_subject_comes_back_from_its_key(kind: str, id: str) -> None:
    subject = room.Subject(kind, id, "judged.margin")
    assert subject_of(subject.key) == subject
