"""Judging the customers on the five criteria, one criterion at a time over all of them, and their attention."""

from __future__ import annotations

import streamlit as st

from ui.cards import card_screen
from ui.frame import choosing
from ui.frame.frame import Desk


def show(desk: Desk) -> None:
    """Draw the questions of the card that ask something of every customer."""
    if not desk.company.customers:
        st.info(desk.say("classes.empty"))
        return
    card = card_screen.card_or_stop(desk, "segmentatie")
    questions = {question.code: question for question in card.questions if question.form == "each"}
    code = choosing.from_row(
        desk.say("judge.which"),
        choosing.in_words(
            questions, lambda code: desk.say(f"judge.{code}") if code in JUDGED else questions[code].title
        ),
        default=next(iter(questions)),
        required=True,
        key="judge_question",
        persist_state="session",
    )
    card_screen.draw_question(desk, questions[code or next(iter(questions))])


JUDGED = ("S2", "S3", "S4", "S5", "S6", "S7")
