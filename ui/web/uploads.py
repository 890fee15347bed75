"""Files that a page asked for, and no others.

Streamlit keeps what is sent to `/_stcore/upload_file/{session}/{id}` in memory, for any id and without a total. Here
only ids that a page handed out can be used, one file at a time per visitor, within a budget of bytes for each visitor
and for the whole process. What is refused is told by its status; the words for it stand in ui/translations.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import get_instance, memory_uploaded_file_manager
from streamlit.runtime.uploaded_file_manager import UploadFileUrlInfo

from ui.frame import cookies

PREFIX = "/_stcore/upload_file/"
MEGABYTE = 1024 * 1024
VISITOR_BYTES = 130 * MEGABYTE
"""Two of the largest files at once."""
PROCESS_BYTES = 512 * MEGABYTE
MOST_HANDED_OUT = 1000
MOST_WAITING = 50


class UploadShelf(memory_uploaded_file_manager.MemoryUploadedFileManager):
    """Streamlit's keeper of files, which remembers for which ids a page asked."""

    def __init__(self, upload_endpoint: str) -> None:
        super().__init__(upload_endpoint)
        self._handed_out: dict[str, dict[str, None]] = defaultdict(dict)

    def get_upload_urls(self, session_id: str, file_names: Sequence[str]) -> list[UploadFileUrlInfo]:
        """Addresses for these files; of a session only the last `MOST_HANDED_OUT` can be used."""
        given = super().get_upload_urls(session_id, file_names[:MOST_HANDED_OUT])
        known = self._handed_out[session_id]
        known.update((each.file_id, None) for each in given)
        for oldest in list(known)[:-MOST_HANDED_OUT]:
            del known[oldest]
        return given

    def remove_session_files(self, session_id: str) -> None:
        """Forget a session, with the ids that it was given."""
        super().remove_session_files(session_id)
        self._handed_out.pop(session_id, None)

    def is_asked_for(self, session_id: str, file_id: str) -> bool:
        """Whether a page of this session gave out this id."""
        return file_id in self._handed_out.get(session_id, ())

    def bytes_of(self, session_id: str) -> int:
        """How many bytes are kept for a session."""
        with self._lock:
            return sum(len(file.data) for file in self.file_storage.get(session_id, {}).values())

    def bytes_of_all(self) -> int:
        """How many bytes are kept for everybody."""
        return self._total_bytes


@dataclass
class Sender:
    """A visitor that sends files: its sessions, whose turn it is among its files, and how many of them wait."""

    sessions: set[str] = field(default_factory=set)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0

    def kept(self, shelf: UploadShelf) -> int:
        """How many bytes are kept for this visitor."""
        return sum(shelf.bytes_of(session_id) for session_id in self.sessions)


class AskedFilesOnly:
    """Lets through what the pages asked for, as far as there is room for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._senders: dict[str, Sender] = {}
        self._on_their_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        session_id, _, file_id = scope["path"].removeprefix(PREFIX).partition("/")
        request = HTTPConnection(scope)
        visitor = cookies.visitor_of_cookie(request.cookies.get(cookies.VISITOR))
        size = request.headers.get("content-length", "")
        if visitor is None or not shelf_here().is_asked_for(session_id, file_id):
            await PlainTextResponse("not asked for", 404)(scope, receive, send)
        elif not size.isdecimal():
            await PlainTextResponse("how long?", 411)(scope, receive, send)
        else:
            with self._sending(visitor.hash, session_id) as sender:
                await self._in_turn(sender, int(size))(scope, receive, send)

    @contextmanager
    def _sending(self, visitor: str, session_id: str) -> Iterator[Sender]:
        """The visitor, remembered while it sends or has files here."""
        sender = self._senders.setdefault(visitor, Sender())
        sender.sessions.add(session_id)
        sender.waiting += 1
        try:
            yield sender
        finally:
            sender.waiting -= 1
            sender.sessions = {each for each in sender.sessions if shelf_here().bytes_of(each)}
            if not sender.sessions and not sender.waiting:
                del self._senders[visitor]

    def _in_turn(self, sender: Sender, size: int) -> ASGIApp:
        """The app once it is the turn of this file and there is room for it, else a refusal."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if sender.waiting > MOST_WAITING:
                await no_room(scope, receive, send)
                return
            async with sender.turn:
                if not self._has_room(sender, size):
                    await no_room(scope, receive, send)
                    return
                self._on_their_way += size
                try:
                    await self.app(scope, receive, send)
                finally:
                    self._on_their_way -= size

        return answer

    def _has_room(self, sender: Sender, size: int) -> bool:
        shelf = shelf_here()
        fits_visitor = sender.kept(shelf) + size <= VISITOR_BYTES
        return fits_visitor and shelf.bytes_of_all() + self._on_their_way + size <= PROCESS_BYTES


async def no_room(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a file once it was sent, unread: a browser that may not finish sending shows no answer at all."""
    more = int(HTTPConnection(scope).headers["content-length"]) <= VISITOR_BYTES
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)
    await PlainTextResponse("no room", 429)(scope, receive, send)


def shelf_here() -> UploadShelf:
    """The keeper of files of this process."""
    shelf = get_instance().uploaded_file_mgr
    assert isinstance(shelf, UploadShelf)
    return shelf


def keep_on_our_shelf() -> None:
    """Let Streamlit keep its files with us; called before it starts."""
    memory_uploaded_file_manager.MemoryUploadedFileManager = UploadShelf  # type: ignore[misc]
