"""Names and numbers of customers: as shown, and folded so that the same customer is found twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, overload

import numpy as np
import pyarrow as pa

NEWLINES = re.compile(r"\s*[\r\n]+\s*")
UNEVEN = ("  ", "\n ", " \n", "\t", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f")
EXCEL_TEXT = re.compile(r'="([^"]*)"')
LEGAL_FORM = re.compile(
    r"[\s,]+(b\.?v\.?b\.?a|b\.?v|n\.?v|c\.?v\.?b\.?a|c\.?v|v\.?o\.?f|comm\.? ?v|gcv|e\.?b\.?v\.?b\.?a|vzw|"
    r"s\.?r\.?l|s\.?p\.?r\.?l|s\.?a\.?r\.?l|s\.?a|s\.?c\.?s|s\.?c\.?r\.?l|s\.?n\.?c|asbl|gmbh|ag|kg|ltd|limited|"
    r"plc|inc|llc)\.?$|^(b\.?v\.?b\.?a|b\.?v|n\.?v|v\.?z\.?w|s\.?a|s\.?r\.?l|s\.?p\.?r\.?l|asbl)\.?\s+"
)


def decoded(values: Any, codec: str) -> list[str]:
    """The different values of an Arrow binary array in their letters, each one clean."""
    if is_clean(values):
        texts: list[str] = values.view(pa.string()).to_pylist()
        return texts
    return [clean(value.decode(codec, "replace")) for value in values.to_pylist()]


def is_clean(values: Any) -> bool:
    """Whether all values are plain letters without line breaks, wrappers or spaces around them."""
    _, offsets, data = values.buffers()
    if data is None or not len(values):
        return True
    starts = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    raw = bytes(memoryview(data)[int(starts[0]) : int(starts[-1])])
    if not raw.isascii() or any(sign in raw for sign in (b"\r", b"\n", b"\x00", b'="')):
        return False
    if b" " not in raw:
        return True
    letters = np.frombuffer(raw, np.uint8)
    filled = np.flatnonzero(np.diff(starts))
    edges = np.concatenate((starts[filled], starts[filled + 1] - 1)) - starts[0]
    return not bool((letters[edges] == ord(" ")).any())


class Lazy(Sequence[str]):
    """The different values of a column that is rarely looked at, decoded one at a time."""

    def __init__(self, values: Any, codec: str) -> None:
        self.values, self.codec = values, codec

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return clean(self.values[place].as_py().decode(self.codec, "replace"))


def clean(text: str) -> str:
    """One cell as it is shown: letters composed, line breaks as spaces, no spaces around it."""
    text = unicodedata.normalize("NFC", NEWLINES.sub(" ", text).replace("\x00", "")).strip(" \u00a0")
    found = EXCEL_TEXT.fullmatch(text)
    return found[1].strip(" \u00a0") if found else text


def folded(texts: Sequence[str]) -> list[str]:
    """Each text without case and with single spaces: two numbers or names that fold alike are the same."""
    joined = "\n".join(texts).casefold()
    if (
        joined.isascii()
        and joined.count("\n") == len(texts) - 1
        and not any(sign in joined for sign in UNEVEN)
    ):
        return joined.split("\n")
    return [" ".join(text.casefold().split()) for text in texts]


def without_legal_form(name: str) -> str:
    """A folded name without its legal form (`bakkerij peeters bv` -> `bakkerij peeters`), unless nothing is left."""
    shorter = LEGAL_FORM.sub("", name).strip(" ,.")
    return shorter or name
