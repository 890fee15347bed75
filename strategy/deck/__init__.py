"""The deck: four cards with their questions, read from the markdown in `cards/` (cards/README.md is the guide).

`nouns` is what comes out, `card_file` takes one file apart, `front_matter` gives its keys their types and checks
them against the models, `translation` lays other words over it, `reading` goes through the folder.
"""

from strategy.deck.card_file import CardProblem
from strategy.deck.nouns import Card, Deck, FieldSpec, Question
from strategy.deck.reading import CARDS, deck_in, deck_problems, load_deck

__all__ = [
    "CARDS",
    "Card",
    "CardProblem",
    "Deck",
    "FieldSpec",
    "Question",
    "deck_in",
    "deck_problems",
    "load_deck",
]
