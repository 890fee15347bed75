"""The web layer: shells, cookie, links, the route that saves, and what every answer carries."""

from __future__ import annotations

import gzip
import json
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from streamlit import file_util
from streamlit.testing.v1 import AppTest

import app as door
from strategy.company import access, sharing
from strategy.company.access import is_whole, new_token, visitor_of_token
from strategy.nouns.company import Profile
from strategy.overview import overview_of
from strategy.words.texts import area, text
from tests.app_store import own_database as own_database
from tests.servers import Server, served
from ui.frame import visitor
from ui.web import shell, static
from ui.web.routes import PAGE_PATHS
from ui.web.say import LARGEST_BODY

NOW = datetime.now(UTC)
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser() -> TestClient:
    """A browser that has not been here before; it does not follow redirects by itself."""
    return TestClient(door.app, base_url="http://kaartjes.test", follow_redirects=False)


def cookie_of(browser: TestClient) -> str:
    return browser.cookies["bk_visitor"]


def company_of(browser: TestClient, name: str = "Bakkerij Peeters") -> str:
    """A company that this browser owns."""
    browser.get("/")
    who = visitor_of_token(cookie_of(browser))
    return access.start_company(visitor.store(), who, Profile(name=name), new_token(), NOW)


def share_of(browser: TestClient, days: int | None = 90, created: datetime = NOW) -> tuple[str, str]:
    """A token that opens a share, and the hash it is kept under."""
    company_id = company_of(browser)
    who = visitor_of_token(cookie_of(browser))
    overview = overview_of(visitor.store().read(company_id).company, level="short").model_dump(mode="json")
    token = sharing.freeze(
        visitor.store(), who, company_id, "short", "nl", "bank", overview, created, days=days
    )
    return token, access.hash_of_token(token)


def saying(company_id: str, value: Any, **more: Any) -> dict[str, Any]:
    asked = {"company_id": company_id, "kind": "answer", "id": "B9", "field": "strength", "value": value}
    return {**asked, "write_id": new_token(), **more}


# The door


def test_the_same_file_is_the_server_and_the_first_screen() -> None:
    assert callable(door.app)
    screen = AppTest.from_file(str(door.__file__), default_timeout=30).run()
    assert not screen.exception


# The shell


@pytest.mark.parametrize("mark", shell.REPLACED)
def test_what_the_shell_replaces_is_still_in_streamlits_page(mark: str) -> None:
    assert mark in shell.streamlit_index()


def test_every_page_has_an_address_with_its_own_title(browser: TestClient) -> None:
    titles = {}
    for path in PAGE_PATHS:
        html = browser.get(path).text
        titles[path] = re.search("<title>(.*?)</title>", html)[1]
        assert '<html lang="nl">' in html
        assert not re.search(r">[^<]*Streamlit[^<]*<", html)
        assert "./static" not in html
    assert len(set(titles.values())) == len(titles)


def test_every_page_has_words_in_both_languages() -> None:
    for language in ("nl", "en"):
        assert set(area("web", language)["pages"]) >= {shell.HOME, *shell.addresses()}


def test_a_page_speaks_the_language_of_the_browser(browser: TestClient) -> None:
    html = browser.get("/overzicht", headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="en">' in html
    assert "<title>Overview · Bierkaartjes</title>" in html


def test_choosing_a_language_goes_back_to_the_same_page(browser: TestClient) -> None:
    answer = browser.get(
        "/taal/en?terug=/overzicht", headers={"Referer": "http://kaartjes.test/beheer?bedrijf=x"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/beheer?bedrijf=x")
    assert browser.get("/taal/en?terug=/overzicht").headers["location"] == "/overzicht"
    assert '<html lang="en">' in browser.get("/").text


@pytest.mark.parametrize(
    "there",
    [
        "https://elders.test/",
        "//elders.test",
        "/\\elders.test",
        "javascript:alert(1)",
        "/bestaat-niet",
        "",
        "https:",
    ],
)
def test_choosing_a_language_never_leads_to_another_website(browser: TestClient, there: str) -> None:
    answer = browser.get(
        "/taal/nl", params={"terug": there}, headers={"Referer": "https://elders.test/overzicht"}
    )
    assert answer.headers["location"] == "/"


def test_a_language_we_do_not_speak_is_not_there(browser: TestClient) -> None:
    assert browser.get("/taal/de").status_code == 404


def test_private_pages_stay_out_of_search_engines(browser: TestClient) -> None:
    token, _ = share_of(browser)
    paths = {f"/{address}" for address in shell.PRIVATE} & PAGE_PATHS
    for path in (*paths, f"/deel/{token}"):
        answer = browser.get(path)
        assert "noindex" in answer.headers["x-robots-tag"]
        assert '<meta name="robots" content="noindex' in answer.text
    assert "noindex" not in browser.get("/").text


def test_the_script_and_the_style_are_where_the_page_says(browser: TestClient) -> None:
    html = browser.get("/").text
    script = browser.get(re.search(r'src="(/woorden[^"]+)"', html)[1])
    style = browser.get(re.search(r'href="(/stijl[^"]+)"', html)[1])
    assert script.headers["content-type"].startswith("text/javascript")
    assert "Druk op Enter om te bewaren" in script.text
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in script.headers["cache-control"]
    assert browser.get("/woorden.nl.oud.js").status_code == 404


def test_the_words_we_replace_are_still_in_streamlit() -> None:
    scripts = "\n".join(
        path.read_text(encoding="utf-8")
        for path in Path(file_util.get_static_dir(), "static/js").glob("*.js")
    )
    composed = ("Press ", "25th", "75th")
    gone = [
        words
        for words in shell.translations("nl")["words"]
        if words not in scripts and words.replace("'", "’") not in scripts and not words.startswith(composed)
    ]
    assert gone == []


def test_no_translation_is_translated_again() -> None:
    for language in ("nl", "en"):
        found = shell.translations(language)
        words, patterns = found["words"], [re.compile(pattern) for pattern in found["patterns"]]
        for ours in words.values():
            assert words.get(ours, ours) == ours
            assert not any(pattern.search(ours) for pattern in patterns)


# Addresses that are not there


@pytest.mark.parametrize(
    "path", ["/nergens", "/a/b", "/a/b/c/d", "/overzicht/x", "/overzicht.php", "/.env", "/deel"]
)
def test_an_unknown_address_says_so_and_shows_the_way_back(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert text("web.not_found.title") in answer.text
    assert '<a href="/">' in answer.text


def test_a_slash_too_many_leads_to_the_page(browser: TestClient) -> None:
    answer = browser.get("/overzicht/?bedrijf=x")
    assert (answer.status_code, answer.headers["location"]) == (308, "/overzicht?bedrijf=x")


def test_the_process_says_that_it_is_well(browser: TestClient) -> None:
    assert browser.get("/healthz").text == "ok"


def test_search_engines_and_browsers_find_their_small_files(browser: TestClient) -> None:
    assert "Disallow: /api/" in browser.get("/robots.txt").text
    for kind in ("svg", "ico", "png"):
        assert browser.get(f"/favicon.{kind}").headers["content-type"] == "image/svg+xml"


# The cookie and the headers


def test_the_first_page_gives_a_cookie_that_no_script_can_read(browser: TestClient) -> None:
    cookie = browser.get("/").headers["set-cookie"]
    assert re.match(r"bk_visitor=[A-Za-z0-9_-]{22,64};", cookie)
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=15552000"):
        assert part in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_stays_there() -> None:
    browser = TestClient(door.app, base_url="https://kaartjes.test")
    assert "Secure" in browser.get("/").headers["set-cookie"]


def test_the_cookie_stays_the_same(browser: TestClient) -> None:
    browser.get("/")
    first = cookie_of(browser)
    browser.get("/overzicht")
    assert cookie_of(browser) == first


@pytest.mark.parametrize("made_up", ["kort", "x" * 65, "a.b.c" * 8])
def test_a_cookie_that_we_did_not_make_is_replaced(browser: TestClient, made_up: str) -> None:
    answer = browser.get("/", headers={"Cookie": f"bk_visitor={made_up}"})
    assert made_up not in answer.headers["set-cookie"]


def test_files_and_answers_of_the_api_set_no_cookie(browser: TestClient) -> None:
    for path in (
        "/healthz",
        "/robots.txt",
        "/favicon.svg",
        "/nergens",
        f"/static/{next(iter(static.SHELF.files))}",
    ):
        assert "set-cookie" not in browser.get(path).headers


@pytest.mark.parametrize("path", ["/", "/nergens", "/healthz", "/static/css/nergens.css", "/deel/x"])
def test_every_answer_is_careful(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_over_https_a_browser_never_goes_back_to_http(browser: TestClient) -> None:
    secure = TestClient(door.app, base_url="https://kaartjes.test").get("/")
    assert secure.headers["strict-transport-security"] == "max-age=31536000"
    assert "Secure" in secure.headers["set-cookie"]
    assert "Secure" not in browser.get("/").headers["set-cookie"]


@pytest.mark.parametrize("path", ["/", "/overzicht", "/beheer"])
def test_every_script_of_a_page_carries_the_number_of_that_answer(browser: TestClient, path: str) -> None:
    numbers = []
    for _ in range(2):
        answer = browser.get(path)
        number = re.search("'nonce-([^']+)'", answer.headers["content-security-policy"])[1]
        scripts = re.findall(r'<(?:script|link rel="modulepreload")[^>]*>', answer.text)
        assert len(scripts) >= 3
        assert all(f'nonce="{number}"' in script for script in scripts)
        assert "unsafe-inline" not in answer.headers["content-security-policy"].split("style-src")[0]
        numbers.append(number)
    assert numbers[0] != numbers[1]


def test_a_page_of_our_own_runs_exactly_what_is_on_it(browser: TestClient) -> None:
    answer = browser.get("/nergens")
    policy, style = (
        answer.headers["content-security-policy"],
        re.search("<style>(.*?)</style>", answer.text, re.S),
    )
    hashed = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{hashed}'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/agent/interact"],
)
def test_nobody_outside_asks_how_the_server_does_or_drives_it(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == browser.post(path).status_code == 404


def test_no_other_website_may_hold_the_app_and_send_it_messages(browser: TestClient) -> None:
    assert browser.get("/_stcore/host-config").json()["allowedOrigins"] == []


# Streamlit's files


def test_a_script_comes_packed_and_is_kept(browser: TestClient) -> None:
    name = max(
        (n for n in static.asked_first() if n.startswith("js/")),
        key=lambda n: static.SHELF.files[n].stat().st_size,
    )
    answer = browser.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert int(answer.headers["content-length"]) < len(answer.content) / 2
    assert answer.content == static.SHELF.files[name].read_bytes()


def test_who_cannot_unpack_gets_it_plain(browser: TestClient) -> None:
    name = next(n for n in static.SHELF.files if n.endswith(".css"))
    answer = browser.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == static.SHELF.files[name].read_bytes()


def test_a_font_is_not_packed_twice(browser: TestClient) -> None:
    name = next(n for n in static.SHELF.files if n.endswith(".woff2"))
    answer = browser.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "font/woff2"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/js/"]
)
def test_no_other_file_comes_out(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code in (301, 308, 400, 404) or "<html" in answer.text
    assert "get_script_run_ctx" not in answer.text
    assert "root:" not in answer.text


def test_a_first_visit_weighs_less_than_half() -> None:
    packed = [
        static.SHELF.take(name) for name in static.asked_first() if not name.startswith("js/PlotlyChart")
    ]
    assert sum(len(each.packed or each.plain) for each in packed) * 2 < sum(
        len(each.plain) for each in packed
    )
    assert all(gzip.decompress(each.packed) == each.plain for each in packed if each.packed is not None)


# Shared links


PACKING = ("content-length", "content-encoding", "vary")
"""What follows from how long a page is, and from nothing else."""


def test_unknown_revoked_expired_and_malformed_links_are_answered_alike(browser: TestClient) -> None:
    browser.get("/")
    revoked, hashed = share_of(browser)
    sharing.revoke(visitor.store(), visitor_of_token(cookie_of(browser)), hashed, NOW)
    expired, _ = share_of(browser, days=1, created=NOW - timedelta(days=2))
    tokens = [new_token(), revoked, expired, "x", "é", "a b", "%00", "..%5cx", "x" * 5000, "<script>"]
    answers = [browser.get(f"/deel/{token}") for token in tokens]
    answers += [browser.get("/gedeeld")]
    assert {answer.status_code for answer in answers} == {404}
    asked_whole = [is_whole(token) for token in tokens] + [False]
    pages = {(whole, answer.text) for whole, answer in zip(asked_whole, answers, strict=True)}
    assert len(pages) == len({whole for whole, _ in pages}) == 2
    blank = dict.fromkeys(PACKING, "")
    told = [{**answer.headers, "x-request-id": "", **blank} for answer in answers]
    assert all(headers == told[0] for headers in told)


def test_the_picture_of_a_preview_may_be_shown_elsewhere(browser: TestClient) -> None:
    answer = browser.get("/kaartjes.png")
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "set-cookie" not in answer.headers


def test_a_return_link_is_no_share(browser: TestClient) -> None:
    company_id = company_of(browser)
    token = access.give_return_link(visitor.store(), visitor_of_token(cookie_of(browser)), company_id, NOW)
    assert browser.get(f"/deel/{token}").status_code == 404
    assert browser.get(f"/terug/{share_of(browser)[0]}").status_code == 404


# Coming back


def test_a_return_link_makes_a_new_browser_an_owner_and_leaves_the_address_clean(browser: TestClient) -> None:
    company_id = company_of(browser)
    token = access.give_return_link(visitor.store(), visitor_of_token(cookie_of(browser)), company_id, NOW)
    phone = TestClient(door.app, follow_redirects=False)
    answer = phone.get(f"/terug/{token}")
    assert answer.status_code == 303
    assert token not in answer.headers["location"]
    assert answer.headers["cache-control"] == "no-store"
    assert access.may_edit(visitor.store(), visitor_of_token(cookie_of(phone)), company_id)


def test_a_return_link_that_is_not_there_grants_nothing(browser: TestClient) -> None:
    assert browser.get(f"/terug/{new_token()}").status_code == 404
    assert "set-cookie" not in browser.get("/terug/x").headers


# Taking along


def test_only_the_owner_takes_the_company_along(browser: TestClient) -> None:
    company_id = company_of(browser)
    answer = browser.get(f"/beheer/{company_id}.json")
    assert answer.json()["company"]["name"] == "Bakkerij Peeters"
    assert "attachment" in answer.headers["content-disposition"]
    assert "history" not in answer.json()
    assert len(browser.get(f"/beheer/{company_id}.json?verleden=ja").json()["history"]) == 1
    stranger = TestClient(door.app)
    stranger.get("/")
    refused = [stranger.get(f"/beheer/{company_id}.json"), browser.get("/beheer/nergens.json")]
    assert {each.status_code for each in refused} == {404}
    assert len({each.text for each in refused}) == 1


# Saying something


def test_an_answer_is_kept(browser: TestClient) -> None:
    company_id = company_of(browser)
    asked = {
        "company_id": company_id,
        "kind": "company",
        "id": "company",
        "field": "note",
        "value": "Zondag dicht",
    }
    answer = browser.post("/api/say", json={**asked, "write_id": "1", "seen": 1}, headers=FROM_HERE)
    assert (answer.status_code, answer.json()["shown"]) == (200, "Zondag dicht")
    assert visitor.store().read(company_id).company.profile.note == "Zondag dicht"


def test_a_stale_answer_is_refused_with_theirs(browser: TestClient) -> None:
    company_id = company_of(browser)
    asked = {"company_id": company_id, "kind": "company", "id": "company", "field": "note", "seen": 1}
    browser.post("/api/say", json={**asked, "value": "van mij", "write_id": "1"}, headers=FROM_HERE)
    answer = browser.post("/api/say", json={**asked, "value": "van jou", "write_id": "2"}, headers=FROM_HERE)
    assert answer.status_code == 409
    assert answer.json()["theirs"] == "van mij"
    assert answer.json()["revision"] == 2
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elders.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://kaartjes.test"},
    ],
)
def test_another_website_cannot_speak_for_a_visitor(browser: TestClient, headers: dict[str, str]) -> None:
    company_id = company_of(browser)
    answer = browser.post("/api/say", json=saying(company_id, "x"), headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (403, text("web.say.elsewhere"))


def test_an_older_browser_is_known_by_its_origin(browser: TestClient) -> None:
    company_id = company_of(browser)
    headers = {"Origin": "http://kaartjes.test"}
    assert browser.post("/api/say", json=saying(company_id, "x"), headers=headers).status_code != 403


def test_a_stranger_is_refused_and_told_so(browser: TestClient) -> None:
    company_id = company_of(browser)
    stranger = TestClient(door.app)
    nobody = stranger.post("/api/say", json=saying(company_id, "x"), headers=FROM_HERE)
    stranger.get("/")
    other = stranger.post("/api/say", json=saying(company_id, "x"), headers=FROM_HERE)
    assert (nobody.status_code, other.status_code) == (403, 403)
    assert other.json()["message"] == text("access.not_allowed")


def test_an_answer_that_cannot_be_is_refused_in_words(browser: TestClient) -> None:
    company_id = company_of(browser)
    asked = {"company_id": company_id, "kind": "settings", "id": "settings", "field": "hourly_cost"}
    answer = browser.post(
        "/api/say", json={**asked, "value": "veel", "write_id": "1", "language": "en"}, headers=FROM_HERE
    )
    assert answer.status_code == 422
    assert answer.json()["message"] == text("form.reading.no_number", "en", typed="veel")


def test_a_field_that_is_not_there_is_not_found(browser: TestClient) -> None:
    company_id = company_of(browser)
    asked = {"company_id": company_id, "kind": "company", "id": "company", "field": "geheim", "value": 1}
    answer = browser.post("/api/say", json={**asked, "write_id": "1"}, headers=FROM_HERE)
    assert answer.status_code == 404
    assert answer.json()["message"] == text("form.say.unknown_field")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"company_id": 1}', b'{"value": NaN}', b"\xff", b"[" * 50_000]
)
def test_what_is_no_answer_is_refused(browser: TestClient, body: bytes) -> None:
    browser.get("/")
    assert browser.post("/api/say", content=body, headers=FROM_HERE).status_code == 422


def test_too_much_at_once_is_refused(browser: TestClient) -> None:
    browser.get("/")
    answer = browser.post("/api/say", content=b" " * (LARGEST_BODY + 1), headers=FROM_HERE)
    assert answer.status_code == 413


@settings(max_examples=60, deadline=None)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    ),
    field=st.sampled_from(["note", "name", "", "example", "unknown", "a.b"]),
)
def test_whatever_is_sent_the_answer_is_one_of_ours(value: Any, field: str) -> None:
    browser = TestClient(door.app)
    company_id = company_of(browser)
    asked = {"company_id": company_id, "kind": "company", "id": "company", "field": field, "value": value}
    body = json.dumps({**asked, "write_id": new_token(), "seen": 1})
    answer = browser.post("/api/say", content=body, headers=FROM_HERE)
    assert answer.status_code in (200, 404, 409, 422)
    assert isinstance(answer.json(), dict)


# When we fail ourselves


def test_a_failure_of_ours_is_told_without_its_details(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> None:
        raise OSError("secret path")

    monkeypatch.setattr(visitor, "store", lost)
    browser = TestClient(door.app, raise_server_exceptions=False)
    answer = browser.get("/healthz")
    assert answer.status_code == 500
    assert text("web.broken.title") in answer.text
    assert "secret" not in answer.text


# A real server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app as `uvicorn app:app` runs it."""
    folder = tmp_path_factory.mktemp("server")
    database = f"sqlite:///{folder / 'test.db'}"
    with served(database, "uvicorn", "app:app", "--port", "{port}", log=folder / "log") as server:
        yield server


def test_uvicorn_serves_the_app(server: Server) -> None:
    assert "Bierkaartjes" in httpx.get(server.address).text
    assert (
        httpx.get(
            f"{server.address}/static/{next(n for n in static.SHELF.files if n.endswith('.css'))}"
        ).status_code
        == 200
    )


def test_streamlits_own_addresses_still_answer(server: Server) -> None:
    assert httpx.get(f"{server.address}/_stcore/health").text == "ok"
    assert httpx.get(f"{server.address}/_stcore/host-config").status_code == 200
    assert httpx.get(f"{server.address}/overzicht/_stcore/health").status_code == 404


def test_streamlit_run_serves_the_app(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'test.db'}"
    with served(database, "streamlit", "run", "app.py", "--server.port", "{port}") as server:
        assert "Bierkaartjes" in httpx.get(server.address).text
        assert httpx.get(f"{server.address}/deel/x").status_code == 404


def test_no_token_comes_into_the_log(server: Server) -> None:
    for path in ("/deel/geheim1", "/terug/geheim2", "/gedeeld?t=geheim3"):
        httpx.get(server.address + path)
    log = server.log.read_text()
    assert "/deel/{token}" in log
    assert "geheim" not in log


def test_a_slow_answer_does_not_hold_up_the_others(server: Server) -> None:
    """While forty answers are being saved, pages go on coming; a store on the event loop would stop them."""
    with httpx.Client(base_url=server.address) as owner:
        owner.get("/")
        errors: list[int] = []

        def speak(cookies: httpx.Cookies) -> None:
            asked = saying("nergens", "x")
            answer = httpx.post(f"{server.address}/api/say", json=asked, headers=FROM_HERE, cookies=cookies)
            if answer.status_code != 410:
                errors.append(answer.status_code)

        speakers = [threading.Thread(target=speak, args=(owner.cookies,)) for _ in range(40)]
        for speaker in speakers:
            speaker.start()
        assert all(owner.get("/").status_code == 200 for _ in range(10))
        for speaker in speakers:
            speaker.join()
        assert errors == []
