"""What form.js is told of a question: what may be said, what stands, in which words. Plain JSON types."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class DrawnField(TypedDict, total=False):
    """One field; what is empty is left out. `advised` and `longest` are characters."""

    name: str
    type: str
    label: str
    help: str
    options: list[list[str]]
    steps: list[list[Any]]
    to: str
    required: bool
    column: bool
    head: str
    unit: str
    unsure: bool
    advised: int
    longest: int


class DrawnAnswer(TypedDict):
    """What was said to the question as a whole: the revision, the state, and the fields by path as shown."""

    seen: int
    state: str
    values: dict[str, Any]


class DrawnItem(TypedDict):
    """One item that is listed or judged, with its fields by path as shown.

    `known`: by field the figure that stands in the place of an answer. `klass` and `todo`: the class of a customer and
    whether something is still to be done for it. `agreed`: what to say of the agreement that its answer came from.
    """

    id: str
    name: str
    seen: int
    group: str | None
    values: dict[str, Any]
    known: NotRequired[dict[str, str]]
    klass: NotRequired[str]
    todo: NotRequired[bool]
    agreed: NotRequired[str]


class DrawnPasting(TypedDict):
    """Where cells pasted into the table go, and the words of it."""

    url: str
    words: dict[str, str]


class DrawnQuestion(TypedDict):
    """A whole question. `accent` is the colour of the card in the light and the dark theme; `targets` are (id, name)
    by kind of what can be linked to.
    """

    url: str
    company: str
    question: str
    form: str
    kind: str | None
    per: str | None
    language: str
    label: str
    whole: bool
    accent: list[str]
    words: dict[str, str]
    advice: str
    empty: str
    fields: list[DrawnField]
    beside: list[DrawnField]
    answer: DrawnAnswer
    items: list[DrawnItem]
    assumed: dict[str, Any]
    pasting: DrawnPasting | None
    targets: dict[str, list[list[str]]]
    yardstick: NotRequired[str]
    classes: NotRequired[list[str]]
