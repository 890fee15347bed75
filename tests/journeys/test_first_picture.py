"""The moment after an import in a real browser: by keyboard, with one thumb on a phone, and coming back later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from strategy.nouns.company import Customer, Settings
from tests.journeys.stage import PHONE, Owner, Server, open_tab, press, settled

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("spine2")]

QUESTION = re.compile(r"vraag \d van 7$")


def imported() -> list[Customer]:
    """Two customers that are most of the revenue and three small ones, as an import leaves them."""
    return [
        Customer(id=f"k{place}", name=f"Klant {place}", revenue=revenue, orders=4, days_to_pay=20)
        for place, revenue in enumerate((50_000, 30_000, 12_000, 5_000, 3_000))
    ]


def begin(page: Page) -> None:
    """Open the first picture and put the largest customer on the table."""
    open_tab(page, "Eerste beeld")
    page.get_by_role("button", name=re.compile("Beoordeel je 2 grootste")).click()
    asks(page, 1)


def asks(page: Page, number: int) -> None:
    expect(page.get_by_text(QUESTION)).to_contain_text(f"vraag {number} van 7")
    settled(page)


def test_the_largest_are_judged_by_keyboard(owner: Owner, server: Server) -> None:
    owner.has(Settings(hourly_cost=50, fixed_cost_per_order=0), *imported())
    page = owner.open(owner.device(server.port), server.port, f"segmentatie?bedrijf={owner.company_id}")
    begin(page)
    for number, key in enumerate("45?3512", start=1):
        asks(page, number)
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Volgende klant")).to_be_visible()
    settled(page)
    judged = owner.company.customers[0].judged
    assert (judged.margin, judged.decides, judged.openness, judged.repeatability) == (4, 5, None, 3)
    assert (judged.size, judged.relevance, judged.reputation) == (5, 1, 2)
    assert owner.company.customers[0].unknown == ("judged.openness",)
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("Klant 2 van 2"))).to_be_visible()


def test_the_largest_are_judged_with_one_thumb_and_stopping_loses_nothing(
    owner: Owner, server: Server
) -> None:
    owner.has(Settings(hourly_cost=50, fixed_cost_per_order=0), *imported())
    phone = owner.device(server.port, **PHONE)
    page = owner.open(phone, server.port, f"segmentatie?bedrijf={owner.company_id}")
    begin(page)
    box = page.get_by_role("button", name="Weet ik niet").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844, "every answer is in sight without scrolling"
    for number in (1, 2, 3):
        asks(page, number)
        page.locator(".st-key-bk_answers button").nth(3).tap()
    asks(page, 4)
    expect(page.locator(".bk-why .bk-letter")).to_be_visible()
    press(page, "Stop, later verder")
    expect(page.get_by_text("50% van de omzet van de klanten in deze lijst beoordeeld")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.reload()
    open_tab(page, "Eerste beeld")
    expect(page.get_by_role("button", name=re.compile("Ga verder: nog 1 te beoordelen"))).to_be_visible()
