"""What was answered to one question, said back with an amount, a name or a count (deck.md 1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from strategy.checks.progress import handled_of
from strategy.company.fields import shown_at
from strategy.deck import FieldSpec, Question
from strategy.nouns.company import KINDS, Answer, Company, Item
from strategy.words.formats import euro, number
from strategy.words.texts import text

NAMED = 3
LONGEST = 90


def said_back(company: Company, question: Question, language: str) -> str:
    """One or two sentences about the answer; "" where nothing was answered."""
    answer = company.answer(question.code)
    if answer is not None and answer.state != "answered":
        return text(f"said.{answer.state}", language)
    if question.form == "one":
        return _of_one(answer, question, language) if answer is not None else ""
    if question.form == "list":
        return _of_list(company, question, language)
    return _of_each(company, question, language)


def _of_list(company: Company, question: Question, language: str) -> str:
    items = _listed(company, question)
    if not items:
        return ""
    said = text("said.listed", language, n=len(items), names=_names(items, language))
    amount = next((field.name for field in question.fields if field.type == "amount"), None)
    known = [value for item in items if amount and (value := getattr(item, amount, None)) is not None]
    return f"{said} {text('said.together', language, amount=euro(sum(known), language))}" if known else said


def _of_each(company: Company, question: Question, language: str) -> str:
    done, left = handled_of(company, question)
    if not done:
        return ""
    if not left:
        return text("said.each_all", language, n=len(done))
    return text(
        "said.each_some", language, done=len(done), n=len(done) + len(left), names=_names(left, language)
    )


def _of_one(answer: Answer, question: Question, language: str) -> str:
    said = [line for field in question.fields if (line := _field(answer, field, language))]
    return " ".join(said)


def _field(answer: Answer, field: FieldSpec, language: str) -> str:
    """What stands in one field: the words chosen, the step of a scale, or the text itself, cut where it is long."""
    value = shown_at(answer, field.name, language)
    if value in (None, ""):
        return ""
    if field.type == "choice":
        return f"{dict(field.options).get(str(value), str(value))}."
    if field.type == "scale":
        return text(
            "said.scale", language, label=field.label.rstrip("?"), value=number(float(value), language)
        )
    words = str(value)
    return text(
        "said.quote", language, words=words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"
    )


def _listed(company: Company, question: Question) -> list[Item]:
    items: Sequence[Item] = getattr(company, KINDS[question.item].PLURAL) if question.item else ()
    own = (
        item for item in items if question.item != "entry" or getattr(item, "question", "") == question.code
    )
    return [item for item in own if getattr(item, "name", "").strip()]


def _names(items: Iterable[Item], language: str) -> str:
    """The first names, and how many more there are."""
    names = [str(getattr(item, "name", "")) for item in items]
    if len(names) > NAMED + 1:
        return text("said.more", language, names=", ".join(names[:NAMED]), n=len(names) - NAMED)
    return ", ".join(names)
