"""What a rule is and what it says: signal raised, nothing wrong, or *niet te beoordelen*, never a silent ok."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Literal, NamedTuple

import numpy as np

from strategy.checks.facts import Facts
from strategy.scoring.columns import Bools, Floats

RuleOutcome = Literal["raised", "passed", "cannot_judge"]
Severity = Literal["critical", "high", "medium", "low"]
Unit = Literal["percent", "points", "euro", "days", "hours", "count", "number", "score", "word"]

WEIGHT: dict[Severity, int] = {"critical": 4, "high": 3, "medium": 2, "low": 1}
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
CARD_OF = {
    "B": "business_model",
    "W": "toegevoegde_waarde",
    "K": "communicatiekanalen",
    "S": "segmentatie",
}


@dataclass(frozen=True)
class Place:
    """Where something can be mended: a card and one of its questions."""

    card: str
    question: str

    @classmethod
    def of(cls, question: str) -> Place:
        """The place of a question, by its code: B, W, K and S name the cards."""
        return cls(CARD_OF[question[0]], question)


class Affected(NamedTuple):
    """One item a signal is about; `amount` is the figure that ranks it, worst first."""

    kind: str
    id: str
    amount: float = 0.0
    provisional: bool = False


@dataclass(frozen=True)
class Figure:
    """A number a signal rests on. Percent and points are shares (0.31 is 31%); a word is a text key."""

    value: float | str
    unit: Unit


@dataclass(frozen=True)
class MissingAnswer:
    """Why a rule cannot judge: a question, a reason (text key rules.missing.*) and how many answers lack."""

    question: str
    reason: str
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a rule function returns; registering it makes it say `Finding`.

    `share` is the part 0-1 of revenue involved: at stake where a signal is raised, in order where the rule
    passed. `also` names further items by role (R22: the loud and the cold). `wording` picks among the texts of
    rules that can be raised in several ways (R23, R24). `cards` None means all cards of the rule.
    """

    outcome: RuleOutcome
    severity: Severity | None = None
    affected: Sequence[Affected] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    share: float = 0.0
    also: Mapping[str, Sequence[Affected]] = field(default_factory=dict)
    wording: str = ""
    missing: MissingAnswer | None = None
    cards: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Finding(Verdict):
    """What one rule says about one company, and where that can be mended."""

    rule: str
    cards: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def priority(self) -> float:
        """`ernst x (0,5 + 0,5 x betrokken omzetaandeel)`, 0 where nothing was raised (section 4)."""
        return WEIGHT[self.severity] * (0.5 + 0.5 * self.share) if self.severity else 0.0

    @property
    def leaves_open(self) -> bool:
        """Whether an answer is still needed; a question that does not apply needs none."""
        return self.outcome == "cannot_judge" and (
            self.missing is None or self.missing.reason != "not_applicable"
        )


class CannotJudge(Exception):
    """An answer this rule needs is missing. `affected` are the items it would have been about."""

    def __init__(self, question: str, reason: str, count: int = 0, affected: Sequence[Affected] = ()) -> None:
        super().__init__(f"{question}: {reason}")
        self.missing = MissingAnswer(question, reason, count)
        self.affected = affected


Check = Callable[[Facts], Verdict]
RULES: dict[str, Callable[[Facts], Finding]] = {}


def rule(code: str, *, cards: tuple[str, ...], mend: tuple[str, ...]) -> Callable[[Check], Check]:
    """Register a rule: the cards it touches and the questions where what it finds can be mended."""
    places = tuple(map(Place.of, mend))

    def register(check: Check) -> Check:
        @wraps(check)
        def judged(facts: Facts) -> Finding:
            said = vars(_verdict(check, facts))
            return Finding(**said | {"rule": code, "places": places, "cards": said["cards"] or cards})

        RULES[code] = judged
        return check

    return register


def _verdict(check: Check, facts: Facts) -> Verdict:
    try:
        return check(facts)
    except CannotJudge as stop:
        return Verdict(outcome="cannot_judge", affected=stop.affected, missing=_as_said(stop.missing, facts))


def _as_said(missing: MissingAnswer, facts: Facts) -> MissingAnswer:
    """The reason in the owner's own terms: somebody said so, rather than nobody answered."""
    said = facts.company.answer(missing.question)
    if said is None or said.state == "answered":
        return missing
    return MissingAnswer(
        missing.question, "not_applicable" if said.state == "not_applicable" else "said_unknown"
    )


def raised(
    severity: Severity,
    affected: Sequence[Affected],
    share: float,
    figures: Mapping[str, Figure] | None = None,
    *,
    also: Mapping[str, Sequence[Affected]] | None = None,
    cards: tuple[str, ...] | None = None,
    wording: str = "",
) -> Verdict:
    """A signal, and the items it is about, the worst first."""
    return Verdict(
        outcome="raised",
        severity=severity,
        affected=affected,
        figures={"n": count(len(affected))} | dict(figures or {}),
        share=share,
        also=also or {},
        wording=wording,
        cards=cards,
    )


def passed(share: float, figures: Mapping[str, Figure] | None = None, wording: str = "") -> Verdict:
    """Nothing wrong; `share` is the part of revenue for which that holds."""
    return Verdict(outcome="passed", share=share, figures=dict(figures or {}), wording=wording)


def ranked(affected: Iterable[Affected]) -> tuple[Affected, ...]:
    """The largest amount first; among equals the order in which people made them."""
    return tuple(sorted(affected, key=lambda item: -item.amount))


def at_least(value: float, bound: float) -> bool:
    """value >= bound, blind to what floating point adds below the ninth decimal."""
    return round(value - bound, 9) >= 0


def above(value: float, bound: float) -> bool:
    """value > bound, blind to what floating point adds below the ninth decimal."""
    return round(value - bound, 9) > 0


def those_at_least(values: Floats, bound: float) -> Bools:
    """Whose value is `at_least` the bound; an unknown one is not."""
    return np.round(values - bound, 9) >= 0


def those_above(values: Floats, bound: float) -> Bools:
    """Whose value is `above` the bound; an unknown one is not."""
    return np.round(values - bound, 9) > 0


def percent(share: float) -> Figure:
    return Figure(share, "percent")


def points(share: float) -> Figure:
    return Figure(share, "points")


def euro(amount: float) -> Figure:
    return Figure(amount, "euro")


def days(amount: float) -> Figure:
    return Figure(amount, "days")


def hours(amount: float) -> Figure:
    return Figure(amount, "hours")


def count(number: float) -> Figure:
    return Figure(number, "count")
