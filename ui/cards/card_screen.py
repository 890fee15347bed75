"""A card page: one question at a time, all of them on one sheet, or the end of the card (deck.md 1).

The address says which (`?vraag=B3`, `alles`, `einde`); every step is a plain link, made soft by walk.js.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from strategy.checks.standing import QuestionStanding, links_to_lay, minutes_left, standings
from strategy.deck import Card, Question
from strategy.overview import CompanyOverview
from strategy.overview.said import said_back
from ui.cards import agreements, coverage_panel, known, new_customers_panel, value_panel
from ui.cards.turning_mat import turning_mat
from ui.form import question_form
from ui.frame import frame
from ui.frame.frame import Desk
from ui.html.parts import folded
from ui.look import links, mats
from ui.look.palette import CARDS
from ui.overview import overview_of, report

ALL = "alles"
END = "einde"
SIGNS = {"done": "✓", "open": "○", "unknown": "?", "not_applicable": "–", "waits": "⌁"}
GAPS_SHOWN = 2


class Step(NamedTuple):
    """Where the bar leads: the address, and what is there; `proper` is a name of its own, never in small letters."""

    there: str
    name: str
    proper: bool = False


BELOW: dict[str, Callable[[Desk], None]] = {
    "W5": value_panel.kinds,
    "W7": value_panel.matches,
    "K3": coverage_panel.coverage_grid,
    "K6": new_customers_panel.cost_of_new_customers,
}
"""What the answers so far say, below the question with this code."""


def card_page(name: str) -> None:
    """Draw the page of one card."""
    desk = frame.open_company_page(name)
    card = card_or_stop(desk, name)
    standing = standings(desk.company, card, desk.deck)
    asked = st.query_params.get("vraag", "") or place_kept(desk, standing)
    if asked == ALL:
        all_questions(desk, card, standing)
    elif asked == END or not standing:
        end_of_card(desk, card, standing)
    else:
        one_question(desk, card, standing, asked)


def place_kept(desk: Desk, standing: Sequence[QuestionStanding]) -> str:
    """Where a card opens when the address does not say: its first open question, or its end where none is left.

    It stays there while somebody answers, and begins anew when the page is opened again.
    """
    company, place = st.session_state.get(frame.OPENED_AT, ("", ""))
    if company != desk.sheet.company_id:
        place = END if _all_handled(standing) else standing[_place(standing, "")].question.code
        st.session_state[frame.OPENED_AT] = (desk.sheet.company_id, place)
    return str(place)


def card_or_stop(desk: Desk, name: str) -> Card:
    """The card with this name; where its file could not be read, say so and stop."""
    card = desk.deck.card(name)
    if card is None:
        st.warning(desk.say("card.missing"))
        st.stop()
    return card


# --- one question ---


def one_question(desk: Desk, card: Card, standing: Sequence[QuestionStanding], asked: str) -> None:
    """The question in the address; where there is none, or one that does not exist, the first that is open."""
    place = _place(standing, asked)
    here = standing[place]
    with st.container(key="bk_one"):
        strip(desk, card, standing, here.question.code)
        with beside_the_mat(desk, card, standing, here.question):
            if asked and asked != here.question.code:
                st.html(f'<p class="bk-note">{escape(desk.say("card.no_such_question", code=asked))}</p>')
            the_question(desk, here, place, len(standing))
    bar(desk, card, standing, place)


def beside_the_mat(
    desk: Desk, card: Card, standing: Sequence[QuestionStanding], question: Question | None
) -> DeltaGenerator:
    """Draw the mat with its rail, and a good answer at the other side; returns the room between them.

    `question` is the one in front, None where there are more of them.
    """
    mat, middle, example = st.columns([0.24, 0.52, 0.24], gap="large")
    here = question.code if question else ""
    with mat:
        turning_mat(desk, card, standing, here)
        st.html(rail(desk, card, standing, here))
        with st.expander(desk.say("card.more")):
            back(desk, card)
    if question:
        with example, st.container(key="bk_good"):
            good_and_gaps(desk, question)
    return middle


def the_question(desk: Desk, here: QuestionStanding, place: int, total: int) -> None:
    """The question itself: its words, its answer, and what that already says."""
    question = here.question
    asked(desk, question, desk.say("card.place", place=place + 1, total=total))
    with st.container(key="bk_example"), st.expander(desk.say("card.example")):
        good_and_gaps(desk, question)
    if here.waits_for is not None:
        st.html(waiting(desk, here.waits_for))
        return
    answer(desk, question)
    if question.code in BELOW:
        BELOW[question.code](desk)
    if so_far := says(desk, overview_of.overview(desk), question):
        st.html(so_far)


def asked(desk: Desk, question: Question, of: str = "") -> None:
    """The words of a question as the heading of the page; `of`: which of how many it is."""
    eyebrow = f'<p class="bk-eyebrow">{escape(of)}</p>' if of else ""
    st.html(
        f'<div class="bk-ask bk-card-{question.card}">{eyebrow}'
        f'<h1 tabindex="-1" data-at="{escape(question.code)}">{escape(question.title)}</h1>'
        f"<p>{escape(question.hint)}</p></div>"
    )


def waiting(desk: Desk, source: Question) -> str:
    """A question that another one must answer first: which, and the way there."""
    words = desk.say("card.waits", name=source.short_name)
    go = desk.say("card.waits_go", name=source.short_name)
    there = links.to_question(desk.address, source.card, source.code)
    return f'<div class="bk-waiting"><p>{escape(words)}</p><p>{links.link(there, go)}</p></div>'


def answer(desk: Desk, question: Question) -> None:
    """The form in which this question is answered."""
    question_form(
        question,
        desk.sheet,
        desk.language,
        accent=CARDS[question.card],
        key=f"{desk.sheet.company_id}-{question.code}",
        agreed=agreements.beside(desk, question) if question.form == "each" else None,
        known=known.beside(desk, question) if question.form == "each" else None,
        yardstick=known.yardstick(desk, question),
        classes=known.classes(desk, question),
    )


def says(desk: Desk, overview: CompanyOverview, question: Question) -> str:
    """What the answer already says: the points of work that it touches, else what was said, with its figures."""
    points = [point for point in overview.work if any(link.question == question.code for link in point.links)]
    lines = [
        f"<p><b>{escape(point.finding)}</b></p><p>{escape(point.advice)}</p>{folded(point)}"
        for point in points[:GAPS_SHOWN]
    ]
    if not lines and (said := said_back(desk.company, question, desk.language)):
        lines = [f"<p><b>{escape(said)}</b></p>"]
    return (
        f'<div class="bk-so-far bk-card-{question.card}" role="status">{"".join(lines)}</div>'
        if lines
        else ""
    )


def good_and_gaps(desk: Desk, question: Question) -> None:
    """A good answer and the two commonest gaps."""
    if good := question.sections["good"]:
        st.markdown(f"## {desk.say('card.good')}\n\n{good}")
    gaps = [line for line in question.sections["gaps"].splitlines() if line.startswith("- ")]
    if gaps:
        st.markdown("\n".join([f"## {desk.say('card.gaps')}", "", *gaps[:GAPS_SHOWN]]))
    st.html(f'<p class="bk-note">{to(desk, question.card, ALL, desk.say("card.all"))}</p>')


# --- where you are ---


def rail(desk: Desk, card: Card, standing: Sequence[QuestionStanding], here: str) -> str:
    """The questions of the card by their short names, each with how it stands."""
    lines = "".join(rail_line(desk, card, each, here) for each in standing)
    return f'<nav class="bk-rail bk-card-{card.name}" aria-label="{escape(desk.say("card.rail"))}"><ol>{lines}</ol></nav>'


def rail_line(desk: Desk, card: Card, each: QuestionStanding, here: str) -> str:
    """One question in the rail."""
    is_here = each.question.code == here
    sign = "●" if is_here else SIGNS[each.standing]
    state = desk.say(f"card.standing.{each.standing}")
    count = f" · {each.count}" if each.count else ""
    waits = f" · {state}" if each.standing in ("unknown", "waits") else ""
    if each.waits_for is not None:
        waits = f" · {desk.say('card.waits_short', name=each.waits_for.short_name)}"
    there = links.to_question(desk.address, card.name, each.question.code)
    current = ' aria-current="step"' if is_here else ""
    return (
        f'<li class="bk-{each.standing}"><i aria-hidden="true">{sign}</i>'
        f'<a href="{there}" target="_self"{current}>{escape(each.question.short_name)}'
        f'<span class="bk-hidden">: {escape(state)}</span></a><span>{escape(count + waits)}</span></li>'
    )


def strip(desk: Desk, card: Card, standing: Sequence[QuestionStanding], here: str | None) -> None:
    """On a phone, the mat as one line: the way back to the deck, where you are, and a segment a question.

    `here` is the code of the question in front, "" at the end of the card, None where nothing is asked.
    """
    place = next((n for n, each in enumerate(standing, 1) if each.question.code == here), len(standing))
    of = "" if here is None else desk.say("card.place", place=place, total=len(standing))
    segments = "".join(
        f'<i class="bk-{"here" if each.question.code == here else each.standing}"></i>' for each in standing
    )
    home = links.to_question(desk.address, "/", "")
    st.html(
        f'<div class="bk-strip bk-card-{card.name}"><p><a href="{home}" target="_self">‹ {escape(card.title)}</a>'
        f'<span>{escape(of)}</span></p><div aria-hidden="true">{segments}</div></div>'
    )


def bar(desk: Desk, card: Card, standing: Sequence[QuestionStanding], place: int) -> None:
    """The bottom bar of a question: the one before, what is left, and the next one."""

    def beside(at: int) -> Step | None:
        if not 0 <= at < len(standing):
            return None
        question = standing[at].question
        return Step(links.to_question(desk.address, card.name, question.code), question.short_name)

    walk_bar(desk, card.name, standing, beside(place - 1), beside(place + 1))


def walk_bar(
    desk: Desk, card: str, standing: Sequence[QuestionStanding], before: Step | None, after: Step | None
) -> None:
    """The bottom bar: the step before (else the deck), what is left, and the next one (else the end of the card) as
    the only primary button."""
    left = sum(each.standing in ("open", "waits") for each in standing)
    minutes = minutes_left(tuple(standing))
    words = desk.say("card.left", n=left, minutes=minutes) if left else desk.say("card.none_left")
    before = before or Step(links.to_question(desk.address, "/", ""), desk.say("titles.kaartenset"))
    back_to = step(before.there, "bk-before", "‹\N{NO-BREAK SPACE}", before.name)
    if after is None:
        go_to = to(desk, card, END, f"{desk.say('card.finish')} ›", "bk-next")
    else:
        name = after.name if after.proper else _lower(after.name)
        go_to = step(after.there, "bk-next", desk.say("card.next"), f": {name} ›")
    draw_bar(desk, back_to, f"<span>{escape(words)}</span>", go_to)


def draw_bar(desk: Desk, *parts: str) -> None:
    """The bar at the bottom of the window."""
    with st.container(key="bk_bar"):
        st.html(f'<nav class="bk-walk" aria-label="{escape(desk.say("card.bar"))}">{"".join(parts)}</nav>')


def step(there: str, kind: str, lead: str, name: str) -> str:
    """A step of the bar; the name of where it goes is only heard where there is no room to see it."""
    return f'<a href="{there}" target="_self" class="{kind}">{escape(lead)}<span>{escape(name)}</span></a>'


# --- the end, and everything at once ---


def end_of_card(desk: Desk, card: Card, standing: Sequence[QuestionStanding]) -> None:
    """What was said on this card, what it says, and where to go on."""
    summary = overview_of.card_summary(desk, card.name)
    with st.container(key="bk_one"):
        strip(desk, card, standing, "")
        mat, said, found = st.columns([0.24, 0.40, 0.36], gap="large")
        with mat:
            turning_mat(desk, card, standing, "")
            st.html(rail(desk, card, standing, ""))
        said.html(
            f'<div class="bk-ask bk-card-{card.name}"><p class="bk-eyebrow">{escape(card.title)}</p>'
            f'<h1 tabindex="-1" data-at="{END}">{escape(desk.say("card.said"))}</h1>'
            f"<p>{mats.light(summary.light, summary.light_words)} {escape(summary.progress)}</p></div>"
            f'<dl class="bk-said">{"".join(said_line(desk, card, each) for each in standing)}</dl>'
            f'<p class="bk-note">{to(desk, card.name, ALL, desk.say("card.all"))}</p>'
        )
        with found:
            st.html(report.what_this_says(overview_of.overview(desk), card.name, desk.language))
            if links_left := to_lay(desk):
                st.html(links_left)
    end_bar(desk, card, standing)


def said_line(desk: Desk, card: Card, each: QuestionStanding) -> str:
    """One question at the end of a card: its short name, and what was answered."""
    said = said_back(desk.company, each.question, desk.language) or desk.say("card.nothing_said")
    name = to(desk, card.name, each.question.code, each.question.short_name)
    return f"<dt>{name}</dt><dd>{escape(said)}</dd>"


def to_lay(desk: Desk) -> str:
    """*Nog te koppelen*: the links between cards that can be laid now."""
    questions = links_to_lay(desk.company, desk.deck)
    if not questions:
        return ""
    lines = "".join(
        f"<li>{to(desk, question.card, question.code, question.short_name)} "
        f"<span>{escape(desk.say(f'titles.{question.card}'))}</span></li>"
        for question in questions
    )
    title = escape(desk.say("card.to_lay"))
    return f'<section class="bk-to-lay"><h2>{title}</h2><p>{escape(desk.say("card.to_lay_why"))}</p><ul>{lines}</ul></section>'


def end_bar(desk: Desk, card: Card, standing: Sequence[QuestionStanding]) -> None:
    """Back to the last question, lay the card on the table, or the next card."""
    place = frame.CARD_NAMES.index(card.name)
    after = (*frame.CARD_NAMES, "overzicht")[place + 1]
    last = standing[-1].question if standing else None
    there = links.to_question(desk.address, card.name, last.code) if last else ""
    back_to = step(there, "bk-before", "‹\N{NO-BREAK SPACE}", last.short_name) if last else ""
    lay = to(desk, "/", "", desk.say("card.lay"), "bk-lay")
    go_to = to(desk, after, "", f"{desk.say(f'titles.{after}')} ›", "bk-next")
    draw_bar(desk, back_to, lay, go_to)


def all_questions(desk: Desk, card: Card, standing: Sequence[QuestionStanding]) -> None:
    """Every question on one sheet, each folded to its short name and what was said; opening happens in place."""
    with st.container(key="bk_one"):
        strip(desk, card, standing, "")
        summary = overview_of.card_summary(desk, card.name)
        st.html(
            f'<div class="bk-ask bk-card-{card.name}"><p class="bk-eyebrow">{escape(card.title)}</p>'
            f'<h1 tabindex="-1" data-at="{ALL}">{escape(card.question)}</h1>'
            f"<p>{mats.light(summary.light, summary.light_words)} {escape(summary.progress)}</p></div>"
        )
        for each in standing:
            folded_question(desk, each)
    end_bar(desk, card, standing)


def folded_question(desk: Desk, each: QuestionStanding) -> None:
    """One question of the sheet; what is asked of every customer is drawn when it is opened."""
    said = said_back(desk.company, each.question, desk.language) or desk.say(f"card.standing.{each.standing}")
    title = report.as_typed(f"{SIGNS[each.standing]} {each.question.short_name}: {said}")
    waits = each.question.item == "customer"
    box = st.expander(title, key=f"all_{each.question.code}", on_change="rerun" if waits else "ignore")
    if box.open or not waits:
        with box:
            draw_question(desk, each.question)


def back(desk: Desk, card: Card) -> None:
    """Why, how, a good answer and the usual gaps of the whole card."""
    for section, words in card.back.items():
        st.markdown(f"#### {desk.say(f'card.{section}')}\n\n{words}")


def draw_question(desk: Desk, question: Question) -> None:
    """One question among others: its words, its answer, and the explanation for who wants it."""
    st.html(
        f'<div class="bk-question bk-card-{question.card}" id="{escape(question.code)}"><h2>'
        f'<span class="bk-code">{escape(question.code)}</span>{escape(question.title)}</h2>'
        f"<p>{escape(question.hint)}</p></div>"
    )
    answer(desk, question)
    with st.expander(desk.say("card.explain")):
        for section, words in question.sections.items():
            st.markdown(f"**{desk.say(f'card.{section}')}**\n\n{words}")


def to(desk: Desk, card: str, question: str, words: str, kind: str = "") -> str:
    """A link to a question of a card, or to a page where there is none."""
    named = f' class="{kind}"' if kind else ""
    there = links.to_question(desk.address, card, question)
    return f'<a href="{there}" target="_self"{named}>{escape(words)}</a>'


def _place(standing: Sequence[QuestionStanding], asked: str) -> int:
    """The place of this question; else of the first that can be answered and is not, else the first."""
    codes = [each.question.code for each in standing]
    if asked in codes:
        return codes.index(asked)
    return next((place for place, each in enumerate(standing) if each.standing == "open"), 0)


def _all_handled(standing: Sequence[QuestionStanding]) -> bool:
    return all(each.standing in ("done", "unknown", "not_applicable") for each in standing)


def _lower(name: str) -> str:
    """A name in the middle of a sentence."""
    return name[:1].lower() + name[1:]
