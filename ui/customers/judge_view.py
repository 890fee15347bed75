"""Judging the customers in the frame of a card: one criterion over all of them, or one customer over all criteria."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from strategy.checks.standing import QuestionStanding
from strategy.deck import Card, Question
from ui.cards import agreements, card_screen, known
from ui.customers import customer_panel
from ui.form import question_form
from ui.frame import choosing, place
from ui.frame.frame import Desk
from ui.frame.place import CARD, Place
from ui.look.palette import CARDS
from ui.look.tables import letter
from ui.overview import overview_of


def judging(desk: Desk, card: Card, standing: Sequence[QuestionStanding], here: Place) -> None:
    """Draw the criterion or the customer in front."""
    number = next((n for n, each in enumerate(standing) if each.question.code == here.question), 1)
    with card_screen.beside_the_mat(
        desk, card, standing, None if here.customer else standing[number].question
    ):
        if here.customer:
            one_customer(desk, card, here.customer)
            return
        card_screen.the_question(desk, standing[number], number, len(standing))
        if desk.company.customers:
            by_customer(desk)


def by_customer(desk: Desk) -> None:
    """The way to judging a customer at a time."""
    first = next(iter(in_order(desk)))
    there = place.to_customer(desk, first, desk.say("judge.by_customer"), "judge")
    st.html(f'<p class="bk-note">{there}</p>')


def in_order(desk: Desk) -> list[str]:
    """The customers as they stand in the list, by id."""
    return [customer.id for customer in desk.company.customers]


def one_customer(desk: Desk, card: Card, id: str) -> None:
    """One customer: its class so far, every question about it, and the way to another one."""
    row = next(row for row in overview_of.scores(desk) if row.id == id)
    at = in_order(desk).index(id) + 1
    of = desk.say("judge.place", place=at, total=len(desk.company.customers))
    st.html(
        f'<div class="bk-ask bk-card-{CARD}"><p class="bk-eyebrow">{escape(of)}</p>'
        f'<h1 tabindex="-1" data-at="{escape(id)}">{escape(desk.customer_names[id])}</h1>'
        f"<p>{letter(row.klass, row.dream)} {escape(customer_panel.remark(desk, row))}</p></div>"
    )
    chosen = choosing.from_list(
        desk.say("judge.customer"),
        desk.customer_names,
        index=at - 1,
        key=f"judged_customer_{id}",
    )
    if chosen and chosen != id:
        st.query_params["klant"] = chosen
        st.rerun()
    questions = [question for question in card.questions if question.form == "each"]
    asked = everything_of(questions, desk.say("judge.all_criteria"))
    question_form(
        asked,
        desk.sheet,
        desk.language,
        accent=CARDS[CARD],
        key=f"{desk.sheet.company_id}-{id}",
        agreed=agreements.beside(desk, asked),
        known=known.beside(desk, asked),
        only=id,
    )
    there = place.to_customer(desk, id, desk.say("judge.why"))
    back = f'<a href="{place.address(desk, "judge")}" target="_self">{escape(desk.say("judge.by_criterion"))}</a>'
    st.html(f'<p class="bk-note">{there} · {back}</p>')


def everything_of(questions: Sequence[Question], title: str) -> Question:
    """The fields of several questions about each customer, asked together."""
    fields = tuple(field for question in questions for field in question.fields)
    return questions[0].model_copy(
        update={
            "code": "customer",
            "title": title,
            "fields": fields,
            "beside": (),
            "at_least": None,
            "at_most": None,
        }
    )
