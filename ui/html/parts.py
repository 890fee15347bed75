"""What an overview is made of, as HTML: lights, work, figures, classes, customers, actions. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from strategy.overview import (
    ActionRow,
    CardSummary,
    ClassRow,
    CompanyOverview,
    CustomerRow,
    PortfolioSummary,
    WorkPoint,
)
from strategy.overview.reader import share_in_words
from strategy.words.formats import euro, fixed, number, percent
from strategy.words.texts import text
from ui.look import links, mats
from ui.look.tables import Html, letter, table

SHARES = ("hours_share", "revenue_share", "contribution_share")
AMOUNTS = ("revenue", "contribution", "receivables")


def report_text(key: str, language: str, **values: object) -> str:
    """A text of the report."""
    return text(f"report.{key}", language, **values)


def light(card: CardSummary, carried: Mapping[str, str] | None) -> str:
    """One card in the row of lights; `carried` goes along in the link to it, None for a reader without."""
    inside = (
        f"<b>{escape(card.title)}</b>{mats.light(card.light, card.light_words)} "
        f'<span class="bk-dot"><i>· </i>{escape(card.progress)}</span>'
    )
    if carried is not None:
        there = links.to_question(carried, card.name, "")
        return f'<a class="bk-card-{card.name}" href="{there}" target="_self">{inside}</a>'
    return f'<div class="bk-card-{card.name}">{inside}</div>'


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
        f"<p>{escape(point.advice)}</p>{folded(point)}{where}</li>"
    )


def folded(point: WorkPoint) -> str:
    """The findings behind one point, where several are about the same subject; "" for a point that is one finding."""
    if not point.parts:
        return ""
    lines = "".join(
        f"<li><strong>{escape(part.finding)}</strong> {escape(part.advice)}</li>" for part in point.parts
    )
    return (
        f'<details class="bk-parts"><summary>{escape(point.parts_words)}</summary><ul>{lines}</ul></details>'
    )


def figures(portfolio: PortfolioSummary, language: str, *, exact: bool = True) -> Html:
    """Concentration, payment time and what stands out, as far as they are known; not `exact` below level full."""
    share = shares_of(exact)
    days = None if portfolio.days_to_pay is None else number(portfolio.days_to_pay, language, 1)
    shown = [
        ("top_1", share(portfolio.top_1, language)),
        ("top_5", share(portfolio.top_5, language)),
        ("days_to_pay", days),
        ("receivables", amount_of(portfolio, "receivables", language)),
        ("small_orders", share(portfolio.small_orders, language)),
        ("revenue", amount_of(portfolio, "revenue", language)),
    ]
    in_list = ("top_1", "top_5") if portfolio.of_what == "list" else ()
    keys = {name: f"figures_of_list.{name}" if name in in_list else f"figures.{name}" for name, _ in shown}
    cells = "".join(
        f"<div><b>{escape(value)}</b><span>{escape(report_text(keys[name], language))}</span></div>"
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


def amount_of(row: PortfolioSummary | ClassRow | CustomerRow, name: str, language: str) -> str | None:
    """An amount in whole euro or in the words of its band, None where it is unknown or hidden."""
    value = getattr(row, name)
    return row.amount_bands.get(name) if value is None else euro(value, language)


def class_table(portfolio: PortfolioSummary, language: str, *, exact: bool = True) -> Html:
    """What every class is and takes; not `exact` below level full."""
    share = shares_of(exact)
    rows = [row for row in portfolio.classes if row.customers]
    told = {name: [share(getattr(row, name), language) for row in rows] for name in SHARES}
    told |= {name: [amount_of(row, name, language) for row in rows] for name in AMOUNTS}
    columns = {name: cells for name, cells in told.items() if any(cells)}
    unknown = report_text("not_known", language)
    heads = [
        report_text("klass", language),
        report_text("customers", language),
        *(report_text(f"columns.{name}", language) for name in columns),
    ]
    lines = [
        [
            letter(row.klass),
            number(row.customers, language),
            *(cells[place] or unknown for cells in columns.values()),
        ]
        for place, row in enumerate(rows)
    ]
    return table(heads, lines, numbers=range(1, len(heads)), labelled=True)


def customer_table(rows: Sequence[CustomerRow], language: str, *, exact: bool = True) -> Html:
    """Customers with their class and the one sentence that explains it; totals where `exact`, revenue for who sees it."""
    revenues = [amount_of(row, "revenue", language) for row in rows]
    amounts = revenues if any(revenues) else []
    names = ["customer", "klass", *(("total",) if exact else ()), *(("columns.revenue",) if amounts else ())]
    lines = [
        customer_line(row, language, exact=exact, amounts=amounts[place : place + 1])
        for place, row in enumerate(rows)
    ]
    heads = [report_text(name, language) for name in (*names, "reason")]
    return Html(f'<div class="bk-customers">{table(heads, lines, numbers=range(2, len(names)))}</div>')


def customer_line(
    row: CustomerRow, language: str, *, exact: bool = True, amounts: Sequence[str | None] = ()
) -> list[str]:
    """One customer in the list; below level full without its total."""
    total = "–" if row.total is None else fixed(row.total, language)
    by_hand = text("customer_panel.computed_is", language, klass=row.computed) if row.by_hand else ""
    notes = " · ".join(words for words in (row.firmness_words, row.attention_words, by_hand) if words)
    why = Html(f'{escape(row.reason)} <span class="bk-note">{escape(notes)}</span>')
    known = [each or report_text("not_known", language) for each in amounts]
    return [row.name, letter(row.klass, row.dream), *((total,) if exact else ()), *known, why]


def action_words(row: ActionRow, language: str) -> str:
    """One action: what, who, by when, how it is measured."""
    words = " · ".join(part for part in (row.what, row.who, row.due_words, row.measure) if part)
    return f"{words} · {report_text('done', language)}" if row.done else words


def bullets(title: str, lines: Iterable[str], language: str) -> Html:
    """A list under a heading, or that there is nothing in it yet."""
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    head = f"<h2>{escape(title)}</h2>" if title else ""
    nothing = f'<p class="bk-note">{escape(report_text("nothing", language))}</p>'
    inside = f'<ul class="bk-list">{rows}</ul>' if rows else nothing
    return Html(f'<section class="bk-panel">{head}{inside}</section>' if title else inside)


def gaps_table(overview: CompanyOverview, language: str) -> Html:
    """What cannot be judged yet, and why."""
    heads = [report_text("gap_rule", language), report_text("gap_reason", language)]
    return table(heads, [[gap.title, gap.reason] for gap in overview.gaps])
