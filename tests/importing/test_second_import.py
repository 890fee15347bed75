"""A second import keeps what was judged, and names that may be the same customer are proposed, never joined."""

from __future__ import annotations

from datetime import date

import pytest

from strategy.importing import Imported, read_export
from strategy.importing.cells import neutralise
from strategy.importing.doubles import possible_doubles
from strategy.importing.plan import compare
from strategy.models import Customer, Judged

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
