"""An overview as tables: what stands on each sheet, as figures and words, before it becomes a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from strategy.nouns.company import CRITERIA
from strategy.overview import ActionRow, ClassRow, CompanyOverview, CustomerRow, PortfolioSummary
from strategy.overview.reader import share_in_words
from strategy.scoring.classes import Band
from strategy.words.texts import text
from strategy.workshop.report import SessionReport
from strategy.workshop.report_words import agreed_in_words, outcome_in_words, written_in_words

Kind = Literal["words", "coded", "long", "count", "score", "euro", "share", "hours", "days", "date"]


@dataclass(frozen=True)
class Measured:
    """A figure that is of another kind than the column it stands in."""

    value: float
    kind: Kind


Cell = str | float | date | Measured | None

SHEETS = ("overview", "customers", "work", "actions", "cards", "session", "settings")
"""The sheets of a spreadsheet: always all of them, in this order; their names are the same for every company."""


@dataclass(frozen=True)
class WrittenColumn:
    """A head and what stands under it: words (in short or long), an amount in euro, a share 0-1, hours a year, days, a score 0-100."""

    head: str
    kind: Kind = "words"


@dataclass(frozen=True)
class WrittenTable:
    """Heads with rows of cells under them; None is not known (or hidden), never 0. `title` may be ""."""

    columns: tuple[WrittenColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its tables below each other, and what to say where they are all empty."""

    name: str
    tables: tuple[WrittenTable, ...]
    empty: str


@dataclass(frozen=True)
class _Field:
    """A column of the customers: its key in the texts, and how it is found in a row."""

    name: str
    kind: Kind
    of: Callable[[CustomerRow], Cell]


def sheets_of(overview: CompanyOverview, session: SessionReport | None = None) -> tuple[Sheet, ...]:
    """Every sheet in the order of `SHEETS`. The session is shown at level full only: its words are nobody's to mask."""
    shown = session if overview.exact else None
    tables = {
        "overview": tuple(_overview_tables(overview)),
        "customers": (customer_table(overview),),
        "work": (_work(overview),),
        "actions": (_actions(overview.actions, overview.language),),
        "cards": tuple(_cards(overview)),
        "session": tuple(_session(shown, overview.language)) if shown else (),
        "settings": tuple(_settings(overview)),
    }
    return tuple(
        Sheet(_say(overview, f"sheets.{name}"), tables[name], _say(overview, f"empty.{name}"))
        for name in SHEETS
    )


# --- customers ---


def customer_table(overview: CompanyOverview) -> WrittenTable:
    """Every customer in the order of the overview, with what this level shows of them."""
    fields = [*_WHO, *(_FIGURES if overview.exact else _bands(overview)), *_WHY]
    return WrittenTable(
        tuple(
            WrittenColumn(
                _say(overview, f"columns.{field.name}"),
                _kind_of(field, overview),
            )
            for field in fields
        ),
        tuple(tuple(_seen(field, row, overview) for field in fields) for row in overview.customers),
    )


def _kind_of(field: _Field, overview: CompanyOverview) -> Kind:
    """Words for what is words to its reader: codes, and below level full shares."""
    in_words = field.kind == "coded" or (field.kind == "share" and not overview.exact)
    return "words" if in_words else field.kind


def _seen(field: _Field, row: CustomerRow, overview: CompanyOverview) -> Cell:
    """The cell; below level full a share in words, for in steps of 5% a 0 is *minder dan 5%* and not nothing."""
    found = field.of(row)
    if field.kind == "share":
        return _share(found if isinstance(found, float) else None, overview)
    if field.kind == "coded":
        return _say(overview, f"coded.{found}") if found else ""
    return found


def _share(share: float | None, overview: CompanyOverview) -> Cell:
    if share is None or overview.exact:
        return share
    return share_in_words(share, overview.language)


def _score(criterion: str) -> Callable[[CustomerRow], Cell]:
    return lambda row: row.scores.get(criterion)


def _band(criterion: str, overview: CompanyOverview) -> Callable[[CustomerRow], Cell]:
    return lambda row: _band_words(row.bands.get(criterion), overview)


def _band_words(band: Band | None, overview: CompanyOverview) -> str:
    return text(f"taking_home.band.{band}", overview.language) if band else ""


def _bands(overview: CompanyOverview) -> list[_Field]:
    scores = [_Field(f"score.{name}", "words", _band(name, overview)) for name in CRITERIA]
    return scores + (_AMOUNTS_IN_BANDS if overview.bands else []) + _SHARES


_WHO = [
    _Field("name", "words", lambda row: row.name),
    _Field("kind", "coded", lambda row: row.kind),
    _Field("klass", "words", lambda row: row.klass),
    _Field("dream", "coded", lambda row: "dream" if row.dream else ""),
]
_SHARES = [
    _Field("revenue_share", "share", lambda row: row.revenue_share),
    _Field("hours_share", "share", lambda row: row.hours_share),
    _Field("earned_share", "share", lambda row: row.earned_share),
]
_AMOUNTS_IN_BANDS = [
    _Field("revenue", "words", lambda row: row.amount_bands.get("revenue", "")),
    _Field("contribution", "words", lambda row: row.amount_bands.get("contribution", "")),
]
_FIGURES = [
    _Field("computed", "words", lambda row: row.computed),
    _Field("total", "score", lambda row: row.total),
    _Field("lowest", "score", lambda row: row.lowest),
    _Field("highest", "score", lambda row: row.highest),
    *(_Field(f"score.{name}", "score", _score(name)) for name in CRITERIA),
    _Field("revenue", "euro", lambda row: row.revenue),
    _Field("contribution", "euro", lambda row: row.contribution),
    _Field("hours", "hours", lambda row: row.hours),
    _Field("days_to_pay", "days", lambda row: row.days_to_pay),
    *_SHARES,
]
_WHY = [
    _Field("positives", "count", lambda row: row.positives),
    _Field("provisional", "coded", lambda row: "provisional" if row.provisional else ""),
    _Field("firmness", "words", lambda row: row.firmness_words),
    _Field("attention", "words", lambda row: row.attention_words),
    _Field("reason", "long", lambda row: row.reason),
    _Field("missing", "words", lambda row: ", ".join(row.missing)),
]


# --- the overview itself ---


def _overview_tables(overview: CompanyOverview) -> Iterator[WrittenTable]:
    yield _facts(overview)
    if overview.portfolio is not None:
        yield _classes(overview.portfolio, overview)
        yield _concentration(overview.portfolio, overview)
    if overview.strengths:
        yield WrittenTable(
            (WrittenColumn(_report(overview, "strengths"), "long"),),
            tuple((each.sentence,) for each in overview.strengths),
        )
    if overview.assumptions:
        yield WrittenTable(
            (WrittenColumn(_report(overview, "assumptions"), "long"),),
            tuple((each,) for each in overview.assumptions),
        )


def _facts(overview: CompanyOverview) -> WrittenTable:
    rows: list[tuple[str, Cell]] = [
        ("company", overview.company or _report(overview, "nameless")),
        ("made_on", overview.made_on),
        ("level", _say(overview, f"level.{overview.level}")),
    ]
    if overview.example:
        rows.append(("example", _say(overview, "yes")))
    if overview.story:
        rows.append(("story", overview.story))
    if overview.portfolio is not None:
        rows.append(("says", overview.portfolio.title))
    heads = (
        WrittenColumn(_say(overview, "columns.what")),
        WrittenColumn(_say(overview, "columns.value"), "long"),
    )
    return WrittenTable(heads, tuple((_say(overview, f"facts.{key}"), value) for key, value in rows))


def _classes(portfolio: PortfolioSummary, overview: CompanyOverview) -> WrittenTable:
    exact = overview.exact
    share: Kind = "share" if exact else "words"
    columns: list[tuple[str, Kind]] = [
        ("klass", "words"),
        ("customers", "count"),
        ("prospects", "count"),
        ("hours_share", share),
        ("revenue_share", share),
        ("contribution_share", share),
    ]
    if exact:
        columns += [
            ("hours", "hours"),
            ("revenue", "euro"),
            ("contribution", "euro"),
            ("receivables", "euro"),
        ]
    elif overview.bands:
        columns += [("revenue", "words"), ("contribution", "words"), ("receivables", "words")]
    rows = [
        tuple(_class_cell(row, name, overview) for name, _ in columns)
        for row in portfolio.classes
        if row.customers or row.prospects
    ]
    heads = tuple(WrittenColumn(_say(overview, f"columns.{name}"), kind) for name, kind in columns)
    return WrittenTable(heads, tuple(rows), _report(overview, "per_class"))


def _class_cell(row: ClassRow, name: str, overview: CompanyOverview) -> Cell:
    """A figure of a class; an amount in the words of its band for who sees it so."""
    if name.endswith("_share"):
        return _share(getattr(row, name), overview)
    value: Cell = getattr(row, name)
    return row.amount_bands.get(name) if value is None else value


def _concentration(portfolio: PortfolioSummary, overview: CompanyOverview) -> WrittenTable:
    """What stands out, a line each with its figure; what is not known is left out."""
    in_list = portfolio.of_what == "list"
    named: list[tuple[str, Kind, float | None]] = [
        ("figures_of_list.top_1" if in_list else "figures.top_1", "share", portfolio.top_1),
        ("figures_of_list.top_5" if in_list else "figures.top_5", "share", portfolio.top_5),
        ("figures.small_orders", "share", portfolio.small_orders),
    ]
    if overview.exact:
        named += [
            ("figures.revenue", "euro", portfolio.revenue),
            ("figures.receivables", "euro", portfolio.receivables),
            ("figures.days_to_pay", "days", portfolio.days_to_pay),
        ]
    rows: list[tuple[Cell, ...]] = [
        (_report(overview, key), _figure(kind, value, overview))
        for key, kind, value in named
        if value is not None
    ]
    rows += [
        (_report(overview, f"figures.{name}"), band) for name, band in sorted(portfolio.amount_bands.items())
    ]
    heads = (WrittenColumn(_say(overview, "columns.what")), WrittenColumn(_say(overview, "columns.figure")))
    return WrittenTable(heads, tuple(rows))


def _figure(kind: Kind, value: float, overview: CompanyOverview) -> Cell:
    if kind == "share" and not overview.exact:
        return _share(value, overview)
    return Measured(value, kind)


# --- work, actions, cards, session, settings ---


def _work(overview: CompanyOverview) -> WrittenTable:
    exact = overview.exact
    titles = {card.name: card.title for card in overview.cards}
    columns: list[WrittenColumn] = [
        WrittenColumn(_say(overview, "columns.rank"), "count"),
        WrittenColumn(_say(overview, "columns.severity")),
        WrittenColumn(_say(overview, "columns.about")),
        WrittenColumn(_say(overview, "columns.finding"), "long"),
        WrittenColumn(_say(overview, "columns.advice"), "long"),
        WrittenColumn(_say(overview, "columns.cards")),
        WrittenColumn(_say(overview, "columns.who"), "long"),
        *((WrittenColumn(_say(overview, "columns.priority"), "score"),) if exact else ()),
    ]
    rows = [
        (
            point.rank,
            point.severity_words,
            point.title,
            point.finding,
            point.advice,
            ", ".join(titles.get(card, card) for card in point.cards),
            ", ".join(item.name for item in point.items if item.kind != "card"),
            *((point.priority,) if exact else ()),
        )
        for point in overview.work
    ]
    return WrittenTable(tuple(columns), tuple(rows))


def _actions(actions: Iterable[ActionRow], language: str) -> WrittenTable:
    heads: list[tuple[str, Kind]] = [
        ("what", "long"),
        ("who", "words"),
        ("due", "date"),
        ("measure", "long"),
        ("done", "words"),
    ]
    columns = tuple(
        WrittenColumn(text(f"taking_home.actions.{name}", language), kind) for name, kind in heads
    )
    rows = tuple(
        (
            each.what,
            each.who,
            each.due or each.due_words or None,
            each.measure,
            text("taking_home.yes", language) if each.done else "",
        )
        for each in actions
    )
    return WrittenTable(columns, rows)


def _cards(overview: CompanyOverview) -> Iterator[WrittenTable]:
    names: list[tuple[str, Kind]] = [
        ("card", "words"),
        ("question", "long"),
        ("light", "words"),
        ("progress", "words"),
        ("done", "share"),
    ]
    yield WrittenTable(
        tuple(WrittenColumn(_say(overview, f"columns.{name}"), kind) for name, kind in names),
        tuple(
            (card.title, card.question, card.light_words, card.progress, card.completeness)
            for card in overview.cards
        ),
    )
    titles = {card.name: card.title for card in overview.cards}
    for panel in overview.sheet:
        if panel.empty:
            continue
        heads = [
            WrittenColumn(titles.get(panel.card, panel.card)),
            WrittenColumn(panel.headline, "long"),
            *(WrittenColumn(head) for head in panel.columns),
        ]
        rows: list[tuple[Cell, ...]] = [
            (
                row.label,
                row.value,
                *(text(f"sheet.channels.cell.{cell}", overview.language) for cell in row.cells),
            )
            for row in panel.rows
        ]
        yield WrittenTable(tuple(heads), (*rows, *(("", note) for note in panel.notes)))


def _session(session: SessionReport, language: str) -> Iterator[WrittenTable]:
    def head(name: str, kind: Kind = "words") -> WrittenColumn:
        return WrittenColumn(text(f"taking_home.session.{name}", language), kind)

    rows: list[tuple[Cell, ...]] = []
    for card in session.cards:
        for step in card.steps:
            where = (card.title or text("session.no_card", language), step.title)
            for written in step.written:
                lines = "\n".join(written_in_words(written, language))
                rows.append((*where, written.question, lines, ""))
            for each in step.scored:
                about = f"{each.item}: {each.question}"
                rows.append(
                    (*where, about, outcome_in_words(each, language), agreed_in_words(each, language))
                )
    heads = (head("card"), head("step"), head("about", "long"), head("outcome", "long"), head("agreed"))
    yield WrittenTable(heads, tuple(rows))


def _settings(overview: CompanyOverview) -> Iterator[WrittenTable]:
    if overview.method is None:
        return
    heads = (WrittenColumn(_say(overview, "columns.setting")), WrittenColumn(_say(overview, "columns.value")))
    rows: Sequence[tuple[Cell, ...]] = [
        (_report(overview, "method"), overview.method.sentence),
        *((each.label, each.value) for each in overview.method.settings),
    ]
    yield WrittenTable(heads, tuple(rows))


def _say(overview: CompanyOverview, key: str) -> str:
    return text(f"taking_home.{key}", overview.language)


def _report(overview: CompanyOverview, key: str) -> str:
    return text(f"report.{key}", overview.language)
