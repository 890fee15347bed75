"""Invoices become customers on screen: choose files, see what was understood, answer, take over, or undo."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from strategy.company import saying
from strategy.importing import LAST_YEAR, FileRefused, Imported, Period, Preview, read_export
from strategy.importing.customers.joins import SAME
from strategy.importing.layouts import layout_in
from strategy.importing.nouns.findings import ImportFinding
from strategy.importing.nouns.period import years_found
from strategy.importing.plan import KNOWN, ImportPlan, compare
from strategy.nouns.company import Customer
from strategy.words.formats import day, euro, number, percent
from ui.bringing_in import doubles_view, import_columns, import_done, paste_instead
from ui.bringing_in.lines_file import as_csv
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.look.tables import Html, table
from ui.overview import report

FILES_KEY = "import_files"
SHOWN = 20
NAMED = 200
PATIENCE = 1.0
ALMOST_ALL = 0.995
STEP = 0.2


def file_import(desk: Desk) -> None:
    """Draw the import, and after taking over what came of it."""
    above = st.container()
    st.caption(desk.say("import.text"))
    files = st.file_uploader(
        desk.say("import.files"),
        accept_multiple_files=True,
        key=f"{FILES_KEY}_{st.session_state.get('import_round', 0)}",
    )
    with above:
        import_done.finished(desk, anew=bool(files))
    if files:
        read(files, desk)


def read(files: Sequence[UploadedFile], desk: Desk) -> None:
    """Read the files with the answers so far and show what came of it."""
    asked = answers_of(files)
    period = choose_period(desk, asked)
    if period is None:
        return
    imported = cached(desk, files, asked, period)
    know_years(imported, asked)
    previews = previews_of(imported)
    if previews:
        recall(desk, previews[0], asked)
    if isinstance(imported, FileRefused):
        st.error(report.as_typed(imported.sentence(desk.language)))
        paste_instead.offer(desk, files, imported)
    elif asked["remembered"]:
        st.caption(desk.say("import.remembered"))
    misses = isinstance(imported, FileRefused) and imported.code.startswith("import.missing")
    for preview in previews:
        import_columns.understood(desk, preview, asked, wide=misses)
    if asked["mapping"] or own_answers(asked["answers"]):
        st.button(desk.say("import.anew"), type="tertiary", key="import_anew", on_click=anew, args=(asked,))
    if isinstance(imported, FileRefused):
        return
    if imported.questions:
        ask(desk, imported, asked["answers"])
        return
    outcome(desk, imported)


def previews_of(imported: Imported | FileRefused) -> list[Preview]:
    """What was understood of the files, those with the same columns once."""
    if isinstance(imported, FileRefused):
        return [imported.preview] if imported.preview else []
    return list({preview.layout: preview for preview in reversed(imported.previews)}.values())[::-1]


def recall(desk: Desk, preview: Preview, asked: dict[str, Any]) -> None:
    """Take over what was confirmed for the last file with these columns, once."""
    if asked["recalled"]:
        return
    asked["recalled"] = True
    known = layout_in(desk.company, preview)
    if known is not None and (known.mapping != preview.mapping or known.answers):
        asked["mapping"].update(known.mapping)
        asked["answers"].update(known.answers)
        asked["remembered"] = True
        st.rerun()


def anew(asked: dict[str, Any]) -> None:
    """Forget what was pointed at and answered for these files, also what was remembered of earlier ones."""
    asked.update({"mapping": {}, "answers": {}, "recalled": True, "remembered": False, "touched": False})


def own_answers(answers: dict[str, str]) -> dict[str, str]:
    """The answers about the file itself; which customers are one is said of this import only."""
    return {key: value for key, value in answers.items() if not key.startswith((SAME, KNOWN))}


def answers_of(files: Sequence[UploadedFile]) -> dict[str, Any]:
    """The mapping and answers given for exactly these files; other files start anew."""
    prints = [print_of(file) for file in files]
    known: dict[str, Any] = st.session_state.setdefault("import_asked", {})
    if known.get("files") != prints:
        known = {
            "files": prints,
            "mapping": {},
            "answers": {},
            "years": {},
            "recalled": False,
            "remembered": False,
            "touched": False,
        }
        st.session_state["import_asked"] = known
        st.session_state.pop("import_result", None)
    return known


def print_of(file: UploadedFile) -> str:
    """The fingerprint of a file, computed once: the same file chosen again is known."""
    known: dict[str, str] = st.session_state.setdefault("import_prints", {})
    if file.file_id not in known:
        known[file.file_id] = sha256(file.name.encode() + b"\0" + file.getbuffer()).hexdigest()
    return known[file.file_id]


def cached(
    desk: Desk, files: Sequence[UploadedFile], asked: dict[str, Any], period: Period
) -> Imported | FileRefused:
    """Read once for the same files and answers; a tap elsewhere on the page does not read them again."""
    now = (asked["files"], dict(asked["mapping"]), dict(asked["answers"]), period)
    kept = st.session_state.get("import_result")
    if kept is None or kept[0] != now:
        chosen = [(file.name, file.getvalue()) for file in files]
        reading = partial(read_export, chosen, mapping=now[1], answers=now[2], period=period)
        try:
            kept = (now, watched(desk, reading))
        except FileRefused as refused:
            kept = (now, refused)
        st.session_state["import_result"] = kept
    result: Imported | FileRefused = kept[1]
    return result


def watched(desk: Desk, reading: Callable[..., Imported]) -> Imported:
    """Read beside the page; what takes over a second shows which share of it is done. Raises `FileRefused`."""
    shares = [0.0]
    begun = time.monotonic()
    place = st.empty()
    with ThreadPoolExecutor(1) as beside:
        result = beside.submit(reading, progress=shares.append)
        while wait([result], timeout=STEP).not_done:
            if time.monotonic() - begun > PATIENCE:
                place.progress(
                    shares[-1], desk.say("import.reading_now", share=percent(shares[-1], desk.language))
                )
    place.empty()
    return result.result()


def know_years(imported: Imported | FileRefused, asked: dict[str, Any]) -> None:
    """Offer the years that the files turned out to hold; drawn anew once, when they are first known."""
    if isinstance(imported, FileRefused) or imported.questions:
        return
    known = imported.report.coverage
    whole = (date.fromisoformat(known["file_from"]), date.fromisoformat(known["file_to"]))
    years = {f"{one.first}..{one.last}": one for one in years_found(*whole)}
    if list(years) != list(asked["years"]) and len(years) > 1:
        asked["years"] = years
        st.rerun()


def choose_period(desk: Desk, asked: dict[str, Any]) -> Period | None:
    """Which invoices count; None where the two days are not filled in well."""
    years: dict[str, Period] = asked["years"]
    words = {"year": desk.say("import.periods.year")}
    words |= {key: year_in_words(year) for key, year in years.items()}
    words |= {code: desk.say(f"import.periods.{code}") for code in ("all", "days")}
    if st.session_state.get("import_period", "year") not in words:
        st.session_state["import_period"] = "year"
    choice = choosing.from_row(
        desk.say("import.period"), words, default="year", required=True, key="import_period"
    )
    if choice == "all":
        return Period()
    if choice in years:
        return years[choice]
    if choice != "days":
        return LAST_YEAR
    left, right = st.columns(2)
    first = left.date_input(desk.say("import.from"), value=None, format="DD/MM/YYYY", key="import_from")
    last = right.date_input(desk.say("import.to"), value=None, format="DD/MM/YYYY", key="import_to")
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    if first > last:
        st.error(desk.say("import.backwards"))
        return None
    return Period(first, last)


def year_in_words(year: Period) -> str:
    """A calendar year as its number, a book year as its first and last month."""
    assert year.first is not None
    assert year.last is not None
    if year.first.month == 1:
        return str(year.first.year)
    return f"{year.first:%m/%Y} – {year.last:%m/%Y}"


def ask(desk: Desk, imported: Imported, answers: dict[str, str]) -> None:
    """What the file cannot decide."""
    st.markdown(f"**{desk.say('import.questions', n=len(imported.questions))}**")
    with st.form("import_questions"):
        given = {
            question.key: choosing.from_lines(
                question.sentence(desk.language),
                {option.value: option.sentence(desk.language) for option in question.options},
                index=None,
                key=f"question_{question.key}",
            )
            for question in imported.questions
        }
        if st.form_submit_button(desk.say("import.answer"), type="primary"):
            answers.update({key: value for key, value in given.items() if value is not None})
            st.rerun()


def outcome(desk: Desk, imported: Imported) -> None:
    """What was read and left out, what would change, and the button that takes it over."""
    made = imported.report
    st.markdown(read_in_words(desk, imported))
    if outside := outside_period(desk, imported):
        st.markdown(outside)
    if imported.measure == "revenue" and (known := coverage(desk, imported)):
        st.caption(known)
    findings(desk, "skipped", made.skipped)
    findings(desk, "repairs", made.repairs)
    plan, write_id = planned(desk, imported)
    changes(desk, plan, imported.measure)
    answers = st.session_state["import_asked"]["answers"]
    doubles_view.joined_customers(desk, plan, answers)
    st.button(
        desk.say("import.take_over"),
        type="primary",
        key="take_over",
        on_click=import_done.take_over,
        args=(desk, plan, write_id, imported.preview, own_answers(answers)),
    )


def read_in_words(desk: Desk, imported: Imported) -> str:
    """How many customers and invoices there are, what they come to and over which days; totals have no invoices."""
    if imported.measure != "revenue":
        return measured_in_words(desk, imported)
    made, invoices = imported.report, imported.report.coverage["invoices"]
    assert made.first is not None
    assert made.last is not None
    return desk.say(
        "import.read_sums" if invoices is None else "import.read",
        n=number(len(imported.customers), desk.language),
        invoices="" if invoices is None else number(invoices, desk.language),
        invoiced=euro(float(sum(customer.invoiced for customer in imported.customers)), desk.language, 2),
        first=day(made.first),
        last=day(made.last),
        yearly=yearly(desk, imported),
    )


def measured_in_words(desk: Desk, imported: Imported) -> str:
    """How many hours or orders there are, of how many customers, over which days."""
    made = imported.report
    assert made.first is not None
    assert made.last is not None
    found = made.coverage["invoiced" if imported.measure == "hours" else "invoices"]
    return desk.say(
        f"import.read_{imported.measure}",
        n=number(len(imported.customers), desk.language),
        found=number(float(found), desk.language, 2),
        first=day(made.first),
        last=day(made.last),
        yearly=""
        if made.years == 1
        else desk.say("import.yearly_measured", years=number(made.years, desk.language, 2)),
    )


def changes(desk: Desk, plan: ImportPlan, measure: str) -> None:
    """What taking over would do to the customers there are, and to those that were taken away."""
    if measure != "revenue":
        st.markdown(desk.say("import.plan_added", n=len(plan.changed)))
        names(desk, "strangers", plan.strangers)
        return
    if desk.company.customers:
        counts = {"new": plan.new, "changed": plan.changed, "missing": plan.missing}
        st.markdown(desk.say("import.plan", **{name: len(which) for name, which in counts.items()}))
    if plan.back:
        st.markdown(desk.say("import.plan_back", n=len(plan.back)))
    if plan.gone:
        st.caption(desk.say("import.plan_gone", n=len(plan.gone)))
    names(desk, "back", plan.back)
    names(desk, "missing", plan.missing)


def names(desk: Desk, what: str, customers: Sequence[Customer]) -> None:
    """The names of these customers, folded away; the first two hundred of them."""
    if not customers:
        return
    with st.expander(desk.say(f"import.{what}", n=len(customers))):
        called = [
            [customer.name or customer.number or desk.say("classes.nameless")]
            for customer in customers[:NAMED]
        ]
        st.html(table([desk.say("classes.customer")], called))


def outside_period(desk: Desk, imported: Imported) -> str:
    """How much of the file lies outside the chosen period, "" for nothing."""
    known = imported.report.coverage
    if not known["outside_period"]:
        return ""
    return desk.say(
        "import.outside",
        n=known["outside_period"],
        rows=number(known["outside_period"], desk.language),
        amount=report.as_typed(euro(float(known["outside_amount"]), desk.language)),
    )


def coverage(desk: Desk, imported: Imported) -> str:
    """How much of the revenue the figures rest on: cost, payment days, and what stands apart without a customer."""
    known = imported.report.coverage
    said = []
    share = known["cost_share"]
    if share is None:
        said.append(desk.say("import.no_cost"))
    elif share < ALMOST_ALL:
        said.append(desk.say("import.cost_share", share=percent(share, desk.language)))
    paid, of = known["customers_with_days_to_pay"], known["customers"]
    if not paid:
        said.append(desk.say("import.no_days"))
    elif paid < of:
        said.append(desk.say("import.some_days", n=paid, of=number(of, desk.language)))
    if apart := known["without_customer"]:
        said.append(desk.say("import.apart_amount", amount=euro(float(apart), desk.language, 2)))
    return report.as_typed(" ".join(said))


def yearly(desk: Desk, imported: Imported) -> str:
    """How the figures of the period became figures of a year."""
    if "import.repair.short_period" in imported.report.counts:
        return desk.say("import.yearly_short")
    if imported.report.years == 1:
        return desk.say("import.yearly_one")
    return desk.say("import.yearly", years=number(imported.report.years, desk.language, 2))


def planned(desk: Desk, imported: Imported) -> tuple[ImportPlan, str]:
    """What the import would change, compared once for the same import, answers and company, and the write that does it.

    The write id belongs to what is shown: pressing the button twice writes once.
    """
    answers = st.session_state["import_asked"]["answers"]
    now = (desk.sheet.company_id, desk.sheet.sequence, dict(answers))
    kept = st.session_state.get("import_plan")
    if kept is None or kept[0] != now or kept[1] is not imported:
        removed = saying.removed_customers(desk.store, desk.visitor, desk.sheet.company_id)
        kept = (now, imported, compare(desk.company.customers, imported, answers, removed), uuid4().hex)
        st.session_state["import_plan"] = kept
    plan: ImportPlan = kept[2]
    return plan, str(kept[3])


def findings(desk: Desk, kind: str, found: Sequence[ImportFinding]) -> None:
    """The first rows that were left out or repaired, the total, and all of them as a file."""
    if not found:
        return
    with st.expander(desk.say(f"import.{kind}", n=len(found))):
        several = len({one.file for one in found}) > 1
        named = ("file", "row", "column_head", "reason") if several else ("row", "column_head", "reason")
        heads = [desk.say(f"import.{head}") for head in named]
        shown = table(heads, lines(found[:SHOWN], desk.language, several))
        st.html(Html(f'<div class="bk-findings">{shown}</div>'))
        if len(found) > SHOWN:
            st.caption(desk.say("import.first", shown=SHOWN, n=number(len(found), desk.language)))
        st.download_button(
            desk.say("import.download"),
            lambda: as_csv([heads, *lines(found, desk.language, several)]),
            desk.file_name(desk.say(f"import.file_what.{kind}"), "csv"),
            "text/csv",
            key=f"download_{kind}",
        )


def lines(found: Sequence[ImportFinding], language: str, several: bool) -> list[list[str]]:
    """Row, column and reason of each finding; where there are several files, the file before them."""
    return [
        [
            *([one.file or ""] if several else []),
            str(one.row or ""),
            one.column or "",
            one.sentence(language),
        ]
        for one in found
    ]
