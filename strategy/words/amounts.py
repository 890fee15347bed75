"""How people write amounts: one reader of the signs, words and currencies around the digits, for all that comes in.

What is typed, pasted and imported goes through `spelled`; what the points and commas mean is decided after it, by the
language of who types or by the whole column.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

SPACES = "\u00a0\u202f\u2007\u2009\u2002\u2003\u200b\t\n\r"
CURRENCY_CODES = re.findall(
    r"[A-Z]{3}",
    "EUR USD GBP CHF SEK NOK DKK PLN CZK HUF RON BGN TRY JPY CNY CAD AUD NZD ZAR INR BRL MXN SGD HKD AED MAD ISK "
    "ILS THB KRW",
)
CURRENCIES = {
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "$": "USD",
    "us$": "USD",
    "fr": "CHF",
} | {code.lower(): code for code in CURRENCY_CODES}
TIMES = {
    "k": 1_000,
    "duizend": 1_000,
    "thousand": 1_000,
    "M": 1_000_000,
    "mln": 1_000_000,
    "mio": 1_000_000,
    "miljoen": 1_000_000,
    "million": 1_000_000,
    "mld": 1_000_000_000,
    "miljard": 1_000_000_000,
    "billion": 1_000_000_000,
}
AROUND = re.compile(r"^([^\d.,+\-−–()]*)(.*?)([^\d.,+\-−–()'’]*)$", re.DOTALL)
GROUPED = re.compile(r"\d{1,3}(?:['’´ ]\d{3})+(?=$|[.,]\d*$)")
BODY = re.compile(r"[\d.,]+")
WRITTEN = re.compile(
    r"(?P<minus>-?)(?P<whole>\d*|\d{1,3}(?P<group>[.,])\d{3}(?:(?P=group)\d{3})*)(?:(?P<sign>[.,])(?P<tail>\d+))?"
)
# Words that say of what an amount is, and change nothing of it.
ASIDE = re.compile(r"(?:per|/)\s*(?:jaar|jr|j|year|yr|y)\.?|excl\.?\s*(?:btw|vat)", re.IGNORECASE)
DASHES = "-—–"


class Spelled(NamedTuple):
    """An amount as digits, points and commas with a leading minus; "" where nothing was written.

    `currency` is a code or None; `times` what a word such as `k` or `mln` multiplies it with.
    """

    digits: str
    currency: str | None
    times: int


def spelled(words: str) -> Spelled | None:
    """What is written as an amount, None where it is none.

    Understands currency signs and codes, spaces and apostrophes between thousands, a plus, a minus behind, the
    minus of typographers, brackets for a negative amount, `1.250,-`, and `12k`, `1,5 mln`.
    """
    plain = re.sub(" +", " ", words.translate({ord(space): " " for space in SPACES})).strip()
    found = AROUND.match(ASIDE.sub(" ", plain).strip())
    if found is None or not found[0]:
        return Spelled("", None, 1)
    before, body, after = (part.strip() for part in found.groups())
    body, negative = _without_minus(body.replace("−", "-").replace("–", "-"))
    # the currency may also stand between the minus and the digits
    inner = AROUND.match(body)
    parts = [before, after]
    if inner:
        parts += [inner[1].strip(), inner[3].strip()]
        body = inner[2].strip()
    said = _said(re.sub("([€£])", r" \1 ", " ".join(parts)).split())
    if said is None:
        return None
    if GROUPED.match(body):
        body = re.sub(r"['’´ ]", "", body)
    if body[-1:] in DASHES and body.rstrip(DASHES).rstrip()[-1:] in (",", "."):
        body = body.rstrip(DASHES).rstrip()[:-1].rstrip()
    if not BODY.fullmatch(body) or not any(letter.isdigit() for letter in body) or not body.isascii():
        return None
    currency, times = said
    return Spelled(("-" if negative else "") + body, currency, times)


def _said(words: list[str]) -> tuple[str | None, int] | None:
    """The currency and the multiple that these words say, None where one of them says something else."""
    currencies, times = set(), []
    for word in words:
        bare = word.rstrip(".")
        if (multiple := TIMES.get(bare) or TIMES.get(bare.lower())) is not None:
            times.append(multiple)
        elif (currency := CURRENCIES.get(bare.lower())) is not None:
            currencies.add(currency)
        else:
            return None
    if len(currencies) > 1 or len(times) > 1:
        return None
    return next(iter(currencies), None), times[0] if times else 1


def multiplied(digits: str, times: int) -> str | None:
    """The digits times `times` with no sign but a minus, None where they fit no way of writing a number, or two."""
    found = WRITTEN.fullmatch(digits)
    if found is None or found["group"] == found["sign"] is not None:
        return None
    if found["sign"] and not found["group"] and len(found["tail"]) == 3:
        return None
    whole = re.sub("[.,]", "", found["whole"]) or "0"
    value = Decimal(f"{found['minus']}{whole}.{found['tail'] or '0'}") * times
    return str(int(value)) if value == int(value) else None


def _without_minus(body: str) -> tuple[str, bool]:
    """The amount without its sign, and whether it is below zero: `-5`, `5-` and `(5)`."""
    negative = body.startswith("(") and body.endswith(")")
    if negative:
        body = body[1:-1].strip()
    if body[:1] in ("+", "-"):
        return body[1:].strip(), negative != (body[0] == "-")
    if body.endswith("-") and body[:-1].rstrip()[-1:] not in (",", ".", "-"):
        return body[:-1].strip(), not negative
    return body, negative
