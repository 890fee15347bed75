"""POST /api/say: an answer on its way to the store, also while Streamlit's own line is down.

The browser proves who it is by its cookie and where it comes from by headers that no other website can set.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from strategy.company.access import NotAllowed, Visitor
from strategy.company.fields import UnknownField
from strategy.company.quotas import Full
from strategy.company.saying import Gone, Saying, StaleSaying, say
from strategy.store.interface import Store
from strategy.words.texts import text
from strategy.words.typed import Unreadable
from ui.frame import cookies, visitor
from ui.web.origin import comes_from_here

LARGEST_BODY = 64 * 1024
ANSWERS = {Unreadable: 422, UnknownField: 404, Gone: 404}
"""What a refusal is over HTTP."""


class TooLarge(ValueError):
    """A body of more bytes than are read."""


async def say_it(request: Request) -> JSONResponse:
    """Keep one answer: 200 {revision, sequence, shown}, 409 with theirs, or a message that says what to do."""
    language = cookies.language_of(request.cookies, request.headers.get("accept-language"))
    who = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
    if not comes_from_here(request):
        return refusal(403, text("web.say.elsewhere", language))
    if who is None:
        return refusal(403, text("web.say.no_visitor", language))
    try:
        saying = Saying(**{"language": language, **await body_or_stop(request)})
    except TooLarge:
        return refusal(413, text("web.say.too_large", language))
    except (ValidationError, ValueError, TypeError, RecursionError):
        return refusal(422, text("web.say.unreadable", language))
    return await run_in_threadpool(answer, who, saying)


def answer(who: Visitor, saying: Saying) -> JSONResponse:
    """Say it to the store and put the outcome in words."""
    try:
        said = say(visitor.store(), who, saying)
    except StaleSaying as stale:
        message = text(stale.code, saying.language, **stale.values)
        return refusal(409, message, theirs=stale.theirs, revision=stale.revision, field=stale.field)
    except Full as full:
        return refusal(422, full.sentence(saying.language))
    except NotAllowed as refused:
        erased = is_erased(visitor.store(), saying.company_id)
        return refusal(
            410 if erased else 403, text("form.erased" if erased else refused.code, saying.language)
        )
    except (Unreadable, UnknownField, Gone) as refused:
        message = text(refused.code, saying.language, **refused.values)
        return refusal(ANSWERS[type(refused)], message)
    return kept({"revision": said.revision, "sequence": said.sequence, "shown": said.shown})


def is_erased(store: Store, company_id: str) -> bool:
    """Whether there is no such company any more; its id is too long to be guessed."""
    return not store.sequence(company_id)


async def body_or_stop(request: Request, most: int = LARGEST_BODY) -> dict[str, Any]:
    """The JSON object in the body. Raises `TooLarge`, ValueError for what is no JSON, TypeError for no object."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > most:
            raise TooLarge
    found = json.loads(bytes(read), parse_constant=_no_number)
    if not isinstance(found, dict):
        raise TypeError(type(found).__name__)
    return found


def _no_number(name: str) -> None:
    raise ValueError(name)


def kept(outcome: dict[str, Any], status: int = 200) -> JSONResponse:
    """An answer that nobody keeps a copy of."""
    return JSONResponse(outcome, status, headers={"Cache-Control": "no-store"})


def refusal(status: int, message: str, **more: Any) -> JSONResponse:
    """A refusal with a message for people."""
    return kept({"message": message, **more}, status)
