"""A company that is erased while others have it open: a true sentence, and nothing stays on the device."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from strategy import workshop
from strategy.nouns.company import Value
from strategy.words.texts import text
from tests.journeys.stage import PHONE, Owner, Server, settled, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("spine2")]
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('bierkaartjes/draft/')).length"


def test_an_open_tab_says_that_the_company_is_gone_and_keeps_no_draft(owner: Owner, server: Server) -> None:
    owner.has(Value(id="v1", name="Snel"))
    page = owner.open(owner.device(server.port), server.port, "toegevoegde_waarde")
    settled(page)
    field = page.locator("textarea.text:visible, input.text:not([type=search]):visible").first
    owner.store.delete_company(owner.company_id)
    field.fill("Altijd op tijd")
    expect(page.get_by_text(text("form.erased", "nl")).first).to_be_visible()
    wait_until(lambda: page.evaluate(DRAFTS) == 0)


def test_a_phone_says_that_the_session_ended_with_the_company(
    owner: Owner, server: Server, browser: Browser
) -> None:
    now = datetime.now(UTC)
    id = workshop.open_workshop(owner.store, owner.visitor, owner.company_id, "half_day", "w", now)
    code = owner.store.workshop(id).code
    context = browser.new_context(**PHONE, locale="nl-BE")
    phone = context.new_page()
    phone.goto(f"http://127.0.0.1:{server.port}/deelnemen?code={code}")
    phone.get_by_label(text("phone.join.name", "nl")).fill("An")
    phone.get_by_label(text("phone.join.name", "nl")).press("Enter")
    wait_until(lambda: owner.store.participants(id))
    wait_until(lambda: phone.evaluate("Object.keys(localStorage).some(key => key.endsWith('last'))"))
    owner.store.delete_company(owner.company_id)
    phone.reload()
    expect(phone.get_by_text(text("phone.join.erased", "nl"))).to_be_visible()
    context.close()
