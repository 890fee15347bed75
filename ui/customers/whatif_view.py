"""What if: try out other prices, terms, hours or weights beside today; nothing is kept until the owner says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from uuid import uuid4

import streamlit as st

from strategy.comparing import whatif
from strategy.comparing.whatif import Beside, Comparison, Figures, Scenario
from strategy.store.interface import Receipt
from strategy.words.formats import euro, number
from strategy.words.texts import hours_in_words, joined, text
from ui.customers import whatif_controls
from ui.customers.whatif_controls import whatif_text
from ui.frame import picture
from ui.frame.frame import Desk
from ui.frame.paging import paged_table
from ui.frame.picture import named
from ui.frame.place import name_cell
from ui.look.tables import Html, letter, table
from ui.overview import overview_of, report, taken_over

TRIED = "whatif_tried"
WAY = "whatif"
FIGURES = ("customers", "revenue", "contribution", "hours", "receivables")
MOST_CHANGES = 12


@dataclass(frozen=True)
class Tried:
    """A scenario beside one state of the company, and the write that would keep it.

    The write id belongs to what is shown: pressing the button twice writes once.
    """

    place: tuple[str, int]
    scenario: Scenario
    write_id: str


def whatif_page(desk: Desk) -> None:
    """Draw what it would do, the controls, and the outcome beside today."""
    finished(desk)
    if not desk.company.customers:
        st.info(whatif_text(desk, "empty"))
        return
    head = st.container(key="bk_whatif_head", gap="small")
    left, right = st.columns([0.4, 0.6], gap="large")
    with left:
        scenario = whatif_controls.scenario(desk, overview_of.scores(desk))
    comparison = whatif.compare(desk.company, scenario)
    with head:
        verdict(desk, scenario, comparison)
    with right:
        outcome(desk, scenario, comparison)


# --- what it would do, and the two buttons -------------------------------------------------------------------


def verdict(desk: Desk, scenario: Scenario, comparison: Comparison) -> None:
    """In one sentence what it would do; keep it or leave it."""
    if scenario.is_empty:
        picture.finding(whatif_text(desk, "nothing"))
        return
    words = sentence(desk, comparison)
    picture.finding(words)
    tried = tried_once(desk, scenario)
    with st.container(horizontal=True, key="bk_whatif_buttons"):
        if counted := whatif.counted(desk.company, scenario):
            with st.popover(whatif_text(desk, "keep"), type="primary", key="whatif_ask"):
                ask(desk, scenario, counted)
                st.button(
                    whatif_text(desk, "sure"),
                    type="primary",
                    key="whatif_keep",
                    on_click=keep,
                    args=(desk, tried, words, whatif_controls.typed_so_far(desk)),
                )
        st.button(whatif_text(desk, "leave"), key="whatif_leave", on_click=whatif_controls.clear)


def ask(desk: Desk, scenario: Scenario, counted: Mapping[str, int]) -> None:
    """What would change for good, counted, and what stays as it is."""
    lines = [whatif_text(desk, f"ask.{name}", n=n) for name, n in counted.items()]
    st.html(
        f"<p><b>{escape(whatif_text(desk, 'ask_title'))}</b></p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
    )
    if scenario.price_change or scenario.payment_term or scenario.minimum_order:
        st.caption(whatif_text(desk, "facts_stay"))


def tried_once(desk: Desk, scenario: Scenario) -> Tried:
    """The same write id as long as the same scenario stands beside the same company."""
    place = (desk.sheet.company_id, desk.sheet.sequence)
    kept = st.session_state.get(TRIED)
    if isinstance(kept, Tried) and (kept.place, kept.scenario) == (place, scenario):
        return kept
    tried = Tried(place, scenario, uuid4().hex)
    st.session_state[TRIED] = tried
    return tried


def sentence(desk: Desk, comparison: Comparison) -> str:
    """`Je klanten brengen € 3.400 meer op, er staat € 900 minder open en 2 klanten stijgen (naar A en B).`"""
    parts = [*money(desk, comparison.totals), *hours(desk, comparison)]
    if comparison.ended:
        parts.append(whatif_text(desk, "does.ended", n=len(comparison.ended)))
    parts += class_parts(desk, comparison)
    if not parts:
        return whatif_text(desk, "does.nothing")
    if not comparison.changes and comparison.totals.then.customers:
        parts.append(whatif_text(desk, "does.same_classes"))
    return one_sentence(desk, parts)


def one_sentence(desk: Desk, parts: list[str]) -> str:
    """The parts as one sentence with a capital and a full stop."""
    words = (
        parts[0]
        if len(parts) == 1
        else f"{', '.join(parts[:-1])}, {whatif_text(desk, 'does.and')} {parts[-1]}"
    )
    # Dutch puts no accent on a capital: "één klant" opens a sentence as "Eén klant".
    return f"{words[0].upper()}{words[1:]}.".replace("Éé", "Eé")


def money(desk: Desk, totals: Beside) -> list[str]:
    """What changes in contribution, else in revenue, and in what stands out."""
    found = []
    names = ["contribution" if moved(totals, "contribution") else "revenue", "receivables"]
    for name in names:
        if change := moved(totals, name):
            way = "up" if change > 0 else "down"
            found.append(whatif_text(desk, f"does.{name}.{way}", amount=euro(abs(change), desk.language)))
    return found


def moved(beside: Beside, name: str) -> float:
    """How much a figure changes; 0 for less than half a unit, which nobody sees, and where one of the two is unknown."""
    then, today = getattr(beside.then, name), getattr(beside.today, name)
    change = 0.0 if then is None or today is None else float(then - today)
    return change if abs(change) >= 0.5 else 0.0


def hours(desk: Desk, comparison: Comparison) -> list[str]:
    """Hours that come free, and hours that move."""
    found = []
    if change := moved(comparison.totals, "hours"):
        way = "up" if change > 0 else "down"
        found.append(whatif_text(desk, f"does.hours.{way}", hours=hours_in_words(abs(change), desk.language)))
    if comparison.moved_hours >= 0.5:
        found.append(
            whatif_text(desk, "does.moved", hours=hours_in_words(comparison.moved_hours, desk.language))
        )
    return found


def class_parts(desk: Desk, comparison: Comparison) -> list[str]:
    """How many customers rise and fall, and to which classes, and of how many too little is known then."""
    known = [change for change in comparison.changes if "?" not in (change.before, change.after)]
    ways = {
        "rises": [change.after for change in known if change.after < change.before],
        "falls": [change.after for change in known if change.after > change.before],
    }
    parts = [
        whatif_text(desk, f"does.{way}", n=len(after), classes=joined(sorted(set(after)), desk.language))
        for way, after in ways.items()
        if after
    ]
    others = {
        "unclassed": [change for change in comparison.changes if change.after == "?"],
        "classed": [change for change in comparison.changes if change.before == "?" != change.after],
    }
    return parts + [whatif_text(desk, f"does.{way}", n=len(found)) for way, found in others.items() if found]


# --- beside today --------------------------------------------------------------------------------------------


def outcome(desk: Desk, scenario: Scenario, comparison: Comparison) -> None:
    """All together, per class, who changes class, and what was taken for granted."""
    if scenario.is_empty:
        picture.finding(whatif_text(desk, "per_class_today"))
        st.html(per_class(desk, comparison))
        return
    picture.finding(whatif_text(desk, "together"))
    st.html(totals(desk, comparison.totals))
    picture.finding(whatif_text(desk, "per_class"))
    st.html(per_class(desk, comparison))
    changes(desk, comparison)
    picture.finding("", *remarks(desk, scenario, comparison))


def totals(desk: Desk, beside: Beside) -> Html:
    """Every figure today, then, and the difference."""
    heads = ["", whatif_text(desk, "today"), whatif_text(desk, "then"), whatif_text(desk, "difference")]
    rows = [
        [
            whatif_text(desk, f"figure.{name}"),
            figure(desk, beside.today, name),
            figure(desk, beside.then, name),
            difference(desk, beside, name) or "=",
        ]
        for name in FIGURES
    ]
    return table(heads, rows, numbers=(1, 2, 3))


def per_class(desk: Desk, comparison: Comparison) -> Html:
    """Every figure of every class as it would be, with the difference below it."""
    heads = [whatif_text(desk, "class"), *(whatif_text(desk, f"short.{name}") for name in FIGURES)]
    rows = [
        [letter(klass), *(cell(desk, beside, name) for name in FIGURES)]
        for klass, beside in comparison.classes.items()
        if beside.today.customers or beside.then.customers
    ]
    return table(heads, rows, numbers=range(1, 6))


def cell(desk: Desk, beside: Beside, name: str) -> Html:
    """A figure as it would be, and below it how much that differs from today."""
    changed = difference(desk, beside, name)
    below = f'<span class="bk-difference">{escape(changed)}</span>' if changed else ""
    return Html(f"{escape(figure(desk, beside.then, name))}{below}")


def figure(desk: Desk, figures: Figures, name: str) -> str:
    """One figure in its unit, or that it is known of nobody."""
    value = getattr(figures, name)
    if value is None:
        return whatif_text(desk, "not_known")
    if name in ("customers", "hours"):
        return number(value, desk.language)
    return euro(value, desk.language)


def difference(desk: Desk, beside: Beside, name: str) -> str:
    """`+€ 3.400`, `-2`, or nothing where nothing changes."""
    change = moved(beside, name)
    if not change:
        return ""
    shown = number(abs(change), desk.language)
    if name not in ("customers", "hours"):
        shown = euro(abs(change), desk.language)
    return f"{'+' if change > 0 else '-'}{shown}"


def changes(desk: Desk, comparison: Comparison) -> None:
    """The customers that would land in another class, the largest first."""
    revenue = {customer.id: customer.revenue or 0 for customer in desk.company.customers}
    found = sorted(comparison.changes, key=lambda change: -revenue[change.id])
    if not found:
        picture.finding(whatif_text(desk, "same_classes"))
        return
    picture.finding(whatif_text(desk, "changes", n=len(found)))
    rows = [
        [
            name_cell(desk, change.id),
            letter(change.before),
            letter(change.after),
            whatif_text(desk, "provisional") if change.provisional else "",
        ]
        for change in found
    ]
    heads = [whatif_text(desk, "customer"), whatif_text(desk, "today"), whatif_text(desk, "then"), ""]
    st.html(table(heads, rows[:MOST_CHANGES]))
    if more := rows[MOST_CHANGES:]:
        with st.expander(whatif_text(desk, "more", n=len(more))):
            paged_table(heads, more, lambda row: row, language=desk.language, key="changes")


def remarks(desk: Desk, scenario: Scenario, comparison: Comparison) -> list[str]:
    """What could not be moved or touched, what is not known, and what was taken for granted."""
    found = []
    if scenario.moved_hours:
        reached = comparison.moved_hours >= scenario.moved_hours - 0.5
        hours = hours_in_words(comparison.moved_hours, desk.language)
        found.append(whatif_text(desk, "moved.all" if reached else "moved.less", hours=hours))
    names = {customer.id: named(desk, customer.name) for customer in desk.company.customers}
    for untouched in comparison.untouched:
        n = len(untouched.customers)
        found.append(
            whatif_text(desk, f"untouched.{untouched.measure}", n=n, names=names[untouched.customers[0]])
        )
    if comparison.totals.then.contribution_unknown:
        found.append(whatif_text(desk, "unknown", n=comparison.totals.then.contribution_unknown))
    found += [text(key, desk.language) for key in whatif.assumptions(desk.company, scenario)]
    return found


# --- for good ------------------------------------------------------------------------------------------------


def keep(desk: Desk, tried: Tried, words: str, looked_at: tuple[tuple[str, str], ...]) -> None:
    """Write what was looked at in one go, and remember the write so that it can be undone.

    Nothing is written where something else was typed since: its outcome was not looked at yet.
    """
    if whatif_controls.typed_so_far(desk) != looked_at:
        return
    company_id, seen = tried.place

    def write(write_id: str) -> Receipt:
        return whatif.carry_out(
            desk.store, desk.visitor, company_id, tried.scenario, seen, write_id, desk.language
        )

    if taken_over.take_over(desk, WAY, tried.write_id, write, words):
        whatif_controls.clear()


def finished(desk: Desk) -> None:
    """After keeping: what was done, and the way back, until it is taken or put aside."""
    if taken := taken_over.last(desk, WAY):
        st.success(report.as_typed(whatif_text(desk, "done", words=taken.words, day=desk.day(taken.at))))
        taken_over.way_back(desk, taken)
