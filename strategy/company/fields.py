"""What each field of an item may hold: how typed text becomes its value and how that value is shown again.

A field is named by its path: an attribute (`revenue`), a part of one (`judged.openness`, `weights.margin`), an
entry of a mapping (`values.v1`), or for an answer the name of a field of its question and "" for its state.
Nouns and bounds come from models.py; only for answers, whose values have no type of their own, the deck tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, MaxLen
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from strategy.deck import FieldSpec, deck_in
from strategy.nouns import company as models
from strategy.words import formats
from strategy.words import typed as reading
from strategy.words.typed import Unreadable

Reads = Literal[
    "text",
    "choice",
    "yes_no",
    "amount",
    "percent",
    "days",
    "hours",
    "count",
    "number",
    "numbers",
    "date",
    "link",
    "links",
    "override",
]
READERS = {
    "amount": reading.amount,
    "percent": reading.percentage,
    "days": reading.days,
    "hours": reading.hours,
    "count": reading.count,
    "number": reading.plain_number,
}
UNITS: tuple[tuple[Any, Reads], ...] = (
    (models.Amount, "amount"),
    (models.Days, "days"),
    (models.Hours, "hours"),
    (models.Count, "count"),
)
BY_NAME: dict[tuple[str, str], Reads] = {
    ("customer", "chance"): "percent",
    ("customer", "variable_cost"): "percent",
    ("customer", "offer_margin"): "percent",
    ("customer", "segment"): "link",
    ("customer", "override"): "override",
    ("stream", "margin"): "percent",
    ("job", "segment"): "link",
    ("settings", "target_contribution"): "percent",
    ("settings", "max_reserve"): "percent",
    ("settings", "capital_cost"): "percent",
    ("settings", "a_revenue"): "amount",
    ("settings", "reference_days_to_pay"): "days",
    ("settings", "reference_days_to_decide"): "days",
    ("settings", "bounds"): "numbers",
}
KEY = re.compile(models.Item.model_fields["id"].metadata[-1].pattern)
UNKNOWN = {"unknown": True}
MOST_LINKS = 5000
LONGEST_KEY = 80
LONGEST = 4000

SomeItem = TypeVar("SomeItem", bound=models.Item)


@dataclass(frozen=True)
class Field:
    """How a field is read, between which bounds (`above` excludes the bound), and what it is when left empty."""

    reads: Reads
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    options: tuple[str, ...] = ()
    longest: int = LONGEST
    empty: Any = None


class UnknownField(LookupError):
    """This kind of item has no such field. `code` is a text key."""

    code = "form.say.unknown_field"

    def __init__(self, kind: str, path: str) -> None:
        super().__init__(f"{kind}.{path}")
        self.values: dict[str, str] = {}


def field_of(kind: str, id: str, path: str) -> Field:
    """The field at this path; `id` matters for answers only. Raises `UnknownField`."""
    if kind == models.Answer.KIND:
        return _answer_field(id, path)
    holder, _, entry = path.partition(".")
    if holder != "values":
        return _item_field(kind, path)
    if entry and not (KEY.match(entry) and len(entry) <= LONGEST_KEY):
        raise UnknownField(kind, path)
    return _item_field(kind, "values.*" if entry else path)


@lru_cache(maxsize=1024)
def _answer_field(question: str, name: str) -> Field:
    return _of_spec(_spec(question, name)) if name else _state_of(question)


@lru_cache(maxsize=1024)
def _item_field(kind: str, path: str) -> Field:
    """The field at this path of every item of this kind; `values.*` is any entry of `values`."""
    model = models.KINDS.get(kind)
    if model is None or path in ("id", "unknown"):
        raise UnknownField(kind, path)
    annotation: Any = model
    for step in path.split("."):
        annotation = _part(annotation, step)
        if annotation is None:
            raise UnknownField(kind, path)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and (kind, path) not in BY_NAME:
        raise UnknownField(kind, path)
    return _of_annotation(annotation, BY_NAME.get((kind, path)), _default(model, path))


def read(field: Field, raw: Any, language: str = "nl", today: date | None = None) -> Any:
    """What was typed or tapped, as the value the model keeps; nothing at all gives the field's empty value.

    A date without a year is the first one from `today`. Raises `Unreadable`.
    """
    if raw is None or raw == "":
        return field.empty
    value = _read(field, raw, language, today)
    return field.empty if value is None else value


def shown(field: Field, value: Any, language: str = "nl") -> Any:
    """The value as the screen shows it: figures and dates as text, the rest as it is, None for nothing."""
    if value is None:
        return None
    if field.reads == "amount" and value != round(value):
        places = next(
            places for places in (2, 4, 6) if places == 6 or round(value, places) == round(value, 6)
        )
        return formats.fixed(value, language, places) if places < 6 else formats.number(value, language, 6)
    if field.reads in ("amount", "days", "hours", "count"):
        return formats.number(value, language, 6)
    if field.reads == "percent":
        return formats.number(round(value * 100, 9), language, 6)
    if field.reads == "date":
        return formats.day(date.fromisoformat(value) if isinstance(value, str) else value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return list(value) if isinstance(value, tuple) else value


def value_at(item: models.Item, path: str) -> Any:
    """The value at this path of the item, None where nothing stands."""
    if isinstance(item, models.Answer):
        return item.values.get(path) if path else item.state
    found: Any = item
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else getattr(found, step, None)
    return found


def shown_at(item: models.Item, path: str, language: str = "nl") -> Any:
    """The field of this item as the form shows it; `UNKNOWN` where somebody answered "weet ik niet"."""
    if path in item.unknown:
        return UNKNOWN
    return shown(field_of(item.KIND, item.id, path), value_at(item, path), language)


def with_values(item: SomeItem, values: Mapping[str, Any]) -> SomeItem:
    """The item with these values at these paths. Raises `Unreadable` where its model refuses them.

    Days to pay that somebody fills in are no longer only the age of open invoices.
    """
    data = item.model_dump()
    if "days_to_pay" in values:
        values = {"days_to_pay_at_least": False, **values}
    for path, value in values.items():
        steps = _steps(item, path)
        holder = data
        for step in steps[:-1]:
            holder = holder[step]
        if value is None and len(steps) > 1 and steps[0] == "values":
            holder.pop(steps[-1], None)
        else:
            holder[steps[-1]] = _plain(value) if isinstance(item, models.Answer) else value
    try:
        return type(item).model_validate(data)
    except ValidationError as refused:
        raise Unreadable("form.reading.out_of_bounds") from refused


def _steps(item: models.Item, path: str) -> list[str]:
    """The keys that lead to this path in the dumped item."""
    if isinstance(item, models.Answer):
        return ["values", path] if path else ["state"]
    return path.split(".")


def _plain(value: Any) -> Any:
    """A value as an answer keeps it: dates as text."""
    return value.isoformat() if isinstance(value, date) else value


def _read(field: Field, raw: Any, language: str, today: date | None) -> Any:
    """`read` for a value that is not empty."""
    if field.reads in READERS:
        return _read_number(field, raw, language)
    if field.reads == "numbers":
        parts = raw if isinstance(raw, list | tuple) else [raw]
        return tuple(_read_number(Field("number"), part, language) for part in parts)
    if field.reads == "date":
        return raw if isinstance(raw, date) else reading.day(_text(raw, 100), today=today)
    if field.reads == "yes_no":
        return _one_of(raw, (True, False))
    if field.reads == "choice":
        return _one_of(raw, field.options)
    if field.reads == "links":
        return _ids(raw)
    if field.reads == "override":
        return _override(raw)
    return _text(raw, field.longest)


def _read_number(field: Field, raw: Any, language: str) -> float | None:
    """A number typed as text, or tapped and therefore already one."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise Unreadable("form.reading.no_number", typed="?")
    least, most = field.at_least, field.at_most
    reader = READERS.get(field.reads, reading.plain_number)
    if isinstance(raw, str):
        value = reader(_text(raw, 100), at_least=least, at_most=most, language=language)
    else:
        value = float(raw)
        if value != value or (least is not None and value < least) or (most is not None and value > most):
            raise Unreadable("form.reading.out_of_bounds")
    if value is not None and field.above is not None and value <= field.above:
        raise Unreadable("form.reading.too_little", least=formats.number(field.above, language, 2))
    return value


def _one_of(raw: Any, options: tuple[Any, ...]) -> Any:
    if isinstance(raw, str | bool) and raw in options:
        return raw
    raise Unreadable("form.reading.no_option")


def _ids(raw: Any) -> tuple[str, ...]:
    """Ids without doubles, in the order in which they were chosen."""
    if not isinstance(raw, list | tuple) or len(raw) > MOST_LINKS:
        raise Unreadable("form.reading.no_option")
    return tuple(dict.fromkeys(_text(each, 80) for each in raw))


def _text(raw: Any, longest: int) -> str:
    """Text as typed, without the characters that no file or screen can hold."""
    if not isinstance(raw, str):
        raise Unreadable("form.reading.no_text")
    clean = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", raw)
    if len(clean) > longest:
        raise Unreadable("form.reading.too_long", most=str(longest))
    return clean


def _override(raw: Any) -> models.Override:
    """A class by hand, given now: `{klass, reason, who}`; a reason of blanks is none."""
    if isinstance(raw, Mapping) and not str(raw.get("reason") or "").strip():
        raise Unreadable("customer_panel.override.error.no_reason")
    try:
        return models.Override.model_validate({"who": "", **raw, "at": datetime.now(UTC)}, extra="forbid")
    except (ValidationError, TypeError) as refused:
        raise Unreadable("form.reading.out_of_bounds") from refused


def _spec(question: str, name: str) -> FieldSpec:
    """The field of this question. Raises `UnknownField`."""
    found = deck_in("nl").question(question)
    specs = (*found.fields, *found.beside) if found is not None else ()
    spec = next((spec for spec in specs if spec.name == name), None)
    if spec is None:
        raise UnknownField("answer", f"{question}.{name}")
    return spec


def _state_of(question: str) -> Field:
    """What was said of the question as a whole. Raises `UnknownField` for a question that is not in the deck."""
    if deck_in("nl").question(question) is None:
        raise UnknownField("answer", question)
    states = models.Answer.model_fields["state"]
    return Field("choice", options=get_args(states.annotation), empty=states.default)


def _of_spec(spec: FieldSpec) -> Field:
    """A field of an answer as its card describes it."""
    if spec.type == "scale":
        return Field("number", spec.min, spec.max)
    if spec.type in ("text", "long_text"):
        longest = 200 if spec.type == "text" else LONGEST
        return Field("text", longest=longest, empty="")
    if spec.type == "choice":
        return Field("choice", options=tuple(value for value, _ in spec.options))
    if spec.type == "percent":
        return Field("percent", 0, 1)
    if spec.type == "links":
        return Field("links", empty=())
    reads = cast(Reads, spec.type)
    return Field(reads, at_least=0 if reads in READERS else None)


def _part(annotation: Any, step: str) -> Any:
    """The annotation of an attribute of a model or of an entry of a mapping, None where there is none."""
    plain = _without_none(annotation)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return get_type_hints(plain, include_extras=True).get(step) if step in plain.model_fields else None
    if get_origin(plain) is dict:
        return get_args(plain)[1] | None if step == "*" else None
    return None


def _without_none(annotation: Any) -> Any:
    """`X` for `X | None`."""
    inside = [each for each in get_args(annotation) if each is not type(None)]
    return inside[0] if type(None) in get_args(annotation) and len(inside) == 1 else annotation


def _default(model: type[BaseModel], path: str) -> Any:
    """What the field is on a new item."""
    first, *rest = path.split(".")
    default = model.model_fields[first].get_default(call_default_factory=True)
    for step in rest:
        default = default.get(step) if isinstance(default, Mapping) else getattr(default, step, None)
    return default


def _of_annotation(annotation: Any, named: Reads | None, empty: Any) -> Field:
    """The field that a model annotates in this way."""
    plain = _without_none(annotation)
    unit = next((reads for noun, reads in UNITS if plain == noun), None)
    bare, info = (get_args(plain)[0], get_args(plain)[1]) if get_origin(plain) is Annotated else (plain, None)
    bounds = _bounds(info)
    if named is not None and named not in READERS:
        return Field(named, empty=empty)
    if get_origin(bare) is Literal:
        return Field("choice", options=get_args(bare), empty=empty)
    if bare == models.Ids:
        return Field("links", empty=empty)
    if bare is float:
        return Field(
            named or unit or "number", bounds.get("ge"), bounds.get("le"), bounds.get("gt"), empty=empty
        )
    if bare is date:
        return Field("date", empty=empty)
    if bare is bool:
        return Field("yes_no", empty=empty)
    return Field("text", longest=int(bounds.get("max_length", LONGEST)), empty=empty)


def _bounds(info: FieldInfo | None) -> dict[str, float]:
    """The bounds that pydantic was told about."""
    found: dict[str, float] = {}
    for each in info.metadata if info is not None else ():
        if isinstance(each, Ge):
            found["ge"] = float(str(each.ge))
        elif isinstance(each, Le):
            found["le"] = float(str(each.le))
        elif isinstance(each, Gt):
            found["gt"] = float(str(each.gt))
        elif isinstance(each, MaxLen):
            found["max_length"] = each.max_length
    return found
