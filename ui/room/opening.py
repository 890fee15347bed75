"""Before the session: go on with one, or open one on a company with a script and its steps."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from uuid import uuid4

import streamlit as st

from strategy import workshop
from strategy.company import access
from strategy.company.example import CLEANER, PRINTER, example_company, example_of
from strategy.company.quotas import Full
from strategy.nouns.company import Company, Customer, Profile
from strategy.nouns.workshop import Step
from strategy.words.formats import number
from strategy.words.texts import text
from strategy.workshop import SCRIPTS, OwnWorkshop, in_halves, missing_in, past, run_of, title_of
from ui.frame import choosing
from ui.frame import visitor as who
from ui.frame.frame import Desk
from ui.frame.rates import TooFast, count_on_page_or_stop
from ui.overview.report import as_typed
from ui.room import steps
from ui.room.lead import REFUSED, now, say_in

SESSION = "sessie"
COMPANY, SCRIPT, LED_BY = "room_company", "room_script", "room_led_by"
NEW = "new"
EXAMPLES = {"example": PRINTER, "example_services": CLEANER}
"""The worked examples, by the key of their words."""
MOST_SHOWN = 5


def opening_page(desk: Desk) -> None:
    """Draw the page on which a session begins."""
    st.html(
        f'<div class="bk-page"><h1>{escape(opening_text(desk, "title"))}</h1><p>{escape(opening_text(desk, "text"))}</p></div>'
    )
    go_on(desk)
    with st.container(key="bk_panel_opening"):
        company = company_in(desk, choose_company(desk))
        script = choose_script(desk, company)
        run = run_of(script, company)
        with st.expander(opening_text(desk, "steps", n=len(run), time=lasting(run, desk.language))):
            steps.fields(run, desk.language, key=key_of(script, desk))
        what_is_missing(desk, steps.read(run, key=key_of(script, desk), language=desk.language), company)
        st.text_input(
            opening_text(desk, "led_by"), key=LED_BY, max_chars=60, help=opening_text(desk, "led_by_help")
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                opening_text(desk, "button"), key="open", type="primary", on_click=open_it, args=(desk,)
            )
            st.button(
                say_in(desk.language, "rehearsal.button"),
                key="rehearse",
                icon=":material/theater_comedy:",
                help=say_in(desk.language, "rehearsal.help"),
                on_click=rehearse_it,
                args=(desk,),
            )
        st.caption(opening_text(desk, "after"))
        st.caption(say_in(desk.language, "rehearsal.help"))


def opening_text(desk: Desk, key: str, **values: object) -> str:
    """A text about opening."""
    return say_in(desk.language, f"opening.{key}", **values)


def go_on(desk: Desk) -> None:
    """The sessions of this browser, to go on with one."""
    own = workshop.workshops_of(desk.store, desk.visitor)
    mine = [each for each in own if each.role == "facilitator"]
    running = [each for each in mine if each.workshop.closed is None]
    for each in running[:MOST_SHOWN]:
        session_button(desk, each)
    done = [each for each in mine if each not in running[:MOST_SHOWN]]
    if done:
        with st.expander(opening_text(desk, "earlier", n=len(done))):
            for each in done:
                session_button(desk, each)


def session_button(desk: Desk, own: OwnWorkshop) -> None:
    """The button that goes on with a session."""
    name = as_typed(own.company_name) or desk.say("home.nameless")
    if own.workshop.rehearsal:
        words = say_in(desk.language, "rehearsal.go_on", name=name)
    else:
        words = opening_text(
            desk, "go_on", name=name, code=in_halves(own.workshop.code), opened=desk.day(own.workshop.opened)
        )
    st.button(
        words,
        key=f"session_{own.workshop.id}",
        icon=":material/arrow_forward:",
        on_click=enter,
        args=(own.workshop.id,),
    )


def enter(workshop_id: str) -> None:
    """Lay this session in front, in the address too, so that reloading the page keeps it there."""
    st.query_params[SESSION] = workshop_id


def choose_company(desk: Desk) -> str:
    """A company of this visitor, a new one or an example: its id, or `NEW` or one of `EXAMPLES`."""
    mine = {
        row.company_id: row.profile.name or desk.say("home.nameless")
        for row in access.companies_of(desk.store, desk.visitor)
        if not row.profile.example
    }
    labels = mine | choosing.in_words((*EXAMPLES, NEW), lambda each: opening_text(desk, each))
    front = desk.sheet.company_id if desk.snapshot is not None else ""
    chosen = choosing.from_lines(
        opening_text(desk, "company"),
        labels,
        index=[*labels].index(front) if front in labels else 0,
        key=COMPANY,
    )
    if chosen == NEW:
        st.text_input(
            desk.say("home.name_label"),
            key="room_company_name",
            max_chars=200,
            placeholder=desk.say("home.name_hint"),
        )
    assert chosen is not None
    return chosen


def company_in(desk: Desk, chosen: str) -> Company:
    """What is said already of the chosen company."""
    if chosen in EXAMPLES:
        return example_company(desk.language, EXAMPLES[chosen])
    return Company() if chosen == NEW else desk.store.read(chosen).company


def what_is_missing(desk: Desk, run: Sequence[Step], company: Company) -> None:
    """What the votes of this run need and nobody brought, before it is too late."""
    numbers = {step.id: str(place) for place, step in enumerate(run, start=1)}
    for missing in missing_in(run, company):
        kind = text(f"workshop.kinds.{missing.kind}", desk.language)
        vote = {
            "kind": kind,
            "n": numbers[missing.vote.id],
            "step": title_of(missing.vote, desk.language),
        }
        if missing.written is None:
            st.warning(as_typed(opening_text(desk, "missing.nothing", **vote)), icon=":material/info:")
        elif missing.kind == Customer.KIND:
            written = title_of(missing.written, desk.language)
            words = opening_text(desk, "missing.written", n=numbers[missing.written.id], step=written)
            st.info(as_typed(words), icon=":material/info:")


def choose_script(desk: Desk, company: Company) -> str:
    """The name of a script; below it how long it takes on this company, for a label that changed would lose the choice."""
    names = list(SCRIPTS)
    return str(
        choosing.from_lines(
            opening_text(desk, "script"),
            choosing.in_words(names, lambda name: script_words(desk, name, "title")),
            key=SCRIPT,
            captions=[
                f"{lasting(run_of(name, company), desk.language)} · {script_words(desk, name, 'text')}"
                for name in names
            ],
        )
    )


def script_words(desk: Desk, name: str, part: str) -> str:
    """Title or text of a script."""
    return text(f"workshop.script.{name}.{part}", desk.language)


def lasting(run: Sequence[Step], language: str) -> str:
    """How long these steps take: `3 u 15`."""
    minutes = sum(step.minutes for step in run)
    hours, left = divmod(minutes, 60)
    if not hours:
        return say_in(language, "opening.minutes", n=number(left, language))
    return say_in(language, "opening.hours", h=number(hours, language), m=f"{left:02.0f}")


def key_of(script: str, desk: Desk) -> str:
    """The start of the keys of the fields of this script."""
    return f"script_{script}_{desk.language}"


def chosen_run(desk: Desk) -> tuple[str, str, list[Step]]:
    """The company and the script that are chosen now, and the steps as they stand in the fields, [] if unreadable."""
    company, script = str(st.session_state[COMPANY]), str(st.session_state[SCRIPT])
    whole = run_of(script, company_in(desk, company))
    run = steps.read(whole, key=key_of(script, desk), language=desk.language)
    if not run:
        st.session_state[REFUSED] = say_in(desk.language, "steps.unreadable")
    return company, script, run


def rehearse_it(desk: Desk) -> None:
    """Open a rehearsal of what is chosen now, on a copy; pressing twice opens one."""
    chosen, script, run = chosen_run(desk)
    if not run:
        return
    company = company_in(desk, chosen)
    if chosen == NEW:
        name = str(st.session_state.get("room_company_name") or "").strip()
        company = Company(profile=Profile(name=name))
    write_id = st.session_state.setdefault("room_rehearsal", uuid4().hex)
    try:
        count_on_page_or_stop("start")
        enter(workshop.open_rehearsal(desk.store, desk.visitor, company, script, write_id, now(), run))
    except workshop.Refused as refused:
        st.session_state[REFUSED] = text(refused.code, desk.language, **refused.values)
        return
    except (Full, TooFast) as refused:
        st.session_state[REFUSED] = refused.sentence(desk.language)
        return
    st.session_state.pop("room_rehearsal")


def open_it(desk: Desk) -> None:
    """Open the session on what is chosen now; pressing twice opens one."""
    company, script, run = chosen_run(desk)
    if not run:
        return
    write_id = st.session_state.setdefault("room_write", uuid4().hex)
    try:
        count_on_page_or_stop("start")
        company_id = the_company(desk, company, write_id)
        opened = workshop.open_workshop(desk.store, desk.visitor, company_id, script, write_id, now(), run)
        if name := str(st.session_state.get(LED_BY) or "").strip():
            workshop.introduce(desk.store, desk.visitor, opened, name)
        workshop.forget_rehearsals(desk.store, now(), of=desk.visitor)
        enter(opened)
    except workshop.Refused as refused:
        st.session_state[REFUSED] = text(refused.code, desk.language, **refused.values)
        return
    except (Full, TooFast) as refused:
        st.session_state[REFUSED] = refused.sentence(desk.language)
        return
    st.session_state.pop("room_write")
    who.choose_company(company_id)


def the_company(desk: Desk, chosen: str, write_id: str) -> str:
    """The id of the chosen company, made first where it is new."""
    if chosen in EXAMPLES:
        example = EXAMPLES[chosen]
        mine = [row for row in access.companies_of(desk.store, desk.visitor) if row.profile.example]
        known = next((row.company_id for row in mine if example_of(row.profile) == example), None)
        return known or past.open_example(desk.store, desk.visitor, example, desk.language, write_id, now())
    if chosen == NEW:
        name = str(st.session_state.get("room_company_name") or "").strip()
        return access.start_company(desk.store, desk.visitor, Profile(name=name), write_id, now())
    return chosen
