"""`CompanyOverview` and its parts: what page, shared link, PDF, spreadsheet and JSON show, ready to read.

Everything is plain JSON, though customers and the items of a point are made when looked at; sentences are in the
overview's own language, shares run from 0 to 1. What a level hides is None, "" or an empty tuple, here already:
whoever shows it has nothing to leave out.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from strategy.checks import Severity
from strategy.checks.ranking import Colour, State
from strategy.nouns.company import Method, Noun
from strategy.nouns.lazily import Parts
from strategy.scoring.classes import Band
from strategy.scoring.portfolio import OfWhat

Level = Literal["short", "standard", "full"]
OVERVIEW_FORMAT = "bierkaartjes-overview/1"
TOP = 5


class LinkTo(Noun):
    """A place to mend something: the card (which is also the page) and the question, with words to click."""

    card: str
    question: str
    label: str


class ItemRef(Noun):
    """An item a point is about. `id` is "" below level full, `name` an alias for customers there."""

    kind: str
    id: str
    name: str
    provisional: bool = False


class CardSummary(Noun):
    """One card: its light in colour and in words, how far it is, and the rules raised on it, heaviest first.

    `completeness` 0-1 also counts questions half done; `progress` says it in words ("7 van 9", "18 klanten").
    """

    name: str
    title: str
    question: str
    light: Colour
    state: State
    light_words: str
    progress: str
    handled: int
    total: int
    completeness: float
    rules: tuple[str, ...]


class WorkPoint(Noun):
    """One thing to work on: what is seen, what to do about it, and where. `items` is empty at level short.

    `parts` are the findings that are one point because they share their only subject (section 4): `rule` is that of the
    heaviest, and they are counted and listed nowhere else. `priority` ranks points of one severity.
    """

    rank: int
    rule: str
    title: str
    severity: Severity
    severity_words: str
    finding: str
    advice: str
    priority: float | None
    cards: tuple[str, ...]
    items: Parts[ItemRef]
    links: tuple[LinkTo, ...]
    parts: tuple[WorkPoint, ...] = ()
    parts_words: str = ""


class StrongPoint(Noun):
    """Something that is already in order, for this share of revenue, None where no revenue is known."""

    rule: str
    title: str
    sentence: str
    share: float | None


class ClassRow(Noun):
    """What one class is and takes. Amounts (euro) only at level full; a figure is None where it is not known.

    `amount_bands`: amounts in words by field, for a reader of level full who sees them in bands.
    """

    klass: str
    customers: int
    prospects: int
    hours_share: float | None
    revenue_share: float | None
    contribution_share: float | None
    hours: float | None
    revenue: float | None
    contribution: float | None
    receivables: float | None
    amount_bands: dict[str, str] = Field(default_factory=dict)


class PortfolioSummary(Noun):
    """The customers together. `title` says the finding in one sentence; `whale` is the curve as parts of its peak.

    `of_what` says what shares of revenue are of: of the whole revenue (`customers`, `streams`) or only of the customers
    in the `list` (section 4). `unknown` says in sentences what is not known yet, and what would make it known.
    """

    title: str
    customers: int
    of_what: OfWhat = "customers"
    prospects: int
    classes: tuple[ClassRow, ...]
    top_1: float | None
    top_3: float | None
    top_5: float | None
    days_to_pay: float | None
    small_orders: float | None
    loss_in_tail: float | None
    movable_hours: float | None
    whale: tuple[float, ...]
    revenue: float | None
    receivables: float | None
    waiting_cost: float | None
    unknown: tuple[str, ...] = ()
    amount_bands: dict[str, str] = Field(default_factory=dict)


class CustomerRow(Noun):
    """One customer, under its alias below level full. `missing` are the questions that would make it firmer.

    `bands` are the scores in words, for every reader; total, range and the scores themselves only at level full.
    """

    id: str
    name: str
    kind: str
    klass: str
    computed: str
    by_hand: bool
    dream: bool
    total: float | None
    lowest: float | None
    highest: float | None
    lowest_class: str
    highest_class: str
    provisional: bool
    scores: dict[str, float | None]
    bands: dict[str, Band | None] = Field(default_factory=dict)
    positives: int
    reason: str
    firmness: str | None
    firmness_words: str
    attention: str | None
    attention_words: str
    hours_share: float | None
    earned_share: float | None
    revenue_share: float | None
    big_low_class: bool
    missing: tuple[str, ...]
    revenue: float | None
    contribution: float | None
    hours: float | None
    days_to_pay: float | None
    amount_bands: dict[str, str] = Field(default_factory=dict)


class ActionRow(Noun):
    """What will be done, by whom, by when (words and date), and how it is measured."""

    id: str
    what: str
    who: str
    due: date | None
    due_words: str
    measure: str
    done: bool
    rule: str


class Gap(Noun):
    """A rule that cannot judge, why, and where the answer can be given."""

    rule: str
    title: str
    reason: str
    cards: tuple[str, ...]
    items: Parts[ItemRef]
    link: LinkTo | None


class SettingShown(Noun):
    """One setting in words."""

    label: str
    value: str


class MethodUsed(Noun):
    """How customers were scored, in a sentence and setting by setting."""

    method: Method
    sentence: str
    settings: tuple[SettingShown, ...]


class SheetRow(Noun):
    """One line of a panel: words, and bars as parts 0-1 of the longest (None: not known, no bar).

    `state` is a code for how the line is drawn (a kind of value, `loss`, a class); `cells` hold a state a column.
    """

    label: str
    value: str = ""
    part: float | None = None
    second: float | None = None
    state: str = ""
    cells: tuple[str, ...] = ()


class SheetPanel(Noun):
    """What was said on one card, for the company on one sheet (deck.md 3).

    `columns` are the heads of the cells. Where nothing was said, `empty` says what to do and `link` where.
    """

    card: str
    headline: str
    columns: tuple[str, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""
    link: LinkTo | None = None


class Seam(Noun):
    """Where two cards touch: the light and the points of work (by rule) that need both; `own` of one card alone."""

    cards: tuple[str, ...]
    light: Colour
    light_words: str
    points: tuple[str, ...]


class CompanyOverview(Noun):
    """The whole company on one page, at one level and in one language (method.md section 4).

    `sheet` has what was said on each card, `seams` where the cards touch: every point of work stands on one card or
    on one seam. `work` is ranked, the first `top` are the ones to show first; `assumptions` are sentences about what is
    provisional and what was filled in by default; `gaps` are the rules that cannot judge. `bands`: amounts in bands
    (`amount_bands`), and what would tell more of them as below level full.
    """

    format: str = OVERVIEW_FORMAT
    level: Level
    bands: bool = False
    language: str
    made_on: date
    company: str
    example: bool
    story: str
    cards: tuple[CardSummary, ...]
    sheet: tuple[SheetPanel, ...] = ()
    seams: tuple[Seam, ...] = ()
    portfolio: PortfolioSummary | None
    customers: Parts[CustomerRow]
    work: tuple[WorkPoint, ...]
    top: int = TOP
    strengths: tuple[StrongPoint, ...]
    actions: tuple[ActionRow, ...]
    assumptions: tuple[str, ...]
    gaps: tuple[Gap, ...]
    method: MethodUsed | None

    @property
    def exact(self) -> bool:
        """Whether shares, scores and amounts in it are exact."""
        return self.level == "full" and not self.bands

    def said_by(self, rule: str) -> WorkPoint | None:
        """What this rule says, by itself or as a part of a point; None where it says nothing."""
        found = (part for point in self.work for part in (point.parts or (point,)) if part.rule == rule)
        return next(found, None)
