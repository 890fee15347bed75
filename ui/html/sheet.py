"""The four mats laid together with what was said on them, and the seams where they touch (deck.md 3).

Widths are classes (`w0` to `w100`), so that a page may forbid inline styles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from strategy.overview import CardSummary, CompanyOverview, Seam, SheetPanel, SheetRow, WorkPoint
from strategy.words.texts import text
from ui.html.parts import folded
from ui.look import links, mats
from ui.look.tables import Html, letter

AREAS = {
    "business_model": "bm",
    "toegevoegde_waarde": "tw",
    "communicatiekanalen": "ck",
    "segmentatie": "sg",
}
SIDES = ("top", "left", "right", "bottom")
CELLS = ("strong", "fine", "hole", "unknown")
CLASSES = ("A", "B", "C", "D", "unknown")


@dataclass(frozen=True)
class CompanySheet:
    """One overview on its way to HTML; `carried` goes along in links to the cards, None for a reader without."""

    overview: CompanyOverview
    language: str
    carried: Mapping[str, str] | None = None

    def say(self, key: str, **values: object) -> str:
        """A text of the sheet, ready for HTML."""
        return escape(text(f"sheet.{key}", self.language, **values))


def sheet(overview: CompanyOverview, language: str, carried: Mapping[str, str] | None = None) -> Html:
    """The whole sheet; "" for an overview without one (level short, or frozen before there was one)."""
    if not overview.sheet:
        return Html("")
    drawn = CompanySheet(overview, language, carried)
    panels = {each.card: each for each in overview.sheet}
    seams = overview.seams
    order = ("business_model", "toegevoegde_waarde", "segmentatie", "communicatiekanalen")
    parts = [panel(drawn, panels[name]) for name in order]
    if not seams:
        return Html(f'<section class="bk-sheet">{"".join(parts)}</section>')
    top, left, right, bottom = (seam(drawn, each, side) for each, side in zip(seams, SIDES, strict=False))
    pieces = (parts[0], top, parts[1], right, parts[2], bottom, parts[3], left, centre(drawn, seams[4:]))
    return Html(f'<section class="bk-sheet">{"".join(pieces)}</section>')


# --- a mat ---


def panel(drawn: CompanySheet, found: SheetPanel) -> str:
    """One mat: the card's name, the headline, what was said, and the light of the card."""
    summary = next(card for card in drawn.overview.cards if card.name == found.card)
    title = card_title(drawn, summary)
    body = nothing_said(drawn, found) if found.empty else said(drawn, found)
    return (
        f'<article class="bk-mat-panel bk-card-{found.card} bk-area-{AREAS[found.card]}">'
        f'<p class="bk-eyebrow">{title}</p><h2>{escape(found.headline)}</h2>{body}'
        f'<p class="bk-mat-panel-foot">{mats.light(summary.light, summary.light_words)}'
        f"<span>{escape(summary.progress)}</span></p></article>"
    )


def card_title(drawn: CompanySheet, summary: CardSummary) -> str:
    """The name of the card, the way to it for who may go there."""
    if drawn.carried is None:
        return escape(summary.title)
    return links.link(links.to_question(drawn.carried, summary.name, ""), summary.title)


def nothing_said(drawn: CompanySheet, found: SheetPanel) -> str:
    """What to do first; the way there for the owner, nothing for a reader."""
    if drawn.carried is None or found.link is None:
        return ""
    there = links.to_question(drawn.carried, found.link.card, found.link.question)
    return f'<p class="bk-mat-panel-start">{links.link(there, found.empty)}</p>'


def said(drawn: CompanySheet, found: SheetPanel) -> str:
    """The rows and the notes."""
    notes = "".join(f"<p>{escape(note)}</p>" for note in found.notes)
    return f'{ROWS[found.card](drawn, found)}<div class="bk-mat-panel-notes">{notes}</div>'


def bars(drawn: CompanySheet, found: SheetPanel) -> str:
    """Rows with a bar each."""
    return f'<ul class="bk-lines">{"".join(bar(row) for row in found.rows)}</ul>'


def bar(row: SheetRow) -> str:
    """A name, a bar, and the figure in words; `↻` comes back by itself."""
    returning = " ↻" if row.state == "returning" else ""
    drawn = (
        f'<i class="bk-{escape(row.state or "plain")} {width(row.part)}"></i>' if row.part is not None else ""
    )
    return (
        f'<li class="bk-row-{escape(row.state or "plain")}"><span>{escape(row.label)}{returning}</span>'
        f'<span class="bk-track" aria-hidden="true">{drawn}</span><span>{escape(row.value)}</span></li>'
    )


def dots(drawn: CompanySheet, found: SheetPanel) -> str:
    """Groups against phases; a dot never stands without its words."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in found.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>{"".join(dot(drawn, cell) for cell in row.cells)}</tr>'
        for row in found.rows
    )
    return (
        f'<table class="bk-phases"><thead><tr><th scope="col">{drawn.say("channels.group")}</th>{heads}</tr></thead>'
        f'<tbody>{rows}</tbody></table><p class="bk-phases-legend">{drawn.say("channels.legend")}</p>'
    )


def dot(drawn: CompanySheet, state: str) -> str:
    """One dot."""
    known = state if state in CELLS else "unknown"
    return f'<td><i class="bk-dot-{known}"></i><span class="bk-hidden">{drawn.say(f"channels.cell.{known}")}</span></td>'


def classes(drawn: CompanySheet, found: SheetPanel) -> str:
    """A to D: the letter, time against contribution, and both in words."""
    return f'<ul class="bk-lines bk-class-bars">{"".join(class_bar(drawn, row) for row in found.rows)}</ul>'


def class_bar(drawn: CompanySheet, row: SheetRow) -> str:
    """One class."""
    known = row.state if row.state in CLASSES else "unknown"
    time = f'<i class="bk-time {width(row.part)}"></i>' if row.part is not None else ""
    gives = f'<i class="bk-gives {width(row.second)}"></i>' if row.second is not None else ""
    return (
        f'<li class="bk-class-{known}">{letter(row.label)}<span class="bk-track" aria-hidden="true">{time}{gives}</span>'
        f"<span>{escape(row.value)}</span></li>"
    )


ROWS: dict[str, Callable[[CompanySheet, SheetPanel], str]] = {
    "business_model": bars,
    "toegevoegde_waarde": bars,
    "communicatiekanalen": dots,
    "segmentatie": classes,
}


def width(part: float | None) -> str:
    """A length 0-1 as a class, in whole hundredths."""
    return f"w{round(100 * min(1.0, max(0.0, part or 0.0)))}"


# --- where they touch ---


def seam(drawn: CompanySheet, found: Seam, side: str) -> str:
    """A seam between two mats: its light and count, opening to exactly those points."""
    return (
        f'<details class="bk-seam bk-seam-{side}" name="naad"><summary>{mats.light(found.light, found.light_words)}'
        f'<span class="bk-hidden">: {seam_title(drawn, found)}</span></summary>{seam_points(drawn, found)}</details>'
    )


def seam_title(drawn: CompanySheet, found: Seam) -> str:
    """Which two cards touch here."""
    titles = {card.name: card.title for card in drawn.overview.cards}
    first, second = (titles.get(name, name) for name in found.cards)
    return drawn.say("seam", first=first, second=second)


def seam_points(drawn: CompanySheet, found: Seam) -> str:
    """The points of work that need both cards."""
    of_rule = {point.rule: point for point in drawn.overview.work}
    points = [of_rule[rule] for rule in found.points if rule in of_rule]
    if not points:
        key = "not_yet_here" if found.light == "grey" else "nothing_here"
        inside = f"<p>{drawn.say(key)}</p>"
    else:
        inside = f"<ul>{''.join(seam_point(drawn, point) for point in points)}</ul>"
    return f'<div class="bk-seam-open"><h3>{seam_title(drawn, found)}</h3>{inside}</div>'


def seam_point(drawn: CompanySheet, point: WorkPoint) -> str:
    """One point of work on a seam, with the way to mend it for the owner."""
    go = ""
    if drawn.carried is not None and point.links:
        to = point.links[0]
        go = links.link(links.to_question(drawn.carried, to.card, to.question), to.label)
    inside = folded(point)
    return f"<li><b>{escape(point.finding)}</b><p>{escape(point.advice)}</p>{inside}{go}</li>"


def centre(drawn: CompanySheet, diagonals: tuple[Seam, ...]) -> str:
    """The round where all four meet, with the two seams of the cards that lie across from each other."""
    inside = "".join(f"{seam_line(drawn, each)}{seam_points(drawn, each)}" for each in diagonals)
    points = sum(len(each.points) for each in diagonals)
    grey = any(each.light == "grey" for each in diagonals)
    count = drawn.say("points", n=points) if points else drawn.say("not_yet" if grey else "fits")
    return (
        f'<details class="bk-seam bk-sheet-centre" name="naad"><summary><b>{drawn.say("centre")}</b>'
        f"<span>{drawn.say('centre_words')}</span><span>{count}</span></summary>"
        f'<div class="bk-seam-open">{inside}</div></details>'
    )


def seam_line(drawn: CompanySheet, found: Seam) -> str:
    """The light of a seam inside the centre."""
    return f"<p>{mats.light(found.light, found.light_words)}</p>"
