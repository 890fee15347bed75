"""Customers of an export that the owner said are one: counted together under the one that was pointed at.

An answer `same:<customer>` names the other customer, each by its id or its number. Nothing is joined without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from strategy.importing.customers.gathering import Keys, customer_id
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.names import folded

SAME = "same:"


def joined_as_said(keys: Keys, answers: Mapping[str, str]) -> tuple[Keys, Findings]:
    """The customers with the rows of each joined one under the other; every join is a finding.

    A customer that the file does not have is one too, and joins nothing.
    """
    asked = {key.removeprefix(SAME): other for key, other in answers.items() if key.startswith(SAME)}
    if not asked:
        return keys, Findings()
    notes = Notes()
    places = _places(keys)
    into = list(range(len(keys)))
    for one, other in asked.items():
        strangers = [name for name in (one, other) if _key(name) not in places]
        if strangers:
            notes.repair("import.repair.same_unknown", customer=strangers[0][:60])
            continue
        joined, kept = (_end(into, places[_key(name)]) for name in (one, other))
        if joined != kept:
            into[joined] = kept
            notes.repair("import.repair.same", customer=_shown(keys, joined), other=_shown(keys, kept))
    ends = [_end(into, place) for place in range(len(keys))]
    # rows without a customer have place -1, the last
    return replace(keys, of_row=np.array([*ends, -1], np.int32)[keys.of_row]), notes.found()


def _key(name: str) -> str:
    return folded([name])[0]


def _places(keys: Keys) -> dict[str, int]:
    """The place of every customer by number and by id."""
    numbers = {_key(number): place for place, number in enumerate(keys.numbers) if number}
    ids = zip(keys.numbers, keys.names, strict=True)
    return numbers | {customer_id(number, name): place for place, (number, name) in enumerate(ids)}


def _end(into: list[int], place: int) -> int:
    """Where a customer counts after all joins."""
    while into[place] != place:
        place = into[place]
    return place


def _shown(keys: Keys, place: int) -> str:
    """A customer as people know it: its name, and its number where it has one."""
    name, number = keys.names[place], keys.numbers[place]
    return f"{name} ({number})" if name and number else name or number
