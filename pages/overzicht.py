"""The overview: the four cards together."""

from ui import overview_screen

overview_screen.show()
