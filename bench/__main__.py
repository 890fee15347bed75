"""`make bench`: run every benchmark and print one table.

A module of this package takes part by offering `rows()`: tuples of what was measured, our seconds, the name
of the floor, the floor's seconds and the ratio of the two.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

MODULES = (
    "scoring",
    "robustness",
    "importing",
    "store",
    "overview",
    "pages",
    "sharing",
    "platform",
    "paper",
    "room",
)
Row = tuple[str, float, str, float, float]


def table(rows: Iterable[Row]) -> str:
    """The rows as a markdown table."""
    head = ["| what | ours | floor | floor took | ratio |", "|---|---|---|---|---|"]
    return "\n".join(head + [line(*row) for row in rows])


def line(what: str, ours: float, floor: str, floor_took: float, ratio: float) -> str:
    """One row; times in milliseconds."""
    return f"| {what} | {ours * 1000:,.1f} ms | {floor} | {floor_took * 1000:,.1f} ms | {ratio:.2f} x |"


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    rows: list[Row] = []
    for name in names or MODULES:
        print(f"measuring {name} ...", file=sys.stderr)
        rows.extend(import_module(f"bench.{name}").rows())
    print(table(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
