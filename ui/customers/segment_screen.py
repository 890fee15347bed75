"""The card Segmentatie in the frame of a card: its questions in two tabs, and what follows from them in the others.

The address says where somebody is (place.py); the bar walks from the customers over the criteria to the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from strategy.checks.standing import QuestionStanding, standings
from strategy.deck import Card
from ui.cards import card_screen
from ui.cards.card_screen import ALL, END
from ui.customers import (
    attention_view,
    classes_view,
    customers_view,
    first_view,
    guided_view,
    judge_view,
    portfolio_view,
    settings_view,
    typed_sheets,
    whatif_view,
)
from ui.frame import frame, place
from ui.frame.frame import Desk
from ui.frame.place import CARD, TABS, Place
from ui.overview import take_along

PICTURES: dict[str, Callable[[Desk], None]] = {
    "first": first_view.first_ranking,
    "portfolio": portfolio_view.portfolio_pictures,
    "attention": attention_view.time_and_attention,
    "what_if": whatif_view.whatif_page,
    "settings": settings_view.scoring_settings,
}
TAKEN = ("classes", "portfolio", "attention")
"""Where *Neem mee* stands: below what people look at to take along."""
WALKED = ("classes", "portfolio", "attention", "what_if")
BEFORE_AND_AFTER = {"first": ("customers", "judge"), "settings": ("what_if", "")}


def segment_page() -> None:
    """Draw the page."""
    desk = frame.open_company_page(CARD)
    card = card_screen.card_or_stop(desk, CARD)
    standing = standings(desk.company, card, desk.deck)
    asked = {name: st.query_params.get(name, "") for name in ("tab", "vraag", "klant")}
    at_first = card_screen.place_kept(desk, standing)
    if asked["vraag"] in (ALL, END) or (at_first == END and not any(asked.values())):
        tabs(desk)
        whole = card_screen.all_questions if asked["vraag"] == ALL else card_screen.end_of_card
        whole(desk, card, standing)
        return
    here = place.place_of(desk, asked, [each.question.code for each in standing], at_first)
    if here.tab == "first" and guided_view.is_going_on(desk):
        guided_view.guided_judging(desk)
        return
    with st.container(key="bk_one"):
        card_screen.strip(
            desk, card, standing, place.LIST if here.tab == "customers" else here.question or None
        )
        tabs(desk, here.tab)
        if here.unknown:
            st.html(f'<p class="bk-note">{escape(place.not_found(desk, here))}</p>')
        the_tab(desk, card, standing, here)
        if here.tab == "judge" and not here.customer:
            typed_sheets.on_paper(desk)
        if here.tab in TAKEN and not here.question and not here.customer:
            take_along.button(desk)
    bar(desk, standing, here)


def tabs(desk: Desk, here: str = "") -> None:
    """The eight tabs, as links; `here` is the one in front."""
    lines = "".join(
        f'<a href="{place.address(desk, name)}" target="_self"'
        f"{' aria-current=page' if name == here else ''}>{escape(tab_name(desk, name))}</a>"
        for name in TABS.values()
    )
    st.html(f'<nav class="bk-tabs" aria-label="{escape(desk.say("segment.views"))}">{lines}</nav>')


def tab_name(desk: Desk, tab: str) -> str:
    """What a tab is called."""
    return desk.say(f"segment.view.{tab}")


def the_tab(desk: Desk, card: Card, standing: Sequence[QuestionStanding], here: Place) -> None:
    """What stands in this tab, under its heading."""
    if here.tab == "customers":
        customers_view.customer_list(desk, standing[0])
    elif here.tab == "judge":
        judge_view.judging(desk, card, standing, here)
    elif here.tab == "classes":
        classes_view.customer_classes(desk, here.customer)
    else:
        heading(desk, here.tab)
        PICTURES[here.tab](desk)


def heading(desk: Desk, tab: str) -> None:
    """The name of a tab as the heading of the page."""
    st.html(
        f'<div class="bk-ask bk-card-{CARD}"><h1 tabindex="-1" data-at="{tab}">{escape(tab_name(desk, tab))}</h1></div>'
    )


# --- the bar ---


def bar(desk: Desk, standing: Sequence[QuestionStanding], here: Place) -> None:
    """The step before, what is left, and the next one."""
    before, after = neighbours(desk, standing, here)
    card_screen.walk_bar(desk, CARD, standing, before, after)


def neighbours(
    desk: Desk, standing: Sequence[QuestionStanding], here: Place
) -> tuple[card_screen.Step | None, card_screen.Step | None]:
    """The steps beside this place: None before the first and after the last. A customer has its neighbours in the list."""
    if here.customer:
        return beside_customer(desk, here)
    walk = [("customers", ""), *(("judge", each.question.code) for each in standing[1:])]
    walk += [(tab, "") for tab in WALKED]
    if here.tab in BEFORE_AND_AFTER:
        before, after = (
            next((each for each in walk if each[0] == tab), None) for tab in BEFORE_AND_AFTER[here.tab]
        )
    else:
        at = walk.index((here.tab, here.question))
        before, after = next(iter(walk[:at][-1:]), None), next(iter(walk[at + 1 :]), None)
    names = {each.question.code: each.question.short_name for each in standing}

    def step(to: tuple[str, str] | None) -> card_screen.Step | None:
        return to and card_screen.Step(
            place.address(desk, to[0], question=to[1]), names.get(to[1]) or tab_name(desk, to[0])
        )

    return step(before), step(after)


def beside_customer(desk: Desk, here: Place) -> tuple[card_screen.Step, card_screen.Step | None]:
    """Back to all of them, and on to the customer after this one in the order of the tab."""
    order = classes_view.in_order(desk) if here.tab == "classes" else judge_view.in_order(desk)
    after = order[order.index(here.customer) + 1 :]
    onward = [
        card_screen.Step(place.address(desk, here.tab, customer=id), desk.customer_names[id], proper=True)
        for id in after[:1]
    ]
    all_of_them = card_screen.Step(place.address(desk, here.tab), tab_name(desk, here.tab))
    return all_of_them, next(iter(onward), None)
