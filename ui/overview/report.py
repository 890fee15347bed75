"""A `CompanyOverview` on the page of its owner, with what can be done about it; ui/html/page.py draws it for a reader.

Nothing is computed here and nothing is left out here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st

from strategy.overview import CompanyOverview, WorkPoint
from strategy.overview.reader import share_in_words
from strategy.words.formats import day, percent
from ui import charts
from ui.frame.paging import paged
from ui.frame.picture import chart, theme
from ui.html.parts import (
    bullets,
    class_table,
    customer_table,
    figures,
    gaps_table,
    light,
    not_yet_known,
    report_text,
    work_point,
)
from ui.html.sheet import sheet
from ui.look.tables import Html, table
from ui.look.tables import as_typed as as_typed


@dataclass(frozen=True)
class Own:
    """What the owner has on the page and a reader does not.

    `carried` goes along in every link to where things are mended; `offer` draws what can be done below a point of
    work; `actions` draws the actions as they can be changed.
    """

    carried: Mapping[str, str]
    offer: Callable[[WorkPoint], None]
    actions: Callable[[], None]


def draw(overview: CompanyOverview, language: str, *, key: str, own: Own) -> None:
    """The overview below its heading, in the order of method.md section 4."""
    lights(overview, own)
    work, picture = st.columns([0.54, 0.46], gap="medium")
    with work:
        work_panel(overview, language, key, own)
    with picture:
        portfolio_panel(overview, language, key)
    if overview.customers:
        customers(overview, language)
    more(overview, language, own)


def heading(overview: CompanyOverview, language: str) -> None:
    """The company and its story in one breath."""
    story = f"<p>“{escape(overview.story)}”</p>" if overview.story else ""
    example = f"<p>{escape(report_text('example', language))}</p>" if overview.example else ""
    st.html(
        f'<div class="bk-page"><h1>{escape(overview.company or report_text("nameless", language))}</h1>{story}{example}</div>'
    )


def lights(overview: CompanyOverview, own: Own | None) -> None:
    """The company on one sheet; where there is none (level short), the four cards with their light and progress."""
    carried = own.carried if own is not None else None
    laid = sheet(overview, overview.language, carried)
    if laid:
        st.html(laid)
        return
    st.html(f'<div class="bk-lights">{"".join(light(card, carried) for card in overview.cards)}</div>')


def work_panel(overview: CompanyOverview, language: str, key: str, own: Own | None) -> None:
    """*Werk aan de winkel*: the first points, each with what is seen and what to do."""
    with st.container(key=f"bk_panel_work_{key}"):
        st.html(f'<h2 class="bk-panel-title">{escape(report_text("work", language))}</h2>')
        if not overview.work:
            st.html(f"<p>{escape(report_text('no_work', language))}</p>")
        work_points(overview.work[: overview.top], own)


def work_points(points: tuple[WorkPoint, ...], own: Own | None) -> None:
    """Points of work; the owner has what can be done below each of them, a room only reads them."""
    groups = [points] if own is None else [(point,) for point in points]
    for group in groups:
        if not group:
            continue
        with st.container(gap=None):
            listed = "".join(work_point(point, None if own is None else own.carried) for point in group)
            start = f"counter-reset: work {group[0].rank - 1}"
            st.html(f'<ol class="bk-work{"" if own is None else " bk-own"}" style="{start}">{listed}</ol>')
            if own is not None:
                own.offer(group[0])


def portfolio_panel(overview: CompanyOverview, language: str, key: str) -> None:
    """Where the time goes and what it earns, per class, with the figures behind it, or what to fill in."""
    portfolio = overview.portfolio
    if portfolio is None:
        return
    with st.container(key=f"bk_panel_{key}"):
        st.html(
            f'<h2 class="bk-panel-title">{escape(portfolio.title or report_text("portfolio", language))}</h2>'
        )
        bars = [
            (row, row.hours_share)
            for row in portfolio.classes
            if row.customers and row.hours_share is not None
        ]
        if bars:
            chart(
                charts.time_and_contribution(
                    [charts.ClassShare(row.klass, hours, row.contribution_share) for row, hours in bars],
                    (
                        report_text("time", language),
                        report_text("contribution", language),
                        report_text("not_known", language),
                    ),
                    language,
                    theme(),
                    percent if overview.exact else share_in_words,
                ),
                key=f"time_{key}",
                alt=portfolio.title,
            )
        elif not portfolio.customers:
            st.caption(report_text("no_customers", language))
        if portfolio.customers:
            st.html(figures(portfolio, language, exact=overview.exact))
            if portfolio.unknown:
                st.html(not_yet_known(portfolio))
            with st.expander(report_text("per_class", language)):
                st.html(class_table(portfolio, language, exact=overview.exact))


def customers(overview: CompanyOverview, language: str) -> None:
    """Every customer with its class and the one sentence that explains it."""
    with st.expander(report_text("customer_list", language, n=len(overview.customers))):
        paged(
            overview.customers,
            lambda some: customer_table(some, language, exact=overview.exact),
            language=language,
            key="customers",
        )


def more(overview: CompanyOverview, language: str, own: Own) -> None:
    """The rest of the work, strengths, actions, what is assumed, and the method used."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(
            bullets(
                report_text("strengths", language), [each.sentence for each in overview.strengths], language
            )
        )
        rest = overview.work[overview.top :]
        if rest:
            with st.expander(report_text("more_work", language, n=len(rest))):
                work_points(rest, own)
    with right:
        own.actions()
    with st.expander(report_text("assumptions", language)):
        st.html(bullets("", overview.assumptions, language))
    if overview.gaps:
        with st.expander(report_text("gaps", language, n=len(overview.gaps))):
            st.html(gaps_table(overview, language))
    if overview.method is not None:
        with st.expander(report_text("method", language)):
            st.html(f"<p>{escape(overview.method.sentence)}</p>")
            st.html(table([], [[row.label, row.value] for row in overview.method.settings]))
    st.caption(report_text("made_on", language, day=day(overview.made_on)))


def what_this_says(overview: CompanyOverview, card: str, language: str) -> Html:
    """*Wat dit al zegt*: the points of work that this card touches, beside its questions."""
    points = [point for point in overview.work if card in point.cards]
    gaps = [gap for gap in overview.gaps if card in gap.cards]
    head = f"<h2>{escape(report_text('says', language))}</h2>"
    if not points:
        inside = f'<p class="bk-note">{escape(report_text("says_nothing", language))}</p>'
    else:
        inside = f'<ol class="bk-work">{"".join(work_point(point) for point in points)}</ol>'
    waiting = (
        f'<p class="bk-note">{escape(report_text("says_waiting", language, n=len(gaps)))}</p>' if gaps else ""
    )
    return Html(f'<aside class="bk-says">{head}{inside}{waiting}</aside>')


def work_count(overview: CompanyOverview, language: str) -> str:
    """How many points of work there are, for the middle of the deck."""
    return report_text("work_count", language, n=len(overview.work))
