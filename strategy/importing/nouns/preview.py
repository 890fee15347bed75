"""What was understood of a file, with its first rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from strategy.importing.nouns.words import sentence


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column of the file: its name, the field it was taken for (None: ignored), and how it was read."""

    name: str
    field: str | None
    code: str
    values: Mapping[str, Any]

    def sentence(self, language: str = "nl") -> str:
        """How the column was read, in words."""
        return sentence(self.code, language, self.values)


@dataclass(frozen=True, slots=True)
class Preview:
    """What was understood of a file, with its first rows as they stand in it."""

    file: str
    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    columns: tuple[PreviewColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def layout(self) -> str:
        """A fingerprint of the column names: the same for the next export from the same package."""
        return layout_of(column.name for column in self.columns)

    @property
    def mapping(self) -> dict[str, str]:
        """Column name to field, as it was understood or asked for; empty for an ignored column."""
        return {column.name: column.field or "" for column in self.columns}


def layout_of(names: Iterable[str]) -> str:
    """The fingerprint of a row of column names."""
    return sha256("\x1f".join(name.casefold() for name in names).encode()).hexdigest()[:16]
