"""What everybody may see after a reveal, as HTML: dots per subject, the map, the ideas, the code.

Every picture is a table or a list itself, so that nothing is said by dots or colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from strategy.nouns.company import CRITERIA
from strategy.words.formats import number
from strategy.words.texts import text
from strategy.workshop import CriterionAgreement, RoomView
from strategy.workshop.results import Result, to_talk_about
from strategy.workshop.views import IdeaView, ListQuestion, Scale
from ui.look.qr import qr as qr
from ui.look.qr import qr_address as qr_address
from ui.look.tables import Html, letter
from ui.room.lead import origin, say_in

ENOUGH_QUESTIONS = 0.75
NOT_KNOWN = "?"
MOST_THERE = 12


# The door


def joining_address(code: str) -> str:
    """What the QR code opens."""
    return f"{origin()}/deelnemen?code={code}"


def typed_address() -> str:
    """What people type in."""
    return f"{origin().split('://')[-1]}/deelnemen"


def address_shown() -> Html:
    """The same, as HTML that breaks before the last part where it must."""
    return Html(escape(typed_address()).replace("/", "<wbr>/"))


def is_local() -> bool:
    """Whether only this computer reaches the address."""
    return typed_address().startswith(("localhost", "127.", "[::1]"))


# Subjects


def scale_of(view: RoomView, result: Result) -> Scale | None:
    """The scale on which a subject was scored."""
    return next(
        (each for each in view.scales if (each.kind, each.field) == (result.kind, result.field)), None
    )


def points_of(scale: Scale | None) -> list[int]:
    """The steps of a scale, from low to high."""
    if scale is None or not scale.anchors:
        return [1, 2, 3, 4, 5]
    numbers = [int(value) for value, _ in scale.anchors]
    return list(range(min(numbers), max(numbers) + 1))


def subject_words(view: RoomView, result: Result) -> str:
    """A subject in plain words: the item and what was scored of it."""
    scale = scale_of(view, result)
    return f"{result.name}: {scale.label if scale else result.field}"


def figure(value: float | None, language: str, points: Sequence[int] = ()) -> str:
    """A vote or a median; on a scale that goes below zero with its sign, the same one as on the phone."""
    if value is None:
        return ""
    sign = "+" if value > 0 and points and min(points) < 0 else ""
    return sign + number(value, language, 1).replace("-", "−")


def asked_again(view: RoomView) -> list[str]:
    """The subjects of this round in plain words."""
    labels = {(each.kind, each.field): each.label for each in view.scales}
    return [
        f"{item.name}: {labels.get((item.kind, key.rpartition('/')[2]), '')}"
        for item in view.items
        for key in item.subjects
    ]


def in_sight(view: RoomView) -> list[str]:
    """The subjects to look at while nothing lies on the table: those scored again first, then the urgent ones."""
    again = [each.subject for each in view.results if each.round == 2 and each.agreed is None]
    return [*again, *(key for key in view.left if key not in again)]


def talk_words(view: RoomView, language: str) -> str:
    """How much there is to talk about, or what the second round brought, in a sentence."""
    again = [each for each in view.results if each.round == 2 and each.agreed is None]
    if again:
        closer = sum(each.direction == "closer" for each in again)
        return say_in(language, "talk.again", n=len(again), closer=number(closer, language))
    left = len(view.left)
    if left:
        return say_in(language, "talk.count", n=left)
    if not any(each.know for each in view.results):
        return say_in(language, "talk.nobody")
    if to_talk_about(view.results):
        return say_in(language, "talk.settled")
    return nothing_to_talk_about(view, language)


def nothing_to_talk_about(view: RoomView, language: str) -> str:
    """*Over alles eens* only where three quarters of the questions have enough answers, and on all of those (5.3)."""
    compared = [each for each in view.results if each.label not in ("few", "none")]
    if len(compared) < ENOUGH_QUESTIONS * len(view.results):
        return say_in(language, "talk.few", n=len(compared), all=len(view.results))
    alike = all(each.label == "agree" for each in compared)
    return say_in(language, "talk.none" if alike else "talk.small")


def dots(count: int) -> str:
    """So many dots, with the number for who does not see them."""
    if not count:
        return ""
    shown = "<i></i>" * count
    return f'<span class="bk-votes" aria-hidden="true">{shown}</span><span class="bk-unseen">{count}</span>'


def word(label: str, language: str) -> str:
    """*Eens*, *verschil* or *oneens* as a badge."""
    return f'<span class="bk-word bk-word-{label}">{escape(text(f"workshop.label.{label}", language))}</span>'


def remarks(result: Result, language: str) -> list[str]:
    """What must be said beside the dots: who stands apart, two camps, a class that depends on it, the shift."""

    def say(key: str, **values: str) -> str:
        return say_in(language, f"result.{key}", **values)

    found = []
    if result.changes:
        found.append(say("changes_class" if result.kind == "customer" else "changes_kind"))
    if result.camps is not None:
        found.append(
            say("camps", one=votes(result.camps[0], language), other=votes(result.camps[1], language))
        )
    elif result.outlier is not None:
        found.append(say("outlier", value=figure(result.outlier, language)))
    if result.direction is not None and result.first_label is not None:
        first = text(f"workshop.label.{result.first_label}", language)
        found.append(
            say("shift", first=first, direction=text(f"workshop.direction.{result.direction}", language))
        )
    if not result.votes and result.know:
        low, high = figure(result.lowest, language), figure(result.highest, language)
        if low:
            found.append(say("kept", know=str(result.know), lowest=low, highest=high))
    return found


def votes(values: Sequence[float], language: str) -> str:
    """Votes in a row: `2, 2, 3`."""
    return ", ".join(figure(value, language) for value in values)


def settled(result: Result, language: str) -> str:
    """What the room settled on, "" where nothing yet."""
    if result.agreed is None:
        return ""
    reason = f" ({result.reason})" if result.reason else ""
    return say_in(language, "result.agreed", value=figure(result.agreed, language)) + reason


def results_table(view: RoomView, results: Sequence[Result], language: str) -> Html:
    """A row per subject with its dots on the scale; a table for every length of scale."""
    by_points: dict[tuple[int, ...], list[Result]] = {}
    for result in results:
        by_points.setdefault(tuple(points_of(scale_of(view, result))), []).append(result)
    return Html("".join(_table(view, points, rows, language) for points, rows in by_points.items()))


def _table(view: RoomView, points: Sequence[int], results: Sequence[Result], language: str) -> str:
    heads = "".join(
        f'<th scope="col" class="bk-point">{figure(point, language, points)}</th>' for point in points
    )
    unknown = escape(say_in(language, "result.not_known"))
    rows = "".join(_row(view, points, result, language) for result in results)
    return (
        f'<div class="bk-scroll"><table class="bk-table bk-dots"><thead><tr>'
        f'<th scope="col">{escape(say_in(language, "result.subject"))}</th>{heads}'
        f'<th scope="col" class="bk-point">{unknown}</th><th scope="col"></th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(view: RoomView, points: Sequence[int], result: Result, language: str) -> str:
    scale = scale_of(view, result)
    label = escape(scale.label if scale else result.field)
    cells = "".join(
        f'<td class="bk-point{" bk-middle" if result.median == point else ""}">'
        f"{dots(sum(vote == point for vote in result.votes))}</td>"
        for point in points
    )
    notes = [*remarks(result, language), settled(result, language)]
    said = f'<span class="bk-difference">{escape(" ".join(note for note in notes if note))}</span>'
    middle = ""
    if result.median is not None:
        words = say_in(language, "result.median", value=figure(result.median, language, points))
        middle = f' <span class="bk-nowrap">{escape(words)}</span>'
    return (
        f'<tr><th scope="row"><b>{escape(result.name)}</b><span class="bk-difference">{label}</span></th>{cells}'
        f'<td class="bk-point">{dots(result.not_known)}</td>'
        f"<td>{word(result.label, language)}{middle}{said}</td></tr>"
    )


def one_subject(view: RoomView, result: Result, language: str) -> Html:
    """One subject, large: a row per step of its scale with the words of that step and the dots."""
    scale = scale_of(view, result)
    points = points_of(scale)
    words = {int(value): said for value, said in scale.anchors} if scale else {}
    rows = "".join(
        f'<tr{" class=bk-middle" if result.median == point else ""}><th scope="row">{figure(point, language, points)}</th>'
        f"<td>{dots(sum(vote == point for vote in result.votes))}{_who(view, result, point)}</td>"
        f"<td>{escape(words.get(point, ''))}</td></tr>"
        for point in points
    )
    if result.not_known:
        rows += (
            f'<tr><th scope="row">{NOT_KNOWN}</th><td>{dots(result.not_known)}{_who(view, result, None)}</td>'
            f"<td>{escape(say_in(language, 'result.not_known_long'))}</td></tr>"
        )
    notes = "".join(f"<li>{escape(note)}</li>" for note in remarks(result, language))
    middle = say_in(language, "result.median", value=figure(result.median, language, points))
    return Html(
        f'<div class="bk-subject"><h2>{escape(result.name)}</h2><p>{escape(scale.label if scale else "")}</p>'
        f'<p class="bk-verdict">{word(result.label, language)} '
        f"{escape(middle) if result.median is not None else ''}</p>"
        f'<table class="bk-answers"><tbody>{rows}</tbody></table>'
        f"{f'<ul class=bk-list>{notes}</ul>' if notes else ''}</div>"
    )


def _who(view: RoomView, result: Result, value: float | None) -> str:
    """Who gave this vote; only with open cards are there names."""
    names = [each.name for each in view.names if (each.subject, each.value) == (result.subject, value)]
    return f'<span class="bk-names">{escape(", ".join(names))}</span>' if names else ""


# The map


def class_map(view: RoomView, language: str, *, only_deciding: bool = False) -> Html:
    """Customers x criteria, with only those places marked where the difference decides the class.

    Customers with such a place come first; with `only_deciding` they are alone, with the criteria that decide.
    """
    cells = {(cell.customer, cell.criterion): cell for cell in view.cells}
    deciding = {cell.customer for cell in view.cells if decides(cell)}
    customers = sorted(dict.fromkeys(cell.customer for cell in view.cells), key=lambda id: id not in deciding)
    customers = [id for id in customers if id in deciding or not only_deciding]
    decided_by = {cell.criterion for cell in view.cells if decides(cell)}
    criteria = [each for each in CRITERIA if each in decided_by or not only_deciding]
    names = {item.id: item.name for item in view.items if item.kind == "customer"}
    names |= {result.id: result.name for result in view.results if result.kind == "customer"}
    heads = "".join(
        f'<th scope="col">{escape(text(f"app.criteria.{criterion}", language))}</th>'
        for criterion in criteria
    )
    rows = "".join(
        f'<tr><th scope="row">{letter(_class_of(cells, customer))} {escape(names.get(customer, ""))}</th>'
        + "".join(_place(cells.get((customer, criterion)), language) for criterion in criteria)
        + "</tr>"
        for customer in customers
    )
    return Html(
        f'<div class="bk-scroll"><table class="bk-table bk-classmap"><thead><tr>'
        f'<th scope="col">{escape(text("app.classes.customer", language))}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def decides(cell: CriterionAgreement) -> bool:
    """Whether the room differs here, and another class would follow from it."""
    return cell.changes and cell.label in ("differ", "disagree")


def _class_of(cells: dict[tuple[str, str], CriterionAgreement], customer: str) -> str:
    return next((cell.klass for (id, _), cell in cells.items() if id == customer), "?")


def _place(cell: CriterionAgreement | None, language: str) -> str:
    if cell is None:
        return "<td></td>"
    said = text(f"workshop.label.{cell.label}", language)
    if not decides(cell):
        return f'<td class="bk-quiet">{escape(said)}</td>'
    ends = sorted({cell.lowest_class, cell.klass, cell.highest_class}, key="ABCD?".index)
    letters = "".join(str(letter(klass)) for klass in ends)
    return f'<td class="bk-decides"><b>{escape(said)}</b> <span class="bk-nowrap">{letters}</span></td>'


def map_finding(view: RoomView, language: str) -> str:
    """What the map says, in one sentence."""
    deciding = {cell.customer for cell in view.cells if decides(cell)}
    return say_in(language, "map.finding", n=len(deciding)) if deciding else say_in(language, "map.nothing")


# Ideas


def ideas(view: RoomView, language: str) -> Html:
    """The lines of a list per question, under the headings they were put under; without those that were dropped."""
    parts = []
    for question in view.lists:
        lines = [
            idea for idea in view.ideas if idea.question == question.question and idea.state != "dropped"
        ]
        inside = "".join(
            (f"<h3>{escape(heading)}</h3>" if heading else "")
            + f"<ul>{''.join(map(_idea, bundles(found)))}</ul>"
            for heading, found in grouped(lines).items()
        )
        empty = f'<p class="bk-note">{escape(say_in(language, "list.nothing"))}</p>'
        known = _there(question, language)
        parts.append(f"<section><h2>{escape(question.title)}</h2>{inside or empty}{known}</section>")
    return Html(f'<div class="bk-ideas">{"".join(parts)}</div>')


def choices(view: RoomView, language: str) -> Html:
    """The lines of a list per question with the dots that each got, the most first."""
    parts = []
    for question in view.lists:
        rows = "".join(
            f"<li><span>{escape(each.words)}</span><span>{dots(each.dots)} "
            f"<b>{escape(say_in(language, 'dots.count', n=each.dots))}</b></span></li>"
            for each in view.choices
            if each.question == question.question
        )
        empty = f'<p class="bk-note">{escape(say_in(language, "list.nothing"))}</p>'
        inside = f'<ul class="bk-chosen">{rows}</ul>' if rows else empty
        parts.append(f"<section><h2>{escape(question.title)}</h2>{inside}</section>")
    return Html(f'<div class="bk-ideas">{"".join(parts)}</div>')


def _there(question: ListQuestion, language: str) -> str:
    """What the company has already."""
    if not question.there:
        return ""
    names = ", ".join(question.there[:MOST_THERE]) + (" …" if len(question.there) > MOST_THERE else "")
    return f'<p class="bk-note">{escape(say_in(language, "list.there", names=names))}</p>'


def grouped(lines: Sequence[IdeaView]) -> dict[str, list[IdeaView]]:
    """Heading -> its lines; those without a heading last."""
    found: dict[str, list[IdeaView]] = {}
    for line in sorted(lines, key=lambda each: not each.group):
        found.setdefault(line.group, []).append(line)
    return found


def bundles(lines: Sequence[IdeaView]) -> list[list[IdeaView]]:
    """Lines that say the same, together."""
    found: dict[str, list[IdeaView]] = {}
    for line in lines:
        found.setdefault(line.words.casefold().strip(" ."), []).append(line)
    return list(found.values())


def _idea(same: list[IdeaView]) -> str:
    times = f" ({len(same)}×)" if len(same) > 1 else ""
    return f'<li class="bk-idea-{same[0].state}">{escape(same[0].words)}{times}</li>'


# Counts


def progress(done: int, of: int, words: str) -> Html:
    """How many are ready, as a bar with the words above it."""
    share = done / of if of else 0
    return Html(
        f'<div class="bk-ready"><b>{escape(words)}</b>'
        f'<div aria-hidden="true"><i style="width: {share:.0%}"></i></div></div>'
    )
