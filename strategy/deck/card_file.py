"""One card file: YAML front matter between two lines of `---`, then markdown; and what can be wrong with it.

Everything in the front matter is read as text (`No`, `On`, `12:30` stay what was typed) and every key keeps its
line number, so that a problem can be pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from strategy.words.texts import text

FENCE = "---"
FIRST_FRONT_LINE = 2
HEADINGS = ("why", "how", "good", "gaps", "facilitation")

KeyPath = tuple[str | int, ...]
ProblemSeverity = Literal["error", "notice"]


class CardProblem(BaseModel):
    """What is wrong with a card file, where, and what to do about it.

    An `error` needs repair; a `notice` (a missing translation, a heading that is not shown) stops nothing.
    `file` is the path inside the cards folder; `line` is None where the file as a whole is meant.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    line: int | None
    code: str
    tip: str
    values: dict[str, str] = Field(default_factory=dict)
    severity: ProblemSeverity = "error"

    @property
    def message(self) -> str:
        """What is wrong, in Dutch."""
        return self.message_in("nl")

    @property
    def suggestion(self) -> str:
        """What to do about it, in Dutch."""
        return self.suggestion_in("nl")

    def message_in(self, language: str) -> str:
        """What is wrong, in this language."""
        return text(f"deck.problem.{self.code}", language, **self.values)

    def suggestion_in(self, language: str) -> str:
        """What to do about it, in this language."""
        return text(f"deck.tip.{self.tip}", language, **self.values)

    def in_words(self, language: str = "nl") -> str:
        """Place, message and suggestion on one line."""
        place = "file" if self.line is None else "line"
        where = text(f"deck.place.{place}", language, file=self.file, line=self.line)
        return f"{where}: {self.message_in(language)} {self.suggestion_in(language)}"


class BrokenFile(Exception):
    """A card file that cannot be used; `problems` says why."""

    def __init__(self, *problems: CardProblem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class CardFile:
    """A card file taken apart.

    `lines` has the line of every key of the front matter; `sections` the markdown under each known `##`
    heading, by the names of `HEADINGS`; `strays` the other headings with their line.
    """

    file: str
    front: dict[str, Any]
    lines: dict[KeyPath, int]
    title: str
    hint: str
    sections: dict[str, str]
    strays: tuple[tuple[str, int], ...]

    def problem(
        self,
        path: KeyPath,
        code: str,
        tip: str,
        values: dict[str, str] | None = None,
        severity: ProblemSeverity = "error",
    ) -> CardProblem:
        """A problem at this key of the front matter, or at the nearest key around it."""
        while path and path not in self.lines:
            path = path[:-1]
        line = self.lines.get(path, 1)
        return CardProblem(
            file=self.file, line=line, code=code, tip=tip, values=values or {}, severity=severity
        )


def read_card_file(folder: Path, path: Path, language: str = "nl") -> CardFile:
    """Read and take apart the file at `path`, whose headings are in this language. Raises `BrokenFile`."""
    file = path.relative_to(folder).as_posix()
    front, body = _split(file, _decoded(file, path))
    data, lines = _front_matter(file, front)
    title, hint = _head(body)
    names = {heading.casefold(): name for name, heading in headings(language).items()}
    found = [(heading, names.get(heading.casefold()), at, words) for heading, at, words in _headed(body)]
    offset = FIRST_FRONT_LINE + len(front) + 1
    return CardFile(
        file=file,
        front=data,
        lines=lines,
        title=title,
        hint=hint,
        sections={name: words for _, name, _, words in found if name},
        strays=tuple((heading, offset + at) for heading, name, at, _ in found if not name),
    )


def headings(language: str) -> dict[str, str]:
    """The `##` heading of each section in this language."""
    return {name: text(f"deck.heading.{name}", language) for name in HEADINGS}


def closest(word: str, choices: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """The tip and its values for a word nobody knows: the word it must have been, or all there are."""
    near = get_close_matches(word.casefold(), [choice.casefold() for choice in choices], 1)
    if near:
        meant = next(choice for choice in choices if choice.casefold() == near[0])
        return "meant", {"word": word, "meant": meant}
    return "choose", {"word": word, "choices": ", ".join(choices)}


def _broken(file: str, line: int | None, code: str, tip: str) -> BrokenFile:
    return BrokenFile(CardProblem(file=file, line=line, code=code, tip=tip))


def _decoded(file: str, path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _broken(file, None, "unreadable", "unreadable") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _broken(file, line, "not_utf8", "not_utf8") from error


def _split(file: str, words: str) -> tuple[list[str], list[str]]:
    """The lines between the fences and the lines after them."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != FENCE:
        raise _broken(file, 1, "no_front_matter", "front_matter")
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == FENCE), None)
    if end is None:
        raise _broken(file, 1, "front_matter_open", "front_matter")
    return lines[1:end], lines[end + 1 :]


class _TextLoader(yaml.BaseLoader):
    """YAML with text only and without references, so that a small file never unfolds into a huge one."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)


def _front_matter(file: str, front: list[str]) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    lines: dict[KeyPath, int] = {}
    try:
        node = yaml.compose("\n".join(front), Loader=_TextLoader)
        data = {} if node is None else _plain(node, (), lines)
    except (yaml.YAMLError, RecursionError) as error:
        at = _place(error, front)
        tip = "tab" if "\t" in "".join(front[at : at + 1]) else "yaml"
        raise _broken(file, FIRST_FRONT_LINE + at, "yaml", tip) from error
    if not isinstance(data, dict):
        raise _broken(file, FIRST_FRONT_LINE, "yaml", "yaml")
    return data, lines


def _place(error: Exception, front: list[str]) -> int:
    """The line, counted from 0, where YAML stumbled."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return min(int(mark.line), max(len(front) - 1, 0))
    return "\n".join(front)[: getattr(error, "position", 0)].count("\n")


def _plain(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int]) -> Any:
    """The node as dicts, lists and text, noting the line of every entry both by its key and by its number."""
    if isinstance(node, yaml.SequenceNode):
        for at, child in enumerate(node.value):
            lines[(*path, at)] = FIRST_FRONT_LINE + child.start_mark.line
        return [_plain(child, (*path, at), lines) for at, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return dict(_entries(node, path, lines))
    return _sound(node)


def _entries(node: yaml.MappingNode, path: KeyPath, lines: dict[KeyPath, int]) -> Iterator[tuple[str, Any]]:
    for at, (key_node, value) in enumerate(node.value):
        key = _sound(key_node)
        if (*path, key) in lines:
            raise yaml.MarkedYAMLError(problem_mark=key_node.start_mark)
        lines[(*path, key)] = lines[(*path, at)] = FIRST_FRONT_LINE + key_node.start_mark.line
        yield key, _plain(value, (*path, key), lines)


def _sound(node: yaml.Node) -> str:
    """The text of a node; refuses what is no text, and half characters that no store or screen can hold."""
    if not isinstance(node.value, str) or re.search("[\ud800-\udfff]", node.value):
        raise yaml.MarkedYAMLError(problem_mark=node.start_mark)
    return node.value


def _head(body: list[str]) -> tuple[str, str]:
    """The `#` heading and what stands between it and the first section."""
    sections = _starts(body)
    head = body[: sections[0]] if sections else body
    at = next((at for at, line in enumerate(head) if line.startswith("# ")), None)
    return ("", "") if at is None else (head[at][2:].strip(), "\n".join(head[at + 1 :]).strip())


def _headed(body: list[str]) -> Iterator[tuple[str, int, str]]:
    """Heading, place and markdown of every section."""
    starts = _starts(body)
    for start, end in pairwise([*starts, len(body)]):
        yield body[start][3:].strip(), start, "\n".join(body[start + 1 : end]).strip()


def _starts(body: list[str]) -> list[int]:
    return [at for at, line in enumerate(body) if line.startswith("## ")]
