"""The moment after an import (method.md 3.15): the ranking, what figures alone already say, and judging the largest."""

from __future__ import annotations

import numpy as np
import streamlit as st

from strategy.scoring.classes import LETTERS, UNCLASSED, B
from strategy.scoring.columns import Floats
from strategy.scoring.first_picture import FirstPictures, Judging
from strategy.scoring.scores import Scores
from strategy.words.formats import euro, percent
from ui.bringing_in import import_done
from ui.customers import guided_view, paying_view
from ui.customers.first_bar import bar, first_text, of, progress, rest, shares_at
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.frame.picture import finding, together
from ui.frame.place import name_cell
from ui.look.tables import letter
from ui.overview import overview_of, taken_over

PAGE = 20
SHOWN = "first_shown"
ORDERS = ("revenue", "picture")


def first_ranking(desk: Desk) -> None:
    """Draw the ranking, or the customer who is being judged."""
    if guided_view.is_going_on(desk):
        guided_view.guided_judging(desk)
        return
    taken = taken_over.last(desk, import_done.WAY) if import_done.is_of_this_visit(desk) else None
    if import_done.is_of_this_visit(desk):
        import_done.said(desk, taken)
    scores = overview_of.scores(desk)
    judging = overview_of.judging(desk)
    if judging.largest_share is None:
        st.info(first_text(desk, "empty" if not len(scores) else "no_revenue"))
    else:
        beginning(desk, judging)
        ranking(desk, scores, judging)
        paying_view.large_and_slow(desk, scores)
    if taken:
        taken_over.way_back(desk, taken)


def beginning(desk: Desk, judging: Judging) -> None:
    """What is known at once, how far the judging is, and the one button."""
    share = percent(judging.largest_share or 0, desk.language)
    finding(
        first_text(desk, "largest", n=judging.largest, share=share, of=of(desk)),
        first_text(desk, "explain") if judging.next else "",
    )
    progress(desk, judging)
    rest(desk, judging)
    if not judging.next:
        st.success(first_text(desk, "all_judged"))
        return
    n = len(judging.next)
    key = "judge" if n == judging.largest else "judge_more"
    st.button(
        first_text(desk, key, n=n, taps=first_text(desk, "taps", n=judging.taps)),
        type="primary",
        key="judge_largest",
        on_click=guided_view.go_on,
        args=(desk,),
    )


# --- the ranking ---------------------------------------------------------------------------------------------


def ranking(desk: Desk, scores: Scores, judging: Judging) -> None:
    """Everybody with revenue, the largest first or those that can still become A or B most often."""
    pictures = overview_of.pictures(desk)
    revenue = np.where(scores.columns.prospect, np.nan, scores.columns.revenue)
    places = np.argsort(-np.nan_to_num(revenue, nan=-1.0), kind="stable")
    places = places[revenue[places] > 0]
    so_far = dict(zip(places.tolist(), np.cumsum(revenue[places]) / revenue[places].sum(), strict=True))
    order = "revenue"
    if len(pictures):
        order = (
            choosing.from_row(
                first_text(desk, "order"),
                choosing.in_words(ORDERS, lambda name: first_text(desk, f"orders.{name}")),
                default="revenue",
                required=True,
                key="first_order",
            )
            or "revenue"
        )
    best = best_shares(scores, pictures)
    if order == "picture":
        places = places[np.argsort(-best[places], kind="stable")]
    most = st.session_state.get(SHOWN, PAGE)
    lines = "".join(
        line(desk, scores, place, so_far[place], pictures, judging.largest)
        for place in places[:most].tolist()
    )
    st.html(f'<ol class="bk-ranking">{lines}</ol>')
    if len(places) > most and st.button(desk.say("classes.more", n=len(places) - most), key="first_more"):
        st.session_state[SHOWN] = most + 4 * PAGE
        st.rerun()


def best_shares(scores: Scores, pictures: FirstPictures) -> Floats:
    """How likely everybody is to become A or B: certain of who has a class."""
    found: Floats = np.where(scores.klass <= B, 1.0, 0.0)
    found[pictures.places] = pictures.shares[:2].sum(axis=0)
    return found


def line(desk: Desk, scores: Scores, place: int, so_far: float, pictures: FirstPictures, largest: int) -> str:
    """One customer: its name, revenue and the cumulative share, and its class or first picture."""
    revenue = euro(float(scores.columns.revenue[place]), desk.language)
    said = " · ".join(
        [
            revenue,
            first_text(desk, "so_far", share=percent(so_far, desk.language)),
            *manner(desk, scores, place),
        ]
    )
    name = name_cell(desk, scores.customers[place].id)
    return f"<li><b>{name}</b><span>{together(said)}</span>{beside(desk, scores, place, pictures)}</li>"


def manner(desk: Desk, scores: Scores, place: int) -> list[str]:
    """`groot en vlot`, as far as the figures say: large for an A-revenue, prompt for what is normal here."""
    days = float(scores.columns.days_to_pay[place])
    if days != days or scores.columns.days_to_pay_at_least[place]:
        return []
    return [first_text(desk, f"manner.{paying_view.manner_of(scores, place)}")]


def beside(desk: Desk, scores: Scores, place: int, pictures: FirstPictures) -> str:
    """The class, or beside a "?" what it can still become."""
    klass = LETTERS[scores.klass[place]]
    if scores.klass[place] != UNCLASSED:
        return letter(klass, bool(scores.dream[place]))
    return bar(desk, shares_at(pictures, place))
