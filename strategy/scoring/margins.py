"""The margin: what is left of a customer's revenue, as far as its parts are known (method.md 3.5 points 1 and 3).

Variable cost, own hours, order cost and, over a relation, the acquisition cost take from it. With the first known and
another unknown, what is known gives an upper bound: that never enters a total.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from strategy.nouns.company import CRITERIA, Settings
from strategy.scoring.classes import is_positive
from strategy.scoring.columns import Bools, Columns, Floats, Rows

HALF_A_CENT = 0.005
# A margin or share that differs by less than this from its limit differs by float noise only.
SHARE_NOISE = 1e-9
FULL = 100.0
OTHERS = tuple(place for place, name in enumerate(CRITERIA) if name != "margin")


def known_or_nan(value: float | None) -> float:
    """A setting that may be unknown, as a number for arithmetic."""
    return np.nan if value is None else float(value)


# --- order floor (3.5 point 1) -------------------------------------------------------------------------------


def order_floor(columns: Columns, settings: Settings) -> Floats:
    """The order value at which fixed plus variable cost is just covered, euro (L of 3.5); infinite from v = 100%.

    0 where an order costs nothing, nan where v or the cost of an order is unknown.
    """
    fixed = known_or_nan(settings.fixed_cost_per_order)
    if fixed == 0:
        return np.zeros(len(columns))
    left = 1 - columns.variable_cost
    floor = np.divide(fixed, left, out=np.full(len(columns), np.inf), where=left > 0)
    return np.where(np.isnan(left) | np.isnan(fixed), np.nan, floor)


def below_floor(columns: Columns, settings: Settings) -> Bools:
    """Whose average order certainly does not cover its own cost: never a prospect, nor anyone who buys nothing.

    Without v an order below its fixed cost is certainly below its floor. Unknown order cost is never checked.
    """
    if settings.fixed_cost_per_order is None:
        return np.zeros(len(columns), np.bool_)
    ordering = ~columns.prospect & (columns.orders > 0) & (columns.revenue > 0)
    average = np.divide(columns.revenue, columns.orders, out=np.full(len(columns), np.nan), where=ordering)
    least = np.fmax(order_floor(columns, settings), settings.fixed_cost_per_order)
    below: Bools = average < least - HALF_A_CENT
    return below


def floor_is_open(columns: Columns, settings: Settings, revenue_known: Bools, judged: Bools) -> Bools:
    """Who may still turn out below its floor: it buys, and orders or v are unknown (3.7).

    `revenue_known` is whose score on revenue is known; a customer of whom it is not may well buy. `judged` are the
    margins that are a judgement above a loss: those close it, for an order below its floor is a loss, unless the
    revenue alone will tell.
    """
    if not settings.fixed_cost_per_order:
        return np.zeros(len(columns), np.bool_)
    buys = ~columns.prospect & np.where(np.isnan(columns.revenue), ~revenue_known, columns.revenue > 0)
    whole = ~np.isnan(columns.revenue + columns.orders + columns.variable_cost) | (columns.orders == 0)
    tells = np.isnan(columns.revenue) & ~np.isnan(columns.orders)
    found: Bools = buys & ~whole & ~below_floor(columns, settings) & (~judged | tells)
    return found


# --- margin (3.5 point 3) ------------------------------------------------------------------------------------


def cost(amount: Floats, price: float | None) -> Floats:
    """Amount times price; nothing costs nothing, even where the other of the two is unknown."""
    if price == 0:
        return np.zeros(len(amount))
    return np.where(amount == 0, 0.0, amount * known_or_nan(price))


def net_margin(columns: Columns, settings: Settings) -> tuple[Floats, Bools]:
    """The margin before reserve as a share of revenue (nm of 3.5) over the chosen horizon, and where it is whole.

    Not whole, an upper bound from the known parts, where hours, orders, their cost or the acquisition cost are
    unknown while they count. nan without v or revenue. A prospect has only the margin of its offer. Horizon `order`
    leaves own hours out; `relation` spreads the acquisition cost over the years. The field is a share: 0.15 is 15%.
    """
    spent = [cost(columns.orders, settings.fixed_cost_per_order)]
    if settings.horizon != "order":
        spent.append(cost(columns.hours, settings.hourly_cost))
    if settings.horizon == "relation":
        spent.append(columns.acquisition_cost / settings.horizon_years)
    parts = np.stack(spent)
    kept = columns.revenue * (1 - columns.variable_cost) - np.nansum(parts, axis=0)
    earning = columns.revenue > 0
    share = np.divide(kept, columns.revenue, out=np.full(len(columns), np.nan), where=earning)
    margin = np.where(columns.prospect, columns.offer_margin, share)
    return margin, columns.prospect | ~np.isnan(parts).any(axis=0)


@dataclass(frozen=True)
class Margin:
    """What is known of every customer's margin, by one way of scoring.

    `share` is nm, nan unless it is a known figure; `at_most` is nm+ where only an upper bound is known, nan elsewhere.
    `judged` is the score of the judgement that takes its place, nan where none does. A bound at or under zero is a
    certain loss: then no judgement takes its place. `hoped` is 1 - v where a judgement stands only as long as the
    revenue is unknown, nan elsewhere: with it, figures may say anything up to that. `target` is the margin that scores
    100.
    """

    share: Floats
    at_most: Floats
    judged: Floats
    hoped: Floats
    target: float

    @property
    def lost(self) -> Bools:
        """Who certainly makes a loss, by figures (gate 2)."""
        found: Bools = np.fmin(self.share, self.at_most) <= SHARE_NOISE
        return found

    @property
    def known(self) -> Bools:
        """Whose margin scores: a figure, a judgement or a certain loss."""
        found: Bools = ~np.isnan(self.share) | ~np.isnan(self.judged) | self.lost
        return found

    def score(self, reserve: Floats | float) -> Floats:
        """The margin's score 0-100 with this reserve; the most it can be where it is not known (M+ of 3.5)."""
        figure = np.fmin(self.share, self.at_most)
        scored = FULL * np.clip((figure - reserve) / self.target, 0, 1)
        return np.fmin(np.fmin(scored, self.judged), FULL)

    def highest(self, reserve: Floats) -> Floats:
        """The most the margin can come to score, whatever is filled in."""
        hoped = FULL * np.clip((self.hoped - reserve) / self.target, 0, 1)
        return np.where(np.isnan(self.hoped), self.score(reserve), hoped)

    def lowest(self, reserve: Floats) -> Floats:
        """The least it can come to score, with this reserve: 0 where it is not known, or may still be taken over."""
        return np.where(self.stands, self.score(reserve), 0.0)

    @property
    def stands(self) -> Bools:
        """Whose margin is known and stays so, whatever is filled in."""
        found: Bools = self.known & np.isnan(self.hoped)
        return found

    def take(self, rows: Rows) -> Margin:
        """The same for these customers only."""
        return Margin(self.share[rows], self.at_most[rows], self.judged[rows], self.hoped[rows], self.target)


def margins(columns: Columns, settings: Settings, judged: Floats, way: str, revenue_known: Bools) -> Margin:
    """The margins by one way of scoring; `judged` are the judgements of it as scores, nan where there are none.

    `revenue_known` is whose score on revenue is known, so that its revenue is not filled in any more.

    By judgement figures count for nothing; in the grid (`judgement_first`) they count where nothing was judged.
    """
    margin, whole = net_margin(columns, settings)
    nowhere = np.full(len(columns), np.nan)
    if way == "judgement":
        return Margin(nowhere, nowhere, judged, nowhere, settings.target_contribution)
    if way == "judgement_first":
        margin = np.where(np.isnan(judged), margin, np.nan)
    at_most = np.where(whole, np.nan, margin)
    share = np.where(whole, margin, np.nan)
    stands = np.isnan(share) & ~(at_most <= SHARE_NOISE) & (way != "figures")
    judged = np.where(stands, judged, np.nan)
    waits = ~np.isnan(judged) & ~columns.prospect & np.isnan(columns.revenue) & ~revenue_known
    hoped = np.where(waits & (way == "combined"), 1 - columns.variable_cost, np.nan)
    return Margin(share, at_most, judged, hoped, settings.target_contribution)


# --- negotiation reserve -------------------------------------------------------------------------------------


def reserve_for(positives: npt.NDArray[np.integer], settings: Settings) -> Floats:
    """The reserve u as a share of revenue for so many of the other four criteria positive (3.5 point 3).

    The strict rule reserves only for a customer that is positive on all four.
    """
    share = positives / len(OTHERS) if settings.reserve_rule == "graded" else (positives == len(OTHERS)) * 1.0
    reserve: Floats = settings.max_reserve * share
    return reserve


def other_positives(criteria: Floats, weights: Floats, settings: Settings) -> Bools:
    """Which of the criteria (5, customers) count as positive for the reserve: with weight, and never the margin."""
    positive = is_positive(criteria, settings.positive_from) & (weights > 0)[:, None]
    positive[[place for place in range(len(CRITERIA)) if place not in OTHERS]] = False
    return positive
