"""What the reader of a shared link gets: frozen as it was kept, live as the company is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from strategy.checks import Disagreement
from strategy.company.sharing import NotShared, SharedLink, Terms
from strategy.nouns.company import Company
from strategy.nouns.shapes import UnreadableShape, noun_of
from strategy.overview.build import overview_of
from strategy.overview.parts import PARTS, with_only
from strategy.overview.shape import CompanyOverview, Level
from strategy.store.interface import Snapshot, Store, UnknownCompany
from strategy.words import clock


def overview_for(
    company: Company,
    level: Level,
    language: str,
    terms: Terms,
    *,
    today: date | None = None,
    disagreement: Disagreement | None = None,
) -> CompanyOverview:
    """The overview of this company as a link of this level and these terms gives it."""
    whole = overview_of(
        company,
        level=level,
        language=language,
        today=today,
        disagreement=disagreement,
        own_words=terms.own_words and level != "full",
        bands=terms.bands,
    )
    return with_only(whole, PARTS if terms.parts is None else terms.parts)


def read_share(store: Store, share: SharedLink, disagreement: Disagreement | None = None) -> CompanyOverview:
    """What this link gives now; `share` carries what was frozen. Raises `NotShared` where it cannot be read any more."""
    try:
        if not share.terms.live:
            return noun_of(CompanyOverview, share.overview)
        company = store.read(share.company_id).company
    except (UnreadableShape, UnknownCompany):
        raise NotShared from None
    return overview_for(company, level_of(share), share.language, share.terms, disagreement=disagreement)


def frozen_anew(
    store: Store, share: SharedLink, level: Level, terms: Terms, disagreement: Disagreement | None = None
) -> CompanyOverview:
    """The company as it was when this link froze it, at another level or with other parts.

    Raises `UnknownCompany` where the company was deleted.
    """
    standing = as_frozen(store, share)
    company = standing.company
    made_on = clock.local(share.created, company.profile.time_zone).date()
    return overview_for(company, level, share.language, terms, today=made_on, disagreement=disagreement)


def as_frozen(store: Store, share: SharedLink) -> Snapshot:
    """The company as it stood when this link was made. Raises `UnknownCompany`."""
    sequence = share.terms.sequence
    if sequence is None:
        before = (each.sequence for each in store.history(share.company_id) if each.at <= share.created)
        sequence = max(before, default=1)
    return store.read_at(share.company_id, sequence)


def froze_at(terms: Terms, standing: Snapshot) -> Terms:
    """These terms, noting which write of the company they freeze; none for a live link."""
    return replace(terms, sequence=None if terms.live else standing.sequence)


def level_of(share: SharedLink) -> Level:
    """The level of a link; what is not known is the one that shows least."""
    return share.level if share.level in ("short", "standard", "full") else "short"  # type: ignore[return-value]
