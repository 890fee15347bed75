"""A whole short session in separate browsers: one facilitator, one projector, five people with a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from strategy.access import new_token
from strategy.models import Customer, Judged, Settings
from strategy.room import Workshop
from strategy.workshop import open_workshop
from tests.journeys.stage import PATIENCE, PHONE, Owner, Server, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("room")]

NAMES = ("An", "Bert <b>Boom</b>", "Chloé", "Dirk", "Dirk")
MARGIN, PAYS = "customer:k1/judged.margin", "customer:k2/judged.pays"
VOTES = (1.0, 1.0, 5.0, 5.0, None)
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

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()


class Session:
    """A session that a facilitator has just opened, with everybody who belongs to it."""

    def __init__(self, owner: Owner, server: Server, browser: Browser, opened: str = "") -> None:
        """Opened on screen by the facilitator, or already there as `opened`."""
        self.owner, self.server, self.browser = owner, server, browser
        cookie = owner.device(server.port).storage_state()
        there = f"?sessie={opened}" if opened else ""
        self.lead = Watched(browser, server, f"workshop{there}", storage_state=cookie)
        self.id = opened or self.opens()
        self.phones: list[Watched] = []
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
        self.lead.page.get_by_text("Links", exact=True).click()
        self.lead.press(name)
        made = self.lead.page.get_by_test_id("stCode").first
        expect(made).to_contain_text("http")
        self.lead.page.get_by_text("Links", exact=True).click()
        return made.inner_text().strip()

    def joins(self, name: str) -> None:
        """Somebody comes in with the code."""
        phone = Watched(self.browser, self.server, f"deelnemen?code={self.workshop.code}", **PHONE)
        phone.asks("/api/join", {"code": self.workshop.code, "name": name})
        self.phones.append(phone)

    def go_on(self, step: str) -> None:
        """The facilitator goes to the next step, and it is there for everybody."""
        self.lead.press("Volgende stap")
        for watched in (self.lead, self.screen):
            expect(watched.page.get_by_role("heading", name=step)).to_be_visible()

    def vote(self, phone: Watched, subject: str, value: float | None, round: int = 1) -> None:
        item, _, field = subject.rpartition("/")
        sent = {"item": item, "field": field, "value": value, "round": round, "write_id": new_token()}
        phone.asks("/api/vote", {"workshop": self.id, "step": "customer_vote", **sent})

    def are_ready(self, phones: list[Watched]) -> None:
        for phone in phones:
            phone.asks("/api/ready", {"workshop": self.id, "stage": self.workshop.stage})

    def view(self, phone: Watched) -> str:
        """What this phone is shown, as it comes over the line."""
        return phone.asks(f"/api/room/{self.id}")

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
    lead, screen = session.lead, session.screen
    code = session.workshop.code
    screen.says(f"{code[:3]} {code[3:]}")
    for name in NAMES:
        session.joins(name)
    lead.says("5 mensen doen mee")
    lead.says("Bert <b>Boom</b>")
    screen.says("5 binnen")
    an, *_ = session.phones

    session.go_on("Klanten opschrijven")
    for place, phone in enumerate(session.phones):
        line = {
            "step": "customer_list",
            "question": "S1",
            "text": f"Klant van {place}",
            "write_id": new_token(),
        }
        phone.asks("/api/idea", {"workshop": session.id, **line})
    session.are_ready(session.phones[:3])
    screen.says("3 van 5 klaar")
    lead.says("5 regels geschreven")
    assert not screen.heard("Klant van")
    assert not lead.heard("Klant van")
    assert "Klant van 1" not in session.view(an)
    lead.press("Toon alle regels")
    screen.says("Klant van 4")
    assert "Klant van 1" in session.view(an)
    lead.page.get_by_text("Klant van 0").first.click()
    lead.page.get_by_role("textbox", name="In welke woorden?").fill("Bakker aan de kerk")
    lead.press("Neem op in het bedrijf")
    wait_until(lambda: "Bakker aan de kerk" in {each.name for each in owner.company.customers})

    session.go_on("Klanten kiezen")
    session.go_on("Klanten scoren, ieder voor zich")
    for phone, value in zip(session.phones, VOTES, strict=True):
        session.vote(phone, MARGIN, value)
        session.vote(phone, PAYS, 4.0)
    session.are_ready(session.phones)
    screen.says("5 van 5 klaar")
    lead.says("2 van 27")
    for watched in (lead, screen):
        assert not watched.heard('class="bk-votes"')
        assert not watched.heard("bk-word-")
    assert '"results":[]' in session.view(an)
    assert session.view(an).count('"votes":{') == 1
    lead.press("Toon de antwoorden")
    screen.says("oneens")
    lead.says("Twee kampen: 1, 1 tegenover 5, 5.")

    lead.press("Tweede ronde over 1")
    expect(screen.page.get_by_role("heading", name="Opnieuw scoren")).to_be_visible()
    screen.says("Café 't Hoekske: Winstmarge")
    for phone in session.phones:
        session.vote(phone, MARGIN, 3.0, round=2)
    lead.press("Toon de tweede ronde")
    lead.says("Eerst oneens, nu dichter bij elkaar.")
    lead.press("Spreek 3 af")
    wait_until(lambda: owner.company.customers[0].judged.margin == 3)
    lead.press("Neem het midden over waar jullie het eens zijn (1)")
    wait_until(lambda: owner.company.customers[1].judged.pays == 4)
    screen.says("2 afgesproken")

    session.go_on("Het overzicht en de acties")
    screen.says("Werk aan de winkel")
    lead.page.get_by_label("Wat gaan we doen?").fill("Prijs van de kleine orders herbekijken")
    lead.page.get_by_label("Wie?").fill("An")
    lead.page.get_by_label("Tegen wanneer?").fill("31/12/2099")
    lead.press("Noteer de actie")
    wait_until(
        lambda: [(each.who, each.due.year) for each in owner.company.actions if each.due] == [("An", 2099)]
    )

    session.go_on("Slotwoord")
    lead.press("Sluit de sessie af")
    lead.press("Afsluiten en stemmen verwijderen")
    lead.says("De sessie is afgesloten")
    screen.says("Bedankt.")
    assert owner.store.votes(session.id) == []
    assert not any(screen.heard(name) for name in NAMES[:3])

    lead.press("Heropen de sessie")
    expect(lead.page.get_by_role("heading", name="Slotwoord")).to_be_visible()


def test_a_reload_finds_the_same_step_and_the_code(opened: Session) -> None:
    opened.go_on("Klanten opschrijven")
    for watched in (opened.lead, opened.screen):
        watched.page.reload()
        expect(watched.page.get_by_role("heading", name="Klanten opschrijven")).to_be_visible()
        watched.says(f"{opened.workshop.code[:3]} {opened.workshop.code[3:]}")


def test_a_killed_server_comes_back_in_the_same_step_and_goes_on(opened: Session, server: Server) -> None:
    opened.go_on("Klanten opschrijven")
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
    expect(opened.lead.page.get_by_role("heading", name="Klanten opschrijven")).to_be_visible()
    helper.press("Niemand meer binnen")
    opened.lead.says("De deur is dicht")
    assert opened.workshop.locked
    helper.context.close()


def test_a_code_typed_on_the_first_screen_leads_to_the_phone_page(opened: Session) -> None:
    guest = Watched(opened.browser, opened.server, "")
    guest.page.get_by_label("In een workshop?").fill("k7m 2qx")
    guest.page.get_by_role("button", name="Doe mee").click()
    guest.page.wait_for_url("**/deelnemen?code=k7m*")
    guest.context.close()
