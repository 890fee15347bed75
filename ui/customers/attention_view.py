"""Attention on the card Segmentatie: who gets the time, who earns it, and which hours could come free (method.md 3.8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from strategy.scoring.classes import LETTERS
from strategy.scoring.portfolio import (
    MONTHS,
    Attention,
    HoursAdvice,
    HoursOf,
    advice_on_hours,
    attention,
    classes,
)
from strategy.scoring.scores import Scores
from strategy.words.formats import number, percent
from strategy.words.texts import hours_in_words, joined, text
from ui import charts
from ui.customers import whatif_controls
from ui.frame import picture
from ui.frame.frame import Desk
from ui.frame.paging import paged
from ui.frame.picture import named
from ui.frame.place import name_cell, open_tab
from ui.look.tables import letter
from ui.overview import overview_of

MOST_PAIRS = 10
MOST_LISTED = 6
MOST_LINES = 8
MOST_NAMES = 3
MUCH_TOGETHER = 0.15
SEEN = 0.0005
OPENS = {
    "no_hours": "judge",
    "too_few": "customers",
    "no_figures": "customers",
    "nobody_contributes": "customers",
}


def attention_text(desk: Desk, key: str, **values: Any) -> str:
    """A text of the attention."""
    return text(f"attention.{key}", desk.language, **values)


def time_and_attention(desk: Desk) -> None:
    """Draw the time per class, the loud and the cold, the time per customer, and the advice on hours."""
    scores = overview_of.scores(desk)
    if not len(scores):
        st.info(attention_text(desk, "empty"))
        return
    found = attention(scores)
    if found.reason:
        no_index(desk, found)
    if found.measure is None:
        return
    if found.reason:
        signals(desk, scores, found)
        return
    left, right = st.columns(2, gap="large")
    with left:
        per_class(desk, scores, found)
    with right:
        signals(desk, scores, found)
    left, right = st.columns(2, gap="large")
    with left:
        per_customer(desk, scores, found)
    with right:
        advice(desk, scores, found)


# --- no index ------------------------------------------------------------------------------------------------


def no_index(desk: Desk, found: Attention) -> None:
    """Why time and earned share cannot be compared, and the way to the answer that is missing."""
    reason = str(found.reason)
    picture.finding(attention_text(desk, "no_index.title"), attention_text(desk, f"no_index.{reason}"))
    if reason == "no_hours":
        with st.container(horizontal=True):
            st.button(attention_text(desk, "no_index.to_hours"), on_click=open_tab, args=("customers",))
            st.button(attention_text(desk, "no_index.to_effort"), on_click=open_tab, args=("judge", "S7"))
        return
    st.button(attention_text(desk, "no_index.to_hours"), on_click=open_tab, args=(OPENS[reason],))


# --- per class -----------------------------------------------------------------------------------------------


def per_class(desk: Desk, scores: Scores, found: Attention) -> None:
    """Share of the time and earned share of every class."""
    taken, earned = by_class(scores, found.hours_share), by_class(scores, found.earned_share)
    title = class_title(desk, taken, earned)
    left_out = int(np.isnan(found.hours_share).sum())
    picture.finding(
        title,
        attention_text(desk, "earned"),
        attention_text(desk, "by_effort") if found.measure == "effort" else "",
        attention_text(desk, "without_order_cost") if found.without_order_cost else "",
        attention_text(desk, "left_out", n=left_out) if left_out else "",
    )
    rows = [charts.ClassShare(klass, taken[klass], earned[klass]) for klass in taken]
    picture.chart(
        charts.time_and_contribution(
            rows,
            (attention_text(desk, "time"), attention_text(desk, "deserved"), ""),
            desk.language,
            picture.theme(),
        ),
        key="attention_classes",
        alt=title,
    )
    facts = classes(scores)
    picture.behind(
        desk,
        [
            attention_text(desk, head)
            for head in ("class", "customers", "hours", "time_share", "earned_share", "gives")
        ],
        [
            [
                klass,
                number(facts[klass].customers, desk.language),
                "–" if (hours := facts[klass].hours) is None else number(hours, desk.language),
                percent(taken[klass], desk.language, 1),
                percent(earned[klass], desk.language, 1),
                shown(desk, facts[klass].contribution_share),
            ]
            for klass in taken
        ],
        numbers=range(1, 6),
        key="attention_classes",
    )


def by_class(scores: Scores, shares: Sequence[float] | np.ndarray[Any, Any]) -> dict[str, float]:
    """The shares of all compared customers of a class added up, for every class with one."""
    compared = ~np.isnan(shares)
    return {
        klass: float(np.asarray(shares)[here].sum())
        for code, klass in enumerate(LETTERS)
        if (here := compared & (scores.klass == code)).any()
    }


def class_title(desk: Desk, taken: dict[str, float], earned: dict[str, float]) -> str:
    """What C and D take and earn together, or the class with the largest gap where there are none."""
    low: list[str] = [klass for klass in ("C", "D") if klass in taken]
    if low:
        key = "title_low" if len(low) == 2 else "title_class"
        hours, deserved = sum(taken[klass] for klass in low), sum(earned[klass] for klass in low)
        klass = low[0]
    else:
        key = "title_class"
        klass = max(taken, key=lambda each: abs(taken[each] - earned[each]))
        hours, deserved = taken[klass], earned[klass]
    return attention_text(
        desk,
        key,
        klass=klass,
        hours=percent(hours, desk.language, 1),
        earned=percent(deserved, desk.language, 1),
    )


def shown(desk: Desk, share: float | None) -> str:
    """A share to one decimal, or a dash where it is unknown."""
    return "–" if share is None or np.isnan(share) else percent(share, desk.language, 1)


# --- the loud and the cold -----------------------------------------------------------------------------------


def signals(desk: Desk, scores: Scores, found: Attention) -> None:
    """Who shouts the loudest and who is left out in the cold, in sentences."""
    loud = sorted(
        map(int, np.flatnonzero(found.loud)),
        key=lambda place: (not found.loud_anyway[place], -gap(found, place)),
    )
    cold = sorted(map(int, np.flatnonzero(found.cold)), key=lambda place: gap(found, place))
    for name, places in (("loud", loud), ("cold", cold)):
        if not places:
            together = name == "loud" and low_gap(scores, found) > MUCH_TOGETHER
            picture.finding(
                attention_text(desk, f"{name}.none"),
                attention_text(desk, "loud.together") if together else "",
            )
        else:
            picture.finding(attention_text(desk, f"{name}.title", n=len(places)))
            listed(desk, scores, places, partial(sentence, desk, scores, found, signal=name), key=name)


def low_gap(scores: Scores, found: Attention) -> float:
    """The share of the time that C and D customers together take above what they earn."""
    low = (scores.klass == LETTERS.index("C")) | (scores.klass == LETTERS.index("D"))
    return float(np.nansum((found.hours_share - found.earned_share)[low]))


def gap(found: Attention, place: int) -> float:
    """The share of the time above what was earned; 0 where it is not compared."""
    return float(np.nan_to_num(found.hours_share[place] - found.earned_share[place]))


def listed(
    desk: Desk, scores: Scores, places: Sequence[int], line: Callable[[int], str], *, key: str
) -> None:
    """One line per customer, with its class; the later ones folded away."""

    def lines(some: Sequence[int]) -> str:
        items = "".join(
            f"<li>{letter(LETTERS[scores.klass[place]])}<span>{line(place)}</span></li>" for place in some
        )
        return f'<ul class="bk-people">{items}</ul>'

    st.html(lines(places[:MOST_LISTED]))
    if more := places[MOST_LISTED:]:
        with st.expander(attention_text(desk, "more", n=len(more))):
            paged(more, lines, language=desk.language, key=f"more_{key}")


def sentence(desk: Desk, scores: Scores, found: Attention, place: int, signal: str) -> str:
    """What this customer takes and earns, as HTML."""
    customer = scores.customers[place]
    key, values = f"{signal}.effort", {"effort": number(customer.effort or 0, desk.language, 1)}
    if found.measure == "hours":
        earned = float(found.earned_hours[place])
        key = f"{signal}.hours" if round(earned) else f"{signal}.nothing"
        values = {
            "hours": said_hours(desk, customer.hours or 0),
            "share": shown(desk, found.hours_share[place]),
            "earned": hours_words(desk, earned),
        }
    words = escape(attention_text(desk, key, name="\0", **values)).replace(
        "\0", f"<b>{name_cell(desk, customer.id)}</b>"
    )
    if found.loud_anyway[place]:
        words += f" {escape(attention_text(desk, 'loud.anyway'))}"
    if found.provisional[place]:
        words += f" <i>{escape(attention_text(desk, 'provisional'))}</i>"
    return words


def hours_words(desk: Desk, hours: float) -> str:
    """Hours, whole from ten on."""
    return number(hours, desk.language, 0 if hours >= 10 else 1)


def said_hours(desk: Desk, hours: float) -> str:
    """The same with the word: `1 uur`."""
    return hours_in_words(hours, desk.language, 0 if hours >= 10 else 1)


# --- per customer --------------------------------------------------------------------------------------------


def per_customer(desk: Desk, scores: Scores, found: Attention) -> None:
    """Time against earned share of the customers where they differ most, and of all in the table."""
    compared = sorted(
        map(int, np.flatnonzero(~np.isnan(found.hours_share))), key=lambda place: -gap(found, place)
    )
    largest = sorted(compared, key=lambda place: -abs(gap(found, place)))[:MOST_PAIRS]
    drawn = [place for place in compared if place in largest]
    first = max(drawn, key=lambda place: abs(gap(found, place)))
    title = attention_text(
        desk,
        "title_customer",
        name=named(desk, scores.customers[first].name),
        hours=shown(desk, found.hours_share[first]),
        earned=shown(desk, found.earned_share[first]),
    )
    if abs(gap(found, first)) < SEEN:
        title = attention_text(desk, "fair")
    picture.finding(
        title,
        attention_text(desk, "movable", share=percent(found.movable or 0, desk.language, 1)),
        attention_text(desk, "largest_gaps", shown=len(drawn), n=number(len(compared), desk.language))
        if len(drawn) < len(compared)
        else "",
    )
    picture.chart(
        charts.pairs(
            [pair(desk, scores, found, place, place == drawn[0]) for place in drawn],
            desk.language,
            picture.theme(),
        ),
        key="attention_customers",
        alt=title,
    )
    heads = ("customer", "class", "hours", "time_share", "earned_share", "earned_hours", "index", "signal")
    picture.behind(
        desk,
        [attention_text(desk, head) for head in heads],
        [row(desk, scores, found, place) for place in compared],
        numbers=range(2, 7),
        key="attention",
    )


def pair(desk: Desk, scores: Scores, found: Attention, place: int, first: bool) -> charts.Pair:
    """One customer in the picture; the first one says which dot is which."""
    taken, earned = float(found.hours_share[place]), float(found.earned_share[place])
    taken_words, earned_words = shown(desk, taken), shown(desk, earned)
    if first:
        taken_words = attention_text(desk, "pair_time", share=taken_words)
        earned_words = attention_text(desk, "pair_earned", share=earned_words)
    name = named(desk, scores.customers[place].name)
    return charts.Pair(name, LETTERS[scores.klass[place]], taken, earned, taken_words, earned_words)


def row(desk: Desk, scores: Scores, found: Attention, place: int) -> list[str]:
    """One customer in the table."""
    customer, signal = scores.customers[place], found.signal(place)
    words = text(f"scoring.attention.{signal}", desk.language) if signal else ""
    if words and found.provisional[place]:
        words += f" {attention_text(desk, 'provisional')}"
    index = float(found.index[place])
    return [
        name_cell(desk, customer.id),
        LETTERS[scores.klass[place]],
        "–" if customer.hours is None else number(customer.hours, desk.language, 1),
        shown(desk, found.hours_share[place]),
        shown(desk, found.earned_share[place]),
        "–" if np.isnan(found.earned_hours[place]) else number(found.earned_hours[place], desk.language),
        text("scoring.attention.infinite", desk.language)
        if np.isinf(index)
        else "–"
        if np.isnan(index)
        else number(index, desk.language, 2),
        words,
    ]


# --- the advice on hours -------------------------------------------------------------------------------------


def advice(desk: Desk, scores: Scores, found: Attention) -> None:
    """The one advice on hours: how many come free with whom, who can have them, and for whom the rest is."""
    advised = advice_on_hours(scores, found)
    if advised is None:
        picture.finding(
            attention_text(desk, "advice.none"), attention_text(desk, f"advice.{why_no_advice(found)}")
        )
        return
    picture.finding(advice_sentence(desk, scores, found, advised))
    lines = [
        hours_line(desk, scores, key, each)
        for key, some in (("free", advised.free), ("given", advised.given))
        for each in some
    ]
    st.html(as_list(lines[:MOST_LINES]))
    if more := lines[MOST_LINES:]:
        with st.expander(attention_text(desk, "advice.more", n=len(more))):
            paged(more, as_list, language=desk.language, key="more_hours")
    if advised.given:
        st.button(attention_text(desk, "advice.try"), on_click=try_out, args=(desk, advised))


def why_no_advice(found: Attention) -> str:
    """What is missing for it."""
    if found.measure == "effort":
        return "by_effort"
    return "nobody_loud" if found.cold.any() else "nobody"


def advice_sentence(desk: Desk, scores: Scores, found: Attention, advised: HoursAdvice) -> str:
    """The advice in the words of rule R22, hours a month."""
    freed, handed = advised.monthly
    if freed < 1:
        return attention_text(desk, "advice.little")
    takers = [each.place for each in advised.given] or np.flatnonzero(found.cold).tolist()
    return text(
        f"rules.R22.room_{advised.room}.advice",
        desk.language,
        freed=hours_in_words(freed, desk.language),
        handed=hours_in_words(handed, desk.language),
        loud=names(desk, scores, [each.place for each in advised.free]),
        takers=names(desk, scores, takers),
    )


def names(desk: Desk, scores: Scores, places: Sequence[int]) -> str:
    """The names of these customers in one phrase, the last of many only counted."""
    shown = [named(desk, scores.customers[place].name) for place in places[:MOST_NAMES]]
    if len(places) > MOST_NAMES:
        return text(
            "overview.and_others",
            desk.language,
            names=", ".join(shown[: MOST_NAMES - 1]),
            n=len(places) - MOST_NAMES + 1,
        )
    return joined(shown, desk.language)


def as_list(lines: Sequence[str]) -> str:
    """These lines of HTML as a list."""
    return f'<ul class="bk-people bk-plain">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'


def hours_line(desk: Desk, scores: Scores, key: str, each: HoursOf) -> str:
    """What one customer frees, or can have, in a sentence of HTML."""
    hours, monthly = (said_hours(desk, hours) for hours in (each.hours, each.hours / MONTHS))
    words = escape(attention_text(desk, f"advice.{key}", name="\0", hours=hours, monthly=monthly))
    return words.replace("\0", f"<b>{escape(named(desk, scores.customers[each.place].name))}</b>")


def try_out(desk: Desk, advised: HoursAdvice) -> None:
    """Lay this advice beside today, in the view what-if."""
    whatif_controls.fill_in_moved_hours(desk, advised.handed)
    open_tab("what_if")
