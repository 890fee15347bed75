"""The portfolio on the card Segmentatie: six pictures of the customers together, each with its finding."""

from __future__ import annotations

import numpy as np
import streamlit as st

from strategy.nouns.company import CRITERIA, Customer
from strategy.scoring.portfolio import portfolio
from strategy.scoring.scores import CustomerScore, Scores, yes_counts
from strategy.words.formats import number, percent
from strategy.words.texts import hours_in_words, text
from ui import charts
from ui.customers.portfolio_totals import concentration, euros, portfolio_text, receivables, shares, whale
from ui.frame import picture
from ui.frame.frame import Desk
from ui.frame.picture import named
from ui.frame.place import name_cell
from ui.overview import overview_of

MOST_DOTS = 40


def portfolio_pictures(desk: Desk) -> None:
    """Draw the pictures, two beside each other where there is room."""
    scores = overview_of.scores(desk)
    if not len(scores):
        st.info(portfolio_text(desk, "empty"))
        return
    whole = overview_of.whole(desk)
    found = portfolio(scores, whole)
    map_of_customers(desk, scores)
    left, right = st.columns(2, gap="large")
    with left:
        whale(desk, scores, found)
    with right:
        concentration(desk, scores, found)
    left, right = st.columns(2, gap="large")
    with left:
        receivables(desk, scores, found)
    with right:
        shares(desk, scores, whole)
    grid(desk, scores)


# --- revenue against the other four --------------------------------------------------------------------------


def map_of_customers(desk: Desk, scores: Scores) -> None:
    """Revenue now, with an arrow to what could be added, against the mean of the other four criteria."""
    placed = [
        (row, customer)
        for row, customer in zip(scores, scores.customers, strict=True)
        if revenue_now(customer) is not None and others(row) is not None
    ]
    if not placed:
        picture.finding(portfolio_text(desk, "map.no_title"))
        st.info(portfolio_text(desk, "map.empty"))
        return
    placed.sort(key=lambda both: -height(both[1]))
    shown = placed[:MOST_DOTS]
    dots = [
        charts.Dot(
            named(desk, row.name),
            row.klass,
            others(row) or 0,
            revenue_now(customer) or 0,
            customer.hours or 0,
            said_of(desk, row, customer),
            height(customer),
        )
        for row, customer in shown
    ]
    title = map_title(desk, scores)
    picture.finding(
        title,
        portfolio_text(desk, "map.how"),
        portfolio_text(desk, "map.largest_only", shown=len(shown), n=number(len(placed), desk.language))
        if len(shown) < len(placed)
        else "",
        portfolio_text(desk, "map.not_placed", n=len(scores) - len(placed))
        if len(placed) < len(scores)
        else "",
    )
    picture.chart(
        charts.customer_map(dots, portfolio_text(desk, "map.others"), desk.language, picture.theme()),
        key="customer_map",
        alt=portfolio_text(desk, "map.alt", title=title, n=len(dots)),
    )
    picture.behind(
        desk,
        [portfolio_text(desk, head) for head in ("name", "class", "now", "potential", "map.others", "hours")],
        [
            [
                name_cell(desk, row.id),
                row.klass,
                euros(desk, revenue_now(customer) or 0),
                "–" if customer.potential is None else euros(desk, customer.potential),
                number(others(row) or 0, desk.language, 1),
                "–" if customer.hours is None else number(customer.hours, desk.language, 1),
            ]
            for row, customer in placed
        ],
        numbers=(2, 3, 4, 5),
        key="map",
    )


def said_of(desk: Desk, row: CustomerScore, customer: Customer) -> str:
    """A customer on the map in words, as far as it is known."""
    said = [
        portfolio_text(
            desk,
            "map.dot",
            name=named(desk, row.name),
            klass=row.klass,
            now=euros(desk, revenue_now(customer) or 0),
        )
    ]
    if customer.potential is not None:
        said.append(portfolio_text(desk, "map.dot_more", more=euros(desk, customer.potential)))
    if customer.hours is not None:
        said.append(
            portfolio_text(desk, "map.dot_hours", hours=hours_in_words(customer.hours, desk.language))
        )
    return ", ".join(said)


def map_title(desk: Desk, scores: Scores) -> str:
    """Where most can be added, or how much comes from customers that are strong on the other four."""
    hoped = sorted(
        (customer for customer in scores.customers if customer.potential), key=lambda c: -(c.potential or 0)
    )
    if hoped:
        return portfolio_text(
            desk,
            "map.title" if len(hoped) > 1 else "map.title_one",
            total=euros(desk, sum(customer.potential or 0 for customer in hoped)),
            name=named(desk, hoped[0].name),
            amount=euros(desk, hoped[0].potential or 0),
        )
    strong = [
        place
        for place, row in enumerate(scores)
        if None not in row.scores.values() and (others(row) or 0) >= scores.settings.positive_from
    ]
    if not strong:
        return portfolio_text(desk, "map.title_weak")
    of_what, everything = overview_of.whole(desk)
    if not everything:
        return portfolio_text(desk, "map.no_title")
    part = float(np.nansum(scores.columns.revenue[strong]) / everything)
    share, of = percent(part, desk.language), text(f"overview.of.{of_what}", desk.language)
    return portfolio_text(desk, "map.title_strong", n=len(strong), share=share, of=of)


def others(row: CustomerScore) -> float | None:
    """The mean of the known criteria but revenue, 0-100; None where none is known."""
    known = [score for name in CRITERIA[1:] if (score := row.scores[name]) is not None]
    return sum(known) / len(known) if known else None


def revenue_now(customer: Customer) -> float | None:
    """Revenue now; nothing for prospects and dormant customers with something to hope for."""
    if customer.revenue is None and customer.kind != "customer" and customer.potential is not None:
        return 0.0
    return customer.revenue


def height(customer: Customer) -> float:
    """Revenue now with all that could be added."""
    return (revenue_now(customer) or 0) + (customer.potential or 0)


# --- grid ----------------------------------------------------------------------------------------------------


def grid(desk: Desk, scores: Scores) -> None:
    """The Rooster: how many yeses, and is the revenue with its potential high?"""
    least, most = yes_counts(scores.columns, scores.settings, scores.yardsticks)
    places = sorted(range(len(scores)), key=lambda place: -height(scores.customers[place]))
    high_from = float(scores.yardsticks.grid_revenue)
    up = sum(height(customer) >= high_from for customer in scores.customers)
    title = portfolio_text(desk, "grid.title", n=up, all=number(len(scores), desk.language))
    if np.isnan(high_from) or len(scores) == 1:
        title = portfolio_text(desk, "grid.no_title")
    elif not up:
        title = portfolio_text(desk, "grid.title_none")
    dots, rows = [], []
    for place in places:
        row, customer = scores.at(place), scores.customers[place]
        yes = span(int(least[place]), int(most[place]))
        name, up_to = named(desk, row.name), height(customer)
        amount = "–" if row.grid == "?" else euros(desk, up_to)
        rows.append([name_cell(desk, row.id), amount, yes, row.grid, row.klass])
        if row.grid != "?":
            said = portfolio_text(desk, "grid.dot", name=name, klass=row.grid, amount=amount, yes=yes)
            letter = grid_letter(row)
            dots.append(charts.Dot(name, letter, float(least[place]), up_to, customer.hours or 0, said))
    drawn, left_out = dots[:MOST_DOTS], len(rows) - len(dots)
    if not dots:
        title = portfolio_text(desk, "grid.no_title")
    picture.finding(
        title,
        portfolio_text(desk, "grid.how"),
        "" if np.isnan(high_from) else portfolio_text(desk, "grid.high", amount=euros(desk, high_from)),
        portfolio_text(desk, "grid.open") if any(dot.klass == "?" for dot in dots) else "",
        portfolio_text(desk, "map.largest_only", shown=len(drawn), n=number(len(dots), desk.language))
        if len(drawn) < len(dots)
        else "",
        portfolio_text(desk, "grid.not_placed", n=left_out) if left_out else "",
    )
    if dots:
        picture.chart(
            charts.grid(
                drawn,
                None if np.isnan(high_from) else high_from,
                portfolio_text(desk, "grid.yes"),
                desk.language,
                picture.theme(),
            ),
            key="grid",
            alt=portfolio_text(desk, "grid.alt", title=title, n=len(drawn)),
        )
    picture.behind(
        desk,
        [portfolio_text(desk, head) for head in ("name", "grid.revenue", "grid.yes", "grid.class", "class")],
        rows,
        numbers=(1,),
        key="grid",
    )


def grid_letter(row: CustomerScore) -> str:
    """The class on the grid, "?" where it can still become more than one."""
    return row.grid if len(row.grid) == 1 else "?"


def span(least: int, most: int) -> str:
    """A number of yeses, or from-to where some are still open."""
    return str(least) if least == most else f"{least}-{most}"
