"""The links given of a company: what each gives, to whom, until when and how often it was opened; change and end them."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from strategy.company import sharing
from strategy.company.sharing import Address, SharedLink, Terms
from strategy.overview import Level
from strategy.overview.shared import frozen_anew, level_of, read_share
from strategy.words import clock
from strategy.words.texts import joined, text
from ui.frame.frame import Desk
from ui.look.tables import as_typed
from ui.overview import share as making

AS_IT_IS = -1


def listed(desk: Desk) -> None:
    """Every link: what it gives and the buttons that change and end it; those that ended folded away."""
    shares = sharing.shares_of(desk.store, desk.visitor, desk.sheet.company_id)
    if not shares:
        st.caption(desk.say("share.none"))
        return
    now = clock.now()
    if is_open := [share for share in shares if share.is_open(now)]:
        for share in is_open:
            link(desk, share)
        st.caption(desk.say("share.counting"))
    if closed := [share for share in shares if not share.is_open(now)]:
        with st.expander(desk.say("share.closed", n=len(closed))):
            for share in closed:
                st.markdown(f"{line(desk, share)} · {opened(desk, share)}")


def link(desk: Desk, share: SharedLink) -> None:
    """A link that still shows something."""
    with st.container(key=f"bk_link_{share.entry[:12]}", border=True):
        st.markdown(line(desk, share))
        st.caption(f"{inside(desk, share)} · {opened(desk, share)}")
        with st.container(horizontal=True):
            if st.button(desk.say("share.look"), key=f"look_{share.entry}"):
                look(desk, share)
            if st.button(desk.say("share.change"), key=f"change_{share.entry}"):
                change(desk, share)
            if st.button(desk.say("share.new_address"), key=f"address_{share.entry}"):
                new_address(desk, share)
            several = len(working_of(share)) > 1
            st.button(
                desk.say("share.revoke_all" if several else "share.revoke"),
                key=f"revoke_{share.entry}",
                on_click=revoke,
                args=(desk, share.entry),
            )
        for each in working_of(share) if several else ():
            address(desk, each)


def working_of(share: SharedLink) -> list[Address]:
    """The addresses that were not revoked."""
    return [each for each in share.addresses if each.revoked is None]


def address(desk: Desk, found: Address) -> None:
    """One address of several, and the button that ends it alone."""
    words, button = st.columns([0.75, 0.25], vertical_alignment="center")
    words.caption(
        desk.say(
            "share.address_line", hint=found.hint, day=desk.day(found.created), opened=opened(desk, found)
        )
    )
    button.button(
        desk.say("share.revoke"),
        key=f"revoke_address_{found.token_hash}",
        on_click=revoke_address,
        args=(desk, found.token_hash),
        width="stretch",
    )


def line(desk: Desk, share: SharedLink) -> str:
    """One link in words; the label is the owner's own and is shown as typed."""
    label = as_typed(share.label) or desk.say("share.no_label")
    until = desk.say("share.without_end")
    if share.revoked is not None:
        until = desk.say("share.revoked", day=desk.day(share.revoked))
    elif share.expires is not None:
        key = "share.expired" if share.expires <= datetime.now(UTC) else "share.until"
        until = desk.say(key, day=desk.day(share.expires))
    return desk.say(
        "share.line",
        label=label,
        level=desk.say(f"share.levels.{level_of(share)}"),
        hint=share.hint,
        made=desk.day(share.created),
        until=until,
    )


def inside(desk: Desk, share: SharedLink) -> str:
    """What is in it and how."""
    terms, level = share.terms, level_of(share)
    chosen = [part for part in making.PARTS_OF[level] if terms.parts is None or part in terms.parts]
    names = joined([desk.say(f"share.part.{part}") for part in chosen], desk.language)
    whole = len(chosen) == len(making.PARTS_OF[level])
    parts = desk.say("share.all_parts") if whole else names or desk.say("share.lights_only")
    said = [
        desk.say(f"share.kinds.{'live' if terms.live else 'frozen'}"),
        desk.say("share.inside", parts=parts),
    ]
    ways = {
        "with_own_words": terms.own_words and level != "full",
        "with_bands": terms.bands and level == "full",
        "with_password": share.password is not None,
    }
    return " · ".join([*said, *(desk.say(f"share.{way}") for way, holds in ways.items() if holds)])


def opened(desk: Desk, found: SharedLink | Address) -> str:
    """How often it was opened, and when last."""
    if found.opened is None:
        return desk.say("share.not_opened")
    return desk.say("share.opened", n=found.openings, day=desk.day(found.opened))


def look(desk: Desk, share: SharedLink) -> None:
    """Show what whoever has this link reads now."""

    @st.dialog(desk.say("share.look_title"), width="large")
    def dialog() -> None:
        given = sharing.preview(desk.store, desk.visitor, share.entry)
        try:
            making.show_preview(read_share(desk.store, given, desk.left_open), live=given.terms.live)
        except sharing.NotShared as gone:
            st.caption(text(gone.code, desk.language))

    dialog()


def revoke(desk: Desk, entry: str) -> None:
    """End a link at once, with all its addresses."""
    sharing.revoke_all(desk.store, desk.visitor, entry, datetime.now(UTC))


def revoke_address(desk: Desk, token_hash: str) -> None:
    """End one address at once."""
    sharing.revoke(desk.store, desk.visitor, token_hash, datetime.now(UTC))


def new_address(desk: Desk, share: SharedLink) -> None:
    """Make one more address under the same entry, and show it this once."""

    @st.dialog(desk.say("share.new_address"), on_dismiss="rerun")
    def dialog() -> None:
        made = st.session_state.setdefault("new_address", {})
        if share.entry not in made:
            made[share.entry] = sharing.new_address(desk.store, desk.visitor, share.entry, clock.now())
        st.markdown(desk.say("share.new_address_text"))
        making.shown_once(desk, made[share.entry], share.password is not None)

    st.session_state.pop("new_address", None)
    dialog()


# Changing


def change(desk: Desk, share: SharedLink) -> None:
    """Open the dialog in which expiry, level, parts and password are changed."""
    key = f"change_{share.entry[:12]}"

    @st.dialog(desk.say("share.change_title"), width="large")
    def dialog() -> None:
        st.caption(desk.say("share.change_text"))
        level = making.level_asked(desk, key, level_of(share))
        terms = making.terms_asked(desk, key, level, share.terms)
        label = st.text_input(desk.say("share.label"), value=share.label, max_chars=200, key=f"{key}_label")
        choices = {AS_IT_IS: until_now(desk, share)}
        choices |= {days: making.in_days(desk, days) for days in (*sharing.LASTS, making.NO_END)}
        days = making.days_asked(desk, f"{key}_days", choices, AS_IT_IS)
        password = password_asked(desk, key, share)
        if st.button(desk.say("share.change_go"), type="primary", key=f"{key}_go"):
            making.or_say_why(desk, keep)(desk, share, level, terms, label, days, password)
            if "share_refused" not in st.session_state:
                st.rerun()
        making.say_why()

    dialog()


def until_now(desk: Desk, share: SharedLink) -> str:
    """When it ends where nothing is changed."""
    end = (
        desk.say("share.without_end")
        if share.expires is None
        else desk.say("share.until", day=desk.day(share.expires))
    )
    return f"{desk.say('share.keeps')}: {end}"


def password_asked(desk: Desk, key: str, share: SharedLink) -> str | None:
    """Another password, "" for none, None for the one it has."""
    typed = st.text_input(
        desk.say("share.new_password" if share.password else "share.password"),
        type="password",
        placeholder=desk.say("share.new_password_hint" if share.password else "share.password_hint"),
        max_chars=200,
        key=f"{key}_password",
    )
    if typed:
        return typed
    gone = share.password is not None and st.checkbox(desk.say("share.no_password"), key=f"{key}_no_password")
    return "" if gone else None


def keep(
    desk: Desk, share: SharedLink, level: Level, terms: Terms, label: str, days: int, password: str | None
) -> None:
    """Let every address of the link give this from now on; a frozen one of the company as it was."""
    anew = None if terms.live else frozen_anew(desk.store, share, level, terms, desk.left_open)
    sharing.change(
        desk.store,
        desk.visitor,
        share.entry,
        level=level,
        label=label,
        terms=terms,
        overview={} if anew is None else anew.model_dump(mode="json"),
        expires=share.expires if days == AS_IT_IS else sharing.end_after(days or None, clock.now()),
        password=password,
    )
