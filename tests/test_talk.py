"""What a facilitator is told there is to talk about, once a vote is shown."""

from __future__ import annotations

from strategy.store.interface import MemoryStore
from tests.rooms import Room
from ui.room import pictures


def said_after(*votes: tuple[str, tuple[int, ...]]) -> str:
    """What the desk says there is to talk about, once these votes on the values are shown to the room."""
    here = Room(MemoryStore())
    phones = here.joined("An", "Bo", "Cis", "Dré")
    here.go("values")
    for subject, given in votes:
        here.votes(phones[: len(given)], f"value:{subject}", *given, step="values")
    here.reveal("values")
    return pictures.talk_words(here.screen(), "nl")


def test_a_room_agrees_on_everything_only_once_three_quarters_of_the_questions_have_enough_answers() -> None:
    alike = [(f"{value}/{field}", (4, 4)) for value in ("v1", "v2") for field in ("importance",)]
    one = ("v1/comparison", (1,))
    assert said_after(*alike, one) == (
        "Op 2 van de 4 vragen kwamen genoeg antwoorden. Daarover hoeven jullie niet te praten."
    )
    assert said_after(*alike, ("v1/comparison", (1, 1))) == "Jullie zijn het over alles eens."


def test_a_small_difference_is_not_called_agreement_on_everything() -> None:
    fields = ("v1/importance", "v2/importance", "v2/comparison")
    alike = [(field, (1, 1, 1, 1)) for field in fields]
    assert said_after(*alike, ("v1/comparison", (0, 0, 0, 2))) != "Jullie zijn het over alles eens."
