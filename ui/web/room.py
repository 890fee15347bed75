"""What a phone in a workshop sends and asks, also while Streamlit's own line is down.

POST /api/vote {workshop, item, field, step, round, value, write_id}     a vote; value null is "weet ik niet"
POST /api/ready {workshop, stage, ready}                                 ready with a stage, or not after all
POST /api/idea {workshop, step, question, text, write_id}                a line; again with the same write_id changes it
POST /api/withdraw {workshop, idea}                                      takes a line back
POST /api/dot {workshop, step, line, laid, write_id}                     lays a dot on a line, or takes it back
GET /api/room/{workshop}?stap=STEP                                       the view of this phone, with an ETag

Each is kept before it answers 200. 409 says that it is too late or not asked (with a message for people), 422 that it
cannot be read, 403 that it is not allowed. Who sends it is told by the cookie, from where by headers (say.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from strategy import workshop as room
from strategy.company.access import NotAllowed, Visitor
from strategy.company.quotas import Full
from strategy.nouns.company import Noun
from strategy.words.texts import text
from strategy.workshop import Ballot, Refused
from ui.frame import cookies, visitor
from ui.web.late import late_line, refused_vote
from ui.web.origin import comes_from_here
from ui.web.presence import PRESENCE, Phone
from ui.web.say import TooLarge, body_or_stop, kept, refusal

Key = Annotated[str, Field(max_length=300)]
WriteId = Annotated[str, Field(min_length=8, max_length=80)]
FORBIDDEN = 403
ASKED_AGAIN = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}


class SentVote(Noun):
    """A vote as a phone sends it; `item` is `kind:id`."""

    workshop: Key
    item: Key
    field: Key
    step: Key
    round: int
    value: float | None
    write_id: WriteId


class SentReady(Noun):
    """A tap on "klaar"; `stage` as it was in the view."""

    workshop: Key
    stage: Key
    ready: bool = True


class SentIdea(Noun):
    """A line as it was typed."""

    workshop: Key
    step: Key
    question: Key
    text: str
    write_id: WriteId


class SentWithdrawal(Noun):
    """A line that its author takes back."""

    workshop: Key
    idea: Key


class SentDot(Noun):
    """A dot on a line, or one taken back."""

    workshop: Key
    step: Key
    line: Key
    laid: bool
    write_id: WriteId


async def vote(request: Request) -> Response:
    """POST /api/vote."""
    return await answered(request, SentVote, _vote)


async def ready(request: Request) -> Response:
    """POST /api/ready."""
    return await answered(request, SentReady, _ready)


async def idea(request: Request) -> Response:
    """POST /api/idea; answers with the id of the line."""
    return await answered(request, SentIdea, _idea)


async def withdraw(request: Request) -> Response:
    """POST /api/withdraw."""
    return await answered(request, SentWithdrawal, _withdraw)


async def dot(request: Request) -> Response:
    """POST /api/dot."""
    return await answered(request, SentDot, _dot)


async def view(request: Request) -> Response:
    """GET /api/room/{workshop}: what this phone shows now; 304 where nothing changed since its ETag."""
    who = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
    if who is None:
        return refusal(403, text("web.say.no_visitor", _language(request)))
    answer = await run_in_threadpool(_view, request, who)
    if answer.status_code != FORBIDDEN:
        PRESENCE.asked(Phone(request.path_params["workshop_id"], who))
    return answer


def _vote(who: Visitor, sent: SentVote) -> dict[str, Any]:
    ballot = Ballot(
        workshop=sent.workshop,
        step=sent.step,
        round=sent.round,
        subject=f"{sent.item}/{sent.field}",
        value=sent.value,
        write_id=sent.write_id,
    )
    room.give_vote(visitor.store(), who, ballot)
    return {}


def _ready(who: Visitor, sent: SentReady) -> dict[str, Any]:
    room.be_ready(visitor.store(), who, sent.workshop, sent.stage, sent.ready)
    return {}


def _idea(who: Visitor, sent: SentIdea) -> dict[str, Any]:
    store = visitor.store()
    line = room.add_idea(store, who, sent.workshop, sent.step, sent.question, sent.text, sent.write_id)
    return {"idea": line.id}


def _withdraw(who: Visitor, sent: SentWithdrawal) -> dict[str, Any]:
    room.withdraw_idea(visitor.store(), who, sent.workshop, sent.idea)
    return {}


def _dot(who: Visitor, sent: SentDot) -> dict[str, Any]:
    room.lay_dot(visitor.store(), who, sent.workshop, sent.step, sent.line, sent.laid, sent.write_id)
    return {}


async def answered(
    request: Request, noun: type[Any], deed: Callable[[Visitor, Any], Mapping[str, Any]]
) -> JSONResponse:
    """Read what was sent, do it, and put the outcome in words."""
    language = _language(request)
    who = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
    if not comes_from_here(request):
        return refusal(403, text("web.say.elsewhere", language))
    if who is None:
        return refusal(403, text("web.say.no_visitor", language))
    try:
        sent = noun(**await body_or_stop(request))
    except TooLarge:
        return refusal(413, text("web.say.too_large", language))
    except (ValidationError, ValueError, TypeError, RecursionError):
        return refusal(422, text("web.say.unreadable", language))
    return await run_in_threadpool(_done, deed, who, sent, language)


def _done(
    deed: Callable[[Visitor, Any], Mapping[str, Any]], who: Visitor, sent: Any, language: str
) -> JSONResponse:
    try:
        outcome = deed(who, sent)
    except NotAllowed as refused:
        return refusal(403, text(refused.code, language), code=refused.code)
    except Refused as refused:
        return refusal(409, _why(sent, refused, language), code=refused.code)
    except Full as full:
        return refusal(409, full.sentence(language), code=full.code)
    if isinstance(sent, SentIdea):
        outcome = {**outcome, "late": late_line(visitor.store(), sent.workshop, sent.step, language)}
    return kept({"kept": True, **outcome})


def _why(sent: Any, refused: Refused, language: str) -> str:
    """Why it was refused; of a vote also which one, and what runs now."""
    if not isinstance(sent, SentVote):
        return text(refused.code, language, **refused.values)
    subject = f"{sent.item}/{sent.field}"
    return refused_vote(visitor.store(), sent.workshop, sent.step, subject, refused, language)


def _view(request: Request, who: Visitor) -> Response:
    workshop_id, language = request.path_params["workshop_id"], _language(request)
    look_at = request.query_params.get("stap")
    store = visitor.store()
    try:
        edition = room.edition_for(store, who, workshop_id)
        tag = _tag(edition, who.hash, language, look_at or "")
        headers = {**ASKED_AGAIN, "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        found = room.view_for(store, who, workshop_id, datetime.now(UTC), language, look_at)
    except NotAllowed as refused:
        return refusal(403, text(refused.code, language))
    return Response(found.model_dump_json(), media_type="application/json", headers=headers)


def _tag(*parts: str) -> str:
    """An ETag that tells nothing of what it stands for."""
    return f'"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:20]}"'


def _language(request: Request) -> str:
    return cookies.language_of(request.cookies, request.headers.get("accept-language"))
