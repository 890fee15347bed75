"""Making the list of what a room wrote: joining what is there, taking back, and the agreed words everywhere."""

from __future__ import annotations

import pytest

from strategy import workshop as room
from strategy.company.access import NotAllowed, Visitor, new_token
from strategy.store.interface import Change, MemoryStore
from strategy.workshop import Refused
from tests.rooms import Room


@pytest.fixture
def here() -> Room:
    return Room(MemoryStore())


def written(here: Room, *lines: str) -> tuple[Visitor, list[str]]:
    """Lines about values that one person wrote, shown."""
    an = here.join("An")
    here.go("list")
    ids = [room.add_idea(here.store, an, here.id, "list", "W2", each, new_token()).id for each in lines]
    here.reveal("list")
    return an, ids


def keep(here: Room, ids: list[str], words: str) -> str:
    return room.keep_ideas(here.store, here.facilitator, here.id, ids, words, here.now).id


def undo(here: Room, item: str) -> None:
    room.undo_keep(here.store, here.facilitator, here.id, item, here.now)


def values(here: Room) -> list[str]:
    return [each.name for each in here.store.read(here.company).company.values]


def test_a_name_that_the_company_has_already_is_joined(here: Room) -> None:
    _, ids = written(here, "snel  ANTWOORD.")
    assert keep(here, ids, "snel  ANTWOORD.") == "v1"
    assert values(here) == ["Snel antwoord", "Maatwerk"]


def test_lists_show_what_the_company_has_already(here: Room) -> None:
    an, _ = written(here, "Iets")
    lists = {each.question: each.there for each in here.phone(an).lists}
    assert lists["W2"] == ("Snel antwoord", "Maatwerk")


def test_the_agreed_words_and_not_the_raw_line_stand_on_every_screen_and_are_voted_on(here: Room) -> None:
    an, ids = written(here, "ge moet rap zijn", "rap zijn")
    keep(here, ids, "Binnen het uur antwoorden")
    for view in (here.phone(an), here.screen(), here.desk()):
        assert {each.words for each in view.ideas} == {"Binnen het uur antwoorden"}
    here.go("values")
    assert "Binnen het uur antwoorden" in {item.name for item in here.phone(an).items}


def test_taking_in_is_taken_back_and_done_again(here: Room) -> None:
    _, ids = written(here, "Rap")
    for _ in range(2):
        item = keep(here, ids, "Rap zijn")
        assert values(here) == ["Snel antwoord", "Maatwerk", "Rap zijn"]
        undo(here, item)
        assert values(here) == ["Snel antwoord", "Maatwerk"]
        assert [(each.words, each.state) for each in here.desk().ideas] == [("Rap", "new")]
        undo(here, item)


def test_taking_back_a_joined_line_leaves_the_item_of_the_company(here: Room) -> None:
    _, ids = written(here, "Maatwerk")
    undo(here, keep(here, ids, "Maatwerk"))
    assert values(here) == ["Snel antwoord", "Maatwerk"]
    assert here.desk().ideas[0].state == "new"


def test_an_item_that_was_changed_since_is_not_taken_out(here: Room) -> None:
    _, ids = written(here, "Rap")
    item = keep(here, ids, "Rap zijn")
    snapshot = here.store.read(here.company)
    value = next(each for each in snapshot.company.values if each.id == item)
    change = Change.put(value.model_copy(update={"importance": 5}), snapshot.revision("value", item))
    here.store.write(here.company, [change], author="test", write_id=new_token(), at=here.now)
    with pytest.raises(Refused, match="changed_since"):
        undo(here, item)
    assert "Rap zijn" in values(here)


def test_only_a_facilitator_takes_back(here: Room) -> None:
    an, ids = written(here, "Rap")
    item = keep(here, ids, "Rap zijn")
    with pytest.raises(NotAllowed):
        room.undo_keep(here.store, an, here.id, item, here.now)
