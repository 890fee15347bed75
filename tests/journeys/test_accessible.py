"""Every page as axe sees it, light and dark: nothing that somebody cannot read, reach or hear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from strategy import workshop
from strategy.company import sharing
from strategy.company.access import new_token, open_example
from strategy.company.example import example_company
from strategy.overview import overview_of
from tests.journeys.stage import ROOT, Owner, Server, settled

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("accessible")]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TABS = ("klanten", "oordeel", "klassen", "portefeuille", "aandacht", "wat_als", "instellingen")
# what is Streamlit's own and that we cannot change: {rule: part of the element}
STREAMLITS = {"presentation-role-conflict": "stFileUploaderDropzone"}
FIND = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.flatMap(
    (rule) => rule.nodes.map((node) => [rule.id, node.html]))"""


def violations(page: Page) -> list[tuple[str, str]]:
    """The rule and the element of everything that axe finds, without what is Streamlit's own."""
    page.evaluate(f"{AXE.read_text(encoding='utf-8')};undefined")
    return [
        (rule, html)
        for rule, html in page.evaluate(FIND)
        if rule not in STREAMLITS or STREAMLITS[rule] not in html
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_anything_that_some_people_cannot_use(
    server: Server, owner: Owner, scheme: Literal["light", "dark"]
) -> None:
    now = datetime.now(UTC)
    company_id = open_example(owner.store, owner.visitor, example_company("nl"), new_token(), now)
    frozen = overview_of(owner.store.read(company_id).company).model_dump(mode="json")
    token = sharing.freeze(owner.store, owner.visitor, company_id, "full", "nl", "bank", frozen, now)
    room = workshop.open_workshop(owner.store, owner.visitor, company_id, "half_day", new_token(), now)
    at = f"?bedrijf={company_id}"
    addresses = ["", f"business_model{at}&vraag=B1", f"toegevoegde_waarde{at}&vraag=W2", f"overzicht{at}"]
    addresses += [f"segmentatie{at}&tab={tab}" for tab in TABS]
    addresses += [f"beheer{at}", "workshop", f"workshop?sessie={room}", f"scherm?sessie={room}"]
    addresses += [f"deel/{token}", "deelnemen", "nergens"]
    page = owner.open(owner.device(server.port, color_scheme=scheme), server.port)
    found = {}
    for address in addresses:
        page.goto(f"http://127.0.0.1:{server.port}/{address}")
        expect(page.locator("h1").first).to_be_visible()
        if page.get_by_test_id("stApp").count():
            settled(page)
        if seen := violations(page):
            found[address] = seen
    assert found == {}
