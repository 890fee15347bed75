"""What stands in the report: one `CompanyOverview` as the plain data that its template draws. Nothing is computed here.

Page 1 is the company on one sheet with its first works; then *analyse* (a page a card, customers, attention), *advies*
(all the work), *plan* (the actions), a session's report where there was one, and how it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from strategy.overview import CardSummary, CompanyOverview, CustomerRow, Gap, Seam, SheetPanel, WorkPoint
from strategy.overview.reader import share_in_words
from strategy.taking_home.markdown import in_words
from strategy.taking_home.tables import WrittenTable, sheets_of
from strategy.words.formats import day, fixed
from strategy.words.texts import area, text
from strategy.workshop.report import SessionReport
from ui.look import palette
from ui.paper.compiling import Order
from ui.paper.session import session_data
from ui.paper.signs import loses_signs

Data = dict[str, Any]
LABEL, NOTE = 48, 160
"""Signs of a name and of a note on the first page; the page of the card has them whole."""
MOST_SIGNALS = 12
"""Customers in the table of attention; the list of customers names the signal of everybody."""


def report_of(overview: CompanyOverview, session: SessionReport | None = None) -> Order:
    """The report of this overview; the session is told at level full only, for its words are not masked."""
    shown = session if overview.exact else None
    return Order("report", _Report(overview, shown).data())


@dataclass(frozen=True)
class _Report:
    """An overview on its way to paper."""

    overview: CompanyOverview
    session: SessionReport | None

    @property
    def language(self) -> str:
        return self.overview.language

    @property
    def exact(self) -> bool:
        return self.overview.exact

    def say(self, key: str, **values: object) -> str:
        return text(f"paper.{key}", self.language, **values)

    def report(self, key: str, **values: object) -> str:
        return text(f"report.{key}", self.language, **values)

    def data(self) -> Data:
        """Everything that the template reads."""
        overview = self.overview
        company = overview.company or self.report("nameless")
        made_on = overview.made_on
        return {
            "title": self.say("title", company=company),
            "language": self.language,
            "day": [made_on.year, made_on.month, made_on.day],
            "company": company,
            "story": overview.story,
            "example": overview.example,
            "level": overview.level,
            "full": self.exact,
            "top": overview.top,
            "foot": " · ".join((company, self.say(f"level.{overview.level}"), day(made_on))),
            "words": self._words,
            "cells": area("sheet", self.language)["channels"]["cell"],
            "colours": {"cards": palette.CARDS, "classes": self._letters, "pale": palette.CLASSES_PALE},
            "cards": [self._card(card) for card in overview.cards],
            "seams": [self._seam(seam) for seam in overview.seams],
            "work": [self._point(point) for point in overview.work],
            "strengths": [each.sentence for each in overview.strengths],
            "plan": self._plan(),
            "session": session_data(self.session, self.language) if self.session is not None else None,
            "made": list(self._made()),
            "notes": [self.say("lost_signs")] if self._loses_signs() else [],
            "without_standard": self.say("without_standard"),
            **self._customers(),
        }

    @cached_property
    def _words(self) -> Data:
        words = dict(area("paper", self.language)["words"])
        return words | {
            "work": self.report("work"),
            "no_work": self.report("no_work"),
            "example": self.report("example"),
            "strengths": self.report("strengths"),
            "group": text("sheet.channels.group", self.language),
        }

    @cached_property
    def _letters(self) -> Mapping[str, str]:
        """The colours behind a white letter."""
        return palette.CLASSES | palette.LETTERS

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {card.name: card.title for card in self.overview.cards}

    def _loses_signs(self) -> bool:
        """Whether a name on the pages has a sign that is printed as a square."""
        overview = self.overview
        said = (point.finding for point in overview.work)
        names = (row.name for row in overview.customers)
        return any(map(loses_signs, chain((overview.company, overview.story), said, names)))

    # --- cards, seams, work ---

    def _card(self, card: CardSummary) -> Data:
        overview = self.overview
        panel = next((each for each in overview.sheet if each.card == card.name), None)
        return {
            **card.model_dump(include={"name", "title", "question", "light", "light_words", "progress"}),
            "panel": panel.model_dump(exclude={"link"}) if panel is not None else None,
            "short": _shortened(panel) if panel is not None else None,
            "work": [self._point(point) for point in overview.work if card.name in point.cards],
            "seams": [self._seam(seam) for seam in overview.seams if card.name in seam.cards],
            "gaps": [_gap(gap) for gap in overview.gaps if card.name in gap.cards],
        }

    def _seam(self, seam: Seam) -> Data:
        first, second = (self._titles.get(name, name) for name in seam.cards)
        title = text("sheet.seam", self.language, first=first, second=second)
        return {"light": seam.light, "light_words": seam.light_words, "title": title}

    def _point(self, point: WorkPoint) -> Data:
        shown = point.model_dump(include={"rank", "finding", "advice", "severity", "severity_words"})
        return shown | {"cards": " × ".join(self._titles.get(card, card) for card in point.cards)}

    # --- customers and attention ---

    def _customers(self) -> Data:
        overview = self.overview
        portfolio = overview.portfolio
        if portfolio is None:
            nothing: Data = {
                "customers": None,
                "attention": None,
                "classes": None,
                "figures": [],
                "unknown": [],
            }
            return {**nothing, "portfolio_title": ""}
        _, *tables = sheets_of(overview)[0].tables
        classes, figures = tables[0], tables[1]
        return {
            "customers": self._customer_list(),
            "portfolio_title": portfolio.title,
            "classes": self._table(classes) if classes.rows else None,
            "figures": [[self._in_words(row[1], "words"), row[0]] for row in figures.rows],
            "unknown": list(portfolio.unknown),
            "attention": self._attention(),
        }

    def _customer_list(self) -> Data:
        overview = self.overview
        klass = self.report("klass")
        both = f"{klass}, {self.report('total').lower()}" if self.exact else klass
        return {
            "title": self.report("customer_list", n=len(overview.customers)),
            "heads": [self.report("customer"), both, self.say("words.why")],
            "rows": [self._customer(row) for row in overview.customers],
        }

    def _customer(self, row: CustomerRow) -> list[str]:
        """The name, the class with its star, the total, and why, how firm and what stands out in one cell."""
        total = self._score(row.total) if self.exact else ""
        firm = row.firmness_words or (self.say("words.provisional") if row.provisional else "")
        by_hand = text("customer_panel.computed_is", self.language, klass=row.computed) if row.by_hand else ""
        notes = (row.reason, firm, row.attention_words, by_hand)
        return [
            row.name,
            f"{row.klass} ★" if row.dream else row.klass,
            total,
            " · ".join(filter(None, notes)),
        ]

    def _score(self, total: float | None) -> str:
        return "–" if total is None else fixed(total, self.language)

    def _attention(self) -> Data | None:
        """Who shouts and who is left out, with their time and what they earn; beyond the first, how many more."""
        seen = [row for row in self.overview.customers if row.attention]
        heads = ("customer", "signal", "time", "earned")
        rows = [
            [row.name, row.attention_words, self._share(row.hours_share), self._share(row.earned_share)]
            for row in seen[:MOST_SIGNALS]
        ]
        more = self.say("attention_more", shown=MOST_SIGNALS, n=len(seen)) if len(seen) > MOST_SIGNALS else ""
        return {
            "title": self.say("words.attention"),
            "says": ([] if seen else [self.say("attention_none")]) + ([more] if more else []),
            "heads": [self.say(f"attention.{head}") for head in heads],
            "columns": ["long", "words", "number", "number"],
            "rows": rows,
        }

    def _share(self, share: float | None) -> str:
        if share is None:
            return "–"
        if self.exact:
            return in_words(share, "share", self.language)
        return share_in_words(share, self.language)

    # --- plan, session, how it was made ---

    def _plan(self) -> Data | None:
        """The actions as *als, dan*: what was seen, and what is done about it, by whom, by when, how it is measured."""
        if self.overview.level == "short":
            return None
        finding = {point.rule: point.finding for point in self.overview.work}
        return {
            "heads": [self.say(f"plan.{head}") for head in ("if", "then", "who", "due", "measure")],
            "columns": ["long", "long", "words", "words", "long"],
            "rows": [
                [
                    finding.get(each.rule, "–"),
                    f"{each.what} ({self.report('done')})" if each.done else each.what,
                    each.who,
                    each.due_words,
                    each.measure,
                ]
                for each in self.overview.actions
            ],
        }

    def _made(self) -> Iterable[Data]:
        """What is assumed, what cannot be judged yet, and how it was worked out."""
        overview = self.overview
        if overview.assumptions:
            yield _part(self.report("assumptions"), lines=overview.assumptions)
        on_no_card = [f"{gap.title}: {gap.reason}" for gap in overview.gaps if not gap.cards]
        if on_no_card:
            yield _part(self.report("gaps", n=len(on_no_card)), lines=on_no_card)
        if overview.method is not None:
            rows = [[each.label, each.value] for each in overview.method.settings]
            heads = [text(f"taking_home.columns.{name}", self.language) for name in ("setting", "value")]
            table = {"heads": heads, "columns": ["long", "long"], "rows": rows}
            yield _part(self.report("method"), words=overview.method.sentence, table=table)

    # --- tables ---

    def _table(self, found: WrittenTable) -> Data:
        return {
            "heads": [head.head for head in found.columns],
            "columns": ["words" if head.kind in ("words", "long") else "number" for head in found.columns],
            "rows": [
                [self._in_words(cell, head.kind) for cell, head in zip(row, found.columns, strict=True)]
                for row in found.rows
            ],
        }

    def _in_words(self, cell: Any, kind: str) -> str:
        return in_words(cell, kind, self.language)


def _shortened(panel: SheetPanel) -> Data:
    """The same panel for the first page, where a very long name would push the others off it."""
    rows = [row.model_copy(update={"label": _cut(row.label, LABEL)}) for row in panel.rows]
    notes = tuple(_cut(note, NOTE) for note in panel.notes)
    short = {"rows": tuple(rows), "notes": notes, "headline": _cut(panel.headline, NOTE)}
    return panel.model_copy(update=short).model_dump(exclude={"link"})


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _gap(gap: Gap) -> Data:
    return {"title": gap.title, "reason": gap.reason}


def _part(title: str, words: str = "", lines: Sequence[str] = (), table: Data | None = None) -> Data:
    return {"title": title, "words": words, "lines": list(lines), "table": table}
