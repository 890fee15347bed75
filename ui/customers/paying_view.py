"""Revenue against days to pay (method.md 3.15): what figures alone say of everybody, in words and without a class."""

from __future__ import annotations

import numpy as np

from strategy.scoring.columns import Rows
from strategy.scoring.scores import Scores
from strategy.words.formats import euro, number
from ui import charts
from ui.customers.first_bar import first_text
from ui.frame import picture
from ui.frame.frame import Desk
from ui.frame.place import name_cell

MOST_DOTS = 40
LARGE = 0.6
"""From this part of an A-revenue on, a customer is large."""


def large_and_slow(desk: Desk, scores: Scores) -> None:
    """Draw the map, or nothing where of nobody both are known."""
    places = mapped(scores)
    if not places.size:
        return
    columns, language = scores.columns, desk.language
    late = [place for place in places.tolist() if manner_of(scores, place) == "large_slow"]
    title = first_text(
        desk,
        "map.late",
        n=len(late),
        amount=euro(float(columns.revenue[late].sum()), language),
        name=desk.customer_names[scores.customers[late[0]].id] if late else "",
    )
    if not late:
        title = first_text(desk, "map.nobody_late")
    drawn = places[:MOST_DOTS].tolist()
    picture.finding(
        title,
        first_text(
            desk,
            "map.how",
            large=euro(LARGE * float(scores.yardsticks.a_revenue), language),
            days=number(scores.settings.reference_days_to_pay, language),
        ),
        first_text(desk, "map.largest_only", shown=len(drawn), n=number(places.size, language))
        if len(drawn) < places.size
        else "",
    )
    words = {manner: first_text(desk, f"manner.{manner}") for manner in charts.CORNERS}
    picture.chart(
        charts.payment_map(
            [dot(desk, scores, place) for place in drawn],
            (LARGE * float(scores.yardsticks.a_revenue), scores.settings.reference_days_to_pay),
            words,
            first_text(desk, "map.days"),
            language,
            picture.theme(),
        ),
        key="payment_map",
        alt=title,
    )
    heads = [first_text(desk, f"map.{head}") for head in ("name", "revenue", "days", "manner")]
    picture.behind(
        desk, heads, [row(desk, scores, place) for place in places.tolist()], numbers=(1, 2), key="paying"
    )


def mapped(scores: Scores) -> Rows:
    """Who buys and pays after a known number of days, the largest first."""
    columns = scores.columns
    known = ~columns.prospect & (columns.revenue > 0) & ~columns.days_to_pay_at_least
    places = np.flatnonzero(known & ~np.isnan(columns.days_to_pay))
    if np.isnan(scores.yardsticks.a_revenue):
        return places[:0]
    return places[np.argsort(-columns.revenue[places], kind="stable")]


def manner_of(scores: Scores, place: int) -> str:
    """`large_prompt` and so on: large for an A-revenue, prompt for what is normal here."""
    size = "large" if scores.columns.revenue[place] >= LARGE * scores.yardsticks.a_revenue else "small"
    prompt = scores.columns.days_to_pay[place] <= scores.settings.reference_days_to_pay
    return f"{size}_{'prompt' if prompt else 'slow'}"


def dot(desk: Desk, scores: Scores, place: int) -> charts.Dot:
    """One customer: no class, and as large as every other."""
    revenue, days = float(scores.columns.revenue[place]), float(scores.columns.days_to_pay[place])
    name = desk.customer_names[scores.customers[place].id]
    said = first_text(
        desk,
        "map.dot",
        name=name,
        amount=euro(revenue, desk.language),
        days=number(days, desk.language),
        manner=first_text(desk, f"manner.{manner_of(scores, place)}"),
    )
    return charts.Dot(name, "?", days, revenue, 0, said)


def row(desk: Desk, scores: Scores, place: int) -> list[str]:
    """One customer in the table."""
    return [
        name_cell(desk, scores.customers[place].id),
        euro(float(scores.columns.revenue[place]), desk.language),
        number(float(scores.columns.days_to_pay[place]), desk.language),
        first_text(desk, f"manner.{manner_of(scores, place)}"),
    ]
