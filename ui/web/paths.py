"""Paths of Streamlit's that are not there: our own page says so.

Some it refuses itself, with two English words; of others nobody outside may ask how the server does, or drive the app
without a browser.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.path_security import is_unsafe_path_pattern

from ui.web.dead import link_shows_nothing
from ui.web.routes import LINKS, nowhere_page

CLOSED = ("/_stcore/metrics", "/_stcore/agent")


class OurOwnRefusal:
    """Answers for a path that tries to leave the folder it is in, however it is written."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not is_refused(scope["path"]):
            await self.app(scope, receive, send)
            return
        answer = link_shows_nothing if scope["path"].startswith(LINKS) else nowhere_page
        await answer(Request(scope))(scope, receive, send)


def is_refused(path: str) -> bool:
    """Whether Streamlit would refuse this path, or we do."""
    return path.startswith(("//", "\\\\", *CLOSED)) or is_unsafe_path_pattern(path.lstrip("/"))
