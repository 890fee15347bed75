"""The measures of agreement, with the vectors of method.md 5.3 and what must hold for any votes."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.workshop.agreement import agreement, kendalls_w, label_of, ranks, shift

VOTES = st.lists(st.integers(1, 5), min_size=1, max_size=30)
VECTORS = [
    # votes, median, range, IQR, AD_M, r_wg, label, outlier
    ([4, 4, 4, 4], 4, 0, 0, 0, 1.00, "agree", None),
    ([3, 4, 4, 4, 5], 4, 2, 0, 0.40, 0.75, "differ", None),
    ([3, 3, 3, 5], 3, 2, 0.5, 0.75, 0.50, "differ", 5),
    ([2, 4], 3, 2, 1, 1.00, 0.00, "differ", None),
    ([1, 5], 3, 4, 2, 2.00, 0, "disagree", None),
    ([2, 3, 5], 3, 3, 1.5, 1.11, 0, "disagree", None),
    ([2, 2, 4, 5], 3, 3, 2.25, 1.25, 0, "disagree", None),
    ([1, 4, 4, 4, 4, 5], 4, 4, 0, 0.89, 0.07, "disagree", 1),
    ([2, 2, 2, 5, 5, 5], 3.5, 3, 3, 1.50, 0, "disagree", None),
]


@pytest.mark.parametrize(("votes", "median", "span", "iqr", "deviation", "rwg", "label", "outlier"), VECTORS)
def test_the_vectors_of_the_method(votes, median, span, iqr, deviation, rwg, label, outlier) -> None:
    found = agreement(votes)
    assert (found.median, found.range, found.iqr, found.label) == (median, span, iqr, label)
    assert found.deviation == pytest.approx(deviation, abs=0.005)
    assert found.within_group == pytest.approx(rwg, abs=0.005)
    assert found.outlier == outlier


def test_two_camps_are_both_shown_because_nobody_stands_at_the_median() -> None:
    assert agreement([5, 2, 5, 2, 2, 5]).camps == ((2, 2, 2), (5, 5, 5))
    assert agreement([1, 4, 4, 4, 4, 5]).camps is None
    assert agreement([1, 3, 5]).camps is None


@pytest.mark.parametrize(
    ("votes", "camps"),
    [
        ([2] * 6 + [4] * 6, ([2] * 6, [4] * 6)),
        ([1, 1, 4, 4, 5, 5], ([1, 1], [4, 4, 5, 5])),
        ([1, 1, 3, 3, 5, 5], ([1, 1], [3, 3, 5, 5])),
        ([1, 1, 1, 3, 3, 5, 5], ([1, 1, 1], [3, 3, 5, 5])),
        ([1, 1, 3, 3, 3, 3, 3, 3, 3], None),
        ([1, 1, 1, 3, 3, 3, 3, 3, 3], ([1] * 3, [3] * 6)),
    ],
)
def test_camps_have_two_votes_and_three_tenths_and_the_widest_most_even_lowest_split(votes, camps) -> None:
    expected = camps and tuple(tuple(map(float, camp)) for camp in camps)
    assert agreement(votes).camps == expected


def test_two_camps_never_agree() -> None:
    assert label_of([2] * 6 + [4] * 6) == "differ"
    assert label_of([1] * 5 + [5] * 7) == "disagree"
    assert label_of([3] * 9 + [1] * 3) == "agree"
    assert label_of([3] * 7 + [1] * 3) == "differ"


def test_too_few_answers_is_no_agreement() -> None:
    assert label_of([4], asked=8) == "few"
    assert label_of([4, 4], asked=7) == "few"
    assert label_of([4, 4], asked=6) == "agree"
    assert label_of([4, 4, 4], asked=9) == "agree"
    assert label_of([4], asked=2) == "few"
    assert label_of([4], asked=1) == "none"


def test_one_person_has_nothing_to_compare() -> None:
    alone = agreement([4])
    assert (alone.label, alone.n, alone.median, alone.range, alone.within_group) == ("none", 1, 4, 0, None)


def test_nobody_voted() -> None:
    assert agreement([]) is None
    assert agreement([None, None]) is None


def test_who_does_not_know_counts_nowhere() -> None:
    assert agreement([4, None, 5, None]) == agreement([4, 5])


def test_in_a_large_group_three_quarters_near_the_median_agree_whatever_the_range() -> None:
    assert label_of([1, 4, 4, 4, 4, 4, 4, 4, 5]) == "agree"
    assert label_of([1, 1, 4, 4, 4, 4, 4, 4, 4]) == "agree"
    assert label_of([1, 1, 1, 4, 4, 4, 4, 4, 5]) == "disagree"
    assert label_of([2, 2, 2, 4, 4, 4, 4, 4, 4]) == "differ"
    assert label_of([1, 2, 2, 4, 4, 4, 4, 4, 4, 4, 5]) == "differ"
    assert label_of([1, 1, 1, 2, 3, 3, 4, 5, 5, 5, 5]) == "disagree"


def test_a_scale_of_four_points_knows_less_chance_than_one_of_five() -> None:
    assert agreement([0, 1], points=4).within_group < agreement([0, 1], points=5).within_group


def test_the_shift_between_two_rounds() -> None:
    moved = shift(agreement([1, 4, 5]), agreement([4, 4, 5]))
    assert (moved.median, moved.range, moved.direction, moved.moved) == ((4, 4), (4, 1), "closer", 0)
    assert shift(agreement([3, 3]), agreement([1, 5])).direction == "apart"
    assert shift(agreement([2, 3]), agreement([4, 5])).direction == "same"


def test_kendall_on_the_four_rankings_of_the_method() -> None:
    rankings = [[1, 2, 3, 4, 5], [1, 3, 2, 4, 5], [2, 1, 3, 5, 4], [1, 2, 4, 3, 5]]
    assert kendalls_w(rankings) == pytest.approx(0.8125)


def test_kendall_corrects_for_ties_and_knows_when_there_is_nothing_to_say() -> None:
    assert kendalls_w([ranks([3, 3, 5]), ranks([2, 2, 4])]) == pytest.approx(1)
    assert kendalls_w([[2, 2, 2], [2, 2, 2]]) is None
    assert kendalls_w([[1, 2, 3]]) is None
    assert kendalls_w([]) is None


def test_equal_scores_share_their_rank() -> None:
    assert ranks([5, 3, 3, 1]) == [4, 2.5, 2.5, 1]


@settings(deadline=None, max_examples=100)
@given(VOTES, st.randoms())
def test_the_order_of_the_votes_says_nothing(votes, random) -> None:
    mixed = list(votes)
    random.shuffle(mixed)
    assert agreement(mixed) == agreement(votes)


@settings(deadline=None, max_examples=100)
@given(VOTES)
def test_turning_the_scale_around_turns_the_outcome_around(votes) -> None:
    found, turned = agreement(votes), agreement([6 - vote for vote in votes])
    assert turned.median == 6 - found.median
    assert (turned.range, turned.label, turned.share_near) == (found.range, found.label, found.share_near)
    assert turned.iqr == pytest.approx(found.iqr)
    assert turned.deviation == pytest.approx(found.deviation)
    assert (turned.outlier is None) == (found.outlier is None)


@settings(deadline=None, max_examples=100)
@given(VOTES)
def test_everything_stays_within_its_bounds(votes) -> None:
    found = agreement(votes)
    assert found.lowest <= found.median <= found.highest
    assert 0 <= found.iqr <= found.range <= 4
    assert 0 <= found.share_near <= 1
    assert found.deviation <= found.range
    assert found.within_group is None or 0 <= found.within_group <= 1
    if found.camps is not None:
        low, high = found.camps
        assert sorted((*low, *high)) == sorted(votes)
        assert high[0] - low[-1] >= 2
        assert min(len(low), len(high)) >= max(2, 0.3 * len(votes) - 1e-9)
        assert found.label != "agree"
        assert statistics.median(votes) in (*votes, (low[-1] + high[0]) / 2) or len(votes) % 2 == 0


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 5), st.integers(2, 30))
def test_who_says_the_same_agrees(value, people) -> None:
    found = agreement([value] * people)
    assert (found.label, found.range, found.within_group, found.outlier) == ("agree", 0, 1, None)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=2, max_size=8))
def test_kendall_lies_between_nothing_and_full_agreement(scores) -> None:
    found = kendalls_w([ranks(row) for row in scores])
    assert found is None or -1e-9 <= found <= 1 + 1e-9
