"""/workshop"""

from ui.room.workshop_screen import show

show()
