"""Refuses who asks for too much within a minute, before anything is read for it (ui/frame/rates.py)."""

from __future__ import annotations

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from strategy.words.texts import text
from ui.frame import cookies
from ui.frame.rates import Asked, TooFast, rates
from ui.web import shell
from ui.web.headers import notice_answer
from ui.web.say import refusal
from ui.web.uploads import PREFIX as UPLOADS

COUNTED: tuple[tuple[str, str, Asked], ...] = (
    ("POST", "/api/join", "join"),
    ("POST", "/api/knock", "join"),
    ("POST", "/api/", "write"),
    ("GET", "/api/sheet/", "download"),
    ("GET", "/beheer/", "download"),
    ("GET", "/deel/", "open"),
    ("POST", "/deel/", "open"),
    ("GET", "/gedeeld", "open"),
    ("GET", "/terug/", "open"),
    ("PUT", UPLOADS, "upload"),
)
"""What is counted as what: the first method and start of a path that fit."""
A_MINUTE_FROM_NOW = {"Retry-After": "60", "Cache-Control": "no-store"}


class Paced:
    """Counts every request that costs something."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = asked_in(scope)
        try:
            if asked is not None:
                request = HTTPConnection(scope)
                who = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
                address = request.client.host if request.client else ""
                rates().count_or_stop(asked, who.hash if who else "", address)
        except TooFast as refused:
            await refused_politely(Request(scope), refused)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def asked_in(scope: Scope) -> Asked | None:
    """What this request is counted as, None for what costs little."""
    if scope["type"] != "http":
        return None
    method, path = scope["method"], scope["path"]
    found = (asked for way, start, asked in COUNTED if method == way and path.startswith(start))
    return next(found, None)


def refused_politely(request: Request, refused: TooFast) -> Response:
    """The refusal as whoever asked can show it."""
    language = cookies.language_of(request.cookies, request.headers.get("accept-language"))
    if request.url.path.startswith("/api/"):
        answer: Response = refusal(429, refused.sentence(language))
    elif request.method == "PUT":
        answer = PlainTextResponse("too fast", 429)
    else:
        title = text("web.too_fast.title", language)
        answer = notice_answer(shell.notice(language, title, refused.sentence(language)), 429, {})
    answer.headers.update(A_MINUTE_FROM_NOW)
    return answer
