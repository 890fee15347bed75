"""A beer mat as HTML: a rounded square whose rim is its progress, with the question and the light inside."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Mat:
    """What stands on one mat; `done` 0-1 fills the rim, `light` is the code of the traffic light.

    `headline` is what was said on it in one line, "" where nothing was yet.
    """

    card: str
    title: str
    question: str
    progress: str
    done: float
    light: str
    light_words: str
    headline: str = ""


def light(code: str, words: str) -> str:
    """A traffic light: a dot that never stands without its words."""
    return f'<span class="bk-light bk-{escape(code)}"><i aria-hidden="true"></i>{escape(words)}</span>'


def mat(front: Mat) -> str:
    """The front of a mat for the deck."""
    headline = f'<p class="bk-mat-headline">{escape(front.headline)}</p>' if front.headline else ""
    return (
        f'<div class="bk-mat bk-card-{front.card}" style="--done:{front.done:.3f}"><div class="bk-mat-in">'
        f'<p class="bk-eyebrow">{escape(front.title)}</p><h2>{escape(front.question)}</h2>{headline}'
        f'<p class="bk-mat-foot"><span>{escape(front.progress)}</span>{light(front.light, front.light_words)}</p>'
        "</div></div>"
    )


def centre(title: str, words: str) -> str:
    """The dark round where the four mats meet."""
    return f'<div class="bk-centre"><b>{escape(title)}</b><span>{escape(words)}</span></div>'
