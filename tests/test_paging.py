"""A long table shows everybody, a page at a time, and a page about many customers stays light."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from strategy.company import access
from strategy.company.access import visitor_of_token
from strategy.company.example import example_company
from strategy.store.interface import MemoryStore
from tests.servers import PROJECT
from ui.frame import visitor
from ui.frame.paging import ROWS

MANY = 800
HUNDRED_KB = 100_000
TOKEN = "the browser of An"


def numbers() -> None:
    """A table of 120 rows."""
    from ui.frame.paging import paged_table

    paged_table(["n"], range(120), lambda n: [str(n)], language="nl", key="numbers")


def shown(at: AppTest) -> list[int]:
    assert not at.exception
    (table,) = [each.proto.body for each in at.get("html")]  # type: ignore[union-attr]
    return [int(cell.partition("<")[0]) for cell in table.split("<td>")[1:]]


def test_the_pages_of_a_table_are_everybody_once() -> None:
    at = AppTest.from_function(numbers).run()
    seen = shown(at)
    assert len(seen) == ROWS
    assert at.button(key="page_numbers_before").disabled
    while not at.button(key="page_numbers_after").disabled:
        seen += shown(at.button(key="page_numbers_after").click().run())
    assert seen == list(range(120))


def test_a_page_that_is_gone_since_is_the_last_there_is() -> None:
    at = AppTest.from_function(numbers)
    at.session_state["page_numbers"] = 99
    assert shown(at.run()) == list(range(100, 120))


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    """A store with a company of many customers, of An."""
    store = MemoryStore()
    monkeypatch.setattr(visitor, "store", lambda: store)
    company = example_company()
    like = company.customers
    more = [like[n % len(like)].model_copy(update={"id": f"m{n}", "name": f"Klant {n}"}) for n in range(MANY)]
    grown = company.model_copy(update={"customers": (*like, *more[: MANY - len(like)])})
    access.open_example(store, visitor_of_token(TOKEN), grown, "w", datetime.now(UTC))
    return store


def weight(node: Any) -> int:
    """Bytes of everything on a page."""
    children = getattr(node, "children", {})
    proto = getattr(node, "proto", None)
    return (proto.ByteSize() if proto is not None else 0) + sum(weight(each) for each in children.values())


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("page", ["overzicht", "segmentatie"])
def test_a_page_about_many_customers_stays_light(page: str) -> None:
    at = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
    at.session_state[visitor.STAND_IN] = TOKEN
    at.query_params["tab"] = "klassen"
    at.switch_page(f"pages/{page}.py").run()
    assert not at.exception
    assert 10_000 < weight(at.main) < HUNDRED_KB
