"""Beheer: the company's name, the links given, the whole company in and out as a file, another device, delete."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import streamlit as st

from strategy import workshop
from strategy.company import access, saying
from strategy.company.file_limits import RefusedFile, content_of
from strategy.company.quotas import Full
from strategy.comparing.everything import bring_back
from strategy.deck import load_deck
from strategy.importing.layouts import PREFIX as LAYOUT
from strategy.nouns.company import LISTED
from strategy.words import clock
from strategy.words.formats import day_in_words
from strategy.words.texts import joined
from ui.company import versions_view
from ui.frame import choosing, frame
from ui.frame import visitor as who
from ui.frame.frame import Desk
from ui.frame.rates import TooFast, count_on_page_or_stop
from ui.overview import links_given, report, share


def manage_page() -> None:
    """Draw the page."""
    desk = frame.open_page("beheer")
    st.html(f'<div class="bk-page"><h1>{desk.say("titles.beheer")}</h1></div>')
    if desk.snapshot is not None:
        own_company(desk)
    take_in(desk)
    if desk.snapshot is not None:
        section(desk, "delete")
        delete(desk)
    broken_cards(desk)


def own_company(desk: Desk) -> None:
    """The company in front: its name, moments, links, other devices and its file."""
    name_of_company(desk)
    time_zone(desk)
    versions_view.day_after_day(desk)
    section(desk, "links")
    links_given.listed(desk)
    if st.button(desk.say("share.title"), key="share"):
        st.session_state.pop(share.TOKEN, None)
        share.ask(desk)
    section(desk, "device")
    other_device(desk)
    section(desk, "take_out")
    taken_along(desk)
    with_past = st.checkbox(
        desk.say("manage.with_past"), key="with_past", help=desk.say("manage.with_past_help")
    )
    st.link_button(
        desk.say("manage.download"),
        f"beheer/{desk.sheet.company_id}.json{'?verleden=ja' if with_past else ''}",
    )
    last_backup(desk)


def taken_along(desk: Desk) -> None:
    """What is in the file of the whole company, counted, and what is not."""
    company = desk.company
    counts = {
        model.KIND: sum(not item.id.startswith(LAYOUT) for item in getattr(company, model.PLURAL))
        for model in LISTED
    }
    there = [desk.say(f"manage.counted.{kind}", n=n) for kind, n in counts.items() if n]
    if there:
        st.markdown(desk.say("manage.in_file", what=joined(there, desk.language)))
    st.caption(desk.say("manage.not_in_file"))


def last_backup(desk: Desk) -> None:
    """When whoever runs this server last kept everything apart; nothing where that never happened."""
    at = desk.store.last_backup()
    if at is not None:
        day, time = day_in_words(at, desk.language, desk.zone), clock.local(at, desk.zone).strftime("%H:%M")
        st.caption(desk.say("manage.backup", day=day, time=time))


def section(desk: Desk, name: str) -> None:
    """The heading of a part of the page and what it is for."""
    st.header(desk.say(f"manage.{name}_title"))
    st.caption(desk.say(f"manage.{name}_text"))


def name_of_company(desk: Desk) -> None:
    """Change the company's name."""
    with st.form("company_name", border=False):
        name = st.text_input(desk.say("home.name_label"), value=desk.company.profile.name, max_chars=200)
        if st.form_submit_button(desk.say("manage.rename")) and name.strip() != desk.company.profile.name:
            rename(desk, name.strip())
            st.rerun()


def time_zone(desk: Desk) -> None:
    """Where the company is, for every date on the pages and in the files."""
    with st.expander(desk.say("manage.zone_title", zone=readable(desk.zone or clock.HOME))):
        chosen = choosing.from_list(
            desk.say("manage.zone"),
            choosing.in_words(clock.zones(), readable),
            index=clock.zones().index(desk.zone) if desk.zone in clock.zones() else None,
            placeholder=readable(clock.HOME),
            key=f"time_zone_{desk.sheet.sequence}",
            help=desk.say("manage.zone_help"),
        )
    if chosen is not None and chosen != desk.zone:
        keep(desk, "time_zone", chosen)
        st.rerun()


def readable(zone: str) -> str:
    """`Europe / Brussels`."""
    return zone.replace("_", " ").replace("/", " / ")


def rename(desk: Desk, name: str) -> None:
    """Keep the new name."""
    keep(desk, "name", name)


def keep(desk: Desk, field: str, value: str) -> None:
    """Keep what was said of the company itself."""
    saying.say(
        desk.store,
        desk.visitor,
        saying.Saying(
            company_id=desk.sheet.company_id,
            kind="company",
            id="company",
            field=field,
            value=value,
            seen=desk.sheet.revision("company", "company"),
            write_id=uuid4().hex,
        ),
    )


def other_device(desk: Desk) -> None:
    """A link with which the owner works on from another device, and the ones given before."""
    if st.button(desk.say("manage.device_make"), key="device"):
        token = access.give_return_link(
            desk.store,
            desk.visitor,
            desk.sheet.company_id,
            datetime.now(UTC),
            desk.say("manage.device_label"),
        )
        st.code(share.address(token).replace("/deel/", "/terug/"), language=None, wrap_lines=True)
        st.warning(desk.say("manage.device_warning"))
    for link in access.return_links(desk.store, desk.visitor, desk.sheet.company_id):
        if link.revoked is not None:
            continue
        words, button = st.columns([0.75, 0.25], vertical_alignment="center")
        words.markdown(desk.say("manage.device_line", hint=link.hint, day=desk.day(link.created)))
        button.button(
            desk.say("share.revoke"),
            key=f"revoke_{link.token_hash}",
            on_click=access.revoke_link,
            args=(desk.store, desk.visitor, link.token_hash, datetime.now(UTC)),
            width="stretch",
        )


def take_in(desk: Desk) -> None:
    """Bring a company in from the file that Beheer gives."""
    section(desk, "take_in")
    file = st.file_uploader(desk.say("manage.file"), type="json", key="company_file")
    if file is None or not st.button(desk.say("manage.take_in_go"), key="take_in"):
        return
    try:
        count_on_page_or_stop("start")
        data = content_of(file.getvalue())
        company_id = bring_back(desk.store, desk.visitor, data, uuid4().hex, datetime.now(UTC))
    except (RefusedFile, Full, TooFast) as refused:
        st.error(report.as_typed(refused.sentence(desk.language)))
    else:
        who.choose_company(company_id)
        st.switch_page("pages/overzicht.py")


def delete(desk: Desk) -> None:
    """Delete for good, after typing the name."""
    with st.expander(desk.say("manage.delete_open")):
        name = desk.company.profile.name or desk.say("home.nameless")
        for running in running_sessions(desk):
            st.warning(running)
        st.markdown(desk.say("manage.delete_how", name=report.as_typed(name)))
        typed = st.text_input(desk.say("manage.delete_name"), key="delete_name")
        if st.button(desk.say("manage.delete_go"), key="delete"):
            if typed.strip() != name.strip():
                st.error(desk.say("manage.delete_differs"))
                return
            workshop.forget_rehearsals(desk.store, datetime.now(UTC), of=desk.visitor)
            access.delete_company(desk.store, desk.visitor, desk.sheet.company_id)
            st.session_state[who.DELETED] = name
            st.switch_page("app.py")


def running_sessions(desk: Desk) -> list[str]:
    """What deleting ends: every session that is not closed, with how many people take part in it."""
    found = []
    for session in desk.store.workshops_of(desk.sheet.company_id):
        if session.closed is None:
            here = [person for person in desk.store.participants(session.id) if not person.removed]
            code = workshop.in_halves(session.code)
            found.append(desk.say("manage.delete_session", n=len(here), code=code))
    return found


def broken_cards(desk: Desk) -> None:
    """Card files that could not be read, so that whoever edits them sees where and what."""
    _, problems = load_deck()
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        section(desk, "cards")
        for problem in errors:
            st.warning(
                report.as_typed(f"{problem.file}:{problem.line} {problem.message} {problem.suggestion}")
            )
