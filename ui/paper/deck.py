"""The deck on paper: the four mats to cut out, scoring sheets, and a guide for who leads a session.

Mats are printed on both sides (turned over the long edge, with a page to test whether they align) or on one side to
fold. Places are millimetres from the upper left of an A4 page; nothing stands nearer to its edge than `FREE`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

import segno

from strategy.deck import Card, Deck, FieldSpec, Question
from strategy.words.texts import area, text
from ui.look.palette import CARDS
from ui.paper.compiling import Order

Part = Literal["duplex", "fold", "scoring", "guide"]
PARTS: tuple[Part, ...] = ("duplex", "fold", "scoring", "guide")
WIDTH, HEIGHT = 210.0, 297.0
FREE = 4.0
MAT = 94.0
GAP = 6.0
TOP = 34.0
ROWS_IN_LIST = 20
JUDGED = "judged."

MatPlace = tuple[float, float]


def deck_order(
    deck: Deck,
    language: str,
    parts: Sequence[Part] = PARTS,
    *,
    day: date,
    customers: Sequence[str] = (),
    address: str = "",
    code: str = "",
) -> Order:
    """The deck in this language. `customers` are names on the sheet for the whole list; `address` and `code` lead to a
    session, and stand with a QR code on every mat and sheet."""
    return Order(
        "deck",
        {
            "title": text("paper.deck.title", language),
            "language": language,
            "day": [day.year, day.month, day.day],
            "foot": text("paper.deck.title", language),
            "words": area("paper", language)["words"] | area("paper", language)["deck"],
            "without_standard": "",
            "parts": list(parts),
            "mats": [_mat(card, place) for card, place in zip(deck.cards, fronts(), strict=False)],
            "backs": [list(place) for place in backs()],
            "folds": [list(place) for place in folds()],
            "size": MAT,
            "session": {"address": address, "code": code, "qr": _qr(address)} if address else None,
            "scales": [_scale(field) for field in scales(deck)],
            "customers": _lines(customers),
            "guide": [_chapter(card) for card in deck.cards],
        },
    )


# --- where mats lie ---


def fronts() -> list[MatPlace]:
    """Two by two in the middle of the page, left to right and down."""
    left = (WIDTH - 2 * MAT - GAP) / 2
    return [(left + column * (MAT + GAP), TOP + row * (MAT + GAP)) for row in (0, 1) for column in (0, 1)]


def backs() -> list[MatPlace]:
    """Where the back of each mat lies: mirrored, for the sheet is turned over its long edge."""
    return [(WIDTH - x - MAT, y) for x, y in fronts()]


def folds() -> list[MatPlace]:
    """Where each front lies on a page to fold, its back beside it: two mats a page."""
    left = (WIDTH - 2 * MAT) / 2
    return [(left, TOP + row * (MAT + 3 * GAP)) for row in (0, 1)]


# --- what stands on them ---


def _mat(card: Card, place: MatPlace) -> dict[str, Any]:
    return {
        "place": list(place),
        "colour": CARDS[card.name],
        "title": card.title,
        "question": card.question,
        "provocation": runs(card.provocation),
        "brief": runs(card.brief),
        "example": runs(card.example),
        "questions": [[question.code, question.short_name or question.title] for question in card.questions],
    }


def _qr(address: str) -> list[int]:
    """The QR code as SVG, byte by byte: as a text it would be broken into lines like any long word."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, dark="#221D17")
    return list(out.getvalue())


def scales(deck: Deck) -> Iterator[FieldSpec]:
    """The judgements of a customer, in the order of the cards."""
    for question in deck.questions():
        yield from (field for field in question.fields if field.name.startswith(JUDGED) and field.anchors)


def _scale(field: FieldSpec) -> dict[str, Any]:
    return {"label": field.label, "anchors": [[f"{number:g}", words] for number, words in field.anchors]}


def _lines(customers: Sequence[str]) -> list[str]:
    """A line a customer, and empty ones down to the end of the sheet."""
    empty = max(0, ROWS_IN_LIST - len(customers)) if len(customers) < ROWS_IN_LIST else 0
    return [*customers, *([""] * empty)]


def _chapter(card: Card) -> dict[str, Any]:
    return {
        "title": card.title,
        "colour": CARDS[card.name],
        "question": card.question,
        "blocks": blocks(card.facilitation),
        "questions": [_guided(question) for question in card.questions],
    }


def _guided(question: Question) -> dict[str, Any]:
    return {"title": f"{question.code} {question.title}", "blocks": blocks(question.facilitation)}


# --- the little Markdown of the cards ---

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
STYLED = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*", re.DOTALL)
ITEM = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
Run = tuple[str, str, bool]
"""How words are set (`plain`, `strong`, `slanted`), the words, and whether a space follows."""


def blocks(markdown: str) -> list[dict[str, Any]]:
    """Paragraphs and lines of lists, each with its runs."""
    found: list[dict[str, Any]] = []
    for paragraph in re.split(r"\n\s*\n", markdown.strip()):
        for piece in re.split(r"\n(?=\s*(?:[-*]|\d+\.)\s)", paragraph):
            item = ITEM.match(piece)
            words = piece[item.end() :] if item else piece
            if words.strip():
                found.append({"item": item is not None, "runs": runs(words)})
    return found


def runs(markdown: str) -> list[Run]:
    """Words behind each other with how they are set."""
    words = LINK.sub(r"\1", " ".join(markdown.split()))
    pieces: list[tuple[str, str]] = []
    end = 0
    for each in STYLED.finditer(words):
        pieces += [
            ("plain", words[end : each.start()]),
            ("strong" if each[1] else "slanted", each[1] or each[2]),
        ]
        end = each.end()
    pieces = [piece for piece in [*pieces, ("plain", words[end:])] if piece[1]]
    after = [*(words for _, words in pieces[1:]), ""]
    return [
        (style, words, words.endswith(" ") or following.startswith(" "))
        for (style, words), following in zip(pieces, after, strict=True)
    ]
