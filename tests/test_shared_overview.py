"""What a link gives: its parts, amounts in bands, live or as it was."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from strategy.company.access import open_example, visitor_of_token
from strategy.company.example import example_company
from strategy.company.sharing import NotShared, Terms, freeze, share_behind
from strategy.nouns.company import Company, Customer
from strategy.overview import PARTS, CompanyOverview, overview_of, with_only
from strategy.overview.shared import froze_at, frozen_anew, overview_for, read_share
from strategy.store.interface import Change, MemoryStore
from tests.stores import NOON

AN = visitor_of_token("an")
LATER = NOON + timedelta(days=3)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def company(store: MemoryStore) -> str:
    return open_example(store, AN, example_company(), "w", NOON)


def sent(overview: CompanyOverview) -> str:
    return overview.model_dump_json()


def with_revenue(store: MemoryStore, company: str, revenue: float) -> str:
    """Change the revenue of the first customer; returns its name."""
    standing = store.read(company)
    first = standing.company.customers[0]
    changed = first.model_copy(update={"revenue": revenue, "name": "Heel Nieuwe Naam"})
    seen = standing.revision("customer", first.id)
    store.write(company, [Change.put(changed, seen)], author="an", write_id=f"r{revenue}", at=LATER)
    return changed.name


# Parts


def test_a_part_that_is_left_out_is_gone() -> None:
    whole = overview_of(example_company())
    assert with_only(whole, PARTS) == whole
    for part in PARTS:
        less = with_only(whole, [each for each in PARTS if each != part])
        assert sent(less) != sent(whole)
    bare = with_only(whole, ())
    assert (bare.work, bare.sheet, bare.customers, bare.portfolio, bare.method) == ((), (), (), None, None)
    assert [card.light for card in bare.cards] == [card.light for card in whole.cards]
    assert not re.search(r"\bR\d\d\b", sent(bare))


# Amounts in bands


def test_in_bands_names_are_shown_and_no_amount_can_be_read() -> None:
    company = example_company()
    story = company.answer("W9")
    assert story is not None
    seen = overview_of(company, bands=True)
    assert not seen.exact
    assert [row.name for row in seen.customers] == [row.name for row in overview_of(company).customers]
    largest = next(row for row in seen.customers if row.name == "Meubelhuis De Zetelaar")
    assert largest.amount_bands["revenue"] == "€ 100.000 tot € 250.000"
    edges = {"5.000", "10.000", "25.000", "50.000", "100.000", "250.000"}
    amounts = re.findall(r"€ ?([\d.,]+)", sent(seen).replace("\\u00a0", " ").replace("\u00a0", " "))
    assert amounts
    assert {amount.rstrip(".,") for amount in amounts} <= edges | {"0"}
    below = overview_of(company, level="standard")
    assert [row.hours_share for row in seen.customers] == [row.hours_share for row in below.customers]
    assert all(row.total is None and row.revenue is None for row in seen.customers)


def test_an_amount_on_an_edge_belongs_to_the_band_above() -> None:
    def band(revenue: float, language: str = "nl") -> str:
        company = Company(customers=(Customer(id="a", name="A", revenue=revenue),))
        return overview_of(company, bands=True, language=language).customers[0].amount_bands["revenue"]

    assert band(4_999.99) == "minder dan € 5.000"
    assert band(5_000) == "€ 5.000 tot € 10.000"
    assert band(249_999) == "€ 100.000 tot € 250.000"
    assert band(250_000) == "€ 250.000 of meer"
    assert band(250_000, "en") == "€250,000 or more"


def test_an_unknown_amount_has_no_band() -> None:
    company = Company(customers=(Customer(id="a", name="A"),))
    assert overview_of(company, bands=True).customers[0].amount_bands == {}


def test_bands_are_for_level_full_only() -> None:
    assert overview_of(example_company(), level="standard", bands=True) == overview_of(
        example_company(), level="standard"
    )


def test_amounts_that_people_typed_are_replaced_where_amounts_are_in_bands() -> None:
    company = example_company()
    action = company.actions[0].model_copy(update={"name": "Vraag De Zetelaar € 12.345 terug"})
    seen = overview_of(company.model_copy(update={"actions": (action,)}), bands=True)
    assert seen.actions[0].what == "Vraag De Zetelaar [bedrag] terug"


# Live and frozen


def test_a_live_link_shows_the_company_as_it_is_now(store: MemoryStore, company: str) -> None:
    token = freeze(
        store, AN, company, "full", "nl", "", {}, NOON, terms=Terms(live=True, parts=("customers",))
    )
    name = with_revenue(store, company, 123_456)
    seen = read_share(store, share_behind(store, token, NOON))
    assert name in [row.name for row in seen.customers]
    assert seen.work == ()


def test_a_link_of_a_company_that_is_gone_shows_nothing(store: MemoryStore, company: str) -> None:
    token = freeze(store, AN, company, "full", "nl", "", {}, NOON, terms=Terms(live=True))
    share = share_behind(store, token, NOON)
    store.delete_company(company)
    with pytest.raises(NotShared):
        read_share(store, share)


@pytest.mark.parametrize("noted", [True, False])
def test_another_level_of_a_frozen_link_is_of_the_company_as_it_was(
    store: MemoryStore, company: str, noted: bool
) -> None:
    standing = store.read(company)
    terms = froze_at(Terms(), standing) if noted else Terms()
    then = overview_for(standing.company, "standard", "nl", terms, today=date(2026, 3, 2))
    token = freeze(store, AN, company, "standard", "nl", "", json.loads(sent(then)), NOON, terms=terms)
    name = with_revenue(store, company, 123_456)
    share = share_behind(store, token, NOON)
    assert read_share(store, share) == then
    full = frozen_anew(store, share, "full", Terms(parts=("customers",)))
    assert full.made_on == date(2026, 3, 2)
    assert name not in [row.name for row in full.customers]
    assert [row.name for row in full.customers] == [
        row.name for row in overview_of(standing.company).customers
    ]
    assert full.work == ()


def test_what_cannot_be_read_any_more_shows_nothing(store: MemoryStore, company: str) -> None:
    token = freeze(store, AN, company, "short", "nl", "", {"company": "x"}, NOON)
    with pytest.raises(NotShared):
        read_share(store, share_behind(store, token, NOON))
