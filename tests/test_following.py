"""A next session begins with what became of the last one; questions carry what they are measured against."""

from __future__ import annotations

from datetime import date

import pytest

from strategy import workshop as room
from strategy.company.access import NotAllowed, new_token, visitor_of_token
from strategy.deck import deck_in
from strategy.nouns.company import Action, Answer, Company
from strategy.store.interface import Change, MemoryStore
from strategy.workshop import Refused, as_calendar
from strategy.workshop.yardsticks import Measure, measures_of
from tests.rooms import COMPANY, Room
from tests.stores import NOON


@pytest.fixture
def next_one() -> Room:
    """A second session on a company; in the first one two actions were planned."""
    here = Room(MemoryStore())
    for id in ("a1", "a2"):
        room.plan_action(
            here.store,
            here.facilitator,
            here.id,
            id,
            f"Actie {id}",
            "An",
            date(2026, 12, 1),
            new_token(),
            here.now,
        )
    room.close(here.store, here.facilitator, here.id, here.now)
    here.later(60)
    here.id = room.open_workshop(here.store, here.facilitator, here.company, "quick", new_token(), here.now)
    return here


def since(here: Room) -> room.SinceLast:
    found = room.since_last(here.store, here.facilitator, here.id)
    assert found is not None
    return found


def look_back(here: Room, action: str, ended: str) -> None:
    room.look_back(here.store, here.facilitator, here.id, action, ended, new_token(), here.now)  # type: ignore[arg-type]


def test_the_first_session_has_nothing_to_look_back_on() -> None:
    here = Room(MemoryStore())
    assert room.since_last(here.store, here.facilitator, here.id) is None


def test_a_next_session_begins_with_the_actions_of_the_last_one(next_one: Room) -> None:
    assert [each.name for each in since(next_one).actions] == ["Actie a1", "Actie a2"]
    look_back(next_one, "a1", "worked")
    look_back(next_one, "a2", "failed")
    assert since(next_one).actions == ()
    found = {
        each.id: (each.ended, each.done) for each in next_one.store.read(next_one.company).company.actions
    }
    assert found == {"a1": ("worked", True), "a2": ("failed", False)}


def test_who_moved_class_since_the_last_session_is_told(next_one: Room) -> None:
    assert since(next_one).moves == ()
    snapshot = next_one.store.read(next_one.company)
    customer = snapshot.company.customers[0]
    low = customer.model_copy(
        update={"judged": customer.judged.model_copy(update=dict.fromkeys(("openness", "size"), 1))}
    )
    change = Change.put(low, snapshot.revision("customer", customer.id))
    next_one.store.write(next_one.company, [change], author="test", write_id=new_token(), at=next_one.now)
    assert [each.id for each in since(next_one).moves] == [customer.id]


def test_looking_back_is_for_facilitators_and_on_actions_that_are_there(next_one: Room) -> None:
    with pytest.raises(NotAllowed):
        room.since_last(next_one.store, visitor_of_token(new_token()), next_one.id)
    with pytest.raises(Refused, match="item_gone"):
        look_back(next_one, "gone", "worked")


def test_due_actions_go_into_a_calendar_as_whole_days() -> None:
    actions = (
        Action(
            id="a1", name="Bel Café; vraag, één ding\\", who="An", due=date(2026, 12, 1), measure="x" * 200
        ),
        Action(id="a2", name="Zonder dag"),
        Action(id="a3", name="Klaar", due=date(2026, 12, 1), done=True),
    )
    found = as_calendar(actions, "Bakkerij", NOON)
    assert found.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20261201\r\n" in found
    assert "SUMMARY:Bel Café\\; vraag\\, één ding" in found
    assert all(len(line.encode()) <= 75 for line in found.split("\r\n"))
    assert found.endswith("END:VCALENDAR\r\n")


def test_questions_carry_their_yardstick(next_one: Room) -> None:
    company = Company.of_items([*COMPANY, Answer(id="W3", values={"who": "de onlinedrukker"})])
    said = measures_of(company)
    answer = said["customer", "judged.revenue"].in_answer("20 tot 40% van je A-omzet")
    assert answer == "20 tot 40% van je A-omzet (€ 100.000)"
    assert said["customer", "judged.margin"].beside == "Je doel is 35% bijdrage van elke euro omzet."
    assert said["customer", "judged.pays"].beside == "Normaal is 30 dagen."
    assert said["value", "comparison"].label == "Tegenover de onlinedrukker"


def test_a_yardstick_that_is_not_known_is_not_shown() -> None:
    said = measures_of(Company())
    assert said["customer", "judged.revenue"] == said["value", "comparison"] == Measure()


def test_the_phone_sees_the_yardstick_beside_the_question() -> None:
    here = Room(MemoryStore())
    an = here.join("An")
    here.go("customers")
    scale = next(each for each in here.phone(an).scales if each.field == "judged.revenue")
    assert dict(scale.anchors)[2] == "20 tot 40% van je A-omzet (€ 100.000)"


@pytest.mark.parametrize(("language", "words"), [("nl", "je A-omzet ("), ("en", "your A-revenue (")])
def test_every_answer_that_names_the_a_revenue_says_it_in_euro(language: str, words: str) -> None:
    question = deck_in(language).question("S2")
    assert question is not None
    measure = measures_of(Company.of_items([*COMPANY]), language)["customer", "judged.revenue"]
    assert all(words in measure.in_answer(said) for _, said in question.fields[0].anchors)
