"""The mat beside a question: its rim has a segment a question, and it turns over in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from strategy.checks.standing import QuestionStanding
from strategy.deck import Card
from ui.frame.frame import Desk
from ui.look.palette import CARDS, CARDS_DARK

HERE = Path(__file__).parent
_MAT = st.components.v2.component(
    "bierkaartjes_mat",
    html="<!-- filled by mat.js -->",
    css=(HERE / "mat.css").read_text(encoding="utf-8"),
    js=(HERE / "mat.js").read_text(encoding="utf-8"),
)


def turning_mat(desk: Desk, card: Card, standing: Sequence[QuestionStanding], here: str) -> None:
    """Draw the mat of this card; `here` is the code of the question in front, "" at the end of the card."""
    states = ["here" if each.question.code == here else each.standing for each in standing]
    front = [["provocation", card.provocation]] if card.provocation else []
    back = [[name, words] for name, words in (("brief", card.brief), ("example", card.example)) if words]
    _MAT(
        data={
            "accent": [CARDS[card.name], CARDS_DARK[card.name]],
            "states": states,
            "front": {
                "eyebrow": card.title,
                "title": card.short_question,
                "lines": front,
                "turn": desk.say("card.turn"),
            },
            "back": {
                "eyebrow": card.title,
                "title": desk.say("card.back_side"),
                "lines": back,
                "turn": desk.say("card.turn_back"),
            },
        },
        key=f"mat_{card.name}",
    )
