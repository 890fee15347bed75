"""What is refused at the door: lines from other websites, and files that nobody was asked for."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import HTTPConnection
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from strategy.company.access import new_token
from tests.servers import Server, served
from tests.tabs import STREAM, opened
from ui.web.origin import comes_from_here, is_ours
from ui.web.uploads import MEGABYTE, MOST_HANDED_OUT, UploadShelf


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


# Files


def test_a_file_that_a_page_asked_for_is_taken(server: Server) -> None:
    with opened(server.address) as tab:
        first, second = tab.ask_for(2)
        assert tab.send(first, 1000) == tab.send(second, 1000) == 204


def test_a_file_under_an_invented_id_is_not_kept(server: Server) -> None:
    with opened(server.address) as tab, opened(server.address) as other:
        asked = tab.ask_for(1)[0]
        folder = asked.rpartition("/")[0]
        invented = [f"{folder}/{new_token()}", f"{folder}/", f"{folder}/{asked.rpartition('/')[2]}/x"]
        of_another_page = asked.replace(tab.session, other.session)
        assert {tab.send(address, 1000) for address in (*invented, of_another_page)} == {404}


def test_a_third_large_file_waits_until_there_is_room(server: Server) -> None:
    with opened(server.address) as tab:
        addresses = tab.ask_for(3)
        large = 55 * MEGABYTE
        assert [tab.send(address, large) for address in addresses] == [204, 204, 429]
        removed = httpx.delete(
            server.address + addresses[0],
            headers={"X-Xsrftoken": tab.cookies["_streamlit_xsrf"]},
            cookies=tab.cookies,
        )
        assert removed.status_code == 204
        assert tab.send(addresses[2], large) == 204


def test_a_full_shelf_of_one_visitor_leaves_room_for_another(server: Server) -> None:
    with opened(server.address) as tab, opened(server.address) as other:
        sent = [tab.send(address, 55 * MEGABYTE) for address in tab.ask_for(3)]
        assert sent == [204, 204, 429]
        assert other.send(other.ask_for(1)[0], 55 * MEGABYTE) == 204


@settings(max_examples=30, deadline=None)
@given(asked=st.lists(st.integers(0, 400), max_size=8))
def test_only_the_ids_handed_out_last_can_be_used(asked: list[int]) -> None:
    shelf = UploadShelf("/upload")
    given_out = [
        each.file_id
        for count in asked
        for each in shelf.get_upload_urls("s", [f"{n}.csv" for n in range(count)])
    ]
    usable = [shelf.is_asked_for("s", id) for id in given_out]
    assert usable == [place >= len(given_out) - MOST_HANDED_OUT for place in range(len(given_out))]
    assert not any(shelf.is_asked_for("other", id) for id in given_out)
    shelf.remove_session_files("s")
    assert not any(shelf.is_asked_for("s", id) for id in given_out)


def test_what_a_visitor_has_here_is_counted() -> None:
    shelf = UploadShelf("/upload")
    for session, size in (("s", 5), ("s", 7), ("t", 11)):
        shelf.add_file(session, UploadedFileRec(new_token(), "a.csv", "text/csv", b"1" * size))
    assert (shelf.bytes_of("s"), shelf.bytes_of("t"), shelf.bytes_of("u"), shelf.bytes_of_all()) == (
        12,
        11,
        0,
        23,
    )
