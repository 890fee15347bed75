"""What a phone is told whose vote or line comes after the others went on: what it was about, and what runs now."""

from __future__ import annotations

from strategy.company.access import NotAllowed
from strategy.deck import deck_in
from strategy.nouns.workshop import Workshop
from strategy.store.interface import Store, UnknownCompany
from strategy.words.texts import text
from strategy.workshop import Refused, title_of
from strategy.workshop.rights import workshop_or_stop
from strategy.workshop.subjects import scale_of

TOO_LATE = "workshop.refused.revealed"


def refused_vote(
    store: Store, workshop_id: str, step_id: str, subject: str, refused: Refused, language: str
) -> str:
    """Why a vote was not taken; of one that comes too late also which one, and what everybody does now."""
    why = text(refused.code, language, **refused.values)
    if refused.code != TOO_LATE:
        return why
    try:
        workshop = workshop_or_stop(store, workshop_id)
        about = _in_words(store, workshop, step_id, subject, language)
    except (NotAllowed, UnknownCompany, ValueError):
        return why
    found = text("late.vote", language, subject=about, why=why) if about else why
    if workshop.closed is not None:
        return found
    return f"{found} {text('late.now', language, step=title_of(workshop.step, language))}"


def late_line(store: Store, workshop_id: str, step_id: str, language: str) -> str:
    """That a line was kept for a step where the others are no more; "" where they are there."""
    workshop = workshop_or_stop(store, workshop_id)
    if step_id in (workshop.step.id, workshop.step.gathers):
        return ""
    written = workshop.step_named(step_id)
    title = title_of(written, language) if written is not None else ""
    return text("late.line", language, step=title, now=title_of(workshop.step, language))


def _in_words(store: Store, workshop: Workshop, step_id: str, key: str, language: str) -> str:
    """*Café Central: Winstmarge*; "" for what is no subject of this step. Raises `ValueError`."""
    asked = scale_of(workshop, step_id, key)
    if asked is None:
        return ""
    question = deck_in(language).question(asked.question.code)
    fields = question.fields if question is not None else ()
    label = next((field.label for field in fields if field.name == asked.spec.name), asked.spec.label)
    item_key = key.rpartition("/")[0]
    company = store.read(workshop.company_id).company
    name = next(
        (str(getattr(item, "name", "")) for item in company.items() if f"{item.KIND}:{item.id}" == item_key),
        "",
    )
    return f"{name}: {label}" if name else label
