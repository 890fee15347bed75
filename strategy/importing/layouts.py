"""What the owner confirmed about an export, remembered for the next one with the same column names.

It is kept as an answer of the company under the fingerprint of the columns: a column name gives its field, and
what was answered to the questions of the import stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from strategy.company.access import Visitor, owner_or_stop
from strategy.importing.nouns.preview import Preview
from strategy.nouns.company import Answer, Company
from strategy.store.interface import Change, StaleWrite, Store

PREFIX = "layout-"
COLUMN = "column "
ANSWER = "answer "


@dataclass(frozen=True)
class Layout:
    """Column names with their field ("" for ignored), and answers to questions by their key."""

    mapping: dict[str, str]
    answers: dict[str, str]


def layout_in(company: Company, preview: Preview) -> Layout | None:
    """What is remembered of a file with these columns, None where it is the first one."""
    kept = company.answer(PREFIX + preview.layout)
    if kept is None:
        return None
    return Layout(_under(kept, COLUMN), _under(kept, ANSWER))


def _under(kept: Answer, start: str) -> dict[str, str]:
    return {key[len(start) :]: str(value) for key, value in kept.values.items() if key.startswith(start)}


def remember(
    store: Store,
    visitor: Visitor,
    company_id: str,
    preview: Preview,
    answers: Mapping[str, str],
    write_id: str,
) -> None:
    """Keep the columns of this file and what was answered about it. Raises `NotAllowed`.

    The last one counts: where somebody else just kept the same layout, theirs stands.
    """
    owner_or_stop(store, visitor, company_id)
    columns = {COLUMN + name: field for name, field in preview.mapping.items()}
    said = {ANSWER + key: value for key, value in answers.items()}
    kept = Answer(id=PREFIX + preview.layout, values={**columns, **said})
    seen = store.read(company_id).revision(Answer.KIND, kept.id)
    try:
        store.write(company_id, [Change.put(kept, seen)], author=visitor.hash, write_id=write_id)
    except StaleWrite:
        return
