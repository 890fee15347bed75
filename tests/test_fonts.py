"""The fonts that stand in for Streamlit's: small, complete for what we draw, and under names of their own."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from streamlit import file_util

from ui.web import shell, static

ROOT = Path(__file__).resolve().parent.parent
STREAMLIT = Path(file_util.get_static_dir(), "static")
ROOMS = ("ui", "pages", "texts", "cards", "strategy")
ICON = re.compile(r":material/([a-z0-9_]+):")


@cache
def ours() -> str:
    kinds = ("*.py", "*.toml", "*.md", "*.js")
    paths = [path for room in ROOMS for kind in kinds for path in (ROOT / room).rglob(kind)]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def original(start: str) -> TTFont:
    (path,) = STREAMLIT.glob(f"{start}*")
    return TTFont(path)


def icons_of(font: TTFont) -> set[str]:
    """The names that a font of icons draws as one sign."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    tables = [table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
    return {
        "".join(letters.get(part, "?") for part in (first, *one.Component))
        for table in tables
        for first, all in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).items()
        for one in all
    }


def test_every_icon_that_is_drawn_is_in_the_font() -> None:
    """Streamlit's own as well: an icon that is missing would be written out as its name."""
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in STREAMLIT.glob("js/*.js"))
    drawn = {*ICON.findall(ours()), *ICON.findall(scripts)} & icons_of(
        original("media/MaterialSymbols-Rounded.")
    )
    assert {"check", "undo", "download"} <= drawn
    assert drawn - icons_of(TTFont(static.FONTS / "icons.woff2")) == set()


@pytest.mark.parametrize(("start", "name"), [s for s in static.SMALLER.items() if "icons" not in s[1]])
def test_every_sign_of_our_texts_is_in_the_fonts_of_words(start: str, name: str) -> None:
    signs = {ord(sign) for sign in ours()} & original(start).getBestCmap().keys()
    assert signs - TTFont(static.FONTS / name).getBestCmap().keys() == set()


def test_the_names_of_the_fonts_are_ours_and_the_licence_is_beside_them() -> None:
    for name in static.SMALLER.values():
        names = {
            str(record) for record in TTFont(static.FONTS / name)["name"].names if record.nameID in (1, 4, 6)
        }
        assert all(one.startswith("Bierkaartjes") for one in names), names
    assert "SIL OPEN FONT LICENSE\n\nVersion 1.1" in (static.FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_a_page_loads_our_fonts_and_none_before_all_else() -> None:
    for start, name in static.SMALLER.items():
        served = [file for asked, file in static.SHELF.files.items() if asked.startswith(start)]
        assert served == [static.FONTS / name], start
    assert sum((static.FONTS / name).stat().st_size for name in static.SMALLER.values()) < 160_000
    assert "woff2" not in shell.page("", "nl")
