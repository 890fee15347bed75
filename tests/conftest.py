"""Which tests need a PostgreSQL server; `make test-fast` leaves those and the journeys out."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the server, by name or as one of several databases."""
    for item in items:
        databases = getattr(item, "callspec", None)
        asked = [*getattr(item, "fixturenames", ()), *(databases.params.values() if databases else ())]
        if any(isinstance(each, str) and each == "postgres" for each in asked):
            item.add_marker("postgres")
