"""The company on one sheet: four panels as data, six seams, and one HTML of them (deck.md 3)."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date

import pytest

from strategy.company.example import example_company
from strategy.nouns.company import Company, Customer, RevenueStream, Value
from strategy.overview import CompanyOverview, SheetPanel, overview_of
from strategy.overview.seams import NOWHERE, PAIRS, place_of
from ui.html.sheet import sheet

TODAY = date(2026, 11, 28)
LEVELS = ("short", "standard", "full")


def overview(company: Company, level: str = "full", language: str = "nl") -> CompanyOverview:
    return overview_of(company, level=level, language=language, today=TODAY)  # type: ignore[arg-type]


def panel(company: Company, card: str, level: str = "full") -> SheetPanel:
    return next(each for each in overview(company, level).sheet if each.card == card)


def test_the_headlines_of_the_example_say_what_was_said() -> None:
    headlines = [each.headline for each in overview(example_company("nl")).sheet]
    assert headlines == [
        "€ 723.000 uit 4 stromen, 51% keert terug",
        "2 waarden maken echt het verschil",
        "Elke groep vindt je in elke fase",
        "C- en D-klanten krijgen 70% van je tijd en geven 21% van de bijdrage.",
    ]


def test_an_empty_company_reads_on_every_mat_what_to_do_first() -> None:
    found = overview(Company()).sheet
    assert [each.link.question if each.link else "" for each in found] == ["B1", "W2", "K1", "S1"]
    assert all(each.empty and not each.rows for each in found)


def test_an_amount_that_nobody_gave_is_not_known_and_has_no_bar() -> None:
    company = Company(
        streams=(RevenueStream(id="a", name="Verhuur"), RevenueStream(id="b", name="Verkoop", amount=5.0))
    )
    found = panel(company, "business_model")
    assert found.headline == "2 stromen brengen geld binnen"
    assert [(row.label, row.value, row.part) for row in found.rows] == [
        ("Verkoop", "€ 5", 1.0),
        ("Verhuur", "nog niet bekend", None),
    ]


def test_a_stream_that_loses_says_so_with_its_share() -> None:
    company = Company(streams=(RevenueStream(id="a", name="Klein werk", amount=100.0, margin=-0.2),))
    (row,) = panel(company, "business_model").rows
    assert (row.value, row.state) == ("verliest 20%", "loss")


def test_values_stand_in_the_order_of_what_they_tell() -> None:
    values = (
        Value(id="a", name="Gelijk", importance=5, comparison=0),
        Value(id="b", name="Beter", importance=4, comparison=2),
        Value(id="c", name="Achter", importance=5, comparison=-1),
        Value(id="d", name="Open"),
    )
    found = panel(Company(values=values), "toegevoegde_waarde")
    assert [row.label for row in found.rows] == ["Beter", "Gelijk", "Open", "Achter"]
    assert [row.state for row in found.rows] == ["difference", "threshold", "", "behind"]
    assert found.rows[2].part is None


@pytest.mark.parametrize("level", LEVELS)
def test_every_point_of_work_stands_on_one_mat_or_one_seam(level: str) -> None:
    found = overview(example_company("nl"), level)
    on_seams = [rule for seam in found.seams for rule in seam.points]
    assert len(on_seams) == len(set(on_seams))
    for point in found.work:
        place = place_of(point)
        if point.rule in NOWHERE:
            assert place == ()
        else:
            assert len(place) in (1, 2)
            assert (point.rule in on_seams) == (len(place) == 2)
            assert len(place) == 1 or place in PAIRS


def test_the_light_of_a_seam_is_that_of_its_heaviest_point() -> None:
    found = overview(example_company("nl"))
    severity = {point.rule: point.severity for point in found.work}
    order = {"critical": "red", "high": "orange", "medium": "yellow", "low": "yellow"}
    for seam in found.seams:
        if seam.points:
            assert seam.light == order[severity[seam.points[0]]]


def test_a_seam_of_cards_that_are_not_begun_says_nothing_yet() -> None:
    assert {seam.light for seam in overview(Company()).seams} == {"grey"}


def test_below_full_no_amount_no_name_and_no_exact_length_is_on_the_sheet() -> None:
    company = example_company("nl")
    found = overview(company, "standard")
    everything = " ".join(each.model_dump_json() for each in found.sheet)
    assert "€" not in everything
    assert not [c.name for c in company.customers if c.name in everything]
    parts = [
        part
        for each in found.sheet
        for row in each.rows
        for part in (row.part, row.second)
        if part is not None
    ]
    assert parts
    assert all(abs(20 * part - round(20 * part)) < 1e-9 for part in parts if part != 0.08)


def test_a_short_overview_has_no_sheet_and_an_old_one_still_opens() -> None:
    short = overview(example_company("nl"), "short")
    assert short.sheet == ()
    assert sheet(short, "nl") == ""
    old = overview(example_company("nl")).model_dump(mode="json")
    del old["sheet"], old["seams"]
    assert sheet(CompanyOverview.model_validate(old), "nl") == ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sheet_as_html_shows_every_panel_and_seam_and_no_inline_style(language: str) -> None:
    found = overview(example_company(language), language=language)
    html = sheet(found, language, {})
    assert html.count('class="bk-mat-panel ') == 4
    assert html.count("<details") == 5
    assert "style=" not in html
    assert "<svg" not in html
    for each in found.sheet:
        assert each.headline.replace("’", "&#x27;") in html or each.headline in html
    assert all(int(wide) <= 100 for wide in re.findall(r"\bw(\d+)\b", html))


def test_a_reader_gets_the_sheet_without_ways_to_the_cards() -> None:
    found = overview(example_company("nl"), "standard")
    assert "<a " not in sheet(found, "nl")
    assert "<a " in sheet(found, "nl", {})


def test_a_name_is_shown_as_typed() -> None:
    company = Company(
        streams=(RevenueStream(id="a", name='<b>"Brood" & zo</b>', amount=1.0),),
        customers=(Customer(id="c", name="<i>x</i>", revenue=1.0),),
    )
    html = sheet(overview(company), "nl", {})
    assert "<b>&quot;" not in html
    assert "&lt;b&gt;" in html
    assert "<i>x</i>" not in html


def test_the_html_needs_no_streamlit() -> None:
    code = "import sys, ui.html.sheet; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
