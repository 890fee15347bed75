"""What a file cannot decide, with the answers there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from strategy.importing.nouns.words import sentence


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question: the value to answer with, and its words."""

    value: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        """The option in words."""
        return sentence(self.code, language, self.values)


@dataclass(frozen=True, slots=True)
class ImportQuestion:
    """What the file cannot decide. Answer with `answers={key: option.value}`."""

    key: str
    code: str
    options: tuple[Option, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        """The question in words."""
        return sentence(self.code, language, self.values)
