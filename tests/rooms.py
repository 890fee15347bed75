"""A room to test with: a company, a facilitator, a projector and phones, each a browser of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from strategy import workshop as room
from strategy.company.access import Visitor, new_token, start_company, visitor_of_token
from strategy.nouns.company import Channel, Customer, Item, Judged, Profile, Settings, Value
from strategy.nouns.workshop import Step
from strategy.store.interface import Change, Store
from strategy.workshop import Ballot
from tests.stores import NOON

STEPS = (
    Step(id="hello", kind="intro", minutes=10),
    Step(id="list", kind="list", questions=("B1", "W2"), minutes=5),
    Step(id="choose", kind="talk", questions=("B1",), about="list", minutes=10),
    Step(id="values", kind="vote", questions=("W4", "W5"), minutes=5),
    Step(id="channels", kind="vote", questions=("K2",), minutes=5),
    Step(id="customers", kind="vote", questions=("S2", "S3", "S4", "S5", "S6"), minutes=12),
    Step(id="talk", kind="talk", about="customers", minutes=25),
    Step(id="again", kind="vote", about="customers", minutes=4),
    Step(id="end", kind="close"),
)
COMPANY: tuple[Item, ...] = (
    Settings(a_revenue=100_000, method="judgement"),
    Value(id="v1", name="Snel antwoord", comparison=1, importance=3),
    Value(id="v2", name="Maatwerk"),
    Channel(id="ch1", name="Website"),
    Customer(
        id="k1",
        name="Café <b>'t Hoekske</b>",
        revenue=1000,
        judged=Judged(
            revenue=4,
            margin=4,
            decides=4,
            pays=4,
            openness=4,
            repeatability=4,
            size=4,
            relevance=4,
            reputation=4,
        ),
    ),
    Customer(id="k2", name="Feestzaal De Linde", revenue=9000),
)


@dataclass
class Room:
    """A workshop in a store, at a moment that moves when asked."""

    store: Store
    steps: tuple[Step, ...] = STEPS
    items: tuple[Item, ...] = COMPANY
    now: datetime = NOON
    facilitator: Visitor = field(default_factory=lambda: visitor_of_token(new_token()))

    def __post_init__(self) -> None:
        self.company = start_company(
            self.store, self.facilitator, Profile(name="Bakkerij Peeters"), new_token(), self.now
        )
        changes = [Change.put(item) for item in self.items]
        if changes:
            self.store.write(self.company, changes, author="test", write_id="items", at=self.now)
        self.id = room.open_workshop(
            self.store, self.facilitator, self.company, "half_day", new_token(), self.now, steps=self.steps
        )
        self.code = self.store.workshop(self.id).code

    def later(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def joined(self, *names: str) -> list[Visitor]:
        """Phones of people with these names."""
        return [self.join(name) for name in names]

    def join(self, name: str, phone: Visitor | None = None) -> Visitor:
        phone = phone or visitor_of_token(new_token())
        room.join(self.store, phone, self.code, name, self.now)
        return phone

    def go(self, step: str) -> None:
        room.move_to(self.store, self.facilitator, self.id, step, self.now)

    def reveal(self, step: str, round: int = 1) -> None:
        room.reveal(self.store, self.facilitator, self.id, step, round)

    def again(self, step: str, *subjects: str) -> None:
        room.second_round(self.store, self.facilitator, self.id, step, subjects, self.now)

    def vote(
        self, phone: Visitor, subject: str, value: float | None, step: str = "customers", round: int = 1
    ) -> None:
        room.give_vote(self.store, phone, ballot(self.id, subject, value, step, round))

    def votes(self, phones: list[Visitor], subject: str, *values: float | None, **more: object) -> None:
        for phone, value in zip(phones, values, strict=True):
            self.vote(phone, subject, value, **more)  # type: ignore[arg-type]

    def phone(self, visitor: Visitor, look_at: str | None = None) -> room.ParticipantView:
        return room.view_for(self.store, visitor, self.id, self.now, look_at=look_at)

    def screen(self) -> room.RoomView:
        return room.screen_view(self.store, self.facilitator, self.id, self.now)

    def desk(self, look_at: str | None = None) -> room.FacilitatorView:
        return room.facilitator_view(self.store, self.facilitator, self.id, self.now, look_at=look_at)

    def person(self, phone: Visitor) -> str:
        """The participant's id of this phone."""
        seat = self.store.seat(self.id, phone.hash)
        assert seat is not None
        return seat.id


def ballot(
    workshop: str, subject: str, value: float | None, step: str = "customers", round: int = 1
) -> Ballot:
    return Ballot(
        workshop=workshop, step=step, round=round, subject=subject, value=value, write_id=new_token()
    )
