"""Scoring sheets that were filled in on paper, typed in afterwards: a line a sheet, a figure a judgement.

Of several sheets of one customer the median counts, as in a session (method.md 5.3); what nobody knew is an answer too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from strategy.company.access import Visitor, owner_or_stop
from strategy.company.fields import with_values
from strategy.company.saying import Gone, put_customers
from strategy.nouns.company import Customer
from strategy.store.interface import Receipt, Store
from strategy.words.texts import text

UNKNOWN = ("?", "-", "–")
LOWEST, HIGHEST = 1.0, 5.0
MOST_SHEETS = 100


class WrongSheet(ValueError):
    """A line that is no sheet: `code` is a text key, `values` fill its placeholders."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = f"sheets.wrong.{code}"
        self.values = values

    def sentence(self, language: str = "nl") -> str:
        """What is wrong, in which line, and what to type."""
        return text(self.code, language, **self.values)


def medians(typed: str, parts: Sequence[str]) -> dict[str, float | None]:
    """The median of every judgement over these sheets, to a half point; None where nobody knew. Raises `WrongSheet`.

    A line has a figure from 1 to 5 or `?` for every part in this order, with spaces between them or none at all.
    """
    sheets = [line for line in typed.splitlines() if line.strip()]
    if not sheets:
        raise WrongSheet("empty")
    if len(sheets) > MOST_SHEETS:
        raise WrongSheet("many", n=len(sheets), most=MOST_SHEETS)
    rows = [_figures(line, number, len(parts)) for number, line in enumerate(sheets, start=1)]
    columns = zip(*rows, strict=True)
    return {part: _median(column) for part, column in zip(parts, columns, strict=True)}


def _figures(line: str, number: int, count: int) -> list[float | None]:
    """The figures of one sheet."""
    written = line.split() if re.search(r"\s", line.strip()) else list(line.strip())
    if len(written) != count:
        raise WrongSheet("count", line=number, found=len(written), count=count)
    return [_figure(each, number, place) for place, each in enumerate(written, start=1)]


def _figure(written: str, number: int, place: int) -> float | None:
    if written in UNKNOWN:
        return None
    try:
        found = float(written.replace(",", "."))
    except ValueError:
        found = 0.0
    if not LOWEST <= found <= HIGHEST or found * 2 != int(found * 2):
        raise WrongSheet("figure", line=number, place=place, typed=written[:20])
    return found


def _median(figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return int(2 * median(known) + 0.5) / 2 if known else None


def keep_sheets(
    store: Store,
    visitor: Visitor,
    company_id: str,
    customer_id: str,
    judged: Mapping[str, float | None],
    write_id: str,
) -> Receipt:
    """Keep these judgements of a customer in one write; what nobody knew is said to be unknown.

    Raises `NotAllowed`, `Gone` for a customer that is not there, `ChangedSince` and `Full`.
    """
    owner_or_stop(store, visitor, company_id)
    snapshot = store.read(company_id)
    customer = next((each for each in snapshot.company.customers if each.id == customer_id), None)
    if customer is None:
        raise Gone
    seen = {customer_id: snapshot.revision(Customer.KIND, customer_id)}
    return put_customers(store, visitor, company_id, [_judged(customer, judged)], seen, write_id)


def _judged(customer: Customer, judged: Mapping[str, float | None]) -> Customer:
    paths = {f"judged.{part}": figure for part, figure in judged.items()}
    unknown = [path for path, figure in paths.items() if figure is None]
    others = [path for path in customer.unknown if path not in paths]
    return with_values(customer, {**paths, "unknown": (*others, *unknown)})
