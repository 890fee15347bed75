"""The report of a session: against a plain recomputation, before and after closing, as Markdown and CSV."""

from __future__ import annotations

import csv
import io
import random
import statistics
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from strategy import workshop as room
from strategy.company.access import NotAllowed, new_token, visitor_of_token
from strategy.nouns.company import Customer
from strategy.overview import overview_of
from strategy.store.interface import Change, MemoryStore
from strategy.words.texts import LANGUAGES
from strategy.workshop import SessionReport
from strategy.workshop.report_words import as_csv, as_markdown
from tests.pdfs import findings, words
from tests.rooms import Room
from ui.frame.frame import Desk
from ui.paper.compiling import printed
from ui.paper.report import report_of
from ui.paper.session import session_order

MARGIN = "customer:k1/judged.margin"
PAYS = "customer:k1/judged.pays"
SIZE = "customer:k2/judged.size"


@pytest.fixture
def here() -> Room:
    return Room(MemoryStore())


def report(here: Room, language: str = "nl") -> SessionReport:
    return room.report_of(here.store, here.facilitator, here.id, language)


def test_the_report_says_what_the_votes_say_recomputed_from_them(here: Room) -> None:
    dice = random.Random(5)
    phones = here.joined("An", "Bo", "Cé", "Dirk", "Eva")
    here.go("customers")
    subjects = [key for item in here.phone(phones[0]).items for key in item.subjects]
    given = {key: [dice.choice([1, 2, 3, 4, 5, None]) for _ in phones] for key in subjects}
    for key, values in given.items():
        here.votes(phones, key, *values)
    here.reveal("customers")
    room.close(here.store, here.facilitator, here.id, here.now)
    assert here.store.votes(here.id) == []
    found = {each.result.subject: each for each in report(here).scored}
    assert set(found) == set(subjects)
    for key, values in given.items():
        known = [value for value in values if value is not None]
        result = found[key].result
        assert (result.know, result.not_known) == (len(known), values.count(None))
        if len(known) >= 2:
            assert (result.median, result.lowest, result.highest) == (
                statistics.median(known),
                min(known),
                max(known),
            )
            if max(known) - min(known) > 2:
                assert result.label == "disagree"
                assert found[key].stayed_open
        else:
            assert (result.median, result.lowest, result.highest) == (None, None, None)


@pytest.fixture
def held(here: Room) -> Room:
    """A session in which lines were kept and dropped, a vote was settled off its median and one stayed open."""
    phones = here.joined("An", "Bo")
    here.go("list")
    words = ("Snel", "Maatwerk <b>", "| raar *teken* |")
    lines = [room.add_idea(here.store, phones[0], here.id, "list", "W2", each, new_token()) for each in words]
    here.reveal("list")
    room.keep_ideas(here.store, here.facilitator, here.id, [lines[0].id], "Snel antwoord geven", here.now)
    room.drop_ideas(here.store, here.facilitator, here.id, [lines[1].id])
    here.go("customers")
    here.votes(phones, MARGIN, 1, 5)
    here.votes(phones, PAYS, 1, 5)
    here.votes(phones, SIZE, 4, 4)
    here.reveal("customers")
    here.again("customers", MARGIN)
    here.votes(phones, MARGIN, 2, 3, round=2)
    here.reveal("customers", 2)
    room.agree(
        here.store,
        here.facilitator,
        here.id,
        "customers",
        MARGIN,
        2,
        "de boekhouder weet het",
        new_token(),
        here.now,
    )
    room.agree_on_medians(here.store, here.facilitator, here.id, "customers", new_token(), here.now, [SIZE])
    room.plan_action(
        here.store,
        here.facilitator,
        here.id,
        "a1",
        "Prijs herbekijken",
        "An",
        date(2026, 12, 31),
        new_token(),
        here.now,
    )
    room.introduce(here.store, here.facilitator, here.id, " Mia  Maes ")
    return here


def test_the_report_tells_what_was_proposed_kept_dropped_settled_and_planned(held: Room) -> None:
    room.close(held.store, held.facilitator, held.id, held.now)
    found = report(held)
    assert (found.led_by, found.took_part, found.names) == (("Mia Maes",), 2, ())
    written = next(
        each for card in found.cards for step in card.steps for each in step.written if each.proposed
    )
    assert written.proposed == ("Snel", "Maatwerk <b>", "| raar *teken* |")
    assert (written.kept, written.dropped) == (("Snel antwoord geven",), ("Maatwerk <b>",))
    scored = {each.result.subject: each for each in found.scored}
    assert scored[MARGIN].off_the_median
    assert (scored[MARGIN].result.first_label, scored[MARGIN].result.direction) == ("disagree", "closer")
    assert [each.result.subject for each in found.left_open] == [PAYS]
    assert [(each.name, each.who) for each in found.actions] == [("Prijs herbekijken", "An")]


def test_the_report_reads_the_same_before_closing_and_after(held: Room) -> None:
    before = [(each.result.subject, each.result.median, each.stayed_open) for each in report(held).scored]
    room.close(held.store, held.facilitator, held.id, held.now)
    assert [
        (each.result.subject, each.result.median, each.stayed_open) for each in report(held).scored
    ] == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_markdown_has_it_all_and_no_sign_of_people_means_anything_in_it(
    held: Room, language: str
) -> None:
    words = as_markdown(report(held, language), language)
    for said in (
        "Mia Maes",
        "de boekhouder weet het",
        "Prijs herbekijken",
        "31/12/2026",
        "Snel antwoord geven",
    ):
        assert said in words
    assert r"\| raar \*teken\* \|" in words
    assert r"Maatwerk \<b\>" in words
    assert all(line.count(" | ") <= 2 for line in words.splitlines() if line.startswith("| "))


def test_the_csv_has_a_row_for_every_line_vote_and_action_and_starts_no_formula(held: Room) -> None:
    an = held.join("Cé")
    room.add_idea(held.store, an, held.id, "list", "W2", "=1+1", new_token())
    rows = list(csv.DictReader(io.StringIO(as_csv(report(held)))))
    kinds = [row["kind"] for row in rows]
    assert (kinds.count("vote"), kinds.count("action"), kinds.count("line")) == (
        len(report(held).scored),
        1,
        6,
    )
    by_item = {(row["kind"], row["item"]): row for row in rows}
    assert ("line", "'=1+1") in by_item
    margin = next(row for row in rows if row["reason"])
    assert (margin["median"], margin["agreed"], margin["state"]) == ("2.5", "2", "agreed")
    assert by_item["action", "Prijs herbekijken"]["due"] == "2026-12-31"


def test_names_stand_in_the_report_only_with_open_cards(held: Room) -> None:
    words = as_markdown(report(held)) + as_csv(report(held))
    assert "Bo" not in words.replace("boekhouder", "")
    room.ask_open_cards(held.store, held.facilitator, held.id)
    for participant in held.store.participants(held.id):
        held.store.change_participant(held.id, participant.model_copy(update={"open_cards": True}))
    assert report(held).names == ("An", "Bo")


def test_only_who_led_or_owns_reads_the_report(held: Room) -> None:
    owner = held.facilitator
    helper, stranger, phone = (visitor_of_token(new_token()) for _ in range(3))
    link = room.facilitator_link(held.store, owner, held.id, held.now)
    room.follow_workshop_link(held.store, helper, link, held.now)
    held.join("Cé", phone)
    assert room.report_of(held.store, helper, held.id).took_part == 3
    for who in (stranger, phone):
        with pytest.raises(NotAllowed):
            room.report_of(held.store, who, held.id)
        with pytest.raises(NotAllowed):
            room.discussed_on(held.store, who, held.company)


def test_the_overview_says_when_it_was_discussed_and_how_much_stayed_open(held: Room) -> None:
    assert room.discussed_on(held.store, held.facilitator, held.company) == []
    room.close(held.store, held.facilitator, held.id, held.now)
    (found,) = room.discussed_on(held.store, held.facilitator, held.company)
    assert found.left_open == len(report(held).left_open) == 1
    assert found.in_words() == f"Besproken op {held.now:%d/%m/%Y}, één punt bleef open"


def test_a_customer_that_is_gone_since_is_named_so(held: Room) -> None:
    snapshot = held.store.read(held.company)
    customer = snapshot.company.customers[0]
    gone = Change.remove(customer, snapshot.revision(Customer.KIND, customer.id))
    held.store.write(held.company, [gone], author="test", write_id=new_token(), at=held.now)
    assert "staat niet meer in het bedrijf" in as_markdown(report(held))


def report_page(desk, workshop_id) -> None:
    from ui.room import session_report

    session_report.report_page(desk, workshop_id)


def test_the_report_stands_on_screen_with_its_files(held: Room) -> None:
    desk = Desk(held.store, held.facilitator, "nl", held.store.read(held.company), {})
    page = AppTest.from_function(report_page, args=(desk, held.id), default_timeout=60).run()
    assert not page.exception
    assert "Wat open bleef" in "".join(str(each.proto) for each in page.get("html"))


def test_the_report_is_printed_with_what_was_said_and_agreed(held: Room) -> None:
    made = printed(session_order(report(held), "nl"))
    assert made.standard
    assert findings(made.pdf) == []
    found = words(made.pdf)
    for said in ("Snel antwoord geven", "Maatwerk <b>", "| raar *teken* |", "Wat open bleef", "Acties"):
        assert said in found
    whole = printed(report_of(overview_of(held.store.read(held.company).company), report(held)))
    assert whole.standard
    assert "Snel antwoord geven" in words(whole.pdf)
    hidden = report_of(overview_of(held.store.read(held.company).company, level="standard"), report(held))
    assert hidden.data["session"] is None
