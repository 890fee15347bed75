"""The command line of paper: `python -m ui.paper report FILE OUT.pdf | deck OUT.pdf`.

Exit status 0 made, 1 refused with one Dutch line on standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from strategy.__main__ import ACCEPTED, LEVELS, REFUSED, DutchParser, Wrong, company_in, one_line, write
from strategy.company.file import NotACompany
from strategy.deck import deck_in
from strategy.overview import overview_of
from strategy.words import clock
from strategy.words.texts import LANGUAGES, text
from ui.paper.compiling import Order, printed
from ui.paper.deck import PARTS, deck_order
from ui.paper.report import report_of


def parser() -> DutchParser:
    """The commands with their options."""
    top = DutchParser(prog="python -m ui.paper", description=text("paper.cli.about"))
    commands = top.add_subparsers(
        dest="command", required=True, title=text("cli.commands"), metavar="command"
    )
    report = commands.add_parser("report", help=text("paper.cli.report"))
    report.add_argument("file", metavar="FILE", help=text("cli.option.file"))
    report.add_argument("--level", choices=LEVELS, default="full", help=text("cli.option.level"))
    deck = commands.add_parser("deck", help=text("paper.cli.deck"))
    deck.add_argument("--part", choices=PARTS, action="append", help=text("paper.cli.part"))
    for command in (report, deck):
        command.add_argument("out", metavar="OUT.pdf", help=text("paper.cli.out"))
        command.add_argument("--lang", choices=LANGUAGES, default="nl", help=text("cli.option.lang"))
    return top


def print_report(asked: argparse.Namespace) -> int:
    """Write the report of the company in this file."""
    order = report_of(overview_of(company_in(asked.file), level=asked.level, language=asked.lang))
    return to_file(order, asked.out)


def print_deck(asked: argparse.Namespace) -> int:
    """Write the deck: mats to print on both sides and to fold, scoring sheets and the guide, or the parts asked for."""
    parts = [part for part in PARTS if part in (asked.part or PARTS)]
    return to_file(deck_order(deck_in(asked.lang), asked.lang, parts, day=clock.today()), asked.out)


def to_file(order: Order, out: str) -> int:
    """Print this order to a file, and say so where it could not keep the standards."""
    made = printed(order)
    write(out, made.pdf)
    if not made.standard:
        print(text("paper.without_standard"), file=sys.stderr)
    return ACCEPTED


COMMANDS = {"report": print_report, "deck": print_deck}


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return the exit status."""
    try:
        asked = parser().parse_args(arguments)
        return COMMANDS[asked.command](asked)
    except (Wrong, NotACompany) as refused:
        print(one_line(refused.sentence()), file=sys.stderr)
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
