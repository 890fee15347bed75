"""The colours of look.md. Screens take them from static/bierkaartjes.css; charts cannot, so they stand here."""

from __future__ import annotations

from typing import Literal

Theme = Literal["light", "dark"]

CARDS = {
    "business_model": "#1D4E89",
    "toegevoegde_waarde": "#8A5A00",
    "communicatiekanalen": "#1E6B4E",
    "segmentatie": "#A63A28",
}
CARDS_DARK = {
    "business_model": "#8DB8EC",
    "toegevoegde_waarde": "#E0AC4C",
    "communicatiekanalen": "#79C6A4",
    "segmentatie": "#F0937F",
}
CLASSES = {"A": "#0B6FA4", "B": "#1E7F5C", "C": "#B8770B", "D": "#B5402B", "?": "#77706A"}
CLASSES_PALE = {"A": "#A6CCE2", "B": "#AED2C4", "C": "#E8CFA2", "D": "#E6BBB2", "?": "#CFCAC4"}
CLASSES_DARK = {"A": "#6DB9E3", "B": "#71C3A2", "C": "#E2A94A", "D": "#EE8E7B", "?": "#A8A199"}
CLASSES_DARK_PALE = {"A": "#2F5A72", "B": "#2F5C4B", "C": "#6B5224", "D": "#6E3B31", "?": "#55504A"}
INK = {"light": "#221D17", "dark": "#F3ECE0"}
MUTED = {"light": "#6A6156", "dark": "#B3A897"}
LINE = {"light": "#E3DACB", "dark": "#4A433A"}
SURFACE = {"light": "#FFFFFF", "dark": "#26221C"}
PAPER = {"light": "#FAF6EE", "dark": "#1B1814"}
LETTERS = {"C": "#9A6205", "?": "#6F6862"}  # dark enough to read a white letter on, as in the style sheet
