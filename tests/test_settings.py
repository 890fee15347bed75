"""Every setting is in one table, checked at the start, and a wrong one is one sentence without its value."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from streamlit import config

from strategy.words.texts import LANGUAGES, text
from ui.web.settings import SETTINGS, WrongSetting, checked_or_stop

PROJECT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| `([A-Z_]+)` \| `([^`]*)` \|", re.MULTILINE)
READ = re.compile(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://geheim@server/kaartjes"),
        ("DATABASE_URL", "geheim"),
        ("DATABASE_URL", "sqlite://"),
        ("LISTEN_URL", "sqlite:////geheim.db"),
        ("LOG_FORMAT", "geheim"),
        ("PORT", "geheim"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "9" * 5000),
        ("ADDRESS", "geheim"),
        ("METRICS_PORT", "geheim"),
        ("FORWARDED_ALLOW_IPS", "*"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.1, geheim"),
    ],
)
def test_a_setting_that_cannot_be_is_one_sentence_without_its_value(name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as wrong:
        checked_or_stop({name: value})
    for language in LANGUAGES:
        sentence = wrong.value.sentence(language)
        assert sentence.startswith(name)
        assert "\n" not in sentence
        assert "geheim" not in sentence


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {name: "" for name, *_ in SETTINGS},
        {"DATABASE_URL": "sqlite:////tmp/a.db", "LOG_FORMAT": "json"},
        {"PORT": "65535", "ADDRESS": "::", "METRICS_PORT": "9100"},
        {
            "DATABASE_URL": "postgres://an:x@server/kaartjes",
            "LISTEN_URL": "postgresql://an:x@server/kaartjes",
        },
        {"FORWARDED_ALLOW_IPS": "10.0.0.5, 10.1.0.0/16, 2001:db8::/48"},
    ],
)
def test_settings_that_can_be_are_accepted(environment: dict[str, str]) -> None:
    checked_or_stop(environment)


def test_a_base_path_under_which_no_page_is_found_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    before = config.get_option

    def with_base_path(name: str) -> object:
        return "kaartjes" if name == "server.baseUrlPath" else before(name)

    monkeypatch.setattr(config, "get_option", with_base_path)
    with pytest.raises(WrongSetting) as wrong:
        checked_or_stop({})
    assert wrong.value.sentence() == text("server.base_path")


def test_the_table_of_the_guide_has_every_setting_that_the_code_reads_and_no_other() -> None:
    sources = [path for room in ("strategy", "ui") for path in (PROJECT / room).rglob("*.py")]
    read = {name for path in sources for name in READ.findall(path.read_text(encoding="utf-8"))}
    guide = (PROJECT / "docs" / "hosting.md").read_text(encoding="utf-8")
    assert read <= {setting.name for setting in SETTINGS}
    assert ROW.findall(guide) == [(setting.name, setting.without) for setting in SETTINGS]


def test_the_image_and_its_neighbours_set_nothing_that_is_no_setting() -> None:
    known = {setting.name: setting for setting in SETTINGS}
    composed = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))
    replicas = [composed["services"][name] for name in ("app1", "app2")]
    proxy = composed["services"]["proxy"]["networks"]["inside"]["ipv4_address"]
    addresses = [each["networks"]["inside"]["ipv4_address"] for each in replicas]
    assert [each["environment"].keys() <= known.keys() for each in replicas] == [True, True]
    assert {each["environment"]["FORWARDED_ALLOW_IPS"] for each in replicas} == {proxy}
    example = (PROJECT / "hosting" / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"server ([\d.]+):8501", example) == addresses
    image = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    for name in ("ADDRESS", "PORT", "DATABASE_URL"):
        (value,) = re.findall(rf"\b{name}=(\S+)", image)
        assert known[name].fits(value)


def started(**settings: str) -> subprocess.CompletedProcess[str]:
    """The server as `make run` starts it, with these settings, until it stopped."""
    return subprocess.run(
        [sys.executable, "-m", "ui.web"],
        cwd=PROJECT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_port_that_is_taken_is_one_sentence_and_status_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = started(PORT=port)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == text("server.port_taken", port=port, address="127.0.0.1") + "\n"


def test_a_server_with_a_wrong_setting_stops_with_status_1_and_that_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"],
        cwd=PROJECT,
        env={**os.environ, "LOG_FORMAT": "xml"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1
    assert text("server.log_format") in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
