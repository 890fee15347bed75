"""Every list to choose from. An option is an id, and no two of them read the same.

Streamlit sends back the words of an option and takes the last of equals, so that somebody else would be chosen than
was pointed at. Nothing else in `ui` draws such a list. Labels are plain words, shown as they were typed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

import streamlit as st

from strategy.words.telling_apart import told_apart
from ui.look.tables import as_typed

Id = TypeVar("Id", bound=Hashable)
NOTHING = "–"


def from_list(label: str, labels: Mapping[Id, str], *, within: Any = st, **how: Any) -> Id | None:
    """One of many, in a list that opens."""
    chosen: Id | None = within.selectbox(label, list(labels), format_func=_words(labels), **how)
    return chosen


def several(label: str, labels: Mapping[Id, str], **how: Any) -> list[Id]:
    """Some of many, in a list that opens."""
    return list(st.multiselect(label, list(labels), format_func=_words(labels), **how))


def from_lines(label: str, labels: Mapping[Id, str], **how: Any) -> Id | None:
    """One of a few, below each other."""
    chosen: Id | None = st.radio(label, list(labels), format_func=_typed(labels), **how)
    return chosen


def from_row(label: str, labels: Mapping[Id, str], **how: Any) -> Id | None:
    """One of a few, in a row."""
    chosen: Id | None = st.segmented_control(label, list(labels), format_func=_typed(labels), **how)
    return chosen


def several_of_row(label: str, labels: Mapping[Id, str], **how: Any) -> list[Id]:
    """Some of a few, in a row that goes on below where it is full."""
    return list(st.pills(label, list(labels), selection_mode="multi", format_func=_typed(labels), **how))


def in_words(ids: Iterable[Id], words: Callable[[Id], str]) -> dict[Id, str]:
    """The labels of these ids."""
    return {id: words(id) for id in ids}


def _words(labels: Mapping[Id, str]) -> Callable[[Id], str]:
    """Id -> label. For one that is not in the list any more it raises KeyError, and Streamlit lets it go."""
    return told_apart({id: label.strip() or NOTHING for id, label in labels.items()}).__getitem__


def _typed(labels: Mapping[Id, str]) -> Callable[[Id], str]:
    """The same where Streamlit reads markdown."""
    words = _words(labels)
    return lambda id: as_typed(words(id))
