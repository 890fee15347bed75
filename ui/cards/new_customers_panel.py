"""What one new customer costs through each channel, and what they buy (K6)."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from strategy.checks.reach import cost_per_new_customer, costs_at_least
from strategy.nouns.company import Channel, Company
from strategy.words.formats import euro, number
from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.look.tables import table


def new_customers_panel_text(language: str, key: str, **values: Any) -> str:
    """A text of this panel."""
    return text(f"new_customers_panel.{key}", language, **values)


def cost_of_new_customers(desk: Desk) -> None:
    """Draw the channels of which the new customers are known; nothing while that is so of none."""
    rows = lines(desk.company, desk.language)
    if not rows:
        return
    heads = [new_customers_panel_text(desk.language, head) for head in ("channel", "cost", "buys", "leads")]
    st.html(
        f'<section class="bk-panel"><h2>{escape(new_customers_panel_text(desk.language, "title"))}</h2>'
        f'<p class="bk-note">{escape(new_customers_panel_text(desk.language, "text"))}</p>{table(heads, rows, numbers=(1, 2, 3))}</section>'
    )


def lines(company: Company, language: str) -> list[list[str]]:
    """By channel: its name, what a new customer costs and buys, and the requests it takes; the cheapest first."""
    known = [each for each in company.channels if each.name.strip() and each.new_customers is not None]
    hourly = company.settings.hourly_cost
    costs = {each.id: cost_per_new_customer(each, hourly) for each in known}
    ordered = sorted(known, key=lambda each: (costs[each.id] is None, costs[each.id] or 0))
    return [
        [
            each.name,
            cost_words(each, hourly, language),
            buys_words(each, language),
            leads_words(each, language),
        ]
        for each in ordered
    ]


def cost_words(channel: Channel, hourly: float | None, language: str) -> str:
    """What a new customer costs, at least where money or hours is not known, never a zero for what is unknown."""
    if not channel.new_customers:
        return new_customers_panel_text(language, "nobody_yet")
    cost = cost_per_new_customer(channel, hourly)
    if cost is None:
        return new_customers_panel_text(
            language, "no_hourly_cost" if channel.hours and hourly is None else "not_known"
        )
    amount = euro(cost, language)
    return (
        new_customers_panel_text(language, "at_least", amount=amount) if costs_at_least(channel) else amount
    )


def buys_words(channel: Channel, language: str) -> str:
    """What a new customer buys in a year."""
    if not channel.new_customers:
        return "–"
    if channel.revenue is None:
        return new_customers_panel_text(language, "not_known")
    return euro(channel.revenue / channel.new_customers, language)


def leads_words(channel: Channel, language: str) -> str:
    """How many requests it takes for one customer."""
    if channel.leads is None:
        return new_customers_panel_text(language, "not_known")
    if not channel.new_customers:
        return new_customers_panel_text(language, "leads_none", n=number(channel.leads, language))
    return number(channel.leads / channel.new_customers, language, 1)
