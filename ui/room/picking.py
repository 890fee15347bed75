"""Which customers the room scores: those that matter most, until the facilitator picks others."""

from __future__ import annotations

import hashlib

import streamlit as st

from strategy.company.names import item_names
from strategy.nouns.company import Company, Customer
from strategy.nouns.workshop import Step
from strategy.words.formats import euro, number
from strategy.workshop.subjects import asked_in, in_order, items_for, kinds_in
from ui.frame import choosing
from ui.room.lead import Lead

MOST_OFFERED = 300
TAPS_A_MINUTE = 10


def customers_to_pick(lead: Lead) -> None:
    """Draw the list for the first vote on customers that is not shown yet; nothing where there is none."""
    step = next((each for each in lead.view.run if is_to_come(lead, each)), None)
    if step is None:
        return
    company = lead.company
    if not company.customers:
        return
    customers = in_the_list(lead, company)
    picked = [key for key in items_for(step, company) if key in customers]
    with st.expander(lead.say("picking.title")):
        st.caption(lead.say("picking.text"))
        pick(lead, step, customers, picked)
        taps = len(picked) * len(asked_in(step))
        minutes = number(max(1, round(taps / TAPS_A_MINUTE)), lead.language)
        st.caption(lead.say("picking.taps", n=len(picked), taps=number(taps, lead.language), minutes=minutes))
        if step.items:
            st.button(lead.say("picking.default"), key="pick_default", on_click=lead.pick, args=(step.id, ()))


def in_the_list(lead: Lead, company: Company) -> dict[str, str]:
    """Every customer as the room calls it, with its revenue where others have the same name."""
    names = item_names(company.customers)
    found = {}
    for item in in_order(company, Customer.KIND):
        name = names[Customer.KIND, item.id]
        revenue = item.revenue if isinstance(item, Customer) and name != item.name else None
        words = name if revenue is None else f"{name} · {euro(revenue, lead.language)}"
        found[f"{Customer.KIND}:{item.id}"] = words or lead.desk.say("classes.nameless")
    return found


def is_to_come(lead: Lead, step: Step) -> bool:
    """Whether this is a vote on customers that was not revealed yet."""
    if step.kind != "vote" or step.about or Customer.KIND not in kinds_in(step):
        return False
    poll = lead.desk.store.workshop(lead.id).poll(step.id)
    return poll is None or not poll.revealed


def pick(lead: Lead, step: Step, customers: dict[str, str], picked: list[str]) -> None:
    """The field with the customers; its key moves with what is picked, so that every facilitator sees the same."""
    offered = list(dict.fromkeys([*list(customers)[:MOST_OFFERED], *picked]))
    state = hashlib.sha256(" ".join(picked).encode()).hexdigest()[:12]
    key = f"pick_{step.id}_{state}"
    choosing.several(
        lead.say("picking.who"),
        choosing.in_words(offered, customers.__getitem__),
        default=picked,
        key=key,
        placeholder=lead.say("picking.none"),
        on_change=take,
        args=(lead, step, key, picked),
    )


def take(lead: Lead, step: Step, key: str, before: list[str]) -> None:
    """Keep what stands in the field; Streamlit also calls where only the list that it offers changed."""
    chosen = [str(each) for each in st.session_state.get(key) or ()]
    if set(chosen) != set(before):
        lead.pick(step.id, chosen)
