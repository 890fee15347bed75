"""One contract for live sessions on every store: memory, SQLite and PostgreSQL keep the same promises."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from strategy.nouns.company import Profile
from strategy.nouns.workshop import Idea, Participant, Poll, Pulse, Step, Vote, Workshop
from strategy.store.interface import Change, Grant, Link, Store, UnknownCompany
from strategy.store.rooms import StaleWorkshop, TakenCode, UnknownWorkshop
from tests import stores
from tests.stores import NOON, Database

database = stores.database
lasting = stores.lasting
postgres = stores.postgres
store = stores.store

STEPS = (
    Step(id="s1", kind="intro", minutes=10),
    Step(id="s2", kind="vote", questions=("W4",), minutes=5),
    Step(id="s3", kind="list", questions=("B1",), minutes=5),
)
ROOM = Workshop(
    id="w1", company_id="c1", code="K7M2QX", script="short", steps=STEPS, position="s1", opened=NOON
)
AN = Participant(id="p1", name="An")
BO = Participant(id="p2", name="Bo")


@pytest.fixture
def room(store: Store) -> Workshop:
    """A workshop on a company."""
    return opened(store)


def opened(store: Store, workshop: Workshop = ROOM) -> Workshop:
    company = [Change.put(Profile(name="Bakkerij"))]
    store.write(workshop.company_id, company, author="an", write_id="start", at=NOON)
    return store.make_workshop(workshop)


def vote(participant: str = "p1", value: float | None = 4, subject: str = "value:v1/comparison") -> Vote:
    return Vote(participant=participant, step="s2", round=1, subject=subject, value=value)


def idea(id: str = "i1", words: str = "Warm brood", **more: str) -> Idea:
    return Idea(id=id, participant="p1", step="s3", question="B1", text=words, **more)


def pulse(store: Store) -> Pulse:
    return store.pulses(["w1"])["w1"]


def test_a_workshop_comes_back_as_it_was_made(store: Store, room: Workshop) -> None:
    assert room == ROOM.model_copy(update={"version": 1})
    assert store.workshop("w1") == room
    assert store.workshop_with_code("K7M2QX") == room
    assert store.workshop_with_code("XXXXXX") is None
    assert store.workshops_of("c1") == [room]


def test_making_a_workshop_twice_makes_one(store: Store, room: Workshop) -> None:
    changed = store.change_workshop(room.model_copy(update={"locked": True}))
    assert store.make_workshop(ROOM) == changed


def test_a_code_belongs_to_one_workshop(store: Store, room: Workshop) -> None:
    with pytest.raises(TakenCode):
        store.make_workshop(ROOM.model_copy(update={"id": "w2"}))


def test_a_workshop_needs_a_company(store: Store) -> None:
    with pytest.raises(UnknownCompany):
        store.make_workshop(ROOM)
    with pytest.raises(UnknownWorkshop):
        store.workshop("w1")


def test_the_newest_workshop_of_a_company_comes_first(store: Store, room: Workshop) -> None:
    later = ROOM.model_copy(update={"id": "w2", "code": "QQQQQQ", "opened": NOON + timedelta(days=1)})
    store.make_workshop(later)
    assert [each.id for each in store.workshops_of("c1")] == ["w2", "w1"]


def test_a_change_is_written_over_the_version_that_was_seen(store: Store, room: Workshop) -> None:
    polled = room.with_poll(Poll(step="s2", items=("v1",), again=("value:v1/comparison",)))
    changed = store.change_workshop(polled.model_copy(update={"position": "s2", "clock_end": NOON}))
    assert (changed.version, changed.position, changed.poll("s2").items) == (2, "s2", ("v1",))
    assert store.workshop("w1") == changed
    with pytest.raises(StaleWorkshop):
        store.change_workshop(room.model_copy(update={"position": "s3"}))
    assert store.workshop("w1") == changed


def test_a_workshop_that_is_not_there_cannot_change(store: Store) -> None:
    with pytest.raises(UnknownWorkshop):
        store.change_workshop(ROOM)


def test_two_facilitators_at_once_do_not_overwrite_each_other(store: Store, room: Workshop) -> None:
    outcomes = []

    def change(position: str) -> None:
        try:
            outcomes.append(store.change_workshop(room.model_copy(update={"position": position})).position)
        except StaleWorkshop:
            outcomes.append("stale")

    both = [threading.Thread(target=change, args=(step,)) for step in ("s2", "s3")]
    [each.start() for each in both]
    [each.join() for each in both]
    assert sorted(outcomes)[1] == "stale"
    assert store.workshop("w1").position == sorted(outcomes)[0]


def test_a_visitor_has_one_seat_however_often_it_is_taken(store: Store, room: Workshop) -> None:
    assert store.seat("w1", "phone") is None
    first = store.take_seat("w1", "phone", AN)
    assert store.take_seat("w1", "phone", BO) == first == AN.model_copy(update={"number": 1})
    assert store.seat("w1", "phone") == first
    assert store.participants("w1") == [first]


def test_a_second_device_sits_as_the_same_person(store: Store, room: Workshop) -> None:
    first = store.take_seat("w1", "phone", AN)
    assert store.take_seat("w1", "laptop", AN) == first
    assert store.participants("w1") == [first]


def test_a_double_tap_from_many_threads_makes_one_person(store: Store, room: Workshop) -> None:
    seen: list[Participant] = []
    taps = [
        threading.Thread(target=lambda: seen.append(store.take_seat("w1", "phone", AN))) for _ in range(8)
    ]
    [tap.start() for tap in taps]
    [tap.join() for tap in taps]
    assert len(seen) == 8
    assert len(store.participants("w1")) == 1


def test_people_are_numbered_as_they_join_and_may_have_the_same_name(store: Store, room: Workshop) -> None:
    for number in range(3):
        store.take_seat("w1", f"phone {number}", Participant(id=f"p{number}", name="An"))
    assert [(each.name, each.number) for each in store.participants("w1")] == [
        ("An", 1),
        ("An", 2),
        ("An", 3),
    ]


def test_nobody_sits_in_a_workshop_that_is_not_there(store: Store) -> None:
    with pytest.raises(UnknownWorkshop):
        store.take_seat("w1", "phone", AN)
    assert store.participants("w1") == []


def test_a_person_changes_and_everybody_must_see_it(store: Store, room: Workshop) -> None:
    seated = store.take_seat("w1", "phone", AN)
    before = pulse(store)
    changed = seated.model_copy(update={"name": "Annie", "removed": True, "open_cards": False})
    store.change_participant("w1", changed)
    assert store.seat("w1", "phone") == changed
    assert pulse(store).version == before.version + 1


def test_votes_come_back_in_the_order_in_which_they_came(store: Store, room: Workshop) -> None:
    sent = [vote(value=4), vote("p2", 1.0), vote(value=None)]
    for number, each in enumerate(sent, start=1):
        assert store.append_vote("w1", each, f"write {number}", room.version)
        sent[number - 1] = each._replace(number=number)
    assert store.votes("w1") == sent
    assert store.votes("w1", step="s2", participant="p2") == [sent[1]]
    assert store.votes("w1", step="s9") == []


def test_a_vote_sent_twice_is_kept_once(store: Store, room: Workshop) -> None:
    assert store.append_vote("w1", vote(value=4), "same", room.version)
    assert store.append_vote("w1", vote(value=2), "same", room.version)
    assert [each.value for each in store.votes("w1")] == [4]
    assert store.has_vote("w1", "same")
    assert not store.has_vote("w1", "other")


def test_a_vote_on_a_workshop_that_moved_on_is_not_kept(store: Store, room: Workshop) -> None:
    assert store.append_vote("w1", vote(), "in time", room.version)
    store.change_workshop(room)
    assert not store.append_vote("w1", vote(), "too late", room.version)
    assert store.append_vote("w1", vote(), "in time", room.version)
    assert len(store.votes("w1")) == 1


def test_votes_from_many_threads_are_all_kept_and_numbered_without_gaps(store: Store, room: Workshop) -> None:
    def send(person: int) -> None:
        for number in range(10):
            store.append_vote("w1", vote(f"p{person}", subject=f"s{number}"), f"{person} {number}", 1)

    people = [threading.Thread(target=send, args=(person,)) for person in range(10)]
    [each.start() for each in people]
    [each.join() for each in people]
    assert [each.number for each in store.votes("w1")] == list(range(1, 101))
    assert store.answered("w1", "s2", 1) == {f"p{person}": 10 for person in range(10)}


def test_answering_a_subject_again_does_not_count_double(store: Store, room: Workshop) -> None:
    store.append_vote("w1", vote(value=4), "one", 1)
    store.append_vote("w1", vote(value=None), "two", 1)
    assert store.answered("w1", "s2", 1) == {"p1": 1}
    assert store.answered("w1", "s2", 2) == {}


def test_deleted_votes_are_gone_and_cannot_come_back_by_repeating_them(store: Store, room: Workshop) -> None:
    store.append_vote("w1", vote(), "one", 1)
    closed = store.change_workshop(room.model_copy(update={"closed": NOON}))
    store.forget_authors("w1")
    assert store.votes("w1") == []
    assert not store.append_vote("w1", vote(), "one", room.version)
    assert not store.append_vote("w1", vote(), "on its way meanwhile", closed.version)
    assert store.append_vote("w1", vote(), "after reopening", closed.version + 1)


def test_a_line_stays_and_nobody_knows_any_more_who_wrote_it(store: Store, room: Workshop) -> None:
    store.put_idea("w1", idea())
    assert store.with_authors() == ["w1"]
    store.forget_authors("w1")
    assert [(each.text, each.participant) for each in store.ideas("w1")] == [(idea().text, "")]
    assert store.with_authors() == []


def test_merging_two_people_gives_everything_to_one(store: Store, room: Workshop) -> None:
    store.take_seat("w1", "phone", AN)
    store.take_seat("w1", "laptop", BO)
    store.append_vote("w1", vote("p1", 2.0), "one", 1)
    store.append_vote("w1", vote("p2", 5.0), "two", 1)
    store.put_idea("w1", idea())
    for person, stage in (("p1", "s1:1"), ("p1", "s2:1"), ("p2", "s2:1")):
        store.put_ready("w1", person, stage, True)
    store.merge_participants("w1", lost="p1", kept="p2")
    assert store.seat("w1", "phone").id == "p2"
    assert [(each.participant, each.value) for each in store.votes("w1")] == [("p2", 2), ("p2", 5)]
    assert store.ideas("w1")[0].participant == "p2"
    assert store.ready("w1", "s1:1") == store.ready("w1", "s2:1") == {"p2"}
    lost = store.participants("w1")[0]
    assert (lost.removed, lost.merged_into) == (True, "p2")
    assert store.workshop("w1").version == room.version + 1


def test_an_idea_keeps_its_place_when_its_words_change(store: Store, room: Workshop) -> None:
    store.put_idea("w1", idea("i1"))
    store.put_idea("w1", idea("i2", "Vroeg open"))
    changed = store.put_idea("w1", idea("i1", group="Brood", state="kept", item="i1"))
    assert changed.number == 1
    assert [each.id for each in store.ideas("w1")] == ["i1", "i2"]
    assert store.ideas("w1")[0] == changed


def test_readiness_belongs_to_a_stage(store: Store, room: Workshop) -> None:
    store.put_ready("w1", "p1", "s2:1", True)
    store.put_ready("w1", "p1", "s2:1", True)
    store.put_ready("w1", "p2", "s2:1", True)
    assert store.ready("w1", "s2:1") == {"p1", "p2"}
    assert store.ready("w1", "s2:2") == set()
    store.put_ready("w1", "p1", "s2:1", False)
    assert store.ready("w1", "s2:1") == {"p2"}


def test_a_pulse_moves_with_every_kind_of_change(store: Store, room: Workshop) -> None:
    seen = [pulse(store)]

    def moved() -> str:
        seen.append(pulse(store))
        names = [
            name
            for name, before, after in zip(Pulse._fields, seen[-2], seen[-1], strict=True)
            if after > before
        ]
        return " ".join(names)

    store.take_seat("w1", "phone", AN)
    assert moved() == "counts"
    store.append_vote("w1", vote(), "one", 1)
    assert moved() == "votes"
    store.put_ready("w1", "p1", "s2:1", True)
    assert moved() == "counts"
    store.put_idea("w1", idea())
    assert moved() == "counts"
    store.change_workshop(store.workshop("w1"))
    assert moved() == "version"
    store.write("c1", [], author="an", write_id="more")
    assert moved() == "company"
    assert len({each.edition for each in seen}) == len(seen)
    assert store.pulses(["w9"]) == {}
    assert store.pulses([]) == {}


def test_the_bell_rings_in_this_process_after_each_change(store: Store, room: Workshop) -> None:
    rung: list[str] = []
    store.bell.hang(rung.append)
    store.take_seat("w1", "phone", AN)
    store.append_vote("w1", vote(), "one", 1)
    store.put_ready("w1", "p1", "s2:1", True)
    store.put_idea("w1", idea())
    store.change_workshop(store.workshop("w1"))
    assert rung == ["w1"] * 5
    store.bell.take_down(rung.append)


def test_deleting_a_company_deletes_its_workshops_with_everything_in_them(
    store: Store, room: Workshop
) -> None:
    other = ROOM.model_copy(update={"id": "w2", "company_id": "c2", "code": "QQQQQQ"})
    opened(store, other)
    store.take_seat("w1", "phone", AN)
    store.append_vote("w1", vote(), "one", 1)
    store.put_idea("w1", idea())
    store.grant(Grant("an", "facilitator", "w1", NOON))
    store.put_link(Link("hash", "role", "w1", "hint", "", {}, NOON, None))
    store.delete_company("c1")
    with pytest.raises(UnknownWorkshop):
        store.workshop("w1")
    assert store.votes("w1") == store.ideas("w1") == store.participants("w1") == store.grants("an") == []
    assert store.link("hash") is None
    assert store.workshop("w2").company_id == "c2"


def test_another_process_sees_the_same(lasting: Database) -> None:
    here, there = lasting.open(), lasting.open()
    room = opened(here)
    assert there.workshop("w1") == room
    here.change_workshop(room.model_copy(update={"position": "s2"}))
    assert there.workshop("w1").position == "s2"
    assert not there.append_vote("w1", vote(), "one", room.version)
    assert there.append_vote("w1", vote(), "one", room.version + 1)
    assert here.pulses(["w1"]) == there.pulses(["w1"])
