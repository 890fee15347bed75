"""Scores as plain JSON for the command line, and the two sentences about a class (architecture.md, method.md 3.13).

Figures are rounded half-up as they are shown: scores and totals to 1 decimal, indexes to 2, euro to whole ones.
Unknown is None, an infinite index is the string "inf".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from strategy.nouns.company import CRITERIA, Company, Method
from strategy.scoring.classes import LETTERS, WEAK_BELOW, half_up
from strategy.scoring.first_picture import FirstPicture, first_pictures
from strategy.scoring.portfolio import (
    Attention,
    ClassFacts,
    HoursAdvice,
    Portfolio,
    advice_on_hours,
    attention,
    classes,
    portfolio,
    whole_of,
)
from strategy.scoring.robustness import Reason, SmallestChange, Weighing, acceptability, reasons
from strategy.scoring.scores import CustomerScore, Scores, score
from strategy.words.formats import euro, number, percent
from strategy.words.texts import text

_SHARE_DECIMALS = 4
_MARGIN_DECIMALS = 6
_EXACT_DECIMALS = 9
KEPT = 1 << 14


def score_report(company: Company, method: Method | None = None, language: str = "nl") -> dict[str, Any]:
    """What `python -m strategy score` prints: customers, portfolio, attention and classes.

    Without `method` the one in the company's settings. The reasons are sentences in `language`.
    """
    scores = score(company.customers, company.settings, method)
    whole = whole_of(company, scores)
    seen = attention(scores)
    return {
        "method": scores.method,
        "customers": _customers(scores, seen, language),
        "portfolio": _portfolio(portfolio(scores, whole)),
        "attention": _attention(scores, seen),
        "classes": {letter: _class_facts(facts) for letter, facts in classes(scores, whole).items()},
    }


@lru_cache(KEPT)
def reason_sentence(reason: Reason, language: str = "nl", *, exact: bool = True) -> str:
    """One sentence that names the criteria that weigh most for and against a customer, and the deciding rule.

    Strong, medium and weak are the bands of 5.5; without `exact` the scores themselves are left out. The last ones are kept: many customers have the same reason, and after a change most keep the one they had.
    """
    if reason.rule == "too_little":
        return text("scoring.reason.too_little", language, known=reason.known, asked=reason.asked)
    rule = text(f"scoring.rule.{reason.rule}", language) if reason.rule else ""
    medium = tuple(each for each in reason.against if each.score >= WEAK_BELOW)
    weak = tuple(each for each in reason.against if each.score < WEAK_BELOW)
    phrases = [
        text(f"scoring.reason.{band}", language, names=_named(side, language, exact))
        for band, side in (("strong", reason.for_), ("medium", medium), ("weak", weak))
        if side
    ]
    if not phrases:
        return text("scoring.reason.nothing", language, rule=rule)
    so_far = "" if reason.known == reason.asked else "_so_far"
    if not reason.against or not reason.for_:
        phrases.append(
            text(f"scoring.reason.{'none_strong' if reason.against else 'none_weak'}{so_far}", language)
        )
    said = ", ".join(phrases)
    return f"{said[0].upper()}{said[1:]}{rule}."


def change_sentence(change: SmallestChange, name: str, language: str = "nl") -> str:
    """The change in words: from what to what, and the class it leads to. `name` is how the customer is called."""
    judged = change.input.startswith("judged.")
    kind = "judged" if judged else change.input
    return text(
        f"scoring.change.{kind}.{'better' if change.better else 'worse'}",
        language,
        name=name,
        klass=change.klass,
        before=_shown(change.before, change.input, language),
        after=_with_unit(change, language),
        part=text(f"scoring.part.{change.input.removeprefix('judged.')}", language) if judged else "",
    )


def _named(side: tuple[Weighing, ...], language: str, exact: bool) -> str:
    """Criteria with their scores, joined: "omzet (100) en winstmarge (82,1)"; without them where not `exact`."""
    words = [
        _weighed(*each, language) if exact else text(f"scoring.criterion.{each.criterion}", language)
        for each in side
    ]
    return text("scoring.reason.and", language).join(words)


@lru_cache(KEPT)
def _weighed(criterion: str, score: float, language: str) -> str:
    """One criterion with its score: "omzet (100)"."""
    return text(
        "scoring.reason.weighing",
        language,
        criterion=text(f"scoring.criterion.{criterion}", language),
        score=number(score, language, 1),
    )


def _shown(value: float, input: str, language: str) -> str:
    """An input as people read it, days and hours without their unit."""
    if input in ("revenue", "potential"):
        return euro(value, language)
    if input in ("variable_cost", "offer_margin"):
        return percent(value, language, 1)
    return number(value, language, 1)


def _with_unit(change: SmallestChange, language: str) -> str:
    """What the input would become, with its unit."""
    shown = _shown(change.shown, change.input, language)
    unit = {"hours": "hours", "days_to_pay": "days", "days_to_decide": "days"}.get(change.input)
    return text(f"scoring.amount.{unit}", language, n=shown, shown=shown) if unit else shown


# --- JSON ----------------------------------------------------------------------------------------------------


def _rounded(value: float | None, decimals: int = 1) -> float | int | str | None:
    """A figure as it is shown; None for unknown, "inf" for infinite, a whole number for 0 decimals."""
    if value is None or value != value:
        return None
    if value == float("inf"):
        return "inf"
    shown = float(half_up(value, decimals))
    return int(shown) if decimals == 0 else shown


def _percent(share: float | None) -> float | int | str | None:
    return _rounded(None if share is None else 100 * share)


def _customers(scores: Scores, seen: Attention, language: str) -> list[dict[str, Any]]:
    """One record a customer, in the order of the file."""
    shares = acceptability(scores)
    pictures = first_pictures(scores).by_place()
    return [
        _customer(customer)
        | {
            "acceptability": {
                letter: None if np.isnan(share) else round(float(share), _EXACT_DECIMALS)
                for letter, share in zip(LETTERS[:4], shares[place], strict=True)
            },
            "attention": {
                "hours_share": _rounded(float(seen.hours_share[place]), _SHARE_DECIMALS),
                "earned_share": _rounded(float(seen.earned_share[place]), _SHARE_DECIMALS),
                "index": _rounded(float(seen.index[place]), 2),
                "signal": seen.signal(place),
            },
            "reason": reason_sentence(reason, language),
            "first_picture": _picture(pictures.get(place)),
        }
        for place, (customer, reason) in enumerate(zip(scores, reasons(scores), strict=True))
    ]


def _customer(customer: CustomerScore) -> dict[str, Any]:
    return {
        "id": customer.id,
        "name": customer.name,
        "class": customer.klass,
        "total": customer.total,
        "scores": {criterion: _rounded(customer.scores[criterion]) for criterion in CRITERIA},
        "positives": customer.positives,
        "dream": customer.dream,
        "provisional": customer.provisional,
        "lowest": customer.lowest,
        "highest": customer.highest,
        "lowest_class": customer.lowest_class,
        "highest_class": customer.highest_class,
        "floor_missed": customer.floor_missed,
        "big_low_class": customer.big_low_class,
        "loss_making": customer.loss_making,
        "margin_at_most": _rounded(customer.margin_at_most, _MARGIN_DECIMALS),
        "contribution": _rounded(customer.contribution, 0),
        "grid": customer.grid,
        "strict": customer.strict,
    }


def _picture(picture: FirstPicture | None) -> dict[str, Any] | None:
    """The first picture of a customer without a class, None for others."""
    if picture is None:
        return None
    return {
        "classes": list(picture.classes),
        "share": round(picture.share, _EXACT_DECIMALS),
        "p": {klass: round(share, _EXACT_DECIMALS) for klass, share in picture.p.items()},
    }


def _portfolio(facts: Portfolio) -> dict[str, Any]:
    return {
        "customers": facts.customers,
        "of_what": facts.of_what,
        "revenue": _rounded(facts.revenue, 0),
        "top1_pct": _percent(facts.top1),
        "top3_pct": _percent(facts.top3),
        "top5_pct": _percent(facts.top5),
        "hhi": _rounded(facts.hhi, 0),
        "alike": _rounded(facts.alike),
        "days_to_pay": _rounded(facts.days_to_pay),
        "receivables": _rounded(facts.receivables, 0),
        "waiting_cost": _rounded(facts.waiting_cost, 0),
        "whale_peak": _rounded(facts.whale.peak if facts.whale.places else None, 0),
        "whale_end": _rounded(facts.whale.end if facts.whale.places else None, 0),
        "orders_below_floor": _rounded(facts.orders_below_floor, 0),
        "orders": _rounded(facts.orders, 0),
    }


def _attention(scores: Scores, seen: Attention) -> dict[str, Any]:
    ids = [customer.id for customer in scores.customers]
    return {
        "method": scores.method,
        "measure": seen.measure,
        "no_index": seen.reason,
        "total_hours": None if np.isnan(scores.columns.hours).all() else _rounded(seen.total_hours, 1),
        "movable_pct": _percent(seen.movable),
        "index": {id_: _rounded(float(index), 2) for id_, index in zip(ids, seen.index, strict=True)},
        "loud": [id_ for id_, loud in zip(ids, seen.loud, strict=True) if loud],
        "cold": [id_ for id_, cold in zip(ids, seen.cold, strict=True) if cold],
        "advice": _advice(ids, advice_on_hours(scores, seen)),
    }


def _advice(ids: list[str], advised: HoursAdvice | None) -> dict[str, Any] | None:
    """The one advice on hours (3.8): hours a year that can come free, and who in the cold gets how many of them."""
    if advised is None:
        return None
    return {
        "free": {ids[place]: _rounded(hours) for place, hours in advised.free},
        "given": {ids[place]: _rounded(hours) for place, hours in advised.given},
        "freed": _rounded(advised.freed, 0),
        "handed": _rounded(advised.handed, 0),
    }


def _class_facts(facts: ClassFacts) -> dict[str, Any]:
    return {
        "customers": facts.customers,
        "prospects": facts.prospects,
        "hours": _rounded(facts.hours, 1),
        "hours_pct": _percent(facts.hours_share),
        "revenue": _rounded(facts.revenue, 0),
        "revenue_pct": _percent(facts.revenue_share),
        "contribution": _rounded(facts.contribution, 0),
        "contribution_pct": _percent(facts.contribution_share),
    }
