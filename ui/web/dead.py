"""One and the same page for a link that opens nothing, whatever is the matter with it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ui.frame import cookies
from ui.look import links
from ui.web import shell
from ui.web.headers import NOT_KEPT, notice_answer


def link_shows_nothing(request: Request) -> Response:
    """Unknown, revoked and expired alike; one that was cut off is asked for whole."""
    language = cookies.language_of(request.cookies, request.headers.get("accept-language"))
    token = request.path_params.get("token") or request.query_params.get("t", "")
    title, words = links.dead(token, language)
    return notice_answer(shell.notice(language, title, words), 404, NOT_KEPT)
