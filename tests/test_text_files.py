"""A text with a slip is named with its file, its line and its key; so is one that a card file holds (test_deck.py)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.text_files import TEXTS, faults


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEXTS, tmp_path / "texts"))


def line_of(path: Path, start: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(start))


def test_there_is_nothing_wrong_in_the_texts() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("file", "typed", "instead", "key", "said"),
    [
        ("report.en.toml", "work = ", "wrok = ", "wrok", "is no key of report.nl.toml"),
        ("report.nl.toml", "work = ", "# work = ", "work", "is no key of report.nl.toml"),
        ("report.en.toml", "work = ", "# work = ", "work", "is not translated in report.en.toml"),
        ("report.en.toml", "{day}", "{dag}", "made_on", "fills other places than report.nl.toml"),
        ("late.nl.toml", "{why}", "{why", "vote", "fills other places than late.nl.toml"),
        ("report.nl.toml", '"Werk aan de winkel"', '" "', "work", "is empty"),
    ],
)
def test_a_slip_is_named_with_its_file_its_line_and_its_key(
    texts: Path, file: str, typed: str, instead: str, key: str, said: str
) -> None:
    path = texts / file
    words = path.read_text(encoding="utf-8")
    assert typed in words
    path.write_text(words.replace(typed, instead, 1), encoding="utf-8")
    found = [each for each in faults(texts) if each.endswith(said)]
    assert len(found) == 1
    name, line, where = found[0].removesuffix(f": {said}").split(":")
    assert where == f" {key}"
    assert int(line) == line_of(texts / name, f"{key} = ") or name != file


def test_a_place_that_no_code_fills_is_named_in_both_languages(texts: Path) -> None:
    for language in ("nl", "en"):
        path = texts / f"report.{language}.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("{day}", "{daag}"), encoding="utf-8")
    assert faults(texts) == [
        f"report.{language}.toml:{line_of(texts / f'report.{language}.toml', 'made_on')}: made_on: {{daag}} is given by no code"
        for language in ("nl", "en")
    ]


def test_a_name_that_other_texts_get_is_still_none_of_this_one(texts: Path) -> None:
    for language in ("nl", "en"):
        path = texts / f"app.{language}.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("{name}", "{names}", 1), encoding="utf-8")
    assert [each.partition(": ")[2] for each in faults(texts)] == [
        "brand_of: {names} is given by no code"
    ] * 2


def test_a_file_that_is_no_toml_is_named_with_its_line(texts: Path) -> None:
    path = texts / "late.nl.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'now = "again"\n', encoding="utf-8")
    [found] = faults(texts)
    assert found.startswith("late.nl.toml: Cannot overwrite a value (at line ")


def test_a_language_that_is_not_there_is_named(texts: Path) -> None:
    (texts / "late.en.toml").unlink()
    assert faults(texts) == ["late.nl.toml:1: has no late.en.toml"]
