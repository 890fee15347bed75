"""What the rules look at: the company, its scores and portfolio, and how far each card is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np
from pydantic import Field

from strategy.checks.progress import Progress, progress_of
from strategy.deck import Deck
from strategy.nouns.company import CRITERIA, Channel, Company, Customer, Noun, Value
from strategy.scoring.classes import LETTERS
from strategy.scoring.columns import Bools, Floats, Rows, Texts, ids_of, placed_in, said_of, segments_of
from strategy.scoring.portfolio import (
    Attention,
    ClassFacts,
    Portfolio,
    Signal,
    Whole,
    attention,
    classes,
    owners,
    portfolio,
    whole_of,
)
from strategy.scoring.scores import Scores, score

Group = Bools | Rows


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
    fewest_for_top_5: int = 6
    fewest_for_a_whole_list: int = 8
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
    much_recurring: float = 0.4
    potential_without_way: float = 0.5
    loss_in_tail: tuple[float, float] = (0.1, 0.25)
    near_dream: int = 4
    enough_for_dream: int = 8
    disagreement: float = 0.3
    losing_stream: float = 0.05
    legal_days: float = 60
    late_receivables: float = 0.2
    paid_afterwards: float = 0.6
    enough_new_customers: float = 2
    dear_customer: tuple[float, float] = (0.25, 0.5)
    fixed_costs_covered: tuple[float, float] = (1, 1.1)
    hours_of_c_and_d: float = 0.3
    known_network: float = 60
    complete: float = Field(default=0.6, ge=0, le=1)


@dataclass(frozen=True)
class Disagreement:
    """What a workshop left open: of the items scored, how many were still *oneens* after round 2 (5.3)."""

    disputed: int
    scored: int


@dataclass(frozen=True)
class Facts:
    """Everything a rule may ask, read from one company.

    A group of customers is an array over all customers and prospects of the company: true for its members, or
    the places of its members. So groups are joined by `|`, narrowed by `&`, and numbers are asked of all at once.
    """

    company: Company
    scores: Scores
    portfolio: Portfolio
    attention: Attention
    classes: Mapping[str, ClassFacts]
    whole: Whole
    progress: Mapping[str, Progress]
    disagreement: Disagreement | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)

    # --- groups ---

    @cached_property
    def customers(self) -> Bools:
        """Everybody who buys or bought: prospects are out (section 4, *cust*)."""
        return ~self.scores.columns.prospect

    @property
    def prospects(self) -> Bools:
        """Those who never bought."""
        return self.scores.columns.prospect

    @cached_property
    def places(self) -> Rows:
        """The place of everybody, to count members one by one: `facts.places[group]`."""
        return np.arange(len(self.scores))

    @cached_property
    def ids(self) -> Texts:
        """The id of everybody."""
        return ids_of(self.company.customers)

    def people(self, group: Group) -> list[Customer]:
        """The members of a group themselves."""
        everybody = self.company.customers
        return [everybody[place] for place in self.places[group].tolist()]

    def of_class(self, *classes: str) -> Bools:
        """The customers, without prospects, in these classes."""
        wanted = np.array([letter in classes for letter in LETTERS])
        inside: Bools = self.customers & wanted[self.scores.klass]
        return inside

    def signalled(self, signal: Signal) -> Bools:
        """Those that are `loud`, or in the `cold` (3.8)."""
        return self.attention.loud if signal == "loud" else self.attention.cold & ~self.attention.loud

    def payers(self, value: Value) -> Bools:
        """`paid(w)`: the customers that appreciate this value and pay for it."""
        paying: Bools = self.customers & (self.said_of[value.id] == 1)
        return paying

    def caring(self, values: Iterable[Value]) -> float:
        """The share of the whole revenue of who appreciates at least one of these values, paying or not."""
        return self.part(self.customers & self.joined(self.said_of[value.id] > 0 for value in values))

    def members(self, segment: str) -> Bools:
        """Everybody in this segment."""
        return self._inside.get(segment, self.nobody)

    @cached_property
    def unplaced(self) -> Bools:
        """Everybody who was put in no segment."""
        return self.joined(inside for segment, inside in self._inside.items() if not segment)

    @cached_property
    def _inside(self) -> dict[str | None, Bools]:
        """Of every segment that somebody is in, who is."""
        segments = segments_of(self.company.customers)
        return {segment: segments == segment for segment in set(segments.tolist())}

    def largest(self, number: int) -> list[Rows]:
        """The customers that bring most, largest first; those under common control (3.11) count as one."""
        places = self.places[self.customers]
        return [places[self._owners == owner] for owner in self._by_what_they_bring[:number]]

    @cached_property
    def _by_what_they_bring(self) -> Rows:
        brought = np.bincount(self._owners, self.brought[self.customers])
        return np.argsort(-brought, kind="stable")

    @property
    def owners(self) -> int:
        """How many customers there are when those under common control count as one."""
        return int(self._owners.max(initial=-1)) + 1

    @cached_property
    def _owners(self) -> Rows:
        """For every customer (without prospects) the number of who controls it."""
        return np.unique(owners(self.scores)[self.customers], return_inverse=True)[1]

    # --- figures ---

    @cached_property
    def brought(self) -> Floats:
        """Euro a year that everybody brings; prospects and unknown count 0."""
        return np.where(self.customers, np.nan_to_num(self.scores.columns.revenue), 0.0)

    @cached_property
    def revenue(self) -> float:
        """The known revenue of all customers in the list, euro a year."""
        return added(self.brought)

    def part(self, group: Group) -> float:
        """`Oms`: the share 0-1 of the whole revenue that this group brings; prospects and unknown count 0."""
        whole = self.whole.revenue
        return min(1.0, added(self.brought[group]) / whole) if whole else 0.0

    @property
    def unlisted(self) -> float:
        """The share 0-1 of the whole revenue that comes from customers who are not in the list (section 4)."""
        whole = self.whole.revenue if self.whole.of_what == "streams" else None
        return max(0.0, 1 - self.revenue / whole) if whole else 0.0

    def criterion(self, name: str) -> Floats:
        """The scores 0-100 on one criterion, nan where unknown."""
        found: Floats = self.scores.criteria[CRITERIA.index(name)]
        return found

    @cached_property
    def said_of(self) -> dict[str, Floats]:
        """Per value of the company what everybody does with it (0, 0.5 or 1), nan where nothing was said."""
        ids = tuple(value.id for value in self.company.values)
        return dict(zip(ids, said_of(self.company.customers, ids), strict=True))

    @cached_property
    def in_stream(self) -> dict[str, Bools]:
        """Per revenue stream the customers placed in it, and those placed nowhere whose segment pays for it."""
        ids = tuple(stream.id for stream in self.company.streams)
        placed = dict(zip(ids, placed_in(self.company.customers, ids), strict=True))
        elsewhere = self.joined(placed.values())
        for stream in self.company.streams:
            paying = self.joined(map(self.members, stream.segments))
            placed[stream.id] = placed[stream.id] | paying & ~elsewhere
        return {stream_id: group & self.customers for stream_id, group in placed.items()}

    @cached_property
    def brought_to_each(self) -> Floats:
        """Euro a year that everybody brings to each one of the streams they are in, an equal part to each."""
        streams = np.sum([*self.in_stream.values()], axis=0)
        parts: Floats = np.divide(self.brought, streams, out=np.zeros(len(self.brought)), where=streams > 0)
        return parts

    # --- channels ---

    def linked_channels(self) -> list[Channel]:
        """The channels for which somebody said whom they reach."""
        return [channel for channel in self.company.channels if channel.segments or channel.customers]

    @cached_property
    def reached(self) -> dict[str, Bools]:
        """Per channel everybody it reaches: it is linked to them, or to their segment (2.3)."""
        place_of = dict(zip(self.ids.tolist(), self.places.tolist(), strict=True))
        found: dict[str, Bools] = {}
        for channel in self.company.channels:
            linked = np.zeros(len(self.scores), np.bool_)
            linked[[place_of[id] for id in channel.customers if id in place_of]] = True
            found[channel.id] = self.joined([linked, *map(self.members, channel.segments)])
        return found

    def reached_by(self, channels: Iterable[Channel]) -> Bools:
        """Everybody whom at least one of these channels reaches."""
        return self.joined(self.reached[channel.id] for channel in channels)

    def joined(self, groups: Iterable[Bools]) -> Bools:
        """The members of at least one of these groups."""
        return reduce(np.logical_or, groups, self.nobody)

    @cached_property
    def nobody(self) -> Bools:
        """The group without members."""
        none = np.zeros(len(self.scores), np.bool_)
        none.flags.writeable = False
        return none


def how_many(group: Bools) -> int:
    """The number of members of a group."""
    return int(np.count_nonzero(group))


def added(amounts: Floats) -> float:
    """The sum, added one after the other: the same whoever is left out for bringing nothing."""
    return float(np.add.accumulate(amounts)[-1]) if len(amounts) else 0.0


def facts_of(
    company: Company,
    deck: Deck,
    *,
    disagreement: Disagreement | None = None,
    thresholds: Thresholds | None = None,
) -> Facts:
    """Score the company with its own settings and gather what the rules ask."""
    scores = score(company.customers, company.settings)
    whole = whole_of(company, scores)
    return Facts(
        company,
        scores,
        portfolio(scores, whole),
        attention(scores),
        classes(scores, whole),
        whole,
        progress_of(company, deck, scores.columns),
        disagreement,
        thresholds or Thresholds(),
    )
