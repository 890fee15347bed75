"""What changed, in words: every field of every item reads as a sentence, in the words of the cards."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from strategy.company.example import example_company
from strategy.comparing.differences import FieldChange, changed_fields
from strategy.nouns.company import Answer, Company, Override
from strategy.words.texts import LANGUAGES
from ui.company.change_words import change_sentence, is_told

EXAMPLE = example_company()
CUSTOMER = EXAMPLE.customers[0]
SAME = ("alias", "note")
"""Fields that happen to be called in Dutch as they are in the code."""


def customer_becomes(**fields: object) -> list[str]:
    """The sentences when the first customer of the example gets these fields."""
    changed = CUSTOMER.model_copy(update=fields)
    after = EXAMPLE.model_copy(update={"customers": (changed, *EXAMPLE.customers[1:])})
    told = [change for change in changed_fields(EXAMPLE, after) if is_told(change)]
    return [change_sentence(change, "nl") for change in told]


def test_amounts_shares_and_days_read_with_their_unit() -> None:
    assert CUSTOMER.variable_cost is not None
    said = customer_becomes(revenue=2500.5, variable_cost=0.425, days_to_pay=12.0)
    assert any(sentence.endswith("naar € 2.500,50.") for sentence in said)
    assert any(sentence.endswith("naar 42,5%.") for sentence in said)
    assert any(sentence.endswith("naar 12 dagen.") for sentence in said)
    assert all(sentence.startswith(f"Klant “{CUSTOMER.name}”, ") for sentence in said)


def test_what_was_filled_in_or_emptied_is_said_as_such() -> None:
    assert customer_becomes(group="Holding Noord") == [f"Klant “{CUSTOMER.name}”, eigenaar: “Holding Noord”."]
    [emptied] = customer_becomes(hours=None)
    assert emptied.endswith(f", uren per jaar: leeggemaakt, was {CUSTOMER.hours:.0f} uur.")


def test_how_an_export_was_read_is_no_answer() -> None:
    layout = Answer(id="layout-3f2a", values={"column:Bedrag": "amount"})
    after = EXAMPLE.model_copy(update={"answers": (*EXAMPLE.answers, layout)})
    changes = changed_fields(EXAMPLE, after)
    assert changes
    assert not any(is_told(change) for change in changes)


def test_not_knowing_is_an_answer() -> None:
    [said] = customer_becomes(hours=None, unknown=("hours",))
    assert said.endswith("naar weet ik niet.")


def test_a_choice_reads_in_its_own_words_and_a_link_by_name() -> None:
    other = next(segment for segment in EXAMPLE.segments if segment.id != CUSTOMER.segment)
    said = customer_becomes(segment=other.id)
    assert len(said) == 1
    assert other.name in said[0]
    value = EXAMPLE.values[0]
    [match] = customer_becomes(
        values={**CUSTOMER.values, value.id: 1.0 if CUSTOMER.values[value.id] != 1 else 0.0}
    )
    assert f"wat “{value.name}” waard is" in match
    assert "waardeert" in match


def test_a_class_by_hand_says_class_and_reason_and_nothing_of_the_clock() -> None:
    chosen = Override(klass="A", reason="Kent iedereen", who="Els", at=datetime(2026, 3, 2, tzinfo=UTC))
    assert customer_becomes(override=chosen) == [
        f"Klant “{CUSTOMER.name}”, klasse met de hand: A.",
        f"Klant “{CUSTOMER.name}”, reden voor die klasse: “Kent iedereen”.",
    ]


def test_settings_keep_their_own_name() -> None:
    after = EXAMPLE.model_copy(update={"settings": EXAMPLE.settings.model_copy(update={"a_revenue": 5.0})})
    [said] = [change_sentence(change, "nl") for change in changed_fields(EXAMPLE, after)]
    assert said == "Instellingen, A-omzet per jaar: van € 80.000 naar € 5."


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_field_of_any_item_falls_back_to_its_technical_name(language: str) -> None:
    emptied = Company.of_items([type(item).model_validate({"id": item.id}) for item in EXAMPLE.items()])
    for one, other in ((EXAMPLE, emptied), (emptied, EXAMPLE)):
        changes = [change for change in changed_fields(one, other) if is_told(change)]
        assert changes
        for change in changes:
            sentence = change_sentence(change, language)
            assert language != "nl" or f", {change.field}: " not in sentence or change.field in SAME, sentence
            # The names that people gave may hold anything; what stands around them is ours.
            assert not re.search(r"[a-z]_[a-z]|[a-z]\.[a-z]|\{|None", without_names(sentence, change)), (
                sentence
            )


def without_names(sentence: str, change: FieldChange) -> str:
    for typed in (change.name, change.about, change.before, change.after):
        if isinstance(typed, str) and typed:
            sentence = sentence.replace(typed, "")
    return re.sub("“[^”]*”", "", sentence)


def test_what_came_and_went_is_said() -> None:
    gone = EXAMPLE.model_copy(update={"customers": EXAMPLE.customers[1:], "answers": EXAMPLE.answers[1:]})
    said = [change_sentence(change, "nl") for change in changed_fields(EXAMPLE, gone)]
    assert f"Klant “{CUSTOMER.name}” verdween." in said
    assert f"Vraag {EXAMPLE.answers[0].id} heeft geen antwoord meer." in said
