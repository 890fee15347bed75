"""Whether the database can be used at this moment, asked over a connection of its own.

The connections of the app may all be waiting; this one waits for none of them, and gives up within a second.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

from sqlalchemy import create_engine, exc, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from strategy.store.database import accepted

MissingPart = Literal["database", "schema", "disk"]
LEAST_FREE_BYTES = 100_000_000
PATIENCE_SECONDS = 1


def missing(url: str) -> MissingPart | None:
    """What keeps the app from working: a database that does not answer, one of another version, or a full disk."""
    place = accepted(url)
    try:
        if not _has_tables(place):
            return "schema"
    except exc.SQLAlchemyError:
        return "database"
    is_full = (
        place.get_backend_name() == "sqlite" and _free_bytes(Path(str(place.database))) < LEAST_FREE_BYTES
    )
    return "disk" if is_full else None


def _has_tables(place: URL) -> bool:
    waiting = (
        {"timeout": PATIENCE_SECONDS}
        if place.get_backend_name() == "sqlite"
        else {
            "connect_timeout": PATIENCE_SECONDS,
            "options": f"{place.query.get('options', '')} -cstatement_timeout={1000 * PATIENCE_SECONDS}",
        }
    )
    engine = create_engine(place, poolclass=NullPool, hide_parameters=True, connect_args=waiting)
    with engine.connect() as connection:
        return connection.execute(text("select version_num from alembic_version")).first() is not None


def _free_bytes(file: Path) -> int:
    return shutil.disk_usage(file.parent).free
