"""The worked example: complete, believable, and with something to say about every card."""

from __future__ import annotations

from datetime import date

import pytest

from strategy.checks import facts_of, judge
from strategy.checks.progress import progress_of
from strategy.company.example import CLEANER, EXAMPLES, PRINTER, example_company, example_of
from strategy.deck import deck_in
from strategy.nouns.company import Company, Profile
from strategy.overview import overview_of

LANGUAGES = ("nl", "en")


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_every_card_is_answered(language, example):
    for progress in progress_of(example_company(language, example), deck_in(language)).values():
        assert (progress.handled, progress.share) == (progress.total, 1.0), progress


@pytest.mark.parametrize("example", EXAMPLES)
def test_only_the_workshop_is_left_to_judge(example):
    findings = judge(facts_of(example_company("nl", example), deck_in("nl")))
    open_rules = {finding.rule: finding.missing for finding in findings if finding.missing}
    assert {rule: missing.reason for rule, missing in open_rules.items()} == {"R30": "workshop"}


def test_every_card_has_work_and_the_top_five_differ():
    overview = overview_of(example_company(), today=date(2026, 11, 24))
    assert all(card.rules for card in overview.cards)
    assert len({point.rule for point in overview.work[:5]}) == 5


def test_it_teaches_with_few_points_one_of_every_severity_and_strengths_worth_having():
    overview = overview_of(example_company(), today=date(2026, 11, 24))
    assert len(overview.work) <= 9
    assert {point.severity for point in overview.work} == {"critical", "high", "medium", "low"}
    assert [point.title for point in overview.work if point.parts] == [
        "Eén gesprek met Meubelhuis De Zetelaar"
    ]
    assert [strength.rule for strength in overview.strengths] == ["R11", "R25", "R29"]


def test_every_stream_says_which_groups_pay_for_it():
    assert all(stream.segments for stream in example_company().streams)


def test_it_has_stars_loud_customers_a_big_low_class_and_something_provisional():
    rows = overview_of(example_company(), today=date(2026, 11, 24)).customers
    assert len(rows) >= 14
    assert [row.name for row in rows if row.dream and row.klass == "A"]
    assert [row.name for row in rows if row.klass == "D" and row.attention == "loud"]
    assert [row.name for row in rows if row.big_low_class] == ["Meubelhuis De Zetelaar"]
    assert [row.name for row in rows if row.provisional and row.kind == "customer"] == ["Festival Zomervuur"]
    assert [row.name for row in rows if row.kind == "prospect"]
    assert {row.klass for row in rows} == {"A", "B", "C", "D"}


@pytest.mark.parametrize("example", EXAMPLES)
def test_streams_add_up_to_what_customers_bring(example):
    company = example_company("nl", example)
    streams = sum(stream.amount or 0 for stream in company.streams)
    customers = sum(customer.revenue or 0 for customer in company.customers)
    assert abs(streams - customers) < 0.01 * streams


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_link_leads_somewhere(example):
    company = example_company("nl", example)
    ids = {item.id for item in company.items()}
    links = {
        *(customer.segment for customer in company.customers),
        *(stream for customer in company.customers for stream in customer.streams),
        *(value for customer in company.customers for value in customer.values),
        *(value for activity in company.activities for value in activity.values),
        *(job.segment for job in company.jobs),
        *(value for job in company.jobs for value in job.values),
        *(value for resource in company.resources for value in resource.values),
        *(segment for stream in company.streams for segment in stream.segments),
        *(
            id
            for channel in company.channels
            for id in (*channel.segments, *channel.customers, *channel.values)
        ),
    }
    assert links <= ids


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_english_example_differs_in_words_only(example):
    dutch, english = example_company("nl", example), example_company("en", example)
    assert [item.id for item in dutch.items()] == [item.id for item in english.items()]
    assert [customer.revenue for customer in dutch.customers] == [
        customer.revenue for customer in english.customers
    ]
    for plural in ("segments", "streams", "activities", "resources", "partners", "costs", "jobs", "values"):
        for one, other in zip(getattr(dutch, plural), getattr(english, plural), strict=True):
            assert one.name != other.name or one.name.isascii()
            assert other.name
    assert dutch.profile.name != english.profile.name


def test_the_second_one_is_in_services_and_teaches_something_else():
    company = example_company("nl", CLEANER)
    overview = overview_of(company, today=date(2026, 11, 24))
    assert len(company.customers) == 25
    hours = sum(customer.hours or 0 for customer in company.customers) * (company.settings.hourly_cost or 0)
    assert hours > sum(
        (customer.revenue or 0) * (customer.variable_cost or 0) for customer in company.customers
    )
    assert len(overview.work) <= 9
    first = {point.rule for point in overview_of(example_company()).work}
    assert len({point.rule for point in overview.work} - first) >= 3


def test_a_copy_is_known_by_its_name_in_any_language():
    assert [example_of(example_company(language, CLEANER).profile) for language in LANGUAGES] == [CLEANER] * 2
    assert example_of(Profile(name="Anders genoemd", example=True)) == PRINTER


@pytest.mark.parametrize("example", EXAMPLES)
def test_it_is_marked_as_an_example_and_survives_the_company_file(example):
    company = example_company("nl", example)
    assert company.profile.example
    assert Company.from_file(company.to_file()) == company
