"""Closing the line of a page over which text comes: pages send bytes alone, and Streamlit fails over anything else."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_UNDERSTOOD = 1003


class BytesOnly:
    """Lets through what pages send, and ends the line at the first thing that they never do."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""

        async def receive_bytes() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or message.get("bytes") is not None:
                return message
            await send({"type": "websocket.close", "code": NOT_UNDERSTOOD})
            return {"type": "websocket.disconnect", "code": NOT_UNDERSTOOD}

        await self.app(scope, receive_bytes if scope["type"] == "websocket" else receive, send)
