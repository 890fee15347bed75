"""The portfolio on the card Segmentatie: where customers stand, the Rooster, and the same in a table."""

from __future__ import annotations

import streamlit as st

from strategy.formats import euro, number
from strategy.models import CRITERIA
from strategy.scoring import CustomerScore, Scores, yes_counts
from ui import charts, overview_of
from ui.frame import Desk
from ui.tables import table

MOST_DOTS = 200


def show(desk: Desk) -> None:
    """Draw the two maps and the table with the same figures."""
    scores = overview_of.scores(desk)
    ordered = [scores.at(place) for place in scores.display_order()]
    if not ordered:
        st.info(desk.say("portfolio.empty"))
        return
    map_of_customers(desk, scores, ordered)
    grid(desk, scores, ordered)


def map_of_customers(desk: Desk, scores: Scores, ordered: list[CustomerScore]) -> None:
    """Revenue against the mean of the other four criteria."""
    seen = [row for row in ordered if row.expected_revenue is not None and others(row) is not None]
    st.subheader(desk.say("portfolio.map_title"))
    if not seen:
        st.info(desk.say("portfolio.map_empty"))
        return
    shown = sorted(seen, key=lambda row: -(row.expected_revenue or 0))[:MOST_DOTS]
    hours = {customer.id: customer.hours or 0 for customer in scores.customers}
    dots = [
        charts.Dot(
            row.name,
            row.klass,
            others(row) or 0,
            row.expected_revenue or 0,
            hours[row.id],
            detail(desk, row, hours[row.id]),
        )
        for row in shown
    ]
    charts.show(
        charts.customer_map(dots, desk.say("portfolio.others"), desk.say("portfolio.revenue"), desk.language),
        key="customer_map",
        alt=desk.say("portfolio.map_alt", n=len(dots)),
    )
    how_many(desk, len(shown), len(seen), len(ordered))
    with st.expander(desk.say("portfolio.as_table")):
        st.html(figures_table(desk, shown, hours))


def how_many(desk: Desk, shown: int, known: int, all_of_them: int) -> None:
    """Say which customers are not in the picture, and why."""
    if shown < known:
        st.caption(desk.say("portfolio.largest_only", shown=shown, n=known))
    if known < all_of_them:
        st.caption(desk.say("portfolio.not_placed", n=all_of_them - known))


def others(row: CustomerScore) -> float | None:
    """The mean of the known criteria but revenue, 0-100; None where none is known."""
    known = [score for name in CRITERIA[1:] if (score := row.scores[name]) is not None]
    return sum(known) / len(known) if known else None


def detail(desk: Desk, row: CustomerScore, hours: float) -> str:
    """What stands at a bubble."""
    return desk.say(
        "portfolio.dot",
        klass=row.klass,
        name=row.name,
        revenue=euro(row.expected_revenue or 0, desk.language),
        hours=number(hours, desk.language),
    )


def figures_table(desk: Desk, rows: list[CustomerScore], hours: dict[str, float]) -> str:
    """The figures behind the map."""
    heads = [desk.say(f"portfolio.{name}") for name in ("name", "class", "revenue", "others", "hours")]
    return table(
        heads,
        [
            [
                row.name,
                row.klass,
                euro(row.expected_revenue or 0, desk.language),
                number(others(row) or 0, desk.language, 1),
                number(hours[row.id], desk.language),
            ]
            for row in rows
        ],
        numbers=(2, 3, 4),
    )


def grid(desk: Desk, scores: Scores, ordered: list[CustomerScore]) -> None:
    """The Rooster: how many yeses, and is the revenue with its potential high?"""
    st.subheader(desk.say("portfolio.grid_title"))
    st.caption(desk.say("portfolio.grid_text"))
    least, most = yes_counts(scores.columns, scores.settings, scores.yardsticks)
    places = {customer.id: place for place, customer in enumerate(scores.customers)}
    dots, rows = [], []
    for row in ordered[:MOST_DOTS]:
        customer = scores.customers[places[row.id]]
        yes = int(least[places[row.id]]), int(most[places[row.id]])
        height = (customer.revenue or 0) + (customer.potential or 0)
        hours = customer.hours or 0
        dots.append(charts.Dot(row.name, row.grid[-1], yes[0], height, hours, detail(desk, row, hours)))
        rows.append([row.name, euro(height, desk.language), span(yes), row.grid, row.klass])
    charts.show(
        charts.grid(
            dots,
            scores.yardsticks.grid_revenue,
            (desk.say("portfolio.yes"), desk.say("portfolio.grid_revenue"), desk.say("portfolio.high")),
            desk.language,
        ),
        key="grid",
        alt=desk.say("portfolio.grid_alt", n=len(dots)),
    )
    with st.expander(desk.say("portfolio.as_table")):
        heads = ("name", "grid_revenue", "yes", "grid_class", "class")
        st.html(table([desk.say(f"portfolio.{head}") for head in heads], rows, numbers=(1,)))


def span(yes: tuple[int, int]) -> str:
    """A number of yeses, or from-to where some are still open."""
    return str(yes[0]) if yes[0] == yes[1] else f"{yes[0]}-{yes[1]}"
