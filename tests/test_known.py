"""What figures already say is not asked: each part whose figure decides, and no other."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from strategy.company.access import Visitor, open_example
from strategy.company.example import example_company
from strategy.deck import deck_in
from strategy.nouns.company import Settings
from strategy.store.interface import Change, MemoryStore
from ui.cards import known
from ui.frame.frame import Desk
from ui.overview import overview_of

OWNER = Visitor("a" * 64)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def desk_of(**settings: object) -> Desk:
    """Somebody at the worked example, with these settings."""
    store = MemoryStore()
    company_id = open_example(store, OWNER, example_company("nl"), write_id=uuid4().hex, now=NOW)
    if settings:
        standing = store.read(company_id)
        changed = standing.company.settings.model_copy(update=settings)
        change = Change.put(changed, standing.revision(Settings.KIND, "settings"))
        store.write(company_id, [change], author=OWNER.hash, write_id="s")
    return Desk(store, OWNER, "nl", store.read(company_id), {})


@pytest.mark.parametrize("code", ["S2", "S3", "S4", "S5", "S6"])
def test_a_part_is_known_where_its_figure_decides_and_nowhere_else(code: str) -> None:
    desk = desk_of()
    question = deck_in("nl").question(code)
    assert question is not None
    found = known.beside(desk, question)
    paths = {field.name for field in question.fields}
    for row in overview_of.scores(desk):
        decided = {f"judged.{name}" for name, part in row.parts.items() if part.origin == "figure"}
        assert set(found.get(row.id, {})) == decided & paths


def test_nothing_is_known_where_only_judgements_count() -> None:
    desk = desk_of(method="judgement")
    question = deck_in("nl").question("S2")
    assert question is not None
    assert known.beside(desk, question) == {}


def test_a_customer_is_still_to_be_done_where_an_answer_could_change_its_class() -> None:
    desk = desk_of()
    question = deck_in("nl").question("S1")
    assert question is not None
    found = known.classes(desk, question)
    rows = {row.id: row for row in overview_of.scores(desk)}
    assert found == {id: (row.klass, row.klass == "?" or row.provisional) for id, row in rows.items()}
    assert {klass for klass, _ in found.values()} == {"A", "B", "C", "D"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("S2", "Je A-omzet: € 80.000, zoals je zelf koos."),
        ("S3", "Je doel: 35% bijdrage van elke euro omzet."),
        ("S4", "Normaal bij jou: beslist na 10 dagen, betaalt na 30 dagen."),
        ("S5", ""),
    ],
)
def test_the_yardstick_stands_in_the_question(code: str, words: str) -> None:
    question = deck_in("nl").question(code)
    assert question is not None
    assert known.yardstick(desk_of(), question) == words


def test_an_a_revenue_that_nobody_chose_is_a_tenth_of_the_revenue() -> None:
    question = deck_in("nl").question("S2")
    assert question is not None
    assert (
        known.yardstick(desk_of(a_revenue=None), question) == "Je A-omzet: € 72.550, een tiende van je omzet."
    )
