"""The report of a session: what was proposed, scored, settled and planned, and what stayed open (method.md 5.3, 5.5).

It says how many took part, and who only where everybody had agreed to open cards. It reads the same before closing
as after it: medians, ranges and words stay when the votes go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from strategy.company.access import NotAllowed, Visitor, may_edit
from strategy.deck import deck_in
from strategy.nouns.company import Action, Company, Noun
from strategy.nouns.workshop import FACILITATOR, Idea, Outcome, Step, Workshop
from strategy.store.interface import Store
from strategy.words.formats import day
from strategy.words.texts import text
from strategy.workshop.preparing import company_of
from strategy.workshop.results import Result, results_of
from strategy.workshop.rights import roles_of, workshop_or_stop
from strategy.workshop.running import cards_are_open
from strategy.workshop.scripts import title_of
from strategy.workshop.subjects import asked_in, listed_in


class Scored(Noun):
    """One subject that was voted on: `question` the words of its scale, `result` what came of it.

    `stayed_open`: the room disagreed and settled nothing.
    """

    item: str
    question: str
    result: Result

    @property
    def stayed_open(self) -> bool:
        """Whether this was worth settling and was not."""
        return self.result.agreed is None and self.result.label == "disagree"

    @property
    def off_the_median(self) -> bool:
        """Whether another value than the median was chosen."""
        return self.result.agreed is not None and self.result.agreed != self.result.median


class WrittenList(Noun):
    """The lines of one list question: all that were `proposed`, what was `kept` of them and what was `dropped`."""

    question: str
    proposed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


class ReportStep(Noun):
    """A list or vote step that was held; `shown` tells whether its answers were."""

    title: str
    shown: bool
    written: tuple[WrittenList, ...] = ()
    scored: tuple[Scored, ...] = ()


class ReportCard(Noun):
    """What the session did on one card; `card` "" for steps without one."""

    card: str
    title: str
    steps: tuple[ReportStep, ...]


class SessionReport(Noun):
    """A session in its outcome. `names` are of who took part, () unless the cards were open."""

    company_name: str
    opened: datetime
    closed: datetime | None
    led_by: tuple[str, ...]
    took_part: int
    names: tuple[str, ...]
    cards: tuple[ReportCard, ...]
    actions: tuple[Action, ...]

    @property
    def scored(self) -> tuple[Scored, ...]:
        """Every subject that was voted on, in the order of the session."""
        return tuple(each for card in self.cards for step in card.steps for each in step.scored)

    @property
    def left_open(self) -> tuple[Scored, ...]:
        """What the room did not settle."""
        return tuple(each for each in self.scored if each.stayed_open)


def report_of(store: Store, visitor: Visitor, workshop_id: str, language: str = "nl") -> SessionReport:
    """The report, for a facilitator of the session and for an owner of its company. Raises `NotAllowed`."""
    workshop = workshop_or_stop(store, workshop_id)
    leads = FACILITATOR in roles_of(store, visitor, workshop_id)
    if not leads and not may_edit(store, visitor, workshop.company_id):
        raise NotAllowed
    return _report(store, workshop, language)


def _report(store: Store, workshop: Workshop, language: str) -> SessionReport:
    company = company_of(store, workshop)
    present = [each for each in store.participants(workshop.id) if not each.removed]
    names = [each.name for each in present] if cards_are_open(workshop, present) else []
    planned = set(workshop.actions)
    return SessionReport(
        company_name=company.profile.name,
        opened=workshop.opened,
        closed=workshop.closed,
        led_by=tuple(dict.fromkeys(name for name in workshop.leaders.values() if name)),
        took_part=len(present),
        names=tuple(names),
        cards=tuple(_cards(store, workshop, company, language)),
        actions=tuple(action for action in company.actions if action.id in planned),
    )


def _cards(store: Store, workshop: Workshop, company: Company, language: str) -> Iterator[ReportCard]:
    deck, ideas = deck_in(language), store.ideas(workshop.id)
    held = [step for step in workshop.steps if step.gathers == step.id and workshop.poll(step.id)]
    for name in dict.fromkeys(step.card for step in held):
        card = deck.card(name)
        steps = [_step(store, workshop, step, company, ideas, language) for step in held if step.card == name]
        yield ReportCard(card=name, title=card.title if card else "", steps=tuple(steps))


def _step(
    store: Store, workshop: Workshop, step: Step, company: Company, ideas: Sequence[Idea], language: str
) -> ReportStep:
    poll = workshop.poll(step.id)
    own = [idea for idea in ideas if idea.step == step.id and idea.state != "withdrawn"]
    return ReportStep(
        title=title_of(step, language),
        shown=poll is not None and poll.revealed > 0,
        written=tuple(_written(step, own, company, language)),
        scored=tuple(_scored(store, workshop, step, company, language)),
    )


def _written(step: Step, ideas: Sequence[Idea], company: Company, language: str) -> Iterator[WrittenList]:
    names = {item.id: str(getattr(item, "name", "")) for item in company.items()}
    for question in listed_in(step, language) if step.kind == "list" else ():
        lines = [idea for idea in ideas if idea.question == question.code]
        kept = (names.get(idea.item) or idea.words for idea in lines if idea.state == "kept")
        yield WrittenList(
            question=question.title,
            proposed=tuple(dict.fromkeys(idea.text for idea in lines)),
            kept=tuple(dict.fromkeys(kept)),
            dropped=tuple(dict.fromkeys(idea.words for idea in lines if idea.state == "dropped")),
        )


def _scored(
    store: Store, workshop: Workshop, step: Step, company: Company, language: str
) -> Iterator[Scored]:
    labels = {(each.question.item, each.spec.name): each.spec.label for each in asked_in(step, language)}
    for result in results_of(store, workshop, step.id, company):
        name = result.name or text("session.gone", language)
        yield Scored(item=name, question=labels.get((result.kind, result.field), ""), result=result)


# In one line, for the overview


class Discussed(Noun):
    """A session that was held on a company: when it was closed, and how many points stayed open."""

    workshop_id: str
    closed: datetime
    left_open: int

    def in_words(self, language: str = "nl") -> str:
        """*Besproken op 12/03/2026, drie punten bleven open.*"""
        key = "session.discussed" if self.left_open else "session.discussed_all"
        return text(key, language, n=self.left_open, day=day(self.closed))


def discussed_on(store: Store, visitor: Visitor, company_id: str) -> list[Discussed]:
    """The closed sessions on a company of this visitor, newest first. Raises `NotAllowed`."""
    if not may_edit(store, visitor, company_id):
        raise NotAllowed
    return [
        Discussed(workshop_id=each.id, closed=each.closed, left_open=_left_open_in(each))
        for each in store.workshops_of(company_id)
        if each.closed is not None
    ]


def _left_open_in(workshop: Workshop) -> int:
    """How many points a closed session left open, told by what was kept of its votes."""
    settled = {each.subject for each in workshop.agreed}
    last = {(each.step, each.subject): each for each in workshop.outcomes if _was_shown(workshop, each)}
    return sum(each.label == "disagree" and each.subject not in settled for each in last.values())


def _was_shown(workshop: Workshop, outcome: Outcome) -> bool:
    poll = workshop.poll(outcome.step)
    return poll is not None and outcome.round <= poll.revealed
