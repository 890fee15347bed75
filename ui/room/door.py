"""Who comes in and how: the code with its QR, who takes part, the links, and the steps as they can be changed."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import streamlit as st

from strategy import workshop
from strategy.company.names import customer_names
from strategy.words.formats import number
from strategy.workshop import in_halves
from strategy.workshop.views import Person
from ui.frame import choosing
from ui.overview import take_along
from ui.overview.report import as_typed
from ui.room import editing, picking, pictures
from ui.room.lead import MADE, Lead, now

LINKS = ("screen", "helper", "recovery", "preparation")


def side_of_the_room(lead: Lead) -> None:
    """Draw the side of the room."""
    with st.container(key="bk_panel_door"):
        code(lead)
        people(lead)
    with st.expander(lead.say("steps.title")):
        jump(lead)
        st.button(lead.say("steps.edit"), key="edit_steps", icon=":material/edit:", on_click=editing.begin)
    picking.customers_to_pick(lead)
    with st.expander(lead.say("links.title")):
        links(lead)
    with st.expander(lead.say("people.manage")):
        manage(lead)
    with st.expander(take_along.take_along_text(lead.desk, "deck")):
        address = pictures.joining_address(lead.view.code)
        take_along.deck_on_paper(lead.desk, names_of_customers(lead), address, in_halves(lead.view.code))


def names_of_customers(lead: Lead) -> list[str]:
    """What the customers of the company are called, in the order of the list."""
    return list(customer_names(lead.company.customers, lead.language).values())


def code(lead: Lead) -> None:
    """The code, the address and the QR, and the lock."""
    view = lead.view
    image = pictures.qr(pictures.joining_address(view.code))
    locked = f'<p class="bk-locked">{escape(lead.say("door.locked"))}</p>' if view.locked else ""
    local = f'<p class="bk-note">{escape(lead.say("door.local"))}</p>' if pictures.is_local() else ""
    guesses = workshop.DOOR.many_guess() and not view.locked
    guessed = f'<p class="bk-note" role="status">{escape(lead.say("door.guessed"))}</p>' if guesses else ""
    st.html(
        f'<div class="bk-door">{image}<div><p class="bk-note">{escape(lead.say("door.go"))}</p>'
        f"<p><b>{pictures.address_shown()}</b></p>"
        f'<p class="bk-note">{escape(lead.say("door.code"))}</p>'
        f'<p class="bk-code-large">{escape(in_halves(view.code))}</p></div></div>{locked}{local}{guessed}'
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            lead.say("door.open_again" if view.locked else "door.lock"),
            key="lock",
            icon=":material/lock_open:" if view.locked else ":material/lock:",
            on_click=lead.lock,
            args=(not view.locked,),
        )
        st.link_button(lead.say("door.screen"), f"/scherm?sessie={lead.id}", icon=":material/present_to_all:")
    the_screen(lead)


def the_screen(lead: Lead) -> None:
    """What can be done with the screen from here: its pages, its sound, the QR code large."""
    page = lead.view.page
    with st.expander(lead.say("screen.manage")):
        st.caption(lead.say("screen.large"))
        with st.container(horizontal=True, gap="small"):
            st.button(
                lead.say("screen.next_page"), key="page_next", on_click=lead.turn_page, args=(page + 1,)
            )
            if page:
                st.button(lead.say("screen.by_itself"), key="page_auto", on_click=lead.turn_page, args=(0,))
        st.checkbox(
            lead.say("screen.sound"),
            value=lead.view.sound,
            key=f"sound_{lead.view.sound}",
            on_change=lead.let_sound,
            args=(not lead.view.sound,),
        )


def people(lead: Lead) -> None:
    """Who takes part; only the facilitator sees the names."""
    present = [person for person in lead.view.people if not person.removed]
    if lead.view.leaders:
        st.caption(as_typed(lead.say("people.led_by", names=", ".join(lead.view.leaders))))
    head = lead.say("people.count", n=len(present)) if present else lead.say("people.nobody")
    names = "".join(f"<li>{escape(each.name)}<i>{state(lead, each)}</i></li>" for each in present)
    if lead.view.open and lead.view.poll_kind == "vote":
        names = ""
    st.html(
        f'<h2 class="bk-panel-title bk-air">{escape(head)}</h2><ul class="bk-people bk-plain bk-who">{names}</ul>'
    )


def state(lead: Lead, person: Person) -> str:
    """Whether somebody is ready, only watches or is gone for a while."""
    if person.watching:
        return escape(lead.say("people.watching"))
    return escape(lead.say("ready.yes")) if person.ready else gone(lead, person).removeprefix(" · ")


def gone(lead: Lead, person: Person) -> str:
    """That a phone is gone for a while; nothing for one that is there."""
    return f" · {escape(lead.say('people.away'))}" if person.away else ""


# The steps


def jump(lead: Lead) -> None:
    """Every step, with the current one marked; a tap brings everybody there."""
    with st.container(key="bk_room_steps", gap=None):
        for step in lead.view.steps:
            here = step.id == lead.view.step.id
            minutes = lead.say("opening.minutes", n=number(step.minutes, lead.language, 1))
            st.button(
                f"{step.number}. {as_typed(step.title)} · {minutes}",
                key=f"jump_{lead.view.step.id}_{step.id}",
                type="tertiary",
                icon=":material/arrow_right:" if here else None,
                disabled=here,
                on_click=lead.go,
                args=(step.id,),
            )


# Links


def links(lead: Lead) -> None:
    """Make a link for another device or person, and end one that was given."""
    for name in LINKS:
        st.caption(lead.say(f"links.{name}_text"))
        st.button(lead.say(f"links.{name}"), key=f"link_{name}", on_click=lead.make_link, args=(name,))
        made = st.session_state.get(MADE, ("", "", ""))
        if made[:2] == (lead.id, name):
            st.code(lead.address(name, made[2]), language=None, wrap_lines=True)
            st.caption(lead.say("links.once"))
    given(lead)


def way_back(lead: Lead) -> None:
    """On the first screen: the link with which this facilitator goes on elsewhere, to copy, mail or scan."""
    made = st.session_state.get(MADE, ("", "", ""))
    is_made = made[:2] == (lead.id, "recovery")
    if lead.view.rehearsal or lead.view.step.number > 1 or not (is_made or needs_way_back(lead)):
        return
    with st.container(key="bk_panel_keep"):
        st.markdown(f"**{lead.say('links.recovery')}**")
        st.caption(lead.say("links.recovery_text"))
        if not is_made:
            st.button(
                lead.say("links.recovery_make"),
                key="keep_recovery",
                icon=":material/key:",
                on_click=lead.make_link,
                args=("recovery",),
            )
            return
        address = lead.address("recovery", made[2])
        st.code(address, language=None, wrap_lines=True)
        st.link_button(lead.say("links.mail"), mailed(lead, address), icon=":material/mail:")
        st.html(str(pictures.qr(address)))
        st.caption(lead.say("links.once"))


def needs_way_back(lead: Lead) -> bool:
    """Whether nobody made such a link yet."""
    given = workshop.workshop_links(lead.desk.store, lead.desk.visitor, lead.id)
    return not any(link.label == "recovery" and link.opens("workshop", now()) for link in given)


def mailed(lead: Lead, address: str) -> str:
    """An address that begins a mail to oneself with this link in it."""
    name = lead.view.company_name or lead.desk.say("home.nameless")
    subject = lead.say("links.mail_subject", name=name)
    return f"mailto:?subject={quote(subject)}&body={quote(address)}"


def given(lead: Lead) -> None:
    """The links that still open, each with the button that ends it."""
    opened = [
        link
        for link in workshop.workshop_links(lead.desk.store, lead.desk.visitor, lead.id)
        if link.opens("workshop", now())
    ]
    for link in opened:
        role = lead.say(f"links.role.{link.label or link.about['role']}") if link.about else ""
        st.button(
            lead.say("links.revoke", role=role, hint=link.hint, made=lead.desk.day(link.created)),
            key=f"revoke_{link.token_hash}",
            type="tertiary",
            icon=":material/link_off:",
            on_click=lead.revoke,
            args=(link.token_hash,),
        )


# People


def leaders(lead: Lead) -> None:
    """One's own name as who leads this session."""
    key = f"own_name_{lead.view.own_name}"
    st.text_input(
        lead.say("people.own_name"),
        value=lead.view.own_name,
        key=key,
        max_chars=60,
        on_change=lead.introduce,
        args=(key,),
    )


def manage(lead: Lead) -> None:
    """Remove or merge people, and open cards."""
    leaders(lead)
    present = [person for person in lead.view.people if not person.removed]
    gone = [person for person in lead.view.people if person.removed]
    if present:
        one = pick(lead, "people.who", present, "manage_who")
        with st.container(horizontal=True, gap="small"):
            st.button(lead.say("people.remove"), key="remove", on_click=lead.remove, args=(one.id,))
            st.button(
                lead.say("people.vote_again" if one.watching else "people.only_watch"),
                key="watch",
                on_click=lead.let_watch,
                args=(one.id, not one.watching),
            )
        others = [person for person in present if person.id != one.id]
        if others:
            st.caption(lead.say("people.merge_text"))
            kept = pick(lead, "people.same_as", others, "manage_kept")
            st.button(lead.say("people.merge"), key="merge", on_click=lead.merge, args=(one.id, kept.id))
    for person in gone:
        st.button(
            lead.say("people.put_back", name=as_typed(person.name)),
            key=f"back_{person.id}",
            on_click=lead.put_back,
            args=(person.id,),
        )
    open_cards(lead, present)


def pick(lead: Lead, label: str, people: list[Person], key: str) -> Person:
    """Choose one of these people."""
    by_id = {person.id: person for person in people}
    labels = {id: f"{person.number}. {person.name}" for id, person in by_id.items()}
    return by_id.get(choosing.from_list(lead.say(label), labels, key=key) or "", people[0])


def open_cards(lead: Lead, present: list[Person]) -> None:
    """Names beside votes: only once everybody agreed."""
    view = lead.view
    st.html(f'<h3 class="bk-measure">{escape(lead.say("cards.title"))}</h3>')
    st.caption(lead.say("cards.text"))
    if view.open_cards_asked:
        yes = sum(bool(person.open_cards) for person in present)
        st.caption(
            lead.say("cards.open" if view.cards_open else "cards.count", yes=str(yes), of=str(len(present)))
        )
    st.button(
        lead.say("cards.stop" if view.open_cards_asked else "cards.ask"),
        key="open_cards",
        on_click=lead.ask_open_cards,
        args=(not view.open_cards_asked,),
    )
