"""What a vote says once it is revealed: per subject the votes and how far they agree, and what that changes.

Nothing here asks whether it may be shown: `results_of` gives results of revealed rounds only, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from strategy.agreement import Agreement, agreement, shift
from strategy.classes import LETTERS
from strategy.fields import value_at, with_values
from strategy.models import CRITERIA, KINDS, Company, Customer, Item, Noun, Value
from strategy.room import Outcome, Poll, Subject, Vote, Workshop, subject_of
from strategy.scoring import PARTS_OF, score
from strategy.store import Store
from strategy.value_kinds import kind_of
from strategy.workshop.subjects import all_subjects, scale_of
from strategy.workshop.voting import standing_votes

MOST_TO_TALK_ABOUT = 10
ORDER = {"disagree": 0, "differ": 1, "agree": 2, "none": 3}
Label = Literal["agree", "differ", "disagree", "none"]


class Result(Noun):
    """One subject after the reveal.

    `votes` are the dots, in ascending order and without names; () once the votes were deleted. `know` people gave
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


class Cell(Noun):
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


def results_of(store: Store, workshop: Workshop, step_id: str, company: Company) -> list[Result]:
    """The results of the last revealed round of a vote step, in the order in which it was asked; [] before."""
    poll = workshop.poll(step_id)
    step = workshop.step_named(step_id)
    if poll is None or step is None or step.kind != "vote" or not poll.revealed:
        return []
    kept = _kept_rounds([outcome for outcome in workshop.outcomes if outcome.step == step_id])
    rounds = _with_kept(_voted_rounds(store, workshop, poll), kept)
    names = {(item.KIND, item.id): str(getattr(item, "name", "")) for item in company.items()}
    found = [_result(workshop, poll, subject, rounds, names) for subject in all_subjects(workshop, poll)]
    return _with_changes(found, company)


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


Rounds = Mapping[int, Mapping[str, Tally]]


def _voted_rounds(store: Store, workshop: Workshop, poll: Poll) -> Rounds:
    """What was said in each revealed round, by the people who still take part."""
    present = {person.id for person in store.participants(workshop.id) if not person.removed}
    votes = [vote for vote in store.votes(workshop.id, step=poll.step) if vote.participant in present]
    return {round: _tallies(workshop, poll, votes, round) for round in range(1, poll.revealed + 1)}


def _tallies(workshop: Workshop, poll: Poll, votes: list[Vote], round: int) -> dict[str, Tally]:
    standing = standing_votes(votes, round)
    return {
        subject.key: _tally(list(standing.get(subject.key, {}).values()), _points(workshop, poll, subject))
        for subject in all_subjects(workshop, poll)
    }


def _points(workshop: Workshop, poll: Poll, subject: Subject) -> int:
    scale = scale_of(workshop, poll.step, subject.key)
    return scale.points if scale is not None else 5


def _tally(values: Sequence[float | None], points: int) -> Tally:
    found = agreement(values, points)
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
        rounds.setdefault(outcome.round, {})[outcome.subject] = Tally(**kept)
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


def to_talk_about(results: Sequence[Result]) -> list[str]:
    """The subjects worth talking about, at most ten: those that change something first, then the widest apart."""
    open_ones = [result for result in results if result.label in ("disagree", "differ")]
    urgent = sorted(open_ones, key=lambda each: (not each.changes, ORDER[each.label], -_spread(each)))
    return [each.subject for each in urgent if each.label == "disagree" or each.changes][:MOST_TO_TALK_ABOUT]


def _spread(result: Result) -> float:
    return (result.highest or 0.0) - (result.lowest or 0.0)


# What the disagreement changes


def class_map(company: Company, results: Sequence[Result]) -> list[Cell]:
    """Customers x criteria: where the votes differ, and whether that decides the class (section 3).

    The class of the medians, beside those with the lowest and with the highest votes on one criterion. Whatever
    nobody voted on stays as the company has it; where a figure goes before the judgement, nothing changes.
    """
    said = _judged(results)
    if not said:
        return []
    middle = _customers(company, said, {})
    base = score(middle, company.settings).klass
    places = {customer.id: place for place, customer in enumerate(company.customers)}
    cells = []
    for criterion in CRITERIA:
        lows, highs = (
            score(_customers(company, said, {criterion: end}), company.settings).klass
            for end in ("lowest", "highest")
        )
        for customer, fields in said.items():
            parts = [fields[f"judged.{part}"] for part in PARTS_OF[criterion] if f"judged.{part}" in fields]
            if customer in places and parts:
                place = places[customer]
                cells.append(
                    Cell(
                        customer=customer,
                        criterion=criterion,
                        label=min((part.label for part in parts), key=ORDER.__getitem__),
                        klass=LETTERS[base[place]],
                        lowest_class=LETTERS[lows[place]],
                        highest_class=LETTERS[highs[place]],
                    )
                )
    return cells


def _judged(results: Sequence[Result]) -> dict[str, dict[str, Result]]:
    """Per customer its judgements that somebody gave."""
    said: dict[str, dict[str, Result]] = {}
    for result in results:
        if result.kind == Customer.KIND and result.field.startswith("judged.") and result.know:
            said.setdefault(result.id, {})[result.field] = result
    return said


def _customers(
    company: Company, said: Mapping[str, Mapping[str, Result]], ends: Mapping[str, str]
) -> list[Customer]:
    """The customers as the room judges them: by medians, on the criteria in `ends` by their lowest or highest votes.

    Classes set by hand are left out: the question is what the votes would do.
    """
    end_of = {f"judged.{part}": end for criterion, end in ends.items() for part in PARTS_OF[criterion]}
    return [
        with_values(
            customer.model_copy(update={"override": None}),
            {
                field: getattr(result, end_of.get(field, "median"))
                for field, result in said[customer.id].items()
            },
        )
        if customer.id in said
        else customer
        for customer in company.customers
    ]


def _with_changes(results: list[Result], company: Company) -> list[Result]:
    """The results with `changes` filled in: only a disagreement can change anything."""
    decides = {(cell.customer, cell.criterion) for cell in class_map(company, results) if cell.changes}
    fields = {(customer, f"judged.{part}") for customer, criterion in decides for part in PARTS_OF[criterion]}
    kinds = _values_that_change(results, company)
    return [
        result.model_copy(update={"changes": True})
        if result.label in ("differ", "disagree")
        and ((result.id, result.field) in fields or (result.id, result.field) in kinds)
        else result
        for result in results
    ]


def _values_that_change(results: Sequence[Result], company: Company) -> set[tuple[str, str]]:
    """The values and fields where the lowest and the highest vote make it another kind of value (2.2)."""
    values = {value.id: value for value in company.values}
    votes = [each for each in results if each.kind == Value.KIND and each.id in values and each.know]
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


def value_now(item: Item | None, subject: str) -> float | None:
    """What the company says now on this subject, None where it says nothing."""
    found = value_at(item, subject_of(subject).field) if item is not None else None
    return found if isinstance(found, int | float) else None


def item_of(company: Company, subject: Subject) -> Item | None:
    """The item of this subject, None where it was removed."""
    model = KINDS.get(subject.kind)
    listed: Sequence[Item] = getattr(company, model.PLURAL, ()) if model is not None else ()
    return next((item for item in listed if item.id == subject.id), None)
