"""Giving every browser its cookie, on the first page it opens.

Pure ASGI: a page, its websocket and a stream of events pass untouched. The websocket opens after the page, so
that the cookie is known to the very first run of a visit.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strategy.company.access import Visitor, new_token, visitor_of_token
from ui.frame import cookies

WITHOUT = "/deel/"
"""Who only reads a shared link gets no cookie."""


class VisitorCookie:
    """Sees to it that whoever opens a page has the cookie, and keeps it alive for another 180 days."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the cookie on pages and on redirects to them."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = HTTPConnection(scope).cookies.get(cookies.VISITOR)
        token = known if known and cookies.is_well_formed(known) else new_token()
        scope["bk_visitor"] = token
        of_a_link = scope["path"].startswith(WITHOUT)
        cookie = visitor_cookie(token, secure=scope.get("scheme") == "https")

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and is_page(message) and not of_a_link:
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def visitor_at_door(connection: HTTPConnection) -> Visitor:
    """Who opens this page: the visitor of the cookie, or of the one that this answer sets."""
    return visitor_of_token(connection.scope["bk_visitor"])


def is_page(message: Message) -> bool:
    """Whether this answer is a page, or sends the browser to one."""
    kind = MutableHeaders(scope=message).get("content-type", "")
    return (message["status"] == 200 and kind.startswith("text/html")) or message["status"] == 303


def visitor_cookie(token: str, *, secure: bool) -> str:
    """The header that sets the cookie: no script can read it, no other website sends it along."""
    return _header(cookies.VISITOR, token, secure=secure, hidden=True)


def language_cookie(language: str, *, secure: bool) -> str:
    """The header that remembers a chosen language."""
    return _header(cookies.LANGUAGE, language, secure=secure, hidden=False)


def _header(name: str, value: str, *, secure: bool, hidden: bool) -> str:
    parts = [f"{name}={value}", "Path=/", f"Max-Age={cookies.KEPT_SECONDS}", "SameSite=Lax"]
    return "; ".join(parts + ["HttpOnly"] * hidden + ["Secure"] * secure)
