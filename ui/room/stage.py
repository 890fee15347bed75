"""What a screen does by itself (screen.js): pages, the QR code at the key Q, a sound when time is over, staying awake."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from strategy.workshop import RoomView, in_halves
from ui.room import pictures

STYLE = """\
:host { display: block; }
[hidden] { display: none !important; }
.bar { position: fixed; left: 0; right: 0; bottom: 0; z-index: 50; display: flex; align-items: center; gap: 1vw; padding: .4vw 4vw; background: var(--st-background-color); color: var(--st-text-color); font: 600 max(19.2px, 1.5vw)/1.2 var(--st-font), sans-serif; }
.bar div { flex: 1; height: 8px; border-radius: 4px; background: var(--st-border-color); overflow: hidden; } .bar i { display: block; height: 100%; background: var(--st-text-color); }
.large { position: fixed; inset: 0; z-index: 60; display: grid; grid-template-columns: auto auto; gap: 4vw; place-content: center; align-items: center; background: #FFFFFF; color: #221D17; font: 600 max(24px, 2.4vw)/1.3 var(--st-font), sans-serif; }
.large img { width: min(84vh, 52vw); image-rendering: pixelated; } .large b { display: block; font-size: max(40px, 6vw); letter-spacing: .03em; white-space: nowrap; }
"""
HTML = """\
<div class="bar" hidden><div><i></i></div><b></b></div>
<div class="large" hidden><img alt=""><p><span></span><b></b></p></div>
"""
_SCREEN = st.components.v2.component(
    "bierkaartjes_screen",
    html=HTML,
    css=STYLE,
    js=(Path(__file__).resolve().parent / "screen.js").read_text(encoding="utf-8"),
)


def by_itself(view: RoomView, *, pages: bool, key: str) -> None:
    """Let this screen look after itself; `pages`: turn what does not fit. On the desk only the QR code comes at Q."""
    left = None if view.clock_end is None else (view.clock_end - view.now).total_seconds()
    with st.container(key=f"bk_live_{key}", height=1, border=False):
        _SCREEN(
            data={
                "pages": pages,
                "page": view.page,
                "place": f"{view.step.id} {view.round} {view.revealed} {view.on_table}",
                "left": left,
                "sound": pages and view.sound,
                "qr": pictures.qr_address(pictures.joining_address(view.code)),
                "code": in_halves(view.code),
                "address": pictures.typed_address(),
            },
            key=key,
        )
