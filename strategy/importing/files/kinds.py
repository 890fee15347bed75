"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import re
from typing import Literal

from strategy.importing.nouns.refusal import FileRefused

FileKind = Literal["text", "zip", "xml", "html", "xls"]
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
# the first record of a workbook that old Excel wrote without a container
BARE_WORKBOOK = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
OTHER_DOCUMENTS = {"WordDocument": "Word", "PowerPoint Document": "PowerPoint", "__substg1.0_": "Outlook"}
SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
CONTROL = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 26, 27})
HEAD = 4096
WEB_PAGE = re.compile(rb"<(!doctype\s+html|html|table|meta|head|body)\b", re.IGNORECASE)
# a page without its beginning: what stands around the table is not known
PIECE_OF_PAGE = re.compile(
    rb"<(div|style|script|p|br|center|font|h[1-6]|span|title|link|thead|tbody|tr|td|form|ul|ol|section|main|article)\b",
    re.IGNORECASE,
)
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")


def kind_of(data: bytes) -> FileKind:
    """The kind of a file. Raises `FileRefused` for what is no export: a PDF, an old or protected workbook, noise."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(b"<?xml"):
        return "xml"
    for first, name in FOREIGN.items():
        if data.startswith(first):
            raise FileRefused("import.foreign", kind=name)
    if data.startswith(OLE):
        _workbook_or_stop(data)
        return "xls"
    if data.startswith(BARE_WORKBOOK):
        raise FileRefused("import.old_workbook")
    return _kind_of_text(data[:HEAD])


def _kind_of_text(head: bytes) -> FileKind:
    """The kind of a file that begins as text. Raises `FileRefused` for a page without a table, and for noise."""
    letters = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if WEB_PAGE.match(letters):
        return "html"
    if PIECE_OF_PAGE.match(letters):
        raise FileRefused("import.html")
    if letters.startswith(b"<"):
        return "xml"
    if len(head) - len(head.translate(None, CONTROL)) > len(head) // 50:
        raise FileRefused("import.unknown_kind")
    return "text"


def unknown_xml(data: bytes) -> FileRefused:
    """What to say of XML that is no e-invoice and no audit file; old Excel wrote workbooks in XML too."""
    if SPREADSHEET_XML in data[:HEAD].replace(b"\x00", b""):
        return FileRefused("import.old_workbook")
    return FileRefused("import.unknown_xml", root=root_name(data)[:40])


def root_name(data: bytes) -> str:
    """The local name of the first element, to see what kind of document this is before it is read."""
    head = data[:HEAD].replace(b"\x00", b"")
    found = ROOT.search(COMMENT.sub(b"", head))
    return found[1].decode() if found else ""


def _workbook_or_stop(data: bytes) -> None:
    """Refuses what lies in a container of Office and is no workbook from before 2007, or a protected one."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileRefused("import.password")
    for part, name in OTHER_DOCUMENTS.items():
        if part.encode("utf-16-le") in data:
            raise FileRefused("import.foreign", kind=name)
