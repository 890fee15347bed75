"""Guards: what a rule needs to know before it may judge, each naming the answer that is missing.

A sum or a share stands when at least `enough_known` (80%) of what it is about was answered [OWN].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from strategy.checks.facts import Facts
from strategy.checks.rule import Affected, CannotJudge
from strategy.models import Channel, Customer, Item, Value
from strategy.reach import yearly_cost


def enough_or_stop(facts: Facts, question: str, reason: str, known: Iterable[bool]) -> None:
    """Stop when too few of these are known; nothing to know at all is too few as well."""
    found = list(known)
    if not found or sum(found) < facts.thresholds.enough_known * len(found):
        raise CannotJudge(question, reason, len(found) - sum(found))


def customers_or_stop(facts: Facts) -> tuple[Customer, ...]:
    """The customers without prospects."""
    if not facts.customers:
        raise CannotJudge("S1", "customers")
    return facts.customers


def revenue_or_stop(facts: Facts) -> float:
    """The revenue of all customers, euro a year, never 0."""
    customers = customers_or_stop(facts)
    enough_or_stop(facts, "S1", "revenue", (customer.revenue is not None for customer in customers))
    if not facts.revenue:
        raise CannotJudge("S1", "no_revenue")
    return facts.revenue


def classes_or_stop(facts: Facts) -> None:
    """Enough customers have a class."""
    customers = customers_or_stop(facts)
    enough_or_stop(facts, "S2", "classes", (facts.klass(customer) != "?" for customer in customers))


def contributions_or_stop(facts: Facts) -> None:
    """Enough customers have a contribution in euro."""
    known = (facts.contribution(customer) is not None for customer in customers_or_stop(facts))
    enough_or_stop(facts, "S1", "contribution", known)


def shares_or_stop(facts: Facts, share: str, reason: str) -> dict[str, float]:
    """A share of the whole per class (`hours_share`, `contribution_share`), where there is a whole to share."""
    shares = {letter: getattr(found, share) for letter, found in facts.classes.items()}
    if None in shares.values():
        raise CannotJudge("S7" if share == "hours_share" else "S1", reason)
    return shares


def values_or_stop(facts: Facts) -> tuple[Value, ...]:
    """The values the company delivers."""
    if not facts.company.values:
        raise CannotJudge("W2", "values")
    return facts.company.values


def compared_or_stop(facts: Facts) -> list[Value]:
    """The values whose comparison and importance are both known."""
    values = values_or_stop(facts)
    enough_or_stop(facts, "W4", "comparison", (value.comparison is not None for value in values))
    enough_or_stop(facts, "W5", "importance", (value.importance is not None for value in values))
    return [value for value in values if value.comparison is not None and value.importance is not None]


def channels_or_stop(facts: Facts) -> tuple[Channel, ...]:
    """The channels of the company."""
    if not facts.company.channels:
        raise CannotJudge("K1", "channels")
    return facts.company.channels


def reach_or_stop(facts: Facts) -> tuple[Channel, ...]:
    """The channels, once somebody said whom at least one of them reaches."""
    channels = channels_or_stop(facts)
    if not facts.linked_channels():
        raise CannotJudge("K3", "reach")
    return channels


def channel_costs_or_stop(facts: Facts) -> dict[str, float]:
    """Euro a year of every channel for which it is known, hours priced, by channel id; never all 0."""
    channels = channels_or_stop(facts)
    hourly = facts.company.settings.hourly_cost
    if hourly is None and any(channel.hours for channel in channels):
        raise CannotJudge("S3", "hourly_cost")
    costs = {channel.id: yearly_cost(channel, hourly) for channel in channels}
    enough_or_stop(facts, "K5", "channel_cost", (cost is not None for cost in costs.values()))
    known = {id: cost for id, cost in costs.items() if cost is not None}
    if not sum(known.values()):
        raise CannotJudge("K5", "no_channel_cost")
    return known


def by_revenue(facts: Facts, customers: Iterable[Customer]) -> list[Affected]:
    """These customers as affected items, ranked by what they bring."""
    return [
        Affected("customer", customer.id, customer.revenue or 0.0, facts.provisional(customer))
        for customer in customers
    ]


def by_time(facts: Facts, customers: Iterable[Customer]) -> list[Affected]:
    """These customers as affected items, ranked by the time they take."""
    return [
        Affected(
            "customer", customer.id, customer.hours or customer.effort or 0.0, facts.provisional(customer)
        )
        for customer in customers
    ]


def each(items: Iterable[Item], amount: Callable[[Item], float] = lambda item: 0.0) -> list[Affected]:
    """Items of any kind as affected items."""
    return [Affected(item.KIND, item.id, amount(item)) for item in items]
