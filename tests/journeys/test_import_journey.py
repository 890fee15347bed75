"""The import in a real browser: one bad file after another, a long read with its bar, two names joined and parted."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.line import Line
from tests.journeys.stage import PHONE, Owner, press, settled, unfold

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("import")]

HEADER = "Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Bedrag excl. btw\n"
TWICE = f"{HEADER}K1;Café Zoë;F1;15/01/2025;100,00\nK2;Cafe Zoe;F2;16/02/2025;300,00\n"
BAD = {
    "leeg.csv": (b"", "Het bestand is leeg"),
    "oud.xls": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(900), "Dit rekenblad is beschadigd"),
    "programma.csv": (b"MZ" + bytes(range(1, 9)) * 200, "Dit bestand is geen tekst en geen werkboek"),
    "lachjes.xml": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "een DOCTYPE"),
    "geen datum.csv": (
        b"Klant;Factuurnr;Bedrag excl. btw\n<b>A</b>;F1;1,00\n",
        "Er is geen kolom met de factuurdatum",
    ),
}


def opened(owner: Owner, line: Line, **device: object) -> Page:
    page = owner.open(owner.device(line.port, **device), line.port, "segmentatie")
    unfold(page, "Voer je facturen in")
    return page


def choose(page: Page, name: str, content: bytes) -> None:
    """Choose one file, after taking away the one before."""
    before = page.get_by_test_id("stFileUploader").get_by_role("button", name="Verwijder")
    for _ in range(before.count()):
        before.first.click()
    expect(before).to_have_count(0)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)  # the page has seen that it went
    settled(page)
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def test_bad_files_get_a_sentence_and_a_good_one_after_them_gives_customers(owner: Owner, line: Line) -> None:
    page = opened(owner, line)
    for name, (content, sentence) in BAD.items():
        choose(page, name, content)
        expect(page.get_by_test_id("stAlert").filter(has_text=sentence)).to_be_visible()
        expect(page.get_by_test_id("stAlert")).to_have_count(1)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    choose(page, "goed.csv", TWICE.encode())
    expect(page.get_by_text("Klanten: 2 · facturen: 2 · samen € 400,00")).to_be_visible()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_two_names_are_joined_on_a_phone_and_undo_parts_them(owner: Owner, line: Line) -> None:
    page = opened(owner, line, **PHONE)
    choose(page, "facturen.csv", TWICE.encode())
    unfold(page, "er dubbel in")
    press(page, "Dit is dezelfde klant")
    expect(page.get_by_text("Klanten: 1 · facturen: 2 · samen € 400,00")).to_be_visible()
    expect(page.get_by_text("Café Zoë telt samen met Cafe Zoe.")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    press(page, "Neem deze klanten over")
    expect(page.get_by_text("Overgenomen. 1 klant")).to_be_visible()
    assert [customer.revenue for customer in owner.company.customers] == [400]
    press(page, "Maak de hele invoer ongedaan")
    expect(page.get_by_text("De hele invoer is ongedaan gemaakt.")).to_be_visible()
    assert owner.company.customers == ()


def test_a_long_read_shows_how_far_it_is_and_ends_with_customers(
    owner: Owner, line: Line, tmp_path: Path
) -> None:
    # a short last row makes every row be read by itself, which takes long enough on any machine
    rows = "".join(f"K{row % 99};Klant {row % 99};F{row};15/01/2025;12,50\n" for row in range(600_000))
    file = tmp_path / "groot.csv"
    file.write_text(f"{HEADER}{rows}Totaal;1\n")
    page = opened(owner, line)
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("We lezen je bestand:")).to_be_visible()
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    expect(page.get_by_text("Klanten: 99 · facturen: 600.000")).to_be_visible(timeout=120_000)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)


def test_a_file_over_the_limit_says_so_where_it_can_be_seen(owner: Owner, line: Line, tmp_path: Path) -> None:
    file = tmp_path / "te groot.csv"
    with file.open("wb") as out:
        out.truncate(61_000_000)
    page = opened(owner, line, **PHONE)
    page.locator("input[type=file]").first.set_input_files(file)
    said = page.get_by_text("Een bestand kan tot 60 MB groot zijn: kies een kortere periode.")
    expect(said).to_be_visible()
    box = said.bounding_box()
    assert box is not None
    assert box["width"] > 100
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
