"""Judging the customers that weigh most, one a screen and one question at a time (method.md 3.15).

Every tap is kept at once; stopping loses nothing, and coming back goes on with who still waits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.company.fields import UNKNOWN
from strategy.deck import FieldSpec, deck_in
from strategy.nouns.company import CRITERIA
from strategy.scoring.first_picture import FirstPicture
from strategy.scoring.scores import CustomerScore, Scores
from strategy.words.formats import euro, number, percent
from strategy.words.texts import joined
from ui.customers.first_bar import bar, first_text, of, progress, shares_at
from ui.frame.frame import Desk
from ui.frame.picture import together
from ui.look.tables import as_typed, letter
from ui.overview import overview_of

GOING = "judging_one"
QUESTIONS = ("S2", "S3", "S4", "S5", "S6")
STEPS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Going:
    """Who is being judged: the open parts when it began, and which of them is asked now; all done at the end.

    `number` of `of`: the how manieth of the largest customers it is. `passed` were on the table before, in this sitting.
    """

    company: str
    customer: str
    parts: tuple[str, ...]
    number: int
    of: int
    at: int = 0
    passed: tuple[str, ...] = ()


def is_going_on(desk: Desk) -> bool:
    """Whether a customer of this company lies on the table."""
    going = st.session_state.get(GOING)
    return (
        isinstance(going, Going)
        and going.company == desk.sheet.company_id
        and going.customer in desk.customer_names
    )


# --- going from one to the next ------------------------------------------------------------------------------


def go_on(desk: Desk) -> None:
    """Put the next customer on the table, or nobody where all are judged; what was answered meanwhile counts."""
    now = replace(desk, snapshot=desk.store.read(desk.sheet.company_id))
    judging = overview_of.judging(now)
    before = st.session_state.pop(GOING, None)
    passed = (*before.passed, before.customer) if isinstance(before, Going) else ()
    ids = {each.place: now.company.customers[each.place].id for each in judging.next}
    waiting = [each for each in judging.next if ids[each.place] not in passed]
    if not waiting:
        return
    first = waiting[0]
    st.session_state[GOING] = Going(
        company=now.sheet.company_id,
        customer=ids[first.place],
        parts=first.parts,
        number=judging.largest - len(waiting) + 1,
        of=judging.largest,
        passed=passed,
    )


def stop() -> None:
    """Back to the ranking; what was answered stays."""
    st.session_state.pop(GOING, None)


def back(going: Going) -> None:
    """Ask the question before this one again."""
    st.session_state[GOING] = replace(going, at=going.at - 1)


def answer(desk: Desk, going: Going, value: int | None) -> None:
    """Keep the answer to the question that is asked, None for *weet ik niet*, and go to the next."""
    part = going.parts[going.at]
    try:
        saying.say(
            desk.store,
            desk.visitor,
            saying.Saying(
                company_id=going.company,
                kind="customer",
                id=going.customer,
                field=f"judged.{part}",
                value=UNKNOWN if value is None else value,
                seen=desk.store.read(going.company).revision("customer", going.customer),
                write_id=uuid4().hex,
            ),
        )
    except saying.Gone:
        stop()
        return
    st.session_state[GOING] = replace(going, at=going.at + 1)


# --- the screen ----------------------------------------------------------------------------------------------


def guided_judging(desk: Desk) -> None:
    """Draw the customer on the table: what is known, what it is or can become, and the question."""
    going: Going = st.session_state[GOING]
    scores = overview_of.scores(desk)
    place = next(at for at, customer in enumerate(scores.customers) if customer.id == going.customer)
    row = scores.at(place)
    with st.container(key="bk_panel_judging"):
        progress(desk, overview_of.judging(desk))
        st.html(
            f'<p class="bk-note">{escape(steps(desk, going))}</p>'
            f'<h2 class="bk-panel-title">{escape(desk.customer_names[row.id])}</h2>'
            f"<p>{together(' · '.join(figures(desk, scores, place)))}</p>{verdict(desk, scores, place, row)}"
        )
        if going.at < len(going.parts):
            ask(desk, going, row)
        else:
            finish(desk, going, row)


def steps(desk: Desk, going: Going) -> str:
    """`Klant 3 van 12 · vraag 2 van 7`."""
    customer = first_text(desk, "number", n=going.number, of=going.of)
    if going.at == len(going.parts):
        return customer
    return f"{customer} · {first_text(desk, 'question', n=going.at + 1, of=len(going.parts))}"


def figures(desk: Desk, scores: Scores, place: int) -> list[str]:
    """What is known of this customer without judging anything."""
    columns, language = scores.columns, desk.language
    revenue = float(columns.revenue[place])
    total = overview_of.whole(desk).revenue
    found = [first_text(desk, "figures.revenue", amount=euro(revenue, language))]
    if total:
        found.append(f"{percent(revenue / total, language, 1)} {of(desk)}")
    if columns.orders[place] == columns.orders[place]:
        found.append(first_text(desk, "figures.orders", n=number(float(columns.orders[place]), language)))
    if columns.days_to_pay[place] == columns.days_to_pay[place]:
        key = "pays_at_least" if columns.days_to_pay_at_least[place] else "pays"
        found.append(
            first_text(desk, f"figures.{key}", days=number(float(columns.days_to_pay[place]), language))
        )
    if (most := float(scores.margin_at_most[place])) == most:
        found.append(first_text(desk, "figures.margin_at_most", share=percent(most, language)))
    return found


def verdict(desk: Desk, scores: Scores, place: int, row: CustomerScore) -> str:
    """The class as soon as it may be told, else what the customer can still become."""
    if row.klass != "?":
        sure = first_text(desk, "provisional") if row.provisional else ""
        return f'<p class="bk-why">{letter(row.klass, row.dream)}<span>{escape(sure)}</span></p>'
    found = overview_of.pictures(desk)
    picture = overview_of.first_picture(desk, place)
    if picture is None:
        return ""
    notes = "".join(f'<p class="bk-note">{escape(note)}</p>' for note in about(desk, picture))
    return f"{bar(desk, shares_at(found, place))}{notes}"


def about(desk: Desk, picture: FirstPicture) -> list[str]:
    """The run of classes that is likeliest, and whose scores stand in for the open answers."""
    every = len(picture.classes) == 4
    share = percent(picture.share, desk.language)
    run = (
        first_text(desk, "any_class")
        if every
        else first_text(desk, "run", classes=either(desk, picture.classes), share=share)
    )
    names = [desk.say(f"criteria.{name}").lower() for name in CRITERIA if name in picture.own]
    return [run, *([first_text(desk, "own", criteria=joined(names, desk.language))] if names else [])]


def either(desk: Desk, classes: tuple[str, ...]) -> str:
    """`B of C`."""
    return f" {first_text(desk, 'or')} ".join(classes)


def ask(desk: Desk, going: Going, row: CustomerScore) -> None:
    """The question that is asked now: five answers to tap, or the keys 1 to 5 and ?."""
    part = going.parts[going.at]
    asked = field_of(part, desk.language)
    standing = getattr(overview_of.scores(desk).customers[place_of(desk, going)].judged, part)
    st.html(
        f'<h3 class="bk-panel-title bk-now-judged">{escape(asked.label)}</h3>'
        f'<p class="bk-note">{escape(asked.help)}</p>'
    )
    anchors = {int(value): words for value, words in asked.anchors}
    with st.container(key="bk_answers", gap="small"):
        for step in STEPS:
            st.button(
                f"**{step}**  {as_typed(anchors.get(step, ''))}",
                key=f"answer_{going.customer}_{part}_{step}",
                on_click=answer,
                args=(desk, going, step),
                width="stretch",
                shortcut=str(step),
                icon=":material/check:" if standing == step else None,
            )
        st.button(
            first_text(desk, "unknown"),
            key=f"answer_{going.customer}_{part}_unknown",
            on_click=answer,
            args=(desk, going, None),
            width="stretch",
        )
    leave(desk, going)


def place_of(desk: Desk, going: Going) -> int:
    """The place of the customer on the table."""
    return next(at for at, each in enumerate(desk.company.customers) if each.id == going.customer)


def leave(desk: Desk, going: Going) -> None:
    """One question back, on to the next customer, or stop for now."""
    with st.container(horizontal=True, key="bk_judging_ways"):
        if going.at:
            st.button(
                first_text(desk, "back"), key="judging_back", on_click=back, args=(going,), type="tertiary"
            )
        st.button(first_text(desk, "skip"), key="judging_skip", on_click=go_on, args=(desk,), type="tertiary")
        st.button(first_text(desk, "stop"), key="judging_stop", on_click=stop, type="tertiary")


def finish(desk: Desk, going: Going, row: CustomerScore) -> None:
    """Everything was asked: why it is this class, and the next customer."""
    if row.klass == "?":
        st.caption(first_text(desk, "still_open"))
    else:
        st.html(f"<p>{escape(overview_of.customer_row(desk, row.id).reason)}</p>")
    seen = (*going.passed, row.id)
    waiting = [desk.company.customers[each.place].id for each in overview_of.judging(desk).next]
    more = any(id not in seen for id in waiting)
    if more:
        st.button(
            first_text(desk, "next"),
            key="judging_next",
            on_click=go_on,
            args=(desk,),
            type="primary",
            shortcut="Enter",
        )
    else:
        st.success(first_text(desk, "all_judged"))
    st.button(first_text(desk, "stop" if more else "to_ranking"), key="judging_stop", on_click=stop)


def field_of(part: str, language: str) -> FieldSpec:
    """How the card asks for this part: its words and those of every answer."""
    deck = deck_in(language)
    questions = [question for code in QUESTIONS if (question := deck.question(code)) is not None]
    return next(
        field for question in questions for field in question.fields if field.name == f"judged.{part}"
    )
