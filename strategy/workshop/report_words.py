"""The report of a session in words, as Markdown and as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from strategy.nouns.company import Action
from strategy.words.formats import day, day_in_words, number
from strategy.words.texts import text
from strategy.workshop.report import ReportStep, Scored, SessionReport, WrittenList

CSV_COLUMNS = (
    "kind",
    "card",
    "step",
    "question",
    "item",
    "state",
    "know",
    "not_known",
    "median",
    "lowest",
    "highest",
    "label",
    "first_median",
    "first_label",
    "direction",
    "agreed",
    "reason",
    "who",
    "due",
    "measure",
)
MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def as_markdown(report: SessionReport, language: str = "nl") -> str:
    """The report as Markdown; what people wrote stands in it as they wrote it, whatever signs it has."""
    return "\n".join(_markdown(report, language)) + "\n"


def _markdown(report: SessionReport, language: str) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return text(f"session.{key}", language, **values)

    yield f"# {say('title', company=plain(report.company_name or say('nameless')))}"
    yield ""
    yield from (f"- {plain(line)}" for line in facts(report, language))
    for card in report.cards:
        yield from ("", f"## {plain(card.title or say('no_card'))}")
        for step in card.steps:
            yield from ("", f"### {plain(step.title)}", "")
            yield from _step_in_markdown(step, language)
    yield from ("", f"## {say('open')}", "")
    yield from _listed((f"{each.item}: {each.question}" for each in report.left_open), say("open_none"))
    yield from ("", f"## {say('actions')}", "")
    yield from _listed((action_in_words(each, language) for each in report.actions), say("actions_none"))


def _listed(lines: Iterable[str], otherwise: str) -> Iterator[str]:
    found = [f"- {plain(line)}" for line in lines]
    yield from found or [otherwise]


def _step_in_markdown(step: ReportStep, language: str) -> Iterator[str]:
    if not step.shown:
        yield text("session.not_shown", language)
    for written in step.written:
        yield f"**{plain(written.question)}**"
        yield ""
        yield from (f"- {plain(line)}" for line in written_in_words(written, language))
        yield ""
    if step.scored:
        heads = [text(f"session.heads.{name}", language) for name in ("item", "outcome", "agreed")]
        yield f"| {' | '.join(heads)} |"
        yield "|---|---|---|"
        for each in step.scored:
            cells = (
                f"{each.item}: {each.question}",
                outcome_in_words(each, language),
                agreed_in_words(each, language),
            )
            yield f"| {' | '.join(plain(cell) for cell in cells)} |"


def plain(words: str) -> str:
    """Words of people in Markdown, so that none of their signs means anything there."""
    return MARKS.sub(r"\\\1", " ".join(words.split()))


def facts(report: SessionReport, language: str) -> list[str]:
    """When, who led, how many took part; who, only with open cards."""

    def say(key: str, **values: object) -> str:
        return text(f"session.{key}", language, **values)

    when = report.closed or report.opened
    lines = [say("held" if report.closed else "running", day=day_in_words(when, language))]
    if report.led_by:
        lines.append(say("led", names=", ".join(report.led_by)))
    lines.append(say("took_part", n=report.took_part))
    if report.names:
        lines.append(say("names", names=", ".join(report.names)))
    settled = [each for each in report.scored if each.result.agreed is not None]
    lines.append(say("counts", n=len(settled), of=len(report.scored), open=len(report.left_open)))
    return lines


def written_in_words(written: WrittenList, language: str) -> list[str]:
    """What was proposed, kept and dropped, in three lines at most."""

    def line(key: str, found: Sequence[str]) -> str:
        return text(f"session.{key}", language, n=len(found), lines="; ".join(found))

    if not written.proposed:
        return [text("session.nothing_written", language)]
    parts = (("proposed", written.proposed), ("kept", written.kept), ("dropped", written.dropped))
    return [line(key, found) for key, found in parts if found]


def outcome_in_words(scored: Scored, language: str) -> str:
    """Word, median and range of a subject, and what its second round did."""
    result = scored.result

    def say(key: str, **values: object) -> str:
        return text(f"session.{key}", language, **values)

    if not result.know:
        return say("unknown", n=result.not_known) if result.not_known else say("no_votes")
    parts = [text(f"workshop.label.{result.label}", language)]
    if result.median is not None:
        parts.append(say("median", value=number(result.median, language, 1)))
    if result.lowest is not None and result.highest is not None:
        low, high = (number(each, language, 1) for each in (result.lowest, result.highest))
        parts.append(say("range", lowest=low, highest=high, n=result.know))
    if result.first_label is not None:
        first = text(f"workshop.label.{result.first_label}", language)
        moved = text(f"workshop.direction.{result.direction or 'same'}", language)
        parts.append(say("shift", first=first, moved=moved))
    return ", ".join(parts)


def agreed_in_words(scored: Scored, language: str) -> str:
    """What was settled, with the reason where it is not the median."""
    result = scored.result
    if result.agreed is None:
        return text("session.stayed_open", language) if scored.stayed_open else ""
    value = number(result.agreed, language, 1)
    if not scored.off_the_median:
        return value
    return text("session.off_median", language, value=value, reason=result.reason)


def action_in_words(action: Action, language: str) -> str:
    """An action with who and by when."""
    due = day(action.due) if isinstance(action.due, date) else ""
    about = ", ".join(part for part in (action.who, due, action.measure) if part)
    return f"{action.name} ({about})" if about else action.name


def as_csv(report: SessionReport) -> str:
    """The report as rows with English column names; a cell never starts a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return out.getvalue()


def _cell(value: object) -> str:
    words = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return f"'{words}" if words[:1] in ("=", "+", "@", "\t", "\r") or _starts_a_formula(words) else words


def _starts_a_formula(words: str) -> bool:
    return words.startswith("-") and not re.fullmatch(r"-[\d.]+", words)


def _rows(report: SessionReport) -> Iterator[dict[str, object]]:
    for card in report.cards:
        for step in card.steps:
            place = {"card": card.card, "step": step.title}
            for written in step.written:
                yield from (place | row for row in _line_rows(written))
            yield from (place | _vote_row(each) for each in step.scored)
    for action in report.actions:
        yield {
            "kind": "action",
            "item": action.name,
            "state": "done" if action.done else "open",
            "who": action.who,
            "due": action.due,
            "measure": action.measure,
        }


def _line_rows(written: WrittenList) -> Iterator[dict[str, object]]:
    for state in ("proposed", "kept", "dropped"):
        for words in getattr(written, state):
            yield {"kind": "line", "question": written.question, "item": words, "state": state}


def _vote_row(scored: Scored) -> dict[str, object]:
    names = (
        "know",
        "not_known",
        "median",
        "lowest",
        "highest",
        "label",
        "first_median",
        "first_label",
        "direction",
        "agreed",
        "reason",
    )
    row = {name: getattr(scored.result, name) for name in names}
    state = "agreed" if scored.result.agreed is not None else "open" if scored.stayed_open else ""
    return {"kind": "vote", "question": scored.question, "item": scored.item, "state": state, **row}
