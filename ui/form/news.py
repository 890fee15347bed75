"""What changed in a form since the browser has it: a page that runs again sends that, and not every item once more.

A long form is sent once and then stays, letter for letter, what it was, so that Streamlit only names it. Beside it
goes the news: what is different by now, in numbered steps from where the browser said it was (form.js puts it together).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

import streamlit as st

LONG = 20
"""Items from which it is worth it."""
KEPT = "forms_sent"
LOST = -1
Spec = Mapping[str, Any]

_NEWS = st.components.v2.component(
    "bierkaartjes_news",
    html="<!-- nothing to see -->\n",
    js="""\
export default ({ data }) => dispatchEvent(new CustomEvent("bk-news", { detail: data }));
""",
)


@dataclass
class Sent:
    """A form as the browser got it, as it is by now, and the steps between that it may not have yet."""

    first: Spec
    now: Spec
    steps: list[tuple[int, Spec]] = field(default_factory=list)
    dropped: int = 0

    @property
    def number(self) -> int:
        """The number of the last step."""
        return self.dropped + len(self.steps)


def sent(key: str, drawn: Spec) -> Spec:
    """The form to send for this one: the same as before where the browser only needs the news of it."""
    before: Sent | None = _kept().get(key) if key in st.session_state else None
    _forget()
    if len(drawn["items"]) <= LONG:
        _kept().pop(key, None)
        return drawn
    step = None if before is None else difference(before.now, drawn)
    if before is None or step is None:
        _kept()[key] = Sent(first := {**drawn, "form_key": key, "edition": uuid4().hex}, first)
        return first
    before.now = {**drawn, "items": _shared(before.now["items"], drawn["items"])}
    if step:
        before.steps.append((before.number + 1, step))
    return before.first


def tell(key: str) -> None:
    """Draw the news of this form, where there is any to tell."""
    here: Sent | None = _kept().get(key)
    if here is None:
        return
    steps = [{"number": number, **step} for number, step in here.steps]
    _NEWS(
        data={"form_key": key, "edition": here.first["edition"], "dropped": here.dropped, "steps": steps},
        key=f"{key}-news",
    )


def heard(key: str) -> None:
    """The browser said how far it is: what it has need not be told again, and where it lost a step it gets all."""
    said = (st.session_state.get(key) or {}).get("said")
    here: Sent | None = _kept().get(key)
    if here is None or not isinstance(said, Mapping) or said.get("edition") != here.first["edition"]:
        return
    has = said.get("has")
    if has == LOST:
        _kept().pop(key)
    elif isinstance(has, int) and here.dropped < has <= here.number:
        here.steps = here.steps[has - here.dropped :]
        here.dropped = has


def on_said(key: str) -> partial[None]:
    """What to do when the form with this key says something."""
    return partial(heard, key)


def difference(before: Spec, now: Spec) -> Spec | None:
    """What is different: the parts of the form, of every item its parts, the ids of those that went.

    None where the items stand in another order than the browser would put them in: it keeps its own, and adds at the end.
    """
    old, new = _by_id(before["items"]), _by_id(now["items"])
    if [*(id for id in old if id in new), *(id for id in new if id not in old)] != list(new):
        return None
    items = [_parts(old.get(id, {}), item) for id, item in new.items() if old.get(id) != item]
    found = {
        "parts": {name: said for name, said in now.items() if name != "items" and before.get(name) != said},
        "items": items,
        "gone": [id for id in old if id not in new],
    }
    return {name: said for name, said in found.items() if said}


def _by_id(items: Sequence[Spec]) -> dict[str, Spec]:
    return {item["id"]: item for item in items}


def _parts(before: Spec, now: Spec) -> Spec:
    """The parts of an item that are different, None for one that is not there any more."""
    changed = {name: said for name, said in now.items() if name not in before or before[name] != said}
    return {"id": now["id"], **changed, **dict.fromkeys(before.keys() - now.keys())}


def _shared(before: Sequence[Spec], now: Sequence[Spec]) -> list[Spec]:
    """The items as they are now; one that did not change is kept once."""
    old = _by_id(before)
    return [old[item["id"]] if old.get(item["id"]) == item else item for item in now]


def _kept() -> dict[str, Sent]:
    kept: dict[str, Sent] = st.session_state.setdefault(KEPT, {})
    return kept


def _forget() -> None:
    """Let go of the forms that are on no page any more."""
    for key in [key for key in _kept() if key not in st.session_state]:
        _kept().pop(key)
