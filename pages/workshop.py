"""/workshop"""

from ui.workshop_screen import show

show()
