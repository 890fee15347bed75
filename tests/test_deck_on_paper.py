"""The deck on paper: mats that align, sheets to score on, and the guide."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from strategy.deck import deck_in
from tests.pdfs import findings, places, sizes, standards, tags, words
from ui.paper.__main__ import main
from ui.paper.compiling import printed
from ui.paper.deck import (
    FREE,
    HEIGHT,
    MAT,
    PARTS,
    WIDTH,
    backs,
    blocks,
    deck_order,
    folds,
    fronts,
    runs,
    scales,
)

DAY = date(2026, 11, 28)
ADDRESS = "https://kaartjes.example/deelnemen?code=ABC123"


def deck(*parts: str, language: str = "nl", **more: object) -> bytes:
    made = printed(deck_order(deck_in(language), language, parts or PARTS, day=DAY, **more))  # type: ignore[arg-type]
    assert made.standard
    return made.pdf


@pytest.fixture(scope="module")
def whole() -> bytes:
    return deck()


def test_the_deck_keeps_both_standards(whole: bytes) -> None:
    assert findings(whole) == []
    assert standards(whole) == ("2", "A", "1")


def test_mats_stay_free_of_the_edge_and_of_each_other() -> None:
    marks = 4.0
    for laid, wide in ((fronts(), MAT), (backs(), MAT), (folds(), 2 * MAT)):
        for x, y in laid:
            assert x - marks >= FREE
            assert x + wide + marks <= WIDTH - FREE
            assert y - marks >= FREE
            assert y + MAT + marks <= HEIGHT - FREE
    assert all(abs(a[0] - b[0]) > MAT or abs(a[1] - b[1]) > MAT for a, b in pairwise(fronts()))


def test_the_back_of_a_mat_lies_behind_its_front(whole: bytes) -> None:
    """Turned over its long edge, what is left on the one side is right on the other, at the same height."""
    titles = [card.title.upper() for card in deck_in("nl").cards]
    front = {said: (x, y) for said, x, y in places(whole, 0) if said in titles}
    back = {said: (x, y) for said, x, y in places(whole, 1) if said in titles}
    assert set(front) == set(back) == set(titles)
    for title, place in zip(titles, fronts(), strict=True):
        inside = front[title][0] - place[0]
        assert back[title][0] == pytest.approx(WIDTH - place[0] - MAT + inside, abs=0.1)
        assert back[title][1] == pytest.approx(front[title][1], abs=2.5)


def test_front_and_back_say_what_the_cards_say(whole: bytes) -> None:
    pages = words(whole).split("\n")
    for card in deck_in("nl").cards:
        assert card.question in pages[0]
        assert card.brief[:40] in pages[1].replace("\u00ad", "")
        for fold in (4, 5):
            assert (card.question in pages[fold]) == (card.brief[:40] in pages[fold])
    assert "Proefblad, voorkant" in pages[2]
    assert "Proefblad, achterkant" in pages[3]
    assert sizes(whole)[:7] == [(210, 297)] * 7


def test_the_scoring_sheets_ask_every_judgement(whole: bytes) -> None:
    pages = words(whole).split("\n")
    asked = list(scales(deck_in("nl")))
    assert len(asked) == 9
    for field in asked:
        assert field.label in pages[6]
        assert len(field.anchors) == 5
    assert pages[6].count("weet ik niet") == 9
    assert sizes(whole)[7] == (297, 210)


def test_the_sheet_of_the_whole_list_has_the_names() -> None:
    found = words(deck("scoring", customers=[f"Klant nummer {n}" for n in range(45)]))
    assert all(f"Klant nummer {n} " in found for n in range(45))


def test_the_guide_is_a_booklet_with_every_note(whole: bytes) -> None:
    guide = [size for size in sizes(whole) if size == (148, 210)]
    assert len(guide) % 4 == 0
    found = words(whole)
    for question in deck_in("nl").questions():
        assert question.code in found
    assert "35 minuten met een groep" in found


def test_the_deck_of_a_session_leads_to_it() -> None:
    found = deck("duplex", "scoring", address=ADDRESS, code="ABC 123")
    assert findings(found) == []
    assert words(found).count("ABC 123") == 6
    assert tags(found).count("/Figure") == 6


def test_english_mats_are_english() -> None:
    found = words(deck("duplex", "guide", language="en"))
    assert "How does your company earn its money?" in found
    assert "Guide for the facilitator" in found


def test_the_little_markdown_of_the_cards_is_read() -> None:
    assert runs("a **b** *c*, [d](http://e) f") == [
        ("plain", "a ", True),
        ("strong", "b", True),
        ("plain", " ", True),
        ("slanted", "c", False),
        ("plain", ", d f", False),
    ]
    assert blocks("een\ntwee\n\n- drie\n- **vier**") == [
        {"item": False, "runs": [("plain", "een twee", False)]},
        {"item": True, "runs": [("plain", "drie", False)]},
        {"item": True, "runs": [("strong", "vier", False)]},
    ]


def test_the_command_makes_a_deck_or_a_part_of_it(tmp_path: Path) -> None:
    out = tmp_path / "kaartjes.pdf"
    assert main(["deck", str(out), "--lang", "en", "--part", "scoring"]) == 0
    assert "Scoring sheet for one customer" in words(out.read_bytes())
    assert len(sizes(out.read_bytes())) == 2
