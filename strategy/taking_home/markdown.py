"""An overview as Markdown: the parts of the page in its order, and tables for customers and settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from strategy.overview import CompanyOverview, SheetPanel, WorkPoint
from strategy.taking_home.tables import Cell, Measured, WrittenTable, customer_table, sheets_of
from strategy.words.formats import day, euro, fixed, number, percent
from strategy.words.texts import text
from strategy.workshop.report import SessionReport
from strategy.workshop.report_words import as_markdown as session_in_markdown
from strategy.workshop.report_words import plain


def as_markdown(overview: CompanyOverview, session: SessionReport | None = None) -> str:
    """The overview, and below it the report of a session where one is given (at level full only)."""
    made = "\n".join(_parts(overview)) + "\n"
    if session is None or not overview.exact:
        return made
    return f"{made}\n{_one_deeper(session_in_markdown(session, overview.language))}"


def _one_deeper(markdown: str) -> str:
    """The same with every heading one level lower."""
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in markdown.splitlines()) + "\n"


def _parts(overview: CompanyOverview) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return text(f"report.{key}", overview.language, **values)

    yield f"# {plain(overview.company or say('nameless'))}"
    if overview.story:
        yield from ("", f"> {plain(overview.story)}")
    yield from ("", f"{say('made_on', day=day(overview.made_on))} · {_level(overview)}")
    yield from _cards(overview)
    yield from ("", f"## {say('work')}", "")
    yield from [line for point in overview.work for line in _point(point)] or [say("no_work")]
    yield from _portfolio(overview)
    if overview.strengths:
        yield from ("", f"## {say('strengths')}", "")
        yield from (f"- {plain(each.sentence)}" for each in overview.strengths)
    yield from _actions(overview)
    if overview.customers:
        yield from ("", f"## {say('customer_list', n=len(overview.customers))}", "")
        yield from _table(customer_table(overview), overview.language)
    if overview.assumptions:
        yield from ("", f"## {say('assumptions')}", "")
        yield from (f"- {plain(each)}" for each in overview.assumptions)
    if overview.gaps:
        yield from ("", f"## {say('gaps', n=len(overview.gaps))}", "")
        yield from (f"- {plain(gap.title)}: {plain(gap.reason)}" for gap in overview.gaps)
    if overview.method is not None:
        yield from ("", f"## {say('method')}", "", plain(overview.method.sentence), "")
        yield from (f"- {plain(each.label)}: {plain(each.value)}" for each in overview.method.settings)


def _level(overview: CompanyOverview) -> str:
    return text(f"taking_home.level.{overview.level}", overview.language)


def _cards(overview: CompanyOverview) -> Iterator[str]:
    panels = {panel.card: panel for panel in overview.sheet}
    for card in overview.cards:
        panel = panels.get(card.name)
        yield from ("", f"## {plain(card.title)}", "", f"{plain(card.light_words)}, {plain(card.progress)}")
        if panel is not None and not panel.empty:
            yield from _panel(panel, overview.language)


def _panel(panel: SheetPanel, language: str) -> Iterator[str]:
    yield from ("", f"**{plain(panel.headline)}**", "")
    for row in panel.rows:
        states = (text(f"sheet.channels.cell.{cell}", language) for cell in row.cells)
        cells = [f"{head}: {state}" for head, state in zip(panel.columns, states, strict=False)]
        said = ", ".join(part for part in (row.value, *cells) if part)
        yield f"- {plain(row.label)}: {plain(said)}" if said else f"- {plain(row.label)}"
    yield from (f"- {plain(note)}" for note in panel.notes)


def _point(point: WorkPoint) -> Iterator[str]:
    yield f"{point.rank}. **{plain(point.finding)}** ({plain(point.severity_words)})"
    yield f"   {plain(point.advice)}"


def _portfolio(overview: CompanyOverview) -> Iterator[str]:
    if overview.portfolio is None:
        return
    yield from ("", f"## {plain(overview.portfolio.title or text('report.portfolio', overview.language))}")
    _, *tables = sheets_of(overview)[0].tables
    for table in tables[:2]:
        if table.rows:
            yield from ("", *_table(table, overview.language))
    yield from (f"\n{plain(words)}" for words in overview.portfolio.unknown)


def _actions(overview: CompanyOverview) -> Iterator[str]:
    if not overview.actions:
        return
    yield from ("", f"## {text('report.actions', overview.language)}", "")
    for each in overview.actions:
        done = text("report.done", overview.language) if each.done else ""
        about = (each.what, each.who, each.due_words, each.measure, done)
        yield f"- {plain(' · '.join(part for part in about if part))}"


def _table(table: WrittenTable, language: str) -> Iterator[str]:
    """A table; the columns in which nobody has anything are left out."""
    used = [
        place
        for place in range(len(table.columns))
        if any(row[place] not in (None, "") for row in table.rows)
    ]
    yield _line(table.columns[place].head for place in used)
    yield "|" + "".join("---:|" if _counts(table, place) else "---|" for place in used)
    for row in table.rows:
        yield _line(in_words(row[place], table.columns[place].kind, language) for place in used)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(plain(cell) for cell in cells)} |"


def _counts(table: WrittenTable, place: int) -> bool:
    return table.columns[place].kind not in ("words", "long")


def in_words(cell: Cell, kind: str, language: str) -> str:
    """A cell as it is read; an unknown figure is a dash, an empty text stays empty."""
    if isinstance(cell, Measured):
        return in_words(cell.value, cell.kind, language)
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return day(cell)
    if kind == "euro":
        return euro(cell, language)
    if kind == "share":
        return percent(cell, language, 1)
    return fixed(cell, language) if kind == "score" else number(cell, language, 1)
