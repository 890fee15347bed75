"""Rules about added value: who pays for it, what sets it apart, whether it is proven and told."""

from __future__ import annotations

import numpy as np

from strategy.checks.facts import Facts
from strategy.checks.known import (
    by_revenue,
    channels_or_stop,
    classes_or_stop,
    compared_or_stop,
    each,
    enough_or_stop,
    revenue_or_stop,
    values_or_stop,
)
from strategy.checks.rule import (
    Affected,
    CannotJudge,
    Figure,
    Verdict,
    above,
    at_least,
    passed,
    percent,
    raised,
    ranked,
    rule,
    those_at_least,
)
from strategy.checks.value_kinds import kind_of, value_match
from strategy.nouns.company import Job, Value
from strategy.scoring.columns import Bools

VALUE = "toegevoegde_waarde"
CHANNELS = "communicatiekanalen"
CUSTOMERS = "segmentatie"


@rule("R01", cards=(VALUE, CUSTOMERS), mend=("W7", "S1"))
def a_value_without_a_good_payer(facts: Facts) -> Verdict:
    """W5 >= 3 and no revenue of A or B customers in paid(w): high."""
    values = values_or_stop(facts)
    revenue_or_stop(facts)
    classes_or_stop(facts)
    _payers_known_or_stop(facts)
    good = facts.of_class("A", "B")
    important = [value for value in values if at_least(value.importance or 0, facts.thresholds.important)]
    unpaid = [value for value in important if not facts.part(good & facts.payers(value))]
    certain = [value for value in unpaid if _known(facts, value, good)]
    if certain:
        affected = each(certain, lambda value: getattr(value, "importance", 0))
        return raised("high", affected, facts.part(good))
    if unpaid:
        raise CannotJudge("W7", "payers", len(unpaid))
    enough_or_stop(facts, "W5", "importance", [value.importance is not None for value in values])
    return passed(facts.part(good & facts.joined(map(facts.payers, important))))


@rule("R02", cards=(VALUE, CUSTOMERS), mend=("W7", "S1"))
def a_value_paid_mostly_by_c_and_d(facts: Facts) -> Verdict:
    """Oms(C and D in paid(w)) / Oms(paid(w)) > 60%: medium."""
    values = values_or_stop(facts)
    revenue_or_stop(facts)
    classes_or_stop(facts)
    _payers_known_or_stop(facts)
    weak = facts.of_class("C", "D")
    found = {}
    for value in values:
        paid = facts.part(facts.payers(value))
        weakly = facts.part(weak & facts.payers(value))
        if paid and above(weakly / paid, facts.thresholds.weak_payers):
            found[value.id] = weakly / paid
    if found:
        paying = facts.joined(facts.payers(value) for value in values if value.id in found)
        affected = ranked(Affected("value", id, share) for id, share in found.items())
        return raised("medium", affected, facts.part(weak & paying), {"share": percent(min(found.values()))})
    enough_or_stop(facts, "W7", "payers", [_known(facts, value, facts.customers) for value in values])
    good = facts.of_class("A", "B")
    return passed(facts.part(good & facts.joined(map(facts.payers, values))))


@rule("R03", cards=(VALUE, CUSTOMERS), mend=("W7", "S1"))
def a_big_customer_that_values_little(facts: Facts) -> Verdict:
    """match < 40% and Oms(i) >= 10%: high."""
    values = values_or_stop(facts)
    revenue_or_stop(facts)
    shares = np.minimum(1.0, facts.brought / (facts.whole.revenue or np.nan))
    big = facts.places[facts.customers & those_at_least(shares, facts.thresholds.big_customer)]
    matches = [value_match(customer, values) for customer in facts.people(big)]
    match_of = dict(zip(big.tolist(), matches, strict=True))
    low = big[[_is_low(match, facts) for match in matches]]
    if low.size:
        first = int(low[np.argmax(facts.brought[low])])
        figures = {"match": percent(match_of[first] or 0), "share": percent(facts.part(low))}
        wording = "" if match_of[first] else "nothing"
        return raised("high", by_revenue(facts, low), facts.part(low), figures, wording=wording)
    unknown = big[[match is None for match in matches]]
    if unknown.size:
        raise CannotJudge("W7", "payers", len(unknown), by_revenue(facts, unknown))
    if not big.size:
        _payers_known_or_stop(facts)
    return passed(facts.part(big))


def _is_low(match: float | None, facts: Facts) -> bool:
    return match is not None and not at_least(match, facts.thresholds.low_match)


@rule("R11", cards=(VALUE,), mend=("W4", "W2"))
def no_difference(facts: Facts) -> Verdict:
    """No value with W4 >= 1 and W5 >= 4: critical."""
    values = values_or_stop(facts)
    differences = _differences(facts)
    if differences:
        share = facts.caring(differences)
        proven = any(value.proof == "figures" for value in differences)
        return passed(share, {"n": Figure(len(differences), "count")}, "strong" if proven else "")
    compared = compared_or_stop(facts)
    if len(compared) < facts.thresholds.enough_known * len(values):
        raise CannotJudge("W4", "comparison", len(values) - len(compared))
    return raised("critical", [], 1.0)


@rule("R12", cards=(VALUE,), mend=("W6", "K4"))
def a_difference_without_proof(facts: Facts) -> Verdict:
    """The value with the largest W4 x W5 has no proof: medium."""
    weights = {
        value.id: (value.comparison or 0) * (value.importance or 0) for value in compared_or_stop(facts)
    }
    most = max(weights.values())
    if most <= 0:
        return passed(0.0)
    top = [value for value in facts.company.values if weights.get(value.id) == most]
    bare = [value for value in top if value.proof == "none"]
    share = facts.caring(top)
    if bare:
        return raised("medium", each(bare), facts.caring(bare))
    if any(value.proof is None for value in top):
        raise CannotJudge("W6", "proof", sum(value.proof is None for value in top), each(top))
    return passed(share)


@rule("R13", cards=(VALUE, CHANNELS), mend=("K4", "W2"))
def a_difference_nobody_tells(facts: Facts) -> Verdict:
    """A verschilwaarde in no channel with evaluation >= 2: high."""
    values_or_stop(facts)
    channels = channels_or_stop(facts)
    differences = _differences(facts)
    if not differences:
        compared_or_stop(facts)
        return passed(0.0)
    if not any(channel.values for channel in channels):
        raise CannotJudge("K4", "told")
    strong = facts.thresholds.strong_phase
    untold = [
        value
        for value in differences
        if not any(value.id in c.values and at_least(c.evaluation or 0, strong) for c in channels)
    ]
    unscored = {id for channel in channels if channel.evaluation is None for id in channel.values}
    unsure = [value for value in untold if value.id in unscored]
    certain = [value for value in untold if value.id not in unscored]
    if certain:
        affected = each(certain, lambda value: getattr(value, "importance", 0))
        told = each(c for c in channels if at_least(c.evaluation or 0, strong))
        wording = "" if told else "nowhere"
        return raised("high", affected, facts.caring(certain), also={"channels": told}, wording=wording)
    if unsure:
        raise CannotJudge("K2", "strengths", len(unsure), each(unsure))
    compared_or_stop(facts)
    return passed(facts.caring(differences))


@rule("R37", cards=(VALUE,), mend=("W1", "W2"))
def a_pain_without_an_answer(facts: Facts) -> Verdict:
    """A pain linked to no value, once at least one pain is linked: medium."""
    pains = [job for job in facts.company.jobs if job.nature == "pain"]
    if not pains:
        raise CannotJudge("W1", "pains")
    values_or_stop(facts)
    if not any(pain.values for pain in pains):
        raise CannotJudge("W1", "values_of_pains", len(pains), each(pains))
    open_ = [pain for pain in pains if not pain.values and "values" not in pain.unknown]
    if open_:
        return raised("medium", each(open_), facts.part(_who_feels(facts, open_)))
    return passed(0.0)


def _who_feels(facts: Facts, pains: list[Job]) -> Bools:
    """The customers of the groups whose pains these are."""
    return facts.customers & facts.joined(facts.members(pain.segment or "") for pain in pains if pain.segment)


@rule("R39", cards=(VALUE,), mend=("W4", "W5"))
def behind_on_what_counts(facts: Facts) -> Verdict:
    """A value with W4 <= -1 and W5 >= 4: high."""
    values = values_or_stop(facts)
    behind = [value for value in values if kind_of(value) == "behind"]
    if behind:
        return raised(
            "high", each(behind, lambda value: getattr(value, "importance", 0)), facts.caring(behind)
        )
    compared_or_stop(facts)
    return passed(0.0)


@rule("R40", cards=(VALUE,), mend=("W3", "W4"))
def better_than_what(facts: Facts) -> Verdict:
    """Values are compared (W4) while nobody said with what (W3): low."""
    values = values_or_stop(facts)
    if all(value.comparison is None for value in values):
        raise CannotJudge("W4", "comparison", len(values))
    said = facts.company.answer("W3")
    if said is not None and said.state == "not_applicable":
        raise CannotJudge("W3", "alternative")
    named = said is not None and said.state == "answered" and any(said.values.values())
    return passed(0.0) if named else raised("low", [], 0.0)


def _differences(facts: Facts) -> list[Value]:
    return [value for value in facts.company.values if kind_of(value) == "difference"]


def _payers_known_or_stop(facts: Facts) -> None:
    if not any(customer.values for customer in facts.company.customers if customer.kind != "prospect"):
        raise CannotJudge("W7", "payers")


def _known(facts: Facts, value: Value, customers: Bools) -> bool:
    """Whether enough revenue of these customers said what they do with this value."""
    said = facts.part(customers & ~np.isnan(facts.said_of[value.id]))
    return at_least(said, facts.thresholds.enough_known * facts.part(customers))
