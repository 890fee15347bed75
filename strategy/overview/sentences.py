"""Findings and gaps as sentences; the words stand in texts/rules.*.toml and texts/overview.*.toml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from strategy.checks import Affected, Finding
from strategy.overview.reader import Reader
from strategy.words.texts import area


def title(finding: Finding, reader: Reader) -> str:
    """The rule's short name."""
    return reader.say(f"rules.{finding.rule}.title")


def sentences(finding: Finding, parts: Iterable[str], reader: Reader) -> list[str]:
    """The `finding`, `advice` or `strength` of a rule, with names and figures as this reader may see them."""
    values = _values(finding, reader)
    made = [reader.say(_key(finding, part, reader), **values) for part in parts]
    return [words[:1].upper() + words[1:] for words in made] if reader.level == "short" else made


def _key(finding: Finding, part: str, reader: Reader) -> str:
    """The most particular text there is: of this wording, and for a reader who sees no amounts or no names."""
    ways = [*([wording] for wording in finding.wording.split()), []]
    hushes = [["short"]] * (reader.level == "short") + [["quiet"]] * (not reader.sees_all) + [[]]
    paths = [[finding.rule, *way, *hush, part] for way in ways for hush in hushes]
    return ".".join(["rules", *next((path for path in paths if _exists(path)), [finding.rule, part])])


def _exists(path: list[str]) -> bool:
    found: object = area("rules", "nl")
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found is not None


def _values(finding: Finding, reader: Reader) -> dict[str, str]:
    figures = {name: reader.figure(figure) for name, figure in finding.figures.items()}
    roles = {role: reader.role(role, items) for role, items in finding.also.items()}
    named = {"names": reader.names(finding.affected), "first": _first(finding.affected, reader)}
    shown = {name: words for name, words in figures.items() if words is not None}
    return {"n": "0", "ok": reader.of_revenue(finding.share), "of": reader.of} | shown | roles | named


def _first(affected: Sequence[Affected], reader: Reader) -> str:
    return reader.role("first", affected[:1]) if affected else ""


def why_not(finding: Finding, reader: Reader) -> str:
    """Why a rule cannot judge, naming the question."""
    missing = finding.missing
    if missing is None:
        return ""
    n = reader.number(missing.count)
    return reader.say(f"rules.missing.{missing.reason}", question=missing.question, n=n)
