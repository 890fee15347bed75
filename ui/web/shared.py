"""The page of a shared link: GET /deel/{token}, and what it tells and hears.

A plain page of our own, complete without a script and without a cookie, unless the link has a password: then POST
opens it, and a cookie of that link alone keeps it open in this browser. The script says that the page was really
seen (POST .../gezien) and hears when the link gives something else (GET .../einde), to go blank at once.
"""

from __future__ import annotations

import asyncio
import gzip
import hmac
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import NamedTuple
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from strategy.company import sharing
from strategy.company.access import hash_of_token
from strategy.company.passwords import LONGEST, TRIES, TooManyTries, is_right
from strategy.company.sharing import NotShared, SharedLink
from strategy.overview import CompanyOverview
from strategy.overview.shared import read_share
from strategy.store.interface import UnknownCompany
from strategy.words import clock
from strategy.words.texts import text
from strategy.workshop import left_open
from ui.frame import visitor
from ui.frame.rates import household
from ui.html import page as html
from ui.look.scripts import joined
from ui.web import live, taken
from ui.web.dead import link_shows_nothing
from ui.web.headers import NOT_KEPT, own_page_policy
from ui.web.origin import comes_from_here

KEPT_PAGES = 64
LARGEST_FORM = 8 * LONGEST
OPEN_FOR = 12 * 3600
VARIES = {"Vary": "Accept-Encoding"}


class LinkPage(NamedTuple):
    """A page, plain and packed."""

    plain: bytes
    packed: bytes


class Drawn:
    """The pages that were drawn last; one is drawn again when what is on it changed."""

    def __init__(self, most: int = KEPT_PAGES) -> None:
        self._most = most
        self._lock = Lock()
        self._pages: OrderedDict[Hashable, LinkPage] = OrderedDict()

    def take(self, key: Hashable) -> LinkPage | None:
        """The page under this key."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: Hashable, page: LinkPage) -> LinkPage:
        """Keep this page, and forget the one that was asked for longest ago."""
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
        return page


DRAWN = Drawn()


# The page


async def open_link(request: Request) -> Response:
    """What was given, behind its password where it has one; one and the same page for a link that gives nothing."""
    token = request.path_params["token"]
    try:
        share = await run_in_threadpool(known, token)
        if not may_read(request, share):
            return door_answer(request, share)
        if (kind := request.query_params.get(html.TAKE, "")) in html.FILES:
            overview = await run_in_threadpool(given_by, share, token)
            return await taken.file_answer(overview, kind)
        page = await run_in_threadpool(drawn, share, token, page_asked(request), origin_of(request))
    except NotShared:
        return link_shows_nothing(request)
    headers = {**NOT_KEPT, **VARIES, "Content-Security-Policy": page_policy()}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(page.plain, media_type="text/html", headers=headers)
    return Response(page.packed, media_type="text/html", headers={**headers, "Content-Encoding": "gzip"})


def known(token: str) -> SharedLink:
    """The link behind this token. Raises `NotShared`."""
    return sharing.known_share(visitor.store(), token, clock.now())


def page_asked(request: Request) -> int:
    """The page of customers in the address; the first where there is none that makes sense."""
    asked = request.query_params.get(html.CUSTOMERS, "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def origin_of(request: Request) -> str:
    """The address of this server, as it was asked."""
    return str(request.base_url).rstrip("/")


def drawn(share: SharedLink, token: str, page: int, origin: str) -> LinkPage:
    """One page of what this link gives now. Raises `NotShared`."""
    key: tuple[Hashable, ...] = (share.entry, share.edition, page, origin)
    if share.terms.live:
        store = visitor.store()
        key += (store.sequence(share.company_id), today_of(share), left_open(store, share.company_id))
    kept = DRAWN.take(key)
    if kept is not None:
        return kept
    overview = given_by(share, token)
    head = html.Head(origin, share.edition, script())
    plain = html.document(overview, head, live=share.terms.live, page=page).encode()
    return DRAWN.keep(key, LinkPage(plain, gzip.compress(plain, 6, mtime=0)))


def given_by(share: SharedLink, token: str) -> CompanyOverview:
    """What this link gives now. Raises `NotShared`."""
    store = visitor.store()
    if share.terms.live:
        return read_share(store, share, left_open(store, share.company_id))
    return read_share(store, sharing.share_behind(store, token, clock.now()))


def today_of(share: SharedLink) -> Hashable:
    """The date where the company is. Raises `NotShared` where it was deleted."""
    try:
        return clock.today(visitor.store().read(share.company_id).company.profile.time_zone)
    except UnknownCompany:
        raise NotShared from None


@cache
def script() -> str:
    """What runs on the page."""
    return joined("link.js")


@cache
def page_policy() -> str:
    """What may run on the page."""
    return own_page_policy(html.style(), script())


# The password


def may_read(request: Request, share: SharedLink) -> bool:
    """Whether this browser gave the password, or there is none."""
    if share.password is None:
        return True
    return hmac.compare_digest(request.cookies.get(key_name(share), "").encode(), share.key.encode())


def key_name(share: SharedLink) -> str:
    """The name of the cookie of this link."""
    return f"bk_deel_{share.entry[:12]}"


async def enter(request: Request) -> Response:
    """POST /deel/{token}: opens a link for this browser where the password is right."""
    token = request.path_params["token"]
    try:
        share = await run_in_threadpool(known, token)
    except NotShared:
        return link_shows_nothing(request)
    address = household(request.client.host if request.client else "")
    typed = await typed_in(request)
    try:
        await asyncio.sleep(TRIES.take_place_or_stop(share.entry, address))
    except TooManyTries as refused:
        return door_answer(request, share, text(refused.code, share.language), 429)
    if share.password is not None and not await run_in_threadpool(is_right, typed, share.password):
        return door_answer(request, share, text("link.door.wrong", share.language), 403)
    TRIES.right(share.entry, address)
    answer = RedirectResponse(f"/deel/{quote(token, safe='')}", 303, headers=NOT_KEPT)
    answer.set_cookie(
        key_name(share),
        share.key,
        max_age=OPEN_FOR,
        path=f"/deel/{quote(token, safe='')}",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


async def typed_in(request: Request) -> str:
    """The password in a form; "" where there is none, or far too much."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > LARGEST_FORM:
            return ""
    found = parse_qs(bytes(read).decode("utf-8", "replace"), max_num_fields=10)
    return found.get("password", [""])[0]


def door_answer(request: Request, share: SharedLink, problem: str = "", status: int = 200) -> Response:
    """The page that asks for the password."""
    policy = own_page_policy(html.style(), form="'self'")
    page = html.door(share.language, html.Head(origin_of(request)), problem)
    return HTMLResponse(page, status, headers={**NOT_KEPT, "Content-Security-Policy": policy})


# What the page tells and hears


async def seen(request: Request) -> Response:
    """POST /deel/{token}/gezien: somebody looked at the page. The answer tells nothing."""

    def note() -> None:
        share = known(request.path_params["token"])
        if may_read(request, share):
            sharing.note_seen(visitor.store(), share, clock.now())

    if comes_from_here(request):
        with suppress(NotShared):
            await run_in_threadpool(note)
    return Response(status_code=204, headers=NOT_KEPT)


async def listen(request: Request) -> Response:
    """GET /deel/{token}/einde: tells the page when the link gives something else, or nothing any more."""
    return await live.listen_to_link(hash_of_token(request.path_params["token"]))


async def move(request: Request) -> Response:
    """GET /gedeeld?t={token}: where the page stood until version 0.2."""
    token = request.query_params.get("t", "")
    if not token:
        return link_shows_nothing(request)
    return RedirectResponse(f"/deel/{quote(token, safe='')}", 308, headers=NOT_KEPT)


ROUTES = [
    Route("/deel/{token}", open_link),
    Route("/deel/{token}", enter, methods=["POST"]),
    Route("/deel/{token}/gezien", seen, methods=["POST"]),
    Route("/deel/{token}/einde", listen),
    Route("/gedeeld", move),
]
