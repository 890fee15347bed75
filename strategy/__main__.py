"""The command line: `python -m strategy demo | import | score | overview | backup | restore`
(architecture.md).

JSON on standard output. Exit status 0 accepted, 2 an import question is open, 1 refused with one Dutch line on
standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from strategy.company.example import example_company
from strategy.company.file import LARGEST_FILE, NotACompany, read_company
from strategy.importing import LOCAL_BYTES, FileRefused, Imported, imported_json, read_export
from strategy.importing.nouns.period import Period
from strategy.nouns.company import Company, Settings
from strategy.overview import CompanyOverview, overview_of
from strategy.scoring.as_json import score_report
from strategy.scoring.classes import LETTERS
from strategy.scoring.scores import known, score
from strategy.store import backup
from strategy.store.database import WrongDatabase, configured
from strategy.taking_home import as_csv, as_markdown, as_spreadsheet
from strategy.words.texts import LANGUAGES, text

ACCEPTED, REFUSED, QUESTION_OPEN = 0, 1, 2
STANDARD_INPUT = "-"
METHODS = ("combined", "figures", "judgement")
LEVELS = ("short", "standard", "full")
MEGABYTE = 1_000_000

# What argparse says, and what we say instead.
MISTAKES = (
    (r"the following arguments are required: command", "no_command"),
    (r"the following arguments are required: (?P<what>.+)", "required"),
    (r"argument command: invalid choice: '(?P<value>.*)' \(choose from (?P<choices>.+)\)", "choice"),
    (r"argument (?P<what>\S+): invalid choice: '(?P<value>.*)' \(choose from (?P<choices>.+)\)", "choice"),
    (r"unrecognized arguments: (?P<what>.+)", "unrecognized"),
    (r"argument (?P<what>\S+): expected .+", "expected"),
)


class Wrong(Exception):
    """A command that cannot be carried out: `code` is a text key, `values` fill its placeholders."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def sentence(self, language: str = "nl") -> str:
        """What is wrong, in one line."""
        return text(self.code, language, **self.values)


class DutchHelp(argparse.HelpFormatter):
    """Help whose own words are Dutch."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, text("cli.usage") if prefix is None else prefix)


class DutchParser(argparse.ArgumentParser):
    """A parser that raises `Wrong` where argparse would print English and stop."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given | {"add_help": False, "formatter_class": DutchHelp, "allow_abbrev": False})
        self._positionals.title = text("cli.files")
        self._optionals.title = text("cli.options")
        self.add_argument("-h", "--help", action="help", help=text("cli.help"))

    def error(self, message: str) -> NoReturn:
        for pattern, key in MISTAKES:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                values = {"what": "opdracht", "choices": ", ".join(self.commands())} | found.groupdict()
                raise Wrong(f"cli.error.{key}", **{name: _one_line(value) for name, value in values.items()})
        raise Wrong("cli.error.other")

    def commands(self) -> list[str]:
        """The names of its commands."""
        choices = (action.choices for action in self._actions if action.dest == "command")
        return [str(name) for found in choices if found for name in found]


def _one_line(value: str) -> str:
    return " ".join(value.replace("'", "").split())[:200]


def parser() -> DutchParser:
    """The commands with their options."""
    top = DutchParser(prog="python -m strategy", description=text("cli.about"))
    commands = top.add_subparsers(
        dest="command", required=True, title=text("cli.commands"), metavar="command"
    )
    for name in COMMANDS:
        command = commands.add_parser(name, help=text(f"cli.command.{name}"))
        if name == "import":
            command.add_argument("files", metavar="FILE", nargs="+", help=text("cli.option.exports"))
            command.add_argument("--period", default="all", help=text("cli.option.period"))
            command.add_argument(
                "--map", action="append", default=[], metavar="KOLOM=VELD", help=text("cli.option.map")
            )
            command.add_argument(
                "--answer", action="append", default=[], metavar="KEY=VALUE", help=text("cli.option.answer")
            )
        if name in ("score", "overview"):
            command.add_argument("file", metavar="FILE", help=text("cli.option.file"))
        if name in ("backup", "restore"):
            command.add_argument("file", metavar="FILE", help=text("cli.option.backup"))
        if name == "score":
            command.add_argument("--method", choices=METHODS, help=text("cli.option.method"))
        if name == "overview":
            command.add_argument("--level", choices=LEVELS, default="full", help=text("cli.option.level"))
            for kind in FILES:
                command.add_argument(f"--{kind}", metavar="OUT", help=text(f"cli.option.{kind}"))
        if name in ("demo", "overview"):
            command.add_argument("--lang", choices=LANGUAGES, default="nl", help=text("cli.option.lang"))
    return top


# --- the commands ---


def demo(asked: argparse.Namespace) -> int:
    """Print the worked example company."""
    print_json(example_company(asked.lang).to_file())
    return ACCEPTED


def import_exports(asked: argparse.Namespace) -> int:
    """Print the customers in these exports with their class by default settings, or what is still asked."""
    found = read_export(
        [(Path(name).name, read(name, LOCAL_BYTES)) for name in asked.files],
        mapping=dict(_pair(pair, "--map", '"Bedrag=amount"', at_last=True) for pair in asked.map),
        answers=dict(_pair(pair, "--answer", "decimal=comma") for pair in asked.answer),
        period=Period.parse(asked.period),
        limit=LOCAL_BYTES,
    )
    print_json(with_classes(found))
    return QUESTION_OPEN if found.questions else ACCEPTED


def with_classes(found: Imported) -> dict[str, Any]:
    """The import as JSON, each customer with class, total and bounds under the default settings."""
    printed = imported_json(found)
    scores = score(found.to_customers(), Settings())
    for place, customer in enumerate(printed["customers"]):
        customer["class"] = LETTERS[scores.klass[place]]
        customer["total"] = known(scores.total[place])
        customer["lowest"] = float(scores.lowest[place])
        customer["highest"] = float(scores.highest[place])
    return printed


def _pair(said: str, option: str, example: str, *, at_last: bool = False) -> tuple[str, str]:
    """`KEY=VALUE` in two; the name of a column may hold an equals sign itself."""
    key, sign, value = said.rpartition("=") if at_last else said.partition("=")
    if not sign:
        raise Wrong("cli.error.pair", what=option, example=example, value=_one_line(said))
    return key, value


def score_file(asked: argparse.Namespace) -> int:
    """Print the scores of the company in this file."""
    print_json(score_report(company_in(asked.file), asked.method))
    return ACCEPTED


def overview_file(asked: argparse.Namespace) -> int:
    """Print the overview of the company in this file, or write it to files and print which."""
    outs = {kind: out for kind in FILES if (out := getattr(asked, kind))}
    if "csv" in outs and asked.level == "short":
        raise Wrong("cli.error.no_customers_at_short")
    overview = overview_of(company_in(asked.file), level=asked.level, language=asked.lang)
    if not outs:
        print_json(overview.model_dump(mode="json"))
        return ACCEPTED
    for kind, out in outs.items():
        write(out, FILES[kind](overview))
    print_json(outs)
    return ACCEPTED


FILES: dict[str, Callable[[CompanyOverview], bytes]] = {
    "xlsx": as_spreadsheet,
    "markdown": lambda overview: as_markdown(overview).encode(),
    "csv": as_csv,
}
"""What an overview can be written to, by the name of the option."""


def back_up_all(asked: argparse.Namespace) -> int:
    """Write everything in the database to a file, verified."""
    print_json({"file": asked.file, "rows": backup.back_up(configured(), Path(asked.file))})
    return ACCEPTED


def restore_all(asked: argparse.Namespace) -> int:
    """Put everything in a file in an empty database."""
    print_json({"file": asked.file, "rows": backup.restore(configured(), Path(asked.file))})
    return ACCEPTED


COMMANDS = {
    "demo": demo,
    "import": import_exports,
    "score": score_file,
    "overview": overview_file,
    "backup": back_up_all,
    "restore": restore_all,
}


# --- reading and printing ---


def company_in(name: str) -> Company:
    """The company in this file or on standard input. Raises `Wrong` or `NotACompany`."""
    return read_company(read(name, LARGEST_FILE), name)


def read(name: str, limit: int) -> bytes:
    """The bytes of this file, or of standard input for `-`. Raises `Wrong`."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(limit + 1)
    path = Path(name)
    try:
        size = path.stat().st_size
        if size > limit:
            raise Wrong("cli.error.too_large", megabytes=-(-size // MEGABYTE), limit=limit // MEGABYTE)
        return path.read_bytes()
    except IsADirectoryError:
        raise Wrong("cli.error.folder", file=name) from None
    except (FileNotFoundError, NotADirectoryError):
        raise Wrong("cli.error.no_file", file=name) from None
    except (OSError, ValueError):
        raise Wrong("cli.error.unreadable", file=name) from None


def write(name: str, data: bytes) -> None:
    """Write this file. Raises `Wrong`."""
    try:
        Path(name).write_bytes(data)
    except IsADirectoryError:
        raise Wrong("cli.error.folder", file=name) from None
    except (OSError, ValueError):
        raise Wrong("cli.error.unwritable", file=name) from None


def print_json(printed: dict[str, Any]) -> None:
    """Print JSON for people and programs: indented, UTF-8, no NaN."""
    words = json.dumps(printed, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.buffer.write(words.encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return the exit status."""
    try:
        asked = parser().parse_args(arguments)
        return COMMANDS[asked.command](asked)
    except (Wrong, NotACompany, FileRefused, WrongDatabase) as refused:
        print(one_line(refused.sentence()), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ACCEPTED


def one_line(sentence: str) -> str:
    """A sentence on one line."""
    return " ".join(sentence.split())


if __name__ == "__main__":
    sys.exit(main())
