"""Figures for whoever watches over the server: on a port of their own, and without anything that says who it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from websockets.sync.client import connect

from tests.servers import Server, free_port, served

SECRET = "geheim-woord-van-an"
LABELS = re.compile(r"bierkaartjes_request_seconds_count\{(.*)\} (\S+)")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = f"sqlite:///{tmp_path_factory.mktemp('metrics') / 'test.db'}"
    with served(database, "ui.web", METRICS_PORT=str(free_port())) as running:
        yield running


def figures(server: Server) -> str:
    return httpx.get(f"http://127.0.0.1:{server.settings['METRICS_PORT']}/metrics").text


def test_requests_are_counted_by_pattern_and_no_figure_says_who_asked(server: Server) -> None:
    for path in (
        f"/deel/{SECRET}",
        f"/terug/{SECRET}",
        f"/{SECRET}",
        f"/static/{SECRET}",
        f"/?bedrijf={SECRET}",
    ):
        httpx.get(server.address + path, headers={"Cookie": f"bk_visitor={SECRET}"})
    httpx.request(SECRET.replace("-", ""), server.address)
    said = figures(server)
    counted = {labels for labels, count in LABELS.findall(said)}
    for pattern, status in (("/deel/{token}", 404), ("/terug/{token}", 404), ("unknown", 404), ("/", 200)):
        assert f'method="GET",route="{pattern}",status="{status}"' in counted
    assert not re.search("geheim", said, re.IGNORECASE)
    assert "process_resident_memory_bytes" in said


def test_what_is_open_is_counted_until_it_is_closed(server: Server) -> None:
    with connect(server.address.replace("http", "ws") + "/_stcore/stream", origin=server.address):
        assert "bierkaartjes_open_pages 1.0" in figures(server)
    for _ in range(100):
        if "bierkaartjes_open_pages 0.0" in figures(server):
            break
    assert "bierkaartjes_open_pages 0.0" in figures(server)


def test_the_app_itself_shows_no_figures(server: Server) -> None:
    for path in ("/metrics", "/_stcore/metrics"):
        assert httpx.get(server.address + path).status_code == 404
