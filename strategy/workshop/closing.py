"""The end of a session: actions, each participant's own sheet, and what stays of the votes.

Closing deletes every vote. What stays: per subject and round the median, the lowest and the highest vote and how
many knew (with fewer than two votes only that), what was agreed, and the lines people wrote with their author's
link cut. A participant's own sheet can be had until then.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from strategy.checks.facts import Disagreement
from strategy.company.access import NotAllowed, Visitor
from strategy.company.fields import with_values
from strategy.company.names import item_names
from strategy.nouns.company import Action, Noun
from strategy.nouns.workshop import Outcome, Workshop
from strategy.store.interface import Change, StaleWrite, Store, UnknownCompany
from strategy.store.rooms import UnknownWorkshop
from strategy.workshop.dots import DOT, LINE, bundles, dots_of, lines_of
from strategy.workshop.presence import those_who_vote
from strategy.workshop.results import Result, results_of
from strategy.workshop.rights import (
    TRIES,
    Refused,
    changed,
    facilitated,
    running,
    seated,
    workshop_or_stop,
)

ENOUGH_TO_KEEP = 2
COMPARED = ("agree", "differ", "disagree")


class SheetVote(Noun):
    """A vote on one's own sheet; `value` None: weet ik niet."""

    step: str
    round: int
    subject: str
    name: str
    value: float | None


class SheetIdea(Noun):
    """A line on one's own sheet, as it was written, and what became of it."""

    step: str
    question: str
    text: str
    state: str


class OwnAnswers(Noun):
    """Everything that one participant sent."""

    name: str
    votes: tuple[SheetVote, ...]
    ideas: tuple[SheetIdea, ...]


def sheet_of(store: Store, visitor: Visitor, workshop_id: str) -> OwnAnswers:
    """The participant's own sheet: the last vote per subject and round, and their lines.

    After closing the votes are gone from it, and the lines too. Raises `NotAllowed`.
    """
    participant = seated(store, visitor, workshop_id)
    workshop = workshop_or_stop(store, workshop_id)
    named = item_names(store.read(workshop.company_id).company.items())
    names = {f"{kind}:{id}": name for (kind, id), name in named.items()}
    names |= {f"{LINE}:{idea.id}": idea.words for idea in store.ideas(workshop_id)}
    last = {
        (vote.step, vote.round, vote.subject): vote.value
        for vote in store.votes(workshop_id, participant=participant.id)
    }
    votes = tuple(
        SheetVote(
            step=step,
            round=round,
            subject=subject,
            name=names.get(subject.rpartition("/")[0], ""),
            value=value,
        )
        for (step, round, subject), value in last.items()
        if value or not subject.endswith(f"/{DOT}")
    )
    ideas = tuple(
        SheetIdea(step=idea.step, question=idea.question, text=idea.text, state=idea.state)
        for idea in store.ideas(workshop_id)
        if idea.participant == participant.id and idea.state != "withdrawn"
    )
    return OwnAnswers(name=participant.name, votes=votes, ideas=ideas)


def plan_action(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    action_id: str,
    name: str,
    who: str,
    due: date | None,
    write_id: str,
    now: datetime,
    *,
    measure: str = "",
) -> Action:
    """Note an action of the company, or change the one with this id: what, who, by when, and how it is measured.

    Raises `NotAllowed`, `Refused` without words, `Unreadable` for too many of them.
    """
    workshop = running(store, visitor, workshop_id)
    if not name.strip():
        raise Refused("workshop.refused.no_text")
    for _ in range(TRIES):
        try:
            snapshot = store.read(workshop.company_id)
            known = next((each for each in snapshot.company.actions if each.id == action_id), None)
            before = known or Action(id=action_id)
            told = {"name": name.strip(), "who": who.strip(), "due": due}
            action = with_values(before, told | ({"measure": measure.strip()} if measure.strip() else {}))
            change = Change.put(action, snapshot.revision(Action.KIND, action_id))
            store.write(workshop.company_id, [change], author=visitor.hash, write_id=write_id, at=now)
        except StaleWrite:
            continue
        except UnknownCompany:
            raise NotAllowed from None
        changed(store, workshop_id, lambda standing: _with_action(standing, action_id))
        return action
    raise TimeoutError("this company is written to all the time")


def _with_action(workshop: Workshop, action_id: str) -> Workshop:
    planned = tuple(dict.fromkeys((*workshop.actions, action_id)))
    return workshop.model_copy(update={"actions": planned})


def close(store: Store, visitor: Visitor, workshop_id: str, now: datetime) -> Workshop:
    """End the session: nothing more gets in, the votes are deleted, medians and ranges stay.

    Closing twice changes nothing. Raises `NotAllowed`.
    """
    written = store.sequence(facilitated(store, visitor, workshop_id).company_id)

    def shut(workshop: Workshop) -> Workshop:
        if workshop.closed is not None:
            return workshop
        return workshop.model_copy(update={"closed": now, "clock_end": None, "closed_at": written})

    changed(store, workshop_id, shut)
    _forget_authors(store, workshop_id)
    return store.workshop(workshop_id)


def finish_closing(store: Store) -> None:
    """Forget who said what in every session that was closed just before its process stopped."""
    for workshop_id in store.with_authors():
        with suppress(UnknownWorkshop):
            if store.workshop(workshop_id).closed is not None:
                _forget_authors(store, workshop_id)


def _forget_authors(store: Store, workshop_id: str) -> None:
    """Keep what stays of the votes, then delete them and cut the lines from who wrote them; twice changes nothing."""
    has_votes = bool(store.votes(workshop_id))
    if has_votes:
        changed(store, workshop_id, lambda standing: _with_outcomes(store, standing))
    if has_votes or any(idea.participant for idea in store.ideas(workshop_id)):
        store.forget_authors(workshop_id)


def reopen(store: Store, visitor: Visitor, workshop_id: str) -> Workshop:
    """Go on with a closed session: at the same step, with what was kept, without the votes.

    Raises `NotAllowed`.
    """
    facilitated(store, visitor, workshop_id)
    return changed(store, workshop_id, lambda workshop: workshop.model_copy(update={"closed": None}))


def _with_outcomes(store: Store, workshop: Workshop) -> Workshop:
    """The workshop with what is kept of its votes, in the place of what was kept of the same at an earlier closing."""
    found = [outcome for poll in workshop.polls for outcome in _outcomes(store, workshop, poll.step)]
    workshop = _with_dots(store, workshop)
    kept = {(each.step, each.round, each.subject): each for each in (*workshop.outcomes, *found)}
    return workshop.model_copy(update={"outcomes": tuple(kept.values())})


def _with_dots(store: Store, workshop: Workshop) -> Workshop:
    """The workshop with how many dots each line got, where they were shown."""
    voters = {person.id for person in those_who_vote(store, workshop.id)}
    for poll in workshop.polls:
        step = workshop.step_named(poll.step)
        if step is not None and workshop.chooses(step) and poll.revealed:
            found = bundles(lines_of(store, workshop, step.id))
            counted = dots_of(poll, store.votes(workshop.id, step=step.id), voters, found)
            workshop = workshop.with_poll(poll.model_copy(update={"dots": counted}))
    return workshop


def _outcomes(store: Store, workshop: Workshop, step_id: str) -> list[Outcome]:
    """What is kept of the votes of a step, revealed or not."""
    poll = workshop.poll(step_id)
    assert poll is not None
    company = store.read(workshop.company_id).company
    blank = workshop.model_copy(update={"outcomes": ()})
    found = []
    for round in range(1, poll.round + 1):
        seen = blank.with_poll(poll.model_copy(update={"revealed": round}))
        results = results_of(store, seen, step_id, company)
        found += [_outcome(step_id, each) for each in results if each.round == round and _was_voted_on(each)]
    return found


def _was_voted_on(result: Result) -> bool:
    return bool(result.know or result.not_known)


def _outcome(step_id: str, result: Result) -> Outcome:
    """What is kept of one subject; of a single vote only that there was one, for it is somebody's."""
    enough = result.know >= ENOUGH_TO_KEEP
    return Outcome(
        step=step_id,
        round=result.round,
        subject=result.subject,
        know=result.know,
        not_known=result.not_known,
        median=result.median if enough else None,
        lowest=result.lowest if enough else None,
        highest=result.highest if enough else None,
        label=result.label,
    )


def left_open(store: Store, company_id: str) -> Disagreement | None:
    """What the last workshop that scored anything left open, for rule R30; None without one.

    Of the subjects on which enough people voted (5.3): how many the room still disagreed on when it closed.
    """
    for workshop in store.workshops_of(company_id):
        last = {(each.step, each.subject): each for each in workshop.outcomes if each.label in COMPARED}
        if last:
            disputed = sum(each.label == "disagree" for each in last.values())
            return Disagreement(disputed=disputed, scored=len(last))
    return None
