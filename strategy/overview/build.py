"""Making a `CompanyOverview` from a company (method.md section 4, overview page; levels of 5.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, compress

import numpy as np

from strategy.checks import (
    RULES,
    Disagreement,
    Facts,
    Finding,
    Place,
    facts_of,
    judge,
    light_of,
    ranked_work,
    strengths,
)
from strategy.checks.facts import added, how_many
from strategy.classes import LETTERS, UNCLASSED
from strategy.columns import NO_OVERRIDE, Codes, Floats, Rows
from strategy.deck import Card, Deck, deck_in
from strategy.formats import day, euro, number
from strategy.models import CLASSES, CRITERIA, JUDGED_PARTS, Company, Customer
from strategy.overview.reader import Reader
from strategy.overview.sentences import sentence, title, why_not
from strategy.overview.shape import (
    TOP,
    ActionRow,
    CardSummary,
    ClassRow,
    CompanyOverview,
    CustomerRow,
    Gap,
    Level,
    LinkTo,
    MethodUsed,
    PortfolioSummary,
    SettingShown,
    Strength,
    WorkPoint,
)
from strategy.portfolio import ClassFacts
from strategy.report import reason_sentence
from strategy.robustness import acceptability, firmness, reasons
from strategy.scoring import Scores

KINDS = ("customer", "prospect", "dormant")
SIGNALS = (None, "loud", "cold")
BITS = 1 << np.arange(len(JUDGED_PARTS))
QUESTION_OF_PART = {
    "revenue": "S2",
    "margin": "S3",
    "decides": "S4",
    "pays": "S4",
    "openness": "S5",
    "repeatability": "S5",
    "size": "S6",
    "relevance": "S6",
    "reputation": "S6",
}


def overview_of(
    company: Company,
    *,
    level: Level = "full",
    language: str = "nl",
    today: date | None = None,
    deck: Deck | None = None,
    disagreement: Disagreement | None = None,
) -> CompanyOverview:
    """Everything there is to say about this company at this level, in this language.

    `today` is the date on the overview; `deck` the cards in that language; `disagreement` what a workshop left
    open. Below level full nothing that is hidden gets into the result, not even into a sentence.
    """
    cards = deck or deck_in(language)
    facts = facts_of(company, cards, disagreement=disagreement)
    reader = Reader(company, cards, level, language)
    findings = judge(facts)
    short = level == "short"
    work = _work(findings, reader)
    return CompanyOverview(
        level=level,
        language=language,
        made_on=today or date.today(),
        company=company.profile.name,
        example=company.profile.example,
        story=reader.words(_story(company)),
        cards=tuple(_card(card, facts, findings, reader) for card in cards.cards),
        portfolio=None if short else _portfolio(facts, reader),
        customers=() if short else _customers(facts, reader),
        work=work[:TOP] if short else work,
        strengths=() if short else _strengths(findings, reader),
        actions=() if short else _actions(reader),
        assumptions=() if short else tuple(_assumptions(facts, reader)),
        gaps=() if short else _gaps(findings, reader),
        method=None if short else _method(facts, reader),
    )


def _story(company: Company) -> str:
    """W9 in one breath, "" where nobody said it yet."""
    said = company.answer("W9")
    return str(said.values.get("story") or "") if said and said.state == "answered" else ""


# --- cards, work, strengths, gaps ---


def _card(card: Card, facts: Facts, findings: Iterable[Finding], reader: Reader) -> CardSummary:
    progress = facts.progress[card.name]
    light = light_of(card.name, progress, findings, facts.thresholds.complete)
    counts_customers = any(question.item == Customer.KIND for question in card.questions)
    done = number(progress.handled, reader.language)
    total = number(progress.total, reader.language)
    customers = len(facts.company.customers)
    return CardSummary(
        name=card.name,
        title=card.title,
        question=card.question,
        light=light.colour,
        state=light.state,
        light_words=reader.say(f"overview.light.{light.state}", n=reader.number(light.count)),
        progress=reader.say("overview.customers", n=reader.number(customers))
        if counts_customers and card.name == "segmentatie"
        else reader.say("overview.questions", done=done, total=total),
        handled=progress.handled,
        total=progress.total,
        completeness=progress.share,
        rules=tuple(finding.rule for finding in ranked_work(findings) if card.name in finding.cards),
    )


def _work(findings: Iterable[Finding], reader: Reader) -> tuple[WorkPoint, ...]:
    return tuple(
        WorkPoint(
            rank=rank,
            rule=finding.rule,
            title=title(finding, reader),
            severity=finding.severity,
            severity_words=reader.say(f"rules.severity.{finding.severity}"),
            finding=sentence(finding, "finding", reader),
            advice=sentence(finding, "advice", reader),
            priority=round(finding.priority, 3),
            cards=finding.cards,
            items=reader.refs(finding.affected),
            links=_links(finding, reader),
        )
        for rank, finding in enumerate(ranked_work(findings), start=1)
        if finding.severity
    )


def _links(finding: Finding, reader: Reader) -> tuple[LinkTo, ...]:
    """The places to mend; for a card that is not far enough, the cards themselves."""
    places = finding.places or tuple(Place(item.id, "") for item in finding.affected if item.kind == "card")
    return tuple(_link(place, reader) for place in places)


def _link(place: Place, reader: Reader) -> LinkTo:
    card = reader.deck.card(place.card)
    label = card.title if card else place.card
    return LinkTo(
        card=place.card,
        question=place.question,
        label=reader.say("overview.place", card=label, question=place.question) if place.question else label,
    )


def _strengths(findings: Iterable[Finding], reader: Reader) -> tuple[Strength, ...]:
    return tuple(
        Strength(
            rule=finding.rule,
            title=title(finding, reader),
            sentence=sentence(finding, "strength", reader),
            share=round(finding.share, 3),
        )
        for finding in strengths(findings)
    )


def _gaps(findings: Iterable[Finding], reader: Reader) -> tuple[Gap, ...]:
    unjudged = [finding for finding in findings if finding.missing]
    return tuple(
        Gap(
            rule=finding.rule,
            title=title(finding, reader),
            reason=why_not(finding, reader),
            cards=finding.cards,
            items=reader.refs(finding.affected),
            link=_link(place, reader) if (place := _asked(finding)) else None,
        )
        for finding in unjudged
    )


def _asked(finding: Finding) -> Place | None:
    return Place.of(finding.missing.question) if finding.missing and finding.missing.question else None


def _actions(reader: Reader) -> tuple[ActionRow, ...]:
    return tuple(
        ActionRow(
            id=action.id if reader.sees_all else "",
            what=reader.words(action.name),
            who=reader.words(action.who),
            due=action.due,
            due_words=day(action.due) if action.due else "",
            measure=reader.words(action.measure),
            done=action.done,
            rule=action.signal if action.signal in RULES else "",
        )
        for action in reader.company.actions
    )


# --- portfolio and customers ---


def _portfolio(facts: Facts, reader: Reader) -> PortfolioSummary | None:
    """The customers together; None without customers and prospects."""
    if not facts.company.customers:
        return None
    found, whale = facts.portfolio, facts.portfolio.whale
    peak = whale.peak if whale.peak > 0 else None
    return PortfolioSummary(
        title=_portfolio_title(facts, reader),
        customers=found.customers,
        prospects=how_many(facts.prospects),
        classes=tuple(_class_row(facts, letter, reader) for letter in (*CLASSES, "?")),
        top_1=reader.share(found.top1),
        top_3=reader.share(found.top3),
        top_5=reader.share(found.top5),
        days_to_pay=None if found.days_to_pay is None else round(found.days_to_pay, 1),
        small_orders=reader.share(found.orders_below_floor / found.orders if found.orders else None),
        loss_in_tail=reader.share(whale.loss_share),
        movable_hours=reader.share(facts.attention.movable),
        whale=tuple(round(height / peak, 3) for _, height in whale.points) if peak else (),
        revenue=_seen(found.revenue, reader),
        receivables=_seen(found.receivables, reader),
        waiting_cost=_seen(found.waiting_cost, reader),
    )


def _portfolio_title(facts: Facts, reader: Reader) -> str:
    """The finding about time and contribution in one sentence, as far as it is known."""
    hours = _sum_of(facts.classes[letter].hours_share for letter in ("C", "D"))
    given = _sum_of(facts.classes[letter].contribution_share for letter in ("C", "D"))
    revenue = _sum_of(facts.classes[letter].revenue_share for letter in ("A", "B"))
    if hours is not None and given is not None and facts.of_class("C", "D").any():
        key = "time" if given >= 0 else "time_loss"
        values = {"hours": reader.percent(hours), "given": reader.percent(given)}
        return reader.say(f"overview.portfolio.{key}", **values if given >= 0 else {"hours": values["hours"]})
    if revenue is not None:
        return reader.say("overview.portfolio.revenue", share=reader.percent(revenue))
    return reader.say("overview.portfolio.nothing")


def _sum_of(shares: Iterable[float | None]) -> float | None:
    found = list(shares)
    known = [share for share in found if share is not None]
    return sum(known) if len(known) == len(found) else None


def _class_row(facts: Facts, letter: str, reader: Reader) -> ClassRow:
    found = facts.classes[letter]
    return ClassRow(
        klass=letter,
        customers=found.customers,
        prospects=found.prospects,
        hours_share=reader.share(found.hours_share),
        revenue_share=reader.share(found.revenue_share),
        contribution_share=reader.share(found.contribution_share if _has_contribution(found) else None),
        hours=_seen(found.hours, reader),
        revenue=_seen(found.revenue, reader),
        contribution=_seen(found.contribution, reader) if _has_contribution(found) else None,
        receivables=_seen(_receivables(facts, letter), reader),
    )


def _has_contribution(found: ClassFacts) -> bool:
    """Whether the contribution of anybody in this class is known; an empty class gives nothing, which is known."""
    existing = found.customers - found.prospects
    return not existing or found.contribution_unknown < existing


def _receivables(facts: Facts, letter: str) -> float:
    """What stands out on average with the customers of one class, euro, as far as known."""
    yearly = facts.brought * np.nan_to_num(facts.scores.columns.days_to_pay)
    return added(yearly[facts.of_class(letter)] / 365)


def _seen(amount: float | None, reader: Reader) -> float | None:
    return amount if reader.sees_all else None


def _customers(facts: Facts, reader: Reader) -> tuple[CustomerRow, ...]:
    """The customers in the order of 3.7."""
    order = facts.scores.display_order()
    return CustomerRow.of_columns(_scored(facts.scores, order, reader) | _shown(facts, order, reader))


def _scored(scores: Scores, order: Rows, reader: Reader) -> dict[str, Iterable[object]]:
    """What the method says of every customer, a field of `CustomerRow` at a time."""
    firm = firmness(scores, acceptability(scores))
    why = reasons(scores)
    rounded = [_known(criterion) for criterion in np.round(scores.criteria[:, order] + 1e-9, 1)]
    missing = _missing(scores)
    return {
        "klass": _letters(scores.klass[order]),
        "computed": _letters(scores.computed[order]),
        "dream": scores.dream[order].tolist(),
        "total": _known(scores.total[order]),
        "lowest": scores.lowest[order].tolist(),
        "highest": scores.highest[order].tolist(),
        "lowest_class": _letters(scores.lowest_class[order]),
        "highest_class": _letters(scores.highest_class[order]),
        "provisional": scores.provisional[order].tolist(),
        "scores": [dict(zip(CRITERIA, values, strict=True)) for values in zip(*rounded, strict=True)],
        "positives": scores.positives[order].tolist(),
        "reason": [reason_sentence(why[place], reader.language) for place in order.tolist()],
        "firmness": (words := [firm[place] for place in order.tolist()]),
        "firmness_words": _said("firmness", words, reader),
        "big_low_class": scores.big_low_class[order].tolist(),
        "missing": [missing[place] for place in order.tolist()],
    }


def _shown(facts: Facts, order: Rows, reader: Reader) -> dict[str, Iterable[object]]:
    """Who every customer is, what it takes and brings, a field of `CustomerRow` at a time."""
    columns, taken = facts.scores.columns, facts.attention
    ids = [facts.ids[place] for place in order.tolist()]
    signals = (facts.signalled("loud") + 2 * facts.signalled("cold"))[order]
    return {
        "id": map(reader.customer_id, ids),
        "name": map(reader.customer_name, ids),
        "kind": [KINDS[code] for code in (columns.prospect + 2 * columns.dormant)[order].tolist()],
        "by_hand": (columns.override != NO_OVERRIDE)[order].tolist(),
        "attention": (found := [SIGNALS[code] for code in signals.tolist()]),
        "attention_words": _said("attention", found, reader),
        "hours_share": reader.shares(_known(taken.hours_share[order])),
        "earned_share": reader.shares(_known(taken.earned_share[order])),
        "revenue_share": reader.shares(_known(_part_of_revenue(facts)[order])),
        "revenue": reader.amounts(_known(columns.revenue[order])),
        "contribution": reader.amounts(_known(facts.scores.contribution[order])),
        "hours": reader.amounts(_known(columns.hours[order])),
        "days_to_pay": reader.amounts(_known(columns.days_to_pay[order])),
    }


def _letters(codes: Codes) -> list[str]:
    return [LETTERS[code] for code in codes.tolist()]


def _known(values: Floats) -> list[float | None]:
    """Numbers, None where unknown."""
    return [None if value != value else value for value in values.tolist()]


def _said(kind: str, found: Sequence[str | None], reader: Reader) -> list[str]:
    """The words for each of these, "" for none."""
    words = {name: reader.say(f"scoring.{kind}.{name}") if name else "" for name in set(found)}
    return [words[name] for name in found]


def _part_of_revenue(facts: Facts) -> Floats:
    """The share of revenue; nan for a prospect, and where it is unknown."""
    revenue = np.where(facts.customers, facts.scores.columns.revenue, np.nan)
    return np.minimum(1.0, revenue / facts.revenue) if facts.revenue else revenue * np.nan


def _missing(scores: Scores) -> list[tuple[str, ...]]:
    """Per customer the questions that leave its class open; what cannot be asked of a prospect is not among them."""
    unknown = np.isnan(scores.parts)
    unasked = [JUDGED_PARTS.index(part) for part in ("revenue", "margin", "pays")]
    unknown[unasked] &= ~scores.columns.prospect
    return list(map(_questions, (BITS @ unknown).tolist()))


@lru_cache(1 << len(JUDGED_PARTS))
def _questions(unknown: int) -> tuple[str, ...]:
    """The questions that ask for the parts whose `BITS` are set."""
    parts = compress(JUDGED_PARTS, (BITS & unknown).tolist())
    return tuple(dict.fromkeys(QUESTION_OF_PART[part] for part in parts))


# --- assumptions and method ---


def _assumptions(facts: Facts, reader: Reader) -> Iterable[str]:
    """What is provisional, and what was filled in because nobody said otherwise."""
    scores = facts.scores
    open_classes = facts.people(scores.provisional)
    if open_classes:
        names = reader.customer_names(open_classes)
        yield reader.say("overview.assumed.provisional", n=reader.number(len(open_classes)), names=names)
        asked = Counter(chain.from_iterable(compress(_missing(scores), scores.provisional.tolist())))
        if asked:
            yield reader.say("overview.assumed.helps_most", question=asked.most_common(1)[0][0])
    unclassed = facts.people(scores.klass == UNCLASSED)
    if unclassed:
        names = reader.customer_names(unclassed)
        yield reader.say("overview.assumed.unclassed", n=reader.number(len(unclassed)), names=names)
    if not facts.company.customers:
        return
    settings = facts.company.settings
    if settings.a_revenue is None:
        yield reader.say("overview.assumed.a_revenue")
    if settings.hourly_cost is None:
        yield reader.say("overview.assumed.hourly_cost")
    if settings.fixed_cost_per_order is None:
        yield reader.say("overview.assumed.fixed_cost")
    if scores.yardsticks.equal_weights:
        yield reader.say("overview.assumed.equal_weights")
    by_hand = facts.people(scores.columns.override != NO_OVERRIDE)
    if by_hand:
        names = reader.customer_names(by_hand)
        yield reader.say("overview.assumed.by_hand", n=reader.number(len(by_hand)), names=names)


def _method(facts: Facts, reader: Reader) -> MethodUsed:
    settings = facts.company.settings
    return MethodUsed(
        method=settings.method,
        sentence=reader.say(f"overview.method.{settings.method}"),
        settings=tuple(
            SettingShown(label=reader.say(f"overview.setting.{name}"), value=value)
            for name, value in _settings(facts, reader)
        ),
    )


def _settings(facts: Facts, reader: Reader) -> Sequence[tuple[str, str]]:
    settings, yardsticks = facts.company.settings, facts.scores.yardsticks
    a, b, c = (number(bound, reader.language, 1) for bound in settings.bounds)
    weights = yardsticks.weights / yardsticks.weights.sum()
    shown = [
        ("bounds", reader.say("overview.setting_value.bounds", a=a, b=b, c=c)),
        ("positive_from", number(settings.positive_from, reader.language, 1)),
        *((f"weight_{name}", reader.percent(float(w))) for name, w in zip(CRITERIA, weights, strict=True)),
        ("target_contribution", reader.percent(settings.target_contribution)),
        ("max_reserve", reader.percent(settings.max_reserve)),
        ("reserve_rule", reader.say(f"overview.setting_value.{settings.reserve_rule}")),
        ("reference_days_to_pay", _days(settings.reference_days_to_pay, reader)),
        ("reference_days_to_decide", _days(settings.reference_days_to_decide, reader)),
        ("horizon", reader.say(f"overview.setting_value.{settings.horizon}")),
        ("weakest_link", reader.say(f"overview.setting_value.{settings.weakest_link}")),
        ("revenue_floor", reader.say(f"overview.setting_value.{'on' if settings.revenue_floor else 'off'}")),
        ("capital_cost", reader.percent(settings.capital_cost)),
    ]
    if not reader.sees_all:
        return shown
    a_revenue = float(yardsticks.a_revenue)
    amounts = [
        ("a_revenue", None if np.isnan(a_revenue) else a_revenue),
        ("grid_revenue", None if np.isnan(yardsticks.grid_revenue) else yardsticks.grid_revenue),
        ("hourly_cost", settings.hourly_cost),
        ("fixed_cost_per_order", settings.fixed_cost_per_order),
    ]
    return shown + [(name, euro(amount, reader.language)) for name, amount in amounts if amount is not None]


def _days(days: float, reader: Reader) -> str:
    return reader.say("overview.days", n=number(days, reader.language, 1))
