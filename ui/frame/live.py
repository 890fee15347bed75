"""What a screen in the room does by itself: notice that the workshop changed, and count down.

`listen` keeps one stream of events open (`GET /live/{workshop}`) and reruns the fragment in which it stands, at
most twice a second, when there is something new to see. `clock` counts in the browser by the server's time.
"""

from __future__ import annotations

import time
from datetime import datetime

import streamlit as st

from ui.look.scripts import loader

CLOCK_STYLE = """\
:host { display: block; }
.clock { font-family: var(--st-heading-font), Georgia, serif; font-weight: 600; font-variant-numeric: tabular-nums;
  line-height: 1.1; color: var(--st-text-color); white-space: nowrap; }
.clock span { font: 400 .36em/1.2 var(--st-font), sans-serif; color: var(--st-gray-text-color, inherit);
  margin-left: .5em; }
.clock.over { color: var(--st-red-color); }
"""

_LISTEN = st.components.v2.component(
    "bierkaartjes_live", html="<i></i>\n<!-- nothing to see -->", js=loader("live")
)
_CLOCK = st.components.v2.component(
    "bierkaartjes_clock",
    html='<div class="clock" role="timer"></div>\n<!-- -->',
    css=CLOCK_STYLE,
    js=loader("clock"),
)


def listen(workshop_id: str, edition: str, *, key: str) -> None:
    """From now on rerun the fragment that calls this whenever the workshop is past this edition."""
    with st.container(key=f"bk_live_{key}", height=1, border=False):
        _LISTEN(
            data={"address": f"/live/{workshop_id}", "edition": edition, "drawn": time.monotonic_ns()},
            key=key,
            on_changed_change=_heard,
        )


def clock(
    end: datetime | None, now: datetime, planned: float, words: dict[str, str], *, size: str, key: str
) -> None:
    """Show how long until `end`; without one the seconds that are `planned`, standing still.

    `now` is the server's, so that every screen shows the same. `words`: label, running, stopped, over.
    """
    left = None if end is None else (end - now).total_seconds()
    _CLOCK(data={"left": left, "planned": round(planned), "words": words, "size": size}, key=key)


def _heard() -> None:
    """Streamlit keeps a trigger only where a callback is given; the rerun itself draws what is new."""
