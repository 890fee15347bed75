"""The report on paper: read back from its bytes, for any company, at every level."""

import json
import os
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from strategy.company.example import example_company
from strategy.deck import deck_in
from strategy.nouns.company import Company, Customer
from strategy.overview import CompanyOverview, overview_of
from tests.companies import buyer, company
from tests.pdfs import chapters, findings, opened, standards, tags, words
from tests.portfolios import PORTFOLIOS
from ui.paper import compiling
from ui.paper.__main__ import main
from ui.paper.compiling import first_page, printed
from ui.paper.report import report_of
from ui.paper.signs import loses_signs, printable

TODAY = date(2026, 11, 28)
EXAMPLE = example_company()
LENGTHS = range(61) if os.environ.get("EVERY_LENGTH") else (0, 1, 12, 60)


def overview(shown: Company = EXAMPLE, **options: object) -> CompanyOverview:
    return overview_of(shown, today=TODAY, **options)  # type: ignore[arg-type]


def report(shown: Company = EXAMPLE, **options: object) -> bytes:
    made = printed(report_of(overview(shown, **options)))
    assert made.standard
    return made.pdf


def with_customers(many: int) -> Company:
    """The example with so many customers, all named differently."""
    known = EXAMPLE.customers
    made = [
        known[n % len(known)].model_copy(update={"id": f"k{n}", "name": f"{known[n % len(known)].name} {n}"})
        for n in range(many)
    ]
    return EXAMPLE.model_copy(update={"customers": tuple(made)})


@pytest.fixture(scope="module")
def full() -> bytes:
    return report()


def test_the_report_keeps_both_standards(full: bytes) -> None:
    assert findings(full) == []
    assert standards(full) == ("2", "A", "1")
    found = opened(full)
    assert str(found.Root.Lang) == "nl-BE"
    assert found.Root.MarkInfo.Marked


def test_the_first_page_is_the_company_on_one_sheet_with_its_first_works(full: bytes) -> None:
    seen = overview()
    first = words(full).split("\n")[0]
    for said in (seen.company, *(panel.headline for panel in seen.sheet)):
        assert said in first
    assert all(point.finding[:20] in first for point in seen.work[: seen.top])
    assert seen.work[seen.top].finding not in first
    assert "blz. 1 van " in first
    assert "28/11/2026" in first


def test_headings_go_from_analysis_to_advice_to_plan(full: bytes) -> None:
    assert chapters(full) == [overview().company, "Analyse", "Advies", "Plan", "Hoe dit gemaakt is"]
    levels = [int(tag[2]) for tag in tags(full) if tag in ("/H1", "/H2", "/H3")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_customer_is_there_with_class_reason_and_firmness(full: bytes) -> None:
    found = words(full)
    for row in overview().customers:
        assert f"{row.name} {row.klass}" in found
        assert row.reason.split(",")[0] in found
    assert tags(full).count("/Table") >= 4


def test_an_action_answers_what_was_seen(full: bytes) -> None:
    found = words(full)
    for action in overview().actions:
        assert action.what.split(" ")[0] in found
        assert action.due_words in found


@pytest.mark.parametrize("level", ["short", "standard"])
def test_nothing_hidden_is_on_paper(level: str) -> None:
    found = words(report(level=level, language="nl"))
    assert [each.name for each in EXAMPLE.customers if each.name in found] == []
    assert "€" not in found
    assert ("Klant 01" in found) == (level == "standard")


def test_english_is_english() -> None:
    made = report(example_company("en"), language="en")
    assert chapters(made)[1:] == ["Analysis", "Advice", "Plan", "How this was made"]
    assert "p. 1 of " in words(made)


@pytest.mark.parametrize("many", LENGTHS)
def test_any_length_keeps_the_standards(many: int) -> None:
    made = report(with_customers(many))
    assert findings(made) == []
    assert standards(made) == ("2", "A", "1")
    assert ("De klant" in words(made) or f"De {many} klanten" in words(made)) == (many > 0)


@settings(max_examples=5, deadline=None)
@given(PORTFOLIOS)
def test_any_company_keeps_the_standards(customers: tuple[Customer, ...]) -> None:
    assert findings(report(company(*customers))) == []


def test_a_company_of_which_nothing_is_known_has_a_report() -> None:
    for level in ("short", "standard", "full"):
        made = report(Company(), level=level)
        assert findings(made) == []
        assert "Bedrijf zonder naam" in words(made)


WILD = ("Café 🍕🍕", "中文名字", "<b>vet</b>", "#strong[x] $x$", "é" * 200, "", "\u202eomgekeerd", "a" * 200)


def test_names_of_any_signs_are_printed_as_far_as_the_letters_go() -> None:
    named = [buyer(str(n)).model_copy(update={"name": name, "alias": name}) for n, name in enumerate(WILD)]
    made = report(company(*named))
    assert findings(made) == []
    found = words(made)
    for said in ("Café □", "<b>vet</b>", "#strong[x] $x$", "Een teken dat de letter op papier niet heeft"):
        assert said in found


def test_very_long_names_leave_the_first_page_one_page() -> None:
    long = "Een heel lange naam van een stroom " * 5
    streams = tuple(each.model_copy(update={"name": long[:200]}) for each in EXAMPLE.streams)
    pages = words(report(EXAMPLE.model_copy(update={"streams": streams}))).split("\n")
    assert all(card.title in pages[0] for card in deck_in("nl").cards)
    assert "Werk aan de winkel" in pages[0]
    assert long[:200].strip() not in pages[0]
    assert long[:200].strip() in pages[1].replace("  ", " ")


def test_a_sign_without_a_glyph_becomes_plainer_or_a_square() -> None:
    assert printable("① ﬃ ½") == "1 ﬃ ½" or printable("①") == "1"
    assert printable("a🍕🍕🍕b") == "a□b"
    assert printable("e\u0301") == "é"
    assert printable("Jan\x00\u200fsen") == "Jansen"
    assert printable("€ 12") == "€\u00a012"
    assert loses_signs("中")
    assert not loses_signs("Zoë ★")
    assert printable("x" * 60).replace("\u200b", "") == "x" * 60


ELSEWHERE = """
import sys
from datetime import date
from pathlib import Path
from strategy.company.example import example_company
from strategy.overview import overview_of
from ui.paper import __main__
from ui.paper.compiling import printed
from ui.paper.report import report_of
made = printed(report_of(overview_of(example_company(), today=date(2026, 11, 28))))
Path(sys.argv[1]).write_bytes(made.pdf)
print([name for name in sys.modules if name.split(".")[0] in ("streamlit", "plotly", "starlette")])
"""


def test_another_process_prints_the_same_bytes_and_needs_no_screen(full: bytes, tmp_path: Path) -> None:
    here, out = Path(__file__).resolve().parent.parent, tmp_path / "uit.pdf"
    run = [sys.executable, "-c", ELSEWHERE, str(out)]
    said = subprocess.run(run, cwd=here, capture_output=True, check=True)
    assert out.read_bytes() == full
    assert said.stdout.strip() == b"[]"


def test_a_report_that_the_standards_refuse_is_made_without_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiling, "printable_all", lambda data: json.loads(json.dumps(data)))
    named = company(buyer("1").model_copy(update={"name": "中文"}))
    made = printed(report_of(overview(named)))
    assert not made.standard
    assert "gewone PDF" in words(made.pdf)


def test_a_report_of_two_hundred_customers_stays_small() -> None:
    made = report(with_customers(200))
    assert len(made) < 110_000
    assert findings(made) == []


def test_the_first_page_can_be_looked_at() -> None:
    assert first_page(report_of(overview())).startswith(b"\x89PNG")


def test_the_command_makes_a_report(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "bedrijf.json", tmp_path / "uit.pdf"
    file.write_text(json.dumps(EXAMPLE.to_file()), encoding="utf-8")
    assert main(["report", str(file), str(out), "--level", "standard", "--lang", "en"]) == 0
    assert "Analysis" in words(out.read_bytes())
    assert main(["report", str(file)]) == 1
    assert main([]) == 1
    assert "Zeg wat je wil: report" in capfd.readouterr().err
