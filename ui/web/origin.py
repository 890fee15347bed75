"""Whether a browser asks this from one of our own pages.

A browser sends along from where it asks and no website can change that. Another website may therefore not save, and
not open the line over which Streamlit draws a page: it would come with the cookie of who looks at it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

NOT_FROM_HERE = 1008
OWN = {"http": "http", "ws": "http", "https": "https", "wss": "https"}


def comes_from_here(connection: HTTPConnection) -> bool:
    """Whether one of our own pages sent this, by Sec-Fetch-Site, or by Origin for older browsers."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin")
    return origin is not None and is_ours(origin, connection)


def is_ours(origin: str, connection: HTTPConnection) -> bool:
    """Whether this origin is the address at which we are asked.

    A page over https is never joined by one over http. The other way round is ours: behind a proxy that does not
    tell what it was asked over, everything seems to come over http.
    """
    try:
        asked_from = urlsplit(origin)
    except ValueError:
        return False
    own = OWN.get(connection.scope["scheme"], "")
    return asked_from.scheme in (own, "https") and asked_from.netloc == connection.headers.get("host")


class OwnPagesOnly:
    """Closes a websocket that a page of another website opens, before Streamlit looks at it.

    Who sends no Origin is no browser, and carries nobody's cookie.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        origin = HTTPConnection(scope).headers.get("origin") if scope["type"] == "websocket" else None
        if origin is None or is_ours(origin, HTTPConnection(scope)):
            await self.app(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": NOT_FROM_HERE})
