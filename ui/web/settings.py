"""Every setting from the environment, what it may be, and the sentence for one that cannot be.

A wrong one is found at the start, before anybody comes in, and never shown: it may hold a password.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from streamlit import config

from strategy.store.database import WrongDatabase, accepted
from strategy.words.texts import text

LOG_FORMATS = ("text", "json")
OFF = "off"


class WrongSetting(Exception):
    """A setting that cannot be; `code` is a text key, `values` fill its placeholders."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def sentence(self, language: str = "nl") -> str:
        """Which setting, and what to write there, in one line without its value."""
        return text(self.code, language, **self.values)


class Setting(NamedTuple):
    """A variable of the environment: what it is without one, and whether a value of it can be."""

    name: str
    without: str
    fits: Callable[[str], bool]


def is_database(value: str) -> bool:
    """Whether this is the address of a SQLite file or of PostgreSQL."""
    try:
        accepted(value)
    except WrongDatabase:
        return False
    return True


def is_postgres(value: str) -> bool:
    """Whether this is the address of PostgreSQL."""
    return is_database(value) and accepted(value).get_backend_name() == "postgresql"


def are_proxies(value: str) -> bool:
    """Whether these are addresses or networks. `*` is not: it would believe any address that a visitor invents."""
    try:
        return all(ip_network(part.strip(), strict=False) for part in value.split(","))
    except ValueError:
        return False


def is_address(value: str) -> bool:
    """Whether this is an address of a machine, in figures."""
    try:
        return bool(ip_address(value))
    except ValueError:
        return False


def is_port(value: str) -> bool:
    """Whether this is the number of a port."""
    return value.isascii() and value.isdecimal() and 0 < int(value[:6]) < 65_536


SETTINGS = (
    Setting("PORT", "8501", is_port),
    Setting("ADDRESS", "127.0.0.1", is_address),
    Setting("DATABASE_URL", "data/bierkaartjes.db", is_database),
    Setting("LISTEN_URL", "DATABASE_URL", is_postgres),
    Setting("LOG_FORMAT", "text", LOG_FORMATS.__contains__),
    Setting("FORWARDED_ALLOW_IPS", "127.0.0.1", are_proxies),
    Setting("METRICS_PORT", OFF, lambda value: value == OFF or is_port(value)),
)


def value_of(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """What this setting is, as it was given or without it."""
    without = next(setting.without for setting in SETTINGS if setting.name == name)
    return environment.get(name) or without


def checked_or_stop(environment: Mapping[str, str] = os.environ) -> None:
    """Raises `WrongSetting` for the first setting that cannot be, and for a base path, under which no page is found."""
    for setting in SETTINGS:
        value = environment.get(setting.name)
        if value and not setting.fits(value):
            raise WrongSetting(f"server.{setting.name.lower()}")
    if config.get_option("server.baseUrlPath"):
        raise WrongSetting("server.base_path")
