"""What is tried out under "wat als": which measures, for whom, and how much, read as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import floor
from typing import Any

import streamlit as st
from pydantic import ValidationError

from strategy.comparing.whatif import MinimumOrder, PaymentTerm, PriceChange, Scenario, Who
from strategy.nouns.company import CLASSES, CRITERIA, Weights
from strategy.scoring.portfolio import advice_on_hours
from strategy.scoring.scores import Scores
from strategy.words import typed as reading
from strategy.words.formats import number
from strategy.words.texts import hours_in_words, text
from ui.frame import choosing
from ui.frame.frame import Desk

MEASURES = (
    "price_change",
    "payment_term",
    "minimum_order",
    "moved_hours",
    "ended",
    "weights",
    "bounds",
)
ROUND = "whatif_round"
NARROW = 104


def whatif_text(desk: Desk, key: str, **values: Any) -> str:
    """A text of what-if."""
    return text(f"whatif.{key}", desk.language, **values)


def key(desk: Desk, name: str) -> str:
    """The key of a control: another one per company, and after every clearing."""
    return f"whatif_{name}_{desk.sheet.company_id}_{st.session_state.get(ROUND, 0)}"


def typed_so_far(desk: Desk) -> tuple[tuple[str, str], ...]:
    """What stands in every control at this moment, to see whether it is still what was looked at."""
    end = key(desk, "")
    return tuple(
        sorted(
            (str(name), repr(value))
            for name, value in st.session_state.items()
            if str(name).startswith("whatif_") and str(name).endswith(end.removeprefix("whatif_"))
        )
    )


def clear() -> None:
    """Leave it: every control is empty again."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def fill_in_moved_hours(desk: Desk, hours: float) -> None:
    """Choose moved hours, with this many of them a year."""
    chosen = st.session_state.get(key(desk, "measures")) or []
    st.session_state[key(desk, "measures")] = [*dict.fromkeys([*chosen, "moved_hours"])]
    st.session_state[key(desk, "moved_hours")] = number(floor(hours), desk.language)


def scenario(desk: Desk, scores: Scores) -> Scenario:
    """Draw the controls and read what they ask for; what cannot be read is said and left out."""
    chosen = choosing.several_of_row(
        whatif_text(desk, "controls.which"),
        choosing.in_words(MEASURES, lambda measure: whatif_text(desk, f"measure.{measure}")),
        wrap=True,
        key=key(desk, "measures"),
        persist_state="session",
    )
    asked: dict[str, Any] = {}
    for measure in MEASURES:
        if measure in chosen:
            st.html(f'<h3 class="bk-measure">{whatif_text(desk, f"measure.{measure}")}</h3>')
            asked |= CONTROLS[measure](desk, scores)
    return Scenario(**asked)


def price_change(desk: Desk, scores: Scores) -> dict[str, Any]:
    """So many percent more or less, for whom."""
    share = typed(
        desk,
        "price_change",
        lambda raw: reading.percentage(
            raw.strip().removeprefix("+"), at_least=-0.5, at_most=1, language=desk.language
        ),
    )
    who = for_whom(desk, scores, "price_change")
    return {} if share is None else {"price_change": PriceChange(share=share, who=who)}


def payment_term(desk: Desk, scores: Scores) -> dict[str, Any]:
    """Within so many days, for whom."""
    days = typed(desk, "payment_term", lambda raw: reading.days(raw, at_most=3650, language=desk.language))
    who = for_whom(desk, scores, "payment_term")
    return {} if days is None else {"payment_term": PaymentTerm(days=days, who=who)}


def minimum_order(desk: Desk, scores: Scores) -> dict[str, Any]:
    """At least this amount per order, for whom."""
    amount = typed(
        desk, "minimum_order", lambda raw: reading.amount(raw, at_most=1e12, language=desk.language)
    )
    who = for_whom(desk, scores, "minimum_order")
    return {} if not amount else {"minimum_order": MinimumOrder(amount=amount, who=who)}


def moved_hours(desk: Desk, scores: Scores) -> dict[str, Any]:
    """So many hours a year from C and D to A and B."""
    hours = typed(desk, "moved_hours", lambda raw: reading.hours(raw, at_most=1e6, language=desk.language))
    advised = advice_on_hours(scores)
    if advised and advised.handed >= 1:
        st.caption(
            whatif_text(desk, "controls.advised", hours=hours_in_words(floor(advised.handed), desk.language))
        )
    return {} if hours is None else {"moved_hours": hours}


def ended(desk: Desk, scores: Scores) -> dict[str, Any]:
    """The customers to stop with."""
    names = labels(desk, scores)
    chosen = choosing.several(
        whatif_text(desk, "controls.ended"),
        names,
        key=key(desk, "ended"),
        placeholder=whatif_text(desk, "controls.choose"),
        select_all=False,
        persist_state="session",
    )
    return {"ended": tuple(chosen)}


def weights(desk: Desk, scores: Scores) -> dict[str, Any]:
    """Another weight for each of the five criteria."""
    now = scores.settings.weights
    found = numbers(
        desk,
        "weight",
        {name: desk.say(f"criteria.{name}") for name in CRITERIA},
        dict(zip(CRITERIA, now.as_tuple(), strict=True)),
        most=1e6,
    )
    wanted = Weights(**found)
    return {} if wanted == now else {"weights": wanted}


def bounds(desk: Desk, scores: Scores) -> dict[str, Any]:
    """Other bounds for A, B and C."""
    now = dict(zip("abc", scores.settings.bounds, strict=True))
    labels_of = {letter: text(f"settings.bounds.{letter}", desk.language) for letter in now}
    wanted = numbers(desk, "bound", labels_of, now, most=100)
    if wanted == now:
        return {}
    try:
        return {"bounds": Scenario(bounds=(wanted["a"], wanted["b"], wanted["c"])).bounds}
    except ValidationError:
        st.error(whatif_text(desk, "controls.descend"))
        return {}


CONTROLS: dict[str, Callable[[Desk, Scores], dict[str, Any]]] = {
    "price_change": price_change,
    "payment_term": payment_term,
    "minimum_order": minimum_order,
    "moved_hours": moved_hours,
    "ended": ended,
    "weights": weights,
    "bounds": bounds,
}


def typed(desk: Desk, name: str, read: Callable[[str], float | None]) -> float | None:
    """A field to type in, and what was typed; None while empty or where it cannot be read, which is said."""
    raw = st.text_input(
        whatif_text(desk, f"controls.{name}"),
        key=key(desk, name),
        placeholder=whatif_text(desk, f"controls.example.{name}"),
        persist_state="session",
    )
    return read_or_say(desk, raw, read)


def read_or_say(desk: Desk, raw: str, read: Callable[[str], float | None]) -> float | None:
    """What was typed as a number; None for nothing and, with a sentence, for what cannot be read."""
    try:
        return read(raw)
    except reading.Unreadable as refused:
        st.error(text(refused.code, desk.language, **refused.values))
        return None


def numbers(
    desk: Desk, name: str, labels: Mapping[str, str], now: Mapping[str, float], most: float
) -> dict[str, float]:
    """A row of short fields that hold what stands now; an empty or unreadable one goes on holding it."""
    with st.container(horizontal=True, gap="small"):
        raw = {
            part: st.text_input(
                label,
                value=number(now[part], desk.language, 2),
                key=key(desk, f"{name}_{part}"),
                width=NARROW,
                persist_state="session",
            )
            for part, label in labels.items()
        }

    def read(raw: str) -> float | None:
        return reading.plain_number(raw, at_least=0, at_most=most, language=desk.language)

    found = {part: read_or_say(desk, words, read) for part, words in raw.items()}
    return {part: now[part] if value is None else value for part, value in found.items()}


def for_whom(desk: Desk, scores: Scores, measure: str) -> Who:
    """For all customers, for those of a class, or for some of them."""
    groups = {"all": whatif_text(desk, "controls.all")} | {
        letter: whatif_text(desk, "controls.of_class", klass=letter) for letter in CLASSES
    }
    names = groups | {f"id {id}": label for id, label in labels(desk, scores).items()}
    chosen = choosing.several(
        whatif_text(desk, "controls.who"),
        names,
        default=["all"],
        key=key(desk, f"{measure}_who"),
        placeholder=whatif_text(desk, "controls.choose"),
        select_all=False,
        persist_state="session",
    )
    if "all" in chosen:
        return Who(classes=(*CLASSES, "?"))
    ids = tuple(each.removeprefix("id ") for each in chosen if each.startswith("id "))
    return Who(customers=ids, classes=tuple(letter for letter in CLASSES if letter in chosen))


def labels(desk: Desk, scores: Scores) -> dict[str, str]:
    """A label for every customer, in the order of the classes: its name and class."""
    return {id: f"{desk.customer_names[id]} · {klass}" for id, klass in ordered(scores)}


def ordered(scores: Scores) -> Iterable[tuple[str, str]]:
    """Id and class of every customer in the order of 3.7."""
    for place in map(int, scores.display_order()):
        customer = scores.customers[place]
        yield customer.id, "ABCD?"[scores.klass[place]]
