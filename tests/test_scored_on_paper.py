"""Typing in scoring sheets: what a line says, the median of several, kept in one write and taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from strategy.company.access import NotAllowed, import_company, new_token, visitor_of_token
from strategy.company.saying import Gone, undo_write
from strategy.company.scored_on_paper import WrongSheet, keep_sheets, medians
from strategy.nouns.company import JUDGED_PARTS, Customer, Judged
from strategy.store.interface import MemoryStore, Store
from ui.frame.frame import Desk
from ui.paper.deck import JUDGED, scales

AN, BO = visitor_of_token(new_token()), visitor_of_token(new_token())
SHEETS = st.lists(
    st.lists(st.sampled_from(["1", "2", "3", "4", "5", "?"]), min_size=9, max_size=9), min_size=1, max_size=6
)


def begun() -> tuple[Store, str]:
    store = MemoryStore()
    two = {"customers": [{"id": "k1", "name": "Een", "unknown": ["hours"]}, {"id": "k2", "name": "Twee"}]}
    return store, import_company(store, AN, two, "begin", datetime.now(UTC))


def customer(store: Store, company: str, id: str = "k1") -> Customer:
    return next(each for each in store.read(company).company.customers if each.id == id)


@given(SHEETS)
def test_of_several_sheets_the_median_counts(sheets: list[list[str]]) -> None:
    found = medians("\n".join(" ".join(sheet) for sheet in sheets), JUDGED_PARTS)
    assert found == medians("\n".join("".join(sheet) for sheet in sheets), JUDGED_PARTS)
    for place, part in enumerate(JUDGED_PARTS):
        known = [float(sheet[place]) for sheet in sheets if sheet[place] != "?"]
        assert found[part] == (median(known) if known else None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" \n ", "Typ minstens één lijn"),
        ("4 3 5", "Lijn 1 heeft 3 cijfers en moet er 9 hebben"),
        ("435522344\n4 3 5 5 2 ? 3 4 6", "Lijn 2, cijfer 9: “6” kan niet"),
        ("4 3 5 5 2 x 3 4 4", "Lijn 1, cijfer 6: “x” kan niet"),
        ("4 3 5 5 2 3,3 3 4 4", "Lijn 1, cijfer 6: “3,3” kan niet"),
        ("4 3 5 5 2 inf 3 4 4", "“inf” kan niet"),
        ("4 3 5 5 2 nan 3 4 4", "“nan” kan niet"),
        ("435522344\n" * 101, "Dit zijn 101 bladen"),
    ],
)
def test_a_line_that_is_no_sheet_is_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(WrongSheet) as wrong:
        medians(typed, JUDGED_PARTS)
    assert sentence in wrong.value.sentence()


def test_sheets_are_kept_in_one_write_and_taken_back() -> None:
    store, company = begun()
    before = store.sequence(company)
    made = keep_sheets(store, AN, company, "k1", medians("4 3 5 5 2 ? 3 4 3,5", JUDGED_PARTS), "w")
    found = customer(store, company)
    assert (found.judged.revenue, found.judged.reputation) == (4, 3.5)
    assert found.judged.repeatability is None
    assert found.unknown == ("hours", "judged.repeatability")
    assert store.sequence(company) == made.sequence == before + 1
    undo_write(store, AN, company, made.sequence)
    assert customer(store, company).judged == Judged()


def test_only_the_owner_types_sheets_in_and_only_of_who_is_there() -> None:
    store, company = begun()
    with pytest.raises(NotAllowed):
        keep_sheets(store, BO, company, "k1", {}, "w")
    with pytest.raises(Gone):
        keep_sheets(store, AN, company, "weg", {}, "w")


def page(desk):
    from ui.customers import typed_sheets

    typed_sheets.on_paper(desk)


def test_the_screen_keeps_a_sheet_and_goes_to_the_next_customer() -> None:
    store, company = begun()
    desk = Desk(store, AN, "nl", store.read(company), {})
    assert [field.name.removeprefix(JUDGED) for field in scales(desk.deck)] == list(JUDGED_PARTS)
    at = AppTest.from_function(page, args=(desk,), default_timeout=60).run()
    at.text_area[0].input("4 3")
    at.button[0].click().run()
    assert "Lijn 1 heeft 2 cijfers" in at.error[0].value
    at.text_area[0].input("435522344\n335522344")
    at.button[0].click().run()
    assert not at.exception
    assert customer(store, company).judged.revenue == 3.5
    assert at.session_state["sheets_customer"] == "k2"
    assert at.text_area[0].value == ""
    next(each for each in at.button if each.label == "Maak ongedaan").click().run()
    assert customer(store, company).judged.revenue is None
