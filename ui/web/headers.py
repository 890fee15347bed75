"""The headers that every answer carries, and what may run on a page.

On Streamlit's pages only scripts with the number of this very answer run, and what those load themselves; its inline
styles cannot be told apart. Our own pages run exactly what is on them. Whatever else is answered runs nothing at all,
also where somebody opens it as a page.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web import shell

NEVER_USED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer")
ALSO_NEVER = ("microphone", "midi", "payment", "serial", "usb")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in (*NEVER_USED, *ALSO_NEVER)),
}
"""A route may set its own; `same-origin` keeps addresses out of the logs of other websites."""
OVER_HTTPS_ONLY = "max-age=31536000"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
NOT_IN_A_FRAME = "frame-ancestors 'self'"
CAN_RUN = ("text/html", "image/svg+xml", "application/xml", "text/xml")


def page_policy(nonce: str) -> str:
    """What may run on a page of Streamlit's."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )


def own_page_policy(style: str, script: str = "", *, form: str = "'none'") -> str:
    """What may run on a page of our own with this style and this script in it, and nothing else; `form`: where to."""
    scripts = f"script-src {_hashed(script)}; connect-src 'self'; " if script else ""
    return (
        f"default-src 'none'; {scripts}style-src {_hashed(style)}; img-src 'self'; "
        f"base-uri 'none'; form-action {form}; frame-ancestors 'self'"
    )


def _hashed(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"


def page_answer(html: str, headers: dict[str, str]) -> HTMLResponse:
    """A page of Streamlit's, with a number of its own on every script."""
    nonce = secrets.token_urlsafe(16)
    policy = {"Content-Security-Policy": page_policy(nonce)}
    return HTMLResponse(shell.with_nonce(html, nonce), headers={**headers, **policy})


def notice_answer(html: str, status: int, headers: dict[str, str]) -> HTMLResponse:
    """A page of our own that says one thing."""
    policy = {"Content-Security-Policy": own_page_policy(shell.notice_style())}
    return HTMLResponse(html, status, headers={**headers, **policy})


NOT_KEPT = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class SafeHeaders:
    """Adds `ALWAYS`, and a policy, to every answer that does not say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                can_run = headers.get("content-type", "").startswith(CAN_RUN)
                headers.setdefault("Content-Security-Policy", NOTHING if can_run else NOT_IN_A_FRAME)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", OVER_HTTPS_ONLY)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
