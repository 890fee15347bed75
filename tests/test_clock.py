"""Every date is that of the company's time zone, whatever the server or the browser thinks."""

from __future__ import annotations

import ast
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.company import access, saying, sharing
from strategy.nouns.company import Action, Company, Profile
from strategy.overview import overview_of
from strategy.store.interface import Change, MemoryStore
from strategy.words import clock, formats
from strategy.words.file_names import file_name
from ui.company import versions_view
from ui.frame import visitor
from ui.frame.frame import Desk
from ui.overview import actions_panel, links_given
from ui.web import routes

ROOT = Path(__file__).resolve().parent.parent
OWNER_TOKEN = access.new_token()
OWNER = access.visitor_of_token(OWNER_TOKEN)
# The last minute of the year and the first one, where the company is.
MIDNIGHTS = {
    "": datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
    "America/New_York": datetime(2027, 1, 1, 5, 0, tzinfo=UTC),
    "Asia/Tokyo": datetime(2026, 12, 31, 15, 0, tzinfo=UTC),
}
SIDES = [
    (zone, midnight + timedelta(minutes=minutes), day)
    for zone, midnight in MIDNIGHTS.items()
    for minutes, day in ((-1, date(2026, 12, 31)), (1, date(2027, 1, 1)))
]


@pytest.fixture(params=["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The time zone of the machine that serves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    os.environ.get("TZ")
    time.tzset()


def desk_in(zone: str, *items: Action) -> Desk:
    store = MemoryStore()
    company = access.start_company(store, OWNER, Profile(name="Café", time_zone=zone), "start", clock.now())
    store.write(company, [Change.put(each) for each in items], author="test", write_id="items")
    return Desk(store, OWNER, "nl", store.read(company), address={})


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(("zone", "now", "day"), SIDES)
def test_today_is_the_day_where_the_company_is(
    zone: str, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    yesterday = Action(id="a1", name="Bellen", due=day - timedelta(days=1))
    desk = desk_in(zone, yesterday, Action(id="a2", name="Mailen", due=day))
    words = formats.day(day)
    assert desk.today == day
    assert overview_of(desk.company).made_on == day
    assert "te laat" in actions_panel.when(desk, yesterday)
    assert "te laat" not in actions_panel.when(desk, desk.company.actions[1])
    assert desk.file_name("overgeslagen rijen", "csv") == f"cafe-overgeslagen-rijen-{day}.csv"
    token = sharing.freeze(desk.store, OWNER, desk.sheet.company_id, "full", "nl", "", {}, now)
    assert words in links_given.line(desk, sharing.share_behind(desk.store, token, now))
    assert words in versions_view.when(desk, now)


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(("zone", "now", "day"), SIDES)
def test_a_typed_date_without_a_year_is_the_next_one_where_the_company_is(
    zone: str, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    desk = desk_in(zone)
    said = saying.Saying(
        company_id=desk.sheet.company_id,
        kind="action",
        id="a1",
        deed="add",
        write_id="w",
        value={"due": "31/12"},
    )
    saying.say(desk.store, OWNER, said)
    (action,) = desk.store.read(desk.sheet.company_id).company.actions
    assert action.due == date(day.year, 12, 31)


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(("zone", "now", "day"), SIDES)
def test_the_file_of_a_company_is_named_after_it_and_the_day_where_it_is(
    zone: str, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    desk = desk_in(zone)
    monkeypatch.setattr(visitor, "store", lambda: desk.store)
    browser = TestClient(Starlette(routes=routes.ROUTES), cookies={"bk_visitor": OWNER_TOKEN})
    answer = browser.get(f"/beheer/{desk.sheet.company_id}.json")
    assert answer.headers["content-disposition"] == f'attachment; filename="cafe-{day}.json"'


@pytest.mark.parametrize(
    ("company", "name"),
    [
        ("Bakkerij Peeters & Zoon", "bakkerij-peeters-zoon-2027-01-01.json"),
        ('../"é\r\nX', "e-x-2027-01-01.json"),
        ("面包店", "2027-01-01.json"),
        ("a" * 300, f"{'a' * 60}-2027-01-01.json"),
    ],
)
def test_a_file_name_is_one_that_every_computer_takes(company: str, name: str) -> None:
    assert file_name(company, "", date(2027, 1, 1), "json") == name


def test_a_zone_that_nobody_knows_is_that_of_brussels() -> None:
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    for zone in ("", "Mars/Olympus", "../etc/passwd", "x" * 64):
        assert clock.local(moment, zone).date() == date(2027, 1, 1)
    assert Company.from_file({"company": {"name": "Zon", "time_zone": "Mars/Olympus"}}).profile.name == "Zon"


def test_nothing_but_the_clock_asks_the_machine_what_day_it_is() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for place in ("strategy", "ui", "pages")
        for path in (ROOT / place).rglob("*.py")
        if path.name != "clock.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and asks_the_machine(node)
    ]
    assert found == []


def asks_the_machine(call: ast.Call) -> bool:
    """`date.today()`, or a `now()` without a time zone."""
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return False
    asked = (call.func.value.id, call.func.attr)
    return asked in (("date", "today"), ("datetime", "today"), ("datetime", "utcnow")) or (
        asked == ("datetime", "now") and not call.args
    )
