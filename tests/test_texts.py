"""Every text is asked for somewhere, and what is asked for is there (what is wrong within a text: test_text_files.py)."""

import ast
import re

import pytest

from strategy.words.texts import FOLDER, MissingText, area, text
from tests.text_files import CODE, ROOT, SCRIPTS, TextFile, flat

AREAS = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.toml")})
DATABASE = ROOT / "strategy" / "store"
"""What it calls a text is SQL."""


SPEAKERS = {"text": "", "desk.say": "app.", "lead.say": "room.", "say_in": "room.", "drawn.say": "sheet."}
"""What the code asks texts with, and where their keys stand."""


def speakers(tree: ast.AST) -> dict[str, str]:
    """The functions of a module that ask for a text under one heading: `text(f"paste.{key}", ...)`."""
    found = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or not re.fullmatch(r"say|\w+_text", function.name):
            continue
        for call in ast.walk(function):
            start = SPEAKERS.get(ast.unparse(call.func)) if isinstance(call, ast.Call) else None
            for filled in ast.walk(call) if start is not None else ():
                if isinstance(filled, ast.JoinedStr) and isinstance(head := filled.values[0], ast.Constant):
                    assert isinstance(head.value, str)
                    found[function.name] = f"{start}{head.value}"
    return found


def keys_in(argument: ast.expr) -> list[str]:
    """The keys that an argument may be: one, or either of two."""
    if isinstance(argument, ast.IfExp):
        return [*keys_in(argument.body), *keys_in(argument.orelse)]
    return [argument.value] if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else []


def test_every_key_that_the_code_asks_for_exists() -> None:
    keys = {f"{name}.{key}" for name in AREAS for key in flat(area(name, "nl"))}
    tables = {".".join(key.split(".")[:depth]) for key in keys for depth in range(1, 9)}
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in CODE}
    everywhere = {
        name: start for tree in trees.values() for name, start in speakers(tree).items() if name != "say"
    }
    asked = set()
    for path, tree in trees.items():
        if DATABASE in path.parents:
            continue
        heard = SPEAKERS | everywhere | speakers(tree)
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and (start := heard.get(ast.unparse(call.func))) is not None:
                found = next(filter(None, map(keys_in, call.args)), [])
                asked |= {(path.name, start + key) for key in found}
    assert len(asked) > 900
    assert {each for each in asked if each[1] not in tables} == set()


class Used:
    """What the code asks for: whole keys, keys with a part that is filled in, and tables that it takes as they are."""

    def __init__(self) -> None:
        self.exact: set[str] = set()
        self.patterns: set[str] = set()
        self.tables: set[str] = set()
        for path in CODE:
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            inner = {id(node.value) for node in nodes if isinstance(node, ast.Subscript)}
            for node in nodes:
                self.look_at(node, outermost=id(node) not in inner)
        for path in SCRIPTS:
            words = path.read_text(encoding="utf-8")
            self.exact |= set(re.findall(r'"([\w.]+)"', words)) | set(re.findall(r"\b\w+\.(\w+\.\w+)", words))
            for filled in re.findall(r"`([^`]+)`", words):
                self.filled(re.split(r"\$\{.*?\}", filled))
        self.narrow = re.compile("|".join(self.patterns - {re.escape(f"{each}.") + ".+" for each in AREAS}))

    def look_at(self, node: ast.AST, *, outermost: bool) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.exact.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "\0" for part in node.values]
            self.filled("".join(map(str, parts)).split("\0"))
        elif isinstance(node, ast.Subscript) and outermost:
            self.table(node)

    def filled(self, parts: list[str]) -> None:
        """`f"share.levels.{code}"` asks for any key with such a start."""
        said = "".join(parts)
        if re.fullmatch(r"[\w.]*[a-z][\w.]*", said) and re.search(r"[._]", said):
            self.patterns.add(".+".join(map(re.escape, parts)))

    def table(self, node: ast.Subscript) -> None:
        """`area("form", language)["units"]` takes a whole table."""
        steps: list[str] = []
        inside: ast.expr = node
        while isinstance(inside, ast.Subscript):
            if isinstance(inside.slice, ast.Constant):
                steps.insert(0, str(inside.slice.value))
            inside = inside.value
        if isinstance(inside, ast.Call) and ast.unparse(inside.func).endswith("area") and steps:
            self.tables.add(".".join([str(ast.literal_eval(inside.args[0])), *steps]) + ".")

    def asks_for(self, name: str, key: str) -> bool:
        """Whether this key of this area is asked for: by its whole name, by its name within the area, or as the name of
        a setting of the server."""
        stem = re.sub(r"\.(one|other)$", "", key)
        asked = {f"{name}.{key}", key, f"{name}.{stem}", stem}
        return (
            bool({*asked, key.upper()} & self.exact)
            or f"{name}.{key}".startswith(tuple(self.tables))
            or any(map(self.narrow.fullmatch, asked))
            or any(
                each.partition(".")[2] in self.exact
                for each in asked
                if f"{each.partition('.')[0]}\\..+" in self.patterns
            )
            or (name == "rules" and set(stem.split(".")) <= self.exact)
        )


@pytest.fixture(scope="module")
def used() -> Used:
    return Used()


@pytest.mark.parametrize("name", AREAS)
def test_every_text_is_used(name: str, used: Used) -> None:
    file = TextFile.read(FOLDER / f"{name}.nl.toml")
    assert [file.at(key) for key in file.texts if not used.asks_for(name, key)] == []


def test_a_key_that_nobody_wrote_is_named():
    with pytest.raises(MissingText, match=r"app\.nothing\.here"):
        text("app.nothing.here")
