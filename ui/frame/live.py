"""What a screen in the room does by itself: notice that the workshop changed, and count down.

`listen` keeps one stream of events open (`GET /live/{workshop}`) and reruns the fragment in which it stands, at
most twice a second, when there is something new to see. `clock` counts in the browser by the server's time.
"""

from __future__ import annotations

import time
from datetime import datetime

import streamlit as st

LISTENING = """\
const rooms = new WeakMap(); // where Streamlit mounted it -> the stream of that screen
const PAUSE = 450, POLL = 2000, PATIENCE = 5000, STUCK = 6000;

// After a restart of the server Streamlit does not know this fragment any more and answers nothing at all.
const isIdle = () => {
  const app = document.querySelector("[data-testid=stApp]")?.dataset;
  return app?.testScriptState === "notRunning" && app?.testConnectionState === "CONNECTED";
};

class Stream {
  constructor(address) {
    this.address = address;
    this.shown = this.heard = undefined;
    this.at = 0;
    this.open();
    this.waiting = setTimeout(() => this.poll(), PATIENCE);
  }
  open() {
    this.source = new EventSource(this.address);
    this.source.onopen = () => { clearTimeout(this.waiting); clearInterval(this.polling); this.polling = 0; };
    this.source.onmessage = (event) => this.hear(event.data);
    this.source.onerror = () => {
      this.shown = this.heard = undefined; // whatever it was: look again once the line is back
      if (this.source.readyState === EventSource.CLOSED) this.poll();
    };
  }
  hear(edition) {
    const isNew = edition !== this.heard && edition !== this.shown;
    this.heard = edition;
    if (isNew) this.soon();
  }
  soon() {
    clearTimeout(this.next);
    this.next = setTimeout(() => this.ask(), Math.max(0, this.at + PAUSE - performance.now()));
  }
  ask() {
    this.at = performance.now();
    this.fire(`${this.heard} ${this.at}`);
    this.stuck ||= setInterval(() => { if (isIdle()) location.reload(); }, STUCK);
  }
  drawn(edition) {
    clearInterval(this.stuck);
    this.stuck = 0;
    this.shown = edition;
  }
  poll() { this.polling ||= setInterval(() => this.ask(), POLL); }
  stop() {
    this.source.close();
    clearTimeout(this.waiting); clearTimeout(this.next);
    clearInterval(this.polling); clearInterval(this.stuck);
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let stream = rooms.get(parentElement);
  if (stream?.address !== data.address) {
    stream?.stop();
    stream = new Stream(data.address);
    rooms.set(parentElement, stream);
  }
  stream.drawn(data.edition);
  stream.fire = (edition) => setTriggerValue("changed", edition);
  return () => { rooms.get(parentElement)?.stop(); rooms.delete(parentElement); };
}
"""

CLOCK_STYLE = """\
:host { display: block; }
.clock { font-family: var(--st-heading-font), Georgia, serif; font-weight: 600; font-variant-numeric: tabular-nums;
  line-height: 1.1; color: var(--st-text-color); white-space: nowrap; }
.clock span { font: 400 .36em/1.2 var(--st-font), sans-serif; color: var(--st-gray-text-color, inherit);
  margin-left: .5em; }
.clock.over { color: var(--st-red-color); }
"""

COUNTING = """\
const clocks = new WeakMap();

const shown = (seconds) => {
  const whole = Math.abs(seconds), hours = Math.floor(whole / 3600);
  const pair = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  return (hours ? `${hours}:${pair(minutes)}` : `${minutes}`) + `:${pair(whole % 60)}`;
};

export default function ({ data, parentElement }) {
  const face = parentElement.querySelector(".clock");
  if (!face || !data) return;
  clearInterval(clocks.get(parentElement));
  face.style.fontSize = data.size;
  face.setAttribute("aria-label", data.words.label);
  const end = data.left === null ? null : Date.now() + data.left * 1000;
  const draw = () => {
    const left = end === null ? data.planned : Math.round((end - Date.now()) / 1000);
    const isOver = end !== null && left <= 0;
    const note = end === null ? data.words.stopped : isOver ? data.words.over : data.words.running;
    face.classList.toggle("over", isOver);
    face.replaceChildren(shown(left), Object.assign(document.createElement("span"), { textContent: note }));
  };
  draw();
  if (end !== null) clocks.set(parentElement, setInterval(draw, 250));
  return () => clearInterval(clocks.get(parentElement));
}
"""

_LISTEN = st.components.v2.component(
    "bierkaartjes_live", html="<i></i>\n<!-- nothing to see -->", js=LISTENING
)
_CLOCK = st.components.v2.component(
    "bierkaartjes_clock",
    html='<div class="clock" role="timer"></div>\n<!-- -->',
    css=CLOCK_STYLE,
    js=COUNTING,
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
