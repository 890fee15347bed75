"""Who visits, in which language, from which store, and which company lies in front of them."""

from __future__ import annotations

from functools import cache

import streamlit as st

from strategy.company import access
from strategy.company.access import Visitor
from strategy.store.database import configured
from strategy.store.interface import Store
from strategy.store.sql import SqlStore
from ui.frame import cookies

IN_ADDRESS = "bedrijf"
DELETED = "company_deleted"
WORKSHOP_IN_ADDRESS = "sessie"
CHOSEN = "bk_company"
STAND_IN = "bk_stand_in"


@cache
def store() -> Store:
    """The one store of this process: `DATABASE_URL`, or a file under `data/` where nothing is configured."""
    return SqlStore(configured())


def visitor() -> Visitor:
    """The browser that runs this page.

    A browser that keeps no cookies gets an identity for as long as its tab lives.
    """
    known = cookies.visitor_of_cookie(_carried().get(cookies.VISITOR))
    return known or access.visitor_of_token(st.session_state.setdefault(STAND_IN, access.new_token()))


def language() -> str:
    """The language of this page, "nl" or "en"."""
    accepted = st.context.headers.get("Accept-Language")
    return cookies.language_of(_carried(), accepted if isinstance(accepted, str) else st.context.locale)


def _carried() -> dict[str, str]:
    """The cookies of this browser. A page that runs without one (AppTest) carries things that are no text."""
    found = {name: st.context.cookies.get(name) for name in (cookies.VISITOR, cookies.LANGUAGE)}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def current_company() -> str | None:
    """The company of this visitor that lies in front: the one in the address, else the one chosen in this tab,
    else the one written last; None where the visitor has none.

    An id in the address is no right: one that is not the visitor's is passed over.
    """
    asked = (st.query_params.get(IN_ADDRESS), st.session_state.get(CHOSEN))
    allowed = (each for each in asked if each and access.may_edit(store(), visitor(), each))
    found = next(allowed, None) or _written_last()
    if found is not None:
        st.session_state[CHOSEN] = found
    return found


def _written_last() -> str | None:
    own = access.companies_of(store(), visitor())
    return own[0].company_id if own else None


def choose_company(company_id: str) -> None:
    """Lay this company in front, in this tab and in the address, so that reloading the page keeps it there."""
    st.session_state[CHOSEN] = company_id
    st.query_params[IN_ADDRESS] = company_id


def company_in_address() -> dict[str, str]:
    """What a link to another page carries along (`st.page_link(..., query_params=...)`) to keep the company.

    Empty for who has a single company, or none: it is found without.
    """
    if len(access.companies_of(store(), visitor())) < 2:
        return {}
    company_id = current_company()
    return {IN_ADDRESS: company_id} if company_id else {}
