"""Invoices become customers on screen: choose files, see what was understood, answer, take over, or undo."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

import numpy as np
import streamlit as st

from strategy import companies
from strategy.formats import day, euro, number
from strategy.importing import LAST_YEAR, Imported, Period, Preview, Refused, read_export
from strategy.importing.cells import neutralise
from strategy.importing.layouts import layout_in, remember
from strategy.importing.plan import ImportPlan, compare
from strategy.importing.report import Finding
from strategy.models import CRITERIA
from strategy.texts import area, text
from ui import overview_of, report
from ui.frame import Desk
from ui.tables import table

FILES_KEY = "import_files"
SHOWN = 20
PREVIEW_ROWS = 5
HEADER_ROWS = 12
ENCODINGS = ("utf-8", "cp1252", "cp850", "latin-1", "utf-16")
DELIMITERS = (";", ",", "\t", "|")
SIGNS: tuple[str, ...] = (",", ".")
ORDERS: tuple[str, ...] = ("dmy", "mdy", "ymd")
READING_NAMES = {",": "comma", ".": "point"}


def show(desk: Desk) -> None:
    """Draw the import, and after taking over what came of it."""
    if done := st.session_state.get("import_done"):
        finished(desk, done)
    st.caption(desk.say("import.text"))
    files = st.file_uploader(
        desk.say("import.files"),
        accept_multiple_files=True,
        key=f"{FILES_KEY}_{st.session_state.get('import_round', 0)}",
    )
    if files:
        read([(file.name, file.getvalue()) for file in files], desk)


def read(files: list[tuple[str, bytes]], desk: Desk) -> None:
    """Read the files with the answers so far and show what came of it."""
    asked = answers_of(files)
    period = choose_period(desk)
    if period is None:
        return
    try:
        imported = cached(files, asked["mapping"], asked["answers"], period)
    except Refused as refused:
        st.error(report.as_typed(refused.sentence(desk.language)))
        if refused.preview is not None:
            understood(desk, refused.preview, asked)
        return
    if imported.previews:
        recall(desk, imported.preview, asked)
        understood(desk, imported.preview, asked)
    if imported.questions:
        ask(desk, imported, asked["answers"])
        return
    outcome(desk, imported)


def recall(desk: Desk, preview: Preview, asked: dict[str, Any]) -> None:
    """Take over what was confirmed for the last file with these columns, once."""
    if asked["recalled"]:
        return
    asked["recalled"] = True
    known = layout_in(desk.company, preview)
    if known is not None and (known.mapping != preview.mapping or known.answers):
        asked["mapping"].update(known.mapping)
        asked["answers"].update(known.answers)
        st.rerun()


def answers_of(files: list[tuple[str, bytes]]) -> dict[str, Any]:
    """The mapping and answers given for exactly these files; other files start anew."""
    print_of = sha256()
    for name, data in files:
        print_of.update(name.encode() + b"\0" + data)
    known: dict[str, Any] = st.session_state.setdefault("import_asked", {})
    if known.get("files") != print_of.hexdigest():
        known = {"files": print_of.hexdigest(), "mapping": {}, "answers": {}, "recalled": False}
        st.session_state["import_asked"] = known
        st.session_state.pop("import_result", None)
    return known


def cached(
    files: list[tuple[str, bytes]], mapping: dict[str, str], answers: dict[str, str], period: Period
) -> Imported:
    """Read once for the same files and answers; a tap elsewhere on the page does not read them again."""
    asked = (st.session_state["import_asked"]["files"], dict(mapping), dict(answers), period)
    kept = st.session_state.get("import_result")
    if kept is None or kept[0] != asked:
        with st.spinner(show_time=True):
            kept = (asked, read_export(files, mapping=mapping, answers=answers, period=period))
        st.session_state["import_result"] = kept
    result: Imported = kept[1]
    return result


def choose_period(desk: Desk) -> Period | None:
    """Which invoices count; None where the two days are not filled in well."""
    choice = st.segmented_control(
        desk.say("import.period"),
        ("year", "all", "days"),
        default="year",
        required=True,
        key="import_period",
        format_func=lambda code: desk.say(f"import.periods.{code}"),
    )
    if choice == "all":
        return Period()
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


def understood(desk: Desk, preview: Preview, asked: dict[str, Any]) -> None:
    """How the file and every column was read, each of them changeable, above the first rows of the file."""
    changed = bool(asked["mapping"] or asked["answers"])
    with st.expander(desk.say("import.understood", file=report.as_typed(preview.file)), expanded=changed):
        if preview.kind == "csv":
            dialect(desk, preview, asked["answers"])
        for place, column in enumerate(preview.columns):
            name, choice, how = st.columns([0.3, 0.35, 0.35], vertical_alignment="center")
            name.markdown(f"**{report.as_typed(column.name)}**")
            with choice:
                choose_field(desk, preview, place, asked["mapping"])
            with how:
                choose_reading(desk, preview, place, asked["answers"])
        heads = [column.name for column in preview.columns]
        st.html(table(heads, [list(row) for row in preview.rows[:PREVIEW_ROWS]]))


def dialect(desk: Desk, preview: Preview, answers: dict[str, str]) -> None:
    """The letters, the separator and the header row of a text file."""
    letters, sign, header = st.columns(3)
    encodings = list(dict.fromkeys((preview.encoding, *ENCODINGS)))
    delimiters = list(dict.fromkeys((preview.delimiter, *DELIMITERS)))
    chosen = {
        "encoding": letters.selectbox(
            desk.say("import.encoding"), encodings, key=f"encoding_{preview.layout}"
        ),
        "delimiter": sign.selectbox(
            desk.say("import.delimiter"),
            delimiters,
            key=f"delimiter_{preview.layout}",
            format_func=lambda one: desk.say("import.tab") if one == "\t" else one,
        ),
        "header_row": header.selectbox(
            desk.say("import.header_row"),
            range(1, HEADER_ROWS + 1),
            index=min(preview.header_row, HEADER_ROWS) - 1,
            key=f"header_{preview.layout}",
        ),
    }
    now = {
        "encoding": preview.encoding,
        "delimiter": preview.delimiter,
        "header_row": preview.header_row,
    }
    changed = {key: str(value) for key, value in chosen.items() if value is not None and value != now[key]}
    if changed:
        answers.update(changed)
        st.rerun()


def choose_field(desk: Desk, preview: Preview, place: int, mapping: dict[str, str]) -> None:
    """What stands in a column; the file is read again when it changes."""
    column = preview.columns[place]
    fields = area("app", desk.language)["import"]["fields"]
    chosen = st.selectbox(
        desk.say("import.column", column=column.name),
        ["", *fields],
        index=0 if column.field not in fields else 1 + list(fields).index(column.field),
        format_func=lambda field: fields.get(field, desk.say("import.ignored")),
        key=f"column_{preview.layout}_{place}_{column.field}",
        label_visibility="collapsed",
    )
    if chosen != (column.field or ""):
        mapping[column.name] = chosen
        st.rerun()


def choose_reading(desk: Desk, preview: Preview, place: int, answers: dict[str, str]) -> None:
    """How the figures or dates of a column were read; another reading can be chosen."""
    column = preview.columns[place]
    code = column.code.rpartition(".")[2]
    if code == "amount":
        key, now, options = f"decimal:{column.name}", str(column.values.get("sign", ",")), SIGNS
    elif code in ORDERS:
        key, now, options = f"date_order:{column.name}", code, ORDERS
    else:
        st.caption(report.as_typed(column.sentence(desk.language)))
        return
    chosen = st.selectbox(
        desk.say("import.reading", column=column.name),
        options,
        index=options.index(now) if now in options else 0,
        format_func=lambda one: desk.say(f"import.readings.{READING_NAMES.get(one, one)}"),
        key=f"reading_{preview.layout}_{place}_{now}",
        label_visibility="collapsed",
    )
    if chosen != now:
        answers[key] = chosen
        st.rerun()


def ask(desk: Desk, imported: Imported, answers: dict[str, str]) -> None:
    """What the file cannot decide."""
    st.markdown(f"**{desk.say('import.questions', n=len(imported.questions))}**")
    with st.form("import_questions"):
        given = {
            question.key: st.radio(
                question.sentence(desk.language),
                [option.value for option in question.options],
                index=None,
                format_func={
                    option.value: option.sentence(desk.language) for option in question.options
                }.__getitem__,
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
    assert made.first is not None
    assert made.last is not None
    invoiced = sum(customer.invoiced for customer in imported.customers)
    st.markdown(
        desk.say(
            "import.read",
            n=number(len(imported.customers), desk.language),
            invoices=number(sum(customer.invoices for customer in imported.customers), desk.language),
            invoiced=euro(float(invoiced), desk.language, 2),
            first=day(made.first),
            last=day(made.last),
            years=number(made.years, desk.language, 2),
        )
    )
    findings(desk, "skipped", made.skipped)
    findings(desk, "repairs", made.repairs)
    plan = compare(desk.company.customers, imported)
    st.markdown(
        desk.say("import.plan", new=len(plan.new), changed=len(plan.changed), missing=len(plan.missing))
    )
    if plan.missing:
        with st.expander(desk.say("import.missing", n=len(plan.missing))):
            st.html(
                table([desk.say("classes.customer")], [[customer.name] for customer in plan.missing[:200]])
            )
    doubles(desk, imported)
    st.button(
        desk.say("import.take_over"),
        type="primary",
        key="take_over",
        on_click=take_over,
        args=(desk, plan, imported.preview),
    )


def doubles(desk: Desk, imported: Imported) -> None:
    """Customers that may be one under two names, side by side; nothing is joined."""
    found = imported.possible_doubles()
    if not found:
        return
    names = {customer.id: customer.name for customer in imported.customers}
    with st.expander(desk.say("import.doubles", n=len(found))):
        st.caption(desk.say("import.doubles_text"))
        rows = [
            [names.get(one.first, ""), names.get(one.second, ""), text(one.code, desk.language)]
            for one in found[: 5 * SHOWN]
        ]
        st.html(table([desk.say("import.one"), desk.say("import.other"), desk.say("import.reason")], rows))


def findings(desk: Desk, kind: str, found: Sequence[Finding]) -> None:
    """The first rows that were left out or repaired, the total, and all of them as a file."""
    if not found:
        return
    with st.expander(desk.say(f"import.{kind}", n=len(found))):
        lines = [[str(one.row or ""), one.column or "", one.sentence(desk.language)] for one in found]
        heads = [desk.say(f"import.{head}") for head in ("row", "column_head", "reason")]
        st.html(table(heads, lines[:SHOWN]))
        if len(lines) > SHOWN:
            st.caption(desk.say("import.first", shown=SHOWN, n=len(lines)))
        st.download_button(
            desk.say("import.download"),
            as_csv([heads, *lines]),
            f"{kind}.csv",
            "text/csv",
            key=f"download_{kind}",
        )


def as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """Lines as a file that a Flemish Excel opens well; cells that look like a formula are made harmless."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([[neutralise(cell) for cell in line] for line in lines])
    return out.getvalue().encode("utf-8-sig")


def take_over(desk: Desk, plan: ImportPlan, preview: Preview) -> None:
    """Write the customers in one go and remember the write, so that it can be undone."""
    write_id = st.session_state.setdefault("import_write", uuid4().hex)
    seen = {customer.id: desk.sheet.revision("customer", customer.id) for customer in plan.customers}
    try:
        receipt = companies.put_customers(
            desk.store, desk.visitor, desk.sheet.company_id, plan.customers, seen, write_id
        )
    except companies.ChangedSince as changed:
        st.session_state["import_done"] = {"error": text(changed.code, desk.language, **changed.values)}
        return
    finally:
        st.session_state.pop("import_write", None)
    answers = st.session_state["import_asked"]["answers"]
    remember(desk.store, desk.visitor, desk.sheet.company_id, preview, answers, f"layout {write_id}")
    st.session_state["import_done"] = {"sequence": receipt.sequence, "company": desk.sheet.company_id}
    st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1


def finished(desk: Desk, done: dict[str, object]) -> None:
    """After taking over: the classes, the question that would help most, and the way back."""
    if "error" in done:
        st.error(report.as_typed(str(done["error"])))
        st.session_state.pop("import_done", None)
        return
    if done["company"] != desk.sheet.company_id:
        return
    letters = [row.klass for row in overview_of.scores(desk)]
    counts = ", ".join(
        f"{letters.count(klass)} {klass}" for klass in ("A", "B", "C", "D", "?") if klass in letters
    )
    st.success(desk.say("import.done", n=len(letters), counts=counts))
    if "?" in letters:
        st.info(desk.say("import.helps"))
        offer_known_criteria(desk)
    st.button(desk.say("import.undo"), key="undo_import", on_click=undo, args=(desk, done["sequence"]))


def offer_known_criteria(desk: Desk) -> None:
    """Offer to leave out, for now, the criteria of which nothing is known of anybody."""
    scores = overview_of.scores(desk)
    unknown = [
        name
        for name, row, weight in zip(CRITERIA, scores.criteria, scores.yardsticks.weights, strict=True)
        if weight > 0 and np.isnan(row).all()
    ]
    if not unknown or len(unknown) == len(CRITERIA):
        return
    left_out = ", ".join(desk.say(f"criteria.{name}").lower() for name in unknown)
    st.button(
        desk.say("import.leave_out", criteria=left_out),
        key="leave_out",
        on_click=leave_out,
        args=(desk, unknown),
    )


def leave_out(desk: Desk, criteria: list[str]) -> None:
    """Give these criteria no weight; the settings show it and can give it back."""
    companies.change_settings(
        desk.store,
        desk.visitor,
        desk.sheet.company_id,
        {f"weights.{name}": 0.0 for name in criteria},
        desk.sheet.revision("settings", "settings"),
        uuid4().hex,
    )


def undo(desk: Desk, sequence: int) -> None:
    """Take the whole import back."""
    undone = companies.undo_write(desk.store, desk.visitor, desk.sheet.company_id, sequence)
    st.session_state.pop("import_done", None)
    if undone.kept:
        st.session_state["import_done"] = {
            "error": desk.say("import.kept", names=", ".join(undone.kept[:10]))
        }
