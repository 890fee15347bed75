"""What people take home of an overview: read back from its bytes, and equal to what the overview says."""

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from strategy.__main__ import main
from strategy.company.example import example_company
from strategy.nouns.company import Action, Company
from strategy.overview import CompanyOverview, overview_of
from strategy.taking_home import as_csv, as_markdown, as_spreadsheet
from strategy.workshop.report import SessionReport
from tests.companies import buyer, company
from tests.portfolios import EXAMPLE, PORTFOLIOS

LEVELS = ("short", "standard", "full")
TODAY = date(2026, 11, 28)
Rows = list[list[object]]


def overview(shown: Company = EXAMPLE, **options: object) -> CompanyOverview:
    return overview_of(shown, today=TODAY, **options)  # type: ignore[arg-type]


def sheets(data: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def under(head: str, rows: Rows) -> list[object]:
    """What stands under a head, down to the first empty cell of the table's first column."""
    top = next(place for place, row in enumerate(rows) if head in row)
    place = rows[top].index(head)
    below = rows[top + 1 :]
    return [
        row[place] for row in below[: next((n for n, row in enumerate(below) if row[0] == ""), len(below))]
    ]


def figures(found: list[object]) -> list[float]:
    return [value for value in found if isinstance(value, float)]


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def session() -> SessionReport:
    when = datetime(2026, 11, 20)
    return SessionReport(
        company_name="X",
        opened=when,
        closed=when,
        led_by=("Griet",),
        took_part=4,
        names=(),
        cards=(),
        actions=(),
    )


def test_the_sums_of_the_sheet_equal_the_overview_to_the_cent() -> None:
    seen = overview()
    read = sheets(as_spreadsheet(seen))
    assert seen.portfolio is not None
    revenue = figures(under("Omzet per jaar", read["Klanten"]))
    assert round(sum(revenue), 2) == round(seen.portfolio.revenue or 0, 2)
    contribution = [row.contribution for row in seen.customers if row.contribution is not None]
    assert figures(under("Bijdrage per jaar", read["Klanten"])) == pytest.approx(contribution, abs=0.005)
    hours = figures(under("Uren per jaar", read["Overzicht"]))
    assert sum(hours) == pytest.approx(sum(row.hours or 0 for row in seen.customers), abs=0.005)


def test_what_is_not_known_stays_empty() -> None:
    read = sheets(as_spreadsheet(overview(company(buyer("1", 200), buyer("2", None)))))
    assert under("Omzet per jaar", read["Klanten"]) == [200, ""]


def test_numbers_dates_and_scores_are_no_words() -> None:
    due = company(buyer("1"), actions=(Action(id="a", name="Bel", due=date(2026, 12, 24)),))
    read = sheets(as_spreadsheet(overview(due)))
    assert under("Tegen wanneer", read["Acties"]) == [date(2026, 12, 24)]
    assert read["Overzicht"][2][1] == TODAY
    read = sheets(as_spreadsheet(overview()))
    totals = [row.total for row in overview().customers]
    assert under("Totaal", read["Klanten"]) == ["" if total is None else total for total in totals]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("shown", [Company(), EXAMPLE], ids=["empty", "example"])
def test_every_sheet_is_always_there(shown: Company, level: str) -> None:
    dutch = ["Overzicht", "Klanten", "Werk", "Acties", "Kaartjes", "Sessie", "Instellingen"]
    english = ["Overview", "Customers", "Work", "Actions", "Cards", "Session", "Settings"]
    for language, names in (("nl", dutch), ("en", english)):
        read = sheets(as_spreadsheet(overview(shown, level=level, language=language)))
        assert list(read) == names
        assert all(rows and rows[0][0] for rows in read.values()), "no sheet is blank"


def test_the_sheet_of_customers_is_frozen_sifted_and_wide_enough() -> None:
    found = parts(as_spreadsheet(overview()))["xl/worksheets/sheet2.xml"]
    assert 'topLeftCell="B2"' in found
    assert "<autoFilter ref=" in found
    widths = [float(width) for width in re.findall(r'width="([\d.]+)"', found)]
    assert max(widths) > 50
    assert min(widths) > 10


def test_text_that_looks_like_a_formula_starts_nothing() -> None:
    wrong = ("=1+1", "+32 9 1", "-x", "@SUM(A1)", '=HYPERLINK("http://x")')
    named = company(*(buyer(str(n)).model_copy(update={"name": name}) for n, name in enumerate(wrong)))
    data = as_spreadsheet(overview(named))
    assert set(under("Klant", sheets(data)["Klanten"])) == set(wrong)
    assert "<f>" not in "".join(parts(data).values())
    assert 'quotePrefix="1"' in parts(data)["xl/styles.xml"]
    rows = list(csv.reader(io.StringIO(as_csv(overview(named)).decode("utf-8-sig")), delimiter=";"))
    assert {row[0] for row in rows[1:]} == {f"'{name}" for name in wrong}


@pytest.mark.parametrize("level", ["short", "standard"])
def test_nothing_hidden_is_in_any_file(level: str) -> None:
    seen = overview(example_company(), level=level)
    files = ["".join(parts(as_spreadsheet(seen, session())).values()), as_markdown(seen, session())]
    files += [as_csv(seen).decode()] if level == "standard" else []
    names = [customer.name for customer in example_company().customers]
    for words in files:
        assert [name for name in names if name in words] == []
        assert re.findall(r"€\s*\d", words) == []
        assert "Griet" not in words


def test_the_same_overview_gives_the_same_bytes() -> None:
    assert as_spreadsheet(overview()) == as_spreadsheet(overview())


def test_the_list_of_customers_opens_in_a_flemish_spreadsheet() -> None:
    data = as_csv(overview())
    assert data.startswith("\ufeffKlant;".encode())
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    revenue = sum(float(row["Omzet per jaar"].replace(",", ".")) for row in rows if row["Omzet per jaar"])
    portfolio = overview().portfolio
    assert portfolio is not None
    assert round(revenue, 2) == round(portfolio.revenue or 0, 2)
    assert all("." not in row["Totaal"] for row in rows)


def test_a_share_below_a_step_is_never_nothing() -> None:
    read = sheets(as_spreadsheet(overview(level="standard")))
    shares = under("Aandeel tijd", read["Klanten"])
    assert "minder dan 5%" in shares
    assert 0 not in shares


def test_the_text_has_every_point_and_escapes_what_people_typed() -> None:
    typed = company(buyer("1").model_copy(update={"name": "| A* <b>"}), buyer("2"))
    words = as_markdown(overview(typed))
    assert r"\| A\* \<b\>" in words
    words = as_markdown(overview(language="en"))
    assert words.startswith("# ")
    for point in overview(language="en").work:
        assert f"{point.rank}. **" in words
        assert point.advice.split(".")[0] in words.replace("\\", "")


def test_the_session_stands_in_the_file_of_the_owner_only() -> None:
    assert "Griet" in as_markdown(overview(), session())
    assert "### " not in as_markdown(overview())


@settings(max_examples=10, deadline=None)
@given(PORTFOLIOS)
def test_any_company_gives_a_row_for_everybody(customers: tuple) -> None:
    seen = overview(company(*customers))
    assert len(sheets(as_spreadsheet(seen))["Klanten"]) == len(customers) + 1
    rows = list(csv.reader(io.StringIO(as_csv(seen).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(customers) + 1
    assert as_markdown(seen).count("\n| ") >= len(customers)


def test_the_command_writes_the_files_that_are_asked_for(tmp_path: Path, capfdbinary) -> None:
    file = tmp_path / "bedrijf.json"
    file.write_text(json.dumps(EXAMPLE.to_file()), encoding="utf-8")
    outs = {kind: tmp_path / f"uit.{kind}" for kind in ("xlsx", "markdown", "csv")}
    options = [word for kind, out in outs.items() for word in (f"--{kind}", str(out))]
    assert main(["overview", str(file), "--lang", "en", *options]) == 0
    assert json.loads(capfdbinary.readouterr().out) == {kind: str(out) for kind, out in outs.items()}
    assert outs["xlsx"].read_bytes().startswith(b"PK")
    assert outs["markdown"].read_text(encoding="utf-8").startswith("# ")
    assert "Customer;" in outs["csv"].read_text(encoding="utf-8-sig")


def test_the_command_refuses_what_cannot_be(tmp_path: Path, capfdbinary) -> None:
    file = tmp_path / "bedrijf.json"
    file.write_text('{"customers": []}', encoding="utf-8")
    assert main(["overview", str(file), "--level", "short", "--csv", str(tmp_path / "k.csv")]) == 1
    assert "Op het niveau short staan geen klanten" in capfdbinary.readouterr().err.decode()
    assert main(["overview", str(file), "--xlsx", str(tmp_path / "weg" / "k.xlsx")]) == 1
    assert "kan niet geschreven worden" in capfdbinary.readouterr().err.decode()
