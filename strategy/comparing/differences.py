"""What differs between two companies: whole items to write, and fields in plain values to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from strategy.company.fields import UNKNOWN
from strategy.nouns.company import Company, Item
from strategy.nouns.shapes import not_known_in
from strategy.store.interface import ItemKey, Version

Deed = Literal["added", "removed", "changed"]

# Fields that hold ids, and of which kind of item; keys of `values` on a customer are ids too.
LINKS: dict[tuple[str, str], str] = {
    ("customer", "segment"): "segment",
    ("customer", "streams"): "stream",
    ("stream", "segments"): "segment",
    ("job", "segment"): "segment",
    ("job", "values"): "value",
    ("resource", "values"): "value",
    ("activity", "values"): "value",
    ("channel", "segments"): "segment",
    ("channel", "customers"): "customer",
    ("channel", "values"): "value",
}


@dataclass(frozen=True)
class FieldChange:
    """One field of one item that is not what it was, or an item that came or went (field "").

    `name` is how the item is called. `before` and `after` are plain values: None is nothing, `UNKNOWN` is
    "weet ik niet", ids of links are replaced by names. `field` is a path such as `judged.margin`.
    For `values.<id>` of a customer, `about` is the name of that value; else "".
    """

    kind: str
    id: str
    name: str
    deed: Deed
    field: str = ""
    before: Any = None
    after: Any = None
    about: str = ""


def items_that_differ(before: Company, after: Company) -> dict[ItemKey, Item | None]:
    """The items of `after` that are not the same in `before`, and None for those that are no longer there."""
    old, new = _by_key(before), _by_key(after)
    changed: dict[ItemKey, Item | None] = {key: item for key, item in new.items() if old.get(key) != item}
    return changed | {key: None for key in old if key not in new}


def changed_fields(before: Company, after: Company) -> tuple[FieldChange, ...]:
    """Every field that was given another value, in the order of the items; items that went stand last."""
    old, new = _by_key(before), _by_key(after)
    names = {key: _name(item) for key, item in (old | new).items()}
    return tuple(
        change
        for key, item in items_that_differ(before, after).items()
        for change in _changes(key, old.get(key), item, names)
    )


def changes_by_write(history: Sequence[Version]) -> Iterator[tuple[Version, tuple[FieldChange, ...]]]:
    """What each of these versions changed beside the one before it, in the order in which they were written.

    Links are told by the names of that moment; what had none yet by the first one that it got.
    """
    names: dict[ItemKey, str] = {}
    for version in history:
        if version.item is not None and _name(version.item) != version.id:
            names.setdefault(version.key, _name(version.item))
    standing: dict[ItemKey, Item] = {}
    for version in history:
        before = standing.pop(version.key, None)
        if version.item is not None:
            standing[version.key] = version.item
        if (item := version.item or before) is not None:
            names[version.key] = _name(item)
            yield version, tuple(_changes(version.key, before, version.item, names))


def together(changes: Iterable[FieldChange]) -> list[FieldChange]:
    """Many changes as one a field: from what stood first to what stood last; what came back to itself is left out."""
    found: dict[tuple[str, str, str], FieldChange] = {}
    for change in changes:
        key = (change.kind, change.id, change.field)
        first = found.get(key)
        found[key] = change if first is None or not change.field else replace(change, before=first.before)
        if first is not None and not change.field and first.deed != change.deed:
            del found[key]
    gone = {
        (kind, id) for (kind, id, field), change in found.items() if not field and change.deed == "removed"
    }
    return [
        change
        for change in found.values()
        if (not change.field or change.before != change.after)
        and (not change.field or (change.kind, change.id) not in gone)
    ]


def _by_key(company: Company) -> dict[ItemKey, Item]:
    return {(item.KIND, item.id): item for item in company.items()}


def _name(item: Item) -> str:
    """How the item is called; an answer has no name but its question's code."""
    return str(getattr(item, "name", "")).strip() or item.id


def _changes(
    key: ItemKey, old: Item | None, new: Item | None, names: dict[ItemKey, str]
) -> Iterator[FieldChange]:
    kind, id = key
    if old is None or new is None:
        yield FieldChange(kind, id, names[key], "removed" if new is None else "added")
        return
    was, now = _plain(old, names), _plain(new, names)
    for path in dict.fromkeys((*was, *now)):
        if was.get(path) != now.get(path):
            about = names.get(("value", path.removeprefix("values.")), "") if kind == "customer" else ""
            yield FieldChange(kind, id, names[key], "changed", path, was.get(path), now.get(path), about)


def _plain(item: Item, names: dict[ItemKey, str]) -> dict[str, Any]:
    """The item as one value per path, those that are unknown on purpose marked as such."""
    passed_over = {"id": True, "unknown": True, **dict.fromkeys(item.FOR_OLDER, True), **not_known_in(item)}
    paths = dict(_flat(item.model_dump(mode="json", exclude=passed_over)))
    named = {path: _named(item.KIND, path, value, names) for path, value in paths.items()}
    return named | dict.fromkeys(item.unknown, UNKNOWN)


def _flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _named(kind: str, path: str, value: Any, names: dict[ItemKey, str]) -> Any:
    """The value with names in the place of ids."""
    to = LINKS.get((kind, path))
    if to is None or value is None:
        return value
    ids = value if isinstance(value, list) else [value]
    found = [names.get((to, id), id) for id in ids]
    return found if isinstance(value, list) else found[0]
