"""What a Dutch visitor sees of Streamlit itself: nothing, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from strategy.company import access, sharing
from strategy.nouns.company import Profile
from strategy.overview import overview_of
from strategy.store.sql import SqlStore
from strategy.words.texts import text
from tests.servers import Server, served, wait_until_drawn
from ui.web import shell

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("chrome")]
DUTCH = {"locale": "nl-BE", "viewport": {"width": 390, "height": 844}}
ON_SCREEN = """() => {
  const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    if (!texts.currentNode.parentElement.closest("script, style")) found.add(texts.currentNode.data.trim());
  for (const name of ["aria-label", "placeholder", "title"])
    for (const element of document.querySelectorAll(`[${name}]`)) found.add(element.getAttribute(name).trim());
  return [...found];
}"""
BOXES = (
    "[data-testid=stTextInputRootElement]",
    "[data-testid=stTextAreaRootElement]",
    "[data-testid=stSelectbox] div:has(> input)",
    "[data-testid=stMultiSelect] [role=group]",
    "[data-testid=stNumberInputContainer]",
    "[data-testid=stDateInputField]",
    "[data-testid=stFileUploaderDropzone]",
    "[data-testid=stCheckbox] label > div:first-of-type",
    "[data-testid=stRadioOption]:not([data-selected=true]) > div > div:first-child",
    "[data-testid^=stBaseButton-secondary]",
)
EDGES = """(boxes) => {
  const probe = document.querySelector(".stApp").appendChild(document.createElement("p"));
  probe.style.borderColor = "var(--bk-edge)";
  const edge = getComputedStyle(probe).borderTopColor;
  probe.remove();
  return boxes.filter((box) => getComputedStyle(document.querySelector(box)).borderTopColor !== edge);
}"""
BY_PEOPLE = {"Upload", "Search", "Dark", "Open", "Yen"}
"""What the specimen says itself; the same words are Streamlit's elsewhere."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A page with every element that speaks English by itself."""
    database = f"sqlite:///{tmp_path_factory.mktemp('chrome') / 'test.db'}"
    with served(database, "streamlit", "run", "tests/specimen/app.py", "--server.port", "{port}") as server:
        yield server


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A Dutch phone that has opened the page."""
    context = browser.new_context(**DUTCH)
    page = context.new_page()
    page.goto(server.address)
    wait_until_drawn(page)
    expect(page.get_by_text("Kies een bestand", exact=True)).to_be_visible()
    yield page
    context.close()


def english_on(page: Page) -> set[str]:
    """The words of Streamlit that are on screen, or read aloud, in English."""
    known = shell.translations("nl")
    patterns = [re.compile(pattern) for pattern in known["patterns"]]
    english = {words for words, ours in known["words"].items() if words != ours} - BY_PEOPLE
    seen = page.evaluate(ON_SCREEN)
    return {words for words in seen if words in english or any(each.search(words) for each in patterns)}


def test_fields_tables_and_files_speak_dutch(page: Page) -> None:
    page.get_by_role("textbox", name="Verhaal").fill("Een bakker")
    expect(page.get_by_text("Druk op Ctrl+Enter om te bewaren")).to_be_visible()
    page.get_by_role("textbox", name="Naam", exact=True).fill("Peeters")
    expect(page.get_by_text("Druk op Enter om te bewaren")).to_be_visible()
    expect(page.get_by_text("tot 60 MB per bestand")).to_be_visible()
    assert english_on(page) == set()


def test_choices_and_dialogs_speak_dutch(page: Page) -> None:
    page.get_by_role("combobox", name="Kanalen").click()
    expect(page.get_by_role("option", name="Kies alles")).to_be_visible()
    assert english_on(page) == set()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Dialoog").click()
    expect(page.get_by_role("dialog").get_by_label("Sluit", exact=True)).to_be_visible()
    assert english_on(page) == set()


def test_a_failing_page_speaks_dutch_and_gives_nothing_away(page: Page) -> None:
    page.get_by_role("button", name="Breek").click()
    expect(page.get_by_text("Er ging iets mis op deze pagina")).to_be_visible()
    assert english_on(page) == set()
    assert "stuk" not in page.content()


def test_what_people_wrote_is_never_translated(page: Page) -> None:
    expect(page.get_by_test_id("stMarkdown").get_by_text("Upload", exact=True)).to_be_visible()
    page.get_by_role("combobox", name="Soort").click()
    expect(page.get_by_role("option", name="Upload")).to_be_visible()
    expect(page.get_by_role("option", name="Search")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_box_of_streamlits_own_has_our_edge(page: Page, theme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=theme)
    page.reload()
    wait_until_drawn(page)
    expect(page.get_by_text("Kies een bestand", exact=True)).to_be_visible()
    page.wait_for_timeout(500)  # colours change gradually
    assert page.evaluate(EDGES, list(BOXES)) == []


def test_streamlits_own_buttons_are_out_of_sight(page: Page) -> None:
    for name in ("stToolbar", "stMainMenu", "stAppDeployButton", "stStatusWidget", "stDecoration"):
        assert not page.get_by_test_id(name).is_visible()


def test_the_cursor_stands_in_the_field_of_a_dialog(page: Page) -> None:
    page.get_by_role("button", name="Dialoog").click()
    answer = page.get_by_role("dialog").get_by_role("textbox", name="Antwoord")
    expect(answer).to_be_focused()
    page.keyboard.type("rc Rc")
    expect(answer).to_have_value("rc Rc")


def test_no_key_of_streamlits_does_anything(page: Page) -> None:
    runs = int(page.locator("#runs").inner_text())
    page.locator("#seen").click()
    for key in ("r", "Shift+R", "c", "Shift+C"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Open").last.click()
    expect(page.get_by_test_id("stToast")).to_be_visible()
    expect(page.locator("#runs")).to_have_text(str(runs + 1))
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_cookie_is_known_to_the_first_run(page: Page) -> None:
    cookie = next(each for each in page.context.cookies() if each["name"] == "bk_visitor")
    expect(page.locator("#seen")).to_have_text(cookie["value"])
    assert cookie["httpOnly"]
    assert "bk_visitor" not in page.evaluate("document.cookie")


def test_a_dropped_line_is_said_without_covering_the_page(page: Page, server: Server) -> None:
    server.stop()
    line = page.locator("#bk-connection")
    expect(line).to_have_text(text("web.connection.lost"), timeout=20_000)
    page.wait_for_timeout(3_000)
    assert page.get_by_role("dialog").count() == 0
    assert english_on(page) == set()
    server.start()
    expect(line).to_have_text("", timeout=30_000)


def test_a_shared_page_is_counted_when_it_was_seen_and_goes_blank_when_its_link_ends(
    browser: Browser, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'test.db'}"
    with served(database, "streamlit", "run", "app.py", "--server.port", "{port}") as server:
        store = SqlStore(database)
        token = shared_by_somebody(store)
        context = browser.new_context(**DUTCH)
        page = context.new_page()
        page.goto(f"{server.address}/gedeeld?t={token}")
        assert page.url == f"{server.address}/deel/{token}"
        expect(page.get_by_role("heading", level=1)).to_have_text("Bakkerij Peeters")
        with page.expect_response("**/gezien"):
            assert context.cookies() == []
        assert sharing.known_share(store, token, datetime.now(UTC)).openings == 1
        sharing.revoke(store, SOMEBODY, access.hash_of_token(token), datetime.now(UTC))
        expect(page.get_by_role("heading", level=1)).to_have_text("Deze link toont niets (meer)")
        page.go_back()
        expect(page.get_by_text("Bakkerij Peeters")).to_have_count(0)
        context.close()
        store.close()


SOMEBODY = access.visitor_of_token("iemand")


def shared_by_somebody(store: SqlStore) -> str:
    """The token of a share in this database."""
    now = datetime.now(UTC)
    company_id = access.start_company(store, SOMEBODY, Profile(name="Bakkerij Peeters"), "w", now)
    frozen = overview_of(store.read(company_id).company, level="short").model_dump(mode="json")
    return sharing.freeze(store, SOMEBODY, company_id, "short", "nl", "bank", frozen, now)
