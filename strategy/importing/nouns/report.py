"""What an import says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from strategy.importing.nouns.findings import ImportFinding


@dataclass(frozen=True, slots=True)
class Report:
    """What was read, left out and repaired. `rows` are the data rows of the file, `used` those that count."""

    first: date | None
    last: date | None
    years: float
    rows: int
    used: int
    skipped: tuple[ImportFinding, ...]
    repairs: tuple[ImportFinding, ...]
    counts: Mapping[str, int]
    coverage: Mapping[str, Any]
