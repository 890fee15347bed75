"""How far a card is: handled is answered or "weet ik niet"; not applicable does not count at all."""

from __future__ import annotations

from strategy.checks.progress import card_progress, part_handled, progress_of
from strategy.deck import deck_in
from strategy.nouns.company import Answer, Company, Customer, Entry, Judged, RevenueStream, Value
from tests.companies import buyer, channel, prospect, stream, value

DECK = deck_in("nl")


def part(code: str, **parts) -> float | None:
    """The part of one question that a company has handled."""
    question = DECK.question(code)
    assert question is not None
    return part_handled(Company(**parts), question)


def test_an_empty_company_has_handled_nothing():
    for found in progress_of(Company(), DECK).values():
        assert (found.handled, found.share) == (0, 0)
        assert found.total > 0


def test_dont_know_is_handled():
    assert part("B2", answers=(Answer(id="B2", state="unknown"),)) == 1


def test_a_question_that_does_not_apply_leaves_the_count():
    card = DECK.card("business_model")
    assert card is not None
    found = card_progress(Company(answers=(Answer(id="B6", state="not_applicable"),)), card)
    assert found.total == len(card.questions) - 1


def test_a_list_is_handled_by_one_item_with_a_name():
    assert part("W2", values=(Value(id="v"),)) == 0
    assert part("W2", values=(value("v"),)) == 1


def test_a_question_about_each_item_shows_the_part_that_is_done():
    streams = (stream("s", pays="after"), stream("t"))
    assert part("B3", streams=streams) == 0.5
    assert part("B3", streams=(stream("s", pays="after"), RevenueStream(id="t"))) == 1


def test_dont_know_on_one_item_is_handled():
    streams = (stream("s", pays="after"), stream("t", unknown=("pays",)))
    assert part("B3", streams=streams) == 1


def test_every_scale_of_a_question_must_be_given():
    assert part("S5", customers=(buyer("a", judged=Judged(openness=3)),)) == 0
    assert part("S5", customers=(buyer("a", judged=Judged(openness=3, repeatability=2)),)) == 1


def test_delivery_may_stay_open():
    assert part("K2", channels=(channel("k", strength=1, delivery=None),)) == 1
    assert part("K2", channels=(channel("k", strength=1, purchase=None),)) == 0


def test_one_of_money_and_hours_is_enough_for_a_channel():
    assert part("K5", channels=(channel("k", hours=3),)) == 1


def test_a_figure_answers_a_judgement():
    assert part("S4", customers=(buyer("a", days_to_pay=30, days_to_decide=5),)) == 1
    assert part("S4", customers=(buyer("a", days_to_pay=30),)) == 0


def test_a_prospect_is_not_asked_how_it_pays():
    assert part("S4", customers=(prospect("p", days_to_decide=5),)) == 1


def test_who_pays_is_asked_of_every_customer_and_value():
    values = (value("v"), value("w"))
    half = (buyer("a", values={"v": 1, "w": 0}), buyer("b", values={"v": 1}), prospect("p"))
    assert part("W7", values=values, customers=half) == 0.5
    marked = (buyer("a", values={"v": 1, "w": 0}), buyer("b", unknown=("values",)))
    assert part("W7", values=values, customers=marked) == 1
    assert part("W7", customers=(buyer("a"),)) == 0


def test_a_choice_is_enough_where_scales_stand_beside_it():
    assert part("W8", answers=(Answer(id="W8", values={"discipline": "cost_leader"}),)) == 1
    assert part("W8", answers=(Answer(id="W8", values={"floor_cost": 2}),)) == 0


def test_lines_of_a_question_that_was_added_count_for_that_question_only():
    from strategy.deck import FieldSpec, Question

    added = Question(
        code="B10",
        card="business_model",
        name="extra",
        form="list",
        item="entry",
        short=False,
        at_least=None,
        at_most=None,
        per=None,
        fields=(FieldSpec(name="name", type="text", label="Naam", required=True),),
        beside=(),
        title="Extra?",
        hint="",
        sections={},
        facilitation="",
    )
    assert part_handled(Company(entries=(Entry(id="e", question="B11", name="iets"),)), added) == 0
    assert part_handled(Company(entries=(Entry(id="e", question="B10", name="iets"),)), added) == 1


def test_the_share_counts_what_is_half_done_and_handled_does_not():
    people = (
        Customer(id="a", name="a", judged=Judged(revenue=3)),
        Customer(id="b", name="b"),
    )
    found = progress_of(Company(customers=people), DECK)["segmentatie"]
    assert found.handled == 1
    assert found.share == 1.5 / found.total
