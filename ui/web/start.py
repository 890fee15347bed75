"""What stands between the server and the routes, and what happens when the server starts."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from starlette.middleware import Middleware
from streamlit.starlette import App

from strategy.deck import deck_in
from strategy.store.database import WrongDatabase
from strategy.store.interface import Store
from strategy.words.texts import LANGUAGES
from strategy.workshop import finish_closing, forget_rehearsals
from ui.frame import visitor
from ui.web import live, static
from ui.web.cookie import VisitorCookie
from ui.web.frames import BytesOnly
from ui.web.headers import SafeHeaders
from ui.web.log import OneLine, log_requests
from ui.web.metrics import measuring, shown_apart
from ui.web.origin import OwnPagesOnly
from ui.web.pace import Paced
from ui.web.paths import OurOwnRefusal
from ui.web.settings import WrongSetting, checked_or_stop
from ui.web.slow import NoEndlessBody
from ui.web.static import PackedStatic
from ui.web.uploads import AskedFilesOnly, keep_on_our_shelf

AT_THE_DOOR: tuple[Any, ...] = (
    OneLine,
    *measuring(),
    NoEndlessBody,
    OwnPagesOnly,
    BytesOnly,
    SafeHeaders,
    PackedStatic,
    Paced,
    VisitorCookie,
    AskedFilesOnly,
    OurOwnRefusal,
)
MIDDLEWARE = [Middleware(each) for each in AT_THE_DOOR]
keep_on_our_shelf()
HEAVY = ("pandas", "numpy", "pyarrow", "plotly.graph_objects", "streamlit.elements.arrow")


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    """Open the store, or stop, and finish what the last process could not; then warm up while the first visitors
    come.

    The cards are read before anybody comes in: a room that arrives together would read them once per phone.
    """
    with ended_in_one_sentence():
        checked_or_stop()
    log_requests()
    live.end_with_the_server()
    await asyncio.to_thread(open_the_store)
    for language in LANGUAGES:
        await asyncio.to_thread(deck_in, language)
    warming = asyncio.create_task(asyncio.to_thread(warm))
    with ended_in_one_sentence():
        shown = shown_apart()
    with shown:
        async with live.hearing_other_processes():
            yield
    await warming


@contextmanager
def ended_in_one_sentence() -> Iterator[None]:
    """Where a setting cannot be or the database cannot be used, say why in one sentence and end with exit status 1.

    Left to the server it would be a traceback and another status.
    """
    try:
        yield
    except (WrongSetting, WrongDatabase) as wrong:
        print(wrong.sentence(), file=sys.stderr, flush=True)
        os._exit(1)


def open_the_store() -> Store:
    """The store, in which what the last process could not finish is finished."""
    with ended_in_one_sentence():
        store = visitor.store()
    finish_closing(store)
    forget_rehearsals(store, datetime.now(UTC))
    return store


def warm() -> None:
    """Pack the scripts and import what is heavy before a visitor has to wait for it."""
    static.warm()
    for module in HEAVY:
        import_module(module)
