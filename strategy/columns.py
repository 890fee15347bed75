"""Customers as arrays: one column a field, one place a customer, so the whole portfolio is computed at once.

An unknown number is nan. Judgements stand in one array of shape (9, customers), in the order of `JUDGED_PARTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from strategy.models import CLASSES, JUDGED_PARTS, Customer

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.intp]

NO_OVERRIDE = -1


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

        def column(field: str) -> Floats:
            return np.array(list(map(attrgetter(field), customers)), dtype=np.float64)

        kinds = np.array([customer.kind for customer in customers], dtype="U8")
        given = [customer.override for customer in customers]
        return cls(
            prospect=kinds == "prospect",
            dormant=kinds == "dormant",
            revenue=column("revenue"),
            potential=column("potential"),
            chance=column("chance"),
            orders=column("orders"),
            variable_cost=column("variable_cost"),
            hours=column("hours"),
            effort=column("effort"),
            days_to_pay=column("days_to_pay"),
            days_to_decide=column("days_to_decide"),
            offer_margin=column("offer_margin"),
            acquisition_cost=column("acquisition_cost"),
            override=np.array(
                [CLASSES.index(override.klass) if override else NO_OVERRIDE for override in given],
                dtype=np.int8,
            ),
            judged=_judged(customers),
        )

    def take(self, rows: Rows) -> Columns:
        """The same columns for these customers only; a row may be asked for more than once."""
        return Columns(**{field.name: getattr(self, field.name)[..., rows] for field in fields(self)})


def _judged(customers: Sequence[Customer]) -> Floats:
    """The judgements, a row for every part: read in one go, for there are more of them than of all figures."""
    parts = attrgetter(*JUDGED_PARTS)
    found = [judged for customer in customers for judged in parts(customer.judged)]
    return np.array(found, dtype=np.float64).reshape(-1, len(JUDGED_PARTS)).T.copy()
