"""Names and numbers of customers: as shown, and folded so that the same customer is found twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

NEWLINES = re.compile(r"\s*[\r\n]+\s*")
EXCEL_TEXT = re.compile(r'="([^"]*)"')
SUSPECT = re.compile(r'[\r\x00\u00a0]|^ | $|^="', re.MULTILINE)
LEGAL_FORM = re.compile(
    r"[\s,]+(b\.?v\.?b\.?a|b\.?v|n\.?v|c\.?v\.?b\.?a|c\.?v|v\.?o\.?f|comm\.? ?v|gcv|e\.?b\.?v\.?b\.?a|vzw|"
    r"s\.?r\.?l|s\.?p\.?r\.?l|s\.?a\.?r\.?l|s\.?a|s\.?c\.?s|s\.?c\.?r\.?l|s\.?n\.?c|asbl|gmbh|ag|kg|ltd|limited|"
    r"plc|inc|llc)\.?$|^(b\.?v\.?b\.?a|b\.?v|n\.?v|v\.?z\.?w|s\.?a|s\.?r\.?l|s\.?p\.?r\.?l|asbl)\.?\s+"
)


def decoded(values: Sequence[bytes], codec: str) -> list[str]:
    """Different values in their letters, a line break inside as a space, without spaces around it.

    A value in the wrapper with which a spreadsheet keeps leading zeros (`="0123"`) comes out of it.
    """
    try:
        texts = [value.decode(codec) for value in values]
    except UnicodeDecodeError:
        texts = [value.decode(codec, "replace") for value in values]
    joined = "\n".join(texts)
    if joined.count("\n") == len(texts) - 1 and joined.isascii() and not SUSPECT.search(joined):
        return texts
    return [clean(text) for text in texts]


def clean(text: str) -> str:
    """One cell as it is shown: letters composed, line breaks as spaces, no spaces around it."""
    text = unicodedata.normalize("NFC", NEWLINES.sub(" ", text).replace("\x00", "")).strip(" \u00a0")
    found = EXCEL_TEXT.fullmatch(text)
    return found[1].strip(" \u00a0") if found else text


def folded(texts: Sequence[str]) -> list[str]:
    """Each text without case and with single spaces: two numbers or names that fold alike are the same."""
    joined = "\n".join(texts).casefold()
    if joined.count("\n") != len(texts) - 1:
        return [" ".join(text.casefold().split()) for text in texts]
    if re.search(r"[^\S\n ]|  |^ | $", joined, re.MULTILINE):
        joined = re.sub(r"^ | $", "", re.sub(r"[^\S\n]+", " ", joined), flags=re.MULTILINE)
    return joined.split("\n") if texts else []


def without_legal_form(name: str) -> str:
    """A folded name without its legal form (`bakkerij peeters bv` -> `bakkerij peeters`), unless nothing is left."""
    shorter = LEGAL_FORM.sub("", name).strip(" ,.")
    return shorter or name
