"""What a browser carries: one cookie that says which browser it is, one with the language it chose.

The first is random and tells nothing; the store keeps its hash (strategy/company/access.py). The second is a preference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from strategy.company.access import Visitor, visitor_of_token
from strategy.words.texts import LANGUAGES

VISITOR = "bk_visitor"
LANGUAGE = "bk_lang"
KEPT_SECONDS = 180 * 24 * 3600
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{22,64}")
FIRST_LANGUAGE = LANGUAGES[0]


def visitor_of_cookie(value: str | None) -> Visitor | None:
    """The visitor with this cookie; None without one, or with one that we did not make."""
    return visitor_of_token(value) if is_well_formed(value) and value else None


def is_well_formed(value: str | None) -> bool:
    """Whether a cookie looks like one that we made: at least 128 random bits, safe in an address."""
    return value is not None and WELL_FORMED.fullmatch(value) is not None


def language_of(cookies: Mapping[str, str], accepted: str | None) -> str:
    """The language that was chosen, else the one of ours that the browser likes best, else Dutch.

    `accepted` is the header Accept-Language.
    """
    if cookies.get(LANGUAGE) in LANGUAGES:
        return cookies[LANGUAGE]
    liked = {language: liking for liking, language in sorted(_liked(accepted or ""))}
    return max(LANGUAGES, key=lambda language: liked.get(language, 0.0))


def _liked(accepted: str) -> Iterator[tuple[float, str]]:
    """How much (0-1) the browser likes each language: `nl-BE,en;q=0.8` gives (1.0, nl) and (0.8, en)."""
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)\s*", weight)
        yield (float(found[1]) if found else 1.0), tag.split("-")[0].strip().lower()
