"""A table of totals per customer, recognised by its headings, to totals that count or to what has to be asked first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from strategy.importing.columns.headings import VAGUE
from strategy.importing.columns.recognising import SUMS, field_of, plain
from strategy.importing.columns.spans import Span, spans_among, year_in
from strategy.importing.nouns.questions import ImportQuestion
from strategy.importing.nouns.table import Table
from strategy.importing.rows.invoices import is_vague
from strategy.importing.rows.sums import SumReading, chosen_spans, dated_spans, sum_field

CUSTOMER = ("customer_number", "customer_name")
DATES = ("date", "due", "paid")


@dataclass(frozen=True, slots=True)
class SumTable:
    """The columns of a table of totals: where the customer stands, and which stretch of time each total is of.

    `vague` is the name of the one column of totals where it does not say whether VAT is in it.
    """

    customer: dict[str, int]
    spans: dict[int, Span]
    vague: str = ""

    @property
    def chosen(self) -> dict[str, int]:
        """The columns to read, by the name under which they are read."""
        return {**self.customer, **{sum_field(place): place for place in self.spans}}

    @property
    def shown(self) -> dict[int, str]:
        """What every column was taken for, by place."""
        taken = {place: field for field, place in self.customer.items()}
        return taken | dict.fromkeys(self.spans, SUMS)

    def dated(
        self, texts: Sequence[str], answers: Mapping[str, str], today: date
    ) -> tuple[SumTable, tuple[ImportQuestion, ...]]:
        """The same with the columns that count; a question where the year, or which one, is not known."""
        spans, question = dated_spans(self.spans, year_in(*texts), answers, today)
        if question is None:
            spans, question = chosen_spans(spans, answers)
        return SumTable(self.customer, spans, self.vague), () if question is None else (question,)

    def reading(self, table: Table, answers: Mapping[str, str], today: date) -> SumReading:
        """The table on its way to a ledger."""
        return SumReading(table, answers, today, self.spans)


def sum_table(
    names: Sequence[str], chosen: Mapping[str, int], mapping: Mapping[str, str], open_fields: Sequence[str]
) -> SumTable | None:
    """What the headings say of totals per customer; None for any other table."""
    if any(field in chosen or field in open_fields for field in DATES):
        return None
    by_hand = {plain(name): field for name, field in mapping.items()}
    if any(field in ("amount", "amount_incl", "date") for field in by_hand.values()):
        return None
    spans = {
        place: span
        for place, span in spans_among(names).items()
        if by_hand.get(plain(names[place]), SUMS) == SUMS
    }
    customer = {field: place for field, place in chosen.items() if field in CUSTOMER and place not in spans}
    if spans:
        return SumTable(customer or _first_beside(names, spans), spans)
    return _one_total(names, chosen, customer)


def _first_beside(names: Sequence[str], spans: Mapping[int, Span]) -> dict[str, int]:
    """The first column that is no total, where no heading says that it is the customer."""
    return {"customer_name": next((place for place in range(len(names)) if place not in spans), 0)}


def _one_total(names: Sequence[str], chosen: Mapping[str, int], customer: dict[str, int]) -> SumTable | None:
    """One column of totals beside the customers, as in the yearly list of customers for the tax office."""
    invoice = field_of(names[chosen["invoice"]]) if "invoice" in chosen else None
    amounts = [field for field in ("amount", "amount_incl") if field in chosen]
    if (
        not customer
        or not amounts
        or (invoice and invoice[1] > VAGUE)
        or {"line", "quantity"} & chosen.keys()
    ):
        return None
    place = chosen[amounts[0]]
    vague = names[place] if is_vague(names[place]) else ""
    return SumTable(customer, {place: Span("year", 0, with_vat=amounts[0] == "amount_incl")}, vague)
