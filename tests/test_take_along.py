"""*Neem mee*: what is offered at each level, and the report that is printed beside the server."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from strategy.company.access import new_token, open_example, visitor_of_token
from strategy.company.example import example_company
from strategy.store.interface import MemoryStore
from tests.pdfs import words
from ui.frame.frame import Desk
from ui.overview import take_along
from ui.paper.press import NotPrinted, OnPaper, Press


def taken(desk, level):
    from ui.overview import overview_of, take_along
    from ui.paper.report import report_of

    overview = overview_of.overview(desk, level)
    take_along.printed_report(desk, lambda: report_of(overview), level)
    take_along.files(desk, overview, None)


@pytest.fixture
def desk() -> Desk:
    store, visitor = MemoryStore(), visitor_of_token(new_token())
    company = open_example(store, visitor, example_company(), "begin", datetime.now(UTC))
    return Desk(store, visitor, "nl", store.read(company), {})


def page(desk: Desk, level: str) -> AppTest:
    return AppTest.from_function(taken, args=(desk, level), default_timeout=60).run()


def offered(at: AppTest) -> set[str]:
    found = [*at.get("download_button"), *at.get("link_button")]
    return {str(each.proto.label) for each in found}


def test_a_level_offers_what_it_may_show(desk: Desk) -> None:
    assert offered(page(desk, "full")) == {
        "Rekenblad (XLSX)",
        "Tekst (Markdown)",
        "Klanten (CSV)",
        "Alles, om terug in te lezen (JSON)",
    }
    assert offered(page(desk, "standard")) == {"Rekenblad (XLSX)", "Tekst (Markdown)", "Klanten (CSV)"}
    assert offered(page(desk, "short")) == {"Rekenblad (XLSX)", "Tekst (Markdown)"}


def test_the_report_is_printed_and_kept_for_this_visit(desk: Desk) -> None:
    at = page(desk, "standard")
    at.button[0].click().run()
    assert not at.exception
    assert any(label.startswith("Bewaar het verslag (PDF") for label in offered(at))
    made = at.session_state["on_paper_standard_nl"]
    assert isinstance(made, OnPaper)
    assert "Klant 01" in words(made.pdf)
    assert "Roodborstje" not in words(made.pdf)
    assert not at.button, "it need not be made again"


def cards(desk):
    from ui.overview import take_along

    take_along.deck_on_paper(desk, ["Een klant"], "https://kaartjes.example/deelnemen?code=ABC123", "ABC 123")


def test_the_cards_of_a_session_are_printed_with_its_code(desk: Desk) -> None:
    at = AppTest.from_function(cards, args=(desk,), default_timeout=60).run()
    at.button[0].click().run()
    assert not at.exception
    made = at.session_state[f"on_paper_deck duplex ABC 123 {hash(('Een klant',))}_nl"]
    assert words(made.pdf).count("ABC 123") == 4
    assert offered(at) != set()


def test_what_cannot_be_printed_is_said_in_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    press = Press(command=("-c", ""))
    monkeypatch.setattr(take_along, "the_press", lambda: press)
    at = page(desk, "short")
    at.button[0].click().run()
    assert [each.value for each in at.error] == [
        "Het verslag kon niet gemaakt worden. Probeer het opnieuw; alles wat je zei, is bewaard."
    ]
    press.close()


def test_whoever_waits_is_told_how_many_come_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting:
        """A job with two before it that then is refused."""

        looks = 0
        before = 2

        @property
        def is_done(self) -> bool:
            self.looks += 1
            return self.looks > 1

    told: list[str] = []
    place = type(
        "Place", (), {"markdown": lambda self, words: told.append(words), "empty": lambda self: None}
    )()
    monkeypatch.setattr("streamlit.empty", lambda: place)
    take_along.wait_for(desk, Waiting())  # type: ignore[arg-type]
    assert told == ["Er komen nog 2 verslagen voor het jouwe…"]
    assert NotPrinted("busy").code == "paper.refused.busy"
