"""A file that is no list of invoices may be a list of customers: then it can go to *Plak uit Excel* with one tap."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from strategy.importing import FileRefused
from strategy.importing.columns.dialect import letters_of
from strategy.importing.pasting.pasted import PasteRefused, read_paste
from ui.frame.frame import Desk

ROUND = "paste_round"
LARGEST = 500_000
CUSTOMER = ("customer_name", "customer_number")
MISSES = ("import.missing_amount", "import.missing_customer", "import.missing_date")


def text_key() -> str:
    """The key of the field to paste in; another one after every paste that was taken over, so that it is empty."""
    return f"paste_text_{st.session_state.get(ROUND, 0)}"


def offer(desk: Desk, files: Sequence[UploadedFile], refused: FileRefused) -> None:
    """Say that the file can be pasted, with a button that does it, where that gives customers."""
    pasted = as_pasted(files, refused)
    if not pasted or not _gives_customers(desk, pasted):
        return
    st.markdown(desk.say("import.paste_instead"))
    st.button(desk.say("import.paste_it"), key="paste_instead", on_click=paste, args=(pasted,))


def as_pasted(files: Sequence[UploadedFile], refused: FileRefused) -> str:
    """The text of the one file that misses a column, "" for anything else."""
    preview = refused.preview
    if len(files) != 1 or preview is None or preview.kind != "csv" or refused.code not in MISSES:
        return ""
    if not any(column.field in CUSTOMER for column in preview.columns):
        return ""
    data = files[0].getvalue()
    if len(data) > LARGEST:
        return ""
    codec = "utf-16" if preview.encoding.startswith("utf-16") else letters_of(preview.encoding)
    return data.decode(codec, "replace").removeprefix("\ufeff")


def _gives_customers(desk: Desk, pasted: str) -> bool:
    try:
        return bool(read_paste(pasted, desk.company.customers, language=desk.language).rows)
    except PasteRefused:
        return False


def paste(pasted: str) -> None:
    """Put the text in the field to paste in."""
    st.session_state[text_key()] = pasted
