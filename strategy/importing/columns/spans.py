"""Headings that are a stretch of time: `jan/25`, `2025-03`, `Q1 2025`, `Omzet 2024`; one column holds what it came to."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from strategy.importing.columns.recognising import LETTER, field_of, plain

Length = Literal["year", "quarter", "month"]
MONTHS = {"year": 12, "quarter": 3, "month": 1}
LONGEST_HEADING = 60
FIRST_YEAR, LAST_YEAR = 1990, 2100
AMOUNT = re.compile(r"-?[\d.,' ]*\d[.,]\d\d")
TOTALS = ("totaal", "total", "eindtotaal", "totaux", "summe", "grand total")
NAMES = (
    "jan|januari|janvier|january|janv|januar|janner",
    "feb|februari|fevrier|february|fev|fevr|februar",
    "mrt|maart|mars|march|mar|maa|marz|mrz",
    "apr|april|avril|avr",
    "mei|mai|may",
    "jun|juni|juin|june",
    "jul|juli|juillet|july|juil",
    "aug|augustus|aout|august|aou",
    "sep|sept|september|septembre",
    "okt|oktober|octobre|october|oct",
    "nov|november|novembre",
    "dec|december|decembre|dez|dezember",
)
MONTH_NAMES = {name: number for number, names in enumerate(NAMES, 1) for name in names.split("|")}
MONTH = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))
YEAR = r"(?P<year>(?:19|20)\d\d)"
SHORT = r"(?P<year>(?:19|20)\d\d|\d\d)"
QUARTER = r"(?:[qkt]|kwartaal|trimestre|quarter|quartal|trim) ?(?P<quarter>[1-4])"
FORMS = tuple(
    re.compile(rf"(?<![a-z0-9]){form}(?![a-z0-9])")
    for form in (
        rf"(?P<month>{MONTH}) ?{SHORT}",
        rf"{YEAR} (?P<month>{MONTH})",
        rf"{YEAR} (?P<number>0?[1-9]|1[0-2])(?: 0?1)?",
        rf"(?:0?1 )?(?P<number>0?[1-9]|1[0-2]) {YEAR}",
        r"(?P<year>20\d\d)(?P<number>0[1-9]|1[0-2])",
        rf"{QUARTER} {SHORT}",
        rf"{YEAR} {QUARTER}",
        r"(?P<quarter>[1-4])(?:e|de|ste|er|st|nd|rd|th)? (?:kwartaal|trimestre|quarter|quartal) (?P<year>(?:19|20)\d\d)",
        YEAR,
        rf"(?P<month>{MONTH})",
        r"(?:q|kwartaal|trimestre|quarter|quartal) ?(?P<quarter>[1-4])",
    )
)
LIKELY = re.compile(rf"(19|20)\d\d|[qkt]\w* ?[1-4]|[1-4]\w* [kqt]|{MONTH}")
WORDS_AROUND = re.compile(
    r"\b(jaar|annee|year|jahr|maand|mois|month|monat|boekjaar|exercice|in|van|de|du|for|of|fur|som|somme|sum|summe)\b"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A year, a quarter or a month; `year` 0 where the heading does not tell it. `with_vat` is what its words say."""

    length: Length
    year: int
    number: int = 1
    with_vat: bool = False

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * MONTHS[self.length] + 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        month = self.number * MONTHS[self.length]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])


@lru_cache(4096)
def span_of(heading: str) -> Span | None:
    """The stretch of time of a heading that says nothing else than that it is revenue; None for any other."""
    if len(heading) > LONGEST_HEADING or AMOUNT.fullmatch(heading.strip()):
        return None
    words = plain(LETTER.sub("", heading))
    if not LIKELY.search(words):
        return None
    for form in FORMS:
        for found in form.finditer(words):
            rest = WORDS_AROUND.sub(" ", words[: found.start()] + " " + words[found.end() :])
            rest = " ".join(rest.split())
            if rest in TOTALS:
                continue
            span = _span(found)
            known = field_of(rest) if rest else ("amount", 0)
            if span and known and known[0] in ("amount", "amount_incl"):
                return replace(span, with_vat=known[0] == "amount_incl")
    return None


def _span(found: re.Match[str]) -> Span | None:
    parts = found.groupdict()
    written = parts.get("year")
    year = int(written) + (2000 if len(written) == 2 else 0) if written else 0
    if year and not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if parts.get("quarter"):
        return Span("quarter", year, int(parts["quarter"]))
    if parts.get("month"):
        return Span("month", year, MONTH_NAMES[parts["month"]])
    if parts.get("number"):
        return Span("month", year, int(parts["number"]))
    return Span("year", year)


def spans_among(names: Sequence[str]) -> dict[int, Span]:
    """The columns that are stretches of time of one length, by place; empty where they are not of one."""
    found = {place: span for place, name in enumerate(names) if (span := span_of(name))}
    lengths = {span.length for span in found.values()}
    if "year" in lengths and len(lengths) > 1:
        # the total of a year beside its months
        found = {place: span for place, span in found.items() if span.length != "year"}
        lengths = lengths - {"year"}
    if len(lengths) > 1 and "month" in lengths:
        found = {place: span for place, span in found.items() if span.length == "month"}
    known = [(span.year, span.number) for span in found.values()]
    alone_without_year = len(found) == 1 and not known[0][0]
    return found if len(set(known)) == len(known) and not alone_without_year else {}


def year_in(*texts: str) -> int:
    """The one year that these texts name, 0 where they name none or several."""
    years = {int(year) for text in texts for year in re.findall(r"(?<!\d)(20[0-4]\d)(?!\d)", text)}
    return years.pop() if len(years) == 1 else 0
