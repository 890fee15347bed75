"""Communication channels: whom each one reaches, how strong each phase stands, what a new customer costs (2.3)."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from strategy.nouns.company import PHASES, Channel, Company, Customer, Segment

STRONG_ENOUGH = 2


def reaches(channel: Channel, customer: Customer) -> bool:
    """Whether the channel is linked to this customer, or to the segment it belongs to."""
    return customer.id in channel.customers or (
        customer.segment is not None and customer.segment in channel.segments
    )


def channels_to(company: Company, customer: Customer) -> list[Channel]:
    """The channels that reach this customer, in the order in which they were made."""
    return [channel for channel in company.channels if reaches(channel, customer)]


def channels_into(company: Company, segment: Segment) -> list[Channel]:
    """The channels linked to this segment or to a customer in it."""
    members = {customer.id for customer in company.customers if customer.segment == segment.id}
    return [
        channel
        for channel in company.channels
        if segment.id in channel.segments or members & set(channel.customers)
    ]


def strength(channel: Channel, phase: str) -> float | None:
    """How strong the channel is in this phase, 0-3, or None where nobody said."""
    found: float | None = getattr(channel, phase)
    return found


def phases_used(company: Company) -> tuple[str, ...]:
    """The phases somebody scored; delivery is optional for those who deliver through no channel (2.3)."""
    return tuple(
        phase
        for phase in PHASES
        if phase != "delivery" or any(strength(channel, phase) is not None for channel in company.channels)
    )


def coverage(company: Company, segment: Segment, phase: str) -> float | None:
    """`fasedekking`: the strongest channel 0-3 into this segment in this phase, 0 where no channel reaches it.

    None where channels reach it and one that nobody scored could still lift it above weak.
    """
    strengths = [strength(channel, phase) for channel in channels_into(company, segment)]
    best = max((found for found in strengths if found is not None), default=0.0)
    return None if best < STRONG_ENOUGH and None in strengths else best


def yearly_cost(channel: Channel, hourly_cost: float | None) -> float | None:
    """Euro a year in money and hours; None where neither is known, or hours cannot be priced.

    Where one of the two is not known, it is at least this much (`costs_at_least`).
    """
    if channel.cost is None and channel.hours is None:
        return None
    if channel.hours and hourly_cost is None:
        return None
    return (channel.cost or 0.0) + (channel.hours or 0.0) * (hourly_cost or 0.0)


def costs_at_least(channel: Channel) -> bool:
    """Whether money or hours is not known, so that its cost is a lower bound."""
    return channel.cost is None or channel.hours is None


def cost_per_new_customer(channel: Channel, hourly_cost: float | None) -> float | None:
    """Euro for each new customer; None where unknown or where there are no new customers yet."""
    cost = yearly_cost(channel, hourly_cost)
    return cost / channel.new_customers if cost is not None and channel.new_customers else None


class Bought(NamedTuple):
    """What one new customer costs through this channel and what they buy in their first year, euro."""

    channel: Channel
    cost: float
    buys: float

    @property
    def ratio(self) -> float:
        """Cost over what they buy; infinite where they buy nothing."""
        return self.cost / self.buys if self.buys else inf


def bought_through(channel: Channel, hourly_cost: float | None) -> Bought | None:
    """What a new customer costs and buys; None unless money, hours, new customers and their revenue are known."""
    cost = None if costs_at_least(channel) else cost_per_new_customer(channel, hourly_cost)
    if cost is None or channel.revenue is None or not channel.new_customers:
        return None
    return Bought(channel, cost, channel.revenue / channel.new_customers)
