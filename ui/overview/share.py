"""Sharing on screen: make a link with a preview of what its receiver sees, and show it once, as a QR code too."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from strategy.company import sharing
from strategy.company.passwords import ShortPassword
from strategy.company.quotas import Full
from strategy.company.sharing import Terms
from strategy.overview import PARTS, CompanyOverview, Level, with_only
from strategy.overview.shared import froze_at
from strategy.words import clock
from strategy.words.texts import text
from ui.frame import choosing
from ui.frame.frame import Desk
from ui.html import page
from ui.look.qr import qr, qr_picture
from ui.look.tables import as_typed
from ui.overview import overview_of

LEVELS: tuple[Level, ...] = ("short", "standard", "full")
PARTS_OF: dict[Level, tuple[str, ...]] = {"short": ("work",), "standard": PARTS, "full": PARTS}
NO_END = 0
TOKEN = "shared_token"
"""In the session of a tab: the token that was just made, with whether it is live and behind a password."""


def ask(desk: Desk) -> None:
    """Open the dialog in which a link is made."""

    @st.dialog(desk.say("share.title"), width="large")
    def dialog() -> None:
        if made := st.session_state.get(TOKEN):
            given(desk, *made)
            return
        level = level_asked(desk, "share", "standard")
        label = st.text_input(
            desk.say("share.label"), max_chars=200, placeholder=desk.say("share.label_hint")
        )
        terms = terms_asked(desk, "share", level, Terms(live=kind_asked(desk)))
        lasts, secret = st.columns(2)
        with lasts:
            days = days_asked(
                desk, "share_days", {days: in_days(desk, days) for days in (*sharing.LASTS, NO_END)}
            )
        password = secret.text_input(
            desk.say("share.password"),
            type="password",
            placeholder=desk.say("share.password_hint"),
            max_chars=200,
            key="share_password",
        )
        with st.expander(desk.say("share.preview")):
            show_preview(overview_as(desk, level, terms), live=terms.live)
        st.button(
            desk.say("share.make"),
            type="primary",
            on_click=or_say_why(desk, make),
            args=(desk, level, terms, label, days or None, password),
            key="share_make",
        )
        say_why()

    dialog()


def make(desk: Desk, level: Level, terms: Terms, label: str, days: int | None, password: str) -> None:
    """Keep the link with all that was chosen in one insert, and remember the token, which is shown once."""
    frozen = overview_as(desk, level, terms)
    token = sharing.freeze(
        desk.store,
        desk.visitor,
        desk.sheet.company_id,
        level,
        desk.language,
        label,
        {} if terms.live else frozen.model_dump(mode="json"),
        clock.now(),
        days,
        terms=froze_at(terms, desk.sheet),
        password=password,
    )
    st.session_state[TOKEN] = (token, terms.live, bool(password))


def given(desk: Desk, token: str, live: bool, has_password: bool) -> None:
    """The link that was just made, to copy."""
    st.markdown(desk.say("share.ready_live" if live else "share.ready_frozen"))
    shown_once(desk, token, has_password)


def shown_once(desk: Desk, token: str, has_password: bool) -> None:
    """An address that nobody can look up later: to copy, to scan, to print."""
    st.code(address(token), language=None, wrap_lines=True)
    if has_password:
        st.caption(desk.say("share.opens"))
    code, words = st.columns([0.3, 0.7], vertical_alignment="center")
    code.html(qr(address(token)))
    words.download_button(
        desk.say("share.qr"),
        qr_picture(address(token)),
        desk.file_name("qr", "png"),
        "image/png",
        key="share_qr",
    )
    words.caption(desk.say("share.once"))


def address(token: str) -> str:
    """The full address of a shared overview, as the visitor's browser reaches this app."""
    here = (st.context.url or "").split("?")[0]
    start = "/".join(here.split("/")[:3])
    return f"{start}/deel/{token}"


# What is asked of a link


def level_asked(desk: Desk, key: str, now: Level) -> Level:
    """How much the reader sees."""
    level = choosing.from_row(
        desk.say("share.level"),
        choosing.in_words(LEVELS, lambda code: desk.say(f"share.levels.{code}")),
        default=now,
        required=True,
        key=f"{key}_level",
    )
    assert level is not None
    st.caption(desk.say(f"share.explain.{level}"))
    return level


def kind_asked(desk: Desk) -> bool:
    """Whether the link is live."""
    kinds = choosing.in_words(("frozen", "live"), lambda kind: desk.say(f"share.kinds.{kind}"))
    kind = choosing.from_row(desk.say("share.kind"), kinds, default="frozen", required=True, key="share_kind")
    return kind == "live"


def days_asked(desk: Desk, key: str, labels: dict[int, str], now: int = sharing.DAYS) -> int:
    """How long the link lasts, in days; `NO_END` without an end."""
    days = choosing.from_list(desk.say("share.lasts"), labels, index=list(labels).index(now), key=key)
    return sharing.DAYS if days is None else days


def in_days(desk: Desk, days: int) -> str:
    """`30 dagen`, `een jaar`, `zonder einde`."""
    key = {NO_END: "none", 365: "year"}.get(days, "days")
    return desk.say(f"share.days.{key}", n=days)


def terms_asked(desk: Desk, key: str, level: Level, now: Terms) -> Terms:
    """Which parts are in the link, own words or not, amounts in bands or not."""
    parts = parts_asked(desk, key, level, now.parts)
    own_words = bands = False
    if level == "full":
        bands = st.checkbox(desk.say("share.bands"), value=now.bands, key=f"{key}_bands")
        if bands:
            st.caption(desk.say("share.bands_shown"))
    else:
        own_words = st.checkbox(desk.say("share.own_words"), value=now.own_words, key=f"{key}_own_words")
        st.caption(desk.say("share.own_words_shown" if own_words else "share.own_words_hidden"))
    return Terms(now.live, own_words, bands, parts, now.sequence)


def parts_asked(desk: Desk, key: str, level: Level, now: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The parts that are in it; None for all of them."""
    offered = PARTS_OF[level]
    if len(offered) == 1:
        return None
    chosen = choosing.several_of_row(
        desk.say("share.parts"),
        choosing.in_words(offered, lambda part: desk.say(f"share.part.{part}")),
        default=[part for part in offered if now is None or part in now],
        key=f"{key}_parts",
    )
    if not chosen:
        st.caption(desk.say("share.nothing_in"))
    return None if len(chosen) == len(offered) else tuple(part for part in offered if part in chosen)


def overview_as(desk: Desk, level: Level, terms: Terms) -> CompanyOverview:
    """The overview of the company in front as a link on these terms gives it now."""
    whole = overview_of.overview(desk, level, own_words=terms.own_words, bands=terms.bands)
    return with_only(whole, PARTS if terms.parts is None else terms.parts)


def show_preview(seen: CompanyOverview, *, live: bool) -> None:
    """What the receiver sees, drawn as the page of the link draws it."""
    with st.container(key="bk_reader"):
        st.html(f'<div class="bk-reader">{page.body(seen, live=live)}</div>')


# What cannot be kept


def or_say_why(desk: Desk, deed: Callable[..., None]) -> Callable[..., None]:
    """The same deed; where it is refused, `say_why` says so in the dialog."""

    def do(*asked: object, **more: object) -> None:
        try:
            deed(*asked, **more)
        except (ShortPassword, Full) as refused:
            st.session_state["share_refused"] = text(refused.code, desk.language, **refused.values)

    return do


def say_why() -> None:
    """Why the last deed was refused, once."""
    if refused := st.session_state.pop("share_refused", ""):
        st.error(as_typed(refused))
