"""An open page without a browser: the line over which Streamlit draws it, and what it uploads."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from google.protobuf import text_format
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.sync.client import ClientConnection, connect

from strategy.company.access import new_token

FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY
STREAM = "/_stcore/stream"


@dataclass
class Tab:
    """An open page of a browser, by the line over which it is drawn."""

    address: str
    line: ClientConnection
    cookies: dict[str, str]
    trusted: ssl.SSLContext | None = None
    session: str = field(default="", init=False)
    next_run: str = field(default="", init=False)
    """The part of the page that asked to be run again by itself."""
    drawn: list[str] = field(default_factory=list, init=False)
    """What the page drew when it ran last."""

    def draw(self) -> None:
        """Run the page, also again, and wait until it was drawn."""
        self.drawn = []
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        self.line.send(asked.SerializeToString())
        self.session = self.hear("new_session").initialize.session_id or self.session
        self.hear("script_finished")

    def run_part(self, fragment: str) -> None:
        """Run one part of the page again, as a browser does when its time has come, and what that runs."""
        self.drawn = []
        asked = BackMsg()
        asked.rerun_script.fragment_id = fragment
        self.line.send(asked.SerializeToString())
        while self.hear("script_finished") != FINISHED:
            pass

    def hear(self, kind: str) -> Any:
        """The next message of this kind."""
        while True:
            message = ForwardMsg.FromString(self.line.recv(60))
            if message.WhichOneof("type") == "delta":
                self.drawn.append(text_format.MessageToString(message.delta, as_utf8=True))
            if message.WhichOneof("type") == "auto_rerun":
                self.next_run = message.auto_rerun.fragment_id
            if message.WhichOneof("type") == kind:
                return getattr(message, kind)

    def ask_for(self, count: int) -> list[str]:
        """Addresses for so many files."""
        asked = BackMsg()
        asked.file_urls_request.file_names.extend(f"verkopen-{number}.csv" for number in range(count))
        asked.file_urls_request.session_id = self.session
        self.line.send(asked.SerializeToString())
        return [each.upload_url for each in self.hear("file_urls_response").file_urls]

    def send(self, address: str, size: int) -> int:
        """Send a file of so many bytes to this address; the status of the answer."""
        return httpx.put(
            self.address + address,
            files={"file": ("verkopen.csv", b"1" * size)},
            headers={"X-Xsrftoken": self.cookies["_streamlit_xsrf"]},
            cookies=self.cookies,
            timeout=60,
            verify=self.trusted or False,
        ).status_code


@contextmanager
def opened(
    address: str, cookies: Mapping[str, str] | None = None, trusted: ssl.SSLContext | None = None
) -> Iterator[Tab]:
    """A page that a browser with these cookies, or one of its own, opened and saw drawn."""
    carried = {
        "bk_visitor": new_token(),
        "_streamlit_xsrf": generate_xsrf_token_string(),
        **(cookies or {}),
    }
    with connect(
        address.replace("http", "ws", 1) + STREAM,
        origin=address,
        subprotocols=["streamlit", carried["_streamlit_xsrf"]],
        additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in carried.items())},
        max_size=None,
        ssl=trusted,
    ) as line:
        tab = Tab(address, line, carried, trusted)
        tab.draw()
        yield tab
