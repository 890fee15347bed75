"""The overview: the four cards together."""

from ui.overview import overview_screen

overview_screen.overview_page()
