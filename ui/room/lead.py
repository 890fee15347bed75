"""What the parts of the facilitator's room work with: the view of the moment, and everything a facilitator can do.

Deeds are called by the buttons before anything is drawn. What the room refuses is kept and said above the step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

import streamlit as st

from strategy import workshop
from strategy.company.access import NotAllowed
from strategy.importing.pasting.pasted import PasteRefused
from strategy.nouns.company import Company, Ended
from strategy.nouns.workshop import Step
from strategy.words.texts import text
from strategy.workshop import Brought, FacilitatorView, Refused
from strategy.workshop.results import Result, company_before
from ui.frame.frame import Desk

REFUSED = "room_refused"
MADE = "room_made_link"


def say_in(language: str, key: str, **values: Any) -> str:
    """A text about the room."""
    return text(f"room.{key}", language, **values)


@dataclass(frozen=True)
class Lead:
    """The facilitator of one workshop, and what there is to see at this moment."""

    desk: Desk
    view: FacilitatorView

    @property
    def id(self) -> str:
        """The workshop."""
        return self.view.workshop_id

    @property
    def language(self) -> str:
        """The language of the facilitator."""
        return self.desk.language

    def say(self, key: str, **values: Any) -> str:
        """A text about the room."""
        return say_in(self.language, key, **values)

    def verdict(self, key: str) -> str:
        """A word that method and screens share, under `workshop`."""
        return text(f"workshop.{key}", self.language)

    def _do(self, verb: Callable[..., Any], *args: Any, **more: Any) -> bool:
        """Do it; whether it was done. A refusal is said at the next drawing."""
        try:
            verb(self.desk.store, self.desk.visitor, self.id, *args, **more)
        except (Refused, NotAllowed) as refused:
            st.session_state[REFUSED] = text(refused.code, self.language, **refused.values)
            return False
        return True

    @cached_property
    def company(self) -> Company:
        """Everything said about the company that the session is about; read once per drawing."""
        return self.desk.store.read(self.desk.store.workshop(self.id).company_id).company

    @property
    def company_before(self) -> Company | None:
        """The company as it stood when the vote on its customers began."""
        return company_before(self.desk.store, self.desk.store.workshop(self.id))

    # Steps and the clock

    def go(self, step_id: str) -> None:
        """Bring everybody to a step, from the one that this page shows."""
        self._do(workshop.move_to, step_id, now(), seen=self.view.step.id)

    def neighbour(self, by: int) -> str | None:
        """The id of the step before or after this one."""
        place = self.view.step.number - 1 + by
        return self.view.steps[place].id if 0 <= place < len(self.view.steps) else None

    def standing(self) -> float:
        """The seconds on a clock that stands still: what was left when it was paused, else the whole step."""
        left = self.view.clock_left
        return self.view.step.minutes * 60 if left is None else left

    def pause(self) -> None:
        """Stop the clock; what is left stays on it, for every screen."""
        self._do(workshop.pause_clock, now())

    def start(self) -> None:
        """Let the clock run."""
        self._do(workshop.start_clock, now())

    def add_time(self, minutes: float) -> None:
        """Give this step more time."""
        self._do(workshop.add_minutes, minutes, uuid4().hex, now())

    def turn_page(self, page: int) -> None:
        """Turn the screen to a page, or let it turn by itself."""
        self._do(workshop.turn_page, page)

    def let_sound(self, sound: bool) -> None:
        """Let the screen sound when time is over, or not."""
        self._do(workshop.let_sound, sound)

    def edit(self, steps: Sequence[Step]) -> bool:
        """Change the steps; whether that was done."""
        return self._do(workshop.edit_steps, steps, [step.id for step in self.view.run])

    def write_down_first(self, vote_id: str) -> None:
        """Go to the step in which the room writes down what this vote works on."""
        self._do(workshop.write_down_first, vote_id, now())

    def bring(self, kind: str, typed: str) -> Brought | None:
        """Put a pasted list in the company; None where it was refused."""
        try:
            return workshop.bring(
                self.desk.store, self.desk.visitor, self.id, kind, typed, uuid4().hex, self.language
            )
        except (Refused, NotAllowed, PasteRefused) as refused:
            values = getattr(refused, "values", {})
            st.session_state[REFUSED] = text(refused.code, self.language, **values)
            return None

    def answer(self, code: str, field: str, key: str) -> None:
        """Note what stands in this field as the answer to a question."""
        words = str(st.session_state.get(key) or "")
        self._do(workshop.answer_in_room, code, field, words, uuid4().hex)

    # Votes

    def pick(self, step_id: str, items: Sequence[str]) -> None:
        """Let a vote be about these items."""
        self._do(workshop.pick_items, step_id, items)

    def reveal(self) -> None:
        """Show what was sent."""
        self._do(workshop.reveal, self.view.poll_step, self.view.round)

    def reopen_round(self) -> None:
        """Take back the last reveal, or the second round that was just asked."""
        self._do(workshop.reopen_round, self.view.poll_step)

    def choose_again(self, subject: str) -> None:
        """Take a subject into the second round, or out of it."""
        chosen = self.view.marked
        kept = [each for each in chosen if each != subject] if subject in chosen else [*chosen, subject]
        self._do(workshop.mark_again, self.view.poll_step, kept)

    def second_round(self) -> None:
        """Ask the chosen subjects once more."""
        self._do(workshop.second_round, self.view.poll_step, self.view.marked, now())

    def put_on_table(self, subject: str) -> None:
        """Show one subject to everybody, or all of them where it is ""."""
        self._do(workshop.put_on_table, self.view.poll_step, subject)

    def agree(self, result: Result, value_key: str, reason_key: str) -> None:
        """Settle one subject on what stands in these fields now, and put the next one on the table."""
        value, reason = st.session_state.get(value_key), str(st.session_state.get(reason_key) or "")
        if value is None:
            return
        if self._do(workshop.agree, self.view.poll_step, result.subject, value, reason, uuid4().hex, now()):
            self.put_on_table(next(iter(self.left_to_settle(result.subject)), ""))

    def left_to_settle(self, but: str = "") -> list[str]:
        """The subjects that are worth talking about and not settled yet, but for this one."""
        return [key for key in self.view.to_talk_about if key != but and not self.is_settled(key)]

    def agree_on_medians(self, subjects: Sequence[str] | None = None) -> None:
        """Settle on the median."""
        self._do(workshop.agree_on_medians, self.view.poll_step, uuid4().hex, now(), subjects)

    def agenda(self) -> list[str]:
        """The subjects in the order in which they are talked about.

        First the urgent ones, then those of the second round, then what else somebody knew.
        """
        urgent = list(self.view.to_talk_about)
        left = [each for each in self.view.results if each.subject not in urgent]
        return urgent + [each.subject for each in sorted(left, key=lambda each: (-each.round, not each.know))]

    def is_settled(self, subject: str) -> bool:
        """Whether the room settled on a value."""
        return any(each.subject == subject and each.agreed is not None for each in self.view.results)

    # Lists

    def keep(self, ideas: Sequence[str], words: str) -> None:
        """Make one item of the company of these lines."""
        self._do(workshop.keep_ideas, ideas, words, now())

    def undo_keep(self, item: str) -> None:
        """Take an item that was made of lines out of the company again."""
        self._do(workshop.undo_keep, item, now())

    def group(self, ideas: Sequence[str], heading: str) -> None:
        """Put lines under a heading."""
        self._do(workshop.group_ideas, ideas, heading)

    def word(self, idea: str, words: str) -> None:
        """Give a line other words."""
        self._do(workshop.word_idea, idea, words)

    def drop(self, ideas: Sequence[str], dropped: bool = True) -> None:
        """Leave lines out, or take them up again."""
        self._do(workshop.drop_ideas, ideas, dropped)

    # People

    def introduce(self, key: str) -> None:
        """Say who leads here, by the name that stands in this field now."""
        self._do(workshop.introduce, str(st.session_state.get(key) or ""))

    def lock(self, locked: bool) -> None:
        """Let nobody new in, or let them in again."""
        self._do(workshop.lock, locked)

    def remove(self, person: str) -> None:
        """Put somebody out."""
        self._do(workshop.remove, person)

    def let_watch(self, person: str, watches: bool) -> None:
        """Let somebody only watch, or vote again."""
        self._do(workshop.let_watch, person, watches)

    def put_back(self, person: str) -> None:
        """Let somebody in again."""
        self._do(workshop.put_back, person)

    def merge(self, lost: str, kept: str) -> None:
        """Make two people one."""
        self._do(workshop.merge, lost, kept)

    def ask_open_cards(self, asked: bool) -> None:
        """Ask everybody whether names may be shown, or take that back."""
        self._do(workshop.ask_open_cards, asked)

    def make_link(self, name: str, label: str = "") -> None:
        """Make a link of this sort and remember its token until the page is left; it is shown once."""
        verbs: dict[str, Callable[[], str]] = {
            "screen": lambda: workshop.screen_link(self.desk.store, self.desk.visitor, self.id, now()),
            "recovery": lambda: workshop.recovery_link(self.desk.store, self.desk.visitor, self.id, now()),
            "helper": lambda: workshop.facilitator_link(
                self.desk.store, self.desk.visitor, self.id, now(), label
            ),
            "preparation": lambda: workshop.preparation_link(
                self.desk.store, self.desk.visitor, self.id, now(), label
            ),
        }
        try:
            st.session_state[MADE] = (self.id, name, verbs[name]())
        except (Refused, NotAllowed) as refused:
            st.session_state[REFUSED] = text(refused.code, self.language)

    def address(self, name: str, token: str) -> str:
        """The full address of a link of this sort."""
        path = {"screen": f"scherm?t={token}", "preparation": f"voorbereiden/{token}"}.get(name)
        return f"{origin()}/{path or f'workshop?t={token}'}"

    def revoke(self, token_hash: str) -> None:
        """End a link."""
        workshop.revoke_workshop_link(self.desk.store, self.desk.visitor, token_hash, now())
        st.session_state.pop(MADE, None)

    def next_speaker(self) -> None:
        """Give the floor to the next one, from who has it on this page."""
        self._do(workshop.next_speaker, self.view.turn)

    def give_last_word(self, key: str) -> None:
        """Let the one who stands in this field speak last in every round."""
        self._do(workshop.give_last_word, str(st.session_state.get(key) or ""))

    def show_dots(self, shown: bool = True) -> None:
        """Show how many dots each line has, or let people go on laying them."""
        self._do(workshop.show_dots, self.view.step.id, shown)

    def settle_point(self, idea: str, settled: bool) -> None:
        """Take a point off the queue, or put it on again."""
        self._do(workshop.settle_point, idea, settled)

    def take_over(self, idea: str, name: str, who: str, due: date | None, measure: str) -> bool:
        """Make an action of what somebody offered; whether that was done."""
        return self._do(workshop.take_over, idea, name, who, due, measure, uuid4().hex, now())

    def look_back(self, action_id: str, ended: Ended) -> None:
        """Say how an action of an earlier session ended."""
        self._do(workshop.look_back, action_id, ended, uuid4().hex, now())

    # The end

    def plan(self, action_id: str, name: str, who: str, due: date | None) -> bool:
        """Note an action; whether that was done."""
        return self._do(workshop.plan_action, action_id, name, who, due, uuid4().hex, now())

    def close(self) -> None:
        """End the session."""
        self._do(workshop.close, now())

    def reopen(self) -> None:
        """Go on with it."""
        self._do(workshop.reopen)


def origin() -> str:
    """The start of every address, as this browser reaches the app."""
    return "/".join((st.context.url or "").split("/")[:3])


def now() -> datetime:
    """The moment, by the clock of the server."""
    return datetime.now(UTC)


def refusal() -> None:
    """Say what was refused, once; in a place that is always there, so that what is folded open below stays open."""
    with st.container(key="bk_refused"):
        if words := st.session_state.pop(REFUSED, None):
            st.warning(words, icon=":material/info:")
