"""Customers pasted from a spreadsheet: paste, see what was understood and what will change, take over, or undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.company.fields import field_of, shown, value_at
from strategy.importing.pasting.heads import known_fields
from strategy.importing.pasting.pasted import (
    Paste,
    PastedColumn,
    PasteDoubt,
    PastedRow,
    PasteProblem,
    PasteRefused,
    read_paste,
)
from strategy.nouns.company import Customer
from strategy.store.interface import Receipt
from strategy.words.formats import euro, number, percent
from strategy.words.texts import text
from ui.bringing_in.lines_file import as_csv
from ui.bringing_in.paste_instead import ROUND, text_key
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.look.tables import table
from ui.overview import report, taken_over

SHOWN = 20
READ = "paste_read"
WAY = "paste"


@dataclass(frozen=True)
class Read:
    """A paste as it was read beside one state of the company, and the write that would take it over.

    The write id belongs to what is shown: pressing the button twice writes once.
    """

    typed: str
    place: tuple[Any, ...]
    paste: Paste
    write_id: str


def paste_text(desk: Desk, key: str, **values: Any) -> str:
    """A text of the paste."""
    return text(f"paste.{key}", desk.language, **values)


def customer_paste(desk: Desk) -> None:
    """Draw the paste, and after taking over the way back."""
    finished(desk)
    st.caption(paste_text(desk, "text"))
    typed = st.text_area(
        paste_text(desk, "label"), key=text_key(), height=160, placeholder=paste_text(desk, "placeholder")
    )
    st.button(paste_text(desk, "look"), key="paste_look")
    if not typed.strip():
        return
    try:
        read = read_once(desk, typed)
    except PasteRefused as refused:
        st.error(report.as_typed(text(refused.code, desk.language, **refused.values)))
        return
    outcome(desk, read)


def read_once(desk: Desk, typed: str) -> Read:
    """Read once for the same text beside the same company. Raises `PasteRefused`."""
    signs, fields = chosen("sign", typed), chosen("field", typed)
    place = (desk.sheet.company_id, desk.sheet.sequence, desk.language, signs, fields)
    kept = st.session_state.get(READ)
    if isinstance(kept, Read) and (kept.typed, kept.place) == (typed, place):
        return kept
    company = desk.company
    paste = read_paste(
        typed,
        company.customers,
        segments=company.segments,
        language=desk.language,
        signs=dict(signs),
        fields=dict(fields),
    )
    read = Read(typed, place, paste, uuid4().hex)
    st.session_state[READ] = read
    return read


def key_of(what: str, typed: str, letter: str = "") -> str:
    """The key of what is chosen for a column; another head row has columns of its own."""
    head = sha256(typed.strip().split("\n")[0].encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"paste_{what}_{st.session_state.get(ROUND, 0)}_{head}_{letter}"


def chosen(what: str, typed: str) -> tuple[tuple[str, str], ...]:
    """What was chosen for the columns of this paste, by letter."""
    start = key_of(what, typed)
    found = {str(key): value for key, value in st.session_state.items() if str(key).startswith(start)}
    return tuple(
        (key.removeprefix(start), value) for key, value in sorted(found.items()) if value is not None
    )


def outcome(desk: Desk, read: Read) -> None:
    """What was read and left out, what would change, and the button that takes it over."""
    paste = read.paste
    if not paste.rows:
        st.info(paste_text(desk, "no_rows"))
    for doubt in paste.doubts:
        ask(desk, read, doubt)
    columns(desk, read)
    if paste.rows:
        preview(desk, paste)
    listed(desk, "problems", paste.problems)
    listed(desk, "skipped", paste.skipped)
    if any(row.code == "paste.skipped.double" for row in paste.skipped):
        st.info(paste_text(desk, "invoices"))
    if not paste.rows:
        return
    st.markdown(counts(paste, desk.language))
    if not paste.customers:
        st.info(paste_text(desk, "nothing"))
        return
    if paste.changed:
        st.caption(paste_text(desk, "rest_stays"))
    st.button(
        paste_text(desk, "take_over"),
        type="primary",
        key="paste_take_over",
        on_click=take_over,
        args=(desk, read),
    )


def counts(paste: Paste, language: str) -> str:
    """How many customers are new, changed, or stay as they are."""
    found = {"new": len(paste.new), "changed": len(paste.changed), "same": len(paste.same)}
    return " · ".join(text(f"paste.{key}", language, n=number(n, language)) for key, n in found.items() if n)


def ask(desk: Desk, read: Read, doubt: PasteDoubt) -> None:
    """One question for a column of numbers that may be read in two ways."""
    choosing.from_row(
        report.as_typed(paste_text(desk, "doubt", typed=doubt.example, column=doubt.column.shown)),
        {sign: number(value, desk.language, 3) for sign, value in doubt.readings.items()},
        key=key_of("sign", read.typed, doubt.column.letter),
    )


def columns(desk: Desk, read: Read) -> None:
    """How every column was read, each of them changeable; in sight where one of them is not used."""
    found = read.paste.columns
    labels = {"": paste_text(desk, "not_used")} | choosing.in_words(
        known_fields(), lambda path: paste_text(desk, f"fields.{path}")
    )
    with st.expander(paste_text(desk, "columns"), expanded=not all(column.field for column in found)):
        for column in found:
            name, choice = st.columns([0.35, 0.65], vertical_alignment="center")
            name.markdown(f"**{report.as_typed(column.shown)}**")
            with choice:
                choosing.from_list(
                    column.shown,
                    labels,
                    index=[*labels].index(column.field),
                    key=key_of("field", read.typed, column.letter),
                    label_visibility="collapsed",
                )
                if not column.field:
                    st.caption(report.as_typed(column_words(desk, column)))


def column_words(desk: Desk, column: PastedColumn) -> str:
    """The field that the column fills, or why it fills none."""
    if column.field:
        return paste_text(desk, f"fields.{column.field}")
    return text(column.code, desk.language, **(column.values or {}))


def preview(desk: Desk, paste: Paste) -> None:
    """The first rows as they would be kept."""
    st.markdown(f"**{paste_text(desk, 'preview')}**")
    paths = [column.field for column in paste.columns if column.field]
    numeric = [place for place, path in enumerate(paths, 2) if is_numeric(path)]
    heads = [
        paste_text(desk, "row"),
        paste_text(desk, "state"),
        *(paste_text(desk, f"fields.{path}") for path in paths),
    ]
    groups = {segment.id: segment.name for segment in desk.company.segments}
    rows = [
        [
            str(row.row),
            state(row, desk.language),
            *(cell(row.customer, path, groups, desk.language) for path in paths),
        ]
        for row in paste.rows[:SHOWN]
    ]
    st.html(table(heads, rows, numbers=numeric))
    more(desk, len(paste.rows))


def is_numeric(path: str) -> bool:
    """Whether the field holds a number."""
    return field_of("customer", "new", path).reads not in ("text", "choice", "link")


def state(row: PastedRow, language: str) -> str:
    """Whether this customer is new, changes, or stays."""
    found = "new" if row.before is None else "same" if row.before == row.customer else "changed"
    return text(f"paste.states.{found}", language)


def cell(customer: Customer, path: str, groups: dict[str, str], language: str) -> str:
    """One field of a customer in words."""
    value, field = value_at(customer, path), field_of("customer", "new", path)
    if value in (None, ""):
        return ""
    if path == "kind":
        return text(f"paste.kinds.{value}", language)
    if path == "segment":
        return groups.get(value, "")
    if field.reads == "amount":
        return euro(value, language, 0 if value == round(value) else 2)
    if field.reads == "percent":
        return percent(value, language, 2)
    return str(shown(field, value, language))


def listed(desk: Desk, kind: str, found: Sequence[PasteProblem]) -> None:
    """The first cells or rows that were not used, with the reason, and all of them as a file."""
    if not found:
        return
    with st.expander(
        paste_text(desk, kind, n=number(len(found), desk.language)), expanded=kind == "problems"
    ):
        heads = [paste_text(desk, head) for head in ("row", "column_head", "reason")]
        lines = [[str(one.row), one.column, text(one.code, desk.language, **one.values)] for one in found]
        st.html(table(heads, lines[:SHOWN]))
        more(desk, len(lines))
        if len(lines) > SHOWN:
            st.download_button(
                paste_text(desk, "download"),
                as_csv([heads, *lines]),
                desk.file_name(paste_text(desk, f"file_what.{kind}"), "csv"),
                "text/csv",
                key=f"paste_download_{kind}",
            )


def more(desk: Desk, n: int) -> None:
    """That the table above is not all of it, where it is not."""
    if n > SHOWN:
        st.caption(paste_text(desk, "first", shown=SHOWN, n=number(n, desk.language)))


def take_over(desk: Desk, read: Read) -> None:
    """Write the customers in one go and remember the write, so that it can be undone.

    Nothing is written when the text changed after what is on screen was read: that was not looked at yet.
    """
    if st.session_state.get(text_key(), read.typed) not in (read.typed, ""):
        return
    customers = read.paste.customers
    seen = {customer.id: desk.sheet.revision("customer", customer.id) for customer in customers}

    def write(write_id: str) -> Receipt:
        return saying.put_customers(
            desk.store, desk.visitor, desk.sheet.company_id, customers, seen, write_id
        )

    if not taken_over.take_over(desk, WAY, read.write_id, write, counts(read.paste, desk.language)):
        return
    if st.session_state.get(text_key()) == read.typed:
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(READ, None)


def finished(desk: Desk) -> None:
    """After taking over: what was done and the way back, until it is taken or put aside."""
    if taken := taken_over.last(desk, WAY):
        st.success(paste_text(desk, "done", counts=taken.words))
        taken_over.way_back(desk, taken)
