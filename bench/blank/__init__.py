"""A blank document of as many pages as a report, made by the same compiler with the same letters and packed alike."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typst

from ui.paper.compiling import STANDARDS
from ui.paper.packing import packed
from ui.paper.signs import FONTS

BLANK = Path(__file__).resolve().parent / "blank.typ"
WHEN = datetime(2026, 11, 28, tzinfo=UTC)


def blank(pages: int, turn: int = 0) -> bytes:
    """A document of so many pages; `turn` makes it another one."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(root=str(BLANK.parent), font_paths=fonts, ignore_system_fonts=True)
    inputs = {"pages": str(pages), "turn": str(turn)}
    made = compiler.compile(
        input=str(BLANK), format="pdf", sys_inputs=inputs, pdf_standards=[*STANDARDS], timestamp=WHEN
    )
    assert isinstance(made, bytes)
    return packed(made)
