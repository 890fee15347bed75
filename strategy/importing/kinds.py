"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import re
from typing import Literal

from strategy.importing.refusal import Refused

Kind = Literal["text", "zip", "xml"]
FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x1f\x8b": "gzip",
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROL = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 26, 27})
HEAD = 4096
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")


def kind_of(data: bytes) -> Kind:
    """The kind of a file. Raises `Refused` for what is no export: a PDF, an old or protected workbook, noise."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(b"<?xml"):
        return "xml"
    for first, name in FOREIGN.items():
        if data.startswith(first):
            raise Refused("import.foreign", kind=name)
    if data.startswith(OLE):
        raise _old_workbook(data)
    head = data[:HEAD]
    letters = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if re.match(rb"<(!doctype\s+html|html|table|meta|head|body)\b", letters, re.IGNORECASE):
        raise Refused("import.html")
    if letters.startswith(b"<"):
        return "xml"
    if len(head) - len(head.translate(None, CONTROL)) > len(head) // 50:
        raise Refused("import.unknown_kind")
    return "text"


def root_name(data: bytes) -> str:
    """The local name of the first element, to see what kind of document this is before it is read."""
    head = data[:HEAD].replace(b"\x00", b"")
    found = ROOT.search(COMMENT.sub(b"", head))
    return found[1].decode() if found else ""


def _old_workbook(data: bytes) -> Refused:
    """A workbook in a container of Office: protected by a password, or from before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused("import.password")
    return Refused("import.old_workbook")
