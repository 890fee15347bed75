"""The questions that would settle most classes, above the classes (method.md 3.7), each with the way to it."""

from __future__ import annotations

from html import escape

import streamlit as st

from strategy.scoring.helping import HelpfulQuestion, question_sentence
from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.look import links
from ui.overview import overview_of

COUNTS = {1: "one", 2: "two", 3: "three"}


def questions_that_help(desk: Desk) -> None:
    """Draw the questions, or nothing where no answer would make a class firmer."""
    questions = overview_of.helpful_questions(desk)
    if not questions:
        return
    effect = "settles" if questions[0].effect == "settles" else "helps"
    title = text(f"customer_panel.questions.{effect}.{COUNTS[len(questions)]}", desk.language)
    order = f'<p class="bk-note">{text("questions.order", desk.language)}</p>' if len(questions) > 1 else ""
    listed = "".join(line(desk, question) for question in questions)
    st.html(
        f'<section class="bk-panel"><h2>{escape(title)}</h2>{order}<ol class="bk-work">{listed}</ol></section>'
    )


def line(desk: Desk, question: HelpfulQuestion) -> str:
    """What to ask and what it would do, with a link to where it is answered."""
    if question.code:
        words = text("customer_panel.questions.go", desk.language, code=question.code)
    else:
        words = text("customer_panel.questions.go_settings", desk.language)
    there = links.to_question(desk.address, "segmentatie", question.code or links.SETTINGS)
    return (
        f"<li><b>{escape(question_sentence(question, desk.language))}</b>"
        f'<span class="bk-where">{links.link(there, words)}</span></li>'
    )
