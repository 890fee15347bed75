"""Saying something about a company: kept once, merged per field, refused with both versions, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from strategy.company.access import NotAllowed, Visitor, start_company
from strategy.company.fields import UNKNOWN, UnknownField
from strategy.company.saying import (
    ChangedSince,
    Gone,
    Kept,
    Saying,
    StaleSaying,
    change_settings,
    give_weight_back,
    names_in_words,
    put_customers,
    removed_customers,
    say,
    undo_write,
)
from strategy.nouns.company import Company, Customer, Profile, Value, Weights
from strategy.store.interface import MemoryStore
from strategy.words.typed import Unreadable

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OWNER = Visitor("a" * 64)
STRANGER = Visitor("b" * 64)


class Table:
    """A company on the table, and a visitor who says things about it with a fresh write id each time."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.id = start_company(self.store, OWNER, Profile(name="De Gouden Letter"), "start", NOW)
        self.writes = (f"w{number}" for number in count())

    def say(self, kind: str, id: str, field: str = "", value: Any = None, **more: Any) -> Kept:
        seen = more.pop("seen", self.revision(kind, id))
        write_id = more.pop("write_id", None) or next(self.writes)
        visitor = more.pop("visitor", OWNER)
        saying = Saying(
            company_id=self.id,
            kind=kind,
            id=id,
            field=field,
            value=value,
            seen=seen,
            write_id=write_id,
            **more,
        )
        return say(self.store, visitor, saying)

    def add(self, kind: str, id: str, **more: Any) -> Kept:
        values = more.pop("values", {"name": id.upper()})
        return self.say(kind, id, value=values, deed="add", seen=0, **more)

    def revision(self, kind: str, id: str) -> int:
        return self.store.read(self.id).revision(kind, id)

    @property
    def company(self) -> Company:
        return self.store.read(self.id).company

    def customer(self, id: str) -> Customer:
        return next(each for each in self.company.customers if each.id == id)


@pytest.fixture
def table() -> Table:
    return Table()


def test_an_amount_is_kept_as_it_was_meant_and_shown_as_it_is_written(table: Table) -> None:
    table.add("customer", "k1")
    said = table.say("customer", "k1", "revenue", "€ 2.500,75")
    assert said.shown == "2.500,75"
    assert table.customer("k1").revenue == 2500.75
    assert said.sequence == table.store.sequence(table.id)
    assert said.revision == table.revision("customer", "k1")


def test_in_english_the_same_figure_is_read_and_shown_the_english_way(table: Table) -> None:
    table.add("customer", "k1")
    said = table.say("customer", "k1", "revenue", "2,500.75", language="en")
    assert said.shown == "2,500.75"
    assert table.customer("k1").revenue == 2500.75


def test_days_to_pay_that_were_typed_are_no_longer_the_age_of_open_invoices(table: Table) -> None:
    waiting = Customer(id="k1", name="K1", days_to_pay=60, days_to_pay_at_least=True)
    put_customers(table.store, OWNER, table.id, [waiting], {}, "brought")
    assert table.customer("k1").days_to_pay_at_least
    table.say("customer", "k1", "days_to_pay", "45")
    found = table.customer("k1")
    assert (found.days_to_pay, found.days_to_pay_at_least) == (45, False)


def test_a_percentage_is_kept_as_a_share(table: Table) -> None:
    table.add("customer", "k1")
    assert table.say("customer", "k1", "variable_cost", "62,5%").shown == "62,5"
    assert table.customer("k1").variable_cost == 0.625


def test_text_is_kept_as_typed(table: Table) -> None:
    name = '<b>L\'Étoile</b> & "Zoon" 🥐'
    table.add("customer", "k1", values={"name": name})
    assert table.customer("k1").name == name


def test_text_where_a_number_should_be_is_refused_and_nothing_changes(table: Table) -> None:
    table.add("customer", "k1", values={"name": "K1", "revenue": "100"})
    with pytest.raises(Unreadable) as refused:
        table.say("customer", "k1", "revenue", "veel")
    assert refused.value.code == "form.reading.no_number"
    assert table.customer("k1").revenue == 100


@pytest.mark.parametrize(
    ("kind", "field", "raw"),
    [
        ("customer", "revenue", "-1"),
        ("customer", "chance", "101"),
        ("customer", "judged.openness", 6),
        ("customer", "judged.openness", True),
        ("customer", "judged.openness", float("nan")),
        ("customer", "values.v1", 2),
        ("customer", "kind", "friend"),
        ("customer", "name", "x" * 201),
        ("customer", "name", 5),
        ("customer", "streams", "s1"),
        ("customer", "streams", [1]),
        ("stream", "recurring", "ja"),
        ("action", "due", "31/02/2026"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(table: Table, kind: str, field: str, raw: Any) -> None:
    table.add(kind, "x")
    with pytest.raises(Unreadable):
        table.say(kind, "x", field, raw)


@pytest.mark.parametrize(
    "field",
    ["id", "unknown", "nonsense", "judged", "judged.x", "name.x", "values.a b", "values.*", "weights"],
)
def test_a_field_that_is_not_there_is_refused(table: Table, field: str) -> None:
    table.add("customer", "k1")
    with pytest.raises(UnknownField):
        table.say("customer", "k1", field, "x")


def test_nothing_typed_makes_a_figure_unknown_again(table: Table) -> None:
    table.add("customer", "k1", values={"name": "K1", "revenue": "100"})
    assert table.say("customer", "k1", "revenue", "").shown is None
    assert table.customer("k1").revenue is None


def test_not_knowing_is_an_answer_until_a_value_is_given(table: Table) -> None:
    table.add("customer", "k1", values={"name": "K1", "hours": "5"})
    assert table.say("customer", "k1", "hours", UNKNOWN).shown == UNKNOWN
    assert (table.customer("k1").hours, table.customer("k1").unknown) == (None, ("hours",))
    table.say("customer", "k1", "hours", "6")
    assert (table.customer("k1").hours, table.customer("k1").unknown) == (6, ())


def test_what_a_customer_does_with_a_value_is_kept_per_value(table: Table) -> None:
    table.add("customer", "k1")
    table.say("customer", "k1", "values.v1", 0.5)
    table.say("customer", "k1", "values.v2", 1)
    table.say("customer", "k1", "values.v3", UNKNOWN)
    table.say("customer", "k1", "values.v1", None)
    assert table.customer("k1").values == {"v2": 1}
    assert table.customer("k1").unknown == ("values.v3",)


def test_a_judgement_is_kept_in_its_part(table: Table) -> None:
    table.add("customer", "k1")
    assert table.say("customer", "k1", "judged.openness", 4).shown == 4
    assert table.customer("k1").judged.openness == 4


def test_a_question_can_be_answered_with_not_applicable_and_answered_after_all(table: Table) -> None:
    table.say("answer", "B9", "", "not_applicable")
    assert table.company.answer("B9").state == "not_applicable"  # type: ignore[union-attr]
    table.say("answer", "B9", "", "answered")
    assert table.company.answer("B9").state == "answered"  # type: ignore[union-attr]


def test_a_question_that_is_not_in_the_deck_is_refused(table: Table) -> None:
    with pytest.raises(UnknownField):
        table.say("answer", "Z9", "", "unknown")
    with pytest.raises(UnknownField):
        table.say("answer", "B9", "nonsense", 3)


def test_saying_the_same_thing_again_with_its_write_id_changes_nothing(table: Table) -> None:
    first = table.add("segment", "s1", write_id="once")
    assert table.add("segment", "s1", write_id="once") == first
    said = table.say("segment", "s1", "need", "snel", write_id="twice")
    table.say("segment", "s1", "need", "goed")
    assert table.say("segment", "s1", "need", "snel", seen=1, write_id="twice") == said
    assert [each.need for each in table.company.segments] == ["goed"]


def test_an_addition_that_arrives_after_its_item_was_removed_does_not_bring_it_back(table: Table) -> None:
    first = table.add("segment", "s1", write_id="once")
    table.say("segment", "s1", deed="remove")
    assert table.add("segment", "s1", write_id="once") == first
    assert table.company.segments == ()
    with pytest.raises(Gone):
        table.add("segment", "s1")


def test_two_people_may_change_two_fields_of_one_item(table: Table) -> None:
    table.add("segment", "s1")
    seen = table.revision("segment", "s1")
    table.say("segment", "s1", "need", "snel", seen=seen)
    table.say("segment", "s1", "relation", "personal", seen=seen)
    segment = table.company.segments[0]
    assert (segment.need, segment.relation) == ("snel", "personal")


def test_two_people_changing_one_field_get_to_see_both_versions(table: Table) -> None:
    table.add("customer", "k1")
    seen = table.revision("customer", "k1")
    table.say("customer", "k1", "revenue", "1000", seen=seen)
    with pytest.raises(StaleSaying) as stale:
        table.say("customer", "k1", "revenue", "2000", seen=seen)
    assert (stale.value.theirs, stale.value.revision) == ("1.000", seen + 1)
    table.say("customer", "k1", "revenue", "2000", seen=stale.value.revision)
    assert table.customer("k1").revenue == 2000


def test_two_people_saying_the_same_are_not_bothered(table: Table) -> None:
    table.add("customer", "k1")
    seen = table.revision("customer", "k1")
    table.say("customer", "k1", "revenue", "1000", seen=seen)
    assert table.say("customer", "k1", "revenue", "1.000,00", seen=seen).revision == seen + 1


def test_who_changed_nothing_gets_what_another_made_of_it(table: Table) -> None:
    table.add("customer", "k1", values={"name": "K1", "revenue": "1000"})
    seen = table.revision("customer", "k1")
    table.say("customer", "k1", "revenue", "2000", seen=seen)
    assert table.say("customer", "k1", "revenue", "1000", seen=seen).shown == "2.000"


def test_a_field_seen_long_ago_is_still_compared_with_what_it_was_then(table: Table) -> None:
    table.add("segment", "s1")
    seen = table.revision("segment", "s1")
    for need in ("a", "b", "c"):
        table.say("segment", "s1", "need", need)
    table.say("segment", "s1", "relation", "contact", seen=seen)
    with pytest.raises(StaleSaying):
        table.say("segment", "s1", "need", "d", seen=seen)


def test_two_people_choosing_links_get_both_choices(table: Table) -> None:
    table.add("activity", "a1", values={"name": "Bakken", "values": ["v1", "v2"]})
    seen = table.revision("activity", "a1")
    table.say("activity", "a1", "values", ["v2", "v3"], seen=seen)
    table.say("activity", "a1", "values", ["v1", "v2", "v4"], seen=seen)
    assert table.company.activities[0].values == ("v2", "v3", "v4")


IDS = some.lists(some.sampled_from("abcdef"), unique=True)


@settings(max_examples=60, deadline=None)
@given(base=IDS, mine=IDS, theirs=IDS)
def test_merged_links_have_what_either_added_and_not_what_either_took_away(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    table = Table()
    table.add("activity", "a1", values={"name": "x", "values": base})
    seen = table.revision("activity", "a1")
    table.say("activity", "a1", "values", theirs, seen=seen)
    table.say("activity", "a1", "values", mine, seen=seen)
    added = (set(mine) | set(theirs)) - set(base)
    assert set(table.company.activities[0].values) == added | (set(base) & set(mine) & set(theirs))


WORDS = some.sampled_from(["", "a", "b", "c"])


@settings(max_examples=80, deadline=None)
@given(some.lists(some.tuples(some.sampled_from(["name", "need", "preferred_way"]), WORDS), max_size=12))
def test_nobody_ever_loses_what_another_did_not_see(sayings: list[tuple[str, str]]) -> None:
    """Two browsers take turns and each sees only its own; a field holds the last text that was accepted."""
    table = Table()
    table.add("segment", "s1", values={"name": ""})
    kept = {"name": "", "need": "", "preferred_way": ""}
    seen = [dict.fromkeys(kept, (1, "")), dict.fromkeys(kept, (1, ""))]
    for turn, (field, words) in enumerate(sayings):
        browser = seen[turn % 2]
        revision, was = browser[field]
        try:
            said = table.say("segment", "s1", field, words, seen=revision)
        except StaleSaying as stale:
            assert kept[field] not in (was, words)
            assert stale.theirs == kept[field]  # noqa: PT017
            browser[field] = (stale.revision, stale.theirs)
        else:
            kept[field] = words if words != was else kept[field]
            assert said.shown == kept[field]
            browser[field] = (said.revision, said.shown)
    segment = table.company.segments[0]
    assert {field: getattr(segment, field) for field in kept} == kept


def test_many_at_once_lose_nothing(table: Table) -> None:
    table.add("customer", "k1")
    parts = ["revenue", "margin", "decides", "pays", "openness", "repeatability", "size", "relevance"]
    threads = [
        Thread(
            target=table.say,
            args=("customer", "k1", f"judged.{part}", 4),
            kwargs={"seen": 1, "write_id": part},
        )
        for part in parts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [getattr(table.customer("k1").judged, part) for part in parts] == [4] * 8


def test_what_was_removed_comes_back_with_its_id_its_place_and_its_links(table: Table) -> None:
    for id in ("v1", "v2", "v3"):
        table.add("value", id)
    table.add("activity", "a1", values={"name": "Bakken", "values": ["v2"]})
    table.say("value", "v2", deed="remove")
    assert [each.id for each in table.company.values] == ["v1", "v3"]
    assert table.company.activities[0].values == ("v2",)
    table.say("value", "v2", deed="restore")
    assert table.company.values == (
        Value(id="v1", name="V1"),
        Value(id="v2", name="V2"),
        Value(id="v3", name="V3"),
    )


def test_removing_or_restoring_twice_is_once(table: Table) -> None:
    table.add("value", "v1")
    gone = table.say("value", "v1", deed="remove")
    assert table.say("value", "v1", deed="remove") == gone
    back = table.say("value", "v1", deed="restore")
    assert table.say("value", "v1", deed="restore") == back


def test_something_that_was_removed_cannot_be_changed(table: Table) -> None:
    table.add("value", "v1")
    table.say("value", "v1", deed="remove")
    with pytest.raises(Gone):
        table.say("value", "v1", "name", "terug")
    with pytest.raises(Gone):
        table.say("value", "never", "name", "x")
    with pytest.raises(Gone):
        table.say("value", "never", deed="restore")


@pytest.mark.parametrize("deed", ["set", "add", "remove", "restore"])
def test_a_stranger_says_nothing(table: Table, deed: str) -> None:
    table.add("value", "v1")
    with pytest.raises(NotAllowed):
        table.say("value", "v1", "name", {"name": "x"}, deed=deed, visitor=STRANGER)


@pytest.mark.parametrize(
    "act",
    [
        lambda table: change_settings(table.store, STRANGER, table.id, {"hourly_cost": "1"}, 0, "w"),
        lambda table: give_weight_back(table.store, STRANGER, table.id, 0, "w"),
        lambda table: put_customers(table.store, STRANGER, table.id, [Customer(id="k1")], {}, "w"),
        lambda table: undo_write(table.store, STRANGER, table.id, 1),
        lambda table: removed_customers(table.store, STRANGER, table.id),
    ],
)
def test_a_stranger_changes_nothing_else_either(table: Table, act: Callable[[Table], Any]) -> None:
    with pytest.raises(NotAllowed):
        act(table)


def test_the_name_of_the_company_is_said_like_everything_else(table: Table) -> None:
    table.say("company", "company", "name", "De Zilveren Letter")
    assert table.company.profile.name == "De Zilveren Letter"


def test_a_class_by_hand_is_kept_with_its_reason_and_moment(table: Table) -> None:
    table.add("customer", "k1")
    table.say("customer", "k1", "override", {"klass": "A", "reason": "groeit", "who": "An"})
    override = table.customer("k1").override
    assert override is not None
    assert (override.klass, override.reason, override.who) == ("A", "groeit", "An")
    table.say("customer", "k1", "override", None)
    assert table.customer("k1").override is None


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_a_class_by_hand_without_a_reason_is_not_kept(table: Table, reason: str | None) -> None:
    table.add("customer", "k1")
    with pytest.raises(Unreadable) as refused:
        table.say("customer", "k1", "override", {"klass": "A", "reason": reason, "who": "An"})
    assert refused.value.code == "customer_panel.override.error.no_reason"
    assert table.customer("k1").override is None


def test_settings_are_changed_together_or_not_at_all(table: Table) -> None:
    said = change_settings(
        table.store,
        OWNER,
        table.id,
        {
            "hourly_cost": "45,50",
            "target_contribution": "40%",
            "weights.margin": "2",
            "bounds": ["75", "55", "35"],
        },
        0,
        "w1",
    )
    settings_now = table.company.settings
    assert (settings_now.hourly_cost, settings_now.target_contribution) == (45.5, 0.4)
    assert (settings_now.weights.margin, settings_now.bounds) == (2, (75, 55, 35))
    assert said.shown["hourly_cost"] == "45,50"
    with pytest.raises(Unreadable):
        change_settings(
            table.store,
            OWNER,
            table.id,
            {"hourly_cost": "50", "bounds": ["1", "2", "3"]},
            said.revision,
            "w2",
        )
    assert table.company.settings == settings_now


def test_what_counts_for_nobody_counts_again_as_heavily_as_it_last_did(table: Table) -> None:
    def weigh(**weights: str) -> None:
        seen = table.revision("settings", "settings")
        changes = {f"weights.{name}": weight for name, weight in weights.items()}
        change_settings(table.store, OWNER, table.id, changes, seen, next(table.writes))

    weigh(speed="3", network="0")
    weigh(speed="0", innovation="0", revenue="2")
    give_weight_back(table.store, OWNER, table.id, table.revision("settings", "settings"), next(table.writes))
    assert table.company.settings.weights == Weights(revenue=2, speed=3)


def test_a_setting_that_must_be_more_than_zero_says_so(table: Table) -> None:
    with pytest.raises(Unreadable) as refused:
        change_settings(table.store, OWNER, table.id, {"a_revenue": "0"}, 0, "w1")
    assert refused.value.code == "form.reading.too_little"


def test_an_import_is_one_write_and_is_undone_as_one(table: Table) -> None:
    table.add("customer", "k1")
    before = table.company
    receipt = put_customers(
        table.store,
        OWNER,
        table.id,
        [Customer(id="k1", name="Ander"), Customer(id="k2", name="Nieuw")],
        {"k1": table.revision("customer", "k1")},
        "import",
    )
    assert [each.name for each in table.company.customers] == ["Ander", "Nieuw"]
    undone = undo_write(table.store, OWNER, table.id, receipt.sequence)
    assert (undone.restored, undone.kept) == (2, ())
    assert table.company == before
    assert undo_write(table.store, OWNER, table.id, receipt.sequence).sequence == undone.sequence


def test_an_import_over_customers_that_changed_meanwhile_names_them(table: Table) -> None:
    table.add("customer", "k1")
    seen = {"k1": table.revision("customer", "k1")}
    table.say("customer", "k1", "revenue", "5")
    with pytest.raises(ChangedSince) as changed:
        put_customers(table.store, OWNER, table.id, [Customer(id="k1", name="Ander")], seen, "import")
    assert changed.value.names == ("Ander",)
    assert table.customer("k1").name == "K1"


def test_an_import_that_was_undone_is_imported_again(table: Table) -> None:
    customers = [Customer(id="k1", name="Een"), Customer(id="k2", name="Twee")]
    for round in range(3):
        receipt = put_customers(table.store, OWNER, table.id, customers, {}, f"import {round}")
        assert [each.name for each in table.company.customers] == ["Een", "Twee"]
        undo_write(table.store, OWNER, table.id, receipt.sequence)
        assert table.company.customers == ()
        assert [c.name for c in removed_customers(table.store, OWNER, table.id)] == ["Een", "Twee"]


def test_a_customer_that_was_taken_away_is_imported_again_beside_those_that_stayed(table: Table) -> None:
    customers = [Customer(id="k1", name="Een"), Customer(id="k2", name="Twee")]
    put_customers(table.store, OWNER, table.id, customers, {}, "first")
    table.say("customer", "k2", deed="remove")
    seen = {"k1": table.revision("customer", "k1")}
    put_customers(table.store, OWNER, table.id, customers, seen, "second")
    assert table.company.customers == tuple(customers)
    assert removed_customers(table.store, OWNER, table.id) == ()


def test_an_import_over_a_customer_that_was_taken_away_meanwhile_names_it(table: Table) -> None:
    table.add("customer", "k1")
    seen = {"k1": table.revision("customer", "k1")}
    table.say("customer", "k1", deed="remove")
    with pytest.raises(ChangedSince) as changed:
        put_customers(table.store, OWNER, table.id, [Customer(id="k1")], seen, "import")
    assert changed.value.names == ("",)
    assert "(zonder naam)" in changed.value.sentence()
    assert table.company.customers == ()


@pytest.mark.parametrize(("language", "words"), [("nl", "en nog 2"), ("en", "and 2 more")])
def test_of_many_names_the_first_ten_are_said(language: str, words: str) -> None:
    said = names_in_words([f"K{number}" for number in range(12)], language)
    assert said.startswith("K0, K1, ")
    assert said.endswith(f"K9, {words}")


def test_undoing_an_import_leaves_what_changed_since_and_names_it(table: Table) -> None:
    customers = [Customer(id="k1", name="Een"), Customer(id="k2", name="Twee")]
    receipt = put_customers(table.store, OWNER, table.id, customers, {}, "import")
    table.say("customer", "k1", "revenue", "5")
    undone = undo_write(table.store, OWNER, table.id, receipt.sequence)
    assert (undone.restored, undone.kept) == (1, ("Een",))
    assert [each.name for each in table.company.customers] == ["Een"]


def test_undoing_a_removal_brings_the_item_back(table: Table) -> None:
    table.add("value", "v1")
    gone = table.say("value", "v1", deed="remove")
    undo_write(table.store, OWNER, table.id, gone.sequence)
    assert [each.id for each in table.company.values] == ["v1"]


def test_after_an_import_the_list_is_whole_and_undoing_it_takes_that_back(table: Table) -> None:
    def bring_in(*ids: str) -> int:
        customers = [Customer(id=id) for id in ids]
        return put_customers(
            table.store, OWNER, table.id, customers, {}, next(table.writes), all_of_them=True
        ).sequence

    first = bring_in("k1")
    assert table.company.profile.all_customers is True
    bring_in("k2")
    undo_write(table.store, OWNER, table.id, first)
    assert table.company.profile.all_customers is None


def test_an_import_does_not_overrule_an_owner_who_has_more_customers(table: Table) -> None:
    table.say("company", "company", "all_customers", False)
    put_customers(table.store, OWNER, table.id, [Customer(id="k1")], {}, "import", all_of_them=True)
    assert table.company.profile.all_customers is False
