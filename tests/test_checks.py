"""The rules R01-R31 of method.md section 4: when each is raised, when just not, and when it cannot judge.

R32-R43 are in test_checks_of_earning.py, what belongs together in test_points.py.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from strategy.checks import RULES, Disagreement, Finding, facts_of, judge, light_of, ranked_work, strengths
from strategy.checks.progress import Progress
from strategy.checks.rule import WEIGHT
from strategy.company.example import example_company
from strategy.deck import deck_in
from strategy.nouns.company import Answer, Company, Customer, Judged, Profile, RevenueStream, Settings
from tests.companies import (
    activity,
    buyer,
    channel,
    chose,
    company,
    facts,
    judged,
    prospect,
    says,
    segment,
    stream,
    value,
)
from tests.portfolios import EXAMPLE, PORTFOLIOS, SETTINGS

GOOD_NETWORK = judged(size=5, relevance=5, reputation=5)
INVENTIVE = judged(openness=4, repeatability=4)


def is_raised(finding: Finding, severity: str, *ids: str) -> bool:
    found = (finding.outcome, finding.severity, tuple(item.id for item in finding.affected))
    return found == ("raised", severity, ids)


def passes(finding: Finding) -> bool:
    return finding.outcome == "passed"


def misses(finding: Finding, question: str, reason: str) -> bool:
    missing = finding.missing
    return (
        finding.outcome == "cannot_judge"
        and missing is not None
        and (missing.question, missing.reason) == (question, reason)
    )


# --- added value ---


def test_r01_is_raised_for_an_important_value_that_no_a_or_b_customer_pays_for():
    found = says(
        "R01",
        buyer("a", 75, "A", values={"w": 0.5}),
        buyer("d", 25, "D", values={"w": 1}),
        values=(value("w", importance=3),),
    )
    assert is_raised(found, "high", "w")
    assert found.share == 0.75


def test_r01_is_silent_when_one_b_customer_pays_or_the_value_matters_less():
    paid = says("R01", buyer("b", values={"w": 1}), values=(value("w", importance=3),))
    lighter = says("R01", buyer("b", values={"w": 0}), values=(value("w", importance=2.5),))
    assert passes(paid)
    assert paid.share == 1
    assert passes(lighter)
    assert lighter.share == 0


def test_r01_cannot_judge_without_values_or_payers_or_while_the_best_may_still_pay():
    assert misses(says("R01", buyer("a")), "W2", "values")
    assert misses(says("R01", buyer("a"), values=(value("w"),)), "W7", "payers")
    half = says("R01", buyer("a", values={"w": 0}), buyer("b"), values=(value("w"),))
    assert misses(half, "W7", "payers")


def test_r02_is_raised_when_c_and_d_bring_over_60_percent_of_what_a_value_earns():
    found = says(
        "R02",
        buyer("c", 61, "C", values={"w": 1}),
        buyer("a", 39, "A", values={"w": 1}),
        values=(value("w"),),
    )
    assert is_raised(found, "medium", "w")


def test_r02_is_silent_at_60_percent():
    found = says(
        "R02",
        buyer("c", 60, "C", values={"w": 1}),
        buyer("a", 40, "A", values={"w": 1}),
        values=(value("w"),),
    )
    assert passes(found)


def test_r02_cannot_judge_while_half_of_revenue_said_nothing():
    assert misses(says("R02", buyer("a", values={"w": 1}), buyer("b"), values=(value("w"),)), "W7", "payers")


def test_r03_is_raised_for_a_tenth_of_revenue_that_matches_under_40_percent():
    weighed = (value("v", importance=3), value("w", importance=5))
    found = says(
        "R03",
        buyer("big", 10, values={"v": 1, "w": 0}),
        buyer("other", 90, values={"v": 1, "w": 1}),
        values=weighed,
    )
    assert is_raised(found, "high", "big")
    assert found.figures["match"].value == 0.375


def test_r03_is_silent_at_40_percent_or_under_a_tenth():
    at_40 = says(
        "R03",
        buyer("big", values={"v": 1, "w": 0}),
        values=(value("v", importance=2), value("w", importance=3)),
    )
    small = says(
        "R03", buyer("s", 9.9, values={"v": 0}), buyer("o", 90.1, values={"v": 1}), values=(value("v"),)
    )
    assert passes(at_40)
    assert passes(small)


def test_r03_cannot_judge_a_big_customer_that_said_nothing():
    found = says("R03", buyer("big"), values=(value("v"),))
    assert misses(found, "W7", "payers")
    assert [item.id for item in found.affected] == ["big"]


def test_r11_is_raised_without_a_difference_that_counts():
    found = says("R11", values=(value("v", 1, 3.5), value("w", 0.5, 5)))
    assert is_raised(found, "critical")
    assert found.share == 1


def test_r11_is_silent_with_a_value_at_1_and_4():
    assert passes(says("R11", values=(value("v", 1, 4),)))


def test_r11_cannot_judge_without_values_or_comparisons():
    assert misses(says("R11"), "W2", "values")
    assert misses(says("R11", values=(value("v", None, 5),)), "W4", "comparison")
    assert misses(says("R11", values=(value("v", 2, None),)), "W5", "importance")


def test_r12_is_raised_when_the_strongest_value_has_no_proof():
    found = says("R12", values=(value("v", 2, 4, proof="none"), value("w", 1, 5, proof="figures")))
    assert is_raised(found, "medium", "v")


def test_r12_is_silent_when_only_a_weaker_value_lacks_proof():
    assert passes(says("R12", values=(value("v", 2, 4, proof="story"), value("w", 1, 5, proof="none"))))


def test_r12_cannot_judge_while_the_proof_is_unknown():
    assert misses(says("R12", values=(value("v", 2, 4),)), "W6", "proof")


def test_r13_is_raised_for_a_difference_in_no_channel_that_is_strong_in_evaluation():
    found = says(
        "R13",
        values=(value("v", 2, 5), value("w", 1, 4)),
        channels=(channel("k", evaluation=1.5, values=("v",)), channel("m", evaluation=2, values=("w",))),
    )
    assert is_raised(found, "high", "v")


def test_r13_is_silent_at_strength_2():
    found = says("R13", values=(value("v", 2, 5),), channels=(channel("k", evaluation=2, values=("v",)),))
    assert passes(found)


def test_r13_cannot_judge_before_somebody_said_what_channels_tell_or_how_strong_they_are():
    difference = (value("v", 2, 5),)
    assert misses(says("R13", values=difference), "K1", "channels")
    assert misses(says("R13", values=difference, channels=(channel("k", evaluation=3),)), "K4", "told")
    unsure = says("R13", values=difference, channels=(channel("k", values=("v",)),))
    assert misses(unsure, "K2", "strengths")


# --- channels ---


def test_r04_is_raised_for_an_a_customer_whose_channels_are_weak_after_the_sale():
    found = says("R04", buyer("a", klass="A"), channels=(channel("k", after_sales=1.5, customers=("a",)),))
    assert is_raised(found, "critical", "a")


def test_r04_is_raised_for_an_a_customer_that_no_channel_reaches():
    found = says(
        "R04", buyer("a", klass="A"), buyer("b"), channels=(channel("k", after_sales=3, customers=("b",)),)
    )
    assert is_raised(found, "critical", "a")


def test_r04_is_silent_at_strength_2_also_when_the_channel_reaches_the_segment():
    direct = channel("k", after_sales=2, customers=("a",))
    by_segment = channel("k", after_sales=2, segments=("s",))
    assert passes(says("R04", buyer("a", klass="A"), channels=(direct,)))
    assert passes(
        says("R04", buyer("a", klass="A", segment="s"), channels=(by_segment,), segments=(segment("s"),))
    )


def provisional_a(id: str) -> Customer:
    """Class A on revenue, margin and speed, with the network still unknown."""
    known = Judged(revenue=5, margin=5, decides=5, pays=5, openness=2, repeatability=2)
    return buyer(id, None, None, judged=known)


def test_r04_is_only_low_for_a_provisional_class():
    found = says(
        "R04",
        provisional_a("a"),
        channels=(channel("k", after_sales=0, customers=("a",)),),
        settings=Settings(method="judgement"),
    )
    assert is_raised(found, "low", "a")
    assert found.wording == "provisional"


def test_r04_names_the_certain_customers_first():
    found = says(
        "R04",
        provisional_a("maybe"),
        buyer("sure", 10, "A"),
        channels=(channel("k", after_sales=0, customers=("maybe",)),),
        settings=Settings(method="judgement"),
    )
    assert is_raised(found, "critical", "sure", "maybe")


def test_r04_cannot_judge_without_reach_or_strength():
    best = buyer("a", klass="A")
    assert misses(says("R04", best), "K1", "channels")
    assert misses(says("R04", best, channels=(channel("k", after_sales=3),)), "K3", "reach")
    assert misses(says("R04", best, channels=(channel("k", customers=("a",)),)), "K2", "strengths")


def test_r05_is_raised_for_a_segment_with_a_b_customer_and_a_weak_phase():
    found = says(
        "R05",
        buyer("b", segment="s"),
        segments=(segment("s"),),
        channels=(channel("k", strength=3, purchase=1, segments=("s",)),),
    )
    assert is_raised(found, "high", "s")
    assert found.figures["phase"].value == "rules.phase.purchase"


def test_r05_is_silent_above_1_or_without_good_customers():
    covered = channel("k", strength=1.5, segments=("s",))
    assert passes(says("R05", buyer("b", segment="s"), segments=(segment("s"),), channels=(covered,)))
    weak = channel("k", strength=0, segments=("s",))
    only_c = says("R05", buyer("c", klass="C", segment="s"), segments=(segment("s"),), channels=(weak,))
    assert passes(only_c)
    assert only_c.share == 0


def test_r05_takes_delivery_along_only_where_somebody_scored_it():
    unscored = channel("k", strength=2, delivery=None, segments=("s",))
    assert passes(says("R05", buyer("b", segment="s"), segments=(segment("s"),), channels=(unscored,)))


def test_r05_cannot_judge_without_segments_links_or_strengths():
    assert misses(says("R05", buyer("b")), "B1", "segments")
    linked = channel("k", strength=0, segments=("s",))
    nobody = says("R05", buyer("b"), segments=(segment("s"),), channels=(linked,))
    assert misses(nobody, "S1", "segment_of_customers")
    unscored = channel("k", segments=("s",))
    unsure = says("R05", buyer("b", segment="s"), segments=(segment("s"),), channels=(unscored,))
    assert misses(unsure, "K2", "strengths")


def test_r06_is_raised_for_a_channel_over_a_tenth_of_the_budget_that_reaches_only_c_and_d():
    found = says(
        "R06",
        buyer("a", klass="A"),
        buyer("d", klass="D"),
        channels=(channel("k", cost=11, customers=("d",)), channel("m", cost=89, customers=("a",))),
    )
    assert is_raised(found, "medium", "k")
    assert found.figures["share"].value == pytest.approx(0.11)


def test_r06_is_silent_at_a_tenth_or_with_a_prospect():
    at_a_tenth = (channel("k", cost=10, customers=("d",)), channel("m", cost=90, customers=("a",)))
    both = (buyer("a", klass="A"), buyer("d", klass="D"))
    assert passes(says("R06", *both, channels=at_a_tenth))
    to_prospect = (channel("k", cost=50, customers=("p",)), channel("m", cost=50, customers=("a",)))
    assert passes(says("R06", *both, prospect("p"), channels=to_prospect))


def test_r06_prices_hours_and_cannot_judge_without_their_price_or_costs():
    spent = (channel("k", cost=0, hours=1, customers=("d",)), channel("m", cost=450, customers=("d",)))
    people = (buyer("d", klass="D"),)
    assert is_raised(says("R06", *people, channels=spent), "medium", "m")
    priceless = says("R06", *people, channels=spent, settings=Settings())
    assert misses(priceless, "S3", "hourly_cost")
    unknown = says("R06", *people, channels=(channel("k", customers=("d",)),))
    assert misses(unknown, "K5", "channel_cost")


def earning(id: str, klass: str, revenue: float) -> Customer:
    """A customer whose contribution is half of its revenue."""
    return buyer(id, revenue, klass, variable_cost=0.5, hours=0, orders=0)


def test_r07_is_raised_when_c_and_d_get_over_15_points_more_of_the_money_than_they_give():
    found = says(
        "R07",
        earning("a", "A", 75),
        earning("d", "D", 25),
        channels=(channel("k", cost=41, customers=("d",)), channel("m", cost=59, customers=("a",))),
    )
    assert is_raised(found, "medium", "d")
    assert found.figures["gap"].value == pytest.approx(0.16)


def test_r07_is_silent_at_15_points():
    found = says(
        "R07",
        earning("a", "A", 75),
        earning("d", "D", 25),
        channels=(channel("k", cost=40, customers=("d",)), channel("m", cost=60, customers=("a",))),
    )
    assert passes(found)


def test_r07_spreads_a_channel_evenly_over_those_it_reaches():
    found = says(
        "R07",
        earning("a", "A", 75),
        earning("d", "D", 25),
        channels=(channel("k", cost=100, customers=("a", "d")),),
    )
    assert found.figures["spent"].value == 0.5


def test_r07_cannot_judge_without_contributions():
    found = says("R07", buyer("a"), channels=(channel("k", cost=1, customers=("a",)),))
    assert misses(found, "S1", "contribution")


def test_r14_is_raised_for_a_channel_that_tells_no_value():
    found = says("R14", values=(value("v"),), channels=(channel("k", values=("v",)), channel("m")))
    assert is_raised(found, "low", "m")


def test_r14_is_silent_when_every_channel_tells_one():
    assert passes(says("R14", values=(value("v"),), channels=(channel("k", values=("v",)),)))


def test_r14_cannot_judge_before_any_channel_was_linked():
    assert misses(says("R14", values=(value("v"),), channels=(channel("k"),)), "K4", "told")


def test_r21_is_raised_for_a_network_of_75_without_word_of_mouth():
    connected = buyer("b", judged=judged(size=4, relevance=4, reputation=4))
    found = says("R21", connected, channels=(channel("k", nature="owned", customers=("b",)),))
    assert is_raised(found, "medium", "b")


def test_r21_is_silent_under_75_or_with_a_shared_channel():
    modest = buyer("b", judged=judged(size=4, relevance=4, reputation=3.5))
    assert passes(says("R21", modest, channels=(channel("k", nature="owned", customers=("b",)),)))
    helped = says(
        "R21",
        buyer("b", judged=GOOD_NETWORK),
        channels=(channel("k", nature="shared", customers=("b",)),),
    )
    assert passes(helped)


def test_r21_names_its_candidates_while_it_cannot_judge():
    found = says("R21", buyer("b", judged=GOOD_NETWORK))
    assert misses(found, "K1", "channels")
    assert [item.id for item in found.affected] == ["b"]


def test_r24_is_raised_when_one_channel_brings_over_60_percent_of_new_customers():
    found = says(
        "R24", channels=(channel("k", new_customers=61, owner="own"), channel("m", new_customers=39))
    )
    assert is_raised(found, "medium", "k")


def test_r24_is_high_when_partners_bring_over_40_percent():
    found = says(
        "R24",
        channels=(
            channel("k", new_customers=20.5, owner="partner"),
            channel("m", new_customers=20.5, owner="partner"),
            channel("n", new_customers=59, owner="own"),
        ),
    )
    assert is_raised(found, "high", "k", "m")


def test_r24_is_silent_at_60_and_40_percent():
    found = says(
        "R24",
        channels=(
            channel("k", new_customers=60, owner="own"),
            channel("m", new_customers=40, owner="partner"),
        ),
    )
    assert passes(found)


def test_r24_needs_the_new_customers_of_three_channels():
    two = [channel(id, new_customers=1) for id in "ab"]
    unknown = [channel(id) for id in "xyz"]
    assert misses(says("R24", channels=(*two, *unknown)), "K6", "yield")
    three = [channel(id, new_customers=1) for id in "abc"]
    assert passes(says("R24", channels=(*three, *unknown)))
    assert misses(says("R24", channels=(channel("k", new_customers=0),)), "K6", "no_new_customers")


def test_r26_is_raised_when_half_of_the_potential_has_no_way_in():
    found = says(
        "R26",
        buyer("a", potential=50),
        prospect("p", potential=100, chance=0.25),
        channels=(channel("k", strength=2, customers=("a",)),),
    )
    assert is_raised(found, "medium", "p")
    assert found.figures["share"].value == 0.5


def test_r26_is_silent_just_under_half():
    found = says(
        "R26",
        buyer("a", potential=51),
        prospect("p", potential=49),
        channels=(channel("k", evaluation=2, customers=("a",)),),
    )
    assert passes(found)


def test_r26_cannot_judge_without_potential():
    found = says("R26", buyer("a"), channels=(channel("k", customers=("a",)),))
    assert misses(found, "S1", "potential")
    none = says("R26", buyer("a", potential=0), channels=(channel("k", customers=("a",)),))
    assert misses(none, "S1", "no_potential")


# --- business model ---


def test_r08_is_high_when_d_brings_over_half_of_a_stream():
    found = says(
        "R08",
        buyer("d", 51, "D", streams=("s",)),
        buyer("a", 49, "A", streams=("s",)),
        streams=(stream("s", 100),),
    )
    assert is_raised(found, "high", "s")


def test_r08_is_medium_when_c_and_d_bring_over_70_percent():
    found = says(
        "R08",
        buyer("c", 71, "C", streams=("s",)),
        buyer("a", 29, "A", streams=("s",)),
        streams=(stream("s", 100),),
    )
    assert is_raised(found, "medium", "s")
    assert found.wording == "c_and_d"


def test_r08_is_silent_at_half_and_at_70_percent():
    half = says(
        "R08",
        buyer("d", 50, "D", streams=("s",)),
        buyer("a", 50, "A", streams=("s",)),
        streams=(stream("s", 100),),
    )
    seventy = says(
        "R08",
        buyer("c", 70, "C", streams=("s",)),
        buyer("a", 30, "A", streams=("s",)),
        streams=(stream("s", 100),),
    )
    assert passes(half)
    assert passes(seventy)


def test_r08_finds_customers_through_their_segment_and_cannot_judge_without_either():
    by_segment = says(
        "R08",
        buyer("d", 100, "D", segment="g"),
        streams=(stream("s", 100, segments=("g",)),),
        segments=(segment("g"),),
    )
    assert is_raised(by_segment, "high", "s")
    assert misses(says("R08", buyer("a")), "B2", "streams")
    assert misses(says("R08", buyer("a"), streams=(stream("s"),)), "S1", "streams_of_customers")


def test_r15_is_raised_for_a_segment_without_anybody():
    found = says("R15", buyer("a", segment="s"), segments=(segment("s"), segment("t")))
    assert is_raised(found, "medium", "t")


def test_r15_is_silent_with_a_prospect():
    found = says(
        "R15",
        buyer("a", segment="s"),
        prospect("p", segment="t"),
        segments=(segment("s"), segment("t")),
    )
    assert passes(found)


def test_r15_cannot_judge_before_customers_were_placed():
    assert misses(says("R15", buyer("a"), segments=(segment("s"),)), "S1", "segment_of_customers")
    assert misses(says("R15", buyer("a")), "B1", "segments")


def test_r16_is_raised_when_over_a_fifth_of_revenue_has_no_segment():
    found = says("R16", buyer("a", 79, segment="s"), buyer("b", 21), segments=(segment("s"),))
    assert is_raised(found, "medium", "b")


def test_r16_is_silent_at_a_fifth():
    assert passes(says("R16", buyer("a", 80, segment="s"), buyer("b", 20), segments=(segment("s"),)))


def test_r16_cannot_judge_without_segments():
    assert misses(says("R16", buyer("a")), "B1", "segments")


def test_r17_is_raised_when_the_sums_are_over_a_tenth_apart():
    assert is_raised(says("R17", buyer("a", 111), streams=(stream("s", 100),)), "low")


def test_r17_is_silent_at_a_tenth():
    assert passes(says("R17", buyer("a", 110), streams=(stream("s", 100),)))
    assert passes(says("R17", buyer("a", 90), streams=(stream("s", 100),)))


def test_r17_judges_only_complete_lists():
    streams = (stream("s", 100), stream("t", None))
    assert misses(says("R17", buyer("a", 500), streams=streams), "B2", "stream_amounts")
    gap = says("R17", buyer("a", 500), buyer("b", None), streams=(stream("s", 100),))
    assert misses(gap, "S1", "revenue")


def test_r28_is_raised_for_an_activity_that_serves_nothing():
    found = says("R28", values=(value("v"),), activities=(activity("x", "v"), activity("y")))
    assert is_raised(found, "low", "y")


def test_r28_is_silent_when_every_activity_serves_a_value():
    assert passes(says("R28", values=(value("v"),), activities=(activity("x", "v"),)))


def test_r28_cannot_judge_before_any_activity_was_linked():
    found = says("R28", values=(value("v"),), activities=(activity("x"),))
    assert misses(found, "B4", "values_of_activities")


def test_r31_names_the_cards_that_are_not_far_enough():
    found = says("R31", values=(value("v"),))
    cards = {item.id for item in found.affected}
    assert (found.outcome, found.severity) == ("raised", "low")
    assert {"business_model", "communicatiekanalen", "segmentatie"} <= cards == set(found.cards)


def test_r31_is_silent_for_a_company_that_answered_everything():
    assert passes(RULES["R31"](facts_of(example_company(), deck_in("nl"))))


# --- portfolio ---


@pytest.mark.parametrize(
    ("largest", "severity"), [(10, "low"), (20, "medium"), (25, "high"), (40, "critical")]
)
def test_r09_rises_with_the_share_of_the_largest_customer(largest, severity):
    small = [buyer(f"s{place}", (100 - largest) / 20) for place in range(20)]
    assert is_raised(says("R09", buyer("big", largest), *small), severity, "big")


def test_r09_is_silent_under_a_tenth():
    assert passes(says("R09", *[buyer(f"s{place}", 9.9) for place in range(11)]))


def test_r09_takes_a_group_as_one_customer():
    found = says("R09", buyer("x", 30, group="Holding"), buyer("y", 20, group="holding "), buyer("z", 50))
    assert {item.id for item in found.affected} in ({"x", "y"}, {"z"})
    assert found.figures["share"].value == 0.5


def test_r09_is_critical_for_a_single_customer():
    assert is_raised(says("R09", buyer("only", 5)), "critical", "only")


def test_r09_cannot_judge_without_revenue_of_four_in_five():
    assert misses(says("R09"), "S1", "customers")
    assert misses(says("R09", buyer("a"), buyer("b", None)), "S1", "revenue")
    assert misses(says("R09", buyer("a", 0)), "S1", "no_revenue")


def ten(five: float) -> list[Customer]:
    """Ten customers of whom five bring this percentage."""
    return [buyer(f"l{place}", five / 5) for place in range(5)] + [
        buyer(f"s{place}", (100 - five) / 5) for place in range(5)
    ]


def test_r10_is_high_over_half_and_critical_over_70_percent():
    assert says("R10", *ten(51)).severity == "high"
    assert says("R10", *ten(70)).severity == "high"
    assert says("R10", *ten(71)).severity == "critical"


def test_r10_is_silent_at_half():
    assert passes(says("R10", *ten(50)))


def test_r10_is_one_level_lower_under_ten_customers():
    assert says("R10", *[buyer(f"c{place}", 1) for place in range(9)]).severity == "medium"
    assert says("R10", *[buyer(f"c{place}", 1) for place in range(6)]).severity == "high"


def test_r10_cannot_judge_without_customers():
    assert misses(says("R10", prospect("p")), "S1", "customers")


def ordering(id: str, revenue: float, orders: float) -> Customer:
    """A customer whose orders must be 200 euro to cover their cost (F 100, v 50%)."""
    return buyer(id, revenue, orders=orders, variable_cost=0.5)


def test_r18_is_raised_when_over_a_fifth_of_orders_lie_below_the_floor():
    found = says("R18", ordering("small", 21 * 199, 21), ordering("large", 79 * 500, 79))
    assert is_raised(found, "high", "small")
    assert found.figures["share"].value == 0.21


def test_r18_is_silent_at_a_fifth_and_for_orders_exactly_on_the_floor():
    assert passes(says("R18", ordering("small", 20 * 199, 20), ordering("large", 80 * 500, 80)))
    assert passes(says("R18", ordering("on", 10 * 200, 10)))


def test_r18_cannot_judge_without_the_cost_of_an_order_or_the_orders():
    assert misses(says("R18", buyer("a")), "S1", "orders")
    assert misses(says("R18", ordering("a", 10, 1), settings=Settings()), "S3", "fixed_cost")
    assert misses(says("R18", buyer("a", orders=1)), "S1", "variable_cost")


def test_r19_is_medium_over_45_days_and_high_over_60():
    assert is_raised(says("R19", buyer("a", days_to_pay=45.5)), "medium", "a")
    assert says("R19", buyer("a", days_to_pay=60)).severity == "medium"
    assert says("R19", buyer("a", days_to_pay=61)).severity == "high"


def test_r19_weighs_days_by_revenue_and_is_silent_at_45():
    found = says("R19", buyer("a", 75, days_to_pay=30), buyer("b", 25, days_to_pay=90))
    assert passes(found)
    assert found.figures["days"].value == 45
    assert found.share == 0.75


def test_r19_cannot_judge_without_days_for_four_fifths_of_revenue():
    found = says("R19", buyer("a", 79, days_to_pay=90), buyer("b", 21))
    assert misses(found, "S4", "days_to_pay")


def test_r20_is_raised_for_innovation_of_75_without_idea_or_value():
    found = says("R20", buyer("b", judged=INVENTIVE), buyer("c", idea="iets"), values=(value("v"),))
    assert is_raised(found, "medium", "b")


def test_r20_is_silent_with_an_idea_or_a_value_or_under_75():
    assert passes(says("R20", buyer("b", judged=INVENTIVE, idea="doosjes")))
    assert passes(says("R20", buyer("b", judged=INVENTIVE, values={"v": 0.5}), values=(value("v"),)))
    modest = buyer("b", judged=judged(openness=5, repeatability=3.5), idea="")
    assert passes(says("R20", modest, buyer("c", idea="iets", judged=INVENTIVE)))


def test_r20_names_its_candidates_while_it_cannot_judge():
    found = says("R20", buyer("b", judged=INVENTIVE))
    assert misses(found, "W2", "values")
    assert [item.id for item in found.affected] == ["b"]


def busy(id: str, klass: str, hours: float, contribution: float) -> Customer:
    """A customer that takes these hours and leaves this contribution (an hour costs 50)."""
    revenue = 2 * (contribution + 50 * hours)
    return buyer(id, revenue, klass, variable_cost=0.5, orders=0, hours=hours)


def test_r22_is_raised_when_c_and_d_take_over_15_points_more_time_than_they_give():
    found = says("R22", busy("b", "B", 84, 10_000), busy("d", "D", 16, 0))
    assert is_raised(found, "high", "d")


def test_r22_is_silent_at_15_points():
    assert passes(says("R22", busy("b", "B", 85, 10_000), busy("d", "D", 15, 0)))


def test_r22_is_raised_for_a_loud_customer_beside_an_a_in_the_cold_whatever_the_sums():
    found = says(
        "R22",
        buyer("a", klass="A", effort=2),
        buyer("d", klass="D", effort=4),
    )
    assert found.outcome == "raised"
    assert found.wording == "loud"
    assert [item.id for item in found.also["loud"]] == ["d"]
    assert [item.id for item in found.also["cold"]] == ["a"]


def test_r22_cannot_judge_without_hours():
    assert misses(says("R22", buyer("a", variable_cost=0.5, orders=0)), "S7", "hours")
    assert misses(says("R22", buyer("a", hours=5)), "S1", "contribution")
    assert misses(says("R22", busy("a", "B", 5, -100)), "S1", "nobody_contributes")
    idle = says("R22", buyer("a", variable_cost=0.5, orders=0, hours=0))
    assert misses(idle, "S7", "no_hours")


def test_r23_holds_a_partner_of_customers_to_the_hours_of_its_best():
    wrong = says(
        "R23",
        buyer("a", klass="A", hours=49),
        buyer("d", klass="D", hours=51),
        answers=chose("customer_partner"),
    )
    even = says(
        "R23",
        buyer("a", klass="A", hours=50),
        buyer("d", klass="D", hours=50),
        answers=chose("customer_partner"),
    )
    assert is_raised(wrong, "medium", "d")
    assert passes(even)


def test_r23_holds_a_cost_leader_to_the_cost_of_an_order():
    dear = says("R23", ordering("a", 999, 1), answers=chose("cost_leader"))
    fair = says("R23", ordering("a", 1000, 1), answers=chose("cost_leader"))
    assert is_raised(dear, "medium", "a")
    assert passes(fair)


def test_r23_holds_a_product_leader_to_one_open_customer():
    closed = says(
        "R23",
        buyer("a", judged=judged(openness=5, repeatability=3)),
        answers=chose("product_leader"),
    )
    open_minded = says(
        "R23",
        buyer("a", judged=judged(openness=5, repeatability=3.5)),
        answers=chose("product_leader"),
    )
    assert is_raised(closed, "medium")
    assert passes(open_minded)


def test_r23_cannot_judge_before_a_choice_or_the_hours():
    assert misses(says("R23", buyer("a")), "W8", "discipline")
    assert misses(says("R23", buyer("a"), answers=chose("customer_partner")), "S7", "hours")


def recurring(share: float) -> tuple:
    return (stream("r", share, recurring=True), stream("o", 100 - share, recurring=False))


def test_r25_is_raised_when_little_recurs_and_one_customer_brings_a_quarter():
    people = [buyer("big", 25), *[buyer(f"s{place}", 15) for place in range(5)]]
    assert is_raised(says("R25", *people, streams=recurring(19)), "high", "big")


def test_r25_is_silent_at_a_fifth_recurring_or_under_a_quarter():
    concentrated = [buyer("big", 25), *[buyer(f"s{place}", 15) for place in range(5)]]
    spread = [buyer(f"s{place}", 24) for place in range(5)]
    assert passes(says("R25", *concentrated, streams=recurring(20)))
    assert passes(says("R25", *spread, streams=recurring(0)))


def test_r25_cannot_judge_while_it_is_unknown_what_recurs():
    assert misses(says("R25", buyer("a")), "B2", "streams")
    assert misses(says("R25", buyer("a"), streams=(stream("s"),)), "B2", "recurring")


def test_r27_is_medium_over_a_tenth_of_the_peak_and_high_over_a_quarter():
    def tail(loss: float) -> Finding:
        return says("R27", busy("good", "A", 0, 1000), busy("bad", "D", 100, -loss))

    assert passes(tail(100))
    assert is_raised(tail(101), "medium", "bad")
    assert tail(250).severity == "medium"
    assert tail(251).severity == "high"


def test_r27_is_high_when_every_customer_costs_money():
    assert says("R27", busy("bad", "D", 100, -100)).severity == "high"


def test_r27_cannot_judge_without_contributions():
    assert misses(says("R27", buyer("a")), "S1", "contribution")


def plain(id: str, positives: int) -> Customer:
    """A customer judged positive on so many criteria."""
    high = [4] * positives + [3] * (5 - positives)
    revenue, margin, speed, innovation, network = high
    found = judged(
        revenue=revenue,
        margin=margin,
        decides=speed,
        pays=speed,
        openness=innovation,
        repeatability=innovation,
        size=network,
        relevance=network,
        reputation=network,
    )
    return buyer(id, None, None, judged=found)


def test_r29_is_raised_for_eight_customers_without_four_positives():
    people = [plain(f"c{place}", 3) for place in range(8)]
    assert is_raised(says("R29", *people, settings=Settings(method="judgement")), "low")


def test_r29_is_silent_with_one_customer_that_has_four():
    people = [plain("near", 4), *[plain(f"c{place}", 3) for place in range(7)]]
    found = says("R29", *people, settings=Settings(method="judgement"))
    assert passes(found)
    assert found.share == 0


def test_r29_cannot_judge_seven_customers():
    people = [plain(f"c{place}", 3) for place in range(7)]
    assert misses(says("R29", *people, settings=Settings(method="judgement")), "S1", "few_customers")


def test_r30_is_raised_at_30_percent_of_items_left_in_disagreement():
    assert is_raised(says("R30", disagreement=Disagreement(disputed=3, scored=10)), "low")


def test_r30_is_silent_under_30_percent():
    assert passes(says("R30", disagreement=Disagreement(disputed=29, scored=100)))


def test_r30_cannot_judge_without_a_workshop():
    assert misses(says("R30"), "", "workshop")


# --- all rules together ---


def test_every_rule_of_the_method_is_there():
    assert sorted(RULES) == [f"R{number:02}" for number in range(1, 44)]


def test_an_empty_company_has_no_rule_that_says_all_is_well():
    findings = judge(facts())
    assert {finding.rule for finding in findings if finding.outcome != "cannot_judge"} == {"R31"}
    assert all(finding.missing for finding in findings if finding.outcome == "cannot_judge")


def test_the_worked_example_raises_what_the_method_says():
    found = {finding.rule: finding for finding in judge(facts_of(EXAMPLE, deck_in("nl")))}
    raised = {rule: finding.severity for rule, finding in found.items() if finding.outcome == "raised"}
    assert raised == {
        "R09": "high",
        "R10": "critical",
        "R18": "high",
        "R22": "high",
        "R27": "medium",
        "R31": "low",
        "R34": "high",
    }
    figures = {rule: found[rule].figures for rule in raised}
    assert round(float(figures["R09"]["share"].value), 3) == 0.314
    assert round(float(figures["R10"]["share"].value), 3) == 0.797
    assert round(float(figures["R18"]["share"].value), 3) == 0.281
    gap = float(figures["R22"]["hours"].value) - float(figures["R22"]["contribution"].value)
    assert round(gap, 2) == 0.53
    assert round(float(figures["R27"]["share"].value), 3) == 0.136
    assert {"R19", "R29"} == {rule for rule, finding in found.items() if finding.outcome == "passed"}
    assert {item.id for item in found["R20"].affected} == {"K01", "K03", "K10"}
    assert {item.id for item in found["R21"].affected} == {"K01", "K07"}


def test_a_rule_says_that_somebody_answered_dont_know():
    said = (Answer(id="B2", state="unknown"),)
    assert misses(says("R25", buyer("a"), answers=said), "B2", "said_unknown")


def test_a_question_that_does_not_apply_leaves_nothing_open():
    said = (Answer(id="B4", state="not_applicable"),)
    found = says("R28", answers=said)
    assert misses(found, "B4", "not_applicable")
    assert not found.leaves_open


@settings(max_examples=60, deadline=None)
@given(PORTFOLIOS, SETTINGS)
def test_any_company_gets_an_answer_from_every_rule(customers, chosen):
    findings = judge(facts_of(Company(customers=customers, settings=chosen), deck_in("nl")))
    assert len(findings) == 43
    for finding in findings:
        assert (finding.outcome == "raised") == (finding.severity is not None)
        assert (finding.outcome == "cannot_judge") == (finding.missing is not None)
        assert 0 <= finding.share <= 1


@settings(max_examples=60, deadline=None)
@given(PORTFOLIOS, SETTINGS)
def test_nothing_provisional_is_ever_critical(customers, chosen):
    reached = channel("k", after_sales=0, customers=("K0",))
    whole = Company(customers=customers, settings=chosen, channels=(reached,))
    found = RULES["R04"](facts_of(whole, deck_in("nl")))
    if found.severity == "critical":
        assert not found.affected[0].provisional


# --- ranking, lights and strengths ---


def finding(rule: str, outcome: str = "raised", severity: str | None = "high", share: float = 0.0) -> Finding:
    return Finding(
        rule=rule,
        outcome=outcome,  # type: ignore[arg-type]
        severity=severity if outcome == "raised" else None,  # type: ignore[arg-type]
        share=share,
        cards=("segmentatie",),
        places=(),
    )


def test_priority_is_severity_times_half_and_half_the_share():
    assert finding("R01", severity="critical", share=0).priority == 2
    assert finding("R01", severity="high", share=0.5).priority == 2.25
    assert [WEIGHT[severity] for severity in ("critical", "high", "medium", "low")] == [4, 3, 2, 1]


def test_work_is_ranked_by_severity_then_priority_and_ties_by_rule_number():
    work = ranked_work(
        [
            finding("R20", severity="medium", share=1),
            finding("R03", severity="high", share=0.5),
            finding("R11", severity="critical", share=0),
            finding("R02", severity="high", share=1),
            finding("R01", severity="high", share=0.5),
            finding("R31", "passed"),
        ]
    )
    assert [found.rule for found in work] == ["R11", "R02", "R01", "R03", "R20"]


def test_strengths_are_the_three_most_telling_and_what_tells_nothing_is_none():
    found = strengths(
        [
            finding("R01", "passed", share=1),
            finding("R03", "passed", share=0.9),
            finding("R04", "passed", share=0.5),
            finding("R05", "passed", share=0.6),
            finding("R18", "passed", share=0),
            finding("R29", "passed", share=0.1),
        ]
    )
    assert [strength.rule for strength in found] == ["R29", "R05", "R04"]


def test_a_difference_tells_when_figures_prove_it_and_recurring_revenue_from_40_percent():
    proven, told = (
        says("R11", buyer("a", values={"v": 1}), values=(value("v", 2, 5, proof=proof),))
        for proof in ("figures", "story")
    )
    much, less = (
        says(
            "R25",
            *(buyer(f"k{n}", 10) for n in range(10)),
            streams=(stream("s", part, recurring=True), stream("t", 100 - part, recurring=False)),
        )
        for part in (40, 39)
    )
    assert [found.rule for found in strengths([proven, much])] == ["R11", "R25"]
    assert strengths([told, less]) == []


DONE = Progress("segmentatie", 7, 7, 1.0)


@pytest.mark.parametrize(
    ("severities", "colour", "state", "count"),
    [
        (["critical", "critical", "high"], "red", "urgent", 3),
        (["high", "medium", "low"], "orange", "points", 3),
        (["medium", "low"], "yellow", "points", 2),
        (["low"], "green", "points", 1),
        ([], "green", "fine", 0),
    ],
)
def test_a_light_follows_the_worst_signal(severities, colour, state, count):
    found = light_of("segmentatie", DONE, [finding("R01", severity=severity) for severity in severities])
    assert (found.colour, found.state, found.count) == (colour, state, count)


def test_a_light_is_grey_under_60_percent_whatever_was_raised():
    under = Progress("segmentatie", 4, 7, 0.59)
    at = Progress("segmentatie", 4, 7, 0.6)
    signal = [finding("R01", severity="critical")]
    assert (light_of("segmentatie", under, signal).colour, light_of("segmentatie", at, signal).colour) == (
        "grey",
        "red",
    )
    assert light_of("segmentatie", Progress("segmentatie", 0, 7, 0.0), []).state == "empty"


def test_a_light_is_never_green_while_a_rule_cannot_judge():
    found = light_of("segmentatie", DONE, [finding("R01", "cannot_judge"), finding("R02", "passed")])
    assert (found.colour, found.state, found.count) == ("grey", "open", 1)


def test_a_light_looks_only_at_its_own_card():
    assert light_of("business_model", DONE, [finding("R01")]).colour == "green"


def test_two_companies_get_different_work():
    first = ranked_work(judge(facts_of(example_company(), deck_in("nl"))))
    second = ranked_work(judge(facts_of(company(*ten(71)), deck_in("nl"))))
    assert [found.rule for found in first] != [found.rule for found in second]


# --- of what is a share? (section 4) ---

UNSAID = Profile()
FOURTEEN = [buyer(f"k{place}", 90_000 - 5_000 * place) for place in range(14)]


def streams_of(amount: float | None) -> tuple[RevenueStream, ...]:
    return (stream("a", 1_000, recurring=True), stream("b", amount, recurring=False))


def test_the_largest_of_a_list_that_is_not_whole_are_a_part_of_what_the_streams_bring() -> None:
    """Fourteen customers typed of a company of 1,825,000 euro: the five largest are not 48% of it."""
    there = {"profile": UNSAID, "streams": streams_of(1_824_000)}
    found = facts(*FOURTEEN, **there)
    assert (found.portfolio.of_what, found.whole.revenue) == ("streams", 1_825_000)
    assert found.portfolio.top5 == pytest.approx(400_000 / 1_825_000)
    assert found.portfolio.hhi is None
    assert misses(says("R10", *FOURTEEN, **there), "S1", "unlisted")
    assert misses(says("R09", buyer("a", 90_000), **there), "S1", "unlisted")


def test_a_part_that_is_not_listed_is_no_strength_and_does_not_hide_what_is_certain() -> None:
    """A few small customers of a large company: somebody who is not in the list may be the largest."""
    small = [buyer(f"k{place}", 1_000) for place in range(8)]
    there = {"profile": UNSAID, "streams": streams_of(99_000), "segments": (segment("s"),)}
    assert misses(says("R09", *small, **there), "S1", "unlisted")
    assert misses(says("R10", *small, **there), "S1", "unlisted")
    assert misses(says("R25", *small, **there), "S1", "unlisted")
    placed = [each.model_copy(update={"segment": "s"}) for each in small]
    assert misses(says("R16", *placed, **there), "S1", "unlisted")
    assert is_raised(says("R09", *small, buyer("big", 25_000), **there), "high", "big")


@pytest.mark.parametrize("rule", ["R09", "R10", "R16", "R25", "R27"])
@pytest.mark.parametrize("amount", [None, 0])
def test_of_a_list_that_may_not_be_whole_nothing_is_said_about_the_company(
    rule: str, amount: float | None
) -> None:
    streams = streams_of(amount) if amount is None else ()
    costs = {"variable_cost": 0.5, "hours": 1, "orders": 1, "segment": "s"}
    customers = [buyer(f"k{place}", 90_000, **costs) for place in range(8)]
    more = {"segments": (segment("s"),), "streams": streams or (stream("a", None, recurring=True),)}
    found = says(rule, *customers, profile=UNSAID, **more)
    assert found.outcome == "cannot_judge"
    assert found.missing is not None
    assert (found.missing.question, found.missing.reason) in (("B2", "whole"), ("B2", "recurring"))


@pytest.mark.parametrize(
    ("tick", "listed", "amount", "of_what", "revenue"),
    [
        (True, 500, 99_000, "customers", 500),
        (None, 89_990, 99_000, "streams", 100_000),
        (None, 90_000, 99_000, "customers", 90_000),
        (False, 90_000, 99_000, "customers", 90_000),
        (None, 500_000, 99_000, "customers", 500_000),
        (None, 500, None, "list", 500),
        (False, 500, None, "list", 500),
    ],
)
def test_a_list_is_whole_where_the_owner_says_so_or_where_it_brings_nine_tenths_of_the_streams(
    tick: bool | None, listed: float, amount: float | None, of_what: str, revenue: float
) -> None:
    found = facts(buyer("a", listed), profile=Profile(all_customers=tick), streams=streams_of(amount))
    assert found.whole == (of_what, revenue)


def test_the_five_largest_of_five_say_what_the_largest_says() -> None:
    found = says("R10", *FOURTEEN[:5])
    assert found.outcome == "cannot_judge"
    assert found.missing is not None
    assert (found.missing.reason, found.missing.count) == ("few_customers", 1)
    assert says("R10", *FOURTEEN[:6]).outcome == "raised"


@pytest.mark.parametrize(("customers", "wording"), [(7, "unfinished"), (8, "")])
def test_a_short_list_below_the_streams_is_called_not_complete_yet(customers: int, wording: str) -> None:
    few = [buyer(f"k{place}", 1_000) for place in range(customers)]
    found = says("R17", *few, profile=UNSAID, streams=streams_of(99_000))
    assert (found.outcome, found.wording) == ("raised", wording)
