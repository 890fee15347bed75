"""One overview, every way out: the figures read back from the bytes of each are the same, and what is hidden is in none.

None is compared with the object that made it: screen, link, spreadsheet, text, table and JSON are each read back.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from strategy.company import access, sharing
from strategy.company.access import visitor_of_token
from strategy.company.example import example_company
from strategy.company.sharing import Terms
from strategy.nouns.company import Company, Customer, Judged, Profile
from strategy.overview import CompanyOverview, Level
from strategy.overview.shared import overview_for
from strategy.store.interface import MemoryStore
from strategy.taking_home.customer_list import as_csv
from strategy.taking_home.markdown import as_markdown
from strategy.taking_home.spreadsheet import as_spreadsheet
from tests.pdfs import words
from tests.servers import PROJECT
from ui.frame import visitor
from ui.paper.compiling import printed
from ui.paper.report import report_of
from ui.web import shared

TOKEN = "the browser of An"
AN = visitor_of_token(TOKEN)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEVELS: tuple[Level, ...] = ("short", "standard", "full")
FROZEN = Terms()
NOTHING = ("", "–", "nog niet bekend", None)
HEADS = {
    "Klanten": "customers",
    "Tijd": "hours_share",
    "Aandeel tijd": "hours_share",
    "Aandeel omzet": "revenue_share",
    "Aandeel bijdrage": "contribution_share",
    "Omzet": "revenue",
    "Omzet per jaar": "revenue",
    "Bijdrage": "contribution",
    "Bijdrage per jaar": "contribution",
    "Staat open": "receivables",
}
Figure = float | str | None


@dataclass
class Facts:
    """What was read back from one way out."""

    work: list[str] = field(default_factory=list)
    classes: dict[str, dict[str, Figure]] = field(default_factory=dict)
    customers: list[tuple[str, str, Figure]] = field(default_factory=list)

    def note_class(self, letter: str, found: Mapping[str, Figure]) -> None:
        known: dict[str, Figure] = {name: value for name, value in found.items() if value is not None}
        if known.get("customers"):
            self.classes[letter] = known


# The companies


def two_hundred() -> Company:
    customers = tuple(
        Customer(
            id=f"k{n}",
            name=f"Zwaffel{n:03} Krimpo{n:03}",
            revenue=1000.0 + 731 * (n * 37 % 200),
            variable_cost=0.3 + n % 5 / 10,
            orders=1 + n % 40,
            hours=2.0 + n % 90,
            days_to_pay=10.0 + n % 60,
            days_to_decide=5.0 + n % 20,
            judged=Judged(
                openness=1 + n % 5, repeatability=1 + n % 4, size=3, relevance=1 + n % 5, reputation=4
            ),
        )
        for n in range(200)
    )
    return Company(profile=Profile(name="Groothandel Twist"), customers=customers)


def unknown_costs() -> Company:
    example = example_company()
    without = {"variable_cost": None, "hours": None, "orders": None}
    customers = tuple(each.model_copy(update=without) for each in example.customers)
    return example.model_copy(update={"customers": customers})


COMPANIES: dict[str, Callable[[], Company]] = {
    "empty": lambda: Company(profile=Profile(name="Nog Niets")),
    "example": example_company,
    "unknown_costs": unknown_costs,
    "two_hundred": two_hundred,
}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    store = MemoryStore()
    monkeypatch.setattr(visitor, "store", lambda: store)
    return store


def seen_by(company: Company, level: Level, terms: Terms = FROZEN) -> CompanyOverview:
    return overview_for(company, level, "nl", terms, today=NOW.date())


# Every way out as bytes


def linked(store: MemoryStore, company: Company, level: Level, terms: Terms = FROZEN) -> bytes:
    """The page of a link, as it goes over the wire."""
    company_id = access.open_example(store, AN, company, access.new_token(), NOW)
    frozen = seen_by(company, level, terms).model_dump(mode="json")
    token = sharing.freeze(store, AN, company_id, level, "nl", "", frozen, NOW, None, terms=terms)
    browser = TestClient(Starlette(routes=shared.ROUTES))
    return browser.get(f"/deel/{token}").content


def wires(store: MemoryStore, company: Company, level: Level, terms: Terms = FROZEN) -> dict[str, bytes]:
    """Every way out of one overview, by name."""
    overview = seen_by(company, level, terms)
    found = {
        "link": linked(store, company, level, terms),
        "json": overview.model_dump_json().encode(),
        "spreadsheet": as_spreadsheet(overview),
        "markdown": as_markdown(overview).encode(),
    }
    return found if level == "short" else {**found, "csv": as_csv(overview)}


# Reading each of them back


class Page(HTMLParser):
    """The tables and the points of work on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.work: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, dict(attrs).get("class") or ""))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "b" and ("ol", "bk-work") in self._named():
            self.work.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if {"td", "th"} & set(tags):
            self.tables[-1][-1][-1] += data
        elif tags[-1:] == ["b"] and ("ol", "bk-work") in self._named():
            self.work[-1] += data

    def _named(self) -> set[tuple[str, str]]:
        return {(tag, name.split(" ")[0]) for tag, name in self._open}


def read_page(content: bytes) -> Facts:
    page = Page()
    page.feed(content.decode())
    found = Facts(work=page.work)
    for heads, *rows in page.tables:
        if heads[:2] == ["Klasse", "Klanten"]:
            for letter, *cells in rows:
                found.note_class(letter, of_words(heads[1:], cells))
        elif heads[:2] == ["Klant", "Klasse"]:
            found.customers += [named(dict(zip(heads, row, strict=True))) for row in rows]
    return found


def read_spreadsheet(content: bytes) -> Facts:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    found = Facts(work=[str(row[3]) for row in rows["Werk"][1:]])
    heads: list[str] = []
    for row in rows["Overzicht"]:
        if row[:2] == ["Klasse", "Klanten"]:
            heads = [str(head) for head in row[1:] if head]
        elif heads and not row[0]:
            break
        elif heads:
            cells = dict(zip(heads, row[1:], strict=False))
            found.note_class(
                str(row[0]),
                {HEADS[head]: of_number(head, cell) for head, cell in cells.items() if head in HEADS},
            )
    sheet = rows["Klanten"]
    found.customers = (
        [named(dict(zip(sheet[0], row, strict=True))) for row in sheet[1:]] if len(sheet[0]) > 1 else []
    )
    return found


def read_markdown(content: bytes) -> Facts:
    lines = content.decode().splitlines()
    found = Facts(work=[match[1] for line in lines if (match := re.match(r"\d+\. \*\*(.*)\*\* \(", line))])
    heads: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else []
        if not cells:
            heads = heads if line.startswith("|---") else []
        elif not heads:
            heads = cells
        elif heads[:2] == ["Klasse", "Klanten"]:
            found.note_class(cells[0], of_words(heads[1:], cells[1:]))
        elif heads[:2] == ["Klant", "Soort"]:
            found.customers.append(named(dict(zip(heads, cells, strict=True))))
    return found


def read_csv(content: bytes) -> Facts:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return Facts(customers=[named(row) for row in rows])


def read_json(content: bytes) -> Facts:
    said = json.loads(content)
    exact = said["level"] == "full" and not said["bands"]
    found = Facts(work=[point["finding"] for point in said["work"]])
    found.customers = [(row["name"], row["klass"], row["total"]) for row in said["customers"]]
    for row in (said["portfolio"] or {"classes": []})["classes"]:
        figures: dict[str, Figure] = {"customers": row["customers"]}
        for name in ("hours_share", "revenue_share", "contribution_share"):
            figures[name] = share_of(row[name], exact)
        for name in ("revenue", "contribution", "receivables"):
            figures[name] = row["amount_bands"].get(name) if row[name] is None else whole(row[name])
        found.note_class(row["klass"], figures)
    return found


READ = {
    "link": read_page,
    "json": read_json,
    "spreadsheet": read_spreadsheet,
    "markdown": read_markdown,
    "csv": read_csv,
}


def of_words(heads: list[str], cells: list[str]) -> dict[str, Figure]:
    pairs = zip(heads, cells, strict=True)
    return {HEADS[head]: figure_in(cell) for head, cell in pairs if head in HEADS}


def figure_in(words: str) -> Figure:
    """`34,7%` as 34.7, `-€ 22.654` as -22654, what is no figure in words as it is."""
    plain = words.replace("\u00a0", " ").replace("\u2212", "-").strip()
    if plain in NOTHING:
        return None
    number = re.fullmatch(r"(-?)(?:€ ?)?(-?)([\d.]+(?:,\d+)?) ?%?", plain)
    if number is None or (plain.endswith("%") and number[3].isdigit() and int(number[3]) % 5 == 0):
        return plain
    return float(f"{number[1] or number[2]}{number[3].replace('.', '').replace(',', '.')}")


def of_number(head: str, cell: Any) -> Figure:
    if cell in NOTHING:
        return None
    if isinstance(cell, str):
        return cell.replace("\u00a0", " ")
    return share_of(float(cell), True) if "Aandeel" in head else whole(float(cell))


def share_of(share: float | None, exact: bool) -> Figure:
    """A share as `figure_in` reads it: percents to one decimal, or the words of a step."""
    if share is None:
        return None
    percents = half_up(100 * share, 1)
    if not exact:
        return "minder dan 5%" if share == 0 else f"{percents:.0f}%"
    return f"{percents:.0f}%" if percents % 5 == 0 else percents


def whole(amount: float) -> float:
    return half_up(amount, 0)


def half_up(value: float, decimals: int) -> float:
    """Rounded as people do, away from zero."""
    scale = 10**decimals
    return (1 if value >= 0 else -1) * int(abs(value) * scale + 0.5 + 1e-9) / scale


def named(row: Mapping[str, Any]) -> tuple[str, str, Figure]:
    total = row.get("Totaal")
    known = None if total in NOTHING else float(str(total).replace(",", "."))
    return str(row["Klant"]), str(row["Klasse"]).replace(" ★", "").strip(), known


# The same figures


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", COMPANIES)
def test_every_way_out_tells_the_same(store: MemoryStore, name: str, level: Level) -> None:
    company = COMPANIES[name]()
    found = {way: READ[way](content) for way, content in wires(store, company, level).items()}
    link = found.pop("link")
    if name != "empty":
        assert link.work
        assert bool(link.customers) == bool(link.classes) == (level != "short")
    for way, facts in found.items():
        assert facts.customers == link.customers, way
        if way != "csv":
            assert facts.work == link.work, way
            assert facts.classes == link.classes, way


@pytest.mark.parametrize("name", COMPANIES)
def test_the_screen_tells_what_the_link_tells(store: MemoryStore, name: str) -> None:
    company = COMPANIES[name]()
    link = read_page(linked(store, company, "full"))
    at = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
    at.session_state[visitor.STAND_IN] = TOKEN
    at = at.run().switch_page("pages/overzicht.py").run()
    screen = read_screen(at)
    customers = list(screen.customers)
    while after := next(
        (each for each in at.button if each.key == "page_customers_after" and not each.disabled), None
    ):
        customers += read_screen(after.click().run()).customers
    assert screen.work == link.work
    assert (screen.classes, customers) == (link.classes, link.customers)


def read_screen(at: AppTest) -> Facts:
    """What stands on the page in front, of a long table the rows in sight."""
    assert not at.exception
    bodies = [element.proto.body for element in at.get("html")]  # type: ignore[union-attr]
    return read_page("".join(bodies).encode())


def on_paper(company: Company, level: Level, terms: Terms = FROZEN) -> str:
    """What can be read in the report, without spaces: a line ends where it must."""
    return squeezed(words(printed(report_of(seen_by(company, level, terms))).pdf))


def squeezed(said: str) -> str:
    return re.sub(r"[\s\u00ad\u2010★-]+", "", said)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", COMPANIES)
def test_the_report_on_paper_tells_what_the_link_tells(store: MemoryStore, name: str, level: Level) -> None:
    company = COMPANIES[name]()
    page = Page()
    page.feed(linked(store, company, level).decode())
    said = on_paper(company, level)
    lists = [table for table in page.tables if table[0][:1] == ["Klant"]]
    figures = [row for table in page.tables if table not in lists for row in table]
    facts = [cell for row in figures for cell in row if "%" in cell or "€" in cell]
    customers = ["".join(row[:2]) for table in lists for row in table[1:]]
    totals = [row[2] for table in lists for row in table[1:]] if level == "full" else []
    for each in (*page.work, *facts, *customers, *totals):
        assert squeezed(each) in said, each
    assert len(customers) == (0 if level == "short" else len(company.customers))


# Nothing that is hidden


def renamed(company: Company) -> Company:
    """The same company of which every name and word that people typed is another."""
    changed: dict[str, Any] = {}
    for plural in (
        "segments",
        "streams",
        "activities",
        "resources",
        "partners",
        "costs",
        "jobs",
        "values",
        "channels",
    ):
        items = getattr(company, plural)
        changed[plural] = tuple(
            item.model_copy(update={"name": f"Geheimpje {n}"}) if item.name else item
            for n, item in enumerate(items)
        )
    changed["customers"] = tuple(
        each.model_copy(update={"name": f"Xq{n} Wvk", "alias": "", "number": "", "group": ""})
        for n, each in enumerate(company.customers)
    )
    changed["answers"] = tuple(
        each.model_copy(update={"values": {key: other(value) for key, value in each.values.items()}})
        for each in company.answers
    )
    changed["actions"] = tuple(
        each.model_copy(update={"name": "Iets", "who": "Iemand", "measure": "Zo"}) for each in company.actions
    )
    return company.model_copy(update=changed)


def other(value: Any) -> Any:
    return f"Anders {len(value)}" if isinstance(value, str) and " " in value else value


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What is in a spreadsheet, without the moment on which it was made."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        yield from ((each, book.read(each)) for each in book.namelist() if each != "docProps/core.xml")


def words_in(content: bytes) -> bytes:
    """What stands in the cells of a spreadsheet."""
    return b"".join(
        part for name, part in members(content) if "sharedStrings" in name or "worksheets" in name
    )


@pytest.mark.parametrize("level", ["short", "standard"])
@pytest.mark.parametrize("name", ["example", "two_hundred"])
def test_below_full_no_name_and_no_typed_word_is_on_any_wire(
    store: MemoryStore, name: str, level: Level
) -> None:
    company = COMPANIES[name]()
    bare = tuple(each.model_copy(update={"alias": ""}) for each in company.customers)
    here = wires(store, company.model_copy(update={"customers": bare}), level)
    elsewhere = wires(store, renamed(company), level)
    for way in here.keys() - {"spreadsheet"}:
        assert here[way] == elsewhere[way], way
    assert dict(members(here["spreadsheet"])) == dict(members(elsewhere["spreadsheet"]))
    if level == "standard":
        assert on_paper(company, level) == on_paper(renamed(company), level)


@pytest.mark.parametrize("name", COMPANIES)
def test_below_full_no_amount_is_on_any_wire(store: MemoryStore, name: str) -> None:
    company = COMPANIES[name]()
    amounts = {amount for each in company.customers for amount in spellings(each.revenue)}
    for level in ("short", "standard"):
        for way, content in wires(store, company, level).items():
            read = words_in(content) if way == "spreadsheet" else content
            assert "€".encode() not in read, way
            assert not {amount for amount in amounts if amount.encode() in read}, way


@pytest.mark.parametrize("name", ["example", "two_hundred"])
def test_in_bands_no_exact_amount_is_on_any_wire(store: MemoryStore, name: str) -> None:
    company = COMPANIES[name]()
    on_edge = {5_000, 10_000, 25_000, 50_000, 100_000, 250_000}
    amounts = {
        amount
        for each in company.customers
        if each.revenue not in on_edge
        for amount in spellings(each.revenue)
    }
    found = wires(store, company, "full", Terms(bands=True))
    facts = {way: READ[way](content) for way, content in found.items()}
    assert all(each.classes == facts["link"].classes for way, each in facts.items() if way != "csv")
    assert all("€" in str(row["revenue"]) for row in facts["link"].classes.values())
    assert company.customers[0].name.encode() in found["link"]
    for way, content in found.items():
        read = words_in(content) if way == "spreadsheet" else content
        assert not {amount for amount in amounts if amount.encode() in read}, way


def spellings(revenue: float | None) -> set[str]:
    """How an amount of five digits and more could be written; shorter ones are also counts and sizes."""
    if revenue is None or revenue < 10_000:
        return set()
    plain = f"{revenue:.0f}"
    return {plain, f"{revenue:,.0f}".replace(",", "."), f"{revenue:,.0f}".replace(",", "\u00a0")}
