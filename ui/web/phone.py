"""The phone of a participant: GET /deelnemen, a plain page of our own, and what only a phone asks.

The page is the same for everybody: one answer of a few kilobytes with its words, style and script inside, packed
once, without a look in the store. Two hundred phones can open it within a second, and one that waits has nothing
open but the stream of live.py. What it sends and shows goes through room.py; here is the rest of it:

POST /api/knock {code}                    whose session this is, and whether this browser is in it already
POST /api/join {code, name}               take part; one browser is one person, however often it taps
POST /api/name {workshop, name}           another name
POST /api/cards {workshop, agrees}        names beside votes after the reveal, or not
POST /api/own-link {workshop}             the address at which this person goes on, on another device
GET  /api/sheet/{workshop}                everything that this person sent, in words
"""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from strategy import workshop as room
from strategy.company.access import NotAllowed, Visitor
from strategy.deck import deck_in
from strategy.nouns.company import Noun
from strategy.nouns.workshop import Workshop
from strategy.words.formats import number
from strategy.words.texts import area, text
from strategy.workshop.closing import OwnAnswers, SheetVote
from strategy.workshop.dots import DOT
from strategy.workshop.subjects import scale_of
from ui.frame import cookies, visitor
from ui.look.scripts import joined
from ui.web import shell
from ui.web.headers import own_page_policy
from ui.web.room import Key, answered
from ui.web.say import kept, refusal

ADDRESS = "/deelnemen"
STYLE = Path(__file__).resolve().parent / "phone.css"
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie, Accept-Language, Accept-Encoding",
    "X-Robots-Tag": "noindex, nofollow",
}


class SentCode(Noun):
    """A code as it was typed or scanned."""

    code: Key


class SentName(Noun):
    """A code and the name of who wants to take part."""

    code: Key
    name: str


class SentRename(Noun):
    """Another name."""

    workshop: Key
    name: str


class SentCards(Noun):
    """A yes or no to open cards."""

    workshop: Key
    agrees: bool


class SentWish(Noun):
    """A wish that needs nothing but the workshop."""

    workshop: Key


# The page


class Page(NamedTuple):
    """The page in one language, plain and packed, with the rule that nothing else may run on it."""

    plain: bytes
    packed: bytes
    policy: str


async def open_phone(request: Request) -> Response:
    """The page: the same for everybody, whatever code is in the address."""
    page = page_in(_language(request))
    headers = {**HEADERS, "Content-Security-Policy": page.policy}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(page.plain, media_type="text/html", headers=headers)
    return Response(page.packed, media_type="text/html", headers={**headers, "Content-Encoding": "gzip"})


async def without_slash(request: Request) -> Response:
    """The address with a slash behind it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(ADDRESS + query, 308)


@cache
def page_in(language: str) -> Page:
    """The page with the words of this language."""
    style, script = STYLE.read_text(encoding="utf-8"), joined("phone/phone.js")
    html = f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#FAF6EE" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#1B1814" media="(prefers-color-scheme: dark)">
{shell.head(_title(language), text("web.pages.deelnemen.description", language), hidden=True)}
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<style>{style}</style>
</head>
<body>
<noscript><p>{escape(text("phone.page.no_script", language))}</p></noscript>
<script type="application/json" id="words">{_as_json(words(language))}</script>
<script type="module">{script}</script>
</body>
</html>
"""
    plain = html.encode()
    return Page(plain, gzip.compress(plain, 9, mtime=0), own_page_policy(style, script))


def _title(language: str) -> str:
    return f"{text('web.pages.deelnemen.title', language)} · {text('web.pages.home.title', language)}"


def words(language: str) -> dict[str, Any]:
    """The words that the script shows."""
    found, of_the_room = area("phone", language), area("workshop", language)
    refused = {code: of_the_room["refused"][code] for code in ("locked", "closed", "removed")}
    return {**found, "label": of_the_room["label"], "direction": of_the_room["direction"], "refused": refused}


def _as_json(found: dict[str, Any]) -> str:
    """As JSON that cannot end its element."""
    return json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")


# Coming in, and what only a phone asks


async def knock(request: Request) -> Response:
    """POST /api/knock."""
    return await _at_the_door(request, SentCode, _knock)


async def join(request: Request) -> Response:
    """POST /api/join."""
    return await _at_the_door(request, SentName, _join)


async def rename(request: Request) -> Response:
    """POST /api/name."""
    return await answered(request, SentRename, _rename)


async def cards(request: Request) -> Response:
    """POST /api/cards."""
    return await answered(request, SentCards, _cards)


async def own_link(request: Request) -> Response:
    """POST /api/own-link."""
    return await answered(request, SentWish, _own_link)


async def sheet(request: Request) -> Response:
    """GET /api/sheet/{workshop}: 403 for who does not take part."""
    who = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
    language, workshop_id = _language(request), request.path_params["workshop_id"]
    if who is None:
        return refusal(403, text("web.say.no_visitor", language))
    return await run_in_threadpool(_sheet, who, workshop_id, language)


async def _at_the_door(request: Request, noun: type[Any], deed: Any) -> JSONResponse:
    """Answer about a code; a wrong one later and later, without keeping a thread waiting (codes.py)."""
    waits: list[float] = []
    door = replace(room.DOOR, pause=waits.append)
    address = request.client.host if request.client else ""
    answer = await answered(request, noun, lambda who, sent: deed(who, sent, door, address))
    await asyncio.sleep(sum(waits))
    return answer


def _knock(who: Visitor, sent: SentCode, door: room.Door, address: str) -> dict[str, Any]:
    lobby = room.knock(visitor.store(), who, sent.code, door, address)
    me = lobby.participant
    return {
        "workshop": lobby.workshop_id,
        "code": lobby.code,
        "company": lobby.company_name,
        "locked": lobby.locked,
        "closed": lobby.closed,
        "joined": me is not None and not me.removed,
        "removed": me is not None and me.removed,
    }


def _join(who: Visitor, sent: SentName, door: room.Door, address: str) -> dict[str, Any]:
    store, now = visitor.store(), datetime.now(UTC)
    workshop_id, _ = room.join(store, who, sent.code, sent.name, now, door, address)
    return {"workshop": workshop_id, "code": room.as_typed(sent.code)}


def _rename(who: Visitor, sent: SentRename) -> dict[str, Any]:
    room.rename(visitor.store(), who, sent.workshop, sent.name)
    return {}


def _cards(who: Visitor, sent: SentCards) -> dict[str, Any]:
    room.agree_to_open_cards(visitor.store(), who, sent.workshop, sent.agrees)
    return {}


def _own_link(who: Visitor, sent: SentWish) -> dict[str, Any]:
    token = room.own_link(visitor.store(), who, sent.workshop, datetime.now(UTC))
    return {"path": f"/terug/{token}"}


# The sheet in words


def _sheet(who: Visitor, workshop_id: str, language: str) -> JSONResponse:
    store = visitor.store()
    try:
        found = room.sheet_of(store, who, workshop_id)
        workshop = store.workshop(workshop_id)
    except NotAllowed as refused:
        return refusal(403, text(refused.code, language))
    parts = list(sheet_in_words(found, workshop, language))
    return kept({"name": found.name, "parts": parts, "since": workshop.closed_at})


def sheet_in_words(found: OwnAnswers, workshop: Workshop, language: str) -> list[dict[str, Any]]:
    """What somebody sent, per step in the order of the session: {title, votes, lines}, without what is empty."""
    parts = [
        {
            "title": _step_in_words(workshop, step.id, language),
            "votes": [
                _vote_in_words(vote, workshop, language) for vote in found.votes if vote.step == step.id
            ],
            "lines": [idea.text for idea in found.ideas if idea.step == step.id],
        }
        for step in workshop.steps
    ]
    return [part for part in parts if part["votes"] or part["lines"]]


def _step_in_words(workshop: Workshop, step_id: str, language: str) -> str:
    step = workshop.step_named(step_id)
    if step is None:
        return ""
    card = deck_in(language).card(step.card)
    title = room.title_of(step, language)
    return f"{card.title} · {title}" if card is not None else title


def _vote_in_words(vote: SheetVote, workshop: Workshop, language: str) -> dict[str, Any]:
    """{item, question, value, round}; the value with its anchor."""
    if vote.subject.endswith(f"/{DOT}"):
        return {"item": vote.name, "question": text("phone.choose.mine", language), "value": "●", "round": 1}
    asked = scale_of(workshop, vote.step, vote.subject)
    scale = None
    if asked is not None:
        question = deck_in(language).question(asked.question.code)
        fields = question.fields if question is not None else ()
        scale = next((field for field in fields if field.name == asked.spec.name), asked.spec)
    label, anchors = (scale.label, dict(scale.anchors)) if scale is not None else ("", {})
    return {
        "item": vote.name,
        "question": label,
        "value": _value_in_words(vote.value, anchors, language),
        "round": vote.round,
    }


def _value_in_words(value: float | None, anchors: dict[float, str], language: str) -> str:
    if value is None:
        return text("phone.vote.unknown", language)
    return " · ".join(filter(None, (number(value, language=language), anchors.get(value, ""))))


def _language(request: Request) -> str:
    return cookies.language_of(request.cookies, request.headers.get("accept-language"))


ROUTES = [
    Route(ADDRESS, open_phone),
    Route(f"{ADDRESS}/", without_slash),
    Route("/api/knock", knock, methods=["POST"]),
    Route("/api/join", join, methods=["POST"]),
    Route("/api/name", rename, methods=["POST"]),
    Route("/api/cards", cards, methods=["POST"]),
    Route("/api/own-link", own_link, methods=["POST"]),
    Route("/api/sheet/{workshop_id}", sheet),
]
