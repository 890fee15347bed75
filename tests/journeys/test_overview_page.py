"""The overview that knows: what one answer changes, a class by hand, actions, and going back to a moment."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from strategy.company.example import example_company
from strategy.nouns.company import Company, Customer, Profile
from strategy.overview import overview_of
from tests.journeys.stage import PHONE, Owner, Server, press, settled, unfold, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("spine3")]

TOP_VALUE = "Nakijken vóór druk"
MORE = re.compile(r"Nog \d+ punten$")
CUSTOMER = "Notariaat Ganzeveer"


@pytest.fixture
def printer(owner: Owner) -> Owner:
    """The owner of a company that is filled in on all four cards."""
    owner.has(*(item for item in example_company().items() if not isinstance(item, Profile)))
    return owner


@pytest.fixture
def page(printer: Owner, server: Server) -> Page:
    """A computer of this owner, on the overview."""
    page = printer.open(printer.device(server.port), server.port, "overzicht")
    expect(page.get_by_role("heading", name="Werk aan de winkel")).to_be_visible()
    return page


def go(page: Page, address: str) -> None:
    page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/')[2]}/{address}")
    settled(page)


def open_classes(page: Page) -> None:
    go(page, "segmentatie?tab=klassen")


def choose(page: Page, name: str) -> None:
    page.get_by_role("cell").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_focused()
    settled(page)


def findings(company: Company, card: str = "") -> set[str]:
    """The signals of this company, or those on one card."""
    return {point.finding for point in overview_of(company).work if not card or card in point.cards}


def on_screen(page: Page, where: str) -> set[str]:
    return set(page.locator(f"{where} .bk-work li b").all_inner_texts())


def customer(company: Company, name: str) -> Customer:
    return next(each for each in company.customers if each.name == name)


def test_one_answer_changes_exactly_the_signals_that_depend_on_it(page: Page, printer: Owner) -> None:
    before = findings(printer.company)
    unfold(page, MORE)
    wait_until(lambda: on_screen(page, "body") == before)

    go(page, "toegevoegde_waarde?vraag=W6")
    row = page.get_by_role("group", name="W6. ").locator(".row", has_text=TOP_VALUE)
    row.get_by_role("radio", name="Geen, wij zeggen het").check(force=True)
    unproven = f"Voor “{TOP_VALUE}”, je sterkste verschil, heb je nog geen bewijs."
    expect(page.locator(".bk-so-far")).to_contain_text(unproven)
    card = findings(printer.company, "toegevoegde_waarde")
    go(page, "toegevoegde_waarde?vraag=einde")
    wait_until(lambda: on_screen(page, ".bk-says") == card)
    assert unproven in card

    assert findings(printer.company) == before | {unproven}
    go(page, "overzicht")
    unfold(page, MORE)
    wait_until(lambda: on_screen(page, "body") == before | {unproven})


def test_a_class_by_hand_needs_a_reason_and_leaves_the_computed_one_in_sight(
    page: Page, printer: Owner
) -> None:
    open_classes(page)
    choose(page, CUSTOMER)
    why = page.locator(".st-key-bk_panel_why")
    expect(
        why.get_by_text(
            "Wankel: weeg je de vijf criteria anders, dan blijft dit in 44% van de gevallen een B-klant."
        )
    ).to_be_visible()
    expect(
        why.get_by_text("Stijgt de variabele kost van Notariaat Ganzeveer van 45% naar 73% van de omzet")
    ).to_be_visible()

    unfold(page, "Kies zelf een klasse")
    why.get_by_test_id("stButtonGroup").get_by_text("A", exact=True).click()
    press(page, "Bewaar mijn keuze")
    expect(why.get_by_text("Schrijf waarom. Zonder reden bewaren we geen klasse.")).to_be_visible()
    expect(why.get_by_text("Schrijf wie dit kiest.")).to_be_visible()
    assert customer(printer.company, CUSTOMER).override is None

    why.get_by_label("Waarom kies je deze klasse?").fill("Stuurt al zijn <b>cliënten</b> door")
    why.get_by_label("Jouw naam").fill("Els")
    press(page, "Bewaar mijn keuze")
    expect(why.get_by_text("Met de hand gekozen: A, door Els")).to_be_visible()
    expect(why.get_by_text("Reden: Stuurt al zijn <b>cliënten</b> door")).to_be_visible()
    kept = customer(printer.company, CUSTOMER).override
    assert (kept.klass, kept.reason, kept.who) == ("A", "Stuurt al zijn <b>cliënten</b> door", "Els")
    page.go_back()
    expect(page.locator("tr", has_text=CUSTOMER).get_by_text("berekend: B").first).to_be_visible()

    go(page, "overzicht")
    unfold(page, "De 18 klanten en hun klasse")
    expect(page.locator("tr", has_text=CUSTOMER).get_by_text("berekend: B")).to_be_visible()
    open_classes(page)
    choose(page, CUSTOMER)
    unfold(page, "Kies een andere klasse")
    press(page, "Neem weer de berekende klasse")
    wait_until(lambda: customer(printer.company, CUSTOMER).override is None)


def point(page: Page, finding: str) -> Locator:
    """The block of one signal on the overview, with what can be done below it."""
    return page.get_by_test_id("stVerticalBlock").filter(has_text=finding).last


def test_an_action_made_of_a_signal_stands_on_the_overview_and_behind_the_link(
    page: Page, printer: Owner, server: Server
) -> None:
    finding = "C- en D-klanten krijgen 70% van je tijd en zijn goed voor 21% van wat je klanten opbrengen."
    point(page, finding).get_by_role("button", name="Maak er een actie van").click()
    wait_until(lambda: len(printer.company.actions) == 4)
    made = printer.company.actions[-1]
    assert (made.signal, made.done) == ("R22", False)
    expect(point(page, finding).get_by_text("Staat bij wat we gaan doen")).to_be_visible()
    actions = page.locator(".st-key-bk_panel_actions")
    expect(actions.get_by_text(made.name).first).to_be_visible()
    expect(
        actions.get_by_text("Het deel van je uren dat naar C- en D-klanten gaat, elke maand.")
    ).to_be_visible()

    press(page, "Deel")
    unfold(page, "Bekijk wat de lezer ziet")
    settled(page)
    page.get_by_text("Toon mijn eigen woorden").click()
    press(page, "Maak de link")
    link = page.get_by_test_id("stCode").inner_text().strip()
    reader = printer.open(printer.device(server.port, **PHONE), server.port, link.split("/", 3)[3])
    expect(reader.get_by_role("heading", name="Wat we gaan doen")).to_be_visible()
    expect(reader.get_by_text("Het deel van je uren dat naar C- en D-klanten gaat")).to_be_visible()
    assert reader.get_by_role("button", name="Maak er een actie van").count() == 0
    assert "Meubelhuis De Zetelaar" not in reader.inner_text("body")

    page.keyboard.press("Escape")
    actions.get_by_text(made.name).first.click()
    wait_until(lambda: printer.company.actions[-1].done)
    expect(point(page, finding).get_by_role("button", name="Maak er een actie van")).to_be_visible()


def test_going_back_to_a_moment_brings_everything_back_and_can_be_undone(page: Page, printer: Owner) -> None:
    go(page, "beheer")
    page.get_by_label("Naam voor dit moment").fill("Voor de <b>workshop</b>")
    press(page, "Bewaar dit moment")
    expect(page.get_by_text("Voor de <b>workshop</b> · ").first).to_be_visible()

    go(page, "segmentatie?vraag=instellingen")
    cost = page.get_by_role("textbox", name="Uurkost")
    cost.fill("150")
    cost.blur()
    wait_until(lambda: printer.company.settings.hourly_cost == 150)

    go(page, "beheer")
    press(page, "Vergelijk met nu")
    expect(page.get_by_text("Instellingen, uurkost: van € 52 naar € 150.").last).to_be_visible()
    expect(page.get_by_text("door gewichten en instellingen").first).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Terug naar dit moment", exact=True).first.click()  # the newest of two
    settled(page)
    expect(page.get_by_text("Je bedrijf is weer wat het toen was, met 1 verandering.")).to_be_visible()
    assert printer.company.settings.hourly_cost == 52
    press(page, "Toch niet: zet alles terug")
    expect(page.get_by_text("Alles staat weer zoals het was voor je terugging.")).to_be_visible()
    assert printer.company.settings.hourly_cost == 150


@pytest.mark.parametrize("device", [{}, PHONE], ids=["computer", "phone"])
def test_a_link_to_a_question_opens_at_that_question(printer: Owner, server: Server, device: dict) -> None:
    page = printer.open(printer.device(server.port, **device), server.port, "toegevoegde_waarde?vraag=W5")
    expect(page.locator("h1")).to_have_text("Hoe belangrijk is deze waarde voor de klant?")
    expect(page.locator("h1")).to_be_in_viewport()


@pytest.mark.parametrize("device", [{}, PHONE], ids=["computer", "phone"])
def test_a_card_is_walked_question_by_question_and_back(printer: Owner, server: Server, device: dict) -> None:
    page = printer.open(printer.device(server.port, **device), server.port, "business_model?vraag=B2")
    asked = page.locator("h1")
    expect(asked).to_have_attribute("data-at", "B2")
    settled(page)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 400); window.same = true")
    page.get_by_role("link", name="Volgende").click()
    expect(asked).to_have_attribute("data-at", "B3")
    assert page.url.endswith("vraag=B3")
    assert page.evaluate("window.same"), "the page is not loaded again"
    expect(asked).to_be_focused()
    expect(asked).to_be_in_viewport()
    page.go_back()
    expect(asked).to_have_attribute("data-at", "B2")
    page.reload()
    expect(asked).to_have_attribute("data-at", "B2")


def test_two_taps_on_the_next_question_are_one_step_and_the_keyboard_goes_on_too(
    printer: Owner, server: Server
) -> None:
    page = printer.open(printer.device(server.port), server.port, "business_model?vraag=B1")
    asked = page.locator("h1")
    expect(asked).to_have_attribute("data-at", "B1")
    settled(page)
    page.get_by_role("link", name="Volgende").dblclick()
    expect(asked).to_have_attribute("data-at", "B2")
    settled(page)
    expect(asked).to_have_attribute("data-at", "B2")
    page.keyboard.press("Control+Enter")
    expect(asked).to_have_attribute("data-at", "B3")


def test_a_new_company_walks_a_card_from_its_first_question_and_stays_where_it_answers(
    owner: Owner, server: Server
) -> None:
    page = owner.open(owner.device(server.port), server.port, "business_model")
    asked = page.locator("h1")
    expect(asked).to_have_attribute("data-at", "B1")
    row = page.locator(".row.blank input").first
    row.fill("Gezinnen")
    row.press("Enter")
    expect(page.locator(".bk-so-far")).to_have_text("Je noemde er één: Gezinnen.")
    expect(asked).to_have_attribute("data-at", "B1")
    for _ in range(2):
        settled(page)
        if asked.get_attribute("data-at") != "B3":
            page.get_by_role("link", name="Volgende").click()
    expect(asked).to_have_attribute("data-at", "B3")
    expect(page.locator(".bk-waiting")).to_contain_text("Deze vraag wacht op Inkomstenstromen.")
    settled(page)  # a tap on the way while it is still turning to the question is none
    page.get_by_role("link", name="Naar Inkomstenstromen").click()
    expect(asked).to_have_attribute("data-at", "B2")
    go(page, "toegevoegde_waarde?vraag=einde")
    expect(asked).to_have_text("Dit heb je gezegd")


def test_a_question_that_does_not_exist_opens_the_nearest_and_says_so(printer: Owner, server: Server) -> None:
    page = printer.open(printer.device(server.port), server.port, "business_model?vraag=B99")
    expect(page.get_by_text("Vraag B99 staat niet op dit kaartje.")).to_be_visible()
    expect(page.locator("h1")).to_have_attribute("data-at", "B1")


def test_the_mat_turns_over_where_it_lies_and_stays_turned(printer: Owner, server: Server) -> None:
    page = printer.open(printer.device(server.port), server.port, "business_model?vraag=B1")
    front, back = page.locator(".mat .front"), page.locator(".mat .back")
    page.get_by_role("button", name="Draai om").click()
    expect(back.get_by_role("heading", name="Achterkant")).to_be_focused()
    expect(front).to_have_attribute("inert", "")
    page.get_by_role("link", name="Volgende").click()
    expect(page.locator("h1")).to_have_attribute("data-at", "B2")
    expect(page.locator(".mat")).to_have_attribute("data-side", "back")
