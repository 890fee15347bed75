"""The one form through which every answer is typed or tapped, and kept before the screen says so.

`question_form` draws a whole question. The browser posts each field by itself to `/api/say` (form.js) and keeps
a draft on the device until the server confirms it; Streamlit hears afterwards, once, so that what is derived
from the answers is drawn again. Python only describes the question: what may be said, what stands, in which
words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

import streamlit as st

from strategy.company.fields import shown_at
from strategy.company.names import names_of_kind
from strategy.deck import FieldSpec, Question, deck_in
from strategy.nouns import company as models
from strategy.nouns.company import Answer, Company, Item
from strategy.store.interface import Snapshot
from strategy.words.texts import area, text
from ui.form import news
from ui.form.drawn import DrawnAnswer, DrawnField, DrawnItem, DrawnPasting, DrawnQuestion
from ui.look.palette import CARDS, CARDS_DARK
from ui.look.scripts import loader

SAY = "/api/say"
CLASS_ORDER = (*models.CLASSES, "?")
PASTE = "/api/paste"
UNSURE = ("choice", "scale", "amount", "percent", "days", "hours", "count", "date", "yes_no", "link")
MOST_CHARACTERS = {"text": 200, "long_text": 4000}

_FORM = st.components.v2.component(
    "bierkaartjes_form",
    html='<div class="form"></div>\n<!-- filled by form.js -->',
    js=loader("form"),
)


def question_form(
    question: Question,
    snapshot: Snapshot,
    language: str,
    *,
    accent: str,
    key: str,
    agreed: Mapping[tuple[str, str], str] | None = None,
    known: Mapping[str, Mapping[str, str]] | None = None,
    yardstick: str = "",
    classes: Mapping[str, tuple[str, bool]] | None = None,
    only: str = "",
) -> int | None:
    """Draw the answer to this question, and return the number of the write when something was said just now.

    Title, hint and explanation are the page's; `accent` is the colour of the card. The key must stay the same
    as long as the question and the company do. `agreed`: by kind and id what to say of the agreement that an
    answer came from. `known`: by id of an item and field, the figure that stands in the place of an answer.
    `yardstick`: what to hold the items against, said above them. `classes`: by id the class of a customer, and
    whether something is still to be done for it, to look at some of them only. `only`: the id of the one item to ask
    of.
    """
    drawn = spec(question, snapshot, language, accent)
    if only:
        drawn["items"] = [item for item in drawn["items"] if item["id"] == only]
    drawn["yardstick"] = yardstick
    if classes:
        drawn["classes"] = sorted({klass for klass, _ in classes.values()}, key=CLASS_ORDER.index)
        for item in drawn["items"]:
            item["klass"], item["todo"] = classes.get(item["id"], ("?", True))
    for item in drawn["items"] if known else ():
        item["known"] = dict((known or {}).get(item["id"], {}))
    if agreed:
        for item in drawn["items"]:
            item["agreed"] = agreed.get((question.item or "", item["id"]), "")
    said = _FORM(data=news.sent(key, drawn), key=key, on_said_change=news.on_said(key)).said
    news.tell(key)
    return int(said["sequence"]) if isinstance(said, dict) and "sequence" in said else None


def spec(question: Question, snapshot: Snapshot, language: str, accent: str) -> DrawnQuestion:
    """Everything form.js needs to draw this question."""
    company = snapshot.company
    on_a_card = deck_in(language).question(question.code) is not None
    return {
        "url": SAY,
        "company": snapshot.company_id,
        "question": question.code,
        "form": question.form,
        "kind": question.item,
        "per": question.per,
        "language": language,
        "label": f"{question.code}. {question.title}" if on_a_card else question.title,
        "whole": on_a_card,
        "accent": [accent, _dark(accent)],
        "words": _words(language),
        "advice": _advice(question, language),
        "empty": _nothing_yet(question, company, language),
        "fields": [_field(field, language) for field in question.fields if field.name != question.per],
        "beside": [_field(field, language) for field in question.beside],
        "answer": _answer(question, snapshot, language),
        "items": _items(question, snapshot, language),
        "assumed": _assumed(question, language),
        "pasting": _pasting(question, language),
        "targets": {kind: _named(company, kind) for kind in _target_kinds(question)},
    }


def _dark(accent: str) -> str:
    """The same hue for the dark theme."""
    name = next((name for name, colour in CARDS.items() if colour == accent), None)
    return CARDS_DARK[name] if name is not None else accent


@cache
def _words(language: str) -> dict[str, str]:
    return dict(area("form", language)["words"])


def _pasting(question: Question, language: str) -> DrawnPasting | None:
    """Where cells pasted into the table of customers go; None where there is no such table."""
    if (question.form, question.item) != ("list", "customer"):
        return None
    return {"url": PASTE, "words": dict(area("paste", language)["in_place"])}


def _advice(question: Question, language: str) -> str:
    """How many items make a good answer, "" where it does not matter."""
    least, most = question.at_least, question.at_most
    if least is None and most is None:
        return ""
    which = "least" if most is None else "most" if least is None else "between"
    return text(f"form.advice.{which}", language, least=least, most=most)


def _nothing_yet(question: Question, company: Company, language: str) -> str:
    """What to do first where there is nothing to judge yet, "" where there is."""
    if question.form not in ("each", "match"):
        return ""
    kinds = ["value", "customer"] if question.form == "match" else [question.item or ""]
    for kind in kinds:
        if not _all(company, kind):
            source = next(
                (q for q in deck_in(language).questions() if (q.form, q.item) == ("list", kind)), None
            )
            if source is None:
                return text("form.empty.each_without", language)
            return text("form.empty.each", language, code=source.code, title=source.title)
    return ""


def _field(field: FieldSpec, language: str) -> DrawnField:
    """A field as form.js draws it; what is empty is left out."""
    described = DrawnField(
        name=field.name,
        type=field.type,
        label=field.label,
        help=field.help,
        options=[list(option) for option in field.options],
        steps=_steps(field),
        to=field.to or "",
        required=field.required,
        column=field.column,
        head=field.head,
        unit=area("form", language)["units"].get(field.type, ""),
        unsure=field.type in UNSURE and not field.required,
        advised=int(field.max) if field.type in MOST_CHARACTERS and field.max else 0,
        longest=MOST_CHARACTERS.get(field.type, 0),
    )
    return cast(DrawnField, {name: value for name, value in described.items() if value})


def _steps(field: FieldSpec) -> list[list[Any]]:
    """The steps of a scale with their anchor words, "" where a step has none."""
    if field.type != "scale":
        return []
    words = dict(field.anchors)
    least = field.min if field.min is not None else min(words, default=1)
    most = field.max if field.max is not None else max(words, default=5)
    numbers = sorted({*words, *(float(step) for step in range(int(least), int(most) + 1))})
    return [[int(number) if number == int(number) else number, words.get(number, "")] for number in numbers]


def _answer(question: Question, snapshot: Snapshot, language: str) -> DrawnAnswer:
    """What was said to the question as a whole, and in the fields that belong to it and not to an item."""
    found = snapshot.company.answer(question.code) or Answer(id=question.code)
    own = [*question.beside, *(question.fields if question.form == "one" else ())]
    return {
        "seen": snapshot.revision("answer", question.code),
        "state": found.state,
        "values": _shown(found, (field.name for field in own), language),
    }


def _items(question: Question, snapshot: Snapshot, language: str) -> list[DrawnItem]:
    """The items that this question lists or judges, each with what stands in its fields."""
    if question.item is None or question.form == "one":
        return []
    if question.form == "match":
        paths = [f"values.{value.id}" for value in snapshot.company.values]
    else:
        paths = [field.name for field in question.fields]
    names = names_of_kind(_all(snapshot.company, question.item))
    return [
        {
            "id": item.id,
            "name": names[item.id],
            "seen": snapshot.revision(item.KIND, item.id),
            "group": getattr(item, question.per, None) if question.per else None,
            "values": _shown(item, paths, language),
        }
        for item in _all(snapshot.company, question.item)
    ]


def _assumed(question: Question, language: str) -> dict[str, Any]:
    """What stands in the fields of an item of which nothing was said."""
    model = models.KINDS.get(question.item or "")
    if model is None:
        return {}
    return _shown(model.model_construct(id=""), (field.name for field in question.fields), language)


def _shown(item: Item, paths: Iterable[str], language: str) -> dict[str, Any]:
    """Path -> value as shown, without the empty ones."""
    found = {path: shown_at(item, path, language) for path in paths}
    return {path: value for path, value in found.items() if value is not None}


def _target_kinds(question: Question) -> set[str]:
    """The kinds of item that this question links to, groups by or sets against each other."""
    kinds = {field.to for field in (*question.fields, *question.beside) if field.to is not None}
    if question.per is not None:
        kinds |= {next((f.to for f in question.fields if f.name == question.per and f.to), question.per)}
    return kinds | ({"value"} if question.form == "match" else set())


def _named(company: Company, kind: str) -> list[list[str]]:
    """(id, name) of every item of this kind, no two names alike."""
    return [[id, name] for id, name in names_of_kind(_all(company, kind)).items()]


def _all(company: Company, kind: str) -> tuple[Item, ...]:
    """The items of this kind, in the order in which they were made."""
    model = models.KINDS.get(kind)
    if model is models.Settings:
        return (company.settings,)
    return getattr(company, model.PLURAL) if model in models.LISTED else ()
