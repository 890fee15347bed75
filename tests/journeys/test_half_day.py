"""A half day on a new company, from opening to the report: one facilitator, one projector, five phones."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from strategy.company.access import new_token
from strategy.workshop import SCRIPTS, title_of
from tests.journeys.stage import PHONE, Owner, Server, press, settled, wait_until
from tests.journeys.test_room import Phone, Watched

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("room")]

NAMES = ("An", "Bo", "Cé", "Dirk", "An")
LINES = {
    "B1": ("Gezinnen", "Cafés"),
    "B2": ("Brood", "Taart op bestelling"),
    "B7": ("Lonen", "Energie"),
    "W1": ("Vers ontbijt", "Een feest geven"),
    "W2": ("Altijd vers", "Snel geleverd"),
    "K1": ("Winkel", "Website"),
    "S1": ("Café Central", "Feestzaal De Linde"),
}
VOTES = (1, 2, 4, 5, None)


class HalfDay:
    """The session with everybody in it, and the votes that they gave, kept here to recompute the report from."""

    def __init__(self, owner: Owner, server: Server, browser: Browser) -> None:
        self.owner = owner
        self.given: dict[tuple[str, str], list[int | None]] = {}
        self.lead = Watched(
            browser, server, "workshop", storage_state=owner.device(server.port).storage_state()
        )
        self.opens()
        self.id = re.findall(r"sessie=(\w+)", self.lead.page.url)[0]
        self.phones = [Phone(browser, server, "deelnemen", **PHONE) for _ in NAMES]
        for phone, name in zip(self.phones, NAMES, strict=True):
            phone.comes_in(owner.store.workshop(self.id).code, name)
        cookie = owner.device(server.port).storage_state()
        self.screen = Watched(browser, server, f"scherm?sessie={self.id}", storage_state=cookie)

    def opens(self) -> None:
        page = self.lead.page
        page.get_by_text("Een nieuw bedrijf").click()
        settled(page)
        page.locator(".st-key-room_company_name input").fill("Bakkerij Peeters")
        page.locator(".st-key-room_led_by input").fill("Mia")
        self.lead.says("Er staan nog geen klanten in dit bedrijf.")
        press(page, "Open de sessie")
        page.wait_for_url("**sessie=*")

    def goes_to(self, step_id: str) -> None:
        """The facilitator goes on until this step, and everybody is there."""
        step = next(each for each in SCRIPTS["half_day"] if each.id == step_id)
        title = title_of(step)
        while self.owner.store.workshop(self.id).position != step_id:
            before = self.owner.store.workshop(self.id).position
            press(self.lead.page, "Volgende stap")
            wait_until(lambda before=before: self.owner.store.workshop(self.id).position != before)
        for watched in (self.lead, self.screen):
            watched.heads(title)

    def view(self, phone: Phone) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(phone.asks(f"/api/room/{self.id}"))
        return found

    def everybody_writes(self, step_id: str, *, take_in: bool) -> None:
        self.goes_to(step_id)
        for place, phone in enumerate(self.phones):
            for question in [each["question"] for each in self.view(phone)["lists"]]:
                line = LINES[question][place % 2]
                body = {"workshop": self.id, "step": step_id, "question": question, "text": line}
                phone.asks("/api/idea", {**body, "write_id": new_token()})
        own = self.view(self.phones[0])["ideas"]
        assert all(idea["mine"] for idea in own)
        self.lead.says(f"{len(own) * len(NAMES)} regels geschreven")
        press(self.lead.page, "Toon alle regels")
        press(self.lead.page, "Toon toch")
        wait_until(lambda: self.view(self.phones[0])["revealed"] == 1)
        if take_in:
            press(self.lead.page, "Neem alle 2 op")
            press(self.lead.page, "Neem 2 regels op")

    def everybody_votes(self, step_id: str, round: int = 1) -> None:
        """Everybody votes by the route of the phones; before the reveal nobody sees another's."""
        for place, phone in enumerate(self.phones):
            view = self.view(phone)
            assert view["items"]
            scales = {
                (each["kind"], each["field"]): [a for a, _ in each["anchors"]] for each in view["scales"]
            }
            for item in view["items"]:
                for subject in item["subjects"]:
                    field = subject.rpartition("/")[2]
                    vote = VOTES[place] if round == 1 else 3
                    if vote is not None and vote not in scales[item["kind"], field]:
                        vote = int(scales[item["kind"], field][-1])
                    body = {"workshop": self.id, "item": subject.rpartition("/")[0], "field": field}
                    body |= {"step": step_id, "round": round, "value": vote, "write_id": new_token()}
                    phone.asks("/api/vote", body)
                    self.given.setdefault((subject, str(round)), []).append(vote)
            stage = self.view(phone)["stage"]
            phone.asks("/api/ready", {"workshop": self.id, "stage": stage, "ready": True})
            assert self.view(phone)["results"] == ([] if round == 1 else self.view(phone)["results"])
        self.lead.says("5 van 5 klaar")
        press(self.lead.page, "Toon de antwoorden" if round == 1 else "Toon de tweede ronde")
        wait_until(lambda: self.view(self.phones[0])["revealed"] == round)

    def ends(self) -> None:
        for watched in (self.lead, self.screen, *self.phones):
            watched.context.close()


@pytest.fixture
def half_day(owner: Owner, server: Server, browser: Browser) -> Iterator[HalfDay]:
    session = HalfDay(owner, server, browser)
    yield session
    session.ends()


def test_a_half_day_on_a_new_company_from_opening_to_the_report(half_day: HalfDay) -> None:
    lead, screen = half_day.lead, half_day.screen
    lead.says("5 mensen doen mee")
    lead.says("An 2")
    for step, take_in in (("business_list", False), ("value_jobs", False), ("value_list", True)):
        half_day.everybody_writes(step, take_in=take_in)
    half_day.goes_to("value_vote")
    half_day.everybody_votes("value_vote")
    half_day.everybody_writes("channel_list", take_in=True)
    half_day.everybody_writes("customer_names", take_in=True)
    half_day.goes_to("customer_vote")
    half_day.everybody_votes("customer_vote")
    half_day.goes_to("customer_again")
    half_day.everybody_votes("customer_vote", round=2)
    lead.says("dichter bij elkaar")
    half_day.goes_to("customer_outcome")
    screen.says("Sinds de stemming")
    half_day.goes_to("customer_attention")
    screen.says("weten we nog niet")
    half_day.goes_to("overview")
    an = half_day.phones[0]
    an.page.locator("#line-offer").fill("als iemand belt, dan noteer ik de datum")
    an.tap("Voeg toe")
    lead.says("als iemand belt, dan noteer ik de datum")
    expect(an.page.get_by_text("Je typte nog")).to_have_count(0)
    lead.page.get_by_label("Wat gaan we doen?").last.fill("Nieuwe levertijd afspreken")
    lead.page.get_by_label("Wie?").last.fill("An")
    press(lead.page, "Noteer de actie")
    half_day.goes_to("close")
    press(lead.page, "Sluit de sessie af")
    press(lead.page, "Afsluiten en stemmen verwijderen")
    the_report_says_what_the_votes_said(half_day)


def the_report_says_what_the_votes_said(half_day: HalfDay) -> None:
    """On screen: who led, how many, what was planned, and every median as it follows from the votes kept here."""
    lead = half_day.lead
    for words in ("Begeleid door Mia", "5 mensen deden mee", "Wat open bleef", "Nieuwe levertijd afspreken"):
        lead.says(words)
    assert half_day.owner.store.votes(half_day.id) == []
    kept = {
        (each.subject, str(each.round)): each.median
        for each in half_day.owner.store.workshop(half_day.id).outcomes
    }
    for key, votes in half_day.given.items():
        assert kept[key] == statistics.median([vote for vote in votes if vote is not None]), key
    expect(
        lead.page.get_by_text("Bewaard als tekst").or_(lead.page.get_by_text("Bewaar als tekst")).first
    ).to_be_visible()
