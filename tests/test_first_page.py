"""The moment after an import on its page: the ranking, and judging the largest one question at a time."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from strategy.company.access import Visitor, start_company
from strategy.company.saying import put_customers
from strategy.nouns.company import Company, Customer, Profile, Settings
from strategy.store.interface import Change, MemoryStore
from tests.test_companies import NOW, OWNER

REVENUES = (50_000, 30_000, 12_000, 5_000, 3_000)
ASKED = ("margin", "decides", "openness", "repeatability", "size", "relevance", "reputation")


def page() -> None:
    """The first picture of the company whose store stands in the session."""
    import streamlit as st

    from strategy.company.access import Visitor
    from ui.customers import first_view
    from ui.frame.frame import Desk

    store = st.session_state["store"]
    first_view.first_ranking(
        Desk(store, Visitor("a" * 64), "nl", store.read(st.session_state["company"]), address={})
    )


def imported(*revenues: float, days: float = 20) -> list[Customer]:
    """Customers as an import leaves them: revenue, orders and payment time."""
    return [
        Customer(id=f"k{place}", name=f"Klant & <b>{place}</b>", revenue=revenue, orders=4, days_to_pay=days)
        for place, revenue in enumerate(revenues)
    ]


@pytest.fixture
def screen() -> AppTest:
    store = MemoryStore()
    company = start_company(store, Visitor(OWNER.hash), Profile(name="Zon"), uuid4().hex, NOW)
    store.write(
        company,
        [Change.put(Settings(fixed_cost_per_order=0, hourly_cost=50))],
        author=OWNER.hash,
        write_id="settings",
    )
    put_customers(store, OWNER, company, imported(*REVENUES), {}, "import", all_of_them=True)
    at = AppTest.from_function(page, default_timeout=60)
    at.session_state["store"], at.session_state["company"] = store, company
    return at.run()


def company_of(at: AppTest) -> Company:
    store, company = at.session_state["store"], at.session_state["company"]
    return store.read(company).company


def words_on(at: AppTest) -> str:
    assert not at.exception
    html = " ".join(each.proto.body for each in at.get("html"))
    return f"{html} {' '.join(str(each.value) for each in (*at.caption, *at.success, *at.info))}"


def tap(at: AppTest, customer: str, part: str, answer: int | str) -> None:
    at.button(key=f"answer_{customer}_{part}_{answer}").click().run()
    assert not at.exception


def progress_of(at: AppTest) -> str:
    return str(at.get("progress")[0].proto.text)


def test_the_ranking_says_at_once_who_is_large_and_what_invoices_already_exclude(screen: AppTest) -> None:
    words = words_on(screen)
    assert "Je 2 grootste klanten zijn 80% van je omzet." in words
    rows = re.findall(r"<li>.*?</li>", words)
    assert [re.search(r"samen tot hier ([\d%]+)", row)[1] for row in rows] == [
        "50%",
        "80%",
        "92%",
        "97%",
        "100%",
    ]  # type: ignore[index]
    assert all(re.search(r"A of B in \d+ van de 100 mogelijke antwoorden", row) for row in rows)
    assert "Klant &amp; &lt;b&gt;0&lt;/b&gt;" in rows[0]
    assert "groot en vlot" in rows[0]
    assert screen.button(key="judge_largest").label == "Beoordeel je 2 grootste (hoogstens 7 tikken elk)"
    assert "Nog 3 klanten, samen 20% van je omzet, nog niet beoordeeld." in words


def test_every_tap_is_kept_and_the_class_appears_as_soon_as_it_may(screen: AppTest) -> None:
    screen.button(key="judge_largest").click().run()
    assert "Klant 1 van 2" in words_on(screen)
    assert "bk-first" in words_on(screen)
    for part in ASKED[:2]:
        tap(screen, "k0", part, 4)
    assert company_of(screen).customers[0].judged.margin == 4
    assert '<span class="bk-letter' in words_on(screen)
    for part in ASKED[2:]:
        tap(screen, "k0", part, 4)
    assert "Sterk op" in words_on(screen)
    screen.button(key="judging_next").click().run()
    assert "Klant 2 van 2" in words_on(screen)
    assert progress_of(screen) == "50% van je omzet beoordeeld"


def test_what_is_not_known_is_kept_as_not_known_and_not_asked_again(screen: AppTest) -> None:
    screen.button(key="judge_largest").click().run()
    for part in ASKED:
        tap(screen, "k0", part, "unknown")
    assert "heeft deze klant nog geen klasse" in words_on(screen)
    assert company_of(screen).customers[0].unknown == tuple(f"judged.{part}" for part in ASKED)
    screen.button(key="judging_stop").click().run()
    assert "nog 1 te beoordelen" in screen.button(key="judge_largest").label


def test_a_question_can_be_answered_again_and_a_customer_passed_over(screen: AppTest) -> None:
    screen.button(key="judge_largest").click().run()
    tap(screen, "k0", "margin", 1)
    screen.button(key="judging_back").click().run()
    tap(screen, "k0", "margin", 5)
    assert company_of(screen).customers[0].judged.margin == 5
    screen.button(key="judging_skip").click().run()
    assert "Klant 2 van 2" in words_on(screen)
    screen.button(key="judging_skip").click().run()
    assert "Je 2 grootste klanten" in words_on(screen)


def test_stopping_and_a_second_import_keep_what_was_judged(screen: AppTest) -> None:
    screen.button(key="judge_largest").click().run()
    for part in ASKED:
        tap(screen, "k0", part, 4)
    screen.button(key="judging_stop").click().run()
    store, company = screen.session_state["store"], screen.session_state["company"]
    sheet = store.read(company)
    again = [
        old.model_copy(update={"revenue": new.revenue})
        for old, new in zip(sheet.company.customers, imported(60_000, *REVENUES[1:]), strict=True)
    ]
    seen = {each.id: sheet.revision("customer", each.id) for each in again}
    put_customers(store, OWNER, company, again, seen, "second", all_of_them=True)
    screen.run()
    assert progress_of(screen) == "55% van je omzet beoordeeld"
    assert company_of(screen).customers[0].judged.margin == 4


def test_a_customer_that_somebody_else_removed_is_not_asked_about(screen: AppTest) -> None:
    screen.button(key="judge_largest").click().run()
    store, company = screen.session_state["store"], screen.session_state["company"]
    sheet = store.read(company)
    gone = Change.remove(sheet.company.customers[0], sheet.revision("customer", "k0"))
    store.write(company, [gone], author=OWNER.hash, write_id="gone")
    tap(screen, "k0", "margin", 4)
    assert "Je 2 grootste klanten" in words_on(screen)


@pytest.mark.parametrize("revenues", [(), (None,)])
def test_without_customers_or_revenue_the_screen_says_what_to_do_first(revenues: tuple[None, ...]) -> None:
    store = MemoryStore()
    company = start_company(store, Visitor(OWNER.hash), Profile(name="Zon"), uuid4().hex, NOW)
    people = [Customer(id=f"k{place}", name="Klant") for place, _ in enumerate(revenues)]
    put_customers(store, OWNER, company, people, {}, "import")
    at = AppTest.from_function(page, default_timeout=60)
    at.session_state["store"], at.session_state["company"] = store, company
    assert "bij Klanten" in words_on(at.run())
    assert not at.button
