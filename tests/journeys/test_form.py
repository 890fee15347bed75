"""Nothing that was typed or tapped is lost, whatever happens to the line, the server, the tab or the other tab."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from strategy.nouns.company import Answer, Channel, Customer, RevenueStream, Segment, Value
from strategy.store.interface import Grant
from tests.journeys.line import Line
from tests.journeys.stage import PHONE, ROOT, Owner, Server, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("form")]
PAGE = ROOT / "tests" / "journeys" / "one_question.py"
SAVED, OFFLINE, SAVING = "bewaard", "geen verbinding – staat veilig op dit toestel", "bewaren…"
NOT_FOR = "Wie bedien je bewust niet?"


class Desk:
    """An owner at a page with some questions, over a line that can be cut."""

    def __init__(self, server: Server, line: Line, browser: Browser) -> None:
        self.server = server
        self.line = line
        self.owner = Owner(server, browser)
        self.device: BrowserContext | None = None

    def open(
        self, codes: str, *, device: BrowserContext | None = None, width: int = 720, **more: Any
    ) -> Page:
        """A new tab with these questions, on the same device as before unless another one is given."""
        if device is None:
            self.device = self.device or self.owner.device(self.line.port, **more)
        address = f"?bedrijf={self.owner.company_id}&vraag={codes}&breed={width}"
        page = self.owner.open(device or self.device, self.line.port, address)  # type: ignore[arg-type]
        expect(page.locator(".form .foot").last).to_be_attached()
        return page

    @property
    def not_for(self) -> Any:
        answer = self.owner.company.answer("B1")
        return answer.values.get("not_for") if answer else None

    @property
    def segments(self) -> list[str]:
        return [segment.name for segment in self.owner.company.segments]


@pytest.fixture
def desk(serve: Callable[[Path], Server], browser: Browser) -> Iterator[Desk]:
    server = serve(PAGE)
    line = Line(server.port)
    desk = Desk(server, line, browser)
    yield desk
    desk.owner.leave()
    line.close()


def status(page: Page) -> Locator:
    return page.locator(".form .status").first


def is_kept(page: Page) -> None:
    expect(status(page)).to_have_text(SAVED)


def new_row(page: Page) -> Locator:
    return page.locator(".row.blank input").first


def drafts(page: Page) -> list[str]:
    return list(
        page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('bierkaartjes/draft/'))")
    )


def test_the_screen_says_kept_only_after_the_server_did(desk: Desk) -> None:
    page = desk.open("B1")
    held: list[Route] = []
    page.route("**/api/say", lambda route: held.append(route))
    page.get_by_label(NOT_FOR).fill("groothandels")
    expect(status(page)).to_have_text(SAVING)
    wait_until(lambda: page.wait_for_timeout(50) or held)
    expect(status(page)).to_have_text(SAVING)
    assert desk.not_for is None
    held[0].continue_()
    is_kept(page)
    assert desk.not_for == "groothandels"
    assert drafts(page) == []


def test_what_is_typed_while_the_line_is_down_arrives_when_it_is_back(desk: Desk) -> None:
    page = desk.open("B1")
    desk.line.cut()
    page.get_by_label(NOT_FOR).press_sequentially("groothandels", delay=20)
    expect(status(page)).to_have_text(OFFLINE)
    assert desk.not_for is None
    desk.line.restore()
    is_kept(page)
    assert desk.not_for == "groothandels"


def test_what_is_typed_is_kept_when_the_page_is_reloaded_at_once(desk: Desk) -> None:
    page = desk.open("B1")
    page.get_by_label(NOT_FOR).press_sequentially("groothandels")
    page.reload()
    expect(page.get_by_label(NOT_FOR)).to_have_value("groothandels")
    wait_until(lambda: desk.not_for == "groothandels")


def test_what_is_typed_is_kept_when_the_tab_is_closed_at_once(desk: Desk) -> None:
    page = desk.open("B1")
    page.get_by_label(NOT_FOR).press_sequentially("groothandels")
    page.close(run_before_unload=True)
    again = desk.open("B1")
    expect(again.get_by_label(NOT_FOR)).to_have_value("groothandels")
    wait_until(lambda: desk.not_for == "groothandels")


def test_a_tab_closed_while_the_line_is_down_goes_on_in_the_next_one(desk: Desk) -> None:
    page = desk.open("B1")
    desk.line.cut()
    page.get_by_label(NOT_FOR).press_sequentially("groothandels")
    new_row(page).press_sequentially("Cafés")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    desk.line.restore()
    again = desk.open("B1")
    expect(again.get_by_label(NOT_FOR)).to_have_value("groothandels")
    expect(again.get_by_label("Groep klanten").first).to_have_value("Cafés")
    is_kept(again)
    assert drafts(again) == []
    assert (desk.not_for, desk.segments) == ("groothandels", ["Cafés"])


def test_a_tab_that_died_without_a_word_goes_on_in_the_next_one(desk: Desk) -> None:
    page = desk.open("B1")
    desk.line.cut()
    page.get_by_label(NOT_FOR).press_sequentially("groothandels")
    kept = page.evaluate("({ ...localStorage })")
    page.close()
    desk.line.restore()
    other = desk.owner.device(desk.line.port)
    other.add_init_script(
        f"Object.entries({json.dumps(kept)}).forEach(([key, value]) => localStorage.setItem(key, value))"
    )
    again = desk.open("B1", device=other)
    expect(again.get_by_label(NOT_FOR)).to_have_value("groothandels")
    wait_until(lambda: desk.not_for == "groothandels")


def test_a_server_that_is_killed_and_started_again_loses_nothing(desk: Desk) -> None:
    page = desk.open("B1")
    new_row(page).fill("Cafés")
    is_kept(page)
    desk.server.kill()
    new_row(page).fill("Kantines")
    page.get_by_label(NOT_FOR).fill("groothandels")
    expect(status(page)).to_have_text(OFFLINE)
    desk.server.start()
    is_kept(page)
    assert (desk.not_for, desk.segments) == ("groothandels", ["Cafés", "Kantines"])


def test_an_answer_that_got_lost_on_the_way_back_is_neither_doubled_nor_a_quarrel(desk: Desk) -> None:
    page = desk.open("B1")
    desk.line.deaf = True
    new_row(page).press_sequentially("Caf")
    wait_until(lambda: desk.segments == ["Caf"])
    expect(status(page)).to_have_text(OFFLINE)
    page.get_by_label("Groep klanten").first.press_sequentially("és")
    desk.line.restore()
    wait_until(lambda: desk.segments == ["Cafés"])
    is_kept(page)
    expect(page.locator(".conflict:visible")).to_have_count(0)


def test_a_double_tap_adds_one_item(desk: Desk) -> None:
    page = desk.open("B1", **PHONE)
    new_row(page).fill("Cafés")
    add = page.get_by_role("button", name="Voeg toe")
    add.dblclick()
    add.dblclick()
    is_kept(page)
    page.reload()
    expect(page.get_by_label("Groep klanten")).to_have_count(2)
    assert desk.segments == ["Cafés"]


def test_enter_keeps_a_line_and_starts_the_next(desk: Desk) -> None:
    page = desk.open("W2")
    new_row(page).focus()
    for name in ("Vers om zes uur", "Minder rompslomp", "Zonder plastic"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    is_kept(page)
    names = ["Vers om zes uur", "Minder rompslomp", "Zonder plastic"]
    wait_until(lambda: [value.name for value in desk.owner.company.values] == names)


def test_text_is_shown_as_it_was_typed(desk: Desk) -> None:
    page = desk.open("B1")
    name = '<b>L\'Étoile</b> & "Zoon" 🥐 <img src=x onerror=alert(1)>'
    new_row(page).fill(name)
    is_kept(page)
    page.reload()
    expect(page.get_by_label("Groep klanten").first).to_have_value(name)
    assert desk.segments == [name]


def test_an_amount_is_shown_back_the_way_it_is_written(desk: Desk) -> None:
    desk.owner.has(RevenueStream(id="r1", name="Dagelijks brood"))
    page = desk.open("B2")
    amount = page.get_by_label("Omzet per jaar", exact=True)
    amount.fill("€ 2500,75")
    amount.blur()
    expect(amount).to_have_value("2.500,75")
    is_kept(page)
    assert desk.owner.company.streams[0].amount == 2500.75


def test_text_in_an_amount_is_refused_at_the_field_and_stays_there(desk: Desk) -> None:
    desk.owner.has(RevenueStream(id="r1", name="Dagelijks brood"))
    page = desk.open("B2")
    amount = page.get_by_label("Omzet per jaar", exact=True)
    amount.fill("heel veel")
    amount.blur()
    expect(page.get_by_text("“heel veel” is geen getal.")).to_be_visible()
    expect(amount).to_have_attribute("aria-invalid", "true")
    expect(amount).to_have_value("heel veel")
    page.reload()
    expect(amount).to_have_value("heel veel")
    amount.fill("12k")
    amount.blur()
    expect(amount).to_have_value("12.000")
    expect(amount).not_to_have_attribute("aria-invalid", "true")
    is_kept(page)


def test_what_was_removed_comes_back_where_it_was(desk: Desk) -> None:
    desk.owner.has(
        *(Segment(id=f"s{n}", name=name) for n, name in enumerate(("Cafés", "Kantines", "Feesten")))
    )
    page = desk.open("B1")
    page.get_by_role("button", name="Verwijder: Kantines").click()
    is_kept(page)
    assert desk.segments == ["Cafés", "Feesten"]
    page.get_by_role("button", name="Ongedaan maken").click()
    wait_until(lambda: desk.segments == ["Cafés", "Kantines", "Feesten"])
    expect(page.get_by_label("Groep klanten").nth(1)).to_have_value("Kantines")


def test_a_removal_while_the_line_is_down_can_be_taken_back_before_it_arrives(desk: Desk) -> None:
    desk.owner.has(Segment(id="s1", name="Cafés"))
    page = desk.open("B1")
    desk.line.cut()
    page.get_by_role("button", name="Verwijder: Cafés").click()
    expect(status(page)).to_have_text(OFFLINE)
    page.get_by_role("button", name="Ongedaan maken").click()
    desk.line.restore()
    is_kept(page)
    assert desk.segments == ["Cafés"]


def test_two_tabs_on_one_field_show_both_versions_and_the_owner_chooses(desk: Desk) -> None:
    one = desk.open("B1")
    other = desk.open("B1", device=desk.owner.device(desk.line.port))
    one.get_by_label(NOT_FOR).fill("groothandels")
    is_kept(one)
    other.get_by_label(NOT_FOR).fill("supermarkten")
    other.get_by_label(NOT_FOR).blur()
    quarrel = other.locator(".conflict")
    expect(quarrel.get_by_text("groothandels")).to_be_visible()
    expect(quarrel.get_by_text("supermarkten")).to_be_visible()
    assert desk.not_for == "groothandels"
    quarrel.get_by_role("button", name="Hou mijn versie").click()
    is_kept(other)
    assert desk.not_for == "supermarkten"

    one.get_by_label(NOT_FOR).fill("ketens")
    one.locator(".conflict").get_by_role("button", name="Neem de andere").click()
    expect(one.get_by_label(NOT_FOR)).to_have_value("supermarkten")
    assert desk.not_for == "supermarkten"


def test_two_tabs_on_two_fields_of_one_item_both_win(desk: Desk) -> None:
    desk.owner.has(Segment(id="s1", name="Cafés"))
    one = desk.open("B1")
    other = desk.open("B1", device=desk.owner.device(desk.line.port))
    one.get_by_label("Groep klanten").first.fill("Grote cafés")
    is_kept(one)
    other.get_by_label("Wat heeft deze groep nodig").fill("brood om zes uur")
    is_kept(other)
    segment = desk.owner.company.segments[0]
    assert (segment.name, segment.need) == ("Grote cafés", "brood om zes uur")


def test_a_second_tab_of_the_same_browser_does_not_send_an_old_draft(desk: Desk) -> None:
    one = desk.open("B1")
    desk.line.cut()
    one.get_by_label(NOT_FOR).press_sequentially("oud")
    expect(status(one)).to_have_text(OFFLINE)
    desk.line.restore()
    is_kept(one)
    two = desk.open("B1")
    one.get_by_label(NOT_FOR).fill("nieuw")
    is_kept(one)
    two.get_by_label(NOT_FOR).focus()
    two.get_by_label(NOT_FOR).blur()
    new_row(two).fill("Cafés")
    is_kept(two)
    expect(two.get_by_label(NOT_FOR)).to_have_value("nieuw")
    assert desk.not_for == "nieuw"


@pytest.mark.parametrize(
    "script", ["throw new Error('blocked')", "throw new DOMException('full', 'QuotaExceededError')"]
)
def test_a_device_without_storage_saves_all_the_same(desk: Desk, script: str) -> None:
    device = desk.owner.device(desk.line.port)
    device.add_init_script(f"Storage.prototype.setItem = () => {{ {script} }}")
    page = desk.open("B1", device=device)
    desk.line.cut()
    page.get_by_label(NOT_FOR).fill("groothandels")
    expect(status(page)).to_have_text("geen verbinding – laat deze pagina open")
    desk.line.restore()
    is_kept(page)
    assert desk.not_for == "groothandels"


def test_drawing_the_page_again_leaves_what_is_being_typed_alone(desk: Desk) -> None:
    desk.owner.has(Segment(id="s1", name="Cafés"))
    page = desk.open("B1")
    page.get_by_label("Groep klanten").first.fill("Grote cafés")
    field = page.get_by_label(NOT_FOR)
    field.press_sequentially("een zin die lang genoeg is om onderweg gestoord te worden", delay=60)
    expect(field).to_be_focused()
    is_kept(page)
    expect(page.get_by_text("heard: 4 of 4").or_(page.get_by_text("heard: 5 of 5"))).to_be_visible()
    expect(field).to_be_focused()
    assert desk.not_for == "een zin die lang genoeg is om onderweg gestoord te worden"


def test_streamlit_hears_what_was_kept(desk: Desk) -> None:
    page = desk.open("B9")
    page.get_by_text("Het kost hem weken of echt geld").click()
    is_kept(page)
    sequence = desk.owner.store.sequence(desk.owner.company_id)
    expect(page.get_by_text(f"heard: {sequence} of {sequence}")).to_be_visible()


def test_what_another_tab_kept_appears_when_this_one_is_drawn_again(desk: Desk) -> None:
    desk.owner.has(Segment(id="s1", name="Cafés"))
    page = desk.open("B1")
    desk.owner.has(Segment(id="s2", name="Kantines"))
    page.get_by_label(NOT_FOR).fill("groothandels")
    expect(page.get_by_label("Groep klanten")).to_have_count(3)
    expect(page.get_by_label("Groep klanten").nth(1)).to_have_value("Kantines")


def test_going_to_another_page_at_once_loses_nothing(owner: Owner, line: Line) -> None:
    page = owner.open(owner.device(line.port), line.port, "business_model")
    page.get_by_label(NOT_FOR).press_sequentially("groothandels")
    page.get_by_role("link", name="Overzicht").first.click()
    wait_until(
        lambda: (answer := owner.company.answer("B1")) and answer.values.get("not_for") == "groothandels"
    )


def test_not_knowing_is_kept_for_a_field_and_for_a_question(desk: Desk) -> None:
    page = desk.open("B9")
    unsure = page.get_by_role("button", name="Hoeveel omzet keert vanzelf terug?: weet ik niet")
    unsure.click()
    expect(unsure).to_have_attribute("aria-pressed", "true")
    is_kept(page)
    assert desk.owner.company.answer("B9").unknown == ("returning",)  # type: ignore[union-attr]
    page.get_by_role("button", name="Niet van toepassing").click()
    wait_until(lambda: desk.owner.company.answer("B9").state == "not_applicable")  # type: ignore[union-attr]
    page.reload()
    expect(page.get_by_text("Je antwoordde: niet van toepassing.")).to_be_visible()
    page.get_by_role("button", name="Toch invullen").click()
    wait_until(lambda: desk.owner.company.answer("B9").state == "answered")  # type: ignore[union-attr]
    expect(unsure).to_have_attribute("aria-pressed", "true")


def test_a_choice_is_made_with_the_arrows_and_only_wis_takes_it_back(desk: Desk) -> None:
    page = desk.open("W3")
    first = page.get_by_role("radio", name="Hij gaat naar een concurrent")
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    second = page.get_by_role("radio", name="Hij doet het zelf")
    expect(second).to_be_checked()
    is_kept(page)
    wait_until(lambda: desk.owner.company.answer("W3").values["alternative"] == "themselves")  # type: ignore[union-attr]
    page.get_by_text("Hij doet het zelf").click()
    expect(second).to_be_checked()
    wipe = page.get_by_role("button", name=": wis").locator("visible=true")
    wipe.click()
    expect(second).not_to_be_checked()
    expect(wipe).to_have_count(0)
    wait_until(lambda: not desk.owner.company.answer("W3").values.get("alternative"))  # type: ignore[union-attr]


def test_a_score_stays_where_it_is_tapped_twice_until_it_is_wiped(desk: Desk) -> None:
    desk.owner.has(Customer(id="k1", name="De Kroon"), Customer(id="k2", name="Astoria"))
    page = desk.open("S2")
    score = page.locator(".row", has_text="Astoria").get_by_role("radio").nth(3)
    score.locator("..").dblclick()
    expect(score).to_be_checked()
    is_kept(page)
    score.press("Delete")
    expect(score).not_to_be_checked()
    wait_until(lambda: desk.owner.company.customers[1].judged.revenue is None)
    score.locator("..").click()
    wait_until(lambda: desk.owner.company.customers[1].judged.revenue == 4)
    page.locator(".row", has_text="Astoria").get_by_role("button", name="wis").click()
    wait_until(lambda: desk.owner.company.customers[1].judged.revenue is None)


def test_a_tick_moves_no_pill(desk: Desk) -> None:
    page = desk.open("W3")
    widths = "pills => pills.map(pill => pill.getBoundingClientRect().width)"
    before = page.locator(".option").evaluate_all(widths)
    page.get_by_text("Hij doet het zelf").click()
    expect(page.get_by_role("radio", name="Hij doet het zelf ✓")).to_be_checked()
    assert page.locator(".option").evaluate_all(widths) == before


def pastes(page: Page, field: Locator, lines: str) -> None:
    """Copy these cells elsewhere and paste them in this field."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("lines => navigator.clipboard.writeText(lines)", lines)
    field.focus()
    page.keyboard.press("Control+V")


def test_several_lines_in_one_box_fill_nothing_in_and_are_told_so(desk: Desk) -> None:
    page = desk.open("W2")
    pastes(page, new_row(page), "Vers\r\nDichtbij\r\n")
    expect(page.locator(".note:visible")).to_contain_text("plak ze één voor één")
    page.keyboard.type("Vers")
    expect(page.locator(".note:visible")).to_have_count(0)
    is_kept(page)
    assert [value.name for value in desk.owner.company.values] == ["Vers"]


@pytest.mark.parametrize("width", [1000, 358])
def test_cells_of_a_spreadsheet_are_pasted_where_you_stand_and_taken_back(desk: Desk, width: int) -> None:
    desk.owner.has(*(Customer(id=f"k{n}", name=f"Klant {n}", revenue=100 * n) for n in (1, 2, 3)))
    page = desk.open("S1", width=width)
    pastes(
        page,
        page.get_by_label("Klant", exact=True).nth(1),
        "Astoria\tklant\t8.250,50\r\nDe Zwaan\t\t300\r\nBoze Wolf\tprospect\t\r\n",
    )
    expect(page.locator(".pasting")).to_contain_text("Geplakt: 1 nieuw")
    company = desk.owner.company
    assert [(each.id, each.name, each.revenue) for each in company.customers[:3]] == [
        ("k1", "Klant 1", 100),
        ("k2", "Astoria", 8250.5),
        ("k3", "De Zwaan", 300),
    ]
    assert (company.customers[3].name, company.customers[3].kind) == ("Boze Wolf", "prospect")
    expect(page.get_by_label("Klant", exact=True).nth(3)).to_have_value("Boze Wolf")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator(".pasting")).to_contain_text("weer weg")
    assert [each.name for each in desk.owner.company.customers] == ["Klant 1", "Klant 2", "Klant 3"]


def test_what_is_much_or_not_understood_is_shown_before_it_is_kept(desk: Desk) -> None:
    page = customers_open(desk)
    lines = ["Klant\tOmzet\tTelefoon", *(f"Klant {n:02}\t{n}00\t051" for n in range(1, 31))]
    pastes(page, new_row(page), "\r\n".join(lines))
    look = page.locator(".pasting")
    expect(look).to_contain_text("30 nieuw")
    expect(look.get_by_role("row")).to_have_count(11)
    expect(look).to_contain_text("Telefoon: niet gebruikt")
    assert not desk.owner.company.customers
    look.get_by_role("button", name="Neem over").click()
    expect(look).to_contain_text("Geplakt: 30 nieuw")
    assert [each.revenue for each in desk.owner.company.customers] == [100 * n for n in range(1, 31)]


def test_links_are_chips_that_turn_on_and_off(desk: Desk) -> None:
    desk.owner.has(
        Channel(id="c1", name="De winkel"), Value(id="v1", name="Vers"), Value(id="v2", name="Dichtbij")
    )
    page = desk.open("K4")
    for name in ("Vers", "Dichtbij", "Vers"):
        page.locator("label.chip", has_text=name).click()
    expect(page.get_by_role("checkbox", name="Dichtbij")).to_be_checked()
    is_kept(page)
    wait_until(lambda: desk.owner.company.channels[0].values == ("v2",))


def test_values_are_laid_beside_customers_with_the_keyboard_alone(desk: Desk) -> None:
    desk.owner.has(Value(id="v1", name="Vers"), Value(id="v2", name="Dichtbij"))
    desk.owner.has(Customer(id="k1", name="De Kroon"), Customer(id="k2", name="Astoria"))
    page = desk.open("W7")
    page.get_by_role("button", name="De Kroon, Vers: nog niet ingevuld").focus()
    for key in ("1", "ArrowRight", "h", "ArrowDown", "?", "ArrowLeft", "0"):
        page.keyboard.press(key)
    is_kept(page)
    one, two = desk.owner.company.customers
    assert (one.values, two.values, two.unknown) == ({"v1": 1, "v2": 0.5}, {"v1": 0}, ("values.v2",))
    page.get_by_role("button", name="De Kroon, Vers: Waardeert het en betaalt ervoor").press("Delete")
    wait_until(lambda: desk.owner.company.customers[0].values == {"v2": 0.5})


def test_a_list_per_group_puts_what_is_typed_in_its_group(desk: Desk) -> None:
    desk.owner.has(Segment(id="s1", name="Cafés"), Segment(id="s2", name="Kantines"))
    page = desk.open("W1")
    page.locator("section").nth(1).locator(".row.blank input").fill("op tijd lunchen")
    is_kept(page)
    job = desk.owner.company.jobs[0]
    assert (job.name, job.segment) == ("op tijd lunchen", "s2")
    expect(page.locator("section").nth(0).locator(".row")).to_have_count(1)


def test_a_phone_shows_one_customer_at_a_time(desk: Desk) -> None:
    desk.owner.has(*(Customer(id=f"k{n}", name=f"Klant {n}") for n in range(3)))
    page = desk.open("S2", width=358, **PHONE)
    expect(page.get_by_role("heading", name="Klant 0")).to_be_visible()
    expect(page.get_by_role("heading", name="Klant 1")).to_be_hidden()
    page.get_by_text("40 tot 60% van je A-omzet").locator("visible=true").tap()
    page.get_by_role("button", name="Volgende").tap()
    expect(page.get_by_role("heading", name="Klant 1")).to_be_visible()
    is_kept(page)
    assert [each.judged.revenue for each in desk.owner.company.customers] == [3, None, None]


def test_eight_hundred_customers_are_shown_twenty_at_a_time_and_found_by_name(desk: Desk) -> None:
    desk.owner.has(*(Customer(id=f"k{n}", name=f"Klant {n:03}") for n in range(800)))
    page = desk.open("S2")
    expect(page.locator(".row")).to_have_count(20)
    page.get_by_role("searchbox").fill("Klant 77")
    expect(page.locator(".row")).to_have_count(10)
    page.locator(".row").nth(7).get_by_role("radio").nth(4).check(force=True)
    is_kept(page)
    customer = next(each for each in desk.owner.company.customers if each.id == "k777")
    assert customer.judged.revenue == 5


def test_who_lost_the_right_is_told_and_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.open("B1")
    owner = desk.owner
    grant: Grant = owner.store.grants(owner.visitor.hash)[0]
    owner.store.withdraw(grant.visitor, grant.role, grant.subject)
    page.get_by_label(NOT_FOR).fill("groothandels")
    expect(status(page)).to_have_text("nog niet bewaard – kijk bij het veld")
    expect(page.get_by_label(NOT_FOR)).to_have_value("groothandels")
    assert len(drafts(page)) == 1
    owner.store.grant(grant)
    page.reload()
    is_kept(page)
    assert desk.not_for == "groothandels"


def test_an_item_that_was_removed_elsewhere_can_be_put_back_with_what_was_typed(desk: Desk) -> None:
    desk.owner.has(Segment(id="s1", name="Cafés"))
    one = desk.open("B1")
    other = desk.open("B1", device=desk.owner.device(desk.line.port))
    other.get_by_role("button", name="Verwijder: Cafés").click()
    is_kept(other)
    one.get_by_label("Wat heeft deze groep nodig").fill("brood om zes uur")
    one.get_by_role("button", name="Zet terug").click()
    wait_until(lambda: [each.need for each in desk.owner.company.segments] == ["brood om zes uur"])
    is_kept(one)


def test_a_company_that_said_much_shows_all_of_it(desk: Desk) -> None:
    desk.owner.has(
        Answer(id="B9", values={"switching": 4.0}, unknown=("returning",)),
        Segment(id="s1", name="Cafés"),
        RevenueStream(id="r1", name="Brood", segments=("s1",), amount=1234.5, margin=0.125, recurring=True),
    )
    page = desk.open("B2+B9")
    expect(page.get_by_label("Omzet per jaar", exact=True)).to_have_value("1.234,50")
    expect(page.get_by_label("Marge", exact=True)).to_have_value("12,5")
    expect(page.get_by_role("checkbox", name="Cafés")).to_be_checked()
    expect(page.get_by_role("radio", name="Ja ✓")).to_be_checked()
    expect(page.get_by_role("radio", name="4 Het kost hem weken of echt geld")).to_be_checked()


# A list as a table

TABLE = 1000
LINES = (
    ("De Kroon", "Prospect", ("12.000", "500", "4", "62,5")),
    ("Astoria", "Klant", ("8.250,50", "0", "12", "40")),
    ("Café 't Anker", "Slapend", ("300", "1.000", "2", "55")),
)


def customers_open(desk: Desk, **more: Any) -> Page:
    """A new tab with the customers, once the browser knows how wide it is."""
    page = desk.open("S1", **{"width": TABLE, **more})
    expect(page.locator(".row.blank")).to_be_visible()
    return page


def test_figures_are_typed_line_after_line_with_tab_and_enter(desk: Desk) -> None:
    page = customers_open(desk)
    heads = page.get_by_role("columnheader")
    expect(heads.nth(2)).to_contain_text("Omzet")
    expect(heads).to_have_count(11)
    new_row(page).focus()
    for name, kind, figures in LINES:
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(kind[:2])
        for figure in figures:
            page.keyboard.press("Tab")
            page.keyboard.type(figure)
        page.keyboard.press("Enter")
    is_kept(page)
    wait_until(lambda: [each.variable_cost for each in desk.owner.company.customers] == [0.625, 0.4, 0.55])
    found = desk.owner.company.customers
    assert [(each.name, each.kind, each.revenue, each.potential, each.orders) for each in found] == [
        ("De Kroon", "prospect", 12_000, 500, 4),
        ("Astoria", "customer", 8_250.5, 0, 12),
        ("Café 't Anker", "dormant", 300, 1_000, 2),
    ]
    page.reload()
    for name, _, figures in LINES:
        for label, figure in zip(
            ("Omzet per jaar", "Potentiële omzet per jaar", "Orders per jaar", "Variabele kost"),
            figures,
            strict=True,
        ):
            expect(page.get_by_role("textbox", name=f"{label}: {name}", exact=True)).to_have_value(figure)


def test_a_wrong_figure_in_a_table_gets_its_sentence_below_the_line_and_costs_nothing(desk: Desk) -> None:
    desk.owner.has(*(Customer(id=f"k{n}", name=f"Klant {n}", revenue=100 * n) for n in (1, 2, 3)))
    page = customers_open(desk)
    revenue = page.get_by_role("textbox", name="Omzet per jaar: Klant 2", exact=True)
    revenue.fill("heel veel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Omzet per jaar: Klant 3", exact=True)).to_be_focused()
    row = page.locator(".row", has=revenue)
    expect(row.locator(".noted").get_by_text("“heel veel” is geen getal.")).to_be_visible()
    expect(revenue).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("7")
    page.keyboard.press("ArrowUp")
    wait_until(lambda: [each.revenue for each in desk.owner.company.customers] == [100, 200, 7])
    page.reload()
    expect(revenue).to_have_value("heel veel")
    expect(row.locator(".noted").get_by_text("“heel veel” is geen getal.")).to_be_visible()
    revenue.fill("250")
    page.keyboard.press("ArrowDown")
    is_kept(page)
    expect(row.locator(".note:visible")).to_have_count(0)
    assert [each.revenue for each in desk.owner.company.customers] == [100, 250, 7]


def test_not_knowing_in_a_table_is_a_question_mark(desk: Desk) -> None:
    desk.owner.has(Customer(id="k1", name="De Kroon", hours=12))
    page = customers_open(desk)
    hours = page.get_by_role("textbox", name="Uren per jaar: De Kroon")
    hours.fill("?")
    expect(hours).to_have_attribute("placeholder", "?")
    is_kept(page)
    wait_until(lambda: desk.owner.company.customers[0].unknown == ("hours",))
    page.get_by_role("button", name="De Kroon", exact=True).click()
    unsure = page.get_by_role("button", name="Uren per jaar: weet ik niet")
    expect(unsure).to_have_attribute("aria-pressed", "true")
    unsure.click()
    wait_until(lambda: desk.owner.company.customers[0].unknown == ())
    expect(page.get_by_label("Schuilnaam")).to_be_visible()


def test_a_table_becomes_a_list_where_there_is_no_room_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.owner.has(Customer(id="k1", name="De Kroon"))
    page = customers_open(desk)
    page.get_by_role("textbox", name="Omzet per jaar: De Kroon", exact=True).fill("veel te veel")
    page.set_viewport_size({"width": 700, "height": 900})
    expect(page.get_by_role("table")).to_have_count(0)
    expect(page.get_by_text("Omzet per jaar € veel te veel")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    revenue = page.get_by_role("textbox", name="Omzet per jaar: De Kroon", exact=True)
    expect(revenue).to_have_value("veel te veel")
    revenue.fill("1250")
    revenue.blur()
    expect(revenue).to_have_value("1.250")
    is_kept(page)


def test_a_phone_shows_customers_as_names_that_unfold(desk: Desk) -> None:
    desk.owner.has(Customer(id="k1", name="De Kroon"))
    page = customers_open(desk, width=358, **PHONE)
    expect(page.get_by_role("table")).to_have_count(0)
    expect(page.get_by_label("Omzet per jaar", exact=True)).to_have_count(0)
    page.get_by_role("button", name="De Kroon", exact=True).tap()
    page.get_by_label("Omzet per jaar", exact=True).fill("1250")
    page.get_by_label("Omzet per jaar", exact=True).blur()
    is_kept(page)
    assert desk.owner.company.customers[0].revenue == 1250


def test_the_table_is_sorted_by_a_column_and_added_up_in_its_foot(desk: Desk) -> None:
    figures = (("Astoria", 300.0), ("Zwaan", None), ("Kroon", 12_000.5), ("Post", 75.0))
    desk.owner.has(*(Customer(id=name, name=name, revenue=revenue) for name, revenue in figures))
    page = customers_open(desk)
    names = page.locator(".row:not(.blank) th .text")

    def in_order(*wanted: str) -> None:
        wait_until(lambda: names.evaluate_all("all => all.map(one => one.value)") == list(wanted))

    head = page.get_by_role("columnheader").nth(2)
    head.get_by_role("button").click()
    in_order("Kroon", "Astoria", "Post", "Zwaan")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator("tfoot")).to_contain_text("Samen (4)")
    expect(page.locator("tfoot")).to_contain_text("12.376")
    page.get_by_role("textbox", name="Omzet per jaar: Post", exact=True).fill("99.000")
    expect(page.locator("tfoot")).to_contain_text("111.301")
    is_kept(page)
    in_order("Kroon", "Astoria", "Post", "Zwaan")
    head.get_by_role("button").click()
    in_order("Astoria", "Kroon", "Post", "Zwaan")
    head.get_by_role("button").click()
    in_order("Astoria", "Zwaan", "Kroon", "Post")


def test_settings_are_no_thing_with_a_name(owner: Owner, line: Line) -> None:
    page = owner.open(owner.device(line.port), line.port, "segmentatie?vraag=instellingen")
    expect(page.get_by_role("textbox", name="Uurkost")).to_be_visible()
    expect(page.get_by_role("heading", name="(zonder naam)")).to_have_count(0)


def test_a_row_tells_what_was_said_and_not_what_is_assumed(desk: Desk) -> None:
    desk.owner.has(
        Customer(id="a", name="De Post"), Customer(id="b", name="De Klok", potential=2000, chance=0.2)
    )
    page = desk.open("S1", width=380, **PHONE)
    rows = page.locator(".row:not(.blank)")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).not_to_contain_text("Kans")
    expect(rows.nth(1)).to_contain_text("20%")


def test_nothing_is_said_of_saving_before_there_is_something_to_save(desk: Desk) -> None:
    page = desk.open("B1")
    expect(status(page)).to_be_hidden()
    page.get_by_label(NOT_FOR).fill("groothandels")
    is_kept(page)
    expect(status(page)).to_be_visible()
