"""Other words over the same deck: a translation file holds words only, and Dutch stays where one is missing."""

from __future__ import annotations

from dataclasses import dataclass

from strategy.deck.card_file import CardFile, CardProblem, KeyPath, closest, headings
from strategy.deck.front_matter import CardWords, DeckFront, DeckWords, FieldWords, Flaw, QuestionWords
from strategy.deck.nouns import Card, FieldSpec, Question


@dataclass(frozen=True)
class Translation:
    """One translation file at work; what it lacks is added to `problems`."""

    file: CardFile
    language: str
    problems: list[CardProblem]

    def deck(self, dutch: DeckFront, words: DeckWords) -> DeckFront:
        """The words of the whole deck."""
        return DeckFront(
            title=self._word((), "title", dutch.title, words.title),
            tagline=self._word((), "tagline", dutch.tagline, words.tagline),
        )

    def card(self, dutch: Card, words: CardWords) -> Card:
        """The words of a card; its questions are left as they are."""
        short_question = self._word((), "short_question", dutch.short_question, words.short_question)
        return dutch.model_copy(
            update={
                "title": self._word((), "title", dutch.title, words.title),
                "question": self._word((), "question", dutch.question, words.question),
                "short_question": short_question,
                "provocation": self._word((), "provocation", dutch.provocation, words.provocation),
                "brief": self._word((), "brief", dutch.brief, words.brief),
                "example": self._word((), "example", dutch.example, words.example),
                "back": self._sections(dutch.back),
                "facilitation": self._section("facilitation", dutch.facilitation),
            }
        )

    def question(self, dutch: Question, words: QuestionWords) -> Question:
        """The words of a question."""
        return dutch.model_copy(
            update={
                "title": self._word((), "#", dutch.title, self.file.title),
                "short_name": self._short_name(dutch, words),
                "hint": self._word((), dutch.hint[:40], dutch.hint, self.file.hint),
                "fields": self._fields("fields", dutch.fields, words.fields),
                "beside": self._fields("beside", dutch.beside, words.beside),
                "sections": self._sections(dutch.sections),
                "facilitation": self._section("facilitation", dutch.facilitation),
            }
        )

    def _short_name(self, dutch: Question, words: QuestionWords) -> str:
        """The short name; where the Dutch file has none it is the title, in this language too."""
        if dutch.short_name == dutch.title:
            return words.short_name or self.file.title or dutch.title
        return self._word((), "short_name", dutch.short_name, words.short_name)

    def _fields(
        self, key: str, dutch: tuple[FieldSpec, ...], words: tuple[FieldWords, ...]
    ) -> tuple[FieldSpec, ...]:
        places = {found.name: place for place, found in enumerate(words)}
        known = tuple(field.name for field in dutch)
        for name in places.keys() - set(known):
            flaw = Flaw((key, places[name], "name"), "unknown_field", *closest(name, known))
            self.problems.append(flaw.located(self.file))
        return tuple(
            self._field((key, places[field.name]), field, words[places[field.name]])
            if field.name in places
            else self._field((key,), field, FieldWords(name=field.name))
            for field in dutch
        )

    def _field(self, path: KeyPath, dutch: FieldSpec, words: FieldWords) -> FieldSpec:
        options, anchors = dict(words.options), dict(words.anchors)
        return dutch.model_copy(
            update={
                "label": self._word(path, f"{dutch.name}: label", dutch.label, words.label),
                "head": self._word(path, f"{dutch.name}: head", dutch.head, words.head),
                "help": self._word(path, f"{dutch.name}: help", dutch.help, words.help),
                "options": tuple(
                    (value, self._word(path, f"{dutch.name}: {value}", said, options.get(value, "")))
                    for value, said in dutch.options
                ),
                "anchors": tuple(
                    (step, self._word(path, f"{dutch.name}: {step:g}", said, anchors.get(step, "")))
                    for step, said in dutch.anchors
                ),
            }
        )

    def _sections(self, dutch: dict[str, str]) -> dict[str, str]:
        return {name: self._section(name, said) for name, said in dutch.items()}

    def _section(self, name: str, dutch: str) -> str:
        return self._word((), f"## {headings(self.language)[name]}", dutch, self.file.sections.get(name, ""))

    def _word(self, path: KeyPath, key: str, dutch: str, translated: str) -> str:
        """The translated word, or the Dutch one, and a notice, where it is missing."""
        if dutch and not translated:
            self.problems.append(
                self.file.problem(path, "untranslated", "untranslated", {"word": key}, "notice")
            )
        return translated or dutch
