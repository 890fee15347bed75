"""How a session can run (method.md 5.2): the steps with their minutes, to start from and to change.

Titles are texts under `workshop.step`, by the name of the step.
"""

from __future__ import annotations

from strategy.nouns.company import Company
from strategy.nouns.workshop import Step, StepKind, TalkWay
from strategy.words.texts import text

CUSTOMER_QUESTIONS = ("S2", "S3", "S4", "S5", "S6")
MOST_CUSTOMERS = 12
"""Nine judgements of twelve customers: 108 taps, at the pace of method.md 5.2 nine to twelve minutes."""
NAMING = "customer_names"
"""The step in which a room writes down the customers that nobody brought along."""
BUSINESS, VALUE, CHANNELS, SEGMENTS = (
    "business_model",
    "toegevoegde_waarde",
    "communicatiekanalen",
    "segmentatie",
)


def _step(
    name: str,
    kind: StepKind,
    minutes: float,
    card: str = "",
    *questions: str,
    about: str = "",
    most: int = 0,
    way: TalkWay = "discuss",
) -> Step:
    return Step(
        id=name,
        kind=kind,
        name=name,
        card=card,
        questions=questions,
        minutes=minutes,
        about=about,
        way=way,
        most=most or None,
    )


HALF_DAY = (
    _step("welcome", "intro", 7),
    _step("warm_up", "warmup", 3),
    _step("business_list", "list", 5, BUSINESS, "B1", "B2", "B7"),
    _step("business_round", "talk", 10, BUSINESS, "B1", "B2", "B7", about="business_list", way="round"),
    _step("business_talk", "talk", 15, BUSINESS, "B1", "B2", "B7", about="business_list"),
    _step("business_choose", "talk", 5, BUSINESS, "B1", "B2", "B7", about="business_list", way="choose"),
    _step("value_jobs", "list", 3, VALUE, "W1"),
    _step("value_alternative", "talk", 4, VALUE, "W3"),
    _step("value_list", "list", 3, VALUE, "W2"),
    _step("value_round", "talk", 5, VALUE, "W2", about="value_list", way="round"),
    _step("value_talk", "talk", 6, VALUE, "W2", about="value_list"),
    _step("value_choose", "talk", 4, VALUE, "W2", about="value_list", way="choose"),
    _step("value_vote", "vote", 5, VALUE, "W4", "W5"),
    _step("value_vote_talk", "talk", 5, VALUE, "W4", "W5", about="value_vote"),
    _step("pause", "pause", 15),
    _step("channel_list", "list", 4, CHANNELS, "K1"),
    _step("channel_choose", "talk", 6, CHANNELS, "K1", about="channel_list", way="choose"),
    _step("channel_vote", "vote", 6, CHANNELS, "K2"),
    _step("channel_talk", "talk", 14, CHANNELS, "K2", about="channel_vote"),
    _step(NAMING, "list", 5, SEGMENTS, "S1"),
    _step("customer_vote", "vote", 12, SEGMENTS, *CUSTOMER_QUESTIONS, most=MOST_CUSTOMERS),
    _step("customer_reveal", "talk", 3, SEGMENTS, *CUSTOMER_QUESTIONS, about="customer_vote"),
    _step("customer_talk", "talk", 25, SEGMENTS, *CUSTOMER_QUESTIONS, about="customer_vote"),
    _step("customer_again", "vote", 5, SEGMENTS, *CUSTOMER_QUESTIONS, about="customer_vote"),
    _step("customer_outcome", "outcome", 3, SEGMENTS),
    _step("customer_attention", "attention", 7, SEGMENTS, "S7"),
    _step("overview", "overview", 10),
    _step("close", "close", 5),
)
"""Three hours and a quarter, four to eight people, one facilitator; five minutes more where nobody brings customers."""

QUICK = (
    _step("welcome", "intro", 3),
    _step("warm_up", "warmup", 2),
    _step("customer_list", "list", 10, SEGMENTS, "S1"),
    _step("customer_choose", "talk", 5, SEGMENTS, "S1", about="customer_list", way="choose"),
    _step("customer_vote", "vote", 20, SEGMENTS, *CUSTOMER_QUESTIONS, most=MOST_CUSTOMERS),
    _step("customer_talk", "talk", 8, SEGMENTS, *CUSTOMER_QUESTIONS, about="customer_vote"),
    _step("customer_again", "vote", 4, SEGMENTS, *CUSTOMER_QUESTIONS, about="customer_vote"),
    _step("customer_outcome", "outcome", 3, SEGMENTS),
    _step("customer_attention", "attention", 5, SEGMENTS, "S7"),
    _step("overview", "overview", 10),
    _step("close", "close", 5),
)
"""An hour and a quarter: the owner and one other, twelve customers, three actions."""

SELF_SCAN = (
    _step("welcome", "intro", 2),
    _step("warm_up", "warmup", 1),
    _step("business_list", "list", 6, BUSINESS, "B1", "B2", "B7"),
    _step("business_choose", "talk", 4, BUSINESS, "B1", "B2", "B7", about="business_list", way="choose"),
    _step("value_alternative", "talk", 2, VALUE, "W3"),
    _step("value_list", "list", 3, VALUE, "W2"),
    _step("value_choose", "talk", 2, VALUE, "W2", about="value_list", way="choose"),
    _step("value_vote", "vote", 4, VALUE, "W4", "W5"),
    _step("value_vote_talk", "talk", 3, VALUE, "W4", "W5", "W6", "W7", about="value_vote"),
    _step("channel_list", "list", 3, CHANNELS, "K1"),
    _step("channel_choose", "talk", 2, CHANNELS, "K1", about="channel_list", way="choose"),
    _step("channel_vote", "vote", 4, CHANNELS, "K2"),
    _step("channel_talk", "talk", 3, CHANNELS, "K2", "K3", "K4", about="channel_vote"),
    _step(NAMING, "list", 5, SEGMENTS, "S1"),
    _step("customer_vote", "vote", 10, SEGMENTS, *CUSTOMER_QUESTIONS, most=10),
    _step("customer_talk", "talk", 6, SEGMENTS, *CUSTOMER_QUESTIONS, about="customer_vote"),
    _step("overview", "overview", 3),
    _step("close", "close", 2),
)
"""An hour: the short questions of all four cards, ten customers."""

SCRIPTS: dict[str, tuple[Step, ...]] = {"half_day": HALF_DAY, "quick": QUICK, "self_scan": SELF_SCAN}
"""By name; the words are texts under `workshop.script`."""


def run_of(script: str, company: Company) -> tuple[Step, ...]:
    """The steps of a script for this company: customers that are there already need not be written down."""
    return tuple(step for step in SCRIPTS[script] if step.id != NAMING or not company.customers)


def title_of(step: Step, language: str = "nl") -> str:
    """The title of a step in words: the facilitator's own, else that of the script, else its kind."""
    named = text(f"workshop.step.{step.name}", language) if step.name else ""
    return step.title or named or text(f"workshop.kind.{step.kind}", language)
