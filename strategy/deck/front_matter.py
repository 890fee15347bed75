"""The front matter of the card files: its keys, their types, and whether the models can hold what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from strategy.deck.card_file import BrokenFile, CardFile, CardProblem, KeyPath, closest
from strategy.deck.nouns import (
    COLUMN_TYPES,
    FORMS,
    ITEMS,
    Anchors,
    FieldName,
    FieldSpec,
    Form,
    Frozen,
    Options,
    Words,
    YesNo,
    one_of,
)
from strategy.nouns.company import Entry, Item

# What a field of each type would store, to learn whether the model takes it. A choice and a scale bring their own.
STORED: dict[str, object] = {
    "text": "words",
    "long_text": "words",
    "amount": 1.0,
    "percent": 0.5,
    "days": 1.0,
    "hours": 1.0,
    "count": 1.0,
    "date": date(2026, 1, 1),
    "yes_no": True,
    "link": "an_id",
    "links": ("an_id",),
}
NOT_ASKED = ("id", "unknown", "override")
FLAW_OF_ERROR = {
    "extra_forbidden": "unknown_key",
    "missing": "missing_key",
    "unknown_choice": "unknown_choice",
    "string_too_short": "empty",
    "too_short": "empty",
    "float_parsing": "number",
    "int_parsing": "number",
    "finite_number": "number",
    "bool_parsing": "yes_no",
    "string_pattern_mismatch": "pattern",
}


class DeckFront(Frozen):
    """Front matter of deck.md."""

    title: Words
    tagline: str = ""


class CardFront(Frozen):
    """Front matter of a card.md."""

    name: FieldName
    title: Words
    question: Words
    short_question: str = ""
    provocation: str = ""
    brief: str = ""
    example: str = ""
    order: int = 99


class QuestionFront(Frozen):
    """Front matter of a question."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{1,4}[0-9]{1,3}$")]
    form: Annotated[Form, one_of(FORMS)]
    item: Annotated[str | None, one_of(tuple(ITEMS))] = None
    short: YesNo = False
    short_name: str = ""
    minutes: Annotated[int, Field(ge=0, le=240)] = 0
    at_least: Annotated[int | None, Field(ge=0)] = None
    at_most: Annotated[int | None, Field(ge=0)] = None
    per: str | None = None
    fields: Annotated[tuple[FieldSpec, ...], Field(min_length=1)]
    beside: tuple[FieldSpec, ...] = ()

    def model(self) -> type[Item] | None:
        """The kind of item whose fields these are; None for a question answered as a whole."""
        if self.form == "one":
            return None
        return ITEMS[self.item] if self.item else Entry


class FieldWords(Frozen):
    """The words of one field in another language; empty where they are missing."""

    name: FieldName
    label: str = ""
    head: str = ""
    help: str = ""
    options: Options = ()
    anchors: Anchors = ()


class DeckWords(Frozen):
    """Front matter of deck.md in another language."""

    title: str = ""
    tagline: str = ""


class CardWords(Frozen):
    """Front matter of a card.md in another language."""

    title: str = ""
    question: str = ""
    short_question: str = ""
    provocation: str = ""
    brief: str = ""
    example: str = ""


class QuestionWords(Frozen):
    """Front matter of a question in another language."""

    short_name: str = ""
    fields: tuple[FieldWords, ...] = ()
    beside: tuple[FieldWords, ...] = ()


Shape = TypeVar("Shape", bound=Frozen)


class Flaw(NamedTuple):
    """Something wrong at a key of the front matter; `code`, `tip` and `values` as in `CardProblem`."""

    path: KeyPath
    code: str
    tip: str
    values: dict[str, str]

    def located(self, file: CardFile) -> CardProblem:
        """The flaw as a problem of this file, with its line."""
        return file.problem(self.path, self.code, self.tip, self.values)


def read_front(file: CardFile, shape: type[Shape]) -> Shape:
    """The front matter with its types. Raises `BrokenFile` with every key that is wrong."""
    try:
        return shape.model_validate(file.front)
    except ValidationError as error:
        flaws = [_flaw(shape, details) for details in error.errors(include_url=False)]
        raise BrokenFile(*(flaw.located(file) for flaw in _without_echoes(flaws))) from error


def question_flaws(front: QuestionFront) -> Iterator[Flaw]:
    """What pydantic cannot see: keys that do not go together, fields the model does not have or cannot hold."""
    yield from _item_flaws(front)
    yield from _bounds_flaws(front)
    yield from _per_flaws(front)
    for key, fields in (("fields", front.fields), ("beside", front.beside)):
        yield from _twice_flaws(key, fields)
        for at, field in enumerate(fields):
            yield from _field_flaws((key, at), field)
            yield from _column_flaws((key, at), field, in_a_list=front.form == "list" and key == "fields")
    if model := front.model():
        for at, field in enumerate(front.fields):
            yield from _model_flaws(("fields", at), field, model, front.form)


def _without_echoes(flaws: list[Flaw]) -> list[Flaw]:
    """Leaves out that a key is missing where a slip in that very key is reported already."""
    meant = {(*flaw.path[:-1], flaw.values.get("meant", "")) for flaw in flaws if flaw.code == "unknown_key"}
    return [flaw for flaw in flaws if not (flaw.code == "missing_key" and flaw.path in meant)]


def _flaw(shape: type[Frozen], details: ErrorDetails) -> Flaw:
    path: KeyPath = details["loc"]
    code = FLAW_OF_ERROR.get(details["type"], "shape")
    key = str(path[-1]) if path else ""
    if code == "unknown_key":
        return Flaw(path, code, *closest(key, _keys(shape, path)))
    if code == "unknown_choice":
        context = details["ctx"]
        return Flaw(path, code, *closest(context["word"], context["choices"]))
    return Flaw(path, code, code, {"word": _shown(details["input"]), "part": key})


def _keys(shape: type[Frozen], path: KeyPath) -> tuple[str, ...]:
    """The keys that are known at this place in the front matter."""
    if len(path) == 1:
        return tuple(shape.model_fields)
    return tuple((FieldSpec if shape is QuestionFront else FieldWords).model_fields)


def _shown(value: object) -> str:
    """A short piece of what was typed."""
    return value[:40] if isinstance(value, str) else "..."


def _item_flaws(front: QuestionFront) -> Iterator[Flaw]:
    if front.form == "one" and front.item:
        yield Flaw(("item",), "item_not_needed", "item_not_needed", {"word": front.item})
    if front.form in ("each", "match") and not front.item:
        yield Flaw(("form",), "item_needed", "choose", {"word": front.form, "choices": ", ".join(ITEMS)})
    if front.form == "one" and front.beside:
        yield Flaw(("beside",), "beside_not_needed", "beside_not_needed", {})


def _bounds_flaws(front: QuestionFront) -> Iterator[Flaw]:
    if front.at_least is not None and front.at_most is not None and front.at_least > front.at_most:
        yield Flaw(("at_least",), "bounds", "bounds", {"low": "at_least", "high": "at_most"})


def _per_flaws(front: QuestionFront) -> Iterator[Flaw]:
    links = tuple(field.name for field in front.fields if field.type == "link")
    if front.per is not None and front.per not in links:
        yield Flaw(("per",), "per", *closest(front.per, links))


def _twice_flaws(key: str, fields: tuple[FieldSpec, ...]) -> Iterator[Flaw]:
    names = [field.name for field in fields]
    for at, name in enumerate(names):
        if name in names[:at]:
            yield Flaw((key, at, "name"), "field_twice", "field_twice", {"word": name})


def _field_flaws(path: KeyPath, field: FieldSpec) -> Iterator[Flaw]:
    """Whether the field brings what its type needs."""
    if field.type == "choice" and not field.options:
        yield Flaw((*path, "type"), "no_options", "no_options", {"word": field.name})
    if field.type in ("link", "links") and not field.to:
        yield Flaw((*path, "type"), "no_to", "choose", {"word": field.name, "choices": ", ".join(ITEMS)})
    if field.type == "scale":
        yield from _scale_flaws(path, field)


def _column_flaws(path: KeyPath, field: FieldSpec, *, in_a_list: bool) -> Iterator[Flaw]:
    """Whether the field can be a column of a table."""
    if field.column and not in_a_list:
        yield Flaw((*path, "column"), "column_elsewhere", "no_column", {})
    elif field.column and field.type not in COLUMN_TYPES:
        yield Flaw((*path, "column"), "column_type", "no_column", {"type": field.type})
    elif field.head and not field.column:
        yield Flaw((*path, "head"), "head_without_column", "head_without_column", {})


def _scale_flaws(path: KeyPath, field: FieldSpec) -> Iterator[Flaw]:
    if field.min is None or field.max is None:
        yield Flaw((*path, "type"), "no_bounds", "no_bounds", {"word": field.name})
    elif field.min >= field.max:
        yield Flaw((*path, "min"), "bounds", "bounds", {"low": "min", "high": "max"})
    else:
        for at, (step, _) in enumerate(field.anchors):
            if not field.min <= step <= field.max:
                values = {"word": f"{step:g}", "low": f"{field.min:g}", "high": f"{field.max:g}"}
                yield Flaw((*path, "anchors", at), "anchor_outside", "anchor_outside", values)


def _model_flaws(path: KeyPath, field: FieldSpec, model: type[Item], form: Form) -> Iterator[Flaw]:
    """Whether the model has this field and can hold what people would answer."""
    owner: type[BaseModel] = model
    *outer, name = field.name.split(".")
    for step in outer:
        inner = owner.model_fields[step].annotation if step in owner.model_fields else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            yield Flaw((*path, "name"), "unknown_field", *closest(field.name, _askable(model)))
            return
        owner = inner
    if name not in owner.model_fields or name in NOT_ASKED:
        yield Flaw((*path, "name"), "unknown_field", *closest(field.name, _askable(model)))
        return
    yield from _value_flaws(path, field, owner, name, form)


def _askable(model: type[BaseModel], before: str = "") -> tuple[str, ...]:
    """The names that a question may ask, dotted for the fields of a model inside the model."""
    names: list[str] = []
    for name, info in model.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            names += _askable(inner, f"{name}.")
        elif name not in NOT_ASKED:
            names.append(before + name)
    return tuple(names)


def _value_flaws(
    path: KeyPath, field: FieldSpec, owner: type[BaseModel], name: str, form: Form
) -> Iterator[Flaw]:
    allowed = _literals(owner.model_fields[name].annotation)
    for where, value in _would_store(field):
        stored = {"an_id": value} if form == "match" else value
        if _holds(owner, name, stored):
            continue
        if field.type == "choice" and allowed:
            yield Flaw((*path, *where), "unknown_option", *closest(str(value), allowed))
        else:
            values = {"word": field.name, "type": field.type}
            yield Flaw((*path, *(where or ("type",))), "type_does_not_fit", "type_does_not_fit", values)


def _would_store(field: FieldSpec) -> Iterator[tuple[KeyPath, object]]:
    """Values that answering this field would store, each with the key it comes from."""
    if field.type == "choice":
        yield from ((("options", at), value) for at, (value, _) in enumerate(field.options))
    elif field.type == "scale":
        yield from (((end,), value) for end in ("min", "max") if (value := getattr(field, end)) is not None)
    else:
        yield (), STORED[field.type]


def _holds(owner: type[BaseModel], name: str, value: object) -> bool:
    """Whether the model takes this value in this field."""
    try:
        owner.model_validate({name: value}, strict=True)
    except ValidationError as error:
        return all(details["loc"][0] != name for details in error.errors())
    return True


def _literals(annotation: Any) -> tuple[str, ...]:
    """The words to which a field is restricted; empty where it is not."""
    if get_origin(annotation) is Literal:
        return tuple(str(word) for word in get_args(annotation))
    return tuple(word for inner in get_args(annotation) for word in _literals(inner))
