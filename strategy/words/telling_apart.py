"""Labels that people choose by: no two of one list read the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from itertools import count
from typing import TypeVar
from unicodedata import normalize

_Key = TypeVar("_Key", bound=Hashable)


def told_apart(labels: Mapping[_Key, str], *facts: Mapping[_Key, str]) -> dict[_Key, str]:
    """The same labels, each of them once.

    Labels that read the same get what is known of each in the first of `facts` in which they differ, then in the
    next; those that are still equal are counted: `Janssens (1)`, `Janssens (2)`.
    """
    found = dict(labels)
    for fact in facts:
        for equals in _equals(found):
            if len({fact.get(key, "") for key in equals}) > 1:
                found |= {key: f"{found[key]} · {fact[key]}" for key in equals if fact.get(key)}
    return _counted(found)


def _as_read(label: str) -> str:
    """Two labels that a hurried reader takes for the same become the same."""
    return " ".join(normalize("NFKC", label).casefold().split())


def _equals(labels: Mapping[_Key, str]) -> list[list[_Key]]:
    """The keys of labels that read the same, group by group."""
    times = Counter(map(_as_read, labels.values()))
    groups: dict[str, list[_Key]] = {}
    for key, label in labels.items():
        if times[read := _as_read(label)] > 1:
            groups.setdefault(read, []).append(key)
    return list(groups.values())


def _counted(labels: dict[_Key, str]) -> dict[_Key, str]:
    """A number behind every label that is not the only one; never one that another label has already."""
    taken = set(map(_as_read, labels.values()))
    for equals in _equals(labels):
        places = count(1)
        for key in equals:
            tried = (f"{labels[key]} ({place})".strip() for place in places)
            labels[key] = next(each for each in tried if _as_read(each) not in taken)
            taken.add(_as_read(labels[key]))
    return labels
