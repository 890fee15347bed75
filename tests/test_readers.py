"""Every question of every card is read: without its answer a rule, a panel of the sheet or a customer says something else.

The table is what to look at before a question is added or a rule taken away.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from strategy.checks import facts_of, judge
from strategy.company.example import example_company
from strategy.deck import Question, deck_in
from strategy.nouns.company import KINDS, Company
from strategy.overview import overview_of

READERS: dict[str, set[str]] = {
    "B1": {"R05", "R15", "R16", "business_model", "communicatiekanalen"},
    "B2": {"R08", "R25", "R33", "business_model"},
    "B3": {"R35", "business_model"},
    "B4": {"R28"},
    "B5": {"R32", "business_model"},
    "B6": {"business_model"},
    "B7": {"R38"},
    "B8": {"R41"},
    "B9": {"business_model"},
    "B10": {"R43", "business_model"},
    "B11": {"business_model"},
    "W1": {"R37"},
    "W2": {"R01", "R11", "R13", "toegevoegde_waarde"},
    "W3": {"R40", "toegevoegde_waarde"},
    "W4": {"R11", "R12", "R39", "toegevoegde_waarde"},
    "W5": {"R01", "R11", "toegevoegde_waarde"},
    "W6": {"R12", "toegevoegde_waarde"},
    "W7": {"R01", "R02", "R03"},
    "W8": {"R23", "toegevoegde_waarde"},
    "W9": {"story"},
    "K1": {"R04", "R24", "communicatiekanalen"},
    "K2": {"R05", "R13", "communicatiekanalen"},
    "K3": {"R04", "R05", "R06"},
    "K4": {"R13", "R14"},
    "K5": {"R06", "R36", "communicatiekanalen"},
    "K6": {"R24", "R36", "communicatiekanalen"},
    "K7": {"communicatiekanalen"},
    "K8": {"communicatiekanalen"},
    "K9": {"R42", "communicatiekanalen"},
    "S1": {"R09", "R10", "R18", "customers", "segmentatie"},
    "S2": {"customers"},
    "S3": {"customers"},
    "S4": {"customers"},
    "S5": {"R20", "customers"},
    "S6": {"R21", "customers"},
    "S7": {"R22", "customers", "segmentatie"},
}


def without(company: Company, question: Question) -> Company:
    """The company as if this question had never been answered."""
    answers = tuple(each for each in company.answers if each.id != question.code)
    company = company.model_copy(update={"answers": answers})
    if question.form == "one":
        return company
    kind = "customer" if question.form == "match" else question.item
    assert kind is not None
    model = KINDS[kind]
    if question.form == "list":
        return company.model_copy(update={model.PLURAL: ()})
    names = ["values"] if question.form == "match" else [field.name for field in question.fields]
    items = tuple(_bare(item, names) for item in getattr(company, model.PLURAL))
    return company.model_copy(update={model.PLURAL: items})


def _bare(item: Any, names: list[str]) -> Any:
    fields = item.model_dump()
    for name in names:
        holder, _, part = name.partition(".")
        if part:
            fields[holder].pop(part, None)
        else:
            fields.pop(holder, None)
    return type(item).model_validate(fields)


def says(company: Company) -> dict[str, str]:
    """By reader (rule, panel, story, customers) all that it says, as text."""
    findings = judge(facts_of(company, deck_in("nl")))
    overview = overview_of(company)
    said = {f.rule: repr((f.outcome, f.severity, list(f.affected), f.figures, f.missing)) for f in findings}
    said |= {panel.card: panel.model_dump_json() for panel in overview.sheet}
    said["customers"] = json.dumps([row.model_dump(mode="json") for row in overview.customers])
    return said | {"story": overview.story}


@cache
def of_the_example(method: str) -> tuple[Company, dict[str, str]]:
    example = example_company()
    company = example.model_copy(update={"settings": example.settings.model_copy(update={"method": method})})
    return company, says(company)


def readers(question: Question) -> set[str]:
    """Who says something else without the answer; whether all questions were answered (R31) is no reading."""
    found: set[str] = set()
    for method in ("combined", "judgement") if question.card == "segmentatie" else ("combined",):
        company, before = of_the_example(method)
        after = says(without(company, question))
        found |= {name for name, words in before.items() if after[name] != words}
    return found - {"R31"}


def test_the_table_has_every_question() -> None:
    assert set(READERS) == {question.code for question in deck_in("nl").questions()}


@pytest.mark.parametrize("code", READERS)
def test_every_question_is_read(code: str) -> None:
    question = deck_in("nl").question(code)
    assert question is not None
    found = readers(question)
    assert READERS[code]
    assert READERS[code] <= found, sorted(READERS[code] - found)
