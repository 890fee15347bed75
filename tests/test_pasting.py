"""Customers pasted from a spreadsheet: every figure as it was written, and nothing guessed."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from strategy.company.access import Visitor, start_company
from strategy.company.fields import field_of, shown, value_at
from strategy.company.saying import put_customers, undo_write
from strategy.importing.columns.headings import CUSTOMER_HEADINGS, JUDGED_BY_NAME, SHARED
from strategy.importing.columns.recognising import KNOWN_NAMES
from strategy.importing.customers.gathering import name_key
from strategy.importing.nouns.names import clean
from strategy.importing.pasting.heads import known_heads, understood
from strategy.importing.pasting.pasted import Paste, PastePlace, PasteRefused, read_paste
from strategy.importing.rows.totals import totals_among
from strategy.nouns.company import JUDGED_PARTS, Customer, Judged, Override, Profile, Segment
from strategy.store.interface import MemoryStore
from strategy.words.formats import number
from strategy.words.texts import LANGUAGES, text

OWNER = Visitor("a" * 64)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HORECA = Segment(id="s1", name="Horeca")
RETAIL = Segment(id="s2", name="Kleine winkels")


def paste(*lines: str, known: tuple[Customer, ...] = (), **more) -> Paste:
    return read_paste("\n".join(lines), known, **more)


def only(pasted: Paste) -> Customer:
    (row,) = pasted.rows
    return row.customer


def codes(found) -> list[tuple[int, str, str]]:
    """Row, column and the last part of the reason."""
    return [(one.row, one.column, one.code.rsplit(".", 1)[-1]) for one in found]


def refusal(*lines: str, **more) -> str:
    with pytest.raises(PasteRefused) as refused:
        paste(*lines, **more)
    for language in LANGUAGES:
        assert "{" not in text(refused.value.code, language, **refused.value.values)
    return refused.value.code.removeprefix("paste.refused.")


# Columns


def test_cells_from_excel_become_customers():
    pasted = paste(
        "Klant\tOmzet\tPotentieel\tKans\tOrders\tVariabele kost\tUren\tBetaalt na\tBeslist na\tSoort",
        "Bakkerij Peeters\t€ 12.345,67\t2500.75\t80%\t12\t62,5%\t90\t45\t14\tklant",
        "Café De Zon\t\t8000\t\t\t\t2,5 u\t\t3 weken\tProspect",
    )
    peeters, zon = pasted.new
    assert peeters.name == "Bakkerij Peeters"
    assert (peeters.revenue, peeters.potential, peeters.chance, peeters.orders) == (
        12345.67,
        2500.75,
        0.8,
        12,
    )
    assert (peeters.variable_cost, peeters.hours) == (0.625, 90)
    assert (peeters.days_to_pay, peeters.days_to_decide, peeters.kind) == (45, 14, "customer")
    assert (zon.revenue, zon.potential, zon.hours, zon.days_to_decide) == (None, 8000, 2.5, 21)
    assert (zon.kind, zon.chance) == ("prospect", 0.5)
    assert not pasted.problems
    assert not pasted.skipped


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Klant", "name"),
        ("NAAM", "name"),
        ("Customer name", "name"),
        ("Nom du client", "name"),
        ("Rijlabels", "name"),
        ("Klantnr.", "number"),
        ("Nummer", "number"),
        ("N° client", "number"),
        ("Omzet", "revenue"),
        ("Omzet 2025 (€)", "revenue"),
        ("Som van Omzet", "revenue"),
        ("Omzet excl. BTW", "revenue"),
        ("Omzet, laatste 12 maanden", "revenue"),
        ("Omzet per jaar", "revenue"),
        ("Chiffre d'affaires", "revenue"),
        ("Potentiële omzet per jaar", "potential"),
        ("Kans (%)", "chance"),
        ("Kans daarop", "chance"),
        ("Aantal orders", "orders"),
        ("Variabele kost in %", "variable_cost"),
        ("Coûts variables", "variable_cost"),
        ("Uren per jaar", "hours"),
        ("Betaalt na (dagen)", "days_to_pay"),
        ("DSO", "days_to_pay"),
        ("Beslist na", "days_to_decide"),
        ("Soort", "kind"),
        ("Groep", "segment"),
        ("Groep van bedrijven", "group"),
        ("Zelfde eigenaar", "group"),
        ("Groep klanten", "segment"),
        ("Kost om hem klant te maken", "acquisition_cost"),
        ("Wat het kostte om die klant te winnen", "acquisition_cost"),
        ("Marge in je offerte", "offer_margin"),
        ("Aandacht", "effort"),
        ("Oordeel omzet", "judged.revenue"),
        ("Omzet (1-5)", "judged.revenue"),
        ("Marge oordeel", "judged.margin"),
        ("Beslist hij snel?", "judged.decides"),
        ("Snel betalen", "judged.pays"),
        ("Openheid", "judged.openness"),
        ("Herhaalbaarheid (1-5)", "judged.repeatability"),
        ("Grootte", "judged.size"),
        ("Relevance", "judged.relevance"),
        ("Réputation", "judged.reputation"),
    ],
)
def test_a_column_is_known_by_its_head(head, field):
    assert understood(head).field == field


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("Omzet incl. btw", "with_vat"),
        ("CA TTC", "with_vat"),
        ("Variabele kost (€)", "other_unit"),
        ("Omzet %", "other_unit"),
        ("Betaaltermijn", "agreed_term"),
        ("Omzet per maand", "unknown"),
        ("Totaal potentieel", "unknown"),
        ("Marge", "unknown"),
        ("Telefoon", "unknown"),
    ],
)
def test_a_head_that_may_mean_something_else_is_not_used_and_says_why(head, reason):
    pasted = paste(f"Klant\t{head}", "Peeters\t10")
    assert pasted.columns[1].field == ""
    assert pasted.columns[1].code == f"paste.column.{reason}"
    assert only(pasted) == Customer(id=only(pasted).id, name="Peeters")


@pytest.mark.parametrize(
    "head", ["Gepresteerde uren", "Stunden", "Total hours", "Uren per jaar", "Heures prestées"]
)
def test_hours_are_headed_in_a_paste_as_in_an_export(head: str) -> None:
    assert only(paste(f"Klant\t{head}", "Peeters\t12,5")).hours == 12.5


def test_a_heading_means_the_same_in_a_paste_and_in_an_export_but_for_four_of_them() -> None:
    both = {(path, KNOWN_NAMES[head][0]) for head, path in known_heads().items() if head in KNOWN_NAMES}
    same = {
        ("revenue", "amount"),
        ("variable_cost", "cost"),
        *((path, field) for field, path in SHARED.items()),
    }
    assert both - same == {("kind", "document_kind"), ("kind", "status"), ("orders", "invoice")}


def test_every_field_has_words_in_both_languages():
    for path in {*CUSTOMER_HEADINGS, *JUDGED_BY_NAME, *SHARED.values()}:
        for language in LANGUAGES:
            assert text(f"paste.fields.{path}", language)


def test_without_heads_the_first_column_is_the_name_and_a_numeric_second_one_the_revenue():
    pasted = paste("Peeters\t1.200\t3", "Janssens\t3.400,50\t4")
    assert [(each.name, each.revenue) for each in pasted.new] == [("Peeters", 1200), ("Janssens", 3400.5)]
    assert [column.field for column in pasted.columns] == ["name", "revenue", ""]


def test_without_heads_a_second_column_of_words_is_not_used():
    pasted = paste("Peeters\tklant", "Janssens\tprospect")
    assert [each.name for each in pasted.new] == ["Peeters", "Janssens"]
    assert pasted.columns[1].code == "paste.column.no_head"


def test_a_list_of_names_is_enough():
    assert [each.name for each in paste("Peeters, Jan", "Janssens; Piet", "3M").new] == [
        "Peeters, Jan",
        "Janssens; Piet",
        "3M",
    ]


def test_rows_above_the_heads_are_listed():
    pasted = paste("Klantenlijst 2025", "", "Klant\tOmzet", "Peeters\t100")
    assert only(pasted).revenue == 100
    assert codes(pasted.skipped) == [(1, "", "above_head"), (2, "", "empty")]


def test_two_columns_for_one_figure_are_both_left_alone():
    pasted = paste("Klant\tOmzet 2024\tOmzet 2025", "Peeters\t1\t2")
    assert only(pasted).revenue is None
    assert [column.code for column in pasted.columns[1:]] == ["paste.column.also"] * 2
    assert pasted.columns[1].values == {"other": "Omzet 2025"}


def test_the_fuller_of_two_heads_is_used():
    pasted = paste("Klant\tOmzet\tOmzet 2019", "Peeters\t10\t2")
    assert only(pasted).revenue == 10
    assert pasted.columns[2].code == "paste.column.better"


def test_a_column_of_codes_called_customer_is_the_number_where_there_is_a_name_as_well():
    customer = only(paste("Klant\tNaam", "PEET01\tPeeters"))
    assert (customer.number, customer.name) == ("PEET01", "Peeters")


def test_a_first_column_without_a_head_has_the_names():
    assert only(paste("\tOmzet", "Peeters\t10")).name == "Peeters"


def test_heads_without_a_name_are_refused():
    assert refusal("Omzet\tUren", "10\t2") == "no_name"
    assert refusal("Zaakvoerder\tOmzet", "Jan\t2") == "no_name"


def test_two_columns_with_names_are_refused():
    assert refusal("Klant\tKlant", "Peeters\tJanssens") == "two_names"


def test_semicolons_separate_columns():
    pasted = paste("Klant;Omzet", "Peeters;1.200,5", '"Zon; Maan";3')
    assert [(each.name, each.revenue) for each in pasted.new] == [("Peeters", 1200.5), ("Zon; Maan", 3)]


def test_commas_separate_columns_only_where_that_is_clear():
    assert only(paste("name,revenue", "Peeters,1200")).revenue == 1200
    assert [each.revenue for each in paste("Peeters,1200", "Janssens,800").new] == [1200, 800]
    assert refusal("klant,omzet", "Peeters,1200,50", "Janssens,800") == "unclear"


def test_a_quoted_cell_may_hold_line_breaks_tabs_and_quotes():
    pasted = paste("Klant\tNotitie\tOmzet", '"Café ""De Zon""\nGent"\t"eerste\ttweede\n""derde"""\t12')
    assert only(pasted).name == 'Café "De Zon" Gent'
    assert only(pasted).note == 'eerste\ttweede\n"derde"'
    assert only(pasted).revenue == 12


def test_a_quote_that_does_not_close_its_cell_is_part_of_the_name():
    pasted = paste('"De Zon" bvba\t10', '"open\t20', '24" scherm\t30')
    assert [each.name for each in pasted.new] == ['"De Zon" bvba', '"open', '24" scherm']


def test_line_ends_of_windows_and_of_old_macs_are_read():
    for end in ("\r\n", "\r", "\n"):
        pasted = read_paste(f"Klant\tOmzet{end}Peeters\t10{end}Janssens\t20{end}{end}", ())
        assert [each.revenue for each in pasted.new] == [10, 20]
        assert not pasted.skipped


# Cells


def test_a_cell_that_cannot_be_read_stays_empty_and_is_listed_with_its_place():
    pasted = paste("Klant\tOmzet\tUren", "Peeters\tveel\t12", "Janssens\t-5\t3")
    assert [(each.revenue, each.hours) for each in pasted.new] == [(None, 12), (None, 3)]
    assert codes(pasted.problems) == [(2, "Omzet", "no_number"), (3, "Omzet", "negative")]
    assert text(pasted.problems[0].code, **pasted.problems[0].values).startswith("“veel” is geen getal")


@pytest.mark.parametrize(
    ("head", "cell", "reason"),
    [
        ("Kans", "120%", "percent_too_high"),
        ("Kans", "-5%", "negative"),
        ("Omzet", "=A1+B1", "no_number"),
        ("Omzet", "#DEEL/0!", "no_number"),
        ("Omzet", "(1.234)", "negative"),
        ("Omzet", "1" * 400, "too_long"),
        ("Omzet", "1e9", "no_number"),
        ("Betaalt na", "9999", "too_high"),
        ("Openheid", "6", "too_high"),
        ("Openheid", "0", "too_low"),
        ("Soort", "vip", "no_kind"),
        ("Groep", "Onbekend", "no_segment"),
        ("Schuilnaam", "x" * 201, "too_long"),
        ("Variabele kost", "0,35", "percent_sign"),
        ("Kans", "1", "percent_sign"),
        ("Variabele kost", "1200", "percent_sign"),
        ("Omzet", "12,500", "two_ways"),
    ],
)
def test_nothing_is_guessed(head, cell, reason):
    pasted = paste(f"Klant\t{head}", f"Peeters\t{cell}")
    assert only(pasted) == Customer(id=only(pasted).id, name="Peeters")
    assert codes(pasted.problems) == [(2, head, reason)]
    for language in LANGUAGES:
        assert "{" not in text(pasted.problems[0].code, language, **pasted.problems[0].values)


def test_a_variable_cost_above_a_hundred_percent_is_kept_when_it_says_so():
    assert only(paste("Klant\tVariabele kost", "Peeters\t130%")).variable_cost == 1.3
    assert only(paste("Klant\tVariabele kost (%)", "Peeters\t130")).variable_cost == 1.3


def test_a_column_that_shows_its_decimal_sign_is_read_by_it():
    pasted = paste("Klant\tOmzet", "A\t12,500", "B\t2,500.75", "C\t300")
    assert [each.revenue for each in pasted.new] == [12500, 2500.75, 300]
    english = paste("Klant\tOmzet", "A\t12.500", "B\t2.500,75", language="en")
    assert [each.revenue for each in english.new] == [12500, 2500.75]


def test_a_column_that_contradicts_itself_leaves_the_doubtful_cell_empty():
    pasted = paste("Klant\tOmzet", "A\t1.234", "B\t12.5", "C\t12,5")
    assert [each.revenue for each in pasted.new] == [None, 12.5, 12.5]
    assert codes(pasted.problems) == [(2, "Omzet", "two_ways")]


def test_a_group_is_found_by_its_name():
    pasted = paste("Klant\tGroep", "A\thoreca", "B\tKleine  winkels", segments=[HORECA, RETAIL])
    assert [each.segment for each in pasted.new] == ["s1", "s2"]


def test_two_groups_with_one_name_are_not_chosen_between():
    twin = Segment(id="s3", name="horeca")
    pasted = paste("Klant\tGroep", "A\tHoreca", segments=[HORECA, twin])
    assert only(pasted).segment is None
    assert codes(pasted.problems) == [(2, "Groep", "two_segments")]


@pytest.mark.parametrize(
    "name",
    [
        "<b>vet</b>",
        "O'Neill & Zn",
        '5" buizen',
        "🍺 Het Bierhuis 🇧🇪",
        "=SOM(A1:A9)",
        "+32 Groep",
        "@home",
        "{naam}",
        "ÅÆØ",
        "株式会社",
    ],
)
def test_a_name_is_kept_as_it_was_typed(name):
    assert only(paste("Klant\tOmzet", f"{name}\t10")).name == name


def test_a_name_of_two_hundred_characters_is_kept_and_a_longer_one_is_listed():
    pasted = paste("Klant\tOmzet", f"{'x' * 200}\t1", f"{'y' * 201}\t2")
    assert [len(each.name) for each in pasted.new] == [200]
    assert codes(pasted.problems) == [(3, "Klant", "too_long")]
    assert codes(pasted.skipped) == [(3, "", "no_name")]


# Rows


def test_rows_that_are_no_customers_are_left_out_and_listed():
    pasted = paste(
        "Klant\tOmzet", "Peeters\t10", "", "Subtotaal\t10", "Klant\tOmzet", "\t5", "Eindtotaal\tfout", "\t\t"
    )
    assert [each.name for each in pasted.new] == ["Peeters"]
    assert codes(pasted.skipped) == [
        (3, "", "empty"),
        (4, "", "total"),
        (5, "", "head_again"),
        (6, "", "no_name"),
        (7, "", "total"),
    ]
    assert not pasted.problems
    for one in pasted.skipped:
        assert text(one.code, "nl", **one.values)


def test_a_customer_that_is_called_total_counts_by_its_number():
    pasted = paste("Nr\tKlant\tOmzet", "7\tTotal\t10", "\tTotaal\t10")
    assert [each.name for each in pasted.new] == ["Total"]
    assert codes(pasted.skipped) == [(3, "", "total")]


def test_a_customer_that_comes_twice_counts_once_and_is_listed():
    pasted = paste("Klant\tOmzet", "Peeters BV\t10", "peeters\t20")
    assert only(pasted).revenue == 10
    assert codes(pasted.skipped) == [(3, "", "double")]
    assert pasted.skipped[0].values["other"] == "2"


def test_one_name_with_two_numbers_is_two_customers():
    pasted = paste("Nr\tKlant", "1\tPeeters", "2\tPeeters", "\tPeeters")
    assert [each.number for each in pasted.new] == ["1", "2"]
    assert len({each.id for each in pasted.new}) == 2
    assert codes(pasted.skipped) == [(4, "", "two_known")]


# Known customers


PEETERS = Customer(
    id="c1",
    name="Bakkerij Peeters BV",
    number="007",
    kind="dormant",
    revenue=500,
    potential=900,
    hours=30,
    days_to_pay=60,
    days_to_pay_at_least=True,
    judged=Judged(openness=4),
    values={"v1": 1},
    note="belt graag",
    override=Override(klass="A", reason="familie", who="Jan", at=NOW),
    unknown=("orders", "variable_cost"),
)


def test_a_known_customer_gets_what_was_pasted_and_keeps_everything_else():
    pasted = paste(
        "Klant\tOmzet\tOrders\tBetaalt na\tReputatie", "bakkerij  PEETERS\t750\t4\t40\t5", known=(PEETERS,)
    )
    wanted = PEETERS.model_copy(
        update={
            "revenue": 750.0,
            "orders": 4.0,
            "days_to_pay": 40.0,
            "days_to_pay_at_least": False,
            "judged": Judged(openness=4, reputation=5),
            "unknown": ("variable_cost",),
        }
    )
    assert pasted.changed == (wanted,)
    assert pasted.new == ()


def test_a_number_says_more_than_a_name():
    pasted = paste("Klantnummer\tKlant\tOmzet", "007\tPeeters en Zoon\t1", known=(PEETERS,))
    assert (only(pasted).id, only(pasted).name, only(pasted).revenue) == ("c1", "Bakkerij Peeters BV", 1)
    assert codes(pasted.problems) == [(2, "Klant", "other_name")]


def test_the_same_name_with_another_number_is_another_customer():
    pasted = paste("Klantnummer\tKlant", "008\tBakkerij Peeters", known=(PEETERS,))
    assert only(pasted).id != "c1"


def test_a_known_customer_without_a_number_gets_the_pasted_one():
    known = Customer(id="c2", name="Zon")
    assert only(paste("Nr\tKlant", "12\tZon", known=(known,))) == known.model_copy(update={"number": "12"})


def test_a_number_alone_is_enough_for_a_known_customer():
    pasted = paste("Nr\tOmzet", "007\t5", "999\t6", known=(PEETERS,))
    assert only(pasted).revenue == 5
    assert codes(pasted.skipped) == [(3, "", "no_name")]


def test_empty_and_unreadable_cells_leave_a_known_customer_as_it_is():
    pasted = paste("Klant\tOmzet\tUren", "Bakkerij Peeters\tveel\t", known=(PEETERS,))
    assert pasted.same == (PEETERS,)
    assert pasted.customers == ()


def test_two_known_customers_with_one_name_are_not_chosen_between():
    twins = (Customer(id="c1", name="Zon"), Customer(id="c2", name="zon"))
    pasted = paste("Klant\tOmzet", "Zon\t5", known=twins)
    assert pasted.customers == ()
    assert codes(pasted.skipped) == [(2, "", "two_known")]


# Limits


@pytest.mark.parametrize("nothing", ["", "   ", "\n\n\t\t\n", "\r\n", "\ufeff"])
def test_nothing_pasted_is_nothing(nothing):
    assert read_paste(nothing, ()) == Paste()


def test_heads_alone_have_no_customers():
    pasted = paste("Klant\tOmzet")
    assert [column.field for column in pasted.columns] == ["name", "revenue"]
    assert not pasted.rows
    assert not pasted.skipped


def test_five_thousand_rows_are_read_and_one_more_is_refused():
    rows = [f"Klant {place}\t{place}" for place in range(5_001)]
    assert len(paste("Klant\tOmzet", *rows[:5_000]).new) == 5_000
    assert refusal("Klant\tOmzet", *rows) == "too_many_rows"
    assert refusal(*rows) == "too_many_rows"


def test_a_row_far_below_is_not_lost_without_a_word():
    assert refusal("Klant\tOmzet", "Peeters\t1", *[""] * 9_000, "Janssens\t2") == "too_many_rows"


def test_a_million_empty_rows_below_do_not_matter():
    assert only(read_paste("Klant\tOmzet\nPeeters\t1" + "\r\n" * 900_000, ())).revenue == 1


def test_more_than_a_hundred_columns_are_refused():
    assert only(paste("Peeters" + "\tx" * 99)).name == "Peeters"
    assert refusal("Peeters" + "\tx" * 100) == "too_many_columns"
    assert only(paste("Peeters" + "\t" * 16_000)).name == "Peeters"


def test_more_than_two_megabytes_are_refused():
    assert refusal("é" * 1_000_001) == "too_big"
    assert refusal("x" * 2_000_001) == "too_big"


@pytest.mark.parametrize("sign", ['"', '""', '"\t', '"x\t', '\t"', '""x\t', "\n", ";", ","])
def test_a_large_hostile_text_is_read_or_refused(sign):
    hostile = "a" + sign * (400_000 // len(sign)) + "b"
    with suppress(PasteRefused):
        read_paste(hostile, ())


@settings(max_examples=200, deadline=None)
@given(some.text(alphabet=some.sampled_from('ab1,.;\t\n\r"=€%-\x00\ud800 Klantomze'), max_size=120))
def test_any_text_is_read_or_refused(typed):
    pasted = Paste()
    with suppress(PasteRefused):
        pasted = read_paste(typed, (PEETERS,))
    listed = {one.row for one in pasted.skipped} | {row.row for row in pasted.rows}
    assert len(listed) == len(pasted.skipped) + len(pasted.rows)


# Any table reads back equal

LETTERS = some.characters(whitelist_categories=("L", "N", "P", "S", "Zs"))
WORDS = some.text(LETTERS, min_size=1, max_size=20).map(lambda words: clean(words.strip())).filter(bool)
NAMES = WORDS.filter(
    lambda name: (
        name.strip() == name
        and name_key(name).strip()
        and not totals_among([name])
        and not understood(name).field
    )
)
NUMBERS = some.from_regex(r"[A-Z]{0,2}[0-9]{1,6}", fullmatch=True)
KINDS = {"customer": "Klant", "prospect": "prospect", "dormant": "Slapend"}


def maybe(value):
    return some.none() | value


def parts_of(divisor: int, most: int, least: int = 0):
    return maybe(some.integers(least * divisor, most * divisor).map(lambda whole: whole / divisor))


CUSTOMERS = some.lists(
    some.builds(
        Customer,
        id=some.just("new"),
        name=NAMES,
        number=NUMBERS,
        kind=some.sampled_from(list(KINDS)),
        revenue=parts_of(100, 10**7),
        potential=parts_of(100, 10**7),
        chance=some.integers(0, 1000).map(lambda whole: whole / 1000),
        orders=parts_of(4, 5000),
        variable_cost=parts_of(1000, 3),
        hours=parts_of(4, 5000),
        effort=parts_of(2, 5, 1),
        days_to_pay=parts_of(2, 3650),
        days_to_decide=parts_of(2, 3650),
        offer_margin=parts_of(1000, 1, -1),
        judged=some.builds(Judged, **{part: parts_of(2, 5, 1) for part in JUDGED_PARTS}),
        segment=maybe(some.sampled_from(["s1", "s2"])),
        note=some.text("ab \t\n\";,'=<é", max_size=12).map(str.strip),
    ),
    min_size=1,
    max_size=6,
    unique_by=(lambda each: name_key(each.name), lambda each: each.number.casefold()),
)
TABLE = {
    "Klant": "name",
    "Klantnummer": "number",
    "Soort": "kind",
    "Omzet per jaar": "revenue",
    "Potentieel (€)": "potential",
    "Kans": "chance",
    "Orders": "orders",
    "Variabele kost": "variable_cost",
    "Uren": "hours",
    "Aandacht": "effort",
    "Betaalt na": "days_to_pay",
    "Beslist na": "days_to_decide",
    "Aangeboden marge": "offer_margin",
    "Groep": "segment",
    "Notitie": "note",
    **{
        head: f"judged.{part}"
        for head, part in zip(
            [
                "Oordeel omzet",
                "Oordeel marge",
                "Beslist snel",
                "Betaalt snel",
                "Openheid",
                "Herhaalbaar",
                "Grootte",
                "Relevantie",
                "Reputatie",
            ],
            JUDGED_PARTS,
            strict=True,
        )
    },
}
SHARES = ("chance", "variable_cost", "offer_margin")


def written(customer: Customer, path: str) -> str:
    """The field as a Flemish Excel shows it."""
    value = value_at(customer, path)
    if value in (None, ""):
        return ""
    if path == "kind":
        return KINDS[value]
    if path == "segment":
        return {"s1": "HORECA", "s2": "Kleine winkels"}[value]
    if path in SHARES:
        return f"{number(round(value * 100, 6), 'nl', 6)}%"
    return value if isinstance(value, str) else number(value, "nl", 6)


def as_cell(words: str) -> str:
    """A cell on the clipboard: in quotes where it must be."""
    if re.search(r"[\t\n]", words) or words.startswith('"'):
        return '"' + words.replace('"', '""') + '"'
    return words


def as_table(customers: list[Customer], heads: list[str], end: str) -> str:
    rows = [heads, *([written(each, TABLE[head]) for head in heads] for each in customers)]
    return end.join("\t".join(map(as_cell, row)) for row in rows)


@settings(max_examples=100, deadline=None)
@given(CUSTOMERS, some.randoms(use_true_random=False), some.sampled_from(["\n", "\r\n"]))
def test_any_table_in_dutch_numbers_reads_back_equal(
    customers: list[Customer], order: random.Random, end: str
):
    heads = order.sample(list(TABLE), len(TABLE))
    pasted = read_paste(as_table(customers, heads, end), (), segments=[HORECA, RETAIL])
    assert not pasted.problems
    assert not pasted.skipped
    assert [each.model_copy(update={"id": "new"}) for each in pasted.new] == customers
    again = read_paste(as_table(customers, heads, end), pasted.new, segments=[HORECA, RETAIL])
    assert again.same == pasted.new
    assert again.customers == ()


def test_an_amount_as_the_form_shows_it_reads_back():
    for amount in (0, 5, 999.9, 1234.5, 1234, 1e6, 12345678.25):
        shown_amount = shown(field_of("customer", "new", "revenue"), amount)
        assert only(paste("Klant\tOmzet", f"Peeters\t{shown_amount}")).revenue == amount


# Taking over


def test_a_paste_is_one_write_and_goes_back_as_one():
    store = MemoryStore()
    company = start_company(store, OWNER, Profile(name="Zon"), "start", NOW)
    put_customers(store, OWNER, company, [PEETERS], {}, "before")
    pasted = paste("Klant\tOmzet", "Bakkerij Peeters\t9", "Nieuw\t5", known=(PEETERS,))
    seen = {"c1": store.read(company).revision("customer", "c1")}
    receipts = [put_customers(store, OWNER, company, pasted.customers, seen, "paste") for _ in range(2)]
    assert receipts[0].sequence == receipts[1].sequence
    assert [each.revenue for each in store.read(company).company.customers] == [9, 5]
    undo_write(store, OWNER, company, receipts[0].sequence)
    assert store.read(company).company.customers == (PEETERS,)


def page() -> None:
    import streamlit as st

    from strategy.company.access import Visitor
    from ui.bringing_in import paste_view
    from ui.frame.frame import Desk

    store = st.session_state["store"]
    desk = Desk(store, Visitor("a" * 64), "nl", store.read(st.session_state["company"]), address={})
    paste_view.customer_paste(desk)


@pytest.fixture
def screen() -> AppTest:
    store = MemoryStore()
    at = AppTest.from_function(page, default_timeout=60)
    at.session_state["store"] = store
    at.session_state["company"] = start_company(store, OWNER, Profile(name="Zon"), "start", NOW)
    return at.run()


def customers_of(screen: AppTest) -> tuple[Customer, ...]:
    return screen.session_state["store"].read(screen.session_state["company"]).company.customers


def words_on(screen: AppTest) -> str:
    return "\n".join(
        str(element.value)
        for kind in ("markdown", "caption", "info", "success", "error")
        for element in getattr(screen, kind)
    )


def test_on_screen_a_paste_is_shown_taken_over_and_undone(screen):
    screen.text_area[0].set_value("Klant\tOmzet\n<b>Peeters</b>\t1.200\nZon\tveel").run()
    assert not screen.exception
    assert customers_of(screen) == ()
    assert "**2** nieuwe klanten" in words_on(screen)
    assert [each.label for each in screen.expander] == ["De kolommen", "1 opmerking bij een cel"]
    screen.button(key="paste_take_over").click().run()
    assert not screen.exception
    assert [each.name for each in customers_of(screen)] == ["<b>Peeters</b>", "Zon"]
    assert screen.text_area[0].value in ("", None)
    assert "Overgenomen: **2** nieuwe klanten." in words_on(screen)
    screen.button(key="paste_undo").click().run()
    assert not screen.exception
    assert customers_of(screen) == ()


def test_one_question_decides_for_a_whole_column() -> None:
    table = ("Klant\tOmzet\tUren", "A\t12,500\t1", "B\t3,250\t2", "C\t300\t3")
    open_ = paste(*table)
    (doubt,) = open_.doubts
    assert (doubt.column.shown, doubt.example) == ("Omzet", "12,500")
    assert doubt.readings == {",": 12.5, ".": 12_500}
    assert [each.revenue for each in open_.new] == [None, None, 300]
    for sign, revenue in ((",", [12.5, 3.25, 300]), (".", [12_500, 3_250, 300])):
        read = read_paste("\n".join(table), (), signs={"B": sign})
        assert [each.revenue for each in read.new] == revenue
        assert read.problems == ()
        assert read.doubts == open_.doubts


def test_a_column_is_what_it_was_chosen_to_be() -> None:
    table = "\n".join(("Klant\tOmzet\tFoo", "A\t1\t7"))
    chosen = read_paste(table, (), fields={"B": "", "C": "hours"})
    assert [column.field for column in chosen.columns] == ["name", "", "hours"]
    assert [(each.revenue, each.hours) for each in chosen.new] == [(None, 7)]
    moved = read_paste(table, (), fields={"C": "revenue"})
    assert [column.field for column in moved.columns] == ["name", "", "revenue"]
    assert [each.revenue for each in moved.new] == [7]
    with pytest.raises(PasteRefused):
        read_paste(table, (), fields={"A": ""})
    assert read_paste(table, (), fields={"C": "made_up"}).columns[2].field == ""


def test_on_screen_one_answer_decides_and_a_column_is_changed_in_place(screen):
    screen.text_area[0].set_value("Klant\tOmzet\tFoo\nA\t12,500\t7\nB\t2,750\t8").run()
    (question,) = screen.button_group
    assert "12,500" in question.label.replace("\\", "")
    question.set_value(".").run()
    assert not screen.exception
    screen.selectbox[2].set_value("hours").run()
    assert not screen.exception
    screen.button(key="paste_take_over").click().run()
    assert [(each.revenue, each.hours) for each in customers_of(screen)] == [(12_500, 7), (2_750, 8)]


def test_on_screen_pasting_the_same_again_changes_nothing(screen):
    for _ in range(2):
        screen.text_area[0].set_value("Klant\tOmzet\nPeeters\t1.200").run()
        if [button for button in screen.button if button.key == "paste_take_over"]:
            screen.button(key="paste_take_over").click().run()
    assert "Er verandert niets" in words_on(screen)
    assert len(customers_of(screen)) == 1


def test_on_screen_a_refusal_is_a_sentence(screen):
    screen.text_area[0].set_value("Omzet\tUren\n1\t2").run()
    assert not screen.exception
    assert "kolom met de naam" in words_on(screen)


def test_a_text_that_changed_after_it_was_shown_is_not_written(screen):
    screen.text_area[0].set_value("Klant\tOmzet\nPeeters\t1.200").run()
    screen.text_area[0].set_value("Klant\tOmzet\nJanssens\t1.200")
    screen.button(key="paste_take_over").click().run()
    assert not screen.exception
    assert customers_of(screen) == ()
    screen.button(key="paste_take_over").click().run()
    assert [each.name for each in customers_of(screen)] == ["Janssens"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(screen):
    store, company = screen.session_state["store"], screen.session_state["company"]
    put_customers(store, OWNER, company, [PEETERS], {}, "before")
    screen.run()
    screen.text_area[0].set_value("Klant\tOmzet\nBakkerij Peeters\t1.200").run()
    changed = PEETERS.model_copy(update={"note": "intussen"})
    put_customers(store, OWNER, company, [changed], {"c1": 1}, "meanwhile")
    screen.button(key="paste_take_over").click().run()
    assert customers_of(screen) == (changed,)
    assert any("Intussen gewijzigd" in each.value.replace("\\", "") for each in screen.error)


# In the table itself

ROWS = (Customer(id="a", name="Peeters", revenue=1), Customer(id="b", name="Janssens", orders=7))
COLUMNS = ("name", "kind", "revenue", "potential", "orders", "variable_cost", "hours")


def in_place(*lines: str, column: str = "name", ids: tuple[str, ...] = ("a", "b"), **more) -> Paste:
    place = PastePlace(COLUMNS[COLUMNS.index(column) :], ids)
    return paste(*lines, known=ROWS, place=place, **more)


def test_cells_fill_the_table_from_the_one_in_focus():
    pasted = in_place("1.200\t\t12\t62,5", "3.400\t5\t\t40", column="revenue")
    assert [row.before for row in pasted.rows] == list(ROWS)
    assert [(each.name, each.revenue, each.orders, each.variable_cost) for each in pasted.changed] == [
        ("Peeters", 1200, 12, 0.625),
        ("Janssens", 3400, 7, 0.4),
    ]
    assert pasted.problems == ()


def test_a_column_of_figures_with_a_comma_is_one_column():
    assert [each.revenue for each in in_place("12,5", "13,5", column="revenue").changed] == [12.5, 13.5]


def test_names_in_the_table_are_the_names_of_those_rows_and_below_them_new_customers():
    pasted = in_place("Peeters & zoon\tprospect", "Maes", "Nieuw", ids=("a", "b"))
    assert [(each.id, each.name, each.kind) for each in pasted.changed] == [
        ("a", "Peeters & zoon", "prospect"),
        ("b", "Maes", "customer"),
    ]
    assert [each.name for each in pasted.new] == ["Nieuw"]


def test_a_row_below_the_last_customer_needs_a_name():
    pasted = in_place("1", "2", "3", column="revenue")
    assert [(each.id, each.revenue) for each in pasted.changed] == [("a", 1), ("b", 2)][1:]
    assert codes(pasted.skipped) == [(3, "", "no_name")]


def test_heads_that_say_whose_the_rows_are_count_wherever_they_are_pasted():
    pasted = in_place("Omzet\tKlant", "55\tJanssens", column="hours", ids=("a",))
    assert [(each.id, each.revenue) for each in pasted.changed] == [("b", 55)]


def test_heads_without_a_name_say_which_figures_these_are():
    pasted = in_place("Uren\tOmzet", "5\t60", column="revenue")
    assert [(each.id, each.hours, each.revenue) for each in pasted.changed] == [("a", 5, 60)]


def test_a_column_beside_the_table_is_not_used_and_says_so():
    pasted = in_place("1\t2", column="hours")
    assert [column.code for column in pasted.columns] == ["", "paste.column.beyond"]


def test_an_empty_row_of_the_paste_leaves_its_customer_alone():
    pasted = in_place("9", "", "8", column="revenue", ids=("a", "b", "a"))
    assert pasted.rows[0].customer.revenue == 9
    assert codes(pasted.skipped)[0] == (2, "", "empty")
