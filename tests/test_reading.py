"""What people type is read as they meant it, or refused with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from strategy.importing.columns.numerals import plain_amount
from strategy.words import formats
from strategy.words import typed as reading
from strategy.words.typed import Unreadable

MONEY = some.integers(min_value=0, max_value=10**13).map(lambda cents: cents / 100)
LANGUAGES = some.sampled_from(["nl", "en"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("€ 2.500,75", 2500.75),
        ("2500,75", 2500.75),
        ("1.234,56", 1234.56),
        ("1234.56", 1234.56),
        ("1 234,56", 1234.56),
        ("1\u00a0234,56", 1234.56),
        ("1\u202f234", 1234),
        ("1'234,50", 1234.5),
        ("1’234’567", 1234567),
        ("12k", 12000),
        ("12,5k", 12500),
        ("1,5 mln", 1_500_000),
        ("€ 1,5M", 1_500_000),
        ("2 miljoen euro", 2_000_000),
        ("1.234", 1234),
        ("1.234.567", 1234567),
        ("1,2345", 1.2345),
        ("+5", 5),
        ("5 EUR", 5),
        ("12,5 k€", 12500),
        ("1,234,567", 1234567),
        ("1,234.56", 1234.56),
        ("1.23", 1.23),
        ("12.5", 12.5),
        ("0.123", 0.123),
        ("€2.500,-", 2500),
        ("2.500,--", 2500),
        ("EUR 2.500", 2500),
        ("2.500 per jaar", 2500),
        ("2.500/jaar", 2500),
        ("12,", 12),
        (",5", 0.5),
        ("0", 0),
        ("-0", 0),
        ("007", 7),
        ("  42  ", 42),
    ],
)
def test_an_amount_is_read_as_it_was_meant(typed: str, meant: float) -> None:
    assert reading.amount(typed) == meant


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0"])
def test_nothing_typed_is_unknown_and_not_zero(typed: str) -> None:
    assert reading.amount(typed) is None
    assert reading.percentage(typed) is None
    assert reading.days(typed) is None
    assert reading.hours(typed) is None
    assert reading.count(typed) is None
    assert reading.day(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "12 stoelen",
        "1.23.4",
        "1,2,3",
        "1 2",
        "12 34",
        "€",
        "-",
        "1e5",
        "12%",
        "١٢",
        "nan",
        "inf",
        "5 6,7",
    ],
)
def test_text_in_an_amount_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.amount(typed)
    assert refused.value.code == "form.reading.no_number"


@pytest.mark.parametrize(
    ("typed", "language", "small", "large"),
    [
        ("12,500", "nl", "12,50", "12.500"),
        ("€ 1,234", "nl", "1,2340", "1.234"),
        ("12.500", "en", "12.50", "12,500"),
        ("-12,500", "nl", "12,50", "12.500"),
    ],
)
def test_an_amount_with_two_readings_is_refused_with_both_and_either_can_be_typed(
    typed: str, language: str, small: str, large: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.amount(typed, language=language)
    assert refused.value.code == "form.reading.two_ways"
    assert (refused.value.values["small"], refused.value.values["large"]) == (small, large)
    assert reading.amount(small, language=language) != reading.amount(large, language=language)


SPELLINGS = {
    "(100)": -100,
    "( 1.250,50 )": -1250.5,
    "100-": -100,
    "100 -": -100,
    "-100": -100,
    "\u2212100": -100,
    "\u2013 100": -100,
    "+100": 100,
    "€ -100": -100,
    "-€ 100": -100,
    "100 EUR": 100,
    "EUR 100": 100,
    "1,5 mln": 1_500_000,
    "1.5 mln": 1_500_000,
    "-1,5 mln": -1_500_000,
    "12k": 12_000,
    "12 K": 12_000,
    "€ 1,5M": 1_500_000,
    "3 miljoen euro": 3_000_000,
    "1.250,-": 1250,
    "1.250,--": 1250,
    "1 250,50": 1250.5,
    "1'250.50": 1250.5,
    "1.250,50 per jaar": 1250.5,
    "2.500 excl. btw": 2500,
    "": None,
}


@pytest.mark.parametrize("written", SPELLINGS)
def test_typing_pasting_and_importing_read_an_amount_in_the_same_way(written: str) -> None:
    meant = SPELLINGS[written]
    assert reading.amount(written, at_least=None) == meant
    plain, currency = plain_amount(written)
    assert plain is not None
    assert currency in (None, "EUR")
    digits = plain.decode()
    assert (reading.amount(digits, at_least=None) if digits else None) == meant


@pytest.mark.parametrize(
    "written", ["(100", "100)", "1-2", "12 x", "k", "12kk", "1.5.2 mln", "€", "--5", "5 mln k"]
)
def test_what_no_one_reads_no_other_reads(written: str) -> None:
    assert plain_amount(written)[0] is None
    with pytest.raises(Unreadable):
        reading.amount(written, at_least=None)


def test_a_negative_amount_is_refused_where_it_cannot_be() -> None:
    with pytest.raises(Unreadable) as refused:
        reading.amount("-5")
    assert refused.value.code == "form.reading.negative"
    assert reading.amount("\u2212 5,5", at_least=None) == -5.5


def test_an_amount_above_its_bound_is_refused_with_that_bound() -> None:
    with pytest.raises(Unreadable) as refused:
        reading.amount("1.000,01", at_most=1000)
    assert (refused.value.code, refused.value.values) == ("form.reading.too_high", {"most": "1.000"})
    with pytest.raises(Unreadable):
        reading.amount("9" * 400)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("12,5%", 0.125), ("12,5 %", 0.125), ("12.5", 0.125), ("100", 1), ("0%", 0), ("28,5", 0.285)],
)
def test_a_percentage_is_read_as_a_share(typed: str, meant: float) -> None:
    assert reading.percentage(typed) == meant


def test_a_percentage_above_a_hundred_is_refused_where_it_is_capped() -> None:
    with pytest.raises(Unreadable) as refused:
        reading.percentage("101%")
    assert (refused.value.code, refused.value.values) == ("form.reading.percent_too_high", {"most": "100%"})
    assert reading.percentage("150%", at_most=None) == 1.5


def test_a_negative_percentage_is_read_where_the_model_allows_a_loss() -> None:
    assert reading.percentage("-20%", at_least=-1) == -0.2
    with pytest.raises(Unreadable):
        reading.percentage("-20%")


@pytest.mark.parametrize(
    ("read", "typed", "meant"),
    [
        (reading.days, "30 dagen", 30),
        (reading.days, "30d", 30),
        (reading.days, "2 weken", 14),
        (reading.hours, "2,5 u", 2.5),
        (reading.hours, "12 uur", 12),
        (reading.hours, "1u30", 1.5),
        (reading.hours, "1:30", 1.5),
        (reading.count, "1.200 stuks", 1200),
        (reading.count, "3x", 3),
        (reading.count, "2,5", 2.5),
        (reading.plain_number, "-1,5", -1.5),
    ],
)
def test_days_hours_and_counts_may_name_their_unit(read, typed: str, meant: float) -> None:  # type: ignore[no-untyped-def]
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("1-2-26", date(2026, 2, 1)),
        ("01.02.2026", date(2026, 2, 1)),
        ("1 2 2026", date(2026, 2, 1)),
        ("3 maart 2027", date(2027, 3, 3)),
        ("3 mrt. 27", date(2027, 3, 3)),
        ("2 okt 2026", date(2026, 10, 2)),
        ("2026-03-31", date(2026, 3, 31)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_a_date_is_read_day_first(typed: str, meant: date) -> None:
    assert reading.day(typed) == meant


def test_a_date_without_a_year_is_the_next_one_to_come() -> None:
    assert reading.day("15/3", today=date(2026, 3, 15)) == date(2026, 3, 15)
    assert reading.day("14/3", today=date(2026, 3, 15)) == date(2027, 3, 14)
    assert reading.day("29/2", today=date(2026, 3, 15)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "typed", ["31/02", "31/02/2026", "00/01/2026", "12/13/2026", "29/02/2026", "1/1/0000"]
)
def test_a_date_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.day(typed)
    assert refused.value.code == "form.reading.no_such_date"


@pytest.mark.parametrize("typed", ["morgen", "12", "3 foo 2026", "12/2026", "1/2/026"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.day(typed)
    assert refused.value.code == "form.reading.no_date"


@settings(max_examples=100, deadline=None)
@given(MONEY, LANGUAGES)
def test_every_amount_we_write_reads_back_equal(value: float, language: str) -> None:
    assert reading.amount(formats.euro(value, language, 2), language=language) == value


@settings(max_examples=100, deadline=None)
@given(some.integers(min_value=-(10**9), max_value=10**9), LANGUAGES, some.integers(min_value=0, max_value=4))
def test_every_number_we_write_reads_back_equal(whole: int, language: str, decimals: int) -> None:
    value = whole / 10**decimals
    for shown in (
        formats.number(value, language, decimals),
        formats.fixed(value, language, max(decimals, 1)),
    ):
        assert reading.plain_number(shown, language=language) == value


@settings(max_examples=100, deadline=None)
@given(some.integers(min_value=0, max_value=10_000), LANGUAGES)
def test_every_percentage_we_write_reads_back_equal(hundredths: int, language: str) -> None:
    share = hundredths / 10_000
    assert reading.percentage(formats.percent(share, language, 2), language=language) == share


@settings(max_examples=100, deadline=None)
@given(some.dates(min_value=date(1000, 1, 1)))
def test_every_date_we_write_reads_back_equal(value: date) -> None:
    assert reading.day(formats.day(value)) == value


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused_but_never_breaks(typed: str) -> None:
    for read in (reading.amount, reading.percentage, reading.days, reading.hours, reading.count, reading.day):
        try:
            read(typed)
        except Unreadable as refused:
            assert refused.code.startswith("form.reading.")  # noqa: PT017
