"""A name means one thing: no public class twice within `strategy` or within `ui`, no module twice within a room."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("strategy", "ui")


def modules(layer: str) -> Iterator[Path]:
    """Every module of a layer, but the steps of the database, which all have the same shape."""
    return (each for each in sorted((ROOT / layer).rglob("*.py")) if "versions" not in each.parts)


def kinds_in(path: Path) -> Iterator[str]:
    """The public classes and kinds (`Rows = npt.NDArray[np.intp]`) that a module defines."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
        else:
            continue
        if name[:1].isupper() and not name.isupper():
            yield name


@pytest.mark.parametrize("layer", LAYERS)
def test_no_public_class_name_means_two_things(layer: str) -> None:
    where = defaultdict(list)
    for path in modules(layer):
        for name in kinds_in(path):
            where[name].append(path.relative_to(ROOT).as_posix())
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("layer", LAYERS)
def test_no_module_name_stands_twice_within_a_room(layer: str) -> None:
    where = defaultdict(list)
    for path in modules(layer):
        inside = path.relative_to(ROOT / layer)
        if len(inside.parts) > 1 and path.stem not in ("__init__", "__main__"):
            where[inside.parts[0], path.stem].append(inside.as_posix())
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("layer", LAYERS)
def test_what_draws_or_says_something_is_called_after_it(layer: str) -> None:
    """`overview_page()`, not `show()`; `say(store, visitor, saying)` is what people say of their company."""
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {node.name}"
        for path in modules(layer)
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name in ("show", "say")
    }
    assert found - {"strategy/company/saying.py: say"} == set()
