"""Lines to download, as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from strategy.importing.nouns.cells import neutralise


def as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """Lines as a file that a Flemish Excel opens well; cells that look like a formula are made harmless."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([[neutralise(cell) for cell in line] for line in lines])
    return out.getvalue().encode("utf-8-sig")
