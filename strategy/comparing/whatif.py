"""What if: the same company with other settings or other figures, beside today (method.md 3.14).

`apply` makes the other company and `compare` lays it beside this one; neither keeps anything. `carry_out` is
the only thing here that writes. Whoever is chosen by class is chosen by the class of today.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from strategy.company.access import Visitor, owner_or_stop
from strategy.company.saying import names_in_words
from strategy.comparing.differences import items_that_differ
from strategy.nouns.company import (
    CLASSES,
    Action,
    Class,
    Company,
    Customer,
    Days,
    Hours,
    Ids,
    Item,
    Method,
    Noun,
    Settings,
    Weights,
)
from strategy.scoring.classes import LETTERS, UNCLASSED, B, C
from strategy.scoring.columns import Bools, Floats
from strategy.scoring.margins import HALF_A_CENT
from strategy.scoring.portfolio import HoursOf, advice_on_hours, classes
from strategy.scoring.scores import Scores, known, score
from strategy.store.interface import Change, ItemKey, Receipt, StaleWrite, Store
from strategy.words.formats import euro, number, percent
from strategy.words.texts import text

WhatIfMeasure = Literal["price_change", "payment_term", "minimum_order"]

MOST_EURO = 1e12
MOST_VARIABLE_COST = 100.0
HUNDREDTHS = 100


class Who(Noun):
    """Customers chosen by id, by class, or both; nobody where neither is given."""

    customers: Ids = ()
    classes: tuple[Class, ...] = ()


EVERYBODY = Who(classes=(*CLASSES, "?"))


class PriceChange(Noun):
    """Prices of the chosen customers go up by `share` (0.05 is 5%), or down where it is negative.

    Assumed: they buy as much as before and what it costs to serve them stays the same in euro. So revenue R
    becomes R (1+x) and variable cost v becomes v / (1+x); potential rises along, and so does the margin of an
    offer. A judged margin stays what was judged.
    """

    share: Annotated[float, Field(ge=-0.5, le=1, allow_inf_nan=False)]
    who: Who


class PaymentTerm(Noun):
    """The chosen customers pay within so many days; who pays sooner stays so, unknown stays unknown."""

    days: Days
    who: Who


class MinimumOrder(Noun):
    """Orders of the chosen customers are at least this amount, euro.

    Assumed: a customer whose average order is smaller bundles its orders and buys as much in a year, so
    revenue stays and the number of orders falls until the average reaches the minimum. Whole orders, as long
    as there is at least one a year. Time that bundling saves is not counted: use `moved_hours` for that.
    """

    amount: Annotated[float, Field(gt=0, le=MOST_EURO, allow_inf_nan=False)]
    who: Who = EVERYBODY


class Scenario(Noun):
    """What would be different; None, 0 and empty leave things as they are.

    `moved_hours` goes from customers of class C and D to those of class A and B, prospects included: first
    from the loudest to the coldest as `portfolio.advice_on_hours` says, the rest in proportion to the
    hours they have. `ended` are the ids of customers that are let go, with all they bring and take. Prices
    change before a minimum order is applied.
    """

    weights: Weights | None = None
    bounds: tuple[float, float, float] | None = None
    method: Method | None = None
    price_change: PriceChange | None = None
    payment_term: PaymentTerm | None = None
    minimum_order: MinimumOrder | None = None
    moved_hours: Hours = 0
    ended: Ids = ()

    @model_validator(mode="after")
    def bounds_descend(self) -> Self:
        """The bounds must do as bounds of the settings."""
        if self.bounds is not None:
            Settings(bounds=self.bounds)
        return self

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be different, whoever the customers are."""
        return self == Scenario()


# --- the other company --------------------------------------------------------------------------------------


def apply(company: Company, scenario: Scenario) -> Company:
    """The company as it would be; this one stays as it is and nothing is kept.

    Items that nothing changes are the very same. A customer that is let go is gone from the channels too.
    """
    return _applied(company, scenario, score(company.customers, company.settings))


def _applied(company: Company, scenario: Scenario, today: Scores) -> Company:
    hours = _hours_after(scenario, today)
    staying = [customer for customer in company.customers if customer.id not in scenario.ended]
    customers = [_with_hours(customer, hours) for customer in staying]
    for _, who, turn, _ in _measures(scenario):
        chosen = _chosen(who, today)
        customers = [turn(customer) if customer.id in chosen else customer for customer in customers]
    ended = set(scenario.ended)
    channels = [
        channel
        if ended.isdisjoint(channel.customers)
        else channel.model_copy(update={"customers": tuple(c for c in channel.customers if c not in ended)})
        for channel in company.channels
    ]
    changed = {
        "settings": _settings_after(company.settings, scenario),
        "customers": tuple(customers),
        "channels": tuple(channels),
    }
    return company.model_copy(update=changed)


def _settings_after(settings: Settings, scenario: Scenario) -> Settings:
    given = {name: getattr(scenario, name) for name in ("weights", "bounds", "method")}
    changed = {name: value for name, value in given.items() if value is not None}
    return settings.model_copy(update=changed)


class _Turn(NamedTuple):
    """One measure: for whom, what it makes of a customer, and whether it has a figure to work on."""

    measure: WhatIfMeasure
    who: Who
    turn: Callable[[Customer], Customer]
    has_grip: Callable[[Customer], bool]


def _measures(scenario: Scenario) -> Iterable[_Turn]:
    """The measures of this scenario in the order in which they are applied."""
    if (price := scenario.price_change) is not None and price.share != 0:
        yield _Turn("price_change", price.who, lambda customer: _repriced(customer, price.share), _has_price)
    if (term := scenario.payment_term) is not None:
        yield _Turn(
            "payment_term",
            term.who,
            lambda customer: _paying_within(customer, term.days),
            lambda customer: customer.kind == "prospect" or customer.days_to_pay is not None,
        )
    if (minimum := scenario.minimum_order) is not None:
        yield _Turn(
            "minimum_order",
            minimum.who,
            lambda customer: _bundled(customer, minimum.amount),
            lambda customer: customer.kind == "prospect" or None not in (customer.orders, customer.revenue),
        )


def _chosen(who: Who, today: Scores) -> set[str]:
    """The ids of who is chosen, by the classes of today."""
    letters = (LETTERS[code] for code in today.klass)
    by_class = {
        customer.id
        for customer, letter in zip(today.customers, letters, strict=True)
        if letter in who.classes
    }
    return by_class | set(who.customers)


def _has_price(customer: Customer) -> bool:
    return (customer.revenue, customer.potential, customer.offer_margin) != (None, None, None)


def _repriced(customer: Customer, share: float) -> Customer:
    """The same goods at another price; the cost of them stays the same in euro."""
    factor = 1 + share
    revenue, potential = _euro(customer.revenue, factor), _euro(customer.potential, factor)
    cost, margin = customer.variable_cost, customer.offer_margin
    if cost is not None:
        grown = revenue / customer.revenue if revenue and customer.revenue else factor
        cost = min(cost / grown, MOST_VARIABLE_COST)
    if margin is not None:
        margin = max(-1.0, 1 - (1 - margin) / factor)
    changed = {"revenue": revenue, "potential": potential, "variable_cost": cost, "offer_margin": margin}
    return customer.model_copy(update=changed)


def _euro(amount: float | None, factor: float) -> float | None:
    """An amount at another price, in whole cents."""
    return None if amount is None else min(round(amount * factor, 2), MOST_EURO)


def _paying_within(customer: Customer, days: float) -> Customer:
    if customer.days_to_pay is None or customer.days_to_pay <= days:
        return customer
    return customer.model_copy(update={"days_to_pay": days, "days_to_pay_at_least": False})


def _bundled(customer: Customer, minimum: float) -> Customer:
    """As much in fewer orders, where the average order is below the minimum."""
    if not customer.orders or not customer.revenue:
        return customer
    if customer.revenue / customer.orders >= minimum - HALF_A_CENT:
        return customer
    left = customer.revenue / minimum
    # Less than one order a year is an average over years; three orders of exactly the minimum are three.
    whole = math.floor(left + 1e-9)
    return customer.model_copy(update={"orders": float(whole) if whole >= 1 else left})


# --- hours --------------------------------------------------------------------------------------------------


def _hours_after(scenario: Scenario, today: Scores) -> Mapping[str, float]:
    """The new hours of those whose hours change, by id."""
    if not scenario.moved_hours:
        return {}
    before = today.columns.hours
    here = ~np.isnan(before) & ~np.isin([customer.id for customer in today.customers], scenario.ended)
    after = _moved(today, scenario.moved_hours, here)
    return {
        today.customers[place].id: float(after[place]) for place in np.flatnonzero(here & (after != before))
    }


def _moved(today: Scores, wanted: float, here: Bools) -> Floats:
    """Hours of everybody after moving `wanted` of them, as far as there are."""
    hours = today.columns.hours.copy()
    givers = here & (today.klass >= C) & (today.klass < UNCLASSED)
    takers = here & (today.klass <= B)
    if not takers.any():
        return hours
    left = wanted - _as_advised(today, hours, here, wanted)
    rest = _rounded_down(min(left, float(hours[givers].sum())))
    given = np.fmin(_spread(rest, hours[givers]), hours[givers])
    hours[givers] -= given
    hours[takers] += _spread(float(given.sum()), hours[takers])
    after: Floats = np.fmax(hours, 0.0)
    return after.round(6)


def _as_advised(today: Scores, hours: Floats, here: Bools, most: float) -> float:
    """Move at most so many hours as the one advice says (3.8), and tell how many that were."""
    advice = advice_on_hours(today)
    if advice is None:
        return 0.0
    free = _up_to(most, [each for each in advice.free if here[each.place]])
    given = _up_to(sum(each.hours for each in free), [each for each in advice.given if here[each.place]])
    moved = sum(each.hours for each in given)
    for giver in _up_to(moved, free):
        hours[giver.place] -= giver.hours
    for taker in given:
        hours[taker.place] += taker.hours
    return moved


def _up_to(most: float, wanted: Sequence[HoursOf]) -> list[HoursOf]:
    """The first of these hours, in hundredths, that together are no more than so many."""
    taken = []
    for place, hours in wanted:
        some = _rounded_down(min(hours, most))
        most -= some
        taken.append(HoursOf(place, some))
    return taken


def _rounded_down(hours: float) -> float:
    return math.floor(hours * HUNDREDTHS + 1e-6) / HUNDREDTHS


def _spread(total: float, sizes: Floats) -> Floats:
    """The total in proportion to these sizes, evenly where all are 0, in hundredths that add up to it."""
    even = sizes if sizes.sum() > 0 else np.ones(len(sizes))
    if not len(even) or not total:
        return np.zeros(len(even))
    so_far = np.cumsum(even) / even.sum() * total
    so_far[:-1] = np.minimum(np.round(so_far[:-1] * HUNDREDTHS) / HUNDREDTHS, total)
    so_far[-1] = total
    parts: Floats = np.diff(so_far, prepend=0.0)
    return parts


def _with_hours(customer: Customer, hours: Mapping[str, float]) -> Customer:
    return customer.model_copy(update={"hours": hours[customer.id]}) if customer.id in hours else customer


# --- beside today -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """What some customers bring and take, euro and hours a year, as far as known; None where it is known of nobody.

    Prospects count in `customers`, `prospects` and `hours` only. `contribution_unknown` and
    `receivables_unknown` count the customers that are not in those sums.
    """

    customers: int
    prospects: int
    revenue: float | None
    contribution: float | None
    contribution_unknown: int
    hours: float | None
    receivables: float | None
    receivables_unknown: int


class Beside(NamedTuple):
    """The same figures today and then."""

    today: Figures
    then: Figures


@dataclass(frozen=True)
class ClassChange:
    """A customer that would be in another class; `provisional` says that class may still change."""

    id: str
    name: str
    before: str
    after: str
    provisional: bool


class LetGo(NamedTuple):
    """A customer that would be let go, with its class of today."""

    id: str
    name: str
    klass: str


class Untouched(NamedTuple):
    """Customers on whom a measure would have no grip, because the figure it works on is not known."""

    measure: WhatIfMeasure
    customers: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """A scenario beside today. `classes` by letter, A to D and "?"; `changes` in the order of the customers.

    `moved_hours` is what could be moved of what was asked. `a_revenue` (today, then) is the A-revenue, which
    is a tenth of all revenue unless the owner chose it, so that it moves along; None where it is unknown.
    """

    classes: dict[str, Beside]
    totals: Beside
    changes: tuple[ClassChange, ...]
    ended: tuple[LetGo, ...]
    untouched: tuple[Untouched, ...]
    moved_hours: float
    a_revenue: tuple[float | None, float | None]


def compare(company: Company, scenario: Scenario) -> Comparison:
    """Lay the scenario beside the company as it is; nothing is kept."""
    today = score(company.customers, company.settings)
    other = _applied(company, scenario, today)
    then = score(other.customers, other.settings)
    before, after = _figures(today), _figures(then)
    taken = [max(0.0, was - now) for was, now in _both_hours(company.customers, other.customers)]
    return Comparison(
        classes={letter: Beside(before[letter], after[letter]) for letter in LETTERS},
        totals=Beside(_total(before.values()), _total(after.values())),
        changes=_changes(today, then),
        ended=tuple(
            LetGo(customer.id, customer.name, LETTERS[code])
            for customer, code in zip(today.customers, today.klass, strict=True)
            if customer.id in scenario.ended
        ),
        untouched=tuple(_untouched(scenario, today, other.customers)),
        moved_hours=round(math.fsum(taken), 6),
        a_revenue=(known(float(today.yardsticks.a_revenue)), known(float(then.yardsticks.a_revenue))),
    )


def _both_hours(before: Sequence[Customer], after: Sequence[Customer]) -> Iterable[tuple[float, float]]:
    then = {customer.id: customer.hours for customer in after}
    for customer in before:
        now = then.get(customer.id)
        if customer.hours is not None and now is not None:
            yield customer.hours, now


def _figures(scores: Scores) -> dict[str, Figures]:
    """The figures of every class."""
    names = [field.name for field in fields(Figures)]
    return {
        letter: Figures(**{name: getattr(facts, name) for name in names})
        for letter, facts in classes(scores).items()
    }


def _total(parts: Iterable[Figures]) -> Figures:
    # Rounded, so that moving a customer to another class leaves the total exactly as it was.
    every = list(parts)
    sums = {
        field.name: _sum_of_known([getattr(part, field.name) for part in every]) for field in fields(Figures)
    }
    return Figures(**sums)


def _sum_of_known(parts: Iterable[float | None]) -> Any:
    known = [part for part in parts if part is not None]
    return round(sum(known), 6) if known else None


def _changes(today: Scores, then: Scores) -> tuple[ClassChange, ...]:
    before = {customer.id: LETTERS[code] for customer, code in zip(today.customers, today.klass, strict=True)}
    return tuple(
        ClassChange(customer.id, customer.name, before[customer.id], LETTERS[code], bool(provisional))
        for customer, code, provisional in zip(then.customers, then.klass, then.provisional, strict=True)
        if before[customer.id] != LETTERS[code]
    )


def _untouched(scenario: Scenario, today: Scores, staying: Sequence[Customer]) -> Iterable[Untouched]:
    for measure, who, _, has_grip in _measures(scenario):
        chosen = _chosen(who, today)
        without = tuple(c.id for c in staying if c.id in chosen and not has_grip(c))
        if without:
            yield Untouched(measure, without)


def assumptions(company: Company, scenario: Scenario) -> tuple[str, ...]:
    """The text keys of what this scenario takes for granted, to show beside its outcome."""
    asked = [measure for measure, *_ in _measures(scenario)]
    more = {
        "moved_hours": bool(scenario.moved_hours),
        "ended": bool(scenario.ended),
        "a_revenue": company.settings.a_revenue is None and ("price_change" in asked or bool(scenario.ended)),
    }
    return tuple(f"whatif.assumption.{name}" for name in (*asked, *(name for name in more if more[name])))


# --- for good -----------------------------------------------------------------------------------------------


FACTS = ("revenue", "orders", "variable_cost", "days_to_pay", "days_to_pay_at_least")
"""What happened and was counted: hoping changes none of it."""


def decided(company: Company, scenario: Scenario, write_id: str = "", language: str = "nl") -> Company:
    """The company with what is decided by this scenario, and without what is only hoped for.

    Settings, hours and whom to stop with are the owner's to decide. What customers bought, cost and how fast they
    paid stays what it was: a higher price becomes potential, in whole euros, and what must be agreed with customers
    becomes an action. Hours are kept in tenths.
    """
    other = apply(company, scenario)
    before = {customer.id: customer for customer in company.customers}
    customers = tuple(_decided(before[customer.id], customer) for customer in other.customers)
    agreed = _to_agree(company, scenario, write_id, language)
    return other.model_copy(update={"customers": customers, "actions": (*company.actions, *agreed)})


def _decided(before: Customer, after: Customer) -> Customer:
    changed: dict[str, Any] = {name: getattr(before, name) for name in FACTS}
    more = max(0.0, (after.revenue or 0) - (before.revenue or 0))
    if more or after.potential != before.potential:
        changed["potential"] = min(float(round((after.potential or 0) + more)), MOST_EURO)
    if after.hours is not None and after.hours != before.hours:
        changed["hours"] = round(after.hours, 1)
    kept = after.model_copy(update=changed)
    return before if kept == before else kept


def _to_agree(company: Company, scenario: Scenario, write_id: str, language: str) -> Iterable[Action]:
    """An action for every measure that asks something of customers, with whom it is to be agreed."""
    today = score(company.customers, company.settings)
    figures = {
        "price_change": percent(scenario.price_change.share, language, 1) if scenario.price_change else "",
        "payment_term": number(scenario.payment_term.days, language) if scenario.payment_term else "",
        "minimum_order": euro(scenario.minimum_order.amount, language) if scenario.minimum_order else "",
    }
    staying = [customer for customer in company.customers if customer.id not in scenario.ended]
    for measure, who, turn, _ in _measures(scenario):
        chosen = _chosen(who, today)
        touched = [each.name for each in staying if each.id in chosen and turn(each) != each]
        if touched:
            words = {"figure": figures[measure], "names": names_in_words(touched, language)}
            yield Action(
                id=f"whatif-{measure}-{write_id}"[:80],
                name=text(f"whatif.action.{measure}", language, **words),
                measure=text(f"whatif.action_measure.{measure}", language, figure=figures[measure]),
            )


def counted(company: Company, scenario: Scenario) -> dict[str, int]:
    """How many of what would change for good: a field of customers, `ended`, `settings`, `actions`."""
    other = decided(company, scenario)
    after = {customer.id: customer for customer in other.customers}
    both = [(each, after[each.id]) for each in company.customers if each.id in after]
    found = {
        name: sum(getattr(was, name) != getattr(now, name) for was, now in both)
        for name in ("potential", "offer_margin", "hours")
    }
    found |= {
        "ended": len(company.customers) - len(both),
        "settings": sum(
            getattr(company.settings, name) != getattr(other.settings, name)
            for name in ("weights", "bounds", "method")
        ),
        "actions": len(other.actions) - len(company.actions),
    }
    return {name: n for name, n in found.items() if n}


def changes_to_store(
    company: Company, scenario: Scenario, write_id: str = "", language: str = "nl"
) -> dict[ItemKey, Item | None]:
    """The items that taking over makes different, None for customers that are let go."""
    return items_that_differ(company, decided(company, scenario, write_id, language))


class OutOfDate(Exception):
    """Somebody changed what the scenario changes since it was looked at. `code` is a text key."""

    code = "whatif.out_of_date"

    def __init__(self) -> None:
        super().__init__(self.code)

    def sentence(self, language: str = "nl") -> str:
        """What happened and what to do, in one line."""
        return text(self.code, language)


def carry_out(
    store: Store,
    visitor: Visitor,
    company_id: str,
    scenario: Scenario,
    seen: int,
    write_id: str,
    language: str = "nl",
) -> Receipt:
    """Keep what the scenario decides for good, in one write that `undo_write` takes back.

    `seen` is the write number at which the owner saw the comparison: what was seen is what is written. Raises
    `NotAllowed`, and `OutOfDate` where somebody changed one of these items since; nothing is written then.
    """
    owner_or_stop(store, visitor, company_id)
    looked_at = store.read_at(company_id, seen)
    differing = changes_to_store(looked_at.company, scenario, write_id, language)
    changes = [Change(kind, id, looked_at.revision(kind, id), item) for (kind, id), item in differing.items()]
    try:
        return store.write(company_id, changes, author=visitor.hash, write_id=write_id)
    except StaleWrite:
        raise OutOfDate from None
