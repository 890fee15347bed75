"""Who may open which company, and what happens to a company as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from strategy.company.access import (
    NotAllowed,
    Visitor,
    companies_of,
    delete_company,
    export_company,
    follow_return_link,
    give_return_link,
    import_company,
    may_edit,
    new_token,
    open_example,
    owner_or_stop,
    return_links,
    revoke_link,
    start_company,
    visitor_of_token,
)
from strategy.company.file_limits import RefusedFile
from strategy.nouns.company import Answer, Company, Customer, Profile, Segment, Settings
from strategy.store.interface import Change, Grant, MemoryStore, Receipt, Store
from strategy.words.texts import LANGUAGES, text
from tests import stores
from tests.stores import NOON

database = stores.database
postgres = stores.postgres
store = stores.store

AN, BO = visitor_of_token("an"), visitor_of_token("bo")
BAKER = Profile(name="Bakkerij Lievens")
FULL = Company(
    profile=BAKER,
    settings=Settings(hourly_cost=45, bounds=(80, 60, 20)),
    answers=(Answer(id="B1", values={"not_for": "wie niet betaalt"}),),
    segments=(Segment(id="s2", name="Horeca"), Segment(id="s1", name="<b>Gezinnen</b> 🍺")),
    customers=(Customer(id="k1", name="Café 't Hoekske", revenue=1234.5, segment="s2", values={"v1": 0.5}),),
)


def start(store: Store, visitor: Visitor = AN, write_id: str = "w1", now: datetime = NOON) -> str:
    return start_company(store, visitor, BAKER, write_id, now)


def refused(deed: Callable[[], Any]) -> tuple[str, str]:
    """How this deed is refused: all that a visitor can learn from it."""
    with pytest.raises(NotAllowed) as problem:
        deed()
    return str(problem.value), repr(problem.value.values)


# Visitors


def test_a_visitor_is_the_hash_of_its_token_never_the_token() -> None:
    assert visitor_of_token("an") == visitor_of_token("an") != visitor_of_token("bo")
    assert len(AN.hash) == 64
    assert set(AN.hash) <= set("0123456789abcdef")


@pytest.mark.parametrize("odd", ["", "\0", "\ud800", "x" * 1_000_000, "é😀\n"])
def test_any_cookie_makes_a_visitor_without_rights(store: Store, odd: str) -> None:
    start(store)
    assert companies_of(store, visitor_of_token(odd)) == []


def test_tokens_are_long_different_and_safe_in_an_address() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 32 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


# Rights


def test_who_starts_a_company_owns_it_and_nobody_else_does(store: Store) -> None:
    company_id = start(store)
    owner_or_stop(store, AN, company_id)
    assert may_edit(store, AN, company_id)
    assert not may_edit(store, BO, company_id)
    with pytest.raises(NotAllowed):
        owner_or_stop(store, BO, company_id)


def test_a_company_of_another_is_refused_exactly_like_one_that_is_not_there(store: Store) -> None:
    company_id = start(store)
    for verb in (owner_or_stop, export_company, delete_company, return_links):
        there = refused(lambda verb=verb: verb(store, BO, company_id))
        assert there == refused(lambda verb=verb: verb(store, BO, "nothing here"))
    there = refused(lambda: give_return_link(store, BO, company_id, NOON))
    assert there == refused(lambda: give_return_link(store, BO, "nothing here", NOON))
    assert store.read(company_id).company.profile == BAKER


def test_a_part_in_a_workshop_gives_no_right_to_the_company(store: Store) -> None:
    company_id = start(store)
    for role in ("facilitator", "participant"):
        store.grant(Grant(BO.hash, role, company_id, NOON))
    assert not may_edit(store, BO, company_id)
    assert companies_of(store, BO) == []


def test_every_refusal_has_words_in_both_languages() -> None:
    for problem in (NotAllowed(), RefusedFile(), RefusedFile("customers.0.revenue")):
        for language in LANGUAGES:
            assert text(problem.code, language, **problem.values)


# Starting


def test_a_started_company_has_a_profile_and_a_number_nobody_guesses(store: Store) -> None:
    company_id = start(store)
    assert store.read(company_id).company == Company(profile=BAKER)
    assert len(company_id) == 32
    assert store.history(company_id)[0].author == AN.hash


def test_starting_again_with_the_same_write_id_gives_the_same_company(store: Store) -> None:
    company_id = start(store)
    store.write(company_id, [Change.put(Segment(id="s1"))], author="an", write_id="w2")
    assert start(store) == company_id
    assert store.sequence(company_id) == 2
    assert len(companies_of(store, AN)) == 1


def test_another_write_id_or_another_visitor_starts_another_company(store: Store) -> None:
    assert len({start(store), start(store, write_id="w2"), start(store, BO)}) == 3
    assert len(companies_of(store, AN)) == 2
    assert len(companies_of(store, BO)) == 1


class StopsBeforeWriting(MemoryStore):
    """A store whose server stops at the moment of the first write."""

    stopped = False

    def write(self, *arguments: Any, **named: Any) -> Receipt:
        if not self.stopped:
            self.stopped = True
            raise ConnectionError
        return super().write(*arguments, **named)


def test_a_start_that_was_cut_off_shows_nothing_and_can_be_repeated() -> None:
    store = StopsBeforeWriting()
    with pytest.raises(ConnectionError):
        start(store)
    assert companies_of(store, AN) == []
    [grant] = store.grants(AN.hash)
    refused(lambda: export_company(store, AN, grant.subject))
    assert start(store) == grant.subject
    assert [company.company_id for company in companies_of(store, AN)] == [grant.subject]


def test_a_deleted_company_does_not_come_back_by_repeating_its_start(store: Store) -> None:
    company_id = start(store)
    delete_company(store, AN, company_id)
    refused(lambda: start(store))
    assert companies_of(store, AN) == []


def test_my_companies_come_with_the_one_written_last_on_top(store: Store) -> None:
    first = start(store, write_id="w1", now=NOON)
    second = start(store, write_id="w2", now=NOON + timedelta(hours=1))
    assert [company.company_id for company in companies_of(store, AN)] == [second, first]
    later = NOON + timedelta(hours=2)
    store.write(first, [Change.put(Segment(id="s1"))], author="an", write_id="w", at=later)
    [top, _] = companies_of(store, AN)
    assert (top.company_id, top.profile, top.sequence, top.at) == (first, BAKER, 2, later)


# Examples, files, deleting


def test_an_example_is_a_copy_of_its_own_marked_as_one(store: Store) -> None:
    an = open_example(store, AN, FULL, "w1", NOON)
    bo = open_example(store, BO, FULL, "w1", NOON)
    assert an != bo
    company = store.read(an).company
    assert company.profile == BAKER.model_copy(update={"example": True})
    assert company.customers == FULL.customers
    assert not FULL.profile.example


def test_a_company_taken_along_and_brought_back_is_equal(store: Store) -> None:
    first = import_company(store, AN, FULL.to_file(), "w1", NOON)
    file = json.loads(json.dumps(export_company(store, AN, first)))
    again = import_company(store, BO, file, "w1", NOON)
    assert again != first
    assert store.read(again).company == store.read(first).company == FULL
    assert export_company(store, BO, again) == file


def test_a_file_with_other_fixed_ids_still_gives_one_profile_and_one_settings(store: Store) -> None:
    file = FULL.to_file()
    file["company"]["id"], file["settings"]["id"] = "x", "y"
    company_id = import_company(store, AN, file, "w1", NOON)
    assert store.read(company_id).company == FULL


@pytest.mark.parametrize(
    ("file", "field"),
    [
        ({"format": "bierkaartjes/99"}, ""),
        ([], ""),
        ("text", ""),
        (None, ""),
        ({"company": "Bakkerij"}, ""),
        ({"company": {"shoe_size": 44}}, "shoe_size"),
        ({"customers": {"id": "k1"}}, "customers"),
        ({"customers": [{"id": "k1", "revenue": -1}]}, "customers.0.revenue"),
        ({"customers": [{"id": "k1", "revenue": float("nan")}]}, "customers.0.revenue"),
        ({"customers": [{"id": "k 1"}]}, "customers.0.id"),
        ({"customers": [{"id": "k1", "name": "\ud800"}]}, "customers.0.name"),
        ({"customers": [{"id": "k1"}, {"id": "k1"}]}, "customers.k1"),
        ({"settings": {"bounds": [10, 20, 30]}}, "settings"),
    ],
)
def test_a_file_that_is_wrong_is_refused_whole_with_the_field(store: Store, file: Any, field: str) -> None:
    with pytest.raises(RefusedFile) as problem:
        import_company(store, AN, file, "w1", NOON)
    assert problem.value.values == {"field": field}
    assert store.grants(AN.hash) == []


def test_a_file_without_anything_is_an_empty_company(store: Store) -> None:
    assert store.read(import_company(store, AN, {}, "w1", NOON)).company == Company()


def test_an_owner_deletes_a_company_for_good_for_everybody(store: Store) -> None:
    company_id = start(store)
    follow_return_link(store, BO, give_return_link(store, AN, company_id, NOON), NOON)
    delete_company(store, BO, company_id)
    assert companies_of(store, AN) == companies_of(store, BO) == []
    refused(lambda: delete_company(store, BO, company_id))


# Return links


def test_a_return_link_makes_every_browser_that_opens_it_an_owner(store: Store) -> None:
    company_id = start(store)
    token = give_return_link(store, AN, company_id, NOON)
    for visitor in (BO, visitor_of_token("phone"), BO):
        assert follow_return_link(store, visitor, token, NOON + timedelta(days=179)) == company_id
        owner_or_stop(store, visitor, company_id)
    assert len(store.granted(company_id)) == 3


def test_a_return_link_ends_after_180_days_and_when_revoked_alike(store: Store) -> None:
    company_id = start(store)
    token, other = (give_return_link(store, AN, company_id, NOON) for _ in range(2))
    [newest, _] = return_links(store, AN, company_id)
    revoke_link(store, AN, newest.token_hash, NOON)
    expired = refused(lambda: follow_return_link(store, BO, token, NOON + timedelta(days=180)))
    revoked = refused(lambda: follow_return_link(store, BO, other, NOON))
    unknown = refused(lambda: follow_return_link(store, BO, new_token(), NOON))
    assert expired == revoked == unknown
    assert not may_edit(store, BO, company_id)


@pytest.mark.parametrize("odd", ["", "\0", "\ud800", "x" * 1_000_000, "é😀\n", "../../etc", "' or 1=1 --"])
def test_a_malformed_return_link_is_an_unknown_one(store: Store, odd: str) -> None:
    start(store)
    refused(lambda: follow_return_link(store, BO, odd, NOON))


def test_return_links_are_listed_without_anything_that_opens_them(store: Store) -> None:
    company_id = start(store)
    token = give_return_link(store, AN, company_id, NOON, "  Thuis\n<b>\0 ")
    [link] = return_links(store, AN, company_id)
    assert (link.label, link.hint, link.expires) == ("Thuis <b>", token[-4:], NOON + timedelta(days=180))
    assert token not in repr(link)
    refused(lambda: follow_return_link(store, BO, link.token_hash, NOON))


def test_only_an_owner_revokes_a_return_link(store: Store) -> None:
    company_id = start(store)
    token = give_return_link(store, AN, company_id, NOON)
    [link] = return_links(store, AN, company_id)
    assert refused(lambda: revoke_link(store, BO, link.token_hash, NOON)) == refused(
        lambda: revoke_link(store, BO, "unknown", NOON)
    )
    assert follow_return_link(store, BO, token, NOON) == company_id


def test_the_return_link_of_a_deleted_company_leads_nowhere(store: Store) -> None:
    company_id = start(store)
    token = give_return_link(store, AN, company_id, NOON)
    delete_company(store, AN, company_id)
    refused(lambda: follow_return_link(store, BO, token, NOON))
    assert store.grants(BO.hash) == []
