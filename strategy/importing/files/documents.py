"""XML as it may be trusted: no document type, no entities, known encodings, a hundred levels at most."""

from __future__ import annotations

import codecs
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import cast

from strategy.importing.nouns.limits import XML_DEPTH
from strategy.importing.nouns.progress import Tell, silent
from strategy.importing.nouns.refusal import FileRefused

DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# every one of them writes "<!DOCTYPE" with the bytes that are searched for
SEEN_THROUGH = re.compile(
    r"utf-?8(-sig)?|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?\d|windows-125\d|cp125\d", re.IGNORECASE
)
CHUNK = 1 << 20
MOST_TAGS = 8_000_000


def plain_xml(data: bytes) -> tuple[bytes, str, bool]:
    """The document in bytes where a document type cannot hide, its encoding, and whether it lied about it.

    Raises `FileRefused` for a document type or an encoding in which one could hide.
    """
    found = DECLARED.match(data.removeprefix(codecs.BOM_UTF8)[:200])
    declared = found[1].decode().lower() if found else "utf-8"
    repaired = False
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\x00" in data[:8]:
        data, declared = _without_declaration(_from_utf16(data)), "utf-16"
    elif data.startswith(codecs.BOM_UTF8):
        declared, repaired = "utf-8", declared not in ("utf-8", "utf8")
        data = (
            _without_declaration(data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace"))
            if repaired
            else data
        )
    elif not SEEN_THROUGH.fullmatch(declared):
        raise FileRefused("import.xml_encoding", value=declared[:40])
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FileRefused("import.doctype")
    return data, declared, repaired


def _from_utf16(data: bytes) -> str:
    named = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    try:
        return data.decode("utf-16" if named else "utf-16-be" if data[0] == 0 else "utf-16-le")
    except UnicodeDecodeError:
        raise FileRefused("import.unreadable_characters") from None


def _without_declaration(text: str) -> bytes:
    return DECLARATION.sub("", text, count=1).encode("utf-8", "replace")


def as_declared(data: bytes, encoding: str) -> tuple[bytes, str]:
    """The document readable after all: in UTF-8 or else Windows-1252, whatever it said. For damaged letters only."""
    for real in ("utf-8", "cp1252"):
        try:
            return _without_declaration(data.removeprefix(codecs.BOM_UTF8).decode(real)), real
        except UnicodeDecodeError:
            continue
    return _without_declaration(data.decode("cp1252", "replace")), "cp1252"


def parse_document(data: bytes) -> tuple[ET.Element, str | None]:
    """The root of a document, and the encoding it turned out to have where it declared another.

    Raises `FileRefused` for a document type, damage, or more than a hundred levels.
    """
    data, declared, repaired = plain_xml(data)
    try:
        root, real = ET.fromstring(data), declared if repaired else None
    except (ET.ParseError, ValueError, LookupError):
        data, real = as_declared(data, declared)
        try:
            root = ET.fromstring(data)
        except (ET.ParseError, ValueError):
            raise FileRefused("import.damaged_xml") from None
    shallow_or_stop(root)
    return root, real


def shallow_or_stop(root: ET.Element) -> None:
    """Refuses more than a hundred levels, looking at one level at a time."""
    level = [root]
    for _ in range(XML_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    raise FileRefused("import.too_deep", limit=XML_DEPTH)


def elements_of(data: bytes, wanted: frozenset[str], tell: Tell = silent) -> Iterator[tuple[str, ET.Element]]:
    """The elements with these local names one by one as they end, with all that is in them; the rest is forgotten.

    Raises `FileRefused` like `parse_document`.
    """
    if data.count(b"<") > MOST_TAGS:
        raise FileRefused("import.too_many_elements")
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    path: list[tuple[ET.Element, bool]] = []
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
            yield from _finished(parser, wanted, path)
            tell(start / len(data))
        parser.close()
    except (ET.ParseError, ValueError, LookupError):
        raise FileRefused("import.damaged_xml") from None


def _finished(
    parser: ET.XMLPullParser[ET.Element], wanted: frozenset[str], path: list[tuple[ET.Element, bool]]
) -> Iterator[tuple[str, ET.Element]]:
    """The wanted elements that ended in what was fed.

    `path` leads to where the document is now; with each element whether it is, or lies in, a wanted one.
    """
    for event, element in cast(Iterator[tuple[str, ET.Element]], parser.read_events()):
        name = local_name(element)
        if event == "start":
            path.append((element, name in wanted or (bool(path) and path[-1][1])))
            if len(path) > XML_DEPTH:
                raise FileRefused("import.too_deep", limit=XML_DEPTH)
            continue
        path.pop()
        inside = bool(path) and path[-1][1]
        if name in wanted and not inside:
            yield name, element
        if path and not inside:
            path[-1][0].remove(element)


def text_of(element: ET.Element | None) -> str:
    """The text of an element, "" where there is none."""
    return (element.text or "").strip() if element is not None else ""


def local_name(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]
