"""Reading a company file, and saying in one line where it goes wrong (architecture.md, the command line)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from strategy.nouns.company import FORMAT, LISTED, Company, Profile
from strategy.words.formats import number
from strategy.words.texts import text

LARGEST_FILE = 200_000_000
BIG_FILE = 1_000_000

# What pydantic calls a mistake, and what the texts call it.
PROBLEMS = {
    "missing": "missing",
    "extra_forbidden": "extra_forbidden",
    "finite_number": "finite_number",
    "greater_than": "greater_than",
    "greater_than_equal": "greater_than_equal",
    "less_than_equal": "less_than_equal",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "string_pattern_mismatch": "pattern",
    "literal_error": "choice",
    "string_type": "text",
    "float_type": "number",
    "float_parsing": "number",
    "int_type": "number",
    "int_parsing": "number",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "tuple_type": "list",
    "list_type": "list",
    "model_type": "object",
    "model_attributes_type": "object",
    "dict_type": "object",
}


class NotACompany(ValueError):
    """A file that is no company: `code` is a text key of the area cli, `values` fill its placeholders."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def sentence(self, language: str = "nl") -> str:
        """What is wrong and where, in one line."""
        problem = self.values.get("problem")
        limits = {name: _limit(value, language) for name, value in self.values.get("limits", {}).items()}
        words = {"problem": text(f"cli.problem.{problem}", language, **limits)} if problem else {}
        shown = {name: value for name, value in self.values.items() if name != "limits"}
        return text(self.code, language, **shown | words)


def _limit(value: Any, language: str) -> str:
    """A limit as read; the words to choose from without pydantic's own English between them."""
    if isinstance(value, int | float):
        return number(value, language, 2)
    return ", ".join(re.findall(r"'([^']*)'", str(value))) or str(value)


def read_company(data: bytes, name: str = "-") -> Company:
    """The company in this file. Raises `NotACompany` with the place and the reason, and nothing else."""
    if len(data) > LARGEST_FILE:
        raise NotACompany(
            "cli.error.too_large", megabytes=-(-len(data) // BIG_FILE), limit=LARGEST_FILE // BIG_FILE
        )
    found = _object_in(data, name)
    try:
        company = Company.from_file(found)
    except ValidationError as wrong:
        raise _first_mistake(wrong) from None
    _ids_once_or_stop(company)
    return company


def _object_in(data: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotACompany("cli.error.not_text", file=name) from None
    except json.JSONDecodeError as wrong:
        raise NotACompany("cli.error.not_json", line=wrong.lineno, column=wrong.colno) from None
    except (RecursionError, ValueError):
        raise NotACompany("cli.error.too_deep") from None
    if not isinstance(found, dict):
        raise NotACompany("cli.error.not_a_company")
    if found.get("format", FORMAT) != FORMAT:
        raise NotACompany("cli.error.format", found=_short(found["format"]), expected=FORMAT)
    if not isinstance(found.get("company", {}), dict):
        raise NotACompany("cli.error.field", path="company", problem="object")
    known = {"company", "settings", "customers", *(model.PLURAL for model in LISTED)}
    if not known & set(found):
        raise NotACompany("cli.error.not_a_company")
    return found


def _short(value: object) -> str:
    return " ".join(str(value).split())[:40]


def _first_mistake(wrong: ValidationError) -> NotACompany:
    """The first mistake with its path, and how many more there are."""
    mistakes = wrong.errors(include_url=False)
    first = mistakes[0]
    prefix = ("company",) if wrong.title == Profile.__name__ else ()
    limits = {name: value for name, value in first.get("ctx", {}).items() if not isinstance(value, Exception)}
    values: dict[str, Any] = {
        "path": _path((*prefix, *first["loc"])),
        "problem": _problem(first),
        "limits": limits,
    }
    if len(mistakes) == 1:
        return NotACompany("cli.error.field", **values)
    return NotACompany("cli.error.more_fields", n=len(mistakes) - 1, **values)


def _problem(mistake: ErrorDetails) -> str:
    kind = mistake["type"]
    if kind == "value_error" and mistake["loc"] == ("settings",):
        return "bounds"
    if kind.startswith(("date", "datetime")):
        return "day"
    return PROBLEMS.get(kind, "other")


def _path(steps: Iterable[int | str]) -> str:
    """`customers[3].revenue`, counted from 0 as in the file."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _ids_once_or_stop(company: Company) -> None:
    for model in LISTED:
        seen: set[str] = set()
        for place, item in enumerate(getattr(company, model.PLURAL)):
            if item.id in seen:
                raise NotACompany("cli.error.twice", path=f"{model.PLURAL}[{place}].id", id=item.id)
            seen.add(item.id)
