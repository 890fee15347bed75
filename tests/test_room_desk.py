"""What the facilitator sees before and during a session, drawn without a browser."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from strategy import workshop as room
from strategy.company.access import new_token, visitor_of_token
from strategy.deck import deck_in
from strategy.nouns.company import Channel, Customer, Value
from strategy.nouns.workshop import STEP_KINDS, Step
from strategy.store.interface import MemoryStore
from strategy.words.texts import LANGUAGES
from tests.rooms import Room
from ui.frame.frame import Desk
from ui.room.lead import Lead


def opening_page(desk) -> None:
    from ui.room import opening

    opening.opening_page(desk)


def step_page(lead) -> None:
    from ui.room import running

    running.running_step(lead)


def desk_of(here: Room) -> Desk:
    return Desk(here.store, here.facilitator, "nl", here.store.read(here.company), {})


def opening(here: Room) -> AppTest:
    return AppTest.from_function(opening_page, args=(desk_of(here),), default_timeout=60).run()


def at_step(here: Room, step: str) -> AppTest:
    """The facilitator's room at this step."""
    here.go(step)
    lead = Lead(desk_of(here), here.desk())
    return AppTest.from_function(step_page, args=(lead,), default_timeout=60).run()


def said(page: AppTest) -> str:
    """Every warning and remark on the page."""
    assert not page.exception
    found: list[Any] = [*page.warning, *page.info, *page.caption, *page.markdown]
    return "\n".join(str(each.value) for each in found).replace("\\", "")


def half_day(company: tuple[Any, ...] = ()) -> Room:
    """A half day on a company with these items."""
    return Room(MemoryStore(), steps=room.SCRIPTS["half_day"], items=company)


def test_opening_on_a_company_without_customers_says_where_they_will_come_from() -> None:
    page = opening(half_day())
    assert "Er staan nog geen klanten in dit bedrijf." in said(page)
    page.checkbox(key="script_half_day_nl_on_customer_names").uncheck().run()
    assert "stemmen jullie over klanten, maar er staan er nog geen in" in said(page)


def test_opening_on_a_company_with_customers_asks_nothing_and_leaves_their_list_out() -> None:
    page = opening(half_day((Customer(id="k1", name="Café Central"),)))
    assert "klanten" not in "".join(each.value for each in (*page.warning, *page.info))
    assert "script_half_day_nl_on_customer_names" not in {each.key for each in page.checkbox}


@pytest.mark.parametrize("card", deck_in("nl").cards, ids=lambda card: card.name)
def test_the_first_step_of_a_card_shows_the_facilitator_how_to_lead_it(card: Any) -> None:
    here = half_day(
        (Customer(id="k1", name="Café"), Value(id="v1", name="Snel"), Channel(id="c1", name="Site"))
    )
    first, *later = [step.id for step in here.steps if step.card == card.name]
    assert card.facilitation in said(at_step(here, first))
    assert card.facilitation not in said(at_step(here, later[0]))


def test_how_to_lead_a_card_is_for_the_facilitator_alone() -> None:
    here = half_day()
    here.go("business_list")
    phone = here.join("An")
    told = deck_in("nl").cards[0].facilitation.splitlines()[0]
    for view in (here.phone(phone), here.screen()):
        assert told not in view.model_dump_json()


def titles(page: AppTest) -> list[str]:
    """The titles in the fields, in their order."""
    return [str(each.value) for each in page.text_input if "_title_" in str(each.key)]


def test_steps_are_put_in_another_order_before_opening() -> None:
    here = half_day()
    page = opening(here)
    first, second = titles(page)[:2]
    page.button(key="script_half_day_nl_down_welcome").click().run()
    assert titles(page)[:2] == [second, first]
    page.button(key="open").click().run()
    (opened, *_) = here.store.workshops_of(here.company)
    assert [step.id for step in opened.steps[:2]] == ["warm_up", "welcome"]


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_a_step_of_any_kind_is_added_where_it_is_wanted(kind: str) -> None:
    here = half_day()
    page = opening(here)
    key = "script_half_day_nl_more"
    page.selectbox(key=f"{key}_kind").set_value(kind).run()
    if kind in ("list", "vote"):
        page.button(key=f"{key}_add").click().run()
        assert "script_half_day_nl_title_own" not in "".join(str(each.key) for each in page.text_input)
        page.multiselect(key=f"{key}_questions_{kind}").set_value(["W1" if kind == "list" else "S7"]).run()
    page.text_input(key=f"{key}_title").set_value("Iets van ons").run()
    page.selectbox(key=f"{key}_after").set_value("welcome").run()
    page.button(key=f"{key}_add").click().run()
    assert titles(page)[1] == "Iets van ons"
    page.button(key="open").click().run()
    assert not page.exception
    (opened, *_) = here.store.workshops_of(here.company)
    assert (opened.steps[1].kind, opened.steps[1].title) == (kind, "Iets van ons")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", room.SCRIPTS)
def test_no_two_steps_of_a_script_have_the_same_title(script: str, language: str) -> None:
    found = [room.title_of(step, language) for step in room.SCRIPTS[script]]
    assert len(set(found)) == len(found)


# Rehearsing, and the help of each talk step


def test_a_press_opens_a_rehearsal_and_no_session_on_the_company() -> None:
    here = half_day((Customer(id="k1", name="Frituur"),))
    page = opening(here)
    page.button(key="rehearse").click().run()
    (rehearsal,) = (own for own in room.workshops_of(here.store, here.facilitator) if own.workshop.rehearsal)
    assert rehearsal.company_name == "Bakkerij Peeters"
    assert [each.id for each in here.store.workshops_of(here.company)] == [here.id]


def test_opening_a_session_ends_the_rehearsal_before_it() -> None:
    here = half_day((Customer(id="k1", name="Frituur"),))
    opening(here).button(key="rehearse").click().run()
    opening(here).button(key="open").click().run()
    assert not [own for own in room.workshops_of(here.store, here.facilitator) if own.workshop.rehearsal]


TALKS = (
    Step(id="list", kind="list", questions=("B1",)),
    Step(id="round", kind="talk", about="list", way="round"),
    Step(id="choose", kind="talk", about="list", way="choose"),
)


def talking() -> Room:
    here = Room(MemoryStore(), steps=TALKS, items=())
    an, bo = here.joined("An", "Bo")
    here.go("list")
    lines = [
        room.add_idea(here.store, an, here.id, "list", "B1", line, f"write-{line}").id
        for line in ("Cafés", "Gezinnen")
    ]
    here.reveal("list")
    here.go("choose")
    for phone in (an, bo):
        room.lay_dot(here.store, phone, here.id, "choose", lines[1], True, f"dot-{phone.hash}")
    return here


def test_the_desk_gives_the_floor_and_the_last_word_in_a_round() -> None:
    here = talking()
    page = at_step(here, "round")
    page.selectbox(key="last_word_").select("An").run()
    page = at_step(here, "round")
    page.button(key="turn_round_0").click().run()
    assert (here.screen().speakers, here.screen().turn) == (("Bo", "An"), 1)


def test_the_desk_shows_the_dots_and_offers_what_got_most_first() -> None:
    here = talking()
    page = at_step(here, "choose")
    assert [box.label for box in page.checkbox] == ["Cafés", "Gezinnen"]
    page.button(key="dots_choose").click().run()
    assert here.screen().dots_shown
    page = at_step(here, "choose")
    assert [box.label for box in page.checkbox] == ["Gezinnen · **2 stippen**", "Cafés · **0 stippen**"]


# The first screen, and who leads


def test_the_first_screen_offers_the_link_back_to_copy_mail_and_scan_once() -> None:
    here = half_day((Customer(id="k1", name="Frituur"),))
    page = at_step(here, "welcome")
    page.button(key="keep_recovery").click().run()
    (address,) = (each.value for each in page.code)
    assert "/workshop?t=" in address
    elsewhere = visitor_of_token(new_token())
    room.follow_workshop_link(here.store, elsewhere, address.rpartition("=")[2], here.now)
    assert here.desk().code == room.facilitator_view(here.store, elsewhere, here.id, here.now).code
    (mail,) = (each for each in page.get("link_button") if "mailto:" in each.proto.url)
    assert address.rpartition("=")[2] in mail.proto.url
    assert not [each for each in at_step(here, "welcome").button if each.key == "keep_recovery"]


def test_the_link_back_is_offered_on_the_first_screen_alone() -> None:
    here = half_day((Customer(id="k1", name="Frituur"),))
    assert not [each for each in at_step(here, "warm_up").button if each.key == "keep_recovery"]


def side_page(lead) -> None:
    from ui.room import door

    door.people(lead)


def test_who_leads_is_in_sight_of_every_facilitator() -> None:
    here = half_day()
    helper = visitor_of_token(new_token())
    token = room.facilitator_link(here.store, here.facilitator, here.id, here.now)
    room.follow_workshop_link(here.store, helper, token, here.now)
    room.introduce(here.store, here.facilitator, here.id, "Mia")
    room.introduce(here.store, helper, here.id, "Jef <b>")
    lead = Lead(desk_of(here), here.desk())
    page = AppTest.from_function(side_page, args=(lead,), default_timeout=60).run()
    assert "Begeleid door Mia, Jef <b>" in said(page)


def test_the_desk_notes_what_the_room_says_of_the_best_alternative() -> None:
    here = half_day((Value(id="v1", name="Snel"),))
    page = at_step(here, "value_alternative")
    page.text_input(key="answer_W3_who_").input("de onlinedrukker").run()
    an = here.join("An")
    here.go("value_vote")
    assert here.phone(an).scales[0].label == "Tegenover de onlinedrukker"
    page = at_step(here, "value_alternative")
    page.text_input(key="answer_W3_who_de onlinedrukker").input("").run()
    assert here.phone(an, look_at="value_vote").scales[0].label == "Tegenover het beste alternatief"


def screen_page(view) -> None:
    from ui.room import screen_screen

    screen_screen.results(view, "nl")


def test_the_screen_shows_dots_and_map_below_each_other_so_that_no_column_falls_off() -> None:
    here = Room(MemoryStore())
    phones = here.joined("An", "Bo", "Cé")
    here.go("customers")
    here.votes(phones, "customer:k1/judged.margin", 1, 5, 5)
    here.reveal("customers")
    assert any(cell.changes for cell in here.screen().cells)
    page = AppTest.from_function(screen_page, args=(here.screen(),), default_timeout=60).run()
    assert not page.exception
    assert not page.columns
