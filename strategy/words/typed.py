"""What people type, read as numbers and dates: `€ 2.500,75`, `12,5%`, `1,5 mln`, `3 dagen`, `31/12/2026`.

Reading is the reverse of formats.py: whatever that module writes comes back equal. It is kind to other habits
as long as only one meaning is possible. The one choice made for people: in Dutch a lone point followed by
exactly three digits separates thousands (`1.234` is 1234, `0.123` and `1.23` are decimals). A lone comma is the
decimal comma, but `1,234` as an amount is refused with both of its readings, for nobody writes tenths of a cent; in
English the two signs change places.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from strategy.words import clock
from strategy.words.amounts import TIMES, spelled
from strategy.words.formats import number, percent

SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\t\n\r", " "))
DAY_WORDS = {"d": 1, "dag": 1, "dagen": 1, "day": 1, "days": 1, "week": 7, "weken": 7, "weeks": 7}
HOUR_WORDS = {"u": 1, "uur": 1, "uren": 1, "h": 1, "hour": 1, "hours": 1}
COUNT_WORDS = {"x": 1, "stuk": 1, "stuks": 1, "st": 1, "keer": 1, "times": 1}
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
OTHER_MONTHS = {"maa": 3, "mar": 3, "may": 5, "oct": 10}
NUMBER = re.compile(
    r"(?P<minus>[-\u2212\u2013]?) *(?P<digits>[0-9.,'\u2019 ]*[0-9.,]) *(?P<word>[^\W\d_]*)\.?"
)


class Unreadable(ValueError):
    """Something typed that cannot be read. `code` is a text key, `values` fill its placeholders."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def amount(
    raw: str, *, at_least: float | None = 0, at_most: float | None = None, language: str = "nl"
) -> float | None:
    """Euro, or None for nothing typed. Raises `Unreadable`: no number, two readings, negative, too high."""
    found = spelled(raw)
    if found is None or found.currency not in (None, "EUR"):
        raise Unreadable("form.reading.no_number", typed=_short(raw))
    if not found.digits:
        return None
    negative, digits = found.digits.startswith("-"), found.digits.removeprefix("-")
    if found.times == 1:
        _one_meaning_or_stop(raw, digits, language)
    read = _decimal(digits, language)
    if read is None:
        raise Unreadable("form.reading.no_number", typed=_short(raw))
    value = float(read * found.times)
    return _within(-value if negative and value else value, at_least, at_most, language)


def _one_meaning_or_stop(raw: str, digits: str, language: str) -> None:
    """Raises `Unreadable` with both readings for `12,500`, which is twelve and a half or twelve thousand."""
    own = "," if language == "nl" else "."
    if re.fullmatch(rf"[1-9][0-9]{{0,2}}{re.escape(own)}[0-9]{{3}}", digits):
        head, tail = digits.split(own)
        small = f"{head}{own}{tail[:2]}" if tail.endswith("0") else f"{digits}0"
        large = number(float(head + tail), language)
        raise Unreadable("form.reading.two_ways", typed=_short(raw), small=small, large=large)


def percentage(
    raw: str, *, at_least: float | None = 0, at_most: float | None = 1, language: str = "nl"
) -> float | None:
    """A share, 0.125 for `12,5%` and for `12,5`. Raises `Unreadable`: no number, below or above the bounds."""
    value = _number(raw, re.sub(r" ?% *$", "", _plain(raw)), {}, language)
    if value is None:
        return None
    share = float(Decimal(str(value)) / 100)
    if at_most is not None and share > at_most:
        raise Unreadable("form.reading.percent_too_high", most=percent(at_most, language))
    if at_least is not None and share < at_least:
        code = "form.reading.negative" if at_least == 0 else "form.reading.too_low"
        raise Unreadable(code, least=percent(at_least, language))
    return share


def days(
    raw: str, *, at_least: float | None = 0, at_most: float | None = None, language: str = "nl"
) -> float | None:
    """Days, also from `30 d` and `2 weken`. Raises `Unreadable`."""
    return _within(_number(raw, _plain(raw), DAY_WORDS, language), at_least, at_most, language)


def hours(
    raw: str, *, at_least: float | None = 0, at_most: float | None = None, language: str = "nl"
) -> float | None:
    """Hours, also from `2,5 u` and `1u30`. Raises `Unreadable`."""
    typed = _plain(raw)
    clock = re.fullmatch(r"([0-9]{1,6}) ?[uh:] ?([0-5][0-9])", typed.strip())
    if clock:
        value: float | None = int(clock[1]) + int(clock[2]) / 60
    else:
        value = _number(raw, typed, HOUR_WORDS, language)
    return _within(value, at_least, at_most, language)


def count(
    raw: str, *, at_least: float | None = 0, at_most: float | None = None, language: str = "nl"
) -> float | None:
    """How many, fractions allowed (orders a year may be a mean). Raises `Unreadable`."""
    return _within(_number(raw, _plain(raw), {**TIMES, **COUNT_WORDS}, language), at_least, at_most, language)


def plain_number(
    raw: str, *, at_least: float | None = None, at_most: float | None = None, language: str = "nl"
) -> float | None:
    """A number without a unit. Raises `Unreadable`."""
    return _within(_number(raw, _plain(raw), {}, language), at_least, at_most, language)


def day(raw: str, *, today: date | None = None) -> date | None:
    """A date from `dd/mm/jjjj`, `d-m-jj`, `3 maart 2026`, `2026-03-31`; without a year the first one to come.

    Raises `Unreadable`: no date, or a date that does not exist.
    """
    typed = _plain(raw).strip().lower()
    if not typed:
        return None
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", typed)
    if iso:
        return _existing(int(iso[1]), int(iso[2]), int(iso[3]), raw)
    found = re.fullmatch(
        r"([0-9]{1,2}) ?[-/. ] ?([0-9]{1,2}|[a-z]{3,9}\.?)(?: ?[-/. ] ?([0-9]{4}|[0-9]{2}))?", typed
    )
    if not found:
        raise Unreadable("form.reading.no_date", typed=_short(raw))
    month = int(found[2]) if found[2].isdigit() else _month(found[2], raw)
    if found[3] is None:
        return _next(int(found[1]), month, today or clock.today(), raw)
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    return _existing(year, month, int(found[1]), raw)


def _plain(raw: str) -> str:
    """The text with every kind of space as a plain one and none of them double."""
    return re.sub(" +", " ", raw.translate(SPACES)).strip()


def _short(raw: str) -> str:
    """What was typed, short enough to repeat in a sentence."""
    shown = _plain(raw)
    return shown if len(shown) <= 40 else shown[:39] + "…"


def _number(raw: str, typed: str, words: dict[str, int], language: str) -> float | None:
    """The number in `typed` times what the word behind it means; None for nothing typed."""
    if not _plain(raw):
        return None
    found = NUMBER.fullmatch(typed.strip())
    if not found:
        raise Unreadable("form.reading.no_number", typed=_short(raw))
    word = found["word"].lower()
    if found["word"] in words:
        word = found["word"]
    if word and word not in words:
        raise Unreadable("form.reading.no_number", typed=_short(raw))
    digits = _decimal(found["digits"].strip(), language)
    if digits is None:
        raise Unreadable("form.reading.no_number", typed=_short(raw))
    value = float(digits * (words[word] if word else 1))
    return -value if found["minus"] and value else value


def _decimal(digits: str, language: str) -> Decimal | None:
    """The digits with their separators understood, None where they fit no way of writing a number."""
    if re.search(r"[ '\u2019]", digits):
        if not re.fullmatch(r"[0-9]{1,3}(?:[ '\u2019][0-9]{3})+(?:[.,][0-9]+)?", digits):
            return None
        return Decimal(re.sub(r"[ '\u2019]", "", digits).replace(",", "."))
    comma, point = (",", ".") if language == "nl" else (".", ",")
    own, other = re.escape(comma), re.escape(point)
    ways = (
        (rf"[0-9]+{own}?", comma),
        (rf"[1-9][0-9]{{0,2}}(?:{other}[0-9]{{3}})+(?:{own}[0-9]*)?", comma),
        (rf"[0-9]*{own}[0-9]+", comma),
        (rf"[1-9][0-9]{{0,2}}(?:{own}[0-9]{{3}})+{other}[0-9]+", point),
        (rf"[1-9][0-9]{{0,2}}(?:{own}[0-9]{{3}}){{2,}}", point),
        (rf"[0-9]*{other}[0-9]+", point),
    )
    for pattern, decimal_sign in ways:
        if re.fullmatch(pattern, digits):
            thousand_sign = point if decimal_sign == comma else comma
            return Decimal(digits.replace(thousand_sign, "").replace(decimal_sign, ".").rstrip("."))
    return None


def _within(
    value: float | None, at_least: float | None, at_most: float | None, language: str
) -> float | None:
    """The value where it lies between the bounds. Raises `Unreadable`."""
    if value is None:
        return None
    if at_least is not None and value < at_least:
        code = "form.reading.negative" if at_least == 0 else "form.reading.too_low"
        raise Unreadable(code, least=number(at_least, language, 2))
    if value > (1e15 if at_most is None else at_most):
        raise Unreadable("form.reading.too_high", most=number(at_most or 1e15, language, 2))
    return value


def _month(word: str, raw: str) -> int:
    """The number of the month that this word starts to name."""
    start = word[:3]
    if start in OTHER_MONTHS:
        return OTHER_MONTHS[start]
    if start not in MONTHS:
        raise Unreadable("form.reading.no_date", typed=_short(raw))
    return MONTHS.index(start) + 1


def _existing(year: int, month: int, day_of_month: int, raw: str) -> date:
    """This date. Raises `Unreadable` where the calendar does not have it."""
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise Unreadable("form.reading.no_such_date", typed=_short(raw)) from None


def _next(day_of_month: int, month: int, today: date, raw: str) -> date:
    """The first such day that is not before today; eight years reach over any missing leap year."""
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day_of_month)
        except ValueError:
            continue
        if found >= today:
            return found
    raise Unreadable("form.reading.no_such_date", typed=_short(raw))
