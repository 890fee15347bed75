"""Saying something about a company: the verbs through which every answer reaches the store.

One saying is one field of one item, as it was typed or tapped. It is read (fields.py), merged with what others
said since it was last seen, checked by its model and written through, all before the screen may say that it is
kept. Saying it again with the same write id changes nothing. Rights are checked here, whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field as Limits
from pydantic import ValidationError

from strategy.company.access import Visitor, owner_or_stop
from strategy.company.fields import (
    UNKNOWN,
    Field,
    UnknownField,
    field_of,
    read,
    shown_at,
    value_at,
    with_values,
)
from strategy.company.quotas import room_for_history_or_stop, room_for_items_or_stop
from strategy.nouns.company import (
    CRITERIA,
    KINDS,
    SINGLE,
    Answer,
    Customer,
    Item,
    Noun,
    Profile,
    Settings,
    Weights,
)
from strategy.store.interface import Change, Receipt, Snapshot, StaleWrite, Store, Version
from strategy.words import clock
from strategy.words.texts import text
from strategy.words.typed import Unreadable

TRIES = 50
NAMES_AT_ONCE = 10
SayingKey = Annotated[str, Limits(max_length=200)]
MAKING = ("add", "restore")
"""The deeds after which there may be an item more."""


class Saying(Noun):
    """What somebody says of one field, or of one item as a whole.

    `set` gives a field a value; `value` is raw (`"2.500,75"`), `{"unknown": true}` says "weet ik niet". Field ""
    of an answer is its state. `add` makes an item, `value` has its first fields, `remove` and `restore` need
    none. `seen` is the revision at which this field was last seen, `language` the one in which numbers are read
    and shown.
    """

    company_id: SayingKey
    kind: SayingKey
    id: SayingKey
    field: SayingKey = ""
    value: Any = None
    seen: int = 0
    write_id: SayingKey
    deed: Literal["set", "add", "remove", "restore"] = "set"
    language: Literal["nl", "en"] = "nl"


@dataclass(frozen=True)
class Kept:
    """What was kept: the item's revision, the company's write number, and the value as it is shown.

    `shown` is the field's for `set`, a dict by field for `add` and for settings, None for the others.
    """

    revision: int
    sequence: int
    shown: Any = None


class StaleSaying(Exception):
    """Somebody else gave this field another value since it was seen; nothing was written.

    `field` is the field, `theirs` what stands there as it is shown, `revision` the one at which it stands.
    `code` is a text key.
    """

    code = "form.say.stale"

    def __init__(self, field: str, theirs: Any, revision: int) -> None:
        super().__init__(f"{field} was changed")
        self.field = field
        self.theirs = theirs
        self.revision = revision
        self.values: dict[str, str] = {}


class Gone(LookupError):
    """The item was removed, or never was. `code` is a text key."""

    code = "form.say.gone"

    def __init__(self) -> None:
        super().__init__(self.code)
        self.values: dict[str, str] = {}


class ChangedSince(Exception):
    """Customers that changed since they were seen, so that nothing was written; `names` are theirs, "" without one."""

    code = "form.say.changed_since"

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names

    def sentence(self, language: str = "nl") -> str:
        """What changed and what to do about it."""
        return text(self.code, language, names=names_in_words(self.names, language))


@dataclass(frozen=True)
class Undone:
    """What undoing a write did: its own number, how many items went back, and those left because they changed.

    `kept` are the names of those left, "" for one without a name.
    """

    sequence: int
    restored: int
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Told:
    """What is said of one field: a value, or deliberately that it is not known."""

    value: Any
    unknown: bool = False


@dataclass(frozen=True)
class _Wish:
    """An item with the fields that somebody wants to change; `makes` where the item may be new."""

    company_id: str
    model: type[Item]
    id: str
    seen: int
    write_id: str
    author: str
    told: Mapping[str, _Told]
    makes: bool
    language: str

    @property
    def blank(self) -> Item:
        """The item before anything was said of it."""
        try:
            return self.model(id=self.id)
        except ValidationError as refused:
            raise UnknownField(self.model.KIND, "id") from refused


def say(store: Store, visitor: Visitor, saying: Saying) -> Kept:
    """Keep what was said.

    Raises `NotAllowed`, `Unreadable` for a value that cannot be, `UnknownField`, `Gone` for an item that is not
    there (any more), `Full`, and `StaleSaying` where somebody else changed this very field. A change to another field
    of the same item is merged, and so are two changes to a list of links.
    """
    owner_or_stop(store, visitor, saying.company_id)
    if saying.kind not in KINDS:
        raise UnknownField(saying.kind, saying.field)
    room_for_history_or_stop(store, saying.company_id)
    if saying.deed in MAKING:
        room_for_items_or_stop(store, saying.company_id, [(saying.kind, saying.id)])
    return DEEDS[saying.deed](store, visitor, saying)


def change_settings(
    store: Store,
    visitor: Visitor,
    company_id: str,
    changes: Mapping[str, Any],
    seen: int,
    write_id: str,
    language: str = "nl",
) -> Kept:
    """Change several settings at once (`{"hourly_cost": "45", "weights.margin": 2}`), all or none.

    Raises what `say` raises; bounds that do not descend are `Unreadable`.
    """
    owner_or_stop(store, visitor, company_id)
    told = {path: _told("settings", Settings().id, path, raw, language) for path, raw in changes.items()}
    wish = _Wish(
        company_id, Settings, Settings().id, seen, write_id, visitor.hash, told, makes=True, language=language
    )
    return _granted(store, wish, lambda item: _all_shown(item, told, language))


def give_weight_back(store: Store, visitor: Visitor, company_id: str, seen: int, write_id: str) -> Kept:
    """Let every criterion that counts for nobody count again, as heavily as it last did (method.md 3.7).

    A criterion that never had a weight gets the one of a new company. Raises what `change_settings` raises.
    """
    owner_or_stop(store, visitor, company_id)
    weights = [Weights()]
    for version in store.history(company_id, "settings"):
        if isinstance(version.item, Settings):
            weights.append(version.item.weights)
    back = {
        f"weights.{name}": next(before for each in reversed(weights) if (before := getattr(each, name)))
        for name in CRITERIA
        if not getattr(weights[-1], name)
    }
    return change_settings(store, visitor, company_id, back, seen, write_id)


def names_in_words(names: Sequence[str], language: str = "nl") -> str:
    """Names behind each other, the first ten of them and how many more; one that is empty says so."""
    shown = [name or text("form.words.nameless", language) for name in names[:NAMES_AT_ONCE]]
    if len(names) > NAMES_AT_ONCE:
        shown.append(text("form.words.and_more", language, n=len(names) - NAMES_AT_ONCE))
    return ", ".join(shown)


def removed_customers(store: Store, visitor: Visitor, company_id: str) -> tuple[Customer, ...]:
    """The customers that were taken away, as they last were, in the order in which they were first made.

    Raises `NotAllowed`.
    """
    owner_or_stop(store, visitor, company_id)
    last: dict[str, Customer] = {}
    gone: dict[str, bool] = {}
    for version in store.history(company_id, "customer"):
        gone[version.id] = version.item is None
        if isinstance(version.item, Customer):
            last[version.id] = version.item
    return tuple(customer for id, customer in last.items() if gone[id])


def put_customers(
    store: Store,
    visitor: Visitor,
    company_id: str,
    customers: Sequence[Customer],
    seen: Mapping[str, int],
    write_id: str,
    *,
    all_of_them: bool = False,
) -> Receipt:
    """Keep many customers in one write, as an import or a paste does; `undo_write` takes them back together.

    `all_of_them`: with these the list is whole, unless the owner already said whether it is (section 4 of the method).
    `seen` has the revision of those that were there; a customer that was taken away before comes back. Raises
    `NotAllowed`, and `ChangedSince` with the names of those that somebody else changed meanwhile; nothing is
    written then.
    """
    owner_or_stop(store, visitor, company_id)
    over: Mapping[str, int] = seen
    room_for_history_or_stop(store, company_id)
    room_for_items_or_stop(store, company_id, ((Customer.KIND, each.id) for each in customers))
    for _ in range(TRIES):
        changes = [Change.put(customer, over.get(customer.id, 0)) for customer in customers]
        if all_of_them:
            changes += _whole_list(store.read(company_id))
        try:
            return store.write(company_id, changes, author=visitor.hash, write_id=write_id)
        except StaleWrite:
            standing = {version.id: version for version in store.history(company_id, "customer")}
        changed = [each for each in customers if _changed_since(standing.get(each.id), seen.get(each.id, 0))]
        if changed:
            raise ChangedSince(tuple(_called(each, standing.get(each.id)) for each in changed)) from None
        over = {id: version.revision for id, version in standing.items()}
    raise TimeoutError("these customers are written to all the time")


def _whole_list(standing: Snapshot) -> list[Change]:
    """That these are all the customers, where nobody said yet whether they are."""
    profile = standing.company.profile
    if profile.all_customers is not None:
        return []
    whole = profile.model_copy(update={"all_customers": True})
    return [Change.put(whole, standing.revision(Profile.KIND, profile.id))]


def _changed_since(standing: Version | None, seen: int) -> bool:
    """Whether something else stands than what was seen; 0 saw nothing, also where a removal stands."""
    if standing is None or standing.item is None:
        return seen != 0
    return standing.revision != seen


def _called(item: Item, standing: Version | None = None) -> str:
    """What people call this item: its name, else what it is called by now, else its number; "" without any."""
    now = standing.item if standing is not None else None
    return next(
        (
            str(name)
            for field in ("name", "number")
            for each in (item, now)
            if (name := getattr(each, field, ""))
        ),
        "",
    )


def undo_write(store: Store, visitor: Visitor, company_id: str, sequence: int) -> Undone:
    """Bring the items of write number `sequence` back to what they were before it.

    Items that changed since stay as they are and are named. Undoing twice changes nothing. Raises `NotAllowed`.
    """
    owner_or_stop(store, visitor, company_id)
    write_id = f"undo {company_id} {sequence}"
    for _ in range(TRIES):
        changes, kept = _way_back(store.history(company_id), sequence)
        try:
            receipt = store.write(company_id, changes, author=visitor.hash, write_id=write_id)
        except StaleWrite:
            continue
        return Undone(receipt.sequence, len(receipt.versions), kept)
    raise TimeoutError("this company is written to all the time")


def _way_back(history: Sequence[Version], sequence: int) -> tuple[list[Change], tuple[str, ...]]:
    """The changes that undo this write, and the names of the items that changed after it."""
    versions = {(each.key, each.revision): each for each in history}
    last = {each.key: each.revision for each in history}
    changes, kept = [], []
    for made in (each for each in history if each.sequence == sequence):
        before = versions.get((made.key, made.revision - 1))
        item = before.item if before is not None else None
        if last[made.key] == made.revision:
            changes.append(Change(made.kind, made.id, made.revision, item))
        elif (named := made.item or item) is not None:
            kept.append(_called(named))
    return changes, tuple(kept)


def _set(store: Store, visitor: Visitor, saying: Saying) -> Kept:
    """Give one field a value."""
    told = {saying.field: _told_of(store, saying, saying.field, saying.value)}
    makes = KINDS[saying.kind] in (*SINGLE, Answer)
    return _granted(
        store,
        _wish(visitor, saying, told, makes),
        lambda item: shown_at(item, saying.field, saying.language),
    )


def _add(store: Store, visitor: Visitor, saying: Saying) -> Kept:
    """Make an item with its first fields."""
    if not isinstance(saying.value, Mapping):
        raise Unreadable("form.reading.no_text")
    told = {path: _told_of(store, saying, path, raw) for path, raw in saying.value.items()}
    return _granted(
        store,
        _wish(visitor, saying, told, makes=True),
        lambda item: _all_shown(item, told, saying.language),
    )


def _remove(store: Store, visitor: Visitor, saying: Saying) -> Kept:
    """Take an item away; what it was stays in the history."""
    return _turn(store, visitor, saying, lambda versions: None)


def _restore(store: Store, visitor: Visitor, saying: Saying) -> Kept:
    """Put an item back as it last was, under its old id, so that what led to it leads to it again."""
    return _turn(store, visitor, saying, lambda versions: _last_item(versions))


DEEDS: dict[str, Callable[[Store, Visitor, Saying], Kept]] = {
    "set": _set,
    "add": _add,
    "remove": _remove,
    "restore": _restore,
}


def _turn(
    store: Store, visitor: Visitor, saying: Saying, wanted: Callable[[Sequence[Version]], Item | None]
) -> Kept:
    """Write an item away or back, whatever others changed in it; nothing where it already is that way."""
    for _ in range(TRIES):
        versions = store.history(saying.company_id, saying.kind, saying.id)
        if not versions:
            raise Gone
        standing, item = versions[-1], wanted(versions)
        if (standing.item is None) == (item is None):
            return Kept(standing.revision, store.sequence(saying.company_id))
        change = Change(saying.kind, saying.id, standing.revision, item)
        try:
            receipt = store.write(saying.company_id, [change], author=visitor.hash, write_id=saying.write_id)
        except StaleWrite:
            continue
        return Kept(receipt.versions[0].revision, receipt.sequence)
    raise TimeoutError("this item is written to all the time")


def _last_item(versions: Sequence[Version]) -> Item | None:
    """What the item was before it was removed."""
    return next((each.item for each in reversed(versions) if each.item is not None), None)


def _wish(visitor: Visitor, saying: Saying, told: Mapping[str, _Told], makes: bool) -> _Wish:
    return _Wish(
        company_id=saying.company_id,
        model=KINDS[saying.kind],
        id=saying.id,
        seen=saying.seen,
        write_id=saying.write_id,
        author=visitor.hash,
        told=told,
        makes=makes,
        language=saying.language,
    )


def _granted(store: Store, wish: _Wish, shown_of: Callable[[Item], Any]) -> Kept:
    """Merge the wish with what stands and write it; tried again where another write came in between."""
    for _ in range(TRIES):
        versions = store.history(wish.company_id, wish.model.KIND, wish.id)
        try:
            item = _merged(wish, versions)
        except (StaleSaying, Gone):
            repeated = _receipt_of_repeat(store, wish)
            if repeated is None:
                raise
            return _said(repeated, shown_of)
        standing = versions[-1] if versions else None
        if standing is not None and item == standing.item:
            return Kept(standing.revision, store.sequence(wish.company_id), shown_of(item))
        change = Change.put(item, standing.revision if standing else 0)
        try:
            receipt = store.write(wish.company_id, [change], author=wish.author, write_id=wish.write_id)
        except StaleWrite:
            continue
        return _said(receipt, shown_of)
    raise TimeoutError("this item is written to all the time")


def _receipt_of_repeat(store: Store, wish: _Wish) -> Receipt | None:
    """The receipt of the first time this was said, None where this is the first time.

    Asked by writing over revision -1, which never stands: the store knows the write id or refuses.
    """
    try:
        return store.write(
            wish.company_id, [Change.put(wish.blank, -1)], author=wish.author, write_id=wish.write_id
        )
    except StaleWrite:
        return None


def _said(receipt: Receipt, shown_of: Callable[[Item], Any]) -> Kept:
    version = receipt.versions[0]
    return Kept(version.revision, receipt.sequence, shown_of(version.item) if version.item else None)


def _merged(wish: _Wish, versions: Sequence[Version]) -> Item:
    """The item as it stands with what is wished laid over it, field by field.

    Raises `StaleSaying`, `Gone`, and `Unreadable` where the model refuses the whole.
    """
    standing = versions[-1] if versions else None
    if standing is None and not wish.makes:
        raise Gone
    if standing is not None and standing.item is None and wish.model not in SINGLE:
        raise Gone
    now = standing.item if standing is not None and standing.item is not None else wish.blank
    base = next((each.item for each in versions if each.revision == wish.seen), None) or wish.blank
    revision = standing.revision if standing is not None else 0
    told = {path: _merged_field(wish, path, base, now, revision) for path in wish.told}
    return _with(now, told)


def _merged_field(wish: _Wish, path: str, base: Item, now: Item, revision: int) -> _Told:
    """What this field becomes: mine where only I changed it, theirs where only they did. Raises `StaleSaying`."""
    mine, theirs, seen = wish.told[path], _standing(now, path), _standing(base, path)
    if revision == wish.seen or theirs in (mine, seen):
        return mine
    if mine == seen:
        return theirs
    if isinstance(mine.value, tuple) and isinstance(theirs.value, tuple):
        return _Told(_joined(tuple(seen.value or ()), mine.value, theirs.value))
    raise StaleSaying(path, shown_at(now, path, wish.language), revision)


def _joined(base: tuple[Any, ...], mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Both changes to a list of links: what either took away is gone, what either added is there."""
    kept = [each for each in theirs if each in mine or each not in base]
    return (*kept, *(each for each in mine if each not in base and each not in kept))


def _standing(item: Item, path: str) -> _Told:
    return _Told(value_at(item, path), path in item.unknown)


def _with(item: Item, told: Mapping[str, _Told]) -> Item:
    """The item with what is told laid over it; whatever is said of a field takes away that it is unknown."""
    unknown = [each for each in item.unknown if each not in told]
    unknown += [path for path, each in told.items() if each.unknown]
    values = {path: each.value for path, each in told.items()}
    if isinstance(item, Answer) and "" not in values:
        values[""] = "answered"
    changed = with_values(item, values)
    return changed.model_copy(update={"unknown": tuple(unknown)})


def _told_of(store: Store, saying: Saying, path: str, raw: Any) -> _Told:
    """The same for a saying, of which a date is one where the company is."""

    def today() -> date:
        return clock.today(store.read(saying.company_id).company.profile.time_zone)

    return _told(saying.kind, saying.id, path, raw, saying.language, today)


def _told(
    kind: str, id: str, path: str, raw: Any, language: str, today: Callable[[], date] = clock.today
) -> _Told:
    """What was typed or tapped for this field. Raises `Unreadable`, `UnknownField`."""
    field: Field = field_of(kind, id, path)
    if raw == UNKNOWN:
        return _Told(field.empty, unknown=True)
    return _Told(read(field, raw, language, today() if field.reads == "date" else None))


def _all_shown(item: Item, paths: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {path: shown_at(item, path, language) for path in paths}
