"""What customers and other items are called where people choose one of them: no two alike."""

from __future__ import annotations

from collections.abc import Iterable

from strategy.nouns.company import Customer, Item
from strategy.words.formats import euro
from strategy.words.telling_apart import told_apart
from strategy.words.texts import text


def customer_names(customers: Iterable[Customer], language: str) -> dict[str, str]:
    """What its owner calls each customer, by id: its name, told apart by customer number and revenue."""
    there = list(customers)
    nameless = text("portfolio.nameless", language)
    names = {each.id: each.name.strip() or nameless for each in there}
    revenue = {each.id: euro(each.revenue, language) for each in there if each.revenue is not None}
    return told_apart(names, {each.id: each.number for each in there}, revenue)


def item_names(items: Iterable[Item]) -> dict[tuple[str, str], str]:
    """What each item is called in a room full of people, by kind and id: no amounts. One without a name stays so."""
    kinds: dict[str, list[Item]] = {}
    for item in items:
        kinds.setdefault(item.KIND, []).append(item)
    return {(kind, id): name for kind, there in kinds.items() for id, name in names_of_kind(there).items()}


def names_of_kind(items: Iterable[Item]) -> dict[str, str]:
    """What each of these items of one kind is called, by id; customers are told apart by their number."""
    there = list(items)
    names = {each.id: str(getattr(each, "name", "")) for each in there}
    named = told_apart(
        {id: name for id, name in names.items() if name.strip()},
        {each.id: str(getattr(each, "number", "")) for each in there},
    )
    return names | named
