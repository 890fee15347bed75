"""Every sentence the product can put together, in both languages: `make sentences` writes them to one file.

What a company says is made by the code itself, for companies of 0, 1, 2 and 20 customers, with everything unknown, with
names that are hard to put in a sentence, and with nothing, huge and tiny amounts. What needs a room, a phone or a file is
every text with its places filled in, once for none, one, two and many.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from html import unescape
from itertools import chain
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from strategy.checks import Disagreement
from strategy.company.example import example_company
from strategy.company.names import customer_names
from strategy.comparing import whatif
from strategy.comparing.differences import changed_fields
from strategy.nouns.company import (
    Activity,
    Answer,
    Channel,
    Company,
    Customer,
    Judged,
    Profile,
    RevenueStream,
    Segment,
    Settings,
    Value,
)
from strategy.overview import CompanyOverview, overview_of
from strategy.scoring.as_json import change_sentence, reason_sentence
from strategy.scoring.helping import HelpfulQuestion, question_sentence, questions_that_help
from strategy.scoring.portfolio import attention, classes, portfolio, whole_of
from strategy.scoring.robustness import Reason, SmallestChange, reasons, smallest_changes
from strategy.scoring.scores import Scores, score
from strategy.words.texts import LANGUAGES, text
from tests.said_words import TEXTS, flat, read
from ui.company import change_words
from ui.customers import attention_view, portfolio_totals, whatif_view

NAMES = (
    "De Zetelaar",
    "’t Hoekje",
    "Van Hool & Zonen",
    "Café “Het Anker”",
    "Vereniging van Vlaamse Zelfstandige Drukkers en Uitgevers Groep",
    "KVV Modderdijk",
    "D'Hondt",
    "Ann",
)
AMOUNTS = (0.0, 0.4, 12_500.0, 3_400_000_000.0)
TODAY = date(2026, 3, 2)
COUNTS = ("0", "1", "2", "20")


def every_sentence(language: str) -> Iterator[tuple[str, str]]:
    """Each sentence once, with what made it."""
    seen: set[str] = set()
    for place, words in chain(of_companies(language), of_texts(language)):
        if words not in seen:
            seen.add(words)
            yield place, words


# --- companies ------------------------------------------------------------------------------------------------


@cache
def companies() -> tuple[tuple[str, Company], ...]:
    """Companies of every size, and what makes sentences hard, by what they are."""
    return tuple(_companies())


def _companies() -> Iterator[tuple[str, Company]]:
    yield "empty", Company()
    yield "example", example_company("nl")
    for n in (1, 2, 20):
        for amount in AMOUNTS if n < 20 else AMOUNTS[2:]:
            yield f"{n} customers of {amount:g}", _company(n, amount)
        yield f"{n} customers, nothing known", Company(customers=tuple(_unknown(place) for place in range(n)))
        yield f"{n} customers at a loss", _company(n, 2_500.0, variable_cost=1.4)
    yield "four of one owner", _company(9, 9_000.0, group="Holding Noord")
    yield "an unfinished list", _company(2, 9_000.0, whole=False)
    yield "one of each", _company(6, 12_500.0, parts=1)
    for discipline in ("customer_partner", "cost_leader", "product_leader"):
        chosen = (Answer(id="W8", values={"discipline": discipline}),)
        yield discipline, _company(12, 8_000.0).model_copy(update={"answers": chosen})


def _unknown(place: int) -> Customer:
    return Customer(id=f"c{place}", name=NAMES[place % len(NAMES)])


def _company(
    n: int, amount: float, *, parts: int = 3, whole: bool = True, group: str = "", **fields: Any
) -> Company:
    """A company of n customers that each buy for about this amount, with so many of everything else."""
    customers = tuple(_customer(place, amount, group if place < 4 else "", fields) for place in range(n))
    some = range(parts)
    return Company(
        profile=Profile(name=NAMES[2], all_customers=whole),
        settings=Settings(hourly_cost=50, fixed_cost_per_order=60),
        segments=tuple(Segment(id=f"s{place}", name=NAMES[place]) for place in some),
        streams=tuple(
            RevenueStream(id=f"st{place}", name=NAMES[place], amount=amount * n / parts, recurring=not place)
            for place in some
        ),
        activities=tuple(
            Activity(id=f"a{place}", name=NAMES[place], values=("v0",) if place else ())
            for place in range(parts + 1)
        ),
        values=tuple(
            Value(id=f"v{place}", name=NAMES[place], comparison=place, importance=4 + place % 2, proof="none")
            for place in some
        ),
        channels=tuple(_channel(place) for place in some),
        customers=customers,
    )


def _customer(place: int, amount: float, group: str, fields: dict[str, Any]) -> Customer:
    strong = place % 3
    return Customer(
        **{
            "id": f"c{place}",
            "name": NAMES[place % len(NAMES)] + (f" {place}" if place >= len(NAMES) else ""),
            "kind": "prospect" if place % 7 == 6 else "customer",
            "segment": "s0" if place % 2 else None,
            "streams": ("st0",),
            "revenue": None if place % 7 == 6 else amount * (1 + place % 4),
            "potential": amount if place % 5 else None,
            "orders": 1 + 40 * (place % 2),
            "variable_cost": 0.2 * strong + 0.2,
            "hours": 1 + 60 * strong,
            "days_to_pay": 1 + 30 * strong,
            "days_to_decide": 1 + 45 * strong,
            "group": group,
            "judged": Judged(
                openness=5 - 2 * strong,
                repeatability=5 - 2 * strong,
                size=5 - 2 * strong,
                relevance=5 - 2 * strong,
                reputation=4,
            ),
            "values": {"v0": (0, 0.5, 1)[strong]},
        }
        | fields
    )


def _channel(place: int) -> Channel:
    return Channel(
        id=f"k{place}",
        name=NAMES[-1 - place],
        nature=("paid", "earned", "owned")[place % 3],
        owner="partner" if place == 1 else "own",
        segments=("s0",) if place else (),
        customers=("c0", "c2") if place != 1 else (),
        values=("v0",) if place == 2 else (),
        cost=1_000.0 * place,
        hours=10.0,
        new_customers=place,
        revenue=500.0 * place,
        awareness=place,
        evaluation=place,
        purchase=1,
        delivery=0,
        after_sales=place,
    )


# --- what the code says of a company ------------------------------------------------------------------------------


def of_companies(language: str) -> Iterator[tuple[str, str]]:
    """What the overview, the scores, what-if and the versions say of each company."""
    for name, company in companies():
        computed = _computed(name)
        for what, words in chain(
            _overview(company, language),
            _scores(company, computed, language),
            _what_if(company, computed, language),
            _versions(company, language),
        ):
            yield f"{name} · {what}", words


def _overview(company: Company, language: str) -> Iterator[tuple[str, str]]:
    """At every level, and for the example after sessions that ended in one way and another."""
    for level in ("full", "standard", "short"):
        for held in (None, Disagreement(1, 2), Disagreement(0, 9)) if company.profile.example else (None,):
            said = overview_of(
                company,
                level=cast(Any, level),
                language=language,
                today=TODAY,
                disagreement=held,
                own_words=True,
            )
            for what, words in chain(_points(said), _rest(said)):
                yield f"{level} {what}", words


def _points(said: CompanyOverview) -> Iterator[tuple[str, str]]:
    for point in said.work:
        yield f"{point.rule} finding", point.finding
        yield f"{point.rule} advice", point.advice
    for strength in said.strengths:
        yield f"{strength.rule} strength", strength.sentence
    for gap in said.gaps:
        yield f"{gap.rule} gap", gap.reason


def _rest(said: CompanyOverview) -> Iterator[tuple[str, str]]:
    for card in said.cards:
        yield "card", f"{card.title}: {card.light_words}, {card.progress}."
    for row in said.customers:
        yield "reason", row.reason
    for words in said.assumptions:
        yield "assumption", words
    if said.portfolio:
        yield "portfolio", said.portfolio.title
        for words in said.portfolio.unknown:
            yield "not known", words


class Computed(NamedTuple):
    """What takes time and is the same in every language."""

    scores: Scores
    reasons: list[Reason]
    changes: list[tuple[SmallestChange, ...]]
    questions: list[HelpfulQuestion]
    comparisons: list[whatif.Comparison]


@cache
def _computed(name: str) -> Computed:
    company = dict(companies())[name]
    scores = score(company.customers, company.settings)
    return Computed(
        scores,
        reasons(scores),
        smallest_changes(scores),
        questions_that_help(scores),
        [whatif.compare(company, scenario) for scenario in _scenarios(company)],
    )


def _scores(company: Company, computed: Computed, language: str) -> Iterator[tuple[str, str]]:
    scores = computed.scores
    for reason in computed.reasons:
        yield "reason", reason_sentence(reason, language)
        yield "reason in bands", reason_sentence(reason, language, exact=False)
    for customer, changes in zip(scores.customers, computed.changes, strict=True):
        for change in changes:
            yield "change", change_sentence(change, customer.name, language)
    for question in computed.questions:
        yield "question", question_sentence(question, language)
    if len(scores):
        yield from _pictures(company, scores, language)


def _pictures(company: Company, scores: Scores, language: str) -> Iterator[tuple[str, str]]:
    """The titles of attention and of the portfolio."""
    desk = _desk(company, language)
    seen, whole = attention(scores), whole_of(company, scores)
    found = portfolio(scores, whole)
    if seen.measure:
        shares = [attention_view.by_class(scores, each) for each in (seen.hours_share, seen.earned_share)]
        yield "attention", attention_view.class_title(desk, *shares)
        for signal, places in (("loud", seen.loud), ("cold", seen.cold)):
            for place in places.nonzero()[0].tolist():
                yield (
                    signal,
                    unescape(
                        re.sub(r"<[^>]+>", "", attention_view.sentence(desk, scores, seen, place, signal))
                    ),
                )
    if found.whale.places:
        yield "whale", portfolio_totals.whale_title(desk, scores, found)
    if found.top1 is not None:
        name = scores.customers[0].name
        yield "concentration", portfolio_totals.concentration_title(desk, found, len(scores), name)
    facts = classes(scores, whole)
    there = {letter: each for letter, each in facts.items() if each.customers}
    measures = {
        "customers": {letter: each.customers / len(scores) for letter, each in there.items()},
        **{
            name: portfolio_totals.known_shares(there, f"{name}_share")
            for name in ("hours", "revenue", "contribution")
        },
    }
    if there:
        yield "shares", portfolio_totals.shares_title(desk, measures, whole, enough=True)


def _what_if(company: Company, computed: Computed, language: str) -> Iterator[tuple[str, str]]:
    for comparison in computed.comparisons:
        yield "what if", whatif_view.sentence(_desk(company, language), comparison)


def _scenarios(company: Company) -> Iterator[whatif.Scenario]:
    ids = tuple(customer.id for customer in company.customers)
    yield whatif.Scenario()
    for share in (0.05, -0.3, 1.0):
        yield whatif.Scenario(price_change=whatif.PriceChange(share=share, who=whatif.EVERYBODY))
    yield whatif.Scenario(payment_term=whatif.PaymentTerm(days=1, who=whatif.EVERYBODY))
    yield whatif.Scenario(minimum_order=whatif.MinimumOrder(amount=250))
    yield whatif.Scenario(moved_hours=1)
    yield whatif.Scenario(moved_hours=400)
    yield whatif.Scenario(bounds=(90, 80, 70))
    yield whatif.Scenario(bounds=(30, 20, 10))
    for ended in {ids[:1], ids[:2], ids}:
        yield whatif.Scenario(ended=ended)


def _versions(company: Company, language: str) -> Iterator[tuple[str, str]]:
    """What changed since there was nothing, and since everything was unknown."""
    bare = Company.of_items([type(item).model_validate({"id": item.id}) for item in company.items()])
    for one, other in ((Company(), company), (company, Company()), (company, bare), (bare, company)):
        for change in changed_fields(one, other):
            if change_words.is_told(change):
                yield "version", change_words.change_sentence(change, language)


def _desk(company: Company, language: str) -> Any:
    """As much of a desk as a sentence needs."""
    return SimpleNamespace(
        language=language,
        company=company,
        say=lambda key, **values: text(f"app.{key}", language, **values),
        address={},
        customer_names=customer_names(company.customers, language),
    )


# --- texts with their places filled -------------------------------------------------------------------------------

LISTED = {"nl": "De Zetelaar, D'Hondt en nog 2", "en": "De Zetelaar, D'Hondt and 2 more"}
FILLED: dict[str, tuple[str, str]] = {
    "name": ("Van Hool & Zonen",) * 2,
    "first": ("’t Hoekje",) * 2,
    "names": ("“Zetels”", "“Zetels”"),
    "company": ("Van Hool & Zonen",) * 2,
    "share": ("27%",) * 2,
    "of": ("van je omzet", "of your revenue"),
    "ok": ("27% van je omzet", "27% of your revenue"),
    "amount": ("€ 1.250", "€1,250"),
    "day": ("02/03/2026",) * 2,
    "klass": ("B",) * 2,
    "question": ("S1",) * 2,
    "code": ("S1",) * 2,
    "step": ("Klanten kiezen", "Choose customers"),
    "kind": ("klanten", "customers"),
    "counts": ("2 nieuw", "2 new"),
    "who": ("Leen",) * 2,
}


def of_texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text, its places filled in; where it counts, for none, one, two and many."""
    for path in sorted(TEXTS.glob(f"*.{language}.toml")):
        area = path.name.split(".")[0]
        for key, words in flat(read(path)):
            for count in _counts(key, words):
                yield f"{area}.{key}", _fill(words, count, language)


def _counts(key: str, words: str) -> Iterable[str]:
    if "{n}" not in words:
        return ("2",)
    if key.endswith(".one"):
        return ("1",)
    return COUNTS if not key.endswith(".other") else tuple(count for count in COUNTS if count != "1")


def _fill(words: str, count: str, language: str) -> str:
    side = LANGUAGES.index(language)

    def said(place: re.Match[str]) -> str:
        name = place.group(1)
        if name == "of" and "} {of}" not in words:
            return "20"
        return count if name == "n" else FILLED[name][side] if name in FILLED else f"<{name}>"

    return re.sub(r"{(\w+)}", said, words)


if __name__ == "__main__":
    for spoken in LANGUAGES:
        for place, words in every_sentence(spoken):
            sys.stdout.write(f"{spoken}\t{place}\t{words!r}\n")
