"""The report of a session on screen, with the files to take along."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from strategy import workshop
from strategy.company.access import NotAllowed
from strategy.nouns.company import Action
from strategy.words.file_names import file_name
from strategy.words.formats import day
from strategy.words.texts import text
from strategy.workshop import SessionReport
from strategy.workshop.report import ReportCard, ReportStep, WrittenList
from strategy.workshop.report_words import (
    agreed_in_words,
    as_csv,
    as_markdown,
    facts,
    outcome_in_words,
    written_in_words,
)
from ui.frame.frame import Desk
from ui.look.tables import table
from ui.overview import take_along
from ui.paper.session import session_order

REPORT = "verslag"


def report_page(desk: Desk, workshop_id: str) -> None:
    """The page of a report, for a facilitator and for an owner of the company."""
    try:
        report = workshop.report_of(desk.store, desk.visitor, workshop_id, desk.language)
    except NotAllowed:
        st.html(f'<div class="bk-page"><h1>{escape(session_text("not_yours", desk.language))}</h1></div>')
        return
    title = session_text(
        "title", desk.language, company=report.company_name or session_text("nameless", desk.language)
    )
    st.html(f'<div class="bk-page"><h1>{escape(title)}</h1></div>')
    inside(report, desk.language)
    on_paper(desk, report, workshop_id)


def inside(report: SessionReport, language: str) -> None:
    """The whole report: the facts, the cards, what stayed open and the actions."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in facts(report, language))
    st.html(f'<ul class="bk-list">{lines}</ul>')
    files(report, language)
    open_points(report, language)
    for card in report.cards:
        one_card(card, language)
    if not report.cards:
        st.caption(session_text("nothing_held", language))
    actions(report.actions, language)


def session_text(key: str, language: str, **values: object) -> str:
    """A text of the report."""
    return text(f"session.{key}", language, **values)


def files(report: SessionReport, language: str) -> None:
    """The report to take along."""
    when = (report.closed or report.opened).date()
    name = f"{session_text('file', language)}-{when}"
    with st.container(horizontal=True, gap="small"):
        if any(action.due and not action.done for action in report.actions):
            st.download_button(
                session_text("calendar_file", language),
                workshop.as_calendar(report.actions, report.company_name, report.opened, language),
                f"{name}.ics",
                "text/calendar; charset=utf-8",
                key="report_calendar",
                icon=":material/event:",
                on_click="ignore",
            )
        st.download_button(
            session_text("markdown", language),
            as_markdown(report, language),
            f"{name}.md",
            "text/markdown; charset=utf-8",
            key="report_markdown",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            session_text("csv", language),
            "\ufeff" + as_csv(report),
            f"{name}.csv",
            "text/csv; charset=utf-8",
            key="report_csv",
            icon=":material/download:",
            on_click="ignore",
        )


def on_paper(desk: Desk, report: SessionReport, workshop_id: str) -> None:
    """The report as PDF, printed beside the server."""
    order = partial(session_order, report, desk.language)
    when = (report.closed or report.opened).date()
    name = file_name(report.company_name, session_text("file", desk.language), when, "pdf")
    take_along.printed_report(desk, order, f"{workshop_id} {report.closed}", name)


def open_points(report: SessionReport, language: str) -> None:
    """What the room did not settle."""
    with st.container(key="bk_panel_report_open"):
        st.html(f'<h2 class="bk-panel-title">{escape(session_text("open", language))}</h2>')
        if report.left_open:
            points = "".join(
                f"<li><b>{escape(each.item)}</b>: {escape(each.question)} "
                f'<span class="bk-note">{escape(outcome_in_words(each, language))}</span></li>'
                for each in report.left_open
            )
            st.html(f'<ul class="bk-list">{points}</ul>')
        else:
            st.caption(session_text("open_none", language))


def one_card(card: ReportCard, language: str) -> None:
    """What was done on one card."""
    with st.container(key=f"bk_panel_report_{card.card or 'none'}"):
        title = escape(card.title or session_text("no_card", language))
        st.html(f'<h2 class="bk-panel-title bk-card-{escape(card.card)}">{title}</h2>')
        for step in card.steps:
            one_step(step, language)


def one_step(step: ReportStep, language: str) -> None:
    """The lines or the votes of one step."""
    hidden = "" if step.shown else f'<p class="bk-note">{escape(session_text("not_shown", language))}</p>'
    lines = "".join(one_list(written, language) for written in step.written)
    st.html(f"<h3>{escape(step.title)}</h3>{hidden}{lines}")
    if step.scored:
        heads = [session_text(f"heads.{name}", language) for name in ("item", "outcome", "agreed")]
        rows = [
            [
                f"{each.item}: {each.question}",
                outcome_in_words(each, language),
                agreed_in_words(each, language),
            ]
            for each in step.scored
        ]
        st.html(table(heads, rows))


def one_list(written: WrittenList, language: str) -> str:
    """What was proposed, kept and dropped for a question."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in written_in_words(written, language))
    return f'<p><b>{escape(written.question)}</b></p><ul class="bk-list">{lines}</ul>'


def actions(planned: tuple[Action, ...], language: str) -> None:
    """What was agreed to do in this session."""
    with st.container(key="bk_panel_report_actions"):
        st.html(f'<h2 class="bk-panel-title">{escape(session_text("actions", language))}</h2>')
        if not planned:
            st.caption(session_text("actions_none", language))
            return
        heads = [session_text(f"heads.{name}", language) for name in ("what", "who", "due", "measure")]
        rows = [[each.name, each.who, day(each.due) if each.due else "", each.measure] for each in planned]
        st.html(table(heads, rows))
