"""Beheer: links, files, other devices, delete."""

from ui import manage_screen

manage_screen.show()
