"""One clock: a moment has a date only in a time zone, and that is the company's, whatever server or browser.

A zone is a name such as `Europe/Brussels`; "" and a name that nobody knows stand for `HOME`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

HOME = "Europe/Brussels"


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime, zone: str = "") -> datetime:
    """The moment as the clock in this zone shows it."""
    return moment.astimezone(_zone(zone))


def today(zone: str = "") -> date:
    """The date in this zone."""
    return local(now(), zone).date()


@cache
def zones() -> tuple[str, ...]:
    """The zones to choose from, by continent and city."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    )


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or HOME)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(HOME)
