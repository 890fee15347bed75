"""The browser's side of the form, served once and kept: every form on a page shares it.

The parts are plain scripts laid behind each other into one module, with the style sheet in front. The address
holds a hash of the content, so that a browser may keep it for ever. Streamlit itself only carries `LOADER`.
"""

from __future__ import annotations

import gzip
import json
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

HERE = Path(__file__).parent
PARTS = ("saving.js", "controls.js", "items.js", "sheet.js", "match.js", "form.js")


def _script() -> str:
    """The whole module."""
    style = json.dumps((HERE / "form.css").read_text(encoding="utf-8"))
    parts = [(HERE / part).read_text(encoding="utf-8") for part in PARTS]
    return "\n".join([f"const STYLE = {style};", *parts])


SCRIPT = _script()
PACKED = gzip.compress(SCRIPT.encode(), 9, mtime=0)
ADDRESS = f"/form/{sha256(SCRIPT.encode()).hexdigest()[:16]}.js"
LOADER = f"""\
export default async (component) =>
  (await import(new URL("{ADDRESS}", location.origin))).default(component)
"""


async def script(request: Request) -> Response:
    """The module; under the hash of another version as well, so that a page that stayed open keeps working."""
    own = request.url.path == ADDRESS
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if own else "no-store"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(SCRIPT, media_type="text/javascript", headers={**headers, "Vary": "Accept-Encoding"})
    headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(PACKED, media_type="text/javascript", headers=headers)


ROUTE = Route("/form/{version}.js", script)
