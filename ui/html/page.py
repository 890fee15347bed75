"""What the reader of a link gets: one plain page, complete without a script, with nothing else to fetch (deck.md 4).

Everything stands open, so that it prints whole. Of many customers a page shows `A_PAGE`; the others are behind plain
links. No style attribute anywhere: the page may forbid them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from strategy.overview import CompanyOverview, WorkPoint
from strategy.words.formats import day, number
from strategy.words.texts import text
from ui.html import parts
from ui.html.sheet import sheet
from ui.look.tables import Html, table

HERE = Path(__file__).resolve().parent
A_PAGE = 300
CUSTOMERS = "klanten"
"""The name of the page number in the address."""
TAKE = "neem"
FILES = ("pdf", "xlsx", "md", "csv")
"""What can be asked for in the address as a file."""


@dataclass(frozen=True)
class Head:
    """What stands around the page: a preview that tells nothing, and what runs on it.

    `origin` is the address of the server, for the picture; `edition` tells the script what it shows.
    """

    origin: str
    edition: str = ""
    script: str = ""


def link_text(key: str, language: str, **values: object) -> str:
    """A text of the page, ready for HTML."""
    return escape(text(f"link.{key}", language, **values))


def document(overview: CompanyOverview, head: Head, *, live: bool = False, page: int = 1) -> str:
    """The whole page in the language of the overview; `page` counts pages of customers."""
    return framed(overview.language, head, body(overview, live=live, page=page) + taking_home(overview))


def taking_home(overview: CompanyOverview) -> str:
    """The same as a file, in every way that this overview can be written; as plain links to where the page stands."""
    language = overview.language
    kinds = [kind for kind in FILES if kind != "csv" or overview.customers]
    ways = "".join(f'<a href="?{TAKE}={kind}">{link_text(f"take.{kind}", language)}</a>' for kind in kinds)
    title = link_text("take.title", language)
    return f'<nav class="bk-take" aria-label="{title}"><b>{title}</b>{ways}</nav>'


def framed(language: str, head: Head, main: str) -> str:
    """A page of a link with this in it."""
    script = f'<script type="module">{head.script}</script>' if head.script else ""
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
{preview(language, head.origin)}
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<style>{style()}</style>
</head>
<body data-edition="{escape(head.edition)}">
<main class="bk-reader">
{main}
</main>
{script}
</body>
</html>
"""


def preview(language: str, origin: str) -> str:
    """Title, description and picture: the same for every link."""
    title, description = link_text("title", language), link_text("description", language)
    return f"""<title>{title}</title>
<meta name="description" content="{description}">
<meta property="og:type" content="website">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
<meta property="og:image" content="{escape(origin)}/kaartjes.png">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">
<meta name="twitter:card" content="summary_large_image">"""


@cache
def style() -> str:
    """The style of the page, without its comments and line ends."""
    sheets = (HERE / name for name in ("overview.css", "page.css"))
    lines = "\n".join(file.read_text(encoding="utf-8") for file in sheets).splitlines()
    return "".join(line.strip() for line in lines if not line.startswith("/*"))


# What is on it


def body(overview: CompanyOverview, *, live: bool = False, page: int = 1) -> Html:
    """Everything on one page of customers; on the pages behind the first only customers."""
    pages = pages_of(overview)
    here = min(max(1, page), pages)
    if here > 1:
        return Html(heading(overview, live) + customers(overview, here, pages))
    return Html(
        heading(overview, live)
        + laid(overview)
        + work(overview)
        + beside(overview)
        + classes(overview)
        + customers(overview, here, pages)
        + reckoning(overview)
    )


def pages_of(overview: CompanyOverview) -> int:
    """How many pages of customers there are, at least one."""
    return max(1, -(-len(overview.customers) // A_PAGE))


def heading(overview: CompanyOverview, live: bool) -> str:
    """The company, its story in one breath, and of which day this is."""
    language = overview.language
    name = escape(overview.company or parts.report_text("nameless", language))
    story = f'<p class="bk-story">“{escape(overview.story)}”</p>' if overview.story else ""
    example = f"<p>{link_text('example', language)}</p>" if overview.example else ""
    stands = link_text("live" if live else "frozen", language, day=day(overview.made_on))
    return (
        f'<header><p class="bk-shared">{link_text("banner", language)}</p><h1>{name}</h1>{story}{example}'
        f'<p class="bk-note">{stands}</p></header>'
    )


def laid(overview: CompanyOverview) -> str:
    """The company on one sheet; where there is none, the four cards with their lights."""
    hidden = f'<h2 class="bk-hidden">{link_text("sheet", overview.language)}</h2>'
    drawn = sheet(overview, overview.language)
    lights = "".join(parts.light(card, None) for card in overview.cards)
    return hidden + (drawn or f'<div class="bk-lights">{lights}</div>')


def work(overview: CompanyOverview) -> str:
    """*Werk aan de winkel*: the first points, and the others directly under them."""
    language = overview.language
    if not overview.work:
        return ""
    first, rest = overview.work[: overview.top], overview.work[overview.top :]
    more = (
        f"<h3>{escape(parts.report_text('more_work', language, n=len(rest)))}</h3>{points(rest)}"
        if rest
        else ""
    )
    return panel(parts.report_text("work", language), points(first) + more)


def points(found: tuple[WorkPoint, ...]) -> str:
    """Points of work in a row; the numbers go on where the row before ended."""
    return f'<ol class="bk-work">{"".join(map(parts.work_point, found))}</ol>'


def beside(overview: CompanyOverview) -> str:
    """What is in order already, and what will be done."""
    language = overview.language
    strengths = [each.sentence for each in overview.strengths]
    actions = [parts.action_words(row, language) for row in overview.actions]
    lists = (("strengths", strengths), ("actions", actions))
    shown = [
        parts.bullets(parts.report_text(name, language), lines, language) for name, lines in lists if lines
    ]
    return f'<div class="bk-beside">{"".join(shown)}</div>' if shown else ""


def classes(overview: CompanyOverview) -> str:
    """Where the time goes and what it earns, per class."""
    portfolio, language = overview.portfolio, overview.language
    if portfolio is None or not portfolio.customers:
        return ""
    inside = (
        parts.figures(portfolio, language, exact=overview.exact)
        + parts.not_yet_known(portfolio)
        + parts.class_table(portfolio, language, exact=overview.exact)
    )
    return panel(portfolio.title or parts.report_text("portfolio", language), inside)


def customers(overview: CompanyOverview, page: int, pages: int) -> str:
    """One page of the customers, and the way to the others."""
    total, language = len(overview.customers), overview.language
    if not total:
        return ""
    start = (page - 1) * A_PAGE
    rows = overview.customers[start : start + A_PAGE]
    drawn = parts.customer_table(rows, language, exact=overview.exact)
    way = pager(language, page, pages) if pages > 1 else ""
    return panel(parts.report_text("customer_list", language, n=total), drawn + way, id=CUSTOMERS)


def pager(language: str, page: int, pages: int) -> str:
    """The pages of customers as plain links."""

    def to(number_: int, words: str) -> str:
        return f'<a href="?{CUSTOMERS}={number_}#{CUSTOMERS}">{words}</a>'

    back = to(page - 1, link_text("before", language)) if page > 1 else ""
    on = to(page + 1, link_text("after", language)) if page < pages else ""
    here = link_text("page", language, page=number(page, language), pages=number(pages, language))
    return f'<nav class="bk-pages" aria-label="{link_text("pages", language)}">{back}<span>{here}</span>{on}</nav>'


def reckoning(overview: CompanyOverview) -> str:
    """What is assumed, what cannot be judged yet, and the method."""
    language, method = overview.language, overview.method
    found = []
    if overview.assumptions:
        found.append(
            (parts.report_text("assumptions", language), parts.bullets("", overview.assumptions, language))
        )
    if overview.gaps:
        title = parts.report_text("gaps", language, n=len(overview.gaps))
        found.append((title, parts.gaps_table(overview, language)))
    if method is not None:
        settings = table([], [[row.label, row.value] for row in method.settings])
        found.append(
            (parts.report_text("method", language), Html(f"<p>{escape(method.sentence)}</p>{settings}"))
        )
    return "".join(panel(title, inside) for title, inside in found)


def panel(title: str, inside: str, id: str = "") -> str:
    """A part of the page under its heading."""
    named = f' id="{id}"' if id else ""
    return f'<section class="bk-panel"{named}><h2>{escape(title)}</h2>{inside}</section>'


# The door of a link with a password


def door(language: str, head: Head, problem: str = "") -> str:
    """The page that asks for the password."""
    wrong = f'<p class="bk-problem" id="problem" role="alert">{escape(problem)}</p>' if problem else ""
    described = ' aria-describedby="problem" aria-invalid="true"' if problem else ""
    return framed(
        language,
        head,
        f'<form class="bk-door" method="post"><h1>{link_text("door.title", language)}</h1>'
        f"<p>{link_text('door.text', language)}</p>{wrong}"
        f'<label for="password">{link_text("door.password", language)}</label>'
        f'<input id="password" name="password" type="password" required autofocus maxlength="200" '
        f'autocomplete="current-password"{described}>'
        f"<button>{link_text('door.open', language)}</button></form>",
    )
