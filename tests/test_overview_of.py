"""What the pages show of a company: computed from what was said of it and from what its last workshop left open."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from strategy import workshop as room
from strategy.nouns.company import Company, Customer
from strategy.overview import Level
from strategy.overview import overview_of as overview
from strategy.store.interface import Change, MemoryStore
from tests.companies import buyer, company
from tests.rooms import Room
from ui import charts
from ui.frame.frame import Desk
from ui.html import page, parts
from ui.overview import overview_of

MARGIN = "customer:k1/judged.margin"
DAYS = "customer:k1/judged.pays"


def desk_of(here: Room) -> Desk:
    return Desk(here.store, here.facilitator, "nl", here.store.read(here.company), {})


@pytest.mark.parametrize("level", ["standard", "full"])
def test_what_the_last_workshop_left_open_is_work_on_the_overview(level: Level) -> None:
    here = Room(MemoryStore())
    before = overview_of.overview(desk_of(here), level)
    assert "R30" not in {finding.rule for finding in before.work}
    phones = here.joined("An", "Bo", "Cis")
    here.go("customers")
    here.votes(phones, MARGIN, 1, 5, 5)
    here.votes(phones, DAYS, 4, 4, 4)
    here.reveal("customers")
    room.close(here.store, here.facilitator, here.id, here.now)
    after = overview_of.overview(desk_of(here), level)
    (found,) = [finding for finding in after.work if finding.rule == "R30"]
    assert "50%" in found.finding


def test_a_sum_of_nothing_known_is_not_shown_as_a_revenue_of_nothing() -> None:
    """A customer of whom only the name is known has no revenue yet; another has."""
    unknown, known = (
        overview(Company(customers=(Customer(id="k1", name="Café De Zwaan", revenue=revenue),)))
        for revenue in (None, 9000.0)
    )
    assert unknown.portfolio is not None
    assert known.portfolio is not None
    assert "omzet per jaar" not in parts.figures(unknown.portfolio, "nl")
    assert "€ 9.000" in parts.figures(known.portfolio, "nl").replace("\u00a0", " ")


def test_every_customer_has_its_own_row_however_many_there_are() -> None:
    here = Room(MemoryStore())
    many = [Customer(id=f"c{place}", name=f"Klant {place}", revenue=place % 7) for place in range(230)]
    here.store.write(here.company, [Change.put(each) for each in many], author="test", write_id="many")
    desk = desk_of(here)
    for row in overview_of.overview(desk).customers:
        assert overview_of.customer_row(desk, row.id) == row


def overview_page() -> None:
    """The overview of a company of which only a name is known, in front of its owner."""
    from strategy.nouns.company import Company, Customer
    from strategy.overview import overview_of
    from ui.overview import report

    own = report.Own({}, lambda point: None, lambda: None)
    report.draw(overview_of(Company(customers=(Customer(id="k1", name="Café"),))), "nl", key="page", own=own)


@pytest.mark.parametrize("is_own", [True, False])
def test_owner_and_reader_are_told_what_is_not_known_and_what_would_make_it_known(is_own: bool) -> None:
    if is_own:
        drawn = AppTest.from_function(overview_page).run()
        assert not drawn.exception
        shown = " ".join(html.proto.body for html in drawn.get("html"))
    else:
        shown = page.body(overview(Company(customers=(Customer(id="k1", name="Café"),))))
    assert "Waar de tijd naartoe gaat, is nog niet bekend: daarvoor zijn de uren per klant nodig." in shown
    assert not re.search(r"(?<![\d.,])0(?:,0)?\s?%|€\s?0(?![\d.,])", shown)


def test_a_figure_that_is_not_known_of_a_class_says_so_in_the_table() -> None:
    """Of B the contribution is known, of C it is not: that is not a contribution of 0%."""
    costs = {"variable_cost": 0.5, "hours": 10, "orders": 4}
    found = overview(company(buyer("a", 100, "B", **costs), buyer("b", 900, "C")))
    assert found.portfolio is not None
    rows = parts.class_table(found.portfolio, "nl").split("<tr>")
    assert ["nog niet bekend" in row for row in rows[-2:]] == [False, True]


@pytest.mark.parametrize("part", ["hours", "contribution"])
def test_the_picture_of_time_draws_no_bar_for_what_is_not_known(part: str) -> None:
    rows = [
        charts.ClassShare("A", 0.7, None if part == "contribution" else 0.4),
        charts.ClassShare("C", 0.3, 0.6),
    ]
    figure = charts.time_and_contribution(rows, ("tijd", "bijdrage", "nog niet bekend"), "nl", "light")
    words = [text.strip() for bar in figure.data for text in bar.text]
    assert ("bijdrage nog niet bekend" in words) is (part == "contribution")
    assert not any(text.startswith("0%") for text in words)
