"""Small companies for the tests of the rules and the overview: say only what matters, classes set by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from strategy.checks import RULES, Disagreement, Facts, Finding, facts_of
from strategy.deck import deck_in
from strategy.nouns.company import (
    Activity,
    Answer,
    Channel,
    Company,
    Customer,
    Judged,
    Override,
    Profile,
    RevenueStream,
    Segment,
    Settings,
    Value,
)

WHOLE = Profile(all_customers=True)
SETTINGS = Settings(hourly_cost=50, fixed_cost_per_order=100, a_revenue=100_000)


def buyer(id: str, revenue: float | None = 100, klass: str | None = "B", **fields: Any) -> Customer:
    """A customer; `klass` puts it in a class by hand, None leaves it to the method."""
    by_hand = (
        Override(klass=klass, reason="test", who="test", at=datetime(2026, 1, 1, tzinfo=UTC))
        if klass
        else None
    )  # type: ignore[arg-type]
    return Customer(id=id, name=f"Naam {id}", revenue=revenue, override=by_hand, **fields)


def prospect(id: str, **fields: Any) -> Customer:
    """Somebody who never bought."""
    return Customer(id=id, name=f"Naam {id}", kind="prospect", **fields)


def value(id: str, comparison: float | None = 0, importance: float | None = 3, **fields: Any) -> Value:
    """A value with its place against the alternative."""
    return Value(id=id, name=f"Waarde {id}", comparison=comparison, importance=importance, **fields)


def channel(id: str, **fields: Any) -> Channel:
    """A channel; every phase has the strength `strength` unless said otherwise."""
    strength = fields.pop("strength", None)
    phases = ("awareness", "evaluation", "purchase", "delivery", "after_sales")
    return Channel(id=id, name=f"Kanaal {id}", **dict.fromkeys(phases, strength) | fields)


def segment(id: str) -> Segment:
    """A segment by itself."""
    return Segment(id=id, name=f"Groep {id}")


def stream(id: str, amount: float | None = 100, **fields: Any) -> RevenueStream:
    """A revenue stream."""
    return RevenueStream(id=id, name=f"Stroom {id}", amount=amount, **fields)


def activity(id: str, *values: str) -> Activity:
    """A key activity and the values it serves."""
    return Activity(id=id, name=f"Werk {id}", values=values)


def judged(**parts: float) -> Judged:
    """Judgements 1-5 of some parts."""
    return Judged(**parts)


def company(*customers: Customer, **parts: Any) -> Company:
    """A company of these customers, and no others."""
    return Company(**{"profile": WHOLE, "settings": SETTINGS, "customers": customers} | parts)


def facts(*customers: Customer, disagreement: Disagreement | None = None, **parts: Any) -> Facts:
    """What the rules look at for a company of these customers."""
    return facts_of(company(*customers, **parts), deck_in("nl"), disagreement=disagreement)


def says(rule: str, *customers: Customer, disagreement: Disagreement | None = None, **parts: Any) -> Finding:
    """What one rule says of a company of these customers."""
    return RULES[rule](facts(*customers, disagreement=disagreement, **parts))


def chose(discipline: str) -> tuple[Answer, ...]:
    """The answer to W8."""
    return (Answer(id="W8", values={"discipline": discipline}),)
