"""A `CompanyOverview` on screen: the same parts on the page of the owner and behind a shared link.

Nothing is computed here and nothing is left out here: what a reader may not see is not in the overview.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st

from strategy.overview import CardSummary, ClassRow, CompanyOverview, CustomerRow, PortfolioSummary, WorkPoint
from strategy.overview.reader import share_in_words
from strategy.words.formats import day, euro, fixed, number, percent
from strategy.words.texts import text
from ui import charts
from ui.frame.picture import chart, theme
from ui.html.sheet import sheet
from ui.look import links, mats
from ui.look.tables import Html, letter, table
from ui.look.tables import as_typed as as_typed

MOST_ROWS = 200


@dataclass(frozen=True)
class Own:
    """What the owner has on the page and a reader does not.

    `carried` goes along in every link to where things are mended; `offer` draws what can be done below a point of
    work; `actions` draws the actions as they can be changed.
    """

    carried: Mapping[str, str]
    offer: Callable[[WorkPoint], None]
    actions: Callable[[], None]


def draw(overview: CompanyOverview, language: str, *, key: str, own: Own | None = None) -> None:
    """The overview below its heading, in the order of method.md section 4; without `own` it is only read."""
    lights(overview, own)
    work, picture = st.columns([0.54, 0.46], gap="medium")
    with work:
        work_panel(overview, language, key, own)
    with picture:
        portfolio_panel(overview, language, key, own)
    if overview.customers:
        customers(overview, language)
    more(overview, language, own)


def report_text(key: str, language: str, **values: object) -> str:
    """A text of the report."""
    return text(f"report.{key}", language, **values)


def heading(overview: CompanyOverview, language: str) -> None:
    """The company and its story in one breath."""
    story = f"<p>“{escape(overview.story)}”</p>" if overview.story else ""
    example = f"<p>{escape(report_text('example', language))}</p>" if overview.example else ""
    st.html(
        f'<div class="bk-page"><h1>{escape(overview.company or report_text("nameless", language))}</h1>{story}{example}</div>'
    )


def lights(overview: CompanyOverview, own: Own | None) -> None:
    """The company on one sheet; where there is none (level short), the four cards with their light and progress."""
    laid = sheet(overview, overview.language, own.carried if own is not None else None)
    if laid:
        st.html(laid)
        return
    st.html(f'<div class="bk-lights">{"".join(light(card, own) for card in overview.cards)}</div>')


def light(card: CardSummary, own: Own | None) -> str:
    """One card in the row of lights."""
    inside = (
        f"<b>{escape(card.title)}</b>{mats.light(card.light, card.light_words)} "
        f'<span class="bk-dot"><i>· </i>{escape(card.progress)}</span>'
    )
    if own is not None:
        there = links.to_question(own.carried, card.name, "")
        return f'<a class="bk-card-{card.name}" href="{there}" target="_self">{inside}</a>'
    return f'<div class="bk-card-{card.name}">{inside}</div>'


def work_panel(overview: CompanyOverview, language: str, key: str, own: Own | None) -> None:
    """*Werk aan de winkel*: the first points, each with what is seen and what to do."""
    with st.container(key=f"bk_panel_work_{key}"):
        st.html(f'<h2 class="bk-panel-title">{escape(report_text("work", language))}</h2>')
        if not overview.work:
            st.html(f"<p>{escape(report_text('no_work', language))}</p>")
        work_points(overview.work[: overview.top], own)


def work_points(points: tuple[WorkPoint, ...], own: Own | None) -> None:
    """Points of work; the owner has what can be done below each of them."""
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


def work_point(point: WorkPoint, carried: Mapping[str, str] | None = None) -> str:
    """One point of work, with links to where it is mended for who can."""
    where = ""
    if carried is not None and point.links:
        places = " · ".join(
            links.link(links.to_question(carried, place.card, place.question), place.label)
            for place in point.links
        )
        where = f'<span class="bk-where">{places}</span>'
    return (
        f"<li><b>{escape(point.finding)}</b>"
        f'<span class="bk-badge bk-{point.severity}">{escape(point.severity_words)}</span>'
        f"<p>{escape(point.advice)}</p>{where}</li>"
    )


def portfolio_panel(overview: CompanyOverview, language: str, key: str, own: Own | None) -> None:
    """Where the time goes and what it earns, per class, with the figures behind it; what to fill in only to the owner."""
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
                    percent if overview.level == "full" else share_in_words,
                ),
                key=f"time_{key}",
                alt=portfolio.title,
            )
        elif own is not None and not portfolio.customers:
            st.caption(report_text("no_customers", language))
        if portfolio.customers:
            st.html(figures(portfolio, language, exact=overview.level == "full"))
            if portfolio.unknown:
                st.html(not_yet_known(portfolio))
            with st.expander(report_text("per_class", language)):
                st.html(class_table(portfolio, language, exact=overview.level == "full"))


def figures(portfolio: PortfolioSummary, language: str, *, exact: bool = True) -> Html:
    """Concentration, payment time and what stands out, as far as they are known; not `exact` below level full."""
    share = shares_of(exact)
    shown = [
        ("top_1", share(portfolio.top_1, language)),
        ("top_5", share(portfolio.top_5, language)),
        (
            "days_to_pay",
            None if portfolio.days_to_pay is None else number(portfolio.days_to_pay, language, 1),
        ),
        ("receivables", amount(portfolio.receivables, language)),
        ("small_orders", share(portfolio.small_orders, language)),
        ("revenue", amount(portfolio.revenue, language)),
    ]
    in_list = ("top_1", "top_5") if portfolio.of_what == "list" else ()
    keys = {name: f"figures_of_list.{name}" if name in in_list else f"figures.{name}" for name, _ in shown}
    cells = "".join(
        f"<div><b>{value}</b><span>{escape(report_text(keys[name], language))}</span></div>"
        for name, value in shown
        if value is not None
    )
    return Html(f'<div class="bk-figures">{cells}</div>')


def not_yet_known(portfolio: PortfolioSummary) -> Html:
    """What is not known yet, and what would make it known."""
    return Html("".join(f'<p class="bk-note">{escape(words)}</p>' for words in portfolio.unknown))


def shares_of(exact: bool) -> Callable[[float | None, str], str | None]:
    """How a share is read: to one decimal, or in the steps of a reader below level full; None where it is unknown."""

    def share(value: float | None, language: str) -> str | None:
        if value is None:
            return None
        return percent(value, language, 1) if exact else share_in_words(value, language)

    return share


def amount(value: float | None, language: str) -> str | None:
    """An amount in whole euro, None where it is unknown or hidden."""
    return None if value is None else euro(value, language)


def class_table(portfolio: PortfolioSummary, language: str, *, exact: bool = True) -> Html:
    """What every class is and takes; not `exact` below level full."""
    share = shares_of(exact)
    columns = {
        "hours_share": share,
        "revenue_share": share,
        "contribution_share": share,
        "revenue": amount,
        "contribution": amount,
        "receivables": amount,
    }
    rows = [row for row in portfolio.classes if row.customers]
    used = [name for name in columns if any(getattr(row, name) is not None for row in rows)]

    def cells(row: ClassRow) -> list[str]:
        return [
            columns[name](getattr(row, name), language) or report_text("not_known", language) for name in used
        ]

    heads = [
        report_text("klass", language),
        report_text("customers", language),
        *(report_text(f"columns.{name}", language) for name in used),
    ]
    return table(
        heads,
        [[letter(row.klass), number(row.customers, language), *cells(row)] for row in rows],
        numbers=range(1, len(heads)),
    )


def customers(overview: CompanyOverview, language: str) -> None:
    """Every customer with its class and the one sentence that explains it."""
    with st.expander(report_text("customer_list", language, n=len(overview.customers))):
        exact = overview.level == "full"
        heads = [
            report_text(head, language)
            for head in ("customer", "klass", *(("total",) if exact else ()), "reason")
        ]
        rows = [customer_line(row, language, exact) for row in overview.customers[:MOST_ROWS]]
        st.html(table(heads, rows, numbers=(2,) if exact else ()))
        if len(overview.customers) > MOST_ROWS:
            st.caption(report_text("first_rows", language, shown=MOST_ROWS, n=len(overview.customers)))


def customer_line(row: CustomerRow, language: str, exact: bool = True) -> list[str]:
    """One customer in the list; below level full without its total."""
    total = "–" if row.total is None else fixed(row.total, language)
    by_hand = text("customer_panel.computed_is", language, klass=row.computed) if row.by_hand else ""
    notes = " · ".join(words for words in (row.firmness_words, row.attention_words, by_hand) if words)
    why = Html(f'{escape(row.reason)} <span class="bk-note">{escape(notes)}</span>')
    return [row.name, letter(row.klass, row.dream), *((total,) if exact else ()), why]


def more(overview: CompanyOverview, language: str, own: Own | None) -> None:
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
        if own is not None:
            own.actions()
        else:
            done = [action_words(row, language) for row in overview.actions]
            st.html(bullets(report_text("actions", language), done, language))
    if overview.level == "short":
        return
    with st.expander(report_text("assumptions", language)):
        st.html(bullets("", overview.assumptions, language))
    if overview.gaps:
        with st.expander(report_text("gaps", language, n=len(overview.gaps))):
            st.html(
                table(
                    [report_text("gap_rule", language), report_text("gap_reason", language)],
                    [[gap.title, gap.reason] for gap in overview.gaps],
                )
            )
    if overview.method is not None:
        with st.expander(report_text("method", language)):
            st.html(f"<p>{escape(overview.method.sentence)}</p>")
            st.html(table([], [[row.label, row.value] for row in overview.method.settings]))
    st.caption(report_text("made_on", language, day=day(overview.made_on)))


def action_words(row: object, language: str) -> str:
    """One action: what, who, by when, how it is measured."""
    parts = [getattr(row, name) for name in ("what", "who", "due_words", "measure")]
    words = " · ".join(part for part in parts if part)
    return f"{words} · {report_text('done', language)}" if getattr(row, "done", False) else words


def bullets(title: str, lines: object, language: str) -> Html:
    """A list under a heading, or that there is nothing in it yet."""
    rows = "".join(f"<li>{escape(str(line))}</li>" for line in lines)  # type: ignore[attr-defined]
    head = f"<h2>{escape(title)}</h2>" if title else ""
    inside = (
        f'<ul class="bk-list">{rows}</ul>'
        if rows
        else f'<p class="bk-note">{escape(report_text("nothing", language))}</p>'
    )
    return Html(f'<section class="bk-panel">{head}{inside}</section>' if title else inside)


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
