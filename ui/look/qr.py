"""QR codes as images: black on white in every theme, for cameras."""

from __future__ import annotations

import io
from functools import lru_cache
from html import escape

import segno

from ui.look.tables import Html

QUIET = 4
"""Modules of white around a QR code, as cameras want."""
DARK, LIGHT = "#221D17", "#FFFFFF"
DOT = 12
"""Points a module takes in a picture to print: 5 cm at 300 a inch."""


@lru_cache(maxsize=64)
def qr_address(address: str) -> str:
    """A QR code that opens this address, as the address of an image."""
    made: str = segno.make(address, error="m").svg_data_uri(dark=DARK, light=LIGHT, border=QUIET)
    return made


def qr(address: str) -> Html:
    """The same as an image."""
    data = qr_address(address)
    return Html(f'<img class="bk-qr" src="{escape(data)}" alt="QR: {escape(address)}">')


def qr_picture(address: str) -> bytes:
    """The same as a PNG to print."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="png", scale=DOT, dark=DARK, light=LIGHT, border=QUIET)
    return drawn.getvalue()
