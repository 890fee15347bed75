"""GET and POST /voorbereiden/{token}: the page of one session on which customers are brought in beforehand.

A plain page and a plain form: it works everywhere, fetches nothing, and looking at it gives nobody a right. Nothing
that is in the company stands on it but how many customers there are.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import parse_qs
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from strategy import workshop
from strategy.company.access import NotAllowed, Visitor
from strategy.importing.pasting.pasted import MOST_BYTES, PasteRefused
from strategy.words.formats import day, number
from strategy.words.texts import text
from strategy.workshop import Brought, Preparation, Refused, title_of
from ui.frame import cookies, visitor
from ui.web.cookie import visitor_at_door
from ui.web.origin import comes_from_here

HERE = Path(__file__).resolve().parent
MOST_SHOWN = 20
LARGEST = 4 * MOST_BYTES


class NothingHere(Exception):
    """Nothing is prepared here: the link is unknown, ended or malformed."""


async def open_preparation(request: Request) -> Response:
    """The page as it stands. Raises `NothingHere`."""
    found = await run_in_threadpool(_found, request.path_params["token"])
    return page(found, language_of(request))


async def bring(request: Request) -> Response:
    """Put in what was sent, and show the page with what came of it. Raises `NothingHere`."""
    language = language_of(request)
    sent = await _sent(request)
    if sent is None or not comes_from_here(request):
        found = await run_in_threadpool(_found, request.path_params["token"])
        words = "web.say.elsewhere" if sent is not None else "web.say.too_large"
        return page(found, language, problem=text(words, language), status=400)
    return await run_in_threadpool(
        _brought, visitor_at_door(request), request.path_params["token"], sent, language
    )


def language_of(request: Request) -> str:
    """The language of whoever asks."""
    return cookies.language_of(request.cookies, request.headers.get("accept-language"))


async def _sent(request: Request) -> dict[str, str] | None:
    """The fields of the form; None where there is too much of it."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > LARGEST:
            return None
    found = parse_qs(bytes(read).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    return {name: values[0] for name, values in found.items()}


def _found(token: str) -> Preparation:
    try:
        return workshop.open_preparation(visitor.store(), token, datetime.now(UTC))
    except NotAllowed:
        raise NothingHere from None


def _brought(who: Visitor, token: str, sent: dict[str, str], language: str) -> Response:
    store, now = visitor.store(), datetime.now(UTC)
    typed, write_id = sent.get("customers", ""), sent.get("write_id", "")[:80] or uuid4().hex
    try:
        done = workshop.prepare(store, who, token, typed, write_id, now, language)
    except NotAllowed:
        raise NothingHere from None
    except (Refused, PasteRefused) as refused:
        return page(
            _found(token), language, typed=typed, problem=text(refused.code, language, **refused.values)
        )
    return page(_found(token), language, done=done)


def page(
    found: Preparation,
    language: str,
    *,
    done: Brought | None = None,
    typed: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    """The page, with what was just brought in or why it was refused."""

    def say(key: str, **values: object) -> str:
        return escape(text(f"preparation.{key}", language, **values))

    company = found.company_name or text("preparation.nameless", language)
    many = number(found.customers, language)
    so_far = say("so_far", n=many) if found.customers else say("nobody")
    closed = found.workshop.closed is not None
    inside = f"<p>{say('closed')}</p>" if closed else _form(language, typed)
    html = f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{say("title")} · Bierkaartjes</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<style>{style()}</style>
</head>
<body>
<main>
<p class="for">{say("for", company=company)}</p>
<h1>{say("title")}</h1>
{_result(done, language)}{f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""}
<p>{say("text")} <b>{so_far}</b></p>
{inside}
<p class="small">{say("gives")} {say("opened", day=day(found.workshop.opened))}</p>
<details><summary>{say("agenda")}</summary>{_agenda(found, language)}</details>
</main>
</body>
</html>
"""
    return HTMLResponse(html, status, headers=headers())


def _form(language: str, typed: str) -> str:
    def say(key: str) -> str:
        return escape(text(f"preparation.{key}", language))

    return (
        f'<form method="post"><input type="hidden" name="write_id" value="{uuid4().hex}">'
        f'<label for="customers">{say("label")}</label><p class="small" id="hint">{say("hint")}</p>'
        f'<textarea id="customers" name="customers" rows="12" required aria-describedby="hint" '
        f'placeholder="{say("example")}" spellcheck="false">{escape(typed)}</textarea>'
        f'<button type="submit">{say("button")}</button></form>'
    )


def _result(done: Brought | None, language: str) -> str:
    if done is None:
        return ""
    words = text("preparation.done", language, outcome=done.in_words(language))
    more = escape(text("preparation.more", language))
    return f'<div class="done" role="status"><p><b>{escape(words)}</b></p><p>{more}</p>{_left_out(done, language)}</div>'


def _left_out(done: Brought, language: str) -> str:
    """The rows and cells that could not be used, each with its reason."""
    lines = [
        escape(text("preparation.row", language, row=each.row, why=text(each.code, language, **each.values)))
        for each in done.unused
    ]
    if not lines:
        return ""
    heading = escape(text("preparation.left_out", language))
    return f"<h2>{heading}</h2><ul>{''.join(f'<li>{line}</li>' for line in lines[:MOST_SHOWN])}</ul>"


def _agenda(found: Preparation, language: str) -> str:
    steps = "".join(
        f"<li>{escape(title_of(step, language))} "
        f"<span>{escape(text('preparation.minutes', language, n=number(step.minutes, language, 1)))}</span></li>"
        for step in found.workshop.steps
    )
    return f"<ol>{steps}</ol>"


@cache
def style() -> str:
    """The style of the page."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("notice.css", "preparation.css"))


@cache
def headers() -> dict[str, str]:
    """Nobody keeps the page, nothing else runs on it, and it can be sent to us alone."""
    hashed = b64encode(sha256(style().encode()).digest()).decode()
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{hashed}'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    }
