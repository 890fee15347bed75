"""/scherm: what the projector shows. Counts, the step and the clock; answers only once revealed, never with a name
unless all agreed to open cards."""

from __future__ import annotations

from html import escape

import streamlit as st

from strategy import workshop
from strategy.company.access import NotAllowed
from strategy.overview import overview_of
from strategy.words.texts import text
from strategy.workshop import RoomView, in_halves
from strategy.workshop.results import Result, company_before
from ui.frame import live
from ui.frame import visitor as who
from ui.overview import report
from ui.room import outcome, pictures, running, stage, taking_turns
from ui.room.lead import now, say_in

SESSION, TOKEN = "sessie", "t"
MOST_SUBJECTS, MOST_AGREED = 10, 3
CLOCK, PAUSE_CLOCK = "clamp(44px, 4.6vw, 88px)", "clamp(120px, 19vw, 380px)"


def screen_page() -> None:
    """Draw the page."""
    st.set_page_config(
        page_title=f"{text('app.titles.scherm', who.language())} · Bierkaartjes",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    if TOKEN in st.query_params:
        follow(str(st.query_params[TOKEN]))
    screen(str(st.query_params.get(SESSION, "")))


def follow(token: str) -> None:
    """Take the role behind a link, and take the link out of the address."""
    try:
        arrival = workshop.follow_workshop_link(who.store(), who.visitor(), token, now())
    except NotAllowed:
        nothing()
        st.stop()
    del st.query_params[TOKEN]
    st.query_params[SESSION] = arrival.workshop_id


def nothing() -> None:
    """No session to show, whatever the reason."""
    language = who.language()
    st.html(
        f'<div class="bk-page"><h1>{escape(say_in(language, "screen.nothing"))}</h1>'
        f"<p>{escape(say_in(language, 'screen.nothing_text'))}</p></div>"
    )


@st.fragment
def screen(workshop_id: str) -> None:
    """The session as it stands; only this is drawn again when something changes."""
    language = who.language()
    try:
        view = workshop.screen_view(who.store(), who.visitor(), workshop_id, now(), language)
    except NotAllowed:
        nothing()
        return
    live.listen(workshop_id, view.edition, key="screen")
    stage.by_itself(view, pages=view.step.kind not in ("intro", "pause"), key="stage")
    with st.container(key="bk_screen"):
        if view.closed:
            thanks(view, language)
        elif view.step.kind == "intro":
            welcome(view, language)
        else:
            step(view, language)


def welcome(view: RoomView, language: str) -> None:
    """How to come in, as large as it goes."""
    joined = say_in(language, "people.short", n=view.counts.joined)
    joined += f" · {say_in(language, 'rehearsal.screen')}" if view.rehearsal else ""
    image = "" if view.locked else str(pictures.qr(pictures.joining_address(view.code)))
    how = (
        f"<p>{escape(say_in(language, 'door.locked'))}</p>"
        if view.locked
        else (
            f"<p>{escape(say_in(language, 'screen.go'))}</p><p class=bk-address>{pictures.address_shown()}</p>"
            f"<p>{escape(say_in(language, 'door.code'))}</p><p class=bk-code-huge>{escape(in_halves(view.code))}</p>"
        )
    )
    name = view.company_name or text("app.home.nameless", language)
    st.html(
        f'<div class="bk-welcome"><div><h1>{escape(name)}</h1>{how}<p class="bk-joined">{escape(joined)}</p></div>'
        f"{image}</div>"
    )


def step(view: RoomView, language: str) -> None:
    """The step with its clock, and what belongs to it."""
    with st.container(key="bk_screen_head", horizontal=True, vertical_alignment="center", gap="large"):
        title(view, language)
        if view.step.kind != "pause":
            clock(view, language, CLOCK)
        if not view.locked:
            st.html(latecomers(view), width="content")
    inside(view, language)


def clock(view: RoomView, language: str, size: str) -> None:
    """How long this step still takes; one that was paused stands still. Nothing while there is none."""
    if view.clock_end is None and not view.clock_left:
        return
    with st.container(key="bk_screen_clock", width="content"):
        words = running.clock_words(language)
        live.clock(view.clock_end, view.now, view.clock_left or 0, words, size=size, key="screen_clock")


def title(view: RoomView, language: str) -> None:
    """Which step this is, and how many take part."""
    place = say_in(language, "step.place", n=view.step.number, of=len(view.steps))
    parts = [
        say_in(language, "rehearsal.word") if view.rehearsal else "",
        place,
        view.step.card_title,
        say_in(language, "people.short", n=view.counts.joined),
    ]
    eyebrow = " · ".join(escape(part) for part in parts if part)
    st.html(
        f'<div class="bk-screen-title bk-card-{escape(view.step.card)}">'
        f'<p class="bk-eyebrow">{eyebrow}</p><h1>{escape(view.step.title)}</h1></div>',
        width="stretch",
    )


def latecomers(view: RoomView) -> str:
    """The code for who comes later."""
    image = pictures.qr(pictures.joining_address(view.code))
    return (
        f'<div class="bk-screen-door">{image}<div><span>{pictures.address_shown()}</span>'
        f"<b>{escape(in_halves(view.code))}</b></div></div>"
    )


def inside(view: RoomView, language: str) -> None:
    """The middle of the screen."""
    if view.open and view.poll_kind in running.GATHERING:
        busy(view, language)
    elif view.results:
        around(view, language)
        results(view, language)
        points(view, language)
    elif view.poll_kind == "list" and view.revealed:
        around(view, language)
        points(view, language)
        st.html((pictures.choices if view.dots_shown else pictures.ideas)(view, language))
    elif view.step.kind in ("overview", "close"):
        overview(view, language)
    elif view.step.kind in ("outcome", "attention"):
        scored(view, language)
    elif view.step.kind == "pause":
        with st.container(key="bk_screen_pause", horizontal_alignment="center"):
            clock(view, language, PAUSE_CLOCK)
    else:
        guide(view, language)


def around(view: RoomView, language: str) -> None:
    """Who has the floor, or what people choose now."""
    if view.way == "round":
        st.html(taking_turns.speaking(view, language))
    elif view.choosing:
        ready, joined = str(view.counts.ready), str(view.counts.expected)
        count = say_in(language, "ready.count", ready=ready, joined=joined)
        st.html(f'<p class="bk-screen-finding">{escape(say_in(language, "dots.now"))}</p>')
        st.html(pictures.progress(view.counts.ready, view.counts.expected, count))


def busy(view: RoomView, language: str) -> None:
    """What everybody does now and how many are ready; not a word of what they send."""
    if view.poll_kind == "list":
        lines = [each.title for each in view.lists]
        now_words = say_in(language, "list.now")
    else:
        kinds = {item.kind for item in view.items}
        labels = [each.label for each in view.scales if each.kind in kinds]
        lines = labels if view.round == 1 else pictures.asked_again(view)
        now_words = say_in(language, "screen.again" if view.round == 2 else "screen.vote")
    asked = "".join(f"<li>{escape(line)}</li>" for line in lines)
    st.html(f'<div class="bk-screen-asked"><p>{escape(now_words)}</p><ul>{asked}</ul></div>')
    ready, joined = view.counts.ready, view.counts.expected
    st.html(
        pictures.progress(
            ready, joined, say_in(language, "ready.count", ready=str(ready), joined=str(joined))
        )
    )


def results(view: RoomView, language: str) -> None:
    """What lies on the table; else dots of what is worth talking about, and the map that shows where it matters."""
    by_key = {each.subject: each for each in view.results}
    if view.on_table:
        st.html(pictures.one_subject(view, by_key[view.on_table], language))
        return
    found = [by_key[key] for key in pictures.in_sight(view)] or list(view.results)
    st.html(f'<p class="bk-screen-finding">{escape(pictures.talk_words(view, language))}</p>')
    subjects(view, found, language)
    if any(map(pictures.decides, view.cells)):
        st.html(f'<p class="bk-screen-finding">{escape(pictures.map_finding(view, language))}</p>')
        st.html(pictures.class_map(view, language, only_deciding=True))


def subjects(view: RoomView, found: list[Result], language: str) -> None:
    """Subjects with their dots, a single one large; below them what was agreed."""
    if len(found) == 1:
        st.html(pictures.one_subject(view, found[0], language))
    else:
        st.html(pictures.results_table(view, found[:MOST_SUBJECTS], language))
    agreed = [each for each in view.results if each.agreed is not None]
    if agreed:
        st.html(settled(view, agreed, language))


def settled(view: RoomView, agreed: list[Result], language: str) -> str:
    """What the room agreed on, in one line each; the last ones first."""
    lines = "".join(
        f"<li>{escape(pictures.subject_words(view, each))}: <b>{pictures.figure(each.agreed, language)}</b></li>"
        for each in agreed[-MOST_AGREED:]
    )
    return (
        f'<div class="bk-screen-agreed"><p>{escape(say_in(language, "agree.list", n=len(agreed)))}</p>'
        f"<ul>{lines}</ul></div>"
    )


def scored(view: RoomView, language: str) -> None:
    """The classes with what changed since the vote, or who gets the time."""
    workshop_now = who.store().workshop(view.workshop_id)
    company = who.store().read(workshop_now.company_id).company
    if view.step.kind == "attention":
        outcome.time(company, language)
    else:
        outcome.result(company, company_before(who.store(), workshop_now), language)


def overview(view: RoomView, language: str) -> None:
    """The four cards with their lights and the first points of work; no customer and no amount."""
    company = who.store().read(who.store().workshop(view.workshop_id).company_id).company
    found = overview_of(company, level="short", language=language, own_words=True)
    report.lights(found, None)
    taken_on(view, language)
    report.work_panel(found, language, "screen", None)


def taken_on(view: RoomView, language: str) -> None:
    """What people take on, with their names: they said so themselves."""
    if not view.offers:
        return
    lines = "".join(f"<li><b>{escape(each.by)}</b>: {escape(each.words)}</li>" for each in view.offers)
    title = escape(say_in(language, "offers.screen"))
    st.html(f'<div class="bk-moves"><h2>{title}</h2><ul class="bk-list">{lines}</ul></div>')


def points(view: RoomView, language: str) -> None:
    """The points that people want to discuss and that were not yet."""
    queue = [each for each in view.points if not each.settled]
    if queue:
        lines = "".join(f"<li>{escape(each.words)}</li>" for each in queue)
        title = escape(say_in(language, "points.title", n=len(queue)))
        st.html(f'<div class="bk-moves"><h2>{title}</h2><ul class="bk-list">{lines}</ul></div>')


def guide(view: RoomView, language: str) -> None:
    """What to do in a step without anything to send."""
    if view.way == "round":
        st.html(taking_turns.speaking(view, language))
        return
    is_try = view.step.kind == "warmup"
    words = [
        say_in(language, f"screen.warmup_{place}" if is_try else f"guide.talk_{place}") for place in (1, 2, 3)
    ]
    lines = "".join(f"<li>{escape(each)}</li>" for each in words)
    st.html(f'<ul class="bk-guide bk-guide-large">{lines}</ul>')
    if is_try:
        ready, joined = str(view.counts.ready), str(view.counts.expected)
        count = say_in(language, "ready.count", ready=ready, joined=joined)
        st.html(pictures.progress(view.counts.ready, view.counts.expected, count))
    points(view, language)


def thanks(view: RoomView, language: str) -> None:
    """The session is over."""
    st.html(
        f'<div class="bk-welcome bk-thanks"><div><h1>{escape(say_in(language, "screen.thanks"))}</h1>'
        f"<p>{escape(say_in(language, 'screen.thanks_text'))}</p></div></div>"
    )
    overview(view, language)
