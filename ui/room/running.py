"""The step where everybody is: its title, the clock, who is ready, what to do now, and the way on."""

from __future__ import annotations

from html import escape

import streamlit as st

from strategy.nouns.company import Customer
from strategy.words.formats import number
from strategy.workshop.bringing import asked_in_words
from strategy.workshop.listing import LONGEST_IDEA
from ui.frame import live
from ui.overview.report import as_typed
from ui.room import (
    bringing,
    closing,
    door,
    listing,
    looking_back,
    outcome,
    pictures,
    results,
    said,
    taking_turns,
)
from ui.room.lead import Lead, say_in
from ui.room.sure import press_twice

GATHERING = ("list", "vote")
MOST_NAMED = 12


def running_step(lead: Lead) -> None:
    """Draw the step."""
    title(lead)
    controls(lead)
    bringing.nothing_ahead(lead)
    if lead.view.open and lead.view.poll_kind in GATHERING:
        waiting(lead)
    elif lead.view.poll_kind == "vote" and lead.view.results:
        taking_turns.help_of_talk(lead)
        results.results_of_vote(lead)
        said.points(lead)
        taken_back(lead)
    elif lead.view.poll_kind == "list" and lead.view.revealed:
        taking_turns.help_of_talk(lead)
        said.points(lead)
        listing.lines_of_lists(lead)
        taken_back(lead)
    elif lead.view.step.kind in ("overview", "close"):
        closing.closing_step(lead)
    elif lead.view.step.kind == "outcome":
        outcome.result(lead.company, lead.company_before, lead.language)
    elif lead.view.step.kind == "attention":
        outcome.time(lead.company, lead.language)
    else:
        talk(lead)
    notes(lead)


def title(lead: Lead) -> None:
    """Which step this is, of which card."""
    step = lead.view.step
    place = lead.say("step.place", n=step.number, of=len(lead.view.steps))
    card = f" · {escape(step.card_title)}" if step.card_title else ""
    st.html(
        f'<div class="bk-page bk-step bk-card-{escape(step.card)}">'
        f'<p class="bk-eyebrow">{escape(place)}{card}</p><h1>{escape(step.title)}</h1></div>'
    )


def controls(lead: Lead) -> None:
    """The clock, and the way to the next step; the way on is the main button unless something comes first."""
    view = lead.view
    with st.container(key="bk_room_controls", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="bk_room_clock", width="content"):
            live.clock(
                view.clock_end,
                view.now,
                lead.standing(),
                clock_words(lead.language),
                size="40px",
                key="room_clock",
            )
        if view.clock_end is None:
            st.button(
                lead.say("clock.start"), key="clock_start", icon=":material/play_arrow:", on_click=lead.start
            )
        else:
            st.button(
                lead.say("clock.pause"), key="clock_pause", icon=":material/pause:", on_click=lead.pause
            )
        st.button(lead.say("clock.more"), key="clock_more", on_click=lead.add_time, args=(5,))
        with st.container(key="bk_room_way", horizontal=True, horizontal_alignment="right", gap="small"):
            way(lead)


def clock_words(language: str) -> dict[str, str]:
    """What stands beside the clock."""
    return {name: say_in(language, f"clock.{name}") for name in ("label", "running", "stopped", "over")}


def way(lead: Lead) -> None:
    """To the previous and the next step; each press names the step it was drawn at, so that two are one."""
    before, after = lead.neighbour(-1), lead.neighbour(1)
    if before is not None:
        st.button(
            lead.say("step.back"), key=f"step_back_{lead.view.step.id}", on_click=lead.go, args=(before,)
        )
    if after is not None:
        ahead = lead.view.steps[lead.view.step.number]
        st.button(
            lead.say("step.next"),
            key=f"step_next_{lead.view.step.id}",
            type="secondary" if something_first(lead) else "primary",
            icon=":material/arrow_forward:",
            icon_position="right",
            help=ahead.title,
            on_click=lead.go,
            args=(after,),
        )


def something_first(lead: Lead) -> bool:
    """Whether this step has a main button of its own."""
    view = lead.view
    if view.open and view.poll_kind in GATHERING:
        return view.poll_kind == "list" or bool(view.items)
    if view.choosing or view.turn < len(view.speakers):
        return True
    to_settle = view.poll_kind == "vote" and any(each.agreed is None and each.know for each in view.results)
    return to_settle or view.step.kind in ("overview", "close")


# While people write or vote


def waiting(lead: Lead) -> None:
    """What people do now, how far they are, and the reveal."""
    view = lead.view
    if view.poll_kind == "vote" and not view.items:
        bringing.nothing_here(lead, next(each for each in view.run if each.id == view.poll_step))
        return
    st.html(asked(lead))
    counts(lead)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        reveal(lead)
        if view.may_reopen:
            reopen(lead)
    if view.poll_kind == "list":
        bringing.paste(lead)


def reveal(lead: Lead) -> None:
    """Show what was sent; while people are busy it asks once, with how many."""
    view = lead.view
    label = lead.say("reveal.again" if view.round == 2 else f"reveal.{view.poll_kind}")
    key = f"reveal_{view.poll_step}_{view.round}"
    busy = view.counts.expected - view.counts.ready
    if busy:
        press_twice(
            label,
            stake=lead.say("reveal.busy", n=busy),
            yes=lead.say("reveal.anyway"),
            key=key,
            on_click=lead.reveal,
            icon=":material/visibility:",
            type="primary",
        )
    else:
        st.button(label, key=key, type="primary", icon=":material/visibility:", on_click=lead.reveal)


def reopen(lead: Lead) -> None:
    """Take the last reveal back, or the second round that nobody answered yet."""
    st.button(
        lead.say("reopen.second" if lead.view.open else f"reopen.{lead.view.poll_kind}"),
        key=f"reopen_{lead.view.poll_step}_{lead.view.round}_{lead.view.revealed}",
        type="tertiary",
        icon=":material/undo:",
        on_click=lead.reopen_round,
    )


def asked(lead: Lead) -> str:
    """What is asked of everybody now."""
    view = lead.view
    if view.poll_kind == "list":
        questions = "".join(
            f"<li><b>{escape(each.title)}</b><span>{escape(each.hint)}</span></li>" for each in view.lists
        )
        return f'<div class="bk-asked"><p>{escape(lead.say("list.now"))}</p><ul>{questions}</ul></div>'
    kinds = {item.kind for item in view.items}
    labels = "".join(
        f"<li><b>{escape(each.label)}</b></li>" for each in view.scales if each.kind in kinds or not kinds
    )
    which = ", ".join(item.name for item in view.items[:MOST_NAMED]) + (
        " …" if len(view.items) > MOST_NAMED else ""
    )
    now = lead.say("vote.again" if view.round == 2 else "vote.now", n=lead.view.asked)
    if view.round == 1 and kinds == {Customer.KIND}:
        now = lead.say("vote.customers", n=len(view.items), per=number(len(view.scales)))
    if view.round == 2:
        labels = "".join(f"<li>{escape(each)}</li>" for each in pictures.asked_again(view))
        which = ""
    return (
        f'<div class="bk-asked"><p>{escape(now)}</p><ul class="bk-short">{labels}</ul>'
        f"{f'<p class=bk-note>{escape(which)}</p>' if which else ''}</div>"
    )


def counts(lead: Lead) -> None:
    """How many are ready, who is still busy, and how much came in; never what."""
    view = lead.view
    joined, ready = view.counts.expected, view.counts.ready
    st.html(pictures.progress(ready, joined, lead.say("ready.count", ready=str(ready), joined=str(joined))))
    present = [person for person in view.people if not person.removed]
    if view.poll_kind == "list":
        st.caption(lead.say("list.written", n=view.ideas_written))
        return
    if view.traceable and joined:
        st.caption(lead.say("vote.traceable"))
    if present:
        lines = "".join(
            f"<li><span>{escape(each.name)}</span>"
            f"<i>{escape(lead.say('vote.sent', voted=number(each.voted), asked=number(view.asked)))}"
            f"{' · ' + escape(lead.say('ready.yes')) if each.ready else door.gone(lead, each)}</i></li>"
            for each in present
            if not each.watching
        )
        st.html(f'<ul class="bk-votes-in" aria-label="{escape(lead.say("vote.who"))}">{lines}</ul>')


# Every other step


def taken_back(lead: Lead) -> None:
    """Below what was shown: the way back, as long as nothing was taken over from it."""
    if lead.view.may_reopen:
        reopen(lead)


def talk(lead: Lead) -> None:
    """A step without anything to collect: what to do, and the questions of the card that it is about."""
    step = lead.view.step
    if lead.view.way:
        taking_turns.help_of_talk(lead)
    else:
        guide = "rules" if step.kind == "intro" else step.kind
        lines = [lead.say(f"guide.{guide}_{place}") for place in (1, 2, 3)]
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        st.html(f'<ul class="bk-guide">{items}</ul>')
    bringing.what_is_missing(lead)
    if step.kind == "intro":
        door.way_back(lead)
        looking_back.looking_back(lead)
    said.points(lead)
    questions = [lead.desk.deck.question(code) for code in step.questions]
    answers(lead)
    named = "".join(f"<li><b>{escape(each.title)}</b></li>" for each in questions if each is not None)
    if named:
        st.html(f'<div class="bk-asked"><ul>{named}</ul></div>')
    joined = lead.view.counts.expected
    if joined and lead.view.counts.ready:
        ready = lead.view.counts.ready
        st.html(
            pictures.progress(ready, joined, lead.say("ready.count", ready=str(ready), joined=str(joined)))
        )


def answers(lead: Lead) -> None:
    """Where the desk notes what the room says to a question that asks for words."""
    for code in lead.view.step.questions:
        standing = lead.company.answer(code)
        for spec in asked_in_words(code, lead.language):
            said = str((standing.values.get(spec.name) if standing is not None else "") or "")
            key = f"answer_{code}_{spec.name}_{said}"
            st.text_input(
                spec.label,
                value=said,
                key=key,
                max_chars=LONGEST_IDEA,
                help=as_typed(spec.help) if spec.help else None,
                on_change=lead.answer,
                args=(code, spec.name, key),
            )


def notes(lead: Lead) -> None:
    """The facilitation notes: of the card at its first step, and of the questions of this step."""
    about_the_card(lead)
    deck = lead.desk.deck
    found = [deck.question(code) for code in lead.view.step.questions]
    said = [(each.title, each.facilitation) for each in found if each is not None and each.facilitation]
    if not said:
        return
    with st.expander(lead.desk.say("card.facilitation")):
        for heading, words in said:
            st.markdown(f"**{heading}**\n\n{words}")


def about_the_card(lead: Lead) -> None:
    """How to lead this card, open before the first step about it begins to take people along."""
    card = lead.desk.deck.card(lead.view.step.card)
    if card is None or not card.facilitation or not is_first_of_its_card(lead):
        return
    with st.expander(lead.say("guide.card", card=card.title), expanded=True, icon=":material/menu_book:"):
        st.markdown(card.facilitation)


def is_first_of_its_card(lead: Lead) -> bool:
    """Whether no earlier step is about the same card."""
    step = lead.view.step
    return next((each.id for each in lead.view.steps if each.card == step.card), "") == step.id
