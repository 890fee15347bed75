"""What a room agreed on, said beside the answer that came of it for as long as that is the answer."""

from __future__ import annotations

import streamlit as st

from strategy.deck import Question
from strategy.nouns.workshop import Agreed, subject_of
from strategy.store.interface import Snapshot, Store
from strategy.words.formats import day_in_words
from strategy.words.texts import text
from strategy.workshop import agreed_and_standing
from ui.frame.frame import Desk

BRIEFLY = 60
"""Seconds that one reading is kept: an agreement is noted just after the write of its value."""


@st.cache_resource(max_entries=128, ttl=BRIEFLY, show_spinner=False)
def _standing(company_id: str, sequence: int, _store: Store, _sheet: Snapshot) -> dict[str, Agreed]:
    return agreed_and_standing(_store, company_id, _sheet.company)


def standing(desk: Desk) -> dict[str, Agreed]:
    """By subject key what was agreed and still stands in the company in front, read once per write."""
    return _standing(desk.sheet.company_id, desk.sheet.sequence, desk.store, desk.sheet)


def words(agreed: Agreed, language: str, zone: str) -> str:
    """`afgesproken in de workshop van 24 november 2026`."""
    return text("form.agreed.words", language, day=day_in_words(agreed.at, language, zone))


def beside(desk: Desk, question: Question) -> dict[tuple[str, str], str]:
    """Per item, by kind and id, what to say beside its answers to this question.

    Where not every field of the question was agreed on, the labels of those that were go before it.
    """
    labels = {field.name: field.label for field in question.fields}
    found: dict[tuple[str, str], dict[str, Agreed]] = {}
    for key, agreed in standing(desk).items():
        subject = subject_of(key)
        if subject.kind == question.item and subject.field in labels:
            found.setdefault((subject.kind, subject.id), {})[subject.field] = agreed
    return {item: _in_words(fields, labels, desk.language, desk.zone) for item, fields in found.items()}


def _in_words(fields: dict[str, Agreed], labels: dict[str, str], language: str, zone: str) -> str:
    """One sentence for each moment of agreeing."""
    moments: dict[str, list[str]] = {}
    for field, agreed in fields.items():
        moments.setdefault(words(agreed, language, zone), []).append(labels[field])
    if len(moments) == 1 and len(fields) == len(labels):
        only = next(iter(moments))
        return only[:1].upper() + only[1:]
    return " · ".join(f"{', '.join(named)}: {said}" for said, named in moments.items())
