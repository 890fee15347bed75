"""An import is taken over in one write; after it the classes, what would help most, and the way back."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.importing import Preview
from strategy.importing.layouts import remember
from strategy.importing.plan import ImportPlan
from ui.frame import place
from ui.frame.frame import Desk
from ui.overview import overview_of, questions_panel, report


def take_over(desk: Desk, plan: ImportPlan, preview: Preview, answers: dict[str, str]) -> None:
    """Write the customers in one go and remember the write, so that it can be undone."""
    write_id = st.session_state.setdefault("import_write", uuid4().hex)
    seen = {customer.id: desk.sheet.revision("customer", customer.id) for customer in plan.customers}
    try:
        receipt = saying.put_customers(
            desk.store,
            desk.visitor,
            desk.sheet.company_id,
            plan.customers,
            seen,
            write_id,
            all_of_them=True,
        )
    except saying.ChangedSince as changed:
        st.session_state["import_done"] = {"error": changed.sentence(desk.language)}
        return
    finally:
        st.session_state.pop("import_write", None)
    remember(desk.store, desk.visitor, desk.sheet.company_id, preview, answers, f"layout {write_id}")
    st.session_state["import_done"] = {"sequence": receipt.sequence, "company": desk.sheet.company_id}
    st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1
    place.open_tab("first")
    for key in ("import_asked", "import_result", "import_plan"):
        st.session_state.pop(key, None)


def finished(desk: Desk, done: dict[str, object]) -> None:
    """After taking over: the classes, the question that would help most, and the way back."""
    if said(desk, done):
        questions_panel.questions_that_help(desk)
        way_back(desk, done)


def said(desk: Desk, done: dict[str, object]) -> bool:
    """What came of it in one line, and whether there is something to go on with."""
    if "error" in done:
        st.error(report.as_typed(str(done["error"])))
        st.session_state.pop("import_done", None)
        return False
    if done["company"] != desk.sheet.company_id:
        return False
    if "undone" in done:
        st.success(desk.say("import.undone"))
        return False
    letters = [row.klass for row in overview_of.scores(desk)]
    counts = ", ".join(
        f"{letters.count(klass)} {klass}" for klass in ("A", "B", "C", "D", "?") if klass in letters
    )
    st.success(desk.say("import.done", n=len(letters), counts=counts))
    return True


def way_back(desk: Desk, done: dict[str, object]) -> None:
    """Undo the whole import, where there is one of this company."""
    if done.get("company") == desk.sheet.company_id and "sequence" in done:
        st.button(desk.say("import.undo"), key="undo_import", on_click=undo, args=(desk, done["sequence"]))


def undo(desk: Desk, sequence: int) -> None:
    """Take the whole import back."""
    undone = saying.undo_write(desk.store, desk.visitor, desk.sheet.company_id, sequence)
    st.session_state["import_done"] = {"undone": True, "company": desk.sheet.company_id}
    if undone.kept:
        names = saying.names_in_words(undone.kept, desk.language)
        st.session_state["import_done"] = {"error": desk.say("import.kept", names=names)}
