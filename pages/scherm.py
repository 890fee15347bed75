"""/scherm"""

from ui.room.screen_screen import show

show()
