"""Guards: what a rule needs to know before it may judge, each naming the answer that is missing.

A sum or a share stands when at least `enough_known` (80%) of what it is about was answered [OWN].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Literal

import numpy as np

from strategy.checks.facts import Facts, Group
from strategy.checks.reach import yearly_cost
from strategy.checks.rule import Affected, CannotJudge, at_least, ranked
from strategy.nouns.company import Channel, Item, Value
from strategy.nouns.lazily import Made
from strategy.scoring.classes import UNCLASSED
from strategy.scoring.columns import Bools, Floats, Rows


def enough_or_stop(facts: Facts, question: str, reason: str, known: Sequence[bool] | Bools) -> None:
    """Stop when too few of these are known; nothing to know at all is too few as well."""
    asked, answered = len(known), int(np.count_nonzero(known))
    if not asked or answered < facts.thresholds.enough_known * asked:
        raise CannotJudge(question, reason, asked - answered)


def customers_or_stop(facts: Facts) -> Bools:
    """The customers without prospects."""
    if not facts.customers.any():
        raise CannotJudge("S1", "customers")
    return facts.customers


def figures_or_stop(facts: Facts, question: str, reason: str, figures: Floats) -> None:
    """Enough customers have this figure, nan where it is unknown."""
    enough_or_stop(facts, question, reason, ~np.isnan(figures[customers_or_stop(facts)]))


def revenue_or_stop(facts: Facts) -> float:
    """The revenue of all customers, euro a year, never 0."""
    figures_or_stop(facts, "S1", "revenue", facts.scores.columns.revenue)
    if not facts.revenue:
        raise CannotJudge("S1", "no_revenue")
    return facts.revenue


def whole_or_stop(facts: Facts) -> float:
    """The whole revenue, euro a year, never 0: of the customers alone a share says too much (section 4)."""
    revenue_or_stop(facts)
    if facts.whole.of_what == "list" or not facts.whole.revenue:
        raise CannotJudge("B2", "whole")
    return facts.whole.revenue


def unlisted_or_stop(facts: Facts, share: float, bound: float) -> None:
    """Stop where customers who are not in the list could lift this share to the bound (section 4)."""
    if facts.unlisted and at_least(share + facts.unlisted, bound):
        raise CannotJudge("S1", "unlisted")


def classes_or_stop(facts: Facts) -> None:
    """Enough customers have a class."""
    customers = customers_or_stop(facts)
    enough_or_stop(facts, "S2", "classes", facts.scores.klass[customers] != UNCLASSED)


def contributions_or_stop(facts: Facts) -> None:
    """Enough customers have a contribution in euro."""
    figures_or_stop(facts, "S1", "contribution", facts.scores.contribution)


def share_or_stop(facts: Facts, letters: str, share: Literal["hours_share", "contribution_share"]) -> float:
    """What these classes have together of the hours or of the contribution, where there is a whole to share."""
    question, reason, nothing = (
        ("S7", "hours", "no_hours")
        if share == "hours_share"
        else ("S1", "contribution", "nobody_contributes")
    )
    shares = [getattr(facts.classes[letter], share) for letter in letters]
    if None in shares:
        whole = any(getattr(found, share) is not None for found in facts.classes.values())
        raise CannotJudge(question, reason if whole else nothing)
    return float(sum(shares))


def values_or_stop(facts: Facts) -> tuple[Value, ...]:
    """The values the company delivers."""
    if not facts.company.values:
        raise CannotJudge("W2", "values")
    return facts.company.values


def compared_or_stop(facts: Facts) -> list[Value]:
    """The values whose comparison and importance are both known."""
    values = values_or_stop(facts)
    enough_or_stop(facts, "W4", "comparison", [value.comparison is not None for value in values])
    enough_or_stop(facts, "W5", "importance", [value.importance is not None for value in values])
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
    enough_or_stop(facts, "K5", "channel_cost", [cost is not None for cost in costs.values()])
    known = {id: cost for id, cost in costs.items() if cost is not None}
    if not sum(known.values()):
        raise CannotJudge("K5", "no_channel_cost")
    return known


def by_revenue(facts: Facts, group: Group) -> Sequence[Affected]:
    """These customers as affected items, who brings most first."""
    return by_amount(facts, group, np.nan_to_num(facts.scores.columns.revenue))


def by_time(facts: Facts, group: Group) -> Sequence[Affected]:
    """These customers as affected items, who takes most time first."""
    hours, effort = (
        np.nan_to_num(amounts) for amounts in (facts.scores.columns.hours, facts.scores.columns.effort)
    )
    return by_amount(facts, group, np.where(hours > 0, hours, effort))


def by_amount(facts: Facts, group: Group, amounts: Floats) -> Sequence[Affected]:
    """These customers as affected items, the largest amount first."""
    places = facts.places[group]
    return as_affected(facts, places[np.argsort(-amounts[places], kind="stable")], amounts)


def as_affected(facts: Facts, places: Rows, amounts: Floats) -> Sequence[Affected]:
    """The customers at these places as affected items, in this order."""

    def made(which: slice) -> Iterator[Affected]:
        rows = places[which]
        provisional = facts.scores.provisional[rows].tolist()
        return map(
            Affected, repeat("customer"), facts.ids[rows].tolist(), amounts[rows].tolist(), provisional
        )

    return Made(len(places), made)


def each(items: Iterable[Item], amount: Callable[[Item], float] = lambda item: 0.0) -> tuple[Affected, ...]:
    """Items of any kind as affected items, the largest amount first."""
    return ranked(Affected(item.KIND, item.id, amount(item)) for item in items)
