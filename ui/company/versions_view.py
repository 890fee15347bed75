"""Versions on Beheer: name this moment, see what changed day by day, go back to any moment, compare two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from typing import Any
from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.comparing import moments as versions
from strategy.comparing.differences import together
from strategy.comparing.moments import Compared, Moment, Told
from strategy.words import clock
from strategy.words.formats import number
from strategy.words.texts import text
from ui.company.change_words import card_of, change_sentence, is_told
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.overview import report

WENT_BACK = "went_back"
FIRST = 12
MOST = 200


def versions_text(desk: Desk, key: str, **values: Any) -> str:
    """A text of this part of the page."""
    return text(f"versions_view.{key}", desk.language, **values)


def words(desk: Desk, key: str, **values: Any) -> str:
    """A text about versions."""
    return text(f"versions.{key}", desk.language, **values)


def day_after_day(desk: Desk) -> None:
    """Draw the part."""
    st.header(words(desk, "title"))
    st.caption(versions_text(desk, "text"))
    after_going_back(desk)
    name_this_moment(desk)
    moments = versions.moments(desk.store, desk.visitor, desk.sheet.company_id)
    written = _told(desk.sheet.company_id, desk.sheet.sequence, desk)
    named(desk, moments)
    with st.expander(versions_text(desk, "days_title")):
        per_day(desk, written)
    with st.expander(
        versions_text(desk, "choose_title"), expanded=st.session_state.get(chosen_key(desk)) is not None
    ):
        choose(desk, moments, written)


# --- naming --------------------------------------------------------------------------------------------------


def name_this_moment(desk: Desk) -> None:
    """Give the company as it stands a name."""
    with st.form("name_moment", border=False, clear_on_submit=True):
        name = st.text_input(
            versions_text(desk, "name"), max_chars=versions.LONGEST_NAME, placeholder=words(desk, "name_hint")
        )
        at_name = st.empty()
        if not st.form_submit_button(versions_text(desk, "name_go")):
            return
    try:
        moment = versions.name_moment(
            desk.store, desk.visitor, desk.sheet.company_id, name, uuid4().hex, datetime.now(UTC)
        )
    except versions.NoName as refused:
        at_name.error(text(refused.code, desk.language, **refused.values))
        return
    st.toast(versions_text(desk, "named", name=report.as_typed(moment.name)))


def named(desk: Desk, moments: Sequence[Moment]) -> None:
    """The moments with a name, each with what can be done with it."""
    if not moments:
        st.caption(words(desk, "no_moments"))
    for moment in moments:
        title, buttons = st.columns([0.5, 0.5], vertical_alignment="center")
        title.markdown(
            versions_text(
                desk, "moment", name=f"**{report.as_typed(moment.name)}**", when=when(desk, moment.at)
            )
        )
        with buttons, st.container(horizontal=True, horizontal_alignment="right"):
            st.button(
                words(desk, "compare"),
                key=f"compare_{moment.id}",
                on_click=lay_beside,
                args=(desk, moment.sequence),
                disabled=moment.sequence == desk.sheet.sequence,
            )
            back_button(desk, moment.sequence, moment.id)
            st.button(
                versions_text(desk, "forget"),
                key=f"forget_{moment.id}",
                type="tertiary",
                on_click=versions.forget_moment,
                args=(desk.store, desk.visitor, desk.sheet.company_id, moment.id, datetime.now(UTC)),
            )


def lay_beside(desk: Desk, sequence: int) -> None:
    """Choose this moment, to lay it beside now."""
    st.session_state[f"version_way_{desk.sheet.company_id}"] = "named"
    st.session_state[chosen_key(desk)] = sequence


# --- going back ----------------------------------------------------------------------------------------------


def back_button(desk: Desk, sequence: int, mark: str) -> None:
    """The button that makes the company what it was then."""
    st.button(
        words(desk, "go_back"),
        key=f"back_{mark}",
        help=words(desk, "go_back_help"),
        disabled=sequence == desk.sheet.sequence,
        on_click=go_back,
        args=(desk, sequence),
    )


def go_back(desk: Desk, sequence: int) -> None:
    """Make the company what it was after that write, and remember the write that did, so that it can be undone."""
    done = versions.restore(desk.store, desk.visitor, desk.sheet.company_id, sequence, uuid4().hex)
    st.session_state[WENT_BACK] = {
        "company": desk.sheet.company_id,
        "sequence": done.sequence,
        "items": done.items,
    }
    for way in ("", "_day", "_change"):
        st.session_state.pop(f"{chosen_key(desk)}{way}", None)


def after_going_back(desk: Desk) -> None:
    """What going back did, and the way to undo it."""
    done = st.session_state.get(WENT_BACK)
    if not done or done["company"] != desk.sheet.company_id:
        return
    if "undone" in done:
        st.success(report.as_typed(done["undone"]))
        st.session_state.pop(WENT_BACK)
        return
    st.success(words(desk, "went_back", n=number(done["items"], desk.language)))
    st.button(
        versions_text(desk, "undo"), key="undo_going_back", on_click=undo, args=(desk, done["sequence"])
    )


def undo(desk: Desk, sequence: int) -> None:
    """Undo going back."""
    undone = saying.undo_write(desk.store, desk.visitor, desk.sheet.company_id, sequence)
    names = saying.names_in_words(undone.kept, desk.language)
    told = (
        versions_text(desk, "undone_in_part", names=names) if undone.kept else versions_text(desk, "undone")
    )
    st.session_state[WENT_BACK] = {"company": desk.sheet.company_id, "undone": told}


# --- what changed, day by day --------------------------------------------------------------------------------


@st.cache_resource(max_entries=64, show_spinner=False)
def _told(company_id: str, sequence: int, _desk: Desk) -> list[Told]:
    """What every write changed, for as long as nothing was written since."""
    found = versions.told(_desk.store, _desk.visitor, company_id)
    kept = (replace(each, changes=tuple(filter(is_told, each.changes))) for each in found)
    return [each for each in kept if each.changes]


def by_day(desk: Desk, written: Sequence[Told]) -> dict[date, list[Told]]:
    """The writes of each day on the company's clock, the last day and the last write on top."""
    days: dict[date, list[Told]] = {}
    for each in written:
        days.setdefault(local(desk, each.at).date(), []).append(each)
    return days


def per_day(desk: Desk, written: Sequence[Told]) -> None:
    """What changed on the chosen day, card by card, or what a search finds on every day."""
    days = by_day(desk, written)
    if not days:
        st.caption(versions_text(desk, "nothing_yet"))
        return
    left, right = st.columns([0.55, 0.45])
    chosen = choosing.from_list(
        versions_text(desk, "day"), day_labels(desk, days), within=left, key=f"version_day_{len(days)}"
    )
    wanted = right.text_input(versions_text(desk, "search"), key="version_search").strip().casefold()
    shown = [day for day in days if wanted or day == chosen]
    found = {day: lines_of(desk, days[day], wanted) for day in shown}
    if not any(found.values()):
        st.info(versions_text(desk, "not_found"))
    left_over = MOST
    for day_, cards in found.items():
        if cards and left_over > 0:
            st.html(f"<h4>{escape(desk.day(day_))}</h4>")
            left_over -= in_cards(desk, cards, left_over)


def day_labels(desk: Desk, days: Mapping[date, Sequence[Told]]) -> dict[date, str]:
    """`24/11/2026 · 12 keer bewaard, van 09:10 tot 17:45`."""
    labels = {}
    for day_, writes in days.items():
        last, first = (hour(local(desk, each.at)) for each in (writes[0], writes[-1]))
        hours = last if first == last else versions_text(desk, "between_hours", first=first, last=last)
        labels[day_] = versions_text(desk, "day_line", day=desk.day(day_), n=len(writes), hours=hours)
    return labels


def lines_of(desk: Desk, writes: Sequence[Told], wanted: str) -> dict[str, list[str]]:
    """By card what changed on one day, each field once: from what stood first to what stood last."""
    changes = together(change for each in reversed(writes) for change in each.changes)
    found: dict[str, list[str]] = {}
    for change in changes:
        sentence = change_sentence(change, desk.language)
        if wanted in sentence.casefold():
            found.setdefault(card_of(change, desk.language) or versions_text(desk, "elsewhere"), []).append(
                sentence
            )
    return found


def in_cards(desk: Desk, cards: Mapping[str, Sequence[str]], most: int) -> int:
    """The sentences under the name of their card, no more than `most`; how many were drawn."""
    drawn = 0
    for card, lines in cards.items():
        some = lines[: most - drawn]
        drawn += len(some)
        if some:
            st.html(f"<h5>{escape(card)}</h5>{bullets(some)}")
    total = sum(map(len, cards.values()))
    if total > drawn:
        shown, n = number(drawn, desk.language), number(total, desk.language)
        st.caption(versions_text(desk, "first_only", shown=shown, n=n))
    return drawn


# --- comparing -----------------------------------------------------------------------------------------------


def chosen_key(desk: Desk) -> str:
    """Where the chosen moment of this company is kept."""
    return f"version_chosen_{desk.sheet.company_id}"


WAYS = ("named", "day", "change")


def choose(desk: Desk, moments: Sequence[Moment], written: Sequence[Told]) -> None:
    """Choose a moment to go back to, and another one to lay it beside."""
    now = desk.sheet.sequence
    chosen, names = places_to_go(desk, moments, written)
    if not any(sequence != now for sequence in names):
        st.caption(versions_text(desk, "nothing_yet"))
        return
    beside = choosing.from_list(
        versions_text(desk, "later"),
        {now: versions_text(desk, "now")}
        | {sequence: label for sequence, label in names.items() if sequence != now},
        key=f"version_beside_{desk.sheet.company_id}_{now}",
    )
    if chosen is None or beside is None:
        return
    back_button(desk, chosen, "chosen")
    first, last = sorted((chosen, beside))
    compared(desk, versions.compare(desk.store, desk.visitor, desk.sheet.company_id, first, last))


def places_to_go(
    desk: Desk, moments: Sequence[Moment], written: Sequence[Told]
) -> tuple[int | None, dict[int, str]]:
    """What was chosen among moments with a name, days, or the single changes of a day; and what is named or a day."""
    days = by_day(desk, written)
    named_ = {
        moment.sequence: versions_text(desk, "moment", name=moment.name, when=when(desk, moment.at))
        for moment in moments
    }
    ends = {
        writes[0].sequence: versions_text(desk, "day_end", day=desk.day(day_))
        for day_, writes in days.items()
    }
    way = choosing.from_row(
        versions_text(desk, "earlier"),
        choosing.in_words(WAYS, lambda each: versions_text(desk, f"ways.{each}")),
        default="named" if moments else "change",
        required=True,
        key=f"version_way_{desk.sheet.company_id}",
    )
    offered = {"named": named_, "day": ends}.get(way or "") or {}
    if way == "change":
        offered = single_changes(desk, days)
    others = {sequence: label for sequence, label in offered.items() if sequence != desk.sheet.sequence}
    if not others:
        st.caption(versions_text(desk, f"none.{way}"))
        return None, named_ | ends
    chosen = choosing.from_list(
        versions_text(desk, f"which.{way}"),
        others,
        index=None,
        placeholder=versions_text(desk, "placeholder"),
        key=chosen_key(desk) if way == "named" else f"{chosen_key(desk)}_{way}",
    )
    return chosen, named_ | ends


def single_changes(desk: Desk, days: Mapping[date, Sequence[Told]]) -> dict[int, str]:
    """The writes of one day, to the second, each by what it changed."""
    if not days:
        return {}
    day_ = choosing.from_list(
        versions_text(desk, "day"), day_labels(desk, days), key=f"version_change_day_{len(days)}"
    )
    return {
        each.sequence: versions_text(
            desk, "moment", name=to_the_second(desk, each.at), when=in_short(desk, each)
        )
        for each in days.get(day_ or next(iter(days)), ())
    }


def in_short(desk: Desk, each: Told) -> str:
    """What one write changed: its first change, and how many more."""
    first = change_sentence(each.changes[0], desk.language)
    more = len(each.changes) - 1
    return (
        versions_text(desk, "and_more", first=first.removesuffix("."), n=number(more, desk.language))
        if more
        else first
    )


def compared(desk: Desk, found: Compared) -> None:
    """What differs between the two: customers that changed class with the cause, and every answer."""
    moves = [
        versions.move_sentence(move, move.name or nameless(desk), desk.language) for move in found.classes
    ]
    moves += [words(desk, "customers.came", name=who.name, klass=who.klass) for who in found.came]
    moves += [words(desk, "customers.went", name=who.name, klass=who.klass) for who in found.went]
    told = [change_sentence(change, desk.language) for change in found.fields if is_told(change)]
    if not told and not moves:
        st.info(words(desk, "no_changes"))
        return
    listed(desk, versions_text(desk, "classes_title"), moves, words(desk, "no_moves"))
    listed(desk, versions_text(desk, "answers_title", n=number(len(told), desk.language)), told, "")


def listed(desk: Desk, title: str, lines: Sequence[str], nothing: str) -> None:
    """Sentences under a heading, the first ones open and the others on request."""
    if not lines and not nothing:
        return
    st.html(f"<h4>{escape(title)}</h4>{bullets(lines[:FIRST]) if lines else f'<p>{escape(nothing)}</p>'}")
    if rest := lines[FIRST:]:
        with st.expander(versions_text(desk, "more_changes", n=number(len(rest), desk.language))):
            st.html(bullets(rest[:MOST]))
            if len(rest) > MOST:
                n = number(len(rest), desk.language)
                st.caption(versions_text(desk, "first_only", shown=number(MOST, desk.language), n=n))


def bullets(lines: Sequence[str]) -> str:
    """Sentences as a list."""
    return f'<ul class="bk-list">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>'


def nameless(desk: Desk) -> str:
    """How a customer without a name is called."""
    return desk.say("classes.nameless")


# --- moments in time -----------------------------------------------------------------------------------------


def local(desk: Desk, moment: datetime) -> datetime:
    """The moment on the company's clock."""
    return clock.local(moment, desk.zone)


def hour(moment: datetime) -> str:
    """`14:05`."""
    return moment.strftime("%H:%M")


def to_the_second(desk: Desk, moment: datetime) -> str:
    """`14:05:09`, for moments within the same minute."""
    return local(desk, moment).strftime("%H:%M:%S")


def when(desk: Desk, moment: datetime) -> str:
    """`24/11/2026 om 14:05`."""
    here = local(desk, moment)
    return versions_text(desk, "when", day=desk.day(moment), time=hour(here))
