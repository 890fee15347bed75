"""Running a session: the step where everybody is, the clock, readiness, the reveal, the second round, open cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from strategy.company.access import Visitor
from strategy.nouns.workshop import ROUNDS, SHOWN, Participant, Poll, Step, Workshop
from strategy.store.interface import Store
from strategy.workshop.results import Result, left_to_talk_about, results_of
from strategy.workshop.rights import (
    Refused,
    changed,
    not_closed_or_stop,
    running,
    seated,
    workshop_or_stop,
)
from strategy.workshop.subjects import all_subjects, items_for

REMEMBERED_DEEDS = 30
MOST_PAGES = 99
AGAIN_MINUTES = 5
LONGEST_CLOCK = timedelta(hours=10)


def move_to(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    step_id: str,
    now: datetime,
    *,
    clock: bool = True,
    seen: str | None = None,
) -> Workshop:
    """Bring everybody to this step and start its clock; being there already changes nothing.

    `seen` is the step at which the wish was made: where everybody left it since, nothing happens, so that two
    presses, or two facilitators, are one step.

    A list or vote step begins when it is first reached, and the step that scores a vote again opens its second round.
    Coming back before its reveal asks about the items that were added meanwhile too. Raises `NotAllowed`, `Refused`.
    """
    standing = running(store, visitor, workshop_id)
    step = _step_or_stop(standing, step_id)
    items = _items_now(store, standing, step)
    again = _again_now(store, standing, step)
    written = store.sequence(standing.company_id)

    def change(workshop: Workshop) -> Workshop:
        if seen is not None and workshop.position != seen:
            return workshop
        if workshop.position == step_id and (not _gathers(step) or workshop.poll(step_id)):
            return workshop
        ends = now + timedelta(minutes=step.minutes) if clock and step.minutes else None
        begun = _asked_again(_begun(workshop, step, items, written), step, again)
        return begun.model_copy(update={"position": step_id, "page": 0, "turn": 0}).with_clock(ends)

    return changed(store, workshop_id, change)


def _gathers(step: Step) -> bool:
    return step.gathers == step.id


def _step_or_stop(workshop: Workshop, step_id: str) -> Step:
    step = workshop.step_named(step_id)
    if step is None:
        raise Refused("workshop.refused.no_step")
    return step


def _items_now(store: Store, workshop: Workshop, step: Step) -> tuple[str, ...]:
    if step.kind != "vote" or not _gathers(step):
        return ()
    return items_for(step, store.read(workshop.company_id).company)


def _begun(workshop: Workshop, step: Step, items: tuple[str, ...], written: int) -> Workshop:
    """The workshop with the poll of this step begun, or with the items that are new since."""
    if not (_gathers(step) or workshop.chooses(step)):
        return workshop
    poll = workshop.poll(step.id) or Poll(step=step.id, began_at=written)
    if poll.revealed:
        return workshop
    new = tuple(item for item in items if item not in poll.items)
    return workshop.with_poll(poll.model_copy(update={"items": (*poll.items, *new)}))


def _again_now(store: Store, workshop: Workshop, step: Step) -> tuple[str, ...]:
    """What this step would ask once more: what the facilitators marked, else what is worth it and not settled."""
    poll = workshop.poll(step.about) if step.kind == "vote" and step.about else None
    if poll is None or (poll.round, poll.revealed) != (1, 1):
        return ()
    company = store.read(workshop.company_id).company
    return marked_in(poll, results_of(store, workshop, poll.step, company))


def marked_in(poll: Poll, results: Sequence[Result]) -> tuple[str, ...]:
    """The keys of the subjects for the second round, as the facilitators chose or as they lie open."""
    return tuple(left_to_talk_about(results)) if poll.marked is None else poll.marked


def _asked_again(workshop: Workshop, step: Step, again: tuple[str, ...]) -> Workshop:
    poll = workshop.poll(step.about) if step.about else None
    if not again or poll is None or (poll.round, poll.revealed) != (1, 1):
        return workshop
    return workshop.with_poll(poll.model_copy(update={"round": ROUNDS, "again": again, "on_table": ""}))


def mark_again(
    store: Store, visitor: Visitor, workshop_id: str, step_id: str, subjects: Sequence[str]
) -> Workshop:
    """Choose what the second round of this vote will be about; every facilitator sees the same choice.

    Raises `NotAllowed`, `Refused` before the first reveal.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        poll = workshop.poll(step_id)
        if poll is None or poll.revealed == 0:
            raise Refused("workshop.refused.not_revealed")
        known = {subject.key for subject in all_subjects(workshop, poll)}
        chosen = tuple(dict.fromkeys(key for key in subjects if key in known))
        return workshop.with_poll(poll.model_copy(update={"marked": chosen}))

    return changed(store, workshop_id, change)


def pick_items(
    store: Store, visitor: Visitor, workshop_id: str, step_id: str, items: Sequence[str]
) -> Workshop:
    """Let a vote step be about these items (`kind:id`); none: those that matter most, as the script has it.

    Possible until the first reveal of the step; phones that vote already follow. Raises `NotAllowed`, `Refused` for
    a step without a vote of its own, after the reveal, and where none of these items can be voted on.
    """
    standing = running(store, visitor, workshop_id)
    step = _step_or_stop(standing, step_id).model_copy(update={"items": tuple(items)})
    if step.kind != "vote" or not _gathers(step):
        raise Refused("workshop.refused.no_step")
    found = items_for(step, store.read(standing.company_id).company)
    if items and not set(found) & set(items):
        raise Refused("workshop.refused.item_gone")

    def change(workshop: Workshop) -> Workshop:
        poll = workshop.poll(step_id)
        if poll is not None and poll.revealed:
            raise Refused("workshop.refused.shown_already")
        steps = tuple(
            each.model_copy(update={"items": tuple(items)}) if each.id == step_id else each
            for each in workshop.steps
        )
        picked = workshop.model_copy(update={"steps": steps})
        return picked if poll is None else picked.with_poll(poll.model_copy(update={"items": found}))

    return changed(store, workshop_id, change)


# The clock


def start_clock(
    store: Store, visitor: Visitor, workshop_id: str, now: datetime, minutes: float | None = None
) -> Workshop:
    """Let the clock run: at so many minutes, else on from where it stands still; one that runs goes on as it is.

    Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        if minutes is None and workshop.clock_end is not None:
            return workshop
        left = workshop.standing_clock or timedelta(minutes=AGAIN_MINUTES)
        return workshop.with_clock(now + (left if minutes is None else _span(minutes)))

    return changed(store, workshop_id, change)


def pause_clock(store: Store, visitor: Visitor, workshop_id: str, now: datetime) -> Workshop:
    """Stop the clock and keep what is left on it; one that stands still already stays as it is.

    Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        if workshop.clock_end is None:
            return workshop
        return workshop.with_clock(None, max(timedelta(), workshop.clock_end - now))

    return changed(store, workshop_id, change)


def add_minutes(
    store: Store, visitor: Visitor, workshop_id: str, minutes: float, write_id: str, now: datetime
) -> Workshop:
    """Give this step more time, or less; a clock that is over starts from now, one that stands still stays so.

    Repeating the write id adds nothing. Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        if write_id in workshop.deeds:
            return workshop
        deeds = (*workshop.deeds, write_id)[-REMEMBERED_DEEDS:]
        done = workshop.model_copy(update={"deeds": deeds})
        if workshop.clock_end is None:
            return done.with_clock(None, max(timedelta(), workshop.standing_clock + _span(minutes)))
        return done.with_clock(max(now, max(now, workshop.clock_end) + _span(minutes)))

    return changed(store, workshop_id, change)


def _span(minutes: float) -> timedelta:
    return max(-LONGEST_CLOCK, min(LONGEST_CLOCK, timedelta(minutes=minutes)))


# Rounds


def be_ready(store: Store, visitor: Visitor, workshop_id: str, stage: str, ready: bool = True) -> None:
    """A participant is ready with a stage (`Workshop.stage` as it was shown), or not after all.

    Raises `NotAllowed`, `Refused` for a stage that is not of this workshop.
    """
    participant = seated(store, visitor, workshop_id)
    workshop = workshop_or_stop(store, workshop_id)
    not_closed_or_stop(workshop)
    step, _, round = stage.rpartition(":")
    if workshop.step_named(step) is None or round.removesuffix(SHOWN) not in map(str, range(1, ROUNDS + 1)):
        raise Refused("workshop.refused.no_step")
    store.put_ready(workshop_id, participant.id, stage, ready)


def reveal(store: Store, visitor: Visitor, workshop_id: str, step_id: str, round: int = 1) -> Workshop:
    """Show everybody what was sent in this round of a list or vote step; nothing more gets in.

    The clock of the round ends with it. Revealing twice changes nothing. Raises `NotAllowed`, `Refused` for a round
    that did not begin.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        poll = workshop.poll(step_id)
        if poll is None or round > poll.round:
            raise Refused("workshop.refused.not_begun")
        if poll.revealed >= round:
            return workshop
        shown = workshop.with_poll(poll.model_copy(update={"revealed": round}))
        return shown.with_clock(None, timedelta(0)) if workshop.step.gathers == step_id else shown

    return changed(store, workshop_id, change)


def reopen_round(store: Store, visitor: Visitor, workshop_id: str, step_id: str) -> Workshop:
    """Take back the last reveal of a step, or the second round that was just asked; people go on as they were.

    Possible until anything was taken over from it, or sent in that second round. Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        poll = workshop.poll(step_id)
        if poll is None or not poll.revealed:
            raise Refused("workshop.refused.not_revealed")
        if not may_reopen(store, workshop, poll):
            raise Refused("workshop.refused.taken_over")
        if poll.open:
            return workshop.with_poll(poll.model_copy(update={"round": 1, "again": ()}))
        return workshop.with_poll(poll.model_copy(update={"revealed": poll.revealed - 1, "on_table": ""}))

    return changed(store, workshop_id, change)


def may_reopen(store: Store, workshop: Workshop, poll: Poll) -> bool:
    """Whether nothing came of the last reveal of this step yet."""
    if not poll.revealed or workshop.closed is not None:
        return False
    if poll.open:
        return not store.answered(workshop.id, poll.step, poll.round)
    asked = {subject.key for subject in all_subjects(workshop, poll)}
    settled = any(each.subject in asked for each in workshop.agreed)
    lines = (idea for idea in store.ideas(workshop.id) if idea.step == poll.step)
    return not settled and all(idea.state in ("new", "withdrawn") and not idea.wording for idea in lines)


def put_on_table(store: Store, visitor: Visitor, workshop_id: str, step_id: str, subject: str) -> Workshop:
    """Show this subject (key) of a revealed vote to everybody, alone; "" shows all of them again.

    Raises `NotAllowed`, `Refused` before the reveal and for a subject that was not asked.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        poll = workshop.poll(step_id)
        if poll is None or not poll.revealed:
            raise Refused("workshop.refused.not_revealed")
        if subject and all(subject != each.key for each in all_subjects(workshop, poll)):
            raise Refused("workshop.refused.not_asked")
        return workshop.with_poll(poll.model_copy(update={"on_table": subject}))

    return changed(store, workshop_id, change)


def second_round(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    step_id: str,
    subjects: Sequence[str],
    now: datetime,
) -> Workshop:
    """Ask these subjects (keys) once more, after the first reveal; there is no third round.

    Everybody goes to the step that scores this vote again, if the run has one, with its clock; else the clock of
    the present step starts at five minutes. Asking it twice changes nothing. Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)

    def change(workshop: Workshop) -> Workshop:
        poll = workshop.poll(step_id)
        if poll is None or poll.revealed == 0:
            raise Refused("workshop.refused.not_revealed")
        if poll.round == ROUNDS:
            if set(subjects) == set(poll.again):
                return workshop
            raise Refused("workshop.refused.no_third_round")
        known = {subject.key for subject in all_subjects(workshop, poll)}
        again = tuple(dict.fromkeys(key for key in subjects if key in known))
        if not again:
            raise Refused("workshop.refused.nothing_again")
        there = next(
            (step for step in workshop.steps if step.about == step_id and step.kind == "vote"), workshop.step
        )
        minutes = there.minutes if there.kind == "vote" and there.about else AGAIN_MINUTES
        ends = now + timedelta(minutes=minutes or AGAIN_MINUTES)
        asked = workshop.with_poll(poll.model_copy(update={"round": ROUNDS, "again": again, "on_table": ""}))
        return asked.model_copy(update={"position": there.id}).with_clock(ends)

    return changed(store, workshop_id, change)


# The screen


def turn_page(store: Store, visitor: Visitor, workshop_id: str, page: int) -> Workshop:
    """Turn the screen to this page, from 1; 0 lets it turn by itself again. Raises `NotAllowed`, `Refused`."""
    running(store, visitor, workshop_id)
    return changed(
        store,
        workshop_id,
        lambda workshop: workshop.model_copy(update={"page": max(0, min(page, MOST_PAGES))}),
    )


def let_sound(store: Store, visitor: Visitor, workshop_id: str, sound: bool = True) -> Workshop:
    """Let the screen sound when the time of a step is over, or not. Raises `NotAllowed`, `Refused`."""
    running(store, visitor, workshop_id)
    return changed(store, workshop_id, lambda workshop: workshop.model_copy(update={"sound": sound}))


# Open cards


def ask_open_cards(store: Store, visitor: Visitor, workshop_id: str, asked: bool = True) -> Workshop:
    """Ask everybody whether names may stand beside votes after a reveal, or take that back.

    Names show only while every participant agrees. Raises `NotAllowed`, `Refused`.
    """
    running(store, visitor, workshop_id)
    return changed(store, workshop_id, lambda workshop: workshop.model_copy(update={"open_cards": asked}))


def agree_to_open_cards(store: Store, visitor: Visitor, workshop_id: str, agrees: bool) -> None:
    """A participant agrees to show names, or does not (any more). Raises `NotAllowed`."""
    participant = seated(store, visitor, workshop_id)
    if participant.open_cards != agrees:
        store.change_participant(workshop_id, participant.model_copy(update={"open_cards": agrees}))


def cards_are_open(workshop: Workshop, people: Sequence[Participant]) -> bool:
    """Whether names may be shown: it was asked, and everybody who takes part agreed."""
    present = [person for person in people if not person.removed]
    return workshop.open_cards and bool(present) and all(person.open_cards for person in present)
