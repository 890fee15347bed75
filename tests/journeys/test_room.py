"""A whole short session in separate browsers: one facilitator, one projector, five people with a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from strategy import workshop as room
from strategy.company.access import new_token
from strategy.nouns.company import Customer, Judged, Settings, Value
from strategy.nouns.workshop import Workshop
from strategy.store.interface import Change
from strategy.workshop import open_workshop
from tests.journeys.stage import PATIENCE, PHONE, Owner, Server, choose_in_list, open_tab, unfold, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("room")]

NAMES = ("An", "Bert <b>Boom</b>", "Chloé", "Dirk", "Dirk")
MARGIN = "customer:k1/judged.margin"
CAFE, HALL, BAKER = "Café 't Hoekske", "Feestzaal De Linde", "Bakker aan de kerk"
VOTES = ("1", "1", "5", "5", "Weet ik niet")
FETCH = """async ({path, body}) => {
  const sent = body && {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)};
  const answer = await fetch(path, sent || {});
  return {status: answer.status, text: await answer.text()};
}"""


class Watched:
    """A browser of somebody, and everything that came over its line."""

    def __init__(self, browser: Browser, server: Server, address: str, **device: Any) -> None:
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "nl-BE", "reduced_motion": "reduce"}
        self.base = f"http://127.0.0.1:{server.port}"
        self.context: BrowserContext = browser.new_context(**{**options, **device})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.came: list[str] = []
        self.answers: list[Response] = []
        self.page.on("response", lambda answer: self.answers.append(answer))
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._received))
        self.page.goto(address if address.startswith("http") else f"{self.base}/{address}")

    def _received(self, payload: str | bytes) -> None:
        self.came.append(payload if isinstance(payload, str) else payload.decode("utf-8", "ignore"))

    def heard(self, words: str) -> bool:
        """Whether these words came over the line, shown or not."""
        return any(words in each for each in self.came)

    def asks(self, path: str, body: dict[str, Any] | None = None) -> str:
        """Ask or send something as this browser, and return the answer as it came over the line."""
        answer = self.page.evaluate(FETCH, {"path": path, "body": body})
        assert answer["status"] == 200, answer["text"]
        return str(answer["text"])

    def puts_on_table(self, subject: str) -> None:
        """The facilitator chooses a subject in the list."""
        choose_in_list(self.page, "Nu op tafel", subject, exact=False)

    def picks(self, label: str, option: str) -> None:
        """Choose in a list of Streamlit's own."""
        choose_in_list(self.page, label, option)
        expect(self.page.get_by_role("combobox", name=label)).to_have_value(option)

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def heads(self, title: str) -> None:
        """What stands on top is this."""
        expect(self.page.get_by_role("heading", name=title).first).to_be_visible()

    def views(self) -> list[dict[str, Any]]:
        """Every view of the room that came over the line of this phone, as it came."""
        found = [each for each in self.answers if "/api/room/" in each.url and each.status == 200]
        return [each.json() for each in found]


class Phone(Watched):
    """The phone of a participant, played by its own buttons."""

    def tap(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.tap()

    def comes_in(self, code: str, name: str) -> None:
        """Type the code and a name, and tap once."""
        self.page.get_by_label("Code", exact=False).fill(code)
        self.page.get_by_label("Je naam").fill(name)
        self.tap("Doe mee")
        expect(self.page.locator(".brand")).not_to_have_text("Bierkaartjes")

    def writes(self, line: str) -> None:
        self.page.get_by_label("Schrijf één idee per regel").first.fill(line)
        self.tap("Voeg toe")
        self.says(line)

    def is_ready(self) -> None:
        self.tap("Ik ben klaar")
        self.says("Je bent klaar")

    def answers_with(self, answers: dict[tuple[str, str], str]) -> None:
        """Tap through the whole vote: these answers, nothing where none is given, and strangers are passed."""
        title, question = self.page.locator("h1"), self.page.locator("#question")
        while (name := title.inner_text()) != "Dat was alles":
            if name == BAKER:
                self.tap("Ik ken deze klant niet")
                continue
            asked = question.inner_text()
            chosen = next(
                (value for (who, what), value in answers.items() if who == name and what in asked), ""
            )
            if chosen:
                self.page.locator(".choice, .unknown").filter(has_text=re.compile(f"^{chosen}")).first.tap()
            self.page.locator(".steps .main").tap()
        expect(self.page.locator("header .state")).to_contain_text("bewaard")


class Session:
    """A session that a facilitator has just opened, with everybody who belongs to it."""

    def __init__(self, owner: Owner, server: Server, browser: Browser, opened: str = "") -> None:
        """Opened on screen by the facilitator, or already there as `opened`."""
        self.owner, self.server, self.browser = owner, server, browser
        cookie = owner.device(server.port).storage_state()
        there = f"?sessie={opened}" if opened else ""
        self.lead = Watched(browser, server, f"workshop{there}", storage_state=cookie)
        self.id = opened or self.opens()
        self.phones: list[Phone] = []
        if opened:
            self.screen = Watched(browser, server, f"scherm{there}", storage_state=cookie)
        else:
            self.screen = Watched(browser, server, self.link("Link voor het scherm"))

    def opens(self) -> str:
        """The facilitator opens it on the company in front, with the short script."""
        self.lead.page.get_by_text("Sneltraject").first.click()
        self.lead.press("Open de sessie")
        self.lead.page.wait_for_url("**sessie=*")
        return re.findall(r"sessie=(\w+)", self.lead.page.url)[0]

    @property
    def workshop(self) -> Workshop:
        return self.owner.store.workshop(self.id)

    def link(self, name: str) -> str:
        """A link that the facilitator makes."""
        unfold(self.lead.page, "Links")
        self.lead.press(name)
        made = self.lead.page.get_by_test_id("stCode").first
        expect(made).to_contain_text("http")
        self.lead.page.get_by_text("Links", exact=True).click()
        return made.inner_text().strip()

    def joins(self, name: str) -> None:
        """Somebody comes in with the code."""
        phone = Phone(self.browser, self.server, "deelnemen", **PHONE)
        phone.comes_in(self.workshop.code.lower(), name)
        self.phones.append(phone)

    def go_on(self, step: str) -> None:
        """The facilitator goes to the next step, and it is there for everybody."""
        self.lead.press("Volgende stap")
        for watched in (self.lead, self.screen):
            expect(watched.page.get_by_role("heading", name=step)).to_be_visible()

    def goes_to(self, step: str) -> None:
        """The facilitator presses on until this step; a press that saw another step than the one in front is none."""
        for _ in range(8):
            if self.lead.page.get_by_role("heading", name=step).is_visible():
                break
            self.lead.press("Volgende stap")
            self.lead.page.wait_for_timeout(2500)
        for watched in (self.lead, self.screen):
            expect(watched.page.get_by_role("heading", name=step)).to_be_visible()

    def ends(self) -> None:
        for watched in self.everybody():
            watched.context.close()

    def everybody(self) -> list[Watched]:
        return [self.lead, self.screen, *self.phones]


@pytest.fixture
def session(owner: Owner, server: Server, browser: Browser) -> Iterator[Session]:
    judged = Judged(revenue=4, decides=4, openness=3, repeatability=3, size=3, relevance=3, reputation=3)
    owner.has(
        Settings(a_revenue=100_000, method="judgement"),
        Customer(id="k1", name="Café 't Hoekske", revenue=9000, judged=judged),
        Customer(id="k2", name="Feestzaal De Linde", revenue=1000, judged=judged),
    )
    session = Session(owner, server, browser)
    yield session
    session.ends()


@pytest.fixture
def opened(owner: Owner, server: Server, browser: Browser) -> Iterator[Session]:
    """A session that was opened before, with the facilitator and the screen on one computer."""
    now = datetime.now(UTC)
    id = open_workshop(owner.store, owner.visitor, owner.company_id, "quick", new_token(), now)
    session = Session(owner, server, browser, id)
    yield session
    session.ends()


def test_a_short_session_from_the_code_to_the_closing(session: Session, owner: Owner) -> None:
    everybody_comes_in(session)
    everybody_writes(session, owner)
    everybody_votes(session)
    the_room_sees_what_differs(session)
    a_second_round_brings_them_together(session)
    they_agree(session, owner)
    they_plan(session, owner)
    they_close(session, owner)


def everybody_comes_in(session: Session) -> None:
    code = session.workshop.code
    session.screen.says(f"{code[:3]} {code[3:]}")
    for name in NAMES:
        session.joins(name)
    session.lead.says("5 mensen doen mee")
    session.lead.says("Bert <b>Boom</b>")
    session.screen.says("5 binnen")


def everybody_writes(session: Session, owner: Owner) -> None:
    lead, screen, an = session.lead, session.screen, session.phones[0]
    session.goes_to("Klanten opschrijven")
    for place, phone in enumerate(session.phones):
        phone.writes(f"Klant van {place}")
    for phone in session.phones[:3]:
        phone.is_ready()
    screen.says("3 van 5 klaar")
    lead.says("5 regels geschreven")
    for watched in (screen, lead):
        assert not watched.heard("Klant van")
    lines = {idea["words"] for view in an.views() for idea in view["ideas"]}
    assert lines == {"Klant van 0"}
    lead.press("Toon alle regels")
    lead.says("2 mensen zijn nog bezig.")
    lead.press("Toon toch")
    for watched in (screen, an):
        watched.says("Klant van 4")
    lead.page.get_by_text("Klant van 0").first.click()
    lead.page.get_by_role("textbox", name="In welke woorden?").fill(BAKER)
    lead.press("Neem op in het bedrijf")
    wait_until(lambda: BAKER in {each.name for each in owner.company.customers})
    an.says("gekozen")
    session.go_on("Klanten kiezen")


def everybody_votes(session: Session) -> None:
    lead, screen = session.lead, session.screen
    session.go_on("Klanten scoren, ieder voor zich")
    session.phones[0].says("klant 1 van 3 · vraag 1 van 9")
    for phone, vote in zip(session.phones, VOTES, strict=True):
        phone.answers_with({(CAFE, "Winstmarge"): vote, (HALL, "Betaalt"): "4"})
        phone.is_ready()
    screen.says("5 van 5 klaar")
    lead.says("11 van 27")
    for watched in (lead, screen):
        assert not watched.heard('class="bk-votes"')
        assert not watched.heard("bk-word-")
    for phone, vote in zip(session.phones, VOTES, strict=True):
        only_its_own_came_over_the_line(phone, float(vote) if vote.isdigit() else None)


def only_its_own_came_over_the_line(phone: Phone, vote: float | None) -> None:
    """Before the reveal: no result, no name and no vote but one's own, in any answer of the server."""
    views = phone.views()
    assert views[-1]["votes"][MARGIN] == vote
    for view in views:
        assert (view["results"], view["cells"], view["names"]) == ([], [], [])
        assert view["votes"].get(MARGIN, vote) == vote
        assert not any(name in str(view) for name in set(NAMES[1:]) - {view["name"]})


def the_room_sees_what_differs(session: Session) -> None:
    lead, screen, an = session.lead, session.screen, session.phones[0]
    lead.says("5 van 5 klaar")
    lead.press("Toon de antwoorden")
    screen.says("oneens")
    lead.says("Twee kampen: 1, 1 tegenover 5, 5.")
    an.says("Antwoorden: 1, 1, 5, 5")
    an.says("1 weet het niet")
    session.go_on("Verschillen bespreken")
    lead.press(f"Leg op tafel: {CAFE}: Winstmarge")
    for watched in (screen, lead):
        expect(watched.page.locator(".bk-subject h2")).to_have_text(CAFE)
        watched.page.reload()
        expect(watched.page.locator(".bk-subject h2")).to_have_text(CAFE)
    an.says("Nu op tafel")


def a_second_round_brings_them_together(session: Session) -> None:
    lead, screen = session.lead, session.screen
    lead.press("Tweede ronde over 1")
    lead.press("Begin de tweede ronde")
    screen.heads("Opnieuw scoren")
    screen.says(f"{CAFE}: Winstmarge")
    for phone in session.phones:
        phone.says("ronde 2")
        phone.says("Ronde 1: 1, 1, 5, 5")
        phone.answers_with({(CAFE, "Winstmarge"): "3"})
        phone.is_ready()
    lead.says("5 van 5 klaar")
    lead.press("Toon de tweede ronde")
    lead.says("Eerst oneens, nu dichter bij elkaar.")
    screen.says("Na de tweede ronde dichter bij elkaar: 1 van 1 punt.")
    session.phones[4].says("Ronde 1: 1, 1, 5, 5, dichter bij elkaar")


def they_agree(session: Session, owner: Owner) -> None:
    lead, screen, an = session.lead, session.screen, session.phones[0]
    lead.puts_on_table(f"{CAFE}: Winstmarge")
    lead.press("Spreek 3 af")
    wait_until(lambda: owner.company.customers[0].judged.margin == 3)
    lead.press("Neem het midden over waar jullie het eens zijn (1)")
    lead.press("Neem 1 antwoord over")
    wait_until(lambda: owner.company.customers[1].judged.pays == 4)
    screen.says("2 afgesproken")
    expect(an.page.get_by_text("afgesproken: 3")).to_be_attached()


def they_plan(session: Session, owner: Owner) -> None:
    lead = session.lead
    session.go_on("Dit is de uitkomst")
    session.goes_to("Het overzicht en de acties")
    session.screen.says("Werk aan de winkel")
    lead.page.get_by_label("Wat gaan we doen?").fill("Prijs van de kleine orders herbekijken")
    lead.page.get_by_label("Wie?").fill("An")
    lead.page.get_by_label("Tegen wanneer?").fill("31/12/2099")
    lead.press("Noteer de actie")
    wait_until(
        lambda: [(each.who, each.due.year) for each in owner.company.actions if each.due] == [("An", 2099)]
    )


def they_close(session: Session, owner: Owner) -> None:
    lead, screen = session.lead, session.screen
    session.go_on("Slotwoord")
    for place, phone in enumerate(session.phones):
        phone.says(f"Klant van {place}")
        phone.says("Bewaar als tekst")
        sheet = phone.page.locator("main").inner_text()
        assert [line for line in sheet.splitlines() if line.startswith("Klant van")] == [f"Klant van {place}"]
    lead.press("Sluit de sessie af")
    lead.press("Afsluiten en stemmen verwijderen")
    lead.says("De sessie is afgesloten")
    lead.says("Prijs van de kleine orders herbekijken")
    expect(lead.page.get_by_role("button", name="Noteer de actie")).to_have_count(0)
    screen.says("Bedankt.")
    session.phones[0].says("Deze sessie is afgesloten.")
    assert owner.store.votes(session.id) == []
    assert not any(screen.heard(name) for name in NAMES[:3])
    lead.press("Heropen de sessie")
    lead.heads("Slotwoord")


def test_an_answer_says_beside_it_that_a_workshop_agreed_on_it(
    owner: Owner, server: Server, browser: Browser
) -> None:
    owner.has(Customer(id="k1", name=CAFE, revenue=9000), Value(id="v1", name="Snel antwoord"))
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    id = open_workshop(owner.store, owner.visitor, owner.company_id, "half_day", "open", now)
    for step, subject in (("customer_vote", MARGIN), ("value_vote", "value:v1/importance")):
        room.move_to(owner.store, owner.visitor, id, step, now)
        room.reveal(owner.store, owner.visitor, id, step)
        room.agree(owner.store, owner.visitor, id, step, subject, 4.0, "cijfer", new_token(), now)
    page = owner.open(owner.device(server.port), server.port, "segmentatie?vraag=S3")
    said = "Afgesproken in de workshop van 24 november 2026"
    expect(page.get_by_text(said)).to_be_visible()
    open_tab(page, "Klassen")
    page.get_by_role("cell").get_by_role("link", name=CAFE).click()
    page.get_by_text("Waar het vandaan komt").first.click()
    expect(page.get_by_text("oordeel, afgesproken in de workshop van 24 november 2026")).to_be_visible()
    card = owner.open(owner.contexts[-1], server.port, "toegevoegde_waarde?vraag=W5")
    expect(card.get_by_text(said)).to_be_visible()
    change_importance(owner, 2.0)
    card.reload()
    expect(card.get_by_text("Snel antwoord").first).to_be_visible()
    expect(card.get_by_text(said)).to_have_count(0)


def change_importance(owner: Owner, importance: float) -> None:
    """The owner answers otherwise."""
    snapshot = owner.store.read(owner.company_id)
    (value,) = snapshot.company.values
    change = Change.put(
        value.model_copy(update={"importance": importance}), snapshot.revision("value", value.id)
    )
    owner.store.write(owner.company_id, [change], author=owner.visitor.hash, write_id=new_token())


def test_a_paused_clock_stands_still_on_every_screen_and_after_a_reload(opened: Session) -> None:
    opened.joins("An")
    opened.goes_to("Klanten opschrijven")
    opened.lead.press("Pauze")
    for watched in (opened.lead, opened.screen, *opened.phones):
        watched.says("staat stil")
    left = opened.lead.page.get_by_role("timer").inner_text()
    for watched in (opened.lead, opened.screen):
        watched.page.reload()
        expect(watched.page.get_by_role("timer")).to_have_text(left)
    opened.lead.press("Start")
    for watched in (opened.lead, opened.screen):
        expect(watched.page.get_by_role("timer")).to_contain_text("te gaan")


def test_the_facilitator_picks_who_is_scored_and_the_phones_follow(opened: Session, owner: Owner) -> None:
    owner.has(*(Customer(id=f"c{place}", name=f"Klant {place}", revenue=place) for place in range(1, 15)))
    opened.joins("An")
    opened.goes_to("Klanten opschrijven")
    for step in ("Klanten kiezen", "Klanten scoren, ieder voor zich"):
        opened.go_on(step)
    opened.phones[0].says("klant 1 van 12 · vraag 1 van 9")
    unfold(opened.lead.page, "Wie scoren jullie?")
    opened.lead.says("12 klanten: 108 vragen per telefoon")
    opened.lead.page.get_by_role("button", name="Remove Klant 14").or_(
        opened.lead.page.get_by_role("button", name=re.compile("Klant 14"))
    ).first.click()
    opened.phones[0].says("klant 1 van 11 · vraag 1 van 9")
    opened.phones[0].heads("Klant 13")
    opened.lead.press("Terug naar de klanten die het meest wegen")
    opened.phones[0].says("klant 1 van 12")


def test_a_session_opens_on_a_new_company_and_its_steps_can_change_while_it_runs(
    server: Server, browser: Browser
) -> None:
    lead = Watched(browser, server, "workshop")
    lead.page.get_by_text("Een nieuw bedrijf").click()
    lead.page.get_by_label("bedrijf heet").or_(
        lead.page.locator(".st-key-room_company_name input")
    ).first.fill("Bakkerij Peeters")
    lead.page.get_by_text("Zelfscan samen").click()
    lead.press("Open de sessie")
    lead.heads("Doel en spelregels")
    lead.says("Bakkerij Peeters")
    expect(lead.page.locator("img.bk-qr")).to_be_visible()
    unfold(lead.page, "Alle stappen")
    lead.press("Wijzig de stappen")
    lead.page.get_by_label("Titel").first.fill("Welkom en koffie")
    lead.press("Bewaar de stappen")
    lead.heads("Welkom en koffie")
    lead.context.close()


def test_a_session_opens_on_the_worked_example_to_practise(server: Server, browser: Browser) -> None:
    lead = Watched(browser, server, "workshop")
    lead.press("Open de sessie")
    lead.heads("Doel en spelregels")
    lead.says("Drukkerij De Gouden Letter")
    lead.context.close()


def test_a_reload_finds_the_same_step_and_the_code(opened: Session) -> None:
    opened.goes_to("Klanten opschrijven")
    for watched in (opened.lead, opened.screen):
        watched.page.reload()
        expect(watched.page.get_by_role("heading", name="Klanten opschrijven")).to_be_visible()
        watched.says(f"{opened.workshop.code[:3]} {opened.workshop.code[3:]}")
        expect(watched.page.locator("img.bk-qr").first).to_be_visible()


def test_a_killed_server_comes_back_in_the_same_step_and_goes_on(opened: Session, server: Server) -> None:
    opened.goes_to("Klanten opschrijven")
    server.kill()
    server.start()
    opened.joins("Eva")
    for words, watched in (("Eva", opened.lead), ("1 binnen", opened.screen)):
        watched.says(words)
        expect(watched.page.get_by_role("heading", name="Klanten opschrijven")).to_be_visible()
    opened.go_on("Klanten kiezen")


def test_knowing_the_number_of_a_session_opens_nothing(opened: Session) -> None:
    stranger = Watched(opened.browser, opened.server, f"workshop?sessie={opened.id}")
    stranger.says("Open de sessie")
    stranger.page.goto(f"{stranger.base}/scherm?sessie={opened.id}")
    stranger.says("Hier is geen scherm te zien")
    stranger.page.goto(f"{stranger.base}/workshop?t={new_token()}")
    stranger.says("Deze link toont niets")
    assert not stranger.heard(opened.workshop.code)
    stranger.context.close()


def test_a_second_facilitator_comes_in_by_a_link_and_leads_along(opened: Session, owner: Owner) -> None:
    helper = Watched(opened.browser, opened.server, opened.link("Link voor een tweede begeleider"))
    helper.page.wait_for_url("**sessie=*")
    assert "t=" not in helper.page.url
    helper.press("Volgende stap")
    expect(opened.lead.page.get_by_role("heading", name="Even oefenen op je telefoon")).to_be_visible()
    helper.press("Laat niemand meer binnen")
    opened.lead.says("De deur is dicht")
    assert opened.workshop.locked
    helper.context.close()


def test_the_facilitator_puts_somebody_out_and_makes_two_phones_one_by_clicking(opened: Session) -> None:
    for name in ("An", "Bo", "Bo"):
        opened.joins(name)
    lead = opened.lead
    lead.says("3 mensen doen mee")
    unfold(lead.page, "Mensen en open kaarten")
    lead.picks("Over wie gaat het?", "1. An")
    lead.press("Haal uit de sessie")
    lead.says("2 mensen doen mee")
    opened.phones[0].says("De begeleider heeft je uit de sessie gehaald.")
    lead.press("Laat An weer toe")
    lead.says("3 mensen doen mee")
    lead.picks("Over wie gaat het?", "3. Bo 2")
    lead.picks("Is dezelfde als", "2. Bo")
    lead.press("Voeg samen")
    lead.says("2 mensen doen mee")
    opened.screen.says("2 binnen")


def test_names_are_asked_of_everybody_by_a_click(opened: Session) -> None:
    for name in ("An", "Bo"):
        opened.joins(name)
    lead = opened.lead
    unfold(lead.page, "Mensen en open kaarten")
    lead.press("Vraag het aan iedereen")
    lead.says("0 van 2 stemden toe.")
    for phone in opened.phones:
        phone.tap("Ja, dat mag")
    lead.says("Iedereen stemde toe")


def test_a_code_typed_on_the_first_screen_leads_to_the_phone_page(opened: Session) -> None:
    guest = Watched(opened.browser, opened.server, "")
    guest.page.get_by_label("In een workshop?").fill("k7m 2qx")
    guest.page.get_by_role("button", name="Doe mee").click()
    guest.page.wait_for_url("**/deelnemen?code=k7m*")
    guest.context.close()
