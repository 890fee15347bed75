"""A rehearsal: a session on a copy of the company, with made-up people who answer by the verbs of real phones.

It leaves nothing behind: ending it deletes the copy with everything in it, and one that was left alone goes when the
same browser opens another session, or half a day later. Nobody owns the copy; that it is there is a grant of nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil

from strategy.company.access import Visitor, visitor_of_token
from strategy.company.example import example_company
from strategy.nouns.company import KINDS, Company, Profile, Settings
from strategy.nouns.workshop import FACILITATOR, OFFER, POINT, Step, Workshop, subject_of
from strategy.store.interface import Change, Grant, Store, UnknownCompany
from strategy.store.rooms import UnknownWorkshop
from strategy.words.texts import text
from strategy.workshop.dots import MOST_DOTS, lay_dot
from strategy.workshop.joining import join
from strategy.workshop.listing import add_idea
from strategy.workshop.opening import begin_session
from strategy.workshop.rights import Refused, facilitated, running
from strategy.workshop.running import agree_to_open_cards, be_ready
from strategy.workshop.subjects import listed_in, scale_of
from strategy.workshop.views import ParticipantView, view_for
from strategy.workshop.voting import Ballot, give_vote

NOBODY = "rehearsals"
LASTS = timedelta(hours=12)
CAST = 6
LATE = CAST - 1
"""The place of who comes in late and is ready last."""
UNSURE = 2
"""The place of who does not know the answer to some questions."""
AT_ONCE = 4
"""In so many goes somebody answers everything that is asked."""
LINES_EACH = 2


def open_rehearsal(
    store: Store,
    visitor: Visitor,
    company: Company,
    script: str,
    write_id: str,
    now: datetime,
    steps: Sequence[Step],
) -> str:
    """Open a rehearsal on a copy of this company and return the workshop's id; an earlier one of this visitor goes.

    Repeating the write id opens one. Raises `Refused` for steps that cannot be.
    """
    company_id = hashlib.sha256(f"{visitor.hash} rehearsal {write_id}".encode()).hexdigest()[:32]
    profile = company.profile.model_copy(update={"id": Profile().id})
    copy = company.model_copy(update={"profile": profile})
    changes = [Change.put(item) for item in copy.items() if item != Settings()]
    forget_rehearsals(store, now, of=visitor, but=company_id)
    store.write(company_id, changes, author=visitor.hash, write_id=f"copy {write_id}", at=now)
    workshop_id = begin_session(
        store, visitor, company_id, script, f"rehearsal {write_id}", now, steps, rehearsal=True
    )
    store.grant(Grant(NOBODY, FACILITATOR, workshop_id, now, name=visitor.hash))
    return workshop_id


def end_rehearsal(store: Store, visitor: Visitor, workshop_id: str) -> None:
    """Delete a rehearsal with everything in it. Raises `NotAllowed`, `Refused` for a session that is none."""
    workshop = facilitated(store, visitor, workshop_id)
    if not workshop.rehearsal:
        raise Refused("workshop.refused.no_rehearsal")
    store.delete_company(workshop.company_id)


def forget_rehearsals(store: Store, now: datetime, of: Visitor | None = None, but: str = "") -> None:
    """Delete the rehearsals that were left alone for half a day, and all `of` this visitor; `but` a copy is kept."""
    for grant in store.grants(NOBODY):
        if now - grant.at > LASTS or (of is not None and grant.name == of.hash):
            with suppress(UnknownWorkshop, UnknownCompany):
                company_id = store.workshop(grant.subject).company_id
                if company_id != but:
                    store.delete_company(company_id)


# The made-up people


def rehearse(store: Store, visitor: Visitor, workshop_id: str, now: datetime, language: str = "nl") -> bool:
    """Let everybody made up do what comes next; whether anybody did something. Raises `NotAllowed`, `Refused`."""
    workshop = running(store, visitor, workshop_id)
    if not workshop.rehearsal:
        raise Refused("workshop.refused.no_rehearsal")
    acted = [_comes_in_or_acts(store, workshop, place, now, language) for place in range(CAST)]
    return any(acted)


def made_up(workshop: Workshop, place: int) -> Visitor:
    """The phone of the one at this place in the cast."""
    return visitor_of_token(f"rehearsal {workshop.id} {place}")


def _comes_in_or_acts(store: Store, workshop: Workshop, place: int, now: datetime, language: str) -> bool:
    phone = made_up(workshop, place)
    seat = store.seat(workshop.id, phone.hash)
    if seat is not None:
        return not seat.removed and _Actor(store, workshop, phone, place, now, language).acts()
    if workshop.locked or (place == LATE and workshop.position == workshop.steps[0].id):
        return False
    join(store, phone, workshop.code, text(f"workshop.rehearsal.name_{place + 1}", language), now)
    return True


class _Actor:
    """One of the made-up people at this moment, with what their phone shows."""

    def __init__(
        self, store: Store, workshop: Workshop, phone: Visitor, place: int, now: datetime, language: str
    ) -> None:
        self.store = store
        self.workshop = workshop
        self.phone = phone
        self.place = place
        self.language = language
        self.view: ParticipantView = view_for(store, phone, workshop.id, now, language)

    def acts(self) -> bool:
        """Do the next thing, else be ready; whether there was anything to do."""
        if self.place == LATE and not self.others_are_ready():
            return False
        return self.agrees() or self.answers() or self.says() or self.is_ready()

    def others_are_ready(self) -> bool:
        """Whether the rest of the cast is; real phones that look on are not waited for."""
        ready = self.store.ready(self.workshop.id, self.view.stage)
        seats = (
            self.store.seat(self.workshop.id, made_up(self.workshop, place).hash) for place in range(LATE)
        )
        return all(seat is None or seat.removed or seat.id in ready for seat in seats)

    def agrees(self) -> bool:
        """Say yes to open cards, once it is asked."""
        if not self.view.open_cards_asked or self.view.open_cards is not None:
            return False
        agree_to_open_cards(self.store, self.phone, self.workshop.id, True)
        return True

    def answers(self) -> bool:
        """A part of what is asked in this step: votes, lines or dots."""
        view = self.view
        if view.watching or view.ready:
            return False
        if view.choosing:
            return self.chooses()
        if view.open and view.poll_kind == "vote" and view.step.kind == "vote":
            return self.votes()
        return view.open and view.step.kind == "list" and self.writes()

    def votes(self) -> bool:
        """Vote on a part of what was not answered yet."""
        asked = [key for item in self.view.items for key in item.subjects]
        me, round = self.view.participant_id, self.view.round
        cast = self.store.votes(self.workshop.id, step=self.view.poll_step, participant=me)
        done = {vote.subject for vote in cast if vote.round == round}
        left = [key for key in asked if key not in done]
        for key in left[: ceil(len(asked) / AT_ONCE)]:
            give_vote(self.store, self.phone, self.ballot(key, unsure=key == asked[0]))
        return bool(left)

    def ballot(self, key: str, *, unsure: bool) -> Ballot:
        """What this one votes on a subject; the same each time it is asked in this round."""
        asked = scale_of(self.workshop, self.view.poll_step, key)
        assert asked is not None
        value = None
        if self.place != UNSURE or not unsure:
            value = asked.lowest + made_up_vote(key, self.place, self.view.round, asked.points)
        return Ballot(
            workshop=self.workshop.id,
            step=self.view.poll_step,
            round=self.view.round,
            subject=key,
            value=value,
            write_id=self.write_id("vote", key, str(self.view.round)),
        )

    def writes(self) -> bool:
        """One line more for a question that this one wrote too few for."""
        step = self.workshop.step_named(self.view.poll_step)
        for question in listed_in(step, self.language) if step is not None else ():
            own = [idea for idea in self.view.ideas if idea.mine and idea.question == question.code]
            if len(own) < LINES_EACH:
                self.say(question.code, self.line(question.item or "", len(own)), len(own))
                return True
        return False

    def line(self, kind: str, number: int) -> str:
        """What this one writes: a name of the worked example."""
        items = getattr(example_company(self.language), KINDS[kind].PLURAL)
        names = [str(item.name) for item in items if item.name]
        return names[(self.place + number * 2) % len(names)]

    def chooses(self) -> bool:
        """Lay three dots for every question that has none."""
        laid = False
        for question in self.view.lists:
            found = [each.id for each in self.view.choices if each.question == question.question]
            if not found or set(found) & set(self.view.chosen):
                continue
            liked = sorted(found, key=lambda line: _liking(self.place % 2, line))
            for line in liked[:MOST_DOTS]:
                write = self.write_id("dot", line)
                lay_dot(self.store, self.phone, self.workshop.id, self.view.step.id, line, True, write)
            laid = True
        return laid

    def says(self) -> bool:
        """The first one has a point to discuss, the second takes something on."""
        said = {POINT: (0, self.view.points), OFFER: (1, self.view.offers)}
        if self.view.says not in said or self.view.ready:
            return False
        place, there = said[self.view.says]
        if place != self.place or there:
            return False
        self.say(self.view.says, text(f"workshop.rehearsal.{self.view.says}", self.language))
        return True

    def say(self, question: str, words: str, number: int = 0) -> None:
        """Send a line; `number` tells the lines of this one for one question apart."""
        step = self.view.step.id if question == self.view.says else self.view.poll_step
        write = self.write_id(step, question, str(number))
        with suppress(Refused):  # somebody took a line of this one back by hand
            add_idea(self.store, self.phone, self.workshop.id, step, question, words, write)

    def is_ready(self) -> bool:
        """Be ready with this stage."""
        if self.view.ready or self.view.closed:
            return False
        be_ready(self.store, self.phone, self.workshop.id, self.view.stage)
        return True

    def write_id(self, *parts: str) -> str:
        """The same for the same deed, so that two desks at once are one."""
        return hashlib.sha256(" ".join((self.phone.hash, *parts)).encode()).hexdigest()


def _liking(camp: int, line: str) -> bytes:
    """What orders the lines for half of the cast: two halves choose differently."""
    return hashlib.sha256(f"{camp} {line}".encode()).digest()


def made_up_vote(subject: str, place: int, round: int, points: int) -> int:
    """A vote from 0 to below `points`: on some subjects all over the scale, on others nearly the same.

    In the second round everybody is one nearer to the middle of this subject.
    """
    kind, id, field = subject_of(subject)
    seed = int.from_bytes(hashlib.sha256(f"{kind} {id} {field}".encode()).digest()[:4])
    middle = seed % points
    width = (seed // points) % 3
    vote = (place + seed) % points if width == 2 else middle + (place % 3 - 1) * width
    if round > 1:
        vote += (middle > vote) - (middle < vote)
    return min(max(vote, 0), points - 1)
