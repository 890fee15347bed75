"""The main road from end to end: fill the cards, come back, bring customers in, look at the whole, share, revoke."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from strategy.company.example import example_company
from tests.journeys.stage import PHONE, Server, choose_in_list, open_tab, press, settled, unfold, wait_until
from ui.frame.place import TABS

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("spine")]

EXPORT = """Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Bedrag excl. btw;Kostprijs
K1;Bakkerij Peeters;F1;15/01/2026;1.234,56;600,00
K1;Bakkerij Peeters;F2;20/02/2026;2.000,00;900,00
K2;Café <b>De Zwaan</b>;F3;03/03/2026;450,50;400,00
K3;Garage Vliegwiél;F4;10/04/2026;8.000,00;3.000,00
;Totaal;;;11.685,06;4.900,00
"""

WIDER_THAN_ITS_BOX = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => [box.tagName, box.scrollWidth, box.clientWidth])"""
"""The boxes of the page that scroll sideways, also where only a script or the focus can do it."""

CARDS = ("business_model", "toegevoegde_waarde", "communicatiekanalen", "segmentatie")
QUESTIONS = (
    "business_model?vraag=B1",
    "toegevoegde_waarde?vraag=W2",
    "communicatiekanalen?vraag=K1",
    "segmentatie?tab=klanten",
)
PAGES = (
    "",
    *CARDS,
    *QUESTIONS,
    "business_model?vraag=alles",
    "business_model?vraag=einde",
    *(f"segmentatie?tab={tab}" for tab in TABS),
    "overzicht",
    "beheer",
)
ENGLISH = (
    "Press Enter",
    "Choose an option",
    "Browse files",
    "Drag and drop",
    "Deploy",
    "Made with",
    "Traceback",
)


class Visitor:
    """Somebody with a browser of their own, who comes in at the front door."""

    def __init__(self, server: Server, browser: Browser, **device: object) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "nl-BE", "reduced_motion": "reduce"}
        self.context: BrowserContext = browser.new_context(**{**options, **device})  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.frames: list[bytes] = []
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._received))

    def _received(self, payload: str | bytes) -> None:
        self.frames.append(payload if isinstance(payload, bytes) else payload.encode())

    def go(self, address: str = "") -> Page:
        self.page.goto(f"{self.base}/{address}")
        self.settled()
        return self.page

    def settled(self) -> None:
        settled(self.page)

    def press(self, name: str) -> None:
        press(self.page, name)

    def starts(self, company: str) -> None:
        self.go()
        self.press("Start met mijn bedrijf")
        self.page.get_by_label("Naam van je bedrijf").fill(company)
        self.press("Leg het eerste kaartje")
        self.page.wait_for_url("**/business_model*")
        expect(self.page.get_by_role("heading", name="Welke groepen klanten bedien je")).to_be_visible()

    def opens_the_example(self) -> None:
        self.go()
        self.press("Bekijk het voorbeeld")
        self.page.wait_for_url("**/overzicht*")
        expect(self.page.get_by_role("heading", name="Werk aan de winkel")).to_be_visible()

    def adds(self, name: str, place: int = 0) -> None:
        """Type a name in the open row of a list and press Enter."""
        row = self.page.locator(".row.blank input").nth(place)
        row.fill(name)
        row.press("Enter")
        self.is_kept()

    def holds(self, typed: str) -> None:
        """Some field of the page holds this."""
        values = "all => all.map(one => one.value)"
        wait_until(lambda: typed in self.page.locator(".form input").evaluate_all(values))

    def is_kept(self) -> None:
        expect(self.page.locator(".form .status", has_text="bewaard").first).to_be_visible()

    def view(self, name: str) -> None:
        self.settled()
        control = self.page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True)
        control.first.click()
        self.settled()

    def tab(self, name: str) -> None:
        open_tab(self.page, name)

    def choose(self, label: str, option: str) -> None:
        """Choose in a list, and wait for what comes of it."""
        choose_in_list(self.page, label, option)
        self.settled()

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()


@pytest.fixture
def visitor(server: Server, browser: Browser) -> Iterator[Visitor]:
    someone = Visitor(server, browser)
    yield someone
    someone.context.close()


@pytest.fixture
def reader(server: Server, browser: Browser) -> Iterator[Visitor]:
    someone = Visitor(server, browser, **PHONE)
    yield someone
    someone.context.close()


def test_what_was_said_on_all_four_cards_is_there_after_a_reload(visitor: Visitor) -> None:
    visitor.starts("Bakkerij <b>Peeters</b> & 'co' 🥐")
    for place, question in enumerate(QUESTIONS):
        visitor.go(question)
        visitor.adds(f"Antwoord {place} <i>é</i> 🎈")
    for place, question in enumerate(QUESTIONS):
        visitor.go(question)
        visitor.holds(f"Antwoord {place} <i>é</i> 🎈")
    visitor.go()
    visitor.says("Bakkerij <b>Peeters</b> & 'co' 🥐")
    visitor.says("1 klant")


def test_the_name_of_the_company_is_typed_as_soon_as_it_is_asked(visitor: Visitor) -> None:
    visitor.go()
    visitor.press("Start met mijn bedrijf")
    visitor.page.keyboard.type("Rozen & Citroenen")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/business_model*")
    visitor.go()
    visitor.says("Rozen & Citroenen")


def test_an_answer_that_cannot_be_gets_a_sentence_and_costs_nothing(visitor: Visitor) -> None:
    visitor.starts("Drukkerij")
    visitor.go("segmentatie?tab=klanten")
    visitor.adds("Café De Zwaan")
    visitor.holds("Café De Zwaan")
    revenue = visitor.page.get_by_role("textbox", name="Omzet per jaar").first
    if not revenue.is_visible():
        visitor.page.locator(".form button.unfold").first.click()
    revenue.fill("veel")
    revenue.blur()
    visitor.says("“veel” is geen getal")
    expect(revenue).to_have_value("veel")
    revenue.fill("2500,75")
    revenue.blur()
    expect(revenue).to_have_value("2.500,75")


def test_an_export_becomes_customers_with_classes_and_can_be_undone(visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "facturen.csv"
    file.write_bytes(EXPORT.encode("cp1252"))
    visitor.starts("Drukkerij")
    visitor.go("segmentatie?tab=klanten")
    unfold(visitor.page, "Voer je facturen in")
    visitor.page.locator("input[type=file]").first.set_input_files(file)
    visitor.view("Het hele bestand")
    visitor.says("Klanten: 3 · facturen: 4 · samen € 11.685,06")
    visitor.says("1 rij telt niet mee")
    visitor.press("Neem deze klanten over")
    visitor.says("Overgenomen. 3 klanten: 3 ?")
    visitor.says("grootste")
    visitor.says("van de 100 mogelijke antwoorden")
    visitor.tab("Klassen")
    visitor.says("Café <b>De Zwaan</b>")
    visitor.tab("Klanten")
    visitor.press("Maak de hele invoer ongedaan")
    visitor.settled()
    visitor.tab("Klassen")
    visitor.says("Nog geen klanten.")


def test_what_an_export_means_can_be_changed_and_is_remembered(visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "facturen.csv"
    file.write_text(EXPORT, encoding="utf-8")
    visitor.starts("Drukkerij")
    visitor.go("segmentatie?tab=klanten")
    unfold(visitor.page, "Voer je facturen in")
    visitor.page.locator("input[type=file]").first.set_input_files(file)
    visitor.view("Het hele bestand")
    visitor.says("samen € 11.685,06")
    unfold(visitor.page, "Zo lazen we facturen.csv")
    visitor.choose("Wat staat er in kolom Bedrag excl. btw?", "niet gebruiken")
    visitor.choose("Wat staat er in kolom Kostprijs?", "bedrag zonder btw")
    visitor.says("samen € 4.900,00")
    visitor.press("Neem deze klanten over")
    visitor.says("Overgenomen. 3 klanten")

    visitor.go("segmentatie?tab=klanten")
    unfold(visitor.page, "Voer je facturen in")
    visitor.page.locator("input[type=file]").first.set_input_files(file)
    visitor.view("Het hele bestand")
    visitor.says("samen € 4.900,00")


def test_a_shared_overview_is_read_without_rights_until_it_is_revoked(
    visitor: Visitor, reader: Visitor
) -> None:
    visitor.opens_the_example()
    visitor.press("Deel")
    visitor.press("Maak de link")
    link = visitor.page.get_by_test_id("stCode").inner_text().strip()
    assert "/deel/" in link

    shared = reader.page.goto(link)
    assert shared is not None
    reader.says("alleen om te lezen")
    expect(reader.page.get_by_role("heading", name="Werk aan de winkel")).to_be_visible()
    seen = reader.page.inner_text("body")
    received = shared.body()
    assert reader.frames == []
    assert "€" not in seen
    for customer in example_company("nl").customers:
        assert customer.name not in seen
        assert customer.name.encode() not in received
    assert "€".encode() not in received

    visitor.go("beheer")
    visitor.press("Trek in")
    unfold(visitor.page, "Eén link die niets meer toont")
    visitor.says("ingetrokken op")
    answer = reader.page.goto(link)
    assert answer is not None
    assert answer.status == 404
    reader.says("Deze link toont niets (meer)")
    unknown = reader.page.goto(f"{reader.base}/deel/bestaat-niet")
    assert unknown is not None
    assert unknown.status == 404


def test_a_company_goes_out_as_a_file_and_comes_back_equal(visitor: Visitor, tmp_path: Path) -> None:
    visitor.opens_the_example()
    visitor.go("beheer")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_text("Download als bestand").click()
    file = tmp_path / "bedrijf.json"
    download.value.save_as(file)
    visitor.page.locator("input[type=file]").set_input_files(file)
    visitor.press("Lees in")
    visitor.page.wait_for_url("**/overzicht*")
    visitor.says("Drukkerij De Gouden Letter")
    visitor.go()
    visitor.says("Nog 1 bedrijf in deze browser")


def test_somebody_elses_company_is_not_shown(visitor: Visitor, reader: Visitor) -> None:
    visitor.starts("Geheim bedrijf")
    company = visitor.page.url.partition("bedrijf=")[2] or visitor.page.evaluate(
        "() => new URLSearchParams(location.search).get('bedrijf') || ''"
    )
    reader.go(f"business_model?bedrijf={company}")
    reader.says("Begin met een bedrijf")
    assert b"Geheim bedrijf" not in b"".join(reader.frames)


def test_what_a_figure_decides_is_not_asked_unless_somebody_wants_to_judge_it(visitor: Visitor) -> None:
    visitor.opens_the_example()
    visitor.go("segmentatie?vraag=S2")
    visitor.says("Je A-omzet: € 80.000, zoals je zelf koos.")
    row = visitor.page.locator(".row", has_text="Studio Potlood")
    expect(row).to_contain_text("Uit je cijfers: € 64.000, goed voor een score van 80,0.")
    expect(row.get_by_role("radio").first).to_be_hidden()
    row.get_by_role("button", name="toch zelf oordelen").click()
    row.get_by_role("radio").nth(1).check(force=True)
    visitor.is_kept()
    expect(row).to_contain_text("Zolang het cijfer er is, telt dat.")


def test_an_unknown_address_gives_a_plain_page_with_the_way_back(reader: Visitor) -> None:
    for address in ("bestaat_niet", "a/b/c", "deel/", "terug/x"):
        answer = reader.page.goto(f"{reader.base}/{address}")
        assert answer is not None
        assert answer.status == 404
        expect(reader.page.get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_every_page_fits_its_screen_and_speaks_dutch(visitor: Visitor, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 844})
    visitor.opens_the_example()
    for address in PAGES:
        visitor.go(address)
        assert visitor.page.evaluate(WIDER_THAN_ITS_BOX) == [], address
        assert visitor.page.get_by_test_id("stException").count() == 0
        text = visitor.page.inner_text("body")
        assert not [word for word in ENGLISH if word in text], address


def test_a_return_link_brings_the_company_to_another_device(visitor: Visitor, reader: Visitor) -> None:
    visitor.starts("Op twee toestellen")
    visitor.go("beheer")
    visitor.press("Maak een terugkeerlink")
    link = visitor.page.get_by_test_id("stCode").inner_text().strip()
    assert "/terug/" in link
    reader.page.goto(link)
    reader.settled()
    assert "/terug/" not in reader.page.url
    reader.says("Op twee toestellen")


def test_a_company_is_deleted_for_good_after_typing_its_name(visitor: Visitor) -> None:
    visitor.starts("Weg ermee")
    visitor.go("beheer")
    unfold(visitor.page, "Dit bedrijf wissen")
    visitor.press("Wis voorgoed")
    visitor.says("De naam klopt niet.")
    visitor.page.get_by_label("Naam", exact=True).fill("Weg ermee")
    visitor.page.get_by_label("Naam", exact=True).press("Enter")
    visitor.press("Wis voorgoed")
    wait_until(lambda: visitor.page.get_by_role("button", name="Start met mijn bedrijf").count() == 1)
