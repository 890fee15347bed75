"""The header row among the title rows, and names for the columns where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strategy.importing.columns.contents import is_invoice, names_by_content
from strategy.importing.columns.recognising import column_letter, field_of
from strategy.importing.columns.spans import span_of, spans_among


@dataclass(frozen=True, slots=True)
class Header:
    """The row with the column names: its index among the first records, and the names, each one unique.

    Without such a row the index is -1 and the names say what stands in the columns. `above` are the texts above it.
    """

    index: int
    names: tuple[str, ...]
    recognised: int
    above: tuple[str, ...] = ()


def recognised(names: Sequence[str]) -> int:
    """How many different fields these names stand for; stretches of time are one together."""
    fields = len({found[0] for name in names if (found := field_of(name))})
    return fields + (len(spans_among(names)) > 1 and not is_invoice(names))


def find_header(records: Sequence[Sequence[str]]) -> Header:
    """The header among the first records: the row that names most fields, the earliest of equals.

    A row of group names above it (`Klant; ; Factuur`) is joined to it where that names more. Where no row names
    anything and the rows are invoices themselves, the columns are named by what they hold.
    """
    best, most = Header(0, (), -1), (-1, 0)
    for index, record in enumerate(records):
        for names in (record, *_under_groups(records, index)):
            found = (recognised(names), len(spans_among(names)))
            if found > most and any(name.strip() for name in names):
                best, most = Header(index, tuple(names), found[0]), found
    if best.recognised <= 0:
        if by_content := names_by_content(records):
            return without_header(by_content)
        first = next((i for i, record in enumerate(records) if sum(map(bool, record)) > 1), 0)
        best = Header(first, tuple(records[first]) if records else (), 0)
    return header_at(records, best.index, best.names)


def header_at(records: Sequence[Sequence[str]], index: int, names: Sequence[str] | None = None) -> Header:
    """The header in this row, with names of its own or those given."""
    named = unique_names(records[index] if names is None else names) if records else ()
    above = tuple(cell.strip() for record in records[: max(index, 0)] for cell in record if cell.strip())
    return Header(index, named, recognised(named), above)


def without_header(names: Sequence[str]) -> Header:
    """What stands for a header where there is none."""
    return Header(-1, tuple(names), recognised(names))


def _under_groups(records: Sequence[Sequence[str]], index: int) -> list[list[str]]:
    if index == 0:
        return []
    above, names = records[index - 1], records[index]
    filled = [cell.strip() for cell in above]
    if len(filled) != len(names) or sum(map(bool, filled)) < 2 or all(filled):
        return []
    group, groups = "", []
    for cell in filled:
        group = cell or group
        groups.append(group)
    both = [f"{above} {name}".strip() for above, name in zip(groups, names, strict=True)]
    return [
        [
            joint if field_of(joint) or span_of(joint) or not name else name
            for joint, name in zip(both, names, strict=True)
        ]
    ]


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names as shown, an empty or repeated one followed by its letter in a spreadsheet."""
    shown = [" ".join(name.split()) for name in names]
    return tuple(
        name if name and shown.count(name) == 1 else f"{name or '?'} ({column_letter(place)})"
        for place, name in enumerate(shown)
    )
