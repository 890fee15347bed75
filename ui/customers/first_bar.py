"""What the ranking and the guided judging share: the bar of a first picture, and how far the judging is."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from strategy.scoring.classes import LETTERS
from strategy.scoring.columns import Floats, Rows
from strategy.scoring.first_picture import FirstPictures, Judging
from strategy.words.formats import number, percent
from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.look.tables import Html
from ui.overview import overview_of


def first_text(desk: Desk, key: str, **values: object) -> str:
    """A text of this screen."""
    return text(f"first.{key}", desk.language, **values)


def of(desk: Desk) -> str:
    """What a share of the list is of."""
    whole = overview_of.whole(desk).of_what == "customers"
    return text(f"overview.of.{'customers' if whole else 'list'}", desk.language)


def progress(desk: Desk, judging: Judging) -> None:
    """How much of the revenue has a class."""
    judged = judging.judged_share or 0.0
    words = first_text(desk, "progress", share=percent(judged, desk.language), of=of(desk))
    if not judged:
        words = first_text(desk, "nothing_judged")
    st.progress(min(1.0, judged), text=words)


def rest(desk: Desk, judging: Judging) -> None:
    """Who is not among the largest and waits."""
    if judging.rest and judging.rest_share is not None:
        share = percent(judging.rest_share, desk.language)
        st.caption(
            first_text(
                desk,
                "rest",
                n=judging.rest,
                count=number(judging.rest, desk.language),
                share=share,
                of=of(desk),
            )
        )


def shares_at(pictures: FirstPictures, place: int) -> Floats | None:
    """The four shares of the customer at this place; None for one with a class."""
    found: Rows = np.flatnonzero(pictures.places == place)
    return pictures.shares[:, found[0]] if found.size else None


def bar(desk: Desk, shares: Floats | None) -> Html:
    """The four shares as a dashed bar, and in one sentence; nothing for who has a class."""
    if shares is None:
        return Html("")
    words = first_text(desk, "picture", n=number(round(100 * float(shares[:2].sum())), desk.language))
    parts = "".join(
        f'<i class="bk-class-{letter}" style="flex:{share:.4f}">{letter if share >= 0.12 else ""}</i>'
        for letter, share in zip(LETTERS, shares.tolist(), strict=False)
        if share > 0
    )
    return Html(
        f'<span class="bk-first"><span class="bk-chances" aria-hidden="true">{parts}</span><small>{escape(words)}</small></span>'
    )
