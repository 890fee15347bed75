"""A card page: its front and back, the questions in order, what the answers already say, and the next card."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from strategy.deck import Card, Question
from ui.cards import agreements, coverage_panel, value_panel
from ui.form import question_form
from ui.frame import frame
from ui.frame.frame import Desk
from ui.look import mats
from ui.look.palette import CARDS
from ui.overview import overview_of, report

BELOW: dict[str, Callable[[Desk], None]] = {
    "W5": value_panel.kinds,
    "W7": value_panel.matches,
    "K3": coverage_panel.show,
}
"""What the answers so far say, below the question with this code."""


def show(name: str) -> None:
    """Draw the page of one card."""
    desk = frame.open_company_page(name)
    card = card_or_stop(desk, name)
    front(desk, card)
    questions, says = st.columns([0.64, 0.36], gap="large")
    with questions:
        for question in card.questions:
            draw_question(desk, question)
            if question.code in BELOW:
                BELOW[question.code](desk)
    with says:
        st.html(report.what_this_says(overview_of.overview(desk), name, desk.language))
    neighbours(desk, name)


def card_or_stop(desk: Desk, name: str) -> Card:
    """The card with this name; where its file could not be read, say so and stop."""
    card = desk.deck.card(name)
    if card is None:
        st.warning(desk.say("card.missing"))
        st.stop()
    return card


def front(desk: Desk, card: Card) -> None:
    """The front of the mat, and its back once it is turned over."""
    summary = overview_of.card_summary(desk, card.name)
    words, turn = st.columns([0.8, 0.2], vertical_alignment="bottom")
    words.html(
        f'<div class="bk-front bk-card-{card.name}"><p class="bk-eyebrow">{escape(card.title)}</p>'
        f"<h1>{escape(card.question)}</h1>"
        f"<p>{mats.light(summary.light, summary.light_words)} {escape(summary.progress)}</p></div>"
    )
    with turn:
        turned = st.toggle(desk.say("card.turn"), key=f"turned_{card.name}")
    if turned:
        with st.container(key=f"bk_back_{card.name}"):
            back(desk, card)


def back(desk: Desk, card: Card) -> None:
    """Why, how, a good answer and the usual gaps of the whole card."""
    st.html(f'<div class="bk-back-edge bk-card-{card.name}"></div>')
    for section, words in card.back.items():
        st.markdown(f"#### {desk.say(f'card.{section}')}\n\n{words}")


def draw_question(desk: Desk, question: Question) -> None:
    """One question: its words, its answer, and the explanation for who wants it."""
    st.html(
        f'<div class="bk-question bk-card-{question.card}" id="{escape(question.code)}"><h2>'
        f'<span class="bk-code">{escape(question.code)}</span>{escape(question.title)}</h2>'
        f"<p>{escape(question.hint)}</p></div>"
    )
    question_form(
        question,
        desk.sheet,
        desk.language,
        accent=CARDS[question.card],
        key=f"{desk.sheet.company_id}-{question.code}",
        agreed=agreements.beside(desk, question) if question.form == "each" else None,
    )
    with st.expander(desk.say("card.explain")):
        for section, words in question.sections.items():
            st.markdown(f"**{desk.say(f'card.{section}')}**\n\n{words}")


def neighbours(desk: Desk, name: str) -> None:
    """The previous and the next card."""
    place = frame.CARD_NAMES.index(name)
    left, right = st.columns(2)
    if place > 0:
        before = frame.CARD_NAMES[place - 1]
        left.page_link(f"pages/{before}.py", label=f"‹ {title(desk, before)}", query_params=desk.address)
    after = (*frame.CARD_NAMES, "overzicht")[place + 1]
    with right, st.container(horizontal_alignment="right"):
        st.page_link(f"pages/{after}.py", label=f"{title(desk, after)} ›", query_params=desk.address)


def title(desk: Desk, page: str) -> str:
    """The title of a page."""
    return desk.say(f"titles.{page}")
