"""What a step works on: said before it starts, written down first, pasted on the desk, or sent by a link."""

from __future__ import annotations

import streamlit as st

from strategy.deck import deck_in
from strategy.nouns.company import Customer
from strategy.nouns.workshop import Step
from strategy.words.texts import text
from strategy.workshop import missing_for, missing_in, title_of
from ui.overview.report import as_typed
from ui.room.lead import MADE, Lead

BROUGHT = "room_brought"


def what_is_missing(lead: Lead) -> None:
    """At the welcome: what the votes need and nobody brought yet, with the link for who can bring it."""
    missing = [each for each in missing_in(lead.view.run, lead.company) if each.kind == Customer.KIND]
    if not missing or lead.view.step.kind != "intro":
        return
    with st.container(key="bk_panel_missing"):
        st.markdown(as_typed(lead.say("missing.customers")))
        st.button(
            lead.say("links.preparation"),
            key="missing_link",
            icon=":material/link:",
            on_click=lead.make_link,
            args=("preparation",),
        )
        made = st.session_state.get(MADE, ("", "", ""))
        if made[:2] == (lead.id, "preparation"):
            st.code(lead.address("preparation", made[2]), language=None, wrap_lines=True)
            st.caption(lead.say("links.once"))


def nothing_ahead(lead: Lead) -> None:
    """Before a vote that would have nothing to vote on: say so, with the way to write it down first."""
    ahead = lead.neighbour(1)
    step = next((each for each in lead.view.run if each.id == ahead), None)
    if step is None or (lead.view.open and lead.view.poll_kind == "list"):
        return
    if missing := missing_for(step, lead.company):
        title = title_of(step, lead.language)
        say_missing(lead, step, lead.say("missing.ahead", step=title, kind=kinds(lead, missing)))


def nothing_here(lead: Lead, step: Step) -> None:
    """The vote where everybody is has nothing to vote on."""
    say_missing(lead, step, lead.say("missing.here", kind=kinds(lead, missing_for(step, lead.company))))


def say_missing(lead: Lead, step: Step, words: str) -> None:
    """The words, and the buttons that help."""
    st.warning(as_typed(words), icon=":material/info:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            lead.say("missing.write"),
            key=f"write_first_{step.id}",
            icon=":material/edit_note:",
            on_click=lead.write_down_first,
            args=(step.id,),
        )
        if card := lead.desk.deck.card(step.card):
            st.page_link(
                f"pages/{step.card}.py",
                label=lead.say("vote.to_card", card=card.title),
                query_params=lead.desk.address,
            )


def kinds(lead: Lead, missing: list[str]) -> str:
    """The kinds in words: `waarden en kanalen`."""
    named = [text(f"workshop.kinds.{kind}", lead.language) for kind in missing]
    return f" {lead.say('missing.and')} ".join(named)


def paste(lead: Lead) -> None:
    """A list of this step pasted on the desk, for who has it on a computer already."""
    kinds_here = {
        each.question: question.item
        for each in lead.view.lists
        if (question := deck_in("nl").question(each.question))
    }
    with st.expander(lead.say("bring.title"), icon=":material/content_paste:"):
        for each in lead.view.lists:
            kind = kinds_here.get(each.question) or ""
            key = f"bring_{each.question}_{st.session_state.get(BROUGHT, ('', 0))[1]}"
            st.text_area(
                as_typed(each.title),
                key=key,
                height=140,
                placeholder=lead.say("bring.customers" if kind == Customer.KIND else "bring.lines"),
            )
            st.button(
                lead.say("bring.button"), key=f"take_{each.question}", on_click=take, args=(lead, kind, key)
            )
        if said := st.session_state.get(BROUGHT, ("", 0))[0]:
            st.success(as_typed(said), icon=":material/check:")


def take(lead: Lead, kind: str, key: str) -> None:
    """Put in what was pasted, and lay out a blank field."""
    typed = str(st.session_state.get(key) or "")
    if not typed.strip():
        return
    done = lead.bring(kind, typed)
    if done is not None:
        st.session_state[BROUGHT] = (
            done.in_words(lead.language),
            st.session_state.get(BROUGHT, ("", 0))[1] + 1,
        )
