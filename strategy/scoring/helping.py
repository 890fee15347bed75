"""The questions that would settle most classes (method.md 3.7).

What is unknown leaves a class open: it is provisional, or "?". Every question that people could still answer
is tried out with its possible answers, and counted by what those do to the classes. Nothing here has words
but `question_sentence`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from strategy.nouns.company import CLASSES, CRITERIA, JUDGED_PARTS, Settings
from strategy.scoring.classes import UNCLASSED
from strategy.scoring.columns import Bools, Columns, Floats, Rows
from strategy.scoring.scores import PARTS_OF, Scores, score_columns
from strategy.words.formats import number, percent
from strategy.words.texts import text

Effect = Literal["settles", "narrows", "may_narrow"]
AskedParts = Mapping[str, Bools]
Answered = tuple[Columns, Settings]

# What nobody can know of somebody who never bought (3.11).
NOT_OF_PROSPECTS = ("revenue", "margin", "pays")
FIGURES_IN_JUDGEMENT = ("innovation", "network")
CERTAIN = 0

# Possible answers: judgements in half points; costs as a share of revenue; amounts as a share of the
# A-revenue; days as a multiple of the reference, beyond which the score is 0.
JUDGEMENTS = np.linspace(1, 5, 9)
SHARES = np.linspace(0, 1, 11)
AMOUNTS = np.linspace(0, 1, 11)[1:]
TIMES = np.linspace(0, 3, 25)

# What an hour and an order cost while later questions are weighed, when that is still unknown.
HOURLY_COST = 50.0
ORDER_COST = 25.0
# An order cost that makes the half cent of 3.5 too small to matter.
LARGE_ORDER_COST = 1000.0
ANY_A_REVENUE = 100_000.0


@dataclass(frozen=True)
class HelpfulQuestion:
    """A question, and what its answers would do.

    `key` is a criterion (judgements are asked), or names the figures that are asked; `code` is the question
    on the card, "" where only settings are asked. `fields` are those of a customer, `judged.<part>`, or
    `settings.<field>`; `answers` is how many values that takes in all. `customers` has the ids of whom
    something is asked, or whose class waits for a setting. Of these, `settles` get a certain class whatever
    the answer, `narrows` come closer to one whatever the answer, `may_narrow` by some answers only; nobody
    stands in two of the three. `revenue` is the share 0-1 of all known revenue that the customers of the
    strongest `effect` bring, None where no revenue is known.
    """

    key: str
    code: str
    fields: tuple[str, ...]
    answers: int
    customers: tuple[str, ...]
    settles: tuple[str, ...]
    narrows: tuple[str, ...]
    may_narrow: tuple[str, ...]
    revenue: float | None

    @property
    def effect(self) -> Effect:
        """The strongest thing the answers do for anybody."""
        return "settles" if self.settles else "narrows" if self.narrows else "may_narrow"


def questions_that_help(scores: Scores, n: int = 3) -> list[HelpfulQuestion]:
    """The `n` questions that would settle most customers, the best one first; fewer where no more help.

    Looked at are customers whose class is provisional or "?", not those with a class by hand. Answering a
    question is: filling in its fields for all of these customers that miss them, where nobody said "weet ik
    niet" and where the field counts in this way of scoring. Fields that are asked together on a card are one
    question (openness and repeatability), and so are the two factors of a cost (hours and what an hour
    costs).

    A customer is settled when for every possible answer its class is known and no longer provisional. Its
    class is narrowed down when for every possible answer fewer classes are possible than today; for a "?"
    also when fewer criteria have gaps. Tried are judgements in half points, costs from none to all of the
    revenue, days from none to three times the reference, amounts up to the A-revenue, each missing field of
    one question at the same height. The A-revenue stays what it is today, where it is known.

    Ranked by how many are settled, by their revenue, then likewise by how many are narrowed and how many may
    be; where all is equal, by how many criteria have no gap any more, and by the fewest values to fill in.
    The second question is the best once the first got middling answers, and so on; as those might turn out
    otherwise, it settles only customers of whom nothing that counts is missing any more.
    """
    state = _with_fixed_a_revenue(scores)
    found: list[HelpfulQuestion] = []
    left, open_ = list(QUESTIONS), _uncertain(state)
    while len(found) < n:
        tried = [_tried(question, state, open_, later=bool(found)) for question in left]
        helping = [each for each in tried if each is not None]
        if not helping:
            break
        # The first of equals is the first in `QUESTIONS`.
        best = max(helping, key=lambda each: each.rank)
        found.append(best.found)
        left.remove(best.question)
        state = _answered(best.question, state, open_)
        # A middling answer may make a class certain by chance: who still misses something stays open.
        open_ = open_ & ~best.settles & _incomplete(state)
    return found


# --- trying out ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Question:
    """A question: whom it is asked of, field by field, and what customers become by an answer at some level.

    `fill(columns, settings, asked, level)`: all these customers are asked, `level` is per customer.
    `middling` does the same for a whole portfolio, of which only some are asked, with a middling answer.
    """

    key: str
    code: str
    asked: Callable[[Scores], AskedParts]
    levels: Floats
    fill: Callable[[Columns, Settings, AskedParts, Floats], Answered]
    middling: Callable[[Columns, Settings, AskedParts], Answered]


class _Tried(NamedTuple):
    question: _Question
    found: HelpfulQuestion
    settles: Bools
    rank: tuple[float, ...]


def _with_fixed_a_revenue(scores: Scores) -> Scores:
    """The same scores with a named A-revenue, so that it stays when customers are tried apart."""
    a_revenue, grid = float(scores.yardsticks.a_revenue), scores.yardsticks.grid_revenue
    fixed = {} if np.isnan(a_revenue) else {"a_revenue": a_revenue, "grid_revenue": grid}
    return replace(scores, settings=scores.settings.model_copy(update=fixed))


def _tried(question: _Question, state: Scores, open_: Bools, later: bool) -> _Tried | None:
    """What this question would do for customers that are open, None where it helps nobody."""
    asked = question.asked(state)
    rows = np.flatnonzero(open_ & np.logical_or.reduce(list(asked.values())))
    if not rows.size:
        return None
    asked = {field: who for field, who in asked.items() if who[rows].any()}
    then = _after_every_answer(question, state, asked, rows)
    effects = _effects(state, then, rows, later)
    reached = {effect: rows[who] for effect, who in effects.items()}
    if not any(where.size for where in reached.values()):
        return None
    found = _found(question, state, asked, rows, reached)
    settles = np.zeros(len(state), np.bool_)
    settles[reached["settles"]] = True
    revenue = _known_revenue(state)
    counted = [figure for where in reached.values() for figure in (float(where.size), revenue[where].sum())]
    return _Tried(question, found, settles, (*counted, _criteria_closed(state, then, rows), -found.answers))


def _found(
    question: _Question, state: Scores, asked: AskedParts, rows: Rows, reached: Mapping[Effect, Rows]
) -> HelpfulQuestion:
    ids = {effect: tuple(state.customers[place].id for place in where) for effect, where in reached.items()}
    strongest: Effect = next(effect for effect in ids if ids[effect])
    revenue = _known_revenue(state)
    total = float(revenue.sum())
    return HelpfulQuestion(
        key=question.key,
        code="" if all(field.startswith("settings.") for field in asked) else question.code,
        fields=tuple(asked),
        answers=sum(
            1 if field.startswith("settings.") else int(who[rows].sum()) for field, who in asked.items()
        ),
        customers=tuple(state.customers[place].id for place in rows),
        settles=ids["settles"],
        narrows=ids["narrows"],
        may_narrow=ids["may_narrow"],
        revenue=float(revenue[reached[strongest]].sum()) / total if total > 0 else None,
    )


def _known_revenue(state: Scores) -> Floats:
    """The revenue of every customer, 0 for prospects and where it is unknown."""
    return np.where(state.columns.prospect, 0.0, np.nan_to_num(state.columns.revenue))


def _uncertain(state: Scores) -> Bools:
    """Whose class is not certain."""
    found: Bools = state.provisional | (state.klass == UNCLASSED)
    return found


def _after_every_answer(question: _Question, state: Scores, asked: AskedParts, rows: Rows) -> Scores:
    """The customers at `rows`, each as often as there are answers, with those answers."""
    times = len(question.levels)
    columns, settings = question.fill(
        state.columns.take(np.repeat(rows, times)),
        state.settings,
        {field: np.repeat(who[rows], times) for field, who in asked.items()},
        np.tile(question.levels, len(rows)),
    )
    return score_columns(columns, settings, state.method)


def _effects(state: Scores, then: Scores, rows: Rows, later: bool) -> dict[Effect, Bools]:
    """Whether the answers settle each customer at `rows`, narrow it or may do so; the strongest first."""
    before = _width(state)[rows][:, None]
    after = _width(then).reshape(len(rows), -1)
    certain = after == CERTAIN
    if later:
        certain &= ~_incomplete(then).reshape(after.shape)
    better = certain | (after < before)
    settles = np.asarray(certain.all(axis=1))
    narrows = np.asarray(better.all(axis=1)) & ~settles
    may_narrow = np.asarray(better.any(axis=1)) & ~settles & ~narrows
    return {"settles": settles, "narrows": narrows, "may_narrow": may_narrow}


def _criteria_closed(state: Scores, then: Scores, rows: Rows) -> float:
    """How many criteria of these customers have no gap any more, whatever the answers."""
    before = _gaps(state)[:, rows].sum()
    after = _gaps(then).sum(axis=0).reshape(len(rows), -1).max(axis=1).sum()
    return float(before - after)


def _width(state: Scores) -> Rows:
    """How far a class is from certain: how many are possible, more for "?", by criteria with gaps."""
    possible = state.lowest_class.astype(np.intp) - state.highest_class + 1
    unclassed = len(CLASSES) + _gaps(state).sum(axis=0)
    width: Rows = np.where(state.computed == UNCLASSED, unclassed, possible)
    width[~_uncertain(state)] = CERTAIN
    return width


def _gaps(state: Scores) -> Bools:
    """Criteria with weight of which something is not known, (criteria, customers)."""
    gaps: Bools = (np.isnan(state.criteria) | state.partial)[state.yardsticks.weights > 0]
    return gaps


def _incomplete(state: Scores) -> Bools:
    """Of whom something that counts is still missing."""
    return np.asarray(_gaps(state).any(axis=0))


def _answered(question: _Question, state: Scores, open_: Bools) -> Scores:
    """The portfolio after middling answers to this question."""
    asked = {field: who & open_ for field, who in question.asked(state).items()}
    columns, settings = question.middling(state.columns, state.settings, asked)
    return score_columns(columns, settings, state.method, state.customers)


# --- whom a field is asked of -------------------------------------------------------------------------------


def _open_part(state: Scores, part: str) -> Bools:
    """Where this part counts and is not known."""
    criterion = next(place for place, name in enumerate(CRITERIA) if part in PARTS_OF[name])
    missing = np.isnan(state.parts[JUDGED_PARTS.index(part)])
    counts = state.yardsticks.weights[criterion] > 0
    found: Bools = missing & counts
    return found


def _may_answer(state: Scores, field: str) -> Bools:
    """Of whom nobody said not to know this field."""
    refused = [field in customer.unknown for customer in state.customers]
    return ~np.array(refused, dtype=np.bool_)


def _missing(state: Scores, field: str) -> Bools:
    """Where this figure is not known, and might be; the age of open invoices is not yet how long paying takes."""
    unknown = np.isnan(getattr(state.columns, field))
    if field == "days_to_pay":
        unknown = unknown | state.columns.days_to_pay_at_least
    found: Bools = unknown & _may_answer(state, field)
    return found


def _with_figures(asked: Callable[[Scores], AskedParts]) -> Callable[[Scores], AskedParts]:
    """Figures are asked of nobody where only judgement counts."""

    def of(state: Scores) -> AskedParts:
        found = asked(state)
        return {field: who & (state.method != "judgement") for field, who in found.items()}

    return of


# --- judgements ---------------------------------------------------------------------------------------------


def _judgement(criterion: str, code: str) -> _Question:
    """The judgements of one criterion, which are asked together."""

    def asked(state: Scores) -> AskedParts:
        counts = state.method != "figures" or criterion in FIGURES_IN_JUDGEMENT
        return {f"judged.{part}": _of_part(state, part) & counts for part in PARTS_OF[criterion]}

    def _of_part(state: Scores, part: str) -> Bools:
        unjudged = np.isnan(state.columns.judged[JUDGED_PARTS.index(part)])
        found: Bools = _open_part(state, part) & unjudged & _may_answer(state, f"judged.{part}")
        return found & ~state.columns.prospect if part in NOT_OF_PROSPECTS else found

    def fill(columns: Columns, settings: Settings, asked: AskedParts, level: Floats) -> Answered:
        judged = columns.judged.copy()
        for field, who in asked.items():
            place = JUDGED_PARTS.index(field.removeprefix("judged."))
            judged[place, who] = level[who]
        return replace(columns, judged=judged), settings

    return _Question(criterion, code, asked, JUDGEMENTS, fill, _at_level(fill, 3.0))


def _at_level(
    fill: Callable[[Columns, Settings, AskedParts, Floats], Answered], level: float
) -> Callable[[Columns, Settings, AskedParts], Answered]:
    """Everybody who is asked answers at this level."""
    return lambda columns, settings, asked: fill(
        columns, settings, asked, np.full(len(columns), level, dtype=np.float64)
    )


# --- figures ------------------------------------------------------------------------------------------------


def _figure(
    key: str,
    field: str,
    of: Callable[[Scores], Bools],
    levels: Floats,
    middle: float,
    value: Callable[[Columns, Settings, Floats], Floats],
    settled: Callable[[Settings], Settings] = lambda settings: settings,
) -> _Question:
    """One figure of a customer; `value` makes it of a level, under settings that the answers settle."""

    def asked(state: Scores) -> AskedParts:
        return {field: of(state) & _missing(state, field)}

    def fill(columns: Columns, settings: Settings, asked: AskedParts, level: Floats) -> Answered:
        then = settled(settings)
        filled = np.where(asked[field], value(columns, then, level), getattr(columns, field))
        return _with_column(columns, field, filled), then

    return _Question(key, "S1", _with_figures(asked), levels, fill, _at_level(fill, middle))


def _with_column(columns: Columns, field: str, values: Floats) -> Columns:
    changed: dict[str, Any] = {field: values}
    if field == "days_to_pay":
        changed["days_to_pay_at_least"] = columns.days_to_pay_at_least & (values == columns.days_to_pay)
    return replace(columns, **changed)


def _a_revenue(settings: Settings) -> float:
    return np.nan if settings.a_revenue is None else settings.a_revenue


def _with_a_revenue(settings: Settings) -> Settings:
    """Once revenue is known, so is the A-revenue; any will do, because revenue is tried as a share of it."""
    if settings.a_revenue is not None:
        return settings
    return settings.model_copy(update={"a_revenue": ANY_A_REVENUE})


def _buys(state: Scores) -> Bools:
    return ~state.columns.prospect & ~state.columns.dormant


def _offer(columns: Columns, settings: Settings, level: Floats) -> Floats:
    """A margin from a small loss to all that counts."""
    most = min(1.0, settings.target_contribution + settings.max_reserve)
    return -0.05 + level * (most + 0.05)


def _cost(
    key: str,
    amount: str,
    price: str,
    applies: Callable[[Settings], bool],
    middle: float,
    usual: float,
    large: float,
) -> _Question:
    """A cost that is an amount of a customer (hours, orders) times a price in the settings.

    Tried as shares of the customer's revenue: with a price of `large`, the amount follows from the share.
    `middle` is a middling share and `usual` a usual price.
    """

    def asked(state: Scores) -> AskedParts:
        given, columns = getattr(state.settings, price), state.columns
        amounts = getattr(columns, amount)
        unknown = amounts != 0 if given is None else np.isnan(amounts) & (given != 0)
        can_amount = ~np.isnan(amounts) | _may_answer(state, amount)
        can_price = given is not None or price not in state.settings.unknown
        who = _open_part(state, "margin") & ~columns.prospect & unknown & can_amount
        who = who & (can_price and applies(state.settings))
        return {amount: who & np.isnan(amounts), f"settings.{price}": who & (given is None)}

    def fill(columns: Columns, settings: Settings, asked: AskedParts, level: Floats) -> Answered:
        return (
            _with_column(columns, amount, level * columns.revenue / large),
            settings.model_copy(update={price: large}),
        )

    def middling(columns: Columns, settings: Settings, asked: AskedParts) -> Answered:
        given = getattr(settings, price)
        each = given if given is not None else usual
        filled = np.where(asked[amount], middle * columns.revenue / (each or usual), getattr(columns, amount))
        return (
            _with_column(columns, amount, filled),
            settings.model_copy(update={price: each}),
        )

    return _Question(key, "S1", _with_figures(asked), SHARES, fill, middling)


QUESTIONS = (
    _judgement("revenue", "S2"),
    _judgement("margin", "S3"),
    _judgement("speed", "S4"),
    _judgement("innovation", "S5"),
    _judgement("network", "S6"),
    _figure(
        "yearly_revenue",
        "revenue",
        lambda state: _buys(state) & (_open_part(state, "revenue") | _open_part(state, "margin")),
        AMOUNTS,
        0.5,
        lambda columns, settings, level: level * _a_revenue(settings),
        _with_a_revenue,
    ),
    _figure(
        "potential",
        "potential",
        lambda state: ~_buys(state) & _open_part(state, "revenue"),
        SHARES,
        0.5,
        lambda columns, settings, level: level * _a_revenue(settings) / np.fmax(columns.chance, 0.01),
    ),
    _figure(
        "variable_cost",
        "variable_cost",
        lambda state: _open_part(state, "margin") & ~state.columns.prospect,
        SHARES,
        0.5,
        lambda columns, settings, level: level,
    ),
    _cost(
        "own_time",
        "hours",
        "hourly_cost",
        lambda settings: settings.horizon != "order",
        middle=0.1,
        usual=HOURLY_COST,
        large=1.0,
    ),
    _cost(
        "order_cost",
        "orders",
        "fixed_cost_per_order",
        lambda settings: True,
        middle=0.05,
        usual=ORDER_COST,
        large=LARGE_ORDER_COST,
    ),
    _figure(
        "days_to_decide",
        "days_to_decide",
        lambda state: _open_part(state, "decides"),
        TIMES,
        1.0,
        lambda columns, settings, level: level * settings.reference_days_to_decide,
    ),
    _figure(
        "days_to_pay",
        "days_to_pay",
        lambda state: _open_part(state, "pays") & ~state.columns.prospect,
        TIMES,
        1.0,
        lambda columns, settings, level: level * settings.reference_days_to_pay,
    ),
    _figure(
        "offer_margin",
        "offer_margin",
        lambda state: _open_part(state, "margin") & state.columns.prospect,
        SHARES,
        0.5,
        _offer,
    ),
)


# --- in words -----------------------------------------------------------------------------------------------


def question_sentence(question: HelpfulQuestion, language: str = "nl") -> str:
    """What to ask and what it would do, in one sentence."""
    reached = len(getattr(question, question.effect))
    effect = text(f"questions.{question.effect}", language, n=number(reached, language))
    revenue = ""
    if question.revenue:
        share = percent(question.revenue, language, 1 if question.revenue < 0.01 else 0)
        revenue = text("questions.revenue", language, share=share)
    return text(
        "questions.sentence", language, asked=_asked_in_words(question, language), effect=effect + revenue
    )


def _asked_in_words(question: HelpfulQuestion, language: str) -> str:
    n = number(len(question.customers), language)
    if question.key in CRITERIA:
        parts = [text(f"scoring.part.{field.removeprefix('judged.')}", language) for field in question.fields]
        last = text("questions.and", language)
        listed = ", ".join(parts[:-1]) + (last if len(parts) > 1 else "") + parts[-1]
        return text("questions.asked.judgement", language, n=n, parts=listed)
    fields = "_and_".join(field.removeprefix("settings.") for field in question.fields)
    return text(f"questions.asked.{fields}", language, n=n)
