"""/scherm"""

from ui.screen_screen import show

show()
