"""GET /js/{name}.{version}.js: our scripts, each kept by the browser for ever."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ui.look.scripts import SERVED, script

KEPT_FOREVER = "public, max-age=31536000, immutable"


async def send(request: Request) -> Response:
    """A script; under the hash of another version as well, so that a page that stayed open keeps working."""
    name = request.path_params["name"]
    if name not in SERVED:
        return PlainTextResponse("", 404)
    found = script(name)
    own = request.url.path == found.address
    headers = {"Cache-Control": KEPT_FOREVER if own else "no-store", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(found.plain, media_type="text/javascript", headers=headers)
    return Response(
        found.packed, media_type="text/javascript", headers={**headers, "Content-Encoding": "gzip"}
    )


ROUTE = Route("/js/{name}.{version}.js", send)
