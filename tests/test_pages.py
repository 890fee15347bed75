"""One story a page: what an owner sees there and does, drawn without a browser on the store in memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from strategy.company import access
from strategy.company.access import visitor_of_token
from strategy.company.example import example_company
from strategy.comparing.moments import moments
from strategy.store.interface import MemoryStore
from tests.servers import PROJECT
from ui.frame import visitor

TOKEN = "the browser of An"
AN = visitor_of_token(TOKEN)
Opened = Callable[..., AppTest]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    """The store of the app, empty and in memory."""
    store = MemoryStore()
    monkeypatch.setattr(visitor, "store", lambda: store)
    return store


@pytest.fixture
def company(store: MemoryStore) -> str:
    """The example, as An's own."""
    return access.open_example(store, AN, example_company(), "w", datetime.now(UTC))


@pytest.fixture
def opened(store: MemoryStore) -> Opened:
    """Opens a page in An's browser."""

    def open_it(page: str, **asked: str) -> AppTest:
        at = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
        at.session_state[visitor.STAND_IN] = TOKEN
        for name, value in asked.items():
            at.query_params[name] = value
        at = at.run() if page == "kaartenset" else at.switch_page(f"pages/{page}.py").run()
        assert not at.exception
        return at

    return open_it


def said(at: AppTest) -> str:
    """Every word of ours on the page."""
    html = (re.sub("<[^>]*>", " ", element.proto.body) for element in at.get("html"))  # type: ignore[union-attr]
    shown = (element.value for element in (*at.markdown, *at.caption, *at.header, *at.subheader, *at.success))
    return " ".join(" ".join((*html, *shown)).split())


def test_the_start_offers_an_example_in_another_trade_and_keeps_both_apart(
    store: MemoryStore, opened: Opened
) -> None:
    for label in (
        "Bekijk het voorbeeld",
        "Of dat van een schoonmaakbedrijf",
        "Of dat van een schoonmaakbedrijf",
    ):
        next(button for button in opened("kaartenset").button if button.label == label).click().run()
    names = {row.profile.name for row in access.companies_of(store, AN)}
    assert names == {"Drukkerij De Gouden Letter", "Schoonmaakbedrijf De Lichte Hand"}
    assert len(access.companies_of(store, AN)) == 2


def test_a_new_visitor_looks_at_the_example_and_it_becomes_its_own(
    store: MemoryStore, opened: Opened
) -> None:
    at = opened("kaartenset")
    next(button for button in at.button if button.label == "Bekijk het voorbeeld").click().run()
    (own,) = access.companies_of(store, AN)
    assert own.profile.name == "Drukkerij De Gouden Letter"
    assert "Drukkerij De Gouden Letter" in said(opened("kaartenset"))


@pytest.mark.parametrize(
    ("page", "title", "questions"),
    [
        ("business_model", "Business Model", 11),
        ("toegevoegde_waarde", "Toegevoegde Waarde", 9),
        ("communicatiekanalen", "Communicatiekanalen", 9),
    ],
)
@pytest.mark.usefixtures("company")
def test_a_card_says_how_far_it_is_and_lists_its_questions(
    opened: Opened, page: str, title: str, questions: int
) -> None:
    words = said(opened(page))
    assert title in words
    assert f"{questions} van {questions}" in words
    assert words.count(": klaar") == questions


@pytest.mark.parametrize("page", ["business_model", "segmentatie", "overzicht"])
def test_without_a_company_a_page_says_where_to_begin(opened: Opened, page: str) -> None:
    at = opened(page)
    assert "Begin met een bedrijf" in said(at)
    links = [link.proto.label for link in at.get("page_link")]  # type: ignore[union-attr]
    assert links[-1] == "Naar de kaartenset"


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("tab", "sees"),
    [
        ("klanten", "Wie zijn je klanten"),
        ("eerste-beeld", "Je 8 grootste klanten zijn 83% van je omzet."),
        ("oordeel", "Is deze klant groot genoeg?"),
        ("klassen", "18 klanten: 4 A, 6 B, 4 C, 4 D"),
        ("portefeuille", "het meest bij Webwinkel Kleurklap"),
        (
            "aandacht",
            "C- en D-klanten krijgen 69,5% van je tijd, en zouden er volgens wat ze opbrengen 12,7% van mogen krijgen.",
        ),
        ("wat-als", "Er verandert pas iets als jij dat zegt."),
        ("instellingen", "Elke grens en elk gewicht is van jou."),
    ],
)
def test_the_address_opens_every_tab_of_segmentatie(opened: Opened, tab: str, sees: str) -> None:
    words = said(opened("segmentatie", tab=tab))
    assert sees in words
    assert words.count("Volgende : ") == (tab not in ("wat-als", "instellingen"))


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("asked", "sees"),
    [
        ({"tab": "klasen"}, ["“klasen” is er niet", "18 klanten: 4 A"]),
        ({"tab": "klassen", "klant": "weg"}, ["staat niet (meer) in je lijst", "18 klanten: 4 A"]),
        (
            {"tab": "oordeel", "klant": "weg"},
            ["staat niet (meer) in je lijst", "Is deze klant groot genoeg?"],
        ),
        ({"vraag": "S99"}, ["Vraag S99 staat niet op dit kaartje"]),
        ({"vraag": "S4"}, ["Beslist en betaalt deze klant snel?", "4 van 7"]),
        ({"vraag": "instellingen"}, ["Elke grens en elk gewicht is van jou."]),
        ({"vraag": "einde"}, ["Dit heb je gezegd"]),
        ({"vraag": "alles"}, ["Welke klant verdient hoeveel van je tijd?"]),
    ],
)
def test_an_address_leads_to_what_it_names_or_to_the_nearest_there_is(
    opened: Opened, asked: dict[str, str], sees: list[str]
) -> None:
    words = said(opened("segmentatie", **asked))
    assert [each for each in sees if each not in words] == []


def test_a_customer_opens_from_the_classes_and_can_be_judged(
    store: MemoryStore, company: str, opened: Opened
) -> None:
    customer = store.read(company).company.customers[0]
    (table,) = [
        each.proto.body
        for each in opened("segmentatie", tab="klassen").get("html")
        if "<table" in each.proto.body
    ]  # type: ignore[union-attr]
    assert f'href="segmentatie?tab=klassen&amp;klant={customer.id}"' in table
    assert "past voor" in table
    words = said(opened("segmentatie", tab="klassen", klant=customer.id))
    assert customer.name in words
    assert "Waarom deze klasse?" in words
    assert "Volgende : Gemeente Heibeke ›" in words
    words = said(opened("segmentatie", tab="oordeel", klant=customer.id))
    assert "Klant 1 van 18" in words


@pytest.mark.usefixtures("company")
def test_a_signal_on_the_overview_becomes_an_action(store: MemoryStore, company: str, opened: Opened) -> None:
    at = opened("overzicht")
    before = store.read(company).company.actions
    rule = next(button for button in at.button if str(button.key).startswith("act_"))
    rule.click().run()
    assert not at.exception
    assert "Wat we gaan doen" in at.toast[0].value
    new = [action for action in store.read(company).company.actions if action not in before]
    assert [action.signal for action in new] == [str(rule.key).split("_")[1]]


def test_an_owner_names_a_moment_and_finds_it_back(store: MemoryStore, company: str, opened: Opened) -> None:
    at = opened("beheer")
    next(box for box in at.text_input if box.label == "Naam voor dit moment").set_value("Voor de lente")
    next(button for button in at.button if button.label == "Bewaar dit moment").click().run()
    assert not at.exception
    assert [moment.name for moment in moments(store, AN, company)] == ["Voor de lente"]


def test_a_screen_without_a_session_asks_for_its_link(opened: Opened) -> None:
    assert "Vraag de begeleider" in said(opened("scherm"))


@pytest.mark.usefixtures("company")
def test_a_workshop_is_prepared_from_a_script(opened: Opened) -> None:
    at = opened("workshop")
    assert any("stappen, samen" in box.label for box in at.expander)
    assert {radio.label for radio in at.radio}
