"""Findings and gaps as sentences; the words stand in texts/rules.*.toml and texts/overview.*.toml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from strategy.checks import Affected, Finding, Point
from strategy.overview.reader import Reader
from strategy.words.texts import area, joined


def title(finding: Finding, reader: Reader) -> str:
    """The rule's short name."""
    return _worded(finding, ["title"], reader)[0]


def subject(finding: Finding, reader: Reader) -> str:
    """What a rule looks at, without saying what it found: for rules that cannot judge."""
    return reader.say(f"rules.{finding.rule}.subject")


def grouped(point: Point, reader: Reader) -> tuple[str, str, str]:
    """Title, finding and advice of several findings about one subject: what each saw, and what to talk about."""
    about = point.subject or point.findings[0].affected[0]
    words = {
        "name": reader.role("subject", [about]),
        "seen": _joined(point, "clause", reader),
        "topics": _joined(point, "topic", reader),
    }
    heading, seen, advice = (
        _with_capital(reader.say(f"rules.group.{about.kind}.{part}", **words))
        for part in ("title", "finding", "advice")
    )
    return heading, seen, advice


def _joined(point: Point, part: str, reader: Reader) -> str:
    """What every finding of the point says in this part, none of it twice."""
    said = dict.fromkeys(_worded(finding, [part], reader)[0] for finding in point.findings)
    return joined(list(said), reader.language)


def sentences(finding: Finding, parts: Iterable[str], reader: Reader) -> list[str]:
    """The `finding`, `advice` or `strength` of a rule, with names and figures as this reader may see them."""
    made = _worded(finding, parts, reader)
    return [_with_capital(words) for words in made] if reader.level == "short" else made


def _worded(finding: Finding, parts: Iterable[str], reader: Reader) -> list[str]:
    values = _values(finding, reader)
    return [reader.say(_key(finding, part, reader), **values) for part in parts]


def _with_capital(words: str) -> str:
    """A sentence that begins with what stands for a name. Dutch puts no accent on a capital: `Eén klant`."""
    return (words[:1].upper() + words[1:]).replace("Éé", "Eé")


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
