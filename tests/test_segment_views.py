"""What the tabs of Segmentatie say of a portfolio, with the worked example of method.md 3.10."""

from __future__ import annotations

from html import escape, unescape
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from strategy.company.access import Visitor, start_company
from strategy.nouns.company import Customer, Profile, Settings
from strategy.scoring.scores import score
from strategy.store.interface import Change, MemoryStore
from strategy.words.formats import euro
from tests.portfolios import EXAMPLE
from tests.test_companies import NOW, OWNER


def view(name: str, customer: str) -> None:
    """One tab of the company whose store stands in the session, at this customer where one is given."""
    from importlib import import_module

    import streamlit as st

    from strategy.company.access import Visitor
    from ui.frame.frame import Desk

    store = st.session_state["store"]
    desk = Desk(store, Visitor("a" * 64), "nl", store.read(st.session_state["company"]), address={})
    module, what = name.split(".")
    getattr(import_module(f"ui.customers.{module}"), what)(desk, *([customer] if customer else []))


def said(name: str, given: Settings, *customers: Customer, at_customer: str = "") -> str:
    """Everything that this tab says of these customers, or of one of them."""
    store = MemoryStore()
    company = start_company(store, Visitor(OWNER.hash), Profile(name="Zon"), uuid4().hex, NOW)
    store.write(company, [Change.put(each) for each in (given, *customers)], author=OWNER.hash, write_id="w")
    at = AppTest.from_function(view, default_timeout=60, args=(name, at_customer))
    at.session_state["store"], at.session_state["company"] = store, company
    at.run()
    assert not at.exception
    html = [each.proto.body for each in at.get("html")]  # type: ignore[union-attr]
    return unescape(" ".join([*html, *(each.value for each in (*at.caption, *at.warning))])).replace(
        "\xa0", " "
    )


def test_concentration_is_told_as_so_many_customers_of_one_size() -> None:
    words = said("portfolio_view.portfolio_pictures", EXAMPLE.settings, *EXAMPLE.customers)
    assert "alsof je 5,8 even grote klanten hebt" in words


def test_receivables_say_that_they_are_without_vat() -> None:
    words = said("portfolio_view.portfolio_pictures", EXAMPLE.settings, *EXAMPLE.customers)
    assert "onder btw" in words
    assert "ongeveer 21% meer" in words


def test_the_contribution_in_euro_stands_beside_the_margin() -> None:
    words = said("classes_view.customer_classes", EXAMPLE.settings, *EXAMPLE.customers)
    known = [row for row in score(EXAMPLE.customers, EXAMPLE.settings) if row.contribution is not None]
    assert known
    for row in known:
        assert (
            f'<span class="bk-difference">{euro(row.contribution or 0, "nl")}</span>'.replace("\xa0", " ")
            in words
        )


def buyers(*revenues: float) -> list[Customer]:
    return [Customer(id=f"k{n}", name=f"Klant {n}", revenue=revenue) for n, revenue in enumerate(revenues)]


@pytest.mark.parametrize(
    ("revenues", "sees"),
    [
        (
            (10_000.0,) * 5 + (50_000.0,),
            "Vul je geen A-omzet in, dan is die nu € 10.000: een tiende van je omzet.",
        ),
        ((1_000.0,) * 50, "Bijna geen enkele klant haalt 60 op omzet"),
        ((10_000.0,) * 4, "Meer dan de helft van je klanten haalt 60 op omzet"),
    ],
)
def test_the_settings_say_where_the_a_revenue_comes_from_and_whether_it_sorts(
    revenues: tuple[float, ...], sees: str
) -> None:
    assert sees in said("settings_view.scoring_settings", Settings(), *buyers(*revenues))


def test_an_a_revenue_of_ones_own_needs_no_explaining() -> None:
    words = said("settings_view.scoring_settings", Settings(a_revenue=5_000), *buyers(10_000.0, 20_000.0))
    assert "een tiende van je omzet" not in words
    assert "haalt 60" not in words


def test_the_map_of_paying_says_who_is_large_and_slow() -> None:
    settings = Settings(a_revenue=100_000)
    customers = [
        Customer(id="a", name="Groot & traag", revenue=80_000, days_to_pay=75),
        Customer(id="b", name="Vlot", revenue=90_000, days_to_pay=10),
        Customer(id="c", name="Klein", revenue=5_000, days_to_pay=75),
        Customer(id="d", name="Open", revenue=70_000, days_to_pay=90, days_to_pay_at_least=True),
    ]
    words = said("first_view.first_ranking", settings, *customers)
    assert "Groot & traag is groot en betaalt traag: € 80.000 per jaar." in words
    table = words[words.index("<thead>") :]
    assert table.count("<tr>") == 4
    assert "Open" not in table
    assert "Geen enkele grote klant betaalt traag." in said(
        "first_view.first_ranking", settings, *customers[1:]
    )
    assert escape("Groot & traag") not in said("first_view.first_ranking", settings, *customers[1:])


def test_what_moves_a_provisional_class_says_that_it_holds_for_what_is_known() -> None:
    words = "Deze klasse is voorlopig: dit geldt met wat je nu weet."
    by_id = {row.id: row for row in score(EXAMPLE.customers, EXAMPLE.settings)}
    provisional = next(id for id, row in by_id.items() if row.provisional and row.computed != "?")
    settled = next(id for id, row in by_id.items() if not row.provisional and row.computed != "?")
    assert words in said(
        "classes_view.customer_classes", EXAMPLE.settings, *EXAMPLE.customers, at_customer=provisional
    )
    assert words not in said(
        "classes_view.customer_classes", EXAMPLE.settings, *EXAMPLE.customers, at_customer=settled
    )
