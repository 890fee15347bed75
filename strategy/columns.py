"""Customers as arrays: one column a field, one place a customer, so the whole portfolio is computed at once.

An unknown number is nan. Judgements stand in one array of shape (9, customers), in the order of `JUDGED_PARTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from strategy.models import CLASSES, JUDGED_PARTS, Customer, Noun

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.intp]

NO_OVERRIDE = -1
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

    `override` holds the code of the class set by hand, -1 where there is none.
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
    override: Codes
    judged: Floats

    def __len__(self) -> int:
        return len(self.revenue)

    @classmethod
    def of(cls, customers: Sequence[Customer]) -> Columns:
        """The columns of these customers, in their order; None becomes nan."""

        kinds = np.array([customer.kind for customer in customers], dtype="U8")
        given = [customer.override for customer in customers]
        return cls(
            prospect=kinds == "prospect",
            dormant=kinds == "dormant",
            **dict(zip(FIGURES, _numbers(customers, FIGURES), strict=True)),
            override=np.array(
                [CLASSES.index(override.klass) if override else NO_OVERRIDE for override in given],
                dtype=np.int8,
            ),
            judged=_numbers([customer.judged for customer in customers], JUDGED_PARTS),
        )

    def take(self, rows: Rows) -> Columns:
        """The same columns for these customers only; a row may be asked for more than once."""
        return Columns(**{field.name: getattr(self, field.name)[..., rows] for field in fields(self)})


def _numbers(models: Sequence[Noun], fields: tuple[str, ...]) -> Floats:
    """These fields of every model, shape (fields, models), None as nan: read in one go, which is what takes time."""
    values = itemgetter(*fields)
    found = [*chain.from_iterable(values(vars(model)) for model in models)]
    return np.array(found, dtype=np.float64).reshape(-1, len(fields)).T.copy()
