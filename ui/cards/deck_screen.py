"""The first screen: the four mats laid two by two, where they meet the overview, and the ways to start."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from uuid import uuid4

import streamlit as st

from strategy.checks.standing import standings
from strategy.company import access
from strategy.company.example import CLEANER, PRINTER, example_of
from strategy.nouns.company import Profile
from strategy.workshop import past
from ui.cards import invitation
from ui.frame import frame
from ui.frame import visitor as who
from ui.frame.frame import Desk
from ui.frame.rates import count_on_page_or_stop
from ui.look import mats
from ui.overview import overview_of, report


def deck_page() -> None:
    """Draw the first screen."""
    desk = frame.open_page("")
    if name := st.session_state.pop(who.DELETED, ""):
        st.success(report.as_typed(desk.say("home.deleted", name=name)))
    words, deck = st.columns([0.44, 0.56], gap="large", vertical_alignment="center")
    with words:
        welcome(desk)
        invitation.invitations(desk)
    with deck:
        lay(desk)


def welcome(desk: Desk) -> None:
    """What this is, and the buttons to begin or go on."""
    st.html(
        f'<div class="bk-hero"><h1>{desk.say("home.title")}</h1><p>{escape(desk.say("home.text"))}</p></div>'
    )
    if desk.snapshot is None:
        ways_to_start(desk, primary=True)
        return
    name = desk.company.profile.name or desk.say("home.nameless")
    st.html(f'<p class="bk-note">{desk.say("home.working_on")} <b>{escape(name)}</b></p>')
    with st.container(horizontal=True):
        go_on(desk)
        if st.button(desk.say("home.to_overview"), key="to_overview"):
            st.switch_page("pages/overzicht.py", query_params=desk.address)
    my_companies(desk)
    with st.expander(desk.say("home.another")):
        ways_to_start(desk, primary=False)


def go_on(desk: Desk) -> None:
    """The one button for the most useful next step: the first question that is open on the card with most to do."""
    name = overview_of.next_card(desk)
    card = desk.deck.card(name)
    standing = standings(desk.company, card, desk.deck) if card is not None else ()
    question = next((each.question for each in standing if each.standing == "open"), None)
    words = desk.say("home.go_on_with", name=question.short_name) if question else desk.say("home.go_on")
    asked = {"vraag": question.code} if question else {}
    if st.button(words, type="primary", key="go_on"):
        st.switch_page(f"pages/{name}.py", query_params={**desk.address, **asked})


def ways_to_start(desk: Desk, *, primary: bool) -> None:
    """Start my company, or open a copy of the worked example."""
    with st.container(horizontal=True):
        if st.button(desk.say("home.start"), type="primary" if primary else "secondary", key="start"):
            ask_name(desk)
        if st.button(desk.say("home.example"), key="example"):
            open_example(desk, PRINTER)
        if st.button(desk.say("home.example_services"), key="example_services"):
            open_example(desk, CLEANER)


def ask_name(desk: Desk) -> None:
    """The one question before the first card: what the company is called."""

    @st.dialog(desk.say("home.name_title"))
    def dialog() -> None:
        with st.form("start_company", border=False):
            name = st.text_input(
                desk.say("home.name_label"), max_chars=200, placeholder=desk.say("home.name_hint")
            )
            if st.form_submit_button(desk.say("home.name_go"), type="primary"):
                start(desk, name.strip())

    st.session_state.setdefault("start_write", uuid4().hex)
    dialog()


def start(desk: Desk, name: str) -> None:
    """Make the company and go to its first card; pressing twice makes one company."""
    count_on_page_or_stop("start")
    company_id = access.start_company(
        desk.store,
        desk.visitor,
        Profile(name=name),
        write_id=st.session_state.pop("start_write", uuid4().hex),
        now=datetime.now(UTC),
    )
    who.choose_company(company_id)
    st.switch_page("pages/business_model.py")


def open_example(desk: Desk, example: str) -> None:
    """Open the visitor's own copy of this worked example, the one they have if there is one."""
    mine = access.companies_of(desk.store, desk.visitor)
    company_id = next((row.company_id for row in mine if is_copy(row.profile, example)), None)
    if company_id is None:
        count_on_page_or_stop("start")
    company_id = company_id or past.open_example(
        desk.store, desk.visitor, example, desk.language, uuid4().hex, datetime.now(UTC)
    )
    who.choose_company(company_id)
    st.switch_page("pages/overzicht.py")


def is_copy(profile: Profile, example: str) -> bool:
    """Whether this company is a copy of this example."""
    return profile.example and example_of(profile) == example


def my_companies(desk: Desk) -> None:
    """The other companies of this browser, to go on with one of them."""
    others = [
        row
        for row in access.companies_of(desk.store, desk.visitor)
        if row.company_id != desk.sheet.company_id
    ]
    if not others:
        return
    with st.expander(desk.say("home.mine", n=len(others))):
        for row in others:
            name = row.profile.name or desk.say("home.nameless")
            if st.button(name, key=f"company_{row.company_id}"):
                who.choose_company(row.company_id)
                st.rerun()


def lay(desk: Desk) -> None:
    """The four mats and the round where they meet."""
    with st.container(key="bk_deck"):
        for card in desk.deck.cards:
            with st.container(key=f"bk_mat_{card.name}"):
                st.html(mats.mat(front(desk, card.name, card.title, card.short_question)))
                st.page_link(f"pages/{card.name}.py", label=card.title, query_params=desk.address)
        with st.container(key="bk_mat_overzicht"):
            st.html(mats.centre(desk.say("titles.overzicht"), centre_words(desk)))
            st.page_link("pages/overzicht.py", label=desk.say("titles.overzicht"), query_params=desk.address)


def front(desk: Desk, name: str, title: str, question: str) -> mats.Mat:
    """What stands on one mat: blank before there is a company."""
    if desk.snapshot is None:
        return mats.Mat(name, title, question, "", 0, "grey", desk.say("home.blank"))
    summary = overview_of.card_summary(desk, name)
    panel = next(each for each in overview_of.overview(desk).sheet if each.card == name)
    headline = "" if panel.empty else panel.headline
    return mats.Mat(
        name,
        title,
        question,
        summary.progress,
        summary.completeness,
        summary.light,
        summary.light_words,
        headline,
    )


def centre_words(desk: Desk) -> str:
    """How much work there is, in the middle of the deck."""
    if desk.snapshot is None:
        return desk.say("home.centre_blank")
    return report.work_count(overview_of.overview(desk), desk.language)
