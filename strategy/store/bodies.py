"""Items as the text in which a database keeps them, also where another version of this program wrote it."""

from __future__ import annotations

import json
import logging
from typing import Any

from pydantic import ValidationError

from strategy.nouns.company import KINDS, Item

_log = logging.getLogger(__name__)


def body_of(item: Item | None) -> str | None:
    """The item as JSON, None for what was removed. Defaults are written out: history does not change with them."""
    return None if item is None else item.model_dump_json()


def item_in(kind: str, id: str, body: str | None) -> Item | None:
    """The item in this body of a kind in `KINDS`; the reverse of `body_of`.

    A field that today's model no longer knows or takes is left out and logged, never in the way of the others.
    """
    if body is None:
        return None
    try:
        return KINDS[kind].model_validate_json(body)
    except ValidationError as problem:
        _log.warning("%s %s was written by another version: %s", kind, id, _fields_in(problem))
        return _item_in_old(kind, id, json.loads(body))


def _item_in_old(kind: str, id: str, fields: dict[str, Any]) -> Item:
    """Leave out the nested fields that do not fit, then the whole fields around them, then everything."""
    for keep_nested in (True, False):
        try:
            return KINDS[kind].model_validate(fields)
        except ValidationError as problem:
            _leave_out(fields, problem, keep_nested)
    try:
        return KINDS[kind].model_validate(fields)
    except ValidationError:
        return KINDS[kind](id=id)


def _leave_out(fields: dict[str, Any], problem: ValidationError, keep_nested: bool) -> None:
    for error in problem.errors(include_url=False):
        path = error["loc"] if keep_nested else error["loc"][:1]
        holder: Any = fields
        for step in path[:-1]:
            holder = holder.get(step) if isinstance(holder, dict) else None
        if path and isinstance(holder, dict):
            holder.pop(path[-1], None)


def _fields_in(problem: ValidationError) -> list[str]:
    return [".".join(map(str, error["loc"])) for error in problem.errors(include_input=False)]
