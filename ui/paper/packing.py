"""Making a file of typst smaller without changing what it shows or says.

Its objects go into streams, tags that say the same share what they say, numbers keep what an eye can see (a hundredth of
a point), and strings are written as they are instead of in octal: together a third of the size.
"""

from __future__ import annotations

import io
import re

import pikepdf

STRING = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
PIECE = re.compile(rb"(?s)(" + STRING + rb")|(-?\d*\.\d{3,})")
OCTAL = re.compile(rb"\\([0-7]{3})")
BETWEEN_TAGS = re.compile(rb">\s+<")
SMALL = 10.0
"""Below this a number keeps a thousandth, for a colour runs from 0 to 1."""


pikepdf.settings.set_flate_compression_level(9)


def packed(pdf: bytes) -> bytes:
    """The same pages and tags in fewer bytes; the same bytes for the same file."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as found:
        share_what_tags_say(found)
        for page in found.pages:
            written = page.obj.Contents.read_bytes()
            page.obj.Contents = pikepdf.Stream(found, shortened(written))
        about = BETWEEN_TAGS.sub(b"><", found.Root.Metadata.read_bytes())
        found.Root.Metadata = found.make_stream(about, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        found.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=True,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return out.getvalue()


def share_what_tags_say(pdf: pikepdf.Pdf) -> None:
    """Let tags with the same attributes point at one object."""
    shared: dict[bytes, pikepdf.Object] = {}
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem":
            del each["/Type"]
            if "/A" in each:
                said = each["/A"].unparse(resolved=True)
                if said not in shared:
                    shared[said] = pdf.make_indirect(each["/A"])
                each["/A"] = shared[said]


def shortened(content: bytes) -> bytes:
    """A page's content with shorter numbers and strings; as it was where it holds a string that is not understood."""
    outside = PIECE.sub(b"", content)
    if not outside.isascii() or b"(" in outside or b")" in outside:
        return content
    return PIECE.sub(_shorter, content)


def _shorter(found: re.Match[bytes]) -> bytes:
    if found[1] is not None:
        return OCTAL.sub(_as_byte, found[1])
    value = float(found[2])
    decimals = 3 if abs(value) < SMALL else 2
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".").encode() or b"0"


def _as_byte(found: re.Match[bytes]) -> bytes:
    """The byte itself, behind a backslash where it would mean something."""
    value = int(found[1], 8)
    byte = bytes([value])
    escaped = {b"(": rb"\(", b")": rb"\)", b"\\": rb"\\", b"\r": rb"\r", b"\n": rb"\n"}
    return escaped.get(byte, byte)
