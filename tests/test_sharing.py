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
    hash_of_token,
    new_token,
    start_company,
    visitor_of_token,
)
from strategy.company.passwords import (
    FREE_TRIES,
    LONGEST_WAIT,
    REMEMBERED_FOR,
    ShortPassword,
    TooManyTries,
    Tries,
    is_right,
)
from strategy.company.sharing import (
    NotShared,
    Terms,
    change,
    editions,
    freeze,
    known_share,
    new_address,
    note_seen,
    open_share,
    preview,
    revoke,
    revoke_all,
    share_behind,
    shares_of,
)
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
    return str(problem.value), repr(vars(problem.value).get("values"))


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


# Terms, passwords, addresses


def test_a_link_is_never_there_without_its_password_and_terms(store: Store, company: str) -> None:
    given = Terms(own_words=True, parts=("work",), sequence=3)
    inserted: list[Any] = []
    put = store.put_link
    store.put_link = lambda link: (inserted.append(link), put(link))[1]  # type: ignore[method-assign,func-returns-value]
    token = shared(store, company, terms=given, password="geheim woord")
    (row,) = inserted
    assert row.password.startswith("$argon2")
    share = share_behind(store, token, NOON)
    assert (share.terms, share.password) == (given, row.password)
    assert "geheim" not in repr(share) + row.password


def test_a_password_is_right_however_it_is_composed_or_copied() -> None:
    kept = freeze_password("crème brûlée")
    assert is_right(" cre\u0300me bru\u0302le\u0301e\n", kept)
    assert not is_right("creme brulee", kept)
    assert not is_right("", kept)
    assert not is_right("crème brûlée", "no hash of ours")
    with pytest.raises(ShortPassword):
        freeze_password("kort ")


def freeze_password(password: str) -> str:
    store = MemoryStore()
    company = start_company(store, AN, Profile(), "w1", NOON)
    kept = share_behind(store, shared(store, company, password=password), NOON).password
    assert kept is not None
    return kept


def test_a_program_that_knows_no_passwords_shows_nothing_of_a_link_that_has_one(
    store: Store, company: str
) -> None:
    token = shared(store, company, password="geheim woord")
    kept = store.link(hash_of_token(token))
    assert kept is not None
    assert "title" not in kept.payload
    assert open_share(store, token, NOON) == OVERVIEW


def test_a_live_link_keeps_nothing_of_the_overview(store: Store, company: str) -> None:
    share = share_behind(store, shared(store, company, terms=Terms(live=True)), NOON)
    assert share.terms.live
    assert share.overview == {}


def test_a_new_address_gives_the_same_and_the_old_one_keeps_working(store: Store, company: str) -> None:
    old = shared(store, company, terms=Terms(bands=True), password="geheim woord")
    [entry] = shares_of(store, AN, company)
    new = new_address(store, AN, entry.entry, NOON + timedelta(minutes=1))
    assert open_share(store, old, NOON) == open_share(store, new, NOON) == OVERVIEW
    [listed] = shares_of(store, AN, company)
    assert [address.hint for address in listed.addresses] == [new[-4:], old[-4:]]
    assert listed.created == NOON
    assert known_share(store, new, NOON).key == known_share(store, old, NOON).key
    revoke(store, AN, listed.addresses[1].token_hash, NOON)
    refused(lambda: open_share(store, old, NOON))
    assert open_share(store, new, NOON) == OVERVIEW
    assert shares_of(store, AN, company)[0].is_open(NOON)
    revoke_all(store, AN, entry.entry, NOON)
    refused(lambda: open_share(store, new, NOON))
    assert not shares_of(store, AN, company)[0].is_open(NOON)


def test_a_change_holds_for_every_address_and_makes_another_edition(store: Store, company: str) -> None:
    tokens = [shared(store, company, password="geheim woord")]
    [entry] = shares_of(store, AN, company)
    tokens.append(new_address(store, AN, entry.entry, NOON))
    hashes = [hash_of_token(token) for token in tokens]
    before, key = editions(store, hashes, NOON), known_share(store, tokens[0], NOON).key
    assert len(set(before.values())) == 1
    less = {"title": "Less"}
    options: dict[str, Any] = {"level": "standard", "label": " the\nbank ", "overview": less}
    change(store, AN, entry.entry, terms=Terms(parts=("work",)), expires=None, **options)
    for token in tokens:
        share = share_behind(store, token, NOON + timedelta(days=900))
        assert (share.level, share.overview, share.label) == ("standard", less, "the bank")
        assert (share.terms.parts, share.expires, share.key) == (("work",), None, key)
    assert not set(editions(store, hashes, NOON).values()) & set(before.values())
    change(store, AN, entry.entry, terms=Terms(), expires=None, password="", **options)
    assert share_behind(store, tokens[0], NOON).password is None
    refused(lambda: change(store, BO, entry.entry, terms=Terms(), expires=None, **options))
    refused(lambda: new_address(store, BO, entry.entry, NOON))
    refused(lambda: revoke_all(store, BO, entry.entry, NOON))


def test_an_address_that_gives_nothing_has_no_edition(store: Store, company: str) -> None:
    token = shared(store, company)
    hashed = hash_of_token(token)
    assert editions(store, [hashed, "unknown"], NOON)["unknown"] == ""
    assert editions(store, [hashed], NOON)[hashed]
    assert editions(store, [hashed], NOON + timedelta(days=90)) == {hashed: ""}
    revoke(store, AN, hashed, NOON)
    assert editions(store, [hashed], NOON) == {hashed: ""}


def test_openings_are_counted_over_all_addresses(store: Store, company: str) -> None:
    first = shared(store, company)
    [entry] = shares_of(store, AN, company)
    second = new_address(store, AN, entry.entry, NOON)
    for minute, token in enumerate((first, second, second)):
        note_seen(store, known_share(store, token, NOON), NOON + timedelta(minutes=minute))
    [entry] = shares_of(store, AN, company)
    assert (entry.openings, entry.opened) == (3, NOON + timedelta(minutes=2))


def test_what_another_version_noted_of_the_terms_is_read() -> None:
    assert Terms.of({}) == Terms()
    assert Terms.of({"parts": ["work", 3], "live": 1, "colour": "red"}) == Terms(
        live=True, parts=("work", "3")
    )
    assert Terms.of(Terms(parts=("work",), sequence=4).as_fields()) == Terms(parts=("work",), sequence=4)


def test_passwords_are_tried_slower_and_slower_and_at_once_is_no_way_around() -> None:
    seconds = [0.0]
    tries = Tries(clock=lambda: seconds[0])
    waits = [tries.take_place_or_stop("link", f"10.0.{n}.1") for n in range(FREE_TRIES["link"] + 4)]
    assert waits == [0.0] * FREE_TRIES["link"] + [1.0, 3.0, 7.0, 15.0]
    with pytest.raises(TooManyTries):
        tries.take_place_or_stop("link", "10.0.0.9")
    assert tries.take_place_or_stop("another", "10.0.0.9") == 0
    seconds[0] = LONGEST_WAIT * 3 + REMEMBERED_FOR
    assert tries.take_place_or_stop("link", "10.0.0.9") == 0


def test_a_right_password_costs_nothing() -> None:
    tries = Tries(clock=lambda: 0.0)
    for _ in range(50):
        assert tries.take_place_or_stop("link", "address") == 0
        tries.right("link", "address")


def test_one_address_is_slowed_over_all_links() -> None:
    tries = Tries(clock=lambda: 0.0)
    waits = [tries.take_place_or_stop(f"link {n}", "address") for n in range(FREE_TRIES["address"] + 2)]
    assert waits[-3:] == [0, 1, 3]


def test_not_shared_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        assert text(NotShared.code, language)
