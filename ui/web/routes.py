"""Every address that is ours; Streamlit answers only its own (`STREAMLITS`)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from strategy import workshop
from strategy.company import access
from strategy.comparing.everything import everything_of
from strategy.store.database import AWAY
from strategy.words import clock
from strategy.words.file_names import file_name
from strategy.words.texts import LANGUAGES, text
from ui.frame import cookies, visitor
from ui.web import health, live, log, paste, phone, preparation, room, scripts, shared, shell
from ui.web.cookie import language_cookie, visitor_at_door
from ui.web.dead import link_shows_nothing
from ui.web.headers import NOT_KEPT, notice_answer, page_answer
from ui.web.say import refusal, say_it

STREAMLITS = ("_stcore/", "media/", "component/", "static/", "app/static/")
LINKS = ("/deel/", "/terug/", "/voorbereiden/")
ROOMS = {"facilitator": "workshop", "participant": "deelnemen", "screen": "scherm"}
"""The page of each role in a workshop."""
ASKED_AGAIN = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}
KEPT_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /terug/\nDisallow: /voorbereiden/\n"


class Elsewhere(Convertor[str]):
    """Matches every path that is not one of Streamlit's own."""

    regex = f"(?!{'|'.join(STREAMLITS)}).*"

    def convert(self, value: str) -> str:
        """The path as it is."""
        return value

    def to_string(self, value: str) -> str:
        """The path as it is."""
        return value


register_url_convertor("elsewhere", Elsewhere())


def language_of(request: Request) -> str:
    """The language of whoever asks."""
    return cookies.language_of(request.cookies, request.headers.get("accept-language"))


async def open_page(request: Request) -> Response:
    """The shell of a page."""
    address = request.url.path.strip("/")
    html = shell.page(address, language_of(request))
    headers = {"X-Robots-Tag": "noindex, nofollow"} if address in shell.PRIVATE else {}
    return page_answer(html, {**ASKED_AGAIN, **headers})


async def come_back(request: Request) -> Response:
    """`/terug/{token}`: makes this browser an owner again, or what it was in a workshop, at a clean address."""
    who, token = visitor_at_door(request), request.path_params["token"]
    try:
        there = await run_in_threadpool(follow, who, token)
    except access.NotAllowed:
        return link_shows_nothing(request)
    return RedirectResponse(there, 303, headers=NOT_KEPT)


def follow(who: access.Visitor, token: str) -> str:
    """Where a personal link leads, once it has given what it gives. Raises `NotAllowed`."""
    store, now = visitor.store(), datetime.now(UTC)
    try:
        return f"/?{visitor.IN_ADDRESS}={access.follow_return_link(store, who, token, now)}"
    except access.NotAllowed:
        arrival = workshop.follow_workshop_link(store, who, token, now)
        return f"/{ROOMS[arrival.role]}?{visitor.WORKSHOP_IN_ADDRESS}={arrival.workshop_id}"


async def prepare(request: Request) -> Response:
    """`/voorbereiden/{token}`: the page of one session on which customers are brought in."""
    try:
        if request.method == "POST":
            return await preparation.bring(request)
        return await preparation.open_preparation(request)
    except preparation.NothingHere:
        return link_shows_nothing(request)


async def choose_language(request: Request) -> Response:
    """`/taal/{language}`: remembers the language and goes back to where it was chosen."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return nowhere_page(request)
    answer = RedirectResponse(way_back(request), 303, headers={"Cache-Control": "no-store"})
    answer.raw_headers.append(
        (b"set-cookie", language_cookie(language, secure=request.url.scheme == "https").encode())
    )
    return answer


def way_back(request: Request) -> str:
    """The page that sent the browser here, else the one in `?terug=`; always one of ours."""
    sent_by = urlsplit(request.headers.get("referer", ""))
    asked = urlsplit(request.query_params.get("terug", "/"))
    for there in (sent_by,) * (sent_by.netloc == request.headers.get("host")) + (asked,):
        if there.path in PAGE_PATHS:
            return there.path + (f"?{there.query}" if there.query else "")
    return "/"


async def export_company(request: Request) -> Response:
    """`/beheer/{company_id}.json`: everything that a company says, for its owner only; `?verleden=ja` with its past."""
    everything = everything_of if request.query_params.get("verleden") == "ja" else access.export_company
    who = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
    try:
        if who is None:
            raise access.NotAllowed
        found = await run_in_threadpool(everything, visitor.store(), who, request.path_params["company_id"])
    except access.NotAllowed:
        return nowhere_page(request)
    profile = found["company"]
    name = file_name(profile["name"] or "bierkaartjes", "", clock.today(profile["time_zone"]), "json")
    headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'}
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(content, media_type="application/json", headers=headers)


async def send_script(request: Request) -> Response:
    """Our script, under an address that changes with its content."""
    asked = request.url.path.strip("/")
    for language in LANGUAGES:
        if asked == shell.script_name(language):
            return Response(shell.script(language), media_type="text/javascript", headers=KEPT_FOREVER)
    return nowhere_page(request)


async def send_style(request: Request) -> Response:
    """Our style. Streamlit would send it as plain text, which browsers refuse."""
    current = request.url.path.strip("/") == shell.style_name()
    headers = KEPT_FOREVER if current else {"Cache-Control": "no-cache"}
    return Response(await run_in_threadpool(shell.style), media_type="text/css", headers=headers)


async def send_icon(request: Request) -> Response:
    """The four cards, small."""
    return FileResponse(
        shell.PROJECT / "static" / "favicon.svg",
        media_type="image/svg+xml",
        headers={"Cache-Control": "public, max-age=86400"},
    )


async def send_picture(request: Request) -> Response:
    """What a preview of a shared link shows: the four cards, the same for everybody."""
    return FileResponse(
        shell.PROJECT / "static" / "kaartjes.png",
        media_type="image/png",
        headers={"Cache-Control": "public, max-age=86400", "Cross-Origin-Resource-Policy": "cross-origin"},
    )


async def send_robots(request: Request) -> Response:
    """What search engines need not ask for; pages say `noindex` themselves."""
    return PlainTextResponse(ROBOTS)


async def nowhere(request: Request) -> Response:
    """Any other address: the same one without its last slash if that is a page, else a page that says so."""
    path = "/" + request.path_params["path"].strip("/")
    if path in PAGE_PATHS and request.url.path != path:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(path + query, 308)
    return nowhere_page(request)


def nowhere_page(request: Request) -> Response:
    """Nothing here, with the way back."""
    language = language_of(request)
    html = shell.notice(language, text("web.not_found.title", language), text("web.not_found.text", language))
    return notice_answer(html, 404, NOT_KEPT)


async def database_away(request: Request, problem: Exception) -> Response:
    """The database cannot be used now: said to whoever asked, and in one line of the log."""
    log.database.failed(problem)
    language = language_of(request)
    title, words = text("web.away.title", language), text("web.away.text", language)
    if request.url.path.startswith("/api/"):
        return refusal(503, words)
    return notice_answer(shell.notice(language, title, words), 503, NOT_KEPT)


async def broken(request: Request, problem: Exception) -> Response:
    """Something failed on our side; the server has logged what."""
    language = language_of(request)
    title, words = text("web.broken.title", language), text("web.broken.text", language)
    if request.url.path.startswith("/api/"):
        return refusal(500, words)
    return notice_answer(shell.notice(language, title, words), 500, NOT_KEPT)


PAGE_PATHS = frozenset({"/", *(f"/{address}" for address in shell.addresses())})
ROUTES = [
    *health.ROUTES,
    Route("/api/say", say_it, methods=["POST"]),
    *paste.ROUTES,
    Route("/api/vote", room.vote, methods=["POST"]),
    Route("/api/ready", room.ready, methods=["POST"]),
    Route("/api/idea", room.idea, methods=["POST"]),
    Route("/api/withdraw", room.withdraw, methods=["POST"]),
    Route("/api/dot", room.dot, methods=["POST"]),
    Route("/api/room/{workshop_id}", room.view),
    Route("/live/{workshop_id}", live.listen),
    *phone.ROUTES,
    scripts.ROUTE,
    *shared.ROUTES,
    Route("/terug/{token}", come_back),
    Route("/voorbereiden/{token}", prepare, methods=["GET", "POST"]),
    Route("/taal/{language}", choose_language),
    Route("/beheer/{company_id}.json", export_company),
    Route("/robots.txt", send_robots),
    Route("/kaartjes.png", send_picture),
    *(Route(f"/favicon.{kind}", send_icon) for kind in ("svg", "ico", "png")),
    Route("/woorden.{rest}", send_script),
    Route("/stijl.{rest}", send_style),
    *(Route(path, open_page) for path in sorted(PAGE_PATHS)),
    Route("/{path:elsewhere}", nowhere),
]
EXCEPTION_HANDLERS = {**dict.fromkeys(AWAY, database_away), Exception: broken}
