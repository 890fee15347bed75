"""What if: another company beside this one, nothing kept until somebody says so (method.md 3.14)."""

from __future__ import annotations

from datetime import UTC, datetime
from math import floor
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from strategy.company import taking_over
from strategy.company.access import NotAllowed, Visitor, open_example
from strategy.company.saying import undo_write
from strategy.comparing.whatif import (
    EVERYBODY,
    FACTS,
    Comparison,
    MinimumOrder,
    OutOfDate,
    PaymentTerm,
    PriceChange,
    Scenario,
    Who,
    apply,
    assumptions,
    carry_out,
    changes_to_store,
    compare,
    counted,
    decided,
)
from strategy.nouns.company import Channel, Company, Customer, Settings, Weights
from strategy.scoring.portfolio import advice_on_hours, portfolio
from strategy.scoring.scores import score
from strategy.store.interface import Change, MemoryStore, Receipt
from strategy.words.texts import LANGUAGES, text
from tests.portfolios import EXAMPLE, PORTFOLIOS, SETTINGS, customer

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OWNER, STRANGER = Visitor("a" * 64), Visitor("b" * 64)
QUICK = settings(max_examples=60, deadline=None)

COMPANIES = st.builds(
    lambda customers, chosen: Company(
        customers=customers, settings=chosen, channels=(Channel(id="post", customers=("K0", "K1")),)
    ),
    PORTFOLIOS,
    SETTINGS,
)
IDS = st.sets(st.sampled_from([f"K{place}" for place in range(8)]), max_size=3).map(sorted).map(tuple)
WHO = st.one_of(st.just(EVERYBODY), st.builds(Who, customers=IDS, classes=st.just(())))
SCENARIOS = st.builds(
    Scenario,
    weights=st.none() | st.just(Weights(margin=3)),
    bounds=st.none() | st.just((80.0, 60.0, 40.0)),
    method=st.none() | st.sampled_from(["combined", "figures", "judgement"]),
    price_change=st.none() | st.builds(PriceChange, share=st.sampled_from([-0.1, 0.05, 0.3]), who=WHO),
    payment_term=st.none() | st.builds(PaymentTerm, days=st.sampled_from([0.0, 14.0, 30.0]), who=WHO),
    minimum_order=st.none() | st.builds(MinimumOrder, amount=st.sampled_from([50.0, 900.0]), who=WHO),
    moved_hours=st.sampled_from([0.0, 10.0, 33.3, 5000.0]),
    ended=IDS,
)


def one(company: Company, id: str) -> Customer:
    return next(each for each in company.customers if each.id == id)


def alone(id: str = "X", **fields: Any) -> Company:
    """A company with one customer, hourly cost 50 and 20 euro an order."""
    return Company(
        customers=(customer(id, **fields),), settings=Settings(hourly_cost=50, fixed_cost_per_order=20)
    )


def example(**scenario: Any) -> Comparison:
    return compare(EXAMPLE, Scenario(**scenario))


# --- nothing, and everything ---------------------------------------------------------------------------------


@QUICK
@given(COMPANIES)
def test_an_empty_scenario_changes_nothing(company: Company) -> None:
    assert Scenario().is_empty
    assert apply(company, Scenario()) == company
    assert changes_to_store(company, Scenario()) == {}
    found = compare(company, Scenario())
    assert all(beside.today == beside.then for beside in (*found.classes.values(), found.totals))
    assert (found.changes, found.ended, found.untouched, found.moved_hours) == ((), (), (), 0)


@QUICK
@given(COMPANIES, SCENARIOS)
def test_what_a_scenario_makes_is_a_company_like_any_other(company: Company, scenario: Scenario) -> None:
    before = company.model_copy(deep=True)
    other = apply(company, scenario)
    assert Company.from_file(other.to_file()) == other
    assert apply(company, scenario) == other
    assert company == before


@QUICK
@given(COMPANIES, SCENARIOS)
def test_what_is_stored_is_what_was_decided_and_no_fact_is_changed(
    company: Company, scenario: Scenario
) -> None:
    changes = changes_to_store(company, scenario)
    kept = {(item.KIND, item.id): item for item in company.items()}
    kept |= changes
    stored = Company.of_items([item for item in kept.values() if item])
    other = apply(company, scenario)
    before = {customer.id: customer for customer in company.customers}
    assert (stored.settings, stored.channels) == (other.settings, other.channels)
    assert [customer.id for customer in stored.customers] == [customer.id for customer in other.customers]
    for now, then in zip(stored.customers, other.customers, strict=True):
        assert {name: getattr(now, name) for name in FACTS} == {
            name: getattr(before[now.id], name) for name in FACTS
        }
        assert now.hours == before[now.id].hours or now.hours == pytest.approx(then.hours, abs=0.05)
        assert now.potential == before[now.id].potential or now.potential == round(now.potential or 0)


@QUICK
@given(COMPANIES, SCENARIOS)
def test_what_is_asked_counts_what_is_stored(company: Company, scenario: Scenario) -> None:
    changes = changes_to_store(company, scenario)
    asked = counted(company, scenario)
    assert bool(asked) == bool(changes)
    assert asked.get("ended", 0) == sum(
        kind == "customer" and item is None for (kind, _), item in changes.items()
    )
    assert asked.get("actions", 0) == sum(kind == "action" for kind, _ in changes)


def test_a_price_rise_is_hoped_for_and_agreed_on_and_never_becomes_the_revenue_of_last_year() -> None:
    company = Company(customers=(Customer(id="k1", name="Zon", revenue=1000, orders=3, potential=100),))
    scenario = Scenario(
        price_change=PriceChange(share=0.055, who=EVERYBODY), payment_term=PaymentTerm(days=30, who=EVERYBODY)
    )
    (customer,) = decided(company, scenario).customers
    assert (customer.revenue, customer.potential) == (1000, 160)
    assert [action.name for action in decided(company, scenario).actions] == ["Prijs 5,5% aanpassen bij Zon."]
    assert counted(company, scenario) == {"potential": 1, "actions": 1}


@QUICK
@given(COMPANIES, SCENARIOS)
def test_classes_add_up_to_the_totals_and_to_the_portfolio(company: Company, scenario: Scenario) -> None:
    found = compare(company, scenario)
    other = apply(company, scenario)
    facts = portfolio(score(other.customers, other.settings))
    assert found.totals.then.customers == len(other.customers)
    # Totals are kept to a millionth of a euro, so a sum below one euro differs by more than its millionth part.
    # What is known of nobody is not a sum of 0, on either side.
    assert (found.totals.then.revenue is None) == (facts.revenue is None)
    assert (found.totals.then.revenue or 0) == pytest.approx(facts.revenue or 0, abs=1e-6)
    assert (found.totals.then.receivables or 0) == pytest.approx(facts.receivables or 0, abs=1e-6)
    assert sum(beside.today.customers for beside in found.classes.values()) == len(company.customers)
    moved = {change.id: change.after for change in found.changes}
    scores = {each.id: each.klass for each in score(company.customers, company.settings)}
    for each in score(other.customers, other.settings):
        assert moved.get(each.id, scores[each.id]) == each.klass


# --- settings ------------------------------------------------------------------------------------------------


def test_other_weights_bounds_and_method_are_the_ones_scored_with() -> None:
    scenario = Scenario(weights=Weights(revenue=4), bounds=(80, 60, 40), method="judgement")
    other = apply(EXAMPLE, scenario)
    assert other.settings.weights.revenue == 4
    assert other.settings.bounds == (80, 60, 40)
    assert other.settings.method == "judgement"
    assert other.settings.hourly_cost == EXAMPLE.settings.hourly_cost
    assert other.customers == EXAMPLE.customers


def test_bounds_that_do_not_descend_are_no_scenario() -> None:
    with pytest.raises(ValidationError, match="descend"):
        Scenario(bounds=(50, 60, 40))


def test_stricter_bounds_show_who_falls() -> None:
    found = example(bounds=(90, 80, 70))
    assert found.changes
    assert all(change.before < change.after for change in found.changes)
    assert found.totals.today == found.totals.then


# --- price ---------------------------------------------------------------------------------------------------


def test_a_higher_price_leaves_the_cost_in_euro() -> None:
    company = alone(revenue=10_000, variable_cost=0.6, potential=2_000, orders=10)
    other = one(
        apply(company, Scenario(price_change=PriceChange(share=0.05, who=Who(customers=("X",))))), "X"
    )
    assert other.revenue == 10_500
    assert other.variable_cost == pytest.approx(6_000 / 10_500)
    assert other.potential == 2_100
    assert other.orders == 10


def test_a_higher_price_on_an_offer_raises_its_margin() -> None:
    company = alone(kind="prospect", potential=10_000, offer_margin=0.2)
    other = one(apply(company, Scenario(price_change=PriceChange(share=0.25, who=EVERYBODY))), "X")
    assert other.potential == 12_500
    assert other.offer_margin == pytest.approx(1 - 0.8 / 1.25)


@QUICK
@given(COMPANIES, st.sampled_from([0.01, 0.05, 0.2, 1.0]))
def test_a_higher_price_never_lowers_a_contribution(company: Company, share: float) -> None:
    other = apply(company, Scenario(price_change=PriceChange(share=share, who=EVERYBODY)))
    before, after = (score(each.customers, each.settings).contribution for each in (company, other))
    assert ((after >= before - 1e-6) | (before != before)).all()


@QUICK
@given(COMPANIES, st.sampled_from([-0.3, 0.05, 0.5]))
def test_a_price_change_leaves_the_others_alone(company: Company, share: float) -> None:
    other = apply(company, Scenario(price_change=PriceChange(share=share, who=Who(customers=("K1",)))))
    assert [a for a in other.customers if a.id != "K1"] == [b for b in company.customers if b.id != "K1"]


def test_a_whole_class_is_chosen_by_its_class_of_today() -> None:
    today = {each.id: each.klass for each in score(EXAMPLE.customers, EXAMPLE.settings)}
    scenario = Scenario(
        bounds=(99, 98, 97), price_change=PriceChange(share=0.1, who=Who(classes=("D",), customers=("K01",)))
    )
    changed = {id for kind, id in changes_to_store(EXAMPLE, scenario) if kind == "customer"}
    assert changed == {"K01", *(id for id, letter in today.items() if letter == "D")}


def test_a_price_has_no_grip_on_who_has_no_revenue() -> None:
    company = alone(judged={"margin": 3})
    found = compare(company, Scenario(price_change=PriceChange(share=0.1, who=EVERYBODY)))
    assert [(each.measure, each.customers) for each in found.untouched] == [("price_change", ("X",))]
    assert found.totals.today == found.totals.then


def test_the_a_revenue_moves_along_unless_it_was_chosen() -> None:
    price = Scenario(price_change=PriceChange(share=0.1, who=EVERYBODY))
    company = alone(revenue=10_000)
    assert compare(company, price).a_revenue == (1_000, 1_100)
    assert "whatif.assumption.a_revenue" in assumptions(company, price)
    chosen = company.model_copy(update={"settings": Settings(a_revenue=5_000)})
    assert compare(chosen, price).a_revenue == (5_000, 5_000)
    assert "whatif.assumption.a_revenue" not in assumptions(chosen, price)


# --- payment term, minimum order -----------------------------------------------------------------------------


def test_a_payment_term_caps_and_never_lengthens() -> None:
    company = Company(
        customers=(
            customer("slow", revenue=36_500, days_to_pay=70, days_to_pay_at_least=True),
            customer("fast", revenue=36_500, days_to_pay=5),
            customer("unknown", revenue=36_500),
        )
    )
    scenario = Scenario(payment_term=PaymentTerm(days=30, who=EVERYBODY))
    other = apply(company, scenario)
    assert [each.days_to_pay for each in other.customers] == [30, 5, None]
    assert not one(other, "slow").days_to_pay_at_least
    found = compare(company, scenario)
    assert (found.totals.today.receivables, found.totals.then.receivables) == pytest.approx((7_500, 3_500))
    assert found.totals.then.receivables_unknown == 1
    assert found.untouched[0].customers == ("unknown",)


@pytest.mark.parametrize(
    ("revenue", "orders", "minimum", "after"),
    [
        (1_000, 10, 250, 4),
        (1_000, 10, 300, 3),
        (1_000, 10, 100, 10),
        (1_000, 10, 100.004, 10),
        (300, 3, 500, 0.6),
        (900, 4, 300, 3),
        (1_000, 0, 250, 0),
        (0, 10, 250, 10),
    ],
)
def test_a_minimum_order_bundles_small_orders(
    revenue: float, orders: float, minimum: float, after: float
) -> None:
    company = alone(revenue=revenue, orders=orders)
    other = one(apply(company, Scenario(minimum_order=MinimumOrder(amount=minimum))), "X")
    assert other.orders == pytest.approx(after)
    assert other.revenue == revenue


@QUICK
@given(COMPANIES, st.sampled_from([20.0, 333.0, 5_000.0]))
def test_a_minimum_order_is_reached_and_costs_nobody_anything(company: Company, minimum: float) -> None:
    other = apply(company, Scenario(minimum_order=MinimumOrder(amount=minimum)))
    for before, after in zip(company.customers, other.customers, strict=True):
        assert after.revenue == before.revenue
        if after.orders and after.revenue:
            assert after.revenue / after.orders >= minimum - 0.005 - 1e-9
    gained = [score(each.customers, each.settings).contribution for each in (company, other)]
    assert ((gained[1] >= gained[0] - 1e-6) | (gained[0] != gained[0])).all()


def test_the_price_rises_before_the_minimum_order_counts() -> None:
    company = alone(revenue=1_000, orders=10)
    scenario = Scenario(
        price_change=PriceChange(share=0.1, who=EVERYBODY), minimum_order=MinimumOrder(amount=110)
    )
    assert one(apply(company, scenario), "X").orders == 10


# --- hours ---------------------------------------------------------------------------------------------------


@QUICK
@given(COMPANIES, st.sampled_from([0.5, 10.0, 77.77, 1e6]))
def test_moved_hours_come_from_c_and_d_go_to_a_and_b_and_none_get_lost(
    company: Company, wanted: float
) -> None:
    letters = {each.id: each.klass for each in score(company.customers, company.settings)}
    other = apply(company, Scenario(moved_hours=wanted))
    for before, after in zip(company.customers, other.customers, strict=True):
        if before.hours is None:
            assert after.hours is None
            continue
        assert after.hours is not None
        assert after.hours >= 0
        if letters[before.id] in "CD":
            assert after.hours <= before.hours
        elif letters[before.id] in "AB":
            assert after.hours >= before.hours
        else:
            assert after.hours == before.hours
    assert sum(each.hours or 0 for each in other.customers) == pytest.approx(
        sum(each.hours or 0 for each in company.customers), abs=1e-4
    )
    found = compare(company, Scenario(moved_hours=wanted))
    there = sum(each.hours or 0 for each in company.customers if letters[each.id] in "CD")
    can = any(each.hours is not None and letters[each.id] in "AB" for each in company.customers)
    assert found.moved_hours == pytest.approx(min(wanted, there) if can else 0, abs=0.02)


def test_hours_go_first_from_the_loudest_to_the_coldest() -> None:
    figures = EXAMPLE.model_copy(
        update={"settings": EXAMPLE.settings.model_copy(update={"method": "figures"})}
    )
    other = apply(figures, Scenario(moved_hours=100))
    moved = {
        after.id: (after.hours or 0) - (before.hours or 0)
        for before, after in zip(figures.customers, other.customers, strict=True)
        if after.hours != before.hours
    }
    assert moved == {"K04": -100, "K03": 89, "K09": 11}


def well_liked(id: str, revenue: int, cost: int, hours: int, judged: tuple[int, ...], days: int) -> Customer:
    """A customer that may well be an A."""
    parts = ("decides", "openness", "repeatability", "size", "relevance", "reputation")
    return customer(
        id,
        revenue=revenue,
        orders=10,
        variable_cost=cost / 100,
        hours=hours,
        days_to_pay=days,
        judged=dict(zip(parts, judged, strict=True)),
    )


def demanding(id: str, revenue: int, hours: int) -> Customer:
    """A customer that takes more time than it brings."""
    return customer(
        id,
        revenue=revenue,
        orders=5,
        variable_cost=0.6,
        hours=hours,
        judged={"openness": 1, "repeatability": 2},
    )


LOUD_AND_COLD = st.builds(
    lambda cold, loud, hourly, method, soft: Company(
        customers=tuple(well_liked(f"a{place}", *each) for place, each in enumerate(cold))
        + tuple(demanding(f"d{place}", *each) for place, each in enumerate(loud)),
        settings=Settings(
            hourly_cost=hourly, fixed_cost_per_order=20, a_revenue=100_000, method=method, weakest_link=soft
        ),
    ),
    st.lists(
        st.tuples(
            st.integers(50_000, 200_000),
            st.integers(30, 65),
            st.integers(0, 60),
            st.tuples(*[st.integers(3, 5)] * 6),
            st.integers(0, 45),
        ),
        min_size=1,
        max_size=3,
    ),
    st.lists(st.tuples(st.integers(500, 20_000), st.integers(50, 900)), min_size=1, max_size=3),
    st.sampled_from([20, 55, 120]),
    st.sampled_from(["combined", "figures"]),
    st.sampled_from(["minimum", "soft"]),
)


@QUICK
@given(LOUD_AND_COLD)
def test_the_advice_on_hours_makes_nothing_worse(company: Company) -> None:
    today = score(company.customers, company.settings)
    advised = advice_on_hours(today)
    assume(advised is not None and advised.handed >= 1)
    assert advised is not None
    found = compare(company, Scenario(moved_hours=floor(advised.handed)))
    assert [
        change for change in found.changes if change.before in "AB" and change.after > change.before
    ] == []
    assert found.totals.then.contribution >= found.totals.today.contribution - 0.01


def test_the_example_advice_keeps_every_a_and_its_star() -> None:
    figures = EXAMPLE.model_copy(
        update={"settings": EXAMPLE.settings.model_copy(update={"method": "figures"})}
    )
    other = apply(figures, Scenario(moved_hours=360))
    then = {each.id: each for each in score(other.customers, other.settings)}
    assert [then[id].klass for id in ("K01", "K03", "K09")] == ["A", "A", "A"]
    assert then["K01"].dream
    assert (then["K03"].provisional, then["K09"].lowest_class) == (False, "C")


def test_hours_cannot_move_to_nobody() -> None:
    company = alone(hours=100, judged=dict.fromkeys(("revenue", "margin", "decides", "pays"), 1))
    assert apply(company, Scenario(moved_hours=40)) == company
    assert compare(company, Scenario(moved_hours=40)).moved_hours == 0


# --- letting customers go ------------------------------------------------------------------------------------


@QUICK
@given(COMPANIES, IDS)
def test_a_customer_that_is_let_go_is_gone_everywhere(company: Company, ended: tuple[str, ...]) -> None:
    other = apply(company, Scenario(ended=ended))
    assert not {each.id for each in other.customers} & set(ended)
    assert not {id for channel in other.channels for id in channel.customers} & set(ended)
    found = compare(company, Scenario(ended=ended))
    here = {each.id for each in company.customers} & set(ended)
    assert {each.id for each in found.ended} == here
    assert not {each.id for each in found.changes} & here
    assert found.totals.today.customers - found.totals.then.customers == len(here)


def test_letting_everybody_go_leaves_an_empty_company() -> None:
    found = example(ended=tuple(each.id for each in EXAMPLE.customers))
    assert found.totals.then.customers == 0
    assert found.totals.then.revenue == 0
    assert found.a_revenue[1] == EXAMPLE.settings.a_revenue


# --- for good ------------------------------------------------------------------------------------------------


class Table:
    """The worked example of a visitor, in a store."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.id = open_example(self.store, OWNER, EXAMPLE, "start", NOW)

    @property
    def company(self) -> Company:
        return self.store.read(self.id).company


SCENARIO = Scenario(
    weights=Weights(network=2),
    price_change=PriceChange(share=0.05, who=EVERYBODY),
    payment_term=PaymentTerm(days=30, who=EVERYBODY),
    minimum_order=MinimumOrder(amount=250),
    moved_hours=120,
    ended=("K12",),
)


def test_nothing_is_kept_before_somebody_says_so() -> None:
    table = Table()
    compare(table.company, SCENARIO)
    assert table.store.sequence(table.id) == 1


def test_a_scenario_is_carried_out_in_one_write_that_can_be_undone() -> None:
    table = Table()
    before = table.company
    receipt = carry_out(table.store, OWNER, table.id, SCENARIO, 1, "w")
    assert table.company == decided(before, SCENARIO, "w")
    assert receipt.sequence == table.store.sequence(table.id) == 2
    undo_write(table.store, OWNER, table.id, 2)
    assert table.company == before


def test_carrying_out_twice_is_carrying_out_once() -> None:
    table = Table()
    first = carry_out(table.store, OWNER, table.id, SCENARIO, 1, "w")
    again = carry_out(table.store, OWNER, table.id, SCENARIO, 1, "w")
    assert again == first
    assert table.store.sequence(table.id) == 2


def test_what_was_seen_is_what_is_written() -> None:
    table = Table()
    before = table.company
    other = Customer(id="new", name="Nieuw", revenue=5_000_000)
    table.store.write(table.id, [Change.put(other)], author="bo", write_id="w2")
    carry_out(table.store, OWNER, table.id, SCENARIO, 1, "w")
    assert table.company.customers == (*decided(before, SCENARIO).customers, other)


def test_a_customer_that_changed_meanwhile_stops_the_whole_scenario() -> None:
    table = Table()
    changed = one(table.company, "K02").model_copy(update={"hours": 1})
    table.store.write(table.id, [Change.put(changed, 1)], author="bo", write_id="w2")
    before = table.company
    with pytest.raises(OutOfDate) as problem:
        carry_out(table.store, OWNER, table.id, SCENARIO, 1, "w")
    assert table.company == before
    assert all(problem.value.sentence(language) for language in LANGUAGES)


def test_what_was_taken_over_can_be_undone_after_a_reload_until_it_is_put_aside() -> None:
    table = Table()
    before = table.company

    def write(write_id: str) -> Receipt:
        return carry_out(table.store, OWNER, table.id, SCENARIO, 1, write_id)

    for _ in range(2):
        receipt = taking_over.take_over(
            table.store, OWNER, table.id, "whatif", "w", write, "Meer omzet.", NOW
        )
    taken = taking_over.last(table.store, OWNER, table.id, "whatif")
    assert taken is not None
    assert (taken.words, taken.sequence) == ("Meer omzet.", receipt.sequence)
    assert taking_over.last(table.store, OWNER, table.id, "import") is None
    taking_over.undo(table.store, OWNER, table.id, taken.sequence, NOW)
    assert table.company == before
    assert taking_over.last(table.store, OWNER, table.id, "whatif") is None
    with pytest.raises(NotAllowed):
        taking_over.last(table.store, STRANGER, table.id, "whatif")


def test_only_an_owner_carries_out_a_scenario() -> None:
    table = Table()
    with pytest.raises(NotAllowed):
        carry_out(table.store, STRANGER, table.id, SCENARIO, 1, "w")
    assert table.store.sequence(table.id) == 1


# --- words ---------------------------------------------------------------------------------------------------


@QUICK
@given(COMPANIES, SCENARIOS)
def test_every_assumption_and_measure_has_words(company: Company, scenario: Scenario) -> None:
    for language in LANGUAGES:
        assert all(text(key, language) for key in assumptions(company, scenario))
        for each in compare(company, scenario).untouched:
            words = text(f"whatif.untouched.{each.measure}", language, n=len(each.customers), names="X")
            assert words
