"""The findings behind one point of work, where several are about the same customer, channel, value or stream."""

from __future__ import annotations

from html import escape

from strategy.overview import WorkPoint


def parts(point: WorkPoint) -> str:
    """What the point is made of, folded; "" for a point that is one finding."""
    if not point.parts:
        return ""
    lines = "".join(f"<li><b>{escape(part.finding)}</b> {escape(part.advice)}</li>" for part in point.parts)
    return (
        f'<details class="bk-parts"><summary>{escape(point.parts_words)}</summary><ul>{lines}</ul></details>'
    )
