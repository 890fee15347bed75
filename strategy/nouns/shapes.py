"""What is stored as JSON, and reading it again whichever version of this program wrote it.

Everything that is stored carries the number of its shape. A field more, of a newer program, is kept and written back;
a field less, of an older one, gets its default; what an older shape had elsewhere, a lift puts in its place. A field
never changes its name or meaning while a program that uses it may run beside this one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Fields = dict[str, Any]
N = TypeVar("N", bound=BaseModel)

SHAPE = 1
"""The number of today's shape; what carries none is of shape 1."""
LIFTS: dict[int, Callable[[str, Fields], Fields]] = {}
"""By number of a shape: what makes the fields of a model with this name those of the next shape."""

KEY = "shape"
DEEPEST = 5

_log = logging.getLogger(__name__)


class UnreadableShape(ValueError):
    """Something that was stored and of which not even a part fits the model that it is read as."""


def body_of(noun: BaseModel, exclude: set[str] | None = None) -> str:
    """The noun as JSON with the number of its shape. Defaults are written out: history does not change with them."""
    words = noun.model_dump_json(exclude=exclude)
    return words if KEY in (noun.model_extra or ()) else _stamp(SHAPE) + words[1:]


def noun_in(model: type[N], body: str) -> N:
    """The noun in this JSON; the reverse of `body_of`.

    A value that the model does not take is left out and logged, never in the way of the others. Raises
    `UnreadableShape` where the rest is no such noun.
    """
    if (same := _of_today(body)) is not None:
        try:
            return model.model_validate_json(same, extra=_more_is(model))
        except ValidationError:
            pass
    return noun_of(model, json.loads(body))


def noun_of(model: type[N], fields: Any) -> N:
    """As `noun_in`, from what the JSON says."""
    if not isinstance(fields, dict):
        raise UnreadableShape(model.__name__)
    left = lifted(model.__name__, fields)
    for _ in range(DEEPEST):
        try:
            return model.model_validate(left, extra=_more_is(model))
        except ValidationError as problem:
            _log.warning("%s was written by another version: %s", model.__name__, _places_of(problem))
            left = _without_misfits(left, problem)
    raise UnreadableShape(model.__name__)


def lifted(name: str, fields: Fields) -> Fields:
    """These fields of a model with this name in today's shape; those of a newer shape as they are, with its number."""
    number = fields.get(KEY, 1)
    if not isinstance(number, int) or is_newer(number):
        return fields
    for each in range(number, SHAPE):
        fields = LIFTS[each](name, fields) if each in LIFTS else fields
    return {field: value for field, value in fields.items() if field != KEY}


def lifted_from(number: Any, model: type[BaseModel], fields: Any) -> Any:
    """The fields of one item of a file of this shape, in today's; what is no item stays what it is."""
    return lifted(model.__name__, {KEY: number, **fields}) if isinstance(fields, dict) else fields


def is_newer(number: Any) -> bool:
    """Whether this is the number of a shape that this program does not know yet."""
    return isinstance(number, int) and number > SHAPE


def shape_of(nouns: Iterable[BaseModel]) -> int:
    """The number of today's shape, or of the newest one from which any of these has kept something."""
    return max(SHAPE, *(int((noun.model_extra or {}).get(KEY, SHAPE)) for noun in nouns))


def not_known_in(noun: BaseModel) -> dict[str, Any]:
    """What a newer program wrote in this noun and in those within it, as pydantic's `exclude`."""
    inside = {name: not_known_in(value) for name, value in vars(noun).items() if isinstance(value, BaseModel)}
    return {name: found for name, found in inside.items() if found} | dict.fromkeys(
        noun.model_extra or (), True
    )


@cache
def _stamp(number: int) -> str:
    return f'{{"{KEY}":{number},'


def _of_today(body: str) -> str | None:
    """The JSON without the number of its shape, None where that is not today's or not where we write it."""
    stamp = _stamp(SHAPE)
    if body.startswith(stamp):
        return "{" + body[len(stamp) :]
    return body if SHAPE == 1 and f'"{KEY}"' not in body else None


@cache
def _more_is(model: type[BaseModel]) -> Any:
    """What becomes of a field more: kept where the model can, else passed over."""
    return None if model.model_config.get("extra") == "allow" else "ignore"


def _without_misfits(fields: Fields, problem: ValidationError) -> Fields:
    """The fields without what does not fit: the innermost named value that is there, on the way to each mistake."""
    left = deepcopy(fields)
    misfits = [_innermost(left, error["loc"]) for error in problem.errors(include_url=False)]
    for holder, name in filter(None, misfits):
        holder.pop(name, None)
    return left


def _innermost(fields: Fields, place: tuple[int | str, ...]) -> tuple[Fields, str] | None:
    """The holder and the name of the last named value on the way to this place, None where there is none."""
    found: tuple[Fields, str] | None = None
    holder: Any = fields
    for step in place:
        if isinstance(holder, dict) and step in holder:
            found = (holder, str(step))
        holder = _inside(holder, step)
    return found


def _inside(holder: Any, step: int | str) -> Any:
    if isinstance(holder, Mapping):
        return holder.get(step)
    is_there = isinstance(holder, list) and isinstance(step, int) and step < len(holder)
    return holder[step] if is_there else None


def _places_of(problem: ValidationError) -> list[str]:
    return [".".join(map(str, error["loc"])) for error in problem.errors(include_input=False)]
