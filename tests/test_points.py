"""Findings that share their only subject are one point, counted once everywhere (method.md section 4)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from strategy.checks import Affected, Finding, points_of
from strategy.checks.ranking import CARD_OF_SUBJECT
from strategy.checks.rule import CARD_OF
from strategy.deck import deck_in
from strategy.overview import CompanyOverview, overview_of
from strategy.overview.seams import NOWHERE, place_of
from strategy.words.texts import area
from tests.companies import buyer, channel, company, value
from ui.html.parts import folded
from ui.html.sheet import sheet
from ui.overview.report import what_this_says

KALM = ("business_model", "segmentatie")


def about(rule: str, *ids: str, severity: str = "high", cards: Iterable[str] = ("segmentatie",)) -> Finding:
    return Finding(
        rule=rule,
        outcome="raised",
        severity=severity,  # type: ignore[arg-type]
        affected=[Affected("customer", id) for id in ids],
        cards=tuple(cards),
        places=(),
    )


def test_three_findings_about_one_customer_are_one_point_ranked_by_the_heaviest() -> None:
    found = points_of(
        [about("R03", "a"), about("R09", "a", severity="critical"), about("R34", "a"), about("R10", "b")]
    )
    assert [point.rules for point in found] == [("R09", "R03", "R34"), ("R10",)]
    assert (found[0].severity, found[0].rule) == ("critical", "R09")


def test_two_findings_or_several_customers_are_no_group() -> None:
    two = points_of([about("R03", "a"), about("R09", "a"), about("R34", "a", "b")])
    assert [point.rules for point in two] == [("R03",), ("R09",), ("R34",)]


def test_a_channel_on_which_you_depend_and_that_reaches_nobody_good_is_one_point() -> None:
    pair = [
        Finding(
            rule=rule,
            outcome="raised",
            severity="high",
            affected=[Affected("channel", "k")],
            cards=cards,
            places=(),
        )
        for rule, cards in (
            ("R06", ("communicatiekanalen", "segmentatie")),
            ("R24", ("communicatiekanalen",)),
        )
    ]
    (point,) = points_of(pair)
    assert (point.rules, point.cards) == (("R06", "R24"), ("communicatiekanalen",))


def test_a_group_stands_on_the_card_of_its_subject_where_its_cards_differ() -> None:
    alike = points_of([about(rule, "a", cards=KALM) for rule in ("R03", "R09", "R34")])
    differ = points_of([about("R03", "a", cards=KALM), about("R09", "a"), about("R34", "a")])
    assert (alike[0].cards, differ[0].cards) == (KALM, ("segmentatie",))


def crowded() -> CompanyOverview:
    """One large customer that pays late, matches little and costs money, and one channel that does no good."""
    big = buyer("big", 80_000, "C", days_to_pay=75, variable_cost=1.1, hours=10, orders=10, values={"v": 0})
    good = buyer("a", 20_000, "A", days_to_pay=20, variable_cost=0.2, hours=10, orders=10, values={"v": 1})
    paid = channel(
        "k",
        strength=3,
        customers=("big",),
        cost=9_000,
        hours=0,
        new_customers=5,
        revenue=10_000,
        owner="partner",
        values=("v",),
    )
    kept = channel(
        "m", strength=3, customers=("a",), cost=500, hours=0, new_customers=1, revenue=9_000, values=("v",)
    )
    more = channel(
        "n", strength=1, customers=("a",), cost=0, hours=0, new_customers=0, revenue=0, values=("v",)
    )
    whole = company(big, good, values=(value("v", 2, 5, proof="figures"),), channels=(paid, kept, more))
    return overview_of(whole, deck=deck_in("nl"))


def test_the_list_has_one_conversation_and_opens_to_its_parts() -> None:
    overview = crowded()
    talk = next(point for point in overview.work if point.title == "Eén gesprek met Naam big")
    assert {part.rule for part in talk.parts} >= {"R03", "R09", "R34"}
    assert "past maar voor niets bij wat jij levert" in talk.finding
    assert "goed voor 80% van je omzet" in talk.finding
    assert "betaalt na 75 dagen" in talk.finding
    assert talk.finding.startswith("Eén gesprek met Naam big: ")
    assert talk.advice.startswith("Plan deze week één gesprek over ")
    assert talk.advice.count("de betalingstermijn") == 1
    inside = folded(talk)
    assert all(part.advice in inside for part in talk.parts)
    assert {link.question for link in talk.links} >= {"W7", "S4"}
    assert overview.said_by("R34") in talk.parts


def test_every_count_agrees() -> None:
    overview = crowded()
    alone = [point.rule for point in overview.work]
    inside = [part.rule for point in overview.work for part in point.parts]
    assert len(alone) == len(set(alone))
    assert not (set(inside) - set(alone)) & set(alone)
    for card in overview.cards:
        touching = [point for point in overview.work if card.name in point.cards]
        assert card.rules == tuple(point.rule for point in touching)
        assert what_this_says(overview, card.name, "nl").count('<span class="bk-badge') == len(touching)
        if card.state in ("points", "urgent"):
            assert card.light_words.startswith(f"{len(touching)} punt")
    placed = [place_of(point) for point in overview.work]
    on_seams = [rule for seam in overview.seams for rule in seam.points]
    own = [place for place in placed if len(place) == 1]
    nowhere = [point for point in overview.work if point.rule in NOWHERE]
    assert len(overview.work) == len(own) + len(on_seams) + len(nowhere)
    assert f"{len(overview.seams[4].points) + len(overview.seams[5].points)} punt" in sheet(
        overview, "nl"
    ) or not (overview.seams[4].points or overview.seams[5].points)


@pytest.mark.parametrize("level", ["standard", "short"])
def test_a_reader_below_full_gets_no_name_and_no_amount_in_a_group(level: str) -> None:
    big = crowded().model_dump_json()
    assert "Naam big" in big
    whole = company(
        buyer("big", 80_000, "C", days_to_pay=75, values={"v": 0}),
        buyer("a", 20_000, "A", days_to_pay=20, values={"v": 1}),
        values=(value("v", 2, 5),),
    )
    overview = overview_of(whole, level=level)  # type: ignore[arg-type]
    talk = next(point for point in overview.work if point.parts)
    assert "Naam big" not in talk.model_dump_json()
    assert "75" not in talk.finding


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_rule_that_can_be_about_one_thing_alone_has_its_part_in_a_group(language: str) -> None:
    words = area("rules", language)
    assert set(words["group"]) == set(CARD_OF_SUBJECT)
    assert set(CARD_OF_SUBJECT.values()) == set(CARD_OF.values())
    not_about_one_thing = {
        "R05",
        "R10",
        "R11",
        "R15",
        "R17",
        "R28",
        "R29",
        "R30",
        "R31",
        "R32",
        "R37",
        "R38",
        "R40",
        "R41",
        "R43",
    }
    for rule in set(words) - {"severity", "phase", "missing", "group"} - not_about_one_thing:
        assert words[rule]["clause"]
        assert words[rule]["topic"]
