"""Attention, the portfolio and what-if on the card Segmentatie, with the worked example of method.md 3.10."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from strategy.nouns.company import Customer
from tests.journeys.stage import Owner, Server, open_tab, press, settled, wait_until
from tests.portfolios import EXAMPLE

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("spine2")]

# hours share, earned share, hours earned, index and signal of 3.8, as 3.10 lists them.
ATTENTION = {
    "Klant 01": ["11,3%", "31,7%", "504", "0,36", "staat in de kou"],
    "Klant 02": ["32,7%", "8,9%", "142", "3,67", "roept het luidst"],
    "Klant 03": ["3,8%", "17,2%", "274", "0,22", "staat in de kou"],
    "Klant 04": ["13,2%", "0%", "0", "oneindig", "roept het luidst"],
    "Klant 05": ["6,9%", "7,5%", "120", "0,92", ""],
    "Klant 08": ["12%", "0,5%", "8", "25,08", "roept het luidst"],
    "Klant 09": ["5,7%", "19,8%", "314", "0,29", "staat in de kou (voorlopig)"],
    "Klant 12": ["3,8%", "0%", "1", "116,18", "roept het luidst"],
}


class Screen:
    """The card Segmentatie in front of its owner."""

    def __init__(self, owner: Owner, server: Server) -> None:
        context = owner.device(server.port)
        self.page: Page = owner.open(context, server.port, f"segmentatie?bedrijf={owner.company_id}")
        self.page.set_default_timeout(30_000)
        settled(self.page)

    def opens(self, tab: str) -> None:
        open_tab(self.page, tab)

    def chooses(self, name: str) -> None:
        settled(self.page)
        self.page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
        settled(self.page)

    def presses(self, name: str) -> None:
        press(self.page, name)

    def types(self, label: str, words: str) -> None:
        field = self.page.get_by_label(label, exact=True)
        field.fill(words)
        field.press("Enter")

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def is_silent_about(self, words: str) -> None:
        expect(self.page.get_by_text(words)).to_have_count(0)

    def rows(self, head: str) -> dict[str, list[str]]:
        """The rows of the table with this column by their first cell, folded away or not."""
        lines = self.page.locator("table.bk-table", has_text=head).locator("tbody tr")
        cells = lines.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
        return {line[0]: line[1:] for line in cells}


@pytest.fixture
def screen(owner: Owner, server: Server) -> Screen:
    owner.has(EXAMPLE.settings, *EXAMPLE.customers)
    return Screen(owner, server)


def sequence(owner: Owner) -> int:
    return owner.store.sequence(owner.company_id)


def test_another_weight_is_tried_taken_over_in_one_write_and_undone(owner: Owner, screen: Screen) -> None:
    before, company = sequence(owner), owner.company
    screen.opens("Wat als")
    screen.chooses("Andere gewichten")
    screen.types("Marge", "5")
    screen.says("Eén klant stijgt (naar A).")
    screen.says("Eén klant komt in een andere klasse.")
    expect(screen.page.get_by_role("row", name="Klant 07 B A")).to_be_visible()
    assert sequence(owner) == before

    screen.presses("Neem dit over")
    screen.says("Eén instelling verandert.")
    screen.presses("Ja, neem over")
    screen.says("Overgenomen op")
    assert sequence(owner) == before + 1
    assert owner.company.settings.weights.margin == 5

    screen.page.reload()
    screen.presses("Maak dit ongedaan")
    screen.is_silent_about("Overgenomen op")
    assert owner.company == company


def test_a_higher_price_says_what_it_brings_and_leaving_it_keeps_nothing(
    owner: Owner, screen: Screen
) -> None:
    before = sequence(owner)
    screen.opens("Wat als")
    screen.chooses("Prijs aanpassen")
    screen.types("Hoeveel procent erbij of eraf?", "veel")
    screen.says("“veel” is geen getal")
    screen.types("Hoeveel procent erbij of eraf?", "+2,5%")
    screen.says("Je klanten brengen € 16.725 meer op")
    revenue = ["€ 669.000", "€ 685.725", "+€ 16.725"]
    wait_until(lambda: screen.rows("Verschil").get("Omzet per jaar") == revenue)
    screen.presses("Laat het zo")
    screen.says("Kies hieronder wat je wil uitproberen.")
    expect(screen.page.get_by_label("Hoeveel procent erbij of eraf?")).to_have_count(0)
    assert sequence(owner) == before


def test_attention_shows_the_figures_of_the_method_and_leads_to_what_if(screen: Screen) -> None:
    screen.opens("Aandacht")
    screen.says(
        "Klant 02 krijgt 32,7% van je tijd, en zou er volgens wat die klant opbrengt 8,9% van mogen krijgen."
    )
    screen.says("Alles samen gaat 52,2% van je tijd")
    screen.says("4 klanten roepen luider dan ze verdienen")
    screen.says("3 A-klanten staan in de kou")
    wait_until(lambda: len(screen.rows("Verdiende uren")) == len(EXAMPLE.customers))
    rows = screen.rows("Verdiende uren")
    assert {name: rows[name][2:] for name in ATTENTION} == ATTENTION
    screen.says("Maak 69 uur per maand vrij bij Klant 04, Klant 12 en nog 2.")
    screen.says("er kan 30 uur bij zonder dat de klasse zakt")
    screen.says("Klant 03 kan 89 uur per jaar erbij hebben")
    screen.presses("Probeer dit uit bij Wat als")
    screen.says("Er gaat 360 uur per jaar van C- en D-klanten naar A- en B-klanten.")


def test_the_portfolio_says_its_findings_and_every_picture_has_a_table(screen: Screen) -> None:
    for view, pictures in (("Aandacht", 2), ("Portefeuille", 6)):
        screen.opens(view)
        charts = screen.page.get_by_test_id("stPlotlyChart")
        expect(charts).to_have_count(pictures)
        expect(screen.page.get_by_text("Dezelfde cijfers in een tabel")).to_have_count(pictures)
    screen.says("3 klanten kosten je samen € 21.400 per jaar: 13,6% van wat de andere opbrengen.")
    screen.says("Klant 02 is 31,4% van de omzet van de klanten in deze lijst, de vijf grootste samen 79,7%.")
    screen.says("Samen staat er gemiddeld € 80.318 open. Wachten kost je € 6.425 per jaar, aan 8% rente.")
    screen.says("Ze geven 91% van je bijdrage en krijgen 38% van je tijd.")


def test_without_hours_attention_leads_to_the_question_how_much_time_a_customer_takes(
    owner: Owner, server: Server
) -> None:
    owner.has(Customer(id="a", name="Café De Zwaan", revenue=20_000, variable_cost=0.5))
    screen = Screen(owner, server)
    screen.opens("Aandacht")
    screen.presses("Schat hoeveel tijd elke klant vraagt")
    expect(screen.page.get_by_text("Café De Zwaan").first).to_be_visible()
    assert screen.page.get_by_test_id("stPlotlyChart").count() == 0


def test_a_company_without_customers_is_told_what_to_do_first(owner: Owner, server: Server) -> None:
    screen = Screen(owner, server)
    for view in ("Portefeuille", "Aandacht", "Wat als"):
        screen.opens(view)
        screen.says("Voeg ze toe bij Klanten")
