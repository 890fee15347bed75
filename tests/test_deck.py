"""The cards in `cards/`, the guide beside them, and what happens when a card file is broken (method.md 2, 3.2)."""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.deck import CARDS, CardProblem, FieldSpec, Question, deck_in, deck_problems, load_deck
from strategy.nouns.company import Judged

CODES = [
    *(f"B{number}" for number in range(1, 12)),
    *(f"W{number}" for number in range(1, 10)),
    *(f"K{number}" for number in range(1, 10)),
    *(f"S{number}" for number in range(1, 8)),
]
SHORT = [
    "B1",
    "B2",
    "B7",
    "W2",
    "W3",
    "W4",
    "W5",
    "W6",
    "W7",
    "K1",
    "K2",
    "K3",
    "K4",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
]
LANGUAGES = ("nl", "en")
BROKEN = "business_model/03-betaalmoment.md"
QUESTION = """---
code: B12
form: list
fields:
  - name: name
    type: text
    label: Drukke periode
---
# Wanneer loopt het storm?

Hooguit vier periodes.
"""


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    """A copy of the cards that a test may break."""
    return Path(shutil.copytree(CARDS, tmp_path / "cards"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """One card with two questions that a test may break: quick to read."""
    card = tmp_path / "small" / "business_model"
    card.mkdir(parents=True)
    for name in ("deck.md", "deck.en.md"):
        shutil.copy(CARDS / name, tmp_path / "small" / name)
    for pattern in ("card*", "01*", "02*"):
        for path in (CARDS / "business_model").glob(pattern):
            shutil.copy(path, card / path.name)
    return tmp_path / "small"


def write(cards: Path, words: str, file: str = "business_model/12-seizoen.md") -> list[CardProblem]:
    """Put a file in the folder and read the deck; only the problems with that file."""
    (cards / file).write_text(words, encoding="utf-8")
    _, problems = load_deck(cards)
    return [problem for problem in problems if problem.file == file]


def errors(problems: list[CardProblem]) -> list[tuple[int | None, str, str]]:
    return [(found.line, found.message, found.suggestion) for found in problems if found.severity == "error"]


def codes(cards: Path) -> list[str]:
    return [question.code for question in load_deck(cards)[0].questions()]


def fields(question: Question) -> tuple[FieldSpec, ...]:
    return question.fields + question.beside


# The deck as shipped


def test_the_deck_has_no_problems() -> None:
    assert [problem.in_words() for problem in load_deck()[1]] == []


def test_four_cards_ask_thirty_four_questions_in_order() -> None:
    deck = deck_in("nl")
    assert [card.title for card in deck.cards] == [
        "Business Model",
        "Toegevoegde Waarde",
        "Communicatiekanalen",
        "Segmentatie",
    ]
    assert [question.code for question in deck.questions()] == CODES


def test_the_front_of_each_card_asks_its_question() -> None:
    assert [(card.question, card.short_question) for card in deck_in("nl").cards] == [
        ("Hoe verdient je bedrijf zijn geld?", "Hoe verdient je bedrijf zijn geld?"),
        (
            "Waarom kiest een klant voor jou en niet voor het beste alternatief?",
            "Waarom kiest een klant voor jou?",
        ),
        (
            "Langs welke wegen vindt een klant jou, koopt hij bij jou en blijft hij?",
            "Langs welke weg vindt een klant jou?",
        ),
        ("Welke klant verdient hoeveel van je tijd?", "Welke klant verdient hoeveel van je tijd?"),
    ]


def test_the_short_questions_make_up_the_self_scan() -> None:
    assert [question.code for question in deck_in("nl").questions() if question.short] == SHORT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_and_question_says_why_how_good_gaps_and_how_to_facilitate(language: str) -> None:
    for card in deck_in(language).cards:
        assert all(card.back.values()), card.name
        assert card.facilitation, card.name
        for question in card.questions:
            assert question.hint, question.code
            assert set(question.sections) == {"why", "how", "good", "gaps"}
            assert all(question.sections.values()), question.code
            assert question.facilitation, question.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_says_what_to_do_about_it(language: str) -> None:
    for question in deck_in(language).questions():
        gaps = re.split(r"\n(?=- )", question.sections["gaps"])
        assert all(gap.startswith("- **") and "→" in gap for gap in gaps), question.code


def test_every_facilitation_note_of_a_question_names_a_time_and_a_question_to_ask() -> None:
    for question in deck_in("nl").questions():
        assert re.search(r"minuten|sessie", question.facilitation), question.code
        assert "?" in question.facilitation or "Laat" in question.facilitation, question.code


def test_every_type_of_answer_is_asked_somewhere() -> None:
    asked = {field.type for question in deck_in("nl").questions() for field in fields(question)}
    assert asked == {
        "text",
        "long_text",
        "choice",
        "scale",
        "amount",
        "percent",
        "days",
        "date",
        "hours",
        "count",
        "yes_no",
        "link",
        "links",
    }


def test_every_form_of_question_occurs() -> None:
    assert {question.form for question in deck_in("nl").questions()} == {"one", "list", "each", "match"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scale_has_words_for_every_step(language: str) -> None:
    for question in deck_in(language).questions():
        for field in fields(question):
            if field.type == "scale" and field.min is not None and field.max is not None:
                steps = [step for step, _ in field.anchors]
                whole = [float(step) for step in range(round(field.min), round(field.max) + 1)]
                assert steps == ([0, 0.5, 1] if question.form == "match" else whole), question.code


def test_the_nine_judgements_are_each_asked_once() -> None:
    asked = [
        field.name.removeprefix("judged.")
        for question in deck_in("nl").questions()
        for field in question.fields
        if field.name.startswith("judged.")
    ]
    assert asked == list(Judged.model_fields)


@pytest.mark.parametrize(
    ("code", "field", "figures"),
    [
        ("S2", "judged.revenue", ["20%", "20 tot 40%", "40 tot 60%", "60 tot 80%", "80%"]),
        ("S4", "judged.decides", ["Drie keer", "Twee keer", "Anderhalf keer", "Normaal", "helft"]),
        ("S4", "judged.pays", ["90 dagen", "60 dagen", "45 dagen", "30 dagen", "15 dagen"]),
        ("S5", "judged.repeatability", ["Alleen", "één", "Twee of drie", "vier tot negen", "eerste"]),
        ("S6", "judged.size", ["Niemand", "Eén of twee", "Drie tot vijf", "Zes tot vijftien", "vijftien"]),
    ],
)
def test_the_anchors_keep_the_figures_of_the_method(code: str, field: str, figures: list[str]) -> None:
    question = deck_in("nl").question(code)
    assert question is not None
    anchors = next(found.anchors for found in question.fields if found.name == field)
    assert [step for step, _ in anchors] == [1, 2, 3, 4, 5]
    assert all(figure in words for figure, (_, words) in zip(figures, anchors, strict=True))


def test_both_languages_ask_the_same_in_other_words() -> None:
    for dutch, english in zip(deck_in("nl").questions(), deck_in("en").questions(), strict=True):
        assert dutch.title != english.title
        for ours, theirs in zip(fields(dutch), fields(english), strict=True):
            assert (ours.name, ours.type, ours.min, ours.max) == (
                theirs.name,
                theirs.type,
                theirs.min,
                theirs.max,
            )
            assert [value for value, _ in ours.options] == [value for value, _ in theirs.options]
            assert [step for step, _ in ours.anchors] == [step for step, _ in theirs.anchors]
            assert bool(ours.help) == bool(theirs.help)
            assert (ours.column, bool(ours.head)) == (theirs.column, bool(theirs.head))


def test_the_business_model_card_names_the_makers_of_the_canvas() -> None:
    for language in LANGUAGES:
        card = deck_in(language).card("business_model")
        assert card is not None
        assert {"Strategyzer", "https://creativecommons.org/licenses/by-sa/3.0/"} <= set(
            re.findall(r"Strategyzer|https://creativecommons\S+?/(?=\))", card.back["gaps"])
        )


def test_a_sentence_in_one_breath_has_at_most_two_hundred_characters() -> None:
    question = deck_in("nl").question("W9")
    assert question is not None
    assert [(field.name, field.type, field.max) for field in question.fields] == [("story", "text", 200)]


def test_the_figures_of_a_customer_are_columns_with_short_words_above_them() -> None:
    question = deck_in("nl").question("S1")
    assert question is not None
    columns = [(field.name, field.head or field.label) for field in question.fields if field.column]
    assert columns == [
        ("name", "Klant"),
        ("kind", "Soort"),
        ("revenue", "Omzet"),
        ("potential", "Potentieel"),
        ("orders", "Orders"),
        ("variable_cost", "Var. kost"),
        ("hours", "Uren"),
        ("days_to_pay", "Betaalt na"),
        ("days_to_decide", "Beslist na"),
    ]
    for language in LANGUAGES:
        words = deck_in(language).question("S1")
        assert words is not None
        assert all(len(field.head or field.label) <= 13 for field in words.fields if field.column)


# The guide


def examples() -> list[str]:
    return re.findall(r"```markdown\n(.*?)```", (CARDS / "README.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_question_in_the_guide_appears_without_any_python(cards: Path) -> None:
    dutch, english = examples()
    write(cards, english, "business_model/12-seizoen.en.md")
    assert write(cards, dutch) == []
    deck, problems = load_deck(cards, "en")
    question = deck.question("B12")
    assert problems == []
    assert question is not None
    assert (question.item, question.card, question.name) == ("entry", "business_model", "seizoen")
    assert question.title == "When does it get really busy?"
    assert codes(cards)[:12] == [*CODES[:11], "B12"]


def test_the_guide_explains_every_type_and_every_form() -> None:
    guide = (CARDS / "README.md").read_text(encoding="utf-8")
    for question in deck_in("nl").questions():
        assert f"| `{question.form}` |" in guide
        assert all(f"| `{field.type}` |" in guide for field in fields(question))


# Broken files


@pytest.mark.parametrize(
    ("typed", "instead", "line", "message", "suggestion"),
    [
        ("    type: text", "    tpye: text", 6, "'tpye' ken ik niet.", "Bedoel je 'type'?"),
        ("    type: text", "    type: tekst", 6, "'tekst' ken ik hier niet.", "Bedoel je 'text'?"),
        ("form: list", "form: lsit", 3, "'lsit' ken ik hier niet.", "Bedoel je 'list'?"),
        (
            "form: list",
            "form: one\nitem: customer",
            4,
            "Bij de vorm 'one' hoort geen 'item'.",
            "Haal 'item: customer' weg",
        ),
        ("form: list", "form: each", 3, "Bij de vorm 'each' hoort een 'item'", "Kies uit: segment"),
        (
            "form: list",
            "form: list\nitem: custmer",
            4,
            "'custmer' ken ik hier niet.",
            "Bedoel je 'customer'?",
        ),
        ("form: list", "form: list\nshrt: true", 4, "'shrt' ken ik niet.", "Bedoel je 'short'?"),
        (
            "form: list",
            "form: list\nshort: misschien",
            4,
            "'misschien' is geen ja of nee.",
            "Schrijf true of false.",
        ),
        (
            "form: list",
            "form: list\nat_most: veel",
            4,
            "'veel' kan ik niet als getal lezen.",
            "Schrijf alleen cijfers",
        ),
        (
            "form: list",
            "form: list\nat_least: 5\nat_most: 2",
            4,
            "'at_least' is te groot",
            "Maak 'at_least' kleiner",
        ),
        ("form: list", "form: list\nper: segment", 4, "'segment' bij 'per' is geen veld", "Kies uit"),
        ("name: name", "name: naam", 5, "Het veld 'naam' bestaat niet.", "Bedoel je 'name'?"),
        (
            "    type: text",
            "    type: amount",
            6,
            "In het veld 'name' past geen 'amount'",
            "Kies een ander type",
        ),
        (
            "    type: text",
            "    type: choice",
            6,
            "Het keuzeveld 'name' heeft geen keuzes.",
            "Voeg 'options:' toe",
        ),
        (
            "    type: text",
            "    type: link",
            6,
            "Bij de koppeling 'name' ontbreekt 'to'",
            "Kies uit: segment",
        ),
        (
            "    type: text",
            "    type: scale",
            6,
            "Bij de schaal 'name' ontbreekt 'min' of 'max'.",
            "Voeg 'min: 1'",
        ),
        (
            "    label: Drukke periode",
            "",
            5,
            "Hier ontbreekt 'label'.",
            "Voeg een regel toe die begint met 'label:'.",
        ),
        (
            "    type: text",
            "    type: long_text\n    column: ja",
            7,
            "Een veld van het type 'long_text' past niet in een kolom.",
            "Haal 'column' weg",
        ),
        (
            "    type: text",
            "    type: text\n    head: Druk",
            7,
            "'head' is het korte woord boven een kolom",
            "Voeg 'column: true' toe",
        ),
        (
            "form: list\nfields:\n  - name: name\n    type: text",
            "form: one\nfields:\n  - name: name\n    type: text\n    column: true",
            7,
            "Een kolom kan alleen bij de velden van de vorm 'list'.",
            "Haal 'column' weg",
        ),
        ("    label: Drukke periode", "    label:", 7, "'label' is leeg.", "Vul 'label' aan"),
        (
            "code: B12",
            "code: b12",
            2,
            "'b12' kan hier niet als naam of code dienen.",
            "Gebruik voor een code",
        ),
        (
            "code: B12",
            "code: B2",
            2,
            "De code B2 is al gebruikt in business_model/02-inkomstenstromen.md.",
            "Geef deze vraag",
        ),
        (
            "code: B12",
            "code: B12\ncode: B13",
            3,
            "Het blok bovenaan kan ik vanaf hier niet lezen.",
            "Kijk naar",
        ),
        (
            "    type: text",
            "\ttype: text",
            6,
            "Het blok bovenaan kan ik vanaf hier niet lezen.",
            "Spring in met spaties",
        ),
        (
            "label: Drukke",
            "label: Een: twee: Drukke",
            7,
            "Het blok bovenaan kan ik vanaf hier niet lezen.",
            "Kijk naar",
        ),
        (
            "code: B12",
            "code: &a B10\nitem: *a",
            3,
            "Het blok bovenaan kan ik vanaf hier niet lezen.",
            "Kijk naar",
        ),
        (
            "fields:",
            "fields: geen\nbeside:",
            4,
            "Wat bij 'fields' staat, heeft niet de juiste vorm.",
            "Vergelijk",
        ),
        ("# Wanneer loopt het storm?", "", 1, "De vraag zelf ontbreekt.", "Zet onder het blok een regel"),
        ("---\ncode", "code", 1, "Het bestand begint niet met een regel met drie streepjes", "Zet een regel"),
        ("---\n# ", "# ", 1, "Het blok bovenaan is niet afgesloten", "Zet een regel"),
    ],
)
def test_a_broken_question_is_reported_at_its_line_and_the_others_stay(
    small: Path, typed: str, instead: str, line: int, message: str, suggestion: str
) -> None:
    assert typed in QUESTION
    found = errors(write(small, QUESTION.replace(typed, instead, 1)))
    assert found
    assert found[0][0] == line
    assert found[0][1].startswith(message)
    assert found[0][2].startswith(suggestion)
    assert codes(small) == ["B1", "B2"]


SCALE = """---
code: B12
form: each
item: value
fields:
  - name: comparison
    type: scale
    min: -2
    max: 2
    label: Tegenover het alternatief
    anchors:
      -2: "Slechter"
      2: "Beter"
---
# Hoe vergelijk je?
"""


@pytest.mark.parametrize(
    ("typed", "instead", "line", "message"),
    [
        ("max: 2", "max: 3", 9, "In het veld 'comparison' past geen 'scale'"),
        ("max: 2", "max: twee", 9, "'twee' kan ik niet als getal lezen."),
        ("max: 2", "max: nan", 9, "'nan' kan ik niet als getal lezen."),
        ("max: 2", "max: -3", 8, "'min' is te groot naast 'max'."),
        ('2: "Beter"', '7: "Beter"', 13, "De stap 7 valt buiten de schaal van -2 tot 2."),
        ('2: "Beter"', 'twee: "Beter"', 13, "'twee' kan ik niet als getal lezen."),
        ("comparison", "judged.openness", 6, "Het veld 'judged.openness' bestaat niet."),
    ],
)
def test_a_scale_that_the_model_cannot_hold_is_reported(
    small: Path, typed: str, instead: str, line: int, message: str
) -> None:
    found = errors(write(small, SCALE.replace(typed, instead, 1)))
    assert [(at, words[: len(message)]) for at, words, _ in found][:1] == [(line, message)]


def test_a_scale_may_have_half_steps_with_a_comma(small: Path) -> None:
    assert errors(write(small, SCALE.replace('2: "Beter"', '1,5: "Beter"'))) == []
    question = load_deck(small)[0].question("B12")
    assert question is not None
    assert question.fields[0].anchors == ((-2, "Slechter"), (1.5, "Beter"))


def test_a_choice_that_the_model_does_not_know_is_reported_with_the_one_it_must_be(cards: Path) -> None:
    broken = (cards / BROKEN).read_text(encoding="utf-8").replace("on_delivery:", "on_delivry:")
    assert errors(write(cards, broken, BROKEN)) == [
        (14, "De keuze 'on_delivry' bestaat niet voor dit veld.", "Bedoel je 'on_delivery'?")
    ]
    assert codes(cards) == [code for code in CODES if code != "B3"]


def test_a_judgement_with_a_slip_in_its_name_is_reported(cards: Path) -> None:
    file = "segmentatie/02-omzet.md"
    broken = (cards / file).read_text(encoding="utf-8").replace("judged.revenue", "judged.revenu")
    assert errors(write(cards, broken, file)) == [
        (9, "Het veld 'judged.revenu' bestaat niet.", "Bedoel je 'judged.revenue'?")
    ]


def test_a_file_that_is_not_utf8_is_reported_at_its_line(cards: Path) -> None:
    (cards / BROKEN).write_bytes(b"---\ncode: B3\nform: \xe9\xe9n\n---\n")
    deck, problems = load_deck(cards)
    assert [(found.file, found.line, found.code) for found in problems] == [(BROKEN, 3, "not_utf8")]
    assert deck.question("B3") is None
    assert deck.question("B4") is not None


def test_windows_line_ends_and_a_byte_order_mark_are_no_problem(cards: Path) -> None:
    words = (cards / BROKEN).read_text(encoding="utf-8").replace("\n", "\r\n")
    (cards / BROKEN).write_bytes(b"\xef\xbb\xbf" + words.encode())
    assert load_deck(cards) == load_deck(CARDS)


def test_a_folder_in_the_place_of_a_file_is_reported(cards: Path) -> None:
    (cards / "business_model/11-map.md").mkdir()
    assert [found.code for found in load_deck(cards)[1]] == ["unreadable"]
    assert codes(cards) == CODES


def test_without_its_card_file_a_card_is_left_out_and_the_others_stay(cards: Path) -> None:
    (cards / "segmentatie/card.md").unlink()
    deck, problems = load_deck(cards)
    assert [card.name for card in deck.cards] == [
        "business_model",
        "toegevoegde_waarde",
        "communicatiekanalen",
    ]
    assert [(found.file, found.severity) for found in problems] == [("segmentatie/card.md", "error")]


def test_a_card_must_carry_the_name_of_its_folder(cards: Path) -> None:
    file = "segmentatie/card.md"
    broken = (cards / file).read_text(encoding="utf-8").replace("name: segmentatie", "name: klanten")
    assert errors(write(cards, broken, file)) == [
        (2, "De naam 'klanten' is niet de naam van de map 'segmentatie'.", "Zet hier 'name: segmentatie'.")
    ]


def test_an_empty_or_missing_folder_is_an_empty_deck(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        deck, problems = load_deck(folder)
        assert (deck.title, deck.cards) == ("Bierkaartjes", ())
        assert "no_cards" in {found.code for found in problems}
        assert deck_in("en", folder).cards == ()


def test_a_heading_with_a_slip_is_noticed_and_the_question_stays(cards: Path) -> None:
    words = (cards / BROKEN).read_text(encoding="utf-8").replace("## Waarom", "## Waaron")
    noticed = write(cards, words, BROKEN)
    at = words.split("\n").index("## Waaron") + 1
    assert (noticed[0].line, noticed[0].suggestion) == (at, "Bedoel je 'Waarom'?")
    assert {found.severity for found in noticed} == {"notice"}
    assert codes(cards) == CODES


def test_questions_follow_their_number(cards: Path) -> None:
    for number, code in ((100, "B14"), (20, "B13"), (11, "B12")):
        write(cards, QUESTION.replace("B12", code), f"business_model/{number}-vraag.md")
    assert codes(cards)[10:14] == ["B11", "B12", "B13", "B14"]


def test_a_file_with_another_name_is_mentioned(cards: Path) -> None:
    for name in ("mijn-vraag.md", "10-vraag.md.txt"):
        (cards / "business_model" / name).write_text(QUESTION, encoding="utf-8")
    (cards / "business_model/.DS_Store").write_bytes(b"\x00\xff")
    problems = load_deck(cards)[1]
    assert [(found.file, found.code, found.severity) for found in problems] == [
        ("business_model/10-vraag.md.txt", "no_card_file", "notice"),
        ("business_model/mijn-vraag.md", "no_card_file", "notice"),
    ]


# Translations


def test_a_missing_translation_falls_back_to_dutch(cards: Path) -> None:
    (cards / "business_model/03-betaalmoment.en.md").unlink()
    deck, problems = load_deck(cards, "en")
    assert [(found.code, found.severity) for found in problems] == [("no_translation", "notice")]
    assert deck.question("B3") == load_deck(cards, "nl")[0].question("B3")


def test_a_missing_word_falls_back_to_dutch_alone(cards: Path) -> None:
    file = "business_model/03-betaalmoment.en.md"
    words = (cards / file).read_text(encoding="utf-8").replace("      after: Afterwards, on invoice\n", "")
    assert [(found.message, found.severity) for found in write(cards, words, file)] == [
        ("'pays: after' is niet vertaald; je ziet de Nederlandse tekst.", "notice")
    ]
    question = load_deck(cards, "en")[0].question("B3")
    assert question is not None
    assert [words for _, words in question.fields[0].options] == [
        "In advance (also a deposit or subscription)",
        "On delivery",
        "Achteraf, op factuur",
    ]


def test_a_translation_holds_words_only(cards: Path) -> None:
    file = "business_model/03-betaalmoment.en.md"
    words = (cards / file).read_text(encoding="utf-8").replace("    label:", "    type: text\n    label:", 1)
    assert errors(write(cards, words, file)) == [
        (5, "'type' ken ik niet.", "Kies uit: name, label, head, help, options, anchors.")
    ]
    assert codes(cards) == CODES


def test_a_translation_of_a_field_that_is_not_there_is_reported(cards: Path) -> None:
    file = "business_model/03-betaalmoment.en.md"
    words = (cards / file).read_text(encoding="utf-8").replace("name: pays", "name: pay")
    assert (4, "Het veld 'pay' bestaat niet.", "Bedoel je 'pays'?") in errors(write(cards, words, file))


def test_a_translation_without_its_original_is_mentioned(cards: Path) -> None:
    noticed = write(cards, "---\n---\n# Busy?\n", "business_model/12-seizoen.en.md")
    assert [(found.code, found.severity) for found in noticed] == [("no_original", "notice")]


# Reading again, and reading anything


def test_a_changed_word_shows_without_a_restart(cards: Path) -> None:
    assert deck_in("nl", cards) is deck_in("nl", cards)
    words = (
        (cards / BROKEN).read_text(encoding="utf-8").replace("# Hoe betalen ze", "# Hoe betaalt een klant")
    )
    (cards / BROKEN).write_text(words, encoding="utf-8")
    question = deck_in("nl", cards).question("B3")
    assert question is not None
    assert question.title.startswith("Hoe betaalt een klant")
    assert deck_problems(cards) == ()


def test_every_problem_can_be_said_in_both_languages() -> None:
    dutch, english = (
        tomllib.loads((CARDS.parent / f"texts/deck.{language}.toml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    )
    for table in ("problem", "tip", "heading", "place"):
        assert dutch[table].keys() == english[table].keys()
        for key, words in dutch[table].items():
            placeholders = re.findall(r"{(\w+)}", words)
            assert sorted(placeholders) == sorted(re.findall(r"{(\w+)}", english[table][key]))


def read_as_question(raw: bytes) -> None:
    """Read a folder in which one question holds these bytes, and say every problem aloud."""
    with tempfile.TemporaryDirectory() as name:
        card = Path(name) / "segmentatie"
        card.mkdir()
        shutil.copy(CARDS / "segmentatie/card.md", card / "card.md")
        (card / "01-vraag.md").write_bytes(raw)
        (card / "01-vraag.en.md").write_bytes(raw)
        deck, problems = load_deck(Path(name))
        assert [found.name for found in deck.cards] == ["segmentatie"]
        for problem in problems:
            for language in LANGUAGES:
                problem.in_words(language).encode()


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_without_an_exception(raw: bytes) -> None:
    read_as_question(raw)


FRAGMENTS = st.sampled_from(
    [
        *(
            "code: B1",
            "form: one",
            "form: each",
            "item: customer",
            "fields:",
            "  - name: judged",
            "    type: scale",
        ),
        *(
            "    min: 1",
            "    max: 1e999",
            "    anchors:",
            "      1: a",
            "      - b",
            "    options: {a: b}",
            "- [",
            "? ",
        ),
        *(
            "%YAML 9",
            "!!python/object:os.system",
            "&a [*a]",
            "'",
            '"\\ud800"',
            "{{a: b}: c}",
            "---",
            "# Titel",
            "## Hoe",
        ),
        *(
            "    name: judged.openness.x",
            "    label: {x}",
            "per: 1",
            "at_most: -1",
            "\t",
            "...",
            "<<: {a: b}",
            "\x00",
        ),
    ]
)


@given(st.lists(FRAGMENTS, max_size=14))
@settings(max_examples=100, deadline=None)
def test_any_heap_of_yaml_is_read_without_an_exception(lines: list[str]) -> None:
    read_as_question("\n".join(["---", *lines, "---", "# Vraag"]).encode())


def test_a_front_matter_nested_beyond_reason_is_read_without_an_exception() -> None:
    read_as_question(b"---\ncode: " + b"[" * 5000 + b"\n---\n# Vraag\n")
