"""Taking over an import, a paste and a scenario: one write each, however often it is pressed, and one way back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from strategy.company.access import NotAllowed, Visitor, start_company
from strategy.company.saying import ChangedSince, put_customers
from strategy.company.taking_over import last, put_aside, take_over, undo
from strategy.nouns.company import Customer, Profile
from strategy.store.interface import MemoryStore, Receipt

OWNER, STRANGER = Visitor("a" * 64), Visitor("b" * 64)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WAYS = ("import", "paste", "whatif")
ALFA = Customer(id="alfa", name="Alfa", revenue=1000, hours=10)


class Desk:
    """A company with one customer."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.id = start_company(self.store, OWNER, Profile(name="Zon"), "start", NOW)
        put_customers(self.store, OWNER, self.id, [ALFA], {}, "alfa")

    @property
    def customers(self) -> list[str]:
        return [each.name for each in self.store.read(self.id).company.customers]

    def take(self, name: str, write_id: str, seen: int = 0, who: Visitor = OWNER) -> Receipt:
        """Take over one customer more."""

        def write(write_id: str) -> Receipt:
            return put_customers(
                self.store, who, self.id, [Customer(id=name, name=name)], {name: seen}, write_id
            )

        return take_over(self.store, who, self.id, "import", write_id, write, name, NOW)


def pressed_twice(way: str) -> None:
    """The button of this way, pressed a second time before the page was drawn again."""
    import streamlit as st

    from strategy.comparing.whatif import Scenario
    from strategy.importing import Imported, read_export
    from strategy.importing.pasting.pasted import read_paste
    from strategy.importing.plan import compare
    from ui.bringing_in import import_done, paste_view
    from ui.customers import whatif_controls, whatif_view
    from ui.frame.frame import Desk

    desk = Desk(
        st.session_state["store"],
        st.session_state["owner"],
        "nl",
        st.session_state["store"].read(st.session_state["id"]),
        address={},
    )
    known = desk.company.customers
    for _ in range(2):
        if way == "import":
            rows = b"Klant;Factuurdatum;Bedrag excl. btw\nBeta;15/01/2025;10,00\n"
            imported = read_export([("f.csv", rows)])
            assert isinstance(imported, Imported)
            import_done.take_over(desk, compare(known, imported), "once", imported.preview, {})
        elif way == "paste":
            typed = "Klant\tOmzet\nBeta\t10"
            paste_view.take_over(desk, paste_view.Read(typed, (), read_paste(typed, known), "once"))
        else:
            tried = whatif_view.Tried(
                (desk.sheet.company_id, desk.sheet.sequence), Scenario(ended=("alfa",)), "once"
            )
            whatif_view.keep(desk, tried, "Zonder Alfa.", whatif_controls.typed_so_far(desk))


@pytest.mark.parametrize("way", WAYS)
def test_the_same_take_over_twice_is_one_write_with_one_way_back(way: str) -> None:
    here = Desk()
    begun = here.store.read(here.id).company.customers
    page = AppTest.from_function(pressed_twice, args=(way,), default_timeout=60)
    page.session_state["store"], page.session_state["owner"], page.session_state["id"] = (
        here.store,
        OWNER,
        here.id,
    )
    page.run()
    assert not page.exception
    changed = [each for each in here.store.history(here.id, "customer") if each.sequence > 2]
    assert len({each.sequence for each in changed}) == 1
    assert here.store.read(here.id).company.customers != begun
    taken = last(here.store, OWNER, here.id, way)
    assert taken is not None
    assert taken.sequence == changed[0].sequence
    undo(here.store, OWNER, here.id, taken.sequence, NOW)
    assert here.store.read(here.id).company.customers == begun
    assert last(here.store, OWNER, here.id, way) is None


def test_only_the_last_one_is_offered_back_and_a_late_repeat_of_an_earlier_one_changes_nothing() -> None:
    here = Desk()
    here.take("Beta", "first")
    second = here.take("Gamma", "second")
    here.take("Beta", "first")
    assert here.customers == ["Alfa", "Beta", "Gamma"]
    taken = last(here.store, OWNER, here.id, "import")
    assert taken is not None
    assert (taken.sequence, taken.words) == (second.sequence, "Gamma")


def test_a_repeat_after_undoing_brings_nothing_back() -> None:
    here = Desk()
    receipt = here.take("Beta", "once")
    undo(here.store, OWNER, here.id, receipt.sequence, NOW)
    here.take("Beta", "once")
    assert here.customers == ["Alfa"]
    assert last(here.store, OWNER, here.id, "import") is None


def test_what_was_put_aside_stays_and_is_offered_no_more() -> None:
    here = Desk()
    here.take("Beta", "once")
    put_aside(here.store, OWNER, here.id, "import", NOW)
    here.take("Beta", "once")
    assert here.customers == ["Alfa", "Beta"]
    assert last(here.store, OWNER, here.id, "import") is None


def test_what_is_refused_is_not_remembered() -> None:
    here = Desk()
    here.take("alfa", "theirs", seen=1)
    put_aside(here.store, OWNER, here.id, "import", NOW)
    with pytest.raises(ChangedSince):
        here.take("alfa", "mine", seen=1)
    with pytest.raises(NotAllowed):
        here.take("Beta", "strange", who=STRANGER)
    assert last(here.store, OWNER, here.id, "import") is None
