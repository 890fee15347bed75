"""What is wrong in `texts/`, each with its file, line and key, as somebody who wrote it can mend it."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "texts"
CODE = [path for place in ("strategy", "ui", "pages") for path in sorted((ROOT / place).rglob("*.py"))] + [
    ROOT / "app.py"
]
SCRIPTS = sorted((ROOT / "ui").rglob("*.js"))
SAYS = re.compile(r"(?:text|say|say_in|words|\w+_text)")
COUNTED = re.compile(r"\.(one|other)$")


@dataclass
class TextFile:
    """One area in one language: its texts by key, and the line on which each key stands."""

    path: Path
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    broken: str = ""

    @classmethod
    def read(cls, path: Path) -> TextFile:
        written = path.read_text(encoding="utf-8")
        try:
            return cls(path, flat(tomllib.loads(written)), lines_of(written))
        except tomllib.TOMLDecodeError as error:
            return cls(path, broken=str(error))

    def at(self, key: str) -> str:
        """`rules.nl.toml:12: R01.title`."""
        line = next((self.lines[each] for each in _and_above(key) if each in self.lines), 1)
        return f"{self.path.name}:{line}: {key}"


def flat(table: dict, path: str = "") -> dict[str, str]:
    """`{"a": {"b": "words"}}` as `{"a.b": "words"}`."""
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= flat(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}": value}
    return found


def lines_of(written: str) -> dict[str, int]:
    """On which line each key and each table stands."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(written.splitlines(), start=1):
        if head := re.match(r"\[([^\]]+)\]", line):
            table = head[1].replace('"', "") + "."
            found[table.removesuffix(".")] = number
        elif entry := re.match(r'([\w."]+)\s*=', line):
            found[table + entry[1].replace('"', "")] = number
    return found


def _and_above(key: str) -> Iterator[str]:
    while key:
        yield key
        key = key.rpartition(".")[0]


def faults(folder: Path = TEXTS) -> list[str]:
    """Everything that is wrong in this folder: a file that cannot be read, keys and placeholders of one language only,
    a text that is empty, and a placeholder that no code gives."""
    found: list[str] = []
    for dutch_path in sorted(folder.glob("*.nl.toml")):
        english_path = folder / dutch_path.name.replace(".nl.", ".en.")
        if not english_path.exists():
            found.append(f"{dutch_path.name}:1: has no {english_path.name}")
            continue
        dutch, english = TextFile.read(dutch_path), TextFile.read(english_path)
        unreadable = [f"{each.path.name}: {each.broken}" for each in (dutch, english) if each.broken]
        found += unreadable or [*_of_one_language(dutch, english), *_in_words(dutch), *_in_words(english)]
    return found


def _of_one_language(dutch: TextFile, english: TextFile) -> Iterator[str]:
    for key in dutch.texts.keys() - english.texts.keys():
        yield f"{dutch.at(key)}: is not translated in {english.path.name}"
    for key in english.texts.keys() - dutch.texts.keys():
        yield f"{english.at(key)}: is no key of {dutch.path.name}"
    for key in dutch.texts.keys() & english.texts.keys():
        if holes(dutch.texts[key]) != holes(english.texts[key]):
            yield f"{english.at(key)}: fills other places than {dutch.path.name}"


def _in_words(file: TextFile) -> Iterator[str]:
    area = file.path.name.split(".")[0]
    for key, words in file.texts.items():
        if not str(words).strip():
            yield f"{file.at(key)}: is empty"
        for hole in sorted(holes(words) - given(area, key)):
            yield f"{file.at(key)}: {{{hole}}} is given by no code"


def holes(words: str) -> set[str]:
    """The names between braces; `{` alone where a brace is not closed."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
    except ValueError:
        return {"{"}


# --- what the code gives ------------------------------------------------------------------------------------------


class _Given:
    """The names that are given with each key, None where they come from elsewhere; and all names there are."""

    def __init__(self) -> None:
        self.by_key: dict[str, set[str] | None] = {}
        self.names: set[str] = set()
        for path in CODE:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                self.look_at(node)
        for path in SCRIPTS:
            self.names |= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))

    def look_at(self, node: ast.AST) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            self.names.add(node.value)
        if not isinstance(node, ast.Call):
            return
        self.names |= {each.arg for each in node.keywords if each.arg}
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for asked in node.args[:2]:
            for key in _keys_of(asked):
                self.note(key, node, says=bool(SAYS.fullmatch(name)))

    def note(self, key: str, call: ast.Call, *, says: bool) -> None:
        names = {each.arg for each in call.keywords if each.arg}
        # A call that gives nothing hands the text on to whoever fills it.
        open_ended = not says or not names or any(each.arg is None for each in call.keywords)
        before = self.by_key.get(key, set())
        self.by_key[key] = None if open_ended or before is None else before | names


def _keys_of(asked: ast.expr) -> Iterator[str]:
    for each in (asked.body, asked.orelse) if isinstance(asked, ast.IfExp) else (asked,):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


@cache
def _known() -> tuple[_Given, Counter[str]]:
    """What the code gives, and how many areas have each key."""
    areas = ({COUNTED.sub("", key) for key in TextFile.read(path).texts} for path in TEXTS.glob("*.nl.toml"))
    return _Given(), Counter(key for area in areas for key in area)


def given(area: str, key: str) -> set[str]:
    """The names that the code may give with this key: those of its calls where they name it, else any name there is."""
    known, areas = _known()
    stem = COUNTED.sub("", key)
    asked = [f"{area}.{stem}", *([stem] if areas[stem] == 1 else [])]
    calls = [known.by_key[each] for each in asked if each in known.by_key]
    whole = [names for names in calls if names is not None]
    return set().union(*whole) | {"n"} if calls and len(whole) == len(calls) else known.names
