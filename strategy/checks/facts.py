"""What the rules look at: the company, its scores and portfolio, and how far each card is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import Field

from strategy.deck import Deck
from strategy.models import Channel, Company, Customer, Noun, Value
from strategy.portfolio import Attention, ClassFacts, Portfolio, attention, classes, portfolio
from strategy.progress import Progress, progress_of
from strategy.scoring import CustomerScore, Scores, score


class Thresholds(Noun):
    """The bounds of the rules (method.md 4), each a default that can be changed. Shares run from 0 to 1."""

    enough_known: float = 0.8
    important: float = 3
    weak_payers: float = 0.6
    low_match: float = 0.4
    big_customer: float = 0.1
    strong_phase: float = 2
    weak_phase: float = 1
    channel_budget: float = 0.1
    budget_gap: float = 0.15
    stream_on_d: float = 0.5
    stream_on_c_and_d: float = 0.7
    top_1: tuple[float, float, float, float] = (0.1, 0.2, 0.25, 0.4)
    top_5: tuple[float, float] = (0.5, 0.7)
    enough_for_top_5: int = 10
    outside_segments: float = 0.2
    streams_differ: float = 0.1
    small_orders: float = 0.2
    days_to_pay: tuple[float, float] = (45, 60)
    source_of_ideas: float = 75
    good_network: float = 75
    attention_gap: float = 0.15
    cost_of_an_order: float = 0.1
    open_customer: float = 60
    one_channel: float = 0.6
    partner_channels: float = 0.4
    yields_known: int = 3
    little_recurring: float = 0.2
    recurring_top_1: float = 0.25
    potential_without_way: float = 0.5
    loss_in_tail: tuple[float, float] = (0.1, 0.25)
    near_dream: int = 4
    enough_for_dream: int = 8
    disagreement: float = 0.3
    complete: float = Field(default=0.6, ge=0, le=1)


@dataclass(frozen=True)
class Disagreement:
    """What a workshop left open: of the items scored, how many were still *oneens* after round 2 (5.3)."""

    disputed: int
    scored: int


@dataclass(frozen=True)
class Facts:
    """Everything a rule may ask, read from one company."""

    company: Company
    scores: Scores
    portfolio: Portfolio
    attention: Attention
    classes: Mapping[str, ClassFacts]
    progress: Mapping[str, Progress]
    disagreement: Disagreement | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)

    @cached_property
    def customers(self) -> tuple[Customer, ...]:
        """Everybody who buys or bought: prospects are out (section 4, *cust*)."""
        return tuple(customer for customer in self.company.customers if customer.kind != "prospect")

    @cached_property
    def prospects(self) -> tuple[Customer, ...]:
        """Those who never bought."""
        return tuple(customer for customer in self.company.customers if customer.kind == "prospect")

    @cached_property
    def revenue(self) -> float:
        """The known revenue of all customers, euro a year."""
        return sum(customer.revenue or 0.0 for customer in self.customers)

    def part(self, customers: Iterable[Customer]) -> float:
        """`Oms`: the share 0-1 of revenue that these customers bring; prospects and unknown count 0."""
        if not self.revenue:
            return 0.0
        known = sum(customer.revenue or 0.0 for customer in customers if customer.kind != "prospect")
        return min(1.0, known / self.revenue)

    @cached_property
    def _scored(self) -> dict[str, CustomerScore]:
        return {found.id: found for found in self.scores}

    def score_of(self, customer: Customer) -> CustomerScore:
        """What the method says of this customer."""
        return self._scored[customer.id]

    def klass(self, customer: Customer) -> str:
        """The class in force."""
        return self.score_of(customer).klass

    def provisional(self, customer: Customer) -> bool:
        """Whether what is still unknown can move the class."""
        return self.score_of(customer).provisional

    def criterion(self, customer: Customer, name: str) -> float | None:
        """The score 0-100 on one criterion."""
        return self.score_of(customer).scores[name]

    def contribution(self, customer: Customer) -> float | None:
        """K, euro a year."""
        return self.score_of(customer).contribution

    def signalled(self, signal: str) -> list[Customer]:
        """The customers that are `loud`, or in the `cold` (3.8)."""
        return [c for place, c in enumerate(self.company.customers) if self.attention.signal(place) == signal]

    def of_class(self, *classes: str) -> list[Customer]:
        """The customers, without prospects, in these classes."""
        return [customer for customer in self.customers if self.klass(customer) in classes]

    def payers(self, value: Value) -> list[Customer]:
        """`paid(w)`: the customers that appreciate this value and pay for it."""
        return [customer for customer in self.customers if customer.values.get(value.id) == 1]

    @cached_property
    def streams_of(self) -> dict[str, list[str]]:
        """Per customer the ids of the streams it was placed in, else of those of its segment."""
        known = {stream.id for stream in self.company.streams}
        of_segment: dict[str | None, list[str]] = {}
        for stream in self.company.streams:
            if stream.segment:
                of_segment.setdefault(stream.segment, []).append(stream.id)
        return {
            customer.id: [id for id in customer.streams if id in known]
            or of_segment.get(customer.segment, [])
            for customer in self.customers
        }

    def linked_channels(self) -> list[Channel]:
        """The channels for which somebody said whom they reach."""
        return [channel for channel in self.company.channels if channel.segments or channel.customers]


def facts_of(
    company: Company,
    deck: Deck,
    *,
    disagreement: Disagreement | None = None,
    thresholds: Thresholds | None = None,
) -> Facts:
    """Score the company with its own settings and gather what the rules ask."""
    scores = score(company.customers, company.settings)
    return Facts(
        company,
        scores,
        portfolio(scores),
        attention(scores),
        classes(scores),
        progress_of(company, deck),
        disagreement,
        thresholds or Thresholds(),
    )
