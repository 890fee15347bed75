"""/scherm"""

from ui.room.screen_screen import screen_page

screen_page()
