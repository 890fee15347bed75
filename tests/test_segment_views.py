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


def view(name: str) -> None:
    """One tab of the company whose store stands in the session."""
    from importlib import import_module

    import streamlit as st

    from strategy.company.access import Visitor
    from ui.frame.frame import Desk

    store = st.session_state["store"]
    desk = Desk(store, Visitor("a" * 64), "nl", store.read(st.session_state["company"]), address={})
    import_module(f"ui.customers.{name}").show(desk)


def said(name: str, given: Settings, *customers: Customer) -> str:
    """Everything that this tab says of these customers."""
    store = MemoryStore()
    company = start_company(store, Visitor(OWNER.hash), Profile(name="Zon"), uuid4().hex, NOW)
    store.write(company, [Change.put(each) for each in (given, *customers)], author=OWNER.hash, write_id="w")
    at = AppTest.from_function(view, default_timeout=60, args=(name,))
    at.session_state["store"], at.session_state["company"] = store, company
    at.run()
    assert not at.exception
    html = [each.proto.body for each in at.get("html")]  # type: ignore[union-attr]
    return unescape(" ".join([*html, *(each.value for each in (*at.caption, *at.warning))])).replace(
        "\xa0", " "
    )


def test_concentration_is_told_as_so_many_customers_of_one_size() -> None:
    words = said("portfolio_view", EXAMPLE.settings, *EXAMPLE.customers)
    assert "alsof je 5,8 even grote klanten hebt" in words


def test_receivables_say_that_they_are_without_vat() -> None:
    words = said("portfolio_view", EXAMPLE.settings, *EXAMPLE.customers)
    assert "Zonder btw. Met btw staat er tussen Belgische bedrijven ongeveer 21% meer buiten." in words


def test_the_contribution_in_euro_stands_beside_the_margin() -> None:
    words = said("classes_view", EXAMPLE.settings, *EXAMPLE.customers)
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
    assert sees in said("settings_view", Settings(), *buyers(*revenues))


def test_an_a_revenue_of_ones_own_needs_no_explaining() -> None:
    words = said("settings_view", Settings(a_revenue=5_000), *buyers(10_000.0, 20_000.0))
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
    words = said("first_view", settings, *customers)
    assert "Groot & traag is groot en betaalt traag: € 80.000 per jaar." in words
    table = words[words.index("<thead>") :]
    assert table.count("<tr>") == 4
    assert "Open" not in table
    assert "Geen enkele grote klant betaalt traag." in said("first_view", settings, *customers[1:])
    assert escape("Groot & traag") not in said("first_view", settings, *customers[1:])
