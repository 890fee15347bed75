"""What may run on a page is written in its headers; a browser that finds something else there says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from strategy import workshop
from strategy.company import sharing
from strategy.company.access import new_token, open_example
from strategy.company.example import example_company
from strategy.overview import overview_of
from tests.journeys.stage import Owner, Server, settled

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("policy")]
LISTEN = """() => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (each) =>
    window.violations.push(`${each.violatedDirective}: ${each.blockedURI} ${each.sourceFile}:${each.lineNumber}`));
}"""
INJECTED = """() => {
  const script = document.createElement("div");
  script.innerHTML = "<img src=x onerror='window.ran = true'>";
  document.body.append(script);
}"""
CARDS = ("business_model", "toegevoegde_waarde", "communicatiekanalen", "segmentatie")


def test_no_page_runs_or_loads_anything_but_its_own(server: Server, owner: Owner) -> None:
    now = datetime.now(UTC)
    company_id = open_example(owner.store, owner.visitor, example_company("nl"), new_token(), now)
    frozen = overview_of(owner.store.read(company_id).company).model_dump(mode="json")
    token = sharing.freeze(owner.store, owner.visitor, company_id, "full", "nl", "bank", frozen, now)
    room = workshop.open_workshop(owner.store, owner.visitor, company_id, "half_day", new_token(), now)
    at = f"?bedrijf={company_id}"
    addresses = ["", *(f"{page}{at}" for page in (*CARDS, "overzicht", "beheer", "workshop"))]
    addresses += [f"workshop?sessie={room}", f"scherm?sessie={room}", f"deel/{token}", "deelnemen", "nergens"]
    page = owner.device(server.port).new_page()
    page.set_default_timeout(60_000)
    said: list[str] = []
    page.on(
        "console", lambda each: said.append(each.text) if "Content Security Policy" in each.text else None
    )
    page.add_init_script(f"({LISTEN})()")
    for address in addresses:
        page.goto(f"http://127.0.0.1:{server.port}/{address}")
        if not address.startswith(("deel", "nergens")):
            settled(page)
        assert page.evaluate("window.violations") == [], address
    assert said == []
    assert "nonce-" in page.request.get(f"http://127.0.0.1:{server.port}/").headers["content-security-policy"]


def test_a_charts_table_and_a_dialog_stay_within_the_policy(server: Server, owner: Owner) -> None:
    company_id = open_example(
        owner.store, owner.visitor, example_company("nl"), new_token(), datetime.now(UTC)
    )
    page = owner.device(server.port).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(f"({LISTEN})()")
    for tab in ("klassen", "portefeuille"):
        page.goto(f"http://127.0.0.1:{server.port}/segmentatie?bedrijf={company_id}&tab={tab}")
        settled(page)
    assert page.evaluate("window.violations") == []


def test_what_somebody_smuggles_into_a_page_does_not_run(server: Server, owner: Owner) -> None:
    page = owner.open(owner.device(server.port), server.port)
    settled(page)
    page.evaluate(f"({LISTEN})()")
    page.evaluate(INJECTED)
    expect(page.locator("img[src=x]")).to_be_attached()
    page.wait_for_function("window.violations.length > 0")
    assert page.evaluate("window.ran") is None
