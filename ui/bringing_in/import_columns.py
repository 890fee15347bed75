"""How an export was read: letters, columns and dates, each of them changeable, above the first rows of the file."""

from __future__ import annotations

from typing import Any

import streamlit as st

from strategy.importing import Preview
from strategy.words.texts import area
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.look.tables import table
from ui.overview import report

PREVIEW_ROWS = 5
HEADER_ROWS = 12
ENCODINGS = ("utf-8", "cp1252", "cp850", "latin-1", "utf-16")
DELIMITERS = (";", ",", "\t", "|")
SIGNS: tuple[str, ...] = (",", ".")
ORDERS: tuple[str, ...] = ("dmy", "mdy", "ymd")
OF_INVOICE = ("invoice", "date", "customer_name", "amount")
READING_NAMES = {",": "comma", ".": "point"}


def understood(desk: Desk, preview: Preview, asked: dict[str, Any], wide: bool) -> None:
    """How the file and every column was read, each of them changeable, above the first rows of the file."""
    if not preview.columns and not preview.rows:
        return
    label = desk.say("import.understood", file=report.as_typed(preview.file))
    with st.expander(label, expanded=asked["touched"] or wide):
        if preview.columns:
            dialect(desk, preview, asked)
        for place, column in enumerate(preview.columns):
            name, choice, how = st.columns([0.3, 0.35, 0.35], vertical_alignment="center")
            name.markdown(f"**{report.as_typed(column.name)}**")
            with choice:
                choose_field(desk, preview, place, asked)
            with how:
                choose_reading(desk, preview, place, asked)
        heads = [column.name for column in preview.columns]
        if preview.kind == "ubl":
            heads = [desk.say("import.file")] + [desk.say(f"import.fields.{field}") for field in OF_INVOICE]
        st.html(table(heads, [list(row) for row in preview.rows[:PREVIEW_ROWS]]))


def dialect(desk: Desk, preview: Preview, asked: dict[str, Any]) -> None:
    """The letters and the separator of a text file, and the header row of every table."""
    letters, sign, header = st.columns(3) if preview.kind == "csv" else (None, None, st.container())
    now: dict[str, Any] = {"header_row": preview.header_row}
    chosen: dict[str, Any] = {
        "header_row": choosing.from_list(
            desk.say("import.header_row"),
            choosing.in_words(
                range(max(HEADER_ROWS, preview.header_row) + 1),
                lambda row: str(row) if row else desk.say("import.no_header_row"),
            ),
            within=header,
            index=preview.header_row,
            key=f"header_{preview.layout}_{preview.header_row}",
        )
    }
    if letters and sign:
        now |= {"encoding": preview.encoding, "delimiter": preview.delimiter}
        chosen["encoding"] = choosing.from_list(
            desk.say("import.encoding"),
            choosing.in_words((preview.encoding, *ENCODINGS), lambda one: letters_in_words(desk, one)),
            within=letters,
            key=f"encoding_{preview.layout}_{preview.encoding}",
        )
        chosen["delimiter"] = choosing.from_list(
            desk.say("import.delimiter"),
            choosing.in_words((preview.delimiter, *DELIMITERS), lambda one: separator_in_words(desk, one)),
            within=sign,
            key=f"delimiter_{preview.layout}_{preview.delimiter}",
        )
    changed = {key: str(value) for key, value in chosen.items() if value is not None and value != now[key]}
    if changed:
        asked["answers"].update(changed)
        asked["touched"] = True
        st.rerun()


def letters_in_words(desk: Desk, encoding: str) -> str:
    """An encoding as people may know it, with its real name behind."""
    words = area("app", desk.language)["import"]["encodings"]
    known = words.get(encoding.removesuffix("-sig").replace("-", ""))
    return f"{known} ({encoding})" if known else encoding


def separator_in_words(desk: Desk, delimiter: str) -> str:
    """A separator as a sign with its name; a tab has no sign."""
    words = area("app", desk.language)["import"]["delimiters"]
    name = {";": "semicolon", ",": "comma", "\t": "tab", "|": "pipe"}.get(delimiter)
    known = words[name] if name else ""
    return known if delimiter == "\t" or not known else f"{delimiter} ({known})"


def choose_field(desk: Desk, preview: Preview, place: int, asked: dict[str, Any]) -> None:
    """What stands in a column; the file is read again when it changes."""
    column = preview.columns[place]
    fields = area("app", desk.language)["import"]["fields"]
    chosen = choosing.from_list(
        desk.say("import.column", column=column.name),
        {"": desk.say("import.ignored")} | fields,
        index=0 if column.field not in fields else 1 + list(fields).index(column.field),
        key=f"column_{preview.layout}_{place}_{column.field}",
        label_visibility="collapsed",
    )
    if chosen != (column.field or ""):
        asked["mapping"][column.name] = chosen
        asked["touched"] = True
        st.rerun()


def choose_reading(desk: Desk, preview: Preview, place: int, asked: dict[str, Any]) -> None:
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
    chosen = choosing.from_list(
        desk.say("import.reading", column=column.name),
        choosing.in_words(options, lambda one: desk.say(f"import.readings.{READING_NAMES.get(one, one)}")),
        index=options.index(now) if now in options else 0,
        key=f"reading_{preview.layout}_{place}_{now}",
        label_visibility="collapsed",
    )
    if chosen != now:
        asked["answers"][key] = chosen
        asked["touched"] = True
        st.rerun()
