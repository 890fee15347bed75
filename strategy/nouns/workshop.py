"""The nouns of a live session: the workshop with its steps and rounds, who takes part, and what they sent.

Frozen pydantic models, as the store keeps them. `Workshop.version` counts every change that a participant must
see at once (step, clock, reveal, round, lock, who was removed); counts that change all the time are in `Pulse`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import Field

from strategy.nouns.company import Ids, Lasting, Name, Text

StepKind = Literal[
    "intro", "warmup", "list", "vote", "talk", "outcome", "attention", "pause", "overview", "close"
]
TalkWay = Literal["discuss", "round", "choose"]
WAYS: tuple[TalkWay, ...] = get_args(TalkWay)
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)
IdeaState = Literal["new", "kept", "dropped", "withdrawn"]
Role = Literal["facilitator", "participant", "screen", "preparer"]

FACILITATOR: Role = "facilitator"
PARTICIPANT: Role = "participant"
SCREEN: Role = "screen"
PREPARER: Role = "preparer"
ROUNDS = 2
POINT, OFFER = "point", "offer"
"""What a line is that answers no question of a card: a point to discuss, and what somebody takes on."""

Minutes = Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)]
FiniteNumber = Annotated[float, Field(allow_inf_nan=False)]
Code = Annotated[str, Field(max_length=80)]


class Subject(NamedTuple):
    """One thing to vote on: a field of an item, such as `judged.margin` of customer `k1`."""

    kind: str
    id: str
    field: str

    @property
    def key(self) -> str:
        """The subject as one text, `customer:k1/judged.margin`; `subject_of` reads it back."""
        return f"{self.kind}:{self.id}/{self.field}"


def subject_of(key: str) -> Subject:
    """The subject with this key. Raises ValueError for what is none."""
    kind, colon, rest = key.partition(":")
    id, slash, field = rest.rpartition("/")
    if not (colon and slash):
        raise ValueError(f"{key!r} names no subject")
    return Subject(kind, id, field)


class Step(Lasting):
    """One step of the run of the session.

    `name` is a text key under `workshop.step`, `title` the facilitator's own words that go before it. `about`
    names the list or vote step that a step talks about or scores again; `way` how a talk goes: a round in which
    everybody speaks in turn, a discussion of points, or dots for what to choose from a list. A vote is about `items` (`kind:id`) where
    the facilitator picked some; else about all, of customers at most the `most` that matter most.
    """

    id: Code
    kind: StepKind
    name: Code = ""
    title: Name = ""
    card: Code = ""
    questions: tuple[Code, ...] = ()
    minutes: Minutes = 0
    about: Code = ""
    way: TalkWay = "discuss"
    most: Annotated[int, Field(ge=1, le=500)] | None = None
    items: Ids = ()

    @property
    def gathers(self) -> str:
        """The id of the step whose votes or ideas this step is about, its own for a list or vote step; else ""."""
        return self.about or (self.id if self.kind in ("list", "vote") else "")


class Poll(Lasting):
    """How far a list or vote step is: which `round` runs, how many rounds were `revealed`.

    `items` are the ids that are voted on, as they were when the step began; `again` the keys of the subjects of
    the second round, `marked` those that the facilitators chose for it (None: whatever is worth it); `on_table` the key of the subject that everybody looks at, "" for all of them. A list has one
    round. The poll of a step that chooses from a list is that of its dots; `dots` (line: how many) is what was kept of
    them at the closing. `began_at` is the write number of the company when the step began, 0 where it was not noted.
    """

    step: Code
    round: Annotated[int, Field(ge=1, le=ROUNDS)] = 1
    revealed: Annotated[int, Field(ge=0, le=ROUNDS)] = 0
    items: Ids = ()
    again: tuple[str, ...] = ()
    on_table: str = ""
    marked: tuple[str, ...] | None = None
    dots: dict[str, int] = Field(default_factory=dict)
    began_at: int = 0

    @property
    def open(self) -> bool:
        """Whether people can still send something."""
        return self.round > self.revealed


SHOWN = "+"


def stage_of(step: str, round: int, shown: bool = False) -> str:
    """The name of a round of a step, `s5:2`, and of the time after its reveal, `s5:2+`."""
    return f"{step}:{round}{SHOWN if shown else ''}"


class Agreed(Lasting):
    """What the room settled on for one subject; the company's answer from then on.

    `median` of the last revealed round, None where nobody knew; `reason` where the value is another one.
    """

    subject: str
    value: FiniteNumber
    median: FiniteNumber | None = None
    reason: Text = ""
    at: datetime


class Outcome(Lasting):
    """What is kept of the votes on one subject in one round, once they are deleted.

    `label` is a code of agreement.py; `know` people gave a vote, `not_known` said "weet ik niet".
    """

    step: Code
    round: int
    subject: str
    know: int
    not_known: int
    median: FiniteNumber | None = None
    lowest: FiniteNumber | None = None
    highest: FiniteNumber | None = None
    label: Literal["agree", "differ", "disagree", "few", "none"] = "none"


class Workshop(Lasting):
    """One session on one company.

    `position` is the id of the step where everybody is; `clock_end` the moment at which its time is over, by the
    clock of the server, None while no clock runs; `clock_left` the seconds on one that was paused, None where none
    was. `open_cards`: the facilitator asked for names on the screen;
    they show only once everybody agreed. `closed` is the moment of closing, None while it runs. `deeds` are the
    write ids of the last deeds that may not be done twice. `leaders` are the names that facilitators gave themselves, by
    the hash of their browser; `actions` the ids of the actions that were planned in it. `page` is
    the page that the facilitators turned the screen to, 0 while it turns by itself; `sound`: it sounds when time is over.
    `closed_at` is the write number of the company at the last closing, 0 before one. `turn` is how many have spoken in
    the round of this step; `rehearsal`: it runs on a copy of the company, with made-up people; `last_word` the id of who always speaks last.
    """

    id: Code
    company_id: Code
    code: Code
    script: Code
    steps: tuple[Step, ...]
    position: Code
    opened: datetime
    clock_end: datetime | None = None
    clock_left: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    locked: bool = False
    polls: tuple[Poll, ...] = ()
    open_cards: bool = False
    agreed: tuple[Agreed, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    closed: datetime | None = None
    deeds: Ids = ()
    leaders: dict[str, Name] = Field(default_factory=dict)
    actions: Ids = ()
    page: Annotated[int, Field(ge=0)] = 0
    sound: bool = False
    closed_at: int = 0
    rehearsal: bool = False
    turn: Annotated[int, Field(ge=0)] = 0
    last_word: Code = ""
    version: int = 0

    @property
    def step(self) -> Step:
        """The step where everybody is."""
        return self.step_named(self.position) or self.steps[0]

    def step_named(self, id: str) -> Step | None:
        """The step with this id."""
        return next((step for step in self.steps if step.id == id), None)

    def poll(self, step_id: str) -> Poll | None:
        """How far this list or vote step is, None where it did not begin."""
        return next((poll for poll in self.polls if poll.step == step_id), None)

    def chooses(self, step: Step) -> bool:
        """Whether people lay dots in this step: it chooses from a list."""
        about = self.step_named(step.about)
        return step.kind == "talk" and step.way == "choose" and about is not None and about.kind == "list"

    @property
    def poll_here(self) -> Poll | None:
        """The poll of the current step, or of the step it is about."""
        return self.poll(self.position if self.chooses(self.step) else self.step.gathers)

    @property
    def stage(self) -> str:
        """What readiness belongs to now: the current step, the round of its poll, and whether that was shown."""
        poll = self.poll_here
        return stage_of(self.position, poll.round, not poll.open) if poll else stage_of(self.position, 1)

    @property
    def standing_clock(self) -> timedelta:
        """What is on a clock that does not run: what was left of it, else the minutes of the step."""
        left = self.step.minutes * 60 if self.clock_left is None else self.clock_left
        return timedelta(seconds=left)

    def with_clock(self, end: datetime | None, left: timedelta | None = None) -> Workshop:
        """The workshop with a clock that ends at this moment, or one that stands still at what is left."""
        seconds = None if left is None else left.total_seconds()
        return self.model_copy(update={"clock_end": end, "clock_left": seconds})

    def with_poll(self, poll: Poll) -> Workshop:
        """The workshop with this poll in the place of the one of the same step."""
        others = tuple(each for each in self.polls if each.step != poll.step)
        return self.model_copy(update={"polls": (*others, poll)})


class Participant(Lasting):
    """Somebody who takes part. Names may be the same; `number` is the order of joining.

    `open_cards`: agrees to show names, None while not asked or answered. A removed participant has no rights any
    more; `merged_into` names the one that took over what they sent.
    """

    id: Code
    name: Name
    number: int = 0
    removed: bool = False
    open_cards: bool | None = None
    merged_into: Code = ""


class Vote(NamedTuple):
    """One vote; `value` None is "weet ik niet". Votes are appended: the last one (`number`) of a subject counts.

    A plain tuple, for a session may have tens of thousands.
    """

    participant: str
    step: str
    round: int
    subject: str
    value: float | None
    number: int = 0


class Idea(Lasting):
    """A line that somebody wrote for a list question.

    `text` is what they wrote, `wording` what the facilitator made of it, `group` a heading it was put under, `item`
    the id of the company's item it became. Its author is never shown.
    """

    id: Code
    participant: Code
    step: Code
    question: Code
    text: Text
    wording: Text = ""
    group: Name = ""
    state: IdeaState = "new"
    item: Code = ""
    number: int = 0

    @property
    def words(self) -> str:
        """What is shown: the facilitator's wording, else what was written."""
        return self.wording or self.text


class Pulse(NamedTuple):
    """How often each part of a workshop changed: cheap to ask, and different whenever there is something to see.

    `version` as in `Workshop`; `counts` moves with joining, readiness and ideas, `votes` with every vote,
    `company` with every write to the company.
    """

    version: int
    counts: int
    votes: int
    company: int

    @property
    def edition(self) -> str:
        """The four as one text."""
        return ".".join(map(str, self))

    @property
    def shared(self) -> str:
        """The edition of what everybody may see: without the votes, which change nothing there before a reveal."""
        return f"{self.version}.{self.counts}.{self.company}"
