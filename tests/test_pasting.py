"""Customers pasted from a spreadsheet: read as they stand, refused cell by cell, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from strategy import formats
from strategy.access import Visitor, start_company
from strategy.companies import put_customers, undo_write
from strategy.models import Company, Customer, Profile, Segment
from strategy.pasting import paste_customers, pasted_customers
from strategy.store import MemoryStore

EMPTY = Company()
WITH_GROUPS = Company(segments=(Segment(id="s1", name="Cafés & bars"),))


def test_a_header_in_any_order_says_what_the_columns_are() -> None:
    pasted = paste_customers(
        "Omzet (€/jaar)\tKlantnaam\tBetaalt na\tKleur\n€ 12.500,75\tBakkerij Peeters\t45 dagen\tblauw\n",
        EMPTY,
    )
    assert pasted.columns == ("revenue", "name", "days_to_pay", None)
    assert pasted.ignored == ("Kleur",)
    assert [row.values for row in pasted.rows] == [
        {"name": "Bakkerij Peeters", "revenue": 12500.75, "days_to_pay": 45}
    ]
    assert pasted.problems == ()


def test_without_a_header_the_columns_are_those_the_screen_shows() -> None:
    pasted = paste_customers("Bakkerij Peeters\t12.500\t24\nDe Kroon\t1.000\t", EMPTY)
    assert pasted.header == ()
    assert [row.values for row in pasted.rows] == [
        {"name": "Bakkerij Peeters", "revenue": 12500, "orders": 24},
        {"name": "De Kroon", "revenue": 1000},
    ]


def test_people_may_say_themselves_what_the_columns_are() -> None:
    pasted = paste_customers("Peeters\t40", EMPTY, columns=["name", "hours"])
    assert pasted.rows[0].values == {"name": "Peeters", "hours": 40}


def test_names_alone_are_enough() -> None:
    assert [row.name for row in paste_customers("Peeters\nDe Kroon\n\nAstoria", EMPTY).rows] == [
        "Peeters",
        "De Kroon",
        "Astoria",
    ]


def test_every_refused_cell_is_named_by_row_and_column_and_the_rest_of_the_row_stays() -> None:
    pasted = paste_customers("Naam\tOmzet\tKans\nPeeters\tveel\t120%\nDe Kroon\t-5\t50", EMPTY)
    assert [row.values for row in pasted.rows] == [{"name": "Peeters"}, {"name": "De Kroon", "chance": 0.5}]
    assert [(each.row, each.column, each.typed, each.code) for each in pasted.problems] == [
        (2, "Omzet", "veel", "form.reading.no_number"),
        (2, "Kans", "120%", "form.reading.percent_too_high"),
        (3, "Omzet", "-5", "form.reading.negative"),
    ]


def test_rows_that_are_no_customer_are_named() -> None:
    pasted = paste_customers("Naam\tOmzet\n\t5\nPeeters\t1\npeeters\t2\nTotaal\t3\nZuid\t1\t9", EMPTY)
    assert [row.name for row in pasted.rows] == ["Peeters", "Zuid"]
    assert [(each.row, each.column, each.code) for each in pasted.problems] == [
        (2, "", "form.paste.no_name"),
        (4, "", "form.paste.double"),
        (5, "", "form.paste.total"),
        (6, "C", "form.paste.too_wide"),
    ]


def test_kinds_and_groups_are_found_by_their_words() -> None:
    pasted = paste_customers(
        "Naam\tSoort\tGroep\nA\tProspect\tcafes en bars\nB\tSLAPEND\tCafés & Bars\nC\tvriend\t", WITH_GROUPS
    )
    assert [row.values for row in pasted.rows] == [
        {"name": "A", "kind": "prospect"},
        {"name": "B", "kind": "dormant", "segment": "s1"},
        {"name": "C"},
    ]
    assert [each.code for each in pasted.problems] == ["form.paste.no_segment", "form.paste.no_kind"]


def test_cells_with_quotes_and_line_breaks_are_read_as_the_spreadsheet_meant() -> None:
    pasted = paste_customers('Naam\tNotitie\n"De ""Os"""\t"twee\nregels"\nZuid\t5" buis', EMPTY)
    assert [row.values for row in pasted.rows] == [
        {"name": 'De "Os"', "note": "twee\nregels"},
        {"name": "Zuid", "note": '5" buis'},
    ]


def test_a_quote_that_is_never_closed_is_a_sign_like_any_other() -> None:
    pasted = paste_customers('Naam\tOmzet\n"De Os\t5\nZuid\t6', EMPTY)
    assert [row.values for row in pasted.rows] == [
        {"name": '"De Os', "revenue": 5},
        {"name": "Zuid", "revenue": 6},
    ]


def test_semicolons_and_windows_line_ends_are_read_too() -> None:
    pasted = paste_customers("\ufeffNaam;Omzet\r\nPeeters;1,5 mln\r\n", EMPTY)
    assert [row.values for row in pasted.rows] == [{"name": "Peeters", "revenue": 1_500_000}]


def test_of_two_columns_with_one_meaning_the_first_is_used() -> None:
    pasted = paste_customers("Naam\tOmzet\tJaaromzet\nPeeters\t1\t2", EMPTY)
    assert pasted.rows[0].values["revenue"] == 1
    assert pasted.ignored == ("Jaaromzet",)


@pytest.mark.parametrize("text", ["", "  \n\t\n", "Naam\tOmzet"])
def test_nothing_pasted_is_nothing_read(text: str) -> None:
    assert paste_customers(text, EMPTY).rows == ()


def test_a_known_customer_is_filled_in_further_and_the_paste_is_undone_as_one() -> None:
    store, owner = MemoryStore(), Visitor("a" * 64)
    company_id = start_company(store, owner, Profile(), "start", datetime.now(UTC))
    known = Customer(id="k1", name="Peeters", hours=12, revenue=5, unknown=("orders",))
    put_customers(store, owner, company_id, [known], {}, "first")
    before = store.read(company_id)
    pasted = paste_customers("Naam\tOmzet\tOrders\npeeters \t10\t3\nDe Kroon\t20\t", before.company)
    customers = pasted_customers(pasted, before.company)
    receipt = put_customers(
        store, owner, company_id, customers, {"k1": before.revision("customer", "k1")}, "paste"
    )
    one, two = store.read(company_id).company.customers
    assert (one.id, one.hours, one.revenue, one.orders, one.unknown) == ("k1", 12, 10, 3, ())
    assert (two.name, two.revenue) == ("De Kroon", 20)
    undo_write(store, owner, company_id, receipt.sequence)
    assert store.read(company_id).company == before.company


def test_the_customer_number_finds_a_customer_that_was_renamed() -> None:
    company = Company(customers=(Customer(id="k1", name="Oude naam", number="400"),))
    pasted = paste_customers("Klantnummer\tNaam\n400\tNieuwe naam", company)
    assert [(each.id, each.name) for each in pasted_customers(pasted, company)] == [("k1", "Nieuwe naam")]


CUSTOMERS = some.lists(
    some.tuples(some.integers(0, 10**9), some.integers(0, 10**6), some.integers(0, 1000)),
    min_size=1,
    max_size=30,
)


@settings(max_examples=50, deadline=None)
@given(CUSTOMERS, some.sampled_from(["nl", "en"]))
def test_what_a_spreadsheet_shows_is_what_we_read(figures: list[tuple[int, int, int]], language: str) -> None:
    lines = [
        f"Klant {at}\t{formats.euro(cents / 100, language, 2)}\t{formats.number(orders, language)}\t{tenths / 10}"
        for at, (cents, orders, tenths) in enumerate(figures)
    ]
    pasted = paste_customers("Naam\tOmzet\tOrders\tKans\n" + "\n".join(lines), EMPTY, language)
    assert pasted.problems == ()
    assert [(row.values["revenue"], row.values["orders"]) for row in pasted.rows] == [
        (cents / 100, orders) for cents, orders, _ in figures
    ]


@settings(max_examples=100, deadline=None)
@given(some.text(alphabet=some.sampled_from('ab1,.;"\t\n \u00e9€-%'), max_size=60))
def test_whatever_is_pasted_is_read_or_refused_but_never_breaks(text: str) -> None:
    pasted = paste_customers(text, EMPTY)
    assert all(row.name for row in pasted.rows)
