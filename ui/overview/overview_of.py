"""What is computed from a company, kept per write: two pages that look at the same company compute it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import streamlit as st

from strategy.checks import Disagreement
from strategy.overview import CardSummary, CompanyOverview, CustomerRow, Level, overview_of
from strategy.scoring import helping, robustness
from strategy.scoring.columns import Floats
from strategy.scoring.first_picture import FirstPicture, FirstPictures, Judging, first_pictures, whom_to_judge
from strategy.scoring.portfolio import Whole, whole_of
from strategy.scoring.scores import Scores, score
from strategy.store.interface import Snapshot
from ui.frame.frame import CARD_NAMES, Desk

BLOCK = 100


@st.cache_resource(max_entries=128, show_spinner=False)
def _overview(
    company_id: str,
    sequence: int,
    language: str,
    level: Level,
    left_open: Disagreement | None,
    today: date,
    own_words: bool,
    bands: bool,
    _sheet: Snapshot,
) -> CompanyOverview:
    return overview_of(
        _sheet.company,
        language=language,
        level=level,
        disagreement=left_open,
        today=today,
        own_words=own_words,
        bands=bands,
    )


@st.cache_resource(max_entries=128, show_spinner=False)
def _scores(company_id: str, sequence: int, _sheet: Snapshot) -> Scores:
    return score(_sheet.company.customers, _sheet.company.settings)


def whole(desk: Desk) -> Whole:
    """What shares of revenue are of."""
    return whole_of(desk.company, scores(desk))


@st.cache_resource(max_entries=64, show_spinner=False)
def _pictures(company_id: str, sequence: int, _scores: Scores) -> FirstPictures:
    return first_pictures(_scores)


def pictures(desk: Desk) -> FirstPictures:
    """What known figures alone already say of every customer without a class."""
    return _pictures(desk.sheet.company_id, desk.sheet.sequence, scores(desk))


def first_picture(desk: Desk, place: int) -> FirstPicture | None:
    """The same of one customer, without putting everybody's in words; None of who has a class."""
    found = pictures(desk)
    here = found.places == place
    one = replace(
        found,
        places=found.places[here],
        counts=found.counts[:, here],
        totals=found.totals[here],
        open_=found.open_[:, here],
    )
    return one.by_place().get(place)


@st.cache_resource(max_entries=64, show_spinner=False)
def _judging(company_id: str, sequence: int, _scores: Scores, _pictures: FirstPictures) -> Judging:
    return whom_to_judge(_scores, _pictures)


def judging(desk: Desk) -> Judging:
    """Whom to judge next, and how far that has come."""
    return _judging(desk.sheet.company_id, desk.sheet.sequence, scores(desk), pictures(desk))


@dataclass(frozen=True)
class Firm:
    """How firm every computed class is: in a word, its share 0-1 of all weightings, and the weights that tip it."""

    words: list[robustness.Firmness | None]
    own: Floats
    tips: robustness.Tipping


@st.cache_resource(max_entries=64, show_spinner=False)
def _firmness(company_id: str, sequence: int, _scores: Scores) -> Firm:
    shares = robustness.acceptability(_scores)
    own = shares[np.arange(len(_scores)), np.minimum(_scores.computed, 3)]
    return Firm(robustness.firmness(_scores, shares), own, robustness.tipping(_scores))


@st.cache_resource(max_entries=256, show_spinner=False)
def _smallest_changes(
    company_id: str, sequence: int, place: int, _scores: Scores
) -> tuple[robustness.SmallestChange, ...]:
    return robustness.smallest_changes(_scores, [place])[0]


@st.cache_resource(max_entries=64, show_spinner=False)
def _helpful(company_id: str, sequence: int, _scores: Scores) -> list[helping.HelpfulQuestion]:
    return helping.questions_that_help(_scores)


@st.cache_resource(max_entries=64, show_spinner=False)
def _positions(company_id: str, sequence: int, _scores: Scores) -> dict[str, int]:
    """The place of every customer on the overview, by id."""
    order = _scores.display_order().tolist()
    return {_scores.customers[place].id: position for position, place in enumerate(order)}


@st.cache_resource(max_entries=256, show_spinner=False)
def _some_rows(
    company_id: str, sequence: int, language: str, block: int, _overview: CompanyOverview
) -> Sequence[CustomerRow]:
    """A hundred rows of the overview: they are made when looked at, and who looks at one looks at its neighbours."""
    return _overview.customers[block * BLOCK : (block + 1) * BLOCK]


def overview(
    desk: Desk, level: Level = "full", *, own_words: bool = False, bands: bool = False
) -> CompanyOverview:
    """The overview of the company in front, in the visitor's language, reduced to what this level shows.

    `own_words`: below level full with what people typed, customers and amounts in it replaced. `bands`: at level full
    with amounts in bands.
    """
    sheet = desk.sheet
    return _overview(
        sheet.company_id,
        sheet.sequence,
        desk.language,
        level,
        desk.left_open,
        desk.today,
        own_words and level != "full",
        bands and level == "full",
        sheet,
    )


def scores(desk: Desk) -> Scores:
    """The scored portfolio of the company in front."""
    return _scores(desk.sheet.company_id, desk.sheet.sequence, desk.sheet)


def firmness(desk: Desk) -> Firm:
    """How firm the classes of the company in front are, in the order of its scores."""
    return _firmness(desk.sheet.company_id, desk.sheet.sequence, scores(desk))


def smallest_changes(desk: Desk, place: int) -> tuple[robustness.SmallestChange, ...]:
    """The smallest changes that move the class of the customer at this place in the scores."""
    return _smallest_changes(desk.sheet.company_id, desk.sheet.sequence, place, scores(desk))


def helpful_questions(desk: Desk) -> list[helping.HelpfulQuestion]:
    """The questions that would settle most classes of the company in front."""
    return _helpful(desk.sheet.company_id, desk.sheet.sequence, scores(desk))


def customer_row(desk: Desk, customer: str) -> CustomerRow:
    """What the overview says of this customer."""
    sheet = desk.sheet
    position = _positions(sheet.company_id, sheet.sequence, scores(desk))[customer]
    block, place = divmod(position, BLOCK)
    return _some_rows(sheet.company_id, sheet.sequence, desk.language, block, overview(desk))[place]


def card_summary(desk: Desk, name: str) -> CardSummary:
    """The progress and the light of one card."""
    return next(card for card in overview(desk).cards if card.name == name)


def next_card(desk: Desk) -> str:
    """The card to go on with: the first that is not finished, else the last one."""
    unfinished = [card.name for card in overview(desk).cards if card.completeness < 1]
    return unfinished[0] if unfinished else CARD_NAMES[-1]
