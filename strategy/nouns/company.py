"""The nouns of the method: frozen pydantic models, one per thing a person can say about a company.

Every `Item` is one row in the store. Field names are the English names of the command line and of the
company file; amounts are euro a year without VAT, shares run from 0 to 1, times are days, effort is hours a
year. `None` always means unknown, never zero (method.md 0.2). `unknown` names the fields for which somebody
deliberately answered "weet ik niet", which counts as handled but not as known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from strategy.nouns import shapes

FORMAT = "bierkaartjes/1"
CRITERIA = ("revenue", "margin", "speed", "innovation", "network")
JUDGED_PARTS = (
    "revenue",
    "margin",
    "decides",
    "pays",
    "openness",
    "repeatability",
    "size",
    "relevance",
    "reputation",
)
PHASES = ("awareness", "evaluation", "purchase", "delivery", "after_sales")
CLASSES = ("A", "B", "C", "D")


Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Days = Annotated[float, Field(ge=0, le=3650, allow_inf_nan=False)]
Hours = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Count = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Judgement = Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)]
Strength = Annotated[float, Field(ge=0, le=3, allow_inf_nan=False)]
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that nobody sees and that change how what stands beside them is read: control signs, and those that turn
the direction of writing."""


def shown_as_such(words: str) -> str:
    """The words with every unseen sign as the sign that stands for one that cannot be shown."""
    return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", words)


Name = Annotated[str, Field(max_length=200), AfterValidator(shown_as_such)]
Text = Annotated[str, Field(max_length=4000), AfterValidator(shown_as_such)]
Ids = tuple[str, ...]
Class = Literal["A", "B", "C", "D", "?"]
Method = Literal["combined", "figures", "judgement"]


class Noun(BaseModel):
    """Base of every model: frozen, and refusing fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Lasting(Noun):
    """A noun that is stored: what a newer program says in it is kept and written back (shapes.py)."""

    model_config = ConfigDict(extra="allow")


class Item(Lasting):
    """One row in the store: something said about a company, with an id of its own."""

    KIND: ClassVar[str]
    PLURAL: ClassVar[str]
    FOR_OLDER: ClassVar[tuple[str, ...]] = ()
    """Fields that are only written for an older program: what they say stands elsewhere."""

    id: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.:-]+$")]
    unknown: Ids = ()


class Profile(Item):
    """Who the company is. One per company, id `company`; the key `company` in the company file.

    `all_customers` says whether the list of customers is whole: true, false, or None where nobody said.
    `time_zone` is the zone of its dates (clock.py), "" for that of Brussels.
    """

    KIND: ClassVar[str] = "company"
    PLURAL: ClassVar[str] = "company"

    id: str = "company"
    name: Name = ""
    example: bool = False
    all_customers: bool | None = None
    time_zone: Annotated[str, Field(max_length=64)] = ""
    note: Text = ""


class Weights(Lasting):
    """How heavily each criterion counts, >= 0, in any unit. All zero means equal weights (3.3)."""

    revenue: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 1
    margin: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 1
    speed: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 1
    innovation: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 1
    network: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 1

    def as_tuple(self) -> tuple[float, ...]:
        """The five weights in the order of `CRITERIA`."""
        return tuple(getattr(self, name) for name in CRITERIA)


class Settings(Item):
    """The owner's parameters of the method (3.1), one per company, id `settings`.

    `None` for `a_revenue` means a tenth of the yearly revenue, for `grid_revenue` 60% of the A-revenue; for
    `hourly_cost` and `fixed_cost_per_order` it means unknown.
    """

    KIND: ClassVar[str] = "settings"
    PLURAL: ClassVar[str] = "settings"

    id: str = "settings"
    method: Method = "combined"
    hourly_cost: Amount | None = None
    fixed_cost_per_order: Amount | None = None
    a_revenue: Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)] | None = None
    target_contribution: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.35
    max_reserve: Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)] = 0.05
    reference_days_to_pay: Annotated[float, Field(gt=0, le=365, allow_inf_nan=False)] = 30
    reference_days_to_decide: Annotated[float, Field(gt=0, le=3650, allow_inf_nan=False)] = 30
    capital_cost: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.08
    positive_from: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 60
    bounds: tuple[float, float, float] = (70, 50, 30)
    grid_revenue: Amount | None = None
    weights: Weights = Weights()
    weakest_link: Literal["minimum", "soft"] = "minimum"
    reserve_rule: Literal["graded", "strict"] = "graded"
    revenue_floor: bool = False
    horizon: Literal["order", "year", "relation"] = "year"
    horizon_years: Annotated[float, Field(ge=1, le=30, allow_inf_nan=False)] = 3

    @model_validator(mode="after")
    def bounds_descend(self) -> Self:
        """A, B and C bounds lie between 0 and 100, each above the next."""
        a, b, c = self.bounds
        if not 100 >= a > b > c >= 0:
            raise ValueError("bounds must descend: 100 >= A > B > C >= 0")
        return self


class Judged(Lasting):
    """The nine judgements 1-5 of 3.2; half points come from medians, None is unknown."""

    revenue: Judgement | None = None
    margin: Judgement | None = None
    decides: Judgement | None = None
    pays: Judgement | None = None
    openness: Judgement | None = None
    repeatability: Judgement | None = None
    size: Judgement | None = None
    relevance: Judgement | None = None
    reputation: Judgement | None = None


class Override(Lasting):
    """A class set by hand beside the computed one (3.7 rule 6)."""

    klass: Literal["A", "B", "C", "D"]
    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    who: Name
    at: datetime


class Customer(Item):
    """One customer, prospect or dormant customer (klantfiche, 3.1).

    `potential` is euro a year on top of `revenue`; `chance` its likelihood. `offer_margin` is the margin a
    prospect was offered. `values` maps a value's id to what this customer does with it: 0 does not care, 0.5
    appreciates, 1 appreciates and pays (W7). `number` is the customer number of the accounting package, text.
    """

    KIND: ClassVar[str] = "customer"
    PLURAL: ClassVar[str] = "customers"

    name: Name = ""
    alias: Name = ""
    number: Name = ""
    kind: Literal["customer", "prospect", "dormant"] = "customer"
    revenue: Amount | None = None
    potential: Amount | None = None
    chance: Share = 0.5
    orders: Count | None = None
    variable_cost: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None
    hours: Hours | None = None
    effort: Judgement | None = None
    days_to_pay: Days | None = None
    days_to_pay_at_least: bool = False
    days_to_decide: Days | None = None
    offer_margin: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)] | None = None
    acquisition_cost: Amount | None = None
    judged: Judged = Judged()
    segment: str | None = None
    streams: Ids = ()
    values: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    idea: Text = ""
    group: Name = ""
    note: Text = ""
    override: Override | None = None


class Segment(Item):
    """A group of customers with a need of its own (B1), how it is kept (B8) and wants to be reached (K7)."""

    KIND: ClassVar[str] = "segment"
    PLURAL: ClassVar[str] = "segments"

    name: Name = ""
    need: Text = ""
    relation: Literal["personal", "contact", "self_service", "community", "automated"] | None = None
    preferred_way: Name = ""
    preference: Literal["asked", "guessed"] | None = None


class RevenueStream(Item):
    """What one or more groups pay for (B2, B3). `segment` is the first of them, for an older program beside this one."""

    KIND: ClassVar[str] = "stream"
    PLURAL: ClassVar[str] = "streams"
    FOR_OLDER = ("segment",)

    name: Name = ""
    segments: Ids = ()
    segment: str | None = None
    amount: Amount | None = None
    recurring: bool | None = None
    margin: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)] | None = None
    pays: Literal["before", "on_delivery", "after"] | None = None

    @model_validator(mode="before")
    @classmethod
    def one_group_is_a_list_of_one(cls, fields: Any) -> Any:
        """What an older program wrote has only `segment`; for such a program it goes on holding the first."""
        if not isinstance(fields, dict):
            return fields
        one = fields.get("segment")
        several = fields.get("segments", (one,) if one else ())
        first = several[0] if several and isinstance(several, list | tuple) else None
        return fields | {"segments": several, "segment": first}


class Activity(Item):
    """What must go right every week (B4) and the values it serves."""

    KIND: ClassVar[str] = "activity"
    PLURAL: ClassVar[str] = "activities"

    name: Name = ""
    values: Ids = ()


class Resource(Item):
    """What the company cannot do without (B5), and the values that depend on it."""

    KIND: ClassVar[str] = "resource"
    PLURAL: ClassVar[str] = "resources"

    name: Name = ""
    one_person: bool | None = None
    values: Ids = ()


class Partner(Item):
    """Whom the company depends on (B6); replaceable 1 (not at all) to 5 (tomorrow)."""

    KIND: ClassVar[str] = "partner"
    PLURAL: ClassVar[str] = "partners"

    name: Name = ""
    replaceable: Judgement | None = None


class Cost(Item):
    """One of the largest costs (B7), euro a year."""

    KIND: ClassVar[str] = "cost"
    PLURAL: ClassVar[str] = "costs"

    name: Name = ""
    amount: Amount | None = None
    nature: Literal["fixed", "variable"] | None = None


class Job(Item):
    """What a customer tries to get done, or what annoys them on the way (W1), and the values that help."""

    KIND: ClassVar[str] = "job"
    PLURAL: ClassVar[str] = "jobs"

    name: Text = ""
    segment: str | None = None
    nature: Literal["task", "pain"] | None = None
    values: Ids = ()


class Value(Item):
    """A value the company delivers (W2): against the best alternative (W4), importance (W5), proof (W6)."""

    KIND: ClassVar[str] = "value"
    PLURAL: ClassVar[str] = "values"

    name: Name = ""
    comparison: Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)] | None = None
    importance: Judgement | None = None
    proof: Literal["none", "story", "reference", "figures"] | None = None
    disputed: bool = False


class Channel(Item):
    """A way to reach customers (K1), its strength 0-3 in each phase (K2), reach, message, cost and yield."""

    KIND: ClassVar[str] = "channel"
    PLURAL: ClassVar[str] = "channels"

    name: Name = ""
    nature: Literal["paid", "earned", "shared", "owned"] | None = None
    owner: Literal["own", "partner"] | None = None
    awareness: Strength | None = None
    evaluation: Strength | None = None
    purchase: Strength | None = None
    delivery: Strength | None = None
    after_sales: Strength | None = None
    segments: Ids = ()
    customers: Ids = ()
    values: Ids = ()
    cost: Amount | None = None
    hours: Hours | None = None
    leads: Count | None = None
    new_customers: Count | None = None
    revenue: Amount | None = None


Ended = Literal["", "worked", "failed", "dropped"]


class Action(Item):
    """What will be done, by whom, by when, and how it is measured; `ended` is how people looked back on it."""

    KIND: ClassVar[str] = "action"
    PLURAL: ClassVar[str] = "actions"

    name: Text = ""
    who: Name = ""
    due: date | None = None
    measure: Text = ""
    done: bool = False
    signal: str = ""
    ended: Ended = ""


class Entry(Item):
    """One line of a list question that a facilitator added to the deck."""

    KIND: ClassVar[str] = "entry"
    PLURAL: ClassVar[str] = "entries"

    question: str = ""
    name: Text = ""


AnswerValue = Text | bool | float | tuple[Text, ...] | None


class Answer(Item):
    """What was said to one question as a whole; the id is the question's code ("B1").

    `state` is `unknown` for "weet ik niet" and `not_applicable` for "niet van toepassing" on the whole
    question; `values` holds the question's own fields (for list questions, only the texts beside the list).
    """

    KIND: ClassVar[str] = "answer"
    PLURAL: ClassVar[str] = "answers"

    state: Literal["answered", "unknown", "not_applicable"] = "answered"
    values: dict[str, AnswerValue] = Field(default_factory=dict)


LISTED: tuple[type[Item], ...] = (
    Answer,
    Segment,
    RevenueStream,
    Activity,
    Resource,
    Partner,
    Cost,
    Job,
    Value,
    Channel,
    Customer,
    Action,
    Entry,
)
SINGLE: tuple[type[Item], ...] = (Profile, Settings)
KINDS: dict[str, type[Item]] = {model.KIND: model for model in SINGLE + LISTED}


class Company(Noun):
    """Everything said about one company. Lists keep the order in which people made the items."""

    profile: Profile = Profile()
    settings: Settings = Settings()
    answers: tuple[Answer, ...] = ()
    segments: tuple[Segment, ...] = ()
    streams: tuple[RevenueStream, ...] = ()
    activities: tuple[Activity, ...] = ()
    resources: tuple[Resource, ...] = ()
    partners: tuple[Partner, ...] = ()
    costs: tuple[Cost, ...] = ()
    jobs: tuple[Job, ...] = ()
    values: tuple[Value, ...] = ()
    channels: tuple[Channel, ...] = ()
    customers: tuple[Customer, ...] = ()
    actions: tuple[Action, ...] = ()
    entries: tuple[Entry, ...] = ()

    def items(self) -> Iterator[Item]:
        """Every item, profile and settings first, then the lists in the order of `LISTED`."""
        yield self.profile
        yield self.settings
        for model in LISTED:
            yield from getattr(self, model.PLURAL)

    def answer(self, question: str) -> Answer | None:
        """The answer to the question with this code, or None where nothing was said yet."""
        return next((answer for answer in self.answers if answer.id == question), None)

    @classmethod
    def of_items(cls, items: list[Item] | tuple[Item, ...]) -> Company:
        """The company that these items describe; the reverse of `items`."""
        lists: dict[str, list[Item]] = {model.PLURAL: [] for model in LISTED}
        single: dict[str, Item] = {}
        for item in items:
            if isinstance(item, Profile):
                single["profile"] = item
            elif isinstance(item, Settings):
                single["settings"] = item
            else:
                lists[item.PLURAL].append(item)
        fields: dict[str, Any] = {name: tuple(found) for name, found in lists.items()}
        return cls.model_construct(**({"profile": Profile(), "settings": Settings()} | single | fields))

    @classmethod
    def from_file(cls, data: dict[str, Any]) -> Company:
        """Read the company file of architecture.md; of a newer program, with all that it says of items we know.

        Raises pydantic.ValidationError with the field, or ValueError for another format.
        """
        if data.get("format", FORMAT) != FORMAT:
            raise ValueError(f"format is {data['format']!r}, expected {FORMAT!r}")
        number = data.get(shapes.KEY, 1)
        more: Literal["allow", "forbid"] = "allow" if shapes.is_newer(number) else "forbid"
        profile = shapes.lifted_from(number, Profile, data.get("company", {}))
        fields: dict[str, Any] = {"profile": Profile.model_validate(profile, extra=more)}
        if Settings.PLURAL in data:
            fields[Settings.PLURAL] = shapes.lifted_from(number, Settings, data[Settings.PLURAL])
        for model in LISTED:
            if model.PLURAL in data:
                listed = data[model.PLURAL]
                items = listed if isinstance(listed, list | tuple) else []
                fields[model.PLURAL] = [shapes.lifted_from(number, model, item) for item in items] or listed
        return cls.model_validate(fields, extra=more)

    def to_file(self) -> dict[str, Any]:
        """The company file as plain JSON types; `from_file` gives an equal company back."""
        listed = {
            model.PLURAL: [item.model_dump(mode="json") for item in getattr(self, model.PLURAL)]
            for model in LISTED
        }
        return {
            "format": FORMAT,
            shapes.KEY: shapes.shape_of(self.items()),
            "company": self.profile.model_dump(mode="json"),
            "settings": self.settings.model_dump(mode="json"),
            **listed,
        }
