"""Settling on a value after the reveal: it becomes the company's answer, and the workshop remembers that it was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from strategy.company.access import NotAllowed, Visitor
from strategy.company.fields import value_at, with_values
from strategy.nouns.company import Company, Item
from strategy.nouns.workshop import Agreed, Workshop, subject_of
from strategy.store.interface import Change, StaleWrite, Store, UnknownCompany
from strategy.workshop.results import Result, results_of
from strategy.workshop.rights import TRIES, Refused, changed, running
from strategy.workshop.subjects import scale_of


class Settlement(NamedTuple):
    """A value for a subject, and why it is not the median where it is not."""

    subject: str
    value: float
    reason: str = ""


def agree(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    step_id: str,
    subject: str,
    value: float,
    reason: str,
    write_id: str,
    now: datetime,
) -> Workshop:
    """Settle one subject: the median, or another value with a reason.

    It is written to the company in the facilitator's name. Settling it again replaces what was settled. Raises
    `NotAllowed`, `Refused`: not revealed, a value off the scale, no reason, the item is gone.
    """
    return settle(store, visitor, workshop_id, step_id, [Settlement(subject, value, reason)], write_id, now)


def agree_on_medians(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    step_id: str,
    write_id: str,
    now: datetime,
    subjects: Sequence[str] | None = None,
) -> Workshop:
    """Settle on the median of these subjects in one write; without `subjects`, of all on which the room agrees.

    Subjects that nobody knows or that were settled already are passed over. Raises `NotAllowed`, `Refused`.
    """
    workshop = running(store, visitor, workshop_id)
    results = results_of(store, workshop, step_id, store.read(workshop.company_id).company)
    chosen = [
        Settlement(each.subject, each.median)
        for each in results
        if each.median is not None
        and each.agreed is None
        and (each.label == "agree" if subjects is None else each.subject in subjects)
    ]
    return settle(store, visitor, workshop_id, step_id, chosen, write_id, now) if chosen else workshop


def settle(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    step_id: str,
    settlements: Sequence[Settlement],
    write_id: str,
    now: datetime,
) -> Workshop:
    """Settle several subjects in one write of the company, all or none; see `agree`."""
    workshop = running(store, visitor, workshop_id)
    found = results_of(store, workshop, step_id, store.read(workshop.company_id).company)
    results = {result.subject: result for result in found}
    for each in settlements:
        _possible_or_stop(workshop, step_id, each, results)
    _write(store, visitor, workshop, settlements, write_id, now)
    new = [
        Agreed(
            subject=each.subject,
            value=each.value,
            median=results[each.subject].median,
            reason=each.reason.strip(),
            at=now,
        )
        for each in settlements
    ]
    settled = {each.subject for each in new}

    def change(standing: Workshop) -> Workshop:
        kept = tuple(each for each in standing.agreed if each.subject not in settled)
        return standing.model_copy(update={"agreed": (*kept, *new)})

    return changed(store, workshop_id, change)


def _possible_or_stop(
    workshop: Workshop, step_id: str, wish: Settlement, results: Mapping[str, Result]
) -> None:
    scale = scale_of(workshop, step_id, wish.subject)
    if wish.subject not in results or scale is None:
        raise Refused("workshop.refused.not_revealed")
    if not scale.lowest <= wish.value <= scale.highest:
        raise Refused("workshop.refused.no_such_value", lowest=scale.lowest, highest=scale.highest)
    if wish.value != results[wish.subject].median and not wish.reason.strip():
        raise Refused("workshop.refused.no_reason")


def _write(
    store: Store,
    visitor: Visitor,
    workshop: Workshop,
    settlements: Sequence[Settlement],
    write_id: str,
    now: datetime,
) -> None:
    """Write the values to the company; tried again where somebody else wrote the same items in between."""
    for _ in range(TRIES):
        try:
            snapshot = store.read(workshop.company_id)
            changes = _changes(
                {(row.item.KIND, row.item.id): (row.item, row.revision) for row in snapshot.rows}, settlements
            )
            store.write(workshop.company_id, changes, author=visitor.hash, write_id=write_id, at=now)
        except StaleWrite:
            continue
        except UnknownCompany:
            raise NotAllowed from None
        return
    raise TimeoutError("this company is written to all the time")


def _changes(
    standing: Mapping[tuple[str, str], tuple[Item, int]], settlements: Sequence[Settlement]
) -> list[Change]:
    """One change per item, with all that was settled of it; whatever is settled is not unknown any more."""
    values: dict[tuple[str, str], dict[str, float]] = {}
    for each in settlements:
        subject = subject_of(each.subject)
        values.setdefault((subject.kind, subject.id), {})[subject.field] = each.value
    missing = values.keys() - standing.keys()
    if missing:
        raise Refused("workshop.refused.item_gone")
    return [_change(*standing[key], fields) for key, fields in values.items()]


def _change(item: Item, revision: int, fields: Mapping[str, float]) -> Change:
    known = tuple(field for field in item.unknown if field not in fields)
    changed_item = with_values(item, fields).model_copy(update={"unknown": known})
    return Change.put(changed_item, revision)


def agreed_in_workshops(store: Store, company_id: str) -> dict[str, Agreed]:
    """Per subject key what was agreed last in a workshop on this company: what a card can say beside the answer."""
    found: dict[str, Agreed] = {}
    for workshop in reversed(store.workshops_of(company_id)):
        found |= {agreed.subject: agreed for agreed in workshop.agreed}
    return found


def agreed_and_standing(store: Store, company_id: str, company: Company) -> dict[str, Agreed]:
    """Per subject key what was agreed in a workshop and is still the answer that this company gives."""
    items = {(item.KIND, item.id): item for item in company.items()}
    return {
        key: agreed
        for key, agreed in agreed_in_workshops(store, company_id).items()
        if _still_stands(items, agreed)
    }


def _still_stands(items: Mapping[tuple[str, str], Item], agreed: Agreed) -> bool:
    subject = subject_of(agreed.subject)
    item = items.get((subject.kind, subject.id))
    return item is not None and value_at(item, subject.field) == agreed.value
