"""What comes first: the ranked list of work, the lights of the cards and what is already in order (section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from strategy.checks.progress import Progress
from strategy.checks.rule import WEIGHT, Affected, Finding, Severity

Colour = Literal["red", "orange", "yellow", "green", "grey"]
State = Literal["empty", "busy", "urgent", "points", "open", "fine"]
STRENGTHS = 3
ENOUGH_FOR_A_GROUP = 3
DEPENDENT_AND_DEAR = {"R06", "R24"}
CARD_OF_SUBJECT = {
    "customer": "segmentatie",
    "channel": "communicatiekanalen",
    "value": "toegevoegde_waarde",
    "stream": "business_model",
}
TELLING: dict[str, int] = {
    **dict.fromkeys(("R29", "R25", "R11", "R22"), 3),
    **dict.fromkeys(("R04", "R05", "R09", "R13", "R18", "R19", "R27"), 2),
    **dict.fromkeys(("R01", "R24"), 1),
}
"""How telling a passed rule is as a strength; the others are never shown (section 4)."""
ONLY_WHEN_STRONG = ("R11", "R25")
"""Strengths from a bound on: a difference proven in figures, 40% of revenue that recurs."""


@dataclass(frozen=True)
class Light:
    """The traffic light of one card. `state` says it in a word (text key), `count` how many points are meant, `urgent`
    how many of those are critical.

    Grey is a card under way (`empty`, `busy`) or one where nothing was raised yet some rule cannot judge
    (`open`): green only ever means that everything was looked at.
    """

    card: str
    colour: Colour
    state: State
    count: int = 0
    urgent: int = 0


LIGHTS: dict[str, Colour] = {"critical": "red", "high": "orange", "medium": "yellow"}


@dataclass(frozen=True)
class Point:
    """One thing to work on: a finding, or several that are about one and the same `subject` (section 4).

    `findings` are ranked, the heaviest first; `cards` are those of the finding, of a group the card of its subject
    where the cards of its parts differ.
    """

    findings: tuple[Finding, ...]
    cards: tuple[str, ...]
    subject: Affected | None = None

    @property
    def severity(self) -> Severity:
        """That of the heaviest part."""
        return self.findings[0].severity or "low"

    @property
    def rule(self) -> str:
        """The rule of the heaviest part, by which the point is known."""
        return self.findings[0].rule

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of all parts."""
        return tuple(finding.rule for finding in self.findings)


def ranked_work(findings: Iterable[Finding]) -> list[Finding]:
    """Every raised signal: severity first, then `prioriteit`, ties by rule number."""
    return sorted((finding for finding in findings if finding.outcome == "raised"), key=_weight)


def _weight(finding: Finding) -> tuple[float, float, str]:
    return -WEIGHT[finding.severity or "low"], -round(finding.priority, 9), finding.rule


def points_of(findings: Iterable[Finding]) -> list[Point]:
    """The ranked work, with findings that share their only subject as one point where they are three or more.

    A channel on which you depend (R24) and that brings no good customers (R06) is one point as well.
    """
    work = ranked_work(findings)
    about: dict[tuple[str, str], list[Finding]] = {}
    for finding in work:
        if (subject := _only_subject(finding)) is not None:
            about.setdefault(subject[:2], []).append(finding)
    groups = {finding.rule: group for group in about.values() if _belong_together(group) for finding in group}
    return [
        _point(groups.get(finding.rule, [finding]))
        for finding in work
        if groups.get(finding.rule, [finding])[0] is finding
    ]


def _only_subject(finding: Finding) -> Affected | None:
    """The one customer, channel, value or stream that a finding is about."""
    alone = finding.affected[0] if len(finding.affected) == 1 else None
    return alone if alone is not None and alone.kind in CARD_OF_SUBJECT else None


def _belong_together(group: list[Finding]) -> bool:
    return len(group) >= ENOUGH_FOR_A_GROUP or {finding.rule for finding in group} == DEPENDENT_AND_DEAR


def _point(group: list[Finding]) -> Point:
    if len(group) == 1:
        return Point((group[0],), group[0].cards)
    subject = group[0].affected[0]
    alike = len({frozenset(finding.cards) for finding in group}) == 1
    return Point(tuple(group), group[0].cards if alike else (CARD_OF_SUBJECT[subject.kind],), subject)


def strengths(findings: Iterable[Finding]) -> list[Finding]:
    """The three most telling rules that passed (section 4); one that found nothing to look at is none."""
    sound = [finding for finding in findings if finding.outcome == "passed" and finding.share > 0]
    telling = [finding for finding in sound if tells(finding)]
    return sorted(telling, key=lambda finding: (-tells(finding), -round(finding.share, 9), finding.rule))[
        :STRENGTHS
    ]


def tells(finding: Finding) -> int:
    """How telling it is that this rule passed, 3 to 1; 0 is never shown."""
    if finding.rule in ONLY_WHEN_STRONG:
        return TELLING[finding.rule] if "strong" in finding.wording.split() else 0
    return TELLING.get(finding.rule, 0)


def light_of(card: str, progress: Progress, findings: Iterable[Finding], complete: float = 0.6) -> Light:
    """Grey below `complete`, red with a critical signal, orange with a high one, yellow with a medium one.

    The count is of the points of work that touch the card, groups counted once: the same that its panel lists.
    """
    if round(progress.share - complete, 9) < 0:
        return Light(card, "grey", "busy" if progress.share else "empty")
    said = list(findings)
    points = [point for point in points_of(said) if card in point.cards]
    severities = {point.severity for point in points}
    worst = next((severity for severity in ("critical", "high", "medium") if severity in severities), None)
    if worst is not None:
        urgent = sum(point.severity == "critical" for point in points)
        return Light(card, LIGHTS[worst], "urgent" if urgent else "points", len(points), urgent)
    unjudged = sum(finding.leaves_open for finding in said if card in finding.cards)
    if unjudged:
        return Light(card, "grey", "open", unjudged)
    return Light(card, "green", "points" if points else "fine", len(points))
