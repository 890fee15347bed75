"""The rules R32-R43 of method.md section 4: raised, just not, cannot judge, and what they say in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from strategy.checks import Finding, Severity
from strategy.deck import deck_in
from strategy.nouns.company import Answer, Cost, Customer, Job, Profile, Resource, Segment
from strategy.overview.reader import Reader
from strategy.overview.sentences import sentences
from tests.companies import buyer, channel, company, facts, judged, prospect, says, segment, stream, value

DIFFERENCE = value("v", 2, 5)
KNOWN = judged(size=5, relevance=5, reputation=5)


def raised(finding: Finding) -> tuple[Severity | None, tuple[str, ...]]:
    assert finding.outcome == "raised", finding
    return finding.severity, tuple(item.id for item in finding.affected)


def misses(finding: Finding) -> tuple[str, str]:
    assert finding.outcome == "cannot_judge", finding
    assert finding.missing is not None
    return finding.missing.question, finding.missing.reason


def passes(finding: Finding) -> bool:
    return finding.outcome == "passed"


def said(rule: str, *customers: Customer, language: str = "nl", level: Any = "full", **parts: Any) -> str:
    """Finding and advice of this rule as they are read."""
    whole = company(*customers, **parts)
    reader = Reader(whole, deck_in(language), level, language)
    return " ".join(sentences(says(rule, *customers, **parts), ("finding", "advice"), reader))


def both(rule: str, *customers: Customer, **parts: Any) -> tuple[str, str]:
    return said(rule, *customers, **parts), said(rule, *customers, language="en", **parts)


def carried_by_one(*values: str, **fields: Any) -> tuple[Resource, ...]:
    return (Resource(id="r", name="Bram", one_person=True, values=values, **fields),)


# --- R32 ---


def test_r32_is_high_for_a_difference_on_one_person_and_medium_for_another_value() -> None:
    values = (DIFFERENCE, value("w", 0, 5))
    found = says("R32", buyer("a", values={"v": 1}), values=values, resources=carried_by_one("v", "w"))
    assert raised(found) == ("high", ("r",))
    assert found.share == 1
    assert raised(says("R32", values=values, resources=carried_by_one("w"))) == ("medium", ("r",))


def test_r32_is_silent_when_somebody_else_can_and_cannot_judge_before_it_is_linked() -> None:
    together = (Resource(id="r", one_person=False, values=("v",)),)
    assert passes(says("R32", values=(DIFFERENCE,), resources=together))
    assert misses(says("R32", values=(DIFFERENCE,))) == ("B5", "resources")
    assert misses(says("R32", values=(DIFFERENCE,), resources=carried_by_one())) == (
        "B5",
        "values_of_resources",
    )
    unsaid = (Resource(id="r", values=("v",)),)
    assert misses(says("R32", values=(DIFFERENCE,), resources=unsaid)) == ("B5", "one_person")


def test_r32_says_who_and_what_to_do() -> None:
    dutch, english = both("R32", values=(DIFFERENCE,), resources=carried_by_one("v"))
    assert dutch.startswith("“Bram”: dat hangt aan één persoon, en het is je sterkste verschil. Kies wie")
    assert english.startswith("“Bram”: that depends on one person, and it is your strongest difference.")


# --- R33 ---


def test_r33_is_high_from_a_twentieth_of_the_streams_and_medium_below() -> None:
    losing, small = stream("s", 5, margin=-0.2), stream("s", 4.9, margin=-0.2)
    assert raised(says("R33", streams=(losing, stream("t", 95, margin=0.3)))) == ("high", ("s",))
    assert raised(says("R33", streams=(small, stream("t", 95.1, margin=0.3)))) == ("medium", ("s",))
    unknown = (stream("s", None, margin=-0.2), stream("t", 95, margin=0.3))
    assert raised(says("R33", streams=unknown)) == ("medium", ("s",))


def test_r33_is_silent_at_nothing_lost_and_needs_margins() -> None:
    assert passes(says("R33", streams=(stream("s", margin=0),)))
    assert misses(says("R33")) == ("B2", "streams")
    assert misses(says("R33", streams=(stream("s"),))) == ("B2", "margins")


def test_r33_names_the_amounts_and_hides_them_below_full() -> None:
    streams = (stream("s", 63_000, margin=-0.2), stream("t", 660_000, margin=0.3))
    dutch, english = both("R33", streams=streams)
    assert dutch.startswith(
        "“Stroom s” brengt € 63.000 op en verliest 20%: € 12.600 per jaar. Verhoog de prijs"
    )
    assert english.startswith("“Stroom s” brings in €63,000 and loses 20%: €12,600 a year. Raise the price")
    assert "€" not in said("R33", streams=streams, level="standard")
    several = (stream("s", 100, margin=-0.1), stream("t", 100, margin=-0.2))
    assert said("R33", streams=several).startswith("2 inkomstenstromen verliezen samen € 30 per jaar")


# --- R34 ---


def test_r34_is_high_when_one_late_payer_holds_a_fifth_of_what_is_open() -> None:
    late, soon = buyer("late", 100, days_to_pay=61), buyer("soon", 100, days_to_pay=60)
    assert raised(says("R34", late, soon)) == ("high", ("late",))
    many = [buyer(f"k{n}", 100, days_to_pay=60) for n in range(5)]
    assert raised(says("R34", late, *many)) == ("medium", ("late",))


def test_r34_is_silent_at_sixty_days_and_needs_days() -> None:
    assert passes(says("R34", buyer("a", days_to_pay=60)))
    assert misses(says("R34")) == ("S1", "customers")
    assert misses(says("R34", buyer("a"))) == ("S4", "days_to_pay")


def test_r34_says_how_late_and_what_is_open() -> None:
    late = buyer("late", 73_000, days_to_pay=75)
    dutch, english = both("R34", late)
    assert dutch.startswith(
        "Naam late betaalt na 75 dagen. Tussen bedrijven is 60 dagen het maximum. Bij Naam late"
    )
    assert "staat gemiddeld € 15.000 open. Zet 30 dagen op de volgende factuur en bel op dag 31." in dutch
    assert "€15,000 is open on average. Put 30 days on the next invoice" in english
    assert "75" not in said("R34", late, level="standard")


# --- R35 ---


def test_r35_is_raised_from_three_fifths_afterwards_and_nothing_in_advance() -> None:
    after, there = stream("s", 60, pays="after"), stream("t", 40, pays="on_delivery")
    found = says("R35", streams=(after, there))
    assert raised(found) == ("medium", ("s",))
    assert found.share == pytest.approx(0.6)


def test_r35_is_silent_below_or_with_anything_in_advance_and_needs_amounts_and_moments() -> None:
    less = (stream("s", 59, pays="after"), stream("t", 41, pays="on_delivery"))
    some = (stream("s", 99, pays="after"), stream("t", 1, pays="before"))
    assert passes(says("R35", streams=less))
    assert passes(says("R35", streams=some))
    assert misses(says("R35")) == ("B2", "streams")
    assert misses(says("R35", streams=(stream("s", None, pays="after"),))) == ("B2", "stream_amounts")
    open_ = (stream("s", 90, pays="after"), stream("t", 10))
    assert misses(says("R35", streams=open_)) == ("B3", "moments")


def test_r35_says_how_much() -> None:
    dutch, english = both("R35", streams=(stream("s", pays="after"),))
    assert dutch.startswith("100% van je omzet wordt achteraf betaald en niets vooraf.")
    assert english.startswith("100% of your revenue is paid afterwards and nothing in advance.")


# --- R36 ---


def way(id: str, cost: float | None, hours: float | None, new: float | None, revenue: float | None) -> Any:
    return channel(id, cost=cost, hours=hours, new_customers=new, revenue=revenue)


def test_r36_is_medium_above_a_quarter_and_high_above_half_of_what_a_new_customer_buys() -> None:
    cheap = way("cheap", 0, 2, 2, 10_000)
    assert raised(says("R36", channels=(way("k", 2_600, 0, 2, 10_000), cheap))) == ("medium", ("k",))
    assert raised(says("R36", channels=(way("k", 0, 101, 2, 10_000), cheap))) == ("high", ("k",))


def test_r36_is_silent_at_a_quarter_or_for_one_new_customer() -> None:
    assert passes(says("R36", channels=(way("k", 2_500, 0, 2, 10_000),)))
    one = (way("k", 9_000, 0, 1, 10_000), way("m", 10, 0, 2, 10_000))
    assert passes(says("R36", channels=one))


def test_r36_needs_money_and_hours_and_what_new_customers_buy() -> None:
    assert misses(says("R36")) == ("K1", "channels")
    assert misses(says("R36", channels=(way("k", 9_000, 0, None, 10_000),))) == ("K6", "yield")
    assert misses(says("R36", channels=(way("k", 9_000, 0, 1, 10_000),))) == ("K6", "few_new_customers")
    for half_known in (
        way("k", 9_000, None, 2, 10_000),
        way("k", None, 90, 2, 10_000),
        way("k", 9_000, 0, 2, None),
    ):
        assert misses(says("R36", channels=(half_known,))) == ("K6", "yield_in_euro")


def test_r36_compares_with_the_best_channel() -> None:
    channels = (way("k", 9_000, 62.4, 11, 14_000), way("m", 0, 20.8, 5, 71_000))
    dutch, english = both("R36", channels=channels)
    assert dutch.startswith(
        "Een nieuwe klant via “Kanaal k” kost € 1.102 en koopt voor € 1.273; via “Kanaal m” is dat € 208 en € 14.200."
    )
    assert "Verleg deze maand een deel van het geld en de uren naar “Kanaal m”." in dutch
    assert "costs €1,102 and buys for €1,273; through “Kanaal m” that is €208 and €14,200" in english
    assert "€" not in said("R36", channels=channels, level="standard")
    alone = said("R36", channels=channels[:1])
    assert alone.startswith(
        "Een nieuwe klant via “Kanaal k” kost € 1.102 en koopt voor € 1.273. Zet er een maand"
    )


# --- R37 ---


def pain(id: str, *values: str, **fields: Any) -> Job:
    return Job(id=id, name=f"Last {id}", nature="pain", values=values, **fields)


def test_r37_is_raised_for_a_pain_that_nothing_takes_away_once_one_is_linked() -> None:
    jobs = (pain("p", "v"), pain("q", segment="g"))
    found = says("R37", buyer("a", segment="g"), values=(DIFFERENCE,), jobs=jobs)
    assert raised(found) == ("medium", ("q",))
    assert found.share == 1


def test_r37_is_silent_when_each_has_an_answer_and_needs_a_link() -> None:
    assert passes(says("R37", values=(DIFFERENCE,), jobs=(pain("p", "v"),)))
    task = Job(id="t", name="Taak", nature="task")
    assert misses(says("R37", values=(DIFFERENCE,), jobs=(task,))) == ("W1", "pains")
    assert misses(says("R37", jobs=(pain("p", "v"),))) == ("W2", "values")
    assert misses(says("R37", values=(DIFFERENCE,), jobs=(pain("p"),))) == ("W1", "values_of_pains")


def test_r37_names_what_annoys() -> None:
    dutch, english = both("R37", values=(DIFFERENCE,), jobs=(pain("p", "v"), pain("q")))
    assert dutch.startswith(
        "“Last q”: dat ergert je klant, en niets van wat je levert neemt het weg. Vraag drie"
    )
    assert english.startswith(
        "“Last q”: that annoys your customer, and nothing you deliver takes it away. Ask three"
    )


# --- R38 ---


def fixed(amount: float | None = 100, nature: Any = "fixed") -> tuple[Cost, ...]:
    return (Cost(id="k", name="Lonen", amount=amount, nature=nature),)


def leaving(revenue: float, variable_cost: float | None = 0.5) -> Customer:
    return buyer(f"k{revenue:g}", revenue, variable_cost=variable_cost)


def test_r38_is_critical_below_the_fixed_costs_and_high_below_a_tenth_more() -> None:
    assert raised(says("R38", leaving(199.9), costs=fixed())) == ("critical", ())
    assert raised(says("R38", leaving(200), costs=fixed())) == ("high", ())
    assert passes(says("R38", leaving(220), costs=fixed()))


def test_r38_judges_only_a_whole_list_and_known_costs() -> None:
    assert misses(says("R38", leaving(200))) == ("B7", "costs")
    assert misses(says("R38", leaving(200), costs=fixed(None))) == ("B7", "costs")
    assert misses(says("R38", leaving(200), costs=fixed(nature="variable"))) == ("B7", "no_fixed_costs")
    not_whole = {"profile": Profile(), "streams": (stream("s", 1_000),)}
    assert misses(says("R38", leaving(200), costs=fixed(), **not_whole)) == ("S1", "all_customers")


def test_r38_counts_no_unknown_variable_cost_as_nothing() -> None:
    known = leaving(170)
    assert misses(says("R38", known, leaving(30, None), costs=fixed())) == ("S1", "variable_cost")
    assert raised(says("R38", known, leaving(10, None), costs=fixed())) == ("critical", ())
    assert misses(says("R38", known, leaving(50, None), costs=fixed())) == ("S1", "variable_cost")


def test_r38_says_what_is_left_and_of_which_costs() -> None:
    dutch, english = both("R38", leaving(150_000), costs=fixed(90_000))
    assert dutch.startswith(
        "Na variabele kosten blijft er € 75.000 over; de vaste kosten die je bij B7 noemde, zijn € 90.000."
    )
    assert "Er ontbreekt € 15.000 per jaar" in dutch
    assert "€75,000 is left; the fixed costs you named at B7 are €90,000" in english
    assert "Er blijft € 5.000 voor al de rest" in said("R38", leaving(190_000), costs=fixed(90_000))


# --- R39, R40 ---


def test_r39_is_raised_for_a_value_that_counts_and_is_worse() -> None:
    assert raised(says("R39", values=(value("v", -1, 4),))) == ("high", ("v",))
    assert passes(says("R39", values=(value("v", -0.5, 4), value("w", -1, 3.5))))
    assert misses(says("R39")) == ("W2", "values")
    assert misses(says("R39", values=(value("v", None, 5),))) == ("W4", "comparison")
    dutch, english = both("R39", values=(value("v", -2, 5),))
    assert dutch.startswith("“Waarde v” weegt zwaar voor je klant, en daar doe je het slechter dan het beste")
    assert "Ask three customers this week what is at least good enough" in english


def test_r40_is_raised_where_values_are_compared_with_nothing() -> None:
    named = (Answer(id="W3", values={"alternative": "competitor"}),)
    assert raised(says("R40", values=(DIFFERENCE,))) == ("low", ())
    assert passes(says("R40", values=(DIFFERENCE,), answers=named))
    assert misses(says("R40")) == ("W2", "values")
    assert misses(says("R40", values=(value("v", None),))) == ("W4", "comparison")
    nobody = (Answer(id="W3", state="not_applicable"),)
    assert misses(says("R40", values=(DIFFERENCE,), answers=nobody)) == ("W3", "not_applicable")
    dutch, english = both("R40", values=(DIFFERENCE,))
    assert dutch.endswith(
        "Noem eerst waar je klant anders naartoe gaat; anders vergelijkt iedereen met iets anders."
    )
    assert english.startswith("You compared your values, but did not say yet with which alternative.")


# --- R41 ---


def kept(relation: Any) -> tuple[Segment, ...]:
    return (segment("g").model_copy(update={"relation": relation}),)


def test_r41_is_raised_when_everybody_is_kept_personally_and_c_and_d_take_over_three_tenths() -> None:
    best, weak = buyer("a", klass="A", hours=69), buyer("d", klass="D", hours=31, segment="g")
    assert raised(says("R41", best, weak, segments=kept("personal"))) == ("medium", ("g",))
    at_bound = buyer("d", klass="D", hours=30, segment="g")
    assert passes(says("R41", buyer("a", klass="A", hours=70), at_bound, segments=kept("contact")))
    other_way = (*kept("personal"), Segment(id="h", name="Groep h", relation="automated"))
    assert passes(says("R41", best, weak, segments=other_way))


def test_r41_needs_groups_relations_and_hours_and_names_the_group_that_takes_most() -> None:
    weak = buyer("d", klass="D", hours=31, segment="g")
    assert misses(says("R41", weak)) == ("B1", "segments")
    assert misses(says("R41", weak, segments=kept(None))) == ("B8", "relations")
    assert misses(says("R41", buyer("d", klass="D"), segments=kept("personal"))) == ("S7", "hours")
    dutch, english = both("R41", weak, segments=kept("personal"))
    assert dutch.startswith(
        "Elke groep krijgt persoonlijk contact, en C- en D-klanten krijgen 100% van je tijd. Geef"
    )
    assert "Give the group “Groep g” a simpler way" in english


# --- R42 ---


def asks(how: str) -> tuple[Answer, ...]:
    return (Answer(id="K9", values={"asks": how}),)


def test_r42_is_raised_when_nobody_asks_a_good_customer_who_knows_many() -> None:
    known = buyer("b", klass="B", judged=judged(size=3.4, relevance=5, reputation=5))
    assert raised(says("R42", known, answers=asks("nobody"))) == ("medium", ("b",))
    assert passes(says("R42", known, answers=asks("sometimes")))
    fewer = buyer("b", klass="B", judged=judged(size=3.3, relevance=5, reputation=5))
    assert passes(says("R42", fewer, answers=asks("nobody")))
    assert passes(says("R42", buyer("c", klass="C", judged=KNOWN), answers=asks("nobody")))


def test_r42_needs_k9_customers_and_their_network() -> None:
    assert misses(says("R42", buyer("b"))) == ("K9", "referral")
    assert misses(says("R42", answers=asks("nobody"))) == ("S1", "customers")
    assert misses(says("R42", buyer("b"), answers=asks("nobody"))) == ("S6", "network")
    dutch, english = both("R42", buyer("b", judged=KNOWN), answers=asks("nobody"))
    assert dutch.endswith("Vraag Naam b na een geslaagde levering om één naam.")
    assert english.startswith(
        "Naam b knows many of those you want to reach, and nobody asks for an introduction."
    )


# --- R43 ---


def wants(goal: float | None) -> tuple[Answer, ...]:
    return (Answer(id="B10", values={"revenue_goal": goal}),)


def test_r43_is_raised_above_revenue_and_all_expected_growth_together() -> None:
    there = (buyer("a", 80, potential=20, chance=0.5), prospect("p", potential=20, chance=0.5))
    assert raised(says("R43", *there, answers=wants(101))) == ("low", ())
    assert passes(says("R43", *there, answers=wants(100)))


def test_r43_takes_the_streams_where_they_say_more_and_needs_a_goal_and_a_whole() -> None:
    streams = {"profile": Profile(), "streams": (stream("s", 200),)}
    assert passes(says("R43", buyer("a", 10), answers=wants(200), **streams))
    assert raised(says("R43", answers=wants(201), **streams)) == ("low", ())
    assert misses(says("R43", buyer("a"))) == ("B10", "goal")
    assert misses(says("R43", buyer("a"), answers=wants(None))) == ("B10", "goal")
    assert misses(says("R43", buyer("a"), answers=wants(1), profile=Profile())) == ("B2", "whole")


def test_r43_names_both_amounts_and_hides_them_below_full() -> None:
    dutch, english = both("R43", buyer("a", 700_000), answers=wants(850_000))
    assert dutch.startswith(
        "Je wil naar € 850.000; met wat je vandaag ziet, kom je aan € 700.000. Schrijf op"
    )
    assert "brings the other €150,000" in english
    assert "000" not in said("R43", buyer("a", 700_000), answers=wants(850_000), level="standard")


def test_what_is_not_listed_is_a_part_of_the_whole_only_where_streams_say_more() -> None:
    assert facts(buyer("a", 40), profile=Profile(), streams=(stream("s", 100),)).unlisted == pytest.approx(
        0.6
    )
    assert facts(buyer("a", 40), streams=(stream("s", 100),)).unlisted == 0
    assert facts(buyer("a", 95), profile=Profile(), streams=(stream("s", 100),)).unlisted == 0
