"""The classes on their page: what the owner must know to read them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from strategy.company.access import Visitor, start_company
from strategy.nouns.company import Profile, Settings, Weights
from strategy.store.interface import Change, MemoryStore
from tests.companies import buyer
from tests.portfolios import judged
from tests.test_companies import NOW, OWNER


def page() -> None:
    """The classes of the company whose store stands in the session."""
    import streamlit as st

    from strategy.company.access import Visitor
    from ui.customers import classes_view
    from ui.frame.frame import Desk

    store = st.session_state["store"]
    classes_view.customer_classes(
        Desk(store, Visitor("a" * 64), "nl", store.read(st.session_state["company"]), address={})
    )


def classes_of(weights: Weights) -> AppTest:
    """The page of a company with these weights."""
    store = MemoryStore()
    company = start_company(store, Visitor(OWNER.hash), Profile(name="Zon"), uuid4().hex, NOW)
    customer = buyer("a", 9_000, None, judged=judged(4, 4, 4, 2, 2))
    items = [Settings(weights=weights, hourly_cost=50, fixed_cost_per_order=0), customer]
    store.write(company, [Change.put(item) for item in items], author=OWNER.hash, write_id="w")
    at = AppTest.from_function(page, default_timeout=60)
    at.session_state["store"], at.session_state["company"] = store, company
    return at.run()


def told(at: AppTest) -> str:
    """What stands in the notices."""
    assert not at.exception
    return " ".join(info.value for info in at.info)


def test_what_counts_for_nobody_is_said_above_the_classes_with_one_tap_back() -> None:
    at = classes_of(Weights(innovation=0, network=0))
    assert "Bij niemand tellen innovatie en netwerk mee" in told(at)
    at.button(key="give_weight_back").click().run()
    assert "Bij niemand" not in told(at)
    store, company = at.session_state["store"], at.session_state["company"]
    assert store.read(company).company.settings.weights == Weights()


@pytest.mark.parametrize(
    "weights", [Weights(), Weights(revenue=0, margin=0, speed=0, innovation=0, network=0)]
)
def test_no_criterion_is_said_to_count_for_nobody_where_all_count(weights: Weights) -> None:
    assert "Bij niemand" not in told(classes_of(weights))


def customers_page() -> None:
    """Whether the list is whole, of the company whose store stands in the session."""
    import streamlit as st

    from strategy.company.access import Visitor
    from ui.customers import customers_view
    from ui.frame.frame import Desk

    store = st.session_state["store"]
    customers_view.all_customers(
        Desk(store, Visitor("a" * 64), "nl", store.read(st.session_state["company"]), address={})
    )


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_whether_these_are_all_the_customers_is_asked_with_the_customers(answer: str) -> None:
    store = MemoryStore()
    company = start_company(store, Visitor(OWNER.hash), Profile(name="Zon"), uuid4().hex, NOW)
    store.write(company, [Change.put(buyer("a", 9_000, None))], author=OWNER.hash, write_id="w")
    at = AppTest.from_function(customers_page, default_timeout=60)
    at.session_state["store"], at.session_state["company"] = store, company
    at.run().get("button_group")[0].set_value(answer).run()
    assert not at.exception
    assert store.read(company).company.profile.all_customers is (answer == "yes")
