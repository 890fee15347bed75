"""From a folder of card files to a deck. A broken file is reported and left out; nothing in it ever raises."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from strategy.deck.card_file import (
    BrokenFile,
    CardFile,
    CardProblem,
    ProblemSeverity,
    closest,
    headings,
    read_card_file,
)
from strategy.deck.front_matter import (
    CardFront,
    CardWords,
    DeckFront,
    DeckWords,
    Flaw,
    QuestionFront,
    QuestionWords,
    Shape,
    question_flaws,
    read_front,
)
from strategy.deck.nouns import SECTIONS, Card, Deck, Question
from strategy.deck.translation import Translation
from strategy.words.texts import LANGUAGES, text

CARDS = Path(__file__).resolve().parent.parent.parent / "cards"
QUESTION_FILE = re.compile(r"\d+-(?P<name>.+)\.md")
TRANSLATIONS = tuple(language for language in LANGUAGES if language != "nl")


def load_deck(folder: Path = CARDS, language: str = "nl") -> tuple[Deck, list[CardProblem]]:
    """The deck in this language, and what is wrong with the files in any language."""
    reading = _Reading(folder)
    decks = reading.decks()
    return decks[language], reading.problems


def deck_in(language: str = "nl", folder: Path = CARDS) -> Deck:
    """The deck in this language; read again only when a file in the folder changed."""
    return _read(folder, _fingerprint(folder))[0][language]


def deck_problems(folder: Path = CARDS) -> tuple[CardProblem, ...]:
    """What is wrong with the files; read again only when a file in the folder changed."""
    return _read(folder, _fingerprint(folder))[1]


@lru_cache(maxsize=4)
def _read(folder: Path, fingerprint: int) -> tuple[dict[str, Deck], tuple[CardProblem, ...]]:
    reading = _Reading(folder)
    return reading.decks(), tuple(reading.problems)


def _fingerprint(folder: Path) -> int:
    """Changes whenever a file is added, removed, renamed or written."""
    return hash(tuple(sorted(_stamps(folder))))


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Path, time and size of every file that belongs to the deck; every page asks, so without the ease of `Path`."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(Path(entry.path))
            else:
                with suppress(OSError):
                    stat = entry.stat()
                    yield entry.path, stat.st_mtime_ns, stat.st_size


class _Reading:
    """One walk through the folder, for all languages at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[CardProblem] = []
        self.file_of_code: dict[str, str] = {}

    def decks(self) -> dict[str, Deck]:
        """The deck in each language."""
        cards = [card for path in self._folders() if (card := self._card(path))]
        if not cards:
            self._report("cards", "no_cards")
        cards.sort(key=lambda card: (card["nl"].order, card["nl"].name))
        questions = self._questions([card["nl"].name for card in cards])
        fronts = self._fronts()
        return {
            language: Deck(
                **fronts[language].model_dump(),
                cards=tuple(
                    _holding(card[language], [asked[language] for asked in questions]) for card in cards
                ),
            )
            for language in LANGUAGES
        }

    def _folders(self) -> list[Path]:
        return [path for path in self._visible(self.folder) if path.is_dir()]

    def _visible(self, folder: Path) -> list[Path]:
        """What lies in the folder, by name; the hidden files of editors and systems are passed over."""
        try:
            found = sorted(folder.iterdir())
        except OSError:
            return []
        return [path for path in found if not path.name.startswith((".", "_", "~"))]

    def _fronts(self) -> dict[str, DeckFront]:
        try:
            dutch = read_front(self._file("deck.md"), DeckFront)
        except BrokenFile as broken:
            self.problems += broken.problems
            return {language: DeckFront(title=text("deck.name", language)) for language in LANGUAGES}
        return {"nl": dutch} | {language: self._front_in(language, dutch) for language in TRANSLATIONS}

    def _front_in(self, language: str, dutch: DeckFront) -> DeckFront:
        found = self._translation("deck.md", language, DeckWords)
        return found[0].deck(dutch, found[1]) if found else dutch

    def _card(self, folder: Path) -> dict[str, Card] | None:
        """The card in this folder in each language; None, and reported, where card.md cannot be used."""
        try:
            dutch = self._dutch_card(folder.name)
        except BrokenFile as broken:
            self.problems += broken.problems
            return None
        return {"nl": dutch} | {language: self._card_in(language, dutch) for language in TRANSLATIONS}

    def _dutch_card(self, name: str) -> Card:
        file = self._file(f"{name}/card.md")
        front = read_front(file, CardFront)
        if front.name != name:
            values = {"word": front.name, "folder": name}
            raise BrokenFile(Flaw(("name",), "card_name", "card_name", values).located(file))
        self._notice_body(file)
        return Card(
            **front.model_dump(exclude={"short_question"}),
            short_question=front.short_question or front.question,
            back=_sections(file),
            facilitation=file.sections.get("facilitation", ""),
        )

    def _card_in(self, language: str, dutch: Card) -> Card:
        found = self._translation(f"{dutch.name}/card.md", language, CardWords)
        return found[0].card(dutch, found[1]) if found else dutch

    def _questions(self, cards: list[str]) -> list[dict[str, Question]]:
        """The questions of these cards by number; of two with the same code the lowest number keeps it."""
        files = [path for card in cards for path in self._question_files(self.folder / card)]
        return [asked for path in sorted(files, key=_number) if (asked := self._question(path))]

    def _question_files(self, folder: Path) -> Iterator[Path]:
        """The question files of this card; what else lies there is mentioned."""
        for path in self._visible(folder):
            original = _original(path)
            if original is not None:
                if not original.exists():
                    self._report(self._name(path), "no_original", "notice", original=original.name)
            elif QUESTION_FILE.fullmatch(path.name):
                yield path
            elif path.name != "card.md":
                self._report(self._name(path), "no_card_file", "notice")

    def _question(self, path: Path) -> dict[str, Question] | None:
        """The question in each language; None, and reported, where the file cannot be used."""
        try:
            dutch = self._dutch_question(path)
        except BrokenFile as broken:
            self.problems += broken.problems
            return None
        name = self._name(path)
        return {"nl": dutch} | {
            language: self._question_in(language, name, dutch) for language in TRANSLATIONS
        }

    def _dutch_question(self, path: Path) -> Question:
        file = read_card_file(self.folder, path)
        front = read_front(file, QuestionFront)
        if flaws := [*question_flaws(front), *self._code_flaws(front), *_title_flaws(file)]:
            raise BrokenFile(*(flaw.located(file) for flaw in flaws))
        self.file_of_code[front.code] = file.file
        self._notice_body(file)
        model = front.model()
        asked = {name: getattr(front, name) for name in QuestionFront.model_fields}
        return Question(
            **asked | {"item": model.KIND if model else None, "short_name": front.short_name or file.title},
            card=path.parent.name,
            name=path.stem.split("-", 1)[1],
            title=file.title,
            hint=file.hint,
            sections=_sections(file),
            facilitation=file.sections.get("facilitation", ""),
        )

    def _code_flaws(self, front: QuestionFront) -> Iterator[Flaw]:
        if front.code in self.file_of_code:
            values = {"word": front.code, "other": self.file_of_code[front.code]}
            yield Flaw(("code",), "code_twice", "code_twice", values)

    def _question_in(self, language: str, name: str, dutch: Question) -> Question:
        found = self._translation(name, language, QuestionWords)
        return found[0].question(dutch, found[1]) if found else dutch

    def _translation(self, name: str, language: str, shape: type[Shape]) -> tuple[Translation, Shape] | None:
        """The translation of this file and its words; None, and reported, where there is none to use."""
        translated = f"{name.removesuffix('.md')}.{language}.md"
        path = self.folder / translated
        if not path.exists():
            self._report(translated, "no_translation", "notice")
            return None
        try:
            file = read_card_file(self.folder, path, language)
            words = read_front(file, shape)
        except BrokenFile as broken:
            self.problems += broken.problems
            return None
        self._notice_headings(file, language)
        return Translation(file, language, self.problems), words

    def _file(self, name: str) -> CardFile:
        path = self.folder / name
        if not path.exists():
            raise BrokenFile(CardProblem(file=name, line=None, code="no_file", tip="no_file"))
        return read_card_file(self.folder, path)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _notice_body(self, file: CardFile) -> None:
        """Mention sections without words and headings that nobody will see."""
        self._notice_headings(file, "nl")
        for name, heading in headings("nl").items():
            if not file.sections.get(name):
                self.problems.append(
                    file.problem((), "no_section", "no_section", {"word": heading}, "notice")
                )

    def _notice_headings(self, file: CardFile, language: str) -> None:
        for heading, line in file.strays:
            tip, values = closest(heading, tuple(headings(language).values()))
            self.problems.append(
                CardProblem(
                    file=file.file,
                    line=line,
                    code="unknown_heading",
                    tip=tip,
                    values=values,
                    severity="notice",
                )
            )

    def _report(self, file: str, code: str, severity: ProblemSeverity = "error", **values: str) -> None:
        """A problem with a file as a whole."""
        self.problems.append(
            CardProblem(file=file, line=None, code=code, tip=code, values=values, severity=severity)
        )


def _original(path: Path) -> Path | None:
    """The Dutch file that this file translates; None for a file that is no translation."""
    for language in TRANSLATIONS:
        if path.name.endswith(f".{language}.md"):
            return path.with_name(path.name.removesuffix(f".{language}.md") + ".md")
    return None


def _number(path: Path) -> int:
    return int(path.name.split("-", 1)[0])


def _holding(card: Card, questions: list[Question]) -> Card:
    """The card with those of the questions that are its own."""
    own = tuple(question for question in questions if question.card == card.name)
    return card.model_copy(update={"questions": own})


def _sections(file: CardFile) -> dict[str, str]:
    return {name: file.sections.get(name, "") for name in SECTIONS}


def _title_flaws(file: CardFile) -> Iterator[Flaw]:
    if not file.title:
        yield Flaw((), "no_title", "no_title", {})
