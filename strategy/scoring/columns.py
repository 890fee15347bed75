"""Customers as arrays: one column a field, one place a customer, so the whole portfolio is computed at once.

An unknown number is nan. Judgements stand in one array of shape (9, customers), in the order of `JUDGED_PARTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain, repeat
from operator import attrgetter, itemgetter

import numpy as np
import numpy.typing as npt

from strategy.nouns.company import CLASSES, JUDGED_PARTS, Customer
from strategy.scoring.remembered import read_each

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.intp]
Texts = npt.NDArray[np.object_]

NO_OVERRIDE = -1
CUSTOMER_KINDS = ("customer", "prospect", "dormant")
PROSPECT, DORMANT = 1, 2
MARKS = 3
FIGURES = (
    "revenue",
    "potential",
    "chance",
    "orders",
    "variable_cost",
    "hours",
    "effort",
    "days_to_pay",
    "days_to_decide",
    "offer_margin",
    "acquisition_cost",
)


@dataclass(frozen=True)
class Columns:
    """The customer fields that the method reads (3.1), each of shape (customers,) but `judged` (9, customers).

    `days_to_pay_at_least` marks days that are only the age of open invoices. `override` holds the code of the class
    set by hand, -1 where there is none.
    """

    prospect: Bools
    dormant: Bools
    revenue: Floats
    potential: Floats
    chance: Floats
    orders: Floats
    variable_cost: Floats
    hours: Floats
    effort: Floats
    days_to_pay: Floats
    days_to_decide: Floats
    offer_margin: Floats
    acquisition_cost: Floats
    days_to_pay_at_least: Bools
    override: Codes
    judged: Floats

    def __len__(self) -> int:
        return len(self.revenue)

    @classmethod
    def of(cls, customers: Sequence[Customer]) -> Columns:
        """The columns of these customers, in their order; None becomes nan."""
        read = read_each(customers, _read)
        (kind, override, at_least), figures, judged = np.split(read, [MARKS, MARKS + len(FIGURES)])
        return cls(
            prospect=kind == PROSPECT,
            dormant=kind == DORMANT,
            **dict(zip(FIGURES, figures, strict=True)),
            days_to_pay_at_least=at_least == 1,
            override=override.astype(np.int8),
            judged=judged,
        )

    def take(self, rows: Rows) -> Columns:
        """The same columns for these customers only; a row may be asked for more than once."""
        return Columns(**{field.name: getattr(self, field.name)[..., rows] for field in fields(self)})


def _read(customers: Sequence[Customer]) -> Floats:
    """Marks, figures and judgements, a row each, None as nan: read in one go, for that takes the time."""
    figures, judgements = itemgetter(*FIGURES), itemgetter(*JUDGED_PARTS)
    found = [
        (
            CUSTOMER_KINDS.index(customer.kind),
            CLASSES.index(customer.override.klass) if customer.override else NO_OVERRIDE,
            customer.days_to_pay_at_least,
            *figures(vars(customer)),
            *judgements(vars(customer.judged)),
        )
        for customer in customers
    ]
    return np.array(found, dtype=np.float64).reshape(-1, MARKS + len(FIGURES) + len(JUDGED_PARTS)).T.copy()


def ids_of(customers: Sequence[Customer]) -> Texts:
    """Their ids."""
    return read_each(customers, _texts, "id")


def segments_of(customers: Sequence[Customer]) -> Texts:
    """Their segments, None where they are in none."""
    return read_each(customers, _texts, "segment")


def groups_of(customers: Sequence[Customer]) -> Texts:
    """Their groups (3.11) in small letters, "" where they are in none."""
    return read_each(customers, _groups)


def said_of(customers: Sequence[Customer], values: tuple[str, ...]) -> Floats:
    """What each does with these values (0, 0.5 or 1), nan where nothing was said; shape (values, customers)."""
    return read_each(customers, _said, values)


def placed_in(customers: Sequence[Customer], streams: tuple[str, ...]) -> Bools:
    """Who was placed in which of these streams; shape (streams, customers)."""
    return read_each(customers, _placed, streams)


def _texts(customers: Sequence[Customer], field: str) -> Texts:
    return np.fromiter(map(attrgetter(field), customers), object, len(customers))


def _groups(customers: Sequence[Customer]) -> Texts:
    return np.fromiter((each.group.strip().casefold() for each in customers), object, len(customers))


def _said(customers: Sequence[Customer], values: tuple[str, ...]) -> Floats:
    unsaid = repeat(np.nan)
    said = [*chain.from_iterable(map(customer.values.get, values, unsaid) for customer in customers)]
    return np.array(said, np.float64).reshape(len(customers), len(values)).T.copy()


def _placed(customers: Sequence[Customer], streams: tuple[str, ...]) -> Bools:
    placed = [[stream in customer.streams for stream in streams] for customer in customers]
    return np.array(placed, np.bool_).reshape(len(customers), len(streams)).T.copy()
