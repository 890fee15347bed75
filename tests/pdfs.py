"""Reading a PDF back: what it says, how it is tagged, and whether it keeps the standards."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pdfua
import pikepdf


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def findings(data: bytes) -> list[str]:
    """What a checker of PDF/UA-1 finds wrong."""
    return [str(each) for each in pdfua.validate(io.BytesIO(data)).findings]


def standards(data: bytes) -> tuple[str, str, str]:
    """The parts of PDF/A and PDF/UA that the file says it keeps."""
    about = opened(data).open_metadata()
    return (str(about["pdfaid:part"]), str(about["pdfaid:conformance"]), str(about["pdfuaid:part"]))


def tags(data: bytes) -> list[str]:
    """The kinds of all tags, in reading order."""
    found = opened(data)
    return [str(each.S) for each in walked(found.Root.StructTreeRoot.K)]


def walked(found: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for each in found if isinstance(found, pikepdf.Array) else [found]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            if "/K" in each:
                yield from walked(each.K)


def words(data: bytes) -> str:
    """Everything that can be read in the file, in the order of its pages, spaces at the end of lines left out."""
    found = opened(data)
    return "\n".join(_page_words(page.obj) for page in found.pages)


def _page_words(page: pikepdf.Dictionary) -> str:
    maps = {str(name): _signs_of(font) for name, font in page.Resources.get("/Font", {}).items()}
    said: list[str] = []
    signs: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(pikepdf.Page(page)):
        code = str(operator)
        if code == "Tf":
            signs = maps[str(operands[0])]
        elif code in ("Tj", "TJ"):
            parts = operands[0] if code == "TJ" else [operands[0]]
            said += [_decoded(bytes(part), signs) for part in parts if isinstance(part, pikepdf.String)]
        elif code == "ET":
            said.append(" ")
    return " " + re.sub(r"[ \n]+", " ", "".join(said).replace("\u200b", "").replace("\u00a0", " "))


def _decoded(glyphs: bytes, signs: dict[int, str]) -> str:
    pairs = zip(glyphs[::2], glyphs[1::2], strict=True)
    return "".join(signs.get(256 * high + low, "") for high, low in pairs)


def _signs_of(font: pikepdf.Object) -> dict[int, str]:
    """Which sign every glyph of a font stands for, as its own table says."""
    found: dict[int, str] = {}
    for glyph, sign in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", font.ToUnicode.read_bytes()):
        found[int(glyph, 16)] = bytes.fromhex(sign.decode()).decode("utf-16-be")
    return found


def sizes(data: bytes) -> list[tuple[int, int]]:
    """The width and height of every page, in millimetres."""
    found = opened(data)
    boxes = [[float(side) for side in page.mediabox] for page in found.pages]
    return [
        (round((right - left) / 72 * 25.4), round((top - low) / 72 * 25.4)) for left, low, right, top in boxes
    ]


def places(data: bytes, number: int) -> list[tuple[str, float, float]]:
    """The lines of a page (from 0) with where each starts: millimetres from the left and from the top."""
    found = opened(data)
    page = found.pages[number]
    maps = {str(name): _signs_of(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
    height = float(page.mediabox[3])
    lines: list[tuple[str, float, float]] = []
    signs: dict[int, str] = {}
    x = y = 0.0
    for operands, operator in pikepdf.parse_content_stream(page):
        code = str(operator)
        if code == "cm":
            x, y = float(operands[4]), float(operands[5])
        elif code == "Tf":
            signs = maps[str(operands[0])]
        elif code in ("Tj", "TJ"):
            parts = operands[0] if code == "TJ" else [operands[0]]
            said = "".join(_decoded(bytes(part), signs) for part in parts if isinstance(part, pikepdf.String))
            lines.append((said, x / 72 * 25.4, (height - y) / 72 * 25.4))
    return lines


def chapters(data: bytes) -> list[str]:
    """The headings of the first level, as a reader of the file shows them beside it."""
    found = opened(data)
    with found.open_outline() as outline:
        return [str(each.title) for each in outline.root]
