"""Gedeeld: an overview behind a link, as it was frozen. Nobody needs a right to read it, and nothing can be changed."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from strategy.company import sharing
from strategy.nouns.shapes import UnreadableShape, noun_of
from strategy.overview import CompanyOverview
from strategy.words.texts import text
from ui.frame import visitor as who
from ui.overview import report


def shared_page() -> None:
    """Draw the page."""
    st.set_page_config(page_title="Bierkaartjes", layout="wide", initial_sidebar_state="collapsed")
    try:
        share = sharing.share_behind(who.store(), str(st.query_params.get("t", "")), datetime.now(UTC))
        overview = noun_of(CompanyOverview, share.overview)
    except (sharing.NotShared, UnreadableShape):
        not_found()
        return
    st.html(f'<p class="bk-shared">{text("app.shared.banner", overview.language)}</p>')
    report.heading(overview, overview.language)
    report.draw(overview, overview.language, key="shared")


def not_found() -> None:
    """Unknown, revoked and expired look the same."""
    language = who.language()
    st.html(
        f'<div class="bk-page"><h1>{text("web.not_found.link_title", language)}</h1>'
        f"<p>{text('web.not_found.link_text', language)}</p></div>"
    )
