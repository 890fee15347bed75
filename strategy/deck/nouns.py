"""What the deck consists of: frozen models, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from strategy.nouns.company import LISTED, Answer, Item

Form = Literal["one", "list", "each", "match"]
Type = Literal[
    "text",
    "long_text",
    "choice",
    "scale",
    "amount",
    "percent",
    "days",
    "hours",
    "count",
    "date",
    "yes_no",
    "link",
    "links",
]
COLUMN_TYPES = ("text", "choice", "amount", "percent", "days", "hours", "count", "date", "link")
FORMS: tuple[str, ...] = get_args(Form)
TYPES: tuple[str, ...] = get_args(Type)
ITEMS: dict[str, type[Item]] = {model.KIND: model for model in LISTED if model is not Answer}
SECTIONS = ("why", "how", "good", "gaps")


def one_of(choices: tuple[str, ...]) -> BeforeValidator:
    """Only these words; another one is refused together with what it could have been."""

    def check(value: object) -> object:
        if isinstance(value, str) and value not in choices:
            raise PydanticCustomError("unknown_choice", "no such word", {"word": value, "choices": choices})
        return value

    return BeforeValidator(check)


def _with_point(value: object) -> object:
    return value.replace(",", ".") if isinstance(value, str) else value


def _yes_or_no(value: object) -> object:
    return {"ja": True, "nee": False}.get(value, value) if isinstance(value, str) else value


def _pairs(value: object) -> object:
    return tuple(value.items()) if isinstance(value, dict) else value


Words = Annotated[str, Field(min_length=1)]
CardNumber = Annotated[float, BeforeValidator(_with_point), Field(allow_inf_nan=False)]
YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
Options = Annotated[tuple[tuple[str, Words], ...], BeforeValidator(_pairs)]
Anchors = Annotated[tuple[tuple[CardNumber, Words], ...], BeforeValidator(_pairs)]


class Frozen(BaseModel):
    """Base of everything here: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldSpec(Frozen):
    """One field of a question.

    `name` is the attribute of the item (dotted for judgements) or the key in `Answer.values`. `options` are
    (stored value, words) of a choice; `anchors` (number, words), the steps of a scale. `min` and `max` bound a
    scale; for text, `max` is the most characters. `to` is the kind of item a link leads to. A list with a
    `column` is a table where there is room; `head` is the label where a column is too narrow for it.
    """

    name: FieldName
    type: Annotated[Type, one_of(TYPES)]
    label: Words
    help: str = ""
    options: Options = ()
    anchors: Anchors = ()
    min: CardNumber | None = None
    max: CardNumber | None = None
    to: Annotated[str | None, one_of(tuple(ITEMS))] = None
    required: YesNo = False
    column: YesNo = False
    head: str = ""


class Question(Frozen):
    """One question of a card. `sections` has the keys of `SECTIONS`, each markdown.

    `form` is `one` (fields kept in `Answer.values`), `list` (people add items), `each` (fields of every item
    there is) or `match` (every value against every customer). `at_least` and `at_most` are advice. `short_name`
    stands where there is little room; `minutes` is what it takes somebody alone, 0 where the file does not say.
    """

    code: str
    card: str
    name: str
    form: Form
    item: str | None
    short: bool
    at_least: int | None
    at_most: int | None
    per: str | None
    fields: tuple[FieldSpec, ...]
    beside: tuple[FieldSpec, ...]
    title: str
    short_name: str = ""
    minutes: int = 0
    hint: str
    sections: dict[str, str]
    facilitation: str


class Card(Frozen):
    """One beer mat: the question and one provoking line in front, its questions in order.

    `brief` (why, how and the trap in sixty words) and `example` are what the back itself has room for, markdown;
    `back` (the keys of `SECTIONS`, markdown) is what there is to read for who wants more.
    """

    name: str
    title: str
    question: str
    short_question: str
    provocation: str = ""
    brief: str = ""
    example: str = ""
    order: int
    back: dict[str, str]
    facilitation: str
    questions: tuple[Question, ...] = ()


class Deck(Frozen):
    """The whole deck."""

    title: str
    tagline: str = ""
    cards: tuple[Card, ...] = ()

    def card(self, name: str) -> Card | None:
        """The card with this name, or None where it was left out."""
        return next((card for card in self.cards if card.name == name), None)

    def questions(self) -> Iterator[Question]:
        """Every question, card by card."""
        for card in self.cards:
            yield from card.questions

    def question(self, code: str) -> Question | None:
        """The question with this code, or None where it was left out."""
        return next((question for question in self.questions() if question.code == code), None)
