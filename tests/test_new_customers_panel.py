"""What one new customer costs through a channel, as the card says it (K6)."""

from __future__ import annotations

from strategy.nouns.company import Channel, Company, Settings
from strategy.overview import overview_of
from ui.cards.new_customers_panel import lines


def through(hourly: float | None = 50, **fields: object) -> list[str]:
    channel = Channel.model_validate({"id": "k", "name": "Beurs"} | fields)
    (row,) = lines(Company(channels=(channel,), settings=Settings(hourly_cost=hourly)), "nl")
    return row[1:]


def test_money_and_hours_are_shared_by_the_new_customers() -> None:
    row = through(cost=9_000, hours=60, new_customers=11, revenue=14_000, leads=80)
    assert row == ["€ 1.091", "€ 1.273", "7,3"]


def test_one_of_the_two_unknown_costs_at_least_that() -> None:
    assert through(cost=1_000, new_customers=2)[0] == "minstens € 500"
    assert through(hours=10, new_customers=2)[0] == "minstens € 250"


def test_nothing_unknown_is_a_zero_and_nobody_is_no_infinity() -> None:
    assert through(new_customers=2) == ["nog niet bekend", "nog niet bekend", "nog niet bekend"]
    assert through(cost=100, hours=0, new_customers=0, leads=1) == [
        "nog geen klanten",
        "–",
        "1 aanvraag, nog geen klant",
    ]
    assert through(None, cost=1, hours=1, new_customers=1)[0] == "vul je uurkost in (S3)"
    assert lines(Company(channels=(Channel(id="k", name="Beurs", cost=5),)), "nl") == []


def test_the_cheapest_channel_stands_first_and_the_sheet_says_at_least_too() -> None:
    channels = (
        Channel(id="a", name="Duur", cost=900, hours=0, new_customers=1),
        Channel(id="b", name="Goedkoop", cost=100, hours=0, new_customers=1),
    )
    assert [row[0] for row in lines(Company(channels=channels), "nl")] == ["Goedkoop", "Duur"]
    only = Channel(id="a", name="Beurs", cost=900, new_customers=1, awareness=1)
    company = Company.from_file(
        {"channels": [only.model_dump(mode="json")], "segments": [{"id": "g", "name": "Cafés"}]}
    )
    (panel,) = (each for each in overview_of(company).sheet if each.card == "communicatiekanalen")
    assert panel.notes == ("Een nieuwe klant kost minstens € 900 via Beurs.",)
