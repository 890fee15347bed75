"""What came of scoring the customers: the classes with what changed since the vote, and who gets the time.

On the desk and on the projector alike. Every figure and the advice come from the overview of the company.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from strategy.comparing.moments import compare_companies, move_sentence
from strategy.nouns.company import Company
from strategy.overview import CompanyOverview, overview_of
from strategy.overview.shape import ClassRow, CustomerRow
from strategy.words.formats import percent
from ui.look.tables import letter
from ui.room.lead import say_in

LETTERS = ("A", "B", "C", "D", "?")
MOST_NAMES = 12
MOST_MOVES = 8
ADVICE = "R22"


def result(company: Company, before: Company | None, language: str) -> None:
    """The customers by class, and which of them moved since the vote began."""
    overview = overview_of(company, language=language)
    if not overview.customers:
        st.html(f'<p class="bk-lead">{escape(say_in(language, "outcome.nobody"))}</p>')
        return
    st.html(f'<p class="bk-lead">{escape(finding(overview, language))}</p>')
    columns = "".join(one_class(klass, overview, language) for klass in LETTERS)
    st.html(f'<div class="bk-classes">{columns}</div>')
    st.html(moves(company, before, language))


def finding(overview: CompanyOverview, language: str) -> str:
    """What the classes say, in one sentence."""
    return overview.portfolio.title if overview.portfolio is not None else say_in(language, "outcome.nobody")


def one_class(klass: str, overview: CompanyOverview, language: str) -> str:
    """One class with its customers, the best first; nothing for a class that nobody is in."""
    rows = sorted(
        (row for row in overview.customers if row.klass == klass), key=lambda row: -(row.total or 0)
    )
    if not rows and klass == "?":
        return ""
    names = "".join(f"<li>{named(row, language)}</li>" for row in rows[:MOST_NAMES])
    more = len(rows) - MOST_NAMES
    rest = f"<li>{escape(say_in(language, 'outcome.more', n=more))}</li>" if more > 0 else ""
    empty = f"<li class=bk-note>{escape(say_in(language, 'outcome.none'))}</li>" if not rows else ""
    return (
        f"<section><h2>{letter(klass)} <span>{len(rows)}</span></h2><ul>{names}{rest}{empty}</ul></section>"
    )


def named(row: CustomerRow, language: str) -> str:
    """A customer with its star, and a mark where its class may still change."""
    star = " ★" if row.dream else ""
    mark = (
        f' <i class="bk-note">{escape(say_in(language, "outcome.provisional"))}</i>'
        if row.provisional
        else ""
    )
    return f"{escape(row.name)}{star}{mark}"


def moves(company: Company, before: Company | None, language: str) -> str:
    """Who is in another class than when the vote began, and why."""
    found = compare_companies(before, company).classes if before is not None else ()
    title = say_in(language, "outcome.moved", n=len(found)) if found else say_in(language, "outcome.unmoved")
    lines = "".join(
        f"<li>{escape(move_sentence(each, each.name, language))}</li>" for each in found[:MOST_MOVES]
    )
    return f'<div class="bk-moves"><h2>{escape(title)}</h2><ul class="bk-list">{lines}</ul></div>'


# Who gets the time


def time(company: Company, language: str) -> None:
    """Per class the hours against the contribution, who stands in the cold, and the one advice on hours."""
    overview = overview_of(company, language=language)
    portfolio = overview.portfolio
    rows = [row for row in portfolio.classes if row.customers or row.prospects] if portfolio else []
    if portfolio is None or all(row.hours_share is None for row in rows):
        st.html(f'<p class="bk-lead">{escape(say_in(language, "outcome.no_hours"))}</p>')
        return
    advice = overview.said_by(ADVICE)
    heading = advice.finding if advice is not None else portfolio.title
    st.html(f'<p class="bk-lead">{escape(heading)}</p>{bars(rows, language)}')
    st.html(people(overview, language))
    if advice is not None:
        label = escape(say_in(language, "outcome.advice"))
        st.html(f'<div class="bk-advice"><b>{label}</b><p>{escape(advice.advice)}</p></div>')


def bars(rows: list[ClassRow], language: str) -> str:
    """A table with per class a bar for the time and one for the contribution."""
    heads = "".join(
        f'<th scope="col">{escape(say_in(language, f"outcome.{name}"))}</th>'
        for name in ("class", "time", "gives")
    )
    body = "".join(
        f'<tr><th scope="row">{letter(row.klass)}</th>{bar(row.hours_share, "time", language)}'
        f"{bar(row.contribution_share, 'gives', language)}</tr>"
        for row in rows
    )
    return f'<table class="bk-bars"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def bar(share: float | None, kind: str, language: str) -> str:
    """One bar with its figure; a share that is not known has none."""
    if share is None:
        return f'<td class="bk-note">{escape(say_in(language, "outcome.unknown"))}</td>'
    wide = f"{min(max(share, 0.0), 1.0):.1%}"
    return f'<td><div class="bk-bar bk-bar-{kind}"><i style="width: {wide}"></i><b>{percent(share, language)}</b></div></td>'


def people(overview: CompanyOverview, language: str) -> str:
    """Who shouts and who stands in the cold, by name."""
    parts = ""
    for signal in ("cold", "loud"):
        names = [row.name for row in overview.customers if row.attention == signal]
        title = (
            say_in(language, f"outcome.{signal}", n=len(names))
            if names
            else say_in(language, f"outcome.no_{signal}")
        )
        lines = "".join(f"<li>{escape(name)}</li>" for name in names[:MOST_NAMES])
        parts += f"<section><h2>{escape(title)}</h2><ul class=bk-list>{lines}</ul></section>"
    return f'<div class="bk-classes bk-two">{parts}</div>'
