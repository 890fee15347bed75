"""What comes first: the ranked list of work, the lights of the cards and what is already in order (section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from strategy.checks.progress import Progress
from strategy.checks.rule import Finding

Colour = Literal["red", "orange", "yellow", "green", "grey"]
State = Literal["empty", "busy", "urgent", "points", "open", "fine"]
STRENGTHS = 3


@dataclass(frozen=True)
class Light:
    """The traffic light of one card. `state` says it in a word (text key), `count` how many points are meant.

    Grey is a card under way (`empty`, `busy`) or one where nothing was raised yet some rule cannot judge
    (`open`): green only ever means that everything was looked at.
    """

    card: str
    colour: Colour
    state: State
    count: int = 0


def ranked_work(findings: Iterable[Finding]) -> list[Finding]:
    """Every raised signal, by `prioriteit`, ties by rule number."""
    work = [finding for finding in findings if finding.outcome == "raised"]
    return sorted(work, key=lambda finding: (-round(finding.priority, 9), finding.rule))


def strengths(findings: Iterable[Finding]) -> list[Finding]:
    """The three rules passed for the largest part of revenue; a rule that found nothing to look at is none."""
    sound = [finding for finding in findings if finding.outcome == "passed" and finding.share > 0]
    return sorted(sound, key=lambda finding: (-round(finding.share, 9), finding.rule))[:STRENGTHS]


def light_of(card: str, progress: Progress, findings: Iterable[Finding], complete: float = 0.6) -> Light:
    """Grey below `complete`, red with a critical signal, orange with a high one, yellow with a medium one."""
    if round(progress.share - complete, 9) < 0:
        return Light(card, "grey", "busy" if progress.share else "empty")
    touching = [finding for finding in findings if card in finding.cards]
    severities = [finding.severity for finding in touching if finding.outcome == "raised"]
    serious = sum(severity != "low" for severity in severities)
    if "critical" in severities:
        return Light(card, "red", "urgent", severities.count("critical"))
    if "high" in severities:
        return Light(card, "orange", "points", serious)
    if "medium" in severities:
        return Light(card, "yellow", "points", serious)
    unjudged = sum(finding.leaves_open for finding in touching)
    return Light(card, "grey", "open", unjudged) if unjudged else Light(card, "green", "fine")
