"""What is refused at the door: lines from other websites, and files that nobody was asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.requests import HTTPConnection
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.servers import Server, served
from ui.web.origin import comes_from_here, is_ours

STREAM = "/_stcore/stream"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = f"sqlite:///{tmp_path_factory.mktemp('door') / 'test.db'}"
    with served(database, "streamlit", "run", "app.py", "--server.port", "{port}") as running:
        yield running


def asked(origin: str | None, scheme: str = "http", **headers: str) -> HTTPConnection:
    """A request to kaartjes.test."""
    carried = {"host": "kaartjes.test", **headers, **({} if origin is None else {"origin": origin})}
    named = [(name.encode(), value.encode()) for name, value in carried.items()]
    return HTTPConnection({"type": "http", "scheme": scheme, "headers": named})


# Who asks


@pytest.mark.parametrize("origin", ["https://elders.test", "null", "", "http://127.0.0.1:1", "http://["])
def test_a_page_of_another_website_cannot_open_the_line_of_a_visitor(server: Server, origin: str) -> None:
    line = server.address.replace("http", "ws") + STREAM
    with pytest.raises(InvalidStatus) as refused, connect(line, origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_our_own_page_opens_its_line(server: Server) -> None:
    with connect(server.address.replace("http", "ws") + STREAM, origin=server.address) as line:
        assert line.response.status_code == 101


@pytest.mark.parametrize(
    ("origin", "scheme", "ours"),
    [
        ("http://kaartjes.test", "http", True),
        ("https://kaartjes.test", "https", True),
        ("wss://kaartjes.test", "wss", False),
        ("https://kaartjes.test", "wss", True),
        ("http://kaartjes.test", "https", False),
        ("http://kaartjes.test", "wss", False),
        ("https://kaartjes.test", "http", True),
        ("http://kaartjes.test:81", "http", False),
        ("http://kaartjes.test.elders.test", "http", False),
        ("http://elders.test/http://kaartjes.test", "http", False),
        ("null", "http", False),
    ],
)
def test_an_origin_is_ours_when_scheme_and_host_are(origin: str, scheme: str, ours: bool) -> None:
    assert is_ours(origin, asked(None, scheme)) is ours


def test_without_any_origin_nothing_is_saved() -> None:
    assert not comes_from_here(asked(None))
    assert comes_from_here(asked("http://kaartjes.test"))
    assert not comes_from_here(asked("http://kaartjes.test", **{"sec-fetch-site": "cross-site"}))
