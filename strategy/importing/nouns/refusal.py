"""The one error of the import: a file, or what was asked of it, that cannot be accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from strategy.importing.nouns.limits import LISTED
from strategy.importing.nouns.preview import Preview
from strategy.importing.nouns.words import sentence

LONGEST_NAME = 60


class FileRefused(ValueError):
    """A file that is not accepted: `code` is a text key (`import.empty`), `values` fill its placeholders.

    `preview` is what was understood before it went wrong, so that a person can name the columns by hand; `file` is
    the name of the file where there are several.
    """

    def __init__(self, code: str, preview: Preview | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.preview = preview
        self.file = ""

    def sentence(self, language: str = "nl") -> str:
        """What is wrong, where, and what to do, in one sentence."""
        words = sentence(self.code, language, self.values)
        said = words[:1].upper() + words[1:]
        return f"{self.file[-LONGEST_NAME:]}: {said}" if self.file else said

    def __str__(self) -> str:
        return f"{self.code} {self.values}"


def listed(places: Sequence[Any], total: int | None = None) -> dict[str, Any]:
    """The values `places` (the first 20) and `n` (how many there are) of a refusal that names rows."""
    return {"places": tuple(places[:LISTED]), "n": len(places) if total is None else total}
