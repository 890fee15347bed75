"""The dialect of a text table: encoding, delimiter, `sep=` line and header row, each from the bytes themselves.

Structure is read in latin-1, where one byte is one character: positions in the text are positions in the file,
and the cells get their real encoding afterwards.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from strategy.importing.columns.contents import names_by_content
from strategy.importing.columns.headers import Header, find_header, header_at, without_header
from strategy.importing.columns.recognising import column_letter
from strategy.importing.nouns.limits import FIELD_BYTES
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused

HEAD_BYTES = 65_536
HEAD_RECORDS = 60
DELIMITERS = (";", ",", "\t", "|")
DELIMITER_NAMES = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|"}
CHUNK = 1 << 20
NO_HEADER = ("0", "none", "geen")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text table is written. `start` is the byte where the rows under the header begin.

    `header_row` and `first_row` are row numbers as a spreadsheet shows them, the header usually on row 1.
    """

    encoding: str
    delimiter: str
    header: Header
    header_row: int
    first_row: int
    start: int
    preview: tuple[tuple[str, ...], ...]

    def tells_order(self, place: int) -> bool:
        """Whether the first rows already exclude all but one order of day and month in this column."""
        texts = [record[place].strip() for record in self.preview if len(record) > place]
        return any(
            re.match(r"(1[3-9]|2\d|3[01])[-/.]\d\d?[-/.]\d{4}|\d{4}-\d\d-\d\d", text) for text in texts
        )


def as_single_bytes(data: bytes) -> tuple[bytes, str | None]:
    """UTF-16 text as UTF-8, other text untouched; with the name of the encoding where a mark or zeros told it."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return (data if name == "utf-8" else _from_utf16(data, name)), name
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 8:
        name = "utf-16-le" if odd > even else "utf-16-be"
        return _from_utf16(data, name), "utf-16"
    return data, None


def _from_utf16(data: bytes, name: str) -> bytes:
    decoder = codecs.getincrementaldecoder(name)(errors="strict")
    parts = []
    try:
        for start in range(0, len(data), CHUNK):
            last = start + CHUNK >= len(data)
            parts.append(decoder.decode(data[start : start + CHUNK], last).encode("utf-8"))
    except UnicodeError:
        raise FileRefused("import.unreadable_characters") from None
    return b"".join(parts)


def is_utf8(data: bytes) -> bool:
    """Whether all of it is UTF-8, in pieces so that no second copy is made."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), CHUNK):
            piece = data[start : start + CHUNK]
            if not piece.isascii() or decoder.getstate()[0]:
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def single_byte_encoding(data: bytes, answers: Mapping[str, str]) -> tuple[str, list[ImportQuestion]]:
    """Windows-1252, or the older DOS letters; a question where accented letters fit both."""
    asked = answers.get("encoding", "").lower()
    if asked:
        try:
            return codecs.lookup(asked).name, []
        except LookupError:
            raise FileRefused("import.unknown_encoding", value=asked[:40]) from None
    dos_letters = re.findall(rb"[a-zA-Z][\x80-\x8f\x93\x94\x96\x97\x98\xa0-\xa3][a-z]", data[: 4 * CHUNK])
    windows_letters = re.findall(rb"[a-zA-Z][\xc0-\xff][a-zA-Z]", data[: 4 * CHUNK])
    if not dos_letters or windows_letters:
        return "cp1252", []
    place = data.index(dos_letters[0])
    sample = re.search(rb"[^;,\t|\"\r\n]*$", data[max(0, place - 20) : place + 1])
    around = (sample[0] if sample else b"") + re.split(rb"[;,\t|\"\r\n]", data[place + 1 : place + 20])[0]
    options = tuple(
        Option(name, "import.option.literal", {"name": around.decode(name, "replace")})
        for name in ("cp850", "cp1252")
    )
    return "cp1252", [ImportQuestion("encoding", "import.question.encoding", options)]


def detect(
    data: bytes, known_encoding: str | None, answers: Mapping[str, str]
) -> tuple[Dialect, list[ImportQuestion]]:
    """The dialect of this table, and a question where the letters are undecided. Raises `FileRefused` where empty.

    `data` is the outcome of `as_single_bytes`.
    """
    begin = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    questions: list[ImportQuestion] = []
    encoding = known_encoding or ""
    shown = encoding + ("-sig" if begin and encoding == "utf-8" else "")
    if not encoding and "encoding" not in answers and is_utf8(data):
        shown = "utf-8"
    elif not encoding:
        shown, questions = single_byte_encoding(data, answers)
    head = data[begin : begin + HEAD_BYTES].decode("latin-1")
    if len(data) > begin + HEAD_BYTES:
        head = head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head
    if not head.strip("\r\n \t\x00"):
        raise FileRefused("import.empty" if not data else "import.only_blanks", bytes=len(data))
    declared = re.match(r'"?sep=(.)"?(\r\n|\n|\r)', head, re.IGNORECASE)
    offset = declared.end() if declared else 0
    text = head[offset:]
    delimiter = _delimiter(text, declared[1] if declared else None, answers)
    dialect = _with_header(text, begin + offset, delimiter, shown, answers)
    return dialect, questions


def letters_of(shown: str) -> str:
    """The codec for the cells of a dialect that is shown under this name."""
    return "utf-8" if shown.startswith("utf") else shown


def records_of(text: str, delimiter: str, limit: int = HEAD_RECORDS) -> tuple[list[list[str]], list[int]]:
    """The first records of a table, and how many lines of text were read after each."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, lines = [], []
    try:
        for record in islice(reader, limit):
            records.append(record)
            lines.append(reader.line_num)
    except csv.Error:
        pass
    return records, lines


def _delimiter(text: str, declared: str | None, answers: Mapping[str, str]) -> str:
    asked = answers.get("delimiter")
    if asked:
        sign = DELIMITER_NAMES.get(asked, asked)
        if len(sign) != 1 or sign in '"\r\n' or not sign.isascii():
            raise FileRefused("import.unknown_delimiter", value=asked[:20])
        return sign
    if declared and declared not in '"\r\n' and declared.isascii():
        return declared
    return max(DELIMITERS, key=lambda sign: _fit(text, sign))


def _fit(text: str, delimiter: str) -> tuple[int, float, int]:
    """How well a delimiter fits: fields named by the header, rows as wide as it, number of columns."""
    records, _ = records_of(text, delimiter)
    header = find_header(records[:30])
    width = len(header.names)
    below = [record for record in records[header.index + 1 :] if record]
    regular = sum(len(record) == width for record in below) / len(below) if below else 0.0
    return (header.recognised if width > 1 else 0), regular if width > 1 else 0.0, width


def _with_header(text: str, offset: int, delimiter: str, shown: str, answers: Mapping[str, str]) -> Dialect:
    records, lines = records_of(text, delimiter)
    codec = letters_of(shown)
    decoded = [[decode_cell(cell, codec) for cell in record] for record in records]
    header = asked_header(decoded, answers) or find_header(decoded[:30])
    if not header.names:
        raise FileRefused("import.no_table")
    above = lines[header.index] if header.index >= 0 else 0
    reader_lines = list(islice(io.StringIO(text, newline=""), above))
    consumed = sum(map(len, reader_lines))
    if len(text) == consumed >= HEAD_BYTES:
        raise FileRefused("import.field_too_long", row=header.index + 1, limit=FIELD_BYTES)
    return Dialect(
        encoding=shown,
        delimiter=delimiter,
        header=header,
        header_row=header.index + 1,
        first_row=header.index + 2,
        start=offset + consumed,
        preview=tuple(tuple(cell[:200] for cell in record) for record in decoded[header.index + 1 :]),
    )


def asked_header(records: Sequence[Sequence[str]], answers: Mapping[str, str]) -> Header | None:
    """The header row that the person pointed at (counted from 1, or "none"), or None where nobody did."""
    asked = answers.get("header_row", "").strip()
    if not asked:
        return None
    if asked.lower() in NO_HEADER:
        width = max(map(len, records), default=0)
        return without_header(
            names_by_content(records) or [f"Kolom ({column_letter(place)})" for place in range(width)]
        )
    if not asked.isdecimal() or not 1 <= int(asked) <= len(records):
        raise FileRefused("import.unknown_header_row", value=asked[:20])
    return header_at(records, int(asked) - 1)


def decode_cell(cell: str, codec: str) -> str:
    """A cell read as latin-1, in its real letters."""
    return cell if cell.isascii() else cell.encode("latin-1").decode(codec, "replace")
