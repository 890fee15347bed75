"""The store that the app opens, on a database of its own for one file of tests: import the fixture to have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ui.frame import visitor


@pytest.fixture(scope="module", autouse=True)
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One database for this file, so that no test touches the one of the app."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('app') / 'test.db'}")
        visitor.store.cache_clear()
        yield
        visitor.store.cache_clear()
