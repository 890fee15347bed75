"""What stands in the report of a session, by itself or as a part of a company's report."""

from __future__ import annotations

from datetime import date
from typing import Any

from strategy.words.formats import day
from strategy.words.texts import area, text
from strategy.workshop.report import ReportCard, ReportStep, SessionReport
from strategy.workshop.report_words import (
    action_in_words,
    agreed_in_words,
    facts,
    outcome_in_words,
    written_in_words,
)
from ui.paper.compiling import Order

HEADS = ("item", "outcome", "agreed")


def session_order(session: SessionReport, language: str) -> Order:
    """The report of this session by itself."""
    when: date = (session.closed or session.opened).date()
    data = session_data(session, language)
    return Order(
        "session",
        {
            "title": data["title"],
            "language": language,
            "day": [when.year, when.month, when.day],
            "foot": f"{data['title']} · {day(when)}",
            "words": area("paper", language)["words"],
            "without_standard": text("paper.without_standard", language),
            "session": data,
        },
    )


def session_data(session: SessionReport, language: str) -> dict[str, Any]:
    """A session as the plain data that the templates draw."""

    def say(key: str, **values: object) -> str:
        return text(f"session.{key}", language, **values)

    left_open = [f"{each.item}: {each.question}" for each in session.left_open]
    actions = [action_in_words(each, language) for each in session.actions]
    return {
        "title": say("title", company=session.company_name or say("nameless")),
        "facts": facts(session, language),
        "cards": [_card(card, language) for card in session.cards],
        "open_title": say("open"),
        "open": left_open or [say("open_none")],
        "actions_title": say("actions"),
        "actions": actions or [say("actions_none")],
    }


def _card(card: ReportCard, language: str) -> dict[str, Any]:
    title = card.title or text("session.no_card", language)
    return {"title": title, "steps": [_step(step, language) for step in card.steps]}


def _step(step: ReportStep, language: str) -> dict[str, Any]:
    lines = [] if step.shown else [text("session.not_shown", language)]
    for written in step.written:
        lines += [written.question, *written_in_words(written, language)]
    rows = [
        [f"{each.item}: {each.question}", outcome_in_words(each, language), agreed_in_words(each, language)]
        for each in step.scored
    ]
    heads = [text(f"session.heads.{name}", language) for name in HEADS]
    table = {"heads": heads, "columns": ["long", "long", "words"], "rows": rows} if rows else None
    return {"title": step.title, "lines": lines, "table": table}
