"""The overview behind a link, read-only."""

from ui.overview import shared_screen

shared_screen.shared_page()
