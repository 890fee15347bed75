"""Versions on Beheer: name this moment, see what changed day by day, go back to any moment, compare two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any
from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.comparing import moments as versions
from strategy.comparing.moments import Compared, Moment, Write
from strategy.words import clock
from strategy.words.formats import number
from strategy.words.telling_apart import told_apart
from strategy.words.texts import text
from ui.company.change_words import change_sentence, is_told
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.look.tables import Html, table
from ui.overview import report

WENT_BACK = "went_back"
DAYS = 7
FIRST = 12
MOST = 200


def say(desk: Desk, key: str, **values: Any) -> str:
    """A text of this part of the page."""
    return text(f"versions_view.{key}", desk.language, **values)


def words(desk: Desk, key: str, **values: Any) -> str:
    """A text about versions."""
    return text(f"versions.{key}", desk.language, **values)


def show(desk: Desk) -> None:
    """Draw the part."""
    st.subheader(words(desk, "title"))
    st.caption(say(desk, "text"))
    after_going_back(desk)
    name_this_moment(desk)
    moments = versions.moments(desk.store, desk.visitor, desk.sheet.company_id)
    writes = versions.writes(desk.store, desk.visitor, desk.sheet.company_id)
    named(desk, moments)
    with st.expander(say(desk, "days_title")):
        per_day(desk, writes)
    with st.expander(say(desk, "choose_title"), expanded=st.session_state.get(chosen_key(desk)) is not None):
        choose(desk, moments, writes)


# --- naming --------------------------------------------------------------------------------------------------


def name_this_moment(desk: Desk) -> None:
    """Give the company as it stands a name."""
    with st.form("name_moment", border=False, clear_on_submit=True):
        name = st.text_input(
            say(desk, "name"), max_chars=versions.LONGEST_NAME, placeholder=words(desk, "name_hint")
        )
        at_name = st.empty()
        if not st.form_submit_button(say(desk, "name_go")):
            return
    try:
        moment = versions.name_moment(
            desk.store, desk.visitor, desk.sheet.company_id, name, uuid4().hex, datetime.now(UTC)
        )
    except versions.NoName as refused:
        at_name.error(text(refused.code, desk.language, **refused.values))
        return
    st.toast(say(desk, "named", name=report.as_typed(moment.name)))


def named(desk: Desk, moments: Sequence[Moment]) -> None:
    """The moments with a name, each with what can be done with it."""
    if not moments:
        st.caption(words(desk, "no_moments"))
    for moment in moments:
        title, buttons = st.columns([0.5, 0.5], vertical_alignment="center")
        title.markdown(
            say(desk, "moment", name=f"**{report.as_typed(moment.name)}**", when=when(desk, moment.at))
        )
        with buttons, st.container(horizontal=True, horizontal_alignment="right"):
            st.button(
                words(desk, "compare"),
                key=f"compare_{moment.id}",
                on_click=st.session_state.__setitem__,
                args=(chosen_key(desk), moment.sequence),
                disabled=moment.sequence == desk.sheet.sequence,
            )
            back_button(desk, moment.sequence, moment.id)
            st.button(
                say(desk, "forget"),
                key=f"forget_{moment.id}",
                type="tertiary",
                on_click=versions.forget_moment,
                args=(desk.store, desk.visitor, desk.sheet.company_id, moment.id, datetime.now(UTC)),
            )


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
    st.session_state.pop(chosen_key(desk), None)


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
    st.button(say(desk, "undo"), key="undo_going_back", on_click=undo, args=(desk, done["sequence"]))


def undo(desk: Desk, sequence: int) -> None:
    """Undo going back."""
    undone = saying.undo_write(desk.store, desk.visitor, desk.sheet.company_id, sequence)
    names = saying.names_in_words(undone.kept, desk.language)
    told = say(desk, "undone_in_part", names=names) if undone.kept else say(desk, "undone")
    st.session_state[WENT_BACK] = {"company": desk.sheet.company_id, "undone": told}


# --- what changed, day by day --------------------------------------------------------------------------------


def per_day(desk: Desk, writes: Sequence[Write]) -> None:
    """A line per day: how many changes, between which hours, to what."""
    days: dict[date, list[Write]] = {}
    for write in writes:
        days.setdefault(local(desk, write.at).date(), []).append(write)
    lines = [day_line(desk, found) for found in days.values()]
    heads = [say(desk, head) for head in ("day", "touched")]
    st.html(table(heads, lines[:DAYS]))
    if rest := lines[DAYS:]:
        with st.expander(say(desk, "more_days", n=number(len(rest), desk.language))):
            st.html(table(heads, rest[:MOST]))


def day_line(desk: Desk, writes: Sequence[Write]) -> list[str]:
    """One day in the table; its writes come with the last one on top."""
    last, first = (hour(local(desk, write.at)) for write in (writes[0], writes[-1]))
    hours = last if first == last else say(desk, "between_hours", first=first, last=last)
    kinds: Counter[str] = Counter()
    for write in writes:
        kinds.update(write.kinds)
    date_and_hours = f'{desk.day(writes[0].at)}<p class="bk-note">{escape(hours)}</p>'
    count = say(desk, "count", n=number(len(writes), desk.language), what=touched(desk, kinds))
    return [Html(date_and_hours), count]


def touched(desk: Desk, kinds: Counter[str] | dict[str, int]) -> str:
    """`3 klanten, 1 antwoord`."""
    return ", ".join(
        say(desk, f"touched_kinds.{kind}", n=number(count, desk.language)) for kind, count in kinds.items()
    )


# --- comparing -----------------------------------------------------------------------------------------------


def chosen_key(desk: Desk) -> str:
    """Where the chosen moment of this company is kept."""
    return f"version_chosen_{desk.sheet.company_id}"


def labels(desk: Desk, moments: Sequence[Moment], writes: Sequence[Write]) -> dict[int, str]:
    """What stands at every version to choose from: those with a name first, then the last one on top."""
    found = {
        moment.sequence: say(desk, "moment", name=moment.name, when=when(desk, moment.at))
        for moment in moments
    }
    for write in writes:
        about = touched(desk, write.kinds)
        found.setdefault(write.sequence, say(desk, "moment", name=when(desk, write.at), when=about))
    seconds = {moment.sequence: to_the_second(desk, moment.at) for moment in moments}
    seconds |= {write.sequence: to_the_second(desk, write.at) for write in writes}
    return told_apart(found, seconds)


def choose(desk: Desk, moments: Sequence[Moment], writes: Sequence[Write]) -> None:
    """Choose a moment to go back to, and another one to lay it beside."""
    named_ = labels(desk, moments, writes)
    now = desk.sheet.sequence
    others = [sequence for sequence in named_ if sequence != now]
    if not others:
        st.caption(say(desk, "nothing_yet"))
        return
    left, right = st.columns(2)
    chosen = choosing.from_list(
        say(desk, "earlier"),
        choosing.in_words(others, named_.__getitem__),
        within=left,
        index=None,
        placeholder=say(desk, "placeholder"),
        key=chosen_key(desk),
    )
    beside = choosing.from_list(
        say(desk, "later"),
        {now: say(desk, "now")} | choosing.in_words(others, named_.__getitem__),
        within=right,
        key=f"version_beside_{desk.sheet.company_id}_{now}",
    )
    if chosen is None or beside is None:
        return
    back_button(desk, chosen, "chosen")
    first, last = sorted((chosen, beside))
    compared(desk, versions.compare(desk.store, desk.visitor, desk.sheet.company_id, first, last))


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
    listed(desk, say(desk, "classes_title"), moves, words(desk, "no_moves"))
    listed(desk, say(desk, "answers_title", n=number(len(told), desk.language)), told, "")


def listed(desk: Desk, title: str, lines: Sequence[str], nothing: str) -> None:
    """Sentences under a heading, the first ones open and the others on request."""
    if not lines and not nothing:
        return
    st.html(f"<h4>{escape(title)}</h4>{bullets(lines[:FIRST]) if lines else f'<p>{escape(nothing)}</p>'}")
    if rest := lines[FIRST:]:
        with st.expander(say(desk, "more_changes", n=number(len(rest), desk.language))):
            st.html(bullets(rest[:MOST]))
            if len(rest) > MOST:
                n = number(len(rest), desk.language)
                st.caption(say(desk, "first_only", shown=number(MOST, desk.language), n=n))


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
    return say(desk, "when", day=desk.day(moment), time=hour(here))
