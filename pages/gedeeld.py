"""The overview behind a link, read-only."""

from ui import shared_screen

shared_screen.show()
