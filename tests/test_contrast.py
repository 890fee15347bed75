"""What can be typed in or tapped, and where the focus is, stands out 3 to 1 from the paper in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui.look.palette import CARDS, CARDS_DARK

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "ui" / "html" / "overview.css").read_text(encoding="utf-8")
FORM = (ROOT / "ui" / "form" / "form.css").read_text(encoding="utf-8")


def colours(sheet: str, name: str) -> tuple[str, str]:
    """This colour in the light and in the dark theme."""
    found = re.search(rf"{name}: (?:var\([^,]+, )?light-dark\((#\w{{6}}), (#\w{{6}})\)", sheet)
    assert found is not None, name
    return found[1], found[2]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", ["--bk-paper", "--bk-surface"])
@pytest.mark.parametrize("name", ["--edge", "--wrong"])
def test_the_edge_of_a_box_stands_out(name: str, ground: str) -> None:
    for edge, paper in zip(colours(FORM, name), colours(PAGE, ground), strict=True):
        assert contrast(edge, paper) >= 3


@pytest.mark.parametrize("ground", ["--bk-paper", "--bk-surface"])
def test_the_edge_of_streamlits_own_boxes_stands_out_as_much(ground: str) -> None:
    assert colours(PAGE, "--bk-edge") == colours(FORM, "--edge")
    for edge, paper in zip(colours(PAGE, "--bk-edge"), colours(PAGE, ground), strict=True):
        assert contrast(edge, paper) >= 3


@pytest.mark.parametrize("ground", ["--bk-paper", "--bk-surface"])
def test_the_ring_around_what_has_the_focus_stands_out(ground: str) -> None:
    light, dark = colours(PAGE, ground)
    for card in CARDS:
        assert contrast(CARDS[card], light) >= 3
        assert contrast(CARDS_DARK[card], dark) >= 3


def test_every_box_of_the_form_has_that_edge() -> None:
    for box in (".text", ".button", ".option", ".chip", ".cell"):
        rule = re.search(rf"^\{box} {{ [^}}]*border: 1px solid var\((--\w+)\)", FORM, re.MULTILINE)
        assert rule is not None, box
        assert rule[1] == "--edge", box
