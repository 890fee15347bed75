"""POST /api/paste and /api/paste/undo: cells pasted into the table of customers, in one write that can be undone.

What is small and wholly understood is kept at once; anything else is shown first and kept when `sure`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from strategy.company import saying, taking_over
from strategy.company.access import NotAllowed, Visitor, owner_or_stop
from strategy.company.quotas import Full
from strategy.company.saying import SayingKey
from strategy.importing.pasting.pasted import (
    MOST_BYTES,
    MOST_ROWS,
    Paste,
    PastePlace,
    PasteProblem,
    PasteRefused,
    read_paste,
)
from strategy.nouns.company import Company, Noun
from strategy.store.interface import Receipt, Snapshot
from strategy.words import clock
from strategy.words.formats import number
from strategy.words.texts import text
from ui.bringing_in.paste_view import WAY, cell, counts, state
from ui.frame import cookies, visitor
from ui.web.origin import comes_from_here
from ui.web.say import TooLarge, body_or_stop, kept, refusal

LARGEST_BODY = MOST_BYTES + 64 * MOST_ROWS
"""The text, and the id of every row below it."""
AT_ONCE = 20
"""Rows that are kept without a look, where all of them were understood."""
SHOWN = 10


class Pasting(Noun):
    """What was pasted where: `fields` of the columns from the cell in focus, `ids` of the rows from there down."""

    company_id: SayingKey
    text: str
    fields: tuple[SayingKey, ...]
    ids: tuple[SayingKey, ...] = ()
    write_id: SayingKey
    sure: bool = False
    language: Literal["nl", "en"] = "nl"


class Undoing(Noun):
    """The write to take back."""

    company_id: SayingKey
    sequence: int
    language: Literal["nl", "en"] = "nl"


async def paste(request: Request) -> JSONResponse:
    """Keep what was pasted, or show first what it would change; a refusal is one sentence."""
    return await _answered(request, Pasting, _paste)


async def undo(request: Request) -> JSONResponse:
    """Take a paste back."""
    return await _answered(request, Undoing, _undo)


async def _answered(request: Request, noun: type[Any], deed: Any) -> JSONResponse:
    language = cookies.language_of(request.cookies, request.headers.get("accept-language"))
    who = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
    if not comes_from_here(request):
        return refusal(403, text("web.say.elsewhere", language))
    if who is None:
        return refusal(403, text("web.say.no_visitor", language))
    try:
        asked = noun(**await body_or_stop(request, LARGEST_BODY))
    except TooLarge:
        return refusal(413, text("paste.in_place.too_large", language, most=number(MOST_ROWS, language)))
    except (ValidationError, ValueError, TypeError, RecursionError):
        return refusal(422, text("web.say.unreadable", language))
    return await run_in_threadpool(_refusing, deed, who, asked)


def _refusing(deed: Any, who: Visitor, asked: Any) -> JSONResponse:
    """Do it, or say in words why not."""
    try:
        return kept({"kept": True, **deed(who, asked)})
    except PasteRefused as refused:
        return refusal(422, text(refused.code, asked.language, **refused.values))
    except NotAllowed as refused:
        return refusal(403, text(refused.code, asked.language))
    except (saying.ChangedSince, Full) as refused:
        return refusal(409, refused.sentence(asked.language))


def _paste(who: Visitor, asked: Pasting) -> dict[str, Any]:
    store = visitor.store()
    owner_or_stop(store, who, asked.company_id)
    standing = store.read(asked.company_id)
    read = _read(asked, standing.company)
    if not read.customers:
        words = "nothing" if read.rows else "none"
        return {
            "words": text(f"paste.in_place.{words}", asked.language),
            "notes": notes(read, asked.language),
        }
    if not asked.sure and needs_a_look(read):
        return {"look": look(read, standing.company, asked.language)}
    return _keep(who, asked, standing, read)


def _read(asked: Pasting, company: Company) -> Paste:
    return read_paste(
        asked.text,
        company.customers,
        segments=company.segments,
        language=asked.language,
        place=PastePlace(asked.fields, asked.ids),
    )


def _keep(who: Visitor, asked: Pasting, standing: Snapshot, read: Paste) -> dict[str, Any]:
    customers = read.customers
    seen = {customer.id: standing.revision("customer", customer.id) for customer in customers}
    store = visitor.store()

    def write(write_id: str) -> Receipt:
        return saying.put_customers(store, who, asked.company_id, customers, seen, write_id)

    words = counts(read, asked.language)
    receipt = taking_over.take_over(
        store, who, asked.company_id, WAY, asked.write_id, write, words, clock.now()
    )
    done = text("paste.in_place.done", asked.language, counts=in_numbers(read, asked.language))
    return {"sequence": receipt.sequence, "words": done, "notes": notes(read, asked.language)}


def _undo(who: Visitor, asked: Undoing) -> dict[str, Any]:
    undone = taking_over.undo(visitor.store(), who, asked.company_id, asked.sequence, clock.now())
    words = text("paste.in_place.undone", asked.language)
    if undone.kept:
        names = saying.names_in_words(undone.kept, asked.language)
        words = text("paste.kept", asked.language, names=names)
    return {"sequence": undone.sequence, "words": words, "notes": []}


def in_numbers(read: Paste, language: str) -> str:
    """How many customers are new, change or stay, as plain words."""
    return counts(read, language).replace("**", "")


def needs_a_look(read: Paste) -> bool:
    """Whether people see first what a paste would do: many rows, or something that was not understood."""
    unused = any(not column.field for column in read.columns)
    return len(read.rows) > AT_ONCE or unused or bool(read.problems or read.skipped)


def look(read: Paste, company: Company, language: str) -> dict[str, Any]:
    """What would change: counts, the first rows as a table, and what was not understood."""
    paths = [column.field for column in read.columns if column.field]
    groups = {segment.id: segment.name for segment in company.segments}
    shown = read.rows[:SHOWN]
    values = {"shown": SHOWN, "n": number(len(read.rows), language)}
    return {
        "counts": in_numbers(read, language),
        "heads": [text("paste.state", language), *(text(f"paste.fields.{path}", language) for path in paths)],
        "rows": [
            [state(row, language), *(cell(row.customer, path, groups, language) for path in paths)]
            for row in shown
        ],
        "more": text("paste.in_place.first", language, **values) if len(read.rows) > SHOWN else "",
        "notes": notes(read, language),
    }


def notes(read: Paste, language: str) -> list[str]:
    """What was not understood or left out, a sentence each, the first of them and how many more."""
    found = list(_each_note(read, language))
    left = len(found) - SHOWN
    rest = [text("paste.in_place.more_notes", language, n=number(left, language))] if left > 0 else []
    return [*found[:SHOWN], *rest]


def _each_note(read: Paste, language: str) -> Iterator[str]:
    for column in read.columns:
        if not column.field:
            words = text(column.code, language, **column.values)
            yield text("paste.in_place.column_note", language, column=column.shown, words=words)
    for problem in (*read.problems, *read.skipped):
        yield _note(problem, language)


def _note(problem: PasteProblem, language: str) -> str:
    words = text(problem.code, language, **problem.values)
    code = "note" if problem.column else "row_note"
    return text(f"paste.in_place.{code}", language, row=problem.row, column=problem.column, words=words)


ROUTES = [
    Route("/api/paste", paste, methods=["POST"]),
    Route("/api/paste/undo", undo, methods=["POST"]),
]
