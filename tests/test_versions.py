"""Versions: naming a moment, going back to any of them, and what lies between two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.company.access import (
    NotAllowed,
    Visitor,
    delete_company,
    export_company,
    open_example,
    start_company,
)
from strategy.company.fields import UNKNOWN
from strategy.company.saying import Saying, say, undo_write
from strategy.company.sharing import NotShared, open_share
from strategy.comparing.differences import FieldChange, changed_fields, items_that_differ, together
from strategy.comparing.moments import (
    ClassMove,
    Moved,
    NoName,
    NoSuchVersion,
    attribution,
    compare,
    compare_companies,
    forget_moment,
    moments,
    move_sentence,
    name_moment,
    restore,
    told,
)
from strategy.nouns.company import (
    Channel,
    Company,
    Customer,
    Override,
    Profile,
    Segment,
    Settings,
    Value,
    Weights,
)
from strategy.scoring.scores import score
from strategy.store.interface import Change, MemoryStore, Store
from strategy.words.texts import LANGUAGES, text
from tests import stores
from tests.portfolios import EXAMPLE, PORTFOLIOS, SETTINGS, customer, judged

database = stores.database
postgres = stores.postgres
store = stores.store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OWNER, STRANGER = Visitor("a" * 64), Visitor("b" * 64)
QUICK = settings(max_examples=60, deadline=None)
COMPANIES = st.builds(lambda some, chosen: Company(customers=some, settings=chosen), PORTFOLIOS, SETTINGS)


class Table:
    """A company on the table of a store; everything said gets a fresh write id."""

    def __init__(self, store: Store, company: Company | None = None) -> None:
        self.store = store
        if company is None:
            self.id = start_company(store, OWNER, Profile(name="De Gouden Letter"), "start", NOW)
        else:
            self.id = open_example(store, OWNER, company, "example", NOW)
        self.ids = (f"w{number}" for number in count())

    def say(self, kind: str, id: str, field: str = "", value: Any = None, deed: Any = "set") -> int:
        saying = Saying(
            company_id=self.id,
            kind=kind,
            id=id,
            field=field,
            value=value,
            seen=self.store.read(self.id).revision(kind, id),
            write_id=next(self.ids),
            deed=deed,
        )
        return say(self.store, OWNER, saying).sequence

    def add(self, kind: str, id: str, **values: Any) -> int:
        return self.say(kind, id, value={"name": id.title(), **values}, deed="add")

    def name(self, name: str, sequence: int | None = None, write_id: str = "") -> Any:
        return name_moment(
            self.store, OWNER, self.id, name, write_id or next(self.ids), NOW + timedelta(days=1), sequence
        )

    def back_to(self, sequence: int, write_id: str = "") -> Any:
        return restore(self.store, OWNER, self.id, sequence, write_id or next(self.ids))

    @property
    def company(self) -> Company:
        return self.store.read(self.id).company


@pytest.fixture
def table(store: Store) -> Table:
    return Table(store)


# --- moments -------------------------------------------------------------------------------------------------


def test_a_moment_names_the_company_as_it_stands(table: Table) -> None:
    sequence = table.add("customer", "bakker")
    moment = table.name("  Na de workshop\n van maart ")
    assert (moment.name, moment.sequence) == ("Na de workshop van maart", sequence)
    assert moment.at == table.store.read(table.id).at
    assert moment.named == NOW + timedelta(days=1)
    assert moments(table.store, OWNER, table.id) == [moment]


def test_moments_stand_with_the_latest_version_on_top(table: Table) -> None:
    table.add("customer", "bakker")
    late, early = table.name("laat"), table.name("vroeg", sequence=1)
    assert moments(table.store, OWNER, table.id) == [late, early]


def test_naming_twice_with_one_write_id_names_once(table: Table) -> None:
    first = table.name("maart", write_id="once")
    table.add("customer", "bakker")
    assert table.name("april", write_id="once") == first
    assert moments(table.store, OWNER, table.id) == [first]


def test_a_moment_that_is_forgotten_is_gone_and_its_version_stays(table: Table) -> None:
    moment = table.name("maart")
    for _ in range(2):
        forget_moment(table.store, OWNER, table.id, moment.id, NOW)
    forget_moment(table.store, OWNER, table.id, "nothing", NOW)
    assert moments(table.store, OWNER, table.id) == []
    assert table.back_to(moment.sequence).items == 0


@pytest.mark.parametrize("name", ["", "  \n", "\x00"])
def test_a_moment_needs_a_name(table: Table, name: str) -> None:
    with pytest.raises(NoName) as problem:
        table.name(name)
    assert all(text(problem.value.code, language) for language in LANGUAGES)


@pytest.mark.parametrize("sequence", [0, -1, 99])
def test_a_version_that_was_never_made_cannot_be_named_opened_or_compared(
    table: Table, sequence: int
) -> None:
    for deed in (
        lambda: table.name("x", sequence=sequence),
        lambda: table.back_to(sequence),
        lambda: compare(table.store, OWNER, table.id, 1, sequence),
    ):
        with pytest.raises(NoSuchVersion) as problem:
            deed()
        assert all(text(problem.value.code, language) for language in LANGUAGES)


def test_naming_a_moment_is_no_version_and_stays_out_of_the_company_file(table: Table) -> None:
    file = export_company(table.store, OWNER, table.id)
    table.name("maart")
    assert table.store.sequence(table.id) == 1
    assert export_company(table.store, OWNER, table.id) == file


def test_no_token_opens_a_moment(table: Table) -> None:
    moment = table.name("maart", write_id="w")
    for token in (moment.id, f"moment {table.id} w"):
        with pytest.raises(NotShared):
            open_share(table.store, token, NOW)


def test_moments_go_with_their_company(table: Table) -> None:
    moment = table.name("maart")
    delete_company(table.store, OWNER, table.id)
    assert table.store.link(moment.id) is None


def test_only_an_owner_sees_or_does_any_of_this(table: Table) -> None:
    moment = table.name("maart")
    everything = (
        lambda: name_moment(table.store, STRANGER, table.id, "x", "w", NOW),
        lambda: moments(table.store, STRANGER, table.id),
        lambda: forget_moment(table.store, STRANGER, table.id, moment.id, NOW),
        lambda: told(table.store, STRANGER, table.id),
        lambda: restore(table.store, STRANGER, table.id, 1, "w"),
        lambda: compare(table.store, STRANGER, table.id, 1, 1),
    )
    for deed in everything:
        with pytest.raises(NotAllowed):
            deed()


def test_a_moment_of_another_company_cannot_be_forgotten_from_here(table: Table) -> None:
    other = Table(table.store, EXAMPLE)
    moment = other.name("maart")
    forget_moment(table.store, OWNER, table.id, moment.id, NOW)
    assert moments(table.store, OWNER, other.id) == [moment]


# --- going back ----------------------------------------------------------------------------------------------


def test_going_back_brings_back_what_was_changed_removed_and_added(table: Table) -> None:
    table.add("customer", "bakker", revenue="1000")
    then = table.add("customer", "slager")
    before = table.company
    table.say("customer", "bakker", "revenue", "2000")
    table.say("customer", "slager", deed="remove")
    table.add("customer", "kapper")
    table.say("settings", "settings", "hourly_cost", "45")
    last = table.say("company", "company", "name", "Iets anders")
    went = table.back_to(then)
    assert table.company == before
    assert (went.sequence, went.items) == (last + 1, 5)


def test_nothing_is_lost_by_going_back(table: Table) -> None:
    then = table.add("customer", "bakker")
    now = table.add("customer", "slager")
    after = table.company
    went = table.back_to(then)
    assert table.store.read_at(table.id, now).company == after
    undo_write(table.store, OWNER, table.id, went.sequence)
    assert table.company == after


def test_one_can_go_back_and_forth(table: Table) -> None:
    first = table.add("customer", "bakker")
    second = table.say("customer", "bakker", deed="remove")
    third = table.say("customer", "bakker", deed="restore")
    for sequence, here in ((first, 1), (second, 0), (third, 1), (1, 0), (first, 1), (second, 0)):
        table.back_to(sequence)
        assert len(table.company.customers) == here


def test_going_back_twice_with_one_write_id_goes_back_once(table: Table) -> None:
    table.add("customer", "bakker")
    first = table.back_to(1, "once")
    table.add("customer", "slager")
    assert table.back_to(1, "once") == first
    assert [each.id for each in table.company.customers] == ["slager"]


def test_moments_survive_going_back_to_before_them(table: Table) -> None:
    table.add("customer", "bakker")
    moment = table.name("maart")
    table.back_to(1)
    assert moments(table.store, OWNER, table.id) == [moment]
    table.back_to(moment.sequence)
    assert [each.id for each in table.company.customers] == ["bakker"]


@QUICK
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, 1.0, 2.0])), max_size=8), st.data())
def test_any_version_comes_back_exactly(deeds: list[tuple[str, float | None]], data: st.DataObject) -> None:
    table = Table(MemoryStore())
    for number, (id, revenue) in enumerate(deeds):
        seen = max((each.revision for each in table.store.history(table.id, "customer", id)), default=0)
        item = None if revenue is None else Customer(id=id, revenue=revenue)
        change = Change("customer", id, seen, item)
        table.store.write(table.id, [change], author="an", write_id=f"deed {number}")
    sequence = data.draw(st.integers(1, table.store.sequence(table.id)))
    then = table.store.read_at(table.id, sequence).company
    table.back_to(sequence)
    assert table.company == then


# --- what was said differently -------------------------------------------------------------------------------


def fields_of(before: dict[str, Any], after: dict[str, Any]) -> list[FieldChange]:
    return list(changed_fields(Company(**before), Company(**after)))


def test_a_changed_answer_tells_what_it_was_and_what_it_became() -> None:
    before = {"customers": (customer("k", name="Bakker", revenue=10, judged={"margin": 3}),)}
    after = {"customers": (customer("k", name="Bakker", revenue=12.5, judged={"margin": 4}),)}
    assert fields_of(before, after) == [
        FieldChange("customer", "k", "Bakker", "changed", "revenue", 10, 12.5),
        FieldChange("customer", "k", "Bakker", "changed", "judged.margin", 3, 4),
    ]


def test_items_that_came_and_went_are_named_once() -> None:
    before = {"segments": (Segment(id="s1", name="Horeca"),)}
    after = {"segments": (Segment(id="s2", name="Scholen"),)}
    assert fields_of(before, after) == [
        FieldChange("segment", "s2", "Scholen", "added"),
        FieldChange("segment", "s1", "Horeca", "removed"),
    ]


def test_links_are_told_by_name() -> None:
    known = {"segments": (Segment(id="s", name="Horeca"),), "values": (Value(id="v", name="Snel"),)}
    before = {**known, "customers": (customer("k"),), "channels": (Channel(id="c"),)}
    linked = customer("k", segment="s", values={"v": 1.0})
    after = {**known, "customers": (linked,), "channels": (Channel(id="c", customers=("k", "x")),)}
    found = {(each.kind, each.field): each for each in fields_of(before, after)}
    assert found["customer", "segment"].after == "Horeca"
    assert (found["customer", "values.v"].about, found["customer", "values.v"].after) == ("Snel", 1)
    assert found["channel", "customers"].after == ["k", "x"]


def test_not_knowing_on_purpose_is_a_change_too() -> None:
    before = {"customers": (customer("k", hours=5),)}
    after = {"customers": (customer("k", unknown=("hours",)),)}
    assert [(each.field, each.before, each.after) for each in fields_of(before, after)] == [
        ("hours", 5, UNKNOWN)
    ]


def test_a_class_by_hand_is_told_part_by_part() -> None:
    given_by_hand = customer("k", override=Override(klass="A", reason="Familie", who="An", at=NOW))
    found = {
        each.field: each.after
        for each in fields_of({"customers": (customer("k"),)}, {"customers": (given_by_hand,)})
    }
    assert (found["override.klass"], found["override.reason"]) == ("A", "Familie")


@QUICK
@given(COMPANIES, COMPANIES)
def test_nothing_differs_only_between_equals(one: Company, other: Company) -> None:
    assert changed_fields(one, one) == ()
    assert items_that_differ(one, one) == {}
    assert bool(changed_fields(one, other)) == bool(items_that_differ(one, other)) == (one != other)


# --- why a customer changed class ----------------------------------------------------------------------------


@QUICK
@given(COMPANIES, COMPANIES)
def test_the_three_parts_add_up_to_the_change_of_the_total(before: Company, after: Company) -> None:
    old, new = (
        {each.id: each.total for each in score(one.customers, one.settings)} for one in (before, after)
    )
    found = attribution(before, after)
    assert set(found) == set(old) & set(new)
    for id, moved in found.items():
        was, now = old[id], new[id]
        if was is None or now is None:
            assert moved is None
        elif moved is not None:
            assert moved.figures + moved.judgement + moved.settings == pytest.approx(now - was, abs=1e-9)


@QUICK
@given(COMPANIES, COMPANIES)
def test_the_way_back_is_the_opposite_of_the_way_there(before: Company, after: Company) -> None:
    there, back = attribution(before, after), attribution(after, before)
    for id, moved in there.items():
        returned = back[id]
        assert (moved is None) == (returned is None)
        if moved and returned:
            assert (moved.figures, moved.judgement, moved.settings) == pytest.approx(
                (-returned.figures, -returned.judgement, -returned.settings)
            )


@QUICK
@given(COMPANIES, SETTINGS)
def test_what_did_not_change_moved_nothing(company: Company, other: Settings) -> None:
    for moved in attribution(company, company.model_copy(update={"settings": other})).values():
        if moved is not None:
            assert (moved.figures, moved.judgement) == (0, 0)


def by_judgement(**given: Any) -> Company:
    return Company(customers=(customer("k", name="Bakker", **given),), settings=Settings(method="judgement"))


def test_a_judgement_that_rose_is_all_the_doing_of_judgement() -> None:
    before = by_judgement(judged=judged(3, 3, 3, 3, 3))
    after = by_judgement(judged=judged(4, 4, 4, 4, 4))
    [move] = compare_companies(before, after).classes
    assert (move.before, move.after, move.total_before, move.total_after) == ("B", "A", 50, 75)
    assert move.moved == Moved(0, 25, 0)
    assert not move.by_hand


def test_what_figures_and_settings_did_together_is_shared_over_the_orders() -> None:
    """Days to pay from 60 to 30 (25 to 75 points) while the reference goes from 30 to 60 days.

    Figures first: 25 to 75 to 100; settings first: 25 to 75 to 100. Speed alone has weight, so each did half of
    the 75 points.
    """
    speed = Weights(revenue=0, margin=0, speed=1, innovation=0, network=0)

    def company(days: float, reference: float) -> Company:
        chosen = Settings(method="figures", weights=speed, reference_days_to_pay=reference)
        return Company(customers=(customer("k", days_to_pay=days, days_to_decide=0),), settings=chosen)

    moved = attribution(company(60, 30), company(30, 60))["k"]
    assert moved is not None
    assert (moved.figures, moved.judgement, moved.settings) == pytest.approx((37.5, 0, 37.5))


def test_orders_through_the_unknown_are_left_out() -> None:
    """First only a figure was known, then only a judgement: figures cannot go before judgement."""
    speed = Settings(weights=Weights(revenue=0, margin=0, speed=1, innovation=0, network=0))
    before = Company(customers=(customer("k", days_to_pay=30),), settings=speed)
    after = Company(customers=(customer("k", judged={"pays": 5}),), settings=speed)
    moved = attribution(before, after)["k"]
    assert moved is not None
    assert moved.figures + moved.judgement + moved.settings == pytest.approx(25)


def test_a_total_that_was_unknown_has_no_explanation() -> None:
    before, after = Company(customers=(customer("k"),)), by_judgement(judged=judged(4, 4, 4, 4, 4))
    [move] = compare_companies(before, after).classes
    assert (move.before, move.after, move.total_before, move.moved) == ("?", "A", None, None)


def test_a_class_by_hand_moves_the_class_and_not_the_total() -> None:
    before = by_judgement(judged=judged(3, 3, 3, 3, 3))
    after = by_judgement(
        judged=judged(3, 3, 3, 3, 3), override=Override(klass="A", reason="Familie", who="An", at=NOW)
    )
    [move] = compare_companies(before, after).classes
    assert (move.after, move.moved, move.by_hand) == ("A", Moved(0, 0, 0), True)


def test_customers_that_came_and_went_are_named_with_their_class() -> None:
    strong = judged(5, 5, 5, 5, 5)
    found = compare_companies(by_judgement(judged=strong), Company(customers=(customer("n", name="Nieuw"),)))
    assert [(each.name, each.klass) for each in found.came] == [("Nieuw", "?")]
    assert [(each.name, each.klass) for each in found.went] == [("Bakker", "A")]
    assert found.classes == ()


def test_two_versions_are_compared_as_they_were_written(table: Table) -> None:
    first = table.add("customer", "bakker", revenue="1000")
    second = table.say("customer", "bakker", "revenue", "2000")
    table.say("customer", "bakker", "revenue", "3000")
    found = compare(table.store, OWNER, table.id, first, second)
    assert [(each.field, each.before, each.after) for each in found.fields] == [("revenue", 1000, 2000)]
    assert compare(table.store, OWNER, table.id, second, second).fields == ()


# --- words ---------------------------------------------------------------------------------------------------


def test_the_sentence_tells_where_the_points_came_from() -> None:
    move = ClassMove("k", "Bakker", "B", "A", 50.0, 75.0, Moved(30.04, -5.04, 0), False)
    assert move_sentence(move, "Bakker") == (
        "Bakker ging van B naar A. De score steeg van 50,0 naar 75,0: +30,0 door cijfers, -5,0 door oordelen."
    )


def test_the_parts_in_the_sentence_add_up_after_rounding() -> None:
    third = 5 / 3
    move = ClassMove("k", "K", "B", "A", 65.0, 70.0, Moved(third, third, third), False)
    assert "+1,6 door cijfers, +1,7 door oordelen, +1,7 door gewichten" in move_sentence(move, "K")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_move_has_a_sentence(language: str) -> None:
    moves = (
        ClassMove("k", "K", "B", "A", 65.0, 70.0, Moved(5, 0, 0), False),
        ClassMove("k", "K", "A", "B", 70.0, 65.0, Moved(0, 0, -5), False),
        ClassMove("k", "K", "A", "C", 70.0, 70.0, Moved(1, -1, 0), False),
        ClassMove("k", "K", "?", "C", None, 30.0, None, False),
        ClassMove("k", "K", "C", "A", 40.0, 40.0, Moved(0, 0, 0), True),
    )
    said = [move_sentence(move, "K", language) for move in moves]
    assert len(set(said)) == len(moves)
    assert all("{" not in words for words in said)


# --- what every write changed ----------------------------------------------------------------------------------


def test_every_write_tells_what_it_changed_and_a_day_tells_each_field_once() -> None:
    store = MemoryStore()
    company = start_company(store, OWNER, Profile(name="Zon"), "start", NOW)
    janssens = Customer(id="k1", name="Janssens", revenue=1)
    store.write(company, [Change.put(janssens)], author="a", write_id="0", at=NOW)
    for place, revenue in enumerate((2.0, 3.0, 4.0), 1):
        put = Change.put(janssens.model_copy(update={"revenue": revenue}), place)
        store.write(company, [put], author="a", write_id=str(place), at=NOW)
    written = told(store, OWNER, company)
    assert [each.sequence for each in written] == [5, 4, 3, 2, 1]
    assert [(each.field, each.before, each.after) for each in written[0].changes] == [("revenue", 3.0, 4.0)]
    day = together(change for each in reversed(written[:-1]) for change in each.changes)
    assert [(each.field, each.deed, each.before, each.after) for each in day] == [
        ("", "added", None, None),
        ("revenue", "changed", 1.0, 4.0),
    ]


def test_what_came_and_went_within_a_day_or_came_back_to_itself_is_not_told() -> None:
    store = MemoryStore()
    company = start_company(store, OWNER, Profile(name="Zon"), "start", NOW)
    first = store.sequence(company)
    janssens, other = Customer(id="k1", name="A"), Customer(id="k2", name="B")
    store.write(company, [Change.put(janssens), Change.put(other)], author="a", write_id="0", at=NOW)
    store.write(
        company, [Change.put(other.model_copy(update={"hours": 2}), 1)], author="a", write_id="1", at=NOW
    )
    store.write(company, [Change.put(other, 2), Change.remove(janssens, 1)], author="a", write_id="2", at=NOW)
    later = [each for each in told(store, OWNER, company) if each.sequence > first]
    day = together(change for each in reversed(later) for change in each.changes)
    assert [(each.id, each.deed) for each in day] == [("k2", "added")]
