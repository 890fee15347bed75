"""What the customers are together: whale curve, concentration, receivables, and shares per class (method.md 3.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from strategy.scoring.classes import LETTERS
from strategy.scoring.portfolio import (
    ClassFacts,
    OfWhat,
    Portfolio,
    Whole,
    classes,
    outstanding,
    revenue_by_owner,
)
from strategy.scoring.scores import Scores
from strategy.words.formats import euro, number, percent
from strategy.words.texts import part_in_words, text
from ui import charts
from ui.frame import picture
from ui.frame.frame import Desk
from ui.frame.picture import named
from ui.frame.place import name_cell

MOST_BARS = 8
MOST_UNKNOWN = 0.2
BANDS = (0.4, 0.25, 0.2, 0.1)


def portfolio_text(desk: Desk, key: str, **values: Any) -> str:
    """A text of the portfolio."""
    return text(f"portfolio.{key}", desk.language, **values)


def euros(desk: Desk, amount: float) -> str:
    """An amount without cents."""
    return euro(amount, desk.language)


# --- whale curve ---------------------------------------------------------------------------------------------


def whale(desk: Desk, scores: Scores, found: Portfolio) -> None:
    """Contribution added up from the best customer to the worst."""
    curve = found.whale
    if not curve.places:
        picture.finding(portfolio_text(desk, "whale.no_title"))
        st.info(portfolio_text(desk, "whale.empty"))
        return
    title = whale_title(desk, scores, found)
    picture.finding(
        title,
        portfolio_text(desk, "whale.how"),
        portfolio_text(desk, "whale.unknown", n=curve.unknown) if curve.unknown else "",
    )
    picture.chart(
        charts.whale(
            curve.heights,
            (
                portfolio_text(desk, "whale.axis"),
                portfolio_text(desk, "whale.peak"),
                portfolio_text(desk, "whale.end"),
            ),
            desk.language,
            picture.theme(),
        ),
        key="whale",
        alt=title,
    )
    picture.behind(
        desk,
        [portfolio_text(desk, head) for head in ("name", "class", "contribution", "whale.so_far")],
        [
            [
                name_cell(desk, scores.customers[place].id),
                LETTERS[scores.klass[place]],
                euros(desk, float(scores.contribution[place])),
                euros(desk, so_far),
            ]
            for place, so_far in zip(curve.places, curve.heights[1:], strict=True)
        ],
        numbers=(2, 3),
        key="whale",
    )


def whale_title(desk: Desk, scores: Scores, found: Portfolio) -> str:
    """What the customers that cost money cost together, or how few bring half of it."""
    curve = found.whale
    losing = [place for place in curve.places if scores.contribution[place] < 0]
    if curve.peak <= 0:
        return portfolio_text(desk, "whale.nobody", amount=euros(desk, -curve.end))
    if losing:
        return portfolio_text(
            desk,
            "whale.title",
            n=len(losing),
            name=named(desk, scores.customers[losing[0]].name),
            amount=euros(desk, curve.peak - curve.end),
            share=percent(curve.loss_share or 0, desk.language, 1),
        )
    if len(curve.places) == 1:
        return portfolio_text(desk, "whale.single")
    half = next(count for count, height in enumerate(curve.heights) if height >= curve.peak / 2)
    return portfolio_text(desk, "whale.no_loss", n=half, all=number(len(curve.places), desk.language))


# --- concentration -------------------------------------------------------------------------------------------


def concentration_remark(of_what: OfWhat, largest: float) -> str:
    """The key of what this share means; where customers are not in the list, one of those may be the largest."""
    if of_what == "list":
        return "concentration.is_list"
    found = band(largest)
    return (
        "concentration.unlisted"
        if of_what == "streams" and found == "from_0"
        else f"concentration.remarks.{found}"
    )


def concentration(desk: Desk, scores: Scores, found: Portfolio) -> None:
    """How much of the revenue the largest customers are."""
    owners = revenue_by_owner(scores)
    if not owners or found.top1 is None:
        picture.finding(portfolio_text(desk, "concentration.no_title"))
        st.info(portfolio_text(desk, "concentration.empty"))
        return
    whole = found.top1 / owners[0].revenue
    parts = [owner.revenue * whole for owner in owners]
    title = concentration_title(desk, found, len(owners), named(desk, owners[0].name))
    picture.finding(
        title,
        ""
        if found.alike is None
        else portfolio_text(desk, "concentration.alike", n=number(found.alike, desk.language, 1)),
        portfolio_text(desk, concentration_remark(found.of_what, found.top1)),
        portfolio_text(desk, "concentration.groups")
        if any(len(owner.places) > 1 for owner in owners)
        else "",
    )
    picture.chart(
        charts.concentration(
            parts,
            tuple(portfolio_text(desk, f"concentration.{word}") for word in ("axis", "one", "more")),  # type: ignore[arg-type]
            desk.language,
            picture.theme(),
        ),
        key="concentration",
        alt=title,
    )
    so_far = np.cumsum(parts)
    picture.behind(
        desk,
        [
            portfolio_text(desk, head)
            for head in ("name", "class", "now", "concentration.part", "concentration.so_far")
        ],
        [
            [
                name_cell(desk, scores.customers[owner.places[0]].id)
                if len(owner.places) == 1
                else named(desk, owner.name),
                ", ".join(sorted({LETTERS[scores.klass[place]] for place in owner.places})),
                euros(desk, owner.revenue),
                percent(part, desk.language, 1),
                percent(float(upto), desk.language, 1),
            ]
            for owner, part, upto in zip(owners, parts, so_far, strict=True)
        ],
        numbers=(2, 3, 4),
        key="concentration",
    )


def concentration_title(desk: Desk, found: Portfolio, n: int, name: str) -> str:
    """The largest, and the five largest where there are more than five."""
    of = text(f"overview.of.{found.of_what}", desk.language)
    largest = percent(found.top1 or 0, desk.language, 1)
    if n == 1 and found.of_what != "streams":
        return portfolio_text(
            desk,
            "concentration.only" if found.of_what == "customers" else "concentration.only_in_list",
            name=name,
        )
    if n <= 5:
        return portfolio_text(desk, "concentration.title_few", name=name, share=largest, of=of)
    five = percent(found.top5 or 0, desk.language, 1)
    return portfolio_text(desk, "concentration.title", name=name, share=largest, five=five, of=of)


def band(share: float) -> str:
    """The highest bound that this share reaches, as the key of its remark."""
    reached = next((bound for bound in BANDS if share >= bound - 1e-9), 0)
    return f"from_{round(reached * 100)}"


# --- receivables ---------------------------------------------------------------------------------------------


def receivables(desk: Desk, scores: Scores, found: Portfolio) -> None:
    """Who has how much yet to pay, the largest first."""
    waiting = outstanding(scores)
    places = [int(place) for place in np.argsort(-np.nan_to_num(waiting)) if waiting[place] > 0]
    if found.receivables == 0:
        picture.finding(portfolio_text(desk, "receivables.nothing"))
        return
    if not places or not found.receivables:
        picture.finding(portfolio_text(desk, "receivables.no_title"))
        st.info(portfolio_text(desk, "receivables.empty"))
        return
    first, total = places[0], found.receivables
    name = named(desk, scores.customers[first].name)
    share = percent(float(waiting[first]) / total, desk.language)
    title = portfolio_text(
        desk,
        "receivables.title" if len(places) > 1 else "receivables.only",
        name=name,
        amount=euros(desk, float(waiting[first])),
        share=share,
    )
    picture.finding(
        title,
        portfolio_text(
            desk,
            "receivables.total",
            total=euros(desk, total),
            cost=euros(desk, found.waiting_cost or 0),
            rate=percent(scores.settings.capital_cost, desk.language, 1),
        ),
        portfolio_text(
            desk, "receivables.largest_only", shown=MOST_BARS, n=number(len(places), desk.language)
        )
        if len(places) > MOST_BARS
        else "",
    )
    rows = [
        charts.Bar(
            named(desk, scores.customers[place].name),
            LETTERS[scores.klass[place]],
            float(waiting[place]),
            portfolio_text(
                desk,
                "receivables.bar",
                amount=euros(desk, float(waiting[place])),
                days=number(float(scores.columns.days_to_pay[place]), desk.language),
            ),
        )
        for place in places[:MOST_BARS]
    ]
    picture.chart(charts.bars(rows, desk.language, picture.theme()), key="receivables", alt=title)
    picture.behind(
        desk,
        [
            portfolio_text(desk, head)
            for head in ("name", "class", "now", "receivables.days", "receivables.open")
        ],
        [
            [
                name_cell(desk, scores.customers[place].id),
                LETTERS[scores.klass[place]],
                euros(desk, float(scores.columns.revenue[place])),
                number(float(scores.columns.days_to_pay[place]), desk.language),
                euros(desk, float(waiting[place])),
            ]
            for place in places
        ],
        numbers=(2, 3, 4),
        key="receivables",
    )


# --- class shares --------------------------------------------------------------------------------------------


def shares(desk: Desk, scores: Scores, whole: Whole) -> None:
    """How customers, hours, revenue and contribution are divided over the classes."""
    found = {letter: facts for letter, facts in classes(scores, whole).items() if facts.customers}
    measures = {
        "customers": {letter: facts.customers / len(scores) for letter, facts in found.items()},
        "hours": known_shares(found, "hours_share"),
        "revenue": known_shares(found, "revenue_share"),
        "contribution": known_shares(found, "contribution_share"),
    }
    unknown = sum(facts.contribution_unknown for facts in found.values())
    buyers = sum(facts.customers - facts.prospects for facts in found.values())
    title = shares_title(desk, measures, whole, enough=unknown <= MOST_UNKNOWN * buyers)
    costing = any(share < 0 for share in measures["contribution"].values())
    picture.finding(
        title,
        portfolio_text(desk, "shares.negative") if costing else "",
        portfolio_text(desk, "whale.unknown", n=unknown) if unknown and measures["contribution"] else "",
    )
    rows = [
        charts.Parts(portfolio_text(desk, f"shares.{name}"), tuple(parts.items()))
        for name, parts in measures.items()
        if parts
    ]
    picture.chart(charts.class_shares(rows, desk.language, picture.theme()), key="class_shares", alt=title)
    picture.behind(
        desk,
        [portfolio_text(desk, "class"), *(portfolio_text(desk, f"shares.{name}") for name in measures)],
        [class_row(desk, letter, facts, measures) for letter, facts in found.items()],
        numbers=range(1, 5),
        key="class_shares",
    )


def known_shares(found: dict[str, ClassFacts], measure: str) -> dict[str, float]:
    """The shares of one measure by class, as far as known; nothing where there is nothing to divide."""
    parts = {letter: getattr(facts, measure) for letter, facts in found.items()}
    return {letter: share for letter, share in parts.items() if share is not None}


def shares_title(desk: Desk, measures: dict[str, dict[str, float]], whole: Whole, *, enough: bool) -> str:
    """What A and B are and give together; of the contribution only where `enough` of it is known."""

    there = measures["customers"].keys() & {"A", "B"}

    def best(measure: str) -> str:
        return part_in_words(sum(measures[measure][letter] for letter in there), desk.language)

    def is_known(measure: str) -> bool:
        return there <= measures[measure].keys() and (enough or measure != "contribution")

    if set(measures["customers"]) == {"?"}:
        return portfolio_text(desk, "shares.title_unclassed")
    if not there:
        return portfolio_text(desk, "shares.title_no_best")
    given = next(filter(is_known, ("contribution", "revenue")), None)
    if given is None:
        return portfolio_text(desk, "shares.title_customers", customers=best("customers"))
    of = text(f"overview.of.{whole.of_what}", desk.language)
    if not is_known("hours"):
        return portfolio_text(
            desk, f"shares.title_{given}", customers=best("customers"), given=best(given), of=of
        )
    return portfolio_text(
        desk,
        f"shares.title_{given}_hours",
        customers=best("customers"),
        given=best(given),
        hours=best("hours"),
        of=of,
    )


def class_row(
    desk: Desk, letter: str, facts: ClassFacts, measures: dict[str, dict[str, float]]
) -> Sequence[str]:
    """One class in the table: every figure with its share."""
    figures = {
        "customers": number(facts.customers, desk.language),
        "hours": None if facts.hours is None else number(facts.hours, desk.language),
        "revenue": None if facts.revenue is None else euros(desk, facts.revenue),
        "contribution": None if facts.contribution is None else euros(desk, facts.contribution),
    }
    return [
        letter,
        *(
            portfolio_text(desk, "not_known")
            if figure is None
            else f"{figure} ({percent(measures[name][letter], desk.language, 1)})"
            if letter in measures[name]
            else figure
            for name, figure in figures.items()
        ),
    ]
