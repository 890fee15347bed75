"""Cards in the room: everybody writes lines for the list questions, and the facilitator makes the list of them.

Until the reveal of its step a line is its author's alone; after it everybody sees the lines, nobody the authors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from strategy.company.access import NotAllowed, Visitor
from strategy.deck import Question, deck_in
from strategy.nouns.company import KINDS, Item
from strategy.nouns.workshop import OFFER, POINT, Idea, Step, Workshop
from strategy.store.interface import Change, StaleWrite, Store, UnknownCompany
from strategy.workshop.rights import Refused, not_closed_or_stop, running, seated, workshop_or_stop
from strategy.workshop.subjects import listed_in

MADE = "room-"
"""How the ids of the items begin that were made of lines."""
LONGEST_IDEA = 200
JOINS_SIGNS = "\u200d"
"""What makes one emoji of several; no print, and yet to be kept."""
MOST_IDEAS = 50
"""Lines of one person in one step: more is no list any more."""


def add_idea(
    store: Store, visitor: Visitor, workshop_id: str, step_id: str, question: str, text: str, write_id: str
) -> Idea:
    """Keep a line for a list question of this step, or another text for the line with the same write id.

    Once the step is revealed a line cannot be changed by its author any more, but new ones still come in. Raises
    `NotAllowed`, `Refused`: not asked, not begun, nothing written, too long, too many, already revealed.
    """
    participant = seated(store, visitor, workshop_id)
    workshop = workshop_or_stop(store, workshop_id)
    _asked_or_stop(workshop, step_id, question)
    id = hashlib.sha256(f"{participant.id} {write_id}".encode("utf-8", "replace")).hexdigest()[:20]
    own = [
        idea
        for idea in store.ideas(workshop_id)
        if idea.participant == participant.id and idea.step == step_id
    ]
    known = next((idea for idea in own if idea.id == id), None)
    words = text_or_stop(text)
    if known is not None and (known.text == words and known.state != "withdrawn"):
        return known
    if known is not None and is_revealed(workshop, known):
        raise Refused("workshop.refused.revealed")
    if known is None and sum(idea.state != "withdrawn" for idea in own) >= MOST_IDEAS:
        raise Refused("workshop.refused.too_many", most=MOST_IDEAS)
    blank = Idea(id=id, participant=participant.id, step=step_id, question=question, text=words)
    kept = known.model_copy(update={"text": words, "state": "new"}) if known else blank
    return store.put_idea(workshop_id, kept)


def withdraw_idea(store: Store, visitor: Visitor, workshop_id: str, idea_id: str) -> None:
    """Take back a line of one's own, before the reveal. Raises `NotAllowed`, `Refused` after it."""
    participant = seated(store, visitor, workshop_id)
    workshop = workshop_or_stop(store, workshop_id)
    idea = idea_or_stop(store, workshop_id, idea_id)
    if idea.participant != participant.id:
        raise NotAllowed
    if is_revealed(workshop, idea):
        raise Refused("workshop.refused.revealed")
    if idea.state != "withdrawn":
        store.put_idea(workshop_id, idea.model_copy(update={"state": "withdrawn"}))


def may_say(step: Step) -> str:
    """What people can send while the room talks in this step: a point, what they take on, or nothing ("")."""
    if step.kind == "talk":
        return POINT if step.way == "discuss" else ""
    return OFFER if step.kind in ("overview", "close") else ""


def is_revealed(workshop: Workshop, idea: Idea) -> bool:
    """Whether everybody may see this line."""
    poll = workshop.poll(idea.step)
    return poll is not None and poll.revealed > 0


def _asked_or_stop(workshop: Workshop, step_id: str, question: str) -> None:
    not_closed_or_stop(workshop)
    step = workshop.step_named(step_id)
    if step is not None and may_say(step) == question:
        return
    if step is None or step.kind != "list" or question not in {each.code for each in listed_in(step)}:
        raise Refused("workshop.refused.not_asked")
    if workshop.poll(step_id) is None:
        raise Refused("workshop.refused.not_begun")


def text_or_stop(text: str) -> str:
    """A line as it is kept. Raises `Refused` for nothing and for too much."""
    words = " ".join(
        "".join(sign if sign.isprintable() or sign == JOINS_SIGNS else " " for sign in text).split()
    )
    if not words:
        raise Refused("workshop.refused.no_text")
    if len(words) > LONGEST_IDEA:
        raise Refused("workshop.refused.too_long", most=LONGEST_IDEA)
    return words


# The facilitator makes the list


def word_idea(store: Store, visitor: Visitor, workshop_id: str, idea_id: str, wording: str) -> Idea:
    """Give a revealed line other words; what its author wrote stays on the author's sheet. Raises as `add_idea`."""
    words = text_or_stop(wording)
    return _arrange(store, visitor, workshop_id, [idea_id], lambda _: {"wording": words})[0]


def group_ideas(
    store: Store, visitor: Visitor, workshop_id: str, idea_ids: Sequence[str], group: str
) -> list[Idea]:
    """Put revealed lines under one heading; "" takes them from under it. Raises `NotAllowed`, `Refused`."""
    heading = text_or_stop(group) if group.strip() else ""
    return _arrange(store, visitor, workshop_id, idea_ids, lambda _: {"group": heading})


def drop_ideas(
    store: Store, visitor: Visitor, workshop_id: str, idea_ids: Sequence[str], dropped: bool = True
) -> list[Idea]:
    """Leave revealed lines out of the list, or take them up again; kept ones stay kept. Raises as `group_ideas`."""
    return _arrange(
        store,
        visitor,
        workshop_id,
        idea_ids,
        lambda idea: {} if idea.state == "kept" else {"state": "dropped" if dropped else "new"},
    )


def keep_ideas(
    store: Store, visitor: Visitor, workshop_id: str, idea_ids: Sequence[str], words: str, now: datetime
) -> Item:
    """Make one item of the company of these lines (of one question), with these words as its name.

    Where the company has one of that name already, the lines join it.
    Keeping the same lines again gives them the item they have. Raises `NotAllowed`, `Refused`.
    """
    workshop = running(store, visitor, workshop_id)
    ideas = [idea_or_stop(store, workshop_id, id) for id in dict.fromkeys(idea_ids)]
    question = _question_or_stop(ideas)
    for idea in ideas:
        _revealed_or_stop(workshop, idea)
    kind, name = question.item or "", text_or_stop(words)
    item = _named_so(store, workshop, kind, name) or _put(
        store,
        visitor,
        workshop,
        KINDS[kind].model_validate({"id": f"{MADE}{ideas[0].id}", "name": name}),
        now,
    )
    for idea in ideas:
        store.put_idea(workshop_id, idea.model_copy(update={"state": "kept", "item": item.id}))
    return item


def _put(store: Store, visitor: Visitor, workshop: Workshop, item: Item, now: datetime) -> Item:
    """The item as the company has it: new, back after it was taken out, or as it was made the first time."""
    try:
        versions = store.history(workshop.company_id, item.KIND, item.id)
        if versions and versions[-1].item is not None:
            return versions[-1].item
        seen = versions[-1].revision if versions else 0
        receipt = store.write(
            workshop.company_id,
            [Change.put(item, seen)],
            author=visitor.hash,
            write_id=f"room {workshop.id} {item.id} {seen}",
            at=now,
        )
    except UnknownCompany:
        raise NotAllowed from None
    return receipt.versions[0].item or item


def _named_so(store: Store, workshop: Workshop, kind: str, name: str) -> Item | None:
    """The item of this kind that the company calls so, whatever its case and spaces."""
    try:
        company = store.read(workshop.company_id).company
    except UnknownCompany:
        raise NotAllowed from None
    items: Sequence[Item] = getattr(company, KINDS[kind].PLURAL)
    return next((each for each in items if as_one(getattr(each, "name", "")) == as_one(name)), None)


def as_one(name: str) -> str:
    """What two spellings of one name have in common: neither case, spaces nor a last full stop count."""
    return " ".join(name.split()).casefold().strip(" .")


def undo_keep(store: Store, visitor: Visitor, workshop_id: str, item_id: str, now: datetime) -> None:
    """Take an item that was made of lines out again; its lines are to be decided on once more.

    An item that the company had before, or that somebody changed since, stays where it is. Raises `NotAllowed`,
    `Refused`.
    """
    workshop = running(store, visitor, workshop_id)
    lines = [idea for idea in store.ideas(workshop_id) if idea.item == item_id and idea.state == "kept"]
    if not lines:
        return
    if item_id.startswith(MADE):
        _take_out(store, visitor, workshop, _question_or_stop(lines).item or "", item_id, now)
    for idea in lines:
        store.put_idea(workshop_id, idea.model_copy(update={"state": "new", "item": ""}))


def _take_out(
    store: Store, visitor: Visitor, workshop: Workshop, kind: str, item_id: str, now: datetime
) -> None:
    versions = store.history(workshop.company_id, kind, item_id)
    if not versions or (item := versions[-1].item) is None:
        return
    if len(versions) > 1 and versions[-2].item is not None:
        raise Refused("workshop.refused.changed_since", name=getattr(item, "name", ""))
    seen = versions[-1].revision
    try:
        store.write(
            workshop.company_id,
            [Change.remove(item, seen)],
            author=visitor.hash,
            write_id=f"room {workshop.id} {item_id} out {seen}",
            at=now,
        )
    except StaleWrite:
        raise Refused("workshop.refused.changed_since", name=getattr(item, "name", "")) from None
    except UnknownCompany:
        raise NotAllowed from None


def _question_or_stop(ideas: Sequence[Idea]) -> Question:
    codes = {idea.question for idea in ideas}
    question = deck_in("nl").question(next(iter(codes))) if len(codes) == 1 else None
    if question is None:
        raise Refused("workshop.refused.not_asked")
    return question


def _arrange(
    store: Store,
    visitor: Visitor,
    workshop_id: str,
    idea_ids: Sequence[str],
    changes: Callable[[Idea], dict[str, str]],
) -> list[Idea]:
    workshop = running(store, visitor, workshop_id)
    ideas = [idea_or_stop(store, workshop_id, id) for id in dict.fromkeys(idea_ids)]
    for idea in ideas:
        _revealed_or_stop(workshop, idea)
    return [store.put_idea(workshop_id, idea.model_copy(update=changes(idea))) for idea in ideas]


def idea_or_stop(store: Store, workshop_id: str, idea_id: str) -> Idea:
    """This line. Raises `NotAllowed` where there is none."""
    found = next((idea for idea in store.ideas(workshop_id) if idea.id == idea_id), None)
    if found is None:
        raise NotAllowed
    return found


def _revealed_or_stop(workshop: Workshop, idea: Idea) -> None:
    if not is_revealed(workshop, idea):
        raise Refused("workshop.refused.not_revealed")
