"""The customers on the card Segmentatie: bring them in, paste them, type them."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import streamlit as st

from strategy.checks.standing import QuestionStanding
from strategy.company import saying
from strategy.words.texts import text
from ui.bringing_in import import_done, import_view, paste_instead, paste_view
from ui.cards import card_screen
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.overview import overview_of


def customer_list(desk: Desk, here: QuestionStanding) -> None:
    """Draw the question, the ways to bring customers in, the list itself, and what it already says."""
    card_screen.asked(desk, here.question)
    with st.expander(desk.say("import.title"), expanded=import_done.is_of_this_visit(desk)):
        import_view.file_import(desk)
    pasted = bool(st.session_state.get(paste_instead.text_key()))
    with st.expander(text("paste.title", desk.language), expanded=pasted):
        paste_view.customer_paste(desk)
    all_customers(desk)
    card_screen.answer(desk, here.question)
    if so_far := card_screen.says(desk, overview_of.overview(desk), here.question):
        st.html(so_far)


def all_customers(desk: Desk) -> None:
    """Whether the list is whole: only then a share says of what (method.md 4); not asked of an empty list."""
    if not desk.company.customers:
        return
    whole = desk.company.profile.all_customers
    said = None if whole is None else "yes" if whole else "no"
    chosen = choosing.from_row(
        desk.say("all_customers.question"),
        choosing.in_words(("yes", "no"), lambda answer: desk.say(f"all_customers.{answer}")),
        default=said,
        required=said is not None,
        key=f"all_customers_{said}",
        help=desk.say("all_customers.help"),
    )
    if chosen is not None and chosen != said:
        keep_all_customers(desk, chosen == "yes")
        st.rerun()


def keep_all_customers(desk: Desk, whole: bool) -> None:
    """Keep whether these are all the customers; what somebody else said meanwhile stands."""
    with suppress(saying.StaleSaying):
        saying.say(
            desk.store,
            desk.visitor,
            saying.Saying(
                company_id=desk.sheet.company_id,
                kind="company",
                id="company",
                field="all_customers",
                value=whole,
                seen=desk.sheet.revision("company", "company"),
                write_id=uuid4().hex,
            ),
        )
