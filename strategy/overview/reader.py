"""What a reader of a level may see: names, free text and figures pass through here before they become words.

Below level full a customer has an alias, its name is replaced wherever somebody typed it, and amounts are never
formatted: what is hidden cannot slip into a sentence, because the sentence never gets it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from strategy.checks import Affected, Figure
from strategy.deck import Deck
from strategy.nouns.company import LISTED, Company, Customer
from strategy.nouns.lazily import Made
from strategy.overview.shape import ItemRef, Level
from strategy.scoring.columns import ids_of
from strategy.scoring.portfolio import OfWhat
from strategy.words.formats import euro, number, percent
from strategy.words.texts import joined, text

MOST_NAMES = 3
SHORTEST_NAME = 4
SHARED_DECIMALS = 3
LEGAL_FORMS = r"\s+(?:bvba|bv|nv|vzw|cv|comm\.?\s?v|gcv|vof|sa|srl|sprl|asbl|gmbh|ltd|inc)\.?$"
NUMBER = r"-?\d(?:[\d.,\s]*\d)?k?"
AMOUNT = re.compile(
    rf"(?:€|\beur\b|\beuro\b)\s*{NUMBER}"
    rf"|{NUMBER}\s?(?:€|eur\b|euro\b)"
    r"|\b\d{1,3}(?:[.,\s]\d{3})+(?:[.,]\d+)?\b"
    r"|\b(?!(?:19|20)\d\d\b)\d{4,}(?:[.,]\d+)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reader:
    """Somebody who reads this company at this level, in this language."""

    company: Company
    deck: Deck
    level: Level
    language: str
    of_what: OfWhat = "customers"

    @property
    def sees_all(self) -> bool:
        """Whether names and amounts may be shown."""
        return self.level == "full"

    def say(self, key: str, **values: object) -> str:
        """The words of the overview under this key."""
        return text(key, self.language, **values)

    # --- customers ---

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """`Klant 01` and on, in order of revenue, prospects after the customers; the owner's alias where usable."""
        ranked = sorted(self.company.customers, key=lambda c: (c.kind == "prospect", -(c.revenue or 0)))
        width = max(2, len(str(len(ranked))))
        numbered = {c.id: f"{place:0{width}}" for place, c in enumerate(ranked, start=1)}
        chosen = [customer.alias.strip() for customer in ranked]
        times = Counter(chosen)
        return {
            customer.id: alias
            if alias and times[alias] == 1 and not self._holds_a_name(alias)
            else self.say("overview.alias", number=numbered[customer.id])
            for customer, alias in zip(ranked, chosen, strict=True)
        }

    @cached_property
    def _shared_ids(self) -> dict[str, str]:
        ids = list(self._aliases)
        return {id: f"c{place}" for place, id in enumerate(ids, start=1)}

    def customer_id(self, id: str) -> str:
        """The id under which this reader knows the customer."""
        return id if self.sees_all else self._shared_ids[id]

    def customer_name(self, id: str) -> str:
        """The customer's name, or its alias where names are hidden or there is none."""
        return (self.sees_all and self._customers[id].name.strip()) or self._aliases[id]

    @cached_property
    def _customers(self) -> dict[str, Customer]:
        customers = self.company.customers
        return dict(zip(ids_of(customers).tolist(), customers, strict=True))

    # --- names of anything ---

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        cards = {("card", card.name): card.title for card in self.deck.cards}
        others = {
            (item.KIND, item.id): self.words(str(getattr(item, "name", "")).strip())
            or self.say("overview.nameless")
            for model in LISTED
            if model is not Customer
            for item in getattr(self.company, model.PLURAL)
        }
        return others | cards

    def name(self, kind: str, id: str) -> str:
        """The name of this item as the reader may see it; what people named themselves stands in quotes."""
        found = self._name(kind, id)
        return found if kind in ("customer", "card") else self.say("overview.quoted", name=found)

    def _name(self, kind: str, id: str) -> str:
        if kind == "customer":
            return self.customer_name(id) if id in self._customers else ""
        return self._names.get((kind, id), "")

    def names(self, affected: Sequence[Affected]) -> str:
        """`A, B en 2 andere`; at level short customers are only counted."""
        return self._listed(affected[:MOST_NAMES], len(affected))

    def customer_names(self, customers: Sequence[Customer]) -> str:
        """The same for customers by themselves."""
        first = [Affected("customer", customer.id) for customer in customers[:MOST_NAMES]]
        return self._listed(first, len(customers))

    def _listed(self, first: Sequence[Affected], total: int) -> str:
        """The names of so many items, of which the first are given."""
        if self.level == "short" and first and first[0].kind == "customer":
            return self.say("overview.hidden.customers", n=self.number(total))
        names = [self.name(item.kind, item.id) for item in first]
        if total > MOST_NAMES:
            shown = ", ".join(names[: MOST_NAMES - 1])
            return self.say("overview.and_others", names=shown, n=self.number(total - MOST_NAMES + 1))
        return joined(names, self.language)

    def role(self, role: str, affected: Sequence[Affected]) -> str:
        """The names in a role of a signal; at level short only the role."""
        if self.level == "short" and role != "names":
            return self.say(f"overview.hidden.{role}")
        return self.names(affected)

    def refs(self, affected: Sequence[Affected]) -> Sequence[ItemRef]:
        """The items of a point; none at level short."""
        if self.level == "short":
            return ()
        return Made(len(affected), lambda which: map(self._ref, affected[which]))

    def _ref(self, item: Affected) -> ItemRef:
        shown = item.id if self.sees_all or item.kind == "card" else ""
        name = self._name(item.kind, item.id)
        return ItemRef(kind=item.kind, id=shown, name=name, provisional=item.provisional)

    # --- figures ---

    def figure(self, figure: Figure) -> str | None:
        """The figure as read, or None for an amount that is hidden."""
        value = figure.value
        if isinstance(value, str):
            return self.say(value)
        if figure.unit == "euro":
            return euro(value, self.language) if self.sees_all else None
        if figure.unit == "percent":
            return self.percent(value)
        return self.number(value)

    def number(self, value: float) -> str:
        """A number without decimals."""
        return number(value, self.language)

    def share(self, share: float | None) -> float | None:
        """A share as a number; below level full to a tenth of a percent, from which no amount can be told."""
        return share if share is None or self.sees_all else round(share, SHARED_DECIMALS)

    def shares(self, shares: list[float | None]) -> list[float | None]:
        """The same for many."""
        return shares if self.sees_all else [self.share(share) for share in shares]

    def amounts(self, amounts: list[float | None]) -> list[float | None]:
        """Amounts; below level full none."""
        return amounts if self.sees_all else [None] * len(amounts)

    def percent(self, share: float) -> str:
        """A share as a percentage; below one percent with a decimal."""
        return percent(share, self.language, 1 if 0 < abs(share) < 0.01 else 0)

    def of_revenue(self, share: float) -> str:
        """`27% van je omzet`, all of it, or that it is not known how much."""
        if not self.revenue_is_known:
            return self.say("overview.unknown_part_of_revenue")
        if share >= 0.995:
            return self.say(f"overview.all_of.{self.of_what}")
        return self.say("overview.of_revenue", share=self.percent(share), of=self.of)

    @property
    def of(self) -> str:
        """What a share of revenue is of: `van je omzet`, or only of the customers in the list (section 4)."""
        return self.say(f"overview.of.{self.of_what}")

    @cached_property
    def revenue_is_known(self) -> bool:
        """Whether anybody's revenue is."""
        return any(customer.revenue is not None for customer in self.company.customers)

    # --- free text ---

    def words(self, said: str) -> str:
        """What a person typed: as it is at level full, else without customers' names and amounts."""
        if self.sees_all or not said:
            return said
        return AMOUNT.sub(self.say("overview.hidden.amount"), self._without_names(said))

    @cached_property
    def _known_names(self) -> list[tuple[str, str, Customer]]:
        """What to look for in free text, the longest first: names, with and without legal form, and numbers.

        Each with its first word before it.
        """
        found: list[tuple[str, str, Customer]] = []
        for customer in self.company.customers:
            name = _folded(" ".join(customer.name.split()))
            forms = {name, re.sub(LEGAL_FORMS, "", name), _folded(customer.number.strip())}
            found += [(form.split()[0], form, customer) for form in forms if len(form) >= SHORTEST_NAME]
        return sorted(found, key=lambda name: -len(name[1]))

    def _mentioned(self, folded: str) -> list[tuple[re.Pattern[str], Customer]]:
        """The names that may be in this text, the longest first: at least their first word is."""
        return [(_pattern(name), who) for first, name, who in self._known_names if first in folded]

    def _holds_a_name(self, said: str) -> bool:
        folded = _folded(said)
        return any(pattern.search(folded) for pattern, _ in self._mentioned(folded))

    def _without_names(self, said: str) -> str:
        folded = _folded(said)
        for pattern, customer in self._mentioned(folded):
            stand_in = self._stand_in(customer)
            for match in reversed(list(pattern.finditer(folded))):
                said = said[: match.start()] + stand_in + said[match.end() :]
                folded = folded[: match.start()] + "\0" * len(stand_in) + folded[match.end() :]
        return said

    def _stand_in(self, customer: Customer) -> str:
        """What stands where this customer's name was typed."""
        return self.say("overview.hidden.a_customer") if self.level == "short" else self._aliases[customer.id]


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    """This name as whole words, with a possessive s or not, whatever the white space between them."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<!\w){words}(?:['’]?s)?(?!\w)")


def _folded(said: str) -> str:
    """Lower case without accents, letter for letter, so that places stay where they are."""
    return "".join(_plain(letter) for letter in said)


def _plain(letter: str) -> str:
    lowered = unicodedata.normalize("NFKD", letter)[0].lower()
    return lowered if len(lowered) == 1 else letter
