"""Every text exists in both languages, with the same placeholders, and is used somewhere."""

import ast
import re
import string
from pathlib import Path

import pytest

from strategy.words.texts import FOLDER, LANGUAGES, MissingText, area, text

ROOT = Path(__file__).resolve().parent.parent
AREAS = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.toml")})
CODE = [path for place in ("strategy", "ui", "pages") for path in sorted((ROOT / place).rglob("*.py"))] + [
    ROOT / "app.py"
]


def flat(table: dict, path: str = "") -> dict[str, str]:
    """`{"a": {"b": "words"}}` as `{"a.b": "words"}`."""
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= flat(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}": value}
    return found


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def strings_in_code() -> list[str]:
    """Every string in the code; an f-string as its constant start, which is enough to find a key."""
    found = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return found


@pytest.mark.parametrize("name", AREAS)
def test_both_languages_have_the_same_keys(name):
    dutch, english = (flat(area(name, language)) for language in LANGUAGES)
    assert set(dutch) == set(english)


@pytest.mark.parametrize("name", AREAS)
def test_both_languages_fill_the_same_placeholders(name):
    dutch, english = (flat(area(name, language)) for language in LANGUAGES)
    different = {key for key in dutch if placeholders(dutch[key]) != placeholders(english[key])}
    assert not different


@pytest.mark.parametrize("name", AREAS)
def test_no_text_is_empty(name):
    for language in LANGUAGES:
        assert all(words.strip() for words in flat(area(name, language)).values())


def test_every_key_a_page_asks_for_exists():
    asked = re.compile(r"""\bdesk\.say\(\s*"([a-z_0-9.]+)\"""")
    keys = {key for path in CODE for key in asked.findall(path.read_text(encoding="utf-8"))}
    known = set(flat(area("app", "nl")))
    tables = {key.rsplit(".", 1)[0] for key in known}
    assert keys
    assert {key for key in keys if key not in known and key not in tables} == set()


def test_every_text_of_the_pages_is_used():
    code = strings_in_code()
    exact = set(code)
    starts = tuple(words for words in exact if words.endswith((".", "_")) and len(words) > 2)
    unused = {
        key
        for key in flat(area("app", "nl"))
        if key not in exact and key.rsplit(".", 1)[0] not in exact and not key.startswith(starts)
    }
    assert unused == set()


def test_a_key_that_nobody_wrote_is_named():
    with pytest.raises(MissingText, match=r"app\.nothing\.here"):
        text("app.nothing.here")
