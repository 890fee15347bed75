"""A browser tab without a browser: speaks Streamlit's websocket protocol, just enough to open a page and rerun it."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Self

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PROTOCOLS = ["streamlit", "no-token"]
PATIENCE = 60.0


class Tab:
    """One open page. The server must see the Origin of its own address, as a browser sends it."""

    def __init__(self, address: str, page: str = "", cookie: str = "") -> None:
        self.address = address
        self.page = page
        self.cookie = cookie
        self.script = ""

    async def __aenter__(self) -> Self:
        """Open the page and wait for its first run."""
        self.line = await websockets.connect(
            f"{self.address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=[websockets.Subprotocol(name) for name in PROTOCOLS],
            origin=websockets.Origin(self.address),
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE,
        )
        await self.rerun()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the page."""
        await self.line.close()

    async def rerun(self) -> float:
        """Run the page once and return the seconds until it had run."""
        start = time.perf_counter()
        await self.line.send(self._question().SerializeToString())
        await asyncio.wait_for(self._until_finished(), PATIENCE)
        return time.perf_counter() - start

    def _question(self) -> BackMsg:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        asked.rerun_script.page_script_hash = self.script
        if not self.script:
            asked.rerun_script.page_name = self.page
        return asked

    async def _until_finished(self) -> None:
        async for data in self.line:
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.script = message.new_session.page_script_hash
            if kind == "script_finished":
                return
