"""Addresses inside the app that keep the company in front."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from strategy.company.access import is_whole
from strategy.words.texts import text

SETTINGS = "instellingen"


def to_question(carried: Mapping[str, str], card: str, question: str) -> str:
    """The address of a question on a card, for an `href`; `carried` is `Desk.address`."""
    asked = {"vraag": question} if question else {}
    query = urlencode({**carried, **asked})
    return escape(f"{card}?{query}" if query else card)


def link(address: str, words: str) -> str:
    """A link in the same tab, as HTML."""
    return f'<a href="{address}" target="_self">{escape(words)}</a>'


def dead(token: str, language: str) -> tuple[str, str]:
    """Title and words for a link that opens nothing; one that was cut off is asked for whole."""
    words = "link_text" if is_whole(token) else "link_cut"
    return text("web.not_found.link_title", language), text(f"web.not_found.{words}", language)
