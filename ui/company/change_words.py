"""What changed in a company, in words: items by their kind and name, fields as the cards call them."""

from __future__ import annotations

from functools import cache
from typing import Any

from strategy.company.fields import UNKNOWN, UnknownField, field_of
from strategy.comparing.differences import FieldChange
from strategy.deck import FieldSpec, deck_in
from strategy.importing.layouts import PREFIX as LAYOUT
from strategy.words.formats import euro, fixed, number, percent
from strategy.words.texts import area, inside_quotes, text

# The moment of choosing a class changes with every choice and says nothing new beside it.
NOT_TOLD = ("override.at", "override.who", "signal")


def is_told(change: FieldChange) -> bool:
    """Whether this change says something to a person; how an export was read is kept, but is no answer."""
    if change.kind == "answer" and change.id.startswith(LAYOUT):
        return False
    return change.field not in NOT_TOLD


def change_sentence(change: FieldChange, language: str) -> str:
    """One change: what was added, removed, or from what to what a field went."""
    what = text(f"versions_view.kinds.{change.kind}", language, name=inside_quotes(change.name))
    if change.deed != "changed":
        return text(f"versions_view.said.{_deed(change)}", language, what=what)
    before, after = (_value(change, value, language) for value in (change.before, change.after))
    key = "changed" if before and after else "set" if after else "emptied"
    nothing = text("versions.deed.nothing", language)
    sentence = text(
        f"versions_view.said.{key}",
        language,
        what=what,
        field=_field(change, language),
        before=before or nothing,
        after=after or nothing,
    )
    return sentence.removesuffix(".") if sentence.endswith(".”.") else sentence


def _deed(change: FieldChange) -> str:
    if change.kind == "answer":
        return "answered" if change.deed == "added" else "unanswered"
    return change.deed


def _field(change: FieldChange, language: str) -> str:
    """What the field is called, on a card where there is one that asks for it."""
    if change.about:
        return text("versions_view.fields.match", language, about=change.about)
    own: dict[str, str] = area("versions_view", language)["fields"]
    spec = _spec(change.kind, change.id if change.kind == "answer" else "", change.field, language)
    label = own.get(change.field) or (spec.label if spec else "") or _elsewhere(change, language)
    label = label.removesuffix("?")
    return label[:1].lower() + label[1:] if label[1:2].islower() else label or change.field


@cache
def _card(kind: str, id: str, path: str, language: str) -> str:
    deck = deck_in(language)
    if kind == "answer":
        question = deck.question(id)
    else:
        asked = [each for each in deck.questions() if each.item == kind]
        own = (each for each in asked if any(spec.name == path for spec in each.fields))
        question = next(own, asked[0] if asked else None)
    card = deck.card(question.card) if question is not None else None
    return card.title if card is not None else ""


def card_of(change: FieldChange, language: str) -> str:
    """The name of the card that asks for what changed; "" for settings, actions and the rest."""
    return _card(change.kind, change.id if change.kind == "answer" else "", change.field, language)


@cache
def _spec(kind: str, question: str, path: str, language: str) -> FieldSpec | None:
    """The field on a card: of this question for an answer, else of any question about this kind of item."""
    deck = deck_in(language)
    if kind == "answer":
        asked = deck.question(question)
        specs = (*asked.fields, *asked.beside) if asked else ()
        return next((spec for spec in specs if spec.name == path.removeprefix("values.")), None)
    asked_of = (each for each in deck.questions() if each.item == kind)
    return next((spec for each in asked_of for spec in each.fields if spec.name == path), None)


def _elsewhere(change: FieldChange, language: str) -> str:
    """What a setting or a field of an action is called; "" for anything else."""
    if change.kind == "action":
        return str(area("actions", language)["fields"].get(change.field, ""))
    found = area("settings", language)["fields"].get(change.field.replace(".", "_"), {})
    label = str(found.get("label", ""))
    weighs = label and change.field.startswith("weights.")
    return text("versions_view.weight", language, label=label.lower()) if weighs else label


def _value(change: FieldChange, value: Any, language: str) -> str:
    """A value as a person reads it, "" for nothing."""
    if value is None or value in ("", [], ()):
        return ""
    if value == UNKNOWN:
        return text("versions.deed.unknown", language)
    if isinstance(value, bool):
        return text(f"versions_view.yes_no.{'yes' if value else 'no'}", language)
    if isinstance(value, list | tuple):
        return ", ".join(_value(change, each, language) for each in value)
    if isinstance(value, int | float):
        return _figure(change, float(value), language)
    return _words(change, str(value), language)


def _words(change: FieldChange, value: str, language: str) -> str:
    """A choice in its own words, a date as it is written, any other text in quotes."""
    if change.field == "state":
        return text(f"versions_view.states.{value}", language)
    spec = _spec(change.kind, change.id if change.kind == "answer" else "", change.field, language)
    options = dict(spec.options) if spec else area("settings", language)["options"].get(change.field, {})
    if value in options:
        return f"“{options[value]}”"
    if change.kind == "settings" and change.field == "method":
        return text(f"app.classes.ways.{value}", language)
    if _reads(change) == "date":
        return "/".join(reversed(value.split("-")))
    return value if change.field == "override.klass" else f"“{inside_quotes(value)}”"


def _figure(change: FieldChange, value: float, language: str) -> str:
    """A number with its unit."""
    if change.about:
        steps = {0.0: "match_0", 0.5: "match_half", 1.0: "match_1"}
        return (
            f"“{text(f'form.words.{steps[value]}', language)}”" if value in steps else fixed(value, language)
        )
    if words := _anchor(change, value, language):
        return f"“{words}”"
    reads = _reads(change)
    if reads == "amount":
        return euro(value, language, 0 if value == round(value) else 2)
    if reads == "percent":
        return percent(value, language, 2)
    if reads in ("days", "hours"):
        return text(f"versions_view.units.{reads}", language, n=number(value, language, 2))
    return number(value, language, 2)


def _anchor(change: FieldChange, value: float, language: str) -> str:
    """What a step of a scale says, without what comes behind its colon; "" where the field has no such steps."""
    spec = _spec(change.kind, change.id if change.kind == "answer" else "", change.field, language)
    said = dict(spec.anchors).get(value, "") if spec else ""
    return said.partition(":")[0]


def _reads(change: FieldChange) -> str:
    """How this field is read: amount, percent, days, date and so on; "" where that is not known."""
    path = change.field.removeprefix("values.") if change.kind == "answer" else change.field
    try:
        return field_of(change.kind, change.id, path).reads
    except UnknownField:
        return ""
