"""An overview behind a link: what it gives, to whom, and when it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from strategy.company.access import (
    NotAllowed,
    delete_company,
    follow_return_link,
    give_return_link,
    new_token,
    start_company,
    visitor_of_token,
)
from strategy.company.sharing import NotShared, freeze, open_share, preview, revoke, share_behind, shares_of
from strategy.nouns.company import Profile
from strategy.store.interface import Change, MemoryStore, Store
from strategy.words.texts import LANGUAGES, text
from tests import stores
from tests.stores import NOON

database = stores.database
postgres = stores.postgres
store = stores.store

AN, BO = visitor_of_token("an"), visitor_of_token("bo")
OVERVIEW = {
    "title": "Bakkerij <b>",
    "customers": [{"alias": "Klant A", "total": 71.5, "index": "inf", "gap": None}],
}


@pytest.fixture
def company(store: Store) -> str:
    return start_company(store, AN, Profile(name="Bakkerij Lievens"), "w1", NOON)


def shared(store: Store, company: str, label: str = "Voor de bank", **options: Any) -> str:
    return freeze(store, AN, company, "short", "nl", label, OVERVIEW, NOON, **options)


def refused(deed: Callable[[], Any]) -> tuple[str, str]:
    """All that a reader can learn from a refusal."""
    with pytest.raises((NotShared, NotAllowed)) as problem:
        deed()
    return str(problem.value), repr(problem.value.values)


def test_a_share_gives_the_overview_exactly_as_it_was_frozen(store: Store, company: str) -> None:
    token = shared(store, company)
    store.write(company, [Change.put(Profile(name="Renamed"), 1)], author="an", write_id="w2")
    assert open_share(store, token, NOON) == OVERVIEW


def test_a_share_tells_its_level_language_and_dates(store: Store, company: str) -> None:
    share = share_behind(store, shared(store, company), NOON)
    assert (share.level, share.language, share.company_id) == ("short", "nl", company)
    assert (share.created, share.expires) == (NOON, NOON + timedelta(days=90))
    assert share.overview == OVERVIEW


def test_what_is_changed_in_an_opened_overview_changes_nothing_for_the_next_reader(
    store: Store, company: str
) -> None:
    token = shared(store, company)
    open_share(store, token, NOON)["customers"].clear()
    assert open_share(store, token, NOON) == OVERVIEW


def test_unknown_revoked_and_expired_are_one_and_the_same(store: Store, company: str) -> None:
    expired, revoked = shared(store, company), shared(store, company)
    [newest, _] = shares_of(store, AN, company)
    revoke(store, AN, newest.token_hash, NOON)
    answers = {
        refused(lambda: open_share(store, new_token(), NOON)),
        refused(lambda: open_share(store, revoked, NOON)),
        refused(lambda: open_share(store, expired, NOON + timedelta(days=90))),
    }
    assert len(answers) == 1
    assert open_share(store, expired, NOON + timedelta(days=90, seconds=-1)) == OVERVIEW


@pytest.mark.parametrize("odd", ["", "\0", "\ud800", "x" * 1_000_000, "é😀\n", "../../etc", "' or 1=1 --"])
def test_a_malformed_token_is_an_unknown_one(store: Store, company: str, odd: str) -> None:
    shared(store, company)
    refused(lambda: open_share(store, odd, NOON))


def test_a_share_lasts_as_long_as_its_owner_wants(store: Store, company: str) -> None:
    week, always = shared(store, company, days=7), shared(store, company, days=None)
    refused(lambda: open_share(store, week, NOON + timedelta(days=7)))
    assert open_share(store, always, NOON + timedelta(days=7000)) == OVERVIEW


def test_only_an_owner_shares_lists_previews_and_revokes(store: Store, company: str) -> None:
    token = shared(store, company)
    [share] = shares_of(store, AN, company)
    refused(lambda: freeze(store, BO, company, "full", "nl", "", OVERVIEW, NOON))
    refused(lambda: shares_of(store, BO, company))
    refused(lambda: preview(store, BO, share.token_hash))
    refused(lambda: revoke(store, BO, share.token_hash, NOON))
    refused(lambda: revoke(store, AN, "unknown", NOON))
    assert open_share(store, token, NOON) == OVERVIEW


def test_an_owner_previews_what_the_receiver_sees(store: Store, company: str) -> None:
    token = shared(store, company)
    [share] = shares_of(store, AN, company)
    assert preview(store, AN, share.token_hash) == share_behind(store, token, NOON)
    refused(lambda: preview(store, AN, "unknown"))


def test_shares_are_listed_newest_first_also_when_they_ended(store: Store, company: str) -> None:
    shared(store, company, "  first\n")
    token = shared(store, company, "second")
    revoke(store, AN, shares_of(store, AN, company)[1].token_hash, NOON)
    [second, first] = shares_of(store, AN, company)
    assert (first.label, second.label, second.hint) == ("first", "second", token[-4:])
    assert not first.is_open(NOON)
    assert second.is_open(NOON)
    assert not second.is_open(NOON + timedelta(days=90))
    assert first.overview == second.overview == {}


def test_a_label_is_one_line_of_200_signs(store: Store, company: str) -> None:
    shared(store, company, "a\0b\x1b[1m\n\tc" + "🍺" * 300)
    [share] = shares_of(store, AN, company)
    assert share.label == "ab[1m c" + "🍺" * 193


def test_the_token_itself_is_not_kept(company: str, store: Store) -> None:
    token = shared(store, company)
    assert store.link(token) is None
    [share] = shares_of(store, AN, company)
    assert token not in repr(share)
    refused(lambda: open_share(store, share.token_hash, NOON))
    assert len(token) * 6 - len(share.hint) * 6 >= 128


def test_a_share_gives_no_right_and_a_return_link_shows_nothing(store: Store, company: str) -> None:
    token, way_back = shared(store, company), give_return_link(store, AN, company, NOON)
    refused(lambda: follow_return_link(store, BO, token, NOON))
    refused(lambda: open_share(store, way_back, NOON))
    assert len(shares_of(store, AN, company)) == 1
    refused(lambda: preview(store, AN, store.links(company, "return")[0].token_hash))


def test_deleting_the_company_ends_what_was_shared_of_it(store: Store, company: str) -> None:
    token = shared(store, company)
    delete_company(store, AN, company)
    refused(lambda: open_share(store, token, NOON))


def test_sharing_a_company_that_was_just_deleted_is_refused() -> None:
    class DeletedMeanwhile(MemoryStore):
        """A store in which another owner deletes the company between the check and the sharing."""

        def put_link(self, link: Any) -> None:
            self.delete_company(link.subject)
            super().put_link(link)

    store = DeletedMeanwhile()
    company = start_company(store, AN, Profile(), "w1", NOON)
    refused(lambda: shared(store, company))
    assert store.links(company, "share") == []


def test_not_shared_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        assert text(NotShared.code, language)
