"""*Neem mee*: the company in front as a report, a spreadsheet, text, a table of customers or the whole file.

What a level hides is in none of them: each is made of the overview at that level. The report is printed beside the
server; the others are made when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import sleep
from typing import Literal

import streamlit as st

from strategy import workshop
from strategy.overview import CompanyOverview, Level
from strategy.taking_home import as_csv, as_markdown, as_spreadsheet
from strategy.words.file_names import file_name
from strategy.words.texts import text
from strategy.workshop import SessionReport
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.overview import overview_of
from ui.paper.compiling import Order
from ui.paper.deck import PARTS, deck_order
from ui.paper.press import Job, NotPrinted, OnPaper, the_press
from ui.paper.report import report_of

LEVELS: tuple[Level, ...] = ("full", "standard", "short")
LOOK = 0.25
"""Seconds between two looks at the queue."""
TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def button(desk: Desk) -> None:
    """The button that opens the choice."""
    if st.button(take_along_text(desk, "button"), key="take_along", icon=":material/download:"):
        ask(desk)


def take_along_text(desk: Desk, key: str, **values: object) -> str:
    """A text of the choice."""
    return text(f"paper.take.{key}", desk.language, **values)


def ask(desk: Desk) -> None:
    """Open the dialog in which is chosen what to take along."""

    @st.dialog(take_along_text(desk, "title"), width="medium")
    def dialog() -> None:
        level = choosing.from_row(
            take_along_text(desk, "level"),
            choosing.in_words(LEVELS, lambda code: desk.say(f"share.levels.{code}")),
            default="full",
            required=True,
            key="take_level",
        )
        assert level is not None
        st.caption(text(f"taking_home.level.{level}", desk.language))
        overview = overview_of.overview(desk, level)
        session = last_session(desk) if level == "full" else None
        printed_report(desk, partial(report_of, overview, session), f"{level} {desk.sheet.sequence}")
        st.divider()
        files(desk, overview, session)
        with st.expander(take_along_text(desk, "deck")):
            deck_on_paper(desk, [desk.customer_names[each.id] for each in desk.company.customers])

    dialog()


def last_session(desk: Desk) -> SessionReport | None:
    """The report of the last session on this company, None where there was none."""
    held = workshop.discussed_on(desk.store, desk.visitor, desk.sheet.company_id)
    if not held:
        return None
    return workshop.report_of(desk.store, desk.visitor, held[0].workshop_id, desk.language)


def files(desk: Desk, overview: CompanyOverview, session: SessionReport | None) -> None:
    """The other files, each made when it is asked for."""
    with st.container(horizontal=True, gap="small"):
        file(desk, "xlsx", partial(as_spreadsheet, overview, session), TABLE)
        file(desk, "md", lambda: as_markdown(overview, session).encode(), "text/markdown; charset=utf-8")
        if overview.level != "short":
            file(desk, "csv", partial(as_csv, overview), "text/csv; charset=utf-8")
        if overview.level == "full":
            st.link_button(take_along_text(desk, "json"), f"beheer/{desk.sheet.company_id}.json")


def file(desk: Desk, ending: str, make: Callable[[], bytes], media: str) -> None:
    """One file to take along."""
    name = desk.file_name(take_along_text(desk, f"what.{ending}"), ending)
    st.download_button(
        take_along_text(desk, ending), make, name, media, key=f"take_{ending}", on_click="ignore"
    )


# --- the report ---


def printed_report(
    desk: Desk, order: Callable[[], Order], key: str, name: str = "", what: str = "pdf"
) -> None:
    """A report as PDF: asked for, waited for with its place in the queue, and taken along; with its first page.

    `order` is made when somebody asks for it; `what` names the words on the buttons.
    """
    there = f"on_paper_{key}_{desk.language}"
    kind: Literal["primary", "secondary"] = "primary" if what == "pdf" else "secondary"
    if there not in st.session_state:
        place = st.empty()
        if not place.button(take_along_text(desk, f"{what}_make"), key=f"make_{there}", type=kind):
            return
        if not print_it(desk, order(), there):
            return
        place.empty()
    made: OnPaper = st.session_state[there]
    if not made.standard:
        st.warning(text("paper.without_standard", desk.language))
    st.download_button(
        take_along_text(desk, what, kilobytes=-(-len(made.pdf) // 1000)),
        made.pdf,
        name or desk.file_name(take_along_text(desk, "what.pdf"), "pdf"),
        "application/pdf",
        key=f"take_{there}",
        type=kind,
        icon=":material/download:",
        on_click="ignore",
    )
    with st.expander(take_along_text(desk, "preview")):
        st.image(made.preview, width="stretch")


def deck_on_paper(desk: Desk, customers: Sequence[str], address: str = "", code: str = "") -> None:
    """The mats, scoring sheets and guide to print; with the QR code of a session where there is one."""
    parts = choosing.several_of_row(
        take_along_text(desk, "deck_parts"),
        choosing.in_words(PARTS, lambda part: take_along_text(desk, f"part.{part}")),
        default=["duplex"],
        key="deck_parts",
    )
    wanted = [part for part in PARTS if part in parts]
    if not wanted:
        st.caption(take_along_text(desk, "deck_none"))
        return
    st.caption(" ".join(take_along_text(desk, f"part_is.{part}") for part in wanted))
    order = partial(
        deck_order,
        desk.deck,
        desk.language,
        wanted,
        day=desk.today,
        customers=customers,
        address=address,
        code=code,
    )
    name = file_name(
        "bierkaartjes", " ".join(take_along_text(desk, f"part.{part}") for part in wanted), desk.today, "pdf"
    )
    printed_report(desk, order, f"deck {' '.join(wanted)} {code} {hash(tuple(customers))}", name, "deck_pdf")


def print_it(desk: Desk, order: Order, there: str) -> bool:
    """Have it printed and keep it for this visit; a sentence and False where it could not be."""
    try:
        job = the_press().ask(order)
        wait_for(desk, job)
        st.session_state[there] = job.result()
    except NotPrinted as refused:
        st.error(text(refused.code, desk.language))
        return False
    return True


def wait_for(desk: Desk, job: Job) -> None:
    """Say how many come first until it is done; whoever goes away meanwhile ends the waiting, not the printing."""
    place = st.empty()
    while not job.is_done:
        before = job.before
        place.markdown(
            take_along_text(desk, "waiting", n=before) if before else take_along_text(desk, "printing")
        )
        sleep(LOOK)
    place.empty()
