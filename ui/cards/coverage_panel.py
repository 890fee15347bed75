"""Per segment and phase the strongest channel that gets there, as a grid that can be read without its colours (2.3)."""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

import streamlit as st

from strategy.checks.reach import STRONG_ENOUGH, channels_into, coverage, phases_used, strength
from strategy.nouns.company import Company, Segment
from strategy.words.formats import number
from strategy.words.texts import text
from ui.frame.frame import Desk
from ui.look import links

STRONG = 3


class CoverageBox(NamedTuple):
    """One segment in one phase: how strong 0-3 (None: not filled in yet), and the channel that makes it so."""

    segment: Segment
    phase: str
    strength: float | None
    channel: str

    @property
    def word(self) -> str:
        """The key of the word for this strength."""
        if self.strength is None:
            return "open"
        if self.strength >= STRONG:
            return "strong"
        if self.strength >= STRONG_ENOUGH:
            return "fine"
        return "weak" if self.strength > 0 else "nothing"

    @property
    def is_gap(self) -> bool:
        """Whether nothing strong enough stands ready here."""
        return self.strength is not None and self.strength < STRONG_ENOUGH


def coverage_text(desk: Desk, key: str, **values: Any) -> str:
    """A text of the grid."""
    return text(f"coverage_panel.{key}", desk.language, **values)


def coverage_grid(desk: Desk) -> None:
    """Draw the grid, or what to fill in first."""
    segments = [segment for segment in desk.company.segments if segment.name.strip()]
    if not segments:
        there = links.to_question(desk.address, "business_model", "B1")
        invite(desk, "no_segments", links.link(there, coverage_text(desk, "go", code="B1")))
        return
    if not any(channel.name.strip() for channel in desk.company.channels):
        invite(desk, "no_channels", "")
        return
    phases = phases_used(desk.company)
    rows = [[box(desk.company, segment, phase) for phase in phases] for segment in segments]
    st.html(
        f'<section class="bk-panel bk-found"><h2>{escape(title(desk, rows))}</h2>'
        f'<p class="bk-note">{escape(coverage_text(desk, "text"))}</p>{grid(desk, phases, rows)}</section>'
    )


def invite(desk: Desk, key: str, way: str) -> None:
    """What to fill in before there is a grid."""
    st.html(
        f'<section class="bk-panel bk-found"><h2>{escape(coverage_text(desk, "title"))}</h2>'
        f'<p class="bk-note">{escape(coverage_text(desk, key))} {way}</p></section>'
    )


def box(company: Company, segment: Segment, phase: str) -> CoverageBox:
    """How strong this segment is covered in this phase, and by which channel."""
    found = coverage(company, segment, phase)
    strongest = [
        channel.name
        for channel in channels_into(company, segment)
        if found and strength(channel, phase) == found and channel.name.strip()
    ]
    return CoverageBox(segment, phase, found, strongest[0] if strongest else "")


def title(desk: Desk, rows: list[list[CoverageBox]]) -> str:
    """The finding: where nothing strong stands ready."""
    boxes = [each for row in rows for each in row]
    gaps = [each for each in boxes if each.is_gap]
    if gaps:
        where = coverage_text(
            desk,
            "place",
            segment=gaps[0].segment.name,
            phase=coverage_text(desk, f"phases.{gaps[0].phase}").lower(),
        )
        return coverage_text(desk, "gaps", n=number(len(gaps), desk.language), where=where)
    return coverage_text(desk, "not_yet" if any(each.strength is None for each in boxes) else "no_gaps")


def grid(desk: Desk, phases: tuple[str, ...], rows: list[list[CoverageBox]]) -> str:
    """The table: groups down, phases across."""
    heads = "".join(
        f'<th scope="col">{escape(coverage_text(desk, f"phases.{phase}"))}</th>' for phase in phases
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row[0].segment.name)}</th>{"".join(cell(desk, each) for each in row)}</tr>'
        for row in rows
    )
    return (
        f'<div class="bk-scroll"><table class="bk-table bk-cover"><thead><tr><th scope="col">'
        f"{escape(coverage_text(desk, 'segment'))}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def cell(desk: Desk, found: CoverageBox) -> str:
    """One box: a number, a word, and the channel."""
    figure = "?" if found.strength is None else number(found.strength, desk.language, 1)
    channel = f"<span>{escape(found.channel)}</span>" if found.channel else ""
    return f'<td class="bk-cover-{found.word}"><b>{figure}</b> {escape(coverage_text(desk, f"words.{found.word}"))}{channel}</td>'
