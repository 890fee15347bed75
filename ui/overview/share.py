"""Sharing on screen: make a link with a preview of what its receiver sees, and the list of links given."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from strategy.company import sharing
from strategy.overview import Level
from strategy.words import clock
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.overview import overview_of, report

LEVELS: tuple[Level, ...] = ("short", "standard", "full")


def ask(desk: Desk) -> None:
    """Open the dialog in which a link is made."""

    @st.dialog(desk.say("share.title"), width="large")
    def dialog() -> None:
        if token := st.session_state.get("shared_token"):
            given(desk, token)
            return
        level = choosing.from_row(
            desk.say("share.level"),
            choosing.in_words(LEVELS, lambda code: desk.say(f"share.levels.{code}")),
            default="standard",
            required=True,
            key="share_level",
        )
        assert level is not None
        st.caption(desk.say(f"share.explain.{level}"))
        label = st.text_input(
            desk.say("share.label"), max_chars=200, placeholder=desk.say("share.label_hint")
        )
        own_words = False
        with st.expander(desk.say("share.preview")):
            preview = st.container()
            if level != "full":
                own_words = st.checkbox(desk.say("share.own_words"), key="share_own_words")
                st.caption(desk.say("share.own_words_shown" if own_words else "share.own_words_hidden"))
        with preview:
            seen = overview_of.overview(desk, level, own_words=own_words)
            report.heading(seen, desk.language)
            report.draw(seen, desk.language, key="preview")
        st.button(
            desk.say("share.make"),
            type="primary",
            on_click=make,
            args=(desk, level, label, own_words),
            key="share_make",
        )

    dialog()


def make(desk: Desk, level: Level, label: str, own_words: bool = False) -> None:
    """Freeze the overview as the preview showed it and remember the token, which is shown once."""
    frozen = overview_of.overview(desk, level, own_words=own_words)
    st.session_state["shared_token"] = sharing.freeze(
        desk.store,
        desk.visitor,
        desk.sheet.company_id,
        level,
        desk.language,
        label,
        frozen.model_dump(mode="json"),
        datetime.now(UTC),
    )


def given(desk: Desk, token: str) -> None:
    """The link that was just made, to copy."""
    st.markdown(desk.say("share.ready", days=sharing.DAYS))
    st.code(address(token), language=None, wrap_lines=True)
    st.caption(desk.say("share.once"))


def address(token: str) -> str:
    """The full address of a shared overview, as the visitor's browser reaches this app."""
    here = (st.context.url or "").split("?")[0]
    start = "/".join(here.split("/")[:3])
    return f"{start}/deel/{token}"


def listed(desk: Desk) -> None:
    """The links given for this company: to whom, until when, and the button that ends one."""
    shares = sharing.shares_of(desk.store, desk.visitor, desk.sheet.company_id)
    if not shares:
        st.caption(desk.say("share.none"))
        return
    now = clock.now()
    for share in shares:
        if share.is_open(now):
            link(desk, share)
    if closed := [share for share in shares if not share.is_open(now)]:
        with st.expander(desk.say("share.closed", n=len(closed))):
            for share in closed:
                st.markdown(line(desk, share))


def link(desk: Desk, share: sharing.SharedLink) -> None:
    """A link that still shows something, and the button that ends it."""
    words, button = st.columns([0.75, 0.25], vertical_alignment="center")
    words.markdown(line(desk, share))
    button.button(
        desk.say("share.revoke"),
        key=f"revoke_{share.token_hash}",
        on_click=revoke,
        args=(desk, share.token_hash),
        width="stretch",
    )


def line(desk: Desk, share: sharing.SharedLink) -> str:
    """One link in words; the label is the owner's own and is shown as typed."""
    label = report.as_typed(share.label) or desk.say("share.no_label")
    until = "" if share.expires is None else desk.say("share.until", day=desk.day(share.expires))
    if share.revoked is not None:
        until = desk.say("share.revoked", day=desk.day(share.revoked))
    elif share.expires is not None and share.expires <= datetime.now(UTC):
        until = desk.say("share.expired", day=desk.day(share.expires))
    return desk.say(
        "share.line",
        label=label,
        level=desk.say(f"share.levels.{share.level}"),
        hint=share.hint,
        made=desk.day(share.created),
        until=until,
    )


def revoke(desk: Desk, token_hash: str) -> None:
    """End a link at once."""
    sharing.revoke(desk.store, desk.visitor, token_hash, datetime.now(UTC))
