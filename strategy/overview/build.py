"""Making a `CompanyOverview` from a company (method.md section 4, overview page; levels of 5.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

import numpy as np

from strategy.checks import (
    RULES,
    Disagreement,
    Facts,
    Finding,
    Place,
    Point,
    facts_of,
    judge,
    light_of,
    points_of,
    strengths,
)
from strategy.checks.facts import how_many
from strategy.deck import Card, Deck, deck_in
from strategy.nouns.company import CLASSES, CRITERIA, Company, Customer
from strategy.overview.customers import customer_rows, missing_questions
from strategy.overview.reader import Reader
from strategy.overview.seams import seams_of
from strategy.overview.sentences import grouped, sentences, subject, title, why_not
from strategy.overview.shape import (
    TOP,
    ActionRow,
    CardSummary,
    ClassRow,
    CompanyOverview,
    Gap,
    Level,
    LinkTo,
    MethodUsed,
    PortfolioSummary,
    SettingShown,
    StrongPoint,
    WorkPoint,
)
from strategy.overview.sheet import sheet_of
from strategy.scoring.classes import UNCLASSED
from strategy.scoring.columns import NO_OVERRIDE, Floats
from strategy.scoring.portfolio import ContributionField, needed_for_contribution, needed_for_floor
from strategy.words import clock
from strategy.words.formats import day, euro, number
from strategy.words.texts import joined


def overview_of(
    company: Company,
    *,
    level: Level = "full",
    language: str = "nl",
    today: date | None = None,
    deck: Deck | None = None,
    disagreement: Disagreement | None = None,
    own_words: bool = False,
    bands: bool = False,
) -> CompanyOverview:
    """Everything there is to say about this company at this level, in this language.

    `today` is the date on the overview; `deck` the cards in that language; `disagreement` what a workshop left
    open. Below level full nothing that is hidden gets into the result, not even into a sentence; what people typed is
    in it only with `own_words`, customers and amounts replaced (5.5). `bands`: at level full amounts in bands.
    """
    cards = deck or deck_in(language)
    facts = facts_of(company, cards, disagreement=disagreement)
    order = tuple(facts.scores.display_order().tolist())
    in_bands = bands and level == "full"
    reader = Reader(company, cards, level, language, facts.whole.of_what, own_words, order, in_bands)
    findings = judge(facts)
    short = level == "short"
    work = _work(findings, reader)
    shown = work[:TOP] if short else work
    summary = None if short else _portfolio(facts, reader)
    return CompanyOverview(
        level=level,
        bands=in_bands,
        language=language,
        made_on=today or clock.today(company.profile.time_zone),
        company=company.profile.name,
        example=company.profile.example,
        story=reader.words(_story(company)),
        cards=tuple(_card(card, facts, findings, reader) for card in cards.cards),
        sheet=() if short else sheet_of(facts, summary, reader),
        seams=seams_of(work, len(shown), facts.progress, reader),
        portfolio=summary,
        customers=() if short else customer_rows(facts, reader),
        work=shown,
        strengths=() if short else _strengths(findings, reader),
        actions=() if short or not reader.reads_own_words else _actions(reader),
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
        light_words=reader.say(
            f"overview.light.{light.state}", n=reader.number(light.count), urgent=reader.number(light.urgent)
        ),
        progress=reader.say("overview.customers", n=reader.number(customers))
        if counts_customers and card.name == "segmentatie"
        else reader.say("overview.questions", done=done, total=total),
        handled=progress.handled,
        total=progress.total,
        completeness=progress.share,
        rules=tuple(point.rule for point in points_of(findings) if card.name in point.cards),
    )


def _work(findings: Iterable[Finding], reader: Reader) -> tuple[WorkPoint, ...]:
    return tuple(_work_point(rank, point, reader) for rank, point in enumerate(points_of(findings), start=1))


def _work_point(rank: int, point: Point, reader: Reader) -> WorkPoint:
    """One point; of a group its parts stand inside it, each as the point it would have been."""
    parts = point.findings if point.subject else ()
    first = point.findings[0]
    named, seen, advice = grouped(point, reader) if parts else (title(first, reader), *_said(first, reader))
    places = dict.fromkeys(link for finding in point.findings for link in _links(finding, reader))
    return WorkPoint(
        rank=rank,
        rule=point.rule,
        title=named,
        severity=point.severity,
        severity_words=reader.say(f"rules.severity.{point.severity}"),
        finding=seen,
        advice=advice,
        priority=round(first.priority, 3) if reader.sees_all else None,
        cards=point.cards,
        items=reader.refs(first.affected),
        links=tuple(places),
        parts_words=reader.say("sheet.parts", n=len(parts)) if parts else "",
        parts=tuple(_work_point(rank, Point((finding,), finding.cards), reader) for finding in parts),
    )


def _said(finding: Finding, reader: Reader) -> Sequence[str]:
    return sentences(finding, ("finding", "advice"), reader)


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


def _strengths(findings: Iterable[Finding], reader: Reader) -> tuple[StrongPoint, ...]:
    return tuple(
        StrongPoint(
            rule=finding.rule,
            title=title(finding, reader),
            sentence=sentences(finding, ("strength",), reader)[0],
            share=reader.share(round(finding.share, 3)) if reader.revenue_is_known else None,
        )
        for finding in strengths(findings)
    )


def _gaps(findings: Iterable[Finding], reader: Reader) -> tuple[Gap, ...]:
    unjudged = [finding for finding in findings if finding.missing]
    return tuple(
        Gap(
            rule=finding.rule,
            title=subject(finding, reader),
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
            id=action.id if reader.sees_names else "",
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
        of_what=found.of_what,
        prospects=how_many(facts.prospects),
        classes=tuple(_class_row(facts, letter, reader) for letter in (*CLASSES, "?")),
        top_1=reader.share(found.top1),
        top_3=reader.share(found.top3),
        top_5=reader.share(found.top5),
        days_to_pay=None if found.days_to_pay is None else _seen(round(found.days_to_pay, 1), reader),
        small_orders=reader.share(_small_orders(facts)),
        loss_in_tail=reader.share(whale.loss_share),
        movable_hours=reader.share(facts.attention.movable),
        whale=tuple(np.round(np.array(whale.heights) / peak, 3).tolist()) if peak and reader.sees_all else (),
        revenue=_seen(found.revenue, reader),
        receivables=_seen(found.receivables, reader),
        waiting_cost=_seen(found.waiting_cost, reader),
        unknown=tuple(_not_yet_known(facts, reader)),
        amount_bands=reader.amount_bands(revenue=found.revenue, receivables=found.receivables),
    )


def _small_orders(facts: Facts) -> float | None:
    """The share of the orders below their floor, where enough of them were checked to say so."""
    found = facts.portfolio
    if found.orders_below_floor is None or not found.orders or not found.orders_checked:
        return None
    enough = found.orders_checked >= facts.thresholds.enough_known * found.orders
    return found.orders_below_floor / found.orders_checked if enough else None


def _not_yet_known(facts: Facts, reader: Reader) -> Iterable[str]:
    """What is known of nobody yet, or not of everybody, and what would make it known."""
    given = [facts.classes[letter] for letter in (*CLASSES, "?")]
    if how_many(facts.scores.klass == UNCLASSED) == len(facts.scores):
        weighted = int((facts.scores.yardsticks.weights > 0).sum())
        yield reader.say("overview.not_known.classes", n=min(3, weighted), of=weighted)
    if all(found.hours is None for found in given):
        yield reader.say("overview.not_known.hours")
    if all(found.contribution is None for found in given):
        yield _with_needs("contribution", needed_for_contribution(facts.scores), reader)
    elif unknown := sum(found.contribution_unknown for found in given):
        words = {"n": unknown, "of": reader.number(facts.portfolio.customers)}
        yield _with_needs("contribution_of", needed_for_contribution(facts.scores), reader, **words)
    if _small_orders(facts) is None and facts.portfolio.orders != 0:
        yield _with_needs("small_orders", needed_for_floor(facts.scores), reader)


def _with_needs(what: str, needed: Sequence[ContributionField], reader: Reader, **words: object) -> str:
    needs = [reader.say(f"overview.not_known.needs.{name}") for name in needed]
    return reader.say(f"overview.not_known.{what}", needs=joined(needs, reader.language), **words)


def _portfolio_title(facts: Facts, reader: Reader) -> str:
    """The finding about time and contribution in one sentence, as far as it is known."""
    if how_many(facts.scores.klass == UNCLASSED) == len(facts.scores):
        return reader.say("overview.portfolio.unclassed")
    hours = _sum_of(facts.classes[letter].hours_share for letter in ("C", "D"))
    given = _sum_of(facts.classes[letter].contribution_share for letter in ("C", "D"))
    revenue = _sum_of(facts.classes[letter].revenue_share for letter in ("A", "B"))
    enough = _known_enough(facts, facts.scores.columns.hours) and _known_enough(
        facts, facts.scores.contribution
    )
    if enough and hours is not None and given is not None and facts.of_class("C", "D").any():
        key = "time" if given >= 0 else "time_loss"
        values = {"hours": reader.part(hours), "given": reader.part(given)}
        return reader.say(f"overview.portfolio.{key}", **values if given >= 0 else {"hours": values["hours"]})
    if revenue is not None:
        return _title_of_revenue(facts, revenue, reader)
    return reader.say("overview.portfolio.nothing")


def _known_enough(facts: Facts, figures: Floats) -> bool:
    """Whether this is known of enough customers to say something about all of them."""
    asked = figures[facts.customers]
    return int((~np.isnan(asked)).sum()) >= facts.thresholds.enough_known * len(asked)


def _title_of_revenue(facts: Facts, revenue: float, reader: Reader) -> str:
    """How much A and B bring together, and of how much the class is not known."""
    key = "revenue" if facts.of_class("A", "B").any() else "no_best"
    open_ = facts.classes["?"].revenue_share
    if open_:
        key = f"{key}_so_far"
    return reader.say(
        f"overview.portfolio.{key}",
        share=reader.part(revenue),
        open=reader.part(open_ or 0),
        of=reader.of,
    )


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
        contribution_share=reader.share(found.contribution_share),
        hours=_seen(found.hours, reader),
        revenue=_seen(found.revenue, reader),
        contribution=_seen(found.contribution, reader),
        receivables=_seen(found.receivables, reader),
        amount_bands=reader.amount_bands(
            revenue=found.revenue, contribution=found.contribution, receivables=found.receivables
        ),
    )


def _seen(amount: float | None, reader: Reader) -> float | None:
    return amount if reader.sees_all else None


# --- assumptions and method ---


def _assumptions(facts: Facts, reader: Reader) -> Iterable[str]:
    """What is provisional, and what was filled in because nobody said otherwise."""
    scores = facts.scores
    open_classes = facts.people(scores.provisional)
    if open_classes:
        names = reader.customer_names(open_classes)
        yield reader.say("overview.assumed.provisional", n=reader.number(len(open_classes)), names=names)
        asked = Counter(chain.from_iterable(missing_questions(scores, np.flatnonzero(scores.provisional))))
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
        *(
            (f"weight_{name}", reader.exact_percent(float(w)))
            for name, w in zip(CRITERIA, weights, strict=True)
        ),
        ("target_contribution", reader.exact_percent(settings.target_contribution)),
        ("max_reserve", reader.exact_percent(settings.max_reserve)),
        ("reserve_rule", reader.say(f"overview.setting_value.{settings.reserve_rule}")),
        ("horizon", reader.say(f"overview.setting_value.{settings.horizon}")),
        ("weakest_link", reader.say(f"overview.setting_value.{settings.weakest_link}")),
        ("revenue_floor", reader.say(f"overview.setting_value.{'on' if settings.revenue_floor else 'off'}")),
        ("capital_cost", reader.exact_percent(settings.capital_cost)),
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
    days = [
        ("reference_days_to_pay", _days(settings.reference_days_to_pay, reader)),
        ("reference_days_to_decide", _days(settings.reference_days_to_decide, reader)),
    ]
    return (
        shown
        + days
        + [(name, euro(amount, reader.language)) for name, amount in amounts if amount is not None]
    )


def _days(days: float, reader: Reader) -> str:
    return reader.say("overview.days", n=number(days, reader.language, 1))
