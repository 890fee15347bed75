"""Say what is wrong with the card files: `python -m strategy.deck [FOLDER]`. Exit status 1 after an error."""

from __future__ import annotations

import sys
from pathlib import Path

from strategy.deck import CARDS, load_deck
from strategy.words.texts import text


def main(arguments: list[str]) -> int:
    """Print every problem in Dutch, or that all is well."""
    _, problems = load_deck(Path(arguments[0]) if arguments else CARDS)
    for problem in problems:
        print(problem.in_words())
    if not problems:
        print(text("deck.all_well"))
    return int(any(problem.severity == "error" for problem in problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
