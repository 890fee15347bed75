"""What is computed from a company, kept per write: two pages that look at the same company compute it once."""

from __future__ import annotations

import streamlit as st

from strategy.overview import CardSummary, CompanyOverview, overview_of
from strategy.scoring import Scores, score
from strategy.store import Snapshot
from ui.frame import CARD_NAMES, Desk


@st.cache_resource(max_entries=128, show_spinner=False)
def _overview(company_id: str, sequence: int, language: str, _sheet: Snapshot) -> CompanyOverview:
    return overview_of(_sheet.company, language=language)


@st.cache_resource(max_entries=128, show_spinner=False)
def _scores(company_id: str, sequence: int, _sheet: Snapshot) -> Scores:
    return score(_sheet.company.customers, _sheet.company.settings)


def overview(desk: Desk) -> CompanyOverview:
    """The overview of the company in front, in the visitor's language."""
    return _overview(desk.sheet.company_id, desk.sheet.sequence, desk.language, desk.sheet)


def scores(desk: Desk) -> Scores:
    """The scored portfolio of the company in front."""
    return _scores(desk.sheet.company_id, desk.sheet.sequence, desk.sheet)


def card_summary(desk: Desk, name: str) -> CardSummary:
    """The progress and the light of one card."""
    return next(card for card in overview(desk).cards if card.name == name)


def next_card(desk: Desk) -> str:
    """The card to go on with: the first that is not finished, else the last one."""
    unfinished = [card.name for card in overview(desk).cards if card.completeness < 1]
    return unfinished[0] if unfinished else CARD_NAMES[-1]
