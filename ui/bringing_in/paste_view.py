"""Customers pasted from a spreadsheet: paste, see what was understood and what will change, take over, or undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.company.fields import field_of, shown, value_at
from strategy.importing.pasting.pasted import (
    Paste,
    PastedColumn,
    PastedRow,
    PasteProblem,
    PasteRefused,
    read_paste,
)
from strategy.nouns.company import Customer
from strategy.words.formats import euro, number, percent
from strategy.words.texts import text
from ui.bringing_in.import_view import as_csv
from ui.frame.frame import Desk
from ui.look.tables import table
from ui.overview import report

SHOWN = 20
DONE = "paste_done"
READ = "paste_read"
ROUND = "paste_round"


@dataclass(frozen=True)
class Read:
    """A paste as it was read beside one state of the company, and the write that would take it over.

    The write id belongs to what is shown: pressing the button twice writes once.
    """

    typed: str
    place: tuple[str, int, str]
    paste: Paste
    write_id: str


def say(desk: Desk, key: str, **values: Any) -> str:
    """A text of the paste."""
    return text(f"paste.{key}", desk.language, **values)


def show(desk: Desk) -> None:
    """Draw the paste, and after taking over the way back."""
    if done := st.session_state.get(DONE):
        finished(desk, done)
    st.caption(say(desk, "text"))
    typed = st.text_area(say(desk, "label"), key=text_key(), height=160, placeholder=say(desk, "placeholder"))
    st.button(say(desk, "look"), key="paste_look")
    if not typed.strip():
        return
    try:
        read = read_once(desk, typed)
    except PasteRefused as refused:
        st.error(report.as_typed(text(refused.code, desk.language, **refused.values)))
        return
    outcome(desk, read)


def text_key() -> str:
    """The key of the field to paste in; another one after every paste that was taken over, so that it is empty."""
    return f"paste_text_{st.session_state.get(ROUND, 0)}"


def read_once(desk: Desk, typed: str) -> Read:
    """Read once for the same text beside the same company. Raises `PasteRefused`."""
    place = (desk.sheet.company_id, desk.sheet.sequence, desk.language)
    kept = st.session_state.get(READ)
    if isinstance(kept, Read) and (kept.typed, kept.place) == (typed, place):
        return kept
    company = desk.company
    paste = read_paste(typed, company.customers, segments=company.segments, language=desk.language)
    read = Read(typed, place, paste, uuid4().hex)
    st.session_state[READ] = read
    return read


def outcome(desk: Desk, read: Read) -> None:
    """What was read and left out, what would change, and the button that takes it over."""
    paste = read.paste
    if not paste.rows:
        st.info(say(desk, "no_rows"))
    columns(desk, paste.columns)
    if paste.rows:
        preview(desk, paste)
    listed(desk, "problems", paste.problems)
    listed(desk, "skipped", paste.skipped)
    if any(row.code == "paste.skipped.double" for row in paste.skipped):
        st.info(say(desk, "invoices"))
    if not paste.rows:
        return
    st.markdown(counts(desk, paste))
    if not paste.customers:
        st.info(say(desk, "nothing"))
        return
    if paste.changed:
        st.caption(say(desk, "rest_stays"))
    st.button(
        say(desk, "take_over"), type="primary", key="paste_take_over", on_click=take_over, args=(desk, read)
    )


def counts(desk: Desk, paste: Paste) -> str:
    """How many customers are new, changed, or stay as they are."""
    found = {"new": len(paste.new), "changed": len(paste.changed), "same": len(paste.same)}
    return " · ".join(say(desk, key, n=number(n, desk.language)) for key, n in found.items() if n)


def columns(desk: Desk, found: Sequence[PastedColumn]) -> None:
    """How every column was read, in sight where one of them is not used."""
    with st.expander(say(desk, "columns"), expanded=not all(column.field for column in found)):
        st.html(
            table(
                [say(desk, "column_head"), say(desk, "used_as")],
                [[column.shown, column_words(desk, column)] for column in found],
            )
        )


def column_words(desk: Desk, column: PastedColumn) -> str:
    """The field that the column fills, or why it fills none."""
    if column.field:
        return say(desk, f"fields.{column.field}")
    return text(column.code, desk.language, **(column.values or {}))


def preview(desk: Desk, paste: Paste) -> None:
    """The first rows as they would be kept."""
    st.markdown(f"**{say(desk, 'preview')}**")
    paths = [column.field for column in paste.columns if column.field]
    numeric = [place for place, path in enumerate(paths, 2) if is_numeric(path)]
    heads = [say(desk, "row"), say(desk, "state"), *(say(desk, f"fields.{path}") for path in paths)]
    groups = {segment.id: segment.name for segment in desk.company.segments}
    rows = [
        [str(row.row), state(desk, row), *(cell(desk, row.customer, path, groups) for path in paths)]
        for row in paste.rows[:SHOWN]
    ]
    st.html(table(heads, rows, numbers=numeric))
    more(desk, len(paste.rows))


def is_numeric(path: str) -> bool:
    """Whether the field holds a number."""
    return field_of("customer", "new", path).reads not in ("text", "choice", "link")


def state(desk: Desk, row: PastedRow) -> str:
    """Whether this customer is new, changes, or stays."""
    if row.before is None:
        return say(desk, "states.new")
    return say(desk, "states.same" if row.before == row.customer else "states.changed")


def cell(desk: Desk, customer: Customer, path: str, groups: dict[str, str]) -> str:
    """One field of a customer in words."""
    value, field = value_at(customer, path), field_of("customer", "new", path)
    if value in (None, ""):
        return ""
    if path == "kind":
        return say(desk, f"kinds.{value}")
    if path == "segment":
        return groups.get(value, "")
    if field.reads == "amount":
        return euro(value, desk.language, 0 if value == round(value) else 2)
    if field.reads == "percent":
        return percent(value, desk.language, 2)
    return str(shown(field, value, desk.language))


def listed(desk: Desk, kind: str, found: Sequence[PasteProblem]) -> None:
    """The first cells or rows that were not used, with the reason, and all of them as a file."""
    if not found:
        return
    with st.expander(say(desk, kind, n=number(len(found), desk.language)), expanded=kind == "problems"):
        heads = [say(desk, head) for head in ("row", "column_head", "reason")]
        lines = [[str(one.row), one.column, text(one.code, desk.language, **one.values)] for one in found]
        st.html(table(heads, lines[:SHOWN]))
        more(desk, len(lines))
        if len(lines) > SHOWN:
            st.download_button(
                say(desk, "download"),
                as_csv([heads, *lines]),
                desk.file_name(say(desk, f"file_what.{kind}"), "csv"),
                "text/csv",
                key=f"paste_download_{kind}",
            )


def more(desk: Desk, n: int) -> None:
    """That the table above is not all of it, where it is not."""
    if n > SHOWN:
        st.caption(say(desk, "first", shown=SHOWN, n=number(n, desk.language)))


def take_over(desk: Desk, read: Read) -> None:
    """Write the customers in one go and remember the write, so that it can be undone.

    Nothing is written when the text changed after what is on screen was read: that was not looked at yet.
    """
    if st.session_state.get(text_key(), read.typed) not in (read.typed, ""):
        return
    customers = read.paste.customers
    seen = {customer.id: desk.sheet.revision("customer", customer.id) for customer in customers}
    try:
        receipt = saying.put_customers(
            desk.store, desk.visitor, desk.sheet.company_id, customers, seen, read.write_id
        )
    except saying.ChangedSince as changed:
        st.session_state[DONE] = {"error": changed.sentence(desk.language)}
        return
    st.session_state[DONE] = {
        "sequence": receipt.sequence,
        "company": desk.sheet.company_id,
        "counts": counts(desk, read.paste),
    }
    if st.session_state.get(text_key()) == read.typed:
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(READ, None)


def finished(desk: Desk, done: dict[str, Any]) -> None:
    """After taking over: what was done and the way back."""
    if "error" in done:
        st.error(report.as_typed(str(done["error"])))
        st.session_state.pop(DONE, None)
        return
    if done["company"] != desk.sheet.company_id:
        return
    st.success(say(desk, "done", counts=done["counts"]))
    st.button(say(desk, "undo"), key="paste_undo", on_click=undo, args=(desk, done["sequence"]))


def undo(desk: Desk, sequence: int) -> None:
    """Take the whole paste back."""
    undone = saying.undo_write(desk.store, desk.visitor, desk.sheet.company_id, sequence)
    st.session_state.pop(DONE, None)
    if undone.kept:
        names = saying.names_in_words(undone.kept, desk.language)
        st.session_state[DONE] = {"error": say(desk, "kept", names=names)}
