"""Streamlit's own scripts, and its fonts with only the letters and icons that we draw, packed once and kept in memory.

Streamlit does not compress `/static/*`: a first visit is 2.8 MB in a hundred files. When a room scans one code
within a second, that is the whole waiting time. The names carry a hash of the content, so browsers keep them.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

PREFIX = "/static/"
KEPT_FOREVER = "public, max-age=31536000, immutable"
WORTH_PACKING = 0.9
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
IN_INDEX = re.compile(r"\./static/([^\"]+)")
IMPORTED = re.compile(r"from\s*[\"`]\./([^\"`]+\.js)[\"`]")
DRAWN = (
    "BidiComponent",
    "Button",
    "DataFrame",
    "FileUploader",
    "Html",
    "PageLink",
    "PlotlyChart",
    "TextInput",
)
"""The elements that our pages draw; their scripts are asked for after the first ones."""
FONTS = Path(__file__).resolve().parent.parent.parent / "static" / "fonts"
SMALLER = {
    "media/SourceSansVF-Upright.": "sans.woff2",
    "media/SourceSerifVariable-Roman.": "serif.woff2",
    "media/MaterialSymbols-Rounded.": "icons.woff2",
}
"""The fonts that stand in for Streamlit's at the same address: 145 kB instead of 975 (made by `make fonts`)."""


@dataclass(frozen=True)
class Packed:
    """A file ready to be sent: plain, and packed where that makes it smaller."""

    kind: str
    plain: bytes
    packed: bytes | None

    def answer(self, accepts_gzip: bool) -> Response:
        """The answer to who accepts gzip, or not."""
        packed = self.packed if accepts_gzip else None
        headers = {"Cache-Control": KEPT_FOREVER, "Vary": "Accept-Encoding"}
        if packed is not None:
            headers["Content-Encoding"] = "gzip"
        return Response(self.plain if packed is None else packed, media_type=self.kind, headers=headers)


class StaticShelf:
    """The files under one folder, by name; each is packed the first time somebody asks for it."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            name: smaller(name) or path
            for path in folder.rglob("*")
            if path.is_file() and (name := path.relative_to(folder).as_posix())
        }
        self.packed: dict[str, Packed] = {}
        self.lock = Lock()

    def take(self, name: str) -> Packed:
        """The file of this name, packed now if nobody asked before. Raises KeyError."""
        with self.lock:
            if name not in self.packed:
                self.packed[name] = pack(self.files[name])
            return self.packed[name]


def smaller(name: str) -> Path | None:
    """Our own font for the one of this name, None for any other file."""
    return next((FONTS / ours for start, ours in SMALLER.items() if name.startswith(start)), None)


def pack(path: Path) -> Packed:
    """Read a file and pack it as small as gzip can; fonts and pictures are packed already."""
    plain = path.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0)
    kind = KINDS.get(path.suffix, "application/octet-stream")
    return Packed(kind, plain, packed if len(packed) < WORTH_PACKING * len(plain) else None)


SHELF = StaticShelf(Path(file_util.get_static_dir(), "static"))


def warm() -> None:
    """Pack what a first visit asks for, so that nobody waits for it."""
    for name in sorted(asked_first()):
        SHELF.take(name)


def asked_first() -> set[str]:
    """What index.html names, the scripts of the elements that our pages draw, and what those import."""
    index = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    drawn = (name for name in SHELF.files if name.startswith(tuple(f"js/{element}." for element in DRAWN)))
    found: set[str] = set()
    to_see = [*IN_INDEX.findall(index), *drawn]
    while to_see:
        name = to_see.pop()
        if name in SHELF.files and name not in found:
            found.add(name)
            to_see.extend(imported_by(name))
    return found


def imported_by(name: str) -> list[str]:
    """The scripts that a script cannot start without."""
    if not name.endswith(".js"):
        return []
    return [f"js/{other}" for other in IMPORTED.findall(SHELF.files[name].read_text(encoding="utf-8"))]


class PackedStatic:
    """Answers `/static/*` from memory; everything else, and what is not there, passes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        name = _asked(scope)
        if name is None:
            await self.app(scope, receive, send)
            return
        ready = SHELF.packed.get(name)
        packed = ready if ready is not None else await run_in_threadpool(SHELF.take, name)
        await packed.answer(_accepts_gzip(scope))(scope, receive, send)


def _asked(scope: Scope) -> str | None:
    """The name of the file that is asked for, None for anything that is not ours to answer."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    path: str = scope["path"]
    name = path.removeprefix(PREFIX)
    return name if path.startswith(PREFIX) and name in SHELF.files and not _header(scope, b"range") else None


def _accepts_gzip(scope: Scope) -> bool:
    return b"gzip" in _header(scope, b"accept-encoding")


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for header, value in scope["headers"] if header == name), b"")
