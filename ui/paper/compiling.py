"""From what stands on the pages to a file: typst with our own letters, packed by pikepdf.

The only place that knows typst. The file keeps two standards at once: PDF/UA-1 (readable by everybody) and PDF/A-2a
(readable in thirty years); where typst refuses them, it is made once more without, and says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from ui.paper.packing import packed
from ui.paper.signs import FONTS, printable_all

SHEETS = Path(__file__).parent / "sheets"
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
PREVIEW_PPI = 110.0

Template = Literal["report", "session", "deck"]


@dataclass(frozen=True)
class Order:
    """What to print: the template, and everything that it says as plain JSON. `day` is the date in the file."""

    template: Template
    data: Mapping[str, Any]

    def to_bytes(self) -> bytes:
        """The order as it goes to another process."""
        return json.dumps({"template": self.template, "data": self.data}, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, sent: bytes) -> Order:
        """The reverse of `to_bytes`."""
        read = json.loads(sent)
        return cls(read["template"], read["data"])


@dataclass(frozen=True)
class Printed:
    """A file; `standard` tells whether it keeps PDF/UA-1 and PDF/A-2a."""

    pdf: bytes
    standard: bool


def printed(order: Order) -> Printed:
    """The file of this order: the same order gives the same bytes. Raises `typst.TypstError` for a broken template.

    Where the standards refuse it, the file says so itself, in the words `without_standard` of the data.
    """
    data = printable_all(order.data)
    try:
        return Printed(packed(_compiled(order, data | {"without_standard": ""}, STANDARDS)), True)
    except typst.TypstError:
        return Printed(packed(_compiled(order, data, [])), False)


def first_page(order: Order) -> bytes:
    """The first page as a PNG to look at."""
    inputs = _inputs(printable_all(order.data))
    pages = _compiler().compile(
        input=str(SHEETS / f"{order.template}.typ"), format="png", ppi=PREVIEW_PPI, sys_inputs=inputs
    )
    return bytes(pages[0] if isinstance(pages, list) else pages or b"")


def _compiled(order: Order, data: Mapping[str, Any], standards: list[Any]) -> bytes:
    made = _compiler().compile(
        input=str(SHEETS / f"{order.template}.typ"),
        format="pdf",
        sys_inputs=_inputs(data),
        pdf_standards=standards,
        timestamp=_midnight(data),
    )
    assert isinstance(made, bytes)
    return made


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


def _midnight(data: Mapping[str, Any]) -> datetime:
    """The moment in the file: midnight of the day of the report, so that the same report is the same file."""
    year, month, day = data["day"]
    return datetime(year, month, day, tzinfo=UTC)


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(root=str(SHEETS), font_paths=fonts, ignore_system_fonts=True)
