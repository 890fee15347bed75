"""After the reveal of a list: choose lines, bring them together, word them, and keep them in the company or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from strategy.workshop.views import IdeaView, ListQuestion
from ui.overview.report import as_typed
from ui.room import pictures
from ui.room.lead import Lead
from ui.room.sure import press_twice

MOST_THERE = 40


def lines_of_lists(lead: Lead) -> None:
    """Draw the lines of every question of this list."""
    st.html(f'<p class="bk-lead">{lead.say("list.choose")}</p>')
    for question in lead.view.lists:
        with st.container(key=f"bk_panel_list_{question.question}"):
            one_question(lead, question)


def one_question(lead: Lead, question: ListQuestion) -> None:
    """The lines of one question: those to decide on, those kept, those left out."""
    found = [idea for idea in lead.view.ideas if idea.question == question.question]
    places = {each.id: place for place, each in enumerate(lead.view.choices)}
    left = [idea for idea in found if idea.state == "new"]
    left.sort(key=lambda idea: places.get(idea.id, len(places)))
    st.html(f'<h2 class="bk-panel-title">{escape(question.title)}</h2>')
    there(lead, question)
    if not found:
        st.caption(lead.say("list.nothing"))
    for heading, lines in pictures.grouped(left).items():
        if heading:
            st.markdown(f"**{as_typed(heading)}**")
        for same in pictures.bundles(lines):
            times = f" ({len(same)}×)" if len(same) > 1 else ""
            st.checkbox(as_typed(same[0].words) + times + laid_on(lead, same), key=box(same[0]))
    if left:
        decide(lead, question.question, left)
    kept(lead, found)
    left_out(lead, question.question, [idea for idea in found if idea.state == "dropped"])


def laid_on(lead: Lead, same: Sequence[IdeaView]) -> str:
    """How many dots these lines got, once that is shown."""
    ids = {line.id for line in same}
    found = next((each for each in lead.view.choices if each.id in ids), None)
    if found is None or not lead.view.dots_shown:
        return ""
    return f" · **{lead.say('dots.count', n=found.dots)}**"


def box(idea: IdeaView) -> str:
    """The key of the tick in front of a line."""
    return f"idea_{idea.id}"


def ticked(lines: Sequence[IdeaView]) -> list[IdeaView]:
    """The lines that are ticked, with those that say the same."""
    return [
        line
        for heading in pictures.grouped(lines).values()
        for same in pictures.bundles(heading)
        if st.session_state.get(box(same[0]))
        for line in same
    ]


def decide(lead: Lead, code: str, left: Sequence[IdeaView]) -> None:
    """What to do with the ticked lines."""
    chosen = ticked(left)
    ids = tuple(line.id for line in chosen)
    if not chosen:
        with st.container(horizontal=True, vertical_alignment="center"):
            press_twice(
                lead.say("list.keep_all", n=len(pictures.bundles(left))),
                stake=lead.say("list.keep_sure", n=len(pictures.bundles(left))),
                yes=lead.say("list.keep_yes", n=len(pictures.bundles(left))),
                key=f"keep_all_{code}",
                on_click=keep_each,
                args=(lead, left),
            )
            st.caption(lead.say("list.tick"))
        return
    words = f"words_{code}_{ids[0]}"
    st.text_input(
        lead.say("list.words"),
        value=chosen[0].words,
        key=words,
        max_chars=200,
        help=lead.say("list.words_help"),
    )
    with st.container(horizontal=True, gap="small"):
        deeds: list[tuple[str, Callable[..., None], tuple[object, ...]]] = [
            ("keep", keep, (lead, ids, words)),
            ("group", group, (lead, ids, words)),
        ]
        if len(pictures.bundles(chosen)) == 1:
            deeds.append(("word", word, (lead, ids, words)))
        deeds.append(("drop", drop, (lead, ids)))
        for name, deed, args in deeds:
            st.button(lead.say(f"list.{name}"), key=f"{name}_{code}", on_click=deed, args=args)


def there(lead: Lead, question: ListQuestion) -> None:
    """What the company has already, so that nobody takes it in a second time."""
    if question.there:
        names = ", ".join(question.there[:MOST_THERE])
        more = len(question.there) - MOST_THERE
        st.caption(as_typed(lead.say("list.there", names=names + (" …" if more > 0 else ""))))


def kept(lead: Lead, found: Sequence[IdeaView]) -> None:
    """The items that came of the lines; they stand in the company, and each can be taken out again."""
    made = {idea.item: idea.words for idea in found if idea.state == "kept"}
    names = {item.id for item in lead.company.items()}
    if not made:
        return
    st.markdown(f":material/check: {lead.say('list.kept', n=len(made))}")
    for item, words in made.items():
        name = as_typed(words) if item in names else lead.say("list.gone")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(name)
            st.button(
                lead.say("list.undo"),
                key=f"undo_keep_{item}",
                type="tertiary",
                icon=":material/undo:",
                help=as_typed(lead.say("list.undo_help", name=words)),
                on_click=lead.undo_keep,
                args=(item,),
            )


def left_out(lead: Lead, code: str, dropped: Sequence[IdeaView]) -> None:
    """The lines that were left out, to take them up again."""
    if not dropped:
        return
    with st.expander(lead.say("list.dropped", n=len(dropped))):
        for idea in dropped:
            st.button(
                as_typed(idea.words),
                key=f"take_up_{idea.id}",
                icon=":material/undo:",
                type="tertiary",
                on_click=lead.drop,
                args=([idea.id], False),
            )


# Deeds; whatever is decided on is not ticked any more. What was typed is read when the button is pressed: it may be
# newer than what the page was drawn with.


def typed(key: str) -> str:
    """What stands in a field now."""
    return str(st.session_state.get(key) or "")


def keep(lead: Lead, ids: Sequence[str], words: str) -> None:
    """One item of the company of the ticked lines."""
    lead.keep(ids, typed(words))
    untick(ids)


def keep_each(lead: Lead, lines: Sequence[IdeaView]) -> None:
    """An item of every line, one for those that say the same."""
    for same in pictures.bundles(lines):
        lead.keep([line.id for line in same], same[0].words)


def group(lead: Lead, ids: Sequence[str], heading: str) -> None:
    """Under one heading."""
    lead.group(ids, typed(heading))
    untick(ids)


def word(lead: Lead, ids: Sequence[str], words: str) -> None:
    """Other words for one line."""
    for id in ids:
        lead.word(id, typed(words))
    untick(ids)


def drop(lead: Lead, ids: Sequence[str]) -> None:
    """Leave them out."""
    lead.drop(ids)
    untick(ids)


def untick(ids: Sequence[str]) -> None:
    """Take the ticks away."""
    for id in ids:
        if st.session_state.get(f"idea_{id}"):
            st.session_state[f"idea_{id}"] = False
