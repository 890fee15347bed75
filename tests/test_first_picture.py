"""The first picture (method.md 3.15): a closed count, against every combination of answers written out."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from strategy.nouns.company import CRITERIA, Company, Customer, Settings
from strategy.scoring.as_json import score_report
from strategy.scoring.first_picture import first_pictures, open_to_judge, whom_to_judge
from strategy.scoring.scores import score
from tests.plain_scoring import PlainScoring, a_revenue_of
from tests.portfolios import SETTINGS, customer, customers, judged
from tests.test_ranges import UNKNOWN

METHODS = st.sampled_from(["combined", "combined", "figures", "judgement"])
ANSWERS = (0, 25, 50, 75, 100)
EVENLY = dict.fromkeys(CRITERIA, (1, 1, 1, 1, 1))
FIELDS = ("revenue", "orders", "variable_cost", "hours", "days_to_pay", "days_to_decide", "offer_margin")


def bare(found: Customer, kept: set[str], judged_kept: set[str]) -> Customer:
    """The customer of whom only this is known."""
    judgements = {name: None for name in type(found.judged).model_fields if name not in judged_kept}
    dropped: dict[str, Any] = {name: None for name in FIELDS if name not in kept}
    return found.model_copy(
        update=dropped | {"judged": found.judged.model_copy(update=judgements), "kind": "customer"}
    )


LITTLE_KNOWN = st.builds(
    bare,
    customers(),
    st.sets(st.sampled_from(FIELDS)),
    st.sets(st.sampled_from(["openness", "size", "relevance", "pays", "margin"]), max_size=3),
)


def counted(
    found: Customer, given: Settings, way: str, often: dict[str, tuple[int, ...]], a_revenue: Any
) -> dict[str, int]:
    """How many combinations of answers end in each class, one by one in fractions."""
    plain = PlainScoring(found, given, a_revenue, way)
    scores, partial, _ = plain.all_five()
    parts = plain.parts_of()
    open_ = [c for c in CRITERIA if plain.weights[c] > 0 and (scores[c] is None or c in partial)]
    threshold = Fraction(str(given.positive_from))
    counts = dict.fromkeys("ABCD", 0)
    for answers in product(range(5), repeat=len(open_)):
        weight = 1
        end = {c: None if c in partial else scores[c] for c in CRITERIA}
        for criterion, answer in zip(open_, answers, strict=True):
            weight *= often[criterion][answer]
            point = Fraction(ANSWERS[answer])
            if criterion in parts:
                filled = [min(point, most) if part is None else part for part, most in parts[criterion]]
                point = plain.link(filled)
            end[criterion] = point
        most, known = plain.margin_with(len(plain.positives_of(end)))
        loses = not known and end["margin"] == 0 and plain.weights["margin"] > 0
        end["margin"] = most if known else None if end["margin"] is None else min(end["margin"], most)
        positive = {c for c in CRITERIA if end[c] is not None and end[c] >= threshold}
        weighted = {c for c in CRITERIA if plain.weights[c] > 0}
        total = sum(plain.weights[c] * end[c] for c in weighted) / sum(plain.weights.values())
        rounded = Fraction(int(total * 10 + Fraction(1, 2)), 10)
        counts[plain.class_of(rounded, len(positive & weighted), len(positive) == 5, loses=loses)] += weight
    return counts


@settings(max_examples=25, deadline=None)
@given(LITTLE_KNOWN, SETTINGS, METHODS)
def test_the_count_is_that_of_every_combination_written_out(
    found: Customer, given: Settings, method: Any
) -> None:
    given = given.model_copy(update={"a_revenue": given.a_revenue or 100_000.0})
    scores = score([found], given, method)
    pictures = first_pictures(scores)
    assume(len(pictures))
    expected = counted(found, given, method, EVENLY, a_revenue_of((found,), given))
    assert pictures.counts[:, 0].tolist() == list(expected.values())
    assert pictures.totals[0] == sum(expected.values())
    picture = pictures.by_place()[0]
    assert picture.combinations == sum(expected.values())
    assert sum(picture.p.values()) == pytest.approx(1)
    assert picture.share >= 0.7
    assert "".join(picture.classes) in "ABCD"
    assert scores.highest_class[0] <= min(np.flatnonzero(pictures.counts[:, 0]))
    assert scores.lowest_class[0] >= max(np.flatnonzero(pictures.counts[:, 0]))


@pytest.mark.parametrize("name", UNKNOWN["sets"])
def test_the_pictures_are_those_of_the_reference(name: str) -> None:
    company = Company.from_file(
        {"settings": UNKNOWN["settings"] | UNKNOWN["sets"][name], "customers": UNKNOWN["customers"]}
    )
    found = {row["id"]: row["first_picture"] for row in score_report(company)["customers"]}
    for row in UNKNOWN["expected"]:
        if row["set"] == name:
            picture = row["first_picture"]
            assert found[row["id"]] == (
                picture and {key: picture[key] for key in ("classes", "share", "p")}
            ), row["id"]


def judged_on_network(score_of_network: list[int]) -> list[Customer]:
    """Customers that are known on network only, each with this judgement."""
    parts = ("size", "relevance", "reputation")
    return [
        customer(f"N{place}", judged=dict.fromkeys(parts, points))
        for place, points in enumerate(score_of_network)
    ]


def invoiced(id: str = "I", revenue: float = 50_000, **fields: Any) -> Customer:
    """A customer of whom invoices tell revenue, orders and days to pay."""
    return customer(id, **({"revenue": revenue, "orders": 20, "days_to_pay": 20} | fields))


OWN_A = Settings(a_revenue=100_000, hourly_cost=55, fixed_cost_per_order=90)


def test_from_ten_judged_customers_on_their_own_scores_are_the_answers() -> None:
    networks = [1, 1, 1, 1, 1, 1, 1, 2, 2, 5]
    few = score([invoiced(), *judged_on_network(networks[:9])], OWN_A)
    enough = score([invoiced(), *judged_on_network(networks)], OWN_A)
    assert first_pictures(few).by_place()[0].own == ()
    picture = first_pictures(enough).by_place()[0]
    assert picture.own == ("network",)
    often = EVENLY | {"network": (7, 2, 0, 0, 1)}
    expected = counted(invoiced(), OWN_A, "combined", often, Fraction(100_000))
    assert picture.p == {klass: count / 1250 for klass, count in expected.items()}


def test_a_large_and_prompt_customer_may_sooner_be_an_a_or_b_than_a_slow_one() -> None:
    both = [invoiced("prompt", 120_000, days_to_pay=12), invoiced("slow", days_to_pay=80)]
    shares = first_pictures(score(both, OWN_A)).shares
    assert shares[:2].sum(axis=0).round(2).tolist() == [0.69, 0.27]


def test_of_equally_short_runs_the_fullest_and_then_the_lowest_is_shown() -> None:
    three_weights = OWN_A.model_copy(
        update={"weights": OWN_A.weights.model_copy(update={"revenue": 3, "network": 0})}
    )
    picture = first_pictures(score([invoiced(revenue=30_000, orders=None, days_to_pay=None)], three_weights))
    assert picture.by_place()[0].classes == ("C", "D")


def test_who_has_a_class_has_no_picture() -> None:
    known = customer("known", judged=judged(4, 4, 4, 4, 4))
    assert first_pictures(score([known, invoiced()], OWN_A)).places.tolist() == [1]
    assert len(first_pictures(score([], OWN_A))) == 0


# --- whom to judge next --------------------------------------------------------------------------------------


def test_the_largest_that_make_most_of_the_revenue_are_judged_first() -> None:
    sizes = [400_000, 250_000, 150_000, *[20_000] * 10]
    scores = score([invoiced(f"C{place}", size) for place, size in enumerate(sizes)], OWN_A)
    judging = whom_to_judge(scores)
    assert (judging.largest, judging.largest_share) == (3, 0.8)
    assert sorted(each.place for each in judging.next) == [0, 1, 2]
    assert judging.taps == 7
    assert judging.next[0].parts == (
        *("margin", "decides", "openness", "repeatability", "size", "relevance", "reputation"),
    )
    assert (judging.judged_share, judging.rest, judging.rest_share) == (0, 10, pytest.approx(0.2))


def test_at_most_twenty_are_asked_and_who_has_a_class_is_not() -> None:
    crowd = [invoiced(f"C{place}", 10_000) for place in range(40)]
    crowd[5] = customer("C5", revenue=10_000, judged=judged(4, 4, 4, 4, 4))
    judging = whom_to_judge(score(crowd, OWN_A))
    assert judging.largest == 20
    assert 5 not in [each.place for each in judging.next]
    assert len(judging.next) == 19
    assert judging.judged_share == pytest.approx(1 / 40)


def test_of_equally_large_customers_the_least_sure_goes_first() -> None:
    sure = invoiced("sure", 50_000, days_to_pay=80)
    unsure = invoiced("unsure", 50_000)
    judging = whom_to_judge(score([sure, unsure], OWN_A))
    assert [each.place for each in judging.next] == [1, 0]


def test_nobody_is_asked_what_he_said_not_to_know_or_what_does_not_count() -> None:
    modest = invoiced().model_copy(update={"unknown": ("judged.openness", "judged.repeatability")})
    assert open_to_judge(score([modest], OWN_A), 0) == (
        "margin",
        "decides",
        "size",
        "relevance",
        "reputation",
    )
    by_figures = score([invoiced()], OWN_A, "figures")
    assert open_to_judge(by_figures, 0) == (
        *("openness", "repeatability", "size", "relevance", "reputation"),
    )


def test_without_revenue_nobody_goes_first() -> None:
    judging = whom_to_judge(score([customer("a"), customer("b")], OWN_A))
    assert (judging.largest, judging.next, judging.rest, judging.judged_share) == (0, (), 2, None)
