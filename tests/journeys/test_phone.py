"""A participant's phone through a session: with a bad line, a killed server, a double tap, and late."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from strategy import workshop as room
from strategy.company.access import new_token
from strategy.nouns.workshop import Step, Vote
from strategy.store.sql import SqlStore
from tests.journeys.line import Line
from tests.journeys.stage import PHONE, Server, wait_until
from tests.rooms import Room

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("phone")]
REVENUE, MARGIN = "customer:k2/judged.revenue", "customer:k2/judged.margin"
SMALL = """() => [...document.querySelectorAll("button, label.choice, label.unknown, input:not([type=radio], [type=checkbox]), summary")]
  .filter((each) => each.offsetParent)
  .map((each) => [each.textContent, each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([words]) => words)"""
HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Stage:
    """A session on a real server, and phones on lines that can be cut."""

    def __init__(self, server: Server, line: Line, browser: Browser) -> None:
        self.server = server
        self.line = line
        self.browser = browser
        self.room = Room(SqlStore(server.database), now=datetime.now(UTC))
        self.contexts: list[BrowserContext] = []

    def device(self, **more: Any) -> BrowserContext:
        """A phone that was never here before."""
        context = self.browser.new_context(**{**PHONE, "locale": "nl-BE", "reduced_motion": "reduce", **more})
        context.set_default_timeout(60_000)
        self.contexts.append(context)
        return context

    def open(self, device: BrowserContext, address: str = "", port: int | None = None) -> Page:
        page = device.new_page()
        page.goto(f"http://127.0.0.1:{port or self.line.port}/deelnemen{address}")
        return page

    def phone(self, name: str = "An", **more: Any) -> Page:
        """A phone that scanned the code and gave a name."""
        page = self.open(self.device(**more), f"?code={self.room.code}")
        come_in(page, name)
        return page

    def go(self, step: str) -> None:
        """The facilitator brings everybody to a step."""
        self.room.now = datetime.now(UTC)
        self.room.go(step)

    @property
    def votes(self) -> list[Vote]:
        return self.room.store.votes(self.room.id)

    @property
    def said(self) -> dict[str, float | None]:
        """The last vote on each subject."""
        return {vote.subject: vote.value for vote in self.votes}

    @property
    def lines(self) -> list[str]:
        return [idea.text for idea in self.room.store.ideas(self.room.id) if idea.state != "withdrawn"]

    @property
    def people(self) -> list[str]:
        return [each.name for each in self.room.store.participants(self.room.id)]

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        self.room.store.close()  # type: ignore[attr-defined]


@pytest.fixture
def stage(server: Server, line: Line, browser: Browser) -> Iterator[Stage]:
    stage = Stage(server, line, browser)
    yield stage
    stage.leave()


def come_in(page: Page, name: str) -> None:
    page.get_by_label("Je naam").fill(name)
    page.get_by_role("button", name="Doe mee").tap()
    expect(page.locator(".brand")).not_to_have_text("Bierkaartjes")


def title(page: Page) -> Locator:
    return page.locator("h1")


def state(page: Page) -> Locator:
    return page.locator("header .state")


def notice(page: Page) -> Locator:
    return page.locator("[role=status].notice")


def choose(page: Page, value: str) -> None:
    page.locator(".choice", has=page.locator(f"b:text-is('{value}')")).tap()


def go_on(page: Page) -> None:
    page.locator(".steps .main").tap()


def chosen(page: Page) -> Locator:
    return page.locator(".choice:has(:checked) b")


def question(page: Page) -> Locator:
    return page.locator("#question")


# Coming in


def test_a_scanned_code_and_a_name_bring_you_in(stage: Stage) -> None:
    page = stage.open(stage.device(), f"?code={stage.room.code}")
    expect(title(page)).to_have_text("Sessie van Bakkerij Peeters")
    come_in(page, "Zoë <b>")
    expect(title(page)).to_have_text("Welkom")
    expect(page.get_by_text("Dag Zoë <b>.")).to_be_visible()
    assert stage.people == ["Zoë <b>"]


def test_a_typed_code_brings_you_in_and_a_wrong_one_says_so(stage: Stage) -> None:
    page = stage.open(stage.device())
    page.get_by_label("Code").fill("aaa")
    page.get_by_label("Je naam").fill("An")
    page.get_by_role("button", name="Doe mee").tap()
    expect(page.get_by_role("alert")).to_contain_text("zes letters en cijfers")
    page.get_by_label("Code").fill("AAAAAA")
    page.get_by_role("button", name="Doe mee").tap()
    expect(page.get_by_role("alert")).to_contain_text("Deze code kennen we niet")
    code = stage.room.code.lower()
    page.get_by_label("Code").fill(f"{code[:3]} {code[3:]}")
    page.get_by_label("Je naam").press("Enter")
    expect(title(page)).to_have_text("Welkom")
    assert stage.people == ["An"]


def test_a_double_tap_makes_one_person(stage: Stage) -> None:
    page = stage.open(stage.device(), f"?code={stage.room.code}")
    page.get_by_label("Je naam").fill("An")
    page.get_by_role("button", name="Doe mee").dblclick()
    expect(title(page)).to_have_text("Welkom")
    assert stage.people == ["An"]


def test_who_comes_late_gets_the_step_the_clock_and_the_question(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone("Laat")
    expect(title(page)).to_have_text("Feestzaal De Linde")
    expect(page.locator(".clock")).to_contain_text("nog 11:")
    expect(state(page)).to_contain_text("0 van 18")


def test_a_phone_that_was_in_a_pocket_shows_the_clock_of_the_server_again(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    clock = page.locator(".clock").first
    expect(clock).to_contain_text("nog 1")
    page.evaluate(HIDDEN, True)
    room.pause_clock(stage.room.store, stage.room.facilitator, stage.room.id, stage.room.now)
    page.evaluate(HIDDEN, False)
    expect(clock).to_have_text("12:00, de klok staat stil")


def test_a_locked_session_says_so_before_you_type_a_name(stage: Stage) -> None:
    room.lock(stage.room.store, stage.room.facilitator, stage.room.id)
    page = stage.open(stage.device(), f"?code={stage.room.code}")
    expect(page.get_by_role("alert")).to_contain_text("De begeleider heeft de deur gesloten")


def test_who_is_put_out_is_told_and_comes_in_again_once_put_back(stage: Stage) -> None:
    page = stage.phone()
    person = stage.room.store.participants(stage.room.id)[0].id
    room.remove(stage.room.store, stage.room.facilitator, stage.room.id, person)
    expect(page.get_by_role("alert")).to_contain_text("heeft je uit de sessie gehaald")
    room.put_back(stage.room.store, stage.room.facilitator, stage.room.id, person)
    page.reload()
    expect(title(page)).to_have_text("Welkom")


# Nothing is lost


def test_a_vote_is_in_the_store_when_the_phone_says_kept_and_stands_after_a_reload(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    choose(page, "4")
    expect(state(page)).to_have_text("bewaard · 1 van 18")
    assert stage.said == {REVENUE: 4}
    go_on(page)
    page.locator(".unknown").tap()
    expect(state(page)).to_have_text("bewaard · 2 van 18")
    assert stage.said == {REVENUE: 4, MARGIN: None}
    page.reload()
    expect(question(page)).to_contain_text("Winstmarge")
    expect(page.get_by_label("Weet ik niet")).to_be_checked()
    page.get_by_role("button", name="Vorige").tap()
    expect(chosen(page)).to_have_text("4")
    assert len(stage.votes) == 2


def test_who_joins_later_moves_nobody_on_to_the_next_question(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone("An")
    stage.room.joined("Bo")
    choose(page, "4")
    expect(state(page)).to_have_text("bewaard · 1 van 18")
    expect(page.get_by_text("Jullie zijn met zo weinig")).to_be_visible()
    stage.room.joined("Cé")
    expect(page.get_by_text("Jullie zijn met zo weinig")).to_have_count(0)
    expect(page.get_by_text("0 van 3 klaar")).to_be_visible()
    expect(question(page)).to_contain_text("Omzet")
    expect(chosen(page)).to_have_text("4")


def test_votes_without_a_line_are_sent_once_it_is_back(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    choose(page, "2")
    expect(state(page)).to_have_text("bewaard · 1 van 18")
    stage.line.cut()
    choose(page, "5")
    expect(state(page)).to_contain_text("geen verbinding")
    expect(notice(page)).to_contain_text("staat veilig op dit toestel")
    go_on(page)
    choose(page, "3")
    choose(page, "1")
    expect(state(page)).to_have_text("geen verbinding · 1 van 18")
    assert stage.said == {REVENUE: 2}
    stage.line.restore()
    expect(state(page)).to_have_text("bewaard · 2 van 18")
    expect(notice(page)).to_be_hidden()
    assert stage.said == {REVENUE: 5, MARGIN: 1}


def test_a_vote_whose_confirmation_was_lost_is_kept_once(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    expect(title(page)).to_have_text("Feestzaal De Linde")
    stage.line.deaf = True
    choose(page, "4")
    wait_until(lambda: stage.votes)
    expect(state(page)).to_contain_text("geen verbinding")
    stage.line.restore()
    expect(state(page)).to_have_text("bewaard · 1 van 18")
    assert [vote.value for vote in stage.votes] == [4]


def test_a_vote_tapped_without_a_line_survives_a_closed_tab(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    expect(title(page)).to_have_text("Feestzaal De Linde")
    stage.line.cut()
    choose(page, "4")
    expect(state(page)).to_contain_text("geen verbinding")
    page.close()
    stage.line.restore()
    again = stage.open(stage.contexts[0])
    expect(state(again)).to_have_text("bewaard · 1 van 18")
    assert stage.said == {REVENUE: 4}


def test_after_a_killed_server_everybody_is_back_in_the_same_step(stage: Stage) -> None:
    stage.go("customers")
    phones = [stage.phone(name) for name in ("An", "Bo", "Cé")]
    for number, page in enumerate(phones, 1):
        choose(page, str(number))
        expect(state(page)).to_have_text("bewaard · 1 van 18")
        go_on(page)
        expect(question(page)).to_contain_text("Winstmarge")
    stage.server.kill()
    try:
        for page in phones:
            choose(page, "5")
            expect(state(page)).to_contain_text("geen verbinding")
    finally:
        stage.server.start()
    for page in phones:
        expect(state(page)).to_have_text("bewaard · 2 van 18")
    phones[0].reload()
    for number, page in enumerate(phones, 1):
        expect(question(page)).to_contain_text("Winstmarge")
        expect(chosen(page)).to_have_text("5")
        page.get_by_role("button", name="Vorige").tap()
        expect(chosen(page)).to_have_text(str(number))
    assert sorted(vote.value or 0 for vote in stage.votes) == [1, 2, 3, 5, 5, 5]
    stage.go("values")
    for page in phones:
        expect(title(page)).to_have_text("Snel antwoord")


def test_a_vote_that_comes_after_the_reveal_is_said_not_to_count(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    expect(title(page)).to_have_text("Feestzaal De Linde")
    stage.line.cut()
    choose(page, "4")
    expect(state(page)).to_contain_text("geen verbinding")
    stage.room.reveal("customers")
    stage.line.restore()
    expect(title(page)).to_have_text("Zo antwoordden jullie")
    expect(notice(page)).to_contain_text("Niet meegeteld")
    assert stage.votes == []


# Lines


def test_lines_are_kept_taken_back_and_put_back(stage: Stage) -> None:
    stage.go("list")
    page = stage.phone()
    field = page.get_by_label("Schrijf één idee per regel").first
    for words in ("Cafés & <b>feestzalen</b>", "Scholen"):
        field.fill(words)
        field.press("Enter")
    expect(page.locator(".lines li")).to_have_count(2)
    expect(state(page)).to_have_text("bewaard")
    assert stage.lines == ["Cafés & <b>feestzalen</b>", "Scholen"]
    page.get_by_role("button", name="Haal weg").last.tap()
    wait_until(lambda: stage.lines == ["Cafés & <b>feestzalen</b>"])
    page.get_by_role("button", name="Zet terug").tap()
    expect(page.locator(".lines li")).to_have_count(2)
    wait_until(lambda: sorted(stage.lines) == ["Cafés & <b>feestzalen</b>", "Scholen"])


def test_typing_neither_stops_following_nor_loses_text(stage: Stage) -> None:
    stage.go("list")
    page = stage.phone()
    field = page.get_by_label("Schrijf één idee per regel").first
    field.press_sequentially("Horeca")
    field.press("Enter")
    field.press_sequentially("Scho")
    stage.go("values")
    expect(title(page)).to_have_text("Snel antwoord")
    expect(title(page)).to_be_focused()
    expect(notice(page)).to_contain_text("Je typte nog: “Scho”")
    page.reload()
    page.get_by_role("button", name="Verstuur").tap()
    expect(notice(page)).to_be_hidden()
    wait_until(lambda: stage.lines == ["Horeca", "Scho"])


def test_a_line_written_without_a_line_arrives_once_and_in_its_own_step(stage: Stage) -> None:
    stage.go("list")
    page = stage.phone()
    field = page.get_by_label("Schrijf één idee per regel").first
    expect(field).to_be_visible()
    stage.line.cut()
    field.fill("Zonder net")
    field.press("Enter")
    field.press_sequentially("half")
    expect(page.locator(".lines li")).to_contain_text("nog niet verstuurd")
    stage.go("values")
    stage.line.restore()
    expect(title(page)).to_have_text("Snel antwoord")
    wait_until(lambda: stage.lines == ["Zonder net"])
    expect(notice(page)).to_contain_text("half")
    stage.go("list")
    expect(page.get_by_label("Schrijf één idee per regel").first).to_have_value("half")
    expect(page.locator(".lines li")).to_have_count(1)


def test_lines_of_others_appear_at_the_reveal_without_their_authors(stage: Stage) -> None:
    stage.go("list")
    page = stage.phone()
    other = stage.room.join("Boudewijn")
    room.add_idea(stage.room.store, other, stage.room.id, "list", "B1", "Idee van een ander", new_token())
    field = page.get_by_label("Schrijf één idee per regel").first
    field.fill("Mijn idee")
    field.press("Enter")
    expect(page.get_by_role("button", name="Haal weg")).to_be_visible()
    assert "Idee van een ander" not in page.content()
    stage.room.reveal("list")
    expect(page.get_by_text("Idee van een ander")).to_be_visible()
    expect(page.locator("li", has_text="Mijn idee")).to_contain_text("van jou")
    assert "Boudewijn" not in page.content()


# Following


def test_a_phone_without_a_stream_still_follows(stage: Stage) -> None:
    device = stage.device()
    device.route("**/live/**", lambda route: route.abort())
    page = stage.open(device, f"?code={stage.room.code}")
    come_in(page, "An")
    stage.go("customers")
    expect(title(page)).to_have_text("Feestzaal De Linde")


def test_who_looks_around_stays_there_and_comes_back_to_the_group(stage: Stage) -> None:
    stage.go("list")
    page = stage.phone()
    stage.go("values")
    expect(title(page)).to_have_text("Snel antwoord")
    page.get_by_role("button", name="Eerdere stappen").tap()
    page.get_by_role("button", name="Stil opschrijven").tap()
    expect(page.get_by_label("Schrijf één idee per regel").first).to_be_visible()
    stage.go("customers")
    expect(page.locator(".away")).to_contain_text("Je kijkt rond")
    page.get_by_role("button", name="Terug naar de groep").tap()
    expect(title(page)).to_have_text("Feestzaal De Linde")
    page.get_by_role("button", name="Mijn gegevens").tap()
    expect(title(page)).to_have_text("Mijn gegevens")
    page.go_back()
    expect(title(page)).to_have_text("Feestzaal De Linde")


def test_the_personal_link_makes_another_device_the_same_person(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    choose(page, "4")
    expect(state(page)).to_have_text("bewaard · 1 van 18")
    page.get_by_role("button", name="Mijn gegevens").tap()
    page.get_by_role("button", name="Maak mijn link").tap()
    address = page.get_by_label("Verder op een ander toestel").input_value()
    other = stage.device().new_page()
    other.goto(address)
    expect(state(other)).to_have_text("bewaard · 1 van 18")
    assert stage.people == ["An"]


# A whole vote


def test_a_vote_from_the_first_question_to_the_second_reveal(stage: Stage) -> None:
    stage.go("values")
    page = stage.phone()
    others = [stage.room.join(f"Boudewijn {number}") for number in range(4)]
    for value in ("+2", "5", "0"):
        choose(page, value)
        go_on(page)
    choose(page, "3")
    expect(state(page)).to_have_text("bewaard · 4 van 4")
    go_on(page)
    page.get_by_role("button", name="Ik ben klaar").tap()
    expect(page.get_by_text("1 van 5 klaar")).to_be_visible()
    assert "oneens" not in page.locator("main").inner_text()
    for other, vote in zip(others, (-2, -1, -2, 0), strict=True):
        stage.room.vote(other, "value:v1/comparison", vote, step="values")
    stage.room.reveal("values")
    result = page.locator(".result", has_text="Tegenover het beste alternatief").first
    expect(result).to_contain_text("oneens")
    expect(result).to_contain_text("Antwoorden: −2, −2, −1, 0, +2 · Jij: +2")
    expect(result.locator("i.own")).to_have_count(1)
    assert "Boudewijn" not in page.content()
    stage.room.again("values", "value:v1/comparison")
    expect(state(page)).to_contain_text("0 van 1")
    expect(page.get_by_text("Ronde 1: −2, −2, −1, 0, +2")).to_be_visible()
    expect(chosen(page)).to_have_text("+2")
    choose(page, "0")
    expect(state(page)).to_have_text("bewaard · 1 van 1")
    stage.room.reveal("values", 2)
    expect(result).to_contain_text("dichter bij elkaar")


def test_who_does_not_know_a_customer_passes_it_in_one_tap(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    choose(page, "3")
    page.get_by_role("button", name="Ik ken deze klant niet").tap()
    expect(title(page)).to_have_text("Café <b>'t Hoekske</b>")
    expect(state(page)).to_have_text("bewaard · 9 van 18")
    assert sorted(stage.said.values(), key=str) == [3, *[None] * 8]
    assert stage.said[REVENUE] == 3


def test_who_wants_it_goes_on_by_itself_after_each_tap(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    page.get_by_label("Ga na elke tik vanzelf verder").check()
    choose(page, "4")
    expect(question(page)).to_contain_text("Winstmarge")
    choose(page, "2")
    expect(question(page)).to_contain_text("Beslist hij snel?")
    expect(state(page)).to_have_text("bewaard · 2 van 18")
    assert stage.said == {REVENUE: 4, MARGIN: 2}


def test_at_the_close_i_see_what_i_sent_and_what_is_deleted(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    choose(page, "4")
    expect(state(page)).to_have_text("bewaard · 1 van 18")
    stage.go("end")
    expect(page.locator("dd")).to_have_text("4 · 60 tot 80% van je A-omzet")
    expect(page.get_by_role("heading", name="Wat gewist wordt")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Bewaar als tekst").tap()
    assert "60 tot 80%" in kept.value.path().read_text(encoding="utf-8")
    room.close(stage.room.store, stage.room.facilitator, stage.room.id, datetime.now(UTC))
    expect(page.get_by_text("Deze sessie is afgesloten.")).to_be_visible()
    assert stage.votes == []
    room.reopen(stage.room.store, stage.room.facilitator, stage.room.id)
    stage.room.reveal("customers")
    stage.go("talk")
    expect(title(page)).to_have_text("Bespreken")
    page.locator("summary").tap()
    expect(page.get_by_text("gaf geen antwoord")).to_have_count(17)
    page.get_by_role("button", name="Mijn gegevens").tap()
    expect(page.locator("dd")).to_have_text("4 · 60 tot 80% van je A-omzet")


def test_with_the_keyboard_alone_and_its_focus_where_the_question_is(stage: Stage) -> None:
    stage.go("customers")
    page = stage.phone()
    expect(title(page)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(state(page)).to_have_text("bewaard · 1 van 18")
    assert stage.said == {REVENUE: 2}
    expect(page.get_by_role("radiogroup", name="Feestzaal De Linde Omzet")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(question(page)).to_contain_text("Winstmarge")
    expect(title(page)).to_be_focused()


@pytest.mark.parametrize("width", [360, 390])
def test_every_step_fits_the_phone_and_a_thumb(stage: Stage, width: int) -> None:
    page = stage.phone("Een heel lange naam zonder einde", viewport={"width": width, "height": 740})
    for step in stage.room.steps:
        stage.go(step.id)
        expect(page.locator("body")).to_have_attribute("data-step", step.id)
        if step.kind == "vote" and not step.about:
            stage.room.reveal(step.id)
            expect(title(page)).to_have_text("Zo antwoordden jullie")
        assert page.evaluate(TOO_WIDE) <= 0, step.id
        assert page.evaluate(SMALL) == [], step.id
    for panel in ("Eerdere stappen", "Mijn gegevens"):
        page.get_by_role("button", name=panel).tap()
        expect(page.get_by_role("button", name="Terug naar de groep")).to_be_visible()
        assert page.evaluate(TOO_WIDE) <= 0, panel
        assert page.evaluate(SMALL) == [], panel


def test_the_phone_speaks_english_to_who_chose_it(stage: Stage) -> None:
    stage.go("customers")
    page = stage.open(stage.device(locale="en-GB"), f"?code={stage.room.code}")
    page.get_by_label("Your name").fill("An")
    page.get_by_role("button", name="Take part").tap()
    expect(question(page)).to_contain_text("Revenue, now and what can realistically be added")
    on_stage = stage.room
    rest = Step(id="rest", kind="pause", minutes=15)
    room.edit_steps(on_stage.store, on_stage.facilitator, on_stage.id, (*on_stage.steps, rest))
    stage.go("rest")
    expect(page.get_by_text(re.compile(r"You go on at [012]\d:\d\d\.$"))).to_be_visible()
    stage.go("customers")
    page.get_by_role("button", name="My details").tap()
    page.get_by_role("button", name="Nederlands").tap()
    expect(question(page)).to_contain_text("Omzet, nu en wat er realistisch bij kan")
