"""What the tables of the store are made of: text and moments as both databases can hold them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    TypeDecorator,
)

from strategy.store.interface import in_utc

AnyRow = Row[*tuple[Any, ...]]
tables = MetaData()


class CleanText(TypeDecorator[str]):
    """Text as both databases can hold it: PostgreSQL takes no NUL, neither takes half a surrogate pair."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be stored, so that looking for it finds nothing instead of failing."""
        if value is None:
            return None
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")


class UtcMoment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so none is written there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, without its zone for SQLite."""
        if value is None:
            return None
        return in_utc(value).replace(tzinfo=None) if dialect.name == "sqlite" else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment with its zone, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


companies = Table(
    "companies",
    tables,
    Column("id", CleanText, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("made", Integer, nullable=False),
    Column("at", UtcMoment, nullable=False),
)
schema_version = Table(
    "schema_version", tables, Column("version", Integer, primary_key=True, autoincrement=False)
)
"""The number of the schema for programs of before the migrations, which stop where it is not theirs."""
backups = Table(
    "backups",
    tables,
    Column("number", Integer, primary_key=True),
    Column("at", UtcMoment, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)
"""When everything was backed up, and how large the file was; kept by the backup, of this database alone."""
