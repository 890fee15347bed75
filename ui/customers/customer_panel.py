"""*Waarom deze klasse?*: one customer, why, how firm, what would move the class, and a class chosen by hand."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from strategy.checks.value_kinds import value_match
from strategy.nouns.company import CRITERIA, JUDGED_PARTS
from strategy.nouns.workshop import Agreed
from strategy.scoring.as_json import change_sentence
from strategy.scoring.firmness import firmness_sentence, tipping_sentence
from strategy.scoring.robustness import SmallestChange, smallest_by_criterion
from strategy.scoring.scores import PARTS_OF, CustomerScore, Scores
from strategy.words.formats import euro, fixed, percent
from strategy.words.texts import text
from ui.cards import agreements
from ui.customers import override_panel
from ui.frame.frame import Desk
from ui.frame.place import address, to_customer
from ui.look import links
from ui.look.tables import Html, letter, table
from ui.overview import overview_of

MOST_CHANGES = 2


def panel_text(desk: Desk, key: str, **values: Any) -> str:
    """A text of the panel."""
    return text(f"customer_panel.{key}", desk.language, **values)


def one_customer(desk: Desk, scores: Scores, id: str) -> None:
    """Draw one customer: why it has its class, how firm that is, what would move it, and a class chosen by hand."""
    place = next(place for place, customer in enumerate(scores.customers) if customer.id == id)
    row = scores.at(place)
    st.html(
        f'<div class="bk-ask bk-card-segmentatie"><p class="bk-eyebrow">{escape(panel_text(desk, "title"))}</p>'
        f'<h1 tabindex="-1" data-at="{escape(id)}">{escape(name_of(desk, row))}</h1></div>'
    )
    with st.container(key="bk_panel_why"):
        st.html(
            f"{heading(desk, row)}{override_panel.standing(desk, row)}{missing(desk, row)}"
            f"{firmness(desk, scores, row, place)}{changes(desk, row, place)}{ways(desk, row)}"
        )
        with st.expander(panel_text(desk, "where")):
            st.html(f"{parts_table(desk, row)}{facts(desk, row)}")
        override_panel.class_override(desk, row)


def ways(desk: Desk, row: CustomerScore) -> Html:
    """To the judging of this customer, and back to all of them."""
    judge = to_customer(desk, row.id, panel_text(desk, "judge"), "judge")
    back = links.link(address(desk, "classes"), panel_text(desk, "all"))
    return Html(f'<p class="bk-note">{judge} · {back}</p>')


def fits(desk: Desk, row: CustomerScore) -> str:
    """How well the customer fits what makes the company special (2.2), "" where nothing was filled in."""
    match = value_match(override_panel.customer_of(desk, row), desk.company.values)
    return "" if match is None else panel_text(desk, "fits", share=percent(match, desk.language))


def remark(desk: Desk, row: CustomerScore) -> str:
    """What a class needs to be read well: its range, a gate, a hand-set class."""
    words = []
    if row.klass != row.computed:
        words.append(desk.say("classes.overridden", klass=row.computed))
    if row.provisional and row.lowest_class != row.highest_class:
        words.append(desk.say("classes.range", lowest=row.lowest_class, highest=row.highest_class))
    elif row.provisional:
        words.append(desk.say("classes.provisional"))
    if row.below_floor:
        words.append(desk.say("classes.below_floor"))
    if row.loss_making:
        words.append(desk.say("classes.loss_making"))
    if row.big_low_class:
        words.append(desk.say("classes.big_low_class"))
    return "; ".join(words)


def name_of(desk: Desk, row: CustomerScore) -> str:
    """How the customer is called on screen."""
    return desk.customer_names[row.id]


def shown(desk: Desk, score: float | None) -> str:
    """A score to one decimal, or a dash where it is unknown."""
    return "–" if score is None else fixed(score, desk.language)


def shown_at_most(desk: Desk, row: CustomerScore, name: str, score: float | None) -> str:
    """The score of a part or criterion; where it is unknown, the most it can be if that is known."""
    if score is None and name in row.at_most:
        return desk.say("classes.at_most", score=shown(desk, row.at_most[name]))
    return shown(desk, score)


def heading(desk: Desk, row: CustomerScore) -> Html:
    """Class, total and the one sentence that explains it."""
    reason = overview_of.customer_row(desk, row.id).reason
    beside = " · ".join(words for words in (shown(desk, row.total), fits(desk, row)) if words)
    return Html(
        f'<p class="bk-why">{letter(row.klass, row.dream)}<span>{escape(beside)}</span></p><p>{escape(reason)}</p>'
    )


def missing(desk: Desk, row: CustomerScore) -> Html:
    """How far the class is open, and the questions that would close it."""
    if not (row.provisional or row.computed == "?"):
        return Html("")
    words = []
    if row.lowest_class != row.highest_class and row.computed != "?":
        span = desk.say("classes.range", lowest=row.lowest_class, highest=row.highest_class)
        words.append(f"{escape(span[:1].upper() + span[1:])}.")
    if asked := overview_of.customer_row(desk, row.id).missing:
        found = ", ".join(question_link(desk, code) for code in asked)
        words.append(f"{escape(panel_text(desk, 'open_questions'))} {found}")
    return Html(f"<p>{' '.join(words)}</p>")


def question_link(desk: Desk, code: str) -> str:
    """`S4 snelheid`, leading to where it is asked."""
    there = links.to_question(desk.address, "segmentatie", code)
    return links.link(there, f"{code} {desk.say(f'judge.{code}').lower()}")


def about(row: CustomerScore, key: str) -> str:
    """The text that says it is about the computed class, where another one was chosen by hand."""
    return key if row.klass == row.computed else f"{key}_computed"


def firmness(desk: Desk, scores: Scores, row: CustomerScore, place: int) -> Html:
    """How firm the computed class is, and the weight that tips it soonest."""
    firm = overview_of.firmness(desk)
    word, share = firm.words[place], firm.own[place]
    if word is None:
        return Html("")
    none = panel_text(desk, "tips.none") if scores.whole[place] else ""
    tips = tipping_sentence(scores, firm.tips, place, desk.language) or none
    sentence = firmness_sentence(word, float(share), row.computed, desk.language)
    return Html(
        f"<h3>{escape(panel_text(desk, about(row, 'firm_title')))}</h3><p>{escape(sentence)}</p><p>{escape(tips)}</p>"
    )


def changes(desk: Desk, row: CustomerScore, place: int) -> Html:
    """The smallest changes that move the class up and down, one thing at a time."""
    if row.computed == "?":
        return Html("")
    found = overview_of.smallest_changes(desk, place)
    title = panel_text(desk, about(row, "change_title"), name=name_of(desk, row))
    hints = [
        panel_text(desk, "change_hint"),
        panel_text(desk, "change_provisional") if row.provisional else "",
    ]
    return Html(
        f'<h3>{escape(title)}</h3><p class="bk-note">{escape(" ".join(filter(None, hints)))}</p>'
        f'<div class="bk-ways">{way(desk, row, found, better=True)}{way(desk, row, found, better=False)}</div>'
    )


def way(desk: Desk, row: CustomerScore, found: tuple[SmallestChange, ...], *, better: bool) -> str:
    """The smallest changes in one direction, at most one per criterion."""
    smallest = list(smallest_by_criterion(found, better).values())[:MOST_CHANGES]
    head = f"<h4>{escape(panel_text(desk, 'up' if better else 'down'))}</h4>"
    if smallest:
        lines = (change_sentence(change, name_of(desk, row), desk.language) for change in smallest)
        return f'<div>{head}<ul class="bk-list">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul></div>'
    at_the_end = row.computed == ("A" if better else "D")
    key = ("highest" if better else "lowest") if at_the_end else ("no_up" if better else "no_down")
    return f'<div>{head}<p class="bk-note">{escape(panel_text(desk, key))}</p></div>'


def parts_table(desk: Desk, row: CustomerScore) -> Html:
    """Every part of every criterion, with where it came from."""
    lines = []
    agreed = agreements.standing(desk)
    for criterion in CRITERIA:
        for part in PARTS_OF[criterion]:
            score, origin = row.parts[part]
            lines.append(
                [
                    desk.say(f"criteria.{criterion}"),
                    desk.say(f"parts.{part}"),
                    shown_at_most(desk, row, part, score),
                    came_from(
                        desk, origin_of(row, part, origin), agreed.get(f"customer:{row.id}/judged.{part}")
                    ),
                ]
            )
    assert len(lines) == len(JUDGED_PARTS)
    heads = [desk.say(f"classes.{head}") for head in ("criterion", "part", "score", "origin")]
    return table(heads, lines, numbers=(2,))


def origin_of(row: CustomerScore, part: str, origin: str | None) -> str | None:
    """Where a score came from, or why no more than an upper bound is known."""
    return f"{part}_at_most" if origin is None and part in row.at_most else origin


def came_from(desk: Desk, origin: str | None, agreed: Agreed | None) -> str:
    """Where a score came from; of a judgement that a room agreed on, also when."""
    said = desk.say(f"origins.{origin or 'unknown'}")
    if origin != "judgement" or agreed is None:
        return said
    return f"{said}, {agreements.words(agreed, desk.language, desk.zone)}"


def margin(desk: Desk, row: CustomerScore) -> list[str]:
    """The margin, the most it can be, or that it is not known; nothing where it was judged or is a certain loss."""
    if row.margin is not None:
        return [desk.say("classes.margin", share=percent(row.margin, desk.language, 1))]
    if row.margin_at_most is not None:
        return [desk.say("classes.margin_at_most", share=percent(row.margin_at_most, desk.language, 1))]
    return [] if row.scores["margin"] is not None else [desk.say("classes.margin_unknown")]


def facts(desk: Desk, row: CustomerScore) -> Html:
    """The figures under the class, in euro and percent."""
    words = []
    if row.contribution is not None:
        words.append(desk.say("classes.contribution", amount=euro(row.contribution, desk.language)))
    words += margin(desk, row)
    if row.reserve is not None and row.scores["margin"] is not None:
        words.append(desk.say("classes.reserve", points=fixed(row.reserve * 100, desk.language, 2)))
    if row.expected_revenue is not None:
        words.append(desk.say("classes.expected", amount=euro(row.expected_revenue, desk.language)))
    words.append(desk.say("classes.views", grid=row.grid, strict=row.strict))
    return Html(f'<p class="bk-note">{" · ".join(words)}</p>')
