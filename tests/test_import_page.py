"""The import on its page: what is refused says so in the sentence of the command line, and the page goes on."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from strategy.__main__ import main
from strategy.company.access import Visitor, start_company
from strategy.nouns.company import Customer, Profile
from strategy.store.interface import Change, MemoryStore

OWNER = Visitor("a" * 64)
NOW = datetime(2026, 1, 2, tzinfo=UTC)
HEADER = "Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Bedrag excl. btw;Kostprijs;Betaald op"
GOOD = f"{HEADER}\nK1;Goede Klant;F1;15/01/2025;250,00;100,00;20/02/2025\n".encode()
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


def lines(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join((HEADER, *rows)).encode(encoding)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Facturen")
        for place, row in enumerate((tuple(HEADER.split(";")), *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(place, column, cell, value="")
                elif isinstance(cell, date):
                    sheet.write_datetime(
                        place,
                        column,
                        datetime(cell.year, cell.month, cell.day),
                        book.add_format({"num_format": 14}),
                    )
                else:
                    sheet.write(place, column, cell)
    return out.getvalue()


def invoice(customer: str) -> bytes:
    return (
        f'<?xml version="1.0"?><Invoice xmlns="{UBL}Invoice-2" xmlns:cac="{UBL}CommonAggregateComponents-2" '
        f'xmlns:cbc="{UBL}CommonBasicComponents-2"><cbc:ID>F1</cbc:ID><cbc:IssueDate>2025-01-15</cbc:IssueDate>'
        f'{customer}<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">1000.00'
        "</cbc:TaxExclusiveAmount></cac:LegalMonetaryTotal></Invoice>"
    ).encode()


REFUSED = {
    "leeg.csv": b"",
    "alleen lege regels.csv": b"\r\n\r\n  \r\n",
    "alleen kop.csv": lines(),
    "geen bedrag.csv": b"Klantnaam;Factuurdatum\nPeeters;15/01/2025\n",
    "geen datum.csv": b"Klantnaam;Factuurnr;Bedrag excl. btw\nPeeters;F1;10,00\n",
    "geen klant.csv": b"Factuurdatum;Bedrag excl. btw\n15/01/2025;10,00\n",
    "ongelijke rijen.csv": lines("K1;A;F1;15/01/2025;1,00;;", "K1;A;F2;x;y;1;2;3;4;5", "a;b"),
    "geen getallen.csv": lines("K1;A;F1;15/01/2025;NaN;;", "K1;A;F2;16/01/2025;#N/B;;"),
    "onmogelijke datum.csv": lines("K1;A;F1;31/02/2025;1,00;;"),
    "te veel kolommen.csv": (";".join(f"k{place}" for place in range(501)) + "\n").encode(),
    "lang veld.csv": lines(f'K1;"{"x" * 20_000}";F1;15/01/2025;1,00;;'),
    "programma.csv": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(range(256)) * 8,
    "halve letters.csv": b"\xff\xfe" + lines("K1;A;F1;15/01/2025;1,00;;", encoding="utf-16-le")[:-1],
    "beeld.csv": b"%PDF-1.7 ...",
    "webpagina.xls": b"<html><body><table><tr><td>Klant</td></tr></table></body></html>",
    "wachtwoord.xlsx": OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    "oud.xls": OLE + "Workbook".encode("utf-16-le") + bytes(600),
    "rekenblad.ods": zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
    ),
    "afgekapt.xlsx": workbook(("K1", "A", "F1", date(2025, 1, 15), 1))[:900],
    "bom.zip": zipped({"facturen.csv": bytes(20_000_000)}),
    "te veel delen.zip": zipped({f"{place}.xml": b"<x/>" for place in range(2_001)}),
    "formule zonder waarde.xlsx": workbook(("K1", "A", "F1", date(2025, 1, 15), "=1+1")),
    "lachjes.xml": b'<?xml version="1.0"?><!DOCTYPE lol [<!ENTITY a "ha">]><Invoice>&a;</Invoice>',
    "zonder klant.xml": invoice(""),
    "iets anders.xml": b"<?xml version='1.0'?><brief/>",
    "diep.xml": b"<?xml version='1.0'?>" + b"<a>" * 200 + b"</a>" * 200,
}
ASKED = {
    "twee bedragen.csv": b"Klant;Factuurdatum;Bedrag;Omzet\nA;15/01/2025;121,00;100,00\n",
    "kaal bedrag.csv": b"Klant;Factuurdatum;Bedrag\nA;15/01/2025;121,00\n",
    "alleen met btw.csv": b"Klant;Factuurdatum;Bedrag incl. btw\nA;15/01/2025;121,00\n",
    "twee munten.csv": b"Klant;Factuurdatum;Bedrag excl. btw;Munt\nA;15/01/2025;1,00;EUR\nA;16/01/2025;1,00;USD\n",
    "duizend of niet.csv": b"Klant;Factuurdatum;Bedrag excl. btw\nA;15/01/2025;1.234\n",
    "dag of maand.csv": b"Klant;Factuurdatum;Bedrag excl. btw\nA;01/02/2025;1,00\n",
}
FORMULAS = (
    '=HYPERLINK("x")',
    "+32 9 123",
    "-Delta NV",
    "@SOM",
    "<b>vet</b>",
    "Zoë & co 🎈",
    "[x](y) *z* $1$",
)


def page() -> None:
    import streamlit as st

    from strategy.company.access import Visitor
    from ui.bringing_in import import_view
    from ui.frame.frame import Desk

    store = st.session_state["store"]
    import_view.file_import(
        Desk(store, Visitor("a" * 64), "nl", store.read(st.session_state["company"]), address={})
    )


@pytest.fixture
def screen() -> AppTest:
    store = MemoryStore()
    at = AppTest.from_function(page, default_timeout=60)
    at.session_state["store"] = store
    at.session_state["company"] = start_company(store, OWNER, Profile(name="Zon"), uuid4().hex, NOW)
    return at.run()


def choose(screen: AppTest, *files: tuple[str, bytes]) -> None:
    screen.file_uploader[0].set_value([(name, data, "") for name, data in files]).run()


def customers_of(screen: AppTest) -> tuple[Customer, ...]:
    found: tuple[Customer, ...] = (
        screen.session_state["store"].read(screen.session_state["company"]).company.customers
    )
    return found


def words_on(screen: AppTest, *kinds: str) -> str:
    shown = [str(one.value) for kind in kinds for one in getattr(screen, kind)]
    return re.sub(r"\\(.)", r"\1", "\n".join(shown))


def goes_on(screen: AppTest) -> None:
    """A good file after all that gives its customer."""
    choose(screen, ("goed.csv", GOOD))
    assert not screen.exception
    assert not screen.error
    assert "Klanten: 1 · facturen: 1 · samen € 250,00" in words_on(screen, "markdown")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_gets_the_sentence_of_the_command_line_and_the_page_goes_on(
    screen: AppTest, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(REFUSED[name])
    assert main(["import", str(file)]) == 1
    said = capsys.readouterr().err.strip()
    choose(screen, (name, REFUSED[name]))
    assert not screen.exception
    assert words_on(screen, "error") == said
    assert said[0].isupper()
    assert said.endswith(".")
    assert "\n" not in said
    assert not [button for button in screen.button if button.key == "take_over"]
    goes_on(screen)


@pytest.mark.parametrize("name", ASKED)
def test_what_the_file_cannot_decide_is_one_question_and_every_answer_leads_on(
    screen: AppTest, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(ASKED[name])
    assert main(["import", str(file)]) == 2
    printed = capsys.readouterr().out
    choose(screen, (name, ASKED[name]))
    assert not screen.exception
    (question,) = screen.radio
    assert f'"text": "{question.label}"' in printed
    while screen.radio:
        for asked in screen.radio:
            asked.set_value(asked.options[0])
        answer(screen)
        assert not screen.exception
    assert [button for button in screen.button if button.key == "take_over"]
    goes_on(screen)


def test_names_that_look_like_formulas_or_markup_are_taken_over_as_typed(screen: AppTest) -> None:
    quoted = (name.replace('"', '""') for name in FORMULAS)
    rows = (f'K{place};"{name}";F{place};15/01/2025;10,00;5,00;' for place, name in enumerate(quoted))
    choose(screen, ("namen.csv", lines(*rows)))
    screen.button(key="take_over").click().run()
    assert not screen.exception
    assert {customer.name for customer in customers_of(screen)} == set(FORMULAS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_survive_on_the_page_as_well(screen: AppTest, encoding: str) -> None:
    choose(screen, ("letters.csv", lines("K1;Café Crème Löwenbräu;F1;15/01/2025;10,00;;", encoding=encoding)))
    screen.button(key="take_over").click().run()
    assert [customer.name for customer in customers_of(screen)] == ["Café Crème Löwenbräu"]


def test_the_page_says_what_the_figures_rest_on(screen: AppTest) -> None:
    choose(
        screen,
        (
            "facturen.csv",
            lines("K1;A;F1;15/01/2025;75,00;50,00;", "K2;B;F2;16/01/2025;25,00;;", ";;F3;17/01/2025;9,50;;"),
        ),
    )
    said = words_on(screen, "caption")
    assert "De kostprijs is bekend van 75% van de omzet." in said
    assert "Hoe snel je klanten betalen, staat er niet in." in said
    assert "Zonder klant: € 9,50; dat bedrag staat apart." in said


def test_after_taking_over_the_page_counts_the_classes_and_asks_what_would_help_most(screen: AppTest) -> None:
    rows = (f"K{place};Klant {place};F{place};15/01/2025;{place}00,00;;" for place in range(1, 9))
    choose(screen, ("facturen.csv", lines(*rows)))
    screen.button(key="take_over").click().run()
    assert "Overgenomen. 8 klanten: 8 ?" in words_on(screen, "success")
    assert any("bk-panel" in str(one.proto.body) for one in screen.get("html"))


def test_of_several_files_the_refused_one_is_named(screen: AppTest) -> None:
    choose(screen, ("goed.csv", GOOD), ("leeg.csv", b""))
    assert words_on(screen, "error").startswith("leeg.csv: Het bestand is leeg")


def test_every_file_with_columns_of_its_own_shows_how_it_was_read(screen: AppTest) -> None:
    other = b"Customer;Invoice date;Net amount\nZoe;2025-02-16;10.00\n"
    choose(screen, ("goed.csv", GOOD), ("nogmaals.csv", GOOD.replace(b"F1", b"F2")), ("other.csv", other))
    assert not screen.exception
    assert [box.label for box in screen.expander][:2] == [r"Zo lazen we goed\.csv", r"Zo lazen we other\.csv"]


def test_the_header_row_of_a_workbook_can_be_changed(screen: AppTest) -> None:
    choose(screen, ("facturen.xlsx", workbook(("K1", "A", "F1", date(2025, 1, 15), 10, 5, ""))))
    assert "samen € 10,00" in words_on(screen, "markdown")
    header = next(box for box in screen.selectbox if box.label == "Rij met de kolomnamen")
    header.set_value(2).run()
    assert not screen.exception
    assert "Er is geen kolom met" in words_on(screen, "error")
    screen.button(key="import_anew").click().run()
    assert "samen € 10,00" in words_on(screen, "markdown")


def test_no_row_of_headings_is_a_choice_on_the_page(screen: AppTest) -> None:
    choose(screen, ("facturen.csv", b"A;F1;15/01/2025;10,00;Omzet\nB;F2;16/01/2025;5,00;Omzet\n"))
    header = next(box for box in screen.selectbox if box.label == "Rij met de kolomnamen")
    header.set_value(0).run()
    assert not screen.exception
    assert "Bedrag (D)" in screen.radio[0].label
    screen.radio[0].set_value("no")
    answer(screen)
    assert "samen € 15,00" in words_on(screen, "markdown")


def test_totals_per_customer_are_taken_over_and_the_page_says_that_orders_stay_unknown(
    screen: AppTest,
) -> None:
    choose(screen, ("omzet.csv", b"Klant;Omzet 2024;Omzet 2025\nAlfa;10,00;20,00\nBeta;1,00;2,00\n"))
    screen.radio[0].set_value("2025")
    answer(screen)
    assert not screen.exception
    assert "Klanten: 2 \u00b7 samen € 22,00 van 01/01/2025 tot en met 31/12/2025" in words_on(
        screen, "markdown"
    ).replace("**", "")
    screen.button(key="take_over").click().run()
    assert [(c.name, c.revenue, c.orders) for c in customers_of(screen)] == [
        ("Alfa", 20, None),
        ("Beta", 2, None),
    ]


YEARS = lines(
    "K1;A;F1;15/03/2024;100,00;;",
    "K1;A;F2;15/06/2025;250,00;;",
    "K2;B;F3;20/08/2025;50,00;;",
    "K2;B;F4;01/02/2023;7,00;;",
)


def test_the_page_offers_each_year_of_the_file_and_says_how_much_lies_outside(screen: AppTest) -> None:
    choose(screen, ("facturen.csv", YEARS))
    assert "samen € 300,00" in words_on(screen, "markdown")
    assert "€ 107 valt buiten deze periode (2 rijen)." in words_on(screen, "markdown")
    period = screen.segmented_control(key="import_period")
    assert [option.content for option in period.proto.options] == [
        "Laatste 12 maanden",
        "2025",
        "2024",
        "2023",
        "Het hele bestand",
        "Van dag tot dag",
    ]
    period.set_value("2024-01-01..2024-12-31").run()
    assert not screen.exception
    assert "samen € 100,00" in words_on(screen, "markdown")
    assert "van 01/01/2024 tot en met 31/12/2024" in words_on(screen, "markdown")
    choose(screen, ("goed.csv", GOOD))
    assert not screen.exception
    assert "samen € 250,00" in words_on(screen, "markdown")


def test_hours_are_added_to_known_customers_on_the_page_and_undone(screen: AppTest) -> None:
    known = Customer(id="mine", name="Alfa", note="belt vaak", revenue=1000)
    store, company = screen.session_state["store"], screen.session_state["company"]
    store.write(company, [Change.put(known)], author=OWNER.hash, write_id="known")
    choose(screen, ("uren.csv", b"Datum;Klant;Uren\n15/01/2025;Alfa;7:30\n16/01/2025;Iemand;2\n"))
    assert not screen.exception
    shown = words_on(screen, "markdown")
    assert "Uren: 9,5" in shown
    assert "1 klant krijgt nieuwe cijfers" in shown
    assert any("ken je hier nog niet" in box.label for box in screen.expander)
    screen.button(key="take_over").click().run()
    assert customers_of(screen) == (known.model_copy(update={"hours": 7.5}),)
    screen.button(key="import_undo").click().run()
    assert customers_of(screen) == (known,)


def test_a_list_of_customers_goes_to_paste_with_one_tap(screen: AppTest) -> None:
    listed = "Klant;Klantnr;Segment\nZoë;K1;\nAlfa;K2;\n"
    choose(screen, ("klanten.csv", listed.encode("cp1252")))
    assert "Er is geen kolom met het bedrag" in words_on(screen, "error")
    screen.button(key="paste_instead").click().run()
    assert not screen.exception
    assert screen.session_state["paste_text_0"] == listed


def test_a_refusal_that_paste_cannot_read_offers_nothing(screen: AppTest) -> None:
    choose(screen, ("leeg.csv", b"Kleur;Maat\nrood;groot\n"))
    assert not [button for button in screen.button if button.key == "paste_instead"]


def test_letters_that_were_chosen_can_be_forgotten_again(screen: AppTest) -> None:
    choose(screen, ("facturen.csv", lines("K1;Café;F1;15/01/2025;10,00;;", encoding="cp1252")))
    box = next(box for box in screen.selectbox if box.label == "Letters")
    box.set_value("cp850").run()
    screen.button(key="import_anew").click().run()
    assert not screen.exception
    assert [box.value for box in screen.selectbox if box.label == "Letters"] == ["cp1252"]


def test_electronic_invoices_are_shown_with_their_customer_and_amount(screen: AppTest) -> None:
    party = "<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Hoeve"
    close = "</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>"
    choose(screen, ("f1.xml", invoice(party + close)))
    assert not screen.exception
    assert "samen € 1.000,00" in words_on(screen, "markdown")
    screen.button(key="take_over").click().run()
    assert [customer.name for customer in customers_of(screen)] == ["Hoeve"]


TWICE = lines(
    "K1;Café Zoë;F1;15/01/2025;100,00;50,00;20/01/2025", "K2;Cafe Zoe;F2;16/02/2025;300,00;100,00;20/02/2025"
)


def doubles_on(screen: AppTest, start: str = "same_") -> list[str]:
    return [button.key or "" for button in screen.button if (button.key or "").startswith(start)]


def test_two_names_are_joined_when_the_owner_says_so_and_parted_again(screen: AppTest) -> None:
    choose(screen, ("facturen.csv", TWICE))
    assert "Klanten: 2" in words_on(screen, "markdown")
    (same,) = doubles_on(screen)
    screen.button(key=same).click().run()
    assert not screen.exception
    assert "Klanten: 1 · facturen: 2 · samen € 400,00" in words_on(screen, "markdown")
    (apart,) = doubles_on(screen, "apart_")
    screen.button(key=apart).click().run()
    assert "Klanten: 2" in words_on(screen, "markdown")
    assert doubles_on(screen) == [same]


def test_undoing_the_import_undoes_the_join_as_well(screen: AppTest) -> None:
    choose(screen, ("facturen.csv", TWICE))
    screen.button(key=doubles_on(screen)[0]).click().run()
    screen.button(key="take_over").click().run()
    assert [(c.name, c.revenue) for c in customers_of(screen)] == [("Cafe Zoe", 400)]
    screen.button(key="import_undo").click().run()
    assert not screen.exception
    assert customers_of(screen) == ()
    assert "De hele invoer is ongedaan gemaakt." in words_on(screen, "success")


def test_what_was_undone_is_imported_again_and_the_page_says_who_comes_back(screen: AppTest) -> None:
    for _ in range(2):
        choose(screen, ("facturen.csv", TWICE))
        screen.button(key="take_over").click().run()
        assert [c.revenue for c in customers_of(screen)] == [300, 100]
        screen.button(key="import_undo").click().run()
        assert customers_of(screen) == ()
    choose(screen, ("facturen.csv", TWICE))
    assert "2 klanten stonden er al eens en komen terug" in words_on(screen, "markdown")
    screen.button(key="take_over").click().run()
    assert not screen.error


def test_one_imported_customer_that_was_deleted_comes_back_and_one_that_the_file_lacks_stays_away(
    screen: AppTest,
) -> None:
    store, company = screen.session_state["store"], screen.session_state["company"]
    choose(screen, ("facturen.csv", TWICE))
    screen.button(key="take_over").click().run()
    for customer in customers_of(screen):
        gone = Change.remove(customer, store.read(company).revision("customer", customer.id))
        store.write(company, [gone], author=OWNER.hash, write_id=f"gone {customer.id}")
    choose(screen, ("facturen.csv", "\n".join(TWICE.decode().splitlines()[:2]).encode()))
    assert "1 klant stond er al eens en komt terug" in words_on(screen, "markdown")
    assert "1 klant die er vroeger stond" in words_on(screen, "caption")
    screen.button(key="take_over").click().run()
    assert not screen.error
    assert [c.name for c in customers_of(screen)] == ["Café Zoë"]


def test_a_join_is_not_remembered_for_the_next_import(screen: AppTest) -> None:
    choose(screen, ("facturen.csv", TWICE))
    screen.button(key=doubles_on(screen)[0]).click().run()
    screen.button(key="take_over").click().run()
    choose(screen, ("volgende maand.csv", TWICE.replace(b"300,00", b"500,00")))
    assert "Klanten: 2" in words_on(screen, "markdown")
    assert len(doubles_on(screen)) == 1


def test_a_new_name_is_joined_with_a_customer_that_was_known(screen: AppTest) -> None:
    known = Customer(id="mine", name="Cafe Zoe", note="belt vaak", revenue=1)
    store, company = screen.session_state["store"], screen.session_state["company"]
    store.write(company, [Change.put(known)], author=OWNER.hash, write_id="known")
    choose(screen, ("facturen.csv", lines("K1;Café Zoë;F1;15/01/2025;100,00;50,00;")))
    screen.button(key=doubles_on(screen)[0]).click().run()
    screen.button(key="take_over").click().run()
    (customer,) = customers_of(screen)
    assert (customer.id, customer.note, customer.revenue) == ("mine", "belt vaak", 100)
    screen.button(key="import_undo").click().run()
    assert customers_of(screen) == (known,)


def test_an_answer_is_remembered_for_the_next_file_of_the_same_layout_and_can_be_forgotten(
    screen: AppTest,
) -> None:
    bare = b"Klant;Factuurdatum;Bedrag\nA;15/01/2025;121,00\n"
    choose(screen, ("januari.csv", bare))
    screen.radio[0].set_value("no")
    answer(screen)
    screen.button(key="take_over").click().run()
    choose(screen, ("februari.csv", bare.replace(b"121", b"242")))
    assert not screen.radio
    assert "samen € 242,00" in words_on(screen, "markdown")
    assert "de vorige keer" in words_on(screen, "caption")
    screen.button(key="import_anew").click().run()
    assert "zonder of met btw" in screen.radio[0].label


def answer(screen: AppTest) -> None:
    """Press the button under the questions."""
    next(button for button in screen.button if button.label == "Verder met deze antwoorden").click().run()
