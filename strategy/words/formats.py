"""Numbers, amounts, shares and dates as people read them: `1.234,56`, `€ 1.234`, `12,5%`, `dd/mm/jjjj`.

Babel takes a tenth of a millisecond for a number and a page shows thousands, most of them again and again, so the
last ones are kept. Rounded first, for 0,123456 and 0,1234 are both 12%.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from strategy.words.clock import local

LOCALES = {"nl": "nl_BE", "en": "en_GB"}

KEPT = 1 << 16


@lru_cache(KEPT)
def number(value: float, language: str = "nl", decimals: int = 0) -> str:
    """A number with at most this many decimals, half-even rounded: `1.234,5`."""
    exact = Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals)) if exact.is_finite() else exact
    return _number(rounded, language, decimals)


@lru_cache(KEPT)
def _number(value: Decimal, language: str, decimals: int) -> str:
    pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
    shown = str(format_decimal(value, format=pattern, locale=LOCALES[language]))
    return "0" if shown == "-0" else shown


@lru_cache(KEPT)
def fixed(value: float, language: str = "nl", decimals: int = 1) -> str:
    """A number with exactly this many decimals: `70,0`."""
    return str(format_decimal(value, format="#,##0." + "0" * decimals, locale=LOCALES[language]))


@lru_cache(KEPT)
def euro(value: float, language: str = "nl", decimals: int = 0) -> str:
    """An amount: `€ 1.234`, `-€ 1.234` for a negative one."""
    shown = format_decimal(
        abs(value), format="#,##0" + ("." + "0" * decimals if decimals else ""), locale=LOCALES[language]
    )
    minus = "-" if round(value, decimals) < 0 else ""
    return f"{minus}€ {shown}" if language == "nl" else f"{minus}€{shown}"


def percent(share: float, language: str = "nl", decimals: int = 0) -> str:
    """A share 0-1 as a percentage: `12,5%`."""
    return number(share * 100, language, decimals) + "%"


def day(value: date, zone: str = "") -> str:
    """A date, or that of a moment in this time zone, as `dd/mm/jjjj`."""
    return _date_of(value, zone).strftime("%d/%m/%Y")


def day_in_words(value: date, language: str = "nl", zone: str = "") -> str:
    """A date, or that of a moment in this time zone, with its month in words: `24 november 2026`."""
    return str(format_date(_date_of(value, zone), format="d MMMM y", locale=LOCALES[language]))


def _date_of(value: date, zone: str) -> date:
    return local(value, zone).date() if isinstance(value, datetime) else value
