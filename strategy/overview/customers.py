"""The customers on an overview, in the order of 3.7: each is put into words when somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

import numpy as np

from strategy.checks import Facts
from strategy.nouns.company import CRITERIA, JUDGED_PARTS
from strategy.nouns.lazily import Made
from strategy.overview.reader import Reader
from strategy.overview.shape import CustomerRow
from strategy.scoring.as_json import reason_sentence
from strategy.scoring.classes import LETTERS
from strategy.scoring.columns import CUSTOMER_KINDS, DORMANT, NO_OVERRIDE, PROSPECT, Codes, Floats, Rows
from strategy.scoring.robustness import acceptability, firmness, reasons
from strategy.scoring.scores import Scores

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


def customer_rows(facts: Facts, reader: Reader) -> Made[CustomerRow]:
    """The customers in the order of 3.7."""
    order = facts.scores.display_order()
    listed = _Listed(facts, reader)
    return Made(len(order), lambda which: listed.rows(order[which]))


@dataclass(frozen=True)
class _Listed:
    """What is said of customers; `places` are places in the scores, and every field is a list over them."""

    facts: Facts
    reader: Reader

    def rows(self, places: Rows) -> Iterable[CustomerRow]:
        """The rows of these customers."""
        fields = self._scored(places) | self._shown(places)
        return (
            CustomerRow(**dict(zip(fields, values, strict=True)))
            for values in zip(*fields.values(), strict=True)
        )

    def _scored(self, places: Rows) -> dict[str, Iterable[object]]:
        """What the method says of them."""
        scores, reader = self.facts.scores, self.reader
        rounded = [_known(criterion) for criterion in np.round(scores.criteria[:, places] + 1e-9, 1)]
        shown = [reader.figures(criterion) for criterion in rounded]
        threshold = scores.settings.positive_from
        bands = [[reader.band(score, threshold) for score in criterion] for criterion in rounded]
        firm = firmness(scores, acceptability(scores, places), places)
        return {
            "klass": _letters(scores.klass[places]),
            "computed": _letters(scores.computed[places]),
            "dream": scores.dream[places].tolist(),
            "total": reader.figures(_known(scores.total[places])),
            "lowest": reader.figures(scores.lowest[places].tolist()),
            "highest": reader.figures(scores.highest[places].tolist()),
            "lowest_class": self._at_full(_letters(scores.lowest_class[places])),
            "highest_class": self._at_full(_letters(scores.highest_class[places])),
            "provisional": scores.provisional[places].tolist(),
            "scores": [dict(zip(CRITERIA, values, strict=True)) for values in zip(*shown, strict=True)],
            "bands": [dict(zip(CRITERIA, words, strict=True)) for words in zip(*bands, strict=True)],
            "positives": scores.positives[places].tolist(),
            "reason": [
                reason_sentence(reason, reader.language, exact=reader.sees_all)
                for reason in reasons(scores, places)
            ],
            "firmness": firm,
            "firmness_words": self._said("firmness", firm),
            "big_low_class": scores.big_low_class[places].tolist(),
            "missing": missing_questions(scores, places),
        }

    def _shown(self, places: Rows) -> dict[str, Iterable[object]]:
        """Who they are, what they take and bring."""
        facts, reader = self.facts, self.reader
        columns, taken = facts.scores.columns, facts.attention
        ids = facts.ids[places].tolist()
        kinds = (PROSPECT * columns.prospect + DORMANT * columns.dormant)[places]
        revenue = _known(columns.revenue[places])
        contribution = _known(facts.scores.contribution[places])
        signals = (facts.signalled("loud") + 2 * facts.signalled("cold"))[places]
        return {
            "id": map(reader.customer_id, ids),
            "name": map(reader.customer_name, ids),
            "kind": [CUSTOMER_KINDS[code] for code in kinds.tolist()],
            "by_hand": (columns.override != NO_OVERRIDE)[places].tolist(),
            "attention": (found := [SIGNALS[code] for code in signals.tolist()]),
            "attention_words": self._said("attention", found),
            "hours_share": reader.shares(_known(taken.hours_share[places])),
            "earned_share": reader.shares(_known(taken.earned_share[places])),
            "revenue_share": reader.shares(_known(_part_of_revenue(facts)[places])),
            "revenue": reader.figures(revenue),
            "contribution": reader.figures(contribution),
            "amount_bands": [
                reader.amount_bands(revenue=own, contribution=given)
                for own, given in zip(revenue, contribution, strict=True)
            ],
            "hours": reader.figures(_known(columns.hours[places])),
            "days_to_pay": reader.figures(_known(columns.days_to_pay[places])),
        }

    def _at_full(self, letters: list[str]) -> list[str]:
        """These letters, "" below level full."""
        return letters if self.reader.sees_all else [""] * len(letters)

    def _said(self, kind: str, found: Sequence[str | None]) -> list[str]:
        """The words for each of these, "" for none."""
        words = {name: self.reader.say(f"scoring.{kind}.{name}") if name else "" for name in set(found)}
        return [words[name] for name in found]


def _letters(codes: Codes) -> list[str]:
    return [LETTERS[code] for code in codes.tolist()]


def _known(values: Floats) -> list[float | None]:
    """Numbers, None where unknown."""
    return [None if value != value else value for value in values.tolist()]


def _part_of_revenue(facts: Facts) -> Floats:
    """The share of revenue; nan for a prospect, and where it is unknown."""
    revenue = np.where(facts.customers, facts.scores.columns.revenue, np.nan)
    return np.minimum(1.0, revenue / (facts.whole.revenue or np.nan))


def missing_questions(scores: Scores, places: Rows) -> list[tuple[str, ...]]:
    """Of each of these the questions that leave its class open; what cannot be asked of a prospect is not among them."""
    unknown = np.isnan(scores.parts[:, places])
    unasked = [JUDGED_PARTS.index(part) for part in ("revenue", "margin", "pays")]
    unknown[unasked] &= ~scores.columns.prospect[places]
    return list(map(_questions, (BITS @ unknown).tolist()))


@lru_cache(1 << len(JUDGED_PARTS))
def _questions(unknown: int) -> tuple[str, ...]:
    """The questions that ask for the parts whose `BITS` are set."""
    parts = compress(JUDGED_PARTS, (BITS & unknown).tolist())
    return tuple(dict.fromkeys(QUESTION_OF_PART[part] for part in parts))
