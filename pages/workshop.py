"""/workshop"""

from ui.room.workshop_screen import workshop_page

workshop_page()
