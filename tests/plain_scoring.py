"""The scoring of one customer written out in exact fractions: slow, plain, and apart from the product's arrays."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

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
        if self.prospect or not orders or self.revenue is None or self.v is None:
            return False
        if self.v >= 1:
            return True
        return fixed is not None and self.revenue / orders < fixed / (1 - self.v) - Fraction(1, 200)

    def margin(self) -> tuple[Known, bool]:
        """nm and whether every part of it is known."""
        if self.prospect:
            return exact(self.customer.offer_margin), True
        if not self.revenue or self.v is None:
            return None, True
        own = Fraction(0) if self.settings.horizon == "order" else self.own
        kept = self.revenue * (1 - self.v) - (own or 0) - (self.fixed or 0)
        years = exact(self.settings.horizon_years)
        if self.settings.horizon == "relation":
            acquisition = exact(self.customer.acquisition_cost) or Fraction(0)
            nm = (years * kept - acquisition) / (years * self.revenue)
        else:
            nm = kept / self.revenue
        return nm, own is not None and self.fixed is not None

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

    def four(self) -> tuple[dict[str, Known], set[str]]:
        """The four criteria but the margin, and which are partial."""
        settings, customer = self.settings, self.customer
        decides = curve(exact(customer.days_to_decide), exact(settings.reference_days_to_decide))
        pays = curve(exact(customer.days_to_pay), exact(settings.reference_days_to_pay))
        links = {
            "speed": [self.pick(decides, self.judged("decides")), self.pick(pays, self.judged("pays"))],
            "innovation": [self.judged("openness"), self.judged("repeatability")],
            "network": [self.judged("size"), self.judged("relevance"), self.judged("reputation")],
        }
        scores: dict[str, Known] = {"revenue": self.pick(self.revenue_figure(), self.judged("revenue"))}
        partial = set()
        for criterion, parts in links.items():
            known = [part for part in parts if part is not None]
            scores[criterion] = min(known) if known else None
            if known and len(known) < len(parts):
                partial.add(criterion)
        return scores, partial

    def all_five(self) -> tuple[dict[str, Known], set[str], bool]:
        """Scores, partial criteria, and gate 2."""
        scores, partial = self.four()
        positive_from = exact(self.settings.positive_from)
        n4 = sum(
            1
            for criterion, value in scores.items()
            if value is not None and value >= positive_from and self.weights[criterion] > 0
        )
        share = Fraction(n4, 4) if self.settings.reserve_rule == "graded" else Fraction(int(n4 == 4))
        nm, whole = self.margin()
        judged = self.judged("margin")
        figure = None
        if nm is not None:
            left = (nm - share * exact(self.settings.max_reserve)) / exact(self.settings.target_contribution)
            figure = 100 * max(Fraction(0), min(Fraction(1), left))
        if self.way == "combined":
            use_figure = figure is not None and (whole or judged is None)
        else:
            use_figure = figure is not None and self.pick(figure, judged) is not judged
        if self.way == "judgement_first":
            use_figure = figure is not None and judged is None
        scores["margin"] = figure if use_figure else (None if self.way == "figures" else judged)
        if use_figure and not whole:
            partial.add("margin")
        loss = scores["margin"] is not None and not use_figure and judged == 0
        if self.way != "judgement" and nm is not None and nm <= 0:
            loss = True
        return {criterion: scores[criterion] for criterion in CRITERIA}, partial, loss

    def class_of(self, total: Fraction, positives: int, dream: bool, loss: bool) -> str:
        a, b, c = (exact(bound) for bound in self.settings.bounds)
        klass = "A" if total >= a else "B" if total >= b else "C" if total >= c else "D"
        if klass == "A" and positives < 3:
            klass = "B"
        if dream:
            klass = "A"
        if (loss or (self.below_floor() and self.way != "judgement")) and klass in "AB":
            klass = "C"
        expected = self.expected(exact(self.customer.chance))
        big = expected is not None and self.a_revenue is not None and expected >= self.a_revenue
        if self.settings.revenue_floor and big and not loss and klass in "CD":
            klass = "B"
        return klass

    def rated(self, scores: dict[str, Known], partial: set[str], loss: bool) -> tuple[Known, int, bool, str]:
        """Total, positives, dream and class of these scores."""
        positive_from = exact(self.settings.positive_from)
        positive = {c for c, value in scores.items() if value is not None and value >= positive_from}
        weighted = [c for c in CRITERIA if self.weights[c] > 0]
        known = [c for c in weighted if scores[c] is not None]
        weight = sum(self.weights[c] for c in known)
        positives = len(positive & set(weighted))
        dream = len(positive) == 5 and not partial
        if not weight:
            return None, positives, dream, "?"
        total = half_up(sum(self.weights[c] * scores[c] for c in known) / weight)
        enough = len(known) >= min(3, len(weighted)) and 2 * weight >= sum(self.weights.values())
        klass = self.class_of(total, positives, dream, loss) if enough else "?"
        return total, positives, dream, klass

    def result(self) -> Plain:
        scores, partial, loss = self.all_five()
        total, positives, dream, klass = self.rated(scores, partial, loss)
        worst, best = dict(scores), dict(scores)
        for criterion in CRITERIA:
            if self.weights[criterion] > 0:
                if scores[criterion] is None or criterion in partial:
                    worst[criterion] = Fraction(0)
                if scores[criterion] is None:
                    best[criterion] = Fraction(100)
        open_ = worst != scores or best != scores or any(self.weights[c] > 0 for c in partial)
        lowest, _, _, lowest_class = self.rated(worst, set() if open_ else partial, loss)
        highest, _, _, highest_class = self.rated(best, set() if open_ else partial, loss)
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
            loss,
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
        scores, partial, _ = self.all_five()
        yes = maybe = 0
        for criterion in ("margin", "speed", "innovation", "network"):
            value = scores[criterion]
            if self.weights[criterion] == 0:
                continue
            if value is None or (criterion in partial and value >= exact(self.settings.positive_from)):
                maybe += 1
            elif value >= exact(self.settings.positive_from):
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
