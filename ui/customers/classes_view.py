"""The classes on the card Segmentatie: how they are scored, what would settle them, who is in which, and why."""

from __future__ import annotations

from html import escape
from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.nouns.company import CRITERIA
from strategy.scoring.classes import UNCLASSED
from strategy.scoring.portfolio import a_revenue_fit
from strategy.scoring.scores import CustomerScore, Scores
from strategy.words.formats import euro
from strategy.words.texts import joined, text
from ui.customers import customer_panel
from ui.customers.customer_panel import name_of, shown, shown_at_most
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.frame.place import CARD, to_customer
from ui.look.tables import Html, letter, table
from ui.overview import overview_of, questions_panel

WAYS = ("combined", "figures", "judgement")
PAGE = 25


def customer_classes(desk: Desk, customer: str = "") -> None:
    """Draw one customer, or the way of scoring, what is still open, and the classes of them all."""
    if not desk.company.customers:
        st.info(desk.say("classes.empty"))
        return
    scores = overview_of.scores(desk)
    if customer:
        customer_panel.one_customer(desk, scores, customer)
        return
    st.html(
        f'<div class="bk-ask bk-card-{CARD}"><h1 tabindex="-1" data-at="classes">{escape(count_words(desk, scores))}</h1></div>'
    )
    way_of_scoring(desk)
    notices(desk, scores)
    questions_panel.questions_that_help(desk)
    listed(desk, found(desk, scores))


def in_order(desk: Desk) -> list[str]:
    """The customers in the order of 3.7, by id."""
    scores = overview_of.scores(desk)
    return [scores.customers[place].id for place in scores.display_order().tolist()]


def way_of_scoring(desk: Desk) -> None:
    """Combined, figures or judgement; the choice is kept with the company."""
    current = desk.company.settings.method
    chosen = choosing.from_row(
        desk.say("classes.way"),
        choosing.in_words(WAYS, lambda way: desk.say(f"classes.ways.{way}")),
        default=current,
        required=True,
        key=f"way_{desk.sheet.sequence}",
        help=desk.say("classes.way_help"),
    )
    if chosen != current:
        saying.change_settings(
            desk.store,
            desk.visitor,
            desk.sheet.company_id,
            {"method": chosen},
            desk.sheet.revision("settings", "settings"),
            uuid4().hex,
        )
        st.rerun()


def count_words(desk: Desk, scores: Scores) -> str:
    """`12 klanten: 3 A, 5 B, 1 C, 3 D`."""
    letters = [row.klass for row in scores]
    counts = [f"{letters.count(klass)} {klass}" for klass in ("A", "B", "C", "D", "?") if klass in letters]
    return desk.say("classes.count", n=len(letters), counts=", ".join(counts))


def notices(desk: Desk, scores: Scores) -> None:
    """What the owner must know to read the classes."""
    if scores.yardsticks.equal_weights:
        st.info(desk.say("classes.equal_weights"))
    else:
        weightless(desk)
    default_a_revenue(desk, scores)
    open_ones = sum(row.klass == "?" for row in scores)
    if open_ones:
        st.info(desk.say("classes.too_little", n=open_ones))
    names = [customer.name.casefold().strip() for customer in scores.customers]
    doubles = sorted({name for name in names if name and names.count(name) > 1}) if len(names) <= 2000 else []
    if doubles:
        st.warning(desk.say("classes.same_name", names=", ".join(doubles[:5])))


def default_a_revenue(desk: Desk, scores: Scores) -> None:
    """Where an A-revenue that nobody chose comes from, and a warning where it sorts hardly anybody."""
    amount = float(scores.yardsticks.a_revenue)
    if desk.company.settings.a_revenue is not None or amount != amount:
        return
    st.caption(desk.say("classes.a_revenue", amount=euro(amount, desk.language)))
    if fit := a_revenue_fit(scores):
        st.warning(desk.say(f"classes.a_revenue_{fit}"))


def weightless(desk: Desk) -> None:
    """Which criteria count for nobody, with one tap back; nothing where all of them count."""
    weights = desk.company.settings.weights
    names = [desk.say(f"criteria.{name}").lower() for name in CRITERIA if not getattr(weights, name)]
    if not names:
        return
    words = {"n": len(names), "criteria": joined(names, desk.language)}
    st.info(desk.say("classes.weightless", **words))
    st.button(
        desk.say("classes.give_weight_back", **words),
        key="give_weight_back",
        on_click=give_weight_back,
        args=(desk,),
    )


def give_weight_back(desk: Desk) -> None:
    """Let them count again, as heavily as they last did."""
    saying.give_weight_back(
        desk.store,
        desk.visitor,
        desk.sheet.company_id,
        desk.sheet.revision("settings", "settings"),
        uuid4().hex,
    )


def found(desk: Desk, scores: Scores) -> list[CustomerScore]:
    """The customers in their order: those whose name holds what was searched for, of which something is to be done."""
    order = scores.display_order().tolist()
    if len(order) > PAGE:
        wanted = st.text_input(desk.say("classes.search"), key="class_search").strip().casefold()
        order = [
            place for place in order if wanted in desk.customer_names[scores.customers[place].id].casefold()
        ]
    to_do = [place for place in order if scores.klass[place] == UNCLASSED or scores.provisional[place]]
    if not to_do or len(to_do) == len(order):
        return [scores.at(place) for place in order]
    labels = {"all": desk.say("classes.all", n=len(order)), "to_do": desk.say("classes.to_do", n=len(to_do))}
    which = choosing.from_row(
        desk.say("classes.which"),
        labels,
        default="all",
        required=True,
        key="class_which",
        label_visibility="collapsed",
    )
    return [scores.at(place) for place in (to_do if which == "to_do" else order)]


def listed(desk: Desk, rows: list[CustomerScore]) -> None:
    """The customers, a page at a time; a name leads to why."""
    most = st.session_state.get("classes_shown", PAGE)
    heads = [desk.say(f"classes.{head}") for head in ("customer", "class", "total")]
    heads += [desk.say(f"criteria.{name}") for name in CRITERIA]
    heads += [text("customer_panel.firm_head", desk.language), desk.say("classes.remark")]
    st.html(table(heads, [line(desk, row) for row in rows[:most]], numbers=range(2, 8)))
    if len(rows) > most and st.button(desk.say("classes.more", n=len(rows) - most)):
        st.session_state["classes_shown"] = most + 4 * PAGE
        st.rerun()


def line(desk: Desk, row: CustomerScore) -> list[str]:
    """One customer in the table."""
    return [
        Html(to_customer(desk, row.id, name_of(desk, row))),
        klass(desk, row),
        shown(desk, row.total),
        *(score_cell(desk, row, name) for name in CRITERIA),
        overview_of.customer_row(desk, row.id).firmness_words or "–",
        customer_panel.remark(desk, row),
    ]


def klass(desk: Desk, row: CustomerScore) -> Html:
    """The class, with how well the customer fits below it."""
    below = customer_panel.fits(desk, row)
    note = f'<span class="bk-difference">{escape(below)}</span>' if below else ""
    return Html(f"{letter(row.klass, row.dream)}{note}")


def score_cell(desk: Desk, row: CustomerScore, name: str) -> str:
    """One score; the margin with the contribution in euro below it."""
    score = shown_at_most(desk, row, name, row.scores[name])
    if name != "margin" or row.contribution is None:
        return score
    return Html(f'{escape(score)}<span class="bk-difference">{euro(row.contribution, desk.language)}</span>')
