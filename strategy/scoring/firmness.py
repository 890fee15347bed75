"""How firm a class is and which weight tips it, in words an owner reads (method.md 3.12)."""

from __future__ import annotations

from math import ceil, floor

import numpy as np

from strategy.nouns.company import CRITERIA
from strategy.scoring.classes import LETTERS, class_of, half_up
from strategy.scoring.robustness import Firmness, Tipping
from strategy.scoring.scores import Scores
from strategy.words.formats import number
from strategy.words.texts import text

MOST_DECIMALS = 2


def firmness_sentence(firm: Firmness, share: float, klass: str, language: str = "nl") -> str:
    """How firm a class is, with the share 0-1 of all weightings that give it, rounded down to whole percents."""
    percents = floor(share * 100 + 1e-7)
    key = "always" if percents >= 100 else "never" if percents < 1 else "share"
    return text(
        f"customer_panel.firm.{key}",
        language,
        word=text(f"customer_panel.firm_words.{firm}", language),
        share=number(percents, language),
        klass=klass,
    )


def tipping_sentence(scores: Scores, tips: Tipping, place: int, language: str = "nl") -> str:
    """The weight that tips the class of the customer at `place` soonest; "" where no weight does.

    The percentage is rounded away from today's weight, as little as keeps the sentence true.
    """
    today = scores.yardsticks.weights / scores.yardsticks.weights.sum()
    distance = np.abs(tips.weights[:, place] - today)
    for criterion in np.argsort(distance, kind="stable"):
        tip = float(tips.weights[criterion, place])
        if np.isnan(tip):
            break
        shown = _percent_that_tips(scores, place, int(criterion), tip, int(tips.classes[criterion, place]))
        if shown is not None:
            return text(
                f"customer_panel.tips.{'more' if tip > today[criterion] else 'less'}",
                language,
                criterion=text(f"scoring.criterion.{CRITERIA[criterion]}", language),
                share=number(shown, language, MOST_DECIMALS),
                now=number(float(today[criterion]) * 100, language, 1),
                klass=LETTERS[tips.classes[criterion, place]],
            )
    return ""


def _percent_that_tips(scores: Scores, place: int, criterion: int, tip: float, klass: int) -> float | None:
    """The roundest percentage 0-100 beyond the tipping weight at which the class is `klass`, if one reads well."""
    today = float(scores.yardsticks.weights[criterion] / scores.yardsticks.weights.sum())
    for decimals in range(MOST_DECIMALS + 1):
        scale = 10.0**decimals
        beyond = tip * 100 * scale
        shown = float((ceil(beyond - 1e-9) if tip > today else floor(beyond + 1e-9)) / scale)
        if 0 < shown < 100 and _class_at(scores, place, criterion, shown / 100) == klass:
            return shown
    return None


def _class_at(scores: Scores, place: int, criterion: int, weight: float) -> int:
    """The class code when this criterion has that share of all weight and the others keep their proportions."""
    weights = scores.yardsticks.weights.copy()
    weights[criterion] = 0
    weights *= (1 - weight) / weights.sum()
    weights[criterion] = weight
    known = ~np.isnan(scores.criteria[:, place])
    total = half_up([weights[known] @ scores.criteria[known, place] / weights[known].sum()])
    one = slice(place, place + 1)
    return int(
        class_of(
            total, scores.positives[one], scores.dream[one], scores.settings.bounds, scores.gates.at(one)
        )[0]
    )
