"""The scoring of one customer written out in exact fractions: slow, plain, and apart from the product's arrays."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from strategy.nouns.company import CRITERIA, Customer, Settings

Known = Fraction | None
CURVE = [(Fraction(1, 2), 100), (Fraction(1), 75), (Fraction(3, 2), 50), (Fraction(2), 25), (Fraction(3), 0)]


class Plain(NamedTuple):
    scores: dict[str, Known]
    partial: set[str]
    total: Known
    positives: int
    klass: str
    lowest: Known
    highest: Known
    lowest_class: str
    highest_class: str
    provisional: bool
    dream: bool
    below_floor: bool
    loss_making: bool
    contribution: Known
    grid: str


def exact(value: float | None) -> Known:
    return None if value is None else Fraction(str(value))


def half_up(value: Fraction) -> Fraction:
    return Fraction(int(value * 10 + Fraction(1, 2)), 10)


def curve(days: Known, reference: Known) -> Known:
    if days is None or reference is None:
        return None
    x = days / reference
    if x <= CURVE[0][0]:
        return Fraction(100)
    for (x0, y0), (x1, y1) in pairwise(CURVE):
        if x <= x1:
            return y0 + (x - x0) / (x1 - x0) * (y1 - y0)
    return Fraction(0)


def product(amount: Known, price: Known) -> Known:
    if amount == 0 or price == 0:
        return Fraction(0)
    return None if amount is None or price is None else amount * price


class PlainScoring:
    """Scores one customer; `a_revenue` is T_O or None."""

    def __init__(self, customer: Customer, settings: Settings, a_revenue: Known, way: str) -> None:
        self.customer, self.settings, self.a_revenue, self.way = customer, settings, a_revenue, way
        self.prospect = customer.kind == "prospect"
        self.revenue = exact(customer.revenue)
        self.v = exact(customer.variable_cost)
        self.own = product(exact(customer.hours), exact(settings.hourly_cost))
        self.fixed = product(exact(customer.orders), exact(settings.fixed_cost_per_order))
        given = [exact(weight) for weight in settings.weights.as_tuple()]
        self.weights = dict(zip(CRITERIA, given if any(given) else [Fraction(1)] * 5, strict=True))

    def expected(self, chance: Known) -> Known:
        revenue, potential = self.revenue, exact(self.customer.potential)
        if revenue is None and self.customer.kind != "customer":
            if potential is None:
                return None
            revenue = Fraction(0)
        if revenue is None:
            return None
        if potential is None:
            return None if self.prospect and revenue == 0 else revenue
        return revenue + chance * potential

    def below_floor(self) -> bool:
        orders, fixed = exact(self.customer.orders), exact(self.settings.fixed_cost_per_order)
        if self.prospect or not orders or not self.revenue or not fixed:
            return False
        if self.v is not None and self.v >= 1:
            return True
        floor = fixed if self.v is None else fixed / (1 - self.v)
        return self.revenue / orders < floor - Fraction(1, 200)

    def floor_open(self, revenue: Known) -> bool:
        """Whether gate 1 may still close; `revenue` is the score on revenue."""
        orders, fixed = exact(self.customer.orders), exact(self.settings.fixed_cost_per_order)
        buys = revenue is None if self.revenue is None else self.revenue > 0
        if self.way == "judgement" or self.prospect or not fixed or not buys or self.weights["revenue"] == 0:
            return False
        if orders == 0 or self.below_floor():
            return False
        stands = self.judged_margin()
        if stands is not None and stands > 0 and (self.revenue is not None or orders is None):
            return False
        return self.revenue is None or orders is None or self.v is None

    def margin(self) -> tuple[Known, bool]:
        """nm and whether every part of it is known."""
        if self.prospect:
            return exact(self.customer.offer_margin), True
        if not self.revenue or self.v is None:
            return None, True
        own = Fraction(0) if self.settings.horizon == "order" else self.own
        kept = self.revenue * (1 - self.v) - (own or 0) - (self.fixed or 0)
        years = exact(self.settings.horizon_years)
        acquisition: Known = Fraction(0)
        if self.settings.horizon == "relation":
            acquisition = exact(self.customer.acquisition_cost)
        nm = (years * kept - (acquisition or 0)) / (years * self.revenue)
        return nm, None not in (own, self.fixed, acquisition)

    def figure_of_margin(self) -> tuple[Known, Known]:
        """nm as a known figure, else nm+ as an upper bound, as far as figures count in this way of scoring."""
        nm, whole = self.margin()
        if self.way == "judgement" or (self.way == "judgement_first" and self.judged("margin") is not None):
            return None, None
        return (nm, None) if whole else (None, nm)

    def judged_margin(self) -> Known:
        """The judged score that takes the place of an unknown margin, None where none does."""
        nm, at_most = self.figure_of_margin()
        if self.way == "figures" or nm is not None or (at_most is not None and at_most <= 0):
            return None
        return self.judged("margin")

    def reserve(self, positives: int) -> Fraction:
        """The negotiation reserve for so many of the other four positive."""
        share = Fraction(positives, 4) if self.settings.reserve_rule == "graded" else Fraction(positives == 4)
        return share * exact(self.settings.max_reserve)

    def margin_with(self, positives: int) -> tuple[Fraction, bool]:
        """The most the margin can score with so many other positives, and whether it is known."""
        nm, at_most = self.figure_of_margin()
        figure = at_most if nm is None else nm
        most = Fraction(100)
        if figure is not None:
            left = figure - self.reserve(positives)
            most = 100 * max(Fraction(0), min(Fraction(1), left / exact(self.settings.target_contribution)))
        stands = self.judged_margin()
        known = nm is not None or stands is not None or (at_most is not None and at_most <= 0)
        return most if stands is None else min(stands, most), known

    def hoped(self) -> Known:
        """1 - v where a judged margin stands only as long as the revenue is unknown."""
        waits = self.way == "combined" and self.judged_margin() is not None and not self.prospect
        revenue = self.pick(self.revenue_figure(), self.judged("revenue"))
        return (
            1 - self.v if waits and self.revenue is None and revenue is None and self.v is not None else None
        )

    def loses(self) -> bool:
        """Gate 2 as a fact."""
        nm, at_most = self.figure_of_margin()
        figure = at_most if nm is None else nm
        return self.judged_margin() == 0 or (figure is not None and figure <= 0)

    def judged(self, part: str) -> Known:
        judgement = exact(getattr(self.customer.judged, part))
        return None if judgement is None else (judgement - 1) * 25

    def pick(self, figure: Known, judged: Known) -> Known:
        first, second = {
            "figures": (figure, None),
            "judgement": (judged, None),
            "combined": (figure, judged),
            "judgement_first": (judged, figure),
        }[self.way]
        return second if first is None else first

    def revenue_figure(self) -> Known:
        expected = self.expected(exact(self.customer.chance))
        if expected is None or self.a_revenue is None:
            return None
        return Fraction(0) if self.below_floor() else 100 * min(Fraction(1), expected / self.a_revenue)

    def parts_of(self) -> dict[str, list[tuple[Known, Fraction]]]:
        """Every part of the three linked criteria, and the most it can be."""
        settings, customer = self.settings, self.customer
        decides = curve(exact(customer.days_to_decide), exact(settings.reference_days_to_decide))
        paid = curve(exact(customer.days_to_pay), exact(settings.reference_days_to_pay))
        bound = paid if customer.days_to_pay_at_least and self.way != "judgement" else None
        pays = self.pick(None if customer.days_to_pay_at_least else paid, self.judged("pays"))
        if self.way == "combined" and pays is not None and bound is not None:
            pays = min(pays, bound)
        plain = {
            "speed": [self.pick(decides, self.judged("decides")), pays],
            "innovation": [self.judged("openness"), self.judged("repeatability")],
            "network": [self.judged("size"), self.judged("relevance"), self.judged("reputation")],
        }
        found = {
            name: [(part, Fraction(100) if part is None else part) for part in parts]
            for name, parts in plain.items()
        }
        if pays is None and bound is not None:
            found["speed"][1] = (None, bound)
        return found

    def link(self, parts: list[Fraction]) -> Fraction:
        """A criterion of which all parts are known."""
        if self.settings.weakest_link == "minimum":
            return min(parts)
        product = float(np.prod([float(part) for part in parts]))
        return Fraction(str(round(product ** (1 / len(parts)), 9)))

    def four(self) -> tuple[dict[str, Known], set[str], dict[str, Fraction]]:
        """The four criteria but the margin, which are partial, and the most each can be."""
        revenue = self.pick(self.revenue_figure(), self.judged("revenue"))
        scores: dict[str, Known] = {"revenue": revenue}
        most = {"revenue": Fraction(100) if revenue is None else revenue}
        partial = set()
        for criterion, parts in self.parts_of().items():
            known = [part for part, _ in parts if part is not None]
            whole = len(known) == len(parts)
            scores[criterion] = self.link(known) if whole else min(known, default=None)
            most[criterion] = self.link([at_most for _, at_most in parts])
            if known and not whole:
                partial.add(criterion)
        return scores, partial, most

    def positives_of(self, scores: dict[str, Known]) -> set[str]:
        """The criteria with weight, but the margin, that are positive."""
        threshold = exact(self.settings.positive_from)
        return {
            criterion
            for criterion, value in scores.items()
            if criterion != "margin"
            and value is not None
            and value >= threshold
            and self.weights[criterion] > 0
        }

    def all_five(self) -> tuple[dict[str, Known], set[str], dict[str, Fraction]]:
        """Scores, partial criteria, and the most each can be."""
        scores, partial, most = self.four()
        margin, known = self.margin_with(len(self.positives_of(scores)))
        scores["margin"] = margin if known else None
        whole = len(self.positives_of(scores) - partial)
        most["margin"] = self.margin_with(whole)[0]
        if (hoped := self.hoped()) is not None:
            left = (hoped - self.reserve(whole)) / exact(self.settings.target_contribution)
            most["margin"] = 100 * max(Fraction(0), min(Fraction(1), left))
        return {criterion: scores[criterion] for criterion in CRITERIA}, partial, most

    def class_of(
        self,
        total: Fraction,
        positives: int,
        dream: bool,
        may_close: bool = False,
        may_be_big: bool = False,
        loses: bool = False,
    ) -> str:
        a, b, c = (exact(bound) for bound in self.settings.bounds)
        klass = "A" if total >= a else "B" if total >= b else "C" if total >= c else "D"
        if klass == "A" and positives < 3:
            klass = "B"
        if dream:
            klass = "A"
        scores = self.four()[0]
        may_lose = not self.margin_with(0)[1] or self.hoped() is not None
        loss = self.loses() or loses or (may_close and may_lose)
        loss = loss and self.weights["margin"] > 0
        below = self.below_floor() and self.way != "judgement" and self.weights["revenue"] > 0
        below = below or (may_close and self.floor_open(scores["revenue"]))
        if (loss or below) and klass in "AB":
            klass = "C"
        expected = self.expected(exact(self.customer.chance))
        big = expected is not None and self.a_revenue is not None and expected >= self.a_revenue
        big = big or (may_be_big and scores["revenue"] is None)
        if self.settings.revenue_floor and big and not loss and klass in "CD":
            klass = "B"
        return klass

    def rated(
        self, scores: dict[str, Known], partial: set[str], **gates: bool
    ) -> tuple[Known, int, bool, str]:
        """Total, positives, dream and class of these scores."""
        positive_from = exact(self.settings.positive_from)
        positive = {c for c, value in scores.items() if value is not None and value >= positive_from}
        weighted = [c for c in CRITERIA if self.weights[c] > 0]
        known = [c for c in weighted if scores[c] is not None]
        weight = sum(self.weights[c] for c in known)
        positives = len(positive & set(weighted))
        dream = len(positive) == 5 and not partial
        if len(known) < min(3, len(weighted)) or 2 * weight < sum(self.weights.values()):
            return None, positives, dream, "?"
        total = half_up(sum(self.weights[c] * scores[c] for c in known) / weight)
        return total, positives, dream, self.class_of(total, positives, dream, **gates)

    def low_ends(self, scores: dict[str, Known], open_: set[str], most: dict[str, Fraction]) -> list[dict]:
        """What is unknown at 0, then the lightest of what may turn positive at the threshold, and so on."""
        threshold = exact(self.settings.positive_from)
        worst = {c: Fraction(0) if c in open_ else scores[c] for c in CRITERIA}
        may_close = self.floor_open(scores["revenue"])
        if may_close:
            worst["revenue"] = Fraction(0)
        turning = sorted(
            (
                c
                for c in open_ - {"margin"} - ({"revenue"} if may_close else set())
                if self.weights[c] > 0 and most[c] >= threshold
            ),
            key=self.weights.__getitem__,
        )
        ends = []
        for k in range(len(turning) + 1):
            end = worst | dict.fromkeys(turning[:k], threshold)
            counted = self.positives_of(worst) - open_ | set(turning[:k])
            margin, known = self.margin_with(len(counted))
            stands = known and self.hoped() is None
            ends.append(end | {"margin": margin if stands else Fraction(0)})
        return ends

    def result(self) -> Plain:
        scores, partial, most = self.all_five()
        total, positives, dream, klass = self.rated(scores, partial)
        open_ = {c for c in CRITERIA if scores[c] is None or c in partial}
        lowest = highest = total
        lowest_class = highest_class = klass
        if open_ or self.floor_open(scores["revenue"]):
            lows = [self.rated(end, set(), may_close=True) for end in self.low_ends(scores, open_, most)]
            lowest, lowest_class = min(end[0] for end in lows), max(end[3] for end in lows)
            highest, _, _, highest_class = self.rated(most, set(), may_be_big=True)
        if klass != "?":
            total, klass = min(total, highest), max(klass, highest_class)
        in_part = any(self.weights[c] > 0 for c in partial)
        return Plain(
            scores,
            partial,
            total,
            positives,
            klass,
            lowest,
            highest,
            lowest_class,
            highest_class,
            klass != "?" and (in_part or lowest_class != highest_class),
            dream,
            self.below_floor(),
            self.loses(),
            self.contribution(),
            "",
        )

    def contribution(self) -> Known:
        revenue, orders = self.revenue, exact(self.customer.orders)
        if self.prospect:
            revenue, orders = revenue or Fraction(0), orders or Fraction(0)
        fixed = product(orders, exact(self.settings.fixed_cost_per_order))
        earned = None if revenue is None or self.v is None else revenue * (1 - self.v)
        if revenue == 0:
            earned = Fraction(0)
        if earned is None or self.own is None or fixed is None:
            return None
        return earned - self.own - fixed

    def grid(self, grid_revenue: Known) -> str:
        """The class on the grid; this scoring must be `judgement_first`."""
        place = self.expected(Fraction(1))
        if place is None or grid_revenue is None:
            return "?"
        scores, partial, most = self.all_five()
        threshold = exact(self.settings.positive_from)
        yes = maybe = 0
        for criterion in ("margin", "speed", "innovation", "network"):
            value = scores[criterion]
            if self.weights[criterion] == 0:
                continue
            if value is None or criterion in partial:
                maybe += most[criterion] >= threshold
            elif value >= threshold:
                yes += 1
        row = "BBBAA" if place >= grid_revenue else "DDCCB"
        low, high = row[yes], row[yes + maybe]
        return low if low == high else f"{low}-{high}"


def a_revenue_of(customers: tuple[Customer, ...], settings: Settings) -> Known:
    """T_O for this portfolio."""
    if settings.a_revenue is not None:
        return exact(settings.a_revenue)
    total = sum((exact(c.revenue) or Fraction(0) for c in customers if c.kind != "prospect"), Fraction(0))
    return total / 10 if total else None


def plain_score(place: int, customers: tuple[Customer, ...], settings: Settings, way: str) -> Plain:
    """One customer of a portfolio, scored in fractions."""
    a_revenue = a_revenue_of(customers, settings)
    grid_revenue = exact(settings.grid_revenue)
    if grid_revenue is None and a_revenue is not None:
        grid_revenue = a_revenue * Fraction(6, 10)
    result = PlainScoring(customers[place], settings, a_revenue, way).result()
    grid = PlainScoring(customers[place], settings, a_revenue, "judgement_first").grid(grid_revenue)
    return result._replace(grid=grid)
