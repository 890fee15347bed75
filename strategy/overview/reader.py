"""What a reader of a level may see: names, free text and figures pass through here before they become words.

Below level full (method.md 5.5) a customer has an alias, whose number says nothing of its revenue; scores are bands,
shares come in steps of 5%, and amounts, days and hours are never formatted: what is hidden cannot slip into a
sentence, because the sentence never gets it. What people typed themselves is left out, or where the owner allows it
shown with customers and amounts replaced.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from strategy.checks import Affected, Figure
from strategy.deck import Deck
from strategy.nouns.company import LISTED, Company, Customer
from strategy.nouns.lazily import Made
from strategy.overview.masking import Mask
from strategy.overview.shape import ItemRef, Level
from strategy.scoring.classes import Band, band_of, half_up
from strategy.scoring.columns import ids_of
from strategy.scoring.portfolio import OfWhat
from strategy.words.formats import euro, number, percent
from strategy.words.texts import hours_in_words, inside_quotes, joined, text

MOST_NAMES = 3
STEP = 0.05
NOISE = 1e-9
BAND_EDGES = (5_000, 10_000, 25_000, 50_000, 100_000, 250_000)
LAST_EDGE = len(BAND_EDGES) - 1
HIDDEN_UNITS = ("euro", "days", "hours", "points", "score")


@dataclass(frozen=True)
class Reader:
    """Somebody who reads this company at this level, in this language.

    `own_words`: the owner lets readers below level full see what people typed. `order` are the places of the
    customers in the order in which they are listed, as they are in the company without it. `bands`: at level full
    names are shown, amounts in bands, and everything from which they could be computed as below level full.
    """

    company: Company
    deck: Deck
    level: Level
    language: str
    of_what: OfWhat = "customers"
    own_words: bool = False
    order: tuple[int, ...] = ()
    bands: bool = False

    @property
    def sees_names(self) -> bool:
        """Whether customers and items may be shown under their names."""
        return self.level == "full"

    @property
    def sees_all(self) -> bool:
        """Whether names and exact figures may be shown."""
        return self.sees_names and not self.bands

    def say(self, key: str, **values: object) -> str:
        """The words of the overview under this key."""
        return text(key, self.language, **values)

    # --- customers ---

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """`Klant 01` and on, in the order of the list, which says nothing of revenue; the owner's alias where usable."""
        everybody = self.company.customers
        listed = [everybody[place] for place in self.order or range(len(everybody))]
        width = max(2, len(str(len(listed))))
        chosen = [customer.alias.strip() for customer in listed]
        times = Counter(chosen)
        return {
            customer.id: alias
            if alias and times[alias] == 1 and not self._mask.holds_a_name(alias)
            else self.say("overview.alias", number=f"{place:0{width}}")
            for place, (customer, alias) in enumerate(zip(listed, chosen, strict=True), start=1)
        }

    @cached_property
    def _shared_ids(self) -> dict[str, str]:
        ids = list(self._aliases)
        return {id: f"c{place}" for place, id in enumerate(ids, start=1)}

    def customer_id(self, id: str) -> str:
        """The id under which this reader knows the customer."""
        return id if self.sees_names else self._shared_ids[id]

    def customer_name(self, id: str) -> str:
        """The customer's name, or its alias where names are hidden or there is none."""
        return (self.sees_names and self._customers[id].name.strip()) or self._aliases[id]

    @cached_property
    def _customers(self) -> dict[str, Customer]:
        customers = self.company.customers
        return dict(zip(ids_of(customers).tolist(), customers, strict=True))

    # --- names of anything ---

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        cards = {("card", card.name): card.title for card in self.deck.cards}
        others = {
            (item.KIND, item.id): self._own_name(item.KIND, str(getattr(item, "name", "")), place)
            for model in LISTED
            if model is not Customer
            for place, item in enumerate(getattr(self.company, model.PLURAL), start=1)
        }
        return others | cards

    @property
    def reads_own_words(self) -> bool:
        """Whether what people typed may be seen."""
        return self.sees_names or self.own_words

    def _own_name(self, kind: str, typed: str, place: int) -> str:
        """What people called something, or `Waarde 3` where that is not to be seen."""
        if not self.reads_own_words:
            return self.say(f"overview.own.{kind}", n=place)
        return self.words(typed.strip()) or self.say("overview.nameless")

    def name(self, kind: str, id: str) -> str:
        """The name of this item as the reader may see it; what people named themselves stands in quotes."""
        found = self._name(kind, id)
        plain = kind in ("customer", "card") or not self.reads_own_words
        return found if plain else self.say("overview.quoted", name=inside_quotes(found))

    def _name(self, kind: str, id: str) -> str:
        if kind == "customer":
            return self.customer_name(id) if id in self._customers else ""
        return self._names.get((kind, id), "")

    def names(self, affected: Sequence[Affected]) -> str:
        """`A, B en 2 andere`; at level short customers are only counted."""
        return self._listed(self._in_sight(affected)[:MOST_NAMES], len(affected))

    def customer_names(self, customers: Sequence[Customer]) -> str:
        """The same for customers by themselves."""
        named = [Affected("customer", customer.id) for customer in customers]
        return self.names(named)

    def _in_sight(self, affected: Sequence[Affected]) -> Sequence[Affected]:
        """The items; below level full customers in the order of the list, for another order tells who is largest."""
        if self.sees_all or not affected or affected[0].kind != "customer":
            return affected
        place_of = {id: place for place, id in enumerate(self._aliases)}
        return sorted(affected, key=lambda item: place_of[item.id])

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
        of_customers = bool(affected) and affected[0].kind == Customer.KIND
        if self.level == "short" and of_customers and role != "names":
            return self.say(f"overview.hidden.{role}")
        return self.names(affected)

    def refs(self, affected: Sequence[Affected]) -> Sequence[ItemRef]:
        """The items of a point; none at level short."""
        if self.level == "short":
            return ()
        seen = self._in_sight(affected)
        return Made(len(seen), lambda which: map(self._ref, seen[which]))

    def _ref(self, item: Affected) -> ItemRef:
        shown = item.id if self.sees_names or item.kind == "card" else ""
        name = self._name(item.kind, item.id)
        return ItemRef(kind=item.kind, id=shown, name=name, provisional=item.provisional)

    # --- figures ---

    def figure(self, figure: Figure) -> str | None:
        """The figure as read, or None for one that is hidden."""
        value = figure.value
        if isinstance(value, str):
            return self.say(value)
        if figure.unit in HIDDEN_UNITS and not self.sees_all:
            return None
        if figure.unit == "euro":
            return euro(value, self.language)
        if figure.unit == "percent":
            return self.part(value)
        if figure.unit == "hours":
            return hours_in_words(value, self.language)
        return self.number(value)

    def number(self, value: float) -> str:
        """A number without decimals."""
        return number(value, self.language)

    def share(self, share: float | None) -> float | None:
        """A share as a number; below level full in steps of 5%, 0 for less than that."""
        return share if share is None or self.sees_all else _in_steps(share)

    def shares(self, shares: list[float | None]) -> list[float | None]:
        """The same for many."""
        return shares if self.sees_all else [self.share(share) for share in shares]

    def figures(self, figures: list[float | None]) -> list[float | None]:
        """Amounts, days, hours and exact scores; below level full none."""
        return figures if self.sees_all else [None] * len(figures)

    def amount_bands(self, **amounts: float | None) -> dict[str, str]:
        """The amounts that are known, by name, in the words of their bands; {} for a reader without bands."""
        if not self.bands or not self.sees_names:
            return {}
        return {name: self.amount_band(amount) for name, amount in amounts.items() if amount is not None}

    def amount_band(self, amount: float) -> str:
        """The band of an amount in euro: `€ 10.000 tot € 25.000`."""
        if amount < 0:
            return self.say("overview.band.loss")
        place = bisect_right(BAND_EDGES, amount)
        from_, to = (
            euro(edge, self.language)
            for edge in (BAND_EDGES[max(0, place - 1)], BAND_EDGES[min(place, LAST_EDGE)])
        )
        key = "under" if place == 0 else "over" if place > LAST_EDGE else "between"
        return self.say(f"overview.band.{key}", least=from_, most=to)

    def band(self, score: float | None, positive_from: float) -> Band | None:
        """A score in words, which every reader may see."""
        return None if score is None else band_of(score, positive_from)

    def percent(self, share: float) -> str:
        """A share as a percentage; below one percent with a decimal, and below level full in steps of 5%."""
        if self.sees_all:
            return percent(share, self.language, 1 if 0 < abs(share) < 0.01 else 0)
        return share_in_words(_in_steps(share), self.language)

    def part(self, share: float) -> str:
        """A share within a sentence: `niets` for nothing at all, where nothing is hidden."""
        return self.say("overview.no_part") if self.sees_all and share == 0 else self.percent(share)

    def exact_percent(self, share: float) -> str:
        """A percentage that somebody chose, not one that was measured."""
        return percent(share, self.language, 0)

    def of_revenue(self, share: float) -> str:
        """`27% van je omzet`, all of it, or that it is not known how much."""
        if not self.revenue_is_known:
            return self.say("overview.unknown_part_of_revenue")
        if self.sees_all and share >= 0.995:
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
        """What a person typed: as it is at level full, else nothing, or without customers' names and amounts.

        Who sees amounts in bands reads it without amounts.
        """
        if self.sees_all or not said:
            return said
        if self.sees_names:
            return self._mask_of_amounts.hide(said)
        return self._mask.hide(said) if self.own_words else ""

    @cached_property
    def _mask_of_amounts(self) -> Mask:
        return Mask((), self._stand_in, self.say("overview.hidden.amount"))

    @cached_property
    def _mask(self) -> Mask:
        return Mask(self.company.customers, self._stand_in, self.say("overview.hidden.amount"))

    def _stand_in(self, customer: Customer) -> str:
        """What stands where this customer's name was typed, in brackets so that everybody sees that it was replaced."""
        hidden = (
            self.say("overview.hidden.a_customer") if self.level == "short" else self._aliases[customer.id]
        )
        return f"[{hidden}]"


def _in_steps(share: float) -> float:
    """A share in steps of 5%, half up; 0 for less than one step either way."""
    if abs(share) < STEP - NOISE:
        return 0.0
    return round(float(half_up(share / STEP, 0)) * STEP, 2)


def share_in_words(share: float, language: str) -> str:
    """A share in steps of 5% as it is read: `25%`, or `minder dan 5%`."""
    return text("overview.less_than_a_step", language) if share == 0 else percent(share, language)
