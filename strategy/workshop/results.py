"""What a vote says once it is revealed: per subject the votes and how far they agree, and what that changes.

Nothing here asks whether it may be shown: `results_of` gives results of revealed rounds only, whoever asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import isnan
from typing import Literal, NamedTuple

from strategy.checks.value_kinds import kind_of
from strategy.company.fields import with_values
from strategy.company.names import item_names
from strategy.nouns.company import CRITERIA, Company, Customer, Noun, Settings, Value
from strategy.nouns.workshop import Outcome, Poll, Subject, Vote, Workshop
from strategy.scoring.classes import LETTERS
from strategy.scoring.scores import PARTS_OF, Scores, score
from strategy.store.interface import Store
from strategy.workshop.agreement import Agreement, Label, agreement, shift
from strategy.workshop.presence import those_who_vote
from strategy.workshop.subjects import VoteScale, all_subjects, asked_in
from strategy.workshop.voting import standing_votes

MOST_TO_TALK_ABOUT = 10
JUDGED = "judged."
ORDER = {"disagree": 0, "differ": 1, "agree": 2, "few": 3, "none": 4}
End = Literal["lowest", "highest"]
ENDS: tuple[End, ...] = ("lowest", "highest")


class Result(Noun):
    """One subject after the reveal.

    `votes` are the dots, in ascending order and without names; () once the votes were `deleted`. `know` people gave
    one, `not_known` said "weet ik niet". `camps` are the two groups in which the room falls apart. `changes`: the
    disagreement decides the class of the customer, or the kind of the value. `first_*` are of the first round where
    this subject was scored twice, `direction` closer, apart or same. `agreed` and `reason`: what was settled.
    """

    subject: str
    kind: str
    id: str
    field: str
    name: str
    votes: tuple[float, ...] = ()
    know: int = 0
    not_known: int = 0
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None
    label: Label = "none"
    outlier: float | None = None
    camps: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    changes: bool = False
    round: int = 1
    first_votes: tuple[float, ...] = ()
    first_median: float | None = None
    first_label: Label | None = None
    direction: Literal["closer", "apart", "same"] | None = None
    agreed: float | None = None
    reason: str = ""
    deleted: bool = False


class CriterionAgreement(Noun):
    """How far the room agrees on one criterion of one customer.

    `label` is that of the part they agree on least. `klass` follows from the medians; `lowest_class` and
    `highest_class` from the lowest and the highest votes on this criterion alone. `changes`: they differ.
    """

    customer: str
    criterion: str
    label: Label
    klass: str
    lowest_class: str
    highest_class: str

    @property
    def changes(self) -> bool:
        """Whether the disagreement on this criterion decides the class."""
        return len({self.klass, self.lowest_class, self.highest_class}) > 1


class Revealed(NamedTuple):
    """What a revealed vote shows: a result per subject in the order in which it was asked, and the class map."""

    results: tuple[Result, ...] = ()
    cells: tuple[CriterionAgreement, ...] = ()


def results_of(store: Store, workshop: Workshop, step_id: str, company: Company) -> tuple[Result, ...]:
    """The results of the last revealed round of a vote step; () before."""
    return revealed(store, workshop, step_id, company).results


def revealed(store: Store, workshop: Workshop, step_id: str, company: Company) -> Revealed:
    """Results and class map of the last revealed round of a vote step; empty before."""
    poll = workshop.poll(step_id)
    step = workshop.step_named(step_id)
    if poll is None or step is None or step.kind != "vote" or not poll.revealed:
        return Revealed()
    kept = _kept_rounds([outcome for outcome in workshop.outcomes if outcome.step == step_id])
    rounds = _with_kept(_voted_rounds(store, workshop, poll), kept)
    names = item_names(company.items())
    found = [_result(workshop, poll, subject, rounds, names) for subject in all_subjects(workshop, poll)]
    cells = class_map(company, found)
    return Revealed(tuple(_with_changes(found, cells, company)), tuple(cells))


class Tally(Noun):
    """The votes of one round on one subject; after the deletion of the votes only what was kept of them."""

    votes: tuple[float, ...] = ()
    not_known: int = 0
    know: int = 0
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None
    label: Label = "none"
    points: int = 5
    deleted: bool = False


Rounds = Mapping[int, Mapping[str, Tally]]


def _voted_rounds(store: Store, workshop: Workshop, poll: Poll) -> Rounds:
    """What was said in each revealed round, by the people who still take part."""
    present = {person.id for person in those_who_vote(store, workshop.id)}
    votes = [vote for vote in store.votes(workshop.id, step=poll.step) if vote.participant in present]
    asked = len(present)
    return {round: _tallies(workshop, poll, votes, round, asked) for round in range(1, poll.revealed + 1)}


def _tallies(workshop: Workshop, poll: Poll, votes: list[Vote], round: int, asked: int) -> dict[str, Tally]:
    standing = standing_votes(votes, round)
    step = workshop.step_named(poll.step)
    points = {asked.spec.name: asked.points for asked in asked_in(step)} if step is not None else {}
    return {
        subject.key: _tally(list(standing.get(subject.key, {}).values()), points[subject.field], asked)
        for subject in all_subjects(workshop, poll)
    }


def _tally(values: Sequence[float | None], points: int, asked: int) -> Tally:
    found = agreement(values, points, asked)
    not_known = sum(value is None for value in values)
    if found is None:
        return Tally(not_known=not_known, points=points)
    return Tally(
        votes=found.votes,
        not_known=not_known,
        know=found.n,
        median=found.median,
        lowest=found.lowest,
        highest=found.highest,
        label=found.label,
        points=points,
    )


def _kept_rounds(outcomes: list[Outcome]) -> Rounds:
    rounds: dict[int, dict[str, Tally]] = {}
    for outcome in outcomes:
        kept = outcome.model_dump(exclude={"step", "round", "subject"})
        rounds.setdefault(outcome.round, {})[outcome.subject] = Tally(**kept, deleted=True)
    return rounds


def _with_kept(voted: Rounds, kept: Rounds) -> Rounds:
    """The tallies of the votes, and of what was kept where a session was closed since: those votes are gone."""
    return {
        round: {
            subject: tally if tally.know or tally.not_known else kept.get(round, {}).get(subject, tally)
            for subject, tally in tallies.items()
        }
        for round, tallies in voted.items()
    }


def _result(
    workshop: Workshop, poll: Poll, subject: Subject, rounds: Rounds, names: Mapping[tuple[str, str], str]
) -> Result:
    round = 2 if poll.revealed == 2 and subject.key in poll.again else 1
    tally = rounds.get(round, {}).get(subject.key, Tally())
    agreed = next((each for each in workshop.agreed if each.subject == subject.key), None)
    again = _against_first(rounds[1].get(subject.key, Tally()), tally) if round == 2 else {}
    found = agreement(tally.votes, tally.points)
    return Result(
        subject=subject.key,
        kind=subject.kind,
        id=subject.id,
        field=subject.field,
        name=names.get((subject.kind, subject.id), ""),
        **tally.model_dump(exclude={"points"}),
        outlier=found.outlier if found else None,
        camps=found.camps if found else None,
        round=round,
        agreed=agreed.value if agreed else None,
        reason=agreed.reason if agreed else "",
        **again,
    )


def _against_first(first: Tally, second: Tally) -> dict[str, object]:
    """What the second round did to a subject, as fields of `Result`."""
    before, after = (_as_agreement(tally) for tally in (first, second))
    direction = shift(before, after).direction if before and after else None
    return {
        "first_votes": first.votes,
        "first_median": first.median,
        "first_label": first.label,
        "direction": direction,
    }


def _as_agreement(tally: Tally) -> Agreement | None:
    """The agreement of a tally; of one whose votes were deleted, of its lowest and highest alone."""
    if tally.votes or tally.lowest is None:
        return agreement(tally.votes, tally.points)
    return agreement([tally.lowest, tally.highest], tally.points)


def company_before(store: Store, workshop: Workshop) -> Company | None:
    """The company as it stood when the vote on its customers began; None before one."""
    votes = (step for step in reversed(workshop.steps) if any(_on_customers(each) for each in asked_in(step)))
    began = next((poll.began_at for step in votes if (poll := workshop.poll(step.id)) and poll.began_at), 0)
    return store.read_at(workshop.company_id, began).company if began else None


def _on_customers(asked: VoteScale) -> bool:
    return asked.question.item == Customer.KIND


def to_talk_about(results: Sequence[Result]) -> list[str]:
    """The subjects worth talking about, at most ten: those that change something first, then the widest apart."""
    open_ones = [result for result in results if result.label in ("disagree", "differ")]
    urgent = sorted(open_ones, key=lambda each: (not each.changes, ORDER[each.label], -_spread(each)))
    return [each.subject for each in urgent if each.label == "disagree" or each.changes][:MOST_TO_TALK_ABOUT]


def left_to_talk_about(results: Sequence[Result]) -> list[str]:
    """Those of `to_talk_about` that the room did not settle yet: the same count on desk, screen and phone."""
    settled = {each.subject for each in results if each.agreed is not None}
    return [subject for subject in to_talk_about(results) if subject not in settled]


def _spread(result: Result) -> float:
    return (result.highest or 0.0) - (result.lowest or 0.0)


# What the disagreement changes


def class_map(company: Company, results: Sequence[Result]) -> list[CriterionAgreement]:
    """Customers x criteria: where the votes differ, and whether that decides the class (section 3).

    The class of the medians, beside those with the lowest and with the highest votes on one criterion. Whatever
    nobody voted on stays as the company has it; where a figure goes before the judgement, nothing changes.
    """
    said = _judged(results)
    if not said:
        return []
    middle = _as_judged(company, said)
    base = score(middle, company.settings)
    ends = [(criterion, end) for criterion in CRITERIA for end in ENDS]
    others = [each for criterion, end in ends for each in _as_judged(company, said, criterion, end)]
    classes = score(others, _with_same_yardstick(company.settings, base)).klass.reshape(len(ends), -1)
    klass = dict(zip(ends, classes, strict=True))
    return [
        CriterionAgreement(
            customer=customer.id,
            criterion=criterion,
            label=min((part.label for part in parts), key=ORDER.__getitem__),
            klass=LETTERS[base.klass[place]],
            lowest_class=LETTERS[klass[criterion, "lowest"][place]],
            highest_class=LETTERS[klass[criterion, "highest"][place]],
        )
        for place, customer in enumerate(company.customers)
        for criterion in CRITERIA
        if (parts := [said[customer.id][part] for part in PARTS_OF[criterion] if part in said[customer.id]])
    ]


def _judged(results: Sequence[Result]) -> defaultdict[str, dict[str, Result]]:
    """Per customer and judged part what the room says, as far as it is known."""
    said: defaultdict[str, dict[str, Result]] = defaultdict(dict)
    for result in results:
        if result.kind == Customer.KIND and result.field.startswith(JUDGED) and result.median is not None:
            said[result.id][result.field.removeprefix(JUDGED)] = result
    return said


def _as_judged(
    company: Company,
    said: Mapping[str, Mapping[str, Result]],
    criterion: str = "",
    end: End = "lowest",
) -> list[Customer]:
    """The customers as the room judges them: by medians, on one criterion by the lowest or the highest votes.

    Classes set by hand are left out: the question is what the votes would do.
    """
    at_an_end = PARTS_OF.get(criterion, ())
    customers = []
    for customer in company.customers:
        parts = said.get(customer.id, {})
        judged = {
            part: getattr(result, end if part in at_an_end else "median") for part, result in parts.items()
        }
        changes = {"override": None, "judged": customer.judged.model_copy(update=judged)}
        customers.append(customer.model_copy(update=changes))
    return customers


def _with_same_yardstick(settings: Settings, base: Scores) -> Settings:
    """The settings with the A-revenue of this portfolio, for scoring it many times over in one go."""
    a_revenue = float(base.yardsticks.a_revenue)
    return settings if isnan(a_revenue) else settings.model_copy(update={"a_revenue": a_revenue})


def _with_changes(
    results: list[Result], cells: Sequence[CriterionAgreement], company: Company
) -> list[Result]:
    """The results with `changes` filled in: only a disagreement can change anything."""
    fields = {
        (cell.customer, f"{JUDGED}{part}")
        for cell in cells
        if cell.changes
        for part in PARTS_OF[cell.criterion]
    }
    decides = fields | _values_that_change(results, company)
    return [
        result.model_copy(update={"changes": True})
        if result.label in ("differ", "disagree") and (result.id, result.field) in decides
        else result
        for result in results
    ]


def _values_that_change(results: Sequence[Result], company: Company) -> set[tuple[str, str]]:
    """The values and fields where the lowest and the highest vote make it another kind of value (2.2)."""
    values = {value.id: value for value in company.values}
    votes = [
        each for each in results if each.kind == Value.KIND and each.id in values and each.median is not None
    ]
    medians: dict[str, dict[str, float | None]] = {}
    for each in votes:
        medians.setdefault(each.id, {})[each.field] = each.median
    found = set()
    for each in votes:
        value = with_values(values[each.id], medians[each.id])
        ends = {kind_of(with_values(value, {each.field: end})) for end in (each.lowest, each.highest)}
        if len(ends | {kind_of(value)}) > 1:
            found.add((each.id, each.field))
    return found
