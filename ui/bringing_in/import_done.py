"""An import is taken over in one write; after it the classes, what would help most, and the way back."""

from __future__ import annotations

import streamlit as st

from strategy.company import saying
from strategy.company.taking_over import TakenOver
from strategy.importing import Preview
from strategy.importing.layouts import remember
from strategy.importing.plan import ImportPlan
from strategy.store.interface import Receipt
from ui.frame.frame import Desk
from ui.frame.place import open_tab
from ui.overview import overview_of, questions_panel, taken_over

WAY = "import"
DONE = "import_done"
"""The company into which was imported during this visit."""


def take_over(desk: Desk, plan: ImportPlan, write_id: str, preview: Preview, answers: dict[str, str]) -> None:
    """Write the customers in one go, and remember the columns of the file."""
    company_id = desk.sheet.company_id

    def write(write_id: str) -> Receipt:
        seen = {customer.id: desk.sheet.revision("customer", customer.id) for customer in plan.customers}
        return saying.put_customers(
            desk.store, desk.visitor, company_id, plan.customers, seen, write_id, all_of_them=True
        )

    if not taken_over.take_over(desk, WAY, write_id, write):
        return
    remember(desk.store, desk.visitor, company_id, preview, answers, f"layout {write_id}")
    st.session_state[DONE] = company_id
    st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1
    open_tab("first")
    for key in ("import_asked", "import_result", "import_plan"):
        st.session_state.pop(key, None)


def finished(desk: Desk, *, anew: bool) -> None:
    """After taking over: the classes, the question that would help most, and the way back, also on another visit.

    `anew`: files of another import are on the page already.
    """
    taken = taken_over.last(desk, WAY)
    said(desk, taken, anew=anew)
    if taken is None:
        return
    if is_of_this_visit(desk):
        questions_panel.questions_that_help(desk)
    taken_over.way_back(desk, taken)


def said(desk: Desk, taken: TakenOver | None, *, anew: bool = False) -> None:
    """What came of it in one line; nothing where nothing was imported."""
    if taken is None:
        if taken_over.was_undone(desk, WAY) and not anew:
            st.success(desk.say("import.undone"))
    elif is_of_this_visit(desk):
        letters = [row.klass for row in overview_of.scores(desk)]
        counts = ", ".join(
            f"{letters.count(klass)} {klass}" for klass in ("A", "B", "C", "D", "?") if klass in letters
        )
        st.success(desk.say("import.done", n=len(letters), counts=counts))
    else:
        st.caption(desk.say("import.done_on", day=desk.day(taken.at)))


def is_of_this_visit(desk: Desk) -> bool:
    """Whether something was imported into this company during this visit."""
    return bool(st.session_state.get(DONE) == desk.sheet.company_id)
