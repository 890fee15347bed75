"""A second import keeps what was judged, and names that may be the same customer are proposed, never joined."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.importing import Imported, read_export
from strategy.importing.customers.doubles import possible_doubles
from strategy.importing.nouns.cells import neutralise
from strategy.importing.plan import compare
from strategy.nouns.company import Customer, Judged

HEADER = "Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Bedrag excl. btw;Kostprijs;Betaald op"


def imported(*lines: str) -> Imported:
    text = "\n".join((HEADER, *lines))
    return read_export([("export.csv", text.encode())], today=date(2026, 1, 1))


HOEVE = imported("K01;Hoeve Ter Linde BV;V1;15/01/2025;1.250,00;800,00;20/02/2025")


def names(*texts: str) -> list[Customer]:
    return [Customer(id=f"k{place}", name=text, number=str(place)) for place, text in enumerate(texts)]


def doubles_of(*texts: str) -> list[tuple[str, str, str]]:
    shown = {customer.id: customer.name for customer in names(*texts)}
    return [(shown[d.first], shown[d.second], d.reason) for d in possible_doubles(names(*texts))]


def test_an_unknown_customer_is_new() -> None:
    plan = compare([], HOEVE)
    assert ([c.number for c in plan.new], plan.changed, plan.missing) == (["K01"], (), ())


def test_figures_of_a_known_customer_change_and_its_judgements_stay() -> None:
    known = Customer(
        id="mine",
        name="Hoeve",
        number="k01",
        revenue=10,
        judged=Judged(openness=4),
        note="belt vaak",
        unknown=("variable_cost",),
    )
    (after,) = compare([known], HOEVE).changed
    assert (after.id, after.name, after.note, after.judged.openness) == ("mine", "Hoeve", "belt vaak", 4)
    assert (after.revenue, after.variable_cost, after.unknown) == (1250, 0.64, ())


def test_the_same_import_again_changes_nothing() -> None:
    plan = compare(HOEVE.to_customers(), HOEVE)
    assert (plan.new, plan.changed, plan.missing) == ((), (), ())


def test_what_the_file_does_not_tell_stays() -> None:
    silent = imported("K01;Hoeve Ter Linde BV;V1;15/01/2025;1.250,00;;")
    known = Customer(id="mine", number="K01", variable_cost=0.5, days_to_pay=12)
    (after,) = compare([known], silent).changed
    assert (after.variable_cost, after.days_to_pay) == (0.5, 12)


def test_a_customer_without_number_is_found_by_its_name() -> None:
    known = Customer(id="mine", name="HOEVE  TER LINDE bvba")
    plan = compare([known], HOEVE)
    assert (plan.new, plan.changed[0].id, plan.changed[0].number) == ((), "mine", "K01")


def test_two_known_customers_of_one_name_are_not_chosen_between() -> None:
    known = [Customer(id="a", name="Hoeve Ter Linde"), Customer(id="b", name="Hoeve Ter Linde NV")]
    plan = compare(known, HOEVE)
    assert len(plan.new) == 1
    assert {double.reason for double in plan.doubles} == {"name"}


def test_customers_that_the_file_does_not_have_are_missing_and_stay() -> None:
    other = Customer(id="other", name="Iemand anders", number="K99")
    plan = compare([other], HOEVE)
    assert plan.missing == (other,)
    assert other not in plan.customers


def test_a_customer_that_was_taken_away_comes_back_with_what_was_said_of_it() -> None:
    away = Customer(id="mine", name="Hoeve", number="K01", revenue=10, judged=Judged(openness=4))
    plan = compare([], HOEVE, removed=[away])
    (back,) = plan.back
    assert (back.id, back.judged.openness, back.revenue) == ("mine", 4, 1250)
    assert (plan.new, plan.changed, plan.gone, plan.customers) == ((), (), (), (back,))


def test_a_customer_that_was_taken_away_and_is_not_in_the_file_stays_away() -> None:
    away = Customer(id="other", name="Iemand anders", number="K99")
    plan = compare([], HOEVE, removed=[away])
    assert (plan.gone, plan.back, len(plan.new)) == ((away,), (), 1)


def test_a_new_customer_never_takes_the_id_of_somebody_else_that_was_taken_away() -> None:
    (read,) = HOEVE.to_customers()
    away = Customer(id=read.id, name="Iemand anders", number="K99")
    (new,) = compare([], HOEVE, removed=[away]).new
    assert new.id != away.id


def test_a_customer_that_stands_goes_before_one_that_was_taken_away() -> None:
    standing, away = Customer(id="here", number="K01"), Customer(id="away", number="K01")
    plan = compare([standing], HOEVE, removed=[away])
    assert ([c.id for c in plan.changed], plan.back, plan.gone) == (["here"], (), (away,))


def test_a_prospect_that_buys_becomes_a_customer() -> None:
    known = Customer(id="mine", number="K01", kind="prospect")
    assert compare([known], HOEVE).changed[0].kind == "customer"


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Peeters BV", "PEETERS bvba", "name"),
        ("Café Zoë", "Cafe Zoe", "accents"),
        ("Hoeve Ter Linde", "Нoeve Тer Linde", "alike"),
        ("Brood & Co", "Brood en Co", "alike"),
        ("Jan Peeters", "Peeters Jan", "order"),
        ("Bakkerij Janssens", "Bakkerij Jansens", "spelling"),
        ("Van den Berghe", "Vandenberghe", "spelling"),
        ("Garage Vermeulen", "Garage Vermuelen", "spelling"),
    ],
)
def test_names_that_are_nearly_the_same_are_proposed(one: str, other: str, reason: str) -> None:
    assert doubles_of(one, "Iets heel anders", other) == [(one, other, reason)]


def test_names_with_other_digits_are_not_proposed() -> None:
    assert doubles_of("Werf Noord 1", "Werf Noord 2", "Klant 10", "Klant 11") == []


def test_a_double_is_never_joined_by_itself() -> None:
    result = imported("K01;Café Zoë;V1;15/01/2025;10,00;;", "K02;Cafe Zoe;V2;16/01/2025;10,00;;")
    assert len(result.customers) == 2
    assert [double.reason for double in result.possible_doubles()] == ["accents"]


ZOE = (
    "K01;Café Zoë;V1;15/01/2025;10,00;5,00;25/01/2025",
    "K02;Cafe Zoe;V2;16/01/2025;30,00;25,00;15/02/2025",
)


def said(*lines: str, **answers: str) -> Imported:
    text = "\n".join((HEADER, *lines))
    return read_export([("export.csv", text.encode())], answers=answers, today=date(2026, 1, 1))


def test_a_double_that_is_said_to_be_one_customer_counts_as_one_and_is_listed() -> None:
    (double,) = compare([], imported(*ZOE)).doubles
    assert (double.kept.name, double.other.name, double.reason) == ("Cafe Zoe", "Café Zoë", "accents")
    result = said(*ZOE, **dict([double.answer]))
    (customer,) = result.customers
    assert (customer.number, customer.name, customer.invoiced, customer.invoices) == (
        "K02",
        "Cafe Zoe",
        40,
        2,
    )
    # 30 of 40 euro costs and 10 days over 10 euro, 30 days over 30 euro
    assert (customer.variable_cost, customer.days_to_pay) == (0.75, 25)
    assert compare([], result).doubles == ()
    assert any(
        finding.sentence() == "Café Zoë (K01) telt samen met Cafe Zoe (K02), zoals je zei"
        for finding in result.report.repairs
    )


def test_without_that_answer_the_figures_are_as_before() -> None:
    assert [c.invoiced for c in imported(*ZOE).customers] == [30, 10]


def test_customers_are_joined_by_their_number_as_well_and_in_a_chain() -> None:
    lines = (*ZOE, "K03;Caffé Zoë;V3;17/01/2025;5,00;;")
    (customer,) = said(*lines, **{"same:K03": "k01", "same:K01": "K02"}).customers
    assert (customer.number, customer.invoiced) == ("K02", 45)


def test_a_ring_of_answers_joins_once() -> None:
    (customer,) = said(*ZOE, **{"same:K01": "K02", "same:K02": "K01"}).customers
    assert customer.invoiced == 40


def test_a_customer_that_the_file_does_not_have_joins_nothing_and_is_listed() -> None:
    result = said(*ZOE, **{"same:K01": "K99"})
    assert len(result.customers) == 2
    assert any("'K99' staat niet in het bestand" in finding.sentence() for finding in result.report.repairs)


def test_a_new_customer_that_is_said_to_be_a_known_one_gives_it_its_figures() -> None:
    known = Customer(id="mine", name="Hoeve Terlinde", number="9", note="belt vaak", revenue=1)
    (double,) = compare([known], HOEVE).doubles
    assert (double.kept, double.answer[1]) == (known, "mine")
    plan = compare([known], HOEVE, dict([double.answer]))
    (after,) = plan.changed
    assert (plan.new, plan.missing, plan.doubles) == ((), (), ())
    assert (after.id, after.number, after.note, after.revenue) == ("mine", "9", "belt vaak", 1250)


def test_a_new_customer_joins_the_row_of_a_known_one_that_is_in_the_file_as_well() -> None:
    known = Customer(id="mine", name="Café Zoë", number="K01")
    (double,) = compare([known], imported(*ZOE)).doubles
    plan = compare([known], said(*ZOE, **dict([double.answer])), dict([double.answer]))
    (after,) = plan.changed
    assert (plan.new, after.id, after.number, after.revenue) == ((), "mine", "K01", 40)


def test_two_known_customers_are_not_proposed_again() -> None:
    known = [Customer(id="a", name="Café Zoë", number="K01"), Customer(id="b", name="Cafe Zoe", number="K02")]
    assert compare(known, imported(*ZOE)).doubles == ()


@settings(max_examples=50, deadline=None)
@given(
    amounts=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 99_999)), min_size=1, max_size=30),
    pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6),
)
def test_joining_never_changes_what_was_invoiced_together(
    amounts: list[tuple[int, int]], pairs: list[tuple[int, int]]
) -> None:
    lines = [
        f"K{who};Klant {who};V{place};15/01/2025;{cents // 100},{cents % 100:02};;"
        for place, (who, cents) in enumerate(amounts)
    ]
    apart = said(*lines)
    joined = said(*lines, **{f"same:K{one}": f"K{other}" for one, other in pairs})
    assert sum(c.invoiced for c in joined.customers) == sum(c.invoiced for c in apart.customers)
    assert sum(c.invoices for c in joined.customers) == sum(c.invoices for c in apart.customers)
    assert len(joined.customers) <= len(apart.customers)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+32 9 123", "'+32 9 123"),
        ("-Delta NV", "'-Delta NV"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-12,50", "-12,50"),
        ("Zoë", "Zoë"),
        ("", ""),
    ],
)
def test_formula_like_names_are_neutralised_in_exports(cell: str, safe: str) -> None:
    assert neutralise(cell) == safe
