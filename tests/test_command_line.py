"""The command line: what it prints, its exit status, and how it refuses."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from strategy.__main__ import main
from strategy.company.example import example_company
from strategy.company.file import NotACompany, read_company
from strategy.nouns.company import Company
from tests.portfolios import EXAMPLE, EXPECTED

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def company_file(tmp_path: Path) -> Path:
    """The worked example of the method as a file."""
    path = tmp_path / "bedrijf.json"
    path.write_text(json.dumps(EXAMPLE.to_file()), encoding="utf-8")
    return path


def run(*arguments: str) -> int:
    return main(list(arguments))


def test_demo_is_the_example_as_a_company_file(capfdbinary):
    assert run("demo") == 0
    printed = json.loads(capfdbinary.readouterr().out)
    assert Company.from_file(printed) == example_company()
    assert run("demo", "--lang", "en") == 0
    assert json.loads(capfdbinary.readouterr().out)["company"]["name"] == "Golden Letter Printers"


def test_score_prints_the_figures_of_the_method(company_file, capfdbinary):
    assert run("score", str(company_file), "--method", "figures") == 0
    printed = json.loads(capfdbinary.readouterr().out)
    rows = {row["id"]: row for row in printed["customers"]}
    for id, expected in EXPECTED["customers"].items():
        figures = expected["figures"]
        assert (rows[id]["class"], rows[id]["total"]) == (figures["class"], figures["total"])
        assert rows[id]["scores"] == figures["scores"]
    assert rows["K04"]["attention"]["index"] == "inf"
    assert rows["K10"]["scores"]["margin"] is None
    assert {"portfolio", "classes"} <= set(printed)


def test_score_needs_customers_only(tmp_path, capfdbinary):
    path = tmp_path / "klein.json"
    path.write_text('{"customers": [{"id": "K1", "judged": {"revenue": 4}}]}')
    assert run("score", str(path)) == 0
    assert json.loads(capfdbinary.readouterr().out)["customers"][0]["class"] == "?"


def test_a_company_without_customers_can_be_scored_and_seen(tmp_path, capfdbinary):
    path = tmp_path / "leeg.json"
    path.write_text('{"customers": []}')
    assert run("score", str(path)) == 0
    assert json.loads(capfdbinary.readouterr().out)["customers"] == []
    assert run("overview", str(path)) == 0
    assert json.loads(capfdbinary.readouterr().out)["portfolio"] is None


@pytest.mark.parametrize("level", ["short", "standard", "full"])
def test_overview_prints_its_level_and_language(company_file, capfdbinary, level):
    assert run("overview", str(company_file), "--level", level, "--lang", "en") == 0
    printed = json.loads(capfdbinary.readouterr().out)
    assert (printed["level"], printed["language"]) == (level, "en")


def test_import_prints_customers_with_their_class(tmp_path, capfdbinary):
    path = tmp_path / "verkopen.csv"
    path.write_text(
        "Factuur;Datum;Klantnr;Klant;Bedrag excl. btw\n"
        "1;15/01/2025;C1;Bakkerij Kruimel;1.250,50\n"
        "2;20/06/2025;C1;Bakkerij Kruimel;2.000,00\n"
        "3;28/12/2025;C2;Studio Potlood;500,25\n",
        encoding="utf-8",
    )
    status = run("import", str(path), "--period", "2025-01-01..2025-12-31")
    printed = json.loads(capfdbinary.readouterr().out)
    assert status == (2 if printed["questions"] else 0)
    by_name = {row["name"]: row for row in printed["customers"]}
    assert by_name["Bakkerij Kruimel"]["invoiced"] == 3250.5
    assert {"class", "total", "lowest", "highest"} <= set(by_name["Bakkerij Kruimel"])


def test_import_stops_with_2_while_a_question_is_open_and_goes_on_with_the_answer(tmp_path, capfdbinary):
    path = tmp_path / "verkopen.csv"
    path.write_text(
        "Factuur;Datum;Klant;Bedrag\n1;03/04/2025;Jan;1.250\n2;05/06/2025;An;2.500\n", encoding="utf-8"
    )
    assert run("import", str(path)) == 2
    questions = json.loads(capfdbinary.readouterr().out)["questions"]
    assert questions
    assert all(question["text"] and question["options"] for question in questions)
    answers = [
        part
        for question in questions
        for part in ("--answer", f"{question['key']}={question['options'][0]['value']}")
    ]
    assert run("import", str(path), *answers) == 0


def test_import_counts_two_customers_as_one_when_that_is_said(tmp_path, capfdbinary):
    path = tmp_path / "verkopen.csv"
    path.write_text(
        "Klantnr;Klant;Datum;Omzet\nK1;Café Zoë;15/01/2025;30,00\nK2;Cafe Zoe;16/01/2025;10,00\n",
        encoding="utf-8",
    )
    assert run("import", str(path)) == 0
    (double,) = json.loads(capfdbinary.readouterr().out)["doubles"]
    for one, other in (("K2", "K1"), (double["second"], double["first"])):
        assert run("import", str(path), "--answer", f"same:{one}={other}") == 0
        printed = json.loads(capfdbinary.readouterr().out)
        assert [(c["number"], c["invoiced"]) for c in printed["customers"]] == [("K1", 40)]
        assert printed["doubles"] == []


# --- refusals ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Zeg wat je wil: demo, import, score, overview, backup, restore."),
        (["dans"], "Bij opdracht kan “dans” niet."),
        (["score"], "Er ontbreekt iets: FILE."),
        (["score", "x.json", "--method", "gevoel"], "Bij --method kan “gevoel” niet."),
        (["overview", "x.json", "--level"], "Na --level moet nog iets staan."),
        (["demo", "nog iets"], "Dit ken ik niet: nog iets."),
        (["import"], "Er ontbreekt iets: FILE."),
        (["score", "er-is-niets.json"], "Dit bestand is er niet: er-is-niets.json."),
        (["import", "er-is-niets.csv"], "Dit bestand is er niet: er-is-niets.csv."),
        (["overview", "."], "Dit is een map en geen bestand: ."),
        (["score", "a\0b"], "Dit bestand kan niet gelezen worden"),
    ],
)
def test_a_refusal_is_one_dutch_line_and_status_1(arguments, said, capsys):
    assert run(*arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(said)
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "value"), [("--map", "Bedrag"), ("--answer", "komma"), ("--period", "ooit")]
)
def test_an_option_of_the_import_that_makes_no_sense_is_refused(tmp_path, capsys, option, value):
    path = tmp_path / "verkopen.csv"
    path.write_text("Datum;Klant;Bedrag\n15/01/2025;Jan;1,50\n")
    assert run("import", str(path), option, value) == 1
    assert capsys.readouterr().err.count("\n") == 1


def mistake(data: object, language: str = "nl") -> str:
    typed = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(NotACompany) as refused:
        read_company(typed, "x.json")
    return refused.value.sentence(language)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[", "Dit is geen JSON: regel 1, teken 2."),
        (b"\xff\xfe\x00", "Dit bestand is geen tekst in UTF-8: x.json."),
        (b"[" * 100_000, "Deze JSON is te diep genest of heeft te grote getallen."),
        (b'{"customers": [{"id": "a", "revenue": ' + b"9" * 5000 + b"}]}", "Deze JSON is te diep"),
        ([], "Hier wordt een bedrijf verwacht"),
        ({"iets": 1}, "Hier wordt een bedrijf verwacht"),
        (
            {"format": "anders/9", "customers": []},
            "Dit bestand heeft vorm anders/9; verwacht wordt bierkaartjes/1.",
        ),
        ({"company": []}, "company: hier hoort een object met velden."),
        ({"company": {"kleur": 1}}, "company.kleur: dit veld bestaat niet."),
        ({"customers": {}}, "customers: hier hoort een lijst."),
        ({"customers": ["a"]}, "customers[0]: hier hoort een object met velden."),
        ({"customers": [{}]}, "customers[0].id: dit veld ontbreekt."),
        ({"customers": [{"id": "a b"}]}, "customers[0].id: een id bestaat uit letters"),
        (
            {"customers": [{"id": "a", "revenue": -5}]},
            "customers[0].revenue: het mag niet kleiner zijn dan 0.",
        ),
        ({"customers": [{"id": "a", "revenue": "veel"}]}, "customers[0].revenue: hier hoort een getal."),
        (
            {"customers": [{"id": "a", "judged": {"margin": 9}}]},
            "customers[0].judged.margin: het mag niet groter zijn dan 5.",
        ),
        (
            {"customers": [{"id": "a", "kind": "vriend"}]},
            "customers[0].kind: kies uit customer, prospect, dormant.",
        ),
        ({"customers": [{"id": "a"}, {"id": "a"}]}, "customers[1].id: het id “a” komt twee keer voor."),
        ({"settings": {"bounds": [1, 2, 3]}}, "settings: de grenzen moeten dalen: 100 >= A > B > C >= 0."),
        (
            {"actions": [{"id": "a", "due": "morgen"}]},
            "actions[0].due: hier hoort een datum, als 2026-12-31.",
        ),
        (
            {"customers": [{"id": "a", "x": 1, "y": 2, "z": 3}]},
            "customers[0].x: dit veld bestaat niet (en nog 2",
        ),
    ],
)
def test_a_file_that_is_no_company_is_refused_with_its_place(data, said):
    assert mistake(data).startswith(said)


def test_a_company_file_may_be_too_large(monkeypatch):
    monkeypatch.setattr("strategy.company.file.LARGEST_FILE", 1_000_000)
    assert mistake(b" " * 1_000_001) == "Het bestand is te groot: 2 MB, en het mag hoogstens 1 MB zijn."


def test_a_byte_order_mark_is_no_mistake():
    assert read_company(b'\xef\xbb\xbf{"customers": []}') == Company()


def test_standard_input_is_read_for_a_dash(monkeypatch, capfdbinary):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"customers": []}')))
    assert run("score", "-") == 0
    assert json.loads(capfdbinary.readouterr().out)["customers"] == []


def test_demo_flows_into_overview_in_a_real_shell():
    command = f"{sys.executable} -m strategy demo | {sys.executable} -m strategy overview - --level standard"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, timeout=120, check=True)
    overview = json.loads(done.stdout)
    assert done.stderr == b""
    assert overview["company"] == "Drukkerij De Gouden Letter"
    assert overview["customers"][0]["name"].startswith("Klant ")


def test_help_is_dutch(capsys):
    with pytest.raises(SystemExit) as stopped:
        run("overview", "--help")
    assert stopped.value.code == 0
    words = capsys.readouterr().out
    assert words.startswith("gebruik: ")
    assert "usage" not in words
    assert "show this" not in words
